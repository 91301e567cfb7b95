//! Duties of a child who comes from another team: what would have been asked before the child came opens as it does.

use record::Moment;

use super::DutyRun;
use crate::signal::Spell;
use crate::since::day_begun;
use crate::timeline::DueAt;

impl DutyRun<'_> {
    /// The stretch, from where the pack governs.
    pub(super) fn where_it_governs(&self, spell: &Spell) -> Spell {
        Spell { from: spell.from.max(self.governed_from), ..*spell }
    }

    /// When what would open then does, and by when what would be due then is: what would have been before the child came to a
    /// team that the pack governs comes as the child does.
    pub(super) fn as_the_child_came(&self, opens: Moment, due: DueAt) -> (Moment, DueAt) {
        let is_past = opens < self.governed_from && due.last() < self.governed_from;
        let due = if is_past { DueAt::Day(day_begun(self.governed_from)) } else { due };
        (opens.max(self.governed_from), due)
    }
}
