//! What may be done at all: each act judged by what stands against it whatever would be said with it.
//!
//! An act is tried in some of the ways in which it could be said, by the same decision that refuses the real one. What stands
//! against every one of them is what stands against the act; what another word would avoid is left to whoever says it.

use record::book::known_facts;
use record::words::{DutyAnswer, EndReason, LeftReason, Profession, Role, RoomAnswer, TransferSide, UnitLevel, Words};
use record::{ChildId, Content, Kind, Ref, Subject, TextId, UnitId, When, WorkerId};
use standing::suitability;
use standing::timeline::Involved;

use crate::act::{Act, ActKind, Command, What};
use crate::actor::{Actor, held, last_day};
use crate::against;
use crate::case::{Case, has_begun};
use crate::house::House;
use crate::refusal::{Ground, Why};
use crate::whose::{Doing, receiving};
use crate::{State, of_case};

/// What of a child's involvements an act is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touches {
    /// An offer that waits for an answer.
    Offer,
    /// One that has begun.
    Begun,
}

impl ActKind {
    /// What of a child's involvements the act is about; nothing where it is about the child.
    pub const fn touches(self) -> Option<Touches> {
        match self {
            ActKind::Accept | ActKind::Decline | ActKind::Withdraw => Some(Touches::Offer),
            ActKind::End => Some(Touches::Begun),
            _ => None,
        }
    }
}

/// What one actor may do about one child at present.
pub struct Possible<'a> {
    case: Case<'a>,
}

impl<'a> Possible<'a> {
    /// Looks the child up.
    pub fn of(child: ChildId, state: State<'a>, actor: &Actor) -> Option<Possible<'a>> {
        let (about, when) = (Subject::Child(child), When::At(state.now));
        let any =
            Command { about, when, post: None, what: What::Act(Act::TakeOffDuty {}), note: None, exception: None };
        Case::of(child, &any, state, actor).ok().map(|case| Possible { case })
    }

    /// What stands against the act, whatever would be said with it; nothing where it may be possible.
    pub fn against(&self, kind: ActKind) -> Vec<Ground> {
        let ways = match kind.touches() {
            None => self.ways(kind),
            Some(touches) => {
                let own = self.touched(touches).map(|one| one.involvement);
                let own: Vec<Ref> = own.collect();
                if own.is_empty() {
                    return self.against_none(kind, touches);
                }
                own.into_iter().flat_map(|involvement| ways_of(kind, involvement)).collect()
            }
        };
        self.against_all(kind, ways)
    }

    /// The same where there is nothing that the act could be about: tried on none, it is refused for that among others.
    fn against_none(&self, kind: ActKind, touches: Touches) -> Vec<Ground> {
        let none = match touches {
            Touches::Offer => House::NoOffer,
            Touches::Begun => House::NobodyInvolved,
        };
        let mut found = self.against_all(kind, ways_of(kind, Ref(0)));
        for ground in &mut found {
            if ground.why == Why::House(House::NoSuchInvolvement) {
                ground.why = Why::House(none);
            }
        }
        found
    }

    /// The same of one offer or involvement.
    pub fn against_one(&self, kind: ActKind, involvement: Ref) -> Vec<Ground> {
        self.against_all(kind, ways_of(kind, involvement))
    }

    /// What stands against recording anything of that kind of the child at present, whatever it says.
    pub fn against_recording(&self, kind: Kind) -> Vec<Ground> {
        against::whoever_acts(Doing::Record(kind), When::At(self.case.state.now), &self.case)
    }

    /// The offers that wait for an answer, or the involvements that go on.
    pub fn touched(&self, touches: Touches) -> impl Iterator<Item = &Involved> {
        self.case.ongoing().filter(move |one| has_begun(one) == (touches == Touches::Begun))
    }

    fn command(&self, what: What) -> Command {
        Command {
            about: Subject::Child(self.case.child),
            when: When::At(self.case.state.now),
            post: None,
            what,
            note: None,
            exception: None,
        }
    }

    /// What stands against every one of them.
    fn against_all(&self, kind: ActKind, ways: Vec<Act>) -> Vec<Ground> {
        let mut common: Option<Vec<Ground>> = None;
        for act in ways {
            let mut refs = || Ref(u64::MAX);
            let answer = of_case(&self.command(What::Act(act)), &self.case, &mut refs);
            let mut grounds = answer.err().map(|refusal| refusal.grounds).unwrap_or_default();
            grounds.retain(|ground| !is_of_what_is_said(kind, ground));
            let left = match common.take() {
                None => grounds,
                Some(before) => before.into_iter().filter(|ground| grounds.contains(ground)).collect(),
            };
            if left.is_empty() {
                return left;
            }
            common = Some(left);
        }
        common.unwrap_or_default()
    }

    /// Ways in which an act about the child could be said.
    fn ways(&self, kind: ActKind) -> Vec<Act> {
        match kind {
            ActKind::Offer => {
                let worker = self.somebody();
                let said = Some(TextId::from_index(0));
                let offer = |part: Role, team: Option<UnitId>| Act::Offer {
                    worker,
                    part,
                    team,
                    what: said,
                    actions: said,
                    review: said,
                    supported_by: None,
                };
                // Whoever is to receive the child names the worker there.
                let teams = [None].into_iter().chain(receiving(&self.case).map(Some));
                let parts = [Role::Involved, Role::CoWorker, Role::KeyWorker, Role::Lead];
                teams.flat_map(|team| parts.map(|part| offer(part, team))).collect()
            }
            ActKind::PutOnDuty => {
                let answers = [Some(DutyAnswer::WouldBeDuty), Some(DutyAnswer::WouldNotBeDuty), None];
                answers.map(|answer| Act::PutOnDuty { answer }).to_vec()
            }
            ActKind::SameFamily => {
                // Anybody who may be: which child it is, is said.
                let own = self.case.child;
                let may = |child: &record::ChildId| crate::identity::against_sibling(*child, &self.case).is_none();
                let others = self.case.state.book.child_ids().filter(|child| *child != own);
                others.filter(may).take(1).map(|sibling| Act::SameFamily { sibling }).collect()
            }
            ActKind::TakeOffDuty => vec![Act::TakeOffDuty {}],
            ActKind::AskForRoom => {
                let units = || self.case.state.book.unit_ids();
                let of = |asked: UnitLevel| {
                    let ask = move |whom| Act::AskForRoom { asked, whom, answer: RoomAnswer::NoRoom };
                    units().map(ask).find(|act| crate::sensible::of_act(*act, &self.case).is_empty())
                };
                [of(UnitLevel::Team), of(UnitLevel::District)].into_iter().flatten().collect()
            }
            ActKind::Leave => {
                use LeftReason::{Other, StaffAbsence, Vacancy, WorkloadCapacity};
                let reasons = [WorkloadCapacity, StaffAbsence, Vacancy, Other].map(Some);
                reasons.map(|reason| Act::Leave { reason }).to_vec()
            }
            ActKind::Oversee => {
                vec![crate::oversight::whole(self.case.at.day())]
            }
            ActKind::SignTransfer => {
                // To the team that is to have the child, to one for which whoever acts holds a post, and to any other.
                let state = self.case.state;
                let mine = held(state.book, state.world.known, self.case.actor.worker, state.now);
                let is_team = |unit: &UnitId| state.world.units.level(*unit).is_none_or(|of| of == UnitLevel::Team);
                let others = || state.book.unit_ids().filter(is_team).filter(|unit| Some(*unit) != self.case.team);
                let own = mine.iter().filter_map(|(_, unit)| *unit).filter(is_team);
                let own = own.filter(|unit| Some(*unit) != self.case.team);
                let all = receiving(&self.case).into_iter().chain(own).chain(others().take(1));
                let sides = [TransferSide::Giving, TransferSide::Receiving];
                all.flat_map(|to| sides.map(|side| Act::SignTransfer { to, side })).collect()
            }
            // What is found of the work is said; that nothing is, is what the house would hold against it.
            ActKind::CheckTransfer => {
                let (complete, not_needed) = (Some(Words::every()), None);
                vec![Act::CheckTransfer { complete, not_needed, missing: None }]
            }
            ActKind::Close => vec![Act::Close { referral: None }],
            // What puts somebody on record is about nobody who is on it.
            ActKind::Register
            | ActKind::TakeOn
            | ActKind::ReviseAbsence
            | ActKind::OverseeCarer
            | ActKind::GiveOver => Vec::new(),
            ActKind::Accept | ActKind::Decline | ActKind::Withdraw | ActKind::End => Vec::new(),
        }
    }

    /// A worker whom the child could be offered to as far as the house knows, of the child's team where there is one.
    fn somebody(&self) -> WorkerId {
        let (state, at) = (self.case.state, self.case.at);
        let free = |worker: &WorkerId| {
            let known = suitability::Known::of(state.book, *worker, at, state.world.known);
            let is_pool = known.profession.is_none_or(|of| of == Profession::Pool);
            !is_pool
                && last_day(state, *worker, at).is_none()
                && self.case.ongoing().all(|one| one.worker != Some(*worker))
        };
        let of_team = |worker: &WorkerId| {
            known_facts(state.book.worker(*worker), state.world.known).any(|fact| {
                matches!(fact.content, Content::WorkerDetails { team, .. } if team.is_some() && team == self.case.team)
            })
        };
        let all = || state.book.worker_ids().filter(free);
        all().find(of_team).or_else(|| all().next()).unwrap_or(self.case.actor.worker)
    }
}

/// Ways in which an act about that offer or involvement could be said.
fn ways_of(kind: ActKind, involvement: Ref) -> Vec<Act> {
    match kind {
        ActKind::Accept => vec![Act::Accept { involvement }],
        ActKind::Decline => vec![Act::Decline { involvement }],
        ActKind::Withdraw => vec![Act::Withdraw { involvement }],
        ActKind::End => {
            let reasons = [EndReason::Other, EndReason::LeftAuthority, EndReason::StandardTransfer];
            reasons.map(|reason| Act::End { involvement, reason }).to_vec()
        }
        _ => Vec::new(),
    }
}

/// Whether another word with the act would avoid that ground.
fn is_of_what_is_said(kind: ActKind, ground: &Ground) -> bool {
    match ground.why {
        Why::Reason { .. } => true,
        // Of an offer it depends on who is asked; whoever answers one is known.
        Why::Unsuitable { .. } => kind == ActKind::Offer,
        Why::House(house) => {
            matches!(
                house,
                House::Gone { .. }
                    | House::Pool { .. }
                    | House::AlreadyTheirs { .. }
                    | House::OfferedToAnother { .. }
                    | House::TermsMissing
                    | House::NoPart
                    | House::SetsThePast { .. }
                    | House::SaysNothing
                    | House::RiskNotAssessed
                    | House::ActionUnsaid
            ) && kind != ActKind::Accept
        }
        _ => false,
    }
}
