//! A worker's supervision sheet: who supervises them, each child with what is due, what they carry and what is on record of
//! them. Whoever looks sees the same: the worker what the manager sees (AP-23, AP-27).

use record::{Day, Kind, Tri};
use standing::workload::Weigher;

use super::question::Question;
use super::say;
use crate::error::PageError;
use crate::view::{Known, SupervisionPage};

impl Question<'_> {
    /// The sheet of the worker of that id.
    ///
    /// # Errors
    /// Where nothing is on record of anybody of that id.
    pub fn supervision_page(&self, worker: &str) -> Result<SupervisionPage, PageError> {
        let worker = self.worker_asked(worker)?;
        let weigher = Weigher::new(self.board, self.book, self.at);
        let person = weigher.person(worker);
        let loads = self.loads_of(&weigher, worker);
        let held = self.caseload(worker);
        let mut cases: Vec<_> = held.iter().map(|one| (one.is_main(), self.case_line(one, &loads))).collect();
        cases.sort_by_key(|(main, case)| {
            let late = case.owed.overdue.first().map(|first| first.due.day.date.clone());
            (std::cmp::Reverse(*main), late.is_none(), late, case.child.id.clone())
        });
        let supervisor = match (person.supervisor, person.known.supervised) {
            (Some(supervisor), _) => Known::Known(Some(self.worker_ref(supervisor))),
            (None, Tri::No) => Known::Known(None),
            (None, _) if person.is_covered(Kind::SupervisionNamed, self.board.world(), self.at) => {
                Known::Unknown("nobody is on record".to_owned())
            }
            (None, _) => Known::Unknown("no file says who supervises whom".to_owned()),
        };
        let mut tasks = self.tasks_of_worker(worker);
        tasks.sort_by_key(|(entry, task)| (task.due.unwrap_or(Day::LAST), entry.child));
        Ok(SupervisionPage {
            worker: self.worker_ref(worker),
            team: person.team.map(|team| self.units.team(Some(team))),
            above: self.units.above(person.team, self.board),
            day: say::day(self.today),
            clauses: self.clauses_had(&["AP-23", "AP-27"]),
            supervisor,
            about: self.told_of_worker(worker, &person),
            loads: loads.iter().map(|load| self.load_in_full(load)).collect(),
            cases: cases.into_iter().map(|(_, case)| case).collect(),
            offers: self.offers_to(worker, &loads),
            tasks: tasks.into_iter().map(|(entry, task)| self.worker_task(entry, &task, &[])).collect(),
        })
    }
}
