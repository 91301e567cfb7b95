//! The rules of the house: which way dependencies run, what the core must never do, and what every file begins with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// For each room, the rooms below it that it may know. One way, downward.
const MAY_KNOW: [(&str, &[&str]); 10] = [
    ("record", &[]),
    ("policy", &["record"]),
    ("standing", &["record", "policy"]),
    ("decide", &["record", "policy", "standing"]),
    ("suggest", &["record", "standing", "decide"]),
    ("store", &["record"]),
    ("intake", &["record"]),
    ("synth", &[]),
    ("web", &["record", "policy", "standing", "decide", "suggest", "store"]),
    ("keyworker", &["record", "policy", "standing", "decide", "store", "intake", "synth", "web"]),
];

/// The rooms that do no IO, read no clock and draw no randomness.
const CORE: [&str; 5] = ["record", "policy", "standing", "decide", "suggest"];

/// What the core must never say, and why.
const NOT_IN_CORE: [(&str, &str); 9] = [
    ("std::fs", "files are arguments"),
    ("std::net", "the core knows no network"),
    ("std::env", "the core has no surroundings"),
    ("std::process", "the core starts nothing"),
    ("std::io", "the core reads and writes nothing"),
    ("SystemTime", "time is an argument"),
    ("std::time", "time is an argument"),
    ("println!", "the core says nothing by itself"),
    ("serde", "shapes belong to the edges"),
];

fn root() -> PathBuf {
    std::fs::canonicalize("../..").unwrap()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The part of a file that is not its tests.
fn product(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn dependencies_run_downward() {
    let rooms: BTreeMap<&str, &[&str]> = MAY_KNOW.into_iter().collect();
    let mut seen = 0;
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let may_know =
            rooms.get(name.as_str()).unwrap_or_else(|| panic!("{name} has no place in the house: give it one here"));
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let section = |heading: &str| {
            let after = manifest.split_once(heading).map(|(_, after)| after).unwrap_or_default();
            after.split("\n[").next().unwrap_or_default().to_owned()
        };
        for line in section("[dependencies]").lines() {
            let dependency = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if rooms.contains_key(dependency) {
                assert!(may_know.contains(&dependency), "{name} must not know {dependency}");
            }
        }
        seen += 1;
    }
    assert_eq!(seen, MAY_KNOW.len());
}

#[test]
fn the_core_does_nothing_but_think() {
    for room in CORE {
        let mut files = Vec::new();
        rust_files(&root().join("crates").join(room).join("src"), &mut files);
        assert!(!files.is_empty(), "{room} has no file");
        for path in files {
            let text = std::fs::read_to_string(&path).unwrap();
            for (number, line) in product(&text).lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for (word, why) in NOT_IN_CORE {
                    assert!(!code.contains(word), "{}:{}: '{word}' ({why})", path.display(), number + 1);
                }
            }
        }
    }
}

#[test]
fn every_room_and_file_says_what_it_is_for() {
    let mut files = Vec::new();
    for (room, _) in MAY_KNOW {
        rust_files(&root().join("crates").join(room).join("src"), &mut files);
    }
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let shown = path.display();
        assert!(text.starts_with("//!"), "{shown} does not begin with what it is for");
        // A list has one subject, however long it is.
        let is_list = path.ends_with("record/src/kinds.rs");
        assert!(is_list || text.lines().count() <= 600, "{shown} is over 600 lines: what is its second subject?");
        assert!(!text.contains("unsafe {"), "{shown} is not safe");
    }
}

#[test]
fn every_shipped_pack_cites_known_clauses() {
    // The clauses of the five documents, by their groups' last numbers; packs of our own bring their own.
    let last = BTreeMap::from([("MON", 7), ("AS", 28), ("PG", 17), ("CNT", 6), ("AP", 43)]);
    for pack in policy::shipped::ALL {
        for clause in pack.read().unwrap().clauses {
            let (group, number) = clause.id.split_once('-').unwrap();
            let number: u32 = number.parse().unwrap();
            match last.get(group) {
                Some(last) => assert!((1..=*last).contains(&number), "{} of {}", clause.id, pack.id),
                None => {
                    let own = [
                        ("CMP", "comparison"),
                        ("BASE", "base"),
                        ("BASE", "combined"),
                        ("COM", "combined"),
                        ("NAME", "in-name"),
                    ];
                    assert!(own.contains(&(group, pack.id)), "{} of {}", clause.id, pack.id);
                }
            }
        }
    }
}
