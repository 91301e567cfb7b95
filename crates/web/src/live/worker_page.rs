//! A worker's page, for those who act: who it is, which posts they hold, and what may be recorded of them.

use record::words::Word;
use record::{Fact, Moment, WorkerId};

use super::question::Question;
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
        let mut known: Vec<String> = Vec::new();
        known.extend(now.profession.map(|profession| sentence(profession.name())));
        known.extend(now.team.map(|team| self.units.name(team)));
        known.extend(self.held(worker).into_iter().map(|(post, unit)| sentence(&self.post_words(post, unit))));
        known.dedup();
        let id = self.book.names.worker(worker);
        let acts = self.writes.is_some_and(|writes| writes.acting.is_some()) && self.asked.is_now();
        let facts = record::book::known_facts(self.book.worker(worker), self.known);
        let mut facts: Vec<&Fact> = facts.collect();
        facts.sort_by_key(|fact| std::cmp::Reverse((fact.when.as_start().unwrap_or(Moment::MIN), fact.recorded)));
        let record: Vec<FactLine> = facts.into_iter().map(|fact| self.fact_line(fact)).collect();
        let records = if acts { self.records_of_worker(id) } else { Vec::new() };
        WorkerPage { name: self.worker_name(worker), known, records, record }
    }
}
