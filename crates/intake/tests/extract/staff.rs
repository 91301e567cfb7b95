//! Rows of workers and absences whose ids do not tell them apart, or that contradict one another.

use intake::Outcome;
use intake::tables::Table;

use super::*;

const PROFESSIONALS: &str = "prof_professional_id,prof_professional_name,prof_social_worker_registration_no,\
                             prof_professional_job_title\n";
const SITE: &str =
    "[job-titles]\n\"Social Worker\" = \"social worker\"\n\"Family Worker\" = \"family support worker\"\n";

fn absences(rows: &str) -> Extract {
    let workers = format!("{PROFESSIONALS}W1,,SW100,\nW2,,SW200,\nW3,,SW300,\n");
    let absences = format!("absence_id,worker_id,kind,first_day,returned_on\n{rows}");
    read(&text(&[("ssd_professionals.csv", &workers), ("keyworker_absences.csv", &absences)]), &options(""))
}

/// What is said of absences, without the references, in order.
fn away(extract: &Extract) -> Vec<String> {
    let said = all_said(extract).into_iter().filter(|fact| fact.contains(" absence_") && !fact.starts_with("record"));
    let mut said: Vec<String> = said.map(|fact| fact.split('#').next().unwrap().replace(" absence=", "")).collect();
    said.sort();
    said
}

/// How many absences there are, by their references.
fn absences_apart(extract: &Extract) -> usize {
    let begun = extract.world().facts().filter_map(|fact| match fact.content {
        record::Content::AbsenceStarted { absence, .. } => Some(absence),
        _ => None,
    });
    begun.collect::<std::collections::BTreeSet<_>>().len()
}

fn notice(extract: &Extract, table: Table, what: &str) -> u64 {
    let notices = &extract.reconciliation().of(table).unwrap().notices;
    notices.iter().find(|notice| notice.what.contains(what)).map_or(0, |notice| notice.count)
}

fn used_in_part(extract: &Extract) -> Vec<u32> {
    let mut rows: Vec<u32> =
        extract.rejected().iter().filter(|kept| kept.outcome == Outcome::InPart).map(|kept| kept.row).collect();
    rows.sort_unstable();
    rows
}

/// One id for each employee, or none, is how human resources export absences (PG-03).
#[test]
fn an_absence_is_used_whatever_its_id() {
    for id in ["", "#N/A", "NULL", "A1", "2026-01-05"] {
        let extract = absences(&format!("A1,W1,sickness,2026-03-23,2026-04-16\n{id},W3,sickness,2026-05-02,\n"));
        let expected = [
            "lcs:W1 2026-03-23 absence_started",
            "lcs:W1 2026-04-16 absence_ended",
            "lcs:W3 2026-05-02 absence_started",
        ];
        assert_eq!((away(&extract), absences_apart(&extract)), (expected.map(str::to_owned).to_vec(), 2), "{id}");
        let counts = extract.reconciliation().of(Table::Absences).unwrap().counts;
        assert_eq!((counts.read, counts.used + counts.in_part, counts.adds_up()), (2, 2, true), "{id}");
        assert_eq!(notice(&extract, Table::Absences, "several absences'"), if id == "A1" { 2 } else { 0 }, "{id}");
    }
    // Of an absence whose first day cannot be read either it is known whose it is.
    let extract = absences(",W3,sickness,soon,\n");
    assert_eq!(away(&extract), ["lcs:W3 not known absence_started"]);
}

#[test]
fn absences_of_one_id_are_told_apart_by_what_they_say_in_any_order() {
    let rows = ["7,W1,sickness,2026-03-02,2026-03-09\n", "7,W1,sickness,2026-05-04,\n", "7,W2,training,2026-05-04,\n"];
    let references = |extract: &Extract| {
        let mut facts: Vec<String> = all_said(extract).into_iter().filter(|fact| fact.contains(" absence=#")).collect();
        facts.sort();
        facts
    };
    let first = absences(&rows.concat());
    let other = absences(&[rows[2], rows[1], rows[0]].concat());
    assert_eq!((references(&first), absences_apart(&first)), (references(&other), 3));
    // The oldest is known as it was while it was the only one of its id.
    let alone = references(&absences(rows[0]));
    assert!(alone.len() == 2 && alone.iter().all(|fact| references(&first).contains(fact)), "{alone:?}");
}

#[test]
fn a_row_of_an_absence_that_is_there_twice_is_one() {
    let extract = absences(
        "7,W1,sickness,2026-03-02,\n7,W1,sickness,2026-03-02,\n,W2,sickness,2026-03-02,\n,W2,sickness,2026-03-02,\n",
    );
    let counts = extract.reconciliation().of(Table::Absences).unwrap().counts;
    assert_eq!((absences_apart(&extract), counts.used, counts.repeated), (2, 2, 2));
    assert_eq!(extract.rejected().len(), 0);
    // One row says that the worker came back, and the other that they did not.
    for rows in [
        "7,W1,sickness,2026-03-02,\n7,W1,sickness,2026-03-02,2026-03-09\n",
        "7,W1,sickness,2026-03-02,2026-03-09\n7,W1,sickness,2026-03-02,\n",
    ] {
        let extract = absences(rows);
        assert_eq!(away(&extract), ["lcs:W1 2026-03-02 absence_started", "lcs:W1 not known absence_ended"]);
        assert_eq!(used_in_part(&extract), [1, 2]);
        assert!(extract.reconciliation().of(Table::Absences).unwrap().counts.adds_up());
    }
}

/// The row is damaged, and a worker stands in it: whether they were away is not known, on any day (PG-02).
#[test]
fn a_row_that_cannot_be_used_leaves_it_not_known_whether_its_worker_is_away() {
    for row in ["2,W2,sickness", "2,sick,leave,W2,2026-03-02,x", "2,#N/A,sickness,W2,2026-03-09"] {
        let extract = absences(&format!("1,W1,sickness,2026-03-02,2026-03-09\n{row}\n"));
        let may_be_away: Vec<_> = away(&extract).into_iter().filter(|said| said.starts_with("lcs:W2")).collect();
        assert_eq!(may_be_away, ["lcs:W2 not known absence_started"], "{row}");
        assert_eq!(extract_warnings(&extract), Vec::<String>::new(), "{row}");
    }
}

#[test]
fn how_many_may_be_away_whom_nothing_shows_is_said() {
    let said = |rows: &str| extract_warnings(&absences(rows));
    assert_eq!(said("1,W1,sickness,2026-03-02,\n"), Vec::<String>::new());
    for row in ["2,,sickness,2026-03-02,", "2,#N/A,sickness,2026-03-02,", "2,2026-01-05,sickness,2026-03-02,", "2,W9"] {
        let said = said(&format!("1,W1,sickness,2026-03-02,\n{row}\n"));
        let expected = "1 row names no worker that can be told. At most 1 worker may be away whom nothing here shows, and count all the \
             same";
        assert_eq!(said, [expected], "{row}");
    }
    let extract = absences("1,W1,sickness,2026-03-02,\n2,zz?,sickness,2026-03-02,\n3,,sickness,2026-03-02,\n");
    let said = extract_warnings(&extract);
    assert!(said[0].starts_with("2 rows name no worker that can be told (as row 2,"), "{said:?}");
    // The row whose worker no other file has is used, and is on the list with its id.
    let listed: Vec<_> = extract.rejected().iter().map(|row| (row.row, row.column, &*row.value, row.outcome)).collect();
    assert_eq!(listed, [(3, "worker_id", "", Outcome::Rejected), (2, "worker_id", "zz?", Outcome::InPart)]);
    let counts = extract.reconciliation().of(Table::Absences).unwrap().counts;
    assert_eq!((counts.used, counts.in_part, counts.rejected, counts.adds_up()), (1, 1, 1, true));
    // One that is used in part already is still one row.
    let counts = absences("1,W1,sickness,2026-03-02,\n2,zz?,sick?,2026-03-02,\n").reconciliation().total();
    assert_eq!((counts.in_part, counts.adds_up()), (1, true));
    // The header once more is nobody's absence.
    assert_eq!(extract_warnings(&absences("absence_id,worker_id,kind,first_day,returned_on\n")), Vec::<String>::new());
}

fn extract_warnings(extract: &Extract) -> Vec<String> {
    extract.reconciliation().of(Table::Absences).unwrap().warnings.clone()
}

/// Both orders of those rows; `W2` has one row.
fn workers(header: &str, rows: [&str; 2]) -> [Extract; 2] {
    [rows, [rows[1], rows[0]]].map(|rows| {
        let workers = format!("{header}\n{}\n{}\n", rows[0], rows[1]);
        let professionals = format!("{PROFESSIONALS}W1,,SW100,Social Worker\n");
        read(&text(&[("keyworker_workers.csv", &workers), ("ssd_professionals.csv", &professionals)]), &options(SITE))
    })
}

fn of_w1(extract: &Extract, kind: &str) -> Vec<String> {
    all_said(extract).into_iter().filter(|fact| fact.starts_with("lcs:W1 ") && fact.contains(kind)).collect()
}

#[test]
fn whether_a_worker_has_left_is_not_known_where_their_rows_disagree() {
    let header = "worker_id,joined,left";
    for rows in [
        ["W1,2015-01-05,", "W1,2015-01-05,2026-05-02"],
        ["W1,2015-01-05,2026-05-02", "W1,2015-01-05,2026-07-31"],
        // Who came back after they had left, or had not left.
        ["W1,2015-01-05,2026-05-02", "W1,2026-06-01,2026-05-02"],
        // Who was here twice on one day, or came back while still here.
        ["W1,2015-01-05,2026-05-02", "W1,2026-05-02,"],
        ["W1,2015-01-05,", "W1,2026-06-01,2026-07-31"],
        ["W1,2015-01-05,2026-05-02", "W1,,"],
    ] {
        for extract in workers(header, rows) {
            assert_eq!(of_w1(&extract, "worker_left"), ["lcs:W1 not known worker_left"], "{rows:?}");
            assert!(extract.rejected().iter().all(|kept| kept.reason.contains("left")), "{:?}", extract.rejected());
            let counts = extract.reconciliation().of(Table::Workers).unwrap().counts;
            assert!(counts.adds_up() && counts.read == 2, "{counts:?}");
        }
    }
    for extract in workers(header, ["W1,2015-01-05,", "W1,2015-01-05,2026-05-02"]) {
        assert_eq!(used_in_part(&extract), [1, 2]);
        assert!(extract.rejected().iter().all(|kept| kept.reason.contains("says otherwise of left")));
        assert_eq!(of_w1(&extract, "worker_joined"), ["lcs:W1 2015-01-05 worker_joined"]);
    }
    // Whenever they joined, both rows say when they left.
    for extract in workers(header, ["W1,2015-01-05,2026-05-02", "W1,2016-01-04,2026-05-02"]) {
        assert_eq!(of_w1(&extract, "worker_left"), ["lcs:W1 2026-05-02 worker_left"]);
        assert_eq!(of_w1(&extract, "worker_joined"), ["lcs:W1 not known worker_joined"]);
    }
    // What is said twice is certain.
    for extract in workers(header, ["W1,2015-01-05,2026-05-02", "W1,2015-01-05,2026-05-02"]) {
        assert_eq!(of_w1(&extract, "worker_left"), ["lcs:W1 2026-05-02 worker_left"]);
        assert_eq!((extract.rejected().len(), notice(&extract, Table::Workers, "again")), (0, 0));
        assert_eq!(extract.reconciliation().of(Table::Workers).unwrap().counts.repeated, 1);
    }
}

/// Who left and joined again has a row for each time: the rows say nothing against each other (PG-01).
#[test]
fn times_with_the_authority_that_do_not_overlap_are_each_one() {
    let header = "worker_id,joined,left,leaving_recorded,profession,agency,registered_from,registered_until";
    let [first, again] = ["W1,2015-01-05,2025-03-31,2025-03-03,trainee,Y,,", "W1,2025-09-01,,,social worker,N,,"];
    for extract in workers(header, [first, again]) {
        assert_eq!(of_w1(&extract, "worker_left"), ["lcs:W1 2025-03-31 worker_left"]);
        let joined = ["lcs:W1 2015-01-05 worker_joined", "lcs:W1 2025-09-01 worker_joined"];
        assert_eq!(of_w1(&extract, "worker_joined"), joined);
        // What they were, and how they were employed, is of each time.
        let of_each = |kind: &str| of_w1(&extract, kind).iter().map(|said| said[7..17].to_owned()).collect::<Vec<_>>();
        assert_eq!(of_each("worker_details"), ["2015-01-05", "2025-09-01"]);
        assert_eq!(of_each("engagement"), ["2015-01-05", "2025-09-01"]);
        let counts = extract.reconciliation().of(Table::Workers).unwrap().counts;
        assert_eq!((counts.used, extract.rejected().len(), counts.adds_up()), (2, 0, true));
    }
    // The first time may begin on no day, and the last may be over.
    for extract in workers(header, ["W1,,2025-03-31,,,,,", "W1,2025-09-01,2026-05-02,,,,,"]) {
        let left = ["lcs:W1 2025-03-31 worker_left", "lcs:W1 2026-05-02 worker_left"];
        assert_eq!(of_w1(&extract, "worker_left"), left);
        assert_eq!(of_w1(&extract, "worker_details").len(), 1, "they were the same both times");
    }
    // Registration is the worker's, and not of each time.
    for extract in workers(header, ["W1,2015-01-05,2025-03-31,,,,2015-01-05,", "W1,2025-09-01,,,,,2016-01-05,"]) {
        assert_eq!(of_w1(&extract, "worker_left"), ["lcs:W1 2025-03-31 worker_left"]);
        assert_eq!(of_w1(&extract, "registered"), Vec::<String>::new());
        assert_eq!(used_in_part(&extract), [1, 2]);
    }
}

#[test]
fn what_a_workers_rows_say_differently_is_not_known_and_the_rest_is_used() {
    let header = "worker_id,left,profession,registered_from,registered_until";
    for extract in workers(header, ["W1,,social worker,2015-01-05,", "W1,,trainee,2015-01-05,2026-05-02"]) {
        // A title does not decide between them.
        assert!(of_w1(&extract, "worker_details")[0].contains("profession=-"));
        assert_eq!(of_w1(&extract, "registered"), Vec::<String>::new());
    }
    // A row that says nothing of it contradicts nobody.
    for extract in workers(header, ["W1,,social worker,2015-01-05,2026-05-02", "W1,,,,"]) {
        assert!(of_w1(&extract, "worker_details")[0].contains("profession='social worker'"));
        assert_eq!(
            (extract.rejected().len(), extract.reconciliation().of(Table::Workers).unwrap().counts.used),
            (0, 2)
        );
        let expected = ["lcs:W1 2015-01-05 registered number='SW100' until=-", "lcs:W1 2026-05-03 not_registered"];
        assert_eq!(of_w1(&extract, "registered"), expected);
    }
}

#[test]
fn whether_a_professional_is_registered_is_not_known_where_their_rows_disagree() {
    let of = |rows: [&str; 2]| {
        [rows, [rows[1], rows[0]]].map(|rows| {
            let professionals = format!("{PROFESSIONALS}{}\n{}\n", rows[0], rows[1]);
            let site = format!("blank-registration = \"not-registered\"\n{SITE}");
            read(&text(&[("ssd_professionals.csv", &professionals)]), &options(&site))
        })
    };
    for extract in of(["W1,Ann Testworker,,Family Worker", "W1,Ann Testworker,SW100,Social Worker"]) {
        assert_eq!(of_w1(&extract, "registered"), Vec::<String>::new());
        let details = of_w1(&extract, "worker_details");
        assert!(
            details.len() == 1 && details[0].contains("name='Ann Testworker' job_title=- profession=-"),
            "{details:?}"
        );
        assert_eq!(used_in_part(&extract), [1, 2]);
    }
    for extract in of(["W1,Ann Testworker,SW100,Social Worker", "W1,Ann Testworker,SW100,"]) {
        assert_eq!(of_w1(&extract, "registered"), ["lcs:W1 not known registered number='SW100' until=-"]);
        assert!(of_w1(&extract, "worker_details")[0].contains("profession='social worker'"));
    }
}
