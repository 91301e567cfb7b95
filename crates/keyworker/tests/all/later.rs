//! Extract after extract, for random edits: 'as known now' the store says what the newest extract alone says, and 'as
//! known then' what the extract of then alone says. `LATER=200 cargo test -p keyworker --test all later` tries more.

use std::collections::BTreeMap;
use std::path::Path;

use intake::{Extract, ReadOptions, Site};
use policy::{Pack, shipped};
use record::{Book, Calendar, Fact, Moment, Names, TextId, UnitId};
use standing::signal::Signal;
use standing::timeline::Towards;
use standing::{Evaluator, Plan, World};

use crate::command::run;

const SITE: &str = include_str!("../../src/demo-site.toml");

/// Chance, seeded.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % end.max(1) as u64) as usize
    }
}

/// What a table of an extract holds, a list of cells each row. None of these files has a quote.
fn rows_of(file: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn is_date(cell: &str) -> bool {
    cell.len() >= 10 && cell[..10].parse::<record::Day>().is_ok()
}

/// Tables whose rows are changed. Names with commas stand in quotes in none of them.
const CHANGED: [&str; 11] = [
    "ssd_involvements",
    "ssd_cin_episodes",
    "ssd_cin_assessments",
    "ssd_cp_plans",
    "ssd_cin_visits",
    "ssd_cla_episodes",
    "ssd_s47_enquiry",
    "ssd_cp_reviews",
    "keyworker_workers",
    "keyworker_absences",
    "keyworker_casework",
];

/// Writes a later extract: the earlier one with some rows changed, gone, new, in another order or under other ids.
fn edit(from: &Path, to: &Path, dice: &mut Dice) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let file = entry.unwrap().path();
        std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
    for table in CHANGED {
        let file = to.join(format!("{table}.csv"));
        if !file.exists() || std::fs::read_to_string(&file).unwrap().contains('"') {
            continue;
        }
        let mut rows = rows_of(&file);
        let header = rows.remove(0);
        for _ in 0..dice.below(12) {
            if rows.len() < 3 {
                break;
            }
            let at = dice.below(rows.len());
            let column = dice.below(header.len());
            match dice.below(6) {
                0 => drop(rows.remove(at)),
                1 => {
                    let mut again = rows[at].clone();
                    again[0] = format!("9{}", dice.below(1_000_000));
                    rows.insert(at, again);
                }
                2 => rows.swap(at, dice.0 as usize % 2),
                3 if is_date(&rows[at][column]) && column > 2 => rows[at][column].clear(),
                4 => {
                    // The same day as another row's, so that facts of one day meet.
                    let other = rows[dice.below(rows.len())][column].clone();
                    if column > 1 {
                        rows[at][column] = other;
                    }
                }
                _ if is_date(&rows[at][column]) => {
                    let day: record::Day = rows[at][column][..10].parse().unwrap();
                    let moved = day.plus_days(dice.below(9) as i32 - 4).to_string();
                    rows[at][column].replace_range(..10, &moved);
                }
                _ => {}
            }
        }
        if dice.below(4) == 0 && table != "keyworker_workers" {
            // A system that numbers its rows anew: many a row comes under an id that another one had.
            let by = dice.below(3) + 1;
            for row in &mut rows {
                if let Ok(id) = row[0].parse::<u64>() {
                    row[0] = (id + by as u64).to_string();
                }
            }
        }
        let lines: Vec<String> = std::iter::once(header).chain(rows).map(|row| row.join(",")).collect();
        std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    }
}

fn alone(folder: &Path, taken: Moment, recorded: Moment) -> Book {
    let mut options = ReadOptions::new(Site::from_toml(SITE).unwrap(), recorded, "import");
    options.taken = Some(taken);
    let extract = Extract::read(folder, &options, Names::default(), &|_| {}).unwrap();
    let mut facts: Vec<Fact> = Vec::new();
    for child in 0..extract.children() {
        extract.facts(child, &mut facts);
    }
    let mut book = extract.into_world();
    facts.into_iter().for_each(|fact| book.append(fact));
    book
}

/// What is true of every child by those packs over the whole of time, in words that do not depend on numbers of names
/// or on which fact is behind it.
fn told(book: &Book, packs: &[Pack], known: Moment) -> BTreeMap<String, String> {
    let plan = Plan::new(&packs.iter().collect::<Vec<_>>());
    let world = World::new(book, &plan, &Calendar::england_and_wales(), known);
    let mut evaluator = Evaluator::new(&plan, &world);
    let unit = |unit: UnitId| book.names.unit(unit);
    let text = |text: Option<TextId>| text.map(|text| book.names.text(text)).unwrap_or_default();
    let steps =
        |signal: &Signal| signal.iter().map(|step| format!("{:?} {:?}; ", step.from, step.value)).collect::<String>();
    let mut told = BTreeMap::new();
    for child in book.child_ids() {
        let facts = book.child(child);
        if record::book::known_facts(facts, known).next().is_none() {
            continue;
        }
        let timeline = evaluator.timeline(&[facts]);
        let mut said = format!("{:?} {:?} open {}\nholding ", timeline.born, timeline.expected, steps(&timeline.open));
        for step in &timeline.holding {
            said.push_str(&format!("{:?} {:?}; ", step.from, step.holding));
        }
        said.push_str("\nteams ");
        for (from, team) in &timeline.teams {
            said.push_str(&format!("{from:?} {}; ", unit(*team)));
        }
        for (list, signals) in [("count", &timeline.counts), ("among", &timeline.among), ("breach", &timeline.breaches)]
        {
            for (place, signal) in signals.iter().enumerate() {
                said.push_str(&format!("\n{list} {place} {}", steps(signal)));
            }
        }
        let mut duties: Vec<String> = timeline
            .duties
            .iter()
            .map(|duty| {
                let towards = match duty.towards {
                    Towards::Agency(kind, name) => format!("{kind:?} {}", text(name)),
                    other => format!("{other:?}"),
                };
                let (opened, due, closed) = (duty.opened, duty.due, duty.closed);
                format!("\nduty {} {towards} {:?} {opened:?} {due:?} {closed:?}", duty.duty, duty.since)
            })
            .collect();
        duties.sort();
        said.push_str(&duties.concat());
        told.insert(book.names.child(child).to_owned(), said);
    }
    told
}

fn compare(found: &BTreeMap<String, String>, expected: &BTreeMap<String, String>, case: &str) {
    for (child, said) in expected {
        let store = found.get(child).map_or("nothing", String::as_str);
        if store != said {
            let (a, b): (Vec<&str>, Vec<&str>) = (store.lines().collect(), said.lines().collect());
            let differ = (0..a.len().max(b.len())).find(|at| a.get(*at) != b.get(*at)).unwrap_or(0);
            panic!("{case}: {child}\n store: {:?}\n alone: {:?}", a.get(differ), b.get(differ));
        }
    }
    assert_eq!(found.len(), expected.len(), "{case}: a child that no extract names");
}

fn three_extracts(seed: u64, packs: &[Pack]) {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(seed * 977 + 5);
    let site = folder.path().join("site.toml");
    std::fs::write(&site, SITE).unwrap();
    let folders: Vec<_> = (1..=3).map(|number| folder.path().join(format!("extract-{number}"))).collect();
    let plan = synth::Plan { seed, open_children: 40, years_of_history: 1, ..synth::Plan::default() };
    std::fs::create_dir_all(&folders[0]).unwrap();
    synth::write_extract(&plan, &folders[0], &mut |_, _, _| {}).unwrap();
    edit(&folders[0], &folders[1], &mut dice);
    // Now and then the third is the first again.
    let third = if dice.below(5) == 0 { &folders[0] } else { &folders[1] };
    edit(&third.clone(), &folders[2], &mut dice);
    let store = folder.path().join("s.keyworker");
    let first: record::Day = "2026-06-30".parse().unwrap();
    let days = [first, first.plus_days(7), first.plus_days(14)];
    let times = days.map(|day| (day.start().plus_seconds(6 * 3600), day.start().plus_seconds(9 * 3600)));
    for (extract, (taken, now)) in folders.iter().zip(times) {
        let day = format!("{}T06:00", taken.day());
        let [store, extract, site] = [&store, extract, &site].map(|path| path.display().to_string());
        let (code, out, err) = run(
            &[
                "import",
                "--store",
                &store,
                "--extract",
                &extract,
                "--site",
                &site,
                "--taken",
                &day,
                "--vanished",
                "correct",
                "--changed",
                "correct",
            ],
            now,
        );
        assert_eq!(code, 0, "{out}{err}");
        let (code, again, err) =
            run(&["import", "--store", &store, "--extract", &extract, "--site", &site, "--taken", &day], now);
        assert!(code == 0 && again.contains("\n0 facts new in the store"), "seed {seed}: {again}{err}");
    }
    let (book, _) = store::Reader::open(&store).unwrap().load(2).unwrap();
    for (place, (extract, (taken, now))) in folders.iter().zip(times).enumerate() {
        let expected = told(&alone(extract, taken, now), packs, now);
        compare(&told(&book, packs, now), &expected, &format!("seed {seed}, as known at extract {}", place + 1));
    }
    store::Reader::open(&store).unwrap().verify().unwrap();
}

/// Seeds that found a mistake once: each keeps it from coming back.
#[test]
fn histories_that_were_told_wrongly_once_are_told_rightly() {
    let packs: Vec<Pack> = ["pg", "counts", "mon"].map(|id| shipped::find(id).unwrap().read().unwrap()).into();
    for seed in [90, 150, 248] {
        three_extracts(seed, &packs);
    }
}

#[test]
fn a_store_says_what_the_newest_extract_says_and_then_what_that_of_then_said() {
    let packs: Vec<Pack> = ["pg", "counts", "mon"].map(|id| shipped::find(id).unwrap().read().unwrap()).into();
    let (from, count) = (
        std::env::var("LATER_FROM").ok().and_then(|from| from.parse().ok()).unwrap_or(1),
        std::env::var("LATER").ok().and_then(|count| count.parse().ok()).unwrap_or(4),
    );
    for seed in from..from + count {
        three_extracts(seed, &packs);
    }
}
