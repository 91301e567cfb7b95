//! `serve`.

use crate::Surroundings;
use crate::failure::Failure;

/// Runs the command.
pub fn run(_asked: &crate::arguments::Serve, _around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    Err(Failure::Unreadable("being written".into()))
}
