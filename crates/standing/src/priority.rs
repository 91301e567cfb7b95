//! How pressing a child's need for a worker is, as the policy weighs it, each factor with its evidence (PG-04).

use record::book::known_facts;
use record::{Content, Fact, Moment, Tri};

use crate::plan::Plan;
use crate::signal::{Because, Step, step_at, value_at};
use crate::timeline::Timeline;

/// How pressing a child's need is at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pressing {
    /// The sum of the weights of the factors that hold for certain.
    pub weight: u32,
    /// What a manager set by hand, which comes first; and the place of the fact among the child's.
    pub set: Option<(i32, Because)>,
    /// The factors that hold or may hold, the heaviest first.
    pub factors: Vec<Factor>,
}

impl Pressing {
    /// By what children are ordered: what a manager set, or else the sum.
    pub fn order(&self) -> i64 {
        self.set.map_or(i64::from(self.weight), |(set, _)| i64::from(set))
    }
}

/// A factor that holds, or may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Its place in [`Plan::priorities`].
    pub rule: usize,
    /// Yes, or not known: one that is not known adds nothing.
    pub value: Tri,
    /// Since when, and because of what.
    pub since: (Moment, Because),
}

/// How pressing the need of the child is at that instant, as known at `known`; the timeline is one of an evaluator that weighs.
/// The child's facts are given as they were evaluated.
pub fn pressing(plan: &Plan, timeline: &Timeline, facts: &[&[Fact]], at: Moment, known: Moment) -> Pressing {
    let mut found = Pressing { set: set_by_hand(timeline, facts, at, known), ..Pressing::default() };
    for (rule, signal) in timeline.factors.iter().enumerate() {
        let Some(step) = step_at(signal, at).filter(|step| !step.value.is_no()) else { continue };
        if step.value.is_yes() {
            // A weight that the policy leaves open is shown and adds nothing.
            found.weight += plan.priorities[rule].rule.weight.value().unwrap_or(0);
        }
        found.factors.push(Factor { rule, value: step.value, since: (step.from, step.because) });
    }
    let weight = |factor: &Factor| plan.priorities[factor.rule].rule.weight.value().unwrap_or(0);
    found.factors.sort_by_key(|factor| (std::cmp::Reverse((factor.value, weight(factor))), factor.rule));
    found
}

/// The newest priority that a manager set and that no closing has ended.
fn set_by_hand(timeline: &Timeline, facts: &[&[Fact]], at: Moment, known: Moment) -> Option<(i32, Because)> {
    let mut newest: Option<(Moment, i32, Because)> = None;
    let mut before = 0;
    for list in facts {
        for fact in known_facts(list, known) {
            let (Content::PrioritySet { priority, .. }, Some(from)) = (fact.content, fact.when.as_start()) else {
                continue;
            };
            if from <= at && newest.is_none_or(|(earlier, ..)| earlier <= from) {
                // The place is found by the fact's own address: corrected facts keep their place in the list.
                let place = list.iter().position(|other| std::ptr::eq(other, fact)).unwrap_or(0);
                newest = Some((from, priority, Because::Child((before + place) as u32)));
            }
        }
        before += list.len();
    }
    let (from, priority, because) = newest?;
    // Where coverage begins or a first referral is known, nothing is closed: a closing is a fact.
    let is_closing = |step: &&Step| step.value.is_no() && step.because != Because::Nothing;
    let closed = timeline.open.iter().filter(is_closing).any(|step| step.from > from && step.from <= at);
    let closed = closed || value_at(&timeline.open, at).is_no();
    (!closed).then_some((priority, because))
}
