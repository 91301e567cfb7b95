//! Damages a clean extract in the ways in which real extracts are damaged, and keeps a ledger of exactly what was done.
//!
//! It is written from the published columns and from what is known of real files, and not from the importer, so that an
//! importer can be held to it: every row of a dirty folder is either as it was, or in the ledger.

mod huge;
mod sheet;
mod whole_file;
mod within_rows;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::Error;
use crate::dice::Dice;
pub use huge::huge;
use sheet::RawFile;

/// A way of damaging an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// The file ends in the middle of its last row.
    TruncatedFile,
    /// The file starts with the three bytes of a UTF-8 byte order mark. Harmless.
    Utf8ByteOrderMark,
    /// The file is UTF-16, little end first, with its byte order mark. Harmless when recognised.
    Utf16,
    /// Letters outside ASCII are single Windows-1252 bytes, which are not UTF-8.
    Windows1252,
    /// The columns stand in another order, header and data together. Legal.
    ColumnsReordered,
    /// Two names in the header have changed places and the data have not: values stand under the wrong column.
    ValuesUnderWrongColumn,
    /// A column that is needed is not there.
    MissingColumn,
    /// There is a column that the dataset does not have. Harmless.
    ExtraColumn,
    /// A quotation mark is opened and never closed, so that a plain CSV reader takes the rest of the file for one cell.
    UnclosedQuote,
    /// The file has no bytes, not even a header.
    EmptyFile,
    /// A row lacks its last two cells.
    TooFewCells,
    /// A row has a cell more than there are columns.
    TooManyCells,
    /// A cell holds a NUL byte.
    NulByte,
    /// A cell holds a million letters.
    VeryLongCell,
    /// A date that the calendar does not have: 30 February 2026.
    ImpossibleDate,
    /// A date with the month first: 04/13/2026.
    AmericanDate,
    /// The right date, day first: 13/04/2026. A site setting may allow it.
    UkDate,
    /// An open involvement's end is written 1900-01-01, as one export does where there is none.
    OpenWrittenAs1900,
    /// A start a hundred years ahead.
    FarFutureDate,
    /// A second allocated worker for the same time, under a new id. Legal, and odd.
    OverlappingInvolvement,
    /// The end of an involvement is gone though another worker followed. Legal, and wrong.
    NeverEndingInvolvement,
    /// An involvement ends a year before it starts.
    EndBeforeStart,
    /// A code that no list has.
    UnknownCode,
    /// A row is there twice, the same to the letter.
    DuplicateIdentical,
    /// An id is there twice, with another worker.
    DuplicateDifferent,
    /// A worker's id that no professional has.
    UnknownWorker,
    /// The worker is `#N/A`, a look-up that failed: unknown, not absent.
    NotAvailable,
    /// A non-breaking space within a name or at the end of an id.
    NonBreakingSpace,
    /// The worker's cell is empty.
    BlankWorker,
    /// The worker is -1, which one system writes for nobody.
    MinusOneWorker,
    /// The child's id is gone: whose row it is, only other cells can say.
    BlankChild,
    /// A start some months after the extract was taken.
    StartAfterExtract,
    /// The row's own ids and the children's have changed places, and the header has not.
    SwappedIds,
    /// First and last days have changed places, and the header has not.
    SwappedDates,
    /// Every date of a column is written with the month first, so that many look like another day.
    MonthFirstColumn,
    /// In one row the worker's id and the child's have changed places: whose row it is, only the row as a whole can say.
    IdsSwappedInRow,
    /// A visit, or something else that happened, months after the extract was taken.
    HappenedAfterExtract,
    /// Lines end in a carriage return only, as some programs on old Macs end them. Harmless when recognised.
    ReturnsForNewlines,
}

impl Damage {
    /// Every kind of damage, in the order in which [`make`] does them.
    pub const ALL: &'static [Damage] = &[
        Damage::TooFewCells,
        Damage::TooManyCells,
        Damage::NulByte,
        Damage::VeryLongCell,
        Damage::ImpossibleDate,
        Damage::AmericanDate,
        Damage::UkDate,
        Damage::OpenWrittenAs1900,
        Damage::FarFutureDate,
        Damage::NeverEndingInvolvement,
        Damage::EndBeforeStart,
        Damage::UnknownCode,
        Damage::UnknownWorker,
        Damage::NotAvailable,
        Damage::NonBreakingSpace,
        Damage::BlankWorker,
        Damage::MinusOneWorker,
        Damage::BlankChild,
        Damage::StartAfterExtract,
        Damage::IdsSwappedInRow,
        Damage::HappenedAfterExtract,
        Damage::OverlappingInvolvement,
        Damage::DuplicateIdentical,
        Damage::DuplicateDifferent,
        Damage::TruncatedFile,
        Damage::Utf8ByteOrderMark,
        Damage::Utf16,
        Damage::Windows1252,
        Damage::ColumnsReordered,
        Damage::ValuesUnderWrongColumn,
        Damage::MissingColumn,
        Damage::ExtraColumn,
        Damage::UnclosedQuote,
        Damage::EmptyFile,
        Damage::SwappedIds,
        Damage::SwappedDates,
        Damage::MonthFirstColumn,
        Damage::ReturnsForNewlines,
    ];
}

/// What a careful reader can still make of a row, at best. A reader that makes less of it must say so; one that makes
/// more of it has guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Usable {
    /// All of it: nothing is lost, or what is odd about it is legal.
    Whole,
    /// All but the damaged cell, whose value is unknown.
    WithoutCell,
    /// A site setting decides (day first, a date that means 'open', a role's name); without one, as [`Usable::WithoutCell`].
    BySite,
    /// The row itself is sound but stands behind an unclosed quotation mark: only a reader that recovers has it.
    IfRecovered,
    /// Nothing: it cannot be known what the row says.
    No,
}

/// One damage, to one row or to every row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was done.
    pub damage: Damage,
    /// The file's name, with `.csv`.
    pub file: String,
    /// The data row in the dirty file, counted from 1, the header not counted (so the line in the file is one more).
    /// None where the whole file is damaged: then it holds for every row.
    pub row: Option<u64>,
    /// The data row of the clean file that it was. None for a row that was added, and for a whole file.
    pub clean_row: Option<u64>,
    /// For a row that was added: the data row, in clean and dirty file alike, that it was made from.
    pub made_from: Option<u64>,
    /// The column whose cell was damaged, where it is one.
    pub column: Option<String>,
    /// The cell or row before, cut to 80 characters.
    pub before: String,
    /// The cell or row after, cut to 80 characters.
    pub after: String,
    /// What can still be made of the row.
    pub usable: Usable,
}

/// What was done to a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Every damage, in the order done.
    pub entries: Vec<Entry>,
    /// How many data lines each damaged file has now: its lines after the header, whatever a CSV reader makes of them.
    pub data_lines: BTreeMap<String, u64>,
    /// Damages that found no place, with the reason: a small folder may have no row of the kind.
    pub not_done: Vec<(Damage, String)>,
}

impl Ledger {
    /// The entries of one file that damage its rows one by one.
    pub fn rows_of<'a>(&'a self, file: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.file == file && entry.row.is_some())
    }

    fn rows_used(&self, file: &str) -> BTreeSet<u64> {
        self.rows_of(file).flat_map(|entry| entry.row.into_iter().chain(entry.made_from)).collect()
    }

    fn whole_file_damaged(&self, file: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.file == file && (entry.row.is_none() || entry.damage == Damage::TruncatedFile))
    }
}

/// Copies every `.csv` file of `clean` into `dirty` and damages the copy in every way, each in rows and files of its
/// own, so that no damage hides another. The same seed does the same.
///
/// # Errors
/// A folder or file that cannot be read or written.
pub fn make(clean: &Path, dirty: &Path, seed: u64) -> Result<Ledger, Error> {
    copy(clean, dirty)?;
    let mut ledger = Ledger::default();
    for damage in Damage::ALL {
        match apply(*damage, dirty, seed, &mut ledger) {
            Ok(()) => {}
            Err(Error::NoPlace(why)) => ledger.not_done.push((*damage, why)),
            Err(other) => return Err(other),
        }
    }
    Ok(ledger)
}

/// Copies the `.csv` files of one folder into another, which is made if need be.
///
/// # Errors
/// A folder or file that cannot be read or written.
pub fn copy(clean: &Path, dirty: &Path) -> Result<(), Error> {
    let cannot_read = |cause| Error::Read { file: clean.to_owned(), cause };
    std::fs::create_dir_all(dirty).map_err(|cause| Error::Write { file: dirty.to_owned(), cause })?;
    for entry in std::fs::read_dir(clean).map_err(cannot_read)? {
        let from = entry.map_err(cannot_read)?.path();
        if let (Some(name), true) = (from.file_name(), from.extension().is_some_and(|extension| extension == "csv")) {
            let to = dirty.join(name);
            std::fs::copy(&from, &to).map_err(|cause| Error::Write { file: to, cause })?;
        }
    }
    Ok(())
}

/// Does one kind of damage to a folder, in place, in rows that the ledger does not name yet, and writes it down there.
///
/// # Errors
/// [`Error::NoPlace`] where the folder has no file or row for it; and files that cannot be read or written.
pub fn apply(kind: Damage, folder: &Path, seed: u64, ledger: &mut Ledger) -> Result<(), Error> {
    let place = Damage::ALL.iter().position(|other| *other == kind).unwrap_or(0) as u64;
    let mut dice = Dice::new(seed, 1_000 + place);
    if within_rows::targets(kind).is_empty() {
        return whole_file::apply(kind, folder, ledger);
    }
    let mut done = false;
    let mut why = format!("no file has a row for {kind:?}");
    for target in within_rows::targets(kind) {
        if ledger.whole_file_damaged(target.file) {
            why = format!("{} is damaged as a whole already", target.file);
            continue;
        }
        let Some(mut file) = RawFile::read(folder, target.file)? else { continue };
        let entries = within_rows::apply(kind, target, &mut file, &ledger.rows_used(target.file), &mut dice);
        if entries.is_empty() {
            continue;
        }
        done = true;
        ledger.data_lines.insert(target.file.to_owned(), file.lines.len() as u64);
        ledger.entries.extend(entries);
        file.write(folder)?;
    }
    if done { Ok(()) } else { Err(Error::NoPlace(why)) }
}

/// A text cut to 80 characters, for the ledger.
fn cut(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).chars().take(80).collect()
}
