//! Worked examples W21 to W24, and the acts one by one: what is allowed, and what is refused by which clause.

use decide::{Act, What};
use record::words::{
    AuthorityAnswer, EndReason, LeftReason, OversightPart, Post, Role, RoomAnswer, Status, TransferItem, TransferSide,
    UnitLevel, Word, Words,
};
use record::{Content, Kind, Ref, Subject, When};

use crate::scene;
use crate::scene::{OPENED, PEOPLE, Scene};

fn scene(pack: &str, more: &str) -> Scene {
    Scene::new(&[pack], &format!("{PEOPLE}{OPENED}{more}"))
}

const NONE: [&str; 0] = [];

#[test]
fn w21_a_looked_after_child_is_not_an_advisors_alone() {
    let mut scene = scene("ap", "Mon 2 Mar 2026 10:00 looked after began");
    let yara = scene.offer("Yara", Role::KeyWorker);
    let refused = scene.act("Mina", "Tue 3 Mar 2026 09:00", yara).unwrap_err();
    assert!(refused.iter().any(|ground| ground.contains("AP-07")), "{refused:?}");
    let bea = scene.offer("Bea", Role::Lead);
    scene.act("Mina", "Tue 3 Mar 2026 10:00", bea).unwrap();
    scene.act("Mina", "Tue 3 Mar 2026 11:00", yara).unwrap();
    // To take it, the lead has to have been taken.
    let involvement = scene.involvement("Yara");
    let early = scene.act("Yara", "Tue 3 Mar 2026 12:00", Act::Accept { involvement }).unwrap_err();
    assert!(early.iter().any(|ground| ground.contains("AP-07")), "{early:?}");
    let lead = scene.involvement("Bea");
    scene.act("Bea", "Tue 3 Mar 2026 13:00", Act::Accept { involvement: lead }).unwrap();
    scene.act("Yara", "Tue 3 Mar 2026 14:00", Act::Accept { involvement }).unwrap();
}

#[test]
fn w22_once_permanency_is_agreed_an_advisor_may_until_proceedings_begin() {
    let mut scene = scene(
        "ap",
        "Mon 2 Mar 2026 10:00 looked after began
         Mon 2 Mar 2026 11:00 permanency agreed began
         Mon 2 Mar 2026 11:00 social worker no longer continuous began",
    );
    let yara = scene.offer("Yara", Role::Lead);
    scene.act("Mina", "Tue 3 Mar 2026 09:00", yara).unwrap();
    let involvement = scene.involvement("Yara");
    scene.act("Yara", "Tue 3 Mar 2026 10:00", Act::Accept { involvement }).unwrap();
    let begins = Content::StatusStarted { status: Status::PreProceedings, spell: Ref(1) };
    let owed = |scene: &Scene, at| {
        let timeline = scene.timeline();
        let owed = timeline.owed(scene::instant(at)).map(|duty| scene.plan.duties[usize::from(duty.duty)].rule.clone());
        owed.filter(|rule| rule.cites.0.iter().any(|clause| clause == "AP-07")).count()
    };
    assert_eq!(owed(&scene, "Mon 9 Mar 2026 09:00"), 0);
    scene.record("Yara", "Mon 9 Mar 2026 10:00", begins).unwrap();
    assert_eq!(owed(&scene, "Mon 9 Mar 2026 11:00"), 1);
}

#[test]
fn w23_a_newly_qualified_worker_needs_named_support_for_a_child_protection_plan() {
    let mut scene = scene("ap", "Mon 2 Mar 2026 10:00 child protection plan began");
    let nia = scene.offer("Nia", Role::Lead);
    let refused = scene.act("Mina", "Tue 3 Mar 2026 09:00", nia).unwrap_err();
    assert!(refused.iter().any(|ground| ground.ends_with("AP-19")), "{refused:?}");
    let nia = scene.offer_supported("Nia", Role::Lead, Some("Bea"));
    scene.act("Mina", "Tue 3 Mar 2026 10:00", nia).unwrap();
    let supported = scene.book.child(scene.child).iter().find_map(|fact| match fact.content {
        Content::SupportNamed { supported_by, .. } => Some(supported_by),
        _ => None,
    });
    assert_eq!(supported, Some(scene.worker("Bea")));
    let involvement = scene.involvement("Nia");
    scene.act("Nia", "Tue 3 Mar 2026 11:00", Act::Accept { involvement }).unwrap();
}

#[test]
fn w24_no_manager_holds_a_case() {
    let mut scene = scene("ap", "");
    let mina = scene.offer("Mina", Role::Lead);
    let refused = scene.act("Sal", "Tue 3 Mar 2026 09:00", mina).unwrap_err();
    assert!(refused.iter().any(|ground| ground.ends_with("AP-36")), "{refused:?}");
}

#[test]
fn an_offer_is_answered_by_the_worker_who_was_asked_and_once() {
    let mut scene = scene("pg", "");
    let bea = scene.offer_unsaid("Bea", Role::Lead);
    let said = |scene: &mut Scene, who: &str, at: &str, act: Act| scene.act(who, at, act).err().unwrap_or_default();
    assert_eq!(said(&mut scene, "Mina", "Tue 3 Mar 2026 09:00", bea), ["house: AP-24"]);
    let bea = scene.offer("Bea", Role::Lead);
    assert_eq!(said(&mut scene, "Sven", "Tue 3 Mar 2026 09:00", bea), ["house: PG-05"]);
    assert_eq!(said(&mut scene, "Mina", "Tue 3 Mar 2026 09:00", bea), NONE);
    let nia = scene.offer("Nia", Role::Lead);
    assert_eq!(said(&mut scene, "Mina", "Tue 3 Mar 2026 10:00", nia), ["house: AP-09"]);
    let involvement = scene.involvement("Bea");
    for (who, expected) in [("Nia", vec!["house: AP-03"]), ("Mina", vec!["house: AP-03"]), ("Bea", vec![])] {
        assert_eq!(said(&mut scene, who, "Tue 3 Mar 2026 11:00", Act::Accept { involvement }), expected, "{who}");
    }
    assert_eq!(said(&mut scene, "Bea", "Tue 3 Mar 2026 12:00", Act::Accept { involvement }), ["house: AP-03"]);
    assert_eq!(scene.timeline().holding_at(scene::instant("Wed 4 Mar 2026")), standing::Holding::Held);
    // Somebody else takes over: one lead at every instant.
    assert_eq!(said(&mut scene, "Mina", "Thu 5 Mar 2026 10:00", nia), NONE);
    let involvement = scene.involvement("Nia");
    assert_eq!(said(&mut scene, "Nia", "Thu 5 Mar 2026 11:00", Act::Accept { involvement }), NONE);
    let leads =
        scene.timeline().involved_at(scene::instant("Fri 6 Mar 2026")).map(|one| one.worker).collect::<Vec<_>>();
    assert_eq!(leads, [Some(scene.worker("Nia"))]);
}

#[test]
fn some_kinds_of_children_are_never_left_and_others_only_step_by_step() {
    let mut scene = scene(
        "as",
        "Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted
         Tue 3 Mar 2026 10:00 child protection plan began",
    );
    let leave = Act::Leave { reason: Some(LeftReason::WorkloadCapacity) };
    let refused = scene.act("Sal", "Wed 4 Mar 2026 09:00", leave).unwrap_err();
    assert!(refused.contains(&"as/never-leave: AS-01".to_owned()), "{refused:?}");
    let end = Act::End { involvement: scene.involvement("Bea"), reason: EndReason::ManagingCaseloads };
    let refused = scene.act("Mina", "Wed 4 Mar 2026 09:00", end).unwrap_err();
    assert!(refused.iter().any(|ground| ground.contains("AS-01")), "{refused:?}");

    let mut scene = self::scene("as", "Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted");
    let refused = scene.act("Mina", "Wed 4 Mar 2026 09:00", leave).unwrap_err();
    assert!(refused.contains(&"as/leave-without-a-worker: AS-03".to_owned()), "{refused:?}");
    let steps = refused.iter().filter(|ground| ground.as_str() == "as/leave-without-a-worker: AS-02").count();
    assert_eq!(steps, 2, "{refused:?}");
    let (south, west) = (scene.unit("South"), scene.unit("West"));
    let ask = |asked, whom| Act::AskForRoom { asked, whom, answer: RoomAnswer::NoRoom };
    scene.act("Mina", "Wed 4 Mar 2026 10:00", ask(UnitLevel::Team, south)).unwrap();
    scene.act("Sal", "Wed 4 Mar 2026 11:00", ask(UnitLevel::District, west)).unwrap();
    let parts = Words::of(&[OversightPart::RiskAssessment]);
    let oversee = Act::oversee(parts);
    scene.act("Mina", "Wed 4 Mar 2026 12:00", oversee).unwrap();
    let refused = scene.act("Sal", "Wed 4 Mar 2026 13:00", Act::Leave { reason: None }).unwrap_err();
    assert_eq!(refused, ["as/leave-with-a-reason: AS-11"]);
    scene.act("Sal", "Wed 4 Mar 2026 13:00", leave).unwrap();
    assert_eq!(scene.timeline().involved_at(scene::instant("Thu 5 Mar 2026")).count(), 0);
}

#[test]
fn a_transfer_is_signed_by_two_and_moves_the_case_at_the_second() {
    let mut scene = scene("ap", "Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted");
    let (north, south) = (scene.unit("North"), scene.unit("South"));
    let sign = |side| Act::SignTransfer { to: south, side };
    assert_eq!(
        scene.act("Mina", "Wed 4 Mar 2026 09:00", Act::SignTransfer { to: north, side: TransferSide::Giving }),
        Err(vec!["house: AP-16".to_owned()])
    );
    scene.act("Mina", "Wed 4 Mar 2026 09:00", sign(TransferSide::Giving)).unwrap();
    let twice = scene.act("Mina", "Wed 4 Mar 2026 10:00", sign(TransferSide::Receiving)).unwrap_err();
    assert!(twice.contains(&"house: AP-17".to_owned()), "{twice:?}");
    assert_eq!(scene.timeline().team_at(scene::instant("Wed 4 Mar 2026 11:00")), Some(north));
}

#[test]
fn what_a_worker_said_of_an_offer_that_was_over_when_they_said_it_holds_nobody() {
    // An offer of a first transfer, answered once a second is under way, as of before the first was signed by both.
    let mut scene = scene("pg", "Wed 1 Jan 2020 Kim is a social worker in South");
    let (north, south) = (scene.unit("North"), scene.unit("South"));
    let sign = |side| Act::SignTransfer { to: south, side };
    scene.act("Mina", "Tue 3 Mar 2026 10:28", sign(TransferSide::Giving)).unwrap();
    let mut offer = scene.offer("Kim", Role::Lead);
    if let Act::Offer { team, .. } = &mut offer {
        *team = Some(south);
    }
    scene.act("Sven", "Wed 4 Mar 2026 08:56", offer).unwrap();
    scene.act("Sven", "Thu 5 Mar 2026 07:24", sign(TransferSide::Receiving)).unwrap();
    scene.record("Sven", "Fri 6 Mar 2026 05:52", Content::TransferEnded {}).unwrap();
    let involvement = scene.involvement("Kim");
    let (now, before) = (scene::instant("Fri 6 Mar 2026 06:19"), scene::instant("Thu 5 Mar 2026 07:23"));
    let about = Subject::Child(scene.child);
    scene.act_when("Kim", now, When::At(before), None, about, What::Act(Act::Accept { involvement })).unwrap();
    let sign = |side| Act::SignTransfer { to: north, side };
    scene.act("Sal", "Fri 6 Mar 2026 06:20", sign(TransferSide::Receiving)).unwrap();
    scene.act("Sven", "Fri 6 Mar 2026 06:21", sign(TransferSide::Giving)).unwrap();
    let after = scene.timeline().holding_at(scene::instant("Fri 6 Mar 2026 06:22"));
    assert_eq!(after.name(), "nobody", "the offer is over, and so is what was said of it");
}

#[test]
fn a_second_transfer_wants_two_signatures_of_its_own() {
    let mut scene = scene("pg", "Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted");
    let (north, south) = (scene.unit("North"), scene.unit("South"));
    let sign = |to, side| Act::SignTransfer { to, side };
    scene.act("Mina", "Wed 4 Mar 2026 09:00", sign(south, TransferSide::Giving)).unwrap();
    scene.act("Sven", "Thu 5 Mar 2026 09:00", sign(south, TransferSide::Receiving)).unwrap();
    assert_eq!(scene.timeline().team_at(scene::instant("Thu 5 Mar 2026 10:00")), Some(south));
    // Back again: Sven, who signed for the receiving side, is the giving manager now, and one signature moves nobody.
    scene.record("Sven", "Mon 9 Mar 2026 09:00", Content::ReadyToTransfer { to: Some(north) }).unwrap();
    scene.act("Sven", "Mon 9 Mar 2026 10:00", sign(north, TransferSide::Giving)).unwrap();
    assert_eq!(scene.timeline().team_at(scene::instant("Mon 9 Mar 2026 11:00")), Some(south), "with one signature");
    scene.act("Mina", "Tue 10 Mar 2026 09:00", sign(north, TransferSide::Receiving)).unwrap();
    assert_eq!(scene.timeline().team_at(scene::instant("Tue 10 Mar 2026 10:00")), Some(north));
    // And a third time, to the team for which both signed the first: what was signed then says nothing of this one.
    scene.act("Mina", "Mon 16 Mar 2026 10:00", sign(south, TransferSide::Giving)).unwrap();
    assert_eq!(scene.timeline().team_at(scene::instant("Mon 16 Mar 2026 11:00")), Some(north), "with one signature");
    // It ended; the receiving side's alone moves nothing either.
    scene.record("Mina", "Tue 17 Mar 2026 09:00", Content::TransferEnded {}).unwrap();
    scene.record("Mina", "Wed 18 Mar 2026 09:00", Content::ReadyToTransfer { to: Some(south) }).unwrap();
    scene.act("Sven", "Wed 18 Mar 2026 10:00", sign(south, TransferSide::Receiving)).unwrap();
    assert_eq!(scene.timeline().team_at(scene::instant("Wed 18 Mar 2026 11:00")), Some(north), "after it ended");
    scene.act("Mina", "Thu 19 Mar 2026 10:00", sign(south, TransferSide::Giving)).unwrap();
    assert_eq!(scene.timeline().team_at(scene::instant("Thu 19 Mar 2026 11:00")), Some(south));
}

#[test]
fn a_second_transfer_wants_a_check_and_a_notice_of_its_own() {
    // Nobody has the child: the receiving team checks (AP-17), and the senior manager is told (AP-18).
    let mut scene = scene("ap", "");
    let (north, south) = (scene.unit("North"), scene.unit("South"));
    let sign = |to, side| Act::SignTransfer { to, side };
    let all = Words::of(TransferItem::ALL);
    let check = || Act::CheckTransfer { complete: Some(all), not_needed: None, missing: None };
    let notice = Content::NoticeGiven { to: Post::SeniorManager, done_by: None };
    scene.act("Mina", "Wed 4 Mar 2026 09:00", sign(south, TransferSide::Giving)).unwrap();
    scene.act("Sven", "Wed 4 Mar 2026 10:00", check()).unwrap();
    scene.record("Sven", "Wed 4 Mar 2026 11:00", notice).unwrap();
    scene.act("Sven", "Thu 5 Mar 2026 09:00", sign(south, TransferSide::Receiving)).unwrap();
    assert_eq!(scene.timeline().team_at(scene::instant("Thu 5 Mar 2026 10:00")), Some(south));
    scene.act("Sven", "Mon 9 Mar 2026 09:00", sign(north, TransferSide::Giving)).unwrap();
    let refused = scene.act("Mina", "Mon 9 Mar 2026 10:00", sign(north, TransferSide::Receiving)).unwrap_err();
    assert!(refused.iter().any(|ground| ground.contains("AP-17")), "the check was of the first: {refused:?}");
    assert!(refused.iter().any(|ground| ground.contains("AP-18")), "so was the notice: {refused:?}");
    scene.act("Mina", "Mon 9 Mar 2026 11:00", check()).unwrap();
    scene.record("Mina", "Mon 9 Mar 2026 11:30", notice).unwrap();
    scene.act("Mina", "Mon 9 Mar 2026 12:00", sign(north, TransferSide::Receiving)).unwrap();
    assert_eq!(scene.timeline().team_at(scene::instant("Mon 9 Mar 2026 13:00")), Some(north));
}

#[test]
fn what_is_put_on_an_earlier_day_is_held_against_what_has_happened_since() {
    let mut scene = scene("ap", "Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted");
    let about = Subject::Child(scene.child);
    let (lead, now) = (scene.involvement("Bea"), scene::instant("Mon 16 Mar 2026 09:00"));
    let end = What::Act(Act::End { involvement: lead, reason: EndReason::ManagingCaseloads });
    let put = |scene: &mut Scene, who: &str, at: &str, what: What| {
        scene.act_when(who, now, When::At(scene::instant(at)), None, about, what)
    };
    // On the Saturday the child had no plan, and has had one since: ending the lead as of then leaves the child without one.
    let plan = Content::StatusStarted { status: Status::ChildProtectionPlan, spell: Ref(0) };
    scene.record("Mina", "Mon 9 Mar 2026 09:00", plan).unwrap();
    let refused = put(&mut scene, "Mina", "Sat 7 Mar 2026 09:00", end).unwrap_err();
    assert!(refused.iter().any(|ground| ground.contains("AP-29")), "{refused:?}");
    // An offer that was declined is not accepted as of before, nor one that was accepted declined.
    let offer = |scene: &mut Scene, who: &str, at: &str| {
        let offer = scene.offer(who, Role::CoWorker);
        scene.act("Mina", at, offer).unwrap();
        scene.involvement(who)
    };
    let mut answered = |who: &str, from: &str, at: &str, act: fn(Ref) -> Act, other: fn(Ref) -> Act| {
        let involvement = offer(&mut scene, who, from);
        scene.act(who, at, act(involvement)).unwrap();
        let earlier = format!("{} 12:00", at.split_at(at.len() - 6).0);
        put(&mut scene, who, &earlier, What::Act(other(involvement))).unwrap_err()
    };
    let (accept, decline) = (|involvement| Act::Accept { involvement }, |involvement| Act::Decline { involvement });
    let taken = answered("Yara", "Tue 10 Mar 2026 09:00", "Wed 11 Mar 2026 15:00", decline, accept);
    assert_eq!(taken, ["house: AP-22"], "declined since");
    let not_taken = answered("Yara", "Thu 12 Mar 2026 09:00", "Fri 13 Mar 2026 15:00", accept, decline);
    assert_eq!(not_taken, ["house: AP-03"], "accepted since");
}

#[test]
fn the_receiving_team_checks_the_work_item_by_item_and_nothing_left_is_checked() {
    // AP-17.
    let mut scene = scene("ap", "Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted");
    let south = scene.unit("South");
    let visits = Words::of(&[TransferItem::Visits]);
    let rest = TransferItem::ALL.iter().filter(|item| **item != TransferItem::Visits);
    let rest = rest.fold(Words::NONE, |all, item| all.with(*item));
    let lacks = Some(scene.text("Two visits of February are not written up."));
    let check = |complete, not_needed, missing| Act::CheckTransfer { complete, not_needed, missing };
    let refused = |scene: &mut Scene, who, at, act| scene.act(who, at, act).unwrap_err();
    let early = refused(&mut scene, "Sven", "Tue 3 Mar 2026 10:00", check(Some(visits), None, None));
    assert!(early.contains(&"house: AP-17".to_owned()), "nothing is under way: {early:?}");
    scene.record("Mina", "Wed 4 Mar 2026 09:00", Content::ReadyToTransfer { to: Some(south) }).unwrap();
    for (who, act, why) in [
        ("Mina", check(Some(visits), None, None), "it is the receiving team's to check"),
        ("Sven", check(None, None, None), "it says nothing"),
        ("Sven", check(Some(Words::NONE), Some(Words::NONE), None), "it says nothing, at length"),
    ] {
        assert_eq!(refused(&mut scene, who, "Wed 4 Mar 2026 10:00", act), ["house: AP-17"], "{why}");
    }
    let kinds = |scene: &Scene| {
        let facts = scene.book.child(scene.child).iter().map(|fact| fact.content.kind());
        facts.filter(|kind| matches!(kind, Kind::TransferWorkFound | Kind::TransferChecked)).collect::<Vec<_>>()
    };
    scene.act("Sven", "Wed 4 Mar 2026 11:00", check(Some(rest), None, lacks)).unwrap();
    let sign = Act::SignTransfer { to: south, side: TransferSide::Receiving };
    let unchecked = refused(&mut scene, "Sven", "Wed 4 Mar 2026 12:00", sign);
    assert!(unchecked.iter().any(|ground| ground.contains("AP-17")), "{unchecked:?}");
    // What was found before stays so; something missing holds it up, whatever else is complete.
    scene.act("Sven", "Thu 5 Mar 2026 10:00", check(None, Some(visits), lacks)).unwrap();
    assert_eq!(kinds(&scene), [Kind::TransferWorkFound; 2]);
    scene.act("Sven", "Thu 5 Mar 2026 11:00", check(Some(visits), None, None)).unwrap();
    assert_eq!(kinds(&scene)[2..], [Kind::TransferWorkFound, Kind::TransferChecked]);
    let twice = refused(&mut scene, "Sven", "Thu 5 Mar 2026 12:00", check(Some(visits), None, None));
    assert_eq!(twice, ["house: AP-17"]);
}

#[test]
fn a_case_that_another_authority_was_asked_to_take_is_closed_once_it_has_answered() {
    // AP-16: a team owns the case until then.
    let mut scene = scene("pg", "Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted");
    let authority = scene.text("Example County Council");
    let said = |answer| Content::AnotherAuthority { authority, answer };
    let close = Act::Close { referral: None };
    let worker = scene.record("Bea", "Wed 4 Mar 2026 09:00", said(AuthorityAnswer::Asked)).unwrap_err();
    assert_eq!(worker, ["house: AP-16"], "managers ask");
    scene.record("Mina", "Wed 4 Mar 2026 09:00", said(AuthorityAnswer::Asked)).unwrap();
    assert_eq!(scene.act("Mina", "Thu 5 Mar 2026 09:00", close).unwrap_err(), ["house: AP-16"]);
    scene.record("Mina", "Fri 6 Mar 2026 09:00", said(AuthorityAnswer::Accepted)).unwrap();
    scene.act("Mina", "Fri 6 Mar 2026 10:00", close).unwrap();
    assert_eq!(scene.timeline().involved_at(scene::instant("Sat 7 Mar 2026")).count(), 0);
}

#[test]
fn closing_ends_every_involvement_in_the_same_step() {
    let mut scene = scene("ap", "Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted");
    let close = Act::Close { referral: None };
    let refused = scene.act("Mina", "Mon 4 May 2026 09:00", close).unwrap_err();
    assert_eq!(refused, ["ap/close: AP-37"]);
    scene.record("Mina", "Mon 4 May 2026 10:00", Content::ContinuingSupportConsidered {}).unwrap();
    scene.act("Mina", "Mon 4 May 2026 11:00", close).unwrap();
    let ends =
        scene.book.child(scene.child).iter().filter(|fact| matches!(fact.content, Content::InvolvementEnded { .. }));
    assert_eq!(ends.count(), 1);
    let bea = scene.offer("Bea", Role::Lead);
    let after = scene.act("Mina", "Tue 5 May 2026 09:00", bea).unwrap_err();
    assert!(after.contains(&"house: AP-22".to_owned()), "{after:?}");
}
