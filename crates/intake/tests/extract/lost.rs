//! Rows that are not used, and what they leave behind; and what reads as an id and is none.

use intake::Outcome;
use intake::tables::Table;

use super::*;

const REFERRALS: &str = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\n";
const INVOLVEMENTS: &str = "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
                            invo_professional_id,invo_professional_role_id\n";

const UNDATED_REFERRAL: &str = "not known referral_received referral=#1 team=- district_received=-";

const SOMEBODY: &str = "not known involvement_started involvement=#1 worker=- role='not known' team=- accepted=-";

fn children(extract: &Extract) -> Vec<String> {
    let names = &extract.world().names;
    (0..extract.children()).map(|child| names.child(extract.child(child)).to_owned()).collect()
}

#[test]
fn a_child_of_a_rejected_referral_may_be_open() {
    // Row 2 has the id of another child's row; row 5 says again of one child what row 4 says otherwise.
    let rows = "1,P1,2026-01-05,\n1,P2,2026-02-05,\n3,P3,2026-01-05,2026-02-01\n4,P4,2026-01-05,2026-02-01\n\
                4,P4,2026-01-05,2026-03-01\n5,P3,2026-03-01\n6,P9,2026-03-01\n";
    let extract = read(&text(&[("ssd_cin_episodes.csv", &format!("{REFERRALS}{rows}"))]), &options(""));
    // When it was received is not known, and neither is whether it was closed.
    let may_be_closed = "not known case_closed referral=#1";
    assert_eq!(child_said(&extract, "lcs:P2"), [UNDATED_REFERRAL, may_be_closed]);
    let closed =
        ["2026-01-05 referral_received referral=#1 team=- district_received=-", "2026-02-01 case_closed referral=#1"];
    assert_eq!(child_said(&extract, "lcs:P4"), closed, "of one child, the first row is used");
    let report = extract.reconciliation();
    assert_eq!(report.known_only_from_rejected, 1, "P2");
    let kept: Vec<_> = extract.rejected().iter().map(|row| (row.row, row.child.as_deref())).collect();
    // Rows 6 and 7 lack a cell: whose they are is believed where the child is known, and no child is made up.
    assert_eq!(kept, [(6, Some("lcs:P3")), (7, None), (2, Some("lcs:P2")), (5, Some("lcs:P4"))]);
    // And so where another file names the child.
    let persons = "pers_person_id\nP1\nP3\n";
    let files = text(&[("ssd_cin_episodes.csv", &format!("{REFERRALS}{rows}")), ("ssd_person.csv", persons)]);
    let extract = read(&files, &options(""));
    let said = child_said(&extract, "lcs:P3");
    assert_eq!(said.iter().filter(|fact| fact.starts_with("not known referral_received")).count(), 1, "{said:?}");
    assert!(!children(&extract).contains(&"lcs:P9".to_owned()), "no child is made up");
}

#[test]
fn a_child_known_only_from_a_rejected_involvement_may_be_open() {
    let referrals = format!("{REFERRALS}1,P1,2026-01-05,\n");
    let rows = "1,P1,2026-01-05,,W1,CW\n1,P2,2026-01-06,,W2,CW\n1,P1,2026-01-07,,W3,CW\n";
    let files =
        text(&[("ssd_cin_episodes.csv", &referrals), ("ssd_involvements.csv", &format!("{INVOLVEMENTS}{rows}"))]);
    let extract = read(&files, &options(""));
    assert_eq!(child_said(&extract, "lcs:P2"), [SOMEBODY, UNDATED_REFERRAL]);
    // Row 3 says of P1, under the id of row 1, that another holds the child: whether W3 does is not known.
    let said = child_said(&extract, "lcs:P1");
    assert_eq!(said.iter().filter(|fact| **fact == SOMEBODY).count(), 1, "{said:?}");
    assert_eq!(said.len(), 3, "a referral, an involvement, and somebody: {said:?}");
    assert_eq!(extract.reconciliation().known_only_from_rejected, 1);
}

/// Five children with an open referral each, and the involvements given. Says for each child whether somebody may hold
/// the child who is known only from a row that is not used, and what is said of the file.
fn somebody_of_five(involvements: &str) -> (Vec<bool>, Vec<String>, Extract) {
    let persons = "pers_person_id\nP1\nP2\nP3\nP4\nP5\n";
    let referrals: String = (1..6).map(|child| format!("R{child},P{child},2026-01-05,\n")).collect();
    let workers = "prof_professional_id\nW1\nW2\n";
    let header = INVOLVEMENTS.replace('\n', ",invo_referral_id\n");
    let files = text(&[
        ("ssd_person.csv", persons),
        ("ssd_professionals.csv", workers),
        ("ssd_cin_episodes.csv", &format!("{REFERRALS}{referrals}")),
        ("ssd_involvements.csv", &format!("{header}{involvements}")),
    ]);
    let extract = read(&files, &options(""));
    let is_somebody = |child: &str| {
        child_said(&extract, child)
            .iter()
            .any(|fact| fact.contains("involvement_started") && fact.contains("worker=- role='not known'"))
    };
    let somebody = (1..6).map(|child| is_somebody(&format!("lcs:P{child}"))).collect();
    let file = extract.reconciliation().of(Table::Involvements).unwrap();
    let mut said = file.warnings.clone();
    said.extend(file.problem.clone());
    (somebody, said, extract)
}

/// The bad row may be a child's only one: to count that child for certain would be to believe that it is not there.
#[test]
fn a_row_that_cannot_be_read_leaves_its_child_not_known() {
    let good = "1,P1,2026-01-05,,W1,CW,R1\n2,P2,2026-01-05,2026-02-05,W1,CW,R2\n3,P3,2026-01-05,,W2,CW,R3\n";
    for bad in [
        // A quote that is not closed, within the child's own cell and before it; a comma too few and too many; zero bytes.
        "4,\"P4,2026-01-05,,W1,CW,R4\n",
        "\"4,P4,2026-01-05,,W1,CW,R4\n",
        "4,P4,2026-01-05,W1,CW,R4\n",
        "4,P4,2026-01-05,,W1,Team, two,R4\n",
        "4,P4,2026-01-05,,W\0,CW,R4\n",
        // Of the child, only the referral can be read.
        "4,,2026-01-05,,W1,CW,R4\n",
        "4P4,2026-01-05,,W1,CW,R4\n",
        // The child stands in another column.
        "4,2026-01-05,P4,,W1,CW,\n",
    ] {
        let (somebody, said, extract) = somebody_of_five(&format!("{good}{bad}"));
        assert_eq!(somebody, [false, false, false, true, false], "{bad}");
        assert!(said.is_empty(), "{bad}: {said:?}");
        let kept = extract.rejected().iter().find(|kept| kept.row == 4).unwrap();
        assert_eq!(kept.child.as_deref(), Some("lcs:P4"), "{bad}");
    }
    let anyones = |children: &str| {
        vec![format!(
            "1 row cannot be read, and whose it is cannot be told. It may be about {children}. Of children whose rows here have \
             all ended, at most 1 may have another"
        )]
    };
    for (bad, others, told) in [
        // Nothing in the row says whose it is: it may be that of any child without another row.
        (
            "4,,2026-01-05,,W1,CW,\n",
            [true, true],
            "any of 2 children without another row here, who count as possible and not as certain",
        ),
        (
            "4P4,2026-01-05,,W1,CWR4\n5,P5,2026-01-05,,W1,CW,R5\n",
            [true, false],
            "the 1 child without another row here, who counts as possible and not as certain",
        ),
        // Two children are named, or one by what is a worker's id as well: it may be any of theirs, and anyone's.
        (
            "4,P4,2026-01-05,W1,CW,R1\n",
            [true, true],
            "the 1 child without another row here, who counts as possible and not as certain",
        ),
        (
            "4,,2026-01-05,,W1,CW,\n5,P5,2026-01-05,,W1,CW,R5\n6,P4,2026-01-05,,W1,CW,R4\n",
            [false, false],
            "any child; none is without another row here",
        ),
        // The header once more is about nobody.
        (
            "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,a,b,c\n",
            [false, false],
            "",
        ),
    ] {
        let (somebody, said, _) = somebody_of_five(&format!("{good}{bad}"));
        assert_eq!(somebody[3..], others, "{bad}");
        assert_eq!(said, if told.is_empty() { Vec::new() } else { anyones(told) }, "{bad}");
    }
    // Where most rows are so, nothing is concluded from what the file does not say.
    let (_, said, extract) =
        somebody_of_five("1,,2026-01-05,,W1,CW,\n2,,2026-01-05,,W1,CW,\n3,P3,2026-01-05,,W1,CW,\n");
    assert_eq!(said, ["2 of 3 rows cannot be read: nothing is concluded from what is not in it"]);
    assert!(!all_said(&extract).iter().any(|fact| fact.contains("covers='involvement_started'")));
}

/// Of two rows of one id, nobody can say which is right where one says that it goes on and the other that it is over.
#[test]
fn rows_of_one_id_that_disagree_about_whether_it_goes_on_leave_it_not_known() {
    let (open, over) = ("7,P4,2026-01-05,,W1,CW,R4\n", "7,P4,2026-01-05,2026-03-01,W2,CW,R4\n");
    let ended_at_no_day = |extract: &Extract| {
        child_said(extract, "lcs:P4").iter().any(|fact| fact.starts_with("not known involvement_ended"))
    };
    let (somebody, _, extract) = somebody_of_five(&format!("{open}{over}"));
    assert_eq!(
        (somebody[3], ended_at_no_day(&extract)),
        (false, true),
        "the first goes on, or is over as the second says"
    );
    let (somebody, _, extract) = somebody_of_five(&format!("{over}{open}"));
    assert_eq!((somebody[3], ended_at_no_day(&extract)), (true, false), "the first is over, and the second may go on");
    // Where both say the same of that, the first is used as it is.
    let (somebody, _, extract) = somebody_of_five(&format!("{over}{}", over.replace("03-01", "04-01")));
    assert_eq!((somebody[3], ended_at_no_day(&extract)), (false, false));
    assert_eq!(extract.rejected().len(), 1);
}

#[test]
fn an_id_written_otherwise_may_be_the_childs() {
    let good = "1,P1,2026-01-05,,W1,CW,R1\n2,P2,2026-01-05,,W1,CW,R2\n3,P3,2026-01-05,,W2,CW,R3\n";
    for written in ["p4", "P4.0", "P-4", " p4 "] {
        let (somebody, said, _) = somebody_of_five(&format!("{good}4,{written},2026-01-05,,W1,CW,\n"));
        assert_eq!(somebody, [false, false, false, true, false], "{written}");
        assert!(said.len() == 1 && said[0].starts_with("1 row names a child who is not in ssd_person"), "{said:?}");
        assert!(said[0].contains("(as in row 4)"), "{said:?}");
    }
    for other in ["P44", "P04", "X4"] {
        let (somebody, said, _) = somebody_of_five(&format!("{good}4,{other},2026-01-05,,W1,CW,\n"));
        assert_eq!((somebody, said.len()), (vec![false; 5], 0), "{other}");
    }
}

#[test]
fn a_referral_that_cannot_be_read_leaves_its_child_possibly_open() {
    let persons = "pers_person_id\nP1\nP2\nP3\n";
    let open_of = |rows: &str| {
        let files = text(&[("ssd_person.csv", persons), ("ssd_cin_episodes.csv", &format!("{REFERRALS}{rows}"))]);
        let extract = read(&files, &options(""));
        ["lcs:P1", "lcs:P2", "lcs:P3"]
            .map(|child| child_said(&extract, child).iter().any(|fact| fact == UNDATED_REFERRAL))
    };
    let good = "1,P1,2026-01-05,\n";
    assert_eq!(open_of(&format!("{good}2,\"P2,2026-01-05,\n")), [false, true, false]);
    assert_eq!(open_of(&format!("{good}2,,2026-01-05,\n")), [false, true, true]);
    // Of one child, what the first row of an id says stands, unless a later one says that it goes on.
    assert_eq!(open_of("1,P1,2026-01-05,2026-02-05\n1,P1,2026-01-05,2026-03-05\n"), [false, false, false]);
    let files =
        text(&[("ssd_cin_episodes.csv", &format!("{REFERRALS}1,P1,2026-01-05,2026-02-05\n1,P1,2026-01-05,\n"))]);
    assert!(
        child_said(&read(&files, &options("")), "lcs:P1")
            .iter()
            .any(|fact| fact.starts_with("not known referral_received"))
    );
}

#[test]
fn a_review_that_cannot_be_read_may_have_been_held() {
    let reviews =
        "cppr_cp_review_id,cppr_person_id,cppr_cp_review_date\n1,P1,2026-02-30\n2,P2\n3,P3,2026-07-08\n4,P4,\n";
    let persons = "pers_person_id\nP1\nP2\nP3\nP4\n";
    let files = text(&[("ssd_person.csv", persons), ("ssd_cp_reviews.csv", reviews)]);
    let extract = read(&files, &options(""));
    let held = ["lcs:P1", "lcs:P2", "lcs:P3", "lcs:P4"].map(|child| {
        child_said(&extract, child).iter().any(|fact| fact == "not known plan_review_held plan='child protection plan'")
    });
    // The last one is due and was not held.
    assert_eq!(held, [true, true, true, false]);
    let outcomes: Vec<_> = extract.rejected().iter().map(|row| (row.row, row.outcome)).collect();
    assert_eq!(outcomes, [(1, Outcome::InPart), (2, Outcome::Rejected), (3, Outcome::InPart)]);
}

#[test]
fn neither_a_date_nor_a_header_is_a_child() {
    let rows = "1,2026-01-05,P1,\n2,05/01/2026 10:00,P2,\ncine_referral_id,CINE_PERSON_ID,cine_referral_date,cine_close_date\n\
                4,14:30,2026-01-05,\n5,P5,2026-01-05,\n6,2026-1,2026-01-05,\n";
    let extract = read(&text(&[("ssd_cin_episodes.csv", &format!("{REFERRALS}{rows}"))]), &options(""));
    assert_eq!(children(&extract), ["lcs:P5", "lcs:2026-1"]);
    let swapped = "a date stands where an id is wanted: are two columns swapped?";
    let reasons: Vec<_> = extract.rejected().iter().map(|row| (row.row, row.outcome, row.reason.as_str())).collect();
    let rejected = |row, reason| (row, Outcome::Rejected, reason);
    assert_eq!(
        reasons,
        [
            rejected(1, swapped),
            rejected(2, swapped),
            rejected(3, "this looks like the header again"),
            rejected(4, swapped)
        ]
    );
    let report = &extract.reconciliation().files[0];
    assert_eq!((report.problem.as_deref(), report.counts.adds_up()), (None, true));
    // Where most rows are so, the table says it once, and nothing is concluded from what it does not say.
    let rows = "1,2026-01-05,P1,\n2,2026-01-05,P2,\n3,P3,2026-01-05,\n";
    let visits =
        "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n1,2026-01-05,2026-01-05,Y\n";
    let files = text(&[("ssd_cin_episodes.csv", &format!("{REFERRALS}{rows}")), ("ssd_cin_visits.csv", visits)]);
    let extract = read(&files, &options(""));
    let problem = |table| extract.reconciliation().of(table).and_then(|file| file.problem.clone()).unwrap_or_default();
    assert!(problem(Table::CinEpisodes).starts_with("2 of 3 rows have a date where an id is wanted"));
    assert!(problem(Table::CinVisits).starts_with("1 of 1 rows"));
    assert!(!all_said(&extract).iter().any(|fact| fact.contains("covers='referral_received'")));
    assert_eq!(children(&extract), ["lcs:P3"]);
}

#[test]
fn workers_rows_that_contradict_themselves_or_are_not_understood() {
    let workers = "worker_id,joined,left\nW1,2026-03-01,2026-02-01\nW2,2026-03-01,2026-04-01\n";
    let absences =
        "absence_id,worker_id,kind,first_day,returned_on\n1,W1,sabbatical,2026-03-02,\n2,W2,sickness,2026-03-02,\n";
    let files = text(&[("keyworker_workers.csv", workers), ("keyworker_absences.csv", absences)]);
    let extract = read(&files, &options(""));
    let said = all_said(&extract);
    let says = |fact: &str| assert!(said.iter().any(|said| said.starts_with(fact)), "{fact}: {said:#?}");
    says("lcs:W1 not known worker_left");
    says("lcs:W2 2026-04-01 worker_left");
    let kind = |worker: &str| said.iter().find(|fact| fact.contains("absence_started") && fact.starts_with(worker));
    assert!(kind("lcs:W1").is_some_and(|fact| fact.contains("absence_kind='not known'")), "{said:#?}");
    assert!(kind("lcs:W2").is_some_and(|fact| fact.contains("absence_kind='sickness'")), "{said:#?}");
    let kept: Vec<_> = extract.rejected().iter().map(|row| (row.outcome, row.reason.split(':').next())).collect();
    let expected =
        [(Outcome::InPart, Some("before they joined (2026-03-01)")), (Outcome::InPart, Some("unknown kind"))];
    assert_eq!(kept, expected);
}

#[test]
fn every_row_of_the_folder_is_counted_and_what_is_not_there_is_named() {
    let files = text(&[
        ("ssd_cin_episodes.csv", &format!("{REFERRALS}1,P1,2026-01-05,\n")),
        ("ssd_cin_visits.csv", "cinv_person_id\nP1\nP2\n\n"),
        ("ssd_address.csv", "a,b\n1,\"two\nlines\"\n2,x\n3,y"),
        ("own.csv", "a\n1\n"),
        ("notes.txt", "no table\nat all\n"),
    ]);
    let extract = read(&files, &ReadOptions { count_all: true, ..options("") });
    let report = extract.reconciliation();
    assert!(report.files.iter().all(|file| file.counts.adds_up()));
    let total = report.total();
    assert_eq!((total.read, total.used, total.unknown, total.not_needed), (7, 1, 2, 4));
    assert!(report.missing.contains(&Table::Involvements) && !report.missing.contains(&Table::CinVisits));
    assert!(report.missing_not_used.contains(&"ssd_mother") && !report.missing_not_used.contains(&"ssd_address"));
}

#[test]
fn each_unknown_job_title_is_named_once_with_its_count() {
    let rows = "prof_professional_id,prof_professional_job_title\nW1,Wizard\nW2,Wizard\nW3,Witch\nW4,Social Worker\n";
    let extract = read(&text(&[("ssd_professionals.csv", rows)]), &options(""));
    let notices = &extract.reconciliation().files[0].notices;
    let said: Vec<_> = notices.iter().map(|notice| (notice.count, notice.examples.join(","))).collect();
    assert_eq!(said, [(1, "Witch".to_owned()), (2, "Wizard".to_owned())]);
}
