//! What an earlier extract said of one identity and still stands.

use record::{Content, Fact, FactId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::tables::Table;

/// A fact of an earlier extract that no later extract replaced.
pub(super) struct Slot<'f> {
    pub fact: &'f Fact,
    pub table: Table,
    /// What stands for it now: itself, or the fact that a person put in its place; nothing where a person took it back.
    pub live: Option<FactId>,
}

/// The facts of one identity that earlier extracts gave, in their order.
pub(super) struct Standing<'f> {
    pub slots: Vec<Slot<'f>>,
    ids: FxHashSet<FactId>,
    erased: FxHashSet<FactId>,
}

impl<'f> Standing<'f> {
    /// Those among these; `table` says of which table a fact is, and nothing of facts that no extract gave.
    ///
    /// A correction by an extract replaces for good. One by a person stands while the extracts go on saying what it
    /// corrected, and gives way where a later one says something new.
    pub fn of(held: &'f [Fact], table: impl Fn(&Fact) -> Option<Table>) -> Standing<'f> {
        let corrections: FxHashMap<FactId, (Option<FactId>, bool)> = held
            .iter()
            .filter_map(|fact| match fact.content {
                Content::Corrected { replaces, with, .. } => Some((replaces, (with, is_imported(fact, &table)))),
                _ => None,
            })
            .collect();
        let mut slots = Vec::new();
        let mut erased = FxHashSet::default();
        for fact in held {
            match fact.content {
                Content::Corrected { .. } | Content::Imported { .. } => continue,
                Content::Erased {} => {
                    erased.insert(fact.id);
                    continue;
                }
                _ => {}
            }
            let Some(of) = table(fact) else { continue };
            let (mut live, mut steps) = (Some(fact.id), 0);
            let stands = loop {
                let Some((with, by_extract)) = live.and_then(|id| corrections.get(&id)) else { break true };
                // A chain of corrections that comes back to its beginning replaces what it began with.
                if *by_extract || steps > corrections.len() {
                    break false;
                }
                (live, steps) = (*with, steps + 1);
            };
            if stands {
                slots.push(Slot { fact, table: of, live });
            }
        }
        Standing { slots, ids: held.iter().map(|fact| fact.id).collect(), erased }
    }

    /// An id for a fact of that digest: another than those that are taken by facts that said the same before and were
    /// taken back since. Nothing where that fact was erased.
    pub fn free_id(&self, digest: FactId, given: &[FactId]) -> Option<FactId> {
        let mut id = digest;
        loop {
            if self.erased.contains(&id) {
                return None;
            }
            if !self.ids.contains(&id) && !given.contains(&id) {
                return Some(id);
            }
            let hashed = blake3::hash(&id.0);
            id.0.copy_from_slice(&hashed.as_bytes()[..16]);
        }
    }
}

/// Whether a correction came of an extract: it then names a table's file as its source.
fn is_imported(correction: &Fact, table: &impl Fn(&Fact) -> Option<Table>) -> bool {
    table(correction).is_some()
}
