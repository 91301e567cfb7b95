//! Duties of which nobody can tell whether they are owed, since it is not known when the child was born.

use policy::Condition;
use record::{Moment, Tri};

use crate::plan::Plan;
use crate::timeline::Timeline;

/// The places of the duties that would be owed at one age and not at another, for a child of whom neither the birth nor when it
/// is expected is known. Whatever else a duty asks beside whom a definition counts is taken to be so.
pub fn hang_on_age(plan: &Plan, timeline: &Timeline, at: Moment) -> Vec<usize> {
    if timeline.born.is_some() || timeline.expected.is_some() {
        return Vec::new();
    }
    let in_force = plan.duties.iter().enumerate().filter(|(_, of)| plan.in_force_on(of.pack, at.day()));
    let value = |condition: &Condition, from: Tri, under: Tri| value(condition, timeline, at, (from, under));
    let hangs = |condition: &Condition| value(condition, Tri::Yes, Tri::No) != value(condition, Tri::No, Tri::Yes);
    in_force.filter(|(_, of)| hangs(&of.rule.during)).map(|(place, _)| place).collect()
}

/// What a condition comes to where every age is as given: at least so many years, and under so many.
fn value(condition: &Condition, timeline: &Timeline, at: Moment, age: (Tri, Tri)) -> Tri {
    let of = |one: &Condition| value(one, timeline, at, age);
    match condition {
        Condition::AgeFrom(_) => age.0,
        Condition::AgeUnder(_) => age.1,
        Condition::Definition(place) => timeline.counted(*place, at),
        Condition::All(list) => list.iter().map(of).fold(Tri::Yes, Tri::and),
        Condition::Any(list) => list.iter().map(of).fold(Tri::No, Tri::or),
        Condition::Not(one) => of(one).negated(),
        _ => Tri::Yes,
    }
}
