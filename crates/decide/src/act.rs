//! What can be asked for.

use record::words::{
    DutyAnswer, EndReason, LeftReason, OversightPart, Post, Role, RoomAnswer, TransferSide, UnitLevel, Words,
};
use record::{ChildId, Content, Day, Kind, Ref, TextId, UnitId, When, WorkerId};

/// What somebody asks to be done about a child.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Command {
    /// The child, by any of its identities.
    pub child: ChildId,
    /// When it was so: the present instant, or earlier where it is recorded afterwards.
    pub when: When,
    /// In which post the actor does it; the most fitting of those that they hold, where nothing is said.
    pub post: Option<Post>,
    /// What.
    pub act: Act,
}

/// An act. Where one makes several facts, they are made together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Name a worker for the child and ask them to take it (AP-03, AP-24).
    Offer(Offer),
    /// Take what was offered: the worker's own act. Whoever had that part before hands over (AP-03, AP-09).
    Accept {
        /// The offer.
        involvement: Ref,
    },
    /// Not take what was offered: the worker's own act.
    Decline {
        /// The offer.
        involvement: Ref,
    },
    /// Take an offer back.
    Withdraw {
        /// The offer.
        involvement: Ref,
    },
    /// End a worker's involvement.
    End {
        /// The involvement.
        involvement: Ref,
        /// Why.
        reason: EndReason,
    },
    /// Put the child's case on duty, with the manager's answer to the test question where it is given (MON-06).
    PutOnDuty {
        /// Whether it would be a duty case if there were a worker to take it.
        answer: Option<DutyAnswer>,
    },
    /// Take it off duty.
    TakeOffDuty,
    /// Record what a team or a district answered when it was asked for room (AS-02).
    AskForRoom {
        /// A team or a district.
        asked: UnitLevel,
        /// Which one.
        whom: UnitId,
        /// What it answered.
        answer: RoomAnswer,
    },
    /// Decide to leave the child without a worker: whoever has the lead or is the key worker is released (AS-03).
    Leave {
        /// Why.
        reason: Option<LeftReason>,
    },
    /// Record a management oversight (AS-04, PG-07).
    Oversee(Oversight),
    /// Sign a transfer. With both signatures the receiving team owns the case, and the giving team's involvements end
    /// (AP-17, AP-22).
    SignTransfer {
        /// The receiving team.
        to: UnitId,
        /// For which team.
        side: TransferSide,
    },
    /// Close the case: its involvements end with it (AP-22).
    Close {
        /// The referral; all of the child's where nothing is said.
        referral: Option<Ref>,
    },
    /// Record one fact as it is: of a kind in [`RECORDED`]. Who did it and in which post is filled in.
    Record(Content),
}

/// What a worker is asked to take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offer {
    /// The worker.
    pub worker: WorkerId,
    /// In which part.
    pub part: Role,
    /// The team that is recorded with it (AP-03).
    pub team: Option<UnitId>,
    /// What is allocated (AP-24).
    pub what: Option<TextId>,
    /// What is to be done.
    pub actions: Option<TextId>,
    /// How that is reviewed and supervised.
    pub review: Option<TextId>,
    /// Who is named to support and supervise, where somebody is (AP-19).
    pub supported_by: Option<WorkerId>,
}

/// A management oversight with the days that it sets (PG-07).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oversight {
    /// What it holds.
    pub parts: Words<OversightPart>,
    /// The civil date on which the child is next seen.
    pub next_seen: Option<Day>,
    /// The civil date of the manager's next review.
    pub next_review: Option<Day>,
    /// The civil date of the next review of the plan, and how it is overseen.
    pub next_plan_review: Option<(Day, Option<TextId>)>,
}

/// The kinds of fact that are recorded one by one, as [`Act::Record`]. Every other kind belongs to an act of its own, comes
/// with an extract, or is about somebody else.
pub const RECORDED: &[Kind] = &[
    Kind::ReferralReceived,
    Kind::DistrictReceived,
    Kind::NeedIdentified,
    Kind::AssessmentStarted,
    Kind::AssessmentCompleted,
    Kind::StatusStarted,
    Kind::StatusEnded,
    Kind::SuccessorIdentified,
    Kind::DutyWorkerAssigned,
    Kind::TeamHeld,
    Kind::TeamHeldEnded,
    Kind::PartnerHeld,
    Kind::PartnerHeldEnded,
    Kind::PaymentsOnly,
    Kind::PaymentsOnlyEnded,
    Kind::ClosureProposed,
    Kind::ClosureWithdrawn,
    Kind::ReadyToTransfer,
    Kind::TransferChecked,
    Kind::DutyQuestionAnswered,
    Kind::PrioritySet,
    Kind::SupportNamed,
    Kind::Visit,
    Kind::PlanReviewHeld,
    Kind::LetterSent,
    Kind::LetterWithheld,
    Kind::AgencyInvolved,
    Kind::AgencyInvolvementEnded,
    Kind::NoticeGiven,
    Kind::NoticeAcknowledged,
    Kind::PlanUpdated,
    Kind::BriefAssessment,
    Kind::DiscussedWithManager,
    Kind::ConcernIncreased,
    Kind::InformationReceived,
    Kind::InformationConsidered,
    Kind::VisitIntervalSet,
    Kind::AgencyAgreed,
    Kind::AgencyReported,
    Kind::ActionApplied,
    Kind::ActionNotApplied,
    Kind::ContactArranged,
    Kind::StepDownAgreed,
    Kind::ClosureSummary,
    Kind::ClosureReviewed,
    Kind::NeedsAddressed,
    Kind::ContinuingSupportConsidered,
    Kind::MeetingHeld,
    Kind::SafetyPlanningAgreed,
    Kind::ReviewingOfficerAssigned,
    Kind::AbsenceDecided,
    Kind::TransferEnded,
    Kind::ExceptionGranted,
];
