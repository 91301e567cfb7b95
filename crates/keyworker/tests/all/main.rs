//! One binary for all tests of the program, so that it is linked once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod adopt;
mod answers;
mod clauses_held;
mod command;
mod commands;
mod council;
mod doubts_that_pass;
mod each_team;
mod from_extract;
mod house;
mod later;
mod later_rows;
mod later_tables;
mod lists;
mod mending;
mod policy;
mod spoilt;
mod verify;
mod why;
mod worked;
