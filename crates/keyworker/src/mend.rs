//! Rejected rows put right by hand: read from the CSV that `rejected --csv` wrote, and what became of each.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::Path;

use intake::{Extract, FileUse, MendedRow, Outcome};
use record::{Content, Names};
use serde_json::{Value, json};
use store::KeptRow;

use crate::failure::Failure;
use crate::table::plural;

/// The columns that `rejected --csv` adds before the file's own.
pub const ADDED: [&str; 2] = ["rejected_row", "what_is_wrong"];

/// What is read in the place of a rejected row.
#[derive(Clone, Debug)]
pub struct Mend {
    /// The rejected row's number.
    pub row_id: i64,
    /// The row, and what is read in its place.
    pub row: MendedRow,
    /// Whether this import is given it; otherwise an earlier one was.
    is_new: bool,
    /// What was wrong with it when an import read it last.
    still_wrong: Option<String>,
    /// Why it is not read after all.
    refused: Option<String>,
}

/// The columns in which a row names a worker.
const OF_WORKERS: [&str; 3] = ["invo_professional_id", "cine_referral_worker_id", "worker_id"];

/// What became of a row that was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// Used.
    Used,
    /// Something is wrong with it still.
    StillWrong(String),
    /// The row that it was is not in this extract.
    NotThere,
}

/// The rows that an import reads in the place of others.
#[derive(Default)]
pub struct Mends {
    /// Each with the rejected row that it was.
    pub all: Vec<Mend>,
    /// How many of the corrected file are as they were.
    pub unchanged: u64,
}

/// What became of those that this import was given.
#[derive(Default)]
pub struct Mended {
    rows: Vec<(i64, String, Became)>,
    unchanged: u64,
}

/// A row that was written in the place of another, and what is wrong with it still.
pub type Tried<'m> = (&'m Mend, Option<String>);

impl Mends {
    /// Those that earlier imports were given, and those of that file, which go before.
    pub fn of(kept: &[KeptRow], file: Option<&Path>) -> Result<Mends, Failure> {
        let mut all: BTreeMap<i64, Mend> = BTreeMap::new();
        for one in kept {
            let Some(mend) = &one.mend else { continue };
            let row = MendedRow {
                file: one.row.file.clone(),
                header: one.row.header.clone(),
                was: one.row.line.clone(),
                now: mend.line.clone(),
            };
            let still_wrong = mend.still_wrong.clone();
            all.insert(one.row_id, Mend { row_id: one.row_id, row, is_new: false, still_wrong, refused: None });
        }
        let mut unchanged = 0;
        if let Some(path) = file {
            let text = crate::text::read(path)?;
            for mend in
                corrected(&text, kept).map_err(|what| Failure::Unreadable(format!("{}: {what}", path.display())))?
            {
                let now = &all.get(&mend.row_id).map_or(&mend.row.was, |known| &known.row.now);
                if cells_of(now) == cells_of(&mend.row.now) {
                    unchanged += 1;
                } else {
                    all.insert(mend.row_id, mend);
                }
            }
        }
        Ok(Mends { all: all.into_values().collect(), unchanged })
    }

    /// The rows to be read.
    pub fn rows(&self) -> Vec<MendedRow> {
        self.all.iter().filter(|mend| mend.refused.is_none()).map(|mend| mend.row.clone()).collect()
    }

    /// Refuses those that name a worker whom nobody has: neither the extract's tables of workers nor, by `known`, any row
    /// that was read before. Returns whether there was one: the extract is then to be read again, without it.
    pub fn refuse_unknown_workers(&mut self, extract: &Extract, source: &str, known: &Names) -> bool {
        let world = extract.world();
        let has_details =
            |worker| world.worker(worker).iter().any(|fact| matches!(fact.content, Content::WorkerDetails { .. }));
        if !world.worker_ids().any(has_details) {
            return false;
        }
        let is_known = |id: &str| {
            let id = format!("{source}:{id}");
            known.find_worker(&id).is_some() || world.names.find_worker(&id).is_some_and(has_details)
        };
        let mut any = false;
        for mend in self.all.iter_mut().filter(|mend| mend.refused.is_none()) {
            let cells = cells_of(&mend.row.now);
            let columns = cells_of(&mend.row.header);
            let named = columns.iter().zip(&cells).filter(|(column, cell)| {
                OF_WORKERS.contains(&column.trim().to_lowercase().as_str()) && !cell.trim().is_empty()
            });
            let unknown: Vec<String> = named
                .filter(|(_, cell)| !is_known(cell.trim()))
                .map(|(column, cell)| {
                    format!("{column}: no table of workers has '{}': write the id of one whom it has", cell.trim())
                })
                .collect();
            if !unknown.is_empty() {
                mend.refused = Some(unknown.join("; "));
                any = true;
            }
        }
        any
    }

    /// What became of each, for the store, where the extract has the row: what is news, and what is as it was.
    pub fn news<'m>(&'m self, extract: &Extract) -> (Vec<Tried<'m>>, Vec<Tried<'m>>) {
        let became = self.became(extract);
        let met = self.all.iter().zip(became).filter_map(|(mend, became)| match became {
            Became::Used => Some((mend, None)),
            Became::StillWrong(why) => Some((mend, Some(why))),
            Became::NotThere => None,
        });
        met.partition(|(mend, wrong)| mend.is_new || mend.still_wrong != *wrong)
    }

    /// What became of those that this import was given.
    pub fn said(&self, extract: &Extract) -> Mended {
        let became = self.all.iter().zip(self.became(extract)).filter(|(mend, _)| mend.is_new);
        let rows = became.map(|(mend, became)| (mend.row_id, mend.row.file.clone(), became)).collect();
        Mended { rows, unchanged: self.unchanged }
    }

    fn became(&self, extract: &Extract) -> Vec<Became> {
        let is_met = |mend: &Mend| {
            let mut met = extract.mended().iter();
            met.any(|(table, was)| *was == mend.row.was && is_file_of(&mend.row.file, table.spec().name))
        };
        let mut wrong: HashMap<(&str, &str), Vec<String>> = HashMap::new();
        for row in extract.rejected() {
            if let Some(was) = &row.was {
                let column = if row.column.is_empty() { String::new() } else { format!("{}: ", row.column) };
                let used = if row.outcome == Outcome::InPart { " (the rest of the row is used)" } else { "" };
                wrong.entry((&row.file, was)).or_default().push(format!("{column}{}{used}", row.reason));
            }
        }
        let refused = |mend: &Mend| {
            let mut files = extract.reconciliation().files.iter();
            let file = files.find(|file| file.name == mend.row.file && matches!(file.used_as, FileUse::Unusable(_)));
            file.map(|file| {
                let why = file.problem.as_deref().unwrap_or_default();
                format!("the whole file is not used, so its rows cannot be put right one by one: {why}")
            })
        };
        let became = |mend: &Mend| match wrong.get(&(&*mend.row.file, &*mend.row.was)) {
            _ if mend.refused.is_some() => Became::StillWrong(mend.refused.clone().unwrap_or_default()),
            _ if !is_met(mend) => refused(mend).map_or(Became::NotThere, Became::StillWrong),
            Some(why) => Became::StillWrong(why.join("; ")),
            None => Became::Used,
        };
        self.all.iter().map(became).collect()
    }
}

fn is_file_of(file: &str, table: &str) -> bool {
    file.to_lowercase().strip_suffix(".csv") == Some(table)
}

fn cells_of(line: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

/// The row as a line of CSV.
fn line_of(cells: &[&str]) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(cells)?;
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
}

/// The rows of a corrected file.
fn corrected(text: &str, kept: &[KeptRow]) -> Result<Vec<Mend>, String> {
    let unreadable = |error: csv::Error| format!("is not CSV: {error}");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(unreadable)?.clone();
    let place = |name: &str| header.iter().position(|column| column.eq_ignore_ascii_case(name));
    let Some(number) = place(ADDED[0]) else {
        return Err(format!(
            "there is no column '{}': write the file with `keyworker rejected --csv`, and put its rows right there",
            ADDED[0]
        ));
    };
    let is_added = |column: &str| ADDED.iter().any(|added| column.eq_ignore_ascii_case(added));
    let mut mends = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let written = record.get(number).unwrap_or_default().trim();
        let found = written.parse::<i64>().ok().and_then(|id| kept.iter().find(|one| one.row_id == id));
        let Some(one) = found else {
            return Err(format!(
                "line {line}: there is no rejected row '{written}' in this store. Leave the column '{}' as it was",
                ADDED[0]
            ));
        };
        let own = cells_of(&one.row.header);
        let mut cells = Vec::with_capacity(own.len());
        for column in &own {
            let at = place(column).ok_or_else(|| {
                format!(
                    "line {line}: there is no column '{column}', which {} has: keep all of its columns",
                    one.row.file
                )
            })?;
            cells.push(record.get(at).unwrap_or_default());
        }
        // What stands beyond the columns is left there: the row then still has too many cells, and is said to.
        let beyond = record.iter().skip(header.len()).filter(|cell| !cell.trim().is_empty());
        cells.extend(beyond);
        if let Some(other) = header.iter().find(|column| !is_added(column) && !own.iter().any(|name| name == column)) {
            return Err(format!("'{other}' is no column of {}: one file's rows at a time", one.row.file));
        }
        let now = line_of(&cells).map_err(unreadable)?;
        let (file, header, was) = (one.row.file.clone(), one.row.header.clone(), one.row.line.clone());
        let row = MendedRow { file, header, was, now };
        mends.push(Mend { row_id: one.row_id, row, is_new: true, still_wrong: None, refused: None });
    }
    Ok(mends)
}

impl Mended {
    /// Says what became of the corrected rows.
    pub fn say(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let count = |wanted: fn(&Became) -> bool| self.rows.iter().filter(|(.., became)| wanted(became)).count() as u64;
        let used = count(|became| *became == Became::Used);
        let wrong = count(|became| matches!(became, Became::StillWrong(_)));
        let not_there = count(|became| *became == Became::NotThere);
        let rows = plural(self.rows.len() as u64, "corrected row", "corrected rows");
        write!(out, "\n{rows}: {used} used, {wrong} still wrong")?;
        if not_there > 0 {
            write!(
                out,
                ", {not_there} not in this extract (read the one that they were rejected from, or a later one)"
            )?;
        }
        writeln!(out, ".")?;
        if self.unchanged > 0 {
            writeln!(out, "{} as it was: nothing to read again.", plural(self.unchanged, "row is", "rows are"))?;
        }
        for (row, file, became) in &self.rows {
            if let Became::StillWrong(why) = became {
                writeln!(out, "  rejected row {row} of {file}: {why}")?;
            }
        }
        Ok(())
    }

    /// The same as data.
    pub fn as_json(&self) -> Value {
        let row = |(row, file, became): &(i64, String, Became)| {
            let (became, why) = match became {
                Became::Used => ("used", None),
                Became::StillWrong(why) => ("still wrong", Some(why)),
                Became::NotThere => ("not in this extract", None),
            };
            json!({ "rejected_row": row, "file": file, "became": became, "why": why })
        };
        json!({ "rows": self.rows.iter().map(row).collect::<Vec<_>>(), "unchanged": self.unchanged })
    }
}
