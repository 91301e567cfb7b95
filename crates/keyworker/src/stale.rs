//! The warning that the data is old. It stands beside an answer and never changes it.

use record::book::known_facts;
use record::{Book, Content, Day, Moment};
use standing::age;
use store::Reader;

use crate::Surroundings;
use crate::arguments::From;
use crate::asked::Instants;
use crate::facts::{Loaded, site};
use crate::failure::Failure;
use crate::say;
use crate::table::plural;

/// After how many days the newest extract is said to be stale where the site file says nothing.
pub const STALE_AFTER_DAYS: u32 = 7;

/// The name under which a store keeps what the site file of its newest import said.
const SETTING: &str = "stale-after";

/// Keeps in the store what the site file says.
pub fn keep(store: &mut store::Store, days: Option<u32>) -> Result<(), Failure> {
    Ok(store.set(SETTING, days.map(|days| days.to_string()).as_deref())?)
}

/// After how many days that store's newest extract is stale.
pub fn threshold(reader: &Reader) -> Result<u32, Failure> {
    let kept = reader.setting(SETTING)?.and_then(|days| days.parse().ok());
    Ok(kept.unwrap_or(STALE_AFTER_DAYS))
}

/// When the newest extract of those known then was taken; nothing where none was read.
fn newest(book: &Book, known: Moment) -> Option<Moment> {
    let taken = known_facts(book.record(), known).filter_map(|fact| match fact.content {
        Content::Imported { .. } => fact.when.as_start(),
        _ => None,
    });
    taken.max()
}

/// When the newest data was taken, as far as was known then.
fn taken(loaded: &Loaded, instants: &Instants) -> Option<Moment> {
    match loaded {
        Loaded::Extract(extract) => Some(extract.taken()),
        Loaded::Book { book, .. } => newest(book, instants.known),
    }
}

/// The end of the day on which the newest data was taken, where the answer is about a later one: what happened after it is
/// not known, and an answer about it says only what nothing has changed since.
pub fn nothing_known_after(loaded: &Loaded, instants: &Instants) -> Option<Moment> {
    taken(loaded, instants).map(|taken| taken.day()).filter(|day| *day < instants.at.day()).map(Day::end)
}

/// What the newest extract lacks or does not hold whole, so that it is as old as an earlier one: a sentence each.
pub fn older(loaded: &Loaded, instants: &Instants) -> Vec<String> {
    let Loaded::Book { book, .. } = loaded else { return Vec::new() };
    let older = age::Ends::of(book, instants.known).older().into_iter().filter(|one| one.as_of < instants.at.day());
    older
        .map(|one| format!("the newest extract does not say {}: that is as of {}", one.what, say::day(one.as_of)))
        .collect()
}

/// Says where the answer is about a day after the one on which the newest data was taken; and how old that is, where it is
/// older than the site file allows.
pub fn warn(from: &From, loaded: &Loaded, instants: &Instants, around: &mut Surroundings<'_>) -> Result<(), Failure> {
    for line in older(loaded, instants) {
        writeln!(around.err, "{line}")?;
    }
    let own = site(&from.reading)?.stale_after;
    let Some(newest) = nothing_known_after(loaded, instants) else { return Ok(()) };
    let threshold = match (loaded, &from.store) {
        (Loaded::Book { .. }, Some(store)) => own.or(Some(threshold(&Reader::open(store)?)?)),
        _ => own,
    };
    let line = said(newest, instants.at.day(), threshold.unwrap_or(STALE_AFTER_DAYS))
        .unwrap_or_else(|| format!("the newest extract was taken on {}", say::day(newest.day())));
    Ok(writeln!(around.err, "{line}: what has happened since is not in this answer")?)
}

/// Says where an extract that is being imported is stale already.
pub fn warn_at_import(taken: Moment, own: Option<u32>, around: &mut Surroundings<'_>) -> Result<(), Failure> {
    match said(taken, around.now.day(), own.unwrap_or(STALE_AFTER_DAYS)) {
        Some(line) => Ok(writeln!(around.err, "{line}: is there no newer one?")?),
        None => Ok(()),
    }
}

/// How old an extract is on that day, where that is more than so many days.
fn said(taken: Moment, on: Day, threshold: u32) -> Option<String> {
    let days = u64::try_from(on.number() - taken.day().number()).ok().filter(|days| *days > u64::from(threshold))?;
    Some(format!(
        "the newest extract was taken on {} and is {} old (said after {}; stale-after in the site file sets that)",
        say::day(taken.day()),
        plural(days, "day", "days"),
        plural(u64::from(threshold), "day", "days")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extract_is_stale_after_the_days_and_not_on_them() {
        let taken: Day = "2026-06-30".parse().unwrap();
        let on = |days: i32, threshold: u32| said(taken.end(), taken.plus_days(days), threshold);
        assert_eq!((on(0, 1), on(7, 7), on(-3, 1)), (None, None, None));
        let line = on(8, 7).unwrap();
        assert!(line.starts_with("the newest extract was taken on Tue 30 June 2026 and is 8 days old"), "{line}");
        assert!(on(2, 1).unwrap().contains("said after 1 day;"));
    }
}
