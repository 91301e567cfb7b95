//! What a pack says, once read and checked. `docs/policy-language.md` gives the meaning of each part.

mod cited;
mod duty;
mod event;
mod implies;
mod lists;
mod more;
mod moved;
mod rules;
mod test;
mod workload;

use record::words::Post;
use record::{Day, Ref};

pub use cited::Rule;
pub use duty::{Due, Duty, First, From, Interval, MetFrom, Opens, OwnerWhile, Pick, VariedBy, Within};
pub use event::Event;
pub use lists::{Column, ColumnShows, List, OwnCalendar};
pub use more::{
    Area, Breach, Each, Engaged, Exception, Gate, Ladder, Letter, LetterKind, LetterPart, MoreThan, Need, Priority,
    ServiceRule, SpeaksFor, Step, Suitability, Winner,
};
pub use moved::Moved;
pub use rules::{
    AbsentFor, Begun, Cause, Condition, CountsFrom, Definition, Grace, Lasting, Often, Siblings, Since, State, Stop,
    StopOn, WorkerRule,
};
pub use test::{Ask, MayHold, Question, Test};
pub use workload::{FixedPoints, OwnLoad, Points, Workload};

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
    /// Whether that is the day of the document itself. Where the document does not say from when it is in force, it is only the
    /// first day about which the pack can be asked.
    pub from_is_stated: bool,
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
    /// The place of the definition by which trays and the first figure count; nothing where the pack counts nobody.
    pub leading: Option<usize>,
    /// What must be done, by when and by whom.
    pub duties: Vec<Duty>,
    /// What must never be.
    pub breaches: Vec<Breach>,
    /// Lists that can be asked for, column by column.
    pub lists: Vec<List>,
    /// Ladders; each rung is a duty that names its ladder.
    pub ladders: Vec<Ladder>,
    /// What decisions need.
    pub gates: Vec<Gate>,
    /// Who may hold whom.
    pub suitability: Vec<Suitability>,
    /// What raises a child's priority (PG-04).
    pub priorities: Vec<Priority>,
    /// How workloads are weighed (AP-26).
    pub workload: Option<Workload>,
    /// Letters and what they must hold.
    pub letters: Vec<Letter>,
    /// What is looked at over whole areas.
    pub areas: Vec<Area>,
    /// What the council calls a post.
    pub titles: Vec<(Post, String)>,
    /// Services with a tray of their own.
    pub services: Vec<ServiceRule>,
    /// The packs that it builds on, by id.
    pub builds_on: Vec<String>,
    /// Which of two rules binds.
    pub winners: Vec<Winner>,
    /// Calendars of its own: the working days of England and Wales less these days.
    pub calendars: Vec<OwnCalendar>,
    /// Its own tests.
    pub tests: Vec<Test>,
    /// Of what it asks, with the packs that it builds on: what an adoption puts on the record.
    pub digest: Ref,
}

impl Pack {
    /// Whether it asks nothing of anybody: it only counts.
    pub fn asks_nothing(&self) -> bool {
        let (duties, never) = (self.duties.is_empty(), self.breaches.is_empty() && self.gates.is_empty());
        duties && never && self.ladders.is_empty() && self.suitability.is_empty()
    }

    /// A pack that says nothing, from the first day that can be written.
    pub(crate) fn empty() -> Pack {
        Pack {
            id: String::new(),
            title: String::new(),
            version: String::new(),
            from: Day::FIRST,
            from_is_stated: true,
            until: None,
            source: String::new(),
            companions: Vec::new(),
            clauses: Vec::new(),
            workers: Vec::new(),
            definitions: Vec::new(),
            leading: None,
            duties: Vec::new(),
            breaches: Vec::new(),
            lists: Vec::new(),
            ladders: Vec::new(),
            gates: Vec::new(),
            suitability: Vec::new(),
            priorities: Vec::new(),
            workload: None,
            letters: Vec::new(),
            areas: Vec::new(),
            titles: Vec::new(),
            services: Vec::new(),
            builds_on: Vec::new(),
            winners: Vec::new(),
            calendars: Vec::new(),
            tests: Vec::new(),
            digest: Ref(0),
        }
    }

    /// How many rules it has so far: how far rules that join it must be moved.
    pub fn sizes(&self) -> Moved {
        Moved {
            workers: self.workers.len(),
            definitions: self.definitions.len(),
            duties: self.duties.len(),
            ladders: self.ladders.len(),
            calendars: self.calendars.len(),
        }
    }

    /// The definition by which trays and the first figure count.
    pub fn leading(&self) -> Option<&Definition> {
        self.definitions.get(self.leading?)
    }

    /// What the council calls that post; the pack's own title comes before those of the packs that it builds on.
    pub fn title_of(&self, post: Post) -> &str {
        use record::words::Word;
        self.titles.iter().rev().find(|(of, _)| *of == post).map_or(post.name(), |(_, title)| title)
    }

    /// Whose something is, within a sentence: "the team manager". Business support is nobody's title.
    pub fn whose(&self, post: Post) -> String {
        let title = self.title_of(post);
        match post {
            Post::BusinessSupport if title == record::words::Word::name(post) => title.to_owned(),
            _ => format!("the {title}"),
        }
    }

    /// From when on it is in force, as far as the document says, as the rest of a sentence; each day as `written` has it.
    pub fn in_force_words(&self, written: impl Fn(Day) -> String) -> String {
        let until = self.until.map(|until| format!(" until {}", written(until))).unwrap_or_default();
        let from = written(self.from);
        match self.from_is_stated {
            true => format!("in force from {from}{until}"),
            false => format!("can be asked from {from}{until}; the document does not say from when it is in force"),
        }
    }

    /// A length in words, with the calendar by which it is counted where that is one of the pack's own.
    pub fn length(&self, length: Length) -> String {
        match length {
            Length::WorkingDaysOf(_, place) => {
                let calendar = self.calendars.get(usize::from(place)).map_or("?", |calendar| calendar.id.as_str());
                format!("{length} of the calendar '{calendar}'")
            }
            _ => length.to_string(),
        }
    }

    /// The same of one that the policy may leave open.
    pub fn stated_length(&self, length: Stated<Length>) -> String {
        length.value().map_or_else(|| length.to_string(), |length| self.length(length))
    }

    /// The parts of the pack to which the policy gives no value, by their ids.
    pub fn without_value(&self) -> impl Iterator<Item = &Duty> {
        self.duties.iter().filter(|duty| matches!(duty.due, Due::NotStated | Due::Every { every: None, .. }))
    }
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

/// The clauses that a rule follows; never empty in a pack that can be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// A number of the policy, or that the policy leaves it open: then none is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated<T> {
    /// What the policy states.
    As(T),
    /// The policy leaves it open: `"not stated"`.
    LeftOpen,
}

impl<T> Stated<T> {
    /// What the policy states, where it does.
    pub fn value(self) -> Option<T> {
        match self {
            Stated::As(value) => Some(value),
            Stated::LeftOpen => None,
        }
    }

    /// Whether the policy leaves it open.
    pub const fn is_left_open(&self) -> bool {
        matches!(self, Stated::LeftOpen)
    }
}

impl<T> std::convert::From<T> for Stated<T> {
    fn from(value: T) -> Self {
        Stated::As(value)
    }
}

impl std::fmt::Display for Stated<Length> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Stated::As(length) => length.fmt(f),
            Stated::LeftOpen => f.write_str("a time that the policy does not state"),
        }
    }
}

impl std::fmt::Display for Stated<u32> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Stated::As(number) => number.fmt(f),
            Stated::LeftOpen => f.write_str("a number that the policy does not state"),
        }
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
    /// Working days of a calendar of the pack's own, by its place.
    WorkingDaysOf(u32, u8),
}

impl std::fmt::Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (number, unit) = match self {
            Length::Hours(n) => (n, "hour"),
            Length::Days(n) => (n, "day"),
            Length::Weeks(n) => (n, "week"),
            Length::Months(n) => (n, "month"),
            Length::WorkingDays(n) | Length::WorkingDaysOf(n, _) => (n, "working day"),
        };
        write!(f, "{number} {unit}{}", if *number == 1 { "" } else { "s" })
    }
}
