//! A file of involvements of any size, to hold an importer's memory to its bound.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::Error;
use crate::dice::Dice;
use crate::tables::TABLES;

/// Persons and workers that the rows name: few, so that what grows is the file and not what it is about.
const PERSONS: i32 = 20_000;
const WORKERS: i32 = 500;

/// Writes `ssd_involvements.csv` of at least that many bytes into the folder, row by row, and says how many data rows it
/// has. Every row is sound and has an id of its own.
///
/// # Errors
/// A folder or file that cannot be written.
pub fn huge(folder: &Path, bytes: u64, seed: u64) -> Result<u64, Error> {
    let path = folder.join("ssd_involvements.csv");
    let cannot = |cause| Error::Write { file: path.clone(), cause };
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&path).map_err(cannot)?);
    let header = TABLES.iter().find(|table| table.0 == "ssd_involvements").map_or("", |table| table.1);
    let header = header.split_whitespace().collect::<Vec<_>>().join(",") + "\n";
    out.write_all(header.as_bytes()).map_err(cannot)?;
    let mut written = header.len() as u64;
    let mut dice = Dice::new(seed, 1);
    let (mut rows, mut line) = (0, Vec::new());
    while written < bytes {
        rows += 1;
        let (person, worker) = (dice.between(1, PERSONS), dice.between(1, WORKERS));
        let (year, month, day) = (dice.between(2016, 2024), dice.between(1, 12), dice.between(1, 28));
        line.clear();
        // Writing to memory cannot fail.
        let _ = writeln!(
            line,
            "I{rows:010},W{worker:04},CW,T{:02},EX{person:06},{year}-{month:02}-{day:02},{}-{month:02}-{day:02},TSPROC,R{person:06}",
            worker % 24 + 1,
            year + 1,
        );
        out.write_all(&line).map_err(cannot)?;
        written += line.len() as u64;
    }
    out.flush().map_err(cannot)?;
    Ok(rows)
}
