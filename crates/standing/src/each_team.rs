//! Each team's own policy: one count of a whole authority whose teams follow different policies ("Each team's own policy"
//! in `docs/policy-language.md`). It stands last among a plan's definitions, so that it is asked like any other.

use policy::{Cites, Condition, Definition, Siblings, State};
use record::{Day, Moment, UnitId};

use crate::governed::governed;
use crate::plan::{PackInfo, Plan, Ruled};
use crate::signal::Step;
use crate::timeline::Timeline;
use crate::units::Units;

/// The pack that it is said to be of. A pack's id has no underscore, so no pack has this one.
pub const PACK: &str = "each_team";
/// Its name among the definitions of that pack.
const ID: &str = "own_policy";

/// By what a child is counted where each team's own policy counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedBy {
    /// The definition at that place of the plan.
    Definition(usize),
    /// A policy governs that counts nobody.
    Nobody,
    /// No policy governs the team that owns the case: it is not known by which policy.
    NotKnown,
}

impl CountedBy {
    /// Why nothing is said of the child, as the rest of a sentence; nothing where a definition says it.
    pub const fn says_nothing(self) -> Option<&'static str> {
        match self {
            CountedBy::Definition(_) => None,
            CountedBy::Nobody => Some("the policy that governs the child's team counts nobody"),
            CountedBy::NotKnown => {
                Some("no policy governs the child's team, so it is not known by which policy the child counts")
            }
        }
    }
}

/// By what it is, from an instant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnStep {
    /// The instant.
    pub from: Moment,
    /// By what.
    pub by: CountedBy,
}

impl Plan {
    /// The same rules, with the count by each team's own policy as a last definition.
    #[must_use]
    pub fn with_each_team(mut self) -> Plan {
        let leading: Vec<usize> = self.packs.iter().filter_map(|pack| pack.leading).collect();
        self.each_team = Some(self.definitions.len());
        // Where one of them has families beside the children, so has what is put together from them.
        let together = leading.iter().any(|place| self.definitions[*place].rule.siblings == Siblings::Together);
        let rule = Definition {
            id: ID.to_owned(),
            title: "Each team's own policy".to_owned(),
            question: "Which children does the policy count that governs each child's team?".to_owned(),
            cites: Cites(Vec::new()),
            among: Condition::State(State::Open),
            // What it rests on; what it counts is put together from what these count.
            counts: Condition::Any(leading.into_iter().map(Condition::Definition).collect()),
            grace: Vec::new(),
            siblings: if together { Siblings::Together } else { Siblings::Singly },
        };
        self.definitions.push(Ruled { pack: self.packs.len(), rule });
        self.packs.push(PackInfo {
            id: PACK.to_owned(),
            title: "Each team's own policy".to_owned(),
            version: String::new(),
            from: Day::FIRST,
            from_is_stated: false,
            until: None,
            leading: self.each_team,
            clauses: Vec::new(),
        });
        self
    }

    /// The place of the definition by which each team's own policy counts, where this plan has it.
    pub fn each_team(&self) -> Option<usize> {
        self.each_team
    }

    /// By what the children of that team are counted at that instant, where each team's own policy counts; a child of no
    /// team, where there is none.
    pub fn counted_by(&self, units: &Units, team: Option<UnitId>, at: Moment) -> CountedBy {
        let adopted = units.governing(team, at);
        let governs = adopted.and_then(|(id, version)| self.adopted_pack(id, version, at.day()));
        match governs.map(|pack| self.packs[pack].leading) {
            None => CountedBy::NotKnown,
            Some(None) => CountedBy::Nobody,
            Some(Some(definition)) => CountedBy::Definition(definition),
        }
    }

    /// The packs that anything was adopted to be governed by at that instant, and that are asked about and in force on its
    /// day: their places, each once.
    pub fn governing_any(&self, units: &Units, at: Moment) -> Vec<usize> {
        let adopted = units.adopted_by(at);
        let governing = adopted.filter_map(|one| self.adopted_pack(&one.pack, &one.version, at.day()));
        let mut places: Vec<usize> = governing.collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The versions that govern somebody at that instant, by their places: those that were adopted, or, where nothing ever was,
    /// every one that is asked and in force.
    pub fn governing_somebody(&self, units: &Units, at: Moment) -> Vec<usize> {
        if units.any_adopted() { self.governing_any(units, at) } else { governed(self, units, None, at).packs }
    }

    /// The definitions by which those count.
    pub fn leading_governing(&self, units: &Units, at: Moment) -> Vec<usize> {
        self.governing_any(units, at).into_iter().filter_map(|pack| self.packs[pack].leading).collect()
    }

    fn adopted_pack(&self, id: &str, version: &str, day: Day) -> Option<usize> {
        self.packs.iter().position(|pack| pack.is(id, version) && pack.in_force(day))
    }

    /// Whether this plan can count by each team's own policy: something was adopted, and it has every pack that ever was.
    pub fn has_all_adopted(&self, units: &Units) -> bool {
        units.any_adopted() && units.packs_ever_adopted().all(|id| self.packs.iter().any(|pack| pack.id == id))
    }

    /// The definition that counts at that instant where none is named, for the teams that have children then; nothing
    /// where what was adopted does not say, so that it is for whoever asks to choose.
    pub fn leading_over(
        &self,
        units: &Units,
        teams: impl IntoIterator<Item = Option<UnitId>>,
        at: Moment,
    ) -> Option<usize> {
        let each_team = self.each_team.filter(|_| self.has_all_adopted(units))?;
        let governs = |team: Option<UnitId>| {
            let (id, version) = units.governing(team, at)?;
            self.adopted_pack(id, version, at.day())
        };
        let mut governing = teams.into_iter().map(governs);
        let first = governing.next()?;
        let id = |pack: Option<usize>| pack.map(|pack| self.packs[pack].id.as_str());
        if !governing.all(|other| id(other) == id(first)) {
            return Some(each_team);
        }
        match first {
            Some(pack) => self.packs[pack].leading,
            // As at an instant before the only pack that was ever adopted, all are governed alike.
            None => {
                let mut ever: Vec<&str> = units.packs_ever_adopted().collect();
                ever.dedup();
                (ever.len() > 1).then_some(each_team)
            }
        }
    }
}

impl Timeline {
    /// By what the child is counted at that instant where each team's own policy counts; nothing where it is not asked about.
    pub fn counted_by(&self, at: Moment) -> Option<CountedBy> {
        self.own.iter().rev().find(|step| step.from <= at).map(|step| step.by)
    }

    /// Since when the child is counted (or possibly counted) without a break at that instant, and why, by the definition by
    /// which it is counted then: where each team's own policy counts, another may have begun to count it.
    pub fn counted_why_since(&self, plan: &Plan, definition: usize, at: Moment) -> Option<Step> {
        match self.counted_by(at).filter(|_| plan.each_team() == Some(definition)) {
            Some(CountedBy::Definition(own)) => self.counted_since(own, at),
            _ => self.counted_since(definition, at),
        }
    }
}
