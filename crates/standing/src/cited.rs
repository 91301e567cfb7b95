//! By which of a definition's clauses it counts a child, where that can be told: clauses that each say another way to have no
//! worker (PG-01, PG-02, PG-03), or that are each followed by one of the counts that a definition is put together from
//! (NAME-02 to NAME-07). Clauses that say together who counts (AP-01, AP-04, AP-36) cannot be told apart.

use policy::{Cause, Condition, StopOn, WorkerRule};
use record::{Moment, Tri};

use crate::plan::Plan;
use crate::since::worker_rules;
use crate::timeline::Timeline;

/// Every cause that a definition can tell apart; nothing stands for one that is not on record.
const CAUSES: [Option<Cause>; 6] = [
    Some(Cause::Opened),
    Some(Cause::InvolvementEnded),
    Some(Cause::LeftAuthority),
    Some(Cause::Absence),
    Some(Cause::OfferEnded),
    None,
];

/// By what the children whom one clause counts are told from those whom the definition's other clauses count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToldBy {
    /// By the counts that the definition is put together from and that follow the clause: their places in the plan.
    Parts(Vec<usize>),
    /// By what left the child without a worker.
    Cause,
}

/// By what whom that clause counts is told from whom the definition's other clauses do; nothing where they count together, so
/// that only the whole count can be said to follow the clause.
pub fn told_by(plan: &Plan, definition: usize, clause: &str) -> Option<ToldBy> {
    let of = &plan.definitions[definition].rule;
    if of.cites.0.len() < 2 || !of.cites.0.iter().any(|id| id == clause) {
        return None;
    }
    let mut parts = Vec::new();
    either(&of.counts, false, &mut parts);
    let (own, others): (Vec<usize>, Vec<usize>) = parts.into_iter().partition(|place| {
        let cites = &plan.definitions[*place].rule.cites;
        cites.0.iter().any(|id| id == clause)
    });
    if !own.is_empty() {
        return (!others.is_empty()).then_some(ToldBy::Parts(own));
    }
    let causes = |clause: &str| CAUSES.map(|cause| follows_cause(plan, definition, clause, cause));
    let own = causes(clause);
    let is_of_some = own.contains(&true) && own.contains(&false);
    let is_shared = || of.cites.0.iter().any(|other| other != clause && causes(other) == own);
    (is_of_some && !is_shared()).then_some(ToldBy::Cause)
}

/// Whether the definition counts the child at that instant by that clause; by all of its count where the clause is not told
/// apart. `cause` is why the child has no worker by it, where that is on record.
pub fn counted_by(
    plan: &Plan,
    timeline: &Timeline,
    (definition, clause): (usize, &str),
    at: Moment,
    cause: impl Fn(usize) -> Option<Cause> + Copy,
) -> Tri {
    let counted = timeline.counted(definition, at);
    if counted.is_no() {
        return Tri::No;
    }
    match told_by(plan, definition, clause) {
        None => counted,
        Some(ToldBy::Cause) if follows_cause(plan, definition, clause, cause(definition)) => counted,
        Some(ToldBy::Cause) => Tri::No,
        Some(ToldBy::Parts(parts)) => {
            let part = |place: usize| counted_by(plan, timeline, (place, clause), at, cause);
            counted.and(parts.into_iter().map(part).max().unwrap_or(Tri::No))
        }
    }
}

/// The definitions of which any may make the condition so.
fn either(condition: &Condition, any: bool, out: &mut Vec<usize>) {
    match condition {
        Condition::Definition(place) if any => out.push(*place),
        Condition::All(list) if !any => list.iter().for_each(|one| either(one, false, out)),
        Condition::Any(list) => list.iter().for_each(|one| either(one, true, out)),
        _ => {}
    }
}

/// Whether that clause of the definition counts a child who has no worker for that cause: one of what then stops a worker's
/// counting, or else of who counts and of the grace. A definition that asks for several kinds of worker does not say it.
fn follows_cause(plan: &Plan, definition: usize, clause: &str, cause: Option<Cause>) -> bool {
    let of = &plan.definitions[definition].rule;
    let Some(rule) = one_worker_rule(plan, &of.counts) else { return false };
    let cites = |cites: &policy::Cites| cites.0.iter().any(|id| id == clause);
    let is_cause = |on: &StopOn| match on {
        StopOn::LeftAuthority => cause == Some(Cause::LeftAuthority),
        StopOn::Absence { .. } => cause == Some(Cause::Absence),
    };
    let mut stops = rule.stops.iter().filter(|stop| is_cause(&stop.on)).peekable();
    if stops.peek().is_some() {
        return stops.any(|stop| cites(&stop.cites));
    }
    let mut grace = of.grace.iter().filter(|grace| cause.is_some_and(|cause| grace.since.has(cause)));
    cites(&rule.cites) || grace.any(|grace| cites(&grace.cites))
}

fn one_worker_rule<'p>(plan: &'p Plan, condition: &Condition) -> Option<&'p WorkerRule> {
    let mut rules = Vec::new();
    worker_rules(plan, condition, &mut rules);
    rules.sort_unstable();
    rules.dedup();
    match rules[..] {
        [rule] => plan.workers.get(rule).map(|of| &of.rule),
        _ => None,
    }
}
