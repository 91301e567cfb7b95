//! Content as bytes: every kind goes in and comes out, version 1 reads for ever, damage is told.

use std::fmt::Write;

use proptest::prelude::*;
use record::Kind;
use store::codec::{self, CodecError};

use crate::made_up::{self, Dice};

/// Where cargo runs the tests: in the crate's own folder.
const FIXTURE: &str = "fixtures/content-v1.txt";

proptest! {
    #[test]
    fn facts_of_every_kind_come_back_as_they_were(seed: u64) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = made_up::new_store(&folder);
        let mut dice = Dice::new(seed);
        let facts: Vec<_> = made_up::kinds().map(|kind| made_up::fact(kind, &mut dice)).collect();
        let names = made_up::names();
        store.import(&names, facts.iter().copied(), "a test", made_up::NOW, &mut |bytes| dice.fill(bytes)).unwrap();
        let expected: Vec<_> = facts.iter().map(|fact| made_up::said_by(fact, &names)).collect();
        prop_assert_eq!(made_up::said(&store.reader().unwrap()), expected);
    }

    #[test]
    fn any_bytes_are_content_or_an_error(kind: u8, version in 0_u8..3, bytes: Vec<u8>) {
        let _ = codec::read(kind, version, &bytes, |_, _| {});
    }
}

/// The committed bytes of version 1, a line a kind: its number, the bytes, and what they say. A new kind gets a line
/// by KEYWORKER_WRITE_FIXTURE=1, which only ever appends.
#[test]
fn version_1_is_read_for_ever() {
    let mut fixture = std::fs::read_to_string(FIXTURE).unwrap_or_default();
    let has = |fixture: &str, kind: Kind| fixture.lines().any(|line| line.starts_with(&format!("{} ", kind.number())));
    if std::env::var_os("KEYWORKER_WRITE_FIXTURE").is_some() {
        let missing: Vec<Kind> = made_up::kinds().filter(|kind| !has(&fixture, *kind)).collect();
        for kind in missing {
            let (bytes, content) = written(kind);
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            writeln!(fixture, "{} {} {content}", kind.number(), if hex.is_empty() { "-" } else { &hex }).unwrap();
        }
        std::fs::write(FIXTURE, &fixture).unwrap();
    }
    for kind in made_up::kinds() {
        assert!(has(&fixture, kind), "'{}' has no line in {FIXTURE}", kind.name());
    }
    for line in fixture.lines() {
        let mut parts = line.splitn(3, ' ');
        let (kind, hex, says) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let bytes: Vec<u8> =
            (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
        let content = codec::read(kind.parse().unwrap(), 1, &bytes, |_, _| {}).unwrap();
        assert_eq!(format!("{content:?}"), says);
        // Whatever is cut off is missed, except before a field that may be missing.
        // One nought may say that a field which came later is missing.
        let longer = [&bytes[..], &[0, 0]].concat();
        assert!(codec::read(kind.parse().unwrap(), 1, &longer, |_, _| {}).is_err(), "{line}");
    }
}

/// A fact's content as the log holds it.
fn written(kind: Kind) -> (Vec<u8>, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = made_up::new_store(&folder);
    let fact = made_up::fact(kind, &mut Dice::new(u64::from(kind.number())));
    store.import(&made_up::names(), [fact], "a test", made_up::NOW, &mut |bytes| bytes.fill(1)).unwrap();
    let log = rusqlite::Connection::open(store.path()).unwrap();
    let bytes: Vec<u8> = log.query_row("SELECT content FROM log", [], |row| row.get(0)).unwrap();
    let content = codec::read(kind.number(), codec::VERSION, &bytes, |_, _| {}).unwrap();
    (bytes, format!("{content:?}"))
}

#[test]
fn content_of_another_version_is_an_error_and_a_missing_tail_is_missing() {
    let kind = Kind::CaseClosed.number();
    assert_eq!(codec::read(kind, 2, &[0], |_, _| {}), Err(CodecError::Version(2)));
    assert_eq!(codec::read(250, 1, &[], |_, _| {}), Err(CodecError::Kind(250)));
    assert_eq!(codec::read(kind, 1, &[], |_, _| {}), Ok(record::Content::CaseClosed { referral: None }));
    assert_eq!(codec::read(kind, 1, &[1, 2], |_, _| {}), Err(CodecError::Short("referral")));
    assert_eq!(codec::read(kind, 1, &[2], |_, _| {}), Err(CodecError::Value("referral")));
}
