//! What whoever opens a child's page should notice beside how the child stands: that the child is grown up, or soon will be, and
//! that the case was closed before while nobody held it.

use record::{Content, UnitId};
use standing::since::days_since;
use standing::{Entry, Holding};

use super::question::Question;
use super::say;
use crate::view::ChildRef;
use crate::words::plural;

/// So many days before an eighteenth birthday it is said.
const BEFORE: i32 = 90;
/// Within so many months of a closing a new referral is a re-referral (AP-37).
const MONTHS: i32 = 12;

impl Question<'_> {
    /// What is to be noticed, in sentences.
    pub fn remarks(&self, entry: &Entry) -> Vec<String> {
        if !self.is_open(entry) || self.died(entry).is_some() {
            return Vec::new();
        }
        self.grown_up(entry).into_iter().chain(self.referred_again(entry)).collect()
    }

    /// That the child turns 18 soon, or has: what is asked for children is asked of an adult no more, and the case is still open.
    pub fn grown_up(&self, entry: &Entry) -> Option<String> {
        let day = entry.timeline.born?.birthday(18);
        let soon = self.today.plus_days(BEFORE);
        match day {
            day if day <= self.today => {
                Some(format!("Turned 18 on {} and is an adult: the case is still open.", say::day(day)))
            }
            day if day <= soon => {
                let days = plural(days_since(self.today, day).into(), "day", "days");
                Some(format!(
                    "Turns 18 in {days}, on {}: the case is to be closed or handed on by then.",
                    say::day(day)
                ))
            }
            _ => None,
        }
    }

    /// The children of that team who turn 18 soon, or have.
    pub fn grown_up_in(&self, team: Option<UnitId>) -> Vec<(ChildRef, String)> {
        let open = self.of_team(team).filter(|entry| self.is_open(entry) && self.died(entry).is_none());
        let mut all: Vec<_> =
            open.filter_map(|entry| Some((entry.timeline.born?, entry, self.grown_up(entry)?))).collect();
        all.sort_by_key(|(born, entry, _)| (*born, entry.child));
        all.into_iter().map(|(_, entry, says)| (self.child(entry), says)).collect()
    }

    /// That the case was closed within the twelve months before it was opened, while nobody held it (AP-37).
    fn referred_again(&self, entry: &Entry) -> Option<String> {
        let opened = entry.timeline.open.iter().rev().find(|step| step.from <= self.at && step.value.is_yes())?.from;
        let closed = self.facts(entry.child).filter_map(|fact| match fact.content {
            Content::CaseClosed { .. } => fact.when.day(),
            _ => None,
        });
        let earliest = opened.day().plus_months(-MONTHS);
        let last = closed.filter(|day| *day <= opened.day() && *day >= earliest).max()?;
        let before = last.start().plus_seconds(-1);
        let nobody = matches!(entry.timeline.holding_at(before), Holding::Nobody | Holding::TeamOnly | Holding::Duty);
        nobody.then(|| {
            format!(
                "Referred again within {MONTHS} months of a closing without a worker: the case was closed on {}, while nobody held it.",
                say::day(last)
            )
        })
    }
}
