//! Identities: who and what facts are about, as small numbers, and the names of their sources kept beside them.
//!
//! A stream of facts belongs to an identity *in its source* (`lcs:P123`). Whether two identities are one person is
//! itself a fact (`same_as`), so that a mistaken merge can be undone.

use std::fmt;
use std::num::NonZeroU32;

use rustc_hash::FxHashMap;

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

/// Names given once, each with its number in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct NameList {
    names: Vec<Box<str>>,
    by_name: FxHashMap<Box<str>, u32>,
}

impl NameList {
    /// The place of that name, giving it one if it is new.
    pub fn intern(&mut self, name: &str) -> usize {
        if let Some(index) = self.by_name.get(name) {
            return *index as usize;
        }
        let index = self.names.len();
        self.names.push(name.into());
        self.by_name.insert(name.into(), index as u32);
        index
    }

    /// The place of that name, if it has one.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).map(|index| *index as usize)
    }

    /// The name at that place.
    pub fn get(&self, index: usize) -> Option<&str> {
        self.names.get(index).map(|name| &**name)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The names in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
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
    fn references_never_change() {
        // Written to logs: a change here would orphan every involvement's end.
        assert_eq!(Ref::to("lcs", "ssd_involvements", "42"), Ref::to("lcs", "ssd_involvements", "42"));
        assert_ne!(Ref::to("lcs", "ssd_involvements", "42"), Ref::to("lcs", "ssd_involvements4", "2"));
        assert_eq!(Ref::to("a", "b", "c").to_string(), "cd255f50fa46ea93");
    }
}
