//! Since when a child has been without a worker that counts, and for how many days: one rule for every page, table and
//! file ("Since, and days" in `docs/policy-language.md`).

use policy::{Condition, StopOn};
use record::{Book, Content, Day, Fact, Kind, Moment, Tri};

use crate::plan::Plan;
use crate::signal::Step;
use crate::timeline::Timeline;
use crate::world::World;

/// Since when a child whom a definition counts has been without a worker, where that is not the instant from which the
/// definition counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithoutSince {
    /// The definition's place in the plan.
    pub definition: usize,
    /// The instant from which it counts the child.
    pub counted_from: Moment,
    /// The instant from which this is so: later than that where another version of the policy comes into force meanwhile.
    pub from: Moment,
    /// The first instant at which, for certain, the child was open and no worker counted, unbroken until then.
    pub since: Moment,
    /// Whether it is not known how it was just before the definition counted the child.
    pub at_the_latest: bool,
}

/// Whether, of a signal that is yes from that instant on, it is not known how it was just before.
pub(crate) fn was_not_known_before(signal: &[Step], from: Moment) -> bool {
    from > Moment::MIN && crate::signal::value_at(signal, from.plus_seconds(-1)).is_unknown()
}

/// The first civil day of what began at that instant: a date's last second belongs to the day that follows, since what
/// ended on a date lasted until that day was over. Nothing for what began before everything on record.
pub fn first_day(began: Moment) -> Option<Day> {
    (began > Moment::MIN && began < Moment::MAX).then(|| began.plus_seconds(1).day())
}

/// The first civil day with an instant after that one: its own, but of the last second of a day the next. What begins where
/// something ended on a date without a time begins on the day after that date.
pub(crate) fn day_begun(began: Moment) -> Day {
    first_day(began).unwrap_or_else(|| began.day())
}

/// Calendar days from one civil day to the day asked about, of which one of the two counts; 0 where it is not later.
pub fn days_since(since: Day, asked: Day) -> u32 {
    u32::try_from(asked.number() - since.number()).unwrap_or(0)
}

impl Timeline {
    /// The first instant at which the child had no worker that counts by that definition, where the definition counts
    /// the child for certain at that instant. [`Moment::MIN`] where that is before everything on record.
    pub fn without_from(&self, definition: usize, at: Moment) -> Option<Moment> {
        let step = self.counted_since(definition, at).filter(|step| step.value.is_yes())?;
        Some(self.without_of(definition, &step, at).map_or(step.from, |one| one.since))
    }

    fn without_of(&self, definition: usize, step: &Step, at: Moment) -> Option<&WithoutSince> {
        let is_this =
            |one: &&WithoutSince| one.definition == definition && one.counted_from == step.from && one.from <= at;
        self.without.iter().rev().find(is_this)
    }

    /// The first civil day on which the child had no worker that counts by that definition, where the definition
    /// counts the child for certain at that instant. Nothing where it does not, or where nobody recorded since when.
    pub fn without_since(&self, definition: usize, at: Moment) -> Option<Day> {
        first_day(self.without_from(definition, at)?)
    }

    /// Whether, of a child whom that definition counts for certain at that instant, it is not known how it was just before:
    /// then it is without a worker at the latest since [`Timeline::without_since`], and for at least so many days.
    pub fn without_since_at_the_latest(&self, definition: usize, at: Moment) -> bool {
        let counted = self.counted_since(definition, at).filter(|step| step.value.is_yes());
        counted.is_some_and(|step| match self.without_of(definition, &step, at) {
            Some(known) => known.at_the_latest,
            None => was_not_known_before(&self.counts[definition], step.from),
        })
    }

    /// The civil day since when a breach that holds for certain has held: of a decision that a gate does not allow, the day
    /// of the decision itself, also where only its date is recorded. Nothing where it does not hold, or has since before
    /// everything on record.
    pub fn breach_since(&self, plan: &Plan, breach: usize, at: Moment) -> Option<Day> {
        let step = crate::signal::step_at(&self.breaches[breach], at).filter(|step| step.value.is_yes())?;
        let first = first_day(step.from)?;
        Some(if plan.gate_of(breach).is_some() { step.from.day() } else { first })
    }

    /// Whether, of a breach that holds for certain at that instant, it is not known how it was just before: then it has been
    /// so at the latest since its step.
    pub fn breach_since_at_the_latest(&self, breach: usize, at: Moment) -> bool {
        let holds = crate::signal::step_at(&self.breaches[breach], at).filter(|step| step.value.is_yes());
        holds.is_some_and(|step| was_not_known_before(&self.breaches[breach], step.from))
    }

    /// The first civil day from which that definition counts the child (for certain or possibly) without a break at
    /// that instant: of the unbroken days on which a version of its pack has been in force, and never before the day since
    /// when the child has had no worker, which the version in force at the instant says. Nothing where none is in force then.
    pub fn counted_from_day(&self, plan: &Plan, definition: usize, at: Moment) -> Option<Day> {
        first_day(self.counted_from(plan, definition, at)?)
    }

    /// The instant of [`Timeline::counted_from_day`]; [`Moment::MIN`] where that is before everything on record.
    pub fn counted_from(&self, plan: &Plan, definition: usize, at: Moment) -> Option<Moment> {
        let counted = self.counted_since(definition, at)?.from;
        let in_force = plan.in_force_since(plan.definitions[definition].pack, at.day())?;
        Some(counted.max(in_force).max(self.without_from(definition, at).unwrap_or(counted)))
    }

    /// Calendar days without a worker at that instant: from [`Timeline::without_since`] to the instant's day.
    pub fn days_without(&self, definition: usize, at: Moment) -> Option<u32> {
        self.without_since(definition, at).map(|since| days_since(since, at.day()))
    }
}

/// The beginning of the record of workers, where the count of the child at that instant rests on it: the child was open
/// before, and may have been held by somebody whom nobody recorded; or that beginning is since when.
pub fn record_begins<'b>(
    plan: &Plan,
    (book, world): (&'b Book, &World),
    timeline: &Timeline,
    definition: usize,
    at: Moment,
) -> Option<&'b Fact> {
    let counted = timeline.counted_since(definition, at)?;
    let own = timeline.definition_at(plan, definition, at);
    // Where it is not known by which policy, nothing else is asked.
    if plan.each_team() == Some(own) {
        return None;
    }
    if !asks_for_worker(plan, &plan.definitions[own].rule.counts) {
        return None;
    }
    let team = timeline.teams.last().map(|(_, team)| *team);
    let begins = world.covered_from(Kind::InvolvementStarted, team)?;
    let since_then = timeline.open.iter().filter(|step| step.from <= at);
    let opened = since_then.rev().take_while(|step| !step.value.is_no()).last()?.from;
    let rests = match counted.value {
        Tri::Yes => timeline.without_from(definition, at) == Some(begins),
        _ => opened < begins,
    };
    let is_it = |fact: &&Fact| match fact.content {
        Content::Coverage { covers, .. } => {
            covers.is_none_or(|kind| kind == Kind::InvolvementStarted) && fact.when.as_start() == Some(begins)
        }
        _ => false,
    };
    book.record().iter().find(is_it).filter(|_| rests)
}

/// Children counted: for certain, and possibly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// For certain.
    pub certain: u64,
    /// Further ones who may be counted.
    pub possible: u64,
}

/// A count as it may be told, on every page and by every command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// For certain; nothing where it is not known whether there is anybody.
    pub certain: Option<u64>,
    /// Possibly; nothing where it is not known whether there is anybody.
    pub possible: Option<u64>,
    /// What nobody records, for want of which it is not known how many more there are.
    pub blind: Vec<Kind>,
}

impl Counted {
    /// What is counted of one child.
    pub fn one(value: Tri) -> Counted {
        Counted { certain: u64::from(value.is_yes()), possible: u64::from(value.is_unknown()) }
    }

    /// Adds another count to this one.
    pub fn join(&mut self, other: Counted) {
        self.certain += other.certain;
        self.possible += other.possible;
    }

    /// The count beside what the record is blind to ([`blind`]). That makes no child uncertain, so a nought is not known
    /// then; a number is at least so many, and how many more is not known.
    pub fn told(self, blind: &[Kind]) -> Told {
        let seen = |count: u64| (count > 0 || blind.is_empty()).then_some(count);
        Told { certain: seen(self.certain), possible: seen(self.possible), blind: blind.to_vec() }
    }
}

/// The kinds of fact that end a worker's counting by that condition and that nobody had recorded anywhere by that instant:
/// that no list was given, or that it begins later. That makes no child uncertain, so where such a condition holds of nobody,
/// of how many it holds is not known.
pub fn blind_to(plan: &Plan, world: &World, condition: &Condition, at: Moment) -> Vec<Kind> {
    let mut rules = Vec::new();
    worker_rules(plan, condition, &mut rules);
    let stops = rules.iter().filter_map(|rule| plan.workers.get(*rule)).flat_map(|of| &of.rule.stops);
    let mut kinds: Vec<Kind> = stops
        .map(|stop| match stop.on {
            StopOn::LeftAuthority => Kind::WorkerLeft,
            StopOn::Absence { .. } => Kind::AbsenceStarted,
        })
        .filter(|kind| !world.is_recorded_by(*kind, at))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The kinds of fact to which a count by that definition is blind as at that instant ([`blind_to`]); by each team's own
/// policy, those to which the count of any of these policies is.
pub fn blind(plan: &Plan, world: &World, definition: usize, at: Moment) -> Vec<Kind> {
    if plan.each_team() == Some(definition) {
        let each = plan.leading_governing(&world.units, at).into_iter().map(Condition::Definition);
        return blind_to(plan, world, &Condition::Any(each.collect()), at);
    }
    blind_to(plan, world, &plan.definitions[definition].rule.counts, at)
}

/// The worker rules by which the condition, or a definition in it, asks whether the child has a worker: their places.
pub(crate) fn worker_rules(plan: &Plan, condition: &Condition, out: &mut Vec<usize>) {
    match condition {
        Condition::Without(rule) => out.push(*rule),
        Condition::All(list) | Condition::Any(list) => list.iter().for_each(|one| worker_rules(plan, one, out)),
        Condition::Not(inner) => worker_rules(plan, inner, out),
        Condition::Lasting(lasting) => worker_rules(plan, &lasting.of, out),
        Condition::Begun(begun) => [&begun.of, &begun.when].into_iter().for_each(|one| worker_rules(plan, one, out)),
        Condition::Definition(place) => worker_rules(plan, &plan.definitions[*place].rule.counts, out),
        _ => {}
    }
}

/// Whether the condition, or a definition in it, asks whether the child has a worker.
pub(crate) fn asks_for_worker(plan: &Plan, condition: &Condition) -> bool {
    let mut rules = Vec::new();
    worker_rules(plan, condition, &mut rules);
    !rules.is_empty()
}

/// Whether a child whom that definition counts has no worker: it asks that none counts, and for no other who does. Who is counted by
/// anything else, as not having been seen, may well have one.
pub fn counts_without_worker(plan: &Plan, definition: usize) -> bool {
    says_without(plan, &plan.definitions[definition].rule.counts)
}

fn says_without(plan: &Plan, condition: &Condition) -> bool {
    match condition {
        Condition::Without(_) => true,
        Condition::All(list) => {
            let has_one = |one: &Condition| matches!(one, Condition::Not(inner) if asks_for_worker(plan, inner));
            list.iter().any(|one| says_without(plan, one)) && !list.iter().any(has_one)
        }
        Condition::Any(list) => !list.is_empty() && list.iter().all(|one| says_without(plan, one)),
        Condition::Lasting(lasting) => says_without(plan, &lasting.of),
        Condition::Begun(begun) => says_without(plan, &begun.of),
        Condition::Definition(place) => says_without(plan, &plan.definitions[*place].rule.counts),
        _ => false,
    }
}

/// Since when the signal has been yes without a break at that instant; nothing where it is not.
pub(crate) fn began(signal: &[Step], at: Moment) -> Option<Moment> {
    crate::signal::step_at(signal, at).filter(|step| step.value.is_yes()).map(|step| step.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::Because;
    use record::Tri;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_worker_who_ended_on_a_date_held_until_that_day_was_over() {
        // An end by date is over with the day's last second, a leaver's last day likewise, an instant at once.
        assert_eq!(first_day(day("2026-06-18").end()), Some(day("2026-06-19")));
        assert_eq!(first_day(day("2026-06-15").plus_days(1).start()), Some(day("2026-06-16")));
        assert_eq!(first_day(day("2026-06-10").at(14, 0, 0).unwrap()), Some(day("2026-06-10")));
        // Summer ends on 25 October 2026: the last second of that day is in the other offset.
        assert_eq!(first_day(day("2026-10-25").end()), Some(day("2026-10-26")));
        assert_eq!(first_day(Moment::MIN), None);
        assert_eq!(first_day(Moment::MAX), None);
    }

    #[test]
    fn days_are_those_between_the_two() {
        assert_eq!(days_since(day("2026-06-19"), day("2026-06-30")), 11);
        assert_eq!(days_since(day("2026-06-30"), day("2026-06-30")), 0);
        assert_eq!(days_since(day("2026-06-19"), day("2026-06-18")), 0);
    }

    #[test]
    fn a_nought_is_not_known_where_nobody_records_what_would_make_it_more() {
        let count = |certain, possible| Counted { certain, possible };
        let told = |count: Counted, blind: &[Kind]| {
            let told = count.told(blind);
            (told.certain, told.possible, told.blind.len())
        };
        assert_eq!(told(count(0, 0), &[]), (Some(0), Some(0), 0));
        let blind = [Kind::WorkerLeft];
        assert_eq!(told(count(0, 0), &blind), (None, None, 1));
        // One who is possibly counted does not hide that how many more is not known.
        assert_eq!(told(count(0, 3), &blind), (None, Some(3), 1));
        assert_eq!(told(count(4, 0), &blind), (Some(4), None, 1));
        assert_eq!(told(count(4, 3), &blind), (Some(4), Some(3), 1));
    }

    #[test]
    fn who_is_possibly_without_a_worker_is_so_since_nobody_knows_when() {
        let pack = policy::shipped::find("pg").unwrap().read().unwrap();
        let (plan, at) = (Plan::new(&[&pack]), day("2026-06-30").end());
        let counts = vec![Step { from: day("2026-06-01").start(), value: Tri::Unknown, because: Because::Nothing }];
        let timeline = Timeline { counts: vec![counts], ..Timeline::default() };
        assert_eq!(timeline.without_since(0, at), None);
        assert_eq!(timeline.counted_from_day(&plan, 0, at), Some(day("2026-06-01")));
    }
}
