//! What forms call acts, recorded facts and their fields: one table, in the field's words.

use decide::ActKind;
use record::Kind;

/// What an act or a recorded kind is called, and where it stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Called {
    /// What it does, as a heading and on a link.
    pub title: &'static str,
    /// What it means, as a sentence; empty where the heading says it.
    pub says: &'static str,
    /// Its form's button.
    pub button: &'static str,
    /// The group in which it stands.
    pub group: &'static str,
}

/// What a field is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// What it asks.
    pub asks: &'static str,
    /// What helps to answer; empty where nothing does.
    pub hint: &'static str,
}

/// The groups of acts, in their order on a page.
pub const ACT_GROUPS: [&str; 6] =
    ["Allocate", "While nobody is allocated", "On duty", "Moving and ending", "Not on record yet", "The family"];

/// The groups of what is recorded, in their order on a page.
pub const RECORD_GROUPS: [&str; 13] = [
    "Opening and need",
    "Visits and oversight",
    "Duty and holding",
    "Agencies and letters",
    "Managers told and deciding",
    "Plans and reviews",
    "Moving and ending",
    "Workers",
    "What is to be done",
    "Other services",
    "Notes",
    "Units and capacity",
    "Who the child is",
];

const fn act_is(title: &'static str, says: &'static str, button: &'static str, group: usize) -> Called {
    Called { title, says, button, group: ACT_GROUPS[group] }
}

/// What that act is called.
pub const fn act(kind: ActKind) -> Called {
    match kind {
        ActKind::Offer => act_is(
            "Offer the child to a worker",
            "The worker is named and asked. The child is allocated once the worker accepts.",
            "Make the offer",
            0,
        ),
        ActKind::Accept => act_is(
            "Accept the offer",
            "You take the part that you were offered. Whoever had it before hands over to you.",
            "Accept",
            0,
        ),
        ActKind::Decline => act_is("Decline the offer", "The child then has no offer to you.", "Decline", 0),
        ActKind::Withdraw => {
            act_is("Take the offer back", "Somebody else can then be offered the part.", "Take it back", 0)
        }
        ActKind::AskForRoom => act_is(
            "Record who was asked for room",
            "What a team or a district answered when it was asked to take the child.",
            "Record the answer",
            1,
        ),
        ActKind::Leave => act_is(
            "Decide to leave the child without a worker",
            "Whoever leads or is the key worker is released.",
            "Record the decision",
            1,
        ),
        ActKind::Oversee => act_is(
            "Record a management oversight",
            "The risk assessment, the safety plan, the days that it sets, and what is to be done by whom. Each day becomes a duty, \
             and each action a task.",
            "Record the oversight",
            1,
        ),
        ActKind::GiveOver => act_is(
            "Give everything of this team to another",
            "Its children, workers, posts, rota and carers are the other team's from then on. Whoever works with a child goes on.",
            "Give it over",
            3,
        ),
        ActKind::OverseeCarer => act_is(
            "Record a management oversight",
            "The risk assessment, and what you decided.",
            "Record the oversight",
            1,
        ),
        ActKind::PutOnDuty => act_is("Put the case on duty", "", "Put on duty", 2),
        ActKind::TakeOffDuty => act_is("Take the case off duty", "", "Take off duty", 2),
        ActKind::End => act_is("End a worker's part", "The worker no longer works with the child.", "End it", 3),
        ActKind::SignTransfer => act_is(
            "Sign a transfer",
            "Two managers sign, one of each team. With both signatures the receiving team owns the case.",
            "Sign",
            3,
        ),
        ActKind::CheckTransfer => act_is(
            "Check the work for a transfer",
            "For the receiving team. Each part of the work is complete, not needed, or missing; once nothing is left, the work is checked.",
            "Record what you found",
            3,
        ),
        ActKind::Register => act_is(
            "Put a child on record",
            "A referral was received of a child who is not on record yet. The child is open from then.",
            "Put on record",
            4,
        ),
        ActKind::SameFamily => act_is(
            "Say who is a brother or sister",
            "Both children are then of one family: they are shown, weighed and offered together.",
            "Record it",
            5,
        ),
        ActKind::ReviseAbsence => act_is(
            "Change how long the absence is likely to last",
            "What was said before stays on record. What is counted from it is counted anew.",
            "Record it",
            4,
        ),
        ActKind::TakeOn => {
            act_is("Put a worker on record", "Somebody who joins, and is not on record yet.", "Put on record", 4)
        }
        ActKind::Close => act_is("Close the case", "Every part that a worker has ends with it.", "Close the case", 3),
    }
}

const NAMED_OF_CHILD: Called =
    Called { title: "Who the child is", says: "", button: "Record", group: RECORD_GROUPS[12] };

const fn record_is(title: &'static str, group: usize) -> Option<Called> {
    Some(Called { title, says: "", button: "Record", group: RECORD_GROUPS[group] })
}

/// What a recorded kind is called; nothing of a kind that is not recorded by itself.
pub const fn recorded(kind: Kind) -> Option<Called> {
    match kind {
        Kind::ReferralReceived => record_is("A referral was received", 0),
        Kind::DistrictReceived => record_is("The district received the referral", 0),
        Kind::NeedIdentified => record_is("A manager identified the need for an assessment", 0),
        Kind::AssessmentStarted => record_is("An assessment was started", 0),
        Kind::AssessmentCompleted => record_is("An assessment was completed", 0),
        Kind::StatusStarted => record_is("A status began", 0),
        Kind::StatusEnded => record_is("A status ended", 0),
        Kind::PrioritySet => record_is("A priority was set by hand", 0),
        Kind::Visit => record_is("A visit to the child", 1),
        Kind::BriefAssessment => record_is("A brief assessment was completed", 1),
        Kind::DiscussedWithManager => record_is("The visit was discussed with the manager", 1),
        Kind::ConcernIncreased => record_is("Concern about the child increased", 1),
        Kind::InformationReceived => record_is("Information came in", 1),
        Kind::InformationConsidered => record_is("A manager considered what came in", 1),
        Kind::VisitIntervalSet => record_is("How often the child is seen was set", 1),
        Kind::ContactArranged => record_is("How contact is kept was arranged", 1),
        Kind::DutyWorkerAssigned => record_is("A duty worker was assigned", 2),
        Kind::DutyQuestionAnswered => record_is("The test question about duty was answered", 2),
        Kind::SuccessorIdentified => record_is("A successor was named", 2),
        Kind::SupportNamed => record_is("Named support for a worker", 2),
        Kind::TeamHeld => record_is("A team holds the case", 2),
        Kind::TeamHeldEnded => record_is("The team no longer holds the case", 2),
        Kind::PartnerHeld => record_is("A partner agency works with the child", 2),
        Kind::PartnerHeldEnded => record_is("The partner agency no longer does", 2),
        Kind::PaymentsOnly => record_is("Only payments are made", 2),
        Kind::PaymentsOnlyEnded => record_is("No longer only payments", 2),
        Kind::LetterSent => record_is("A letter was sent", 3),
        Kind::LetterWithheld => record_is("A letter was withheld", 3),
        Kind::AgencyInvolved => record_is("An agency is involved", 3),
        Kind::AgencyInvolvementEnded => record_is("An agency is no longer involved", 3),
        Kind::AgencyAgreed => record_is("An agency agreed to watch and report", 3),
        Kind::AgencyReported => record_is("An agency reported", 3),
        Kind::NoticeGiven => record_is("Somebody was told", 4),
        Kind::NoticeAcknowledged => record_is("Somebody acknowledged being told", 4),
        Kind::SafetyPlanningAgreed => record_is("Safety planning was agreed", 4),
        Kind::ActionApplied => record_is("An action of the policy is applied", 4),
        Kind::ActionNotApplied => record_is("An action of the policy is not applied", 4),
        Kind::AbsenceDecided => record_is("What is done about a long absence was decided", 4),
        Kind::ExceptionGranted => record_is("An exception from a rule was granted", 4),
        Kind::PlanReviewHeld => record_is("A plan review was held", 5),
        Kind::PlanUpdated => record_is("A plan was updated", 5),
        Kind::MeetingHeld => record_is("A meeting was held", 5),
        Kind::ReviewingOfficerAssigned => record_is("An independent reviewing officer was assigned", 5),
        Kind::StepDownAgreed => record_is("A step-down was agreed at a review", 5),
        Kind::NeedsAddressed => record_is("The child's needs were addressed", 5),
        Kind::ContinuingSupportConsidered => record_is("Continuing support was considered", 5),
        Kind::ClosureProposed => record_is("Closure was proposed", 6),
        Kind::ClosureWithdrawn => record_is("The proposal to close was withdrawn", 6),
        Kind::ClosureSummary => record_is("A summary for closure was completed", 6),
        Kind::ClosureReviewed => record_is("A manager reviewed the case for closure", 6),
        Kind::ReadyToTransfer => record_is("The case is ready to transfer", 6),
        Kind::AnotherAuthority => Some(Called {
            title: "Another authority is asked to take the case over",
            says: "When it was asked, and what it answered. Until it takes the case over, the team here owns it.",
            button: "Record",
            group: RECORD_GROUPS[6],
        }),
        Kind::TeamChanged => Some(Called {
            title: "Another team has the case from now on",
            says: "For teams that are split, merged or ordered anew. Whoever works with the child goes on; between two teams that \
                   stay, the case is transferred.",
            button: "Record",
            group: RECORD_GROUPS[6],
        }),
        Kind::TransferEnded => record_is("The transfer ended or was refused", 6),
        Kind::WorkerJoined => record_is("The worker joined", 7),
        Kind::WorkerLeft => record_is("The worker leaves", 7),
        Kind::Registered => record_is("The worker is registered", 7),
        Kind::NotRegistered => record_is("The worker has no registration", 7),
        Kind::AbsenceStarted => record_is("The worker is absent", 7),
        Kind::AbsenceEnded => record_is("The worker returned", 7),
        Kind::Engagement => record_is("How the worker is engaged", 7),
        Kind::SupervisionNamed => record_is("A supervisor was named", 7),
        Kind::Accredited => record_is("The worker holds an accreditation", 7),
        Kind::WorkloadAdjusted => record_is("Part of the workload is taken off", 7),
        Kind::LoadAuthorised => record_is("More than a full load is authorised", 7),
        Kind::ExperienceConfirmed => record_is("The worker's experience was confirmed", 7),
        Kind::DutyRostered => record_is("On the duty rota for a day", 7),
        Kind::DutyRosterCleared => record_is("Not on the duty rota for a day after all", 7),
        Kind::TaskSet => record_is("Something is to be done", 8),
        Kind::TaskTaken => record_is("Somebody takes a task", 8),
        Kind::TaskDone => record_is("A task was done", 8),
        Kind::TaskDropped => record_is("A task is no longer to be done", 8),
        Kind::PostHeld => record_is("The worker is given a post", 7),
        Kind::PostEnded => record_is("A post of the worker ends", 7),
        Kind::WorkerDetails => record_is("Who the worker is, and of which team", 7),
        Kind::ServiceEntryJoined => record_is("An entry with another service began", 9),
        Kind::ServiceEntryUpdated => record_is("They were told how things stand", 9),
        Kind::ServiceEntryLeft => record_is("An entry with another service ended", 9),
        Kind::Signposted => record_is("They were shown what else there is", 9),
        Kind::ConsultationOffered => record_is("A consultation was offered", 9),
        Kind::DutyAccessExplained => record_is("They were told how to reach duty", 9),
        Kind::CarerDetails => record_is("Who the carer is", 9),
        Kind::CarerSupervised => record_is("A supervising social worker was named", 9),
        Kind::Noted => record_is("A note", 10),
        Kind::CarriedBack => record_is("A record was carried back to the case system", 10),
        Kind::ChildDetails => Some(Called {
            says: "What you leave empty stays as it is. A birth that was expected is recorded here, too.",
            ..NAMED_OF_CHILD
        }),
        Kind::Died => record_is("The child died", 12),
        Kind::SameAs => Some(Called {
            title: "Another record is of the same child",
            says: "Both records are then read as one child. It can be undone.",
            ..NAMED_OF_CHILD
        }),
        Kind::NotSameAs => record_is("Another record is not of the same child after all", 12),
        Kind::Corrected => Some(Called {
            title: "Take a record back that was wrong",
            says: "It stays on record as taken back, with your reason. What is right is recorded by itself.",
            button: "Take it back",
            group: RECORD_GROUPS[12],
        }),
        Kind::UnitDetails => record_is("What the unit is called, and what it belongs to", 11),
        Kind::AreaNoticeGiven => record_is("Somebody was told that the unit is above its limit", 11),
        Kind::AreaNoticeAcknowledged => record_is("Somebody acknowledged that the unit is above its limit", 11),
        Kind::CapacityIssueRaised => record_is("A capacity issue is raised", 11),
        Kind::CapacityIssueDecided => record_is("What is done about a capacity issue was decided", 11),
        _ => None,
    }
}

/// Fields by the act or kind and their name; those without the first stand for every act and kind that has no own.
const FIELDS: &[(&str, &str, &str, &str)] = &[
    ("", "when", "When was it?", ""),
    ("worker_joined", "when", "Which is the first day?", ""),
    ("worker_left", "when", "Which is the last day?", ""),
    ("absence_started", "when", "Which is the first day away?", ""),
    ("absence_ended", "when", "On which day did the worker return?", ""),
    ("", "post", "In which post do you do it?", "You hold several posts."),
    ("offer", "worker", "Who is asked to take the child?", "The child's own team comes first."),
    ("offer", "part", "In which part?", "There is one lead and one key worker."),
    ("offer", "team", "For which team?", "The child's own where you choose none."),
    ("offer", "what", "What is allocated?", ""),
    ("offer", "actions", "What is to be done?", ""),
    ("offer", "review", "How is that reviewed and supervised?", ""),
    (
        "offer",
        "supported_by",
        "Who supports and supervises the worker?",
        "Needed for students and newly qualified workers.",
    ),
    ("accept", "involvement", "Which offer?", ""),
    ("decline", "involvement", "Which offer?", ""),
    ("withdraw", "involvement", "Which offer?", ""),
    ("end", "involvement", "Whose part ends?", ""),
    ("support_named", "involvement", "Whose part is supported?", ""),
    ("end", "reason", "Why does it end?", ""),
    ("", "answer", "If there were a worker to take it, would it be a duty case?", ""),
    ("ask-for-room", "asked", "Was a team or a district asked?", ""),
    ("ask-for-room", "whom", "Which one?", ""),
    ("ask-for-room", "answer", "What did it answer?", ""),
    ("", "reason", "Why?", ""),
    ("leave", "reason", "Why is there no worker?", ""),
    (
        "oversee",
        "worries",
        "What are you worried about?",
        "The first of the risk assessment: what has happened, and what might.",
    ),
    ("give-over", "to", "Which team has it from then on?", ""),
    ("give-over", "when", "From when on?", ""),
    ("oversee-carer", "worries", "What are people worried about?", ""),
    ("oversee-carer", "strengths", "What is working well?", ""),
    ("oversee-carer", "risk", "How great is the risk?", ""),
    ("oversee-carer", "needed", "What is needed?", "What you decided is needed to manage the risk."),
    ("oversee-carer", "decision", "What did you decide?", ""),
    ("oversee", "strengths", "What is working well?", "Who and what keeps the child safe."),
    ("oversee", "risk", "How great is the risk?", ""),
    ("oversee", "needed", "What is needed until the next review?", "What you decided is needed to manage the risk."),
    ("oversee", "safety_plan", "What is the safety plan?", ""),
    (
        "oversee",
        "initial_plan",
        "What is the plan for the duty worker?",
        "How the child and the family are supported until there is a worker.",
    ),
    ("oversee", "decision", "What did you decide?", ""),
    ("oversee", "parts", "What else does it hold?", ""),
    ("oversee", "action_1", "What is to be done?", "It becomes a task on the duty board."),
    ("oversee", "action_1_by", "By which day?", ""),
    ("oversee", "action_1_for", "Who does it?", "Whoever is on duty, where you choose nobody."),
    ("oversee", "action_2", "What else?", ""),
    ("oversee", "action_2_by", "By which day?", ""),
    ("oversee", "action_2_for", "Who does it?", "Whoever is on duty, where you choose nobody."),
    ("oversee", "action_3", "What else?", ""),
    ("oversee", "action_3_by", "By which day?", ""),
    ("oversee", "action_3_for", "Who does it?", "Whoever is on duty, where you choose nobody."),
    ("oversee", "action_4", "What else?", ""),
    ("oversee", "action_4_by", "By which day?", ""),
    ("oversee", "action_4_for", "Who does it?", "Whoever is on duty, where you choose nobody."),
    ("oversee", "next_seen", "When is the child next seen?", ""),
    ("oversee", "next_review", "When does the manager review next?", ""),
    ("oversee", "next_plan_review", "When is the next review of the plan?", ""),
    ("oversee", "overseen", "How is that review overseen?", ""),
    ("sign-transfer", "to", "Which team receives the case?", ""),
    ("sign-transfer", "side", "For which team do you sign?", ""),
    ("check-transfer", "complete", "What is complete to standard?", "What was found complete before stays so."),
    ("check-transfer", "not_needed", "What does this case not need?", ""),
    ("check-transfer", "missing", "What is missing?", "The giving team reads it."),
    ("another_authority", "authority", "Which authority?", "Its name, written the same each time."),
    ("another_authority", "answer", "What did it answer?", ""),
    ("another_authority", "when", "When was it asked, or when did it answer?", ""),
    ("close", "referral", "Which referral is closed?", "All of them where you choose none."),
    ("", "team", "Which team?", ""),
    ("referral_received", "team", "In which team was it opened?", ""),
    (
        "referral_received",
        "district_received",
        "When did the district receive it?",
        "Leave it empty where that was when it was received: the duty visit is due seven working days later (AS-08).",
    ),
    ("district_received", "referral", "Which referral?", ""),
    ("assessment_completed", "in_need", "Did it conclude that the child is in need?", ""),
    ("assessment_completed", "needs_social_worker", "Is an allocated social worker one of the services required?", ""),
    ("assessment_completed", "advisor_may_hold", "May a young people's advisor hold the case?", ""),
    ("", "status", "Which status?", ""),
    ("", "worker", "Who?", ""),
    ("", "agency", "Which agency?", "Its name, where it is one."),
    ("", "agency_kind", "What kind of agency?", ""),
    ("ready_to_transfer", "to", "Which team is to receive it?", ""),
    ("priority_set", "priority", "Which priority?", "A whole number, on the policy's scale."),
    ("support_named", "supported_by", "Who supports and supervises?", ""),
    ("visit", "parts", "What happened?", ""),
    ("visit", "done_by", "Who visited?", "You, where you choose nobody."),
    ("visit", "plan", "Under which plan?", ""),
    ("", "plan", "Which plan?", ""),
    ("letter_sent", "to", "To whom was it sent?", ""),
    ("letter_withheld", "to", "From whom was it withheld?", ""),
    ("letter_withheld", "reason", "Why is it not safe or not appropriate?", ""),
    ("notice_given", "to", "Who was told?", ""),
    ("notice_acknowledged", "to", "Who acknowledged it?", ""),
    ("discussed_with_manager", "post", "With which manager?", ""),
    ("information_received", "agency_kind", "From what kind of agency?", "Where it came from one."),
    ("visit_interval_set", "days", "Every how many days?", "Calendar days, weekends counted."),
    ("", "until", "Until when?", "The last day on which it holds. It goes on where you give none."),
    ("", "action", "Which action?", ""),
    ("action_not_applied", "reason", "Why not?", ""),
    ("meeting_held", "meeting", "Which meeting?", ""),
    ("reviewing_officer_assigned", "officer", "Who?", ""),
    ("exception_granted", "rule", "From which rule?", ""),
    ("", "on", "For which day?", ""),
    ("", "task", "Which task?", ""),
    ("task_set", "what", "What is to be done?", ""),
    ("task_set", "due", "By which day?", ""),
    ("task_set", "worker", "Who does it?", "Whoever is on duty, where you choose nobody."),
    ("task_set", "training", "Which accredited training does it need?", "Nobody else can be given it."),
    ("task_taken", "worker", "Who takes it?", ""),
    ("task_done", "outcome", "What came of it?", ""),
    ("registered", "number", "Registration number", "Where it is known."),
    ("absence_started", "absence_kind", "Why is the worker away?", ""),
    ("absence_started", "likely_end", "What is the likely last day?", "Where it is known."),
    ("engagement", "agency", "Through an agency?", ""),
    ("engagement", "weekly_hours_hundredths", "How many hours a week?", "For example, 37.5"),
    ("supervision_named", "supervisor", "Who supervises?", "Nobody from then on, where you choose nobody."),
    ("accredited", "accreditation", "In what?", ""),
    ("workload_adjusted", "percent", "How many percent of a full load are taken off?", "A whole number from 0 to 100."),
    ("", "note", "Notes", "They stand on the record with it."),
    ("", "also", "For whom else?", ""),
    ("visit", "note", "What did you see and hear?", "It stands on the record with the visit."),
    ("information_received", "note", "What came in?", "It stands on the record with it."),
    ("discussed_with_manager", "note", "What came of the discussion?", "It stands on the record with it."),
    ("concern_increased", "note", "What is the concern?", "It stands on the record with it."),
    ("brief_assessment", "note", "What did it conclude?", "With what other agencies said."),
    ("contact_arranged", "note", "How is contact kept?", "Who is in touch with the child, how, and how often."),
    ("information_considered", "note", "What was considered?", "And whether the plan must change."),
    ("closure_summary", "note", "The summary", "It stands on the record with it."),
    ("closure_reviewed", "note", "What did the manager direct?", "It stands on the record with it."),
    ("carried_back", "fact", "Which record?", "The 32 digits by which the record names it."),
    ("corrected", "replaces", "What was wrong?", ""),
    ("corrected", "reason", "Why is it wrong, and what is right?", "It stands on the record with it."),
    ("same_as", "other", "Which other record?", "Its id, as the address of that child's page has it."),
    ("not_same_as", "other", "Which other record?", "Its id, as the address of that child's page has it."),
    ("same-family", "sibling", "Who is the brother or sister?", ""),
    (
        "register",
        "another",
        "Is it another child than one on record of the same name and date of birth?",
        "Only where you have been told that there is one.",
    ),
    ("died", "when", "When did the child die?", ""),
    ("child_details", "when", "Since when is it so?", "What was so from the beginning is recorded as of now."),
    ("noted", "says", "What is to be noted?", ""),
    ("revise-absence", "likely_end", "What is the likely last day now?", "Not known, where you give none."),
    ("", "given_name", "Given name", "Of an unborn child, what the family calls it, or ‘Unborn’."),
    ("", "family_name", "Family name", ""),
    ("", "born", "Date of birth", ""),
    ("", "expected", "When is the child expected?", "Of an unborn child."),
    ("", "sex", "Sex", ""),
    ("child_details", "ethnicity", "Ethnicity", "The national code."),
    ("", "disabled", "Is the child disabled?", ""),
    ("", "special_educational_needs", "Has the child special educational needs?", ""),
    (
        "register",
        "sibling",
        "Which child on record is of the same family?",
        "The id of a brother or sister, as the address of their page has it; or begin from their page.",
    ),
    ("register", "team", "In which team is the referral opened?", ""),
    (
        "register",
        "district_received",
        "When did the district receive it?",
        "Leave it empty where that was when it was received: the duty visit is due seven working days later (AS-08).",
    ),
    ("register", "when", "When was the referral received?", ""),
    ("", "name", "Name", ""),
    ("", "job_title", "Job title", ""),
    ("", "profession", "What are they?", ""),
    ("take-on", "when", "Which is the first day?", ""),
    ("post_held", "post", "Which post?", ""),
    ("post_held", "unit", "For which unit?", "For it and what belongs to it; for all where you choose none."),
    ("post_held", "stands_in", "Do they stand in for whoever holds it?", ""),
    ("post_ended", "post", "Which post?", ""),
    ("post_ended", "unit", "For which unit?", "The same as when it was given."),
    ("post_held", "when", "From which day?", ""),
    ("post_ended", "when", "Which is the first day without it?", ""),
    ("unit_details", "level", "What is it?", ""),
    ("unit_details", "parent", "What does it belong to?", ""),
    ("carer_details", "carer_kind", "A foster carer or an adopter?", ""),
    ("carer_supervised", "worker", "Who supervises?", "Nobody from then on, where you choose nobody."),
    ("", "service", "Which service?", ""),
    ("", "children_placed", "Are children placed with those whom it is for?", ""),
    ("", "rule", "By which rule?", ""),
    ("area_notice_given", "to", "Who was told?", ""),
    ("area_notice_acknowledged", "to", "Who acknowledged it?", ""),
    ("capacity_issue_raised", "what", "What is lacking?", "And what it does to children."),
    ("capacity_issue_raised", "evidence", "What shows it?", "Figures, a trend, a forecast."),
    ("", "issue", "Which issue?", ""),
    ("", "decision", "What was decided?", ""),
    ("", "on_risk_register", "Does it stand on the risk register?", ""),
    ("", "over", "Is the issue over?", ""),
    ("load_authorised", "percent", "Up to how many percent of a full load?", "A whole number, such as 120."),
];

/// What that field of that act or kind is called.
pub fn field(of: &str, name: &str) -> Option<Label> {
    let find = |of: &str| FIELDS.iter().find(|(owner, field, ..)| *owner == of && *field == name);
    find(of).or_else(|| find("")).map(|(_, _, asks, hint)| Label { asks, hint })
}

/// What belongs together in a form: by the field with which it begins, what it is, and what is to be said of it.
const SECTIONS: &[(&str, &str, &str, &str)] = &[
    ("oversee", "worries", "Risk assessment", "Say all of it, or nothing: a part of it is no risk assessment."),
    ("oversee-carer", "worries", "Risk assessment", "Say all of it, or nothing: a part of it is no risk assessment."),
    ("oversee-carer", "decision", "Decision", ""),
    ("oversee", "safety_plan", "Plan", ""),
    ("oversee", "next_seen", "Days", "Each day becomes a duty."),
    ("oversee", "action_1", "To be done", "Each becomes a task, with its last day."),
];

/// What begins with that field of that act or kind.
pub fn section(of: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let found = SECTIONS.iter().find(|(owner, field, ..)| *owner == of && *field == name);
    found.map(|(_, _, title, says)| (*title, *says))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::Of;
    use decide::is_filled_in;

    #[test]
    fn every_field_of_every_act_and_recorded_kind_has_a_label_and_no_label_is_for_nothing() {
        let mut used: Vec<(&str, &str)> = vec![("", "when"), ("", "post"), ("", "note"), ("", "also")];
        let mut need = |of: &'static str, name: &'static str| {
            let label = field(of, name).unwrap_or_else(|| panic!("{of}: what is '{name}' called?"));
            assert!(!label.asks.is_empty());
            let own = FIELDS.iter().any(|(owner, field, ..)| *owner == of && *field == name);
            used.push((if own { of } else { "" }, name));
        };
        for kind in ActKind::ALL {
            kind.fields().iter().for_each(|field| need(kind.name(), field.name));
            need(kind.name(), "when");
        }
        for kind in Of::ALL.iter().flat_map(|of| of.kinds()) {
            let called = recorded(*kind).unwrap_or_else(|| panic!("what is '{}' called?", kind.name()));
            let of_all = matches!(kind, Kind::Noted | Kind::CarriedBack | Kind::Corrected);
            let of_workers = Of::Worker.kinds().contains(kind) && !of_all;
            assert_eq!(called.group == "Workers", of_workers, "{}", kind.name());
            need(kind.name(), "note");
            let asked = kind.fields().iter().filter(|field| !is_filled_in(*kind, field.name));
            asked.for_each(|field| need(kind.name(), field.name));
            need(kind.name(), "when");
        }
        for (of, name, ..) in FIELDS.iter().chain(SECTIONS) {
            assert!(used.contains(&(*of, *name)), "nothing asks '{name}' of '{of}'");
        }
    }
}
