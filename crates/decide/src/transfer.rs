//! The transfer that is under way: to which team, and what of it has been done (AP-17).

use record::words::{Post, TransferSide, Words};
use record::{Content, Fact, Moment, UnitId};
use standing::Timeline;

/// A transfer that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnderWay {
    /// The receiving team, by the newest word on it.
    pub to: UnitId,
    /// The first instant of which anything of it is on record.
    pub since: Option<Moment>,
    /// Whether the receiving team found the work complete to standard.
    pub checked: bool,
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
    let moved = timeline.teams.iter().map(|(at, _)| *at).filter(|moved| *moved <= at).max();
    let since = over.into_iter().chain(moved).max();
    let fresh = |fact: &&&Fact| fact.when.as_start().is_none_or(|from| since.is_none_or(|since| from >= since));
    let named = facts.iter().filter(fresh).filter_map(|fact| match fact.content {
        Content::ReadyToTransfer { to: Some(to) } | Content::TransferSigned { to: Some(to), .. } => {
            Some((fact.when.as_start(), to))
        }
        _ => None,
    });
    let (_, to) = named.max_by_key(|(at, _)| *at)?;
    let signed = |side: TransferSide| {
        facts.iter().filter(fresh).any(|fact| {
            matches!(fact.content, Content::TransferSigned { side: of, .. } if of == side || of == TransferSide::Both)
        })
    };
    let checked = facts.iter().filter(fresh).any(|fact| matches!(fact.content, Content::TransferChecked {}));
    let first = facts.iter().filter(fresh).filter_map(|fact| fact.when.as_start()).min();
    let (giving, receiving) = (signed(TransferSide::Giving), signed(TransferSide::Receiving));
    (timeline.team_at(at) != Some(to)).then_some(UnderWay { to, since: first, checked, giving, receiving })
}

/// The posts that sign a transfer, and manage casework otherwise.
pub fn signers() -> Words<Post> {
    crate::whose::managers()
}
