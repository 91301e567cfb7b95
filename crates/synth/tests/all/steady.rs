//! The share of children without a worker is as on any other day when the extract is taken: no week stands out because it is
//! the last.

use std::collections::{BTreeMap, HashMap};

use synth::{Civil, Plan};

use crate::read::{Table, day};
use crate::whole::made;

/// Two years.
const WEEKS: i64 = 104;
/// As many weeks at the end as are compared with all before them.
const LAST: usize = 4;

/// The share of open children with no allocated worker on the same day of each week, the day of the extract first.
fn weekly(seed: u64, as_at: Civil) -> Vec<f64> {
    let (folder, _) = made(&Plan { seed, as_at, ..Plan::default() });
    let taken = day(&as_at.to_string()).unwrap();
    let days: Vec<i64> = (0..WEEKS).map(|week| taken - 7 * week).collect();
    let spells = |name: &str, person: &str, start: &str, end: &str, wanted: (&str, &str)| {
        let table = Table::read(folder.path(), name);
        let mut of: HashMap<String, Vec<(i64, Option<i64>)>> = HashMap::new();
        for row in table.rows.iter().filter(|row| table.get(row, wanted.0) == wanted.1) {
            let spell = (day(table.get(row, start)).unwrap(), day(table.get(row, end)));
            of.entry(table.get(row, person).to_owned()).or_default().push(spell);
        }
        of
    };
    let referrals = ("cine_person_id", "cine_referral_date", "cine_close_date");
    let open = spells("ssd_cin_episodes", referrals.0, referrals.1, referrals.2, ("cine_referral_nfa", "N"));
    let involved = ("invo_person_id", "invo_involvement_start_date", "invo_involvement_end_date");
    let role = ("invo_professional_role_id", "CW");
    let held = spells("ssd_involvements", involved.0, involved.1, involved.2, role);
    let mut counts: BTreeMap<i64, (usize, usize)> = BTreeMap::new();
    for (child, episodes) in &open {
        let rows = held.get(child).map_or(&[][..], Vec::as_slice);
        for on in &days {
            // Whose case closes on that day is not open at its end; whose worker's last day it is has one.
            if !episodes.iter().any(|(from, until)| from <= on && until.is_none_or(|until| until > *on)) {
                continue;
            }
            let has_worker = rows.iter().any(|(from, until)| from <= on && until.is_none_or(|until| until >= *on));
            let count = counts.entry(*on).or_default();
            *count = (count.0 + usize::from(!has_worker), count.1 + 1);
        }
    }
    days.iter().map(|on| counts[on]).map(|(without, open)| without as f64 / open as f64).collect()
}

fn mean(shares: &[f64]) -> f64 {
    shares.iter().sum::<f64>() / shares.len() as f64
}

#[test]
fn the_last_weeks_share_without_a_worker_is_that_of_any_others() {
    let mut wrong = Vec::new();
    for (seed, (year, month, date)) in [(7, (2026, 6, 30)), (8, (2026, 11, 23)), (9, (2026, 3, 4))] {
        let weeks = weekly(seed, Civil::new(year, month, date));
        let (last, others) = weeks.split_at(LAST);
        let shown: Vec<String> = weeks.iter().map(|share| format!("{:.1}", share * 100.0)).collect();
        println!("seed {seed}: {}", shown.join(" "));
        let (lowest, highest) =
            others.iter().fold((1.0f64, 0.0f64), |(low, high), one| (low.min(*one), high.max(*one)));
        for share in last.iter().filter(|share| !(lowest..=highest).contains(*share)) {
            wrong.push(format!("seed {seed}: {share:.4} in the last weeks, {lowest:.4} to {highest:.4} in all others"));
        }
        // The last weeks beside the half year before them, and that beside the half year before it.
        let rises = mean(last) - mean(&weeks[LAST..30]);
        let usual = mean(&weeks[LAST..30]) - mean(&weeks[30..56]);
        println!("seed {seed}: rises by {rises:.4}, before by {usual:.4}; in two years {:.4}", mean(&weeks));
        if rises.abs() > 0.012 {
            wrong.push(format!("seed {seed}: the last weeks lie {rises:.4} above the half year before them"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
