//! The worked examples, each by its number, through the same entry point that the command line uses.
//!
//! A case is a text: lines of facts, then commands with what they must print. A line under a command must occur in its
//! output, after the line before it; a line that begins with `!` must not occur at all. Runs of spaces count as one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::{Path, PathBuf};

use record::Moment;

/// The numbers of the worked examples that the product answers so far; each must have a case.
const NUMBERS: [&str; 21] = [
    "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9", "W10", "W25", "W26", "W27", "W28", "W29", "W30", "W31",
    "W32", "W33", "W37", "W38",
];
const MORE: [&str; 2] = ["W36", "W39"];

struct Case {
    name: String,
    facts: String,
    commands: Vec<(String, Vec<String>)>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worked");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Case {
    let text = std::fs::read_to_string(path).unwrap();
    let mut case = Case {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        facts: String::new(),
        commands: Vec::new(),
    };
    case.facts.push_str("{\"keyworker\":\"facts\",\"version\":1}\n");
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        if line.starts_with('{') {
            case.facts.push_str(line);
            case.facts.push('\n');
        } else if let Some(command) = line.strip_prefix("$ keyworker ") {
            case.commands.push((command.to_owned(), Vec::new()));
        } else {
            let last =
                case.commands.last_mut().unwrap_or_else(|| panic!("{}: '{line}' comes before any command", case.name));
            last.1.push(line.to_owned());
        }
    }
    case
}

/// Runs a command over those facts; its exit code and what it printed.
fn run(command: &str, facts: &Path) -> (u8, String) {
    let mut args: Vec<String> = vec!["keyworker".into()];
    args.extend(command.split_whitespace().map(str::to_owned));
    args.extend(["--facts".into(), facts.display().to_string()]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = keyworker::run(
        args.into_iter().map(Into::into),
        &mut keyworker::Surroundings {
            now: Moment::from_second(1_800_000_000),
            out: &mut out,
            err: &mut err,
            random: &mut |bytes| bytes.fill(7),
            progress: false,
        },
    );
    let text = String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap();
    (code, text)
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_worked_example_holds() {
    let cases = cases();
    for number in NUMBERS.iter().chain(&MORE) {
        let named = cases.iter().any(|case| case.name.split(['-', '_']).any(|part| part == *number));
        assert!(named, "no case is named by {number}");
    }
    let failures = failures(&cases, None);
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n\n"));
}

/// What the cases print that they should not; with another pack in the place of the practice guide's, if one is given.
fn failures(cases: &[Case], instead_of_pg: Option<&Path>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("facts.jsonl");
    let mut failures = Vec::new();
    for case in cases {
        std::fs::write(&facts, &case.facts).unwrap();
        assert!(!case.commands.is_empty(), "{} asks nothing", case.name);
        for (command, expected) in &case.commands {
            let command = match instead_of_pg {
                Some(path) => command.replace("--policy pg", &format!("--policy {}", path.display())),
                None => command.clone(),
            };
            let (code, text) = run(&command, &facts);
            let missed = missed(&text, expected);
            if code != 0 || !missed.is_empty() {
                failures.push(format!("{}: {command} (exit {code})\n  {}\n{text}", case.name, missed.join("\n  ")));
            }
        }
    }
    failures
}

fn missed(text: &str, expected: &[String]) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(folded).collect();
    let (mut from, mut missed) = (0, Vec::new());
    for line in expected {
        match line.strip_prefix('!') {
            Some(forbidden) => {
                if lines.iter().any(|got| got.contains(&folded(forbidden))) {
                    missed.push(format!("must not say: {forbidden}"));
                }
            }
            None => match lines[from..].iter().position(|got| got.contains(&folded(line))) {
                Some(at) => from += at + 1,
                None => missed.push(format!("does not say (in this order): {line}")),
            },
        }
    }
    missed
}

/// Taking any one rule out of the practice guide's pack makes a case fail: no rule stands there untested.
#[test]
fn every_rule_of_the_practice_guide_matters() {
    let text = policy::shipped::find("pg").unwrap().text;
    let cases: Vec<Case> =
        cases().into_iter().filter(|case| case.commands.iter().any(|(c, _)| c.contains("--policy pg"))).collect();
    let folder = tempfile::tempdir().unwrap();
    let starts: Vec<usize> = text.match_indices("\n[[").map(|(at, _)| at + 1).chain([text.len()]).collect();
    let mut rules = 0;
    for pair in starts.windows(2) {
        let block = &text[pair[0]..pair[1]];
        if block.starts_with("[[clause]]") {
            continue;
        }
        rules += 1;
        let path = folder.path().join(format!("without-{rules}.toml"));
        std::fs::write(&path, text.replacen(block, "", 1)).unwrap();
        assert!(!failures(&cases, Some(&path)).is_empty(), "no case misses this rule:\n{block}");
    }
    assert!(rules >= 19, "the pack has {rules} rules");
}
