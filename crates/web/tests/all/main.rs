//! One binary for all tests of the pages, so that it is linked once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod acts;
mod area_today;
mod areas;
mod by_hand;
mod candidates;
mod carry;
mod clauses;
mod closed;
mod decisions;
mod drafts;
mod each_team;
mod exact;
mod fixture;
mod forms;
mod handover;
mod live;
mod others;
mod pages;
mod people;
mod place;
mod reasons;
mod ribbon;
mod search;
mod sums;
mod titles;
mod today;
mod together;
