//! Reading the instants that a question names.

use record::time::{SKIPPED, is_skipped};
use record::{Moment, When};

use crate::failure::Failure;

/// The instant that people mean by a date (its end) or a date and time.
pub fn instant(name: &str, text: &str) -> Result<Moment, Failure> {
    match text.parse::<When>() {
        Ok(when) if is_skipped(text, when) => {
            let help = "write another time, or with its offset: 2026-03-29T01:30Z".to_owned();
            Err(Failure::Usage(format!("--{name}: {SKIPPED}"), help))
        }
        Ok(when) => when.as_end().ok_or_else(|| Failure::Unreadable(format!("{name}: no date"))),
        Err(error) => Err(Failure::Usage(format!("--{name}: {error}"), String::new())),
    }
}

/// The instant asked about, and the instant of knowledge.
#[derive(Clone, Copy, Debug)]
pub struct Instants {
    /// As at.
    pub at: Moment,
    /// As known at.
    pub known: Moment,
}

impl Instants {
    /// Both, now where nothing is said.
    pub fn read(asked: &crate::arguments::Asked, now: Moment) -> Result<Instants, Failure> {
        let at = asked.as_at.as_deref().map(|text| instant("as-at", text)).transpose()?.unwrap_or(now);
        let known = asked.known_at.as_deref().map(|text| instant("known-at", text)).transpose()?;
        // What is known is all that is recorded, unless an earlier instant of knowledge is asked for.
        Ok(Instants { at, known: known.unwrap_or(Moment::MAX) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_the_clocks_skip_is_refused() {
        for (written, read) in [
            ("2026-03-29T00:59", Some("2026-03-29T00:59:00+00:00")),
            ("2026-03-29T01:30", None),
            ("2026-03-29T02:00", Some("2026-03-29T02:00:00+01:00")),
            ("2026-03-29T01:30Z", Some("2026-03-29T02:30:00+01:00")),
            ("2026-10-25T01:30", Some("2026-10-25T01:30:00+01:00")),
        ] {
            let said = instant("as-at", written).map(|at| at.to_string());
            match (said, read) {
                (Ok(said), Some(read)) => assert_eq!(said, read, "{written}"),
                (Err(Failure::Usage(why, help)), None) => {
                    assert!(why.starts_with("--as-at: no clock in London") && help.contains("offset"), "{why} {help}");
                }
                other => panic!("{written}: {other:?}"),
            }
        }
    }
}
