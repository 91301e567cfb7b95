//! From when on a duty is known to be unmet, and what leaves that in doubt.

use policy::{Duty, Event, Length};
use record::{Day, Moment, Tri};

use super::{Again, DutyRun};
use crate::gather::{Found, Gathered};
use crate::signal::{Because, Signal};
use crate::timeline::{DueAt, Towards};
use crate::world::Cover;

/// What is recorded of what meets a duty, where that can be said once for all of its occurrences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Something that may meet it is never recorded: it is never known to be unmet.
    Never,
    /// Everything that may meet it is recorded from the one instant until the other, and nothing that may have met it is
    /// in doubt.
    Within(Moment, Moment),
    /// Each occurrence is to be looked at by itself.
    NotSimply,
}

impl Told {
    pub(crate) fn of(rule: &Duty, found: &Found, cover: &Cover, gathered: &Gathered) -> Told {
        let is_never = |events: &Vec<Event>| events.iter().any(|event| cover.from(event.fact).is_none());
        if rule.met_by.iter().all(is_never) {
            return Told::Never;
        }
        let ([events], true) = (rule.met_by.as_slice(), found.in_doubt.is_empty()) else { return Told::NotSimply };
        let stretch = events.iter().try_fold((Moment::MIN, Moment::MAX), |(from, until), event| {
            let (begins, ends) = cover.only_stretch(event.fact, cover.statuses_of(event, gathered))?;
            Some((from.max(begins), until.min(ends)))
        });
        stretch.map_or(Told::NotSimply, |(from, until)| Told::Within(from, until))
    }
}

impl DutyRun<'_> {
    pub(super) fn newest_doubt(&self, opened: Moment, end: Moment, towards: Towards, again: Again<'_>) -> Because {
        let newest = self.in_doubt(towards, opened, end, again).max_by_key(|one| one.latest);
        newest.map_or(Because::Nothing, |one| Because::Child(one.fact))
    }

    /// From when on the duty, if nothing on record met it, is known to be unmet.
    ///
    /// Any of its ways may have met it unseen, so all of them must be recorded from its opening to the end of its due
    /// day; of one without a due day, at its opening. Where they are recorded only from later on, a recurring duty is known to be unmet one interval after that:
    /// whenever it was last met, it would be due again by then. Where several things together meet it, one of them that
    /// is recorded throughout and did not happen is enough. A fact that may have met it but for its missing date or post
    /// is like coverage that begins only after it.
    pub(super) fn known_unmet_after(
        &self,
        opened: Moment,
        due: DueAt,
        end: Moment,
        towards: Towards,
        again: Again<'_>,
    ) -> Moment {
        if towards == Towards::AgenciesNotRecorded {
            return Moment::MAX;
        }
        match self.told {
            Told::Never => return Moment::MAX,
            Told::Within(from, until) => return self.unmet_after_within(from, until, opened, due, again),
            Told::NotSimply => {}
        }
        // Without a due day it is late at no time, and known to be unmet from its opening on, or never.
        let last = last_asked(opened, due, end);
        if let Some(aim) = self.aim {
            // While it is not known whether what the duty is for is so, it is not known to be unmet.
            let known = if due.last() < Moment::MAX { due.last() } else { opened };
            return if is_ever(aim, Tri::is_unknown, opened, last) { Moment::MAX } else { known };
        }
        let parts = self.rule.met_by.iter().enumerate().filter(|(part, _)| {
            // A part that was met says nothing about whether the others were.
            self.rule.met_by.len() == 1 || !self.part_is_met(*part as u8, opened, last, again.was_met())
        });
        let unmet_after = |(part, events): (usize, &Vec<Event>)| {
            let in_doubt = self.in_doubt(towards, opened, end, again).filter(|one| usize::from(one.part) == part);
            let doubt = in_doubt.map(|one| one.latest).max();
            self.unmet_after(events, opened, due, doubt, again)
        };
        parts.map(unmet_after).min().unwrap_or(Moment::MAX)
    }

    /// [`DutyRun::known_unmet_after`], where everything that may meet it is recorded from the one instant until the other.
    fn unmet_after_within(&self, from: Moment, until: Moment, opened: Moment, due: DueAt, again: Again<'_>) -> Moment {
        if due.last() == Moment::MAX {
            return if from <= opened && opened < until { opened } else { Moment::MAX };
        }
        let last = due.last().max(opened);
        let known = match again {
            _ if until <= last.max(from) => None,
            _ if from <= opened => Some(due.last()),
            // Whenever it was last met, it was due again one interval after that began to be recorded.
            Again::Every { every: Some(every), later, .. } => {
                self.due_again(from.day(), every, later).map(|again| again.max(last)).filter(|again| until > *again)
            }
            _ => None,
        };
        known.unwrap_or(Moment::MAX)
    }

    /// Whether nobody can tell that the duty is still owed: it may have ceased to be so from its opening to the end of its
    /// due day.
    pub(super) fn is_owed_in_doubt(&self, opened: Moment, due: DueAt, end: Moment) -> bool {
        let may_be = |value: Tri| !value.is_no();
        self.in_doubt_when.is_some_and(|doubt| is_ever(doubt, may_be, opened, last_asked(opened, due, end)))
    }

    fn unmet_after(
        &self,
        events: &[Event],
        opened: Moment,
        due: DueAt,
        doubt: Option<Moment>,
        again: Again<'_>,
    ) -> Moment {
        let statuses = |event: &Event| self.cover.statuses_of(event, self.gathered);
        let seen = |from: Moment, to: Moment| {
            events.iter().all(|event| self.cover.covers_of(event.fact, statuses(event), from, to))
        };
        if due.last() == Moment::MAX {
            return if doubt.is_none() && seen(opened, opened) { opened } else { Moment::MAX };
        }
        let last = due.last().max(opened);
        if doubt.is_none() && seen(opened, last) {
            // A day set before its own setting is over as the duty opens.
            return due.last();
        }
        let Again::Every { every: Some(every), later, .. } = again else { return Moment::MAX };
        // Whenever it was last met, it was due again one interval after any coverage of the whole interval began.
        let earliest = opened.max(doubt.unwrap_or(Moment::MIN));
        let begins = events.iter().flat_map(|event| self.cover.begins(event.fact)).filter(|from| *from > earliest);
        let ends = std::iter::once(earliest).chain(begins).filter(|from| *from < Moment::MAX).filter_map(|from| {
            let again = self.due_again(from.day(), every, later)?.max(last);
            seen(from, again).then_some(again)
        });
        ends.min().unwrap_or(Moment::MAX)
    }

    /// The end of the day by which what was last done then was due again, whichever interval comes into force until that day
    /// is over; nothing where the policy does not state one of them.
    fn due_again(&self, day: Day, every: Length, later: &[(Moment, Option<Length>)]) -> Option<Moment> {
        let mut again = self.calendars.later(day, every).end();
        for (from, every) in later {
            if *from <= again {
                again = again.max(self.calendars.later(day, (*every)?).end());
            }
        }
        Some(again)
    }
}

/// The last instant at which it matters whether the duty was met: the end of its due day, or of its stretch without one.
fn last_asked(opened: Moment, due: DueAt, end: Moment) -> Moment {
    if due.last() < Moment::MAX { due.last().max(opened) } else { end }
}

/// Whether the signal is ever so between those instants, both included.
fn is_ever(signal: &Signal, so: impl Fn(Tri) -> bool, from: Moment, to: Moment) -> bool {
    let ends = signal.iter().skip(1).map(|step| step.from).chain([Moment::MAX]);
    signal.iter().zip(ends).any(|(step, end)| so(step.value) && step.from <= to && end > from)
}
