//! Referrals on which no further action is taken, and that no cell closes: each is read as closed on the day that it came, but
//! where something of the child says that the case went on.

use rustc_hash::FxHashMap;

use crate::casework::Work;
use crate::columns::{Row, Time};
use crate::not_here::{SPELLS, is_main};
use crate::rows::{CLOSED_BY_NO_FURTHER_ACTION, ROLE_NOT_KNOWN};
use crate::run::Collected;
use crate::tables::Table;

/// What happens on a day.
const VISITS: [Table; 3] = [Table::CinVisits, Table::CpVisits, Table::ClaVisits];
const EVENTS: [Table; 4] = [Table::CpReviews, Table::ClaReviews, Table::InitialConferences, Table::Casework];

/// Where a row of the child goes on after such a referral's own day, and no other referral explains it, takes back that the
/// referral was closed then: on which day it was is not known.
pub(crate) fn settle(all: &mut Collected<'_>) {
    let episodes = &all.tables[Table::CinEpisodes as usize];
    // From the end of the referral's day until the child's next referral, of those during which no other is open.
    let mut after: FxHashMap<u32, Vec<Span>> = FxHashMap::default();
    for row in inferred(episodes.rows.iter().flatten()) {
        after.entry(row.child).or_default().push(Span { of: row.start.order(), from: over(row), to: i64::MAX });
    }
    if after.is_empty() {
        return;
    }
    // What other referrals of the child explain.
    let mut explained: FxHashMap<u32, Vec<(i64, i64)>> = FxHashMap::default();
    for row in episodes.rows.iter().flatten().filter(|row| row.code & CLOSED_BY_NO_FURTHER_ACTION == 0) {
        if after.contains_key(&row.child) {
            explained.entry(row.child).or_default().push((row.start.order(), last(row.end)));
        }
    }
    explained.values_mut().for_each(|spans| spans.sort_unstable());
    // The child's other referrals of the same kind begin a span of their own.
    for spans in after.values_mut() {
        spans.sort_unstable_by_key(|span| span.of);
        for at in 1..spans.len() {
            let next = spans[at].of;
            spans[at - 1].to = spans[at - 1].to.min(next);
        }
    }
    let mut goes_on: FxHashMap<u32, Vec<i64>> = FxHashMap::default();
    let mut says = |child: u32, from: i64, to: i64| {
        // Hardly any child has such a referral, and every row comes by here.
        let Some(spans) = after.get(&child) else { return };
        let explained = explained.get(&child).map_or(&[][..], Vec::as_slice);
        let of = spans
            .iter()
            .filter(|span| is_left_open(from.max(span.from), to.min(span.to), explained))
            .map(|span| span.of);
        goes_on.entry(child).or_default().extend(of);
    };
    for table in SPELLS {
        for row in all.tables[table as usize].rows.iter().flatten() {
            let holds = table != Table::Involvements || row.code & ROLE_NOT_KNOWN != 0 || is_main(row);
            // One without a day may be of any time.
            if holds {
                let (from, to) = (row.start.order(), last(row.end));
                // Of one that ends before it begins neither is known.
                let (from, to) = if to < from { (to, i64::MAX) } else { (from, to) };
                says(row.child, from, to);
            }
        }
    }
    let over_at = Ended::of(all, &after);
    let at = |time: Time| (time.order(), if time.day().is_some() { time.order() + 1 } else { i64::MAX });
    for table in EVENTS {
        for row in all.tables[table as usize].rows.iter().flatten() {
            let (from, to) = at(row.start);
            match if table == Table::Casework { crate::casework::work(row) } else { Work::Once } {
                Work::None => {}
                Work::Once => says(row.child, from, to),
                // What began before the day goes on over it, where nothing says that it ended.
                Work::GoesOn => says(row.child, from, over_at.after(row.child, row.start)),
            }
        }
    }
    for table in VISITS {
        for visit in all.tables[table as usize].visits.iter().flatten() {
            let (from, to) = at(visit.time());
            says(visit.child, from, to);
        }
    }
    // Of a row that is not used it is not known what it says, nor when that was.
    for table in SPELLS.iter().chain(&EVENTS).chain(&VISITS) {
        for row in &all.tables[*table as usize].lost {
            if row.lost_kind().is_none_or(|kind| !kind.is_letter()) {
                says(row.child, i64::MIN, i64::MAX);
            }
        }
    }
    let mut taken_back = 0u64;
    let episodes = &mut all.tables[Table::CinEpisodes as usize];
    for row in episodes.rows.iter_mut().flatten().filter(|row| row.code & CLOSED_BY_NO_FURTHER_ACTION != 0) {
        if goes_on.get(&row.child).is_some_and(|days| days.contains(&row.start.order())) {
            row.end = Time::UNKNOWN;
            taken_back += 1;
        }
    }
    let says = match taken_back {
        0 => return,
        1 => "1 referral says 'no further action' and has no close date, and something of its child goes on after its day: whether \
              and when it was closed is not known"
            .to_owned(),
        many => format!(
            "{many} referrals say 'no further action' and have no close date, and something of their children goes on after their \
             day: whether and when they were closed is not known"
        ),
    };
    episodes.warnings.push(says);
}

/// When what goes on with a child, as duty does, ended: by a row that says so, or with the closing of another referral.
struct Ended {
    /// The last instant of each.
    by_child: FxHashMap<u32, Vec<i64>>,
}

impl Ended {
    fn of(all: &Collected<'_>, asked: &FxHashMap<u32, Vec<Span>>) -> Ended {
        let mut by_child: FxHashMap<u32, Vec<i64>> = FxHashMap::default();
        let casework = all.tables[Table::Casework as usize].rows.iter().flatten();
        let over = casework.filter(|row| crate::casework::ends_work(row)).map(|row| (row.child, row.start));
        let episodes = all.tables[Table::CinEpisodes as usize].rows.iter().flatten();
        let closed = episodes.filter(|row| row.code & CLOSED_BY_NO_FURTHER_ACTION == 0).map(|row| (row.child, row.end));
        for (child, at) in over.chain(closed).filter(|(child, at)| asked.contains_key(child) && at.day().is_some()) {
            by_child.entry(child).or_default().push(last(at));
        }
        Ended { by_child }
    }

    /// The first after that beginning; of one on its very day whichever has no time may have come after the other.
    fn after(&self, child: u32, begun: Time) -> i64 {
        let ends = self.by_child.get(&child).into_iter().flatten().filter(|end| **end >= begun.order());
        ends.min().copied().unwrap_or(i64::MAX)
    }
}

/// Whether any instant of that stretch is in none of those, which are in order.
fn is_left_open(from: i64, to: i64, explained: &[(i64, i64)]) -> bool {
    let reached = explained.iter().fold(from, |at, (begins, ends)| if *begins <= at { at.max(*ends) } else { at });
    reached < to
}

/// The time after such a referral that only it explains: the instant at which it came, and the first and the last of the span.
struct Span {
    of: i64,
    from: i64,
    to: i64,
}

/// The first instant after the referral's own day.
fn over(referral: &Row) -> i64 {
    referral.start.day().map_or(i64::MAX, |day| day.plus_days(1).start().second())
}

fn inferred<'r>(rows: impl Iterator<Item = &'r Row>) -> impl Iterator<Item = &'r Row> {
    rows.filter(|row| row.code & CLOSED_BY_NO_FURTHER_ACTION != 0 && row.start.day().is_some())
}

/// The last instant of a spell; the end of time of one that goes on, or of whose end nobody knows the day.
fn last(end: Time) -> i64 {
    end.when().as_end().map_or(i64::MAX, record::Moment::second)
}
