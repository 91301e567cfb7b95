//! The closed lists of words that facts use. Each word is written as the field says it.

use crate::fields::{Field, FieldType, Sink, Source};

/// Yes, no, or not known. 'Unknown is not no': conditions over the record follow three-valued logic throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub enum Tri {
    /// Known not to be so.
    No,
    /// Nothing on the record says.
    #[default]
    Unknown,
    /// Known to be so.
    Yes,
}

impl From<bool> for Tri {
    fn from(flag: bool) -> Tri {
        if flag { Tri::Yes } else { Tri::No }
    }
}

impl Tri {
    /// Both; no where either is no.
    #[must_use]
    pub const fn and(self, other: Tri) -> Tri {
        if (self as u8) < (other as u8) { self } else { other }
    }

    /// Either; yes where either is yes.
    #[must_use]
    pub const fn or(self, other: Tri) -> Tri {
        if (self as u8) > (other as u8) { self } else { other }
    }

    /// The contrary; what is not known stays so.
    #[must_use]
    pub const fn negated(self) -> Tri {
        match self {
            Tri::No => Tri::Yes,
            Tri::Unknown => Tri::Unknown,
            Tri::Yes => Tri::No,
        }
    }

    /// Known to be so.
    pub const fn is_yes(self) -> bool {
        matches!(self, Tri::Yes)
    }

    /// Known not to be so.
    pub const fn is_no(self) -> bool {
        matches!(self, Tri::No)
    }

    /// Not known to be so, and not known not to be.
    pub const fn is_unknown(self) -> bool {
        matches!(self, Tri::Unknown)
    }
}

/// A word of a closed list.
pub trait Word: Copy + Eq + 'static {
    /// Every word of the list, in its order.
    const ALL: &'static [Self];
    /// Their names, in the same order.
    const NAMES: &'static [&'static str];
    /// As the field says it.
    fn name(self) -> &'static str;
    /// Its place in the list.
    fn index(self) -> usize;
    /// The word of that name.
    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().position(|known| *known == name).map(|index| Self::ALL[index])
    }
}

/// Declares closed lists of words: an enum each, its names, and its place among the fields of facts.
#[macro_export]
macro_rules! words {
    ($($(#[$doc:meta])* $list:ident { $($(#[$word_doc:meta])* $word:ident = $name:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $list { $($(#[$word_doc])* #[doc = concat!("'", $name, "'.")] $word,)+ }

        impl $crate::words::Word for $list {
            const ALL: &'static [$list] = &[$($list::$word,)+];
            const NAMES: &'static [&'static str] = &[$($name,)+];
            fn name(self) -> &'static str {
                <$list as $crate::words::Word>::NAMES[self as usize]
            }
            fn index(self) -> usize {
                self as usize
            }
        }

        impl $crate::fields::Field for $list {
            const TYPE: $crate::fields::FieldType = $crate::fields::FieldType::Word(<$list as $crate::words::Word>::NAMES);
            fn put<S: $crate::fields::Sink>(&self, sink: &mut S) {
                sink.word($crate::words::Word::name(*self));
            }
            fn take<S: $crate::fields::Source>(source: &mut S) -> Result<Self, S::Error> {
                source.word(<$list as $crate::words::Word>::NAMES).map(|index| <$list as $crate::words::Word>::ALL[index])
            }
        }

        impl std::fmt::Display for $list {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::words::Word::name(*self))
            }
        }
    )+};
}

words! {
    /// A child's sex as sources record it.
    Sex {
        Female = "female",
        Male = "male",
        Indeterminate = "indeterminate",
    }

    /// The part that a worker plays for a child (AP-09).
    Role {
        /// Accountable for the child's case.
        Lead = "lead",
        /// Does the day-to-day work and is the first contact.
        KeyWorker = "key worker",
        /// Works beside the lead with a part of their own.
        CoWorker = "co-worker",
        /// Takes part without responsibility for the case.
        Involved = "involved",
        /// The source gives a part that nobody has explained: whether the child has a worker is then not known.
        NotKnown = "not known",
    }

    /// What a worker is. Grades of social worker are AP-01's.
    Profession {
        SocialWorker = "social worker",
        StudentSocialWorker = "student social worker",
        NewlyQualifiedSocialWorker = "newly qualified social worker",
        SeniorPractitioner = "senior practitioner",
        AssistantTeamManager = "assistant team manager",
        TeamManager = "team manager",
        ServiceManager = "service manager",
        YoungPeoplesAdvisor = "young people's advisor",
        FamilySupportWorker = "family support worker",
        SocialWorkAssistant = "social work assistant",
        Trainee = "trainee",
        LeavingCareWorker = "leaving care worker",
        IndependentReviewingOfficer = "independent reviewing officer",
        Nurse = "nurse",
        CommunityWorker = "community worker",
        /// No person: a tray or a pool that a case system lists as a worker ('Duty Team').
        Pool = "pool",
        Other = "other",
    }

    /// The post in which somebody acts.
    Post {
        DutySocialWorker = "duty social worker",
        SocialWorker = "social worker",
        PracticeSupervisor = "practice supervisor",
        AssistantTeamManager = "assistant team manager",
        TeamManager = "team manager",
        DutyTeamManager = "duty team manager",
        ServiceManager = "service manager",
        SeniorManager = "senior manager",
        HeadOfService = "head of service",
        AssistantDirector = "assistant director",
        DeputyDirector = "deputy director",
        Director = "director",
        IndependentReviewingOfficer = "independent reviewing officer",
        BusinessSupport = "business support",
        FamilyGroupConferenceManager = "family group conference manager",
        AdoptionSupportManager = "adoption support team manager",
        SupervisingSocialWorker = "supervising social worker",
        /// Whoever is there when the offices are closed: evenings, nights, weekends and bank holidays.
        OutOfHours = "out-of-hours social worker",
    }

    /// What a child is in the eyes of the law and of plans, with a beginning and an end.
    Status {
        ChildInNeed = "child in need",
        Section47 = "section 47 enquiry",
        ChildProtectionPlan = "child protection plan",
        LookedAfter = "looked after",
        PrivatelyFostered = "privately fostered",
        PreProceedings = "pre-proceedings",
        CareProceedings = "care proceedings",
        SecureAccommodation = "secure accommodation",
        PermanencyAgreed = "permanency agreed",
        SocialWorkerNoLongerContinuous = "social worker no longer continuous",
        CourtDirectedWork = "court-directed work",
        CareLeaver = "care leaver",
    }

    /// What the regulations ask to know of a placement (Care Planning Regulations 2010, regulations 19, 24, 28 and 48).
    PlacementMark {
        /// With parents, before the assessment that regulation 18 asks for.
        WithParentsUnassessed = "with parents before assessment",
        /// With a connected person approved for the time being.
        TemporaryApproval = "temporary approval",
        /// Living with a parent under an interim care order.
        InterimOrderWithParents = "with parents under an interim order",
        /// Living with a parent under a care order.
        CareOrderWithParents = "with parents under a care order",
        /// Intended to last until the child is eighteen.
        UntilEighteen = "intended to last until eighteen",
        /// One of a series of short breaks.
        ShortBreaks = "short breaks",
    }

    /// A meeting that starts or answers a statutory clock.
    Meeting {
        StrategyDiscussion = "strategy discussion",
        InitialConference = "initial child protection conference",
        CoreGroup = "core group",
        FamilyGroupConference = "family group conference",
    }

    /// An action that the allocation policy asks to be considered for a child without a worker (AP-30 to AP-35, AP-42).
    PolicyAction {
        RecordTeam = "record the team",
        RecordReason = "record the reason",
        AgreeWithAgencies = "agree with agencies",
        WriteToFamily = "write to the family and agencies",
        ReviewInformation = "review new information weekly",
        DutyVisits = "arrange duty visits",
        ReviewWithSeniorManager = "review with the senior manager",
    }

    /// What a team or district answered when it was asked for room (AS-02).
    RoomAnswer {
        Room = "has room",
        NoRoom = "has no room",
        Waiting = "has not answered",
    }

    /// A service with entries of its own (AS-22 to AS-25).
    Service {
        FamilyGroupConference = "family group conference",
        AdoptionSupport = "adoption support",
        Fostering = "fostering",
        FamilyCentre = "family centre",
        Other = "other",
    }

    /// A training that a task asks for (AP-21).
    Accreditation {
        AchievingBestEvidence = "achieving best evidence",
        PracticeEducator = "practice educator",
        BestInterests = "best interests assessor",
    }

    /// Why a worker's involvement ended. The first ten are the national codes for a change of social worker.
    EndReason {
        ManagingCaseloads = "managing caseloads",
        FirstContact = "first contact or re-referral",
        /// The worker left the role; the national code does not say whether they left the authority.
        LeftRole = "left role",
        Restructure = "restructure",
        StandardTransfer = "transfer under standard process",
        Absence = "absence cover or return",
        ChildRequested = "child requested change",
        ParentRequested = "parent or carer requested change",
        WorkerDied = "worker died",
        Other = "other",
        /// The worker left the authority: the child has no worker from the next day (PG-02).
        LeftAuthority = "left the authority",
        CaseClosed = "case closed",
        DeAllocated = "de-allocated",
    }

    /// Why a worker is away.
    AbsenceKind {
        Sickness = "sickness",
        AnnualLeave = "annual leave",
        Maternity = "maternity or paternity",
        Training = "training",
        Other = "other",
        /// The source gives a kind that nobody has explained, or none: it may be any of these.
        NotKnown = "not known",
    }

    /// What a unit is.
    UnitLevel {
        Authority = "authority",
        Service = "service",
        District = "district",
        Team = "team",
    }

    /// Who a letter or notice is for.
    Recipient {
        Parent = "parent",
        Carer = "carer",
        Child = "child",
        Referrer = "referrer",
        School = "school",
        Health = "health",
        OtherAgency = "other agency",
        Adopter = "adopter",
        FosterCarer = "foster carer",
    }

    /// What the receiving team looks for before a case moves to it (AP-17): whether the work is complete to standard.
    TransferItem {
        Assessments = "assessments complete",
        Plans = "plans up to date",
        Visits = "visits done and recorded",
        Reviews = "reviews and conferences held",
        Chronology = "chronology up to date",
        Network = "family and professionals up to date",
        Oversight = "management oversight recorded",
        Outstanding = "nothing overdue left undone",
        FamilyTold = "child and family told",
    }

    /// What another authority said when it was asked to take a case over.
    AuthorityAnswer {
        Asked = "asked, no answer yet",
        Accepted = "takes the case over",
        Refused = "does not take it over",
    }

    /// What a management oversight holds (AS-04, AS-12, PG-06, PG-07).
    OversightPart {
        RiskAssessment = "risk assessment",
        SafetyPlan = "safety plan",
        InitialPlan = "initial plan",
        Actions = "actions",
        Decision = "decision",
        SupportToAllocate = "support to allocate",
        /// The steps taken to find a worker, as a reviewing officer asks after them (AS-21).
        StepsToAllocate = "steps to allocate",
        RestNotKnown = "not known what else",
    }

    /// What a management oversight says something of (AS-04, PG-06, PG-07).
    OversightTopic {
        /// What somebody is worried about.
        Worries = "worries",
        /// What is working well, and who keeps the child safe.
        Strengths = "strengths",
        /// What is needed to manage the risk until the next review (AS-15).
        Needed = "what is needed",
        SafetyPlan = "safety plan",
        /// The initial plan for the duty worker, to support the child and family (PG-06).
        InitialPlan = "initial plan",
        Decision = "decision",
    }

    /// How great a manager judged the risk to a child to be.
    RiskLevel {
        Low = "low",
        Medium = "medium",
        High = "high",
        Immediate = "immediate",
    }

    /// What happened at a visit (AS-05, AS-08).
    VisitPart {
        Seen = "seen",
        SeenAlone = "seen alone",
        Bedroom = "bedroom seen",
        NobodyIn = "nobody in",
        Agencies = "agencies consulted",
        SeenNotKnown = "not known whether seen",
        RestNotKnown = "not known what else",
    }

    /// The manager's answer to the test question of MON-06.
    DutyAnswer {
        WouldBeDuty = "would be a duty case",
        WouldNotBeDuty = "would not be a duty case",
    }

    /// Which managers have signed a transfer (AP-17).
    TransferSide {
        Giving = "giving",
        Receiving = "receiving",
        Both = "both",
    }

    /// Why a child has no worker.
    LeftReason {
        WorkloadCapacity = "workload capacity",
        StaffAbsence = "staff absence",
        Vacancy = "vacancy",
        Other = "other",
    }
}

/// Any words of a list, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Words<W>(u32, std::marker::PhantomData<W>);

impl<W: Word> Words<W> {
    /// None of them.
    pub const NONE: Words<W> = Words(0, std::marker::PhantomData);

    /// These.
    pub fn of(words: &[W]) -> Words<W> {
        Words(words.iter().fold(0, |bits, word| bits | 1 << word.index()), std::marker::PhantomData)
    }

    /// Every word of the list.
    pub fn every() -> Words<W> {
        Words::of(W::ALL)
    }

    /// Whether that word is among them.
    pub fn has(self, word: W) -> bool {
        self.0 & (1 << word.index()) != 0
    }

    /// Whether all of those are among them.
    pub fn has_all(self, others: Words<W>) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether any of those is among them.
    pub fn has_any(self, others: Words<W>) -> bool {
        self.0 & others.0 != 0
    }

    /// With that word.
    #[must_use]
    pub fn with(self, word: W) -> Words<W> {
        Words(self.0 | 1 << word.index(), std::marker::PhantomData)
    }

    /// These and those.
    #[must_use]
    pub fn joined(self, others: Words<W>) -> Words<W> {
        Words(self.0 | others.0, std::marker::PhantomData)
    }

    /// Those that are among both.
    #[must_use]
    pub fn shared(self, others: Words<W>) -> Words<W> {
        Words(self.0 & others.0, std::marker::PhantomData)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The words, in the order of their list.
    pub fn iter(self) -> impl Iterator<Item = W> {
        W::ALL.iter().copied().filter(move |word| self.has(*word))
    }
}

impl<W: Word> Default for Words<W> {
    /// None of them.
    fn default() -> Words<W> {
        Words::NONE
    }
}

impl<W: Word> std::fmt::Debug for Words<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(Word::name)).finish()
    }
}

impl<W: Word> Field for Words<W> {
    const TYPE: FieldType = FieldType::Words(W::NAMES);
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.words(&mut self.iter().map(Word::name));
    }
    fn take<S: Source>(source: &mut S) -> Result<Self, S::Error> {
        source.words(W::NAMES).map(|bits| Words(bits, std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_valued_logic() {
        use Tri::{No, Unknown, Yes};
        let all = [No, Unknown, Yes];
        for a in all {
            assert_eq!(a.negated().negated(), a);
            for b in all {
                assert_eq!(a.and(b), b.and(a));
                assert_eq!(a.and(b).negated(), a.negated().or(b.negated()));
            }
        }
        assert_eq!((No.and(Unknown), Yes.and(Unknown), Yes.or(Unknown), No.or(Unknown)), (No, Unknown, Yes, Unknown));
    }

    #[test]
    fn words_are_found_by_the_name_they_are_written_with() {
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(*status));
        }
        assert_eq!(Status::from_name("Looked After"), None);
        let parts = Words::of(&[VisitPart::Seen, VisitPart::Bedroom]);
        assert!(parts.has(VisitPart::Bedroom) && !parts.has(VisitPart::NobodyIn));
        assert_eq!(format!("{parts:?}"), r#"["seen", "bedroom seen"]"#);
    }
}
