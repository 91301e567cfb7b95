//! What meets a duty: facts within its stretch, one or several together, in time or late.

use record::words::Recipient;
use record::{Moment, TextId, When};

use super::{Again, DutyRun};
use crate::gather::{Evidence, InDoubt};
use crate::signal::{Because, Spell};
use crate::timeline::{Closed, DueAt, Towards};

/// Something that meets a duty: when, and the fact; of several together the last that came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub(super) when: When,
    /// The first instant at which it can have been.
    pub(super) at: Moment,
    pub(super) because: Because,
}

impl Met {
    fn of(one: &Evidence) -> Met {
        Met { when: one.when, at: one.at, because: Because::Child(one.fact) }
    }

    /// Whether what was done then was in time for what was due. A date without a time is in time on the due day.
    pub(super) fn in_time(&self, due: DueAt) -> Closed {
        let late_days =
            |due: record::Day| self.when.day().map_or(0, |done| (done.number() - due.number()).max(0) as u32);
        match (due, self.when) {
            (DueAt::NotStated, _) => Closed::Met,
            (DueAt::NotKnown, _) => Closed::MetPerhapsLate,
            (DueAt::Day(day), when) if when.day().is_some_and(|done| done <= day) => Closed::Met,
            (DueAt::Day(day), _) => Closed::MetLate(late_days(day)),
            // Done on the due day at an hour that nobody gave: it is not known to be late.
            (DueAt::Moment(last), When::On(day)) if day <= last.day() => Closed::Met,
            (DueAt::Moment(last), When::At(done)) if done <= last => Closed::Met,
            (DueAt::Moment(last), _) => Closed::MetLate(late_days(last.day())),
        }
    }
}

impl DutyRun<'_> {
    /// Each time that the duty was met within that stretch, in order.
    pub(super) fn meetings<'s>(&'s self, spell: &'s Spell, towards: Towards) -> impl Iterator<Item = Met> + 's {
        let parts = self.rule.met_by.len() as u8;
        // Each part looks only at what came after the last time that all of them together met the duty.
        let mut after: Option<Moment> = None;
        let window = Window::of(spell);
        let mut alone = self.evidence(towards).filter(move |one| window.has(one));
        std::iter::from_fn(move || {
            if parts == 1 {
                return alone.next().map(Met::of);
            }
            let mut last: Option<Met> = None;
            for part in 0..parts {
                let found = self
                    .evidence(towards)
                    .filter(|one| one.part == part && window.has(one))
                    .find(|one| after.is_none_or(|after| one.at > after))?;
                if last.is_none_or(|last| found.at >= last.at) {
                    last = Some(Met::of(found));
                }
            }
            after = last.map(|met| met.at);
            last
        })
    }

    /// What may have a part in meeting this duty, in order of time.
    pub(super) fn evidence(&self, towards: Towards) -> impl DoubleEndedIterator<Item = &Evidence> {
        self.found.evidence.iter().filter(move |one| speaks_to(one.agency, towards))
    }

    /// What may have met the duty unseen between the opening and the end: facts without a date, or without the post that
    /// is asked.
    pub(super) fn in_doubt(
        &self,
        towards: Towards,
        opened: Moment,
        end: Moment,
        again: Again<'_>,
    ) -> impl Iterator<Item = &InDoubt> {
        let of_it = self.found.in_doubt.iter();
        let may_follow = move |one: &InDoubt| {
            let Again::AsSet(set) = again else { return true };
            is_after(if one.when == When::Unknown { When::At(one.latest) } else { one.when }, set)
        };
        of_it
            .filter(move |one| speaks_to(one.agency, towards) && one.latest >= opened && may_follow(one))
            .filter(move |one| one.when.as_start().is_none_or(|start| start < end))
    }

    /// Whether that part was met between those instants; strictly after the first, where what was done then met the duty
    /// before.
    pub(super) fn part_is_met(&self, part: u8, from: Moment, to: Moment, strictly: bool) -> bool {
        let to = if to < Moment::MAX { to.plus_seconds(1) } else { to };
        let window = Window::of(&Spell { from, to, ..Spell::default() });
        let fresh = |one: &Evidence| one.at < to && (!strictly || one.at > from);
        self.evidence(Towards::Child).any(|one| one.part == part && window.has(one) && fresh(one))
    }
}

/// Whether that time comes before the stretch, as far as the two can be told apart.
pub(super) fn is_before(when: When, spell: &Spell) -> bool {
    match when {
        When::On(day) => day < spell.from.day(),
        When::At(at) => at < spell.from,
        When::Unknown => false,
    }
}

/// A stretch within which evidence is looked for, its first day worked out once.
#[derive(Clone, Copy)]
pub(super) struct Window {
    first_day: Moment,
    from: Moment,
    to: Moment,
}

impl Window {
    pub(super) fn of(spell: &Spell) -> Window {
        Window { first_day: spell.from.day().start(), from: spell.from, to: spell.to }
    }

    /// Whether the evidence lies within the stretch ([`lies_in`]), or is what ended it.
    fn has(&self, one: &Evidence) -> bool {
        self.takes_in(one.when, one.at) || one.ends && one.at == self.to
    }

    /// [`lies_in`], of a time whose first instant is that.
    pub(super) fn takes_in(&self, when: When, start: Moment) -> bool {
        !self.is_after(when, start) && start < self.to
    }

    /// Whether a time whose first instant is that comes before the stretch ([`is_before`]).
    pub(super) fn is_after(&self, when: When, start: Moment) -> bool {
        start < if matches!(when, When::On(_)) { self.first_day } else { self.from }
    }
}

/// Whether that time lies within the stretch. A date without a time lies in a stretch that begins on its day.
pub(crate) fn lies_in(when: When, spell: &Spell) -> bool {
    match when {
        When::On(day) => day >= spell.from.day() && day.start() < spell.to,
        When::At(at) => at >= spell.from && at < spell.to,
        When::Unknown => false,
    }
}

/// Whether the one comes after the other, as far as the two can be told apart.
pub(crate) fn is_after(done: When, set: When) -> bool {
    match (done, set) {
        (When::At(done), When::At(set)) => done > set,
        (done, set) => done.day() > set.day(),
    }
}

fn speaks_to(of: Option<(Recipient, Option<TextId>)>, towards: Towards) -> bool {
    let Towards::Agency(kind, name) = towards else { return true };
    matches_agency(of, kind, name)
}

/// A letter to that kind of agency which names none may be to any of that kind.
fn matches_agency(of: Option<(Recipient, Option<TextId>)>, kind: Recipient, name: Option<TextId>) -> bool {
    of.is_some_and(|(to, named)| to == kind && (named.is_none() || name.is_none() || named == name))
}
