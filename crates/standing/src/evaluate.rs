//! The evaluation itself: one child's facts, the world, a plan, and out comes the timeline.

mod each_team;
mod governing;
mod held;
mod lacking;
mod versions;
mod working;

use governing::Governing;
use policy::{Condition, Grace, State};
use record::{Fact, Moment, Tri, UnitId};

use crate::conditions::Place;
use crate::duties::{DutyRun, Told, stretches};
use crate::each_team::CountedBy;
use crate::events::Events;
use crate::gather::Gathered;
use crate::holders::Room;
use crate::plan::Plan;
use crate::signal::{Because, Signal, begun, combine, constant, negate, spells, value_at};
use crate::states::{Openings, States, Stopping};
use crate::timeline::{Timeline, team_of};
use crate::told::narrowed_at;
use crate::units::Units;
use crate::world::{Cover, World};
use working::Worked;

/// What some definitions say of a child at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether the child is open.
    pub open: Tri,
    /// The team that owns the case.
    pub team: Option<UnitId>,
    /// For each definition asked about, in the order asked: whether the child is among those it asks about, and counted.
    pub of: Vec<(Tri, Tri)>,
}

/// Evaluates children one after the other, keeping its room from one to the next.
pub struct Evaluator<'a> {
    plan: &'a Plan,
    world: &'a World,
    gathered: Gathered,
    opens: Openings,
    accepted: Vec<Stopping>,
    moved: Vec<Stopping>,
    room: Room,
    /// `{ without = rule }` without a grace, for each worker rule; empty until asked for.
    without: Vec<Signal>,
    open: Signal,
    /// Whether timelines hold what raises a child's priority, and what the child weighs in a worker's load.
    weighs: bool,
    /// Whether timelines hold duties.
    owes: bool,
    /// When each pack governs; empty where all of them always do.
    governing: Vec<Governing>,
    /// What the plan's conditions say of the child at hand.
    worked: Worked,
    spare: Vec<Signal>,
}

impl<'a> Evaluator<'a> {
    /// An evaluator of that plan in that world.
    pub fn new(plan: &'a Plan, world: &'a World) -> Evaluator<'a> {
        Evaluator {
            plan,
            world,
            gathered: Gathered::default(),
            opens: Openings::default(),
            accepted: Vec::new(),
            moved: Vec::new(),
            room: Room::default(),
            without: vec![Signal::new(); plan.worker_rules().count()],
            open: Signal::new(),
            weighs: false,
            owes: true,
            governing: Vec::new(),
            worked: Worked::of(plan.conditions.written.len()),
            spare: Vec::new(),
        }
    }

    /// An evaluator whose timelines hold what raises a child's priority (PG-04) and what the child weighs in a worker's load
    /// (AP-26) too.
    #[must_use]
    pub fn weighing(mut self) -> Evaluator<'a> {
        self.weighs = true;
        self
    }

    /// An evaluator whose timelines hold no duties: for whether a decision is allowed, which rests on none.
    #[must_use]
    pub fn without_duties(mut self) -> Evaluator<'a> {
        self.owes = false;
        self
    }

    /// The timeline of the child whom all these facts are about: one list for each of the child's identities.
    /// [`Because::Child`] in the answer counts through the lists in the order given.
    pub fn timeline(&mut self, facts: &[&[Fact]]) -> Timeline {
        let mut out = Timeline::default();
        self.timeline_into(facts, &mut out);
        out
    }

    /// Whether the child is counted by that definition at that instant: the same answer as the timeline's, without the
    /// rest of it. Facts that only meet duties may be left out. For a list of the few who are counted among many.
    pub fn counted(&mut self, facts: &[&[Fact]], definition: usize, at: Moment) -> Tri {
        let cover = self.begin(facts);
        let own = match self.definition_at(definition, at) {
            CountedBy::Definition(own) => own,
            CountedBy::Nobody => return Tri::No,
            CountedBy::NotKnown => return self.not_known_if_open(at),
        };
        let mut counts = self.counts(&[own], cover);
        let value = narrowed_at(&counts[own], self.told_until(own), at);
        self.spare.append(&mut counts);
        value
    }

    /// What those definitions say of the child at that instant: the same answers as the timeline's, without the rest of
    /// it. Facts that only meet duties may be left out.
    pub fn standing(&mut self, facts: &[&[Fact]], definitions: &[usize], at: Moment) -> Standing {
        let cover = self.begin(facts);
        let own: Vec<CountedBy> = definitions.iter().map(|place| self.definition_at(*place, at)).collect();
        let places =
            own.iter().filter_map(|by| if let CountedBy::Definition(place) = by { Some(*place) } else { None });
        let mut counts = self.counts(&places.collect::<Vec<_>>(), cover);
        let (plan, mut among) = (self.plan, self.take());
        let mut of = Vec::with_capacity(definitions.len());
        for place in &own {
            let place = match place {
                CountedBy::Definition(place) => place,
                CountedBy::Nobody => {
                    of.push((Tri::No, Tri::No));
                    continue;
                }
                CountedBy::NotKnown => {
                    of.push((self.not_known_if_open(at), self.not_known_if_open(at)));
                    continue;
                }
            };
            self.condition(&plan.definitions[*place].rule.among, &[], &counts, cover, &mut among);
            self.not_while_closed(&mut among);
            of.push((value_at(&among, at), narrowed_at(&counts[*place], self.told_until(*place), at)));
        }
        self.spare.push(among);
        self.spare.append(&mut counts);
        Standing { open: value_at(&self.open, at), team: team_of(&self.teams(), at), of }
    }

    /// The definition of that name in the version by which the child is counted at that instant, where it has one; of the
    /// count by each team's own policy, that of the policy.
    fn definition_at(&self, definition: usize, at: Moment) -> CountedBy {
        let pack = self.plan.definitions[definition].pack;
        if self.plan.each_team() == Some(definition) {
            let units = &self.world.units;
            // Where nothing was adopted it counts nobody.
            let by = || self.plan.counted_by(units, team_of(&self.teams(), at), at);
            return if units.any_adopted() { by() } else { CountedBy::Nobody };
        }
        if self.plan.versions(pack).nth(1).is_none() {
            return CountedBy::Definition(definition);
        }
        let own = self.plan.definition_in(definition, self.version_for(pack, &self.teams(), at));
        own.map_or(CountedBy::Nobody, CountedBy::Definition)
    }

    fn teams(&self) -> Vec<(Moment, UnitId)> {
        self.gathered.teams.iter().map(|(from, team, _)| (*from, *team)).collect()
    }

    /// What is said of the child where it is not known by which policy it counts.
    fn not_known_if_open(&self, at: Moment) -> Tri {
        if value_at(&self.open, at).is_no() { Tri::No } else { Tri::Unknown }
    }

    /// Reads the facts and when the child is open: what every answer begins with.
    fn begin(&mut self, facts: &[&[Fact]]) -> &'a Cover {
        self.gathered.read(facts, self.world.known, self.plan);
        self.opens.read(&self.gathered);
        self.note_workers();
        let world = self.world;
        let cover = world.cover(self.gathered.teams.last().map(|(_, team, _)| *team));
        self.without.iter_mut().for_each(Vec::clear);
        self.room.next_child();
        self.outline(cover);
        let mut open = std::mem::take(&mut self.open);
        self.state(State::Open, cover, &mut open);
        self.open = open;
        cover
    }

    /// The counts of those definitions and of those that they rest on, each at its place in the plan; any other before
    /// the last of them is left empty.
    fn counts(&mut self, definitions: &[usize], cover: &Cover) -> Vec<Signal> {
        let plan = self.plan;
        let needed = definitions.iter().fold(0, |bits, place| bits | needed_by(plan, *place));
        let last = definitions.iter().max().map_or(0, |place| place + 1);
        let mut counts: Vec<Signal> = Vec::with_capacity(last);
        for place in 0..last {
            let mut signal = self.take();
            signal.clear();
            if needed & (1 << (place % 64)) != 0 {
                let rule = &plan.definitions[place].rule;
                self.condition(&rule.counts, &rule.grace, &counts, cover, &mut signal);
                self.not_while_closed(&mut signal);
            }
            counts.push(signal);
        }
        counts
    }

    /// A definition is of children who are open or may be: what is not known of it is no while the child is closed.
    fn not_while_closed(&mut self, signal: &mut Signal) {
        if signal.iter().all(|step| !step.value.is_unknown()) {
            return;
        }
        let mut joined = self.take();
        let narrowed = |value: Tri, open: Tri| if value.is_unknown() && open.is_no() { Tri::No } else { value };
        combine(signal, &self.open, narrowed, &mut joined);
        std::mem::swap(signal, &mut joined);
        self.spare.push(joined);
    }

    /// [`Evaluator::timeline`] into a timeline whose room is used again.
    pub fn timeline_into(&mut self, facts: &[&[Fact]], out: &mut Timeline) {
        let cover = self.begin(facts);
        out.born = self.gathered.born.map(|(day, _)| day);
        out.expected = self.gathered.expected;
        out.teams.clear();
        out.teams.extend(self.gathered.teams.iter().map(|(at, team, _)| (*at, *team)));
        self.involved(&mut out.involved);
        out.open.clone_from(&self.open);
        self.holding(cover, &mut out.holding);

        let plan = self.plan;
        out.counts.resize_with(plan.definitions.len(), Signal::new);
        out.among.resize_with(plan.definitions.len(), Signal::new);
        out.breaches.resize_with(plan.breaches.len(), Signal::new);
        for (place, asks) in plan.conditions.definitions.iter().enumerate() {
            let (before, rest) = out.counts.split_at_mut(place);
            let (counted, rule) = (&mut rest[0], &plan.definitions[place].rule);
            match asks.counts {
                Some(counts) => {
                    self.work_out(counts, before, cover);
                    counted.clone_from(self.said(counts, before));
                }
                None => self.condition(&rule.counts, &rule.grace, before, cover, counted),
            }
            self.not_while_closed(counted);
            self.work_out(asks.among, before, cover);
            out.among[place].clone_from(self.said(asks.among, before));
            self.not_while_closed(&mut out.among[place]);
        }
        // It is put together last, from what the others count.
        if let Some(place) = plan.each_team() {
            out.counts[place].clear();
        }
        out.without.clear();
        self.since(cover, &out.counts, &mut out.without);
        for (during, signal) in plan.conditions.breaches.iter().zip(&mut out.breaches) {
            self.work_out(*during, &out.counts, cover);
            signal.clone_from(self.said(*during, &out.counts));
        }
        self.exceptions(cover, &mut out.breaches);
        self.govern(out);
        self.breaches_while_governing(&mut out.breaches);
        self.gates(cover, out);
        self.breaches_go_on(&mut out.breaches);
        self.duties(cover, out);
        self.versions(out);
        self.factors(cover, out);
        self.keep_to_what_is_told(out);
        self.count_by_version(out);
        self.count_by_team(out);
    }

    fn factors(&mut self, cover: &Cover, out: &mut Timeline) {
        let plan = self.plan;
        out.factors.resize_with(if self.weighs { plan.priorities.len() } else { 0 }, Signal::new);
        for (when, signal) in plan.conditions.priorities.iter().zip(&mut out.factors) {
            self.work_out(*when, &out.counts, cover);
            signal.clone_from(self.said(*when, &out.counts));
        }
        self.factors_in_force(out);
        self.factors_by_version(out);
        self.factors_by_team(out);
        out.points.resize_with(if self.weighs { plan.conditions.points.len() } else { 0 }, Signal::new);
        for (when, signal) in plan.conditions.points.iter().zip(&mut out.points) {
            self.work_out(*when, &out.counts, cover);
            signal.clone_from(self.said(*when, &out.counts));
        }
    }

    /// A breach does not hold while an exception from it is in force.
    fn exceptions(&mut self, cover: &Cover, breaches: &mut [Signal]) {
        let plan = self.plan;
        for ((breach, rule), signal) in plan.breaches.iter().zip(&plan.exceptions).zip(breaches) {
            if breach.rule.exceptions.is_empty() || signal.iter().all(|step| step.value.is_no()) {
                continue;
            }
            let (mut excepted, mut joined) = (self.take(), self.take());
            self.events(cover).excepted(*rule, &breach.rule.exceptions, &mut excepted);
            negate(&mut excepted);
            combine(signal, &excepted, Tri::and, &mut joined);
            std::mem::swap(signal, &mut joined);
            self.spare.extend([excepted, joined]);
        }
    }

    fn duties(&mut self, cover: &Cover, out: &mut Timeline) {
        out.duties.clear();
        out.owners.clear();
        if !self.owes {
            return;
        }
        let plan = self.plan;
        let mut during = self.take();
        let closings: Vec<Moment> = self.opens.closings().map(|open| open.to).collect();
        // Rules that follow one another often ask the same.
        let mut asked: Option<(Place, bool)> = None;
        for place in self.duties_in_question().iter().copied() {
            let asks = &plan.conditions.duties[place];
            if asked.is_none_or(|(during, _)| during != asks.during) {
                self.work_out(asks.during, &out.counts, cover);
                let is_ever = self.said(asks.during, &out.counts).iter().any(|step| step.value.is_yes());
                asked = Some((asks.during, is_ever));
            }
            if asked.is_some_and(|(_, is_ever)| !is_ever) {
                continue;
            }
            let (rule, pack) = (&plan.duties[place].rule, plan.duties[place].pack);
            let beginnings =
                asks.lasts_while.iter().chain(&asks.counted_since).chain(&asks.waiting).chain(&asks.met_since);
            let once = asks.met_when.iter().chain(&asks.in_doubt_when);
            for place in beginnings.chain(once).chain(&asks.intervals).chain(&asks.owners) {
                self.work_out(*place, &out.counts, cover);
            }
            self.gathered.find(plan.asks[place], plan);
            let found = self.gathered.found(plan.asks[place]);
            let told = match asks.met_when {
                Some(_) => Told::NotSimply,
                None => Told::of(rule, found, cover, &self.gathered),
            };
            let said = |place: &Place| self.said(*place, &out.counts);
            for reach in self.reaches(pack).iter().copied() {
                let narrowed = |place: &Place| reach.narrowed(said(place));
                during.clone_from(said(&asks.during));
                reach.narrow(&mut during);
                let counted_since = asks.counted_since.as_ref().map(narrowed);
                let waiting = asks.waiting.as_ref().map(narrowed);
                let met_since = asks.met_since.as_ref().map(narrowed);
                let run = DutyRun {
                    place: place as u16,
                    rule,
                    governed_from: reach.from,
                    gathered: &self.gathered,
                    found,
                    cover,
                    calendars: self.world.calendars(),
                    intervals: asks.intervals.iter().map(said).collect(),
                    aim: asks.met_when.as_ref().map(said),
                    in_doubt_when: asks.in_doubt_when.as_ref().map(said),
                    counted_since: counted_since.as_ref(),
                    waiting: waiting.as_ref(),
                    met_since: met_since.as_ref(),
                    told,
                    closings: &closings,
                };
                match &asks.lasts_while {
                    None => spells(&during).for_each(|spell| run.spell(&spell, &mut out.duties)),
                    Some(lasts_while) => {
                        let spells = stretches(&during, &narrowed(lasts_while), rule.lasts_from_next_day);
                        spells.iter().for_each(|spell| run.spell(spell, &mut out.duties));
                    }
                }
            }
            if !asks.owners.is_empty() {
                out.owners.push((place as u16, asks.owners.iter().map(|owner| said(owner).clone()).collect()));
            }
        }
        self.spare.push(during);
        self.keep_own_duties(&mut out.duties);
    }

    /// One condition over time, for the child whose timeline was made last.
    pub(crate) fn signal_of(&mut self, condition: &Condition, grace: &[Grace], timeline: &Timeline) -> Signal {
        let world = self.world;
        let cover = world.cover(timeline.teams.last().map(|(_, team)| *team));
        let mut out = Signal::new();
        self.condition(condition, grace, timeline.own_counts(), cover, &mut out);
        out
    }

    /// Whether that condition of the plan is so at that instant, for the child whose timeline was made last.
    pub fn holds(&mut self, condition: &Condition, timeline: &Timeline, at: Moment) -> Tri {
        value_at(&self.signal_of(condition, &[], timeline), at)
    }

    /// The units of the world.
    pub(crate) fn units(&self) -> &'a Units {
        &self.world.units
    }

    /// The instant of knowledge.
    pub fn known(&self) -> Moment {
        self.world.known
    }

    fn take(&mut self) -> Signal {
        self.spare.pop().unwrap_or_default()
    }

    fn states<'s>(&'s self, cover: &'s Cover) -> States<'s> {
        States { gathered: &self.gathered, cover, opens: &self.opens, accepted: &self.accepted, moved: &self.moved }
    }

    fn events<'s>(&'s self, cover: &'s Cover) -> Events<'s> {
        let (calendars, units) = (self.world.calendars(), &self.world.units);
        Events { gathered: &self.gathered, opens: &self.opens, cover, calendars, units }
    }

    fn state(&self, state: State, cover: &Cover, out: &mut Signal) {
        self.states(cover).state(state, out);
    }

    /// The condition over time. Definitions that it refers to come earlier in the plan and are in `counts`.
    fn condition(
        &mut self,
        condition: &Condition,
        grace: &[Grace],
        counts: &[Signal],
        cover: &Cover,
        out: &mut Signal,
    ) {
        match condition {
            Condition::State(State::Open) => out.clone_from(&self.open),
            Condition::State(State::Placed) => self.events(cover).placement(None, out),
            Condition::State(state) => self.state(*state, cover, out),
            Condition::Placement(marks) => self.events(cover).placement(Some(*marks), out),
            Condition::Service { of, children_placed } => self.events(cover).service(*of, *children_placed, out),
            Condition::Since(since) => {
                let mut when = self.take();
                if let Some(until_when) = &since.until_when {
                    self.condition(until_when, &[], counts, cover, &mut when);
                }
                self.events(cover).since(since, since.until_when.as_ref().map(|_| &when), out);
                self.spare.push(when);
            }
            Condition::Often(often) => self.events(cover).often(often, out),
            Condition::Team(units) => self.events(cover).team(units, out),
            Condition::Lasting(lasting) => {
                if let Some(marks) = lasting.of.as_placement() {
                    self.events(cover).placement_lasting(marks, lasting, out);
                    return;
                }
                let mut of = self.take();
                self.condition(&lasting.of, &[], counts, cover, &mut of);
                self.events(cover).lasting(&of, lasting, out);
                self.spare.push(of);
            }
            Condition::Begun(of) => {
                let (mut so, mut when) = (self.take(), self.take());
                self.condition(&of.of, &[], counts, cover, &mut so);
                self.condition(&of.when, &[], counts, cover, &mut when);
                begun(&so, &when, out);
                self.spare.extend([so, when]);
            }
            Condition::Status(statuses) => self.states(cover).status(*statuses, out),
            Condition::AgeFrom(years) => self.states(cover).age_from(*years, out),
            Condition::AgeUnder(years) => {
                self.states(cover).age_from(*years, out);
                negate(out);
            }
            Condition::Definition(place) => out.clone_from(&counts[*place]),
            Condition::Without(rule) => self.without(*rule, grace, cover, out),
            Condition::Not(inner) => {
                self.condition(inner, &[], counts, cover, out);
                negate(out);
            }
            Condition::All(list) => self.join(list, grace, Tri::and, Tri::Yes, counts, cover, out),
            Condition::Any(list) => self.join(list, &[], Tri::or, Tri::No, counts, cover, out),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn join(
        &mut self,
        list: &[Condition],
        grace: &[Grace],
        join: fn(Tri, Tri) -> Tri,
        none: Tri,
        counts: &[Signal],
        cover: &Cover,
        out: &mut Signal,
    ) {
        let (mut one, mut joined) = (self.take(), self.take());
        constant(none, out);
        for (index, condition) in list.iter().enumerate() {
            if index == 0 {
                self.condition(condition, grace, counts, cover, out);
                continue;
            }
            self.condition(condition, grace, counts, cover, &mut one);
            combine(out, &one, join, &mut joined);
            std::mem::swap(out, &mut joined);
        }
        self.spare.push(one);
        self.spare.push(joined);
    }
}

/// The definitions that this one rests on and itself, as bits by their place.
fn needed_by(plan: &Plan, definition: usize) -> u64 {
    fn walk(plan: &Plan, condition: &Condition, bits: &mut u64) {
        match condition {
            Condition::Definition(place) => {
                *bits |= 1 << (place % 64);
                walk(plan, &plan.definitions[*place].rule.counts, bits);
            }
            Condition::All(list) | Condition::Any(list) => list.iter().for_each(|one| walk(plan, one, bits)),
            Condition::Not(inner) => walk(plan, inner, bits),
            Condition::Lasting(lasting) => walk(plan, &lasting.of, bits),
            Condition::Begun(begun) => [&begun.of, &begun.when].into_iter().for_each(|one| walk(plan, one, bits)),
            Condition::Since(since) => since.until_when.iter().for_each(|when| walk(plan, when, bits)),
            _ => {}
        }
    }
    let (mut bits, rule) = (1 << (definition % 64), &plan.definitions[definition].rule);
    walk(plan, &rule.counts, &mut bits);
    walk(plan, &rule.among, &mut bits);
    bits
}

/// The fact at that place among a child's facts, or a worker's.
pub fn fact_of<'f>(because: Because, child: &[&'f [Fact]], book: &'f record::Book) -> Option<&'f Fact> {
    match because {
        Because::Nothing => None,
        Because::Child(place) => child.iter().copied().flatten().nth(place as usize),
        Because::Worker(worker, place) => book.worker(worker).get(place as usize),
    }
}
