//! How one who is on record for a child stands by a rule about who counts, and what decides it: for who explains a count.

use policy::{CountsFrom, StopOn, WorkerRule};
use record::book::known_facts;
use record::words::{AbsenceKind, Role};
use record::{Book, Content, Fact, Kind, Moment, Tri, WorkerId};

use crate::person::{Absence, Person};
use crate::plan::Plan;
use crate::signal::Because;
use crate::timeline::Involved;
use crate::world::World;

/// How one on record for a child stands by a rule about who counts, at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByRule {
    /// Counts, and has accepted, or need not have.
    Counts,
    /// Has not accepted, and counts by a rule that asks for no acceptance.
    CountsUnaccepted,
    /// Does not count, since they have not accepted.
    NotAccepted,
    /// Their part is none that the rule counts.
    OtherPart,
    /// The worker does not count by it: what says so, where a fact does.
    Unfit(Option<Because>),
    /// The involvement names no team, and the rule asks for one (AP-03).
    NoTeam,
    /// Whether they count is not known, since this is not.
    NotKnown(NotKnown),
}

/// What is not known, so that nobody can tell whether somebody counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKnown {
    /// Who they are: the source's worker cannot be read.
    Who,
    /// In which part, if in any: the site file does not explain the source's role, or the row does not say whether it goes on
    /// since the case was opened again.
    Part,
    /// On which day they began.
    Beginning,
    /// On which day they ended.
    Ending,
    /// What they are.
    Profession,
    /// Whether they are registered.
    Registration,
    /// Whether they have left: the list of who left does not have them.
    Leaving,
    /// Whether they are away: the list of who is away does not have them.
    Absence,
    /// Of which kind their absence is: one of another kind would stop nothing.
    AbsenceKind,
    /// The day on which they left or came to be away.
    Day,
    /// Whether a need was identified, for which the rule asks (AP-03).
    Need,
    /// Whether they accepted.
    Acceptance,
}

impl NotKnown {
    /// As a part of a sentence, of somebody of that name.
    pub fn says(self, name: &str) -> String {
        match self {
            NotKnown::Who => "a worker is recorded who cannot be read".to_owned(),
            NotKnown::Part => format!(
                "{name} is recorded in a part that the site file does not explain, or in a row that may not go on"
            ),
            NotKnown::Beginning => format!("the day on which {name} began is not recorded"),
            NotKnown::Ending => format!("the day on which {name} ended is not recorded"),
            NotKnown::Profession => format!("the profession of {name} is not recorded"),
            NotKnown::Registration => format!("whether {name} is registered with Social Work England is not recorded"),
            NotKnown::Leaving => format!("{name} is not in the list that says which workers have left"),
            NotKnown::Absence => format!("{name} is not in the list that says which workers are away"),
            NotKnown::AbsenceKind => format!("of which kind the absence of {name} is is not recorded"),
            NotKnown::Day => format!("the day on which {name} left or came to be absent is not recorded"),
            NotKnown::Need => format!("that a need was identified is not recorded, though {name} is"),
            NotKnown::Acceptance => format!("whether {name} accepted is not recorded"),
        }
    }
}

impl ByRule {
    /// Whether they count.
    pub const fn counts(self) -> Tri {
        match self {
            ByRule::Counts | ByRule::CountsUnaccepted => Tri::Yes,
            ByRule::NotAccepted | ByRule::OtherPart | ByRule::Unfit(_) | ByRule::NoTeam => Tri::No,
            ByRule::NotKnown(_) => Tri::Unknown,
        }
    }
}

/// A child's record at an instant, as it is asked who counts.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The rules.
    pub plan: &'a Plan,
    /// Who is known to count by them.
    pub world: &'a World,
    /// What is on record of the workers.
    pub book: &'a Book,
    /// The child's facts, as they were evaluated.
    pub facts: &'a [&'a [Fact]],
    /// The instant asked about.
    pub at: Moment,
}

impl Asked<'_> {
    /// How that one stands by the worker rule at that place of the plan.
    pub fn by_rule(&self, place: usize, one: &Involved) -> ByRule {
        let rule = &self.plan.workers[place].rule;
        let Some(worker) = one.worker else { return ByRule::NotKnown(NotKnown::Who) };
        match one.role {
            Role::NotKnown => return ByRule::NotKnown(NotKnown::Part),
            role if !rule.parts.has(role) => return ByRule::OtherPart,
            _ => {}
        }
        if one.offered.or(one.started).or(one.accepted).is_none() {
            return ByRule::NotKnown(NotKnown::Beginning);
        }
        if one.ended_on_no_known_day() {
            return ByRule::NotKnown(NotKnown::Ending);
        }
        let fit = self.world.fits_at(place, worker, self.at);
        // Of whom nothing is on record it is not known what they are.
        let asks_nothing = Tri::from(rule.professions.is_none() && !rule.registered).or(Tri::Unknown);
        match fit.map_or(asks_nothing, |fit| fit.value) {
            Tri::Yes => {}
            Tri::No => return ByRule::Unfit(fit.map(|fit| fit.because)),
            Tri::Unknown => return ByRule::NotKnown(self.not_known_of(rule, worker)),
        }
        if rule.recorded && one.team.is_none() {
            return ByRule::NoTeam;
        }
        if rule.need_identified && !self.need_was_identified() {
            return ByRule::NotKnown(NotKnown::Need);
        }
        match (rule.from, self.accepted(one)) {
            (CountsFrom::Row, Tri::No) if one.started.is_some() => ByRule::Counts,
            (CountsFrom::Accepted | CountsFrom::Row, Tri::No) => ByRule::NotAccepted,
            (CountsFrom::Accepted, Tri::Unknown) => ByRule::NotKnown(NotKnown::Acceptance),
            (_, Tri::No) => ByRule::CountsUnaccepted,
            _ => ByRule::Counts,
        }
    }

    /// Whether the worker has accepted by then.
    pub fn accepted(&self, one: &Involved) -> Tri {
        if one.accepted.is_some_and(|at| at <= self.at) {
            return Tri::Yes;
        }
        // What is only offered is accepted by nobody until a record says so.
        let Some(started) = one.started.filter(|at| *at <= self.at) else { return Tri::No };
        let said = self.facts().find_map(|fact| match fact.content {
            Content::InvolvementStarted { worker, accepted, .. }
                if worker == one.worker && fact.when.as_start() == Some(started) =>
            {
                Some(accepted)
            }
            _ => None,
        });
        if said == Some(Tri::No) { Tri::No } else { Tri::Unknown }
    }

    fn not_known_of(&self, rule: &WorkerRule, worker: WorkerId) -> NotKnown {
        let person = Person::read(self.book, worker, self.at, self.world.known);
        let profession = person.known.profession;
        if profession.is_none() && rule.professions.is_some() {
            return NotKnown::Profession;
        }
        if rule.registered && person.known.registered.is_unknown() {
            return NotKnown::Registration;
        }
        if person.lacks(Kind::WorkerLeft) && rule.stops.iter().any(|stop| stop.on == StopOn::LeftAuthority) {
            return NotKnown::Leaving;
        }
        let of_absence = |on: &StopOn| matches!(on, StopOn::Absence { .. });
        if person.lacks(Kind::AbsenceStarted) && rule.stops.iter().any(|stop| of_absence(&stop.on)) {
            return NotKnown::Absence;
        }
        let of_no_kind = |absence: &Absence| absence.kind == AbsenceKind::NotKnown && !absence.now.is_no();
        if person.absences.iter().any(of_no_kind) && rule.stops.iter().any(|stop| of_absence(&stop.on)) {
            return NotKnown::AbsenceKind;
        }
        let of_no_day =
            person.may_have_left.is_some() || person.absences.iter().any(|absence| absence.now.is_unknown());
        // Whom nobody described may be a pool, which no rule counts.
        if profession.is_none() && !of_no_day { NotKnown::Profession } else { NotKnown::Day }
    }

    /// Whether the record says for that opening that a need was identified (AP-03).
    fn need_was_identified(&self) -> bool {
        let by_now = |fact: &&Fact| fact.when.as_start().is_some_and(|from| from <= self.at);
        let facts = || self.facts().filter(by_now);
        let closed = facts().filter(|fact| fact.content.kind() == Kind::CaseClosed);
        let closed = closed.filter_map(|fact| fact.when.as_end()).filter(|to| *to <= self.at).max();
        let since_then = |fact: &Fact| closed.is_none_or(|to| fact.when.as_start().is_some_and(|from| from > to));
        facts().filter(|fact| since_then(fact)).any(|fact| match fact.content {
            Content::AssessmentCompleted { in_need, .. } => in_need.is_yes(),
            content => matches!(content.kind(), Kind::NeedIdentified | Kind::AssessmentStarted | Kind::StatusStarted),
        })
    }

    fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter().flat_map(|facts| known_facts(facts, self.world.known))
    }
}
