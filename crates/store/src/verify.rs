//! The check of the chain, link by link.

use std::fmt;

use rusqlite::{Connection, Row};

use crate::chain::{Columns, CommitHasher, Head, Position, Sequence, fact_digest, fact_key, residue, subject_name};
use crate::error::StoreError;
use crate::file;
use crate::names::{Counts, List, counts_of};
use crate::rows::fact_of;

/// A chain that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Commits checked.
    pub commits: u64,
    /// Facts checked.
    pub facts: u64,
    /// Of them erased.
    pub erased: u64,
    /// The head: whoever kept an earlier one elsewhere can tell that this chain is the same.
    pub head: Head,
}

/// The first link that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The fact at this position is not what was recorded, or a name in it is not.
    Fact(Position),
    /// The fact at this position is missing.
    Missing(Position),
    /// The fact at this position is empty, and no commit erased it.
    NotErased(Position),
    /// This commit, or which facts belong to it, is not what was recorded.
    Commit(Sequence),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Fact(position) => write!(f, "the fact at position {position} is not what was recorded"),
            Broken::Missing(position) => write!(f, "the fact at position {position} is missing"),
            Broken::NotErased(position) => {
                write!(f, "the fact at position {position} is empty though nobody erased it")
            }
            Broken::Commit(sequence) => write!(f, "commit {sequence} is not what was recorded"),
        }
    }
}

/// A commit's row.
struct Commit {
    sequence: Sequence,
    first: Position,
    last: Position,
    recorded: i64,
    actor: u32,
    erased: u64,
    names: String,
    head: Head,
    idempotency: Option<String>,
}

/// Checks every fact and every commit.
pub(crate) fn verify(connection: &Connection) -> Result<Verified, StoreError> {
    // One transaction, so that an erasure meanwhile is seen whole or not at all.
    let transaction = connection.unchecked_transaction()?;
    let key = file::meta(&transaction, "key")?.and_then(|key| <[u8; 32]>::try_from(key).ok()).unwrap_or_default();
    let mut checker = Checker { key: fact_key(&key), names: whole_names(&transaction)?, ..Checker::default() };
    let mut facts = transaction.prepare(
        "SELECT position, fact, about, kind, version, happened, recorded, by, source, row, content, salt, digest \
         FROM log WHERE position BETWEEN ?1 AND ?2 ORDER BY position",
    )?;
    let mut erased = transaction.prepare(
        "SELECT log.position, fact, about, kind, version, happened, recorded, by, source, row, content, salt, digest \
         FROM erasures JOIN log ON log.position = erasures.position WHERE sequence = ?1 ORDER BY log.position",
    )?;
    let mut commits = transaction.prepare(
        "SELECT sequence, first, last, recorded, actor, erased, names, head, idempotency FROM commits \
         ORDER BY sequence",
    )?;
    let mut rows = commits.query([])?;
    let mut verified = Verified { commits: 0, facts: 0, erased: 0, head: Head::default() };
    while let Some(row) = rows.next()? {
        let sequence = verified.commits + 1;
        let broken = StoreError::Broken(Broken::Commit(sequence));
        let Ok(commit) = commit_of(row) else { return Err(broken) };
        let follows = commit.sequence == sequence && commit.first == verified.facts + 1;
        if !follows || commit.last + 1 < commit.first {
            return Err(broken);
        }
        let mut hasher = CommitHasher::new(verified.head, sequence, commit.first);
        let mut found = facts.query([commit.first as i64, commit.last as i64])?;
        for position in commit.first..=commit.last {
            let missing = StoreError::Broken(Broken::Missing(position));
            let Some(row) = found.next()? else { return Err(missing) };
            if row.get::<_, i64>(0)? != position as i64 {
                return Err(missing);
            }
            hasher.digest(&checker.check(position, row)?);
        }
        let mut count = 0;
        let mut found = erased.query([sequence as i64])?;
        while let Some(row) = found.next()? {
            hasher.digest(&residue_of(row).map_err(|_| StoreError::Broken(Broken::Commit(sequence)))?);
            count += 1;
        }
        let actor = checker.names.get(List::Actors as usize).and_then(|list| list.get(commit.actor as usize));
        let actor = actor.and_then(Option::as_deref).unwrap_or_default();
        let recorded = record::Moment::from_second(commit.recorded);
        let key = commit.idempotency.as_deref();
        let head = hasher.finish(commit.last, commit.erased, recorded, actor, key, &commit.names);
        if head != commit.head || count != commit.erased {
            return Err(broken);
        }
        verified = Verified { commits: sequence, facts: commit.last, head, erased: verified.erased + count };
    }
    // What is empty must have been erased by a commit that holds; whoever empties a row cannot make one.
    match checker.empty.iter().find(|position| !erased_by_commit(&transaction, **position, verified.commits)) {
        Some(position) => Err(StoreError::Broken(Broken::NotErased(*position))),
        None => Ok(verified),
    }
}

fn erased_by_commit(connection: &Connection, position: Position, commits: Sequence) -> bool {
    connection
        .query_row("SELECT sequence FROM erasures WHERE position = ?1", [position as i64], |row| row.get::<_, i64>(0))
        .is_ok_and(|sequence| sequence >= 1 && sequence as u64 <= commits)
}

fn commit_of(row: &Row<'_>) -> rusqlite::Result<Commit> {
    let number = |column: usize| row.get::<_, i64>(column).map(|number| number as u64);
    let names: String = row.get(6)?;
    let _: Counts = counts_of(&names).ok_or(rusqlite::Error::InvalidQuery)?;
    Ok(Commit {
        sequence: number(0)?,
        first: number(1)?,
        last: number(2)?,
        recorded: row.get(3)?,
        actor: row.get(4)?,
        erased: number(5)?,
        names,
        head: Head(row.get(7)?),
        idempotency: row.get(8)?,
    })
}

/// Every name in full, in the log's numbering; nothing where it was erased.
fn whole_names(connection: &Connection) -> Result<Vec<Vec<Option<Box<str>>>>, StoreError> {
    let mut lists = vec![Vec::new(); List::ALL.len()];
    let mut select = connection.prepare("SELECT id, name FROM names ORDER BY id")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let Some((list, number)) = List::of_row(row.get(0)?) else { continue };
        let into: &mut Vec<Option<Box<str>>> = &mut lists[list as usize];
        // A name that is missing in between reads as none, and breaks the facts that refer to it.
        if number as usize >= into.len() && (number as usize) < into.len() + (1 << 24) {
            into.resize(number as usize, None);
            into.push(row.get(1)?);
        }
    }
    Ok(lists)
}

fn columns_of<'a>(row: &'a Row<'_>) -> rusqlite::Result<(Columns<'a>, [u8; 32])> {
    let columns = Columns {
        fact: row.get(1)?,
        about: row.get(2)?,
        kind: row.get(3)?,
        version: row.get(4)?,
        happened: row.get(5)?,
        recorded: row.get(6)?,
        by: row.get(7)?,
        source: row.get(8)?,
        row: row.get(9)?,
        content: row.get_ref(10)?.as_blob_or_null()?.unwrap_or_default(),
    };
    Ok((columns, row.get(12)?))
}

fn residue_of(row: &Row<'_>) -> rusqlite::Result<[u8; 32]> {
    let (columns, digest) = columns_of(row)?;
    Ok(residue(row.get::<_, i64>(0)? as u64, &columns, &digest))
}

#[derive(Default)]
struct Checker {
    key: [u8; 32],
    names: Vec<Vec<Option<Box<str>>>>,
    buffer: Vec<u8>,
    refers: Vec<(List, u32)>,
    /// The positions of facts that are empty.
    empty: Vec<Position>,
}

impl Checker {
    /// Checks a fact against its digest, and gives the digest.
    fn check(&mut self, position: Position, row: &Row<'_>) -> Result<[u8; 32], StoreError> {
        let broken = || StoreError::Broken(Broken::Fact(position));
        let (columns, digest) = columns_of(row).map_err(|_| broken())?;
        let salt: Option<[u8; 16]> = row.get(11).map_err(|_| broken())?;
        let Some(salt) = salt else {
            let bare = columns.content.is_empty() && columns.happened.is_none() && columns.version == 0;
            if !bare || columns.kind != record::Kind::Erased.number() {
                return Err(broken());
            }
            self.empty.push(position);
            return Ok(digest);
        };
        self.refers.clear();
        let (_, fact) = fact_of(row, |list, number| self.refers.push((list, number))).map_err(|_| broken())?;
        if let Some((list, index)) = subject_name(fact.about) {
            self.refers.push((list, index as u32));
        }
        self.refers.push((List::Actors, fact.by.index() as u32));
        self.refers.push((List::Sources, fact.from.source.index() as u32));
        self.refers.sort_unstable();
        self.refers.dedup();
        let names = &self.names;
        let named = self.refers.iter().map(|(list, number)| {
            let name = names[*list as usize].get(*number as usize).and_then(Option::as_deref);
            (*list, *number, name.unwrap_or_default())
        });
        let found = fact_digest(&self.key, &salt, &columns, named, &mut self.buffer);
        if found == digest { Ok(digest) } else { Err(broken()) }
    }
}
