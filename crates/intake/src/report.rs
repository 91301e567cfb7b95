//! What became of every row: counted by file, and kept with its reason where it was not used whole.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::source::{self, Encoding};
use crate::tables::{Lacking, Table};

/// What became of a row. Every row read has one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Used whole.
    Used,
    /// Used, but for a value that could not be.
    InPart,
    /// Not used: something in it is wrong.
    Rejected,
    /// Not used: it says again, word for word, what an earlier row with its id says.
    Repeated,
    /// Not used: nothing in it is wrong, but what it means is not known here.
    Unknown,
    /// Not used: it says nothing of what is read from its file.
    NotNeeded,
}

impl Outcome {
    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Used => "used",
            Outcome::InPart => "used in part",
            Outcome::Rejected => "rejected",
            Outcome::Repeated => "repeated",
            Outcome::Unknown => "unknown",
            Outcome::NotNeeded => "not needed",
        }
    }
}

/// Rows of one file by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Data rows read; blank lines and the header are none.
    pub read: u64,
    /// Used whole.
    pub used: u64,
    /// Used in part.
    pub in_part: u64,
    /// Rejected.
    pub rejected: u64,
    /// Repeated.
    pub repeated: u64,
    /// Not understood.
    pub unknown: u64,
    /// Not needed.
    pub not_needed: u64,
}

impl Counts {
    pub(crate) fn slot(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Used => &mut self.used,
            Outcome::InPart => &mut self.in_part,
            Outcome::Rejected => &mut self.rejected,
            Outcome::Repeated => &mut self.repeated,
            Outcome::Unknown => &mut self.unknown,
            Outcome::NotNeeded => &mut self.not_needed,
        }
    }

    /// Adds those rows to these.
    pub fn add(&mut self, other: &Counts) {
        self.read += other.read;
        self.used += other.used;
        self.in_part += other.in_part;
        self.rejected += other.rejected;
        self.repeated += other.repeated;
        self.unknown += other.unknown;
        self.not_needed += other.not_needed;
    }

    /// Whether every row read is accounted for once.
    pub fn adds_up(&self) -> bool {
        self.read == self.used + self.in_part + self.rejected + self.repeated + self.unknown + self.not_needed
    }
}

/// A row or a value that was not used, kept so that it can be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The file's name.
    pub file: Arc<str>,
    /// The data row, counted from 1 after the header.
    pub row: u32,
    /// Where the row begins in the file, in bytes (of its text as UTF-8, where the file is UTF-16).
    pub offset: u64,
    /// The column; empty where the whole row is meant.
    pub column: &'static str,
    /// The value, at most 200 bytes of it.
    pub value: String,
    /// What is wrong and what to write.
    pub reason: String,
    /// What became of the row.
    pub outcome: Outcome,
    /// The row as it was read, at most 4 KB of it.
    pub line: String,
    /// Where somebody wrote this row in the place of another: that other, as the file has it.
    pub was: Option<String>,
    /// The child whom the row is about, as the record has it (`lcs:P1`), where that can be read.
    pub child: Option<String>,
}

/// Something to know about a file's rows that made none of them unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is, in words that follow a number.
    pub what: &'static str,
    /// How many.
    pub count: u64,
    /// Some of the values, where they are no person's name: at most twenty.
    pub examples: Vec<String>,
}

/// What a file was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileUse {
    /// Read as that table.
    Read(Table),
    /// That table, which the question does not need: not read.
    NotNeeded(Table),
    /// That table, which cannot be used: the problem says why.
    Unusable(Table),
    /// A table of the dataset from which nothing is taken.
    NotUsed,
    /// No table of the dataset, and none of the optional files.
    NotOfTheDataset,
}

/// What became of one file.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// What it was taken for.
    pub used_as: FileUse,
    /// In what it is written.
    pub encoding: Encoding,
    /// Its length.
    pub bytes: u64,
    /// The names of its columns, as a line of CSV; empty where it is no table, or its first line does not name any.
    pub header: String,
    /// Its rows by what became of them.
    pub counts: Counts,
    /// Columns that are read where they are there, and that it does not have.
    pub lacking: Vec<Lacking>,
    /// Columns that the published table does not have, and that were passed over.
    pub extra_columns: Vec<String>,
    /// Why it could not be read, or not to its end.
    pub problem: Option<String>,
    /// What else to know.
    pub notices: Vec<Notice>,
    /// What makes answers that rest on this file less than certain: to be said with each of them.
    pub warnings: Vec<String>,
}

impl FileReport {
    /// Counts the rows of a file that is not read: they are not understood where the file cannot be used, and
    /// not needed otherwise. A file that cannot be opened has said so.
    pub(crate) fn count_unread(&mut self, path: &Path, block_bytes: usize) {
        let mut rows = 0;
        if source::rows_of(path, block_bytes, &mut |row, _, _| rows = u64::from(row)).is_err() {
            return;
        }
        let outcome = if matches!(self.used_as, FileUse::Unusable(_)) { Outcome::Unknown } else { Outcome::NotNeeded };
        self.counts.read = rows;
        *self.counts.slot(outcome) = rows;
    }
}

/// What became of every file and every row.
#[derive(Clone, Debug, Default)]
pub struct Reconciliation {
    /// Each file of the folder, those that are read first.
    pub files: Vec<FileReport>,
    /// How many rows and values are kept in memory with their reasons.
    pub kept: u64,
    /// How many more went to the writer that the caller gave.
    pub spilled: u64,
    /// How many more were only counted: the caller gave no writer, or it failed.
    pub only_counted: u64,
    /// Children of whom every row that names them was rejected or not understood.
    pub known_only_from_rejected: u64,
    /// The tables of the dataset that the folder does not have: those that are read.
    pub missing: Vec<Table>,
    /// The same, of those from which nothing is taken.
    pub missing_not_used: Vec<&'static str>,
}

impl Reconciliation {
    /// The rows of all files together.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.files.iter().for_each(|file| total.add(&file.counts));
        total
    }

    /// The file of that table, if there is one.
    pub fn of(&self, table: Table) -> Option<&FileReport> {
        self.files.iter().find(|file| {
            matches!(file.used_as, FileUse::Read(t) | FileUse::NotNeeded(t) | FileUse::Unusable(t) if t == table)
        })
    }
}

/// Takes what was not used: the first of it in memory, the rest to the caller's writer.
pub(crate) struct Bin<'w> {
    pub kept: Vec<Rejected>,
    pub spilled: u64,
    pub only_counted: u64,
    pub limit: usize,
    pub writer: Option<&'w std::sync::Mutex<dyn Write + Send + 'w>>,
}

impl Bin<'_> {
    /// Takes back what is kept of that file, which is read again or not used at all. What went to the caller's writer, or
    /// was only counted, is not told apart by file: it stays.
    pub fn forget(&mut self, file: &Arc<str>) {
        self.kept.retain(|kept| kept.file != *file);
    }

    pub fn take(&mut self, rejected: Rejected) {
        if self.kept.len() < self.limit {
            self.kept.push(rejected);
            return;
        }
        let written = self.writer.map(|writer| write_line(&mut *crate::run::lock(writer), &rejected));
        match written {
            Some(Ok(())) => self.spilled += 1,
            _ => self.only_counted += 1,
        }
    }
}

/// One line a row or value: file, row, offset, outcome, column, value, reason and the row itself, tab-separated, with
/// tabs and newlines within them as `\t` and `\n`.
fn write_line(writer: &mut dyn Write, rejected: &Rejected) -> std::io::Result<()> {
    let Rejected { file, row, offset, column, value, reason, outcome, line, .. } = rejected;
    let escape = |text: &str| text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
    let (value, line, outcome) = (escape(value), escape(line), outcome.name());
    writeln!(writer, "{file}\t{row}\t{offset}\t{outcome}\t{column}\t{value}\t{reason}\t{line}")
}

/// What is counted beside the rows while they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Noted {
    Tidied,
    UnknownWorker,
    StillOpen,
    WithoutId,
    ClosedSameDay,
    SeenBlank,
    NeverEnding,
    UnknownPerson,
    UnknownWorkerId,
    UnknownTeam,
    ClosedAgain,
    DateForId,
    HeaderAgain,
    NotListed,
    NothingSaid,
    IdOfSeveral,
    FarBefore,
    SaysOpen,
}

impl Noted {
    pub const COUNT: usize = 18;
    const ALL: [Noted; Noted::COUNT] = [
        Noted::Tidied,
        Noted::UnknownWorker,
        Noted::StillOpen,
        Noted::WithoutId,
        Noted::ClosedSameDay,
        Noted::SeenBlank,
        Noted::NeverEnding,
        Noted::UnknownPerson,
        Noted::UnknownWorkerId,
        Noted::UnknownTeam,
        Noted::ClosedAgain,
        Noted::DateForId,
        Noted::HeaderAgain,
        Noted::NotListed,
        Noted::NothingSaid,
        Noted::IdOfSeveral,
        Noted::FarBefore,
        Noted::SaysOpen,
    ];

    /// What it is, in words that follow a number: of one, and of several.
    fn what(self) -> [&'static str; 2] {
        match self {
            Noted::Tidied => [
                "cell had non-breaking, doubled or other stray spaces, which were put right",
                "cells had non-breaking, doubled or other stray spaces, which were put right",
            ],
            Noted::UnknownWorker => [
                "row names no worker that can be read: somebody holds the case, and it is not known who",
                "rows name no worker that can be read: somebody holds the case, and it is not known who",
            ],
            Noted::StillOpen => [
                "end date is 1900-01-01, 0 or the like, read as 'still open'",
                "end dates are 1900-01-01, 0 or the like, read as 'still open'",
            ],
            Noted::SaysOpen => [
                "end says 'open', 'current' or the like, read as 'still open'",
                "ends say 'open', 'current' or the like, read as 'still open'",
            ],
            Noted::WithoutId => [
                "row has no id of its own, and is known by what it says",
                "rows have no id of their own, and are known by what they say",
            ],
            Noted::ClosedSameDay => [
                "referral says 'no further action' and has no close date: read as closed on the day of the referral",
                "referrals say 'no further action' and have no close date: read as closed on the day of the referral",
            ],
            Noted::SeenBlank => [
                "visit does not say whether the child was seen: that is not known",
                "visits do not say whether the child was seen: that is not known",
            ],
            Noted::NeverEnding => [
                "involvement is open although its referral is closed",
                "involvements are open although their referral is closed",
            ],
            Noted::UnknownPerson => [
                "child has no row in ssd_person: read all the same, without details",
                "children have no row in ssd_person: read all the same, without details",
            ],
            Noted::UnknownWorkerId => [
                "worker has no row in ssd_professionals: read all the same, without details",
                "workers have no row in ssd_professionals: read all the same, without details",
            ],
            Noted::UnknownTeam => [
                "team has no row in ssd_department and no alias in the site file: read as a team of that name",
                "teams have no row in ssd_department and no alias in the site file: read as teams of that name",
            ],
            Noted::ClosedAgain => [
                "row of ssd_cla_episodes gives one looked-after period to two children: not used to place reviews",
                "rows of ssd_cla_episodes give one looked-after period to two children: not used to place reviews",
            ],
            Noted::DateForId => {
                ["row has a date where an id is wanted: not used", "rows have a date where an id is wanted: not used"]
            }
            Noted::HeaderAgain => {
                ["row looks like the header again: not used", "rows look like the header again: not used"]
            }
            Noted::NothingSaid => [
                "row has nothing but separators: it is counted, and about nobody",
                "rows have nothing but separators: they are counted, and about nobody",
            ],
            Noted::IdOfSeveral => [
                "row has an id that another absence has too: each is an absence of its own",
                "rows have ids that are several absences': each is an absence of its own",
            ],
            Noted::FarBefore => [
                "row lies more than half a year before all later ones: what its file covers begins after it, unless the site \
                 file says when it does",
                "rows lie more than half a year before all later ones: what their file covers begins after them, unless the \
                 site file says when it does",
            ],
            Noted::NotListed => [
                "worker of the extract has no row here: whether this worker has left is not known",
                "workers of the extract have no row here: whether these have left is not known",
            ],
        }
    }
}

/// The notices of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub counts: [u64; Noted::COUNT],
    pub examples: [Vec<String>; Noted::COUNT],
}

impl Notes {
    pub fn example(&mut self, noted: Noted, example: &str) {
        self.counts[noted as usize] += 1;
        let examples = &mut self.examples[noted as usize];
        if examples.len() < 20 {
            examples.push(example.to_owned());
        }
    }

    /// Takes over what others noted of that.
    pub fn take(&mut self, noted: Noted, others: &Notes) {
        self.counts[noted as usize] = others.counts[noted as usize];
        self.examples[noted as usize].clone_from(&others.examples[noted as usize]);
    }

    pub fn notices(&self) -> Vec<Notice> {
        let noticed = Noted::ALL.into_iter().filter(|noted| self.counts[*noted as usize] > 0);
        noticed
            .map(|noted| Notice {
                what: noted.what()[usize::from(self.counts[noted as usize] != 1)],
                count: self.counts[noted as usize],
                examples: self.examples[noted as usize].clone(),
            })
            .collect()
    }
}
