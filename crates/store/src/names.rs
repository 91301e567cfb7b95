//! The names behind the ids, in the log's own numbering.

use record::Names;
use record::ids::NameList;
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use crate::error::StoreError;

/// Texts longer than this many bytes stay on disk: memory holds their beginning.
pub(crate) const LONG_BYTES: usize = 512;

/// How much of a long text memory holds, in characters.
const BEGINNING_CHARS: usize = 200;

/// The lists of names, by the number under which the log holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum List {
    /// Children's identities.
    Children,
    /// Workers' identities.
    Workers,
    /// Units' identities.
    Units,
    /// Carers' identities.
    Carers,
    /// Who recorded.
    Actors,
    /// Where facts came from.
    Sources,
    /// Short texts, and the long ones.
    Texts,
}

impl List {
    /// Every list, by its number.
    pub const ALL: [List; 7] =
        [List::Children, List::Workers, List::Units, List::Carers, List::Actors, List::Sources, List::Texts];

    /// That list among these names.
    pub fn of(self, names: &Names) -> &NameList {
        match self {
            List::Children => &names.children,
            List::Workers => &names.workers,
            List::Units => &names.units,
            List::Carers => &names.carers,
            List::Actors => &names.actors,
            List::Sources => &names.sources,
            List::Texts => &names.texts,
        }
    }

    /// That list among these names, to add to.
    pub fn of_mut(self, names: &mut Names) -> &mut NameList {
        match self {
            List::Children => &mut names.children,
            List::Workers => &mut names.workers,
            List::Units => &mut names.units,
            List::Carers => &mut names.carers,
            List::Actors => &mut names.actors,
            List::Sources => &mut names.sources,
            List::Texts => &mut names.texts,
        }
    }

    /// The row that holds the name of that number.
    pub(crate) fn row(self, number: u32) -> i64 {
        (self as i64) << 40 | i64::from(number)
    }

    /// The list and number of that row.
    pub(crate) fn of_row(row: i64) -> Option<(List, u32)> {
        let list = *List::ALL.get(usize::try_from(row >> 40).ok()?)?;
        u32::try_from(row & 0xff_ffff_ffff).ok().map(|number| (list, number))
    }
}

/// How many names each list holds.
pub(crate) type Counts = [u32; 7];

/// Those counts as a commit holds them.
pub(crate) fn counts_text(counts: &Counts) -> String {
    counts.map(|count| count.to_string()).join(",")
}

/// The counts from that text.
pub(crate) fn counts_of(text: &str) -> Option<Counts> {
    let counts: Result<Vec<u32>, _> = text.split(',').map(str::parse).collect();
    counts.ok()?.try_into().ok()
}

/// From somebody's own numbering to the log's.
#[derive(Default)]
pub(crate) struct NameMap {
    known: [Vec<Option<u32>>; 7],
}

impl NameMap {
    fn get(&self, list: List, local: usize) -> Option<u32> {
        self.known[list as usize].get(local).copied().flatten()
    }

    fn set(&mut self, list: List, local: usize, number: u32) {
        let known = &mut self.known[list as usize];
        if known.len() <= local {
            known.resize(local + 1, None);
        }
        known[local] = Some(number);
    }
}

/// Finds the log's numbers of names, and gives new ones.
pub(crate) struct Numberer<'c> {
    find: CachedStatement<'c>,
    find_long: CachedStatement<'c>,
    insert: CachedStatement<'c>,
}

impl<'c> Numberer<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Result<Numberer<'c>, StoreError> {
        Ok(Numberer {
            find: connection.prepare_cached("SELECT id FROM names WHERE list = ?1 AND name = ?2 AND long = 0")?,
            find_long: connection.prepare_cached(
                "SELECT id FROM names WHERE long = 1 AND substr(name, 1, 64) = substr(?2, 1, 64) AND list = ?1 AND name = ?2",
            )?,
            insert: connection.prepare_cached("INSERT INTO names (id, list, name, long) VALUES (?1, ?2, ?3, ?4)")?,
        })
    }

    /// The log's number of that name; new where it has none. `counts` says how many names there were before.
    pub(crate) fn number(&mut self, list: List, name: &str, counts: &mut Counts) -> Result<u32, StoreError> {
        let long = list == List::Texts && name.len() > LONG_BYTES;
        // What nobody has named yet need not be looked for: most of a first import.
        let find = if long { &mut self.find_long } else { &mut self.find };
        if counts[list as usize] > 0
            && let Some(row) = find.query_row(params![list as i64, name], |row| row.get(0)).optional()?
            && let Some((_, number)) = List::of_row(row)
        {
            return Ok(number);
        }
        let number = counts[list as usize];
        self.insert.execute(params![list.row(number), list as i64, name, long])?;
        counts[list as usize] += 1;
        Ok(number)
    }

    /// The log's number of the name at that place of somebody's own names.
    pub(crate) fn mapped(
        &mut self,
        map: &mut NameMap,
        names: &Names,
        (list, local): (List, usize),
        counts: &mut Counts,
    ) -> Result<u32, StoreError> {
        if let Some(number) = map.get(list, local) {
            return Ok(number);
        }
        let name = List::of(list, names)
            .get(local)
            .ok_or_else(|| StoreError::Unfit(format!("it refers to a name that is not given ({list:?} {local})")))?;
        let number = self.number(list, name, counts)?;
        map.set(list, local, number);
        Ok(number)
    }
}

/// The log's number of that name, where it has one.
pub(crate) fn find(connection: &Connection, list: List, name: &str) -> Result<Option<u32>, StoreError> {
    let mut find = connection.prepare_cached("SELECT id FROM names WHERE list = ?1 AND name = ?2 AND long = 0")?;
    let row: Option<i64> = find.query_row(params![list as i64, name], |row| row.get(0)).optional()?;
    Ok(row.and_then(List::of_row).map(|(_, number)| number))
}

/// The whole name of that number: a long text in full. Nothing where it was erased or never given.
pub(crate) fn whole(connection: &Connection, list: List, number: u32) -> Result<Option<String>, StoreError> {
    let mut find = connection.prepare_cached("SELECT name FROM names WHERE id = ?1")?;
    Ok(find.query_row([list.row(number)], |row| row.get(0)).optional()?.flatten())
}

/// Adds to `names` those of the log that it lacks, up to `counts`; long texts in full where `whole` says so.
pub(crate) fn load(connection: &Connection, names: &mut Names, counts: &Counts, whole: bool) -> Result<(), StoreError> {
    let mut select =
        connection.prepare_cached("SELECT name, long FROM names WHERE id >= ?1 AND id < ?2 ORDER BY id")?;
    for list in List::ALL {
        let into = list.of_mut(names);
        let from = into.len() as u32;
        let mut rows = select.query([list.row(from), list.row(counts[list as usize])])?;
        while let Some(row) = rows.next()? {
            let name = row.get_ref(0)?.as_str_or_null().map_err(rusqlite::Error::from)?;
            append(into, list, name, row.get::<_, bool>(1)? && !whole);
        }
        if into.len() < counts[list as usize] as usize {
            return Err(StoreError::Unfit(format!("names are missing from the list {list:?}")));
        }
    }
    Ok(())
}

/// Appends a name as memory holds it, always under the next number.
pub(crate) fn append(into: &mut NameList, list: List, name: Option<&str>, long: bool) {
    let number = into.len();
    let mut held = match name {
        None => format!("(erased {} {number})", format!("{list:?}").to_lowercase()),
        Some(text) if long => text.chars().take(BEGINNING_CHARS).chain(['…']).collect(),
        Some(text) if into.intern(text) == number => return,
        Some(text) => text.to_owned(),
    };
    // Two long texts may begin alike, and somebody may have written what stands for an erased name. A name must not
    // slip onto another's number, so the later one gets a mark that does not show.
    while into.intern(&held) != number {
        held.push('\u{200b}');
    }
}
