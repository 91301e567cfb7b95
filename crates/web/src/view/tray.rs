//! A team's tray: who needs a worker, one line a family.

use serde::Serialize;

use crate::at::escaped;
use crate::view::children::with_query;
use crate::view::{AreaRule, Band, ChildRef, Count, CountedFor, Due, Known, PageWanted, Paging, Term, UnitRef};
use crate::words::{Day, listed};

/// What a tray is narrowed to; ids, as the address carries them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TrayFilter {
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this reason.
    pub reason: Option<String>,
    /// Only this band.
    pub band: Option<Band>,
    /// Which page.
    pub page: PageWanted,
}

impl TrayFilter {
    /// The tray's address with this filter.
    pub fn path(&self, team: &str) -> String {
        let pairs =
            [("kind", self.kind.as_deref()), ("reason", self.reason.as_deref()), ("band", self.band.map(Band::id))];
        with_query(&format!("/team/{}", escaped(team)), pairs, self.page)
    }

    /// The same from its first page, narrowed to one band.
    pub fn in_band(&self, band: Option<Band>) -> TrayFilter {
        TrayFilter { band, page: PageWanted::default(), ..self.clone() }
    }

    /// The same at another page.
    pub fn at_page(&self, page: PageWanted) -> TrayFilter {
        TrayFilter { page, ..self.clone() }
    }

    /// Whether anything but the page is set.
    pub fn narrows(&self) -> bool {
        self.kind.is_some() || self.reason.is_some() || self.band.is_some()
    }
}

/// A team's tray.
#[derive(Debug, Clone, Serialize)]
pub struct TrayPage {
    /// The team.
    pub team: UnitRef,
    /// The units above it, the authority first.
    pub above: Vec<UnitRef>,
    /// The definition by which the tray counts.
    pub counted_by: Term,
    /// By which policies its teams are counted, where it is by each team's own; empty where one definition counts everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted_for: Vec<CountedFor>,
    /// Open children of the team.
    pub open_children: Count,
    /// Who needs a worker, before any filter; unknown where no policy was in force, which is not the same as nobody.
    pub without: Known<TrayCount>,
    /// Why it is not known how many more there are, as the rest of a sentence; nothing where it is.
    pub more_not_known: Option<&'static str>,
    /// By which policies something is never allowed, where none of those governs: "by ‘Allocation’, which does not govern".
    pub breaches_by: Option<String>,
    /// The limits above which the team stands, or may, or a unit that it belongs to.
    pub areas_over: Vec<AreaRule>,
    /// What each band holds under the kind and reason chosen, worst first; a band that holds nobody stays, with nought.
    pub groups: Vec<TrayGroup>,
    /// The kinds that can be chosen, with how many children each.
    pub kinds: Vec<Facet>,
    /// The reasons that can be chosen.
    pub reasons: Vec<Facet>,
    /// What is chosen.
    pub filter: TrayFilter,
    /// This page's families, by band and then by priority.
    pub lines: Vec<FamilyLine>,
    /// Which page; its lines are families.
    pub paging: Paging,
}

/// How many of a team's children need a worker; the coming ones are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TrayCount {
    /// Children without a worker that counts, certain and possible ones together.
    pub children: u64,
    /// Of those, the ones who are counted only possibly.
    pub possible: u64,
    /// The families they belong to.
    pub families: u64,
}

/// One band of a tray.
#[derive(Debug, Clone, Serialize)]
pub struct TrayGroup {
    /// Which.
    pub band: Band,
    /// How many children.
    pub children: u64,
    /// How many families.
    pub families: u64,
}

/// Something that a list can be narrowed to.
#[derive(Debug, Clone, Serialize)]
pub struct Facet {
    /// What.
    pub term: Term,
    /// How many children.
    pub children: u64,
}

/// A family in a tray, in the band of its most urgent child.
#[derive(Debug, Clone, Serialize)]
pub struct FamilyLine {
    /// The band.
    pub band: Band,
    /// Those of its children who need a worker, most urgent first; never empty.
    pub children: Vec<TrayChild>,
    /// What puts the family where it is in its band, at most two: "second plan in a year", "under one".
    pub priority: Vec<String>,
}

/// A child in a tray.
#[derive(Debug, Clone, Serialize)]
pub struct TrayChild {
    /// Who.
    pub child: ChildRef,
    /// Which kind: "Child protection plan".
    pub kind: String,
    /// Why there is no worker, in words: "Worker left the authority".
    pub why: String,
    /// Since when without a worker; for one who is coming, from when. `None` where the data cannot say.
    pub since: Option<Day>,
    /// Whole days without a worker.
    pub days: Option<u64>,
    /// Whether it is not known how it was just before `since`, so that it may be longer.
    pub at_least: bool,
    /// Who is looking after the child meanwhile: "On duty", "Held by the team".
    pub meanwhile: Option<String>,
    /// Whether the child would be counted only if nothing was done since the record's last day; `why` says from when.
    pub would_count: bool,
    /// Whether the tray counts the child, or may: else it has no since of its own, only what a breach or an offer has.
    pub counted: bool,
    /// Whether it is only possible that the child has no worker, and why it cannot be told.
    pub possible_because: Option<String>,
    /// What is so that the policy never allows.
    pub breaches: Vec<BreachMark>,
    /// The next thing due.
    pub next: NextThing,
}

/// Something that the policy never allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BreachMark {
    /// The clause; of several, the first.
    pub clause: String,
    /// Every clause by which it is so.
    pub clauses: Vec<String>,
    /// What is so, in words: "On a child protection plan without a social worker".
    pub words: String,
    /// Since when.
    pub since: Option<Day>,
    /// Whether it is not known how it was just before.
    pub since_at_the_latest: bool,
    /// What the clause asks, in the council's words: what would end it.
    pub asks: String,
    /// For whom it comes first: "Team manager, service manager"; empty where the policy does not say.
    pub to: String,
}

/// The next thing due for a child.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "a page has one of each child, and most of them are due")]
pub enum NextThing {
    /// Something is due.
    Due {
        /// What, in words: "Letter to the family".
        what: String,
        /// By when.
        due: Due,
        /// Whose it is: "Team manager".
        owner: String,
        /// The clause that asks for it.
        clause: String,
        /// Where it is overdue: as of which day it is known what was done, where the newest extract does not say.
        known_as_of: Option<Day>,
    },
    /// No duty has a date, and something is so that the policy never allows: that is next, and now.
    PutRight {
        /// What is so, in words: "On a child protection plan without a social worker".
        what: String,
        /// For whom it comes first; empty where the policy does not say.
        to: String,
        /// The clause that it breaks.
        clause: String,
    },
    /// Nothing is due, which for a child without a worker is itself a gap (MON-03).
    Nothing,
    /// It cannot be worked out from this data.
    CannotBeKnown {
        /// Why not, as a sentence.
        why: String,
    },
}

impl NextThing {
    /// What stands first where siblings differ: what is late, then that nothing is due, then what is due by its day.
    fn rank(&self) -> (u8, String) {
        match self {
            NextThing::Due { due, .. } => (if due.is_overdue() { 0 } else { 2 }, due.day.date.clone()),
            NextThing::PutRight { .. } => (0, String::new()),
            NextThing::Nothing => (1, String::new()),
            NextThing::CannotBeKnown { .. } => (3, String::new()),
        }
    }
}

/// Why and since when, for those children of a family for whom it is the same.
pub struct SharedWhy<'a> {
    /// Their initials, where the family's other children differ; empty where it holds for all.
    pub who: String,
    /// One of them, to read the shared parts from.
    pub child: &'a TrayChild,
}

/// The next thing due, for those children of a family for whom it is the same.
pub struct SharedNext<'a> {
    /// Their initials, where the family's other children differ; empty where it holds for all.
    pub who: String,
    /// What.
    pub next: &'a NextThing,
}

impl FamilyLine {
    /// Why and since when, said once for siblings for whom it is the same.
    pub fn whys(&self) -> Vec<SharedWhy<'_>> {
        let same = |one: &TrayChild, other: &TrayChild| {
            (&one.why, (&one.since, one.at_least), &one.meanwhile, &one.possible_because)
                == (&other.why, (&other.since, other.at_least), &other.meanwhile, &other.possible_because)
        };
        let groups = together(&self.children, same);
        let all_same = groups.len() == 1;
        let who = |group: &[&TrayChild]| if all_same { String::new() } else { self.initials(group) };
        groups.iter().map(|group| SharedWhy { who: who(group), child: group[0] }).collect()
    }

    /// The next thing due, said once for siblings for whom it is the same; the nearest first.
    pub fn nexts(&self) -> Vec<SharedNext<'_>> {
        let same = |one: &TrayChild, other: &TrayChild| match (&one.next, &other.next) {
            (
                NextThing::Due { what, due, owner, known_as_of, .. },
                NextThing::Due { what: w, due: d, owner: o, known_as_of: k, .. },
            ) => (what, due, owner, known_as_of) == (w, d, o, k),
            (NextThing::PutRight { what, to, clause }, NextThing::PutRight { what: w, to: t, clause: c }) => {
                (what, to, clause) == (w, t, c)
            }
            (NextThing::Nothing, NextThing::Nothing) => true,
            (NextThing::CannotBeKnown { why }, NextThing::CannotBeKnown { why: w }) => why == w,
            _ => false,
        };
        let groups = together(&self.children, same);
        let all_same = groups.len() == 1;
        let who = |group: &[&TrayChild]| if all_same { String::new() } else { self.initials(group) };
        let mut nexts: Vec<SharedNext<'_>> =
            groups.iter().map(|group| SharedNext { who: who(group), next: &group[0].next }).collect();
        nexts.sort_by_key(|shared| shared.next.rank());
        nexts
    }

    /// The breaches of all its children, each said once, with whose it is where the children differ.
    pub fn breaches(&self) -> Vec<(String, &BreachMark)> {
        let mut marks: Vec<(Vec<&TrayChild>, &BreachMark)> = Vec::new();
        for child in &self.children {
            for mark in &child.breaches {
                match marks.iter_mut().find(|(_, known)| *known == mark) {
                    Some((who, _)) => who.push(child),
                    None => marks.push((vec![child], mark)),
                }
            }
        }
        let all = self.children.len();
        let who = |group: &[&TrayChild]| if group.len() == all { String::new() } else { self.initials(group) };
        marks.into_iter().map(|(group, mark)| (who(&group), mark)).collect()
    }

    /// The initials of some of its children; with the age where two of them share initials.
    fn initials(&self, group: &[&TrayChild]) -> String {
        let shared = |initials: &str| self.children.iter().filter(|one| one.child.initials == initials).count() > 1;
        let say = |one: &&TrayChild| match shared(&one.child.initials) {
            true => format!("{} ({})", one.child.initials, one.child.age),
            false => one.child.initials.clone(),
        };
        listed(&group.iter().map(say).collect::<Vec<_>>())
    }
}

/// Groups what is the same, each group in the order of its first.
fn together<'a, T>(all: &'a [T], same: impl Fn(&T, &T) -> bool) -> Vec<Vec<&'a T>> {
    let mut groups: Vec<Vec<&'a T>> = Vec::new();
    for one in all {
        match groups.iter_mut().find(|group| same(group[0], one)) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

impl TrayPage {
    /// Whether no policy governs the team, so that of nobody it is known whether there is a worker who counts.
    pub fn is_ungoverned(&self) -> bool {
        self.counted_for.iter().any(|one| one.policy.is_none())
    }

    /// Why some are counted only possibly, as the rest of a sentence.
    pub fn possible_because(&self) -> &'static str {
        match self.is_ungoverned() {
            true => "no policy governs the team",
            false => "the data cannot say",
        }
    }

    /// Everybody under the kind and reason chosen, whatever the band.
    pub fn group_total(&self) -> u64 {
        self.groups.iter().map(|group| group.children).sum()
    }
}
