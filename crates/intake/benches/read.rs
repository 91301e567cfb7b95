//! Times reading an extract, and handing out every child's facts.
//!
//! usage: cargo bench -p intake --bench read -- FOLDER [comparison|all] [digest|cheap] [times]
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::path::PathBuf;
use std::time::Instant;

use intake::{Extract, Ids, Kinds, ReadOptions, Site};
use record::{Kind, Moment, Names};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: read FOLDER [comparison|all] [digest|cheap] [times]");
        return;
    };
    let wanted = match arguments.next().as_deref() {
        Some("all") => Kinds::ALL,
        _ => Kinds::of(&[
            Kind::ReferralReceived,
            Kind::CaseClosed,
            Kind::InvolvementStarted,
            Kind::InvolvementEnded,
            Kind::Visit,
            Kind::StatusStarted,
            Kind::StatusEnded,
        ]),
    };
    let ids = if arguments.next().as_deref() == Some("digest") { Ids::Digest([7; 32]) } else { Ids::Cheap };
    let times: usize = arguments.next().and_then(|times| times.parse().ok()).unwrap_or(5);
    for _ in 0..times {
        let options = ReadOptions { wanted, ids, ..ReadOptions::new(Site::standard(), taken(), "benchmark") };
        let begun = Instant::now();
        let extract = match Extract::read(&folder, &options, Names::default(), &|_| ()) {
            Ok(extract) => extract,
            Err(error) => return eprintln!("{error}"),
        };
        let read = begun.elapsed();
        let begun = Instant::now();
        let middle = extract.children() / 2;
        let some = |from: usize, to: usize| {
            let (mut facts, mut count) = (Vec::new(), 0u64);
            for child in from..to {
                facts.clear();
                extract.facts(child, &mut facts);
                count += facts.len() as u64;
            }
            count
        };
        let count = std::thread::scope(|scope| {
            let other = scope.spawn(|| some(0, middle));
            some(middle, extract.children()) + other.join().unwrap_or_default()
        });
        let total = extract.reconciliation().total();
        println!(
            "read {:.3} s; {} children, {count} facts handed out in {:.3} s on 2 threads; rows {} MB; peak {}; {total:?}",
            read.as_secs_f64(),
            extract.children(),
            begun.elapsed().as_secs_f64(),
            extract.bytes() >> 20,
            peak(),
        );
    }
}

fn taken() -> Moment {
    Moment::from_second(1_782_860_399)
}

/// The most memory that this process has held, as Linux says it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("not known").trim().to_owned()
}
