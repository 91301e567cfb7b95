//! What the pages ask.

use record::words::Role;

use crate::at::AsAt;
use crate::error::PageError;
use crate::view::{
    AbsencePage, AuthorityPage, BreachesPage, CandidatesPage, CapacityPage, CarerPage, CarersPage, CarryPage,
    ChildPage, ChildrenFilter, ChildrenPage, Chosen, ClausePage, DataPage, DefinitionsPage, DutyBoardPage,
    HandoverPage, ImportPage, InNamePage, Page, PageWanted, PoliciesPage, PolicyPage, RejectedPage, ReleasePage,
    SearchPage, ServicePage, ServicesPage, StoriesPage, SupervisionPage, TeamWeekPage, TodayPage, TrayFilter, TrayPage,
    UnitPage, WorkloadPage,
};

/// Who looks. Every query takes one and filters before it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    id: String,
    acting: Option<String>,
}

impl Viewer {
    /// The one viewer of a server that listens on loopback alone: whoever is at this machine.
    pub fn on_this_machine() -> Viewer {
        Viewer { id: "this-machine".into(), acting: None }
    }

    /// The same, who says that they are that worker. Nobody checks it.
    pub fn acting_as(self, worker: Option<String>) -> Viewer {
        Viewer { acting: worker, ..self }
    }

    /// The worker who acts, by the identity that they say is theirs.
    pub fn acting(&self) -> Option<&str> {
        self.acting.as_deref()
    }

    /// The viewer's id.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// An answer in its frame, or why there is none.
pub type Answer<T> = Result<Page<T>, PageError>;

/// A policy, or a clause, by its id; and of which version of the policy, where one is named.
#[derive(Clone, Copy, Debug)]
pub struct Versioned<'a> {
    /// The id.
    pub id: &'a str,
    /// The version.
    pub version: Option<&'a str>,
}

/// What the pages ask; implemented over the memory image. Every question takes the viewer first, and filters before it
/// counts. Content and frame of an answer come from one image, so that they agree. A time before the record begins or
/// before any policy holds is answered ("no policy in force", unknown counts), not refused.
pub trait Queries: Send + Sync + 'static {
    /// The whole authority.
    fn authority(&self, viewer: &Viewer, at: &AsAt) -> Answer<AuthorityPage>;
    /// A service or a district, by id.
    fn service(&self, viewer: &Viewer, service: &str, at: &AsAt) -> Answer<ServicePage>;
    /// A team's tray.
    fn team_tray(&self, viewer: &Viewer, team: &str, at: &AsAt, filter: &TrayFilter) -> Answer<TrayPage>;
    /// A child; `record` is which page of the child's record.
    fn child(&self, viewer: &Viewer, child: &str, at: &AsAt, record: PageWanted) -> Answer<ChildPage>;
    /// Who could take a child in that part, were it offered by that worker, by the id, or by whomever.
    fn candidates(
        &self,
        viewer: &Viewer,
        child: &str,
        at: &AsAt,
        offered: (Role, Option<&str>),
    ) -> Answer<CandidatesPage>;
    /// What a worker carries, by the id.
    fn workload(&self, viewer: &Viewer, worker: &str, at: &AsAt) -> Answer<WorkloadPage>;
    /// A team's week, by the team's id: what each worker carries, what changed in seven days, and what is about to change it.
    fn team_week(&self, viewer: &Viewer, team: &str, at: &AsAt) -> Answer<TeamWeekPage>;
    /// A worker's supervision sheet, by the worker's id.
    fn supervision(&self, viewer: &Viewer, worker: &str, at: &AsAt) -> Answer<SupervisionPage>;
    /// The worksheet for a worker's absence, by the worker's id.
    fn absence(&self, viewer: &Viewer, worker: &str, at: &AsAt) -> Answer<AbsencePage>;
    /// Every foster carer and adopter.
    fn carers(&self, viewer: &Viewer, at: &AsAt) -> Answer<CarersPage>;
    /// A carer, by id.
    fn carer(&self, viewer: &Viewer, carer: &str, at: &AsAt) -> Answer<CarerPage>;
    /// The lists of the other services.
    fn services(&self, viewer: &Viewer, at: &AsAt) -> Answer<ServicesPage>;
    /// A unit as the record has it, by id.
    fn unit(&self, viewer: &Viewer, unit: &str, at: &AsAt) -> Answer<UnitPage>;
    /// The handover from duty of that child.
    fn handover(&self, viewer: &Viewer, child: &str, at: &AsAt) -> Answer<HandoverPage>;
    /// Which work could be released for that child.
    fn releases(&self, viewer: &Viewer, child: &str, at: &AsAt) -> Answer<ReleasePage>;
    /// What was recorded here and is to be carried back to the case system; of one day, all that was recorded on it.
    fn carry_back(&self, viewer: &Viewer, at: &AsAt, day: Option<&str>) -> Answer<CarryPage>;
    /// The capacity issues of the authority.
    fn capacity(&self, viewer: &Viewer, at: &AsAt) -> Answer<CapacityPage>;
    /// The children behind a figure.
    fn children(&self, viewer: &Viewer, at: &AsAt, filter: &ChildrenFilter) -> Answer<ChildrenPage>;
    /// Definitions side by side, and two of them compared where two are chosen.
    fn definitions(&self, viewer: &Viewer, at: &AsAt, chosen: &Chosen) -> Answer<DefinitionsPage>;
    /// What the data cannot say.
    fn data_cannot_say(&self, viewer: &Viewer, at: &AsAt) -> Answer<DataPage>;
    /// Who counts as allocated and has nobody in truth, by cause; of one unit, by its id, or of the whole authority.
    fn in_name_only(&self, viewer: &Viewer, at: &AsAt, unit: Option<&str>) -> Answer<InNamePage>;
    /// Time without a worker and workers met, added up over whole stories.
    fn whole_stories(&self, viewer: &Viewer, at: &AsAt, unit: Option<&str>, page: PageWanted) -> Answer<StoriesPage>;
    /// What no policy allows and is so, rule by rule.
    fn breaches(&self, viewer: &Viewer, at: &AsAt, unit: Option<&str>) -> Answer<BreachesPage>;
    /// What was read, and what became of every row.
    fn import(&self, viewer: &Viewer, at: &AsAt) -> Answer<ImportPage>;
    /// The rejected rows of one source file, by its id.
    fn rejected_rows(&self, viewer: &Viewer, at: &AsAt, source: &str, page: PageWanted) -> Answer<RejectedPage>;
    /// What one person has to do that day; `acting` is the worker's id, and without one the page asks who. Everything is
    /// listed where `whole` is asked for.
    fn today(&self, viewer: &Viewer, at: &AsAt, acting: Option<&str>, whole: bool) -> Answer<TodayPage>;
    /// A team's duty board, by the team's id; `acting` is the worker's id, where it is known who looks.
    fn duty_board(&self, viewer: &Viewer, team: &str, at: &AsAt, acting: Option<&str>) -> Answer<DutyBoardPage>;
    /// Children, workers and units by what they are called.
    fn search(&self, viewer: &Viewer, at: &AsAt, text: &str) -> Answer<SearchPage>;
    /// The policies in force.
    fn policies(&self, viewer: &Viewer, at: &AsAt) -> Answer<PoliciesPage>;
    /// One policy, by its id; without any child's data where that is asked for (AP-43).
    fn policy(&self, viewer: &Viewer, policy: Versioned<'_>, at: &AsAt, without_data: bool) -> Answer<PolicyPage>;
    /// One clause, by its id.
    fn clause(&self, viewer: &Viewer, clause: Versioned<'_>, at: &AsAt) -> Answer<ClausePage>;
}
