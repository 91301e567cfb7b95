//! Extract after extract, by hand: what is the same, corrected, gone, under another id, or in a table that is not there.

use std::path::PathBuf;

use record::{Content, Day, Moment};
use serde_json::Value;

use crate::command;
use crate::council::{Place, at_nine};

const EPISODES: &str = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\n";
const INVOLVEMENTS: &str = "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
    invo_professional_id,invo_professional_role_id\n";
const VISITS: &str = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n";

struct Ran {
    code: u8,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

struct Council {
    place: Place,
}

impl Council {
    fn new() -> Council {
        Council { place: Place::new("") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path(name)
    }

    /// Imports an extract of those tables, taken on that day of July and imported at nine; with further arguments.
    fn import(&self, day: u8, tables: &[(&str, String)], more: &[&str]) -> Ran {
        let (code, out, err) = self.place.import(day, tables.iter().map(|(name, text)| (*name, text)), more);
        Ran { code, out, err }
    }

    /// Imports it, answering in JSON; it must be taken.
    fn read(&self, day: u8, tables: &[(&str, String)], more: &[&str]) -> Value {
        let ran = self.import(day, tables, &[more, &["--json"]].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.json()
    }

    fn book(&self) -> record::Book {
        store::Reader::open(&self.path("s.keyworker")).unwrap().load(1).unwrap().0
    }

    /// What is known of that child at nine of that day of July, each fact in brief.
    fn known(&self, child: &str, day: u8) -> Vec<String> {
        let book = self.book();
        let child = book.names.find_child(child).unwrap();
        let facts = record::book::known_facts(book.child(child), at_nine(day));
        let mut said: Vec<String> = facts
            .map(|fact| {
                let when = fact.when.day().map(|day| day.to_string()).unwrap_or_default();
                format!("{} {when}", fact.content.kind().name())
            })
            .collect();
        said.sort();
        said
    }
}

fn run(args: &[&str], now: Moment) -> Ran {
    let (code, out, err) = command::run(args, now);
    Ran { code, out, err }
}

fn episodes(rows: &str) -> (&'static str, String) {
    ("ssd_cin_episodes", format!("{EPISODES}{rows}"))
}

fn involvements(rows: &str) -> (&'static str, String) {
    ("ssd_involvements", format!("{INVOLVEMENTS}{rows}"))
}

fn visits(rows: &str) -> (&'static str, String) {
    ("ssd_cin_visits", format!("{VISITS}{rows}"))
}

const OPEN: &str = "1,P1,2026-01-05,\n2,P2,2026-02-02,\n";
const HELD: &str = "11,P1,2026-01-06,,W1,CW\n12,P1,2026-01-06,2026-03-02,W2,CW\n13,P2,2026-02-03,,W1,CW\n";

fn of(said: &Value, key: &str) -> u64 {
    said["difference"][key].as_u64().unwrap()
}

#[test]
fn a_changed_row_corrects_and_what_was_known_then_stays() {
    let council = Council::new();
    council.read(1, &[episodes(OPEN), involvements(HELD)], &[]);
    let moved = HELD.replace("13,P2,2026-02-03,,", "13,P2,2026-02-05,2026-06-01,");
    let said = council.read(8, &[episodes(OPEN), involvements(&moved)], &[]);
    assert_eq!((of(&said, "new"), of(&said, "taken_back")), (1, 0), "{said}");
    assert_eq!(of(&said, "corrected"), 1, "{said}");
    let (then, now) = (council.known("x:P2", 1), council.known("x:P2", 8));
    assert_eq!(then, ["involvement_started 2026-02-03", "referral_received 2026-02-02"]);
    assert_eq!(now, ["involvement_ended 2026-06-01", "involvement_started 2026-02-05", "referral_received 2026-02-02"]);
    let book = council.book();
    let reasons: Vec<&str> = book
        .child(book.names.find_child("x:P2").unwrap())
        .iter()
        .filter_map(|fact| match fact.content {
            Content::Corrected { reason, with: Some(_), .. } => Some(book.names.text(reason.unwrap())),
            _ => None,
        })
        .collect();
    assert_eq!(reasons, ["the extract taken on Wed 8 July 2026 at 06:00 says otherwise"]);
    // And back again: what was corrected stands anew, under another id than the fact that was replaced.
    council.read(15, &[episodes(OPEN), involvements(HELD)], &[]);
    assert_eq!((council.known("x:P2", 1), council.known("x:P2", 15)), (then.clone(), then));
    assert_eq!(council.known("x:P2", 8), now);
}

#[test]
fn rows_under_other_ids_add_and_correct_nothing() {
    let council = Council::new();
    council.read(1, &[episodes(OPEN), involvements(HELD)], &[]);
    let before = council.known("x:P1", 1);
    // Each row has the id that another had; and one new row has an id that an old one had.
    let shifted = "12,P1,2026-01-06,,W1,CW\n13,P1,2026-01-06,2026-03-02,W2,CW\n14,P2,2026-02-03,,W1,CW\n";
    let said = council.read(8, &[episodes(OPEN), involvements(shifted)], &[]);
    assert_eq!((of(&said, "corrected"), of(&said, "taken_back"), of(&said, "restated")), (0, 0, 0), "{said}");
    assert_eq!(of(&said, "new"), 0);
    assert_eq!(said["difference"]["renumbered"][0], "ssd_involvements.csv");
    assert_eq!(council.known("x:P1", 8), before);
    let ended = shifted.replace("13,P1,2026-01-06,2026-03-02", "13,P1,2026-01-06,2026-03-09");
    let said = council.read(15, &[episodes(OPEN), involvements(&format!("{ended}11,P1,2026-04-01,,W3,CW\n"))], &[]);
    assert_eq!((of(&said, "corrected"), of(&said, "taken_back")), (1, 0), "{said}");
    let known = council.known("x:P1", 15);
    assert_eq!(known.iter().filter(|fact| fact.starts_with("involvement_started")).count(), 3, "{known:?}");
    assert!(known.contains(&"involvement_ended 2026-03-09".to_owned()));
}

/// An involvement whose acceptance an offer told: where its worker can no longer be read, the offer is nobody's any more, and
/// the row is the same row all the same, though every id is another.
#[test]
fn a_worker_who_cannot_be_read_any_more_is_no_row_that_is_gone() {
    let casework = |ids: [&str; 2]| {
        let [made, accepted] = ids;
        let rows = format!(
            "record_id,child_id,kind,at,worker_id,detail\n{made},P2,offer made,2026-02-03T10:00,W1,\n\
             {accepted},P2,offer accepted,2026-02-03T16:00,W1,\n"
        );
        ("keyworker_casework", rows)
    };
    let council = Council::new();
    council.read(1, &[episodes(OPEN), involvements(HELD), casework(["c1", "c2"])], &[]);
    let shifted = "91,P1,2026-01-06,,W1,CW\n92,P1,2026-01-06,2026-03-02,W2,CW\n93,P2,2026-02-03,,#REF!,CW\n";
    let said = council.read(8, &[episodes(OPEN), involvements(shifted), casework(["c91", "c92"])], &[]);
    assert_eq!(of(&said, "taken_back"), 0, "{said}");
    let known = council.known("x:P2", 8);
    assert_eq!(known.iter().filter(|fact| fact.starts_with("involvement_started")).count(), 1, "{known:?}");
}

#[test]
fn rows_that_are_gone_are_listed_and_asked_about() {
    let council = Council::new();
    council.read(1, &[episodes(OPEN), involvements(HELD)], &[]);
    let facts = council.book().len();
    let fewer = [episodes(OPEN), involvements(&HELD[..HELD.find("13,").unwrap()])];
    let refused = council.import(8, &fewer, &[]);
    assert_eq!((refused.code, council.book().len()), (2, facts), "{}", refused.err);
    assert!(
        refused.err.contains("1 row of the earlier extract is not in this one: nothing was written"),
        "{}",
        refused.err
    );
    assert!(refused.err.contains("--vanished correct") && refused.err.contains("--vanished keep"));
    assert!(refused.out.contains("ssd_involvements.csv: 1 row") && refused.out.contains("x:P2"), "{}", refused.out);
    let kept = council.read(8, &fewer, &["--vanished", "keep"]);
    assert_eq!(kept["difference"]["vanished"][0]["row"], 3);
    assert_eq!(council.known("x:P2", 8).len(), 2, "what it said stands");
    // What was answered is not asked again, whether or not another row is gone.
    let again = council.read(9, &fewer, &[]);
    assert_eq!(
        (again["difference"]["vanished"].as_array().unwrap().len(), of(&again, "taken_back")),
        (0, 0),
        "{again}"
    );
    let other = [episodes(OPEN), involvements(&HELD[..HELD.find("12,").unwrap()])];
    let refused = council.import(10, &other, &[]);
    assert!(
        refused.code == 2 && refused.err.contains("1 row of the earlier extract is not in this one"),
        "{}",
        refused.err
    );
    assert_eq!(council.known("x:P2", 10).len(), 2, "what it said stands");
    let taken_back = council.read(15, &fewer, &["--vanished", "correct"]);
    assert_eq!(of(&taken_back, "taken_back"), 1);
    assert_eq!(council.known("x:P2", 15), ["referral_received 2026-02-02"]);
    assert_eq!(council.known("x:P2", 8).len(), 2, "what was known then stays");
}

#[test]
fn a_table_that_is_not_there_ends_its_coverage_and_deletes_nothing() {
    let council = Council::new();
    let seen = visits("1,P1,2026-05-05,Y\n2,P2,2026-05-06,Y\n");
    council.read(1, &[episodes(OPEN), involvements(HELD), seen.clone()], &[]);
    let said = council.read(8, &[episodes(OPEN), involvements(HELD)], &[]);
    assert_eq!(said["difference"]["coverage_ended"][0], "ssd_cin_visits.csv");
    assert_eq!((of(&said, "taken_back"), of(&said, "left_standing_without_its_table")), (0, 2));
    assert!(council.known("x:P1", 8).contains(&"visit 2026-05-05".to_owned()));
    // A file that is cut within its last row is not whole either.
    let cut = ("ssd_cin_visits", format!("{VISITS}1,P1,2026-05-05,Y\n2,P2,20"));
    let said = council.read(15, &[episodes(OPEN), involvements(HELD), cut], &[]);
    assert_eq!((of(&said, "taken_back"), of(&said, "left_standing_without_its_table")), (0, 1), "{said}");
    // It comes back, with what was there and more.
    let more = visits("1,P1,2026-05-05,Y\n2,P2,2026-05-06,Y\n3,P2,2026-07-06,Y\n");
    let said = council.read(22, &[episodes(OPEN), involvements(HELD), more], &[]);
    // What stood for the row that was cut is taken back, and nobody is asked about it.
    assert_eq!((of(&said, "taken_back"), of(&said, "corrected")), (1, 0), "{said}");
    assert_eq!(council.known("x:P2", 22).iter().filter(|fact| fact.starts_with("visit")).count(), 2);
}

#[test]
fn a_file_that_was_never_whole_is_not_said_to_be_covered() {
    let council = Council::new();
    let cut = ("ssd_cin_visits", format!("{VISITS}1,P1,2026-05-05,Y\n2,P2,20"));
    let tables = [episodes(OPEN), involvements(HELD), cut];
    council.read(1, &tables, &[]);
    let said = council.read(8, &tables, &[]);
    assert_eq!(said["difference"]["coverage_ended"].as_array().map(Vec::len), Some(0), "{said}");
    let out = council.import(9, &tables, &[]).out;
    let expected = "ssd_cin_visits.csv is not here, or not whole: what it said stands, and nothing was ever concluded \
                    from what it does not say";
    assert!(out.contains(expected), "{out}");
    // Whole once, and cut again: it is covered until the whole one was taken, however often it was cut since.
    council.read(15, &[episodes(OPEN), involvements(HELD), visits("1,P1,2026-05-05,Y\n")], &[]);
    council.read(16, &tables, &[]);
    let out = council.import(17, &tables, &[]).out;
    assert!(out.contains("what it said stands, and is covered until Wed 15 July 2026 at 06:00"), "{out}");
}

#[test]
fn what_a_source_recorded_before_it_was_read_is_said_with_both_days() {
    let council = Council::new();
    let workers = (
        "keyworker_workers",
        "worker_id,joined,left,leaving_recorded,profession\nW1,2020-01-01,2026-06-20,2026-06-10,social worker\n"
            .to_owned(),
    );
    council.read(1, &[episodes(OPEN), involvements(HELD), workers], &[]);
    let store = council.path("s.keyworker").display().to_string();
    let asked = ["explain", "--store", &store, "--child", "x:P1", "--policy", "pg", "--as-at", "2026-07-01"];
    let out = run(&asked, at_nine(1)).out;
    let words: Vec<&str> = out.split_whitespace().collect();
    let expected = "[keyworker_workers.csv row 1, recorded on Wed 10 June 2026 and read on Wed 1 July 2026]";
    assert!(words.join(" ").contains(expected), "{out}");
    assert!(words.join(" ").contains("row 1, read on Wed 1 July 2026]"), "{out}");
}

#[test]
fn what_was_new_is_known_when_it_is_read_again_counted_in_one_way() {
    let council = Council::new();
    let tables = [episodes(OPEN), involvements(HELD), visits("1,P1,2026-05-05,Y\n")];
    let first = council.read(1, &tables, &[]);
    let added = first["facts_added"].as_u64().unwrap();
    assert!(added > 0 && first["facts_known_already"] == 0, "{first}");
    // The same once more, and taken later.
    for day in [1, 2] {
        let again = council.read(day, &tables, &[]);
        assert_eq!((&again["facts_added"], again["facts_known_already"].as_u64()), (&0.into(), Some(added)), "{again}");
    }
}

#[test]
fn a_dry_run_says_what_a_row_says_now_and_names_workers_alone() {
    let council = Council::new();
    council.read(1, &[episodes(OPEN), involvements(HELD)], &[]);
    let row = HELD.lines().next().unwrap();
    let worker = row.split(',').nth(4).unwrap();
    let now = HELD.replacen(row, &row.replace(worker, "W99"), 1);
    let tables = [episodes(OPEN), involvements(&now)];
    let said = council.read(2, &tables, &["--dry-run"]);
    let changes = said["difference"]["changes"].as_array().unwrap();
    let started = changes.iter().find(|change| change["kind"] == "involvement started").unwrap();
    let expected = serde_json::json!([{ "field": "worker", "is": "x:W99", "was": format!("x:{worker}") }]);
    assert_eq!((&started["becomes"], &started["fields"]), (&"corrected".into(), &expected), "{said}");
    let out = council.import(2, &tables, &["--dry-run"]).out;
    assert!(out.contains(&format!("worker: x:W99, was x:{worker}")), "{out}");
}

#[test]
fn a_dry_run_writes_nothing_and_makes_no_store() {
    let council = Council::new();
    let ran = council.import(1, &[episodes(OPEN), involvements(HELD)], &["--dry-run"]);
    assert!(ran.code == 0 && ran.out.contains("would be new"), "{}{}", ran.out, ran.err);
    assert!(!council.path("s.keyworker").exists());
    council.read(1, &[episodes(OPEN), involvements(HELD)], &[]);
    let facts = council.book().len();
    let changed =
        [episodes(OPEN), involvements(&HELD[..HELD.find("13,").unwrap()].replace("2026-03-02", "2026-03-03"))];
    let said = council.read(8, &changed, &["--dry-run"]);
    assert_eq!((of(&said, "corrected"), said["difference"]["vanished"].as_array().unwrap().len()), (1, 1));
    assert_eq!((said["written"].as_bool(), council.book().len()), (Some(false), facts));
}

#[test]
fn an_earlier_extract_another_source_and_a_wrong_clock_are_refused() {
    let council = Council::new();
    let tables = [episodes(OPEN), involvements(HELD)];
    council.read(8, &tables, &[]);
    let facts = council.book().len();
    let early = council.import(1, &tables, &[]);
    assert!(early.code == 2 && early.err.contains("put the clock right"), "{}", early.err);
    std::fs::write(council.path("site.toml"), "source = \"y\"\n").unwrap();
    let other = council.import(9, &tables, &[]);
    assert!(other.code == 2 && other.err.contains("extracts of the source 'x'"), "{}", other.err);
    assert_eq!(council.book().len(), facts);
    std::fs::write(council.path("site.toml"), "source = \"x\"\n").unwrap();
    let [store, extract] =
        [council.path("s.keyworker"), council.path("extract")].map(|path| path.display().to_string());
    let site = council.path("site.toml").display().to_string();
    let now: Day = "2026-07-10".parse().unwrap();
    let old =
        run(&["import", "--store", &store, "--extract", &extract, "--site", &site, "--taken", "2026-07-01"], now.end());
    assert!(old.code == 2 && old.err.contains("an earlier one would correct it wrongly"), "{}", old.err);
}

#[test]
fn a_persons_correction_stands_until_the_source_says_something_new() {
    let council = Council::new();
    council.read(1, &[episodes(OPEN), involvements(HELD)], &[]);
    let book = council.book();
    let child = book.names.find_child("x:P2").unwrap();
    let started =
        book.child(child).iter().find(|fact| matches!(fact.content, Content::InvolvementStarted { .. })).unwrap();
    let lines = council.path("facts.jsonl");
    let corrected = format!(
        "{{\"keyworker\":\"facts\",\"version\":1}}\n{{\"kind\":\"corrected\",\"child\":\"x:P2\",\"when\":\"2026-07-02\",\
         \"recorded\":\"2026-07-02T10:00:00+01:00\",\"replaces\":\"{}\",\"reason\":\"never her worker\"}}\n",
        started.id
    );
    std::fs::write(&lines, corrected).unwrap();
    let [store, lines] = [council.path("s.keyworker"), lines].map(|path| path.display().to_string());
    let at: Day = "2026-07-02".parse().unwrap();
    let ran = run(&["import", "--store", &store, "--facts", &lines], at.start().plus_seconds(11 * 3600));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said = council.read(8, &[episodes(OPEN), involvements(HELD)], &[]);
    assert_eq!((of(&said, "corrected"), of(&said, "taken_back")), (0, 0));
    assert_eq!(council.known("x:P2", 8), ["referral_received 2026-02-02"], "the person's word stands");
    let moved = HELD.replace("13,P2,2026-02-03,,", "13,P2,2026-02-05,,");
    council.read(15, &[episodes(OPEN), involvements(&moved)], &[]);
    assert!(
        council.known("x:P2", 15).contains(&"involvement_started 2026-02-05".to_owned()),
        "the source is right now"
    );
}

#[test]
fn what_a_row_without_a_child_left_open_is_taken_back_once_it_has_one() {
    let council = Council::new();
    let persons = || ("ssd_person", "pers_person_id\nP1\nP2\n".to_owned());
    let referrals = || episodes("1,P1,2026-05-01,\n2,P2,2026-05-01,\n");
    let of = |child: &str| {
        ("ssd_involvements", format!("{INVOLVEMENTS}1,P1,2026-05-01,,W1,CW\n2,{child},2026-05-01,,W2,CW\n"))
    };
    council.read(1, &[persons(), referrals(), of("")], &[]);
    let uncertain = ["child_details ", "involvement_started ", "referral_received 2026-05-01"];
    assert_eq!(council.known("x:P2", 1), uncertain);
    assert_eq!(council.known("x:P1", 1).len(), 3, "a child with a row is as certain as before");
    // The row was nobody's for certain, so nobody is asked about it now that it is somebody's.
    let read = council.read(2, &[persons(), referrals(), of("P2")], &[]);
    assert_eq!(read["difference"]["vanished"].as_array().unwrap().len(), 0, "{read}");
    assert_eq!(
        council.known("x:P2", 2),
        ["child_details ", "involvement_started 2026-05-01", "referral_received 2026-05-01"]
    );
    assert_eq!(council.known("x:P2", 1), uncertain, "as known then");
}

#[test]
fn an_import_says_in_json_all_that_it_says_in_words() {
    let council = Council::new();
    let tables = [
        ("ssd_person", "pers_person_id\nP1\nP2\n".to_owned()),
        episodes("1,P1,2026-05-01,\n2,P2,05/13/2026,\n3,P1,04/05/2026,\n"),
        ("ssd_involvements", format!("{INVOLVEMENTS}1,P1,2026-05-01,,,CW\n2,,2026-05-01,,W2,CW\n")),
        ("ssd_address", "a\n1\n".to_owned()),
    ];
    let read = council.read(1, &tables, &["--rejected", "--dry-run"]);
    let file = |name: &str| read["files"].as_array().unwrap().iter().find(|file| file["file"] == name).unwrap().clone();
    let involvements = file("ssd_involvements.csv");
    assert_eq!(involvements["notices"][0]["count"], 1);
    assert!(involvements["notices"][0]["what"].as_str().unwrap().starts_with("row names no worker"), "{involvements}");
    assert!(involvements["warnings"][0].as_str().unwrap().starts_with("1 row cannot be read"), "{involvements}");
    let episodes = file("ssd_cin_episodes.csv");
    assert!(episodes["warnings"][0].as_str().unwrap().contains("cine_referral_date"), "{episodes}");
    assert_eq!(file("ssd_address.csv")["note"], "nothing is taken from this table: not read");
    let mut rejected = read["rejected_rows"].as_array().unwrap().clone();
    rejected.sort_by_key(|row| (row["file"].to_string(), row["row"].as_u64()));
    let rows: Vec<_> =
        rejected.iter().map(|row| (row["file"].as_str().unwrap(), row["row"].as_u64().unwrap())).collect();
    assert_eq!(
        rows,
        [
            ("ssd_cin_episodes.csv", 2),
            ("ssd_cin_episodes.csv", 3),
            ("ssd_involvements.csv", 1),
            ("ssd_involvements.csv", 2)
        ]
    );
    assert_eq!(rejected[1]["value"], "04/05/2026");
    let words = council.import(1, &tables, &["--dry-run"]).out;
    for said in [
        "1 row cannot be read, and whose it is cannot be told",
        "cine_referral_date",
        "1 row names no worker",
        "8 rows in",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(council.read(1, &tables, &["--dry-run"])["rejected_rows"].is_null());
}
