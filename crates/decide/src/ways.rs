//! What can be done about a duty or a breach: from what its rule asks for to the act, or the record, that would make it, with
//! the fields that the rule asks for filled in.
//!
//! Read from the rule alone, so that a rule that a council writes gets its way without a line of code here. What is a
//! person's to say (what was answered, to whom of several) is left open, and nothing is suggested that would end a breach by
//! ending the case or the status for which the rule is there.

use policy::{Condition, Duty, Event, MetFrom, State};
use record::fields::{FieldInfo, FieldType};
use record::words::{Post, Role, Word, Words};
use record::{Fact, Kind, Moment};
use standing::{DutyRecord, Plan};

use crate::act::{ActKind, RECORDED};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// An act.
    Act(ActKind),
    /// A fact of that kind is recorded.
    Record(Kind),
}

impl Does {
    /// As an address has it.
    pub fn name(self) -> &'static str {
        match self {
            Does::Act(act) => act.name(),
            Does::Record(kind) => kind.name(),
        }
    }

    fn fields(self) -> &'static [FieldInfo] {
        match self {
            Does::Act(act) => act.fields(),
            Does::Record(kind) => kind.fields(),
        }
    }
}

/// One way of doing something about a duty or a breach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What is done.
    pub does: Does,
    /// What the rule asks it to say: a field's name and a word, several times for a field of several words.
    pub says: Vec<(&'static str, &'static str)>,
    /// The posts in which it has to be done; any, where there is none.
    pub posts: Words<Post>,
    /// Which part of the rule it meets.
    pub part: usize,
}

/// What stands against a link: what would meet it is made by no act here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoWay {
    /// What would meet it.
    pub kinds: Vec<Kind>,
}

impl std::fmt::Display for NoWay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.kinds.is_empty() {
            return f.write_str("nothing that can be recorded meets it: it ends as what it rests on ends");
        }
        let kinds: Vec<String> = self.kinds.iter().map(|kind| format!("‘{}’", kind.name().replace('_', " "))).collect();
        let is = if kinds.len() == 1 { "is" } else { "are" };
        write!(f, "{} {is} not recorded here: it comes with an extract, or from another program", kinds.join(" or "))
    }
}

/// The ways to meet a duty, in the order of its parts and of the events that the rule names.
///
/// # Errors
/// Where no act and no record would meet it.
pub fn to_meet(plan: &Plan, duty: &Duty) -> Result<Vec<Way>, NoWay> {
    let mut found = Found::default();
    for (part, events) in duty.met_by.iter().enumerate() {
        events.iter().for_each(|event| found.event(event, part));
    }
    if let Some(condition) = &duty.met_when {
        found.condition(plan, condition, true, duty.met_by.len());
    }
    found.ways()
}

/// The ways to end a breach.
///
/// # Errors
/// Where no act and no record would end it.
pub fn to_end(plan: &Plan, breach: usize) -> Result<Vec<Way>, NoWay> {
    let mut found = Found::default();
    // A decision that was taken as the policy does not allow it stays on record: nothing undoes it.
    if plan.gate_of(breach).is_none() {
        found.condition(plan, &plan.breaches[breach].rule.during, false, 0);
    }
    found.ways()
}

/// The parts of a duty's rule of which nothing is on record that counts for it, by their places.
pub fn parts_left<'f>(rule: &Duty, duty: &DutyRecord, facts: impl Iterator<Item = &'f Fact>, at: Moment) -> Vec<usize> {
    let from = match (&rule.met_from, duty.every) {
        (_, Some(_)) => duty.counted_from.start(),
        (MetFrom::ItsOpening, None) => duty.opened,
        _ => duty.since.min(duty.counted_from.start()),
    };
    let mut left: Vec<usize> = (0..rule.met_by.len()).collect();
    for fact in facts.filter(|fact| fact.when.as_end().is_some_and(|to| from <= to && to <= at.day().end())) {
        left.retain(|part| !rule.met_by[*part].iter().any(|event| event.matches(&fact.content)));
    }
    left
}

/// The first of these ways, for the first of those parts that it can meet, with what else of the same kind the other parts ask
/// for: one form for one thing done.
pub fn first(ways: &[Way], left: &[usize]) -> Option<Way> {
    let of_parts = || ways.iter().filter(|way| left.is_empty() || left.contains(&way.part));
    let mut first = of_parts().next().or(ways.first())?.clone();
    let fields = first.does.fields();
    let is_several = |name: &str| fields.iter().any(|of| of.name == name && matches!(of.of, FieldType::Words(_)));
    for other in of_parts().filter(|other| (other.does, other.posts) == (first.does, first.posts)) {
        if other.part == first.part {
            continue;
        }
        for said in other.says.iter().filter(|(name, _)| is_several(name)) {
            if !first.says.contains(said) {
                first.says.push(*said);
            }
        }
    }
    Some(first)
}

/// The act that makes facts of that kind, or that has to come first for somebody to make one.
pub fn act_towards(kind: Kind) -> Option<ActKind> {
    Some(match kind {
        // Nobody accepts what nobody offered.
        Kind::AllocationOffered | Kind::AllocationTerms | Kind::AllocationAccepted | Kind::InvolvementStarted => {
            ActKind::Offer
        }
        Kind::AllocationDeclined => ActKind::Withdraw,
        Kind::InvolvementEnded => ActKind::End,
        Kind::PutOnDuty => ActKind::PutOnDuty,
        Kind::TakenOffDuty => ActKind::TakeOffDuty,
        Kind::CapacityAsked => ActKind::AskForRoom,
        Kind::LeftUnallocated => ActKind::Leave,
        Kind::ManagementOversight | Kind::NextSeenSet | Kind::NextReviewSet | Kind::NextPlanReviewSet => {
            ActKind::Oversee
        }
        Kind::TransferChecked | Kind::TransferWorkFound => ActKind::CheckTransfer,
        Kind::TransferSigned => ActKind::SignTransfer,
        Kind::CaseClosed => ActKind::Close,
        _ => return None,
    })
}

#[derive(Default)]
struct Found {
    ways: Vec<Way>,
    lacking: Vec<Kind>,
}

impl Found {
    fn ways(self) -> Result<Vec<Way>, NoWay> {
        if self.ways.is_empty() { Err(NoWay { kinds: self.lacking }) } else { Ok(self.ways) }
    }

    fn add(&mut self, way: Way) {
        if !self.ways.contains(&way) {
            self.ways.push(way);
        }
    }

    fn event(&mut self, event: &Event, part: usize) {
        let does = match RECORDED.contains(&event.fact) {
            true => Some(Does::Record(event.fact)),
            false => act_towards(event.fact).map(Does::Act),
        };
        match does {
            Some(does) => {
                let posts = event.made_by.unwrap_or_default();
                self.add(Way { does, says: says(event, does), posts, part });
            }
            None if !self.lacking.contains(&event.fact) => self.lacking.push(event.fact),
            None => {}
        }
    }

    /// What would make the condition so, or not so.
    fn condition(&mut self, plan: &Plan, condition: &Condition, wanted: bool, part: usize) {
        match condition {
            Condition::Not(inner) => self.condition(plan, inner, !wanted, part),
            Condition::All(list) | Condition::Any(list) => {
                list.iter().for_each(|one| self.condition(plan, one, wanted, part));
            }
            Condition::Definition(place) => {
                self.condition(plan, &plan.definitions[*place].rule.counts, wanted, part);
            }
            Condition::Lasting(lasting) => self.condition(plan, &lasting.of, wanted, part),
            Condition::Begun(begun) => self.condition(plan, &begun.of, wanted, part),
            Condition::Without(rule) if !wanted => {
                let parts = plan.workers[*rule].rule.parts;
                let role = [Role::Lead, Role::KeyWorker].into_iter().find(|role| parts.has(*role));
                let says = role.map(|role| ("part", role.name())).into_iter().collect();
                self.add(Way { does: Does::Act(ActKind::Offer), says, posts: Words::NONE, part });
            }
            Condition::Since(since) if wanted => since.event.iter().for_each(|event| self.event(event, part)),
            Condition::State(State::OnDuty) => {
                let act = if wanted { ActKind::PutOnDuty } else { ActKind::TakeOffDuty };
                self.add(Way { does: Does::Act(act), says: Vec::new(), posts: Words::NONE, part });
            }
            // To end a case or a status, or to wait for a birthday, is nothing to be suggested.
            _ => {}
        }
    }
}

/// What an event must say, in the fields of what makes it. One of several words is for whoever records it to choose.
fn says(event: &Event, does: Does) -> Vec<(&'static str, &'static str)> {
    let asked: [(&str, Vec<&'static str>, bool); 15] = [
        ("parts", names(event.visit), true),
        ("parts", names(event.holds), true),
        ("plan", names(event.plan), false),
        ("to", names(event.to), false),
        ("to", names(event.given_to), false),
        ("status", names(event.status), false),
        ("meeting", names(event.meeting), false),
        ("action", names(event.action), false),
        ("asked", names(event.asked), false),
        ("answer", names(event.answer), false),
        ("reason", names(event.reason), false),
        ("service", names(event.service), false),
        ("side", names(event.side), false),
        ("part", names(event.part), false),
        ("role", names(event.part), false),
    ];
    let mut said = Vec::new();
    for field in does.fields() {
        for (_, words, all) in asked.iter().filter(|(name, ..)| *name == field.name) {
            if *all || words.len() == 1 {
                said.extend(words.iter().map(|word| (field.name, *word)));
            }
        }
    }
    said
}

fn names<W: Word>(words: Option<Words<W>>) -> Vec<&'static str> {
    words.unwrap_or_default().iter().map(Word::name).collect()
}
