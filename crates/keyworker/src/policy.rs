//! `policy check`: every mistake in a pack, at once.

use policy::{Pack, shipped};
use serde_json::json;

use crate::Surroundings;
use crate::arguments::Policy;
use crate::failure::Failure;
use crate::policies;
use crate::table::plural;

/// Runs the command.
pub fn run(asked: &Policy, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    match asked {
        Policy::Check { files, json } => check(files, *json, around),
    }
}

fn check(files: &[String], as_json: bool, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let mut texts: Vec<(String, String)> = Vec::new();
    for name in files {
        texts.push(policies::text(name)?);
    }
    if files.is_empty() {
        texts.extend(shipped::ALL.iter().map(|pack| (pack.file.to_owned(), pack.text.to_owned())));
    }
    let mut mistakes = 0;
    let mut listed = Vec::new();
    for (file, text) in &texts {
        match Pack::read(file, text) {
            Ok(pack) if as_json => listed.push(json!({ "file": file, "pack": pack.id, "mistakes": [] })),
            Ok(pack) => {
                let rules = pack.workers.len() + pack.definitions.len() + pack.duties.len() + pack.breaches.len();
                let rules = plural(rules as u64, "rule", "rules");
                let clauses = plural(pack.clauses.len() as u64, "clause", "clauses");
                writeln!(around.out, "{file}: {} ({}), {rules} on {clauses}, no mistake", pack.title, pack.id)?;
            }
            Err(problems) => {
                mistakes += problems.problems.len();
                if as_json {
                    let each = problems.problems.iter().map(|problem| {
                        let (line, column) = problems.place(problem.span.start);
                        json!({ "line": line, "column": column, "says": problem.says, "help": problem.help })
                    });
                    listed.push(json!({ "file": file, "mistakes": each.collect::<Vec<_>>() }));
                } else {
                    writeln!(around.out, "{problems}")?;
                }
            }
        }
    }
    if as_json {
        serde_json::to_writer_pretty(&mut *around.out, &listed)?;
        writeln!(around.out)?;
    } else if mistakes > 0 {
        writeln!(around.out, "{}: none of these packs is used", plural(mistakes as u64, "mistake", "mistakes"))?;
    }
    Ok(u8::from(mistakes > 0))
}
