//! Which packs govern a child when, and what holds only while they do: duties, breaches and gates.

use policy::Gate;
use record::{Kind, Moment, Tri, UnitId};

use super::Evaluator;
use crate::events::matching;
use crate::gates::{Applies, Decided, Decision, Gates, applies_from, first_stretch};
use crate::gather::Involvement;
use crate::plan::PackInfo;
use crate::signal::{Because, Signal, Spell, Step, combine, constant, push, spells, step_at, value_at};
use crate::states::{Stretch, is_main, may_be_closed_from, overlay};
use crate::timeline::{DutyRecord, Timeline};
use crate::world::Cover;

/// When one version of a pack governs the team that owns the case.
#[derive(Debug, Default)]
pub(super) struct Governing {
    /// While this version does: what opens or is decided then is its own.
    own: Signal,
    /// From when on a version of the pack that is here does, until another pack takes its place: how long what a pack asks
    /// for goes on. From one version to the next that is adopted, what has opened goes on by its own.
    pack: Signal,
    /// The stretches of that.
    reaches: Vec<Reach>,
}

/// A stretch in which a pack governs the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// From when on it has governed the team that has the case as the stretch begins: a child who comes from another team is
    /// owed what that team's children are owed, and a move begins nothing anew.
    pub(super) since: Moment,
    /// From when on it governs the child.
    pub(super) from: Moment,
    /// Until when.
    pub(super) to: Moment,
}

impl Reach {
    /// All of time: of a pack that always governs.
    pub(super) const ALWAYS: Reach = Reach { since: Moment::MIN, from: Moment::MIN, to: Moment::MAX };

    /// Narrows a condition to when the pack governs the child, or the team to which the child has come.
    pub(super) fn narrow(self, signal: &mut Signal) {
        if self != Reach::ALWAYS {
            *signal = self.narrowed(signal);
        }
    }

    /// The condition, so narrowed.
    pub(super) fn narrowed(self, signal: &[Step]) -> Signal {
        let (mut governs, mut narrowed) = (Signal::new(), Signal::new());
        constant(Tri::No, &mut governs);
        for (from, value) in [(self.since, Tri::Yes), (self.to, Tri::No)] {
            push(&mut governs, Step { from, value, because: Because::Nothing });
        }
        combine(signal, &governs, Tri::and, &mut narrowed);
        narrowed
    }
}

impl Governing {
    /// Of everybody, on the days on which it is in force.
    fn of_days(pack: &PackInfo) -> Governing {
        let from = pack.from.start();
        let to = pack.until.map_or(Moment::MAX, |until| until.plus_days(1).start());
        let mut governs = Signal::new();
        constant(Tri::No, &mut governs);
        push(&mut governs, Step { from, value: Tri::Yes, because: Because::Nothing });
        if to < Moment::MAX {
            push(&mut governs, Step { from: to, value: Tri::No, because: Because::Nothing });
        }
        Governing { own: governs.clone(), pack: governs, reaches: vec![Reach { since: from, from, to }] }
    }

    /// Whether a decision taken at that instant is held against this version: it governs, or the pack ceases to at that
    /// very instant, as where a transfer is signed for a team with another pack.
    fn decides(&self, at: Moment) -> bool {
        let ceases = || !value_at(&self.pack, at).is_yes() && applies_from(&self.own, at).is_some();
        value_at(&self.own, at).is_yes() || ceases()
    }
}

impl Evaluator<'_> {
    /// Works out when each pack governs the child. Where nothing was ever adopted and every pack that is here has been in
    /// force all the while, all of them always do, and nothing is worked out.
    pub(super) fn govern(&mut self, timeline: &Timeline) {
        self.governing.clear();
        let first = self.gathered.span.map(|(first, _)| first);
        let from_the_first = |pack: &PackInfo| first.is_none_or(|first| pack.from.start() <= first);
        let always = |pack: &PackInfo| from_the_first(pack) && pack.until.is_none();
        if self.world.units.any_adopted() || self.plan.has_versions() || !self.plan.packs.iter().all(always) {
            self.governing = (0..self.plan.packs.len()).map(|pack| self.governing_of(pack, timeline)).collect();
        }
    }

    fn governing_of(&self, pack: usize, timeline: &Timeline) -> Governing {
        let units = &self.world.units;
        if !units.any_adopted() && self.plan.versions(pack).nth(1).is_none() {
            return Governing::of_days(&self.plan.packs[pack]);
        }
        let versions = || self.plan.versions(pack).map(|version| &self.plan.packs[version]);
        let mut changes: Vec<Moment> = vec![Moment::MIN];
        changes.extend(versions().map(|version| version.from.start()));
        changes.extend(versions().filter_map(|version| Some(version.until?.plus_days(1).start())));
        changes.extend(timeline.teams.iter().map(|(from, _)| *from));
        changes.extend(units.adopted_at());
        changes.sort_unstable();
        changes.dedup();
        let mut out = self.governing_while(pack, &changes, |at| timeline.team_at(at));
        let stretches: Vec<Spell> = spells(&out.pack).collect();
        for stretch in stretches {
            let team = timeline.team_at(stretch.from);
            let of_team = self.governing_while(pack, &changes, |_| team);
            let since = step_at(&of_team.pack, stretch.from).filter(|step| step.value.is_yes());
            let since = since.map_or(stretch.from, |step| step.from);
            out.reaches.push(Reach { since, from: stretch.from, to: stretch.to });
        }
        out
    }

    /// When the pack governs whichever team has the case at each instant; it may change only at those.
    fn governing_while(
        &self,
        pack: usize,
        changes: &[Moment],
        team_at: impl Fn(Moment) -> Option<UnitId>,
    ) -> Governing {
        let (info, units) = (&self.plan.packs[pack], &self.world.units);
        let mut out = Governing::default();
        constant(Tri::No, &mut out.own);
        constant(Tri::No, &mut out.pack);
        let mut goes_on = false;
        for from in changes.iter().copied() {
            let adopted = units.governing(team_at(from), from);
            let by_default = adopted.is_none() && !units.any_adopted();
            // Where nobody adopted one, the version that came into force last does.
            let last = self.plan.version_on(pack, from.day());
            let governs = |place: usize| {
                let version = &self.plan.packs[place];
                let chosen = adopted.map_or(by_default && place == last, |(id, of)| version.is(id, of));
                version.in_force(from.day()) && chosen
            };
            let same_pack = adopted.map_or(by_default, |(id, _)| id == info.id);
            goes_on = same_pack && (goes_on || self.plan.versions(pack).any(governs));
            let step = |value: bool| Step { from, value: Tri::from(value), because: Because::Nothing };
            push(&mut out.own, step(governs(pack)));
            push(&mut out.pack, step(goes_on));
        }
        out
    }

    /// Narrows a condition of that pack's to when the pack governs.
    pub(super) fn while_governing(&mut self, pack: usize, signal: &mut Signal) {
        if let Some(governing) = self.governing.get(pack) {
            let mut joined = self.spare.pop().unwrap_or_default();
            combine(signal, &governing.pack, Tri::and, &mut joined);
            std::mem::swap(signal, &mut joined);
            self.spare.push(joined);
        }
    }

    /// The stretches in which that pack governs.
    pub(super) fn reaches(&self, pack: usize) -> &[Reach] {
        const ALWAYS: &[Reach] = &[Reach::ALWAYS];
        self.governing.get(pack).map_or(ALWAYS, |governing| &governing.reaches)
    }

    /// A breach is one by the version in force at the instant.
    pub(super) fn breaches_while_governing(&mut self, breaches: &mut [Signal]) {
        if self.governing.is_empty() {
            return;
        }
        let mut joined = self.spare.pop().unwrap_or_default();
        for (rule, signal) in self.plan.breaches.iter().zip(breaches) {
            combine(signal, &self.governing[rule.pack].own, Tri::and, &mut joined);
            std::mem::swap(signal, &mut joined);
        }
        self.spare.push(joined);
    }

    /// A duty is one of the version that governed as it opened; what was done before the child came to a team that the pack
    /// governs is asked for by nobody there.
    pub(super) fn keep_own_duties(&self, duties: &mut Vec<DutyRecord>) {
        if self.governing.is_empty() {
            return;
        }
        let pack = |duty: &DutyRecord| self.plan.duties[usize::from(duty.duty)].pack;
        let is_over = |duty: &DutyRecord| duty.closed.is_some_and(|(at, _)| at < duty.opened);
        duties.retain(|duty| value_at(&self.governing[pack(duty)].own, duty.opened).is_yes() && !is_over(duty));
    }

    /// For each gate, the decisions on record, and a breach from each that it does not allow until a worker accepts or the
    /// case closes, while it is held against anybody.
    pub(super) fn gates(&mut self, cover: &Cover, out: &mut Timeline) {
        let plan = self.plan;
        out.decided.clear();
        for (place, gate) in plan.gates.iter().enumerate() {
            let before = out.decided.len();
            for decision in self.decisions_of(place, &out.counts, cover) {
                let decided = self.decided(decision, cover);
                out.decided.push(decided);
            }
            if out.decided.len() == before {
                continue;
            }
            let mut during = self.take();
            match &gate.rule.breach_while {
                Some(breach_while) => self.condition(breach_while, &[], &out.counts, cover, &mut during),
                None => constant(Tri::Yes, &mut during),
            }
            let mut stretches: Vec<Stretch> = Vec::new();
            for Decided { decision, doubt, until } in &out.decided[before..] {
                let (value, because) = (decision.allowed().negated(), decision.because);
                for (from, to, holds) in first_stretch(&during, decision.at) {
                    let holds = holds.and(value);
                    stretches.push((from, to.min(*doubt), holds, because, Because::Nothing));
                    let doubted = holds.and(Tri::Unknown);
                    stretches.push((from.max(*doubt), to.min(*until), doubted, because, Because::Nothing));
                }
            }
            self.spare.push(during);
            stretches.retain(|(from, to, ..)| from < to);
            let breach = &mut out.breaches[plan.gate_breaches[place]];
            overlay(breach, &stretches);
            self.while_governing(gate.pack, breach);
        }
    }

    /// For how long what that decision lacks is held against it.
    fn decided(&self, decision: Decision, cover: &Cover) -> Decided {
        // An acceptance on a day that nobody knows, or what may be one, may have ended any of them.
        let may_be_over = self.accepted.iter().any(|one| one.at.is_none()).then_some(decision.at);
        let accepted = self.accepted.iter().filter(|one| one.certain).filter_map(|one| one.of(decision.at));
        // A closing that is the decision itself does not end it.
        let closed = self.opens.closings().map(|open| open.to).filter(|at| *at > decision.at);
        let until = accepted.chain(closed).min().unwrap_or(Moment::MAX);
        let unseen = self.may_be_over_from(decision.at, cover);
        let doubt = self.opens.may_close_after(decision.at).into_iter().chain(unseen).chain(may_be_over).min();
        Decided { doubt: doubt.unwrap_or(until).min(until), decision, until }
    }

    /// From where it is not known whether what goes on since that decision was ended unseen: by an acceptance that the
    /// record would not show, or does not tell from a start, or by a closing of a case that may be closed.
    fn may_be_over_from(&self, decided: Moment, cover: &Cover) -> Option<Moment> {
        let unseen = |kind: Kind, at: Moment| cover.from(kind).is_none_or(|begins| begins > at);
        let before = unseen(Kind::InvolvementStarted, decided).then_some(decided);
        let accepted = self.accepted.iter().filter(|one| !one.certain).filter_map(|one| one.of(decided));
        // Who was offered the child may have accepted unseen. That the offer lapsed later, as another accepted, is no answer.
        let unanswered = |one: &&Involvement| {
            is_main(one.role) && one.accepted_at.is_none() && (one.declined.is_none() || one.lapsed)
        };
        let offered = self.gathered.involvements.iter().filter(unanswered).filter_map(|one| one.offered?.0);
        let offered = offered.filter(|at| unseen(Kind::AllocationAccepted, *at) && *at >= decided);
        let accepted = accepted.chain(offered);
        let closed = may_be_closed_from(cover, &self.open, decided);
        before.into_iter().chain(accepted).chain(closed).min()
    }

    fn decisions_of(&mut self, place: usize, counts: &[Signal], cover: &Cover) -> Vec<Decision> {
        let plan = self.plan;
        let gate = &plan.gates[place];
        // Most children have no such decision, and nothing to evaluate.
        if matching(&self.gathered, &gate.rule.before).next().is_none() {
            return Vec::new();
        }
        let applies = self.applies(place, counts, cover);
        let mut found = self.gates_of(cover).decisions(place, &gate.rule, &applies);
        found.retain(|decision| self.governing.get(gate.pack).is_none_or(|governing| governing.decides(decision.at)));
        self.put_away(applies);
        found
    }

    /// Where that gate applies, and where each of its steps is asked.
    fn applies(&mut self, place: usize, counts: &[Signal], cover: &Cover) -> Applies {
        let plan = self.plan;
        let gate = &plan.gates[place];
        let mut during = self.take();
        self.condition(&gate.rule.during, &[], counts, cover, &mut during);
        self.while_governing(gate.pack, &mut during);
        let mut steps = Vec::with_capacity(gate.rule.steps.len());
        for step in &gate.rule.steps {
            steps.push(step.only_where.as_ref().map(|only_where| {
                let mut signal = self.take();
                self.condition(only_where, &[], counts, cover, &mut signal);
                signal
            }));
        }
        Applies { during, steps }
    }

    /// Keeps the room of that for what is worked out next.
    fn put_away(&mut self, applies: Applies) {
        self.spare.push(applies.during);
        self.spare.extend(applies.steps.into_iter().flatten());
    }

    fn gates_of<'s>(&'s self, cover: &'s Cover) -> Gates<'s> {
        let (calendars, units) = (self.world.calendars(), &self.world.units);
        Gates { gathered: &self.gathered, cover, calendars, units }
    }

    /// How that gate stands for a decision taken at that instant; nothing where it does not apply then, or its pack does
    /// not govern.
    pub fn gate_at(&mut self, timeline: &Timeline, place: usize, at: Moment) -> Option<Decision> {
        let (plan, world) = (self.plan, self.world);
        let gate: &Gate = &plan.gates.get(place)?.rule;
        let governing = self.governing.get(plan.gates[place].pack);
        if governing.is_some_and(|governing| !value_at(&governing.own, at).is_yes()) {
            return None;
        }
        let cover = world.cover(timeline.teams.last().map(|(_, team)| *team));
        let applies = self.applies(place, timeline.own_counts(), cover);
        let from = step_at(&applies.during, at).filter(|step| step.value.is_yes());
        let is_asked = applies.steps_at(at, false);
        let found = from.map(|step| self.gates_of(cover).asked(place, gate, step.from, at, &is_asked));
        self.put_away(applies);
        found
    }
}
