//! The store: one authority's log of facts in one SQLite file, and the one writer through which it grows.
//!
//! The log is the database; what serves reads is memory ([`record::Book`]), rebuilt from the log at start. This crate
//! keeps facts, proves that none was changed, and erases what must be erased. It never knows what a fact means: no
//! policy, no clock, no randomness of its own (salts and keys come as an argument), no page and no file format.
//!
//! * [`Store`]: the writing end. One process holds it, by a lock beside the file.
//! * [`Writer`]: the thread that owns it in a server; commits those who wait together, refuses who lost a race.
//! * [`Import`]: many facts, all or nothing from a reader's view.
//! * [`Reader`]: the reading end, as many as one likes: the book, followers, the check of the chain, rejected rows, drafts.
//! * [`codec`]: a fact's content as bytes, readable for ever.
//! * [`chain`]: what is digested, and what erasure leaves behind.

pub mod chain;
pub mod codec;
mod drafts;
mod erase;
mod error;
mod file;
mod import;
mod layered;
mod names;
mod reader;
mod rejected;
mod requested;
mod rows;
mod store;
mod submit;
mod verify;
mod words;
mod writer;

pub use chain::{Head, Position, Sequence};
pub use drafts::KeptDraft;
pub use erase::Erased;
pub use error::StoreError;
pub use import::Import;
pub use layered::Layered;
pub use names::List;
pub use reader::{Reader, Tip};
pub use rejected::{KeptRow, Mend, RejectedRow};
pub use rows::renamed;
pub use store::Store;
pub use submit::{Changed, Committed, Idempotency, Published, Reading, Refused, Stream, Submission};
pub use verify::{Broken, Verified};
pub use writer::{Publish, RandomSource, Writer, WriterHandle};
