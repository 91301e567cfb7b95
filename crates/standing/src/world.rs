//! The context of every child: what is known of workers, units and coverage, made ready once.

use policy::{Cause, Event, StopOn, WorkerRule};
use record::book::known_facts;
use record::calendar::Holiday;
use record::words::{Status, Words};
use record::{Book, Calendar, Content, Day, Fact, Kind, Moment, Tri, UnitId, WorkerId};
use rustc_hash::FxHashMap;

use crate::duties::Calendars;
use crate::gather::Gathered;
use crate::plan::{KindSet, Plan};
use crate::profile::Profile;
use crate::signal::{Because, Step};
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
    /// For each worker rule the first that differs from it in nothing but what lies in a worker's answers.
    alike: Vec<u16>,
    /// Whether each worker can count, over time: each worker's answers, every one once.
    fits: Vec<Box<[Fit]>>,
    /// Which of a worker's answers is that by each rule: worker by worker, and for each rule by rule. Most rules stop on
    /// the same things, so that a worker has few answers: they stay in the nearer caches where a table of all would not.
    which: Vec<u16>,
    /// What is asked of every worker, in brief.
    briefs: Vec<Brief>,
    covers: Covers,
    /// The units, and which packs they adopted.
    pub units: Units,
    /// Of each unit, who was told that it stands out and who acknowledged it, in the order of the record.
    notices: FxHashMap<UnitId, Vec<Fact>>,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fit {
    /// Yes, no, or not known; each step with why.
    pub(crate) steps: Vec<FitStep>,
    /// The civil days that were the worker's last, where the rule stops on leaving.
    pub(crate) last_days: Vec<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Its own among those of the world, counted from 0.
    pub(crate) number: usize,
    /// Of each kind, by its number.
    of: Vec<Covered>,
    /// The kinds of which some source leaves out a status: what is recorded of these may rest on what the child was.
    pub(crate) in_part: KindSet,
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
        Cover { number: 0, of, in_part: KindSet::default(), unseen: Words::every() }
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

    /// Until when facts of that kind are recorded, of each of those statuses that any are recorded of; nothing where none
    /// ever are.
    pub(crate) fn until(&self, kind: Kind, statuses: Words<Status>) -> Option<Moment> {
        let covered = self.of(kind);
        let last = |status: Option<Status>| covered.saying(status).map(|(_, until)| until).max();
        if covered.is_whole(statuses) {
            return last(None);
        }
        statuses.iter().filter_map(|status| last(Some(status))).min()
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

    /// From when and until when facts of that kind are recorded, of each of those statuses, where that is one stretch and
    /// nothing is left out, as nearly always.
    pub(crate) fn only_stretch(&self, kind: Kind, statuses: Words<Status>) -> Option<(Moment, Moment)> {
        let covered = self.of(kind);
        match (covered.stretches.as_slice(), covered.is_whole(statuses)) {
            ([(start, end, _)], true) => Some((*start, *end)),
            _ => None,
        }
    }

    /// Whether facts of that kind are recorded, of each of those statuses, for the whole time from `from` to `to`.
    pub(crate) fn covers_of(&self, kind: Kind, statuses: Words<Status>, from: Moment, to: Moment) -> bool {
        if let Some((start, end)) = self.only_stretch(kind, statuses) {
            return start <= from && end > to.max(from);
        }
        let covered = self.of(kind);
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
            if !covered.left_out.is_empty() {
                self.in_part.add(*kind);
            }
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
            alike: alike(plan),
            fits: Vec::new(),
            which: Vec::new(),
            briefs: Vec::new(),
            covers: Covers::read(book, known),
            units: Units::read(book, known),
            notices: FxHashMap::default(),
        };
        book.unit_ids().for_each(|unit| world.refresh_notices(book, unit));
        for index in 0..book.names.workers.len() {
            world.refresh(book, plan, WorkerId::from_index(index));
        }
        world
    }

    /// Reads one worker's facts again, after one was appended.
    pub fn refresh(&mut self, book: &Book, plan: &Plan, worker: WorkerId) {
        let profile = Profile::read(book, worker, self.known);
        let index = worker.index();
        self.fits.resize(self.fits.len().max(index + 1), Box::default());
        self.which.resize(self.which.len().max((index + 1) * self.rules), 0);
        self.briefs.resize(self.briefs.len().max(index + 1), Brief::default());
        let mut brief = Brief::default();
        let mut answers: Vec<Fit> = Vec::new();
        for (place, rule) in plan.worker_rules().enumerate() {
            let fit = profile.fit(rule, &self.calendar);
            let always = fit.last_days.is_empty() && fit.steps.len() == 1 && fit.steps[0].value.is_yes();
            brief.always |= if always { bit(place) } else { 0 };
            brief.left |= !fit.last_days.is_empty();
            let answer = answers.iter().position(|answer| *answer == fit).unwrap_or_else(|| {
                answers.push(fit);
                answers.len() - 1
            });
            self.which[index * self.rules + place] = u16::try_from(answer).unwrap_or(u16::MAX);
        }
        self.fits[index] = answers.into_boxed_slice();
        self.briefs[index] = brief;
    }

    /// Reads who was told of one unit again, after a fact about it was appended.
    pub fn refresh_notices(&mut self, book: &Book, unit: UnitId) {
        let told = known_facts(book.unit(unit), self.known).filter(|fact| is_notice(&fact.content)).copied();
        let told: Vec<Fact> = told.collect();
        if told.is_empty() {
            self.notices.remove(&unit);
        } else {
            self.notices.insert(unit, told);
        }
    }

    /// Who was told that the unit stands out, and who acknowledged it.
    pub(crate) fn notices(&self, unit: UnitId) -> &[Fact] {
        self.notices.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// The calendar in force and the packs' own.
    pub fn calendars(&self) -> Calendars<'_> {
        Calendars { national: &self.calendar, own: &self.own_calendars }
    }

    /// The rules before that one that differ from it in nothing but the answers of workers.
    pub(crate) fn alike(&self, rule: usize) -> impl Iterator<Item = usize> {
        let first = self.alike[rule];
        (0..rule).filter(move |other| self.alike[*other] == first)
    }

    /// Whether the two rules have the same answer for that worker, at every instant.
    pub(crate) fn answers_alike(&self, rules: [usize; 2], worker: WorkerId) -> bool {
        let [one, other] = rules.map(|rule| self.which.get(worker.index() * self.rules + rule));
        one == other
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
        let which = *self.which.get(worker.index() * self.rules + rule)?;
        self.fits[worker.index()].get(usize::from(which)).filter(|fit| !fit.steps.is_empty())
    }

    /// Whether that worker can count by that rule at that instant, since when and because of what; nothing where nothing
    /// is known of the worker.
    pub fn fits_at(&self, rule: usize, worker: WorkerId, at: Moment) -> Option<Step> {
        let step = self.fit(rule, worker)?.steps.iter().rev().find(|step| step.from <= at)?;
        Some(Step { from: step.from, value: step.value, because: step.because })
    }

    /// When what that rule says of that worker changes.
    pub fn fit_changes(&self, rule: usize, worker: WorkerId) -> impl Iterator<Item = Moment> {
        let steps = self.fit(rule, worker).map_or(&[][..], |fit| &fit.steps);
        steps.iter().map(|step| step.from)
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
        self.is_recorded_by(kind, Moment::MAX)
    }

    /// Whether facts of that kind are recorded anywhere as at that instant, or were by then.
    pub fn is_recorded_by(&self, kind: Kind, at: Moment) -> bool {
        let mut all = std::iter::once(&self.covers.everywhere).chain(self.covers.units.values());
        all.any(|of| of.from(kind).is_some_and(|from| from <= at))
    }

    /// Whether facts of that kind are recorded for that team for the whole time from `from` to `to`.
    pub fn covers(&self, kind: Kind, team: Option<UnitId>, from: Moment, to: Moment) -> bool {
        self.cover(team).covers(kind, from, to)
    }
}

/// Whether it says that somebody was told of a unit, or acknowledged it: it changes nothing of any child.
pub(crate) const fn is_notice(content: &Content) -> bool {
    matches!(content, Content::AreaNoticeGiven { .. } | Content::AreaNoticeAcknowledged { .. })
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
        for (number, unit) in (1..).zip(book.unit_ids().chain(own.iter().map(|(unit, ..)| *unit))) {
            let line = ancestry(unit, &parents);
            let mut cover = Cover { number, ..covers.everywhere.clone() };
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

/// For each worker rule of the plan, the first that asks the same of an involvement, whatever it asks of the worker: what
/// [`Profile::fit`] reads is left out, but for whether a worker of whom nothing is known counts, and whether leaving stops it.
fn alike(plan: &Plan) -> Vec<u16> {
    let shape = |rule: &WorkerRule| {
        let leaves = rule.stops.iter().any(|stop| stop.on == StopOn::LeftAuthority);
        let anybody = rule.professions.is_none() && !rule.registered;
        (rule.parts, rule.from, rule.recorded, rule.need_identified, rule.supported, leaves, anybody)
    };
    let shapes: Vec<_> = plan.worker_rules().map(shape).collect();
    let first = |shape| shapes.iter().position(|other| other == shape).unwrap_or_default();
    shapes.iter().map(|shape| u16::try_from(first(shape)).unwrap_or(u16::MAX)).collect()
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
