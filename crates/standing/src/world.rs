//! The context of every child: what is known of workers, units and coverage, made ready once.

use policy::{AbsentFor, Cause, Event, StopOn, WorkerRule};
use record::book::known_facts;
use record::calendar::Holiday;
use record::words::{AbsenceKind, Profession, Status, Words};
use record::{Book, Calendar, Content, Day, Kind, Moment, Tri, UnitId, WorkerId};
use rustc_hash::FxHashMap;

use crate::duties::Calendars;
use crate::gather::Gathered;
use crate::plan::Plan;
use crate::signal::{Because, Signal, Step, constant};
use crate::units::Units;

/// What is known of workers, units and coverage at one instant of knowledge, under one plan.
#[derive(Clone, Debug)]
pub struct World {
    /// The calendar in force.
    pub calendar: Calendar,
    /// The packs' own calendars: that one less the days on which they are closed beside.
    own_calendars: Vec<Calendar>,
    /// The instant of knowledge: facts recorded later are left out.
    pub known: Moment,
    /// How many worker rules there are.
    rules: usize,
    /// Whether each worker can count, over time: worker by worker, and for each rule by rule.
    fits: Vec<Fit>,
    /// What is asked of every worker, in brief.
    briefs: Vec<Brief>,
    covers: Covers,
    /// The units, and which packs they adopted.
    pub units: Units,
}

/// What is asked of every worker of every child. Nearly all can always count and never left: a table of these few bytes
/// stays in the processor's nearer caches and answers for them, where that of the fits of all workers does not.
#[derive(Clone, Copy, Debug, Default)]
struct Brief {
    /// By which of the first 64 rules the worker can always count, as bits.
    always: u64,
    /// Whether the worker has a last day by any rule.
    left: bool,
}

/// Whether a worker can count by a rule, over time.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    /// Yes, no, or not known; each step with why.
    pub(crate) steps: Vec<FitStep>,
    /// The civil days that were the worker's last, where the rule stops on leaving.
    last_days: Vec<Day>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct FitStep {
    pub(crate) from: Moment,
    pub(crate) value: Tri,
    pub(crate) cause: Cause,
    pub(crate) because: Because,
}

/// Which kinds of fact are recorded where, from when until when.
#[derive(Clone, Debug, Default)]
struct Covers {
    everywhere: Cover,
    /// For each unit that has coverage of its own, or belongs to one that has.
    units: FxHashMap<UnitId, Cover>,
}

/// What is covered.
#[derive(Clone, Debug)]
pub(crate) struct Cover {
    /// Of each kind, by its number.
    of: Vec<Covered>,
    /// The statuses of which nothing says when they begin.
    unseen: Words<Status>,
}

/// What one fact says that is covered.
struct Said {
    /// Every kind, where there is none.
    kind: Option<Kind>,
    from: Moment,
    until: Moment,
    but: Words<Status>,
}

/// What is covered of one kind.
#[derive(Clone, Debug)]
struct Covered {
    /// From when to when, and which statuses are left out; in order.
    stretches: Vec<(Moment, Moment, Words<Status>)>,
    /// The statuses that any of them leaves out.
    left_out: Words<Status>,
}

impl Default for Cover {
    fn default() -> Cover {
        let of = vec![Covered { stretches: Vec::new(), left_out: Words::NONE }; 256];
        Cover { of, unseen: Words::every() }
    }
}

impl Cover {
    fn of(&self, kind: Kind) -> &Covered {
        &self.of[usize::from(kind.number())]
    }

    /// The statuses of which some source says nothing by facts of that kind.
    pub(crate) fn left_out(&self, kind: Kind) -> Words<Status> {
        self.of(kind).left_out
    }

    /// When each stretch begins during which facts of that kind are recorded.
    pub(crate) fn begins(&self, kind: Kind) -> impl Iterator<Item = Moment> {
        self.of(kind).stretches.iter().map(|(from, ..)| *from)
    }

    /// From when on facts of that kind are recorded; nothing where they never are.
    pub(crate) fn from(&self, kind: Kind) -> Option<Moment> {
        self.of(kind).stretches.iter().map(|(from, ..)| *from).min()
    }

    /// From when on they are of each of those statuses; of any, where there is none.
    pub(crate) fn begins_of(&self, kind: Kind, statuses: Words<Status>) -> Option<Moment> {
        let covered = self.of(kind);
        if covered.is_whole(statuses) {
            return self.from(kind);
        }
        let mut of_each = statuses.iter().map(|status| covered.saying(Some(status)).map(|(from, _)| from).min());
        of_each.try_fold(Moment::MIN, |latest, from| Some(latest.max(from?)))
    }

    /// Whether facts of that kind are recorded, of each of those statuses, for the whole time from `from` to `to`.
    pub(crate) fn covers_of(&self, kind: Kind, statuses: Words<Status>, from: Moment, to: Moment) -> bool {
        let covered = self.of(kind);
        // Nearly always there is one stretch of it, and nothing is left out.
        if let ([(start, end, _)], true) = (covered.stretches.as_slice(), covered.is_whole(statuses)) {
            return *start <= from && *end > to.max(from);
        }
        let throughout = |status: Option<Status>| {
            let mut reached = from;
            // Stretches are few and sorted by their beginning.
            for (start, end) in covered.saying(status) {
                if start <= reached && end > reached {
                    reached = end;
                }
            }
            reached > to
        };
        if covered.is_whole(statuses) {
            throughout(None)
        } else {
            statuses.iter().all(|status| throughout(Some(status)))
        }
    }

    /// Whether facts of that kind are recorded for the whole time from `from` to `to`, whatever they are about.
    pub(crate) fn covers(&self, kind: Kind, from: Moment, to: Moment) -> bool {
        self.covers_of(kind, self.left_out(kind), from, to)
    }

    /// The statuses of which such a fact about this child may be: those that the event names, else those that the child
    /// had, or may have had, and that are recorded apart. Anybody may be visited as a child in need.
    pub(crate) fn statuses_of(&self, event: &Event, gathered: &Gathered) -> Words<Status> {
        let left_out = self.left_out(event.fact);
        if left_out.is_empty() {
            return Words::NONE;
        }
        event.plan.or(event.status).unwrap_or_else(|| match event.fact {
            Kind::Visit => left_out.shared(gathered.had.joined(self.unseen).with(Status::ChildInNeed)),
            Kind::PlanReviewHeld | Kind::PlanUpdated => left_out.shared(gathered.had.joined(self.unseen)),
            _ => left_out,
        })
    }

    fn add(&mut self, said: &Said) {
        let Said { kind: only, from, until, but } = *said;
        for kind in Kind::ALL.iter().filter(|kind| only.is_none_or(|only| only == **kind)) {
            let covered = &mut self.of[usize::from(kind.number())];
            covered.stretches.push((from, until, but));
            covered.stretches.sort_unstable_by_key(|(from, until, _)| (*from, *until));
            covered.left_out = covered.left_out.joined(but);
        }
        let unseen = |status: &Status| self.begins_of(Kind::StatusStarted, Words::of(&[*status])).is_none();
        self.unseen = Words::every().iter().filter(unseen).fold(Words::NONE, Words::with);
    }
}

impl Covered {
    /// Whether those statuses need not be looked at one by one.
    fn is_whole(&self, statuses: Words<Status>) -> bool {
        self.left_out.is_empty() || statuses.is_empty()
    }

    /// The stretches that say something of that status; all, where none is asked.
    fn saying(&self, status: Option<Status>) -> impl Iterator<Item = (Moment, Moment)> {
        let says = move |but: &Words<Status>| status.is_none_or(|status| !but.has(status));
        self.stretches.iter().filter(move |(.., but)| says(but)).map(|(from, until, _)| (*from, *until))
    }
}

impl World {
    /// What the book says of workers, units and coverage as known at `known`.
    pub fn new(book: &Book, plan: &Plan, base: &Calendar, known: Moment) -> World {
        let calendar = book.calendar(base, known);
        let closed = |days: &Vec<Day>| {
            let named = days.iter().map(|day| Holiday { day: *day, name: "closed by the policy".to_owned() });
            calendar.changed(named.filter(|holiday| calendar.holiday(holiday.day).is_none()), &[])
        };
        let mut world = World {
            own_calendars: plan.calendars.iter().map(closed).collect(),
            calendar,
            known,
            rules: plan.worker_rules().count(),
            fits: Vec::new(),
            briefs: Vec::new(),
            covers: Covers::read(book, known),
            units: Units::read(book, known),
        };
        for index in 0..book.names.workers.len() {
            world.refresh(book, plan, WorkerId::from_index(index));
        }
        world
    }

    /// Reads one worker's facts again, after one was appended.
    pub fn refresh(&mut self, book: &Book, plan: &Plan, worker: WorkerId) {
        let profile = Profile::read(book, worker, self.known);
        let index = worker.index();
        let nobody_known = || Fit { steps: Vec::new(), last_days: Vec::new() };
        self.fits.resize_with(self.fits.len().max((index + 1) * self.rules), nobody_known);
        self.briefs.resize(self.briefs.len().max(index + 1), Brief::default());
        let mut brief = Brief::default();
        for (place, rule) in plan.worker_rules().enumerate() {
            let fit = profile.fit(rule, &self.calendar);
            let always = fit.last_days.is_empty() && fit.steps.len() == 1 && fit.steps[0].value.is_yes();
            brief.always |= if always { bit(place) } else { 0 };
            brief.left |= !fit.last_days.is_empty();
            self.fits[index * self.rules + place] = fit;
        }
        self.briefs[index] = brief;
    }

    /// The calendar in force and the packs' own.
    pub fn calendars(&self) -> Calendars<'_> {
        Calendars { national: &self.calendar, own: &self.own_calendars }
    }

    /// Whether nothing known of that worker ever keeps them from counting by that rule.
    pub(crate) fn always_fits(&self, rule: usize, worker: WorkerId) -> bool {
        self.briefs.get(worker.index()).is_some_and(|brief| brief.always & bit(rule) != 0)
    }

    /// Whether that day was, for that rule, that worker's last.
    pub(crate) fn is_last_day(&self, rule: usize, worker: WorkerId, day: Day) -> bool {
        self.briefs.get(worker.index()).is_some_and(|brief| brief.left)
            && self.fit(rule, worker).is_some_and(|fit| fit.last_days.contains(&day))
    }

    pub(crate) fn fit(&self, rule: usize, worker: WorkerId) -> Option<&Fit> {
        self.fits.get(worker.index() * self.rules + rule).filter(|fit| !fit.steps.is_empty())
    }

    /// Whether that worker can count by that rule at that instant, since when and because of what; nothing where nothing
    /// is known of the worker.
    pub fn fits_at(&self, rule: usize, worker: WorkerId, at: Moment) -> Option<Step> {
        let step = self.fit(rule, worker)?.steps.iter().rev().find(|step| step.from <= at)?;
        Some(Step { from: step.from, value: step.value, because: step.because })
    }

    pub(crate) fn cover(&self, team: Option<UnitId>) -> &Cover {
        team.and_then(|team| self.covers.units.get(&team)).unwrap_or(&self.covers.everywhere)
    }

    /// From when on facts of that kind are recorded for that team; nothing where they never are.
    pub fn covered_from(&self, kind: Kind, team: Option<UnitId>) -> Option<Moment> {
        self.cover(team).from(kind)
    }

    /// Whether facts of that kind are recorded at all, anywhere and at any time.
    pub fn is_recorded(&self, kind: Kind) -> bool {
        std::iter::once(&self.covers.everywhere).chain(self.covers.units.values()).any(|of| of.from(kind).is_some())
    }

    /// Whether facts of that kind are recorded for that team for the whole time from `from` to `to`.
    pub fn covers(&self, kind: Kind, team: Option<UnitId>, from: Moment, to: Moment) -> bool {
        self.cover(team).covers(kind, from, to)
    }
}

impl Covers {
    fn read(book: &Book, known: Moment) -> Covers {
        let mut covers = Covers::default();
        let mut own: Vec<(UnitId, Said)> = Vec::new();
        for fact in known_facts(book.record(), known) {
            if let Content::Coverage { covers: kind, unit, until, but } = fact.content {
                let but = but.unwrap_or(Words::NONE);
                let from = fact.when.as_start().unwrap_or(Moment::MIN);
                let said = Said { kind, from, until: until.unwrap_or(Moment::MAX), but };
                match unit {
                    None => covers.everywhere.add(&said),
                    Some(unit) => own.push((unit, said)),
                }
            }
        }
        if own.is_empty() {
            return covers;
        }
        let parents = parents(book, known);
        for unit in book.unit_ids().chain(own.iter().map(|(unit, ..)| *unit)) {
            let line = ancestry(unit, &parents);
            let mut cover = covers.everywhere.clone();
            for (of, said) in &own {
                if line.contains(of) {
                    cover.add(said);
                }
            }
            covers.units.insert(unit, cover);
        }
        covers
    }
}

/// The rule's bit in a [`Brief`]; none for the 65th rule and those after it, which are looked up in full.
fn bit(rule: usize) -> u64 {
    u32::try_from(rule).ok().and_then(|rule| 1_u64.checked_shl(rule)).unwrap_or(0)
}

/// What each unit belongs to, as known at `known`: the newest word on it.
pub fn parents(book: &Book, known: Moment) -> FxHashMap<UnitId, UnitId> {
    let mut parents = FxHashMap::default();
    for unit in book.unit_ids() {
        for fact in known_facts(book.unit(unit), known) {
            if let Content::UnitDetails { parent: Some(parent), .. } = fact.content {
                parents.insert(unit, parent);
            }
        }
    }
    parents
}

/// The unit and all that it belongs to, itself first. A circle in the data ends the line rather than the program.
pub fn ancestry(unit: UnitId, parents: &FxHashMap<UnitId, UnitId>) -> Vec<UnitId> {
    let mut line = vec![unit];
    while let Some(parent) = line.last().and_then(|last| parents.get(last)) {
        if line.contains(parent) {
            break;
        }
        line.push(*parent);
    }
    line
}

/// One worker's facts, sorted by what they speak of.
struct Profile {
    worker: WorkerId,
    professions: Vec<(Moment, Option<Profession>, u32)>,
    registered: Vec<(Moment, bool, u32)>,
    /// The last day and its fact.
    last_days: Vec<(Day, u32)>,
    joined: Vec<(Moment, u32)>,
    /// A leaving without a day: the worker may have left at any time.
    left_undated: Option<u32>,
    absences: Vec<Absence>,
    /// Whether anything is on record that no pool has: a registration, a joining, a leaving, an absence.
    is_person: bool,
}

struct Absence {
    kind: AbsenceKind,
    /// Nothing where the day is not known, here and below.
    first: Option<Day>,
    returned: Option<Option<Day>>,
    fact: u32,
    return_fact: u32,
}

/// A stretch of absence in which a worker does not count, or may not.
struct Stopped {
    from: Moment,
    to: Moment,
    value: Tri,
    fact: u32,
    return_fact: u32,
}

impl Absence {
    /// From the day after that many working days of absence until the return (rule 5); nothing where the return came
    /// before they were over. Without a first day, or a day of return, it is not known from when or until when; nor
    /// whether it goes on where the return lies before the first day. An absence of a kind that the source does not
    /// give may be of any.
    fn stops(&self, after: AbsentFor, calendar: &Calendar) -> Option<Stopped> {
        let returned = self.returned.flatten();
        let backwards = self.first.zip(returned).is_some_and(|(first, returned)| returned < first);
        let first = if backwards { returned } else { self.first };
        // Where the policy does not say after how long, it may be from the first day on.
        let over = |first: Day| match after.working_days() {
            Some(days @ 1..) => calendar.nth_of_absence(first, days).plus_days(1).start(),
            Some(0) | None => first.start(),
        };
        let from = first.map(over);
        let to = match self.returned {
            Some(Some(day)) if !backwards => day.start(),
            _ => Moment::MAX,
        };
        let dated = self.first.is_some() && self.returned != Some(None) && !backwards && after != AbsentFor::NotStated;
        let value = if dated && self.kind != AbsenceKind::NotKnown { Tri::No } else { Tri::Unknown };
        let from = from.unwrap_or(Moment::MIN);
        (from < to).then_some(Stopped { from, to, value, fact: self.fact, return_fact: self.return_fact })
    }
}

impl Profile {
    fn read(book: &Book, worker: WorkerId, known: Moment) -> Profile {
        let facts = book.worker(worker);
        let mut profile = Profile {
            worker,
            professions: Vec::new(),
            registered: Vec::new(),
            last_days: Vec::new(),
            joined: Vec::new(),
            left_undated: None,
            absences: Vec::new(),
            is_person: false,
        };
        let mut open_absences: Vec<(record::Ref, usize)> = Vec::new();
        let mut returns: Vec<(record::Ref, Option<Day>, u32)> = Vec::new();
        for fact in known_facts(facts, known) {
            // The place is found by the fact's own id: corrected facts keep their place in the list.
            let place = facts.iter().position(|other| std::ptr::eq(other, fact)).unwrap_or(0) as u32;
            // What is so from an unknown day on has always been so as far as anybody knows.
            let from = fact.when.as_start().unwrap_or(Moment::MIN);
            profile.is_person |= matches!(
                fact.content,
                Content::Registered { .. }
                    | Content::WorkerJoined {}
                    | Content::WorkerLeft {}
                    | Content::AbsenceStarted { .. }
            );
            match fact.content {
                Content::WorkerDetails { profession, .. } => profile.professions.push((from, profession, place)),
                Content::Registered { .. } => profile.registered.push((from, true, place)),
                Content::NotRegistered {} => profile.registered.push((from, false, place)),
                Content::WorkerLeft {} => match fact.when.day() {
                    Some(day) => profile.last_days.push((day, place)),
                    None => profile.left_undated = Some(place),
                },
                Content::WorkerJoined {} => profile.joined.extend(fact.when.day().map(|day| (day.start(), place))),
                Content::AbsenceStarted { absence, absence_kind, .. } => {
                    open_absences.push((absence, profile.absences.len()));
                    profile.absences.push(Absence {
                        kind: absence_kind,
                        first: fact.when.day(),
                        returned: None,
                        fact: place,
                        return_fact: place,
                    });
                }
                Content::AbsenceEnded { absence } => {
                    returns.push((absence, fact.when.day(), place));
                }
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
        profile
    }

    fn because(&self, place: u32) -> Because {
        Because::Worker(self.worker, place)
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

    fn fit(&self, rule: &WorkerRule, calendar: &Calendar) -> Fit {
        let leaves = rule.stops.iter().any(|stop| stop.on == StopOn::LeftAuthority);
        let left = if leaves { self.left() } else { Vec::new() };
        let stopped: Vec<Stopped> = rule
            .stops
            .iter()
            .filter_map(|stop| match &stop.on {
                StopOn::Absence { kinds, after } => Some((kinds, *after)),
                StopOn::LeftAuthority => None,
            })
            .flat_map(|(kinds, after)| {
                let of_kind = self
                    .absences
                    .iter()
                    .filter(|absence| kinds.has(absence.kind) || absence.kind == AbsenceKind::NotKnown);
                of_kind.filter_map(move |absence| absence.stops(after, calendar))
            })
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
                None if !self.is_person => fall(Tri::Unknown, Cause::Other, Because::Nothing, &mut step),
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
                Some((_, yes, place)) => fall(Tri::from(*yes), Cause::Other, self.because(*place), &mut step),
                None => fall(Tri::Unknown, Cause::Other, Because::Nothing, &mut step),
            }
        }
        if let Some(gone) = crate::signal::step_at(left, at).filter(|gone| gone.value.is_yes()) {
            fall(Tri::No, Cause::LeftAuthority, gone.because, &mut step);
        }
        if let Some(place) =
            self.left_undated.filter(|_| rule.stops.iter().any(|stop| stop.on == StopOn::LeftAuthority))
        {
            fall(Tri::Unknown, Cause::LeftAuthority, self.because(place), &mut step);
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
