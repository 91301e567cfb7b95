//! The store through its public door.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod chain;
mod codec;
mod crash;
mod drafts;
mod erasure;
mod files;
mod made_up;
mod writing;
