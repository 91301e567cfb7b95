//! Columns that a file does not have: nothing is read from that they are not there, and what they leave open is said.

use intake::tables::Table;
use record::{Content, Kind};

use crate::{all_said, options, read, text};

const BLANK_SAYS_NO: &str = "blank-registration = \"not-registered\"";

/// The kinds that the extract covers, by file.
fn covered(extract: &intake::Extract, kind: Kind) -> Vec<String> {
    let book = extract.world();
    let covers =
        |fact: &&record::Fact| matches!(fact.content, Content::Coverage { covers, .. } if covers == Some(kind));
    book.record().iter().filter(covers).map(|fact| book.names.source(fact.from.source).to_owned()).collect()
}

/// PG-01: a column of registration numbers that is not there, or has another name, is no column of blank cells.
#[test]
fn a_missing_registration_column_says_nothing_of_anybody() {
    for (number, workers, said, covering) in [
        // As published: a number says yes, and a blank cell no where the site file says so.
        ("prof_social_worker_registration_no", "worker_id,left,joined", "1 registered, 1 not", "ssd_professionals.csv"),
        ("prof_registration", "worker_id,left,joined", "0 registered, 0 not", ""),
        // The optional file says it, where it has the column.
        ("prof_registration", "worker_id,left,joined,registered_from", "0 registered, 0 not", "keyworker_workers.csv"),
        (
            "prof_social_worker_registration_no",
            "worker_id,left,joined,registered_from",
            "1 registered, 1 not",
            "ssd_professionals.csv keyworker_workers.csv",
        ),
    ] {
        let columns = workers.split(',').count();
        let row = |id: &str| format!("{id},,2020-01-01{}\n", ",".repeat(columns - 3));
        let files = text(&[
            (
                "ssd_professionals.csv",
                &format!("prof_professional_id,prof_professional_name,{number}\nW1,Ann Hazel,SW1234\nW2,Bo Thistle,\n"),
            ),
            ("keyworker_workers.csv", &format!("{workers}\n{}{}", row("W1"), row("W2"))),
        ]);
        let extract = read(&files, &options(BLANK_SAYS_NO));
        let facts = all_said(&extract);
        let count = |word: &str| facts.iter().filter(|fact| fact.contains(word)).count();
        let (yes, no) = (count(" registered number="), count(" not_registered"));
        assert_eq!(format!("{yes} registered, {no} not"), said, "{number} {workers}");
        assert_eq!(covered(&extract, Kind::Registered).join(" "), covering, "{number} {workers}");
    }
}

#[test]
fn the_columns_that_a_file_lacks_are_named_with_what_follows() {
    let files = text(&[
        ("ssd_person.csv", "pers_person_id,pers_forename,pers_birthdate,pers_surname\nP1,Made,2015-01-01,Up\n"),
        ("keyworker_casework.csv", "record_id,child_id,at,kind\nC1,P1,2026-03-01,put on duty\n"),
    ]);
    let extract = read(&files, &options(""));
    let lacking = |table: Table| &extract.reconciliation().of(table).unwrap().lacking;
    let born = lacking(Table::Person).iter().find(|of| of.name() == "pers_dob").unwrap();
    assert_eq!((born.column.not_known, &born.perhaps), ("when a child was born", &vec!["pers_birthdate".to_owned()]));
    // What is published and not read is nothing under another name; what the column is called without the file's prefix is.
    for (others, perhaps) in [
        ("pers_legacy_id,pers_upn,pers_gender,pers_birthdate", vec!["pers_birthdate"]),
        ("pers_legacy_id,pers_upn,pers_gender,pers_nationality", vec![]),
        ("pers_legacy_id,Dob", vec!["dob"]),
        ("pers_legacy_id,date_of_birth,Ann", vec!["date_of_birth"]),
    ] {
        let files = text(&[("ssd_person.csv", &format!("pers_person_id,{others}\nP1,,,,\n"))]);
        let extract = read(&files, &options(""));
        let lacking = &extract.reconciliation().of(Table::Person).unwrap().lacking;
        let born = lacking.iter().find(|of| of.name() == "pers_dob").unwrap();
        assert_eq!(born.perhaps, perhaps, "{others}");
    }
    let names = |table: Table| lacking(table).iter().map(|of| of.name()).collect::<Vec<_>>();
    assert_eq!(names(Table::Casework), ["detail_date", "worker_id", "by_role", "recipient", "detail"]);
    // Of a death no cell could have spoken: that none is on record says nothing.
    assert!(covered(&extract, Kind::Died).is_empty());
    assert_eq!(covered(&extract, Kind::ChildDetails), ["ssd_person.csv"]);
}

/// MON-04: an outcome that is not there finds nobody in need.
#[test]
fn an_assessment_without_the_column_of_its_outcome_finds_nothing() {
    for (column, finds_need) in [("cina_assessment_outcome_nfa", true), ("cina_outcome", false)] {
        let files = text(&[(
            "ssd_cin_assessments.csv",
            &format!(
                "cina_assessment_id,cina_person_id,cina_assessment_start_date,cina_assessment_auth_date,{column}\n\
                 A1,P1,2026-03-01,2026-04-01,\n"
            ),
        )]);
        let facts = all_said(&read(&files, &options("")));
        let found = facts.iter().find(|fact| fact.starts_with("lcs:P1") && fact.contains("assessment_completed"));
        let found = found.unwrap();
        assert_eq!(found.contains("in_need=yes"), finds_need, "{found}");
    }
}

/// Every word that the program accepts stands in the document of the optional files.
#[test]
fn the_document_has_every_kind_of_casework_and_every_key_of_the_site_file() {
    let document = std::fs::read_to_string("../../docs/optional-files.md").unwrap();
    let kinds = document.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let kinds: Vec<&str> = kinds.flat_map(|cell| cell.split(", ")).collect();
    for name in intake::casework::CaseworkKind::NAMES {
        assert!(kinds.contains(name), "the document does not have the kind of casework '{name}'");
    }
    let refused = intake::Site::from_toml("no-such-key = 1").unwrap_err().to_string();
    let keys: Vec<&str> = refused.split('`').skip(3).step_by(2).collect();
    assert!(keys.len() > 10, "{refused}");
    for key in keys {
        let is_there = document.contains(&format!("`{key}`")) || document.contains(&format!("`[{key}]`"));
        assert!(is_there, "the document does not have the key '{key}' of the site file");
    }
}

/// AM: what says that a worker's row goes on, and what does not.
#[test]
fn an_end_that_is_blank_or_says_open_has_not_come() {
    for (cell, notice) in [
        ("", ""),
        ("\u{a0}", ""),
        ("\u{a0}\u{200b} ", ""),
        ("Open", "1 end says 'open', 'current' or the like, read as 'still open'"),
        ("ongoing", "1 end says 'open', 'current' or the like, read as 'still open'"),
        ("CURRENT", "1 end says 'open', 'current' or the like, read as 'still open'"),
        ("0", "1 end date is 1900-01-01, 0 or the like, read as 'still open'"),
        ("1900-01-00", "1 end date is 1900-01-01, 0 or the like, read as 'still open'"),
    ] {
        let files = text(&[(
            "ssd_involvements.csv",
            &format!(
                "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
                 invo_professional_id,invo_professional_role_id\nI1,P1,2026-03-01,{cell},W1,CW\n"
            ),
        )]);
        let extract = read(&files, &options(""));
        let file = extract.reconciliation().of(Table::Involvements).unwrap();
        assert!(extract.rejected().is_empty(), "{cell:?}: {:?}", extract.rejected());
        assert!(
            !all_said(&extract).iter().any(|fact| fact.starts_with("lcs:P1") && fact.contains("involvement_ended")),
            "{cell:?}"
        );
        let notices: Vec<String> = file.notices.iter().map(|of| format!("{} {}", of.count, of.what)).collect();
        let others = |said: &&String| !said.contains("no row in");
        assert_eq!(notices.iter().find(others).map_or("", String::as_str), notice, "{cell:?}");
    }
}

/// That all visits are among the casework is said by the site file alone: the dataset has files of them.
#[test]
fn visits_of_the_casework_file_have_a_history_where_the_site_file_says_so() {
    let files = text(&[("keyworker_casework.csv", "record_id,child_id,at,kind\nC1,P1,2026-03-01,visit\n")]);
    for (site, covering) in [("", ""), ("[history-of]\nvisit = 2026-01-01\n", "keyworker_casework.csv")] {
        assert_eq!(covered(&read(&files, &options(site)), Kind::Visit).join(" "), covering);
    }
}

#[test]
fn non_breaking_spaces_about_a_date_are_put_right() {
    let rows = |cell: &str| {
        format!(
            "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
             invo_professional_id,invo_professional_role_id\nI1,P1,{cell},,W1,CW\n"
        )
    };
    for cell in ["2026-03-01\u{a0}", "\u{a0}2026-03-01", " \u{a0} 2026-03-01 \u{a0}", "01/03/2026\u{a0}"] {
        let extract = read(&text(&[("ssd_involvements.csv", &rows(cell))]), &options(""));
        assert!(extract.rejected().is_empty(), "{cell:?}: {:?}", extract.rejected());
        let said = all_said(&extract);
        assert!(
            said.iter().any(|fact| fact.starts_with("lcs:P1 2026-03-01 involvement_started")),
            "{cell:?}: {said:?}"
        );
        let notices = &extract.reconciliation().of(Table::Involvements).unwrap().notices;
        assert!(notices.iter().any(|notice| notice.what.contains("stray spaces")), "{cell:?}: {notices:?}");
    }
    // As a file of another encoding has it.
    let bytes =
        rows("2026-03-01#").into_bytes().into_iter().map(|byte| if byte == b'#' { 0xa0 } else { byte }).collect();
    let extract = read(&[("ssd_involvements.csv", bytes)], &options(""));
    assert!(extract.rejected().is_empty(), "{:?}", extract.rejected());
}
