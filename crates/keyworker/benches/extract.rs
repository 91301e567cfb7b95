//! From an extract to its answers, beside what an analyst would use instead: ratios in one run, as a table in Markdown.
//!
//! ```text
//! cargo bench -p keyworker --bench extract -- [CHILDREN ...] [--times N] [--folder FOLDER]
//! ```
//!
//! For 4,000, 40,000 and 400,000 children where no numbers are given; each figure is the best of `--times` (3) rounds.
//! Extracts are kept in `--folder` (the system's for passing files) from one run to the next.
//!
//! * `KEYWORKER_PEERS`: a folder with `make_extract.py`, `with_polars.py`, `with_duckdb.py` and `with_pandas.py`.
//!   Extracts are then made by the first. Without it, by `synth`, and there is no peer to compare with.
//! * `KEYWORKER_PYTHON`: a Python that has numpy, polars, duckdb and pandas.
//!
//! Every round runs all of them one after the other, so that what else the machine does falls on each alike. Wall time
//! is what people wait; processor time is beside it, because on a machine that is shared it is what repeats.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a benchmark measures time and may stop")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use intake::{Extract, Ids, Kinds, ReadOptions, Site};
use record::{Calendar, Day, Fact, Kind, Moment, Names};
use standing::{Evaluator, Plan, Timeline, World};

const KEYWORKER: &str = env!("CARGO_BIN_EXE_keyworker");
const AS_AT: &str = "2026-06-30";
/// When the extract is read again.
const NEXT_DAY: &str = "2026-07-01";
/// The national timescales and the four policies.
const ALL_FIVE: [&str; 5] = ["base", "mon", "as", "pg", "ap"];

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench").peekable();
    if arguments.next_if_eq("timelines").is_some() {
        return timelines(Path::new(&arguments.next().unwrap()));
    }
    if arguments.next_if_eq("memory").is_some() {
        let folder = arguments.next().unwrap();
        return from_memory(Path::new(&folder), &plan(&arguments.collect::<Vec<_>>()));
    }
    let (mut sizes, mut times, mut folder) = (Vec::new(), 3, std::env::temp_dir().join("keyworker-benchmark"));
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--times" => times = arguments.next().and_then(|times| times.parse().ok()).unwrap_or(times),
            "--folder" => folder = arguments.next().map_or(folder, PathBuf::from),
            size => sizes.extend(size.parse::<usize>()),
        }
    }
    if sizes.is_empty() {
        sizes = vec![4_000, 40_000, 400_000];
    }
    println!("{}\n", machine());
    let mut before: Option<(usize, Vec<Line>)> = None;
    for size in sizes {
        let extract = made(size, &folder);
        let lines = measured(&extract, &folder, size, times);
        table(size, times, &lines, before.as_ref());
        before = Some((size, lines));
    }
}

const UNCHANGED: &str = "`keyworker import` of the same extract a day later";
const CHANGED: &str = "`keyworker import` of one in which every hundredth involvement has ended";

/// The extract with every hundredth involvement that goes on ended on its last day; made once.
fn changed(extract: &Path) -> PathBuf {
    let folder = extract.with_extension("changed");
    let table = folder.join("ssd_involvements.csv");
    if table.exists() {
        return folder;
    }
    std::fs::create_dir_all(&folder).unwrap();
    for (file, _) in files(extract) {
        std::fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
    }
    let text = std::fs::read_to_string(&table).unwrap();
    let end = text.lines().next().unwrap().split(',').position(|name| name == "invo_involvement_end_date").unwrap();
    let mut open = 0_u32;
    let rows = text.lines().map(|row| {
        let mut cells: Vec<&str> = row.split(',').collect();
        if cells[end].is_empty() {
            open += 1;
            if open.is_multiple_of(100) {
                cells[end] = AS_AT;
            }
        }
        cells.join(",") + "\n"
    });
    std::fs::write(&table, rows.collect::<String>()).unwrap();
    folder
}

/// One measured thing, at its best.
struct Line {
    name: &'static str,
    wall: Duration,
    processor: Duration,
    peak_kilobytes: u64,
    /// The line that it is compared with.
    against: Option<usize>,
    note: String,
}

fn measured(extract: &Path, folder: &Path, children: usize, times: usize) -> Vec<Line> {
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let path = extract.to_string_lossy().into_owned();
    let (store, plain) = (at("store.keyworker"), at("plain.sqlite"));
    let peers: [(&'static str, &str); 3] =
        [("polars", "with_polars.py"), ("DuckDB", "with_duckdb.py"), ("pandas", "with_pandas.py")];
    let list = ["standing", "--extract", &path, "--policy", "comparison", "--list", "analyst", "--as-at", AS_AT];
    let list = [&list[..], &["--taken", AS_AT, "--output", &at("ours.csv")]].concat().join("\u{0}");
    let this = std::env::current_exe().unwrap().to_string_lossy().into_owned();
    let mut jobs: Vec<(&'static str, Option<&'static str>, Vec<String>)> = Vec::new();
    if let Some((python, scripts)) = peers_here() {
        for (name, script) in peers.iter().filter(|(name, _)| has(&python, name)) {
            let script = scripts.join(script).to_string_lossy().into_owned();
            jobs.push((name, None, vec![python.clone(), script, path.clone(), at(&format!("{name}.csv"))]));
        }
    }
    let peer = jobs.iter().any(|(name, ..)| *name == "polars").then_some("polars");
    let ours = [KEYWORKER.to_owned()].into_iter().chain(list.split('\u{0}').map(str::to_owned)).collect();
    jobs.push(("the same list, by `keyworker standing --list`", peer, ours));
    jobs.push((
        "whole timelines, every duty of PG, straight from the extract",
        peer,
        vec![this.clone(), "timelines".into(), path.clone()],
    ));
    let memory = |packs: &[&str]| -> Vec<String> {
        [&this, "memory", &path].into_iter().chain(packs.iter().copied()).map(str::to_owned).collect()
    };
    jobs.push(("facts in memory, then timelines (see its note)", None, memory(&["pg"])));
    jobs.push(("the same by all five packs (see its note)", None, memory(&ALL_FIVE)));
    let files = files(extract).map(|(file, table)| format!(".import --csv \"{}\" {table}", file.display()));
    let shell = ["sqlite3".to_owned(), plain.clone()].into_iter().chain(files).collect();
    let has_shell = Command::new("sqlite3").arg("-version").stdout(Stdio::null()).status().is_ok();
    if has_shell {
        jobs.push(("SQLite's shell, `.import` of the same files", None, shell));
    }
    let import = [KEYWORKER, "import", "--store", &store, "--extract", &path, "--taken", AS_AT];
    let beside = has_shell.then_some("SQLite's shell, `.import` of the same files");
    jobs.push(("`keyworker import` into a new store", beside, import.map(str::to_owned).to_vec()));
    let again = |extract: &str| -> Vec<String> {
        let words = [KEYWORKER, "import", "--store", &store, "--extract", extract, "--taken", NEXT_DAY];
        words.map(str::to_owned).to_vec()
    };
    jobs.push((UNCHANGED, Some("`keyworker import` into a new store"), again(&path)));
    jobs.push((CHANGED, Some("`keyworker import` into a new store"), again(&changed(extract).to_string_lossy())));

    let mut best: Vec<Option<Line>> = jobs.iter().map(|_| None).collect();
    for _ in 0..times.max(1) {
        for ((name, against, words), best) in jobs.iter().zip(&mut best) {
            // What is read again is read into the store that the job before it made.
            for made in [&store, &plain].into_iter().filter(|_| ![UNCHANGED, CHANGED].contains(name)) {
                for end in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{made}{end}"));
                }
            }
            let mut line = run(name, words);
            line.against = against.and_then(|other| jobs.iter().position(|(name, ..)| *name == other));
            if name.contains("import` into") {
                // The store that was just made is the one that is opened.
                line.note = opened(Path::new(&store), children);
            }
            if best.as_ref().is_none_or(|best| line.wall < best.wall) {
                *best = Some(line);
            }
        }
    }
    if peer.is_some() {
        let same = std::fs::read(at("polars.csv")).unwrap() == std::fs::read(at("ours.csv")).unwrap();
        assert!(same, "the list is not that of polars");
    }
    best.into_iter().flatten().collect()
}

fn files(extract: &Path) -> impl Iterator<Item = (PathBuf, String)> {
    let mut files: Vec<_> = std::fs::read_dir(extract).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| {
        let table = file.file_stem().unwrap().to_string_lossy().into_owned();
        (file, table)
    })
}

/// Runs a program to its end; stops where it fails.
fn run(name: &'static str, words: &[String]) -> Line {
    let (used, begun) = (processor_of_children(), Instant::now());
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).env("PYTHONDONTWRITEBYTECODE", "1").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", words[0]));
    let mut peak_kilobytes = 0;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        peak_kilobytes = peak(child.id()).max(peak_kilobytes);
        std::thread::sleep(Duration::from_millis(2));
    };
    let (wall, processor) = (begun.elapsed(), processor_of_children() - used);
    assert!(status.success(), "{} failed: {status}", words.join(" "));
    let mut note = String::new();
    if words[0] != KEYWORKER {
        std::io::Read::read_to_string(&mut child.stdout.take().unwrap(), &mut note).unwrap();
    }
    Line { name, wall, processor, peak_kilobytes, against: None, note: note.trim().to_owned() }
}

fn table(size: usize, times: usize, lines: &[Line], before: Option<&(usize, Vec<Line>)>) {
    println!("### {size} children (best of {times}; load average {})\n", load_average());
    println!("| | wall s | processor s | ratio (wall) | ratio (processor) | peak MB | KB a child | grown |");
    println!("|---|---|---|---|---|---|---|---|");
    let ratio = |one: Duration, other: Duration| format!("{:.2}", one.as_secs_f64() / other.as_secs_f64().max(1e-9));
    for line in lines {
        let other = line.against.map(|other| &lines[other]);
        let grown = before.and_then(|(smaller, lines)| {
            let same = lines.iter().find(|other| other.name == line.name)?;
            let times = size as f64 / *smaller as f64;
            Some(format!("{}× for {times:.0}×", ratio(line.wall, same.wall)))
        });
        println!(
            "| {} | {:.3} | {:.2} | {} | {} | {} | {:.2} | {} |",
            line.name,
            line.wall.as_secs_f64(),
            line.processor.as_secs_f64(),
            other.map(|other| ratio(line.wall, other.wall)).unwrap_or_default(),
            other.map(|other| ratio(line.processor, other.processor)).unwrap_or_default(),
            line.peak_kilobytes >> 10,
            line.peak_kilobytes as f64 / size as f64,
            grown.unwrap_or_default(),
        );
    }
    println!();
    for line in lines.iter().filter(|line| !line.note.is_empty()) {
        println!("- {}: {}", line.name, line.note);
    }
    println!();
}

/// An extract of that many open children, made once.
fn made(children: usize, folder: &Path) -> PathBuf {
    let extract = folder.join(format!("x{children}"));
    if extract.join("ssd_cin_episodes.csv").exists() {
        return extract;
    }
    std::fs::create_dir_all(&extract).unwrap();
    if let Some((python, scripts)) = peers_here() {
        let mut make = Command::new(python);
        make.arg(scripts.join("make_extract.py")).arg(children.to_string()).arg(&extract);
        assert!(make.stdout(Stdio::null()).status().unwrap().success());
    } else {
        let plan = synth::Plan { open_children: children as u32, ..synth::Plan::default() };
        synth::write_extract(&plan, &extract, &mut |_, _, _| ()).unwrap();
    }
    extract
}

/// Whether that Python has the peer's package.
fn has(python: &str, peer: &str) -> bool {
    let mut asked = Command::new(python);
    asked.arg("-c").arg(format!("import {}", peer.to_lowercase())).stderr(Stdio::null());
    asked.status().is_ok_and(|status| status.success())
}

fn peers_here() -> Option<(String, PathBuf)> {
    let python = std::env::var("KEYWORKER_PYTHON").ok()?;
    Some((python, PathBuf::from(std::env::var_os("KEYWORKER_PEERS")?)))
}

/// What a question by the practice guide's pack reads of an extract.
fn read(folder: &Path, plan: &Plan) -> Extract {
    let wanted: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| plan.needs(*kind)).collect();
    let options = ReadOptions {
        wanted: Kinds::of(&wanted),
        ids: Ids::Cheap,
        taken: Some(as_at()),
        ..ReadOptions::new(Site::standard(), as_at(), "a benchmark")
    };
    Extract::read(folder, &options, Names::default(), &|_| ()).unwrap()
}

fn as_at() -> Moment {
    AS_AT.parse::<Day>().unwrap().end()
}

fn plan(packs: &[impl AsRef<str>]) -> Plan {
    let packs: Vec<_> =
        packs.iter().map(|pack| policy::shipped::find(pack.as_ref()).unwrap().read().unwrap()).collect();
    Plan::new(&packs.iter().collect::<Vec<_>>())
}

/// Reads the extract and evaluates every child on two threads, as a command does.
fn timelines(folder: &Path) {
    let plan = plan(&["pg"]);
    let begun = Instant::now();
    let extract = read(folder, &plan);
    let read = begun.elapsed();
    let world = World::new(extract.world(), &plan, &Calendar::england_and_wales(), Moment::MAX);
    let some = |from: usize, to: usize| {
        let mut evaluator = Evaluator::new(&plan, &world);
        let (mut timeline, mut room, mut duties) = (Timeline::default(), Vec::new(), 0);
        for child in from..to {
            room.clear();
            extract.facts(child, &mut room);
            evaluator.timeline_into(&[&room], &mut timeline);
            duties += timeline.duties.len();
        }
        duties
    };
    let middle = extract.children() / 2;
    let duties = std::thread::scope(|scope| {
        let other = scope.spawn(|| some(0, middle));
        some(middle, extract.children()) + other.join().unwrap()
    });
    let read = read.as_secs_f64();
    println!("read in {read:.3} s of {:.3} s; {duties} duties", begun.elapsed().as_secs_f64());
}

/// Every child's facts first, then every child's timeline on one thread: what a child costs once its facts are there.
fn from_memory(folder: &Path, plan: &Plan) {
    let extract = read(folder, plan);
    let world = World::new(extract.world(), plan, &Calendar::england_and_wales(), Moment::MAX);
    let (mut facts, mut ends): (Vec<Fact>, Vec<usize>) = (Vec::new(), vec![0]);
    for child in 0..extract.children() {
        extract.facts(child, &mut facts);
        ends.push(facts.len());
    }
    let mut evaluator = Evaluator::new(plan, &world);
    let mut timeline = Timeline::default();
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let begun = processor_of_this_thread();
        for child in ends.windows(2) {
            evaluator.timeline_into(&[&facts[child[0]..child[1]]], &mut timeline);
        }
        best = best.min(processor_of_this_thread() - begun);
    }
    let each = best.as_secs_f64() * 1e6 / extract.children() as f64;
    println!(
        "{each:.2} core-microseconds a child, of {:.1} facts each",
        facts.len() as f64 / extract.children() as f64
    );
}

/// Opening a store beside stepping through the same rows, and what it takes on disk.
fn opened(store: &Path, children: usize) -> String {
    let scan = || {
        let log = rusqlite::Connection::open(store).unwrap();
        let mut select = log.prepare("SELECT * FROM log").unwrap();
        let mut rows = select.query([]).unwrap();
        let mut count = 0_u64;
        while rows.next().unwrap().is_some() {
            count += 1;
        }
        count
    };
    let (mut scanned, mut loaded, mut facts) = (Duration::MAX, Duration::MAX, 0);
    for _ in 0..2 {
        let begun = Instant::now();
        facts = scan();
        scanned = scanned.min(begun.elapsed());
        let begun = Instant::now();
        let book = store::Reader::open(store).unwrap().load(2).unwrap().0;
        loaded = loaded.min(begun.elapsed());
        assert_eq!(book.len(), facts);
    }
    let bytes = std::fs::metadata(store).unwrap().len();
    let (ratio, scanned) = (loaded.as_secs_f64() / scanned.as_secs_f64(), scanned.as_secs_f64());
    let (open, a_child) = (loaded.as_secs_f64(), bytes as f64 / 1024.0 / children as f64);
    format!(
        "{facts} facts, {a_child:.1} KB a child on disk; opened in {open:.3} s, {ratio:.2} times a bare scan ({scanned:.3} s)"
    )
}

/// Processor time of programs that were run and are done: in hundredths of a second, as Linux counts it.
fn processor_of_children() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets: the 14th and 15th are those of children, waited for.
    let after = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: u64 = after.skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn processor_of_this_thread() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(stat.split(' ').next().unwrap().parse().unwrap())
}

/// The most memory that the process has held so far, in kilobytes.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

fn machine() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = model.trim_start_matches([' ', '\t', ':']);
    format!("Machine: {model}, {cores} cores. Load average at the beginning: {}.", load_average())
}
