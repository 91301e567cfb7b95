//! A duty, and how it stands at an instant.

use record::words::Recipient;
use record::{Calendar, Day, Moment, TextId};

use super::days::{Length, first_day, next};

/// For whom a duty of `per = "agency"` is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Agency {
    /// An agency on record.
    Known(Recipient, Option<TextId>),
    /// The record does not cover which agencies are involved, and names none.
    NotRecorded,
}

/// When a duty is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DueOn {
    /// By the end of that day.
    Day(Day),
    /// By that instant.
    Instant(Moment),
    /// The policy gives no number.
    NotStated,
    /// The day from which it is counted is not known.
    NotKnown,
}

impl DueOn {
    /// The last instant at which it is not overdue.
    pub fn last(self) -> Option<Moment> {
        match self {
            DueOn::Day(day) => Some(day.end()),
            DueOn::Instant(at) => Some(at),
            DueOn::NotStated | DueOn::NotKnown => None,
        }
    }

    /// The civil day, where there is one.
    pub fn day(self) -> Option<Day> {
        self.last().map(Moment::day)
    }
}

/// How a duty stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stands {
    /// Not yet past its due day, or without one.
    Open,
    /// Past its due day.
    Overdue,
    /// Done in time.
    Met,
    /// Done that many days late.
    MetLate(i32),
    /// Done after its due day, or without a due day that is known: it may have been done in time before, unseen.
    MetPerhapsLate,
    /// Its reason ended while it was overdue.
    Missed,
    /// Its reason ended before it was due.
    NoLongerNeeded,
    /// Another day was set before it was due.
    Replaced,
    /// It would be overdue or missed, and the record does not cover the evidence.
    CannotBeKnown,
}

/// A duty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duty {
    /// The pack.
    pub pack: &'static str,
    /// The rule.
    pub id: &'static str,
    /// For which agency.
    pub agency: Option<Agency>,
    /// The first instant of the spell from which it comes.
    pub spell: Moment,
    /// From when it is open.
    pub opened: Moment,
    /// When it is due.
    pub due: DueOn,
    /// The how-manieth of its spell, from 1.
    pub occurrence: u32,
    /// The length between due dates, where it comes again and again.
    pub every: Option<Length>,
    /// Where that may change: the length at each instant of the walk while the duty is open.
    pub lengths: Vec<(Moment, Option<Length>)>,
    /// When it was done, and the day on which it was, where known.
    pub met: Option<(Moment, Day)>,
    /// When its reason ended, or another took its place.
    pub ended: Option<Moment>,
    /// Whether it is another that took its place.
    pub replaced: bool,
    /// Whether the record covers the evidence from its opening to the end of its due day.
    pub covered: bool,
    /// Whether nothing says that it may have ceased to be owed (`in-doubt-when`).
    pub owed: bool,
    /// The last instant of the interval, begun where coverage of the evidence begins and covered throughout, after
    /// which a recurring duty is known to be unmet.
    pub known_after: Option<Moment>,
}

/// By when what would open then and be due then is: where both were before the child came to its team, on the day on which
/// it came.
pub fn due_as_the_child_came(opens: Moment, due: DueOn, came: Moment) -> DueOn {
    if opens < came && due.last().is_some_and(|last| last < came) { DueOn::Day(first_day(came)) } else { due }
}

impl Duty {
    /// The duty of a team to which the child came then: it opens no earlier, and what was done before, or over, nobody there
    /// is asked for.
    pub fn come_with_the_child(self, came: Moment) -> Option<Duty> {
        let over = self.met.map(|(at, _)| at).or(self.ended);
        let is_over = self.opened < came && over.is_some_and(|over| over < came);
        (!is_over).then(|| Duty { opened: self.opened.max(came), ..self })
    }

    /// How it stands at that instant, at or after its opening.
    pub fn stands(&self, at: Moment) -> Stands {
        let past = |at: Moment| self.due.last().is_some_and(|due| at > due);
        let seen = |at: Moment| self.covered || self.known_after.is_some_and(|after| at > after);
        let shows = self.covered && self.owed;
        let known = |stands: Stands, at: Moment| if seen(at) && self.owed { stands } else { Stands::CannotBeKnown };
        if let Some((met, day)) = self.met.filter(|(met, _)| *met <= at) {
            let due = match self.due {
                DueOn::Day(due) if day > due => due,
                DueOn::Instant(due) if met > due => due.day(),
                DueOn::NotKnown => return Stands::MetPerhapsLate,
                _ => return Stands::Met,
            };
            // Nothing says that it had not been done before, unless it was due again whenever that was.
            let since = if self.covered { Some(due) } else { self.known_after.map(|after| after.day().max(due)) };
            return match since {
                Some(since) if seen(met) => Stands::MetLate(day.number() - since.number()),
                _ => Stands::MetPerhapsLate,
            };
        }
        if let Some(ended) = self.ended.filter(|ended| *ended <= at) {
            let in_time = match self.due {
                _ if self.replaced => Stands::Replaced,
                // It may have been late, and it may not.
                DueOn::NotKnown => Stands::CannotBeKnown,
                // Nobody would have seen whether it was met, and no day would have passed.
                DueOn::NotStated if !shows => Stands::CannotBeKnown,
                _ => Stands::NoLongerNeeded,
            };
            return if past(ended) { known(Stands::Missed, ended) } else { in_time };
        }
        if past(at) {
            return known(Stands::Overdue, at);
        }
        if self.due.last().is_none() && !shows { Stands::CannotBeKnown } else { Stands::Open }
    }

    /// Where it may have been met unseen, and was due again since whenever that was: by the end of which day.
    pub fn surely_due(&self, at: Moment) -> Option<Day> {
        let late = !self.covered && matches!(self.stands(at), Stands::Overdue | Stands::Missed | Stands::MetLate(_));
        let after = self.known_after.filter(|after| late && self.due.last().is_some_and(|due| *after > due));
        after.map(Moment::day)
    }

    /// The due date after that one, looked for day by day up to the last: a day is one on which the length in force as it
    /// ends, and not only from its last second on, has passed since the date before.
    fn next_due(&self, before: Day, last: Day, calendar: &Calendar) -> Option<Day> {
        if self.lengths.is_empty() {
            return self.every.map(|every| every.after(calendar, before));
        }
        let length = |at: Moment| {
            let newest = self.lengths.iter().rfind(|(from, _)| *from <= at);
            newest.map_or(self.every, |(_, length)| *length)
        };
        let mut day = next(before);
        while day <= last {
            let now = length(day.end());
            let passed = now.is_some_and(|length| length.after(calendar, before) <= day);
            if passed && now == length(day.end().plus_seconds(-1)) {
                return Some(day);
            }
            day = next(day);
        }
        None
    }

    /// The due dates that are known to have gone by unmet at that instant.
    pub fn gone_by(&self, at: Moment, calendar: &Calendar) -> Vec<Day> {
        if matches!(self.stands(at), Stands::CannotBeKnown | Stands::MetPerhapsLate) {
            return Vec::new();
        }
        let due = match self.due {
            DueOn::Day(due) => due,
            DueOn::Instant(due) => {
                let until = self.met.map(|(met, _)| met).or(self.ended).map_or(at, |ended| ended.min(at));
                return if until > due { vec![due.day()] } else { Vec::new() };
            }
            DueOn::NotStated | DueOn::NotKnown => return Vec::new(),
        };
        let mut gone = Vec::new();
        let mut day = self.surely_due(at).unwrap_or(due);
        loop {
            let met_by_then = self.met.is_some_and(|(met, on)| met <= at && on <= day);
            let until = self.ended.map_or(at, |ended| ended.min(at));
            let past = match self.met {
                Some((met, on)) if met <= at => on > day,
                _ => until > day.end(),
            };
            if met_by_then || !past {
                return gone;
            }
            gone.push(day);
            let Some(next) = self.next_due(day, at.day(), calendar) else { return gone };
            day = next;
        }
    }
}
