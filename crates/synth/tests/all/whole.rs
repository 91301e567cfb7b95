//! Determinism, references and dates.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use synth::{Civil, Plan, ROLE_NAMES, SsdVersion, Summary, TABLES, write_extract};

use crate::read::{Table, day};

/// Writes the plan into a new folder.
pub fn made(plan: &Plan) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let summary = write_extract(plan, folder.path(), &mut |_, _, _| {}).unwrap();
    (folder, summary)
}

/// Every file of a folder, by name.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_same_seed_and_plan_give_the_same_bytes_and_another_seed_gives_others() {
    let plan = Plan { open_children: 300, ..Plan::default() };
    let (first, second) = (made(&plan), made(&plan));
    assert!(files(first.0.path()) == files(second.0.path()), "the same plan was written differently");
    assert_eq!(first.1, second.1);
    let other = made(&Plan { seed: 8, ..plan });
    assert!(files(first.0.path()) != files(other.0.path()));
}

/// Makes an authority of `SYNTH_OPEN` open children in `SYNTH_FOLDER` and says how long it took; then a file of 200 MB.
#[test]
#[ignore = "a measurement: set SYNTH_OPEN and SYNTH_FOLDER"]
#[allow(clippy::disallowed_methods)]
fn measure() {
    let folder = std::env::var("SYNTH_FOLDER").unwrap();
    let open_children = std::env::var("SYNTH_OPEN").unwrap().parse().unwrap();
    let plan = Plan { open_children, teams: (open_children / 100).max(24), ..Plan::default() };
    let start = std::time::Instant::now();
    let summary = write_extract(&plan, Path::new(&folder), &mut |_, _, _| {}).unwrap();
    println!("{:?}, {} rows\n{summary:#?}", start.elapsed(), summary.rows.values().sum::<u64>());
    let start = std::time::Instant::now();
    let huge = tempfile::tempdir().unwrap();
    let rows = synth::dirty::huge(huge.path(), 200_000_000, 1).unwrap();
    println!("a file of 200 MB and {rows} rows in {:?}", start.elapsed());
}

#[test]
fn a_plan_that_describes_no_authority_is_refused_and_says_why() {
    let refused = |plan: Plan| {
        let folder = tempfile::tempdir().unwrap();
        write_extract(&plan, folder.path(), &mut |_, _, _| {}).unwrap_err().to_string()
    };
    assert!(refused(Plan { as_at: Civil::new(2026, 2, 30), ..Plan::default() }).contains("2026-02-30"));
    assert!(refused(Plan { districts: 4, teams: 3, ..Plan::default() }).contains("4 districts and 3 teams"));
    assert!(refused(Plan { assumed_share_without_worker: 1.5, ..Plan::default() }).contains("1.5"));
    assert!(refused(Plan { open_children: 0, ..Plan::default() }).contains("at least one open child"));
}

#[test]
fn small_and_odd_plans_work_and_both_versions_name_their_roles() {
    for (open_children, districts, teams) in [(1, 1, 1), (3, 1, 2), (40, 2, 3), (60, 9, 30)] {
        for version in [SsdVersion::Before145, SsdVersion::V145] {
            let plan = Plan { open_children, districts, teams, version, ..Plan::default() };
            let (folder, summary) = made(&plan);
            assert_eq!(summary.open_children(), u64::from(open_children));
            let roles = Table::read(folder.path(), "ssd_involvements");
            for role in roles.column("invo_professional_role_id") {
                let known = |entry: &(&str, &str, &str)| {
                    if version == SsdVersion::V145 { entry.0 == role } else { entry.1 == role }
                };
                assert!(ROLE_NAMES.iter().any(known), "unknown role {role}");
            }
            let date = Table::read(folder.path(), "ssd_cin_episodes").column("cine_referral_date")[0].to_owned();
            assert_eq!(date.ends_with("T00:00:00"), version == SsdVersion::V145, "{date}");
        }
    }
}

#[test]
fn every_file_has_the_published_columns_and_the_rows_that_the_summary_counts() {
    let (folder, summary) = made(&Plan { open_children: 300, ..Plan::default() });
    assert_eq!(summary.rows.len(), TABLES.len());
    for (name, header) in TABLES {
        let text = std::fs::read_to_string(folder.path().join(format!("{name}.csv"))).unwrap();
        let columns: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        assert_eq!(columns, header.split_whitespace().collect::<Vec<_>>());
        assert_eq!(Table::read(folder.path(), name).rows.len() as u64, summary.rows[name], "{name}");
    }
    let of = |name: &str| TABLES.iter().find(|table| table.0 == name).unwrap().1.split_whitespace().count();
    // The counts of columns are those of the published dataset.
    let published = [
        ("ssd_person", 16),
        ("ssd_involvements", 9),
        ("ssd_professionals", 9),
        ("ssd_cin_episodes", 12),
        ("ssd_cin_assessments", 10),
        ("ssd_initial_cp_conference", 13),
        ("ssd_cp_plans", 9),
        ("ssd_cp_reviews", 9),
        ("ssd_cla_episodes", 12),
        ("ssd_cla_placement", 11),
        ("ssd_pre_proceedings", 24),
        ("ssd_s47_enquiry", 9),
        ("ssd_legal_status", 5),
        ("ssd_cla_visits", 6),
        ("ssd_cp_visits", 7),
        ("ssd_cin_visits", 6),
        ("ssd_department", 4),
    ];
    for (name, count) in published {
        assert_eq!(of(name), count, "{name}");
    }
}

/// Which column refers to which, as `table.column` pairs.
const REFERENCES: &[(&str, &str, &str, &str)] = &[
    ("ssd_family", "fami_person_id", "ssd_person", "pers_person_id"),
    ("ssd_disability", "disa_person_id", "ssd_person", "pers_person_id"),
    ("ssd_contacts", "cont_person_id", "ssd_person", "pers_person_id"),
    ("ssd_cin_episodes", "cine_person_id", "ssd_person", "pers_person_id"),
    ("ssd_cin_episodes", "cine_referral_team", "ssd_department", "dept_team_id"),
    ("ssd_cin_episodes", "cine_referral_worker_id", "ssd_professionals", "prof_professional_id"),
    ("ssd_cin_assessments", "cina_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    ("ssd_cin_assessments", "cina_person_id", "ssd_person", "pers_person_id"),
    ("ssd_cin_assessments", "cina_assessment_worker_id", "ssd_professionals", "prof_professional_id"),
    ("ssd_assessment_factors", "cinf_assessment_id", "ssd_cin_assessments", "cina_assessment_id"),
    ("ssd_cin_plans", "cinp_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    ("ssd_cin_plans", "cinp_cin_plan_worker_id", "ssd_professionals", "prof_professional_id"),
    ("ssd_cin_visits", "cinv_person_id", "ssd_person", "pers_person_id"),
    ("ssd_s47_enquiry", "s47e_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    ("ssd_initial_cp_conference", "icpc_s47_enquiry_id", "ssd_s47_enquiry", "s47e_s47_enquiry_id"),
    ("ssd_initial_cp_conference", "icpc_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id"),
    ("ssd_cp_plans", "cppl_icpc_id", "ssd_initial_cp_conference", "icpc_icpc_id"),
    ("ssd_cp_plans", "cppl_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    ("ssd_cp_reviews", "cppr_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id"),
    ("ssd_cp_visits", "cppv_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id"),
    ("ssd_cla_episodes", "clae_cla_placement_id", "ssd_cla_placement", "clap_cla_placement_id"),
    ("ssd_cla_episodes", "clae_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    ("ssd_cla_reviews", "clar_cla_id", "ssd_cla_episodes", "clae_cla_id"),
    ("ssd_cla_visits", "clav_cla_id", "ssd_cla_episodes", "clae_cla_id"),
    ("ssd_legal_status", "lega_person_id", "ssd_person", "pers_person_id"),
    ("ssd_pre_proceedings", "prep_person_id", "ssd_person", "pers_person_id"),
    ("ssd_involvements", "invo_professional_id", "ssd_professionals", "prof_professional_id"),
    ("ssd_involvements", "invo_professional_team", "ssd_department", "dept_team_id"),
    ("ssd_involvements", "invo_person_id", "ssd_person", "pers_person_id"),
    ("ssd_involvements", "invo_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    ("keyworker_workers", "worker_id", "ssd_professionals", "prof_professional_id"),
    ("keyworker_absences", "worker_id", "ssd_professionals", "prof_professional_id"),
    ("keyworker_casework", "child_id", "ssd_person", "pers_person_id"),
    ("keyworker_casework", "worker_id", "ssd_professionals", "prof_professional_id"),
];

/// The column that identifies a row, for the tables that have one.
const IDENTIFIERS: &[(&str, &str)] = &[
    ("ssd_person", "pers_person_id"),
    ("ssd_professionals", "prof_professional_id"),
    ("ssd_department", "dept_team_id"),
    ("ssd_cin_episodes", "cine_referral_id"),
    ("ssd_cin_assessments", "cina_assessment_id"),
    ("ssd_involvements", "invo_involvements_id"),
    ("ssd_cp_plans", "cppl_cp_plan_id"),
    ("ssd_cin_visits", "cinv_cin_visit_id"),
    ("ssd_cla_visits", "clav_cla_visit_id"),
    ("ssd_cp_visits", "cppv_cp_visit_id"),
    ("keyworker_casework", "record_id"),
    ("keyworker_absences", "absence_id"),
    ("ssd_cla_episodes", "clae_cla_episode_id"),
    ("ssd_s47_enquiry", "s47e_s47_enquiry_id"),
];

#[test]
fn every_id_that_is_referred_to_exists_and_no_id_is_given_twice() {
    let (folder, _) = made(&Plan { open_children: 600, ..Plan::default() });
    for (table, column, other, identifier) in REFERENCES {
        let (from, to) = (Table::read(folder.path(), table), Table::read(folder.path(), other));
        let known: HashSet<&str> = to.column(identifier).into_iter().collect();
        let mut referred = 0;
        for cell in from.column(column).into_iter().filter(|cell| !cell.is_empty()) {
            assert!(known.contains(cell), "{table}.{column} refers to {cell}, which {other} does not have");
            referred += 1;
        }
        assert!(referred > 0, "{table}.{column} refers to nothing");
    }
    for (table, column) in IDENTIFIERS {
        let table_read = Table::read(folder.path(), table);
        let mut seen = HashSet::new();
        assert!(
            table_read.column(column).into_iter().all(|cell| !cell.is_empty() && seen.insert(cell)),
            "{table}.{column}"
        );
    }
}

/// Columns whose first date is never after the second, in one row.
const IN_ORDER: &[(&str, &str, &str)] = &[
    ("ssd_cin_episodes", "cine_referral_date", "cine_close_date"),
    ("ssd_cin_assessments", "cina_assessment_start_date", "cina_assessment_auth_date"),
    ("ssd_cin_plans", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
    ("ssd_s47_enquiry", "s47e_s47_start_date", "s47e_s47_end_date"),
    ("ssd_cp_plans", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
    ("ssd_cla_episodes", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
    ("ssd_cla_episodes", "clae_entered_care_date", "clae_cla_episode_start_date"),
    ("ssd_cla_placement", "clap_cla_placement_start_date", "clap_cla_placement_end_date"),
    ("ssd_legal_status", "lega_legal_status_start_date", "lega_legal_status_end_date"),
    ("ssd_involvements", "invo_involvement_start_date", "invo_involvement_end_date"),
    ("keyworker_workers", "joined", "left"),
    ("keyworker_workers", "leaving_recorded", "left"),
    ("keyworker_absences", "first_day", "returned_on"),
];

/// Columns that may lie after the day of the extract, since they are plans.
const AHEAD: &[&str] = &[
    "pers_expected_dob",
    "cppr_cp_review_due",
    "clar_cla_review_due_date",
    "icpc_icpc_target_date",
    "likely_end",
    "left",
    "detail_date",
];

#[test]
fn dates_are_in_order_and_nothing_has_happened_after_the_extract() {
    // A Tuesday, a Saturday, a bank holiday, and the day that three years in four do not have.
    for date in [(2026, 6, 30), (2026, 11, 21), (2026, 12, 28), (2024, 2, 29)] {
        check_dates(Civil::new(date.0, date.1, date.2));
    }
}

fn check_dates(extracted: Civil) {
    let (folder, summary) = made(&Plan { open_children: 600, as_at: extracted, ..Plan::default() });
    assert_eq!(summary.open_children(), 600);
    let as_at = day(&extracted.to_string()).unwrap();
    for (name, first, second) in IN_ORDER {
        let table = Table::read(folder.path(), name);
        for row in &table.rows {
            let (from, to) = (day(table.get(row, first)), day(table.get(row, second)));
            assert!(to.is_none() || from <= to, "{name}: {first} {from:?} is after {second} {to:?}: {row:?}");
        }
    }
    let mut dates = 0;
    for (name, header) in TABLES {
        let table = Table::read(folder.path(), name);
        let is_date = |cell: &str| cell.len() >= 10 && cell.as_bytes()[4] == b'-' && cell.as_bytes()[7] == b'-';
        for column in header.split_whitespace().filter(|column| !AHEAD.contains(column)) {
            for cell in table.column(column).into_iter().filter(|cell| is_date(cell)) {
                dates += 1;
                assert!(day(cell).unwrap() <= as_at, "{name}.{column}: {cell} is after the day of the extract");
            }
        }
    }
    assert!(dates > 10_000);
    // A child's involvements and visits lie within its episodes.
    let episodes = Table::read(folder.path(), "ssd_cin_episodes");
    let spans: HashMap<&str, (i64, i64)> = episodes
        .rows
        .iter()
        .map(|row| {
            let from = day(episodes.get(row, "cine_referral_date")).unwrap();
            let to = day(episodes.get(row, "cine_close_date")).unwrap_or(as_at);
            (episodes.get(row, "cine_referral_id"), (from, to))
        })
        .collect();
    let mut of_child: HashMap<&str, Vec<(i64, i64)>> = HashMap::new();
    for row in &episodes.rows {
        let span = spans[episodes.get(row, "cine_referral_id")];
        of_child.entry(episodes.get(row, "cine_person_id")).or_default().push(span);
    }
    let within = [
        ("keyworker_casework", "child_id", "at"),
        ("ssd_cin_visits", "cinv_person_id", "cinv_cin_visit_date"),
        ("ssd_cp_visits", "cppv_person_id", "cppv_cp_visit_date"),
        ("ssd_cla_visits", "clav_person_id", "clav_cla_visit_date"),
    ];
    for (name, person, date) in within {
        let table = Table::read(folder.path(), name);
        for row in &table.rows {
            let on = day(table.get(row, date)).unwrap();
            let spans = &of_child[table.get(row, person)];
            assert!(spans.iter().any(|(from, to)| (*from..=*to).contains(&on)), "{name} outside an episode: {row:?}");
        }
    }
    let involvements = Table::read(folder.path(), "ssd_involvements");
    for row in &involvements.rows {
        let (opened, closed) = spans[involvements.get(row, "invo_referral_id")];
        let from = day(involvements.get(row, "invo_involvement_start_date")).unwrap();
        let to = day(involvements.get(row, "invo_involvement_end_date"));
        assert!(opened <= from && to.unwrap_or(closed) <= closed && from <= closed, "outside its episode: {row:?}");
    }
}

/// The words of the optional files, as they are published.
const WORDS: &[(&str, &str, &[&str])] = &[
    (
        "keyworker_workers",
        "profession",
        &[
            "social worker",
            "student social worker",
            "newly qualified social worker",
            "senior practitioner",
            "assistant team manager",
            "team manager",
            "service manager",
            "young people's advisor",
            "family support worker",
            "social work assistant",
            "trainee",
            "leaving care worker",
            "nurse",
            "pool",
            "other",
        ],
    ),
    ("keyworker_workers", "agency", &["Y", "N"]),
    ("keyworker_absences", "kind", &["sickness", "annual leave", "maternity", "training", "other"]),
    ("keyworker_casework", "kind", CASEWORK),
    (
        "keyworker_casework",
        "by_role",
        &[
            "",
            "team manager",
            "duty team manager",
            "service manager",
            "head of service",
            "duty social worker",
            "social worker",
            "business support",
            "independent reviewing officer",
        ],
    ),
    (
        "keyworker_casework",
        "recipient",
        &[
            "",
            "parent",
            "carer",
            "child",
            "referrer",
            "school",
            "health",
            "other agency",
            "service manager",
            "head of service",
            "deputy director",
            "assistant director",
            "director",
        ],
    ),
];

/// The kinds of casework, as they are published.
const CASEWORK: &[&str] = &[
    "management oversight",
    "next review",
    "next plan review",
    "visit",
    "letter sent",
    "letter withheld",
    "notice given",
    "decision to leave unallocated",
    "duty question",
    "put on duty",
    "taken off duty",
    "duty worker assigned",
    "team held",
    "worked by partner",
    "partner ended",
    "payments only",
    "closure proposed",
    "closure withdrawn",
    "ready to transfer",
    "transfer signed",
    "offer made",
    "offer accepted",
    "offer declined",
    "need identified",
    "needs social worker",
    "permanency agreed",
];

#[test]
fn the_optional_files_use_the_published_words_and_casework_uses_every_kind() {
    let (folder, _) = made(&Plan::default());
    for (name, column, words) in WORDS {
        let table = Table::read(folder.path(), name);
        for cell in table.column(column) {
            assert!(words.contains(&cell), "{name}.{column}: {cell}");
        }
    }
    let casework = Table::read(folder.path(), "keyworker_casework");
    let used: HashSet<&str> = casework.column("kind").into_iter().collect();
    for kind in CASEWORK {
        assert!(used.contains(kind), "no casework of the kind {kind}");
    }
    let visits = casework.rows.iter().filter(|row| casework.get(row, "kind") == "visit");
    for row in visits {
        let parts: Vec<&str> = casework.get(row, "detail").split(", ").collect();
        assert!(parts.iter().all(|part| ["seen", "seen alone", "bedroom", "nobody in"].contains(part)), "{parts:?}");
    }
}

#[test]
fn with_no_share_without_a_worker_every_open_child_is_held_and_with_a_large_one_as_many_are_not() {
    let share = |assumed_share_without_worker| {
        let (_folder, summary) = made(&Plan { assumed_share_without_worker, open_children: 1_000, ..Plan::default() });
        summary.children_without_worker() as f64 / summary.open_children() as f64
    };
    assert_eq!(share(0.0), 0.0);
    let quarter = share(0.25);
    assert!((0.2..0.3).contains(&quarter), "{quarter}");
}
