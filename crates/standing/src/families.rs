//! Brothers and sisters counted together: how many families the counted children are of.
//!
//! A child whose family is not on record may be of any of the others, or of one of its own: such children are told apart, and
//! no family is made up for them.

use record::book::known_facts;
use record::{Content, Fact, Moment, Ref, Tri};
use rustc_hash::FxHashMap;

/// The families of the children who are counted.
#[derive(Clone, Debug, Default)]
pub struct Families {
    /// Each family, and whether a child of it is counted for certain.
    of: FxHashMap<Ref, Tri>,
    without: u64,
    may_be_without: u64,
}

/// How many families that are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FamilyCount {
    /// Families of which a child is counted for certain.
    pub certain: u64,
    /// Families of which one is counted possibly, and none for certain.
    pub possible: u64,
    /// Children who are counted for certain and whose family is not on record.
    pub not_known: u64,
    /// Children who are counted possibly and whose family is not on record.
    pub possibly_not_known: u64,
}

impl Families {
    /// Takes in a child of that family, and whether it is counted.
    pub fn add(&mut self, family: Option<Ref>, counted: Tri) {
        match (family, counted) {
            (_, Tri::No) => {}
            (Some(family), counted) => {
                let known = self.of.entry(family).or_insert(counted);
                *known = known.or(counted);
            }
            (None, Tri::Yes) => self.without += 1,
            (None, Tri::Unknown) => self.may_be_without += 1,
        }
    }

    /// How many there are.
    pub fn count(&self) -> FamilyCount {
        let certain = self.of.values().filter(|counted| counted.is_yes()).count() as u64;
        FamilyCount {
            certain,
            possible: self.of.len() as u64 - certain,
            not_known: self.without,
            possibly_not_known: self.may_be_without,
        }
    }
}

impl std::fmt::Display for FamilyCount {
    /// "9 families, possibly 1 more, and 2 children whose family is not on record".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.certain, if self.certain == 1 { "family" } else { "families" })?;
        if self.possible > 0 {
            write!(f, ", possibly {} more", self.possible)?;
        }
        let children = |count: u64| if count == 1 { "child" } else { "children" };
        match (self.not_known, self.possibly_not_known) {
            (0, 0) => Ok(()),
            (0, more) => write!(f, ", and possibly {more} {} whose family is not on record", children(more)),
            (known, 0) => write!(f, ", and {known} {} whose family is not on record", children(known)),
            (known, more) => {
                write!(f, ", and {known} {}, possibly {more} more, whose family is not on record", children(known))
            }
        }
    }
}

/// The family of a child, by the newest word that was on record then.
pub fn family<'f>(facts: impl IntoIterator<Item = &'f [Fact]>, known: Moment) -> Option<Ref> {
    let facts = facts.into_iter().flat_map(|list| known_facts(list, known));
    let family = facts.filter_map(|fact| match fact.content {
        Content::FamilyGroup { family } => Some(family),
        _ => None,
    });
    family.last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_counted_once_and_none_is_made_up_for_a_child_without_one() {
        let (one, other) = (Some(Ref(1)), Some(Ref(2)));
        type Case<'c> = (&'c [(Option<Ref>, Tri)], &'c str);
        let cases: &[Case<'_>] = &[
            (&[], "0 families"),
            (&[(one, Tri::Yes)], "1 family"),
            (&[(one, Tri::Yes), (one, Tri::Yes), (other, Tri::Yes)], "2 families"),
            (&[(one, Tri::Unknown), (one, Tri::Yes)], "1 family"),
            (&[(one, Tri::Yes), (other, Tri::Unknown)], "1 family, possibly 1 more"),
            (&[(one, Tri::Yes), (other, Tri::No)], "1 family"),
            (&[(one, Tri::Yes), (None, Tri::Yes)], "1 family, and 1 child whose family is not on record"),
            (
                &[(None, Tri::Yes), (None, Tri::Yes), (None, Tri::Unknown)],
                "0 families, and 2 children, possibly 1 more, whose family is not on record",
            ),
            (&[(one, Tri::Yes), (None, Tri::Unknown)], "1 family, and possibly 1 child whose family is not on record"),
        ];
        for (children, expected) in cases {
            let mut families = Families::default();
            children.iter().for_each(|(family, counted)| families.add(*family, *counted));
            assert_eq!(families.count().to_string(), *expected);
        }
    }
}
