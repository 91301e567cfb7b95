//! A worker's supervision sheet: everything that is looked at together, the same for both (AP-23, AP-27).

use serde::Serialize;

use crate::view::{AboutLine, CaseLine, Known, LoadInFull, UnitRef, WorkerOffer, WorkerRef, WorkerTask};
use crate::words::Day;

/// A supervision sheet.
#[derive(Debug, Clone, Serialize)]
pub struct SupervisionPage {
    /// Whose.
    pub worker: WorkerRef,
    /// Their team.
    pub team: Option<UnitRef>,
    /// The units above it.
    pub above: Vec<UnitRef>,
    /// The civil day.
    pub day: Day,
    /// The clauses that ask for it.
    pub clauses: Vec<String>,
    /// Who supervises them; nobody, where the record says so.
    pub supervisor: Known<Option<WorkerRef>>,
    /// What is on record of them: registration, accreditations, experience, absences, what is taken off their load.
    pub about: Vec<AboutLine>,
    /// What they carry, by each policy that weighs it.
    pub loads: Vec<LoadInFull>,
    /// Each child in whose case they have a part, lead and key worker first, then those with something overdue.
    pub cases: Vec<CaseLine>,
    /// Offers that wait for their answer.
    pub offers: Vec<WorkerOffer>,
    /// What is theirs to do by name, what is due first first.
    pub tasks: Vec<WorkerTask>,
}

impl SupervisionPage {
    /// For how many children something is overdue.
    pub fn overdue(&self) -> u64 {
        self.cases.iter().filter(|case| !case.owed.overdue.is_empty()).count() as u64
    }

    /// What is said about that.
    pub fn about(&self, topics: &[&str]) -> Vec<&AboutLine> {
        self.about.iter().filter(|line| topics.contains(&line.topic)).collect()
    }
}
