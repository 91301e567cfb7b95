//! Gates, and who owns the case, side by side.

use record::{Book, FactId};
use standing::gates::StepState;
use standing::{Because, Evaluator, Timeline};

use super::compare::{Difference, Tested, compare_values, difference};
use super::definitions::Walk;
use super::gates::{Decision, GATES, StepStands, WRITTEN};

impl Tested {
    /// The team that owns the case, at every instant.
    pub(super) fn compare_owner(&self, walk: &Walk<'_, '_>, timeline: &Timeline, all: &mut Vec<Difference>) {
        for at in &walk.instants {
            let (expected, got) = (walk.world.owner(*at), timeline.team_at(*at));
            if expected != got {
                all.push(difference("owner".to_owned(), &format!("{expected:?} at {at}"), &(got, &timeline.teams)));
                return;
            }
        }
    }

    /// Each gate: its breach, each decision on record, and one that might be taken at some instants.
    pub(super) fn compare_gates(
        &self,
        walk: &Walk<'_, '_>,
        timeline: &Timeline,
        evaluator: &mut Evaluator<'_>,
        (book, facts): (&Book, &[&[record::Fact]]),
        all: &mut Vec<Difference>,
    ) {
        let written = self.is_written();
        for gate in if written { WRITTEN.iter() } else { GATES.iter() } {
            let name = format!("{}/{}", gate.pack, gate.breach);
            let Some((pack, id)) = self.name_of(gate.pack, gate.id()) else { continue };
            let of = |place: usize| self.plan.packs[place].id == pack;
            let is = |other: &standing::plan::Ruled<policy::pack::Gate>| of(other.pack) && other.rule.id == id;
            let Some(place) = self.plan.gates.iter().position(is) else { panic!("no {name} in the packs") };
            let mut expected = gate.decisions(walk);
            let decisions = timeline.decided.iter().map(|decided| &decided.decision);
            let mut got: Vec<Decision> = decisions
                .filter(|decision| decision.gate == place)
                .map(|decision| said(decision, fact_id(book, facts, decision.because)))
                .collect();
            expected.sort_by_key(|decision| decision.fact);
            got.sort_by_key(|decision| decision.fact);
            let before = all.len();
            compare_decisions(&name, &expected, &got, all);
            for part in 1..=8 {
                let at = walk.instants[(walk.instants.len() - 1) * part / 8];
                let expected: Vec<Decision> = gate.at(walk, at).into_iter().collect();
                let got = evaluator.gate_at(timeline, place, at);
                let got: Vec<Decision> = got.iter().map(|decision| said(decision, None)).collect();
                compare_decisions(&format!("{name} now"), &expected, &got, all);
            }
            if all.len() > before {
                continue;
            }
            let breach = self
                .plan
                .breaches
                .iter()
                .position(|breach| of(breach.pack) && breach.rule.id == format!("gate/{id}"))
                .unwrap_or_else(|| panic!("{name} has no breach"));
            compare_values(&name, walk, &gate.breached(walk), &timeline.breaches[breach], all);
        }
    }
}

fn compare_decisions(name: &str, expected: &[Decision], got: &[Decision], all: &mut Vec<Difference>) {
    if expected == got {
        return;
    }
    let what = if expected.len() != got.len() {
        if expected.len() > got.len() { "decision missing" } else { "decision too many" }
    } else if expected.iter().zip(got).any(|(one, other)| one.steps != other.steps) {
        "steps"
    } else if expected.iter().zip(got).any(|(one, other)| one.at != other.at) {
        "when"
    } else {
        "who or why"
    };
    all.push(difference(format!("{name} {what}"), &expected, &got));
}

fn fact_id(book: &Book, facts: &[&[record::Fact]], because: Because) -> Option<FactId> {
    standing::fact_of(because, facts, book).map(|fact| fact.id)
}

fn said(decision: &standing::gates::Decision, fact: Option<FactId>) -> Decision {
    let steps = decision.steps.iter().map(|step| match step {
        StepState::Done(_) => StepStands::Done,
        StepState::Missing(units) => {
            let mut units = units.clone();
            units.sort();
            StepStands::Missing(units)
        }
        StepState::OutOfOrder(_) => StepStands::OutOfOrder,
        StepState::NotKnown => StepStands::NotKnown,
        StepState::NotAsked => StepStands::NotAsked,
    });
    Decision {
        fact,
        at: decision.at,
        steps: steps.collect(),
        may: decision.may,
        reasoned: decision.reasoned,
        forbidden: decision.forbidden,
    }
}
