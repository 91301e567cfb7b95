//! A team gives all that it owns to another: who may, and that children, workers, posts, rota and carers go together, nobody's part
//! ending and no name being lost.

use decide::{Act, What};
use record::words::{Post, Recipient, Role};
use record::{Content, Subject, When};

use crate::scene::{OPENED, PEOPLE, Scene, day, instant};

#[test]
fn what_a_team_owns_goes_to_the_other_together() {
    let mut scene =
        Scene::new(&["pg"], &format!("{PEOPLE}{OPENED}Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted"));
    let (north, south, west) = (scene.unit("North"), scene.unit("South"), scene.unit("West"));
    let carer = Subject::Carer(scene.book.names.add_carer("here:Carer"));
    let name = Some(scene.text("Pat Testcarer"));
    let carer_kind = Some(Recipient::FosterCarer);
    let details = Content::CarerDetails { name, carer_kind, team: Some(north) };
    let at = instant("Mon 9 Mar 2026 09:00");
    scene.act_when("Mina", at, When::At(at), None, carer, What::Record(details)).unwrap();
    let rota = Content::DutyRostered { team: north, on: day("2026-03-20") };
    scene.record_of("Mina", "Mon 9 Mar 2026 09:30", "Bea", "2026-03-09", rota).unwrap();
    let post = Content::PostHeld { post: Post::DutyTeamManager, unit: Some(north), until: None, stands_in: false };
    scene.record_of("Sal", "Mon 9 Mar 2026 09:40", "Mina", "2026-03-09", post).unwrap();
    let at = instant("Tue 10 Mar 2026 09:00");
    for (who, from, to, expected) in [
        // A team's manager does not order what teams there are; a district is no team; nobody gives to themselves.
        ("Mina", north, south, &["house: PG-05"][..]),
        ("Sal", north, west, &["house: AP-16"]),
        ("Sal", north, north, &["house: AP-16"]),
        ("Sal", north, south, &[]),
    ] {
        let act = What::Act(Act::GiveOver { to });
        let refused = scene.act_when(who, at, When::At(at), None, Subject::Unit(from), act).err().unwrap_or_default();
        assert_eq!(refused, expected, "{who}");
    }
    let timeline = scene.timeline();
    let (before, after) = (instant("Tue 10 Mar 2026 08:59"), instant("Tue 10 Mar 2026 10:00"));
    assert_eq!((timeline.team_at(before), timeline.team_at(after)), (Some(north), Some(south)));
    // Whoever worked with the child goes on.
    let leads: Vec<_> =
        timeline.involved_at(after).filter(|one| one.role == Role::Lead).map(|one| one.worker).collect();
    assert_eq!(leads, [Some(scene.worker("Bea"))]);
    let of = |name: &str| -> Vec<Content> {
        let facts = scene.book.worker(scene.worker(name)).iter().filter(|fact| fact.when == When::At(at));
        facts.map(|fact| fact.content).collect()
    };
    let moved = |said: &[Content]| {
        said.iter().any(
            |one| matches!(one, Content::WorkerDetails { team: Some(to), profession: Some(_), .. } if *to == south),
        )
    };
    let bea = of("Bea");
    assert!(moved(&bea), "{bea:?}");
    assert!(bea.contains(&Content::DutyRosterCleared { team: north, on: day("2026-03-20") }), "{bea:?}");
    assert!(bea.contains(&Content::DutyRostered { team: south, on: day("2026-03-20") }), "{bea:?}");
    let mina = of("Mina");
    assert!(
        moved(&mina) && mina.contains(&Content::PostEnded { post: Post::DutyTeamManager, unit: Some(north) }),
        "{mina:?}"
    );
    assert!(!moved(&of("Sal")), "who is of another unit stays");
    // Of the carer only the team is said anew: what is left out stays as it was, and the other team answers for them.
    let newest = scene.book.about(carer).last().unwrap().content;
    assert_eq!(newest, Content::CarerDetails { name: None, carer_kind: None, team: Some(south) });
    let renamed = Content::CarerDetails { name, carer_kind, team: None };
    let later = instant("Wed 11 Mar 2026 09:00");
    scene.act_when("Sven", later, When::At(later), None, carer, What::Record(renamed)).unwrap();
    let supervised = What::Record(Content::DutyAccessExplained { service: record::words::Service::Fostering });
    let told = instant("Thu 12 Mar 2026 09:00");
    scene.act_when("Sven", told, When::At(told), None, carer, supervised).unwrap();
}
