//! What a management oversight makes, what becomes of its actions, and who is on duty for them (AS-04, AS-12, PG-05 to PG-07).

use decide::{Act, posts::rostered};
use record::words::{Accreditation, OversightPart, RiskLevel, Words};
use record::{Content, Moment, Ref};
use standing::tasks::{How, Task, tasks};

use crate::scene;
use crate::scene::{OPENED, PEOPLE, Scene, day};

/// What is said in an oversight, beside nothing.
#[derive(Clone, Copy, Default)]
struct Said {
    worries: bool,
    strengths: bool,
    risk: bool,
    needed: bool,
    safety_plan: bool,
    initial_plan: bool,
    /// What is to be done, and by when.
    action: Option<(bool, Option<&'static str>)>,
    next_seen: Option<&'static str>,
}

/// What is said, in words; what; and the parts that it then holds, or the grounds against it.
type Case = (&'static str, Said, Result<&'static [OversightPart], &'static [&'static str]>);

fn oversight(scene: &mut Scene, said: Said) -> Act {
    let text = scene.text("as was said");
    let ring = scene.text("Ring the school");
    let mut act = Act::oversee(Words::NONE);
    if let Act::Oversee {
        worries,
        strengths,
        risk,
        needed,
        safety_plan,
        initial_plan,
        next_seen,
        action_1,
        action_1_by,
        ..
    } = &mut act
    {
        let of = |is_said: bool| is_said.then_some(text);
        (*worries, *strengths, *needed) = (of(said.worries), of(said.strengths), of(said.needed));
        (*safety_plan, *initial_plan) = (of(said.safety_plan), of(said.initial_plan));
        *risk = said.risk.then_some(RiskLevel::High);
        *next_seen = said.next_seen.map(day);
        *action_1 = said.action.and_then(|(is_said, _)| is_said.then_some(ring));
        *action_1_by = said.action.and_then(|(_, by)| by).map(day);
    }
    act
}

#[test]
fn an_oversight_holds_what_it_says_and_says_all_that_its_clause_asks() {
    let none = Said::default();
    let risk = Said { worries: true, risk: true, needed: true, ..none };
    let cases: [Case; 12] = [
        ("nothing at all", none, Err(&["house: AS-04, PG-07"])),
        ("AS-04: a risk assessment", risk, Ok(&[OversightPart::RiskAssessment])),
        ("worries alone are none", Said { worries: true, ..none }, Err(&["house: AS-04, AS-15"])),
        ("nor is strength alone", Said { strengths: true, ..none }, Err(&["house: AS-04, AS-15"])),
        ("AS-15: what is needed", Said { needed: false, ..risk }, Err(&["house: AS-04, AS-15"])),
        ("PG-07: the safety plan", Said { safety_plan: true, ..none }, Ok(&[OversightPart::SafetyPlan])),
        ("PG-06: the initial plan", Said { initial_plan: true, ..none }, Ok(&[OversightPart::InitialPlan])),
        ("a day alone", Said { next_seen: Some("2026-03-10"), ..none }, Ok(&[])),
        ("PG-07: a day that is past", Said { next_seen: Some("2026-03-02"), ..none }, Err(&["house: PG-07"])),
        ("the last day that can be set", Said { next_seen: Some("2027-03-04"), ..none }, Ok(&[])),
        ("PG-07: a day too far ahead", Said { next_seen: Some("2027-03-05"), ..none }, Err(&["house: PG-07"])),
        (
            "AS-12: an action with its day",
            Said { action: Some((true, Some("2026-03-06"))), ..none },
            Ok(&[OversightPart::Actions]),
        ),
    ];
    for (says, said, expected) in cases {
        let mut scene = Scene::new(&["as"], &format!("{PEOPLE}{OPENED}"));
        let act = oversight(&mut scene, said);
        let done = scene.act("Mina", "Tue 3 Mar 2026 09:00", act);
        let Ok(parts) = expected else {
            assert_eq!(done.unwrap_err(), expected.unwrap_err(), "{says}");
            continue;
        };
        assert_eq!(done, Ok(()), "{says}");
        let held = scene.book.child(scene.child).iter().find_map(|fact| match fact.content {
            Content::ManagementOversight { parts, .. } => Some(parts),
            _ => None,
        });
        assert_eq!(held, Some(Words::of(parts)), "{says}");
    }
    for action in [(true, None), (false, Some("2026-03-06"))] {
        let mut scene = Scene::new(&["as"], &format!("{PEOPLE}{OPENED}"));
        let act = oversight(&mut scene, Said { action: Some(action), ..none });
        let refused = scene.act("Mina", "Tue 3 Mar 2026 09:00", act).unwrap_err();
        assert!(refused.contains(&"house: AS-12".to_owned()), "{action:?}: {refused:?}");
    }
}

fn of_child(scene: &Scene) -> Vec<Task> {
    tasks(&[scene.book.child(scene.child)], Moment::MAX, scene::instant("Fri 1 Jan 2027"))
}

/// AS-12: an action is a task that somebody takes, that is done once, and of which it stands what came of it.
#[test]
fn an_action_is_a_task_until_it_is_done_or_dropped() {
    let mut scene = Scene::new(&["as"], &format!("{PEOPLE}{OPENED}"));
    let act = oversight(&mut scene, Said { action: Some((true, Some("2026-03-06"))), ..Said::default() });
    scene.act("Mina", "Tue 3 Mar 2026 09:00", act).unwrap();
    let task = of_child(&scene)[0];
    assert_eq!((task.due, task.worker, task.is_open()), (Some(day("2026-03-06")), None, true));
    assert_eq!([day("2026-03-06"), day("2026-03-07")].map(|today| task.is_overdue(today)), [false, true]);
    let (bea, reason) = (scene.worker("Bea"), scene.text("The family moved"));
    let taken = Content::TaskTaken { task: task.task, worker: bea };
    scene.record("Bea", "Wed 4 Mar 2026 09:00", taken).unwrap();
    assert_eq!(of_child(&scene)[0].worker, Some(bea));
    let done = Content::TaskDone { task: task.task, outcome: None };
    scene.record("Bea", "Thu 5 Mar 2026 09:00", done).unwrap();
    let ended = of_child(&scene)[0].ended.unwrap();
    assert!(ended.how == How::Done && ended.says.is_none());
    for over in [done, taken, Content::TaskDropped { task: task.task, reason }] {
        assert_eq!(scene.record("Bea", "Fri 6 Mar 2026 09:00", over), Err(vec!["house: AS-12".to_owned()]));
    }
    // There is no such task; one that is set by itself is one; and one of a day that is past is none.
    let unknown = Content::TaskDone { task: Ref(77), outcome: None };
    assert_eq!(scene.record("Bea", "Fri 6 Mar 2026 09:00", unknown), Err(vec!["house: AS-12".to_owned()]));
    let what = scene.text("Visit the grandmother");
    let set = |due| Content::TaskSet { task: Ref(0), what, due, worker: None, training: None };
    scene.record("Mina", "Fri 6 Mar 2026 10:00", set(None)).unwrap();
    let past = scene.record("Mina", "Fri 6 Mar 2026 10:00", set(Some(day("2026-03-05"))));
    assert_eq!(past, Err(vec!["house: PG-07".to_owned()]));
    let open = of_child(&scene)[0];
    scene.record("Mina", "Mon 9 Mar 2026 10:00", Content::TaskDropped { task: open.task, reason }).unwrap();
    let all = of_child(&scene);
    assert_eq!(
        all.iter().map(|one| one.ended.map(|ended| ended.how)).collect::<Vec<_>>(),
        [Some(How::Dropped), Some(How::Done)]
    );
}

/// AP-21.
#[test]
fn a_task_that_needs_training_is_given_to_nobody_of_whom_the_record_does_not_say_it() {
    let trained = "Thu 1 Jan 2026 Bea is accredited in achieving best evidence until 31 Mar 2026";
    let mut scene = Scene::new(&["pg"], &format!("{PEOPLE}{OPENED}{trained}"));
    let (bea, sal) = (scene.worker("Bea"), scene.worker("Sal"));
    let what = scene.text("Interview the child");
    let training = Some(Accreditation::AchievingBestEvidence);
    let set = |worker| Content::TaskSet { task: Ref(0), what, due: None, worker, training };
    let untrained = Err(vec!["house: AP-21".to_owned()]);
    assert_eq!(scene.record("Mina", "Mon 9 Mar 2026 09:00", set(Some(sal))), untrained);
    scene.record("Mina", "Mon 9 Mar 2026 09:00", set(None)).unwrap();
    let task = of_child(&scene)[0].task;
    let done = Content::TaskDone { task, outcome: None };
    let taken = |worker| Content::TaskTaken { task, worker };
    assert_eq!(scene.record("Mina", "Mon 9 Mar 2026 10:00", taken(sal)), untrained);
    assert_eq!(scene.record("Mina", "Mon 9 Mar 2026 10:00", done), untrained);
    scene.record("Mina", "Mon 9 Mar 2026 11:00", taken(bea)).unwrap();
    // Whoever has it did it, whoever writes it down.
    scene.record("Mina", "Tue 10 Mar 2026 11:00", done).unwrap();
    assert_eq!(scene.record("Mina", "Wed 1 Apr 2026 10:00", set(Some(bea))), untrained);
}

/// PG-05, PG-06: whoever is on the rota acts for the team on that day, and on no other.
#[test]
fn the_duty_rota_is_a_post_of_its_day() {
    let mut scene = Scene::new(&["as"], &format!("{PEOPLE}{OPENED}Wed 1 Jan 2020 Kim is a social worker in South\n"));
    let north = scene.unit("North");
    let on = Content::DutyRostered { team: north, on: day("2026-03-04") };
    let off = Content::DutyRosterCleared { team: north, on: day("2026-03-04") };
    let concern = Content::ConcernIncreased {};
    assert_eq!(
        scene.record_of("Bea", "Tue 3 Mar 2026 09:00", "Kim", "2026-03-03", on),
        Err(vec!["house: AP-27".to_owned()])
    );
    scene.record_of("Sven", "Tue 3 Mar 2026 09:00", "Kim", "2026-03-03", on).unwrap();
    let who = |scene: &Scene, of: &str| rostered(&scene.book, north, day(of), Moment::MAX);
    assert_eq!((who(&scene, "2026-03-04"), who(&scene, "2026-03-05")), (vec![scene.worker("Kim")], Vec::new()));
    for (at, allowed) in
        [("Tue 3 Mar 2026 17:00", false), ("Wed 4 Mar 2026 09:00", true), ("Thu 5 Mar 2026 09:00", false)]
    {
        assert_eq!(scene.record("Kim", at, concern).is_ok(), allowed, "{at}");
    }
    let mut scene = Scene::new(&["as"], &format!("{PEOPLE}{OPENED}Wed 1 Jan 2020 Kim is a social worker in South\n"));
    scene.record_of("Sven", "Tue 3 Mar 2026 09:00", "Kim", "2026-03-03", on).unwrap();
    scene.record_of("Sven", "Wed 4 Mar 2026 08:00", "Kim", "2026-03-04", off).unwrap();
    assert_eq!(who(&scene, "2026-03-04"), Vec::new());
    assert!(scene.record("Kim", "Wed 4 Mar 2026 09:00", concern).is_err());
}
