//! Each team's children by when they leave its figures for ever, so that a page about now reads those who are open and
//! passes over the many more who are closed, and a page about the past reads those who were open then.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use record::{Book, ChildId, Moment, Tri, UnitId};
use rustc_hash::FxHashMap;
use standing::board::lists;
use standing::{Board, Entry, Step, differ};

/// The children of each team, those who stay longest first.
#[derive(Debug, Default)]
pub struct Roll {
    teams: FxHashMap<Option<UnitId>, BTreeSet<(Reverse<Moment>, ChildId)>>,
    /// Where each child stands, to be taken off again.
    placed: FxHashMap<ChildId, (Moment, Vec<Option<UnitId>>)>,
}

impl Roll {
    /// The roll of everybody on the board of whom anything was known at that instant.
    pub fn of(board: &Board, book: &Book, known: Moment) -> Roll {
        let mut roll = Roll::default();
        let was_known = |entry: &&Entry| differ::was_known(&lists(book, board.people(), entry.child), known);
        board.iter().filter(was_known).for_each(|entry| roll.put(entry));
        roll
    }

    /// Puts a child where its timeline says, in place of where it stood.
    pub fn put(&mut self, entry: &Entry) {
        if let Some((until, teams)) = self.placed.remove(&entry.child) {
            for team in teams {
                self.teams.entry(team).or_default().remove(&(Reverse(until), entry.child));
            }
        }
        let (until, teams) = (until(entry), teams(entry));
        for team in &teams {
            self.teams.entry(*team).or_default().insert((Reverse(until), entry.child));
        }
        self.placed.insert(entry.child, (until, teams));
    }

    /// The children who ever belonged to that team and who are in any figure at that instant or later.
    pub fn of_team(&self, team: Option<UnitId>, at: Moment) -> impl Iterator<Item = ChildId> {
        let children = self.teams.get(&team).into_iter().flatten();
        children.take_while(move |(until, _)| until.0 > at).map(|(_, child)| *child)
    }
}

/// The teams to which a child ever belonged.
pub fn teams(entry: &Entry) -> Vec<Option<UnitId>> {
    let mut teams: Vec<Option<UnitId>> = entry.timeline.teams.iter().map(|(_, team)| Some(*team)).collect();
    if teams.is_empty() {
        teams.push(None);
    }
    teams.sort_unstable();
    teams.dedup();
    teams
}

/// From that instant on the child is closed, counted by no definition and in no breach, for all that is known.
fn until(entry: &Entry) -> Moment {
    let timeline = &entry.timeline;
    let signals = timeline.counts.iter().chain(&timeline.breaches).chain([&timeline.open]);
    signals.map(|signal| over(signal)).max().unwrap_or(Moment::MAX)
}

/// The instant from which a signal is no for ever.
fn over(signal: &[Step]) -> Moment {
    signal.last().map_or(Moment::MIN, |last| if last.value == Tri::No { last.from } else { Moment::MAX })
}
