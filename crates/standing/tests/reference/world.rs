//! What was known at an instant about one child, the workers, and what the record covers.

use record::{Book, Calendar, ChildId, Content, Fact, Kind, Moment, Tri, UnitId, When, WorkerId};

use super::workers::Involvement;

/// The facts that bear on one child, as known at an instant.
pub struct World<'a> {
    /// About the child, in the order in which they were appended.
    pub child: Vec<&'a Fact>,
    /// About workers.
    pub workers: Vec<(WorkerId, Vec<&'a Fact>)>,
    /// About units.
    pub units: Vec<(UnitId, Vec<&'a Fact>)>,
    /// About the record.
    pub record: Vec<&'a Fact>,
    /// Which days are working days.
    pub calendar: &'a Calendar,
    /// The pack that has taken in the rules of the others, where one has.
    pub taken_in_by: Option<&'static str>,
    /// The child's involvements, put together once.
    pub involvements: Vec<Involvement>,
}

impl<'a> World<'a> {
    /// What `book` knew at `known` about that child's identities.
    pub fn of(book: &'a Book, calendar: &'a Calendar, identities: &[ChildId], known: Moment) -> World<'a> {
        let mut world = World {
            child: identities.iter().flat_map(|id| known_at(book.child(*id), known)).collect(),
            workers: book.worker_ids().map(|id| (id, known_at(book.worker(id), known))).collect(),
            units: book.unit_ids().map(|id| (id, known_at(book.unit(id), known))).collect(),
            record: known_at(book.record(), known),
            calendar,
            taken_in_by: None,
            involvements: Vec::new(),
        };
        world.involvements = world.read_involvements();
        world.keep_own_coverage();
        world
    }

    /// The facts about that worker.
    pub fn worker(&self, worker: WorkerId) -> &[&'a Fact] {
        self.workers.iter().find(|(id, _)| *id == worker).map_or(&[], |(_, facts)| facts)
    }

    /// Whether coverage of that kind has begun: its end ends no state ("the age of the extract is shown instead").
    pub fn covered(&self, kind: Kind, at: Moment) -> bool {
        self.record.iter().any(|fact| match fact.content {
            Content::Coverage { covers, .. } if covers.is_none_or(|covered| covered == kind) => {
                begun(fact.when, at).is_yes()
            }
            _ => false,
        })
    }

    /// Whether the record covers the kind at that very instant, for evidence.
    pub fn covers_at(&self, kind: Kind, at: Moment) -> bool {
        self.record.iter().any(|fact| match fact.content {
            Content::Coverage { covers, until, .. } if covers.is_none_or(|covered| covered == kind) => {
                begun(fact.when, at).is_yes() && until.is_none_or(|until| at < until)
            }
            _ => false,
        })
    }

    /// Whether the record covers the kind at every instant from one to another. Coverage changes only where a coverage
    /// fact begins or ends, so those instants are looked at, and the first and the last.
    pub fn covers_throughout(&self, kind: Kind, from: Moment, to: Moment) -> bool {
        let mut looks = vec![from, to];
        for fact in &self.record {
            if let Content::Coverage { until, .. } = fact.content {
                looks.extend(fact.when.as_start());
                looks.extend(until);
            }
        }
        looks.iter().filter(|at| **at >= from && **at <= to).all(|at| self.covers_at(kind, *at))
    }

    /// A state that no fact says is so is not known where a kind on which it rests is not covered.
    pub fn resting_on(&self, value: Tri, kinds: &[Kind], at: Moment) -> Tri {
        if value.is_no() && kinds.iter().any(|kind| !self.covered(*kind, at)) { Tri::Unknown } else { value }
    }
}

/// The facts recorded by then, less those that a correction recorded by then replaced.
fn known_at(facts: &[Fact], known: Moment) -> Vec<&Fact> {
    let by_then: Vec<&Fact> = facts.iter().filter(|fact| fact.recorded <= known).collect();
    let replaced = |fact: &Fact| {
        by_then.iter().any(|other| matches!(other.content, Content::Corrected { replaces, .. } if replaces == fact.id))
    };
    by_then
        .iter()
        .filter(|fact| !replaced(fact) && !matches!(fact.content, Content::Corrected { .. } | Content::Erased {}))
        .copied()
        .collect()
}

/// Whether what began then has begun.
pub fn begun(when: When, at: Moment) -> Tri {
    when.as_start().map_or(Tri::Unknown, |start| (start <= at).into())
}

/// Whether what ended then is over.
pub fn over(when: When, at: Moment) -> Tri {
    when.as_end().map_or(Tri::Unknown, |end| (end <= at).into())
}

/// Whether one instant, if both are known, is before another.
pub fn before(first: Option<Moment>, second: Option<Moment>) -> Tri {
    match (first, second) {
        (Some(first), Some(second)) => (first < second).into(),
        _ => Tri::Unknown,
    }
}

/// From when on it is not known whether what began and ended so goes on: from the earlier of the two days, where the end
/// lies before the beginning.
pub fn contradiction(began: When, ended: When) -> Option<Moment> {
    if before(ended.as_end(), began.as_start()).is_yes() { ended.as_start() } else { None }
}

/// Yes where any is yes.
pub fn any(values: impl IntoIterator<Item = Tri>) -> Tri {
    values.into_iter().fold(Tri::No, Tri::or)
}
