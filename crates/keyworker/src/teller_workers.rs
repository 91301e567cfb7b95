//! Who on record for a child may be one who counts, for a story: what is not known of each.

use record::Tri;
use record::words::{Role, Word};
use standing::who_counts::{Asked, ByRule};

use crate::story::MayCount;
use crate::teller::Teller;

impl Teller<'_> {
    /// Where it is not known whether that definition counts the child: those on record then of whom it is not known whether its
    /// rules count them, each with what is not known.
    pub fn may_count(&self, definition: usize, counted: Tri) -> Vec<MayCount> {
        if !counted.is_unknown() {
            return Vec::new();
        }
        let Teller { plan, world, book, facts, at, .. } = *self;
        let asked = Asked { plan, world, book, facts, at };
        let mut found: Vec<MayCount> = Vec::new();
        for place in plan.worker_rules_of(&plan.definitions[definition].rule.counts) {
            let parts = plan.workers[place].rule.parts;
            for one in
                self.timeline.maybe_involved_at(at).filter(|one| one.role != Role::Involved || parts.has(one.role))
            {
                let ByRule::NotKnown(what) = asked.by_rule(place, one) else { continue };
                let worker = one.worker.map(|worker| book.names.worker(worker).to_owned());
                let named = worker.as_ref().map_or_else(|| "one".to_owned(), |worker| format!("worker {worker}"));
                let said = MayCount { worker, part: one.role.name(), not_known: what.says(&named) };
                if !found.contains(&said) {
                    found.push(said);
                }
            }
        }
        found
    }
}
