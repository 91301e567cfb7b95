//! How pressing a child's need is ("Priority").

use record::words::Status;
use record::{Content, Kind, Moment, Tri};

use super::conditions::Event;
use super::days::Length::{self, Days, Months};
use super::definitions::Walk;
use super::rules::{Stream, status_event};
use super::world::World;

/// What raises a child's priority.
pub struct Factor {
    /// Its id.
    pub id: &'static str,
    /// How much it weighs.
    pub weight: u32,
    /// When it counts.
    pub when: Stream,
}

/// The factors of the practice guide (PG-04).
pub fn factors() -> Vec<Factor> {
    let factor = |id, weight, when| Factor { id, weight, when };
    let status = |of: &'static [Status]| -> Stream { Box::new(move |walk| walk.status(of)) };
    let since = |event: Event, within| -> Stream { Box::new(move |walk| walk.since(&event, Some(within), &[])) };
    vec![
        factor("protection", 8, status(&[Status::Section47, Status::ChildProtectionPlan])),
        factor("concern", 5, since(Event::any(Kind::ConcernIncreased), Days(28))),
        factor(
            "again",
            3,
            Box::new(|walk| {
                let referral = Event::any(Kind::ReferralReceived);
                walk.each(|at| walk.world.often(&referral, 2, Months(24), at))
            }),
        ),
        factor("plan-again", 3, since(status_event(Kind::StatusEnded, Status::ChildProtectionPlan), Months(60))),
        factor("under-one", 4, Box::new(|walk| walk.each(|at| walk.world.age_from(1, at).negated()))),
        factor("under-five", 2, Box::new(|walk| walk.each(|at| walk.world.age_from(5, at).negated()))),
        factor("disabled", 2, Box::new(|walk| walk.each(|_| walk.world.disabled()))),
        factor("special-needs", 1, Box::new(|walk| walk.each(|_| walk.world.special_educational_needs()))),
        factor("in-care", 2, status(&[Status::LookedAfter])),
    ]
}

/// How pressing the need is at an instant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pressing {
    /// The sum of those that hold for certain.
    pub weight: u32,
    /// What a manager set.
    pub set: Option<i32>,
    /// Each that holds or may, by its id.
    pub factors: Vec<(String, Tri)>,
}

/// How pressing it is at the instant of that place in the walk, by what each factor answers.
pub fn pressing(walk: &Walk<'_, '_>, factors: &[(Factor, Vec<Tri>)], place: usize) -> Pressing {
    let holds = |value: Tri| !value.is_no();
    let mut all: Vec<(String, Tri)> = factors
        .iter()
        .filter(|(_, values)| holds(values[place]))
        .map(|(factor, values)| (factor.id.to_owned(), values[place]))
        .collect();
    all.sort();
    let certain = factors.iter().filter(|(_, values)| values[place].is_yes());
    let weight = certain.map(|(factor, _)| factor.weight).sum();
    Pressing { weight, set: walk.world.set_by_hand(walk.instants[place]), factors: all }
}

impl World<'_> {
    /// What a manager set last, until the case was closed; of a child who is not open, nothing.
    fn set_by_hand(&self, at: Moment) -> Option<i32> {
        let mut newest: Option<(Moment, i32)> = None;
        for fact in &self.child {
            if let (Content::PrioritySet { priority, .. }, Some(start)) = (fact.content, fact.when.as_start())
                && start <= at
                && newest.is_none_or(|(than, _)| start >= than)
            {
                newest = Some((start, priority));
            }
        }
        let ended = |start: Moment| self.closed_since(Some(start), at).is_yes() || self.open(at).is_no();
        newest.filter(|(start, _)| !ended(*start)).map(|(_, priority)| priority)
    }

    /// `{ often = … }`: at least so many of those events within the length.
    fn often(&self, event: &Event, times: usize, within: Length, at: Moment) -> Tri {
        let (mut certain, mut undated) = (0, 0);
        for fact in self.child.iter().filter(|fact| event.is(fact) || event.may_be(fact)) {
            match (fact.when.as_start(), fact.when.day()) {
                (Some(start), Some(day)) if start <= at && at < self.lapse(day, within) => match event.is(fact) {
                    true => certain += 1,
                    false => undated += 1,
                },
                (Some(_), _) => {}
                (None, _) => undated += 1,
            }
        }
        let covered = self
            .coverage_begins(event.kind, &self.about_event(event))
            .is_some_and(|begins| at >= self.lapse(begins.day(), within));
        if certain >= times {
            Tri::Yes
        } else if certain + undated >= times || !covered {
            Tri::Unknown
        } else {
            Tri::No
        }
    }

    /// What the newest details that say so say.
    fn newest_details(&self, says: impl Fn(&Content) -> Option<Tri>) -> Tri {
        let said = self.child.iter().filter_map(|fact| says(&fact.content));
        said.filter(|value| !value.is_unknown()).last().unwrap_or(Tri::Unknown)
    }

    fn disabled(&self) -> Tri {
        self.newest_details(|content| match content {
            Content::ChildDetails { disabled, .. } => Some(*disabled),
            _ => None,
        })
    }

    fn special_educational_needs(&self) -> Tri {
        self.newest_details(|content| match content {
            Content::ChildDetails { special_educational_needs, .. } => Some(*special_educational_needs),
            _ => None,
        })
    }
}
