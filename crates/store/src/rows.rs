//! Facts to rows of the log and back.

use record::{ActorId, Content, Fact, FactId, Kind, Moment, Names, Provenance, SourceId, Subject};
use rusqlite::{CachedStatement, Connection, Row, params};

use crate::chain::{self, Columns, CommitHasher, Position};
use crate::codec;
use crate::error::StoreError;
use crate::names::{List, NameMap, Numberer};
use crate::reader::Tip;

/// A random source: fills what it is given with bytes that nobody can guess.
pub(crate) type Random<'a> = dyn FnMut(&mut [u8]) + 'a;

/// Salts are drawn for this many facts at a time, so that a system call does not come with each.
const SALTS: usize = 512;

/// The columns that a fact is read from, in the order of [`fact_of`].
pub(crate) const FACT_COLUMNS: &str =
    "position, fact, about, kind, version, happened, recorded, by, source, row, content";

/// Appends facts inside one transaction.
pub(crate) struct Appender<'c> {
    insert: CachedStatement<'c>,
    numberer: Numberer<'c>,
    key: [u8; 32],
    content: Vec<u8>,
    buffer: Vec<u8>,
    refers: Vec<(List, u32, usize)>,
    salts: Vec<u8>,
}

impl<'c> Appender<'c> {
    pub(crate) fn new(connection: &'c Connection, key: [u8; 32]) -> Result<Appender<'c>, StoreError> {
        let insert = connection.prepare_cached(
            "INSERT INTO log (position, fact, about, kind, version, happened, recorded, by, source, row, content, \
             salt, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        let numberer = Numberer::new(connection)?;
        let (content, buffer, refers, salts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Ok(Appender { insert, numberer, key, content, buffer, refers, salts })
    }

    /// Gives a name of somebody's own numbering its number in the log.
    fn number(
        &mut self,
        map: &mut NameMap,
        names: &Names,
        of: (List, usize),
        tip: &mut Tip,
    ) -> Result<u32, StoreError> {
        let number = self.numberer.mapped(map, names, of, &mut tip.names)?;
        self.refers.push((of.0, number, of.1));
        Ok(number)
    }

    /// Gives that actor's name its number.
    pub(crate) fn actor(&mut self, actor: &str, tip: &mut Tip) -> Result<u32, StoreError> {
        self.numberer.number(List::Actors, actor, &mut tip.names)
    }

    /// Appends a fact whose ids are those of `names`, at the position after `tip`, and moves `tip` there.
    pub(crate) fn append(
        &mut self,
        fact: &Fact,
        names: &Names,
        map: &mut NameMap,
        tip: &mut Tip,
        commit: &mut CommitHasher,
        random: &mut Random<'_>,
    ) -> Result<(), StoreError> {
        check(fact)?;
        self.refers.clear();
        let about = match chain::subject_name(fact.about) {
            Some((list, local)) => chain::about_number(Some(list), self.number(map, names, (list, local), tip)?),
            None => chain::about_number(None, 0),
        };
        let by = self.number(map, names, (List::Actors, fact.by.index()), tip)?;
        let source = self.number(map, names, (List::Sources, fact.from.source.index()), tip)?;
        self.write_content(&fact.content, names, map, tip)?;
        let columns = Columns {
            fact: fact.id.0,
            about,
            kind: fact.content.kind().number(),
            version: codec::VERSION,
            happened: chain::when_number(fact.when),
            recorded: fact.recorded.second(),
            by: i64::from(by),
            source: i64::from(source),
            row: i64::from(fact.from.row),
            content: &self.content,
        };
        if self.salts.is_empty() {
            self.salts.resize(SALTS * 16, 0);
            random(&mut self.salts);
        }
        let mut salt = [0; 16];
        salt.copy_from_slice(&self.salts[self.salts.len() - 16..]);
        self.salts.truncate(self.salts.len() - 16);
        self.refers.sort_unstable();
        self.refers.dedup_by_key(|(list, number, _)| (*list, *number));
        let named = self.refers.iter().map(|(list, number, local)| {
            // Every name referred to was found when it was given its number.
            (*list, *number, list.of(names).get(*local).unwrap_or_default())
        });
        let digest = chain::fact_digest(&self.key, &salt, &columns, named, &mut self.buffer);
        self.insert.execute(params![
            tip.position as i64 + 1,
            &columns.fact[..],
            columns.about,
            columns.kind,
            columns.version,
            columns.happened,
            columns.recorded,
            columns.by,
            columns.source,
            columns.row,
            columns.content,
            &salt[..],
            &digest[..],
        ])?;
        commit.digest(&digest);
        tip.position += 1;
        Ok(())
    }

    fn write_content(
        &mut self,
        content: &Content,
        names: &Names,
        map: &mut NameMap,
        tip: &mut Tip,
    ) -> Result<(), StoreError> {
        self.content.clear();
        let (numberer, refers, mut failed) = (&mut self.numberer, &mut self.refers, None);
        codec::write(content, &mut self.content, |list, local| {
            match numberer.mapped(map, names, (list, local), &mut tip.names) {
                Ok(number) => {
                    refers.push((list, number, local));
                    number
                }
                Err(error) => {
                    failed.get_or_insert(error);
                    0
                }
            }
        });
        failed.map_or(Ok(()), Err)
    }
}

/// Refuses what cannot be a fact of the log.
fn check(fact: &Fact) -> Result<(), StoreError> {
    use record::kinds::About;
    let kind = fact.content.kind();
    if kind == Kind::Erased {
        return Err(StoreError::Unfit("'erased' is what an erased fact reads as; nobody records it".to_owned()));
    }
    let fits = matches!(
        (kind.about(), fact.about),
        (About::Child, Subject::Child(_))
            | (About::Worker, Subject::Worker(_))
            | (About::Unit, Subject::Unit(_))
            | (About::Carer, Subject::Carer(_))
            | (About::Record, Subject::Record)
            | (About::Any, _)
    );
    if fits { Ok(()) } else { Err(StoreError::Unfit(format!("a '{}' is not about such a subject", kind.name()))) }
}

/// A fact from a row that holds [`FACT_COLUMNS`]; `seen` is told of every name that its content refers to.
pub(crate) fn fact_of(row: &Row<'_>, seen: impl FnMut(List, u32)) -> Result<(Position, Fact), StoreError> {
    let position: i64 = row.get(0)?;
    let bad = |what: &str| StoreError::Unfit(format!("position {position}: {what}"));
    let (kind, version): (u8, u8) = (row.get(3)?, row.get(4)?);
    let content = match row.get_ref(10)?.as_blob_or_null().map_err(rusqlite::Error::from)? {
        Some(bytes) => codec::read(kind, version, bytes, seen).map_err(|error| bad(&error.to_string()))?,
        None if kind == Kind::Erased.number() => Content::Erased {},
        None => return Err(bad("its content is missing")),
    };
    let id: [u8; 16] = row
        .get_ref(1)?
        .as_blob()
        .map_err(rusqlite::Error::from)?
        .try_into()
        .map_err(|_| bad("its fact id is not 16 bytes"))?;
    let index = |number: i64| usize::try_from(number).map_err(|_| bad("a number is out of range"));
    let fact = Fact {
        id: FactId(id),
        about: chain::subject_of(row.get(2)?).ok_or_else(|| bad("nobody is what it is about"))?,
        when: chain::when_of(row.get(5)?).ok_or_else(|| bad("its day is out of range"))?,
        recorded: Moment::from_second(row.get(6)?),
        by: ActorId::from_index(index(row.get(7)?)?),
        from: Provenance { source: SourceId::from_index(index(row.get(8)?)?), row: row.get(9)? },
        content,
    };
    Ok((position as u64, fact))
}

/// A fact said in other names: what `fact` says of `from`'s ids, it then says of `to`'s, which grow as needed.
///
/// # Errors
/// Where the fact refers to a name that `from` lacks.
pub fn renamed(fact: &Fact, from: &Names, to: &mut Names) -> Result<Fact, StoreError> {
    renamed_by(fact, &|list, local| list.of(from).get(local), to)
}

/// The same, of whoever says what a number in a list is called.
pub(crate) fn renamed_by<'n>(
    fact: &Fact,
    called: &dyn Fn(List, usize) -> Option<&'n str>,
    to: &mut Names,
) -> Result<Fact, StoreError> {
    let mut missing = false;
    let mut give = |list: List, local: usize| match called(list, local) {
        Some(name) => list.of_mut(to).intern(name) as u32,
        None => {
            missing = true;
            0
        }
    };
    let mut content = Vec::new();
    codec::write(&fact.content, &mut content, &mut give);
    let about = match chain::subject_name(fact.about) {
        Some((list, local)) => chain::about_number(Some(list), give(list, local)),
        None => chain::about_number(None, 0),
    };
    let by = ActorId::from_index(give(List::Actors, fact.by.index()) as usize);
    let source = SourceId::from_index(give(List::Sources, fact.from.source.index()) as usize);
    let content = codec::read(fact.content.kind().number(), codec::VERSION, &content, |_, _| {});
    match (missing, content, chain::subject_of(about)) {
        (false, Ok(content), Some(about)) => {
            Ok(Fact { about, by, from: Provenance { source, row: fact.from.row }, content, ..*fact })
        }
        _ => Err(StoreError::Unfit(format!("fact {} refers to a name that is not given", fact.id))),
    }
}
