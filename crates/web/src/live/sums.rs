//! Each team's sums, kept while nothing changes them: a page about a whole authority adds up its teams and does not go
//! through its children again. A sum holds from the instant for which it was counted until the first at which anything of
//! the team's children or their workers changes by itself, and no longer than that day; a fact that touches a child lets go
//! of the sums of its teams alone.
//!
//! Only children whom every viewer may see are in them. Restricted ones, who are few, are counted anew for each viewer.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use record::{ChildId, Moment, UnitId};
use rustc_hash::FxHashMap;
use standing::Entry;
use standing::since::Counted;

use super::owed::{Owed, Tells};
use super::question::Question;
use super::tally::Tally;

/// So many sums of one kind are kept of a team: enough for a page with its trend, at a few days at once.
const KEPT: usize = 60;

/// A sum and the time for which it holds.
#[derive(Clone, Debug)]
struct Kept<T> {
    /// The definition by which it was counted.
    by: usize,
    from: Moment,
    /// The first instant at which it may be another.
    until: Moment,
    sum: T,
}

/// The sums of one team.
#[derive(Clone, Debug, Default)]
struct OfTeam {
    tallies: Vec<Kept<Tally>>,
    counts: Vec<Kept<Counted>>,
    owed: Option<Kept<Arc<Owed>>>,
}

/// The sums of every team.
#[derive(Debug, Default)]
pub struct Sums {
    teams: Mutex<FxHashMap<Option<UnitId>, OfTeam>>,
}

impl Sums {
    /// Lets go of that team's sums.
    pub fn forget(&mut self, team: Option<UnitId>) {
        self.teams.get_mut().unwrap_or_else(PoisonError::into_inner).remove(&team);
    }

    fn with<T>(&self, team: Option<UnitId>, take: impl FnOnce(&mut OfTeam) -> T) -> T {
        // What a panicking reader left behind is whole: each sum is put in at once.
        take(self.teams.lock().unwrap_or_else(PoisonError::into_inner).entry(team).or_default())
    }
}

fn find<T: Clone>(kept: &[Kept<T>], by: usize, at: Moment) -> Option<T> {
    kept.iter().find(|one| one.by == by && one.from <= at && at < one.until).map(|one| one.sum.clone())
}

fn keep<T>(kept: &mut Vec<Kept<T>>, new: Kept<T>) {
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push(new);
}

impl Question<'_> {
    /// What is counted of that team's children.
    pub fn tally(&self, team: Option<UnitId>) -> Tally {
        let mut sum = match self.roll.sums.with(team, |of| find(&of.tallies, self.tray, self.at)) {
            Some(sum) => sum,
            None => self.tally_anew(team),
        };
        for entry in self.restricted_of(team) {
            sum.add(&self.tally_of(entry));
        }
        sum
    }

    fn tally_anew(&self, team: Option<UnitId>) -> Tally {
        let mut sum = Tally::default();
        let mut until = self.today.plus_days(1).start();
        for (child, _) in self.roll.of_team(team, self.at) {
            let Some(entry) = self.board.get(child) else { continue };
            let next = entry.timeline.next_change(self.at, self.board.world().calendars());
            until = until.min(next.unwrap_or(Moment::MAX));
            if entry.timeline.team_at(self.at) == team && !self.is_restricted(entry) {
                sum.add(&self.tally_of(entry));
            }
        }
        let new = Kept { by: self.tray, from: self.at, until, sum: sum.clone() };
        self.roll.sums.with(team, |of| keep(&mut of.tallies, new));
        sum
    }

    /// What is owed for that team's children, but for those to whom access is restricted. The newest one asked for is kept:
    /// what is to be done is asked of now.
    pub fn owed_kept(&self, team: Option<UnitId>) -> Arc<Owed> {
        let kept = self.roll.sums.with(team, |of| find(of.owed.as_slice(), self.tray, self.at));
        kept.unwrap_or_else(|| {
            let tells = Tells::of(self.plan());
            let mut owed = Owed::default();
            let mut until = self.today.plus_days(1).start();
            for (child, _) in self.roll.of_team(team, self.at) {
                let Some(entry) = self.board.get(child) else { continue };
                let next = entry.timeline.next_change(self.at, self.board.world().calendars());
                until = until.min(next.unwrap_or(Moment::MAX)).min(self.next_fact(entry));
                if entry.timeline.team_at(self.at) == team && !self.is_restricted(entry) {
                    self.owed_of(entry, &tells).into_iter().for_each(|one| owed.add(one, self.plan()));
                }
            }
            let sum = Arc::new(owed);
            let new = Kept { by: self.tray, from: self.at, until, sum: Arc::clone(&sum) };
            self.roll.sums.with(team, |of| of.owed = Some(new));
            sum
        })
    }

    /// Whom the trays' definition counts in that team at each of those instants: those that are not kept are counted in one
    /// walk through the team's children.
    pub fn counts_at(&self, team: Option<UnitId>, instants: &[Moment]) -> Vec<Counted> {
        let mut counts = self.roll.sums.with(team, |of| -> Vec<Option<Counted>> {
            instants.iter().map(|at| find(&of.counts, self.tray, *at)).collect()
        });
        let missing: Vec<usize> = (0..instants.len()).filter(|place| counts[*place].is_none()).collect();
        if let Some(first) = missing.iter().map(|place| instants[*place]).min() {
            let mut anew = vec![(Counted::default(), Moment::MAX); missing.len()];
            for (child, in_tray) in self.roll.of_team(team, first) {
                let Some(entry) = self.board.get(child).filter(|_| in_tray) else { continue };
                let restricted = self.is_restricted(entry);
                for (place, (count, until)) in missing.iter().zip(&mut anew) {
                    let at = instants[*place];
                    *until = (*until).min(next_of_count(entry, self.tray, at));
                    if !restricted && entry.timeline.team_at(at) == team {
                        count.join(Counted::one(entry.timeline.counted(self.tray, at)));
                    }
                }
            }
            self.roll.sums.with(team, |of| {
                for (place, (count, until)) in missing.iter().zip(&anew) {
                    let new = Kept { by: self.tray, from: instants[*place], until: *until, sum: *count };
                    keep(&mut of.counts, new);
                }
            });
            missing.iter().zip(anew).for_each(|(place, (count, _))| counts[*place] = Some(count));
        }
        let mut counts: Vec<Counted> = counts.into_iter().map(Option::unwrap_or_default).collect();
        for entry in self.restricted_whom_the_viewer_sees() {
            for (at, count) in instants.iter().zip(&mut counts).filter(|(at, _)| entry.timeline.team_at(**at) == team) {
                count.join(Counted::one(entry.timeline.counted(self.tray, *at)));
            }
        }
        counts
    }

    /// Whether some viewer may not see the child: as it was known then, or by the present restriction.
    fn is_restricted(&self, entry: &Entry) -> bool {
        entry.restricted || self.sight.present.get(entry.child).is_some_and(|now| now.restricted)
    }

    fn restricted_whom_the_viewer_sees(&self) -> impl Iterator<Item = &Entry> {
        let restricted: BTreeSet<ChildId> = self.roll.restricted.union(self.sight.restricted).copied().collect();
        let entries = restricted.into_iter().filter_map(|child| self.board.get(child));
        entries.filter(|entry| self.roll.has(entry.child) && self.sight.sees(entry))
    }

    pub(super) fn restricted_of(&self, team: Option<UnitId>) -> impl Iterator<Item = &Entry> {
        self.restricted_whom_the_viewer_sees().filter(move |entry| entry.timeline.team_at(self.at) == team)
    }
}

/// The first instant after that one at which whom a definition counts, or the team, is another.
fn next_of_count(entry: &Entry, definition: usize, at: Moment) -> Moment {
    let counts = entry.timeline.counts[definition].iter().map(|step| step.from);
    let teams = entry.timeline.teams.iter().map(|(from, _)| *from);
    counts.chain(teams).filter(|change| *change > at).min().unwrap_or(Moment::MAX)
}
