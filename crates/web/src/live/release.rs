//! Which work could be released for a child who needs a worker at once (AS-10), as it is shown.

use decide::candidates::{Sought, candidates};
use record::words::Role;
use suggest::{Reason, releases};

use super::question::Question;
use super::say;
use super::worker_page::worker_path;
use crate::error::PageError;
use crate::forms::Doing;
use crate::view::{NamedWorker, ReleaseLine, ReleasePage};

/// So many proposals are shown.
const SHOWN: usize = 40;

impl Question<'_> {
    /// What could be released for that child.
    ///
    /// # Errors
    /// Where there is no such child.
    pub fn release_page(&self, child: &str) -> Result<ReleasePage, PageError> {
        let entry = self.find_child(child)?;
        let sought = Sought { child: entry.child, part: Role::Lead, acting: None, post: None };
        let found = candidates(self.book, self.board, &|pack| self.asks(pack), self.at, &sought);
        let all = releases(self.book, self.board, &found, self.at);
        let seen: Vec<_> = all
            .into_iter()
            .filter_map(|one| Some((one, self.board.get(one.child).filter(|other| self.sight.sees(other))?)))
            .collect();
        let more = seen.len().saturating_sub(SHOWN) as u64;
        let lines = seen.into_iter().take(SHOWN).map(|(one, other)| {
            let id = self.book.names.child(one.child);
            let act = if matches!(one.reason, Reason::ClosureProposed(_)) {
                decide::ActKind::Close
            } else {
                decide::ActKind::Leave
            };
            ReleaseLine {
                worker: NamedWorker {
                    name: self.worker_name(one.worker),
                    path: worker_path(self.book.names.worker(one.worker)),
                },
                near: one.near.says(),
                child: self.child(other),
                reason: reason(one.reason),
                seen: self.last_seen(other),
                does: self.may_add().then(|| Doing::Act(act).path(id)),
                label: Doing::Act(act).called().title,
            }
        });
        let lines = lines.collect();
        let mut above = self.units.above(entry.timeline.team_at(self.at), self.board);
        above.push(self.units.team(entry.timeline.team_at(self.at)));
        Ok(ReleasePage { who: self.child(entry), above, lines, more })
    }
}

fn reason(of: Reason) -> String {
    let on = |day: Option<record::Day>| day.map_or_else(String::new, |day| format!(" on {}", say::day(day)));
    match of {
        Reason::ClosureProposed(day) => format!("Closure was proposed{}", on(day)),
        Reason::StepDownAgreed(day) => format!("A step-down was agreed{}", on(day)),
        Reason::PaymentsOnly => "Only payments are made".to_owned(),
        Reason::ReadyToTransfer(day) => {
            format!("Ready to transfer{}", day.map_or_else(String::new, |day| format!(" since {}", say::day(day))))
        }
        Reason::NoSocialWorkerRequired(day) => {
            format!("The assessment completed{} asks for no allocated social worker", on(day))
        }
        Reason::InNeed => {
            "Neither child protection, looked after nor privately fostered; nothing else speaks for it".to_owned()
        }
    }
}
