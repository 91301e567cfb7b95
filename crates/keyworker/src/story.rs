//! One child's story as programs are given it: the shape of `explain --json`, written down in `docs/json.md`.

use std::fmt::Display;

use policy::Cites;
use record::{Book, Day, Fact, Moment, WorkingDays};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use standing::DutyState;
use standing::explain::Counting;

use crate::failure::Failure;
use crate::say;

/// Everything about one child, with its reasons.
#[derive(Debug, Serialize)]
pub struct Story {
    pub child: String,
    pub as_at: String,
    pub known_at: Option<String>,
    /// Where the answer is about a day after the newest data was taken: the end of that day.
    pub nothing_known_after: Option<String>,
    /// What the newest extract lacks, so that it is as old as an earlier one: a sentence each.
    pub older: Vec<String>,
    /// That the child has died, and when, where it is on record by then.
    pub died: Option<String>,
    pub holding: &'static str,
    /// The same in a sentence, for people.
    #[serde(skip)]
    pub held_said: String,
    pub team: Option<String>,
    /// The next instant at which something changes by itself.
    #[serde(serialize_with = "as_text")]
    pub next_change: Option<Moment>,
    /// For each pack that is asked and not in force at that instant: since when or until when it holds, in a sentence.
    pub not_in_force: Vec<String>,
    pub counts: Vec<Count>,
    pub duties: Vec<DutyTold>,
    pub breaches: Vec<Breach>,
    /// The decisions on record that a policy asks something of, the newest first; then those that might be taken.
    pub decisions: Vec<DecisionOfChild>,
    /// How pressing the child's need is, as the policy weighs it; nothing where the policy says nothing of it.
    pub priority: Option<PriorityTold>,
    pub withdrawn: Vec<Withdrawn>,
    /// The duties of which it cannot be known whether they are owed, since it is not known when the child was born.
    pub may_be_owed: Vec<MayBeOwed>,
    /// Time without a worker and workers met, added up over the whole story, by each definition asked.
    pub whole_story: Vec<WholeStory>,
    /// Who held the child, over the whole of time.
    pub holdings: Vec<Stretch>,
}

/// A duty that would be owed at one age and not at another, of a child whose birth is not on record.
#[derive(Debug, Serialize)]
pub struct MayBeOwed {
    pub duty: String,
    pub title: String,
    pub clauses: Vec<String>,
    pub said: String,
}

/// Somebody on record of whom it is not known whether a definition's rules count them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MayCount {
    /// The worker, as the source has it; nothing where that cannot be read.
    pub worker: Option<String>,
    /// The part: `lead`, `key worker` and so on.
    pub part: &'static str,
    /// What is not known of them, in words.
    pub not_known: String,
}

/// How one definition counts the child.
#[derive(Debug, Serialize)]
pub struct Count {
    pub definition: String,
    pub title: String,
    pub clauses: Vec<String>,
    /// `certain`, `possible` or `no`.
    pub counted: &'static str,
    /// The first day without a worker that counts.
    #[serde(serialize_with = "as_text")]
    pub since: Option<Day>,
    /// Whether it is not known how it was just before that day.
    pub since_at_the_latest: bool,
    /// Calendar days since then.
    pub days: Option<u32>,
    /// The instant from which it is counted.
    pub counted_from: Option<String>,
    /// The first civil day from which it is counted.
    #[serde(serialize_with = "as_text")]
    pub counted_from_day: Option<Day>,
    /// What left the child without a worker.
    pub cause: Option<CauseTold>,
    /// The grace that was counted, step by step.
    pub grace: Option<GraceTold>,
    /// The worker's absence after which the holding no longer counted, step by step.
    pub absence: Option<AbsenceTold>,
    /// For a child whom it does not count and will, if nothing else is recorded.
    pub coming: Option<Coming>,
    /// The facts on which this answer rests: of the child's own, without any one of them it would be another; and a
    /// worker's that decided it.
    pub rests_on: Vec<Value>,
    /// Every stretch over the whole of time in which the child is counted, for certain or possibly.
    pub stretches: Vec<Stretch>,
    /// Where the child is not counted: the conditions that do not hold.
    pub conditions: Vec<Condition>,
    /// Where it is not known whether the child is: who on record may be one who counts, and what is not known of each.
    pub may_count: Vec<MayCount>,
    /// The same in sentences, for people.
    pub said: Vec<String>,
}

/// The whole story by one definition, up to the instant asked about.
#[derive(Debug, Serialize)]
pub struct WholeStory {
    pub definition: String,
    pub openings: u32,
    pub days_open: u32,
    pub times_without: u32,
    pub days_without: u32,
    pub longest_days_without: u32,
    /// Different lead or key workers who held the child, and duty workers who were assigned.
    pub workers: u32,
    pub duty_workers: u32,
    /// The longest time from one worker's end until the next accepted.
    pub longest_limbo_days: u32,
    pub said: String,
}

/// How pressing a child's need is.
#[derive(Debug, Serialize)]
pub struct PriorityTold {
    /// The sum of the weights of the factors that hold for certain.
    pub weight: u32,
    /// What a manager set by hand, which comes first.
    pub set_by_hand: Option<i32>,
    pub factors: Vec<FactorTold>,
    pub said: Vec<String>,
}

/// One factor, with its evidence.
#[derive(Debug, Serialize)]
pub struct FactorTold {
    pub factor: String,
    pub title: String,
    pub clauses: Vec<String>,
    /// Nothing where the policy does not state it.
    pub weight: Option<u32>,
    /// `yes` or `not known`.
    pub holds: &'static str,
    pub from: Option<String>,
    pub because: Option<Value>,
}

/// What left the child without a worker.
#[derive(Debug, Serialize)]
pub struct CauseTold {
    /// As the policy language names causes.
    pub kind: Option<&'static str>,
    /// The civil day of the fact.
    pub day: Option<String>,
    /// The first instant at which it is so.
    pub at: Option<String>,
    pub fact: Value,
}

/// A grace and its arithmetic.
#[derive(Debug, Serialize)]
pub struct GraceTold {
    pub clauses: Vec<String>,
    pub more_than_working_days: u32,
    pub counting: Value,
}

/// An absence after which a worker no longer counts, and its arithmetic.
#[derive(Debug, Serialize)]
pub struct AbsenceTold {
    pub clauses: Vec<String>,
    pub working_days: usize,
    pub counting: Value,
}

/// From when on a definition will count the child if nothing else is recorded, and why.
#[derive(Debug, Serialize)]
pub struct Coming {
    /// The first civil day from which it counts.
    #[serde(serialize_with = "as_text")]
    pub from_day: Option<Day>,
    pub from: Option<String>,
    /// The fact that will leave, or has left, the child without a worker.
    pub because: Option<Value>,
    pub grace: Option<GraceTold>,
    pub absence: Option<AbsenceTold>,
}

/// A condition that keeps the child from being counted.
#[derive(Debug, Serialize)]
pub struct Condition {
    pub asks: String,
    /// `no` or `not known`.
    pub holds: &'static str,
    /// The instant from which it is so.
    pub from: Option<String>,
    pub because: Option<Value>,
}

/// A stretch of time.
#[derive(Debug, Serialize)]
pub struct Stretch {
    pub what: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// One duty.
#[derive(Debug, Serialize)]
pub struct DutyTold {
    pub duty: String,
    pub title: String,
    pub clauses: Vec<String>,
    pub owner: &'static str,
    /// Nothing where it is towards the child and family.
    pub towards: Option<Towards>,
    pub occurrence: u16,
    pub opened: String,
    #[serde(serialize_with = "as_text")]
    pub due: Option<Day>,
    /// How the due date was counted.
    pub counting: Value,
    pub state: &'static str,
    /// When it ended, for a duty that has.
    pub ended: Option<String>,
    /// How many calendar days late it was met.
    pub days_late: Option<u32>,
    /// How many calendar days it is overdue.
    pub days_overdue: Option<u32>,
    /// Of one that is overdue or was missed, as of which day it is known what was done towards it, where the newest extract
    /// does not say.
    #[serde(serialize_with = "as_text")]
    pub known_as_of: Option<Day>,
    /// How many due dates have gone by unmet.
    pub gone_by: u32,
    pub began: Option<Value>,
    pub met_by: Option<Value>,
    /// The fact that may have met it, of one that cannot be known or was perhaps met late: it has no date, or does not give its maker's post.
    pub may_have_met: Option<Value>,
    /// When what met it was entered, where that was on a later day than it was done.
    pub entered: Option<String>,
    /// The same in sentences, for people.
    pub said: Vec<String>,
    /// How it stands; `state` names it.
    #[serde(skip)]
    pub stands: DutyState,
}

/// The agency that a duty is towards.
#[derive(Debug, Serialize)]
pub struct Towards {
    /// Its kind; nothing where the record does not say which agencies are involved.
    pub agency: Option<&'static str>,
    pub name: Option<String>,
}

/// What no policy allows, and is so.
#[derive(Debug, Serialize)]
pub struct Breach {
    pub breach: String,
    pub title: String,
    pub clauses: Vec<String>,
    /// The first civil day.
    pub since: Option<String>,
    /// Whether it is not known how it was just before that day.
    pub since_at_the_latest: bool,
    /// The first instant.
    pub from: Option<String>,
    pub because: Option<Value>,
    /// Of a decision: what it lacked for certain, each with its clauses.
    pub lacks: Vec<String>,
    /// The same in a sentence, for people.
    pub said: String,
}

/// A decision, held against what a policy asks of it.
#[derive(Debug, Serialize)]
pub struct DecisionOfChild {
    pub decision: String,
    pub title: String,
    /// When it was taken; nothing of one that might be.
    pub taken: Option<String>,
    pub fact: Option<Value>,
    /// Whether everything was there that is asked: `yes`, `no` or `not known`.
    pub as_asked: &'static str,
    pub asks: Vec<AskedOfDecision>,
    /// The same in sentences, for people: the first of the whole, then one of each thing that is asked.
    pub said: Vec<String>,
}

/// One thing that is asked of a decision.
#[derive(Debug, Serialize)]
pub struct AskedOfDecision {
    /// `step`, `decider`, `reason` or `never`.
    pub part: &'static str,
    pub step: Option<String>,
    pub says: String,
    pub clauses: Vec<String>,
    pub stands: &'static str,
    pub because: Vec<Value>,
    /// Where it is asked of each of several units.
    pub units: Vec<AskedOfUnit>,
}

/// What is asked of one unit before a decision.
#[derive(Debug, Serialize)]
pub struct AskedOfUnit {
    pub unit: String,
    pub stands: &'static str,
    pub answer: Option<&'static str>,
    pub because: Option<Value>,
}

/// A duty that a later record took away.
#[derive(Debug, Serialize)]
pub struct Withdrawn {
    pub duty: String,
    pub title: String,
    pub clauses: Vec<String>,
    pub opened: String,
    pub due: Option<String>,
    pub withdrawn_at: String,
    pub said: String,
}

/// A day or an instant in its ISO form.
pub fn as_text<T: Display, S: Serializer>(value: &Option<T>, to: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => to.collect_str(value),
        None => to.serialize_none(),
    }
}

/// An instant in its ISO form.
pub fn moment_text<S: Serializer>(at: &Moment, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(at)
}

/// The clauses, one by one.
pub fn clauses(cites: &Cites) -> Vec<String> {
    cites.0.clone()
}

/// An instant as data; nothing for the beginning and the end of time.
pub fn instant(at: Moment) -> Option<String> {
    (at > Moment::MIN && at < Moment::MAX).then(|| at.to_string())
}

/// A fact as data: the members of its line in JSON Lines, and what it says in words.
///
/// # Errors
/// Where the fact holds an instant that no line can say.
pub fn fact(fact: &Fact, book: &Book) -> Result<Value, Failure> {
    let mut line = String::new();
    intake::jsonl::write_fact(fact, &book.names, &mut line).map_err(|error| Failure::Unreadable(error.to_string()))?;
    let mut value: Value = serde_json::from_str(&line)?;
    if let Value::Object(members) = &mut value {
        members.insert("says".to_owned(), Value::String(say::fact(fact, book)));
        if fact.from.row == 0 {
            members.insert("row".to_owned(), Value::Null);
        }
    }
    Ok(value)
}

fn working_days(how: &str, from: Day, days: &WorkingDays) -> Value {
    json!({
        "how": how,
        "from": from.to_string(),
        "counted": days.counted.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "passed_over": days.passed_over.iter()
            .map(|(day, why)| json!({ "day": day.to_string(), "because": why })).collect::<Vec<_>>(),
        "no_bank_holidays_known_from": days.unlisted_from.map(|day| day.to_string()),
        "to": days.counted.last().map(ToString::to_string),
    })
}

/// The arithmetic of a date as data: `how` says which members there are.
pub fn counting(counting: &Counting) -> Value {
    match counting {
        Counting::SameDay(day) => json!({ "how": "same day", "to": day.to_string() }),
        Counting::WorkingDays(days) => working_days("working days", days.from, days),
        Counting::Absence { first, days } => working_days("working days of absence", *first, days),
        Counting::Calendar { from, length, to } => json!({
            "how": "calendar", "from": from.to_string(), "length": length.to_string(), "to": to.to_string()
        }),
        Counting::NotBefore { from, length, would_be, floor } => json!({
            "how": "not before", "from": from.to_string(), "length": length.to_string(),
            "would_be": would_be.to_string(), "to": floor.to_string()
        }),
        Counting::Hours { from, hours, to } => json!({
            "how": "elapsed hours", "from": from.to_string(), "hours": hours, "to": to.to_string()
        }),
        Counting::Set(day) => json!({ "how": "set", "to": day.to_string() }),
        Counting::NotStated => json!({ "how": "not stated" }),
        Counting::NotKnown => json!({ "how": "not known" }),
        Counting::Unseen { first, to } => {
            json!({ "how": "may have been done unseen", "from": first.to_string(), "to": to.to_string() })
        }
        Counting::FirstDayCounted { from, length, to } => json!({
            "how": "first day counted", "from": from.to_string(), "length": length.to_string(), "to": to.to_string()
        }),
    }
}
