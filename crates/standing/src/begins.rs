//! Duties that nobody would see begin, or be met: what begins or meets them is recorded nowhere, so that none of them, or all of
//! them open, is no sign of what was done.

use policy::{Condition, Due};
use record::Kind;

use crate::plan::{Plan, kind_of};

/// The kinds of fact for want of which the duty at that place of the plan begins for nobody on this record; none where it can
/// begin. `is_recorded` says whether anything records a kind.
pub fn unseen(plan: &Plan, duty: usize, is_recorded: &dyn Fn(Kind) -> bool) -> Vec<Kind> {
    let rule = &plan.duties[duty].rule;
    let mut kinds = missing(plan, &rule.during, is_recorded);
    kinds.extend(if_all(rule.on.iter().map(|event| event.fact), is_recorded));
    if let Due::SetBy(kind) = rule.due {
        kinds.extend(if_all(std::iter::once(kind), is_recorded));
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The kinds of fact for want of which nobody could tell that the duty at that place of the plan was not met; none where it can be
/// told.
pub fn unshown(plan: &Plan, duty: usize, is_recorded: &dyn Fn(Kind) -> bool) -> Vec<Kind> {
    let unrecorded = |part: &Vec<policy::Event>| -> Vec<Kind> {
        part.iter().map(|event| event.fact).filter(|kind| !is_recorded(*kind)).collect()
    };
    let parts: Vec<Vec<Kind>> = plan.duties[duty].rule.met_by.iter().map(unrecorded).collect();
    // Of what is asked for together, one part that would be seen is enough to see that it is not there.
    if parts.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut kinds = parts.concat();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The kinds without any of which the condition is yes for nobody.
fn missing(plan: &Plan, condition: &Condition, is_recorded: &dyn Fn(Kind) -> bool) -> Vec<Kind> {
    match condition {
        Condition::State(state) => if_all(std::iter::once(kind_of(*state)), is_recorded),
        Condition::Status(_) => if_all(std::iter::once(Kind::StatusStarted), is_recorded),
        Condition::Placement(_) => if_all(std::iter::once(Kind::PlacementStarted), is_recorded),
        Condition::Service { .. } => if_all(std::iter::once(Kind::ServiceEntryJoined), is_recorded),
        Condition::Since(since) => if_all(since.event.iter().map(|event| event.fact), is_recorded),
        Condition::Often(often) => if_all(often.event.iter().map(|event| event.fact), is_recorded),
        Condition::Lasting(lasting) => missing(plan, &lasting.of, is_recorded),
        Condition::Begun(begun) => {
            [&begun.of, &begun.when].into_iter().flat_map(|one| missing(plan, one, is_recorded)).collect()
        }
        Condition::Definition(place) => missing(plan, &plan.definitions[*place].rule.counts, is_recorded),
        Condition::All(list) => list.iter().flat_map(|one| missing(plan, one, is_recorded)).collect(),
        Condition::Any(list) => {
            let ways: Vec<Vec<Kind>> = list.iter().map(|one| missing(plan, one, is_recorded)).collect();
            if ways.iter().any(Vec::is_empty) { Vec::new() } else { ways.concat() }
        }
        // What is so where nothing is recorded, or is told by who the child is.
        Condition::Not(_)
        | Condition::Without(_)
        | Condition::AgeFrom(_)
        | Condition::AgeUnder(_)
        | Condition::Team(_) => Vec::new(),
    }
}

/// Those kinds, where none of them is recorded.
fn if_all(kinds: impl Iterator<Item = Kind>, is_recorded: &dyn Fn(Kind) -> bool) -> Vec<Kind> {
    let kinds: Vec<Kind> = kinds.collect();
    if kinds.iter().any(|kind| is_recorded(*kind)) { Vec::new() } else { kinds }
}
