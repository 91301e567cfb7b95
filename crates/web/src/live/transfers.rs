//! Transfers that wait for whoever looks: to be checked by the receiving team, and signed on both sides (AP-17).

use decide::ActKind;
use decide::transfer::{signers, under_way};
use record::words::{TransferSide, Word};
use record::{Kind, WorkerId};

use super::question::Question;
use super::say;
use crate::acts::Of;
use crate::forms::Doing;
use crate::view::{PageWanted, ToPress, TransferLine, with_query};

impl Question<'_> {
    /// The transfers in which something is for that worker to do, the oldest first.
    pub fn transfers_for(&self, me: WorkerId) -> Vec<TransferLine> {
        let mut found: Vec<_> = Vec::new();
        for entry in self.board.iter().filter(|entry| self.sight.sees(entry) && self.is_open(entry)) {
            let Some(one) = under_way(self.facts(entry.child), &entry.timeline, self.at) else { continue };
            let from = entry.timeline.team_at(self.at);
            let manages = |team| {
                let held = self.with_state(|state| decide::posts(state, me, team, self.at));
                !held.shared(signers()).is_empty()
            };
            let id = self.book.names.child(entry.child);
            let to = self.book.names.unit(one.to).to_owned();
            let sign = |side: TransferSide, label: &str| {
                let says = [("to", Some(to.as_str())), ("side", Some(side.name()))];
                let path = with_query(&Doing::Act(ActKind::SignTransfer).path(id), says, PageWanted::default());
                ToPress { label: label.to_owned(), path }
            };
            let mut does = Vec::new();
            if manages(Some(one.to)) {
                if !one.checked {
                    let path = Doing::Record(Of::Child, Kind::TransferChecked).path(id);
                    does.push(ToPress { label: "Record that the work was checked".to_owned(), path });
                }
                if !one.receiving {
                    does.push(sign(TransferSide::Receiving, "Sign for the receiving team"));
                }
            }
            if manages(from) && !one.giving {
                does.push(sign(TransferSide::Giving, "Sign for the giving team"));
            }
            if does.is_empty() {
                continue;
            }
            let line = TransferLine {
                child: self.child(entry),
                from: self.units.team(from),
                to: self.units.team(Some(one.to)),
                since: one.since.map(|at| say::day(at.day())),
                checked: one.checked,
                giving: one.giving,
                receiving: one.receiving,
                does,
            };
            found.push((one.since, id.to_owned(), line));
        }
        found.sort_by(|(at, id, _), (other_at, other, _)| (at, id).cmp(&(other_at, other)));
        found.into_iter().map(|(_, _, line)| line).collect()
    }
}
