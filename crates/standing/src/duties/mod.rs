//! Duties over time: when each opens, when it is due, what met it, and how it ended.

mod came;
mod counted;
mod evidence;
mod recurring;
mod unmet;

use policy::{Due, Duty, Length, MetFrom, Opens, Within};
use record::{Calendar, Day, Kind, Moment, When};

use crate::events::matching;
use crate::gather::{Found, Gathered, Noted};
use crate::signal::{Because, Signal, Spell, spells, value_at};
use crate::since::day_begun;
use crate::timeline::{Closed, DueAt, DutyRecord, Towards};
use crate::world::Cover;
use evidence::{Met, Window};
pub(crate) use evidence::{is_after, lies_in};
pub(crate) use unmet::Told;

/// The calendar in force, and the packs' own by their place in the plan.
#[derive(Clone, Copy, Debug)]
pub struct Calendars<'a> {
    /// Working days of England and Wales.
    pub national: &'a Calendar,
    /// Those of packs.
    pub own: &'a [Calendar],
}

impl<'a> std::convert::From<&'a Calendar> for Calendars<'a> {
    /// That calendar alone, for packs that have none of their own.
    fn from(national: &'a Calendar) -> Calendars<'a> {
        Calendars { national, own: &[] }
    }
}

impl<'a> Calendars<'a> {
    /// The calendar by which that length counts.
    pub fn of(&self, length: Length) -> &'a Calendar {
        match length {
            Length::WorkingDaysOf(_, own) => self.own.get(usize::from(own)).unwrap_or(self.national),
            _ => self.national,
        }
    }

    /// That length after a civil day; hours are elapsed and have no day.
    pub fn later(&self, day: Day, length: Length) -> Day {
        match length {
            Length::Hours(hours) => day.start().plus_seconds(i64::from(hours) * 3600).day(),
            Length::Days(days) => day.plus_days(days as i32),
            Length::Weeks(weeks) => day.plus_days(weeks as i32 * 7),
            Length::Months(months) => day.plus_months(months as i32),
            Length::WorkingDays(days) | Length::WorkingDaysOf(days, _) => self.of(length).after(day, days),
        }
    }

    /// The last day of that length where the day itself is day 1, if the calendar counts it.
    pub fn last_of(&self, day: Day, length: Length) -> Day {
        match length {
            Length::Days(days) => day.plus_days(days as i32 - 1),
            Length::Weeks(weeks) => day.plus_days(weeks as i32 * 7 - 1),
            Length::WorkingDays(days) | Length::WorkingDaysOf(days, _) if self.of(length).is_working(day) => {
                self.of(length).after(day, days - 1)
            }
            other => self.later(day, other),
        }
    }
}

/// What one duty rule is worked out from.
pub(crate) struct DutyRun<'a> {
    pub(crate) place: u16,
    pub(crate) rule: &'a Duty,
    /// From when on its pack governs: nothing opens before, and nothing is due before that day.
    pub(crate) governed_from: Moment,
    pub(crate) gathered: &'a Gathered,
    /// What may meet it.
    pub(crate) found: &'a Found,
    pub(crate) cover: &'a Cover,
    pub(crate) calendars: Calendars<'a>,
    /// For each interval of the rule: whether it is in force.
    pub(crate) intervals: Vec<&'a Signal>,
    /// The condition that meets it when it comes to be so.
    pub(crate) aim: Option<&'a Signal>,
    /// Once this has come to be so before the due day is over, nobody can tell whether the duty is still owed.
    pub(crate) in_doubt_when: Option<&'a Signal>,
    /// What the due day is counted from the beginning of, in the place of an event.
    pub(crate) counted_since: Option<&'a Signal>,
    /// Where events from before a stretch can wait: that from the beginning of which, at the earliest, they are counted.
    pub(crate) waiting: Option<&'a Signal>,
    /// What the beginning of which what meets it counts from, where its own stretch began later.
    pub(crate) met_since: Option<&'a Signal>,
    /// What is recorded of what meets it.
    pub(crate) told: Told,
    /// When the case was closed: what one worker set for the child ends there.
    pub(crate) closings: &'a [Moment],
}

/// The stretches of a duty: those of its condition, each lasting on while `lasts_while` holds; only those that reached the day
/// after their first, where that is asked.
pub(crate) fn stretches(during: &Signal, lasts_while: &Signal, from_next_day: bool) -> Vec<Spell> {
    let reaches = |spell: &Spell| !from_next_day || spell.to > day_begun(spell.from).plus_days(1).start();
    let on: Vec<Spell> = spells(lasts_while).collect();
    let mut out: Vec<Spell> = Vec::new();
    for mut spell in spells(during) {
        if spell.to < Moment::MAX
            && reaches(&spell)
            && value_at(lasts_while, spell.to).is_yes()
            && let Some(longer) = on.iter().find(|on| on.from <= spell.to && on.to > spell.to)
        {
            (spell.to, spell.ended_because) = (longer.to, longer.ended_because);
        }
        match out.last_mut() {
            Some(last) if spell.from <= last.to => {
                if spell.to > last.to {
                    (last.to, last.ended_because) = (spell.to, spell.ended_because);
                }
            }
            _ => out.push(spell),
        }
    }
    out
}

impl DutyRun<'_> {
    /// The duties of this rule within one stretch of its condition. `out` holds those of earlier rules.
    pub(crate) fn spell(&self, spell: &Spell, out: &mut Vec<DutyRecord>) {
        if spell.to <= self.governed_from {
            return;
        }
        if !self.rule.on.is_empty() {
            self.each_event(spell, out);
            return;
        }
        if !self.rule.per_agency {
            self.towards(spell, Towards::Child, out);
            return;
        }
        let mut any = false;
        for agency in &self.gathered.agencies {
            let (from, to) = (spell.from.max(agency.from), spell.to.min(agency.to));
            if from < to {
                any = true;
            }
            if from < to && to > self.governed_from {
                let because = if agency.from > spell.from { Because::Child(agency.fact) } else { spell.because };
                let part = Spell { from, to, because, ended_because: spell.ended_because };
                self.towards(&part, Towards::Agency(agency.kind, agency.name), out);
            }
        }
        if !any && !self.cover.covers(Kind::AgencyInvolved, spell.from, spell.from) {
            self.towards(spell, Towards::AgenciesNotRecorded, out);
        }
    }

    fn towards(&self, spell: &Spell, towards: Towards, out: &mut Vec<DutyRecord>) {
        match &self.rule.due {
            Due::Every { .. } => self.recurring(spell, towards, out),
            Due::SetBy(kind) => self.set_by(spell, towards, *kind, out),
            Due::Within(_) | Due::WhenOpened | Due::NotStated => {
                let day = day_begun(spell.from);
                let begun =
                    Begun { day, opens_on: day, hours_from: spell.from, occurrence: 0, by: None, waited_from: None };
                self.once(spell, &begun, towards, out);
            }
        }
    }

    /// A duty of its own for each event that waits as the stretch begins, and for each within it; its end is the stretch's.
    fn each_event(&self, whole: &Spell, out: &mut Vec<DutyRecord>) {
        // What came while another policy governed opens nothing, but where it waits.
        let spell = if self.rule.waiting.is_some() { whole } else { &self.where_it_governs(whole) };
        let waiting: Vec<_> = self.waiting.into_iter().flat_map(|since| self.waiting_at(since, spell)).collect();
        for (occurrence, begun) in waiting.iter().enumerate() {
            let occurrence = u16::try_from(occurrence).unwrap_or(u16::MAX);
            let because = begun.by.map_or(spell.because, Because::Child);
            self.once(&Spell { because, ..*spell }, &Begun { occurrence, ..*begun }, Towards::Child, out);
        }
        let window = Window::of(spell);
        let lies_in = |noted: &&Noted| noted.at.is_some_and(|start| window.takes_in(noted.when, start));
        let events = matching(self.gathered, &self.rule.on).filter(lies_in);
        for (occurrence, noted) in (waiting.len()..).zip(events) {
            let (Some(start), Some(end)) = (noted.when.as_start(), noted.when.as_end()) else { continue };
            let from = start.max(spell.from);
            let because = Because::Child(noted.fact);
            let part = Spell { from, to: spell.to, because, ended_because: spell.ended_because };
            let occurrence = u16::try_from(occurrence).unwrap_or(u16::MAX);
            let day = end.day().max(day_begun(spell.from));
            let hours_from = end.max(from);
            let begun = Begun { day, opens_on: day, hours_from, occurrence, by: Some(noted.fact), waited_from: None };
            self.once(&part, &begun, Towards::Child, out);
        }
    }

    fn once(&self, spell: &Spell, begun: &Begun, towards: Towards, out: &mut Vec<DutyRecord>) {
        let (mut day, mut opens_on) = (begun.day, begun.opens_on);
        let mut hours_from = begun.hours_from;
        let mut because = spell.because;
        let opened = match self.rule.opens {
            Opens::AtOnce | Opens::AfterNotStated => spell.from,
            Opens::After(Length::Hours(hours)) => {
                hours_from = hours_from.plus_seconds(i64::from(hours) * 3600);
                opens_on = day_begun(hours_from);
                hours_from
            }
            Opens::After(length) => {
                let opens = self.calendars.later(day, length);
                opens_on = opens;
                // What opens later is due that long after it opens, as what waits for another duty is.
                if matches!(self.rule.due, Due::Within(_)) {
                    day = opens;
                }
                opens.start()
            }
            Opens::WhenMet(other) | Opens::WhenUnmet(other) => {
                let Some(before) = self.before(other, spell, begun.occurrence, out) else { return };
                let opens = match self.rule.opens {
                    Opens::WhenMet(_) => met_at(before),
                    _ => unmet_from(before),
                };
                let Some(at) = opens else { return };
                (day, opens_on, hours_from) = (day_begun(at), day_begun(at), at);
                if before.met_by != Because::Nothing && met_at(before) == Some(at) {
                    because = before.met_by;
                }
                at
            }
        };
        if opened >= spell.to {
            return;
        }
        let counted_from = self.counted_from(day, opened);
        let due = self.due(counted_from, opened, opens_on, hours_from);
        let (open_from, due) = self.as_the_child_came(opened, due);
        let waits = self.rule.met_from == MetFrom::ItsOpening
            || !matches!(self.rule.opens, Opens::AtOnce | Opens::After(_) | Opens::AfterNotStated);
        let goes_on = matches!(&self.rule.due, Due::Within(within) if within.goes_on);
        let since = counted_from.filter(|_| goes_on).map_or(spell.from, |day| day.start().min(spell.from));
        let since = self.met_since_day(opened).map_or(since, |day| day.start().min(since));
        let since = begun.waited_from.unwrap_or(since);
        let window = Spell { from: if waits { opened } else { since }, because, ..*spell };
        let met =
            self.meetings(&window, towards).find(|met| begun.by.is_none_or(|by| met.because != Because::Child(by)));
        let met = met.into_iter().chain(self.reached(opened, spell.to)).min_by_key(|met| met.at);
        let open =
            Spell { to: met.map_or(spell.to, |met| met.at.max(opened)), from: window.from.max(spell.from), ..window };
        let mut record = self.record(&open, towards, opened, due, counted_from.unwrap_or(day), Again::Never);
        // What came at the very instant at which its reason ended met no part of it.
        let over = if met.is_none() && spell.to < Moment::MAX { spell.to.plus_seconds(-1) } else { open.to };
        if over < open.to && self.rule.met_by.len() > 1 && due.last() == Moment::MAX {
            record.known_unmet_after = self.known_unmet_after(opened, due, over, towards, Again::Never);
        }
        let goes_on = window.from < spell.from;
        if goes_on {
            // What met it before its stretch began may have done so unseen.
            record.known_unmet_after = self.known_unmet_after(window.from, due, over, towards, Again::Never);
            record.in_doubt = self.newest_doubt(window.from, open.to, towards, Again::Never);
        }
        record.since = spell.from;
        record.occurrence = begun.occurrence;
        let owed_in_doubt = self.is_owed_in_doubt(if goes_on { window.from } else { opened }, due, open.to);
        if owed_in_doubt && met.is_none() {
            record.known_unmet_after = Moment::MAX;
        }
        self.close(&mut record, spell.to, met.as_ref());
        if owed_in_doubt {
            record.known_unmet_after = Moment::MAX;
        }
        record.opened = open_from;
        out.push(record);
    }

    /// When what the duty is for came to be so, from its opening to the end of its stretch.
    fn reached(&self, opened: Moment, end: Moment) -> Option<Met> {
        let step = self.aim?.iter().find(|step| step.value.is_yes() && step.from >= opened && step.from <= end)?;
        Some(Met { when: When::At(step.from), at: step.from, because: step.because })
    }

    /// The duty of that rule in the same stretch, or for the same event.
    fn before<'o>(
        &self,
        other: usize,
        spell: &Spell,
        occurrence: u16,
        out: &'o [DutyRecord],
    ) -> Option<&'o DutyRecord> {
        let same = |one: &&DutyRecord| {
            usize::from(one.duty) == other && one.since == spell.from && one.occurrence == occurrence
        };
        out.iter().find(same)
    }

    /// The day that a due day is counted from; nothing where no such event has a date.
    fn counted_from(&self, day: Day, opened: Moment) -> Option<Day> {
        match &self.rule.due {
            Due::Within(Within { from: Some(from), .. }) => self.day_of(from, day, opened),
            _ => Some(day),
        }
    }

    fn due(&self, counted_from: Option<Day>, opened: Moment, opens_on: Day, hours_from: Moment) -> DueAt {
        if self.rule.opens == Opens::AfterNotStated {
            return DueAt::NotStated;
        }
        match &self.rule.due {
            Due::Within(within) => {
                let Some(day) = counted_from else { return DueAt::NotKnown };
                match within.length {
                    Length::Hours(hours) => {
                        let from = within.from.as_ref().and_then(|from| self.newest(from, day, opened, None)?.as_end());
                        DueAt::Moment(from.unwrap_or(hours_from).plus_seconds(i64::from(hours) * 3600))
                    }
                    length if within.first_day_counted => DueAt::Day(self.calendars.last_of(day, length)),
                    length => DueAt::Day(self.calendars.later(day, length)),
                }
            }
            Due::WhenOpened => DueAt::Day(opens_on),
            _ => DueAt::NotStated,
        }
    }

    fn set_by(&self, whole: &Spell, towards: Towards, kind: Kind, out: &mut Vec<DutyRecord>) {
        let spell = &self.where_it_governs(whole);
        let of_kind = || self.gathered.set.iter().filter(|one| one.kind == kind);
        let set: Vec<_> = of_kind().filter(|one| lies_in(one.when, spell)).collect();
        for (index, one) in set.iter().enumerate() {
            let Some(at) = one.when.as_start() else { continue };
            let opened = at.max(spell.from);
            let next = set.get(index + 1).map(|next| next.when);
            let replaced = next.and_then(When::as_start).unwrap_or(Moment::MAX);
            let to = spell.to.min(replaced.max(opened));
            if opened >= to {
                continue;
            }
            let set_for = SetFor { set: one.when, until: next.and_then(When::as_end).unwrap_or(Moment::MAX) };
            let part = Spell { from: opened, because: Because::Child(one.fact), ..*spell };
            let mut record = self.set_for(&set_for, one.on, &part, towards);
            // Another of which nobody knows the day may have taken its place.
            if let Some(other) = of_kind().find(|other| other.when == When::Unknown && other.latest >= opened) {
                record.known_unmet_after = Moment::MAX;
                record.in_doubt = Because::Child(other.fact);
            }
            self.close_set(record, to, &set_for, &part, towards, out);
        }
        // One without a date may have been set at any time in the stretch; a day before the stretch was set before it.
        let unsure = of_kind().filter(|one| one.when == When::Unknown);
        for one in unsure.filter(|one| one.latest >= spell.from && one.on >= spell.from.day()) {
            let set_for = SetFor { set: When::At(one.latest), until: Moment::MAX };
            let part = Spell { because: Because::Child(one.fact), ..*spell };
            let mut record = self.set_for(&set_for, one.on, &part, towards);
            record.known_unmet_after = Moment::MAX;
            record.in_doubt = Because::Child(one.fact);
            self.close_set(record, spell.to, &set_for, &part, towards, out);
        }
    }

    /// The duty for a day that was set, open from the beginning of that stretch.
    fn set_for(&self, set_for: &SetFor, on: Day, part: &Spell, towards: Towards) -> DutyRecord {
        let met = self.met_for(set_for, part, towards);
        let last = if set_for.until < part.to { set_for.until.plus_seconds(1) } else { part.to };
        let open = Spell { to: met.map_or(last, |met| met.at.max(part.from)), ..*part };
        self.record(&open, towards, part.from, DueAt::Day(on), on, Again::AsSet(set_for.set))
    }

    /// What meets it: the visit or oversight at which the day was set is not the one that it was set for, and the one at
    /// which the next is set is.
    fn met_for(&self, set_for: &SetFor, part: &Spell, towards: Towards) -> Option<Met> {
        self.meetings(part, towards).find(|met| is_after(met.when, set_for.set)).filter(|met| met.at <= set_for.until)
    }

    fn close_set(
        &self,
        mut record: DutyRecord,
        to: Moment,
        set_for: &SetFor,
        part: &Spell,
        towards: Towards,
        out: &mut Vec<DutyRecord>,
    ) {
        let met = self.met_for(set_for, part, towards);
        self.close(&mut record, to, met.as_ref());
        if let Some((at, how @ Closed::NoLongerNeeded)) = &mut record.closed
            && *at < part.to
        {
            *how = Closed::Replaced;
        }
        out.push(record);
    }

    /// A duty that is open during that stretch, not yet closed.
    fn record(
        &self,
        spell: &Spell,
        towards: Towards,
        opened: Moment,
        due: DueAt,
        counted_from: Day,
        again: Again<'_>,
    ) -> DutyRecord {
        DutyRecord {
            duty: self.place,
            towards,
            began: spell.because,
            occurrence: 0,
            since: spell.from,
            opened,
            due,
            counted_from,
            closed: None,
            met_by: Because::Nothing,
            known_unmet_after: self.known_unmet_after(opened, due, spell.to, towards, again),
            in_doubt: self.newest_doubt(opened, spell.to, towards, again),
            every: None,
            every_later: Vec::new(),
        }
    }

    fn close(&self, record: &mut DutyRecord, end: Moment, met: Option<&Met>) {
        if let Some(met) = met {
            record.met_by = met.because;
            let done = met.at.max(record.opened);
            record.closed = Some((done, how_met(record, met)));
        } else if end < Moment::MAX {
            let how = if record.due == DueAt::NotKnown || record.is_hidden() {
                Closed::CannotBeKnown
            } else if end <= record.due.last() {
                Closed::NoLongerNeeded
            } else if end > record.known_unmet_after {
                Closed::Missed
            } else {
                Closed::CannotBeKnown
            };
            record.closed = Some((end, how));
        }
    }
}

/// Whether a duty that was met then was met in time. One that may have been met before unseen is late only where it is known
/// to have been unmet since, and then by the days since it was due again whenever that was.
fn how_met(record: &DutyRecord, met: &Met) -> Closed {
    match met.in_time(record.due) {
        Closed::MetLate(_) if met.at <= record.known_unmet_after => Closed::MetPerhapsLate,
        Closed::MetLate(_) if record.known_unmet_after > record.due.last() => {
            met.in_time(DueAt::Day(record.known_unmet_after.day()))
        }
        how => how,
    }
}

/// Whether a duty comes again.
#[derive(Clone, Copy)]
enum Again<'i> {
    Never,
    /// Each time that a day is set for it: only what follows the setting may have met it.
    AsSet(When),
    /// At that interval, the longest that may be in force, and those that come into force later; and whether what was done as it
    /// opened met the one before.
    Every {
        every: Option<Length>,
        later: &'i [(Moment, Option<Length>)],
        was_met: bool,
    },
}

impl Again<'_> {
    fn was_met(self) -> bool {
        matches!(self, Again::Every { was_met: true, .. })
    }
}

/// The day for which a duty was set.
struct SetFor {
    /// When it was set.
    set: When,
    /// The last instant at which the next was: what was done then was done for this one.
    until: Moment,
}

/// How a duty that comes once began.
struct Begun {
    /// The day that its due day is counted from.
    day: Day,
    /// The day on which it opens.
    opens_on: Day,
    /// The instant from which hours count.
    hours_from: Moment,
    occurrence: u16,
    /// The event that began it, which cannot meet it too.
    by: Option<u32>,
    /// Where that event waited from before the stretch: from when on what meets it counts.
    waited_from: Option<Moment>,
}

/// When that duty was met.
fn met_at(duty: &DutyRecord) -> Option<Moment> {
    duty.closed
        .filter(|(_, how)| matches!(how, Closed::Met | Closed::MetLate(_) | Closed::MetPerhapsLate))
        .map(|(at, _)| at)
}

/// From when on that duty was known to be overdue and unmet.
fn unmet_from(duty: &DutyRecord) -> Option<Moment> {
    let from = duty.known_unmet_after;
    let unmet = from < Moment::MAX && duty.due.last() < Moment::MAX && duty.closed.is_none_or(|(at, _)| at > from);
    unmet.then(|| from.plus_seconds(1))
}
