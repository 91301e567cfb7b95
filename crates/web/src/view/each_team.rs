//! By which policies a count is, where each team's own counts.

use serde::Serialize;

use crate::view::{ChildrenFilter, Count, Term};
use crate::words::plural;

/// Teams of one page whom one policy governs, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountedFor {
    /// The policy; nothing for teams that none governs, of whose children it is not known by which policy they count.
    pub policy: Option<Term>,
    /// The definition by which it counts; nothing where it counts nobody.
    pub definition: Option<Term>,
    /// How many teams with open children it governs; the children whose team is not recorded stand for one.
    pub teams: u64,
    /// Their open children.
    pub open_children: Count,
}

impl CountedFor {
    /// The policy's title, and how many teams it governs where it is one of several: "Practice guide in 14 teams".
    pub fn words(&self, policy: &Term, all: &[CountedFor]) -> String {
        match all {
            [_] => policy.label.clone(),
            _ => format!("{} in {}", policy.label, plural(self.teams, "team", "teams")),
        }
    }

    /// All whom the definition counts, in every team.
    pub fn everybody(&self, definition: &Term) -> ChildrenFilter {
        ChildrenFilter { definition: Some(definition.id.clone()), ..ChildrenFilter::default() }
    }

    /// That no policy governs some teams, as a sentence; nothing of a policy that governs.
    pub fn not_governed(&self) -> Option<String> {
        let teams = plural(self.teams, "team", "teams");
        let children = self.open_children.of_open();
        self.policy.is_none().then(|| {
            format!("No policy governs {teams} with {children}: of these it is not known by which policy they count")
        })
    }
}
