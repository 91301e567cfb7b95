//! What was found of what somebody looked for.

use serde::Serialize;

use crate::view::{ChildRef, UnitRef};

/// What was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SearchPage {
    /// What was looked for, as it was typed; empty before anything was.
    pub asked: String,
    /// Why nothing was looked for; nothing where it was.
    pub too_short: Option<String>,
    /// Children whose cases are open, or may be.
    pub open: Hits<ChildHit>,
    /// Children whose cases are closed.
    pub closed: Hits<ChildHit>,
    /// Workers.
    pub workers: Hits<WorkerHit>,
    /// Teams, districts and services.
    pub units: Hits<UnitRef>,
}

impl SearchPage {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.open.of + self.closed.of + self.workers.of + self.units.of == 0
    }
}

/// Some of what was found, and how much there is.
#[derive(Debug, Clone, Serialize)]
pub struct Hits<T> {
    /// Those that are listed.
    pub lines: Vec<T>,
    /// How many there are.
    pub of: u64,
}

impl<T> Default for Hits<T> {
    fn default() -> Hits<T> {
        Hits { lines: Vec::new(), of: 0 }
    }
}

impl<T> Hits<T> {
    /// How many more there are than are listed.
    pub fn more(&self) -> u64 {
        self.of.saturating_sub(self.lines.len() as u64)
    }
}

/// A child that was found.
#[derive(Debug, Clone, Serialize)]
pub struct ChildHit {
    /// The child.
    pub child: ChildRef,
    /// The name on record; empty where there is none. It is on the page alone, and in no address.
    pub name: String,
    /// The team.
    pub team: UnitRef,
    /// How the child stands: "Child in need, on duty".
    pub stands: String,
}

/// A worker who was found.
#[derive(Debug, Clone, Serialize)]
pub struct WorkerHit {
    /// The id, as an address carries it.
    pub id: String,
    /// The name on record, or the id.
    pub name: String,
    /// What the worker is, and that they have left where they have.
    pub says: String,
    /// The team, where one is on record.
    pub team: Option<UnitRef>,
    /// Where that worker's day is.
    pub today: String,
}
