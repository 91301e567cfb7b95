//! A child's page: the sentence, the story, the duties with their reasons, the record.

use serde::Serialize;

use crate::view::{
    ActLine, BreachMark, Certainty, ChildActs, ChildDecision, ChildRef, Due, Paging, TaskLine, Term, ToPress, UnitRef,
};
use crate::words::Day;

/// A child's page.
#[derive(Debug, Clone, Serialize)]
pub struct ChildPage {
    /// Who.
    pub child: ChildRef,
    /// What the child is called on the page: the first name where it is recorded, "Child 1043" where it is not.
    pub called: String,
    /// That the child has died, and when, where it is on record: "died on Sat 20 June 2026".
    pub died: Option<String>,
    /// What is to be noticed beside, in sentences: that the child is grown up, that the case was closed before without a worker.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// Which kind: "Child in need".
    pub kind: String,
    /// The stage, where it is one of note: "In transfer", "Awaiting closure".
    pub stage: Option<String>,
    /// The units above the child, the authority first and the owning team last.
    pub above: Vec<UnitRef>,
    /// Where the child stands now, the first thing that the page says.
    pub now: StandingNow,
    /// The next thing due, after it.
    pub next: NextForChild,
    /// What is so that the policy never allows.
    pub breaches: Vec<BreachMark>,
    /// The decisions of which a policy asks something: those on record, the newest first, then those that might be taken.
    pub decisions: Vec<ChildDecision>,
    /// Why something about this child cannot be told, a sentence each.
    pub unknown: Vec<String>,
    /// The child under every definition.
    pub counts: Vec<CountedUnder>,
    /// What is to be done for the child, and what was: the open ones first.
    pub tasks: Vec<TaskLine>,
    /// Duties that are open, worst first.
    pub duties: Vec<DutyLine>,
    /// Duties that have ended, newest first.
    pub history: Vec<DutyLine>,
    /// The whole story, drawn.
    pub ribbon: Ribbon,
    /// Siblings who are open to the authority.
    pub siblings: Vec<Sibling>,
    /// The handover from duty, while it is of use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handover: Option<String>,
    /// Who has held the child, newest first.
    pub involvements: Vec<InvolvementLine>,
    /// Time without a worker in total, workers met and so on, a sentence each.
    pub story: Vec<String>,
    /// The definition by which that is counted.
    pub story_by: Term,
    /// By which policy's definition the child is counted, as a sentence, where it is by each team's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_policy: Option<String>,
    /// The record, newest first, this page of it.
    pub record: Vec<RecordLine>,
    /// Which page of the record.
    pub record_paging: Paging,
    /// What whoever acts may do; nothing for who only looks, or looks at another time than now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acts: Option<ChildActs>,
}

/// Where a child stands at the time that is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StandingNow {
    /// Has no worker that counts.
    Without {
        /// Since when, where that is known.
        since: Option<Day>,
        /// Whole days.
        days: Option<u64>,
        /// Whether it is not known how it was just before `since`, so that it may be longer.
        at_least: bool,
        /// Why, as the rest of a sentence after "because": "the worker left the authority on ...".
        because: String,
        /// Who looks after the child meanwhile, as a sentence.
        meanwhile: Option<String>,
    },
    /// Has a worker that counts.
    Held {
        /// The worker.
        by: String,
        /// Since when.
        since: Option<Day>,
        /// From when there will be none, and why, as a sentence: it is coming.
        until: Option<String>,
        /// Other rows of that part that nobody closed.
        also_open: Vec<AlsoOpen>,
    },
    /// Offered to a worker who has not accepted.
    Offered {
        /// The worker.
        to: String,
        /// Since when it is offered.
        since: Option<Day>,
        /// From when the child counts as without a worker, and why, as a sentence: it is coming.
        until: Option<String>,
    },
    /// Someone is on record as the child's worker, and in truth nobody holds the child.
    InNameOnly {
        /// Who is on record.
        by: String,
        /// Since when that worker is on record.
        since: Option<Day>,
        /// Since when it has been in name only.
        only_since: Option<Day>,
        /// Why that counts for nothing, as the rest of a sentence: "held in a manager's name".
        because: String,
        /// Other rows of that part that nobody closed.
        also_open: Vec<AlsoOpen>,
    },
    /// It cannot be told whether the child has a worker.
    CannotBeTold {
        /// Why not, as a sentence.
        because: String,
    },
    /// Not open to the authority at that time.
    NotOpen {
        /// As a sentence: "Closed on ...", "First referred on ...".
        because: String,
    },
}

/// A row of the same part as the worker's that is still open, which is something to put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlsoOpen {
    /// Whose it is.
    pub of: String,
    /// Since when that worker is on record.
    pub since: Option<Day>,
}

/// The next thing due for the child, as the second sentence of the page.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "a page has one of each child, and most of them are due")]
pub enum NextForChild {
    /// Something is due.
    Due {
        /// What, as the rest of a sentence after "Next:" and before "by": "the family's letter", "to be seen".
        what: String,
        /// By when.
        due: Due,
        /// Whose it is.
        owner: String,
        /// Where it is overdue: as of which day it is known what was done, where the newest extract does not say.
        known_as_of: Option<Day>,
    },
    /// No duty has a date, and something is so that the policy never allows: to be put right now.
    PutRight {
        /// What is so, as the rest of a sentence.
        what: String,
        /// For whom it comes first; empty where the policy does not say.
        to: String,
    },
    /// Nothing is due.
    Nothing,
    /// It cannot be known from this data.
    CannotBeKnown {
        /// Why not, as a sentence.
        why: String,
    },
}

impl ChildPage {
    /// How many of the child's tasks ended.
    pub fn tasks_ended(&self) -> u64 {
        self.tasks.iter().filter(|task| task.ended.is_some()).count() as u64
    }

    /// Whether something is so that is never allowed and can be put right: how a closed case was closed is past.
    pub fn has_breach_to_put_right(&self) -> bool {
        !self.breaches.is_empty() && !matches!(self.now, StandingNow::NotOpen { .. })
    }

    /// The decisions on record of which a policy asks something; or those that might be taken.
    pub fn decisions_taken(&self, taken: bool) -> Vec<&ChildDecision> {
        self.decisions.iter().filter(|decision| decision.taken.is_some() == taken).collect()
    }

    /// The definitions that count the child, for certain before possibly; or those that do not.
    pub fn counted_by(&self, counted: bool) -> Vec<&CountedUnder> {
        let mut those: Vec<_> = self.counts.iter().filter(|count| count.counted.is_some() == counted).collect();
        those.sort_by_key(|count| count.counted != Some(Certainty::Certain));
        those
    }

    /// What can be pressed for what comes next.
    pub fn next_press(&self) -> Option<&ToPress> {
        let NextForChild::Due { what, due, .. } = &self.next else { return None };
        let is_next =
            |duty: &&DutyLine| duty.due.as_ref() == Some(due) && duty.what.to_lowercase() == what.to_lowercase();
        self.duties.iter().filter(is_next).find_map(|duty| duty.does.as_ref())
    }

    /// How the duties that have ended did: "38 duties have ended: 5 missed, 3 met late".
    pub fn history_said(&self) -> String {
        let ended = self.history.len() as u64;
        let of = |is: fn(&DutyState) -> bool, says: &str| {
            let count = self.history.iter().filter(|duty| is(&duty.state)).count();
            (count > 0).then(|| format!("{count} {says}"))
        };
        let all = [
            of(|state| matches!(state, DutyState::Missed { .. }), "missed"),
            of(|state| matches!(state, DutyState::MetLate { .. }), "met late"),
            of(|state| matches!(state, DutyState::Met { .. }), "met in time"),
            of(
                |state| matches!(state, DutyState::CannotBeKnown { .. } | DutyState::MetPerhapsLate { .. }),
                "cannot be known",
            ),
        ];
        let said: Vec<String> = all.into_iter().flatten().collect();
        let have = if ended == 1 { "has" } else { "have" };
        let parts = if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) };
        format!("{} {have} ended{parts}", crate::words::plural(ended, "duty", "duties"))
    }

    /// The page's first sentence: "Zeb, 7 years, has had no worker for 12 days."
    pub fn sentence(&self) -> String {
        // One who is called unborn is not said to be so twice.
        let age = match self.child.age.strip_prefix("unborn, ") {
            Some(expected) if self.called.to_lowercase().starts_with("unborn") => expected,
            _ => &self.child.age,
        };
        let who = format!("{}, {age}", self.called);
        match (&self.died, &self.now) {
            (Some(died), StandingNow::NotOpen { .. }) => return format!("{} {died}.", self.called),
            (Some(died), _) => return format!("{} {died}. The case is still open.", self.called),
            (None, _) => {}
        }
        match &self.now {
            StandingNow::Without { days: Some(0), at_least: false, .. } => {
                format!("{who}, has had no worker since today.")
            }
            StandingNow::Without { days: Some(days), at_least, .. } => {
                format!("{who}, has had no worker for {}.", crate::words::how_long(*days, *at_least))
            }
            StandingNow::Without { days: None, .. } => {
                format!("{who}, has no worker, and the data cannot say since when.")
            }
            StandingNow::Held { by, .. } => format!("{who}, has a worker: {by}."),
            StandingNow::Offered { to, .. } => format!("{who}, is offered to {to}, who has not accepted."),
            StandingNow::InNameOnly { by, .. } => format!("{who}, has a worker in name only: {by}."),
            StandingNow::CannotBeTold { .. } => format!("{who}: the data cannot say whether there is a worker."),
            StandingNow::NotOpen { .. } => format!("{who}, was not open to the authority at that time."),
        }
    }

    /// That other rows of the worker's part are open too, as a sentence; nothing where none is.
    pub fn also_open(&self) -> Option<String> {
        let (StandingNow::Held { also_open, .. } | StandingNow::InNameOnly { also_open, .. }) = &self.now else {
            return None;
        };
        let each = also_open.iter().map(|one| match &one.since {
            Some(since) => format!("{} since {since}", one.of),
            None => one.of.clone(),
        });
        let of = crate::words::listed(&each.collect::<Vec<_>>());
        match also_open.len() {
            0 => None,
            1 => Some(format!("One more row is still open, of {of}: end it, or put it right.")),
            more => Some(format!("{more} more rows are still open, of {of}: end them, or put them right.")),
        }
    }

    /// The team that owns the child, where the data says.
    pub fn team(&self) -> Option<&UnitRef> {
        self.above.last().filter(|unit| unit.kind == crate::view::UnitKind::Team)
    }
}

/// The child under one definition.
#[derive(Debug, Clone, Serialize)]
pub struct CountedUnder {
    /// The definition's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether the child is counted; `None` is not counted.
    pub counted: Option<Certainty>,
    /// The first day without a worker that counts, where counted for certain; from when it is counted is in the reason.
    pub since: Option<Day>,
    /// Whether it is not known how it was just before.
    pub at_least: bool,
    /// Why or why not, in words.
    pub reason: String,
    /// The working days that were counted before the child was, or will be: of an absence, of a grace; a step each.
    pub arithmetic: Vec<String>,
    /// The clauses that the reason rests on.
    pub clauses: Vec<String>,
}

/// How a duty stands or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DutyState {
    /// Still to be done.
    Open,
    /// Done in time.
    Met {
        /// When it was done.
        on: Day,
    },
    /// Done, but after its day.
    MetLate {
        /// When it was done.
        on: Day,
        /// How late, in words: "3 days late".
        late: String,
    },
    /// Done after its day, or without a day that is known, and perhaps in time before.
    MetPerhapsLate {
        /// When it was done.
        on: Day,
        /// Why nobody can tell whether it was late, as a sentence.
        why: String,
    },
    /// Its reason ended and it had not been done in time.
    Missed {
        /// When its reason ended.
        ended: Day,
    },
    /// Its reason ended before it was due.
    NoLongerNeeded {
        /// When its reason ended.
        ended: Day,
    },
    /// Another day was set for it.
    Replaced {
        /// When.
        on: Day,
    },
    /// A correction took away the fact that began it.
    Withdrawn {
        /// Which correction, in words.
        by: String,
    },
    /// The data does not record what would show it.
    CannotBeKnown {
        /// Why not, as a sentence.
        why: String,
    },
}

/// A duty to a child.
#[derive(Debug, Clone, Serialize)]
pub struct DutyLine {
    /// The duty's identity: clause, subject, the fact that began it, which occurrence.
    pub id: String,
    /// The clause that asks for it.
    pub clause: String,
    /// What, in words: "Letter to the family".
    pub what: String,
    /// Whose it is.
    pub owner: String,
    /// When it opened.
    pub opened: Day,
    /// By when; `None` where the policy sets no number, and where the date cannot be worked out.
    pub due: Option<Due>,
    /// How it stands or ended.
    pub state: DutyState,
    /// Of one that is overdue or was missed, as of which day it is known what was done, where the newest extract does not say.
    pub known_as_of: Option<Day>,
    /// Due dates that have gone by on a recurring duty that is still open.
    pub gone_by: Vec<Day>,
    /// Why, down to the count of days.
    pub why: Why,
    /// What whoever acts can press to meet it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub does: Option<ToPress>,
}

impl DutyLine {
    /// Whether it is open and its date has gone by.
    pub fn is_overdue(&self) -> bool {
        self.state == DutyState::Open && self.due.as_ref().is_some_and(Due::is_overdue)
    }

    /// How it ended or stands, in words and with the colour of its tag.
    pub fn tag(&self) -> (&'static str, String) {
        match &self.state {
            DutyState::Open if self.is_overdue() => ("orange", "Overdue".into()),
            DutyState::Open => ("blue", "Open".into()),
            DutyState::Met { .. } => ("green", "Met".into()),
            DutyState::MetLate { late, .. } => ("yellow", format!("Met {late}")),
            DutyState::MetPerhapsLate { .. } => ("purple", "Met, whether late is not known".into()),
            DutyState::Missed { .. } => ("red", "Missed".into()),
            DutyState::NoLongerNeeded { .. } => ("grey", "No longer needed".into()),
            DutyState::Replaced { .. } => ("grey", "Set anew".into()),
            DutyState::Withdrawn { .. } => ("grey", "Withdrawn".into()),
            DutyState::CannotBeKnown { .. } => ("purple", "Cannot be known".into()),
        }
    }

    /// What happened, as a sentence; empty while it is open.
    pub fn ended(&self) -> String {
        match &self.state {
            DutyState::Open => String::new(),
            DutyState::Met { on } | DutyState::MetLate { on, .. } => format!("Done on {on}."),
            DutyState::MetPerhapsLate { on, why } => format!("Done on {on}. {why}"),
            DutyState::Missed { ended } => format!("Not done when its reason ended on {ended}."),
            DutyState::NoLongerNeeded { ended } => format!("Its reason ended on {ended}, before it was due."),
            DutyState::Replaced { on } => format!("Another day was set on {on}."),
            DutyState::Withdrawn { by } => format!("Withdrawn: {by}."),
            DutyState::CannotBeKnown { why } => why.clone(),
        }
    }
}

/// Why a date is what it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Why {
    /// The facts that it rests on.
    pub facts: Vec<FactLine>,
    /// The clauses that it follows, in the council's words.
    pub clauses: Vec<ClauseWords>,
    /// The count of days, spelled out, a step each: "5 working days from Wed 8 Apr: Thu 9, Fri 10, Mon 13, ...".
    pub arithmetic: Vec<String>,
}

/// A fact that an answer rests on.
#[derive(Debug, Clone, Serialize)]
pub struct FactLine {
    /// What happened, in words.
    pub what: String,
    /// When it happened, as a page says it.
    pub when: String,
    /// When it was recorded, as a page says it.
    pub recorded: String,
    /// Where it came from: "involvements.csv, row 1,204".
    pub source: String,
    /// Where it is taken back, where whoever acts may ask for that: it was made here, and stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub take_back: Option<String>,
}

/// A clause in the council's words.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseWords {
    /// Its id, `PG-09`.
    pub id: String,
    /// What it asks.
    pub says: String,
}

/// A sibling.
#[derive(Debug, Clone, Serialize)]
pub struct Sibling {
    /// Who.
    pub child: ChildRef,
    /// How they stand, in words: "No worker for 12 days", "Held by A. Worker".
    pub stands: String,
}

/// Someone who holds or held the child.
#[derive(Debug, Clone, Serialize)]
pub struct InvolvementLine {
    /// The worker's name, or what stands in its place: "Duty Team (a pool name)", "not recorded".
    pub who: String,
    /// In which role.
    pub role: String,
    /// Which team.
    pub team: Option<String>,
    /// From when.
    pub from: Option<Day>,
    /// Until when; `None` goes on.
    pub until: Option<Day>,
    /// Why it ended, where that is recorded.
    pub ended_because: Option<String>,
    /// Why it does not count, where it does not: "A manager does not count as holding (AP-36)".
    pub does_not_count: Option<String>,
    /// Why that is only possible, where it is.
    pub may_not_count: Option<String>,
    /// What whoever acts may do about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<ActLine>,
    /// The worker's page, for those who act.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker: Option<String>,
}

/// A line of the record.
#[derive(Debug, Clone, Serialize)]
pub struct RecordLine {
    /// What happened, in words.
    pub what: String,
    /// When it happened.
    pub when: String,
    /// When it was recorded and by whom.
    pub recorded: String,
    /// Where it came from.
    pub source: String,
    /// What it corrected, or what corrected it, where that is so.
    pub correction: Option<String>,
    /// Where it is taken back, where whoever acts may ask for that: it was made here, and stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub take_back: Option<String>,
}

/// The whole story on a scale of days.
#[derive(Debug, Clone, Serialize)]
pub struct Ribbon {
    /// The first day drawn.
    pub from: Day,
    /// The last day drawn; later than `now` where something is due or coming.
    pub to: Day,
    /// The day that is asked about.
    pub now: Day,
    /// Rows of spans and marks, from the top.
    pub lanes: Vec<Lane>,
}

/// A row of the ribbon.
#[derive(Debug, Clone, Serialize)]
pub struct Lane {
    /// What the row shows: "Worker", "Kind", "Seen".
    pub label: String,
    /// Stretches of days.
    pub spans: Vec<Span>,
    /// Single days.
    pub marks: Vec<Mark>,
}

/// What a stretch of days was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanStyle {
    /// Held by a worker who counts.
    Held,
    /// Held in a name that does not count.
    InNameOnly,
    /// Nobody.
    Nobody,
    /// On duty, or held by the team.
    Duty,
    /// Named and not yet accepted.
    Offered,
    /// Cannot be told.
    Unknown,
    /// A status: in need, plan, looked after.
    Status,
}

/// A stretch of days.
#[derive(Debug, Clone, Serialize)]
pub struct Span {
    /// What it was.
    pub style: SpanStyle,
    /// In words: "A. Worker", "No worker".
    pub label: String,
    /// The first day.
    pub from: Day,
    /// The day after the last; `None` goes on.
    pub until: Option<Day>,
}

/// What a single day was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkStyle {
    /// Done: a visit, a review, a letter.
    Done,
    /// Done late.
    Late,
    /// Missed.
    Missed,
    /// Due.
    Due,
    /// Something that happened: opened, moved, corrected.
    Event,
}

/// A single day.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    /// What it was.
    pub style: MarkStyle,
    /// In words: "Seen at home".
    pub label: String,
    /// When.
    pub day: Day,
}
