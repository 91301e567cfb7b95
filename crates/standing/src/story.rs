//! The whole story: time without a worker, and workers met, added up over all of a child's episodes.
//!
//! A paper allocation of one day resets nothing here, and neither does a closing.

use record::book::known_facts;
use record::words::Profession;
use record::{Book, Content, Fact, Moment, WorkerId};

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
    /// The different workers who held the child as lead or key worker. A pool or a tray is no person, and is not met.
    pub workers: u32,
    /// The different duty workers who were assigned.
    pub duty_workers: u32,
    /// From a worker's end, or from the day after the last day at the authority, until the next person accepted, the case
    /// was closed, or until now: the longest of these, in civil days. A pool in between ends none.
    pub longest_limbo_days: u32,
}

/// The story of a child up to that instant, as known then; `facts` are the child's own lists.
pub fn story(
    timeline: &Timeline,
    definition: usize,
    facts: &[&[Fact]],
    book: &Book,
    at: Moment,
    known: Moment,
) -> Story {
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
    let held = held(timeline, book, known);
    story.workers = different(held.iter().filter(|one| one.from <= at).map(|one| one.worker));
    let known: Vec<&Fact> = facts.iter().flat_map(|list| known_facts(list, known)).collect();
    let assigned = known.iter().filter(|fact| fact.when.as_start().is_none_or(|from| from <= at));
    story.duty_workers = different(assigned.filter_map(|fact| match fact.content {
        Content::DutyWorkerAssigned { worker } => Some(worker),
        _ => None,
    }));
    story.longest_limbo_days = limbo(&held, timeline, at);
    story
}

/// A person who accepted the child as lead or key worker, until when.
struct Held {
    worker: WorkerId,
    from: Moment,
    /// The end of the involvement, or of the person's last day at the authority, where that comes first.
    to: Option<Moment>,
}

fn held(timeline: &Timeline, book: &Book, known: Moment) -> Vec<Held> {
    let main = timeline.involved.iter().filter(|one| is_main(one.role));
    let persons = main.filter_map(|one| {
        let (worker, from) = (one.worker?, one.accepted?);
        let to = one.ended.into_iter().chain(left(book, worker, from, known)).min();
        Some(Held { worker, from, to })
    });
    persons.filter(|one| !is_pool(book, one.worker, known)).collect()
}

/// Whether that id stands for a pool or a tray and not for a person, by the newest word on it.
pub fn is_pool(book: &Book, worker: WorkerId, known: Moment) -> bool {
    let said = known_facts(book.worker(worker), known).filter_map(|fact| match fact.content {
        Content::WorkerDetails { profession, .. } => profession,
        _ => None,
    });
    said.last() == Some(Profession::Pool)
}

/// When the worker left the authority for the first time after that instant.
fn left(book: &Book, worker: WorkerId, from: Moment, known: Moment) -> Option<Moment> {
    let facts = known_facts(book.worker(worker), known);
    let left =
        facts.filter(|fact| fact.content.kind() == record::Kind::WorkerLeft).filter_map(|fact| fact.when.as_end());
    left.filter(|end| *end >= from).min()
}

/// The longest time from a person's end until another accepted, the closing, or until now.
fn limbo(held: &[Held], timeline: &Timeline, at: Moment) -> u32 {
    let ended = held.iter().filter_map(|one| one.to).filter(|end| *end <= at);
    let until = |end: Moment| {
        if held.iter().any(|one| one.from <= end && one.to.is_none_or(|to| to > end)) {
            return 0;
        }
        let next = held.iter().map(|one| one.from).filter(|from| *from >= end).min();
        let closed =
            timeline.open.iter().filter(|step| step.value.is_no() && step.from >= end).map(|step| step.from).min();
        let to = next.into_iter().chain(closed).min().unwrap_or(at).min(at);
        days(end, to)
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
