//! A decision held against what the policy asks of it, in words: each thing that is asked, how it stands, what shows it.

use policy::{Cites, Gate};
use record::words::{Post, RoomAnswer, Word};
use record::{Content, Fact, FactId, Moment, Tri, UnitId};
use standing::gates::{Decision, Part, StepState, post_of};
use standing::{Because, Plan, Timeline};

use crate::refusal::{Calls, lower, posts_called};

/// A decision on record, or one that might be taken, with each thing that is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionTold {
    /// The rule, as `pack/rule`.
    pub rule: String,
    /// What the decision is.
    pub title: String,
    /// When it was taken; nothing of one that might be.
    pub taken: Option<Moment>,
    /// The fact that records it.
    pub fact: Option<FactId>,
    /// Whether everything was there that is asked of it.
    pub allowed: Tri,
    /// Each thing that is asked.
    pub asks: Vec<Asked>,
}

/// One thing that is asked of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What kind of thing, as programs are told: `step`, `decider`, `reason` or `never`.
    pub part: &'static str,
    /// The step's name within the rule; of a step alone.
    pub step: Option<String>,
    /// What it is, as a sentence without its full stop.
    pub says: String,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// How it stands.
    pub stands: Stands,
    /// What shows it.
    pub because: Vec<FactId>,
    /// Where it is asked of each of several units: each of them.
    pub units: Vec<AskedOf>,
}

/// What is asked of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedOf {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub stands: Stands,
    /// What it answered, where it did.
    pub answer: Option<&'static str>,
    /// When, as the fact has it.
    pub because: Option<FactId>,
}

/// How a thing that is asked of a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// It was done before the decision.
    Done,
    /// It was not.
    Missing,
    /// It was, and not in the order that is asked.
    OutOfOrder,
    /// The record does not say enough to tell.
    NotKnown,
    /// It is not asked of this decision.
    NotAsked,
    /// Who decided may, or the reason is one that is allowed.
    Allowed,
    /// Who decided may not, the reason is none that is allowed, or nobody may.
    NotAllowed,
    /// Nobody has taken the decision: who may, or for which reason.
    Open,
}

impl Stands {
    /// As people and programs are told.
    pub const fn name(self) -> &'static str {
        match self {
            Stands::Done => "done",
            Stands::Missing => "missing",
            Stands::OutOfOrder => "out of order",
            Stands::NotKnown => "not known",
            Stands::NotAsked => "not asked",
            Stands::Allowed => "allowed",
            Stands::NotAllowed => "not allowed",
            Stands::Open => "open",
        }
    }
}

/// From what a decision is told.
#[derive(Clone, Copy)]
pub struct Decisions<'a> {
    /// The policies.
    pub plan: &'a Plan,
    /// What those are called whom a decision names.
    pub names: &'a dyn Calls,
    /// The fact that something rests on.
    pub fact: &'a dyn Fn(Because) -> Option<&'a Fact>,
}

impl Decisions<'_> {
    /// That decision, with each thing that is asked of it.
    pub fn told(&self, decision: &Decision) -> DecisionTold {
        let of = &self.plan.gates[decision.gate];
        let asks = decision.parts().filter_map(|(part, holds)| self.asked(decision, &of.rule, part, holds));
        DecisionTold {
            rule: format!("{}/{}", self.plan.packs[of.pack].id, of.rule.id),
            title: of.rule.title.clone(),
            taken: (decision.because != Because::Nothing).then_some(decision.at),
            fact: self.id(decision.because),
            allowed: decision.allowed(),
            asks: asks.collect(),
        }
    }

    /// What decisions lacked for certain that are held against them as that breach, each as the rest of a sentence, with
    /// its clauses; nothing where the breach is no decision's.
    pub fn lacked(&self, timeline: &Timeline, breach: usize, at: Moment) -> Vec<(String, &Cites)> {
        let mut said: Vec<(String, &Cites)> = Vec::new();
        // What was not done is headed once, however much it is.
        let mut is_headed = false;
        for (decision, part, _) in timeline.lacked(self.plan, breach, at).filter(|(.., lacks)| lacks.is_yes()) {
            let gate = &self.plan.gates[decision.gate].rule;
            let is_missing = match part {
                Part::Step(place) => matches!(decision.steps.get(place), Some(StepState::Missing(_))),
                _ => false,
            };
            let head = if is_missing && !is_headed { "not done before it: " } else { "" };
            is_headed = is_missing;
            let one = (format!("{head}{}", self.lacks(decision, gate, part)), part.cites(gate));
            if !said.contains(&one) {
                said.push(one);
            }
        }
        said
    }

    fn lacks(&self, decision: &Decision, gate: &Gate, part: Part) -> String {
        match part {
            Part::Never => "the policy does not allow it".to_owned(),
            Part::Decider => match self.post(decision) {
                Some(post) => format!("decided by the {}, who may not", self.plan.title_of(post)),
                None => "decided by somebody who may not".to_owned(),
            },
            Part::Reason => "without a reason that the policy allows".to_owned(),
            Part::Step(place) => {
                let says = gate.steps.get(place).map_or("", |step| step.says.as_str());
                let says = lower(says.trim_end_matches('.'));
                match decision.steps.get(place) {
                    Some(StepState::OutOfOrder(_)) => format!("in another order than is asked: {says}"),
                    _ => says,
                }
            }
        }
    }

    fn asked(&self, decision: &Decision, gate: &Gate, part: Part, holds: Tri) -> Option<Asked> {
        let is_taken = decision.because != Because::Nothing;
        let own = |part: &'static str, says: String, stands: Stands| Asked {
            part,
            step: None,
            says,
            clauses: gate.cites.0.clone(),
            stands,
            because: Vec::new(),
            units: Vec::new(),
        };
        let stands = match holds {
            Tri::Yes => Stands::Allowed,
            Tri::No => Stands::NotAllowed,
            Tri::Unknown => Stands::NotKnown,
        };
        let stands = if is_taken { stands } else { Stands::Open };
        match part {
            Part::Never => {
                let says = "The policy does not allow this decision".to_owned();
                decision.forbidden.then(|| own("never", says, Stands::NotAllowed))
            }
            Part::Decider => {
                let by = gate.by?;
                let mut says = match self.post(decision) {
                    Some(post) => format!("Decided by the {}", self.plan.title_of(post)),
                    None if is_taken => "In which post it was decided is not on record".to_owned(),
                    None => format!("Decided by the {}", posts_called(self.plan, by, "or")),
                };
                if is_taken && !holds.is_yes() {
                    says.push_str(&format!("; it is for the {} to decide", posts_called(self.plan, by, "or")));
                }
                if !(is_taken && holds.is_yes() || gate.stand_in.is_empty()) {
                    says.push_str(&format!(", and the {} may stand in", posts_called(self.plan, gate.stand_in, "or")));
                }
                Some(own("decider", says, stands))
            }
            Part::Reason => {
                let allowed = gate.reasons?;
                let reason = match (self.fact)(decision.because).map(|fact| fact.content) {
                    Some(Content::LeftUnallocated { reason, .. }) => reason,
                    _ => None,
                };
                let says = match reason {
                    Some(reason) => format!("The reason: {}", reason.name()),
                    None if is_taken => "No reason is on record".to_owned(),
                    None => format!("With a reason: {}", crate::refusal::listed(allowed, "or")),
                };
                Some(own("reason", says, stands))
            }
            Part::Step(place) => Some(self.step(decision, gate, place)?),
        }
    }

    fn step(&self, decision: &Decision, gate: &Gate, place: usize) -> Option<Asked> {
        let (step, state) = (gate.steps.get(place)?, decision.steps.get(place)?);
        let stands = match state {
            StepState::Done(_) => Stands::Done,
            StepState::Missing(_) => Stands::Missing,
            StepState::OutOfOrder(_) => Stands::OutOfOrder,
            StepState::NotKnown => Stands::NotKnown,
            StepState::NotAsked => Stands::NotAsked,
        };
        let because = match state {
            StepState::Done(facts) | StepState::OutOfOrder(facts) => facts.as_slice(),
            _ => &[],
        };
        let units = decision.units.get(place).into_iter().flatten().map(|(unit, because)| {
            let fact = (self.fact)(*because);
            let missing = matches!(state, StepState::Missing(units) if units.contains(unit));
            AskedOf {
                unit: *unit,
                name: self.names.unit(*unit),
                stands: match (fact, missing) {
                    (Some(_), _) => Stands::Done,
                    (None, true) => Stands::Missing,
                    (None, false) => Stands::NotKnown,
                },
                answer: fact.and_then(answer),
                because: fact.map(|fact| fact.id),
            }
        });
        let units: Vec<AskedOf> = units.collect();
        let no_other = step.each.is_some() && stands == Stands::Done && units.is_empty();
        Some(Asked {
            part: "step",
            step: Some(step.id.clone()),
            says: format!("{}{}", step.says.trim_end_matches('.'), if no_other { ": there is no other" } else { "" }),
            clauses: step.cites.0.clone(),
            stands,
            because: because.iter().filter_map(|because| self.id(*because)).collect(),
            units,
        })
    }

    fn post(&self, decision: &Decision) -> Option<Post> {
        post_of(&(self.fact)(decision.because)?.content)
    }

    fn id(&self, because: Because) -> Option<FactId> {
        (self.fact)(because).map(|fact| fact.id)
    }
}

fn answer(fact: &Fact) -> Option<&'static str> {
    match fact.content {
        Content::CapacityAsked { answer, .. } => Some(RoomAnswer::name(answer)),
        _ => None,
    }
}

impl Asked {
    /// The same in one line: "missing: every other team of the district has answered (AS-02): Beta missing, Gamma has room".
    pub fn said(&self) -> String {
        let units = self.units.iter().map(|one| format!("{} {}", one.name, one.answer.unwrap_or(one.stands.name())));
        let units = units.collect::<Vec<_>>().join(", ");
        let units = if units.is_empty() { units } else { format!(": {units}") };
        format!("{}: {} ({}){units}", self.stands.name(), lower(&self.says), self.clauses.join(", "))
    }
}

impl DecisionTold {
    /// How it stands as a whole, as the rest of a sentence behind what it is and when it was taken.
    pub fn as_a_whole(&self) -> &'static str {
        match (self.taken, self.allowed) {
            (Some(_), Tri::Yes) => "as the policy asks",
            (Some(_), Tri::No) => "not as the policy asks",
            (Some(_), Tri::Unknown) => "whether as the policy asks is not known",
            (None, Tri::Yes) => "not taken; everything is there that is asked before it",
            (None, Tri::No) => "not taken; not everything is there that is asked before it",
            (None, Tri::Unknown) => "not taken; whether everything is there that is asked before it is not known",
        }
    }
}

/// Every decision of that timeline that was taken by then, each rule and fact once, the newest first.
pub fn decisions_taken<'t>(plan: &Plan, timeline: &'t Timeline, at: Moment) -> Vec<&'t Decision> {
    let mut found: Vec<&Decision> = Vec::new();
    for decided in timeline.decided_by(at) {
        let breach = plan.breach_of_gate(decided.decision.gate);
        let is_same = |other: &&Decision| {
            other.because == decided.decision.because && plan.is_same_breach(plan.breach_of_gate(other.gate), breach)
        };
        // Of two versions of a pack, the later one's words.
        found.retain(|other| !is_same(other));
        found.push(&decided.decision);
    }
    found.sort_by_key(|decision| std::cmp::Reverse(decision.at));
    found
}
