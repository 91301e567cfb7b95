//! The last weeks before the extract are like any others: what has not come yet is not there, and nothing is heaped on a day.

use std::collections::BTreeMap;

use synth::{Civil, Plan};

use crate::read::{Table, day};
use crate::whole::made;

/// What happened when: a table, the column with the day, and the column that says which kind of event it was, if any.
const EVENTS: [(&str, &str, Option<&str>); 21] = [
    ("ssd_cin_episodes", "cine_referral_date", None),
    ("ssd_cin_episodes", "cine_close_date", None),
    ("ssd_contacts", "cont_contact_date", None),
    ("ssd_cin_assessments", "cina_assessment_start_date", None),
    ("ssd_cin_assessments", "cina_assessment_auth_date", None),
    ("ssd_cin_plans", "cinp_cin_plan_start_date", None),
    ("ssd_cin_plans", "cinp_cin_plan_end_date", None),
    ("ssd_cin_visits", "cinv_cin_visit_date", None),
    ("ssd_s47_enquiry", "s47e_s47_start_date", None),
    ("ssd_s47_enquiry", "s47e_s47_end_date", None),
    ("ssd_initial_cp_conference", "icpc_icpc_date", None),
    ("ssd_cp_plans", "cppl_cp_plan_end_date", None),
    ("ssd_cp_reviews", "cppr_cp_review_date", None),
    ("ssd_cp_visits", "cppv_cp_visit_date", None),
    ("ssd_cla_episodes", "clae_cla_episode_start_date", None),
    ("ssd_cla_placement", "clap_cla_placement_start_date", None),
    ("ssd_cla_reviews", "clar_cla_review_date", None),
    ("ssd_cla_visits", "clav_cla_visit_date", None),
    ("ssd_involvements", "invo_involvement_start_date", Some("invo_professional_role_id")),
    ("ssd_involvements", "invo_involvement_end_date", Some("invo_professional_role_id")),
    ("keyworker_casework", "at", Some("kind")),
];

/// Brothers and sisters have much on one day: so many more of a rare kind are no heap.
const OF_SOME_FAMILIES: usize = 20;

struct Lately {
    as_at: i64,
    by_day: BTreeMap<String, BTreeMap<i64, usize>>,
    folder: tempfile::TempDir,
}

impl Lately {
    fn of(seed: u64, as_at: Civil) -> Lately {
        let (folder, _) = made(&Plan { seed, as_at, ..Plan::default() });
        let mut by_day: BTreeMap<String, BTreeMap<i64, usize>> = BTreeMap::new();
        for (name, column, kind) in EVENTS {
            let table = Table::read(folder.path(), name);
            for row in &table.rows {
                let kind = kind.map_or("", |kind| table.get(row, kind));
                if let Some(on) = day(table.get(row, column)) {
                    *by_day.entry(format!("{column} {kind}")).or_default().entry(on).or_default() += 1;
                }
            }
        }
        Lately { as_at: day(&as_at.to_string()).unwrap(), by_day, folder }
    }

    /// How many there were in those days before the extract, the nearer end first.
    fn within(&self, event: &str, days: std::ops::Range<i64>) -> usize {
        days.map(|ago| self.by_day[event].get(&(self.as_at - ago)).copied().unwrap_or(0)).sum()
    }

    fn open_on(&self, asked: i64) -> usize {
        let table = Table::read(self.folder.path(), "ssd_cin_episodes");
        let open = table.rows.iter().filter(|row| {
            day(table.get(row, "cine_referral_date")).unwrap() <= asked
                && day(table.get(row, "cine_close_date")).is_none_or(|closed| closed > asked)
        });
        open.count()
    }
}

#[test]
fn the_last_weeks_are_like_any_others_whichever_day_of_the_week_the_extract_is_taken() {
    // A Tuesday, a Sunday, a Monday, a bank holiday.
    let days = [(7, (2026, 6, 30)), (8, (2026, 11, 22)), (9, (2026, 11, 23)), (10, (2026, 5, 25))];
    let mut wrong = Vec::new();
    for (seed, (year, month, date)) in days {
        let lately = Lately::of(seed, Civil::new(year, month, date));
        for (event, by_day) in &lately.by_day {
            // Twelve weeks of five working days, before the last fortnight.
            let usual = lately.within(event, 14..98) / 60;
            for ago in 0..14 {
                let there = by_day.get(&(lately.as_at - ago)).copied().unwrap_or(0);
                if there > 3 * usual + OF_SOME_FAMILIES {
                    wrong.push(format!("seed {seed}: {event}, {ago} days before: {there}, usually {usual}"));
                }
            }
            let ahead = by_day.range(lately.as_at + 1..).map(|(_, many)| many).sum::<usize>();
            if ahead > 0 {
                wrong.push(format!("seed {seed}: {event}: {ahead} after the day of the extract"));
            }
        }
        for (event, fewest, most) in [
            ("cine_referral_date ", 0.7, 1.4),
            ("cine_close_date ", 0.7, 1.4),
            ("cina_assessment_auth_date ", 0.7, 1.4),
            ("cinv_cin_visit_date ", 0.8, 1.25),
        ] {
            let usual = lately.within(event, 28..84) as f64 / 8.0;
            for (weeks, days) in [(4.0, 0..28), (2.0, 0..14)] {
                let each = lately.within(event, days) as f64 / weeks / usual;
                println!("seed {seed}: {event} in the last {weeks} weeks: {each:.2} of {usual:.0} a week");
                if !(fewest..most).contains(&each) {
                    wrong.push(format!("seed {seed}: {event}: {each:.2} of the usual in the last {weeks} weeks"));
                }
            }
        }
        // How many more or fewer may be open so many days before.
        for (ago, differs) in [(0, 0), (7, 40), (14, 60), (28, 100), (56, 140)] {
            let open = lately.open_on(lately.as_at - ago);
            println!("seed {seed}: open {ago} days before: {open}");
            if open.abs_diff(2_500) > differs {
                wrong.push(format!("seed {seed}: {open} open {ago} days before"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_weekday_has_all_the_visits() {
    let lately = Lately::of(7, Civil::new(2026, 6, 30));
    for event in ["cinv_cin_visit_date ", "cppv_cp_visit_date ", "clav_cla_visit_date "] {
        let mut by_weekday = [0; 7];
        for (on, many) in &lately.by_day[event] {
            by_weekday[(on + 3).rem_euclid(7) as usize] += many;
        }
        let most = by_weekday.iter().max().unwrap();
        let mean = by_weekday.iter().sum::<usize>() / 5;
        assert!(most * 10 < mean * 14, "{event}: {by_weekday:?}");
    }
}
