//! What the facts of one involvement say together.

use policy::CountsFrom;
use record::words::{EndReason, Role};
use record::{Fact, Moment, Ref, Tri, UnitId, When, WorkerId};

/// What the facts with one involvement reference say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Involvement {
    pub(crate) reference: Ref,
    pub(crate) role: Role,
    pub(crate) worker: Option<WorkerId>,
    pub(crate) team: Option<UnitId>,
    /// When it was offered; a day that is not known is `None` inside, here and below.
    pub(crate) offered: Option<(Option<Moment>, u32)>,
    pub(crate) started: Option<(Option<Moment>, u32)>,
    pub(crate) accepted: Tri,
    pub(crate) accepted_at: Option<(Option<Moment>, u32)>,
    /// When somebody was first named to support the worker, and whether somebody was on a day that is not known.
    pub(crate) supported: Option<(Moment, u32)>,
    pub(crate) may_be_supported: bool,
    pub(crate) declined: Option<Ended>,
    /// Whether nobody declined it, and it lapsed as another accepted.
    pub(crate) lapsed: bool,
    pub(crate) ended: Option<Ended>,
    /// The first instants of its offer, start and acceptance, of those of which only the day is known.
    pub(super) days: [Option<Moment>; 3],
    /// The first instant at which the worker is known to be named, by an offer or a start.
    pub(crate) first_named: Option<Moment>,
    /// The first known day of it, which says in which opening it was: of its naming, or else of its acceptance.
    pub(crate) first_known: Option<Moment>,
    /// The first instant at which the worker is known to have accepted.
    pub(crate) first_accepted: Option<Moment>,
    /// The end and the refusal as they are written, where its days contradict each other: an open row believes them (CMP-01).
    pub(super) written: [Option<Ended>; 2],
}

impl Involvement {
    /// Notes the first days, once all that is said of it was read: many rules ask for them.
    pub(super) fn note_first_days(&mut self) {
        let at = |of: Option<(Option<Moment>, u32)>| of.and_then(|(at, _)| at);
        let (offered, started) = (at(self.offered), at(self.started));
        self.first_named = offered.map_or(started, |offered| Some(started.map_or(offered, |at| at.min(offered))));
        self.first_known = self.first_named.or(at(self.accepted_at));
        self.first_accepted = self.acceptances().min();
    }

    /// The last instant at which what began then can have begun: of a day without a time, its end.
    pub(crate) fn last_of(&self, at: Moment) -> Moment {
        if self.days.contains(&Some(at)) { at.day().end() } else { at }
    }

    /// Whether the worker was named in that team by that instant, and still is.
    pub(crate) fn is_named_in(&self, team: UnitId, at: Moment) -> Tri {
        let of_team = self.team.map_or(Tri::Unknown, |own| (own == team).into());
        let begun = match self.first_named {
            Some(named) if named <= at => Tri::Yes,
            _ if self.named_on_unknown_day() => Tri::Unknown,
            _ => Tri::No,
        };
        let over = |ended: Ended| ended.at.map_or(Tri::Unknown, |over| (over <= at).into());
        let goes_on = self.ends().map(over).fold(Tri::No, Tri::or).negated();
        let known = if self.worker.is_some() { Tri::Yes } else { Tri::Unknown };
        of_team.and(begun).and(goes_on).and(known)
    }

    /// Whether the worker may have been named before the first naming of a known day. A start comes after its offer.
    pub(crate) fn named_on_unknown_day(&self) -> bool {
        undated(self.offered) || self.offered.is_none() && undated(self.started)
    }

    /// The instants at which the worker is known to have accepted: by an acceptance, and by a start that says so.
    pub(crate) fn acceptances(&self) -> impl Iterator<Item = Moment> {
        let accepted = self.accepted_at.and_then(|(at, _)| at);
        let started = self.started.and_then(|(at, _)| at).filter(|_| self.accepted.is_yes());
        // What was accepted before it started was accepted then.
        let started = started.filter(|start| accepted.is_none_or(|at| at > *start));
        [accepted, started].into_iter().flatten()
    }

    /// The start of a worker of whom nothing on record says whether they had accepted: they may have.
    pub(crate) fn start_in_doubt(&self) -> Option<(Option<Moment>, u32)> {
        self.started.filter(|_| self.accepted.is_unknown() && self.accepted_at.is_none())
    }

    /// The end and the refusal.
    pub(crate) fn ends(&self) -> impl Iterator<Item = Ended> + Clone + use<> {
        [self.ended, self.declined].into_iter().flatten()
    }

    /// The end and the refusal, as that way of counting takes them.
    pub(crate) fn ends_for(&self, from: CountsFrom) -> [Option<Ended>; 2] {
        let [ended, declined] = self.written;
        match from {
            CountsFrom::OpenRow => [ended.or(self.ended), declined.or(self.declined)],
            CountsFrom::Named | CountsFrom::Accepted | CountsFrom::Row => [self.ended, self.declined],
        }
    }

    /// What ends it before it begins, each with the place of the beginning that it contradicts: an end its start, and a
    /// refusal its offer, or else the other that has a day.
    pub(super) fn contradictions(&self) -> impl Iterator<Item = (Ended, u32)> + use<> {
        let dated = |of: Option<(Option<Moment>, u32)>| of.and_then(|(at, fact)| Some((at?, fact)));
        let (offered, started) = (dated(self.offered), dated(self.started));
        let both = [(self.ended, started.or(offered)), (self.declined, offered.or(started))];
        both.into_iter().filter_map(|(end, began)| {
            let (end, (began, fact)) = (end?, began?);
            (end.at? < began).then_some((end, fact))
        })
    }
}

/// Whether a fact says that it happened, on a day that the source does not give.
pub(crate) fn undated(of: Option<(Option<Moment>, u32)>) -> bool {
    of.is_some_and(|(at, _)| at.is_none())
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    /// Nothing where the day is not known.
    pub(crate) at: Option<Moment>,
    /// Whether only the date is known.
    pub(crate) by_date: bool,
    pub(crate) reason: Option<EndReason>,
    pub(crate) fact: u32,
}

impl Ended {
    pub(super) fn of(fact: &Fact, reason: Option<EndReason>, place: u32) -> Ended {
        Ended { at: fact.when.as_end(), by_date: matches!(fact.when, When::On(_)), reason, fact: place }
    }
}
