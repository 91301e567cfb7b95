//! Where a question's facts come from: a store, an extract as it lies there, or a file of facts.

use std::io::BufReader;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use intake::{Extract, Ids, Kinds, ReadOptions, Site};
use record::{Book, ChildId, Fact, Kind, Moment, Names, People, Subject, Tri};
use standing::{Evaluator, Plan, Standing, Timeline, World};

use crate::Surroundings;
use crate::arguments::{From, Reading};
use crate::asked::instant;
use crate::failure::Failure;
use crate::table::plural;

/// What decides who is counted: visits meet duties, and count nobody but where a condition asks for them.
fn deciding(plan: &Plan) -> Kinds {
    if plan.decides_by(Kind::Visit) { Kinds::ALL } else { Kinds::ALL.without(&[Kind::Visit]) }
}

/// Facts, ready to be asked. There is one of it in a command, so its size is of no account.
#[allow(clippy::large_enum_variant)]
pub enum Loaded {
    /// In memory, whole.
    Book {
        /// The facts.
        book: Book,
        /// Which identities are one child.
        people: People,
        /// The children, by the first identity of each.
        children: Vec<ChildId>,
    },
    /// Compact rows of an extract, from which each child's facts are made when it is its turn.
    Extract(Box<Extract>),
}

impl Loaded {
    /// Opens what the arguments name. `needs` says which kinds of fact the question needs: of an extract, tables that
    /// feed none of them are not read.
    pub fn open(
        from: &From,
        needs: &dyn Fn(Kind) -> bool,
        known: Moment,
        around: &mut Surroundings<'_>,
    ) -> Result<Loaded, Failure> {
        let threads = from.reading.threads;
        let loaded = match (&from.store, &from.extract, &from.facts) {
            (Some(path), None, None) => {
                let (book, _) = store::Reader::open(path)?.load(threads)?;
                Loaded::of(book, known)
            }
            (None, Some(folder), None) => {
                let wanted: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| needs(*kind)).collect();
                let wanted = Kinds::of(&wanted);
                refuse_to_come(&from.reading, around.now)?;
                let extract = read_extract(folder, &from.reading, Reads { wanted, ..Reads::default() }, around)?;
                Loaded::Extract(Box::new(extract))
            }
            (None, None, Some(path)) => Loaded::of(read_facts(path)?, known),
            _ => {
                return Err(Failure::Usage(
                    "say where the facts come from".into(),
                    "--store FILE, --extract FOLDER, or --facts FILE".into(),
                ));
            }
        };
        loaded.refuse_before_anything(known)?;
        Ok(loaded)
    }

    /// Refuses to say what was known before anything was: no figure would be right, and nought the least of them.
    pub fn refuse_before_anything(&self, known: Moment) -> Result<(), Failure> {
        if known == Moment::MAX {
            return Ok(());
        }
        // That a worker would leave may have been recorded long before anything was read in.
        let others = self.world().facts().filter(|fact| !matches!(fact.about, Subject::Worker(_)));
        let first = others.map(|fact| fact.recorded).min();
        let Some(first) = first.filter(|first| *first > known) else { return Ok(()) };
        let (known, first) = (crate::say::instant(known), crate::say::instant(first));
        Err(Failure::NotThere(
            format!("nothing was known as at {known}: the first of these facts was recorded on {first}"),
            "ask with a later --known-at; what was so on an earlier day, as is known now, is asked with --as-at".into(),
        ))
    }

    fn of(book: Book, known: Moment) -> Loaded {
        let people = People::of(&book, known);
        let children = book.child_ids().filter(|child| people.person(*child) == *child).collect();
        Loaded::Book { book, people, children }
    }

    /// The book of workers, units and the record itself; of a book, of the children too.
    pub fn world(&self) -> &Book {
        match self {
            Loaded::Book { book, .. } => book,
            Loaded::Extract(extract) => extract.world(),
        }
    }

    /// Every fact in memory, for a question about more children than one.
    pub fn into_book(self) -> Book {
        match self {
            Loaded::Book { book, .. } => book,
            Loaded::Extract(extract) => {
                let (mut book, mut room) = (extract.world().clone(), Vec::new());
                for index in 0..extract.children() {
                    room.clear();
                    extract.facts_of(index, Kinds::ALL, &mut room);
                    room.drain(..).for_each(|fact| book.append(fact));
                }
                book
            }
        }
    }

    /// How many children there are.
    pub fn children(&self) -> usize {
        match self {
            Loaded::Book { children, .. } => children.len(),
            Loaded::Extract(extract) => extract.children(),
        }
    }

    /// The timelines of those children whom that definition counts at that instant, for certain; what `each` keeps of one
    /// is given back in order. Of the others, who are most, only what decides it is looked at.
    pub fn evaluate_counted<R: Send>(
        &self,
        plan: &Plan,
        world: &World,
        threads: usize,
        (definition, at): (usize, Moment),
        each: impl Fn(ChildId, &[&[Fact]], &Timeline) -> Option<R> + Sync,
    ) -> Vec<R> {
        self.share(plan, world, threads, |evaluator, index, timeline, room| {
            let counted = |_, facts: &[&[Fact]]| evaluator.counted(facts, definition, at) == Tri::Yes;
            if !self.some_facts_of(index, deciding(plan), room, counted) {
                return None;
            }
            self.facts_of(index, room, |child, facts| {
                evaluator.timeline_into(facts, timeline);
                each(child, facts, timeline)
            })
        })
    }

    /// What those definitions say of every child at that instant, in the children's order; and of those children of
    /// whom `asked` wants to know more, what `each` keeps of their timeline.
    pub fn evaluate_those<R: Send>(
        &self,
        plan: &Plan,
        world: &World,
        threads: usize,
        (definitions, at): (&[usize], Moment),
        asked: impl Fn(&Standing) -> bool + Sync,
        each: impl Fn(ChildId, &[&[Fact]], &Timeline) -> Option<R> + Sync,
    ) -> Vec<(Standing, Option<R>)> {
        self.share(plan, world, threads, |evaluator, index, timeline, room| {
            let standing =
                self.some_facts_of(index, deciding(plan), room, |_, facts| evaluator.standing(facts, definitions, at));
            if !asked(&standing) {
                return Some((standing, None));
            }
            let told = self.facts_of(index, room, |child, facts| {
                evaluator.timeline_into(facts, timeline);
                each(child, facts, timeline)
            });
            Some((standing, told))
        })
    }

    /// Asks about every child, one after the other on each thread; what is kept is given back in the children's order.
    fn share<R: Send>(
        &self,
        plan: &Plan,
        world: &World,
        threads: usize,
        ask: impl Fn(&mut Evaluator<'_>, usize, &mut Timeline, &mut Vec<Fact>) -> Option<R> + Sync,
    ) -> Vec<R> {
        // Few enough at a time that no thread is left with the rest while others are done.
        const AT_A_TIME: usize = 2048;
        let (count, next) = (self.children(), AtomicUsize::new(0));
        let work = || {
            let mut evaluator = Evaluator::new(plan, world);
            let (mut timeline, mut room, mut kept) = (Timeline::default(), Vec::new(), Vec::new());
            loop {
                let from = next.fetch_add(AT_A_TIME, Ordering::Relaxed);
                if from >= count {
                    return kept;
                }
                let some = from..(from + AT_A_TIME).min(count);
                let answers = some.filter_map(|index| ask(&mut evaluator, index, &mut timeline, &mut room));
                kept.push((from, answers.collect::<Vec<R>>()));
            }
        };
        let mut kept = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(work)).collect();
            let mut kept = work();
            for other in others {
                kept.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            kept
        });
        kept.sort_unstable_by_key(|(from, _)| *from);
        kept.into_iter().flat_map(|(_, answers)| answers).collect()
    }

    /// Hands on one child's facts, one list for each identity.
    pub fn facts_of<R>(&self, index: usize, room: &mut Vec<Fact>, hand_on: impl FnOnce(ChildId, &[&[Fact]]) -> R) -> R {
        self.some_facts_of(index, Kinds::ALL, room, hand_on)
    }

    /// Hands on one child's facts, one list for each identity. Of an extract, those of these kinds only.
    fn some_facts_of<R>(
        &self,
        index: usize,
        kinds: Kinds,
        room: &mut Vec<Fact>,
        hand_on: impl FnOnce(ChildId, &[&[Fact]]) -> R,
    ) -> R {
        match self {
            Loaded::Book { book, people, children } => {
                let child = children[index];
                match people.identities(child) {
                    [] => hand_on(child, &[book.child(child)]),
                    several => {
                        let lists: Vec<_> = several.iter().map(|one| book.child(*one)).collect();
                        hand_on(child, &lists)
                    }
                }
            }
            Loaded::Extract(extract) => {
                room.clear();
                let child = extract.facts_of(index, kinds, room);
                hand_on(child, &[room])
            }
        }
    }

    /// The place of the child of that id, written with or without its source.
    pub fn find(&self, id: &str) -> Result<usize, Failure> {
        let names = &self.world().names;
        let fits = |name: &str| name == id || name.split_once(':').is_some_and(|(_, plain)| plain == id);
        let mut found = Vec::new();
        for index in 0..self.children() {
            let child = match self {
                Loaded::Book { children, .. } => children[index],
                Loaded::Extract(extract) => extract.child(index),
            };
            let identities = match self {
                Loaded::Book { people, .. } => people.identities(child),
                Loaded::Extract(_) => &[],
            };
            if fits(names.child(child)) || identities.iter().any(|one| fits(names.child(*one))) {
                found.push(index);
            }
        }
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(Failure::NotThere(
                format!("there is no child '{id}'"),
                "give the id as the source has it, with or without the source's own word before it: lcs:123".to_owned(),
            )),
            _ => Err(Failure::NotThere(
                format!("'{id}' is the id of a child in several sources"),
                "write it with its source: lcs:P123".into(),
            )),
        }
    }
}

/// Reads a file of facts.
pub fn read_facts(path: &Path) -> Result<Book, Failure> {
    let file = std::fs::File::open(path).map_err(|error| Failure::File { path: path.to_owned(), error })?;
    let mut book = Book::default();
    let origin = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    intake::jsonl::read(BufReader::new(file), &mut book, &origin).map_err(|errors| unreadable(path, &errors))?;
    Ok(book)
}

/// Every line that cannot be read, the first twenty of them in full.
pub fn unreadable(path: &Path, errors: &[intake::jsonl::LineError]) -> Failure {
    let mut text = format!("{} cannot be read:", path.display());
    for error in errors.iter().take(20) {
        text.push_str(&format!("\n  {error}"));
    }
    if errors.len() > 20 {
        text.push_str(&format!("\n  and {} more", errors.len() - 20));
    }
    Failure::Unreadable(text)
}

/// The site file that the arguments name, or the standard's.
pub fn site(reading: &Reading) -> Result<Site, Failure> {
    let Some(path) = &reading.site else { return Ok(Site::standard()) };
    let text = crate::text::read(path)?;
    Site::from_toml(&text).map_err(|error| Failure::Unreadable(format!("{}: {error}", path.display())))
}

/// When the newest CSV file of that folder was written: the latest at which the extract can have been taken.
fn newest_file(folder: &Path) -> Option<Moment> {
    let written = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry =
            entry.ok().filter(|entry| entry.path().extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")))?;
        let modified = entry.metadata().ok()?.modified().ok()?;
        let since = modified.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(Moment::from_second(i64::try_from(since.as_secs()).ok()?))
    };
    std::fs::read_dir(folder).ok()?.filter_map(written).max()
}

/// Refuses an extract that is said to have been taken on a day that has not come. A demonstration is of any day.
pub fn refuse_to_come(reading: &Reading, now: Moment) -> Result<(), Failure> {
    let taken = reading.taken.as_deref().map(|text| instant("taken", text)).transpose()?;
    let taken = taken.map(Moment::day).or(site(reading)?.taken);
    let Some(day) = taken.filter(|day| *day > now.day()) else { return Ok(()) };
    Err(Failure::Usage(
        format!("the extract cannot have been taken on {}: that day has not come", crate::say::day(day)),
        "say the day on which it was taken, with --taken or in the site file; if it is right, this machine's clock is wrong"
            .into(),
    ))
}

/// How an extract is read.
pub struct Reads<'a> {
    /// What facts are known by.
    pub ids: Ids,
    /// Which kinds of fact are made.
    pub wanted: Kinds,
    /// Names that are known already.
    pub names: Names,
    /// Rows that are read in the place of others.
    pub mended: Vec<intake::MendedRow>,
    /// Who reads it, and so records its facts.
    pub by: &'a str,
}

impl Default for Reads<'_> {
    fn default() -> Self {
        Reads { ids: Ids::Cheap, wanted: Kinds::ALL, names: Names::default(), mended: Vec::new(), by: "import" }
    }
}

/// Reads an extract.
pub fn read_extract(
    folder: &Path,
    reading: &Reading,
    Reads { ids, wanted, names, mended, by }: Reads<'_>,
    around: &mut Surroundings<'_>,
) -> Result<Extract, Failure> {
    let mut options = ReadOptions::new(site(reading)?, around.now, by);
    options.taken = reading.taken.as_deref().map(|text| instant("taken", text)).transpose()?;
    if options.taken.is_none() && options.site.taken.is_none() {
        options.taken = newest_file(folder);
        if let Some(taken) = options.taken {
            writeln!(
                around.err,
                "taken as of {taken}, when the newest of its files was written: say otherwise with --taken"
            )?;
        }
    }
    options.threads = reading.threads;
    options.mended = mended;
    // An import accounts for every row of the folder; a question, for those of the files that it needs.
    options.count_all = matches!(ids, Ids::Digest(_));
    options.ids = ids;
    options.wanted = wanted;
    let bar = around.progress.then(|| progress_bar("reading the extract", 0));
    let progress = |done: intake::Progress<'_>| {
        if let Some(bar) = &bar {
            bar.set_length(done.bytes_total);
            bar.set_position(done.bytes_done);
        }
    };
    let extract =
        Extract::read(folder, &options, names, &progress).map_err(|error| Failure::Unreadable(error.to_string()))?;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    for file in &extract.reconciliation().files {
        if let (intake::FileUse::Read(_) | intake::FileUse::Unusable(_), Some(problem)) = (file.used_as, &file.problem)
        {
            writeln!(around.err, "{}: {problem}", file.name)?;
        }
        for warning in &file.warnings {
            writeln!(around.err, "{}: {warning}", file.name)?;
        }
    }
    let total = extract.reconciliation().total();
    let unused = total.in_part + total.rejected + total.unknown;
    if unused > 0 {
        writeln!(
            around.err,
            "{unused} of {} {} not used, or not whole: `keyworker import --rejected` lists each with its reason",
            plural(total.read, "row", "rows"),
            if unused == 1 { "was" } else { "were" }
        )?;
    }
    Ok(extract)
}

/// Shows how far long work is, on the terminal only.
pub fn progress_bar(what: &str, length: u64) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(length);
    let style = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {percent}% {elapsed}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}
