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

    /// Whether a row that cannot be used is anyone's: it names no child, nor, of absences, a worker that can be told. The header
    /// once more is nobody's absence.
    pub fn is_anyones(
        &self,
        file: &str,
        row: u32,
        child: Option<&str>,
        line: &str,
        [column, value]: [&str; 2],
    ) -> bool {
        if !file.eq_ignore_ascii_case(ABSENCES) {
            return child.is_none();
        }
        let told = self.0.range((row, String::new())..).take_while(|(of, _)| *of == row);
        let is_header = !column.is_empty() && value.eq_ignore_ascii_case(column);
        !is_header && !told.into_iter().any(|(_, worker)| line.contains(worker))
    }
}

fn of_extract(rejected: &[intake::Rejected], book: &Book) -> Vec<FileRead> {
    let told = AbsencesTold::of(book);
    let mut files: BTreeMap<&str, FileRead> = BTreeMap::new();
    for row in rejected.iter().filter(|row| row.was.is_none()) {
        let file =
            files.entry(&row.file).or_insert_with(|| FileRead { file: row.file.to_string(), ..FileRead::default() });
        file.rejected_rows.push(RejectedRowRead {
            row: u64::from(row.row),
            is_anyones: row.outcome != intake::Outcome::InPart
                && told.is_anyones(&row.file, row.row, row.child.as_deref(), &row.line, [row.column, &row.value]),
            ..RejectedRowRead::default()
        });
    }
    files.into_values().collect()
}
