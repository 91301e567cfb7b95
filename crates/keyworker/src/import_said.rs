//! What an import says: what became of every file and row, and what the store has of it now.

use std::collections::BTreeMap;
use std::io::Write;

use intake::later::MuchChanged;
use intake::tables::Table;
use intake::{Counts, Encoding, Extract, FileUse};
use record::Names;
use serde_json::json;

use crate::Surroundings;
use crate::arguments::Import;
use crate::failure::Failure;
use crate::import::Done;
use crate::import_changes;
use crate::import_later::{Compared, told};
use crate::lacking;
use crate::mend::Mended;
use crate::say::instant;
use crate::table::{plural, table};

/// Says what the import did, or would do.
pub fn say(
    asked: &Import,
    extract: Option<&Extract>,
    done: &Done,
    names: &Names,
    around: &mut Surroundings<'_>,
) -> Result<u8, Failure> {
    if asked.json {
        let files: Vec<_> = extract.map(|extract| files_as_json(extract, &done.left())).unwrap_or_default();
        let report = extract.map(Extract::reconciliation);
        let missing: Vec<&str> =
            report.iter().flat_map(|report| &report.missing).map(|table| table.spec().name).collect();
        let rejected = extract.filter(|_| asked.rejected).map(rejected_as_json);
        let answer = json!({
            "files": files, "rejected_rows": rejected, "facts_added": done.added, "entries_about_the_record": done.about_record, "facts_known_already": done.known, "missing_tables": missing,
            "children_known_only_from_rejected_rows": report.map(|report| report.known_only_from_rejected),
            "mended": done.mended.as_ref().map(Mended::as_json),
            "written": done.written, "difference": done.compared.as_ref().map(|compared| difference(compared, names)),
        });
        serde_json::to_writer_pretty(&mut *around.out, &answer)?;
        writeln!(around.out)?;
        return Ok(0);
    }
    if let Some(extract) = extract {
        reconcile(extract, &done.left(), around.out)?;
        if asked.rejected {
            list_rejected(extract, around.out)?;
        }
    }
    if let Some(mended) = &done.mended {
        mended.say(around.out)?;
    }
    if let Some(compared) = &done.compared {
        tell(compared, names, around.out)?;
    }
    let added = plural(done.added, "fact", "facts");
    let (would, known) = (if done.written { "" } else { "would be " }, done.known);
    writeln!(around.out, "\n{added} {would}new in the store; {known} that it had already.")?;
    if done.about_record > 0 {
        let (entries, say) =
            (plural(done.about_record, "entry", "entries"), if done.about_record == 1 { "says" } else { "say" });
        writeln!(around.out, "Beside them {entries} about the record itself {say} what was read and what is covered.")?;
    }
    Ok(0)
}

/// What a later extract changes.
fn tell(compared: &Compared, names: &Names, out: &mut dyn Write) -> Result<(), Failure> {
    /// More rows than anybody reads on a screen; `--json` lists all.
    const SHOWN: usize = 50;
    let found = &compared.difference;
    writeln!(out, "\nAgainst the extract taken on {}:", instant(compared.earlier))?;
    for (count, says) in [
        (found.new, "new"),
        (found.corrected, "in the place of one that said otherwise"),
        (found.taken_back, "taken back"),
        (found.restated, "said again, as of two on one day the last one said counts"),
    ] {
        if count > 0 {
            writeln!(out, "  {} {says}", plural(count, "fact", "facts"))?;
        }
    }
    for table in &compared.renumbered {
        let name = table.spec().name;
        writeln!(out, "  {name}.csv: its rows came under other ids than before; they were known by what they say")?;
    }
    for (table, until) in &compared.ended {
        let name = table.spec().name;
        let covered = match until {
            Some(until) => format!("and is covered until {}", instant(*until)),
            None => "and nothing was ever concluded from what it does not say".to_owned(),
        };
        writeln!(out, "  {name}.csv is not here, or not whole: what it said stands, {covered}")?;
    }
    for (table, columns) in &compared.columns_gone {
        writeln!(out, "  {}.", lacking::gone(*table, columns, compared.earlier))?;
    }
    for (table, left) in left(compared) {
        writeln!(
            out,
            "  {} of {table}.csv rest on a file that is not here, or not whole, and are left as they were",
            plural(left, "fact", "facts")
        )?;
    }
    if found.coverage > 0 {
        writeln!(out, "  what is covered is covered until {} now", instant(compared.taken))?;
    }
    import_changes::tell(&compared.changes, names, out)?;
    if found.gone.is_empty() {
        return Ok(());
    }
    let are = if found.gone.len() == 1 { "row of the earlier extract is" } else { "rows of the earlier extract are" };
    writeln!(out, "\n{} {are} not in this one:", found.gone.len())?;
    for (file, count) in by_file(compared) {
        writeln!(out, "  {file}: {}", plural(count, "row", "rows"))?;
    }
    let mut list = table(&["File", "Row then", "About", "Said", "Of", "Perhaps now"]);
    for gone in found.gone.iter().take(SHOWN) {
        list.add_row(told(gone, names));
    }
    writeln!(out, "{list}")?;
    let perhaps = found.gone.iter().filter(|gone| gone.perhaps.is_some()).count() as u64;
    if perhaps > 0 {
        let (rows, are) = (plural(perhaps, "row", "rows"), if perhaps == 1 { "one" } else { "ones" });
        writeln!(
            out,
            "{rows} may be new {are} of this extract with another date ('Perhaps now'): if so, --vanished correct puts the\n\
             new date in the place of the old, and --vanished keep would leave both standing."
        )?;
    }
    if found.gone.len() > SHOWN {
        writeln!(out, "and {} more: --json lists them all", found.gone.len() - SHOWN)?;
    }
    Ok(())
}

/// How many facts of each table were left as they were, since they rest on one that is not here.
fn left(compared: &Compared) -> BTreeMap<&'static str, u64> {
    compared.difference.left.iter().map(|(table, left)| (table.spec().name, *left)).collect()
}

fn by_file(compared: &Compared) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for gone in &compared.difference.gone {
        *counts.entry(format!("{}.csv", gone.table.spec().name)).or_default() += 1;
    }
    counts
}

fn difference(compared: &Compared, names: &Names) -> serde_json::Value {
    let found = &compared.difference;
    let rows: Vec<_> = found
        .gone
        .iter()
        .map(|gone| {
            let [file, _, about, kind, ..] = told(gone, names);
            let when = gone.when.day().map(|day| day.to_string());
            let perhaps =
                gone.perhaps.map(|(row, when)| json!({ "row": row, "when": when.day().map(|day| day.to_string()) }));
            json!({ "file": file, "row": gone.row, "about": about, "kind": kind, "when": when, "perhaps": perhaps })
        })
        .collect();
    let files = |tables: &[Table]| tables.iter().map(|table| format!("{}.csv", table.spec().name)).collect::<Vec<_>>();
    let ended: Vec<Table> =
        compared.ended.iter().filter(|(_, until)| until.is_some()).map(|(table, _)| *table).collect();
    json!({
        "earlier_taken": compared.earlier.to_string(), "new": found.new, "corrected": found.corrected,
        "taken_back": found.taken_back, "restated": found.restated, "vanished": rows,
        "vanished_by_file": by_file(compared), "renumbered": files(&compared.renumbered),
        "coverage_until": Some(compared.taken.to_string()).filter(|_| found.coverage > 0),
        "left_as_they_were": left(compared).into_iter().map(|(table, left)| (format!("{table}.csv"), left)).collect::<BTreeMap<_, _>>(),
        "much_changed": compared.much.iter().map(much_changed).collect::<Vec<_>>(),
        "changes": (!compared.changes.is_empty()).then(|| import_changes::as_json(&compared.changes, names)),
        "columns_gone": compared.columns_gone.iter()
            .map(|(table, columns)| json!({ "file": format!("{}.csv", table.spec().name), "columns": columns }))
            .collect::<Vec<_>>(),
        "coverage_ended": files(&ended), "left_standing_without_its_table": found.not_asked,
    })
}

fn much_changed(of: &MuchChanged) -> serde_json::Value {
    let kinds: BTreeMap<&str, u64> = of.kinds.iter().map(|(kind, changed)| (kind.name(), *changed)).collect();
    json!({ "file": format!("{}.csv", of.table.spec().name), "stood": of.stood, "changed": of.changed, "kinds": kinds })
}

/// What became of every file and every row.
pub fn reconcile(extract: &Extract, left: &[Table], out: &mut dyn Write) -> Result<(), Failure> {
    let mut rows =
        table(&["File", "Rows", "Used", "In part", "Rejected", "Not understood", "Repeated", "Not needed", ""]);
    for file in &extract.reconciliation().files {
        let counts = &counts_of(file, left);
        let numbers = [
            counts.read,
            counts.used,
            counts.in_part,
            // What means nothing here is rejected too, as on the page of the import.
            counts.rejected + counts.unknown,
            counts.unknown,
            counts.repeated,
            counts.not_needed,
        ];
        let note = file.problem.as_deref().or(note(file, left)).unwrap_or_default().to_owned();
        // A file of another kind than CSV has no rows.
        let is_read = matches!(file.used_as, FileUse::Read(_)) || counts.read > 0;
        let said = numbers.iter().map(|number| if is_read { number.to_string() } else { "not read".to_owned() });
        let said = said
            .take(if is_read { 7 } else { 1 })
            .chain(std::iter::repeat_n(String::new(), if is_read { 0 } else { 6 }));
        rows.add_row([file.name.clone()].into_iter().chain(said).chain([note]));
    }
    let mut total = Counts::default();
    extract.reconciliation().files.iter().for_each(|file| total.add(&counts_of(file, left)));
    writeln!(out, "{rows}\n")?;
    // What the site file can explain is said value by value; what is wrong with a column, such as its dates, once.
    let mut not_understood: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    let mut columns: BTreeMap<(&str, &str), (u64, &intake::Rejected)> = BTreeMap::new();
    // Of a file that is not used at all its own line says why.
    let unusable = |row: &&intake::Rejected| {
        let mut files = extract.reconciliation().files.iter();
        files.any(|file| file.name == *row.file && matches!(file.used_as, FileUse::Unusable(_)))
    };
    let of_used = extract.rejected().iter().filter(|row| row.outcome == intake::Outcome::Unknown);
    for row in of_used.filter(|row| !unusable(row)) {
        if row.reason.contains("site file. Add") {
            *not_understood.entry((&row.file, &row.value, &row.reason)).or_default() += 1;
        } else {
            columns.entry((&row.file, row.column)).or_insert((0, row)).0 += 1;
        }
    }
    let mut not_understood: Vec<_> = not_understood.into_iter().collect();
    not_understood.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((file, value, reason), count) in not_understood.iter().take(20) {
        writeln!(out, "{file}: {} with '{value}': {reason}", plural(*count, "row", "rows"))?;
    }
    for ((file, column), (rows, first)) in columns {
        let rows = plural(rows, "row", "rows");
        writeln!(out, "{file}, {column}: {rows} that cannot be read, such as '{}': {}", first.value, first.reason)?;
    }
    for file in &extract.reconciliation().files {
        if let Some(encoding) = unusual(file) {
            writeln!(out, "{}: {encoding}", file.name)?;
        }
        if let Some(says) = lacking::said(&file.lacking) {
            writeln!(out, "{} {says}", file.name)?;
        }
        for warning in &file.warnings {
            writeln!(out, "{}: {warning}.", file.name)?;
        }
        for notice in &file.notices {
            let examples =
                if notice.examples.is_empty() { String::new() } else { format!(": {}", notice.examples.join(", ")) };
            writeln!(out, "{}: {} {}{examples}", file.name, notice.count, notice.what)?;
        }
    }
    writeln!(
        out,
        "\n{} in this folder: {} used, {} in part, {} rejected (of which {} not understood), {} repeated, {} not needed.",
        plural(total.read, "row", "rows"),
        total.used,
        total.in_part,
        total.rejected + total.unknown,
        total.unknown,
        total.repeated,
        total.not_needed
    )?;
    let beyond = extract.reconciliation().spilled + extract.reconciliation().only_counted;
    if beyond > 0 {
        let kept = extract.reconciliation().kept;
        writeln!(
            out,
            "{} more {} not listed: the first {kept} are kept, each with its reason.",
            plural(beyond, "row or value", "rows and values"),
            if beyond == 1 { "is" } else { "are" }
        )?;
    }
    let only = extract.reconciliation().known_only_from_rejected;
    if only > 0 {
        let children = plural(only, "child", "children");
        writeln!(out, "{children} known only from rejected rows: nothing else is known of them.")?;
    }
    if let Some(line) = not_there(extract) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// In what a file is written, as far as that was found out, where it is not the usual.
fn unusual(file: &intake::FileReport) -> Option<String> {
    match file.encoding {
        Encoding::Utf8 | Encoding::Utf8WithMark => None,
        guessed => Some(guessed.to_string()),
    }
}

/// Which tables of the dataset the folder does not have, and what that leaves unknown.
fn not_there(extract: &Extract) -> Option<String> {
    let report = extract.reconciliation();
    let is_read = |file: &intake::FileReport| match file.used_as {
        FileUse::Read(table) => Some(table.spec()),
        _ => None,
    };
    let read: Vec<_> = report.files.iter().filter_map(is_read).collect();
    let mut not_known: Vec<&str> = Vec::new();
    for kind in report.missing.iter().flat_map(|table| table.spec().feeds) {
        let name = kind.name();
        if !read.iter().any(|spec| spec.feeds.contains(kind)) && !not_known.contains(&name) {
            not_known.push(name);
        }
    }
    let names = |names: Vec<&str>| names.join(", ");
    let missing = names(report.missing.iter().map(|table| table.spec().name).collect());
    let others = names(report.missing_not_used.clone());
    let not_known = names(not_known).replace('_', " ");
    let leaves = match (missing.is_empty(), not_known.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!("{missing}; other files say what they would. "),
        (false, false) => format!("{missing}; that leaves unknown: {not_known}. "),
    };
    let unused =
        if others.is_empty() { String::new() } else { format!("Nor, of those that nothing is taken from: {others}.") };
    let line = format!("{leaves}{unused}");
    (!line.is_empty()).then(|| format!("Not in this folder: {}", line.trim_end()))
}

fn files_as_json(extract: &Extract, left: &[Table]) -> Vec<serde_json::Value> {
    let file = |file: &intake::FileReport| {
        let counts = &counts_of(file, left);
        json!({
            "file": file.name, "bytes": file.bytes, "read": counts.read, "used": counts.used, "in_part": counts.in_part,
            "rejected": counts.rejected, "repeated": counts.repeated, "unknown": counts.unknown,
            "lacking_columns": file.lacking.iter()
                .map(|lacking| json!({
                    "column": lacking.name(), "not_known": lacking.column.not_known, "perhaps": lacking.perhaps,
                }))
                .collect::<Vec<_>>(),
            "not_needed": counts.not_needed, "problem": file.problem, "extra_columns": file.extra_columns,
            "note": note(file, left), "encoding": file.encoding.to_string(), "warnings": file.warnings,
            "notices": file.notices.iter().map(|notice| {
                json!({ "count": notice.count, "what": notice.what, "examples": notice.examples })
            }).collect::<Vec<_>>(),
        })
    };
    extract.reconciliation().files.iter().map(file).collect()
}

/// What the rows that were not used, or not whole, said, and why.
fn rejected_as_json(extract: &Extract) -> Vec<serde_json::Value> {
    let row = |row: &intake::Rejected| {
        json!({
            "file": *row.file, "row": row.row, "column": row.column, "value": row.value, "reason": row.reason,
            "outcome": row.outcome.name(), "child": row.child, "line": row.line,
        })
    };
    extract.rejected().iter().map(row).collect()
}

/// What became of that file's rows: of one that is left as it was, none was needed.
fn counts_of(file: &intake::FileReport, left: &[Table]) -> Counts {
    let mut counts = file.counts;
    if is_left(file, left) {
        counts.not_needed += counts.used + counts.in_part;
        (counts.used, counts.in_part) = (0, 0);
    }
    counts
}

fn is_left(file: &intake::FileReport, left: &[Table]) -> bool {
    matches!(file.used_as, FileUse::Read(table) if left.contains(&table))
}

/// Why nothing is taken from a file, where it is none that could not be read.
fn note(file: &intake::FileReport, left: &[Table]) -> Option<&'static str> {
    match file.used_as {
        FileUse::Read(_) if is_left(file, left) => Some("columns are gone: nothing is taken, and what it said stands"),
        FileUse::NotUsed => Some("nothing is taken from this table: not read"),
        FileUse::NotOfTheDataset => Some("not a table of the dataset: not read"),
        FileUse::NotNeeded(_) => Some("not needed for this question"),
        FileUse::Read(_) | FileUse::Unusable(_) => None,
    }
}

fn list_rejected(extract: &Extract, out: &mut dyn Write) -> Result<(), Failure> {
    for row in extract.rejected() {
        let column = if row.column.is_empty() { String::new() } else { format!(", {}", row.column) };
        writeln!(
            out,
            "{} row {}{column}: {} (found '{}', {})",
            row.file,
            row.row,
            row.reason,
            row.value,
            if row.outcome == intake::Outcome::Unknown { "rejected: not understood" } else { row.outcome.name() }
        )?;
    }
    Ok(())
}
