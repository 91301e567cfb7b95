//! One binary for all tests of policies, so that it is linked once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod differs;
mod language;
mod packs;
