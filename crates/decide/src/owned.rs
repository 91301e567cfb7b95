//! Whose an open case is: it comes to another team by a transfer that both sides sign, and by nothing that is recorded besides
//! (AP-16 to AP-18).

use record::{Content, Fact, Subject, UnitId, When};
use standing::Timeline;
use standing::signal::value_at;
use standing::timeline::Involved;

use crate::Draft;
use crate::case::Case;
use crate::expand::{is_main, to_be_taken};
use crate::house::House;
use crate::whose::receiving;

/// What stands against recording that of the child, where it would give an open case to another team.
pub(crate) fn against(content: Content, when: When, case: &Case<'_>) -> Option<House> {
    let now = case.state.now;
    match content {
        Content::ReferralReceived { team: Some(_), .. } | Content::TeamHeld { team: Some(_) } => {
            let own = case.as_facts(&[Draft { about: Subject::Child(case.child), when, content }]);
            let mut lists = case.facts.clone();
            lists.push(&own);
            let after = case.evaluator.borrow_mut().timeline(&lists);
            // What is put on an earlier day is held against whose the case was then, and is now.
            let moves = [case.at, now].into_iter().any(|at| {
                owner(&case.timeline, at).is_some_and(|(team, is_open)| is_open && after.team_at(at) != Some(team))
            });
            moves.then_some(House::MovesTheCase)
        }
        Content::SameAs { other } => {
            let identities = case.state.people.identities(other);
            let mut theirs: Vec<&[Fact]> = identities.iter().map(|child| case.state.book.child(*child)).collect();
            theirs.push(case.state.book.child(other));
            let other = case.evaluator.borrow_mut().timeline(&theirs);
            let both: Vec<&[Fact]> = case.facts.iter().copied().chain(theirs).collect();
            let joined = case.evaluator.borrow_mut().timeline(&both).team_at(now);
            let is_of_another = |one: &Timeline| {
                owner(one, now).is_some_and(|(team, is_open)| is_open && joined.is_some_and(|joined| joined != team))
            };
            (is_of_another(&case.timeline) || is_of_another(&other)).then_some(House::OfTwoTeams)
        }
        _ => None,
    }
}

/// What stands against accepting that offer: of a transfer's receiving team the worker has the part with the second signature, so
/// that they say so once; and where no transfer is under way to the team that asked, nobody of it can have the part.
pub(crate) fn against_accepting(offer: &Involved, case: &Case<'_>) -> Option<House> {
    let receiving = receiving(case);
    if receiving.is_some_and(|to| to_be_taken(to, case).any(|other| other.involvement == offer.involvement)) {
        return Some(House::TakesWithSignature);
    }
    let is_own = offer.team.is_none() || offer.team == case.team || offer.team == receiving;
    (is_main(offer.role) && !is_own && case.team.is_some()).then_some(House::MovesTheCase)
}

/// The team that has the case at that instant, and whether it may be open.
fn owner(timeline: &Timeline, at: record::Moment) -> Option<(UnitId, bool)> {
    Some((timeline.team_at(at)?, !value_at(&timeline.open, at).is_no()))
}
