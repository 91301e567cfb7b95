//! A holder who is away for weeks, and what the manager does about it (AP-38, AP-39); added like [`super::decisions`].

use record::words::{AbsenceKind, OversightPart, Post, Profession, Role, Service, VisitPart, Words};
use record::{Content, Day, Subject, Tri, When};

use super::super::history::{child, team, unit, worker};
use super::Maker;

impl Maker {
    /// Now and then a child with a holder by the allocation policy, who is away; and for any absence, the manager's answer.
    pub(super) fn away(&mut self) {
        if self.dice.percent(4) {
            self.holder_away();
        }
        if self.dice.percent(3) {
            self.kept_in_touch();
        }
        if self.dice.percent(8) {
            self.covered_by_unit();
        }
        let away = |content: &Content| matches!(content, Content::AbsenceStarted { .. });
        let absences = self.history.facts.iter().filter(|fact| away(&fact.content));
        let days: Vec<Day> = absences.filter_map(|fact| fact.when.day()).collect();
        for day in days {
            if self.dice.percent(30) {
                self.answered(day);
            }
        }
    }

    /// Somebody known to be a social worker accepts the child, whose need a manager has identified, and is away soon after.
    fn holder_away(&mut self) {
        let who = worker(3);
        let (long_before, day) = (self.first.plus_days(-20), self.day());
        self.about = Subject::Worker(who);
        let profession = Some(Profession::SocialWorker);
        self.put(When::On(long_before), Content::WorkerDetails { name: None, job_title: None, profession, team: None });
        let absence = self.reference();
        let absence_kind = self.dice.of(&[AbsenceKind::Sickness, AbsenceKind::Training, AbsenceKind::AnnualLeave]);
        let first_away = self.after(day, 6);
        self.add(first_away, Content::AbsenceStarted { absence, absence_kind, likely_end: None });
        if self.dice.percent(60) {
            let back = first_away.plus_days(self.dice.of(&[1, 9, 13, 14, 15, 30]));
            self.add(back, Content::AbsenceEnded { absence });
        }
        self.about = Subject::Child(child());
        self.add(day, Content::NeedIdentified {});
        let (involvement, role, team) = (self.reference(), Role::Lead, Some(team()));
        let accepted = Tri::Yes;
        self.add(day, Content::InvolvementStarted { involvement, worker: Some(who), role, team, accepted });
    }

    /// AP-04, AP-41, AS-24: a team holds the case, contact is arranged and kept, a family centre sends word.
    fn kept_in_touch(&mut self) {
        self.about = Subject::Child(child());
        let (day, entry) = (self.day(), self.reference());
        let (service, children_placed) = (Service::FamilyCentre, self.tri());
        let seen = Content::Visit { parts: Words::of(&[VisitPart::Seen]), done_by: None, plan: None };
        let steps = [
            Content::TeamHeld { team: Some(team()) },
            Content::ContactArranged {},
            Content::ServiceEntryJoined { entry, service, children_placed },
            seen,
            Content::PlanUpdated { plan: None },
            Content::ServiceEntryUpdated { service },
        ];
        for step in steps {
            if self.dice.percent(75) {
                let day = self.after(day, 9);
                self.add(day, step);
            }
        }
    }

    /// Some of what is covered is covered for one unit only.
    fn covered_by_unit(&mut self) {
        for place in 0..self.history.facts.len() {
            let named = self.dice.percent(60).then(|| unit(self.dice.of(&[0, 0, 0, 1, 2, 3, 3, 5])));
            if let Content::Coverage { unit, .. } = &mut self.history.facts[place].content {
                *unit = named;
            }
        }
    }

    /// The tasks are listed, mostly at once; what becomes of the case is decided, mostly within two weeks.
    fn answered(&mut self, day: Day) {
        self.about = Subject::Child(child());
        let parts = Words::of(&[OversightPart::Actions]);
        let listed = day.plus_days(self.dice.of(&[0, 0, 0, 0, 1, 3]));
        self.add(listed, Content::ManagementOversight { parts, done_by: None, post: Some(Post::TeamManager) });
        if self.dice.percent(50) {
            let decided = day.plus_days(self.dice.of(&[0, 5, 13, 14, 15, 20]));
            self.add(decided, Content::AbsenceDecided { post: Some(Post::TeamManager) });
        }
    }
}
