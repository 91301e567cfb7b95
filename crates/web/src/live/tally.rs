//! What is counted of children at an instant.

use record::{ChildId, Day};
use standing::signal::value_at;
use standing::since::Counted;
use standing::{Entry, Holding};

use super::question::Question;

/// What is counted of some children.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub open: Counted,
    pub without: Counted,
    pub breaches: Counted,
    pub overdue: Counted,
    pub in_name_only: Counted,
    /// Held by a worker who has accepted.
    pub held: u64,
    /// Of whom it is not recorded whether a worker has accepted.
    pub held_not_known: u64,
    /// Who has been without a worker the longest.
    pub longest: Option<LongestWithout>,
}

/// How long a child has been without a worker.
#[derive(Clone, Copy, Debug)]
pub struct LongestWithout {
    /// Whole days.
    pub days: u64,
    pub since: Day,
    /// Whether it may be longer.
    pub at_least: bool,
    pub child: ChildId,
}

impl Tally {
    /// Both together.
    pub fn add(&mut self, other: &Tally) {
        self.open.join(other.open);
        self.without.join(other.without);
        self.breaches.join(other.breaches);
        self.overdue.join(other.overdue);
        self.in_name_only.join(other.in_name_only);
        self.held += other.held;
        self.held_not_known += other.held_not_known;
        let rank = |longest: Option<LongestWithout>| longest.map(|one| (one.days, std::cmp::Reverse(one.child)));
        if rank(other.longest) > rank(self.longest) {
            self.longest = other.longest;
        }
    }
}

impl Question<'_> {
    /// What is counted of one child; closed children are in no figure.
    pub fn tally_of(&self, entry: &Entry) -> Tally {
        let mut tally = Tally::default();
        let counted = self.counted(entry);
        if counted.is_no() && value_at(&entry.timeline.open, self.at).is_no() {
            return tally;
        }
        tally.open = Counted::one(value_at(&entry.timeline.open, self.at));
        tally.without = Counted::one(counted);
        tally.breaches = Counted::one(self.in_breach(entry, None));
        tally.overdue = Counted::one(self.overdue(entry));
        tally.in_name_only = Counted::one(self.in_name_only(entry).0);
        match entry.timeline.holding_at(self.at) {
            Holding::Held => tally.held = 1,
            Holding::Unknown => tally.held_not_known = 1,
            _ => {}
        }
        if counted.is_yes()
            && let Some(stand) = self.stand(entry, self.tray)
            && let (Some(days), Some(since)) = (self.days(&stand), stand.since)
        {
            tally.longest = Some(LongestWithout { days, since, at_least: stand.at_least, child: entry.child });
        }
        tally
    }
}
