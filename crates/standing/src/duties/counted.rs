//! From which day a due day is counted: the beginning of the duty's stretch, an event before it, or the beginning of something
//! that is so; and which events wait as a stretch begins.

use policy::{From, Pick};
use record::{Day, Moment, When};

use super::evidence::is_before;
use super::{Begun, DutyRun};
use crate::events::matching;
use crate::gather::Noted;
use crate::signal::{Because, Signal, Spell, step_at};
use crate::since::day_begun;
use crate::timeline::Towards;

impl DutyRun<'_> {
    /// The day that a duty that opens then, whose own day that is, is counted from; nothing where it is not known.
    pub(super) fn day_of(&self, from: &From, own: Day, opened: Moment) -> Option<Day> {
        if from.since.is_some() {
            return first_day_of(self.counted_since?, opened);
        }
        let mut over: Option<Moment> = None;
        for noted in matching(self.gathered, &from.until) {
            // One without a date may have come after whatever is there.
            let start = noted.when.as_start()?;
            over = over.max(Some(start).filter(|start| *start <= opened));
        }
        if let Some(newest) = self.newest(from, own, opened, over) {
            return newest.day();
        }
        (from.own_day || over.is_some_and(|over| self.saw_none(from, over, opened))).then_some(own)
    }

    /// The day from which on what meets a duty that opens then counts, where that is the beginning of something that is so.
    pub(super) fn met_since_day(&self, opened: Moment) -> Option<Day> {
        first_day_of(self.met_since?, opened)
    }

    /// The events that wait as that stretch begins: they came since the case was last closed, and nothing that meets the duty
    /// has followed. Each is counted from its own day, but not from before what it waits since began.
    pub(super) fn waiting_at<'s>(&'s self, since: &Signal, spell: &'s Spell) -> impl Iterator<Item = Begun> + use<'s> {
        let own_day = day_begun(spell.from);
        let earliest = first_day_of(since, spell.from).unwrap_or(own_day);
        let closed = self.closings.iter().copied().filter(|at| *at <= spell.from).max();
        let events = matching(self.gathered, &self.rule.on);
        let came =
            move |noted: &&Noted| noted.when.as_end().is_some_and(|end| closed.is_none_or(|closed| end > closed));
        let waits = events.filter(|noted| is_before(noted.when, spell)).filter(came);
        let waits = waits.filter(|noted| !self.is_dealt_with(noted, spell));
        waits.filter_map(move |noted| {
            let day = noted.when.day()?.max(earliest);
            let (hours_from, waited_from) = (spell.from, noted.when.as_start());
            Some(Begun { day, opens_on: own_day, hours_from, occurrence: 0, by: Some(noted.fact), waited_from })
        })
    }

    /// Whether something met what that event asks for before the stretch began.
    fn is_dealt_with(&self, event: &Noted, spell: &Spell) -> bool {
        let Some(from) = event.when.as_start() else { return false };
        let before = Spell { from, to: spell.from, ..*spell };
        self.meetings(&before, Towards::Child)
            .any(|met| met.because != Because::Child(event.fact) && is_before(met.when, spell))
    }

    /// Whether none of those events came between the two instants, as far as the record would show it.
    fn saw_none(&self, from: &From, over: Moment, opened: Moment) -> bool {
        let undated = |when: When| when == When::Unknown;
        from.of
            .iter()
            .flatten()
            .all(|event| self.cover.covers_of(event.fact, self.cover.statuses_of(event, self.gathered), over, opened))
            && !from.of.iter().any(|events| matching(self.gathered, events).any(|noted| undated(noted.when)))
    }

    /// The newest event after the one instant, and at or before the other or on its day, of those that are counted from.
    /// One that may have come before or after what makes it count no more, on one day, counts: the earlier day is due. One
    /// that lies longer before the duty's own day than the policy says does not.
    pub(super) fn newest(&self, from: &From, own: Day, opened: Moment, after: Option<Moment>) -> Option<When> {
        let near = |when: When| {
            from.at_most.is_none_or(|length| when.day().is_some_and(|day| self.calendars.later(day, length) >= own))
        };
        let counts = |when: When| {
            let come = when.as_start().is_some_and(|start| start <= opened || start.day() == opened.day());
            come && near(when) && after.is_none_or(|after| when.as_end().is_some_and(|end| end >= after))
        };
        let newest = from.of.iter().filter_map(|events| {
            let such = matching(self.gathered, events).filter(|noted| counts(noted.when));
            such.last().map(|noted| noted.when)
        });
        match from.pick {
            Pick::Latest => newest.max_by_key(|when| when.as_start()),
            Pick::Earliest => newest.min_by_key(|when| when.as_start()),
        }
    }
}

/// The first day of the stretch in which that is so at that instant; nothing where it is not, or has been so from before
/// everything on record.
fn first_day_of(signal: &Signal, at: Moment) -> Option<Day> {
    let step = step_at(signal, at).filter(|step| step.value.is_yes() && step.from > Moment::MIN)?;
    Some(day_begun(step.from))
}
