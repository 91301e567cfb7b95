//! How old what is known is: the end of what the extracts cover, and what the newest of them lacks.

use record::book::known_facts;
use record::{Book, Content, Day, Kind, Moment};

/// What no answer about children can do without, and how it is called.
const NEEDED: [(Kind, &str); 3] = [
    (Kind::ReferralReceived, "which children are open"),
    (Kind::InvolvementStarted, "who works with each child"),
    (Kind::StatusStarted, "which plans children have, and who is looked after"),
];

/// Something that the newest extract lacks, or does not hold whole, and that is as old as an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Older {
    /// What: "who works with each child".
    pub what: &'static str,
    /// The civil day as of which it is.
    pub as_of: Day,
}

/// The end of what the extracts known at that instant cover, of any kind or of that one; nothing where none says.
pub fn covered_until(book: &Book, known: Moment, only: Option<Kind>) -> Option<Moment> {
    let ends = known_facts(book.record(), known).filter_map(|fact| match fact.content {
        Content::Coverage { covers, until, .. } if only.is_none() || covers.is_none() || covers == only => until,
        _ => None,
    });
    ends.max()
}

/// What is older than the newest extract, of those known at that instant.
pub fn older(book: &Book, known: Moment) -> Vec<Older> {
    let Some(newest) = covered_until(book, known, None) else { return Vec::new() };
    let of_each = NEEDED.iter().filter_map(|(kind, what)| {
        let as_of = covered_until(book, known, Some(*kind)).map(Moment::day).filter(|day| *day < newest.day())?;
        Some(Older { what, as_of })
    });
    of_each.collect()
}
