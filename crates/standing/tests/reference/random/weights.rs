//! What makes a need pressing, and what is known of those who might hold a child; added like [`super::decisions`].

use record::words::{Post, Profession, Status, VisitPart, Words};
use record::{Content, Kind, Subject, Tri, When};

use super::super::history::{child, worker};
use super::Maker;

impl Maker {
    /// What priority weighs (PG-04), and what suitability asks after (AP-05 to AP-40).
    pub(super) fn weights(&mut self) {
        if self.dice.percent(45) {
            self.about = Subject::Child(child());
            self.details();
            self.earlier();
        }
        if self.dice.percent(5) {
            self.seen_late();
        }
        if self.dice.percent(45) {
            self.candidates();
        }
        self.about = Subject::Child(child());
    }

    fn details(&mut self) {
        for _ in 0..1 + self.dice.below(2) {
            let day = self.day();
            let years = self.dice.of(&[-1, -1, -5, -5, -12]);
            let born = self.dice.percent(75).then(|| day.birthday(years));
            let expected = self.dice.percent(10).then_some(day);
            let mut say = || self.dice.of(&[Tri::Unknown, Tri::Yes, Tri::No]);
            let (disabled, special_educational_needs) = (say(), say());
            let when = if self.dice.percent(50) { When::On(self.first) } else { self.when(day) };
            let (given_name, family_name, sex, ethnicity) = (None, None, None, None);
            self.put(
                when,
                Content::ChildDetails {
                    given_name,
                    family_name,
                    born,
                    expected,
                    sex,
                    ethnicity,
                    disabled,
                    special_educational_needs,
                },
            );
        }
    }

    /// PG-07: seen a few days after the day that was set.
    fn seen_late(&mut self) {
        let day = self.day();
        self.put(When::On(day), Content::NextSeenSet { on: day.plus_days(2) });
        let late = day.plus_days(3 + self.dice.below(4) as i32);
        let parts = Words::of(&[VisitPart::Seen]);
        self.add(late, Content::Visit { parts, done_by: None, plan: None });
    }

    /// AP-19: who is named to support whom.
    pub(super) fn supported(&mut self) {
        if self.dice.percent(35) {
            let about = std::mem::replace(&mut self.about, Subject::Record);
            let from = if self.dice.percent(60) { self.first.plus_days(-40) } else { self.day() };
            let covers = Some(Kind::SupportNamed);
            self.put(When::On(from), Content::Coverage { covers, unit: None, until: None, but: None });
            self.about = about;
        }
        let involvements: Vec<_> = (self.history.facts.iter())
            .filter_map(|fact| match (fact.about, fact.content) {
                (Subject::Child(_), Content::InvolvementStarted { involvement, .. }) => {
                    Some((fact.about, involvement, fact.when.day()))
                }
                _ => None,
            })
            .collect();
        for (about, involvement, day) in involvements {
            if self.dice.percent(12) {
                let day = day.unwrap_or(self.opened).plus_days(self.dice.of(&[-2, 0, 0, 3, 8]));
                self.about = about;
                self.add(day, Content::SupportNamed { involvement, supported_by: worker(2) });
            }
        }
        self.about = Subject::Child(child());
    }

    /// AS-20: the reviewing officer acknowledges what they were told, or what they were not.
    pub(super) fn reviewing_officer(&mut self) {
        let officer = Post::IndependentReviewingOfficer;
        let told: Vec<_> = (self.history.facts.iter())
            .filter(|fact| matches!(fact.content, Content::NoticeGiven { to, .. } if to == officer))
            .filter_map(|fact| fact.when.day())
            .collect();
        for day in told {
            if self.dice.percent(60) {
                let day = day.plus_days(self.dice.of(&[-3, 0, 0, 1, 4]));
                self.add(day, Content::NoticeAcknowledged { to: officer, done_by: None });
            }
        }
    }

    /// PG-07: entries that each meet what the one before set, and set the next day in the same breath.
    pub(super) fn set_again(&mut self) {
        if !self.dice.percent(8) {
            return;
        }
        let mut day = self.day();
        for _ in 0..2 + self.dice.below(3) {
            let when = self.when(day);
            let on = day.plus_days(self.dice.of(&[-1, 0, 3, 5, 9]));
            let post = if self.dice.percent(80) { Some(Post::TeamManager) } else { None };
            let reviewed = Content::ManagementOversight { parts: Words::NONE, done_by: None, post };
            let seen = Words::of(&[self.dice.of(&[VisitPart::Seen, VisitPart::Seen, VisitPart::SeenNotKnown])]);
            let visited = Content::Visit { parts: seen, done_by: None, plan: None };
            let (held, set) = self.dice.of(&[
                (reviewed, Content::NextReviewSet { on }),
                (reviewed, Content::NextReviewSet { on }),
                (visited, Content::NextSeenSet { on }),
            ]);
            let held_when = if self.dice.percent(70) { when } else { self.when(day) };
            self.put(held_when, held);
            self.put(when, set);
            day = day.plus_days(self.dice.of(&[0, 3, 3, 5, 8]));
        }
    }

    /// What came before, some of it long before, and what a manager set by hand.
    fn earlier(&mut self) {
        if self.dice.percent(40) {
            let day = self.day().plus_days(-self.dice.of(&[0, 0, 20, 27]));
            self.add(day, Content::ConcernIncreased {});
        }
        if self.dice.percent(3) {
            let (day, referral) = (self.day().plus_days(-730), self.reference());
            self.add(day, Content::ReferralReceived { referral, team: None, district_received: None });
            self.add(day.plus_days(9), Content::CaseClosed { referral: Some(referral) });
        }
        if self.dice.percent(10) {
            let (spell, status) = (self.reference(), Status::ChildProtectionPlan);
            let long = if self.dice.percent(10) { 1826 } else { 40 };
            let day = self.day().plus_days(-long);
            self.add(day.plus_days(-9), Content::StatusStarted { status, spell });
            self.add(day, Content::StatusEnded { status, spell });
        }
        for _ in 0..self.dice.below(3) {
            let (day, priority) = (self.day(), self.dice.of(&[0, 3, 20, -4]));
            self.add(day, Content::PrioritySet { priority, reason: None, done_by: None });
        }
    }

    fn candidates(&mut self) {
        let professions = [
            Profession::SocialWorker,
            Profession::StudentSocialWorker,
            Profession::NewlyQualifiedSocialWorker,
            Profession::YoungPeoplesAdvisor,
            Profession::Nurse,
            Profession::TeamManager,
            Profession::FamilySupportWorker,
            Profession::Pool,
        ];
        for number in 0..4 {
            self.about = Subject::Worker(worker(number));
            if self.dice.percent(50) {
                let profession = self.dice.percent(90).then(|| self.dice.of(&professions));
                let day = self.first.plus_days(-5);
                self.put(When::On(day), Content::WorkerDetails { name: None, job_title: None, profession, team: None });
            }
            for _ in 0..self.dice.below(3) {
                let supervisor = self.dice.percent(70).then(|| worker(3));
                let day = self.day();
                self.add(day, Content::SupervisionNamed { supervisor });
            }
            if self.dice.percent(40) {
                let day = self.day();
                self.add(day, Content::ExperienceConfirmed {});
            }
        }
    }
}
