//! Who could take a child: for every worker, what an offer to them would be refused for, by the same decision that refuses the
//! real one, or that it is possible; what would make a refused one possible; and what a manager weighs beside it.
//!
//! What is the same for all of them (the child, its timeline, the rules that are asked about it) is worked out once.

use policy::Need;
use record::Content;
use record::book::known_facts;
use record::words::{Post, Profession, Role, Words};
use record::{Book, ChildId, FactId, Moment, Ref, Subject, TextId, Tri, UnitId, When, WorkerId};
use standing::Board;
use standing::board::Entry;
use standing::governed::governed;
use standing::person::Person;
use standing::suitability::{ComesWith, lacking};
use standing::timeline::Involved;
use standing::workload::{Load, Weigher};

use crate::State;
use crate::act::{Act, Command, What};
use crate::actor::Actor;
use crate::against;
use crate::by_policy;
use crate::case::{Case, has_begun};
use crate::expand;
use crate::house::House;
use crate::refusal::{Ground, Why};
use crate::whose::Doing;

/// For whom and in which part a worker is looked for, and who would offer it.
#[derive(Clone, Copy, Debug)]
pub struct Sought {
    /// The child, by any of its identities.
    pub child: ChildId,
    /// The part.
    pub part: Role,
    /// Who would offer it; where nobody is named, nothing is held against whoever does.
    pub acting: Option<WorkerId>,
    /// In which post, where that is said.
    pub post: Option<Post>,
}

/// Who could take the child.
#[derive(Clone, Debug)]
pub struct Candidates {
    /// The child, under the identity by which its answers are given.
    pub child: ChildId,
    /// The part.
    pub part: Role,
    /// The team that owns the case.
    pub team: Option<UnitId>,
    /// Its district.
    pub district: Option<UnitId>,
    /// Whether a policy that asks anything governs that team then: otherwise no rule about who may hold whom was asked.
    pub is_governed: bool,
    /// The policies that govern it so, by their places in the plan, where none of them has a rule about who may hold whom.
    pub without_rule: Vec<usize>,
    /// What stands against any offer now, whoever is asked: that the case is closed, that whoever acts holds no post.
    pub against_all: Vec<Ground>,
    /// Every worker who has not left and is a person: whoever may be asked first, then those of whom something has to be
    /// recorded before, those to whom an offer would be refused, and those who are away.
    pub candidates: Vec<Candidate>,
}

/// How a worker stands to the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    /// An offer is possible.
    Possible,
    /// Nothing stands against it but that what a policy asks of the worker is not on record: it has to be recorded first.
    NotOnRecord,
    /// It would be refused.
    Refused,
    /// It would be possible, and the worker is away.
    Away,
}

/// How near a worker's team is to the child's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// It is the child's own.
    Team,
    /// It is of the same district.
    District,
    /// It is another.
    Elsewhere,
    /// The team of one of the two is not on record, or its district.
    NotKnown,
}

/// What would come with an offer that would then be possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Help {
    /// The part: the key worker's, where a social worker would have to lead in the place of the one who was asked.
    pub part: Role,
    /// Somebody named to support and supervise.
    pub support: bool,
    /// A social worker who leads.
    pub lead: bool,
}

/// Work with this child that is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Earlier {
    /// The part.
    pub part: Role,
    /// From when.
    pub from: Option<Moment>,
    /// Until when.
    pub to: Option<Moment>,
    /// The involvement.
    pub involvement: Ref,
}

/// An offer of this child that came to nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Declined {
    /// When it was answered, or taken back.
    pub when: When,
    /// Whether the worker answered it, as far as the record says who did.
    pub by_the_worker: bool,
    /// The fact.
    pub fact: FactId,
}

/// What a worker carries, by one policy: as it is, and with this child.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// As it is.
    pub before: Load,
    /// With this child in that part.
    pub after: Load,
}

/// A worker who could be asked, or could not.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub worker: WorkerId,
    /// Of which child.
    pub child: ChildId,
    /// Whether an offer is possible.
    pub stands: Stands,
    /// How near their team is.
    pub near: Near,
    /// What an offer would be refused for.
    pub grounds: Vec<Ground>,
    /// What would make a refused one possible, where something said with it would.
    pub help: Option<Help>,
    /// What is on record of them.
    pub person: Person,
    /// How many children they hold as lead or key worker, for certain and perhaps.
    pub holds: (usize, usize),
    /// What they carry, by each policy that weighs it; none where the policy of their team does not.
    pub loads: Vec<Weighed>,
    /// Siblings of the child whom they hold, for certain or perhaps.
    pub siblings: Vec<(ChildId, Tri)>,
    /// Their parts in this child's case now, each with whether it is more than an offer.
    pub now: Vec<(Role, bool)>,
    /// Their earlier work with this child.
    pub earlier: Vec<Earlier>,
    /// Offers of this child that they did not take.
    pub declined: Vec<Declined>,
}

/// Looks for a worker for the child at that instant.
pub fn candidates(
    book: &Book,
    board: &Board,
    asks: &dyn Fn(usize) -> bool,
    now: Moment,
    sought: &Sought,
) -> Candidates {
    let state = State::of(book, board, asks, now);
    // Where nobody is said to act, nobody on record does: what is held against whoever acts is then left out.
    let nobody = WorkerId::from_index(book.names.workers.len());
    let actor = Actor { worker: sought.acting.unwrap_or(nobody) };
    let (about, when) = (Subject::Child(sought.child), When::At(now));
    let command = |worker: WorkerId, post| Command {
        about,
        when,
        post,
        what: What::Act(offer(worker, sought.part)),
        note: None,
        exception: None,
    };
    let mut against_all = Vec::new();
    let case = Case::of(sought.child, &command(nobody, sought.post), state, &actor).or_else(|refusal| {
        against_all.extend(refusal.grounds);
        Case::of(sought.child, &command(nobody, None), state, &actor)
    });
    let mut found = Candidates {
        child: board.people().person(sought.child),
        part: sought.part,
        team: None,
        district: None,
        is_governed: true,
        without_rule: Vec::new(),
        against_all,
        candidates: Vec::new(),
    };
    let Ok(case) = case else { return found };
    found.team = case.team;
    found.district = case.team.and_then(|team| board.world().units.district(team));
    let mut governing = governed(state.plan, &state.world.units, found.team, now).packs;
    governing.retain(|pack| asks(*pack));
    found.is_governed = !governing.is_empty();
    if !state.plan.suitability.iter().any(|of| governing.contains(&of.pack)) {
        found.without_rule = governing;
    }
    let is_of_actor = |ground: &Ground| ground.why == Why::House(House::NoPost) && sought.acting.is_none();
    let all = against::whoever_acts(Doing::of(&command(nobody, None).what), when, &case);
    found.against_all.extend(all.into_iter().filter(|ground| !is_of_actor(ground)));
    let family = board.get(found.child).and_then(|entry| entry.family);
    let weigher = Weigher::new(board, book, now);
    let looking = Looking { case: &case, board, weigher: &weigher, sought, family };
    let is_there = |worker: &WorkerId| {
        let person = weigher.person(*worker);
        !person.is_pool() && !person.has_left(now).is_yes()
    };
    let workers: Vec<WorkerId> = book.worker_ids().filter(is_there).collect();
    found.candidates = workers.into_iter().map(|worker| looking.candidate(worker, &command(worker, None))).collect();
    found.candidates.sort_by(|one, other| {
        one.order().cmp(&other.order()).then_with(|| book.names.worker(one.worker).cmp(book.names.worker(other.worker)))
    });
    found
}

/// An offer that says all that it must: what is typed with the real one changes no answer.
fn offer(worker: WorkerId, part: Role) -> Act {
    let said = Some(TextId::from_index(0));
    Act::Offer { worker, part, team: None, what: said, actions: said, review: said, supported_by: None }
}

struct Looking<'c, 'a> {
    case: &'c Case<'a>,
    board: &'c Board,
    weigher: &'c Weigher<'c>,
    sought: &'c Sought,
    family: Option<Ref>,
}

impl Looking<'_, '_> {
    fn candidate(&self, worker: WorkerId, command: &Command) -> Candidate {
        let (case, at) = (self.case, self.case.at);
        let person = Person::clone(&self.weigher.person(worker));
        let grounds = self.trial(command);
        let is_away = person.absences.iter().any(|absence| absence.now.is_yes());
        let only_not_known =
            |ground: &Ground| matches!(ground.why, Why::Unsuitable { lacking, .. } if lacking.is_empty());
        let stands = match (grounds.is_empty(), is_away) {
            (true, true) => Stands::Away,
            (true, false) => Stands::Possible,
            (false, _) if grounds.iter().all(only_not_known) => Stands::NotOnRecord,
            (false, _) => Stands::Refused,
        };
        let held = self.weigher.holds(worker);
        let certain = held.iter().filter(|(_, held)| held.is_yes()).count();
        let is_sibling =
            |entry: &Entry| entry.family.is_some() && entry.family == self.family && entry.child != case.child;
        let siblings = held.iter().filter(|(entry, _)| is_sibling(entry)).map(|(entry, held)| (entry.child, *held));
        let own = || case.timeline.involved.iter().filter(|one| one.worker == Some(worker));
        let now = case.ongoing().filter(|one| one.worker == Some(worker)).map(|one| (one.role, has_begun(one)));
        let over = |one: &&Involved| has_begun(one) && one.is_ended && one.ended.is_none_or(|end| end <= at);
        let earlier = own().filter(over).map(|one| Earlier {
            part: one.role,
            from: one.started.into_iter().chain(one.accepted).min(),
            to: one.ended,
            involvement: one.involvement,
        });
        Candidate {
            worker,
            child: case.child,
            stands,
            near: self.near(person.team),
            help: self.help(&person, &grounds),
            grounds,
            holds: (certain, held.len() - certain),
            loads: self.loads(worker),
            siblings: siblings.collect(),
            now: now.collect(),
            earlier: earlier.collect(),
            declined: own().filter(|one| !has_begun(one)).filter_map(|one| self.declined(one, worker)).collect(),
            person,
        }
    }

    /// What an offer to that worker would be refused for: what the house and the policies hold against the real one.
    fn trial(&self, command: &Command) -> Vec<Ground> {
        let What::Act(act) = command.what else { return Vec::new() };
        let grounds: Vec<Ground> = against::against(act, self.case).into_iter().map(Ground::house).collect();
        if !grounds.is_empty() {
            return grounds;
        }
        // No involvement has this reference: it is drawn by chance, and this one is none that a draw gives.
        let mut refs = || Ref(u64::MAX);
        match expand::drafts(command, self.case, &mut refs) {
            Ok(drafts) => by_policy::against(command, self.case, &drafts),
            Err(grounds) => grounds,
        }
    }

    /// What could be said with the offer, or with one of another part, that the rules about who may hold whom would let pass;
    /// nothing where something else stands against it.
    fn help(&self, person: &Person, grounds: &[Ground]) -> Option<Help> {
        let helps = Words::of(&[Need::LeadSocialWorker, Need::NamedSupport, Need::Experience]);
        let can_be_helped = |ground: &Ground| match ground.why {
            Why::Unsuitable { lacking, not_known, .. } => helps.has_all(lacking.joined(not_known)),
            _ => false,
        };
        if grounds.is_empty() || !grounds.iter().all(can_be_helped) {
            return None;
        }
        let part = self.sought.part;
        // Whoever leads has nobody who leads beside them: where a social worker has to, the other part is the key worker's.
        let beside = if part == Role::Lead { Role::KeyWorker } else { part };
        let ways = [
            Help { part, support: true, lead: false },
            Help { part: beside, support: false, lead: true },
            Help { part: beside, support: true, lead: true },
        ];
        ways.into_iter().find(|help| {
            let lead = help.lead.then_some(Tri::Yes);
            let comes = ComesWith { part: help.part, lead, support_named: help.support };
            lacking(self.case.state.plan, self.case.asked(), &person.known, &comes).is_empty()
        })
    }

    fn near(&self, team: Option<UnitId>) -> Near {
        let units = &self.board.world().units;
        let (Some(own), Some(team)) = (self.case.team, team) else { return Near::NotKnown };
        match (units.district(own), units.district(team)) {
            _ if own == team => Near::Team,
            (Some(own), Some(other)) if own == other => Near::District,
            (Some(_), Some(_)) => Near::Elsewhere,
            _ => Near::NotKnown,
        }
    }

    fn loads(&self, worker: WorkerId) -> Vec<Weighed> {
        let plan = self.case.state.plan;
        let asked = |rule: &usize| (self.case.state.asks)(plan.workloads[*rule].pack);
        let rules = self.weigher.rules_for(worker).into_iter().filter(asked);
        let weighed = rules.map(|rule| Weighed {
            before: self.weigher.load(rule, worker, None),
            after: self.weigher.load(rule, worker, Some((self.case.child, self.sought.part))),
        });
        weighed.collect()
    }

    /// When that offer was declined, or taken back; nothing where it lapsed, or waits.
    fn declined(&self, offer: &Involved, worker: WorkerId) -> Option<Declined> {
        let (state, names) = (self.case.state, &self.case.state.book.names);
        let facts = self.case.facts.iter().flat_map(|list| known_facts(list, state.world.known));
        let such = |content: &Content| matches!(content, Content::AllocationDeclined { involvement } if *involvement == offer.involvement);
        let fact = facts.filter(|fact| such(&fact.content)).last()?;
        fact.when.as_start().is_none_or(|from| from <= self.case.at).then(|| Declined {
            when: fact.when,
            by_the_worker: names.actor(fact.by) == names.worker(worker),
            fact: fact.id,
        })
    }
}

impl Candidate {
    /// In the order of [`Stands`]; then the own team, those who manage after those who do not, siblings held, earlier work, and room.
    fn order(&self) -> impl Ord + use<> {
        let manages =
            matches!(self.person.known.profession, Some(Profession::TeamManager | Profession::ServiceManager));
        let load = self.loads.first().map(|load| load.after.percent().map_or(u64::MAX, |(least, _)| least));
        let holds = self.holds.0 + self.holds.1;
        (self.stands, self.near, manages, self.siblings.is_empty(), self.earlier.is_empty(), load, holds)
    }
}
