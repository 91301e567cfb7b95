//! A child's counts where a pack is here in several versions: each day by the version in force for the child then.

use record::{Moment, Tri, UnitId};

use super::Evaluator;
use super::governing::Reach;
use crate::signal::{Because, Signal, Step, constant, push, step_at, value_at};
use crate::since::WithoutSince;
use crate::timeline::{Timeline, team_of};
use crate::versions::VersionStep;

impl Evaluator<'_> {
    /// Works out which version of each pack the child is counted by, where any is here in several.
    pub(super) fn versions(&mut self, out: &mut Timeline) {
        out.versions.clear();
        out.by_itself.clear();
        if !self.plan.has_versions() {
            return;
        }
        let is_first = |pack: &usize| self.plan.versions(*pack).next() == Some(*pack);
        let several = |pack: &usize| self.plan.versions(*pack).nth(1).is_some();
        let packs = (0..self.plan.packs.len()).filter(is_first).filter(several);
        out.versions = packs.map(|pack| self.steps_of(pack, &out.teams)).collect();
    }

    fn steps_of(&self, pack: usize, teams: &[(Moment, UnitId)]) -> Vec<VersionStep> {
        let versions = || self.plan.versions(pack).map(|version| &self.plan.packs[version]);
        let mut changes: Vec<Moment> = vec![Moment::MIN];
        changes.extend(versions().map(|version| version.from.start()));
        changes.extend(versions().filter_map(|version| Some(version.until?.plus_days(1).start())));
        changes.extend(teams.iter().map(|(from, _)| *from));
        changes.extend(self.world.units.adopted_at());
        changes.sort_unstable();
        changes.dedup();
        let mut steps: Vec<VersionStep> = Vec::new();
        for from in changes {
            let pack = self.version_for(pack, teams, from);
            if steps.last().is_none_or(|last| last.pack != pack) {
                steps.push(VersionStep { from, pack });
            }
        }
        steps
    }

    /// The version by which that pack counts a child of the teams: adopted by the team that owns the case, or in force.
    pub(super) fn version_for(&self, pack: usize, teams: &[(Moment, UnitId)], at: Moment) -> usize {
        let (plan, day) = (self.plan, at.day());
        let adopted = self.world.units.governing(team_of(teams, at), at);
        let own = adopted.and_then(|(id, version)| {
            plan.versions(pack).find(|place| plan.packs[*place].is(id, version) && plan.packs[*place].in_force(day))
        });
        own.unwrap_or_else(|| plan.version_on(pack, day))
    }

    /// Puts in the place of what each version counts what the version in force counts: each name says one thing on a day.
    /// Duties, breaches and gates are worked out before, by the version that they are of.
    pub(super) fn count_by_version(&mut self, out: &mut Timeline) {
        if out.versions.is_empty() {
            return;
        }
        let (plan, counts, among) = (self.plan, out.counts.clone(), out.among.clone());
        if out.by_itself.is_empty() {
            out.by_itself.clone_from(&counts);
        }
        let since = std::mem::take(&mut out.without);
        for place in 0..plan.definitions.len() {
            let pack = plan.definitions[place].pack;
            let of = |pack: usize| plan.definition_in(place, pack);
            let id = &plan.packs[pack].id;
            let Some(steps) = out.versions.iter().find(|steps| plan.packs[steps[0].pack].id == *id) else {
                out.without.extend(since.iter().filter(|one| one.definition == place));
                continue;
            };
            let by = |signals: &[Signal]| {
                composed(steps.iter().map(|step| (step.from, of(step.pack).map(|place| &signals[place]))))
            };
            out.counts[place] = by(&counts);
            out.among[place] = by(&among);
            for (index, step) in steps.iter().enumerate() {
                let to = steps.get(index + 1).map_or(Moment::MAX, |next| next.from);
                let Some(own) = of(step.pack) else { continue };
                let raw = &counts[own];
                for stretch in crate::signal::spells(raw).filter(|one| one.from < to && one.to > step.from) {
                    let from = stretch.from.max(step.from);
                    let known = since.iter().find(|one| one.definition == own && one.counted_from == stretch.from);
                    let Some(counted) = step_at(&out.counts[place], from) else { continue };
                    out.without.push(WithoutSince {
                        definition: place,
                        counted_from: counted.from,
                        from,
                        since: known.map_or(stretch.from, |one| one.since),
                        at_the_latest: crate::since::was_not_known_before(raw, stretch.from),
                    });
                }
            }
        }
    }

    /// What raises a child's priority does so on the days on which its policy is in force.
    pub(super) fn factors_in_force(&self, out: &mut Timeline) {
        for (of, signal) in self.plan.priorities.iter().zip(&mut out.factors) {
            let pack = &self.plan.packs[of.pack];
            let (from, to) = (pack.from.start(), pack.until.map_or(Moment::MAX, |until| until.plus_days(1).start()));
            if to < Moment::MAX || signal.iter().any(|step| step.from < from && !step.value.is_no()) {
                Reach { since: from, from, to }.narrow(signal);
            }
        }
    }

    /// What raises a child's priority does so by the version in force alone.
    pub(super) fn factors_by_version(&self, out: &mut Timeline) {
        for (of, signal) in self.plan.priorities.iter().zip(&mut out.factors) {
            let own = |steps: &&Vec<VersionStep>| self.plan.packs[steps[0].pack].id == self.plan.packs[of.pack].id;
            if let Some(steps) = out.versions.iter().find(own) {
                let own = steps.iter().map(|step| (step.from, (step.pack == of.pack).then_some(&*signal)));
                *signal = composed(own);
            }
        }
    }

    /// One breach in several versions of a pack is one: it goes on from the one to the next, and holds since it began.
    pub(super) fn breaches_go_on(&mut self, breaches: &mut [Signal]) {
        let plan = self.plan;
        if !plan.has_versions() {
            return;
        }
        let mut joined = self.take();
        for place in 0..breaches.len() {
            let is_first = !(0..place).any(|other| plan.is_same_breach(other, place));
            let others: Vec<usize> =
                (place + 1..breaches.len()).filter(|other| plan.is_same_breach(*other, place)).collect();
            if !is_first || others.is_empty() {
                continue;
            }
            let mut whole = breaches[place].clone();
            for other in &others {
                crate::signal::combine(&whole, &breaches[*other], Tri::or, &mut joined);
                std::mem::swap(&mut whole, &mut joined);
            }
            for same in others.into_iter().chain([place]) {
                breaches[same].clone_from(&whole);
            }
        }
        self.spare.push(joined);
    }
}

/// Each signal from its own instant on, until the next; no where there is none.
pub(super) fn composed<'s>(steps: impl Iterator<Item = (Moment, Option<&'s Signal>)>) -> Signal {
    let mut out = Signal::new();
    constant(Tri::No, &mut out);
    let mut steps = steps.peekable();
    while let Some((from, signal)) = steps.next() {
        let to = steps.peek().map_or(Moment::MAX, |(next, _)| *next);
        let Some(signal) = signal else {
            push(&mut out, Step { from, value: Tri::No, because: Because::Nothing });
            continue;
        };
        let because = step_at(signal, from).map_or(Because::Nothing, |one| one.because);
        push(&mut out, Step { from, value: value_at(signal, from), because });
        signal.iter().filter(|one| one.from > from && one.from < to).for_each(|one| push(&mut out, *one));
    }
    out
}
