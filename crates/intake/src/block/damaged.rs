//! Rows that are no rows: nothing but separators, cells missing or too many, quotes that do not close, a file that ends
//! within its last.

use std::borrow::Cow;

use super::{Issue, Line, Reading};
use crate::records::Cells;
use crate::report::{Noted, Outcome};
use crate::text;

impl Reading<'_, '_> {
    /// A row of which nothing can be read.
    pub(super) fn whole(&mut self, bytes: &[u8], start: usize, end: usize, reason: &'static str) {
        if self.reads_mended(bytes, start, end) {
            return;
        }
        self.out.is_cut |= self.is_last_unended(bytes, end);
        self.out.counts.read += 1;
        self.memo.issues.push(Issue {
            column: "",
            value: String::new(),
            reason: Cow::Borrowed(reason),
            is_taken: true,
        });
        self.settle(Outcome::Rejected, bytes, start, end);
    }

    /// A row of separators alone, as spreadsheets leave them below a table: it is counted, and is about nobody.
    pub(super) fn nothing_said(&mut self, bytes: &[u8], start: usize, end: usize) {
        let line = Line {
            id: &[],
            line: &bytes[start..end],
            row: self.out.counts.read as u32 + 1,
            offset: self.block.offset + start as u64,
            was: self.was.as_deref(),
        };
        self.out.counts.read += 1;
        let is_wanted = match &mut self.only {
            Some(only) => only(line),
            None => {
                self.out.note(Noted::NothingSaid);
                true
            }
        };
        if is_wanted {
            self.settle(Outcome::NotNeeded, bytes, start, end);
        }
    }

    /// Whether that row is the last of a file that does not end with a line's end.
    fn is_last_unended(&self, bytes: &[u8], end: usize) -> bool {
        self.was.is_none() && self.block.unended && end + 1 >= bytes.len()
    }

    /// Whether the file ends within the last cell of that row, as far as what was refused of the row shows.
    pub(super) fn is_cut_within(&self, cells: Cells<'_>, bytes: &[u8], end: usize) -> bool {
        let last = cells.ends.len() - 1;
        let name = self.sheet.spec.columns.iter().enumerate().find_map(|(place, _)| {
            (self.sheet.header.column(place) == Some(last)).then(|| self.sheet.spec.column(place))
        });
        self.is_last_unended(bytes, end)
            && !text::trim(cells.get(last)).is_empty()
            && name.is_some_and(|name| self.memo.issues.iter().any(|issue| issue.is_taken && issue.column == name))
    }

    pub(super) fn wrong_count(&mut self, found: usize, bytes: &[u8], start: usize, end: usize) {
        let expected = self.sheet.header.cells;
        let last = self.is_last_unended(bytes, end);
        let reason = match (found < expected, last) {
            (true, true) => {
                self.out.is_cut = true;
                format!("the file ends within this row: {found} of {expected} cells")
            }
            (true, false) => {
                format!("{found} cells where the header has {expected}: a line break may stand within a cell")
            }
            _ => format!("{found} cells where the header has {expected}: a cell with a comma must stand in quotes"),
        };
        self.out.counts.read += 1;
        self.memo.issues.push(Issue { column: "", value: String::new(), reason: Cow::Owned(reason), is_taken: true });
        self.settle(Outcome::Rejected, bytes, start, end);
    }
}
