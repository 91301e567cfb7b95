//! Why a command is refused: each ground with its clauses, what it says, and what would make the command possible.

use policy::{Need, Step};
use record::words::{Post, Word, Words};
use record::{Names, UnitId, WorkerId};
use standing::Plan;
use standing::gates::StepState;

use crate::house::House;

/// Every ground on which a command is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// At least one.
    pub grounds: Vec<Ground>,
}

/// One ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// What stands against the command.
    pub why: Why,
}

/// What stands against a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// A rule of the house.
    House(House),
    /// A gate asks for a step that was not done, was done out of order, or of which it is not known.
    Step {
        /// The gate's place in the plan.
        gate: usize,
        /// The step's place in the gate.
        step: usize,
        /// How it stands.
        state: StepState,
    },
    /// A gate leaves the decision to other posts.
    NotTheirs {
        /// The gate's place in the plan.
        gate: usize,
        /// The posts that the actor holds for the child.
        held: Words<Post>,
    },
    /// A gate forbids the decision.
    Forbidden {
        /// The gate's place in the plan.
        gate: usize,
    },
    /// A gate asks for a reason out of a list.
    Reason {
        /// The gate's place in the plan.
        gate: usize,
    },
    /// A breach would begin.
    Breach {
        /// Its place in the plan.
        breach: usize,
    },
    /// The worker lacks what a policy asks of whoever holds such a child, or is not known to have it.
    Unsuitable {
        /// The rule's place in [`Plan::suitability`].
        rule: usize,
        /// What is lacking for certain.
        lacking: Words<Need>,
        /// What is not known to be there.
        not_known: Words<Need>,
    },
    /// It would take the worker's load beyond the policy's limit.
    TooMuch {
        /// The place in [`Plan::workloads`] of the rules by which it is weighed.
        workload: usize,
        /// The worker.
        worker: WorkerId,
        /// How many percent of a full load it would be, at the least and rounded up; nothing where the worker has no room at all.
        percent: Option<u64>,
        /// Whether offers that the worker has not answered yet are in it.
        with_offers: bool,
    },
}

/// A ground in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The rule, as `pack/rule`; `house` for the house's own.
    pub rule: String,
    /// The clauses that it follows; none for what follows from the record alone.
    pub clauses: Vec<String>,
    /// What stands against the command.
    pub says: String,
    /// What would make it possible.
    pub possible: String,
}

/// What those are called whom a ground names.
pub trait Calls {
    /// The worker.
    fn worker(&self, worker: WorkerId) -> String;
    /// The unit.
    fn unit(&self, unit: UnitId) -> String;
}

/// By their ids, without the source.
impl Calls for Names {
    fn worker(&self, worker: WorkerId) -> String {
        plain(Names::worker(self, worker)).to_owned()
    }

    fn unit(&self, unit: UnitId) -> String {
        plain(Names::unit(self, unit)).to_owned()
    }
}

impl Ground {
    pub(crate) fn house(house: House) -> Ground {
        Ground { why: Why::House(house) }
    }

    /// The ground in words.
    pub fn told(&self, plan: &Plan, names: &dyn Calls) -> Told {
        let called = |pack: usize, rule: &str| format!("{}/{rule}", plan.packs[pack].id);
        match &self.why {
            Why::House(house) => house.told(names),
            Why::Step { gate, step, state } => {
                let of = &plan.gates[*gate];
                let step = &of.rule.steps[*step];
                let (says, possible) = step_told(step, state, names);
                Told { rule: called(of.pack, &of.rule.id), clauses: step.cites.0.clone(), says, possible }
            }
            Why::NotTheirs { gate, held } => {
                let of = &plan.gates[*gate];
                let (by, stand_in) = (of.rule.by.unwrap_or(Words::NONE), of.rule.stand_in);
                let own = if held.is_empty() {
                    "you hold no post for this child".to_owned()
                } else {
                    format!("you act as {}", posts_called(plan, *held, "and"))
                };
                let says = format!("{}: the decision is not yours; {own}.", of.rule.title);
                let mut possible = format!("It is decided by the {}", posts_called(plan, by, "or"));
                if !stand_in.is_empty() {
                    possible.push_str(&format!("; the {} may stand in", posts_called(plan, stand_in, "or")));
                }
                possible.push('.');
                Told { rule: called(of.pack, &of.rule.id), clauses: of.rule.cites.0.clone(), says, possible }
            }
            Why::Forbidden { gate } => {
                let of = &plan.gates[*gate];
                let says = format!("{}: the policy does not allow it.", of.rule.title);
                let possible = "Find a worker who accepts, or ask for one now.".to_owned();
                Told { rule: called(of.pack, &of.rule.id), clauses: of.rule.cites.0.clone(), says, possible }
            }
            Why::Reason { gate } => {
                let of = &plan.gates[*gate];
                let reasons = listed(of.rule.reasons.unwrap_or(Words::NONE), "or");
                let says = format!("{}: a reason is needed.", of.rule.title);
                let possible = format!("Choose one: {reasons}.");
                Told { rule: called(of.pack, &of.rule.id), clauses: of.rule.cites.0.clone(), says, possible }
            }
            Why::Breach { breach } => {
                let of = &plan.breaches[*breach];
                let says = format!("It would be a breach: {}.", lower(&of.rule.title));
                let posts = of.rule.exceptions.iter().fold(Words::NONE, |all, one| all.joined(one.by));
                let possible = if posts.is_empty() {
                    "Do first what keeps it from being so: a worker who accepts, before the other is released."
                        .to_owned()
                } else {
                    format!(
                        "Do first what keeps it from being so, or have the {} grant an exception.",
                        posts_called(plan, posts, "or")
                    )
                };
                Told { rule: called(of.pack, &of.rule.id), clauses: of.rule.cites.0.clone(), says, possible }
            }
            Why::TooMuch { workload, worker, percent, with_offers } => {
                let of = &plan.workloads[*workload];
                let name = names.worker(*worker);
                let load = percent.map_or_else(
                    || "a load of which they can carry nothing".to_owned(),
                    |percent| format!("{percent} percent of a full load"),
                );
                let limit = of.rule.forbids_at.and_then(policy::Stated::value).unwrap_or_default();
                let offers = if *with_offers { ", with the offers that they have not answered yet" } else { "" };
                let says =
                    format!("It would give {name} {load}{offers}; beyond {limit} percent nothing more may be given.");
                let posts = of.rule.exceptions.iter().fold(Words::NONE, |all, one| all.joined(one.by));
                let mut possible = "Offer it to somebody with room, or end other work of theirs first".to_owned();
                if !posts.is_empty() {
                    possible.push_str(&format!(
                        ", or have the {} authorise it until a day",
                        posts_called(plan, posts, "or")
                    ));
                }
                possible.push('.');
                let mut clauses = of.rule.cites.0.clone();
                clauses.extend(of.rule.exceptions.iter().flat_map(|one| one.cites.0.clone()));
                clauses.dedup();
                Told { rule: called(of.pack, "workload"), clauses, says, possible }
            }
            Why::Unsuitable { rule, lacking, not_known } => {
                let of = &plan.suitability[*rule];
                let mut possible = Vec::new();
                let (lacking, not_known) = match lacking.has(Need::Refused) {
                    true => (Words::of(&[Need::Refused]), Words::NONE),
                    false => (*lacking, *not_known),
                };
                possible.extend(lacking.iter().map(|need| would_help(need).to_owned()));
                possible.extend(not_known.iter().map(|need| format!("{} (it is not known)", would_help(need))));
                Told {
                    rule: called(of.pack, &of.rule.id),
                    clauses: of.rule.cites.0.clone(),
                    says: format!("{}.", of.rule.says.trim_end_matches('.')),
                    possible: format!("{}.", possible.join("; ")),
                }
            }
        }
    }
}

fn step_told(step: &Step, state: &StepState, names: &dyn Calls) -> (String, String) {
    let says = step.says.trim_end_matches('.');
    match state {
        StepState::Missing(units) if units.is_empty() => {
            (format!("Not done yet: {}.", lower(says)), "Do and record it first.".to_owned())
        }
        StepState::Missing(units) => {
            let units: Vec<String> = units.iter().map(|unit| names.unit(*unit)).collect();
            let possible = format!("Ask and record the answer of {}.", units.join(", "));
            (format!("Not done yet: {}.", lower(says)), possible)
        }
        StepState::OutOfOrder(_) => (
            format!("Done in another order than the policy asks: {}.", lower(says)),
            "Do and record it again, after the step before it.".to_owned(),
        ),
        StepState::NotKnown | StepState::Done(_) | StepState::NotAsked => (
            format!("Not known whether it was done: {}.", lower(says)),
            "Record it here, with its date, if it was done; else do it first.".to_owned(),
        ),
    }
}

/// An id without its source.
fn plain(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, plain)| plain)
}

const fn would_help(need: Need) -> &'static str {
    match need {
        Need::Refused => "Offer it to somebody else",
        Need::LeadSocialWorker => "Have a social worker lead, who is offered it first",
        Need::NamedSupport => "Name who supports and supervises",
        Need::Supervisor => "Record the worker's supervisor",
        Need::Experience => "Name experienced support, or record the worker's experience",
        Need::Registration => "Record the worker's registration",
        Need::Training => "Offer it to somebody who has that training, or record that the worker has it",
    }
}

/// Words in a row: "a, b or c".
pub(crate) fn listed<W: Word>(words: Words<W>, last: &str) -> String {
    joined(&words.iter().map(Word::name).collect::<Vec<_>>(), last)
}

/// Posts in a row, each as the council calls it.
pub(crate) fn posts_called(plan: &Plan, posts: Words<Post>, last: &str) -> String {
    joined(&posts.iter().map(|post| plan.title_of(post)).collect::<Vec<_>>(), last)
}

fn joined(names: &[&str], last: &str) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., end] => format!("{} {last} {end}", most.join(", ")),
    }
}

/// A sentence's beginning in the middle of another.
pub(crate) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        // What goes on in capitals is a name of its own.
        Some(first) if letters.clone().next().is_some_and(char::is_lowercase) || first == 'A' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
