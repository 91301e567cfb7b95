//! What a fact's content is made of: a closed set of field types, each of which every codec must be able to say.
//!
//! A codec (JSON Lines, the log's own form, the published schema) is a [`Sink`] or a [`Source`]; it never lists the
//! kinds of fact. The kinds never know a codec. So a new kind of fact is one declaration, and a new form one module.

use crate::fact::FactId;
use crate::ids::{CarerId, ChildId, Ref, TextId, UnitId, WorkerId};
use crate::kinds::Kind;
use crate::time::{Day, Moment};
use crate::words::Tri;

/// The type of a field, for the published schema and for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A child's identity in its source.
    Child,
    /// A worker's identity in its source.
    Worker,
    /// A unit's identity in its source.
    Unit,
    /// A carer's identity in its source.
    Carer,
    /// A reference that ties facts together.
    Ref,
    /// Another fact.
    Fact,
    /// A kind of fact.
    Kind,
    /// A short text.
    Text,
    /// A civil date.
    Day,
    /// An instant.
    Moment,
    /// Yes, no, or not known.
    Tri,
    /// Yes or no.
    Flag,
    /// A whole number.
    Number,
    /// One of a closed list of words.
    Word(&'static [&'static str]),
    /// Any of a closed list of words.
    Words(&'static [&'static str]),
}

/// One field of one kind of fact.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// Its name in every written form.
    pub name: &'static str,
    /// What it may hold.
    pub of: FieldType,
    /// Whether it may be missing.
    pub optional: bool,
    /// What it means.
    pub says: &'static str,
}

/// Where a fact's fields are written to, one after the other in the order of their declaration.
pub trait Sink {
    /// Begins the field of that name; the value follows, or [`Sink::absent`].
    fn field(&mut self, name: &'static str);
    /// The field is missing.
    fn absent(&mut self);
    /// The field is there (said before the value of an optional field only).
    fn present(&mut self);
    /// A child.
    fn child(&mut self, child: ChildId);
    /// A worker.
    fn worker(&mut self, worker: WorkerId);
    /// A unit.
    fn unit(&mut self, unit: UnitId);
    /// A carer.
    fn carer(&mut self, carer: CarerId);
    /// A reference.
    fn reference(&mut self, reference: Ref);
    /// Another fact.
    fn fact(&mut self, fact: FactId);
    /// A short text.
    fn text(&mut self, text: TextId);
    /// A civil date.
    fn day(&mut self, day: Day);
    /// An instant.
    fn moment(&mut self, moment: Moment);
    /// Yes or no.
    fn flag(&mut self, flag: bool);
    /// A whole number.
    fn number(&mut self, number: i32);
    /// A word of a closed list.
    fn word(&mut self, word: &'static str);
    /// Any words of a closed list.
    fn words(&mut self, words: &mut dyn Iterator<Item = &'static str>);
}

/// Where a fact's fields are read from, in the order of their declaration.
pub trait Source {
    /// What can go wrong.
    type Error;
    /// Turns to the field of that name; false where an optional field is missing.
    ///
    /// # Errors
    /// Where the field is missing and not optional.
    fn field(&mut self, name: &'static str, optional: bool) -> Result<bool, Self::Error>;
    /// A child.
    fn child(&mut self) -> Result<ChildId, Self::Error>;
    /// A worker.
    fn worker(&mut self) -> Result<WorkerId, Self::Error>;
    /// A unit.
    fn unit(&mut self) -> Result<UnitId, Self::Error>;
    /// A carer.
    fn carer(&mut self) -> Result<CarerId, Self::Error>;
    /// A reference.
    fn reference(&mut self) -> Result<Ref, Self::Error>;
    /// Another fact.
    fn fact(&mut self) -> Result<FactId, Self::Error>;
    /// A short text.
    fn text(&mut self) -> Result<TextId, Self::Error>;
    /// A civil date.
    fn day(&mut self) -> Result<Day, Self::Error>;
    /// An instant.
    fn moment(&mut self) -> Result<Moment, Self::Error>;
    /// Yes or no.
    fn flag(&mut self) -> Result<bool, Self::Error>;
    /// A whole number.
    fn number(&mut self) -> Result<i32, Self::Error>;
    /// The place of the word read in `list`.
    ///
    /// # Errors
    /// Where it is not in the list; the error says which words are.
    fn word(&mut self, list: &'static [&'static str]) -> Result<usize, Self::Error>;
    /// The places of the words read in `list`, as bits.
    ///
    /// # Errors
    /// Where one is not in the list.
    fn words(&mut self, list: &'static [&'static str]) -> Result<u32, Self::Error>;
}

/// A type that a field can have.
pub trait Field: Sized {
    /// Its type, as people and schemas see it.
    const TYPE: FieldType;
    /// Whether it may be missing.
    const OPTIONAL: bool = false;
    /// Writes the value.
    fn put<S: Sink>(&self, sink: &mut S);
    /// Reads the value; the source stands at its field.
    ///
    /// # Errors
    /// As the source says.
    fn take<S: Source>(source: &mut S) -> Result<Self, S::Error>;

    /// Writes the field.
    fn put_field<S: Sink>(&self, name: &'static str, sink: &mut S) {
        sink.field(name);
        self.put(sink);
    }

    /// Reads the field.
    ///
    /// # Errors
    /// As the source says.
    fn take_field<S: Source>(name: &'static str, source: &mut S) -> Result<Self, S::Error> {
        source.field(name, false)?;
        Self::take(source)
    }
}

macro_rules! plain_fields {
    ($($of:ty, $type:ident, $method:ident;)+) => {$(
        impl Field for $of {
            const TYPE: FieldType = FieldType::$type;
            fn put<S: Sink>(&self, sink: &mut S) {
                sink.$method(*self);
            }
            fn take<S: Source>(source: &mut S) -> Result<Self, S::Error> {
                source.$method()
            }
        }
    )+};
}

plain_fields! {
    ChildId, Child, child;
    WorkerId, Worker, worker;
    UnitId, Unit, unit;
    CarerId, Carer, carer;
    Ref, Ref, reference;
    FactId, Fact, fact;
    TextId, Text, text;
    Day, Day, day;
    Moment, Moment, moment;
    bool, Flag, flag;
    i32, Number, number;
}

impl Field for Tri {
    const TYPE: FieldType = FieldType::Tri;
    const OPTIONAL: bool = true;
    fn put<S: Sink>(&self, sink: &mut S) {
        match self {
            Tri::Unknown => sink.absent(),
            known => {
                sink.present();
                sink.flag(*known == Tri::Yes);
            }
        }
    }
    fn take<S: Source>(source: &mut S) -> Result<Self, S::Error> {
        source.flag().map(Tri::from)
    }
    fn take_field<S: Source>(name: &'static str, source: &mut S) -> Result<Self, S::Error> {
        if source.field(name, true)? { Self::take(source) } else { Ok(Tri::Unknown) }
    }
}

impl<T: Field> Field for Option<T> {
    const TYPE: FieldType = T::TYPE;
    const OPTIONAL: bool = true;
    fn put<S: Sink>(&self, sink: &mut S) {
        match self {
            None => sink.absent(),
            Some(value) => {
                sink.present();
                value.put(sink);
            }
        }
    }
    fn take<S: Source>(source: &mut S) -> Result<Self, S::Error> {
        T::take(source).map(Some)
    }
    fn take_field<S: Source>(name: &'static str, source: &mut S) -> Result<Self, S::Error> {
        if source.field(name, true)? { T::take(source).map(Some) } else { Ok(None) }
    }
}

impl Field for Kind {
    const TYPE: FieldType = FieldType::Kind;
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.word(self.name());
    }
    fn take<S: Source>(source: &mut S) -> Result<Self, S::Error> {
        source.word(Kind::NAMES).map(|index| Kind::ALL[index])
    }
}
