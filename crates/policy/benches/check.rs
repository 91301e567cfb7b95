//! How long checking a pack takes, histories of its tests included: under 100 ms each is the promise (issue 3).
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::time::Instant;

const RUNS: u32 = 20;

fn main() {
    let mut slowest = 0.0_f64;
    for pack in policy::shipped::ALL {
        let begun = Instant::now();
        for _ in 0..RUNS {
            std::hint::black_box(pack.read().is_ok());
        }
        let each = begun.elapsed().as_secs_f64() * 1000.0 / f64::from(RUNS);
        slowest = slowest.max(each);
        println!("{}: {each:.1} ms", pack.file);
    }
    println!("slowest: {slowest:.1} ms, of 100 allowed");
}
