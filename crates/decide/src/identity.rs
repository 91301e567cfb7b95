//! Who a child is: what is found out after the referral, a birth that was expected, a death, two records of one child, brothers and
//! sisters; and, of anybody, a record that was wrong.

use record::book::known_facts;
use record::{ActorId, ChildId, Content, Fact, FactId, Kind, Names, Ref, TextId};

use crate::State;
use crate::actor::Actor;
use crate::case::Case;
use crate::house::House;

/// The source of what is decided here, as provenance names it.
pub const HERE: &str = "keyworker";

/// Whether that says who the child is, whatever becomes of the case: it is recorded of closed cases too.
pub(crate) const fn is_of_the_child(kind: Kind) -> bool {
    matches!(kind, Kind::ChildDetails | Kind::Died | Kind::SameAs | Kind::NotSameAs | Kind::Corrected)
}

/// What stands against recording that of the child.
pub(crate) fn against(content: Content, case: &Case<'_>) -> Option<House> {
    let state = case.state;
    let known = || case.facts.iter().flat_map(|list| known_facts(list, state.world.known));
    match content {
        Content::ChildDetails { born: Some(day), .. } if day > case.state.now.day() => Some(House::BornLater { day }),
        Content::Died {} => known().any(|fact| matches!(fact.content, Content::Died {})).then_some(House::DiedBefore),
        Content::SameAs { other } if !is_on_record(other, state) => Some(House::NobodyElse),
        Content::SameAs { other } => (state.people.person(other) == case.child).then_some(House::SameAlready),
        Content::NotSameAs { other } => {
            let is_same = state.people.person(other) == case.child && other != case.child;
            (!is_same).then_some(House::NotTheSame)
        }
        Content::Corrected { replaces, reason, .. } => {
            against_correcting(replaces, reason, known(), state, &case.actor, case.manages())
        }
        _ => None,
    }
}

/// What stands against taking that record back: it is one of these and was made here, by whoever acts or by somebody whom they
/// manage, and why is said. What an extract says is put right where it comes from.
pub(crate) fn against_correcting<'f>(
    of: FactId,
    reason: Option<TextId>,
    mut facts: impl Iterator<Item = &'f Fact>,
    state: State<'_>,
    actor: &Actor,
    manages: bool,
) -> Option<House> {
    let names = &state.book.names;
    let Some(fact) = facts.find(|fact| fact.id == of) else { return Some(House::NoSuchRecord) };
    if matches!(fact.content, Content::Corrected { .. } | Content::CarriedBack { .. }) {
        return Some(House::NoSuchRecord);
    }
    if names.source(fact.from.source) != HERE {
        return Some(House::FromAnExtract);
    }
    if !manages && !is_by(fact.by, actor, names) {
        return Some(House::NotTheirRecord);
    }
    reason.is_none().then_some(House::NoReason { clause: "AS-28" })
}

fn is_by(by: ActorId, actor: &Actor, names: &Names) -> bool {
    names.actor(by) == names.worker(actor.worker)
}

fn is_on_record(child: ChildId, state: State<'_>) -> bool {
    !state.book.child(child).is_empty()
}

/// What stands against putting both into one family.
pub(crate) fn against_sibling(sibling: ChildId, case: &Case<'_>) -> Option<House> {
    let state = case.state;
    if !is_on_record(sibling, state) || state.people.person(sibling) == case.child {
        return Some(House::NobodyElse);
    }
    let own = family_of(case.child, case);
    (own.is_some() && own == family_of(sibling, case)).then_some(House::OneFamily)
}

/// The family that the record names for that child, by the newest word on it under any of its identities.
pub(crate) fn family_of(child: ChildId, case: &Case<'_>) -> Option<Ref> {
    let state = case.state;
    let identities = state.people.identities(state.people.person(child));
    let lists = identities.iter().map(|child| state.book.child(*child)).chain([state.book.child(child)]);
    let facts = lists.flat_map(|list| known_facts(list, state.world.known));
    let mut families: Vec<_> = facts
        .filter_map(|fact| match fact.content {
            Content::FamilyGroup { family } => Some((fact.when.as_start(), family)),
            _ => None,
        })
        .collect();
    families.sort_by_key(|(at, _)| *at);
    families.pop().map(|(_, family)| family)
}

/// A child on record of that name and that civil date of birth.
pub(crate) fn like(given: TextId, family: Option<TextId>, born: record::Day, case: &Case<'_>) -> Option<ChildId> {
    let (state, names) = (case.state, &case.state.book.names);
    let said = |text: TextId| names.text(text).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    // A text that is new is nobody's name.
    let known = |text: TextId| text.index() < names.texts.len();
    if !known(given) || family.is_some_and(|family| !known(family)) {
        return None;
    }
    let wanted = (said(given), family.map(said));
    state.book.child_ids().find(|child| {
        let (mut name, mut surname, mut birth) = (None, None, None);
        for fact in known_facts(state.book.child(*child), state.world.known) {
            if let Content::ChildDetails { given_name, family_name, born, .. } = fact.content {
                (name, surname, birth) = (given_name.or(name), family_name.or(surname), born.or(birth));
            }
        }
        birth == Some(born) && name.map(said).is_some_and(|name| name == wanted.0) && surname.map(said) == wanted.1
    })
}
