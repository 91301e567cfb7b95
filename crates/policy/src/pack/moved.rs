//! Rules moved to other places: a pack built on others, and several packs side by side, hold all rules in one list each.

use super::{
    Area, Begun, Breach, Condition, Definition, Due, Duty, From, Gate, Interval, Length, Letter, MetFrom, Opens,
    OwnerWhile, Points, Priority,
};
use super::{ColumnShows, Ladder, Lasting, List, OwnLoad, Stated, Step, Suitability, Winner, Within, Workload};

/// How far each list of rules is moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Worker rules.
    pub workers: usize,
    /// Definitions.
    pub definitions: usize,
    /// Duties.
    pub duties: usize,
    /// Ladders.
    pub ladders: usize,
    /// Calendars.
    pub calendars: usize,
}

impl Moved {
    /// The condition with its references moved.
    pub fn condition(&self, condition: &Condition) -> Condition {
        let all = |list: &[Condition]| list.iter().map(|one| self.condition(one)).collect();
        match condition {
            Condition::Without(rule) => Condition::Without(rule + self.workers),
            Condition::Definition(rule) => Condition::Definition(rule + self.definitions),
            Condition::All(list) => Condition::All(all(list)),
            Condition::Any(list) => Condition::Any(all(list)),
            Condition::Not(one) => Condition::Not(Box::new(self.condition(one))),
            Condition::Lasting(lasting) => Condition::Lasting(Box::new(Lasting {
                of: self.condition(&lasting.of),
                length: self.stated(lasting.length),
                longer: lasting.longer,
            })),
            Condition::Begun(begun) => {
                Condition::Begun(Box::new(Begun { of: self.condition(&begun.of), when: self.condition(&begun.when) }))
            }
            Condition::Since(since) => {
                let mut since = since.clone();
                since.within = since.within.map(|length| self.stated(length));
                since.until_when = since.until_when.map(|when| self.condition(&when));
                Condition::Since(since)
            }
            Condition::Often(often) => {
                let mut often = often.clone();
                often.within = self.stated(often.within);
                Condition::Often(often)
            }
            plain => plain.clone(),
        }
    }

    fn stated(&self, length: Stated<Length>) -> Stated<Length> {
        match length {
            Stated::As(length) => Stated::As(self.length(length)),
            Stated::LeftOpen => Stated::LeftOpen,
        }
    }

    /// The length with its calendar moved.
    pub fn length(&self, length: Length) -> Length {
        match length {
            Length::WorkingDaysOf(days, calendar) => {
                Length::WorkingDaysOf(days, calendar.saturating_add(u8::try_from(self.calendars).unwrap_or(u8::MAX)))
            }
            plain => plain,
        }
    }

    /// The definition, moved.
    pub fn definition(&self, rule: &Definition) -> Definition {
        Definition { among: self.condition(&rule.among), counts: self.condition(&rule.counts), ..rule.clone() }
    }

    /// The duty, moved.
    pub fn duty(&self, rule: &Duty) -> Duty {
        let interval = |one: &Interval| Interval {
            cites: one.cites.clone(),
            when: self.condition(&one.when),
            every: self.stated(one.every),
        };
        let owner = |one: &OwnerWhile| OwnerWhile { when: self.condition(&one.when), ..one.clone() };
        Duty {
            owners: rule.owners.iter().map(owner).collect(),
            during: self.condition(&rule.during),
            met_when: rule.met_when.as_ref().map(|one| self.condition(one)),
            in_doubt_when: rule.in_doubt_when.as_ref().map(|one| self.condition(one)),
            lasts_while: rule.lasts_while.as_ref().map(|one| self.condition(one)),
            waiting: rule.waiting.as_ref().map(|one| self.condition(one)),
            opens: match rule.opens {
                Opens::AtOnce => Opens::AtOnce,
                Opens::AfterNotStated => Opens::AfterNotStated,
                Opens::After(length) => Opens::After(self.length(length)),
                Opens::WhenMet(other) => Opens::WhenMet(other + self.duties),
                Opens::WhenUnmet(other) => Opens::WhenUnmet(other + self.duties),
            },
            due: self.due(&rule.due),
            met_from: match &rule.met_from {
                MetFrom::Since(of) => MetFrom::Since(self.condition(of)),
                plain => plain.clone(),
            },
            intervals: rule.intervals.iter().map(interval).collect(),
            yields_to: rule.yields_to.map(|other| other + self.duties),
            ladder: rule.ladder.map(|other| other + self.ladders),
            ..rule.clone()
        }
    }

    fn due(&self, due: &Due) -> Due {
        match due {
            Due::Within(within) => Due::Within(Within {
                length: self.length(within.length),
                from: within.from.as_ref().map(|from| self.from(from)),
                ..within.clone()
            }),
            Due::Every { every, steps, first, goes_on, from } => Due::Every {
                every: every.map(|length| self.length(length)),
                steps: steps.iter().map(|length| self.stated(*length)).collect(),
                first: *first,
                goes_on: *goes_on,
                from: from.as_ref().map(|from| self.from(from)),
            },
            plain => plain.clone(),
        }
    }

    fn from(&self, from: &From) -> From {
        From {
            since: from.since.as_ref().map(|since| self.condition(since)),
            at_most: from.at_most.map(|length| self.length(length)),
            ..from.clone()
        }
    }

    /// The breach, moved.
    pub fn breach(&self, rule: &Breach) -> Breach {
        Breach { during: self.condition(&rule.during), ..rule.clone() }
    }

    /// The ladder, moved.
    pub fn ladder(&self, rule: &Ladder) -> Ladder {
        Ladder { rungs: rule.rungs.iter().map(|place| place + self.duties).collect(), ..rule.clone() }
    }

    /// The gate, moved.
    pub fn gate(&self, rule: &Gate) -> Gate {
        let step = |one: &Step| Step {
            within: one.within.map(|within| self.stated(within)),
            only_where: one.only_where.as_ref().map(|one| self.condition(one)),
            ..one.clone()
        };
        let steps = rule.steps.iter().map(step).collect();
        let breach_while = rule.breach_while.as_ref().map(|one| self.condition(one));
        Gate { during: self.condition(&rule.during), breach_while, steps, ..rule.clone() }
    }

    /// The rule of who may hold whom, moved.
    pub fn suitability(&self, rule: &Suitability) -> Suitability {
        Suitability { during: self.condition(&rule.during), ..rule.clone() }
    }

    /// The factor, moved.
    pub fn priority(&self, rule: &Priority) -> Priority {
        Priority { when: self.condition(&rule.when), ..rule.clone() }
    }

    /// How workloads are weighed, moved.
    pub fn workload(&self, rule: &Workload) -> Workload {
        let points = |line: &Points| Points { when: self.condition(&line.when), ..line.clone() };
        let own = |one: &OwnLoad| OwnLoad { until: one.until.map(|until| self.stated(until)), ..one.clone() };
        Workload {
            points: rule.points.iter().map(points).collect(),
            own: rule.own.iter().map(own).collect(),
            ..rule.clone()
        }
    }

    /// The letter, moved.
    pub fn letter(&self, rule: &Letter) -> Letter {
        Letter { during: self.condition(&rule.during), ..rule.clone() }
    }

    /// The area rule, moved.
    pub fn area(&self, rule: &Area) -> Area {
        // What a rung waits for is among the rungs, and does not move.
        let rung = |rung: &Duty| Duty {
            opens: match rung.opens {
                Opens::After(length) => Opens::After(self.length(length)),
                plain => plain,
            },
            due: self.due(&rung.due),
            ..rung.clone()
        };
        let rungs = rule.rungs.iter().map(rung).collect();
        Area { counts: rule.counts + self.definitions, rungs, ..rule.clone() }
    }

    /// Which of two rules binds, moved.
    pub fn winner(&self, rule: &Winner) -> Winner {
        Winner { binds: rule.binds + self.duties, beside: rule.beside + self.duties, ..rule.clone() }
    }

    /// The list, moved.
    pub fn list(&self, list: &List) -> List {
        let mut list = list.clone();
        list.definition += self.definitions;
        for column in &mut list.columns {
            if let ColumnShows::DutyDue(duty) = &mut column.shows {
                *duty += self.duties;
            }
        }
        list
    }
}
