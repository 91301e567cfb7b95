//! The policy in plain clauses: what each asks, what Keyworker does about it, how the caseload stands on it.

use serde::Serialize;

use crate::view::{ChildrenFilter, Count, Known, PolicyInForce, Term, UnitRef};
use crate::words::Day;

/// The policies that are in force.
#[derive(Debug, Clone, Serialize)]
pub struct PoliciesPage {
    /// Each with its number of clauses.
    pub policies: Vec<(PolicyInForce, u64)>,
    /// Those that ship with Keyworker and are neither in force nor counted here, each with its number of clauses.
    pub others: Vec<(PolicyInForce, u64)>,
    /// Which of them governs each team that has children, and children of no team; those first over whom none does.
    pub teams: Vec<GovernedTeam>,
}

impl PoliciesPage {
    /// The teams that are governed alike together, in the order of the first of each.
    pub fn governed_alike(&self) -> Vec<GovernedAlike<'_>> {
        let mut groups: Vec<GovernedAlike<'_>> = Vec::new();
        for team in &self.teams {
            match groups.iter_mut().find(|group| group.of.is_governed_as(team)) {
                Some(group) => group.teams.push(team),
                None => groups.push(GovernedAlike { of: team, teams: vec![team] }),
            }
        }
        for group in &mut groups {
            group.teams.sort_by_key(|team| &team.team.name);
        }
        groups
    }
}

/// Teams whom the same policies govern, since the same day and by the same decision.
pub struct GovernedAlike<'a> {
    /// One of them, to read what they share.
    pub of: &'a GovernedTeam,
    /// All of them, by name.
    pub teams: Vec<&'a GovernedTeam>,
}

impl GovernedAlike<'_> {
    /// The open children of all of them.
    pub fn open_children(&self) -> Count {
        let sum = |part: fn(&Count) -> u64| self.teams.iter().map(|team| part(&team.open_children)).sum();
        Count::new(sum(Count::at_least), sum(Count::at_least_possible))
    }
}

impl GovernedTeam {
    /// Whether everything but the team and its children is the same.
    fn is_governed_as(&self, other: &GovernedTeam) -> bool {
        (&self.policies, &self.since, &self.until, &self.adopted, &self.counted_by, &self.wrong)
            == (&other.policies, &other.since, &other.until, &other.adopted, &other.counted_by, &other.wrong)
    }
}

/// Which policy governs a team on the day asked about.
#[derive(Debug, Clone, Serialize)]
pub struct GovernedTeam {
    /// The team.
    pub team: UnitRef,
    /// Its open children.
    pub open_children: Count,
    /// What governs it: nothing where no policy does, several where nothing was adopted.
    pub policies: Vec<PolicyInForce>,
    /// The day from which the policy was adopted; nothing where none was.
    pub since: Option<Day>,
    /// The last day on which it is so, where one is known.
    pub until: Option<Day>,
    /// For which unit it was adopted, and who decided it: "North, by Cabinet".
    pub adopted: Option<String>,
    /// The definitions by which those policies count.
    pub counted_by: Vec<Term>,
    /// A gap or an overlap, in a sentence: "No policy governs: …".
    pub wrong: Vec<String>,
}

/// One policy in plain clauses.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyPage {
    /// Which.
    pub policy: PolicyInForce,
    /// Its other versions, each with whom it governs.
    pub versions: Vec<(PolicyInForce, String)>,
    /// Companion procedures that it names and that are not loaded.
    pub not_loaded: Vec<String>,
    /// Values that it leaves open, in words: "how often a duty worker visits (PG-10)".
    pub left_open: Vec<String>,
    /// Its clauses, in their order.
    pub clauses: Vec<ClauseLine>,
    /// The documents that its clauses come from, in the order of the clauses: what the handbook's contents list.
    pub parts: Vec<HandbookPart>,
    /// Whether it says nothing of any child, for whoever may not see children (AP-43).
    pub without_data: bool,
}

/// A document of a policy: of one that builds on others there are several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandbookPart {
    /// What begins the ids of its clauses, `PG`; it is its id on the page.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its clauses: their ids, and the beginning of what each asks.
    pub clauses: Vec<(String, String)>,
}

impl PolicyPage {
    /// The clauses of one document.
    pub fn clauses_of(&self, part: &HandbookPart) -> Vec<&ClauseLine> {
        self.clauses.iter().filter(|clause| part.clauses.iter().any(|(id, _)| *id == clause.id)).collect()
    }
}

/// How far Keyworker follows a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Followed {
    /// It works.
    Fully,
    /// Its policy does not govern: what it counts is counted, and what else it asks is asked of nobody.
    Counted,
    /// Its policy does not govern, and nothing of it is counted.
    NotGoverning,
    /// Some of it works.
    Partly,
    /// Its rules begin for nobody: nothing records what begins them.
    CannotBeKnown,
    /// Nothing is done about it yet.
    NotYet,
}

impl Followed {
    /// What a page says.
    pub fn label(self) -> &'static str {
        match self {
            Followed::Fully => "Followed",
            Followed::Counted => "Counted, not governing",
            Followed::NotGoverning => "Not governing",
            Followed::Partly => "Partly followed",
            Followed::CannotBeKnown => "Cannot be known",
            Followed::NotYet => "Not followed",
        }
    }

    /// The colour of its tag.
    pub fn colour(self) -> &'static str {
        match self {
            Followed::Fully => "green",
            Followed::Partly => "yellow",
            Followed::CannotBeKnown => "purple",
            Followed::Counted => "turquoise",
            Followed::NotYet | Followed::NotGoverning => "grey",
        }
    }

    /// What stands before what Keyworker does about it: nothing where it does it now.
    pub fn does_where(self) -> &'static str {
        match self {
            Followed::Fully | Followed::Partly | Followed::CannotBeKnown | Followed::NotYet => "",
            Followed::Counted | Followed::NotGoverning => "Where this policy governs: ",
        }
    }
}

/// A clause.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseLine {
    /// Its id, `PG-09`.
    pub id: String,
    /// What it asks, in the council's words.
    pub says: String,
    /// What Keyworker does about it, in plain words.
    pub does: String,
    /// How far.
    pub followed: Followed,
    /// Where a rule that follows it begins for nobody: "nothing records when concerns increased".
    pub cannot_see: Option<String>,
    /// The rules that follow it, in plain words.
    pub rules: Vec<RuleLine>,
    /// How this caseload stands on it, a figure each; none where no child's data is shown.
    pub stands: Vec<ClauseFigure>,
    /// How the units of this authority stand on what it asks of whole areas, a sentence each.
    pub areas: Vec<String>,
}

/// A rule that follows a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleLine {
    /// What it is: "Letter to the family".
    pub title: String,
    /// What kind of rule it is: "duty".
    pub what: String,
    /// What it asks, a sentence each; empty where it was told under an earlier clause.
    pub says: Vec<String>,
    /// The earlier clause under which it was told.
    pub told_under: Option<String>,
    /// Whether it is asked or counted by now; not, where its policy does not govern.
    pub runs: bool,
}

/// A figure of a clause: "open 31", "overdue 4".
#[derive(Debug, Clone, Serialize)]
pub struct ClauseFigure {
    /// What is counted: "overdue".
    pub label: String,
    /// How many children.
    pub children: Known<Count>,
    /// Who.
    pub filter: ChildrenFilter,
}

/// A single clause's page.
#[derive(Debug, Clone, Serialize)]
pub struct ClausePage {
    /// The policy that it belongs to.
    pub policy: PolicyInForce,
    /// The policy's other versions that have this clause, each with whom it governs.
    pub versions: Vec<(PolicyInForce, String)>,
    /// The clause.
    pub clause: ClauseLine,
}
