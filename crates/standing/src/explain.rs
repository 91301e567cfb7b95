//! Why? The clause, the facts, and the count of days behind every answer, as data.

use policy::{Cause, Due, Duty, Grace, Length, Opens, Stop, StopOn, Within};
use record::words::AbsenceKind;
use record::{Content, Day, Fact, FactId, Moment, Ref, Tri, WorkingDays};

use crate::duties::Calendars;
use crate::evaluate::{Evaluator, fact_of};
use crate::plan::Plan;
use crate::signal::Because;
use crate::timeline::{Closed, DueAt, DutyRecord, Timeline, Towards};
use crate::world::World;

/// The arithmetic of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counting {
    /// On that day itself.
    SameDay(Day),
    /// So many working days after a day, each named.
    WorkingDays(WorkingDays),
    /// A length of calendar time after a day.
    Calendar {
        /// Day 0.
        from: Day,
        /// How long.
        length: Length,
        /// The day that it gives.
        to: Day,
    },
    /// The same, but no earlier than the day on which the duty began (rule 7).
    NotBefore {
        /// Day 0.
        from: Day,
        /// How long.
        length: Length,
        /// The day that this would give.
        would_be: Day,
        /// The day on which the duty began.
        floor: Day,
    },
    /// Elapsed hours after an instant.
    Hours {
        /// The instant.
        from: Moment,
        /// How many.
        hours: u32,
        /// The instant that it gives.
        to: Moment,
    },
    /// The day that a record set.
    Set(Day),
    /// The policy gives no number.
    NotStated,
    /// The day that it is counted from is not on the record.
    NotKnown,
    /// That length from a civil day, which is itself day 1 where its calendar counts it.
    FirstDayCounted {
        /// The day that it is counted from.
        from: Day,
        /// The length.
        length: Length,
        /// The last day.
        to: Day,
    },
    /// It may have been done unseen after it opened.
    Unseen {
        /// When it was due if it was not.
        first: Day,
        /// The day by whose end it was due again whenever it was.
        to: Day,
    },
    /// So many working days of absence, each named; the first day of the absence is the first of them where it is one.
    Absence {
        /// The first day of the absence.
        first: Day,
        /// The days, counted from the day before it.
        days: WorkingDays,
    },
}

impl std::fmt::Display for Counting {
    /// "5 working days from Wed 2026-04-08: Thu 2026-04-09, …".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Counting::SameDay(day) => write!(f, "on the day itself, {day:?}"),
            Counting::WorkingDays(days) | Counting::Absence { days, .. } => {
                let n = days.counted.len();
                write!(f, "{n} working day{}", if n == 1 { "" } else { "s" })?;
                match self {
                    Counting::Absence { first, .. } => write!(f, " of absence since {first:?}:")?,
                    _ => write!(f, " from {:?}:", days.from)?,
                }
                for (i, day) in days.counted.iter().enumerate() {
                    write!(f, "{} {day:?}", if i == 0 { "" } else { "," })?;
                }
                let holidays: Vec<_> = days.passed_over.iter().filter(|(_, why)| why != "weekend").collect();
                for (i, (day, name)) in holidays.iter().enumerate() {
                    write!(f, "{} {day:?} {name}", if i == 0 { "; passed over:" } else { "," })?;
                }
                if let Some(day) = days.unlisted_from {
                    write!(f, "; no list of bank holidays from {day:?} on")?;
                }
                Ok(())
            }
            Counting::Calendar { from, length, to } => write!(f, "{length} from {from:?}: {to:?}"),
            Counting::NotBefore { from, length, would_be, floor } => {
                write!(
                    f,
                    "{length} from {from:?} would be {would_be:?}; not before {floor:?}, the day on which it began"
                )
            }
            Counting::Hours { from, hours, to } => write!(f, "{hours} elapsed hours from {from}: {to}"),
            Counting::Set(day) => write!(f, "the day that was set, {day:?}"),
            Counting::NotStated => f.write_str("the policy gives no number"),
            Counting::NotKnown => f.write_str("the day that it is counted from is not on the record"),
            Counting::FirstDayCounted { from, length, to } => {
                write!(f, "{length} from {from:?}, that day counted: {to:?}")
            }
            Counting::Unseen { first, to } => {
                write!(f, "{first:?} if it was not done unseen; whenever it was, due again by {to:?}")
            }
        }
    }
}

/// How the due date of that duty, as it is known at that instant, was worked out.
pub fn due_counting(calendars: Calendars<'_>, rule: &Duty, duty: &DutyRecord, at: Moment) -> Counting {
    let from = duty.counted_from;
    if let (DueAt::Day(first), DueAt::Day(to)) = (duty.due, duty.due_by(at))
        && first != to
    {
        return Counting::Unseen { first, to };
    }
    let not_before = |length: Length, would_be: Day| {
        let floor = duty.due.day().filter(|due| *due > would_be)?;
        Some(Counting::NotBefore { from, length, would_be, floor })
    };
    let length_after = |length: Length| match length {
        length if let Some(later) = not_before(length, calendars.later(from, length)) => later,
        Length::WorkingDays(n) | Length::WorkingDaysOf(n, _) => {
            Counting::WorkingDays(calendars.of(length).explain_after(from, n))
        }
        length => Counting::Calendar { from, length, to: calendars.later(from, length) },
    };
    match (&rule.due, duty.due) {
        (_, DueAt::NotStated) => Counting::NotStated,
        (_, DueAt::NotKnown) => Counting::NotKnown,
        (Due::Within(Within { length: Length::Hours(hours), .. }), DueAt::Moment(to)) => {
            Counting::Hours { from: to.plus_seconds(-i64::from(*hours) * 3600), hours: *hours, to }
        }
        (Due::Within(Within { length, first_day_counted: true, .. }), DueAt::Day(to)) => {
            Counting::FirstDayCounted { from, length: *length, to }
        }
        (Due::Within(within), _) => length_after(within.length),
        (Due::WhenOpened, DueAt::Day(day)) => match rule.opens {
            Opens::After(length) if !matches!(length, Length::Hours(_)) => length_after(length),
            _ => Counting::SameDay(day),
        },
        (Due::Every { .. }, DueAt::Day(day)) => {
            let Some(every) = duty.every else { return Counting::SameDay(day) };
            let would_be = calendars.later(from, every);
            if day == from && would_be != day {
                Counting::SameDay(day)
            } else if would_be < day {
                Counting::NotBefore { from, length: every, would_be, floor: day }
            } else {
                length_after(every)
            }
        }
        (Due::SetBy(_), DueAt::Day(day)) => Counting::Set(day),
        (_, DueAt::Day(day)) => Counting::SameDay(day),
        (_, DueAt::Moment(at)) => Counting::SameDay(at.day()),
    }
}

/// From when a child is counted by a definition, and why from then.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedWhy {
    /// For certain, or possibly.
    pub value: Tri,
    /// The first instant.
    pub from: Moment,
    /// The fact that left the child without a worker, where one did.
    pub because: Option<FactId>,
    /// What kind of cause that fact is.
    pub cause: Option<Cause>,
    /// The grace that was counted, and its arithmetic; nothing where the child counts at once.
    pub grace: Option<(Grace, WorkingDays)>,
    /// The absence after which the worker counted no more, and its arithmetic (rule 5); nothing where it was no absence.
    pub absence: Option<(Stop, Counting)>,
}

/// Why the child is counted by that definition at that instant; nothing where it is not.
pub fn counted_why(
    plan: &Plan,
    world: &World,
    timeline: &Timeline,
    definition: usize,
    at: Moment,
    fact: impl Fn(Because) -> Option<Fact>,
) -> Option<CountedWhy> {
    let step = timeline.counted_why_since(plan, definition, at)?;
    let from = timeline.counted_from(plan, definition, at)?;
    let because = fact(step.because);
    let cause = because.as_ref().and_then(|fact| cause(&fact.content));
    let definition = timeline.definition_at(plan, definition, at);
    let rule = &plan.definitions[definition].rule;
    let grace = rule.grace.iter().find(|grace| cause.is_some_and(|cause| grace.since.has(cause)));
    let shown = grace.zip(because.as_ref().and_then(|fact| fact.when.day())).and_then(|(grace, day)| {
        let days = world.calendar.explain_after(day, grace.more_than_working_days.value()?);
        // It is told where the day follows from it, and not where the policy came into force later.
        let over = days.counted.last()?.plus_days(1).start();
        (over == step.from && over == from).then(|| (grace.clone(), days))
    });
    let absence = because.as_ref().and_then(|fact| absence_counted(plan, world, definition, fact, step.from));
    let because = because.map(|fact| fact.id);
    Some(CountedWhy { value: step.value, from, because, cause, grace: shown, absence })
}

/// The working days of a worker's absence after which the definition's worker rule no longer counts that worker, where
/// they were over when the child was counted.
fn absence_counted(
    plan: &Plan,
    world: &World,
    definition: usize,
    fact: &Fact,
    counted_from: Moment,
) -> Option<(Stop, Counting)> {
    let (Content::AbsenceStarted { absence_kind, .. }, Some(first)) = (fact.content, fact.when.day()) else {
        return None;
    };
    let mut rules = Vec::new();
    crate::since::worker_rules(plan, &plan.definitions[definition].rule.counts, &mut rules);
    rules.iter().flat_map(|rule| &plan.workers[*rule].rule.stops).find_map(|stop| {
        let StopOn::Absence { kinds, after } = &stop.on else { return None };
        if !kinds.has(absence_kind) && absence_kind != AbsenceKind::NotKnown {
            return None;
        }
        // Where it ends at once, or nobody knows when, no days are counted.
        let working_days = after.working_days().filter(|days| *days > 0)?;
        let days = world.calendar.explain_after(first.plus_days(-1), working_days);
        let over = days.counted.last().map_or(first, |last| last.plus_days(1)).start();
        (over <= counted_from).then(|| (stop.clone(), Counting::Absence { first, days }))
    })
}

/// What kind of cause a fact is, for being without a worker.
pub fn cause(content: &Content) -> Option<Cause> {
    match content {
        Content::ReferralReceived { .. } => Some(Cause::Opened),
        Content::InvolvementEnded { reason, .. } => match reason {
            Some(record::words::EndReason::LeftAuthority) => Some(Cause::LeftAuthority),
            _ => Some(Cause::InvolvementEnded),
        },
        Content::WorkerLeft {} => Some(Cause::LeftAuthority),
        Content::AbsenceStarted { .. } => Some(Cause::Absence),
        Content::AllocationDeclined { .. } => Some(Cause::OfferEnded),
        _ => None,
    }
}

/// What an explanation is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether and since when a child is counted by a definition at an instant.
    Count {
        /// The definition's place in the plan.
        definition: usize,
        /// The instant.
        at: Moment,
    },
    /// One duty.
    Duty {
        /// The rule's place in the plan.
        duty: u16,
        /// Whom it is towards.
        towards: Towards,
        /// When it opened.
        opened: Moment,
    },
}

/// When a duty opened, is due, and how it ended.
pub type DutyAnswer = (Moment, DueAt, Option<(Moment, Closed)>);

/// The answer to a [`Question`], in a form in which two evaluations can be compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The value, and since when.
    Count(Tri, Option<Moment>),
    /// When it opened, is due, and how it ended; nothing where there is no such duty.
    Duty(Option<DutyAnswer>),
}

/// The answer that a timeline gives.
pub fn answer(timeline: &Timeline, question: Question) -> Answer {
    match question {
        Question::Count { definition, at } => {
            let step = crate::signal::step_at(&timeline.counts[definition], at);
            Answer::Count(timeline.counted(definition, at), step.map(|step| step.from))
        }
        Question::Duty { duty, towards, opened } => {
            let same = |one: &&DutyRecord| one.duty == duty && one.towards == towards && one.opened == opened;
            Answer::Duty(timeline.duties.iter().find(same).map(|one| (one.opened, one.due, one.closed)))
        }
    }
}

/// The facts about the child on which the answer rests: a smallest set, in that without any one of them the answer
/// would be another, and that evaluating only them (in the same world) gives the same answer.
///
/// Found by evaluating again with facts left out, so it cannot drift from the evaluation: for n facts about
/// n · log n evaluations, which for one child is a few milliseconds.
pub fn rests_on(plan: &Plan, world: &World, facts: &[&[Fact]], question: Question) -> Vec<Fact> {
    let mut evaluator = Evaluator::new(plan, world);
    let wanted = answer(&evaluator.timeline(facts), question);
    let mut kept: Vec<Fact> = facts.iter().copied().flatten().copied().collect();
    let mut size = kept.len().div_ceil(2).max(1);
    loop {
        let mut start = 0;
        let before = kept.len();
        while start < kept.len() {
            let end = (start + size).min(kept.len());
            let mut fewer = kept.clone();
            fewer.drain(start..end);
            if answer(&evaluator.timeline(&[&fewer]), question) == wanted {
                kept = fewer;
            } else {
                start = end;
            }
        }
        if size == 1 && kept.len() == before {
            return kept;
        }
        size = if size == 1 { 1 } else { size.div_ceil(2) };
    }
}

/// A duty that stood as known then and does not stand as known now: a later record took its reason away.
#[derive(Clone, Debug, PartialEq)]
pub struct Withdrawn {
    /// The duty as it stood.
    pub duty: DutyRecord,
    /// When the record that took it away was made.
    pub at: Moment,
}

/// The duties that later records took away, over all that was recorded about the child.
///
/// `world_at` gives the world as known at an instant. A duty's identity follows corrections of the fact that began it,
/// so that a corrected date is the same duty with another date, and not a second letter.
pub fn withdrawn(plan: &Plan, facts: &[&[Fact]], now: &World, world_at: impl Fn(Moment) -> World) -> Vec<Withdrawn> {
    let mut instants: Vec<Moment> =
        facts.iter().copied().flatten().map(|fact| fact.recorded).filter(|at| *at <= now.known).collect();
    instants.sort_unstable();
    instants.dedup();
    let stood: Vec<Vec<(Identity, DutyRecord)>> =
        instants.iter().map(|at| identities(plan, &world_at(*at), facts)).collect();
    let Some(current) = stood.last() else { return Vec::new() };
    let mut found: Vec<(Identity, Withdrawn)> = Vec::new();
    for (index, then) in stood.iter().enumerate() {
        let later = &stood[index + 1..];
        for (identity, duty) in then {
            let is_same = |(same, _): &(Identity, DutyRecord)| same == identity;
            if current.iter().any(is_same) || found.iter().any(|(same, _)| same == identity) {
                continue;
            }
            // The first record after which it stands no more took it away; only what had opened by then was ever owed.
            let Some(gone) = later.iter().position(|duties| !duties.iter().any(is_same)) else { continue };
            let at = instants[index + 1 + gone];
            if duty.opened <= at {
                found.push((identity.clone(), Withdrawn { duty: duty.clone(), at }));
            }
        }
    }
    found.into_iter().map(|(_, withdrawn)| withdrawn).collect()
}

/// What makes a duty the same duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    duty: u16,
    towards: Towards,
    began: Option<FactId>,
    occurrence: u16,
}

/// The identity of that duty, through the corrections of the fact that began it.
pub fn identity(duty: &DutyRecord, facts: &[&[Fact]]) -> Identity {
    let began = match duty.began {
        Because::Child(_) => fact_of(duty.began, facts, &record::Book::default()).map(|fact| root(fact.id, facts)),
        // A worker's leaving or sickness begins a duty for each child: the rule and the child are in the identity.
        Because::Worker(worker, place) => Some(worker_fact(worker, place)),
        Because::Nothing => None,
    };
    Identity { duty: duty.duty, towards: duty.towards, began, occurrence: duty.occurrence }
}

fn worker_fact(worker: record::WorkerId, place: u32) -> FactId {
    let reference = Ref::to("worker", &worker.index().to_string(), &place.to_string()).0.to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&reference);
    FactId(bytes)
}

/// The first fact in the line of corrections that leads to this one.
fn root(mut id: FactId, facts: &[&[Fact]]) -> FactId {
    let replaced_by = |id: FactId| {
        facts.iter().copied().flatten().find_map(|fact| match fact.content {
            Content::Corrected { replaces, with: Some(with), .. } if with == id && replaces != id => Some(replaces),
            _ => None,
        })
    };
    // A circle of corrections ends the search rather than the program.
    for _ in 0..64 {
        match replaced_by(id) {
            Some(before) => id = before,
            None => break,
        }
    }
    id
}

fn identities(plan: &Plan, world: &World, facts: &[&[Fact]]) -> Vec<(Identity, DutyRecord)> {
    let timeline = Evaluator::new(plan, world).timeline(facts);
    timeline.duties.iter().map(|duty| (identity(duty, facts), duty.clone())).collect()
}
