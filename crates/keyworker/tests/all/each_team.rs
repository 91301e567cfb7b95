//! Where teams follow different policies, the commands count by each team's own; all days by hand.
//!
//! North One follows the practice guide, North Two the procedure for assessment and support, North Three has adopted nothing.
//! A child whose worker was offered and has not accepted is counted by the second alone (AS-01, AS-03: who has accepted
//! counts; PG-01: whoever is named); one without any from the referral of Mon 22 June on by both, by the first from
//! Wed 24 June (PG-01: after more than one working day). The child x:7 was offered on 1 June, the offer was declined on 10 June, and it went

//! from North One to North Two on 22 June at 10:00.

use record::Day;
use serde_json::{Value, json};

use crate::command;

const FACTS: &str = include_str!("../../../web/tests/all/each-team.jsonl");

struct Place {
    _folder: tempfile::TempDir,
    facts: String,
}

fn place(text: &str) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("facts.jsonl").display().to_string();
    let text: String = text.lines().map(|line| with_digest(line) + "\n").collect();
    std::fs::write(&facts, text).unwrap();
    Place { _folder: folder, facts }
}

/// What was adopted is the pack as it ships, whatever the line says in the place of its digest.
fn with_digest(line: &str) -> String {
    let mut fact: Value = serde_json::from_str(line).unwrap();
    if fact["kind"] != "pack_adopted" {
        return line.to_owned();
    }
    let pack = policy::shipped::find(fact["pack"].as_str().unwrap()).unwrap().read().unwrap();
    fact["digest"] = json!(pack.digest.to_string());
    fact.to_string()
}

fn ask(place: &Place, command: &str, more: &[&str]) -> String {
    let asked = [&[command, "--facts", &place.facts, "--as-at", "2026-06-30"], more].concat();
    let (code, out, err) = command::run(&asked, "2026-07-01".parse::<Day>().unwrap().start());
    assert_eq!(code, 0, "{err}");
    out
}

fn data(place: &Place, command: &str, more: &[&str]) -> Value {
    serde_json::from_str(&ask(place, command, &[more, &["--json"]].concat())).unwrap()
}

/// Each child counted: whether for certain, since when, from when and by which definition, and the clauses of what is next.
fn children(answer: &Value) -> Vec<Value> {
    let children = answer["children"].as_array().unwrap().iter();
    let told = children.map(|one| {
        json!([
            one["child"],
            one["counted"],
            one["since"],
            one["counted_from_day"],
            one["counted_by"],
            one["next"]["clauses"][0]
        ])
    });
    let mut told: Vec<Value> = told.collect();
    told.sort_by_key(ToString::to_string);
    told
}

#[test]
fn standing_counts_each_child_by_the_policy_of_its_team() {
    let place = place(FACTS);
    let answer = data(&place, "standing", &[]);
    assert_eq!(answer["definition"], "each_team/own_policy");
    assert_eq!([&answer["certain"], &answer["possible"], &answer["open"]], [4, 2, 8]);
    assert_eq!([&answer["among"], &answer["among_not_known"]], [6, 2]);
    let (guide, procedure) = ("pg/unallocated", "as/unallocated");
    assert_eq!(
        children(&answer),
        [
            json!(["x:2", "certain", "2026-06-01", "2026-06-01", procedure, "AS-06"]),
            json!(["x:3", "certain", "2026-06-22", "2026-06-24", guide, "PG-12"]),
            json!(["x:4", "certain", "2026-06-22", "2026-06-22", procedure, "AS-06"]),
            json!(["x:5", "possible", null, "2026-06-01", null, null]),
            json!(["x:6", "possible", null, "2026-06-01", null, null]),
            // Counted without a break since the offer ended: until 22 June by the first policy, then by the second.
            json!(["x:7", "certain", "2026-06-01", "2026-06-11", procedure, "AS-06"]),
        ]
    );
    assert_eq!(
        answer["counted_for"],
        json!([
            { "policy": "pg", "definition": guide, "teams": 1, "open": 2, "open_not_known": 0 },
            { "policy": "as", "definition": procedure, "teams": 1, "open": 4, "open_not_known": 0 },
            { "policy": null, "definition": null, "teams": 1, "open": 2, "open_not_known": 0 },
        ])
    );
    let text = ask(&place, "standing", &[]);
    assert!(
        text.contains("Counted by each team's own policy: ") && text.contains("in 1 team (pg/unallocated)"),
        "{text}"
    );
    assert!(text.contains("No policy governs 1 team with 2 open children"), "{text}");
    // A definition that is named counts everybody, and so does a policy that alone is named.
    for named in [&["--definition", guide][..], &["--policy", "pg"]] {
        let answer = data(&place, "standing", named);
        assert_eq!([&answer["definition"], &answer["certain"]], [&json!(guide), &json!(4)]);
        assert_eq!(answer.get("counted_for"), None);
        let of: Vec<Value> = children(&answer).into_iter().map(|one| one[0].clone()).collect();
        assert_eq!(of, ["x:3", "x:4", "x:5", "x:7"]);
    }
}

#[test]
fn count_and_explain_say_it_too() {
    let place = place(FACTS);
    let figures = data(&place, "count", &[]);
    assert_eq!(
        [&figures[0]["definition"], &figures[0]["certain"], &figures[0]["possible"]],
        [&json!("each_team/own_policy"), &json!(4), &json!(2)]
    );
    assert_eq!(figures[0]["counted_for"].as_array().unwrap().len(), 3);
    assert!(figures.as_array().unwrap()[1..].iter().all(|figure| figure.get("counted_for").is_none()), "{figures}");
    let text = ask(&place, "explain", &["--child", "x:5"]);
    assert!(text.contains("no policy governs the child's team, so it is not known by which policy"), "{text}");
    let story = data(&place, "explain", &["--child", "x:7"]);
    let own = &story["counts"][0];
    assert_eq!(
        [&own["definition"], &own["since"], &own["counted_from_day"]],
        ["each_team/own_policy", "2026-06-01", "2026-06-11"]
    );
    let difference = data(&place, "count", &["--against", "as/unallocated"]);
    let moved: Vec<&Value> = difference["children"].as_array().unwrap().iter().map(|one| &one["child"]).collect();
    assert_eq!(moved, ["x:1", "x:5", "x:6"]);
}

/// What was not known by the first knowledge, since nothing was adopted yet then, or not for the child's team, is said to be
/// so and why; a child who was not on record then was not counted.
#[test]
fn a_count_of_a_time_without_a_policy_is_not_known_and_says_why() {
    let of = |id: &str, team: &str, recorded: &str| {
        format!(
            "{{\"kind\":\"referral_received\",\"child\":\"x:{id}\",\"when\":\"2026-06-01\",\
             \"recorded\":\"{recorded}T09:00:00+01:00\",\"referral\":\"r{id}\",\"team\":\"x:{team}\"}}\n"
        )
    };
    let adopted = |pack: &str, version: &str, team: &str, recorded: &str| {
        format!(
            "{{\"kind\":\"pack_adopted\",\"when\":\"2026-04-01\",\"recorded\":\"{recorded}T09:00:00+01:00\",\
             \"pack\":\"{pack}\",\"version\":\"{version}\",\"unit\":\"x:{team}\",\"digest\":\"d{pack}\"}}\n"
        )
    };
    let units: String = FACTS.lines().take(6).map(|line| format!("{line}\n")).collect();
    let facts = units
        + &of("1", "T1", "2026-06-02")
        + &of("2", "T2", "2026-06-02")
        + &of("3", "T1", "2026-06-16")
        + &adopted("pg", "17", "T1", "2026-06-08")
        + &adopted("as", "2024-08-12", "T2", "2026-06-15");
    let place = place(&facts);
    let moved = |then: &str| {
        let by = ["--definition", "each_team/own_policy", "--against-known-at", then];
        data(&place, "count", &by)["children"].clone()
    };
    let nothing_adopted = moved("2026-06-04");
    let of_child = |moved: &Value, place: usize| {
        let one = &moved[place];
        (one["child"].clone(), one["first"].clone(), one["second"].clone(), one["because"].to_string())
    };
    for (at, child) in ["x:1", "x:2"].into_iter().enumerate() {
        let (who, first, second, because) = of_child(&nothing_adopted, at);
        assert_eq!((who, first, second), (json!(child), json!("not known"), json!("counted")));
        assert!(because.contains("By the first: no policy that was adopted governed any team"), "{because}");
    }
    let (who, first, second, because) = of_child(&nothing_adopted, 2);
    assert_eq!((who, first, second), (json!("x:3"), json!("not counted"), json!("counted")));
    assert!(!because.contains("governed") && because.contains("2026"), "{because}");
    // With the policy of North One alone adopted, the child of North Two is the one of whom it is not known.
    let one_adopted = moved("2026-06-10");
    let (who, first, second, because) = of_child(&one_adopted, 0);
    assert_eq!((who, first, second), (json!("x:2"), json!("not known"), json!("counted")));
    assert!(because.contains("By the first: no policy governs the child's team"), "{because}");
    let by = ["--definition", "each_team/own_policy", "--against-known-at", "2026-06-04"];
    let text = ask(&place, "count", &by);
    assert!(text.contains("x:1: not known by the first, counted by the second"), "{text}");
}

#[test]
fn where_one_policy_governs_all_nothing_is_said_of_teams() {
    let pg = r#""pack":"pg","version":"17""#;
    let third =
        format!("{{\"kind\":\"pack_adopted\",\"when\":\"2026-04-01\",{pg},\"unit\":\"x:T3\",\"digest\":\"d3\"}}\n");
    let alike = place(&(FACTS.replace(r#""pack":"as","version":"2024-08-12""#, pg) + &third));
    let answer = data(&alike, "standing", &[]);
    assert_eq!(
        [&answer["definition"], &answer["certain"], &answer["possible"]],
        [&json!("pg/unallocated"), &json!(4), &json!(0)]
    );
    assert!(children(&answer).iter().all(|one| one[4].is_null()), "{answer}");
    for told in [ask(&alike, "standing", &[]), ask(&alike, "count", &[]), ask(&alike, "explain", &["--child", "x:7"])] {
        assert!(!told.contains("each_team") && !told.contains("own policy"), "{told}");
    }
}

/// W31, CNT-05: an adoption that was recorded on 20 June was not known on the 19th, whatever its first day is: then the usual
/// policies answered, the practice guide first.
#[test]
fn as_known_before_an_adoption_those_policies_answer_that_were_asked_then() {
    let adopted = r#"{"kind":"pack_adopted","when":"2026-04-01","recorded":"2026-06-20T12:00:00+01:00","pack":"as","version":"2024-08-12","digest":"d"}"#;
    let of_nobody = FACTS.lines().filter(|line| !line.contains("pack_adopted")).collect::<Vec<_>>().join("\n");
    let place = place(&format!("{of_nobody}\n{adopted}\n"));
    let counted = |known: &str| {
        let answer = data(&place, "standing", &["--known-at", known]);
        answer["definition"].as_str().or_else(|| answer["definition"]["id"].as_str()).unwrap().to_owned()
    };
    assert_eq!(counted("2026-06-19"), "pg/unallocated");
    assert_eq!(counted("2026-06-21"), "as/unallocated");
}
