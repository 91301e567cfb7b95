//! A file as a stream of blocks that end where a record ends, in UTF-8 whatever it was written in.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::records::{self, MAX_RECORD};

/// In what a file is written, as found from its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or ASCII.
    Utf8,
    /// UTF-8 after a byte-order mark.
    Utf8WithMark,
    /// Not UTF-8 throughout: what is not was read as Windows-1252.
    Windows1252,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

impl std::fmt::Display for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8WithMark => "UTF-8 with a byte-order mark",
            Encoding::Windows1252 => "not UTF-8 throughout: what is not was read as Windows-1252",
            Encoding::Utf16Le => "UTF-16 (low byte first), read as if it were UTF-8",
            Encoding::Utf16Be => "UTF-16 (high byte first), read as if it were UTF-8",
        })
    }
}

/// What a block holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    /// Where it begins in the file (in its text as UTF-8, where the file is UTF-16).
    pub offset: u64,
    /// Whether it has a quote character.
    pub quoted: bool,
    /// It is the beginning of one record that is too long; the rest of that record is passed over.
    pub too_long: bool,
    /// The last record has no newline of its own.
    pub unended: bool,
    /// The file ends with it.
    pub last: bool,
}

/// A file being read.
pub(crate) struct Source {
    reader: Box<dyn Read + Send>,
    carry: Vec<u8>,
    offset: u64,
    block_bytes: usize,
    ended: bool,
    skipping: bool,
    /// As found at the beginning.
    pub encoding: Encoding,
    /// Bytes of the file.
    pub file_bytes: u64,
}

impl Source {
    /// Opens a file and finds out in what it is written.
    pub fn open(path: &Path, block_bytes: usize) -> io::Result<Source> {
        let mut file = File::open(path)?;
        let file_bytes = file.metadata()?.len();
        let mut head = Vec::new();
        (&mut file).take(HEAD).read_to_end(&mut head)?;
        let (encoding, mark) = encoding_of(&head[..head.len().min(1024)]);
        file.seek(SeekFrom::Start(mark))?;
        let (reader, offset): (Box<dyn Read + Send>, u64) = match encoding {
            Encoding::Utf16Le => (Box::new(Transcoder::new(file, encoding_rs::UTF_16LE)), 0),
            Encoding::Utf16Be => (Box::new(Transcoder::new(file, encoding_rs::UTF_16BE)), 0),
            _ => (Box::new(file), mark),
        };
        let reader = if ends_in_returns(&head, encoding) { Box::new(Returns(reader)) } else { reader };
        let carry = Vec::new();
        Ok(Source { reader, carry, offset, block_bytes, ended: false, skipping: false, encoding, file_bytes })
    }

    /// Fills `bytes` with the next block, whole records each with its newline; nothing at the end of the file.
    pub fn next_block(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Block>> {
        bytes.clear();
        bytes.append(&mut self.carry);
        let mut wanted = self.block_bytes;
        loop {
            if self.skipping && !self.skip_line(bytes)? {
                return Ok(None);
            }
            if bytes.len() < wanted && !self.ended {
                let missing = (wanted - bytes.len()) as u64;
                let read = self.reader.by_ref().take(missing).read_to_end(bytes)?;
                self.ended = (read as u64) < missing;
            }
            if bytes.is_empty() {
                return Ok(None);
            }
            let quoted = memchr::memchr(b'"', bytes).is_some();
            if let Some(block) = self.cut(bytes, quoted) {
                return Ok(Some(block));
            }
            if bytes.len() > MAX_RECORD {
                // One record, and no end of it: its beginning is kept to be shown, the rest is passed over.
                let offset = self.offset;
                self.skipping = true;
                self.offset += bytes.len() as u64;
                bytes.truncate(4096);
                return Ok(Some(Block { offset, quoted: false, too_long: true, unended: false, last: false }));
            }
            wanted = (bytes.len() * 2).max(self.block_bytes).min(MAX_RECORD + self.block_bytes + 2);
        }
    }

    fn cut(&mut self, bytes: &mut Vec<u8>, quoted: bool) -> Option<Block> {
        let mut unended = false;
        let end = if self.ended {
            // What a quote makes of the end depends on all of it being there, so it is settled when parsing.
            if bytes.last() != Some(&b'\n') {
                bytes.push(b'\n');
                unended = true;
            }
            bytes.len()
        } else if quoted {
            let mut at = 0;
            while let Some(record) = records::record(bytes, at, false) {
                at = record.next;
            }
            at
        } else {
            memchr::memrchr(b'\n', bytes).map_or(0, |newline| newline + 1)
        };
        if end == 0 {
            return None;
        }
        let offset = self.offset;
        self.offset += end as u64;
        self.carry.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
        Some(Block { offset, quoted, too_long: false, unended, last: self.ended })
    }

    /// Passes over the rest of a record that is too long; false at the end of the file.
    fn skip_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            if let Some(newline) = memchr::memchr(b'\n', bytes) {
                self.offset += newline as u64 + 1;
                bytes.drain(..=newline);
                self.skipping = false;
                return Ok(true);
            }
            self.offset += bytes.len() as u64;
            bytes.clear();
            if self.ended {
                return Ok(false);
            }
            let read = self.reader.by_ref().take(self.block_bytes as u64).read_to_end(bytes)?;
            self.ended = read < self.block_bytes;
        }
    }

    /// Takes the first record, which is the header, as its cells; nothing where the file is empty.
    pub fn header(&mut self) -> io::Result<Option<Vec<String>>> {
        let mut bytes = Vec::new();
        let Some(block) = self.next_block(&mut bytes)? else { return Ok(None) };
        let Some(record) = records::record(&bytes, 0, true) else { return Ok(None) };
        let (mut plain, mut ends) = (Vec::new(), Vec::new());
        if !record.shape.is_whole() || block.too_long {
            plain.extend_from_slice(&bytes[..record.end.min(4096)]);
            ends.push(plain.len() as u32);
        } else {
            records::unquote(&bytes[..record.end], &mut plain, &mut ends);
        }
        let cells = records::Cells { bytes: &plain, start: 0, ends: &ends };
        let names = (0..ends.len()).map(|column| crate::text::tidy(crate::text::trim(cells.get(column))).into_owned());
        let names = names.collect();
        if !block.too_long {
            // What followed the header in this block is read again with the next.
            self.offset = block.offset + record.next as u64;
            let mut rest = bytes.split_off(record.next.min(bytes.len()));
            if block.unended && rest.last() == Some(&b'\n') {
                rest.pop();
            }
            rest.append(&mut self.carry);
            self.carry = rest;
        }
        Ok(Some(names))
    }
}

/// How much of a file is looked at to find out in what it is written: more than any header has.
const HEAD: u64 = 64 << 10;

/// Whether lines end in a carriage return only, as some programs on old Macs end them: the beginning has one, and no
/// newline.
fn ends_in_returns(head: &[u8], encoding: Encoding) -> bool {
    let text = match encoding {
        Encoding::Utf16Le => encoding_rs::UTF_16LE.decode_without_bom_handling(head).0.into_owned().into_bytes(),
        Encoding::Utf16Be => encoding_rs::UTF_16BE.decode_without_bom_handling(head).0.into_owned().into_bytes(),
        _ => head.to_owned(),
    };
    // Of the return and newline that may end a line, the end of the head may have cut the newline off.
    let whole = text.strip_suffix(b"\r").filter(|_| head.len() as u64 == HEAD).unwrap_or(&text);
    memchr::memchr(b'\r', whole).is_some() && memchr::memchr(b'\n', whole).is_none()
}

/// A file whose lines end in a carriage return, with newlines in their place.
struct Returns(Box<dyn Read + Send>);

impl Read for Returns {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(out)?;
        out[..count].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        Ok(count)
    }
}

/// The data rows of the file, records after the header that are not blank: the number of each, counted from 1, where it
/// begins, and itself.
pub(crate) fn rows_of(path: &Path, block_bytes: usize, each: &mut dyn FnMut(u32, u64, &[u8])) -> io::Result<()> {
    let mut source = Source::open(path, block_bytes.max(16))?;
    source.header()?;
    let (mut bytes, mut row) = (Vec::new(), 0);
    while let Some(block) = source.next_block(&mut bytes)? {
        let mut at = 0;
        while let Some(record) = records::record(&bytes, at, true).filter(|_| at < bytes.len() && !block.too_long) {
            let line = &bytes[at..record.end];
            if !crate::text::trim(line).is_empty() {
                row += 1;
                each(row, block.offset + at as u64, line);
            }
            at = record.next;
        }
        if block.too_long {
            row += 1;
            each(row, block.offset, &bytes);
        }
    }
    Ok(())
}

fn encoding_of(head: &[u8]) -> (Encoding, u64) {
    match head {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8WithMark, 3),
        [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
        _ => {
            // A table's name of a column is ASCII, so UTF-16 without a mark shows as a zero in every other byte.
            let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
            let half = head.len() / 2;
            match (half > 8, zeros(0), zeros(1)) {
                (true, 0, high) if high * 10 > half * 9 => (Encoding::Utf16Le, 0),
                (true, low, 0) if low * 10 > half * 9 => (Encoding::Utf16Be, 0),
                _ => (Encoding::Utf8, 0),
            }
        }
    }
}

/// UTF-16 read as UTF-8, a few kilobytes at a time.
struct Transcoder {
    file: File,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Transcoder {
    fn new(file: File, encoding: &'static encoding_rs::Encoding) -> Transcoder {
        let decoder = encoding.new_decoder_without_bom_handling();
        Transcoder { file, decoder, raw: Vec::new(), text: Vec::new(), given: 0, ended: false }
    }
}

impl Read for Transcoder {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.raw.clear();
            let read = self.file.by_ref().take(64 << 10).read_to_end(&mut self.raw)?;
            self.ended = read == 0;
            let needed = self.decoder.max_utf8_buffer_length(read).unwrap_or(read * 3 + 16);
            self.text.resize(needed, 0);
            let (_, _, written, _) = self.decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
            self.text.truncate(written);
            self.given = 0;
        }
        let count = out.len().min(self.text.len() - self.given);
        out[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
/// What is wrong with a file whose first line names nothing.
pub(crate) fn no_header(path: &Path) -> &'static str {
    let mut begins = [1; 1];
    match File::open(path).and_then(|mut file| file.read(&mut begins)) {
        Ok(0) => "the file is empty: not even a header",
        Ok(_) if begins[0] == 0 => {
            "the file begins with zero bytes where its header should be: it is damaged, export it again"
        }
        _ => "its first line names no column: the first line must be the header",
    }
}
