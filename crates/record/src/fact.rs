//! A fact: what was so, when, of whom; and when, by whom and from where it came to be known.

use std::fmt;

use crate::ids::{ActorId, CarerId, ChildId, SourceId, UnitId, WorkerId};
use crate::kinds::Content;
use crate::time::{Moment, When};

/// A fact's own id. Given by whoever appends it: drawn at random for a screen, a digest of the row for an import, so
/// that reading a row again is the same fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub [u8; 16]);

/// Whom a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A child, by an identity in one source.
    Child(ChildId),
    /// A worker.
    Worker(WorkerId),
    /// A unit of the authority.
    Unit(UnitId),
    /// A foster carer or adopter.
    Carer(CarerId),
    /// The record itself.
    Record,
}

/// Where a fact came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// A screen or a file.
    pub source: SourceId,
    /// The data row in the file, counted from 1; 0 where there is none.
    pub row: u32,
}

/// A fact. Appended, never changed: a correction is another fact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    /// Its own id.
    pub id: FactId,
    /// Whom it is about.
    pub about: Subject,
    /// When it was so: the 'as at' time.
    pub when: When,
    /// When it was recorded: the 'as known' time.
    pub recorded: Moment,
    /// Who recorded it.
    pub by: ActorId,
    /// Where it came from.
    pub from: Provenance,
    /// What it says.
    pub content: Content,
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FactId({self})")
    }
}

impl std::str::FromStr for FactId {
    type Err = ();

    /// 32 hexadecimal digits.
    fn from_str(text: &str) -> Result<FactId, ()> {
        let digit = |b: u8| char::from(b).to_digit(16).map(|d| d as u8).ok_or(());
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return Err(());
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(FactId(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_compact() {
        assert!(size_of::<Fact>() <= 104, "{}", size_of::<Fact>());
    }

    #[test]
    fn ids_are_read_as_written() {
        let id = FactId(*b"\x00\xff0123456789abcd");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("xyz".parse::<FactId>().is_err());
        assert!("zz000000000000000000000000000000".parse::<FactId>().is_err());
    }
}
