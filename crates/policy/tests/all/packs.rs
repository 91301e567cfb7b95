//! Packs that read, and packs that do not: each mistake with its place, its cause and what to write instead.

use std::path::Path;

use policy::{Adoption, Condition, Due, Length, Pack, Within, shipped};

#[test]
fn every_shipped_pack_reads_and_its_rules_cite_its_clauses() {
    for pack in shipped::ALL {
        let read = pack.read().unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(read.id, pack.id);
        let rules = read.rules();
        for clause in &read.clauses {
            // A clause that no rule follows says in the handbook where the product sees to it.
            let followed = rules.iter().any(|rule| rule.cites.0.contains(&clause.id));
            let said = clause.does.as_deref().is_some_and(|does| does.starts_with("No rule"));
            assert!(followed != said, "{} of {}: a rule follows it, or it says why none does", clause.id, read.id);
        }
    }
}

/// Councils adopt a version of a pack, and its name stands for its rules for good. `UPDATE_CASES=1` adds the new ones.
#[test]
fn a_pack_that_ships_with_other_rules_has_another_version() {
    const FILE: &str = "tests/shipped-versions.txt";
    let known = std::fs::read_to_string(FILE).unwrap_or_default();
    let (mut lines, mut missing) = (known.clone(), Vec::new());
    for pack in shipped::ALL {
        let pack = pack.read().unwrap();
        let version = format!("{} {} ", pack.id, pack.version);
        let line = format!("{version}{}\n", pack.digest);
        match known.lines().find(|line| line.starts_with(&version)) {
            Some(known) => assert_eq!(
                known,
                line.trim_end(),
                "what '{}' asks is not what its version {} asked: give it a version of its own",
                pack.id,
                pack.version
            ),
            None => missing.push(line),
        }
    }
    lines.extend(missing.iter().map(String::as_str));
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(FILE, &lines).unwrap();
    }
    assert_eq!(std::fs::read_to_string(FILE).unwrap_or_default(), lines, "add the new versions to {FILE}");
}

#[test]
fn the_practice_guide_says_what_the_document_says() {
    let pack = shipped::find("pg").unwrap().read().unwrap();
    let due = |id: &str| pack.duties.iter().find(|duty| duty.id == id).map(|duty| duty.due.clone());
    assert_eq!(due("family-letter"), Some(Due::Within(Within::of(Length::WorkingDays(5)))));
    assert_eq!(due("inform-deputy-director"), Some(Due::NotStated));
    let child_letter = pack.duties.iter().find(|duty| duty.id == "child-letter").unwrap();
    assert_eq!(child_letter.during, Condition::All(vec![Condition::Definition(0), Condition::AgeFrom(12)]));
}

/// The packs that ship; of the practice guide another version too, from 1 September 2026 on; and one that is over.
fn versions(id: &str) -> Vec<Pack> {
    let mut found: Vec<Pack> = shipped::find(id).and_then(|pack| pack.read().ok()).into_iter().collect();
    let day = |text: &str| text.parse::<record::Day>().unwrap();
    if id == "mon" {
        found.push(Pack { version: "next".to_owned(), from: day("2026-09-01"), ..found[0].clone() });
        found[0].until = Some(day("2026-08-31"));
    }
    if id == "counts" {
        found[0].until = Some(day("2026-08-31"));
    }
    found
}

/// Each case is `NAME.toml` with its mistakes as they are printed in `NAME.expected`. With `UPDATE_CASES=1` the
/// expected texts are written anew, to be read before they are committed.
#[test]
fn mistakes_are_all_reported_at_once_as_text() {
    let folder = Path::new("tests/cases");
    let mut cases: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    cases.sort();
    assert!(cases.len() >= 16);
    for case in cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&case).unwrap();
        let read = if Adoption::is_one(&text) {
            Adoption::read(&name, &text, &versions, &["pg", "as", "mon", "counts", "oxmoor"].map(str::to_owned))
                .map(drop)
        } else {
            Pack::read(&name, &text).map(drop)
        };
        let printed = read.map_or_else(|problems| problems.to_string(), |()| "no mistake\n".to_owned());
        let expected = case.with_extension("expected");
        if std::env::var_os("UPDATE_CASES").is_some() {
            std::fs::write(&expected, &printed).unwrap();
        }
        assert_eq!(printed, std::fs::read_to_string(&expected).unwrap_or_default(), "{name}");
        assert!(printed != "no mistake\n" || name.contains("good-"), "{name} must have a mistake");
    }
}

/// Every rule of every pack that ships, each broken by itself: its own mistake is said, and nothing of its neighbours.
#[test]
fn a_mistake_in_one_rule_is_no_mistake_of_another() {
    const RULES: [&str; 9] = [
        "[[worker]]",
        "[[definition]]",
        "[[duty]]",
        "[[breach]]",
        "[[ladder]]",
        "[[gate]]",
        "[[suitability]]",
        "[[letter]]",
        "[[winner]]",
    ];
    let mut broken = 0;
    for pack in shipped::ALL {
        let lines: Vec<&str> = pack.text.lines().collect();
        let rules = lines.iter().enumerate().filter(|(_, line)| RULES.contains(line));
        for (heading, _) in rules {
            let own = lines[heading + 1..].iter().take_while(|line| !line.starts_with('['));
            let Some(clause) = own.enumerate().find(|(_, line)| line.starts_with("clause = ")) else { continue };
            let clause = heading + 1 + clause.0;
            let mut without = lines.clone();
            without.remove(clause);
            let problems = Pack::read("broken.toml", &without.join("\n")).expect_err("a rule without a clause");
            let said: Vec<&str> = problems.problems.iter().map(|problem| problem.says.as_str()).collect();
            let place = format!("{} without line {} ({})", pack.id, clause + 1, lines[heading + 1]);
            assert!(said.len() == 1 && said[0].contains("clause"), "{place}: {said:?}");
            broken += 1;
        }
    }
    assert!(broken > 150, "{broken}");
}

#[test]
fn no_text_makes_the_reader_panic() {
    // A pack cut anywhere, or with any byte replaced, is refused or read; it never panics and never loads in part.
    let text = shipped::find("pg").unwrap().text;
    let cuts: Vec<usize> = text.char_indices().map(|(i, _)| i).step_by(101).collect();
    for cut in cuts {
        let _ = Pack::read("cut.toml", &text[..cut]);
        for junk in ["\"", "[", "]", "{", "=", "\u{0}", "é", "0", "-1", "\n"] {
            let mut broken = text[..cut].to_owned();
            broken.push_str(junk);
            broken.push_str(&text[cut..]);
            if let Err(problems) = Pack::read("broken.toml", &broken) {
                assert!(!problems.problems.is_empty() && !problems.to_string().is_empty());
            }
        }
    }
}

#[test]
fn whatever_the_policy_leaves_open_is_listed() {
    let pack = Pack::read("good.toml", include_str!("../cases/good-not-stated.toml")).unwrap();
    let listed = policy::plain::left_open(&pack);
    let expected = [
        "A worker who is there: after how long an absence a worker no longer counts is not said (X-01)",
        "Long without a worker: after how long it counts is not said (X-01)",
        "Long without a worker: a number on which it rests is not said (X-01)",
        "Referred again and again: a number on which it rests is not said (X-01)",
        "Write soon: a number on which it rests is not said (X-01)",
        "Write soon: when it opens is not said (X-01)",
        "Write soon: by when is not said (X-01)",
        "See regularly: by when is not said (X-01)",
        "See regularly: an interval of its own is not said (X-01)",
        "Spoken of lately: how fresh it must be is not said (X-01)",
        "A young child: how much it weighs is not said (X-01)",
        "Too many in one team: above what it stands out is not said (X-01)",
        "Too many in one team (The head of service is told): by when is not said (X-01)",
        "Weighted workload: how much a full load is is not said (X-01)",
        "Weighted workload: how many hours full time is is not said (X-01)",
        "Weighted workload: from when on it warns is not said (X-01)",
        "Weighted workload: beyond what nothing more may be given is not said (X-01)",
        "Weighted workload: how much a further child of a family weighs is not said (X-01)",
        "Every child: how many points is not said (X-01)",
        "A smaller load: how much smaller, or for how long, is not said (X-01)",
    ];
    assert_eq!(listed, expected);
}
