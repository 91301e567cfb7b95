//! Which rules follow which clause: for the handbook, and for the check that no clause is forgotten.

use super::{Cites, Pack};

/// A rule of a pack, of whatever kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule<'p> {
    /// What kind of rule it is, in plain words.
    pub what: &'static str,
    /// Its name within the pack.
    pub id: &'p str,
    /// What it is, for people.
    pub title: &'p str,
    /// The clauses that it follows.
    pub cites: &'p Cites,
}

impl Pack {
    /// Every rule of the pack, in the order of its lists, with the clauses that it follows.
    pub fn rules(&self) -> Vec<Rule<'_>> {
        let mut rules = Vec::new();
        let mut add = |what: &'static str, id, title, cites| rules.push(Rule { what, id, title, cites });
        for rule in &self.workers {
            add("who counts as a worker", &rule.id, rule.title(), &rule.cites);
            rule.stops
                .iter()
                .for_each(|stop| add("what ends a worker's counting", &rule.id, rule.title(), &stop.cites));
        }
        for rule in &self.definitions {
            add("count", &rule.id, &rule.title, &rule.cites);
            rule.grace.iter().for_each(|grace| add("days of grace", &rule.id, &rule.title, &grace.cites));
        }
        for rule in &self.breaches {
            add("what must never be", &rule.id, &rule.title, &rule.cites);
            rule.exceptions.iter().for_each(|one| add("who may grant an exception", &rule.id, &rule.title, &one.cites));
        }
        for rule in &self.duties {
            add("duty", &rule.id, &rule.title, &rule.cites);
            rule.owners.iter().for_each(|one| add("whose a duty is meanwhile", &rule.id, &rule.title, &one.cites));
            rule.intervals.iter().for_each(|one| add("interval of a duty", &rule.id, &rule.title, &one.cites));
            rule.varied_by.iter().for_each(|one| add("what may vary an interval", &rule.id, &rule.title, &one.cites));
        }
        self.ladders.iter().for_each(|rule| add("ladder", &rule.id, &rule.title, &rule.cites));
        for rule in &self.gates {
            add("what a decision needs", &rule.id, &rule.title, &rule.cites);
            rule.steps.iter().for_each(|step| add("step before a decision", &step.id, &step.says, &step.cites));
        }
        self.suitability.iter().for_each(|rule| add("who may hold whom", &rule.id, &rule.says, &rule.cites));
        self.priorities.iter().for_each(|rule| add("what raises priority", &rule.id, &rule.says, &rule.cites));
        if let Some(workload) = &self.workload {
            add("workload", "workload", "Weighted workload", &workload.cites);
            workload.points.iter().for_each(|line| add("points", "workload", &line.says, &line.cites));
            workload.fixed.iter().for_each(|line| add("points", "workload", &line.says, &line.cites));
            workload.own.iter().for_each(|one| add("smaller load", "workload", "A smaller load", &one.cites));
            let larger = "who may authorise a larger load";
            workload.exceptions.iter().for_each(|one| add(larger, "workload", "A larger load", &one.cites));
        }
        self.letters.iter().for_each(|rule| add("letter", &rule.id, &rule.id, &rule.cites));
        for rule in &self.areas {
            add("what is looked at over an area", &rule.id, &rule.title, &rule.cites);
            rule.rungs.iter().for_each(|rung| add("rung of an area", &rung.id, &rung.title, &rung.cites));
        }
        self.services
            .iter()
            .for_each(|rule| add("service", "service", "A service with a manager of its own", &rule.cites));
        self.winners.iter().for_each(|rule| add("which rule binds", "winner", "Which of two rules binds", &rule.cites));
        let calendar = "Working days of its own";
        self.calendars.iter().for_each(|rule| add("calendar", &rule.id, calendar, &rule.cites));
        self.tests.iter().for_each(|rule| add("test", "test", &rule.says, &rule.cites));
        rules
    }
}
