//! What the newest import changed on the record, by kind of fact.

use std::collections::BTreeMap;

use record::book::known_facts;
use record::{Content, Fact, FactId, Kind, Moment, Subject};
use rustc_hash::FxHashMap;

use super::kinds_said::says;
use super::question::Question;
use super::say;
use crate::view::{ImportChanges, KindChanged};
use crate::words::sentence;

impl Question<'_> {
    /// What the newest import that was known then changed; nothing where none was.
    pub fn import_changes(&self) -> Option<ImportChanges> {
        let imports = || {
            let read = known_facts(self.book.record(), self.known);
            read.filter(|fact| matches!(fact.content, Content::Imported { .. })).map(|fact| fact.recorded)
        };
        let newest = imports().max()?;
        let mut kinds: Vec<KindChanged> = self.changed_at(newest).into_values().collect();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.new + kind.corrected + kind.taken_back + kind.said_again));
        Some(ImportChanges { when: say::instant(newest), is_first: imports().min() == Some(newest), kinds })
    }

    /// What was recorded at that instant about children, workers and units. Nothing is counted for a child whom the viewer
    /// may not see.
    fn changed_at(&self, at: Moment) -> BTreeMap<Kind, KindChanged> {
        let may_see = |fact: &&Fact| match fact.about {
            Subject::Child(child) => self.board.get(child).is_none_or(|entry| self.sight.sees(entry)),
            Subject::Record => false,
            _ => true,
        };
        let then = || self.book.facts().filter(|fact| fact.recorded == at).filter(may_see);
        let mut replaced: FxHashMap<FactId, &Fact> = FxHashMap::default();
        let mut taken_back: Vec<Kind> = Vec::new();
        for fact in then() {
            let Content::Corrected { replaces, with, .. } = fact.content else { continue };
            let Some(was) = self.book.about(fact.about).iter().find(|other| other.id == replaces) else { continue };
            match with {
                Some(with) => drop(replaced.insert(with, was)),
                None => taken_back.push(was.content.kind()),
            }
        }
        let mut kinds: BTreeMap<Kind, KindChanged> = BTreeMap::new();
        for fact in then().filter(|fact| !matches!(fact.content, Content::Corrected { .. })) {
            let of = of_kind(&mut kinds, fact.content.kind());
            let count = match replaced.get(&fact.id) {
                None => &mut of.new,
                Some(was) if was.content == fact.content && was.when == fact.when => &mut of.said_again,
                Some(_) => &mut of.corrected,
            };
            *count += 1;
        }
        taken_back.into_iter().for_each(|kind| of_kind(&mut kinds, kind).taken_back += 1);
        kinds
    }
}

fn of_kind(kinds: &mut BTreeMap<Kind, KindChanged>, kind: Kind) -> &mut KindChanged {
    kinds.entry(kind).or_insert_with(|| KindChanged { what: sentence(&says(kind)), ..KindChanged::default() })
}
