//! A list of children behind a figure, and how an address names it.

use serde::Serialize;

use crate::at::escaped;
use crate::view::{Band, Certainty, CountedFor, PageWanted, Paging, UnitRef};

/// A child in a line of a page: never more of the name than initials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChildRef {
    /// The id, as an address carries it. It must not be made of a name.
    pub id: String,
    /// Initials, `Z.T.`; "Unborn child" where there is no name yet.
    pub initials: String,
    /// `7 years`.
    pub age: String,
}

impl ChildRef {
    /// The child's page.
    pub fn path(&self) -> String {
        format!("/child/{}", escaped(&self.id))
    }
}

/// Which children a figure counts. All that is set must hold; the address carries ids and never a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ChildrenFilter {
    /// In this unit (or any unit below it); the whole authority where it is not set.
    pub unit: Option<String>,
    /// Counted by this definition.
    pub definition: Option<String>,
    /// Counted by `definition` for certain, or possibly.
    pub certainty: Option<Certainty>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Without a worker for this reason.
    pub reason: Option<String>,
    /// In a team that this policy governs.
    pub governed_by: Option<String>,
    /// In this band.
    pub band: Option<Band>,
    /// With a duty or breach under this clause.
    pub clause: Option<String>,
    /// With that clause's duty in this state: `open`, `overdue`, `cannot-be-known`; or in `breach`, or, of closed cases, in
    /// `closed-breach`.
    pub state: Option<String>,
    /// In breach of this rule, as `pack/breach`; with a state of breach alone.
    pub breach: Option<String>,
    /// Which page.
    pub page: PageWanted,
}

impl ChildrenFilter {
    /// Children of a unit.
    pub fn of_unit(unit: &UnitRef) -> ChildrenFilter {
        let unit = (unit.kind != crate::view::UnitKind::Authority).then(|| unit.id.clone());
        ChildrenFilter { unit, ..ChildrenFilter::default() }
    }

    /// Whether whom it names turns on the policy by which trays count: on a band, a reason, or the state of a duty or breach.
    pub fn is_by_policy(&self) -> bool {
        self.band.is_some() || self.reason.is_some() || self.state.is_some()
    }

    /// The same, narrowed to a certainty.
    pub fn that_are(&self, certainty: Certainty) -> ChildrenFilter {
        ChildrenFilter { certainty: Some(certainty), ..self.clone() }
    }

    /// The certain ones.
    pub fn certain(&self) -> String {
        self.that_are(Certainty::Certain).path()
    }

    /// The possible ones.
    pub fn possible(&self) -> String {
        self.that_are(Certainty::Possible).path()
    }

    /// The address of the list.
    pub fn path(&self) -> String {
        let pairs = [
            ("unit", self.unit.as_deref()),
            ("definition", self.definition.as_deref()),
            ("certainty", self.certainty.map(Certainty::id)),
            ("kind", self.kind.as_deref()),
            ("reason", self.reason.as_deref()),
            ("governed-by", self.governed_by.as_deref()),
            ("band", self.band.map(Band::id)),
            ("clause", self.clause.as_deref()),
            ("state", self.state.as_deref()),
            ("breach", self.breach.as_deref()),
        ];
        with_query("/children", pairs, self.page)
    }

    /// The address of another page of the list.
    pub fn path_of_page(&self, page: u64) -> String {
        ChildrenFilter { page: PageWanted::Number(page), ..self.clone() }.path()
    }
}

/// Adds what is set to an address.
pub(crate) fn with_query<'a>(
    path: &str,
    pairs: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
    page: PageWanted,
) -> String {
    let mut address = path.to_owned();
    let mut add = |name: &str, value: &str| {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(&format!("{name}={}", escaped(value)));
    };
    for (name, value) in pairs {
        if let Some(value) = value {
            add(name, value);
        }
    }
    match page {
        PageWanted::Number(1) => {}
        PageWanted::Number(number) => add("page", &number.to_string()),
        PageWanted::All => add("page", "all"),
    }
    address
}

/// The children behind a figure.
#[derive(Debug, Clone, Serialize)]
pub struct ChildrenPage {
    /// What they have in common, as a heading: "31 children in need counted by the practice guide".
    pub heading: String,
    /// The question in full: area, definition, kind, certainty and instant.
    pub question: String,
    /// By which policies the list's teams are counted, where it is by each team's own; empty where one definition counts everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted_for: Vec<CountedFor>,
    /// Why it is not known who they are, where it is not: then no line does not mean nobody.
    pub not_known: Option<String>,
    /// Why it is not known how many more there are, as the rest of a sentence; nothing where it is.
    pub more_not_known: Option<&'static str>,
    /// This page's lines, worst first.
    pub lines: Vec<ChildLine>,
    /// Which page.
    pub paging: Paging,
    /// The filter, for the links to other pages.
    pub filter: ChildrenFilter,
}

/// A child in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ChildLine {
    /// Who.
    pub child: ChildRef,
    /// Which kind: "Child in need".
    pub kind: String,
    /// Where.
    pub team: Option<UnitRef>,
    /// Why the child is in this list, in words.
    pub why: String,
    /// Whole days without a worker, where the child has none; in name only, in a list of those who are held so.
    pub days: Option<u64>,
    /// Whether it is not known how it was just before, so that it may be longer.
    pub at_least: bool,
    /// How urgent.
    pub band: Option<Band>,
    /// Whether the child is in the list for certain.
    pub certainty: Certainty,
}

impl ChildrenPage {
    /// What the days of this page's lines are days of; nothing where no line has any, and needs no column.
    pub fn days_are(&self) -> Option<&'static str> {
        let any = self.lines.iter().any(|line| line.days.is_some());
        any.then_some(if self.is_in_name() { "In name only" } else { "Without a worker" })
    }
}

impl ChildrenPage {
    /// Whether the list is by a definition of who is held in name only.
    fn is_in_name(&self) -> bool {
        self.filter.definition.as_deref().is_some_and(|id| id.starts_with("in-name/"))
    }
}

impl ChildLine {
    /// Whether the line's band is worth its own tag: of a possible one it is said already that it cannot be known.
    pub fn shows_band(&self) -> bool {
        !(self.band == Some(Band::CannotBeKnown) && self.certainty == Certainty::Possible)
    }
}
