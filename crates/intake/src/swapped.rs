//! Tables whose columns do not hold what their names say: nothing that such a table says is believed, nor is anything
//! concluded from what it does not say.
//!
//! Of each table some thousand rows are looked at, which reading has brought into memory anyway. Only where nearly none
//! of the children whom they name is known, the beginning of the file is read again, to see in which column they stand.

use crate::columns::Row;
use crate::index::{Index, NONE};
use crate::records;
use crate::run::{Collected, Opened, TableData};
use crate::source::Source;
use crate::tables::{END, PERSON, START, Table, is_a_name};
use crate::text;

/// Rows of a table that are looked at.
const LOOKED_AT: usize = 4_000;
/// Fewer rows than this say nothing of a column.
const FEWEST: u64 = 3;

/// Who was known before the tables that name them were read.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    /// The table of which the others are read with the knowledge.
    pub base: Table,
    /// The children with a lower number are those of that table.
    pub people: usize,
    /// The workers with a lower number are those of the tables about workers.
    pub workers: usize,
}

/// Looks at each table that was read, and gives up those whose columns are swapped.
pub(crate) fn settle(all: &mut Collected<'_>, files: &[Opened], known: Known) {
    let mut gave_up = false;
    for file in files {
        let spec = file.sheet.spec;
        if let Some(row) = mostly_backwards(&all.tables[spec.table as usize]) {
            let (from, to) = spell_places(spec.table);
            let (from, to) = (spec.column(from), spec.column(to));
            give_up(
                all,
                file,
                format!(
                    "most of its rows end before they begin, or without having begun: are the columns {from} and {to} swapped \
                     (as in row {row})?"
                ),
            );
            gave_up = true;
        }
    }
    gave_up |= settle_strangers(all, files, known);
    if gave_up {
        forget_who_is_not_named(all, known);
    }
}

/// Tables of which nearly no row names a child who is known. Returns whether one was given up.
fn settle_strangers(all: &mut Collected<'_>, files: &[Opened], known: Known) -> bool {
    if !all.tables[known.base as usize].read || known.people == 0 {
        return false;
    }
    let others: Vec<&Opened> = files
        .iter()
        .filter(|file| {
            file.sheet.spec.is_about_children()
                && file.sheet.spec.table != known.base
                && all.tables[file.sheet.spec.table as usize].read
        })
        .collect();
    let strange: Vec<(&Opened, Stranger)> = others
        .iter()
        .filter_map(|file| Some((*file, strangers(&all.tables[file.sheet.spec.table as usize], all, known)?)))
        .collect();
    // Where most of the other tables name other children than it does, it is the base that has them in another column.
    let of_others = |child: u32| child as usize >= known.people;
    let base = files.iter().find(|file| file.sheet.spec.table == known.base);
    if strange.len() * 2 > others.len()
        && strange.iter().all(|(_, stranger)| *stranger == Stranger::Child)
        && let Some(base) = base
        && let Some(found) = column_of_children(base, &all.people, of_others)
    {
        give_up(all, base, swapped(base, &found));
        return true;
    }
    let mut gave_up = false;
    for (file, stranger) in strange {
        let found = match stranger {
            Stranger::Child | Stranger::WorkerForChild => {
                column_of_children(file, &all.people, |child| !of_others(child))
            }
            Stranger::Worker => None,
        };
        if let Some(found) = found {
            give_up(all, file, swapped(file, &found));
            gave_up = true;
            continue;
        }
        let (who, table) = match stranger {
            Stranger::Child | Stranger::WorkerForChild => ("children", known.base),
            Stranger::Worker => ("workers", Table::Professionals),
        };
        // What a table says of whose a row is by the period alone is no better than the table of the periods.
        let by_period = stranger == Stranger::Child && file.sheet.header.column(PERSON).is_none();
        if by_period {
            let problem = format!(
                "whose its rows are is told by {} alone, and nearly none of these children is known. Nothing is concluded from \
                 what is not in it",
                Table::ClaEpisodes.spec().name
            );
            all.tables[file.sheet.spec.table as usize].problem.get_or_insert(problem);
            continue;
        }
        let problem = format!(
            "nearly none of the {who} whom its rows name is in {}: are two columns swapped, or are the ids written in \
             another way? Nothing is concluded from what is not in it",
            table.spec().name
        );
        all.tables[file.sheet.spec.table as usize].problem.get_or_insert(problem);
    }
    gave_up
}

/// Whom nearly no row of a table names so that they are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stranger {
    Child,
    /// A worker stands where the child should, so that it is beyond doubt this table's column that is wrong.
    WorkerForChild,
    Worker,
}

fn strangers(data: &TableData, all: &Collected<'_>, known: Known) -> Option<Stranger> {
    let rows: usize = data.rows.iter().map(Vec::len).sum();
    let visits: usize = data.visits.iter().map(Vec::len).sum();
    let step = ((rows + visits) / LOOKED_AT).max(1);
    let some_rows = || data.rows.iter().flat_map(|part| part.iter().step_by(step));
    let some_visits = data.visits.iter().flat_map(|part| part.iter().step_by(step));
    let children = some_rows().map(|row| row.child).chain(some_visits.map(|visit| visit.child));
    if nearly_none(children.clone(), known.people) {
        let is_worker = |child: &u32| {
            let worker = all.workers.find(all.people.text(*child).as_bytes());
            worker.is_some_and(|worker| (worker as usize) < known.workers)
        };
        let workers = children.clone().filter(is_worker).count();
        return Some(if workers * 2 > children.count() { Stranger::WorkerForChild } else { Stranger::Child });
    }
    let workers = some_rows().map(|row| row.worker).filter(|worker| *worker != NONE);
    let has_workers = all.tables[Table::Professionals as usize].read;
    (has_workers && nearly_none(workers, known.workers)).then_some(Stranger::Worker)
}

/// Whether fewer than one in ten of the numbers lies below that.
fn nearly_none(numbers: impl Iterator<Item = u32>, known: usize) -> bool {
    let (mut all, mut of_known) = (0u64, 0u64);
    for number in numbers {
        all += 1;
        of_known += u64::from((number as usize) < known);
    }
    all >= FEWEST && of_known * 10 < all
}

/// The column of a file that holds children, and a row in which it does.
struct Found {
    column: String,
    row: usize,
}

fn swapped(file: &Opened, found: &Found) -> String {
    let (person, Found { column, row }) = (file.sheet.spec.column(PERSON), found);
    format!(
        "the ids in {person} are no child's that is known, and those in {column} are: are the columns {person} and {column} \
         swapped (as in row {row})?"
    )
}

/// The column, other than the one that should, in which most rows of the file's beginning have a child for whom
/// `is_one` holds. A file that cannot be read again has none.
fn column_of_children(file: &Opened, people: &Index, is_one: impl Fn(u32) -> bool) -> Option<Found> {
    let mut source = Source::open(&file.path, 1 << 20).ok()?;
    let names = source.header().ok()??;
    let mut bytes = Vec::new();
    source.next_block(&mut bytes).ok()??;
    let (mut rows, mut at) = (0, 0);
    // For each column, how many rows have a child in it, and the first that has.
    let mut found = vec![(0usize, 0usize); names.len()];
    let (mut plain, mut ends) = (Vec::new(), Vec::new());
    while at < bytes.len() && rows < LOOKED_AT {
        let record = records::record(&bytes, at, true)?;
        let line = &bytes[at..record.end];
        at = record.next;
        if !record.shape.is_whole() || text::trim(line).is_empty() {
            continue;
        }
        rows += 1;
        records::unquote(line, &mut plain, &mut ends);
        let cells = records::Cells { bytes: &plain, start: 0, ends: &ends };
        for (column, (count, first)) in found.iter_mut().enumerate() {
            if people.find(text::trim(cells.get(column))).is_some_and(&is_one) {
                *count += 1;
                *first = if *first == 0 { rows } else { *first };
            }
        }
    }
    let own = file.sheet.header.column(PERSON);
    let best = (0..names.len()).filter(|column| Some(*column) != own).max_by_key(|column| found[*column].0)?;
    let (count, row) = found[best];
    let is_ours = |name: &str| {
        file.sheet.spec.columns.iter().any(|column| column.names.iter().any(|ours| ours.eq_ignore_ascii_case(name)))
    };
    let named = names.get(best).filter(|name| is_a_name(name) || is_ours(name));
    let column = named.map_or("another", String::as_str).to_lowercase();
    (count * 2 > rows).then_some(Found { column, row })
}

/// Where rows of that table say when something began and ended.
fn spell_places(table: Table) -> (usize, usize) {
    if table == Table::Absences { (END, END + 1) } else { (START, END) }
}

/// The first row that ends before it begins, or ends and does not begin, where most do.
fn mostly_backwards(data: &TableData) -> Option<u32> {
    let (count, first) = data.backwards;
    (count >= FEWEST && count * 2 > data.counts.read).then_some(first)
}

/// Takes back all that a table said: none of its rows is understood.
fn give_up(all: &mut Collected<'_>, file: &Opened, why: String) {
    let table = file.sheet.spec.table;
    all.tables[table as usize].give_up(format!("{why} The table is not used, and nothing is concluded from it"));
    all.bin.forget(&file.sheet.file);
    if table == Table::Involvements {
        all.open_referrals.clear();
    }
}

/// Forgets the children and workers whom no row names that is left: they are none.
pub(crate) fn forget_who_is_not_named(all: &mut Collected<'_>, known: Known) {
    let mut children = vec![false; all.people.len()];
    let mut workers: Vec<bool> = (0..all.workers.len()).map(|number| number < known.workers).collect();
    for data in &all.tables {
        for row in data.rows.iter().flatten().chain(&data.lost) {
            children[row.child as usize] = true;
            if row.worker != NONE {
                workers[row.worker as usize] = true;
            }
        }
        data.visits.iter().flatten().for_each(|visit| children[visit.child as usize] = true);
        data.persons.iter().flatten().for_each(|person| children[person.child as usize] = true);
    }
    let (people, child_numbers) = without(&all.people, &children);
    let (workers, worker_numbers) = without(&all.workers, &workers);
    (all.people, all.workers) = (people, workers);
    let renumber = |row: &mut Row| {
        row.child = child_numbers[row.child as usize];
        if row.worker != NONE {
            row.worker = worker_numbers[row.worker as usize];
        }
    };
    all.spells.values_mut().filter(|child| **child != NONE).for_each(|child| *child = child_numbers[*child as usize]);
    for data in &mut all.tables {
        data.rows.iter_mut().flatten().chain(&mut data.lost).for_each(renumber);
        data.visits.iter_mut().flatten().for_each(|visit| visit.child = child_numbers[visit.child as usize]);
        data.persons.iter_mut().flatten().for_each(|person| person.child = child_numbers[person.child as usize]);
    }
}

/// Those that are wanted, and for each that there was its new number.
fn without(index: &Index, wanted: &[bool]) -> (Index, Vec<u32>) {
    let mut kept = Index::default();
    let numbers =
        index.iter().zip(wanted).map(|(id, wanted)| if *wanted { kept.intern(id.as_bytes()) } else { NONE }).collect();
    (kept, numbers)
}
