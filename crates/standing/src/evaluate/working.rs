//! Conditions worked out for the child at hand, each at most once, however many rules ask it.

use policy::Condition;
use record::Tri;

use super::Evaluator;
use crate::conditions::{MadeOf, Parts, Place};
use crate::signal::{Signal, begun, combine, constant, negate};
use crate::world::Cover;

/// What conditions of the plan say of the child at hand.
#[derive(Debug, Default)]
pub(super) struct Worked {
    signals: Vec<Signal>,
    /// For each: the number of the child of whom it was last worked out.
    of: Vec<u64>,
    /// The number of the child at hand.
    child: u64,
}

impl Worked {
    /// Room for so many conditions.
    pub(super) fn of(conditions: usize) -> Worked {
        Worked { signals: vec![Signal::new(); conditions], of: vec![0; conditions], child: 0 }
    }

    /// Turns to another child: nothing is known of it yet.
    pub(super) fn next_child(&mut self) {
        self.child += 1;
    }
}

impl Evaluator<'_> {
    /// Works out that condition of the plan, and what it is made of. `counts` holds the definitions that it refers to.
    #[inline]
    pub(super) fn work_out(&mut self, place: Place, counts: &[Signal], cover: &Cover) {
        if self.worked.of[place] != self.worked.child {
            self.work_out_anew(place, counts, cover);
        }
    }

    fn work_out_anew(&mut self, place: Place, counts: &[Signal], cover: &Cover) {
        let conditions = &self.plan.conditions;
        let mut out = std::mem::take(&mut self.worked.signals[place]);
        match &conditions.made_of[place] {
            MadeOf::Definition(_) => {}
            MadeOf::Alone => self.condition(&conditions.written[place], &[], counts, cover, &mut out),
            MadeOf::Lasting(of) => {
                self.work_out(*of, counts, cover);
                if let Condition::Lasting(lasting) = &conditions.written[place] {
                    self.events(cover).lasting(self.said(*of, counts), lasting, &mut out);
                }
            }
            MadeOf::Since(when) => {
                self.work_out(*when, counts, cover);
                if let Condition::Since(since) = &conditions.written[place] {
                    self.events(cover).since(since, Some(self.said(*when, counts)), &mut out);
                }
            }
            MadeOf::Begun(of, when) => {
                self.work_out(*of, counts, cover);
                self.work_out(*when, counts, cover);
                begun(self.said(*of, counts), self.said(*when, counts), &mut out);
            }
            MadeOf::Not(of) => {
                self.work_out(*of, counts, cover);
                out.clone_from(self.said(*of, counts));
                negate(&mut out);
            }
            MadeOf::All(parts) => self.work_out_each(parts, Tri::and, (Tri::Yes, Tri::No), counts, cover, &mut out),
            MadeOf::Any(parts) => self.work_out_each(parts, Tri::or, (Tri::No, Tri::Yes), counts, cover, &mut out),
        }
        self.worked.signals[place] = out;
        self.worked.of[place] = self.worked.child;
    }

    /// What that condition, which was worked out, says over time.
    pub(super) fn said<'s>(&'s self, place: Place, counts: &'s [Signal]) -> &'s Signal {
        match self.plan.conditions.made_of[place] {
            MadeOf::Definition(definition) => &counts[definition],
            _ => &self.worked.signals[place],
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

/// Whether it says that at every instant.
fn always(signal: &Signal, value: Tri) -> bool {
    matches!(signal.as_slice(), [only] if only.value == value)
}
