//! What a decision needs, and the breach where it was not there ("Gates").

use std::sync::LazyLock;

use record::words::{LeftReason, OversightPart, Post, Role, RoomAnswer, Status, TransferSide, UnitLevel};
use record::{Content, Day, Fact, FactId, Kind, Moment, Ref, Tri, UnitId, When};

use super::conditions::{Event, both, by, either, not, until_held_or_closed};
use super::days::Length;
use super::definitions::{Definition, Walk, spells};
use super::doubts::in_doubt;
use super::rules::{Stream, asked, counted, is_judged_immediate, notice, oversight, plan_review};
use super::workers::{self, Rule};
use super::world::World;

/// For each of which units a step needs an event of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Each {
    OtherTeam,
    OtherDistrict,
}

/// One step before a decision.
pub struct Step {
    met_by: Event,
    each: Option<Each>,
    /// How fresh it must be, where that is asked.
    within: Option<Fresh>,
    /// `only-where`, at an instant.
    only_where: Option<fn(&World<'_>, Moment) -> Tri>,
}

/// How fresh a step must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fresh {
    Within(Length),
    /// The policy does not say.
    NotStated,
}

/// One gate of a pack.
pub struct Gate {
    /// The pack.
    pub pack: &'static str,
    /// What its breach is called: `gate/` and its id.
    pub breach: &'static str,
    before: Kind,
    /// What the decision says.
    says: fn(&Content) -> bool,
    holds: Stream,
    /// `breach-while`: whom the child must lack for what a decision lacked to be held against it.
    breach_without: Option<&'static Rule>,
    /// Who may decide or stand in; anybody where nothing is said.
    by: &'static [Post],
    reasons: &'static [LeftReason],
    /// Whether the decision is forbidden.
    never: bool,
    steps: Vec<Step>,
}

/// How a step stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StepStands {
    /// Done, where it is its turn.
    Done,
    /// Not done; for which units.
    Missing(Vec<UnitId>),
    /// Done before a step that comes before it.
    OutOfOrder,
    /// The record does not say.
    NotKnown,
    /// Of this decision it is not asked.
    NotAsked,
}

/// A decision held against a gate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The fact; none for one that might be taken now.
    pub fact: Option<FactId>,
    /// When it was taken.
    pub at: Moment,
    /// Each step.
    pub steps: Vec<StepStands>,
    /// Whether whoever decided may.
    pub may: Tri,
    /// Whether it has a reason that is allowed.
    pub reasoned: Tri,
    /// Whether it is forbidden.
    pub forbidden: bool,
}

impl Decision {
    /// Whether everything was there.
    pub fn allowed(&self) -> Tri {
        let steps = self.steps.iter().map(|step| match step {
            StepStands::Done | StepStands::NotAsked => Tri::Yes,
            StepStands::NotKnown => Tri::Unknown,
            StepStands::Missing(_) | StepStands::OutOfOrder => Tri::No,
        });
        steps.fold(self.may.and(self.reasoned).and((!self.forbidden).into()), Tri::and)
    }
}

fn gate(pack: &'static str, breach: &'static str, before: Kind, holds: Stream, steps: Vec<Step>) -> Gate {
    Gate {
        pack,
        breach,
        before,
        says: |_| true,
        holds,
        breach_without: None,
        by: &[],
        reasons: &[],
        never: false,
        steps,
    }
}

/// What no pack that ships asks of a decision: that a case is never closed, and how fresh a step must be.
pub static WRITTEN: LazyLock<Vec<Gate>> = LazyLock::new(|| {
    let open = || -> Stream { Box::new(|walk| walk.open().to_vec()) };
    let step = |met_by, within| Step { met_by, each: None, within, only_where: None };
    let risk = || oversight(&[Post::TeamManager], &[]);
    vec![
        Gate { never: true, ..gate("written", "gate/never", Kind::CaseClosed, counted(Definition::Pg), Vec::new()) },
        gate(
            "written",
            "gate/fresh",
            Kind::LeftUnallocated,
            open(),
            vec![
                step(risk(), Some(Fresh::Within(Length::WorkingDays(3)))),
                step(Event::any(Kind::CapacityAsked), Some(Fresh::Within(Length::Days(2)))),
            ],
        ),
        gate(
            "written",
            "gate/how-fresh",
            Kind::CaseClosed,
            open(),
            vec![
                step(Event::any(Kind::StepDownAgreed), Some(Fresh::NotStated)),
                step(Event::any(Kind::ClosureSummary), Some(Fresh::Within(Length::WorkingDays(2)))),
            ],
        ),
    ]
});

/// Every gate of the packs.
pub static GATES: LazyLock<Vec<Gate>> = LazyLock::new(|| {
    let step = |met_by| Step { met_by, each: None, within: None, only_where: None };
    let open = || -> Stream { Box::new(|walk| walk.open().to_vec()) };
    let open_with = |statuses: &'static [Status]| -> Stream { Box::new(move |walk| walk.open_with_status(statuses)) };
    let managers = &[Post::TeamManager, Post::DutyTeamManager];
    let reviewed = Event::saying(
        Kind::ClosureReviewed,
        |content| matches!(content, Content::ClosureReviewed { post } if by(*post, managers)),
    );
    vec![
        // AS-02, AS-03, AS-04.
        Gate {
            by: &[
                Post::ServiceManager,
                Post::SeniorManager,
                Post::HeadOfService,
                Post::AssistantDirector,
                Post::DeputyDirector,
                Post::Director,
            ],
            breach_without: Some(&workers::AS_ALLOCATED),
            ..gate(
                "as",
                "gate/leave-without-a-worker",
                Kind::LeftUnallocated,
                open(),
                vec![
                    Step { each: Some(Each::OtherTeam), ..step(asked(UnitLevel::Team)) },
                    Step {
                        each: Some(Each::OtherDistrict),
                        only_where: Some(no_team_has_room),
                        ..step(asked(UnitLevel::District))
                    },
                    step(oversight(&[], &[OversightPart::RiskAssessment])),
                ],
            )
        },
        // AS-01.
        Gate {
            never: true,
            breach_without: Some(&workers::AS_ALLOCATED),
            ..gate(
                "as",
                "gate/never-leave",
                Kind::LeftUnallocated,
                open_with(&[Status::PrivatelyFostered, Status::ChildProtectionPlan, Status::LookedAfter]),
                Vec::new(),
            )
        },
        // AS-02, AS-11: somebody has room.
        Gate {
            never: true,
            breach_without: Some(&workers::AS_ALLOCATED),
            ..gate(
                "as",
                "gate/has-room",
                Kind::LeftUnallocated,
                Box::new(|walk| both(walk.open().to_vec(), walk.each(|at| has_room(walk.world, &LEVELS, at)))),
                Vec::new(),
            )
        },
        // AS-11: it cannot wait.
        Gate {
            never: true,
            breach_without: Some(&workers::AS_ALLOCATED),
            ..gate(
                "as",
                "gate/cannot-wait",
                Kind::LeftUnallocated,
                Box::new(|walk| both(walk.open().to_vec(), walk.each(|at| is_judged_immediate(walk.world, at)))),
                Vec::new(),
            )
        },
        // AS-10.
        Gate {
            never: true,
            breach_without: Some(&workers::AS_ALLOCATED),
            ..gate("as", "gate/without-delay", Kind::LeftUnallocated, Box::new(needs_a_response), Vec::new())
        },
        // AS-11.
        Gate {
            reasons: &[LeftReason::WorkloadCapacity, LeftReason::StaffAbsence, LeftReason::Vacancy, LeftReason::Other],
            breach_without: Some(&workers::AS_ALLOCATED),
            ..gate("as", "gate/leave-with-a-reason", Kind::LeftUnallocated, open(), Vec::new())
        },
        // AS-18.
        gate(
            "as",
            "gate/close-in-order",
            Kind::CaseClosed,
            Box::new(|walk| both(walk.definition(Definition::As), walk.status(&[Status::ChildInNeed]))),
            vec![
                step(plan_review(Status::ChildInNeed)),
                step(Event::any(Kind::StepDownAgreed)),
                step(oversight(managers, &[OversightPart::Decision])),
                step(Event::any(Kind::ClosureSummary)),
                step(reviewed),
            ],
        ),
        Gate { never: true, ..gate("as", "gate/sent-back", Kind::CaseClosed, Box::new(was_sent_back), Vec::new()) },
        // AP-17.
        Gate {
            says: received,
            ..gate("ap", "gate/transfer", Kind::TransferSigned, open(), vec![step(Event::any(Kind::TransferChecked))])
        },
        // AP-18.
        Gate {
            says: received,
            ..gate(
                "ap",
                "gate/transfer-without-a-worker",
                Kind::TransferSigned,
                counted(Definition::Ap),
                vec![step(notice(Post::SeniorManager))],
            )
        },
        // AP-29.
        Gate {
            never: true,
            breach_without: Some(&workers::AP_SOCIAL_WORKER),
            ..gate(
                "ap",
                "gate/never-leave",
                Kind::LeftUnallocated,
                open_with(&[Status::Section47, Status::ChildProtectionPlan]),
                Vec::new(),
            )
        },
        // AP-37.
        gate(
            "ap",
            "gate/close-without-a-worker",
            Kind::CaseClosed,
            counted(Definition::Ap),
            vec![step(Event::any(Kind::NeedsAddressed))],
        ),
        gate("ap", "gate/close", Kind::CaseClosed, open(), vec![step(Event::any(Kind::ContinuingSupportConsidered))]),
    ]
});

/// AS-02: no team has said that it has room, since that team said that it has none, somebody accepted or the case closed.
fn no_team_has_room(world: &World<'_>, at: Moment) -> Tri {
    has_room(world, &[UnitLevel::Team], at).negated()
}

/// AS-10: an enquiry goes on; or, while nobody holds the child, one ended or a concern increased since that is so.
fn needs_a_response(walk: &Walk<'_, '_>) -> Vec<Tri> {
    let gap = not(walk.with(&workers::AS_ALLOCATED));
    let ended = Event::saying(Kind::StatusEnded, |content| {
        matches!(content, Content::StatusEnded { status: Status::Section47, .. })
    });
    let since = |event: &Event| walk.since_until(event, &until_held_or_closed(), &gap);
    let came = either(since(&ended.about(Status::Section47)), since(&Event::any(Kind::ConcernIncreased)));
    let unheld = both(walk.definition(Definition::As), came);
    both(walk.open().to_vec(), either(walk.status(&[Status::Section47]), unheld))
}

/// AS-18: a closing was withdrawn, and none is proposed, nor a step-down agreed, since.
fn was_sent_back(walk: &Walk<'_, '_>) -> Vec<Tri> {
    let anew = [Event::any(Kind::ClosureProposed), Event::any(Kind::StepDownAgreed), Event::any(Kind::CaseClosed)];
    let withdrawn = Event::any(Kind::ClosureWithdrawn);
    let back = walk.each(|at| walk.world.since(&withdrawn, None, &anew, at));
    both(both(walk.definition(Definition::As), walk.status(&[Status::ChildInNeed])), back)
}

/// Any team or district.
const LEVELS: [UnitLevel; 2] = [UnitLevel::Team, UnitLevel::District];

/// Whether one of those has said that it has room, and not since that it has none.
fn has_room(world: &World<'_>, levels: &[UnitLevel], at: Moment) -> Tri {
    let said = |wanted: RoomAnswer| {
        let levels = levels.to_vec();
        Event::saying(
            Kind::CapacityAsked,
            move |content| matches!(content, Content::CapacityAsked { asked, answer, .. } if levels.contains(asked) && *answer == wanted),
        )
    };
    let until = [
        said(RoomAnswer::NoRoom).of_the_same_unit(),
        Event::any(Kind::AllocationAccepted),
        Event::any(Kind::CaseClosed),
    ];
    world.since(&said(RoomAnswer::Room), None, &until, at)
}

/// Signed by the receiving side, alone or with the other.
fn received(content: &Content) -> bool {
    matches!(content, Content::TransferSigned { side: TransferSide::Receiving | TransferSide::Both, .. })
}

/// The stretch in which a gate applies, and a decision in it.
struct Taken<'a> {
    gate: &'a Gate,
    began: Moment,
    at: Moment,
}

impl Gate {
    /// The gate's id.
    pub fn id(&self) -> &'static str {
        self.breach.trim_start_matches("gate/")
    }

    /// The decisions on record that this gate stands before.
    pub fn decisions(&self, walk: &Walk<'_, '_>) -> Vec<Decision> {
        let holds = self.holds(walk);
        let before =
            walk.world.child.iter().filter(|fact| fact.content.kind() == self.before && (self.says)(&fact.content));
        before.filter_map(|fact| self.held_against(walk, &holds, Some(fact), fact.when.as_end()?)).collect()
    }

    /// How it stands for a decision that might be taken at that instant.
    pub fn at(&self, walk: &Walk<'_, '_>, at: Moment) -> Option<Decision> {
        self.held_against(walk, &self.holds(walk), None, at)
    }

    /// Where the gate applies.
    fn holds(&self, walk: &Walk<'_, '_>) -> Vec<Tri> {
        both((self.holds)(walk), walk.asked_for(self.pack))
    }

    /// The decision, where the gate applies: where its `while` is yes as it is taken, or ends with it.
    fn held_against(&self, walk: &Walk<'_, '_>, holds: &[Tri], fact: Option<&Fact>, at: Moment) -> Option<Decision> {
        let index = walk.instants.partition_point(|instant| *instant <= at).checked_sub(1)?;
        let ends_it = fact.is_some() && walk.instants[index] == at;
        let stretch = spells(holds, |value| value.is_yes())
            .into_iter()
            .find(|(from, to)| *from <= index && (index < *to || ends_it && index == *to))?;
        // Before the decision to leave a child without a worker, only what came since somebody last accepted the child.
        // Before signing a transfer, only what came after the last one was over.
        let afresh = match self.before {
            Kind::LeftUnallocated => walk.world.last_accepted(at),
            Kind::TransferSigned => walk.world.transfer_over(at).map(|over| over.plus_seconds(1)),
            _ => None,
        };
        let began = walk.instants[stretch.0];
        let taken = Taken { gate: self, began: afresh.map_or(began, |afresh| began.max(afresh)), at };
        if !walk.world.governs_a_decision(walk.world.taken_in_by.unwrap_or(self.pack), at) {
            return None;
        }
        let post = fact.and_then(|fact| post_of(&fact.content));
        let may = match post {
            _ if self.by.is_empty() || fact.is_none() => Tri::Yes,
            None => Tri::Unknown,
            Some(post) => self.by.contains(&post).into(),
        };
        let reasoned = match fact.map(|fact| fact.content) {
            Some(Content::LeftUnallocated { reason, .. }) if !self.reasons.is_empty() => {
                reason.is_some_and(|reason| self.reasons.contains(&reason)).into()
            }
            _ => Tri::Yes,
        };
        Some(Decision {
            fact: fact.map(|fact| fact.id),
            at,
            steps: taken
                .steps(walk.world, ends_it.then(|| index.checked_sub(1).map(|place| walk.instants[place])).flatten()),
            may,
            reasoned,
            forbidden: self.never,
        })
    }

    /// Where the breach holds: from a decision that lacked something until the child has a worker again, or the case closes; with
    /// `breach-while`, in the first stretch of that alone.
    pub fn breached(&self, walk: &Walk<'_, '_>) -> Vec<Tri> {
        let mut all = vec![Tri::No; walk.instants.len()];
        let lacks_a_worker = self.breach_without.map(|rule| walk.without_but(rule, &[]));
        for decision in self.decisions(walk) {
            let lacking = decision.allowed().negated();
            let mut may_be = vec![Stretch::ToCome];
            for (place, (value, at)) in all.iter_mut().zip(&walk.instants).enumerate() {
                if *at < decision.at {
                    continue;
                }
                let held_against = lacks_a_worker.as_ref().map_or(Tri::Yes, |lacks| {
                    may_be = Stretch::after(&may_be, lacks[place]);
                    match (may_be.contains(&Stretch::Now), may_be.len()) {
                        (true, 1) => Tri::Yes,
                        (true, _) => Tri::Unknown,
                        _ => Tri::No,
                    }
                });
                let unseen = if walk.world.may_be_over_unseen(decision.at, *at) { Tri::Unknown } else { Tri::No };
                let seen =
                    walk.world.accepted_since(decision.at, *at).or(walk.world.closed_since(Some(decision.at), *at));
                let ended = seen.or(unseen);
                *value = value.or(lacking.and(ended.negated()).and(held_against));
            }
        }
        let asked = both(all, walk.asked_for(self.pack));
        if self.breach_without.is_none() { asked } else { walk.as_told(asked, &[(Kind::InvolvementStarted, None)]) }
    }
}

/// The first stretch in which something is so: still to come, going on, or over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stretch {
    ToCome,
    Now,
    Over,
}

impl Stretch {
    /// What it may be where it may have been one of those just before, and now that is so.
    fn after(before: &[Stretch], so: Tri) -> Vec<Stretch> {
        let on_yes = |one: Stretch| if one == Stretch::ToCome { Stretch::Now } else { one };
        let on_no = |one: Stretch| if one == Stretch::Now { Stretch::Over } else { one };
        let mut may_be: Vec<Stretch> = Vec::new();
        for one in before {
            match so {
                Tri::Yes => may_be.push(on_yes(*one)),
                Tri::No => may_be.push(on_no(*one)),
                // Whatever it is, it may have been the other in between.
                Tri::Unknown => may_be.extend([*one, on_yes(*one), on_no(on_yes(*one))]),
            }
        }
        [Stretch::ToCome, Stretch::Now, Stretch::Over].into_iter().filter(|one| may_be.contains(one)).collect()
    }
}

impl World<'_> {
    /// Whether a lead or key worker who was offered the child may have accepted, or the case been closed, from that decision to
    /// that instant, without its being known.
    fn may_be_over_unseen(&self, decided: Moment, at: Moment) -> bool {
        let uncovered = |kind: Kind, from: Moment| self.coverage_begins(kind, &[]).is_none_or(|begins| begins > from);
        let since = |when: When| when.as_start().filter(|start| (decided..=at).contains(start));
        let leads = |role: Role| matches!(role, Role::Lead | Role::KeyWorker);
        let says = |which: Ref, says: fn(&Content) -> Option<Ref>| {
            self.child.iter().any(|other| says(&other.content) == Some(which))
        };
        let is_accepted = |which| {
            says(which, |content| match content {
                Content::AllocationAccepted { involvement } => Some(*involvement),
                _ => None,
            })
        };
        let is_declined = |which| {
            says(which, |content| match content {
                Content::AllocationDeclined { involvement } => Some(*involvement),
                _ => None,
            })
        };
        let may_have_accepted = |fact: &&Fact| match fact.content {
            Content::AllocationOffered { involvement, role, .. } => {
                let unseen = since(fact.when).is_some_and(|offered| uncovered(Kind::AllocationAccepted, offered));
                leads(role) && unseen && !is_accepted(involvement) && !is_declined(involvement)
            }
            _ => false,
        };
        uncovered(Kind::InvolvementStarted, decided)
            || self.child.iter().any(may_have_accepted)
            || self.may_have_closed_unseen(decided, at)
    }
}

fn post_of(content: &Content) -> Option<Post> {
    match content {
        Content::LeftUnallocated { post, .. } => *post,
        _ => None,
    }
}

impl Taken<'_> {
    /// Each step: done in its order, missing, not known, or not asked. Of a decision that was taken as the instants change,
    /// what was so at the instant before is asked too.
    fn steps(&self, world: &World<'_>, just_before: Option<Moment>) -> Vec<StepStands> {
        let mut all = Vec::new();
        // What came before, and what may have had to.
        let (mut before, mut perhaps): (Vec<When>, Vec<When>) = (Vec::new(), Vec::new());
        for step in &self.gate.steps {
            let is_asked = step.only_where.map_or(Tri::Yes, |so| {
                so(world, self.at).or(just_before.map_or(Tri::No, |earlier| so(world, earlier)))
            });
            if is_asked.is_no() {
                all.push(StepStands::NotAsked);
                continue;
            }
            let (stands, last) = self.step(world, step, &before);
            let out_of_order = last.is_some_and(|last| comes_before(last, &perhaps));
            let stands = match stands {
                StepStands::Done if out_of_order => StepStands::NotKnown,
                StepStands::Missing(_) | StepStands::OutOfOrder if is_asked.is_unknown() => StepStands::NotKnown,
                other => other,
            };
            if is_asked.is_yes() {
                before.extend(last)
            } else {
                perhaps.extend(last)
            }
            all.push(stands);
        }
        all
    }

    /// One step, and when its last event was.
    fn step(&self, world: &World<'_>, step: &Step, before: &[When]) -> (StepStands, Option<When>) {
        let covered = world.covers_throughout(step.met_by.kind, &world.about_event(&step.met_by), self.began, self.at);
        let doubts = self.doubts(world, step);
        let for_one = |fact: &&Fact, unit: &UnitId| match fact.content {
            Content::CapacityAsked { whom, .. } => whom.is_none() || whom == Some(*unit),
            _ => true,
        };
        let none = || if covered && doubts.is_empty() { StepStands::Missing(Vec::new()) } else { StepStands::NotKnown };
        // Missing for certain: those of which nothing in doubt may be the asking.
        let missing = |units: Vec<UnitId>| {
            let may_be = |unit: &UnitId| doubts.iter().any(|fact| for_one(fact, unit));
            let units: Vec<UnitId> = units.into_iter().filter(|unit| covered && !may_be(unit)).collect();
            if units.is_empty() { StepStands::NotKnown } else { StepStands::Missing(units) }
        };
        let events: Vec<&Fact> = world
            .events(std::slice::from_ref(&step.met_by))
            .filter(|fact| self.is_fresh(world, step, fact.when))
            .collect();
        let Some(each) = step.each else {
            return match newest(&events) {
                None => (none(), None),
                Some(last) if step.within == Some(Fresh::NotStated) => (StepStands::NotKnown, Some(last)),
                Some(last) if comes_before(last, before) => (StepStands::OutOfOrder, Some(last)),
                Some(last) => (StepStands::Done, Some(last)),
            };
        };
        let Some(units) = world.others(each, self.at) else { return (StepStands::NotKnown, None) };
        let mut lasts = Vec::new();
        let mut lacking = Vec::new();
        for unit in units {
            let of: Vec<&Fact> = events
                .iter()
                .copied()
                .filter(|fact| matches!(fact.content, Content::CapacityAsked { whom, .. } if whom == Some(unit)))
                .collect();
            match newest(&of) {
                Some(last) => lasts.push(last),
                None => lacking.push(unit),
            }
        }
        lacking.sort();
        let last = lasts.iter().copied().max_by_key(|when| when.as_end());
        if !lacking.is_empty() {
            // It may be one of these of which a record does not say whom it asked.
            let unnamed = |fact: &&Fact| matches!(fact.content, Content::CapacityAsked { whom: None, .. });
            let stands = if events.iter().any(unnamed) { StepStands::NotKnown } else { missing(lacking) };
            return (stands, last);
        }
        match last {
            Some(last) if comes_before(last, before) => (StepStands::OutOfOrder, Some(last)),
            last => (StepStands::Done, last),
        }
    }

    /// What may be that event, and may lie where it counts, and does not say.
    fn doubts<'w>(&self, world: &'w World<'_>, step: &Step) -> Vec<&'w Fact> {
        let may_count = |fact: &Fact| fact.when == When::Unknown || self.is_fresh(world, step, fact.when);
        let asked = |content: &Content| step.met_by.asks(content);
        world.child.iter().copied().filter(|fact| in_doubt(fact, &asked) && may_count(fact)).collect()
    }

    /// Where it counts, and no longer before the decision than the step allows.
    fn is_fresh(&self, world: &World<'_>, step: &Step, when: When) -> bool {
        let recent = |day: Day| match step.within {
            Some(Fresh::Within(length)) => length.after(world.calendar, day) >= self.at.day(),
            _ => true,
        };
        self.counts(when) && when.day().is_some_and(recent)
    }

    /// At or after the beginning of the stretch, and at or before the decision; a date without a time: on the day.
    fn counts(&self, when: When) -> bool {
        match when {
            When::On(day) => day >= self.began.day() && day <= self.at.day(),
            When::At(moment) => moment >= self.began && moment <= self.at,
            When::Unknown => false,
        }
    }
}

fn newest(events: &[&Fact]) -> Option<When> {
    events.iter().map(|fact| fact.when).max_by_key(|when| when.as_end())
}

/// Whether the one came before any of the others for certain: on an earlier day, or earlier on one day, where both have a time.
fn comes_before(one: When, others: &[When]) -> bool {
    others.iter().any(|other| match (one, *other) {
        (When::At(one), When::At(other)) => one < other,
        (one, other) => one.day() < other.day(),
    })
}

impl World<'_> {
    /// When a lead or key worker last accepted for certain, by that instant.
    fn last_accepted(&self, by: Moment) -> Option<Moment> {
        let surely = |fact: &&Fact| {
            let (when, surely) = self.accepts(fact)?;
            when.as_start().filter(|when| surely.is_yes() && *when <= by)
        };
        self.child.iter().filter_map(surely).max()
    }

    /// The other units of which each must be asked; nothing where it is not known which.
    fn others(&self, each: Each, at: Moment) -> Option<Vec<UnitId>> {
        let team = self.named_owner(at)?;
        let district = self.district(team)?;
        let all = match each {
            Each::OtherTeam => {
                let teams = self.of_level(UnitLevel::Team).into_iter();
                teams.filter(|unit| *unit != team && self.district(*unit) == Some(district)).collect()
            }
            Each::OtherDistrict => {
                self.of_level(UnitLevel::District).into_iter().filter(|unit| *unit != district).collect()
            }
        };
        Some(all)
    }
}
