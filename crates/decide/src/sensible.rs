//! What a record may say, whoever says it: what contradicts itself, what leaves out why, whom a part of the work may be given to,
//! and what can never come to be. What a policy asks beyond that its packs say.

use record::book::known_facts;
use record::words::{Profession, TransferSide, UnitLevel, VisitPart};
use record::{Content, Day, Fact, Tri, When, WorkerId};
use standing::suitability::Known;

use crate::State;
use crate::act::Act;
use crate::case::Case;
use crate::house::{House, gone};
use crate::transfer::under_way;

/// The longest interval between visits that may be set for one child, in calendar days (AS-05).
const LONGEST_INTERVAL_DAYS: i32 = 28;

/// The most hours a week that anybody works, in hundredths.
const MOST_HOURS_HUNDREDTHS: i32 = 10_000;

/// What stands against recording that of the child.
pub(crate) fn of_child(content: Content, when: When, case: &Case<'_>) -> Vec<House> {
    let mut found = Vec::new();
    match content {
        Content::Visit { parts, done_by, .. } => {
            let seen = [VisitPart::Seen, VisitPart::SeenAlone, VisitPart::Bedroom, VisitPart::SeenNotKnown];
            if parts.has(VisitPart::NobodyIn) && seen.iter().any(|part| parts.has(*part)) {
                found.push(House::SeenAndNobodyIn);
            }
            found.extend(done_by.and_then(|worker| no_person(worker, case)));
        }
        Content::ActionNotApplied { reason: None, .. } => found.push(House::NoReason { clause: "AP-42" }),
        Content::LetterWithheld { reason: None, .. } => found.push(House::NoReason { clause: "PG-11" }),
        Content::PrioritySet { reason: None, .. } => found.push(House::NoReason { clause: "PG-04" }),
        Content::ExceptionGranted { reason: None, .. } => found.push(House::NoReason { clause: "AP-25" }),
        Content::DutyWorkerAssigned { worker } => {
            let known = known(worker, case);
            match no_person(worker, case) {
                Some(nobody) => found.push(nobody),
                None if known.is_social_worker().is_no() => found.push(House::NotOfDuty { worker }),
                None => {}
            }
        }
        Content::SupportNamed { involvement, supported_by } => {
            let supported = case.involvement(involvement).and_then(|one| one.worker);
            found.extend(against_support(supported_by, supported, case));
        }
        Content::VisitIntervalSet { days, .. } if !(1..=LONGEST_INTERVAL_DAYS).contains(&days) => {
            found.push(House::Interval { days });
        }
        Content::TeamChanged { team } if case.team == Some(team) => found.push(House::OwnTeam),
        Content::TeamChanged { team } if case.state.world.units.level(team) != Some(UnitLevel::Team) => {
            found.push(House::NoTeam);
        }
        Content::ReadyToTransfer { to } => found.extend(to.and_then(|to| against_target(to, case))),
        Content::ReferralReceived { .. } => found.extend(closed_that_day(when, case)),
        _ => {}
    }
    found.extend(ends_before(content, when));
    found
}

/// What stands against what an act says.
pub(crate) fn of_act(act: Act, case: &Case<'_>) -> Vec<House> {
    match act {
        Act::Offer { worker, supported_by: Some(supporter), .. } => {
            against_support(supporter, Some(worker), case).into_iter().collect()
        }
        Act::AskForRoom { asked, whom, .. } => {
            let units = &case.state.world.units;
            let level = units.level(whom);
            let own = case.team.is_some_and(|team| team == whom || units.district(team) == Some(whom));
            if level.is_some_and(|level| level != asked) {
                vec![House::AnotherLevel { asked }]
            } else if own {
                vec![House::AsksItself]
            } else {
                Vec::new()
            }
        }
        Act::SignTransfer { to, side: TransferSide::Giving | TransferSide::Receiving } => {
            let no_team = case.state.world.units.level(to).is_some_and(|level| level != UnitLevel::Team);
            if no_team { vec![House::NoTeam] } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

/// What stands against recording that of the worker.
pub(crate) fn of_worker(worker: WorkerId, content: Content, when: When, state: State<'_>) -> Option<House> {
    match content {
        Content::Engagement { weekly_hours_hundredths: Some(hours), .. }
            if !(0..=MOST_HOURS_HUNDREDTHS).contains(&hours) =>
        {
            Some(House::Hours)
        }
        Content::DutyRostered { team, on } => {
            let mut turns: Vec<&Fact> = known_facts(state.book.worker(worker), state.world.known)
                .filter(|fact| {
                    matches!(fact.content, Content::DutyRostered { team: of, on: day }
                        | Content::DutyRosterCleared { team: of, on: day } if (of, day) == (team, on))
                })
                .collect();
            turns.sort_by_key(|fact| fact.recorded);
            let is_on = turns.last().is_some_and(|fact| matches!(fact.content, Content::DutyRostered { .. }));
            is_on.then_some(House::OnTheRota { worker, on })
        }
        other => ends_before(other, when),
    }
}

/// What is over before it begins says nothing that can be meant.
fn ends_before(content: Content, when: When) -> Option<House> {
    let until: Option<Day> = match content {
        Content::AbsenceStarted { likely_end: until, .. }
        | Content::Accredited { until, .. }
        | Content::Registered { until, .. }
        | Content::WorkloadAdjusted { until, .. }
        | Content::LoadAuthorised { until, .. }
        | Content::PostHeld { until, .. }
        | Content::VisitIntervalSet { until, .. }
        | Content::ExceptionGranted { until, .. } => until,
        _ => None,
    };
    let until = until.filter(|until| when.day().is_some_and(|from| *until < from))?;
    Some(House::EndsBefore { until })
}

fn known(worker: WorkerId, case: &Case<'_>) -> Known {
    Known::of(case.state.book, worker, case.at, case.state.world.known)
}

/// Whether that is nobody who could do anything then: a pool, or somebody who had left.
fn no_person(worker: WorkerId, case: &Case<'_>) -> Option<House> {
    match known(worker, case).profession {
        Some(Profession::Pool) => Some(House::Pool { worker }),
        _ => gone(worker, case),
    }
}

/// What stands against that one's supporting and supervising the other (AP-05, AP-19): they are an experienced social worker, as far
/// as the record says anything of it, and somebody else.
fn against_support(supporter: WorkerId, supported: Option<WorkerId>, case: &Case<'_>) -> Option<House> {
    if Some(supporter) == supported {
        return Some(House::SupportsThemselves { worker: supporter });
    }
    if let Some(nobody) = no_person(supporter, case) {
        return Some(nobody);
    }
    let known = known(supporter, case);
    let learns =
        matches!(known.profession, Some(Profession::StudentSocialWorker | Profession::NewlyQualifiedSocialWorker));
    let manages = matches!(known.profession, Some(Profession::TeamManager | Profession::ServiceManager));
    let unfit = learns || (known.is_social_worker().is_no() && !manages) || known.experienced == Tri::No;
    unfit.then_some(House::NoSupport { worker: supporter })
}

/// What stands against a transfer to that unit.
fn against_target(to: record::UnitId, case: &Case<'_>) -> Option<House> {
    let known = case.state.world.known;
    if case.team == Some(to) {
        return Some(House::OwnTeam);
    }
    if case.state.world.units.level(to).is_some_and(|level| level != UnitLevel::Team) {
        return Some(House::NoTeam);
    }
    let facts = case.facts.iter().flat_map(|list| known_facts(list, known));
    let other = under_way(facts, &case.timeline, case.at).map(|one| one.to).filter(|other| *other != to);
    other.map(|to| House::GoesElsewhere { to })
}

/// Of a referral on a day of which no time is given, and on which the case was closed: nobody can tell which came first.
fn closed_that_day(when: When, case: &Case<'_>) -> Option<House> {
    let When::On(day) = when else { return None };
    let facts = || case.facts.iter().flat_map(|list| known_facts(list, case.state.world.known));
    facts()
        .any(|fact| matches!(fact.content, Content::CaseClosed { .. }) && fact.when.day() == Some(day))
        .then_some(House::ClosedThatDay { day })
}
