//! `policy adopt` puts on the record which pack governs whom, and refuses what leaves a team with none.

use std::path::Path;

use record::Day;

use crate::command;

fn run(args: &[&str]) -> (u8, String, String) {
    command::run(args, "2026-06-30".parse::<Day>().unwrap().end())
}

/// Two teams of one district, and a child of each who has had no worker since 1 June.
const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"unit_details","unit":"x:D","when":"2020-01-01","name":"North","level":"district"}
{"kind":"unit_details","unit":"x:T1","when":"2020-01-01","name":"North One","level":"team","parent":"x:D"}
{"kind":"unit_details","unit":"x:T2","when":"2020-01-01","name":"North Two","level":"team","parent":"x:D"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"referral_received","child":"x:2","when":"2026-06-01","referral":"r2","team":"x:T2"}
"#;

struct Place {
    folder: tempfile::TempDir,
    store: String,
}

fn place() -> Place {
    place_with("")
}

/// With more facts than those.
fn place_with(more: &str) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("s.keyworker").display().to_string();
    let facts = folder.path().join("facts.jsonl").display().to_string();
    std::fs::write(&facts, format!("{FACTS}{more}")).unwrap();
    let (code, _, err) = run(&["import", "--store", &store, "--facts", &facts]);
    assert_eq!(code, 0, "{err}");
    Place { folder, store }
}

fn adopt(place: &Place, text: &str, more: &[&str]) -> (u8, String, String) {
    let file = Path::new(place.folder.path()).join("adopted.toml").display().to_string();
    std::fs::write(&file, format!("keyworker-adoption = 1\n{text}")).unwrap();
    let mut args = vec!["policy", "adopt", &file, "--store", &place.store];
    args.extend(more);
    run(&args)
}

/// The packs of which some duty is told for the child, where both are asked.
fn owed(place: &Place, child: &str) -> Vec<String> {
    told(place, child, &["--policy", "pg", "--policy", "as"])
}

fn told(place: &Place, child: &str, policies: &[&str]) -> Vec<String> {
    let mut args = vec!["explain", "--store", &place.store, "--child", child, "--json"];
    args.extend(policies);
    let (code, out, err) = run(&args);
    assert_eq!(code, 0, "{err}");
    let story: serde_json::Value = serde_json::from_str(&out).unwrap();
    let duties = story["duties"].as_array().unwrap().iter();
    let mut packs: Vec<String> =
        duties.map(|duty| duty["duty"].as_str().unwrap().split('/').next().unwrap().to_owned()).collect();
    packs.sort();
    packs.dedup();
    packs
}

const BOTH: &str = r#"
[[adopt]]
pack = "pg"
units = ["North One"]
from = 2026-04-01
by = "Director of children's services"
[[adopt]]
pack = "as"
units = ["x:T2"]
from = 2026-04-01
by = "Director of children's services"
"#;

#[test]
fn each_team_owes_what_its_own_pack_asks() {
    let place = place();
    assert_eq!(owed(&place, "x:1"), ["as", "pg"], "before anything is adopted, every pack that is asked governs");
    let (code, out, err) = adopt(&place, BOTH, &[]);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("adopted: 'pg', version 17, governs x:T1 from Wed 1 April 2026; decided by Director"),
        "{out}"
    );
    assert_eq!(owed(&place, "x:1"), ["pg"]);
    assert_eq!(owed(&place, "x:2"), ["as"]);
    // Where no policy is named, what was adopted is asked, whole.
    assert_eq!(told(&place, "x:1", &[]), ["pg"]);
    assert_eq!(told(&place, "x:2", &[]), ["as"]);
    // The same file again adds nothing.
    let (code, out, _) = adopt(&place, BOTH, &[]);
    assert_eq!(
        (code, out.matches("already on the record").count(), out.matches("\nadopted").count()),
        (0, 2, 0),
        "{out}"
    );
    let (_, out, _) = adopt(&place, BOTH, &["--json"]);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["adopted"][0]["unit"], "x:T1", "{answer}");
    assert!(answer["adopted"].as_array().unwrap().iter().all(|one| one["already_on_the_record"] == true), "{answer}");
    // A later one takes its place from its own day on.
    let ends = "from = 2026-04-01\nuntil = 2026-06-19\nby = \"D\"\n";
    let begins = "[[adopt]]\npack = \"as\"\nunits = [\"North One\"]\nfrom = 2026-06-20\nby = \"D\"\n";
    let (of_one, of_two) = BOTH.split_at(BOTH.rfind("[[adopt]]").unwrap());
    let of_one = of_one.replace("from = 2026-04-01\nby = \"Director of children's services\"\n", ends);
    let later = format!("{of_one}{begins}{of_two}");
    let (code, _, err) = adopt(&place, &later, &[]);
    assert_eq!(code, 0, "{err}");
    // What was asked before that day is told still.
    assert!(owed(&place, "x:1").contains(&"pg".to_owned()));
}

#[test]
fn what_is_adopted_for_all_but_some_says_for_whom_and_teams_governed_alike_stand_together() {
    let place = place();
    let all_but = BOTH.replace("units = [\"North One\"]", "all-but = [\"North Two\"]").replace("x:T2", "North Two");
    let (code, out, err) = adopt(&place, &all_but, &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("'pg', version 17, governs every unit but North Two from Wed 1 April 2026"), "{out}");
    let (_, out, _) = adopt(&place, &all_but, &["--json"]);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["adopted"][0]["all_but"], serde_json::json!(["North Two"]), "{answer}");
    let governs = |place: &Place, known: &[&str]| {
        let args = [&["policy", "governs", "--store", &place.store], known].concat();
        let (code, out, err) = run(&args);
        assert_eq!(code, 0, "{err}");
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let out = governs(&place, &[]);
    assert!(out.contains("for every unit but North Two, by") && out.contains("for North Two, by"), "{out}");
    assert!(!out.contains("2 teams"), "{out}");
    // Before anything was adopted for one of them, one line says it of both.
    let place = self::place();
    let all = "[[adopt]]\npack = \"pg\"\nfrom = 2026-04-01\nby = \"D\"\n";
    let (code, out, err) = adopt(&place, all, &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("governs every unit from Wed 1 April 2026"), "{out}");
    let out = governs(&place, &[]);
    assert!(out.contains("2 teams: North One and North Two"), "{out}");
}

#[test]
fn what_leaves_a_team_without_a_policy_is_refused_and_changes_nothing() {
    let cases = [
        // One team of two.
        (
            "[[adopt]]\npack = \"pg\"\nunits = [\"North One\"]\nfrom = 2026-04-01\nby = \"D\"\n",
            "from Wed 1 April 2026, 1 team would be governed by no pack:\n  North Two\n",
        ),
        // A unit that there is not.
        (
            "[[adopt]]\npack = \"pg\"\nunits = [\"Nowhere\"]\nfrom = 2026-04-01\nby = \"D\"\n",
            "there is no unit 'Nowhere'",
        ),
        // One that ends, and nothing after it.
        (
            "[[adopt]]\npack = \"pg\"\nfrom = 2026-04-01\nuntil = 2026-05-01\nby = \"D\"\n",
            "ends on Fri 1 May 2026 and nothing follows",
        ),
        // A pack that nobody knows.
        ("[[adopt]]\npack = \"xx\"\nfrom = 2026-04-01\nby = \"D\"\n", "there is no pack 'xx' to adopt"),
    ];
    for (text, expected) in cases {
        let place = place();
        let (code, out, err) = adopt(&place, text, &[]);
        assert_ne!(code, 0, "{out}");
        assert!(err.contains(expected), "{err}");
        assert_eq!(owed(&place, "x:1"), ["as", "pg"], "nothing was adopted");
    }
}

#[test]
fn a_district_is_for_its_teams_and_a_try_writes_nothing() {
    let place = place();
    let text = "[[adopt]]\npack = \"as\"\nunits = [\"North\"]\nfrom = 2026-04-01\nby = \"D\"\n";
    let (code, out, err) = adopt(&place, text, &["--dry-run"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("would be adopted: 'as'"), "{out}");
    assert_eq!(owed(&place, "x:1"), ["as", "pg"]);
    assert_eq!(adopt(&place, text, &[]).0, 0);
    assert_eq!(owed(&place, "x:1"), ["as"]);
}

/// The council adopts one policy, and one team tries another: one file says so, by the ids that the council's own system has.
#[test]
fn all_but_one_team_adopt_a_policy() {
    let place = place();
    let text = r#"
[[adopt]]
pack = "pg"
all-but = ["T2"]
from = 2026-04-01
by = "Director of children's services"
[[adopt]]
pack = "as"
units = ["T2"]
from = 2026-04-01
by = "Director of children's services"
"#;
    let (code, _, err) = adopt(&place, text, &[]);
    assert_eq!(code, 0, "{err}");
    assert_eq!((owed(&place, "x:1"), owed(&place, "x:2")), (vec!["pg".to_owned()], vec!["as".to_owned()]));
    let (code, _, err) = adopt(&place, &text.replace("all-but = [\"T2\"]", "all-but = [\"T3\"]"), &[]);
    assert!(code != 0 && err.contains("T2 is governed twice"), "{err}");
    let (code, _, err) = adopt(&place, &text.replace("\"T2\"", "\"T9\""), &[]);
    assert!(code != 0 && err.matches("there is no unit 'T9' on the record").count() == 1, "{err}");
}

/// Before its first day a policy answers nothing of a child, and says so.
#[test]
fn a_policy_that_has_not_begun_says_nothing_of_a_child() {
    let place = place();
    let pack = Path::new(place.folder.path()).join("later.toml").display().to_string();
    let text = policy::shipped::find("pg").unwrap().text.replace("from = 2020-01-01", "from = 2026-06-15");
    std::fs::write(&pack, text.split("[[test]]").next().unwrap()).unwrap();
    let ask = |as_at: &str, json: &[&str]| {
        let asked = ["explain", "--store", &place.store, "--child", "x:1", "--policy", &pack, "--as-at", as_at];
        let (code, out, err) = run(&[&asked[..], json].concat());
        assert_eq!(code, 0, "{err}");
        out
    };
    let says = "No policy in force: 'Practice guide for children without a named worker' holds from Mon 15 June 2026.";
    let before = ask("2026-06-14", &[]);
    assert!(before.contains(says) && !before.contains("overdue") && !before.contains("certain"), "{before}");
    let before: serde_json::Value = serde_json::from_str(&ask("2026-06-14", &["--json"])).unwrap();
    assert_eq!((&before["counts"], &before["duties"]), (&serde_json::json!([]), &serde_json::json!([])));
    assert_eq!(before["not_in_force"], serde_json::json!([says]));
    let after = ask("2026-06-15", &[]);
    assert!(!after.contains("No policy in force") && after.contains("certain"), "{after}");
}

/// A policy of the council's own, on a pack that ships.
const OURS: &str = r#"keyworker-pack = 1
# What we ask.
[pack]
id = "ours"
title = "Our policy"
version = "3"
from = 2026-01-01
source = "Procedures manual"
builds-on = ["pg"]

[[clause]]
id = "O-1"
says = "A child without a worker is seen within ten working days."
does = "A duty of the team manager."

[[duty]]
id = "seen"
title = "See the child"
clause = "O-1"
owner = "team manager"
while = { definition = "pg/unallocated" }
due = { within = { working-days = 10 } }
met-by = { fact = "visit", visit = ["seen"] }
"#;

#[test]
fn another_text_under_the_name_of_an_adopted_version_is_refused_wherever_it_is_asked() {
    let place = place();
    let file = place.folder.path().join("ours.toml");
    let ours = file.display().to_string();
    let write = |text: &str| std::fs::write(&file, text).unwrap();
    write(OURS);
    let all = "[[adopt]]\npack = \"ours\"\nversion = \"3\"\nfrom = 2026-04-01\nby = \"Director\"\n";
    let given = ["--policy", &ours];
    let pack = ["--pack", &ours];
    let (code, _, err) = adopt(&place, all, &pack);
    assert_eq!(code, 0, "{err}");
    let asked: [&[&str]; 6] = [
        &["count"],
        &["standing"],
        &["policy", "governs"],
        &["explain", "--child", "x:1"],
        &["candidates", "x:1"],
        &["serve", "--port", "1"],
    ];
    let ask = |command: &[&str]| run(&[command, &["--store", &place.store], &given].concat());
    // What asks nothing of anybody may change: comments, what Keyworker is said to do, the pack's own tests.
    let tests = "[[test]]\nclause = \"O-1\"\nsays = \"Nothing.\"\nhistory = \"\"\"\nnothing recorded of visit\n\"\"\"\n\
                 [[test.ask]]\nas-at = 2026-06-01\nquestion = \"breaches\"\nanswer = \"none\"\n";
    write(&format!("{}{tests}", OURS.replace("# What we ask.", "").replace("A duty of the", "A duty, of the")));
    for command in &asked[..5] {
        let (code, _, err) = ask(command);
        assert!(code == 0 || !err.contains("adopted"), "{command:?}: {err}");
    }
    for (change, to) in [("working-days = 10", "working-days = 20"), ("ten working", "twenty working")] {
        write(&OURS.replace(change, to));
        for command in asked {
            let (code, out, err) = ask(command);
            assert!(
                code == 2 && err.contains("not the text of the policy 'ours' that was adopted as version 3"),
                "{command:?}: {code} {out} {err}"
            );
            assert!(err.contains("a version of its own"), "{err}");
        }
    }
    // It is not swapped by adopting it once more either; as another version it is adopted as every other.
    let changed = OURS.replace("working-days = 10", "working-days = 20");
    write(&changed);
    let (code, _, err) = adopt(&place, all, &pack);
    assert!(code == 2 && err.contains("version 3 of 'ours' is on the record as adopted"), "{code} {err}");
    write(&changed.replace("version = \"3\"", "version = \"4\""));
    let (code, _, err) = adopt(&place, &all.replace("\"3\"", "\"4\"").replace("-04-", "-05-"), &pack);
    assert_eq!(code, 0, "{err}");
}

/// A child is ordered by what the policy weighs that governs its team, and by no other's weights.
#[test]
fn what_governs_a_child_weighs_it_alone() {
    let place = place_with(
        "{\"kind\":\"status_started\",\"child\":\"x:1\",\"when\":\"2026-06-01\",\"spell\":\"s1\",\"status\":\"child protection plan\"}\n\
         {\"kind\":\"status_started\",\"child\":\"x:2\",\"when\":\"2026-06-01\",\"spell\":\"s1\",\"status\":\"child protection plan\"}\n",
    );
    let own = place.folder.path().join("own.toml").display().to_string();
    let text = "keyworker-pack = 1\n[pack]\nid = \"own\"\ntitle = \"Own\"\nversion = \"1\"\nfrom = 2026-01-01\nsource = \"A test\"\n\
                counts-by = \"none\"\n[[clause]]\nid = \"O-1\"\nsays = \"Plans come first.\"\ndoes = \"A weight.\"\n\
                [[priority]]\nid = \"plan\"\nclause = \"O-1\"\nwhen = { status = [\"child protection plan\"] }\nweight = 3\n\
                says = \"On a plan\"\n";
    std::fs::write(&own, text).unwrap();
    let weights = |policies: &[&str]| {
        ["x:1", "x:2"].map(|child| {
            let asked = ["explain", "--store", &place.store, "--child", child, "--json"];
            let (code, out, err) = run(&[&asked[..], policies].concat());
            assert_eq!(code, 0, "{err}");
            let story: serde_json::Value = serde_json::from_str(&out).unwrap();
            story["priority"]["weight"].as_u64().unwrap()
        })
    };
    let both = ["--policy", "pg", "--policy", own.as_str()];
    // PG-04 weighs a plan with 8. Where nothing is adopted, both packs govern everybody.
    assert_eq!(weights(&both), [11, 11]);
    let (code, _, err) = adopt(&place, &BOTH.replace("\"as\"", "\"own\""), &["--pack", &own]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(weights(&both), [8, 3]);
    assert_eq!(weights(&["--policy", &own]), [3, 3], "one pack that is asked");
}

#[test]
fn where_only_a_pack_governs_that_weighs_nothing_all_that_are_asked_do() {
    let place = place_with(
        "{\"kind\":\"status_started\",\"child\":\"x:2\",\"when\":\"2026-06-01\",\"spell\":\"s1\",\"status\":\"child protection plan\"}\n",
    );
    let (code, _, err) = adopt(&place, BOTH, &[]);
    assert_eq!(code, 0, "{err}");
    let (code, out, err) = run(&["explain", "--store", &place.store, "--child", "x:2", "--json"]);
    assert_eq!(code, 0, "{err}");
    let story: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(story["priority"]["weight"], 8, "{story:#}");
}
