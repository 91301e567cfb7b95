//! One binary for all tests of what people do, so that it is linked once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod candidates;
mod exceptions;
mod give_over;
mod others;
mod oversight;
mod owned;
mod possible;
mod posts;
mod scene;
mod sensible;
mod staff;
mod ways;
mod worked;
