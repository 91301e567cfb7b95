//! That a record was carried back to the council's case system (AS-28): of a child, a worker, a unit or a carer alike.

use record::book::known_facts;
use record::{Content, Fact, FactId, Moment};

use crate::house::House;

/// What is said of one that was carried back before.
pub const CARRIED_BEFORE: &str = "It was carried back before.";

/// What stands against saying that this record was carried back; `lists` are the facts of whom it is about.
pub(crate) fn against(of: FactId, lists: &[&[Fact]], known: Moment) -> Option<House> {
    let known = || lists.iter().flat_map(|list| known_facts(list, known));
    if !known().any(|fact| fact.id == of && !matches!(fact.content, Content::CarriedBack { .. })) {
        return Some(House::NoSuchRecord);
    }
    let before = known().any(|fact| matches!(fact.content, Content::CarriedBack { fact, .. } if fact == of));
    before.then_some(House::CarriedBefore)
}
