//! Stepping through days, one at a time.

use record::{Calendar, Day, Moment};

/// A length of time in the packs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// Calendar days.
    Days(i32),
    /// Working days, of which day 0 is none.
    WorkingDays(u32),
    /// Months, or the month's last day.
    Months(i32),
}

impl Length {
    /// The day that lies so long after `day`.
    pub fn after(self, calendar: &Calendar, day: Day) -> Day {
        match self {
            Length::Days(days) => later(day, days),
            Length::WorkingDays(count) => working_days_after(calendar, day, count),
            Length::Months(months) => day.plus_months(months),
        }
    }
}

/// The first civil day with an instant after that one.
pub fn first_day(at: Moment) -> Day {
    at.plus_seconds(1).day()
}

/// The day after.
pub fn next(day: Day) -> Day {
    Day::from_number(day.number() + 1)
}

/// That many calendar days later.
pub fn later(day: Day, days: i32) -> Day {
    Day::from_number(day.number() + days)
}

/// The N-th working day after `day`, which is day 0 whether a working day or not.
pub fn working_days_after(calendar: &Calendar, day: Day, count: u32) -> Day {
    let (mut at, mut counted) = (day, 0);
    while counted < count {
        at = next(at);
        if calendar.is_working(at) {
            counted += 1;
        }
    }
    at
}

/// The N-th working day of an absence whose first day, if it is a working day, is day 1.
pub fn working_day_of_absence(calendar: &Calendar, first: Day, count: u32) -> Day {
    let (mut at, mut counted) = (first, 0);
    loop {
        if calendar.is_working(at) {
            counted += 1;
        }
        if counted == count {
            return at;
        }
        at = next(at);
    }
}

/// 00:00 on the day after.
pub fn midnight_after(day: Day) -> Moment {
    next(day).start()
}

/// Every instant from the first day to the last at which anything could change: each midnight, each last second of a
/// day, and the instants named.
pub fn instants(first: Day, last: Day, named: &[Moment]) -> Vec<Moment> {
    let (mut all, mut day) = (Vec::new(), first);
    while day <= last {
        all.push(day.start());
        all.extend(named.iter().copied().filter(|at| at.day() == day));
        all.push(day.end());
        day = next(day);
    }
    all.sort();
    all.dedup();
    all
}
