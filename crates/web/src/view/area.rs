//! The authority's page and a service's or district's: four figures, then where the need is and where the room is.

use serde::Serialize;

use crate::at::escaped;
use crate::view::{AreaRule, ChildRef, ChildrenFilter, Count, CountedFor, Known, PostGap, Term};
use crate::words::Day;

/// What kind of unit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// The whole authority.
    Authority,
    /// A service.
    Service,
    /// A district.
    District,
    /// A team.
    Team,
}

/// A unit of the authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitRef {
    /// Its id, as an address carries it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What kind of unit it is.
    pub kind: UnitKind,
}

impl UnitRef {
    /// What the record says of it as a unit; nothing of the whole authority, and of the place for children of no team.
    pub fn record_path(&self) -> Option<String> {
        let is_unit = !matches!(self.id.as_str(), "authority" | "not-recorded");
        is_unit.then(|| format!("/unit/{}", escaped(&self.id)))
    }

    /// The form that puts a child on record whose referral is opened in this team.
    pub fn register_path(&self) -> Option<String> {
        let is_team = self.kind == UnitKind::Team && self.record_path().is_some();
        is_team.then(|| format!("/child/new/act/register?team={}", escaped(&self.id)))
    }

    /// What it is, as a heading begins.
    pub fn kind_word(&self) -> &'static str {
        match self.kind {
            UnitKind::Authority => "Authority",
            UnitKind::Service => "Service",
            UnitKind::District => "District",
            UnitKind::Team => "Team",
        }
    }

    /// Its page.
    pub fn path(&self) -> String {
        let id = crate::at::escaped(&self.id);
        match self.kind {
            UnitKind::Authority => "/authority".into(),
            UnitKind::Service | UnitKind::District => format!("/service/{id}"),
            UnitKind::Team => format!("/team/{id}"),
        }
    }

    /// The duty board of a team.
    pub fn duty_path(&self) -> String {
        format!("/team/{}/duty", crate::at::escaped(&self.id))
    }

    /// The week of a team.
    pub fn week_path(&self) -> String {
        format!("/team/{}/week", crate::at::escaped(&self.id))
    }

    /// Its id, as an address narrows a list to it; nothing for the whole authority.
    pub fn id_within_authority(&self) -> Option<&str> {
        (self.kind != UnitKind::Authority).then_some(self.id.as_str())
    }
}

/// The definition of who is held in name only.
pub const IN_NAME_ONLY: &str = "in-name/in-name-only";

/// The authority's page.
pub type AuthorityPage = AreaPage;
/// A service's or a district's page.
pub type ServicePage = AreaPage;

/// An area: the authority, a service or a district.
#[derive(Debug, Clone, Serialize)]
pub struct AreaPage {
    /// Which.
    pub unit: UnitRef,
    /// The units above it, the authority first; empty for the authority.
    pub above: Vec<UnitRef>,
    /// The definition by which this page counts.
    pub counted_by: Term,
    /// By which policies its teams are counted, where it is by each team's own; empty where one definition counts everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted_for: Vec<CountedFor>,
    /// Open children in the area: the denominator.
    pub open_children: Count,
    /// Children who need a worker and have none that counts.
    pub without: Headline<Count>,
    /// The longest that any of them has been without.
    pub longest: Known<Option<Longest>>,
    /// Children about whom something is so that the policy never allows.
    pub breaches: Headline<Count>,
    /// By which policies they are, where none of those governs.
    pub breaches_by: Option<String>,
    /// Children who count as allocated and have in truth nobody.
    pub in_name_only: Headline<Count>,
    /// Children with a duty whose date has gone by unmet; possibly, where nobody can tell whether it was met.
    pub overdue: Headline<Count>,
    /// What is getting worse or better, each a sentence with its figures.
    pub changes: Vec<String>,
    /// Posts for which something is to be done here, and for which nobody is there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_gaps: Vec<PostGap>,
    /// The limits above which the unit stands, or may, or one of those above or below it; none on the authority's page.
    pub areas_over: Vec<AreaRule>,
    /// The units below it, worst first.
    pub units: Vec<UnitRow>,
    /// The count now, last, and at the same time of the same weekday in each of the twelve weeks before.
    pub trend: Vec<TrendPoint>,
}

/// A figure with last week's beside it.
#[derive(Debug, Clone, Serialize)]
pub struct Headline<T> {
    /// At the time that is asked about; unknown where no policy was in force.
    pub now: Known<T>,
    /// Seven days before, where that can be known.
    pub week_ago: Known<T>,
    /// The children behind the figure.
    pub children: ChildrenFilter,
}

/// Who has been without a worker the longest.
#[derive(Debug, Clone, Serialize)]
pub struct Longest {
    /// Whole days.
    pub days: u64,
    /// Since when.
    pub since: Day,
    /// Whether it is not known how it was just before, so that it may be longer.
    pub at_least: bool,
    /// Who.
    pub child: ChildRef,
}

/// A unit of the area, need beside room.
#[derive(Debug, Clone, Serialize)]
pub struct UnitRow {
    /// Which.
    pub unit: UnitRef,
    /// Its district or service, where the table spans several.
    pub within: Option<String>,
    /// Open children.
    pub open_children: Count,
    /// Without a worker that counts.
    pub without: Known<Count>,
    /// The longest of them; `None` where nobody is without.
    pub longest: Known<Option<Longest>>,
    /// Children with a breach.
    pub breaches: Known<Count>,
    /// Children with something overdue.
    pub overdue: Known<Count>,
    /// Children held in name only.
    pub in_name_only: Known<Count>,
    /// Workers at work now who may hold children.
    pub workers: Known<u64>,
    /// Children held, for each of those workers, said with one decimal: `16.2`.
    pub held_for_each_worker: Known<String>,
}

/// One week of the trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrendPoint {
    /// The day on which it was counted.
    pub day: Day,
    /// The instant, in words: "Now", "Thu 25 June 2026, 09:12", "The end of Tue 30 June 2026".
    pub when: String,
    /// The instant as an address carries it; empty for now.
    pub as_at: String,
    /// The count; unknown where no policy was in force or nothing was recorded.
    pub count: Known<Count>,
}

impl AreaPage {
    /// The page of who is held in name only here, by cause.
    pub fn in_name_path(&self) -> String {
        let unit = self.unit.id_within_authority();
        crate::view::with_query("/in-name-only", [("unit", unit)], crate::view::PageWanted::default())
    }

    /// Why some figures of the table are not known, each reason once.
    pub fn not_known(&self) -> Vec<&str> {
        crate::view::each_once(self.units.iter().flat_map(UnitRow::not_known))
    }

    /// Why of some figures of the table it is not known how many more there are, each reason once.
    pub fn or_more(&self) -> Vec<&str> {
        let counts = self.units.iter().flat_map(|row| [&row.without, &row.breaches, &row.overdue, &row.in_name_only]);
        crate::view::or_more(counts)
    }

    /// Whether any breach is known.
    pub fn has_breaches(&self) -> bool {
        self.breaches.now.value().is_some_and(|children| children.at_least() > 0)
    }

    /// What the units below are, for the head of their column.
    pub fn units_are(&self) -> &'static str {
        match self.units.first().map(|row| row.unit.kind) {
            Some(UnitKind::Team) => "Team",
            Some(UnitKind::District) => "District",
            Some(UnitKind::Service) => "Service",
            Some(UnitKind::Authority) | None => "Unit",
        }
    }

    /// The trend as a table has it, the newest week first.
    pub fn newest_first(&self) -> Vec<&TrendPoint> {
        self.trend.iter().rev().collect()
    }
}

impl UnitRow {
    fn not_known(&self) -> [&str; 7] {
        [
            self.without.why_not(),
            self.longest.why_not(),
            self.breaches.why_not(),
            self.overdue.why_not(),
            self.in_name_only.why_not(),
            self.workers.why_not(),
            self.held_for_each_worker.why_not(),
        ]
    }

    /// The children without a worker, by the definition that the page counts by.
    pub fn without_filter(&self, definition: &Term) -> ChildrenFilter {
        ChildrenFilter { definition: Some(definition.id.clone()), ..ChildrenFilter::of_unit(&self.unit) }
    }

    /// Whether any breach is known.
    pub fn has_breaches(&self) -> bool {
        self.breaches.value().is_some_and(|children| children.at_least() > 0)
    }

    /// The children with a breach.
    pub fn breaches_filter(&self) -> ChildrenFilter {
        let state = Some("breach".to_owned());
        ChildrenFilter { state, ..ChildrenFilter::of_unit(&self.unit) }
    }

    /// The children with something overdue.
    pub fn overdue_filter(&self) -> ChildrenFilter {
        let state = Some("overdue".to_owned());
        ChildrenFilter { state, ..ChildrenFilter::of_unit(&self.unit) }
    }

    /// The children held in name only.
    pub fn in_name_only_filter(&self) -> ChildrenFilter {
        ChildrenFilter { definition: Some(IN_NAME_ONLY.into()), ..ChildrenFilter::of_unit(&self.unit) }
    }
}
