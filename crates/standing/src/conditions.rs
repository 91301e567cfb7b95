//! The conditions of a plan, each kept once: what several rules ask of a child is worked out once for each child.

use policy::{Condition, Event, State};
use record::Kind;
use record::words::{Status, Words};

use crate::plan::{KindSet, Plan, kind_of};

/// Where a condition stands among those of a plan.
pub(crate) type Place = usize;

/// What a condition is made of, its parts by their places.
#[derive(Clone, Debug)]
pub(crate) enum MadeOf {
    /// That count.
    Definition(usize),
    /// Nothing else that is here: it is worked out by itself.
    Alone,
    Lasting(Place),
    /// That is so, and that was so as it began.
    Begun(Place, Place),
    Not(Place),
    /// Since an event, until that comes to be so.
    Since(Place),
    All(Parts),
    Any(Parts),
}

/// What is joined by 'all' or 'any'.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// In the order in which they are written, which is that of what a change is put down to.
    pub(crate) each: Vec<Place>,
    /// Those for which little has to be looked at: they often settle it, and spare the rest.
    pub(crate) cheap: Vec<Place>,
}

/// What a condition looks at in a child's facts: of a child who has none of it, it says what the coverage alone says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct LooksAt {
    kinds: KindSet,
    statuses: Words<Status>,
}

impl LooksAt {
    /// Those kinds of fact, and spells of those statuses.
    pub(crate) fn of(kinds: KindSet, statuses: Words<Status>) -> LooksAt {
        LooksAt { kinds, statuses }
    }

    /// Whether any of it is among those.
    pub(crate) fn any_of(self, others: LooksAt) -> bool {
        self.kinds.has_any(others.kinds) || self.statuses.has_any(others.statuses)
    }

    fn with(self, others: LooksAt) -> LooksAt {
        LooksAt { kinds: self.kinds.with(others.kinds), statuses: self.statuses.joined(others.statuses) }
    }

    fn events(events: &[Event]) -> LooksAt {
        LooksAt::kinds(events.iter().map(|event| event.fact))
    }

    fn kinds(kinds: impl IntoIterator<Item = Kind>) -> LooksAt {
        LooksAt::of(KindSet::of(kinds), Words::NONE)
    }

    /// What a condition that is made of no others looks at; nothing where it looks at more than facts of some kinds: at when
    /// the child is open, who works with the child, or how old the child is.
    fn alone(condition: &Condition) -> Option<LooksAt> {
        Some(match condition {
            Condition::Status(statuses) => LooksAt::of(KindSet::default(), *statuses),
            Condition::Since(since) => LooksAt::events(&since.event),
            Condition::Often(often) => LooksAt::events(&often.event),
            Condition::Placement(_) => LooksAt::kinds([Kind::PlacementStarted]),
            Condition::Lasting(lasting) if lasting.of.as_placement().is_some() => {
                LooksAt::kinds([Kind::PlacementStarted])
            }
            Condition::Service { .. } => LooksAt::kinds([Kind::ServiceEntryJoined]),
            Condition::State(state) => match state {
                State::InTransfer => LooksAt::kinds([Kind::ReadyToTransfer, Kind::TransferSigned]),
                State::OnDuty
                | State::TeamHeld
                | State::PartnerHeld
                | State::PaymentsOnly
                | State::AwaitingClosure
                | State::LeftByDecision
                | State::WouldBeDuty
                | State::BeingAssessed
                | State::Placed => LooksAt::kinds([kind_of(*state)]),
                State::Open
                | State::AssessedInNeed
                | State::NeedsSocialWorker
                | State::Disabled
                | State::SpecialEducationalNeeds
                | State::Born => return None,
            },
            _ => return None,
        })
    }
}

/// What a duty asks, by its places.
#[derive(Clone, Debug)]
pub(crate) struct OfDuty {
    pub(crate) during: Place,
    pub(crate) lasts_while: Option<Place>,
    pub(crate) waiting: Option<Place>,
    pub(crate) counted_since: Option<Place>,
    pub(crate) met_since: Option<Place>,
    pub(crate) met_when: Option<Place>,
    pub(crate) in_doubt_when: Option<Place>,
    pub(crate) intervals: Vec<Place>,
    pub(crate) owners: Vec<Place>,
}

/// What a definition asks, by its places.
#[derive(Clone, Debug)]
pub(crate) struct OfDefinition {
    pub(crate) among: Place,
    /// Nothing where a grace delays the count: it is then of that definition alone.
    pub(crate) counts: Option<Place>,
}

/// Every condition that rules of a plan ask over time, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    /// As the packs write them.
    pub(crate) written: Vec<Condition>,
    pub(crate) made_of: Vec<MadeOf>,
    /// What each looks at, where that is all that it rests on beside the coverage.
    pub(crate) looks_at: Vec<Option<LooksAt>>,
    pub(crate) definitions: Vec<OfDefinition>,
    pub(crate) breaches: Vec<Place>,
    pub(crate) duties: Vec<OfDuty>,
    pub(crate) priorities: Vec<Place>,
    /// The lines of points of every workload, one after the other.
    pub(crate) points: Vec<Place>,
}

impl Conditions {
    /// Those of that plan's rules.
    pub(crate) fn of(plan: &Plan) -> Conditions {
        let mut all = Conditions::default();
        for of in &plan.definitions {
            let among = all.place(&of.rule.among);
            let counts = of.rule.grace.is_empty().then(|| all.place(&of.rule.counts));
            all.definitions.push(OfDefinition { among, counts });
        }
        for of in &plan.breaches {
            let place = all.place(&of.rule.during);
            all.breaches.push(place);
        }
        for of in &plan.duties {
            let rule = &of.rule;
            let of_duty = OfDuty {
                during: all.place(&rule.during),
                lasts_while: rule.lasts_while.as_ref().map(|of| all.place(of)),
                waiting: rule.waiting.as_ref().map(|of| all.place(of)),
                counted_since: rule.due.from().and_then(|from| from.since.as_ref()).map(|of| all.place(of)),
                met_since: rule.met_from.since().map(|of| all.place(of)),
                met_when: rule.met_when.as_ref().map(|of| all.place(of)),
                in_doubt_when: rule.in_doubt_when.as_ref().map(|of| all.place(of)),
                intervals: rule.intervals.iter().map(|interval| all.place(&interval.when)).collect(),
                owners: rule.owners.iter().map(|owner| all.place(&owner.when)).collect(),
            };
            all.duties.push(of_duty);
        }
        for of in &plan.priorities {
            let place = all.place(&of.rule.when);
            all.priorities.push(place);
        }
        for line in plan.workloads.iter().flat_map(|of| &of.rule.points) {
            let place = all.place(&line.when);
            all.points.push(place);
        }
        all
    }

    fn parts(&mut self, written: &[Condition]) -> Parts {
        let each: Vec<Place> = written.iter().map(|one| self.place(one)).collect();
        let cheap = each.iter().copied().filter(|part| self.is_cheap(*part)).collect();
        Parts { each, cheap }
    }

    /// Whether little has to be looked at to work that condition out.
    fn is_cheap(&self, place: Place) -> bool {
        let plain = |of: &Condition| {
            matches!(of, Condition::State(_) | Condition::Status(_) | Condition::AgeFrom(_) | Condition::AgeUnder(_))
        };
        match &self.made_of[place] {
            MadeOf::Definition(_) => true,
            MadeOf::Alone => plain(&self.written[place]),
            MadeOf::Not(of) => plain(&self.written[*of]),
            _ => false,
        }
    }

    /// Where that condition stands; it is taken in, after its parts, where it is new.
    fn place(&mut self, condition: &Condition) -> Place {
        if let Some(known) = self.written.iter().position(|other| other == condition) {
            return known;
        }
        let made_of = match condition {
            Condition::Definition(place) => MadeOf::Definition(*place),
            // Each placement lasts by itself: more is asked than what the condition says at each instant.
            Condition::Lasting(lasting) if lasting.of.as_placement().is_some() => MadeOf::Alone,
            Condition::Lasting(lasting) => MadeOf::Lasting(self.place(&lasting.of)),
            Condition::Since(since) if since.until_when.is_some() => {
                since.until_when.as_ref().map_or(MadeOf::Alone, |when| MadeOf::Since(self.place(when)))
            }
            Condition::Begun(begun) => MadeOf::Begun(self.place(&begun.of), self.place(&begun.when)),
            Condition::Not(inner) => MadeOf::Not(self.place(inner)),
            Condition::All(list) => MadeOf::All(self.parts(list)),
            Condition::Any(list) => MadeOf::Any(self.parts(list)),
            _ => MadeOf::Alone,
        };
        self.written.push(condition.clone());
        self.looks_at.push(self.looking_at(condition, &made_of));
        self.made_of.push(made_of);
        self.written.len() - 1
    }

    fn looking_at(&self, condition: &Condition, made_of: &MadeOf) -> Option<LooksAt> {
        let all = |parts: &[Place]| {
            parts.iter().try_fold(LooksAt::default(), |sum, part| Some(sum.with(self.looks_at[*part]?)))
        };
        match made_of {
            MadeOf::Definition(_) => None,
            // Without such an event nothing can end it.
            MadeOf::Alone | MadeOf::Since(_) => LooksAt::alone(condition),
            MadeOf::Lasting(of) | MadeOf::Not(of) => self.looks_at[*of],
            MadeOf::Begun(of, when) => all(&[*of, *when]),
            MadeOf::All(parts) | MadeOf::Any(parts) => all(&parts.each),
        }
    }
}
