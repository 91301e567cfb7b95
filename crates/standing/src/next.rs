//! Which duty of a child comes first: one order, by which every page and command names the next thing due.

use std::cmp::Ordering;

use record::Moment;

use crate::plan::Plan;
use crate::timeline::{DutyRecord, DutyState};

/// What opens later than this, such as a letter from a birthday on, is not the next thing due: nothing is.
const AHEAD_DAYS: i32 = 91;

/// The next thing due of one child.
#[derive(Clone, Copy, Debug)]
pub struct NextDue<'d> {
    /// Of a date that has gone by nobody can tell whether what was due was done: this comes before all that is not overdue.
    pub hidden: Option<&'d DutyRecord>,
    /// What is due first of what is known: of what is owed and has a due day; else of what is to come soon, though not while
    /// something is hidden; else of what is owed without a due day.
    pub duty: Option<&'d DutyRecord>,
}

impl<'d> NextDue<'d> {
    /// The one of the two that is named first.
    pub fn first(&self) -> Option<&'d DutyRecord> {
        self.hidden.or(self.duty)
    }
}

/// Which of those duties of one child is next. Of several due at one instant, that of the pack that comes first by its id, and
/// of one pack that of the rule that stands first in it: by no order in which packs happen to be given.
pub fn next_due<'d>(plan: &Plan, duties: impl Iterator<Item = &'d DutyRecord>, at: Moment) -> NextDue<'d> {
    let soon = at.day().plus_days(AHEAD_DAYS);
    let (mut hidden, mut found) = (Vec::new(), Vec::new());
    for duty in duties {
        let is_dated = duty.due.day().is_some();
        match duty.state(at) {
            DutyState::CannotBeKnown => hidden.push((0, duty)),
            DutyState::Overdue | DutyState::Open if is_dated => found.push((0, duty)),
            DutyState::ToCome if is_dated && duty.opened.day() <= soon => found.push((1, duty)),
            DutyState::Open => found.push((2, duty)),
            _ => {}
        }
    }
    let first = |ranked: Vec<(u8, &'d DutyRecord)>| {
        let key = |(rank, duty): &(u8, &DutyRecord)| (*rank, duty.due_by(at).last());
        let order = |one: &(u8, &DutyRecord), other: &(u8, &DutyRecord)| {
            key(one).cmp(&key(other)).then_with(|| by_rule(plan, one.1, other.1))
        };
        ranked.into_iter().min_by(order).map(|(_, duty)| duty)
    };
    let is_hidden = !hidden.is_empty();
    let duty = first(found).filter(|duty| !is_hidden || duty.state(at) != DutyState::ToCome);
    let is_overdue = duty.is_some_and(|duty| duty.state(at) == DutyState::Overdue);
    NextDue { hidden: first(hidden).filter(|_| !is_overdue), duty }
}

/// The order of two duties by their rules.
fn by_rule(plan: &Plan, one: &DutyRecord, other: &DutyRecord) -> Ordering {
    let pack = |duty: &DutyRecord| plan.packs[plan.duties[usize::from(duty.duty)].pack].id.as_str();
    let key = |duty: &DutyRecord| (duty.duty, duty.towards, duty.occurrence);
    pack(one).cmp(pack(other)).then_with(|| key(one).cmp(&key(other)))
}
