//! Identities: who and what facts are about, as small numbers, and the names of their sources kept beside them.
//!
//! A stream of facts belongs to an identity *in its source* (`lcs:P123`). Whether two identities are one person is
//! itself a fact (`same_as`), so that a mistaken merge can be undone.

use std::fmt;
use std::hash::Hasher;
use std::num::NonZeroU32;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxHasher;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The id at that place in its list of names.
            pub fn from_index(index: usize) -> $name {
                let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
                $name(number.unwrap_or(NonZeroU32::MAX))
            }

            /// Its place in its list of names.
            pub fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.index())
            }
        }
    )+};
}

ids! {
    /// A child's identity in one source. Several may be one child: see [`crate::People`].
    ChildId,
    /// A worker's identity in one source.
    WorkerId,
    /// A part of the authority: the authority itself, a service, a district or a team.
    UnitId,
    /// A foster carer's or adopter's identity in one source.
    CarerId,
    /// Who recorded a fact.
    ActorId,
    /// Where a fact came from: a screen, or a file.
    SourceId,
    /// A short text (a name, a reason) kept once.
    TextId,
}

/// Ties facts together that speak of one thing (a referral, an involvement, an assessment): a digest of that thing's
/// key in its source, or a number drawn by the screen that began it. Never shown to people.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref(pub u64);

impl Ref {
    /// The reference of the thing that `source` knows in `table` as `key`.
    pub fn to(source: &str, table: &str, key: &str) -> Ref {
        // FNV-1a with a final mix: stable for ever, since it is written to the log.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for part in [source, table, key] {
            for byte in part.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        hash ^= hash >> 32;
        hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
        Ref(hash ^ (hash >> 32))
    }

    /// The reference of a rule of a pack; as JSON Lines reads `"pack/rule"`.
    pub fn of_rule(pack: &str, rule: &str) -> Ref {
        Ref::to("jsonl", "", &format!("{pack}/{rule}"))
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ref({self})")
    }
}

/// Names given once, each with its number in the order in which they came. All of them stand in one text, so that a
/// list of a million names is a handful of allocations, to make, to copy or to give back.
#[derive(Clone, Debug, Default)]
pub struct NameList {
    text: String,
    /// Where each name ends in the text; the next begins there.
    ends: Vec<usize>,
    /// Numbers, found by the hash of their name.
    numbers: HashTable<u32>,
}

fn hash(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(name.as_bytes());
    hasher.finish()
}

fn name_at<'a>(text: &'a str, ends: &[usize], index: usize) -> Option<&'a str> {
    let start = match index.checked_sub(1) {
        None => 0,
        Some(before) => *ends.get(before)?,
    };
    text.get(start..*ends.get(index)?)
}

impl NameList {
    /// The place of that name, giving it one if it is new.
    pub fn intern(&mut self, name: &str) -> usize {
        let NameList { text, ends, numbers } = self;
        let hashed = hash(name);
        let index = ends.len();
        let entry = numbers.entry(
            hashed,
            |number| name_at(text, ends, *number as usize) == Some(name),
            |number| name_at(text, ends, *number as usize).map_or(0, hash),
        );
        match entry {
            Entry::Occupied(known) => *known.get() as usize,
            Entry::Vacant(new) => {
                new.insert(index as u32);
                text.push_str(name);
                ends.push(text.len());
                index
            }
        }
    }

    /// Makes room for that many more names, each of about `bytes` bytes.
    pub fn reserve(&mut self, more: usize, bytes: usize) {
        let NameList { text, ends, numbers } = self;
        text.reserve(more * bytes);
        ends.reserve(more);
        numbers.reserve(more, |number| name_at(text, ends, *number as usize).map_or(0, hash));
    }

    /// The place of that name, if it has one.
    pub fn find(&self, name: &str) -> Option<usize> {
        let is_it = |number: &u32| self.get(*number as usize) == Some(name);
        self.numbers.find(hash(name), is_it).map(|number| *number as usize)
    }

    /// The name at that place.
    pub fn get(&self, index: usize) -> Option<&str> {
        name_at(&self.text, &self.ends, index)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The names in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

/// The names behind every kind of id.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Children, as `source:id`.
    pub children: NameList,
    /// Workers, as `source:id`.
    pub workers: NameList,
    /// Units, as `source:id`.
    pub units: NameList,
    /// Carers, as `source:id`.
    pub carers: NameList,
    /// Who recorded.
    pub actors: NameList,
    /// Where facts came from.
    pub sources: NameList,
    /// Short texts.
    pub texts: NameList,
}

macro_rules! lookups {
    ($($field:ident: $id:ident, $intern:ident, $find:ident, $name:ident;)+) => {
        impl Names {$(
            #[doc = concat!("The id of that name among the ", stringify!($field), ", new or known.")]
            pub fn $intern(&mut self, name: &str) -> $id {
                $id::from_index(self.$field.intern(name))
            }

            #[doc = concat!("The id of that name among the ", stringify!($field), ", if it is known.")]
            pub fn $find(&self, name: &str) -> Option<$id> {
                self.$field.find(name).map($id::from_index)
            }

            #[doc = concat!("The name of that id among the ", stringify!($field), "; empty where it has none.")]
            pub fn $name(&self, id: $id) -> &str {
                self.$field.get(id.index()).unwrap_or_default()
            }
        )+}
    };
}

lookups! {
    children: ChildId, add_child, find_child, child;
    workers: WorkerId, add_worker, find_worker, worker;
    units: UnitId, add_unit, find_unit, unit;
    carers: CarerId, add_carer, find_carer, carer;
    actors: ActorId, add_actor, find_actor, actor;
    sources: SourceId, add_source, find_source, source;
    texts: TextId, add_text, find_text, text;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_number() {
        let mut names = Names::default();
        let bramble = names.add_child("lcs:P1");
        assert_eq!(names.add_child("lcs:P2").index(), 1);
        assert_eq!(names.add_child("lcs:P1"), bramble);
        assert_eq!(names.child(bramble), "lcs:P1");
        assert_eq!(names.find_child("lcs:P3"), None);
        assert_eq!(size_of::<Option<ChildId>>(), 4);
    }

    #[test]
    fn many_names_are_told_apart_whatever_their_letters() {
        let mut list = NameList::default();
        assert_eq!((list.get(0), list.find(""), list.is_empty()), (None, None, true));
        let name = |number: usize| {
            if number == 0 { String::new() } else { format!("é{}", "x".repeat(number % 40) + &number.to_string()) }
        };
        list.reserve(10, 8);
        for number in 0..3000 {
            assert_eq!(list.intern(&name(number)), number);
        }
        for number in (0..3000).rev() {
            assert_eq!((list.intern(&name(number)), list.find(&name(number))), (number, Some(number)));
            assert_eq!(list.get(number), Some(name(number).as_str()));
        }
        assert_eq!((list.len(), list.get(3000), list.find("é"), list.iter().count()), (3000, None, None, 3000));
    }

    #[test]
    fn references_never_change() {
        // Written to logs: a change here would orphan every involvement's end.
        assert_eq!(Ref::to("lcs", "ssd_involvements", "42"), Ref::to("lcs", "ssd_involvements", "42"));
        assert_ne!(Ref::to("lcs", "ssd_involvements", "42"), Ref::to("lcs", "ssd_involvements4", "2"));
        assert_eq!(Ref::to("a", "b", "c").to_string(), "cd255f50fa46ea93");
    }
}
