//! Reading the files of a stage: blocks dealt out to threads, and what comes of them put together in order.
//!
//! Blocks are dealt out file by file and put together in the same order, so that the result does not depend on how
//! many threads there are or how long a block is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use record::{Day, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::{self, BlockOut, Keys, Shared, Sheet};
use crate::casework;
use crate::columns::{Person, Row, Visit};
use crate::coverage::Days;
use crate::dates::{DateOrder, OrderSaid};
use crate::index::{Index, LOCAL, NONE};
use crate::lost::{self, Unread};
use crate::referrals;
use crate::report::{Bin, Counts, Noted, Notes};
use crate::site::Site;
use crate::source::{Block, Source};
use crate::staff::StaffRow;
use crate::tables::{Column, ID, SPECS, Table};

/// How far reading has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The file being read.
    pub file: &'a str,
    /// Bytes of all files read so far.
    pub bytes_done: u64,
    /// Bytes of all files to be read.
    pub bytes_total: u64,
    /// Data rows read so far.
    pub rows: u64,
}

/// A file to be read: opened, its header understood.
pub(crate) struct Opened {
    pub sheet: Sheet,
    pub source: Source,
    pub path: PathBuf,
}

/// What is known of one table.
#[derive(Default)]
pub(crate) struct TableData {
    pub visits: Vec<Vec<Visit>>,
    pub rows: Vec<Vec<Row>>,
    pub persons: Vec<Vec<Person>>,
    pub staff: Vec<StaffRow>,
    pub counts: Counts,
    pub notes: Notes,
    /// The first day of each of its rows.
    pub days: Days,
    pub not_utf8: bool,
    pub problem: Option<String>,
    pub unknown_roles: BTreeMap<String, u64>,
    /// Job titles that the site file does not have, with how many workers have each.
    pub unmapped_titles: BTreeMap<String, u64>,
    /// Rows that are not used and whose child can be read. But for referrals, one for each child, of each sort, is enough.
    pub lost: Vec<Row>,
    /// Rows in whose place others were read.
    pub mended: Vec<String>,
    lost_children: FxHashSet<(u32, u32)>,
    /// Rows that are not used and whose child cannot be read where it should stand: the first of them.
    pub unread: Vec<Unread>,
    /// How many there are beyond those.
    pub unread_beyond: u64,
    /// What must be said wherever something rests on this file, with the number of rows or children touched.
    pub warnings: Vec<String>,
    /// The columns that the file does not have, of those that are read where they are there.
    pub lacking: Vec<&'static Column>,
    /// The column of the file that holds the row's own id.
    pub id_column: Option<usize>,
    /// The same of the looked-after period or plan that a row names.
    pub spell_column: Option<usize>,
    pub read: bool,
    /// Whether its columns turned out not to hold what their names say: it was read, and nothing of it is used.
    pub given_up: bool,
    /// How many rows end before they begin or without having begun, and the first of them.
    pub backwards: (u64, u32),
    /// The rows that name a referral, each with it, in the order of the file.
    pub referrals: Vec<(u32, u64)>,
    /// What its dates say of the order in which they are written.
    order: OrderSaid,
    /// The ids of its rows, block by block, until repeated ones are found among them.
    pub keys: Vec<Keys>,
}

/// What is known of all of them.
pub(crate) struct Collected<'w> {
    pub tables: Vec<TableData>,
    pub people: Index,
    pub workers: Index,
    pub teams: Index,
    /// Ids, names and aliases of teams.
    pub team_names: FxHashMap<String, u32>,
    pub texts: Index,
    pub spells: FxHashMap<u64, u32>,
    pub open_referrals: Vec<u64>,
    /// Rows of absences that cannot be used, each with the id of a worker who stands in it.
    pub absences_in_doubt: Vec<(u32, String)>,
    pub bin: Bin<'w>,
}

/// What a run needs to know.
pub(crate) struct Plan<'a> {
    pub site: &'a Site,
    pub latest: Day,
    pub taken: Day,
    pub threads: usize,
    pub block_bytes: usize,
    pub bytes_total: u64,
    pub progress: &'a (dyn Fn(Progress<'_>) + Sync),
}

pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Feed<'s> {
    sources: Vec<&'s mut Source>,
    current: usize,
    sequence: usize,
    problems: Vec<(usize, String)>,
}

impl Feed<'_> {
    fn take(&mut self, bytes: &mut Vec<u8>) -> Option<(usize, usize, Block)> {
        while let Some(source) = self.sources.get_mut(self.current) {
            match source.next_block(bytes) {
                Ok(Some(block)) => {
                    self.sequence += 1;
                    return Some((self.sequence - 1, self.current, block));
                }
                Ok(None) => {}
                Err(error) => {
                    self.problems.push((self.current, format!("could not be read to its end: {error}")));
                }
            }
            self.current += 1;
        }
        None
    }
}

/// Puts blocks together in the order in which they were dealt out.
struct Collector<'c, 'w> {
    next: usize,
    waiting: BTreeMap<usize, (usize, usize, BlockOut)>,
    tables: &'c mut [TableData],
    sheets: &'c [&'c Sheet],
    known_people: usize,
    known_workers: usize,
    known_teams: usize,
    new_people: Index,
    new_workers: Index,
    new_teams: Index,
    texts: &'c mut Index,
    spells: FxHashMap<u64, u32>,
    open_referrals: &'c mut Vec<u64>,
    bin: &'c mut Bin<'w>,
    plan: &'c Plan<'c>,
    bytes_done: u64,
    rows_done: u64,
}

/// Numbers that a block gave to what it met for the first time, as everybody's numbers.
fn settle(local: &Index, all: &mut Index, known: usize, mut on_new: impl FnMut(&str)) -> Vec<u32> {
    let numbers = local.iter().map(|id| {
        let before = all.len();
        let number = all.intern(id.as_bytes());
        if all.len() > before {
            on_new(id);
        }
        known as u32 + number
    });
    numbers.collect()
}

fn fixed(number: u32, settled: &[u32]) -> u32 {
    if number & LOCAL == 0 || number == NONE { number } else { settled[(number & !LOCAL) as usize] }
}

impl Collector<'_, '_> {
    fn commit(&mut self, sequence: usize, sheet: usize, bytes: usize, out: BlockOut) {
        self.waiting.insert(sequence, (sheet, bytes, out));
        while let Some((sheet, bytes, out)) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.bytes_done += bytes as u64;
            self.rows_done += out.counts.read;
            self.apply(sheet, out);
            let file = &*self.sheets[sheet].file;
            let (bytes_done, bytes_total, rows) = (self.bytes_done, self.plan.bytes_total, self.rows_done);
            (self.plan.progress)(Progress { file, bytes_done, bytes_total, rows });
        }
    }

    fn apply(&mut self, sheet: usize, mut out: BlockOut) {
        let table = self.sheets[sheet].spec.table;
        let (has_people, has_workers, has_teams) = (
            table != Table::Person && self.tables[Table::Person as usize].read,
            self.tables[Table::Professionals as usize].read,
            self.tables[Table::Department as usize].read,
        );
        let data = &mut self.tables[table as usize];
        let notes = &mut data.notes;
        let mut note = |noted: Noted, wanted: bool, id: &str| {
            if wanted {
                notes.example(noted, id);
            }
        };
        let people = settle(&out.new_people, &mut self.new_people, self.known_people, |id| {
            note(Noted::UnknownPerson, has_people, id);
        });
        let workers = settle(&out.new_workers, &mut self.new_workers, self.known_workers, |id| {
            note(Noted::UnknownWorkerId, has_workers, id);
        });
        let teams = settle(&out.new_teams, &mut self.new_teams, self.known_teams, |id| {
            note(Noted::UnknownTeam, has_teams, id);
        });
        let texts = settle(&out.texts, self.texts, 0, |_| {});
        let base = data.counts.read as u32;
        for visit in &mut out.visits {
            visit.child = fixed(visit.child, &people);
            visit.row += base;
        }
        for row in &mut out.rows {
            row.child = fixed(row.child, &people);
            row.worker = fixed(row.worker, &workers);
            row.row += base;
            row.other = match table == Table::Casework && !casework::has_team(row) && row.other != NONE {
                true => texts[row.other as usize],
                false => fixed(row.other, &teams),
            };
        }
        for person in &mut out.persons {
            person.child = fixed(person.child, &people);
            person.row += base;
            for text in person.texts.iter_mut().filter(|text| **text != NONE) {
                *text = texts[*text as usize];
            }
        }
        out.staff.iter_mut().for_each(|row| row.row += base);
        for lost in &mut out.lost {
            lost.child = fixed(lost.child, &people);
            lost.row += base;
        }
        out.unread.iter_mut().for_each(|unread| unread.row += base);
        for (period, child) in out.spells {
            let child = fixed(child, &people);
            let known = self.spells.entry(period).or_insert(child);
            if *known != child && *known != NONE {
                *known = NONE;
                // Of a plan it is said already: its id stands twice.
                let is_period = table == Table::ClaEpisodes;
                notes.counts[Noted::ClosedAgain as usize] += u64::from(is_period);
            }
        }
        data.referrals.extend(out.referrals.iter().map(|(row, referral)| (base + row, *referral)));
        self.open_referrals.append(&mut out.open_referrals);
        for mut rejected in out.rejected {
            rejected.row += base;
            self.bin.take(rejected);
        }
        if let (0, (1.., first)) = (data.backwards.0, out.backwards) {
            data.backwards.1 = base + first;
        }
        data.backwards.0 += out.backwards.0;
        data.order.add(out.order);
        data.counts.add(&out.counts);
        data.not_utf8 |= out.not_utf8;
        data.days.add(&out.days);
        notes.counts.iter_mut().zip(out.notes).for_each(|(count, more)| *count += more);
        if out.is_cut {
            // What is not in such a file means nothing: it gives no coverage.
            let problem = "ends within its last row: rows are missing, so nothing is concluded from what is not in it";
            data.problem.get_or_insert_with(|| problem.to_owned());
        }
        for (role, count) in out.unknown_roles {
            *data.unknown_roles.entry(role).or_default() += count;
        }
        data.keys.push(out.keys);
        data.mended.append(&mut out.mended);
        push_some(&mut data.visits, out.visits);
        push_some(&mut data.rows, out.rows);
        push_some(&mut data.persons, out.persons);
        data.staff.append(&mut out.staff);
        let of_referral = table == Table::CinEpisodes;
        let is_kept = |lost: &Row| of_referral || data.lost_children.insert((lost.child, lost.code));
        let lost = out.lost.into_iter().filter(is_kept);
        data.lost.extend(lost);
        let room = lost::MOST_UNREAD.saturating_sub(data.unread.len()).min(out.unread.len());
        data.unread_beyond += (out.unread.len() - room) as u64;
        data.unread.extend(out.unread.into_iter().take(room));
    }
}

fn push_some<T>(parts: &mut Vec<Vec<T>>, part: Vec<T>) {
    if !part.is_empty() {
        parts.push(part);
    }
}

impl Collected<'_> {
    pub fn tables() -> Vec<TableData> {
        SPECS.iter().map(|_| TableData::default()).collect()
    }

    /// Reads the files of one stage. What one file of a stage says, another of the same stage does not know.
    pub fn read(&mut self, plan: &Plan<'_>, opened: &mut [Opened], bytes_before: u64) {
        for file in opened.iter() {
            let data = &mut self.tables[file.sheet.spec.table as usize];
            let header = &file.sheet.header;
            (data.read, data.id_column) = (true, header.column(ID));
            data.lacking = header.lacking.iter().map(|lacking| lacking.column).collect();
            data.spell_column = referrals::spell_place(file.sheet.spec.table).and_then(|place| header.column(place));
        }
        let (mut sources, mut sheets) = (Vec::new(), Vec::new());
        for file in opened.iter_mut() {
            sources.push(&mut file.source);
            sheets.push(&file.sheet);
        }
        let Plan { site, latest, taken, .. } = *plan;
        let (people, workers, teams, spells) = (&self.people, &self.workers, &self.team_names, &self.spells);
        let shared = Shared { site, latest, taken, people, workers, teams, spells };
        let feed = Mutex::new(Feed { sources, current: 0, sequence: 0, problems: Vec::new() });
        let collector = Mutex::new(Collector {
            next: 0,
            waiting: BTreeMap::new(),
            tables: &mut self.tables,
            sheets: &sheets,
            known_people: self.people.len(),
            known_workers: self.workers.len(),
            known_teams: self.teams.len(),
            new_people: Index::default(),
            new_workers: Index::default(),
            new_teams: Index::default(),
            texts: &mut self.texts,
            spells: FxHashMap::default(),
            open_referrals: &mut self.open_referrals,
            bin: &mut self.bin,
            plan,
            bytes_done: bytes_before,
            rows_done: 0,
        });
        let work = || {
            let mut bytes = Vec::new();
            loop {
                let Some((sequence, sheet, block)) = lock(&feed).take(&mut bytes) else { return };
                let out = block::read(&shared, sheets[sheet], block, &bytes, None);
                lock(&collector).commit(sequence, sheet, bytes.len(), out);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..plan.threads {
                scope.spawn(work);
            }
            work();
        });
        let problems = feed.into_inner().unwrap_or_else(PoisonError::into_inner).problems;
        let collector = collector.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (new_people, new_workers, new_teams) = (collector.new_people, collector.new_workers, collector.new_teams);
        let spells = collector.spells;
        for (sheet, problem) in problems {
            self.tables[sheets[sheet].spec.table as usize].problem = Some(problem);
        }
        extend(&mut self.people, new_people);
        extend(&mut self.workers, new_workers);
        let first_new = self.teams.len() as u32;
        for (number, name) in (first_new..).zip(new_teams.iter()) {
            self.team_names.insert(name.to_owned(), number);
        }
        extend(&mut self.teams, new_teams);
        self.spells.extend(spells);
        for file in opened.iter_mut() {
            if !self.read_doubting_dates(plan, file, bytes_before) {
                self.settle_repeated(plan, file);
            }
        }
    }

    /// Reads a file again of which some dates can only be read in the other order, in whichever column, without believing any
    /// that could be meant either way: a file is written by one hand. Rare, so that it costs nothing to who has no such file.
    /// Returns whether it was.
    fn read_doubting_dates(&mut self, plan: &Plan<'_>, file: &mut Opened, bytes_before: u64) -> bool {
        let (spec, data) = (file.sheet.spec, &mut self.tables[file.sheet.spec.table as usize]);
        let doubtful = if data.order.is_doubted() { data.order.either_columns & !file.sheet.doubtful } else { 0 };
        // What cannot be opened again has been read once, and what was read of it stands as it is.
        let Some(source) = (doubtful != 0).then(|| open_again(&file.path, plan.block_bytes)).and_then(Result::ok)
        else {
            return false;
        };
        (file.source, file.sheet.doubtful) = (source, file.sheet.doubtful | doubtful);
        let before = std::mem::take(data);
        for noted in [Noted::UnknownPerson, Noted::UnknownWorkerId, Noted::UnknownTeam] {
            // They are known by now, and are no news the second time.
            data.notes.take(noted, &before.notes);
        }
        let others = before.order.other_columns;
        let columns = (0..u16::BITS as usize).filter(|place| others & 1 << place != 0).map(|place| spec.column(place));
        let only = if plan.site.date_order == DateOrder::MonthFirst { "day" } else { "month" };
        data.warnings.push(format!(
            "some dates of {} can only be read {only} first, so of those of this file that can be read either way, such as \
             04/05/2026, it is not known which day is meant. Write them as 2026-04-15, or set date-order = \"{only}-first\" in the site \
             file if all dates are so",
            columns.collect::<Vec<_>>().join(" and ")
        ));
        self.bin.forget(&file.sheet.file);
        if spec.table == Table::Involvements {
            self.open_referrals.clear();
        }
        self.read(plan, std::slice::from_mut(file), bytes_before);
        true
    }
}

fn extend(all: &mut Index, new: Index) {
    if all.is_empty() {
        *all = new;
    } else {
        for id in new.iter() {
            all.intern(id.as_bytes());
        }
    }
}

pub(crate) fn open_again(path: &Path, block_bytes: usize) -> std::io::Result<Source> {
    let mut source = Source::open(path, block_bytes)?;
    source.header()?;
    Ok(source)
}

impl TableData {
    /// Takes back all that the table said: none of its rows is understood.
    pub fn give_up(&mut self, problem: String) {
        let counts = Counts { read: self.counts.read, unknown: self.counts.read, ..Counts::default() };
        let (problem, not_utf8, given_up) = (Some(problem), self.not_utf8, true);
        *self = TableData { counts, problem, not_utf8, given_up, ..TableData::default() };
    }

    /// Whether the file has the columns that say anything of that kind of fact: of a kind that has one.
    pub fn speaks_of(&self, kind: Kind) -> bool {
        self.lacking.iter().all(|column| !column.silent_of.contains(&kind))
    }

    /// Whether it was read to its end and is believed: what is not in it is not there.
    pub fn is_whole(&self) -> bool {
        self.read && self.problem.is_none()
    }
}
