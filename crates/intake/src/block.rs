//! One block of one file, row by row, into compact rows: what each thread does, knowing nothing of other blocks.

mod cells;
mod damaged;
mod out;

use std::borrow::Cow;
use std::sync::Arc;

use record::words::EndReason;
use record::{Day, Ref};
use rustc_hash::FxHashMap;

pub(crate) use self::out::{BlockOut, Keys, key_of};

use crate::casework::CaseworkKind;
use crate::columns::{Row, Visit};
use crate::dates;
use crate::index::{self, Index, LOCAL};
use crate::lost::Unread;
use crate::records::{self, Cells, MAX_RECORD, Shape};
use crate::referrals;
use crate::report::{Outcome, Rejected};
use crate::rows;
use crate::site::{RoleRule, Site};
use crate::source::Block;
use crate::tables::{Header, ID, PERSON, Spec, Table};
use crate::text;
use crate::visits::{Lane, Plain};

/// What every thread may look at.
pub(crate) struct Shared<'a> {
    pub site: &'a Site,
    /// The last civil date that is believed: a year after the extract was taken.
    pub latest: Day,
    /// The civil date on which the extract was taken.
    pub taken: Day,
    pub people: &'a Index,
    pub workers: &'a Index,
    pub teams: &'a FxHashMap<String, u32>,
    /// The child of each looked-after period, by the hash of its id.
    pub spells: &'a FxHashMap<u64, u32>,
}

/// A file being read.
pub(crate) struct Sheet {
    pub spec: &'static Spec,
    pub file: Arc<str>,
    pub header: Header,
    pub keys: RefMaker,
    /// Places, as bits, of columns with dates in which day or month may come first, where other dates of the file can only be
    /// read in the other order than the site file's.
    pub doubtful: u16,
    /// Rows that somebody put right: what is read in the place of each, by the row as the file has it.
    pub mends: FxHashMap<String, String>,
}

impl Sheet {
    /// The place of the column by which a row is known.
    pub fn id_place(&self) -> usize {
        if self.spec.table == Table::Person { PERSON } else { ID }
    }
}

/// References of one table's rows: `Ref::to`, with the part of it that every row shares done once.
#[derive(Clone, Copy)]
pub(crate) struct RefMaker(u64);

impl RefMaker {
    pub fn new(source: &str, table: &str) -> RefMaker {
        RefMaker([source, table].iter().fold(0xcbf2_9ce4_8422_2325, |hash, part| step(hash, part.as_bytes())))
    }

    pub fn of(self, key: &[u8]) -> Ref {
        let mut hash = step(self.0, key);
        hash ^= hash >> 32;
        hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
        Ref(hash ^ (hash >> 32))
    }
}

fn step(hash: u64, part: &[u8]) -> u64 {
    let bytes = part.iter().copied().chain([0xff]);
    bytes.fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// What a row is given up for. The issue that says why has been noted.
pub(crate) struct Stop(pub Outcome);

/// A value that could not be used.
pub(crate) struct Issue {
    column: &'static str,
    value: String,
    reason: Cow<'static, str>,
    /// Whether anything is taken from its column: else it says nothing of where the file ends.
    is_taken: bool,
}

/// What need not be looked up again while it stays the same from row to row.
#[derive(Default)]
pub(crate) struct Memo {
    person: (Vec<u8>, u32),
    /// The child of the row that is being read, once it has been.
    pub child: Option<u32>,
    /// The child of the newest row that the short way took: its cell as a number, and its number.
    word: u64,
    of_word: u32,
    /// Where the line before has the end of its first cell.
    comma: usize,
    pub roles: FxHashMap<Vec<u8>, Option<RoleRule>>,
    pub end_reasons: FxHashMap<Vec<u8>, Option<EndReason>>,
    pub team: (Vec<u8>, u32),
    /// The kind of the row of the casework file that is being read, where it can be told.
    pub kind: Option<CaseworkKind>,
    /// The first day that was read of the row.
    pub first_day: Option<i32>,
    issues: Vec<Issue>,
}

/// A row as it stands in the file, with its place in the block.
pub(crate) struct Line<'b> {
    pub id: &'b [u8],
    pub line: &'b [u8],
    pub row: u32,
    pub offset: u64,
    /// Where somebody wrote this row in the place of another: that other.
    pub was: Option<&'b str>,
}

impl Line<'_> {
    /// What the row is known by: its id, or itself where it has none.
    pub fn key(&self) -> u64 {
        if text::is_blank(self.id) { index::hash(self.line) | 1 << 63 } else { key_of(self.id) }
    }
}

/// Which rows of a block are wanted: all of them, or some (to settle repeated ids).
pub(crate) type Only<'o> = Option<&'o mut (dyn FnMut(Line<'_>) -> bool + 'o)>;

/// Reads a block.
pub(crate) fn read<'a>(
    shared: &'a Shared<'a>,
    sheet: &'a Sheet,
    block: Block,
    bytes: &[u8],
    only: Only<'_>,
) -> BlockOut {
    let (quoted, has_nul) = (block.quoted, memchr::memchr(0, bytes).is_some());
    let mut reading = Reading {
        shared,
        sheet,
        block,
        memo: Memo::default(),
        out: BlockOut::new(),
        lane: Lane::of(sheet, shared.taken).filter(|_| !quoted && !has_nul && only.is_none() && sheet.mends.is_empty()),
        // Within quotes even a line end is part of a cell. A lane asks this of no cell.
        plain: false,
        has_nul,
        only,
        was: None,
        quote_open: false,
    };
    reading.plain = reading.lane.is_none() && !quoted && text::is_plain(bytes);
    reading.out.not_utf8 = !reading.plain && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_some());
    if reading.only.is_none() {
        // As many rows as lines, so that the columns need not grow.
        let lines = memchr::memchr_iter(b'\n', bytes).count();
        reading.out.listed.reserve(lines);
        match sheet.spec.table {
            Table::CinVisits | Table::CpVisits | Table::ClaVisits => reading.out.visits.reserve(lines),
            Table::Person => reading.out.persons.reserve(lines),
            _ => reading.out.rows.reserve(lines),
        }
    }
    if block.too_long {
        let reason = "a row of more than a megabyte without an end: a quote may not be closed, or it is no CSV file";
        reading.whole(bytes, 0, bytes.len(), reason);
    } else if block.quoted {
        reading.walk(bytes);
    } else {
        reading.sweep(bytes);
    }
    let mut out = reading.out;
    out.keys = match (out.rising, out.listed.first(), out.listed.last()) {
        (true, Some(first), Some(last)) => Keys::Rising { first: *first, last: *last },
        (_, None, _) => Keys::Empty,
        _ => Keys::Listed(std::mem::take(&mut out.listed)),
    };
    out.listed = Vec::new();
    out
}

struct Reading<'a, 'o> {
    shared: &'a Shared<'a>,
    sheet: &'a Sheet,
    block: Block,
    memo: Memo,
    out: BlockOut,
    lane: Option<Lane>,
    plain: bool,
    has_nul: bool,
    only: Only<'o>,
    /// The row as the file has it, while what was written in its place is read.
    was: Option<String>,
    /// Whether a quote was opened that nothing closes to the end of the block, and no whole row has come since.
    quote_open: bool,
}

impl Reading<'_, '_> {
    /// Rows of a block without quotes: indexed a window at a time, so that the index stays in the nearest cache.
    fn sweep(&mut self, bytes: &[u8]) {
        const WINDOW: usize = 16 << 10;
        let (mut ends, mut lines): (Vec<u32>, Vec<u32>) = (Vec::with_capacity(WINDOW), Vec::with_capacity(WINDOW / 8));
        let (mut from, mut start) = (0, 0);
        let in_order = self.lane.filter(|lane| lane.in_order);
        while from < bytes.len() {
            let to = bytes.len().min(from + WINDOW);
            lines.clear();
            if let Some(lane) = in_order {
                // The cells of what is written so plainly need no index; from the first other line on the window has one.
                records::lines(bytes, from, to, &mut lines);
                if lines.iter().all(|end| self.visit_in_order(lane, bytes, &mut start, *end)) {
                    from = to;
                    continue;
                }
                from = start as usize;
                lines.clear();
                ends.clear();
            }
            records::index(bytes, from, to, &mut ends, &mut lines);
            let mut first = 0;
            for line in &lines {
                let cells = Cells { bytes, start, ends: &ends[first..=*line as usize] };
                if !self.visit(cells) {
                    self.row(cells, bytes, start as usize, ends[*line as usize] as usize);
                }
                start = ends[*line as usize] + 1;
                first = *line as usize + 1;
            }
            ends.drain(..first);
            from = to;
        }
    }

    /// Rows of a block with quotes, one by one.
    fn walk(&mut self, bytes: &[u8]) {
        let (mut plain, mut ends, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        let mut at = 0;
        while at < bytes.len() {
            let Some(record) = records::record(bytes, at, true) else { break };
            match record.shape {
                Shape::Damaged | Shape::Open => {
                    let reason = "a quoted cell is not closed, or a quote within it is not doubled";
                    self.whole(bytes, at, record.end, reason);
                    self.quote_open |= record.shape == Shape::Open && !self.is_stray_quote(&bytes[at..record.end]);
                }
                Shape::Plain => {
                    ends.clear();
                    lines.clear();
                    records::index(bytes, at, record.end, &mut ends, &mut lines);
                    ends.push(record.end as u32);
                    self.row(Cells { bytes, start: at as u32, ends: &ends }, bytes, at, record.end);
                }
                Shape::Quoted => {
                    records::unquote(&bytes[at..record.end], &mut plain, &mut ends);
                    self.row(Cells { bytes: &plain, start: 0, ends: &ends }, bytes, at, record.end);
                }
            }
            at = record.next;
        }
        // A quote that is open where the file ends: the end of its cell is missing, and all that came after it.
        self.out.is_cut |= self.quote_open && self.block.last;
    }

    /// Whether a quote that nothing closes is a stray one on that line: without it the line has all of its cells. In the last
    /// of them it tells nothing, since that may go on. Whole rows after the line show it too.
    fn is_stray_quote(&self, line: &[u8]) -> bool {
        let cells = memchr::memchr_iter(b',', line).count() + 1;
        let last = line.rsplit(|byte| *byte == b',').next().unwrap_or_default();
        cells == self.sheet.header.cells && !last.starts_with(b"\"")
    }

    /// A visit, where its row is so plainly written that the short way takes it.
    #[inline]
    fn visit(&mut self, cells: Cells<'_>) -> bool {
        let visit = self.lane.as_ref().and_then(|lane| lane.read(cells));
        visit.is_some_and(|visit| self.take(visit))
    }

    /// The same of the line from `start`, which goes on to the next where it is taken, to that end.
    #[inline]
    fn visit_in_order(&mut self, lane: Lane, bytes: &[u8], start: &mut u32, end: u32) -> bool {
        let visit = lane.read_in_order(&bytes[*start as usize..end as usize], &mut self.memo.comma);
        let is_taken = visit.is_some_and(|visit| self.take(visit));
        *start = if is_taken { end + 1 } else { *start };
        is_taken
    }

    #[inline]
    fn take(&mut self, visit: Plain<'_>) -> bool {
        if self.memo.word != visit.word {
            let Some(number) = self.plain_person(visit.person) else { return false };
            (self.memo.word, self.memo.of_word) = (visit.word, number);
        }
        // Of a child whom no other file has met the long way looks at whose plan or period the row names.
        if self.memo.of_word & LOCAL != 0 && referrals::spell_place(self.sheet.spec.table).is_some() {
            return false;
        }
        self.out.note_number(visit.key);
        self.out.days.mark(visit.day);
        self.out.counts.read += 1;
        self.out.counts.used += 1;
        let row = self.out.counts.read as u32;
        self.out.visits.push(Visit::new(self.memo.of_word, row, visit.at, visit.parts));
        true
    }

    /// The child of a cell that is used as it is written.
    fn plain_person(&mut self, cell: &[u8]) -> Option<u32> {
        let is_plain = matches!(cell, [b'0'..=b'9' | b'A'..=b'M' | b'O'..=b'Z', ..]);
        if !is_plain
            || !cell.iter().all(|byte| byte.is_ascii_graphic() && *byte != b',')
            || dates::is_date_or_time(cell)
        {
            return None;
        }
        Some(index::number_after(self.memo.of_word, self.shared.people, &mut self.out.new_people, cell))
    }

    /// Reads what somebody wrote in the place of that row, if anybody did.
    fn reads_mended(&mut self, bytes: &[u8], start: usize, end: usize) -> bool {
        let sheet = self.sheet;
        if sheet.mends.is_empty() || self.was.is_some() {
            return false;
        }
        let was = kept_line(bytes, start, end);
        let Some(now) = sheet.mends.get(&was) else { return false };
        self.out.mended.push(was.clone());
        self.was = Some(was);
        let plain = std::mem::replace(&mut self.plain, false);
        let now = now.as_bytes();
        match records::record(now, 0, true) {
            Some(record) if record.shape.is_whole() && record.end == now.len() => {
                let (mut cells, mut ends) = (Vec::new(), Vec::new());
                records::unquote(now, &mut cells, &mut ends);
                self.row(Cells { bytes: &cells, start: 0, ends: &ends }, now, 0, now.len());
            }
            _ => self.whole(now, 0, now.len(), "a quoted cell is not closed, or a quote within it is not doubled"),
        }
        (self.plain, self.was) = (plain, None);
        true
    }

    fn row(&mut self, mut cells: Cells<'_>, bytes: &[u8], start: usize, end: usize) {
        if self.reads_mended(bytes, start, end) {
            return;
        }
        let expected = self.sheet.header.cells;
        if text::trim(&bytes[start..end]).is_empty() && (cells.ends.len() != expected || expected == 1) {
            return;
        }
        if (0..cells.ends.len()).all(|at| text::trim(cells.get(at)).is_empty()) {
            return self.nothing_said(bytes, start, end);
        }
        if cells.ends.len() != expected {
            let surplus_is_empty = (expected..cells.ends.len()).all(|at| text::trim(cells.get(at)).is_empty());
            if cells.ends.len() < expected || !surplus_is_empty {
                return self.wrong_count(cells.ends.len(), bytes, start, end);
            }
            cells.ends = &cells.ends[..expected];
        }
        self.quote_open = false;
        if end - start > MAX_RECORD {
            return self.whole(bytes, start, end, "a row of more than a megabyte: a quote may not be closed");
        }
        if self.has_nul && memchr::memchr(0, &bytes[start..end]).is_some() {
            return self.whole(bytes, start, end, "the row holds zero bytes: the file is damaged, export it again");
        }
        if let Some(only) = &mut self.only {
            let id = self.sheet.header.column(self.sheet.id_place());
            let id = id.map_or(&[][..], |column| text::trim(cells.get(column)));
            let line = Line {
                id,
                line: &bytes[start..end],
                row: self.out.counts.read as u32 + 1,
                offset: self.block.offset + start as u64,
                was: self.was.as_deref(),
            };
            if !only(line) {
                self.out.counts.read += 1;
                return;
            }
        }
        self.out.counts.read += 1;
        let row = self.out.counts.read as u32;
        let (shared, sheet, plain) = (self.shared, self.sheet, self.plain);
        let mut reader = Reader {
            shared,
            sheet,
            memo: &mut self.memo,
            out: &mut self.out,
            cells,
            row,
            plain,
            line: &bytes[start..end],
        };
        let outcome = match rows::read(&mut reader) {
            Ok(()) if self.memo.issues.is_empty() => Outcome::Used,
            Ok(()) => Outcome::InPart,
            Err(Stop(outcome)) => outcome,
        };
        // What cannot be read of the last row, and its end is not there, was cut off.
        self.out.is_cut |= !self.memo.issues.is_empty() && self.is_cut_within(cells, bytes, end);
        self.settle(outcome, bytes, start, end);
    }

    fn settle(&mut self, outcome: Outcome, bytes: &[u8], start: usize, end: usize) {
        *self.out.counts.slot(outcome) += 1;
        let is_lost = matches!(outcome, Outcome::Rejected | Outcome::Unknown);
        let child = self.memo.child.take();
        let row = self.out.counts.read as u32;
        let kind = self.memo.kind.take();
        let first_day = self.memo.first_day.take().filter(|_| outcome != Outcome::Rejected);
        first_day.into_iter().for_each(|day| self.out.days.mark(day));
        if self.only.is_some() {
            self.out.settled.push((row, outcome, child));
        } else if is_lost && self.sheet.spec.table == Table::Absences {
            let key = self.sheet.keys.of(text::trim(&bytes[start..end])).0;
            self.out.unread.push(Unread::of(row, key, outcome, &bytes[start..end], None));
        } else if is_lost && self.sheet.spec.is_about_children() {
            let key = self.sheet.keys.of(text::trim(&bytes[start..end])).0;
            match child {
                Some(child) => {
                    self.out.lost.push(Row::lost(child, row, key, self.sheet.spec.table, outcome).of_kind(kind));
                }
                None => self.out.unread.push(Unread::of(row, key, outcome, &bytes[start..end], kind)),
            }
        }
        if self.memo.issues.is_empty() {
            return;
        }
        let child = child.map(|number| {
            let id = if number & LOCAL == 0 {
                self.shared.people.text(number)
            } else {
                self.out.new_people.text(number & !LOCAL)
            };
            format!("{}:{id}", self.shared.site.source)
        });
        let line = kept_line(bytes, start, end);
        for issue in self.memo.issues.drain(..) {
            self.out.rejected.push(Rejected {
                file: self.sheet.file.clone(),
                row,
                offset: self.block.offset + start as u64,
                column: issue.column,
                value: issue.value,
                reason: issue.reason.into_owned(),
                outcome,
                line: line.clone(),
                was: self.was.clone(),
                child: child.clone(),
            });
        }
    }
}

/// A row as it is kept where it cannot be used.
pub(crate) fn kept_line(bytes: &[u8], start: usize, end: usize) -> String {
    let line = text::bounded(&bytes[start..end.min(start + KEPT_BYTES)], KEPT_BYTES);
    line.trim_end_matches('\r').to_owned()
}

/// Of a row that cannot be used, so many bytes are kept.
pub(crate) const KEPT_BYTES: usize = 4096;

/// A row, as the tables read it.
pub(crate) struct Reader<'r, 'b> {
    pub shared: &'r Shared<'r>,
    pub sheet: &'r Sheet,
    pub memo: &'r mut Memo,
    pub out: &'r mut BlockOut,
    cells: Cells<'b>,
    pub row: u32,
    plain: bool,
    line: &'b [u8],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_the_records_own() {
        for (source, table, key) in [("lcs", "ssd_involvements", "42"), ("a", "b", "c"), ("", "", "")] {
            assert_eq!(RefMaker::new(source, table).of(key.as_bytes()), Ref::to(source, table, key));
        }
    }

    #[test]
    fn row_ids_that_are_numbers_are_compared_as_numbers() {
        assert_eq!((key_of(b"0"), key_of(b"42"), key_of(b"999999999999999999")), (0, 42, 999_999_999_999_999_999));
        for other in ["007", "", "R1", "1-2", "9999999999999999999"] {
            assert!(key_of(other.as_bytes()) >> 63 == 1, "{other}");
        }
    }
}
