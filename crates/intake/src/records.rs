//! Where a record of a CSV file ends, and where its cells do.
//!
//! Blocks without a quote character, which is most of them, are indexed sixty-four bytes at a time. Blocks with one are
//! walked record by record. A quote that is opened and never closed properly costs its own line and no other.

use wide::u8x16;

/// A record longer than this is no record. It bounds what a damaged file can make the reader hold.
pub(crate) const MAX_RECORD: usize = 1 << 20;
/// A cell longer than this is refused where its column is used.
pub(crate) const MAX_CELL: usize = 64 << 10;

/// What a record looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// No quoted cell.
    Plain,
    /// With a quoted cell.
    Quoted,
    /// A quoted cell is not closed, or a quote within it is not doubled: only the line it began on is taken.
    Damaged,
    /// The same, of a quoted cell that goes on to the end of the bytes: they may have been cut within it.
    Open,
}

impl Shape {
    /// Whether its cells can be read.
    pub fn is_whole(self) -> bool {
        matches!(self, Shape::Plain | Shape::Quoted)
    }
}

/// A record: its bytes end at `end`, and the next begins at `next`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub end: usize,
    pub next: usize,
    pub shape: Shape,
}

/// The record that begins at `from`, or nothing where more bytes are needed to say. `at_end`: there are no more.
pub(crate) fn record(bytes: &[u8], from: usize, at_end: bool) -> Option<Record> {
    let (mut at, mut shape) = (from, Shape::Plain);
    loop {
        let Some(found) = memchr::memchr2(b'\n', b'"', &bytes[at..]).map(|offset| at + offset) else {
            return at_end.then_some(Record { end: bytes.len(), next: bytes.len(), shape });
        };
        if bytes[found] == b'\n' {
            return Some(Record { end: found, next: found + 1, shape });
        }
        if found != from && bytes[found - 1] != b',' {
            at = found + 1;
            continue;
        }
        match closing_quote(bytes, found + 1, at_end) {
            Closing::At(close) => (at, shape) = (close + 1, Shape::Quoted),
            never @ (Closing::Never | Closing::AtNoEnd) => {
                let shape = if matches!(never, Closing::AtNoEnd) { Shape::Open } else { Shape::Damaged };
                let line = memchr::memchr(b'\n', &bytes[found..]).map(|offset| found + offset);
                return match line {
                    Some(end) => Some(Record { end, next: end + 1, shape }),
                    None if at_end => Some(Record { end: bytes.len(), next: bytes.len(), shape }),
                    None => None,
                };
            }
            Closing::NeedsMore => return None,
        }
    }
}

enum Closing {
    At(usize),
    Never,
    /// The bytes end within the quoted cell.
    AtNoEnd,
    NeedsMore,
}

fn closing_quote(bytes: &[u8], from: usize, at_end: bool) -> Closing {
    let mut at = from;
    loop {
        let limit = bytes.len().min(from + MAX_RECORD);
        let Some(quote) = memchr::memchr(b'"', &bytes[at..limit]).map(|offset| at + offset) else {
            return match limit < bytes.len() {
                true => Closing::Never,
                false if at_end => Closing::AtNoEnd,
                false => Closing::NeedsMore,
            };
        };
        match bytes.get(quote + 1) {
            Some(b'"') => at = (quote + 2).min(limit),
            Some(b',' | b'\n' | b'\r') => return Closing::At(quote),
            None if at_end => return Closing::At(quote),
            None => return Closing::NeedsMore,
            Some(_) => return Closing::Never,
        }
    }
}

/// Appends the position of every comma and newline of `bytes` from `from` on to `ends`, and for every newline its
/// place in `ends` to `lines`.
pub(crate) fn index(bytes: &[u8], from: usize, to: usize, ends: &mut Vec<u32>, lines: &mut Vec<u32>) {
    let (comma, newline) = (u8x16::splat(b','), u8x16::splat(b'\n'));
    let mut chunks = bytes[from..to].chunks_exact(64);
    let mut base = from as u32;
    for chunk in &mut chunks {
        let (mut found, mut lines_at) = (0u64, 0u64);
        for (place, sixteen) in chunk.as_chunks::<16>().0.iter().enumerate() {
            let word = u8x16::new(*sixteen);
            lines_at |= u64::from(word.simd_eq(newline).to_bitmask()) << (16 * place);
            found |= u64::from((word.simd_eq(comma) | word.simd_eq(newline)).to_bitmask()) << (16 * place);
        }
        let before = ends.len();
        while lines_at != 0 {
            let bit = lines_at & lines_at.wrapping_neg();
            lines.push(before as u32 + (found & (bit - 1)).count_ones());
            lines_at ^= bit;
        }
        // Eight at a time, some of them in vain: cheaper than to be surprised by how many there are.
        let count = found.count_ones() as usize;
        ends.resize(before + count.next_multiple_of(8), 0);
        for eight in ends[before..].as_chunks_mut::<8>().0 {
            for end in eight {
                *end = base + found.trailing_zeros();
                found &= found.wrapping_sub(1);
            }
        }
        ends.truncate(before + count);
        base += 64;
    }
    for byte in chunks.remainder() {
        if *byte == b'\n' {
            lines.push(ends.len() as u32);
        }
        if matches!(byte, b',' | b'\n') {
            ends.push(base);
        }
        base += 1;
    }
}

/// Appends the position of every newline of `bytes` from `from` to `to` to `lines`.
pub(crate) fn lines(bytes: &[u8], from: usize, to: usize, lines: &mut Vec<u32>) {
    let newline = u8x16::splat(b'\n');
    let mut chunks = bytes[from..to].chunks_exact(64);
    let mut base = from as u32;
    for chunk in &mut chunks {
        let mut found = 0u64;
        for (place, sixteen) in chunk.as_chunks::<16>().0.iter().enumerate() {
            found |= u64::from(u8x16::new(*sixteen).simd_eq(newline).to_bitmask()) << (16 * place);
        }
        while found != 0 {
            lines.push(base + found.trailing_zeros());
            found &= found - 1;
        }
        base += 64;
    }
    let rest = chunks.remainder().iter().zip(base..);
    lines.extend(rest.filter(|(byte, _)| **byte == b'\n').map(|(_, at)| at));
}

/// Writes the record to `plain` without its quotes, its cells one after the other with one byte between them, and
/// where each cell ends to `ends`.
pub(crate) fn unquote(record: &[u8], plain: &mut Vec<u8>, ends: &mut Vec<u32>) {
    plain.clear();
    ends.clear();
    let mut at = 0;
    loop {
        if record.get(at) == Some(&b'"') {
            at += 1;
            while let Some(quote) = memchr::memchr(b'"', &record[at..]).map(|offset| at + offset) {
                plain.extend_from_slice(&record[at..quote]);
                at = quote + 1;
                if record.get(at) != Some(&b'"') {
                    break;
                }
                plain.push(b'"');
                at += 1;
            }
        }
        let comma = memchr::memchr(b',', &record[at..]).map(|offset| at + offset);
        plain.extend_from_slice(&record[at..comma.unwrap_or(record.len())]);
        ends.push(plain.len() as u32);
        match comma {
            Some(comma) => {
                plain.push(b',');
                at = comma + 1;
            }
            None => return,
        }
    }
}

/// The cells of one record.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'b> {
    pub bytes: &'b [u8],
    /// Where the record begins in `bytes`.
    pub start: u32,
    /// Where each cell ends in `bytes`; the next begins one byte further.
    pub ends: &'b [u32],
}

impl<'b> Cells<'b> {
    /// The cell in that column, as written; empty where the record has none.
    #[inline]
    pub fn get(&self, column: usize) -> &'b [u8] {
        let Some(end) = self.ends.get(column) else { return &[] };
        let start = if column == 0 { self.start } else { self.ends[column - 1] + 1 };
        &self.bytes[start as usize..*end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let (bytes, mut at, mut records) = (text.as_bytes(), 0, Vec::new());
        while at < bytes.len() {
            let Some(found) = record(bytes, at, true) else { panic!("no record at {at} of {text}") };
            let (mut plain, mut ends) = (Vec::new(), Vec::new());
            unquote(&bytes[at..found.end], &mut plain, &mut ends);
            let cells = Cells { bytes: &plain, start: 0, ends: &ends };
            let mut row: Vec<_> = (0..ends.len()).map(|i| String::from_utf8_lossy(cells.get(i)).into_owned()).collect();
            if !found.shape.is_whole() {
                row.insert(0, if found.shape == Shape::Open { "open" } else { "damaged" }.to_owned());
            }
            records.push(row);
            at = found.next;
        }
        records
    }

    #[test]
    fn records_are_found_whatever_is_quoted() {
        assert_eq!(cells("a,b\nc,\n"), [["a", "b"], ["c", ""]]);
        assert_eq!(cells("a,\"b,\n\"\"x\"\"\"\nc,d"), [["a", "b,\n\"x\""], ["c", "d"]]);
        assert_eq!(cells("O\"Brien,b\nc,d\n"), [["O\"Brien", "b"], ["c", "d"]]);
        assert_eq!(cells("\"\",\"\"\n"), [["", ""]]);
    }

    #[test]
    fn a_quote_that_is_not_closed_costs_its_own_line() {
        let read = cells("a,\"b\nc,d\n\"e\",f\ng,\"h");
        assert_eq!(read[0][0], "damaged");
        assert_eq!(read[1], ["c", "d"]);
        assert_eq!(read[2], ["e", "f"]);
        assert_eq!(read[3][0], "open");
        let long = format!("a,\"{}\nc,d\n", "x\n".repeat(MAX_RECORD));
        let found = record(long.as_bytes(), 0, false);
        assert_eq!(found, Some(Record { end: 4, next: 5, shape: Shape::Damaged }));
    }

    #[test]
    fn cells_are_indexed_many_bytes_at_a_time_and_one_by_one_alike() {
        let text = "12345678,P123456,2026-01-01,Y,N,Y\n,\n\n9,P1,,,,\n".repeat(5);
        for cut in 0..text.len() {
            let (mut ends, mut lines) = (Vec::new(), Vec::new());
            index(text.as_bytes(), 0, cut, &mut ends, &mut lines);
            index(text.as_bytes(), cut, text.len(), &mut ends, &mut lines);
            let expected: Vec<u32> =
                text.bytes().enumerate().filter(|(_, b)| matches!(b, b',' | b'\n')).map(|(i, _)| i as u32).collect();
            assert_eq!(ends, expected);
            let newlines: Vec<u32> = lines.iter().map(|line| ends[*line as usize]).collect();
            let mut alone = Vec::new();
            super::lines(text.as_bytes(), 0, cut, &mut alone);
            super::lines(text.as_bytes(), cut, text.len(), &mut alone);
            assert_eq!(alone, newlines);
            let expected: Vec<u32> =
                text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32).collect();
            assert_eq!(newlines, expected);
        }
    }
}
