//! Single rows in which a child's id and a worker's stand in each other's columns.

use intake::Outcome;
use intake::tables::Table;

use super::*;

const PERSONS: &str = "pers_person_id\nP1\nP2\nP3\nP4\n";
const WORKERS: &str = "prof_professional_id\nW1\nW2\n";
const REFERRALS: &str = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date,cine_referral_worker_id\n";
const INVOLVEMENTS: &str = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                            invo_involvement_start_date,invo_involvement_end_date,invo_referral_id\n";
const GOOD: &str = "1,W1,CW,P1,2026-01-05,,R1\n2,W1,CW,P2,2026-01-05,2026-02-05,R2\n3,W2,CW,P3,2026-01-05,,R3\n";

fn folder(more: &[(&'static str, &str)]) -> Files {
    let referrals: String = (1..5).map(|child| format!("R{child},P{child},2026-01-05,,W1\n")).collect();
    let referrals = format!("{REFERRALS}{referrals}");
    let mut files = vec![
        ("ssd_person.csv", PERSONS),
        ("ssd_professionals.csv", WORKERS),
        ("ssd_cin_episodes.csv", referrals.as_str()),
    ];
    files.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    files.extend(more);
    text(&files)
}

/// Whom the extract names, children and workers, without the source of their ids.
fn named(extract: &Extract) -> (Vec<String>, Vec<String>) {
    let names = &extract.world().names;
    let mut children: Vec<_> =
        (0..extract.children()).map(|child| names.child(extract.child(child)).replace("lcs:", "")).collect();
    let mut workers: Vec<_> = names.workers.iter().map(|worker| worker.replace("lcs:", "")).collect();
    children.sort_unstable();
    workers.sort_unstable();
    (children, workers)
}

fn is_somebody(extract: &Extract, child: &str) -> bool {
    child_said(extract, child)
        .iter()
        .any(|fact| fact.starts_with("not known involvement_started") && fact.contains("worker=- role='not known'"))
}

#[test]
fn a_row_with_child_and_worker_in_each_others_columns_makes_up_nobody_and_leaves_its_child_possible() {
    for bad in [
        // A worker whom the table of workers has, and one whom it has not, beside a child who is known.
        "4,P4,CW,W2,2026-01-05,,R4\n",
        "4,P4,CW,W0452,2026-01-05,,R4\n",
        "4,P4,CW,W0452,2026-01-05,2026-02-05,\n",
        // Of the child only the referral can be read, and the worker stands in the child's column.
        "4,,CW,W2,2026-01-05,,R4\n",
        // A role that is not understood either.
        "4,P4,ZZ,W2,2026-01-05,,R4\n",
    ] {
        let involvements = format!("{INVOLVEMENTS}{GOOD}{bad}");
        let extract = read(&folder(&[("ssd_involvements.csv", &involvements)]), &options(""));
        assert_eq!(
            named(&extract),
            (["P1", "P2", "P3", "P4"].map(str::to_owned).into(), vec!["W1".into(), "W2".into()]),
            "{bad}"
        );
        let possible: Vec<bool> = (1..5).map(|child| is_somebody(&extract, &format!("lcs:P{child}"))).collect();
        assert_eq!(possible, [false, false, false, true], "{bad}");
        let file = extract.reconciliation().of(Table::Involvements).unwrap();
        assert!(file.counts.adds_up() && file.counts.rejected == 1, "{file:?}");
        assert!(!file.notices.iter().any(|notice| notice.what.contains("has no row in")), "{file:?}");
        let kept: Vec<_> = extract.rejected().iter().map(|row| (row.row, row.outcome, row.child.as_deref())).collect();
        assert_eq!(kept, [(4, Outcome::Rejected, Some("lcs:P4"))], "{bad}");
        assert!(
            extract.rejected()[0].reason.contains("stands in the other's column")
                && extract.rejected()[0].line == bad.trim()
        );
    }
}

#[test]
fn referrals_visits_and_casework_are_held_to_it_too() {
    let referrals = format!(
        "{REFERRALS}R1,P1,2026-01-05,,W1\nR2,P2,2026-01-05,,W1\nR3,W0452,2026-01-05,,P3\nR4,W2,2026-01-05,,P4\n"
    );
    let visits = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n1,P1,2026-02-01,Y\n\
                  2,W2,2026-02-01,Y\n3,P2,2026-02-01,Y\n";
    let casework = "record_id,child_id,kind,at,worker_id\n1,P1,management oversight,2026-02-01,W1\n\
                    2,W0452,management oversight,2026-02-01,P3\n3,W2,management oversight,2026-02-01,P4\n\
                    4,P2,management oversight,2026-02-01,P4\n";
    let files = folder(&[
        ("ssd_cin_episodes.csv", &referrals),
        ("ssd_cin_visits.csv", visits),
        ("keyworker_casework.csv", casework),
    ]);
    let extract = read(&files, &options(""));
    assert_eq!(named(&extract), (["P1", "P2", "P3", "P4"].map(str::to_owned).into(), vec!["W1".into(), "W2".into()]));
    for (child, is_open) in [("lcs:P1", false), ("lcs:P3", true), ("lcs:P4", true)] {
        let may_be_open =
            child_said(&extract, child).iter().any(|fact| fact.starts_with("not known referral_received"));
        assert_eq!(may_be_open, is_open, "{child}");
    }
    let mut kept: Vec<_> = extract
        .rejected()
        .iter()
        .map(|row| (&*row.file, row.row, row.outcome, row.value.as_str(), row.column))
        .collect();
    kept.sort_unstable_by_key(|row| (row.0, row.1));
    let rejected = |file, row, value, column| (file, row, Outcome::Rejected, value, column);
    assert_eq!(
        kept,
        [
            rejected("keyworker_casework.csv", 2, "W0452", "child_id"),
            rejected("keyworker_casework.csv", 3, "W2", "child_id"),
            // The child is where it should be; who the worker is is not known, and the row stands without.
            ("keyworker_casework.csv", 4, Outcome::InPart, "P4", "worker_id"),
            rejected("ssd_cin_episodes.csv", 3, "W0452", "cine_person_id"),
            rejected("ssd_cin_episodes.csv", 4, "W2", "cine_person_id"),
            rejected("ssd_cin_visits.csv", 2, "W2", "cinv_person_id"),
        ]
    );
    let of_p2 = child_said(&extract, "lcs:P2");
    assert!(of_p2.iter().any(|fact| fact.contains("management_oversight") && fact.contains("done_by=-")), "{of_p2:?}");
}

#[test]
fn where_children_and_workers_are_numbered_alike_an_unknown_number_is_believed() {
    let persons = "pers_person_id\n1\n2\n3\n4\n";
    let workers = "prof_professional_id\n1\n2\n9\n";
    let referrals = format!("{REFERRALS}1,1,2026-01-05,,1\n2,2,2026-01-05,,1\n");
    let of = |rows: &str, workers: &str| {
        let involvements = format!("{INVOLVEMENTS}{rows}");
        let files = folder(&[
            ("ssd_person.csv", persons),
            ("ssd_professionals.csv", workers),
            ("ssd_cin_episodes.csv", &referrals),
            ("ssd_involvements.csv", &involvements),
        ]);
        read(&files, &options(""))
    };
    let good = "1,1,CW,1,2026-01-05,,1\n2,2,CW,2,2026-01-05,,2\n3,1,CW,3,2026-01-05,,3\n";
    // Child 9 has no row among the persons. That there is a worker 9 says nothing against it; nor that there is a child 2.
    for workers in [workers, "prof_professional_id\n"] {
        let extract = of(&format!("{good}4,2,CW,9,2026-01-05,,\n"), workers);
        assert_eq!(extract.rejected(), [], "{workers}");
        assert!(named(&extract).0.contains(&"9".to_owned()));
    }
    // A child 4 is known and no worker 4 is, and a worker 9 is known and no child 9 is: that is a swap all the same.
    let extract = of(&format!("{good}4,4,CW,9,2026-01-05,,\n"), workers);
    assert_eq!((extract.rejected().len(), is_somebody(&extract, "lcs:4")), (1, true));
    assert!(!named(&extract).0.contains(&"9".to_owned()));
}
