//! What stands on every page: whose data, by which policy, as at when, as known when, and how old it is.

use policy::Pack;
use record::Moment;
use standing::plan::PackInfo;

use super::question::Question;
use super::say;
use crate::at::Point;
use crate::view::{Asked, ExtractAge, Frame, Known, PolicyInForce};
use crate::words::plural;

impl Question<'_> {
    /// The page's frame.
    pub fn frame(&self) -> Frame {
        let said = |point: Option<Point>| Asked {
            is_now: point.is_none(),
            words: point.map_or_else(|| say::instant(self.now), Point::words),
        };
        Frame {
            authority: self.settings.authority.clone(),
            made_up: self.settings.made_up.clone(),
            policies: self.policies_in_force(),
            as_at: said(self.asked.as_at),
            known_at: said(self.asked.known_at),
            nothing_before: self.nothing_before(),
            newest_extract: self.newest_extract(),
            rows_of_nobody: self.rows_of_nobody(),
            acting: self.acting_now(),
        }
    }

    /// The instant asked about, as a sentence has it.
    pub fn as_at_words(&self) -> String {
        self.asked.as_at.map_or_else(|| say::instant(self.at), Point::words)
    }

    /// The policies in force on the day asked about.
    pub fn policies_in_force(&self) -> Vec<PolicyInForce> {
        let plan = self.plan();
        let given = |id: &str| self.rules.packs.iter().any(|pack| pack.id == id);
        let packs = plan.packs.iter().filter(|pack| given(&pack.id) && pack.in_force(self.today));
        let mut policies: Vec<PolicyInForce> = packs
            .map(|pack| PolicyInForce {
                id: pack.id.clone(),
                title: pack.title.clone(),
                version: pack.version.clone(),
                from: say::day(pack.from),
                from_is_stated: self.pack_as_read(pack).is_none_or(|pack| pack.from_is_stated),
                in_force: self.pack_as_read(pack).map_or_else(String::new, say::in_force),
                governs: self.governs(&pack.id)
                    && self.pack_as_read(pack).is_none_or(|pack| self.version_governs(pack)),
                asked: true,
                adopted: self.is_adopted(&pack.id),
                adopted_by_nobody: self.is_adopted_by_nobody(&pack.id),
                beside: self.is_beside(&pack.id),
                several: self.versions(&pack.id).len() > 1,
            })
            .collect();
        policies.sort_by_key(|policy| !policy.governs);
        policies
    }

    /// That version of the pack as it was read.
    fn pack_as_read(&self, info: &PackInfo) -> Option<&Pack> {
        self.rules.packs.iter().find(|pack| info.is(&pack.id, &pack.version))
    }

    /// Whether the policy of that id governs: it is in force here, nothing of it is left out and, where policies were adopted,
    /// somebody has adopted it.
    pub fn governs(&self, id: &str) -> bool {
        let is_whole = self.is_asked(id) && self.rules.counted_only.iter().all(|pack| pack.id != id);
        is_whole && !self.is_adopted_by_nobody(id)
    }

    /// Whether policies were adopted, and that one by nobody then: its duties are asked of no team. One that only counts is there
    /// for all, whoever adopted what.
    pub fn is_adopted_by_nobody(&self, id: &str) -> bool {
        self.board.world().units.any_adopted() && !self.is_adopted(id) && !self.is_beside(id)
    }

    /// Whether some team, or all, had adopted the policy of that id by then.
    pub fn is_adopted(&self, id: &str) -> bool {
        self.board.world().units.adopted_by(self.at).any(|adoption| adoption.pack == id)
    }

    /// Whether the policy of that id is in force here, or counted by.
    pub fn is_asked(&self, id: &str) -> bool {
        self.rules.packs.iter().any(|pack| pack.id == id)
    }

    /// Whether the policy of that id only counts: one that the pages bring along, or one that asks nothing.
    pub fn is_beside(&self, id: &str) -> bool {
        let whole = self.rules.counted_only.iter().chain(&self.rules.packs).find(|pack| pack.id == id);
        whole.map_or_else(|| self.plan().packs.iter().any(|pack| pack.id == id), policy::Pack::asks_nothing)
    }

    /// The end of what the newest extract covers, of those known then.
    fn newest_extract(&self) -> Known<ExtractAge> {
        let Some(taken) = self.ends.newest().filter(|until| *until < Moment::MAX) else {
            return Known::Unknown("no extract has been read".to_owned());
        };
        // A table that the newest extract lacks leaves what an earlier one said of it, which is as old as that one.
        let older = self.ends.older().into_iter();
        let older = older.map(|one| format!("{} is as of {}", one.what, say::day(one.as_of)));
        let older = older.collect();
        // As known then, it was as old as it was then.
        let seen_on = self.asked.known_at.map_or(self.now, super::question::moment).min(self.now.max(taken));
        let days = say::days_between(taken.day(), seen_on.day());
        let age = if days == 0 { "of today".to_owned() } else { format!("{} old", plural(days, "day", "days")) };
        Known::Known(ExtractAge {
            taken: say::day(taken.day()),
            age,
            stale: days > u64::from(self.settings.stale_after),
            older,
            page_is_later: taken.day() < self.at.day(),
            recorded_here: self.book.names.find_source(decide::HERE).is_some(),
        })
    }
}
