//! Since when a child that a definition counts has had no worker, found part by part of what the definition asks.

use policy::Condition;
use record::Moment;

use super::Evaluator;
use crate::signal::{Signal, value_at};
use crate::since::{WithoutSince, asks_for_worker, began, was_not_known_before};
use crate::world::Cover;

impl Evaluator<'_> {
    /// Since when the child was without a worker, for every count that began later than that.
    pub(super) fn since(&mut self, cover: &Cover, counts: &[Signal], out: &mut Vec<WithoutSince>) {
        let plan = self.plan;
        for (place, definition) in plan.definitions.iter().enumerate() {
            for step in counts[place].iter().filter(|step| step.value.is_yes()) {
                let lacking = self.lacking_from(&definition.rule.counts, step.from, counts, cover);
                let open = began(&self.open, step.from);
                let since = lacking.zip(open).map(|(lacking, open)| lacking.max(open));
                if let Some(since) = since.filter(|since| *since < step.from) {
                    let at_the_latest = was_not_known_before(&counts[place], step.from);
                    let (counted_from, from) = (step.from, step.from);
                    out.push(WithoutSince { definition: place, counted_from, from, since, at_the_latest });
                }
            }
        }
    }

    /// Where the unbroken stretch began in which the child had no worker, as a condition that is yes at that instant asks
    /// for one; nothing where it asks for none.
    fn lacking_from(&mut self, of: &Condition, at: Moment, counts: &[Signal], cover: &Cover) -> Option<Moment> {
        match of {
            Condition::Without(rule) => {
                let mut without = self.take();
                self.without(*rule, &[], cover, &mut without);
                let from = began(&without, at);
                self.spare.push(without);
                from
            }
            Condition::All(list) => list.iter().filter_map(|one| self.lacking_from(one, at, counts, cover)).max(),
            Condition::Any(list) => {
                let plan = self.plan;
                let asking = list.iter().filter(|one| asks_for_worker(plan, one));
                asking.filter_map(|one| self.lacking_if_so(one, at, counts, cover)).min()
            }
            Condition::Lasting(lasting) => self.lacking_from(&lasting.of, at, counts, cover),
            Condition::Begun(begun) => self.lacking_from(&begun.of, at, counts, cover),
            Condition::Definition(place) => {
                let plan = self.plan;
                self.lacking_from(&plan.definitions[*place].rule.counts, at, counts, cover)
            }
            Condition::Not(inner) => match inner.as_ref() {
                Condition::Not(inner) => self.lacking_from(inner, at, counts, cover),
                _ => None,
            },
            _ => None,
        }
    }

    /// The same of one way of several, where it is yes at that instant.
    fn lacking_if_so(&mut self, of: &Condition, at: Moment, counts: &[Signal], cover: &Cover) -> Option<Moment> {
        let mut so = self.take();
        self.condition(of, &[], counts, cover, &mut so);
        let is_so = value_at(&so, at).is_yes();
        self.spare.push(so);
        is_so.then(|| self.lacking_from(of, at, counts, cover)).flatten()
    }
}
