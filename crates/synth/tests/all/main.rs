//! One binary for all tests of the made-up authority, so that it is linked once.

#![allow(clippy::unwrap_used)]

mod dirt;
mod lately;
mod life;
mod read;
mod steady;
mod whole;
