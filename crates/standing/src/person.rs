//! What is on record of one worker at an instant, each with its fact: what they are, who supervises them, how many hours they
//! work, which posts they hold, when they are away and when they leave.

use record::book::known_facts;
use record::words::{AbsenceKind, Accreditation, Post, Profession};
use record::{Book, Content, Day, Fact, FactId, Kind, Moment, Tri, UnitId, WorkerId};

use crate::suitability::Known;
use crate::world::World;

/// One worker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// What is asked of whoever is to hold a child.
    pub known: Known,
    /// The fact that says what they are.
    pub details: Option<FactId>,
    /// Their team, by the newest word on it.
    pub team: Option<UnitId>,
    /// The fact that says whether they are registered.
    pub registration: Option<FactId>,
    /// The last day on which the register lists them, where one is on record.
    pub registered_until: Option<Day>,
    /// Who supervises them.
    pub supervisor: Option<WorkerId>,
    /// The fact that says so, or that nobody does.
    pub supervision: Option<FactId>,
    /// The fact that confirms their experience.
    pub experience: Option<FactId>,
    /// What they are accredited in.
    pub accreditations: Vec<Accredited>,
    /// How many hours a week they work, in hundredths of an hour, by the newest word on it.
    pub hours: Option<(u32, FactId)>,
    /// Whether they are engaged through an agency.
    pub agency: Tri,
    /// The civil date on which they joined last.
    pub joined: Option<(Day, FactId)>,
    /// Their last civil day, where no joining since undoes it; it may lie ahead (PG-02).
    pub last_day: Option<(Day, FactId)>,
    /// A leaving without a date: they may have left.
    pub may_have_left: Option<FactId>,
    /// Every absence that is not over before the instant, those to come too.
    pub absences: Vec<Absence>,
    /// What is taken off their load then, or may be.
    pub adjustments: Vec<Share>,
    /// Up to which load they may carry then, or perhaps, by whomever that was authorised.
    pub authorised: Vec<Share>,
    /// The posts that they hold then, each for a unit and those below it, or for all.
    pub posts: Vec<(Post, Option<UnitId>, FactId)>,
    /// The kinds of fact that are not recorded of them; every kind where one is missing.
    not_covered: Vec<Option<Kind>>,
}

/// An accreditation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accredited {
    /// In what.
    pub accreditation: Accreditation,
    /// The last civil day on which it holds.
    pub until: Option<Day>,
    /// The fact.
    pub fact: FactId,
}

/// An absence that goes on or is to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Absence {
    /// Why.
    pub kind: AbsenceKind,
    /// The first civil day; nothing where it is not known.
    pub first: Option<Day>,
    /// The likely last civil day, where one is stated.
    pub likely: Option<Day>,
    /// The civil day of return, where it is on record; it may lie ahead.
    pub returns: Option<Day>,
    /// Whether they are away by it at the instant.
    pub now: Tri,
    /// The fact.
    pub fact: FactId,
}

/// Percent of a load, taken off or authorised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Percent of what is a full load for them.
    pub percent: u32,
    /// The last civil day.
    pub until: Option<Day>,
    /// Which post authorised it, where one did.
    pub post: Option<Post>,
    /// Yes; or not known, where nobody knows since when.
    pub value: Tri,
    /// The fact.
    pub fact: FactId,
}

impl Person {
    /// What the book says of that worker at that instant, as known at `known`: by the newest word of each kind by its own date;
    /// one without a date is taken as the first. Leaving and absence are read ahead, as they are known beforehand.
    pub fn read(book: &Book, worker: WorkerId, at: Moment, known: Moment) -> Person {
        let mut found = Person::default();
        let mut facts: Vec<&Fact> = known_facts(book.worker(worker), known).collect();
        // Of two at one instant the one appended last stays behind the other.
        facts.sort_by_key(|fact| fact.when.as_start());
        let mut returned: Vec<(record::Ref, Option<Day>)> = Vec::new();
        let mut away: Vec<(record::Ref, Absence)> = Vec::new();
        for fact in facts {
            let id = fact.id;
            match fact.content {
                Content::WorkerLeft {} => match fact.when.day() {
                    Some(day) => found.last_day = Some((day, id)),
                    None => found.may_have_left = Some(id),
                },
                Content::AbsenceStarted { absence, absence_kind: kind, likely_end: likely } => {
                    let first = fact.when.day();
                    let now = first.map_or(Tri::Unknown, |first| Tri::from(first.start() <= at));
                    away.push((absence, Absence { kind, first, likely, returns: None, now, fact: id }));
                }
                Content::AbsenceEnded { absence } => returned.push((absence, fact.when.day())),
                Content::NotCovered { covers } => found.not_covered.push(covers),
                _ if fact.when.as_start().is_none_or(|from| from <= at) => found.take(fact, at),
                _ => {}
            }
        }
        for (of, day) in returned {
            for (_, absence) in away.iter_mut().filter(|(absence, _)| *absence == of) {
                absence.returns = day;
                let over = day.map_or(Tri::Unknown, |day| Tri::from(day.start() <= at));
                absence.now = absence.now.and(over.negated());
                // What is over is neither now nor to come.
                if over.is_yes() {
                    absence.first = None;
                    absence.now = Tri::No;
                }
            }
        }
        let goes_on = |absence: &Absence| !absence.now.is_no() || absence.first.is_some_and(|first| first.start() > at);
        found.absences = away.into_iter().map(|(_, absence)| absence).filter(goes_on).collect();
        found
    }

    /// One fact that was so by the instant.
    fn take(&mut self, fact: &Fact, at: Moment) {
        let id = fact.id;
        self.known.take(fact, at);
        let still = |until: Option<Day>| until.is_none_or(|until| at <= until.end());
        let share = |percent: i32, until: Option<Day>, post: Option<Post>| {
            let value = if fact.when.as_start().is_some() { Tri::Yes } else { Tri::Unknown };
            Share { percent: percent.clamp(0, 1000).unsigned_abs(), until, post, value, fact: id }
        };
        match fact.content {
            Content::WorkerDetails { team, .. } => {
                self.details = Some(id);
                self.team = team;
            }
            Content::Registered { until, .. } => (self.registration, self.registered_until) = (Some(id), until),
            Content::NotRegistered {} => (self.registration, self.registered_until) = (Some(id), None),
            Content::SupervisionNamed { supervisor } => {
                (self.supervisor, self.supervision) = (supervisor, Some(id));
            }
            Content::ExperienceConfirmed {} => self.experience = Some(id),
            Content::Accredited { accreditation, until } => {
                self.accreditations.retain(|one| one.accreditation != accreditation);
                if still(until) {
                    self.accreditations.push(Accredited { accreditation, until, fact: id });
                }
            }
            Content::Engagement { agency, weekly_hours_hundredths: hours } => {
                self.agency = agency;
                self.hours = hours.and_then(|hours| u32::try_from(hours).ok()).map(|hours| (hours, id));
            }
            Content::WorkerJoined {} => {
                if let Some(day) = fact.when.day() {
                    (self.joined, self.last_day) = (Some((day, id)), None);
                }
            }
            Content::WorkloadAdjusted { percent, until, .. } if still(until) => {
                self.adjustments.push(share(percent, until, None));
            }
            Content::LoadAuthorised { percent, until, post, .. } if still(until) => {
                self.authorised.push(share(percent, until, post));
            }
            Content::PostHeld { post, unit, until, .. } => {
                self.posts.retain(|(held, of, _)| (*held, *of) != (post, unit));
                if still(until) {
                    self.posts.push((post, unit, id));
                }
            }
            Content::PostEnded { post, unit } => self.posts.retain(|(held, of, _)| (*held, *of) != (post, unit)),
            _ => {}
        }
    }

    /// Whether they have left by that instant, for all that is known.
    pub fn has_left(&self, at: Moment) -> Tri {
        match self.last_day {
            Some((last, _)) if last.end() < at => Tri::Yes,
            _ if self.may_have_left.is_some() => Tri::Unknown,
            _ => Tri::No,
        }
    }

    /// Whether they are no person: a tray or a pool that a case system lists as a worker.
    pub fn is_pool(&self) -> bool {
        self.known.profession == Some(Profession::Pool)
    }

    /// Whether something says that facts of that kind are not recorded of them.
    pub fn lacks(&self, kind: Kind) -> bool {
        self.not_covered.iter().any(|covers| covers.is_none_or(|covers| covers == kind))
    }

    /// Whether facts of that kind would be on record of them by that instant, had there been any.
    pub fn is_covered(&self, kind: Kind, world: &World, at: Moment) -> bool {
        !self.lacks(kind) && world.is_recorded_by(kind, at)
    }
}
