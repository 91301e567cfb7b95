//! Which version of a policy a page tells: several may be given, and several may govern, each its own teams.

use policy::Pack;
use standing::governed::governed;

use super::question::Question;
use crate::queries::Versioned;
use crate::view::{ChildrenFilter, PolicyInForce};
use crate::words::plural;

impl Question<'_> {
    /// The versions of that policy that are given, by their places, in the order in which they came into force.
    pub(super) fn versions(&self, id: &str) -> Vec<usize> {
        let packs = &self.rules.packs;
        let mut places: Vec<usize> = (0..packs.len()).filter(|place| packs[*place].id == id).collect();
        places.sort_by_key(|place| packs[*place].from);
        places
    }

    /// How many teams with open children that version governs, and how many children those are.
    fn governs_of_each(&self, place: usize) -> (u64, u64) {
        let (plan, units) = (self.plan(), &self.board.world().units);
        let teams = self.units.teams_within(None, self.board).into_iter();
        let of = teams.filter(|team| governed(plan, units, *team, self.at).packs.contains(&place));
        let open = of.map(|team| self.tally(team).open.certain).filter(|open| *open > 0);
        open.fold((0, 0), |(teams, children), open| (teams + 1, children + open))
    }

    /// The place of the policy asked for: of the version that is named, or of the one that governs most children on the day that
    /// is asked about; where several are given and none governs anybody, of the one that would.
    pub(super) fn place_of(&self, asked: Versioned<'_>) -> Option<usize> {
        let versions = self.versions(asked.id);
        if let Some(version) = asked.version {
            return versions.into_iter().find(|place| self.rules.packs[*place].version == version);
        }
        let first = *versions.first()?;
        let (plan, units) = (self.plan(), &self.board.world().units);
        let governing = plan.governing_somebody(units, self.at);
        let mut of_these: Vec<usize> = versions.into_iter().filter(|place| governing.contains(place)).collect();
        match of_these.as_slice() {
            [] => Some(plan.version_on(first, self.today)),
            [only] => Some(*only),
            _ => {
                of_these.sort_by_key(|place| self.governs_of_each(*place).1);
                of_these.last().copied()
            }
        }
    }

    pub(super) fn pack(&self, id: &str) -> Option<&Pack> {
        self.place_of(Versioned { id, version: None }).map(|place| &self.rules.packs[place])
    }

    /// The policies given, each once: where there are several versions of one, that of the day that is asked about.
    pub(super) fn packs_today(&self) -> impl Iterator<Item = &Pack> {
        let packs = &self.rules.packs;
        let first =
            packs.iter().enumerate().filter(|(place, pack)| packs[..*place].iter().all(|one| one.id != pack.id));
        first.filter_map(|(_, pack)| self.pack(&pack.id))
    }

    /// The version by which children are told apart, where several versions of that policy govern somebody.
    pub(super) fn told_apart(&self, place: usize) -> Option<usize> {
        let governing = self.plan().governing_somebody(&self.board.world().units, self.at);
        let of_these = self.versions(&self.rules.packs[place].id).into_iter().filter(|one| governing.contains(one));
        (of_these.count() > 1).then_some(place)
    }

    /// The policy whose teams' children are asked for, and whether those of one version alone are.
    pub(super) fn governing_asked(&self, filter: &ChildrenFilter) -> Option<(&Pack, bool)> {
        let asked = filter.governed_by.as_ref()?;
        let packs = &self.rules.packs;
        let by_id = packs.iter().find(|pack| pack.id == *asked).map(|pack| (pack, false));
        by_id.or_else(|| {
            packs.iter().find(|pack| version_name(&pack.id, &pack.version) == *asked).map(|pack| (pack, true))
        })
    }

    /// Whether it governs somebody, or it is the only version that is given: else nothing is so of any child by it.
    pub(super) fn is_told_of_children(&self, place: usize) -> bool {
        let (plan, units) = (self.plan(), &self.board.world().units);
        self.versions(&self.rules.packs[place].id).len() < 2 || plan.governing_somebody(units, self.at).contains(&place)
    }

    /// Whether that version governs somebody, where several are given.
    pub(super) fn version_governs(&self, pack: &Pack) -> bool {
        let place = self.rules.packs.iter().position(|one| one.id == pack.id && one.version == pack.version);
        place.is_none_or(|place| self.is_told_of_children(place))
    }

    /// The versions beside that one, each with whom it governs.
    pub(super) fn other_versions(&self, place: usize) -> Vec<(PolicyInForce, String)> {
        let others = self.versions(&self.rules.packs[place].id).into_iter().filter(|other| *other != place);
        let said = others.map(|other| {
            let (teams, children) = self.governs_of_each(other);
            let says = match teams {
                0 => "governs nobody on this day".to_owned(),
                teams => {
                    format!(
                        "governs {} with {}",
                        plural(teams, "team", "teams"),
                        plural(children, "open child", "open children")
                    )
                }
            };
            (self.policy(&self.rules.packs[other]), says)
        });
        said.collect()
    }
}

/// By which a version of a policy is known where its children are told apart: "westmoor 3.1".
pub fn version_name(id: &str, version: &str) -> String {
    format!("{id} {version}")
}
