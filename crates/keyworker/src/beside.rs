//! What must stand beside a count: how many more there may be whom the data does not show.

use std::collections::{BTreeMap, BTreeSet};

use record::book::known_facts;
use record::{Book, Kind, Moment};
use standing::since::Counted;
use web::live::{FileRead, RejectedRowRead};

use crate::arguments::From;
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::{say, serve};

/// The file of absences.
const ABSENCES: &str = "keyworker_absences.csv";
/// Its column of who is away. A row that is used is listed for that only where no other file has the worker.
const WORKER: &str = "worker_id";

/// Among how many children, for certain; nothing where of all of them it is not known whether they are.
pub fn denominator(among: Counted) -> Option<u64> {
    (among.certain > 0 || among.possible == 0).then_some(among.certain)
}

/// That it is not known how many more there are, and for want of what: kinds of fact, by name.
pub fn more_not_known<'n>(blind: impl Iterator<Item = &'n str>) -> String {
    let mut kinds: Vec<Kind> = blind.filter_map(Kind::from_name).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kinds: Vec<String> = kinds.into_iter().map(say::kind).collect();
    format!("How many more is not known: this data does not record {}.", kinds.join(", "))
}

/// How many children there may be at most whom the record shows without a worker, or not at all, since nobody can tell
/// whose some rows are: a sentence for each file, the same as on the pages.
pub fn rows_of_nobody(from: &From, loaded: &Loaded) -> Result<Vec<String>, Failure> {
    let files = match (loaded, &from.store) {
        (Loaded::Book { book, .. }, Some(store)) => serve::files(book, &store::Reader::open(store)?)?,
        (Loaded::Book { .. }, None) => Vec::new(),
        (Loaded::Extract(extract), _) => of_extract(extract.rejected(), loaded.world()),
    };
    Ok(files.iter().filter_map(web::live::rows_of_nobody).collect())
}

/// The rows of absences that cannot be used and of which it is known whose they are: each by the worker's id as the file has it.
pub struct AbsencesTold(BTreeSet<(u32, String)>);

impl AbsencesTold {
    /// As that book has them.
    pub fn of(book: &Book) -> AbsencesTold {
        let facts = book.worker_ids().flat_map(|worker| known_facts(book.worker(worker), Moment::MAX));
        let told = facts.filter_map(|fact| intake::absence_in_doubt(&book.names, fact));
        let own = |worker| book.names.worker(worker).split_once(':').map_or("", |(_, own)| own).to_owned();
        AbsencesTold(told.map(|(row, worker)| (row, own(worker))).collect())
    }

    /// Whether of a row on the list it cannot be told whose it is: it is not used, and names no child; or it names no worker who
    /// was away, or one whom no other file has. The header once more is nobody's absence.
    pub fn is_anyones(&self, row: &Listed<'_>) -> bool {
        if !row.file.eq_ignore_ascii_case(ABSENCES) {
            return !row.in_part && row.child.is_none();
        }
        if row.in_part {
            return row.column == WORKER;
        }
        let told = self.0.range((row.row, String::new())..).take_while(|(of, _)| *of == row.row);
        let is_header = !row.column.is_empty() && row.value.eq_ignore_ascii_case(row.column);
        !is_header && !told.into_iter().any(|(_, worker)| row.line.contains(worker))
    }
}

/// A row that could not be used, or not whole.
pub struct Listed<'r> {
    /// The file's name.
    pub file: &'r str,
    /// The data row.
    pub row: u32,
    /// The child, where that could be read.
    pub child: Option<&'r str>,
    /// The row as it was read.
    pub line: &'r str,
    /// The column at fault; empty where the whole row is meant.
    pub column: &'r str,
    /// What stood there.
    pub value: &'r str,
    /// Whether the rest of it is used.
    pub in_part: bool,
}

fn of_extract(rejected: &[intake::Rejected], book: &Book) -> Vec<FileRead> {
    let told = AbsencesTold::of(book);
    let mut files: BTreeMap<&str, FileRead> = BTreeMap::new();
    for row in rejected.iter().filter(|row| row.was.is_none()) {
        let file =
            files.entry(&row.file).or_insert_with(|| FileRead { file: row.file.to_string(), ..FileRead::default() });
        let is_anyones = told.is_anyones(&Listed {
            file: &row.file,
            row: row.row,
            child: row.child.as_deref(),
            line: &row.line,
            column: row.column,
            value: &row.value,
            in_part: row.outcome == intake::Outcome::InPart,
        });
        file.rejected_rows.push(RejectedRowRead { row: u64::from(row.row), is_anyones, ..RejectedRowRead::default() });
    }
    files.into_values().collect()
}
