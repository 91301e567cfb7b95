//! What is counted of a team's children at an instant, and the counts of past days, kept so that a page is quick.

use record::{ChildId, Day, Moment, Tri, UnitId};
use rustc_hash::{FxHashMap, FxHashSet};
use standing::Holding;
use standing::signal::value_at;

use super::question::Question;
use crate::view::Count;

/// What is counted of some children.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub open: u64,
    pub without: Count,
    pub breaches: u64,
    pub overdue: u64,
    pub in_name_only: Count,
    /// Held by a worker who has accepted.
    pub held: u64,
    /// Of whom it is not recorded whether a worker has accepted.
    pub held_not_known: u64,
    /// Whole days, since when, and who.
    pub longest: Option<(u64, Day, ChildId)>,
}

impl Tally {
    /// Both together.
    pub fn add(&mut self, other: &Tally) {
        self.open += other.open;
        add(&mut self.without, other.without);
        self.breaches += other.breaches;
        self.overdue += other.overdue;
        add(&mut self.in_name_only, other.in_name_only);
        self.held += other.held;
        self.held_not_known += other.held_not_known;
        let rank =
            |longest: Option<(u64, Day, ChildId)>| longest.map(|(days, _, child)| (days, std::cmp::Reverse(child)));
        if rank(other.longest) > rank(self.longest) {
            self.longest = other.longest;
        }
    }
}

/// Adds a count to another.
pub fn add(sum: &mut Count, other: Count) {
    sum.certain += other.certain;
    sum.possible += other.possible;
}

/// Counts one child.
pub fn one(value: Tri) -> Count {
    Count::new(u64::from(value.is_yes()), u64::from(value.is_unknown()))
}

impl Question<'_> {
    /// What is counted of that team's children.
    pub fn tally(&self, team: Option<UnitId>) -> Tally {
        let mut tally = Tally::default();
        for entry in self.of_team(team) {
            let is_open = self.is_open(entry);
            let counted = self.counted(entry);
            // Closed children are in no figure.
            if counted.is_no() && value_at(&entry.timeline.open, self.at).is_no() {
                continue;
            }
            tally.open += u64::from(is_open);
            add(&mut tally.without, one(counted));
            tally.breaches += u64::from(self.breaches(entry).next().is_some());
            tally.overdue += u64::from(self.is_overdue(entry));
            add(&mut tally.in_name_only, one(self.in_name_only(entry).0));
            match entry.timeline.holding_at(self.at) {
                Holding::Held => tally.held += 1,
                Holding::Unknown => tally.held_not_known += 1,
                _ => {}
            }
            if counted.is_yes()
                && let Some(stand) = self.stand(entry, self.tray)
                && let (Some(days), Some(since)) = (self.days(&stand), stand.since)
                && tally.longest.is_none_or(|(longest, _, child)| (days, child) > (longest, entry.child))
            {
                tally.longest = Some((days, since, entry.child));
            }
        }
        tally
    }

    /// How many of that team's children the tray's definition counts.
    pub fn count(&self, team: Option<UnitId>) -> Count {
        let mut count = Count::default();
        self.of_team(team).for_each(|entry| add(&mut count, one(self.counted(entry))));
        count
    }
}

/// Which cut a kept count belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    viewer: String,
    /// The instant of knowledge; nothing for what is known now.
    known: Option<Moment>,
    team: Option<UnitId>,
    at: Moment,
}

/// Counts of past days by team. A fact takes away only those of the teams that it touches.
#[derive(Debug, Default)]
pub struct Cuts(FxHashMap<Key, Count>);

/// As many counts as a year of weeks of four hundred teams.
const MOST_KEPT: usize = 20_800;

impl Cuts {
    /// The count that is kept for that cut.
    pub fn get(&self, viewer: &str, known: Option<Moment>, team: Option<UnitId>, at: Moment) -> Option<Count> {
        self.0.get(&Key { viewer: viewer.to_owned(), known, team, at }).copied()
    }

    /// Keeps a count.
    pub fn put(&mut self, viewer: &str, known: Option<Moment>, team: Option<UnitId>, at: Moment, count: Count) {
        if self.0.len() >= MOST_KEPT {
            self.0.clear();
        }
        self.0.insert(Key { viewer: viewer.to_owned(), known, team, at }, count);
    }

    /// Lets go of what a fact about children of those teams may have changed: everything where `teams` is nothing.
    pub fn forget(&mut self, teams: Option<&FxHashSet<Option<UnitId>>>) {
        match teams {
            None => self.0.clear(),
            Some(teams) => self.0.retain(|key, _| key.known.is_some() || !teams.contains(&key.team)),
        }
    }
}
