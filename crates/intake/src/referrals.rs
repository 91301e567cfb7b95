//! The referrals that rows of other tables name: what they say of whose a row is.
//!
//! A row that names one child and the referral of another contradicts itself: one of the two is wrong, and which cannot be
//! told. A referral whose own row does not say whose it is is that of the child whose other rows name it.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::columns::Row;
use crate::index;
use crate::mistaken::each_beside;
use crate::run::{Collected, TableData};
use crate::tables::{OWN, Table};

/// Fewer rows than this say nothing of a column.
const FEWEST: usize = 3;

/// Where rows of a table name the referral to which they belong.
pub(crate) fn place(table: Table) -> Option<usize> {
    match table {
        Table::S47Enquiry | Table::CpPlans | Table::CinPlans | Table::InitialConferences => Some(OWN),
        Table::ClaEpisodes | Table::CinAssessments => Some(OWN + 1),
        Table::Involvements => Some(OWN + 4),
        _ => None,
    }
}

/// Where rows of a table name the looked-after period, or the plan, under which they are.
pub(crate) fn spell_place(table: Table) -> Option<usize> {
    match table {
        Table::CpVisits | Table::ClaVisits => Some(OWN + 3),
        Table::CpReviews | Table::ClaReviews | Table::ClaPlacements => Some(OWN),
        _ => None,
    }
}

/// A number for that looked-after period or plan, as rows of that table, or those of its spells, name it.
pub(crate) fn spell_of(table: Table, id: &[u8]) -> u64 {
    let is_of_plan = matches!(table, Table::CpPlans | Table::CpVisits | Table::CpReviews);
    // Periods and plans may be numbered alike.
    index::hash(id) ^ if is_of_plan { u64::MAX } else { 0 }
}

/// The rows of a table that name a referral, each with it. Both lists are in the order of the file.
pub(crate) fn named(data: &TableData) -> impl Iterator<Item = (&Row, u64)> {
    named_in(data, &data.referrals)
}

/// Those among that part of the list of referrals.
fn named_in<'d>(data: &'d TableData, part: &'d [(u32, u64)]) -> impl Iterator<Item = (&'d Row, u64)> {
    let first = part.first().map_or(0, |(row, _)| *row);
    let begins_later = move |block: &&Vec<Row>| block.last().is_some_and(|last| last.row >= first);
    let mut rows = data.rows.iter().filter(begins_later).flatten().peekable();
    part.iter().filter_map(move |(row, referral)| {
        while rows.next_if(|other| other.row < *row).is_some() {}
        rows.peek().copied().filter(|other| other.row == *row).map(|other| (other, *referral))
    })
}

/// The children of the referrals that can be used.
#[derive(Default)]
pub(crate) struct Whose {
    child: FxHashMap<u64, u32>,
    /// The children who have one; put together when it is first asked, which is rare.
    has_one: OnceLock<FxHashSet<u32>>,
}

impl Whose {
    pub fn of(all: &Collected<'_>, is_used: impl Fn(&Row) -> bool) -> Whose {
        let data = &all.tables[Table::CinEpisodes as usize];
        // Nobody is asked where no row names a referral.
        if data.given_up || all.tables.iter().all(|data| data.referrals.is_empty()) {
            return Whose::default();
        }
        let rows = data.rows.iter().flatten().filter(|row| is_used(row));
        let mut child = FxHashMap::default();
        child.reserve(data.rows.iter().map(Vec::len).sum());
        child.extend(rows.map(|row| (row.key, row.child)));
        Whose { child, has_one: OnceLock::new() }
    }

    /// Whether that child has a referral.
    pub fn has_referral(&self, child: u32) -> bool {
        self.has_one.get_or_init(|| self.child.values().copied().collect()).contains(&child)
    }

    /// Of each table, the rows that name one child and the referral of another, by their number, each with that other. Where
    /// most rows do, the column holds something else than its name says, and none is held to it: `Err` with what to say.
    /// Each row that names a referral is looked up, some millions in a large extract, so on all threads.
    pub fn contradicted(&self, all: &[&TableData], threads: usize) -> Vec<Result<Vec<(u32, u32)>, String>> {
        /// So many rows a part.
        const PART: usize = 1 << 16;
        let asked = all.iter().enumerate().filter(|_| !self.child.is_empty());
        let parts: Vec<(usize, &[(u32, u64)])> =
            asked.flat_map(|(table, data)| data.referrals.chunks(PART).map(move |part| (table, part))).collect();
        let of_part = each_beside(&parts, threads, |(table, part)| {
            let (mut known, mut found) = (0, Vec::new());
            for (row, referral) in named_in(all[*table], part) {
                let Some(child) = self.child.get(&referral) else { continue };
                known += 1;
                if *child != row.child {
                    found.push((row.row, *child));
                }
            }
            (known, found)
        });
        let mut of_table: Vec<(usize, Vec<(u32, u32)>)> = vec![(0, Vec::new()); all.len()];
        for ((table, _), (known, mut found)) in parts.iter().zip(of_part) {
            of_table[*table].0 += known;
            of_table[*table].1.append(&mut found);
        }
        let believed = |(known, found): (usize, Vec<(u32, u32)>)| match found.first() {
            Some((first, _)) if known >= FEWEST && found.len() * 2 > known => Err(format!(
                "{} of {known} rows that name a referral name that of another child (as in row {first}): the referrals in \
                 this file are not believed",
                found.len()
            )),
            _ => Ok(found),
        };
        of_table.into_iter().map(believed).collect()
    }
}

/// Of those referrals, the one child whose rows in other tables name it, where they name one.
pub(crate) fn child_by_other_rows(all: &Collected<'_>, referrals: &FxHashSet<u64>) -> FxHashMap<u64, u32> {
    let mut found: FxHashMap<u64, Option<u32>> = FxHashMap::default();
    for (row, referral) in all.tables.iter().flat_map(named).filter(|(_, referral)| referrals.contains(referral)) {
        let known = found.entry(referral).or_insert(Some(row.child));
        *known = known.filter(|child| *child == row.child);
    }
    found.into_iter().filter_map(|(referral, child)| Some((referral, child?))).collect()
}
