//! What must stand beside a count: how many more there may be whom the data does not show.

use std::collections::BTreeMap;

use record::Kind;
use standing::since::Counted;
use web::live::{FileRead, RejectedRowRead};

use crate::arguments::From;
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::{say, serve};

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
        (Loaded::Extract(extract), _) => of_extract(extract.rejected()),
    };
    Ok(files.iter().filter_map(web::live::rows_of_nobody).collect())
}

fn of_extract(rejected: &[intake::Rejected]) -> Vec<FileRead> {
    let mut files: BTreeMap<&str, FileRead> = BTreeMap::new();
    for row in rejected.iter().filter(|row| row.was.is_none()) {
        let file =
            files.entry(&row.file).or_insert_with(|| FileRead { file: row.file.to_string(), ..FileRead::default() });
        file.rejected_rows.push(RejectedRowRead {
            row: u64::from(row.row),
            is_anyones: row.child.is_none() && row.outcome != intake::Outcome::InPart,
            ..RejectedRowRead::default()
        });
    }
    files.into_values().collect()
}
