//! Who could take a child, and what a worker carries: each statement with its clauses and the facts that it rests on.

use serde::Serialize;

use super::{ChildRef, UnitRef};
use crate::acts::Ground;

/// Who could take a child in a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidatesPage {
    /// The child's id.
    pub child: String,
    /// The child as a page says it, where it is known who looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<ChildRef>,
    /// The part.
    pub part: &'static str,
    /// The team that owns the case.
    pub team: Option<UnitRef>,
    /// Who would offer it, where that is said.
    pub acting: Option<String>,
    /// That no policy was in force, or that none that was has a rule about who may hold whom, where it is so.
    pub note: Option<String>,
    /// What stands against any offer now, whoever is asked.
    pub against_all: Vec<Ground>,
    /// Whoever may be asked first, then those of whom something has to be recorded before, those to whom an offer would be
    /// refused, and those who are away.
    pub candidates: Vec<CandidateLine>,
}

impl CandidatesPage {
    /// Those who stand so, in their order.
    pub fn of(&self, stands: &str) -> Vec<&CandidateLine> {
        self.candidates.iter().filter(|one| one.stands == stands).collect()
    }

    /// Those who stand so, by how near they are, in their order.
    pub fn by_nearness(&self, stands: &str) -> Vec<(&'static str, Vec<&CandidateLine>)> {
        let mut all: Vec<(&'static str, Vec<&CandidateLine>)> = Vec::new();
        for one in self.of(stands) {
            match all.iter_mut().find(|(near, _)| *near == one.near) {
                Some((_, lines)) => lines.push(one),
                None => all.push((one.near, vec![one])),
            }
        }
        all
    }

    /// Those who stand so, by what stands against them: whoever is refused for the same is told once.
    pub fn by_grounds(&self, stands: &str) -> Vec<Vec<&CandidateLine>> {
        let mut all: Vec<Vec<&CandidateLine>> = Vec::new();
        for one in self.of(stands) {
            match all.iter_mut().find(|told| told[0].grounds == one.grounds && told[0].help == one.help) {
                Some(told) => told.push(one),
                None => all.push(vec![one]),
            }
        }
        all
    }
}

impl CandidateLine {
    /// Where the worker's page is.
    pub fn path(&self) -> String {
        format!("/worker/{}", crate::at::escaped(&self.worker))
    }

    /// What weighs in one of those ways.
    pub fn weighing(&self, ways: &[&str]) -> Vec<&Statement> {
        self.said.iter().filter(|said| ways.contains(&said.weighs)).collect()
    }

    /// What is said about that.
    pub fn about(&self, topic: &str) -> Vec<&Statement> {
        self.said.iter().filter(|said| said.about == topic).collect()
    }
}

impl LoadShown {
    /// "62 of 100 points".
    pub fn words(&self) -> String {
        let one = |points: f64| if points.fract() == 0.0 { format!("{points:.0}") } else { points.to_string() };
        let range = |least: f64, most: Option<f64>| match most {
            Some(most) if most == least => one(least),
            Some(most) => format!("{} to {}", one(least), one(most)),
            None => format!("{} or more", one(least)),
        };
        let full = match self.full_most {
            Some(most) if most == self.full_least => one(most),
            Some(most) => format!("at most {}", one(most)),
            None => "a number that is not stated".to_owned(),
        };
        format!("{} of {full}", range(self.least, self.most))
    }
}

/// A worker who could be asked, or could not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateLine {
    /// The worker's id.
    pub worker: String,
    /// Their name, or the id where none is on record.
    pub name: String,
    /// `possible`, `not on record`, `refused` or `away`.
    pub stands: &'static str,
    /// How near their team is to the child's.
    pub near: &'static str,
    /// What an offer would be refused for.
    pub grounds: Vec<Ground>,
    /// What would make a refused one possible, where something said with it would.
    pub help: Option<String>,
    /// How many children they hold as lead or key worker.
    pub holds: usize,
    /// How many more they may hold.
    pub may_hold_more: usize,
    /// What they carry before and after, by each policy that weighs it.
    pub loads: Vec<BeforeAfter>,
    /// What a manager weighs.
    pub said: Vec<Statement>,
}

/// What a worker carries before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BeforeAfter {
    /// As it is.
    pub before: LoadShown,
    /// With this child.
    pub after: LoadShown,
}

/// What a worker carries, by one policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LoadShown {
    /// The policy's id.
    pub policy: String,
    /// Points, at the least.
    pub least: f64,
    /// Points, at the most; nothing where nobody can say how many.
    pub most: Option<f64>,
    /// Points that are a full load for this worker, at the least.
    pub full_least: f64,
    /// And at the most.
    pub full_most: Option<f64>,
    /// Percent of a full load, at the least; nothing where there is no room at all.
    pub percent_least: Option<u64>,
    /// And at the most.
    pub percent_most: Option<u64>,
    /// Whether it warns: `yes`, `no` or `not known`.
    pub warns: &'static str,
    /// Whether it is beyond the policy's limit, where it has one.
    pub beyond: Option<&'static str>,
    /// Line by line: each child, the fixed parts, the sum, and how a full load comes about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Statement>,
}

/// A statement with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// What it is about: `load`, `absence`, `siblings` …
    pub about: &'static str,
    /// How it weighs: `for`, `against`, `neither` or `not known`.
    pub weighs: &'static str,
    /// What it says.
    pub says: String,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// The ids of the facts that it rests on.
    pub facts: Vec<String>,
}

/// What one worker carries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkloadPage {
    /// The worker's id.
    pub worker: String,
    /// Their name, or the id where none is on record.
    pub name: String,
    /// How many children they hold as lead or key worker.
    pub holds: usize,
    /// How many more they may hold.
    pub may_hold_more: usize,
    /// What they carry, by each policy that weighs it; none where the policy of their team does not.
    pub loads: Vec<LoadShown>,
}
