//! Of two facts of one day, the one that was appended last is the newest word, and so it is with the offer and the start
//! of one involvement. What the record has must therefore stand in the order in which the later extract says it,
//! wherever that order makes a difference.

use record::{Content, Day, Fact, Kind, Ref};
use rustc_hash::FxHashMap;

use super::rows::Pairing;
use super::stands::Standing;

/// Facts whose order among each other makes a difference.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Together {
    /// Those of one day, or of no known day.
    Day(Option<Day>),
    /// What somebody is goes with nothing but what else was said of that.
    Kind(Kind),
    /// Offer and start of one involvement each say who it is and which part they play; of several acceptances, refusals
    /// or ends of one, the last said counts.
    Involvement(Ref, Kind),
}

fn together(fact: &Fact) -> [Option<Together>; 2] {
    let kind = fact.content.kind();
    let alone = [Kind::ChildDetails, Kind::FamilyGroup, Kind::Died, Kind::WorkerDetails, Kind::UnitDetails];
    let day = if alone.contains(&kind) { Together::Kind(kind) } else { Together::Day(fact.when.day()) };
    let involvement = match fact.content {
        Content::AllocationOffered { involvement, .. } | Content::InvolvementStarted { involvement, .. } => {
            Some(Together::Involvement(involvement, Kind::InvolvementStarted))
        }
        Content::AllocationAccepted { involvement }
        | Content::AllocationDeclined { involvement }
        | Content::InvolvementEnded { involvement, .. } => Some(Together::Involvement(involvement, kind)),
        _ => None,
    };
    [Some(day), involvement]
}

/// Which facts that the record has already must be said again, after one that is new or stands further on: for each fact
/// that the later extract says, whether.
pub(super) fn to_restate(standing: &Standing<'_>, pairing: &Pairing<'_>) -> Vec<bool> {
    let mut reached: FxHashMap<Together, usize> = FxHashMap::default();
    let mut restated = vec![false; pairing.said.len()];
    for (place, (said, kept)) in pairing.said.iter().zip(&pairing.kept).enumerate() {
        // What a person said in its place stays where it is.
        if kept.is_some_and(|slot| standing.slots[slot].live != Some(standing.slots[slot].fact.id)) {
            continue;
        }
        // A new fact comes after all that is there, in the order in which it is said.
        let at_the_end = standing.slots.len() + place;
        let mut stands_at = kept.unwrap_or(at_the_end);
        let with = together(&said.fact);
        if with.iter().flatten().any(|one| reached.get(one).is_some_and(|reached| stands_at < *reached)) {
            restated[place] = true;
            stands_at = at_the_end;
        }
        reached.extend(with.into_iter().flatten().map(|one| (one, stands_at)));
    }
    restated
}
