//! A child's count by each team's own policy: at each instant by the definition of the pack that governs its team then.

use record::{Moment, Tri};

use super::Evaluator;
use super::versions::composed;
use crate::each_team::{CountedBy, OwnStep};
use crate::governed::governed;
use crate::signal::{Because, Signal, Step, step_at};
use crate::since::WithoutSince;
use crate::timeline::Timeline;

impl Evaluator<'_> {
    /// Puts the count together from what the definitions count, each already by the version in force. Where nothing was
    /// adopted it is left empty: it counts nobody then, and nobody asks it.
    pub(super) fn count_by_team(&self, out: &mut Timeline) {
        let Some(place) = self.plan.each_team() else { return };
        out.own.clear();
        out.counts[place].clear();
        out.among[place].clear();
        if !self.world.units.any_adopted() {
            return;
        }
        self.own_steps(out);
        let not_known = not_known_while_open(&self.open);
        out.counts[place] = put_together(&out.own, &out.counts, &not_known);
        out.among[place] = put_together(&out.own, &out.among, &not_known);
        self.since_by_team(place, out);
    }

    /// By what the child is counted, from when on.
    fn own_steps(&self, out: &mut Timeline) {
        let (plan, units) = (self.plan, &self.world.units);
        for from in self.may_govern_anew(out) {
            let by = plan.counted_by(units, out.team_at(from), from);
            if out.own.last().is_none_or(|last| last.by != by) {
                out.own.push(OwnStep { from, by });
            }
        }
    }

    /// The instants at which another policy may come to govern the child, in order.
    fn may_govern_anew(&self, out: &Timeline) -> Vec<Moment> {
        let packs = &self.plan.packs;
        let mut changes: Vec<Moment> = vec![Moment::MIN];
        changes.extend(packs.iter().map(|pack| pack.from.start()));
        changes.extend(packs.iter().filter_map(|pack| Some(pack.until?.plus_days(1).start())));
        changes.extend(out.teams.iter().map(|(from, _)| *from));
        changes.extend(self.world.units.adopted_at());
        changes.sort_unstable();
        changes.dedup();
        changes
    }

    /// What raises a child's priority is what the policies that govern it weigh; where none of those weighs anything, what all
    /// of the others do.
    pub(super) fn factors_by_team(&self, out: &mut Timeline) {
        let (plan, units) = (self.plan, &self.world.units);
        let id = |place: usize| &plan.packs[plan.priorities[place].pack].id;
        if !units.any_adopted() || (1..out.factors.len()).all(|place| id(place) == id(0)) {
            return;
        }
        let governing: Vec<(Moment, Vec<usize>)> = self
            .may_govern_anew(out)
            .into_iter()
            .map(|from| {
                let mut packs = governed(plan, units, out.team_at(from), from).packs;
                packs.retain(|pack| plan.priorities.iter().any(|of| of.pack == *pack));
                (from, packs)
            })
            .collect();
        for (of, signal) in plan.priorities.iter().zip(&mut out.factors) {
            let weighs = |packs: &Vec<usize>| packs.is_empty() || packs.contains(&of.pack);
            let own = composed(governing.iter().map(|(from, packs)| (*from, weighs(packs).then_some(&*signal))));
            *signal = own;
        }
    }

    /// Since when the child was without a worker, by the definition of each instant: said anew wherever another counts, or
    /// what it says may be another.
    fn since_by_team(&self, place: usize, out: &mut Timeline) {
        let mut found: Vec<WithoutSince> = Vec::new();
        for (index, step) in out.own.iter().enumerate() {
            let CountedBy::Definition(own) = step.by else { continue };
            let to = out.own.get(index + 1).map_or(Moment::MAX, |next| next.from);
            let begins = out.counts[own].iter().map(|one| one.from);
            let said_anew = out.without.iter().filter(|one| one.definition == own).map(|one| one.from);
            let within = begins.chain(said_anew).filter(|at| *at > step.from && *at < to);
            let mut instants: Vec<Moment> = within.chain([step.from]).collect();
            instants.sort_unstable();
            instants.dedup();
            for from in instants {
                let Some(since) = out.without_from(own, from) else { continue };
                let Some(counted) = step_at(&out.counts[place], from) else { continue };
                let at_the_latest = out.without_since_at_the_latest(own, from);
                let counted_from = counted.from;
                found.push(WithoutSince { definition: place, counted_from, from, since, at_the_latest });
            }
        }
        out.without.extend(found);
    }
}

/// What those signals say of the child, each while its definition counts.
fn put_together(own: &[OwnStep], signals: &[Signal], not_known: &Signal) -> Signal {
    composed(own.iter().map(|step| match step.by {
        CountedBy::Definition(place) => (step.from, Some(&signals[place])),
        CountedBy::Nobody => (step.from, None),
        CountedBy::NotKnown => (step.from, Some(not_known)),
    }))
}

/// Not known while the child is open or may be; no while it is closed.
fn not_known_while_open(open: &[Step]) -> Signal {
    let mut out = Signal::new();
    for step in open {
        let value = if step.value.is_no() { Tri::No } else { Tri::Unknown };
        crate::signal::push(&mut out, Step { from: step.from, value, because: Because::Nothing });
    }
    out
}
