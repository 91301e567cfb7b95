//! From when on a file covers what it records.

use std::fmt::Write as _;

use super::*;

const CASEWORK: &str = "record_id,child_id,kind,at,worker_id,by_role,recipient,detail,detail_date\n";
const VISITS: &str = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n";

/// From when on each kind of fact is covered by those files, in the words of its record.
fn covered(site: &str, files: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
    let extract = read(&text(files), &options(site));
    let covers = |fact: &Fact| match fact.content {
        record::Content::Coverage { covers: Some(kind), .. } => Some((kind.name(), fact.when.to_string())),
        _ => None,
    };
    extract.world().record().iter().filter_map(covers).collect()
}

/// What is said of rows that lie far before all others, with how many there are.
fn stray(site: &str, files: &[(&'static str, &str)]) -> Vec<(u64, Vec<String>)> {
    let extract = read(&text(files), &options(site));
    let notices = extract.reconciliation().files.iter().flat_map(|file| &file.notices);
    let stray = notices.filter(|notice| notice.what.contains("half a year before"));
    stray.map(|notice| (notice.count, notice.examples.clone())).collect()
}

fn casework(rows: &[(&str, &str, &str)]) -> String {
    let mut text = CASEWORK.to_owned();
    for (row, (kind, at, recipient)) in (1..).zip(rows) {
        writeln!(text, "{row},P{row},{kind},{at},W1,,{recipient},,").unwrap();
    }
    text
}

#[test]
fn each_kind_of_casework_is_covered_from_its_own_first_row() {
    let oversight = ("management oversight", "2026-03-02", "");
    let letter = ("letter sent", "2026-06-29", "parent");
    let both = casework(&[oversight, letter]);
    let since = |site: &str, kind: &str| covered(site, &[("keyworker_casework.csv", &both)]).get(kind).cloned();
    let cases = [
        // What the site file says, the kind of fact, and from when on it is covered.
        ("", "management_oversight", Some("2026-03-02")),
        ("", "letter_sent", Some("2026-06-29")),
        ("", "letter_withheld", Some("2026-06-29")),
        ("", "notice_given", None),
        ("history-from = 2026-01-05", "letter_sent", Some("2026-01-05")),
        ("history-from = 2026-01-05", "notice_given", None),
        ("[history-of]\nkeyworker_casework = 2026-02-02", "letter_sent", Some("2026-02-02")),
        ("history-from = 2026-01-05\n[history-of]\n\"letter sent\" = 2026-05-05", "letter_sent", Some("2026-05-05")),
        (
            "history-from = 2026-01-05\n[history-of]\n\"letter sent\" = 2026-05-05",
            "management_oversight",
            Some("2026-01-05"),
        ),
        // That there were no notices is known where the site file says since when they would be there.
        ("[history-of]\n\"notice given\" = 2026-05-05", "notice_given", Some("2026-05-05")),
        (
            "[history-of]\n\"Letter  withheld\" = 2026-05-05\n\"letter sent\" = 2026-04-04",
            "letter_sent",
            Some("2026-05-05"),
        ),
        ("[history-of]\n\"letter sent\" = 2026-08-01", "letter_sent", None),
        ("[history-of]\nssd_cin_visits = 2026-02-02", "letter_sent", Some("2026-06-29")),
    ];
    for (site, kind, expected) in cases {
        assert_eq!(since(site, kind).as_deref(), expected, "{site}: {kind}");
    }
}

#[test]
fn a_stray_first_date_begins_no_coverage() {
    let visits = |dates: &[&str]| {
        let mut text = VISITS.to_owned();
        (1..).zip(dates).for_each(|(row, date)| writeln!(text, "{row},P{row},{date},Y").unwrap());
        text
    };
    let many: Vec<String> =
        (0..150).map(|day| format!("{}", record::Day::new(2025, 11, 3).unwrap().plus_days(day))).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let cases: Vec<(Vec<&str>, &str, &[&str])> = vec![
        (vec!["2026-05-01", "2026-06-01"], "2026-05-01", &[]),
        // A year that was mistyped, and one wrong by one.
        (vec!["2006-05-02", "2026-05-01", "2026-06-01"], "2026-05-01", &["row 1 of 2006-05-02"]),
        (vec!["2026-05-01", "2025-05-02", "2026-06-01"], "2026-05-01", &["row 2 of 2025-05-02"]),
        (vec!["2025-11-01", "2026-05-01", "2026-06-01"], "2025-11-01", &[]),
        // Two days of four are no slip of the hand.
        (vec!["2024-05-01", "2024-05-02", "2026-05-01", "2026-06-01"], "2024-05-01", &[]),
        (vec!["2006-05-02"], "2006-05-02", &[]),
        // What is planned has not been.
        (vec!["2026-05-01", "2027-06-30"], "2026-05-01", &[]),
        ([&["2006-05-02"][..], &many].concat(), "2025-11-03", &["row 1 of 2006-05-02"]),
        // Of many days one in a hundred may be stray, and no more.
        ([&["2006-05-02", "2006-05-03"][..], &many].concat(), "2006-05-02", &[]),
        ([&["2005-05-02", "2006-05-03"][..], &many].concat(), "2006-05-03", &["row 1 of 2005-05-02"]),
    ];
    for (dates, since, said) in cases {
        let file = visits(&dates);
        let files = [("ssd_cin_visits.csv", &*file)];
        assert_eq!(covered("", &files)["visit"], since, "{dates:?}");
        let examples: Vec<String> = stray("", &files).into_iter().flat_map(|(_, examples)| examples).collect();
        assert_eq!(examples, said, "{dates:?}");
    }
    // The site file knows better, and then nothing is to be said.
    let file = visits(&["2006-05-02", "2026-05-01", "2026-06-01"]);
    let files = [("ssd_cin_visits.csv", &*file)];
    for site in ["history-from = 2006-05-01", "[history-of]\nssd_cin_visits.csv = 2006-05-01"] {
        let site = site.replace("ssd_cin_visits.csv", "\"ssd_cin_visits.csv\"");
        assert_eq!((covered(&site, &files)["visit"].as_str(), stray(&site, &files).len()), ("2006-05-01", 0));
    }
}

/// A row that is rejected begins nothing either: nothing of it is used.
#[test]
fn a_rejected_row_begins_no_coverage() {
    let file = format!("{VISITS}1,P1,2026-03-02,Y\n2,,2025-12-01,Y\n3,P3,2026-06-01,Y\n");
    assert_eq!(covered("", &[("ssd_cin_visits.csv", &file)])["visit"], "2026-03-02");
}

#[test]
fn of_casework_the_stray_row_is_named_with_its_kind() {
    let (letter, oversight) = ("letter sent", "management oversight");
    let rows = [(letter, "2006-06-29", "parent"), (letter, "2026-06-29", "parent"), (oversight, "2026-03-02", "")];
    let file = casework(&[&rows[..], &[(oversight, "2026-06-05", "")]].concat());
    let files = [("keyworker_casework.csv", &*file)];
    let covered = covered("", &files);
    assert_eq!((&*covered["letter_sent"], &*covered["management_oversight"]), ("2026-06-29", "2026-03-02"));
    assert_eq!(stray("", &files), [(1, vec!["row 1 of 2006-06-29 (letter sent)".to_owned()])]);
    assert_eq!(stray("[history-of]\n\"letter sent\" = 2006-06-29", &files), []);
}

/// A list of workers is no log: whoever joined first joined long before the next.
#[test]
fn a_list_of_workers_says_of_each_all_that_there_is() {
    let workers = "worker_id,joined,left\nW1,1998-09-01,\nW2,2019-01-07,\nW3,2026-01-05,\n";
    let files = [("keyworker_workers.csv", workers)];
    assert_eq!((covered("", &files)["worker_left"].as_str(), stray("", &files).len()), ("1998-09-01", 0));
}
