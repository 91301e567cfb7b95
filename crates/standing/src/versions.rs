//! Several dated versions of one pack in one plan: a rule's name is the pack's, and what it says on a day is by the version
//! in force then ("Packs on packs, and packs side by side" in `docs/policy-language.md`).

use record::{Day, Moment};

use crate::each_team::CountedBy;
use crate::plan::{PackInfo, Plan};
use crate::timeline::Timeline;

/// Which version of a pack a child's counts are by, from an instant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionStep {
    /// The instant.
    pub from: Moment,
    /// The version's place in [`Plan::packs`].
    pub pack: usize,
}

impl Plan {
    /// Whether any pack is here in several versions.
    pub fn has_versions(&self) -> bool {
        self.packs.iter().enumerate().any(|(place, pack)| self.packs[..place].iter().any(|other| other.id == pack.id))
    }

    /// The places of the versions of that pack, itself among them, in the order in which they were given.
    pub fn versions(&self, pack: usize) -> impl Iterator<Item = usize> {
        let id = &self.packs[pack].id;
        self.packs.iter().enumerate().filter(move |(_, other)| other.id == *id).map(|(place, _)| place)
    }

    /// The version of that pack by which it counts on that civil day, where no team has adopted another: the one in force
    /// (of several, the one that came into force last); on a day of none, the last before it, or else the first.
    pub fn version_on(&self, pack: usize, day: Day) -> usize {
        let rank = |place: &usize| {
            let info: &PackInfo = &self.packs[*place];
            let begun = info.from <= day;
            let near = if begun { info.from.number() } else { -info.from.number() };
            (info.in_force(day), begun, near, std::cmp::Reverse(*place))
        };
        self.versions(pack).max_by_key(rank).unwrap_or(pack)
    }

    /// Whether any version of that pack is in force on that civil day; otherwise there is no answer by it.
    pub fn in_force_on(&self, pack: usize, day: Day) -> bool {
        self.packs[pack].in_force(day) || self.versions(pack).any(|version| self.packs[version].in_force(day))
    }

    /// The stretches of unbroken days on each of which a version of that pack is in force: the first instant of each, and the
    /// first after it. A document that does not say from when it is in force breaks nothing off: the first stretch then has
    /// no beginning ([`Moment::MIN`]).
    pub fn stretches_in_force(&self, pack: usize) -> Vec<(Moment, Moment)> {
        let mut versions: Vec<&PackInfo> = self.versions(pack).map(|place| &self.packs[place]).collect();
        versions.sort_by_key(|version| (version.from, !version.from_is_stated));
        let mut found: Vec<(Moment, Moment)> = Vec::new();
        for version in versions {
            let from = version.from.start();
            let over = version.until.map_or(Moment::MAX, |until| until.plus_days(1).start());
            match found.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(over),
                None if !version.from_is_stated => found.push((Moment::MIN, over)),
                _ => found.push((from, over)),
            }
        }
        found
    }

    /// The first instant of the unbroken days, up to that civil day, on each of which a version of that pack is in force.
    /// Nothing on a day on which none is.
    pub fn in_force_since(&self, pack: usize, day: Day) -> Option<Moment> {
        let stretches = self.stretches_in_force(pack).into_iter().filter(|_| self.in_force_on(pack, day));
        stretches.map(|(from, _)| from).rfind(|from| *from <= day.start())
    }

    /// The definition of the same name in that version of its pack.
    pub fn definition_in(&self, definition: usize, pack: usize) -> Option<usize> {
        let of = &self.definitions[definition];
        let same = |other: &crate::plan::Ruled<policy::Definition>| other.pack == pack && other.rule.id == of.rule.id;
        if of.pack == pack { Some(definition) } else { self.definitions.iter().position(same) }
    }

    /// The definition of that name as it is on that civil day: in the version in force, or, where that has none of the name,
    /// as it is given.
    pub fn definition_on(&self, definition: usize, day: Day) -> usize {
        let version = self.version_on(self.definitions[definition].pack, day);
        self.definition_in(definition, version).unwrap_or(definition)
    }

    /// Whether a version in force on that civil day has a definition of that name.
    pub fn is_counted_on(&self, definition: usize, day: Day) -> bool {
        let versions = self.versions(self.definitions[definition].pack);
        versions
            .filter(|pack| self.packs[*pack].in_force(day))
            .any(|pack| self.definition_in(definition, pack).is_some())
    }

    /// The definitions, each name once, as they are on that civil day, in the order in which the names were first given.
    pub fn definitions_on(&self, day: Day) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for place in 0..self.definitions.len() {
            let on = self.definition_on(place, day);
            let named = |known: &usize| self.definition_name(*known) == self.definition_name(on);
            if !found.iter().any(named) {
                found.push(on);
            }
        }
        found
    }

    /// The breaches, each name once, of the packs of which a version is in force on that civil day: as that version has
    /// them, or, where it has none of the name, an earlier one, since the breach of a decision goes on.
    pub fn breaches_on(&self, day: Day) -> Vec<usize> {
        let places = (0..self.breaches.len()).filter(|place| self.in_force_on(self.breaches[*place].pack, day));
        let mut found: Vec<usize> = Vec::new();
        for place in places {
            let of = &self.breaches[place];
            let version = self.version_on(of.pack, day);
            match found.iter_mut().find(|known| self.is_same_breach(**known, place)) {
                Some(known) if of.pack == version => *known = place,
                Some(_) => {}
                None => found.push(place),
            }
        }
        found
    }

    /// Whether the two are one breach, perhaps in two versions of a pack.
    pub fn is_same_breach(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.breaches[one], &self.breaches[other]);
        one.rule.id == other.rule.id && self.packs[one.pack].id == self.packs[other.pack].id
    }
}

impl Timeline {
    /// The version of that pack by which the child is counted at that instant: the one that the team that owns the case has
    /// adopted, or else the one in force.
    pub fn version_at(&self, plan: &Plan, pack: usize, at: Moment) -> usize {
        let own = |steps: &&Vec<VersionStep>| plan.packs[steps[0].pack].id == plan.packs[pack].id;
        let steps = self.versions.iter().find(own);
        let step = steps.and_then(|steps| steps.iter().rev().find(|step| step.from <= at));
        step.map_or(pack, |step| step.pack)
    }

    /// The definition of that name in the version by which the child is counted at that instant; as given, where that
    /// version has none. Of the count by each team's own policy, the definition by which that counts the child then.
    pub fn definition_at(&self, plan: &Plan, definition: usize, at: Moment) -> usize {
        if plan.each_team() == Some(definition) {
            return match self.counted_by(at) {
                Some(CountedBy::Definition(own)) => own,
                Some(CountedBy::Nobody | CountedBy::NotKnown) | None => definition,
            };
        }
        let version = self.version_at(plan, plan.definitions[definition].pack, at);
        plan.definition_in(definition, version).unwrap_or(definition)
    }
}
