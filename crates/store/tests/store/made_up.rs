//! Facts of every kind with any values, made from a seed, and stores to put them in.

use record::fields::Source;
use record::kinds::About;
use record::{
    ActorId, Book, CarerId, ChildId, Content, Day, Fact, FactId, Kind, Moment, Names, Provenance, Ref, SourceId,
    Subject, TextId, UnitId, When, WorkerId,
};
use store::{Reader, Store, Submission};

/// A small generator of pseudo-random numbers: the same seed gives the same facts.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Any values for a content's fields.
struct AnyValues<'d>(&'d mut Dice);

impl Source for AnyValues<'_> {
    type Error = std::convert::Infallible;

    fn field(&mut self, _name: &'static str, optional: bool) -> Result<bool, Self::Error> {
        Ok(!optional || self.0.below(3) > 0)
    }
    fn child(&mut self) -> Result<ChildId, Self::Error> {
        Ok(ChildId::from_index(self.0.below(NAMES)))
    }
    fn worker(&mut self) -> Result<WorkerId, Self::Error> {
        Ok(WorkerId::from_index(self.0.below(NAMES)))
    }
    fn unit(&mut self) -> Result<UnitId, Self::Error> {
        Ok(UnitId::from_index(self.0.below(NAMES)))
    }
    fn carer(&mut self) -> Result<CarerId, Self::Error> {
        Ok(CarerId::from_index(self.0.below(NAMES)))
    }
    fn reference(&mut self) -> Result<Ref, Self::Error> {
        Ok(Ref(self.0.next()))
    }
    fn fact(&mut self) -> Result<FactId, Self::Error> {
        let mut id = [0; 16];
        self.0.fill(&mut id);
        Ok(FactId(id))
    }
    fn text(&mut self) -> Result<TextId, Self::Error> {
        Ok(TextId::from_index(self.0.below(NAMES)))
    }
    fn day(&mut self) -> Result<Day, Self::Error> {
        let span = Day::LAST.number() - Day::FIRST.number() + 1;
        Ok(Day::from_number(Day::FIRST.number() + self.0.below(span as usize) as i32))
    }
    fn moment(&mut self) -> Result<Moment, Self::Error> {
        Ok(match self.0.below(10) {
            0 => Moment::MIN,
            1 => Moment::MAX,
            _ => Moment::from_second(self.0.next() as i32 as i64),
        })
    }
    fn flag(&mut self) -> Result<bool, Self::Error> {
        Ok(self.0.below(2) == 1)
    }
    fn number(&mut self) -> Result<i32, Self::Error> {
        Ok(self.0.next() as i32)
    }
    fn word(&mut self, list: &'static [&'static str]) -> Result<usize, Self::Error> {
        Ok(self.0.below(list.len()))
    }
    fn words(&mut self, list: &'static [&'static str]) -> Result<u32, Self::Error> {
        Ok(self.0.next() as u32 & ((1 << list.len()) - 1))
    }
}

/// How many names each list of [`names`] holds.
pub const NAMES: usize = 12;

/// Obviously made-up names.
pub fn names() -> Names {
    let mut names = Names::default();
    for n in 0..NAMES {
        names.add_child(&format!("test:child {n}"));
        names.add_worker(&format!("test:worker {n}"));
        names.add_unit(&format!("test:unit {n}"));
        names.add_carer(&format!("test:carer {n}"));
        names.add_actor(&format!("Actor {n} Testperson"));
        names.add_source(&format!("file {n}"));
        names.add_text(&format!("text {n} of Bramble Testchild"));
    }
    names
}

/// Content of that kind with any values.
pub fn content(kind: Kind, dice: &mut Dice) -> Content {
    let Ok(content) = Content::read(kind, &mut AnyValues(dice));
    content
}

/// Any fact of that kind.
pub fn fact(kind: Kind, dice: &mut Dice) -> Fact {
    let subjects = [
        Subject::Child(ChildId::from_index(dice.below(NAMES))),
        Subject::Worker(WorkerId::from_index(dice.below(NAMES))),
        Subject::Unit(UnitId::from_index(dice.below(NAMES))),
        Subject::Carer(CarerId::from_index(dice.below(NAMES))),
        Subject::Record,
    ];
    let about = match kind.about() {
        About::Child => subjects[0],
        About::Worker => subjects[1],
        About::Unit => subjects[2],
        About::Carer => subjects[3],
        About::Record => subjects[4],
        About::Any => subjects[dice.below(5)],
    };
    let mut values = AnyValues(dice);
    let Ok(id) = values.fact();
    let Ok(day) = values.day();
    let moment = Moment::from_second(dice.next() as i32 as i64);
    let when = [When::On(day), When::At(moment), When::Unknown][dice.below(3)];
    let recorded = Moment::from_second(1_790_000_000 + dice.below(1 << 20) as i64);
    let from = Provenance { source: SourceId::from_index(dice.below(NAMES)), row: dice.next() as u32 };
    let by = ActorId::from_index(dice.below(NAMES));
    Fact { id, about, when, recorded, by, from, content: content(kind, dice) }
}

/// Every kind that can be recorded.
pub fn kinds() -> impl Iterator<Item = Kind> {
    Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Erased)
}

/// That many facts of any kinds.
pub fn facts(count: usize, dice: &mut Dice) -> Vec<Fact> {
    let all: Vec<Kind> = kinds().collect();
    (0..count).map(|_| fact(all[dice.below(all.len())], dice)).collect()
}

/// An instant to submit at.
pub const NOW: Moment = Moment::from_second(1_790_000_000);

/// A submission of those facts of [`names`].
pub fn submission(facts: &[Fact]) -> Submission {
    let mut submission = Submission::new("Actor 0 Testperson", NOW);
    let names = names();
    for fact in facts {
        submission.add(fact, &names).unwrap();
    }
    submission
}

/// A new store in that folder, and its dice for salts.
pub fn new_store(folder: &tempfile::TempDir) -> Store {
    Store::create(&folder.path().join("a.keyworker"), "Testshire", &mut |bytes| Dice::new(7).fill(bytes)).unwrap()
}

/// The facts of the log as text with every name said, in the order of positions: two logs that say the same are equal.
pub fn said(reader: &Reader) -> Vec<String> {
    let (book, _) = reader.load(1).unwrap();
    let mut lines = Vec::new();
    reader
        .since::<store::StoreError>(0, |_, fact| {
            lines.push(said_by(fact, &book.names));
            Ok(())
        })
        .unwrap();
    lines
}

/// A fact in its own names, whatever their numbers.
pub fn said_by(fact: &Fact, names: &Names) -> String {
    let mut own = Names::default();
    let fact = store::renamed(fact, names, &mut own).unwrap();
    let lists: Vec<Vec<&str>> = store::List::ALL.iter().map(|list| list.of(&own).iter().collect()).collect();
    format!("{fact:?} {lists:?}")
}

/// The same of a whole book: what is about whom, in order.
pub fn book_said(book: &Book) -> Vec<String> {
    book.facts().map(|fact| said_by(fact, &book.names)).collect()
}
