//! Who could take a child: whoever may be asked, and by which clause the others may not; what would make it possible; what a
//! manager weighs; and what workers carry before and after.

use decide::candidates::{Candidate, Candidates, Stands};
use decide::{What, points};
use policy::Pack;
use record::words::{AbsenceKind, Role};
use record::{Content, Ref, Subject, Tri, When};

use crate::scene;
use crate::scene::{OPENED, PEOPLE, Scene};

/// "Bea possible", "Yara refused AP-07", "Kim away": with what would make it possible behind it.
fn stands(scene: &Scene, found: &Candidates) -> Vec<String> {
    let line = |one: &Candidate| {
        let mut clauses: Vec<String> =
            one.grounds.iter().flat_map(|ground| ground.told(&scene.plan, &scene.book.names).clauses).collect();
        clauses.dedup();
        let how = match one.stands {
            Stands::Possible => "possible".to_owned(),
            Stands::NotOnRecord => format!("not on record {}", clauses.join(", ")),
            Stands::Refused => format!("refused {}", clauses.join(", ")),
            Stands::Away => "away".to_owned(),
        };
        let help = one.help.map(|help| format!(". {}", help.says(found.part))).unwrap_or_default();
        format!("{} {how}{help}", scene.book.names.worker(one.worker))
    };
    found.candidates.iter().map(line).collect()
}

/// The clause in words; under which pack; what came to be so; in which part; and what is said of some.
type Case = (&'static str, &'static str, &'static str, Role, &'static [&'static str]);

const CASES: &[Case] = &[
    (
        "AP-05, AP-25: without the experience only with named support; AP-36: no manager; AP-01: advisors may",
        "ap",
        "",
        Role::Lead,
        &[
            "Bea possible",
            "Yara possible",
            "Mina refused AP-36, AP-05, AP-25",
            "Nia not on record AP-05, AP-25. Possible with somebody named to support and supervise.",
            "Sal refused AP-36, AP-05, AP-25",
        ],
    ),
    (
        "AP-05: nobody without a supervisor",
        "ap",
        "Wed 1 Jan 2020 Kim is a social worker in North
         Wed 1 Jan 2020 Kim is experienced",
        Role::Lead,
        &["Kim not on record AP-05, AP-25"],
    ),
    (
        "AP-01: other grades hold nobody, and may be involved",
        "ap",
        "Wed 1 Jan 2020 Fay is a family support worker in North",
        Role::Lead,
        &["Fay refused AP-01, AP-05, AP-25"],
    ),
    (
        "AP-01: other grades may be involved",
        "ap",
        "Wed 1 Jan 2020 Fay is a family support worker in North",
        Role::Involved,
        &["Fay possible", "Mina possible"],
    ),
    (
        "AP-07: a looked-after child is no advisor's alone",
        "ap",
        "Mon 2 Mar 2026 10:00 looked after began",
        Role::Lead,
        &["Yara refused AP-07, AP-11. Possible as key worker with a social worker who leads."],
    ),
    (
        "AP-07: beside a social worker who leads an advisor may be the key worker",
        "ap",
        "Mon 2 Mar 2026 10:00 looked after began
         Mon 2 Mar 2026 11:00 Bea started as lead in North, accepted",
        Role::KeyWorker,
        &["Yara possible", "Bea possible"],
    ),
    (
        "AP-07: of two open leads' rows the lead is who is there, and not who left and was never taken off",
        "ap",
        "Wed 1 Jan 2020 Kim is a social worker in North
         Wed 1 Jan 2020 Fay is a family support worker in North
         Mon 2 Mar 2026 10:00 looked after began
         Mon 2 Mar 2026 11:00 Kim started as lead in North, accepted
         Mon 2 Mar 2026 11:30 Fay started as lead in North, accepted
         Mon 2 Mar 2026 Kim left the authority",
        Role::KeyWorker,
        &["Yara refused AP-07, AP-11. Possible with a social worker who leads.", "Bea possible"],
    ),
    (
        "AP-09: there is one lead, and nobody is asked twice",
        "ap",
        "Mon 2 Mar 2026 11:00 offered to Bea as lead in North",
        Role::Lead,
        &["Bea refused AP-09", "Nia refused AP-09", "Yara refused AP-09"],
    ),
    (
        "AP-10: an advisor never holds child protection; AP-19: a newly qualified worker only with named support",
        "ap",
        "Mon 2 Mar 2026 10:00 child protection plan began",
        Role::Lead,
        &[
            "Bea possible",
            "Yara refused AP-10",
            "Nia refused AP-19, AP-05, AP-25. Possible with somebody named to support and supervise.",
        ],
    ),
    (
        "AP-10: an advisor may be involved in child protection, where somebody leads",
        "ap",
        "Mon 2 Mar 2026 10:00 child protection plan began
         Mon 2 Mar 2026 11:00 Bea started as lead in North, accepted",
        Role::Involved,
        &["Yara possible"],
    ),
    (
        "AP-11: a nurse of another agency may hold what an advisor may",
        "ap",
        "Wed 1 Jan 2020 Ned is a nurse in North
         Wed 1 Jan 2020 Ned is supervised by Mina
         Wed 1 Jan 2020 Ned is experienced",
        Role::Lead,
        &["Ned possible"],
    ),
    (
        "AP-11: and not what an advisor may not",
        "ap",
        "Wed 1 Jan 2020 Ned is a nurse in North
         Wed 1 Jan 2020 Ned is supervised by Mina
         Wed 1 Jan 2020 Ned is experienced
         Mon 2 Mar 2026 10:00 looked after began",
        Role::Lead,
        &["Ned refused AP-07, AP-11. Possible as key worker with a social worker who leads."],
    ),
    (
        "AP-40: an assessment is a social worker's",
        "ap",
        "Mon 2 Mar 2026 10:00 assessment started",
        Role::Lead,
        &["Bea possible", "Yara refused AP-40"],
    ),
    ("AP-22: nobody is offered a closed case", "ap", "Mon 2 Mar 2026 12:00 case closed", Role::Lead, &["Bea possible"]),
    (
        "PG-02: one who leaves is asked until the last day; PG-03: one who is away is asked last",
        "ap",
        "Mon 2 Mar 2026 Bea absent sickness likely until Fri 20 Mar 2026
         Wed 1 Jan 2020 Kim is a social worker in South
         Wed 1 Jan 2020 Kim is supervised by Mina
         Wed 1 Jan 2020 Kim is experienced
         Fri 13 Mar 2026 Kim left the authority",
        Role::Lead,
        &["Kim possible", "Bea away"],
    ),
    (
        "the house: a pool is no person, and one who has left is asked nothing",
        "ap",
        "Wed 1 Jan 2020 Tray is a pool in North
         Wed 1 Jan 2020 Kim is a social worker in South
         Fri 27 Feb 2026 Kim left the authority",
        Role::Lead,
        &["!Tray", "!Kim"],
    ),
];

#[test]
fn each_clause_says_who_could_take_the_child_and_the_real_offer_says_the_same() {
    for (says, pack, more, part, expected) in CASES {
        let mut scene = Scene::new(&[pack], &format!("{PEOPLE}{OPENED}{more}"));
        let at = "Tue 3 Mar 2026 09:00";
        let found = scene.candidates(*part, Some("Mina"), at);
        let lines = stands(&scene, &found);
        for line in *expected {
            match line.strip_prefix('!') {
                Some(name) => assert!(!lines.iter().any(|one| one.starts_with(name)), "{says}: {lines:#?}"),
                None => assert!(lines.iter().any(|one| one == line), "{says}: no '{line}' in {lines:#?}"),
            }
        }
        // Possible before those of whom something is not on record, before refused before away, whatever else.
        assert!(found.candidates.is_sorted_by_key(|one| one.stands), "{says}: {lines:#?}");
        for one in &found.candidates {
            let name = scene.book.names.worker(one.worker).to_owned();
            let offer = What::Act(scene.offer(&name, *part));
            let (instant, about) = (scene::instant(at), Subject::Child(scene.child));
            let real = scene.ask("Mina", instant, When::At(instant), None, about, offer);
            let real = real.err().map(|refusal| refusal.grounds).unwrap_or_default();
            let tried: Vec<_> = found.against_all.iter().chain(&one.grounds).cloned().collect();
            assert_eq!(tried.is_empty(), real.is_empty(), "{says}: {name}");
            assert!(found.against_all.is_empty() && tried == real || !found.against_all.is_empty(), "{says}: {name}");
        }
    }
}

#[test]
fn what_stands_against_whoever_acts_is_said_once() {
    let scene = Scene::new(&["ap"], &format!("{PEOPLE}{OPENED}"));
    let at = "Tue 3 Mar 2026 09:00";
    let against = |acting| {
        let found = scene.candidates(Role::Lead, acting, at);
        let told =
            found.against_all.iter().map(|ground| ground.told(&scene.plan, &scene.book.names).clauses.join(", "));
        (told.collect::<Vec<_>>(), stands(&scene, &found)[0].clone())
    };
    let bea = || "Bea possible".to_owned();
    assert_eq!(against(Some("Mina")), (vec![], bea()));
    // Sven answers for another team; where nobody is said to act, nothing is held against whoever would.
    assert_eq!(against(Some("Sven")), (vec!["PG-05".to_owned()], bea()));
    assert_eq!(against(None), (vec![], bea()));
}

#[test]
fn the_own_team_comes_first_then_siblings_held_then_earlier_work_then_room() {
    let worker = |name: &str, team: &str| {
        format!(
            "Wed 1 Jan 2020 {name} is a social worker in {team}
             Wed 1 Jan 2020 {name} is supervised by Mina
             Wed 1 Jan 2020 {name} is experienced
             Wed 1 Jan 2020 {name} works 37 hours a week
            "
        )
    };
    let all = [("Ann", "North"), ("Cal", "North"), ("Dee", "North"), ("Eve", "South"), ("Gus", "Far")];
    let people: String = all.iter().map(|(name, team)| worker(name, team)).collect();
    let history = format!(
        "{PEOPLE}Wed 1 Jan 2020 unit Far is a team of West
         {people}{OPENED}Mon 2 Mar 2026 10:00 Dee started as lead in North, accepted
         Mon 2 Mar 2026 11:00 Dee ended because managing caseloads"
    );
    let mut scene = Scene::new(&["combined"], &history);
    let held = |name: &str| {
        format!(
            "Mon 5 Jan 2026 09:00 referral received
             Tue 6 Jan 2026 child in need began
             Wed 7 Jan 2026 09:00 {name} started as lead, accepted"
        )
    };
    scene.another_child("sibling", Some("the family"), &held("Cal"));
    scene.another_child("other", None, &held("Ann"));
    let found = scene.candidates(Role::Lead, Some("Mina"), "Tue 3 Mar 2026 09:00");
    let order: Vec<&str> = found.candidates.iter().map(|one| scene.book.names.worker(one.worker)).collect();
    let possible = found.candidates.iter().filter(|one| one.stands == Stands::Possible).count();
    assert_eq!(order[..possible], ["Cal", "Dee", "Bea", "Yara", "Ann", "Eve", "Gus"]);
}

#[test]
fn what_a_manager_weighs_is_said_with_its_clause_and_its_fact() {
    let history = format!(
        "{PEOPLE}{OPENED}Wed 1 Jan 2020 Bea works 18.5 hours a week
         Wed 1 Jan 2020 Bea is accredited in achieving best evidence until Fri 1 May 2026
         Mon 2 Mar 2026 09:30 child in need began
         Mon 2 Mar 2026 10:00 Bea started as co-worker in North, accepted
         Mon 2 Mar 2026 11:00 Bea ended because managing caseloads
         Mon 2 Mar 2026 11:30 offered to Bea as lead in North
         Mon 2 Mar 2026 12:00 Bea declined"
    );
    let mut scene = Scene::new(&["combined"], &history);
    scene.another_child(
        "sibling",
        Some("the family"),
        "Mon 5 Jan 2026 09:00 referral received
         Tue 6 Jan 2026 looked after began
         Wed 7 Jan 2026 09:00 Bea started as lead, accepted",
    );
    let likely_end = Some(scene::day("2026-03-20"));
    let away = Content::AbsenceStarted { absence: Ref(0), absence_kind: AbsenceKind::AnnualLeave, likely_end };
    scene.record_of("Mina", "Tue 3 Mar 2026 08:00", "Bea", "2026-03-16", away).unwrap();
    scene.record_of("Mina", "Tue 3 Mar 2026 08:00", "Bea", "2026-04-30", Content::WorkerLeft {}).unwrap();
    let found = scene.candidates(Role::Lead, Some("Mina"), "Tue 3 Mar 2026 09:00");
    let bea = found.candidates.iter().find(|one| one.worker == scene.worker("Bea")).unwrap();
    let said = scene.said(bea);
    let lines: Vec<String> = said
        .iter()
        .map(|one| {
            format!(
                "{}, {}: {} [{}] {}",
                one.topic.name(),
                one.weighs.name(),
                one.says,
                one.clauses.join(", "),
                one.facts.len()
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "remit, neither: social worker, North [AP-01, AP-06] 1",
            "registration, neither: registered with Social Work England [AP-23] 1",
            "experience, for: experience in child protection and court work confirmed [AP-05, AP-25] 1",
            "supervision, neither: supervised by Mina [AP-05] 1",
            "accreditation, for: accredited: achieving best evidence, until 1 May 2026 [AP-21] 1",
            "load, neither: holds 1 child as lead or key worker [AP-26] 0",
            "absence, against: will be away (annual leave) from 16 March 2026, likely until 20 March 2026 [PG-03, AP-38] 1",
            "leaving, against: last day 30 April 2026 [PG-02] 1",
            "siblings, for: holds a sibling: sibling [] 0",
            "earlier work, for: was co-worker of this child from 2 March 2026 to 2 March 2026 [AP-22] 2",
            "earlier work, against: did not take this child on 2 March 2026 [AP-03] 1",
            "load, neither: load 6, with this child 9 of 50 points, 18 percent [AP-26, COM-04] 3",
        ]
    );
}

/// A council's own weights with a limit, and who may authorise more.
fn limited() -> Pack {
    let text = "keyworker-pack = 1
        [pack]
        id = \"ours\"
        title = \"Ours\"
        version = \"1\"
        from = 2020-01-01
        source = \"a test\"
        counts-by = \"none\"
        [[clause]]
        id = \"OUR-1\"
        says = \"Ten points are a full load, and twelve the most\"
        does = \"Weighs\"
        [[clause]]
        id = \"OUR-2\"
        says = \"A service manager may authorise more\"
        does = \"Weighs\"
        [workload]
        clause = \"OUR-1\"
        full-load = 10
        full-time-hours = 37
        warns-at-percent = 100
        forbids-at-percent = 120
        [[workload.points]]
        says = \"Every child\"
        clause = \"OUR-1\"
        when = \"open\"
        points = 4
        [[workload.exception]]
        clause = \"OUR-2\"
        by = [\"service manager\"]
        ";
    Pack::read("ours.toml", text).unwrap()
}

#[test]
fn a_threshold_warns_and_only_a_limit_that_the_policy_has_forbids() {
    // How many children Bea holds, what is on record of her, and what is said of an offer of one more.
    let cases: [(usize, &str, &[&str], &str); 9] = [
        (1, "works 37 hours a week", &[], "8 of 10, warns no"),
        // At and beyond the threshold it warns.
        (2, "works 37 hours a week", &[], "12 of 10, warns yes"),
        // Beyond the limit it forbids.
        (3, "works 37 hours a week", &["ours/workload: OUR-1, OUR-2"], "16 of 10, warns yes"),
        // Hours that nobody recorded forbid nothing that would be allowed at full time.
        (1, "is experienced", &[], "8 of 10, warns perhaps"),
        (3, "is experienced", &["ours/workload: OUR-1, OUR-2"], "16 of 10, warns yes"),
        (1, "works 18.5 hours a week", &["ours/workload: OUR-1, OUR-2"], "8 of 5, warns yes"),
        // More than full time is full time.
        (2, "works 45 hours a week", &[], "12 of 10, warns yes"),
        (3, "may carry 160 percent until Tue 31 Mar 2026 by service manager", &[], "16 of 10, warns yes"),
        (2, "carries 50 percent less until Mon 2 Mar 2026", &[], "12 of 10, warns yes"),
    ];
    for (children, record, expected, load) in cases {
        let mut scene = Scene::under(&[limited()], &format!("{PEOPLE}{OPENED}Wed 1 Jan 2020 Bea {record}"));
        for number in 0..children {
            let lines = "Mon 5 Jan 2026 09:00 referral received
                Wed 7 Jan 2026 09:00 Bea started as lead, accepted";
            scene.another_child(&format!("child {number}"), None, lines);
        }
        let found = scene.candidates(Role::Lead, Some("Mina"), "Tue 3 Mar 2026 09:00");
        let bea = found.candidates.iter().find(|one| one.worker == scene.worker("Bea")).unwrap();
        let after = &bea.loads[0].after;
        let warns = match after.warns {
            Tri::Yes => "yes",
            Tri::No => "no",
            Tri::Unknown => "perhaps",
        };
        let told = format!("{} of {}, warns {warns}", points(after.sum.least), points(after.capacity.most.unwrap()));
        assert_eq!(told, load, "{children} children, Bea {record}");
        let bea = scene.offer("Bea", Role::Lead);
        let refused = scene.act("Mina", "Tue 3 Mar 2026 09:00", bea).err().unwrap_or_default();
        assert_eq!(refused, expected, "{children} children, Bea {record}");
    }
}

#[test]
fn only_whom_the_policy_names_authorises_a_larger_load_and_until_its_day() {
    let authorised =
        |percent| Content::LoadAuthorised { percent, until: Some(scene::day("2026-03-10")), post: None, reason: None };
    // Who authorises it, how much, when it is offered, and what stands against it.
    let beyond: &[&str] = &["ours/workload: OUR-1, OUR-2"];
    let cases: [(&str, i32, &str, &[&str]); 4] = [
        ("Sal", 160, "Tue 10 Mar 2026 09:00", &[]),
        ("Sal", 160, "Wed 11 Mar 2026 09:00", beyond),
        ("Sal", 159, "Tue 10 Mar 2026 09:00", beyond),
        ("Mina", 160, "Tue 10 Mar 2026 09:00", beyond),
    ];
    for (who, percent, at, expected) in cases {
        let history = format!("{PEOPLE}{OPENED}Wed 1 Jan 2020 Bea works 37 hours a week");
        let mut scene = Scene::under(&[limited()], &history);
        for number in 0..3 {
            let lines = "Mon 5 Jan 2026 09:00 referral received
                Wed 7 Jan 2026 09:00 Bea started as lead, accepted";
            scene.another_child(&format!("child {number}"), None, lines);
        }
        scene.record_of(who, "Tue 3 Mar 2026 09:00", "Bea", "2026-03-03", authorised(percent)).unwrap();
        let bea = scene.offer("Bea", Role::Lead);
        let refused = scene.act("Mina", at, bea).err().unwrap_or_default();
        assert_eq!(refused, expected, "{percent} percent by {who}, offered {at}");
        // Somebody who is involved carries nothing more by these rules.
        let involved = scene.offer("Bea", Role::Involved);
        assert_eq!(scene.act("Mina", at, involved), Ok(()), "{percent} percent by {who}, offered {at}");
    }
}
