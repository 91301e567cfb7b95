//! Two versions of one policy in one run: each day by its own, on the command line and on the pages alike.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

use record::{Day, Moment};
use serde_json::Value;
use web::view::{Chosen, Known, PageWanted, TrayFilter};
use web::{AsAt, Queries, Versioned, Viewer};

use crate::command;
use crate::serve::{Shown, live};

fn end(day: &str) -> Moment {
    day.parse::<Day>().unwrap().end()
}

fn run(args: &[&str]) -> (u8, String, String) {
    command::run(args, end("2026-06-30"))
}

fn json(args: &[&str]) -> Value {
    let (code, out, err) = run(&[args, &["--json"]].concat());
    assert_eq!(code, 0, "{args:?}: {err}");
    serde_json::from_str(&out).unwrap()
}

/// x:1 has nobody since 1 June. To x:2 somebody was offered on 2 June and never accepted: named is enough for the first
/// version of the guide, and not for the second.
const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"unit_details","unit":"x:T1","when":"2020-01-01","name":"North One","level":"team"}
{"kind":"unit_details","unit":"x:T2","when":"2020-01-01","name":"North Two","level":"team"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"referral_received","child":"x:2","when":"2026-06-01","referral":"r2","team":"x:T2"}
{"kind":"worker_joined","worker":"x:W","when":"2020-01-01"}
{"kind":"allocation_offered","child":"x:2","when":"2026-06-02","involvement":"i1","worker":"x:W","role":"lead"}
"#;

struct Place {
    folder: tempfile::TempDir,
    store: String,
    /// The guide until 9 June, and from 10 June on.
    packs: [String; 2],
}

fn place() -> Place {
    place_of(["from = 2020-01-01\nuntil = 2026-06-09", "from = 2026-06-10"])
}

/// The two versions, each with its days.
fn place_of(days: [&str; 2]) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (store, facts, packs) = (at("s.keyworker"), at("facts.jsonl"), [at("one.toml"), at("two.toml")]);
    std::fs::write(&facts, FACTS).unwrap();
    let text = policy::shipped::find("pg").unwrap().text.split("# ── tests").next().unwrap().to_owned();
    let breach = "\n[[breach]]\nid = \"nobody\"\ntitle = \"Nobody\"\nclause = \"PG-01\"\nto = [\"team manager\"]\n\
                  while = { definition = \"unallocated\" }\n\
                  [[area]]\nid = \"many\"\ntitle = \"Many\"\nclause = \"PG-01\"\nover = \"team\"\n\
                  counts = \"unallocated\"\nmore-than = { percent = 1 }\nto = [\"service manager\"]\n\
                  due = { within = { working-days = 2 } }\n";
    let text = text.replace("in-force = \"not stated\"\n", "");
    let first = text.replace("from = 2020-01-01", days[0]) + breach;
    let second = text
        .replace("version = \"17\"", "version = \"18\"")
        .replace("from = 2020-01-01", days[1])
        .replace("counts-from = \"named\"", "counts-from = \"accepted\"")
        + breach;
    std::fs::write(&packs[0], first).unwrap();
    std::fs::write(&packs[1], second).unwrap();
    let (code, _, err) = run(&["import", "--store", &store, "--facts", &facts]);
    assert_eq!(code, 0, "{err}");
    Place { folder, store, packs }
}

impl Place {
    /// The command about the store, by both versions.
    fn ask(&self, command: &[&str], as_at: &str) -> Value {
        let both = ["--policy", &self.packs[0], "--policy", &self.packs[1], "--as-at", as_at];
        json(&[command, &["--store", &self.store], &both].concat())
    }

    fn adopt(&self, text: &str) -> (u8, String, String) {
        let file = self.folder.path().join("adopted.toml").display().to_string();
        std::fs::write(&file, format!("keyworker-adoption = 1\n{text}")).unwrap();
        let packs = ["--pack", &self.packs[0], "--pack", &self.packs[1]];
        run(&[&["policy", "adopt", &file, "--store", &self.store][..], &packs].concat())
    }
}

#[test]
fn a_count_stands_once_and_is_by_the_version_in_force_then() {
    let place = place();
    for (as_at, counted) in [("2026-06-02", 0), ("2026-06-09", 1), ("2026-06-10", 2), ("2026-06-30", 2)] {
        let figures = place.ask(&["count"], as_at);
        assert_eq!(figures.as_array().unwrap().len(), 1, "{as_at}: {figures:#}");
        assert_eq!(figures[0]["definition"], "pg/unallocated");
        assert_eq!(figures[0]["certain"], counted, "{as_at}");
        let standing = place.ask(&["standing"], as_at);
        assert_eq!((&standing["certain"], &standing["note"]), (&figures[0]["certain"], &Value::Null), "{as_at}");
    }
    // Before the first version there is no answer, and both are named.
    let note = place.ask(&["count"], "2019-06-30")[0]["note"].as_str().unwrap().to_owned();
    assert!(note.contains("version 17") && note.contains("version 18"), "{note}");
    // Since when is by the version in force, counted from by each for its own days.
    let standing = place.ask(&["standing"], "2026-06-30");
    let of = |child: &str| standing["children"].as_array().unwrap().iter().find(|one| one["child"] == child).unwrap();
    assert_eq!((&of("x:1")["since"], &of("x:1")["counted_from_day"]), (&"2026-06-01".into(), &"2026-06-03".into()));
    assert_eq!((&of("x:2")["since"], &of("x:2")["counted_from_day"]), (&"2026-06-01".into(), &"2026-06-10".into()));
}

#[test]
fn nothing_was_counted_before_the_first_day_of_a_policy_or_between_two_versions() {
    // Without a worker since 1 June, by both from 3 June: in force are they for five days, and from ten days later on.
    let place = place_of(["from = 2026-06-05\nuntil = 2026-06-09", "from = 2026-06-20"]);
    for (as_at, from, stretches) in [("2026-06-08", "2026-06-05", 2), ("2026-06-25", "2026-06-20", 2)] {
        let standing = place.ask(&["standing"], as_at);
        let row = &standing["children"][0];
        assert_eq!([&row["child"], &row["since"], &row["counted_from_day"]], ["x:1", "2026-06-01", from], "{as_at}");
        let told = &place.ask(&["explain", "--child", "x:1"], as_at)["counts"][0];
        assert_eq!([&told["since"], &told["counted_from_day"]], ["2026-06-01", from], "{as_at}");
        assert_eq!([&told["counted_from"], &told["grace"]], [&row["counted_from"], &Value::Null], "{as_at}");
        assert_eq!(told["stretches"].as_array().unwrap().len(), stretches, "{told:#}");
        assert!(told["said"].to_string().contains("is in force from that day on"), "{told:#}");
        let shown =
            Shown { authority: "Testshire".into(), made_up: None, policy: place.packs.to_vec(), now: Some(end(as_at)) };
        let pages = live(Path::new(&place.store), shown).unwrap();
        let page = pages.child(&Viewer::on_this_machine(), "x:1", &AsAt::default(), PageWanted::default()).unwrap();
        let words = &page.page.counts[0].reason;
        assert!(words.ends_with(&format!("Counted from {}.", crate::say::day(from.parse().unwrap()))), "{words}");
    }
}

#[test]
fn a_child_s_story_says_each_count_and_each_breach_once() {
    let place = place();
    for (as_at, since) in [("2026-06-09", "2026-06-03"), ("2026-06-30", "2026-06-03")] {
        let story = place.ask(&["explain", "--child", "x:1"], as_at);
        assert_eq!(story["counts"].as_array().unwrap().len(), 1, "{as_at}");
        let breaches = story["breaches"].as_array().unwrap();
        // The breach goes on from the one version to the next.
        assert_eq!((breaches.len(), &breaches[0]["since"]), (1, &since.into()), "{as_at}: {breaches:#?}");
        assert_eq!(story["not_in_force"], Value::Array(Vec::new()));
    }
    let said = place.ask(&["explain", "--child", "x:2"], "2026-06-30")["counts"][0].to_string();
    assert!(said.contains("by version 18 of") && said.contains("version 17 did not count the child"), "{said}");
}

#[test]
fn the_pages_show_the_version_of_the_day() {
    let place = place();
    let shown = Shown {
        authority: "Testshire".into(),
        made_up: None,
        policy: place.packs.to_vec(),
        now: Some(end("2026-06-30")),
    };
    let pages = live(Path::new(&place.store), shown).unwrap();
    let viewer = Viewer::on_this_machine();
    for (as_at, version, counted) in [("2026-06-09", "17", 1), ("2026-06-10", "18", 2)] {
        let at = AsAt::from_query(&[("as-at".to_owned(), as_at.to_owned())]).unwrap();
        let count = |known: &Known<web::view::Count>| match known {
            Known::Known(count) => count.at_least(),
            Known::Unknown(why) => panic!("{as_at}: {why}"),
        };
        let definitions = pages.definitions(&viewer, &at, &Chosen::default()).unwrap().page;
        assert_eq!(definitions.rows.len(), 1, "{as_at}");
        assert_eq!(count(&definitions.rows[0].total), counted, "{as_at}");
        let front = pages.authority(&viewer, &at).unwrap();
        assert_eq!(front.frame.policies.len(), 1, "{as_at}");
        assert_eq!(front.frame.policies[0].version, version);
        let breaches = pages.breaches(&viewer, &at, None).unwrap().page;
        assert_eq!(breaches.rules.len(), 1, "{as_at}");
        assert_eq!(count(&breaches.rules[0].children), counted, "{as_at}");
        assert_eq!(
            pages.policy(&viewer, Versioned { id: "pg", version: None }, &at, false).unwrap().page.policy.version,
            version
        );
        let clause = pages.clause(&viewer, Versioned { id: "PG-01", version: None }, &at).unwrap().page.clause;
        let labels: Vec<&str> = clause.stands.iter().map(|figure| figure.label.as_str()).collect();
        assert_eq!(labels.iter().filter(|label| label.starts_with("counted by")).count(), 1, "{labels:?}");
        let tray = pages.team_tray(&viewer, "x:T2", &at, &TrayFilter::default()).unwrap();
        assert_eq!(tray.frame.policies[0].version, version);
        let policies = pages.policies(&viewer, &at).unwrap().page;
        assert_eq!(policies.teams.len(), 2);
        assert_eq!(policies.teams[0].policies.len(), 1, "{as_at}");
        assert_eq!(policies.teams[0].policies[0].version, version, "{as_at}");
    }
    // A duty that opened under the first version is still owed under the second, by its own words.
    let at = AsAt::from_query(&[("as-at".to_owned(), "2026-06-12".to_owned())]).unwrap();
    let child = pages.child(&viewer, "x:1", &at, web::view::PageWanted::default()).unwrap().page;
    assert!(!child.duties.is_empty() && child.duties.iter().all(|duty| !duty.why.clauses.is_empty()));
}

const EACH: &str = "
[[adopt]]
pack = \"pg\"
version = \"17\"
from = 2026-04-01
until = 2026-06-09
by = \"Cabinet\"
[[adopt]]
pack = \"pg\"
version = \"18\"
from = 2026-06-10
by = \"Director\"
";

#[test]
fn an_adoption_names_the_version_and_each_has_its_duties() {
    let place = place();
    let none_named = EACH.replace("version = \"17\"\n", "").replace("version = \"18\"\n", "");
    let (code, _, err) = place.adopt(&none_named);
    assert_ne!(code, 0);
    assert!(err.contains("2 mistakes") && err.contains("versions '17' and '18'"), "{err}");
    let (code, _, err) =
        place.adopt(&EACH.replace("until = 2026-06-09", "until = 2026-06-11").replace("06-10", "06-12"));
    assert_ne!(code, 0);
    assert!(err.contains("version 17 of 'pg' is in force until 2026-06-09 only"), "{err}");
    let (code, out, err) = place.adopt(EACH);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("version 17") && out.contains("version 18"), "{out}");
    for (child, as_at, version) in [("x:1", "2026-06-09", "17"), ("x:2", "2026-06-30", "18")] {
        let story = place.ask(&["explain", "--child", child], as_at);
        assert!(!story["duties"].as_array().unwrap().is_empty(), "{child} is owed nothing");
        let teams = place.ask(&["policy", "governs"], as_at);
        let team = &teams["teams"][0];
        assert_eq!(team["policies"][0]["version"], version, "{teams:#}");
        assert!(team["adopted"].as_str().unwrap().contains(if version == "17" { "Cabinet" } else { "Director" }));
        assert_eq!(team["wrong"], Value::Array(Vec::new()), "{teams:#}");
    }
    // The version that was adopted is not the one that ships: nothing is answered by the wrong one.
    let (code, _, err) = run(&["count", "--store", &place.store]);
    assert_ne!(code, 0);
    assert!(err.contains("version 18") && err.contains("--policy"), "{err}");
    // Asked without the version that was adopted, the page says that nothing governs.
    let first = ["--store", &place.store, "--policy", &place.packs[0], "--as-at", "2026-06-30"];
    let teams = json(&[&["policy", "governs"][..], &first].concat());
    assert!(teams["teams"][0]["wrong"][0].as_str().unwrap().contains("version 18"), "{teams:#}");
}

#[test]
fn a_version_that_ends_and_that_nothing_follows_is_named() {
    let place = place();
    let only = EACH.split("[[adopt]]").nth(1).unwrap();
    let (code, out, err) = place.adopt(&format!("[[adopt]]{only}"));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("From Wed 10 June 2026 no policy is in force for any unit"), "{out}");
    let teams = place.ask(&["policy", "governs"], "2026-06-30");
    assert!(teams["teams"][0]["wrong"][0].as_str().unwrap().contains("not in force on this day"), "{teams:#}");
}

#[test]
fn where_no_policy_is_in_force_nobody_is_told_who_may_hold_whom() {
    let place = place_of(["from = 2026-06-05\nuntil = 2026-06-09", "from = 2026-06-20"]);
    let asks = |place: &Place, as_at: &str| {
        let may = place.ask(&["may-hold", "--child", "x:1", "--worker", "x:W"], as_at);
        let who = place.ask(&["candidates", "x:1"], as_at);
        assert_eq!(may["note"].is_null(), who["note"].is_null(), "{as_at}: {may:#} {who:#}");
        (may["may_hold"].clone(), may["note"].clone())
    };
    for as_at in ["2026-06-02", "2026-06-15"] {
        let (may, note) = asks(&place, as_at);
        assert!(may.is_null() && note.as_str().unwrap().starts_with("No policy in force: "), "{as_at}: {note}");
    }
    for as_at in ["2026-06-07", "2026-06-20"] {
        let (may, note) = asks(&place, as_at);
        assert!(may == "yes" && note.as_str().unwrap().contains("no rule about who may hold whom"), "{as_at}: {note}");
    }
    // In force, and adopted by nobody yet.
    let place = self::place();
    assert_eq!(place.adopt(&EACH.replace("2026-04-01", "2026-06-04")).0, 0);
    let (may, note) = asks(&place, "2026-06-03");
    assert!(may.is_null() && note.as_str().unwrap().starts_with("No policy in force: none"), "{note}");
    assert_eq!(asks(&place, "2026-06-04").0, "yes");
}

/// Two policies in one made-up authority, from 20 June on: who was counted before counts by them from that day.
#[test]
fn every_way_says_of_every_child_one_day_from_which_it_counts() {
    let folder = tempfile::tempdir().unwrap();
    let (to, file) = (folder.path().display().to_string(), folder.path().join("adopted.toml").display().to_string());
    let store = folder.path().join("demo.keyworker").display().to_string();
    let (code, _, err) = run(&["demo", "--folder", &to, "--children", "150", "--no-serve", "--as-at", "2026-06-30"]);
    assert_eq!(code, 0, "{err}");
    let adopted = "keyworker-adoption = 1\n[[adopt]]\npack = \"as\"\nunits = [\"South Exampleshire\"]\nfrom = 2026-06-20\n\
                   by = \"Cabinet\"\n[[adopt]]\npack = \"pg\"\nall-but = [\"South Exampleshire\"]\nfrom = 2026-06-20\nby = \"Cabinet\"\n";
    std::fs::write(&file, adopted).unwrap();
    let (code, _, err) = run(&["policy", "adopt", &file, "--store", &store]);
    assert_eq!(code, 0, "{err}");
    let shown =
        Shown { authority: "Testshire".into(), made_up: None, policy: Vec::new(), now: Some(end("2026-06-30")) };
    let pages = live(Path::new(&store), shown).unwrap();
    let asked = ["--store", &store, "--as-at", "2026-06-30"];
    let standing = json(&[&["standing"], &asked[..]].concat());
    assert_eq!(standing["definition"], "each_team/own_policy");
    let (mut compared, mut from_adoption) = (0, 0);
    for row in standing["children"].as_array().unwrap() {
        let id = row["child"].as_str().unwrap();
        let counts = json(&[&["explain", "--child", id], &asked[..]].concat())["counts"].clone();
        let told = &counts[0];
        for what in ["counted", "since", "counted_from", "counted_from_day"] {
            assert_eq!(told[what], row[what], "{id} {what}");
        }
        let day: Option<Day> = row["counted_from_day"].as_str().map(|day| day.parse().unwrap());
        let said = told["said"][0].as_str().unwrap();
        assert!(day.iter().all(|day| said.contains(&crate::say::day(*day))), "{id}: {said}, and not {day:?}");
        let page = pages.child(&Viewer::on_this_machine(), id, &AsAt::default(), PageWanted::default()).unwrap().page;
        // The page tells each definition by itself, as it counts everybody.
        for told in counts.as_array().unwrap().iter().filter(|told| told["counted"] == "certain") {
            let Some(count) = page.counts.iter().find(|count| told["definition"] == count.id.as_str()) else {
                continue;
            };
            let said = count.reason.split_once(" Counted from ").map(|(_, day)| day.trim_end_matches('.').to_owned());
            let day = told["counted_from_day"].as_str().filter(|day| told["since"] != *day);
            assert_eq!(
                said,
                day.map(|day| crate::say::day(day.parse().unwrap())),
                "{id} {}: {}",
                count.id,
                count.reason
            );
        }
        compared += 1;
        from_adoption += usize::from(row["counted_from_day"] == "2026-06-20");
    }
    assert!(compared > 10 && from_adoption > 3, "{compared} compared, {from_adoption} from the adoption on");
}

#[test]
fn two_versions_in_force_at_once_ask_each_of_the_teams_that_it_governs() {
    let place = place_of(["from = 2020-01-01", "from = 2026-06-10"]);
    const ADOPT: &str = "
[[adopt]]
pack = \"pg\"
version = \"17\"
all-but = [\"x:T2\"]
from = 2026-04-01
by = \"Cabinet\"
[[adopt]]
pack = \"pg\"
version = \"17\"
units = [\"x:T2\"]
from = 2026-04-01
until = 2026-06-14
by = \"Cabinet\"
[[adopt]]
pack = \"pg\"
version = \"18\"
units = [\"x:T2\"]
from = 2026-06-15
by = \"Director\"
";
    let (code, _, err) = place.adopt(ADOPT);
    assert_eq!(code, 0, "{err}");
    // The first counts x:1 of the one team, the second x:2 of the other; each says it of its own team alone.
    for (as_at, expected) in [("2026-06-12", vec!["x:T1"]), ("2026-06-30", vec!["x:T1", "x:T2"])] {
        let areas = place.ask(&["count", "--areas"], as_at);
        let above = areas.as_array().unwrap().iter().filter(|one| one["above"] == "yes");
        let mut units: Vec<&str> = above.map(|one| one["unit"].as_str().unwrap()).collect();
        units.sort_unstable();
        assert_eq!(units, expected, "{as_at}: {areas:#}");
    }
    let policy = place.packs.to_vec();
    let shown = Shown { authority: "Testshire".into(), made_up: None, policy, now: Some(end("2026-06-30")) };
    let pages = live(Path::new(&place.store), shown).unwrap();
    let (viewer, at) = (Viewer::on_this_machine(), AsAt::default());
    let breaches = pages.breaches(&viewer, &at, None).unwrap().page;
    assert_eq!(breaches.areas.iter().map(|rule| rule.units.len()).collect::<Vec<_>>(), [1, 1], "{:#?}", breaches.areas);
    // Each version is told by its own address, with its own children, and names the other.
    for (version, other, child) in [("17", "18", "x:1"), ("18", "17", "x:2")] {
        let asked = Versioned { id: "pg", version: Some(version) };
        let page = pages.policy(&viewer, asked, &at, false).unwrap().page;
        assert_eq!(
            (page.policy.version.as_str(), page.policy.path()),
            (version, format!("/policy/pg?version={version}"))
        );
        assert_eq!(page.versions.len(), 1);
        let (of, governs) = &page.versions[0];
        assert_eq!((of.version.as_str(), governs.as_str()), (other, "governs 1 team with 1 open child"));
        let clause = page.clauses.iter().find(|clause| clause.id == "PG-01").unwrap();
        assert_eq!(clause.areas.len(), 1, "{clause:#?}");
        let breach = clause.stands.iter().find(|figure| figure.label == "in breach").unwrap();
        assert_eq!(breach.children.value().unwrap().at_least(), 1, "{clause:#?}");
        let list = pages.children(&viewer, &at, &breach.filter).unwrap().page;
        assert_eq!(list.lines.iter().map(|line| line.child.id.as_str()).collect::<Vec<_>>(), [child]);
        let asked = Versioned { id: "PG-01", version: Some(version) };
        assert_eq!(pages.clause(&viewer, asked, &at).unwrap().page.policy.version, version);
    }
    assert!(pages.policy(&viewer, Versioned { id: "pg", version: Some("16") }, &at, false).is_err());
    // As at a day on which one governs all, that is the one that is told, though the other is in force already.
    let at = AsAt::from_query(&[("as-at".to_owned(), "2026-06-12".to_owned())]).unwrap();
    let page = pages.policy(&viewer, Versioned { id: "pg", version: None }, &at, false).unwrap().page;
    assert_eq!((page.policy.version.as_str(), page.versions[0].1.as_str()), ("17", "governs nobody on this day"));
    // Of the other no child stands in anything.
    let asked = Versioned { id: "pg", version: Some("18") };
    let page = pages.policy(&viewer, asked, &at, false).unwrap().page;
    assert!(
        !page.policy.governs && page.policy.only_counted().unwrap().contains("governs nobody"),
        "{:?}",
        page.policy
    );
    assert!(page.clauses.iter().all(|clause| clause.stands.is_empty() && clause.areas.is_empty()));
}
