//! A child's decisions, for a story: each thing that a policy asks of them, and how it stands.

use decide::{Asked, Calls, DecisionTold, Decisions};
use record::{Book, Tri, UnitId, WorkerId};
use standing::Evaluator;

use crate::adopt::unit_name;
use crate::failure::Failure;
use crate::say;
use crate::story::{self, AskedOfDecision, AskedOfUnit, DecisionOfChild};
use crate::teller::Teller;

/// Units by their names on record; nobody else is named here.
pub struct Named<'b>(pub &'b Book);

impl Calls for Named<'_> {
    fn worker(&self, worker: WorkerId) -> String {
        Calls::worker(&self.0.names, worker)
    }

    fn unit(&self, unit: UnitId) -> String {
        unit_name(self.0, unit)
    }
}

impl Teller<'_> {
    /// The decisions on record that a policy in force asks something of, and those that might be taken now, with each thing
    /// that is asked.
    pub fn decisions(&self, evaluator: &mut Evaluator<'_>) -> Result<Vec<DecisionOfChild>, Failure> {
        let fact = |because| self.fact(because);
        let decisions = Decisions { plan: self.plan, names: &Named(self.book), fact: &fact };
        let (plan, at) = (self.plan, self.at);
        let taken = decide::decisions_taken(plan, self.timeline, at);
        let gates =
            (0..plan.gates.len()).filter(|gate| plan.breaches_on(at.day()).contains(&plan.breach_of_gate(*gate)));
        let might_be: Vec<_> = gates.filter_map(|gate| evaluator.gate_at(self.timeline, gate, at)).collect();
        let all = taken.into_iter().chain(&might_be);
        all.map(|decision| self.decision(&decisions.told(decision))).collect()
    }

    fn decision(&self, told: &DecisionTold) -> Result<DecisionOfChild, Failure> {
        let fact = |id: record::FactId| {
            let fact = self.facts.iter().copied().flatten().find(|fact| fact.id == id);
            self.data(fact)
        };
        let taken = told.taken.map(|at| format!(", taken {}", say::instant(at))).unwrap_or_default();
        let first = format!("{} [{}]{taken}: {}", told.title, told.rule, told.as_a_whole());
        let mut asks = Vec::new();
        for one in &told.asks {
            let mut units = Vec::new();
            for of in &one.units {
                let because = of.because.map(fact).transpose()?.flatten();
                let unit = self.book.names.unit(of.unit).to_owned();
                let (stands, answer) = (of.stands.name(), of.answer);
                units.push(AskedOfUnit { unit, stands, answer, because });
            }
            let because: Result<Vec<_>, Failure> = one.because.iter().map(|id| fact(*id)).collect();
            asks.push(AskedOfDecision {
                part: one.part,
                step: one.step.clone(),
                says: one.says.clone(),
                clauses: one.clauses.clone(),
                stands: one.stands.name(),
                because: because?.into_iter().flatten().collect(),
                units,
            });
        }
        Ok(DecisionOfChild {
            decision: told.rule.clone(),
            title: told.title.clone(),
            taken: told.taken.and_then(story::instant),
            fact: told.fact.map(fact).transpose()?.flatten(),
            as_asked: match told.allowed {
                Tri::Yes => "yes",
                Tri::No => "no",
                Tri::Unknown => "not known",
            },
            asks,
            said: std::iter::once(first).chain(told.asks.iter().map(Asked::said)).collect(),
        })
    }
}
