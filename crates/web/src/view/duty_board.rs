//! A team's duty board, and a child's tasks.

use serde::Serialize;

use crate::view::{Due, ToPress, TodayList, UnitRef};
use crate::words::Day;

/// The duty board of a team for a day.
#[derive(Debug, Clone, Serialize)]
pub struct DutyBoardPage {
    /// The team.
    pub team: UnitRef,
    /// The units above it.
    pub above: Vec<UnitRef>,
    /// The civil day.
    pub day: Day,
    /// Who looks, where that is known.
    pub acting: Option<String>,
    /// Why nothing can be said of what the policies ask; nothing where it can.
    pub not_known: Option<String>,
    /// Who is on duty, that day and the next ones.
    pub rota: Vec<RotaDay>,
    /// Who is of the team, each with the form that puts them on the rota of the day.
    pub staff: Vec<RotaLine>,
    /// What is overdue or due that day, a child each, worst first.
    pub now: TodayList,
    /// What comes in the next seven days.
    pub coming: TodayList,
    /// What is due later.
    pub later: TodayList,
    /// What has no date, or of which nobody can tell whether it was done.
    pub undated: TodayList,
    /// How many tasks are to be done.
    pub tasks: u64,
    /// How many of them nobody has by name.
    pub unassigned: u64,
}

/// One day of the rota.
#[derive(Debug, Clone, Serialize)]
pub struct RotaDay {
    /// The civil day.
    pub day: Day,
    /// Who is on duty.
    pub on: Vec<RotaLine>,
}

/// A worker on the rota, or one who may be put on it.
#[derive(Debug, Clone, Serialize)]
pub struct RotaLine {
    /// The name on record.
    pub name: String,
    /// The worker's page.
    pub path: String,
    /// Whether the worker is absent that day.
    pub away: bool,
    /// The form that takes the worker off the rota, or puts them on it.
    pub off: String,
}

/// Something that is, or was, to be done for a child.
#[derive(Debug, Clone, Serialize)]
pub struct TaskLine {
    /// What.
    pub what: String,
    /// By when, while it is to be done.
    pub due: Option<Due>,
    /// Who has it.
    pub whose: String,
    /// When it was set, and by whom.
    pub set: String,
    /// How it ended; nothing while it is to be done.
    pub ended: Option<TaskEnded>,
    /// What can be pressed.
    pub does: Vec<ToPress>,
}

/// How a task ended.
#[derive(Debug, Clone, Serialize)]
pub struct TaskEnded {
    /// Whether it was done; else it is no longer to be done.
    pub done: bool,
    /// Whether it ended because the case was closed while it was to be done.
    pub with_the_case: bool,
    /// The civil day.
    pub on: Option<Day>,
    /// Whether it was after the day by which it was to be done.
    pub late: bool,
    /// What came of it, or why it is no longer to be done.
    pub says: Option<String>,
}

impl TaskEnded {
    /// "Done on Mon 9 March 2026, late".
    pub fn words(&self) -> String {
        let how = if self.done { "Done" } else { "No longer to be done" };
        let on = self
            .on
            .as_ref()
            .map_or_else(String::new, |day| if self.done { format!(" on {day}") } else { format!(", since {day}") });
        let closed = if self.with_the_case { ": the case was closed" } else { "" };
        let late = if self.late && self.done { ", late" } else { "" };
        format!("{how}{on}{late}{closed}")
    }
}
