//! A team's week: what each of its workers carries, what changed in seven days and what is about to change it (AP-27).

use serde::Serialize;

use crate::view::{
    AboutLine, ChildRef, ChildrenFilter, Count, CountedFor, Known, LoadShown, Term, UnitRef, WorkerOffer, WorkerRef,
};
use crate::words::Day;

/// A team's week.
#[derive(Debug, Clone, Serialize)]
pub struct TeamWeekPage {
    /// The team.
    pub team: UnitRef,
    /// The units above it.
    pub above: Vec<UnitRef>,
    /// The civil day.
    pub day: Day,
    /// The day with which it is compared, seven days before, as it is known at the same instant.
    pub week_ago: Day,
    /// The clauses that ask for it.
    pub clauses: Vec<String>,
    /// Why the workers cannot be told, where no file says what they are.
    pub workers_not_known: Option<String>,
    /// The team's workers, those with the most to carry first.
    pub workers: Vec<WorkerWeek>,
    /// Who is of the team, and carried nothing either now or a week ago.
    pub without_cases: Vec<WorkerRef>,
    /// Who else holds children of the team.
    pub others: Vec<OtherHolder>,
    /// The definition by which children are counted as without a worker.
    pub counted_by: Term,
    /// By which policies, where it is by each team's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted_for: Vec<CountedFor>,
    /// Children of the team without a worker.
    pub without: Known<Count>,
    /// A week ago.
    pub without_week_ago: Known<Count>,
    /// Who they are.
    pub without_children: ChildrenFilter,
    /// Offers of the team's children that wait for an answer, the oldest first.
    pub offers: Vec<WorkerOffer>,
    /// Children who are ready to close or to transfer, the longest first.
    pub ready: Vec<ReadyLine>,
    /// Children who turn 18 soon, or have, and what is said of it: the first to, first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grown_up: Vec<(ChildRef, String)>,
}

/// One worker's week.
#[derive(Debug, Clone, Serialize)]
pub struct WorkerWeek {
    /// Who.
    pub worker: WorkerRef,
    /// That they left, where they have and it matters still.
    pub left: Option<String>,
    /// How many children they hold as lead or key worker.
    pub holds: u64,
    /// How many more they may hold.
    pub may_hold_more: u64,
    /// What they carry, by each policy that weighs it.
    pub loads: Vec<LoadWeek>,
    /// Whom they came to hold and hold no more since a week ago.
    pub change: Known<Moved>,
    /// What is about to change it.
    pub coming: Vec<AboutLine>,
    /// Offers that wait for their answer.
    pub offers: Vec<WorkerOffer>,
}

impl WorkerWeek {
    /// Whether it is known that the children and what they weigh are as they were.
    pub fn is_as_before(&self) -> bool {
        let same = |load: &LoadWeek| load.before.value().is_some_and(|before| before.words() == load.now.words());
        self.change.value().is_some_and(Moved::is_empty) && self.loads.iter().all(same)
    }

    /// Whether an absence, now or to come, is among what is about to change.
    pub fn has_absence(&self) -> bool {
        self.coming.iter().any(|line| line.topic == "Absence")
    }
}

/// A load now and a week ago.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LoadWeek {
    /// Now.
    pub now: LoadShown,
    /// A week ago.
    pub before: Known<LoadShown>,
}

impl LoadWeek {
    /// "8 points more than a week ago (6 of 100)".
    pub fn change(&self) -> String {
        let before = match &self.before {
            Known::Unknown(why) => return format!("a week ago not known: {why}"),
            Known::Known(before) => before,
        };
        let exact = |of: &LoadShown| of.most.filter(|most| *most == of.least);
        match (exact(before), exact(&self.now)) {
            (Some(then), Some(now)) if then == now && before.words() == self.now.words() => {
                "the same points as a week ago".to_owned()
            }
            (Some(then), Some(now)) if now > then => {
                format!("{} more than a week ago ({})", said(now - then), before.words())
            }
            (Some(then), Some(now)) if now < then => {
                format!("{} less than a week ago ({})", said(then - now), before.words())
            }
            _ => format!("a week ago {}", before.words()),
        }
    }

    /// The percentage of a full load, in words.
    pub fn percent(&self) -> String {
        match (self.now.percent_least, self.now.percent_most) {
            (None, _) => "no room at all".to_owned(),
            (Some(least), Some(most)) if least == most => format!("{least} percent"),
            (Some(least), Some(most)) => format!("{least} to {most} percent"),
            (Some(least), None) => format!("{least} percent or more"),
        }
    }

    /// Whether it is, or may be, more than the policy warns at or allows.
    pub fn too_much(&self) -> Option<&'static str> {
        match (self.now.beyond, self.now.warns) {
            (Some("yes"), _) => Some("Beyond the limit"),
            (_, "yes") => Some("Full"),
            _ => None,
        }
    }
}

/// "6 points".
fn said(points: f64) -> String {
    // Hundredths are exact; their difference as a fraction is not.
    let number = format!("{points:.2}");
    let number = number.trim_end_matches('0').trim_end_matches('.');
    format!("{number} {}", if number == "1" { "point" } else { "points" })
}

/// Whom a worker came to hold, and whom they hold no more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Held now, and not a week ago.
    pub gained: Vec<ChildRef>,
    /// Held a week ago, and not now.
    pub lost: Vec<ChildRef>,
    /// Of whom it is not known whether they were held a week ago, or are now.
    pub perhaps: Vec<ChildRef>,
}

impl Moved {
    /// Whether nobody came or went.
    pub fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty() && self.perhaps.is_empty()
    }

    /// Each kind of change with its children.
    pub fn parts(&self) -> Vec<(&'static str, &[ChildRef])> {
        let all = [("Gained", &self.gained), ("Lost", &self.lost), ("Perhaps changed", &self.perhaps)];
        all.into_iter().filter(|(_, of)| !of.is_empty()).map(|(says, of)| (says, of.as_slice())).collect()
    }
}

/// Somebody who is not of the team, or no person, and holds children of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherHolder {
    /// Who.
    pub worker: WorkerRef,
    /// Of which team; nothing where that is not on record.
    pub of: Option<UnitRef>,
    /// How many of this team's children they hold.
    pub children: u64,
}

/// A child who is ready to close or to transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadyLine {
    /// The child.
    pub child: ChildRef,
    /// "Awaiting closure", "In transfer".
    pub stage: &'static str,
    /// Since when.
    pub since: Option<Day>,
    /// For how many whole days.
    pub days: Option<u64>,
    /// Who holds the child.
    pub held: String,
    /// The next thing that is owed for it.
    pub next: Option<crate::view::OwedLine>,
}
