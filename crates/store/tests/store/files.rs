//! Files that are missing, foreign, newer, in use or damaged: each gets its own answer.

use std::io::{Seek, SeekFrom, Write};

use store::{Reader, Store, StoreError};

use crate::made_up::{self, Dice, NOW};

#[test]
fn each_kind_of_unusable_file_has_its_own_error() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.keyworker");
    assert!(matches!(Store::open(&missing), Err(StoreError::Missing(_))));
    assert!(matches!(Reader::open(&missing), Err(StoreError::Missing(_))));
    assert!(!missing.exists() && !folder.path().join("none.keyworker.lock").exists());

    let text = folder.path().join("text.keyworker");
    std::fs::write(&text, "this is no database").unwrap();
    assert!(matches!(Store::open(&text), Err(StoreError::NotARecord(_))));
    assert!(matches!(Store::create(&text, "T", &mut |_| {}), Err(StoreError::Exists(_))));
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "this is no database");

    let foreign = folder.path().join("foreign.keyworker");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(Reader::open(&foreign), Err(StoreError::NotARecord(_))));

    let store = made_up::new_store(&folder);
    let path = store.path().to_owned();
    assert!(matches!(Store::open(&path), Err(StoreError::Locked(_))));
    Reader::open(&path).unwrap();
    drop(store);
    drop(Store::open(&path).unwrap());

    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    let Err(error) = Store::open(&path) else { panic!("a newer format was opened") };
    assert!(matches!(error, StoreError::Newer { found: 9, known: 3, .. }));
    assert!(error.to_string().contains("install the newer version"));
}

#[test]
fn damage_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let path = store.path().to_owned();
    let facts = made_up::facts(30_000, &mut Dice::new(4));
    store.import(&made_up::names(), facts, "a test", NOW, &mut |bytes| bytes.fill(1)).unwrap();
    store.scrub().unwrap();
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    let mut told = 0;
    for at in (4..40).map(|part| whole.len() / 40 * part) {
        let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(at as u64)).unwrap();
        file.write_all(&[0xa5; 4096]).unwrap();
        drop(file);
        let result = Reader::open(&path).and_then(|reader| reader.load(2).and_then(|_| reader.verify()));
        match result {
            Err(error @ (StoreError::Damaged { .. } | StoreError::Broken(_))) => {
                told += 1;
                assert!(error.to_string().contains("backup"), "{error}");
            }
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("damage at byte {at} was not found"),
        }
        std::fs::write(&path, &whole).unwrap();
    }
    assert_eq!(told, 36);
    // Cut off in the middle.
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let cut = Reader::open(&path).and_then(|reader| reader.load(2));
    assert!(matches!(cut, Err(StoreError::Damaged { .. })));
}

#[test]
fn a_file_of_the_first_format_is_read_and_brought_up_when_it_is_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let path = store.path().to_owned();
    store
        .import(
            &made_up::names(),
            made_up::facts(3, &mut made_up::Dice::new(1)),
            "a test",
            made_up::NOW,
            &mut |bytes| {
                bytes.fill(3);
            },
        )
        .unwrap();
    drop(store);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "DROP TABLE drafts; DROP TABLE draft_names; DROP TABLE rejected; DROP TABLE rejected_again; DROP TABLE mends;
             CREATE TABLE rejected (
                 id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, file TEXT NOT NULL, row INTEGER NOT NULL,
                 field TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL, line TEXT NOT NULL
             ) STRICT;
             INSERT INTO rejected (sequence, file, row, field, value, reason, line) VALUES
                 (1, 'a.csv', 1, 'x', 'v', 'why', 'v,w'), (1, 'a.csv', 1, 'y', 'w', 'why', 'v,w');
             PRAGMA user_version = 1;",
        )
        .unwrap();
    drop(connection);
    let read = || store::Reader::open(&path).unwrap().rejected(None).unwrap();
    assert_eq!(read().len(), 2, "an older file is read as it is");
    drop(store::Store::open(&path).unwrap());
    let kept = read();
    assert_eq!((kept.len(), kept[0].row_id), (2, kept[1].row_id));
    assert_eq!((kept[0].seen, &*kept[1].row.column), (made_up::NOW, "y"));
    store::Reader::open(&path).unwrap().verify().unwrap();
}

#[test]
fn a_file_from_before_drafts_has_none_and_keeps_them_once_it_is_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let store = made_up::new_store(&folder);
    let path = store.path().to_owned();
    drop(store);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch("DROP TABLE drafts; DROP TABLE draft_names; PRAGMA user_version = 2;").unwrap();
    drop(connection);
    assert_eq!(Reader::open(&path).unwrap().drafts_of("test:worker 1").unwrap(), []);
    let mut store = Store::open(&path).unwrap();
    assert!(store.keep_draft(&crate::drafts::draft("/a", "x"), None).unwrap());
    assert_eq!(store.reader().unwrap().drafts_of("test:worker 1").unwrap().len(), 1);
}
