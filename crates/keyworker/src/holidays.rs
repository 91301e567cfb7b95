//! `holidays`: the list of bank holidays brought up to date from GOV.UK's file, on the record.

use record::calendar::Holiday;
use record::{Calendar, Content, Day, Fact, FactId, Moment, Provenance, Subject, When};
use serde::Deserialize;
use store::{Store, Submission};

use crate::Surroundings;
use crate::arguments::Holidays;
use crate::failure::Failure;
use crate::say;
use crate::table::plural;

#[derive(Deserialize)]
struct Official {
    #[serde(rename = "england-and-wales")]
    england_and_wales: Division,
}

#[derive(Deserialize)]
struct Division {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    title: String,
    date: String,
}

/// Runs the command.
pub fn run(asked: &Holidays, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let text = crate::text::read(&asked.file)?;
    let listed = read(&text).map_err(|why| {
        Failure::Unreadable(format!("{}: {why}; GOV.UK publishes it as bank-holidays.json", asked.file.display()))
    })?;
    let mut store = Store::open(&asked.store)?;
    let (book, _) = store.reader()?.load(2)?;
    let now = book.calendar(&Calendar::england_and_wales(), Moment::MAX);
    let (announced, withdrawn) = changes(&now, &listed);
    // A holiday less moves due dates earlier or later for everybody: that is never taken from a file that may be cut.
    if !withdrawn.is_empty() && !asked.withdraw {
        let lacks = plural(withdrawn.len() as u64, "bank holiday that is", "bank holidays that are");
        let first: Vec<String> = withdrawn.iter().take(5).map(|day| say::day(*day)).collect();
        let more = if withdrawn.len() > 5 { ", …" } else { "" };
        let says = format!(
            "this list lacks {lacks} on the record ({}{more}): is the file whole? Nothing was changed",
            first.join(", ")
        );
        return Err(Failure::Usage(says, "if they were indeed withdrawn, say --withdraw".into()));
    }
    let mut names = book.names.clone();
    let mut submission = Submission::new(&asked.by, around.now);
    let from = Provenance { source: names.add_source("bank-holidays.json"), row: 0 };
    let by = names.add_actor(&asked.by);
    let mut contents: Vec<Content> = Vec::new();
    for holiday in &announced {
        contents.push(Content::HolidayAnnounced { day: holiday.day, name: names.add_text(&holiday.name) });
    }
    contents.extend(withdrawn.iter().map(|day| Content::HolidayWithdrawn { day: *day }));
    for content in contents {
        let mut id = [0; 16];
        (around.random)(&mut id);
        let fact = Fact {
            id: FactId(id),
            about: Subject::Record,
            when: When::At(around.now),
            recorded: around.now,
            by,
            from,
            content,
        };
        submission.add(&fact, &names)?;
    }
    if !submission.facts.is_empty() {
        store.append(&submission, &mut *around.random).map_err(|refused| Failure::Unreadable(refused.to_string()))?;
    }
    for holiday in &announced {
        writeln!(around.out, "announced: {} {}", say::day(holiday.day), holiday.name)?;
    }
    for day in &withdrawn {
        writeln!(around.out, "withdrawn: {}", say::day(*day))?;
    }
    if announced.is_empty() && withdrawn.is_empty() {
        writeln!(around.out, "the list was up to date")?;
    }
    Ok(0)
}

fn read(text: &str) -> Result<Vec<Holiday>, String> {
    let official: Official = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let events = official.england_and_wales.events.into_iter();
    let listed: Result<Vec<Holiday>, String> = events
        .map(|event| {
            let day: Day = event.date.parse().map_err(|error: record::time::NotATime| error.to_string())?;
            Ok(Holiday { day, name: event.title })
        })
        .collect();
    let mut listed = listed?;
    if listed.is_empty() {
        return Err("it lists no bank holiday of England and Wales".to_owned());
    }
    listed.sort_by_key(|holiday| holiday.day);
    listed.dedup_by_key(|holiday| holiday.day);
    Ok(listed)
}

/// What the official list says that the calendar does not, within the years that the list speaks of.
fn changes(calendar: &Calendar, listed: &[Holiday]) -> (Vec<Holiday>, Vec<Day>) {
    let years = listed.iter().map(|holiday| holiday.day.ymd().0);
    let Some((first, last)) = years.clone().min().zip(years.max()) else { return (Vec::new(), Vec::new()) };
    let announced = listed.iter().filter(|holiday| calendar.holiday(holiday.day).is_none()).cloned().collect();
    let gone = |holiday: &&Holiday| {
        (first..=last).contains(&holiday.day.ymd().0) && !listed.iter().any(|other| other.day == holiday.day)
    };
    let withdrawn = calendar.holidays().iter().filter(gone).map(|holiday| holiday.day).collect();
    (announced, withdrawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_announced_or_withdrawn() {
        let text = r#"{"england-and-wales":{"division":"england-and-wales","events":[
            {"title":"Good Friday","date":"2026-04-03","notes":"","bunting":false},
            {"title":"Day of celebration","date":"2026-06-15","notes":"","bunting":true}]},"scotland":{"events":[]}}"#;
        let (announced, withdrawn) = changes(&Calendar::england_and_wales(), &read(text).unwrap());
        assert_eq!(announced.len(), 1);
        assert_eq!(announced[0].day, Day::new(2026, 6, 15).unwrap());
        // Seven more of 2026's holidays are not in this list.
        assert_eq!(withdrawn.len(), 7);
        assert!(read(r#"{"england-and-wales":{"events":[]}}"#).is_err(), "an empty list says nothing");
        assert!(
            read("{}").is_err()
                && read(r#"{"england-and-wales":{"events":[{"title":"x","date":"2026-02-30"}]}}"#).is_err()
        );
    }
}
