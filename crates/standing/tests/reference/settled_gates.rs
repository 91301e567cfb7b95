//! Gates, who owns a case and which pack governs it, settled from the page: both must answer so.

use record::words::{
    LeftReason, OversightPart, Post, Profession, Recipient, Role, RoomAnswer, Status, TransferSide, UnitLevel, Words,
};
use record::{Content, Day, Moment, Ref, Subject, Tri, UnitId, When};

use super::areas;
use super::compare_areas::Areas;
use super::definitions::{Definition, Walk};
use super::duties::{DueOn, Duty, duties};
use super::gates::{Decision, GATES, Gate, StepStands};
use super::history::{History, PACKS, pack_text, unit, version_text, worker};
use super::priority::{factors, pressing};
use super::settled::{ALL_SINCE_2025, both_agree, both_say, closed, story};
use super::suitability::{Candidate, Need, findings};
use super::world::{Undated, World};

fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| panic!("{text} is no day"))
}

fn end(text: &str) -> Moment {
    day(text).end()
}

/// A referral in North, of the district Northside.
fn referred(referral: u64) -> Content {
    Content::ReferralReceived { referral: Ref(referral), team: Some(unit(0)), district_received: None }
}

fn left(post: Post) -> Content {
    Content::LeftUnallocated { done_by: None, post: Some(post), reason: Some(LeftReason::Vacancy) }
}

fn asked(level: UnitLevel, whom: Option<UnitId>) -> Content {
    Content::CapacityAsked { asked: level, whom, answer: RoomAnswer::NoRoom }
}

fn accepted() -> Content {
    Content::InvolvementStarted {
        involvement: Ref(7),
        worker: Some(worker(0)),
        role: Role::Lead,
        team: Some(unit(0)),
        accepted: Tri::Yes,
    }
}

fn risk() -> Content {
    Content::ManagementOversight { parts: Words::of(&[OversightPart::RiskAssessment]), done_by: None, post: None }
}

const SIGNED: Content = Content::TransferSigned { to: None, side: TransferSide::Both };

/// North and West are teams of Northside, East of Eastside.
fn with_units(mut history: History) -> History {
    let all = [
        (0, UnitLevel::Team, Some(3)),
        (1, UnitLevel::Team, Some(3)),
        (2, UnitLevel::Team, Some(4)),
        (3, UnitLevel::District, None),
        (4, UnitLevel::District, None),
    ];
    for (number, level, parent) in all {
        let content = Content::UnitDetails { name: None, level: Some(level), parent: parent.map(unit) };
        let from = day("2025-01-01");
        history.add(Subject::Unit(unit(number)), When::On(from), from.start(), content);
    }
    history
}

/// That unit, or everybody, adopted the pack at that place of the list.
fn adopts(history: &mut History, at: &str, place: usize, of: Option<UnitId>) {
    let content =
        Content::PackAdopted { pack: pack_text(place), version: version_text(place), unit: of, digest: Ref(9) };
    history.add(Subject::Record, When::On(day(at)), day(at).start(), content);
}

const PG: usize = 0;
const AS: usize = 1;
const AP: usize = 5;

fn gate(id: &str) -> &'static Gate {
    GATES.iter().find(|gate| gate.id() == id).unwrap_or_else(|| panic!("no gate {id}"))
}

fn decisions(history: &History, id: &str) -> Vec<Decision> {
    both_agree(history, |_, walk| gate(id).decisions(walk))
}

/// Whether the breach holds as at the end of each of those days.
fn breached(history: &History, id: &str, expected: &[(&str, Tri)]) {
    both_agree(history, |_, walk| {
        let values = gate(id).breached(walk);
        for (at, value) in expected {
            let place = walk.instants.iter().position(|instant| *instant == end(at));
            assert_eq!(place.map(|place| values[place]), Some(*value), "{at}");
        }
    });
}

fn of_rule(world: &World<'_>, walk: &Walk<'_, '_>, pack: &str, id: &str) -> Vec<Duty> {
    duties(world, walk).into_iter().filter(|duty| (duty.pack, duty.id) == (pack, id)).collect()
}

#[test]
fn every_other_team_and_district_is_asked_and_then_the_risk_is_assessed() {
    // AS-02, AS-03, AS-04.
    let facts = [
        ("2026-03-02T09:00:00+00:00", referred(1)),
        ("2026-03-03T09:00:00+00:00", asked(UnitLevel::Team, Some(unit(1)))),
        ("2026-03-03T10:00:00+00:00", asked(UnitLevel::District, Some(unit(4)))),
        ("2026-03-04", risk()),
        ("2026-03-04T10:00:00+00:00", left(Post::ServiceManager)),
        ("2026-03-06T10:00:00+00:00", left(Post::TeamManager)),
    ];
    let history = with_units(story(ALL_SINCE_2025, &facts));
    let all = decisions(&history, "leave-without-a-worker");
    assert_eq!(all.iter().map(Decision::allowed).collect::<Vec<_>>(), [Tri::Yes, Tri::No]);
    // Asked of another team than its own district's others, before the case was theirs to ask.
    let facts = [facts[0], ("2026-03-03T09:00:00+00:00", asked(UnitLevel::Team, Some(unit(2)))), facts[4]];
    let history = with_units(story(ALL_SINCE_2025, &facts));
    let missing = |units| StepStands::Missing(units);
    let expected = vec![missing(vec![unit(1)]), missing(vec![unit(4)]), missing(Vec::new())];
    assert_eq!(decisions(&history, "leave-without-a-worker")[0].steps, expected);
}

/// AS-03, AS-11: what a decision to leave a child without a worker lacked is held against it while the child has none.
#[test]
fn a_decision_while_somebody_holds_the_child_is_held_against_it_once_they_are_gone() {
    let ended = Content::InvolvementEnded { involvement: Ref(7), reason: None };
    let decided = ("2026-03-04T14:11:00+00:00", left(Post::TeamManager));
    let (yes, no) = (Tri::Yes, Tri::No);
    type Case = (&'static str, Vec<(&'static str, Content)>, [Tri; 3]);
    let cases: Vec<Case> = vec![
        ("nobody", vec![], [yes, yes, yes]),
        ("three minutes before", vec![("2026-03-04T14:08:00+00:00", accepted())], [no, no, no]),
        ("later on that day", vec![("2026-03-04T15:08:00+00:00", accepted())], [no, no, no]),
        ("on the day after", vec![("2026-03-05", accepted())], [yes, no, no]),
        ("before, and is gone", vec![("2026-03-03", accepted()), ("2026-03-09", ended)], [no, no, yes]),
        (
            "was there, and is gone as it is decided",
            vec![("2026-03-03", accepted()), ("2026-03-04", ended)],
            [yes, yes, yes],
        ),
    ];
    for (who, facts, expected) in cases {
        let all: Vec<_> = [("2026-03-02T09:00:00+00:00", referred(1)), decided].into_iter().chain(facts).collect();
        let history = with_units(story(ALL_SINCE_2025, &all));
        let days = ["2026-03-04", "2026-03-05", "2026-03-10"];
        let expected: Vec<(&str, Tri)> = days.into_iter().zip(expected).collect();
        println!("{who}");
        breached(&history, "leave-without-a-worker", &expected);
    }
}

/// AS-03: and is over for good as the worker comes back, though nobody accepts anew.
#[test]
fn what_a_decision_lacked_is_over_once_the_worker_is_back() {
    let facts = [
        ("2026-03-02T09:00:00+00:00", referred(1)),
        ("2026-03-03", accepted()),
        ("2026-03-04", left(Post::TeamManager)),
    ];
    let mut history = with_units(story(ALL_SINCE_2025, &facts));
    for (at, content) in [
        ("2026-03-05", Content::WorkerLeft {}),
        ("2026-03-09", Content::WorkerJoined {}),
        ("2026-03-12", Content::WorkerLeft {}),
    ] {
        history.add(Subject::Worker(worker(0)), When::On(day(at)), day(at).start(), content);
    }
    let (yes, no) = (Tri::Yes, Tri::No);
    let days = [("2026-03-04", no), ("2026-03-05", no), ("2026-03-06", yes), ("2026-03-09", no), ("2026-03-13", no)];
    breached(&history, "leave-without-a-worker", &days);
}

#[test]
fn a_record_that_does_not_say_whom_it_asked_leaves_it_not_known() {
    // AS-02.
    let facts = [
        ("2026-03-02", referred(1)),
        ("2026-03-03", asked(UnitLevel::District, None)),
        ("2026-03-05", left(Post::Director)),
    ];
    let history = with_units(story(ALL_SINCE_2025, &facts));
    assert_eq!(decisions(&history, "leave-without-a-worker")[0].steps[1], StepStands::NotKnown);
}

#[test]
fn a_closing_out_of_order_is_a_breach_after_it_until_a_worker_accepts() {
    // AP-37: a closing does not end the breach that it is; the next one would.
    let facts = [
        ("2026-03-02", referred(1)),
        ("2026-03-10", closed(1)),
        ("2026-03-16", referred(2)),
        ("2026-03-20T10:00:00+00:00", accepted()),
    ];
    let history = story(ALL_SINCE_2025, &facts);
    let expected =
        [("2026-03-09", Tri::No), ("2026-03-10", Tri::Yes), ("2026-03-19", Tri::Yes), ("2026-03-20", Tri::No)];
    breached(&history, "close-without-a-worker", &expected);
}

#[test]
fn a_start_that_an_acceptance_without_a_date_may_precede_ends_no_breach_for_certain() {
    // AP-37: the worker may have accepted before the closing that is the breach.
    let facts = [
        ("2026-03-02", referred(1)),
        ("2026-03-10", closed(1)),
        ("2026-03-16", referred(2)),
        ("2026-03-20T10:00:00+00:00", accepted()),
        ("not known", Content::AllocationAccepted { involvement: Ref(7) }),
    ];
    let expected = [("2026-03-09", Tri::No), ("2026-03-10", Tri::Unknown), ("2026-03-20", Tri::Unknown)];
    breached(&story(ALL_SINCE_2025, &facts), "close-without-a-worker", &expected);
}

#[test]
fn a_transfer_that_nobody_checked_is_a_breach_though_somebody_holds_the_child() {
    // AP-17.
    let facts = [("2026-03-02", referred(1)), ("2026-03-03", accepted()), ("2026-03-10", SIGNED)];
    breached(&story(ALL_SINCE_2025, &facts), "transfer", &[("2026-03-09", Tri::No), ("2026-03-12", Tri::Yes)]);
}

/// The steps of AS-18 in the procedure's order, at these instants each, and the closing on 10 March.
fn closing_steps(at: [&str; 5]) -> Vec<StepStands> {
    let by_manager = |parts| Content::ManagementOversight { parts, done_by: None, post: Some(Post::TeamManager) };
    let steps = [
        Content::PlanReviewHeld { plan: Some(Status::ChildInNeed) },
        Content::StepDownAgreed {},
        by_manager(Words::of(&[OversightPart::Decision])),
        Content::ClosureSummary {},
        Content::ClosureReviewed { post: Some(Post::TeamManager) },
    ];
    let in_need = Content::StatusStarted { status: Status::ChildInNeed, spell: Ref(3) };
    let mut facts = vec![("2026-03-02", referred(1)), ("2026-03-02", in_need)];
    facts.extend(at.into_iter().zip(steps));
    facts.push(("2026-03-10", closed(1)));
    decisions(&story(ALL_SINCE_2025, &facts), "close-in-order").remove(0).steps
}

#[test]
fn a_summary_before_the_step_down_is_out_of_order_whatever_came_between() {
    // AS-18: the direction in between is in order with both.
    let steps = closing_steps(["2026-03-03", "2026-03-06", "2026-03-07", "2026-03-05", "2026-03-09"]);
    let out = StepStands::OutOfOrder;
    assert_eq!(steps, [StepStands::Done, StepStands::Done, StepStands::Done, out, StepStands::Done]);
}

#[test]
fn two_steps_of_one_day_are_in_order_by_their_hours() {
    // AS-18: the step-down was agreed in the afternoon, the summary was written in the morning.
    let (morning, afternoon) = ("2026-03-05T09:00:00+00:00", "2026-03-05T17:00:00+00:00");
    let steps = closing_steps(["2026-03-03", afternoon, "2026-03-05", morning, "2026-03-09"]);
    let out = StepStands::OutOfOrder;
    assert_eq!(steps, [StepStands::Done, StepStands::Done, StepStands::Done, out, StepStands::Done]);
    let steps = closing_steps(["2026-03-03", morning, "2026-03-05", afternoon, "2026-03-09"]);
    assert_eq!(steps, [const { StepStands::Done }; 5]);
}

#[test]
fn what_was_recorded_at_the_instant_of_the_decision_counts() {
    // AP-17: the check and the signature of one form.
    let at = "2026-03-10T10:00:00+00:00";
    let facts = [("2026-03-02", referred(1)), (at, Content::TransferChecked {}), (at, SIGNED)];
    assert_eq!(decisions(&story(ALL_SINCE_2025, &facts), "transfer")[0].steps, [StepStands::Done]);
}

#[test]
fn what_is_decided_as_the_referral_comes_in_is_a_decision() {
    let at = "2026-03-10T10:00:00+00:00";
    let facts = [(at, referred(1)), (at, SIGNED)];
    assert_eq!(decisions(&story(ALL_SINCE_2025, &facts), "transfer").len(), 1);
}

#[test]
fn an_acceptance_without_a_date_may_have_ended_a_breach() {
    let facts = [("2026-03-02", referred(1)), ("2026-03-10", SIGNED), ("not known", accepted())];
    breached(&story(ALL_SINCE_2025, &facts), "transfer", &[("2026-03-12", Tri::Unknown)]);
}

#[test]
fn a_team_owes_the_duties_of_the_pack_that_its_nearest_unit_adopted() {
    let facts = [("2026-03-02", referred(1))];
    let mut history = with_units(story(ALL_SINCE_2025, &facts));
    adopts(&mut history, "2026-01-01", PG, None);
    adopts(&mut history, "2026-01-01", AS, Some(unit(3)));
    both_agree(&history, |world, walk| {
        assert_eq!(of_rule(world, walk, "as", "weekly-review").len(), 1);
        assert!(of_rule(world, walk, "pg", "manager-review").is_empty());
    });
}

#[test]
fn a_team_that_adopts_a_pack_owes_its_duties_to_the_children_who_are_there() {
    // AS-06: seven days from the day of the adoption.
    let mut history = with_units(story(ALL_SINCE_2025, &[("2026-03-02", referred(1))]));
    adopts(&mut history, "2026-03-16", AS, None);
    both_agree(&history, |world, walk| {
        let all = of_rule(world, walk, "as", "weekly-review");
        assert_eq!((all.len(), all[0].due), (1, DueOn::Day(day("2026-03-23"))));
    });
}

#[test]
fn a_referral_that_says_when_the_district_received_it_starts_the_clock_of_the_duty_visit() {
    // AS-08: seven working days from then, whether the referral says so or a record of its own (W16).
    let received = day("2026-03-27").at(9, 0, 0).unwrap();
    let said = Content::ReferralReceived { referral: Ref(1), team: Some(unit(0)), district_received: Some(received) };
    let cases = [
        ("by the referral", vec![("2026-03-25", said)], Some("2026-04-09")),
        (
            "by itself",
            vec![("2026-03-25", referred(1)), ("2026-03-27", Content::DistrictReceived { referral: None })],
            Some("2026-04-09"),
        ),
        ("by nobody", vec![("2026-03-25", referred(1))], None),
    ];
    for (said, facts, expected) in cases {
        both_agree(&with_units(story(ALL_SINCE_2025, &facts)), |world, walk| {
            let all: Vec<DueOn> = of_rule(world, walk, "as", "referral-visit").iter().map(|one| one.due).collect();
            let expected: Vec<DueOn> = expected.into_iter().map(|due| DueOn::Day(day(due))).collect();
            assert_eq!(all, expected, "{said}");
        });
    }
}

#[test]
fn a_pack_that_another_took_the_place_of_asks_for_nothing_more() {
    let mut history = with_units(story(ALL_SINCE_2025, &[("2026-03-02", referred(1))]));
    adopts(&mut history, "2026-01-01", PG, None);
    adopts(&mut history, "2026-03-16", AS, None);
    both_agree(&history, |world, walk| {
        let all = of_rule(world, walk, "pg", "manager-review");
        assert_eq!(all[0].ended, Some(day("2026-03-16").start()));
    });
}

#[test]
fn the_newest_word_on_a_worker_is_the_one_with_the_latest_date() {
    // AP-36: a team manager from November, entered before what the worker was in October.
    let mut history = story(ALL_SINCE_2025, &[("2026-03-02", referred(1))]);
    for (at, profession) in [("2026-02-02", Profession::TeamManager), ("2026-01-05", Profession::SocialWorker)] {
        let content = Content::WorkerDetails { name: None, job_title: None, profession: Some(profession), team: None };
        for number in 0..4 {
            history.add(Subject::Worker(worker(number)), When::On(day(at)), day("2026-02-10").end(), content);
        }
    }
    both_agree(&history, |_, walk| {
        let candidate = Candidate { worker: worker(0), part: Role::Lead, lead: None, support_named: true };
        let found = findings(walk, &candidate, walk.instants.len() - 1);
        assert!(found.iter().any(|finding| finding.id == "managers" && finding.lacking == [Need::Refused]));
    });
}

#[test]
fn a_placement_goes_on_while_another_spell_of_being_looked_after_does() {
    // BASE-07: one of two rows ends; the child is looked after, and visited, all the same.
    let looked_after = |spell| Content::StatusStarted { status: Status::LookedAfter, spell: Ref(spell) };
    let facts = [
        ("2026-03-02", referred(1)),
        ("2026-03-03", looked_after(1)),
        ("2026-03-04", looked_after(2)),
        ("2026-03-05", Content::PlacementStarted { placement: Ref(5), marks: Words::NONE, unsure: None }),
        ("2026-03-20", Content::StatusEnded { status: Status::LookedAfter, spell: Ref(1) }),
    ];
    both_say(&story(ALL_SINCE_2025, &facts), Definition::LookedAfterVisits, &[("2026-03-25", Tri::Yes)]);
}

#[test]
fn an_agency_that_ended_as_it_began_is_involved() {
    // PG-09: an ending ends what began before it.
    let (at, agency_kind, agency) = ("2026-03-10T10:00:00+00:00", Recipient::School, None);
    let facts = [
        ("2026-03-02", referred(1)),
        (at, Content::AgencyInvolved { agency_kind, agency }),
        (at, Content::AgencyInvolvementEnded { agency_kind, agency }),
    ];
    both_agree(&story(ALL_SINCE_2025, &facts), |world, walk| {
        assert_eq!(of_rule(world, walk, "pg", "agency-letter").len(), 1);
    });
}

#[test]
fn what_opened_by_one_version_of_a_pack_goes_on_by_it_where_another_version_is_adopted() {
    // AS-06: a version that nobody asks about opens nothing, and takes nothing back.
    let mut history = with_units(story(ALL_SINCE_2025, &[("2026-03-02", referred(1))]));
    adopts(&mut history, "2026-01-01", AS, None);
    let at = day("2026-03-05");
    let content =
        Content::PackAdopted { pack: pack_text(AS), version: version_text(PACKS.len()), unit: None, digest: Ref(9) };
    history.add(Subject::Record, When::On(at), at.start(), content);
    both_agree(&history, |world, walk| {
        let all = of_rule(world, walk, "as", "weekly-review");
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].opened.day(), all[0].ended), (day("2026-03-02"), None));
    });
}

#[test]
fn a_transfer_to_a_team_with_another_pack_is_held_against_the_pack_that_governed() {
    // AP-17: the signature itself moves the case.
    let signed = Content::TransferSigned { to: Some(unit(2)), side: TransferSide::Both };
    let facts = [("2026-03-02", referred(1)), ("2026-03-10T10:00:00+00:00", signed)];
    let mut history = with_units(story(ALL_SINCE_2025, &facts));
    adopts(&mut history, "2026-01-01", AP, None);
    adopts(&mut history, "2026-01-01", PG, Some(unit(4)));
    assert_eq!(decisions(&history, "transfer").len(), 1);
    breached(&history, "transfer", &[("2026-03-12", Tri::No)]);
}

#[test]
fn an_asking_on_no_known_day_may_be_of_the_unit_that_it_names_alone() {
    // AS-03: North was not asked for certain.
    let facts = [
        ("2026-03-02", referred(1)),
        ("not known", asked(UnitLevel::Team, Some(unit(1)))),
        ("2026-03-05", left(Post::Director)),
    ];
    let mut history = with_units(story(ALL_SINCE_2025, &facts));
    assert_eq!(decisions(&history, "leave-without-a-worker")[0].steps[0], StepStands::NotKnown);
    // Another team of the district, of which nobody says anything.
    let content = Content::UnitDetails { name: None, level: Some(UnitLevel::Team), parent: Some(unit(3)) };
    history.add(Subject::Unit(unit(2)), When::On(day("2025-02-01")), day("2025-02-01").start(), content);
    assert_eq!(decisions(&history, "leave-without-a-worker")[0].steps[0], StepStands::Missing(vec![unit(2)]));
}

#[test]
fn an_end_of_being_looked_after_without_a_date_leaves_a_placement_not_known() {
    // BASE-07: unless another spell goes on for the whole time since the placement began.
    let looked_after = |spell| Content::StatusStarted { status: Status::LookedAfter, spell: Ref(spell) };
    let ended = |spell| Content::StatusEnded { status: Status::LookedAfter, spell: Ref(spell) };
    let placed = Content::PlacementStarted { placement: Ref(5), marks: Words::NONE, unsure: None };
    let facts =
        [("2026-03-02", referred(1)), ("2026-03-03", looked_after(1)), ("2026-03-05", placed), ("not known", ended(1))];
    let of = Definition::LookedAfterVisits;
    both_say(&story(ALL_SINCE_2025, &facts), of, &[("2026-03-25", Tri::Unknown)]);
    let other = [&facts[..], &[("2026-03-04", looked_after(2))]].concat();
    both_say(&story(ALL_SINCE_2025, &other), of, &[("2026-03-25", Tri::Yes)]);
    // An end before its own beginning.
    let backwards = [
        ("2026-03-02", referred(1)),
        ("2026-03-20", looked_after(1)),
        ("2026-03-05", placed),
        ("2026-03-10", ended(1)),
    ];
    both_say(&story(ALL_SINCE_2025, &backwards), of, &[("2026-03-25", Tri::Unknown)]);
}

#[test]
fn who_accepts_as_the_decision_is_taken_leaves_no_breach() {
    // AP-17: until a worker accepts at or after that instant.
    let at = "2026-03-10T10:00:00+00:00";
    let facts = [("2026-03-02", referred(1)), (at, SIGNED), (at, accepted())];
    let history = story(ALL_SINCE_2025, &facts);
    assert_eq!(decisions(&history, "transfer")[0].allowed(), Tri::No);
    breached(&history, "transfer", &[("2026-03-12", Tri::No)]);
}

#[test]
fn a_step_is_held_against_every_step_before_it() {
    // AS-18: the summary comes before the step down by their hours, whatever was done at no known hour of that day.
    let in_need = Content::StatusStarted { status: Status::ChildInNeed, spell: Ref(1) };
    let decided = Content::ManagementOversight {
        parts: Words::of(&[OversightPart::Decision]),
        done_by: None,
        post: Some(Post::TeamManager),
    };
    let facts = [
        ("2026-03-02", referred(1)),
        ("2026-03-02", in_need),
        ("2026-03-05T17:00:00+00:00", Content::StepDownAgreed {}),
        ("2026-03-05", decided),
        ("2026-03-05T09:00:00+00:00", Content::ClosureSummary {}),
        ("2026-03-10", closed(1)),
    ];
    let history = story(ALL_SINCE_2025, &facts);
    let steps = decisions(&history, "close-in-order")[0].steps.clone();
    assert_eq!(steps[1..4], [StepStands::Done, StepStands::Done, StepStands::OutOfOrder]);
}

#[test]
fn a_priority_outlives_the_beginning_of_coverage() {
    // PG-04: nothing was closed.
    let set = Content::PrioritySet { priority: 7, reason: None, done_by: None };
    let facts =
        [("2025-12-01", set), ("2026-03-02", referred(1)), ("2026-03-09", closed(1)), ("2026-03-16", referred(2))];
    let history = story(&[(None, "2026-01-01")], &facts);
    both_agree(&history, |_, walk| {
        let factors: Vec<_> = factors().into_iter().map(|factor| ((factor.when)(walk), factor)).collect();
        let factors: Vec<_> = factors.into_iter().map(|(values, factor)| (factor, values)).collect();
        for (at, expected) in [("2026-03-05", Some(7)), ("2026-03-12", None), ("2026-03-20", None)] {
            let place = walk.instants.iter().position(|instant| *instant == end(at));
            assert_eq!(place.map(|place| pressing(walk, &factors, place).set), Some(expected), "{at}");
        }
    });
}

#[test]
fn nobody_leads_beside_themselves() {
    // AP-01: a candidate who is named as the other lead too.
    let mut history = story(ALL_SINCE_2025, &[("2026-03-02", referred(1))]);
    let content =
        Content::WorkerDetails { name: None, job_title: None, profession: Some(Profession::SocialWorker), team: None };
    history.add(Subject::Worker(worker(0)), When::On(day("2026-01-05")), day("2026-01-05").end(), content);
    both_agree(&history, |_, walk| {
        let place = walk.instants.len() - 1;
        let beside = |lead| {
            let candidate = Candidate { worker: worker(0), part: Role::KeyWorker, lead, support_named: true };
            findings(walk, &candidate, place)
        };
        assert_eq!(beside(Some(worker(0))), beside(None));
    });
}

/// One team of that many open children, of whom the first so many have nobody, and so many of some place on only may be open.
fn team_of(children: usize, without: usize, may_be_open: std::ops::Range<usize>) -> History {
    let mut history = with_units(story(ALL_SINCE_2025, &[]));
    for number in 0..children {
        let about = Subject::Child(record::ChildId::from_index(number));
        let mut tell = |at: When, content| history.add(about, at, day("2026-03-02").start(), content);
        tell(When::On(day("2026-03-02")), referred(1));
        if number >= without {
            tell(When::On(day("2026-03-02")), accepted());
        }
        if may_be_open.contains(&number) {
            tell(When::Unknown, closed(1));
        }
    }
    history
}

#[test]
fn one_child_in_six_is_more_than_one_in_seven_and_one_who_may_be_open_may_be() {
    // COM-03: nobody for certain since the grace of PG-01 was over.
    let short = |history: &History| {
        let (differences, _) = Areas::new().differences(history);
        assert!(differences.is_empty(), "{differences:#?}");
        let (book, calendar) = (history.book(), history.calendar(&record::Calendar::england_and_wales()));
        let children: Vec<_> = book.child_ids().collect();
        let undated: Vec<Undated> = children.iter().map(|child| Undated::of(&book, &[*child], history.known)).collect();
        let known = children.iter().zip(&undated);
        let worlds: Vec<World<'_>> =
            known.map(|(child, undated)| World::of(&book, &calendar, &[*child], history.known, undated)).collect();
        let (first, last) = history.days();
        let walks: Vec<Walk<'_, '_>> = worlds.iter().map(|world| Walk::new(world, first, last)).collect();
        let (_, stand) = areas::stand(&walks, &[end("2026-03-20")], (&book, history.known)).remove(0);
        let north = stand.into_iter().find(|stands| (stands.id.as_str(), stands.unit) == ("team-short", unit(0)));
        north.map(|stands| (stands.certain, stands.possible, stands.among, stands.above, stands.since))
    };
    assert_eq!(short(&team_of(6, 0, 0..0)), Some((0, 0, 6, Tri::No, None)));
    assert_eq!(short(&team_of(6, 1, 0..0)), Some((1, 0, 6, Tri::Yes, Some(day("2026-03-04").start()))));
    assert_eq!(short(&team_of(6, 1, 0..1)), Some((0, 1, 5, Tri::Unknown, None)));
    // One in seven is not more than one in seven.
    assert_eq!(short(&team_of(7, 1, 0..0)), Some((1, 0, 7, Tri::No, None)));
    assert_eq!(short(&team_of(7, 1, 6..7)).map(|(.., above, _)| above), Some(Tri::Unknown));
    assert_eq!(short(&team_of(8, 1, 6..8)), Some((1, 0, 6, Tri::Unknown, None)));
}
