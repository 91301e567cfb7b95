//! What was known at an instant about one child, the workers, and what the record covers.

use std::cell::RefCell;
use std::collections::BTreeMap;

use record::words::{Status, Word};
use record::{Book, Calendar, ChildId, Content, Day, Fact, FactId, Kind, Moment, Tri, UnitId, When, WorkerId};

use super::workers::Involvement;

/// The days of two versions of one pack: the first is in force from its first day to its last, the second from a day that is
/// the next, or lies before it.
#[derive(Clone, Copy, Debug)]
pub struct Versions {
    /// The first day of the first.
    pub first: Day,
    /// Its last day.
    pub until: Day,
    /// The first day of the second.
    pub next: Day,
}

impl Versions {
    /// Whether the first is in force on that day, and whether the second is.
    pub fn in_force(self, day: Day) -> (bool, bool) {
        (day >= self.first && day <= self.until, day >= self.next)
    }
}

/// The beginnings and ends of involvements that contradict each other, as if the source had given neither day; and what facts say
/// besides, as if it were a fact of its own.
pub struct Undated(Vec<Fact>, Vec<Fact>);

impl Undated {
    /// Of what `book` knew at `known` about that child's identities.
    pub fn of(book: &Book, identities: &[ChildId], known: Moment) -> Undated {
        let facts: Vec<&Fact> = identities.iter().flat_map(|id| known_at(book.child(*id), known)).collect();
        let dated = |is: &dyn Fn(&Content) -> bool| {
            facts.iter().copied().rfind(|fact| is(&fact.content)).filter(|fact| fact.when != When::Unknown)
        };
        let mut undated: Vec<Fact> = Vec::new();
        for end in &facts {
            let (involvement, is_refusal) = match end.content {
                Content::InvolvementEnded { involvement, .. } => (involvement, false),
                Content::AllocationDeclined { involvement } => (involvement, true),
                _ => continue,
            };
            let start = dated(
                &|content| matches!(content, Content::InvolvementStarted { involvement: of, .. } if *of == involvement),
            );
            let offer = dated(
                &|content| matches!(content, Content::AllocationOffered { involvement: of, .. } if *of == involvement),
            );
            // A refusal answers the offer, an end ends what started.
            let began = if is_refusal { offer.or(start) } else { start.or(offer) };
            if let Some(began) = began.filter(|began| before(end.when.as_end(), began.when.as_start()).is_yes()) {
                undated.extend([began, end].map(|fact| Fact { when: When::Unknown, ..*fact }));
            }
        }
        // When the district received a referral (AS-08).
        let received = facts.iter().filter_map(|fact| match fact.content {
            Content::ReferralReceived { referral, district_received: Some(at), .. } => {
                let content = Content::DistrictReceived { referral: Some(referral) };
                Some(Fact { when: When::At(at), content, ..**fact })
            }
            _ => None,
        });
        Undated(undated, received.collect())
    }
}

/// The facts that bear on one child, as known at an instant.
pub struct World<'a> {
    /// About the child, in the order in which they were appended.
    pub child: Vec<&'a Fact>,
    /// Of the facts whose days are not believed, the days as they are written.
    pub written: Vec<(FactId, When)>,
    /// About workers.
    pub workers: Vec<(WorkerId, Vec<&'a Fact>)>,
    /// About workers, with what was corrected and the corrections.
    pub all_of_workers: Vec<(WorkerId, Vec<&'a Fact>)>,
    /// About units.
    pub units: Vec<(UnitId, Vec<&'a Fact>)>,
    /// About the record.
    pub record: Vec<&'a Fact>,
    /// Which days are working days.
    pub calendar: &'a Calendar,
    /// The pack that has taken in the rules of the others, where one has.
    pub taken_in_by: Option<&'static str>,
    /// Where the practice guide is asked in two versions: which days are whose.
    pub versions: Option<Versions>,
    /// The child's involvements, put together once.
    pub involvements: Vec<Involvement>,
    /// What [`World::about`] answered for each kind, once it was asked.
    about: RefCell<BTreeMap<Kind, Vec<Status>>>,
}

impl<'a> World<'a> {
    /// What `book` knew at `known` about that child's identities.
    pub fn of(
        book: &'a Book,
        calendar: &'a Calendar,
        identities: &[ChildId],
        known: Moment,
        undated: &'a Undated,
    ) -> World<'a> {
        let believed = |fact: &'a Fact| undated.0.iter().find(|other| other.id == fact.id).unwrap_or(fact);
        let facts: Vec<&Fact> = identities.iter().flat_map(|id| known_at(book.child(*id), known)).collect();
        let written = facts.iter().filter(|fact| believed(fact).when != fact.when).map(|fact| (fact.id, fact.when));
        let mut world = World {
            written: written.collect(),
            child: facts
                .iter()
                .flat_map(|fact| {
                    let besides = undated.1.iter().filter(|other| other.id == fact.id);
                    std::iter::once(believed(fact)).chain(besides)
                })
                .collect(),
            workers: book.worker_ids().map(|id| (id, known_at(book.worker(id), known))).collect(),
            all_of_workers: book.worker_ids().map(|id| (id, recorded_by(book.worker(id), known))).collect(),
            units: book.unit_ids().map(|id| (id, known_at(book.unit(id), known))).collect(),
            record: known_at(book.record(), known),
            calendar,
            taken_in_by: None,
            versions: None,
            involvements: Vec::new(),
            about: RefCell::default(),
        };
        world.involvements = world.read_involvements();
        world.keep_own_coverage();
        // What was asked while the coverage of other units was still there.
        world.about.take();
        world
    }

    /// The facts about that worker.
    pub fn worker(&self, worker: WorkerId) -> &[&'a Fact] {
        self.workers.iter().find(|(id, _)| *id == worker).map_or(&[], |(_, facts)| facts)
    }

    /// Whether coverage of that kind has begun: its end ends no state ("the age of the extract is shown instead").
    pub fn covered(&self, kind: Kind, about: &[Status], at: Moment) -> bool {
        self.for_each(about, |status| self.coverage(kind, status).any(|(fact, _)| begun(fact.when, at).is_yes()))
    }

    /// Whether the record covers the kind at that very instant, for evidence.
    pub fn covers_at(&self, kind: Kind, about: &[Status], at: Moment) -> bool {
        self.for_each(about, |status| {
            let mut all = self.coverage(kind, status);
            all.any(|(fact, until)| begun(fact.when, at).is_yes() && until.is_none_or(|until| at < until))
        })
    }

    /// When coverage of the kind begins.
    pub fn coverage_begins(&self, kind: Kind, about: &[Status]) -> Option<Moment> {
        let begins = |status| self.coverage(kind, status).filter_map(|(fact, _)| fact.when.as_start()).min();
        match about {
            [] => begins(None),
            about => {
                about.iter().map(|status| begins(Some(*status))).try_fold(Moment::MIN, |all, one| Some(all.max(one?)))
            }
        }
    }

    /// When coverage of the kind ends, of each of those statuses that any coverage is of; [`Moment::MAX`] where it goes on.
    pub fn coverage_ends(&self, kind: Kind, about: &[Status]) -> Option<Moment> {
        let ends = |status| self.coverage(kind, status).map(|(_, until)| until.unwrap_or(Moment::MAX)).max();
        match about {
            [] => ends(None),
            about => about.iter().filter_map(|status| ends(Some(*status))).min(),
        }
    }

    /// Of each of those statuses; where there is none, of the kind as it is.
    fn for_each(&self, about: &[Status], is: impl Fn(Option<Status>) -> bool) -> bool {
        if about.is_empty() { is(None) } else { about.iter().all(|status| is(Some(*status))) }
    }

    /// The coverage of that kind that does not leave out that status, and until when.
    fn coverage(&self, kind: Kind, status: Option<Status>) -> impl Iterator<Item = (&Fact, Option<Moment>)> {
        self.record.iter().filter_map(move |fact| match fact.content {
            Content::Coverage { covers, until, but, .. } if covers.is_none_or(|covered| covered == kind) => {
                let left_out = status.is_some_and(|status| but.is_some_and(|but| but.has(status)));
                (!left_out).then_some((*fact, until))
            }
            _ => None,
        })
    }

    /// Which statuses a fact of that kind about this child may be about: of a visit or a review those that the child had or
    /// may have had, and that some coverage leaves out; of others all that some coverage leaves out.
    pub fn about(&self, kind: Kind) -> Vec<Status> {
        if let Some(known) = self.about.borrow().get(&kind) {
            return known.clone();
        }
        let all = self.may_be_about(kind);
        self.about.borrow_mut().insert(kind, all.clone());
        all
    }

    fn may_be_about(&self, kind: Kind) -> Vec<Status> {
        let left_out = |status: &Status| {
            self.record.iter().any(|fact| {
                matches!(fact.content, Content::Coverage { covers, but: Some(but), .. }
                    if covers.is_none_or(|covered| covered == kind) && but.has(*status))
            })
        };
        let had = |status: &Status| {
            let begun =
                |fact: &&Fact| matches!(fact.content, Content::StatusStarted { status: of, .. } if of == *status);
            self.child.iter().any(begun) || self.coverage(Kind::StatusStarted, Some(*status)).next().is_none()
        };
        let may_be = |status: &Status| match kind {
            Kind::Visit if *status == Status::ChildInNeed => true,
            Kind::Visit | Kind::PlanReviewHeld | Kind::PlanUpdated => had(status),
            _ => true,
        };
        Status::ALL.iter().copied().filter(|status| left_out(status) && may_be(status)).collect()
    }

    /// Whether the record covers the kind, of what it may say about this child, at every instant from one to another.
    /// Coverage changes only where a coverage fact begins or ends, so those instants are looked at, and the first and the last.
    pub fn covers_throughout(&self, kind: Kind, about: &[Status], from: Moment, to: Moment) -> bool {
        let mut looks = vec![from, to];
        for fact in &self.record {
            if let Content::Coverage { until, .. } = fact.content {
                looks.extend(fact.when.as_start());
                looks.extend(until);
            }
        }
        looks.iter().filter(|at| **at >= from && **at <= to).all(|at| self.covers_at(kind, about, *at))
    }

    /// A state that no fact says is so is not known where a kind on which it rests is not covered.
    pub fn resting_on(&self, value: Tri, kinds: &[Kind], at: Moment) -> Tri {
        if value.is_no() && kinds.iter().any(|kind| !self.covered(*kind, &self.about(*kind), at)) {
            Tri::Unknown
        } else {
            value
        }
    }
}

/// The facts recorded by then, corrected or not, and the corrections.
fn recorded_by(facts: &[Fact], known: Moment) -> Vec<&Fact> {
    facts.iter().filter(|fact| fact.recorded <= known).collect()
}

/// The facts recorded by then, less those that a correction recorded by then replaced.
pub fn known_at(facts: &[Fact], known: Moment) -> Vec<&Fact> {
    let by_then = recorded_by(facts, known);
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
