//! Dates as sources write them.

use std::sync::LazyLock;

use record::{Day, When, time};
use serde::Deserialize;

/// In which order a date such as 06/07/2026 gives its parts. The file cannot say; the site file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 06/07/2026 is 6 July.
    #[default]
    DayFirst,
    /// 06/07/2026 is 7 June.
    MonthFirst,
    /// Only 2026-07-06 is a date.
    Iso,
}

/// What a cell that should hold a date holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateCell {
    /// Nothing.
    Blank,
    /// A date, or a date and a time. Midnight in a column of dates and times is a date without a time.
    Known(When),
    /// The date with which some systems say 'none': 30 or 31 December 1899, 1 January 1900 or the day before it, which a
    /// spreadsheet calls 1900-01-00, or its number, 0.
    Zero,
    /// No date that can be taken, and why.
    Bad(String),
}

/// Reads a cell, already trimmed.
pub fn read(cell: &[u8], order: DateOrder) -> DateCell {
    match cell {
        [] => DateCell::Blank,
        [b'0'] => DateCell::Zero,
        [_, _, _, _, b'-', _, _, b'-', ..] => match iso(cell) {
            Some(read) => read,
            None => DateCell::Bad(explain(cell, order)),
        },
        _ => slashed(cell, order).unwrap_or_else(|| DateCell::Bad(explain(cell, order))),
    }
}

/// The first day of each month from January 1900 on, and how many days it has.
static MONTHS: LazyLock<Vec<(Day, u8)>> = LazyLock::new(|| {
    let months = (1900..=2100).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let of = |(year, month)| {
        let length = (28..=31).rev().find(|day| Day::new(year, month, *day).is_some())?;
        Some((Day::new(year, month, 1)?, length))
    };
    months.filter_map(of).collect()
});

/// `2026-06-30`, the commonest form, and no other: a date that [`read`] would take as a date without a time.
#[inline]
pub(crate) fn plain(cell: &[u8]) -> Option<Day> {
    const FORM: u64 = u64::from_le_bytes(*b"0000-00-");
    const DASHES: u64 = u64::from_le_bytes([0, 0, 0, 0, 0xff, 0, 0, 0xff]);
    let (month_and_year, [d1, d2]) = cell.split_first_chunk::<8>()? else { return None };
    let digits = u64::from_le_bytes(*month_and_year) ^ FORM;
    let over_nine = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let (tens, ones) = (d1.wrapping_sub(b'0'), d2.wrapping_sub(b'0'));
    if over_nine | (digits & DASHES) != 0 || tens > 9 || ones > 9 {
        return None;
    }
    let digit = |place: u32| (digits >> (8 * place) & 0xff) as usize;
    let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
    let month = digit(5) * 10 + digit(6);
    // The year 1900 has the day that stands for none.
    if year <= 1900 || month == 0 || month > 12 {
        return None;
    }
    let (first, length) = *MONTHS.get((year - 1900) * 12 + month - 1)?;
    let day = tens * 10 + ones;
    (1..=length).contains(&day).then(|| first.plus_days(i32::from(day) - 1))
}

/// Whether the cell is a date, with or without a time, or a time: what no id is.
pub(crate) fn is_date_or_time(cell: &[u8]) -> bool {
    // Nearly no id gets further than this.
    if !cell.first().is_some_and(u8::is_ascii_digit)
        || !cell.iter().any(|byte| matches!(byte, b'-' | b'/' | b'.' | b':'))
    {
        return false;
    }
    let is_date = |order| matches!(read(cell, order), DateCell::Known(_) | DateCell::Zero);
    let is_time = || match cell {
        [h, b':', m1, m2, ..] => two(b'0', *h).is_some() && two(*m1, *m2).is_some(),
        [h1, h2, b':', m1, m2, ..] => two(*h1, *h2).is_some() && two(*m1, *m2).is_some(),
        _ => false,
    };
    is_date(DateOrder::DayFirst) || is_date(DateOrder::MonthFirst) || is_time() || is_written_as_date(cell)
}

/// Whether the cell is written as dates are, whether or not there is such a day: 31/02/2026.
fn is_written_as_date(cell: &[u8]) -> bool {
    let day = cell.split(|byte| matches!(byte, b' ' | b'T')).next().unwrap_or_default();
    let lengths = |separator: u8| -> Vec<usize> {
        let parts = day.split(|byte| *byte == separator);
        parts.map(|part| if part.iter().all(u8::is_ascii_digit) { part.len() } else { usize::MAX }).collect()
    };
    [b'/', b'-', b'.'].iter().any(|separator| matches!(lengths(*separator)[..], [1..=2, 1..=2, 4] | [4, 1..=2, 1..=2]))
}

fn two(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if tens < 10 && ones < 10 { Some(tens * 10 + ones) } else { None }
}

fn iso(cell: &[u8]) -> Option<DateCell> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = cell else { return None };
    let year = i32::from(two(*y1, *y2)?) * 100 + i32::from(two(*y3, *y4)?);
    with_time(year, two(*m1, *m2)?, two(*d1, *d2)?, rest)
}

/// The day with the time that follows it: ` HH:MM`, seconds, a fraction and `Z` or an offset where they are given.
fn with_time(year: i32, month: u8, day: u8, rest: &[u8]) -> Option<DateCell> {
    if (year == 1899 && month == 12 && (30..=31).contains(&day)) || ((year, month) == (1900, 1) && day <= 1) {
        return Some(DateCell::Zero);
    }
    let day = Day::new(year, month, day)?;
    match rest {
        [] | [b'T' | b' ', b'0', b'0', b':', b'0', b'0'] => Some(DateCell::Known(When::On(day))),
        [b'T' | b' ', b'0', b'0', b':', b'0', b'0', b':', b'0', b'0', fraction @ ..] if is_zero_fraction(fraction) => {
            Some(DateCell::Known(When::On(day)))
        }
        [b'T' | b' ', h1, h2, b':', tail @ ..] => {
            let (hour, after) = (two(*h1, *h2)?, tail);
            timed(day, hour, after)
        }
        [b' ', h, b':', tail @ ..] => timed(day, two(b'0', *h)?, tail),
        _ => None,
    }
}

fn is_zero_fraction(fraction: &[u8]) -> bool {
    match fraction {
        [] => true,
        [b'.', digits @ ..] => !digits.is_empty() && digits.iter().all(|digit| *digit == b'0'),
        _ => false,
    }
}

fn timed(day: Day, hour: u8, minutes_on: &[u8]) -> Option<DateCell> {
    // The record reads the same forms; it is the one place that knows offsets and changes of the clocks.
    let tail = std::str::from_utf8(minutes_on).ok()?;
    let text = format!("{day}T{hour:02}:{tail}");
    let when: When = text.parse().ok()?;
    Some(if time::is_skipped(&text, when) { DateCell::Bad(time::SKIPPED.to_owned()) } else { DateCell::Known(when) })
}

fn slashed(cell: &[u8], order: DateOrder) -> Option<DateCell> {
    let (first, second, year, rest) = parts(cell)?;
    match order {
        DateOrder::DayFirst => with_time(year, second, first, rest),
        DateOrder::MonthFirst => with_time(year, first, second, rest),
        DateOrder::Iso => None,
    }
}

/// Whether a cell that should hold the day on which something ended says in a word that it has not.
pub(crate) fn says_going_on(cell: &[u8]) -> bool {
    const WORDS: [&[u8]; 6] = [b"open", b"still open", b"current", b"ongoing", b"on-going", b"present"];
    WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// What a slashed date says of the order in which its column's dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is a date in either order, and another one in each.
    Either,
    /// It is a date in the site file's order only.
    InOrder,
    /// It is a date in the other order only.
    InOther,
}

/// What the dates of a file say of the order in which they are written: a file is written by one hand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OrderSaid {
    /// How many can only be read in the site file's order, and how many only in the other.
    pub this_way: u64,
    pub other_way: u64,
    /// Places, as bits, of columns with dates that can only be read in the other order, and of those with dates that could
    /// be read in either.
    pub other_columns: u16,
    pub either_columns: u16,
}

impl OrderSaid {
    /// So many dates of one order to one of the other, and the other is a slip of a hand and no custom: only the slip
    /// itself is then no date.
    const TO_A_SLIP: u64 = 1000;

    pub fn add(&mut self, more: OrderSaid) {
        self.this_way += more.this_way;
        self.other_way += more.other_way;
        self.other_columns |= more.other_columns;
        self.either_columns |= more.either_columns;
    }

    /// Whether dates that could be read in either order are not to be believed.
    pub fn is_doubted(&self) -> bool {
        self.other_way.saturating_mul(Self::TO_A_SLIP) > self.this_way
    }
}

/// What that cell says of the order of its column, where it says anything: most do not.
pub(crate) fn written(cell: &[u8], order: DateOrder) -> Option<Written> {
    let (first, second, year, _) = parts(cell)?;
    let is_date = |month, day| Day::new(year, month, day).is_some();
    let (in_order, in_other) = match order {
        DateOrder::DayFirst => (is_date(second, first), is_date(first, second)),
        DateOrder::MonthFirst => (is_date(first, second), is_date(second, first)),
        DateOrder::Iso => return None,
    };
    match (in_order, in_other) {
        (true, true) if first != second => Some(Written::Either),
        (true, false) => Some(Written::InOrder),
        (false, true) => Some(Written::InOther),
        _ => None,
    }
}

/// `D/M/YYYY`, with `/`, `-` or `.`, and what follows it.
fn parts(cell: &[u8]) -> Option<(u8, u8, i32, &[u8])> {
    let separator = *cell.iter().find(|byte| !byte.is_ascii_digit())?;
    if !matches!(separator, b'/' | b'-' | b'.') {
        return None;
    }
    let (first, rest) = short(cell, separator)?;
    let (second, rest) = short(rest, separator)?;
    let [y1, y2, y3, y4, rest @ ..] = rest else { return None };
    let year = i32::from(two(*y1, *y2)?) * 100 + i32::from(two(*y3, *y4)?);
    Some((first, second, year, rest))
}

fn short(cell: &[u8], separator: u8) -> Option<(u8, &[u8])> {
    match cell {
        [a, s, rest @ ..] if *s == separator => Some((two(b'0', *a)?, rest)),
        [a, b, s, rest @ ..] if *s == separator => Some((two(*a, *b)?, rest)),
        _ => None,
    }
}

/// Why the cell is no date, and what to write. Slow and only for what was refused.
fn explain(cell: &[u8], order: DateOrder) -> String {
    const WRITE: &str = "write 2026-04-15";
    if let Some((first, second, year, _)) = parts(cell) {
        let name = |day, month| Day::new(year, month, day).map(|day| day.to_string());
        return match order {
            DateOrder::Iso => format!(
                "not a year-month-day date, and the site file says date-order = \"iso\": {WRITE}, or set date-order to \
                 \"day-first\" or \"month-first\""
            ),
            DateOrder::DayFirst if second > 12 && first <= 12 => match name(second, first) {
                Some(day) => format!(
                    "there is no month {second}: read month first, as Americans write, it would be {day}. Write that, or \
                     set date-order = \"month-first\" in the site file if all dates are so"
                ),
                None => format!("there is no such date: {WRITE}"),
            },
            DateOrder::MonthFirst if first > 12 && second <= 12 => match name(first, second) {
                Some(day) => format!(
                    "there is no month {first}: read day first it would be {day}. Write that, or set \
                     date-order = \"day-first\" in the site file if all dates are so"
                ),
                None => format!("there is no such date: {WRITE}"),
            },
            _ => no_such_date(year),
        };
    }
    let digits = cell.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits == cell.len() && digits == 5 {
        return format!("a spreadsheet's day number, not a date: {WRITE}");
    }
    if let [a, b, c, d, b'-', rest @ ..] = cell
        && let (Some(high), Some(low)) = (two(*a, *b), two(*c, *d))
        && rest.len() >= 5
        && let [m1, m2, b'-', d1, d2, ..] = rest
        && two(*m1, *m2).is_some()
        && two(*d1, *d2).is_some()
    {
        let year = i32::from(high) * 100 + i32::from(low);
        return match (two(*m1, *m2), two(*d1, *d2)) {
            (Some(month), Some(day)) if Day::new(year, month, day).is_some() => {
                format!("the time after the date cannot be read: {WRITE} or 2026-04-15T16:00")
            }
            _ => no_such_date(year),
        };
    }
    if cell.len() < 10 && cell.iter().filter(|byte| matches!(byte, b'/' | b'-' | b'.')).count() == 2 {
        return format!("the date is cut, or its year has two digits: {WRITE}");
    }
    format!("not a date: {WRITE}")
}

fn no_such_date(year: i32) -> String {
    if (1900..=2100).contains(&year) {
        "there is no such date: write 2026-04-15".to_owned()
    } else {
        format!("the year {year} lies outside 1900 to 2100: write 2026-04-15")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(cell: &str, order: DateOrder) -> String {
        match read(cell.as_bytes(), order) {
            DateCell::Blank => "blank".to_owned(),
            DateCell::Known(when) => when.to_string(),
            DateCell::Zero => "zero".to_owned(),
            DateCell::Bad(why) => format!("! {why}"),
        }
    }

    #[test]
    fn the_plainest_form_is_read_as_any_other() {
        for year in 1890..2110 {
            for month in 0..14 {
                for day in 0..33 {
                    let written = format!("{year:04}-{month:02}-{day:02}");
                    let expected = u8::try_from(day).ok().and_then(|day| Day::new(year, month, day));
                    assert_eq!(plain(written.as_bytes()), expected.filter(|_| year != 1900), "{written}");
                }
            }
        }
        for other in ["2026-06-3", "2026/06/30", "2026-06-30 ", "2026-06-3a", "202a-06-30", "2026-0:-30", "2026-06 30"]
        {
            assert_eq!(plain(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_date_says_in_which_order_it_can_be_written() {
        use DateOrder::{DayFirst, Iso, MonthFirst};
        let cases = [
            ("04/05/2026", Some(Written::Either), Some(Written::Either)),
            ("04/25/2026", Some(Written::InOther), Some(Written::InOrder)),
            ("25/04/2026", Some(Written::InOrder), Some(Written::InOther)),
            ("05/05/2026", None, None),
            ("2/29/2026", None, None),
            ("4.5.2026 10:00", Some(Written::Either), Some(Written::Either)),
            ("2026-04-05", None, None),
            ("soon", None, None),
        ];
        for (cell, day_first, month_first) in cases {
            let cell = cell.as_bytes();
            assert_eq!((written(cell, DayFirst), written(cell, MonthFirst)), (day_first, month_first));
            assert_eq!(written(cell, Iso), None);
        }
    }

    #[test]
    fn dates_are_read_as_sources_write_them() {
        use DateOrder::{DayFirst, Iso, MonthFirst};
        let cases = "\
            iso | | blank
            iso | 2026-06-30 | 2026-06-30
            iso | 2026-06-30 00:00:00 | 2026-06-30
            iso | 2026-06-30T00:00:00.000 | 2026-06-30
            iso | 2026-06-30 00:00 | 2026-06-30
            iso | 2026-06-30 14:05:09.123 | 2026-06-30T14:05:09+01:00
            iso | 2026-06-30T14:05:09Z | 2026-06-30T15:05:09+01:00
            iso | 2026-06-30T00:00:00Z | 2026-06-30T01:00:00+01:00
            iso | 2026-01-30 14:05 | 2026-01-30T14:05:00+00:00
            iso | 1900-01-01 | zero
            iso | 1900-01-01 00:00:00.000 | zero
            iso | 1899-12-30 | zero
            iso | 1899-12-31 | zero
            iso | 1899-12-29 | ! the year 1899 lies outside 1900 to 2100: write 2026-04-15
            iso | 9999-12-31 | ! the year 9999 lies outside 1900 to 2100: write 2026-04-15
            iso | 2026-02-30 | ! there is no such date: write 2026-04-15
            iso | 2025-02-29 | ! there is no such date: write 2026-04-15
            iso | 2026-06-3 | ! the date is cut, or its year has two digits: write 2026-04-15
            iso | 2026-06-30 25:00 | ! the time after the date cannot be read: write 2026-04-15 or 2026-04-15T16:00
            iso | 30/06/2026 | ! not a year-month-day date, and the site file says date-order = \"iso\": write 2026-04-15, \
            or set date-order to \"day-first\" or \"month-first\"
            day | 30/06/2026 | 2026-06-30
            day | 1/6/2026 | 2026-06-01
            day | 30-06-2026 | 2026-06-30
            day | 30.06.2026 | 2026-06-30
            day | 30/06/2026 14:05 | 2026-06-30T14:05:00+01:00
            day | 30/06/2026 9:05 | 2026-06-30T09:05:00+01:00
            day | 30/06/2026 00:00:00 | 2026-06-30
            day | 01/01/1900 | zero
            day | 06/30/2026 | ! there is no month 30: read month first, as Americans write, it would be 2026-06-30. Write \
            that, or set date-order = \"month-first\" in the site file if all dates are so
            day | 31/06/2026 | ! there is no such date: write 2026-04-15
            day | 29/03/2026 01:30 | ! no clock in London showed this time: on that night the clocks went forward from 01:00 \
            to 02:00
            iso | 2026-03-29T01:30Z | 2026-03-29T02:30:00+01:00
            iso | 2026-03-29 02:00:00 | 2026-03-29T02:00:00+01:00
            iso | 2026-10-25 01:30 | 2026-10-25T01:30:00+01:00
            day | 30/06/26 | ! the date is cut, or its year has two digits: write 2026-04-15
            day | 46203 | ! a spreadsheet's day number, not a date: write 2026-04-15
            day | last Tuesday | ! not a date: write 2026-04-15
            month | 06/30/2026 | 2026-06-30
            month | 06/07/2026 | 2026-06-07
            month | 30/06/2026 | ! there is no month 30: read day first it would be 2026-06-30. Write that, or set \
            date-order = \"day-first\" in the site file if all dates are so";
        for case in cases.lines() {
            let mut cells = case.split('|').map(str::trim);
            let order = match cells.next() {
                Some("iso") => Iso,
                Some("day") => DayFirst,
                _ => MonthFirst,
            };
            let (cell, expected) = (cells.next().unwrap(), cells.next().unwrap());
            assert_eq!(said(cell, order), expected, "{cell}");
        }
    }
}
