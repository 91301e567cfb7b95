//! How great a risk was judged to be, who has room, what was sent back, and until when a register lists a worker. Added like
//! [`super::decisions`].

use record::words::{LeftReason, Post, RiskLevel, RoomAnswer, UnitLevel};
use record::{Content, Subject};

use super::super::history::{child, unit};
use super::Maker;

impl Maker {
    /// Now and then each of these.
    pub(super) fn judged(&mut self) {
        self.about = Subject::Child(child());
        if self.dice.percent(15) {
            self.risks();
        }
        if self.dice.percent(10) {
            self.room();
        }
        if self.dice.percent(30) {
            self.sent_back();
        }
        self.registered_until();
    }

    /// AS-10, AS-11: judged once or several times, and perhaps the child is left without a worker then.
    fn risks(&mut self) {
        let mut day = self.day();
        for _ in 0..1 + self.dice.below(3) {
            let level = self.dice.of(&[RiskLevel::Immediate, RiskLevel::Immediate, RiskLevel::High, RiskLevel::Low]);
            self.add(day, Content::RiskJudged { level });
            day = self.after(day, 6);
        }
        if self.dice.percent(50) {
            self.left(day);
        }
    }

    /// AS-02, AS-11: who says that there is room, and perhaps not any more.
    fn room(&mut self) {
        let mut day = self.day();
        for _ in 0..1 + self.dice.below(4) {
            let (asked, whom) = self.dice.of(&[
                (UnitLevel::Team, Some(1)),
                (UnitLevel::Team, Some(1)),
                (UnitLevel::District, Some(4)),
                (UnitLevel::District, Some(4)),
                (UnitLevel::District, None),
            ]);
            let answer = self.dice.of(&[RoomAnswer::Room, RoomAnswer::NoRoom, RoomAnswer::Waiting]);
            self.add(day, Content::CapacityAsked { asked, whom: whom.map(unit), answer });
            day = self.after(day, 3);
        }
        self.left(day);
    }

    fn left(&mut self, day: record::Day) {
        let (post, reason) = (Some(Post::ServiceManager), Some(LeftReason::Vacancy));
        self.add(day, Content::LeftUnallocated { done_by: None, post, reason });
    }

    /// AS-18: a closing is withdrawn shortly before the case is closed, and now and then proposed or agreed anew.
    fn sent_back(&mut self) {
        let closings = self.history.facts.iter().filter(|fact| matches!(fact.content, Content::CaseClosed { .. }));
        let closed: Vec<_> = closings.filter_map(|fact| fact.when.day()).collect();
        for day in closed {
            let back = day.plus_days(-2 - self.dice.below(9) as i32);
            self.add(back, Content::ClosureWithdrawn {});
            let anew = self.after(back, 9);
            match self.dice.below(4) {
                0 => self.add(anew, Content::ClosureProposed {}),
                1 => self.add(anew, Content::StepDownAgreed {}),
                _ => {}
            }
        }
    }

    /// AP-23: of some registrations it is on record until when they hold; now and then against all sense.
    fn registered_until(&mut self) {
        for place in 0..self.history.facts.len() {
            let last = self.day();
            if let Content::Registered { until, .. } = &mut self.history.facts[place].content
                && self.dice.percent(20)
            {
                *until = Some(last);
            }
        }
    }
}
