//! `export`: every fact as JSON Lines.

use std::fs::File;
use std::io::{BufWriter, Write};

use record::Moment;

use crate::Surroundings;
use crate::arguments::Export;
use crate::facts::Loaded;
use crate::failure::Failure;

/// Runs the command.
pub fn run(asked: &Export, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let loaded = Loaded::open(&asked.from, &|_| true, Moment::MAX, around)?;
    match &asked.output {
        Some(path) => {
            let file = File::create(path).map_err(|error| Failure::File { path: path.clone(), error })?;
            let mut out = BufWriter::new(file);
            write(&loaded, &mut out)?;
            out.flush()?;
        }
        None => write(&loaded, around.out)?,
    }
    Ok(0)
}

fn write(loaded: &Loaded, out: &mut dyn Write) -> Result<(), Failure> {
    let world = loaded.world();
    writeln!(out, "{}", intake::jsonl::HEADER)?;
    let mut text = String::new();
    let mut line = |fact: &record::Fact| -> Result<(), Failure> {
        text.clear();
        intake::jsonl::write_fact(fact, &world.names, &mut text)
            .map_err(|error| Failure::Unreadable(error.to_string()))?;
        Ok(writeln!(out, "{}", text.trim_end())?)
    };
    for fact in world.facts() {
        line(fact)?;
    }
    if let Loaded::Extract(_) = loaded {
        let mut room = Vec::new();
        for index in 0..loaded.children() {
            loaded.facts_of(index, &mut room, |_, facts| facts.iter().copied().flatten().try_for_each(&mut line))?;
        }
    }
    Ok(())
}
