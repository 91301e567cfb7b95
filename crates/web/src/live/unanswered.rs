//! Offers that nobody has answered: the child has no worker meanwhile, and somebody asks after them.

use decide::ActKind;
use record::{Moment, WorkerId};
use standing::Entry;
use standing::since::first_day;

use super::question::Question;
use super::say;
use crate::view::{ToPress, TodayThing};

impl Question<'_> {
    /// Whether an offer of that instant has waited for longer than one working day: so long, a child may be without a worker and not
    /// be counted (PG-01).
    pub(super) fn is_to_be_chased(&self, offered: Moment) -> bool {
        first_day(offered).is_some_and(|day| self.board.world().calendar.after(day, 1) < self.today)
    }

    /// What a manager reads of an offer that waits.
    pub(super) fn unanswered(&self, entry: &Entry, place: usize, worker: WorkerId, blank: TodayThing) -> TodayThing {
        let one = &entry.timeline.involved[place];
        let path = self.form(entry, "act", ActKind::Withdraw.name(), [("involvement", one.involvement.to_string())]);
        TodayThing {
            what: format!("{} has not answered the offer: ask them, or take it back", self.worker_name(worker)),
            since: one.offered.and_then(say::day_of),
            does: Some(ToPress { label: "Take the offer back".to_owned(), path }),
            ..blank
        }
    }
}
