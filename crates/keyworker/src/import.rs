//! `import`: an extract or a file of facts into a store, with its reconciliation.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::Path;

use intake::{Extract, FileUse, Ids, Kinds};
use record::{Content, Fact, FactId, Moment, Names, Provenance, Ref, Subject, When};
use serde_json::json;
use store::{RejectedRow, Store, StoreError};

use crate::Surroundings;
use crate::arguments::{Import, Reading};
use crate::facts::{progress_bar, read_extract, read_facts};
use crate::failure::Failure;
use crate::table::{plural, table};

/// What an import did.
pub struct Done {
    /// Facts that were new.
    pub added: u64,
    /// Facts that the store had already.
    pub known: u64,
    /// Facts that stand in the place of others.
    pub corrected: u64,
}

/// What a store has already, as far as an import must know it: names and ids, without the facts themselves.
pub struct Known {
    names: Names,
    ids: HashSet<FactId>,
    /// Whether an extract was read into it before.
    has_extract: bool,
}

impl Known {
    /// What that store has now.
    pub fn of(store: &Store) -> Result<Known, Failure> {
        let reader = store.reader()?;
        let (names, mut ids, mut has_extract) = (reader.names_in_full()?, HashSet::new(), false);
        reader.since::<StoreError>(0, |_, fact| {
            ids.insert(fact.id);
            has_extract |= matches!(fact.content, Content::Imported { .. });
            Ok(())
        })?;
        Ok(Known { names, ids, has_extract })
    }
}

/// Runs the command.
pub fn run(asked: &Import, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let is_new = !asked.store.exists();
    let done = import(asked, around);
    if done.is_err() && is_new {
        // What came of nothing is not left lying there. It was made just now, and nobody else's data is in it.
        for ending in ["", "-wal", "-shm", ".lock"] {
            let mut path = asked.store.clone().into_os_string();
            path.push(ending);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return done,
                _ => {}
            }
        }
    }
    done
}

fn import(asked: &Import, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let facts = asked.facts.as_deref().map(read_facts).transpose()?;
    let mut store = open_or_create(&asked.store, &asked.authority, around)?;
    let known = Known::of(&store)?;
    if let Some(facts) = facts {
        let all: Vec<Fact> = facts.facts().copied().collect();
        let done = append(&mut store, &known, &facts.names, &mut all.into_iter(), &asked.by, &[], around)?;
        return say(asked, None, &done, around);
    }
    let Some(folder) = &asked.extract else { return Ok(2) };
    let (extract, done) = import_extract(&mut store, &known, folder, &asked.reading, &asked.by, around)?;
    say(asked, Some(&extract), &done, around)
}

/// Opens the store at that path, or makes one.
pub fn open_or_create(path: &Path, authority: &str, around: &mut Surroundings<'_>) -> Result<Store, Failure> {
    if path.exists() {
        return Ok(Store::open(path)?);
    }
    Ok(Store::create(path, authority, &mut *around.random)?)
}

/// Reads an extract and appends what the store does not have yet.
pub fn import_extract(
    store: &mut Store,
    known: &Known,
    folder: &Path,
    reading: &Reading,
    by: &str,
    around: &mut Surroundings<'_>,
) -> Result<(Extract, Done), Failure> {
    let extract = read_extract(folder, reading, Ids::Digest(store.id_key()), Kinds::ALL, known.names.clone(), around)?;
    let rejected: Vec<RejectedRow> = extract
        .rejected()
        .iter()
        .map(|row| RejectedRow {
            file: row.file.to_string(),
            row: row.row,
            column: row.column.to_owned(),
            value: row.value.clone(),
            reason: row.reason.clone(),
            line: row.line.clone(),
        })
        .collect();
    let mut names = extract.world().names.clone();
    let mut world: Vec<Fact> = extract.world().facts().copied().collect();
    world.extend(files_read(&extract, &mut names, by, around.now));
    let children = || {
        (0..extract.children()).flat_map(|child| {
            let mut facts = Vec::new();
            extract.facts(child, &mut facts);
            facts
        })
    };
    // What a later extract no longer says would stay in the store: a worker who is gone would go on holding children.
    // Until two extracts can be told apart row by row, a store takes one.
    let is_new = |fact: &Fact| !known.ids.contains(&fact.id);
    if known.has_extract && (world.iter().any(is_new) || children().any(|fact| is_new(&fact))) {
        return Err(Failure::Usage(
            "this store was read from another extract, and what that one said and this one does not would stay in it"
                .into(),
            "import into a new store: --store another-file.keyworker".into(),
        ));
    }
    let mut facts = world.into_iter().chain(children());
    let done = append(store, known, &names, &mut facts, by, &rejected, around)?;
    Ok((extract, done))
}

/// A fact for each file that was read: what became of its rows. The same file read again is the same fact.
fn files_read(extract: &Extract, names: &mut Names, by: &str, now: Moment) -> Vec<Fact> {
    let by = names.add_actor(by);
    let read = extract.reconciliation().files.iter().filter(|file| matches!(file.used_as, FileUse::Read(_)));
    let mut facts = Vec::new();
    for file in read {
        let counts = &file.counts;
        let number = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
        let said = format!("{counts:?} {} {}", file.bytes, extract.taken());
        let (a, b) = (Ref::to("imported", &file.name, &said).0, Ref::to("imported again", &file.name, &said).0);
        let mut id = [0; 16];
        id[..8].copy_from_slice(&a.to_be_bytes());
        id[8..].copy_from_slice(&b.to_be_bytes());
        facts.push(Fact {
            id: FactId(id),
            about: Subject::Record,
            when: When::At(extract.taken()),
            recorded: now,
            by,
            from: Provenance { source: names.add_source(&file.name), row: 0 },
            content: Content::Imported {
                file: names.add_text(&file.name),
                rows: number(counts.read),
                rejected: number(counts.rejected + counts.unknown),
                site: Ref(0),
                used: number(counts.used + counts.in_part),
                in_part: number(counts.in_part),
                passed_over: number(counts.repeated + counts.not_needed),
            },
        });
    }
    facts
}

/// Appends those facts that the store does not have, in one import: all or nothing.
fn append(
    store: &mut Store,
    known: &Known,
    names: &Names,
    facts: &mut dyn Iterator<Item = Fact>,
    by: &str,
    rejected: &[RejectedRow],
    around: &mut Surroundings<'_>,
) -> Result<Done, Failure> {
    let bar = around.progress.then(|| progress_bar("writing to the store", 0));
    let mut done = Done { added: 0, known: 0, corrected: 0 };
    let mut import = store.begin_import(by, around.now, &mut *around.random)?;
    for fact in facts {
        if known.ids.contains(&fact.id) {
            done.known += 1;
            continue;
        }
        done.corrected += u64::from(matches!(fact.content, Content::Corrected { .. }));
        import.push(names, fact)?;
        done.added += 1;
        if let Some(bar) = bar.as_ref().filter(|_| done.added.is_multiple_of(10_000)) {
            bar.set_position(done.added);
        }
    }
    // Rows that were rejected before are kept once: an import that brings nothing new keeps none again.
    if done.added > 0 || known.ids.is_empty() {
        for row in rejected {
            import.reject(names, row.clone())?;
        }
        import.finish(names)?;
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    Ok(done)
}

fn say(asked: &Import, extract: Option<&Extract>, done: &Done, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    if asked.json {
        let files: Vec<_> = extract.map(files_as_json).unwrap_or_default();
        let report = extract.map(Extract::reconciliation);
        let missing: Vec<&str> =
            report.iter().flat_map(|report| &report.missing).map(|table| table.spec().name).collect();
        let answer = json!({
            "files": files, "facts_added": done.added, "facts_known_already": done.known, "missing_tables": missing,
            "children_known_only_from_rejected_rows": report.map(|report| report.known_only_from_rejected),
        });
        serde_json::to_writer_pretty(&mut *around.out, &answer)?;
        writeln!(around.out)?;
        return Ok(0);
    }
    if let Some(extract) = extract {
        reconcile(extract, around.out)?;
        if asked.rejected {
            list_rejected(extract, around.out)?;
        }
    }
    let added = plural(done.added, "fact", "facts");
    writeln!(around.out, "\n{added} new in the store; {} that it had already.", done.known)?;
    Ok(0)
}

/// What became of every file and every row.
pub fn reconcile(extract: &Extract, out: &mut dyn Write) -> Result<(), Failure> {
    let mut rows =
        table(&["File", "Rows", "Used", "In part", "Rejected", "Repeated", "Not understood", "Not needed", ""]);
    for file in &extract.reconciliation().files {
        let counts = &file.counts;
        let numbers = [
            counts.read,
            counts.used,
            counts.in_part,
            counts.rejected,
            counts.repeated,
            counts.unknown,
            counts.not_needed,
        ];
        let note = match (&file.problem, &file.used_as) {
            (Some(problem), _) => problem.clone(),
            (None, FileUse::NotUsed) => "nothing is taken from this table: not read".to_owned(),
            (None, FileUse::NotOfTheDataset) => "not a table of the dataset: not read".to_owned(),
            (None, FileUse::NotNeeded(_)) => "not needed for this question".to_owned(),
            _ => String::new(),
        };
        // A file of another kind than CSV has no rows.
        let is_read = matches!(file.used_as, FileUse::Read(_)) || counts.read > 0;
        let said = numbers.iter().map(|number| if is_read { number.to_string() } else { "not read".to_owned() });
        let said = said
            .take(if is_read { 7 } else { 1 })
            .chain(std::iter::repeat_n(String::new(), if is_read { 0 } else { 6 }));
        rows.add_row([file.name.clone()].into_iter().chain(said).chain([note]));
    }
    let total = extract.reconciliation().total();
    writeln!(out, "{rows}\n")?;
    let mut not_understood: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    for row in extract.rejected().iter().filter(|row| row.outcome == intake::Outcome::Unknown) {
        *not_understood.entry((&row.file, &row.value, &row.reason)).or_default() += 1;
    }
    let mut not_understood: Vec<_> = not_understood.into_iter().collect();
    not_understood.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((file, value, reason), count) in not_understood.iter().take(20) {
        writeln!(out, "{file}: {} with '{value}': {reason}", plural(*count, "row", "rows"))?;
    }
    for file in &extract.reconciliation().files {
        for notice in &file.notices {
            let examples =
                if notice.examples.is_empty() { String::new() } else { format!(": {}", notice.examples.join(", ")) };
            writeln!(out, "{}: {} {}{examples}", file.name, notice.count, notice.what)?;
        }
    }
    writeln!(
        out,
        "\n{} rows in this folder: {} used, {} in part, {} rejected, {} repeated, {} not understood, {} not needed.",
        total.read, total.used, total.in_part, total.rejected, total.repeated, total.unknown, total.not_needed
    )?;
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

fn files_as_json(extract: &Extract) -> Vec<serde_json::Value> {
    let file = |file: &intake::FileReport| {
        let counts = &file.counts;
        json!({
            "file": file.name, "bytes": file.bytes, "read": counts.read, "used": counts.used, "in_part": counts.in_part,
            "rejected": counts.rejected, "repeated": counts.repeated, "unknown": counts.unknown,
            "not_needed": counts.not_needed, "problem": file.problem, "extra_columns": file.extra_columns,
        })
    };
    extract.reconciliation().files.iter().map(file).collect()
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
            row.outcome.name()
        )?;
    }
    Ok(())
}
