//! Lists that can be asked for, column by column, and the days on which an office is closed.

use record::Day;
use record::words::{Status, Words};

use super::Cites;

/// A calendar of the pack's own: the working days of England and Wales less these.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnCalendar {
    /// Its name within the pack.
    pub id: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// The days on which it is closed.
    pub closed: Vec<Day>,
}

/// A list of the children whom a definition counts, column by column.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its name within the pack.
    pub id: String,
    /// Whom it lists: a definition's place in the pack.
    pub definition: usize,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// What it shows.
    pub shows: ColumnShows,
}

/// What a column shows.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnShows {
    /// The child's id in its source.
    Child,
    /// The id of the owning team in its source.
    Team,
    /// The civil day of what left the child without a worker.
    Since,
    /// The civil day from which the child is counted.
    CountedFrom,
    /// The civil day on which that duty is due: its place in the pack.
    DutyDue(usize),
    /// Whether the child has any of these statuses: `true` or `false`, empty where not known.
    Status(Words<Status>),
}
