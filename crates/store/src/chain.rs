//! The chain: what proves that nothing in the log was changed, and what erasure leaves behind.
//!
//! Each fact has a digest: keyed BLAKE3 over a salt of its own and everything that the fact says, together with the
//! name behind every number in it, so that neither a changed byte nor a renumbered name goes unnoticed. The key is the
//! authority's. Each commit has a head over the head before it, its own number and place, who made it and when, the
//! digests of its facts, and what it erased.
//!
//! Erasing a fact takes away its content *and* its salt: the digest stays, so later heads still verify, and without
//! the salt nobody can test a guess against it. What remains of the row is sealed by the commit that erased it.
//!
//! The chain shows a change to whoever holds an earlier head. Publish heads outside the file (a printed report, another
//! system): somebody with the file and the key could otherwise write a whole new chain.

use std::fmt;

use record::{Moment, Subject, When};

use crate::codec::put_varint;
use crate::names::List;

/// A fact's place in the log, counted from 1 without gaps. 0 stands for 'before the first'.
pub type Position = u64;

/// A commit's place in the chain, counted from 1 without gaps.
pub type Sequence = u64;

/// The chain's head after a commit.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Head(pub [u8; 32]);

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Head({self})")
    }
}

/// A fact's columns, as they stand in the log.
pub(crate) struct Columns<'a> {
    pub fact: [u8; 16],
    pub about: i64,
    pub kind: u8,
    pub version: u8,
    pub happened: Option<i64>,
    pub recorded: i64,
    pub by: i64,
    pub source: i64,
    pub row: i64,
    pub content: &'a [u8],
}

/// Whom a fact is about, as one number: the identity's number times 8 and what it is.
pub(crate) fn about_number(list: Option<List>, number: u32) -> i64 {
    let tag = match list {
        Some(List::Children) => 0,
        Some(List::Workers) => 1,
        Some(List::Units) => 2,
        Some(List::Carers) => 3,
        _ => 4,
    };
    i64::from(number) * 8 + tag
}

/// Whom a fact is about, from that number.
pub(crate) fn subject_of(about: i64) -> Option<Subject> {
    use record::{CarerId, ChildId, UnitId, WorkerId};
    let index = usize::try_from(about / 8).ok().filter(|index| *index < u32::MAX as usize)?;
    match about.rem_euclid(8) {
        0 => Some(Subject::Child(ChildId::from_index(index))),
        1 => Some(Subject::Worker(WorkerId::from_index(index))),
        2 => Some(Subject::Unit(UnitId::from_index(index))),
        3 => Some(Subject::Carer(CarerId::from_index(index))),
        4 if index == 0 => Some(Subject::Record),
        _ => None,
    }
}

/// The list and place of the identity that a fact is about; nothing for the record itself.
pub(crate) fn subject_name(about: Subject) -> Option<(List, usize)> {
    match about {
        Subject::Child(id) => Some((List::Children, id.index())),
        Subject::Worker(id) => Some((List::Workers, id.index())),
        Subject::Unit(id) => Some((List::Units, id.index())),
        Subject::Carer(id) => Some((List::Carers, id.index())),
        Subject::Record => None,
    }
}

/// When a fact happened, as one number: twice the day's number for a civil date, twice the second and 1 for an instant.
pub(crate) fn when_number(when: When) -> Option<i64> {
    match when {
        When::On(day) => Some(i64::from(day.number()) * 2),
        When::At(moment) => Some(moment.second().saturating_mul(2) | 1),
        When::Unknown => None,
    }
}

/// When a fact happened, from that number; nothing where it is a day outside the range.
pub(crate) fn when_of(number: Option<i64>) -> Option<When> {
    match number {
        None => Some(When::Unknown),
        Some(number) if number & 1 == 1 => Some(When::At(Moment::from_second(number >> 1))),
        Some(number) => {
            let day = i32::try_from(number >> 1).ok()?;
            let held = record::Day::from_number(day);
            (held.number() == day).then_some(When::On(held))
        }
    }
}

/// The key that facts are digested under, from the authority's own key.
pub(crate) fn fact_key(authority_key: &[u8; 32]) -> [u8; 32] {
    blake3::derive_key("Keyworker 2026 digest of a fact", authority_key)
}

/// The digest of a fact. `names` are the names behind every number in it; `buffer` is room to work in.
pub(crate) fn fact_digest<'n>(
    key: &[u8; 32],
    salt: &[u8; 16],
    columns: &Columns<'_>,
    names: impl Iterator<Item = (List, u32, &'n str)>,
    buffer: &mut Vec<u8>,
) -> [u8; 32] {
    buffer.clear();
    buffer.extend_from_slice(salt);
    buffer.extend_from_slice(&columns.fact);
    for number in [columns.about, columns.recorded, columns.by, columns.source, columns.row] {
        buffer.extend_from_slice(&number.to_le_bytes());
    }
    buffer.extend_from_slice(&[columns.kind, columns.version, u8::from(columns.happened.is_some())]);
    buffer.extend_from_slice(&columns.happened.unwrap_or_default().to_le_bytes());
    put_varint(buffer, columns.content.len() as u64);
    buffer.extend_from_slice(columns.content);
    for (list, number, name) in names {
        buffer.push(list as u8);
        put_varint(buffer, u64::from(number));
        put_varint(buffer, name.len() as u64);
        buffer.extend_from_slice(name.as_bytes());
    }
    *blake3::keyed_hash(key, buffer).as_bytes()
}

/// What an erased row still holds, digested, to be sealed by the commit that erased it.
pub(crate) fn residue(position: Position, columns: &Columns<'_>, digest: &[u8; 32]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("Keyworker 2026 what is left of an erased fact");
    hasher.update(&position.to_le_bytes()).update(&columns.fact).update(digest);
    for number in [columns.about, columns.recorded, columns.by, columns.source, columns.row] {
        hasher.update(&number.to_le_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// A commit's head in the making.
#[derive(Clone)]
pub(crate) struct CommitHasher(blake3::Hasher);

impl CommitHasher {
    /// Begins the commit after the one with that head.
    pub(crate) fn new(previous: Head, sequence: Sequence, first: Position) -> CommitHasher {
        let mut hasher = blake3::Hasher::new_derive_key("Keyworker 2026 commit of facts");
        hasher.update(&previous.0).update(&sequence.to_le_bytes()).update(&first.to_le_bytes());
        CommitHasher(hasher)
    }

    /// Takes in the digest of the commit's next fact, or what is left of the next fact that it erased.
    pub(crate) fn digest(&mut self, digest: &[u8; 32]) {
        self.0.update(digest);
    }

    /// The head. `names` says how many names of each list there are after the commit.
    pub(crate) fn finish(
        mut self,
        last: Position,
        erased: u64,
        recorded: Moment,
        actor: &str,
        idempotency: Option<&str>,
        names: &str,
    ) -> Head {
        // Digests are 32 bytes each and last says how many of them are facts, so nothing can slide from one part of
        // what is hashed into another; the texts are led by their length.
        self.0.update(&last.to_le_bytes()).update(&erased.to_le_bytes()).update(&recorded.second().to_le_bytes());
        for text in [actor, idempotency.unwrap_or_default(), names] {
            self.0.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
        }
        self.0.update(&[u8::from(idempotency.is_some())]);
        Head(*self.0.finalize().as_bytes())
    }
}
