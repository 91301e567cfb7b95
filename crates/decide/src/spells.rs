//! What begins and ends under one reference: a spell of a status, an assessment, an absence. Whoever records its end names
//! what it is, and this finds which; whoever records its beginning is given a reference of its own.

use record::book::known_facts;
use record::{Content, Fact, Kind, Moment, Ref};

use crate::house::House;

/// The content with the reference that ties it to the rest of what it speaks of.
///
/// # Errors
/// Where something begins that goes on already, or ends that does not.
pub(crate) fn tied(
    content: Content,
    lists: &[&[Fact]],
    (known, at): (Moment, Moment),
    refs: &mut dyn FnMut() -> Ref,
) -> Result<Content, House> {
    let among = |begins: &dyn Fn(&Content) -> Option<Ref>,
                 ends: &dyn Fn(&Content) -> Option<Ref>,
                 so: &dyn Fn(&&Fact) -> bool| {
        let facts = || lists.iter().flat_map(|list| known_facts(list, known));
        let ended = |of: &Ref| facts().any(|fact| ends(&fact.content) == Some(*of));
        facts().filter(so).filter_map(|fact| begins(&fact.content)).filter(|of| !ended(of)).last()
    };
    let open = |begins: &dyn Fn(&Content) -> Option<Ref>, ends: &dyn Fn(&Content) -> Option<Ref>| {
        among(begins, ends, &|_| true)
    };
    // What is only to come by then goes on no more than it ends: somebody falls ill before a leave.
    let begun = |begins: &dyn Fn(&Content) -> Option<Ref>, ends: &dyn Fn(&Content) -> Option<Ref>| {
        among(begins, ends, &|fact| fact.when.as_start().is_none_or(|from| from <= at))
    };
    let kind = content.kind();
    let goes_on = House::GoesOn { kind };
    let nothing = House::NothingBegun { kind };
    Ok(match content {
        Content::ReferralReceived { team, district_received, .. } => {
            Content::ReferralReceived { referral: refs(), team, district_received }
        }
        Content::StatusStarted { status, .. } => match spell_of(&open, status) {
            Some(_) => return Err(goes_on),
            None => Content::StatusStarted { status, spell: refs() },
        },
        Content::StatusEnded { status, .. } => {
            Content::StatusEnded { status, spell: spell_of(&open, status).ok_or(nothing)? }
        }
        Content::AssessmentStarted { .. } => match assessment_of(&open) {
            Some(_) => return Err(goes_on),
            None => Content::AssessmentStarted { assessment: refs() },
        },
        Content::AssessmentCompleted { in_need, needs_social_worker, advisor_may_hold, .. } => {
            let assessment = assessment_of(&open).ok_or(nothing)?;
            Content::AssessmentCompleted { assessment, in_need, needs_social_worker, advisor_may_hold }
        }
        Content::AbsenceStarted { absence_kind, likely_end, .. } => match absence_of(&begun) {
            Some(_) => return Err(goes_on),
            None => Content::AbsenceStarted { absence: refs(), absence_kind, likely_end },
        },
        Content::AbsenceEnded { .. } => {
            Content::AbsenceEnded { absence: absence_of(&begun).or_else(|| absence_of(&open)).ok_or(nothing)? }
        }
        Content::ServiceEntryJoined { service, children_placed, .. } => match entry_of(&open, service) {
            Some(_) => return Err(goes_on),
            None => Content::ServiceEntryJoined { entry: refs(), service, children_placed },
        },
        Content::ServiceEntryLeft { service, .. } => {
            Content::ServiceEntryLeft { entry: entry_of(&open, service).ok_or(nothing)?, service }
        }
        Content::ServiceEntryUpdated { service } => {
            entry_of(&open, service).ok_or(House::NothingBegun { kind: Kind::ServiceEntryJoined })?;
            Content::ServiceEntryUpdated { service }
        }
        Content::CapacityIssueRaised { what, evidence, done_by, .. } => {
            Content::CapacityIssueRaised { issue: refs(), what, evidence, done_by }
        }
        // What stands in its place is recorded by itself.
        Content::Corrected { replaces, reason, .. } => Content::Corrected { replaces, with: None, reason },
        // What is recorded by itself was written with nothing else.
        Content::Noted { says, .. } => Content::Noted { of: None, says },
        Content::TaskSet { what, due, worker, training, .. } => {
            Content::TaskSet { task: refs(), what, due, worker, training }
        }
        other => other,
    })
}

/// Finds the newest reference that begins by the one and does not end by the other.
type Open<'o> = dyn Fn(&dyn Fn(&Content) -> Option<Ref>, &dyn Fn(&Content) -> Option<Ref>) -> Option<Ref> + 'o;

fn spell_of(open: &Open<'_>, asked: record::words::Status) -> Option<Ref> {
    let begins = |content: &Content| match *content {
        Content::StatusStarted { status, spell } if status == asked => Some(spell),
        _ => None,
    };
    let ends = |content: &Content| match *content {
        Content::StatusEnded { spell, .. } => Some(spell),
        _ => None,
    };
    open(&begins, &ends)
}

fn entry_of(open: &Open<'_>, asked: record::words::Service) -> Option<Ref> {
    let begins = |content: &Content| match *content {
        Content::ServiceEntryJoined { service, entry, .. } if service == asked => Some(entry),
        _ => None,
    };
    let ends = |content: &Content| match *content {
        Content::ServiceEntryLeft { entry, .. } => Some(entry),
        _ => None,
    };
    open(&begins, &ends)
}

fn assessment_of(open: &Open<'_>) -> Option<Ref> {
    let begins = |content: &Content| match *content {
        Content::AssessmentStarted { assessment } => Some(assessment),
        _ => None,
    };
    let ends = |content: &Content| match *content {
        Content::AssessmentCompleted { assessment, .. } => Some(assessment),
        _ => None,
    };
    open(&begins, &ends)
}

fn absence_of(open: &Open<'_>) -> Option<Ref> {
    let begins = |content: &Content| match *content {
        Content::AbsenceStarted { absence, .. } => Some(absence),
        _ => None,
    };
    let ends = |content: &Content| match *content {
        Content::AbsenceEnded { absence } => Some(absence),
        _ => None,
    };
    open(&begins, &ends)
}
