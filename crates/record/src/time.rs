//! Instants and civil days. Civil time is Europe/London throughout (worked examples, rule 1).

use std::fmt;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The name of that month of the year, counted from 1; what is no month counts as the nearest.
pub const fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES[if month < 1 {
        0
    } else if month > 12 {
        11
    } else {
        month as usize - 1
    }]
}

/// Seconds in a civil day on which the clocks do not change.
const DAY_SECONDS: i64 = 86_400;

/// An instant: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// A civil date in London, as days since 1970-01-01; always within [`Day::FIRST`] to [`Day::LAST`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// When something happened, as precisely as its source says it.
///
/// Sources often give a date without a time. Such a date is kept as a date: nothing here invents an hour.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum When {
    /// At some time on this civil date.
    On(Day),
    /// At this instant.
    At(Moment),
    /// The source does not say, or says something impossible.
    Unknown,
}

impl Moment {
    /// Before everything that a record can hold.
    pub const MIN: Moment = Moment(i64::MIN / 4);
    /// After everything that a record can hold; the end of what goes on.
    pub const MAX: Moment = Moment(i64::MAX / 4);

    /// The instant `second` seconds after 1970-01-01T00:00:00Z.
    pub const fn from_second(second: i64) -> Moment {
        Moment(second)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn second(self) -> i64 {
        self.0
    }

    /// The instant that many elapsed seconds later, across a change of the clocks too (rule 4).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds))
    }

    /// The civil date in London at this instant; the first or last day of the range for an instant beyond it.
    pub fn day(self) -> Day {
        let guess = (self.0.saturating_add(2 * 3600)).div_euclid(DAY_SECONDS);
        let mut day = Day(guess.clamp(i64::from(Day::FIRST.0), i64::from(Day::LAST.0)) as i32);
        while day > Day::FIRST && self < day.start() {
            day = Day(day.0 - 1);
        }
        day
    }

    /// The civil hour and minute in London at this instant.
    pub fn clock(self) -> (u8, u8) {
        let civil = self.civil();
        (civil.hour() as u8, civil.minute() as u8)
    }

    /// The civil date and time in London at this instant.
    fn civil(self) -> DateTime {
        jiff::Timestamp::from_second(self.0).map(|instant| LONDON.zone.to_datetime(instant)).unwrap_or(if self.0 < 0 {
            DateTime::MIN
        } else {
            DateTime::MAX
        })
    }
}

impl Day {
    /// 1 January 1900: earlier dates are not taken from any source.
    pub const FIRST: Day = Day(-25_567);
    /// 31 December 2100: later dates are not taken from any source.
    pub const LAST: Day = Day(47_846);

    /// The civil date, or nothing where there is no such date or it lies outside the range.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Day> {
        let (in_range, leap) = ((1900..=2100).contains(&year), year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
        let length = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            1..=12 => 31,
            _ => return None,
        };
        if !in_range || day == 0 || day > length {
            return None;
        }
        // Days from civil, after Howard Hinnant's public-domain algorithm: years begin in March.
        let y = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (y.div_euclid(400), y.rem_euclid(400));
        let month_from_march = (i32::from(month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i32::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Day(era * 146_097 + day_of_era - 719_468))
    }

    /// The day of that number, held within the range.
    pub const fn from_number(number: i32) -> Day {
        if number < Day::FIRST.0 {
            Day::FIRST
        } else if number > Day::LAST.0 {
            Day::LAST
        } else {
            Day(number)
        }
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn ymd(self) -> (i32, u8, u8) {
        let z = self.0 + 719_468;
        let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u8;
        (year_of_era + era * 400 + i32::from(month <= 2), month, day)
    }

    /// Monday is 0 and Sunday is 6.
    pub const fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// 'Mon' to 'Sun'.
    pub const fn weekday_name(self) -> &'static str {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][self.weekday() as usize]
    }

    /// 'January' to 'December'.
    pub fn month_name(self) -> &'static str {
        month_name(self.ymd().1)
    }

    /// That many calendar days later (earlier where negative), held within the range.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Day {
        Day::from_number(self.0.saturating_add(days))
    }

    /// The same day of the month that many months later, or that month's last day where it has no such day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Day {
        let (year, month, day) = self.ymd();
        let count = year * 12 + i32::from(month) - 1 + months;
        let (year, month) = (count.div_euclid(12), (count.rem_euclid(12) + 1) as u8);
        (1..=day).rev().find_map(|day| Day::new(year, month, day)).unwrap_or(if months < 0 {
            Day::FIRST
        } else {
            Day::LAST
        })
    }

    /// The birthday on which a child born on this day reaches that age. A child born on 29 February reaches it on
    /// 1 March in other years, as English law has it.
    #[must_use]
    pub fn birthday(self, years: i32) -> Day {
        let (year, month, day) = self.ymd();
        Day::new(year + years, month, day).or_else(|| Day::new(year + years, 3, 1)).unwrap_or(if years < 0 {
            Day::FIRST
        } else {
            Day::LAST
        })
    }

    /// Whole years of age on `today` of a child born on this day; nothing where `today` is before the birth.
    pub fn age_on(self, today: Day) -> Option<u32> {
        if today < self {
            return None;
        }
        let years = today.ymd().0 - self.ymd().0;
        u32::try_from(if self.birthday(years) <= today { years } else { years - 1 }).ok()
    }

    /// 00:00 in London on this day.
    pub fn start(self) -> Moment {
        Moment(LONDON.midnights[(self.0 - Day::FIRST.0) as usize])
    }

    /// The last second of this day in London: 'as at the end of the day'.
    pub fn end(self) -> Moment {
        Moment(LONDON.midnights[(self.0 - Day::FIRST.0) as usize + 1] - 1)
    }

    /// That civil time on this day. A time that the clocks skip is read as the same time before the change, and one
    /// that they repeat as the first of the two; nothing for an hour or minute that no clock shows.
    pub fn at(self, hour: u8, minute: u8, second: u8) -> Option<Moment> {
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        let index = (self.0 - Day::FIRST.0) as usize;
        let (start, next) = (LONDON.midnights[index], LONDON.midnights[index + 1]);
        if next - start == DAY_SECONDS {
            return Some(Moment(start + seconds));
        }
        let (year, month, day) = self.ymd();
        let civil = Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()?;
        let civil = civil.at(hour as i8, minute as i8, second as i8, 0);
        LONDON.zone.to_ambiguous_timestamp(civil).compatible().ok().map(|instant| Moment(instant.as_second()))
    }
}

impl When {
    /// The civil date, where one is known.
    pub fn day(self) -> Option<Day> {
        match self {
            When::On(day) => Some(day),
            When::At(moment) => Some(moment.day()),
            When::Unknown => None,
        }
    }

    /// The first instant at which what began then can have begun: a date without a time begins with its first second.
    pub fn as_start(self) -> Option<Moment> {
        match self {
            When::On(day) => Some(day.start()),
            When::At(moment) => Some(moment),
            When::Unknown => None,
        }
    }

    /// The instant from which what ended then is over: a date without a time is over with its last second, so that it
    /// counts as over at the end of that day and the day on which it ended is that date.
    pub fn as_end(self) -> Option<Moment> {
        match self {
            When::On(day) => Some(day.end()),
            When::At(moment) => Some(moment),
            When::Unknown => None,
        }
    }
}

struct London {
    zone: TimeZone,
    /// The first instant of each day of the range, and of the day after the last.
    midnights: Vec<i64>,
}

/// London's midnights are worked out once from the bundled time-zone database, never from the machine's own.
static LONDON: LazyLock<London> = LazyLock::new(|| {
    let zone = TimeZone::get("Europe/London").expect("the time-zone database is bundled with jiff and knows London");
    let first = i64::from(Day::FIRST.0) * DAY_SECONDS;
    let start = jiff::Timestamp::from_second(first - 2 * DAY_SECONDS).expect("1899 is within jiff's range");
    let mut changes = zone.following(start).map(|t| (t.timestamp().as_second(), t.offset().seconds())).peekable();
    let mut offset = i64::from(zone.to_offset(start).seconds());
    let midnights = (Day::FIRST.0..=Day::LAST.0 + 1)
        .map(|day| {
            let civil = i64::from(day) * DAY_SECONDS;
            while let Some((at, new_offset)) = changes.peek().copied() {
                if at > civil - offset {
                    break;
                }
                offset = i64::from(new_offset);
                changes.next();
            }
            civil - offset
        })
        .collect();
    London { zone, midnights }
});

impl fmt::Display for Day {
    /// ISO 8601: `2026-04-15`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {self}", self.weekday_name())
    }
}

impl fmt::Display for Moment {
    /// ISO 8601 with London's offset at that instant: `2026-04-02T16:00:00+01:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self <= Moment::MIN || *self >= Moment::MAX {
            return f.write_str(if *self <= Moment::MIN { "the beginning" } else { "the end" });
        }
        let civil = self.civil();
        let offset = match jiff::Timestamp::from_second(self.0) {
            Ok(instant) => LONDON.zone.to_offset(instant).seconds(),
            Err(_) => 0,
        };
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+{:02}:{:02}",
            civil.year(),
            civil.month(),
            civil.day(),
            civil.hour(),
            civil.minute(),
            civil.second(),
            offset / 3600,
            offset % 3600 / 60
        )
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::On(day) => day.fmt(f),
            When::At(moment) => moment.fmt(f),
            When::Unknown => f.write_str("not known"),
        }
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::str::FromStr for Day {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Day, NotATime> {
        parse_day(text.as_bytes()).ok_or_else(|| NotATime(text.to_owned()))
    }
}

impl std::str::FromStr for When {
    type Err = NotATime;

    /// `2026-04-02`, or `2026-04-02T16:00`, with optional seconds, fraction (dropped) and offset (`Z`, `+01:00`).
    /// Without an offset the time is London civil time.
    fn from_str(text: &str) -> Result<When, NotATime> {
        parse_when(text.as_bytes()).ok_or_else(|| NotATime(text.to_owned()))
    }
}

/// Why a time that the clocks skip is not taken.
pub const SKIPPED: &str =
    "no clock in London showed this time: on that night the clocks went forward from 01:00 to 02:00";

/// Whether that text, which was read as `when`, is a time in London that the clocks skip: it has no offset, and at the
/// instant as which it was read they show another time.
pub fn is_skipped(text: &str, when: When) -> bool {
    let (When::At(moment), Some(time)) = (when, text.get(11..)) else { return false };
    let has_offset = time.contains(['Z', '+', '-']);
    let (hour, minute) = moment.clock();
    !has_offset && time.get(..5).is_some_and(|written| written != format!("{hour:02}:{minute:02}"))
}

/// A text that is neither a date nor a date and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotATime(pub String);

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' is not a date: write 2026-04-15, or 2026-04-15T16:00 for a time in London", self.0)
    }
}

impl std::error::Error for NotATime {}

fn two(bytes: &[u8]) -> Option<u8> {
    match bytes {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some((a - b'0') * 10 + (b - b'0')),
        _ => None,
    }
}

fn parse_day(bytes: &[u8]) -> Option<Day> {
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i32::from(two(&bytes[0..2])?) * 100 + i32::from(two(&bytes[2..4])?);
    Day::new(year, two(&bytes[5..7])?, two(&bytes[8..10])?)
}

fn parse_when(bytes: &[u8]) -> Option<When> {
    let day = parse_day(bytes.get(..10)?)?;
    let rest = &bytes[10..];
    if rest.is_empty() {
        return Some(When::On(day));
    }
    if !matches!(rest[0], b'T' | b' ') || rest.len() < 6 || rest[3] != b':' {
        return None;
    }
    let (hour, minute) = (two(&rest[1..3])?, two(&rest[4..6])?);
    let mut rest = &rest[6..];
    let mut second = 0;
    if rest.first() == Some(&b':') {
        second = two(rest.get(1..3)?)?;
        rest = &rest[3..];
    }
    if rest.first() == Some(&b'.') {
        let digits = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        rest = &rest[1 + digits..];
    }
    let offset = match rest {
        [] => return day.at(hour, minute, second).map(When::At),
        b"Z" => 0,
        [sign @ (b'+' | b'-'), hours @ .., b':', _, _] if hours.len() == 2 => {
            let seconds = i64::from(two(hours)?) * 3600 + i64::from(two(&rest[4..6])?) * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some(When::At(Moment(i64::from(day.0) * DAY_SECONDS + seconds - offset)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_go_to_civil_dates_and_back() {
        for number in Day::FIRST.0..=Day::LAST.0 {
            let day = Day(number);
            let (y, m, d) = day.ymd();
            assert_eq!(Day::new(y, m, d), Some(day));
            let jiff_day = Date::new(y as i16, m as i8, d as i8).unwrap();
            assert_eq!(jiff_day.weekday().to_monday_zero_offset(), day.weekday() as i8);
            assert_eq!(day.start().day(), day);
            assert_eq!(day.end().day(), day);
        }
        assert_eq!(Day::FIRST.to_string(), "1900-01-01");
        assert_eq!(Day::LAST.to_string(), "2100-12-31");
    }

    #[test]
    fn impossible_dates_are_no_dates() {
        for text in [
            "2026-02-30",
            "2025-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-00",
            "1899-12-31",
            "2101-01-01",
            "26-04-01",
            "2026-4-1",
            "",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn clocks_change_in_london() {
        // 24 elapsed hours from Sat 28 Mar 2026 18:30 GMT are Sun 29 Mar 19:30 BST (AS-09, W17).
        let visit = day("2026-03-28").at(18, 30, 0).unwrap();
        assert_eq!(visit.plus_seconds(24 * 3600).to_string(), "2026-03-29T19:30:00+01:00");
        assert_eq!(day("2026-03-29").end().second() - day("2026-03-29").start().second() + 1, 23 * 3600);
        assert_eq!(day("2026-10-25").end().second() - day("2026-10-25").start().second() + 1, 25 * 3600);
        assert_eq!(day("2026-10-25").at(1, 30, 0).unwrap().to_string(), "2026-10-25T01:30:00+01:00");
        assert_eq!(day("2026-07-01").at(24, 0, 0), None);
    }

    #[test]
    fn times_are_read_as_their_source_wrote_them() {
        let read = |text: &str| text.parse::<When>().map(|when| when.to_string()).unwrap_or_default();
        assert_eq!(read("2026-04-02"), "2026-04-02");
        assert_eq!(read("2026-04-02T16:00"), "2026-04-02T16:00:00+01:00");
        assert_eq!(read("2026-04-02 16:00:05.123"), "2026-04-02T16:00:05+01:00");
        assert_eq!(read("2026-04-02T15:00:00Z"), "2026-04-02T16:00:00+01:00");
        assert_eq!(read("2026-01-02T15:00:00+01:00"), "2026-01-02T14:00:00+00:00");
        for bad in ["2026-04-02T", "2026-04-02T25:00", "2026-04-02T10:00x", "2026-04-02T10:00:00.", "2026-04-02T10"] {
            assert_eq!(read(bad), "", "{bad}");
        }
    }

    #[test]
    fn months_and_birthdays() {
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
        assert_eq!(day("2026-08-31").plus_months(6), day("2027-02-28"));
        assert_eq!(day("2012-02-29").birthday(13), day("2025-03-01"));
        assert_eq!(day("2014-06-30").age_on(day("2026-06-29")), Some(11));
        assert_eq!(day("2014-06-30").age_on(day("2026-06-30")), Some(12));
        assert_eq!(day("2027-01-01").age_on(day("2026-06-30")), None);
    }
}
