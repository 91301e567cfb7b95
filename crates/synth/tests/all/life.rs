//! The proportions of the default authority, within a tolerance of the figures that they come from.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::LazyLock;

use synth::{OpenKind, Plan, Summary};

use crate::read::{Table, day};
use crate::whole::made;

/// The default authority, made once for all tests here.
static AUTHORITY: LazyLock<(tempfile::TempDir, Summary)> = LazyLock::new(|| made(&Plan::default()));

fn table(name: &str) -> Table {
    Table::read(folder(), name)
}

fn folder() -> &'static Path {
    AUTHORITY.0.path()
}

fn as_at() -> i64 {
    day("2026-06-30").unwrap()
}

fn near(what: &str, measured: f64, wanted: f64, tolerance: f64) {
    println!("{what}: {measured:.4} (wanted {wanted} within {tolerance})");
    assert!((measured - wanted).abs() <= tolerance, "{what}: {measured:.4}, wanted {wanted} within {tolerance}");
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Persons whose open referral has no closing date.
fn open_children() -> HashSet<String> {
    let episodes = table("ssd_cin_episodes");
    let open = |row: &&csv::StringRecord| episodes.get(row, "cine_close_date").is_empty();
    episodes.rows.iter().filter(open).map(|row| episodes.get(row, "cine_person_id").to_owned()).collect()
}

fn with_open(table_name: &str, person: &str, start: &str, end: &str) -> HashSet<String> {
    let table = table(table_name);
    let open = |row: &&csv::StringRecord| table.get(row, end).is_empty() && !table.get(row, start).is_empty();
    table.rows.iter().filter(open).map(|row| table.get(row, person).to_owned()).collect()
}

#[test]
fn open_children_are_of_the_kinds_that_the_county_counted() {
    let summary = &AUTHORITY.1;
    let open = open_children();
    assert_eq!(open.len(), 2_500);
    assert_eq!(summary.open_children(), 2_500);
    let on_plan = with_open("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date");
    let in_care =
        with_open("ssd_cla_episodes", "clae_person_id", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date");
    assert!(on_plan.is_subset(&open) && in_care.is_subset(&open) && on_plan.is_disjoint(&in_care));
    near("on a plan", share(on_plan.len(), 2_500), 0.095, 0.005);
    near("looked after", share(in_care.len(), 2_500), 0.095, 0.005);
    assert_eq!(summary.open[&OpenKind::ChildProtection] as usize, on_plan.len());
    assert_eq!(summary.open[&OpenKind::LookedAfter] as usize, in_care.len());
    let assessments = table("ssd_cin_assessments");
    let authorised = |wanted: bool| -> HashSet<&str> {
        let rows = assessments
            .rows
            .iter()
            .filter(|row| assessments.get(row, "cina_assessment_auth_date").is_empty() != wanted);
        rows.map(|row| assessments.get(row, "cina_person_id")).filter(|person| open.contains(*person)).collect()
    };
    near("being assessed", share(authorised(false).len(), 2_500), 0.16, 0.01);
    assert!(summary.open[&OpenKind::PrivatelyFostered] >= 4);
    assert!(summary.open[&OpenKind::AwaitingAssessment] >= 80);
}

#[test]
fn the_assumed_share_has_no_open_allocated_worker_and_the_summary_counts_them() {
    let involvements = table("ssd_involvements");
    let held: HashSet<&str> = involvements
        .rows
        .iter()
        .filter(|row| involvements.get(row, "invo_professional_role_id") == "CW")
        .filter(|row| involvements.get(row, "invo_involvement_end_date").is_empty())
        .map(|row| involvements.get(row, "invo_person_id"))
        .collect();
    let open = open_children();
    let without = open.iter().filter(|person| !held.contains(person.as_str())).count();
    near("without a worker", share(without, open.len()), 0.06, 0.008);
    assert_eq!(without as u64, AUTHORITY.1.children_without_worker());
    assert!(AUTHORITY.1.without_worker.len() >= 7);
}

/// Bank holidays of England and Wales in the history, from the official list.
const HOLIDAYS: [&str; 26] = [
    "2023-12-25",
    "2023-12-26",
    "2024-01-01",
    "2024-03-29",
    "2024-04-01",
    "2024-05-06",
    "2024-05-27",
    "2024-08-26",
    "2024-12-25",
    "2024-12-26",
    "2025-01-01",
    "2025-04-18",
    "2025-04-21",
    "2025-05-05",
    "2025-05-26",
    "2025-08-25",
    "2025-12-25",
    "2025-12-26",
    "2026-01-01",
    "2026-04-03",
    "2026-04-06",
    "2026-05-04",
    "2026-05-25",
    "2026-08-31",
    "2026-12-25",
    "2026-12-28",
];

fn is_working(number: i64) -> bool {
    static DAYS: LazyLock<HashSet<i64>> = LazyLock::new(|| HOLIDAYS.iter().map(|text| day(text).unwrap()).collect());
    (number + 3).rem_euclid(7) < 5 && !DAYS.contains(&number)
}

fn working_days(from: i64, to: i64) -> i64 {
    (from + 1..=to).filter(|&number| is_working(number)).count() as i64
}

#[test]
fn assessments_take_as_long_as_the_published_distribution_says() {
    let episodes = table("ssd_cin_episodes");
    let referred: HashMap<&str, i64> = episodes
        .rows
        .iter()
        .map(|row| (episodes.get(row, "cine_referral_id"), day(episodes.get(row, "cine_referral_date")).unwrap()))
        .collect();
    let assessments = table("ssd_cin_assessments");
    let mut lasted: Vec<i64> = assessments
        .rows
        .iter()
        .filter_map(|row| {
            let from = referred[assessments.get(row, "cina_referral_id")];
            let to = day(assessments.get(row, "cina_assessment_auth_date"))?;
            (from >= day("2024-01-01").unwrap()).then(|| working_days(from, to))
        })
        .collect();
    lasted.sort();
    let within = lasted.iter().filter(|&&days| days <= 45).count();
    near("within 45 working days", share(within, lasted.len()), 0.857, 0.03);
    near("median working days", lasted[lasted.len() / 2] as f64, 33.0, 3.0);
    near("lower quartile", lasted[lasted.len() / 4] as f64, 17.0, 3.0);
    near("upper quartile", lasted[lasted.len() * 3 / 4] as f64, 43.0, 3.0);
}

#[test]
fn referrals_come_from_where_they_do_and_again_as_often_as_they_do() {
    let episodes = table("ssd_cin_episodes");
    let mut by_person: HashMap<&str, Vec<i64>> = HashMap::new();
    for row in &episodes.rows {
        let referred = day(episodes.get(row, "cine_referral_date")).unwrap();
        by_person.entry(episodes.get(row, "cine_person_id")).or_default().push(referred);
    }
    let (mut all, mut again) = (0, 0);
    for days in by_person.values() {
        for &referred in days.iter().filter(|&&referred| referred > as_at() - 730) {
            all += 1;
            again += usize::from(days.iter().any(|&other| other < referred && referred - other <= 365));
        }
    }
    near("referred again within twelve months", share(again, all), 0.226, 0.03);
    let sources = episodes.column("cine_referral_source_code");
    let from = |code: &str| share(sources.iter().filter(|source| **source == code).count(), sources.len());
    near("police", from("6"), 0.28, 0.03);
    near("schools", from("2A"), 0.21, 0.03);
    near("referrals a year for each open child", share(all, 2 * 2_500), 1.58, 0.25);
}

#[test]
fn plans_last_as_long_as_the_published_distribution_says() {
    let plans = table("ssd_cp_plans");
    let lasted: Vec<i64> = plans
        .rows
        .iter()
        .filter_map(|row| {
            let ended = day(plans.get(row, "cppl_cp_plan_end_date"))?;
            Some(ended - day(plans.get(row, "cppl_cp_plan_start_date")).unwrap())
        })
        .collect();
    let between =
        |low: i64, high: i64| share(lasted.iter().filter(|&&days| days > low && days <= high).count(), lasted.len());
    near("up to three months", between(-1, 91), 0.159, 0.06);
    near("six to twelve months", between(182, 365), 0.435, 0.07);
    near("one to two years", between(365, 730), 0.252, 0.07);
}

/// The distinct allocated workers of each looked-after child in the year before the extract.
#[test]
fn looked_after_children_change_workers_as_often_as_the_return_says() {
    let mut shares = Vec::new();
    let mut episodes_each = Vec::new();
    for seed in [7, 8, 9] {
        let (folder, _) = made(&Plan { seed, ..Plan::default() });
        let care = Table::read(folder.path(), "ssd_cla_episodes");
        let open: HashSet<&str> = care
            .rows
            .iter()
            .filter(|row| care.get(row, "clae_cla_episode_ceased_date").is_empty())
            .map(|row| care.get(row, "clae_person_id"))
            .collect();
        let involvements = Table::read(folder.path(), "ssd_involvements");
        let mut workers: HashMap<&str, (HashSet<&str>, usize)> = HashMap::new();
        for row in &involvements.rows {
            let person = involvements.get(row, "invo_person_id");
            let ended = day(involvements.get(row, "invo_involvement_end_date"));
            let allocated = involvements.get(row, "invo_professional_role_id") == "CW";
            if allocated && open.contains(person) && ended.is_none_or(|day| day > as_at() - 365) {
                let entry = workers.entry(person).or_default();
                entry.0.insert(involvements.get(row, "invo_professional_id"));
                entry.1 += 1;
            }
        }
        shares.push(share(workers.values().filter(|entry| entry.0.len() >= 3).count(), open.len()));
        episodes_each.push(share(workers.values().map(|entry| entry.1).sum(), open.len()));
    }
    println!("{shares:?} {episodes_each:?}");
    near("three or more workers in a year", shares.iter().sum::<f64>() / 3.0, 0.27, 0.05);
    near("worker episodes in a year", episodes_each.iter().sum::<f64>() / 3.0, 2.07, 0.2);
}

#[test]
fn caseloads_turnover_agency_and_sickness_are_about_the_workforce_census() {
    let workers = table("keyworker_workers");
    let social_work = ["social worker", "newly qualified social worker", "senior practitioner"];
    let is_social_work = |row: &csv::StringRecord| social_work.contains(&workers.get(row, "profession"));
    let left = |row: &csv::StringRecord| day(workers.get(row, "left"));
    let now: Vec<_> =
        workers.rows.iter().filter(|row| is_social_work(row) && left(row).is_none_or(|day| day >= as_at())).collect();
    let leavers = |row: &&csv::StringRecord| {
        is_social_work(row) && left(row).is_some_and(|day| day < as_at() && day >= as_at() - 730)
    };
    near("turnover a year", share(workers.rows.iter().filter(leavers).count(), now.len() * 2), 0.159, 0.05);
    let agency = workers.rows.iter().filter(|row| is_social_work(row) && workers.get(row, "agency") == "Y").count();
    near("agency", share(agency, workers.rows.iter().filter(|row| is_social_work(row)).count()), 0.178, 0.05);

    let involvements = table("ssd_involvements");
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &involvements.rows {
        let open = involvements.get(row, "invo_involvement_end_date").is_empty();
        if open && involvements.get(row, "invo_professional_role_id") == "CW" {
            *held.entry(involvements.get(row, "invo_professional_id")).or_default() += 1;
        }
    }
    let holders: Vec<_> = now.iter().filter(|row| held.contains_key(workers.get(row, "worker_id"))).collect();
    let hours = |row: &csv::StringRecord| workers.get(row, "hours_per_week").parse::<f64>().unwrap() / 37.0;
    let children: usize = holders.iter().map(|row| held[workers.get(row, "worker_id")]).sum();
    let full_time: f64 = holders.iter().map(|row| hours(row)).sum();
    near("children for each full-time holder", children as f64 / full_time, 16.0, 2.0);
    let loads: Vec<usize> = holders.iter().map(|row| held[workers.get(row, "worker_id")]).collect();
    assert!(loads.iter().any(|&load| load >= 25) && loads.iter().any(|&load| load < 8), "{loads:?}");

    let absences = table("keyworker_absences");
    let is_sick = |row: &&csv::StringRecord| absences.get(row, "kind") == "sickness";
    let lost: i64 = absences
        .rows
        .iter()
        .filter(is_sick)
        .map(|row| {
            let back = day(absences.get(row, "returned_on")).unwrap_or(as_at() + 1);
            working_days(day(absences.get(row, "first_day")).unwrap() - 1, back - 1)
        })
        .sum();
    let people = workers.rows.iter().filter(|row| {
        !["pool", ""].contains(&workers.get(row, "profession")) && !workers.get(row, "hours_per_week").is_empty()
    });
    let there: i64 = people
        .map(|row| {
            let from = day(workers.get(row, "joined")).unwrap().max(as_at() - 730);
            let to = left(row).unwrap_or(as_at()).min(as_at());
            if to > from { working_days(from, to) } else { 0 }
        })
        .sum();
    near("working days lost to sickness", lost as f64 / there as f64, 0.032, 0.008);
}

#[test]
fn children_are_of_an_age_to_be_children_and_have_brothers_and_sisters() {
    let persons = table("ssd_person");
    let open = open_children();
    let closed: HashMap<String, i64> = {
        let episodes = table("ssd_cin_episodes");
        let mut last = HashMap::new();
        for row in &episodes.rows {
            let day = day(episodes.get(row, "cine_close_date")).unwrap_or(as_at());
            let entry = last.entry(episodes.get(row, "cine_person_id").to_owned()).or_insert(day);
            *entry = day.max(*entry);
        }
        last
    };
    let (mut unborn, mut under_one) = (0, 0);
    for row in &persons.rows {
        let person = persons.get(row, "pers_person_id");
        let (born, expected) = (day(persons.get(row, "pers_dob")), day(persons.get(row, "pers_expected_dob")));
        match (born, expected) {
            (Some(born), None) => {
                let years = (closed[person] - born) as f64 / 365.25;
                assert!(born <= as_at() && (0.0..18.1).contains(&years), "{person}: {years}");
                under_one += usize::from(open.contains(person) && as_at() - born < 365);
            }
            (None, Some(expected)) => {
                assert!(expected > as_at() && expected < as_at() + 280 && open.contains(person), "{person}");
                unborn += 1;
            }
            other => panic!("{person}: {other:?}"),
        }
    }
    near("unborn", share(unborn, 2_500), 0.012, 0.01);
    assert!(under_one > 20);
    let families = table("ssd_family");
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for row in families.rows.iter().filter(|row| open.contains(families.get(row, "fami_person_id"))) {
        *sizes.entry(families.get(row, "fami_family_id")).or_default() += 1;
    }
    near("open children in a family", 2_500.0 / sizes.len() as f64, 1.8, 0.15);
}

/// The share of open children with no allocated worker on a day, from the involvements alone.
fn share_without_worker_on(asked: i64) -> f64 {
    let episodes = table("ssd_cin_episodes");
    let involvements = table("ssd_involvements");
    let open: HashSet<&str> = episodes
        .rows
        .iter()
        .filter(|row| episodes.get(row, "cine_referral_nfa") == "N")
        .filter(|row| day(episodes.get(row, "cine_referral_date")).unwrap() <= asked)
        .filter(|row| day(episodes.get(row, "cine_close_date")).is_none_or(|closed| closed > asked))
        .map(|row| episodes.get(row, "cine_person_id"))
        .collect();
    let held: HashSet<&str> = involvements
        .rows
        .iter()
        .filter(|row| involvements.get(row, "invo_professional_role_id") == "CW")
        .filter(|row| day(involvements.get(row, "invo_involvement_start_date")).unwrap() <= asked)
        .filter(|row| day(involvements.get(row, "invo_involvement_end_date")).is_none_or(|end| end >= asked))
        .map(|row| involvements.get(row, "invo_person_id"))
        .collect();
    share(open.difference(&held).count(), open.len())
}

#[test]
fn the_share_without_a_worker_has_a_history_and_does_not_begin_on_the_day_of_the_extract() {
    let shares: Vec<f64> = [600, 400, 200, 60].iter().map(|days| share_without_worker_on(as_at() - days)).collect();
    println!("{shares:?}");
    assert!(shares.iter().all(|share| (0.01..0.09).contains(share)), "{shares:?}");
    assert!(shares[3] > shares[0], "there is no trend: {shares:?}");
}

#[test]
fn every_way_of_holding_in_name_only_is_there_and_a_worker_long_away() {
    let ways = &AUTHORITY.1.in_name_only;
    assert_eq!(ways.len(), 4, "{ways:?}");
    let absences = table("keyworker_absences");
    let long_away = absences.rows.iter().filter(|row| {
        let since = day(absences.get(row, "first_day")).unwrap();
        absences.get(row, "returned_on").is_empty() && working_days(since - 1, as_at()) > 10
    });
    assert!(long_away.count() >= 2);
    let workers = table("keyworker_workers");
    let going = workers.rows.iter().filter(|row| day(workers.get(row, "left")).is_some_and(|day| day >= as_at()));
    assert!(going.count() >= 1);
}

#[test]
fn no_worker_declines_and_accepts_a_child_at_one_instant() {
    let casework = table("keyworker_casework");
    let of_kind = |kind: &str| -> HashSet<[String; 3]> {
        let rows = casework.rows.iter().filter(|row| casework.get(row, "kind") == kind);
        rows.map(|row| ["child_id", "worker_id", "at"].map(|column| casework.get(row, column).to_owned())).collect()
    };
    let declined = of_kind("offer declined");
    assert!(declined.len() > 50, "{} offers were declined", declined.len());
    for kind in ["offer made", "offer accepted"] {
        let made = of_kind(kind);
        let both: Vec<_> = made.intersection(&declined).collect();
        assert!(both.is_empty(), "{kind} and declined at one instant: {both:?}");
    }
}
