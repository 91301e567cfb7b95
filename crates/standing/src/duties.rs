//! Duties over time: when each opens, when it is due, what met it, and how it ended.

use policy::{Due, Duty, First, Length};
use record::words::Recipient;
use record::{Calendar, Day, Kind, Moment, TextId, When};

use crate::gather::{Evidence, Gathered};
use crate::signal::{Because, Spell};
use crate::timeline::{Closed, DueAt, DutyRecord, Towards};
use crate::world::Cover;

/// That length after a civil day; hours are elapsed and have no day.
pub(crate) fn later(calendar: &Calendar, day: Day, length: Length) -> Day {
    match length {
        Length::Hours(hours) => day.start().plus_seconds(i64::from(hours) * 3600).day(),
        Length::Days(days) => day.plus_days(days as i32),
        Length::Weeks(weeks) => day.plus_days(weeks as i32 * 7),
        Length::Months(months) => day.plus_months(months as i32),
        Length::WorkingDays(days) => calendar.after(day, days),
    }
}

/// What one duty rule is worked out from.
pub(crate) struct DutyRun<'a> {
    pub(crate) place: u16,
    pub(crate) rule: &'a Duty,
    pub(crate) gathered: &'a Gathered,
    pub(crate) cover: &'a Cover,
    pub(crate) calendar: &'a Calendar,
}

impl DutyRun<'_> {
    /// The duties of this rule within one stretch of its condition.
    pub(crate) fn spell(&self, spell: &Spell, out: &mut Vec<DutyRecord>) {
        if !self.rule.per_agency {
            self.towards(spell, Towards::Child, out);
            return;
        }
        let mut any = false;
        for agency in &self.gathered.agencies {
            let (from, to) = (spell.from.max(agency.from), spell.to.min(agency.to));
            if from < to {
                any = true;
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
            Due::Every { every, first, goes_on } => self.recurring(spell, towards, *every, *first, *goes_on, out),
            Due::SetBy(kind) => self.set_by(spell, towards, *kind, out),
            Due::Within(_) | Due::WhenOpened | Due::NotStated => self.once(spell, towards, out),
        }
    }

    fn once(&self, spell: &Spell, towards: Towards, out: &mut Vec<DutyRecord>) {
        let day = spell.from.day();
        let opened = match self.rule.opens_after {
            None => spell.from,
            Some(Length::Hours(hours)) => spell.from.plus_seconds(i64::from(hours) * 3600),
            Some(length) => later(self.calendar, day, length).start(),
        };
        if opened >= spell.to {
            return;
        }
        let due = match self.rule.due {
            Due::Within(Length::Hours(hours)) => DueAt::Moment(opened.plus_seconds(i64::from(hours) * 3600)),
            Due::Within(length) => DueAt::Day(later(self.calendar, day, length)),
            Due::WhenOpened => DueAt::Day(opened.day()),
            _ => DueAt::NotStated,
        };
        let met = self.evidence(towards).find(|one| within(one, spell));
        let mut record = self.record(spell, towards, opened, due, day);
        self.close(&mut record, spell.to, met);
        out.push(record);
    }

    fn recurring(
        &self,
        spell: &Spell,
        towards: Towards,
        every: Length,
        first: First,
        goes_on: bool,
        out: &mut Vec<DutyRecord>,
    ) {
        let day = spell.from.day();
        let mut counted_from = day;
        let mut due = match first {
            First::OneInterval => later(self.calendar, day, every),
            First::AtOnce => day,
        };
        if goes_on
            && let Some(last) = self.evidence(towards).filter(|one| is_before(one.when, spell)).last()
            && let Some(seen) = last.when.day()
        {
            counted_from = seen;
            due = later(self.calendar, seen, every).max(day);
        }
        let (mut opened, mut occurrence) = (spell.from, 0);
        for met in self.evidence(towards).filter(|one| within(one, spell)) {
            let mut record = self.record(spell, towards, opened, DueAt::Day(due), counted_from);
            record.occurrence = occurrence;
            record.every = Some(every);
            self.close(&mut record, spell.to, Some(met));
            out.push(record);
            let done = met.at.max(spell.from);
            counted_from = met.when.day().unwrap_or_else(|| done.day());
            due = later(self.calendar, counted_from, every);
            opened = done;
            occurrence = occurrence.saturating_add(1);
        }
        let mut record = self.record(spell, towards, opened, DueAt::Day(due), counted_from);
        record.occurrence = occurrence;
        record.every = Some(every);
        self.close(&mut record, spell.to, None);
        out.push(record);
    }

    fn set_by(&self, spell: &Spell, towards: Towards, kind: Kind, out: &mut Vec<DutyRecord>) {
        let set: Vec<_> =
            self.gathered.set.iter().filter(|(of, when, ..)| *of == kind && lies_in(*when, spell)).collect();
        for (index, (_, when, day, fact)) in set.iter().enumerate() {
            let Some(at) = when.as_start() else { continue };
            let opened = at.max(spell.from);
            let replaced = set.get(index + 1).and_then(|(_, when, ..)| when.as_start()).unwrap_or(Moment::MAX);
            let to = spell.to.min(replaced.max(opened));
            if opened >= to {
                continue;
            }
            let part = Spell { from: opened, to, because: Because::Child(*fact), ended_because: spell.ended_because };
            // The visit or oversight at which the day was set is not the one that it was set for.
            let met = self.evidence(towards).find(|one| within(one, &part) && is_after(one, *when));
            let mut record = self.record(&part, towards, opened, DueAt::Day(*day), *day);
            self.close(&mut record, to, met);
            out.push(record);
        }
    }

    fn record(&self, spell: &Spell, towards: Towards, opened: Moment, due: DueAt, counted_from: Day) -> DutyRecord {
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
            known_unmet_after: self.known_unmet_after(opened, due, towards),
            every: None,
        }
    }

    /// From when on the duty, if nothing on record met it, is known to be unmet.
    ///
    /// Any of its ways may have met it unseen, so all of them must be recorded from its opening to the end of its due
    /// day. Where they are recorded only from later on, a recurring duty is known to be unmet one interval after that:
    /// whenever it was last met, it would be due again by then.
    fn known_unmet_after(&self, opened: Moment, due: DueAt, towards: Towards) -> Moment {
        if towards == Towards::AgenciesNotRecorded || due == DueAt::NotStated {
            return Moment::MAX;
        }
        let seen = |from: Moment, to: Moment| self.rule.met_by.iter().all(|way| self.cover.covers(way.fact, from, to));
        let last = due.last().max(opened);
        if seen(opened, last) {
            // A day set before its own setting is over as the duty opens.
            return due.last();
        }
        let Due::Every { every, .. } = self.rule.due else { return Moment::MAX };
        let begins = self.rule.met_by.iter().map(|way| self.cover.from(way.fact).unwrap_or(Moment::MAX)).max();
        let from = begins.unwrap_or(Moment::MAX).max(opened);
        if from >= Moment::MAX {
            return Moment::MAX;
        }
        let again = later(self.calendar, from.day(), every).end().max(last);
        if seen(from, again) { again } else { Moment::MAX }
    }

    /// What may meet this duty, in order of time.
    fn evidence(&self, towards: Towards) -> impl Iterator<Item = &Evidence> {
        let all = &self.gathered.evidence;
        let from = all.partition_point(|one| one.duty < self.place);
        all[from..].iter().take_while(|one| one.duty == self.place).filter(move |one| speaks_to(one, towards))
    }

    fn close(&self, record: &mut DutyRecord, end: Moment, met: Option<&Evidence>) {
        if let Some(met) = met {
            record.met_by = Because::Child(met.fact);
            let done = met.at.max(record.opened);
            record.closed = Some((done, in_time(met, record.due)));
        } else if end < Moment::MAX {
            let how = if end <= record.due.last() {
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

/// Whether what was done then was in time for what was due. A date without a time is in time on the due day.
fn in_time(met: &Evidence, due: DueAt) -> Closed {
    let late_days = |due: Day| met.when.day().map_or(0, |done| (done.number() - due.number()).max(0) as u32);
    match (due, met.when) {
        (DueAt::NotStated, _) => Closed::Met,
        (DueAt::Day(day), when) if when.day().is_some_and(|done| done <= day) => Closed::Met,
        (DueAt::Day(day), _) => Closed::MetLate(late_days(day)),
        (DueAt::Moment(last), When::On(day)) if day.end() <= last => Closed::Met,
        (DueAt::Moment(last), When::At(done)) if done <= last => Closed::Met,
        (DueAt::Moment(last), _) => Closed::MetLate(late_days(last.day())),
    }
}

/// Whether the evidence lies within the stretch.
fn within(one: &Evidence, spell: &Spell) -> bool {
    lies_in(one.when, spell)
}

/// Whether that time comes before the stretch, as far as the two can be told apart.
fn is_before(when: When, spell: &Spell) -> bool {
    match when {
        When::On(day) => day < spell.from.day(),
        When::At(at) => at < spell.from,
        When::Unknown => false,
    }
}

/// Whether that time lies within the stretch. A date without a time lies in a stretch that begins on its day.
fn lies_in(when: When, spell: &Spell) -> bool {
    match when {
        When::On(day) => day >= spell.from.day() && day.start() < spell.to,
        When::At(at) => at >= spell.from && at < spell.to,
        When::Unknown => false,
    }
}

/// Whether the evidence comes after that time, as far as the two can be told apart.
fn is_after(one: &Evidence, when: When) -> bool {
    match (one.when, when) {
        (When::At(done), When::At(set)) => done > set,
        (done, set) => done.day() > set.day(),
    }
}

fn speaks_to(one: &Evidence, towards: Towards) -> bool {
    let Towards::Agency(kind, name) = towards else { return true };
    matches_agency(one.agency, kind, name)
}

/// A letter to that kind of agency which names none may be to any of that kind.
fn matches_agency(of: Option<(Recipient, Option<TextId>)>, kind: Recipient, name: Option<TextId>) -> bool {
    of.is_some_and(|(to, named)| to == kind && (named.is_none() || name.is_none() || named == name))
}
