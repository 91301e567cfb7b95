//! Who works with the child: the involvements, when nobody counts by a rule, and in whose hands the child is.

use policy::{Grace, State};
use record::{Moment, Tri};

use super::Evaluator;
use crate::gather::undated;
use crate::holders::Holders;
use crate::signal::{Signal, value_at};
use crate::states::{Stopping, is_main};
use crate::timeline::{Holding, HoldingStep, Involved};
use crate::told::narrow;
use crate::world::Cover;

impl Evaluator<'_> {
    pub(super) fn note_workers(&mut self) {
        self.accepted.clear();
        self.moved.clear();
        for one in &self.gathered.involvements {
            if is_main(one.role) {
                // An acceptance without a date may have come before the start: then the start ends nothing.
                let certain = !undated(one.accepted_at);
                self.accepted.extend(one.acceptances().map(|at| Stopping {
                    at: Some(at),
                    until: one.last_of(at),
                    certain,
                }));
                if undated(one.accepted_at) || undated(one.started) && one.accepted.is_yes() {
                    self.accepted.push(Stopping::ON_NO_DAY);
                }
                self.accepted.extend(one.start_in_doubt().map(|(at, _)| {
                    at.map_or(Stopping::ON_NO_DAY, |at| Stopping {
                        at: Some(at),
                        until: one.last_of(at),
                        certain: false,
                    })
                }));
            }
            let certain = one.worker.is_some();
            self.moved.extend(one.first_named.map(|at| Stopping { at: Some(at), until: one.last_of(at), certain }));
            if one.named_on_unknown_day() {
                self.moved.push(Stopping::ON_NO_DAY);
            }
        }
        self.moved.extend(self.gathered.successors.iter().map(|one| match one.until {
            Some(until) => Stopping { at: one.at, until, certain: true },
            None => Stopping::ON_NO_DAY,
        }));
        self.accepted.sort_unstable();
        self.moved.extend_from_slice(&self.accepted);
        self.moved.sort_unstable();
    }

    pub(super) fn involved(&self, out: &mut Vec<Involved>) {
        out.clear();
        out.extend(self.gathered.involvements.iter().map(|one| {
            let started = one.started.and_then(|(at, _)| at);
            let closed = self.opens.closing_after(one.first_known).map(|open| open.to);
            let ends = one.ends();
            let end = ends.clone().filter_map(|ended| ended.at).chain(closed).min();
            Involved {
                involvement: one.reference,
                worker: one.worker,
                role: one.role,
                team: one.team,
                offered: one.offered.and_then(|(at, _)| at),
                started,
                accepted: one.first_accepted,
                has_begun: one.started.is_some() || one.accepted_at.is_some(),
                ended: end,
                is_ended: end.is_some() || ends.count() > 0,
                lapsed: one.lapsed,
                reason: one.ended.and_then(|ended| ended.reason),
            }
        }));
    }

    pub(super) fn without(&mut self, place: usize, grace: &[Grace], cover: &Cover, out: &mut Signal) {
        if grace.is_empty() && !self.without[place].is_empty() {
            out.clone_from(&self.without[place]);
            return;
        }
        // Most rules differ only in when a worker counts, and most workers always do.
        if grace.is_empty()
            && let Some(other) = self.world.alike(place).find(|other| self.says_the_same([*other, place]))
        {
            out.clone_from(&self.without[other]);
            self.without[place].clone_from(out);
            return;
        }
        let plan = self.plan;
        let rule = match plan.workers.get(place) {
            Some(of) => &of.rule,
            None if place == plan.workers.len() => &plan.held,
            None => &plan.named,
        };
        let mut room = std::mem::take(&mut self.room);
        let holders = Holders { gathered: &self.gathered, opens: &self.opens, cover, world: self.world };
        holders.without(place, rule, grace, &mut room, out);
        self.room = room;
        if grace.is_empty() {
            self.without[place].clone_from(out);
        }
    }

    /// Whether the first of two rules alike was worked out for this child, and says of its workers what the second does.
    fn says_the_same(&self, rules: [usize; 2]) -> bool {
        let involved = self.gathered.involvements.iter().filter_map(|one| one.worker);
        let mut all = involved.chain(self.gathered.successors.iter().map(|one| one.worker));
        !self.without[rules[0]].is_empty() && all.all(|worker| self.world.answers_alike(rules, worker))
    }

    pub(super) fn holding(&mut self, cover: &Cover, out: &mut Vec<HoldingStep>) {
        let (held, named) = (self.plan.workers.len(), self.plan.workers.len() + 1);
        let mut signals: [Signal; 5] = std::array::from_fn(|_| self.take());
        self.without(held, &[], cover, &mut signals[0]);
        // Who held the child may do so still, or another, where nobody has told yet.
        narrow(&mut signals[0], self.nobody_told_until(), 0, &mut Vec::new());
        self.without(named, &[], cover, &mut signals[1]);
        self.state(State::PartnerHeld, cover, &mut signals[2]);
        self.state(State::OnDuty, cover, &mut signals[3]);
        self.state(State::TeamHeld, cover, &mut signals[4]);
        let mut changes: Vec<Moment> = self.open.iter().map(|step| step.from).collect();
        changes.extend(signals.iter().flat_map(|signal| signal.iter().map(|step| step.from)));
        changes.sort_unstable();
        changes.dedup();
        out.clear();
        for from in changes {
            let is = |index: usize| value_at(&signals[index], from);
            let holding = match value_at(&self.open, from) {
                Tri::No => Holding::Closed,
                Tri::Unknown => Holding::OpenNotKnown,
                Tri::Yes => match (is(0), is(1)) {
                    (Tri::No, _) => Holding::Held,
                    (Tri::Unknown, _) => Holding::Unknown,
                    (Tri::Yes, Tri::No) => Holding::Offered,
                    (Tri::Yes, Tri::Unknown) => Holding::Unknown,
                    _ if is(2).is_yes() => Holding::Partner,
                    _ if is(3).is_yes() => Holding::Duty,
                    _ if is(4).is_yes() => Holding::TeamOnly,
                    _ => Holding::Nobody,
                },
            };
            if out.last().is_none_or(|last| last.holding != holding) {
                out.push(HoldingStep { from, holding });
            }
        }
        self.spare.extend(signals);
    }
}
