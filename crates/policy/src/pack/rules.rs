//! Who counts as a worker, which children are counted, and the conditions that rules are made of.

use record::words::{AbsenceKind, PlacementMark, Profession, Role, Service, Status, Words};

use super::{Cites, Event, Length, Stated};

record::words! {
    /// From when an involvement counts as having a worker.
    CountsFrom {
        /// From the offer on: the worker is identified.
        Named = "named",
        /// From the worker's acceptance on.
        Accepted = "accepted",
        /// From the naming until the end, whoever is in the row: a pool, too.
        Row = "any row",
        /// Whatever its beginning: an involvement that has not ended counts for the whole time before its end. This is
        /// how a list made from open rows alone reads an extract; no policy should.
        OpenRow = "open row",
    }

    /// Whether brothers and sisters are counted together.
    Siblings {
        /// Each child is one.
        Singly = "singly",
        /// The children of a family are one beside.
        Together = "together",
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
        /// While any placement goes on.
        Placed = "placed",
        /// What the newest details of the child say.
        Disabled = "disabled",
        /// What the newest details of the child say.
        SpecialEducationalNeeds = "special educational needs",
        /// From the day of birth on.
        Born = "born",
    }
}

/// Who counts as a child's worker.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerRule {
    /// Its name within the pack.
    pub id: String,
    /// Its name for people, where the pack gives one.
    pub title: Option<String>,
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
    /// Whether somebody must be named who supports the worker (AP-19).
    pub supported: bool,
    /// What ends a worker's counting although the involvement goes on.
    pub stops: Vec<Stop>,
}

impl WorkerRule {
    /// What people call it: its title, or else its name within the pack.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }
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
    /// The worker is absent: once the absence has lasted that long, until the return (rule 5).
    Absence {
        /// Which absences.
        kinds: Words<AbsenceKind>,
        /// After how long.
        after: AbsentFor,
    },
}

/// After how long an absence ends a worker's counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsentFor {
    /// From 00:00 of the first day of absence.
    AtOnce,
    /// From the day after that many working days of absence.
    WorkingDays(u32),
    /// From the day since when it is on record that the absence is likely to last longer than that many calendar days, or else
    /// from that on which it has lasted them (AP-39).
    LikelyLongerThan(u32),
    /// The policy does not say: from the first day on it is not known whether the worker counts.
    NotStated,
}

impl AbsentFor {
    /// How many working days of absence do not end it yet, where the policy counts them.
    pub const fn working_days(self) -> Option<u32> {
        match self {
            AbsentFor::AtOnce => Some(0),
            AbsentFor::WorkingDays(days) => Some(days),
            AbsentFor::LikelyLongerThan(_) | AbsentFor::NotStated => None,
        }
    }
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
    /// Whether brothers and sisters are counted together: the number of families stands beside that of children.
    pub siblings: Siblings,
}

/// How long a child must have been without a worker before it is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Grace {
    /// The clauses that it follows.
    pub cites: Cites,
    /// For which causes; any other counts at once.
    pub since: Words<Cause>,
    /// More than that many working days (rule 6).
    pub more_than_working_days: Stated<u32>,
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
    /// The child has not reached that age, in whole years.
    AgeUnder(u32),
    /// A placement with any of these marks goes on.
    Placement(Words<PlacementMark>),
    /// An entry with any of these services goes on; only those with children placed, where that is asked (AS-25).
    Service {
        /// Which services.
        of: Words<Service>,
        /// Whether only entries with children placed are meant.
        children_placed: bool,
    },
    /// One of these units, or one below it, has the case: by their ids in the record.
    Team(Vec<String>),
    /// The condition has held without a break for that long.
    Lasting(Box<Lasting>),
    /// Something is so, and another was so as it began.
    Begun(Box<Begun>),
    /// Since an event, until another or for that long.
    Since(Box<Since>),
    /// At least so many events within that length.
    Often(Box<Often>),
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// Not that.
    Not(Box<Condition>),
}

/// A condition that has held without a break for a length of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Lasting {
    /// What has held.
    pub of: Condition,
    /// For how long.
    pub length: Stated<Length>,
    /// Whether it must have held longer than that, and not just as long: a day more, a second more for hours.
    pub longer: bool,
}

/// Something is so, and another was so as it began.
#[derive(Clone, Debug, PartialEq)]
pub struct Begun {
    /// What is so.
    pub of: Condition,
    /// What must have been so at the first instant of that stretch.
    pub when: Condition,
}

/// Since an event, until another or for that long.
#[derive(Clone, Debug, PartialEq)]
pub struct Since {
    /// Any of these begins it.
    pub event: Vec<Event>,
    /// How long it lasts; for good where nothing is said.
    pub within: Option<Stated<Length>>,
    /// Any of these ends it.
    pub until: Vec<Event>,
    /// That this comes to be so ends it too.
    pub until_when: Option<Condition>,
}

/// At least so many events within a length.
#[derive(Clone, Debug, PartialEq)]
pub struct Often {
    /// Any of these counts.
    pub event: Vec<Event>,
    /// How many there must be.
    pub times: Stated<u32>,
    /// Within how long.
    pub within: Stated<Length>,
}

impl Condition {
    /// Whether it rests on a number that the policy leaves open.
    pub fn leaves_open(&self) -> bool {
        match self {
            Condition::All(list) | Condition::Any(list) => list.iter().any(Condition::leaves_open),
            Condition::Not(inner) => inner.leaves_open(),
            Condition::Lasting(lasting) => lasting.length.is_left_open() || lasting.of.leaves_open(),
            Condition::Begun(begun) => begun.of.leaves_open() || begun.when.leaves_open(),
            Condition::Since(since) => {
                let when = since.until_when.as_ref();
                since.within.is_some_and(|within| within.is_left_open()) || when.is_some_and(Condition::leaves_open)
            }
            Condition::Often(often) => often.times.is_left_open() || often.within.is_left_open(),
            _ => false,
        }
    }

    /// The marks of the placements of which it asks whether one goes on, any placement where there are none; nothing where
    /// it asks anything else.
    pub fn as_placement(&self) -> Option<Option<Words<PlacementMark>>> {
        match self {
            Condition::Placement(marks) => Some(Some(*marks)),
            Condition::State(State::Placed) => Some(None),
            _ => None,
        }
    }

    /// Whether it asks anywhere whether the child has a worker, other than through another definition.
    pub fn asks_for_worker(&self) -> bool {
        match self {
            Condition::Without(_) => true,
            Condition::All(list) | Condition::Any(list) => list.iter().any(Condition::asks_for_worker),
            Condition::Not(inner) => inner.asks_for_worker(),
            Condition::Lasting(lasting) => lasting.of.asks_for_worker(),
            Condition::Begun(begun) => begun.of.asks_for_worker(),
            _ => false,
        }
    }
}
