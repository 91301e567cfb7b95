//! Histories of one child and some workers: made by hand for the worked examples, or at random.

use record::{
    ActorId, Book, Calendar, ChildId, Content, Day, Fact, FactId, Moment, Provenance, Ref, SourceId, Subject, TextId,
    UnitId, When, WorkerId,
};

/// A history: the facts in the order in which they were appended, and from when it is looked at.
#[derive(Clone, Debug)]
pub struct History {
    /// In the order in which they were appended.
    pub facts: Vec<Fact>,
    /// 'As known at'.
    pub known: Moment,
}

/// The child whom every question is about.
pub fn child() -> ChildId {
    ChildId::from_index(0)
}

/// Another identity, which may be the same child.
pub fn other_child() -> ChildId {
    ChildId::from_index(1)
}

/// The worker of that number.
pub fn worker(number: usize) -> WorkerId {
    WorkerId::from_index(number)
}

/// The team of every involvement.
pub fn team() -> UnitId {
    unit(0)
}

/// The unit of that number: three teams, two districts, the authority.
pub fn unit(number: usize) -> UnitId {
    UnitId::from_index(number)
}

/// The packs that can be adopted, and the version of each that ships.
pub const PACKS: [(&str, &str); 8] = [
    ("pg", "17"),
    ("as", "2024-08-12"),
    ("mon", "5.3.9"),
    ("base", "2026-01"),
    ("counts", "1"),
    ("ap", "2011-10"),
    ("comparison", "1"),
    ("combined", "2026-11"),
];

/// The text that is the id of the pack at that place.
pub fn pack_text(place: usize) -> TextId {
    TextId::from_index(2 + place)
}

/// The text that is its version; at the first place after the last, a version that no pack has.
pub fn version_text(place: usize) -> TextId {
    // A text is kept once, and two packs have a version 1.
    let place = if PACKS.get(place).is_some_and(|(_, version)| *version == "1") { 4 } else { place };
    TextId::from_index(2 + PACKS.len() + if place > 5 { place - 1 } else { place })
}

/// By what an exception names the one breach that has any.
pub fn exception() -> Ref {
    Ref::of_rule("written", "nobody")
}

impl History {
    /// Nothing yet, known for ever.
    pub fn new() -> History {
        History { facts: Vec::new(), known: Day::LAST.start() }
    }

    /// The same, but that every worker is a person, who joined on no known day.
    pub fn of_people() -> History {
        let mut history = History::new();
        for number in 0..4 {
            history.add(Subject::Worker(worker(number)), When::Unknown, Moment::MIN, Content::WorkerJoined {});
        }
        history
    }

    /// Appends a fact that was recorded then; its id is its number.
    pub fn add(&mut self, about: Subject, when: When, recorded: Moment, content: Content) -> FactId {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(self.facts.len() as u64 + 1).to_be_bytes());
        let id = FactId(id);
        let from = Provenance { source: SourceId::from_index(0), row: 0 };
        self.facts.push(Fact { id, about, when, recorded, by: ActorId::from_index(0), from, content });
        id
    }

    /// The book of these facts.
    pub fn book(&self) -> Book {
        let mut book = Book::default();
        for name in [
            "test:child",
            "test:other identity",
            "test:second",
            "test:third",
            "test:fourth",
            "test:fifth",
            "test:sixth",
            "test:seventh",
        ] {
            book.names.add_child(name);
        }
        for name in ["test:worker A", "test:worker B", "test:worker C", "test:worker D"] {
            book.names.add_worker(name);
        }
        for name in ["North", "West", "East", "Northside", "Eastside", "Council"] {
            book.names.add_unit(name);
        }
        book.names.add_actor("a test");
        book.names.add_source("a test");
        for name in ["Hill School", "Vale School"] {
            book.names.add_text(name);
        }
        for (pack, _) in PACKS {
            book.names.add_text(pack);
        }
        for (_, version) in PACKS {
            book.names.add_text(version);
        }
        book.names.add_text("0");
        for fact in &self.facts {
            book.append(*fact);
        }
        book
    }

    /// The days worth walking: from before the first fact until everything that follows from the last is due.
    pub fn days(&self) -> (Day, Day) {
        let mut days: Vec<Day> = self.facts.iter().filter_map(|fact| fact.when.day()).collect();
        for fact in &self.facts {
            match fact.content {
                Content::NextSeenSet { on } | Content::NextReviewSet { on } => days.push(on),
                Content::Coverage { until: Some(until), .. } => days.push(until.day()),
                _ => {}
            }
        }
        let first = days.iter().min().copied().unwrap_or(Day::from_number(20_454));
        let last = days.iter().max().copied().unwrap_or(first);
        (first.plus_days(-2), last.plus_days(40))
    }

    /// The calendar as known at the time.
    pub fn calendar(&self, base: &Calendar) -> Calendar {
        self.book().calendar(base, self.known)
    }
}
