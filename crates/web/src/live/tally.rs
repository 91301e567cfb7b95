//! What is counted of children at an instant.

use record::{ChildId, Day, Tri};
use standing::signal::value_at;
use standing::{Entry, Holding};

use super::question::Question;
use crate::view::Count;

/// What is counted of some children.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub open: u64,
    pub without: Count,
    pub breaches: u64,
    pub overdue: Count,
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
        add(&mut self.overdue, other.overdue);
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
    /// What is counted of one child; closed children are in no figure.
    pub fn tally_of(&self, entry: &Entry) -> Tally {
        let mut tally = Tally::default();
        let counted = self.counted(entry);
        if counted.is_no() && value_at(&entry.timeline.open, self.at).is_no() {
            return tally;
        }
        tally.open = u64::from(self.is_open(entry));
        tally.without = one(counted);
        tally.breaches = u64::from(self.breaches(entry).next().is_some());
        tally.overdue = one(self.overdue(entry));
        tally.in_name_only = one(self.in_name_only(entry).0);
        match entry.timeline.holding_at(self.at) {
            Holding::Held => tally.held = 1,
            Holding::Unknown => tally.held_not_known = 1,
            _ => {}
        }
        if counted.is_yes()
            && let Some(stand) = self.stand(entry, self.tray)
            && let (Some(days), Some(since)) = (self.days(&stand), stand.since)
        {
            tally.longest = Some((days, since, entry.child));
        }
        tally
    }
}
