//! A file of the clean extract as lines and raw cells, so that what is not damaged stays the same to the byte.

use std::path::Path;

use crate::Error;

/// A file in memory.
pub(super) struct RawFile {
    pub name: String,
    pub header: Vec<u8>,
    /// The data lines, without their line ends.
    pub lines: Vec<Vec<u8>>,
}

impl RawFile {
    /// Reads a clean file; none where the folder has no such file, or it is empty.
    pub fn read(folder: &Path, name: &str) -> Result<Option<RawFile>, Error> {
        let path = folder.join(name);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(Error::Read { file: path, cause }),
        };
        let mut lines = bytes.split(|&byte| byte == b'\n').map(<[u8]>::to_vec);
        let header = lines.next().unwrap_or_default();
        let mut lines: Vec<Vec<u8>> = lines.collect();
        if lines.last().is_some_and(Vec::is_empty) {
            lines.pop();
        }
        Ok((!header.is_empty()).then(|| RawFile { name: name.to_owned(), header, lines }))
    }

    /// The file's bytes, every line ended.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes =
            Vec::with_capacity(self.lines.iter().map(|line| line.len() + 1).sum::<usize>() + self.header.len() + 1);
        for line in std::iter::once(&self.header).chain(&self.lines) {
            bytes.extend_from_slice(line);
            bytes.push(b'\n');
        }
        bytes
    }

    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        put(folder, &self.name, &self.bytes())
    }

    /// Where a column stands.
    pub fn place(&self, column: &str) -> Option<usize> {
        cells(&self.header).iter().position(|cell| *cell == column.as_bytes())
    }

    /// A cell of a data line, as it is written.
    pub fn cell(&self, line: usize, place: usize) -> &[u8] {
        cells(&self.lines[line]).get(place).copied().unwrap_or_default()
    }

    /// Puts another value into a cell; it is written as it is, so it must bring its own quotation marks.
    pub fn set(&mut self, line: usize, place: usize, value: &[u8]) {
        let mut all: Vec<&[u8]> = cells(&self.lines[line]);
        all[place] = value;
        self.lines[line] = all.join(&b","[..]);
    }
}

/// Writes a file's bytes.
pub(super) fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let file = folder.join(name);
    std::fs::write(&file, bytes).map_err(|cause| Error::Write { file, cause })
}

/// The cells of a line, with their quotation marks.
pub(super) fn cells(line: &[u8]) -> Vec<&[u8]> {
    let mut cells = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (place, byte) in line.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                cells.push(&line[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    cells.push(&line[start..]);
    cells
}
