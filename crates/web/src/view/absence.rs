//! The worksheet for a worker's absence: every case with what is due next and what was decided, and the report made from it
//! (AP-38, AP-39, PG-03).

use serde::Serialize;

use crate::view::{CaseLine, Due, OnDay, RotaLine, ToPress, UnitRef, WorkerRef, WorkerTask};
use crate::words::Day;

/// An absence worksheet.
#[derive(Debug, Clone, Serialize)]
pub struct AbsencePage {
    /// Whose absence.
    pub worker: WorkerRef,
    /// Their team.
    pub team: Option<UnitRef>,
    /// The units above it.
    pub above: Vec<UnitRef>,
    /// The civil day.
    pub day: Day,
    /// Each absence that goes on or is to come, the first first; none where they are not away.
    pub absences: Vec<AbsenceSpell>,
    /// Why it is not known whether they are away, where no list that says so has them.
    pub not_known: Option<String>,
    /// What is said to whoever must know, a sentence each.
    pub report: Vec<String>,
    /// Each of their children.
    pub cases: Vec<AbsenceCase>,
    /// What is theirs to do by name.
    pub tasks: Vec<WorkerTask>,
    /// Who is on duty that day in each team of their children.
    pub cover: Vec<CoverLine>,
    /// Where the return is recorded, while they are away.
    pub returned: Option<ToPress>,
    /// Where it is said anew how long it is likely to last (AP-39).
    pub revise: Option<ToPress>,
}

/// An absence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AbsenceSpell {
    /// `now`, `to come` or `not known`.
    pub stands: &'static str,
    /// Why: "sickness".
    pub kind: &'static str,
    /// The first day away; nothing where it is not known.
    pub first: Option<Day>,
    /// How many working days they have been away, with that day.
    pub working_days: Option<u64>,
    /// The likely last day, where one is on record.
    pub likely: Option<OnDay>,
    /// The day of return, where one is on record.
    pub returns: Option<OnDay>,
    /// The days that the policies count from it.
    pub marks: Vec<AbsenceMark>,
    /// What no policy that governs here counts or asks of it, a sentence each.
    pub without_rule: Vec<String>,
}

impl AbsenceSpell {
    /// "has been away (sickness) since Mon 2 March 2026, 6 working days with this one; no likely end is on record".
    pub fn words(&self) -> String {
        let end = match (&self.returns, &self.likely) {
            (Some(back), _) => format!("; back on {back}"),
            (None, Some(likely)) => format!("; the likely last day is {likely}"),
            (None, None) => "; no likely end is on record".to_owned(),
        };
        let kind = self.kind;
        match (&self.first, self.stands) {
            (Some(first), "now") => {
                let days = self.working_days.unwrap_or(0);
                let days = crate::words::plural(days, "working day", "working days");
                format!("has been away ({kind}) since {first}, {days} with this one{end}")
            }
            (Some(first), "to come") => format!("will be away ({kind}) from {first}{end}"),
            (Some(first), _) => format!("was away ({kind}) from {first}, and is perhaps still{end}"),
            (None, _) => format!("is perhaps away ({kind}): the first day is not known{end}"),
        }
    }
}

/// A day that a policy counts from an absence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AbsenceMark {
    /// What happens on that day.
    pub what: String,
    /// The day.
    pub on: OnDay,
    /// What follows.
    pub then: String,
    /// How it is counted, a step each.
    pub counted: Vec<String>,
    /// The clauses.
    pub clauses: Vec<String>,
}

/// A child of a worker who is away, or will be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AbsenceCase {
    /// The child, with the worker's part and what is owed.
    pub case: CaseLine,
    /// What becomes of the case: decided, or due when.
    pub decision: AbsenceDecision,
    /// What can be pressed.
    pub does: Vec<ToPress>,
}

/// Whether it was decided what becomes of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AbsenceDecision {
    /// It was.
    Made {
        /// When, by whom and in which post.
        says: String,
    },
    /// It need not be any more: something else was done that the policy takes for it.
    Met {
        /// What, and when.
        says: String,
    },
    /// It was not, and a policy asks for it.
    Owed {
        /// By when.
        due: Option<Due>,
        /// What it is called.
        what: String,
        /// The clause first cited.
        clause: String,
        /// Whether it is asked only once the absence begins.
        to_come: bool,
    },
    /// Whether it was made cannot be known.
    NotKnown {
        /// Why.
        why: String,
    },
    /// No policy that governs the child asks for one now.
    NotAsked {
        /// Why.
        why: String,
    },
}

/// Who is on duty in a team that day.
#[derive(Debug, Clone, Serialize)]
pub struct CoverLine {
    /// The team.
    pub team: UnitRef,
    /// Who is on its rota, without who is away.
    pub on: Vec<RotaLine>,
}

impl AbsenceDecision {
    /// What is to be decided before what nobody can tell, and that before what is settled.
    pub fn order(&self) -> u8 {
        match self {
            AbsenceDecision::Owed { .. } => 0,
            AbsenceDecision::NotKnown { .. } => 1,
            AbsenceDecision::Made { .. } => 2,
            AbsenceDecision::Met { .. } => 3,
            AbsenceDecision::NotAsked { .. } => 4,
        }
    }

    /// By when it is to be made, while it is owed.
    pub fn due(&self) -> Option<&Due> {
        match self {
            AbsenceDecision::Owed { due, .. } => due.as_ref(),
            _ => None,
        }
    }
}

impl AbsencePage {
    /// The form that records an absence.
    pub fn record_path(&self) -> String {
        format!("{}/record/absence_started", self.worker.path())
    }

    /// Whether they are away, will be, or may be.
    pub fn is_away(&self) -> bool {
        !self.absences.is_empty()
    }
}
