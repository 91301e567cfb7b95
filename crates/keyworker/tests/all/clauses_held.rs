//! Each clause of AS, PG and AP has a test in which it is done or seen, and one in which it is refused or shown late: the table beside
//! this file names them, and each of them is where it says. What is not held yet stands here, to be taken out as it comes.

use std::path::Path;

use toml::{Table, Value};

/// The lists that are empty, with why.
const NOT_YET: [(&str, &str, &str); 3] = [
    ("PG-10", "late_or_refused", "letters are written by an issue to come"),
    ("PG-17", "walks", "the weekly report is made by an issue to come"),
    ("PG-17", "late_or_refused", "the weekly report is made by an issue to come"),
];

#[test]
fn each_clause_is_walked_and_refused_or_late_in_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("crates/keyworker/tests/clauses-held.toml")).unwrap();
    let table: Table = text.parse().unwrap();
    let clauses: Vec<&Table> = table["clause"].as_array().unwrap().iter().map(|one| one.as_table().unwrap()).collect();
    let codes: Vec<&str> = clauses.iter().map(|clause| clause["code"].as_str().unwrap()).collect();
    // 28 of AS, 17 of PG, 43 of AP.
    let wanted = [("AS", 28), ("PG", 17), ("AP", 43)];
    let wanted =
        wanted.into_iter().flat_map(|(document, last)| (1..=last).map(move |one| format!("{document}-{one:02}")));
    assert_eq!(codes, wanted.collect::<Vec<_>>());
    let mut empty = Vec::new();
    for clause in clauses {
        let code = clause["code"].as_str().unwrap();
        for list in ["walks", "late_or_refused"] {
            let tests = clause[list].as_array().unwrap();
            if tests.is_empty() && !clause.contains_key("why_none") {
                empty.push((code, list));
            }
            for test in tests {
                let of =
                    |name: &str| test.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("{code}: {name}"));
                let (file, at) = (of("file"), of("at"));
                let read =
                    std::fs::read_to_string(root.join(file)).unwrap_or_else(|wrong| panic!("{code}: {file}: {wrong}"));
                assert!(read.contains(at), "{code}, {list}: {file} has no {at:?}");
            }
        }
    }
    let known: Vec<(&str, &str)> = NOT_YET.iter().map(|(code, list, _)| (*code, *list)).collect();
    assert_eq!(empty, known);
}
