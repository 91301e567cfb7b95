//! In name only: what the case system's rows count, what is so in truth, and the difference by its cause.

use serde::Serialize;

use crate::view::{Certainty, ChildRef, ChildrenFilter, Count, Known, Term, UnitRef};
use crate::words::Day;

/// Children who count as allocated and have nobody in truth.
#[derive(Debug, Clone, Serialize)]
pub struct InNamePage {
    /// Of which unit.
    pub unit: UnitRef,
    /// The instant that is asked about, in words.
    pub as_at: String,
    /// Open children: the denominator of every count here.
    pub open_children: Known<Count>,
    /// Without a worker by the case system's own rows.
    pub official: CountedBy,
    /// Without a worker in truth.
    pub in_truth: CountedBy,
    /// The difference: with an open row, and nobody there.
    pub in_name_only: CountedBy,
    /// Of those in name only for certain: how many the tray's definition counts for certain, and which that is.
    pub also_counted: Option<AlsoCounted>,
    /// The difference by cause, the largest first. A child may have several.
    pub causes: Vec<Cause>,
    /// Whose worker was ended before the case was closed (CNT-03); nothing where no pack defines it.
    pub early: Option<Cause>,
}

impl InNamePage {
    /// Why of some figures it is not known how many more there are, each reason once.
    pub fn or_more(&self) -> Vec<&str> {
        let causes = self.causes.iter().chain(&self.early).map(|cause| &cause.counted);
        let all = [&self.in_name_only, &self.official, &self.in_truth].into_iter().chain(causes);
        crate::view::or_more(all.map(|counted| &counted.count))
    }
}

/// A definition and what it counts.
#[derive(Debug, Clone, Serialize)]
pub struct CountedBy {
    /// Which definition.
    pub definition: Term,
    /// The question that it answers.
    pub says: String,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// How many.
    pub count: Known<Count>,
    /// Who.
    pub children: ChildrenFilter,
}

/// How many of those in name only another definition counts too.
#[derive(Debug, Clone, Serialize)]
pub struct AlsoCounted {
    /// Which definition.
    pub definition: Term,
    /// How many of them it counts for certain.
    pub counted: u64,
    /// How many it does not: nobody else sees these.
    pub not_counted: u64,
}

/// A cause, and the first of its children: those who have been so for longest.
#[derive(Debug, Clone, Serialize)]
pub struct Cause {
    /// What is counted.
    pub counted: CountedBy,
    /// Those who have been so for longest.
    pub lines: Vec<InNameLine>,
}

/// A child in name only.
#[derive(Debug, Clone, Serialize)]
pub struct InNameLine {
    /// Who.
    pub child: ChildRef,
    /// Which kind of case.
    pub kind: String,
    /// Where.
    pub team: Option<UnitRef>,
    /// In whose name, with that person's profession.
    pub holder: String,
    /// Since when for this cause; nothing where that is not known.
    pub since: Option<Day>,
    /// Whether for certain.
    pub certainty: Certainty,
}
