//! The pages' templates: each holds its view model and the shell that stands around every page.

mod people;

pub use people::*;

use askama::Template;

use crate::assets;
use crate::at::{AsAt, Point};
use crate::draw::{DrawnRibbon, DrawnTrend};
use crate::view::*;
use crate::words;

/// A whole number, however a template happens to hold it.
pub trait Whole {
    /// The number.
    fn whole(&self) -> u64;
}

impl Whole for u64 {
    fn whole(&self) -> u64 {
        *self
    }
}

impl Whole for u32 {
    fn whole(&self) -> u64 {
        u64::from(*self)
    }
}

impl Whole for usize {
    fn whole(&self) -> u64 {
        *self as u64
    }
}

impl<T: Whole> Whole for &T {
    fn whole(&self) -> u64 {
        (**self).whole()
    }
}

/// What stands around every page: header, times, navigation, footer.
pub struct Shell<'a> {
    /// What the page's frame says; an error page has none.
    pub frame: Option<&'a Frame>,
    /// The times that every link keeps.
    pub at: &'a AsAt,
    /// What the browser's tab says.
    pub title: String,
    /// The part of the site that this page belongs to: its navigation link.
    pub part: &'static str,
    /// The page's own path, where the form that asks about another day leads.
    pub path: String,
    /// The page's own query without the two times, kept by that form.
    pub query: Vec<(String, String)>,
}

impl Shell<'_> {
    /// A link that keeps both times.
    pub fn to(&self, path: impl AsRef<str>) -> String {
        self.at.to(path.as_ref())
    }

    /// A link to a page as at another time, as an address carries it; empty for now.
    pub fn as_at(&self, path: impl AsRef<str>, written: &str) -> String {
        AsAt { as_at: Point::read("as-at", written).ok(), ..*self.at }.to(path.as_ref())
    }

    /// This page as it is now.
    pub fn back_to_now(&self) -> String {
        let pairs = self.query.iter().map(|(name, value)| (name.as_str(), Some(value.as_str())));
        children_address(&self.path, pairs)
    }

    /// Where whoever acts is said, from this page and back.
    pub fn acting(&self) -> String {
        format!("/acting?from={}", crate::at::escaped(&self.path))
    }

    /// Whether this page is for acting: it is about now alone.
    pub fn is_act(&self) -> bool {
        self.part == "act"
    }

    /// Whether people can act from here: on these pages, and now.
    pub fn may_act(&self) -> bool {
        self.at.as_at.is_none() && self.frame.is_some_and(|frame| frame.acting.is_some())
    }

    /// This page's JSON twin.
    pub fn twin(&self) -> String {
        let pairs = self.query.iter().map(|(name, value)| (name.as_str(), Some(value.as_str())));
        self.at.to(&format!("/api/v1{}", children_address(&self.path, pairs)))
    }

    /// Whether any policy was in force; without one, what it would ask for is not known.
    pub fn has_policy(&self) -> bool {
        self.frame.is_some_and(|frame| !frame.policies.is_empty())
    }

    /// A number as people write it.
    pub fn n(&self, count: impl Whole) -> String {
        words::number(count.whole())
    }

    /// A number with its noun.
    pub fn plural(&self, count: impl Whole, one: &str, many: &str) -> String {
        words::plural(count.whole(), one, many)
    }

    /// What is counted, after its number: `children without a worker`, and `child …` after one.
    pub fn counted(&self, count: impl Whole, of_what: &str) -> String {
        match of_what.strip_prefix("children ") {
            Some(rest) if count.whole() == 1 => format!("child {rest}"),
            _ => of_what.to_owned(),
        }
    }

    /// A clause's page.
    pub fn clause(&self, id: &str) -> String {
        self.to(format!("/clause/{}", crate::at::escaped(id)))
    }

    /// An asset's address.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// What stands in a field of the form that asks about another day.
    pub fn field(&self, name: &str) -> String {
        let point = if name == "as-at" { self.at.as_at } else { self.at.known_at };
        point.map(Point::typed).unwrap_or_default()
    }
}

fn children_address<'a>(path: &str, pairs: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> String {
    crate::view::with_query(path, pairs, PageWanted::default())
}

/// The authority, a service or a district.
#[derive(Template)]
#[template(path = "area.html")]
pub struct AreaTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a AreaPage,
    pub trend: DrawnTrend,
}

/// One person's day.
#[derive(Template)]
#[template(path = "today.html")]
pub struct TodayTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a TodayPage,
}

impl DutyBoardTemplate<'_> {
    /// Why somebody's it is, is said of each thing.
    fn says_why(&self, _: &TodayThing) -> bool {
        true
    }

    /// Everything is listed already.
    fn everything(&self) -> Option<String> {
        None
    }
}

impl TodayTemplate<'_> {
    /// Why it is theirs is not said again of each thing where it is for the one post that stands above the page.
    fn says_why(&self, thing: &TodayThing) -> bool {
        let only = self.page.acting.as_ref().and_then(|acting| match acting.posts.as_slice() {
            [one] => Some(format!("You are {one}.")),
            _ => None,
        });
        only.is_none_or(|only| only != thing.why)
    }

    /// The page that lists everything, from the one that lists what comes first.
    fn everything(&self) -> Option<String> {
        (!self.page.whole).then(|| self.link(true))
    }

    /// The same page with everything listed, or with what comes first.
    fn link(&self, whole: bool) -> String {
        let acting = self.page.acting.as_ref().map(|acting| acting.id.as_str());
        let pairs = [("acting", acting), ("list", whole.then_some("all"))];
        self.shell.to(crate::view::with_query("/today", pairs, PageWanted::default()))
    }
}

/// A team's duty board.
#[derive(Template)]
#[template(path = "duty-board.html")]
pub struct DutyBoardTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a DutyBoardPage,
}

/// Every foster carer and adopter.
#[derive(Template)]
#[template(path = "carers.html")]
pub struct CarersTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a CarersPage,
}

/// A carer's page.
#[derive(Template)]
#[template(path = "carer.html")]
pub struct CarerTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a CarerPage,
    pub done: Vec<String>,
}

/// The lists of the other services.
#[derive(Template)]
#[template(path = "services.html")]
pub struct ServicesTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a ServicesPage,
}

/// A unit's page.
#[derive(Template)]
#[template(path = "unit.html")]
pub struct UnitTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a UnitPage,
    pub done: Vec<String>,
}

/// Which work could be released for a child.
#[derive(Template)]
#[template(path = "release.html")]
pub struct ReleaseTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a ReleasePage,
}

/// What is to be carried back to the case system.
#[derive(Template)]
#[template(path = "carry.html")]
pub struct CarryTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a CarryPage,
    /// How much was marked by the form that led here.
    pub marked: Option<u64>,
    /// That not everything was.
    pub failed: Option<CarryFailed>,
}

/// The capacity issues of the authority.
#[derive(Template)]
#[template(path = "capacity.html")]
pub struct CapacityTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a CapacityPage,
}

/// What was found of what somebody looked for.
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a SearchPage,
}

impl SearchTemplate<'_> {
    /// The children by whether their cases are open.
    fn of_children(&self) -> [(&'static str, &Hits<ChildHit>); 2] {
        [("Children", &self.page.open), ("Children whose cases are closed", &self.page.closed)]
    }
}

/// A team's tray.
#[derive(Template)]
#[template(path = "tray.html")]
pub struct TrayTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a TrayPage,
}

impl TrayTemplate<'_> {
    /// This page's families of one band.
    fn lines_of(&self, band: &Band) -> Vec<&FamilyLine> {
        self.page.lines.iter().filter(|line| line.band == *band).collect()
    }

    fn band_link(&self, band: &Band) -> String {
        self.link(self.page.filter.in_band(Some(*band)))
    }

    fn is_chosen(&self, band: &Band) -> bool {
        self.page.filter.band == Some(*band)
    }

    fn link(&self, filter: TrayFilter) -> String {
        self.shell.to(filter.path(&self.page.team.id))
    }

    fn page_link(&self, page: &u64) -> String {
        self.link(self.page.filter.at_page(PageWanted::Number(*page)))
    }
}

/// A child.
#[derive(Template)]
#[template(path = "child.html")]
pub struct ChildTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a ChildPage,
    pub ribbon: DrawnRibbon,
    /// What the form that led here recorded.
    pub done: Vec<String>,
}

impl ChildTemplate<'_> {
    fn page_link(&self, page: &u64) -> String {
        self.shell.to(format!("{}?page={page}#record", self.page.child.path()))
    }
}

/// A form through which people act.
#[derive(Template)]
#[template(path = "form.html")]
pub struct FormTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a FormPage,
}

/// Where people say who they are.
#[derive(Template)]
#[template(path = "acting.html")]
pub struct ActingTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a ActingPage,
}

/// A worker, for those who act.
#[derive(Template)]
#[template(path = "worker.html")]
pub struct WorkerTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a WorkerPage,
    /// What the form that led here recorded.
    pub done: Vec<String>,
}

/// The children behind a figure.
#[derive(Template)]
#[template(path = "children.html")]
pub struct ChildrenTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a ChildrenPage,
}

impl ChildrenTemplate<'_> {
    fn page_link(&self, page: &u64) -> String {
        self.shell.to(self.page.filter.path_of_page(*page))
    }
}

/// Definitions side by side.
#[derive(Template)]
#[template(path = "definitions.html")]
pub struct DefinitionsTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a DefinitionsPage,
    pub chosen: &'a Chosen,
}

impl DefinitionsTemplate<'_> {
    fn is_chosen(&self, first: bool, id: &str) -> bool {
        self.chosen.pair.as_ref().is_some_and(|(one, other)| if first { one == id } else { other == id })
    }

    fn page_link(&self, page: &u64) -> String {
        let (first, second) = self.chosen.pair.clone().unwrap_or_default();
        let pairs = [("first", Some(first.as_str())), ("second", Some(second.as_str()))];
        self.shell.to(crate::view::with_query("/definitions", pairs, PageWanted::Number(*page)) + "#moves")
    }
}

/// What the data cannot say.
#[derive(Template)]
#[template(path = "data.html")]
pub struct DataTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a DataPage,
}

/// What was read, and what became of every row.
#[derive(Template)]
#[template(path = "import.html")]
pub struct ImportTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a ImportPage,
}

/// In name only.
#[derive(Template)]
#[template(path = "in-name-only.html")]
pub struct InNameTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a InNamePage,
}

/// Whole stories.
#[derive(Template)]
#[template(path = "whole-story.html")]
pub struct StoriesTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a StoriesPage,
}

impl StoriesTemplate<'_> {
    fn page_link(&self, page: &u64) -> String {
        self.shell.to(self.page.path(*page))
    }
}

/// What no policy allows and is so.
#[derive(Template)]
#[template(path = "breaches.html")]
pub struct BreachesTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a BreachesPage,
}

/// Who could take a child.
#[derive(Template)]
#[template(path = "allocate.html")]
pub struct AllocateTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a CandidatesPage,
    /// The workers who are compared, by their ids.
    pub chosen: Vec<String>,
}

impl AllocateTemplate<'_> {
    /// Those who are compared, in the page's order.
    fn compared(&self) -> Vec<&CandidateLine> {
        self.page.candidates.iter().filter(|one| self.chosen.contains(&one.worker)).take(4).collect()
    }

    /// Whether any of them is compared, so that whoever is compared is not folded away.
    fn is_chosen(&self, lines: &[&CandidateLine]) -> bool {
        lines.iter().any(|one| self.chosen.contains(&one.worker))
    }

    /// What would make it possible, each once.
    fn possible_if<'c>(&self, one: &'c CandidateLine) -> Vec<&'c str> {
        let mut all: Vec<&str> = one.grounds.iter().map(|ground| ground.possible.as_str()).collect();
        let mut said = std::collections::BTreeSet::new();
        all.retain(|says| said.insert(*says));
        all
    }

    /// The page of the same child for another part.
    fn for_part(&self, part: &str) -> String {
        let pairs = [("part", Some(part))];
        self.shell.to(children_address(&self.shell.path, pairs.into_iter()))
    }

    /// Where the offer to that worker is made.
    fn offer(&self, one: &CandidateLine) -> String {
        let path = self.page.who.as_ref().map(ChildRef::path).unwrap_or_default();
        let pairs = [("worker", Some(one.worker.as_str())), ("part", Some(self.page.part))];
        self.shell.to(children_address(&format!("{path}/act/offer"), pairs.into_iter()))
    }
}

/// A file's rejected rows.
#[derive(Template)]
#[template(path = "rejected.html")]
pub struct RejectedTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a RejectedPage,
}

impl RejectedTemplate<'_> {
    fn page_link(&self, page: &u64) -> String {
        self.shell.to(format!("{}?page={page}", self.page.source.path()))
    }
}

/// The policies in force.
#[derive(Template)]
#[template(path = "policies.html")]
pub struct PoliciesTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a PoliciesPage,
}

/// One policy in plain clauses.
#[derive(Template)]
#[template(path = "policy.html")]
pub struct PolicyTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a PolicyPage,
}

impl PolicyTemplate<'_> {
    /// The same in another version.
    fn of_version(&self, policy: &crate::view::PolicyInForce) -> String {
        policy.path()
    }
}

/// A policy's handbook: every clause with its rules, to read and to print.
#[derive(Template)]
#[template(path = "handbook.html")]
pub struct HandbookTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a PolicyPage,
}

impl HandbookTemplate<'_> {
    /// The same in another version.
    fn of_version(&self, policy: &crate::view::PolicyInForce) -> String {
        policy.handbook()
    }
}

/// One clause.
#[derive(Template)]
#[template(path = "clause.html")]
pub struct ClauseTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a ClausePage,
}

impl ClauseTemplate<'_> {
    /// The same in another version.
    fn of_version(&self, policy: &crate::view::PolicyInForce) -> String {
        policy.clause(&self.page.clause.id)
    }
}

/// An error: what is wrong and what to do.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorTemplate<'a> {
    pub shell: Shell<'a>,
    pub heading: &'a str,
    pub message: &'a str,
    pub advice: &'a str,
}
