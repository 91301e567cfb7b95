//! Many facts at once: written in transactions of bounded size, in the log all together or not at all.
//!
//! The rows go in after the chain's last position, where no reader looks: a reader reads up to the last commit. The
//! last transaction writes the commit's row, and with it the import is in the log. A crash before that leaves rows that
//! no commit covers; opening the store clears them away.

use record::{Fact, Moment, Names};
use rusqlite::{Transaction, TransactionBehavior};

use crate::chain::{CommitHasher, Position};
use crate::error::StoreError;
use crate::names::NameMap;
use crate::reader::Tip;
use crate::rejected::{Keeper, RejectedRow};
use crate::rows::Appender;
use crate::store::{Seal, Store, seal};
use crate::submit::Committed;

/// Facts and rejected rows of one transaction, at most: what an import holds in memory.
const BATCH: usize = 65_536;

/// What was written in the place of a rejected row.
struct Mended {
    row_id: i64,
    line: String,
    still_wrong: Option<String>,
}

/// An import in the making. Dropped before [`Import::finish`], it leaves nothing in the log.
pub struct Import<'s> {
    store: &'s mut Store,
    random: &'s mut dyn FnMut(&mut [u8]),
    actor: String,
    recorded: Moment,
    first: Position,
    tip: Tip,
    commit: CommitHasher,
    map: NameMap,
    facts: Vec<Fact>,
    rejected: Vec<RejectedRow>,
    mended: Vec<Mended>,
}

impl<'s> Import<'s> {
    pub(crate) fn new(
        store: &'s mut Store,
        actor: &str,
        recorded: Moment,
        random: &'s mut dyn FnMut(&mut [u8]),
    ) -> Import<'s> {
        let tip = store.tip.clone();
        let first = tip.position + 1;
        let commit = CommitHasher::new(tip.head, tip.sequence + 1, first);
        let (facts, rejected, mended) = (Vec::new(), Vec::new(), Vec::new());
        let actor = actor.to_owned();
        Import { store, random, actor, recorded, first, tip, commit, map: NameMap::default(), facts, rejected, mended }
    }

    /// Adds a fact whose ids are those of `names`: one list of names for the whole import, which may grow meanwhile.
    ///
    /// # Errors
    /// Where a fact cannot be kept, or the database refuses.
    pub fn push(&mut self, names: &Names, fact: Fact) -> Result<(), StoreError> {
        self.facts.push(fact);
        if self.facts.len() < BATCH { Ok(()) } else { self.flush(names, false).map(|_| ()) }
    }

    /// Keeps what was written in the place of a rejected row, and what is wrong with it still; nothing where it was used.
    pub fn mend(&mut self, row_id: i64, line: &str, still_wrong: Option<String>) {
        self.mended.push(Mended { row_id, line: line.to_owned(), still_wrong });
    }

    /// Keeps a row that could not be used. One that is kept already is only said to have come again.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn reject(&mut self, names: &Names, row: RejectedRow) -> Result<(), StoreError> {
        self.rejected.push(row);
        if self.rejected.len() < BATCH { Ok(()) } else { self.flush(names, false).map(|_| ()) }
    }

    /// How many facts were added.
    pub fn len(&self) -> u64 {
        self.tip.position + 1 - self.first + self.facts.len() as u64
    }

    /// Whether no fact was added.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts all of it into the log.
    ///
    /// # Errors
    /// Where a fact cannot be kept, or the database refuses: then none of it is in the log.
    pub fn finish(mut self, names: &Names) -> Result<Committed, StoreError> {
        match self.flush(names, true)? {
            Some(committed) => Ok(committed),
            None => Err(StoreError::Unfit("the import did not end with its commit".to_owned())),
        }
    }

    fn flush(&mut self, names: &Names, last: bool) -> Result<Option<Committed>, StoreError> {
        let path = self.store.path().to_owned();
        self.flush_inner(names, last).map_err(|error| error.at(&path))
    }

    fn flush_inner(&mut self, names: &Names, last: bool) -> Result<Option<Committed>, StoreError> {
        self.store.unfinished = true;
        let transaction = Transaction::new_unchecked(&self.store.connection, TransactionBehavior::Immediate)?;
        let mut appender = Appender::new(&transaction, self.store.key)?;
        for fact in self.facts.drain(..) {
            appender.append(&fact, names, &mut self.map, &mut self.tip, &mut self.commit, self.random)?;
        }
        let mut keeper = Keeper::new(&transaction)?;
        let sequence = self.tip.sequence as i64 + 1;
        for row in self.rejected.drain(..) {
            keeper.keep(sequence, &row)?;
        }
        for Mended { row_id, line, still_wrong } in self.mended.drain(..) {
            keeper.mend(sequence, row_id, &line, still_wrong.as_deref())?;
        }
        drop(keeper);
        let mut committed = None;
        if last {
            let (first, recorded, actor) = (self.first, self.recorded, self.actor.as_str());
            let sealed = Seal { first, erased: 0, recorded, actor, idempotency: None };
            let commit = self.commit.clone();
            committed = Some(seal(&transaction, &mut appender, commit, &mut self.tip, sealed)?);
        }
        drop(appender);
        transaction.commit()?;
        if last {
            self.store.tip = self.tip.clone();
            self.store.unfinished = false;
        }
        Ok(committed)
    }
}
