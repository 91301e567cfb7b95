//! Each team's children by when they leave its figures for ever, so that a page about now reads those who are open and
//! passes over the many more who are closed, and a page about the past reads those who were open then.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use record::{Book, ChildId, Moment, Tri, UnitId};
use rustc_hash::FxHashMap;
use standing::board::lists;
use standing::{Board, Entry, Holding, Step, differ};

use super::sums::Sums;

/// A child's place: when it leaves the figures, who it is, and from when on no tray has it.
type Place = (Reverse<Moment>, ChildId, Moment);

/// The children of each team, those who stay longest first.
#[derive(Debug, Default)]
pub struct Roll {
    teams: FxHashMap<Option<UnitId>, BTreeSet<Place>>,
    /// Where each child stands, to be taken off again.
    placed: FxHashMap<ChildId, (Place, Vec<Option<UnitId>>)>,
    /// The definitions by which trays may count.
    trays: Vec<usize>,
    /// What was counted of each team and still holds.
    pub sums: Sums,
    /// The children to whom access is restricted.
    pub restricted: BTreeSet<ChildId>,
}

impl Roll {
    /// The roll of everybody on the board of whom anything was known at that instant.
    pub fn of(board: &Board, book: &Book, known: Moment, tray: usize) -> Roll {
        let mut roll = Roll { trays: trays(board, tray), ..Roll::default() };
        let was_known = |entry: &&Entry| differ::was_known(&lists(book, board.people(), entry.child), known);
        board.iter().filter(was_known).for_each(|entry| roll.put(entry));
        roll
    }

    /// Puts a child where its timeline says, in place of where it stood.
    pub fn put(&mut self, entry: &Entry) {
        if let Some((place, teams)) = self.placed.remove(&entry.child) {
            for team in teams {
                self.teams.entry(team).or_default().remove(&place);
                self.sums.forget(team);
            }
        }
        let (place, teams) = ((Reverse(until(entry)), entry.child, out_of_tray(entry, &self.trays)), teams(entry));
        for team in &teams {
            self.teams.entry(*team).or_default().insert(place);
            self.sums.forget(*team);
        }
        if entry.restricted {
            self.restricted.insert(entry.child);
        } else {
            self.restricted.remove(&entry.child);
        }
        self.placed.insert(entry.child, (place, teams));
    }

    /// Whether anything was known of that child.
    pub fn has(&self, child: ChildId) -> bool {
        self.placed.contains_key(&child)
    }

    /// The children who ever belonged to that team and who are in any figure at that instant or later, each with whether
    /// a tray may have it then.
    pub fn of_team(&self, team: Option<UnitId>, at: Moment) -> impl Iterator<Item = (ChildId, bool)> {
        let children = self.teams.get(&team).into_iter().flatten();
        let here = children.take_while(move |(until, ..)| until.0 > at);
        here.map(move |(_, child, out_of_tray)| (*child, *out_of_tray > at))
    }
}

/// The definitions by which trays may count at one instant or another: the given one, and, where policies were adopted, what
/// each of them counts by and what each team's own does.
fn trays(board: &Board, given: usize) -> Vec<usize> {
    let (plan, units) = (board.plan(), &board.world().units);
    let mut trays = vec![given];
    if plan.has_all_adopted(units) {
        let ever: Vec<&str> = units.packs_ever_adopted().collect();
        let adopted = plan.packs.iter().filter(|pack| ever.contains(&pack.id.as_str()));
        trays.extend(adopted.filter_map(|pack| pack.leading).chain(plan.each_team()));
    }
    trays
}

/// From that instant on the child is never counted by the trays' definition, in no breach and offered to nobody, for all
/// that is known: it needs no place in a tray.
fn out_of_tray(entry: &Entry, trays: &[usize]) -> Moment {
    let timeline = &entry.timeline;
    let signals = timeline.breaches.iter().chain(trays.iter().map(|tray| &timeline.counts[*tray]));
    let offered = match timeline.holding.iter().rposition(|step| step.holding == Holding::Offered) {
        Some(last) => timeline.holding.get(last + 1).map_or(Moment::MAX, |next| next.from),
        None => Moment::MIN,
    };
    signals.map(|signal| over(signal)).max().unwrap_or(Moment::MIN).max(offered)
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
