//! Extract after extract, where a table is missing, or very much of one changes at once; and what a dry run shows.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::command;
use crate::council::{Place, at_nine};

struct Council {
    place: Place,
}

/// Files of an extract by name, without `.csv`.
type Tables = BTreeMap<&'static str, String>;

impl Council {
    fn new() -> Council {
        Council { place: Place::new("blank-registration = \"not-registered\"\n") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path(name)
    }

    /// Imports those tables on that day of July at nine, taken at six: code, what it says, and what is wrong.
    fn import(&self, day: u8, tables: &Tables, more: &[&str]) -> (u8, String, String) {
        self.place.import(day, tables.iter().map(|(name, text)| (*name, text)), more)
    }

    fn run(&self, args: &[&str], day: u8) -> (u8, String, String) {
        command::run(args, at_nine(day))
    }

    fn read(&self, day: u8, tables: &Tables, more: &[&str]) -> Value {
        let (code, out, err) = self.import(day, tables, &[more, &["--json"]].concat());
        assert_eq!(code, 0, "{out}{err}");
        serde_json::from_str(&out).unwrap()
    }

    /// What is counted by those definitions at the end of that day of July, certain and possible.
    fn counts(&self, day: u8) -> BTreeMap<String, (u64, u64)> {
        let store = self.path("s.keyworker").display().to_string();
        let as_at = format!("2026-07-{day:02}");
        let (code, out, err) = self.run(&["count", "--store", &store, "--as-at", &as_at, "--json"], day);
        assert_eq!(code, 0, "{err}");
        let figures: Vec<Value> = serde_json::from_str(&out).unwrap();
        let number = |figure: &Value, key: &str| figure[key].as_u64().unwrap_or(u64::MAX);
        figures
            .iter()
            .map(|figure| {
                let name = figure["definition"].as_str().unwrap().to_owned();
                (name, (number(figure, "certain"), number(figure, "possible")))
            })
            .collect()
    }
}

/// Forty children, each with a referral and a worker who was offered the child and accepted; the first worker's
/// involvements have ended.
fn forty() -> Tables {
    let rows =
        |header: &str, row: &dyn Fn(u32) -> String| (1..=40).fold(format!("{header}\n"), |all, n| all + &row(n) + "\n");
    let mut tables = Tables::new();
    tables.insert(
        "ssd_person",
        rows("pers_person_id,pers_forename,pers_surname,pers_dob", &|n| format!("P{n},Made,Up,2015-02-0{}", n % 9 + 1)),
    );
    tables.insert(
        "ssd_disability",
        rows("disa_table_id,disa_person_id,disa_disability_code", &|n| {
            format!("D{n},P{n},{}", if n % 2 == 0 { "NONE" } else { "HEAR" })
        }),
    );
    let professionals = "prof_professional_id,prof_professional_name,prof_social_worker_registration_no,prof_professional_job_title\n\
                         W1,Ann Bramble,SW1,Social Worker\nW2,Bo Thistle,SW2,Social Worker\nW3,Cy Fern,,Family Support Worker\n";
    tables.insert("ssd_professionals", professionals.to_owned());
    let workers = "worker_id,joined,left,profession,agency,hours_per_week\nW1,2020-01-01,,social worker,N,37\nW2,2020-01-01,,social worker,N,37\n\
                   W3,2020-01-01,,family support worker,N,20\n";
    tables.insert("keyworker_workers", workers.to_owned());
    tables.insert(
        "ssd_cin_episodes",
        rows("cine_referral_id,cine_person_id,cine_referral_date,cine_close_date", &|n| {
            format!("R{n},P{n},2026-01-02,")
        }),
    );
    let worker = |n: u32| n % 3 + 1;
    let involvement =
        |n: u32| format!("{n},W{},CW,P{n},2026-01-05,{}", worker(n), if worker(n) == 1 { "2026-03-02" } else { "" });
    tables.insert("ssd_involvements", rows("invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date", &involvement));
    tables.insert("ssd_cin_assessments", rows("cina_assessment_id,cina_person_id,cina_assessment_start_date,cina_assessment_auth_date,cina_assessment_outcome_nfa", &|n| format!("A{n},P{n},2026-01-06,2026-02-06,N")));
    let casework = |n: u32| {
        let worker = worker(n);
        format!(
            "{n}a,P{n},offer made,2026-01-04T10:00,W{worker},\n{n}b,P{n},offer accepted,2026-01-05T10:00,W{worker},\n{n}c,P{n},needs social worker,2026-02-10,,yes"
        )
    };
    tables.insert("keyworker_casework", rows("record_id,child_id,kind,at,worker_id,detail", &casework));
    tables
}

#[test]
fn what_rests_on_a_table_that_is_not_there_is_left_as_it_was() {
    for absent in [
        "ssd_involvements",
        "ssd_professionals",
        "keyworker_workers",
        "ssd_person",
        "ssd_disability",
        "ssd_cin_assessments",
    ] {
        for renamed in [false, true] {
            let council = Council::new();
            council.read(1, &forty(), &[]);
            let before = council.counts(1);
            assert!(before["counts/no-worker"].0 > 10, "{before:?}");
            let mut later = forty();
            let gone = later.remove(absent).unwrap();
            if renamed {
                // Every column has another name.
                later.insert(absent, gone.replacen("_id", "_key", 9));
            }
            let said = council.read(2, &later, &[]);
            let found = &said["difference"];
            for nothing in ["new", "corrected", "taken_back", "restated"] {
                assert_eq!(found[nothing], 0, "{absent}: {found}");
            }
            assert_eq!(found["coverage_ended"][0], format!("{absent}.csv"), "{found}");
            assert_eq!(said["facts_added"], 0, "{absent}");
            assert_eq!(council.counts(1), before, "{absent}");
            // It comes back, and nothing changes.
            let said = council.read(3, &forty(), &[]);
            assert_eq!(
                (&said["facts_added"], &said["difference"]["corrected"]),
                (&0.into(), &0.into()),
                "{absent}: {said}"
            );
            assert_eq!(council.counts(1), before, "{absent}");
        }
    }
}

/// Each file that the later extract lacks is said to be as of the day of the earlier one, in one sentence, and nothing else
/// is; the worker's part of what two files say of workers is as old as the older of them.
#[test]
fn each_table_that_is_not_there_is_said_to_be_as_of_the_day_on_which_it_was() {
    let mut all = forty();
    let more = [
        (
            "keyworker_absences",
            "absence_id,worker_id,kind,first_day,returned_on\nB1,W1,sickness,2026-06-01,2026-06-03\n",
        ),
        (
            "ssd_cp_plans",
            "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date\nC1,P1,2026-02-01,\n",
        ),
        (
            "ssd_s47_enquiry",
            "s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date,s47e_s47_end_date\nS1,P1,2026-01-20,2026-01-30\n",
        ),
        ("ssd_cin_visits", "cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\nP2,2026-02-01,Y\n"),
        ("ssd_cp_visits", "cppv_person_id,cppv_cp_visit_date,cppv_cp_visit_seen\nP1,2026-02-09,Y\n"),
    ];
    all.extend(more.map(|(name, text)| (name, text.to_owned())));
    let casework = all.get_mut("keyworker_casework").unwrap();
    casework.push_str(
        "L1,P3,management oversight,2026-03-01T10:00,,\nL3,P3,put on duty,2026-03-01T10:00,,\n\
         L4,P3,team held,2026-03-01T10:00,,North\n",
    );
    let said_of = |absent: &str| {
        let council = Council::new();
        council.read(1, &all, &[]);
        let mut later = all.clone();
        assert_eq!(later.remove(absent).is_some(), !absent.is_empty());
        council.read(2, &later, &[]);
        let store = council.path("s.keyworker").display().to_string();
        let (code, out, err) = council.run(&["count", "--store", &store, "--as-at", "2026-07-02", "--json"], 2);
        assert_eq!(code, 0, "{err}");
        let figures: Vec<Value> = serde_json::from_str(&out).unwrap();
        let older: Vec<String> = serde_json::from_value(figures[0]["older"].clone()).unwrap();
        // Beside the text too.
        let (_, _, err) = council.run(&["count", "--store", &store, "--as-at", "2026-07-02"], 2);
        older.iter().for_each(|line| assert!(err.contains(line), "{err}"));
        older
    };
    assert_eq!(said_of(""), Vec::<String>::new());
    for (absent, what) in [
        ("keyworker_workers", &["who the workers are, and whether they are registered", "which workers have left"][..]),
        ("ssd_professionals", &["who the workers are, and whether they are registered"]),
        ("keyworker_absences", &["who is away"]),
        ("ssd_cp_plans", &["which children have a child protection plan"]),
        ("ssd_s47_enquiry", &["which children are in a section 47 enquiry"]),
        ("ssd_cp_visits", &["which visits were made to children who have a child protection plan"]),
        ("ssd_person", &["who the children are"]),
        ("ssd_cin_assessments", &["which assessments were made"]),
        (
            "keyworker_casework",
            &[
                "what was done for each child (management oversight, the days that an oversight set, offers to workers and 2 more sorts of record)",
            ],
        ),
    ] {
        let sentence = |what: &&str| format!("the newest extract does not say {what}: that is as of Wed 1 July 2026");
        assert_eq!(said_of(absent), what.iter().map(sentence).collect::<Vec<_>>(), "{absent}");
    }
}

/// The newest casework is of 1 July. On 3 July the plan that was owed since March (PG-06) is overdue as far as is known on that day,
/// and where the case was closed on 2 July it was missed as far as is known then; with the casework of 4 July, it simply was.
#[test]
fn what_is_overdue_or_missed_by_old_casework_is_so_as_far_as_is_known_on_its_day() {
    let council = Council::new();
    let mut first = forty();
    first
        .get_mut("keyworker_casework")
        .unwrap()
        .push_str("L1,P1,management oversight,2026-01-04T10:00,,initial plan\n");
    council.read(1, &first, &[]);
    let mut last = first.clone();
    let closed = first["ssd_cin_episodes"].replace("R3,P3,2026-01-02,\n", "R3,P3,2026-01-02,2026-07-02\n");
    assert_ne!(closed, last.insert("ssd_cin_episodes", closed.clone()).unwrap());
    let casework = last.remove("keyworker_casework").unwrap();
    let store = council.path("s.keyworker").display().to_string();
    let ask = |day: u8, command: &str, more: &[&str]| {
        let (code, out, err) = council
            .run(&[&[command, "--store", &store, "--policy", "pg", "--as-at", "2026-07-03"], more].concat(), day);
        assert_eq!(code, 0, "{err}");
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let said = |day: u8, tables: &Tables| {
        council.read(day, tables, &["--changed", "correct"]);
        let listed: Value =
            serde_json::from_str(&ask(day, "standing", &["--definition", "pg/unallocated", "--json"])).unwrap();
        let listed = listed["children"].as_array().unwrap().clone();
        let sixth = listed.iter().find(|child| child["child"] == "x:P6").unwrap_or_else(|| panic!("{listed:?}"));
        assert!(sixth["next"]["days_overdue"].as_u64() > Some(100), "{sixth}");
        let text = ask(day, "standing", &["--definition", "pg/unallocated"]);
        let next = &sixth["next"]["known_as_of"];
        assert_eq!(text.contains("days, as known on Wed 1 July 2026"), next.is_string(), "{text}");
        let duty = |child: &str, state: &str| {
            let story: Value = serde_json::from_str(&ask(day, "explain", &["--child", child, "--json"])).unwrap();
            let duties = story["duties"].as_array().unwrap().clone();
            let plan = duties.into_iter().find(|duty| duty["duty"] == "pg/initial-plan").unwrap();
            assert_eq!(plan["state"], state, "{plan}");
            let words = plan["said"][0].as_str().unwrap();
            assert_eq!(
                words.contains(", as far as is known on Wed 1 July 2026"),
                plan["known_as_of"].is_string(),
                "{plan}"
            );
            plan["known_as_of"].clone()
        };
        [next.clone(), duty("x:P6", "overdue"), duty("x:P3", "missed")]
    };
    assert_eq!(said(3, &last), ["2026-07-01"; 3]);
    last.insert("keyworker_casework", casework);
    assert_eq!(said(4, &last), [Value::Null, Value::Null, Value::Null]);
}

#[test]
fn an_offer_that_went_on_goes_on_where_involvements_can_no_longer_be_read() {
    let council = Council::new();
    // Nobody's involvement came of the offer to the fifth child: it goes on as an offer that was accepted.
    let mut first = forty();
    let all = first["ssd_involvements"].clone();
    let others: Vec<&str> = all.lines().filter(|line| !line.starts_with("5,")).collect();
    first.insert("ssd_involvements", others.join("\n") + "\n");
    council.read(1, &first, &[]);
    let before = council.counts(1);
    let mut renamed = first.clone();
    renamed.insert("ssd_involvements", first["ssd_involvements"].replace("involvement_end_date", "ended"));
    let said = council.read(2, &renamed, &[]);
    assert_eq!((&said["facts_added"], &said["difference"]["new"]), (&0.into(), &0.into()), "{said}");
    assert_eq!(council.counts(1), before);
    // Of an offer that the record does not have, nobody can tell whether it goes on.
    let mut offered = renamed.clone();
    let casework = first["keyworker_casework"].clone() + "5d,P5,offer made,2026-07-01T10:00,W1,\n";
    offered.insert("keyworker_casework", casework);
    let said = council.read(3, &offered, &["--dry-run"]);
    let mut kinds: Vec<&str> =
        said["difference"]["changes"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["allocation offered", "involvement ended"], "{said}");
}

#[test]
fn very_much_that_changes_at_once_is_asked_about_before_it_is_written() {
    let council = Council::new();
    council.read(1, &forty(), &[]);
    let mut later = forty();
    // Every date of birth would stand otherwise: another year in every row is more likely to be a slip of the export.
    let persons = later["ssd_person"].replace("2015", "2014");
    later.insert("ssd_person", persons);
    let (code, out, err) = council.import(2, &later, &[]);
    assert_eq!(code, 2, "{out}{err}");
    let says = "40 of 40 facts of ssd_person.csv would be taken back or stand otherwise (child details 40): nothing was written";
    assert!(err.contains(says) && err.contains("--changed correct"), "{err}");
    assert!(
        out.contains("What would change, of the first 20 of 40 children, workers and units; --json lists all"),
        "{out}"
    );
    let said = council.read(2, &later, &["--dry-run"]);
    assert_eq!((said["difference"]["changes"].as_array().unwrap().len(), said["written"].as_bool()), (40, Some(false)));
    assert_eq!(said["difference"]["much_changed"][0]["kinds"]["child_details"], 40);
    let said = council.read(2, &later, &["--changed", "correct"]);
    assert_eq!((&said["difference"]["corrected"], said["written"].as_bool()), (&40.into(), Some(true)));
    // Twenty of forty are not asked about: so many children a council may put right in a week.
    let council = Council::new();
    council.read(1, &forty(), &[]);
    let mut later = forty();
    let rows = later["ssd_person"].replacen("2015", "2014", 20);
    later.insert("ssd_person", rows);
    assert_eq!(council.read(2, &later, &[])["difference"]["corrected"], 20);
}

#[test]
fn rows_that_are_gone_in_their_masses_are_asked_about_even_where_they_may_be_taken_back() {
    let council = Council::new();
    council.read(1, &forty(), &[]);
    let mut later = forty();
    // One is left: a table without any row is not believed at all.
    let one = later["ssd_involvements"].lines().take(2).collect::<Vec<_>>().join("\n") + "\n";
    later.insert("ssd_involvements", one);
    let (code, _, err) = council.import(2, &later, &["--vanished", "correct"]);
    assert!(code == 2 && err.contains("of ssd_involvements.csv would be taken back"), "{err}");
    let (code, _, err) = council.import(2, &later, &["--vanished", "correct", "--changed", "correct"]);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn the_same_extract_a_day_later_brings_nothing_new_but_how_far_the_record_reaches() {
    let council = Council::new();
    council.read(1, &forty(), &[]);
    let (code, out, err) = council.import(2, &forty(), &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("\n0 facts new in the store"), "{out}");
    assert!(out.contains("what is covered is covered until Thu 2 July 2026 at 06:00 now"), "{out}");
    let said = council.read(3, &forty(), &[]);
    assert_eq!((&said["facts_added"], &said["difference"]["new"]), (&0.into(), &0.into()));
    assert_eq!(said["difference"]["coverage_until"], "2026-07-03T06:00:00+01:00");
    assert!(said["entries_about_the_record"].as_u64() > Some(0));
}

#[test]
fn a_dry_run_lists_what_would_change() {
    let council = Council::new();
    council.read(1, &forty(), &[]);
    let mut later = forty();
    let changed = later["ssd_involvements"].replace("1,W2,CW,P1,2026-01-05,", "1,W2,CW,P1,2026-01-06,2026-06-01");
    later.insert("ssd_involvements", changed);
    let said = council.read(2, &later, &["--dry-run"]);
    let changes: Vec<_> = said["difference"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            ["about", "becomes", "kind", "when", "was"].map(|key| change[key].as_str().unwrap_or("-").to_owned())
        })
        .collect();
    let expected = [
        ["x:P1", "corrected", "involvement started", "2026-01-06", "2026-01-05"],
        ["x:P1", "new", "involvement ended", "2026-06-01", "-"],
    ];
    assert_eq!(changes, expected.map(|change| change.map(str::to_owned)));
    let (_, out, _) = council.import(2, &later, &["--dry-run"]);
    assert!(out.contains("What would change, of 1 child, worker or unit:") && out.contains("x:P1"), "{out}");
}

#[test]
fn an_extract_is_not_taken_on_a_day_that_has_not_come() {
    let council = Council::new();
    let asked = |taken: &str| {
        council.import(1, &forty(), &[]);
        let [extract, site] =
            [council.path("extract"), council.path("site.toml")].map(|path| path.display().to_string());
        council.run(&["count", "--extract", &extract, "--site", &site, "--taken", taken], 1)
    };
    let (code, _, err) = asked("2026-07-02");
    assert!(code == 2 && err.contains("that day has not come") && err.contains("--taken"), "{err}");
    // The day that it is goes on until midnight.
    assert_eq!(asked("2026-07-01").0, 0);
}

/// A column that has another name from one extract to the next says nothing of anybody: what it said stands, and that is said.
#[test]
fn what_a_column_said_that_is_gone_is_left_as_it_was() {
    for (table, column) in [
        ("ssd_person", "pers_dob"),
        ("ssd_professionals", "prof_social_worker_registration_no"),
        ("ssd_professionals", "prof_professional_job_title"),
        ("ssd_cin_assessments", "cina_assessment_outcome_nfa"),
        ("keyworker_casework", "worker_id"),
        ("keyworker_casework", "detail"),
    ] {
        let council = Council::new();
        council.read(1, &forty(), &[]);
        let before = council.counts(1);
        let mut later = forty();
        let renamed = later[table].replacen(column, &format!("{column}_new"), 1);
        later.insert(table, renamed);
        // It is said as often as it is so.
        for day in [2, 3] {
            let (code, out, err) = council.import(day, &later, &["--json"]);
            assert_eq!(code, 0, "{out}{err}");
            let says = format!("{table}.csv: the column {column}, which the extract taken on ");
            assert!(err.contains(&says) && err.contains("--changed correct"), "{column}: {err}");
            let found = &serde_json::from_str::<Value>(&out).unwrap()["difference"];
            for nothing in ["new", "corrected", "taken_back", "restated"] {
                assert_eq!(found[nothing], 0, "{column}: {found}");
            }
            assert_eq!(found["columns_gone"][0]["columns"][0], column, "{found}");
            assert_eq!(council.counts(1), before, "{column}");
        }
        // It comes back, and nothing changes.
        let found = council.read(4, &forty(), &[])["difference"].clone();
        let nothing = serde_json::json!([]);
        assert_eq!((&found["columns_gone"], &found["corrected"]), (&nothing, &0.into()), "{column}: {found}");
        // Whoever says that it is gone for good is believed, and is not told of it again.
        let found = council.read(5, &later, &["--changed", "correct", "--vanished", "correct"])["difference"].clone();
        assert_eq!(found["columns_gone"], nothing, "{column}: {found}");
        let found = council.read(6, &later, &[])["difference"].clone();
        assert_eq!((&found["columns_gone"], &found["corrected"]), (&nothing, &0.into()), "{column}: {found}");
    }
}
