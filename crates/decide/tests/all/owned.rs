//! Whose an open case is: a transfer that both sides sign gives it to another team, and nothing else that is recorded (AP-16 to
//! AP-18); nor is it closed over what goes on.

use decide::Act;
use record::words::{Role, Status, TransferSide};
use record::{Content, Ref};

use crate::scene::{OPENED, PEOPLE, Scene, instant};

fn scene() -> Scene {
    Scene::new(&["pg"], &format!("{PEOPLE}{OPENED}Wed 1 Jan 2020 Kim is a social worker in South\n"))
}

const AT: &str = "Wed 4 Mar 2026 09:00";
const REFUSED: [&str; 1] = ["house: AP-16, AP-17, AP-18"];

#[test]
fn what_is_recorded_besides_moves_no_open_case() {
    let mut scene = scene();
    let (north, south) = (scene.unit("North"), scene.unit("South"));
    let referred = |team| Content::ReferralReceived { referral: Ref(0), team, district_received: None };
    let cases = [
        ("another referral, of another team", referred(Some(south)), false),
        ("held by another team", Content::TeamHeld { team: Some(south) }, false),
        ("another referral, of no team that is said", referred(None), true),
        ("another referral, of its own team", referred(Some(north)), true),
        ("held by its own team", Content::TeamHeld { team: Some(north) }, true),
    ];
    for (what, content, allowed) in cases {
        let answer = scene.record("Mina", AT, content);
        assert_eq!(answer, if allowed { Ok(()) } else { Err(REFUSED.map(str::to_owned).to_vec()) }, "{what}");
        assert_eq!(scene.timeline().team_at(instant(AT)), Some(north), "{what}");
    }
}

#[test]
fn two_records_that_two_teams_have_are_not_joined_before_one_of_them_has_both() {
    let mut scene = scene();
    let theirs = scene.another_child("Wren", None, "Mon 2 Mar 2026 09:00 referral received in South\n");
    let ours = scene.another_child("Robin", None, "Mon 2 Mar 2026 09:00 referral received in North\n");
    let before = scene.record("Mina", AT, Content::SameAs { other: theirs }).unwrap_err();
    assert_eq!(before, ["house: AP-16"]);
    scene.record("Mina", AT, Content::SameAs { other: ours }).unwrap();
}

#[test]
fn whom_the_receiving_team_asked_is_asked_no_more_once_the_transfer_ended() {
    let mut scene = scene();
    let (north, south) = (scene.unit("North"), scene.unit("South"));
    scene.record("Mina", AT, Content::ReadyToTransfer { to: Some(south) }).unwrap();
    let mut offer = scene.offer("Kim", Role::Lead);
    if let Act::Offer { team, .. } = &mut offer {
        *team = Some(south);
    }
    scene.act("Sven", "Wed 4 Mar 2026 10:00", offer).unwrap();
    let involvement = scene.involvement("Kim");
    scene.record("Mina", "Thu 5 Mar 2026 09:00", Content::TransferEnded {}).unwrap();
    assert!(scene.act("Kim", "Thu 5 Mar 2026 10:00", Act::Accept { involvement }).is_err());
    assert_eq!(scene.timeline().team_at(instant("Thu 5 Mar 2026 11:00")), Some(north));
    assert_eq!(scene.timeline().involved_at(instant("Thu 5 Mar 2026 11:00")).count(), 0, "nobody is asked");
    // Signed by nobody, it moved nothing; signed by one, neither.
    scene.record("Mina", "Fri 6 Mar 2026 09:00", Content::ReadyToTransfer { to: Some(south) }).unwrap();
    scene.act("Mina", "Fri 6 Mar 2026 10:00", Act::SignTransfer { to: south, side: TransferSide::Giving }).unwrap();
    assert_eq!(scene.timeline().team_at(instant("Fri 6 Mar 2026 11:00")), Some(north));
}

#[test]
fn no_case_is_closed_over_what_ends_by_a_decision_of_its_own() {
    for (status, stands) in [
        (Status::ChildInNeed, false),
        (Status::ChildProtectionPlan, true),
        (Status::LookedAfter, true),
        (Status::Section47, true),
        (Status::CareLeaver, false),
    ] {
        let mut scene = scene();
        scene.record("Mina", AT, Content::StatusStarted { status, spell: Ref(0) }).unwrap();
        let close = Act::Close { referral: None };
        if stands {
            let refused = scene.act("Mina", "Wed 4 Mar 2026 10:00", close).unwrap_err();
            assert_eq!(refused, ["house: AS-18, AP-37"], "{status}");
            scene.record("Mina", "Wed 4 Mar 2026 11:00", Content::StatusEnded { status, spell: Ref(0) }).unwrap();
        }
        assert_eq!(scene.act("Mina", "Wed 4 Mar 2026 12:00", close), Ok(()), "{status}");
    }
    // A child who died has no plan any more.
    let mut scene = scene();
    let spell = Content::StatusStarted { status: Status::ChildProtectionPlan, spell: Ref(0) };
    scene.record("Mina", AT, spell).unwrap();
    scene.record("Mina", "Wed 4 Mar 2026 10:00", Content::Died {}).unwrap();
    assert_eq!(scene.act("Mina", "Wed 4 Mar 2026 12:00", Act::Close { referral: None }), Ok(()));
}
