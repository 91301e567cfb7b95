//! `verify` finds the first place at which a record was changed outside Keyworker, and says so with its own exit code.

use std::path::Path;

use record::Day;

use crate::command;

fn run(args: &[&str]) -> (u8, String, String) {
    command::run(args, "2026-06-30".parse::<Day>().unwrap().end())
}

/// A store of three facts in two commits.
fn store(folder: &Path) -> String {
    let store = folder.join("s.keyworker").display().to_string();
    let facts = folder.join("facts.jsonl").display().to_string();
    let lines = [
        "{\"kind\":\"coverage\",\"when\":\"2020-01-01\",\"recorded\":\"2026-06-01T10:00:00+01:00\"}\n\
         {\"kind\":\"referral_received\",\"child\":\"x:1\",\"when\":\"2026-06-01\",\"recorded\":\"2026-06-01T10:00:00+01:00\",\"referral\":\"r\"}\n",
        "{\"kind\":\"referral_received\",\"child\":\"x:2\",\"when\":\"2026-06-02\",\"recorded\":\"2026-06-02T10:00:00+01:00\",\"referral\":\"r2\"}\n",
    ];
    for some in lines {
        std::fs::write(&facts, format!("{{\"keyworker\":\"facts\",\"version\":1}}\n{some}")).unwrap();
        let (code, _, err) = run(&["import", "--store", &store, "--facts", &facts]);
        assert_eq!(code, 0, "{err}");
    }
    store
}

#[test]
fn a_record_that_nobody_touched_holds() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let (code, out, err) = run(&["verify", "--store", &store]);
    assert_eq!(code, 0, "{err}");
    let known = store::Reader::open(Path::new(&store)).unwrap().verify().unwrap();
    assert_eq!(
        out,
        format!("The chain holds: 3 facts in {} commits, 0 of them erased.\nHead: {}\n", known.commits, known.head)
    );
    let (_, out, _) = run(&["verify", "--store", &store, "--json"]);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((told["holds"].as_bool(), told["facts"].as_u64()), (Some(true), Some(3)));
    assert_eq!(told["head"].as_str(), Some(known.head.to_string().as_str()));
}

#[test]
fn one_damaged_byte_is_found_at_its_first_place() {
    for position in [1u64, 2, 3] {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let connection = rusqlite::Connection::open(&store).unwrap();
        // Whoever changes the file by hand changes its triggers first.
        let triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
        let names: Vec<String> = connection
            .prepare(triggers)
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        names.iter().for_each(|name| connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
        let salt: Vec<u8> = connection
            .query_row("SELECT salt FROM log WHERE position = ?1", [position as i64], |row| row.get(0))
            .unwrap();
        let mut damaged = salt;
        damaged[7] ^= 1;
        connection
            .execute("UPDATE log SET salt = ?1 WHERE position = ?2", rusqlite::params![damaged, position as i64])
            .unwrap();
        drop(connection);
        let (code, out, err) = run(&["verify", "--store", &store]);
        assert_eq!((code, out.as_str()), (4, ""), "{err}");
        assert!(err.contains(&format!("the fact at position {position} is not what was recorded")), "{err}");
        let (code, out, _) = run(&["verify", "--store", &store, "--json"]);
        let told: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, told["holds"].as_bool(), told["at"].as_u64()), (4, Some(false), Some(position)));
    }
}
