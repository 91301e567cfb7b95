//! Why do two counts differ? The condition that one asks and the other does not, or the record that came between.

use policy::{Condition, Length, Stated};
use record::book::known_facts;
use record::words::{Word, Words};
use record::{Book, Calendar, Content, Fact, Moment, Subject, Tri, WorkerId};

use crate::evaluate::Evaluator;
use crate::explain::{Question, answer};
use crate::plan::Plan;
use crate::signal::Step;
use crate::world::World;

/// One part of a definition's condition, as it stands for a child at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The condition itself.
    pub condition: Condition,
    /// The condition, in plain words: "not awaiting closure".
    pub words: String,
    /// Whether it holds.
    pub value: Tri,
    /// Since when, and because of what.
    pub since: Option<Step>,
}

/// The parts of a definition's condition that must all hold, each as it stands for the child at that instant.
pub fn parts(plan: &Plan, world: &World, facts: &[&[Fact]], definition: usize, at: Moment) -> Vec<Part> {
    let mut evaluator = Evaluator::new(plan, world);
    let timeline = evaluator.timeline(facts);
    let definition = timeline.definition_at(plan, definition, at);
    // Where it is not known by which policy, there is nothing that it asks.
    if plan.each_team() == Some(definition) {
        return Vec::new();
    }
    let mut conditions = Vec::new();
    flatten(plan, &plan.definitions[definition].rule.counts, &mut conditions);
    conditions
        .into_iter()
        .map(|(condition, of)| {
            let grace = &plan.definitions[of.unwrap_or(definition)].rule.grace;
            let signal = evaluator.signal_of(&condition, grace, &timeline);
            let value = crate::signal::value_at(&signal, at);
            // Since when somebody holds the child, or nobody does, is told without the grace.
            let plain = evaluator.signal_of(&condition, &[], &timeline);
            let since = crate::signal::step_at(if value.is_no() { &plain } else { &signal }, at).copied();
            let mut words = words(plan, &condition);
            if value.is_no()
                && since.is_some_and(|step| step.value.is_yes())
                && let Some(grace) = grace.first()
            {
                let counts_from = signal.iter().find(|step| step.from > at && step.value.is_yes());
                words = format!("{words} for {}", grace_words(grace.more_than_working_days));
                if let Some(step) = counts_from {
                    words = format!("{words} (counts from {:?} if nothing changes)", step.from.day());
                }
            }
            Part { condition, words, value, since }
        })
        .collect()
}

/// The conditions that must all hold, those of definitions that are referred to among them.
fn flatten(plan: &Plan, condition: &Condition, out: &mut Vec<(Condition, Option<usize>)>) {
    fn walk(plan: &Plan, condition: &Condition, of: Option<usize>, out: &mut Vec<(Condition, Option<usize>)>) {
        match condition {
            Condition::All(list) => list.iter().for_each(|one| walk(plan, one, of, out)),
            Condition::Definition(place) => walk(plan, &plan.definitions[*place].rule.counts, Some(*place), out),
            plain => {
                if !out.iter().any(|(known, _)| known == plain) {
                    out.push((plain.clone(), of));
                }
            }
        }
    }
    walk(plan, condition, None, out);
}

/// The condition in plain words.
pub fn words(plan: &Plan, condition: &Condition) -> String {
    let joined =
        |list: &[Condition], with: &str| list.iter().map(|one| words(plan, one)).collect::<Vec<_>>().join(with);
    match condition {
        Condition::State(state) => state.name().to_owned(),
        Condition::Status(statuses) => one_of(*statuses),
        Condition::Without(rule) => {
            let rule = match plan.workers.get(*rule) {
                Some(of) => &of.rule,
                None => &plan.held,
            };
            let kind = if rule.registered { "registered social worker" } else { "worker" };
            let named = if rule.from == policy::CountsFrom::Named { "named " } else { "" };
            let grade = if rule.professions.is_some() { " of a grade that counts" } else { "" };
            format!("no {named}{kind}{grade}")
        }
        Condition::Definition(place) => format!("counted by '{}'", plan.definitions[*place].rule.title),
        Condition::AgeFrom(years) => format!("{years} years or older"),
        Condition::AgeUnder(years) => format!("under {years} years"),
        Condition::Placement(marks) => format!("placed {}", one_of(*marks)),
        Condition::Service { of, children_placed } => {
            let placed = if *children_placed { ", with children placed" } else { "" };
            format!("an entry with {}{placed}", one_of(*of))
        }
        Condition::Team(units) => format!("the case is with {}", units.join(" or ")),
        Condition::Lasting(lasting) => {
            let longer = if lasting.longer { "longer than " } else { "" };
            format!("{} for {longer}{}", words(plan, &lasting.of), lasting.length)
        }
        Condition::Begun(begun) => format!("{}, begun {}", words(plan, &begun.of), words(plan, &begun.when)),
        Condition::Since(since) => {
            let within = since.within.map(|within| format!(" within {within}")).unwrap_or_default();
            format!("{}{within}", event_words(&since.event))
        }
        Condition::Often(often) => {
            format!("{} {} times within {}", event_words(&often.event), often.times, often.within)
        }
        Condition::All(list) => joined(list, ", "),
        Condition::Any(list) => joined(list, " or "),
        Condition::Not(inner) => format!("not {}", words(plan, inner)),
    }
}

fn one_of<W: Word>(words: Words<W>) -> String {
    words.iter().map(Word::name).collect::<Vec<_>>().join(" or ")
}

/// Events in plain words: "a visit or a brief assessment".
pub fn event_words(events: &[policy::Event]) -> String {
    let mut kinds: Vec<String> = events.iter().map(|event| event.fact.name().replace('_', " ")).collect();
    kinds.dedup();
    kinds.join(" or ")
}

/// The grace in plain words: "more than 1 working day".
pub fn grace_words(working_days: impl Into<Stated<u32>>) -> String {
    match working_days.into() {
        Stated::As(days) => format!("more than {}", Length::WorkingDays(days)),
        open @ Stated::LeftOpen => format!("more than {open}"),
    }
}

/// The records made after `then` because of which the answer known now is another than the one known then: a smallest
/// set of facts about the child and the workers involved, with the corrections that they belong to.
pub fn recorded_since(
    book: &Book,
    plan: &Plan,
    base: &Calendar,
    facts: &[&[Fact]],
    question: Question,
    then: Moment,
    now: Moment,
) -> Vec<Fact> {
    let child: Vec<Fact> = facts.iter().copied().flatten().filter(|fact| fact.recorded <= now).copied().collect();
    let mut workers: Vec<WorkerId> = child.iter().filter_map(|fact| worker_named(&fact.content)).collect();
    workers.sort_unstable();
    workers.dedup();
    let of_workers = workers.iter().flat_map(|worker| book.worker(*worker)).filter(|fact| fact.recorded <= now);
    let mut all: Vec<Fact> = child.into_iter().chain(of_workers.copied()).collect();
    let mut late: Vec<Fact> = all.iter().filter(|fact| fact.recorded > then).copied().collect();
    all.retain(|fact| fact.recorded <= then);
    let told = |late: &[Fact]| {
        let (world, child) = small_world(book, plan, base, &workers, all.iter().chain(late), now);
        answer(&Evaluator::new(plan, &world).timeline(&[&child]), question)
    };
    let wanted = told(&late);
    if told(&[]) == wanted {
        return Vec::new();
    }
    let every = late.clone();
    let mut index = 0;
    while index < late.len() {
        let mut fewer = late.clone();
        fewer.remove(index);
        if told(&fewer) == wanted {
            late = fewer;
        } else {
            index += 1;
        }
    }
    // A fact that stands in another's place is told as the correction that it is.
    let correction = |fact: &Fact| {
        every
            .iter()
            .find(|other| matches!(other.content, Content::Corrected { with: Some(with), .. } if with == fact.id))
    };
    let mut told: Vec<Fact> = late.iter().map(|fact| *correction(fact).unwrap_or(fact)).collect();
    told.sort_by_key(|fact| (fact.recorded, fact.id));
    told.dedup_by_key(|fact| fact.id);
    told
}

/// A world of only those workers' facts, and the child's among them.
fn small_world<'f>(
    book: &Book,
    plan: &Plan,
    base: &Calendar,
    workers: &[WorkerId],
    facts: impl Iterator<Item = &'f Fact>,
    known: Moment,
) -> (World, Vec<Fact>) {
    let mut small = Book::default();
    book.record().iter().for_each(|fact| small.append(*fact));
    book.unit_ids().flat_map(|unit| book.unit(unit)).for_each(|fact| small.append(*fact));
    let mut child = Vec::new();
    for fact in facts {
        match fact.about {
            Subject::Worker(_) => small.append(*fact),
            _ => child.push(*fact),
        }
    }
    let mut world = World::new(&small, plan, base, known);
    workers.iter().for_each(|worker| world.refresh(&small, plan, *worker));
    world.calendar = book.calendar(base, known);
    (world, child)
}

fn worker_named(content: &Content) -> Option<WorkerId> {
    match content {
        Content::AllocationOffered { worker, .. } | Content::SuccessorIdentified { worker } => Some(*worker),
        Content::InvolvementStarted { worker, .. } => *worker,
        _ => None,
    }
}

/// Whether anything about the child was known at that instant.
pub fn was_known(facts: &[&[Fact]], known: Moment) -> bool {
    facts.iter().any(|list| known_facts(list, known).next().is_some())
}
