//! What a record may say, and what was wrong put right: each case a sentence, the refusal by its clause, and what is allowed.

use decide::{Act, What};
use record::words::{
    AbsenceKind, Accreditation, PolicyAction, Recipient, Role, RoomAnswer, Status, UnitLevel, VisitPart, Words,
};
use record::{Content, Fact, FactId, Provenance, Ref, Subject, Tri, When};
use standing::tasks::{How, tasks};

use crate::scene::{OPENED, PEOPLE, Scene, day, instant};

const MORE: &str = "Wed 1 Jan 2020 Tray is a pool in North
    Wed 1 Jan 2020 Jo is a other in North
    Wed 1 Jan 2020 Hana acts as head of service for County
    Wed 1 Jan 2020 Hana is a service manager in East
    Wed 1 Jan 2020 Gus is a social worker in North
    Fri 2 Jan 2026 Gus left the authority
    ";

fn scene() -> Scene {
    Scene::new(&["pg", "as"], &format!("{PEOPLE}{MORE}{OPENED}"))
}

const AT: &str = "Tue 3 Mar 2026 09:00";

#[test]
fn what_contradicts_itself_or_leaves_out_why_is_not_recorded_of_a_child() {
    let visit = |parts: &[VisitPart], done_by| Content::Visit { parts: Words::of(parts), done_by, plan: None };
    let none: &[&str] = &[];
    // Who records what, and what stands against it.
    type Case<'c> = (&'c str, &'c dyn Fn(&mut Scene) -> Content, &'c [&'c str]);
    let cases: &[Case<'_>] = &[
        ("Mina", &|_| visit(&[VisitPart::Seen, VisitPart::SeenAlone], None), none),
        ("Mina", &|_| visit(&[VisitPart::NobodyIn], None), none),
        ("Mina", &|_| visit(&[VisitPart::NobodyIn, VisitPart::Agencies], None), none),
        ("Mina", &|_| visit(&[VisitPart::NobodyIn, VisitPart::Seen], None), &["house: AS-05"]),
        ("Mina", &|_| visit(&[VisitPart::NobodyIn, VisitPart::Bedroom], None), &["house: AS-05"]),
        ("Mina", &|_| visit(&[], None), &["house: AS-05"]),
        ("Mina", &|scene| to_do(scene, "Bea"), none),
        ("Mina", &|scene| to_do(scene, "Gus"), &["house: PG-02"]),
        ("Mina", &|scene| to_do(scene, "Tray"), &["house: AP-04"]),
        ("Mina", &|scene| visit(&[VisitPart::Seen], Some(scene.worker("Tray"))), &["house: AP-04"]),
        ("Mina", &|scene| visit(&[VisitPart::Seen], Some(scene.worker("Gus"))), &["house: PG-02"]),
        ("Mina", &|scene| Content::DutyWorkerAssigned { worker: scene.worker("Bea") }, none),
        ("Mina", &|scene| Content::DutyWorkerAssigned { worker: scene.worker("Tray") }, &["house: AP-04"]),
        ("Mina", &|scene| Content::DutyWorkerAssigned { worker: scene.worker("Gus") }, &["house: PG-02"]),
        ("Mina", &|scene| Content::DutyWorkerAssigned { worker: scene.worker("Jo") }, &["house: AS-13"]),
        ("Mina", &|scene| Content::DutyWorkerAssigned { worker: scene.worker("Yara") }, &["house: AS-13"]),
        ("Mina", &|_| not_applied(None), &["house: AP-42"]),
        ("Mina", &|scene| not_applied(Some(scene.text("no agency is involved"))), none),
        ("Mina", &|_| withheld(None), &["house: PG-11"]),
        ("Mina", &|scene| withheld(Some(scene.text("not safe"))), none),
        ("Mina", &|_| Content::PrioritySet { priority: 3, reason: None, done_by: None }, &["house: PG-04"]),
        ("Mina", &|_| interval(0), &["house: AS-05"]),
        ("Mina", &|_| interval(29), &["house: AS-05"]),
        ("Mina", &|_| interval(28), none),
        ("Mina", &|_| interval(1), none),
        ("Mina", &|scene| Content::ReadyToTransfer { to: Some(scene.unit("South")) }, none),
        ("Mina", &|scene| Content::ReadyToTransfer { to: Some(scene.unit("North")) }, &["house: AP-16"]),
        ("Mina", &|scene| Content::ReadyToTransfer { to: Some(scene.unit("West")) }, &["house: AP-16"]),
        ("Mina", &|_| Content::SafetyPlanningAgreed { post: None }, &["house: PG-15"]),
        ("Hana", &|_| Content::SafetyPlanningAgreed { post: None }, none),
    ];
    for (who, content, expected) in cases {
        let mut scene = scene();
        let content = content(&mut scene);
        let said = format!("{who}: {content:?}");
        assert_eq!(scene.record(who, AT, content).err().unwrap_or_default(), *expected, "{said}");
    }
    // A second target while the first goes on, and once it ended.
    let mut scene = scene();
    let to = |scene: &Scene, team| Content::ReadyToTransfer { to: Some(scene.unit(team)) };
    scene.book.names.add_unit("Mill");
    scene.record("Mina", AT, to(&scene, "South")).unwrap();
    let other = to(&scene, "Mill");
    assert_eq!(scene.record("Mina", AT, other).unwrap_err(), ["house: AP-16"]);
    scene.record("Mina", "Wed 4 Mar 2026 09:00", Content::TransferEnded {}).unwrap();
    scene.record("Mina", "Thu 5 Mar 2026 09:00", other).unwrap();
}

fn to_do(scene: &mut Scene, worker: &str) -> Content {
    let (what, worker) = (scene.text("Ring the school"), Some(scene.worker(worker)));
    Content::TaskSet { task: Ref(0), what, due: Some(day("2026-03-30")), worker, training: None }
}

#[test]
fn nobody_sees_a_child_before_the_birth_nor_after_the_death_and_no_letter_goes_to_the_family_of_who_died() {
    let seen = Content::Visit { parts: Words::of(&[VisitPart::Seen]), done_by: None, plan: None };
    let bedroom = Content::Visit { parts: Words::of(&[VisitPart::Bedroom]), done_by: None, plan: None };
    let letter = |to| Content::LetterSent { to, agency: None };
    let mut unborn = Scene::new(&["as"], &format!("{PEOPLE}{MORE}Mon 2 Mar 2026 child expected 1 May 2026\n{OPENED}"));
    assert_eq!(unborn.record("Mina", AT, seen).unwrap_err(), ["house: AS-05"]);
    unborn.record("Mina", AT, bedroom).unwrap();
    let born = |scene: &mut Scene| {
        let details = Content::ChildDetails {
            given_name: None,
            family_name: None,
            born: Some(day("2026-03-04")),
            expected: None,
            sex: None,
            ethnicity: None,
            disabled: Tri::Unknown,
            special_educational_needs: Tri::Unknown,
        };
        scene.record("Mina", "Thu 5 Mar 2026 09:00", details).unwrap();
    };
    born(&mut unborn);
    unborn.record("Mina", "Thu 5 Mar 2026 10:00", seen).unwrap();

    let mut scene = scene();
    let bea = scene.offer("Bea", Role::Lead);
    scene.record("Mina", "Wed 4 Mar 2026 09:00", Content::Died {}).unwrap();
    let at = "Thu 5 Mar 2026 09:00";
    for (content, expected) in [
        (seen, &["house: "][..]),
        (letter(Recipient::Parent), &["house: "]),
        (letter(Recipient::Child), &["house: "]),
        (letter(Recipient::Health), &[]),
        (bedroom, &[]),
    ] {
        assert_eq!(scene.record("Mina", at, content).err().unwrap_or_default(), expected, "{content:?}");
    }
    assert_eq!(scene.act("Mina", at, bea).unwrap_err(), ["house: "]);
    // What was before the death was.
    let (before, about) = (When::At(instant("Tue 3 Mar 2026 10:00")), Subject::Child(scene.child));
    scene.act_when("Mina", instant(at), before, None, about, What::Record(seen)).unwrap();
}

#[test]
fn nobody_who_left_is_put_on_the_rota_and_no_offer_is_answered_before_it_was_made() {
    let mut scene = scene();
    let on = |scene: &Scene| Content::DutyRostered { team: scene.unit("North"), on: day("2026-03-09") };
    let rota = on(&scene);
    assert_eq!(scene.record_of("Mina", AT, "Gus", "2026-03-03", rota).unwrap_err(), ["house: PG-02"]);
    scene.record_of("Mina", AT, "Bea", "2026-03-03", rota).unwrap();
    let bea = scene.offer("Bea", Role::Lead);
    scene.act("Mina", AT, bea).unwrap();
    let involvement = scene.involvement("Bea");
    let (now, before) = (instant("Tue 3 Mar 2026 10:00"), When::At(instant("Tue 3 Mar 2026 08:00")));
    let accept = What::Act(Act::Accept { involvement });
    let refused = scene.act_when("Bea", now, before, None, Subject::Child(scene.child), accept).unwrap_err();
    assert_eq!(refused, ["house: AP-03"]);
    scene.act("Bea", "Tue 3 Mar 2026 10:00", Act::Accept { involvement }).unwrap();
}

fn not_applied(reason: Option<record::TextId>) -> Content {
    Content::ActionNotApplied { action: PolicyAction::AgreeWithAgencies, reason }
}

fn withheld(reason: Option<record::TextId>) -> Content {
    Content::LetterWithheld { to: Recipient::Child, reason, done_by: None }
}

fn interval(days: i32) -> Content {
    Content::VisitIntervalSet { days, until: None, post: None }
}

#[test]
fn who_supports_is_somebody_else_who_can_and_a_team_asks_others_for_room() {
    let with = |by: &str| {
        let mut scene = scene();
        let nia = scene.offer_supported("Nia", Role::Lead, Some(by));
        scene.act("Mina", AT, nia).err().unwrap_or_default()
    };
    let none: [&str; 0] = [];
    for (by, expected) in [
        ("Bea", &none[..]),
        ("Mina", &none),
        ("Nia", &["house: AP-19"]),
        ("Jo", &["house: AP-05, AP-19"]),
        ("Yara", &["house: AP-05, AP-19"]),
        ("Tray", &["house: AP-04"]),
        ("Gus", &["house: PG-02"]),
    ] {
        assert_eq!(with(by), expected, "supported by {by}");
    }
    for (who, asked, whom, expected) in [
        ("Mina", UnitLevel::Team, "South", &none[..]),
        ("Mina", UnitLevel::Team, "North", &["house: AS-02"]),
        ("Mina", UnitLevel::Team, "West", &["house: AS-02"]),
        ("Sal", UnitLevel::District, "West", &none),
        ("Sal", UnitLevel::District, "East", &["house: AS-02"]),
        ("Sal", UnitLevel::District, "South", &["house: AS-02"]),
        // Another district is asked by the service manager.
        ("Mina", UnitLevel::District, "West", &["house: AS-02"]),
    ] {
        let mut scene = scene();
        let act = Act::AskForRoom { asked, whom: scene.unit(whom), answer: RoomAnswer::NoRoom };
        assert_eq!(scene.act(who, AT, act).err().unwrap_or_default(), expected, "{who} asks {whom} as a {asked:?}");
    }
}

#[test]
fn what_ends_before_it_begins_is_not_recorded_of_a_worker_and_a_leave_to_come_stops_no_sickness() {
    let until = |text: &str| Some(day(text));
    let absent = |absence_kind, likely_end| Content::AbsenceStarted { absence: Ref(0), absence_kind, likely_end };
    let none: &[&str] = &[];
    let cases: [(&str, Content, &[&str]); 11] = [
        ("2026-03-03", absent(AbsenceKind::Sickness, until("2026-03-02")), &["house: "]),
        ("2026-03-03", absent(AbsenceKind::Sickness, until("2026-03-03")), none),
        ("2026-03-03", accredited("2020-01-01"), &["house: "]),
        ("2026-03-03", accredited("2026-03-03"), none),
        (
            "2026-03-03",
            Content::WorkloadAdjusted { percent: 20, until: until("2026-01-01"), reason: None },
            &["house: "],
        ),
        ("2026-03-03", authorised(99), &["house: AP-26"]),
        ("2026-03-03", authorised(100), none),
        ("2026-03-03", engaged(999_999), &["house: "]),
        ("2026-03-03", engaged(3_700), none),
        ("2026-03-03", Content::WorkloadAdjusted { percent: 101, until: None, reason: None }, &["house: AP-26"]),
        ("2026-03-03", Content::WorkloadAdjusted { percent: 20, until: until("2026-03-31"), reason: None }, none),
    ];
    for (on, content, expected) in cases {
        let mut scene = scene();
        let refused = scene.record_of("Mina", AT, "Bea", on, content).err().unwrap_or_default();
        assert_eq!(refused, expected, "{content:?}");
    }
    let mut scene = scene();
    scene.record_of("Mina", AT, "Bea", "2026-04-01", absent(AbsenceKind::AnnualLeave, None)).unwrap();
    scene.record_of("Mina", AT, "Bea", "2026-03-03", absent(AbsenceKind::Sickness, None)).unwrap();
    // Of the two the sickness goes on, and ends; the leave is still to come.
    let over = Content::AbsenceEnded { absence: Ref(0) };
    scene.record_of("Mina", "Fri 6 Mar 2026 09:00", "Bea", "2026-03-06", over).unwrap();
    let facts: Vec<&Fact> = scene.book.worker(scene.worker("Bea")).iter().collect();
    let begun = |on: &str| {
        facts.iter().find_map(|fact| match fact.content {
            Content::AbsenceStarted { absence, .. } if fact.when == When::On(day(on)) => Some(absence),
            _ => None,
        })
    };
    let ended: Vec<Ref> = facts
        .iter()
        .filter_map(|fact| match fact.content {
            Content::AbsenceEnded { absence } => Some(absence),
            _ => None,
        })
        .collect();
    assert_eq!((ended, begun("2026-04-01").is_some()), (vec![begun("2026-03-03").unwrap()], true));
    let on = Content::DutyRostered { team: scene.unit("North"), on: day("2026-03-09") };
    scene.record_of("Mina", "Fri 6 Mar 2026 09:00", "Bea", "2026-03-06", on).unwrap();
    assert_eq!(scene.record_of("Mina", "Fri 6 Mar 2026 10:00", "Bea", "2026-03-06", on).unwrap_err(), ["house: PG-05"]);
    let off = Content::DutyRosterCleared { team: scene.unit("North"), on: day("2026-03-09") };
    scene.record_of("Mina", "Fri 6 Mar 2026 11:00", "Bea", "2026-03-06", off).unwrap();
    scene.record_of("Mina", "Fri 6 Mar 2026 12:00", "Bea", "2026-03-06", on).unwrap();
}

fn accredited(until: &str) -> Content {
    let until = Some(day(until));
    Content::Accredited { accreditation: Accreditation::AchievingBestEvidence, until }
}

fn authorised(percent: i32) -> Content {
    Content::LoadAuthorised { percent, until: None, post: None, reason: None }
}

fn engaged(hours: i32) -> Content {
    Content::Engagement { agency: Tri::No, weekly_hours_hundredths: Some(hours) }
}

#[test]
fn a_referral_on_the_day_of_a_closing_says_at_which_time_and_the_closing_ends_what_was_to_be_done() {
    let mut scene = scene();
    let what = scene.text("Ring the school");
    let task = Content::TaskSet { task: Ref(0), what, due: Some(day("2026-03-30")), worker: None, training: None };
    scene.record("Mina", AT, task).unwrap();
    scene.act("Sal", "Tue 24 Mar 2026 09:00", Act::Close { referral: None }).unwrap();
    let found = |scene: &Scene, at| tasks(&[scene.book.child(scene.child)], instant(at), instant(at));
    let ended = found(&scene, "Tue 24 Mar 2026 10:00")[0].ended.unwrap();
    assert_eq!(ended.how, How::WithTheCase);
    let referred = Content::ReferralReceived { referral: Ref(0), team: None, district_received: None };
    let (at, about) = (instant("Tue 24 Mar 2026 15:00"), Subject::Child(scene.child));
    let on = |text: &str| When::On(day(text));
    let refused = scene.act_when("Mina", at, on("2026-03-24"), None, about, What::Record(referred)).unwrap_err();
    assert_eq!(refused, ["house: AP-22"]);
    let timed = When::At(instant("Tue 24 Mar 2026 14:30"));
    scene.act_when("Mina", at, timed, None, about, What::Record(referred)).unwrap();
    assert!(standing::signal::value_at(&scene.timeline().open, instant("Tue 24 Mar 2026 15:00")).is_yes());
    // What was to be done in the case before stays over.
    assert!(!found(&scene, "Tue 24 Mar 2026 15:00")[0].is_open());
}

#[test]
fn who_a_child_is_is_recorded_when_it_is_known_and_two_records_become_one_and_two_again() {
    let mut scene = scene();
    let other = scene.another_child("second", None, "Mon 2 Mar 2026 09:00 referral received");
    let details = |born: &str| Content::ChildDetails {
        given_name: None,
        family_name: None,
        born: Some(day(born)),
        expected: None,
        sex: None,
        ethnicity: None,
        disabled: Tri::Unknown,
        special_educational_needs: Tri::Unknown,
    };
    assert_eq!(scene.record("Mina", AT, details("2026-03-04")).unwrap_err(), ["house: "]);
    scene.record("Mina", AT, details("2026-03-01")).unwrap();
    assert_eq!(scene.timeline().born, Some(day("2026-03-01")));
    let same = Content::SameAs { other };
    // It is for managers; of somebody who is there; of somebody else.
    assert_eq!(scene.record("Gus", AT, same).unwrap_err()[0], "house: PG-05");
    assert_eq!(scene.record("Mina", AT, Content::SameAs { other: scene.child }).unwrap_err(), ["house: "]);
    assert_eq!(scene.record("Mina", AT, Content::NotSameAs { other }).unwrap_err(), ["house: "]);
    scene.record("Mina", AT, same).unwrap();
    let people = |scene: &Scene| record::People::of(&scene.book, record::Moment::MAX);
    assert_eq!(people(&scene).person(other), people(&scene).person(scene.child));
    assert_eq!(scene.record("Mina", AT, same).unwrap_err(), ["house: "]);
    scene.record("Mina", AT, Content::NotSameAs { other }).unwrap();
    assert_ne!(people(&scene).person(other), people(&scene).person(scene.child));
    // A brother or sister is said once.
    let family = Act::SameFamily { sibling: other };
    scene.act("Mina", AT, family).unwrap();
    assert_eq!(scene.act("Mina", AT, family).unwrap_err(), ["house: "]);
    scene.record("Mina", AT, Content::Died {}).unwrap();
    assert_eq!(scene.record("Mina", AT, Content::Died {}).unwrap_err(), ["house: "]);
}

#[test]
fn what_was_made_here_is_taken_back_with_a_reason_by_whoever_made_it_or_a_manager() {
    let mut scene = scene();
    let bea = scene.offer("Bea", Role::Lead);
    scene.act("Mina", AT, bea).unwrap();
    let involvement = scene.involvement("Bea");
    scene.act("Bea", "Tue 3 Mar 2026 10:00", Act::Accept { involvement }).unwrap();
    let status = Content::StatusStarted { status: Status::ChildInNeed, spell: Ref(0) };
    scene.record("Mina", "Tue 3 Mar 2026 11:00", status).unwrap();
    scene.record("Bea", "Tue 3 Mar 2026 11:00", Content::BriefAssessment {}).unwrap();
    // The scene's own source is a screen; what is made here has the source of what is made here.
    let here = scene.book.names.add_source(decide::HERE);
    let made = |scene: &mut Scene, who: &str, content: Content, id: u8| {
        let by = scene.book.names.add_actor(who);
        let from = Provenance { source: here, row: 0 };
        let (about, at) = (Subject::Child(scene.child), instant("Tue 3 Mar 2026 12:00"));
        let id = FactId([id; 16]);
        scene.book.append(Fact { id, about, when: When::At(at), recorded: at, by, from, content });
        id
    };
    let minas = made(&mut scene, "Mina", Content::ConcernIncreased {}, 1);
    let beas = made(&mut scene, "Bea", Content::BriefAssessment {}, 2);
    let extracts = scene.book.child(scene.child)[0].id;
    let why = Some(scene.text("the wrong child"));
    let at = "Tue 3 Mar 2026 13:00";
    let back = |replaces, reason| Content::Corrected { replaces, with: None, reason };
    for (who, of, reason, expected) in [
        ("Bea", minas, why, &["house: AS-28"][..]),
        ("Bea", beas, None, &["house: AS-28"]),
        ("Mina", extracts, why, &["house: AS-28"]),
        ("Mina", FactId([9; 16]), why, &["house: AS-28"]),
        ("Bea", beas, why, &[]),
        // Once is enough.
        ("Bea", beas, why, &["house: AS-28"]),
        ("Mina", minas, why, &[]),
    ] {
        let refused = scene.record(who, at, back(of, reason)).err().unwrap_or_default();
        assert_eq!(refused, expected, "{who} {of:?} {reason:?}");
    }
    let known = record::book::known_facts(scene.book.child(scene.child), record::Moment::MAX);
    assert!(!known.into_iter().any(|fact| fact.id == beas || fact.id == minas));
}
