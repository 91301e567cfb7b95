//! The short way for a visit's row, of which an extract has more than of all others together.
//!
//! It takes a row whose cells are all written in the plainest way, and leaves every other to the long way, which knows
//! all ways of writing and what to say of those that cannot be read. Both give the same: a test holds them together.

use record::Day;
use record::words::{VisitPart, Word as _};

use crate::block::Sheet;
use crate::columns::Time;
use crate::dates;
use crate::index::word;
use crate::records::Cells;
use crate::tables::{ID, OWN, PERSON, START, Table};

/// Where the cells of a visit are in the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lane {
    cells: usize,
    id: usize,
    person: usize,
    date: usize,
    said: [Option<usize>; 3],
    /// What the file has no column for.
    not_said: u8,
    latest: Day,
    /// Whether the file has the six columns of a visit to a child in need and no others, in the order in which they are
    /// published.
    pub in_order: bool,
}

/// A visit as its plainest row says it, but for the child, whose cell it is.
pub(crate) struct Plain<'b> {
    pub key: u64,
    pub person: &'b [u8],
    /// The person's cell as one number, where it is short enough to be one; no two such cells have the same.
    pub word: u64,
    pub day: i32,
    pub at: Time,
    /// Bits in the order of the list of visit parts.
    pub parts: u8,
}

impl Lane {
    /// The lane of that file, where it is one of visits and has the columns; what is after `latest` has not happened.
    pub fn of(sheet: &Sheet, latest: Day) -> Option<Lane> {
        if !matches!(sheet.spec.table, Table::CinVisits | Table::CpVisits | Table::ClaVisits) {
            return None;
        }
        let column = |place| sheet.header.column(place);
        let said = [column(OWN), column(OWN + 1), column(OWN + 2)];
        let (id, person, date) = (column(ID)?, column(PERSON)?, column(START)?);
        let not_said = u8::from(said.contains(&None)) << VisitPart::RestNotKnown.index();
        let cells = sheet.header.cells;
        let in_order = cells == 6 && (id, person, date) == (0, 1, 2) && said == [Some(3), Some(4), Some(5)];
        said[0].map(|_| Lane { cells, id, person, date, said, not_said, latest, in_order })
    }

    /// What a line says of a file whose columns are in order, where every cell is filled, and plainly: the date and the three
    /// answers are as long on every such line, so that only what is before them need be looked through for a comma. `comma` is
    /// where the line before had it. Whether the person's cell holds one is for the caller to ask.
    #[inline]
    pub fn read_in_order<'b>(&self, line: &'b [u8], comma: &mut usize) -> Option<Plain<'b>> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let (ids, said) = line.split_last_chunk::<17>()?;
        let [b',', date @ .., b',', seen, b',', alone, b',', bedroom] = said else { return None };
        if ids.get(*comma) != Some(&b',') {
            *comma = ids.iter().position(|byte| *byte == b',')?;
        }
        let (id, person) = (ids.get(..*comma)?, ids.get(*comma + 1..)?);
        let key = whole_number(id)?;
        let day = dates::plain(date).filter(|day| *day <= self.latest)?;
        let mut parts = 0;
        let mut is_said = true;
        for (part, said) in [seen, alone, bedroom].into_iter().enumerate() {
            let (yes, no) = (*said == b'Y', *said == b'N');
            is_said &= yes | no;
            parts |= u8::from(yes) << part;
        }
        let word = word(person).filter(|word| *word != 0 && is_said)?;
        Some(Plain { key, person, word, day: day.number(), at: Time::of(record::When::On(day)), parts })
    }

    /// What the row says, where each of its cells is written plainly.
    #[inline]
    pub fn read<'b>(&self, cells: Cells<'b>) -> Option<Plain<'b>> {
        if cells.ends.len() != self.cells {
            return None;
        }
        let cell = |column: usize| {
            let cell = cells.get(column);
            if column + 1 == self.cells { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell }
        };
        let key = whole_number(cell(self.id))?;
        let day = dates::plain(cell(self.date)).filter(|day| *day <= self.latest)?;
        let mut parts = self.not_said;
        for (part, column) in self.said.iter().enumerate() {
            let Some(column) = column else { continue };
            let [said] = *cell(*column) else {
                // A blank is noted where it is that of the first, whether the child was seen.
                if part > 0 && cell(*column).is_empty() {
                    continue;
                }
                return None;
            };
            // Yes and no come as they come: a jump for each would be guessed wrongly every other time.
            let (yes, no) = (said == b'Y', said == b'N');
            if !(yes | no) {
                return None;
            }
            parts |= u8::from(yes) << part;
        }
        let person = cell(self.person);
        let word = word(person).filter(|word| *word != 0)?;
        Some(Plain { key, person, word, day: day.number(), at: Time::of(record::When::On(day)), parts })
    }
}

/// A whole number of at most eight digits that does not begin with a zero.
#[inline]
fn whole_number(cell: &[u8]) -> Option<u64> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    if cell.first() == Some(&b'0') {
        return None;
    }
    // The last digit highest, and zeros before the first: eight digits, read two, four and eight at a time.
    let shift = 64 - 8 * cell.len().min(8) as u32;
    let shifted = word(cell)? << shift;
    let digits = (shifted | ZEROS.checked_shr(64 - shift).unwrap_or(0)) ^ ZEROS;
    if (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let twos = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let low = (twos & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let high = (twos >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    Some(low.wrapping_add(high) >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::key_of;

    #[test]
    fn whole_numbers_are_read_eight_digits_at_a_time_as_one_by_one() {
        for number in (0..100_000_000).step_by(7919).chain([1, 9, 10, 99_999_999, 12_345_678]) {
            let written = number.to_string();
            let read = whole_number(written.as_bytes());
            assert_eq!(read, Some(key_of(written.as_bytes())).filter(|_| number > 0), "{written}");
        }
        for other in ["", "0", "01", "123456789", "12a", "1 2", "-1", "1234567:", "\u{e9}1", "12345/78", "P1"] {
            assert_eq!(whole_number(other.as_bytes()), None, "{other}");
        }
    }
}
