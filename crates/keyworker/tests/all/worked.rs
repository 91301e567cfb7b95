//! The worked examples, each by its number, through the same entry point that the command line uses.
//!
//! A case is a text: lines of facts, then commands with what they must print. A line under a command must occur in its
//! output, after the line before it; a line that begins with `!` must not occur at all. Runs of spaces count as one. What
//! stands below `## W8` belongs to W8; below none such, to every number in the file's name.

use std::path::{Path, PathBuf};

use record::Moment;

struct Case {
    name: String,
    facts: String,
    asked: Vec<Asked>,
}

/// A command of a case, and what it must print.
struct Asked {
    /// The numbers of the worked examples that it belongs to; none in a case beside them.
    numbers: Vec<String>,
    command: String,
    expected: Vec<String>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new("tests/worked");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Case {
    let text = std::fs::read_to_string(path).unwrap();
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut numbers: Vec<String> = name.split('-').filter(|part| is_number(part)).map(str::to_owned).collect();
    let mut case = Case { name, facts: "{\"keyworker\":\"facts\",\"version\":1}\n".to_owned(), asked: Vec::new() };
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(named) = line.strip_prefix("## ") {
            numbers = named.split_whitespace().map(str::to_owned).collect();
            assert!(numbers.iter().all(|number| is_number(number)), "{}: '{line}' names no example", case.name);
        } else if line.starts_with('#') {
            continue;
        } else if line.starts_with('{') {
            case.facts.push_str(line);
            case.facts.push('\n');
        } else if let Some(command) = line.strip_prefix("$ keyworker ") {
            let (numbers, command) = (numbers.clone(), command.to_owned());
            case.asked.push(Asked { numbers, command, expected: Vec::new() });
        } else {
            let last = case.asked.last_mut();
            last.unwrap_or_else(|| panic!("{}: '{line}' comes before any command", case.name))
                .expected
                .push(line.to_owned());
        }
    }
    case
}

fn is_number(word: &str) -> bool {
    word.strip_prefix('W').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
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
            columns: None,
        },
    );
    let text = String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap();
    (code, text)
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One test for each worked example, by its number: `cargo test W7` runs W7.
macro_rules! worked_examples {
    ($($number:ident)+) => {
        const NUMBERS: &[&str] = &[$(stringify!($number)),+];
        $(#[test]
        #[allow(non_snake_case, reason = "the examples have names of their own")]
        fn $number() {
            holds(stringify!($number));
        })+
    };
}

worked_examples! {
    W1 W2 W3 W4 W5 W6 W7 W8 W9 W10
    W11 W12 W13 W14 W15 W16 W17 W18 W19 W20
    W21 W22 W23 W24
    W25 W26 W27 W28 W29 W30 W31 W32 W33
    W34 W35 W36 W37 W38 W39
}

fn holds(number: &str) {
    let is_asked = |asked: &Asked| asked.numbers.iter().any(|one| one == number);
    let cases = cases();
    assert!(cases.iter().any(|case| case.asked.iter().any(is_asked)), "no case asks anything of {number}");
    let failures = failures(&cases, None, is_asked);
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn every_example_that_is_asked_for_has_a_test_and_no_case_is_left_out() {
    for number in (1..=39).map(|number| format!("W{number}")) {
        assert!(NUMBERS.contains(&number.as_str()), "no test is named {number}");
    }
    for case in cases() {
        for number in case.asked.iter().flat_map(|asked| &asked.numbers) {
            assert!(NUMBERS.contains(&number.as_str()), "{}: no test runs what belongs to {number}", case.name);
        }
    }
}

#[test]
fn the_cases_beside_the_numbers_hold() {
    let failures = failures(&cases(), None, |asked| asked.numbers.is_empty());
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n\n"));
}

/// What the cases print that they should not; with another pack in the place of the practice guide's, if one is given.
fn failures(cases: &[Case], instead_of_pg: Option<&Path>, which: impl Fn(&Asked) -> bool) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("facts.jsonl");
    let mut failures = Vec::new();
    for case in cases {
        std::fs::write(&facts, &case.facts).unwrap();
        assert!(!case.asked.is_empty(), "{} asks nothing", case.name);
        for asked in case.asked.iter().filter(|asked| which(asked)) {
            let command = match instead_of_pg {
                Some(path) => asked.command.replace("--policy pg", &format!("--policy {}", path.display())),
                None => asked.command.clone(),
            };
            let (code, text) = run(&command, &facts);
            let missed = missed(&text, &asked.expected);
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
        cases().into_iter().filter(|case| case.asked.iter().any(|one| one.command.contains("--policy pg"))).collect();
    let folder = tempfile::tempdir().unwrap();
    let starts: Vec<usize> = text.match_indices("\n[[").map(|(at, _)| at + 1).chain([text.len()]).collect();
    let mut rules = 0;
    for pair in starts.windows(2) {
        let block = &text[pair[0]..pair[1]];
        // What a letter must hold shows where letters are made; a pack's own tests are run where `policy test` is.
        if ["[[clause]]", "[[letter]]", "[[test"].iter().any(|not_a_rule| block.starts_with(not_a_rule)) {
            continue;
        }
        rules += 1;
        let path = folder.path().join(format!("without-{rules}.toml"));
        std::fs::write(&path, text.replacen(block, "", 1)).unwrap();
        assert!(!failures(&cases, Some(&path), |_| true).is_empty(), "no case misses this rule:\n{block}");
    }
    assert!(rules >= 19, "the pack has {rules} rules");
}
