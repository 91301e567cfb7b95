//! The naive reference evaluator against the real one, on random histories.
//!
//! `HISTORIES` says how many, `SEED` from which; a disagreement prints its seed and its shrunk history, one line a
//! fact, with the two answers. `SEED=12345 HISTORIES=1` plays one again.

mod reference;

use std::collections::BTreeMap;
use std::env;

use reference::compare::{Difference, Tested};
use reference::{history, print, shrink};

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Whether to pass over a history, by what `AVOID` names: to look for further differences while one is known.
fn avoided(history: &history::History) -> bool {
    use record::{Content, When};
    let avoid = env::var("AVOID").unwrap_or_default();
    avoid.split(',').any(|word| {
        history.facts.iter().any(|fact| match word {
            "undated" => fact.when == When::Unknown,
            "unreadable" => matches!(fact.content, Content::InvolvementStarted { worker: None, .. }),
            "partial" => matches!(fact.content, Content::Coverage { covers: Some(_), .. }),
            kind => fact.content.kind().name() == kind,
        })
    })
}

/// Every kind of difference found: how often, and the first history that shows it.
fn run(tested: &Tested, seeds: std::ops::Range<u64>) -> BTreeMap<String, (usize, u64)> {
    let mut found: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for seed in seeds {
        let history = history::random(seed);
        if avoided(&history) {
            continue;
        }
        for difference in tested.differences(&history) {
            found.entry(difference.kind).or_insert((0, seed)).0 += 1;
        }
    }
    found
}

/// The smallest history, from that seed, that shows a difference of that kind.
fn shrunk(tested: &Tested, seed: u64, kind: &str) -> (history::History, Vec<Difference>) {
    let shows = |history: &history::History| tested.differences(history).iter().any(|other| other.kind == kind);
    let small = shrink::shrink(&history::random(seed), shows);
    let differences = tested.differences(&small);
    (small, differences)
}

#[test]
fn the_evaluator_agrees_with_the_reference() {
    let (count, seed) = (number("HISTORIES", 6_000), number("SEED", 1));
    let tested = Tested::new();
    // Two threads: the machine that runs this has two cores.
    let middle = seed + count / 2;
    let mut found = std::thread::scope(|scope| {
        let second = scope.spawn(|| run(&tested, middle..seed + count));
        let mut found = run(&tested, seed..middle);
        for (kind, (times, seed)) in second.join().unwrap() {
            found.entry(kind).or_insert((0, seed)).0 += times;
        }
        found
    });
    if found.is_empty() {
        return;
    }
    let kinds = found.len();
    let mut report = String::new();
    let most = number("SHOW", 12) as usize;
    let mut order: Vec<(String, (usize, u64))> = std::mem::take(&mut found).into_iter().collect();
    order.sort_by_key(|(_, (times, _))| std::cmp::Reverse(*times));
    for (kind, (times, seed)) in order.iter().take(most) {
        let (small, differences) = shrunk(&tested, *seed, kind);
        report += &format!("\n── {kind}: {times} histories, first with SEED={seed}\n{}", print::history(&small));
        for difference in differences.iter().filter(|difference| difference.kind == *kind) {
            report += &format!("  {difference}\n");
        }
    }
    for (kind, (times, seed)) in order.iter().skip(most) {
        report += &format!("\n── {kind}: {times} histories, first with SEED={seed}");
    }
    panic!("{kinds} kinds of difference in {count} histories from SEED={seed}\n{report}");
}
