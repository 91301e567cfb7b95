//! What one person has to do today: theirs first, worst first, each with why it is theirs and one thing to press.

use serde::Serialize;

use crate::view::{ChildRef, DraftLine, Due, UnitRef};
use crate::words::{self, Day};

/// One person's day.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TodayPage {
    /// Who acts; nothing where nobody has said who they are.
    pub acting: Option<ActingAs>,
    /// Why nothing can be said of what is asked of anybody; nothing where it can.
    pub not_known: Option<String>,
    /// Whether everything is listed, and not only what comes first.
    pub whole: bool,
    /// What is theirs to do now, a child each, worst first.
    pub now: TodayList,
    /// What is theirs and of which nobody can tell whether it was done.
    pub cannot_be_known: TodayList,
    /// What comes to them in the next seven days.
    pub week: TodayList,
    /// What is theirs and has no date: the policy gives no number of days.
    pub undated: TodayList,
    /// The transfers in which something is theirs to do: to check the work, to sign (AP-17).
    pub transfers: Vec<TransferLine>,
    /// What others owe for the children who are shown first.
    pub others: Vec<OthersLine>,
    /// What they answered, decided or gave notice of, and is still open.
    pub watching: Vec<WatchLine>,
    /// Of those, how many more there are than are listed.
    pub watching_more: u64,
    /// What rules about whole areas ask of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaThing>,
    /// What services owe to foster carers and adopters, and is theirs to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub carers: Vec<CarerThing>,
    /// What they typed and did not send; nobody else is shown it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<DraftLine>,
}

/// What a service owes to a foster carer or adopter, and is somebody's to do.
#[derive(Debug, Clone, Serialize)]
pub struct CarerThing {
    /// The carer's initials.
    pub carer: String,
    /// The carer's page.
    pub path: String,
    /// What is to be done.
    pub what: String,
    /// The clause first cited.
    pub clause: String,
    /// When it is due; nothing where the policy gives no day.
    pub due: Option<Due>,
    /// Whether that has gone by.
    pub overdue: bool,
    /// Why it cannot be known whether it was done.
    pub not_known: Option<String>,
    /// Why it is theirs.
    pub why: String,
    /// The form.
    pub does: Option<ToPress>,
}

/// What a rule about a whole area asks of somebody: to tell a post that a unit stands out, or to acknowledge being told.
#[derive(Debug, Clone, Serialize)]
pub struct AreaThing {
    /// The unit.
    pub unit: UnitRef,
    /// How it stands: what the rule is called.
    pub stands: String,
    /// What is to be done.
    pub what: String,
    /// The rule's clauses.
    pub clauses: Vec<String>,
    /// When it is due.
    pub due: Option<Due>,
    /// Why it is theirs.
    pub why: String,
    /// The form.
    pub does: ToPress,
}

/// A transfer in which something is somebody's to do.
#[derive(Debug, Clone, Serialize)]
pub struct TransferLine {
    /// The child.
    pub child: ChildRef,
    /// The team that has the child.
    pub from: UnitRef,
    /// The team, or the other authority, that is to have them.
    pub to: String,
    /// Since when it is under way.
    pub since: Option<Day>,
    /// How far it is, in words.
    pub stands: String,
    /// What the receiving team found lacking, in sentences.
    pub lacks: Vec<String>,
    /// What can be done.
    pub does: Vec<ToPress>,
}

/// Who acts, and as what.
#[derive(Debug, Clone, Serialize)]
pub struct ActingAs {
    /// The worker's id, as an address carries it.
    pub id: String,
    /// The name on record.
    pub name: String,
    /// Each post: "team manager of North", "standing in as service manager of East until Thu 30 April 2026".
    pub posts: Vec<String>,
}

/// A list of things by child.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TodayList {
    /// The children, those with the worst thing first.
    pub children: Vec<TodayChild>,
    /// How many children there are in all.
    pub of_children: u64,
    /// How many things there are in all.
    pub of_things: u64,
}

impl TodayList {
    /// How many more children there are than are listed.
    pub fn more(&self) -> u64 {
        let listed: usize = self.children.iter().map(|line| 1 + line.siblings.len()).sum();
        self.of_children.saturating_sub(listed as u64)
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.of_children == 0
    }
}

/// A child with what one person has to do about it, and the brothers and sisters for whom the worst of it is the same.
#[derive(Debug, Clone, Serialize)]
pub struct TodayChild {
    /// The child.
    pub child: ChildRef,
    /// Brothers and sisters on the same line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<ChildRef>,
    /// The team, where not all are of one.
    pub team: Option<UnitRef>,
    /// The worst of it.
    pub first: TodayThing,
    /// What else.
    pub also: Vec<TodayThing>,
}

impl TodayChild {
    /// The child, then the brothers and sisters.
    pub fn all(&self) -> impl Iterator<Item = &ChildRef> {
        std::iter::once(&self.child).chain(&self.siblings)
    }

    /// For whom that thing is asked, in initials: "A.F. and B.F.".
    pub fn whom(&self, thing: &TodayThing) -> String {
        let whom: Vec<&ChildRef> = if thing.of.is_empty() { self.all().collect() } else { thing.of.iter().collect() };
        words::listed(&whom.iter().map(|one| one.initials.as_str()).collect::<Vec<_>>())
    }
}

/// What kind of thing it is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ThingKind {
    /// Something is so that the policy never allows.
    Breach,
    /// A date has gone by.
    Overdue,
    /// Due by the end of the day.
    DueToday,
    /// An offer that waits for their answer.
    Offer,
    /// They were told, or are to be told, of something, and have not acknowledged it.
    Told,
    /// A step of a ladder, or a decision, without a number of days.
    ToDecide,
    /// Whether it was done cannot be known.
    CannotBeKnown,
    /// It comes in the next seven days.
    Coming,
    /// It has no date.
    Undated,
    /// It is due later.
    Later,
}

impl ThingKind {
    /// The word of its tag.
    pub fn label(self) -> &'static str {
        match self {
            ThingKind::Breach => "Breach",
            ThingKind::Overdue => "Overdue",
            ThingKind::DueToday => "Today",
            ThingKind::Offer => "Offer",
            ThingKind::Told => "Notice",
            ThingKind::ToDecide => "To decide",
            ThingKind::CannotBeKnown => "Cannot be known",
            ThingKind::Coming => "Coming",
            ThingKind::Undated => "No date",
            ThingKind::Later => "Later",
        }
    }

    /// The colour of its tag, which is never the only sign.
    pub fn band(self) -> &'static str {
        match self {
            ThingKind::Breach => "breach",
            ThingKind::Overdue => "overdue",
            ThingKind::DueToday => "today",
            ThingKind::Offer => "offered",
            ThingKind::Told | ThingKind::Coming => "this-week",
            ThingKind::ToDecide => "coming",
            ThingKind::CannotBeKnown => "cannot-be-known",
            ThingKind::Undated | ThingKind::Later => "later",
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TodayThing {
    /// What kind of thing it is.
    pub kind: ThingKind,
    /// What is to be done, or what is so.
    pub what: String,
    /// The clause first cited by each rule that asks for it.
    pub clauses: Vec<String>,
    /// When it is due.
    pub due: Option<Due>,
    /// Since when it is so, of a breach or a notice.
    pub since: Option<Day>,
    /// As of which day it is known that it was not done, where the newest extract does not say.
    pub known_as_of: Option<Day>,
    /// Why it cannot be known whether it was done.
    pub not_known: Option<String>,
    /// Why it is theirs.
    pub why: String,
    /// What can be pressed.
    pub does: Option<ToPress>,
    /// Another way.
    pub or: Option<ToPress>,
    /// Where it counts only in a post that they do not hold, which.
    pub only_as: Option<String>,
    /// Why nothing can be pressed.
    pub no_way: Option<String>,
    /// What is to be read first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_read: Option<ToPress>,
    /// For whom of a line of several; for all of them where nobody is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<ChildRef>,
}

impl TodayThing {
    /// Takes in another thing that is done in the same form, for the same reason and by the same day; gives it back where it
    /// is not. Words of the form that may be several come together.
    pub fn join(&mut self, other: TodayThing) -> Option<TodayThing> {
        let alike = (self.kind, &self.due, &self.since, &self.why, &self.only_as, &self.known_as_of, &self.not_known)
            == (other.kind, &other.due, &other.since, &other.why, &other.only_as, &other.known_as_of, &other.not_known);
        let (Some(own), Some(its)) = (&mut self.does, &other.does) else { return Some(other) };
        let Some(path) = own.with(its).filter(|_| alike && self.or == other.or) else { return Some(other) };
        own.path = path;
        self.what = format!("{}; {}", self.what, words::uncapitalised(&other.what));
        self.clauses
            .extend(other.clauses.into_iter().filter(|clause| !self.clauses.contains(clause)).collect::<Vec<_>>());
        None
    }
}

/// The field of a form that may have several words, of an oversight and of a visit.
const SEVERAL: &str = "parts=";

impl ToPress {
    /// The address of the form with what the other asks for too, where it is the same form and nothing else differs.
    fn with(&self, other: &ToPress) -> Option<String> {
        let parts = |path: &str| -> (String, Vec<String>, Vec<String>) {
            let (form, query) = path.split_once('?').unwrap_or((path, ""));
            let (several, rest) = query
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(str::to_owned)
                .partition(|pair| pair.starts_with(SEVERAL));
            (form.to_owned(), several, rest)
        };
        let ((form, mut several, rest), (other_form, more, other_rest)) = (parts(&self.path), parts(&other.path));
        if form != other_form || rest != other_rest || self.label != other.label {
            return None;
        }
        several.extend(more.into_iter().filter(|pair| !several.contains(pair)).collect::<Vec<_>>());
        several.extend(rest);
        Some(if several.is_empty() { form } else { format!("{form}?{}", several.join("&")) })
    }
}

/// A button that leads to a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToPress {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub path: String,
}

/// What somebody else owes for a child.
#[derive(Debug, Clone, Serialize)]
pub struct OthersLine {
    /// The child.
    pub child: ChildRef,
    /// Brothers and sisters for whom the same is due.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<ChildRef>,
    /// What.
    pub what: String,
    /// The clause first cited.
    pub clause: String,
    /// When it is due.
    pub due: Option<Due>,
    /// Whose it is: "Mina Example, team manager of North", or that nobody is on record.
    pub whose: String,
    /// The place of the line that it is beside.
    #[serde(skip)]
    pub family: usize,
}

impl OthersLine {
    /// The child, then the brothers and sisters.
    pub fn all(&self) -> impl Iterator<Item = &ChildRef> {
        std::iter::once(&self.child).chain(&self.siblings)
    }

    /// Whether the other says the same of a brother or sister.
    pub fn is_same(&self, other: &OthersLine) -> bool {
        (self.family, &self.what, &self.clause, &self.due, &self.whose)
            == (other.family, &other.what, &other.clause, &other.due, &other.whose)
    }
}

/// What somebody did about a child and is still open.
#[derive(Debug, Clone, Serialize)]
pub struct WatchLine {
    /// The child.
    pub child: ChildRef,
    /// What they did, and when.
    pub did: String,
    /// What is still open.
    pub open: String,
}

/// Posts of an area for which something is to be done and nobody is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostGap {
    /// The post: "Head of service".
    pub post: String,
    /// Why nobody is there: nobody on record, or who is away until when.
    pub why: String,
    /// To whom it goes meanwhile; nothing where nobody is there up to the top.
    pub goes_to: Option<String>,
    /// Of which teams.
    pub teams: Vec<UnitRef>,
}
