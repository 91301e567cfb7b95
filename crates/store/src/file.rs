//! The file: its tables, how it is opened, and how what a crash left unfinished is cleared away.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::chain::Head;
use crate::drafts::DRAFTS;
use crate::error::StoreError;
use crate::names::{List, counts_of};
use crate::reader::Tip;
use crate::rejected::{Keeper, RejectedRow};

/// The format of the file that this version writes. Older ones are brought up to it; newer ones are refused.
pub(crate) const FORMAT: i64 = 3;

/// Says in the file's head whose it is: 'KeyW'.
const APPLICATION: i64 = 0x4b65_7957;

/// A connection is never shared between threads (the compiler sees to it), so the database need not lock each call.
const ONE_THREAD: OpenFlags = OpenFlags::SQLITE_OPEN_NO_MUTEX;

/// Where a row stands in the log only once a commit covers it: an import in the making may be cleared away, what is in
/// the log may not.
const TABLES: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Numbers are given per list: id = list * 2^40 + number. A NULL name was erased.
CREATE TABLE names (
    id INTEGER PRIMARY KEY, list INTEGER NOT NULL, name TEXT, long INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX names_by_name ON names (list, name) WHERE long = 0;
CREATE INDEX long_names ON names (substr(name, 1, 64)) WHERE long = 1;

CREATE TABLE log (
    position INTEGER PRIMARY KEY,
    fact BLOB NOT NULL,
    about INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    version INTEGER NOT NULL,
    happened INTEGER,
    recorded INTEGER NOT NULL,
    by INTEGER NOT NULL,
    source INTEGER NOT NULL,
    row INTEGER NOT NULL,
    content BLOB,
    salt BLOB,
    digest BLOB NOT NULL
) STRICT;

CREATE TABLE commits (
    sequence INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    erased INTEGER NOT NULL,
    names TEXT NOT NULL,
    head BLOB NOT NULL,
    idempotency TEXT UNIQUE,
    body BLOB
) STRICT;

CREATE TABLE erasures (position INTEGER PRIMARY KEY, sequence INTEGER NOT NULL) STRICT;

CREATE TRIGGER log_is_never_deleted BEFORE DELETE ON log
WHEN OLD.position <= (SELECT coalesce(max(last), 0) FROM commits)
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
WHEN NOT (
    NEW.kind = 99 AND NEW.version = 0 AND NEW.happened IS NULL AND NEW.content IS NULL AND NEW.salt IS NULL
    AND NEW.position = OLD.position AND NEW.fact = OLD.fact AND NEW.about = OLD.about
    AND NEW.recorded = OLD.recorded AND NEW.by = OLD.by AND NEW.source = OLD.source AND NEW.row = OLD.row
    AND NEW.digest = OLD.digest
)
BEGIN SELECT RAISE(ABORT, 'the log is append-only: a fact can only be erased'); END;

CREATE TRIGGER commits_are_never_deleted BEFORE DELETE ON commits
BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;

CREATE TRIGGER commits_are_never_changed BEFORE UPDATE ON commits
WHEN NOT (
    NEW.body IS NULL AND NEW.sequence = OLD.sequence AND NEW.first = OLD.first AND NEW.last = OLD.last
    AND NEW.recorded = OLD.recorded AND NEW.actor = OLD.actor AND NEW.erased = OLD.erased AND NEW.names = OLD.names
    AND NEW.head = OLD.head AND NEW.idempotency IS OLD.idempotency
)
BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;

CREATE TRIGGER erasures_are_never_deleted BEFORE DELETE ON erasures
BEGIN SELECT RAISE(ABORT, 'what was erased stays erased'); END;
CREATE TRIGGER erasures_are_never_changed BEFORE UPDATE ON erasures
BEGIN SELECT RAISE(ABORT, 'what was erased stays erased'); END;
";

/// Rows that could not be used, one for each value that was wrong; when each was met again; and what was written in
/// their place. `first` is the least id of a row, under which all of its values stand; no id is given twice, as people
/// hold files with them. Nothing here is in the chain: what
/// may name a child must be erasable whole.
const REJECTED: &str = "
CREATE TABLE rejected (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    first INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    file TEXT NOT NULL,
    row INTEGER NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    line TEXT NOT NULL,
    outcome TEXT NOT NULL,
    header TEXT NOT NULL,
    child TEXT,
    same_row BLOB NOT NULL,
    same BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX rejected_once ON rejected (same);
CREATE INDEX rejected_by_row ON rejected (same_row);
CREATE INDEX rejected_by_child ON rejected (child) WHERE child IS NOT NULL;

CREATE TABLE rejected_again (
    id INTEGER NOT NULL, sequence INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (id, sequence, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE mends (
    first INTEGER NOT NULL, sequence INTEGER NOT NULL, line TEXT NOT NULL, still_wrong TEXT,
    PRIMARY KEY (first, sequence)
) STRICT, WITHOUT ROWID;
";

/// Makes the file and its tables.
pub(crate) fn create(path: &Path, authority: &str, key: &[u8; 32]) -> Result<(), StoreError> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(StoreError::Exists(path.to_owned()));
        }
        Err(error) => return Err(error.into()),
    }
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | ONE_THREAD)?;
    set_up_writer(&connection)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    transaction.execute_batch(REJECTED)?;
    transaction.execute_batch(DRAFTS)?;
    let mut insert = transaction.prepare("INSERT INTO meta (name, value) VALUES (?1, ?2)")?;
    insert.execute(params!["authority", authority.as_bytes()])?;
    insert.execute(params!["key", &key[..]])?;
    drop(insert);
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()?;
    Ok(())
}

/// The lock that one writer holds, for as long as it lives.
pub(crate) fn lock(path: &Path) -> Result<File, StoreError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(PathBuf::from(beside))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Opens for writing what [`create`] made.
pub(crate) fn open_to_write(path: &Path) -> Result<Connection, StoreError> {
    check_head(path)?;
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | ONE_THREAD)?;
    let format = check_format(&connection, path)?;
    set_up_writer(&connection)?;
    if format < FORMAT {
        bring_up(&connection, format)?;
    }
    Ok(connection)
}

/// Opens for reading.
pub(crate) fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    check_head(path)?;
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | ONE_THREAD)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    check_format(&connection, path)?;
    Ok(connection)
}

fn set_up_writer(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "secure_delete", "on")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    Ok(())
}

/// Tells a missing and a foreign file before the database looks at them.
fn check_head(path: &Path) -> Result<(), StoreError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::Missing(path.to_owned()));
        }
        Err(error) => return Err(error.into()),
    };
    let mut head = [0; 16];
    match file.read_exact(&mut head) {
        Ok(()) if head == *b"SQLite format 3\0" => Ok(()),
        _ => Err(StoreError::NotARecord(path.to_owned())),
    }
}

/// Brings a file of an older format up to this one.
fn bring_up(connection: &Connection, format: i64) -> Result<(), StoreError> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    if format < 2 {
        make_rejected_known(&transaction)?;
    }
    // Before format 3 no drafts were kept.
    transaction.execute_batch(DRAFTS)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    Ok(transaction.commit()?)
}

/// The rejected rows of format 1 knew neither their child nor one another.
fn make_rejected_known(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction.execute_batch("ALTER TABLE rejected RENAME TO rejected_before")?;
    transaction.execute_batch(REJECTED)?;
    let mut keeper = Keeper::new(transaction)?;
    let mut select = transaction
        .prepare("SELECT sequence, file, row, field, value, reason, line FROM rejected_before ORDER BY id")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let kept = RejectedRow {
            file: row.get(1)?,
            row: row.get(2)?,
            column: row.get(3)?,
            value: row.get(4)?,
            reason: row.get(5)?,
            line: row.get(6)?,
            ..RejectedRow::default()
        };
        keeper.keep(row.get(0)?, &kept)?;
    }
    drop(rows);
    drop((select, keeper));
    Ok(transaction.execute_batch("DROP TABLE rejected_before")?)
}

/// The format of the file: this one's, or an older that is read as it is and brought up before it is written to.
fn check_format(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if pragma("application_id")? != APPLICATION {
        return Err(StoreError::NotARecord(path.to_owned()));
    }
    match pragma("user_version")? {
        found @ 1..=FORMAT => Ok(found),
        found if found > FORMAT => Err(StoreError::Newer { path: path.to_owned(), found, known: FORMAT }),
        found => Err(StoreError::Damaged { path: path.to_owned(), what: format!("it says it has format {found}") }),
    }
}

/// A value that was set when the file was made.
pub(crate) fn meta(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0)).optional()?)
}

/// The name of a setting among the values that are kept with the file.
pub(crate) fn setting(name: &str) -> String {
    format!("setting {name}")
}

/// The format of an open file.
pub(crate) fn format(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Where the chain stands: after the last commit.
pub(crate) fn tip(connection: &Connection) -> Result<Tip, StoreError> {
    let mut last =
        connection.prepare_cached("SELECT sequence, last, head, names FROM commits ORDER BY sequence DESC LIMIT 1")?;
    let tip = last
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get(2)?, row.get::<_, String>(3)?)))
        .optional()?;
    let Some((sequence, position, head, names)) = tip else { return Ok(Tip::default()) };
    let names = counts_of(&names)
        .ok_or_else(|| StoreError::Unfit(format!("commit {sequence} does not say how many names there are")))?;
    Ok(Tip { sequence: sequence as u64, position: position as u64, head: Head(head), names })
}

/// Clears away what no commit covers: the beginnings of an import that did not end. They never were in the log.
pub(crate) fn clear_unfinished(connection: &Connection, tip: &Tip) -> Result<(), StoreError> {
    let mut cleared = connection.execute("DELETE FROM log WHERE position > ?1", [tip.position as i64])?;
    for table in ["rejected", "rejected_again", "mends"] {
        cleared += connection.execute(&format!("DELETE FROM {table} WHERE sequence > ?1"), [tip.sequence as i64])?;
    }
    for list in List::ALL {
        let (from, to) = (list.row(tip.names[list as usize]), list.row(u32::MAX));
        cleared += connection.execute("DELETE FROM names WHERE id >= ?1 AND id <= ?2", [from, to])?;
    }
    if cleared > 0 {
        tracing::warn!(rows = cleared, "cleared away the beginnings of an import that did not end");
    }
    Ok(())
}
