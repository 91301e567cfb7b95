//! What the record has of a later day than that on which an act is put: nobody is made to work with a child whose case was closed
//! since, has a part that somebody else has had since, or is taken off before they began.

use record::words::Role;
use record::{Moment, Tri};
use standing::signal::value_at;
use standing::timeline::Involved;
use standing::{Signal, Timeline};

use crate::act::Act;
use crate::case::{Case, has_begun};

/// The later instant that stands against the act, where one does.
pub(crate) fn by_later(act: &Act, case: &Case<'_>) -> Option<Moment> {
    match *act {
        Act::Offer { .. } | Act::Close { .. } => closed_since(&case.timeline, case.at),
        Act::SignTransfer { .. } => closed_since(&case.timeline, case.at).into_iter().chain(begun_later(case)).min(),
        Act::Leave { .. } => begun_later(case),
        Act::Accept { involvement } => {
            let role = case.involvement(involvement)?.role;
            let later = in_part_later(role, case).filter(|one| one.involvement != involvement).filter_map(begins).min();
            closed_since(&case.timeline, case.at).into_iter().chain(later).min()
        }
        // Nothing ends before it began.
        Act::End { involvement, .. } => case.involvement(involvement).and_then(begins).filter(|from| *from > case.at),
        _ => None,
    }
}

/// The first instant at which somebody was offered the child, or began where they did, when the case would have been closed.
pub(crate) fn after_closing(open: &Signal, case: &Case<'_>) -> Option<Moment> {
    let later = case.timeline.involved.iter().filter_map(|one| begins(one).or(one.offered));
    later.filter(|from| *from > case.at && value_at(open, *from).is_no()).min()
}

/// When the case was closed after that instant.
fn closed_since(timeline: &Timeline, at: Moment) -> Option<Moment> {
    timeline.open.iter().find(|step| step.from > at && step.value == Tri::No).map(|step| step.from)
}

/// When somebody began to hold the child after the instant of the act.
fn begun_later(case: &Case<'_>) -> Option<Moment> {
    let later = [Role::Lead, Role::KeyWorker].into_iter().flat_map(|role| in_part_later(role, case));
    later.filter_map(begins).min()
}

/// Whoever began in that part after the instant of the act, where only one has it at a time.
fn in_part_later<'c>(role: Role, case: &'c Case<'_>) -> impl Iterator<Item = &'c Involved> {
    let alone = matches!(role, Role::Lead | Role::KeyWorker);
    let begun_later = move |one: &&Involved| {
        alone && one.role == role && has_begun(one) && begins(one).is_some_and(|from| from > case.at)
    };
    case.timeline.involved.iter().filter(begun_later)
}

fn begins(one: &Involved) -> Option<Moment> {
    one.started.into_iter().chain(one.accepted).min()
}
