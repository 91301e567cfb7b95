//! Reading the instants that a question names.

use record::{Moment, When};

use crate::failure::Failure;

/// The instant that people mean by a date (its end) or a date and time.
pub fn instant(name: &str, text: &str) -> Result<Moment, Failure> {
    match text.parse::<When>() {
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
