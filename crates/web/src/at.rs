//! The two times of every question, as they are written in an address: *as at* (when it was true) and *as known*
//! (what was known then). Both are kept in every link of a page.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::PageError;
use crate::words;

/// One of the two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// The end of a civil day in London.
    EndOf(Date),
    /// An instant.
    Instant(Timestamp),
}

/// When a question is asked about; `None` is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AsAt {
    /// When it was true.
    pub as_at: Option<Point>,
    /// What was known by then.
    pub known_at: Option<Point>,
}

/// What may stand unescaped in a part of an address.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Escapes one part of an address: a path segment, or a name or value of a query.
pub fn escaped(part: &str) -> String {
    utf8_percent_encode(part, KEPT).to_string()
}

impl Point {
    /// Reads what a person wrote: `2026-06-30`, `30 June 2026`, `30/06/2026`, `2026-06-30T14:00` (London) or with an offset.
    ///
    /// Of a date with slashes the day comes first, as people here write it; the page says which day it read in words.
    pub fn read(name: &str, written: &str) -> Result<Point, PageError> {
        let written = written.trim();
        let read = || -> Option<Point> {
            if let Ok(instant) = written.parse::<Timestamp>() {
                return Some(Point::Instant(instant));
            }
            if written.contains(':') {
                let local = written.parse::<DateTime>().ok()?;
                let zone = TimeZone::get(words::LONDON).ok()?;
                let instant = zone.to_ambiguous_timestamp(local);
                // No clock showed a time that they skip in March.
                let is_skipped = matches!(instant.offset(), AmbiguousOffset::Gap { .. });
                return instant.compatible().ok().filter(|_| !is_skipped).map(Point::Instant);
            }
            // A weekday may stand before the day, and then has to be that day's own.
            let (weekday, rest) = match written.split_once([' ', ',']) {
                Some((word, rest)) if word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                    (Some(word), rest.trim_start())
                }
                _ => (None, written),
            };
            let in_words = |form| BrokenDownTime::parse(form, rest).and_then(|parts| parts.to_date()).ok();
            // A year of two figures is read before one of four, as which it would be a year of the first century.
            let forms = ["%d/%m/%y", "%d %B %Y", "%d %b %Y", "%d/%m/%Y"];
            let date = rest.parse::<Date>().ok().or_else(|| forms.into_iter().find_map(in_words))?;
            if weekday.is_some_and(|word| !word[..3].eq_ignore_ascii_case(&words::day(date).words[..3])) {
                return None;
            }
            Some(Point::EndOf(date))
        };
        match read() {
            Some(point) if point.is_in_reach() => Ok(point),
            Some(_) => Err(PageError::bad(
                format!("The date for ‘{name}’ is outside the years 1900 to 2200."),
                "Write a day in those years, such as 2026-06-30.",
            )),
            None => Err(PageError::bad(
                format!("‘{}’ is not a day that Keyworker can read for ‘{name}’.", shortened(written)),
                "Write it as 2026-06-30, 30 June 2026 or 30/06/2026. For a time of that day, write 2026-06-30T14:00.",
            )),
        }
    }

    fn is_in_reach(self) -> bool {
        let year = match self {
            Point::EndOf(date) => date.year(),
            Point::Instant(at) => words::london(at).year(),
        };
        (1900..=2200).contains(&year)
    }

    /// The point as an address carries it.
    pub fn written(self) -> String {
        match self {
            Point::EndOf(date) => date.to_string(),
            Point::Instant(at) => at.to_string(),
        }
    }

    /// The point as a person would type it: `30 June 2026`, which cannot be taken for another day as figures can.
    pub fn typed(self) -> String {
        match self {
            Point::EndOf(date) => words::day(date).typed(),
            Point::Instant(_) => self.written(),
        }
    }

    /// The civil day.
    pub fn date(self) -> Date {
        match self {
            Point::EndOf(date) => date,
            Point::Instant(at) => words::london(at).date(),
        }
    }

    /// The point as a page says it.
    pub fn words(self) -> String {
        match self {
            Point::EndOf(date) => format!("the end of {}", words::day(date)),
            Point::Instant(at) => words::instant(at),
        }
    }
}

/// What somebody typed, short enough to be shown back.
fn shortened(written: &str) -> String {
    let mut shown: String = written.chars().take(40).collect();
    if written.chars().count() > 40 {
        shown.push('…');
    }
    shown
}

impl AsAt {
    /// Reads both times from a query; an empty value is now, as a form sends it.
    pub fn from_query(query: &[(String, String)]) -> Result<AsAt, PageError> {
        let read = |name: &str| match query.iter().find(|(key, _)| key == name) {
            Some((_, written)) if !written.trim().is_empty() => Point::read(name, written).map(Some),
            _ => Ok(None),
        };
        Ok(AsAt { as_at: read("as-at")?, known_at: read("known-at")? })
    }

    /// Whether the question is about now, as known now.
    pub fn is_now(&self) -> bool {
        self.as_at.is_none() && self.known_at.is_none()
    }

    /// *As at* as an address carries it; empty for now.
    pub fn written_as_at(&self) -> String {
        self.as_at.map(Point::written).unwrap_or_default()
    }

    /// *As known* as an address carries it; empty for now.
    pub fn written_known_at(&self) -> String {
        self.known_at.map(Point::written).unwrap_or_default()
    }

    /// A link to a page of this site that keeps both times. `path` may carry a query and a fragment of its own.
    pub fn to(&self, path: &str) -> String {
        let (path, fragment) = match path.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (path, None),
        };
        let mut link = path.to_owned();
        for (name, point) in [("as-at", self.as_at), ("known-at", self.known_at)] {
            if let Some(point) = point {
                link.push(if link.contains('?') { '&' } else { '?' });
                link.push_str(name);
                link.push('=');
                link.push_str(&escaped(&point.written()));
            }
        }
        if let Some(fragment) = fragment {
            link.push('#');
            link.push_str(fragment);
        }
        link
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let day = Point::EndOf(date(2026, 6, 30));
        for written in [
            "2026-06-30",
            " 30 June 2026 ",
            "30 Jun 2026",
            "Tue 30 June 2026",
            "30/06/2026",
            "30/6/2026",
            "30/06/26",
            "30/6/26",
            "Tue 30/06/2026",
        ] {
            assert_eq!(Point::read("as-at", written).unwrap(), day, "{written}");
        }
        assert_eq!(Point::read("as-at", "03/04/2026").unwrap(), Point::EndOf(date(2026, 4, 3)), "the day comes first");
        let instant = Point::Instant("2026-06-30T13:00:00Z".parse().unwrap());
        for written in ["2026-06-30T14:00", "2026-06-30T14:00:00", "2026-06-30T13:00:00Z", "2026-06-30T14:00:00+01:00"]
        {
            assert_eq!(Point::read("as-at", written).unwrap(), instant, "{written}");
        }
    }

    #[test]
    fn a_day_that_cannot_be_read_says_what_to_write() {
        for written in [
            "06/30/2026",
            "31/06/2026",
            "2026-03-29T01:30",
            "Mon 30 June 2026",
            "2026-06-31",
            "yesterday",
            "1026-01-01",
            "2026",
            "<b>",
            "#N/A",
            "46203",
        ] {
            let PageError::Bad { write, .. } = Point::read("as-at", written).unwrap_err() else { panic!("{written}") };
            assert!(write.contains("2026-06-30"), "{written}: {write}");
        }
    }

    #[test]
    fn links_keep_both_times_and_their_own_query_and_fragment() {
        let query = [("as-at", "2026-06-30"), ("known-at", "2026-07-09T14:00:00+01:00"), ("page", "2")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let at = AsAt::from_query(&query).unwrap();
        assert_eq!(at.to("/authority"), "/authority?as-at=2026-06-30&known-at=2026-07-09T13%3A00%3A00Z");
        assert_eq!(
            at.to("/policies/pg?x=1#PG-09"),
            "/policies/pg?x=1&as-at=2026-06-30&known-at=2026-07-09T13%3A00%3A00Z#PG-09"
        );
        assert_eq!(AsAt::default().to("/child/7"), "/child/7");
        let empty = [("as-at".to_owned(), String::new())];
        assert!(AsAt::from_query(&empty).unwrap().is_now());
    }
}
