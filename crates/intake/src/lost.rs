//! What rows that are not used leave behind: a child of whom something is known is not a child of whom there is nothing.
//!
//! A rejected referral says that its child may be open, from a day that is not known. So does a rejected involvement of
//! a child without a referral or an involvement that can be used.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::columns::{OfChild, Row};
use crate::report::Noted;
use crate::run::{Collected, TableData};
use crate::tables::{SPECS, Table};

/// Says it for the whole table where most of its rows have a date where an id is wanted: then what is not in it means
/// nothing.
pub(crate) fn note_swapped(all: &mut Collected<'_>) {
    for (data, spec) in all.tables.iter_mut().zip(SPECS) {
        let dates = data.notes.counts[Noted::DateForId as usize];
        if dates * 2 > data.counts.read {
            let problem = format!(
                "{dates} of {} rows have a date where an id is wanted: are two columns of {} swapped? Nothing is \
                 concluded from what is not in it",
                data.counts.read, spec.name
            );
            data.problem.get_or_insert(problem);
        }
    }
}

/// The rows that say that a child may be open; and how many children are known only from rows that are not used.
pub(crate) fn settle(all: &mut Collected<'_>) -> (Vec<Row>, u64) {
    let mut lost: Vec<Row> = all.tables.iter_mut().flat_map(|data| std::mem::take(&mut data.lost)).collect();
    if lost.is_empty() {
        return (lost, 0);
    }
    // Children of whom a row is used: of any table, and of those that say that a child is open.
    let mut named: FxHashMap<u32, (bool, bool)> = lost.iter().map(|row| (row.child, (false, false))).collect();
    for (data, spec) in all.tables.iter().zip(SPECS) {
        let says_open = matches!(spec.table, Table::CinEpisodes | Table::Involvements);
        for child in children(data) {
            if let Some((anywhere, open)) = named.get_mut(&child) {
                (*anywhere, *open) = (true, *open | says_open);
            }
        }
    }
    let only_lost = named.values().filter(|(anywhere, _)| !anywhere).count() as u64;
    let mut by_involvement = FxHashSet::default();
    lost.retain(|row| match row.lost_table() {
        Table::CinEpisodes => row.was_rejected(),
        Table::Involvements => !named[&row.child].1 && by_involvement.insert(row.child),
        _ => false,
    });
    (lost, only_lost)
}

/// The children of a table's rows, one for each row.
fn children(data: &TableData) -> impl Iterator<Item = u32> {
    let of_rows = data.rows.iter().flatten().map(OfChild::child);
    let of_visits = data.visits.iter().flatten().map(OfChild::child);
    of_rows.chain(of_visits).chain(data.persons.iter().flatten().map(OfChild::child))
}
