//! The commands as a council uses them: an extract in, the same truth out by every way, and errors that say what to do.

use std::path::Path;

use record::Day;
use serde_json::Value;

use crate::command;

struct Ran {
    code: u8,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

fn run(args: &[&str]) -> Ran {
    let (code, out, err) = command::run(args, "2026-06-30".parse::<Day>().unwrap().start().plus_seconds(12 * 3600));
    Ran { code, out, err }
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

/// A small demo: its folder, the store, the extract and the site file.
fn demo(folder: &Path) -> (String, String, String) {
    let ran = run(&["demo", "--folder", &path(folder), "--children", "120", "--no-serve", "--as-at", "2026-06-30"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    (path(&folder.join("demo.keyworker")), path(&folder.join("extract")), path(&folder.join("site.toml")))
}

#[test]
fn store_extract_and_lines_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (store, extract, site) = demo(&folder.path().join("demo"));
    let lines = path(&folder.path().join("facts.jsonl"));
    let exported = run(&["export", "--store", &store, "--output", &lines]);
    assert_eq!(exported.code, 0, "{}", exported.err);
    let ask = |from: &[&str]| {
        let mut standing = vec!["standing", "--policy", "pg", "--as-at", "2026-06-29", "--json"];
        standing.extend(from);
        let mut count = vec!["count", "--as-at", "2026-06-29", "--json"];
        count.extend(from);
        (run(&standing).json(), run(&count).json())
    };
    let from_store = ask(&["--store", &store]);
    assert!(from_store.0["certain"].as_u64().unwrap() > 0, "the made-up authority has children without a worker");
    assert_eq!(ask(&["--facts", &lines]), from_store);
    assert_eq!(ask(&["--extract", &extract, "--site", &site, "--taken", "2026-06-30T00:00"]), from_store);
    let again = run(&["export", "--facts", &lines]);
    // Whom the lines are about may come in another order; each line is the same.
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let written = std::fs::read_to_string(&lines).unwrap();
    assert!(sorted(&again.out) == sorted(&written), "what is exported reads back the same");
}

#[test]
fn nothing_in_a_demo_happened_after_the_instant_at_which_it_says_that_it_was_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (store, ..) = demo(&folder.path().join("demo"));
    let exported = run(&["export", "--store", &store]).out;
    let facts = exported.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
    // A leaving is recorded before its day.
    let ahead = facts.filter(|fact| fact["kind"] != "worker_left" && fact["kind"] != "imported");
    let ahead = ahead.filter(|fact| fact["when"].as_str().is_some_and(|when| when >= "2026-06-30"));
    let ahead: Vec<String> = ahead.map(|fact| fact.to_string()).collect();
    assert!(ahead.is_empty(), "{} facts: {}", ahead.len(), ahead[..ahead.len().min(5)].join("\n"));
}

#[test]
fn reading_the_same_extract_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (store, extract, site) = demo(&folder.path().join("demo"));
    let args =
        ["import", "--store", &store, "--extract", &extract, "--site", &site, "--taken", "2026-06-30T00:00", "--json"];
    let again = run(&args).json();
    assert_eq!(again["facts_added"], 0);
    assert!(again["facts_known_already"].as_u64().unwrap() > 10_000);
}

#[test]
fn nothing_was_known_before_the_first_import() {
    let folder = tempfile::tempdir().unwrap();
    let (store, ..) = demo(&folder.path().join("demo"));
    for ask in [
        ["count", "--store", &store, "--known-at", "2020-01-01"],
        ["standing", "--store", &store, "--known-at", "2020-01-01"],
        ["count", "--store", &store, "--against-known-at", "2020-01-01"],
    ] {
        let asked = run(&ask);
        assert!(asked.code != 0 && asked.out.is_empty(), "{ask:?}: {}", asked.out);
        assert!(
            asked.err.contains("nothing was known as at the end of Wed 1 January 2020: the first of these facts"),
            "{}",
            asked.err
        );
    }
}

#[test]
fn whoever_imports_recorded_the_facts() {
    let folder = tempfile::tempdir().unwrap();
    let (_, extract, site) = demo(&folder.path().join("demo"));
    let store = path(&folder.path().join("by.keyworker"));
    let args = ["import", "--store", &store, "--extract", &extract, "--site", &site, "--taken", "2026-06-30T00:00"];
    let imported = run(&[&args[..], &["--by", "A. Importer"]].concat());
    assert_eq!(imported.code, 0, "{}", imported.err);
    let exported = run(&["export", "--store", &store]).out;
    let mut lines = exported.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
    assert!(lines.all(|fact| fact["by"] == "A. Importer"));
    // The same read again by somebody else is nothing new.
    let again = run(&[&args[..], &["--json"]].concat()).json();
    assert_eq!(again["facts_added"], 0);
}

#[test]
fn every_row_of_a_dirty_extract_is_accounted_for_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (_, extract, site) = demo(&folder.path().join("demo"));
    let dirty = folder.path().join("dirty");
    let ledger = synth::dirty::make(Path::new(&extract), &dirty, 5).unwrap();
    assert!(ledger.entries.len() > 30);
    let store = path(&folder.path().join("dirty.keyworker"));
    let imported = run(&[
        "import",
        "--store",
        &store,
        "--extract",
        &path(&dirty),
        "--site",
        &site,
        "--taken",
        "2026-06-30T06:00",
        "--json",
    ]);
    let imported = imported.json();
    let number = |file: &Value, key: &str| file[key].as_u64().unwrap();
    let mut not_used = 0;
    for file in imported["files"].as_array().unwrap() {
        let parts = ["used", "in_part", "rejected", "repeated", "unknown", "not_needed"];
        assert_eq!(number(file, "read"), parts.iter().map(|part| number(file, part)).sum::<u64>(), "{file}");
        not_used += number(file, "rejected");
    }
    assert!(not_used > 0);
    let kept = store::Reader::open(Path::new(&store)).unwrap().rejected(None).unwrap();
    assert!(kept.len() as u64 >= not_used, "every rejected row is kept in the store");
    assert!(kept.iter().all(|row| !row.row.file.is_empty() && !row.row.reason.is_empty()));
    let verified = store::Reader::open(Path::new(&store)).unwrap().verify().unwrap();
    assert!(verified.facts > 1000);
}

#[test]
fn errors_say_what_to_do_and_exit_codes_mean_something() {
    let folder = tempfile::tempdir().unwrap();
    let lines = path(&folder.path().join("facts.jsonl"));
    std::fs::write(&lines, "{\"keyworker\":\"facts\",\"version\":1}\n{\"kind\":\"referal_received\",\"child\":\"x:1\",\"when\":\"2026-04-31\"}\n").unwrap();
    let pack = path(&folder.path().join("pack.toml"));
    std::fs::write(&pack, "keyworker-pack = 1\n[pack]\nid = \"x\"\n").unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        path(&file)
    };
    let utf_16: Vec<u8> = [0xFEFF].into_iter().chain("[pack]".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let wide = file("wide.toml", &utf_16);
    let binary = file("binary.toml", &[0x89, b'P', b'N', b'G', 0, 1, 2]);
    let latin = file("latin.toml", b"[pack]\ntitle = \"caf\xe9\"\n");
    let cases: [(&[&str], u8, &str); 17] = [
        (&["standing"], 2, "say where the facts come from"),
        (&["standing", "--facts", &lines], 3, "line 2"),
        (&["standing", "--facts", &lines, "--policy", "pq"], 2, "the packs that ship are pg, as, mon"),
        (&["standing", "--facts", &lines, "--as-at", "30/06/2026"], 2, "write 2026-04-15"),
        (&["standing", "--store", "/nowhere/x.keyworker"], 3, "x.keyworker"),
        (&["standing", "--extract", "/nowhere/extract"], 3, "cannot be opened"),
        (&["count", "--facts", &lines, "--policy", &pack], 3, "mistakes and is not used"),
        (&["policy", "check", &pack], 1, "has no 'title'"),
        (&["policy", "check", "/nowhere/pack.toml"], 2, "the packs that ship are pg, as, mon"),
        (&["policy", "check", "pg"], 0, "pg.toml"),
        (&["policy", "check", &wide], 3, "is in UTF-16: open it in a text editor and save it as UTF-8"),
        (&["policy", "check", &binary], 3, "save it as UTF-8"),
        (&["count", "--facts", &lines, "--policy", &latin], 3, "is not in UTF-8 (from line 2 on)"),
        (&["verify", "--store", "/nowhere/x.keyworker"], 3, "x.keyworker"),
        (&["policy", "check"], 0, "no mistake"),
        (&["frobnicate"], 2, "unrecognized subcommand"),
        (&["import", "--store", "x"], 2, "--extract"),
    ];
    for (args, code, says) in cases {
        let ran = run(args);
        assert_eq!(ran.code, code, "{args:?}: {}{}", ran.out, ran.err);
        assert!(
            format!("{}{}", ran.out, ran.err).contains(says),
            "{args:?} does not say '{says}': {}{}",
            ran.out,
            ran.err
        );
    }
}

#[test]
fn a_bank_holiday_announced_late_is_known_from_then() {
    let folder = tempfile::tempdir().unwrap();
    let (store, facts, file) = (
        path(&folder.path().join("s.keyworker")),
        path(&folder.path().join("facts.jsonl")),
        path(&folder.path().join("bank-holidays.json")),
    );
    std::fs::write(
        &facts,
        "{\"keyworker\":\"facts\",\"version\":1}\n{\"kind\":\"coverage\",\"when\":\"2020-01-01\"}\n\
         {\"kind\":\"referral_received\",\"child\":\"x:1\",\"when\":\"2026-07-02T10:00\",\"recorded\":\"2026-06-01T10:00:00+01:00\",\"referral\":\"r\"}\n",
    )
    .unwrap();
    assert_eq!(run(&["import", "--store", &store, "--facts", &facts]).code, 0);
    let official: Vec<Value> = record::Calendar::england_and_wales()
        .holidays()
        .iter()
        .map(|holiday| serde_json::json!({ "title": holiday.name, "date": holiday.day.to_string() }))
        .chain([serde_json::json!({ "title": "Day of celebration", "date": "2026-07-03" })])
        .collect();
    std::fs::write(&file, serde_json::json!({ "england-and-wales": { "events": official } }).to_string()).unwrap();
    let told = run(&["holidays", "--store", &store, "--file", &file]);
    assert!(told.out.contains("announced: Fri 3 July 2026 Day of celebration"), "{}{}", told.out, told.err);
    assert!(run(&["holidays", "--store", &store, "--file", &file]).out.contains("up to date"));
    // A list that lacks a holiday is refused whole, unless whoever runs it says that the holiday was withdrawn.
    let (cut, mut fewer) = (path(&folder.path().join("cut.json")), official.clone());
    fewer.remove(official.len() - 2);
    std::fs::write(&cut, serde_json::json!({ "england-and-wales": { "events": fewer } }).to_string()).unwrap();
    let facts = || run(&["verify", "--store", &store, "--json"]).json()["facts"].as_u64().unwrap();
    let before = facts();
    let refused = run(&["holidays", "--store", &store, "--file", &cut]);
    assert_eq!((refused.code, facts()), (2, before), "{}", refused.err);
    assert!(
        refused.err.contains("lacks 1 bank holiday that is on the record (Tue 26 December 2028)"),
        "{}",
        refused.err
    );
    let withdrawn = run(&["holidays", "--store", &store, "--file", &cut, "--withdraw"]);
    assert_eq!((withdrawn.code, withdrawn.out.as_str(), facts()), (0, "withdrawn: Tue 26 December 2028\n", before + 1));
    let counted = |known: &[&str]| {
        let mut args = vec!["standing", "--store", &store, "--policy", "pg", "--as-at", "2026-07-04", "--json"];
        args.extend(known);
        run(&args).json()["certain"].as_u64().unwrap()
    };
    // Recorded at noon of 30 June: before it, Friday 3 July was a working day and the child would count from the 4th.
    assert_eq!(counted(&[]), 0);
    assert_eq!(counted(&["--known-at", "2026-06-29"]), 1);
}

#[test]
fn an_import_that_fails_leaves_no_store_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (store, empty) = (path(&folder.path().join("s.keyworker")), path(&folder.path().join("empty")));
    std::fs::create_dir(&empty).unwrap();
    let lines = path(&folder.path().join("facts.jsonl"));
    std::fs::write(&lines, "{\"keyworker\":\"facts\",\"version\":1}\n{\"kind\":\"died\"}\n").unwrap();
    let cases = [["--extract", &empty, "Put its CSV files there"], ["--facts", &lines, "line 2"]];
    for [flag, from, says] in cases {
        let ran = run(&["import", "--store", &store, flag, from]);
        assert!(ran.code == 3 && ran.err.contains(says), "{}{}", ran.out, ran.err);
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left.len(), 2, "{left:?}");
    }
    // A store that was there before stays.
    std::fs::write(&lines, "{\"keyworker\":\"facts\",\"version\":1}\n").unwrap();
    assert_eq!(run(&["import", "--store", &store, "--facts", &lines]).code, 0);
    assert_eq!(run(&["import", "--store", &store, "--extract", &empty]).code, 3);
    assert!(Path::new(&store).exists());
}

#[test]
fn an_import_accounts_for_the_whole_folder_and_names_what_is_not_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let extract = folder.path().join("extract");
    std::fs::create_dir(&extract).unwrap();
    let put = |name: &str, text: &str| std::fs::write(extract.join(name), text).unwrap();
    put(
        "ssd_cin_episodes.csv",
        "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\n1,P1,2026-01-05,\n1,P2,2026-02-05,\n",
    );
    put(
        "ssd_involvements.csv",
        "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,invo_professional_id,\
         invo_professional_role_id\n1,P1,2026-01-05,,W1,CW\n",
    );
    put("ssd_cin_visits.csv", "cinv_person_id\nP1\nP2\n");
    put("ssd_address.csv", "a\n1\n2\n3\n");
    let store = path(&folder.path().join("s.keyworker"));
    let ran = run(&["import", "--store", &store, "--extract", &path(&extract), "--taken", "2026-06-30T06:00"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for says in [
        "8 rows in this folder: 2 used, 0 in part, 3 rejected (of which 2 not understood), 0 repeated, 3 not needed.",
        "1 child known only from rejected rows",
        "Not in this folder: ssd_department,",
        "that leaves unknown: ",
        "assessment started",
        "ssd_mother",
    ] {
        assert!(ran.out.contains(says), "does not say '{says}': {}", ran.out);
    }
    assert!(!ran.out.contains("case closed"), "the referrals are there: {}", ran.out);
    assert!(ran.err.contains("ssd_cin_visits.csv: the columns"), "{}", ran.err);
    // The child of the rejected referral is possibly open, and so possibly without a worker: by the store and the files.
    let asked = ["--policy", "counts", "--definition", "counts/no-worker", "--as-at", "2026-06-29", "--json"];
    for from in [["--store", &store], ["--extract", &path(&extract)]] {
        let said = run(&[&["standing"][..], &from[..], &asked[..]].concat()).json();
        assert!(said["possible"].as_u64().is_some_and(|possible| possible >= 1), "{said}");
        let named =
            said["children"].as_array().unwrap().iter().any(|row| row["child"].as_str().unwrap().ends_with(":P2"));
        assert!(named, "{said}");
    }
}

#[test]
fn a_demo_of_any_size_uses_all_of_its_own_rows() {
    for (children, seed) in [(40, 1), (150, 2), (300, 1)] {
        let folder = tempfile::tempdir().unwrap();
        let as_at = synth::Civil { year: 2026, month: 11, day: 10 };
        let made_up = synth::Plan { seed, open_children: children, as_at, ..synth::Plan::default() };
        synth::write_extract(&made_up, folder.path(), &mut |_, _, _| ()).unwrap();
        let site = intake::Site::from_toml(include_str!("../../src/demo-site.toml")).unwrap();
        let taken = "2026-11-10".parse::<Day>().unwrap().start().plus_seconds(6 * 3600);
        let mut options = intake::ReadOptions::new(site, taken, "a test");
        options.taken = Some(taken);
        let read = intake::Extract::read(folder.path(), &options, record::Names::default(), &|_| ()).unwrap();
        let rejected: Vec<String> =
            read.rejected().iter().map(|row| format!("{} row {}: {}", row.file, row.row, row.reason)).collect();
        assert!(rejected.is_empty(), "{children} children: {rejected:#?}");
    }
}
