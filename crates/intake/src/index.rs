//! Identities as the bytes of their source, numbered in the order in which they came.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Set in the number of an identity that a block met and that was not known before: its place in the block's own list.
pub(crate) const LOCAL: u32 = 1 << 31;
/// No identity.
pub(crate) const NONE: u32 = u32::MAX;

/// Byte strings, each with its number. One allocation for all of them; of short ones, as most ids are, the table holds the
/// bytes themselves, so that a lookup touches one cache line.
#[derive(Default, Debug)]
pub(crate) struct Index {
    table: HashTable<Place>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// Where an identity stands.
#[derive(Debug)]
struct Place {
    /// The identity itself, where it is short; else 0.
    word: u64,
    number: u32,
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

/// A short identity as the number that no other has; 0 of any other.
#[inline]
fn word_of(id: &[u8]) -> u64 {
    word(id).filter(|_| !id.contains(&0)).unwrap_or(0)
}

#[inline]
fn hash_of(word: u64, id: &[u8]) -> u64 {
    if word == 0 { hash(id) } else { hash_word(word) }
}

fn hash_word(word: u64) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(word);
    hasher.finish()
}

/// Up to eight bytes as one number. No two byte strings without zero bytes have the same.
#[inline]
pub(crate) fn word(cell: &[u8]) -> Option<u64> {
    match cell.len() {
        len @ 4..=8 => {
            let (first, last) = (cell.first_chunk::<4>()?, cell.last_chunk::<4>()?);
            let (low, high) = (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)));
            Some(low | high << (8 * (len - 4)))
        }
        1..=3 => Some(cell.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))),
        _ => None,
    }
}

impl Index {
    /// The number of that identity, if it is known.
    pub fn find(&self, id: &[u8]) -> Option<u32> {
        let word = word_of(id);
        let is_it =
            |place: &Place| place.word == word && (word != 0 || slice(&self.bytes, &self.ends, place.number) == id);
        self.table.find(hash_of(word, id), is_it).map(|place| place.number)
    }

    /// Whether that identity has that number.
    fn is_at(&self, number: u32, id: &[u8]) -> bool {
        (number as usize) < self.ends.len() && slice(&self.bytes, &self.ends, number) == id
    }

    /// The number of that identity, new or known.
    pub fn intern(&mut self, id: &[u8]) -> u32 {
        let Index { table, bytes, ends } = self;
        let word = word_of(id);
        let entry = table.entry(
            hash_of(word, id),
            |place| place.word == word && (word != 0 || slice(bytes, ends, place.number) == id),
            |place| if place.word == 0 { hash(slice(bytes, ends, place.number)) } else { hash_word(place.word) },
        );
        match entry {
            Entry::Occupied(known) => known.get().number,
            Entry::Vacant(new) => {
                let number = ends.len() as u32;
                new.insert(Place { word, number });
                bytes.extend_from_slice(id);
                ends.push(bytes.len());
                number
            }
        }
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
        // Short ones and long ones, and bytes that are none of a number: each is another.
        let others: [&[u8]; 7] = [b"", b"\0", b"\0\0", b"P\0", b"P", b"P12345678", b"P1234567"];
        let numbers: Vec<u32> = others.iter().map(|id| known.intern(id)).collect();
        assert_eq!(numbers, (1000..1007).collect::<Vec<u32>>());
        assert!(others.iter().zip(numbers).all(|(id, number)| known.find(id) == Some(number)));
    }

    #[test]
    fn words_tell_cells_apart() {
        let mut words: Vec<u64> = Vec::new();
        for text in ["P", "P1", "PP", "P1P", "1PP", "P123", "P1234", "P12345", "P123456", "P1234567", "1234567P"] {
            words.extend(word(text.as_bytes()));
        }
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!((words.len(), count, word(b""), word(b"P12345678")), (11, 11, None, None));
    }
}
