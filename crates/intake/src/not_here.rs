//! Referrals that are not in the extract, though other rows say that there is one: a file that was cut at a row's end, or
//! filtered, reads as any other. Their children may be open.

use std::collections::BTreeSet;

use record::words::{Role, Word as _};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::RefMaker;
use crate::columns::Row;
use crate::lost::{ANYONES, children};
use crate::referrals;
use crate::report::Outcome;
use crate::rows::ROLE_NOT_KNOWN;
use crate::run::Collected;
use crate::tables::{SPECS, Table};

/// Of the referrals that rows of a table name, one in so many at least must be here: else they are other numbers.
const ONE_IN: usize = 10;

/// Says of the children who have no open referral here that they may be open, where another row says so; `said` is what
/// is said already.
pub(crate) fn may_be_open(all: &mut Collected<'_>, source: &str, said: &[Row]) -> Vec<Row> {
    let episodes = &all.tables[Table::CinEpisodes as usize];
    if !episodes.read || episodes.problem.is_some() {
        return Vec::new();
    }
    let mut has_referral = vec![false; all.people.len()];
    children(episodes).for_each(|child| has_referral[child as usize] = true);
    let told: FxHashSet<u32> = said.iter().filter(|row| row.says_open()).map(|row| row.child).collect();
    let without: BTreeSet<u32> =
        going_on(all).filter(|child| !has_referral[*child as usize] && !told.contains(child)).collect();
    let newer: BTreeSet<u32> = newer_than_closed(all).into_iter().filter(|child| !told.contains(child)).collect();
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
    without.into_iter().chain(newer).map(open).collect()
}

/// The children of whom a row says that something goes on: a worker, a plan, an enquiry or a period of being looked after.
fn going_on(all: &Collected<'_>) -> impl Iterator<Item = u32> {
    let tables = [Table::Involvements, Table::CpPlans, Table::S47Enquiry, Table::ClaEpisodes];
    tables.into_iter().flat_map(|table| {
        let rows = all.tables[table as usize].rows.iter().flatten();
        let goes_on = rows.filter(move |row| row.end.is_missing() && (table != Table::Involvements || is_main(row)));
        goes_on.map(|row| row.child)
    })
}

/// Whether an involvement is a lead's or a key worker's.
fn is_main(involvement: &Row) -> bool {
    let part = Role::ALL.get((involvement.code & 3) as usize).filter(|_| involvement.code & ROLE_NOT_KNOWN == 0);
    part.is_some_and(|part| matches!(part, Role::Lead | Role::KeyWorker))
}

/// The children whose referrals here are all closed, and of whom a row that begins later, or goes on, names one that is
/// not here. No first day from which on an extract has referrals leaves out the newer and keeps the older.
fn newer_than_closed(all: &Collected<'_>) -> BTreeSet<u32> {
    let mut here: FxHashSet<u64> = FxHashSet::default();
    // When the newest of each child's referrals was closed; nothing where one may be open.
    let mut closed: FxHashMap<u32, Option<i64>> = FxHashMap::default();
    for row in all.tables[Table::CinEpisodes as usize].rows.iter().flatten() {
        here.insert(row.key);
        let end = row.end.day().is_some().then(|| row.end.order());
        let newest = closed.entry(row.child).or_insert(end);
        *newest = newest.zip(end).map(|(newest, end)| newest.max(end));
    }
    let mut found = BTreeSet::new();
    for spec in SPECS.iter().filter(|spec| referrals::place(spec.table).is_some()) {
        let data = &all.tables[spec.table as usize];
        let named = || referrals::named(data);
        let known = named().filter(|(_, referral)| here.contains(referral)).count();
        if known * ONE_IN < data.referrals.len() {
            continue;
        }
        for (row, _) in named().filter(|(_, referral)| !here.contains(referral)) {
            let Some(Some(newest)) = closed.get(&row.child) else { continue };
            if row.start.day().is_none() || row.start.order() > *newest || row.end.is_missing() {
                found.insert(row.child);
            }
        }
    }
    found
}
