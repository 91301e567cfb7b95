//! Duties that come again and again: at an interval, which may change while one is open.

use policy::{Due, First, Length, Stated, VariedBy};
use record::{Content, Day, Moment};

use super::evidence::{Met, Window};
use super::{Again, DutyRun};
use crate::events::matching;
use crate::signal::{Because, Spell, value_at};
use crate::since::day_begun;
use crate::timeline::{Closed, DueAt, DutyRecord, Towards};

/// The interval of a recurring duty at some instant.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Interval {
    length: Option<Length>,
    /// What one worker set for the child, which may only shorten the length.
    at_most: Option<Length>,
}

/// One occurrence while it is worked out.
#[derive(Clone, Copy)]
struct Occurrence {
    number: u16,
    /// How often the duty was met before within its stretch.
    met_before: usize,
    opened: Moment,
    counted_from: Day,
    /// Not before this day.
    floor: Day,
    /// The day on which it is due whatever the interval, where it is due at once.
    fixed: Option<Day>,
}

impl DutyRun<'_> {
    pub(super) fn recurring(&self, spell: &Spell, towards: Towards, out: &mut Vec<DutyRecord>) {
        let Due::Every { first, goes_on, from, .. } = &self.rule.due else { return };
        let day = day_begun(spell.from);
        let mut now = Occurrence {
            number: 0,
            met_before: 0,
            opened: spell.from,
            counted_from: day,
            floor: day,
            fixed: (*first == First::AtOnce).then_some(day),
        };
        if let Some(from) = from.as_ref().and_then(|from| self.day_of(from, day, spell.from)) {
            now.counted_from = from;
        }
        if *goes_on
            && let window = Window::of(spell)
            && let Some(last) = self.evidence(towards).rev().find(|one| window.is_after(one.when, one.at))
            && let Some(seen) = last.when.day()
        {
            (now.counted_from, now.fixed) = (seen, None);
        }
        for met in self.meetings(spell, towards) {
            self.occurrence(&now, spell, towards, Some(&met), out);
            let done = met.at.max(spell.from);
            now = Occurrence {
                number: now.number.saturating_add(1),
                met_before: now.met_before + 1,
                opened: done,
                counted_from: met.when.day().unwrap_or_else(|| done.day()),
                floor: Day::FIRST,
                fixed: None,
            };
        }
        self.occurrence(&now, spell, towards, None, out);
    }

    /// One occurrence, in as many records as its due day was set anew.
    fn occurrence(
        &self,
        now: &Occurrence,
        spell: &Spell,
        towards: Towards,
        met: Option<&Met>,
        out: &mut Vec<DutyRecord>,
    ) {
        let end = met.map_or(spell.to, |met| met.at.max(now.opened));
        let mut opened = now.opened.max(self.governed_from);
        if end < opened {
            return;
        }
        let mut now = *now;
        if now.opened < opened {
            let came = day_begun(opened);
            (now.floor, now.fixed) = (now.floor.max(came), now.fixed.map(|day| day.max(came)));
        }
        let now = &now;
        let mut interval = self.interval_at(opened, now.met_before);
        let mut due = now.fixed.map_or_else(|| self.due_by(interval, now), DueAt::Day);
        if now.fixed.is_none() && self.varies() {
            for change in self.changes(opened, end) {
                let next = self.interval_at(change, now.met_before);
                if next == interval || change > due.last() {
                    continue;
                }
                let anew = match self.due_by(next, now) {
                    DueAt::Day(day) => DueAt::Day(day.max(day_begun(change))),
                    other => other,
                };
                if anew != due {
                    let mut record = self.one(now, spell, towards, (opened, change), due, (interval, Vec::new()));
                    record.closed = Some((change, Closed::Replaced));
                    out.push(record);
                    (opened, due) = (change, anew);
                }
                interval = next;
            }
        }
        let later = self.later_intervals(now, due, end, interval);
        let mut record = self.one(now, spell, towards, (opened, end), due, (interval, later));
        self.close(&mut record, spell.to, met);
        out.push(record);
    }

    /// The intervals that come into force once it is overdue: at these its further due dates follow.
    fn later_intervals(
        &self,
        now: &Occurrence,
        due: DueAt,
        end: Moment,
        in_force: Interval,
    ) -> Vec<(Moment, Option<Length>)> {
        let mut later = Vec::new();
        if !self.varies() {
            return later;
        }
        // What is due at once is due whatever comes into force on that day; anything else was set anew until its day was over.
        let from = if now.fixed.is_some() { now.opened.max(self.governed_from) } else { due.last() };
        let mut before = in_force;
        for change in self.changes(from, end) {
            let next = self.interval_at(change, now.met_before);
            if next != before {
                later.push((change, self.shorter(next, now.counted_from)));
                before = next;
            }
        }
        later
    }

    fn one(
        &self,
        now: &Occurrence,
        spell: &Spell,
        towards: Towards,
        (opened, end): (Moment, Moment),
        due: DueAt,
        (interval, later): (Interval, Vec<(Moment, Option<Length>)>),
    ) -> DutyRecord {
        let every = self.shorter(interval, now.counted_from);
        let again = Again::Every { every: self.longest(every, now), later: &later, was_met: now.met_before > 0 };
        let part = Spell { to: end, ..*spell };
        // What met it before the child came to a team that the pack governs may have done so unseen.
        let seen_from = if opened == self.governed_from { now.opened } else { opened };
        let mut record = self.record(&part, towards, seen_from, due, now.counted_from, again);
        record.opened = opened;
        record.occurrence = now.number;
        record.every = every;
        record.every_later = later;
        record
    }

    /// The longest interval that may be in force: while steps are still to come, the longest of them all.
    fn longest(&self, in_force: Option<Length>, now: &Occurrence) -> Option<Length> {
        let Due::Every { every, steps, .. } = &self.rule.due else { return in_force };
        let left = steps.get(now.met_before..).unwrap_or_default();
        if left.is_empty() {
            return in_force;
        }
        // One that nobody states may be longer than any.
        if left.iter().any(Stated::is_left_open) {
            return None;
        }
        let stated = left.iter().filter_map(|step| step.value()).chain(*every);
        stated.max_by_key(|length| self.calendars.later(now.counted_from, *length))
    }

    fn due_by(&self, interval: Interval, now: &Occurrence) -> DueAt {
        match self.shorter(interval, now.counted_from) {
            Some(length) => DueAt::Day(self.calendars.later(now.counted_from, length).max(now.floor)),
            None => DueAt::NotStated,
        }
    }

    fn shorter(&self, interval: Interval, from: Day) -> Option<Length> {
        let days = |length: Length| self.calendars.later(from, length);
        match (interval.length, interval.at_most) {
            (Some(length), Some(most)) => Some(if days(most) < days(length) { most } else { length }),
            (length, most) => length.or(most),
        }
    }

    /// Whether another interval ever comes into force for the child.
    fn varies(&self) -> bool {
        let set = |by: &VariedBy| matching(self.gathered, &by.event).next().is_some();
        self.intervals.iter().any(|signal| signal.len() > 1) || self.rule.varied_by.as_ref().is_some_and(set)
    }

    /// The interval in force at that instant, of a duty that was met so often before.
    fn interval_at(&self, at: Moment, met_before: usize) -> Interval {
        let Due::Every { every, steps, .. } = &self.rule.due else { return Interval { length: None, at_most: None } };
        let standing = match steps.get(met_before) {
            Some(step) => step.value(),
            None => {
                let in_force = self.intervals.iter().position(|signal| value_at(signal, at).is_yes());
                in_force.map_or(*every, |place| self.rule.intervals[place].every.value())
            }
        };
        match (self.varied_at(at), &self.rule.varied_by) {
            (Some(set), Some(by)) if by.only_shorter => Interval { length: standing, at_most: Some(set) },
            (Some(set), _) => Interval { length: Some(set), at_most: None },
            _ => Interval { length: standing, at_most: None },
        }
    }

    /// The interval that was set for this child and holds at that instant.
    fn varied_at(&self, at: Moment) -> Option<Length> {
        let by = self.rule.varied_by.as_ref()?;
        let set =
            matching(self.gathered, &by.event).filter(|noted| noted.when.as_start().is_some_and(|from| from <= at));
        let newest = set.last()?;
        let Content::VisitIntervalSet { days, until, .. } = newest.content else { return None };
        let from = newest.when.as_start()?;
        let closed = self.closings.iter().any(|closing| *closing > from && *closing <= at);
        let over = until.is_some_and(|until| at > until.end());
        let days = u32::try_from(days).ok().filter(|days| *days > 0)?;
        (!closed && !over).then_some(Length::Days(days))
    }

    /// The instants within at which another interval may come into force.
    fn changes(&self, after: Moment, before: Moment) -> Vec<Moment> {
        let mut changes: Vec<Moment> = self.intervals.iter().copied().flatten().map(|step| step.from).collect();
        if let Some(by) = &self.rule.varied_by {
            for noted in matching(self.gathered, &by.event) {
                changes.extend(noted.when.as_start());
                if let Content::VisitIntervalSet { until: Some(until), .. } = noted.content {
                    changes.push(until.end().plus_seconds(1));
                }
            }
            changes.extend(self.closings);
        }
        changes.retain(|change| *change > after && *change < before);
        changes.sort_unstable();
        changes.dedup();
        changes
    }
}

/// Why a stretch that nothing began began.
impl Default for Spell {
    fn default() -> Spell {
        Spell { from: Moment::MIN, to: Moment::MAX, because: Because::Nothing, ended_because: Because::Nothing }
    }
}
