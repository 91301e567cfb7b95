//! Putting a child on record of whom a referral was received: who the child is, of which family, and in which team the referral
//! is opened. Every other act is about somebody whom the record has.

use record::{ChildId, Content, Ref, Subject};

use crate::Draft;
use crate::act::{Act, Command};
use crate::case::Case;
use crate::house::House;

/// What the house holds against it.
pub(crate) fn against(act: &Act, case: &Case<'_>) -> Vec<House> {
    let Act::Register { born, .. } = *act else { return Vec::new() };
    let mut found = Vec::new();
    if case.facts.iter().any(|list| !list.is_empty()) {
        found.push(House::OnRecord);
    }
    if let Some(day) = born {
        if day > case.state.now.day() {
            found.push(House::BornLater { day });
        } else if case.at < day.start() {
            found.push(House::BeforeBirth { born: day });
        }
    }
    found
}

/// The facts that it makes: of the child, and of a sibling whose family nobody named until now.
pub(crate) fn made(act: &Act, command: &Command, case: &Case<'_>, refs: &mut dyn FnMut() -> Ref) -> Vec<Draft> {
    let Act::Register {
        given_name,
        family_name,
        born,
        expected,
        sex,
        disabled,
        special_educational_needs,
        sibling,
        team,
        district_received,
    } = *act
    else {
        return Vec::new();
    };
    let draft = |child: ChildId, content: Content| Draft { about: Subject::Child(child), when: command.when, content };
    let mut made = vec![
        draft(
            case.child,
            Content::ChildDetails {
                given_name: Some(given_name),
                family_name,
                born,
                expected,
                sex,
                ethnicity: None,
                disabled,
                special_educational_needs,
            },
        ),
        draft(case.child, Content::ReferralReceived { referral: refs(), team: Some(team), district_received }),
    ];
    if let Some(sibling) = sibling {
        let known = family_of(sibling, case);
        let family = known.unwrap_or_else(refs);
        made.push(draft(case.child, Content::FamilyGroup { family }));
        if known.is_none() {
            made.push(draft(sibling, Content::FamilyGroup { family }));
        }
    }
    made
}

/// The family that the record names for that child, by the newest word on it under any of its identities.
fn family_of(child: ChildId, case: &Case<'_>) -> Option<Ref> {
    let state = case.state;
    let identities = state.people.identities(state.people.person(child));
    let lists = identities.iter().map(|child| state.book.child(*child)).chain([state.book.child(child)]);
    let facts = lists.flat_map(|list| record::book::known_facts(list, state.world.known));
    let mut families: Vec<_> = facts
        .filter_map(|fact| match fact.content {
            Content::FamilyGroup { family } => Some((fact.when.as_start(), family)),
            _ => None,
        })
        .collect();
    families.sort_by_key(|(at, _)| *at);
    families.pop().map(|(_, family)| family)
}
