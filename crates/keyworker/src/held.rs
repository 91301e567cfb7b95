//! What a store holds of its children, read one identity at a time: a later extract is compared with it without the whole
//! record in memory.

use record::{Book, ChildId, Fact, Subject};
use store::{Reader, Store};

use crate::failure::Failure;

/// Where a child's facts stand in the log, as runs of positions: a first import wrote them one after the other.
#[derive(Clone, Debug, Default)]
struct Runs {
    /// Before the first of each run, and the last of it; in the order of positions.
    runs: Vec<(u32, u32)>,
}

/// The record: workers, units and what is said of the record itself in memory, children in the log.
pub struct HeldBook {
    /// All facts but those about children. The names are those of whoever compares.
    pub book: Book,
    children: Vec<Runs>,
    reader: Reader,
}

impl HeldBook {
    /// Reads that store once. `seen` is told each fact.
    pub fn of(store: &Store, mut seen: impl FnMut(&Fact, &record::Names)) -> Result<HeldBook, Failure> {
        let reader = store.reader()?;
        let mut book = Book::default();
        book.names = reader.names_in_full()?;
        let mut children: Vec<Runs> = Vec::new();
        let mut too_long = false;
        reader.since::<store::StoreError>(0, |position, fact| {
            seen(fact, &book.names);
            let Subject::Child(child) = fact.about else {
                book.append(*fact);
                return Ok(());
            };
            let Ok(last) = u32::try_from(position) else {
                too_long = true;
                return Ok(());
            };
            if children.len() <= child.index() {
                children.resize_with(child.index() + 1, Runs::default);
            }
            match children[child.index()].runs.last_mut() {
                Some((_, end)) if *end + 1 == last => *end = last,
                _ => children[child.index()].runs.push((last - 1, last)),
            }
            Ok(())
        })?;
        if too_long {
            return Err(Failure::Unreadable("the store holds more facts than an import can compare".to_owned()));
        }
        book.names = record::Names::default();
        children.iter_mut().for_each(|of| of.runs.shrink_to_fit());
        Ok(HeldBook { book, children, reader })
    }

    /// The children who have facts.
    pub fn child_ids(&self) -> impl Iterator<Item = ChildId> {
        let known = self.children.iter().enumerate().filter(|(_, runs)| !runs.runs.is_empty());
        known.map(|(index, _)| ChildId::from_index(index))
    }

    /// All facts about somebody, in the order of the log; `room` is what they are read into where they are a child's.
    pub fn about<'r>(&'r self, about: Subject, room: &'r mut Vec<Fact>) -> Result<&'r [Fact], Failure> {
        let Subject::Child(child) = about else { return Ok(self.book.about(about)) };
        room.clear();
        for (from, to) in self.children.get(child.index()).map_or(&[][..], |runs| &runs.runs) {
            self.reader.range(u64::from(*from), u64::from(*to), room)?;
        }
        Ok(room)
    }
}
