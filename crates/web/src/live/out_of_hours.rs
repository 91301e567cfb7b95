//! What falls to whoever is there when the offices are closed.

use record::words::Post;
use record::{Kind, UnitId};
use standing::timeline::DueAt;
use standing::{DutyRecord, DutyState};

use super::question::Question;
use super::today::Asked;
use super::whose::Theirs;

impl Question<'_> {
    /// What cannot wait until the offices open again is for whoever is there out of hours: a child who is to be seen by then, what
    /// is due by the hour, and what is due on a day on which nobody works. What was due before a day on which people work is
    /// theirs on that day.
    pub(super) fn out_of_hours(&self, duty: &DutyRecord, team: Option<UnitId>, asked: &Asked<'_>) -> Option<Theirs> {
        let mine = asked.over(team).find(|one| one.post == Post::OutOfHours)?;
        let calendar = &self.board.world().calendar;
        let opens = calendar.after(self.today, 1);
        let due = duty.due_by(self.at);
        let waits = matches!(duty.state(self.at), DutyState::Overdue | DutyState::Open);
        let is_visit = self.rule(duty).ways().any(|way| way.fact == Kind::Visit);
        let offices = |day| day < self.today && calendar.is_working(self.today);
        let of_then = due.day().is_some_and(|day| self.today <= day && !calendar.is_working(day));
        (waits
            && due.day().is_some_and(|day| day < opens && !offices(day))
            && (is_visit || of_then || matches!(due, DueAt::Moment(_))))
        .then_some(Theirs::OutOfHours(*mine, opens))
    }
}
