//! Rows that an import could not use: kept once however often they come again, with what was written in their place.

use record::Moment;
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use crate::chain::Sequence;
use crate::error::StoreError;
use crate::file;
use crate::reader::Reader;

/// A row that an import could not use, or not whole, kept so that nothing is lost. It may name a child: it can be erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RejectedRow {
    /// The file's name.
    pub file: String,
    /// The data row, counted from 1.
    pub row: u32,
    /// The column.
    pub column: String,
    /// The value that could not be used.
    pub value: String,
    /// Why not.
    pub reason: String,
    /// The whole line.
    pub line: String,
    /// What became of the row: `rejected`, `used in part`, `unknown`. Empty where an older Keyworker kept it.
    pub outcome: String,
    /// The first line of its file: the names of its columns. Empty where an older Keyworker kept it.
    pub header: String,
    /// The child whom the row is about, as the record has it (`lcs:P1`), where that can be read.
    pub child: Option<String>,
}

/// What was written in the place of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The commit of the import that read it.
    pub sequence: Sequence,
    /// When that was.
    pub recorded: Moment,
    /// The row as it was written then.
    pub line: String,
    /// What is wrong with it still; nothing where it was used.
    pub still_wrong: Option<String>,
}

/// A value of a rejected row, with all that became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRow {
    /// Its number, by which it can be erased.
    pub id: i64,
    /// The number of the row, which all of its values share.
    pub row_id: i64,
    /// The commit of the import that met it first.
    pub sequence: Sequence,
    /// When that was.
    pub seen: Moment,
    /// When it was met again, in the order of time.
    pub seen_again: Vec<Moment>,
    /// The row as it was met first.
    pub row: RejectedRow,
    /// The newest attempt at mending it.
    pub mend: Option<Mend>,
}

impl KeptRow {
    /// Whether another row was written in its place and used.
    pub fn is_mended(&self) -> bool {
        self.mend.as_ref().is_some_and(|mend| mend.still_wrong.is_none())
    }
}

/// Keeps rejected rows, each once.
pub(crate) struct Keeper<'c> {
    known: CachedStatement<'c>,
    first: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    number: CachedStatement<'c>,
    again: CachedStatement<'c>,
    mend: CachedStatement<'c>,
}

impl<'c> Keeper<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Result<Keeper<'c>, StoreError> {
        Ok(Keeper {
            known: connection.prepare_cached("SELECT id, sequence, row FROM rejected WHERE same = ?1")?,
            first: connection.prepare_cached("SELECT min(first) FROM rejected WHERE same_row = ?1")?,
            insert: connection.prepare_cached(
                "INSERT INTO rejected \
                 (first, sequence, file, row, field, value, reason, line, outcome, header, child, same_row, same) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?,
            number: connection.prepare_cached("UPDATE rejected SET first = id WHERE id = last_insert_rowid()")?,
            again: connection
                .prepare_cached("INSERT OR IGNORE INTO rejected_again (id, sequence, row) VALUES (?1, ?2, ?3)")?,
            mend: connection.prepare_cached(
                "INSERT OR REPLACE INTO mends (first, sequence, line, still_wrong) VALUES (?1, ?2, ?3, ?4)",
            )?,
        })
    }

    /// Keeps a row that the import of that commit could not use. One that is kept already is only said to have come again.
    pub(crate) fn keep(&mut self, sequence: i64, row: &RejectedRow) -> Result<(), StoreError> {
        let same_row = digest(&[&row.file, &row.line]);
        let same = digest(&[&row.file, &row.line, &row.column, &row.value, &row.reason]);
        let known = self.known.query_row([&same[..]], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        if let Some((id, at, place)) = known {
            let _: (i64, i64, u32) = (id, at, place);
            if (at, place) != (sequence, row.row) {
                self.again.execute(params![id, sequence, row.row])?;
            }
            return Ok(());
        }
        let first: Option<i64> = self.first.query_row([&same_row[..]], |row| row.get(0))?;
        let RejectedRow { file, row, column, value, reason, line, outcome, header, child } = row;
        self.insert.execute(params![
            first.unwrap_or(0),
            sequence,
            file,
            row,
            column,
            value,
            reason,
            line,
            outcome,
            header,
            child,
            &same_row[..],
            &same[..]
        ])?;
        if first.is_none() {
            self.number.execute([])?;
        }
        Ok(())
    }

    /// Keeps what was written in the place of a row, and what is wrong with it still.
    pub(crate) fn mend(
        &mut self,
        sequence: i64,
        row_id: i64,
        line: &str,
        still_wrong: Option<&str>,
    ) -> Result<(), StoreError> {
        self.mend.execute(params![row_id, sequence, line, still_wrong])?;
        Ok(())
    }
}

/// What tells rows apart. Erased with the row, so it need not be kept from being guessed at.
fn digest(parts: &[&str]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    short
}

/// Takes away those rejected values, all that is known of them, and what was written in their place.
pub(crate) fn erase(connection: &Connection, ids: &[i64]) -> Result<u64, StoreError> {
    let mut gone = 0;
    for id in ids {
        connection.execute("DELETE FROM rejected_again WHERE id = ?1", [id])?;
        gone += connection.execute("DELETE FROM rejected WHERE id = ?1", [id])?;
    }
    connection.execute("DELETE FROM mends WHERE first NOT IN (SELECT first FROM rejected)", [])?;
    Ok(gone as u64)
}

/// The rejected values of that child.
pub(crate) fn of_child(connection: &Connection, child: &str) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare_cached("SELECT id FROM rejected WHERE child = ?1 ORDER BY id")?;
    let ids = select.query_map([child], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Whether each import's rows are known to one another, and to their child.
const KEPT_SINCE: i64 = 2;

impl Reader {
    /// The rows that the import of that commit rejected first; those of all imports where none is given. Mended ones are
    /// among them.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn rejected(&self, sequence: Option<Sequence>) -> Result<Vec<KeptRow>, StoreError> {
        self.read_rejected(sequence).map_err(|error| self.said(error))
    }

    /// The rejected rows that are about that child, as the record has its id (`lcs:P1`).
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn rejected_of(&self, child: &str) -> Result<Vec<KeptRow>, StoreError> {
        let mut rows = self.rejected(None)?;
        rows.retain(|kept| kept.row.child.as_deref() == Some(child));
        Ok(rows)
    }

    fn read_rejected(&self, sequence: Option<Sequence>) -> Result<Vec<KeptRow>, StoreError> {
        let connection = self.connection();
        let tip = file::tip(connection)?;
        let (from, to) = sequence.map_or((0, tip.sequence), |one| (one, one.min(tip.sequence)));
        let more = match file::format(connection)? {
            KEPT_SINCE.. => "rejected.first, outcome, header, child",
            _ => "id, '', '', NULL",
        };
        let mut select = connection.prepare(&format!(
            "SELECT id, rejected.sequence, file, row, field, value, reason, line, recorded, {more} FROM rejected \
             JOIN commits ON commits.sequence = rejected.sequence \
             WHERE rejected.sequence BETWEEN ?1 AND ?2 ORDER BY id"
        ))?;
        let mut rows = select.query([from as i64, to as i64])?;
        let mut kept = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, first): (i64, i64) = (row.get(0)?, row.get(9)?);
            kept.push(KeptRow {
                id,
                row_id: first,
                sequence: row.get::<_, i64>(1)? as u64,
                seen: Moment::from_second(row.get(8)?),
                seen_again: Vec::new(),
                row: RejectedRow {
                    file: row.get(2)?,
                    row: row.get(3)?,
                    column: row.get(4)?,
                    value: row.get(5)?,
                    reason: row.get(6)?,
                    line: row.get(7)?,
                    outcome: row.get(10)?,
                    header: row.get(11)?,
                    child: row.get(12)?,
                },
                mend: None,
            });
        }
        if file::format(connection)? >= KEPT_SINCE {
            self.add_what_became(&mut kept, tip.sequence)?;
        }
        Ok(kept)
    }

    fn add_what_became(&self, kept: &mut [KeptRow], tip: Sequence) -> Result<(), StoreError> {
        let connection = self.connection();
        let mut again = connection.prepare(
            "SELECT DISTINCT commits.sequence, recorded FROM rejected_again \
             JOIN commits ON commits.sequence = rejected_again.sequence \
             WHERE id = ?1 AND commits.sequence BETWEEN ?2 AND ?3 ORDER BY 1",
        )?;
        let mut mends = connection.prepare(
            "SELECT mends.sequence, recorded, line, still_wrong FROM mends \
             JOIN commits ON commits.sequence = mends.sequence \
             WHERE mends.first = ?1 AND mends.sequence <= ?2 ORDER BY 1 DESC LIMIT 1",
        )?;
        for one in kept {
            let since = [one.id, one.sequence as i64 + 1, tip as i64];
            let seen = again.query_map(since, |row| row.get(1).map(Moment::from_second))?;
            one.seen_again = seen.collect::<Result<_, _>>()?;
            let mend = |row: &rusqlite::Row<'_>| {
                Ok(Mend {
                    sequence: row.get::<_, i64>(0)? as u64,
                    recorded: Moment::from_second(row.get(1)?),
                    line: row.get(2)?,
                    still_wrong: row.get(3)?,
                })
            };
            one.mend = mends.query_row([one.row_id, tip as i64], mend).optional()?;
        }
        Ok(())
    }
}
