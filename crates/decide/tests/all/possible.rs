//! What may be done at all, before anything is typed: refused exactly where every way of saying it would be.

use decide::{Act, ActKind, Actor, Possible, State, What};
use record::words::{EndReason, LeftReason, Role, TransferSide, Word, Words};
use record::{Calendar, ChildId, People, Subject, When};
use standing::World;

use crate::scene::{Scene, instant};

const PEOPLE: &str = "Wed 1 Jan 2020 unit County is an authority
    Wed 1 Jan 2020 unit East is a district of County
    Wed 1 Jan 2020 unit North is a team of East
    Wed 1 Jan 2020 unit South is a team of East
    Wed 1 Jan 2020 Mina is a team manager in North
    Wed 1 Jan 2020 Sal is a service manager in East
    Wed 1 Jan 2020 Sven is a team manager in South
    Wed 1 Jan 2020 Bea is a social worker in North
    Wed 1 Jan 2020 Kim is a social worker in North
    Mon 2 Mar 2026 09:00 referral received in North
    Mon 2 Mar 2026 09:00 need identified
    ";
const NOW: &str = "Mon 9 Mar 2026 09:00";

fn with_possible<T>(scene: &Scene, who: &str, run: impl FnOnce(&Possible<'_>) -> T) -> T {
    let now = instant(NOW);
    let world = World::new(&scene.book, &scene.plan, &Calendar::england_and_wales(), now);
    let people = People::of(&scene.book, now);
    let state = State {
        book: &scene.book,
        people: &people,
        plan: &scene.plan,
        world: &world,
        board: None,
        asks: &|_| true,
        now,
    };
    let possible = Possible::of(ChildId::from_index(0), state, &Actor { worker: scene.worker(who) }).unwrap();
    run(&possible)
}

/// The acts that are refused whatever is said, each with the clauses of its first ground.
fn refused(scene: &Scene, who: &str) -> Vec<String> {
    with_possible(scene, who, |possible| {
        let all = ActKind::ALL.iter().map(|kind| (kind, possible.against(*kind)));
        let not = all.filter(|(_, grounds)| !grounds.is_empty());
        not.map(|(kind, grounds)| {
            let told = grounds[0].told(&scene.plan, &scene.book.names);
            format!("{}: {}", kind.name(), told.clauses.join(", "))
        })
        .collect()
    })
}

/// Who acts on which history under which policy, and what is refused whatever is said.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

const NO_OFFER: [&str; 6] = [
    "accept: AP-03",
    "decline: AP-03",
    "withdraw: AP-03",
    "take-off-duty: MON-02",
    "end: AP-22",
    "check-transfer: AP-17",
];

const CASES: &[Case] = &[
    ("pg", "", "Mina", &NO_OFFER),
    (
        "pg",
        "Mon 2 Mar 2026 10:00 child protection plan began",
        "Mina",
        &[
            "accept: AP-03",
            "decline: AP-03",
            "withdraw: AP-03",
            "end: AP-22",
            "take-off-duty: MON-02",
            "check-transfer: AP-17",
            "close: AS-18, AP-37",
        ],
    ),
    // On duty it cannot be put on duty, and can be taken off.
    (
        "pg",
        "Tue 3 Mar 2026 09:00 put on duty",
        "Mina",
        &[
            "accept: AP-03",
            "decline: AP-03",
            "withdraw: AP-03",
            "put-on-duty: MON-02",
            "end: AP-22",
            "check-transfer: AP-17",
        ],
    ),
    // Whoever holds no post for the child does nothing; who was asked may still answer.
    (
        "pg",
        "Tue 3 Mar 2026 09:00 offered to Bea as lead in North",
        "Sven",
        &[
            "offer: PG-05",
            "accept: AP-03",
            "decline: AP-03",
            "withdraw: PG-05",
            "end: PG-05",
            "put-on-duty: PG-05",
            "take-off-duty: PG-05",
            "ask-for-room: PG-05",
            "leave: PG-05",
            "oversee: PG-05",
            "check-transfer: PG-05",
            "sign-transfer: PG-05",
            "close: PG-05",
        ],
    ),
    // What is a manager's is none of a worker's, who still answers what they were asked.
    (
        "pg",
        "Tue 3 Mar 2026 09:00 offered to Bea as lead in North",
        "Bea",
        &[
            "offer: AP-24",
            "withdraw: AP-24",
            "end: AP-24",
            "put-on-duty: MON-06",
            "take-off-duty: MON-06",
            "ask-for-room: AS-02",
            "leave: AS-03",
            "oversee: AS-04",
            "check-transfer: AP-17",
            "sign-transfer: AP-17",
            "close: AS-18",
        ],
    ),
    (
        "pg",
        "Tue 3 Mar 2026 09:00 Bea started as lead in North, accepted",
        "Mina",
        &["accept: AP-03", "decline: AP-03", "withdraw: AP-03", "take-off-duty: MON-02", "check-transfer: AP-17"],
    ),
    (
        "pg",
        "Tue 3 Mar 2026 09:00 case closed",
        "Mina",
        &[
            "offer: AP-22",
            "accept: AP-22",
            "decline: AP-22",
            "withdraw: AP-22",
            "end: AP-22",
            "put-on-duty: AP-22",
            "take-off-duty: AP-22",
            "ask-for-room: AP-22",
            "leave: AP-22",
            "oversee: AP-22",
            "check-transfer: AP-22",
            "sign-transfer: AP-22",
            "close: AP-22",
        ],
    ),
    // A gate of a policy, whatever is said.
    (
        "ap",
        "Mon 2 Mar 2026 10:00 child protection plan began",
        "Mina",
        &[
            "accept: AP-03",
            "decline: AP-03",
            "withdraw: AP-03",
            "end: AP-22",
            "take-off-duty: MON-02",
            "check-transfer: AP-17",
            "leave: AP-29",
            "close: AS-18, AP-37",
        ],
    ),
];

#[test]
fn an_act_is_refused_for_what_stands_against_it_whatever_is_said() {
    for (pack, more, who, wanted) in CASES {
        let scene = Scene::new(&[pack], &format!("{PEOPLE}{more}"));
        let mut found = refused(&scene, who);
        let mut wanted: Vec<String> = wanted.iter().map(|line| (*line).to_owned()).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{who} under {pack}: {more}");
    }
}

/// What is said to be refused is refused in every way that it is tried here, and what is not is done in one of them, or
/// refused for what was said.
#[test]
fn what_is_refused_before_anything_is_said_is_refused_however_it_is_said() {
    let mut done = 0;
    for (pack, more, who, _) in CASES {
        let mut scene = Scene::new(&[pack], &format!("{PEOPLE}{more}"));
        let refused: Vec<String> =
            refused(&scene, who).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect();
        for act in ways(&mut scene) {
            let at = instant(NOW);
            let answer = scene.ask(who, at, When::At(at), None, Subject::Child(scene.child), What::Act(act));
            let name = act.kind().name();
            done += u32::from(answer.is_ok());
            assert!(answer.is_err() || !refused.iter().any(|one| one == name), "{who} under {pack}: {act:?}");
        }
    }
    assert!(done > 20, "{done}");
}

fn ways(scene: &mut Scene) -> Vec<Act> {
    let mut ways = Vec::new();
    for worker in ["Bea", "Kim", "Sven"] {
        for part in Role::ALL {
            ways.push(scene.offer(worker, *part));
        }
    }
    let involved: Vec<_> = scene.timeline().involved.iter().map(|one| (one.involvement, one.started)).collect();
    for (involvement, started) in involved {
        ways.extend([Act::Accept { involvement }, Act::Decline { involvement }, Act::Withdraw { involvement }]);
        // An offer is taken back by an act of its own.
        let reasons = EndReason::ALL.iter().filter(|_| started.is_some());
        ways.extend(reasons.map(|reason| Act::End { involvement, reason: *reason }));
    }
    ways.extend([None, Some(LeftReason::Vacancy), Some(LeftReason::Other)].map(|reason| Act::Leave { reason }));
    let to = scene.unit("South");
    let complete = Some(Words::every());
    ways.push(Act::CheckTransfer { complete, not_needed: None, missing: None });
    ways.extend(TransferSide::ALL.iter().map(|side| Act::SignTransfer { to, side: *side }));
    ways.extend([Act::Close { referral: None }, Act::PutOnDuty { answer: None }, Act::TakeOffDuty {}]);
    ways
}

#[test]
fn each_offer_and_each_part_is_judged_by_itself() {
    let two = "Tue 3 Mar 2026 09:00 offered to Bea as lead in North
        Tue 3 Mar 2026 10:00 offered to Kim as co-worker in North";
    let scene = Scene::new(&["pg"], &format!("{PEOPLE}{two}"));
    let (bea, kim) = (scene.involvement("Bea"), scene.involvement("Kim"));
    for (who, kind, involvement, possible) in [
        ("Bea", ActKind::Accept, bea, true),
        ("Bea", ActKind::Accept, kim, false),
        ("Kim", ActKind::Accept, kim, true),
        ("Mina", ActKind::Decline, kim, false),
        ("Mina", ActKind::Withdraw, kim, true),
        ("Sven", ActKind::Withdraw, kim, false),
        ("Mina", ActKind::End, kim, true),
    ] {
        let found = with_possible(&scene, who, |it| it.against_one(kind, involvement).is_empty());
        assert_eq!(found, possible, "{who}: {}", kind.name());
    }
}
