//! `rejected`: the rows that imports could not use, or not whole; as a list, and as a CSV to put right by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use record::{Book, Content, Kind, Moment};
use serde_json::json;
use store::{KeptRow, Reader};

use crate::Surroundings;
use crate::arguments::Rejected;
use crate::failure::Failure;
use crate::mend::ADDED;
use crate::say;
use crate::table::{fitted, plural};

/// A line of which as many bytes are kept is longer in its file: what is kept is only its beginning.
const CUT_AT: usize = 4096 - 4;

/// When each file was read last.
pub struct Newest(BTreeMap<String, Moment>);

impl Newest {
    /// As the record says.
    pub fn of(book: &Book) -> Newest {
        let mut newest = Newest(BTreeMap::new());
        for fact in book.record() {
            let Content::Imported { file, .. } = fact.content else { continue };
            newest.add(book.names.text(file), fact.recorded);
        }
        newest
    }

    /// As a store says, of which nothing else is read.
    pub fn in_store(reader: &Reader) -> Result<Newest, Failure> {
        let mut newest = Newest(BTreeMap::new());
        for fact in reader.of_kind(Kind::Imported)? {
            let Content::Imported { file, .. } = fact.content else { continue };
            newest.add(&reader.text(file)?.unwrap_or_default(), fact.recorded);
        }
        Ok(newest)
    }

    fn add(&mut self, file: &str, recorded: Moment) {
        let at = self.0.entry(file.to_lowercase()).or_insert(recorded);
        *at = recorded.max(*at);
    }

    /// Whether the row stood there still when its file was read last: else it was put right in its source, or is gone.
    pub fn has(&self, kept: &KeptRow) -> bool {
        let tried = kept.mend.iter().map(|mend| mend.recorded);
        let met = kept.seen_again.iter().copied().chain(tried).fold(kept.seen, Moment::max);
        self.0.get(&kept.row.file.to_lowercase()).is_none_or(|read| met >= *read)
    }
}

/// Runs the command.
pub fn run(asked: &Rejected, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let reader = Reader::open(&asked.store)?;
    let mut rows = reader.rejected(None)?;
    let newest = Newest::in_store(&reader)?;
    let is_file =
        |file: &str, name: &str| file.trim_end_matches(".csv").eq_ignore_ascii_case(name.trim_end_matches(".csv"));
    let is_child = |known: &str, id: &str| known == id || known.split_once(':').is_some_and(|(_, plain)| plain == id);
    rows.retain(|kept| {
        asked.file.as_deref().is_none_or(|name| is_file(&kept.row.file, name))
            && asked
                .child
                .as_deref()
                .is_none_or(|id| kept.row.child.as_deref().is_some_and(|known| is_child(known, id)))
    });
    let all = rows.len();
    rows.retain(|kept| asked.all || !kept.is_mended() && newest.has(kept));
    let settled = all - rows.len();
    if asked.json {
        let rows: Vec<_> = rows.iter().map(|kept| as_json(kept, &newest)).collect();
        around.json(&rows)?;
        return Ok(0);
    }
    if let Some(path) = &asked.csv {
        return write_csv(&rows, path, around);
    }
    list(&rows, settled, around)
}

/// What is wrong now: with what was written in the row's place last, or with the row itself.
fn wrong_now(kept: &KeptRow) -> String {
    match &kept.mend {
        Some(mend) => {
            mend.still_wrong.clone().unwrap_or_else(|| format!("mended on {}", say::day(mend.recorded.day())))
        }
        None => kept.row.reason.clone(),
    }
}

fn as_json(kept: &KeptRow, newest: &Newest) -> serde_json::Value {
    let row = &kept.row;
    let mend = kept.mend.as_ref().map(
        |mend| json!({ "recorded": mend.recorded.to_string(), "line": mend.line, "still_wrong": mend.still_wrong }),
    );
    json!({
        "rejected_row": kept.row_id, "file": row.file, "row": row.row, "column": row.column, "value": row.value,
        "reason": row.reason, "outcome": row.outcome, "child": row.child, "line": row.line,
        "seen": kept.seen.to_string(),
        "seen_again": kept.seen_again.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "mended": kept.is_mended(), "mend": mend, "in_newest": newest.has(kept),
    })
}

fn list(rows: &[KeptRow], settled: usize, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let others = plural(settled as u64, "other value was", "other values were");
    let others = format!("{others} mended, or put right or taken out in the source since: --all lists them.");
    if rows.is_empty() {
        writeln!(around.out, "No rows.{}", if settled > 0 { format!(" {others}") } else { String::new() })?;
        return Ok(0);
    }
    let headings = ["Rejected row", "File", "Row", "Column", "Value", "Why", "First met", "Met again"];
    let mut table = fitted(&headings, around.columns);
    for kept in rows {
        let again = match kept.seen_again.as_slice() {
            [] => "–".to_owned(),
            [.., last] => {
                format!("{}, last {}", plural(kept.seen_again.len() as u64, "time", "times"), say::day(last.day()))
            }
        };
        let row = &kept.row;
        table.add_row([
            kept.row_id.to_string(),
            row.file.clone(),
            row.row.to_string(),
            row.column.clone(),
            row.value.clone(),
            wrong_now(kept),
            say::day(kept.seen.day()),
            again,
        ]);
    }
    writeln!(around.out, "{table}\n")?;
    let count = rows.iter().map(|kept| kept.row_id).collect::<BTreeSet<_>>().len();
    writeln!(
        around.out,
        "{}. To put rows right: `rejected --csv FILE` writes them as they were; correct them there, and run the import\n\
         again with `--mend FILE`. Better still, put them right in the case system.",
        plural(count as u64, "row", "rows")
    )?;
    if settled > 0 {
        writeln!(around.out, "{others}")?;
    }
    Ok(0)
}

/// The rows as they were, under their header, behind their number and what is wrong.
fn write_csv(rows: &[KeptRow], path: &Path, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let files: BTreeSet<&str> = rows.iter().map(|kept| &*kept.row.file).collect();
    if files.len() > 1 {
        let names: Vec<&str> = files.into_iter().collect();
        return Err(Failure::Usage(
            "rows of several files have no one header".to_owned(),
            format!("say which with --file: {}", names.join(", ")),
        ));
    }
    let Some(header) = rows.iter().map(|kept| &kept.row.header).find(|header| !header.is_empty()) else {
        let help = "read an extract with them again: an older Keyworker kept no header".to_owned();
        let (what, help) = match rows.is_empty() {
            true => ("there are no such rows", String::new()),
            false => ("the header of these rows is not known", help),
        };
        return Err(Failure::NotThere(what.to_owned(), help));
    };
    // Rows of a file whose columns have changed since stand under another header.
    let (mut others, mut cut, mut written) = (0, 0, BTreeSet::new());
    let file = |error| Failure::File { path: path.to_owned(), error };
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let columns = cells_of(header);
    writer.write_record(ADDED.iter().map(|added| (*added).to_owned()).chain(columns))?;
    for kept in rows {
        if kept.row.header != *header {
            others += 1;
        } else if kept.row.line.len() >= CUT_AT {
            cut += 1;
        } else if written.insert(kept.row_id) {
            let why: Vec<String> = rows.iter().filter(|one| one.row_id == kept.row_id).map(wrong_now).collect();
            let line = kept.mend.as_ref().map_or(&kept.row.line, |mend| &mend.line);
            writer.write_record([kept.row_id.to_string(), why.join("; ")].into_iter().chain(cells_of(line)))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| file(error.into_error()))?;
    std::fs::write(path, bytes).map_err(file)?;
    let count = plural(written.len() as u64, "row", "rows");
    writeln!(
        around.out,
        "{count} in {}: put them right, and import again with --mend {}.",
        path.display(),
        path.display()
    )?;
    writeln!(
        around.out,
        "The file holds children's data: keep it where that belongs, and delete it when you are done."
    )?;
    for (left, why) in [
        (others, "stand under other columns; their newest file has them no more"),
        (cut, "are too long to be kept whole: put them right in the file itself"),
    ] {
        if left > 0 {
            writeln!(around.out, "{} left out that {why}.", plural(left, "value", "values"))?;
        }
    }
    Ok(0)
}

/// A line's cells; where its quotes are broken, with them as they are.
fn cells_of(line: &str) -> Vec<String> {
    let read = |quoting: bool| {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).flexible(true).quoting(quoting).from_reader(line.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().filter_map(Result::ok).collect();
        records
    };
    let records = match read(true) {
        one if one.len() == 1 => one,
        _ => read(false),
    };
    records.iter().flatten().map(str::to_owned).collect()
}
