//! Decisions about a child: what each lacked, and which clauses it breaks.

use decide::{Asked, DecisionTold, Decisions, decisions_taken};
use record::book::known_facts;
use record::{Fact, FactId, Tri};
use standing::board::lists;
use standing::signal::value_at;
use standing::{Because, Entry, Evaluator};

use super::question::Question;
use super::say;
use crate::view::{AskedLine, AskedUnit, ChildDecision};

impl Question<'_> {
    /// Whether a rule is broken of the child; of a clause, where one is given, whether it is by that clause.
    pub fn breach_value(&self, entry: &Entry, place: usize, clause: Option<&str>) -> Tri {
        match clause {
            Some(clause) => entry.timeline.breached_by(self.plan(), place, clause, self.at),
            None => value_at(&entry.timeline.breaches[place], self.at),
        }
    }

    /// What is so of a rule that is broken for certain, with the clauses by which it is: of a decision, what it lacked.
    pub fn breach_said(&self, entry: &Entry, place: usize) -> (String, Vec<String>) {
        let rule = &self.plan().breaches[place].rule;
        let clauses = entry.timeline.breach_clauses(self.plan(), place, self.at);
        let clauses: Vec<String> = clauses.into_iter().map(str::to_owned).collect();
        let words = match self.plan().gate_of(place) {
            Some(gate) => format!("{}: {}", gate.title, self.lacked(entry, place).join("; ")),
            None => rule.title.clone(),
        };
        (words, if clauses.is_empty() { rule.cites.0.clone() } else { clauses })
    }

    /// What a decision lacked for certain, a phrase each; nothing of a rule about what is so.
    pub fn lacked(&self, entry: &Entry, place: usize) -> Vec<String> {
        let fact = |because: Because| self.fact(entry.child, because);
        let decisions = Decisions { plan: self.plan(), names: self, fact: &fact };
        let lacked = decisions.lacked(&entry.timeline, place, self.at);
        lacked.into_iter().map(|(words, _)| words).collect()
    }

    /// The decisions about the child of which a policy asks something: those on record, the newest first, and then, of an
    /// open case, those that might be taken.
    pub fn decisions(&self, entry: &Entry) -> Vec<ChildDecision> {
        let plan = self.plan();
        let asked: Vec<usize> = self.breaches_asked(None).collect();
        let is_asked = |gate: usize| {
            let breach = plan.breach_of_gate(gate);
            asked.iter().any(|place| plan.is_same_breach(*place, breach))
        };
        let taken = decisions_taken(plan, &entry.timeline, self.at);
        let facts = lists(self.book, self.board.people(), entry.child);
        let fact = |because: Because| self.fact(entry.child, because);
        let told = Decisions { plan, names: self, fact: &fact };
        let mut all: Vec<_> = taken.into_iter().filter(|one| is_asked(one.gate)).cloned().collect();
        if self.is_open(entry) {
            let mut evaluator = Evaluator::new(plan, self.board.world());
            let timeline = evaluator.timeline(&facts);
            let gates = asked.iter().filter_map(|place| plan.gate_at(*place));
            all.extend(gates.filter_map(|gate| evaluator.gate_at(&timeline, gate, self.at)));
        }
        all.iter().map(|decision| self.decision(entry, told.told(decision))).collect()
    }

    fn decision(&self, entry: &Entry, told: DecisionTold) -> ChildDecision {
        let lists = lists(self.book, self.board.people(), entry.child);
        let fact = |id: FactId| lists.iter().flat_map(|list| known_facts(list, self.known)).find(|fact| fact.id == id);
        let says = told.as_a_whole();
        ChildDecision {
            taken: told.taken.map(|at| match told.fact.and_then(fact) {
                Some(fact) => say::when(fact),
                None => say::day(at.day()).to_string(),
            }),
            as_asked: match told.allowed {
                Tri::Yes => "yes",
                Tri::No => "no",
                Tri::Unknown => "not known",
            },
            says,
            asks: told.asks.into_iter().map(|one| self.asked_line(one, &fact)).collect(),
            rule: told.rule,
            title: told.title,
        }
    }

    fn asked_line<'f>(&self, one: Asked, fact: &dyn Fn(FactId) -> Option<&'f Fact>) -> AskedLine {
        let when = |id: Option<FactId>| id.and_then(fact).map(say::when);
        let shown = |fact: &Fact| format!("{}, {}", self.fact_words(&fact.content), say::when(fact));
        let units = one.units.into_iter().map(|of| AskedUnit {
            unit: of.name,
            stands: of.stands.name(),
            answer: of.answer,
            when: when(of.because),
        });
        let units: Vec<AskedUnit> = units.collect();
        AskedLine {
            part: one.part,
            step: one.step,
            says: one.says,
            clauses: one.clauses,
            stands: one.stands.name(),
            // Of several units each has its own answer.
            shown_by: match units.is_empty() {
                true => one.because.into_iter().filter_map(fact).map(shown).collect(),
                false => Vec::new(),
            },
            units,
        }
    }
}
