//! The transfer that is under way: to which team, and what of it has been done (AP-17); and another authority that was asked to
//! take the case over (AP-16).

use record::book::known_facts;
use record::words::{AuthorityAnswer, Post, TransferItem, TransferSide, Word, Words};
use record::{Content, Fact, Moment, TextId, UnitId};
use standing::Timeline;
use standing::signal::value_at;

use crate::act::Act;
use crate::case::Case;
use crate::house::House;

/// A transfer that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnderWay {
    /// The receiving team, by the newest word on it.
    pub to: UnitId,
    /// The first instant of which anything of it is on record.
    pub since: Option<Moment>,
    /// Whether the receiving team found the work complete to standard.
    pub checked: bool,
    /// What it found complete, or not needed, so far.
    pub settled: Words<TransferItem>,
    /// What it last said is missing.
    pub missing: Option<TextId>,
    /// Whether the giving side has signed.
    pub giving: bool,
    /// Whether the receiving side has.
    pub receiving: bool,
}

/// What is under way of a child at that instant, by what is known of it; nothing where both sides have signed, where it ended, and
/// where nobody has said that the case is ready or signed.
pub fn under_way<'f>(facts: impl Iterator<Item = &'f Fact>, timeline: &Timeline, at: Moment) -> Option<UnderWay> {
    let facts: Vec<&Fact> = facts
        .filter(|fact| {
            matches!(
                fact.content,
                Content::ReadyToTransfer { .. }
                    | Content::TransferSigned { .. }
                    | Content::TransferChecked {}
                    | Content::TransferWorkFound { .. }
                    | Content::TransferEnded {}
                    | Content::CaseClosed { .. }
            ) && fact.when.as_start().is_none_or(|from| from <= at)
        })
        .collect();
    if facts.is_empty() {
        return None;
    }
    let is_over = |fact: &&&Fact| matches!(fact.content, Content::TransferEnded {} | Content::CaseClosed { .. });
    let over = facts.iter().filter(is_over).filter_map(|fact| fact.when.as_end()).max();
    // Both signatures moved the case: what was said before belongs to that transfer.
    let since = over.into_iter().chain(timeline.moved_by(at)).max();
    let fresh = |fact: &&&Fact| fact.when.as_start().is_none_or(|from| since.is_none_or(|since| from >= since));
    let named = facts.iter().filter(fresh).filter_map(|fact| match fact.content {
        Content::ReadyToTransfer { to: Some(to) } | Content::TransferSigned { to: Some(to), .. } => {
            Some((fact.when.as_start(), to))
        }
        _ => None,
    });
    let (_, to) = named.max_by_key(|(at, _)| *at)?;
    let signed = |side: TransferSide| {
        // The second signature moved the case at its own instant, and is of the transfer that is over.
        let is_later = |fact: &&&Fact| fact.when.as_start().is_none_or(|from| since.is_none_or(|since| from > since));
        facts.iter().filter(is_later).any(|fact| {
            matches!(fact.content, Content::TransferSigned { side: of, .. } if of == side || of == TransferSide::Both)
        })
    };
    let checked = facts.iter().filter(fresh).any(|fact| matches!(fact.content, Content::TransferChecked {}));
    let mut found: Vec<_> = facts
        .iter()
        .filter(fresh)
        .filter_map(|fact| match fact.content {
            Content::TransferWorkFound { complete, not_needed, missing } => {
                Some((fact.when.as_start(), fact.recorded, complete.joined(not_needed), missing))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(at, recorded, ..)| (*at, *recorded));
    let settled = found.iter().fold(Words::NONE, |all, (_, _, settled, _)| all.joined(*settled));
    let missing = found.last().and_then(|(.., missing)| *missing);
    let first = facts.iter().filter(fresh).filter_map(|fact| fact.when.as_start()).min();
    let (giving, receiving) = (signed(TransferSide::Giving), signed(TransferSide::Receiving));
    let under_way = UnderWay { to, since: first, checked, settled, missing, giving, receiving };
    (timeline.team_at(at) != Some(to)).then_some(under_way)
}

impl UnderWay {
    /// What the receiving team has not found complete, nor not needed.
    pub fn left(&self) -> impl Iterator<Item = TransferItem> {
        let settled = self.settled;
        TransferItem::ALL.iter().copied().filter(move |item| !settled.has(*item))
    }
}

/// What was said last by, or of, another authority that is to take the case over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Which authority.
    pub authority: TextId,
    /// What it said.
    pub answer: AuthorityAnswer,
    /// When.
    pub at: Option<Moment>,
}

/// What another authority said last of taking the case over, at that instant, since the case was last closed.
pub fn another_authority<'f>(
    facts: impl Iterator<Item = &'f Fact>,
    timeline: &Timeline,
    at: Moment,
) -> Option<Elsewhere> {
    let mut said: Vec<(Option<Moment>, Moment, Option<Elsewhere>)> = facts
        .filter(|fact| fact.when.as_start().is_none_or(|from| from <= at))
        .filter_map(|fact| {
            let when = fact.when.as_start();
            match fact.content {
                Content::AnotherAuthority { authority, answer } => {
                    Some((when, fact.recorded, Some(Elsewhere { authority, answer, at: when })))
                }
                // What was asked of an earlier case says nothing of this one.
                Content::CaseClosed { .. } => Some((fact.when.as_end(), fact.recorded, None)),
                _ => None,
            }
        })
        .collect();
    said.sort_by_key(|(at, recorded, _)| (*at, *recorded));
    said.pop().and_then(|(.., one)| one).filter(|_| !value_at(&timeline.open, at).is_no())
}

/// What the house holds against saying that of the work.
pub(crate) fn against_check(act: &Act, case: &Case<'_>) -> Option<House> {
    let Act::CheckTransfer { complete, not_needed, missing } = *act else { return None };
    let is_empty = |words: Option<Words<TransferItem>>| words.is_none_or(Words::is_empty);
    match of_case(case) {
        None => Some(House::NoTransfer),
        Some(one) if one.checked => Some(House::CheckedBefore),
        Some(_) if is_empty(complete) && is_empty(not_needed) && missing.is_none() => Some(House::NothingFound),
        Some(_) => None,
    }
}

/// What was found of the work; with nothing left of it, and nothing missing, it is checked.
pub(crate) fn found(act: &Act, case: &Case<'_>) -> Vec<Content> {
    let Act::CheckTransfer { complete, not_needed, missing } = *act else { return Vec::new() };
    let (complete, not_needed) = (complete.unwrap_or_default(), not_needed.unwrap_or_default());
    let before = of_case(case).map_or(Words::NONE, |one| one.settled);
    let settled = before.joined(complete).joined(not_needed);
    let is_whole = missing.is_none() && TransferItem::ALL.iter().all(|item| settled.has(*item));
    let found = Content::TransferWorkFound { complete, not_needed, missing };
    std::iter::once(found).chain(is_whole.then_some(Content::TransferChecked {})).collect()
}

/// The transfer of that child that is under way at the instant of the act.
pub(crate) fn of_case(case: &Case<'_>) -> Option<UnderWay> {
    let known = case.state.world.known;
    let facts = case.facts.iter().flat_map(|list| known_facts(list, known));
    under_way(facts, &case.timeline, case.at)
}

/// The posts that sign a transfer, and manage casework otherwise.
pub fn signers() -> Words<Post> {
    crate::whose::managers()
}
