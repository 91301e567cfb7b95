//! The child as the command finds it.

use std::cell::{OnceCell, RefCell};

use record::book::known_facts;
use record::words::{Post, Role, Words};
use record::{
    ActorId, ChildId, Content, Fact, FactId, Moment, Provenance, Ref, SourceId, Subject, Tri, UnitId, WorkerId,
};
use standing::timeline::Involved;
use standing::workload::Weigher;
use standing::{Evaluator, Timeline, board, suitability};

use crate::act::{Act, Command, What};
use crate::actor::{Actor, posts};
use crate::house::House;
use crate::refusal::{Ground, Refusal};
use crate::{Draft, State};

/// The child, what is true of it, and in which posts the actor acts.
pub(crate) struct Case<'a> {
    pub(crate) state: State<'a>,
    pub(crate) actor: Actor,
    pub(crate) child: ChildId,
    /// The instant of the act: of a date without a time its last second, and never later than the present one.
    pub(crate) at: Moment,
    /// The facts about the child, a list for each identity.
    pub(crate) facts: Vec<&'a [Fact]>,
    pub(crate) timeline: Timeline,
    pub(crate) team: Option<UnitId>,
    pub(crate) posts: Words<Post>,
    /// Evaluates the child again with what a command would make.
    pub(crate) evaluator: RefCell<Evaluator<'a>>,
    /// What workers carry, where every child is at hand.
    pub(crate) weigher: Option<Weigher<'a>>,
    asked: OnceCell<Vec<(usize, Tri)>>,
}

impl<'a> Case<'a> {
    /// Looks the child up and evaluates it.
    pub(crate) fn of(child: ChildId, command: &Command, state: State<'a>, actor: &Actor) -> Result<Case<'a>, Refusal> {
        let child = state.people.person(child);
        let facts = board::lists(state.book, state.people, child);
        let mut evaluator = Evaluator::new(state.plan, state.world).without_duties();
        let timeline = evaluator.timeline(&facts);
        let Some(end) = command.when.as_end() else {
            return Err(Refusal { grounds: vec![Ground::house(House::NoDate)] });
        };
        let at = end.min(state.now);
        let team = match command.what {
            // Whoever is not on record yet is of the team that is to have them.
            What::Act(Act::Register { team, .. }) => Some(team),
            _ => timeline.team_at(at),
        };
        // Who may is asked of the present: a post that ended yesterday decides nothing today, whatever day it is put on.
        let held = posts(state, actor.worker, team, state.now);
        let posts = match command.post {
            None => held,
            Some(post) if held.has(post) => Words::of(&[post]),
            Some(post) => return Err(Refusal { grounds: vec![Ground::house(House::NotInPost { post })] }),
        };
        let weigher = state.board.map(|board| Weigher::new(board, state.book, at));
        let (evaluator, asked) = (RefCell::new(evaluator), OnceCell::new());
        Ok(Case { state, actor: *actor, child, at, facts, timeline, team, posts, evaluator, weigher, asked })
    }

    /// The rules about who may hold whom that are asked about this child, by the policies that govern its team: the same for
    /// whoever is to hold it.
    pub(crate) fn asked(&self) -> &[(usize, Tri)] {
        self.asked.get_or_init(|| {
            let (plan, at) = (self.state.plan, self.at);
            let mut evaluator = self.evaluator.borrow_mut();
            let timeline = evaluator.timeline(&self.facts);
            let mut asked = suitability::asked(plan, &mut evaluator, &timeline, at);
            asked.retain(|(rule, _)| (self.state.asks)(plan.suitability[*rule].pack));
            asked
        })
    }

    /// The involvements and offers that are not over at the instant of the act.
    pub(crate) fn ongoing(&self) -> impl Iterator<Item = &Involved> {
        self.timeline.involved_at(self.at)
    }

    /// That offer or involvement, whether it is over or not.
    pub(crate) fn involvement(&self, involvement: Ref) -> Option<&Involved> {
        self.timeline.involved.iter().find(|one| one.involvement == involvement)
    }

    /// Those who have that part and have begun.
    pub(crate) fn in_part(&self, part: Role) -> impl Iterator<Item = &Involved> {
        self.ongoing().filter(move |one| one.role == part && has_begun(one))
    }

    /// Whether the actor manages casework of the child's team.
    pub(crate) fn manages(&self) -> bool {
        !self.posts.shared(crate::whose::managers()).is_empty()
    }

    /// Those whom the child's own record names for that post: the worker, the duty worker, the reviewing officer.
    pub(crate) fn named_for(&self, post: Post) -> Vec<WorkerId> {
        let newest = |of: &dyn Fn(&Content) -> Option<Option<WorkerId>>| {
            let known = self.state.world.known;
            let facts = self.facts.iter().flat_map(|list| known_facts(list, known));
            let begun = facts.filter(|fact| fact.when.as_start().is_none_or(|from| from <= self.at));
            let mut all: Vec<_> = begun.filter_map(|fact| Some((fact.when.as_start(), of(&fact.content)?))).collect();
            all.sort_by_key(|(at, _)| *at);
            all.pop().and_then(|(_, worker)| worker).into_iter().collect()
        };
        match post {
            Post::SocialWorker => {
                let main =
                    self.ongoing().filter(|one| matches!(one.role, Role::Lead | Role::KeyWorker) && has_begun(one));
                main.filter_map(|one| one.worker).collect()
            }
            Post::DutySocialWorker => newest(&|content| match *content {
                Content::DutyWorkerAssigned { worker } => Some(Some(worker)),
                _ => None,
            }),
            Post::IndependentReviewingOfficer => newest(&|content| match *content {
                Content::ReviewingOfficerAssigned { officer } => Some(officer),
                _ => None,
            }),
            _ => Vec::new(),
        }
    }

    /// Whether somebody is named on record to support that worker in it (AP-19).
    pub(crate) fn is_supported(&self, involvement: Ref) -> bool {
        let known = self.state.world.known;
        self.facts.iter().flat_map(|list| known_facts(list, known)).any(|fact| {
            matches!(fact.content, Content::SupportNamed { involvement: of, .. } if of == involvement)
                && fact.when.as_start().is_some_and(|from| from <= self.at)
        })
    }

    /// The drafts as facts, as if they were on record: for evaluating what would be so.
    pub(crate) fn as_facts(&self, drafts: &[Draft]) -> Vec<Fact> {
        let own = drafts.iter().filter(|draft| draft.about == Subject::Child(self.child));
        own.enumerate().map(|(place, draft)| hypothetical(draft, place, self.state.world.known)).collect()
    }

    /// Whom the decision rests on: the child under every identity, whoever acts, and whoever is named.
    pub(crate) fn rests_on(&self, drafts: &[Draft]) -> Vec<Subject> {
        let identities = self.state.people.identities(self.child);
        let mut found: Vec<Subject> = identities.iter().map(|child| Subject::Child(*child)).collect();
        found.push(Subject::Child(self.child));
        found.push(Subject::Worker(self.actor.worker));
        found.extend(drafts.iter().filter_map(named).map(Subject::Worker));
        // Another child of whom it is said too: of two families for one, one would be lost.
        found.extend(drafts.iter().map(|draft| draft.about));
        found.extend(drafts.iter().filter_map(|draft| match draft.content {
            Content::SameAs { other } | Content::NotSameAs { other } => Some(Subject::Child(other)),
            _ => None,
        }));
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether it is more than an offer.
pub(crate) fn has_begun(one: &Involved) -> bool {
    one.has_begun || one.offered.is_none()
}

/// The worker whom a draft names for the child.
fn named(draft: &Draft) -> Option<WorkerId> {
    match draft.content {
        Content::AllocationOffered { worker, .. }
        | Content::SuccessorIdentified { worker }
        | Content::DutyWorkerAssigned { worker } => Some(worker),
        Content::InvolvementStarted { worker, .. } => worker,
        Content::SupportNamed { supported_by, .. } => Some(supported_by),
        _ => None,
    }
}

fn hypothetical(draft: &Draft, place: usize, known: Moment) -> Fact {
    let mut id = [0xff; 16];
    id[8..].copy_from_slice(&(place as u64).to_be_bytes());
    let from = Provenance { source: SourceId::from_index(0), row: 0 };
    let by = ActorId::from_index(0);
    Fact { id: FactId(id), about: draft.about, when: draft.when, recorded: known, by, from, content: draft.content }
}
