//! `policy`: every mistake in a pack at once, its own tests, and the words of a history.

use std::path::{Path, PathBuf};

use policy::{Adoption, Pack, shipped};
use serde_json::json;

use crate::Surroundings;
use crate::arguments::Policy;
use crate::failure::Failure;
use crate::packs_below::Below;
use crate::policies;
use crate::table::{indented, plural};
use crate::{policy_plain, policy_test};

/// Runs the command.
pub fn run(asked: &Policy, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    match asked {
        Policy::Check { files, json } => check(files, *json, around),
        Policy::Test { packs, json } => test(packs, *json, around),
        Policy::Explain { pack, rule, json } => policy_plain::explain(pack, rule.as_deref(), *json, around),
        Policy::Handbook { pack, json: true, .. } => policy_plain::handbook_as_data(pack, around),
        Policy::Handbook { pack, html, .. } => policy_plain::handbook(pack, *html, around),
        Policy::Diff { one, other, json } => policy_plain::diff(one, other, *json, around),
        Policy::Adopt(asked) => crate::adopt::run(asked, around),
        Policy::Governs(asked) => crate::policy_governs::run(asked, around),
        Policy::Words { json } => words(*json, around),
    }
}

/// What was checked, once it has no mistake.
enum Checked {
    Pack(Box<Pack>),
    Adoption(Adoption),
}

fn check(files: &[String], as_json: bool, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    // One file that cannot be read hides no mistake of the others: it is said after them.
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut unread: Vec<(String, Failure)> = Vec::new();
    for name in files {
        let named = match in_folder(Path::new(name)) {
            Ok(None) => vec![name.clone()],
            Ok(Some(packs)) => packs.iter().map(|pack| pack.display().to_string()).collect(),
            Err(failure) => {
                unread.push((name.clone(), failure));
                continue;
            }
        };
        for name in named {
            match policies::text(&name) {
                Ok(text) => texts.push(text),
                Err(failure) => unread.push((name, failure)),
            }
        }
    }
    if files.is_empty() {
        texts.extend(shipped::ALL.iter().map(|pack| (pack.file.to_owned(), pack.text.to_owned())));
    }
    let below = Below::of(&texts);
    let ships = shipped::ALL.iter().map(|pack| pack.id.to_owned());
    let ids: Vec<String> = texts.iter().filter_map(|(_, text)| Pack::id_in(text)).chain(ships).collect();
    let mut mistakes = 0;
    let mut listed = Vec::new();
    for (file, text) in &texts {
        let read = if Adoption::is_one(text) {
            let adopted = Adoption::read(file, text, &|id| below.versions(id), &ids);
            adopted.map(Checked::Adoption)
        } else {
            below.read(file, text).map(|pack| Checked::Pack(Box::new(pack)))
        };
        match read {
            Ok(Checked::Adoption(_)) if as_json => listed.push(json!({ "file": file, "mistakes": [] })),
            Ok(Checked::Adoption(adoption)) => {
                let count = plural(adoption.adopted.len() as u64, "adoption", "adoptions");
                writeln!(around.out, "{file}: {count}, no mistake")?;
            }
            Ok(Checked::Pack(pack)) if as_json => listed.push(json!({ "file": file, "pack": pack.id, "mistakes": [] })),
            Ok(Checked::Pack(pack)) => {
                let rules = plural(policy::plain::rules(&pack).len() as u64, "rule", "rules");
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
    let cannot = unread.iter().map(|(file, failure)| {
        json!({ "file": file, "mistakes": [{ "line": null, "column": null, "says": failure.to_string(), "help": failure.help() }] })
    });
    if as_json {
        listed.extend(cannot);
        around.json(&listed)?;
    } else if mistakes > 0 {
        writeln!(around.out, "{}: none of these packs is used", plural(mistakes as u64, "mistake", "mistakes"))?;
    }
    // The last of them is said as every failure of a command is.
    let Some((_, last)) = unread.pop() else { return Ok(u8::from(mistakes > 0)) };
    for (_, failure) in unread {
        writeln!(around.err, "keyworker: {failure}")?;
    }
    Err(last)
}

/// The packs and adoption files that a folder holds, by name; nothing where it is no folder.
fn in_folder(folder: &Path) -> Result<Option<Vec<PathBuf>>, Failure> {
    if !folder.is_dir() || shipped::find(&folder.display().to_string()).is_some() {
        return Ok(None);
    }
    let file = |error| Failure::File { path: folder.to_owned(), error };
    let mut packs = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(file)? {
        let path = entry.map_err(file)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") && path.is_file() {
            packs.push(path);
        }
    }
    packs.sort();
    if packs.is_empty() {
        let help = "name a pack's file, the name of one that ships, or a folder that holds packs (*.toml)".to_owned();
        return Err(Failure::NotThere(format!("there is no pack in the folder {}", folder.display()), help));
    }
    Ok(Some(packs))
}

/// Runs the packs' own tests; what is answered otherwise is shown with both answers side by side.
fn test(names: &[String], as_json: bool, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let mut packs = if names.is_empty() { Vec::new() } else { policies::load(names)? };
    if names.is_empty() {
        let shipped = shipped::ALL.iter().map(|pack| policies::one(pack.id)).collect::<Result<Vec<_>, _>>()?;
        packs.extend(shipped.into_iter().filter(|pack| !pack.tests.is_empty()));
    }
    let (mut failed, mut listed) = (false, Vec::new());
    for pack in &packs {
        let answered = policy_test::run(pack)?;
        if as_json {
            failed |= answered.iter().any(|one| !one.holds());
            let questions = answered.iter().map(|one| {
                json!({
                    "test": one.test.says, "clauses": one.test.cites.0, "as_at": one.ask.as_at.to_string(),
                    "question": one.ask.question.to_string(), "wanted": one.ask.answer, "answered": one.given,
                    "holds": one.holds(),
                })
            });
            let questions: Vec<_> = questions.collect();
            listed.push(json!({ "pack": pack.id, "tests": pack.tests.len(), "questions": questions }));
            continue;
        }
        for one in answered.iter().filter(|one| !one.holds()) {
            failed = true;
            writeln!(around.out, "{}", policy_test::side_by_side(one))?;
        }
        writeln!(around.out, "{}: {}", pack.id, policy_test::summary(&answered, pack.tests.len()))?;
    }
    if as_json {
        around.json(&listed)?;
    }
    Ok(u8::from(failed))
}

/// The words of every kind of fact, as a test's history writes them.
fn words(as_json: bool, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    if as_json {
        let each = policy::history::words().into_iter().map(
            |(kind, phrase)| json!({ "kind": kind.to_string(), "phrases": phrase.split("; ").collect::<Vec<_>>() }),
        );
        around.json(&each.collect::<Vec<_>>())?;
        return Ok(0);
    }
    writeln!(around.out, "One fact a line: the day, the time if it matters, and the words of its kind.")?;
    writeln!(around.out, "  Wed 1 Apr 2026 10:00 referral received")?;
    writeln!(around.out, "A NAME is one word that begins with a capital letter; what stands in [ ] may be left out.")?;
    writeln!(around.out, "Everything is covered, unless a line says: nothing recorded of KIND (such as 'visit').\n")?;
    for (kind, phrase) in policy::history::words() {
        writeln!(around.out, "{kind}")?;
        for part in phrase.split("; ") {
            write!(around.out, "{}", indented(part, 4, around.columns))?;
        }
    }
    Ok(0)
}
