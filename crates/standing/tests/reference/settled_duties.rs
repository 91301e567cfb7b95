//! Duties of the language's second half, settled from the page: both must answer so.

use record::words::{
    OversightPart, PlacementMark, PolicyAction, Post, RoomAnswer, Status, UnitLevel, VisitPart, Words,
};
use record::{Content, Day, Kind, Moment, Ref, Tri};

use super::definitions::Definition;
use super::duties::{DueOn, Duty, Stands, duties};
use super::history::History;
use super::settled::{ALL_SINCE_2025, both_agree, both_say, closed, referral, story};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn end(text: &str) -> Moment {
    day(text).end()
}

fn oversight(post: Post, parts: &[OversightPart]) -> Content {
    Content::ManagementOversight { parts: Words::of(parts), done_by: None, post: Some(post) }
}

fn seen(parts: &[VisitPart]) -> Content {
    Content::Visit { parts: Words::of(parts), done_by: None, plan: None }
}

fn status(status: Status) -> Content {
    Content::StatusStarted { status, spell: Ref(50) }
}

/// Every duty of that rule, on which both agree.
fn agreed(history: &History, pack: &str, id: &str) -> Vec<Duty> {
    both_agree(history, |world, walk| of_rule(duties(world, walk), pack, id))
}

fn of_rule(all: Vec<Duty>, pack: &str, id: &str) -> Vec<Duty> {
    all.into_iter().filter(|duty| (duty.pack, duty.id) == (pack, id)).collect()
}

#[test]
fn who_is_told_on_the_day_of_the_rung_before_is_told_after_it() {
    // AS-16: three records with dates alone, of one day.
    let asked = Content::CapacityAsked { asked: UnitLevel::Team, whom: None, answer: RoomAnswer::NoRoom };
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-10-13", referral(1)),
            ("2026-10-18", Content::ConcernIncreased {}),
            ("2026-10-18", asked),
            ("2026-10-18", Content::NoticeGiven { to: Post::ServiceManager, done_by: None }),
        ],
    );
    assert_eq!(agreed(&history, "as", "concern-service-manager")[0].stands(end("2026-10-18")), Stands::Met);
    let alerted = agreed(&history, "as", "concern-senior-manager");
    assert_eq!((alerted[0].opened, alerted[0].stands(end("2026-10-25"))), (day("2026-10-18").start(), Stands::Open));
}

#[test]
fn an_assessment_without_a_referral_before_it_has_no_day_and_cannot_be_known_to_be_late() {
    // BASE-01.
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-10-15", Content::AssessmentStarted { assessment: Ref(6) }),
            ("2026-10-16", referral(1)),
            ("2026-11-01", closed(1)),
        ],
    );
    let duty = &agreed(&history, "base", "assessment")[0];
    assert_eq!(duty.due, DueOn::NotKnown);
    assert_eq!((duty.stands(end("2026-10-31")), duty.stands(end("2026-11-01"))), (Stands::Open, Stands::CannotBeKnown));
}

#[test]
fn one_covered_part_that_did_not_come_makes_it_known_to_be_unmet() {
    // AS-08: visits are covered, brief assessments are not.
    let covered = [
        (Some(Kind::ReferralReceived), "2026-01-01"),
        (Some(Kind::InvolvementStarted), "2026-01-01"),
        (Some(Kind::StatusStarted), "2026-01-01"),
        (Some(Kind::Visit), "2026-01-01"),
    ];
    let received = Content::DistrictReceived { referral: None };
    let facts = [("2026-05-01", referral(1)), ("2026-05-03", received)];
    let duty = &agreed(&story(&covered, &facts), "as", "referral-visit")[0];
    // Monday 4 May 2026 is a bank holiday.
    assert_eq!((duty.due, duty.stands(end("2026-05-14"))), (DueOn::Day(day("2026-05-13")), Stands::Overdue));
    let all_seen = seen(&[VisitPart::Seen, VisitPart::Bedroom, VisitPart::Agencies]);
    let visited = [facts[0], facts[1], ("2026-05-05", all_seen)];
    let duty = &agreed(&story(&covered, &visited), "as", "referral-visit")[0];
    assert_eq!(duty.stands(end("2026-05-14")), Stands::CannotBeKnown);
}

#[test]
fn a_visit_that_does_not_say_whether_the_child_was_seen_may_have_met_it() {
    // AS-05: seen every 28 days. Nobody in is known to be nobody seen.
    for (parts, expected) in [
        (&[VisitPart::NobodyIn][..], Stands::Overdue),
        (&[VisitPart::SeenNotKnown], Stands::CannotBeKnown),
        (&[VisitPart::RestNotKnown], Stands::Overdue),
    ] {
        let history = story(ALL_SINCE_2025, &[("2026-03-16", referral(1)), ("2026-04-01", seen(parts))]);
        let duty = &agreed(&history, "as", "child-seen")[0];
        assert_eq!(duty.stands(end("2026-04-14")), expected, "{parts:?}");
    }
}

#[test]
fn an_oversight_that_does_not_say_what_it_held_may_have_met_it() {
    // PG-07: an oversight that holds the safety plan, on the day on which the child is counted.
    for (parts, expected) in [
        (&[OversightPart::Actions][..], Stands::Overdue),
        (&[OversightPart::Actions, OversightPart::RestNotKnown], Stands::CannotBeKnown),
        (&[OversightPart::SafetyPlan, OversightPart::RestNotKnown], Stands::Met),
    ] {
        let held = oversight(Post::TeamManager, parts);
        let history = story(ALL_SINCE_2025, &[("2026-03-02", referral(1)), ("2026-03-04", held)]);
        assert_eq!(agreed(&history, "pg", "safety-plan")[0].stands(end("2026-03-05")), expected, "{parts:?}");
    }
}

#[test]
fn a_recurring_duty_that_may_have_been_met_is_late_from_the_day_by_which_it_was_due_whenever_that_was() {
    // PG-08: counted from Wed 4 March. An oversight of 12 March that does not give its post may be the manager's.
    let unsigned = Content::ManagementOversight { parts: Words::NONE, done_by: None, post: None };
    let history = story(ALL_SINCE_2025, &[("2026-03-02", referral(1)), ("2026-03-12", unsigned)]);
    let reviews = agreed(&history, "pg", "manager-review");
    let calendar = record::Calendar::england_and_wales();
    let said = |at: &str| {
        let gone_by = reviews[0].gone_by(end(at), &calendar);
        (reviews[0].stands(end(at)), reviews[0].surely_due(end(at)), gone_by)
    };
    assert_eq!(reviews[0].due, DueOn::Day(day("2026-03-14")));
    assert_eq!(said("2026-03-14"), (Stands::Open, None, Vec::new()));
    assert_eq!(said("2026-03-15"), (Stands::CannotBeKnown, None, Vec::new()));
    let from = Some(day("2026-03-22"));
    assert_eq!(said("2026-03-23"), (Stands::Overdue, from, vec![day("2026-03-22")]));
    assert_eq!(said("2026-04-02"), (Stands::Overdue, from, vec![day("2026-03-22"), day("2026-04-01")]));
}

#[test]
fn a_recurring_duty_of_before_its_evidence_was_recorded_is_late_from_the_first_interval_that_was_covered() {
    // AS-05: seen every 28 days, of a child open long before the visits are recorded.
    let covered = [
        (Some(Kind::ReferralReceived), "2023-01-01"),
        (Some(Kind::InvolvementStarted), "2023-01-01"),
        (Some(Kind::StatusStarted), "2023-01-01"),
        (Some(Kind::Visit), "2026-01-12"),
    ];
    let history = story(&covered, &[("2025-11-12", referral(1)), ("2026-02-01", Content::ConcernIncreased {})]);
    let seen = &agreed(&history, "as", "child-seen")[0];
    let calendar = record::Calendar::england_and_wales();
    assert_eq!(seen.due, DueOn::Day(day("2025-12-10")));
    assert_eq!(
        (seen.stands(end("2026-02-09")), seen.gone_by(end("2026-02-09"), &calendar).len()),
        (Stands::CannotBeKnown, 0)
    );
    assert_eq!(
        (seen.stands(end("2026-02-10")), seen.surely_due(end("2026-02-10"))),
        (Stands::Overdue, Some(day("2026-02-09")))
    );
    assert_eq!(seen.gone_by(end("2026-03-10"), &calendar), [day("2026-02-09"), day("2026-03-09")]);
}

#[test]
fn what_is_done_late_is_not_known_to_be_late_where_it_may_have_been_done_unseen_before() {
    // PG-12: notices are recorded from 20 March, the one that was due on 4 March was given on 1 April.
    let notices_from = |from| {
        let mut covered: Vec<_> = [Kind::ReferralReceived, Kind::InvolvementStarted, Kind::StatusStarted]
            .map(|kind| (Some(kind), "2025-01-01"))
            .to_vec();
        covered.extend([(Some(Kind::NoticeGiven), from), (Some(Kind::ManagementOversight), from)]);
        covered
    };
    let notice = Content::NoticeGiven { to: Post::ServiceManager, done_by: None };
    let facts = [("2026-03-02", referral(1)), ("2026-04-01", notice)];
    let told =
        |from| agreed(&story(&notices_from(from), &facts), "pg", "notify-service-manager")[0].stands(end("2026-04-02"));
    assert_eq!((told("2025-01-01"), told("2026-03-20")), (Stands::MetLate(28), Stands::MetPerhapsLate));
    // PG-08: a review was due on 14 March, and whenever it was held unseen, again by 30 March.
    let calendar = record::Calendar::england_and_wales();
    let reviewed = |on| {
        let facts = [("2026-03-02", referral(1)), (on, oversight(Post::TeamManager, &[]))];
        let review = &agreed(&story(&notices_from("2026-03-20"), &facts), "pg", "manager-review")[0];
        (review.stands(end("2026-04-20")), review.gone_by(end("2026-04-20"), &calendar))
    };
    assert_eq!(reviewed("2026-03-30"), (Stands::MetPerhapsLate, Vec::new()));
    assert_eq!(reviewed("2026-04-11"), (Stands::MetLate(12), vec![day("2026-03-30"), day("2026-04-09")]));
}

#[test]
fn an_interval_set_for_the_child_holds_until_its_last_day_is_over() {
    // AS-05: every 21 days until 22 March, of the 28 that the procedure asks.
    let set = Content::VisitIntervalSet { days: 21, until: Some(day("2026-03-22")), post: Some(Post::TeamManager) };
    let history = story(ALL_SINCE_2025, &[("2026-03-16", referral(1)), ("2026-03-19", set)]);
    let all = agreed(&history, "as", "child-seen");
    let due: Vec<_> = all.iter().map(|duty| (duty.opened.day(), duty.due)).collect();
    let expected = [("2026-03-16", "2026-04-13"), ("2026-03-19", "2026-04-06"), ("2026-03-23", "2026-04-13")];
    assert_eq!(due, expected.map(|(opened, due)| (day(opened), DueOn::Day(day(due)))));
}

#[test]
fn a_review_lengthens_the_visits_to_a_child_placed_with_a_carer_approved_for_the_time_being() {
    // BASE-09: every week until the first review, then every four weeks from the visit before.
    let marks = Words::of(&[PlacementMark::TemporaryApproval]);
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-03-02", referral(1)),
            ("2026-03-02", status(Status::LookedAfter)),
            ("2026-03-02", Content::PlacementStarted { placement: Ref(3), marks, unsure: None }),
            ("2026-03-09", seen(&[VisitPart::Seen])),
            ("2026-03-12", Content::PlanReviewHeld { plan: Some(Status::LookedAfter) }),
        ],
    );
    let due: Vec<_> = agreed(&history, "base", "looked-after-visit").iter().map(|duty| duty.due).collect();
    assert_eq!(due, ["2026-03-09", "2026-03-16", "2026-04-06"].map(|due| DueOn::Day(day(due))));
}

#[test]
fn the_dates_that_went_by_are_those_of_the_interval_that_governed_on_each_day() {
    // BASE-09: nobody visits; every week until the review of 25 March, then every four weeks.
    let marks = Words::of(&[PlacementMark::TemporaryApproval]);
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-03-02", referral(1)),
            ("2026-03-02", status(Status::LookedAfter)),
            ("2026-03-02", Content::PlacementStarted { placement: Ref(3), marks, unsure: None }),
            ("2026-03-25", Content::PlanReviewHeld { plan: Some(Status::LookedAfter) }),
            ("2026-05-20", Content::ConcernIncreased {}),
        ],
    );
    let visit = &agreed(&history, "base", "looked-after-visit")[0];
    let gone = visit.gone_by(end("2026-05-19"), &record::Calendar::england_and_wales());
    assert_eq!(gone, ["2026-03-09", "2026-03-16", "2026-03-23", "2026-04-20", "2026-05-18"].map(day));
}

#[test]
fn an_interval_that_comes_into_force_only_after_it_was_due_again_leaves_it_known_to_be_unmet() {
    // BASE-10: every six weeks, twelve once it has lasted a year. The visit of 30 April may have seen the child; whether it
    // did or not, the next was due by 11 June.
    let maybe = Content::Visit { parts: Words::of(&[VisitPart::SeenNotKnown]), done_by: None, plan: None };
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-03-27", referral(1)),
            ("2026-04-01", status(Status::PrivatelyFostered)),
            ("2026-04-30", maybe),
            ("2026-06-20", Content::ConcernIncreased {}),
        ],
    );
    let visit = &agreed(&history, "base", "private-fostering-visit")[0];
    assert_eq!(visit.stands(end("2026-06-11")), Stands::CannotBeKnown);
    assert_eq!(
        (visit.stands(end("2026-06-12")), visit.surely_due(end("2026-06-12"))),
        (Stands::Overdue, Some(day("2026-06-11")))
    );
}

#[test]
fn a_placement_that_ended_before_it_began_may_go_on() {
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2025-12-16", referral(1)),
            ("2025-12-25", status(Status::LookedAfter)),
            ("2025-12-25", Content::PlacementStarted { placement: Ref(3), marks: Words::NONE, unsure: None }),
            ("2025-12-23", Content::PlacementEnded { placement: Ref(3) }),
        ],
    );
    both_say(&history, Definition::LookedAfterVisits, &[("2025-12-22", Tri::No), ("2025-12-24", Tri::Unknown)]);
}

#[test]
fn what_was_done_at_no_known_hour_of_the_due_day_is_not_late() {
    // AS-09.
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-03-20", referral(1)),
            ("2026-03-26T12:02:35", seen(&[VisitPart::Seen, VisitPart::Bedroom])),
            ("2026-03-27", oversight(Post::DutyTeamManager, &[OversightPart::RiskAssessment])),
        ],
    );
    assert_eq!(agreed(&history, "as", "risk-after-visit")[0].stands(end("2026-03-27")), Stands::Met);
}

#[test]
fn a_review_by_two_is_overdue_where_one_of_them_did_not_hold_it_again() {
    // AP-35: what came before the second occurrence opened is no part of it.
    let action = PolicyAction::ReviewWithSeniorManager;
    let senior = oversight(Post::SeniorManager, &[OversightPart::Decision]);
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-10-12", referral(1)),
            ("2026-10-18", Content::ActionApplied { action }),
            ("2026-10-23", senior),
            ("2026-10-30", oversight(Post::DutyTeamManager, &[])),
            ("2026-11-16", senior),
        ],
    );
    let all = agreed(&history, "ap", "senior-review");
    assert_eq!(all[0].stands(end("2026-10-30")), Stands::Met);
    assert_eq!((all[1].due, all[1].stands(end("2026-11-28"))), (DueOn::Day(day("2026-11-27")), Stands::Overdue));
}

#[test]
fn a_closing_without_a_date_leaves_open_not_known_beside_another() {
    let any = Content::CaseClosed { referral: None };
    let history =
        story(ALL_SINCE_2025, &[("2026-05-01", referral(1)), ("not known", any), ("2026-05-03T10:00:00", any)]);
    both_agree(&history, |_, walk| {
        let at = |text: &str| walk.instants.iter().position(|at| *at == end(text)).map(|index| walk.open()[index]);
        assert_eq!((at("2026-05-02"), at("2026-05-03")), (Some(Tri::Unknown), Some(Tri::No)));
    });
}

#[test]
fn a_transfer_that_is_completed_meets_the_duty_to_complete_it() {
    // AP-28.
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-03-02", referral(1)),
            ("2026-03-09", Content::ReadyToTransfer { to: None }),
            ("2026-03-11T10:00:00", Content::TransferEnded {}),
        ],
    );
    let all = agreed(&history, "ap", "transfer-without-delay");
    assert_eq!(all[0].stands(end("2026-03-11")), Stands::Met);
}

#[test]
fn what_meets_the_day_that_was_set_may_set_the_next_in_the_same_breath() {
    // PG-07: each entry of the manager's reviews and names the day of the next review.
    let review = oversight(Post::TeamManager, &[]);
    let next = |on: &str| Content::NextReviewSet { on: day(on) };
    let stands = |facts: &[(&str, Content)], at: &str| -> Vec<Stands> {
        let history = story(ALL_SINCE_2025, &[&[("2026-03-02", referral(1))], facts].concat());
        let all = agreed(&history, "pg", "review-as-set");
        all.iter().filter(|duty| duty.opened <= end(at)).map(|duty| duty.stands(end(at))).collect()
    };
    let by_dates = [
        ("2026-03-04", review),
        ("2026-03-04", next("2026-03-12")),
        ("2026-03-12", review),
        ("2026-03-12", next("2026-03-20")),
    ];
    assert_eq!(stands(&by_dates, "2026-03-21"), [Stands::Met, Stands::Overdue]);
    let by_the_hour = [
        ("2026-03-04T10:00:00", review),
        ("2026-03-04T10:00:00", next("2026-03-12")),
        ("2026-03-13T10:00:00", review),
        ("2026-03-13T10:00:00", next("2026-03-20")),
    ];
    assert_eq!(stands(&by_the_hour, "2026-03-21"), [Stands::MetLate(1), Stands::Overdue]);
    // At an hour of the date on which the next was set: what was done that day was done for the one before.
    let hour_of_a_date = [by_dates[0], by_dates[1], ("2026-03-12T15:00:00", review), by_dates[3]];
    assert_eq!(stands(&hour_of_a_date, "2026-03-21"), [Stands::Met, Stands::Overdue]);
    // Set anew by itself, before anything was done.
    assert_eq!(stands(&[by_dates[1], by_dates[3]], "2026-03-21"), [Stands::Replaced, Stands::Overdue]);
    // An entry that does not give the post can have met the day before, and not the one that it sets.
    let unsigned = Content::ManagementOversight { parts: Words::NONE, done_by: None, post: None };
    let in_doubt = [by_the_hour[0], by_the_hour[1], ("2026-03-13T10:00:00", unsigned), by_the_hour[3]];
    assert_eq!(stands(&in_doubt, "2026-03-21"), [Stands::CannotBeKnown, Stands::Overdue]);
}
