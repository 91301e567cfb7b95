//! The facts of one authority in memory, by whom they are about.
//!
//! Appending is all that can be done to it. What was known at an instant is a reading of it: the facts recorded by
//! then, less those that a correction recorded by then replaced.

use rustc_hash::FxHashMap;

use crate::calendar::{Calendar, Holiday};
use crate::fact::{Fact, FactId, Subject};
use crate::ids::{CarerId, ChildId, Names, UnitId, WorkerId};
use crate::kinds::Content;
use crate::time::Moment;

/// Facts, in the order in which they were appended, under each of whom they are about.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The names behind the ids.
    pub names: Names,
    children: Vec<Vec<Fact>>,
    workers: Vec<Vec<Fact>>,
    units: Vec<Vec<Fact>>,
    carers: Vec<Vec<Fact>>,
    record: Vec<Fact>,
    count: u64,
}

impl Book {
    /// Appends a fact.
    pub fn append(&mut self, fact: Fact) {
        let (list, index) = match fact.about {
            Subject::Child(id) => (&mut self.children, id.index()),
            Subject::Worker(id) => (&mut self.workers, id.index()),
            Subject::Unit(id) => (&mut self.units, id.index()),
            Subject::Carer(id) => (&mut self.carers, id.index()),
            Subject::Record => {
                self.record.push(fact);
                self.count += 1;
                return;
            }
        };
        if list.len() <= index {
            list.resize_with(index + 1, Vec::new);
        }
        list[index].push(fact);
        self.count += 1;
    }

    /// How many facts there are.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The facts about one identity, in the order in which they were appended.
    pub fn about(&self, subject: Subject) -> &[Fact] {
        let (list, index) = match subject {
            Subject::Child(id) => (&self.children, id.index()),
            Subject::Worker(id) => (&self.workers, id.index()),
            Subject::Unit(id) => (&self.units, id.index()),
            Subject::Carer(id) => (&self.carers, id.index()),
            Subject::Record => return &self.record,
        };
        list.get(index).map_or(&[], Vec::as_slice)
    }

    /// The facts about that child identity.
    pub fn child(&self, child: ChildId) -> &[Fact] {
        self.about(Subject::Child(child))
    }

    /// The facts about that worker.
    pub fn worker(&self, worker: WorkerId) -> &[Fact] {
        self.about(Subject::Worker(worker))
    }

    /// The facts about that unit.
    pub fn unit(&self, unit: UnitId) -> &[Fact] {
        self.about(Subject::Unit(unit))
    }

    /// The facts about the record itself.
    pub fn record(&self) -> &[Fact] {
        &self.record
    }

    /// Every child identity that has a fact.
    pub fn child_ids(&self) -> impl Iterator<Item = ChildId> {
        self.children.iter().enumerate().filter(|(_, facts)| !facts.is_empty()).map(|(i, _)| ChildId::from_index(i))
    }

    /// Every worker that has a fact.
    pub fn worker_ids(&self) -> impl Iterator<Item = WorkerId> {
        self.workers.iter().enumerate().filter(|(_, facts)| !facts.is_empty()).map(|(i, _)| WorkerId::from_index(i))
    }

    /// Every unit that has a fact.
    pub fn unit_ids(&self) -> impl Iterator<Item = UnitId> {
        self.units.iter().enumerate().filter(|(_, facts)| !facts.is_empty()).map(|(i, _)| UnitId::from_index(i))
    }

    /// The carers of whom anything is on record.
    pub fn carer_ids(&self) -> impl Iterator<Item = CarerId> {
        self.carers.iter().enumerate().filter(|(_, facts)| !facts.is_empty()).map(|(i, _)| CarerId::from_index(i))
    }

    /// Every fact, by whom it is about.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        let lists = [&self.children, &self.workers, &self.units, &self.carers];
        lists.into_iter().flatten().flatten().chain(&self.record)
    }

    /// The calendar as known at `known`: the bundled list and what was announced or withdrawn on the record by then.
    pub fn calendar(&self, base: &Calendar, known: Moment) -> Calendar {
        let (mut announced, mut withdrawn) = (Vec::new(), Vec::new());
        for fact in known_facts(&self.record, known) {
            match fact.content {
                Content::HolidayAnnounced { day, name } => {
                    withdrawn.retain(|gone| *gone != day);
                    announced.push(Holiday { day, name: self.names.text(name).to_owned() });
                }
                Content::HolidayWithdrawn { day } => {
                    announced.retain(|holiday| holiday.day != day);
                    withdrawn.push(day);
                }
                _ => {}
            }
        }
        if announced.is_empty() && withdrawn.is_empty() { base.clone() } else { base.changed(announced, &withdrawn) }
    }
}

/// The facts among these that were known at `known`: recorded by then, and not replaced by a correction recorded by
/// then. Corrections themselves are left out; erased facts too, since they say nothing any more.
pub fn known_facts(facts: &[Fact], known: Moment) -> impl Iterator<Item = &Fact> {
    let replaced: Vec<FactId> = facts
        .iter()
        .filter(|fact| fact.recorded <= known)
        .filter_map(|fact| match fact.content {
            Content::Corrected { replaces, .. } => Some(replaces),
            _ => None,
        })
        .collect();
    facts.iter().filter(move |fact| {
        fact.recorded <= known
            && !matches!(fact.content, Content::Corrected { .. } | Content::Erased {})
            && (replaced.is_empty() || !replaced.contains(&fact.id))
    })
}

/// Which identities are one child, as known at an instant.
///
/// A `not_same_as` undoes a `same_as` between the same two identities, whichever way round, recorded before it.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// For each identity that is not alone: the first identity of its child.
    first: FxHashMap<ChildId, ChildId>,
    /// For that first identity: all of them, in order.
    members: FxHashMap<ChildId, Vec<ChildId>>,
}

impl People {
    /// The people of that book as known at `known`.
    pub fn of(book: &Book, known: Moment) -> People {
        let mut links: Vec<(ChildId, ChildId)> = Vec::new();
        for child in book.child_ids() {
            for fact in known_facts(book.child(child), known) {
                match fact.content {
                    Content::SameAs { other } if other != child => links.push(pair(child, other)),
                    _ => {}
                }
            }
        }
        links.sort_unstable();
        links.dedup();
        links.retain(|(a, b)| !undone(book, known, *a, *b));
        People::joined(&links)
    }

    fn joined(links: &[(ChildId, ChildId)]) -> People {
        let mut first: FxHashMap<ChildId, ChildId> = FxHashMap::default();
        let root = |first: &FxHashMap<ChildId, ChildId>, mut id: ChildId| {
            while let Some(next) = first.get(&id).filter(|next| **next != id) {
                id = *next;
            }
            id
        };
        for (a, b) in links {
            let (a, b) = pair(root(&first, *a), root(&first, *b));
            first.entry(a).or_insert(a);
            first.insert(b, a);
        }
        let ids: Vec<_> = first.keys().copied().collect();
        let mut members: FxHashMap<ChildId, Vec<ChildId>> = FxHashMap::default();
        let mut resolved = FxHashMap::default();
        for id in ids {
            let of = root(&first, id);
            resolved.insert(id, of);
            members.entry(of).or_default().push(id);
        }
        members.values_mut().for_each(|list| list.sort_unstable());
        People { first: resolved, members }
    }

    /// The identity under which that child's answers are given.
    pub fn person(&self, child: ChildId) -> ChildId {
        self.first.get(&child).copied().unwrap_or(child)
    }

    /// Every identity of that child; nothing where the identity is alone.
    pub fn identities(&self, child: ChildId) -> &[ChildId] {
        self.members.get(&self.person(child)).map_or(&[], Vec::as_slice)
    }
}

fn pair(a: ChildId, b: ChildId) -> (ChildId, ChildId) {
    if a <= b { (a, b) } else { (b, a) }
}

/// Whether the newest word on those two identities is that they are not one child.
fn undone(book: &Book, known: Moment, a: ChildId, b: ChildId) -> bool {
    let newest = |from: ChildId, to: ChildId| {
        known_facts(book.child(from), known)
            .filter_map(|fact| match fact.content {
                Content::SameAs { other } if other == to => Some((fact.recorded, false)),
                Content::NotSameAs { other } if other == to => Some((fact.recorded, true)),
                _ => None,
            })
            .max()
    };
    newest(a, b).max(newest(b, a)).is_some_and(|(_, not)| not)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Provenance;
    use crate::time::When;

    fn fact(book: &mut Book, number: u8, about: Subject, recorded: i64, content: Content) -> FactId {
        let id = FactId([number; 16]);
        let from = Provenance { source: book.names.add_source("test"), row: 0 };
        let by = book.names.add_actor("a test");
        let recorded = Moment::from_second(recorded);
        book.append(Fact { id, about, when: When::Unknown, recorded, by, from, content });
        id
    }

    #[test]
    fn a_correction_changes_what_is_known_now_and_not_what_was_known_then() {
        let mut book = Book::default();
        let child = Subject::Child(book.names.add_child("test:1"));
        let wrong = fact(&mut book, 1, child, 10, Content::PutOnDuty {});
        let right = fact(&mut book, 2, child, 20, Content::NeedIdentified {});
        fact(&mut book, 3, child, 20, Content::Corrected { replaces: wrong, with: Some(right), reason: None });
        let known = |at: i64| -> Vec<u8> {
            known_facts(book.about(child), Moment::from_second(at)).map(|fact| fact.id.0[0]).collect()
        };
        assert_eq!((known(9), known(10), known(20)), (vec![], vec![1], vec![2]));
    }

    #[test]
    fn a_mistaken_merge_is_undone() {
        let mut book = Book::default();
        let ids: Vec<_> = ["a:1", "b:1", "c:1"].iter().map(|name| book.names.add_child(name)).collect();
        let about = |i: usize| Subject::Child(ids[i]);
        fact(&mut book, 1, about(0), 10, Content::SameAs { other: ids[1] });
        fact(&mut book, 2, about(2), 10, Content::SameAs { other: ids[1] });
        fact(&mut book, 3, about(1), 20, Content::NotSameAs { other: ids[2] });
        let people = People::of(&book, Moment::from_second(10));
        assert_eq!(people.identities(ids[2]), &ids);
        let people = People::of(&book, Moment::from_second(20));
        assert_eq!((people.person(ids[1]), people.person(ids[2])), (ids[0], ids[2]));
        assert_eq!(people.identities(ids[2]), &[]);
        fact(&mut book, 4, about(1), 30, Content::SameAs { other: ids[2] });
        assert_eq!(People::of(&book, Moment::from_second(30)).person(ids[2]), ids[0]);
    }

    #[test]
    fn a_holiday_is_known_from_when_it_was_announced() {
        let mut book = Book::default();
        let (base, name) = (Calendar::england_and_wales(), book.names.add_text("Day of celebration"));
        let day = crate::time::Day::new(2026, 6, 15).unwrap();
        fact(&mut book, 1, Subject::Record, 10, Content::HolidayAnnounced { day, name });
        assert!(book.calendar(&base, Moment::from_second(9)).is_working(day));
        assert!(!book.calendar(&base, Moment::from_second(10)).is_working(day));
    }
}
