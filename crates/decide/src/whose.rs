//! Whose an act is: what is for managers, and whom a transfer's two sides are for. What a policy leaves to a post of its own, its gates
//! say; these are what the word means wherever it is used: a manager offers, decides and closes, and each side of a transfer is
//! signed by a manager of that side (AP-17).

use record::words::{Post, TransferSide, UnitLevel, Words};
use record::{Kind, UnitId};

use crate::act::{Act, What};
use crate::actor::posts;
use crate::case::Case;
use crate::house::House;

/// What is asked of whoever acts: an act as it is said, or a kind of record whatever it says.
#[derive(Clone, Copy)]
pub(crate) enum Doing<'w> {
    Act(&'w Act),
    Record(Kind),
}

impl<'w> Doing<'w> {
    pub(crate) fn of(what: &'w What) -> Doing<'w> {
        match what {
            What::Act(act) => Doing::Act(act),
            What::Record(content) => Doing::Record(content.kind()),
        }
    }
}

/// What the house holds against whoever acts.
pub(crate) fn against(what: Doing<'_>, case: &Case<'_>) -> Option<House> {
    match what {
        Doing::Act(Act::SignTransfer { to, side }) => {
            let of = if *side == TransferSide::Receiving { Some(*to) } else { case.team };
            let held = posts(case.state, case.actor.worker, of, case.state.now).shared(managers());
            return held.is_empty().then_some(House::NotManagerOfSide);
        }
        Doing::Act(Act::CheckTransfer { .. }) => {
            let held = receiving(case).map(|to| posts(case.state, case.actor.worker, Some(to), case.state.now));
            let may = held.is_none_or(|held| !held.shared(managers()).is_empty());
            return (!may).then_some(House::NotManagerOfSide);
        }
        _ => {}
    }
    let (clause, is_theirs): (&'static str, Words<Post>) = match what {
        Doing::Act(act) => match act {
            // Whoever receives the child names the worker who will have them (AP-22).
            Act::Offer { team: Some(to), .. } if Some(*to) != case.team => {
                let there = posts(case.state, case.actor.worker, Some(*to), case.state.now);
                let may = !there.joined(case.posts).shared(managers()).is_empty();
                return (!may).then_some(House::ForManagers { clause: "AP-24" });
            }
            Act::Offer { .. } | Act::Withdraw { .. } | Act::End { .. } => ("AP-24", managers()),
            Act::PutOnDuty { .. } | Act::TakeOffDuty {} => ("MON-06", managers()),
            // The service manager asks the other districts.
            Act::AskForRoom { asked: UnitLevel::District, .. } => ("AS-02", seniors()),
            Act::AskForRoom { .. } => ("AS-02", managers()),
            Act::Leave { .. } => ("AS-03", managers()),
            Act::Oversee { .. } => ("AS-04", overseers()),
            Act::Close { .. } => ("AS-18", managers()),
            _ => return None,
        },
        Doing::Record(kind) => match kind {
            Kind::NeedIdentified => ("AP-03", managers()),
            Kind::SameAs | Kind::NotSameAs => ("AS-28", managers()),
            Kind::DutyQuestionAnswered => ("MON-06", managers()),
            Kind::PrioritySet => ("PG-04", managers()),
            Kind::InformationConsidered => ("AS-14", managers()),
            Kind::ActionApplied | Kind::ActionNotApplied => ("AP-42", managers()),
            Kind::ClosureReviewed => ("AS-18", managers()),
            Kind::TeamHeld => ("AP-04", managers()),
            Kind::AbsenceDecided => ("AP-39", managers()),
            Kind::AnotherAuthority => ("AP-16", managers()),
            Kind::TeamChanged => ("AP-16", seniors()),
            Kind::SafetyPlanningAgreed => ("PG-15", heads()),
            Kind::VisitIntervalSet => ("AS-05", managers()),
            Kind::ExceptionGranted => ("AP-25", managers()),
            _ => return None,
        },
    };
    case.posts.shared(is_theirs).is_empty().then_some(House::ForManagers { clause })
}

/// The team to which a transfer is under way, by the newest word on it.
pub(crate) fn receiving(case: &Case<'_>) -> Option<UnitId> {
    crate::transfer::of_case(case).map(|one| one.to)
}

/// Those who manage casework. A practice supervisor and an assistant team manager do so for their team manager.
pub(crate) fn managers() -> Words<Post> {
    Words::of(&[
        Post::PracticeSupervisor,
        Post::AssistantTeamManager,
        Post::TeamManager,
        Post::DutyTeamManager,
        Post::ServiceManager,
        Post::SeniorManager,
        Post::HeadOfService,
        Post::AssistantDirector,
        Post::DeputyDirector,
        Post::Director,
    ])
}

/// Those above a team's managers.
fn seniors() -> Words<Post> {
    heads().joined(Words::of(&[Post::ServiceManager, Post::SeniorManager]))
}

/// Those who agree safety planning with the directors, and the directors.
fn heads() -> Words<Post> {
    Words::of(&[Post::HeadOfService, Post::AssistantDirector, Post::DeputyDirector, Post::Director])
}

/// Those whose oversight is a management oversight: managers, reviewing officers (AS-21), and other services' managers.
pub(crate) fn overseers() -> Words<Post> {
    managers().joined(Words::of(&[
        Post::IndependentReviewingOfficer,
        Post::FamilyGroupConferenceManager,
        Post::AdoptionSupportManager,
    ]))
}
