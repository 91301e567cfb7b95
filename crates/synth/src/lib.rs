//! A made-up English authority, life-like and seeded, written as a Standard Safeguarding Dataset extract.
//!
//! It is used for the demonstration, for load and for tests, and it is read back through the same import as real data.
//! It depends on none of our crates: the columns come from the published dataset, and the importer must not be able to
//! agree with itself by sharing code with what it reads. It must never know a policy, and no name in it is a real one.
//!
//! - [`write_extract`] writes the authority of a [`Plan`] into a folder, one CSV file a table, child by child, so that
//!   memory does not grow with the number of children.
//! - [`dirty`] takes such a folder and damages a copy of it, with a ledger of exactly what was done.
//!
//! Proportions come from public figures where there is one; what is assumed is named so in `proportions.rs`.
//!
//! What a reader of the extract should know, since it is a choice of this authority and not of the dataset:
//! - An involvement's end is its last day. The next worker's starts on that day or on the next working day.
//! - `invo_worker_change_reason` says why this worker followed the last (so `LEFTRL` stands with the successor).
//! - Involvements, episodes, plans and reviews are there from the referral on, visits and casework only from the start of
//!   the history, and offers only for the last year; `ssd_professionals` has leavers too, back to thirteen years.
//! - A duty visit is in `ssd_cin_visits` and, with its worker, in `keyworker_casework`, on the same day. A visit's detail
//!   has parts divided by a comma and a space, as an oversight's has: `seen alone, bedroom`.
//! - A review that is due after the day of the extract is there with its due date and no date of its own.
//! - `keyworker_workers.left` may lie ahead, where the leaving was recorded already.
//! - A looked-after child's earlier visits as a child in need stand under `ssd_cin_visits`; team ids are `T01`, units
//!   outside the teams `U01`, districts `D1`, the authority `EX`.

mod care;
mod casework;
mod dates;
mod dice;
pub mod dirty;
mod episode;
mod extract;
mod family;
mod holding;
mod names;
mod proportions;
mod story;
mod tables;
mod workforce;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use dates::Civil;
pub use extract::write_extract;
pub use tables::TABLES;

/// Which form of the dataset the extract has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SsdVersion {
    /// Before version 1.4.5: a role is a description such as `ALLOCATED CASE WORKER`. Dates are written `2026-06-30`.
    Before145,
    /// From version 1.4.5: a role is a code such as `CW`. Dates are written `2026-06-30T00:00:00`.
    V145,
}

/// What authority to make.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The same seed and plan give the same bytes.
    pub seed: u64,
    /// How many children have an open episode on the day of the extract.
    pub open_children: u32,
    /// The day of the extract; nothing in it happened later, though some dates lie ahead (a birth, a next review).
    pub as_at: Civil,
    /// For how many years back closed episodes, visits and casework are written.
    pub years_of_history: u32,
    /// How many districts; at least 1.
    pub districts: u32,
    /// How many teams hold children; at least as many as there are districts.
    pub teams: u32,
    /// The share of open children with no open involvement of an allocated worker. **An assumption**: England has no
    /// current figure, and wherever this number is shown it must be called assumed.
    pub assumed_share_without_worker: f64,
    /// Which form of the dataset to write.
    pub version: SsdVersion,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            seed: 7,
            open_children: 2_500,
            as_at: Civil::new(2026, 6, 30),
            years_of_history: 2,
            districts: 3,
            teams: 24,
            assumed_share_without_worker: 0.06,
            version: SsdVersion::V145,
        }
    }
}

/// What kind of case an open child is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpenKind {
    /// Referred; no assessment has begun.
    AwaitingAssessment,
    /// An assessment is under way.
    BeingAssessed,
    /// Assessed as in need, and no more than that.
    InNeed,
    /// On a child protection plan.
    ChildProtection,
    /// Looked after.
    LookedAfter,
    /// Privately fostered.
    PrivatelyFostered,
}

/// Why an open child has no worker, as the generator meant it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WithoutWorker {
    /// Referred, and nobody named yet.
    NotYetAllocated,
    /// The worker left the authority or moved, and nobody followed.
    NoSuccessor,
    /// A service manager decided to leave the child unallocated, on duty.
    LeftOnDuty,
    /// Closure is proposed and the worker was taken off early.
    AwaitingClosure,
    /// Between two teams: signed by both, nobody named by the receiving one.
    InTransfer,
    /// A partner agency works with the family.
    WorkedByPartner,
    /// Only payments go on.
    PaymentsOnly,
    /// A worker has been offered the child and has not accepted yet.
    OfferOpen,
}

/// What was written, for tests and for the demonstration's banner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows per file, by the file's name without `.csv`; the header is not counted.
    pub rows: BTreeMap<&'static str, u64>,
    /// Open children by kind.
    pub open: BTreeMap<OpenKind, u64>,
    /// Open children with no open involvement of an allocated worker, by the reason meant. They are an assumed share.
    pub without_worker: BTreeMap<WithoutWorker, u64>,
    /// Open children whose allocated worker is a worker who has left, a manager, a pool name, or not registered.
    pub in_name_only: BTreeMap<&'static str, u64>,
    /// Children in all, open or closed.
    pub children: u64,
    /// Families in all.
    pub families: u64,
}

impl Summary {
    /// All open children.
    pub fn open_children(&self) -> u64 {
        self.open.values().sum()
    }

    /// All open children without a worker.
    pub fn children_without_worker(&self) -> u64 {
        self.without_worker.values().sum()
    }
}

/// What can go wrong: the folder, or a plan that describes no authority.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be written.
    #[error("cannot write {}: {cause}", file.display())]
    Write {
        /// Which.
        file: PathBuf,
        /// What the operating system said.
        cause: std::io::Error,
    },
    /// A file could not be read.
    #[error("cannot read {}: {cause}", file.display())]
    Read {
        /// Which.
        file: PathBuf,
        /// What the operating system said.
        cause: std::io::Error,
    },
    /// The plan cannot be carried out; the text says what to change.
    #[error("{0}")]
    Plan(String),
    /// A clean file has no place for a damage; the text says which and why.
    #[error("{0}")]
    NoPlace(String),
}

/// The roles that involvements have: the code (from 1.4.5), the description (before), and what it means. The site file
/// that reads this authority is made from it.
pub const ROLE_NAMES: &[(&str, &str, &str)] = &[
    ("CW", "ALLOCATED CASE WORKER", "allocated worker"),
    ("COWK", "CO-WORKER", "co-worker"),
    ("FSW", "FAMILY SUPPORT WORKER", "involved"),
    ("IRO", "INDEPENDENT REVIEWING OFFICER", "independent reviewing officer"),
    ("CPCH", "CHILD PROTECTION CHAIR", "child protection chair"),
    ("16PLUS", "PERSONAL ADVISER", "personal adviser"),
    ("KAHV", "KEY AGENCY - HEALTH VISITOR", "outside agency"),
    ("KASC", "KEY AGENCY - SCHOOL", "outside agency"),
];
