//! Conditions worked out for the child at hand, each at most once, however many rules ask it.

use std::rc::Rc;

use policy::{Breach, Condition};
use record::{Moment, Tri};
use rustc_hash::FxHashMap;

use super::Evaluator;
use crate::conditions::{LooksAt, MadeOf, Parts, Place};
use crate::plan::Ruled;
use crate::signal::{Signal, begun, combine, constant, negate};
use crate::timeline::Timeline;
use crate::told::{last_told, narrow, told_until};
use crate::world::Cover;

/// What conditions of the plan say of the child at hand.
#[derive(Debug, Default)]
pub(super) struct Worked {
    signals: Vec<Signal>,
    /// For each: the number of the child of whom it was last worked out.
    of: Vec<u64>,
    /// The number of the child at hand.
    child: u64,
    /// What is the same of every child who has facts of the same kinds, by what there is; few differ.
    outlines: FxHashMap<(LooksAt, usize), Rc<Outline>>,
    /// Of the child at hand.
    outline: Rc<Outline>,
}

/// What conditions say of every child who has facts of the same kinds, with the same coverage: what looks at nothing that is
/// there says what the coverage alone says, and may settle others.
#[derive(Debug, Default)]
struct Outline {
    /// For each condition: what it says, where that is so.
    known: Vec<Option<Signal>>,
    /// The duties that may be owed, by their places.
    duties: Rc<[usize]>,
    /// For each definition and each breach, and for having nobody: until when everything is told that keeps a child from it.
    definitions_told: Vec<Moment>,
    breaches_told: Vec<Moment>,
    nobody_told: Option<Moment>,
}

impl Worked {
    /// Room for so many conditions.
    pub(super) fn of(conditions: usize) -> Worked {
        Worked { signals: vec![Signal::new(); conditions], of: vec![0; conditions], ..Worked::default() }
    }
}

/// So many outlines are kept; each has a line for each condition of the plan.
const OUTLINES: usize = 2_000;

impl Evaluator<'_> {
    /// Turns to another child: nothing is known of it yet but its outline.
    pub(super) fn outline(&mut self, cover: &Cover) {
        self.worked.child += 1;
        let there = LooksAt::of(self.gathered.kinds.with(cover.in_part), self.gathered.had);
        let of = (there, cover.number);
        if let Some(known) = self.worked.outlines.get(&of) {
            self.worked.outline = Rc::clone(known);
            return;
        }
        if self.worked.outlines.len() >= OUTLINES {
            self.worked.outlines.clear();
        }
        let outline = Rc::new(self.outline_of(there, cover));
        self.worked.outlines.insert(of, Rc::clone(&outline));
        self.worked.outline = outline;
    }

    fn outline_of(&mut self, there: LooksAt, cover: &Cover) -> Outline {
        let conditions = &self.plan.conditions;
        let mut known: Vec<Option<Signal>> = Vec::with_capacity(conditions.written.len());
        // The parts of a condition stand before it.
        for (place, looks_at) in conditions.looks_at.iter().enumerate() {
            let settled = match &conditions.made_of[place] {
                MadeOf::All(parts) => known_always(&known, &parts.each, Tri::No),
                MadeOf::Any(parts) => known_always(&known, &parts.each, Tri::Yes),
                _ => None,
            };
            let unsaid = looks_at.is_some_and(|looks_at| !looks_at.any_of(there));
            let says = settled.map(|value| {
                let mut says = Signal::new();
                constant(value, &mut says);
                says
            });
            known.push(says.or_else(|| {
                let mut says = Signal::new();
                unsaid.then(|| self.condition(&conditions.written[place], &[], &[], cover, &mut says))?;
                Some(says)
            }));
        }
        let never =
            |place: Place| known[place].as_ref().is_some_and(|says| says.iter().all(|step| !step.value.is_yes()));
        let duties = conditions.duties.iter().enumerate().filter(|(_, asks)| !never(asks.during));
        let duties = duties.map(|(place, _)| place).collect();
        let plan = self.plan;
        let told = |condition: &Condition| told_until(plan, condition, &self.gathered, cover);
        let definitions_told = plan.definitions.iter().map(|of| told(&of.rule.counts)).collect();
        let while_breach = |(place, of): (usize, &Ruled<Breach>)| match plan.gate_of(place) {
            Some(gate) => gate.breach_while.as_ref().map_or(Moment::MAX, told),
            None => told(&of.rule.during),
        };
        let breaches_told = plan.breaches.iter().enumerate().map(while_breach).collect();
        let nobody_told = Some(told(&Condition::Without(plan.workers.len())));
        Outline { known, duties, definitions_told, breaches_told, nobody_told }
    }

    /// The last instant of which everything is told that keeps the child at hand from being counted by that definition.
    pub(super) fn told_until(&self, definition: usize) -> Moment {
        last_told(self.worked.outline.definitions_told[definition], self.gathered.span.map(|(_, last)| last))
    }

    /// The last instant of which it is told whether somebody holds the child at hand.
    pub(super) fn nobody_told_until(&self) -> Moment {
        last_told(self.worked.outline.nobody_told.unwrap_or(Moment::MAX), self.gathered.span.map(|(_, last)| last))
    }

    /// What would come to be so only after the last day that is told of is not known: counts and breaches. What rests on
    /// them was worked out before, as if nothing else had happened.
    pub(super) fn keep_to_what_is_told(&self, out: &mut Timeline) {
        let outline = &self.worked.outline;
        let last = self.gathered.span.map(|(_, last)| last);
        let begins_later = |signal: &Signal, until: Moment| signal.last().is_some_and(|last| last.from > until);
        out.not_told.clear();
        out.breaches_not_told.clear();
        if out.counts.iter().zip(&outline.definitions_told).any(|(signal, until)| begins_later(signal, *until)) {
            out.by_itself.clone_from(&out.counts);
            for (place, until) in outline.definitions_told.iter().enumerate() {
                narrow(&mut out.counts[place], last_told(*until, last), place, &mut out.not_told);
            }
        }
        for (place, until) in outline.breaches_told.iter().enumerate() {
            if begins_later(&out.breaches[place], *until) {
                narrow(&mut out.breaches[place], last_told(*until, last), place, &mut out.breaches_not_told);
            }
        }
    }

    /// The duties of the plan that may be owed to the child at hand, by their places.
    pub(super) fn duties_in_question(&self) -> Rc<[usize]> {
        Rc::clone(&self.worked.outline.duties)
    }

    /// Works out that condition of the plan, and what it is made of. `counts` holds the definitions that it refers to.
    #[inline(always)]
    pub(super) fn work_out(&mut self, place: Place, counts: &[Signal], cover: &Cover) {
        if self.worked.of[place] != self.worked.child && self.worked.outline.known[place].is_none() {
            self.work_out_anew(place, counts, cover);
        }
    }

    // Apart, so that it costs little to ask again for what was worked out.
    #[inline(never)]
    fn work_out_anew(&mut self, place: Place, counts: &[Signal], cover: &Cover) {
        let conditions = &self.plan.conditions;
        let mut signal = std::mem::take(&mut self.worked.signals[place]);
        let out = &mut signal;
        match &conditions.made_of[place] {
            MadeOf::Definition(_) => {}
            MadeOf::Alone => self.condition(&conditions.written[place], &[], counts, cover, out),
            MadeOf::Lasting(of) => {
                self.work_out(*of, counts, cover);
                if let Condition::Lasting(lasting) = &conditions.written[place] {
                    self.events(cover).lasting(self.said(*of, counts), lasting, out);
                }
            }
            MadeOf::Since(when) => {
                self.work_out(*when, counts, cover);
                if let Condition::Since(since) = &conditions.written[place] {
                    self.events(cover).since(since, Some(self.said(*when, counts)), out);
                }
            }
            MadeOf::Begun(of, when) => {
                self.work_out(*of, counts, cover);
                self.work_out(*when, counts, cover);
                begun(self.said(*of, counts), self.said(*when, counts), out);
            }
            MadeOf::Not(of) => {
                self.work_out(*of, counts, cover);
                out.clone_from(self.said(*of, counts));
                negate(out);
            }
            MadeOf::All(parts) => self.work_out_each(parts, Tri::and, (Tri::Yes, Tri::No), counts, cover, out),
            MadeOf::Any(parts) => self.work_out_each(parts, Tri::or, (Tri::No, Tri::Yes), counts, cover, out),
        }
        self.worked.signals[place] = signal;
        self.worked.of[place] = self.worked.child;
    }

    /// What that condition, which was worked out, says over time.
    #[inline]
    pub(super) fn said<'s>(&'s self, place: Place, counts: &'s [Signal]) -> &'s Signal {
        match (&self.plan.conditions.made_of[place], &self.worked.outline.known[place]) {
            (MadeOf::Definition(definition), _) => &counts[*definition],
            (_, Some(says)) => says,
            (_, None) => &self.worked.signals[place],
        }
    }

    /// The parts joined, `of_none` where there are none; once they always say `settles`, no other part changes that.
    fn work_out_each(
        &mut self,
        parts: &Parts,
        join: impl Fn(Tri, Tri) -> Tri + Copy,
        (of_none, settles): (Tri, Tri),
        counts: &[Signal],
        cover: &Cover,
        out: &mut Signal,
    ) {
        for part in &parts.cheap {
            self.work_out(*part, counts, cover);
            if always(self.said(*part, counts), settles) {
                constant(settles, out);
                return;
            }
        }
        let mut joined = self.take();
        constant(of_none, out);
        for (index, part) in parts.each.iter().enumerate() {
            self.work_out(*part, counts, cover);
            let part = self.said(*part, counts);
            if index == 0 {
                out.clone_from(part);
            } else if !always(part, of_none) {
                combine(out, part, join, &mut joined);
                std::mem::swap(out, &mut joined);
            }
            if always(out, settles) {
                break;
            }
        }
        self.spare.push(joined);
    }
}

/// That value, where one of those parts is known to say it at every instant.
fn known_always(known: &[Option<Signal>], parts: &[Place], value: Tri) -> Option<Tri> {
    parts.iter().any(|part| known[*part].as_ref().is_some_and(|says| always(says, value))).then_some(value)
}

/// Whether it says that at every instant.
fn always(signal: &Signal, value: Tri) -> bool {
    matches!(signal.as_slice(), [only] if only.value == value)
}
