//! Every way of being wrong: what is said, and what becomes of the row.

use intake::{Encoding, FileUse, Outcome};

use super::*;

type Expected<'a> = (u32, Outcome, &'a str, &'a str, &'a str);

const INVOLVEMENTS: &str = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                            invo_involvement_start_date,invo_involvement_end_date\n";
const VISITS: &str = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen,cinv_cin_visit_seen_alone,\
                      cinv_cin_visit_bedroom\n";

/// Rows of one file, and of each row that was not used whole: row, outcome, column, value, reason.
#[track_caller]
fn check(file: &'static str, header: &str, rows: &str, facts: &[&str], expected: &[Expected<'_>]) {
    let extract = read(&text(&[(file, &format!("{header}{rows}"))]), &options(""));
    let report = &extract.reconciliation().files[0];
    assert!(report.counts.adds_up(), "{report:?}");
    let found: Vec<_> = extract.rejected().iter().collect();
    let shown: Vec<_> =
        found.iter().map(|r| (r.row, r.outcome, r.column, r.value.as_str(), r.reason.as_str())).collect();
    assert_eq!(shown, expected);
    for rejected in found {
        assert_eq!(&*rejected.file, file);
        let line = rejected.line.as_bytes();
        let at = rejected.offset as usize;
        assert_eq!(&format!("{header}{rows}").as_bytes()[at..at + line.len()], line, "the offset is that of the row");
    }
    let mut said: Vec<String> = Vec::new();
    for child in 0..extract.children() {
        said.extend(child_said(&extract, extract.world().names.child(extract.child(child))));
    }
    assert_eq!(said, facts);
}

#[test]
fn dates_that_cannot_be() {
    let started =
        |when: &str| format!("{when} involvement_started involvement=#1 worker=lcs:W1 role='lead' team=- accepted=-");
    let (unknown, known) = (started("not known"), started("2026-01-05"));
    let ended_unknown = "not known involvement_ended involvement=#1 reason=-";
    let (start, end) = ("invo_involvement_start_date", "invo_involvement_end_date");
    let part = Outcome::InPart;
    let cases: Vec<(&str, Vec<&str>, Vec<Expected<'_>>)> = vec![
        ("1,W1,CW,P1,2026-01-05,1900-01-01\n", vec![&known], vec![]),
        ("1,W1,CW,P1,05/01/2026,1899-12-30 00:00:00\n", vec![&known], vec![]),
        (
            "1,W1,CW,P1,1900-01-01,\n",
            vec![&unknown],
            vec![(
                1,
                part,
                start,
                "1900-01-01",
                "1900-01-01 or 0 stands for 'no date': write the date, or leave the cell empty",
            )],
        ),
        (
            "1,W1,CW,P1,2026-02-30,\n",
            vec![&unknown],
            vec![(1, part, start, "2026-02-30", "there is no such date: write 2026-04-15")],
        ),
        (
            "1,W1,CW,P1,04/13/2026,\n",
            vec![&unknown],
            vec![(
                1,
                part,
                start,
                "04/13/2026",
                "there is no month 13: read month first, as Americans write, it would be 2026-04-13. Write that, or set \
                 date-order = \"month-first\" in the site file if all dates are so",
            )],
        ),
        (
            "1,W1,CW,P1,,\n",
            vec![&unknown],
            vec![(1, part, start, "", "no date: that it began is used, and when is not known")],
        ),
        (
            "1,W1,CW,P1,2026-01-05,soon\n",
            vec![ended_unknown, &known],
            vec![(1, part, end, "soon", "not a date: write 2026-04-15. That it ended is used, and when is not known")],
        ),
        // What was looked for and not found is no empty cell; what databases write for one is.
        (
            "1,W1,CW,P1,2026-01-05,#N/A\n",
            vec![ended_unknown, &known],
            vec![(
                1,
                part,
                end,
                "#N/A",
                "looked for and not found: whether it has ended is not known. Leave the cell empty if it has not",
            )],
        ),
        ("1,W1,CW,P1,2026-01-05,NULL\n", vec![&known], vec![]),
        (
            "1,W1,CW,P1,2026-01-05,2027-07-01\n",
            vec![&known],
            vec![(1, part, end, "2027-07-01", "more than a year after the extract was taken (2027-06-30 at most)")],
        ),
        (
            // Handed on as they are written, for a list of open rows; no other rule believes either day.
            "1,W1,CW,P1,2027-01-05,2026-01-01\n",
            vec![
                "2026-01-01 involvement_ended involvement=#1 reason=-",
                "2027-01-05 involvement_started involvement=#1 worker=lcs:W1 role='lead' team=- accepted=-",
            ],
            vec![(
                1,
                part,
                start,
                "2027-01-05",
                "after its own end (2026-01-01): either may be wrong, so when it began and whether it goes on is not known",
            )],
        ),
        (
            "1,W1,CW,P1,2026-07-01,\n",
            vec![&unknown],
            vec![(
                1,
                part,
                start,
                "2026-07-01",
                "after the extract was taken (2026-06-30): that it began is used, and when is not known",
            )],
        ),
        (
            "1,W1,CW,P1,2026-06-30,\n",
            vec!["2026-06-30 involvement_started involvement=#1 worker=lcs:W1 role='lead' team=- accepted=-"],
            vec![],
        ),
    ];
    for (rows, facts, expected) in cases {
        check("ssd_involvements.csv", INVOLVEMENTS, rows, &facts, &expected);
    }
}

#[test]
fn rows_that_cannot_be_used() {
    use Outcome::{InPart, Rejected, Unknown};
    let may_have_been = "not known visit parts=[not known whether seen] done_by=- plan='child in need'";
    let visit = "2026-01-05 visit parts=[seen] done_by=- plan='child in need'";
    let undated = visit.replace("2026-01-05", "not known");
    let cases: Vec<(&str, Vec<&str>, Vec<Expected<'_>>)> = vec![
        (
            "1,P1,2026-01-05,Y\n8,P1,2026-01-05,Y,N,N\n",
            vec![may_have_been, visit],
            vec![(1, Rejected, "", "", "4 cells where the header has 6: a line break may stand within a cell")],
        ),
        (
            "1,P1,2026-01-05,Y,N,N,X\n8,P1,2026-01-05,Y,N,N,,\n",
            vec![may_have_been, visit],
            vec![(1, Rejected, "", "", "7 cells where the header has 6: a cell with a comma must stand in quotes")],
        ),
        (
            "8,P1,2026-01-05,Y,N,N\n9,P1,2026-01",
            vec![may_have_been, visit],
            vec![(2, Rejected, "", "", "the file ends within this row: 3 of 6 cells")],
        ),
        (
            "1,P\0 1,2026-01-05,Y,N,N\n8,P1,2026-01-05,Y,N,N\n",
            vec![visit],
            vec![(1, Rejected, "", "", "the row holds zero bytes: the file is damaged, export it again")],
        ),
        (
            "1,\"P1,2026-01-05,Y,N,N\n8,P1,2026-01-05,Y,N,N\n",
            vec![may_have_been, visit],
            vec![(1, Rejected, "", "", "a quoted cell is not closed, or a quote within it is not doubled")],
        ),
        (
            "1,#N/A,2026-01-05,Y,N,N\n",
            vec![],
            // What was written is kept, though it reads as nothing.
            vec![(1, Rejected, "cinv_person_id", "#N/A", "no child's id: whose row it is cannot be known")],
        ),
        (
            "1,P1,,N,N,N\n",
            vec![],
            vec![(1, Unknown, "cinv_cin_visit_date", "", "no date: whether there was a visit is not known")],
        ),
        (
            "1,P1,,Y,N,N\n",
            vec![&undated],
            vec![(
                1,
                InPart,
                "cinv_cin_visit_date",
                "",
                "no date: that there was a visit is used, and when is not known",
            )],
        ),
        (
            "1,P1,2026-07-01,Y,N,N\n",
            vec![&undated],
            vec![(
                1,
                InPart,
                "cinv_cin_visit_date",
                "2026-07-01",
                "after the extract was taken (2026-06-30): that it happened is used, and when is not known",
            )],
        ),
        (
            "1,P1,2026-01-05,Y,perhaps,N\n",
            vec!["2026-01-05 visit parts=[seen, not known what else] done_by=- plan='child in need'"],
            vec![(1, InPart, "cinv_cin_visit_seen_alone", "perhaps", "neither Y nor N")],
        ),
        // Whether the child was seen is not known, rather than not so.
        (
            "1,P1,2026-01-05,perhaps,,\n2,P1,2026-01-06,,,\n",
            vec![
                "2026-01-05 visit parts=[not known whether seen] done_by=- plan='child in need'",
                "2026-01-06 visit parts=[not known whether seen] done_by=- plan='child in need'",
            ],
            vec![(1, InPart, "cinv_cin_visit_seen", "perhaps", "neither Y nor N")],
        ),
        // The same row twice is one row; another row with its id is none.
        ("8,P1,2026-01-05,Y,N,N\n8,P1,2026-01-05,Y,N,N\n", vec![visit], vec![]),
        (
            "8,P1,2026-01-05,Y,N,N\n9,P2,,,N,N\n8,P1,2026-01-06,Y,N,N\n",
            vec![may_have_been, visit],
            vec![
                (2, Unknown, "cinv_cin_visit_date", "", "no date: whether there was a visit is not known"),
                (
                    3,
                    Rejected,
                    "cinv_cin_visit_id",
                    "8",
                    "the id of row 1, which says something else: the first is used, and not this one",
                ),
            ],
        ),
        // Blank lines and quotes are no fault.
        ("\n8,\"P1\",2026-01-05,Y,\"N\",N\r\n\r\n", vec![visit], vec![]),
    ];
    for (rows, facts, expected) in cases {
        check("ssd_cin_visits.csv", VISITS, rows, &facts, &expected);
    }
}

#[test]
fn roles_and_workers_that_are_not_known() {
    let unknown_worker = "2026-01-05 involvement_started involvement=#1 worker=- role='lead' team=- accepted=-";
    for worker in ["", "#N/A", "NULL", "-1"] {
        let row = format!("1,{worker},ALLOCATED CASE WORKER,P1,2026-01-05,\n");
        let reason = "no worker that can be read: somebody is recorded, and it is not known who";
        let expected = (1, Outcome::InPart, "invo_professional_id", worker, reason);
        check("ssd_involvements.csv", INVOLVEMENTS, &row, &[unknown_worker], &[expected]);
    }
    let reason = "unknown: role not in the site file. Add \"XB7\" = { part = \"...\" } under [roles]";
    let expected = (1, Outcome::Unknown, "invo_professional_role_id", "XB7", reason);
    // Somebody is recorded in a part that nobody has explained: that is not nobody.
    let part_not_known =
        "2026-01-05 involvement_started involvement=#1 worker=lcs:W1 role='not known' team=- accepted=-";
    check("ssd_involvements.csv", INVOLVEMENTS, "1,W1,XB7,P1,2026-01-05,\n", &[part_not_known], &[expected]);
    let files = text(&[("ssd_involvements.csv", &format!("{INVOLVEMENTS}1,W1,XB7,P1,2026-01-05,\n"))]);
    let extract = read(&files, &options("[roles]\nxb7 = { part = \"not a worker\" }"));
    assert_eq!(extract.reconciliation().files[0].counts.not_needed, 1);
}

#[test]
fn a_worker_without_a_row_is_a_worker_all_the_same() {
    let files = text(&[
        ("ssd_involvements.csv", &format!("{INVOLVEMENTS}1,W9,CW,P1,2026-01-05,\n")),
        ("ssd_professionals.csv", "prof_professional_id,prof_professional_name\nW1,Ann Hazel\n"),
    ]);
    let extract = read(&files, &options(""));
    assert!(child_said(&extract, "lcs:P1")[0].contains("worker=lcs:W9"));
    let report = extract.reconciliation().of(intake::tables::Table::Involvements).unwrap();
    assert_eq!(report.notices[0].examples, ["W9"]);
    assert!(report.notices[0].what.starts_with("worker has no row in ssd_professionals"));
}

#[test]
fn encodings_are_found_and_said() {
    let person = "pers_person_id,pers_forename,pers_surname\nP1,Renée,O\u{a0}Fern\n";
    let utf16 = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(person.encode_utf16());
        units.flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let windows: Vec<u8> = person.chars().map(|c| c as u32 as u8).collect();
    let cases: Vec<(Vec<u8>, Encoding)> = vec![
        (person.as_bytes().to_vec(), Encoding::Utf8),
        ([b"\xef\xbb\xbf", person.as_bytes()].concat(), Encoding::Utf8WithMark),
        (windows, Encoding::Windows1252),
        (utf16(false), Encoding::Utf16Le),
        (utf16(true), Encoding::Utf16Be),
        (utf16(false)[2..].to_vec(), Encoding::Utf16Le),
    ];
    for (bytes, encoding) in cases {
        let extract = read(&[("ssd_person.csv", bytes)], &options(""));
        let report = &extract.reconciliation().files[0];
        assert_eq!((report.encoding, report.counts.used), (encoding, 1));
        let said = child_said(&extract, "lcs:P1");
        assert!(said[0].contains("given_name='Renée' family_name='O Fern'"), "{encoding:?}: {said:?}");
    }
}

/// A file without line ends is one long header: what stands in it may be a child's, and is not said.
#[test]
fn a_header_that_is_the_whole_file_tells_nothing_of_a_child() {
    let bytes = "pers_person_id,pers_forename,pers_surname,pers_dob,pers_sex\rP1,Testy,Madeup,2015-01-05,F,P2,Testa,Madeup,2016-01-05,F\n";
    let good = format!("{INVOLVEMENTS}1,W1,CW,P1,2026-01-05,\n");
    let extract = read(&text(&[("ssd_person.csv", bytes), ("ssd_involvements.csv", &good)]), &options(""));
    let report = extract.reconciliation().of(intake::tables::Table::Person).unwrap();
    let said = format!("{:?} {:?}", report.problem, report.extra_columns);
    assert!(report.problem.is_some() && !said.contains("Madeup") && !said.contains("madeup"), "{said}");
}

#[test]
fn lines_may_end_in_a_return_a_newline_or_both() {
    let rows = format!("{INVOLVEMENTS}1,W1,CW,P1,2026-01-05,\n2,\"W2\",CW,P2,2026-02-05,2026-03-05\n");
    let said = |bytes: Vec<u8>| {
        let extract = read(&[("ssd_involvements.csv", bytes)], &options(""));
        assert_eq!((extract.reconciliation().total().used, extract.rejected().len()), (2, 0));
        all_said(&extract)
    };
    let expected = said(rows.clone().into_bytes());
    assert!(expected.len() > 3);
    for line_end in ["\r", "\r\n"] {
        let text = rows.replace('\n', line_end);
        let utf16 = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(said(text.clone().into_bytes()), expected, "{line_end:?}");
        assert_eq!(said(utf16), expected, "{line_end:?} in UTF-16");
    }
}

#[test]
fn headers_that_cannot_be_used_are_named() {
    let cases = [
        ("", "the file is empty: not even a header"),
        (
            "\0\0\0\0\0\0\0\0",
            "the file begins with zero bytes where its header should be: it is damaged, export it again",
        ),
        (
            "cinv_person_id,cinv_cin_visit_seen\nP1,Y\n",
            "the column 'cinv_cin_visit_date' is missing, so the table is not used",
        ),
        (
            "cinv_person_id,visit_dt,cinv_cin_visit_seen\nP1,2026-01-05,Y\n",
            "the column 'cinv_cin_visit_date' is missing, so the table is not used. Is it there under another name: visit_dt?",
        ),
        (
            "cinv_person_id;cinv_cin_visit_date;cinv_cin_visit_seen\n",
            "its columns are separated by ';' and not by commas, so it is not used: export it with commas",
        ),
        (
            "cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\rP1,2026-01-05,Y\n",
            "the column 'cinv_cin_visit_seen' is missing, so the table is not used: the first line may not be the header, \
             or lines may end in a carriage return only",
        ),
    ];
    for (bytes, problem) in cases {
        let good = format!("{INVOLVEMENTS}1,W1,CW,P1,2026-01-05,\n");
        let files = text(&[
            ("ssd_cin_visits.csv", bytes),
            ("ssd_involvements.csv", &good),
            ("notes.csv", "a,b\n"),
            ("ssd_missing.csv", "a\n"),
        ]);
        let extract = read(&files, &options(""));
        let report = extract.reconciliation().of(intake::tables::Table::CinVisits).unwrap();
        assert_eq!((report.problem.as_deref(), report.counts.read), (Some(problem), 0));
        assert_eq!(extract.reconciliation().total().used, 1, "the other table is read");
        let uses: Vec<_> = extract.reconciliation().files.iter().map(|file| file.used_as).collect();
        assert!(uses.contains(&FileUse::NotUsed) && uses.contains(&FileUse::NotOfTheDataset), "{uses:?}");
        let said = all_said(&extract);
        assert!(!said.iter().any(|fact| fact.contains("covers='visit'")), "a table that is not used covers nothing");
    }
    let folder = write(&text(&[("ssd_cin_visits.csv", "")]));
    let error = read_folder(folder.path(), &options("")).err().unwrap().to_string();
    assert!(
        error.contains("that can be used. ssd_cin_visits.csv: the file is empty: not even a header. Put its CSV"),
        "{error}"
    );
    let error = read_folder(&folder.path().join("nowhere"), &options("")).err().unwrap().to_string();
    assert!(error.contains("nowhere cannot be opened"), "{error}");
}

#[test]
fn cells_and_rows_without_an_end_are_bounded() {
    let long = "x".repeat(70_000);
    let reason = "longer than 64 KB: not used";
    let person = format!("pers_person_id,pers_forename\nP1,{long}\n");
    let extract = read(&text(&[("ssd_person.csv", &person)]), &options(""));
    let rejected = &extract.rejected()[0];
    assert_eq!((rejected.reason.as_str(), rejected.value.len(), rejected.line.len()), (reason, 200, 4096));
    let endless = format!("{VISITS}1,P1,2026-01-05,Y,N,N\n{}\n2,P1,2026-01-06,Y,N,N\n", "x".repeat(3 << 20));
    for block_bytes in [4096, 1 << 20] {
        let options = ReadOptions { block_bytes, ..options("") };
        let extract = read(&text(&[("ssd_cin_visits.csv", &endless)]), &options);
        let counts = extract.reconciliation().files[0].counts;
        assert_eq!((counts.read, counts.used, counts.rejected), (3, 2, 1), "{block_bytes}");
    }
}

#[test]
fn what_memory_does_not_keep_goes_to_the_writer() {
    let rows: String = (0..50).map(|row| format!("{row},P1,,N,N,N\n")).collect();
    let files = text(&[("ssd_cin_visits.csv", &format!("{VISITS}{rows}"))]);
    let spilled = std::sync::Mutex::new(Vec::<u8>::new());
    let extract = read(&files, &ReadOptions { kept: 20, spill: Some(&spilled), ..options("") });
    let report = extract.reconciliation();
    assert_eq!((report.kept, report.spilled, report.only_counted), (20, 30, 0));
    assert_eq!(report.files[0].counts.unknown, 50);
    let lines = String::from_utf8(std::mem::take(&mut *spilled.lock().unwrap())).unwrap();
    assert_eq!(lines.lines().count(), 30);
    assert!(lines.starts_with("ssd_cin_visits.csv\t21\t"), "{lines}");
    let extract = read(&files, &ReadOptions { kept: 20, ..options("") });
    assert_eq!(extract.reconciliation().only_counted, 30);
}

#[test]
fn rows_of_nothing_but_separators_are_counted_and_are_about_nobody() {
    let rows = format!("{INVOLVEMENTS}1,W1,ALLOCATED CASE WORKER,P1,2026-01-05,\n,,,,,\n,,\n  , ,,,,\n\n");
    let persons = "pers_person_id\nP1\nP2\n";
    let files = text(&[("ssd_person.csv", persons), ("ssd_involvements.csv", &rows)]);
    let extract = read(&files, &options(""));
    let file = extract.reconciliation().of(intake::tables::Table::Involvements).unwrap();
    assert_eq!((file.counts.read, file.counts.used, file.counts.not_needed), (4, 1, 3));
    assert!(file.counts.adds_up() && file.warnings.is_empty() && extract.rejected().is_empty());
    assert!(file.notices.iter().any(|notice| notice.count == 3 && notice.what.contains("nothing but separators")));
    // Nobody is taken to be who such a row was about.
    assert_eq!(
        child_said(&extract, "lcs:P2"),
        ["not known child_details given_name=- family_name=- born=- expected=- \
        sex=- ethnicity=- disabled=- special_educational_needs=-"]
    );
}

#[test]
fn what_is_wrong_with_every_file_is_said_once() {
    let files = text(&[
        ("ssd_person.csv", "pers_person_id;pers_dob\nP1;2010-01-01\n"),
        ("ssd_cin_episodes.csv", "cine_referral_id;cine_person_id\nR1;P1\n"),
        ("ssd_involvements.csv", "invo_involvements_id;invo_person_id\n1;P1\n"),
    ]);
    let error = read_folder(write(&files).path(), &options("")).err().unwrap().to_string();
    assert_eq!(error.matches("separated by ';'").count(), 1, "{error}");
    assert!(error.contains("and 2 other files: "), "{error}");
}

#[test]
fn who_holds_a_child_and_cannot_be_read_can_be_found() {
    let rows = format!(
        "{INVOLVEMENTS}1,,ALLOCATED CASE WORKER,P1,2026-01-05,\n2,-1,ALLOCATED CASE WORKER,P2,2026-01-05,\n\
                        3,#N/A,ALLOCATED CASE WORKER,P3,2026-01-05,\n4,W1,ALLOCATED CASE WORKER,P4,2026-01-05,\n"
    );
    let extract = read(&text(&[("ssd_involvements.csv", &rows)]), &options(""));
    let kept: Vec<_> = extract
        .rejected()
        .iter()
        .map(|kept| (kept.row, kept.column, kept.value.as_str(), kept.outcome, kept.child.as_deref()))
        .collect();
    let column = "invo_professional_id";
    let in_part = intake::Outcome::InPart;
    assert_eq!(
        kept,
        [
            (1, column, "", in_part, Some("lcs:P1")),
            (2, column, "-1", in_part, Some("lcs:P2")),
            (3, column, "#N/A", in_part, Some("lcs:P3")),
        ]
    );
    let counts = extract.reconciliation().total();
    assert_eq!((counts.used, counts.in_part), (1, 3));
}

/// Nothing is taken from these columns, so nothing changes; it is said all the same, row by row.
#[test]
fn a_code_that_nobody_published_is_said_though_nothing_is_taken_from_its_column() {
    let episodes = |need: &str| {
        format!(
            "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date,cine_cin_primary_need_code\nR1,P1,2026-01-05,,{need}"
        )
    };
    let plans = |category: &str| {
        format!(
            "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date,cppl_cp_plan_latest_category\n1,P1,2026-01-05,,{category}"
        )
    };
    let held = |reason: &str| {
        format!(
            "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,invo_involvement_start_date,\
             invo_involvement_end_date,invo_worker_change_reason\n1,W1,CW,P1,2026-01-05,,{reason}"
        )
    };
    let cared_for = |need: &str| {
        format!(
            "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date,clae_cla_primary_need_code\n1,P1,2026-01-05,,{need}"
        )
    };
    type Case<'c> = (&'static str, &'c dyn Fn(&str) -> String, &'c str, &'c str, &'c str);
    let cases: [Case<'_>; 4] = [
        ("ssd_cin_episodes.csv", &episodes, "N4", "N77", "cine_cin_primary_need_code"),
        ("ssd_cp_plans.csv", &plans, "a) Neglect", "NEGLIGENT", "cppl_cp_plan_latest_category"),
        ("ssd_involvements.csv", &held, "MANAGE", "MOVED", "invo_worker_change_reason"),
        ("ssd_cla_episodes.csv", &cared_for, "N1 - Abuse or neglect", "PSRMEM", "clae_cla_primary_need_code"),
    ];
    for (file, rows, known, unknown, column) in cases {
        let read_with = |code: &str| read(&text(&[(file, &rows(code))]), &options(""));
        let (sound, odd) = (read_with(known), read_with(unknown));
        assert_eq!((sound.rejected().len(), all_said(&sound)), (0, all_said(&odd)), "{file}");
        let kept: Vec<_> = odd.rejected().iter().map(|kept| (kept.column, &*kept.value, kept.outcome)).collect();
        assert_eq!(kept, [(column, unknown, Outcome::InPart)], "{file}");
        assert!(odd.rejected()[0].reason.starts_with("unknown code"), "{file}");
        // The last cell of a file that does not end its last line: an odd code there is no sign that the file was cut.
        assert_eq!(odd.reconciliation().files[0].problem, None, "{file}");
    }
}

/// A table of involvements without a row, beside many open referrals, says of nobody that they have no worker: whatever the site
/// file says of how far back the history goes.
#[test]
fn involvements_without_a_row_beside_many_open_referrals_are_no_authority_without_workers() {
    for (open, is_told) in [(19, false), (20, true)] {
        let rows: String = (1..=open).map(|n| format!("R{n},P{n},2026-01-05,\n")).collect();
        let files = text(&[
            (
                "ssd_cin_episodes.csv",
                &format!("cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\n{rows}"),
            ),
            ("ssd_involvements.csv", INVOLVEMENTS),
        ]);
        let extract = read(&files, &options("history-from = 2020-01-01\n"));
        let problem = extract.reconciliation().of(intake::tables::Table::Involvements).unwrap().problem.clone();
        assert_eq!(problem.is_some_and(|says| says.contains("was it exported whole?")), is_told, "{open}");
        let covers = all_said(&extract).into_iter().any(|fact| fact.contains("covers='involvement_started'"));
        assert_eq!(covers, !is_told, "{open}");
    }
}
