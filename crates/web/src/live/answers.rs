//! Each question of the pages, put to the image.

use record::words::Role;

use super::Live;
use crate::at::AsAt;
use crate::error::PageError;
use crate::queries::{Answer, Queries, Versioned, Viewer};
use crate::view::{
    AbsencePage, AuthorityPage, BreachesPage, CandidatesPage, CapacityPage, CarerPage, CarersPage, CarryPage,
    ChildPage, ChildrenFilter, ChildrenPage, Chosen, ClausePage, DataPage, DefinitionsPage, DutyBoardPage,
    HandoverPage, ImportPage, InNamePage, PageWanted, PoliciesPage, PolicyPage, RejectedPage, ReleasePage, SearchPage,
    ServicePage, ServicesPage, StoriesPage, SupervisionPage, TeamWeekPage, TodayPage, TrayFilter, TrayPage, UnitPage,
    WorkloadPage,
};

impl Queries for Live {
    fn authority(&self, viewer: &Viewer, at: &AsAt) -> Answer<AuthorityPage> {
        self.ask(viewer, at, |question| Ok(question.area(None)))
    }

    fn service(&self, viewer: &Viewer, service: &str, at: &AsAt) -> Answer<ServicePage> {
        self.ask(viewer, at, |question| {
            let unit = question.units.find(service).ok_or(PageError::NotFound { what: "service or district" })?;
            Ok(question.area(Some(unit)))
        })
    }

    fn team_tray(&self, viewer: &Viewer, team: &str, at: &AsAt, filter: &TrayFilter) -> Answer<TrayPage> {
        self.ask(viewer, at, |question| question.tray_page(question.units.team_of_path(team)?, filter))
    }

    fn carers(&self, viewer: &Viewer, at: &AsAt) -> Answer<CarersPage> {
        self.ask(viewer, at, |question| Ok(question.carers_page()))
    }

    fn carer(&self, viewer: &Viewer, carer: &str, at: &AsAt) -> Answer<CarerPage> {
        self.ask(viewer, at, |question| question.carer_page(carer))
    }

    fn services(&self, viewer: &Viewer, at: &AsAt) -> Answer<ServicesPage> {
        self.ask(viewer, at, |question| Ok(question.services_page()))
    }

    fn unit(&self, viewer: &Viewer, unit: &str, at: &AsAt) -> Answer<UnitPage> {
        self.ask(viewer, at, |question| question.unit_page(unit))
    }

    fn handover(&self, viewer: &Viewer, child: &str, at: &AsAt) -> Answer<HandoverPage> {
        self.ask(viewer, at, |question| question.handover_page(child))
    }

    fn releases(&self, viewer: &Viewer, child: &str, at: &AsAt) -> Answer<ReleasePage> {
        self.ask(viewer, at, |question| question.release_page(child))
    }

    fn carry_back(&self, viewer: &Viewer, at: &AsAt, day: Option<&str>) -> Answer<CarryPage> {
        self.ask(viewer, at, |question| question.carry_page(day))
    }

    fn capacity(&self, viewer: &Viewer, at: &AsAt) -> Answer<CapacityPage> {
        self.ask(viewer, at, |question| Ok(question.capacity_page()))
    }

    fn duty_board(&self, viewer: &Viewer, team: &str, at: &AsAt, acting: Option<&str>) -> Answer<DutyBoardPage> {
        self.ask(viewer, at, |question| question.duty_board(question.units.team_of_path(team)?, acting))
    }

    fn child(&self, viewer: &Viewer, child: &str, at: &AsAt, record: PageWanted) -> Answer<ChildPage> {
        self.ask(viewer, at, |question| Ok(question.child_page(question.find_child(child)?, record)))
    }

    fn candidates(
        &self,
        viewer: &Viewer,
        child: &str,
        at: &AsAt,
        (part, acting): (Role, Option<&str>),
    ) -> Answer<CandidatesPage> {
        self.ask(viewer, at, |question| question.candidates_page(child, part, acting))
    }

    fn workload(&self, viewer: &Viewer, worker: &str, at: &AsAt) -> Answer<WorkloadPage> {
        self.ask(viewer, at, |question| question.workload_page(worker))
    }

    fn team_week(&self, viewer: &Viewer, team: &str, at: &AsAt) -> Answer<TeamWeekPage> {
        self.ask(viewer, at, |question| Ok(question.team_week(question.units.team_of_path(team)?)))
    }

    fn supervision(&self, viewer: &Viewer, worker: &str, at: &AsAt) -> Answer<SupervisionPage> {
        self.ask(viewer, at, |question| question.supervision_page(worker))
    }

    fn absence(&self, viewer: &Viewer, worker: &str, at: &AsAt) -> Answer<AbsencePage> {
        self.ask(viewer, at, |question| question.absence_page(worker))
    }

    fn children(&self, viewer: &Viewer, at: &AsAt, filter: &ChildrenFilter) -> Answer<ChildrenPage> {
        self.ask(viewer, at, |question| question.children_page(filter))
    }

    fn definitions(&self, viewer: &Viewer, at: &AsAt, chosen: &Chosen) -> Answer<DefinitionsPage> {
        self.ask(viewer, at, |question| question.definitions_page(chosen))
    }

    fn data_cannot_say(&self, viewer: &Viewer, at: &AsAt) -> Answer<DataPage> {
        self.ask(viewer, at, |question| Ok(question.data_page()))
    }

    fn import(&self, viewer: &Viewer, at: &AsAt) -> Answer<ImportPage> {
        self.ask(viewer, at, |question| Ok(question.import_page()))
    }

    fn in_name_only(&self, viewer: &Viewer, at: &AsAt, unit: Option<&str>) -> Answer<InNamePage> {
        self.ask(viewer, at, |question| question.in_name_page(unit))
    }

    fn whole_stories(&self, viewer: &Viewer, at: &AsAt, unit: Option<&str>, page: PageWanted) -> Answer<StoriesPage> {
        self.ask(viewer, at, |question| question.stories_page(unit, page))
    }

    fn breaches(&self, viewer: &Viewer, at: &AsAt, unit: Option<&str>) -> Answer<BreachesPage> {
        self.ask(viewer, at, |question| question.breaches_page(unit))
    }

    fn rejected_rows(&self, viewer: &Viewer, at: &AsAt, source: &str, page: PageWanted) -> Answer<RejectedPage> {
        self.ask(viewer, at, |question| question.rejected_page(source, page))
    }

    fn today(&self, viewer: &Viewer, at: &AsAt, acting: Option<&str>, whole: bool) -> Answer<TodayPage> {
        self.ask(viewer, at, |question| question.today_page(acting, whole))
    }

    fn search(&self, viewer: &Viewer, at: &AsAt, text: &str) -> Answer<SearchPage> {
        self.ask(viewer, at, |question| Ok(question.search_page(text, &self.index)))
    }

    fn policies(&self, viewer: &Viewer, at: &AsAt) -> Answer<PoliciesPage> {
        self.ask(viewer, at, |question| Ok(question.policies_page()))
    }

    fn policy(&self, viewer: &Viewer, policy: Versioned<'_>, at: &AsAt, without_data: bool) -> Answer<PolicyPage> {
        self.ask(viewer, at, |question| question.policy_page(policy, without_data))
    }

    fn clause(&self, viewer: &Viewer, clause: Versioned<'_>, at: &AsAt) -> Answer<ClausePage> {
        self.ask(viewer, at, |question| question.clause_page(clause))
    }
}
