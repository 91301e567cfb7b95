//! The whole story: time without a worker, and workers met, added up over all of a child's episodes.
//!
//! A paper allocation of one day resets nothing here, and neither does a closing.

use record::book::known_facts;
use record::{Content, Fact, Moment, WorkerId};

use crate::since::{days_since, first_day};
use crate::states::is_main;
use crate::timeline::Timeline;

/// A child's story up to an instant, by one definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// How often the child came to be open.
    pub openings: u32,
    /// Civil days open, added up.
    pub days_open: u32,
    /// How often the child came to be counted.
    pub times_without: u32,
    /// Civil days without a worker in those stretches, each from the first day without one that counts: a grace is part of
    /// it. Added up.
    pub days_without: u32,
    /// The longest of those stretches, in civil days.
    pub longest_days_without: u32,
    /// The different workers who held the child as lead or key worker.
    pub workers: u32,
    /// The different duty workers who were assigned.
    pub duty_workers: u32,
    /// Children whose worker left, and how many civil days it took until the next: the longest such limbo.
    pub longest_limbo_days: u32,
}

/// The story of a child up to that instant.
pub fn story(timeline: &Timeline, definition: usize, facts: &[&[Fact]], at: Moment, known: Moment) -> Story {
    let mut story = Story::default();
    for (from, to) in stretches(&timeline.open, at) {
        story.openings += 1;
        story.days_open += days(from, to);
    }
    for (counted_from, to) in stretches(&timeline.counts[definition], at) {
        let from = timeline.without_from(definition, counted_from).unwrap_or(counted_from);
        story.times_without += 1;
        story.days_without += days(from, to);
        story.longest_days_without = story.longest_days_without.max(days(from, to));
    }
    let held = timeline.involved.iter().filter(|one| is_main(one.role) && one.accepted.is_some_and(|from| from <= at));
    story.workers = different(held.filter_map(|one| one.worker));
    let known: Vec<&Fact> = facts.iter().flat_map(|list| known_facts(list, known)).collect();
    let assigned = known.iter().filter(|fact| fact.when.as_start().is_none_or(|from| from <= at));
    story.duty_workers = different(assigned.filter_map(|fact| match fact.content {
        Content::DutyWorkerAssigned { worker } => Some(worker),
        _ => None,
    }));
    story.longest_limbo_days = limbo(timeline, at);
    story
}

/// The longest time from a worker's end until another accepted, or until now.
fn limbo(timeline: &Timeline, at: Moment) -> u32 {
    let main = || timeline.involved.iter().filter(|one| is_main(one.role));
    let ended = main().filter_map(|one| one.ended).filter(|end| *end <= at);
    let until = |end: Moment| {
        let held =
            main().any(|one| one.accepted.is_some_and(|from| from <= end) && one.ended.is_none_or(|to| to > end));
        let next = main().filter_map(|one| one.accepted).filter(|from| *from >= end).min();
        let closed =
            timeline.open.iter().filter(|step| step.value.is_no() && step.from >= end).map(|step| step.from).min();
        let to = next.into_iter().chain(closed).min().unwrap_or(at).min(at);
        if held { 0 } else { days(end, to) }
    };
    ended.map(until).max().unwrap_or(0)
}

fn stretches(signal: &crate::signal::Signal, at: Moment) -> impl Iterator<Item = (Moment, Moment)> {
    crate::signal::spells(signal).filter(move |spell| spell.from <= at).map(move |spell| (spell.from, spell.to.min(at)))
}

fn days(from: Moment, to: Moment) -> u32 {
    first_day(from).map_or(0, |first| days_since(first, to.day()))
}

fn different(workers: impl Iterator<Item = WorkerId>) -> u32 {
    let mut all: Vec<WorkerId> = workers.collect();
    all.sort_unstable();
    all.dedup();
    all.len() as u32
}
