//! What holds of a whole file: in which order its dates are written, whether it was cut; and what is said of it beside its
//! rows.

use intake::Outcome;

use super::*;

const INVOLVEMENTS: &str = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                            invo_involvement_start_date,invo_involvement_end_date\n";

#[test]
fn a_column_with_dates_month_first_is_not_believed_day_first() {
    let read_as = |site: &str, dates: [&str; 4]| {
        let rows: String = (1..).zip(dates).map(|(row, date)| format!("{row},W1,CW,P{row},{date},\n")).collect();
        let extract = read(&text(&[("ssd_involvements.csv", &format!("{INVOLVEMENTS}{rows}"))]), &options(site));
        let begun: Vec<String> = (1..5)
            .map(|child| {
                child_said(&extract, &format!("lcs:P{child}"))[0].split(" involvement").next().unwrap().to_owned()
            })
            .collect();
        let report = &extract.reconciliation().files[0];
        assert!(report.counts.adds_up() && report.counts.read == 4, "each row is counted once");
        let reasons: Vec<_> = extract.rejected().iter().map(|kept| (kept.row, kept.outcome)).collect();
        (begun, report.warnings.clone(), reasons)
    };
    // Row 3 is read before row 4 shows what row 3 may mean.
    let dates = ["2026-01-05", "05/05/2026", "04/05/2026", "03/25/2026"];
    let part = Outcome::InPart;
    let (begun, said, reasons) = read_as("", dates);
    assert_eq!(begun, ["2026-01-05", "2026-05-05", "not known", "not known"]);
    assert_eq!(reasons, [(3, part), (4, part)]);
    assert!(
        said.len() == 1
            && said[0].starts_with("some dates of invo_involvement_start_date can only be read month first"),
        "{said:?}"
    );
    assert!(said[0].contains("set date-order = \"month-first\""), "{said:?}");
    let (begun, said, _) =
        read_as("date-order = \"month-first\"", ["2026-01-05", "05/05/2026", "04/05/2026", "03/25/2026"]);
    assert_eq!((begun[2].as_str(), begun[3].as_str(), said.len()), ("2026-04-05", "2026-03-25", 0));
    let (begun, said, _) =
        read_as("date-order = \"month-first\"", ["2026-01-05", "05/05/2026", "04/05/2026", "25/03/2026"]);
    assert_eq!((begun[2].as_str(), begun[3].as_str(), said.len()), ("not known", "not known", 1));
    // Where no date says otherwise, the site file's order is believed.
    let (begun, said, _) = read_as("", ["2026-01-05", "05/05/2026", "04/05/2026", "25/03/2026"]);
    assert_eq!((begun[2].as_str(), begun[3].as_str(), said.len()), ("2026-05-04", "2026-03-25", 0));
}

#[test]
fn a_slip_of_the_hand_among_a_thousand_dates_leaves_the_others_believed() {
    let with_slips = |sound: usize| {
        let mut rows = String::from("1,W1,CW,P1,04/05/2026,\n2,W1,CW,P2,03/25/2026,\n");
        for number in 3..3 + sound {
            rows.push_str(&format!("{number},W1,CW,P{number},25/03/2026,\n"));
        }
        let extract = read(&text(&[("ssd_involvements.csv", &format!("{INVOLVEMENTS}{rows}"))]), &options(""));
        let begun = |child: &str| child_said(&extract, child)[0].split(" involvement").next().unwrap().to_owned();
        let warned = extract.reconciliation().files[0].warnings.iter().any(|said| said.contains("month first"));
        (begun("lcs:P1"), begun("lcs:P2"), warned, extract.rejected().len())
    };
    let (unknown, known) = ("not known".to_owned(), "2026-05-04".to_owned());
    assert_eq!(with_slips(999), (unknown.clone(), unknown.clone(), true, 2));
    assert_eq!(with_slips(1000), (known, unknown, false, 1));
}

/// A file is written by one hand: what one of its columns says of the order holds for the others.
#[test]
fn a_file_with_dates_month_first_is_not_believed_day_first_in_any_column() {
    let read_as = |rows: &str| {
        let extract = read(&text(&[("ssd_involvements.csv", &format!("{INVOLVEMENTS}{rows}"))]), &options(""));
        let said = |child: usize| child_said(&extract, &format!("lcs:P{child}"));
        let when = |fact: &String| fact.split(" involvement").next().unwrap().to_owned();
        let days: Vec<Vec<String>> = (1..3).map(|child| said(child).iter().map(when).collect()).collect();
        let kept = extract.rejected().iter().map(|kept| (kept.row, kept.column, kept.reason.clone()));
        (days, kept.collect::<Vec<_>>(), extract.reconciliation().files[0].warnings.clone())
    };
    let (days, kept, warnings) = read_as("1,W1,CW,P1,04/05/2026,05/25/2026\n2,W1,CW,P2,03/04/2026,06/30/2026\n");
    assert_eq!(days, [["not known", "not known"], ["not known", "not known"]]);
    let starts: Vec<_> = kept.iter().filter(|(_, column, _)| *column == "invo_involvement_start_date").collect();
    assert!(starts.len() == 2 && starts.iter().all(|(.., why)| why.contains("other dates of this file")), "{kept:?}");
    assert!(
        warnings.len() == 1
            && warnings[0].starts_with("some dates of invo_involvement_end_date can only be read month"),
        "{warnings:?}"
    );
    // A date that is the same either way, or has its year first, is believed.
    let (days, ..) = read_as("1,W1,CW,P1,05/05/2026,2026-05-25\n2,W1,CW,P2,03/04/2026,06/30/2026\n");
    assert_eq!(days, [["2026-05-05", "2026-05-25"], ["not known", "not known"]]);
    let (days, kept, _) = read_as("1,W1,CW,P1,04/05/2026,25/05/2026\n2,W1,CW,P2,03/04/2026,30/06/2026\n");
    assert_eq!(days, [["2026-05-04", "2026-05-25"], ["2026-04-03", "2026-06-30"]]);
    assert!(kept.is_empty(), "{kept:?}");
}

#[test]
fn a_file_that_ends_within_a_row_gives_no_coverage() {
    // Rows are missing: that a child has none in such a file must not read as 'nobody'.
    let covered = |rows: &str| {
        let files = text(&[("ssd_involvements.csv", &format!("{INVOLVEMENTS}{rows}"))]);
        let extract = read(&files, &options(""));
        let covers = |fact: &record::Fact| {
            matches!(fact.content, record::Content::Coverage { covers: Some(record::Kind::InvolvementStarted), .. })
        };
        (extract.world().record().iter().any(covers), extract.reconciliation().files[0].problem.clone())
    };
    let whole = "1,W1,ALLOCATED CASE WORKER,P1,2026-01-05,\n2,W2,ALLOCATED CASE WORKER,P2,2026-01-05,";
    assert_eq!(covered(whole), (true, None));
    let (is_covered, problem) = covered(&whole[..whole.len() - 14]);
    assert!(!is_covered && problem.is_some_and(|problem| problem.contains("ends within its last row")));
    // Cut within a quoted cell, or within the last.
    let of_plans = |rows: &str| {
        let plans = format!("cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date\n{rows}");
        read(&text(&[("ssd_cp_plans.csv", &plans)]), &options("")).reconciliation().files[0].problem.clone()
    };
    assert_eq!(of_plans("1,P1,2026-01-05,2026-02-05\n2,P2,2026-01-05,2026-02-05"), None);
    for cut in ["2,P2,2026-01-05,2026-0", "2,P2,\"2026-0", "2,P2,2026-01-05,\"2026-02-05", "2,P2"] {
        let problem = of_plans(&format!("1,P1,2026-01-05,2026-02-05\n{cut}"));
        assert!(problem.is_some_and(|problem| problem.contains("ends within its last row")), "{cut}");
        // With a line's end it is a row that cannot be read, and the file goes on or is over; but within a quoted cell, a
        // line's end is a part of the cell.
        let problem = of_plans(&format!("1,P1,2026-01-05,2026-02-05\n{cut}\n"));
        assert_eq!(problem.is_some(), cut.contains('"'), "{cut}");
    }
    for cut in ["2,P2,\"2026\n", "2,P2,\"2026\nand\n", "2,P2,\"2026\nand, so on\n\n", "\"2\n", "2,P2,2026-01-05,\"\r\n"]
    {
        assert!(of_plans(&format!("1,P1,2026-01-05,2026-02-05\n{cut}")).is_some(), "{cut}");
    }
    // All cells of its line, or of a row after it, show that a quote was a stray one; and it may close on another line.
    for stray in ["2,\"P2,2026-01-05,\n", "2,\"P2\n3,P3,2026-01-05,\n", "2,P2,2026-01-05,\"2026-02-05\n\"\n"] {
        assert_eq!(of_plans(&format!("1,P1,2026-01-05,2026-02-05\n{stray}")), None, "{stray}");
    }
}

/// Of a referral whose closing cannot be read it is not known whether it is closed.
#[test]
fn an_open_involvement_of_a_closed_referral_is_said_where_it_is_known_to_be_closed() {
    let noticed = |referral: &str| {
        let header = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date,cine_close_reason\n";
        let involvements = INVOLVEMENTS.replace('\n', ",invo_referral_id\n");
        let files = text(&[
            ("ssd_cin_episodes.csv", &format!("{header}{referral}\n")),
            ("ssd_involvements.csv", &format!("{involvements}1,W1,CW,P1,2026-01-05,,R1\n")),
        ]);
        let extract = read(&files, &options(""));
        let report = extract.reconciliation().of(intake::tables::Table::Involvements).unwrap();
        report.notices.iter().any(|notice| notice.what.contains("although its referral is closed"))
    };
    assert!(noticed("R1,P1,2026-01-05,2026-02-05,"));
    for not_known in
        ["R1,P1,2026-01-05,,RC1", "R1,P1,2026-01-05,31/02/2026,", "R1,P1,2026-01-05,#N/A,", "R1,P1,2026-01-05,,"]
    {
        assert!(!noticed(not_known), "{not_known}");
    }
}

#[test]
fn an_ethnicity_that_is_no_code_is_listed() {
    let said = |code: &str| {
        let person = format!("pers_person_id,pers_ethnicity\nP1,{code}\n");
        let extract = read(&text(&[("ssd_person.csv", &person)]), &options(""));
        let kept = extract.rejected().iter().map(|kept| format!("{} {}", kept.column, kept.value)).collect::<Vec<_>>();
        let ethnicity = child_said(&extract, "lcs:P1")[0].split("ethnicity=").nth(1).unwrap().to_owned();
        (ethnicity.split(' ').next().unwrap().to_owned(), kept.join(" "))
    };
    for (code, known, listed) in [
        ("WBRI", "'WBRI'", ""),
        ("wbri", "'wbri'", ""),
        ("", "-", ""),
        ("NULL", "-", ""),
        ("WBRX", "-", "pers_ethnicity WBRX"),
        ("White British", "-", "pers_ethnicity White British"),
    ] {
        assert_eq!(said(code), (known.to_owned(), listed.to_owned()), "{code}");
    }
}
