//! What rows that are not used leave behind: a child of whom something is known is not a child of whom there is nothing.
//!
//! A rejected review or visit says that there may have been one, on any day. A rejected row of a status or an assessment leaves it not
//! known whether its child has it; one of the casework file, whether what it may have recorded was. A rejected referral says that its child may be open, from a day that is not known. So does a rejected involvement of
//! a child without a referral or an involvement that can be used; and any rejected involvement says that somebody may
//! hold its child. Where whose row it is cannot be read, it may be that of any child of whom its table has no other row.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU8, Ordering};

use record::Moment;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::RefMaker;
use crate::casework::CaseworkKind;
use crate::columns::{OfChild, Person, Row, Visit};
use crate::index::{Index, NONE};
use crate::mistaken::each_beside;
use crate::referrals::{child_by_other_rows, spell_of};
use crate::report::{Noted, Outcome};
use crate::run::{Collected, TableData};
use crate::tables::{PERSON, SPECS, Spec, Table};
use crate::text;

/// Lines of rows without a child that are kept to be looked through. Of those beyond it whose they are is not known.
pub(crate) const MOST_UNREAD: usize = 10_000;
/// The number of the row where any child's may be meant: no row of the file has it.
pub(crate) const ANYONES: u32 = 0;
/// Tables of which a row that is not used leaves what they say of its child not known, and of whose children without one
/// nearly all would be if a row that is anyone's did that to them: it is only said how many such rows there are.
const LEFT_NOT_KNOWN: &[Table] = &[
    Table::ClaEpisodes,
    Table::CinAssessments,
    Table::S47Enquiry,
    Table::CpPlans,
    Table::CinPlans,
    Table::PreProceedings,
    Table::Permanence,
    Table::CinVisits,
    Table::CpVisits,
    Table::ClaVisits,
    Table::ClaPlacements,
    Table::InitialConferences,
];
/// More of a line than any id stands in.
const LONGEST_LINE: usize = 1 << 10;

/// A row that is not used and whose child cannot be read where it should stand.
pub(crate) struct Unread {
    pub row: u32,
    key: u64,
    outcome: Outcome,
    line: Box<[u8]>,
    /// Of a row of the casework file: its kind, where that can be read.
    kind: Option<CaseworkKind>,
}

impl Unread {
    pub fn of(row: u32, key: u64, outcome: Outcome, line: &[u8], kind: Option<CaseworkKind>) -> Unread {
        Unread { row, key, outcome, line: line[..line.len().min(LONGEST_LINE)].into(), kind }
    }

    /// What stands in that column, as it is written: the row's own id, or whatever it should be.
    fn cell(&self, column: Option<usize>) -> Option<&[u8]> {
        let cell = self.line.split(|byte| *byte == b',').nth(column?)?;
        Some(unquoted(cell)).filter(|cell| !text::is_blank(cell))
    }

    /// Its cells as they are written, whatever their quotes mean, but for the row's own id.
    pub fn cells(&self, id_column: Option<usize>) -> impl Iterator<Item = &[u8]> {
        let cells = self.line.split(|byte| *byte == b',').enumerate().filter(move |(at, _)| Some(*at) != id_column);
        cells.map(|(_, cell)| unquoted(cell)).filter(|cell| !text::is_blank(cell))
    }

    /// Whether it is the header once more, which is about nobody.
    fn is_header(&self, spec: &Spec) -> bool {
        self.cells(None)
            .any(|cell| spec.columns[PERSON].names.iter().any(|name| cell.eq_ignore_ascii_case(name.as_bytes())))
    }
}

fn unquoted(cell: &[u8]) -> &[u8] {
    let cell = text::trim(cell);
    let cell = cell.strip_prefix(b"\"").unwrap_or(cell);
    cell.strip_suffix(b"\"").unwrap_or(cell)
}

/// Says it for the whole table where most of its rows have a date where an id is wanted, or cannot be read at all: then
/// what is not in it means nothing.
pub(crate) fn note_most_unread(all: &mut Collected<'_>) {
    for (data, spec) in all.tables.iter_mut().zip(SPECS) {
        let dates = data.notes.counts[Noted::DateForId as usize];
        data.unread.retain(|unread| !unread.is_header(spec));
        let unread = data.unread.len() as u64 + data.unread_beyond;
        let (read, name) = (data.counts.read, spec.name);
        let problem = match () {
            () if dates * 2 > read => format!(
                "{dates} of {read} rows have a date where an id is wanted: are two columns of {name} swapped? Nothing is \
                 concluded from what is not in it"
            ),
            () if unread * 2 > read => {
                format!("{unread} of {read} rows cannot be read: nothing is concluded from what is not in it")
            }
            () => continue,
        };
        data.problem.get_or_insert(problem);
    }
    note_no_involvement(all);
}

/// So many open referrals, and no involvement at all, are no authority without workers: the export failed.
const OPEN_AND_NOBODY: usize = 20;

fn note_no_involvement(all: &mut Collected<'_>) {
    let referrals = all.tables[Table::CinEpisodes as usize].rows.iter().flatten();
    let open = referrals.filter(|row| row.end.is_missing()).count();
    let data = &mut all.tables[Table::Involvements as usize];
    if data.read && data.rows.iter().flatten().next().is_none() && open >= OPEN_AND_NOBODY {
        data.problem.get_or_insert(format!(
            "it has no row that says anything, though {open} referrals are open: was it exported whole? Nothing is concluded from what is \
             not in it"
        ));
    }
}

/// The rows that say that a child may be open, or held; and how many children are known only from rows that are not
/// used. `source` is that of the extract's ids, `taken` when it was made.
pub(crate) fn settle(all: &mut Collected<'_>, source: &str, taken: Moment, threads: usize) -> (Vec<Row>, u64) {
    let anyones: Vec<(Table, u64)> =
        SPECS.iter().map(|spec| (spec.table, trace(all, spec, source))).filter(|(_, rows)| *rows > 0).collect();
    for table in [Table::CinEpisodes, Table::Involvements] {
        note_written_otherwise(all, table);
    }
    let lost: Vec<Row> = all.tables.iter_mut().flat_map(|data| std::mem::take(&mut data.lost)).collect();
    let (mut said, only_lost) = if lost.is_empty() { (lost, 0) } else { of_known_children(all, lost, threads) };
    for (table, rows) in anyones {
        said.extend(of_anyone(all, table, rows, source, &said));
    }
    said.extend(crate::not_here::may_be_open(all, source, taken, &said));
    (said, only_lost)
}

/// Some rows of a table, of one of the shapes in which they are kept.
enum Part<'a> {
    Rows(&'a [Row]),
    Visits(&'a [Visit]),
    Persons(&'a [Person]),
}

impl Part<'_> {
    fn each_child(&self, mut say: impl FnMut(u32)) {
        match self {
            Part::Rows(rows) => rows.iter().for_each(|row| say(row.child())),
            Part::Visits(visits) => visits.iter().for_each(|visit| say(visit.child())),
            Part::Persons(persons) => persons.iter().for_each(|person| say(person.child())),
        }
    }
}

/// What rows say whose child is known.
fn of_known_children(all: &Collected<'_>, lost: Vec<Row>, threads: usize) -> (Vec<Row>, u64) {
    // Children of whom a row is used: of any table, and of those that say that a child is open. Every row of the extract is
    // looked at, so it is a look into a list that fits a near cache, and no search; nearly always what would be written there
    // stands there.
    const LOST: u8 = 1;
    const ANYWHERE: u8 = 2;
    const OPEN: u8 = 4;
    let named: Vec<AtomicU8> = std::iter::repeat_with(AtomicU8::default).take(all.people.len()).collect();
    lost.iter().for_each(|row| named[row.child as usize].store(LOST, Ordering::Relaxed));
    let mut parts: Vec<(Part<'_>, u8)> = Vec::new();
    for (data, spec) in all.tables.iter().zip(SPECS).filter(|(_, spec)| spec.is_about_children()) {
        let says_open = matches!(spec.table, Table::CinEpisodes | Table::Involvements);
        let says = if says_open { ANYWHERE | OPEN } else { ANYWHERE };
        parts.extend(data.rows.iter().map(|rows| (Part::Rows(rows), says)));
        parts.extend(data.visits.iter().map(|visits| (Part::Visits(visits), says)));
        parts.extend(data.persons.iter().map(|persons| (Part::Persons(persons), says)));
    }
    each_beside(&parts, threads, |(part, says)| {
        part.each_child(|child| {
            let of_child = &named[child as usize];
            if of_child.load(Ordering::Relaxed) & says != *says {
                of_child.fetch_or(*says, Ordering::Relaxed);
            }
        });
    });
    let named: Vec<u8> = named.into_iter().map(AtomicU8::into_inner).collect();
    let only_lost = named.iter().filter(|says| **says == LOST).count() as u64;
    let (mut said, mut by_involvement) = (Vec::new(), FxHashSet::default());
    for row in lost {
        match row.lost_table() {
            Table::CinEpisodes if row.was_rejected() => said.push(row.may_open()),
            // A review that was held on a day that cannot be read may have met any duty to hold one.
            Table::CpReviews | Table::ClaReviews if row.was_rejected() => said.push(row),
            // Whether the child has that status, or was assessed, and with what result, or was visited, is not known.
            table if LEFT_NOT_KNOWN.contains(&table) && row.was_rejected() => said.push(row),
            // What happened, or may have.
            Table::Casework => said.push(row),
            Table::Involvements if by_involvement.insert(row.child) => {
                // A row that was only not understood is used for what it says of who holds the child.
                said.extend(Some(row).filter(Row::was_rejected));
                said.extend(Some(row.may_open()).filter(|_| named[row.child as usize] & OPEN == 0));
            }
            _ => {}
        }
    }
    (said, only_lost)
}

/// Finds whose the rows of a table are that name no child where one should stand, from what else stands in them: the one
/// child whose id, or whose referral's, is among their cells. Returns how many may be anyone's.
fn trace(all: &mut Collected<'_>, spec: &Spec, source: &str) -> u64 {
    let data = &mut all.tables[spec.table as usize];
    let (unread, mut anyones) = (std::mem::take(&mut data.unread), data.unread_beyond);
    if unread.is_empty() {
        return anyones;
    }
    let (id_column, spell_column) = (data.id_column, data.spell_column);
    let (mut referrals, mut own) = (FxHashMap::default(), FxHashMap::default());
    if spec.table == Table::CinEpisodes {
        let keys = unread.iter().filter_map(|unread| unread.cell(id_column)).map(|id| episodes(source).of(id).0);
        own = child_by_other_rows(all, &keys.collect());
    } else {
        referrals = referrals_among(all, &unread, id_column, source);
    }
    let mut found = Vec::new();
    for unread in &unread {
        let mut whose = whose(unread, id_column, &all.people, &all.workers, |cell| {
            referrals.get(&episodes(source).of(cell).0).copied().flatten()
        });
        // Other tables' rows give the referral to a child.
        let id = unread.cell(id_column).filter(|_| whose.children.is_empty());
        if let Some(child) = id.and_then(|id| own.get(&episodes(source).of(id).0)) {
            whose = Whose { children: BTreeSet::from([*child]), is_sure: true };
        }
        // So does a table of its spells, of the plan or the period.
        let spell = unread.cell(spell_column).filter(|_| whose.children.is_empty());
        let of_spell = spell.and_then(|spell| all.spells.get(&spell_of(spec.table, spell)));
        if let Some(child) = of_spell.filter(|child| **child != NONE) {
            whose = Whose { children: BTreeSet::from([*child]), is_sure: true };
        }
        anyones += u64::from(!whose.is_sure);
        found.extend(whose.children.iter().map(|child| (*child, unread)));
        if let (true, Some(child)) = (whose.is_sure, whose.children.first()) {
            let file = format!("{}.csv", spec.name);
            let of_row =
                all.bin.kept.iter_mut().filter(|kept| kept.row == unread.row && kept.file.eq_ignore_ascii_case(&file));
            of_row.for_each(|kept| kept.child = Some(format!("{source}:{}", all.people.text(*child))));
        }
    }
    let lost = found.iter().map(|(child, unread)| {
        // Of a row whose cells are not where they should be, its kind may stand in any of them.
        let is_casework = spec.table == Table::Casework;
        let named = || CaseworkKind::named_among(unread.cells(id_column)).filter(|_| is_casework);
        let kind = unread.kind.or_else(named);
        Row::lost(*child, unread.row, unread.key, spec.table, unread.outcome).of_kind(kind)
    });
    all.tables[spec.table as usize].lost.extend(lost);
    anyones
}

/// Rows that name a child whom the table of persons does not have, by an id that is that of one whom it has, written
/// otherwise: `p7` or `P7.0` for `P7`. The one may be the other, so the row leaves that child not known.
fn note_written_otherwise(all: &mut Collected<'_>, table: Table) {
    // Nearly no extract has such a child, and then nothing is looked at.
    let met = all.tables.iter().map(|data| data.notes.counts[Noted::UnknownPerson as usize]).sum::<u64>();
    if met == 0 || !all.tables[Table::Person as usize].read {
        return;
    }
    let persons = || all.tables[Table::Person as usize].persons.iter().flatten().map(|person| person.child);
    let mut has_row = vec![false; all.people.len()];
    persons().for_each(|child| has_row[child as usize] = true);
    let mut bare: FxHashMap<String, Option<u32>> = FxHashMap::default();
    for child in persons() {
        // Of two who differ only so, it cannot be told which is meant.
        let known = bare.entry(bare_id(all.people.text(child))).or_insert(Some(child));
        *known = known.filter(|known| *known == child);
    }
    let data = &all.tables[table as usize];
    let mut lost = Vec::new();
    for row in data.rows.iter().flatten().filter(|row| !has_row[row.child as usize]) {
        if let Some(child) = bare.get(&bare_id(all.people.text(row.child))).copied().flatten() {
            lost.push(Row::lost(child, row.row, row.key, table, Outcome::Rejected));
        }
    }
    let Some(first) = lost.first() else { return };
    let (count, row) = (lost.len(), first.row);
    let names = if count == 1 { "row names" } else { "rows name" };
    let warning = format!(
        "{count} {names} a child who is not in ssd_person by an id that is there, written otherwise (as in row {row}): whether \
         it is the same child is not known, so that child counts as possible and not as certain"
    );
    let data = &mut all.tables[table as usize];
    data.warnings.push(warning);
    data.lost.extend(lost);
}

/// An id without what programs change in passing: case, marks, the zeros before a number and the `.0` after it.
fn bare_id(id: &str) -> String {
    let id = id.strip_suffix(".0").unwrap_or(id);
    let bare: String = id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    bare.trim_start_matches('0').to_owned()
}

struct Whose {
    /// The children who are named.
    children: BTreeSet<u32>,
    /// Whether the row is that one child's, and nobody else's.
    is_sure: bool,
}

fn whose(
    unread: &Unread,
    id_column: Option<usize>,
    people: &Index,
    workers: &Index,
    by_referral: impl Fn(&[u8]) -> Option<u32>,
) -> Whose {
    let (mut children, mut mistakable) = (BTreeSet::new(), false);
    for cell in unread.cells(id_column) {
        if let Some(child) = people.find(cell) {
            // Where systems number everything from one, a worker's number is some child's too.
            mistakable |= workers.find(cell).is_some();
            children.insert(child);
        }
        children.extend(by_referral(cell));
    }
    let is_sure = children.len() == 1 && !mistakable;
    Whose { children, is_sure }
}

fn episodes(source: &str) -> RefMaker {
    RefMaker::new(source, Table::CinEpisodes.spec().name)
}

/// The child of each referral whose id stands in one of those rows.
fn referrals_among(
    all: &Collected<'_>,
    unread: &[Unread],
    id_column: Option<usize>,
    source: &str,
) -> FxHashMap<u64, Option<u32>> {
    let cells = unread.iter().flat_map(|unread| unread.cells(id_column));
    let mut whose: FxHashMap<u64, Option<u32>> = cells.map(|cell| (episodes(source).of(cell).0, None)).collect();
    for row in all.tables[Table::CinEpisodes as usize].rows.iter().flatten() {
        if let Some(child) = whose.get_mut(&row.key) {
            *child = Some(row.child);
        }
    }
    whose
}

/// What rows of a table say that may be anyone's: of each child of whom it has no other row, that there may be one. Of
/// involvements, only where there is a referral: without one, nobody need hold the child.
fn of_anyone(all: &mut Collected<'_>, table: Table, rows: u64, source: &str, said: &[Row]) -> Vec<Row> {
    let data = &all.tables[table as usize];
    // Of what a table with a problem does not say nothing is concluded in any case.
    if !data.read || data.problem.is_some() {
        return Vec::new();
    }
    if table == Table::Casework || LEFT_NOT_KNOWN.contains(&table) {
        let warning = match rows {
            1 => {
                "1 row cannot be read, and whose it is cannot be told. At most 1 child is counted without what it says"
                    .to_owned()
            }
            some => format!(
                "{some} rows cannot be read, and whose they are cannot be told. At most {some} children are counted without \
                 what they say"
            ),
        };
        all.tables[table as usize].warnings.push(warning);
        return Vec::new();
    }
    if !matches!(table, Table::CinEpisodes | Table::Involvements) {
        return Vec::new();
    }
    let mut has_row = vec![false; all.people.len()];
    children(data).for_each(|child| has_row[child as usize] = true);
    said.iter().filter(|row| row.lost_table() == table).for_each(|row| has_row[row.child as usize] = true);
    let episodes = &all.tables[Table::CinEpisodes as usize];
    let mut concerned = vec![table == Table::CinEpisodes || !episodes.read; all.people.len()];
    children(episodes).for_each(|child| concerned[child as usize] = true);
    said.iter().filter(|row| row.says_open()).for_each(|row| concerned[row.child as usize] = true);
    let key = RefMaker::new(source, table.spec().name).of(b"a row that may be anyone's").0;
    let of_child = |child: usize| {
        let row = Row::lost(child as u32, ANYONES, key, table, Outcome::Rejected);
        if table == Table::CinEpisodes { row.may_open() } else { row }
    };
    let touched: Vec<Row> =
        (0..has_row.len()).filter(|child| concerned[*child] && !has_row[*child]).map(of_child).collect();
    // Those whose rows here have all ended stay certain: one bad row would else leave no count of a whole authority. There
    // are no more of them than such rows.
    let ended = format!("Of children whose rows here have all ended, at most {rows} may have another");
    let rows = match rows {
        1 => "1 row cannot be read, and whose it is cannot be told. It may be about".to_owned(),
        some => format!("{some} rows cannot be read, and whose they are cannot be told. They may be about"),
    };
    let warning = match touched.len() {
        0 => format!("{rows} any child; none is without another row here"),
        1 => format!("{rows} the 1 child without another row here, who counts as possible and not as certain"),
        some => {
            format!("{rows} any of {some} children without another row here, who count as possible and not as certain")
        }
    };
    all.tables[table as usize].warnings.push(format!("{warning}. {ended}"));
    touched
}

/// The children of a table's rows, one for each row.
pub(crate) fn children(data: &TableData) -> impl Iterator<Item = u32> {
    let of_rows = data.rows.iter().flatten().map(OfChild::child);
    let of_visits = data.visits.iter().flatten().map(OfChild::child);
    of_rows.chain(of_visits).chain(data.persons.iter().flatten().map(OfChild::child))
}
