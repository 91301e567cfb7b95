//! The handover from duty: what happened while a child needed a worker, for whoever is named at last.

use serde::Serialize;

use crate::view::{ChildRef, DutyLine, Sibling, TaskLine, UnitRef};
use crate::words::Day;

/// The handover from duty of one child.
#[derive(Debug, Clone, Serialize)]
pub struct HandoverPage {
    /// Who.
    pub child: ChildRef,
    /// What the child is called on the page.
    pub called: String,
    /// The units above the child, the owning team last.
    pub above: Vec<UnitRef>,
    /// The civil day of it.
    pub day: Day,
    /// How the child stands: "No worker for 12 days".
    pub stands: String,
    /// To whom it is handed over: "Offered to Bea Lark on Mon 9 March 2026, not accepted"; nobody, where nobody is named.
    pub to: Option<String>,
    /// From which day on it tells; from the beginning of the record, where no time without a worker is on it.
    pub from: Option<Day>,
    /// How long the child needed a worker, and why.
    pub why: Vec<String>,
    /// What is on record of that time, by what it is about.
    pub parts: Vec<HandoverPart>,
    /// What is to be done for the child, and what was.
    pub tasks: Vec<TaskLine>,
    /// What is due next, worst first.
    pub due: Vec<DutyLine>,
    /// Of how many more duties it cannot be known whether they were met.
    pub cannot_be_known: u64,
    /// Who is to be told that there is a worker, and what is on record of it.
    pub told: Vec<HandoverTold>,
    /// Brothers and sisters.
    pub siblings: Vec<Sibling>,
}

/// What is on record of one thing.
#[derive(Debug, Clone, Serialize)]
pub struct HandoverPart {
    /// Its id on the page.
    pub id: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// What is on record, the oldest first.
    pub lines: Vec<HandoverLine>,
    /// How many lines the record has from before that time.
    pub earlier: u64,
    /// Where nothing is on record: that, or that nothing would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<String>,
}

impl HandoverPart {
    /// That the record has more from before that time, as a sentence; nothing where it has not.
    pub fn before(&self) -> Option<String> {
        match self.earlier {
            0 => None,
            1 => Some("One more is on record from before that time.".to_owned()),
            more => Some(format!("{} more are on record from before that time.", crate::words::number(more))),
        }
    }
}

/// A line of the record.
#[derive(Debug, Clone, Serialize)]
pub struct HandoverLine {
    /// What it says.
    pub says: String,
    /// What was written down with it, or what became of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<String>,
    /// When it was.
    pub when: String,
    /// When it was recorded, and by whom.
    pub recorded: String,
}

/// Somebody who is to be told that there is a worker.
#[derive(Debug, Clone, Serialize)]
pub struct HandoverTold {
    /// Who.
    pub who: &'static str,
    /// The open duties that ask for it, each with its clause and its day.
    pub asked: Vec<ToldDuty>,
    /// What is on record of their having been told, the newest.
    pub newest: Option<HandoverLine>,
}

/// An open duty to tell somebody.
#[derive(Debug, Clone, Serialize)]
pub struct ToldDuty {
    /// What is to be done, by when and by whom.
    pub says: String,
    /// The clause.
    pub clause: String,
}
