//! Units, adoption and decisions, added to a history that is made already: it stays what it was without them.

use record::words::{LeftReason, OversightPart, Post, RoomAnswer, Status, TransferSide, UnitLevel, Words};
use record::{Content, Day, Ref, Subject, When};

use super::super::history::{PACKS, child, pack_text, unit, version_text};
use super::Maker;

impl Maker {
    /// Who belongs to whom, who owns the case, who adopted what; and decisions, with what they need.
    pub(super) fn decisions(&mut self) {
        if !self.dice.percent(50) {
            return;
        }
        self.units();
        self.owners();
        if self.dice.percent(35) {
            self.adoptions();
        }
        for _ in 0..self.dice.below(3) {
            let day = self.day();
            match self.dice.below(4) {
                0 | 1 => self.leaving(day),
                2 => self.closing(day),
                _ => self.transfer(day),
            }
        }
    }

    fn units(&mut self) {
        let long_before = self.first.plus_days(-50);
        let all = [
            (0, UnitLevel::Team, Some(3)),
            (1, UnitLevel::Team, Some(3)),
            (2, UnitLevel::Team, Some(4)),
            (3, UnitLevel::District, Some(5)),
            (4, UnitLevel::District, Some(5)),
            (5, UnitLevel::Authority, None),
        ];
        for (number, level, parent) in all {
            if self.dice.percent(92) {
                let parent = if self.dice.percent(5) { None } else { parent };
                self.history.add(
                    Subject::Unit(unit(number)),
                    When::On(long_before),
                    long_before.start(),
                    Content::UnitDetails { name: None, level: Some(level), parent: parent.map(unit) },
                );
            }
        }
    }

    /// The teams in which referrals were opened.
    fn owners(&mut self) {
        for place in 0..self.history.facts.len() {
            let named = self.dice.percent(75).then(|| unit(self.dice.of(&[0, 0, 0, 1, 2])));
            if let Content::ReferralReceived { team, .. } = &mut self.history.facts[place].content {
                *team = named;
            }
        }
    }

    fn adoptions(&mut self) {
        for _ in 0..1 + self.dice.below(3) {
            let place = self.dice.of(&[0, 0, 1, 1, 1, 3, 5, 5, 6, 7, 7]);
            let version = version_text(if self.dice.percent(92) { place } else { PACKS.len() });
            let of = self.dice.of(&[None, None, Some(0), Some(0), Some(1), Some(2), Some(3), Some(5)]);
            let day = if self.dice.percent(50) { self.first.plus_days(-10) } else { self.day() };
            let when = self.when(day);
            let content = Content::PackAdopted { pack: pack_text(place), version, unit: of.map(unit), digest: Ref(9) };
            let recorded = self.recorded(when);
            self.history.add(Subject::Record, when, recorded, content);
        }
    }

    /// Facts one after the other, most of them, on that day or a little later; now and then in another order.
    fn in_turn(&mut self, from: Day, steps: &[Content], each: usize) -> Day {
        let mut steps = steps.to_vec();
        if self.dice.percent(20) && steps.len() > 1 {
            let (one, other) = (self.dice.below(steps.len()), self.dice.below(steps.len()));
            steps.swap(one, other);
        }
        let mut day = from;
        for step in steps {
            if self.dice.percent(each) {
                self.about = Subject::Child(child());
                self.add(day, step);
                day = self.after(day, 2);
            }
        }
        day
    }

    /// AS-02, AS-03, AS-04, AS-11.
    fn leaving(&mut self, day: Day) {
        let asked =
            |asked, of: usize| Content::CapacityAsked { asked, whom: Some(unit(of)), answer: RoomAnswer::NoRoom };
        let risk = Words::of(&[OversightPart::RiskAssessment]);
        let mut steps = vec![asked(UnitLevel::Team, self.dice.of(&[1, 1, 1, 0, 2]))];
        if self.dice.percent(20) {
            steps.push(asked(UnitLevel::Team, self.dice.of(&[0, 1, 2])));
        }
        steps.push(asked(UnitLevel::District, self.dice.of(&[4, 4, 4, 3])));
        if self.dice.percent(20) {
            steps.push(asked(UnitLevel::District, self.dice.of(&[3, 4])));
        }
        if self.dice.percent(20)
            && let Some(Content::CapacityAsked { answer, .. }) = steps.last_mut()
        {
            *answer = self.dice.of(&[RoomAnswer::Room, RoomAnswer::Waiting]);
        }
        steps.push(Content::ManagementOversight { parts: risk, done_by: None, post: Some(Post::DutyTeamManager) });
        let day = self.in_turn(day, &steps, 88);
        let post = self.dice.of(&[
            Some(Post::ServiceManager),
            Some(Post::ServiceManager),
            Some(Post::Director),
            Some(Post::TeamManager),
            None,
        ]);
        let reason = self.dice.of(&[Some(LeftReason::Vacancy), Some(LeftReason::Other), None]);
        self.add(day, Content::LeftUnallocated { done_by: None, post, reason });
    }

    /// AS-18, AP-37.
    fn closing(&mut self, day: Day) {
        if self.dice.percent(60) {
            let spell = self.reference();
            self.add(day.plus_days(-2), Content::StatusStarted { status: Status::ChildInNeed, spell });
        }
        let decision = Words::of(&[OversightPart::Decision]);
        let manager = self.dice.of(&[Some(Post::TeamManager), Some(Post::TeamManager), None]);
        let steps = [
            Content::PlanReviewHeld { plan: Some(Status::ChildInNeed) },
            Content::StepDownAgreed {},
            Content::ManagementOversight { parts: decision, done_by: None, post: Some(Post::TeamManager) },
            Content::ClosureSummary {},
            Content::ClosureReviewed { post: manager },
            Content::NeedsAddressed {},
            Content::ContinuingSupportConsidered {},
        ];
        let day = self.in_turn(day, &steps, 85);
        self.add(day, Content::CaseClosed { referral: None });
        if self.dice.percent(40) {
            let (day, referral) = (self.after(day, 9), self.reference());
            self.add(day, Content::ReferralReceived { referral, team: None, district_received: None });
        }
    }

    /// AP-17, AP-18.
    fn transfer(&mut self, day: Day) {
        let steps = [Content::TransferChecked {}, Content::NoticeGiven { to: Post::SeniorManager, done_by: None }];
        let day = self.in_turn(day, &steps, 65);
        let to = self.dice.of(&[Some(1), Some(2), Some(2), Some(0), None]).map(unit);
        if self.dice.percent(50) {
            return self.add(day, Content::TransferSigned { to, side: TransferSide::Both });
        }
        let (first, second) = self
            .dice
            .of(&[(TransferSide::Giving, TransferSide::Receiving), (TransferSide::Receiving, TransferSide::Giving)]);
        self.add(day, Content::TransferSigned { to, side: first });
        if self.dice.percent(75) {
            let day = self.after(day, 3);
            self.add(day, Content::TransferSigned { to, side: second });
        }
    }
}
