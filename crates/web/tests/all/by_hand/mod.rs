//! Pages over a record that is written by hand.
#![allow(dead_code, reason = "each test file uses its own part of it")]

use policy::{Pack, shipped};
use record::{Book, Calendar, Moment};
use web::{Live, Policies, Settings};

/// The pack of that id, as it ships.
pub fn pack(id: &str) -> Pack {
    shipped::find(id).unwrap().read().unwrap()
}

/// The packs of those ids.
pub fn packs<const N: usize>(ids: [&str; N]) -> Vec<Pack> {
    ids.map(pack).to_vec()
}

/// Pages over those facts in JSON Lines, by those packs and beside the counts of those; the clock says what `now` says.
pub fn live(
    facts: &str,
    packs: Vec<Pack>,
    counted_only: Vec<Pack>,
    now: impl Fn() -> Moment + Send + Sync + 'static,
) -> Live {
    live_by("pg/unallocated", facts, packs, counted_only, now)
}

/// The same, whose trays count by that definition.
pub fn live_by(
    tray: &str,
    facts: &str,
    packs: Vec<Pack>,
    counted_only: Vec<Pack>,
    now: impl Fn() -> Moment + Send + Sync + 'static,
) -> Live {
    let mut book = Book::default();
    if let Err(errors) = intake::jsonl::read(facts.as_bytes(), &mut book, "by hand") {
        panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
    live_over(tray, book, packs, counted_only, now)
}

/// The same over those facts as they were read.
pub fn live_over(
    tray: &str,
    book: Book,
    packs: Vec<Pack>,
    counted_only: Vec<Pack>,
    now: impl Fn() -> Moment + Send + Sync + 'static,
) -> Live {
    let policies = Policies { packs, counted_only, tray: tray.into() };
    let settings = Settings {
        authority: "Testshire Council".into(),
        made_up: None,
        base: Calendar::england_and_wales(),
        now: Box::new(now),
        threads: 1,
        stale_after: 7,
        feeds: |_| Vec::new(),
        files: Vec::new(),
    };
    Live::new(settings, policies, book).unwrap()
}
