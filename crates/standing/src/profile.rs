//! Whether a worker can count by a rule, over time, from all that is on record of them: what they are, whether they are
//! registered, left, or are away.

use policy::{AbsentFor, Cause, StopOn, WorkerRule};
use record::book::known_facts;
use record::words::{AbsenceKind, Profession, Words};
use record::{Book, Calendar, Content, Day, Fact, Kind, Moment, Tri, WorkerId};

use crate::signal::{Because, Signal, Step, constant};
use crate::suitability::is_registered;
use crate::world::{Fit, FitStep};

/// One worker's facts, sorted by what they speak of.
pub(crate) struct Profile {
    worker: WorkerId,
    professions: Vec<(Moment, Option<Profession>, u32)>,
    registered: Vec<(Moment, Tri, u32)>,
    /// The last day and its fact.
    last_days: Vec<(Day, u32)>,
    joined: Vec<(Moment, u32)>,
    /// A leaving without a day: the worker may have left at any time.
    left_undated: Option<u32>,
    absences: Vec<Absence>,
    /// Whether anything is on record that no pool has: a registration, a leaving, an absence.
    shows_person: bool,
    /// Whether a joining is: no pool has one, where what workers are is on record.
    has_joined: bool,
    /// What says that a kind of fact, or every kind, is not recorded of this worker.
    not_covered: Vec<(Option<Kind>, u32)>,
}

struct Absence {
    kind: AbsenceKind,
    /// Nothing where the day is not known, here and below.
    first: Option<Day>,
    returned: Option<Option<Day>>,
    /// What was recorded of its length, the newest first: by the fact that stands, then by those that it took the place of.
    /// Nothing where no likely last day stands.
    said: Vec<Said>,
    fact: u32,
    return_fact: u32,
}

/// What one fact says of the length of an absence, right or not.
struct Said {
    first: Option<Day>,
    likely: Option<Day>,
    recorded: Day,
}

/// A stretch of absence in which a worker does not count, or may not.
struct Stopped {
    from: Moment,
    to: Moment,
    value: Tri,
    fact: u32,
    return_fact: u32,
}

/// Days on end on which a worker is away, or may be: absences that overlap, or touch, are one spell.
#[derive(Clone, Copy)]
struct Spell {
    /// Nothing where it may have begun at any time.
    first: Option<Day>,
    /// The day of return; nothing where it goes on.
    returned: Option<Day>,
    fact: u32,
    return_fact: u32,
}

/// Whether a worker is away at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// Not known where a day of an absence is not.
    pub is: Tri,
    /// Where it is so for certain, the first civil day of the absences that overlap or touch.
    pub since: Option<Day>,
}

/// Whether a worker is away at that instant, by an absence of one of those kinds or of a kind that the source does not give,
/// as far as was known then. Absences that overlap or touch are one, as for the rules about workers.
pub fn away(book: &Book, worker: WorkerId, known: Moment, at: Moment, kinds: Words<AbsenceKind>) -> Away {
    let absences = Profile::read(book, worker, known).absences;
    let may_be = |absence: &&Absence| kinds.has(absence.kind) || absence.kind == AbsenceKind::NotKnown;
    let goes_on = |spell: &&Spell| {
        spell.first.is_none_or(|first| first.start() <= at) && spell.returned.is_none_or(|back| at < back.start())
    };
    let certain = absences.iter().filter(|absence| kinds.has(absence.kind) && absence.is_known());
    let certain = Spell::joined(certain.map(Absence::at_most).collect());
    if let Some(spell) = certain.iter().find(goes_on) {
        return Away { is: Tri::Yes, since: spell.first };
    }
    let possible = Spell::joined(absences.iter().filter(may_be).map(Absence::at_most).collect());
    Away { is: if possible.iter().any(|spell| goes_on(&spell)) { Tri::Unknown } else { Tri::No }, since: None }
}

impl Absence {
    /// Whether it is known of which kind it was, when it began and, if it did, when it ended.
    fn is_known(&self) -> bool {
        self.kind != AbsenceKind::NotKnown
            && self.first.is_some()
            && self.returned != Some(None)
            && !self.is_backwards()
    }

    fn is_backwards(&self) -> bool {
        self.first.zip(self.returned.flatten()).is_some_and(|(first, returned)| returned < first)
    }

    /// From the day since when it has been on record that it is likely to last longer than that many days, or else from that
    /// on which it has lasted them, until the return; where it may be of another kind or at another time, that is not known
    /// (AP-39).
    fn likely_for(&self, days: u32) -> Option<Stopped> {
        let standing = self.said.first()?;
        let long = self.first.is_none() || standing.is_longer_than(days);
        // To extend what was long already begins nothing anew.
        let earliest = self.said.iter().skip(1).take_while(|said| said.is_longer_than(days)).last();
        let recorded = earliest.unwrap_or(standing).recorded;
        let Spell { first, returned, fact, return_fact } = self.at_most();
        let from = first.map_or(Moment::MIN, |first| first.max(recorded).min(first.plus_days(days as i32)).start());
        let to = returned.map_or(Moment::MAX, Day::start);
        let value = if self.is_known() { Tri::No } else { Tri::Unknown };
        (long && from < to).then_some(Stopped { from, to, value, fact, return_fact })
    }

    /// From when to when it may have been. Where the return lies before the first day, either may be wrong.
    fn at_most(&self) -> Spell {
        let returned = self.returned.flatten();
        let (first, returned) = if self.is_backwards() { (returned, None) } else { (self.first, returned) };
        Spell { first, returned, fact: self.fact, return_fact: self.return_fact }
    }
}

impl Said {
    /// What was said of that absence, by the fact that stands and those that it took the place of, as far as known then.
    fn of(facts: &[Fact], standing: &Fact, known: Moment) -> Vec<Said> {
        let mut ids = vec![standing.id];
        let mut looked_at = 0;
        while let Some(id) = ids.get(looked_at).copied() {
            looked_at += 1;
            for fact in facts.iter().filter(|fact| fact.recorded <= known) {
                match fact.content {
                    Content::Corrected { replaces, with, .. } if with == Some(id) && !ids.contains(&replaces) => {
                        ids.push(replaces);
                    }
                    _ => {}
                }
            }
        }
        let mut versions: Vec<&Fact> = facts.iter().filter(|fact| ids.contains(&fact.id)).collect();
        versions.sort_by_key(|fact| fact.recorded);
        // What was recorded after the one that stands, as a double of it, is no earlier word on it.
        let since_standing = versions.iter().rev().skip_while(|fact| fact.id != standing.id);
        since_standing.map(|fact| Said::by(fact)).collect()
    }

    fn by(fact: &Fact) -> Said {
        let likely = match fact.content {
            Content::AbsenceStarted { likely_end, .. } => likely_end,
            _ => None,
        };
        Said { first: fact.when.day(), likely, recorded: fact.recorded.day() }
    }

    fn is_longer_than(&self, days: u32) -> bool {
        self.first.zip(self.likely).is_some_and(|(first, likely)| likely >= first.plus_days(days as i32))
    }
}

impl Spell {
    /// Puts together those that overlap or touch: a return on a day on which another absence has begun is none.
    fn joined(mut spells: Vec<Spell>) -> Vec<Spell> {
        spells.retain(|spell| spell.returned.is_none_or(|returned| spell.first.is_none_or(|first| first < returned)));
        spells.sort_by_key(|spell| spell.first);
        let mut joined: Vec<Spell> = Vec::new();
        for spell in spells {
            match joined.last_mut() {
                Some(last)
                    if last.returned.is_none_or(|returned| spell.first.is_none_or(|first| first <= returned)) =>
                {
                    let goes_on = last.returned.is_some() && spell.returned.is_none_or(|day| last.returned < Some(day));
                    if goes_on {
                        (last.returned, last.return_fact) = (spell.returned, spell.return_fact);
                    }
                }
                _ => joined.push(spell),
            }
        }
        joined
    }

    /// From the day after that many working days of absence until the return (rule 5); nothing where the return came
    /// before they were over. Where the policy does not say after how many, it may be from the first day on.
    fn stops(&self, after: AbsentFor, value: Tri, calendar: &Calendar) -> Option<Stopped> {
        let over = |first: Day| match after.working_days() {
            Some(days @ 1..) => calendar.nth_of_absence(first, days).plus_days(1).start(),
            Some(0) | None => first.start(),
        };
        let from = self.first.map_or(Moment::MIN, over);
        let to = self.returned.map_or(Moment::MAX, Day::start);
        (from < to).then_some(Stopped { from, to, value, fact: self.fact, return_fact: self.return_fact })
    }
}

impl Profile {
    pub(crate) fn read(book: &Book, worker: WorkerId, known: Moment) -> Profile {
        let facts = book.worker(worker);
        let mut profile = Profile {
            worker,
            professions: Vec::new(),
            registered: Vec::new(),
            last_days: Vec::new(),
            joined: Vec::new(),
            left_undated: None,
            absences: Vec::new(),
            shows_person: false,
            has_joined: false,
            not_covered: Vec::new(),
        };
        let mut open_absences: Vec<(record::Ref, usize)> = Vec::new();
        let mut returns: Vec<(record::Ref, Option<Day>, u32)> = Vec::new();
        // From when on each registration with a last day is over.
        let mut lapses: Vec<(u32, Moment)> = Vec::new();
        for fact in known_facts(facts, known) {
            // The place is found by the fact's own id: corrected facts keep their place in the list.
            let place = facts.iter().position(|other| std::ptr::eq(other, fact)).unwrap_or(0) as u32;
            // What is so from an unknown day on has always been so as far as anybody knows.
            let from = fact.when.as_start().unwrap_or(Moment::MIN);
            profile.shows_person |= matches!(
                fact.content,
                Content::Registered { .. } | Content::WorkerLeft {} | Content::AbsenceStarted { .. }
            );
            profile.has_joined |= matches!(fact.content, Content::WorkerJoined {});
            match fact.content {
                Content::WorkerDetails { profession, .. } => profile.professions.push((from, profession, place)),
                Content::Registered { until, .. } => {
                    // Not known where that contradicts itself.
                    profile.registered.push((from, is_registered(fact.when, until, Moment::MIN), place));
                    lapses.extend(until.map(|until| (place, until.plus_days(1).start())));
                }
                Content::NotRegistered {} => profile.registered.push((from, Tri::No, place)),
                Content::WorkerLeft {} => match fact.when.day() {
                    Some(day) => profile.last_days.push((day, place)),
                    None => profile.left_undated = Some(place),
                },
                Content::WorkerJoined {} => profile.joined.extend(fact.when.day().map(|day| (day.start(), place))),
                Content::AbsenceStarted { absence, absence_kind, likely_end } => {
                    open_absences.push((absence, profile.absences.len()));
                    profile.absences.push(Absence {
                        kind: absence_kind,
                        first: fact.when.day(),
                        returned: None,
                        said: likely_end.map_or_else(Vec::new, |_| Said::of(facts, fact, known)),
                        fact: place,
                        return_fact: place,
                    });
                }
                Content::AbsenceEnded { absence } => {
                    returns.push((absence, fact.when.day(), place));
                }
                Content::NotCovered { covers } => profile.not_covered.push((covers, place)),
                _ => {}
            }
        }
        for (absence, day, place) in returns {
            for (_, index) in open_absences.iter().filter(|(of, _)| *of == absence) {
                let spell = &mut profile.absences[*index];
                spell.returned = Some(day);
                spell.return_fact = place;
            }
        }
        profile.professions.sort_by_key(|(from, ..)| *from);
        profile.registered.sort_by_key(|(from, ..)| *from);
        for (place, lapses) in lapses {
            profile.lapses(place, lapses);
        }
        profile
    }

    /// A registration that is over from then on, unless newer word took its place by then, or it never said anything.
    fn lapses(&mut self, place: u32, at: Moment) {
        let Some(of) = self.registered.iter().position(|(.., fact)| *fact == place) else { return };
        let next = self.registered.get(of + 1).map_or(Moment::MAX, |(from, ..)| *from);
        if self.registered[of].1.is_yes() && at < next {
            self.registered.insert(of + 1, (at, Tri::No, place));
        }
    }

    /// Whether what is on record of them shows that they are no pool. Where the source does not say what they are,
    /// their first day shows nothing: a pool's account has one as well.
    fn is_person(&self) -> bool {
        self.shows_person || self.has_joined && self.lacks(Kind::WorkerDetails).is_none()
    }

    fn because(&self, place: u32) -> Because {
        Because::Worker(self.worker, place)
    }

    /// What says that facts of that kind are not recorded of this worker.
    fn lacks(&self, kind: Kind) -> Option<u32> {
        let lacking = self.not_covered.iter().find(|(covers, _)| covers.is_none_or(|covered| covered == kind));
        lacking.map(|(_, place)| *place)
    }

    /// When absences of those kinds stop the worker's counting: for certain, and where they may. One of a kind that the
    /// source does not give may be of any.
    fn away(&self, kinds: Words<AbsenceKind>, after: AbsentFor, calendar: &Calendar) -> Vec<Stopped> {
        let may_be = |absence: &&Absence| kinds.has(absence.kind) || absence.kind == AbsenceKind::NotKnown;
        let known = self.absences.iter().filter(may_be).filter(|absence| absence.is_known());
        if let AbsentFor::LikelyLongerThan(days) = after {
            return self.absences.iter().filter(may_be).filter_map(|absence| absence.likely_for(days)).collect();
        }
        let is_stated = after != AbsentFor::NotStated;
        let certain = Spell::joined(known.filter(|_| is_stated).map(Absence::at_most).collect());
        let possible = Spell::joined(self.absences.iter().filter(may_be).map(Absence::at_most).collect());
        let certain = certain.iter().filter_map(|spell| spell.stops(after, Tri::No, calendar));
        let possible = possible.iter().filter_map(|spell| spell.stops(after, Tri::Unknown, calendar));
        certain.chain(possible).collect()
    }

    fn left(&self) -> Signal {
        let mut steps: Vec<(Moment, Tri, u32)> =
            self.last_days.iter().map(|(day, place)| (day.plus_days(1).start(), Tri::Yes, *place)).collect();
        if steps.is_empty() {
            return Vec::new();
        }
        steps.extend(self.joined.iter().map(|(from, place)| (*from, Tri::No, *place)));
        steps.sort_by_key(|(from, value, _)| (*from, *value == Tri::No));
        let mut out = Vec::new();
        constant(Tri::No, &mut out);
        for (from, value, place) in steps {
            crate::signal::push(&mut out, Step { from, value, because: self.because(place) });
        }
        out
    }

    pub(crate) fn fit(&self, rule: &WorkerRule, calendar: &Calendar) -> Fit {
        let leaves = rule.stops.iter().any(|stop| stop.on == StopOn::LeftAuthority);
        let left = if leaves { self.left() } else { Vec::new() };
        let stopped: Vec<Stopped> = rule
            .stops
            .iter()
            .filter_map(|stop| match &stop.on {
                StopOn::Absence { kinds, after } => Some((kinds, *after)),
                StopOn::LeftAuthority => None,
            })
            .flat_map(|(kinds, after)| self.away(*kinds, after, calendar))
            .collect();

        let mut instants: Vec<Moment> = vec![Moment::MIN];
        instants.extend(left.iter().map(|step| step.from));
        instants.extend(stopped.iter().flat_map(|stop| [stop.from, stop.to]));
        if rule.professions.is_some() {
            instants.extend(self.professions.iter().map(|(from, ..)| *from));
        }
        if rule.registered {
            instants.extend(self.registered.iter().map(|(from, ..)| *from));
        }
        // A pool is no person, whatever the rule.
        instants.extend(self.professions.iter().map(|(from, ..)| *from));
        instants.sort_unstable();
        instants.dedup();

        let mut steps: Vec<FitStep> = Vec::new();
        for at in instants {
            let step = self.fit_at(rule, at, &left, &stopped);
            let same = steps.last().is_some_and(|last| last.value == step.value);
            if !same {
                steps.push(step);
            }
        }
        let last_days = if leaves { self.last_days.iter().map(|(day, _)| *day).collect() } else { Vec::new() };
        Fit { steps, last_days }
    }

    fn fit_at(&self, rule: &WorkerRule, at: Moment, left: &[Step], stopped: &[Stopped]) -> FitStep {
        let profession = self.professions.iter().rev().find(|(from, ..)| *from <= at);
        let registered = self.registered.iter().rev().find(|(from, ..)| *from <= at);
        let mut step = FitStep { from: at, value: Tri::Yes, cause: Cause::Other, because: Because::Nothing };
        let fall = |value: Tri, cause: Cause, because: Because, step: &mut FitStep| {
            if value < step.value {
                *step = FitStep { from: at, value, cause, because };
            }
        };
        let known = profession.and_then(|(_, profession, place)| Some(((*profession)?, *place)));
        if !matches!(rule.from, policy::CountsFrom::OpenRow | policy::CountsFrom::Row) {
            match known {
                Some((Profession::Pool, place)) => fall(Tri::No, Cause::Other, self.because(place), &mut step),
                // Whom nobody described may be a pool.
                None if !self.is_person() => fall(Tri::Unknown, Cause::Other, Because::Nothing, &mut step),
                _ => {}
            }
        }
        if let Some(permitted) = rule.professions {
            match known {
                Some((profession, place)) => {
                    fall(Tri::from(permitted.has(profession)), Cause::Other, self.because(place), &mut step);
                }
                None => fall(Tri::Unknown, Cause::Other, Because::Nothing, &mut step),
            }
        }
        if rule.registered {
            match registered {
                Some((_, value, place)) => fall(*value, Cause::Other, self.because(*place), &mut step),
                None => fall(Tri::Unknown, Cause::Other, Because::Nothing, &mut step),
            }
        }
        if let Some(gone) = crate::signal::step_at(left, at).filter(|gone| gone.value.is_yes()) {
            fall(Tri::No, Cause::LeftAuthority, gone.because, &mut step);
        }
        for stop in &rule.stops {
            // Nobody says that they have not left, or are not away, where the list of that does not have them.
            let (cause, may_be) = match stop.on {
                StopOn::LeftAuthority => {
                    (Cause::LeftAuthority, self.left_undated.or_else(|| self.lacks(Kind::WorkerLeft)))
                }
                StopOn::Absence { .. } => (Cause::Absence, self.lacks(Kind::AbsenceStarted)),
            };
            if let Some(place) = may_be {
                fall(Tri::Unknown, cause, self.because(place), &mut step);
            }
        }
        for stop in stopped.iter().filter(|stop| stop.from <= at && at < stop.to) {
            fall(stop.value, Cause::Absence, self.because(stop.fact), &mut step);
        }
        if step.value.is_yes()
            && let Some(stop) = stopped.iter().find(|stop| stop.to == at)
        {
            step.because = self.because(stop.return_fact);
        }
        step
    }
}
