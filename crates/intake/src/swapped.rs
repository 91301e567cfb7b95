//! Tables whose columns do not hold what their names say: nothing that such a table says is believed, nor is anything
//! concluded from what it does not say.
//!
//! It is looked at a few rows of each table, which reading has brought into memory anyway. Only where nearly none of the
//! children whom a table names is known, the beginning of its file is read again, to see in which column they stand.

use rustc_hash::FxHashSet;

use crate::columns::{OfChild, Row};
use crate::index::{Index, NONE};
use crate::records;
use crate::run::{Collected, Opened, TableData, open_again};
use crate::tables::{END, PERSON, START, Spec, Table};
use crate::text;

/// Rows of a table that are looked at.
const LOOKED_AT: usize = 4_000;
/// Fewer rows than this say nothing of a column.
const FEWEST: usize = 3;

/// Looks at each table that was read. The first `known` children are those of the table `base`, of which the others are
/// read with the knowledge.
pub(crate) fn settle(all: &mut Collected<'_>, files: &[Opened], base: Table, known: usize) {
    for file in files {
        if let Some(row) = mostly_backwards(&all.tables[file.sheet.spec.table as usize]) {
            let columns = [START, END].map(|place| file.sheet.spec.column(place));
            give_up(all, file.sheet.spec, columns, row);
        }
    }
    let strange: Vec<&Opened> = files.iter().filter(|file| {
        let table = file.sheet.spec.table;
        table > Table::Person && table != base && is_strange(&all.tables[table as usize], known)
    }).collect();
    let others = files.iter().filter(|file| file.sheet.spec.table > Table::Person && file.sheet.spec.table != base && all.tables[file.sheet.spec.table as usize].read);
    let whole = strange.len() * 2 > others.count();
    if strange.is_empty() {
        return;
    }
    // Where most of the other tables name other children than it does, it is the base that has them somewhere else.
    let of_others: FxHashSet<u32> = (known as u32..all.people.len() as u32).collect();
    if let Some(file) = files.iter().find(|file| whole && file.sheet.spec.table == base)
        && let Some((column, row)) = column_of_children(file, &all.people, |child| of_others.contains(&child))
    {
        return swapped(all, file, &column, row);
    }
    for file in strange {
        match column_of_children(file, &all.people, |child| (child as usize) < known) {
            Some((column, row)) => swapped(all, file, &column, row),
            None => {
                let (spec, base) = (file.sheet.spec, base.spec().name);
                let problem = format!(
                    "nearly none of the children whom its rows name is in {base}.csv: are their ids written in another way? \
                     Nothing is concluded from what is not in it"
                );
                all.tables[spec.table as usize].problem.get_or_insert(problem);
            }
        }
    }
}
