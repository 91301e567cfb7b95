//! What the second half of the language asks for: casework of the procedure, of the allocation policy and of care.

use record::words::{
    LeftReason, Meeting, OversightPart, PlacementMark, PolicyAction, Post, Recipient, RoomAnswer, Service, Status,
    UnitLevel, VisitPart, Word, Words,
};
use record::{Content, Day};

use super::super::history::{team, worker};
use super::Maker;

const MANAGERS: &[Post] = &[Post::TeamManager, Post::TeamManager, Post::DutyTeamManager, Post::ServiceManager];

fn oversight(parts: &[OversightPart], post: Option<Post>) -> Content {
    Content::ManagementOversight { parts: Words::of(parts), done_by: None, post }
}

fn visit(parts: &[VisitPart]) -> Content {
    Content::Visit { parts: Words::of(parts), done_by: None, plan: None }
}

fn notice(to: Post) -> Content {
    Content::NoticeGiven { to, done_by: None }
}

fn seen() -> Content {
    visit(&[VisitPart::Seen])
}

impl Maker {
    /// More often than not a day soon after the opening, when most of it is due.
    fn early_day(&mut self) -> Day {
        if self.dice.percent(50) { self.opened.plus_days(self.dice.below(10) as i32) } else { self.day() }
    }

    fn post(&mut self, posts: &[Post]) -> Option<Post> {
        if self.dice.percent(90) { Some(self.dice.of(posts)) } else { None }
    }

    /// Again and again from that day on, about so many days apart.
    fn again(&mut self, from: Day, apart: i32, at_most: usize, content: impl Fn(&mut Maker) -> Content) {
        let mut day = from;
        for _ in 0..1 + self.dice.below(at_most) {
            let content = content(self);
            self.add(day, content);
            day = day.plus_days((apart + self.dice.of(&[-2, 0, 0, 0, 1, 3, apart])).max(1));
        }
    }

    /// What the procedure for assessment and support asks for (AS-05 to AS-25).
    pub(super) fn support(&mut self) {
        let day = self.early_day();
        match self.dice.below(14) {
            0 | 1 => self.concern(day),
            2 => self.referral_visit(day),
            3 => self.bedroom_visit(day),
            4 => self.again(day, 7, 4, |maker| {
                let post = maker.post(&[Post::DutyTeamManager, Post::DutyTeamManager, Post::TeamManager]);
                let parts = maker.dice.of(&[
                    OversightPart::RiskAssessment,
                    OversightPart::RiskAssessment,
                    OversightPart::Actions,
                ]);
                oversight(&[parts], post)
            }),
            5 => {
                self.ask_for_room(day);
                let day = self.after(day, 3);
                let post =
                    self.post(&[Post::ServiceManager, Post::ServiceManager, Post::SeniorManager, Post::TeamManager]);
                let reason = self.dice.of(&[Some(LeftReason::WorkloadCapacity), Some(LeftReason::Vacancy), None]);
                self.add(day, Content::LeftUnallocated { done_by: None, post, reason });
            }
            6 => self.two_weeks(),
            7 => self.information(day),
            8 => {
                let content = match self.dice.below(4) {
                    0 => Content::DutyWorkerAssigned { worker: worker(0) },
                    1 => Content::LetterSent { to: Recipient::Referrer, agency: None },
                    2 => Content::LetterWithheld { to: Recipient::Referrer, reason: None, done_by: None },
                    _ => Content::LetterSent { to: Recipient::Carer, agency: None },
                };
                self.add(day, content);
            }
            9 if self.dice.percent(50) => self.plan(day),
            9 => {
                self.status_from(day, Status::ChildInNeed);
                self.agency();
                let letters = self.after(day, 6);
                self.again(letters, 8, 2, |maker| {
                    let agency = maker.agency_name();
                    Content::LetterSent { to: maker.dice.of(&[Recipient::School, Recipient::Health]), agency }
                });
            }
            10 => {
                let days = self.dice.of(&[7, 14, 14, 21, 28, 35]);
                let until = if self.dice.percent(40) { Some(self.after(day, 25)) } else { None };
                // One without a date is not spoken of.
                let undated = std::mem::take(&mut self.undated);
                self.add(day, Content::VisitIntervalSet { days, until, post: Some(Post::TeamManager) });
                self.undated = undated;
            }
            11 => self.again(day, 20, 3, |_| seen()),
            12 => {
                let looked_after = Content::StatusStarted { status: Status::LookedAfter, spell: self.reference() };
                self.add(day, looked_after);
                let told = self.after(day, 3);
                self.add(told, notice(Post::IndependentReviewingOfficer));
                self.again(day, 7, 3, |maker| {
                    let post = maker.post(&[Post::IndependentReviewingOfficer]);
                    oversight(&[OversightPart::StepsToAllocate], post)
                });
            }
            _ => self.service(day),
        }
    }

    /// AS-16: who is told in turn, and acknowledges it.
    fn concern(&mut self, day: Day) {
        self.add(day, Content::ConcernIncreased {});
        let mut day = day;
        let steps = [
            Content::CapacityAsked { asked: UnitLevel::Team, whom: Some(team()), answer: RoomAnswer::NoRoom },
            notice(Post::ServiceManager),
            Content::NoticeAcknowledged { to: Post::ServiceManager, done_by: None },
            notice(Post::SeniorManager),
            Content::NoticeAcknowledged { to: Post::SeniorManager, done_by: None },
            notice(Post::AssistantDirector),
            Content::NoticeAcknowledged { to: Post::AssistantDirector, done_by: None },
        ];
        for step in steps {
            if self.dice.percent(85) {
                day = self.after(day, 2);
                self.add(day, step);
            }
        }
    }

    /// AS-08.
    fn referral_visit(&mut self, day: Day) {
        self.add(day, Content::DistrictReceived { referral: None });
        let parts =
            [visit(&[VisitPart::Seen, VisitPart::Bedroom]), visit(&[VisitPart::Agencies]), Content::BriefAssessment {}];
        for part in parts {
            if self.dice.percent(85) {
                let day = self.after(day, 13);
                self.add(day, part);
            }
        }
    }

    /// AS-09: within hours of the visit.
    fn bedroom_visit(&mut self, day: Day) {
        self.add(day, visit(&[VisitPart::Seen, VisitPart::Bedroom]));
        if self.dice.percent(75) {
            let (day, post) = (self.after(day, 2), self.post(MANAGERS));
            self.add(day, Content::DiscussedWithManager { post });
        }
        if self.dice.percent(75) {
            let (day, post) = (self.after(day, 2), self.post(MANAGERS));
            self.add(day, oversight(&[OversightPart::RiskAssessment], post));
        }
    }

    fn ask_for_room(&mut self, day: Day) {
        let asked = self.dice.of(&[UnitLevel::Team, UnitLevel::District]);
        let answer = self.dice.of(&[RoomAnswer::NoRoom, RoomAnswer::Room, RoomAnswer::Waiting]);
        self.add(day, Content::CapacityAsked { asked, whom: None, answer });
    }

    /// AS-07 and PG-14: about the fourteenth day, and about the tenth.
    fn two_weeks(&mut self) {
        let day = self.opened.plus_days(11 + self.dice.below(6) as i32);
        if self.dice.percent(70) {
            let post = self.post(&[Post::SeniorManager]);
            self.add(day, oversight(&[OversightPart::Decision], post));
        }
        self.add(day, notice(Post::AssistantDirector));
        if self.dice.percent(70) {
            let day = self.after(day, 4);
            self.add(day, Content::NoticeAcknowledged { to: Post::AssistantDirector, done_by: None });
        }
        // PG-14: the tenth day after the grace.
        let day = self.opened.plus_days(11 + self.dice.below(5) as i32);
        self.add(day, notice(Post::HeadOfService));
    }

    /// AS-14, AP-33.
    fn information(&mut self, day: Day) {
        self.add(day, Content::InformationReceived { agency_kind: None });
        if self.dice.percent(75) {
            let (day, post) = (self.after(day, 10), self.post(MANAGERS));
            self.add(day, Content::InformationConsidered { post });
        }
    }

    fn plan(&mut self, day: Day) {
        let plans = [Status::ChildInNeed, Status::LookedAfter, Status::ChildProtectionPlan];
        let plan = if self.dice.percent(90) { Some(self.dice.of(&plans)) } else { None };
        let (updated, reviewed) = (Content::PlanUpdated { plan }, Content::PlanReviewHeld { plan });
        let (first, second) = if self.dice.percent(50) { (updated, reviewed) } else { (reviewed, updated) };
        self.add(day, first);
        // AS-17, AS-21: both together.
        if self.dice.percent(50) {
            let day = self.after(day, 10);
            self.add(day, second);
        }
    }

    /// AS-22 to AS-25.
    fn service(&mut self, day: Day) {
        let service = self.dice.of(&[
            Service::FamilyGroupConference,
            Service::AdoptionSupport,
            Service::AdoptionSupport,
            Service::Fostering,
            Service::Other,
        ]);
        let (entry, children_placed) = (self.reference(), self.tri());
        self.add(day, Content::ServiceEntryJoined { entry, service, children_placed });
        let risk = [OversightPart::RiskAssessment];
        let evidence = [
            oversight(&risk, Some(Post::AdoptionSupportManager)),
            oversight(&risk, Some(Post::TeamManager)),
            oversight(&[], Some(Post::FamilyGroupConferenceManager)),
            Content::ServiceEntryUpdated { service },
            Content::Signposted { service },
            Content::ConsultationOffered { service },
            Content::DutyAccessExplained { service },
        ];
        for content in evidence {
            if self.dice.percent(35) {
                let day = self.after(day, 20);
                self.add(day, content);
            }
        }
        if self.dice.percent(50) {
            let day = self.after(day, 25);
            self.add(day, Content::ServiceEntryLeft { entry, service });
        }
    }

    /// What the allocation policy asks for (AP-04, AP-28 to AP-42).
    pub(super) fn policy(&mut self) {
        let day = self.early_day();
        match self.dice.below(10) {
            0..=4 => self.action(day),
            5 => {
                let content = self.dice.of(&[Content::ContactArranged {}, notice(Post::SeniorManager)]);
                self.add(day, content);
            }
            6 => {
                let post = self.post(&[Post::TeamManager]);
                let day = self.day();
                self.add(day, Content::AbsenceDecided { post });
            }
            7 => {
                self.add(day, Content::TeamHeld { team: Some(team()) });
                self.again(day, 10, 3, |maker| {
                    let post = maker.post(&[Post::TeamManager, Post::SeniorManager, Post::AssistantTeamManager]);
                    oversight(&[], post)
                });
            }
            8 => {
                self.add(day, Content::ClosureProposed {});
                let day = self.after(day, 8);
                let content = self.dice.of(&[notice(Post::SeniorManager), Content::CaseClosed { referral: None }]);
                self.add(day, content);
            }
            _ => {
                self.add(day, Content::ReadyToTransfer { to: None });
                let day = self.after(day, 8);
                let content = self.dice.of(&[notice(Post::SeniorManager), Content::TransferEnded {}]);
                self.add(day, content);
            }
        }
    }

    /// AP-42: an action is marked, perhaps done, perhaps taken back.
    fn action(&mut self, day: Day) {
        let action = self.dice.of(PolicyAction::ALL);
        if self.dice.percent(20) {
            return self.add(day, Content::ActionNotApplied { action, reason: None });
        }
        self.add(day, Content::ActionApplied { action });
        let then = self.after(day, 9);
        match action {
            PolicyAction::RecordTeam => self.add(then, Content::TeamHeld { team: Some(team()) }),
            PolicyAction::RecordReason => {
                let reason = self.dice.of(&[Some(LeftReason::StaffAbsence), Some(LeftReason::Other), None]);
                self.add(then, Content::LeftUnallocated { done_by: None, post: Some(Post::ServiceManager), reason });
            }
            PolicyAction::AgreeWithAgencies => {
                if self.dice.percent(80) {
                    self.agency();
                }
                let (agency_kind, agency) = (self.dice.of(&[Recipient::School, Recipient::Health]), self.agency_name());
                self.add(then, Content::AgencyAgreed { agency_kind, agency });
                self.again(then, 8, 3, |maker| Content::AgencyReported { agency_kind, agency: maker.agency_name() });
            }
            PolicyAction::WriteToFamily => {
                if self.dice.percent(60) {
                    self.agency();
                }
                let agency = self.agency_name();
                for to in [Recipient::Parent, Recipient::Child, Recipient::School] {
                    if self.dice.percent(60) {
                        self.add(then, Content::LetterSent { to, agency: agency.filter(|_| to == Recipient::School) });
                    }
                }
            }
            PolicyAction::ReviewInformation => self.information(then),
            PolicyAction::DutyVisits => self.again(then, 9, 3, |_| seen()),
            PolicyAction::ReviewWithSeniorManager => self.again(then, 26, 2, |maker| {
                let day = maker.after(then, 12);
                let post = maker.post(MANAGERS);
                maker.add(day, oversight(&[], post));
                oversight(&[OversightPart::Decision], Some(Post::SeniorManager))
            }),
        }
        if self.dice.percent(25) {
            let day = self.after(day, 15);
            self.add(day, Content::ActionNotApplied { action, reason: None });
        }
    }

    /// Plans and placements (BASE-02 to BASE-10).
    pub(super) fn care(&mut self) {
        let day = self.early_day();
        match self.dice.below(7) {
            0 | 1 => self.looked_after(day),
            2 => {
                self.status_from(day, Status::ChildProtectionPlan);
                self.again(day, 85, 3, |_| Content::PlanReviewHeld { plan: Some(Status::ChildProtectionPlan) });
                if self.dice.percent(70) {
                    let day = self.after(day, 22);
                    self.add(day, Content::MeetingHeld { meeting: Meeting::CoreGroup });
                }
            }
            3 => {
                self.status_from(day, Status::Section47);
                self.add(day, Content::MeetingHeld { meeting: Meeting::StrategyDiscussion });
                if self.dice.percent(70) {
                    let day = self.after(day, 30);
                    self.add(day, Content::MeetingHeld { meeting: Meeting::InitialConference });
                    self.status_from(day, Status::ChildProtectionPlan);
                }
            }
            4 => {
                self.status_from(day, Status::PrivatelyFostered);
                self.again(day, 40, 9, |_| seen());
            }
            5 => {
                let from = self.day();
                self.again(from, 7, 5, |_| seen());
            }
            _ => {
                let day = self.day();
                self.add(day, Content::PlanReviewHeld { plan: Some(Status::LookedAfter) });
            }
        }
    }

    fn status_from(&mut self, day: Day, status: Status) {
        let spell = self.reference();
        self.add(day, Content::StatusStarted { status, spell });
        if self.dice.percent(30) {
            let length = self.length as usize;
            let day = self.end_of(day, length);
            self.add(day, Content::StatusEnded { status, spell });
        }
    }

    fn looked_after(&mut self, day: Day) {
        self.status_from(day, Status::LookedAfter);
        let mut from = day;
        for _ in 0..1 + self.dice.below(2) {
            let mut marks = Words::NONE;
            for mark in PlacementMark::ALL {
                if self.dice.percent(if *mark == PlacementMark::ShortBreaks { 10 } else { 25 }) {
                    marks = marks.with(*mark);
                }
            }
            let unsure = Words::of(&[self.dice.of(PlacementMark::ALL), self.dice.of(PlacementMark::ALL)]);
            let unsure = self.dice.percent(25).then_some(unsure);
            let placement = self.reference();
            self.add(from, Content::PlacementStarted { placement, marks, unsure });
            let apart = self.dice.of(&[6, 7, 27, 40]);
            self.again(from.plus_days(3), apart, 8, |_| seen());
            if self.dice.percent(70) {
                let day = self.after(from, 40);
                self.add(day, Content::PlanReviewHeld { plan: Some(Status::LookedAfter) });
            }
            if self.dice.percent(50) {
                // Not before its beginning: that is still to be agreed on.
                let length = self.length as usize;
                from = self.after(from, length);
                self.add(from, Content::PlacementEnded { placement });
            }
        }
    }
}
