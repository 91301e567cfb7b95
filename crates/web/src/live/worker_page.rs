//! A worker's page, for those who act: who it is, which posts they hold, and what may be recorded of them.

use record::words::Word;
use record::{Fact, Moment, WorkerId};

use super::question::Question;
use crate::acts::Of;
use crate::at::escaped;
use crate::view::{FactLine, WorkerPage};
use crate::words::sentence;

/// The address of a worker's page.
pub fn worker_path(id: &str) -> String {
    format!("/worker/{}", escaped(id))
}

impl Question<'_> {
    /// The worker's page.
    pub fn worker_page(&self, worker: WorkerId) -> WorkerPage {
        let now = self.staff.get(worker);
        let held: Vec<String> =
            self.held(worker).into_iter().map(|(post, unit)| sentence(&self.post_words(post, unit))).collect();
        let profession = now.profession.map(|profession| sentence(profession.name()));
        let own = match (profession, now.team.map(|team| self.units.name(team))) {
            (Some(profession), Some(team)) => Some(format!("{profession} of {team}")),
            (profession, team) => profession.or(team),
        };
        // A post that goes with the profession says the same.
        let known: Vec<String> = own.into_iter().filter(|own| !held.contains(own)).chain(held.clone()).collect();
        let id = self.book.names.worker(worker);
        let acts = self.writes.is_some_and(|writes| writes.acting.is_some()) && self.asked.is_now();
        let facts = record::book::known_facts(self.book.worker(worker), self.known);
        let mut facts: Vec<&Fact> = facts.collect();
        facts.sort_by_key(|fact| std::cmp::Reverse((fact.when.as_start().unwrap_or(Moment::MIN), fact.recorded)));
        let record: Vec<FactLine> = facts.into_iter().map(|fact| self.fact_line(fact)).collect();
        let records = if acts { self.records(id, Of::Worker) } else { Vec::new() };
        WorkerPage { name: self.worker_name(worker), known, records, record }
    }
}
