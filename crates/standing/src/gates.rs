//! What a decision needs: each step done, missing or not known, who decided, and whether they may.

use policy::{Cites, Each, Event, Gate, Length, Stated, Step};
use record::words::{Post, UnitLevel};
use record::{Content, Kind, Moment, Tri, UnitId, When};

use crate::duties::{Calendars, is_after};
use crate::events::matching;
use crate::gather::{Gathered, Noted};
use crate::plan::Plan;
use crate::signal::{Because, Signal, value_at};
use crate::timeline::Timeline;
use crate::units::Units;
use crate::world::Cover;

/// A decision on the record, held against a gate; or one that might be taken now.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The gate's place in the plan.
    pub gate: usize,
    /// When it was taken: of a decision on a date without a time, the last second of that date.
    pub at: Moment,
    /// The fact that records it; nothing for one that might be taken now.
    pub because: Because,
    /// Each step, in the gate's order.
    pub steps: Vec<StepState>,
    /// For each step that needs a record of each of several units: those units, each with the fact that shows it, where
    /// there is one; nothing for another step, for one that is not asked, and where nobody knows which units there are.
    pub units: Vec<Vec<(UnitId, Because)>>,
    /// Whether whoever decided may; not known where nobody recorded the post. Yes for one that might be taken now.
    pub may: Tri,
    /// Whether it is forbidden.
    pub forbidden: bool,
    /// Whether it has a reason that is allowed, where the gate asks for one.
    pub reasoned: Tri,
}

/// How a step before a decision stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Done, by these facts: one, or one for each unit.
    Done(Vec<Because>),
    /// Not done; for which units, where one is needed for each.
    Missing(Vec<UnitId>),
    /// Done, and before the step that comes before it.
    OutOfOrder(Vec<Because>),
    /// The record does not cover it, or not which units there are, or not whether it is asked.
    NotKnown,
    /// Not asked of this decision.
    NotAsked,
}

/// One of the things that a gate asks of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// That it is not taken at all.
    Never,
    /// Who takes it.
    Decider,
    /// For which reason.
    Reason,
    /// What is done before: the step at that place.
    Step(usize),
}

impl Part {
    /// The clauses that it follows: a step has its own, all else is the gate's.
    pub fn cites(self, gate: &Gate) -> &Cites {
        match self {
            Part::Step(place) => gate.steps.get(place).map_or(&gate.cites, |step| &step.cites),
            Part::Never | Part::Decider | Part::Reason => &gate.cites,
        }
    }
}

impl StepState {
    /// Whether what the gate asks was there.
    pub const fn holds(&self) -> Tri {
        match self {
            StepState::Done(_) | StepState::NotAsked => Tri::Yes,
            StepState::NotKnown => Tri::Unknown,
            StepState::Missing(_) | StepState::OutOfOrder(_) => Tri::No,
        }
    }
}

impl Decision {
    /// Each thing that a gate may ask, and whether it was there.
    pub fn parts(&self) -> impl Iterator<Item = (Part, Tri)> {
        let steps = self.steps.iter().enumerate().map(|(place, step)| (Part::Step(place), step.holds()));
        let own = [(Part::Never, Tri::from(!self.forbidden)), (Part::Decider, self.may), (Part::Reason, self.reasoned)];
        own.into_iter().chain(steps)
    }

    /// Whether everything that the gate asks for was there.
    pub fn allowed(&self) -> Tri {
        self.parts().fold(Tri::Yes, |all, (_, holds)| all.and(holds))
    }
}

/// A decision on record, and for how long what it lacks is held against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// From when on it is not known whether it is held against it still.
    pub doubt: Moment,
    /// From when on it is not: somebody accepted, or the case was closed.
    pub until: Moment,
}

impl Decided {
    /// Whether anything that it lacks is held against it at that instant.
    pub fn stands(&self, at: Moment) -> Tri {
        if at < self.decision.at || at >= self.until {
            return Tri::No;
        }
        if at < self.doubt { Tri::Yes } else { Tri::Unknown }
    }
}

/// Where a gate applies, and where each of its steps is asked; of a step that is always asked, nothing.
pub(crate) struct Applies {
    pub(crate) during: Signal,
    pub(crate) steps: Vec<Option<Signal>>,
}

impl Applies {
    /// Whether each step is asked of a decision at that instant: of one that was taken also where that ends with it, as what a
    /// closing is asked of ends with the closing.
    pub(crate) fn steps_at(&self, at: Moment, taken: bool) -> Vec<Tri> {
        let is_asked = |step: &Option<Signal>| {
            let Some(signal) = step else { return Tri::Yes };
            let Some(place) = signal.iter().rposition(|step| step.from <= at) else { return Tri::Unknown };
            let ends_now = taken && place > 0 && signal[place].from == at;
            let before = if ends_now { signal[place - 1].value } else { Tri::No };
            signal[place].value.or(before)
        };
        self.steps.iter().map(is_asked).collect()
    }
}

/// What gates are worked out from.
pub(crate) struct Gates<'a> {
    pub(crate) gathered: &'a Gathered,
    pub(crate) cover: &'a Cover,
    pub(crate) calendars: Calendars<'a>,
    pub(crate) units: &'a Units,
}

impl Gates<'_> {
    fn covers(&self, event: &Event, from: Moment, at: Moment) -> bool {
        self.cover.covers_of(event.fact, self.cover.statuses_of(event, self.gathered), from, at)
    }

    /// Every decision on record that the gate stands before, in order; `applies` says where it and its steps are asked.
    pub(crate) fn decisions(&self, place: usize, gate: &Gate, applies: &Applies) -> Vec<Decision> {
        let mut found = Vec::new();
        for noted in matching(self.gathered, &gate.before) {
            let Some(at) = noted.when.as_end() else { continue };
            let Some(from) = applies_from(&applies.during, at) else { continue };
            let mut decision = self.asked(place, gate, from, at, &applies.steps_at(at, true));
            decision.because = Because::Child(noted.fact);
            decision.may = may(gate, noted);
            decision.reasoned = reasoned(gate, noted);
            found.push(decision);
        }
        found
    }

    /// How the gate, which applies since `from`, stands for a decision taken at that instant, by whoever may and with a
    /// reason. `is_asked` says of each step whether it is asked.
    pub(crate) fn asked(&self, place: usize, gate: &Gate, from: Moment, at: Moment, is_asked: &[Tri]) -> Decision {
        let from = self.afresh(gate, at).map_or(from, |afresh| afresh.max(from));
        let mut steps: Vec<StepState> = Vec::new();
        let mut units = Vec::new();
        // When what came before was done, and whether it is known to be asked: what is not asked is in no order.
        let mut reached: Vec<(When, bool)> = Vec::new();
        for (step, is_asked) in gate.steps.iter().zip(is_asked) {
            if is_asked.is_no() {
                steps.push(StepState::NotAsked);
                units.push(Vec::new());
                continue;
            }
            let (mut state, last, of_each) = self.step(step, from, at);
            units.push(of_each);
            if let (StepState::Done(facts), Some(last)) = (&state, last) {
                let mut later = reached.iter().filter(|(before, _)| is_after(*before, last)).peekable();
                if later.peek().is_some() {
                    let surely = later.any(|(_, surely)| *surely);
                    state = if surely { StepState::OutOfOrder(facts.clone()) } else { StepState::NotKnown };
                }
            }
            let lacks = matches!(state, StepState::Missing(_) | StepState::OutOfOrder(_));
            if is_asked.is_unknown() && lacks {
                state = StepState::NotKnown;
            }
            reached.extend(last.map(|last| (last, is_asked.is_yes())));
            steps.push(state);
        }
        Decision {
            gate: place,
            at,
            because: Because::Nothing,
            steps,
            units,
            may: Tri::Yes,
            forbidden: gate.never,
            reasoned: Tri::Yes,
        }
    }

    /// Since when what was done is of this decision, and not of an earlier one of its kind. Before leaving a child without a
    /// worker: since somebody last accepted (AS-02). Before signing a transfer: since the last one was over (AP-17, AP-18).
    fn afresh(&self, gate: &Gate, at: Moment) -> Option<Moment> {
        let is_before = |kind: Kind| gate.before.iter().all(|event| event.fact == kind);
        if is_before(Kind::TransferSigned) {
            // What came at the very instant at which the last was over is of that one.
            return self.gathered.transfer_since(at).map(|over| over.plus_seconds(1));
        }
        if !is_before(Kind::LeftUnallocated) {
            return None;
        }
        let surely = self.gathered.accepted().filter(|(_, accepts)| accepts.is_yes());
        surely.filter_map(|(noted, _)| noted.when.as_start()).filter(|accepted| *accepted <= at).max()
    }

    /// How a step stands, when the last of what was done of it was, and of which units it needs a record.
    fn step(&self, step: &Step, from: Moment, at: Moment) -> (StepState, Option<When>, Vec<(UnitId, Because)>) {
        let fresh = |noted: &&Noted| self.is_fresh(noted.when, step.within, from, at);
        let left_open = step.within.is_some_and(|within| within.is_left_open());
        let covered = step.met_by.iter().all(|event| self.covers(event, from, at));
        let done: Vec<&Noted> = matching(self.gathered, &step.met_by).filter(fresh).collect();
        let doubts: Vec<&Noted> = self.in_doubt(step, from, at).collect();
        let Some(each) = step.each else {
            let (state, last) = match newest(done.iter().copied()) {
                // It was done, and nobody says how fresh it must be.
                Some(last) if left_open => (StepState::NotKnown, Some(last.when)),
                Some(last) => (StepState::Done(vec![Because::Child(last.fact)]), Some(last.when)),
                None if covered && doubts.is_empty() => (StepState::Missing(Vec::new()), None),
                None => (StepState::NotKnown, None),
            };
            return (state, last, Vec::new());
        };
        let Some(needed) = self.needed(each, at) else { return (StepState::NotKnown, None, Vec::new()) };
        let asked: Vec<(UnitId, Option<&Noted>)> = needed
            .iter()
            .map(|unit| (*unit, newest(done.iter().copied().filter(|noted| whom(noted) == Some(*unit)))))
            .collect();
        let last = newest(asked.iter().filter_map(|(_, noted)| *noted)).map(|noted| noted.when);
        let mut missing = asked.iter().filter(|(_, noted)| noted.is_none()).map(|(unit, _)| *unit).peekable();
        let state = if missing.peek().is_none() {
            let facts = asked.iter().filter_map(|(_, noted)| Some(Because::Child((*noted)?.fact)));
            if left_open { StepState::NotKnown } else { StepState::Done(facts.collect()) }
        } else {
            // One that does not say whom it asked may have asked any; one that says so and is in doubt, that unit alone.
            let unsaid = done.iter().chain(&doubts).any(|noted| whom(noted).is_none());
            let may_be = |unit: &UnitId| unsaid || doubts.iter().any(|noted| whom(noted) == Some(*unit));
            let missing: Vec<UnitId> = missing.filter(|unit| covered && !may_be(unit)).collect();
            if missing.is_empty() { StepState::NotKnown } else { StepState::Missing(missing) }
        };
        let shown = |noted: &Option<&Noted>| noted.map_or(Because::Nothing, |noted| Because::Child(noted.fact));
        let units = asked.iter().map(|(unit, noted)| (*unit, shown(noted))).collect();
        (state, last, units)
    }

    /// What on record may be what the step asks for, but for its missing date or post.
    fn in_doubt<'s>(&'s self, step: &'s Step, from: Moment, at: Moment) -> impl Iterator<Item = &'s Noted> {
        let may_be = move |noted: &&Noted| match step.met_by.iter().map(|event| event.may_match(&noted.content)).max() {
            Some(Tri::Yes) => noted.when == When::Unknown,
            Some(Tri::Unknown) => noted.when == When::Unknown || self.is_fresh(noted.when, step.within, from, at),
            _ => false,
        };
        self.gathered.noted.iter().filter(may_be)
    }

    /// Whether it was done since the gate applies and by then, and not too long before.
    fn is_fresh(&self, when: When, within: Option<Stated<Length>>, from: Moment, at: Moment) -> bool {
        let (Some(start), Some(end)) = (when.as_start(), when.as_end()) else { return false };
        let within = within.and_then(Stated::value);
        let recent = within.is_none_or(|within| self.calendars.later(start.day(), within) >= at.day());
        end >= from && start <= at && recent
    }

    /// The units that must each have been asked; nothing where the record does not say.
    fn needed(&self, each: Each, at: Moment) -> Option<Vec<UnitId>> {
        let team = self.gathered.teams.iter().rev().find(|(from, ..)| *from <= at).map(|(_, team, _)| *team)?;
        let district = self.units.district(team)?;
        Some(match each {
            Each::OtherTeamOfDistrict => {
                let teams = self.units.of_level(UnitLevel::Team).into_iter();
                teams.filter(|other| *other != team && self.units.district(*other) == Some(district)).collect()
            }
            Each::OtherDistrict => {
                self.units.of_level(UnitLevel::District).into_iter().filter(|other| *other != district).collect()
            }
        })
    }
}

impl Timeline {
    /// Every decision on record that a gate of the plan stood before at that instant, whatever it lacked, in the order of
    /// the gates.
    pub fn decided_by(&self, at: Moment) -> impl Iterator<Item = &Decided> {
        self.decided.iter().filter(move |decided| decided.decision.at <= at)
    }

    /// What decisions lack that are held against them at that instant as that breach: each part, for certain or possibly.
    pub fn lacked<'t>(
        &'t self,
        plan: &'t Plan,
        breach: usize,
        at: Moment,
    ) -> impl Iterator<Item = (&'t Decision, Part, Tri)> {
        let holds = value_at(&self.breaches[breach], at);
        let of_breach =
            move |decided: &&Decided| plan.is_same_breach(plan.breach_of_gate(decided.decision.gate), breach);
        self.decided.iter().filter(of_breach).flat_map(move |decided| {
            let stands = holds.and(decided.stands(at));
            let lacks = move |(part, holds): (Part, Tri)| (&decided.decision, part, holds.negated().and(stands));
            decided.decision.parts().map(lacks).filter(|(.., lacks)| !lacks.is_no())
        })
    }

    /// Whether that breach holds at that instant by that clause: of a decision, by what it lacked that follows the clause.
    pub fn breached_by(&self, plan: &Plan, breach: usize, clause: &str, at: Moment) -> Tri {
        let cites = |cites: &Cites| cites.0.iter().any(|id| id == clause);
        if plan.gate_of(breach).is_none() {
            let holds = cites(&plan.breaches[breach].rule.cites);
            return Tri::from(holds).and(value_at(&self.breaches[breach], at));
        }
        let lacked = self.lacked(plan, breach, at);
        let by_it = lacked.filter(|(decision, part, _)| cites(part.cites(&plan.gates[decision.gate].rule)));
        by_it.map(|(.., lacks)| lacks).max().unwrap_or(Tri::No)
    }

    /// The clauses by which a breach holds at that instant for certain: of a decision, those of what it lacked for certain.
    pub fn breach_clauses<'p>(&self, plan: &'p Plan, breach: usize, at: Moment) -> Vec<&'p str> {
        let rule = &plan.breaches[breach].rule;
        let ids = rule.cites.0.iter().map(String::as_str);
        ids.filter(|clause| self.breached_by(plan, breach, clause, at).is_yes()).collect()
    }
}

/// Since when the gate applies to a decision taken at that instant: it does then, or ceases to at that very instant, as with
/// a closing, which ends what it is asked of.
pub(crate) fn applies_from(during: &Signal, at: Moment) -> Option<Moment> {
    let place = during.iter().rposition(|step| step.from <= at)?;
    let now = &during[place];
    let ceased = place.checked_sub(1).map(|before| &during[before]).filter(|_| now.from == at);
    [Some(now), ceased].into_iter().flatten().find(|step| step.value.is_yes()).map(|step| step.from)
}

/// From that instant on, when what is held against a decision is: in the first stretch of that condition at or after it, and in
/// none that follows. Where the condition is not known it may have come to be so, and have ceased.
pub(crate) fn first_stretch(
    during: &[crate::signal::Step],
    from: Moment,
) -> impl Iterator<Item = (Moment, Moment, Tri)> {
    let ends = during.iter().skip(1).map(|step| step.from).chain([Moment::MAX]);
    let later = during.iter().zip(ends).filter(move |(_, end)| *end > from);
    // Whether it may be still to come, be now, and be over.
    let (mut to_come, mut now, mut over) = (true, false, false);
    later.map(move |(step, end)| {
        (to_come, now, over) = match step.value {
            Tri::Yes => (false, to_come || now, over),
            Tri::No => (to_come, false, over || now),
            Tri::Unknown => (to_come, to_come || now, true),
        };
        let holds = match (now, to_come || over) {
            (true, false) => Tri::Yes,
            (false, _) => Tri::No,
            _ => Tri::Unknown,
        };
        (step.from.max(from), end, holds)
    })
}

/// The one that was done last; of a date without a time its end counts.
fn newest<'n>(done: impl Iterator<Item = &'n Noted>) -> Option<&'n Noted> {
    done.max_by_key(|noted| (noted.when.as_end(), noted.fact))
}

/// The unit that was asked whether it has room, where it is such an asking and says so.
fn whom(noted: &Noted) -> Option<UnitId> {
    match noted.content {
        Content::CapacityAsked { whom, .. } => whom,
        _ => None,
    }
}

/// Whether whoever decided may.
fn may(gate: &Gate, decided: &Noted) -> Tri {
    let Some(by) = gate.by else { return Tri::Yes };
    match post_of(&decided.content) {
        Some(post) => Tri::from(by.has(post) || gate.stand_in.has(post)),
        None => Tri::Unknown,
    }
}

/// The post in which somebody decided, where the record says.
pub fn post_of(content: &Content) -> Option<Post> {
    match *content {
        Content::LeftUnallocated { post, .. }
        | Content::ManagementOversight { post, .. }
        | Content::SafetyPlanningAgreed { post }
        | Content::ClosureReviewed { post }
        | Content::AbsenceDecided { post }
        | Content::ExceptionGranted { post, .. } => post,
        _ => None,
    }
}

/// Whether the decision has a reason that is allowed: that it be recorded is what is asked.
fn reasoned(gate: &Gate, decided: &Noted) -> Tri {
    match (gate.reasons, decided.content) {
        (Some(allowed), Content::LeftUnallocated { reason, .. }) => {
            Tri::from(reason.is_some_and(|reason| allowed.has(reason)))
        }
        _ => Tri::Yes,
    }
}
