//! Putting a child on record of whom a referral was received: who the child is, of which family, and in which team the referral
//! is opened. Every other act is about somebody whom the record has.

use record::{ChildId, Content, Ref, Subject};

use crate::Draft;
use crate::act::{Act, Command};
use crate::case::Case;
use crate::house::House;
use crate::identity::{family_of, like};

/// From which birthday on nobody is a child in need, nor a young person who left care.
const OLDEST_YEARS: i32 = 25;

/// What the house holds against it.
pub(crate) fn against(act: &Act, case: &Case<'_>) -> Vec<House> {
    let Act::Register { given_name, family_name, born, sibling, another, .. } = *act else { return Vec::new() };
    let mut found = Vec::new();
    let is_known = case.facts.iter().any(|list| !list.is_empty());
    if is_known {
        found.push(House::OnRecord);
    }
    if let Some(day) = born {
        if day > case.state.now.day() {
            found.push(House::BornLater { day });
        } else if case.at < day.start() {
            found.push(House::BeforeBirth { born: day });
        } else if day.birthday(OLDEST_YEARS) <= case.at.day() {
            found.push(House::GrownUp { born: day });
        }
        if !is_known && !another.is_yes() && like(given_name, family_name, day, case).is_some() {
            found.push(House::LikeAnother);
        }
    }
    if sibling.is_some_and(|sibling| case.state.book.child(sibling).is_empty()) {
        found.push(House::NobodyElse);
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
        another: _,
    } = *act
    else {
        return Vec::new();
    };
    let draft = |child: ChildId, content: Content| Draft { about: Subject::Child(child), when: command.when, content };
    let mut made = vec![draft(
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
    )];
    let referral = Content::ReferralReceived { referral: refs(), team: Some(team), district_received };
    made.extend([Some(referral), received(referral)].into_iter().flatten().map(|content| draft(case.child, content)));
    made.extend(sibling.into_iter().flat_map(|sibling| of_one_family(sibling, command, case, refs)));
    made
}

/// Of a referral that does not say when the district received it: that this was when it was received. The clock of the duty visit
/// begins with it (AS-08), and without it would never begin.
pub(crate) fn received(content: Content) -> Option<Content> {
    match content {
        Content::ReferralReceived { referral, district_received: None, .. } => {
            Some(Content::DistrictReceived { referral: Some(referral) })
        }
        _ => None,
    }
}

/// The facts by which both are of one family: that of either, or a new one.
pub(crate) fn of_one_family(
    sibling: ChildId,
    command: &Command,
    case: &Case<'_>,
    refs: &mut dyn FnMut() -> Ref,
) -> Vec<Draft> {
    let named = family_of(sibling, case).or_else(|| family_of(case.child, case));
    let family = named.unwrap_or_else(refs);
    let lacks = [case.child, sibling].into_iter().filter(|child| family_of(*child, case) != Some(family));
    let draft =
        |child| Draft { about: Subject::Child(child), when: command.when, content: Content::FamilyGroup { family } };
    lacks.map(draft).collect()
}
