//! The chain: a change anywhere is found, and named.

use rusqlite::Connection;
use store::{Broken, Idempotency, StoreError};

use crate::made_up::{self, Dice, NOW};

/// A log of three commits of four facts each, with an erased fact at position 6.
fn three_commits() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let mut dice = Dice::new(3);
    // Kinds with texts, so that there is a name to change.
    let facts: Vec<_> = (0..12).map(|_| made_up::fact(record::Kind::WorkerDetails, &mut dice)).collect();
    for (number, four) in facts.chunks(4).enumerate() {
        let mut submission = made_up::submission(four);
        submission.idempotency = Some(Idempotency { key: format!("request {number}"), body_digest: [1; 32] });
        store.append(&submission, &mut |bytes| dice.fill(bytes)).unwrap();
    }
    store.erase(&[facts[5].id], "a records officer", NOW).unwrap();
    let path = store.path().to_owned();
    (folder, path)
}

/// What the check says of a log that somebody changed with that statement, past the triggers.
fn after(statement: &str) -> Result<(), Broken> {
    let (_folder, path) = three_commits();
    let log = Connection::open(&path).unwrap();
    log.execute_batch(
        "DROP TRIGGER log_is_never_deleted; DROP TRIGGER log_is_never_changed; DROP TRIGGER commits_are_never_deleted;
         DROP TRIGGER commits_are_never_changed; DROP TRIGGER erasures_are_never_deleted;",
    )
    .unwrap();
    let before = log.total_changes();
    log.execute_batch(statement).unwrap();
    assert!(log.total_changes() > before, "{statement} changes nothing");
    drop(log);
    match store::Reader::open(&path).unwrap().verify() {
        Ok(_) => Ok(()),
        Err(StoreError::Broken(broken)) => Err(broken),
        Err(other) => panic!("{statement}: {other}"),
    }
}

#[test]
fn an_untouched_log_verifies() {
    let (_folder, path) = three_commits();
    let reader = store::Reader::open(&path).unwrap();
    let verified = reader.verify().unwrap();
    assert_eq!((verified.commits, verified.facts, verified.erased), (4, 12, 1));
    assert_eq!(verified.head, reader.tip().unwrap().head);
}

#[test]
fn a_flipped_byte_in_any_column_of_a_fact_names_its_position() {
    for (column, value) in [
        ("fact", "zeroblob(16)"),
        ("about", "about + 8"),
        ("kind", "71"),
        ("version", "2"),
        ("happened", "coalesce(happened, 0) + 2"),
        ("recorded", "recorded + 1"),
        ("by", "by + 1"),
        ("source", "source + 1"),
        ("row", "row + 1"),
        ("content", "content || x'00'"),
        ("content", "x'02' || substr(content, 2)"),
        ("salt", "zeroblob(16)"),
        ("salt", "NULL"),
        ("digest", "zeroblob(32)"),
    ] {
        // The casts keep a blob a blob where SQL would make a text of it.
        let statement = format!("UPDATE log SET {column} = cast({value} AS {}) WHERE position = 3", kind_of(column));
        assert_eq!(after(&statement), Err(Broken::Fact(3)), "{statement}");
    }
    assert_eq!(after("UPDATE log SET position = 99 WHERE position = 3"), Err(Broken::Missing(3)));
    assert_eq!(after("DELETE FROM log WHERE position = 3"), Err(Broken::Missing(3)));
}

fn kind_of(column: &str) -> &'static str {
    if matches!(column, "fact" | "content" | "salt" | "digest") { "BLOB" } else { "INTEGER" }
}

#[test]
fn a_renamed_or_renumbered_name_breaks_the_facts_that_refer_to_it() {
    assert!(matches!(after("UPDATE names SET name = name || '!' WHERE list = 1"), Err(Broken::Fact(_))));
    assert!(matches!(after("UPDATE names SET name = name || '!' WHERE list = 4"), Err(Broken::Fact(1))));
    // Two workers change numbers: every byte of the log stays as it is.
    let swap = "UPDATE names SET id = -1 WHERE id = 1 << 40;
                UPDATE names SET id = 1 << 40 WHERE id = (1 << 40) + 1;
                UPDATE names SET id = (1 << 40) + 1 WHERE id = -1;";
    assert!(matches!(after(swap), Err(Broken::Fact(_))));
}

#[test]
fn a_change_in_any_column_of_a_commit_names_it() {
    for (column, value) in [
        ("first", "first + 1"),
        ("last", "last - 1"),
        ("recorded", "recorded + 1"),
        ("actor", "actor + 1"),
        ("erased", "erased + 1"),
        ("names", "'9,9,9,9,9,9,9'"),
        ("names", "'nonsense'"),
        ("head", "zeroblob(32)"),
        ("idempotency", "'another request'"),
    ] {
        let statement = format!("UPDATE commits SET {column} = {value} WHERE sequence = 2");
        assert_eq!(after(&statement), Err(Broken::Commit(2)), "{statement}");
    }
    assert_eq!(after("UPDATE commits SET sequence = 9 WHERE sequence = 2"), Err(Broken::Commit(2)));
    assert_eq!(after("DELETE FROM commits WHERE sequence = 2"), Err(Broken::Commit(2)));
}

#[test]
fn what_looks_erased_and_is_not_is_found() {
    let emptied = "kind = 99, version = 0, happened = NULL, content = NULL, salt = NULL";
    assert_eq!(after(&format!("UPDATE log SET {emptied} WHERE position = 3")), Err(Broken::NotErased(3)));
    assert_eq!(after("DELETE FROM erasures"), Err(Broken::Commit(4)));
    assert_eq!(after("INSERT INTO erasures (position, sequence) VALUES (3, 4)"), Err(Broken::Commit(4)));
    for column in ["about", "recorded", "by", "source", "row"] {
        let statement = format!("UPDATE log SET {column} = {column} + 8 WHERE position = 6");
        assert_eq!(after(&statement), Err(Broken::Commit(4)), "{statement}");
    }
    assert_eq!(after("UPDATE log SET digest = zeroblob(32) WHERE position = 6"), Err(Broken::Commit(2)));
}

#[test]
fn the_database_itself_refuses_to_change_the_log() {
    let (_folder, path) = three_commits();
    let log = Connection::open(&path).unwrap();
    for statement in [
        "UPDATE log SET row = 1 WHERE position = 1",
        "UPDATE log SET content = x'00' WHERE position = 1",
        "UPDATE log SET content = NULL WHERE position = 1",
        "DELETE FROM log WHERE position = 12",
        "UPDATE commits SET head = zeroblob(32)",
        "DELETE FROM commits",
        "DELETE FROM erasures",
        "UPDATE erasures SET position = 1",
    ] {
        let error = log.execute(statement, []).unwrap_err().to_string();
        assert!(error.contains("append-only") || error.contains("erased"), "{statement}: {error}");
    }
}
