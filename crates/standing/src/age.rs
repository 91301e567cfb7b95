//! How old what is known is: the end of what the extracts cover, and what the newest of them lacks.

use record::book::known_facts;
use record::{Book, Content, Day, Kind, Moment};

/// What answers about children and what is owed to them rest on, and how it is called.
const NEEDED: [(Kind, &str); 6] = [
    (Kind::ReferralReceived, "which children are open"),
    (Kind::InvolvementStarted, "who works with each child"),
    (Kind::StatusStarted, "which plans children have, and who is looked after"),
    (Kind::Visit, "which visits were made"),
    (Kind::ManagementOversight, "what management oversight there was"),
    (Kind::LetterSent, "which letters were sent"),
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

/// The civil day as of which it is known what there was of all those kinds, where that is before the newest extract: what was
/// owed then and not done may have been done since. Nothing where it is as new as that, or where no extract said any of it.
pub fn known_as_of(book: &Book, known: Moment, kinds: impl IntoIterator<Item = Kind>) -> Option<Day> {
    let newest = covered_until(book, known, None)?.day();
    let oldest = kinds.into_iter().filter_map(|kind| covered_until(book, known, Some(kind))).min()?.day();
    (oldest < newest).then_some(oldest)
}
