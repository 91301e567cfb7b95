//! When two signatures move a case to another team (AP-17): both sides' for the same team, of one transfer.

use record::words::TransferSide;
use record::{Moment, UnitId};

use super::{Gathered, OnOff};

/// What bears on which signatures belong together, in order of time.
enum Word {
    /// That team is named as the owner by anything but a signature.
    Named(UnitId),
    Signed(TransferSide, Option<UnitId>),
    /// The transfer ended, or the case was closed.
    Over,
}

impl Gathered {
    /// Adds the teams to which signatures moved the case. The second signature moves it, where it is of the same transfer as
    /// the first: no move, no end of the transfer and no closing between the two. Needs the teams in order; leaves them so.
    pub(super) fn moved_by_signatures(&mut self) {
        if self.signatures.is_empty() {
            return;
        }
        let over = self.transfers_over().map(|(at, fact)| (at, fact, Word::Over));
        let named = self.teams.iter().map(|(at, team, fact)| (*at, *fact, Word::Named(*team)));
        let signed = self.signatures.iter().map(|(at, side, to, fact)| (*at, *fact, Word::Signed(*side, *to)));
        let mut words: Vec<(Moment, u32, Word)> = over.chain(named).chain(signed).collect();
        words.sort_by_key(|(at, fact, _)| (*at, *fact));
        let mut owner: Option<UnitId> = None;
        let mut waiting: Vec<(TransferSide, Option<UnitId>)> = Vec::new();
        let mut moved = Vec::new();
        for (at, fact, word) in words {
            match word {
                Word::Named(team) => {
                    if owner.is_some_and(|owner| owner != team) {
                        waiting.clear();
                    }
                    owner = Some(team);
                }
                Word::Over => waiting.clear(),
                Word::Signed(side, to) => {
                    let of_other = |(of, team): &(TransferSide, Option<UnitId>)| *of != side && *team == to;
                    if side != TransferSide::Both && !waiting.iter().any(of_other) {
                        waiting.push((side, to));
                        continue;
                    }
                    waiting.clear();
                    if let Some(team) = to {
                        moved.push((at, team, fact));
                        owner = Some(team);
                    }
                }
            }
        }
        self.teams.append(&mut moved);
        self.teams.sort_by_key(|(at, _, fact)| (*at, *fact));
    }

    /// Since when what is said of a transfer is of the one that is under way just before that instant: since the case last came
    /// to another team, a transfer ended, or the case was closed. Nothing where none of that was.
    pub(crate) fn transfer_since(&self, before: Moment) -> Option<Moment> {
        let moves = self.teams.windows(2).filter(|pair| pair[0].1 != pair[1].1).map(|pair| pair[1].0);
        moves.chain(self.transfers_over().map(|(at, _)| at)).filter(|at| *at < before).max()
    }

    /// When transfers ended or the case was closed, each with its fact.
    fn transfers_over(&self) -> impl Iterator<Item = (Moment, u32)> {
        let ended = self.toggles(OnOff::Transfer).iter().filter(|toggle| toggle.value.is_no());
        let ended = ended.filter_map(|toggle| Some((toggle.at?, toggle.fact)));
        ended.chain(self.closed.iter().filter_map(|one| Some((one.at?, one.fact))))
    }
}
