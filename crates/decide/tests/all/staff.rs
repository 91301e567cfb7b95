//! What is recorded of workers: by whom, of when, and what is refused.

use record::words::AbsenceKind;
use record::{Content, Ref, Tri};

use crate::scene;
use crate::scene::Scene;

const PEOPLE: &str = "Wed 1 Jan 2020 unit East is a district
    Wed 1 Jan 2020 unit North is a team of East
    Wed 1 Jan 2020 unit South is a team of East
    Wed 1 Jan 2020 Mina is a team manager in North
    Wed 1 Jan 2020 Sven is a team manager in South
    Wed 1 Jan 2020 Bea is a social worker in North
    Wed 1 Jan 2020 Kim is a social worker in North
    Mon 2 Mar 2026 09:00 referral received in North
    Mon 2 Mar 2026 09:00 need identified
    Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted
    ";

/// Who records it, when, of which worker, of which day, what, and the grounds against it.
type Case = (&'static str, &'static str, &'static str, &'static str, Content, &'static [&'static str]);

#[test]
fn what_is_recorded_of_a_worker_is_said_by_a_manager_and_of_a_day_that_can_be() {
    let kim = |scene: &Scene| scene.worker("Kim");
    let mut scene = Scene::new(&["pg"], PEOPLE);
    let away = Content::AbsenceStarted { absence: Ref(0), absence_kind: AbsenceKind::Sickness, likely_end: None };
    let back = Content::AbsenceEnded { absence: Ref(0) };
    let adjusted = |percent| Content::WorkloadAdjusted { percent, until: None, reason: None };
    let by_kim = Content::SupervisionNamed { supervisor: Some(kim(&scene)) };
    let cases: [Case; 15] = [
        ("Sven", "Wed 4 Mar 2026 09:00", "Bea", "2026-03-04", away, &["house: AP-27"]),
        ("Bea", "Wed 4 Mar 2026 09:00", "Kim", "2026-03-04", away, &["house: AP-27"]),
        ("Mina", "Wed 4 Mar 2026 09:00", "Bea", "2026-03-04", back, &["house: "]),
        ("Mina", "Wed 4 Mar 2026 09:00", "Bea", "2026-03-04", away, &[]),
        ("Mina", "Thu 5 Mar 2026 09:00", "Bea", "2026-03-05", away, &["house: "]),
        ("Mina", "Fri 6 Mar 2026 09:00", "Bea", "2026-03-09", back, &["house: "]),
        ("Mina", "Fri 6 Mar 2026 09:00", "Bea", "2026-03-06", back, &[]),
        ("Mina", "Fri 6 Mar 2026 09:00", "Bea", "2026-03-06", Content::ExperienceConfirmed {}, &[]),
        ("Mina", "Fri 6 Mar 2026 09:00", "Mina", "2026-03-06", Content::ExperienceConfirmed {}, &["house: AP-05"]),
        ("Mina", "Fri 6 Mar 2026 09:00", "Bea", "2026-03-06", adjusted(120), &["house: AP-26"]),
        ("Mina", "Fri 6 Mar 2026 09:00", "Kim", "2026-03-06", by_kim, &["house: AP-05"]),
        // A last day is known beforehand, and once.
        ("Mina", "Fri 6 Mar 2026 10:00", "Kim", "2026-03-31", Content::WorkerLeft {}, &[]),
        ("Mina", "Fri 6 Mar 2026 11:00", "Kim", "2026-04-30", Content::WorkerLeft {}, &["house: PG-02"]),
        ("Mina", "Wed 1 Apr 2026 09:00", "Bea", "2026-04-01", by_kim, &["house: PG-02"]),
        ("Kim", "Wed 1 Apr 2026 09:00", "Bea", "2026-04-01", Content::NotRegistered {}, &["house: AP-27"]),
    ];
    for (place, (who, at, worker, on, content, expected)) in cases.into_iter().enumerate() {
        let refused = scene.record_of(who, at, worker, on, content).err().unwrap_or_default();
        assert_eq!(refused, expected, "case {place}");
    }
}

#[test]
fn a_leaver_is_recorded_whatever_becomes_of_the_child_and_is_seen_coming() {
    let mut scene = Scene::new(&["pg"], PEOPLE);
    scene.record_of("Mina", "Mon 9 Mar 2026 09:00", "Bea", "2026-03-31", Content::WorkerLeft {}).unwrap();
    let definition = scene.plan.leading().unwrap();
    let counted = |at| scene.timeline().counted(definition, scene::instant(at));
    assert_eq!(counted("Tue 31 Mar 2026 12:00"), Tri::No);
    assert_eq!(counted("Wed 1 Apr 2026 12:00"), Tri::Yes);
}
