//! What the data cannot say: each source, each kind of fact, what is missing and what one more column would buy.

use serde::Serialize;

use crate::view::{ChildrenFilter, Paging};
use crate::words::Day;

/// What the data cannot say.
#[derive(Debug, Clone, Serialize)]
pub struct DataPage {
    /// What rests on missing data, worst first, a sentence with its figure each.
    pub rests_on: Vec<String>,
    /// The files with rows of which nobody can tell whose they are.
    pub rows_of_nobody: Vec<RowsOfNobody>,
    /// Every kind of fact, those that are not known first.
    pub kinds: Vec<FactKind>,
    /// The files that were read.
    pub sources: Vec<SourceFile>,
}

impl DataPage {
    /// Whether any file does not have a column that is read where it is there.
    pub fn lacks_columns(&self) -> bool {
        self.sources.iter().any(|source| !source.lacking.is_empty())
    }
}

/// Rows of a file of which nobody can tell whose they are.
#[derive(Debug, Clone, Serialize)]
pub struct RowsOfNobody {
    /// How many, and what they may mean, as a sentence.
    pub says: String,
    /// The workers in them that no other file has, each with its rows; empty where there are none.
    pub workers: String,
    /// The file.
    pub source: SourceFile,
}

/// How much of a kind of fact is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Nowhere.
    Not,
    /// For some units, some time or some rows.
    Partly,
    /// Wherever it is asked for.
    Known,
}

impl Coverage {
    /// What a page says.
    pub fn label(self) -> &'static str {
        match self {
            Coverage::Not => "Not known",
            Coverage::Partly => "Partly known",
            Coverage::Known => "Known",
        }
    }

    /// The colour of its tag.
    pub fn colour(self) -> &'static str {
        match self {
            Coverage::Not => "purple",
            Coverage::Partly => "yellow",
            Coverage::Known => "green",
        }
    }
}

/// A kind of fact.
#[derive(Debug, Clone, Serialize)]
pub struct FactKind {
    /// What: "When a child was seen".
    pub what: String,
    /// How much of it is recorded.
    pub coverage: Coverage,
    /// Where, and from when until when, in words.
    pub detail: String,
    /// The clauses whose duties rest on it.
    pub clauses: Vec<String>,
    /// How many open children an answer about is unknown for want of it.
    pub children_affected: u64,
    /// Who they are, where a list can name them.
    pub children: Option<ChildrenFilter>,
    /// What one more file or column would buy, in words.
    pub would_buy: Option<String>,
}

/// A file that was read.
#[derive(Debug, Clone, Serialize)]
pub struct SourceFile {
    /// Its id, as an address carries it.
    pub id: String,
    /// Its name.
    pub file: String,
    /// When the newest one was made.
    pub newest: Option<Day>,
    /// Rows read.
    pub rows: u64,
    /// Rows used.
    pub used: u64,
    /// Rows that were not used and have nothing wrong in them: repeated, or saying nothing that is read.
    pub passed_over: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Rows used in which something needed was unknown.
    pub unknown: u64,
    /// That rows of it were put right by hand, where any were.
    pub mended: Option<String>,
    /// The columns that it does not have, each with what that leaves open.
    pub lacking: Vec<String>,
}

/// What was read, and what became of every row.
#[derive(Debug, Clone, Serialize)]
pub struct ImportPage {
    /// Rows of all files together.
    pub rows: u64,
    /// Used, whole or in part.
    pub used: u64,
    /// Of those, rows in which something could not be used.
    pub unknown: u64,
    /// Not used with nothing wrong in them.
    pub passed_over: u64,
    /// Rejected.
    pub rejected: u64,
    /// Whether every row of every file is in exactly one of the three.
    pub adds_up: bool,
    /// What the newest import changed; nothing where none was.
    pub changed: Option<ImportChanges>,
    /// File by file.
    pub sources: Vec<SourceFile>,
    /// Facts on record now, and the children and workers that they are about.
    pub facts: u64,
    /// Children on record.
    pub children: u64,
    /// Workers on record.
    pub workers: u64,
}

/// What the newest import changed on the record, by kind of fact.
#[derive(Debug, Clone, Serialize)]
pub struct ImportChanges {
    /// When it was read in, in words.
    pub when: String,
    /// Whether it was the first: then all of it was new.
    pub is_first: bool,
    /// By kind of fact, those of which the most changed first.
    pub kinds: Vec<KindChanged>,
}

/// How many facts of a kind an import changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KindChanged {
    /// Which kind, in words.
    pub what: String,
    /// New.
    pub new: u64,
    /// In the place of one that said otherwise.
    pub corrected: u64,
    /// Taken back, with nothing in its place.
    pub taken_back: u64,
    /// Said again, so that it stays the newest word of its day.
    pub said_again: u64,
}

/// Rejected rows of a file.
#[derive(Debug, Clone, Serialize)]
pub struct RejectedPage {
    /// The file.
    pub source: SourceFile,
    /// This page's rows.
    pub rows: Vec<RejectedRow>,
    /// Which page.
    pub paging: Paging,
}

/// A row that was rejected: kept, with why.
#[derive(Debug, Clone, Serialize)]
pub struct RejectedRow {
    /// The data row, counted from 1 after the header, as everywhere in the record.
    pub row: u64,
    /// The column at fault, where it is one.
    pub column: Option<String>,
    /// What stood there.
    pub value: String,
    /// Why it was rejected and what to write instead.
    pub reason: String,
}

impl SourceFile {
    /// The address of its rejected rows.
    pub fn path(&self) -> String {
        format!("/data/{}/rejected", crate::at::escaped(&self.id))
    }
}
