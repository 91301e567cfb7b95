//! `verify`: whether the record's chain holds, from the first fact to the last.

use serde_json::json;
use store::{Broken, StoreError};

use crate::Surroundings;
use crate::arguments::Verify;
use crate::failure::Failure;
use crate::table::plural;

/// The exit code where the chain is broken: unlike any other, so that a nightly check can tell it from a missing file.
const BROKEN: u8 = 4;

/// Runs the command.
pub fn run(asked: &Verify, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    match store::Reader::open(&asked.store).and_then(|reader| reader.verify()) {
        Ok(found) if asked.json => {
            let (facts, commits, erased) = (found.facts, found.commits, found.erased);
            let head = found.head.to_string();
            say(json!({ "holds": true, "facts": facts, "commits": commits, "erased": erased, "head": head }), around)?;
            Ok(0)
        }
        Ok(found) => {
            let (facts, commits) = (plural(found.facts, "fact", "facts"), plural(found.commits, "commit", "commits"));
            writeln!(around.out, "The chain holds: {facts} in {commits}, {} of them erased.", found.erased)?;
            writeln!(around.out, "Head: {}", found.head)?;
            Ok(0)
        }
        Err(StoreError::Broken(broken)) => {
            if asked.json {
                let (part, place) = match broken {
                    Broken::Fact(position) => ("fact changed", position),
                    Broken::Missing(position) => ("fact missing", position),
                    Broken::NotErased(position) => ("fact emptied", position),
                    Broken::Commit(sequence) => ("commit changed", sequence),
                };
                say(json!({ "holds": false, "broken": part, "at": place }), around)?;
            }
            writeln!(around.err, "keyworker: {}", StoreError::Broken(broken))?;
            Ok(BROKEN)
        }
        Err(other) => Err(other.into()),
    }
}

fn say(answer: serde_json::Value, around: &mut Surroundings<'_>) -> Result<(), Failure> {
    around.json(&answer)?;
    Ok(())
}
