//! A child who has no worker and is not counted yet: since when, which days the policy allows, and from when it counts.

use record::{Day, Moment};
use standing::since::first_day;
use standing::{Entry, differ};

use super::question::Question;
use super::say;

impl Question<'_> {
    /// From when a definition will count the child if nothing changes, and the working days that it allows before.
    fn coming(&self, entry: &Entry, definition: usize) -> Option<(Day, Vec<Day>)> {
        let signal = &entry.timeline.counts[definition];
        let step = signal.iter().find(|step| step.from > self.at && step.value.is_yes())?;
        let why = standing::explain::counted_why(
            self.plan(),
            self.board.world(),
            &entry.timeline,
            definition,
            step.from,
            |because| self.fact(entry.child, because).copied(),
        );
        let allowed = why.and_then(|why| why.grace).map_or_else(Vec::new, |(_, days)| days.counted);
        Some((first_day(step.from)?, allowed))
    }

    /// What a policy allows, and from when it counts: "the policy allows 1 working day (Mon 13 July 2026); counts from
    /// Tue 14 July 2026". Nothing where the child will not be counted.
    pub fn allowed(&self, entry: &Entry, definition: usize) -> Option<String> {
        let (from, days) = self.coming(entry, definition)?;
        let from = say::day(from);
        let Some(last) = days.last() else { return Some(format!("the policy counts the child from {from}")) };
        let many = differ::grace_words(u32::try_from(days.len()).unwrap_or(u32::MAX));
        let many = many.trim_start_matches("more than ");
        let day = say::day(*last);
        let until = if days.len() == 1 { day.to_string() } else { format!("the last is {day}") };
        Some(format!("the policy allows {many} ({until}); counts from {from}"))
    }

    /// Why a definition does not count a child yet that has had no worker since that instant.
    pub fn not_counted_yet(&self, entry: &Entry, definition: usize, since: Moment) -> String {
        // Before the case was opened it was nobody's: the gap in workers may be older than the opening.
        let opened = standing::signal::step_at(&entry.timeline.open, self.at).map_or(since, |open| open.from);
        let since = first_day(since.max(opened)).map_or_else(String::new, |day| format!(" since {}", say::day(day)));
        let allowed = self.allowed(entry, definition);
        let allowed = allowed.unwrap_or_else(|| "the policy does not count the child yet".to_owned());
        format!("without a worker{since}; {allowed}")
    }
}
