//! What the pages about workers share: a worker, what they carry line by line, each child of theirs with what is due.

use serde::Serialize;

use crate::at::escaped;
use crate::view::{ChildRef, Due, Known, LoadShown, ToPress};
use crate::words::{Day, Distance};

/// A worker as a line of a page has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerRef {
    /// The id, as an address carries it.
    pub id: String,
    /// The name on record.
    pub name: String,
    /// What they are: "social worker"; nothing where that is not on record.
    pub what: Option<String>,
}

impl WorkerRef {
    /// The worker's page, for those who act.
    pub fn path(&self) -> String {
        format!("/worker/{}", escaped(&self.id))
    }

    /// The worker's supervision sheet.
    pub fn supervision_path(&self) -> String {
        format!("{}/supervision", self.path())
    }

    /// The worksheet for the worker's absence.
    pub fn absence_path(&self) -> String {
        format!("{}/absence", self.path())
    }

    /// What they are, or that it is not known.
    pub fn what(&self) -> &str {
        self.what.as_deref().unwrap_or("what they are is not on record")
    }
}

/// What a worker carries by one policy, with every line of the sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LoadInFull {
    /// The policy's title.
    pub title: String,
    /// The sum and what is a full load.
    #[serde(flatten)]
    pub load: LoadShown,
    /// Each child, the fixed parts, the sum, and how what is a full load comes about.
    pub explained: Vec<LoadLine>,
}

/// A line of a load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoadLine {
    /// What is said before the child is named; empty of a line about no child.
    pub before: String,
    /// The child, where the viewer may see one.
    pub child: Option<ChildRef>,
    /// The rest.
    pub says: String,
    /// How it weighs: `against`, `neither` or `not known`.
    pub weighs: &'static str,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
}

/// A day with how far off it is, of something that is not owed: one that has gone by is not late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnDay {
    /// The day.
    pub day: Day,
    /// How far off, as counted by the caller.
    pub distance: Distance,
    /// The same in words: `in 3 working days`, `2 days ago`.
    pub far: String,
}

impl OnDay {
    /// A day with its distance.
    pub fn new(day: Day, distance: Distance) -> OnDay {
        let far = distance.words();
        let far = far.strip_suffix(" overdue").map_or_else(|| far.clone(), |past| format!("{past} ago"));
        OnDay { day, distance, far }
    }
}

impl std::fmt::Display for OnDay {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}, {}", self.day, self.far)
    }
}

/// Something that is so of a worker, or comes to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AboutLine {
    /// About what: "Registration".
    pub topic: &'static str,
    /// What.
    pub says: String,
    /// Whether it is that something is not known.
    pub not_known: bool,
    /// The day on which it changes, with how far off that is.
    pub until: Option<OnDay>,
    /// The clauses because of which it is said.
    pub clauses: Vec<String>,
}

/// A duty that is owed for a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwedLine {
    /// What.
    pub what: String,
    /// The clause first cited.
    pub clause: String,
    /// When it is due.
    pub due: Due,
    /// Whose it is: "Team manager".
    pub owner: String,
    /// As of which day it is known that it was not done, where the newest extract does not say.
    pub known_as_of: Option<Day>,
    /// The day on which it begins, where it is only to come if nothing changes.
    pub begins: Option<Day>,
}

/// What is owed for one child by the policies that ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OwedFor {
    /// What is overdue, the longest first.
    pub overdue: Vec<OwedLine>,
    /// What is due next, the first first.
    pub next: Vec<OwedLine>,
    /// How many more have a date later than those.
    pub more: u64,
    /// Of how many it cannot be known whether what was due was done.
    pub not_known: u64,
    /// How many are owed without a date.
    pub undated: u64,
}

impl OwedFor {
    /// What is left after those that are listed, as a sentence; nothing where nothing is.
    pub fn rest(&self) -> Option<String> {
        let later = (self.more > 0).then(|| format!("{} later", crate::words::number(self.more)));
        let undated = (self.undated > 0).then(|| format!("{} without a date", crate::words::number(self.undated)));
        let said: Vec<String> = later.into_iter().chain(undated).collect();
        (!said.is_empty()).then(|| format!("And {}.", crate::words::listed(&said)))
    }

    /// Whether nothing is owed.
    pub fn is_empty(&self) -> bool {
        self.overdue.is_empty() && self.next.is_empty() && self.not_known == 0 && self.undated == 0
    }
}

/// A child in whose case a worker has a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseLine {
    /// The child.
    pub child: ChildRef,
    /// Which kind of case: "Child in need".
    pub kind: String,
    /// The part or parts: "lead", "lead and co-worker".
    pub part: String,
    /// Whether it is not known that they have it.
    pub perhaps: bool,
    /// Since when.
    pub since: Option<Day>,
    /// What the child adds to the load, by each policy that weighs it: "8".
    pub points: Vec<String>,
    /// That the child counts as without a worker, or comes to, by the definition of the trays.
    pub stands: Option<String>,
    /// What is owed.
    pub owed: OwedFor,
    /// When the child was last seen, and by whom.
    pub seen: Known<String>,
    /// When a manager last oversaw the case, and who.
    pub overseen: Known<String>,
}

/// Something that a worker has to do for a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerTask {
    /// The child.
    pub child: ChildRef,
    /// What.
    pub what: String,
    /// By when.
    pub due: Option<Due>,
    /// When it was set, and by whom.
    pub set: String,
    /// What can be pressed.
    pub does: Vec<ToPress>,
}

/// An offer that waits for a worker's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerOffer {
    /// The child.
    pub child: ChildRef,
    /// To whom.
    pub worker: WorkerRef,
    /// In which part.
    pub part: &'static str,
    /// Since when; nothing where the day is not known.
    pub since: Option<Day>,
    /// For how many whole days.
    pub days: Option<u64>,
    /// Whether it is not known that it waits.
    pub perhaps: bool,
    /// What the child would add, by each policy that weighs it.
    pub points: Vec<String>,
}
