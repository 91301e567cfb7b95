//! What happens to the workers who are named.

use record::words::{AbsenceKind, Profession};
use record::{Content, Kind, Subject, When};

use super::super::history::{child, worker};
use super::{Maker, Theme};

impl Maker {
    pub(super) fn about_workers(&mut self) {
        for number in 0..3 {
            let named = self.history.facts.iter().any(|fact| match fact.content {
                Content::AllocationOffered { worker: who, .. } | Content::SuccessorIdentified { worker: who } => {
                    who == worker(number)
                }
                Content::InvolvementStarted { worker: who, .. } => who == Some(worker(number)),
                _ => false,
            });
            if !named {
                continue;
            }
            self.about = Subject::Worker(worker(number));
            self.about_worker();
        }
        self.about = Subject::Child(child());
    }

    fn about_worker(&mut self) {
        let long_before = self.first.plus_days(-20);
        let undated = std::mem::take(&mut self.undated);
        let professions = [
            Profession::SocialWorker,
            Profession::SocialWorker,
            Profession::SocialWorker,
            Profession::NewlyQualifiedSocialWorker,
            Profession::YoungPeoplesAdvisor,
            Profession::FamilySupportWorker,
            Profession::TeamManager,
            Profession::Pool,
        ];
        let details = |profession| Content::WorkerDetails { name: None, job_title: None, profession, team: None };
        if self.dice.percent(80) {
            let advisor = matches!(self.theme, Theme::Policy) && self.dice.percent(35);
            let profession = match self.dice.percent(90) {
                true if advisor => Some(Profession::YoungPeoplesAdvisor),
                true => Some(self.dice.of(&professions)),
                false => None,
            };
            self.put(When::On(long_before), details(profession));
            if self.dice.percent(10) {
                let (day, profession) = (self.day(), Some(self.dice.of(&professions)));
                self.put(When::On(day), details(profession));
            }
        }
        if self.dice.percent(75) {
            let content = if self.dice.percent(75) {
                Content::Registered { number: None, until: None }
            } else {
                Content::NotRegistered {}
            };
            self.put(When::On(long_before), content);
            if self.dice.percent(12) {
                let day = self.day();
                let content = if self.dice.percent(50) {
                    Content::Registered { number: None, until: None }
                } else {
                    Content::NotRegistered {}
                };
                self.put(When::On(day), content);
            }
        }
        self.undated = undated;
        if self.dice.percent(25) {
            let day = self.day();
            self.add(day, Content::WorkerLeft {});
            if self.dice.percent(25) {
                let day = self.after(day.plus_days(1), 15);
                self.add(day, Content::WorkerJoined {});
            }
        } else if self.dice.percent(15) {
            let day = self.day();
            self.add(day, Content::WorkerJoined {});
        }
        if self.dice.percent(10) {
            let covers =
                self.dice.of(&[Some(Kind::WorkerLeft), Some(Kind::AbsenceStarted), Some(Kind::WorkerDetails), None]);
            self.put(When::Unknown, Content::NotCovered { covers });
        }
        let absences = if self.dice.percent(40) { 1 + self.dice.below(3) } else { 0 };
        let mut before = None;
        for _ in 0..absences {
            let (absence, mut day) = (self.reference(), self.day());
            // Some begin while another goes on, or on the day of return from it.
            if let Some(first) = before.filter(|_| self.dice.percent(60)) {
                day = self.after(first, 12);
            }
            before = Some(day);
            let absence_kind = self.dice.of(&[
                AbsenceKind::Sickness,
                AbsenceKind::Sickness,
                AbsenceKind::Sickness,
                AbsenceKind::Sickness,
                AbsenceKind::NotKnown,
                AbsenceKind::Maternity,
            ]);
            self.add(day, Content::AbsenceStarted { absence, absence_kind, likely_end: None });
            if self.dice.percent(70) {
                let day = self.end_of(day, 30);
                self.add(day, Content::AbsenceEnded { absence });
                before = before.map(|first| if self.dice.percent(30) { day } else { first });
            }
        }
    }
}
