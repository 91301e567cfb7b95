//! A small authority with a record that grows by commands and by what an extract says, and a board that takes each fact in.

use std::sync::{Arc, LazyLock};

use decide::{Actor, Command, Decided, Draft, Refusal, State, decide};
use policy::{Pack, history, shipped};
use record::{
    Book, Calendar, ChildId, Content, Fact, FactId, Moment, Provenance, Ref, Subject, UnitId, When, WorkerId,
};
use standing::{Board, Plan, Timeline};

use crate::scene::{OPENED, PEOPLE, day, instant};

/// The other team's own worker, and posts above the districts. Zed is on record only once he is taken on.
const MORE: &str = "Wed 1 Jan 2020 Kim is a social worker in South
    Wed 1 Jan 2020 Kim is registered
    Wed 1 Jan 2020 Kim is supervised by Sven
    Wed 1 Jan 2020 Kim is experienced
    Wed 1 Jan 2020 Hana acts as head of service for County
    ";

/// Everybody who tries something, or is named.
pub const NAMES: [&str; 9] = ["Mina", "Sven", "Sal", "Bea", "Yara", "Nia", "Kim", "Hana", "Zed"];

/// The policies under which sequences run, by their ids.
pub const POLICIES: [&[&str]; 5] = [&["as", "pg", "ap"], &[], &["as"], &["ap"], &["pg"]];

/// Each of those, read once.
pub static PLANS: LazyLock<Vec<Arc<Plan>>> = LazyLock::new(|| {
    let plan = |ids: &&[&str]| {
        let packs: Vec<Pack> = ids.iter().map(|id| shipped::find(id).unwrap().read().unwrap()).collect();
        Arc::new(Plan::new(&packs.iter().collect::<Vec<_>>()))
    };
    POLICIES.iter().map(plan).collect()
});

/// The record, what is true of it, and a clock that sequences move.
pub struct Town {
    pub book: Book,
    pub board: Board,
    /// Those on record, by the identities under which they were put there.
    pub children: Vec<ChildId>,
    pub now: Moment,
    base: Calendar,
    drawn: u64,
}

impl Town {
    /// One child who is soon 18 and needs a worker, and those who work there.
    pub fn new(plan: &Arc<Plan>) -> Town {
        let lines = format!("{PEOPLE}{MORE}{OPENED}");
        let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<String> = lines.map(str::to_owned).collect();
        let (mut book, child) = history::read(&lines).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        book.names.add_worker("Zed");
        let (now, base) = (instant("Mon 2 Mar 2026 12:00"), Calendar::england_and_wales());
        let board = Board::new(&book, Arc::clone(plan), &base, now, 1);
        let mut town = Town { book, board, children: vec![child], now, base, drawn: 0 };
        town.happens(Subject::Child(child), When::At(now), details(Some(day("2008-04-10")), None));
        town
    }

    pub fn worker(&self, name: &str) -> WorkerId {
        self.book.names.find_worker(name).unwrap()
    }

    pub fn unit(&self, name: &str) -> UnitId {
        self.book.names.find_unit(name).unwrap()
    }

    /// What is true of that child; nothing where the child is not on record.
    pub fn timeline(&self, child: ChildId) -> Option<&Timeline> {
        self.board.get(child).map(|entry| &entry.timeline)
    }

    /// Everything known of that child, a list for each identity.
    pub fn facts(&self, child: ChildId) -> Vec<&[Fact]> {
        standing::board::lists(&self.book, self.board.people(), child)
    }

    pub fn state(&self) -> State<'_> {
        State::of(&self.book, &self.board, &|_| true, self.now)
    }

    /// The answer to that command; nothing is written.
    pub fn ask(&self, who: &str, command: &Command) -> Result<Decided, Refusal> {
        let mut drawn = self.drawn;
        let mut refs = || {
            drawn += 1;
            Ref::to("here", "act", &drawn.to_string())
        };
        decide(command, self.state(), &Actor { worker: self.worker(who) }, &mut refs)
    }

    /// Appends what a command made.
    pub fn write(&mut self, who: &str, drafts: &[Draft]) {
        // No command draws more references than these.
        self.drawn += 10;
        for draft in drafts {
            self.append(who, draft.about, draft.when, draft.content);
        }
    }

    /// What no command says, and an extract does.
    pub fn happens(&mut self, about: Subject, when: When, content: Content) {
        self.append("an extract", about, when, content);
    }

    fn append(&mut self, by: &str, about: Subject, when: When, content: Content) {
        let by = self.book.names.add_actor(by);
        let from = Provenance { source: self.book.names.add_source("a screen"), row: 0 };
        let mut id = [0xaa; 16];
        id[8..].copy_from_slice(&self.book.len().to_be_bytes());
        let fact = Fact { id: FactId(id), about, when, recorded: self.now, by, from, content };
        self.book.append(fact);
        self.board.take(&self.book, &self.base, &fact);
    }

    /// The board that a fresh reading of the same record gives.
    pub fn read_anew(&self) -> Board {
        Board::new(&self.book, Arc::new(self.board.plan().clone()), &self.base, self.board.world().known, 1)
    }
}

/// Who a child is: born, or expected.
pub fn details(born: Option<record::Day>, expected: Option<record::Day>) -> Content {
    Content::ChildDetails {
        given_name: None,
        family_name: None,
        born,
        expected,
        sex: None,
        ethnicity: None,
        disabled: record::Tri::Unknown,
        special_educational_needs: record::Tri::Unknown,
    }
}
