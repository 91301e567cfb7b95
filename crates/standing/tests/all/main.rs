//! One binary for all tests of what is true, so that it is linked once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod areas_told;
mod clauses;
mod suits;
mod told;
mod workload;
mod written;
