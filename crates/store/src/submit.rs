//! What a caller hands to the writer, and what it gets back.

use std::sync::Arc;

use record::{Book, Fact, Kind, Moment, Names, Subject};
use rusqlite::{Connection, OptionalExtension, params};

use crate::chain::{self, Head, Position, Sequence};
use crate::error::StoreError;
use crate::names::{self, List};
use crate::rows::{self, FACT_COLUMNS};

/// Facts to append together or not at all. Every id in it is one of its own `names`, so that a caller never needs the
/// log's numbering: see [`Submission::add`].
#[derive(Clone, Debug)]
pub struct Submission {
    /// The facts.
    pub facts: Vec<Fact>,
    /// The names behind the ids in `facts` and `read_set`.
    pub names: Names,
    /// When it was submitted, by the caller's clock.
    pub recorded: Moment,
    /// Who submits it.
    pub actor: String,
    /// What the decision rested on.
    pub read_set: Vec<Reading>,
    /// Names the request, so that sending it twice does it once.
    pub idempotency: Option<Idempotency>,
}

/// A key that the caller gives to a request, and a digest of what the request said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The same for every sending of one request, another for every other request.
    pub key: String,
    /// A digest of the request's body.
    pub body_digest: [u8; 32],
}

/// Something that was read before deciding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What was read.
    pub stream: Stream,
    /// The position of the log up to which the reader had read.
    pub up_to: Position,
}

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Every fact about that child, worker, unit or carer, by the submission's own names.
    About(Subject),
    /// Every fact of that kind, about whomever: for who holds a role, which packs are adopted, and the like.
    Kind(Kind),
}

/// What was appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its place in the chain.
    pub sequence: Sequence,
    /// The position of its first fact.
    pub first: Position,
    /// The position of its last fact; `first - 1` where it has none.
    pub last: Position,
    /// The chain's head after it.
    pub head: Head,
    /// Whether it had been done before, under the same idempotency key: nothing was written this time.
    pub repeated: bool,
}

/// Why nothing was appended.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refused {
    /// Something that the decision rested on has changed since it was read.
    #[error("what this rests on has changed since it was read, at position {}: read it again and decide again", .0.position)]
    Changed(Changed),
    /// The idempotency key was used for another request.
    #[error("this request's key was used before for a request that said something else: send it under a new key")]
    KeyReused,
    /// The facts cannot be kept as they are.
    #[error("{0}")]
    Unfit(String),
    /// The store failed; nothing was written.
    #[error("{0}")]
    Store(Arc<StoreError>),
    /// The writer has stopped; nothing was written, or whether it was is not known.
    #[error("the record is closing: ask again, under the same key, when it is open")]
    Stopped,
}

/// A lost race.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What was read and has changed.
    pub stream: Stream,
    /// Who changed it.
    pub by: String,
    /// Where in the log: the first newer fact.
    pub position: Position,
}

/// A commit as memory needs it: the facts in the log's own numbering, and the names that are new.
#[derive(Clone, Debug)]
pub struct Published {
    /// What was committed.
    pub committed: Committed,
    /// Its facts, in order.
    pub facts: Vec<Fact>,
    /// The names that it gave, in order: list, name, and whether it is long (memory then holds its beginning).
    pub names: Vec<(List, String, bool)>,
}

impl Idempotency {
    /// The key with the digest of what the request says.
    pub fn of(key: &str, body: &[u8]) -> Idempotency {
        Idempotency { key: key.to_owned(), body_digest: *blake3::hash(body).as_bytes() }
    }
}

impl Published {
    /// Gives those names that stand just before this commit the ones that it gave.
    pub fn name(&self, names: &mut Names) {
        for (list, name, long) in &self.names {
            names::append(list.of_mut(names), *list, Some(name), *long);
        }
    }

    /// Brings a book that stands just before this commit up to it.
    pub fn apply(&self, book: &mut Book) {
        self.name(&mut book.names);
        self.facts.iter().for_each(|fact| book.append(*fact));
    }
}

impl Submission {
    /// An empty submission.
    pub fn new(actor: &str, recorded: Moment) -> Submission {
        Submission {
            facts: Vec::new(),
            names: Names::default(),
            recorded,
            actor: actor.to_owned(),
            read_set: Vec::new(),
            idempotency: None,
        }
    }

    /// Adds a fact whose ids are those of `names` (a book's, say; but a long text of which the book holds only the
    /// beginning must be given in full, see [`crate::Reader::text`]).
    ///
    /// # Errors
    /// Where the fact refers to a name that `names` lacks.
    pub fn add(&mut self, fact: &Fact, names: &Names) -> Result<(), StoreError> {
        let fact = rows::renamed(fact, names, &mut self.names)?;
        self.facts.push(fact);
        Ok(())
    }

    /// Says that everything about `subject`, an id of `names`, was read up to that position.
    pub fn rests_on(&mut self, subject: Subject, names: &Names, up_to: Position) {
        let of = chain::subject_name(subject).map(|(list, local)| {
            let name = list.of(names).get(local).unwrap_or_default();
            chain::about_number(Some(list), list.of_mut(&mut self.names).intern(name) as u32)
        });
        if let Some(own) = chain::subject_of(of.unwrap_or_else(|| chain::about_number(None, 0))) {
            self.read_set.push(Reading { stream: Stream::About(own), up_to });
        }
    }
}

/// What the log says to a submission before anything is written.
pub(crate) enum Answer {
    /// It may be written.
    Write,
    /// It was written before.
    Repeated(Committed),
    /// It may not.
    Refused(Refused),
}

/// Asks the log, inside the transaction that would write it.
pub(crate) fn ask(connection: &Connection, submission: &Submission) -> Result<Answer, StoreError> {
    if let Some(idempotency) = &submission.idempotency {
        match answered(connection, idempotency)? {
            Some(Ok(committed)) => return Ok(Answer::Repeated(committed)),
            Some(Err(refused)) => return Ok(Answer::Refused(refused)),
            None => {}
        }
    }
    Ok(match first_change(connection, submission)? {
        Some(changed) => Answer::Refused(Refused::Changed(changed)),
        None => Answer::Write,
    })
}

/// What was answered under that key, where anything was.
pub(crate) fn answered(
    connection: &Connection,
    idempotency: &Idempotency,
) -> Result<Option<Result<Committed, Refused>>, StoreError> {
    let mut find =
        connection.prepare_cached("SELECT sequence, first, last, head, body FROM commits WHERE idempotency = ?1")?;
    let before = find.query_row([&idempotency.key], |row| {
        let committed = Committed {
            sequence: row.get::<_, i64>(0)? as u64,
            first: row.get::<_, i64>(1)? as u64,
            last: row.get::<_, i64>(2)? as u64,
            head: Head(row.get(3)?),
            repeated: true,
        };
        Ok((committed, row.get::<_, Option<[u8; 32]>>(4)?))
    });
    Ok(match before.optional()? {
        Some((committed, Some(body))) if body == idempotency.body_digest => Some(Ok(committed)),
        // Erasing any of its facts erases what the request said; that it is the same can then not be known.
        Some(_) => Some(Err(Refused::KeyReused)),
        None => None,
    })
}

/// The first reading of the submission that has a newer fact. The log's end is walked from the oldest reading on: as
/// long as what happened since the page was read, whatever the size of the log.
fn first_change(connection: &Connection, submission: &Submission) -> Result<Option<Changed>, StoreError> {
    for reading in &submission.read_set {
        let (column, value) = match reading.stream {
            Stream::Kind(kind) => ("kind", i64::from(kind.number())),
            Stream::About(subject) => match chain::subject_name(subject) {
                None => ("about", chain::about_number(None, 0)),
                Some((list, local)) => {
                    let name = list
                        .of(&submission.names)
                        .get(local)
                        .ok_or_else(|| StoreError::Unfit("what it rests on has a name that is not given".to_owned()))?;
                    let Some(number) = names::find(connection, list, name)? else { continue };
                    ("about", chain::about_number(Some(list), number))
                }
            },
        };
        let mut newer = connection.prepare_cached(&format!(
            "SELECT position, by FROM log WHERE position > ?1 AND {column} = ?2 ORDER BY position LIMIT 1"
        ))?;
        let up_to = i64::try_from(reading.up_to).unwrap_or(i64::MAX);
        let found = newer
            .query_row(params![up_to, value], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, u32>(1)?)))
            .optional()?;
        if let Some((position, by)) = found {
            let by = names::whole(connection, List::Actors, by)?.unwrap_or_default();
            return Ok(Some(Changed { stream: reading.stream, by, position: position as u64 }));
        }
    }
    Ok(None)
}

/// What was just committed, read back from the log as every later reader will read it.
pub(crate) fn published(
    connection: &Connection,
    committed: Committed,
    before: &names::Counts,
    after: &names::Counts,
) -> Result<Published, StoreError> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {FACT_COLUMNS} FROM log WHERE position BETWEEN ?1 AND ?2 ORDER BY position"
    ))?;
    let mut found = select.query([committed.first as i64, committed.last as i64])?;
    let mut facts = Vec::new();
    while let Some(row) = found.next()? {
        facts.push(rows::fact_of(row, |_, _| {})?.1);
    }
    let mut given = Vec::new();
    let mut select =
        connection.prepare_cached("SELECT name, long FROM names WHERE id >= ?1 AND id < ?2 ORDER BY id")?;
    for list in List::ALL {
        let mut rows = select.query([list.row(before[list as usize]), list.row(after[list as usize])])?;
        while let Some(row) = rows.next()? {
            given.push((list, row.get(0)?, row.get(1)?));
        }
    }
    Ok(Published { committed, facts, names: given })
}
