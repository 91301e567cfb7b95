//! `import`: an extract or a file of facts into a store, with its reconciliation.

use std::collections::HashSet;
use std::path::Path;

use intake::later::{MuchChanged, Vanished};
use intake::tables::Table;
use intake::{Extract, FileUse, Ids};
use record::{Content, Fact, FactId, Moment, Names, Provenance, Ref, Subject, When};
use store::{RejectedRow, Store, StoreError};

use crate::Surroundings;
use crate::arguments::{Import, Reading, WhatChanged, WhatVanished};
use crate::facts::{Reads, progress_bar, read_extract, read_facts, refuse_to_come, site};
use crate::failure::Failure;
use crate::import_changes::changes;
use crate::import_later::{Compared, Held};
use crate::import_said::say;
use crate::lacking;
use crate::mend::{Mended, Mends, Tried};
use crate::table::plural;

/// What an import did.
#[derive(Default)]
pub struct Done {
    /// Facts about children, workers and units that were new.
    pub added: u64,
    /// Facts about the record itself that were new: which files were read, and what is covered from when to when.
    pub about_record: u64,
    /// Facts about children, workers and units that the store had already.
    pub known: u64,
    /// What a later extract changes; nothing of a first one, or of a file of facts.
    pub compared: Option<Compared>,
    /// Whether it was written to the store.
    pub written: bool,
    /// What became of corrected rows, where any were given.
    pub mended: Option<Mended>,
}

impl Done {
    /// The tables of which nothing was taken, since columns that they had are gone.
    pub fn left(&self) -> Vec<Table> {
        self.compared.iter().flat_map(|compared| &compared.columns_gone).map(|(table, _)| *table).collect()
    }
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
        let (names, mut ids, mut has_extract) = (
            reader.names_in_full()?,
            HashSet::with_capacity(usize::try_from(reader.tip()?.position).unwrap_or(0)),
            false,
        );
        reader.since::<StoreError>(0, |_, fact| {
            ids.insert(fact.id);
            has_extract |= matches!(fact.content, Content::Imported { .. });
            Ok(())
        })?;
        Ok(Known { names, ids, has_extract })
    }
}

/// How an import is to be done.
#[derive(Clone, Copy)]
pub struct How<'a> {
    /// How an extract is read.
    pub reading: &'a Reading,
    /// Who imports.
    pub by: &'a str,
    /// What becomes of rows that are gone, where whoever imports has said.
    pub vanished: Option<WhatVanished>,
    /// What becomes of very many facts of a table that change at once, where whoever imports has said.
    pub changed: Option<WhatChanged>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// Rejected rows that were put right.
    pub mend: Option<&'a Path>,
}

/// Runs the command.
pub fn run(asked: &Import, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    if let Some(folder) = &asked.propose {
        return crate::propose::run(folder, &asked.reading, around);
    }
    let Some(store) = &asked.store else { return Ok(2) };
    let is_new = !store.exists();
    let done = import(asked, store, around);
    if is_new && (done.is_err() || asked.dry_run) {
        // What came of nothing is not left lying there. It was made just now, and nobody else's data is in it.
        for ending in ["", "-wal", "-shm", ".lock"] {
            let mut path = store.clone().into_os_string();
            path.push(ending);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return done,
                _ => {}
            }
        }
    }
    done
}

fn import(asked: &Import, store: &Path, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let facts = asked.facts.as_deref().map(read_facts).transpose()?;
    if asked.extract.is_some() {
        refuse_to_come(&asked.reading, around.now)?;
    }
    let mut store = open_or_create(store, &asked.authority, around)?;
    let known = Known::of(&store)?;
    let (by, mend) = (&asked.by, asked.mend.as_deref());
    let (vanished, changed) = (asked.vanished, asked.changed);
    let how = How { reading: &asked.reading, by, vanished, changed, dry_run: asked.dry_run, mend };
    if let Some(facts) = facts {
        let all: Vec<Fact> = facts.facts().copied().collect();
        let done = append(&mut store, &known, &facts.names, &mut all.into_iter(), how, &Beside::default(), around)?;
        return say(asked, None, &done, &facts.names, around);
    }
    let Some(folder) = &asked.extract else { return Ok(2) };
    let (extract, names, done) = import_extract(&mut store, &known, folder, how, around)?;
    crate::stale::warn_at_import(extract.taken(), site(how.reading)?.stale_after, around)?;
    let code = say(asked, Some(&extract), &done, &names, around)?;
    match done.compared.as_ref().and_then(|compared| unanswered(compared, how)) {
        Some(question) if !how.dry_run => Err(question),
        _ => Ok(code),
    }
}

/// What must be answered before what that comparison found is written: what becomes of rows that are gone, and whether
/// it is right that very much changes at once.
fn unanswered(compared: &Compared, how: How<'_>) -> Option<Failure> {
    let (mut what, mut help) = (Vec::new(), Vec::new());
    let gone = compared.difference.gone.len() as u64;
    if gone > 0 && how.vanished.is_none() {
        let are = if gone == 1 { "is" } else { "are" };
        what.push(format!("{} of the earlier extract {are} not in this one", plural(gone, "row", "rows")));
        help.push(
            "say what becomes of them: --vanished correct takes back what they said, --vanished keep leaves it standing",
        );
    }
    if !compared.much.is_empty() && how.changed.is_none() {
        what.extend(compared.much.iter().map(much_changed));
        help.push(
            "if so much really changed, --changed correct puts this extract's word in the place of the earlier one's",
        );
    }
    (!what.is_empty()).then(|| Failure::Usage(format!("{}: nothing was written", what.join("; ")), help.join("; ")))
}

/// How much of a table changes, by kind of fact.
fn much_changed(of: &MuchChanged) -> String {
    let kind = |(kind, changed): &(record::Kind, u64)| format!("{} {changed}", kind.name().replace('_', " "));
    let kinds: Vec<String> = of.kinds.iter().map(kind).collect();
    format!(
        "{} of {} of {}.csv would be taken back or stand otherwise ({})",
        of.changed,
        plural(of.stood, "fact", "facts"),
        of.table.spec().name,
        kinds.join(", ")
    )
}

/// Opens the store at that path, or makes one.
pub fn open_or_create(path: &Path, authority: &str, around: &mut Surroundings<'_>) -> Result<Store, Failure> {
    if path.exists() {
        return Ok(Store::open(path)?);
    }
    Ok(Store::create(path, authority, &mut *around.random)?)
}

/// Reads an extract and appends what the store does not have yet: of a first one all, of a later one the difference.
/// Where rows of the earlier one are gone, nobody has said what becomes of them and nothing is written.
pub fn import_extract(
    store: &mut Store,
    known: &Known,
    folder: &Path,
    how: How<'_>,
    around: &mut Surroundings<'_>,
) -> Result<(Extract, Names, Done), Failure> {
    let held = known.has_extract.then(|| Held::of(store)).transpose()?;
    if let Some(held) = &held {
        held.set_clock(around)?;
    }
    let ids = Ids::Digest(store.id_key());
    let mut mends = Mends::of(&store.reader()?.rejected(None)?, how.mend)?;
    let site = site(how.reading)?;
    let reads =
        |mends: &Mends| Reads { ids, names: known.names.clone(), mended: mends.rows(), by: how.by, ..Reads::default() };
    let mut extract = read_extract(folder, how.reading, reads(&mends), around)?;
    if mends.refuse_unknown_workers(&extract, &site.source, &known.names) {
        drop(extract);
        extract = read_extract(folder, how.reading, reads(&mends), around)?;
    }
    let stale_after = site.stale_after;
    let mended = how.mend.map(|_| mends.said(&extract));
    let (news, as_before) = mends.news(&extract);
    let mut beside = Beside { rejected: rejected_rows(&extract), mends: news, as_before };
    let mut names = extract.world().names.clone();
    let Some(held) = held else {
        let files = files_read(&extract, &[], &mut names, how.by, around.now);
        let done = {
            let children = (0..extract.children()).flat_map(|child| {
                let mut facts = Vec::new();
                extract.facts(child, &mut facts);
                facts
            });
            let mut facts = extract.world().facts().copied().chain(files).chain(children);
            append(store, known, &names, &mut facts, how, &beside, around)?
        };
        keep_setting(store, stale_after, &done)?;
        return Ok((extract, names, Done { mended, ..done }));
    };
    held.refuse_others(&extract, &site.source)?;
    let vanished = how.vanished.map(|answer| match answer {
        WhatVanished::Keep => Vanished::Keep,
        WhatVanished::Correct => Vanished::Correct,
    });
    let gone = match how.changed {
        Some(WhatChanged::Correct) => Vec::new(),
        None => held.columns_gone(&extract, &names),
    };
    let left: Vec<Table> = gone.iter().map(|(table, _)| *table).collect();
    let files = files_read(&extract, &left, &mut names, how.by, around.now);
    beside.rejected.retain(|row| !left.iter().any(|table| is_file_of(&row.file, *table)));
    let mut compared = held.compare(&extract, &left, &mut names, store.id_key(), vanished, (how.by, around.now))?;
    for (table, columns) in &gone {
        writeln!(around.err, "{}", lacking::gone(*table, columns, compared.earlier))?;
    }
    compared.columns_gone = gone;
    let same = compared.difference.same;
    let asks = unanswered(&compared, how).is_some();
    if how.dry_run || asks {
        compared.changes = changes(&compared.difference, &held.book)?;
    }
    let mut facts = std::mem::take(&mut compared.difference.facts).into_iter().chain(files);
    let how = How { dry_run: how.dry_run || asks, ..how };
    let mut done = append(store, known, &names, &mut facts, how, &beside, around)?;
    keep_setting(store, stale_after, &done)?;
    if done.written {
        crate::import_later::keep(store, &compared.difference)?;
    }
    (done.known, done.compared, done.mended) = (same, Some(compared), mended);
    Ok((extract, names, done))
}

fn is_file_of(file: &str, table: Table) -> bool {
    file.to_lowercase().strip_suffix(".csv").is_some_and(|stem| stem == table.spec().name)
}

/// The rows and values that were not used. What is wrong with a row that was put right is kept with the row that it was.
fn rejected_rows(extract: &Extract) -> Vec<RejectedRow> {
    let header = |name: &str| {
        let file = extract.reconciliation().files.iter().find(|file| file.name == name);
        file.map(|file| file.header.clone()).unwrap_or_default()
    };
    let row = |row: &intake::Rejected| RejectedRow {
        file: row.file.to_string(),
        row: row.row,
        column: row.column.to_owned(),
        value: row.value.clone(),
        reason: row.reason.clone(),
        line: row.line.clone(),
        outcome: row.outcome.name().to_owned(),
        header: header(&row.file),
        child: row.child.clone(),
    };
    extract.rejected().iter().filter(|row| row.was.is_none()).map(row).collect()
}

/// Keeps after how many days the council finds its newest extract stale.
fn keep_setting(store: &mut Store, stale_after: Option<u32>, done: &Done) -> Result<(), Failure> {
    if done.written { crate::stale::keep(store, stale_after) } else { Ok(()) }
}

/// What an import keeps beside its facts.
#[derive(Default)]
struct Beside<'m> {
    rejected: Vec<RejectedRow>,
    /// What was written in the place of rows, where that is news.
    mends: Vec<Tried<'m>>,
    /// And where it is as it was before.
    as_before: Vec<Tried<'m>>,
}

/// A fact for each file whose rows were counted, those from which nothing is taken too: what became of its rows, so that
/// the pages account for the same rows as the command. The same file read again is the same fact. Of the tables that are `left`
/// as they were nothing was taken: what is on record of them is the earlier reading.
fn files_read(extract: &Extract, left: &[Table], names: &mut Names, by: &str, now: Moment) -> Vec<Fact> {
    let by = names.add_actor(by);
    let counted = |file: &&intake::FileReport| matches!(file.used_as, FileUse::Read(_)) || file.counts.read > 0;
    let is_left = |file: &&intake::FileReport| matches!(file.used_as, FileUse::Read(of) if left.contains(&of));
    let read = extract.reconciliation().files.iter().filter(|file| counted(file) && !is_left(file));
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
                columns_lacking: Some(names.add_text(&lacking::as_text(file))),
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
    how: How<'_>,
    beside: &Beside<'_>,
    around: &mut Surroundings<'_>,
) -> Result<Done, Failure> {
    let bar = around.progress.then(|| progress_bar("writing to the store", 0));
    let mut done = Done { written: !how.dry_run, ..Done::default() };
    let mut import = store.begin_import(how.by, around.now, &mut *around.random)?;
    for fact in facts {
        if known.ids.contains(&fact.id) {
            done.known += u64::from(fact.about != Subject::Record);
            continue;
        }
        let count = if fact.about == Subject::Record { &mut done.about_record } else { &mut done.added };
        *count += 1;
        if how.dry_run {
            continue;
        }
        import.push(names, fact)?;
        if let Some(bar) = bar.as_ref().filter(|_| done.added.is_multiple_of(10_000) && done.added > 0) {
            bar.set_position(done.added);
        }
    }
    // Rows that were rejected before are kept once: an import that brings nothing new keeps none again.
    if !how.dry_run && (done.added + done.about_record > 0 || known.ids.is_empty() || !beside.mends.is_empty()) {
        for row in &beside.rejected {
            import.reject(names, row.clone())?;
        }
        // One that is wrong as before was met again, and its row is still there to be put right.
        let still_there = beside.as_before.iter().filter(|(_, still_wrong)| still_wrong.is_some());
        for (mend, still_wrong) in beside.mends.iter().chain(still_there) {
            import.mend(mend.row_id, &mend.row.now, still_wrong.clone());
        }
        import.finish(names)?;
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    Ok(done)
}
