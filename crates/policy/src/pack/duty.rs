//! Duties: what must be done, by when, by whom, and what meets it.

use record::Kind;
use record::words::Post;

use super::{Cites, Condition, Event, Length, Stated};

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
    /// Whose it is instead, while something is so: the first whose condition holds.
    pub owners: Vec<OwnerWhile>,
    /// While what.
    pub during: Condition,
    /// Each of these events within that opens a duty of its own; where there are none, the stretch itself does.
    pub on: Vec<Event>,
    /// An event from before the stretch that nothing has met since opens one too, as the stretch begins; it is counted from
    /// its own day, or from the first day of this condition's stretch where that is later.
    pub waiting: Option<Condition>,
    /// Once begun, it goes on while this holds, although `during` has ended.
    pub lasts_while: Option<Condition>,
    /// Whether it so goes on only where `during` held on the day after its first too.
    pub lasts_from_next_day: bool,
    /// When it opens, after the beginning of that.
    pub opens: Opens,
    /// When it is due.
    pub due: Due,
    /// Whether there is one for each involved agency.
    pub per_agency: bool,
    /// Intervals that take the place of a recurring duty's own; the first whose condition holds.
    pub intervals: Vec<Interval>,
    /// What may vary the interval for one child.
    pub varied_by: Option<VariedBy>,
    /// What meets it: all of these, each of them by any of its events.
    pub met_by: Vec<Vec<Event>>,
    /// From when on its events meet it.
    pub met_from: MetFrom,
    /// A condition that meets it when it comes to be so, beside its events.
    pub met_when: Option<Condition>,
    /// Once this has come to be so before its due day was over, nobody can tell whether it is still owed.
    pub in_doubt_when: Option<Condition>,
    /// The rule that binds instead of this one where both ask for the same thing: its place in the pack.
    pub yields_to: Option<usize>,
    /// The ladder that it is a rung of: its place in the pack.
    pub ladder: Option<usize>,
}

impl Duty {
    /// Every event that can have a part in meeting it.
    pub fn ways(&self) -> impl Iterator<Item = &Event> {
        self.met_by.iter().flatten()
    }
}

/// From when on what happened meets a duty.
#[derive(Clone, Debug, PartialEq)]
pub enum MetFrom {
    /// From the beginning of its stretch, whenever it opens.
    ItsStretch,
    /// From its opening on: what was done before it opened does not.
    ItsOpening,
    /// From the beginning of this condition's stretch that goes on as it opens, though its own began later.
    Since(Condition),
}

impl MetFrom {
    /// What it is counted from the beginning of, where it is that.
    pub fn since(&self) -> Option<&Condition> {
        if let MetFrom::Since(of) = self { Some(of) } else { None }
    }
}

/// When a duty opens within its stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// With the stretch.
    AtOnce,
    /// That length later.
    After(Length),
    /// Later, and the policy does not say when: it stands open from the beginning, without a day.
    AfterNotStated,
    /// When that duty is met: its place in the pack.
    WhenMet(usize),
    /// When that duty is overdue and still unmet: its place in the pack.
    WhenUnmet(usize),
}

/// An interval that takes the place of a recurring duty's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// The clauses that it follows.
    pub cites: Cites,
    /// While what.
    pub when: Condition,
    /// The interval.
    pub every: Stated<Length>,
}

/// Whose a duty is while something is so.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnerWhile {
    /// The clauses that it follows.
    pub cites: Cites,
    /// While what.
    pub when: Condition,
    /// Whose it is then.
    pub owner: Post,
}

/// What may vary the interval of a recurring duty for one child.
#[derive(Clone, Debug, PartialEq)]
pub struct VariedBy {
    /// The clauses that it follows.
    pub cites: Cites,
    /// Which facts, each `visit_interval_set`.
    pub event: Vec<Event>,
    /// Whether it can only make the interval shorter.
    pub only_shorter: bool,
}

/// When a duty is due.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// Within a length.
    Within(Within),
    /// On the day on which it opens.
    WhenOpened,
    /// The policy does not say.
    NotStated,
    /// Again and again, that length after it was last met.
    Every {
        /// The interval; the policy gives none where it is missing.
        every: Option<Length>,
        /// The first intervals, where they differ: the first after the beginning, the next after it was met, and so on.
        steps: Vec<Stated<Length>>,
        /// When it is first due where it was never met.
        first: First,
        /// Whether what met it before it began sets its first due date (rule 7: child seen).
        goes_on: bool,
        /// The event that the first is counted from, where it is not the beginning of the duty's stretch.
        from: Option<From>,
    },
    /// On the day that a fact of that kind set, each time one did.
    SetBy(Kind),
}

/// Within a length of some day.
#[derive(Clone, Debug, PartialEq)]
pub struct Within {
    /// The length.
    pub length: Length,
    /// From the newest such event, where it is not from the beginning of the duty's stretch.
    pub from: Option<From>,
    /// Whether the day that it is counted from is itself day 1.
    pub first_day_counted: bool,
    /// Whether what met it from the day on that it is counted from counts, though its stretch began later.
    pub goes_on: bool,
}

impl Within {
    /// Counted from the beginning of the duty's stretch.
    pub const fn of(length: Length) -> Within {
        Within { length, from: None, first_day_counted: false, goes_on: false }
    }
}

/// The event that a due day is counted from, or the beginning of something that is so.
#[derive(Clone, Debug, PartialEq)]
pub struct From {
    /// In the place of every event: the first day of the stretch of this that goes on as the duty opens.
    pub since: Option<Condition>,
    /// Which of several.
    pub pick: Pick,
    /// For each: any of these events.
    pub of: Vec<Vec<Event>>,
    /// What makes an event that came before it count no more.
    pub until: Vec<Event>,
    /// How long before the duty's own day an event may lie and still count; however long, where nothing is said.
    pub at_most: Option<Length>,
    /// Whether the duty's own day is counted from wherever no event counts.
    pub own_day: bool,
}

impl From {
    /// Every event that it asks about.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.of.iter().flatten().chain(&self.until)
    }
}

impl Due {
    /// The event that it is counted from, where it is not the beginning of the duty's stretch.
    pub fn from(&self) -> Option<&From> {
        match self {
            Due::Within(within) => within.from.as_ref(),
            Due::Every { from, .. } => from.as_ref(),
            Due::WhenOpened | Due::NotStated | Due::SetBy(_) => None,
        }
    }
}

record::words! {
    /// Which of several days counts.
    Pick {
        Latest = "latest",
        Earliest = "earliest",
    }

    /// When a recurring duty that was never met is first due.
    First {
        OneInterval = "one interval",
        AtOnce = "at once",
    }
}
