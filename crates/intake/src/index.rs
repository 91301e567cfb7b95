//! Identities as the bytes of their source, numbered in the order in which they came.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Set in the number of an identity that a block met and that was not known before: its place in the block's own list.
pub(crate) const LOCAL: u32 = 1 << 31;
/// No identity.
pub(crate) const NONE: u32 = u32::MAX;

/// Byte strings, each with its number. One allocation for all of them, so that a lookup touches two cache lines.
#[derive(Default, Debug)]
pub(crate) struct Index {
    table: HashTable<u32>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

pub(crate) fn hash(id: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(id);
    hasher.finish()
}

fn slice<'a>(bytes: &'a [u8], ends: &[usize], number: u32) -> &'a [u8] {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &bytes[start..ends[number]]
}

impl Index {
    /// The number of that identity, if it is known.
    pub fn find(&self, id: &[u8]) -> Option<u32> {
        self.table.find(hash(id), |number| slice(&self.bytes, &self.ends, *number) == id).copied()
    }

    /// Whether that identity has that number.
    fn is_at(&self, number: u32, id: &[u8]) -> bool {
        (number as usize) < self.ends.len() && slice(&self.bytes, &self.ends, number) == id
    }

    /// The number of that identity, new or known.
    pub fn intern(&mut self, id: &[u8]) -> u32 {
        let hashed = hash(id);
        if let Some(number) = self.table.find(hashed, |number| slice(&self.bytes, &self.ends, *number) == id) {
            return *number;
        }
        let number = self.ends.len() as u32;
        self.bytes.extend_from_slice(id);
        self.ends.push(self.bytes.len());
        let (bytes, ends) = (&self.bytes, &self.ends);
        self.table.insert_unique(hashed, number, |number| hash(slice(bytes, ends, *number)));
        number
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The identities in the order of their numbers. Everything interned was text.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|number| self.text(number))
    }

    /// The identity of that number.
    pub fn text(&self, number: u32) -> &str {
        std::str::from_utf8(slice(&self.bytes, &self.ends, number)).unwrap_or_default()
    }
}

/// [`number`], where the identity is likely to be the one that follows that of the row before: files often come in one
/// order, and looking there first costs next to nothing.
pub(crate) fn number_after(before: u32, known: &Index, local: &mut Index, id: &[u8]) -> u32 {
    let next = before.wrapping_add(1);
    if known.is_at(next, id) { next } else { number(known, local, id) }
}

/// The identity's number among those known, or its place in the block's own list of those that are not.
pub(crate) fn number(known: &Index, local: &mut Index, id: &[u8]) -> u32 {
    known.find(id).unwrap_or_else(|| LOCAL | local.intern(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_keep_their_number() {
        let (mut known, mut local) = (Index::default(), Index::default());
        for number in 0..1000 {
            assert_eq!(known.intern(format!("P{number}").as_bytes()), number);
        }
        assert_eq!(
            (known.intern(b"P7"), known.find(b"P999"), known.find(b"P"), known.len()),
            (7, Some(999), None, 1000)
        );
        assert_eq!(number(&known, &mut local, b"P12"), 12);
        assert_eq!(number(&known, &mut local, b"Q1"), LOCAL);
        for before in [11, 12, 7, 999, NONE, LOCAL] {
            assert_eq!(number_after(before, &known, &mut local, b"P12"), 12);
        }
        assert_eq!((known.text(12), local.text(0), local.is_empty()), ("P12", "Q1", false));
        assert_eq!(known.iter().nth(3), Some("P3"));
    }
}
