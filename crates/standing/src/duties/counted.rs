//! From which day a due day is counted: the beginning of the duty's stretch, or an event before it.

use policy::{From, Pick};
use record::{Day, Moment, When};

use super::DutyRun;
use crate::events::matching;

impl DutyRun<'_> {
    /// The day that a duty that opens then, whose own day that is, is counted from; nothing where it is not known.
    pub(super) fn day_of(&self, from: &From, own: Day, opened: Moment) -> Option<Day> {
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
