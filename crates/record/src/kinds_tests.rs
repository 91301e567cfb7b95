//! What every kind of fact must keep to.

use super::*;
use std::collections::HashSet;

#[test]
fn kinds_have_their_own_numbers_and_names() {
    let numbers: HashSet<_> = Kind::ALL.iter().map(|kind| kind.number()).collect();
    let names: HashSet<_> = Kind::NAMES.iter().collect();
    assert_eq!((numbers.len(), names.len()), (Kind::ALL.len(), Kind::ALL.len()));
    for kind in Kind::ALL {
        assert_eq!(Kind::from_number(kind.number()), Some(*kind));
        assert_eq!(Kind::from_name(kind.name()), Some(*kind));
        assert!(!kind.says().is_empty());
        for field in kind.fields() {
            assert!(!field.says.is_empty(), "{} of {}", field.name, kind.name());
        }
    }
    assert_eq!(Kind::from_number(0), None);
}

#[test]
fn no_field_is_named_like_a_part_of_the_envelope() {
    // One line a fact is flat: a field of the same name would hide the envelope's.
    for kind in Kind::ALL {
        for field in kind.fields() {
            assert!(!["id", "kind", "when", "recorded", "by", "source", "row", "child"].contains(&field.name));
            assert!(kind.about() != About::Worker || field.name != "worker");
            assert!(kind.about() != About::Unit || field.name != "unit");
        }
    }
}

#[test]
fn content_is_compact() {
    assert!(size_of::<Content>() <= 40, "{}", size_of::<Content>());
}
