//! The naive reference evaluator against the real one, on random histories.
//!
//! `HISTORIES` says how many, `SEED` from which; a disagreement prints its seed and its shrunk history, one line a
//! fact, with the two answers. `SEED=12345 HISTORIES=1` plays one again.

mod reference;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::sync::LazyLock;

use record::Tri;
use reference::areas::{self, MoreThan};
use reference::compare::{Difference, Tested};
use reference::compare_areas::Areas;
use reference::definitions::{Definition, Walk};
use reference::duties::{self, Stands};
use reference::world::{Undated, World};
use reference::{gates, history, print, random, shrink};

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Whether a fact of this history has no date.
fn is_undated(history: &history::History) -> bool {
    history.facts.iter().any(|fact| fact.when == record::When::Unknown)
}

/// Whether to pass over a history, by what `AVOID` names: to look for further differences while one is known.
fn avoided(history: &history::History) -> bool {
    use record::Content;
    let avoid = env::var("AVOID").unwrap_or_default();
    avoid.split(',').any(|word| {
        history.facts.iter().any(|fact| match word {
            "unreadable" => matches!(fact.content, Content::InvolvementStarted { worker: None, .. }),
            "partial" => matches!(fact.content, Content::Coverage { covers: Some(_), .. }),
            kind => fact.content.kind().name() == kind,
        })
    })
}

/// Every kind of difference found: how often, and the first history that shows it.
fn run(tested: &Everything, seeds: std::ops::Range<u64>, undated: bool) -> BTreeMap<String, (usize, u64)> {
    let mut found: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for seed in seeds {
        let history = random::random(seed);
        if is_undated(&history) != undated || avoided(&history) {
            continue;
        }
        for difference in tested.differences(seed, &history) {
            found.entry(difference.kind).or_insert((0, seed)).0 += 1;
        }
    }
    found
}

/// What is compared: the packs side by side, and now and then as one.
struct Everything {
    side_by_side: Tested,
    combined: Tested,
}

/// Of so many histories one is told to the pack that takes in the others too; `COMBINED_EVERY` says another number.
const COMBINED_EVERY: u64 = 4;

impl Everything {
    fn new() -> Everything {
        Everything { side_by_side: Tested::new(), combined: Tested::combined() }
    }

    fn differences(&self, seed: u64, history: &history::History) -> Vec<Difference> {
        let mut all = self.side_by_side.differences(history);
        if all.is_empty() && seed.is_multiple_of(number("COMBINED_EVERY", COMBINED_EVERY)) {
            let combined = self.combined.differences(history).into_iter();
            all.extend(combined.map(|one| Difference { kind: format!("combined: {}", one.kind), ..one }));
        }
        all
    }
}

/// The smallest history, from that seed, that shows a difference of that kind.
fn shrunk(tested: &Everything, seed: u64, kind: &str) -> (history::History, Vec<Difference>) {
    let shows = |history: &history::History| tested.differences(seed, history).iter().any(|other| other.kind == kind);
    let small = shrink::shrink(&random::random(seed), shows);
    let differences = tested.differences(seed, &small);
    (small, differences)
}

#[test]
fn the_evaluator_agrees_with_the_reference() {
    compare(false);
}

#[test]
fn the_evaluator_agrees_where_dates_are_missing() {
    compare(true);
}

/// Seeds over which the two once disagreed; `settled` tells in words what each was about.
const ONCE_DIFFERED: [u64; 4] = [7_002_881, 7_000_117, 3_889, 582];

#[test]
fn seeds_that_once_differed_agree() {
    let tested = Everything::new();
    for seed in ONCE_DIFFERED {
        let differences = tested.differences(seed, &random::random(seed));
        assert!(differences.is_empty(), "SEED={seed}: {differences:#?}");
    }
}

/// Compares the histories of that many seeds, those with or those without a fact that has no date.
fn compare(undated: bool) {
    let (count, seed) = (number("HISTORIES", 3_000), number("SEED", 1));
    let tested = Everything::new();
    // Two threads: the machine that runs this has two cores.
    let middle = seed + count / 2;
    let mut found = std::thread::scope(|scope| {
        let second = scope.spawn(|| run(&tested, middle..seed + count, undated));
        let mut found = run(&tested, seed..middle, undated);
        let second = second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        for (kind, (times, seed)) in second {
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

/// Decisions that are never taken, steps that must be fresh, and exceptions from a breach: no pack that ships has them.
#[test]
fn what_no_pack_that_ships_asks_agrees_with_the_reference() {
    let (count, seed) = (number("HISTORIES", 3_000) / 4, number("SEED", 1));
    let tested = Tested::written();
    let mut report = String::new();
    let mut kinds = BTreeSet::new();
    for seed in seed..seed + count {
        for one in tested.differences(&random::excepted(seed)) {
            if kinds.insert(one.kind.clone()) {
                let shows =
                    |history: &history::History| tested.differences(history).iter().any(|other| other.kind == one.kind);
                let small = shrink::shrink(&random::excepted(seed), shows);
                report += &format!("\n── {}: first with SEED={seed}\n{}  {one}\n", one.kind, print::history(&small));
            }
        }
    }
    assert!(kinds.is_empty(), "{count} histories from SEED={seed}\n{report}");
}

/// The same pack in two versions, one after the other or for some days together: each duty is by the version in force as it
/// opened, each count by the version in force at the instant.
#[test]
fn versions_of_a_pack_agree_with_the_reference() {
    let (count, seed) = (number("HISTORIES", 3_000) / 10, number("SEED", 1));
    let mut report = String::new();
    let mut kinds = BTreeSet::new();
    for (first, until, next) in [
        ("2020-01-01", "2025-12-29", "2025-12-30"),
        ("2020-01-01", "2026-04-06", "2026-04-07"),
        ("2026-03-27", "2026-05-06", "2026-05-07"),
        ("2025-12-24", "2026-10-20", "2026-04-01"),
        ("2026-01-05", "2026-04-01", "2026-04-20"),
    ] {
        let tested = Tested::versions(first, until, next);
        for seed in seed..seed + count {
            let history = random::random(seed);
            for one in tested.differences(&history) {
                if kinds.insert(one.kind.clone()) {
                    let shows = |history: &history::History| {
                        tested.differences(history).iter().any(|other| other.kind == one.kind)
                    };
                    let small = shrink::shrink(&history, shows);
                    let lines = print::history(&small);
                    report += &format!("\n── {} ({first}, {until}, {next}): SEED={seed}\n{lines}", one.kind);
                    for shown in tested.differences(&small).iter().filter(|shown| shown.kind == one.kind) {
                        report += &format!("  {shown}\n");
                    }
                }
            }
        }
    }
    assert!(kinds.is_empty(), "{count} histories from SEED={seed}\n{report}");
}

/// Teams that are governed by different packs, or by none, or by two versions of one, and a child who goes from team to team:
/// each instant by the policy of the team that owns the case then.
#[test]
fn each_teams_own_policy_agrees_with_the_reference() {
    let (count, seed) = (number("HISTORIES", 3_000) / 8, number("SEED", 1));
    let packs = [Tested::new(), Tested::combined(), Tested::versions("2020-01-01", "2026-04-06", "2026-04-07")];
    let mut report = String::new();
    let mut kinds = BTreeSet::new();
    for seed in seed..seed + count {
        let history = random::governed(seed);
        for tested in &packs {
            for one in tested.differences(&history) {
                if kinds.insert(one.kind.clone()) {
                    let shows = |history: &history::History| {
                        tested.differences(history).iter().any(|other| other.kind == one.kind)
                    };
                    let small = shrink::shrink(&history, shows);
                    report += &format!("\n── {}: SEED={seed}\n{}", one.kind, print::history(&small));
                    for shown in tested.differences(&small).iter().filter(|shown| shown.kind == one.kind) {
                        report += &format!("  {shown}\n");
                    }
                }
            }
        }
    }
    assert!(kinds.is_empty(), "{count} histories from SEED={seed}\n{report}");
}

/// Those histories come upon every answer, and upon a child who is counted from one team to the next, by another definition
/// in each, without a break and with another day since when. Otherwise agreement would say little.
#[test]
fn histories_of_teams_reach_every_answer() {
    let base = record::Calendar::england_and_wales();
    let (mut said, mut goes_on, mut since_is_another) = (BTreeMap::new(), 0, 0);
    for seed in 1..1_500 {
        let history = random::governed(seed);
        let (book, calendar) = (history.book(), history.calendar(&base));
        let undated = Undated::of(&book, &[history::child()], history.known);
        let world = World::of(&book, &calendar, &[history::child()], history.known, &undated);
        let (first, last) = history.days();
        let own = Walk::new(&world, first, last).own_policy();
        for one in &own {
            let by = one.by.map_or("no policy", |by| by.map_or("nobody is counted", |of| of.name().0));
            *said.entry((by, one.counted)).or_insert(0) += 1;
        }
        for pair in own.windows(2).filter(|pair| pair[0].by != pair[1].by) {
            let both = pair.iter().all(|one| one.counted.is_yes());
            goes_on += usize::from(both);
            since_is_another += usize::from(both && pair[0].since != pair[1].since);
        }
    }
    for by in ["pg", "as", "ap", "counts"] {
        for value in [Tri::No, Tri::Unknown, Tri::Yes] {
            assert!(said.contains_key(&(by, value)), "{by} never answers {value:?}: {said:?}");
        }
    }
    for of in [("no policy", Tri::No), ("no policy", Tri::Unknown), ("nobody is counted", Tri::No)] {
        assert!(said.contains_key(&of), "never {of:?}: {said:?}");
    }
    assert!(goes_on > 0 && since_is_another > 0, "{goes_on} go on, {since_is_another} with another day");
}

/// Whole areas of a few children; every rule about them stands out, may and does not.
#[test]
fn areas_agree_with_the_reference() {
    let (count, seed) = (number("HISTORIES", 3_000) / 5, number("SEED", 1));
    let tested = Areas::new();
    let mut found: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    let mut stood: BTreeMap<(String, Tri), usize> = BTreeMap::new();
    for seed in seed..seed + count {
        let (differences, reached) = tested.differences(&random::told_of_areas(seed));
        differences.into_iter().for_each(|one| found.entry(one.kind).or_insert((0, seed)).0 += 1);
        reached.into_iter().for_each(|one| *stood.entry(one).or_insert(0) += 1);
    }
    let mut report = String::new();
    for (kind, (times, seed)) in &found {
        let shows = |history: &history::History| tested.differences(history).0.iter().any(|other| other.kind == *kind);
        let small = shrink::shrink(&random::told_of_areas(*seed), shows);
        report += &format!("\n── {kind}: {times} times, first with SEED={seed}\n{}", print::history(&small));
        let differences = tested.differences(&small).0;
        differences.iter().filter(|one| one.kind == *kind).for_each(|one| report += &format!("  {one}\n"));
    }
    assert!(found.is_empty(), "{count} histories from SEED={seed}\n{report}");
    for rule in areas::RULES {
        for above in [Tri::No, Tri::Unknown, Tri::Yes] {
            let never = rule.more_than == MoreThan::NotStated && above.is_yes();
            let times = stood.get(&(rule.id.to_owned(), above)).copied().unwrap_or(0);
            assert_eq!(times == 0, never, "{} is {above:?} {times} times\n{stood:#?}", rule.id);
        }
    }
    let ways: [(&str, &[&str]); 3] = [
        ("head", &["Open", "Overdue", "Met", "MetLate", "CannotBeKnown"]),
        ("head-acknowledged", &["ToCome", "Open", "Overdue"]),
        ("both", &["CannotBeKnown"]),
    ];
    for (rung, stands) in ways {
        for stands in stands {
            let times = stood.get(&(format!("{rung} {stands}"), Tri::Yes)).copied().unwrap_or(0);
            assert!(times > 0, "{rung} is never {stands}\n{stood:#?}");
        }
    }
}

/// What random histories came upon, by the reference's answers, which are the evaluator's too.
#[derive(Default)]
struct Reached {
    /// For each definition and breach and each of no, not known and yes: at how many instants.
    counted: BTreeMap<(&'static str, &'static str, Tri), usize>,
    /// For each duty and each way to stand: how often, as it opens, as its day is over and at the end.
    stood: BTreeMap<(&'static str, &'static str, String), usize>,
}

impl Reached {
    fn of(seeds: std::ops::Range<u64>) -> Reached {
        let base = record::Calendar::england_and_wales();
        let mut reached = Reached::default();
        for seed in seeds {
            let history = random::random(seed);
            let (book, calendar) = (history.book(), history.calendar(&base));
            let undated = Undated::of(&book, &[history::child()], history.known);
            let world = World::of(&book, &calendar, &[history::child()], history.known, &undated);
            let (first, last) = history.days();
            let walk = Walk::new(&world, first, last);
            for of in Definition::ALL {
                let (pack, id) = of.name();
                for value in walk.definition(of) {
                    *reached.counted.entry((pack, id, value)).or_insert(0) += 1;
                }
            }
            for gate in gates::GATES.iter() {
                for value in gate.breached(&walk) {
                    *reached.counted.entry((gate.pack, gate.breach, value)).or_insert(0) += 1;
                }
            }
            for duty in duties::duties(&world, &walk) {
                let just_over =
                    duty.due.last().map(|due| due.plus_seconds(1)).filter(|at| (duty.opened..last.end()).contains(at));
                for at in [Some(duty.opened), just_over, Some(last.end())].into_iter().flatten() {
                    let stands = match duty.stands(at) {
                        Stands::MetLate(_) => Stands::MetLate(1),
                        other => other,
                    };
                    *reached.stood.entry((duty.pack, duty.id, format!("{stands:?}"))).or_insert(0) += 1;
                }
            }
        }
        reached
    }

    fn and(mut self, other: Reached) -> Reached {
        for (what, times) in other.counted {
            *self.counted.entry(what).or_insert(0) += times;
        }
        for (what, times) in other.stood {
            *self.stood.entry(what).or_insert(0) += times;
        }
        self
    }

    fn stood(&self, pack: &str, id: &str, ways: &[&str]) -> usize {
        let of =
            self.stood.iter().filter(|((of, rule, way), _)| *of == pack && *rule == id && ways.contains(&way.as_str()));
        of.map(|(_, times)| times).sum()
    }

    fn counted(&self, pack: &str, id: &str, value: Tri) -> usize {
        let of = self.counted.iter().filter(|((of, rule, said), _)| *of == pack && *rule == id && *said == value);
        of.map(|(_, times)| times).sum()
    }
}

static REACHED: LazyLock<Reached> = LazyLock::new(|| {
    std::thread::scope(|scope| {
        let second = scope.spawn(|| Reached::of(6_000..12_000));
        let first = Reached::of(1..6_000);
        first.and(second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
});

/// Every duty of the practice guide and the comparison list, and every way in which it can stand, comes up; and every
/// definition answers yes, no and not known. Otherwise agreement would say little.
#[test]
fn histories_reach_every_answer() {
    for of in Definition::ALL {
        let (pack, id) = of.name();
        for value in [Tri::No, Tri::Unknown, Tri::Yes] {
            assert!(REACHED.counted(pack, id, value) > 0, "{pack}/{id} never answers {value:?}");
        }
    }
    let dated = ["Open", "Overdue", "Met", "MetLate(1)", "Missed", "NoLongerNeeded", "CannotBeKnown"];
    let rules: BTreeSet<_> = REACHED.stood.keys().map(|(pack, id, _)| (*pack, *id)).collect();
    let rules: Vec<_> = rules.into_iter().filter(|(pack, _)| ["pg", "comparison"].contains(pack)).collect();
    assert_eq!(rules.len(), 22);
    for (pack, id) in rules {
        let never_due = matches!(id, "inform-deputy-director" | "agree-safety-planning");
        for stands in dated {
            if never_due && matches!(stands, "Overdue" | "MetLate(1)" | "Missed" | "CannotBeKnown") {
                continue;
            }
            assert!(REACHED.stood(pack, id, &[stands]) > 0, "no {pack}/{id} is ever {stands}");
        }
    }
}

/// Every rule of the shipped packs comes up met and broken: a duty met and missed or overdue (one without a date: met and
/// open), a count or a breach yes and no. What the packs hold is asked of the packs, so that a rule that the reference does
/// not know fails here.
#[test]
fn every_rule_of_the_packs_comes_up_met_and_broken() {
    let tested = Tested::new();
    let (mut list, mut never) = (String::new(), Vec::new());
    for (pack, id) in tested.counts() {
        let (yes, no) = (REACHED.counted(&pack, &id, Tri::Yes), REACHED.counted(&pack, &id, Tri::No));
        list += &format!("{:<52} yes at {yes} instants, no at {no}\n", format!("{pack}/{id}"));
        if yes == 0 || no == 0 {
            never.push(format!("{pack}/{id}"));
        }
    }
    for (pack, id, dated) in tested.duties() {
        let met = REACHED.stood(&pack, &id, &["Met", "MetLate(1)"]);
        let (broken, word) = if dated {
            (REACHED.stood(&pack, &id, &["Missed", "Overdue"]), "missed or overdue")
        } else {
            (REACHED.stood(&pack, &id, &["Open"]), "open")
        };
        list += &format!("{:<52} met {met} times, {word} {broken}\n", format!("{pack}/{id}"));
        if met == 0 || broken == 0 {
            never.push(format!("{pack}/{id}"));
        }
    }
    println!("{list}");
    assert!(never.is_empty(), "never both met and broken: {never:?}\n{list}");
}
