//! How pages say dates, distances, ages and numbers. One place, so that the same day reads the same everywhere.
//!
//! It says what it is given: it counts no working day and reads no clock. A distance in working days is counted by
//! whoever asks, with the calendar that the policy names.

use jiff::civil::Date;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde::Serialize;

/// The civil time of every page: Europe/London.
pub const LONDON: &str = "Europe/London";

/// A civil day as it is written in an address and as it is said on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The day in ISO 8601, `2026-04-15`.
    pub date: String,
    /// The day as people say it, `Wed 15 April 2026`.
    pub words: String,
    /// The day where room is short and the year is plain from beside it, `15 Apr`.
    pub short: String,
    #[serde(skip)]
    civil: Date,
}

impl Day {
    /// The day as a person would type it, `15 April 2026`.
    pub fn typed(&self) -> String {
        self.words.split_once(' ').map_or_else(|| self.words.clone(), |(_, day)| day.to_owned())
    }

    /// The civil day itself, for drawing along a scale of days.
    pub fn civil(&self) -> Date {
        self.civil
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.words)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        Day {
            date: date.to_string(),
            words: format!("{} {} {} {}", weekday(date), date.day(), month(date), date.year()),
            short: format!("{} {}", date.day(), &month(date)[..3]),
            civil: date,
        }
    }
}

/// Says a civil day: `Wed 15 April 2026`.
pub fn day(date: Date) -> Day {
    Day::from(date)
}

/// Says an instant in London time: `Wed 15 April 2026, 14:05`.
pub fn instant(at: Timestamp) -> String {
    let local = london(at);
    format!("{}, {:02}:{:02}", Day::from(local.date()).words, local.hour(), local.minute())
}

/// An instant in London's civil time. Where the time zone data is missing, which the bundled data rules out, it falls
/// back to UTC rather than failing a page.
pub fn london(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::get(LONDON).unwrap_or(TimeZone::UTC))
}

fn weekday(date: Date) -> &'static str {
    use jiff::civil::Weekday::*;
    match date.weekday() {
        Monday => "Mon",
        Tuesday => "Tue",
        Wednesday => "Wed",
        Thursday => "Thu",
        Friday => "Fri",
        Saturday => "Sat",
        Sunday => "Sun",
    }
}

fn month(date: Date) -> &'static str {
    record::month_name(date.month().unsigned_abs())
}

/// How far off a due date is, counted by the caller in the unit of the clause that set it. Negative is overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "unit", content = "count", rename_all = "snake_case")]
pub enum Distance {
    /// Working days from the day that is asked about, by the calendar of the policy.
    WorkingDays(i64),
    /// Calendar days.
    Days(i64),
    /// Elapsed hours, for a duty that is due at an instant ("within 24 hours").
    Hours(i64),
}

impl Distance {
    /// Whether the date has gone by.
    pub fn is_overdue(self) -> bool {
        self.count() < 0
    }

    fn count(self) -> i64 {
        match self {
            Distance::WorkingDays(n) | Distance::Days(n) | Distance::Hours(n) => n,
        }
    }

    /// Says it: `today`, `tomorrow`, `in 3 working days`, `2 days overdue`.
    pub fn words(self) -> String {
        let count = self.count();
        let length = match self {
            Distance::WorkingDays(n) => plural(n.unsigned_abs(), "working day", "working days"),
            Distance::Days(n) => plural(n.unsigned_abs(), "day", "days"),
            Distance::Hours(n) => plural(n.unsigned_abs(), "hour", "hours"),
        };
        match (self, count) {
            (Distance::Hours(_), 0) => "within the hour".into(),
            (_, 0) => "today".into(),
            (Distance::Days(_), 1) => "tomorrow".into(),
            (_, 1..) => format!("in {length}"),
            _ => format!("{length} overdue"),
        }
    }
}

/// A number with its noun, in the right number: `1 child`, `2,514 children`.
pub fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// For how many days, and whether it may be more: `12 days`, `at least 1 day`.
pub fn how_long(days: u64, at_least: bool) -> String {
    format!("{}{}", if at_least { "at least " } else { "" }, plural(days, "day", "days"))
}

/// The beginning of a text, in whole words and at most so many letters, with a sign where there is more.
pub fn beginning(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let cut: String = text.chars().take(letters).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{} …", whole.trim_end_matches([',', ';', ':']))
}

/// A number as people write it: `2,514`.
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut said = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// A child's age on a day: years from the second birthday, months before it, days in the first month.
///
/// Below two years months are said, because "1 year" hides most of what matters about an infant.
pub fn age(born: Date, on: Date) -> String {
    if on < born {
        return unborn(Some(born));
    }
    let mut months = i64::from(on.year() - born.year()) * 12 + i64::from(on.month() - born.month());
    // A month is complete on the day of the same number; where a month has no such day, on the first of the next.
    if on.day() < born.day() {
        months -= 1;
    }
    match months {
        ..1 => {
            let days = on.since(born).map_or(0, |span| span.get_days().unsigned_abs());
            plural(u64::from(days), "day", "days")
        }
        1..24 => plural(months.unsigned_abs(), "month", "months"),
        _ => plural((months / 12).unsigned_abs(), "year", "years"),
    }
}

/// A child who is not born yet: `unborn, expected Tue 5 January 2027`.
pub fn unborn(expected: Option<Date>) -> String {
    match expected {
        Some(date) => format!("unborn, expected {}", Day::from(date)),
        None => "unborn, date not known".into(),
    }
}

/// Several names in a sentence: `A.B., C.D. and E.F.`
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// "every unit but North and South": whom what holds for all holds for, without those who have their own.
pub fn every_unit_but<S: AsRef<str>>(names: &[S]) -> String {
    if names.is_empty() { "every unit".to_owned() } else { format!("every unit but {}", listed(names)) }
}

/// A sentence's first letter made a capital, whatever its script.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The same words within a sentence: without the capital of its beginning.
pub fn uncapitalised(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_says_its_weekday_and_month_in_full() {
        let said = day(date(2026, 4, 15));
        assert_eq!((said.date.as_str(), said.words.as_str()), ("2026-04-15", "Wed 15 April 2026"));
        assert_eq!(said.short, "15 Apr");
        assert_eq!(day(date(2027, 12, 31)).words, "Fri 31 December 2027");
    }

    #[test]
    fn an_instant_is_said_in_london_time_across_the_clock_change() {
        let winter: Timestamp = "2026-03-28T18:30:00Z".parse().unwrap();
        let summer: Timestamp = "2026-03-29T18:30:00Z".parse().unwrap();
        assert_eq!(instant(winter), "Sat 28 March 2026, 18:30");
        assert_eq!(instant(summer), "Sun 29 March 2026, 19:30");
    }

    #[test]
    fn distances_are_said_as_people_say_them() {
        for (distance, said) in [
            (Distance::WorkingDays(0), "today"),
            (Distance::WorkingDays(1), "in 1 working day"),
            (Distance::WorkingDays(3), "in 3 working days"),
            (Distance::Days(1), "tomorrow"),
            (Distance::Days(27), "in 27 days"),
            (Distance::Days(-1), "1 day overdue"),
            (Distance::Days(-2), "2 days overdue"),
            (Distance::WorkingDays(-4), "4 working days overdue"),
            (Distance::Hours(0), "within the hour"),
            (Distance::Hours(19), "in 19 hours"),
            (Distance::Hours(-1), "1 hour overdue"),
        ] {
            assert_eq!(distance.words(), said);
            assert_eq!(distance.is_overdue(), said.ends_with("overdue"));
        }
    }

    #[test]
    fn ages_turn_on_the_birthday() {
        let born = date(2018, 7, 3);
        assert_eq!(age(born, date(2026, 7, 2)), "7 years");
        assert_eq!(age(born, date(2026, 7, 3)), "8 years");
        let infant = date(2026, 1, 31);
        assert_eq!(age(infant, date(2026, 2, 27)), "27 days");
        assert_eq!(age(infant, date(2026, 2, 28)), "28 days");
        assert_eq!(age(infant, date(2026, 3, 1)), "1 month");
        assert_eq!(age(infant, date(2026, 4, 30)), "2 months");
        assert_eq!(age(infant, date(2026, 5, 1)), "3 months");
        assert_eq!(age(infant, date(2027, 12, 31)), "23 months");
        assert_eq!(age(infant, date(2028, 1, 30)), "23 months");
        assert_eq!(age(infant, date(2028, 1, 31)), "2 years");
        let leap = date(2024, 2, 29);
        assert_eq!(age(leap, date(2028, 2, 28)), "3 years");
        assert_eq!(age(leap, date(2028, 2, 29)), "4 years");
        assert_eq!(age(leap, date(2027, 2, 28)), "2 years");
        assert_eq!(age(leap, date(2027, 3, 1)), "3 years");
        assert_eq!(age(date(2026, 7, 3), date(2026, 7, 3)), "0 days");
        assert_eq!(age(date(2027, 1, 5), date(2026, 7, 3)), "unborn, expected Tue 5 January 2027");
        assert_eq!(unborn(None), "unborn, date not known");
    }

    #[test]
    fn numbers_and_lists_read_well() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_000), "1,000");
        assert_eq!(number(14_700_000), "14,700,000");
        assert_eq!(plural(1, "child", "children"), "1 child");
        assert_eq!(plural(2514, "child", "children"), "2,514 children");
        assert_eq!(listed(&["A.B."]), "A.B.");
        assert_eq!(listed(&["A.B.", "C.D.", "E.F."]), "A.B., C.D. and E.F.");
        assert_eq!(sentence("élan"), "Élan");
        assert_eq!(sentence(""), "");
    }
}
