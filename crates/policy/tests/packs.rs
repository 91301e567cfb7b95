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

#[test]
fn the_practice_guide_says_what_the_document_says() {
    let pack = shipped::find("pg").unwrap().read().unwrap();
    let due = |id: &str| pack.duties.iter().find(|duty| duty.id == id).map(|duty| duty.due.clone());
    assert_eq!(due("family-letter"), Some(Due::Within(Within::of(Length::WorkingDays(5)))));
    assert_eq!(due("inform-deputy-director"), Some(Due::NotStated));
    let child_letter = pack.duties.iter().find(|duty| duty.id == "child-letter").unwrap();
    assert_eq!(child_letter.during, Condition::All(vec![Condition::Definition(0), Condition::AgeFrom(12)]));
}

/// Each case is `NAME.toml` with its mistakes as they are printed in `NAME.expected`. With `UPDATE_CASES=1` the
/// expected texts are written anew, to be read before they are committed.
#[test]
fn mistakes_are_all_reported_at_once_as_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    cases.sort();
    assert!(cases.len() >= 16);
    for case in cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&case).unwrap();
        let library = |id: &str| shipped::find(id).and_then(|pack| pack.read().ok());
        let read = if Adoption::is_one(&text) {
            Adoption::read(&name, &text, &library).map(drop)
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
