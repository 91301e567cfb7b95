//! `recorded-here`: from which day on everything that is done is recorded in Keyworker.
//!
//! Until somebody says so, what is not on record may have been done and written down in the case system: it is not known. From that
//! day on it was not done, unless it is on record. An extract says the same of itself, up to the day on which it was taken.

use record::book::known_facts;
use record::{Content, Day, Fact, FactId, Provenance, Subject, When};
use serde_json::json;
use store::{Store, Submission};

use crate::Surroundings;
use crate::adopt;
use crate::arguments::RecordedHere;
use crate::failure::Failure;

/// Runs the command.
pub fn run(asked: &RecordedHere, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let wrong = |says: String, help: &str| Failure::Usage(says, help.to_owned());
    let no_day = |_| wrong(format!("'{}' is no day", asked.from), "write it as 2026-04-15");
    let from: Day = asked.from.parse().map_err(no_day)?;
    let mut store = Store::open(&asked.store)?;
    let (book, _) = store.reader()?.load(2)?;
    let mut no_unit = Vec::new();
    let unit = asked.unit.as_deref().and_then(|name| adopt::unit(name, &book, &mut no_unit));
    if let Some(says) = no_unit.pop() {
        return Err(wrong(says, "write a unit's name, or its id as the record has it"));
    }
    let content = Content::Coverage { covers: None, unit, until: None, but: None };
    let when = When::At(from.start());
    let known =
        known_facts(book.record(), record::Moment::MAX).any(|fact| (fact.content, fact.when) == (content, when));
    if !known {
        let mut names = book.names.clone();
        let mut id = [0; 16];
        (around.random)(&mut id);
        let fact = Fact {
            id: FactId(id),
            about: Subject::Record,
            when,
            recorded: around.now,
            by: names.add_actor(&asked.by),
            from: Provenance { source: names.add_source("keyworker"), row: 0 },
            content,
        };
        let mut submission = Submission::new("recorded-here", around.now);
        submission.add(&fact, &names)?;
        store.append(&submission, &mut *around.random).map_err(|refused| Failure::Unreadable(refused.to_string()))?;
    }
    if asked.json {
        around.json(&json!({ "written": !known, "from": from.to_string(), "unit": asked.unit, "by": asked.by }))?;
        return Ok(0);
    }
    let of = asked.unit.as_ref().map_or_else(|| "the whole authority".to_owned(), |unit| format!("'{unit}'"));
    let says = if known { "already on the record" } else { "on the record" };
    writeln!(
        around.out,
        "{says}: from {from} on, everything that is done for the children of {of} is recorded in Keyworker"
    )?;
    Ok(0)
}
