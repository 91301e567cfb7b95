//! What nobody can tell of the time after the record's last day ("Not known").

use record::words::Status;
use record::{Content, Kind, Moment, Tri};

use super::definitions::{Definition, Walk};

impl Walk<'_, '_> {
    /// What that definition counts, as far as the record tells: a yes that begins after the last day of what would have kept the
    /// child from it is not known.
    pub fn told(&self, of: Definition) -> Vec<Tri> {
        self.as_told(self.definition(of), &keeps_from(of))
    }

    /// The same of anything that such facts keep from being so.
    pub fn as_told(&self, values: Vec<Tri>, keeps_from: &[(Kind, Option<&[Status]>)]) -> Vec<Tri> {
        let ends = keeps_from.iter().filter_map(|(kind, about)| {
            let about = about.map_or_else(|| self.world.about(*kind), <[Status]>::to_vec);
            self.world.coverage_ends(*kind, &about)
        });
        let Some(covered) = ends.min().filter(|end| *end < Moment::MAX) else { return values };
        // What somebody recorded of the child since tells of the time until then.
        let happened = self.world.child.iter().filter(|fact| !matches!(fact.content, Content::ChildDetails { .. }));
        let last =
            happened.filter_map(|fact| fact.when.as_start()).chain([covered]).max().unwrap_or(covered).day().end();
        let mut began: Option<Moment> = None;
        let mut out = Vec::new();
        for (index, value) in values.iter().enumerate() {
            // What was so as the walk begins was so before.
            let from = if index == 0 { Moment::MIN } else { self.instants[index] };
            began = value.is_yes().then(|| began.unwrap_or(from));
            let later = began.is_some_and(|began| began > last);
            out.push(if later { Tri::Unknown } else { *value });
        }
        out
    }
}

/// The kinds of fact of which one more, unseen, would keep the child from being counted, or the breach from holding; and the
/// statuses that it is about, where the rule names them.
fn keeps_from(of: Definition) -> Vec<(Kind, Option<&'static [Status]>)> {
    use Kind::*;
    let without = [CaseClosed, InvolvementStarted];
    let whole = |kinds: &[Kind]| kinds.iter().map(|kind| (*kind, None)).collect::<Vec<_>>();
    let and = |kinds: &[Kind], kind: Kind, about: &'static [Status]| {
        let mut all = whole(kinds);
        all.push((kind, Some(about)));
        all
    };
    match of {
        Definition::Pg
        | Definition::PgSecond
        | Definition::NoSocialWorker
        | Definition::NoWorker
        | Definition::Ap
        | Definition::As
        | Definition::NotQualified
        | Definition::Comparison => whole(&without),
        Definition::Mon => whole(&[CaseClosed, InvolvementStarted, AssessmentCompleted, DutyQuestionAnswered]),
        Definition::NoNextAction => {
            whole(&[CaseClosed, InvolvementStarted, AssessmentCompleted, DutyQuestionAnswered, ManagementOversight])
        }
        Definition::OnDutyShouldNotBe => whole(&[CaseClosed, TakenOffDuty, DutyQuestionAnswered]),
        Definition::NoWorkerDisputed => {
            whole(&[CaseClosed, InvolvementStarted, ReadyToTransfer, ClosureProposed, PartnerHeld, PaymentsOnly])
        }
        Definition::DeAllocatedEarly => whole(&[CaseClosed, InvolvementStarted, ClosureWithdrawn]),
        Definition::NewReferral => and(
            &[CaseClosed, InvolvementStarted, AssessmentCompleted],
            StatusStarted,
            &[Status::ChildInNeed, Status::LookedAfter, Status::ChildProtectionPlan],
        ),
        Definition::MustKeepAWorker => {
            and(&without, StatusEnded, &[Status::PrivatelyFostered, Status::ChildProtectionPlan, Status::LookedAfter])
        }
        Definition::NoDecision => whole(&[CaseClosed, InvolvementStarted, LeftUnallocated]),
        Definition::Government => and(&without, StatusEnded, &[Status::LookedAfter, Status::ChildProtectionPlan]),
        Definition::ReReferred => whole(&[CaseClosed]),
        Definition::AdvisorAlone => whole(&[CaseClosed, InvolvementStarted, InvolvementEnded]),
        Definition::ActionsApply => and(&without, StatusStarted, &[Status::Section47]),
        Definition::ProtectionUnallocated => {
            and(&without, StatusEnded, &[Status::Section47, Status::ChildProtectionPlan])
        }
        Definition::ProtectionByAdvisor => and(
            &[CaseClosed, InvolvementStarted, InvolvementEnded],
            StatusEnded,
            &[Status::Section47, Status::ChildProtectionPlan],
        ),
        Definition::LookedAfterVisits => whole(&[CaseClosed, PlacementEnded, PlacementStarted]),
    }
}
