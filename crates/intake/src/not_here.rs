//! Referrals that are not in the extract, though other rows say that there is one: a file that was cut at a row's end, or
//! filtered, reads as any other. Their children may be open.

use std::collections::BTreeSet;

use record::Moment;
use record::words::{Role, Word as _};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::RefMaker;
use crate::columns::Row;
use crate::lost::{ANYONES, children};
use crate::referrals;
use crate::report::Outcome;
use crate::rows::ROLE_NOT_KNOWN;
use crate::run::{Collected, TableData};
use crate::tables::{SPECS, Table};

/// Whose rows say that somebody works with their child for a time: from a day until another.
pub(crate) const SPELLS: [Table; 6] = [
    Table::Involvements,
    Table::CinAssessments,
    Table::S47Enquiry,
    Table::CinPlans,
    Table::CpPlans,
    Table::ClaEpisodes,
];

/// Of the referrals that rows of a table name, one in so many at least must be here: else they are other numbers.
const ONE_IN: usize = 10;

/// Says of the children who have no open referral here that they may be open, where another row says so; `said` is what
/// is said already.
pub(crate) fn may_be_open(all: &mut Collected<'_>, source: &str, taken: Moment, said: &[Row]) -> Vec<Row> {
    let episodes = &all.tables[Table::CinEpisodes as usize];
    if !episodes.read || episodes.problem.is_some() {
        return Vec::new();
    }
    let mut has_referral = vec![false; all.people.len()];
    children(episodes).for_each(|child| has_referral[child as usize] = true);
    let told: FxHashSet<u32> = said.iter().filter(|row| row.says_open()).map(|row| row.child).collect();
    let without: BTreeSet<u32> =
        going_on(all, taken).filter(|child| !has_referral[*child as usize] && !told.contains(child)).collect();
    let closed = newest_closing(all);
    let newer = newer_than_closed(all, taken, &closed).into_iter();
    let newer: BTreeSet<u32> = newer.filter(|child| !told.contains(child)).collect();
    let later = goes_on_beyond(all, taken, &closed).filter(|child| !told.contains(child) && !newer.contains(child));
    let later: BTreeSet<u32> = later.collect();
    let warnings = [
        (
            &without,
            "1 child has a worker, a plan or a period of being looked after that goes on, and no referral here: whether the \
             child is open is not known",
            "children have a worker, a plan or a period of being looked after that goes on, and no referral here: whether \
             they are open is not known",
        ),
        (
            &newer,
            "1 child has referrals here that are all closed, and a newer row elsewhere that names a referral which is not \
             here: whether the child is open is not known",
            "children have referrals here that are all closed, and a newer row elsewhere that names a referral which is not \
             here: whether they are open is not known",
        ),
        (
            &later,
            "1 child has referrals here that are all closed, and elsewhere a row that goes on and began only after, or a child \
             protection plan or a period of being looked after that goes on: whether the child is open is not known",
            "children have referrals here that are all closed, and elsewhere a row that goes on and began only after, or a child \
             protection plan or a period of being looked after that goes on: whether they are open is not known",
        ),
    ];
    let said = warnings.into_iter().filter_map(|(children, one, many)| match children.len() {
        0 => None,
        1 => Some(one.to_owned()),
        some => Some(format!("{some} {many}")),
    });
    let said: Vec<String> = said.collect();
    all.tables[Table::CinEpisodes as usize].warnings.extend(said);
    let key = RefMaker::new(source, Table::CinEpisodes.spec().name).of(b"a referral that is not here").0;
    let open = |child: u32| Row::lost(child, ANYONES, key, Table::CinEpisodes, Outcome::Rejected).may_open();
    without.into_iter().chain(newer).chain(later).map(open).collect()
}

/// Whether what that row says goes on at that instant, or may: it has no end, one that nobody can read, or one still to come.
fn goes_on_at(row: &Row, at: Moment) -> bool {
    row.end.day().is_none() || row.end.order() > at.second()
}

/// The children of whom a row says that something goes on: a worker, a plan, an enquiry or a period of being looked after.
fn going_on(all: &Collected<'_>, at: Moment) -> impl Iterator<Item = u32> {
    let tables = [Table::Involvements, Table::CpPlans, Table::S47Enquiry, Table::ClaEpisodes];
    tables.into_iter().flat_map(move |table| {
        let rows = all.tables[table as usize].rows.iter().flatten();
        let goes_on = rows.filter(move |row| goes_on_at(row, at) && (table != Table::Involvements || is_main(row)));
        goes_on.map(|row| row.child)
    })
}

/// Whether an involvement is a lead's or a key worker's.
pub(crate) fn is_main(involvement: &Row) -> bool {
    let part = Role::ALL.get((involvement.code & 3) as usize).filter(|_| involvement.code & ROLE_NOT_KNOWN == 0);
    part.is_some_and(|part| matches!(part, Role::Lead | Role::KeyWorker))
}

/// When the newest of each child's referrals was closed; never, where one may be open.
fn newest_closing(all: &Collected<'_>) -> Vec<Option<i64>> {
    let mut closed: Vec<Option<i64>> = vec![None; all.people.len()];
    for row in all.tables[Table::CinEpisodes as usize].rows.iter().flatten() {
        let end = if row.end.day().is_some() { row.end.order() } else { i64::MAX };
        let newest = &mut closed[row.child as usize];
        *newest = (*newest).max(Some(end));
    }
    closed
}

/// The children whose referrals here are all closed, and of whom a row that goes on, or may, began on a later day, whatever it names; or a
/// plan or a period of being looked after goes on, during which nobody closes a case.
fn goes_on_beyond<'a>(all: &'a Collected<'_>, at: Moment, closed: &'a [Option<i64>]) -> impl Iterator<Item = u32> + 'a {
    const DAY: i64 = 24 * 60 * 60;
    SPELLS.into_iter().flat_map(move |table| {
        let never_closed_during = matches!(table, Table::CpPlans | Table::ClaEpisodes);
        let goes_on = move |row: &&Row| {
            let Some(newest) = closed[row.child as usize].filter(|newest| *newest < i64::MAX) else { return false };
            // Nobody closes a case on the day on which an enquiry begins and goes on.
            let from = if table == Table::S47Enquiry { newest - DAY + 1 } else { newest + DAY };
            let may_have_begun_later = row.start.day().is_none() || row.start.order() >= from;
            let may_be_main = row.code & ROLE_NOT_KNOWN != 0 || is_main(row);
            goes_on_at(row, at)
                && (may_have_begun_later || never_closed_during)
                && (table != Table::Involvements || may_be_main)
        };
        all.tables[table as usize].rows.iter().flatten().filter(goes_on).map(|row| row.child)
    })
}

/// The children whose referrals here are all closed, and of whom a row that begins later, or goes on, names one that is
/// not here. No first day from which on an extract has referrals leaves out the newer and keeps the older.
fn newer_than_closed(all: &Collected<'_>, at: Moment, closed: &[Option<i64>]) -> BTreeSet<u32> {
    let episodes = || all.tables[Table::CinEpisodes as usize].rows.iter().flatten();
    let goes_beyond = |row: &Row| {
        let newest = closed[row.child as usize].filter(|newest| *newest < i64::MAX);
        newest.is_some_and(|newest| row.start.day().is_none() || row.start.order() > newest || goes_on_at(row, at))
    };
    let mut found = BTreeSet::new();
    for spec in SPECS.iter().filter(|spec| referrals::place(spec.table).is_some()) {
        let data = &all.tables[spec.table as usize];
        // Hardly any row goes beyond what is closed, so what those name is looked for, and not every referral kept.
        let mut beyond: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (row, referral) in referrals::named(data).filter(|(row, _)| goes_beyond(row)) {
            beyond.entry(referral).or_default().push(row.child);
        }
        if beyond.is_empty() {
            continue;
        }
        episodes().for_each(|row| drop(beyond.remove(&row.key)));
        if !beyond.is_empty() && names_referrals(all, data) {
            found.extend(beyond.into_values().flatten());
        }
    }
    found
}

/// Whether the referrals that rows of a table name are those of this extract, and not other numbers.
fn names_referrals(all: &Collected<'_>, data: &TableData) -> bool {
    let here: FxHashSet<u64> =
        all.tables[Table::CinEpisodes as usize].rows.iter().flatten().map(|row| row.key).collect();
    let known = referrals::named(data).filter(|(_, referral)| here.contains(referral)).count();
    known * ONE_IN >= data.referrals.len()
}
