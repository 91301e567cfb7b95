//! Involvements that go on over a closing of the child's case and its opening again.
//!
//! A closing ends who held the child, whatever rows were left open. But a row that names the referral by which the case was
//! opened again says that its worker is there again from then on; and of one that names none it is not known.

use rustc_hash::FxHashSet;

use crate::columns::{Row, Time};
use crate::run::Collected;
use crate::tables::Table;

/// The row goes on from the opening again.
const CERTAIN: u32 = 1 << 17;
/// It is not known whether it does: it names no referral.
const IN_DOUBT: u32 = 1 << 18;

impl Row {
    /// Whether it is not known that this involvement goes on from an opening again.
    pub fn goes_on_in_doubt(&self) -> bool {
        self.code & IN_DOUBT != 0
    }
}

/// One referral of a child.
struct Referral {
    child: u32,
    from: i64,
    /// The last instant; none while it may be open.
    to: Option<i64>,
    opened: Time,
    key: u64,
}

/// What goes on: of each involvement over a closing of its child's case, one from each opening after it by a referral that the
/// row names, or may.
pub(crate) fn goes_on(all: &mut Collected<'_>) -> Vec<Row> {
    let episodes = &all.tables[Table::CinEpisodes as usize];
    let data = &all.tables[Table::Involvements as usize];
    if !episodes.read || episodes.given_up || data.rows.is_empty() {
        return Vec::new();
    }
    // Hardly any child has several referrals and a row that goes on after the first closing.
    let mut first_closed: Vec<(u8, i64)> = vec![(0, i64::MAX); all.people.len()];
    for row in episodes.rows.iter().flatten() {
        let (times, closed) = &mut first_closed[row.child as usize];
        *times = times.saturating_add(1);
        *closed = (*closed).min(last_instant(row.end).unwrap_or(i64::MAX));
    }
    let spans = |row: &&Row| {
        let (times, closed) = first_closed[row.child as usize];
        // Of an end on no day that is known nobody can tell on which side of the closing it lies.
        let goes_beyond = || row.end.day().is_none() || row.end.order() > closed;
        times > 1 && row.start.day().is_some() && row.start.order() <= closed && goes_beyond()
    };
    let rows: Vec<&Row> = data.rows.iter().flatten().filter(spans).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let asked: FxHashSet<u32> = rows.iter().map(|row| row.child).collect();
    let of_asked = episodes.rows.iter().flatten().filter(|row| asked.contains(&row.child));
    let mut referrals: Vec<Referral> = of_asked
        .filter(|row| row.start.day().is_some())
        .map(|row| Referral {
            child: row.child,
            from: row.start.order(),
            to: last_instant(row.end),
            opened: row.start,
            key: row.key,
        })
        .collect();
    referrals.sort_by_key(|one| (one.child, one.from));
    let mut found = Vec::new();
    let (mut named, mut not_named) = (0u64, 0u64);
    for row in rows {
        let from = referrals.partition_point(|one| one.child < row.child);
        let own = || referrals[from..].iter().take_while(|one| one.child == row.child);
        let referral = data.referrals.binary_search_by_key(&row.row, |(number, _)| *number).ok();
        let referral = referral.map(|place| data.referrals[place].1);
        // A number that is no referral of the child's here tells nothing of which it is.
        let referral = referral.filter(|named| own().any(|one| one.key == *named));
        let ended = if row.end.day().is_none() { i64::MAX } else { row.end.order() };
        let (mut open_until, mut mine): (Option<i64>, Vec<Row>) = (Some(i64::MIN), Vec::new());
        // Before the opening with the referral that the row names, it may have gone on; after that one's closing it does not.
        let mut is_past_named = false;
        for one in own() {
            let closed = open_until.filter(|until| one.from > *until);
            if let Some(closed) = closed {
                let is_over_closing = row.start.order() <= closed && one.from < ended && !is_past_named;
                let again = Row { start: one.opened, code: row.code | IN_DOUBT, ..*row };
                mine.extend(is_over_closing.then_some(again));
                open_until = one.to;
            } else {
                open_until = open_until.zip(one.to).map(|(one, other)| one.max(other));
            }
            if referral == Some(one.key) {
                is_past_named = true;
                let opened =
                    mine.last_mut().filter(|again| open_until.is_none_or(|until| again.start.order() <= until));
                match opened.filter(|_| row.start.order() < one.from) {
                    // Until that referral came it may have gone on.
                    Some(again) if again.start.order() < one.from => {
                        mine.push(Row { start: one.opened, code: row.code | CERTAIN, ..*row });
                    }
                    Some(again) => again.code = row.code | CERTAIN,
                    // The row names the referral during which it began.
                    None => mine.clear(),
                }
            }
        }
        if !mine.is_empty() {
            *(if mine.iter().any(|one| one.code & CERTAIN != 0) { &mut named } else { &mut not_named }) += 1;
        }
        found.append(&mut mine);
    }
    note(all, named, not_named);
    found
}

/// The last instant at which it can have been.
fn last_instant(end: Time) -> Option<i64> {
    end.when().as_end().map(record::Moment::second)
}

fn note(all: &mut Collected<'_>, named: u64, not_named: u64) {
    let warnings = &mut all.tables[Table::Involvements as usize].warnings;
    let rows = |count: u64, one: &str, many: &str| match count {
        1 => format!("1 row goes on over a closing of the child's case and its opening again, and {one}"),
        count => format!("{count} rows go on over a closing of the child's case and its opening again, and {many}"),
    };
    if named > 0 {
        let says = rows(named, "names the referral of that opening", "name the referral of that opening");
        warnings.push(format!("{says}: the worker is taken as there from that opening on"));
    }
    if not_named > 0 {
        let says = rows(not_named, "names no referral that is here", "name no referral that is here");
        warnings.push(format!("{says}: whether the worker is there since that opening is not known"));
    }
}
