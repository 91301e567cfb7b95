//! The duties of the allocation policy.

use record::words::{OversightPart, PolicyAction, Post, Recipient, Status, VisitPart};
use record::{Content, Kind, Tri};

use super::super::conditions::{Event, both, either, not, until_held_or_closed};
use super::super::days::Length::{Days, Months};
use super::super::definitions::{Definition, Walk};
use super::super::workers;
use super::{
    AGENCIES, Counted, Due, PARENTS, Recurring, Rule, Stream, TEAM_MANAGERS, considered, counted, every, letter,
    letter_or_not, notice, oversight, visit, withheld,
};

/// What is asked of every case (AP-04 to AP-41).
pub(super) fn allocation_policy() -> Vec<Rule> {
    let duty = |id, holds, due, met_by| Rule::new("ap", id, holds, due, met_by);
    let unallocated = || counted(Definition::Ap);
    let team_held = || -> Stream { Box::new(|walk| walk.each(|at| walk.world.team_held(at))) };
    let away = |present: &'static workers::Rule| -> Stream {
        Box::new(move |walk| {
            let away = both(walk.with(&workers::AP_ALLOCATED), not(walk.with(present)));
            both(walk.open().to_vec(), away)
        })
    };
    let told = || notice(Post::SeniorManager);
    vec![
        // AP-41.
        duty("contact", unallocated(), Due::NotStated, vec![Event::any(Kind::ContactArranged)]),
        duty(
            "keep-contact",
            Box::new(|walk| {
                let arranged = walk.since(&Event::any(Kind::ContactArranged), None, &until_held_or_closed());
                both(walk.definition(Definition::Ap), arranged)
            }),
            every(None),
            vec![visit(&[VisitPart::Seen])],
        ),
        // AP-39, AP-41.
        duty("report-reason", unallocated(), Due::NotStated, vec![told()]),
        // AP-04.
        duty("team-held-plan", team_held(), Due::NotStated, vec![Event::any(Kind::PlanUpdated)]),
        duty(
            "team-held-review",
            team_held(),
            every(None),
            vec![oversight(&[Post::TeamManager, Post::AssistantTeamManager, Post::DutyTeamManager], &[])],
        ),
        duty("team-held-senior-review", team_held(), every(None), vec![oversight(&[Post::SeniorManager], &[])]),
        // AP-07, AP-15.
        duty("add-social-worker", Box::new(needs_a_social_worker), Due::WhenOpened, Vec::new())
            .met_when(Box::new(|walk| walk.with(&workers::AP_ANY_SOCIAL_WORKER))),
        // AP-20.
        duty(
            "involve-experienced",
            Box::new(|walk| {
                let protection = walk.open_with_status(&[Status::Section47, Status::ChildProtectionPlan]);
                let unskilled = not(walk.with(&workers::AP_SKILLED));
                both(protection, both(walk.with(&workers::AP_ALLOCATED), unskilled))
            }),
            Due::WhenOpened,
            Vec::new(),
        )
        .met_when(Box::new(|walk| walk.with(&workers::AP_SKILLED))),
        // AP-39.
        duty(
            "absence-tasks",
            away(&workers::AP_NOT_SUDDENLY_AWAY),
            Due::WhenOpened,
            vec![oversight(&[], &[OversightPart::Actions])],
        ),
        // AP-38, AP-39.
        duty(
            "absence-decision",
            away(&workers::AP_PRESENT),
            Due::Within(Days(14)),
            vec![Event::any(Kind::AbsenceDecided), Event::any(Kind::AllocationAccepted)],
        ),
        // AP-39.
        duty(
            "absence-decision-at-once",
            away(&workers::AP_NOT_LIKELY_AWAY),
            Due::WhenOpened,
            vec![Event::any(Kind::AbsenceDecided), Event::any(Kind::AllocationAccepted)],
        )
        .met_since(away(&workers::AP_NOT_SUDDENLY_AWAY)),
        // AP-28.
        duty(
            "close-without-delay",
            Box::new(|walk| walk.each(|at| walk.world.awaiting_closure(at))),
            Due::NotStated,
            vec![Event::any(Kind::CaseClosed), told()],
        ),
        duty(
            "transfer-without-delay",
            Box::new(|walk| walk.each(|at| walk.world.in_transfer(at))),
            Due::NotStated,
            vec![Event::any(Kind::TransferEnded), Event::any(Kind::AllocationAccepted), told()],
        ),
    ]
}

/// AP-07, AP-15: an advisor alone, with complex or statutory work, an unsettled looked-after child, one who was assessed as
/// needing a social worker, or for six months.
fn needs_a_social_worker(walk: &Walk<'_, '_>) -> Vec<Tri> {
    let complex = walk.status(&[
        Status::Section47,
        Status::SecureAccommodation,
        Status::PreProceedings,
        Status::CareProceedings,
        Status::CourtDirectedWork,
        Status::ChildProtectionPlan,
    ]);
    let settled =
        both(walk.status(&[Status::PermanencyAgreed]), walk.status(&[Status::SocialWorkerNoLongerContinuous]));
    let unsettled = both(walk.status(&[Status::LookedAfter]), not(settled));
    let long = walk.lasting(&walk.with(&workers::AP_ADVISOR), Months(6));
    let long = both(not(walk.status(&[Status::LookedAfter])), long);
    let needed = still_needed(walk);
    both(walk.definition(Definition::AdvisorAlone), either(needed, either(complex, either(unsettled, long))))
}

/// AP-15: assessed as needing a social worker, and not agreed since that one is no longer needed all the time (AP-07).
pub fn still_needed(walk: &Walk<'_, '_>) -> Vec<Tri> {
    let needed = walk.each(|at| walk.world.needs_social_worker(at));
    let agreed = Event::saying(Kind::StatusStarted, |content| {
        matches!(content, Content::StatusStarted { status: Status::SocialWorkerNoLongerContinuous, .. })
    });
    let assessed_since = walk.since(&Event::any(Kind::AssessmentCompleted), None, &[agreed]);
    let continuous = not(walk.status(&[Status::SocialWorkerNoLongerContinuous]));
    both(needed, either(continuous, assessed_since))
}

fn applied(wanted: PolicyAction) -> Event {
    Event::saying(
        Kind::ActionApplied,
        move |content| matches!(content, Content::ActionApplied { action } if *action == wanted),
    )
}

fn not_applied(wanted: PolicyAction) -> Event {
    Event::saying(
        Kind::ActionNotApplied,
        move |content| matches!(content, Content::ActionNotApplied { action, .. } if *action == wanted),
    )
}

/// AP-42: while the action has been applied, and not since been taken back.
fn in_force(action: PolicyAction) -> Stream {
    Box::new(move |walk| {
        let mut until = until_held_or_closed();
        until.push(not_applied(action));
        both(walk.definition(Definition::ActionsApply), walk.since(&applied(action), None, &until))
    })
}

/// The seven actions and what each asks for once it is applied (AP-30 to AP-35, AP-42).
pub(super) fn seven_actions() -> Vec<Rule> {
    use PolicyAction as Action;
    let consider = |id, action| {
        let (holds, met_by) = (counted(Definition::ActionsApply), vec![applied(action), not_applied(action)]);
        Rule::new("ap", id, holds, Due::WhenOpened, met_by)
    };
    let when = |id, action, due, met_by| Rule::new("ap", id, in_force(action), due, met_by);
    let reason_given = Event::saying(Kind::LeftUnallocated, |content| {
        matches!(content, Content::LeftUnallocated { reason: Some(_), .. })
    });
    vec![
        // AP-42, with AP-30 to AP-35.
        consider("consider-record-team", Action::RecordTeam),
        consider("consider-record-reason", Action::RecordReason),
        consider("consider-agencies", Action::AgreeWithAgencies),
        consider("consider-write", Action::WriteToFamily),
        consider("consider-information", Action::ReviewInformation),
        consider("consider-visits", Action::DutyVisits),
        consider("consider-senior-review", Action::ReviewWithSeniorManager),
        // AP-30.
        when("do-record-team", Action::RecordTeam, Due::NotStated, vec![Event::any(Kind::TeamHeld)]),
        when("do-record-reason", Action::RecordReason, Due::NotStated, vec![reason_given]),
        // AP-31.
        when("do-agree", Action::AgreeWithAgencies, Due::NotStated, vec![Event::any(Kind::AgencyAgreed)]).per_agency(),
        when("agency-report", Action::AgreeWithAgencies, every(None), vec![Event::any(Kind::AgencyReported)])
            .per_agency(),
        // AP-32.
        when("write-family", Action::WriteToFamily, Due::NotStated, Vec::new()).each_of(vec![
            vec![letter(PARENTS), withheld(&[Recipient::Parent])],
            vec![letter(PARENTS), withheld(&[Recipient::Carer])],
        ]),
        when("write-child", Action::WriteToFamily, Due::NotStated, letter_or_not(&[Recipient::Child])),
        when("write-agency", Action::WriteToFamily, Due::NotStated, vec![letter(AGENCIES)]).per_agency(),
        // AP-33.
        when("look-at-information", Action::ReviewInformation, Due::Within(Days(7)), vec![considered(&[])])
            .on(vec![Event::any(Kind::InformationReceived)])
            .waiting(counted(Definition::Ap)),
        // AP-34.
        when("duty-visits", Action::DutyVisits, every(None), vec![visit(&[VisitPart::Seen])]),
        // AP-35.
        when(
            "senior-review",
            Action::ReviewWithSeniorManager,
            Due::Every(Recurring {
                every: Some(Days(28)),
                from: Some(Counted { since: Some(counted(Definition::Ap)), ..Counted::default() }),
                ..Recurring::default()
            }),
            vec![oversight(&[Post::SeniorManager], &[OversightPart::Decision]), oversight(TEAM_MANAGERS, &[])],
        )
        .all(),
    ]
}
