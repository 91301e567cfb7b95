//! Files in: an extract of the Standard Safeguarding Dataset, and our own optional files, as facts.
//!
//! An extract is one CSV file a table. It is read as it comes (old encodings, American dates, rows cut in the middle)
//! with nothing lost: every row that is not used whole is kept with the reason, and the [`Reconciliation`] accounts for
//! each. Missing is not no: a worker that cannot be read is a worker who is not known, and what no table records is not
//! covered.
//!
//! * [`site`]: what only the council can say of its extract, in its site file.
//! * [`tables`]: the files and columns that are read, and the kinds of fact that each feeds.
//! * [`dates`]: dates as sources write them.
//! * [`casework`]: the file for what the dataset has no table for.
//! * [`later`]: what a later extract changes in what an earlier one said.
//! * [`survey`]: what an extract holds that only its council can explain, for the draft of a site file.
//! * [`Extract`]: an extract, read, held as compact rows by child, handed out as facts one child at a time.
//!
//! This crate knows the record and nothing above it: no policy, no store. It reads files, and neither a clock nor
//! anything random; when the extract was taken and when it is recorded are arguments.

mod block;
pub mod casework;
mod codes;
mod columns;
mod coverage;
pub mod dates;
mod digest;
mod doubts;
mod extract;
mod facts;
mod index;
pub mod jsonl;
pub mod later;
mod lost;
mod mistaken;
mod no_further_action;
mod not_here;
mod offers;
mod placements;
mod published;
mod records;
mod referrals;
mod refused;
mod reopened;
mod repeated;
mod report;
mod rows;
mod run;
pub mod site;
mod source;
mod staff;
pub mod survey;
mod swapped;
pub mod tables;
mod text;
mod visits;
mod world;

pub use digest::{Ids, Kinds};
pub use doubts::absence_in_doubt;
pub use extract::{Extract, MendedRow, ReadError, ReadOptions};
pub use report::{Counts, FileReport, FileUse, Notice, Outcome, Reconciliation, Rejected};
pub use run::Progress;
pub use site::{Site, SiteError, SiteMistake};
pub use source::Encoding;
