//! Which of a definition's clauses counts a child: each says another way to have no worker (PG-01, PG-02, PG-03).

use policy::{Cause, StopOn};

use crate::plan::Plan;
use crate::since::worker_rules;

/// Every cause that a definition can tell apart; nothing stands for one that is not on record.
const CAUSES: [Option<Cause>; 6] = [
    Some(Cause::Opened),
    Some(Cause::InvolvementEnded),
    Some(Cause::LeftAuthority),
    Some(Cause::Absence),
    Some(Cause::OfferEnded),
    None,
];

/// The clauses by which that definition counts a child who has no worker for that cause: those of what stops a worker's
/// counting, or else those of who counts and of the grace.
pub fn clauses_for(plan: &Plan, definition: usize, cause: Option<Cause>) -> Vec<&str> {
    let of = &plan.definitions[definition].rule;
    let mut rules = Vec::new();
    worker_rules(plan, &of.counts, &mut rules);
    let mut found: Vec<&str> = Vec::new();
    for rule in rules.iter().filter_map(|rule| plan.workers.get(*rule)).map(|of| &of.rule) {
        let is_cause = |on: &StopOn| match on {
            StopOn::LeftAuthority => cause == Some(Cause::LeftAuthority),
            StopOn::Absence { .. } => cause == Some(Cause::Absence),
        };
        let stops: Vec<_> = rule.stops.iter().filter(|stop| is_cause(&stop.on)).collect();
        found.extend(stops.iter().flat_map(|stop| &stop.cites.0).map(String::as_str));
        if stops.is_empty() {
            let grace = of.grace.iter().filter(|grace| cause.is_some_and(|cause| grace.since.has(cause)));
            found.extend(rule.cites.0.iter().chain(grace.flat_map(|grace| &grace.cites.0)).map(String::as_str));
        }
    }
    // A grace cites the clause of who counts again.
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether that clause of the definition is about some of its causes only.
pub fn is_of_some_causes(plan: &Plan, definition: usize, clause: &str) -> bool {
    let so = CAUSES.iter().filter(|cause| clauses_for(plan, definition, **cause).contains(&clause)).count();
    so > 0 && so < CAUSES.len()
}
