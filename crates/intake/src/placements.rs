//! What the regulations ask to know of a placement, as far as its type and the child's legal status say it.
//!
//! The Care Planning Regulations 2010 ask whether a child lives with a parent under an order, with a connected person who is
//! approved for the time being, where it is meant to last until eighteen, or for short breaks only (regulations 19, 24, 28
//! and 48). The national codes say most of it. What they do not say is not known, rather than not so.

use record::Tri;
use record::words::{PlacementMark, Word as _, Words};
use serde::Deserialize;

use crate::columns::Row;

/// What a placement's type says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub(crate) enum PlacementType {
    /// Nothing that the regulations ask.
    Other,
    /// Fostering that is meant to last until the child is eighteen.
    LongTerm,
    /// With the child's own parents.
    WithParents,
    /// With a relative or friend, who may be approved for the time being alone.
    ConnectedPerson,
    /// Not said.
    NotKnown,
}

/// What a legal status says of the child's placements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub(crate) enum LegalStatus {
    /// Nothing that the regulations ask.
    Other,
    InterimCareOrder,
    CareOrder,
    /// One of a series of short breaks.
    ShortBreaks,
    /// Not said.
    NotKnown,
}

const TYPES: [PlacementType; 5] = [
    PlacementType::Other,
    PlacementType::LongTerm,
    PlacementType::WithParents,
    PlacementType::ConnectedPerson,
    PlacementType::NotKnown,
];
const STATUSES: [LegalStatus; 5] = [
    LegalStatus::Other,
    LegalStatus::InterimCareOrder,
    LegalStatus::CareOrder,
    LegalStatus::ShortBreaks,
    LegalStatus::NotKnown,
];

/// The marks that a placement has, and those of which it is not known whether it has them.
pub(crate) fn marks(placement: &Row, legal: &[Row]) -> (Words<PlacementMark>, Option<Words<PlacementMark>>) {
    let of_type = TYPES.get(placement.code as usize).copied().unwrap_or(PlacementType::NotKnown);
    let statuses: Vec<LegalStatus> = legal
        .iter()
        .filter(|row| overlap(placement, row))
        .map(|row| STATUSES[row.code as usize % STATUSES.len()])
        .collect();
    let is_type = |asked: PlacementType| match of_type {
        PlacementType::NotKnown => Tri::Unknown,
        of_type => Tri::from(of_type == asked),
    };
    // Of a status that changed within the placement it is not known to which part of it a rule is put.
    let under = |asked: LegalStatus| {
        let is = |status: &LegalStatus| match status {
            LegalStatus::NotKnown => Tri::Unknown,
            status => Tri::from(*status == asked),
        };
        match (statuses.iter().map(is).min(), statuses.iter().map(is).max()) {
            (Some(least), Some(most)) if least == most => least,
            _ => Tri::Unknown,
        }
    };
    let says = |mark: PlacementMark| match mark {
        PlacementMark::UntilEighteen => is_type(PlacementType::LongTerm),
        PlacementMark::InterimOrderWithParents => {
            is_type(PlacementType::WithParents).and(under(LegalStatus::InterimCareOrder))
        }
        PlacementMark::CareOrderWithParents => is_type(PlacementType::WithParents).and(under(LegalStatus::CareOrder)),
        PlacementMark::ShortBreaks => under(LegalStatus::ShortBreaks),
        // Whether it was assessed before, and whether an approval was for the time being, no code says.
        PlacementMark::WithParentsUnassessed => is_type(PlacementType::WithParents).and(Tri::Unknown),
        PlacementMark::TemporaryApproval => is_type(PlacementType::ConnectedPerson).and(Tri::Unknown),
    };
    let which = |value: Tri| {
        let such = PlacementMark::ALL.iter().copied().filter(|mark| says(*mark) == value);
        such.fold(Words::NONE, Words::with)
    };
    (which(Tri::Yes), Some(which(Tri::Unknown)).filter(|unsure| !unsure.is_empty()))
}

/// Whether the two share a day, as far as their days are known.
fn overlap(one: &Row, other: &Row) -> bool {
    let before =
        |first: &Row, then: &Row| first.end.day().zip(then.start.day()).is_some_and(|(end, start)| end <= start);
    !before(one, other) && !before(other, one)
}
