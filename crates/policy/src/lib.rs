//! The policy language: a council's policy as data that a practice lead can read, check and change.
//!
//! A pack is one TOML file. Every rule and every number in it cites the clause that it follows; the reader refuses one
//! that does not, and a pack with a mistake never loads in part: all mistakes are reported at once, each with its
//! place, its cause and what to write instead. The meaning of every word is written down in `docs/policy-language.md`.
//!
//! This crate knows what a pack says. It never knows a child, evaluates nothing, and opens no file: texts are
//! arguments, and the packs that ship with the product are compiled in ([`shipped`]).

pub mod adoption;
mod digest;
pub mod history;
pub mod pack;
pub mod plain;
pub mod problem;
mod read;
mod reader;
pub mod shipped;

pub use adoption::{Adopted, Adoption};
pub use pack::*;
pub use problem::{Problem, Problems};
pub use read::{Library, Versions, event_kinds as facts_of_events};

impl Pack {
    /// Reads and checks a pack; the packs that it builds on are those that ship.
    ///
    /// # Errors
    /// Every mistake in the text, in the order of their places.
    pub fn read(file: &str, text: &str) -> Result<Pack, Problems> {
        Pack::read_with(file, text, &|id| shipped::find(id).and_then(|pack| pack.read().ok()))
    }

    /// The id that a pack's text gives itself, whatever else is wrong with it.
    pub fn id_in(text: &str) -> Option<String> {
        read::id_in(text)
    }

    /// Reads and checks a pack; the packs that it builds on are found in the library.
    ///
    /// # Errors
    /// Every mistake in the text, in the order of their places.
    pub fn read_with(file: &str, text: &str, library: Library<'_>) -> Result<Pack, Problems> {
        read::read(file, text, library)
    }

    /// The same without the pack's own tests, read or not: a new edition is compared with the old before its tests are
    /// written anew.
    ///
    /// # Errors
    /// Every mistake in the text outside its tests, in the order of their places.
    pub fn rules_in(file: &str, text: &str, library: Library<'_>) -> Result<Pack, Problems> {
        read::read_rules(file, text, library)
    }
}
