//! A fact's content as bytes, for the log.
//!
//! Version 1: the fields in the order of their declaration in `record::kinds`, without names. Numbers and instants are
//! zigzag varints, ids and words are varints (a word by its number in the `words` table, for ever), references
//! are 8 bytes and fact ids 16; a field that may be missing begins with a byte, 0 for missing and 1 for there. A field
//! that `record` appends to a kind later is optional, and older content, which ends before it, reads it as missing.
//!
//! Any other change of a kind (a field inserted, split or taken out) is a new version: raise [`VERSION`], and teach
//! [`upcast`] to turn the older bytes into the newer. Bytes in the log are never rewritten.

use std::borrow::Cow;

use record::fields::{Sink, Source};
use record::{CarerId, ChildId, Content, Day, FactId, Kind, Moment, Ref, TextId, UnitId, WorkerId};

use crate::names::List;
use crate::words::{WORDS, number_of};

/// The version of content that is written now.
pub const VERSION: u8 = 1;

/// Why bytes of the log could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The content ends too early.
    #[error("its content ends before the field '{0}'")]
    Short(&'static str),
    /// There is more content than the kind has fields.
    #[error("its content goes on after its last field")]
    Long,
    /// A value that the field cannot hold.
    #[error("its field '{0}' holds no such value")]
    Value(&'static str),
    /// A version of content from the future.
    #[error("its content is of version {0}, which is newer than this Keyworker")]
    Version(u8),
    /// A kind from the future.
    #[error("its kind is number {0}, which this Keyworker does not know")]
    Kind(u8),
}

/// Writes content, and notes which names it refers to.
pub(crate) struct ContentWriter<'a, N: FnMut(List, usize) -> u32> {
    pub(crate) bytes: &'a mut Vec<u8>,
    /// Gives the log's number of the name at that place of that list.
    pub(crate) number: N,
}

/// Writes `content`; `number` gives the log's number of each name that it refers to.
pub(crate) fn write(content: &Content, bytes: &mut Vec<u8>, number: impl FnMut(List, usize) -> u32) {
    content.write(&mut ContentWriter { bytes, number });
}

/// Brings content of an older version up to [`VERSION`].
///
/// # Errors
/// Where the version is newer than this code.
pub fn upcast(version: u8, _kind: Kind, bytes: &[u8]) -> Result<Cow<'_, [u8]>, CodecError> {
    match version {
        VERSION => Ok(Cow::Borrowed(bytes)),
        other => Err(CodecError::Version(other)),
    }
}

/// Reads content of any version so far; `seen` is told of every name that it refers to.
///
/// # Errors
/// Where the bytes are not content of that kind and version.
pub fn read(kind: u8, version: u8, bytes: &[u8], seen: impl FnMut(List, u32)) -> Result<Content, CodecError> {
    let kind = Kind::from_number(kind).ok_or(CodecError::Kind(kind))?;
    let bytes = upcast(version, kind, bytes)?;
    let mut reader = ContentReader { bytes: &bytes, field: "", seen };
    let content = Content::read(kind, &mut reader)?;
    if reader.bytes.is_empty() { Ok(content) } else { Err(CodecError::Long) }
}

/// Appends a number in 7-bit groups, lowest first.
pub(crate) fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

macro_rules! put_ids {
    ($($method:ident: $id:ty, $list:ident;)+) => {$(
        fn $method(&mut self, id: $id) {
            let number = (self.number)(List::$list, id.index());
            put_varint(self.bytes, u64::from(number));
        }
    )+};
}

impl<N: FnMut(List, usize) -> u32> Sink for ContentWriter<'_, N> {
    put_ids! {
        child: ChildId, Children;
        worker: WorkerId, Workers;
        unit: UnitId, Units;
        carer: CarerId, Carers;
        text: TextId, Texts;
    }

    fn field(&mut self, _name: &'static str) {}

    fn absent(&mut self) {
        self.bytes.push(0);
    }

    fn present(&mut self) {
        self.bytes.push(1);
    }

    fn reference(&mut self, reference: Ref) {
        self.bytes.extend_from_slice(&reference.0.to_le_bytes());
    }

    fn fact(&mut self, fact: FactId) {
        self.bytes.extend_from_slice(&fact.0);
    }

    fn day(&mut self, day: Day) {
        put_varint(self.bytes, zigzag(i64::from(day.number())));
    }

    fn moment(&mut self, moment: Moment) {
        put_varint(self.bytes, zigzag(moment.second()));
    }

    fn flag(&mut self, flag: bool) {
        self.bytes.push(u8::from(flag));
    }

    fn number(&mut self, number: i32) {
        put_varint(self.bytes, zigzag(i64::from(number)));
    }

    fn word(&mut self, word: &'static str) {
        // A word without a number reads back as an error, never as another word; the tests rule it out.
        put_varint(self.bytes, u64::from(number_of(word).unwrap_or(u32::MAX)));
    }

    fn words(&mut self, words: &mut dyn Iterator<Item = &'static str>) {
        let start = self.bytes.len();
        self.bytes.push(0);
        for word in words {
            self.bytes[start] += 1;
            self.word(word);
        }
    }
}

/// Reads content, and tells which names it refers to.
struct ContentReader<'a, N: FnMut(List, u32)> {
    bytes: &'a [u8],
    field: &'static str,
    seen: N,
}

impl<N: FnMut(List, u32)> ContentReader<'_, N> {
    fn byte(&mut self) -> Result<u8, CodecError> {
        let (first, rest) = self.bytes.split_first().ok_or(CodecError::Short(self.field))?;
        self.bytes = rest;
        Ok(*first)
    }

    fn array<const N_BYTES: usize>(&mut self) -> Result<[u8; N_BYTES], CodecError> {
        let (first, rest) = self.bytes.split_first_chunk().ok_or(CodecError::Short(self.field))?;
        self.bytes = rest;
        Ok(*first)
    }

    fn varint(&mut self) -> Result<u64, CodecError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(CodecError::Value(self.field))
    }

    fn id(&mut self, list: List) -> Result<usize, CodecError> {
        let number = u32::try_from(self.varint()?).map_err(|_| CodecError::Value(self.field))?;
        (self.seen)(list, number);
        Ok(number as usize)
    }
}

macro_rules! take_ids {
    ($($method:ident: $id:ty, $list:ident;)+) => {$(
        fn $method(&mut self) -> Result<$id, CodecError> {
            self.id(List::$list).map(<$id>::from_index)
        }
    )+};
}

impl<N: FnMut(List, u32)> Source for ContentReader<'_, N> {
    type Error = CodecError;

    take_ids! {
        child: ChildId, Children;
        worker: WorkerId, Workers;
        unit: UnitId, Units;
        carer: CarerId, Carers;
        text: TextId, Texts;
    }

    fn field(&mut self, name: &'static str, optional: bool) -> Result<bool, CodecError> {
        self.field = name;
        if !optional {
            return Ok(true);
        }
        if self.bytes.is_empty() {
            return Ok(false);
        }
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(CodecError::Value(name)),
        }
    }

    fn reference(&mut self) -> Result<Ref, CodecError> {
        self.array().map(|bytes| Ref(u64::from_le_bytes(bytes)))
    }

    fn fact(&mut self) -> Result<FactId, CodecError> {
        self.array().map(FactId)
    }

    fn day(&mut self) -> Result<Day, CodecError> {
        let number = i32::try_from(unzigzag(self.varint()?)).map_err(|_| CodecError::Value(self.field))?;
        let day = Day::from_number(number);
        if day.number() == number { Ok(day) } else { Err(CodecError::Value(self.field)) }
    }

    fn moment(&mut self) -> Result<Moment, CodecError> {
        self.varint().map(|value| Moment::from_second(unzigzag(value)))
    }

    fn flag(&mut self) -> Result<bool, CodecError> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(CodecError::Value(self.field)),
        }
    }

    fn number(&mut self) -> Result<i32, CodecError> {
        i32::try_from(unzigzag(self.varint()?)).map_err(|_| CodecError::Value(self.field))
    }

    fn word(&mut self, list: &'static [&'static str]) -> Result<usize, CodecError> {
        let number = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
        let word = WORDS.get(number).ok_or(CodecError::Value(self.field))?;
        list.iter().position(|known| known == word).ok_or(CodecError::Value(self.field))
    }

    fn words(&mut self, list: &'static [&'static str]) -> Result<u32, CodecError> {
        (0..self.byte()?).try_fold(0, |bits, _| self.word(list).map(|index| bits | 1 << index))
    }
}
