//! Which pack governs whom: a council's adoption file, read and checked.

use record::Day;

use crate::problem::Problems;
use crate::read::{self, Versions};

/// What a council has adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// Each pack's adoption, in the order of the file; no unit is governed twice on one day.
    pub adopted: Vec<Adopted>,
}

/// One pack's adoption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The pack, by its id.
    pub pack: String,
    /// Which version of it.
    pub version: String,
    /// The units that it governs; all where none is named.
    pub units: Vec<String>,
    /// Where it is for all: the units that it leaves to another.
    pub all_but: Vec<String>,
    /// The first civil day.
    pub from: Day,
    /// The last civil day; it goes on where it is missing.
    pub until: Option<Day>,
    /// Who decided it.
    pub by: String,
}

impl Adopted {
    /// Whether it is in force on that day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it is for that unit. Units are compared by name: a district is not looked into.
    pub fn governs(&self, unit: &str) -> bool {
        match self.units.is_empty() {
            true => !self.all_but.iter().any(|left| left == unit),
            false => self.units.iter().any(|known| known == unit),
        }
    }

    /// A unit that both govern, if there is one, by its name.
    pub fn shares<'a>(&'a self, other: &'a Adopted) -> Option<&'a str> {
        let named = |one: &'a Adopted, by: &Adopted| one.units.iter().find(|unit| by.governs(unit)).map(String::as_str);
        match self.units.is_empty() && other.units.is_empty() {
            true => Some("every unit"),
            false => named(self, other).or_else(|| named(other, self)),
        }
    }
}

impl Adoption {
    /// Whether the text is an adoption file rather than a pack.
    pub fn is_one(text: &str) -> bool {
        text.lines().any(|line| line.trim_start().starts_with("keyworker-adoption"))
    }

    /// Reads and checks an adoption file; `versions` finds every version of a pack of that id, and `ids` are those that it knows.
    ///
    /// # Errors
    /// Every mistake in the text, in the order of their places: a unit governed twice, or by none while another is; days
    /// on which the version is not in force; no version named where there are several.
    pub fn read(file: &str, text: &str, versions: Versions<'_>, ids: &[String]) -> Result<Adoption, Problems> {
        read::read_adoption(file, text, versions, ids)
    }
}
