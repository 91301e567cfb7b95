//! Drafts: what somebody typed into a form and did not send, or sent in vain. Kept beside the log, never in it, for whoever
//! typed it alone, until it is done or thrown away; and erased with whom it is about.

use record::Moment;
use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::file;
use crate::reader::Reader;
use crate::store::Store;

/// What somebody typed into a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDraft {
    /// The worker who typed it, as the record has the id.
    pub worker: String,
    /// The form, by its address.
    pub form: String,
    /// When it was kept last.
    pub kept: Moment,
    /// What was typed, in the order of the form.
    pub pairs: Vec<(String, String)>,
    /// Whom it is about and whom it names, as the record has their ids: it goes with the first of them that is erased.
    pub names: Vec<String>,
}

/// Drafts, one for a form and who typed into it, and whom each names.
pub(crate) const DRAFTS: &str = "
CREATE TABLE drafts (
    worker TEXT NOT NULL, form TEXT NOT NULL, kept INTEGER NOT NULL, typed TEXT NOT NULL, PRIMARY KEY (worker, form)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft_names (
    name TEXT NOT NULL, worker TEXT NOT NULL, form TEXT NOT NULL, PRIMARY KEY (name, worker, form)
) STRICT, WITHOUT ROWID;
";

/// The format of the file from which on there are drafts.
const KEPT_SINCE: i64 = 3;

/// Ends a name or a value: the unit separator, which nobody types, and which is taken out where it is sent.
const END: char = '\u{1f}';

impl Store {
    /// Keeps a draft in the place of the one that was kept of the same form for the same worker. Where the form was done
    /// under that key meanwhile, nothing is kept; says whether it was.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn keep_draft(&mut self, draft: &KeptDraft, key: Option<&str>) -> Result<bool, StoreError> {
        let kept = keep(&self.connection, draft, key);
        kept.map_err(|error| error.at(self.path()))
    }

    /// Takes a draft away, where there is one; says whether there was.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn drop_draft(&mut self, worker: &str, form: &str) -> Result<bool, StoreError> {
        let gone = self.connection.unchecked_transaction().map_err(StoreError::Sql).and_then(|transaction| {
            let gone = drop_one(&transaction, worker, form)?;
            transaction.commit()?;
            Ok(gone)
        });
        gone.map_err(|error| error.at(self.path()))
    }
}

fn keep(connection: &Connection, draft: &KeptDraft, key: Option<&str>) -> Result<bool, StoreError> {
    let transaction = connection.unchecked_transaction()?;
    let done = "SELECT count(*) FROM commits WHERE idempotency = ?1";
    if key.is_some() && transaction.query_row(done, [key], |row| row.get::<_, i64>(0))? > 0 {
        return Ok(false);
    }
    let KeptDraft { worker, form, kept, pairs, names } = draft;
    drop_one(&transaction, worker, form)?;
    transaction.execute(
        "INSERT INTO drafts (worker, form, kept, typed) VALUES (?1, ?2, ?3, ?4)",
        params![worker, form, kept.second(), written(pairs)],
    )?;
    for name in names {
        transaction.execute(
            "INSERT OR IGNORE INTO draft_names (name, worker, form) VALUES (?1, ?2, ?3)",
            params![name, worker, form],
        )?;
    }
    transaction.commit()?;
    Ok(true)
}

fn drop_one(connection: &Connection, worker: &str, form: &str) -> Result<bool, StoreError> {
    connection.execute("DELETE FROM draft_names WHERE worker = ?1 AND form = ?2", [worker, form])?;
    Ok(connection.execute("DELETE FROM drafts WHERE worker = ?1 AND form = ?2", [worker, form])? > 0)
}

/// Takes away the drafts of whoever has that name, and those that name them.
pub(crate) fn erase_of(connection: &Connection, name: &str) -> Result<u64, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT worker, form FROM draft_names WHERE name = ?1 UNION SELECT worker, form FROM drafts WHERE worker = ?1",
    )?;
    let found = select.query_map([name], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found: Vec<(String, String)> = found.collect::<Result<_, _>>()?;
    for (worker, form) in &found {
        drop_one(connection, worker, form)?;
    }
    Ok(found.len() as u64)
}

fn written(pairs: &[(String, String)]) -> String {
    let mut written = String::new();
    for text in pairs.iter().flat_map(|(name, value)| [name, value]) {
        written.extend(text.chars().filter(|letter| *letter != END));
        written.push(END);
    }
    written
}

fn read(written: &str) -> Vec<(String, String)> {
    let mut texts = written.split_terminator(END).map(str::to_owned);
    std::iter::from_fn(|| Some((texts.next()?, texts.next()?))).collect()
}

impl Reader {
    /// The drafts of that worker, the last kept first. A file of an older format, which is only read, has none.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn drafts_of(&self, worker: &str) -> Result<Vec<KeptDraft>, StoreError> {
        self.read_drafts(worker).map_err(|error| self.said(error))
    }

    fn read_drafts(&self, worker: &str) -> Result<Vec<KeptDraft>, StoreError> {
        let connection = self.connection();
        if file::format(connection)? < KEPT_SINCE {
            return Ok(Vec::new());
        }
        let mut select = connection
            .prepare_cached("SELECT form, kept, typed FROM drafts WHERE worker = ?1 ORDER BY kept DESC, form")?;
        let mut names =
            connection.prepare_cached("SELECT name FROM draft_names WHERE worker = ?1 AND form = ?2 ORDER BY name")?;
        let mut rows = select.query([worker])?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            let form: String = row.get(0)?;
            let named = names.query_map([worker, &form], |row| row.get(0))?.collect::<Result<_, _>>()?;
            drafts.push(KeptDraft {
                worker: worker.to_owned(),
                kept: Moment::from_second(row.get(1)?),
                pairs: read(&row.get::<_, String>(2)?),
                names: named,
                form,
            });
        }
        Ok(drafts)
    }
}
