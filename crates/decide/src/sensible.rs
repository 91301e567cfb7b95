//! What a record may say, whoever says it: what contradicts itself, what leaves out why, whom a part of the work may be given to,
//! and what can never come to be. What a policy asks beyond that its packs say.

use record::book::known_facts;
use record::words::{Post, Profession, Recipient, TransferSide, UnitLevel, VisitPart, Words};
use record::{Content, Day, Fact, Tri, UnitId, When, WorkerId};
use standing::suitability::Known;

use crate::State;
use crate::act::Act;
use crate::actor::last_day;
use crate::against::gone;
use crate::case::Case;
use crate::house::House;
use crate::transfer::under_way;

/// The longest interval between visits that may be set for one child, in calendar days (AS-05).
const LONGEST_INTERVAL_DAYS: i32 = 28;

/// How far ahead a day may be set, in calendar days.
const MOST_DAYS_AHEAD: i32 = 366;

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
            if parts.is_empty() {
                found.push(House::VisitUnsaid);
            }
            if case.timeline.born.is_none() && case.timeline.expected.is_some() && was_there(parts) {
                found.push(House::NotBornYet);
            }
            found.extend(had_died(case).filter(|_| was_there(parts)));
            found.extend(done_by.and_then(|worker| no_person(worker, case)));
        }
        Content::LetterSent { to: Recipient::Child | Recipient::Parent | Recipient::Carer, .. } => {
            found.extend(had_died(case));
        }
        Content::TaskSet { worker: Some(worker), .. } => found.extend(no_person(worker, case)),
        Content::NoticeAcknowledged { to: post, .. } if !was_told(post, case) => {
            found.push(House::NothingToAcknowledge { post });
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
        Content::ReferralReceived { team, .. } => {
            found.extend(closed_that_day(when, case));
            found.extend(no_team(team, case));
        }
        _ => {}
    }
    found.extend(ends_before(content, when));
    found
}

/// What stands against what an act says.
pub(crate) fn of_act(act: Act, case: &Case<'_>) -> Vec<House> {
    match act {
        Act::Offer { worker, supported_by, .. } => {
            let support = supported_by.and_then(|supporter| against_support(supporter, Some(worker), case));
            had_died(case).into_iter().chain(support).collect()
        }
        Act::Oversee { next_seen, next_review, next_plan_review, .. } => {
            let days = [next_seen, next_review, next_plan_review].into_iter().flatten();
            let far = days.filter_map(|day| too_far(day, case.at.day()));
            far.chain(crate::oversight::asked(&act).filter_map(|worker| no_person(worker, case))).collect()
        }
        Act::Register { team, .. } => no_team(Some(team), case).into_iter().collect(),
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
            no_team(Some(to), case).into_iter().collect()
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
            let last = last_day(state, worker, on.start()).filter(|last| *last < on);
            is_on.then_some(House::OnTheRota { worker, on }).or(last.map(|last| House::Gone { worker, last }))
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

/// Whether a visit of those parts was to a child who was there.
fn was_there(parts: Words<VisitPart>) -> bool {
    parts.has(VisitPart::Seen) || parts.has(VisitPart::SeenAlone)
}

/// Whether the record says that the child had died by the instant of the act; of a death on a day alone, when that day is over.
fn had_died(case: &Case<'_>) -> Option<House> {
    let mut facts = case.facts.iter().flat_map(|list| known_facts(list, case.state.world.known));
    let died = facts.any(|fact| {
        matches!(fact.content, Content::Died {}) && fact.when.as_end().is_some_and(|death| death < case.at)
    });
    died.then_some(House::HadDied)
}

/// Whether somebody told whoever holds that post of the child by then, or may have.
fn was_told(post: Post, case: &Case<'_>) -> bool {
    let mut facts = case.facts.iter().flat_map(|list| known_facts(list, case.state.world.known));
    facts.any(|fact| {
        let is_notice = matches!(fact.content, Content::NoticeGiven { to, .. } if to == post);
        is_notice && fact.when.as_start().is_none_or(|told| told <= case.at)
    })
}

/// What stands against setting that day on the other: policies ask for visits within weeks and for reviews within months.
fn too_far(day: Day, on: Day) -> Option<House> {
    (day > on.plus_days(MOST_DAYS_AHEAD)).then_some(House::TooFarAhead { day })
}

/// What stands against that unit's owning a case.
fn no_team(unit: Option<UnitId>, case: &Case<'_>) -> Option<House> {
    let level = unit.and_then(|unit| case.state.world.units.level(unit))?;
    (level != UnitLevel::Team).then_some(House::NoTeam)
}

/// What stands against a transfer to that unit.
fn against_target(to: UnitId, case: &Case<'_>) -> Option<House> {
    let known = case.state.world.known;
    if case.team == Some(to) {
        return Some(House::OwnTeam);
    }
    if let Some(no_team) = no_team(Some(to), case) {
        return Some(no_team);
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
