//! Civil dates and the working days of England and Wales, as far as a made-up authority needs them.
//!
//! This crate depends on none of ours, so it has its own small calendar. The bank holidays are worked out from the
//! rules (Easter, the Mondays, the substitute days) and the known one-off days, which agree with the official list for
//! 2012 to 2028; what the product itself believes about working days comes from that list and not from here.

use std::ops::{Add, Sub};

/// A civil date, with no time and no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Civil {
    /// The year, such as 2026.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

impl Civil {
    /// A date from its parts; nothing is checked here, [`Civil::is_real`] does that.
    pub const fn new(year: i32, month: u8, day: u8) -> Self {
        Civil { year, month, day }
    }

    /// Whether the calendar has such a day.
    pub fn is_real(self) -> bool {
        (1..=12).contains(&self.month) && self.day >= 1 && self.day <= days_in_month(self.year, self.month)
    }
}

impl std::fmt::Display for Civil {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A day counted from 1 January 1970, so that dates can be added and compared cheaply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub i32);

impl Add<i32> for Day {
    type Output = Day;
    fn add(self, days: i32) -> Day {
        Day(self.0 + days)
    }
}

impl Sub<i32> for Day {
    type Output = Day;
    fn sub(self, days: i32) -> Day {
        Day(self.0 - days)
    }
}

impl Sub<Day> for Day {
    type Output = i32;
    fn sub(self, other: Day) -> i32 {
        self.0 - other.0
    }
}

impl From<Civil> for Day {
    fn from(date: Civil) -> Day {
        // Years run from March here, so that the leap day is the last day of a year.
        let year = date.year - i32::from(date.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (i32::from(date.month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i32::from(date.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }
}

impl From<Day> for Civil {
    fn from(day: Day) -> Civil {
        let shifted = day.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u8;
        Civil { year: year_of_era + era * 400 + i32::from(month <= 2), month, day }
    }
}

impl Day {
    /// Monday is 0, Sunday is 6.
    pub fn weekday(self) -> i32 {
        (self.0 + 3).rem_euclid(7)
    }
}

/// The working days between two dates, counted once so that every later question is a look-up.
pub(crate) struct Calendar {
    first: Day,
    /// For each day from `first`: how many working days there are up to and including it.
    working_to_date: Vec<u32>,
    /// The n-th working day, at place n - 1.
    working_days: Vec<Day>,
}

impl Calendar {
    /// A calendar of the whole years from `first_year` to `last_year`.
    pub fn new(first_year: i32, last_year: i32) -> Calendar {
        let first = Day::from(Civil::new(first_year, 1, 1));
        let last = Day::from(Civil::new(last_year, 12, 31));
        let mut holidays: Vec<Day> = (first_year..=last_year).flat_map(bank_holidays).collect();
        holidays.sort();
        let mut working_to_date = Vec::new();
        let mut working_days = Vec::new();
        for number in first.0..=last.0 {
            let day = Day(number);
            if day.weekday() < 5 && holidays.binary_search(&day).is_err() {
                working_days.push(day);
            }
            working_to_date.push(working_days.len() as u32);
        }
        Calendar { first, working_to_date, working_days }
    }

    fn place(&self, day: Day) -> usize {
        ((day - self.first).max(0) as usize).min(self.working_to_date.len() - 1)
    }

    /// Whether offices are open on that day.
    pub fn is_working(&self, day: Day) -> bool {
        let place = self.place(day);
        let before = if place == 0 { 0 } else { self.working_to_date[place - 1] };
        self.working_to_date[place] > before
    }

    /// The first working day on or after `day`.
    pub fn on_or_after(&self, day: Day) -> Day {
        if self.is_working(day) { day } else { self.add(day, 1) }
    }

    /// The last working day on or before `day`.
    pub fn on_or_before(&self, day: Day) -> Day {
        self.working_days[(self.working_to_date[self.place(day)] as usize).max(1) - 1]
    }

    /// The n-th working day before `day`, which is a working day itself: the day from which that one is so many away.
    pub fn before(&self, day: Day, working: i32) -> Day {
        let upto = self.working_to_date[self.place(day)] as usize;
        self.working_days[upto.saturating_sub(1 + working.max(0) as usize)]
    }

    /// The n-th working day after `day`, which itself is day 0 whether it is a working day or not.
    pub fn add(&self, day: Day, working: i32) -> Day {
        let place = self.working_to_date[self.place(day)] as usize + working.max(0) as usize;
        if working <= 0 {
            return day;
        }
        self.working_days[(place - 1).min(self.working_days.len() - 1)]
    }
}

/// The bank holidays of England and Wales in one year.
fn bank_holidays(year: i32) -> Vec<Day> {
    let day = |month, date| Day::from(Civil::new(year, month, date));
    let first_monday = |month| (0..7).map(|n| day(month, 1) + n).find(|d| d.weekday() == 0).unwrap_or(day(month, 1));
    let last_monday =
        |month, date| (0..7).map(|n| day(month, date) - n).find(|d| d.weekday() == 0).unwrap_or(day(month, date));
    let easter = easter_sunday(year);
    let mut days = vec![easter - 2, easter + 1, last_monday(8, 31)];
    // New Year's Day and the two days of Christmas have substitute days when they fall on a weekend.
    let new_year = day(1, 1);
    days.push(new_year + [0, 0, 0, 0, 0, 2, 1][new_year.weekday() as usize]);
    let christmas = day(12, 25);
    let (first, second) = [(0, 1), (0, 1), (0, 1), (0, 1), (0, 3), (2, 3), (2, 1)][christmas.weekday() as usize];
    days.extend([christmas + first, christmas + second]);
    // One-off days and moved days, as they were announced.
    days.push(if year == 2020 { day(5, 8) } else { first_monday(5) });
    match year {
        2012 => days.extend([day(6, 4), day(6, 5)]),
        2022 => days.extend([day(6, 2), day(6, 3), day(9, 19)]),
        2023 => days.extend([day(5, 8), last_monday(5, 31)]),
        _ => days.push(last_monday(5, 31)),
    }
    days
}

/// Easter Sunday by the anonymous Gregorian computation.
fn easter_sunday(year: i32) -> Day {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Day::from(Civil::new(year, (sum / 31) as u8, (sum % 31 + 1) as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u8, date: u8) -> Day {
        Day::from(Civil::new(year, month, date))
    }

    #[test]
    fn days_and_dates_are_each_others_inverse() {
        assert_eq!(day(1970, 1, 1), Day(0));
        for number in -200_000..200_000 {
            let date = Civil::from(Day(number));
            assert!(date.is_real());
            assert_eq!(Day::from(date), Day(number));
        }
        assert!(!Civil::new(2026, 2, 30).is_real());
    }

    #[test]
    fn the_bank_holidays_of_2026_and_the_odd_years_are_the_official_ones() {
        let listed = |year| {
            let mut days: Vec<String> = bank_holidays(year).into_iter().map(|d| Civil::from(d).to_string()).collect();
            days.sort();
            days
        };
        let of_2026 = [
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-04",
            "2026-05-25",
            "2026-08-31",
            "2026-12-25",
            "2026-12-28",
        ];
        assert_eq!(listed(2026), of_2026);
        assert!(listed(2020).contains(&"2020-05-08".to_owned()) && !listed(2020).contains(&"2020-05-04".to_owned()));
        assert_eq!(listed(2022).len(), 10 - 1 + 1 - 1 + 1);
        assert!(listed(2022).contains(&"2022-12-27".to_owned()) && listed(2022).contains(&"2022-01-03".to_owned()));
        assert!(listed(2021).contains(&"2021-12-27".to_owned()) && listed(2021).contains(&"2021-12-28".to_owned()));
    }

    #[test]
    fn working_days_are_counted_as_worked_example_w2_counts_them() {
        let calendar = Calendar::new(2020, 2028);
        assert_eq!(calendar.add(day(2026, 4, 2), 1), day(2026, 4, 7));
        assert_eq!(calendar.add(day(2026, 4, 8), 5), day(2026, 4, 15));
        assert_eq!(calendar.on_or_after(day(2026, 4, 3)), day(2026, 4, 7));
        assert_eq!(calendar.on_or_before(day(2026, 4, 6)), day(2026, 4, 2));
        assert_eq!(calendar.before(day(2026, 4, 7), 1), day(2026, 4, 2));
        assert_eq!(calendar.before(day(2026, 4, 15), 5), day(2026, 4, 8));
        assert_eq!(calendar.before(day(2026, 4, 15), 0), day(2026, 4, 15));
        assert!(!calendar.is_working(day(2026, 12, 28)));
    }
}
