//! Who acts, and in which posts.

use record::words::{Post, Words};
use record::{Book, Day, Moment, UnitId, WorkerId};

use crate::State;
use crate::posts::tenures;

/// Whoever gives a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The worker, by the identity under which they sign in.
    pub worker: WorkerId,
}

/// The posts that the worker holds for that team at that instant, or in which they stand in: those on record, and what
/// their profession says of their own team. A child of no team is everybody's whose post is for all units.
pub fn posts(state: State<'_>, worker: WorkerId, team: Option<UnitId>, at: Moment) -> Words<Post> {
    let for_team = |unit: Option<UnitId>| match (unit, team) {
        (None, _) => true,
        (Some(unit), Some(team)) => state.world.units.belongs_to(team, unit),
        (Some(_), None) => false,
    };
    let held = tenures(state.book, worker, state.world.known, at);
    held.iter().filter(|one| for_team(one.unit)).fold(Words::NONE, |posts, one| posts.with(one.post))
}

/// Every post that the worker holds at that instant, or in which they stand in, each for a unit and those below it, or for
/// all where there is none.
pub fn held(book: &Book, known: Moment, worker: WorkerId, at: Moment) -> Vec<(Post, Option<UnitId>)> {
    tenures(book, worker, known, at).iter().map(|one| (one.post, one.unit)).collect()
}

/// The worker's last civil day with the authority, as far as one is on record.
pub(crate) fn last_day(state: State<'_>, worker: WorkerId, at: Moment) -> Option<Day> {
    crate::posts::last_day(state.book, worker, state.world.known, at)
}
