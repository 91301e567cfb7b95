//! An extract, read: the way in.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use record::{Book, ChildId, Kind, Moment, Names, TextId, UnitId, WorkerId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::{RefMaker, Sheet};
use crate::columns::{Grouped, Person, Row, Visit};
use crate::digest::{Ids, Kinds};
use crate::doubts;
use crate::index::Index;
use crate::lost;
use crate::mistaken;
use crate::referrals;
use crate::refused;
use crate::report::{Bin, Counts, FileReport, FileUse, Noted, Notice, Reconciliation, Rejected};
use crate::run::{Collected, Opened, Plan, Progress};
use crate::site::Site;
use crate::source::{self, Encoding, Source};
use crate::staff;
use crate::swapped::{self, Known};
use crate::tables::{Header, NOT_USED, SPECS, Spec, Table, is_a_name, named};
use crate::world::{self, Stamp};
use crate::{no_further_action, reopened};

/// How an extract is to be read.
pub struct ReadOptions<'a> {
    /// What the council says of its extract.
    pub site: Site,
    /// When the extract was taken; the site file's date where missing, and the instant of recording where that has none.
    pub taken: Option<Moment>,
    /// The instant at which these facts are recorded: that of the import.
    pub recorded: Moment,
    /// Who records them.
    pub actor: String,
    /// The kinds of fact that are needed. A table that feeds none of them is not read.
    pub wanted: Kinds,
    /// How many threads read; at least one.
    pub threads: usize,
    /// How facts get their ids.
    pub ids: Ids,
    /// About how many bytes a thread takes at a time. It changes nothing in what is read.
    pub block_bytes: usize,
    /// How many rejected rows and values are kept in memory.
    pub kept: usize,
    /// Where the others go, a line each.
    pub spill: Option<&'a Mutex<dyn Write + Send + 'a>>,
    /// Whether the rows of files that are not read are counted too, so that every row of the folder is.
    pub count_all: bool,
    /// Rows that somebody put right, each to be read in the place of the one that it was.
    pub mended: Vec<MendedRow>,
}

impl ReadOptions<'_> {
    /// Everything, with cheap ids, on two threads.
    pub fn new(site: Site, recorded: Moment, actor: &str) -> ReadOptions<'static> {
        ReadOptions {
            site,
            taken: None,
            recorded,
            actor: actor.to_owned(),
            wanted: Kinds::ALL,
            threads: 2,
            ids: Ids::Cheap,
            block_bytes: 1 << 20,
            kept: 100_000,
            spill: None,
            count_all: false,
            mended: Vec::new(),
        }
    }
}

/// A row that somebody put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MendedRow {
    /// The file's name.
    pub file: String,
    /// The names of its columns, as [`FileReport::header`] has them: in a file with other columns the row is another.
    pub header: String,
    /// The row as the file has it.
    pub was: String,
    /// What is read in its place, a line of CSV under the same header.
    pub now: String,
}

/// Why an extract cannot be read at all. What is wrong with one of its files is in the reconciliation.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The folder cannot be opened.
    #[error("the folder {} cannot be opened: {error}", folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// There is nothing in it that can be read.
    #[error(
        "there is no table of the Standard Safeguarding Dataset in {} that can be used.{} Put its CSV files there, one a \
         table, as they were exported: at least ssd_cin_episodes.csv and ssd_involvements.csv, better all.",
        folder.display(),
        why
    )]
    Nothing {
        /// Which.
        folder: PathBuf,
        /// What is wrong with those that are there.
        why: String,
    },
}

/// An extract, held as compact rows by child.
pub struct Extract {
    pub(crate) book: Book,
    pub(crate) stamp: Stamp,
    pub(crate) child_ids: Vec<ChildId>,
    pub(crate) worker_ids: Vec<WorkerId>,
    pub(crate) unit_ids: Vec<UnitId>,
    pub(crate) text_ids: Vec<TextId>,
    pub(crate) persons: Grouped<Person>,
    pub(crate) disabilities: Grouped<Row>,
    pub(crate) visits: [Grouped<Visit>; 3],
    pub(crate) rows: Vec<(Table, Grouped<Row>)>,
    /// How many workers the tables of workers have: they are numbered first.
    pub(crate) listed_workers: usize,
    /// Rows that are not used and say that a child may be open.
    pub(crate) lost: Grouped<Row>,
    /// Involvements that go on from an opening again of the child's case, or may.
    pub(crate) reopened: Grouped<Row>,
    pub(crate) reconciliation: Reconciliation,
    rejected: Vec<Rejected>,
    taken: Moment,
    /// Tables that were read to their end: what is not in them is not there.
    whole: Vec<Table>,
    mended: Vec<(Table, String)>,
}

/// Tables of which others are read with the knowledge, in stages. Between the second and the last are all others.
const STAFF: &[Table] = &[Table::Department, Table::Professionals, Table::Workers, Table::Absences];

impl Extract {
    /// Reads the files of that folder. `names` are those that are known already, such as a store's; they keep their ids.
    ///
    /// # Errors
    /// Where the folder cannot be opened or holds nothing that can be used. A table that cannot be used, or not to its
    /// end, is said in the reconciliation, and the others are read.
    pub fn read(
        folder: &Path,
        options: &ReadOptions<'_>,
        names: Names,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Extract, ReadError> {
        let mut files = list(folder, options)?;
        let site = &options.site;
        let taken = options.taken.or(site.taken.map(|day| day.end())).unwrap_or(options.recorded);
        let plan = Plan {
            site,
            latest: taken.day().plus_months(12),
            taken: taken.day(),
            threads: options.threads.max(1),
            block_bytes: options.block_bytes.max(16),
            bytes_total: files.opened.iter().map(|file| file.source.file_bytes).sum(),
            progress,
        };
        let mut all = Collected {
            tables: Collected::tables(),
            people: Index::default(),
            workers: Index::default(),
            teams: Index::default(),
            team_names: FxHashMap::default(),
            texts: Index::default(),
            spells: FxHashMap::default(),
            open_referrals: Vec::new(),
            absences_in_doubt: Vec::new(),
            bin: Bin { kept: Vec::new(), spilled: 0, only_counted: 0, limit: options.kept, writer: options.spill },
        };
        let encodings: Vec<_> = files
            .opened
            .iter()
            .map(|file| (file.sheet.spec.table, file.source.encoding, file.source.file_bytes))
            .collect();
        let tables: Vec<Table> = files.opened.iter().map(|file| file.sheet.spec.table).collect();
        let first = if tables.contains(&Table::Person) { Table::Person } else { Table::CinEpisodes };
        let (mut done, mut read) = (0, Vec::new());
        let mut known = Known { base: first, people: 0, workers: 0 };
        for stage in 0..4 {
            let of_stage = |table: Table| match table {
                table if STAFF.contains(&table) => 0,
                table if table == first => 1,
                table if referrals::spell_place(table).is_some() => 3,
                _ => 2,
            };
            let (mut now, later) = std::mem::take(&mut files.opened)
                .into_iter()
                .partition(|file| of_stage(file.sheet.spec.table) == stage);
            files.opened = later;
            all.read(&plan, &mut now, done);
            done += now.iter().map(|file: &Opened| file.source.file_bytes).sum::<u64>();
            if stage == 0 {
                world::register(&mut all, site);
                known.workers = all.workers.len();
            } else if stage == 1 {
                known.people = all.people.len();
            }
            read.append(&mut now);
        }
        swapped::settle(&mut all, &read, known);
        mistaken::settle(&mut all, &plan, &read, known);
        all.tables[Table::Workers as usize].warnings.extend(read.iter().find_map(staff::registration_has_no_end));
        staff::nobodys::settle(&mut all, &plan, &read);
        drop(read);
        for (table, encoding, bytes) in encodings {
            let data = &all.tables[table as usize];
            let encoding = match encoding {
                Encoding::Utf8 | Encoding::Utf8WithMark if data.not_utf8 => Encoding::Windows1252,
                encoding => encoding,
            };
            files.reports.iter_mut().filter(|report| report.used_as == FileUse::Read(table)).for_each(|report| {
                (report.encoding, report.bytes) = (encoding, bytes);
            });
        }
        // A file of absences alone lists nobody.
        let lists_workers = [Table::Professionals, Table::Workers].iter().any(|table| all.tables[*table as usize].read);
        let listed_workers = if lists_workers { known.workers } else { 0 };
        let folder = options.count_all.then_some(folder);
        let mut extract = Extract { listed_workers, ..finish(all, files.reports, options, taken, names, folder) };
        extract.note_answered_otherwise();
        Ok(extract)
    }

    /// The names behind every id, and the facts that are not about a child: workers, units, and what is covered.
    pub fn world(&self) -> &Book {
        &self.book
    }

    /// The names and the facts that are not about a child, without the rest: for who needs the rows no more.
    pub fn into_world(self) -> Book {
        self.book
    }

    /// How many children there are: those of any row that was read.
    pub fn children(&self) -> usize {
        self.child_ids.len()
    }

    /// The identity of the child of that number.
    pub fn child(&self, child: usize) -> ChildId {
        self.child_ids[child]
    }

    /// When the extract was taken.
    pub fn taken(&self) -> Moment {
        self.taken
    }

    /// The tables that are there and were read to their end. Of any other nothing follows from what is not in it.
    pub fn whole(&self) -> &[Table] {
        &self.whole
    }

    /// The rows of each table in whose place others were read, as the file has them.
    pub fn mended(&self) -> &[(Table, String)] {
        &self.mended
    }

    /// What became of every file and row.
    pub fn reconciliation(&self) -> &Reconciliation {
        &self.reconciliation
    }

    /// The rows and values that were not used, up to as many as were to be kept.
    pub fn rejected(&self) -> &[Rejected] {
        &self.rejected
    }

    /// About how many bytes the rows take.
    pub fn bytes(&self) -> usize {
        let rows: usize = self.rows.iter().map(|(_, rows)| rows.bytes()).sum();
        rows + self.visits.iter().map(Grouped::bytes).sum::<usize>() + self.persons.bytes() + self.disabilities.bytes()
    }
}

struct Files {
    opened: Vec<Opened>,
    reports: Vec<FileReport>,
}

/// The files of the folder: those to read opened, every one with its report.
fn list(folder: &Path, options: &ReadOptions<'_>) -> Result<Files, ReadError> {
    let refused = |error| ReadError::Folder { folder: folder.to_owned(), error };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let (mut opened, mut reports, mut taken) = (Vec::new(), Vec::new(), FxHashSet::default());
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let stem = name.to_lowercase();
        let stem = stem.strip_suffix(".csv").unwrap_or_default();
        let mut report = FileReport {
            name: name.clone(),
            used_as: FileUse::NotOfTheDataset,
            encoding: Encoding::Utf8,
            bytes: std::fs::metadata(&path).map_or(0, |data| data.len()),
            counts: Counts::default(),
            lacking: Vec::new(),
            extra_columns: Vec::new(),
            problem: None,
            notices: Vec::new(),
            warnings: Vec::new(),
            header: String::new(),
        };
        if let Some(spec) = SPECS.iter().find(|spec| spec.name == stem) {
            report.used_as = FileUse::Unusable(spec.table);
            if !taken.insert(spec.table) {
                report.problem = Some("another file of this folder is the same table: not read".to_owned());
            } else if !is_wanted(spec, options.wanted) {
                report.used_as = FileUse::NotNeeded(spec.table);
            } else {
                match open(&path, &name, spec, options, &mut report.header) {
                    Ok(file) => {
                        report.used_as = FileUse::Read(spec.table);
                        let header = &file.sheet.header;
                        report.lacking.clone_from(&header.lacking);
                        report.extra_columns = header.extra.iter().filter(|name| is_a_name(name)).cloned().collect();
                        if !header.twice.is_empty() {
                            let twice = named(&header.twice);
                            report.problem = Some(format!("columns named twice, of which the first is read: {twice}"));
                        }
                        opened.push(file);
                    }
                    Err(problem) => report.problem = Some(problem),
                }
            }
        } else if NOT_USED.contains(&stem) {
            report.used_as = FileUse::NotUsed;
        }
        let is_csv = name.to_lowercase().ends_with(".csv");
        if options.count_all && is_csv && !matches!(report.used_as, FileUse::Read(_)) {
            report.count_unread(&path, options.block_bytes);
        }
        reports.push(report);
    }
    if opened.is_empty() {
        return Err(ReadError::Nothing { folder: folder.to_owned(), why: problems_once(&reports) });
    }
    opened.sort_by_key(|file: &Opened| file.sheet.spec.table);
    let rank = |used_as: FileUse| match used_as {
        FileUse::Read(table) => (0, table as u8),
        FileUse::Unusable(table) => (1, table as u8),
        FileUse::NotNeeded(table) => (2, table as u8),
        FileUse::NotUsed => (3, 0),
        FileUse::NotOfTheDataset => (4, 0),
    };
    reports.sort_by_key(|report| rank(report.used_as));
    Ok(Files { opened, reports })
}

/// What is wrong with those files, each thing once with the files of which it is so.
fn problems_once(reports: &[FileReport]) -> String {
    let mut files: Vec<(&str, Vec<&str>)> = Vec::new();
    for report in reports {
        let Some(problem) = report.problem.as_deref() else { continue };
        match files.iter_mut().find(|(said, _)| *said == problem) {
            Some((_, names)) => names.push(&report.name),
            None => files.push((problem, vec![&report.name])),
        }
    }
    let said = files.into_iter().map(|(problem, names)| match names.as_slice() {
        [name] => format!(" {name}: {problem}."),
        [first, others @ ..] => {
            let file = if others.len() == 1 { "other file" } else { "other files" };
            format!(" {first} and {} {file}: {problem}.", others.len())
        }
        [] => String::new(),
    });
    said.collect()
}

/// Teams are always read, since other files may name them by name; so is who the children and workers are: by that an id is
/// known to be none, and whatever is asked the answer is the same. Casework may hold kinds that it does not cover. A rejected
/// row of an involvement says that its child may be open. By the answer to an offer it is known whether an involvement was
/// accepted.
fn is_wanted(spec: &Spec, wanted: Kinds) -> bool {
    let also = match spec.table {
        Table::Department | Table::Person | Table::Professionals | Table::Workers => true,
        Table::Casework => wanted.has_any(crate::tables::CASEWORK_ALSO) || wanted.has(Kind::InvolvementStarted),
        Table::Involvements => wanted.has(Kind::ReferralReceived),
        _ => false,
    };
    also || wanted.has_any(spec.feeds)
}

/// The tables of the dataset that the folder does not have: those that are read, and the others.
fn missing(reports: &[FileReport]) -> (Vec<Table>, Vec<&'static str>) {
    let is_there = |name: &str| {
        reports.iter().any(|report| report.name.to_lowercase().strip_suffix(".csv").is_some_and(|stem| stem == name))
    };
    let read = SPECS.iter().filter(|spec| !spec.prefix.is_empty() && !is_there(spec.name)).map(|spec| spec.table);
    (read.collect(), NOT_USED.iter().copied().filter(|name| !is_there(name)).collect())
}

/// Opens a file and understands its header, which it hands on where it is one, or says why the file cannot be used.
fn open(
    path: &Path,
    name: &str,
    spec: &'static Spec,
    options: &ReadOptions<'_>,
    line: &mut String,
) -> Result<Opened, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let mut source = Source::open(path, options.block_bytes.max(16)).map_err(unreadable)?;
    let names = source.header().map_err(unreadable)?;
    let Some(names) = names.filter(|names| names.iter().any(|name| !name.is_empty())) else {
        return Err(source::no_header(path).to_owned());
    };
    let header = Header::of(spec, &names);
    if spec.is_named_in(&header.line) {
        line.clone_from(&header.line);
    }
    if let Some(problem) = header.unusable(&names) {
        return Err(problem);
    }
    let keys = RefMaker::new(&options.site.source, spec.name);
    let of_this = |mended: &&MendedRow| mended.file.eq_ignore_ascii_case(name) && mended.header == header.line;
    let mends = options.mended.iter().filter(of_this).map(|row| (row.was.clone(), row.now.clone())).collect();
    let sheet = Sheet { spec, file: Arc::from(name), header, keys, doubtful: 0, mends };
    Ok(Opened { sheet, source, path: path.to_owned() })
}

/// Groups the rows by child, gives every identity its id, and writes the report.
fn finish(
    mut all: Collected<'_>,
    mut reports: Vec<FileReport>,
    options: &ReadOptions<'_>,
    taken: Moment,
    mut names: Names,
    refused_in: Option<&Path>,
) -> Extract {
    let site = &options.site;
    note_never_ending(&mut all);
    lost::note_most_unread(&mut all);
    no_further_action::settle(&mut all);
    let (lost, known_only_from_rejected) = lost::settle(&mut all, &site.source, taken, options.threads.max(1));
    let reopened = reopened::goes_on(&mut all);
    let file_of = |table: Table| {
        let read = reports.iter().find(|report| report.used_as == FileUse::Read(table));
        read.map_or_else(|| format!("{}.csv", table.spec().name), |report| report.name.to_lowercase())
    };
    let sources = SPECS.iter().map(|spec| names.add_source(&file_of(spec.table))).collect();
    let doubts = SPECS.iter().map(|spec| names.add_source(&doubts::source(&file_of(spec.table)))).collect();
    let by = names.add_actor(&options.actor);
    let stamp = Stamp { recorded: options.recorded, by, ids: options.ids, sources, doubts, wanted: options.wanted };
    let (children, threads) = (all.people.len(), options.threads.max(1));
    let mut book = world::build(&mut all, site, &stamp, taken, names);
    let named = |id: &str| format!("{}:{id}", site.source);
    let names = &mut book.names;
    let worker_ids = all.workers.iter().map(|id| names.add_worker(&named(id))).collect();
    let unit_ids = all.teams.iter().map(|id| names.add_unit(&named(id))).collect();
    let text_ids = all.texts.iter().map(|text| names.add_text(text)).collect();
    let people = &all.people;
    let tables = &mut all.tables;
    let take_rows = |tables: &mut Vec<crate::run::TableData>, table: Table| {
        Grouped::new(std::mem::take(&mut tables[table as usize].rows), children, threads)
    };
    let mut name_children = || -> Vec<ChildId> {
        let mut whole = format!("{}:", site.source);
        let prefix = whole.len();
        names.children.reserve(people.len(), prefix + 8);
        people
            .iter()
            .map(|id| {
                whole.truncate(prefix);
                whole.push_str(id);
                names.add_child(&whole)
            })
            .collect()
    };
    // Naming the children and grouping their rows need nothing of one another.
    let (child_ids, (persons, disabilities, visits, rows)) = std::thread::scope(|scope| {
        let mut group = || {
            let persons = Grouped::new(std::mem::take(&mut tables[Table::Person as usize].persons), children, threads);
            let disabilities = take_rows(tables, Table::Disability);
            let visits = [Table::CinVisits, Table::CpVisits, Table::ClaVisits]
                .map(|table| Grouped::new(std::mem::take(&mut tables[table as usize].visits), children, threads));
            let others = SPECS.iter().map(|spec| spec.table).filter(|table| *table != Table::Disability);
            let rows: Vec<_> = others
                .filter(|table| !tables[*table as usize].rows.is_empty())
                .collect::<Vec<_>>()
                .into_iter()
                .map(|table| (table, take_rows(tables, table)))
                .collect();
            (persons, disabilities, visits, rows)
        };
        if threads < 2 {
            return (name_children(), group());
        }
        let grouped = scope.spawn(group);
        (name_children(), grouped.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    for report in &mut reports {
        let FileUse::Read(table) = report.used_as else { continue };
        let data = &all.tables[table as usize];
        (report.counts, report.notices) = (data.counts, data.notes.notices());
        report.warnings = data.warnings.clone();
        if data.given_up {
            report.used_as = FileUse::Unusable(table);
        }
        for (title, count) in &data.unmapped_titles {
            let what = match count {
                1 => "worker has a job title that is not in the site file: what they are is not known",
                _ => "workers have a job title that is not in the site file: what they are is not known",
            };
            report.notices.push(Notice { what, count: *count, examples: vec![title.clone()] });
        }
        if let Some(problem) = &data.problem {
            report.problem = Some(problem.clone());
        }
    }
    if let Some(folder) = refused_in {
        refused::keep(&mut all, folder, &reports, &site.source, options.block_bytes);
    }
    let is_whole = |spec: &&Spec| all.tables[spec.table as usize].is_whole();
    let whole = SPECS.iter().filter(is_whole).map(|spec| spec.table).collect();
    let of_table = |spec: &'static Spec| {
        std::mem::take(&mut all.tables[spec.table as usize].mended).into_iter().map(|was| (spec.table, was))
    };
    let mended: Vec<(Table, String)> = SPECS.iter().flat_map(of_table).collect();
    let (missing, missing_not_used) = missing(&reports);
    let Bin { kept, spilled, only_counted, .. } = all.bin;
    let reconciliation = Reconciliation {
        files: reports,
        kept: kept.len() as u64,
        spilled,
        only_counted,
        known_only_from_rejected,
        missing,
        missing_not_used,
    };
    Extract {
        listed_workers: 0,
        book,
        stamp,
        child_ids,
        worker_ids,
        unit_ids,
        text_ids,
        persons,
        disabilities,
        visits,
        rows,
        lost: Grouped::new(vec![lost], children, threads),
        reopened: Grouped::new(vec![reopened], children, threads),
        reconciliation,
        rejected: kept,
        taken,
        whole,
        mended,
    }
}

/// Counts the open involvements whose referral the extract says is closed.
fn note_never_ending(all: &mut Collected<'_>) {
    let open = std::mem::take(&mut all.open_referrals);
    let episodes = all.tables[Table::CinEpisodes as usize].rows.iter().flatten();
    // Of one whose end cannot be read it is not known whether it is closed.
    let closed = || episodes.clone().filter(|row| row.end.day().is_some()).map(|row| row.key);
    // The smaller of the two is what is searched.
    let never = if closed().count() < open.len() {
        let closed: FxHashSet<u64> = closed().collect();
        open.iter().filter(|referral| closed.contains(referral)).count() as u64
    } else {
        let mut times: FxHashMap<u64, u64> = FxHashMap::default();
        times.reserve(open.len());
        open.into_iter().for_each(|referral| *times.entry(referral).or_default() += 1);
        closed().filter_map(|referral| times.remove(&referral)).sum()
    };
    all.tables[Table::Involvements as usize].notes.counts[Noted::NeverEnding as usize] = never;
}
