//! One truth by every way: the pages and the command line, the short path and the whole timeline, tables and data.

use std::collections::BTreeMap;
use std::path::Path;

use intake::{Extract, Ids, Kinds, ReadOptions, Site};
use policy::{Pack, shipped};
use record::{Calendar, Content, Day, Fact, Moment, Names};
use serde_json::Value;
use standing::signal::value_at;
use standing::{Evaluator, Plan, World};
use web::view::{ChildrenFilter, PageWanted};
use web::{Queries, Viewer};

use crate::command;

const AS_AT: &str = "2026-06-29";

fn end() -> Moment {
    AS_AT.parse::<Day>().unwrap().end()
}

fn answer(args: &[&str], columns: Option<u16>) -> String {
    let (code, out, err) = command::run_in(columns, args, end());
    assert_eq!(code, 0, "{err}");
    out
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&answer(&[args, &["--json"]].concat(), None)).unwrap()
}

/// A store of a small made-up authority.
fn store(folder: &Path) -> String {
    let to = folder.display().to_string();
    answer(&["demo", "--folder", &to, "--children", "150", "--no-serve", "--as-at", "2026-06-30"], None);
    folder.join("demo.keyworker").display().to_string()
}

fn packs() -> Vec<Pack> {
    ["pg", "mon", "counts", "ap"].map(|id| shipped::find(id).unwrap().read().unwrap()).into()
}

#[test]
fn pages_and_command_line_say_one_since_and_one_number_of_days() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let (book, _) = store::Reader::open(Path::new(&store)).unwrap().load(2).unwrap();
    let policies = web::Policies { packs: packs(), counted_only: Vec::new(), tray: "pg/unallocated".into() };
    let settings = web::Settings {
        authority: "Testshire".into(),
        made_up: None,
        base: Calendar::england_and_wales(),
        now: Box::new(end),
        threads: 2,
        stale_after: 7,
        feeds: |_| Vec::new(),
        files: Vec::new(),
    };
    let live = web::Live::new(settings, policies, book).unwrap();
    let (viewer, now) = (Viewer::on_this_machine(), web::AsAt::default());
    let (mut compared, mut before_the_grace) = (0, 0);
    for definition in ["pg/unallocated", "counts/no-worker", "ap/unallocated"] {
        let asked = ["standing", "--store", &store, "--as-at", AS_AT, "--definition", definition];
        for row in json(&asked)["children"].as_array().unwrap() {
            let id = row["child"].as_str().unwrap();
            let Ok(page) = live.child(&viewer, id, &now, PageWanted::default()) else { continue };
            let said = page.page.counts.iter().find(|count| count.id == definition).unwrap();
            assert_eq!(said.since.as_ref().map(|day| day.date.as_str()), row["since"].as_str(), "{id} {definition}");
            let told = json(&["explain", "--store", &store, "--as-at", AS_AT, "--child", id]);
            let told =
                told["counts"].as_array().unwrap().iter().find(|count| count["definition"] == definition).unwrap();
            assert_eq!((&told["since"], &told["days"]), (&row["since"], &row["days"]), "{id} {definition}");
            assert_eq!(told["counted_from"], row["counted_from"], "{id} {definition}");
            // The number is the one day less the other, and nothing else.
            if let Some(since) = row["since"].as_str() {
                let since: Day = since.parse().unwrap();
                assert_eq!(row["days"].as_i64(), Some(i64::from((end().day().number() - since.number()).max(0))));
                before_the_grace += usize::from(row["counted_from_day"] != row["since"]);
            }
            compared += 1;
        }
    }
    assert!(compared > 20 && before_the_grace > 2, "{compared} compared, {before_the_grace} with a grace");
    // The list of children behind the tray's figure says the same number of days.
    let filter = ChildrenFilter {
        definition: Some("pg/unallocated".into()),
        page: PageWanted::All,
        ..ChildrenFilter::default()
    };
    let lines = live.children(&viewer, &now, &filter).unwrap().page.lines;
    let listed: BTreeMap<String, Option<u64>> = lines.into_iter().map(|line| (line.child.id, line.days)).collect();
    let rows = json(&["standing", "--store", &store, "--as-at", AS_AT, "--definition", "pg/unallocated"]);
    let mut seen = 0;
    for row in rows["children"].as_array().unwrap() {
        if let Some(days) = listed.get(row["child"].as_str().unwrap()) {
            assert_eq!(*days, row["days"].as_u64(), "{row}");
            seen += 1;
        }
    }
    assert!(seen > 2, "{seen} children in the list");
}

#[test]
fn counts_without_whole_timelines_are_those_of_whole_timelines() {
    let folder = tempfile::tempdir().unwrap();
    let made_up = synth::Plan { open_children: 200, assumed_share_without_worker: 0.3, ..synth::Plan::default() };
    synth::write_extract(&made_up, folder.path(), &mut |_, _, _| {}).unwrap();
    let site = Site::from_toml(include_str!("../../src/demo-site.toml")).unwrap();
    let options = ReadOptions {
        ids: Ids::Cheap,
        wanted: Kinds::ALL,
        taken: Some(end()),
        ..ReadOptions::new(site, end(), "a test")
    };
    let extract = Extract::read(folder.path(), &options, Names::default(), &|_| ()).unwrap();
    let mut packs = packs();
    packs.push(shipped::find("comparison").unwrap().read().unwrap());
    let plan = Plan::new(&packs.iter().collect::<Vec<_>>());
    let world = World::new(extract.world(), &plan, &Calendar::england_and_wales(), Moment::MAX);
    let (mut whole, mut short) = (Evaluator::new(&plan, &world), Evaluator::new(&plan, &world));
    let all: Vec<usize> = (0..plan.definitions.len()).collect();
    let (mut certain, mut possible) = (0, 0);
    for child in 0..extract.children() {
        let mut facts: Vec<Fact> = Vec::new();
        extract.facts(child, &mut facts);
        let deciding: Vec<Fact> =
            facts.iter().filter(|fact| !matches!(fact.content, Content::Visit { .. })).copied().collect();
        let timeline = whole.timeline(&[&facts]);
        for weeks in [0, 5, 30] {
            let at = end().day().plus_days(-7 * weeks).end();
            let expected: Vec<_> =
                all.iter().map(|place| (value_at(&timeline.among[*place], at), timeline.counted(*place, at))).collect();
            let told = short.standing(&[&deciding], &all, at);
            assert_eq!((told.open, &told.of), (value_at(&timeline.open, at), &expected));
            // Asked about one alone, in any order, each says the same.
            for place in all.iter().rev() {
                assert_eq!(short.standing(&[&deciding], &[*place], at).of, [expected[*place]]);
                assert_eq!(short.counted(&[&deciding], *place, at), expected[*place].1);
            }
            certain += expected.iter().filter(|(_, counted)| counted.is_yes()).count();
            possible += expected.iter().filter(|(_, counted)| counted.is_unknown()).count();
        }
    }
    assert!(certain > 100 && possible > 0, "{certain} certain, {possible} possible");
}

/// CNT-06: beside every figure stand the question that it answers, the definition, the instant, the denominator and what is
/// not known.
#[test]
fn count_is_the_sum_of_standing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    for figure in json(&["count", "--store", &store, "--as-at", AS_AT]).as_array().unwrap() {
        let definition = figure["definition"].as_str().unwrap();
        let rows = json(&["standing", "--store", &store, "--as-at", AS_AT, "--definition", definition]);
        let of = |counted: &str| {
            rows["children"].as_array().unwrap().iter().filter(|row| row["counted"] == counted).count() as u64
        };
        let (certain, possible) = (figure["certain"].as_u64(), figure["possible"].as_u64());
        assert_eq!((certain, possible), (Some(of("certain")), Some(of("possible"))), "{definition}");
        assert_eq!((rows["certain"].as_u64(), rows["possible"].as_u64()), (certain, possible), "{definition}");
        for said in ["question", "as_at", "clauses", "among_not_known"] {
            assert!(!figure[said].is_null(), "{definition} does not say its '{said}'");
        }
        let among = figure["among"].as_u64().zip(certain).is_none_or(|(among, certain)| among >= certain);
        assert!(among, "{definition} counts more than are asked about");
    }
}

#[test]
fn an_explanation_is_data_with_its_sentences_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let lines = answer(&["export", "--store", &store], None);
    let recorded: BTreeMap<String, Value> = lines
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|fact| (fact["id"].as_str().unwrap().to_owned(), fact))
        .collect();
    // A fact in an explanation is the fact on the record, member by member, and what it says.
    let is_recorded = |fact: &Value| {
        let of = recorded.get(fact["id"].as_str().unwrap()).unwrap_or_else(|| panic!("not on the record: {fact}"));
        for (member, value) in of.as_object().unwrap().iter().filter(|(member, _)| *member != "row") {
            assert_eq!(&fact[member], value, "{member}");
        }
        assert_eq!(fact["row"].as_u64().unwrap_or(0), of["row"].as_u64().unwrap_or(0));
        assert!(!fact["says"].as_str().unwrap().is_empty());
    };
    let clauses = |of: &Value| {
        let clauses = of["clauses"].as_array().unwrap();
        assert!(!clauses.is_empty() && clauses.iter().all(|one| one.as_str().unwrap().contains('-')), "{of}");
    };
    let day = |of: &Value| of.as_str().unwrap().parse::<Day>().unwrap();
    let calendar = Calendar::england_and_wales();
    let (mut graces, mut working, mut met, mut causes) = (0, 0, 0, 0);
    let counted = json(&["standing", "--store", &store, "--as-at", AS_AT, "--definition", "pg/unallocated"]);
    for row in counted["children"].as_array().unwrap().iter().take(12) {
        let id = row["child"].as_str().unwrap();
        let story = json(&["explain", "--store", &store, "--as-at", AS_AT, "--child", id]);
        for count in story["counts"].as_array().unwrap() {
            clauses(count);
            count["rests_on"].as_array().unwrap().iter().for_each(is_recorded);
            assert!(!count["said"].as_array().unwrap().is_empty());
            if count["cause"].is_object() {
                is_recorded(&count["cause"]["fact"]);
                causes += usize::from(count["cause"]["at"].as_str().is_some_and(|at| at.len() == 25));
            }
            if count["grace"].is_object() {
                clauses(&count["grace"]);
                let counting = &count["grace"]["counting"];
                let days: Vec<Day> = counting["counted"].as_array().unwrap().iter().map(day).collect();
                assert_eq!(days.len() as u64, count["grace"]["more_than_working_days"].as_u64().unwrap());
                assert!(days.iter().all(|one| calendar.is_working(*one)));
                assert_eq!(days.last().unwrap().plus_days(1), day(&count["counted_from_day"]));
                graces += 1;
            }
        }
        for duty in story["duties"].as_array().unwrap() {
            clauses(duty);
            if duty["counting"]["how"] == "working days" {
                let from = day(&duty["counting"]["from"]);
                let days: Vec<Day> = duty["counting"]["counted"].as_array().unwrap().iter().map(day).collect();
                assert_eq!(calendar.after(from, days.len() as u32), *days.last().unwrap());
                assert_eq!(duty["counting"]["to"], duty["due"]);
                working += 1;
            }
            for member in ["began", "met_by"] {
                if duty[member].is_object() {
                    is_recorded(&duty[member]);
                    met += usize::from(member == "met_by");
                }
            }
        }
    }
    assert!(
        graces > 0 && working > 5 && causes > 5,
        "{graces} graces, {working} in working days, {causes} causes, {met} met"
    );
}

/// Every member's name in an answer, but those of facts, which have a schema of their own.
fn members(value: &Value, found: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| members(one, found)),
        Value::Object(object) if !object.contains_key("recorded") => {
            for (name, value) in object {
                found.insert(name.clone());
                members(value, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_member_of_an_answer_is_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let asked = |rest: &[&str]| json(&[rest, &["--store", &store, "--as-at", AS_AT]].concat());
    let rows = asked(&["standing", "--definition", "pg/unallocated"]);
    let mut found = std::collections::BTreeSet::new();
    for row in rows["children"].as_array().unwrap() {
        members(&asked(&["explain", "--child", row["child"].as_str().unwrap()]), &mut found);
    }
    members(&rows, &mut found);
    members(&asked(&["count"]), &mut found);
    members(&asked(&["count", "--definition", "counts/no-worker", "--against", "pg/unallocated"]), &mut found);
    members(&json(&["verify", "--store", &store]), &mut found);
    let written = include_str!("../../../../docs/json.md");
    let missing: Vec<&String> = found.iter().filter(|name| !written.contains(&format!("`{name}`"))).collect();
    assert!(found.len() > 60 && missing.is_empty(), "{missing:?} of {} are not in docs/json.md", found.len());
}

#[test]
fn tables_fit_a_terminal_of_eighty_columns_and_say_days_as_people_do() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let counted = json(&["standing", "--store", &store, "--as-at", AS_AT, "--definition", "pg/unallocated"]);
    let child = counted["children"][0]["child"].as_str().unwrap().to_owned();
    let asked: [&[&str]; 5] = [
        &["standing", "--store", &store, "--as-at", AS_AT],
        &["standing", "--store", &store, "--as-at", AS_AT, "--child", &child],
        &["count", "--store", &store, "--as-at", AS_AT],
        &["explain", "--store", &store, "--as-at", AS_AT, "--child", &child],
        &[
            "count",
            "--store",
            &store,
            "--definition",
            "counts/no-worker",
            "--against",
            "pg/unallocated",
            "--as-at",
            AS_AT,
        ],
    ];
    for args in asked {
        let (narrow, wide) = (answer(args, Some(80)), answer(args, None));
        for line in narrow.lines() {
            assert!(line.trim_end().chars().count() <= 80, "{args:?}: {line}");
        }
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(words(&narrow), words(&wide), "{args:?}: no word is cut or lost");
        assert!(wide.contains("29 June 2026"), "{wide}");
        assert!(!wide.contains("T00:00:00"), "{wide}");
    }
    let standing = answer(asked[0], Some(80));
    let question = shipped::find("pg").unwrap().read().unwrap().definitions[0].question.clone();
    let folded = standing.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(folded.matches(&question).count(), 1, "the question stands once above the table");
    assert!(folded.contains("overdue by") || folded.contains("due "), "{folded}");
}
