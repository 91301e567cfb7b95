//! Erasure: what was recorded of somebody goes, that something was recorded stays, and the chain holds.

use record::{FactId, Moment};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use rustc_hash::FxHashSet;

use crate::chain::{Columns, CommitHasher, residue, subject_name};
use crate::drafts;
use crate::error::StoreError;
use crate::names::List;
use crate::rejected;
use crate::rows::{Appender, FACT_COLUMNS, fact_of};
use crate::store::{Seal, Store, seal};
use crate::submit::Committed;

/// What an erasure did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Facts emptied.
    pub facts: u64,
    /// Names and texts that no fact uses any more, taken away.
    pub names: u64,
    /// Values of rejected rows of children of whom nothing is left, taken away.
    pub rejected: u64,
    /// Drafts that were about somebody of whom nothing is left, or typed by them, taken away.
    pub drafts: u64,
    /// The commit that says so.
    pub committed: Committed,
}

impl Store {
    /// Erases those facts: their kind, time, content and salt, and every name and text that no other fact uses. Each
    /// then reads as `erased`. What requests said that brought one of them goes too, and so do the rejected rows about a
    /// child of whom no other fact is left, and the drafts that name whoever that is true of. The file is written anew, so that
    /// nothing of it stays in free space; that takes as long as copying the file, and needs room for a copy.
    ///
    /// Backups, exports and the pages that somebody printed are not reached by this.
    ///
    /// # Errors
    /// Where one of the facts is not in the log or was erased before (nothing is erased then), or the database refuses.
    /// [`StoreError::Locked`] says that they are erased, and that a reader kept the file from being written anew: ask
    /// for [`Store::scrub`] again.
    pub fn erase(&mut self, facts: &[FactId], actor: &str, recorded: Moment) -> Result<Erased, StoreError> {
        let path = self.path().to_owned();
        let erased = self.erase_inner(facts, actor, recorded).map_err(|error| error.at(&path))?;
        self.scrub()?;
        Ok(erased)
    }

    /// Erases those rejected rows, by their numbers, and writes the file anew.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn erase_rejected(&mut self, rows: &[i64]) -> Result<u64, StoreError> {
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        let gone = rejected::erase(&transaction, rows)?;
        transaction.commit()?;
        self.scrub()?;
        Ok(gone)
    }

    /// Writes the file anew, without what was erased: neither its free space nor the write-ahead log holds any of it.
    ///
    /// # Errors
    /// Where the database refuses, or a reader holds on to the old state for longer than a while: the erasure itself
    /// then stands, and this can be asked again.
    pub fn scrub(&mut self) -> Result<(), StoreError> {
        let path = self.path().to_owned();
        self.connection.execute_batch("VACUUM").map_err(|error| StoreError::Sql(error).at(&path))?;
        let checkpoint = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], checkpoint)?;
        if busy == 0 { Ok(()) } else { Err(StoreError::Locked(path)) }
    }

    fn erase_inner(&mut self, facts: &[FactId], actor: &str, recorded: Moment) -> Result<Erased, StoreError> {
        self.clear_unfinished()?;
        let wanted: FxHashSet<FactId> = facts.iter().copied().collect();
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        let mut tip = self.tip.clone();
        let Uses { positions, gone, kept } = uses(&transaction, &wanted)?;
        if let Some(missing) = wanted.iter().find(|id| !positions.iter().any(|(_, known)| known == *id)) {
            return Err(StoreError::Unknown(format!("fact {missing} that could be erased")));
        }
        let mut commit = CommitHasher::new(tip.head, tip.sequence + 1, tip.position + 1);
        for (position, _) in &positions {
            commit.digest(&empty(&transaction, *position, tip.sequence as i64 + 1)?);
        }
        let mut unused = 0;
        let (mut of_rejected, mut of_drafts) = (0, 0);
        for (list, number) in gone.difference(&kept) {
            if *list == List::Children {
                of_rejected += erase_rejected_of(&transaction, *number)?;
            }
            if matches!(list, List::Children | List::Workers | List::Units | List::Carers)
                && let Some(name) = name_of(&transaction, *list, *number)?
            {
                of_drafts += drafts::erase_of(&transaction, &name)?;
            }
            unused += transaction.execute("UPDATE names SET name = NULL WHERE id = ?1", [list.row(*number)])?;
        }
        let mut appender = Appender::new(&transaction, self.key)?;
        let erased = positions.len() as u64;
        let sealed = Seal { first: tip.position + 1, erased, recorded, actor, idempotency: None };
        let committed = seal(&transaction, &mut appender, commit, &mut tip, sealed)?;
        drop(appender);
        transaction.commit()?;
        self.tip = tip;
        Ok(Erased { facts: erased, names: unused as u64, rejected: of_rejected, drafts: of_drafts, committed })
    }
}

/// Which rows are to be emptied, and which names those and the others use.
#[derive(Default)]
struct Uses {
    positions: Vec<(i64, FactId)>,
    gone: FxHashSet<(List, u32)>,
    kept: FxHashSet<(List, u32)>,
}

fn uses(connection: &Connection, wanted: &FxHashSet<FactId>) -> Result<Uses, StoreError> {
    let mut uses = Uses::default();
    let mut select = connection.prepare(&format!("SELECT {FACT_COLUMNS}, salt IS NULL FROM log ORDER BY position"))?;
    let mut rows = select.query([])?;
    let mut refers = Vec::new();
    while let Some(row) = rows.next()? {
        refers.clear();
        let (position, fact) = fact_of(row, |list, number| refers.push((list, number)))?;
        // An erased row keeps the number of whom it was about, and does not keep their name. Who recorded it, and from
        // where, is kept.
        let was_erased: bool = row.get(11)?;
        if let Some((list, index)) = subject_name(fact.about).filter(|_| !was_erased) {
            refers.push((list, index as u32));
        }
        if !was_erased && wanted.contains(&fact.id) {
            uses.positions.push((position as i64, fact.id));
            uses.gone.extend(&refers);
        } else {
            uses.kept.extend(&refers);
        }
    }
    Ok(uses)
}

/// Takes away the rejected rows about the child of that number.
fn erase_rejected_of(connection: &Connection, number: u32) -> Result<u64, StoreError> {
    let name = name_of(connection, List::Children, number)?;
    let ids = name.map(|name| rejected::of_child(connection, &name)).transpose()?;
    rejected::erase(connection, &ids.unwrap_or_default())
}

/// The name of that number; nothing where it was erased.
fn name_of(connection: &Connection, list: List, number: u32) -> Result<Option<String>, StoreError> {
    let name = |row: &rusqlite::Row<'_>| row.get::<_, Option<String>>(0);
    Ok(connection.query_row("SELECT name FROM names WHERE id = ?1", [list.row(number)], name)?)
}

/// Empties a row, and gives the digest of what is left of it.
fn empty(connection: &Connection, position: i64, sequence: i64) -> Result<[u8; 32], StoreError> {
    connection
        .prepare_cached(
            "UPDATE log SET kind = 99, version = 0, happened = NULL, content = NULL, salt = NULL WHERE position = ?1",
        )?
        .execute([position])?;
    connection
        .prepare_cached("INSERT INTO erasures (position, sequence) VALUES (?1, ?2)")?
        .execute(params![position, sequence])?;
    connection
        .prepare_cached("UPDATE commits SET body = NULL WHERE ?1 BETWEEN first AND last AND body IS NOT NULL")?
        .execute([position])?;
    let mut select = connection
        .prepare_cached("SELECT fact, about, recorded, by, source, row, digest FROM log WHERE position = ?1")?;
    Ok(select.query_row([position], |row| {
        let columns = Columns {
            fact: row.get(0)?,
            about: row.get(1)?,
            kind: 99,
            version: 0,
            happened: None,
            recorded: row.get(2)?,
            by: row.get(3)?,
            source: row.get(4)?,
            row: row.get(5)?,
            content: &[],
        };
        Ok(residue(position as u64, &columns, &row.get(6)?))
    })?)
}
