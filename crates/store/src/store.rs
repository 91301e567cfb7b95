//! The writing end of the log.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use record::{Fact, Moment, Names};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::chain::{CommitHasher, fact_key};
use crate::error::StoreError;
use crate::file;
use crate::import::Import;
use crate::names::{NameMap, counts_text};
use crate::reader::{Reader, Tip};
use crate::rows::{Appender, Random};
use crate::submit::{self, Answer, Committed, Idempotency, Published, Refused, Submission};

/// One authority's log, open for writing by this process alone. Positions and the chain's head are given out here and
/// nowhere else.
pub struct Store {
    pub(crate) connection: Connection,
    path: PathBuf,
    pub(crate) key: [u8; 32],
    pub(crate) tip: Tip,
    /// An import began and did not end: its rows are cleared away before anything else is written.
    pub(crate) unfinished: bool,
    _lock: File,
}

impl Store {
    /// Makes a record for that authority in a new file, and opens it. `random` draws the authority's key.
    ///
    /// # Errors
    /// Where a file is already there, or the file system refuses.
    pub fn create(path: &Path, authority: &str, random: &mut dyn FnMut(&mut [u8])) -> Result<Store, StoreError> {
        let mut key = [0; 32];
        random(&mut key);
        file::create(path, authority, &key).map_err(|error| error.at(path))?;
        Store::open(path)
    }

    /// Opens the record in that file, and clears away what a crash left unfinished.
    ///
    /// # Errors
    /// Where there is no such file, it is no record, a newer Keyworker wrote it, another process is writing to it, or
    /// it is damaged.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        Store::open_inner(path).map_err(|error| error.at(path))
    }

    fn open_inner(path: &Path) -> Result<Store, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let lock = file::lock(path)?;
        let connection = file::open_to_write(path)?;
        let key = file::meta(&connection, "key")?.and_then(|key| <[u8; 32]>::try_from(key).ok());
        let Some(key) = key else {
            return Err(StoreError::Damaged { path: path.to_owned(), what: "its key is missing".to_owned() });
        };
        let tip = file::tip(&connection)?;
        file::clear_unfinished(&connection, &tip)?;
        let path = path.to_owned();
        Ok(Store { connection, path, key: fact_key(&key), tip, unfinished: false, _lock: lock })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The key under which ids of imported facts are digested, so that an id that outlives its erased fact tells nothing.
    pub fn id_key(&self) -> [u8; 32] {
        blake3::derive_key("Keyworker 2026 ids of imported facts", &self.key)
    }

    /// Sets a value that readers of this file go by: how it is shown, never what is true of anybody. Without a
    /// value it is set no more.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        let name = file::setting(name);
        match value {
            Some(value) => self.connection.execute(
                "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                params![name, value.as_bytes()],
            ),
            None => self.connection.execute("DELETE FROM meta WHERE name = ?1", [name]),
        }
        .map(|_| ())
        .map_err(|error| StoreError::Sql(error).at(&self.path))
    }

    /// Where the chain stands.
    pub fn tip(&self) -> &Tip {
        &self.tip
    }

    /// A reading end of the same file.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Reader::open(&self.path)
    }

    /// What was appended under that key, where anything was.
    ///
    /// # Errors
    /// Where the key was used for a request that said something else, or the database refuses.
    pub fn answered(&self, idempotency: &Idempotency) -> Result<Option<Committed>, Refused> {
        let found = submit::answered(&self.connection, idempotency);
        found.map_err(|error| Refused::Store(Arc::new(error.at(&self.path))))?.transpose()
    }

    /// Appends one submission.
    ///
    /// # Errors
    /// See [`Refused`]; nothing is written then.
    pub fn append(&mut self, submission: &Submission, random: &mut dyn FnMut(&mut [u8])) -> Result<Committed, Refused> {
        let mut results = self.append_all(&[submission], random, &mut |_| {});
        results.pop().unwrap_or(Err(Refused::Stopped))
    }

    /// Appends those submissions in one transaction, each with its own result: one that is refused leaves no trace and
    /// does not keep the others back. What is committed is published in order before the results are given.
    ///
    /// # Errors
    /// Where the database fails, every submission gets that error and none is written.
    pub fn append_all(
        &mut self,
        submissions: &[&Submission],
        random: &mut dyn FnMut(&mut [u8]),
        publish: &mut dyn FnMut(&Published),
    ) -> Vec<Result<Committed, Refused>> {
        match self.append_together(submissions, random) {
            Ok((results, published)) => {
                published.iter().for_each(publish);
                results
            }
            Err(error) => {
                let error = Arc::new(error.at(&self.path));
                submissions.iter().map(|_| Err(Refused::Store(Arc::clone(&error)))).collect()
            }
        }
    }

    #[expect(clippy::type_complexity, reason = "two lists that go together once")]
    fn append_together(
        &mut self,
        submissions: &[&Submission],
        random: &mut Random<'_>,
    ) -> Result<(Vec<Result<Committed, Refused>>, Vec<Published>), StoreError> {
        self.clear_unfinished()?;
        let mut tip = self.tip.clone();
        let mut transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        let (mut results, mut published) = (Vec::with_capacity(submissions.len()), Vec::new());
        for submission in submissions {
            match submit::ask(&transaction, submission)? {
                Answer::Repeated(committed) => results.push(Ok(committed)),
                Answer::Refused(refused) => results.push(Err(refused)),
                Answer::Write => {
                    let (before, savepoint) = (tip.clone(), transaction.savepoint()?);
                    match write(&savepoint, self.key, submission, &mut tip, random) {
                        Ok(committed) => {
                            published.push(submit::published(&savepoint, committed, &before.names, &tip.names)?);
                            savepoint.commit()?;
                            results.push(Ok(committed));
                        }
                        Err(StoreError::Unfit(what)) => {
                            tip = before;
                            results.push(Err(Refused::Unfit(what)));
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        transaction.commit()?;
        self.tip = tip;
        Ok((results, published))
    }

    /// Begins an import: many facts, read by everybody at once when it ends and by nobody before.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn begin_import<'s>(
        &'s mut self,
        actor: &str,
        recorded: Moment,
        random: &'s mut dyn FnMut(&mut [u8]),
    ) -> Result<Import<'s>, StoreError> {
        self.clear_unfinished()?;
        Ok(Import::new(self, actor, recorded, random))
    }

    /// Imports those facts, whose ids are those of `names`, all or none.
    ///
    /// # Errors
    /// Where a fact cannot be kept, or the database refuses.
    pub fn import(
        &mut self,
        names: &Names,
        facts: impl IntoIterator<Item = Fact>,
        actor: &str,
        recorded: Moment,
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Committed, StoreError> {
        let mut import = self.begin_import(actor, recorded, random)?;
        for fact in facts {
            import.push(names, fact)?;
        }
        import.finish(names)
    }

    pub(crate) fn clear_unfinished(&mut self) -> Result<(), StoreError> {
        if std::mem::take(&mut self.unfinished) {
            file::clear_unfinished(&self.connection, &self.tip)?;
        }
        Ok(())
    }
}

/// Writes a submission and its commit, and moves `tip` past it.
fn write(
    connection: &Connection,
    key: [u8; 32],
    submission: &Submission,
    tip: &mut Tip,
    random: &mut Random<'_>,
) -> Result<Committed, StoreError> {
    if submission.facts.is_empty() {
        return Err(StoreError::Unfit("nothing was submitted".to_owned()));
    }
    let first = tip.position + 1;
    let mut commit = CommitHasher::new(tip.head, tip.sequence + 1, first);
    let mut appender = Appender::new(connection, key)?;
    let mut map = NameMap::default();
    for fact in &submission.facts {
        appender.append(fact, &submission.names, &mut map, tip, &mut commit, random)?;
    }
    let idempotency = submission.idempotency.as_ref();
    seal(
        connection,
        &mut appender,
        commit,
        tip,
        Seal { first, erased: 0, recorded: submission.recorded, actor: &submission.actor, idempotency },
    )
}

/// What a commit says besides its facts.
pub(crate) struct Seal<'a> {
    pub first: u64,
    pub erased: u64,
    pub recorded: Moment,
    pub actor: &'a str,
    pub idempotency: Option<&'a Idempotency>,
}

/// Writes the row of a commit whose facts are written: only now are they in the log.
pub(crate) fn seal(
    connection: &Connection,
    appender: &mut Appender<'_>,
    commit: CommitHasher,
    tip: &mut Tip,
    seal: Seal<'_>,
) -> Result<Committed, StoreError> {
    let actor = appender.actor(seal.actor, tip)?;
    let names = counts_text(&tip.names);
    let key = seal.idempotency.map(|idempotency| idempotency.key.as_str());
    tip.head = commit.finish(tip.position, seal.erased, seal.recorded, seal.actor, key, &names);
    tip.sequence += 1;
    let mut insert = connection.prepare_cached(
        "INSERT INTO commits (sequence, first, last, recorded, actor, erased, names, head, idempotency, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    insert.execute(params![
        tip.sequence as i64,
        seal.first as i64,
        tip.position as i64,
        seal.recorded.second(),
        actor,
        seal.erased as i64,
        names,
        &tip.head.0[..],
        key,
        seal.idempotency.map(|idempotency| &idempotency.body_digest[..]),
    ])?;
    Ok(Committed { sequence: tip.sequence, first: seal.first, last: tip.position, head: tip.head, repeated: false })
}
