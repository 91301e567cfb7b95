//! What goes on of a child by law or by a court, and must end before the case does (AS-18, AP-37): nobody closes a child protection
//! plan by closing the case in which it is.

use record::book::known_facts;
use record::words::Status;
use record::{Content, Fact, Kind, Ref};

use crate::case::Case;
use crate::house::House;

/// The statuses that end by a decision of their own: a conference's, a court's, the end of an enquiry or of being looked after.
const OWN_END: [Status; 7] = [
    Status::Section47,
    Status::ChildProtectionPlan,
    Status::LookedAfter,
    Status::PreProceedings,
    Status::CareProceedings,
    Status::SecureAccommodation,
    Status::CourtDirectedWork,
];

/// From this birthday on none of them goes on.
const GROWN_UP_YEARS: u32 = 18;

/// What stands against closing that referral, or all of them: that it is not open; that the case ends with it over what goes on.
pub(crate) fn against(referral: Option<Ref>, case: &Case<'_>) -> Vec<House> {
    let gone = referral.is_some_and(|referral| !is_open_referral(referral, case));
    let mut found: Vec<House> = gone.then_some(House::NothingBegun { kind: Kind::CaseClosed }).into_iter().collect();
    if referral.is_none_or(|referral| !is_another_open(referral, case)) {
        found.extend(goes_on(case).map(|status| House::StatusGoesOn { status }));
    }
    found
}

/// The first status that goes on at the instant of the act and ends by a decision of its own; nothing of a child who died or is
/// grown up.
fn goes_on(case: &Case<'_>) -> Option<Status> {
    let begun = |fact: &&Fact| fact.when.as_start().is_none_or(|from| from <= case.at);
    let known = || case.facts.iter().flat_map(|list| known_facts(list, case.state.world.known)).filter(begun);
    let grown_up =
        case.timeline.born.and_then(|born| born.age_on(case.at.day())).is_some_and(|age| age >= GROWN_UP_YEARS);
    if grown_up || known().any(|fact| matches!(fact.content, Content::Died {})) {
        return None;
    }
    known().find_map(|fact| match fact.content {
        Content::StatusStarted { status, spell } if OWN_END.contains(&status) => {
            let ends = |fact: &Fact| matches!(fact.content, Content::StatusEnded { spell: of, .. } if of == spell);
            (!known().any(ends)).then_some(status)
        }
        _ => None,
    })
}

/// Whether a referral of the child besides that one is open: then closing that one does not close the case.
fn is_another_open(but: Ref, case: &Case<'_>) -> bool {
    let known = case.facts.iter().flat_map(|list| known_facts(list, case.state.world.known));
    let mut others = known.filter_map(|fact| match fact.content {
        Content::ReferralReceived { referral, .. } if referral != but => Some(referral),
        _ => None,
    });
    others.any(|other| is_open_referral(other, case))
}

/// Whether that referral of the child was received, and not closed by the instant of the act.
fn is_open_referral(of: Ref, case: &Case<'_>) -> bool {
    let known = || case.facts.iter().flat_map(|list| known_facts(list, case.state.world.known));
    let received = |fact: &&Fact| matches!(fact.content, Content::ReferralReceived { referral, .. } if referral == of);
    let closed =
        |fact: &Fact| matches!(fact.content, Content::CaseClosed { referral } if referral.is_none_or(|one| one == of));
    let begun = |fact: &&Fact| fact.when.as_start().is_none_or(|from| from <= case.at);
    known().filter(received).find(begun).is_some_and(|opened| {
        let since = |fact: &Fact| fact.when.as_end() >= opened.when.as_start();
        !known().any(|fact| closed(fact) && since(fact))
    })
}
