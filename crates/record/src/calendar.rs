//! Working days of England and Wales, and date arithmetic that shows its working.
//!
//! A working day is Monday to Friday that is not a bank holiday (worked examples, rule 1). The holidays come from the
//! official list, bundled here and updated by facts on the record, so that a question 'as known then' counts with the
//! holidays that were known then.

use crate::time::Day;

/// The bundled list: GOV.UK's bank holidays for England and Wales (Open Government Licence v3.0).
const BUNDLED: &str = include_str!("../data/bank-holidays-england-and-wales.csv");

/// A bank holiday: its day and its official name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The civil date on which offices are closed.
    pub day: Day,
    /// As the official list names it.
    pub name: String,
}

/// Which days are working days, and the tables that make counting them take one look.
#[derive(Clone, Debug)]
pub struct Calendar {
    holidays: Vec<Holiday>,
    /// For each day of the range: how many working days there are up to and including it.
    working_up_to: Vec<u32>,
    /// The n-th working day of the range.
    nth: Vec<Day>,
}

/// The arithmetic of 'N working days after a day', step by step, as an explanation shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    /// Day 0: never counted, whether a working day or not (rule 2).
    pub from: Day,
    /// The working days counted, in order.
    pub counted: Vec<Day>,
    /// The days passed over: weekends, and holidays with their names.
    pub passed_over: Vec<(Day, String)>,
    /// The first day, if any, for which the list of holidays says nothing, so that only weekends were passed over.
    pub unlisted_from: Option<Day>,
}

impl Calendar {
    /// The calendar of the bundled list.
    pub fn england_and_wales() -> Calendar {
        let holidays = BUNDLED
            .lines()
            .skip(1)
            .filter_map(|line| {
                let mut cells = line.splitn(3, ',');
                let day = cells.next()?.parse().ok()?;
                Some(Holiday { day, name: cells.next()?.to_owned() })
            })
            .collect();
        Calendar::new(holidays)
    }

    /// The calendar of these holidays.
    pub fn new(mut holidays: Vec<Holiday>) -> Calendar {
        holidays.sort_by_key(|holiday| holiday.day);
        holidays.dedup_by_key(|holiday| holiday.day);
        let mut next_holiday = holidays.iter().map(|holiday| holiday.day).peekable();
        let mut working_up_to = Vec::with_capacity((Day::LAST.number() - Day::FIRST.number() + 1) as usize);
        let mut nth = Vec::new();
        for number in Day::FIRST.number()..=Day::LAST.number() {
            let day = Day::from_number(number);
            let is_holiday = next_holiday.next_if_eq(&day).is_some();
            if day.weekday() < 5 && !is_holiday {
                nth.push(day);
            }
            working_up_to.push(nth.len() as u32);
        }
        Calendar { holidays, working_up_to, nth }
    }

    /// This calendar with holidays announced or withdrawn since.
    #[must_use]
    pub fn changed(&self, announced: impl IntoIterator<Item = Holiday>, withdrawn: &[Day]) -> Calendar {
        let mut holidays: Vec<_> = self.holidays.iter().filter(|h| !withdrawn.contains(&h.day)).cloned().collect();
        // An announcement of a day that is listed already changes its name at most.
        for holiday in announced {
            holidays.retain(|h| h.day != holiday.day);
            holidays.push(holiday);
        }
        Calendar::new(holidays)
    }

    /// The holidays, in order.
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    /// The years for which the list says which days are holidays; outside them only weekends are known.
    pub fn listed_years(&self) -> Option<(i32, i32)> {
        Some((self.holidays.first()?.day.ymd().0, self.holidays.last()?.day.ymd().0))
    }

    /// The name of the holiday on that day, if it is one.
    pub fn holiday(&self, day: Day) -> Option<&str> {
        let at = self.holidays.binary_search_by_key(&day, |holiday| holiday.day).ok()?;
        Some(&self.holidays[at].name)
    }

    /// Whether that day is a working day.
    pub fn is_working(&self, day: Day) -> bool {
        let index = Self::index(day);
        index == 0 && !self.nth.is_empty() && self.nth[0] == day
            || index > 0 && self.working_up_to[index] != self.working_up_to[index - 1]
    }

    /// The n-th working day after `day`, where `day` is day 0, working day or not (rule 2). `day` itself where `n` is 0.
    pub fn after(&self, day: Day, n: u32) -> Day {
        if n == 0 {
            return day;
        }
        let target = (self.working_up_to[Self::index(day)] + n - 1) as usize;
        self.nth.get(target).copied().unwrap_or(Day::LAST)
    }

    /// How many working days lie after `from` up to and including `to`; negative where `to` is the earlier.
    pub fn between(&self, from: Day, to: Day) -> i64 {
        i64::from(self.working_up_to[Self::index(to)]) - i64::from(self.working_up_to[Self::index(from)])
    }

    /// The day that is the n-th working day of an absence that began on `first`, which counts itself if it is a
    /// working day (rule 5).
    pub fn nth_of_absence(&self, first: Day, n: u32) -> Day {
        self.after(first.plus_days(-1), n)
    }

    /// [`Calendar::after`], step by step.
    pub fn explain_after(&self, from: Day, n: u32) -> WorkingDays {
        let (mut counted, mut passed_over, mut unlisted_from) = (Vec::new(), Vec::new(), None);
        let listed = self.listed_years();
        let mut day = from;
        while (counted.len() as u32) < n && day < Day::LAST {
            day = day.plus_days(1);
            if unlisted_from.is_none() && listed.is_none_or(|(first, last)| !(first..=last).contains(&day.ymd().0)) {
                unlisted_from = Some(day);
            }
            if self.is_working(day) {
                counted.push(day);
            } else {
                let why = self.holiday(day).map_or_else(|| "weekend".to_owned(), str::to_owned);
                passed_over.push((day, why));
            }
        }
        WorkingDays { from, counted, passed_over, unlisted_from }
    }

    fn index(day: Day) -> usize {
        (day.number() - Day::FIRST.number()) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn counts_agree_with_walking_the_days() {
        let calendar = Calendar::england_and_wales();
        assert_eq!(calendar.holidays().len(), 140);
        assert_eq!(calendar.listed_years(), Some((2012, 2028)));
        for start in ["2011-12-20", "2022-05-25", "2026-03-27", "2026-12-20", "2028-12-20"] {
            for offset in 0..40 {
                let from = day(start).plus_days(offset);
                let mut walked = from;
                for n in 1..60 {
                    walked = walked.plus_days(1);
                    while walked.weekday() > 4 || calendar.holiday(walked).is_some() {
                        walked = walked.plus_days(1);
                    }
                    assert_eq!(calendar.after(from, n), walked, "{n} after {from}");
                    assert_eq!(calendar.between(from, walked), i64::from(n));
                    let shown = calendar.explain_after(from, n);
                    assert_eq!(shown.counted.last(), Some(&walked));
                    assert_eq!(shown.counted.len(), n as usize);
                }
            }
        }
    }

    #[test]
    fn the_dates_of_the_worked_examples() {
        let calendar = Calendar::england_and_wales();
        // W2, W3: Good Friday and Easter Monday are passed over.
        assert_eq!(calendar.after(day("2026-04-02"), 1), day("2026-04-07"));
        assert_eq!(calendar.after(day("2026-04-08"), 5), day("2026-04-15"));
        // W4: Christmas, its substitute day and New Year.
        assert_eq!(calendar.after(day("2026-12-30"), 5), day("2027-01-07"));
        // W7, W9: the first day absent counts itself if it is a working day.
        assert_eq!(calendar.nth_of_absence(day("2026-03-23"), 10), day("2026-04-07"));
        assert_eq!(calendar.nth_of_absence(day("2026-05-02"), 10), day("2026-05-18"));
        // W16.
        assert_eq!(calendar.after(day("2026-03-27"), 7), day("2026-04-09"));
    }

    #[test]
    fn a_holiday_announced_late_changes_the_count_and_names_itself() {
        let calendar = Calendar::england_and_wales();
        let coronation = Holiday { day: day("2026-06-15"), name: "Day of celebration".into() };
        let changed = calendar.changed([coronation], &[]);
        assert_eq!(calendar.after(day("2026-06-12"), 1), day("2026-06-15"));
        assert_eq!(changed.after(day("2026-06-12"), 1), day("2026-06-16"));
        assert_eq!(changed.explain_after(day("2026-06-12"), 1).passed_over[2].1, "Day of celebration");
        assert_eq!(changed.changed([], &[day("2026-06-15")]).after(day("2026-06-12"), 1), day("2026-06-15"));
        assert_eq!(calendar.explain_after(day("2028-12-29"), 1).unlisted_from, Some(day("2029-01-01")));
    }
}
