//! A child who has no worker and is not counted yet: since when, which days the policy allows, and from when it counts.

use record::{Day, Moment};
use standing::explain::{CountedWhy, Counting, counted_why};
use standing::since::first_day;
use standing::{Entry, differ};

use super::question::Question;
use super::say;

impl Question<'_> {
    /// Why a definition counts the child for certain, now or from the next time on at which it will if nothing changes.
    fn counted_now_or_next(&self, entry: &Entry, definition: usize) -> Option<CountedWhy> {
        let now = entry.timeline.counted(definition, self.at);
        let at = if now.is_yes() {
            self.at
        } else {
            entry.timeline.comes_to_be_counted(self.plan(), definition, self.at)?.from
        };
        let fact = |because| self.fact(entry.child, because).copied();
        counted_why(self.plan(), self.board.world(), &entry.timeline, definition, at, fact)
    }

    /// From when a definition will count the child if nothing changes, and the working days that it allows before.
    fn coming(&self, entry: &Entry, definition: usize) -> Option<(Day, Vec<Day>)> {
        let why = self.counted_now_or_next(entry, definition).filter(|why| why.from > self.at)?;
        let allowed = why.grace.map_or_else(Vec::new, |(_, days)| days.counted);
        Some((first_day(why.from)?, allowed))
    }

    /// The working days of an absence (PG-03) or of a grace (PG-01, PG-02) that go by before a definition counts the
    /// child, a step each; nothing where it counts at once, or will not count the child.
    pub fn days_before(&self, entry: &Entry, definition: usize) -> Vec<String> {
        if !self.in_force(definition) || !self.is_open(entry) {
            return Vec::new();
        }
        let Some(why) = self.counted_now_or_next(entry, definition) else { return Vec::new() };
        let mut steps = Vec::new();
        if let Some((stop, counting)) = &why.absence {
            steps.extend(say::steps(counting));
            if let Counting::Absence { days, .. } = counting
                && let Some(last) = days.counted.last()
            {
                let from = say::day(last.plus_days(1));
                steps.push(format!("The worker does not count from {from} on ({}).", stop.cites));
            }
        }
        if let Some((_, days)) = &why.grace {
            steps.extend(say::steps(&Counting::WorkingDays(days.clone())));
        }
        if let (false, Some(from)) = (steps.is_empty(), first_day(why.from)) {
            let verb = if why.from > self.at { "Will be counted" } else { "Counted" };
            steps.push(format!("{verb} from {}.", say::day(from)));
        }
        steps
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
