//! Ids of facts.
//!
//! An id that is a digest depends on what the fact says and on nothing else: not on the order of columns or rows, nor
//! on the numbers that names happen to have. So reading the same extract again gives the same ids.

use record::fields::Sink;
use record::{
    CarerId, ChildId, Content, Day, Fact, FactId, Kind, Moment, Names, Ref, Subject, TextId, UnitId, WorkerId,
};
use rustc_hash::FxHashMap;

/// How facts get their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// A digest, under the store's key, of the source, the table and what the fact says: the same whenever the same
    /// extract is read into the same store. The key keeps an id that outlives its erased fact from being guessed at.
    Digest([u8; 32]),
    /// The place in the extract: unique among the facts of one reading, and cheap. Not for a store.
    Cheap,
}

/// The id by the place in the extract.
pub(crate) fn cheap(table: u8, slot: u8, row: u32) -> FactId {
    let mut id = [0; 16];
    (id[0], id[1]) = (table + 1, slot);
    id[4..8].copy_from_slice(&row.to_be_bytes());
    FactId(id)
}

/// Gives facts their digests. Two facts that say the same of the same child, from two rows, are told apart by counting.
pub(crate) struct Digester<'n> {
    key: [u8; 32],
    names: &'n Names,
    bytes: Vec<u8>,
    seen: FxHashMap<[u8; 16], u32>,
}

impl<'n> Digester<'n> {
    pub fn new(key: [u8; 32], names: &'n Names) -> Digester<'n> {
        Digester { key, names, bytes: Vec::new(), seen: FxHashMap::default() }
    }

    /// Gives each of these facts its id. All facts of one identity must be given at once.
    pub fn give(&mut self, facts: &mut [Fact]) {
        self.seen.clear();
        for fact in facts {
            let first = self.digest(fact, 0);
            let count = self.seen.entry(first).or_insert(0);
            *count += 1;
            let count = *count;
            fact.id = FactId(if count == 1 { first } else { self.digest(fact, count) });
        }
    }

    fn digest(&mut self, fact: &Fact, occurrence: u32) -> [u8; 16] {
        self.bytes.clear();
        self.text(self.names.source(fact.from.source));
        let about = match fact.about {
            Subject::Child(id) => self.names.child(id),
            Subject::Worker(id) => self.names.worker(id),
            Subject::Unit(id) => self.names.unit(id),
            Subject::Carer(id) => self.names.carer(id),
            Subject::Record => "",
        };
        self.text(about);
        match fact.when {
            record::When::On(day) => self.tagged(b'd', i64::from(day.number())),
            record::When::At(moment) => self.tagged(b'm', moment.second()),
            record::When::Unknown => self.bytes.push(b'u'),
        }
        self.bytes.push(fact.content.kind().number());
        let content: &Content = &fact.content;
        content.write(self);
        self.bytes.extend_from_slice(&occurrence.to_be_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&blake3::keyed_hash(&self.key, &self.bytes).as_bytes()[..16]);
        id
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(&(text.len() as u32).to_be_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn tagged(&mut self, tag: u8, number: i64) {
        self.bytes.push(tag);
        self.bytes.extend_from_slice(&number.to_be_bytes());
    }
}

impl Sink for Digester<'_> {
    fn field(&mut self, name: &'static str) {
        self.text(name);
    }
    fn absent(&mut self) {
        self.bytes.push(b'-');
    }
    fn present(&mut self) {
        self.bytes.push(b'+');
    }
    fn child(&mut self, child: ChildId) {
        self.text(self.names.child(child));
    }
    fn worker(&mut self, worker: WorkerId) {
        self.text(self.names.worker(worker));
    }
    fn unit(&mut self, unit: UnitId) {
        self.text(self.names.unit(unit));
    }
    fn carer(&mut self, carer: CarerId) {
        self.text(self.names.carer(carer));
    }
    fn reference(&mut self, reference: Ref) {
        self.bytes.extend_from_slice(&reference.0.to_be_bytes());
    }
    fn fact(&mut self, fact: FactId) {
        self.bytes.extend_from_slice(&fact.0);
    }
    fn text(&mut self, text: TextId) {
        Digester::text(self, self.names.text(text));
    }
    fn day(&mut self, day: Day) {
        self.tagged(b'd', i64::from(day.number()));
    }
    fn moment(&mut self, moment: Moment) {
        self.tagged(b'm', moment.second());
    }
    fn flag(&mut self, flag: bool) {
        self.bytes.push(u8::from(flag));
    }
    fn number(&mut self, number: i32) {
        self.tagged(b'n', i64::from(number));
    }
    fn word(&mut self, word: &'static str) {
        Digester::text(self, word);
    }
    fn words(&mut self, words: &mut dyn Iterator<Item = &'static str>) {
        words.for_each(|word| Digester::text(self, word));
        self.bytes.push(b'.');
    }
}

/// Some kinds of fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kinds([u128; 2]);

impl Kinds {
    /// Every kind.
    pub const ALL: Kinds = Kinds([u128::MAX; 2]);

    /// These.
    pub fn of(kinds: &[Kind]) -> Kinds {
        let mut bits = [0; 2];
        for (place, bit) in kinds.iter().map(|kind| bit(*kind)) {
            bits[place] |= bit;
        }
        Kinds(bits)
    }

    /// Those that are also among the others.
    #[must_use]
    pub fn and(self, others: Kinds) -> Kinds {
        Kinds([self.0[0] & others.0[0], self.0[1] & others.0[1]])
    }

    /// These without those.
    #[must_use]
    pub fn without(self, those: &[Kind]) -> Kinds {
        let those = Kinds::of(those);
        self.and(Kinds([!those.0[0], !those.0[1]]))
    }

    /// Whether that kind is among them.
    pub fn has(self, kind: Kind) -> bool {
        let (place, bit) = bit(kind);
        self.0[place] & bit != 0
    }

    /// Whether any of those is among them.
    pub fn has_any(self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|kind| self.has(*kind))
    }
}

/// The bit of a kind, and in which half it stands.
const fn bit(kind: Kind) -> (usize, u128) {
    let number = kind.number() as usize;
    (number / 128, 1 << (number % 128))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_bit() {
        assert!(Kind::ALL.iter().all(|kind| Kinds::ALL.has(*kind)));
        let some = Kinds::of(&[Kind::Visit, Kind::Erased]);
        assert!(some.has(Kind::Erased) && !some.has(Kind::Died) && some.has_any(&[Kind::Died, Kind::Visit]));
        assert_eq!(some.without(&[Kind::Visit, Kind::Died]), Kinds::of(&[Kind::Erased]));
        assert_eq!(Kinds::ALL.without(&[Kind::Visit]).and(some), Kinds::of(&[Kind::Erased]));
    }
}
