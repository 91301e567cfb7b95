//! Columns that do not hold what their names say: the table is not believed, and its children are not known.

use intake::tables::Table;

use super::*;

const PERSONS: &str = "pers_person_id,pers_legacy_id\n";
const REFERRALS: &str = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date,cine_referral_worker_id\n";
const INVOLVEMENTS: &str = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                            invo_involvement_start_date,invo_involvement_end_date,invo_referral_id\n";
const VISITS: &str = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n";

/// The rows of five children, written by `row`.
fn rows(header: &str, row: impl Fn(u32) -> String) -> String {
    (1..6).fold(header.to_owned(), |rows, child| rows + &row(child) + "\n")
}

struct Folder {
    persons: Option<String>,
    referrals: String,
    involvements: String,
    visits: String,
}

fn sound() -> Folder {
    Folder {
        persons: Some(rows(PERSONS, |n| format!("P{n},L{n}"))),
        referrals: rows(REFERRALS, |n| format!("R{n},P{n},2026-01-0{n},,W{n}")),
        involvements: rows(INVOLVEMENTS, |n| format!("{n},W{n},CW,P{n},2026-01-0{n},,R{n}")),
        visits: rows(VISITS, |n| format!("V{n},P{n},2026-02-0{n},Y")),
    }
}

fn read_it(folder: &Folder) -> Extract {
    let professionals = rows("prof_professional_id\n", |n| format!("W{n}"));
    let mut files = vec![
        ("ssd_professionals.csv", professionals.as_str()),
        ("ssd_cin_episodes.csv", &folder.referrals),
        ("ssd_involvements.csv", &folder.involvements),
        ("ssd_cin_visits.csv", &folder.visits),
    ];
    files.extend(folder.persons.as_deref().map(|persons| ("ssd_person.csv", persons)));
    read(&text(&files), &options(""))
}

/// The children, without the source of their ids.
fn children(extract: &Extract) -> Vec<String> {
    let names = &extract.world().names;
    let mut children: Vec<_> =
        (0..extract.children()).map(|child| names.child(extract.child(child)).replace("lcs:", "")).collect();
    children.sort_unstable();
    children
}

/// Which tables are not used, or not whole, with what is said of each; and holds that what they feed is not covered.
fn not_whole(extract: &Extract) -> Vec<(String, String)> {
    let report = extract.reconciliation();
    assert!(report.files.iter().all(|file| file.counts.adds_up()));
    let said = all_said(extract);
    for (table, kind) in [
        (Table::CinEpisodes, "referral_received"),
        (Table::Involvements, "involvement_started"),
        (Table::CinVisits, "visit"),
    ] {
        let is_covered = said.iter().any(|fact| fact.contains(&format!("coverage covers='{kind}'")));
        let has_problem = report.of(table).unwrap().problem.is_some();
        assert_eq!(is_covered, !has_problem, "{kind}");
    }
    report.files.iter().filter_map(|file| Some((file.name.clone(), file.problem.clone()?))).collect()
}

const ALL: [&str; 5] = ["P1", "P2", "P3", "P4", "P5"];

#[test]
fn columns_in_their_places_are_not_doubted() {
    for persons in [None, sound().persons] {
        let extract = read_it(&Folder { persons, ..sound() });
        assert_eq!(not_whole(&extract), []);
        assert_eq!(children(&extract), ALL);
    }
}

#[test]
fn a_table_with_its_children_in_another_column_is_not_used() {
    let involvements = || rows(INVOLVEMENTS, |n| format!("{n},P{n},CW,W{n},2026-01-0{n},,R{n}"));
    let referrals = || rows(REFERRALS, |n| format!("P{n},R{n},2026-01-0{n},,W{n}"));
    let visits = || rows(VISITS, |n| format!("P{n},V{n},2026-02-0{n},Y"));
    let cases = [
        (
            Folder { involvements: involvements(), ..sound() },
            "ssd_involvements.csv",
            "invo_person_id",
            "invo_professional_id",
        ),
        (
            Folder { involvements: involvements(), persons: None, ..sound() },
            "ssd_involvements.csv",
            "invo_person_id",
            "invo_professional_id",
        ),
        (Folder { referrals: referrals(), ..sound() }, "ssd_cin_episodes.csv", "cine_person_id", "cine_referral_id"),
        (
            Folder { referrals: referrals(), persons: None, ..sound() },
            "ssd_cin_episodes.csv",
            "cine_person_id",
            "cine_referral_id",
        ),
        (Folder { visits: visits(), ..sound() }, "ssd_cin_visits.csv", "cinv_person_id", "cinv_cin_visit_id"),
        (
            Folder { persons: Some(rows(PERSONS, |n| format!("L{n},P{n}"))), ..sound() },
            "ssd_person.csv",
            "pers_person_id",
            "pers_legacy_id",
        ),
    ];
    for (folder, file, person, other) in cases {
        let extract = read_it(&folder);
        let said = not_whole(&extract);
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(said[0].0, file);
        let asks = format!("are the columns {person} and {other} swapped (as in row 1)? The table is not used");
        assert!(said[0].1.contains(&asks), "{}", said[0].1);
        assert_eq!(children(&extract), ALL, "{file}: nobody is made up, and nobody is lost");
        let report = extract.reconciliation().files.iter().find(|report| report.name == file).unwrap().clone();
        assert_eq!((report.counts.read, report.counts.unknown), (5, 5));
        assert!(matches!(report.used_as, intake::FileUse::Unusable(_)));
        assert!(!extract.whole().iter().any(|table| format!("{}.csv", table.spec().name) == file));
        let workers = &extract.world().names.workers;
        assert!(!workers.iter().any(|worker| worker.contains('P')), "no child becomes a worker");
    }
}

#[test]
fn ids_that_nobody_has_give_no_coverage() {
    // Ids of another kind, as where one file was exported with another number: nobody can say whose the rows are.
    let extract = read_it(&Folder {
        involvements: rows(INVOLVEMENTS, |n| format!("{n},W{n},CW,00{n},2026-01-0{n},,X")),
        ..sound()
    });
    let said = not_whole(&extract);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].1.starts_with("nearly none of the children whom its rows name is in ssd_person"), "{said:?}");
    // Where all things are numbered from one, a worker's number is a child's too; that nobody knows the workers tells.
    let numbered = Folder {
        persons: Some(rows(PERSONS, |n| format!("{n},L{n}"))),
        referrals: rows(REFERRALS, |n| format!("{n},{n},2026-01-0{n},,W{n}")),
        involvements: rows(INVOLVEMENTS, |n| format!("{n},{n},CW,1,2026-01-0{n},,{n}")),
        visits: rows(VISITS, |n| format!("{n},{n},2026-02-0{n},Y")),
    };
    let said = not_whole(&read_it(&numbered));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].1.starts_with("nearly none of the workers whom its rows name is in ssd_professionals"), "{said:?}");
}

#[test]
fn the_columns_that_are_named_are_those_that_may_be_swapped() {
    let problem = |files: &[(&'static str, &str)], table: Table| {
        let extract = read(&text(files), &options(""));
        extract.reconciliation().of(table).unwrap().problem.clone().unwrap_or_default()
    };
    // A file of absences has its days in other places than the tables about children.
    let absences = "absence_id,worker_id,kind,returned_on,first_day\n";
    let absences = rows(absences, |n| format!("{n},W{n},sickness,2026-01-0{n},2026-02-0{n}"));
    let said = problem(&[("keyworker_absences.csv", &absences)], Table::Absences);
    assert!(said.contains("are the columns first_day and returned_on swapped (as in row 1)?"), "{said}");
    // A column of our own files needs no underscore in its name.
    let persons = rows(PERSONS, |n| format!("P{n},L{n}"));
    let casework = rows("record_id,detail,kind,at,child_id\n", |n| format!("K{n},P{n},visit,2026-01-0{n},seen"));
    let said = problem(&[("keyworker_casework.csv", &casework), ("ssd_person.csv", &persons)], Table::Casework);
    assert!(said.contains("are the columns child_id and detail swapped"), "{said}");
    // Reviews that name the period alone are no more swapped than the file of the periods is whole.
    let periods =
        "clae_cla_episode_id,clae_cla_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date,clae_person_id\n";
    let periods = rows(periods, |n| format!("E{n},P{n},2026-01-0{n},,L{n}"));
    let reviews = rows("clar_cla_review_id,clar_cla_id,clar_cla_review_date\n", |n| format!("V{n},L{n},2026-02-0{n}"));
    let files = [("ssd_cla_episodes.csv", &*periods), ("ssd_cla_reviews.csv", &reviews), ("ssd_person.csv", &persons)];
    assert!(problem(&files, Table::ClaEpisodes).contains("clae_person_id and clae_cla_id swapped"));
    let said = problem(&files, Table::ClaReviews);
    assert!(!said.contains("swapped"), "{said}");
}

#[test]
fn a_table_that_ends_before_it_begins_is_not_used() {
    let cases = [
        Folder { referrals: rows(REFERRALS, |n| format!("R{n},P{n},,2026-01-0{n},W{n}")), ..sound() },
        Folder { referrals: rows(REFERRALS, |n| format!("R{n},P{n},2026-03-0{n},2026-01-0{n},W{n}")), ..sound() },
    ];
    for folder in cases {
        let extract = read_it(&folder);
        let asks = "most of its rows end before they begin, or without having begun: are the columns cine_referral_date and \
                    cine_close_date swapped (as in row 1)? The table is not used, and nothing is concluded from it";
        assert_eq!(not_whole(&extract), [("ssd_cin_episodes.csv".to_owned(), asks.to_owned())]);
        assert_eq!(children(&extract), ALL);
        assert!(!all_said(&extract).iter().any(|fact| fact.contains("case_closed")), "nobody is taken to be closed");
    }
    // Two such rows among five are two rows with a mistake.
    let some = Folder {
        referrals: rows(REFERRALS, |n| {
            format!("R{n},P{n},2026-03-0{n},{},W{n}", if n < 3 { "2026-01-01" } else { "" })
        }),
        ..sound()
    };
    assert_eq!(not_whole(&read_it(&some)), []);
}
