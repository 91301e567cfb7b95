//! A naive evaluator, written from `docs/policy-language.md` alone, to compare the real one with.
//!
//! It imports nothing but `record`. It walks the days and, within a day, the instants at which anything could change,
//! and answers at each by looking at all the facts anew. It is slow and obvious, and hard-codes the rules of the packs
//! in `packs/`, with the clause at each.
//!
//! * [`world`]: what was known at an instant: the child's facts, the workers', and what the record covers.
//! * [`days`]: stepping through days and counting working days one by one.
//! * [`states`]: the states of a child at an instant.
//! * [`workers`]: who counts as a worker at an instant, and why one stopped.
//! * [`definitions`]: the counts, with the grace of PG-01 and CMP-01, and holding.
//! * [`duties`]: what must be done.
//! * [`history`]: random histories, [`shrink`]: fewer facts that still disagree, [`print`]: one line a fact.

pub mod compare;
pub mod days;
pub mod definitions;
pub mod duties;
pub mod history;
pub mod print;
pub mod shrink;
pub mod states;
mod worked;
pub mod workers;
pub mod world;
