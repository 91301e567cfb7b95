//! What no policy allows and is so: rule by rule, and for whole areas.

use serde::Serialize;

use crate::view::{Certainty, ChildrenFilter, Count, Due, InNameLine, Known, UnitRef};
use crate::words::Day;

/// What no policy allows and is so, rule by rule.
#[derive(Debug, Clone, Serialize)]
pub struct BreachesPage {
    /// Of which unit.
    pub unit: UnitRef,
    /// The instant that is asked about, in words.
    pub as_at: String,
    /// Why it cannot be said; nothing where it can.
    pub not_known: Option<String>,
    /// Whether any policy governed then.
    pub governed: bool,
    /// Every rule about breaches that is in force, those broken first, and of these what may never be, whatever anybody does.
    pub rules: Vec<BreachRule>,
    /// Whole areas: counts and shares that stand above what a policy allows (AP-14).
    pub areas: Vec<AreaRule>,
}

impl BreachesPage {
    /// The rules of the policies that govern, or of those that are counted beside them.
    pub fn that_govern(&self, governs: bool) -> Vec<&BreachRule> {
        self.rules.iter().filter(|rule| rule.governs == governs).collect()
    }
}

/// A rule about what must never be.
#[derive(Debug, Clone, Serialize)]
pub struct BreachRule {
    /// What it is about.
    pub title: String,
    /// Whose policy it is.
    pub policy: String,
    /// Whether that policy governs; otherwise it is counted beside the one that does, and this would be a breach by it.
    pub governs: bool,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// Children of whom it holds for certain, and of whom it cannot be told.
    pub children: Known<Count>,
    /// Those of whom it has held for longest.
    pub lines: Vec<InNameLine>,
    /// Who they all are.
    pub filter: ChildrenFilter,
    /// Closed cases of which it holds; nothing where it is not about closing, and holds of none.
    pub closed: Option<ClosedCases>,
}

/// Closed cases of which a rule holds, as a closing that was not as the policy asks: in no figure of open children.
#[derive(Debug, Clone, Serialize)]
pub struct ClosedCases {
    /// Those of which it holds for certain, and those of which it cannot be told.
    pub cases: Count,
    /// Who they are.
    pub filter: ChildrenFilter,
}

impl BreachRule {
    /// Of how many children it is known to hold.
    pub fn at_least(&self) -> u64 {
        self.children.value().map_or(0, Count::at_least)
    }
}

/// A rule about a whole area, and how each of its units stands.
#[derive(Debug, Clone, Serialize)]
pub struct AreaRule {
    /// What it is about.
    pub title: String,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// What is allowed: "more than one in 7 of the children of a team".
    pub allows: String,
    /// Who is told.
    pub told: String,
    /// The units that stand above it, or may.
    pub units: Vec<AreaUnit>,
    /// How many units were asked about.
    pub asked: u64,
    /// Why it is not known whether others stand above it, as the rest of a sentence; nothing where it is.
    pub more_not_known: Option<&'static str>,
}

impl AreaRule {
    /// How the units stand on it today: "1 of 3 stands above it, and 1 more may".
    pub fn stands(&self) -> String {
        let above = self.units.iter().filter(|unit| unit.certainty == Certainty::Certain).count();
        let may = self.units.len() - above;
        let known = match (above, may) {
            (0, 0) => "none stands above it".to_owned(),
            (0, may) => format!("{may} may stand above it"),
            (above, 0) => format!("{above} stand{} above it", if above == 1 { "s" } else { "" }),
            (above, may) => format!("{above} stand{} above it, and {may} more may", if above == 1 { "s" } else { "" }),
        };
        match (&self.more_not_known, self.asked) {
            (Some(why), 0) => format!("‘{}’: not known which units stand above it: {why}", self.title),
            (None, 0) => format!("‘{}’: the record has no unit of that kind", self.title),
            (Some(why), all) if self.units.is_empty() => {
                format!("‘{}’: of {all}, which stand above it is not known: {why}", self.title)
            }
            (Some(why), all) => format!("‘{}’: of {all}, {known}; which others is not known: {why}", self.title),
            (None, all) => format!("‘{}’: of {all}, {known}", self.title),
        }
    }
}

/// A unit that stands above what a rule about areas allows.
#[derive(Debug, Clone, Serialize)]
pub struct AreaUnit {
    /// Which.
    pub unit: UnitRef,
    /// The count.
    pub count: Count,
    /// Among how many.
    pub among: u64,
    /// For certain, or possibly.
    pub certainty: Certainty,
    /// Since when without a break.
    pub since: Option<Day>,
    /// Who is told of it, by whom and by when, rung by rung; those that have opened, where it stands above for certain.
    pub rungs: Vec<AreaRung>,
}

/// A rung of a rule about whole areas.
#[derive(Debug, Clone, Serialize)]
pub struct AreaRung {
    /// What is to be done: "The head of service is told".
    pub what: String,
    /// Whose it is.
    pub owner: String,
    /// By when; `None` where the policy sets no number.
    pub due: Option<Due>,
    /// How it stands, in words: "overdue".
    pub stands: &'static str,
}
