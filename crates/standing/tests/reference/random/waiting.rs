//! What waits for a decision or a worker: information that came before anybody marked what is to be done with it, letters
//! of which one is withheld, room that a team says it has, an hour between two workers. Added like [`super::decisions`].

use record::words::{
    AbsenceKind, LeftReason, OversightPart, PolicyAction, Post, Profession, Recipient, Role, RoomAnswer, Status,
    UnitLevel, Words,
};
use record::{Content, Day, Fact, Subject, Tri, When};

use super::super::history::{child, team, unit, worker};
use super::Maker;

impl Maker {
    /// Now and then each of these.
    pub(super) fn waiting(&mut self) {
        self.about = Subject::Child(child());
        if self.dice.percent(6) {
            self.information_before_its_marking();
        }
        if self.dice.percent(6) {
            self.letters_to_a_family();
        }
        if self.dice.percent(6) {
            self.room_for_the_child();
        }
        if self.dice.percent(5) {
            self.between_two_workers();
        }
        if self.dice.percent(3) {
            self.marked_late();
        }
        self.likely_ends();
        if self.dice.percent(6) {
            self.holder_ill_for_weeks();
        }
        self.likely_ends_set_anew();
    }

    /// AP-39: of some absences it is said how long they are likely to last.
    fn likely_ends(&mut self) {
        for place in 0..self.history.facts.len() {
            let fact = self.history.facts[place];
            let after = self.dice.of(&[0, 6, 13, 14, 15, 40]);
            let likely = fact.when.day().unwrap_or(self.first).plus_days(after);
            if let Content::AbsenceStarted { likely_end, .. } = &mut self.history.facts[place].content
                && self.dice.percent(55)
            {
                *likely_end = Some(likely);
            }
        }
    }

    /// AP-39: whoever holds the child falls ill, and it is said until when.
    fn holder_ill_for_weeks(&mut self) {
        let day = self.day();
        let until = day.plus_days(self.dice.of(&[20, 40, 60]));
        self.held(day, until);
        let (absence, first) = (self.reference(), self.after(day, 9));
        let absence_kind = self.dice.of(&[AbsenceKind::Sickness, AbsenceKind::Sickness, AbsenceKind::Other]);
        let likely_end = Some(first.plus_days(self.dice.of(&[6, 14, 15, 30])));
        self.about = Subject::Worker(worker(3));
        self.add(first, Content::AbsenceStarted { absence, absence_kind, likely_end });
        if self.dice.percent(40) {
            let back = first.plus_days(self.dice.of(&[9, 14, 15, 30]));
            self.add(back, Content::AbsenceEnded { absence });
        }
        self.about = Subject::Child(child());
    }

    /// AP-39: some came on record only weeks later; of some, what is likely is corrected, once or again and again.
    fn likely_ends_set_anew(&mut self) {
        for place in 0..self.history.facts.len() {
            if !matches!(self.history.facts[place].content, Content::AbsenceStarted { .. }) {
                continue;
            }
            if self.dice.percent(20) {
                let late = 86_400 * self.dice.of(&[3, 13, 14, 20]);
                self.history.facts[place].recorded = self.history.facts[place].recorded.plus_seconds(late);
            }
            let mut wrong = self.history.facts[place];
            while self.dice.percent(35) {
                let (likely, moved) = (self.dice.of(&[6, 13, 14, 30, 60]), self.dice.of(&[0, 0, 0, -2, 3]));
                let first = wrong.when.day().map(|day| day.plus_days(moved));
                let recorded = wrong.recorded.plus_seconds(86_400 * self.dice.below(12) as i64 + 7);
                let mut content = wrong.content;
                if let Content::AbsenceStarted { likely_end, .. } = &mut content {
                    *likely_end = self.dice.percent(90).then(|| first.unwrap_or(self.first).plus_days(likely));
                }
                let with = self.history.add(wrong.about, first.map_or(wrong.when, When::On), recorded, content);
                let corrected = Content::Corrected { replaces: wrong.id, with: Some(with), reason: None };
                self.history.add(wrong.about, When::At(recorded), recorded, corrected);
                wrong = Fact { id: with, when: first.map_or(wrong.when, When::On), recorded, content, ..wrong };
            }
        }
    }

    /// AP-33: information comes, perhaps while there is a worker, is considered or not, and the action is marked later.
    fn information_before_its_marking(&mut self) {
        let day = self.day();
        if self.dice.percent(40) {
            let until = self.after(day, 6);
            self.held(day, until);
        }
        for _ in 0..1 + self.dice.below(3) {
            let came = self.after(day, 8);
            self.add(came, Content::InformationReceived { agency_kind: None });
            if self.dice.percent(45) {
                let considered = self.after(came, 9);
                self.add(considered, Content::InformationConsidered { post: Some(Post::TeamManager) });
            }
        }
        let marked = self.after(day, 12);
        self.add(marked, Content::ActionApplied { action: PolicyAction::ReviewInformation });
    }

    /// PG-09, PG-11, AS-13, AP-32: to parents and carers, each sent or withheld.
    fn letters_to_a_family(&mut self) {
        let day = self.opened.plus_days(self.dice.below(8) as i32);
        self.add(day, Content::NeedIdentified {});
        self.add(day, Content::ActionApplied { action: PolicyAction::WriteToFamily });
        if self.dice.percent(50) {
            let status = self.dice.of(&[Status::LookedAfter, Status::PrivatelyFostered]);
            let spell = self.reference();
            self.add(day, Content::StatusStarted { status, spell });
        }
        for _ in 0..1 + self.dice.below(3) {
            let to = self.dice.of(&[Recipient::Parent, Recipient::Carer]);
            let letter = if self.dice.percent(40) {
                Content::LetterSent { to, agency: None }
            } else {
                Content::LetterWithheld { to, reason: None, done_by: None }
            };
            let on = self.after(day, 12);
            self.add(on, letter);
        }
    }

    /// AS-02: a team says that it has room, or no longer has; then the child is left without a worker all the same.
    fn room_for_the_child(&mut self) {
        let day = self.day();
        for _ in 0..1 + self.dice.below(3) {
            let answer = self.dice.of(&[RoomAnswer::Room, RoomAnswer::Room, RoomAnswer::NoRoom, RoomAnswer::Waiting]);
            let asked = self.dice.of(&[UnitLevel::Team, UnitLevel::Team, UnitLevel::District]);
            let whom = self.dice.of(&[Some(unit(1)), Some(unit(1)), Some(unit(2)), Some(unit(4)), None]);
            let on = self.after(day, 3);
            self.add(on, Content::CapacityAsked { asked, whom, answer });
        }
        let parts = Words::of(&[OversightPart::RiskAssessment]);
        let (assessed, decided) = (self.after(day, 4), self.after(day, 6));
        self.add(assessed, Content::ManagementOversight { parts, done_by: None, post: Some(Post::DutyTeamManager) });
        let (post, reason) = (Some(Post::ServiceManager), Some(LeftReason::StaffAbsence));
        self.add(decided, Content::LeftUnallocated { done_by: None, post, reason });
    }

    /// AS-05: the one ends and the next accepts, within the day or over a night.
    fn between_two_workers(&mut self) {
        let day = self.day();
        let ends = self.after(day, 12);
        let last = self.held(day, ends);
        let (hour, later) = (self.dice.of(&[0, 9, 12, 22]), self.dice.of(&[0, 0, 1, 2]));
        let (from, involvement) = (last.plus_days(later), self.reference());
        let when = from.at(hour, 30, 0).map_or(When::On(from), When::At);
        let (worker, team) = (Some(worker(3)), Some(team()));
        let role = Role::Lead;
        self.put(when, Content::InvolvementStarted { involvement, worker, role, team, accepted: Tri::Yes });
    }

    /// AP-35: the review with the senior manager is marked days or weeks after the child came to be without a worker.
    fn marked_late(&mut self) {
        let day = self.opened.plus_days(self.dice.of(&[2, 9, 27, 28, 29, 40]));
        self.add(self.opened, Content::NeedIdentified {});
        self.add(day, Content::ActionApplied { action: PolicyAction::ReviewWithSeniorManager });
    }

    /// A social worker accepts the child that day, whose need is identified, and ends on the other; which is that day.
    fn held(&mut self, from: Day, until: Day) -> Day {
        let who = worker(3);
        let long_before = self.first.plus_days(-20);
        self.about = Subject::Worker(who);
        let profession = Some(Profession::SocialWorker);
        self.put(When::On(long_before), Content::WorkerDetails { name: None, job_title: None, profession, team: None });
        self.about = Subject::Child(child());
        let (involvement, role, team) = (self.reference(), Role::Lead, Some(team()));
        let accepted = Tri::Yes;
        self.add(from, Content::NeedIdentified {});
        self.add(from, Content::InvolvementStarted { involvement, worker: Some(who), role, team, accepted });
        self.add(until, Content::InvolvementEnded { involvement, reason: None });
        until
    }
}
