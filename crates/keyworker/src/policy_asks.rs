//! What a pack's tests ask beside counts and duties: letters, who may hold the child, areas.

use std::sync::Arc;

use decide::{Telling, load_said};
use policy::{MayHold, Need};
use record::People;
use record::words::{Word, Words};
use record::{Calendar, Moment, Tri, WorkerId};
use standing::board::Board;
use standing::suitability::{Candidate, findings};
use standing::workload::Weigher;
use standing::{Evaluator, Timeline};

use crate::policy_test::Asked;
use crate::say;

impl Asked<'_> {
    /// Each letter that is to be written at that instant: "family, first: to parent or carer; holds who is named".
    pub(crate) fn letters(&self, evaluator: &mut Evaluator<'_>, timeline: &Timeline, at: Moment) -> Vec<String> {
        // The plan is of this pack alone, so that its places are those of the plan.
        let wanted = self.pack.letters.iter().filter_map(|letter| {
            let possibly = match evaluator.holds(&letter.during, timeline, at) {
                Tri::Yes => "",
                Tri::Unknown => "possibly ",
                Tri::No => return None,
            };
            let safe = if letter.safe { "; only where it is safe" } else { "" };
            let (to, holds) = (listed(letter.to), listed(letter.says));
            Some(format!("{possibly}{}, {}: to {to}; holds {holds}{safe}", letter.id, letter.kind))
        });
        wanted.collect()
    }

    /// Whether the candidate may hold the child, and what each rule finds lacking or does not know.
    pub(crate) fn may_hold(
        &self,
        evaluator: &mut Evaluator<'_>,
        timeline: &Timeline,
        asked: &MayHold,
        at: Moment,
    ) -> Vec<String> {
        let names = &self.book.names;
        let named =
            |name: &str| (0..names.workers.len()).map(WorkerId::from_index).find(|one| names.worker(*one) == name);
        let Some(worker) = named(&asked.worker) else { return vec![format!("nobody is called {}", asked.worker)] };
        let lead = asked.lead.as_deref().and_then(named);
        let candidate = Candidate { worker, part: asked.part, lead, support_named: asked.support_named };
        let found = findings(self.plan, evaluator, timeline, self.book, &candidate, at);
        let may = match (found.iter().any(|one| !one.lacking.is_empty()), found.is_empty()) {
            (true, _) => "no",
            (false, true) => "yes",
            (false, false) => "not known",
        };
        let mut lines = vec![may.to_owned()];
        for finding in &found {
            let rule = &self.plan.suitability[finding.rule].rule.id;
            for (how, needs) in [("lacks", finding.lacking), ("not known", finding.not_known)] {
                // To be refused is no thing that somebody lacks.
                let (refused, others): (Vec<Need>, Vec<Need>) =
                    needs.iter().partition(|need| how == "lacks" && *need == Need::Refused);
                if !refused.is_empty() {
                    lines.push(format!("{rule}: refused"));
                }
                if !others.is_empty() {
                    lines.push(format!("{rule}: {how} {}", listed(Words::of(&others))));
                }
            }
        }
        lines
    }

    /// What somebody carries, line by line, with the child of the history as the only one.
    pub(crate) fn load(&self, name: &str, at: Moment) -> Vec<String> {
        let Some(worker) = self.book.names.find_worker(name) else { return vec![format!("nobody is called {name}")] };
        let calendar = Calendar::england_and_wales();
        let board = Board::new(self.book, Arc::new(self.plan.clone()), &calendar, self.world.known, 1);
        let people = People::of(self.book, self.world.known);
        let names = &self.book.names;
        let telling = Telling {
            book: self.book,
            people: &people,
            plan: self.plan,
            known: self.world.known,
            worker: &|worker| names.worker(worker).to_owned(),
            child: &|_| Some("the child".to_owned()),
            unit: &|unit| names.unit(unit).to_owned(),
        };
        let weigher = Weigher::new(&board, self.book, at);
        // The plan is of this pack alone, which says once how workloads are weighed.
        let loads = (0..self.plan.workloads.len()).map(|rule| weigher.load(rule, worker, None));
        loads.flat_map(|load| load_said(&load, &telling)).map(|said| said.says).collect()
    }

    /// How the rule stands for each unit of its level, with the child of the history as the only one.
    pub(crate) fn area(&self, id: &str, at: Moment) -> Vec<String> {
        let calendar = Calendar::england_and_wales();
        let board = Board::new(self.book, Arc::new(self.plan.clone()), &calendar, self.world.known, 1);
        let states = standing::areas::areas(&board, at);
        let of_it = states.into_iter().filter(|state| self.plan.areas[state.rule].rule.id == id);
        let line = of_it.map(|state| {
            let stands = match state.above {
                Tri::Yes => "stands out",
                Tri::Unknown => "may stand out",
                Tri::No => "does not stand out",
            };
            let since = state.since.map(|since| format!(" since {}", say::instant(since))).unwrap_or_default();
            let counted = format!("{} and {} possibly of {}", state.certain, state.possible, state.among);
            format!("{}: {stands}{since}, {counted}", self.book.names.unit(state.unit))
        });
        line.collect()
    }
}

fn listed<W: Word>(words: Words<W>) -> String {
    words.iter().map(|word| word.name().to_owned()).collect::<Vec<_>>().join(", ")
}
