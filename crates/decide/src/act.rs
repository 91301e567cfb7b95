//! What can be asked for: each act declared once, in the way of the kinds of fact. What a program sends, what a form asks
//! and what the API's document says come from here.

use record::words::{
    DutyAnswer, EndReason, LeftReason, OversightPart, Post, Profession, RiskLevel, Role, RoomAnswer, Sex, TransferItem,
    TransferSide, UnitLevel, Words,
};
use record::{ChildId, Content, Day, Kind, Moment, Ref, Subject, TextId, Tri, UnitId, When, WorkerId};

/// What somebody asks to be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Command {
    /// About whom: a child, by any of its identities, or a worker.
    pub about: Subject,
    /// When it was so: the present instant, or earlier where it is recorded afterwards.
    pub when: When,
    /// In which post the actor does it; the most fitting of those that they hold, where nothing is said.
    pub post: Option<Post>,
    /// What.
    pub what: What,
    /// What the actor writes down with it, where they do.
    pub note: Option<TextId>,
    /// An exception that the actor makes with an act, where a policy lets them.
    pub exception: Option<Exception>,
}

/// An exception from what a policy holds against an act, made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Why.
    pub reason: TextId,
    /// The last civil day on which it holds.
    pub until: Day,
}

/// An act, or one fact to be recorded as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// An act. The facts that it makes are made together.
    Act(Act),
    /// A fact of a kind in [`RECORDED`], or of somebody else in [`crate::RECORDED_OF_WORKERS`], [`crate::RECORDED_OF_UNITS`] or
    /// [`crate::RECORDED_OF_CARERS`]. References that tie it to others
    /// are filled in: a beginning gets one of its own, an end that of what goes on. Who did it and in which post is filled in.
    Record(Content),
}

record::kinds! {
    /// An act with what it says.
    Act,
    /// An act without what it says. Its number is for its order alone.
    ActKind {
    /// Name a worker for the child and ask them to take it (AP-03, AP-24).
    1 Offer = "offer" about Child {
        /// The worker.
        worker: WorkerId,
        /// In which part.
        part: Role,
        /// The team that is recorded with it (AP-03); the child's own where it is missing.
        team: Option<UnitId>,
        /// What is allocated (AP-24).
        what: Option<TextId>,
        /// What is to be done.
        actions: Option<TextId>,
        /// How that is reviewed and supervised.
        review: Option<TextId>,
        /// Who is named to support and supervise, where somebody is (AP-19).
        supported_by: Option<WorkerId>,
    }
    /// Take what was offered: the worker's own act. Whoever had that part before hands over (AP-03, AP-09).
    2 Accept = "accept" about Child {
        /// The offer.
        involvement: Ref,
    }
    /// Not take what was offered: the worker's own act.
    3 Decline = "decline" about Child {
        /// The offer.
        involvement: Ref,
    }
    /// Take an offer back.
    4 Withdraw = "withdraw" about Child {
        /// The offer.
        involvement: Ref,
    }
    /// End a worker's involvement.
    5 End = "end" about Child {
        /// The involvement.
        involvement: Ref,
        /// Why.
        reason: EndReason,
    }
    /// Put the child's case on duty, with the manager's answer to the test question where it is given (MON-06).
    6 PutOnDuty = "put-on-duty" about Child {
        /// Whether it would be a duty case if there were a worker to take it.
        answer: Option<DutyAnswer>,
    }
    /// Take it off duty.
    7 TakeOffDuty = "take-off-duty" about Child {}
    /// Record what a team or a district answered when it was asked for room (AS-02).
    8 AskForRoom = "ask-for-room" about Child {
        /// A team or a district.
        asked: UnitLevel,
        /// Which one.
        whom: UnitId,
        /// What it answered.
        answer: RoomAnswer,
    }
    /// Decide to leave the child without a worker: whoever has the lead or is the key worker is released (AS-03).
    9 Leave = "leave" about Child {
        /// Why.
        reason: Option<LeftReason>,
    }
    /// Record a management oversight: what it says, the days that it sets, and what is to be done (AS-04, AS-12, PG-07). What
    /// is said of a thing is a part of what the oversight holds.
    10 Oversee = "oversee" about Child {
        /// What people are worried about: the first of a risk assessment.
        worries: Option<TextId>,
        /// What is working well, and who keeps the child safe.
        strengths: Option<TextId>,
        /// How great the risk is.
        risk: Option<RiskLevel>,
        /// What is needed to manage the risk until the next review (AS-15).
        needed: Option<TextId>,
        /// The safety plan.
        safety_plan: Option<TextId>,
        /// The initial plan for the duty worker (PG-06).
        initial_plan: Option<TextId>,
        /// What was decided.
        decision: Option<TextId>,
        /// What it holds beside what is said here.
        parts: Option<Words<OversightPart>>,
        /// The civil date on which the child is next seen.
        next_seen: Option<Day>,
        /// The civil date of the manager's next review.
        next_review: Option<Day>,
        /// The civil date of the next review of the plan.
        next_plan_review: Option<Day>,
        /// How that review is overseen.
        overseen: Option<TextId>,
        /// Something that somebody is to do (AS-12).
        action_1: Option<TextId>,
        /// The last civil day for it.
        action_1_by: Option<Day>,
        /// Who is to do it; whoever is on duty, where nobody is named.
        action_1_for: Option<WorkerId>,
        /// Something else that somebody is to do (AS-12).
        action_2: Option<TextId>,
        /// The last civil day for it.
        action_2_by: Option<Day>,
        /// Who is to do it; whoever is on duty, where nobody is named.
        action_2_for: Option<WorkerId>,
        /// A third thing that somebody is to do (AS-12).
        action_3: Option<TextId>,
        /// The last civil day for it.
        action_3_by: Option<Day>,
        /// Who is to do it; whoever is on duty, where nobody is named.
        action_3_for: Option<WorkerId>,
        /// A fourth thing that somebody is to do (AS-12).
        action_4: Option<TextId>,
        /// The last civil day for it.
        action_4_by: Option<Day>,
        /// Who is to do it; whoever is on duty, where nobody is named.
        action_4_for: Option<WorkerId>,
    }
    /// Record a management oversight of a carer: a risk assessment, and what was decided (AS-23, AS-25).
    17 OverseeCarer = "oversee-carer" about Carer {
        /// What people are worried about: the first of a risk assessment.
        worries: Option<TextId>,
        /// What is working well.
        strengths: Option<TextId>,
        /// How great the risk is.
        risk: Option<RiskLevel>,
        /// What is needed to manage the risk.
        needed: Option<TextId>,
        /// What was decided.
        decision: Option<TextId>,
    }
    /// Give everything that a team owns to another: its children, workers, posts, rota and carers. Whoever works with a child goes on
    /// (AP-16).
    18 GiveOver = "give-over" about Unit {
        /// The team that has it from then on.
        to: UnitId,
    }
    /// Sign a transfer. With both signatures the receiving team owns the case, and the giving team's involvements end
    /// (AP-17, AP-22).
    11 SignTransfer = "sign-transfer" about Child {
        /// The receiving team.
        to: UnitId,
        /// For which team.
        side: TransferSide,
    }
    /// Look through the work before a case is taken over, for the receiving team: what is complete to standard, and what is missing.
    /// Once nothing is left, the work counts as checked (AP-17).
    19 CheckTransfer = "check-transfer" about Child {
        /// What is complete to standard.
        complete: Option<Words<TransferItem>>,
        /// What this case does not need.
        not_needed: Option<Words<TransferItem>>,
        /// What is missing, for the giving team to complete.
        missing: Option<TextId>,
    }
    /// Close the case: its involvements end with it (AP-22).
    12 Close = "close" about Child {
        /// The referral; all of the child's where it is missing.
        referral: Option<Ref>,
    }
    /// Put a child on record of whom a referral was received, and who is not on record yet: the child is open from then.
    13 Register = "register" about Child {
        /// Given name.
        given_name: TextId,
        /// Family name.
        family_name: Option<TextId>,
        /// Civil date of birth.
        born: Option<Day>,
        /// Expected civil date of birth of an unborn child.
        expected: Option<Day>,
        /// As it is recorded.
        sex: Option<Sex>,
        /// Whether the child is disabled.
        disabled: Tri,
        /// Whether the child has special educational needs.
        special_educational_needs: Tri,
        /// A child on record of the same family.
        sibling: Option<ChildId>,
        /// The team in which the referral is opened.
        team: UnitId,
        /// When the district received it, where that differs.
        district_received: Option<Moment>,
        /// Whether it is another child than one on record of the same name and date of birth.
        another: Tri,
    }
    /// Say that two children on record are of one family.
    16 SameFamily = "same-family" about Child {
        /// A brother or sister on record.
        sibling: ChildId,
    }
    /// Say anew how long an absence is likely to last; what was said before stays on record as replaced (AP-39).
    15 ReviseAbsence = "revise-absence" about Worker {
        /// The likely last civil day; not known where it is missing.
        likely_end: Option<Day>,
    }
    /// Put a worker on record who joins the authority: the civil date is the first day.
    14 TakeOn = "take-on" about Worker {
        /// Name as listed.
        name: TextId,
        /// Job title as listed.
        job_title: Option<TextId>,
        /// What the worker is.
        profession: Profession,
        /// The team.
        team: UnitId,
    }
    }
}

/// The kinds of fact that are recorded one by one, as [`What::Record`]. Every other kind belongs to an act of its own, comes
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
    Kind::AnotherAuthority,
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
    Kind::TeamChanged,
    Kind::ExceptionGranted,
    Kind::TaskSet,
    Kind::TaskTaken,
    Kind::TaskDone,
    Kind::TaskDropped,
    Kind::ServiceEntryJoined,
    Kind::ServiceEntryUpdated,
    Kind::ServiceEntryLeft,
    Kind::Signposted,
    Kind::ConsultationOffered,
    Kind::DutyAccessExplained,
    Kind::Noted,
    Kind::CarriedBack,
    Kind::ChildDetails,
    Kind::Died,
    Kind::SameAs,
    Kind::NotSameAs,
    Kind::Corrected,
];

/// Whether that field of a recorded kind is filled in by whoever decides, whatever was sent: the reference that ties it to
/// others, who did it, and in which post.
pub fn is_filled_in(kind: Kind, field: &str) -> bool {
    match field {
        "referral" => kind == Kind::ReferralReceived,
        "spell" => matches!(kind, Kind::StatusStarted | Kind::StatusEnded),
        "assessment" => matches!(kind, Kind::AssessmentStarted | Kind::AssessmentCompleted),
        "task" => kind == Kind::TaskSet,
        "entry" => matches!(kind, Kind::ServiceEntryJoined | Kind::ServiceEntryLeft),
        "issue" => kind == Kind::CapacityIssueRaised,
        "of" => kind == Kind::Noted,
        "with" => kind == Kind::Corrected,
        "absence" => matches!(kind, Kind::AbsenceStarted | Kind::AbsenceEnded),
        "done_by" => matches!(
            kind,
            Kind::DutyQuestionAnswered
                | Kind::PrioritySet
                | Kind::LetterWithheld
                | Kind::NoticeGiven
                | Kind::NoticeAcknowledged
                | Kind::AreaNoticeGiven
                | Kind::AreaNoticeAcknowledged
                | Kind::CapacityIssueRaised
                | Kind::CapacityIssueDecided
                | Kind::CarriedBack
        ),
        "post" => matches!(
            kind,
            Kind::SafetyPlanningAgreed
                | Kind::InformationConsidered
                | Kind::VisitIntervalSet
                | Kind::ClosureReviewed
                | Kind::AbsenceDecided
                | Kind::ExceptionGranted
                | Kind::CapacityIssueDecided
        ),
        _ => false,
    }
}
