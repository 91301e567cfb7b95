//! Carers, other services' lists, units and capacity issues, as pages and programs see them.

use serde::Serialize;

use crate::view::{ChildRef, Due, FactLine, Known, RecordGroup, ToPress, UnitRef};
use crate::words::Day;

/// Every foster carer and adopter.
#[derive(Debug, Clone, Serialize)]
pub struct CarersPage {
    /// How many have no supervising social worker who is there (AP-08).
    pub without: u64,
    /// Those first, then the others by name.
    pub carers: Vec<CarerLine>,
    /// The form that puts a carer on record, for whoever acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add: Option<String>,
}

/// A worker by name, with the worker's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedWorker {
    /// As the record has it.
    pub name: String,
    /// The page.
    pub path: String,
}

/// A carer on a line.
#[derive(Debug, Clone, Serialize)]
pub struct CarerLine {
    /// The carer's page.
    pub path: String,
    /// Name as listed.
    pub name: String,
    /// A foster carer or an adopter.
    pub kind: String,
    /// The team that answers for them.
    pub team: UnitRef,
    /// The supervising social worker on record.
    pub supervisor: Option<NamedWorker>,
    /// Since when.
    pub since: Option<Day>,
    /// Why there is nobody who supervises; nothing where there is.
    pub unsupervised: Option<String>,
}

/// A carer's page.
#[derive(Debug, Clone, Serialize)]
pub struct CarerPage {
    /// The carer.
    pub carer: CarerLine,
    /// For the browser's tab, which others may see.
    pub initials: String,
    /// With which services, a sentence each.
    pub entries: Vec<String>,
    /// What is owed to them.
    pub owed: Vec<ServiceDuty>,
    /// What may be recorded.
    pub records: Vec<RecordGroup>,
    /// The record, newest first.
    pub record: Vec<FactLine>,
}

/// What a service owes to somebody.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceDuty {
    /// What.
    pub what: String,
    /// By which clause.
    pub clause: String,
    /// Whose it is.
    pub owner: String,
    /// By when; nothing where the policy gives no day.
    pub due: Option<Due>,
    /// Whether the day has gone by.
    pub overdue: bool,
    /// Why nobody can tell whether it was done; nothing where one can.
    pub not_known: Option<String>,
}

/// The lists of the other services.
#[derive(Debug, Clone, Serialize)]
pub struct ServicesPage {
    /// A list each.
    pub lists: Vec<ServiceList>,
}

/// One service's list.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceList {
    /// As the record calls the service.
    pub service: &'static str,
    /// As a heading.
    pub title: String,
    /// Whose the list is, by the policies that are asked.
    pub owner: Option<String>,
    /// What is overdue first, then by how long they have been with it.
    pub lines: Vec<ServiceLine>,
}

/// Whom an entry is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceFor {
    /// A child's initials and age, or a carer's name.
    pub name: String,
    /// The page.
    pub path: String,
}

/// An entry with a service.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceLine {
    /// Whom it is for.
    pub who: ServiceFor,
    /// Since when.
    pub since: Option<Day>,
    /// For how many civil days.
    pub days: Option<u64>,
    /// The same in words.
    pub said: String,
    /// When they were last told how things stand.
    pub told: Option<Day>,
    /// Whether children are placed with them: `yes`, `no` or `not recorded`.
    pub placed: &'static str,
    /// What is owed to them.
    pub owed: Vec<ServiceDuty>,
}

/// A unit's page.
#[derive(Debug, Clone, Serialize)]
pub struct UnitPage {
    /// The unit, as it is called now.
    pub unit: UnitRef,
    /// The units above.
    pub above: Vec<UnitRef>,
    /// The units that belong to it directly.
    pub below: Vec<UnitRef>,
    /// Who holds a post for it, the highest first.
    pub posts: Vec<PostLine>,
    /// Its capacity issues.
    pub issues: Vec<IssueLine>,
    /// What may be recorded.
    pub records: Vec<RecordGroup>,
    /// The record, newest first.
    pub record: Vec<FactLine>,
}

/// A post that somebody holds for a unit.
#[derive(Debug, Clone, Serialize)]
pub struct PostLine {
    /// By which the lines stand in order.
    #[serde(skip)]
    pub rank: usize,
    /// The post.
    pub post: String,
    /// Who.
    pub worker: NamedWorker,
    /// How they come to it, where it was not given to them.
    pub how: Option<String>,
    /// The last day, where one is on record.
    pub until: Option<Day>,
    /// The form that ends it, for whoever acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// The capacity issues of the authority.
#[derive(Debug, Clone, Serialize)]
pub struct CapacityPage {
    /// Those that nobody has decided about first; those that are over last.
    pub issues: Vec<IssueLine>,
    /// The units for which one can be raised, for whoever acts.
    pub raise: Vec<ToPress>,
}

/// A capacity issue (AP-14).
#[derive(Debug, Clone, Serialize)]
pub struct IssueLine {
    /// Of which unit.
    pub unit: UnitRef,
    /// What is lacking.
    pub what: String,
    /// What shows it.
    pub evidence: Option<String>,
    /// When it was raised.
    pub raised: String,
    /// By whom.
    pub by: Option<String>,
    /// What was decided about it, oldest first.
    pub decided: Vec<IssueDecided>,
    /// Whether it stands on the risk register; nothing where nobody has said.
    pub on_risk_register: Option<bool>,
    /// Whether it is over.
    pub over: bool,
    /// The form in which something is decided about it, for whoever acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decide: Option<String>,
    /// By which issues stand in order.
    #[serde(skip)]
    pub order: i64,
}

/// What was decided about a capacity issue.
#[derive(Debug, Clone, Serialize)]
pub struct IssueDecided {
    /// What.
    pub says: String,
    /// When.
    pub when: String,
    /// By whom, in which post.
    pub by: Option<String>,
    /// Whether it was put on the risk register, or taken off it.
    pub on_risk_register: Option<bool>,
    /// Whether it ended the issue.
    pub over: bool,
}

/// What was recorded here and belongs in the council's case system too (AS-28).
#[derive(Debug, Clone, Default, Serialize)]
pub struct CarryPage {
    /// The civil day whose records are shown; everything that is to be carried back, where there is none.
    pub day: Option<Day>,
    /// The same as an address has it.
    pub day_id: Option<String>,
    /// Whether nothing that could be carried back was recorded here.
    pub nothing_recorded: bool,
    /// How many records are to be carried back, in all.
    pub waiting: u64,
    /// The days on which they were made, oldest first.
    pub days: Vec<CarryDay>,
    /// The children, with their records.
    pub children: Vec<CarryChild>,
    /// Workers, units and carers, with theirs.
    pub others: Vec<CarryOther>,
    /// How many more records there are than are shown.
    pub more: u64,
    /// What an extract brought of these children since people began to record here, and nobody recorded here.
    pub only_in_extract: Vec<OnlyInExtract>,
    /// How many of those there are.
    pub only_in_extract_count: u64,
    /// The key of the form by which records are marked, for whoever acts.
    #[serde(skip)]
    pub key: Option<String>,
}

/// A day on which records were made that are to be carried back.
#[derive(Debug, Clone, Serialize)]
pub struct CarryDay {
    /// As an address has it.
    pub id: String,
    /// The civil day.
    pub day: Day,
    /// How many.
    pub records: u64,
}

/// A child of whom something was recorded here.
#[derive(Debug, Clone, Serialize)]
pub struct CarryChild {
    /// The child.
    pub child: ChildRef,
    /// What the child is called, for whoever finds it in the case system.
    pub called: String,
    /// The team.
    pub team: UnitRef,
    /// The records, oldest first.
    pub notes: Vec<CaseNote>,
}

/// A worker, a unit or a carer of whom something was recorded here.
#[derive(Debug, Clone, Serialize)]
pub struct CarryOther {
    /// What they are: `worker`, `unit` or `carer`.
    pub of: &'static str,
    /// The id.
    pub id: String,
    /// Their page.
    pub path: String,
    /// What they are called.
    pub called: String,
    /// The records, oldest first.
    pub notes: Vec<CaseNote>,
}

impl CaseNote {
    /// The facts of those of these notes that are to be carried back.
    pub fn waiting(notes: &[CaseNote]) -> Vec<&String> {
        notes.iter().filter(|note| note.carried.is_none()).flat_map(|note| &note.ids).collect()
    }
}

/// That not everything was marked that was to be.
#[derive(Debug, Clone, Serialize)]
pub struct CarryFailed {
    /// Of whom.
    pub called: String,
    /// How many records were marked.
    pub marked: u64,
    /// How many were not.
    pub not_marked: u64,
    /// Why not.
    pub why: Vec<String>,
}

/// A record as a case note.
#[derive(Debug, Clone, Serialize)]
pub struct CaseNote {
    /// The facts that it is made of.
    pub ids: Vec<String>,
    /// The note, to be copied.
    pub text: String,
    /// When and by whom it was carried back; nothing where it was not.
    pub carried: Option<String>,
    /// Whether an extract has a record of the same kind and day.
    pub in_extract: bool,
}

/// What an extract has, and nobody recorded here.
#[derive(Debug, Clone, Serialize)]
pub struct OnlyInExtract {
    /// Of whom.
    pub child: ChildRef,
    /// What.
    pub fact: FactLine,
}

/// Which work could be released for a child who needs a worker at once (AS-10).
#[derive(Debug, Clone, Serialize)]
pub struct ReleasePage {
    /// The child who needs a worker.
    pub who: ChildRef,
    /// The units above.
    pub above: Vec<UnitRef>,
    /// What could go, soonest first.
    pub lines: Vec<ReleaseLine>,
    /// How much more there is than is shown.
    pub more: u64,
}

/// Work that could be released.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseLine {
    /// Who would have the room.
    pub worker: NamedWorker,
    /// How near their team is.
    pub near: &'static str,
    /// Whose work it is.
    pub child: ChildRef,
    /// Why it could go.
    pub reason: String,
    /// When the child was last seen.
    pub seen: Known<String>,
    /// The form in which it is let go, for whoever acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub does: Option<String>,
    /// What that form does.
    pub label: &'static str,
}
