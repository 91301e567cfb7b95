//! What rests on a table that the later extract does not have, or not whole: it is left as it was.
//!
//! A few facts are said by several tables together: who a worker or a child is; an offer of the casework file, which has
//! the reference of the involvement that it became, and whose answer says when that was accepted; a finding of an assessment
//! that the casework file adds to. Where one of those tables is not there this time, the others alone would say less than the record has, and would take it away.

use record::{Content, Fact, Kind, Ref, Tri};

use super::rows::Said;
use super::stands::Standing;
use crate::tables::Table;

/// What the two tables about workers, and those about who a child is, say together.
const OF_WORKERS: &[Kind] = &[Kind::WorkerDetails, Kind::Registered, Kind::NotRegistered, Kind::Engagement];
const OF_CHILDREN: &[Kind] = &[Kind::ChildDetails];
const TOGETHER: &[(Table, &[Kind])] = &[
    (Table::Professionals, OF_WORKERS),
    (Table::Workers, OF_WORKERS),
    (Table::Person, OF_CHILDREN),
    (Table::Disability, OF_CHILDREN),
];

/// Takes out of what the later extract says of one identity what would stand in the place of something that rests on a
/// table which is not among the `whole` ones, or completes it from the record. Returns for each fact that stands whether
/// it is left as it was on that account.
pub(super) fn leave(
    standing: &Standing<'_>,
    said: &mut Vec<Said>,
    whole: &[Table],
    is_in_doubt: &dyn Fn(&Fact) -> bool,
) -> Vec<bool> {
    let mut left = vec![false; standing.slots.len()];
    let is_whole = |table: Table| whole.contains(&table);
    for (table, kinds) in TOGETHER.iter().filter(|(table, _)| !is_whole(*table)) {
        let of_kind = |fact: &Fact| kinds.contains(&fact.content.kind());
        let spoke = standing.slots.iter().any(|slot| slot.table == *table && of_kind(slot.fact));
        let speaks = said.iter().any(|said| said.table == *table && of_kind(&said.fact));
        if spoke && !speaks {
            said.retain(|said| !of_kind(&said.fact));
            standing.slots.iter().zip(&mut left).for_each(|(slot, left)| *left |= of_kind(slot.fact));
        }
    }
    if !is_whole(Table::Disability) {
        keep_disability(standing, said);
    }
    if !is_whole(Table::CinAssessments) {
        keep_assessments(standing, said);
    }
    if !is_whole(Table::Casework) {
        keep_answers(standing, said);
    }
    if !is_whole(Table::Involvements) {
        keep_offers(standing, said, is_in_doubt);
    }
    left
}

/// That an offer's involvement cannot be read now does not take away what was read of it before: of a child of whom there
/// was an involvement, and of an offer that stood with none and went on. Of a new offer it is in doubt.
fn keep_offers(standing: &Standing<'_>, said: &mut Vec<Said>, is_in_doubt: &dyn Fn(&Fact) -> bool) {
    let in_doubt = |table: Table, fact: &Fact| match fact.content {
        Content::InvolvementEnded { involvement, .. } if table == Table::Involvements && is_in_doubt(fact) => {
            Some(involvement)
        }
        _ => None,
    };
    let any = standing.slots.iter().any(|slot| slot.table == Table::Involvements);
    // Whom an offer names, and when, tells it from the child's others: its reference may be that of its involvement.
    let stood = |fact: &Fact| {
        let Content::AllocationOffered { worker, .. } = fact.content else { return false };
        let same = |other: &Fact| {
            other.when == fact.when
                && matches!(other.content, Content::AllocationOffered { worker: of, .. } if of == worker)
        };
        standing.slots.iter().any(|slot| same(slot.fact))
    };
    let stood: Vec<Ref> = said
        .iter()
        .filter(|said| stood(&said.fact))
        .filter_map(|said| match said.fact.content {
            Content::AllocationOffered { involvement, .. } => Some(involvement),
            _ => None,
        })
        .collect();
    said.retain(|said| in_doubt(said.table, &said.fact).is_none_or(|of| !any && !stood.contains(&of)));
}

/// That the answers to offers cannot be read now does not say that a worker had accepted by the start of an involvement,
/// where an answer said otherwise before.
fn keep_answers(standing: &Standing<'_>, said: &mut [Said]) {
    let is_of_offer = |fact: &Fact| {
        matches!(fact.content.kind(), Kind::AllocationOffered | Kind::AllocationAccepted | Kind::AllocationDeclined)
    };
    if !standing.slots.iter().any(|slot| slot.table == Table::Casework && is_of_offer(slot.fact)) {
        return;
    }
    for said in said.iter_mut().filter(|said| said.table == Table::Involvements) {
        let when = said.fact.when;
        let Content::InvolvementStarted { involvement, worker, role, accepted, .. } = &mut said.fact.content else {
            continue;
        };
        let before = standing.slots.iter().filter(|slot| slot.table == Table::Involvements);
        let was = before.filter_map(|slot| match slot.fact.content {
            Content::InvolvementStarted { involvement: of, worker: by, role: part, accepted: was, .. } => {
                let is_same = of == *involvement || slot.fact.when == when && by == *worker && part == *role;
                is_same.then_some(was)
            }
            _ => None,
        });
        *accepted = was.fold(*accepted, Tri::and);
    }
}

/// A child's own row says nothing of a disability: what a row about one said is not unsaid by it.
fn keep_disability(standing: &Standing<'_>, said: &mut [Said]) {
    let known = standing.slots.iter().rev().find_map(|slot| match slot.fact.content {
        Content::ChildDetails { disabled, .. } if !disabled.is_unknown() => Some(disabled),
        _ => None,
    });
    for said in said {
        if let (Content::ChildDetails { disabled, .. }, Some(known)) = (&mut said.fact.content, known)
            && disabled.is_unknown()
        {
            *disabled = known;
        }
    }
}

/// A row of the casework file that adds to what an assessment found goes on adding to the same assessment.
fn keep_assessments(standing: &Standing<'_>, said: &mut [Said]) {
    for said in said.iter_mut().filter(|said| said.table == Table::Casework) {
        let Content::AssessmentCompleted { needs_social_worker: needs, .. } = said.fact.content else { continue };
        let same = standing.slots.iter().find(|slot| {
            slot.table == Table::Casework
                && slot.fact.when == said.fact.when
                && matches!(slot.fact.content,
                    Content::AssessmentCompleted { needs_social_worker, .. } if needs_social_worker == needs)
        });
        if let Some(slot) = same {
            said.fact.content = slot.fact.content;
        }
    }
}

/// Tables of which what is not in them is gone, less those whose rows cannot be placed without one that is not there:
/// `earlier` are the tables that the record has anything of.
pub fn whole_in_themselves(whole: &[Table], earlier: &[Table]) -> Vec<Table> {
    let without = |table: Table| earlier.contains(&table) && !whole.contains(&table);
    // A visit, a review or a placement may name the child by the looked-after period or the plan alone.
    let is_whole = |table: &Table| match table {
        Table::ClaVisits | Table::ClaReviews | Table::ClaPlacements => !without(Table::ClaEpisodes),
        Table::CpVisits | Table::CpReviews => !without(Table::CpPlans),
        _ => true,
    };
    whole.iter().copied().filter(is_whole).collect()
}
