//! Every kind of fact, declared once.
//!
//! The declaration makes the variant of [`Content`], its [`Kind`], its fields for every codec, and its line in the
//! published schema. A kind's number and name are written to logs: never reuse or renumber one. A field that is added
//! later is optional, so that older lines still read.

use crate::fact::FactId;
use crate::ids::{Ref, TextId, UnitId, WorkerId};
use crate::time::{Day, Moment};
use crate::words::{
    AbsenceKind, Accreditation, AuthorityAnswer, DutyAnswer, EndReason, LeftReason, Meeting, OversightPart,
    OversightTopic, PlacementMark, PolicyAction, Post, Profession, Recipient, RiskLevel, Role, RoomAnswer, Service,
    Sex, Status, TransferItem, TransferSide, Tri, UnitLevel, VisitPart, Words,
};

/// Whom a kind of fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A child.
    Child,
    /// A worker.
    Worker,
    /// A unit of the authority.
    Unit,
    /// A foster carer or adopter.
    Carer,
    /// The record itself.
    Record,
    /// Whomever the fact that it concerns is about.
    Any,
}

crate::kinds! {
    /// What a fact says.
    Content,
    /// The kind of a fact: [`Content`] without what it says.
    Kind {
    // ── the child ──────────────────────────────────────────────────────────────────────────────────────────────────
    /// Who the child is.
    1 ChildDetails = "child_details" about Child {
        /// Given name.
        given_name: Option<TextId>,
        /// Family name.
        family_name: Option<TextId>,
        /// Civil date of birth.
        born: Option<Day>,
        /// Expected civil date of birth of an unborn child.
        expected: Option<Day>,
        /// As the source records it.
        sex: Option<Sex>,
        /// The national ethnicity code.
        ethnicity: Option<TextId>,
        /// Whether the child is disabled.
        disabled: Tri,
        /// Whether the child has special educational needs.
        special_educational_needs: Tri,
    }
    /// The child died.
    2 Died = "died" about Child {}
    /// Only named people may see this child.
    3 AccessRestricted = "access_restricted" about Child {}
    /// The restriction ended.
    4 AccessRestrictionEnded = "access_restriction_ended" about Child {}
    /// The child belongs to that family group: siblings share it.
    5 FamilyGroup = "family_group" about Child {
        /// The family.
        family: Ref,
    }
    /// This identity and the other are one child.
    6 SameAs = "same_as" about Child {
        /// The other identity.
        other: crate::ids::ChildId,
    }
    /// This identity and the other are not one child: an earlier `same_as` was mistaken.
    7 NotSameAs = "not_same_as" about Child {
        /// The other identity.
        other: crate::ids::ChildId,
    }

    // ── opening and need ───────────────────────────────────────────────────────────────────────────────────────────
    /// A referral was received: the child is open from then.
    10 ReferralReceived = "referral_received" about Child {
        /// The referral.
        referral: Ref,
        /// The team that it was opened in.
        team: Option<UnitId>,
        /// When the district received it, where the referral itself says so (AS-08); a record of its own may say it too.
        district_received: Option<Moment>,
    }
    /// The case was closed: involvements end with it (AP-22).
    11 CaseClosed = "case_closed" about Child {
        /// The referral that it closes; all of the child's where it is missing.
        referral: Option<Ref>,
    }
    /// A manager identified that the child needs an assessment or is in need (AP-03).
    12 NeedIdentified = "need_identified" about Child {}
    /// An assessment was started.
    13 AssessmentStarted = "assessment_started" about Child {
        /// The assessment.
        assessment: Ref,
    }
    /// An assessment was completed, with what it concluded (MON-04, MON-05, AP-15).
    14 AssessmentCompleted = "assessment_completed" about Child {
        /// The assessment.
        assessment: Ref,
        /// Whether it concluded that the child is in need.
        in_need: Tri,
        /// Whether an allocated social worker is one of the services required.
        needs_social_worker: Tri,
        /// Whether a young people's advisor may hold the case.
        advisor_may_hold: Tri,
    }
    /// A status began.
    15 StatusStarted = "status_started" about Child {
        /// Which status.
        status: Status,
        /// This spell of it.
        spell: Ref,
    }
    /// A status ended.
    16 StatusEnded = "status_ended" about Child {
        /// Which status.
        status: Status,
        /// The spell that ended.
        spell: Ref,
    }

    /// The district received the referral: the clock of the duty visit begins (AS-08).
    17 DistrictReceived = "district_received" about Child {
        /// The referral, where it is said.
        referral: Option<Ref>,
    }
    /// A placement of a looked-after child began.
    18 PlacementStarted = "placement_started" about Child {
        /// The placement.
        placement: Ref,
        /// What the regulations ask to know of it.
        marks: Words<PlacementMark>,
        /// The marks of which it is not known whether it has them. None where it is missing.
        unsure: Option<Words<PlacementMark>>,
    }
    /// A placement ended.
    19 PlacementEnded = "placement_ended" about Child {
        /// The placement.
        placement: Ref,
    }

    // ── holding and stage ──────────────────────────────────────────────────────────────────────────────────────────
    /// A worker was named for the child and offered the case (AP-03).
    20 AllocationOffered = "allocation_offered" about Child {
        /// The offer, and the involvement that it becomes.
        involvement: Ref,
        /// The worker named.
        worker: WorkerId,
        /// The part offered.
        role: Role,
        /// The team.
        team: Option<UnitId>,
    }
    /// The worker accepted.
    21 AllocationAccepted = "allocation_accepted" about Child {
        /// The offer or involvement accepted.
        involvement: Ref,
    }
    /// The worker declined, or the offer was withdrawn.
    22 AllocationDeclined = "allocation_declined" about Child {
        /// The offer.
        involvement: Ref,
    }
    /// A worker's involvement with the child began.
    23 InvolvementStarted = "involvement_started" about Child {
        /// The involvement.
        involvement: Ref,
        /// The worker; missing where the source has none that can be read, which is not known rather than nobody.
        worker: Option<WorkerId>,
        /// The part played.
        role: Role,
        /// The team recorded with it.
        team: Option<UnitId>,
        /// Whether the worker has accepted responsibility, as far as the source can say.
        accepted: Tri,
    }
    /// A worker's involvement ended.
    24 InvolvementEnded = "involvement_ended" about Child {
        /// The involvement.
        involvement: Ref,
        /// Why, where recorded.
        reason: Option<EndReason>,
    }
    /// A successor was named before the worker left (PG-02).
    25 SuccessorIdentified = "successor_identified" about Child {
        /// The worker named.
        worker: WorkerId,
    }
    /// The child's case was put on duty.
    26 PutOnDuty = "put_on_duty" about Child {}
    /// The child's case was taken off duty.
    27 TakenOffDuty = "taken_off_duty" about Child {}
    /// A duty worker was assigned to the child's tasks; that is no allocation (AS-13).
    28 DutyWorkerAssigned = "duty_worker_assigned" about Child {
        /// The duty worker.
        worker: WorkerId,
    }
    /// A team holds the case without a named worker (AP-04).
    29 TeamHeld = "team_held" about Child {
        /// The team.
        team: Option<UnitId>,
    }
    /// The team no longer holds it.
    30 TeamHeldEnded = "team_held_ended" about Child {}
    /// A partner agency works with the child (CNT-02).
    31 PartnerHeld = "partner_held" about Child {
        /// Which agency.
        agency: Option<TextId>,
    }
    /// The partner no longer does.
    32 PartnerHeldEnded = "partner_held_ended" about Child {}
    /// Only payments are made (CNT-02).
    33 PaymentsOnly = "payments_only" about Child {}
    /// No longer only payments.
    34 PaymentsOnlyEnded = "payments_only_ended" about Child {}
    /// Closure was proposed: the case awaits closure, and stays with whoever holds it (CNT-03).
    35 ClosureProposed = "closure_proposed" about Child {}
    /// The proposal was withdrawn or sent back.
    36 ClosureWithdrawn = "closure_withdrawn" about Child {}
    /// The case is ready to transfer.
    37 ReadyToTransfer = "ready_to_transfer" about Child {
        /// The receiving team.
        to: Option<UnitId>,
    }
    /// A manager signed the transfer; with both sides' signatures the receiving team owns the case (AP-16, AP-17).
    38 TransferSigned = "transfer_signed" about Child {
        /// The receiving team.
        to: Option<UnitId>,
        /// Whose signature.
        side: TransferSide,
    }
    /// The transfer ended or was refused.
    39 TransferEnded = "transfer_ended" about Child {}
    /// A service manager decided to leave the child without a worker (AS-03).
    40 LeftUnallocated = "left_unallocated" about Child {
        /// Who decided.
        done_by: Option<WorkerId>,
        /// In which post.
        post: Option<Post>,
        /// Why.
        reason: Option<LeftReason>,
    }
    /// The manager answered the test question: would this be a duty case if there were a worker (MON-06)?
    41 DutyQuestionAnswered = "duty_question_answered" about Child {
        /// The answer.
        answer: DutyAnswer,
        /// Who answered.
        done_by: Option<WorkerId>,
    }

    /// A team or a district was asked whether it has room for the child (AS-02).
    42 CapacityAsked = "capacity_asked" about Child {
        /// A team or a district.
        asked: UnitLevel,
        /// Which one.
        whom: Option<UnitId>,
        /// What it answered.
        answer: RoomAnswer,
    }
    /// An exception from a rule was granted to the child.
    43 ExceptionGranted = "exception_granted" about Child {
        /// The rule, as `pack/rule`.
        rule: Ref,
        /// The post that granted it.
        post: Option<Post>,
        /// The last civil day on which it holds; it goes on where it is missing.
        until: Option<Day>,
        /// Why.
        reason: Option<TextId>,
    }
    /// A manager set the child's priority by hand (PG-04).
    44 PrioritySet = "priority_set" about Child {
        /// The priority, on the pack's scale.
        priority: i32,
        /// Why.
        reason: Option<TextId>,
        /// Who set it.
        done_by: Option<WorkerId>,
    }
    /// Named support for a student or a newly qualified worker was recorded (AP-19).
    45 SupportNamed = "support_named" about Child {
        /// The involvement supported.
        involvement: Ref,
        /// Who supports and supervises.
        supported_by: WorkerId,
    }

    /// What the receiving team found of the work as it looked through the case, before both sides sign (AP-17).
    128 TransferWorkFound = "transfer_work_found" about Child {
        /// What is complete to standard.
        complete: Words<TransferItem>,
        /// What this case does not need.
        not_needed: Words<TransferItem>,
        /// What is missing, in words.
        missing: Option<TextId>,
    }
    /// Another authority was asked to take the case over, or answered. Until it does, this authority's team owns the case (AP-16).
    129 AnotherAuthority = "another_authority" about Child {
        /// Which authority.
        authority: TextId,
        /// What it said.
        answer: AuthorityAnswer,
    }
    /// Another team owns the case from then on: teams were split, merged or ordered anew. Nothing else of it changes: whoever works
    /// with the child goes on, and no transfer is made (AP-16).
    127 TeamChanged = "team_changed" about Child {
        /// The team.
        team: UnitId,
    }

    // ── casework ───────────────────────────────────────────────────────────────────────────────────────────────────
    /// A visit to the child.
    50 Visit = "visit" about Child {
        /// What happened.
        parts: Words<VisitPart>,
        /// Who visited.
        done_by: Option<WorkerId>,
        /// Under which plan the source lists it.
        plan: Option<Status>,
    }
    /// A manager's oversight was recorded (AS-04, AS-06, PG-07, PG-08).
    51 ManagementOversight = "management_oversight" about Any {
        /// What it holds.
        parts: Words<OversightPart>,
        /// Who made it.
        done_by: Option<WorkerId>,
        /// In which post.
        post: Option<Post>,
    }
    /// An oversight set the day on which the child is next seen (PG-07).
    52 NextSeenSet = "next_seen_set" about Child {
        /// That civil date.
        on: Day,
    }
    /// An oversight set the day of the manager's next review (PG-07).
    53 NextReviewSet = "next_review_set" about Child {
        /// That civil date.
        on: Day,
    }
    /// An oversight set the day of the next plan review and how it is overseen (PG-07).
    54 NextPlanReviewSet = "next_plan_review_set" about Child {
        /// That civil date.
        on: Day,
        /// How it is overseen.
        overseen: Option<TextId>,
    }
    /// A plan review was held.
    55 PlanReviewHeld = "plan_review_held" about Child {
        /// The plan reviewed.
        plan: Option<Status>,
    }
    /// A letter was sent.
    56 LetterSent = "letter_sent" about Child {
        /// To whom.
        to: Recipient,
        /// Which agency, where it is one.
        agency: Option<TextId>,
    }
    /// A letter was withheld: it is not safe or not appropriate (PG-11).
    57 LetterWithheld = "letter_withheld" about Child {
        /// From whom.
        to: Recipient,
        /// Why.
        reason: Option<TextId>,
        /// Who decided.
        done_by: Option<WorkerId>,
    }
    /// An agency is involved with the child and must be told (PG-09, AS-19).
    58 AgencyInvolved = "agency_involved" about Child {
        /// What kind of agency.
        agency_kind: Recipient,
        /// Which one.
        agency: Option<TextId>,
    }
    /// An agency is no longer involved.
    59 AgencyInvolvementEnded = "agency_involvement_ended" about Child {
        /// What kind of agency.
        agency_kind: Recipient,
        /// Which one.
        agency: Option<TextId>,
    }
    /// Somebody was given notice (PG-12, PG-14, PG-15).
    60 NoticeGiven = "notice_given" about Child {
        /// The post notified.
        to: Post,
        /// Who gave it.
        done_by: Option<WorkerId>,
    }
    /// Safety planning was agreed for the child with the deputy director (PG-15).
    61 SafetyPlanningAgreed = "safety_planning_agreed" about Child {
        /// The post that agreed it.
        post: Option<Post>,
    }

    /// Somebody acknowledged a notice.
    62 NoticeAcknowledged = "notice_acknowledged" about Child {
        /// The post that acknowledged it.
        to: Post,
        /// Who acknowledged it.
        done_by: Option<WorkerId>,
    }
    /// A meeting was held.
    63 MeetingHeld = "meeting_held" about Child {
        /// Which meeting.
        meeting: Meeting,
    }
    /// A child's plan was updated (AS-17, AS-21).
    64 PlanUpdated = "plan_updated" about Child {
        /// The plan updated.
        plan: Option<Status>,
    }
    /// A brief assessment was completed with what other agencies said (AS-08).
    65 BriefAssessment = "brief_assessment" about Child {}
    /// The duty worker and the duty manager discussed the visit (AS-09).
    66 DiscussedWithManager = "discussed_with_manager" about Child {
        /// The post of the manager.
        post: Option<Post>,
    }
    /// A concern about the child increased (AS-16).
    67 ConcernIncreased = "concern_increased" about Child {}
    /// Information about the child came in (AS-14, AP-33).
    68 InformationReceived = "information_received" about Child {
        /// The kind of agency that it came from, where it is one.
        agency_kind: Option<Recipient>,
    }
    /// A manager considered what came in and whether the plan must change (AS-14, AP-33).
    69 InformationConsidered = "information_considered" about Child {
        /// The post that considered it.
        post: Option<Post>,
    }

    // ── workers and units ──────────────────────────────────────────────────────────────────────────────────────────
    /// Who the worker is.
    70 WorkerDetails = "worker_details" about Worker {
        /// Name as listed.
        name: Option<TextId>,
        /// Job title as listed.
        job_title: Option<TextId>,
        /// What the worker is, from then on; missing where the source does not say.
        profession: Option<Profession>,
        /// The team.
        team: Option<UnitId>,
    }
    /// The worker joined the authority: the civil date is the first day.
    71 WorkerJoined = "worker_joined" about Worker {}
    /// The worker leaves the authority: the civil date is the last day (PG-02).
    72 WorkerLeft = "worker_left" about Worker {}
    /// The worker is registered with Social Work England from then.
    73 Registered = "registered" about Worker {
        /// The number as recorded, where it is.
        number: Option<TextId>,
        /// The last civil day on which the register lists the worker, where one is on record (AP-23).
        until: Option<Day>,
    }
    /// The worker is known to have no registration from then.
    74 NotRegistered = "not_registered" about Worker {}
    /// The worker is absent: the civil date is the first day absent (PG-03).
    75 AbsenceStarted = "absence_started" about Worker {
        /// The absence.
        absence: Ref,
        /// Why.
        absence_kind: AbsenceKind,
        /// The likely last day, where stated (AP-39).
        likely_end: Option<Day>,
    }
    /// The worker returned: the civil date is the day of return.
    76 AbsenceEnded = "absence_ended" about Worker {
        /// The absence.
        absence: Ref,
    }
    /// How the worker is engaged.
    77 Engagement = "engagement" about Worker {
        /// Whether through an agency.
        agency: Tri,
        /// Contracted hours a week, in hundredths of an hour.
        weekly_hours_hundredths: Option<i32>,
    }
    /// The worker is on the team's duty rota for that day (PG-05, PG-06).
    89 DutyRostered = "duty_rostered" about Worker {
        /// The team.
        team: UnitId,
        /// The civil day.
        on: Day,
    }
    /// The worker is not on the team's duty rota for that day after all.
    98 DutyRosterCleared = "duty_roster_cleared" about Worker {
        /// The team.
        team: UnitId,
        /// The civil day.
        on: Day,
    }
    /// What the unit is and what it belongs to.
    80 UnitDetails = "unit_details" about Unit {
        /// Its name.
        name: Option<TextId>,
        /// What it is.
        level: Option<UnitLevel>,
        /// What it belongs to.
        parent: Option<UnitId>,
    }

    /// A post was told that the unit stands out by a rule about whole areas.
    87 AreaNoticeGiven = "area_notice_given" about Unit {
        /// The rule.
        rule: Ref,
        /// The post that was told.
        to: Post,
        /// Who told it.
        done_by: Option<WorkerId>,
    }
    /// A post acknowledged that it was told so.
    88 AreaNoticeAcknowledged = "area_notice_acknowledged" about Unit {
        /// The rule.
        rule: Ref,
        /// The post that acknowledged it.
        to: Post,
        /// Who acknowledged it.
        done_by: Option<WorkerId>,
    }

    /// Somebody raised that the unit lacks capacity: for the leadership team, and the risk register (AP-14).
    48 CapacityIssueRaised = "capacity_issue_raised" about Unit {
        /// The issue.
        issue: Ref,
        /// What is lacking, and what it does to children.
        what: TextId,
        /// What shows it: figures, a trend, a forecast.
        evidence: Option<TextId>,
        /// Who raised it.
        done_by: Option<WorkerId>,
    }
    /// The leadership decided what is done about a capacity issue (AP-14).
    49 CapacityIssueDecided = "capacity_issue_decided" about Unit {
        /// The issue.
        issue: Ref,
        /// What was decided.
        decision: TextId,
        /// Whether it stands on the risk register from then on.
        on_risk_register: Tri,
        /// Whether the issue is over.
        over: Tri,
        /// The post that decided.
        post: Option<Post>,
        /// Who decided.
        done_by: Option<WorkerId>,
    }

    // ── foster carers and adopters ─────────────────────────────────────────────────────────────────────────────────
    /// Who the carer is.
    8 CarerDetails = "carer_details" about Carer {
        /// Name as listed.
        name: Option<TextId>,
        /// A foster carer or an adopter.
        carer_kind: Option<Recipient>,
        /// The team that answers for them.
        team: Option<UnitId>,
    }
    /// A supervising social worker was named for the carer (AP-08).
    9 CarerSupervised = "carer_supervised" about Carer {
        /// Who; nobody from then on where it is missing.
        worker: Option<WorkerId>,
    }

    /// A supervisor was named for the worker (AP-05).
    78 SupervisionNamed = "supervision_named" about Worker {
        /// The supervisor; nobody from then on where it is missing.
        supervisor: Option<WorkerId>,
    }
    /// The worker holds an accreditation (AP-21).
    79 Accredited = "accredited" about Worker {
        /// In what.
        accreditation: Accreditation,
        /// The last civil day on which it holds; it goes on where it is missing.
        until: Option<Day>,
    }
    /// Part of the worker's load is taken off (AP-26).
    81 WorkloadAdjusted = "workload_adjusted" about Worker {
        /// Percent taken off what is a full load for this worker.
        percent: i32,
        /// The last civil day; it goes on where it is missing.
        until: Option<Day>,
        /// Why.
        reason: Option<TextId>,
    }
    /// The worker has the experience that child protection and court work ask for (AP-05, AP-20).
    82 ExperienceConfirmed = "experience_confirmed" about Worker {}
    /// Facts of that kind are not recorded of this worker, whatever is covered: a list of workers that says when each left
    /// does not have this one. That there is none on record says nothing, at any time.
    83 NotCovered = "not_covered" about Worker {
        /// The kind of fact; every kind where it is missing.
        covers: Option<Kind>,
    }

    /// The worker holds a post, from then on (MON-02, AS-03).
    84 PostHeld = "post_held" about Worker {
        /// Which post.
        post: Post,
        /// For which unit and those below it; for all where it is missing.
        unit: Option<UnitId>,
        /// The last civil day; it goes on where it is missing.
        until: Option<Day>,
        /// Whether the worker stands in for whoever holds it.
        stands_in: bool,
    }
    /// The worker holds that post no more: the civil date is the first day without it.
    85 PostEnded = "post_ended" about Worker {
        /// Which post.
        post: Post,
        /// For which unit; the same as when it began.
        unit: Option<UnitId>,
    }

    /// A load beyond the policy's limit was authorised for the worker (AP-26).
    86 LoadAuthorised = "load_authorised" about Worker {
        /// Up to that percent of what is a full load for this worker.
        percent: i32,
        /// The last civil day on which it holds; it goes on where it is missing.
        until: Option<Day>,
        /// The post that authorised it.
        post: Option<Post>,
        /// Why.
        reason: Option<TextId>,
    }

    // ── the record itself ──────────────────────────────────────────────────────────────────────────────────────────
    /// A fact was wrong: from now on it is not known, and the other stands in its place where there is one.
    90 Corrected = "corrected" about Any {
        /// The fact that was wrong.
        replaces: FactId,
        /// The fact that stands in its place.
        with: Option<FactId>,
        /// Why.
        reason: Option<TextId>,
    }
    /// A kind of fact is recorded from then until the instant given; where it is not, its absence says nothing.
    91 Coverage = "coverage" about Record {
        /// The kind of fact; every kind where it is missing.
        covers: Option<Kind>,
        /// For which unit and those below it; for all where it is missing.
        unit: Option<UnitId>,
        /// Until when; missing while it goes on.
        until: Option<Moment>,
        /// The statuses of which it says nothing: neither a spell of one nor a visit or a review by its plan. None where it
        /// is missing.
        but: Option<Words<Status>>,
    }
    /// A policy pack was adopted.
    92 PackAdopted = "pack_adopted" about Record {
        /// Its id.
        pack: TextId,
        /// Its version.
        version: TextId,
        /// For which unit and those below it; for all where it is missing.
        unit: Option<UnitId>,
        /// A digest of what the pack asks, and the packs it builds on; its tests and comments are left out.
        digest: Ref,
    }
    /// A bank holiday was announced.
    93 HolidayAnnounced = "holiday_announced" about Record {
        /// The civil date.
        day: Day,
        /// Its official name.
        name: TextId,
    }
    /// A bank holiday was withdrawn.
    94 HolidayWithdrawn = "holiday_withdrawn" about Record {
        /// The civil date.
        day: Day,
    }
    /// A file was read into the record.
    95 Imported = "imported" about Record {
        /// Its name.
        file: TextId,
        /// Data rows read.
        rows: i32,
        /// Of them rejected.
        rejected: i32,
        /// A digest of the site file in force.
        site: Ref,
        /// Of them used, whole or in part.
        used: i32,
        /// Of the used ones, those in which a value could not be used.
        in_part: i32,
        /// Of them not used with nothing wrong in them: repeated, or saying nothing that is read.
        passed_over: i32,
        /// The columns that are read from such a file and that this one does not have, by name, with commas between them; `none`
        /// where it has them all. Missing where whoever read the file did not say.
        columns_lacking: Option<TextId>,
    }
    // ── more casework (numbers from 100) ───────────────────────────────────────────────────────────────────────────
    /// How often the child is seen was set for this child (AS-05).
    100 VisitIntervalSet = "visit_interval_set" about Child {
        /// In calendar days.
        days: i32,
        /// The last civil day on which it holds; it goes on where it is missing.
        until: Option<Day>,
        /// The post that set it.
        post: Option<Post>,
    }
    /// An agency agreed to watch the situation, to report and to pass on concerns (AP-31).
    101 AgencyAgreed = "agency_agreed" about Child {
        /// What kind of agency.
        agency_kind: Recipient,
        /// Which one.
        agency: Option<TextId>,
    }
    /// An agency reported as agreed (AP-31).
    102 AgencyReported = "agency_reported" about Child {
        /// What kind of agency.
        agency_kind: Recipient,
        /// Which one.
        agency: Option<TextId>,
    }
    /// The manager applies an action of the policy to this child (AP-42).
    103 ActionApplied = "action_applied" about Child {
        /// Which action.
        action: PolicyAction,
    }
    /// The manager does not apply an action, and says why (AP-42).
    104 ActionNotApplied = "action_not_applied" about Child {
        /// Which action.
        action: PolicyAction,
        /// Why not.
        reason: Option<TextId>,
    }
    /// How contact with the child is kept was arranged (AP-41).
    105 ContactArranged = "contact_arranged" about Child {}
    /// A step-down was agreed at a review (AS-18).
    106 StepDownAgreed = "step_down_agreed" about Child {}
    /// A summary of the case was completed for its closure (AS-18).
    107 ClosureSummary = "closure_summary" about Child {}
    /// A manager reviewed the case for closure (AS-18).
    108 ClosureReviewed = "closure_reviewed" about Child {
        /// The post.
        post: Option<Post>,
    }
    /// It was recorded that the child's needs were addressed (AP-37).
    109 NeedsAddressed = "needs_addressed" about Child {}
    /// Continuing support by other services was considered (AP-37).
    110 ContinuingSupportConsidered = "continuing_support_considered" about Child {}
    /// The receiving team found the work complete to standard (AP-17).
    111 TransferChecked = "transfer_checked" about Child {}
    /// The child's independent reviewing officer was assigned (AS-20).
    112 ReviewingOfficerAssigned = "reviewing_officer_assigned" about Child {
        /// Who.
        officer: Option<WorkerId>,
    }
    /// What is to be done about a worker's long absence was decided for this child (AP-38, AP-39).
    113 AbsenceDecided = "absence_decided" about Child {
        /// The post that decided.
        post: Option<Post>,
    }

    /// What a worker is asked to take, said with the offer (AP-24).
    114 AllocationTerms = "allocation_terms" about Child {
        /// The offer.
        involvement: Ref,
        /// What is allocated.
        what: TextId,
        /// What is to be done.
        actions: TextId,
        /// How that is reviewed and supervised.
        review: TextId,
    }

    /// What a management oversight says of one thing, in words (AS-04, PG-07).
    115 OversightSays = "oversight_says" about Any {
        /// Of what.
        of: OversightTopic,
        /// What.
        says: TextId,
    }
    /// How great a manager judged the risk to be, with the risk assessment (AS-04, AS-15).
    116 RiskJudged = "risk_judged" about Any {
        /// How great.
        level: RiskLevel,
    }
    /// Something is to be done for the child: an action that an oversight sets, or one set by itself (AS-12, PG-06).
    117 TaskSet = "task_set" about Child {
        /// The task.
        task: Ref,
        /// What is to be done.
        what: TextId,
        /// The last civil day on which it is in time.
        due: Option<Day>,
        /// Who is to do it; whoever is on duty, where nobody is named.
        worker: Option<WorkerId>,
        /// The accredited training without which nobody may do it (AP-21).
        training: Option<Accreditation>,
    }
    /// A worker takes a task, or is given it (AS-12, PG-06).
    118 TaskTaken = "task_taken" about Child {
        /// The task.
        task: Ref,
        /// Who has it now.
        worker: WorkerId,
    }
    /// A task was done.
    119 TaskDone = "task_done" about Child {
        /// The task.
        task: Ref,
        /// What came of it.
        outcome: Option<TextId>,
    }
    /// A task is no longer to be done.
    126 TaskDropped = "task_dropped" about Child {
        /// The task.
        task: Ref,
        /// Why.
        reason: TextId,
    }

    // ── other services: about a child, or about a carer ────────────────────────────────────────────────────────────
    /// An entry with a service began (AS-24).
    120 ServiceEntryJoined = "service_entry_joined" about Any {
        /// The entry.
        entry: Ref,
        /// Which service.
        service: Service,
        /// Whether children are placed with those whom it is for (AS-25).
        children_placed: Tri,
    }
    /// Those whom an entry is for were told how things stand (AS-24).
    121 ServiceEntryUpdated = "service_entry_updated" about Any {
        /// Which service.
        service: Service,
    }
    /// An entry with a service ended.
    122 ServiceEntryLeft = "service_entry_left" about Any {
        /// The entry.
        entry: Ref,
        /// Which service.
        service: Service,
    }
    /// The family was shown what else there is, such as a calendar of events (AS-23).
    123 Signposted = "signposted" about Any {
        /// By which service.
        service: Service,
    }
    /// A consultation was offered (AS-23).
    124 ConsultationOffered = "consultation_offered" about Any {
        /// By which service.
        service: Service,
    }
    /// Those whom an entry is for were told how to reach duty (AS-23, AS-25).
    125 DutyAccessExplained = "duty_access_explained" about Any {
        /// By which service.
        service: Service,
    }
    /// What somebody wrote down with another record, made at the same time, or by itself.
    46 Noted = "noted" about Any {
        /// The kind of record with which it was written; nothing where it stands by itself.
        of: Option<Kind>,
        /// What was written.
        says: TextId,
    }
    /// A record that was made here was carried back to the council's case system (AS-28).
    47 CarriedBack = "carried_back" about Any {
        /// The record.
        fact: FactId,
        /// Who carried it back.
        done_by: Option<WorkerId>,
    }
    /// The content of this fact was erased.
    99 Erased = "erased" about Any {}
    }
}

#[cfg(test)]
#[path = "kinds_tests.rs"]
mod tests;
