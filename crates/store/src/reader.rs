//! The reading end: the book, what followers need, and what is kept beside the facts.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use record::{Book, Fact, FactId, Kind, Moment, Names, TextId};
use rusqlite::Connection;

use crate::chain::{Head, Position, Sequence};
use crate::error::StoreError;
use crate::file;
use crate::names::{self, Counts, List};
use crate::rows::{FACT_COLUMNS, fact_of};
use crate::verify::{self, Verified};

/// Facts that one reading thread hands over at a time.
const CHUNK: u64 = 2_048;

/// Below this many facts a second thread costs more than it brings.
const WORTH_THREADS: u64 = 20_000;

/// Where the chain stands: after its last commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// The last commit; 0 where there is none.
    pub sequence: Sequence,
    /// The last fact; 0 where there is none.
    pub position: Position,
    /// The chain's head.
    pub head: Head,
    /// How many names each list holds.
    pub(crate) names: Counts,
}

/// A reading end of one authority's log. It sees what is committed, also while a writer goes on.
pub struct Reader {
    path: PathBuf,
    connection: Connection,
}

impl Reader {
    /// Opens the record in that file for reading.
    ///
    /// # Errors
    /// Where there is no such file, it is no record, or a newer Keyworker wrote it.
    pub fn open(path: &Path) -> Result<Reader, StoreError> {
        let connection = file::open_to_read(path).map_err(|error| error.at(path))?;
        Ok(Reader { path: path.to_owned(), connection })
    }

    /// Where the chain stands now.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn tip(&self) -> Result<Tip, StoreError> {
        file::tip(&self.connection).map_err(|error| self.said(error))
    }

    /// The authority whose record it is.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn authority(&self) -> Result<String, StoreError> {
        let name = file::meta(&self.connection, "authority").map_err(|error| self.said(error))?;
        Ok(String::from_utf8_lossy(&name.unwrap_or_default()).into_owned())
    }

    /// What was set under that name with [`crate::Store::set`].
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let value = file::meta(&self.connection, &file::setting(name)).map_err(|error| self.said(error))?;
        Ok(value.map(|value| String::from_utf8_lossy(&value).into_owned()))
    }

    /// The whole book, and where in the chain it stands. `threads` read side by side; two use two cores.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn load(&self, threads: usize) -> Result<(Book, Tip), StoreError> {
        self.load_known(Moment::MAX, threads)
    }

    /// The book of what was recorded by `known`, for a question about the past without the whole log in memory.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn load_known(&self, known: Moment, threads: usize) -> Result<(Book, Tip), StoreError> {
        let mut book = Book::default();
        let tip = self.tip()?;
        self.fill(&mut book, 0, &tip, known, threads).map_err(|error| self.said(error))?;
        Ok((book, tip))
    }

    /// Brings a book that stands at `from` (and was read from this log) up to now; says where it then stands.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn catch_up(&self, book: &mut Book, from: Position, threads: usize) -> Result<Tip, StoreError> {
        let tip = self.tip()?;
        self.fill(book, from, &tip, Moment::MAX, threads).map_err(|error| self.said(error))?;
        Ok(tip)
    }

    /// Every fact after that position, in the order of positions, with the log's own ids: for followers and exports.
    ///
    /// # Errors
    /// Where the file is damaged, or `each` says so.
    pub fn since<E: From<StoreError>>(
        &self,
        position: Position,
        mut each: impl FnMut(Position, &Fact) -> Result<(), E>,
    ) -> Result<Tip, E> {
        let tip = self.tip()?;
        let mut chunk = Vec::new();
        let mut from = position;
        while from < tip.position {
            let to = tip.position.min(from + CHUNK);
            chunk.clear();
            read_range(&self.connection, from, to, Moment::MAX, &mut chunk).map_err(|error| self.said(error))?;
            for (position, fact) in (from + 1..).zip(&chunk) {
                each(position, fact)?;
            }
            from = to;
        }
        Ok(tip)
    }

    /// The facts after `from` up to `to`, added in the order of positions: for whoever holds places and not facts.
    ///
    /// # Errors
    /// Where the file is damaged, or has no fact at one of these positions.
    pub fn range(&self, from: Position, to: Position, facts: &mut Vec<Fact>) -> Result<(), StoreError> {
        read_range(&self.connection, from, to, Moment::MAX, facts).map_err(|error| self.said(error))
    }

    /// The facts of one kind, in the order of positions: of a kind of which there are few, far less than the whole record.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn of_kind(&self, kind: Kind) -> Result<Vec<Fact>, StoreError> {
        let read = || -> Result<Vec<Fact>, StoreError> {
            let mut select = self
                .connection
                .prepare_cached(&format!("SELECT {FACT_COLUMNS} FROM log WHERE kind = ?1 ORDER BY position"))?;
            let mut rows = select.query([i64::from(kind.number())])?;
            let mut facts = Vec::new();
            while let Some(row) = rows.next()? {
                facts.push(fact_of(row, |_, _| {})?.1);
            }
            Ok(facts)
        };
        read().map_err(|error| self.said(error))
    }

    /// A text in full; memory holds only the beginning of a long one. Nothing where it was erased.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn text(&self, text: TextId) -> Result<Option<String>, StoreError> {
        names::whole(&self.connection, List::Texts, text.index() as u32).map_err(|error| self.said(error))
    }

    /// Every name with its long texts in full, under the same numbers as in the book: what an export needs.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn names_in_full(&self) -> Result<Names, StoreError> {
        let mut names = Names::default();
        let tip = self.tip()?;
        names::load(&self.connection, &mut names, &tip.names, true).map_err(|error| self.said(error))?;
        Ok(names)
    }

    /// The facts that commits after that one erased. A book that was read before holds them still: load it anew.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn erased_since(&self, sequence: Sequence) -> Result<Vec<FactId>, StoreError> {
        let read = || -> Result<Vec<FactId>, StoreError> {
            let mut select = self.connection.prepare_cached(
                "SELECT fact FROM erasures JOIN log ON log.position = erasures.position WHERE sequence > ?1 \
                 ORDER BY log.position",
            )?;
            let rows = select.query_map([sequence as i64], |row| row.get(0).map(FactId))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        read().map_err(|error| self.said(error))
    }

    /// Walks the whole chain. Compare the head that it gives with one that was kept elsewhere.
    ///
    /// # Errors
    /// [`StoreError::Broken`] names the first link that does not hold.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        verify::verify(&self.connection).map_err(|error| self.said(error))
    }

    fn fill(
        &self,
        book: &mut Book,
        from: Position,
        tip: &Tip,
        known: Moment,
        threads: usize,
    ) -> Result<(), StoreError> {
        if tip.position.saturating_sub(from) < WORTH_THREADS || threads < 2 {
            names::load(&self.connection, &mut book.names, &tip.names, false)?;
            let mut facts = Vec::new();
            for start in (from..tip.position).step_by(CHUNK as usize) {
                facts.clear();
                read_range(&self.connection, start, tip.position.min(start + CHUNK), known, &mut facts)?;
                facts.iter().for_each(|fact| book.append(*fact));
            }
            return Ok(());
        }
        thread::scope(|scope| {
            // Each thread reads every so many-th chunk through a connection of its own; they are taken in turn, so
            // that the book gets its facts in the order of positions while no more than a few chunks are in flight.
            let chunks: Vec<Receiver<_>> = (0..threads as u64)
                .map(|thread| {
                    let (sender, receiver) = sync_channel(4);
                    let (path, to) = (&self.path, tip.position);
                    let start = from + thread * CHUNK;
                    scope.spawn(move || read_chunks(path, start, to, threads as u64 * CHUNK, known, &sender));
                    receiver
                })
                .collect();
            let (mut names, path) = (std::mem::take(&mut book.names), &self.path);
            let named = scope.spawn(move || {
                let loaded = file::open_to_read(path)
                    .and_then(|connection| names::load(&connection, &mut names, &tip.names, false));
                (names, loaded)
            });
            let mut filled = Ok(());
            let mut ended = 0;
            for receiver in chunks.iter().cycle() {
                match receiver.recv() {
                    Ok(Ok(facts)) => {
                        ended = 0;
                        for fact in facts {
                            book.append(fact);
                        }
                    }
                    Ok(Err(error)) => {
                        filled = Err(error);
                        break;
                    }
                    Err(_) => ended += 1,
                }
                if ended == chunks.len() {
                    break;
                }
            }
            drop(chunks);
            let Ok((names, loaded)) = named.join() else {
                return Err(StoreError::Unfit("the names could not be read".to_owned()));
            };
            book.names = names;
            filled.and(loaded)
        })
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn said(&self, error: StoreError) -> StoreError {
        match error.at(&self.path) {
            StoreError::Unfit(what) => StoreError::Damaged { path: self.path.clone(), what },
            other => other,
        }
    }
}

fn read_chunks(
    path: &Path,
    start: Position,
    to: Position,
    step: u64,
    known: Moment,
    sender: &SyncSender<Result<Vec<Fact>, StoreError>>,
) {
    let connection = match file::open_to_read(path) {
        Ok(connection) => connection,
        Err(error) => return drop(sender.send(Err(error))),
    };
    for from in (start..to).step_by(step as usize) {
        let mut facts = Vec::with_capacity(CHUNK as usize);
        let read = read_range(&connection, from, to.min(from + CHUNK), known, &mut facts);
        let failed = read.is_err();
        // Nobody listens any more where another thread found damage.
        if sender.send(read.map(|()| facts)).is_err() || failed {
            return;
        }
    }
}

/// Reads the facts after `from` up to `to` that were recorded by `known`, and makes sure that none is missing.
fn read_range(
    connection: &Connection,
    from: Position,
    to: Position,
    known: Moment,
    facts: &mut Vec<Fact>,
) -> Result<(), StoreError> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {FACT_COLUMNS} FROM log WHERE position > ?1 AND position <= ?2 ORDER BY position"
    ))?;
    let mut rows = select.query([from as i64, to as i64])?;
    let mut expected = from;
    while let Some(row) = rows.next()? {
        let (position, fact) = fact_of(row, |_, _| {})?;
        expected += 1;
        if position != expected {
            break;
        }
        if fact.recorded <= known {
            facts.push(fact);
        }
    }
    if expected == to { Ok(()) } else { Err(StoreError::Unfit(format!("the fact at position {expected} is missing"))) }
}
