//! What nobody can tell of the time after the last day of which the record speaks: a child who would come to be counted then, and
//! a breach that would begin then, may have been kept from it by something that is not on record yet.

use policy::{Condition, Event, State};
use record::words::{Status, Words};
use record::{Kind, Moment, Tri};

use crate::gather::Gathered;
use crate::plan::Plan;
use crate::signal::{Signal, Step, push};
use crate::world::Cover;

/// Something that ceased to be told: what a rule would say from an instant on is not known from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotToldSince {
    /// The rule's place among the plan's definitions, or its breaches.
    pub rule: usize,
    /// The instant from which it would count the child, or hold, if nothing had happened that is not on record.
    pub from: Moment,
    /// The first instant after that stretch.
    pub to: Moment,
    /// The last instant of which everything is on record that would have kept it from that.
    pub told_until: Moment,
}

impl NotToldSince {
    fn is_at(&self, at: Moment) -> bool {
        self.from <= at && at < self.to
    }

    /// The one of that rule at that instant.
    pub(crate) fn of(all: &[NotToldSince], rule: usize, at: Moment) -> Option<&NotToldSince> {
        all.iter().find(|one| one.rule == rule && one.is_at(at))
    }
}

/// The last instant of which everything is covered that would keep the condition from being so; the end of time where nothing
/// ends it.
pub(crate) fn told_until(plan: &Plan, condition: &Condition, gathered: &Gathered, cover: &Cover) -> Moment {
    let mut walk = Walk { plan, gathered, cover, until: Moment::MAX };
    walk.keeps_from(condition, true);
    walk.until
}

/// The end of that day, since an extract of a day is what is known on it; or of the last on which anything of the child is on
/// record, by whoever recorded it since.
pub(crate) fn last_told(covered_until: Moment, last_of_child: Option<Moment>) -> Moment {
    if covered_until == Moment::MAX {
        return covered_until;
    }
    last_of_child.map_or(covered_until, |last| last.max(covered_until)).day().end()
}

/// Puts 'not known' in the place of every yes that begins after that instant.
pub(crate) fn narrow(signal: &mut Signal, told_until: Moment, rule: usize, out: &mut Vec<NotToldSince>) {
    let begins_later = |step: &Step| step.value.is_yes() && step.from > told_until;
    if !signal.iter().any(begins_later) {
        return;
    }
    let mut narrowed = Signal::with_capacity(signal.len());
    for (index, step) in signal.iter().enumerate() {
        if begins_later(step) {
            let to = signal.get(index + 1).map_or(Moment::MAX, |next| next.from);
            out.push(NotToldSince { rule, from: step.from, to, told_until });
            push(&mut narrowed, Step { value: Tri::Unknown, ..*step });
        } else {
            push(&mut narrowed, *step);
        }
    }
    *signal = narrowed;
}

/// The value of that signal at that instant, so narrowed.
pub(crate) fn narrowed_at(signal: &[Step], told_until: Moment, at: Moment) -> Tri {
    match crate::signal::step_at(signal, at) {
        Some(step) if step.value.is_yes() && step.from > told_until => Tri::Unknown,
        Some(step) => step.value,
        None => Tri::No,
    }
}

struct Walk<'a> {
    plan: &'a Plan,
    gathered: &'a Gathered,
    cover: &'a Cover,
    until: Moment,
}

impl Walk<'_> {
    /// Takes in what may keep the condition from being so, or from not being so.
    fn keeps_from(&mut self, condition: &Condition, so: bool) {
        match condition {
            Condition::State(state) => self.state(*state, so),
            Condition::Placement(_) => self.kind(if so { Kind::PlacementEnded } else { Kind::PlacementStarted }),
            Condition::Service { .. } => self.kind(if so { Kind::ServiceEntryLeft } else { Kind::ServiceEntryJoined }),
            Condition::Status(statuses) => {
                self.about(if so { Kind::StatusEnded } else { Kind::StatusStarted }, *statuses)
            }
            Condition::Since(since) => {
                if so {
                    self.events(&since.until);
                    since.until_when.iter().for_each(|when| self.keeps_from(when, false));
                } else {
                    self.events(&since.event);
                }
            }
            Condition::Often(often) => {
                if !so {
                    self.events(&often.event);
                }
            }
            // Who holds the child is told by the involvements; what else is told of workers only adds to those who count.
            Condition::Without(_) => self.kind(if so { Kind::InvolvementStarted } else { Kind::InvolvementEnded }),
            Condition::Lasting(lasting) => self.keeps_from(&lasting.of, so),
            Condition::Begun(begun) => self.keeps_from(&begun.of, so),
            Condition::Definition(place) => self.keeps_from(&self.plan.definitions[*place].rule.counts, so),
            Condition::All(list) | Condition::Any(list) => list.iter().for_each(|one| self.keeps_from(one, so)),
            Condition::Not(inner) => self.keeps_from(inner, !so),
            Condition::AgeFrom(_) | Condition::AgeUnder(_) | Condition::Team(_) => {}
        }
    }

    fn state(&mut self, state: State, so: bool) {
        let (begins, ends) = match state {
            State::Open => (Kind::ReferralReceived, Kind::CaseClosed),
            State::OnDuty => (Kind::PutOnDuty, Kind::TakenOffDuty),
            State::TeamHeld => (Kind::TeamHeld, Kind::TeamHeldEnded),
            State::PartnerHeld => (Kind::PartnerHeld, Kind::PartnerHeldEnded),
            State::PaymentsOnly => (Kind::PaymentsOnly, Kind::PaymentsOnlyEnded),
            State::AwaitingClosure => (Kind::ClosureProposed, Kind::ClosureWithdrawn),
            State::InTransfer => (Kind::ReadyToTransfer, Kind::TransferEnded),
            State::LeftByDecision => (Kind::LeftUnallocated, Kind::AllocationAccepted),
            State::Placed => (Kind::PlacementStarted, Kind::PlacementEnded),
            State::BeingAssessed => (Kind::AssessmentStarted, Kind::AssessmentCompleted),
            State::AssessedInNeed | State::NeedsSocialWorker => (Kind::AssessmentCompleted, Kind::AssessmentCompleted),
            State::WouldBeDuty => (Kind::DutyQuestionAnswered, Kind::DutyQuestionAnswered),
            State::Disabled | State::SpecialEducationalNeeds | State::Born => return,
        };
        self.kind(if so { ends } else { begins });
    }

    fn events(&mut self, events: &[Event]) {
        for event in events {
            self.about(event.fact, self.cover.statuses_of(event, self.gathered));
        }
    }

    fn kind(&mut self, kind: Kind) {
        self.about(kind, self.cover.left_out(kind));
    }

    /// What was never recorded at all is not known at any time, and is said as that.
    fn about(&mut self, kind: Kind, statuses: Words<Status>) {
        self.until = self.cover.until(kind, statuses).unwrap_or(Moment::MAX).min(self.until);
    }
}
