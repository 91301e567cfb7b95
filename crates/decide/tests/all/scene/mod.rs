//! A child's history in words, and what people then do about it.
#![allow(dead_code, reason = "each test file uses its own part of it")]

use std::sync::Arc;

use decide::candidates::{Candidate, Candidates, Sought, candidates};
use decide::{Act, Actor, Command, Decided, Exception, Refusal, Said, State, Telling, What, decide};
use policy::{Pack, history, shipped};
use record::words::{Post, Role, Word};
use record::{
    Book, Calendar, ChildId, Content, Day, Fact, FactId, Moment, People, Provenance, Ref, Subject, TextId, UnitId,
    When, WorkerId,
};
use standing::timeline::Involved;
use standing::{Board, Evaluator, Plan, Timeline, World};

/// An authority of two districts, of which the first has two teams; who manages them, and workers of three kinds.
pub const PEOPLE: &str = "Wed 1 Jan 2020 unit County is an authority
    Wed 1 Jan 2020 unit East is a district of County
    Wed 1 Jan 2020 unit West is a district of County
    Wed 1 Jan 2020 unit North is a team of East
    Wed 1 Jan 2020 unit South is a team of East
    Wed 1 Jan 2020 Mina is a team manager in North
    Wed 1 Jan 2020 Sal is a service manager in East
    Wed 1 Jan 2020 Sal acts as service manager for County
    Wed 1 Jan 2020 Sven acts as team manager for South
    Wed 1 Jan 2020 Bea is a social worker in North
    Wed 1 Jan 2020 Bea is registered
    Wed 1 Jan 2020 Bea is supervised by Mina
    Wed 1 Jan 2020 Bea is experienced
    Wed 1 Jan 2020 Yara is a young people's advisor in North
    Wed 1 Jan 2020 Yara is supervised by Mina
    Wed 1 Jan 2020 Yara is experienced
    Wed 1 Jan 2020 Nia is a newly qualified social worker in North
    Wed 1 Jan 2020 Nia is registered
    Wed 1 Jan 2020 Nia is supervised by Mina
    ";

/// A child of North who is open and needs a worker.
pub const OPENED: &str = "Mon 2 Mar 2026 09:00 referral received in North
    Mon 2 Mar 2026 09:00 need identified
    ";

/// The record of one child, the policies, and a clock that only commands move.
pub struct Scene {
    pub book: Book,
    pub child: ChildId,
    pub plan: Arc<Plan>,
    now: Moment,
    made: u64,
}

/// An instant as histories write it: `Mon 6 Jul 2026 10:00`, or without the time for noon.
pub fn instant(text: &str) -> Moment {
    let (book, _) = history::read(&[format!("{text} died")]).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
    let when = book.child(ChildId::from_index(0))[0].when;
    match when {
        When::At(at) => at,
        When::On(day) => day.at(12, 0, 0).unwrap(),
        When::Unknown => panic!("{text} is no date"),
    }
}

impl Scene {
    /// That history under those shipped packs.
    pub fn new(packs: &[&str], lines: &str) -> Scene {
        let packs: Vec<Pack> = packs.iter().map(|id| shipped::find(id).unwrap().read().unwrap()).collect();
        Scene::under(&packs, lines)
    }

    /// That history under those packs.
    pub fn under(packs: &[Pack], lines: &str) -> Scene {
        let lines: Vec<String> =
            lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let (book, child) = history::read(&lines).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let plan = Arc::new(Plan::new(&packs.iter().collect::<Vec<_>>()));
        let now = book.facts().map(|fact| fact.recorded).max().unwrap();
        Scene { book, child, plan, now, made: 0 }
    }

    pub fn worker(&self, name: &str) -> WorkerId {
        self.book.names.find_worker(name).unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    pub fn unit(&self, name: &str) -> UnitId {
        self.book.names.find_unit(name).unwrap_or_else(|| panic!("no unit is called {name}"))
    }

    pub fn text(&mut self, text: &str) -> TextId {
        self.book.names.add_text(text)
    }

    /// An offer to that worker, with everything said.
    pub fn offer(&mut self, worker: &str, part: Role) -> Act {
        self.offer_supported(worker, part, None)
    }

    pub fn offer_supported(&mut self, worker: &str, part: Role, supported_by: Option<&str>) -> Act {
        let said = Some(self.text("as the plan says"));
        let worker = self.worker(worker);
        let supported_by = supported_by.map(|name| self.worker(name));
        Act::Offer { worker, part, team: None, what: said, actions: said, review: said, supported_by }
    }

    pub fn offer_unsaid(&mut self, worker: &str, part: Role) -> Act {
        let worker = self.worker(worker);
        Act::Offer { worker, part, team: None, what: None, actions: None, review: None, supported_by: None }
    }

    /// The offer or involvement of that worker that is not over.
    pub fn involvement(&self, worker: &str) -> Ref {
        let worker = Some(self.worker(worker));
        let timeline = self.timeline();
        let open = |one: &&Involved| one.lapsed || timeline.involved_at(self.now).any(|other| other == *one);
        let found: Vec<&Involved> = timeline.involved.iter().filter(open).filter(|one| one.worker == worker).collect();
        found.last().unwrap_or_else(|| panic!("{worker:?} has nothing")).involvement
    }

    pub fn timeline(&self) -> Timeline {
        let world = World::new(&self.book, &self.plan, &Calendar::england_and_wales(), self.now);
        Evaluator::new(&self.plan, &world).timeline(&[self.book.child(self.child)])
    }

    pub fn board(&self, now: Moment) -> Board {
        Board::new(&self.book, Arc::clone(&self.plan), &Calendar::england_and_wales(), now, 1)
    }

    /// Who could take the child in that part at that instant, were it offered by that person; or by whomever.
    pub fn candidates(&self, part: Role, acting: Option<&str>, at: &str) -> Candidates {
        let at = instant(at).max(self.now);
        let acting = acting.map(|name| self.worker(name));
        let sought = Sought { child: self.child, part, acting, post: None };
        candidates(&self.book, &self.board(at), &|_| true, at, &sought)
    }

    /// What is said of a candidate.
    pub fn said(&self, candidate: &Candidate) -> Vec<Said> {
        let people = People::of(&self.book, Moment::MAX);
        let names = &self.book.names;
        let telling = Telling {
            book: &self.book,
            people: &people,
            plan: &self.plan,
            known: Moment::MAX,
            worker: &|worker| names.worker(worker).to_owned(),
            child: &|child| Some(names.child(child).to_owned()),
            unit: &|unit| names.unit(unit).to_owned(),
        };
        candidate.said(&telling)
    }

    /// Makes up another child of that team, with that history in words, perhaps of the same family.
    pub fn another_child(&mut self, name: &str, family: Option<&str>, lines: &str) -> ChildId {
        let lines: Vec<String> =
            lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let (other, own) = history::read(&lines).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let child = self.book.names.add_child(name);
        let facts: Vec<Fact> = other.child(own).to_vec();
        for fact in facts {
            let named = |worker: WorkerId, book: &Book| {
                book.names.find_worker(other.names.worker(worker)).unwrap_or_else(|| panic!("nobody of that name"))
            };
            let content = match fact.content {
                Content::InvolvementStarted { involvement, worker, role, accepted, .. } => {
                    let worker = worker.map(|worker| named(worker, &self.book));
                    // A reference is to one child's involvement.
                    let involvement = Ref(involvement.0 ^ child.index() as u64);
                    Content::InvolvementStarted { involvement, worker, role, team: None, accepted }
                }
                Content::AllocationOffered { involvement, worker, role, .. } => {
                    let worker = named(worker, &self.book);
                    Content::AllocationOffered { involvement, worker, role, team: None }
                }
                Content::ReferralReceived { referral, team, district_received } => {
                    let team = team.map(|team| self.unit(other.names.unit(team)));
                    Content::ReferralReceived { referral, team, district_received }
                }
                other => other,
            };
            self.append(Subject::Child(child), fact.when, fact.recorded, content);
        }
        if let Some(family) = family {
            let family = Content::FamilyGroup { family: Ref::to("here", "family", family) };
            self.append(Subject::Child(child), When::Unknown, Moment::MIN, family);
            self.append(Subject::Child(self.child), When::Unknown, Moment::MIN, family);
        }
        child
    }

    fn append(&mut self, about: Subject, when: When, recorded: Moment, content: Content) {
        let by = self.book.names.add_actor("somebody");
        let from = Provenance { source: self.book.names.add_source("a screen"), row: 0 };
        let mut id = [0xbb; 16];
        id[8..].copy_from_slice(&self.book.len().to_be_bytes());
        self.book.append(Fact { id: FactId(id), about, when, recorded, by, from, content });
    }

    /// Whether the commands's answer is yes, and what it would make; nothing is recorded.
    pub fn ask(
        &self,
        who: &str,
        at: Moment,
        when: When,
        post: Option<Post>,
        about: Subject,
        what: What,
    ) -> Result<Decided, Refusal> {
        self.decide(who, at, Command { about, when, post, what, note: None, exception: None })
    }

    /// The same of now, with what is written down with it.
    pub fn ask_noted(
        &self,
        who: &str,
        at: Moment,
        about: Subject,
        what: What,
        note: Option<TextId>,
    ) -> Result<Decided, Refusal> {
        self.decide(who, at, Command { about, when: When::At(at), post: None, what, note, exception: None })
    }

    /// The same of the child, with an exception that the actor makes: nothing is recorded.
    pub fn ask_excepting(&self, who: &str, at: &str, act: Act, exception: Exception) -> Result<Decided, Refusal> {
        let at = instant(at);
        let (about, what) = (Subject::Child(self.child), What::Act(act));
        self.decide(
            who,
            at,
            Command { about, when: When::At(at), post: None, what, note: None, exception: Some(exception) },
        )
    }

    fn decide(&self, who: &str, at: Moment, command: Command) -> Result<Decided, Refusal> {
        let now = at.max(self.now);
        let board = self.board(now);
        let state = State::of(&self.book, &board, &|_| true, now);
        let mut made = self.made;
        let mut refs = || {
            made += 1;
            Ref::to("here", "act", &made.to_string())
        };
        decide(&command, state, &Actor { worker: self.worker(who) }, &mut refs)
    }

    /// Does it, and records what it makes; or the clauses and rules against it, each as `rule: clauses`.
    pub fn act(&mut self, who: &str, at: &str, act: Act) -> Result<(), Vec<String>> {
        let at = instant(at);
        self.act_when(who, at, When::At(at), None, Subject::Child(self.child), What::Act(act))
    }

    pub fn record(&mut self, who: &str, at: &str, content: Content) -> Result<(), Vec<String>> {
        let at = instant(at);
        self.act_when(who, at, When::At(at), None, Subject::Child(self.child), What::Record(content))
    }

    /// Records something of a worker, on that day.
    pub fn record_of(
        &mut self,
        who: &str,
        at: &str,
        worker: &str,
        on: &str,
        content: Content,
    ) -> Result<(), Vec<String>> {
        let (at, worker) = (instant(at), Subject::Worker(self.worker(worker)));
        self.act_when(who, at, When::On(day(on)), None, worker, What::Record(content))
    }

    pub fn act_when(
        &mut self,
        who: &str,
        at: Moment,
        when: When,
        post: Option<Post>,
        about: Subject,
        what: What,
    ) -> Result<(), Vec<String>> {
        let answer = self.ask(who, at, when, post, about, what);
        // An act draws no more references than these.
        self.made += 10;
        self.now = self.now.max(at);
        match answer {
            Ok(decided) => {
                let by = self.book.names.add_actor(who);
                let from = Provenance { source: self.book.names.add_source("a screen"), row: 0 };
                for draft in decided.drafts {
                    let mut id = [0xaa; 16];
                    id[8..].copy_from_slice(&self.book.len().to_be_bytes());
                    let fact = Fact {
                        id: FactId(id),
                        about: draft.about,
                        when: draft.when,
                        recorded: at,
                        by,
                        from,
                        content: draft.content,
                    };
                    self.book.append(fact);
                }
                Ok(())
            }
            Err(refusal) => Err(self.told(&refusal)),
        }
    }

    /// The grounds, each as `rule: clauses`, in their order.
    pub fn told(&self, refusal: &Refusal) -> Vec<String> {
        let told = refusal.grounds.iter().map(|ground| ground.told(&self.plan, &self.book.names));
        told.map(|told| {
            assert!(told.says.ends_with('.') && told.possible.ends_with('.'), "{told:?}");
            format!("{}: {}", told.rule, told.clauses.join(", "))
        })
        .collect()
    }
}

/// The words of a fact kind's list by their names.
pub fn word<W: Word>(name: &str) -> W {
    W::from_name(name).unwrap_or_else(|| panic!("no word '{name}'"))
}

/// A civil date.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}
