//! Transfers that wait for whoever looks: to be checked by the receiving team, and signed on both sides (AP-17); and those to
//! another authority, which are over once it has taken the case (AP-16).

use decide::ActKind;
use decide::transfer::{UnderWay, another_authority, signers, under_way};
use record::words::{AuthorityAnswer, TransferItem, TransferSide, Word, Words};
use record::{Kind, Moment, TextId, UnitId, WorkerId};
use standing::Entry;

use super::question::Question;
use super::say;
use crate::acts::Of;
use crate::forms::Doing;
use crate::view::{BesideForm, PageWanted, ToPress, TransferLine, with_query};
use crate::words::listed;

impl Question<'_> {
    /// The transfers in which something is for that worker to do, the oldest first.
    pub fn transfers_for(&self, me: WorkerId) -> Vec<TransferLine> {
        let mut found: Vec<(Option<Moment>, TransferLine)> = Vec::new();
        for entry in self.board.iter().filter(|entry| self.sight.sees(entry) && self.is_open(entry)) {
            let within = under_way(self.facts(entry.child), &entry.timeline, self.at);
            found.extend(within.and_then(|one| Some((one.since, self.within(entry, &one, me)?))));
            found.extend(self.elsewhere(entry, me));
        }
        found.sort_by(|(at, one), (other_at, other)| (at, &one.child.id).cmp(&(other_at, &other.child.id)));
        found.into_iter().map(|(_, line)| line).collect()
    }

    fn manages(&self, me: WorkerId, team: Option<UnitId>) -> bool {
        let held = self.with_state(|state| decide::posts(state, me, team, self.at));
        !held.shared(signers()).is_empty()
    }

    /// A transfer to another team here, where something of it is that worker's.
    fn within(&self, entry: &Entry, one: &UnderWay, me: WorkerId) -> Option<TransferLine> {
        let from = entry.timeline.team_at(self.at);
        let id = self.book.names.child(entry.child);
        let to = self.book.names.unit(one.to).to_owned();
        let sign = |side: TransferSide, label: &str| {
            let says = [("to", Some(to.as_str())), ("side", Some(side.name()))];
            let path = with_query(&Doing::Act(ActKind::SignTransfer).path(id), says, PageWanted::default());
            ToPress { label: label.to_owned(), path }
        };
        let mut does = Vec::new();
        if self.manages(me, Some(one.to)) {
            if !one.checked {
                let path = Doing::Act(ActKind::CheckTransfer).path(id);
                does.push(ToPress { label: "Check the work".to_owned(), path });
            }
            if !one.receiving {
                does.push(sign(TransferSide::Receiving, "Sign for the receiving team"));
            }
        }
        if self.manages(me, from) && !one.giving {
            does.push(sign(TransferSide::Giving, "Sign for the giving team"));
        }
        let signed = |is: bool, side: &str| format!("{}signed by the {side} team", if is { "" } else { "not " });
        let checked = if one.checked { "checked" } else { "not checked" };
        let stands = format!("{checked}; {}; {}", signed(one.giving, "giving"), signed(one.receiving, "receiving"));
        (!does.is_empty()).then(|| TransferLine {
            child: self.child(entry),
            from: self.units.team(from),
            to: self.units.team(Some(one.to)).name,
            since: one.since.map(|at| say::day(at.day())),
            stands,
            lacks: self.work_lacks(one),
            does,
        })
    }

    /// What the receiving team has not found complete, once it has begun to look; and what it says is missing.
    fn work_lacks(&self, one: &UnderWay) -> Vec<String> {
        if one.checked || (one.settled.is_empty() && one.missing.is_none()) {
            return Vec::new();
        }
        let left: Vec<String> = one.left().map(|item| item.name().to_owned()).collect();
        let left = (!left.is_empty()).then(|| format!("Not found yet: {}.", listed(&left)));
        let missing = one.missing.map(|says| format!("Missing, as the receiving team says: {}", self.text(says)));
        left.into_iter().chain(missing).collect()
    }

    /// How far the work of that transfer was looked through, beside the forms that check and sign it.
    pub fn work_found(&self, entry: &Entry) -> Option<BesideForm> {
        let one = under_way(self.facts(entry.child), &entry.timeline, self.at)?;
        let found: Vec<String> = one.settled.iter().map(|item| item.name().to_owned()).collect();
        let found = (!found.is_empty()).then(|| format!("Found complete, or not needed: {}.", listed(&found)));
        let lines = found.into_iter().chain(self.work_lacks(&one)).collect();
        Some(BesideForm { title: format!("What {} found", self.units.name(one.to)), lines })
    }

    /// What a receiving team said of the work, as the record says it.
    pub(super) fn found_of_work(
        &self,
        complete: Words<TransferItem>,
        not_needed: Words<TransferItem>,
        missing: Option<TextId>,
    ) -> String {
        let list = |words: Words<TransferItem>, says: &str| {
            let names: Vec<String> = words.iter().map(|item| item.name().to_owned()).collect();
            (!names.is_empty()).then(|| format!("{says}: {}", listed(&names)))
        };
        let missing = missing.map(|text| format!("missing: {}", self.text(text)));
        let parts = [list(complete, "complete"), list(not_needed, "not needed"), missing];
        format!(
            "The work was looked through for the transfer; {}",
            parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
        )
    }

    /// Another authority that was asked to take the case over, or has said that it does.
    fn elsewhere(&self, entry: &Entry, me: WorkerId) -> Option<(Option<Moment>, TransferLine)> {
        let one = another_authority(self.facts(entry.child), &entry.timeline, self.at)?;
        let from = entry.timeline.team_at(self.at);
        if one.answer == AuthorityAnswer::Refused || !self.manages(me, from) {
            return None;
        }
        let id = self.book.names.child(entry.child);
        let record = Doing::Record(Of::Child, Kind::AnotherAuthority).path(id);
        let close = Doing::Act(ActKind::Close).path(id);
        let press = |label: &str, path: String| ToPress { label: label.to_owned(), path };
        let (stands, does) = match one.answer {
            AuthorityAnswer::Accepted => {
                ("it takes the case over; the case is still open here", press("Close the case here", close))
            }
            _ => (
                "asked, no answer yet; the case stays with the team here until there is one",
                press("Record its answer", record),
            ),
        };
        let line = TransferLine {
            child: self.child(entry),
            from: self.units.team(from),
            to: self.text(one.authority),
            since: one.at.map(|at| say::day(at.day())),
            stands: stands.to_owned(),
            lacks: Vec::new(),
            does: vec![does],
        };
        Some((one.at, line))
    }
}
