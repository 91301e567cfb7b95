//! What a pack says, once read and checked. `docs/policy-language.md` gives the meaning of each part.

use record::words::{AbsenceKind, OversightPart, Post, Profession, Recipient, Role, Status, VisitPart, Words};
use record::{Day, Kind};

/// A council's policy as data.
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    /// Its short name, by which commands and links call it.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Which edition of the policy this is.
    pub version: String,
    /// The first civil day on which it is in force.
    pub from: Day,
    /// The last civil day on which it is in force; nothing while it goes on.
    pub until: Option<Day>,
    /// Where its clauses come from.
    pub source: String,
    /// Other procedures that it must be read with (MON-07).
    pub companions: Vec<String>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Who counts as a child's worker.
    pub workers: Vec<WorkerRule>,
    /// Counts: which children are counted, and from when.
    pub definitions: Vec<Definition>,
    /// What must be done, by when and by whom.
    pub duties: Vec<Duty>,
    /// What must never be.
    pub breaches: Vec<Breach>,
    /// Lists that can be asked for, column by column.
    pub lists: Vec<List>,
}

/// A clause of the policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Its id, which rules cite.
    pub id: String,
    /// What it asks, in plain words.
    pub says: String,
    /// What Keyworker does about it, for the handbook.
    pub does: Option<String>,
}

/// The clauses that a rule follows; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cites(pub Vec<String>);

impl Cites {
    /// The clause cited first.
    pub fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }
}

impl std::fmt::Display for Cites {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// A length of time, with its unit: there is no default unit for any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Elapsed hours.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    /// Calendar weeks.
    Weeks(u32),
    /// Calendar months.
    Months(u32),
    /// Working days of England and Wales.
    WorkingDays(u32),
}

impl std::fmt::Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (number, unit) = match self {
            Length::Hours(n) => (n, "hour"),
            Length::Days(n) => (n, "day"),
            Length::Weeks(n) => (n, "week"),
            Length::Months(n) => (n, "month"),
            Length::WorkingDays(n) => (n, "working day"),
        };
        write!(f, "{number} {unit}{}", if *number == 1 { "" } else { "s" })
    }
}

record::words! {
    /// From when an involvement counts as having a worker.
    CountsFrom {
        /// From the offer on: the worker is identified.
        Named = "named",
        /// From the worker's acceptance on.
        Accepted = "accepted",
        /// Whatever its beginning: an involvement that has not ended counts for the whole time before its end. This is
        /// how a list made from open rows alone reads an extract; no policy should.
        OpenRow = "open row",
    }

    /// Why a child came to be without a worker.
    Cause {
        Opened = "opened",
        InvolvementEnded = "involvement ended",
        LeftAuthority = "left the authority",
        Absence = "absence",
        OfferEnded = "offer ended",
        Other = "other",
    }

    /// A plain state of a child, true or false or not known at every instant.
    State {
        Open = "open",
        BeingAssessed = "being assessed",
        AssessedInNeed = "assessed in need",
        NeedsSocialWorker = "needs a social worker",
        OnDuty = "on duty",
        TeamHeld = "team held",
        PartnerHeld = "partner held",
        PaymentsOnly = "payments only",
        AwaitingClosure = "awaiting closure",
        InTransfer = "in transfer",
        WouldBeDuty = "would be a duty case",
        LeftByDecision = "left by decision",
    }
}

/// Who counts as a child's worker.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerRule {
    /// Its name within the pack.
    pub id: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// The parts that count.
    pub parts: Words<Role>,
    /// From when an involvement counts.
    pub from: CountsFrom,
    /// The professions that count; any where nothing is said.
    pub professions: Option<Words<Profession>>,
    /// Whether only a registered social worker counts.
    pub registered: bool,
    /// Whether the person and the team must be recorded (AP-03).
    pub recorded: bool,
    /// Whether a manager must have identified the need (AP-03).
    pub need_identified: bool,
    /// What ends a worker's counting although the involvement goes on.
    pub stops: Vec<Stop>,
}

/// What ends a worker's counting although the involvement goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// The clauses that it follows.
    pub cites: Cites,
    /// What it is.
    pub on: StopOn,
}

/// What ends a worker's counting.
#[derive(Clone, Debug, PartialEq)]
pub enum StopOn {
    /// The worker left the authority: from the day after the last day.
    LeftAuthority,
    /// The worker is absent: from the day after that many working days of absence, until the return (rule 5).
    Absence {
        /// Which absences.
        kinds: Words<AbsenceKind>,
        /// How many working days.
        working_days: u32,
    },
}

/// Which children are counted, and from when.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Its name within the pack.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// Those among whom it counts: the denominator.
    pub among: Condition,
    /// When a child is counted.
    pub counts: Condition,
    /// How long a child must have been without a worker before it is counted.
    pub grace: Vec<Grace>,
}

/// How long a child must have been without a worker before it is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Grace {
    /// The clauses that it follows.
    pub cites: Cites,
    /// For which causes; any other counts at once.
    pub since: Words<Cause>,
    /// More than that many working days (rule 6).
    pub more_than_working_days: u32,
}

/// True, false or not known at every instant.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A plain state.
    State(State),
    /// The child has any of these statuses.
    Status(Words<Status>),
    /// No worker counts by that rule: its place in the pack.
    Without(usize),
    /// The child is counted by that definition: its place in the pack, always an earlier one.
    Definition(usize),
    /// The child has reached that age, in whole years.
    AgeFrom(u32),
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// Not that.
    Not(Box<Condition>),
}

/// What must be done, by when and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Duty {
    /// Its name within the pack.
    pub id: String,
    /// What is to be done, for people.
    pub title: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// Whose it is.
    pub owner: Post,
    /// While what.
    pub during: Condition,
    /// When it opens, after the beginning of that: nothing means at once.
    pub opens_after: Option<Length>,
    /// When it is due.
    pub due: Due,
    /// Whether there is one for each involved agency.
    pub per_agency: bool,
    /// What meets it; any of these.
    pub met_by: Vec<MetBy>,
}

/// When a duty is due.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// Within that length of its opening.
    Within(Length),
    /// On the day on which it opens.
    WhenOpened,
    /// The policy does not say.
    NotStated,
    /// Again and again, that length after it was last met.
    Every {
        /// The interval.
        every: Length,
        /// When it is first due where it was never met.
        first: First,
        /// Whether what met it before it began sets its first due date (rule 7: child seen).
        goes_on: bool,
    },
    /// On the day that a fact of that kind set, each time one did.
    SetBy(Kind),
}

record::words! {
    /// When a recurring duty that was never met is first due.
    First {
        OneInterval = "one interval",
        AtOnce = "at once",
    }
}

/// A kind of fact that meets a duty, and what it must say.
#[derive(Clone, Debug, PartialEq)]
pub struct MetBy {
    /// The kind of fact.
    pub fact: Kind,
    /// To any of these recipients.
    pub to: Option<Words<Recipient>>,
    /// Given to any of these posts.
    pub given_to: Option<Words<Post>>,
    /// Made by any of these posts.
    pub made_by: Option<Words<Post>>,
    /// A visit with all of these.
    pub visit: Option<Words<VisitPart>>,
    /// An oversight with all of these.
    pub holds: Option<Words<OversightPart>>,
}

/// What must never be.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// Its name within the pack.
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// The clauses that it breaks.
    pub cites: Cites,
    /// While what.
    pub during: Condition,
    /// For whom it comes first.
    pub to: Words<Post>,
}

/// A list of the children whom a definition counts, column by column.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its name within the pack.
    pub id: String,
    /// Whom it lists: a definition's place in the pack.
    pub definition: usize,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// What it shows.
    pub shows: ColumnShows,
}

/// What a column shows.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnShows {
    /// The child's id in its source.
    Child,
    /// The id of the owning team in its source.
    Team,
    /// The civil day of what left the child without a worker.
    Since,
    /// The civil day from which the child is counted.
    CountedFrom,
    /// The civil day on which that duty is due: its place in the pack.
    DutyDue(usize),
    /// Whether the child has any of these statuses: `true` or `false`, empty where not known.
    Status(Words<Status>),
}
