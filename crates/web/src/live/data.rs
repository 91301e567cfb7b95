//! What the data cannot say: each kind of fact on which an answer rests, the files, and their rejected rows.

use std::collections::{BTreeMap, BTreeSet};

use policy::{Condition, Due};
use record::book::known_facts;
use record::words::{Status, Word as _, Words};
use record::{Content, Kind, Moment, Tri};
use rustc_hash::{FxHashMap, FxHashSet};
use standing::board::lists;
use standing::signal::value_at;
use standing::since::Counted;
use standing::{DutyState, Entry, Holding, Towards, differ};

use super::kinds_said::{bought_by_columns, bought_by_listing, bought_of, says, would_buy};
use super::question::Question;
use super::tray::page_of;
use super::{ColumnLacking, FileRead, say};
use crate::error::PageError;
use crate::view::*;
use crate::words::{listed, number, plural, sentence};

const ROWS_PER_PAGE: u64 = 50;
/// The column of a worker's id, in our own files.
const WORKER: &str = "worker_id";
/// How many workers that no other file has are named with their rows; the others stand on the list.
const WORKERS_NAMED: usize = 10;
/// And how many rows of each.
const ROWS_NAMED: usize = 5;

/// A kind of fact on which answers rest, and which.
struct Needed {
    kind: Kind,
    clauses: Vec<String>,
    definitions: Vec<usize>,
    duties: Vec<u16>,
}

/// What the record covers of a kind.
struct Covered {
    coverage: Coverage,
    detail: String,
    /// The statuses of which no source that was read says it.
    left_out: Vec<&'static str>,
    /// The day on which it ended, where that lies before the time that is asked about.
    ended: Option<crate::words::Day>,
}

impl Question<'_> {
    /// The page.
    pub fn data_page(&self) -> DataPage {
        let needed = self.needed();
        let affected = self.affected(&needed);
        let mut kinds: Vec<FactKind> = needed
            .iter()
            .map(|one| {
                let covered = self.covered(one.kind);
                let children = affected.get(&one.kind).map_or(0, FxHashSet::len) as u64;
                FactKind {
                    what: sentence(&says(one.kind)),
                    coverage: covered.coverage,
                    detail: covered.detail,
                    clauses: one.clauses.clone(),
                    children_affected: children,
                    children: None,
                    would_buy: match (covered.coverage, covered.ended) {
                        (Coverage::Known, _) if children == 0 => None,
                        (Coverage::Known, Some(day)) if !one.duties.is_empty() => Some(format!(
                            "A newer extract, with what was done after {day}, would settle it for {}.",
                            plural(children, "child", "children")
                        )),
                        _ if self.not_listed(one.kind) > 0 => {
                            Some(bought_by_listing(self.not_listed(one.kind), children))
                        }
                        _ if !covered.left_out.is_empty() => Some(bought_of(&covered.left_out, children)),
                        _ if !self.columns_lacking(one.kind).is_empty() => {
                            Some(bought_by_columns(&self.columns_lacking(one.kind), children))
                        }
                        _ => Some(would_buy(one.kind, children, &(self.settings.feeds)(one.kind))),
                    },
                }
            })
            .collect();
        kinds.sort_by_key(|kind| (kind.coverage, std::cmp::Reverse(kind.children_affected), kind.what.clone()));
        let all: FxHashSet<record::ChildId> = affected.values().flatten().copied().collect();
        DataPage {
            rests_on: self.rests_on(&kinds, all.len() as u64),
            rows_of_nobody: self.files_with_rows_of_nobody(),
            kinds,
            sources: self.settings.files.iter().map(source).collect(),
        }
    }

    /// What was read, and what became of every row.
    pub fn import_page(&self) -> ImportPage {
        let sources: Vec<SourceFile> = self.settings.files.iter().map(source).collect();
        let sum = |of: fn(&SourceFile) -> u64| sources.iter().map(of).sum::<u64>();
        ImportPage {
            rows: sum(|file| file.rows),
            used: sum(|file| file.used),
            unknown: sum(|file| file.unknown),
            passed_over: sum(|file| file.passed_over),
            rejected: sum(|file| file.rejected),
            adds_up: sources.iter().all(|file| file.used + file.passed_over + file.rejected == file.rows),
            facts: self.book.facts().filter(|fact| fact.recorded <= self.known).count() as u64,
            children: self.board.iter().filter(|entry| self.sight.sees(entry)).count() as u64,
            workers: self.book.worker_ids().count() as u64,
            changed: self.import_changes(),
            sources,
        }
    }

    /// `affected` is of how many children any answer is not known for want of any of these kinds.
    fn rests_on(&self, kinds: &[FactKind], affected: u64) -> Vec<String> {
        let mut said = Vec::new();
        let (mut open, mut possible) = (Counted::default(), 0);
        for entry in self.everybody() {
            open.join(Counted::one(value_at(&entry.timeline.open, self.at)));
            // Where no policy governs, it is not the data that does not say it.
            possible += u64::from(self.counted(entry).is_unknown() && !self.is_ungoverned(entry));
        }
        let open = Count::new(open.certain, open.possible).of_open();
        if affected > 0 {
            said.push(format!(
                "About {} of {open} some answer is not known: whom a definition counts, or whether a duty was met. \
                 A child stands below under each kind of fact that is wanting.",
                plural(affected, "child", "children"),
            ));
        }
        if possible > 0 {
            said.push(format!(
                "For {} it cannot be told whether there is a worker who counts ({}).",
                plural(possible, "child", "children"),
                self.definition(self.tray).label
            ));
        }
        let mut worst: Vec<&FactKind> = kinds.iter().filter(|kind| kind.children_affected > 0).collect();
        worst.sort_by_key(|kind| std::cmp::Reverse(kind.children_affected));
        for kind in worst.iter().take(4) {
            let children = plural(kind.children_affected, "child", "children");
            said.push(match kind.coverage {
                Coverage::Not => format!("{}: recorded nowhere. An answer about {children} rests on it.", kind.what),
                _ => format!("{}: an answer about {children} rests on what is not recorded of it.", kind.what),
            });
        }
        let (read, rejected) = self
            .settings
            .files
            .iter()
            .fold((0, 0), |(read, rejected), file| (read + file.rows, rejected + file.rejected));
        if rejected > 0 {
            said.push(format!("{} of {} could not be used.", number(rejected), plural(read, "row", "rows")));
        }
        said
    }

    /// The same of each file, with the workers that no other file has: an id that may be misspelt is seen by its looks.
    fn files_with_rows_of_nobody(&self) -> Vec<RowsOfNobody> {
        let hidden = self.hidden_words();
        let of_file = |file: &FileRead| {
            let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for row in file.rejected_rows.iter().filter(|row| row.is_anyones && row.column == WORKER) {
                if !row.value.is_empty() {
                    rows.entry(shown(&hidden, &row.value)).or_default().push(number(row.row));
                }
            }
            let in_rows = |of: &[String]| if of.len() == 1 { "row" } else { "rows" };
            let workers = rows.iter().map(|(id, of)| format!("{id} ({} {})", in_rows(of), listed_to(of, ROWS_NAMED)));
            let workers = listed_to(&workers.collect::<Vec<_>>(), WORKERS_NAMED);
            Some(RowsOfNobody { says: rows_of_nobody(file)?, workers, source: source(file) })
        };
        self.settings.files.iter().filter_map(of_file).collect()
    }

    /// What rows mean of which nobody can tell whose they are, a sentence for each file: beside every figure.
    pub fn rows_of_nobody(&self) -> Vec<String> {
        self.settings.files.iter().filter_map(rows_of_nobody).collect()
    }

    /// The kinds of fact that the policies in force need, each with what rests on it.
    fn needed(&self) -> Vec<Needed> {
        let plan = self.plan();
        let mut needed: FxHashMap<Kind, Needed> = FxHashMap::default();
        let mut add = |kind: Kind, cites: &[String], definition: Option<usize>, duty: Option<u16>| {
            let blank = || Needed { kind, clauses: Vec::new(), definitions: Vec::new(), duties: Vec::new() };
            let one = needed.entry(kind).or_insert_with(blank);
            one.clauses.extend(cites.iter().cloned());
            one.definitions.extend(definition);
            one.duties.extend(duty);
        };
        for place in self.definitions().filter(|place| self.in_force(*place)) {
            let rule = &plan.definitions[place].rule;
            let mut kinds = vec![Kind::ReferralReceived];
            self.plan().kinds_of_condition(&rule.counts, &mut kinds);
            self.plan().kinds_of_condition(&rule.among, &mut kinds);
            kinds.iter().for_each(|kind| add(*kind, &rule.cites.0, Some(place), None));
        }
        let unseen = self.unseen();
        for (place, of) in plan.duties.iter().enumerate() {
            if !plan.packs[of.pack].in_force(self.today) {
                continue;
            }
            // What nothing records begins a duty for nobody, and is no less wanting for that.
            unseen.of(place).iter().for_each(|kind| add(*kind, &of.rule.cites.0, None, u16::try_from(place).ok()));
            let set_by = match of.rule.due {
                Due::SetBy(kind) => Some(kind),
                _ => None,
            };
            let kinds = of.rule.ways().map(|way| way.fact).chain(set_by);
            kinds.for_each(|kind| add(kind, &of.rule.cites.0, None, u16::try_from(place).ok()));
            if of.rule.per_agency {
                add(Kind::AgencyInvolved, &of.rule.cites.0, None, None);
            }
        }
        for of in plan.gates.iter().filter(|of| plan.packs[of.pack].in_force(self.today)) {
            for step in &of.rule.steps {
                step.met_by.iter().for_each(|event| add(event.fact, &step.cites.0, None, None));
            }
        }
        let mut needed: Vec<Needed> = needed.into_values().collect();
        for one in &mut needed {
            one.definitions.sort_unstable();
            one.definitions.dedup();
            one.clauses.sort_unstable();
            one.clauses.dedup();
        }
        needed.sort_by_key(|one| one.kind);
        needed
    }

    /// The open children about whom an answer is unknown for want of a kind of fact.
    fn affected(&self, needed: &[Needed]) -> FxHashMap<Kind, FxHashSet<record::ChildId>> {
        let mut affected: FxHashMap<Kind, FxHashSet<record::ChildId>> = FxHashMap::default();
        let definitions: Vec<usize> = self.definitions().filter(|place| self.in_force(*place)).collect();
        for entry in self.everybody() {
            for kind in self.missing_for(entry, needed, &definitions) {
                affected.entry(kind).or_default().insert(entry.child);
            }
        }
        affected
    }

    fn missing_for(&self, entry: &Entry, needed: &[Needed], definitions: &[usize]) -> Vec<Kind> {
        let world = self.board.world();
        let team = entry.timeline.team_at(self.at);
        let covered = |kind: Kind| world.covered_from(kind, team).is_some_and(|from| from <= self.at);
        let mut missing = Vec::new();
        for duty in self.duties(entry).filter(|duty| duty.state(self.at) == DutyState::CannotBeKnown) {
            if duty.towards == Towards::AgenciesNotRecorded {
                missing.push(Kind::AgencyInvolved);
                continue;
            }
            let ways = self.rule(duty).ways().map(|way| way.fact);
            // One without a due day would be seen where it would be as it opens.
            let until = duty.due.day().map_or(duty.opened, |_| duty.due.last());
            missing.extend(ways.filter(|kind| !world.covers(*kind, team, duty.opened, until)));
        }
        if !standing::born::hang_on_age(self.plan(), &entry.timeline, self.at).is_empty() {
            missing.push(Kind::ChildDetails);
        }
        for place in definitions.iter().copied() {
            if !entry.timeline.counted(place, self.at).is_unknown() {
                continue;
            }
            let rests_on = needed.iter().filter(|one| one.definitions.contains(&place)).map(|one| one.kind);
            // That nobody recorded any worker's leaving or absence makes no child uncertain; that a list of them does
            // not have this child's worker does.
            let rests_on: Vec<Kind> =
                rests_on.filter(|kind| !matches!(kind, Kind::WorkerLeft | Kind::AbsenceStarted)).collect();
            let uncovered: Vec<Kind> = rests_on.iter().copied().filter(|kind| !covered(*kind)).collect();
            let of_workers = [Kind::WorkerLeft, Kind::AbsenceStarted];
            let unsaid: Vec<Kind> = of_workers
                .into_iter()
                .filter(|kind| needed.iter().any(|one| one.kind == *kind && one.definitions.contains(&place)))
                .filter(|kind| entry.timeline.involved_at(self.at).any(|one| self.lacks(one.worker, *kind)))
                .collect();
            if !uncovered.is_empty() {
                missing.extend(uncovered);
            } else if !unsaid.is_empty() {
                missing.extend(unsaid);
            } else if entry.timeline.holding_at(self.at) == Holding::Unknown {
                missing.push(Kind::InvolvementStarted);
            } else {
                missing.extend(self.says_nothing(entry, place));
            }
        }
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    fn lacks(&self, worker: Option<record::WorkerId>, kind: Kind) -> bool {
        worker.is_some_and(|worker| self.staff.get(worker).lacks(kind))
    }

    /// How many workers there are of whom facts of that kind are not recorded, though they are of others.
    fn not_listed(&self, kind: Kind) -> u64 {
        self.staff.everybody().filter(|worker| worker.lacks(kind)).count() as u64
    }

    /// The kinds of which a fact is there and does not say what a definition asks.
    fn says_nothing(&self, entry: &Entry, definition: usize) -> Vec<Kind> {
        let facts = lists(self.book, self.board.people(), entry.child);
        let plan = self.plan();
        let parts = differ::parts(plan, self.board.world(), &facts, definition, self.at);
        let mut conditions = Vec::new();
        flatten(&plan.definitions[definition].rule.counts, &mut conditions);
        let mut kinds = Vec::new();
        for part in parts.iter().filter(|part| part.value == Tri::Unknown) {
            let of_part = conditions.iter().filter(|condition| differ::words(plan, condition) == part.words);
            // Who holds the child is known here: what is not said is what that worker is.
            let mut of_condition = Vec::new();
            of_part.for_each(|condition| self.plan().kinds_of_condition(condition, &mut of_condition));
            let of_worker =
                [Kind::Registered, Kind::WorkerDetails].into_iter().find(|kind| of_condition.contains(kind));
            kinds.extend(of_worker.or(of_condition.first().copied()));
        }
        kinds
    }

    fn covered(&self, kind: Kind) -> Covered {
        let mut everywhere: Vec<(Moment, Moment)> = Vec::new();
        let mut units: Vec<String> = Vec::new();
        let mut files: Vec<&str> = Vec::new();
        // The statuses of which none of the sources says anything.
        let mut left_out: Option<Words<Status>> = None;
        for fact in known_facts(self.book.record(), self.known) {
            let Content::Coverage { covers, unit, until, but } = fact.content else { continue };
            if covers.is_some_and(|of| of != kind) {
                continue;
            }
            let source = self.book.names.source(fact.from.source);
            if !files.contains(&source) {
                files.push(source);
            }
            let but = but.unwrap_or(Words::NONE).iter();
            let but = but.filter(|status| left_out.is_none_or(|before| before.has(*status)));
            left_out = Some(but.fold(Words::NONE, Words::with));
            match unit {
                None => everywhere.push((fact.when.as_start().unwrap_or(Moment::MIN), until.unwrap_or(Moment::MAX))),
                Some(unit) => units.push(self.units.name(unit)),
            }
        }
        let from = everywhere.iter().map(|(from, _)| *from).min();
        let until = everywhere.iter().map(|(_, until)| *until).max();
        let in_files = if files.is_empty() { String::new() } else { format!(" ({})", listed(&files)) };
        match (from, until) {
            (Some(from), Some(until)) => {
                let since = say::day_of(from).filter(|_| from.day() > record::Day::FIRST);
                let since = since.map_or_else(|| "For all time".to_owned(), |day| format!("From {day}"));
                let ended = say::day_of(until).filter(|_| until < self.at);
                // Of what was left out of the newest extract, nothing is known that others of it tell.
                let goes_on = until >= self.newest_covered().min(self.at);
                let until = say::day_of(until).map_or_else(String::new, |day| format!(" until {day}"));
                let without: Vec<&'static str> =
                    left_out.iter().flat_map(|left| left.iter()).map(Status::name).collect();
                let of = if kind == Kind::StatusStarted { "the status" } else { "the plan" };
                let but =
                    if without.is_empty() { String::new() } else { format!(", but not of {of} {}", listed(&without)) };
                let not_listed = self.not_listed(kind);
                let but = match not_listed {
                    0 => but,
                    _ => format!("{but}, but not of {}", of_workers(not_listed, self.book.worker_ids().count() as u64)),
                };
                let lacking = self.columns_lacking(kind);
                // A file that says nothing of the kind for want of a column gives no coverage of it: where it is covered all
                // the same, another file says it.
                let is_whole =
                    lacking.iter().all(|(file, _)| !files.iter().any(|of| of.eq_ignore_ascii_case(&file.file)));
                let whole = from <= self.at && goes_on && without.is_empty() && not_listed == 0 && is_whole;
                let coverage = if whole { Coverage::Known } else { Coverage::Partly };
                let cut = self.not_whole(kind);
                let cut = if cut.is_empty() { String::new() } else { format!(" {}", not_whole_words(&cut)) };
                let lacks = lacking_words(&lacking);
                let detail = format!("{since}{until}{but}{in_files}.{cut}{lacks}");
                Covered { coverage, detail, left_out: without, ended }
            }
            _ if !units.is_empty() => Covered {
                coverage: Coverage::Partly,
                detail: format!("Only for {}{in_files}.", listed(&units)),
                left_out: Vec::new(),
                ended: None,
            },
            _ => {
                let cut = self.not_whole(kind);
                let lacks = lacking_words(&self.columns_lacking(kind));
                let (coverage, detail) = match cut[..] {
                    [] if lacks.is_empty() => (Coverage::Not, "In no file that was read.".to_owned()),
                    [] => (Coverage::Not, lacks.trim_start().to_owned()),
                    _ => (Coverage::Partly, format!("{}{lacks}", not_whole_words(&cut))),
                };
                Covered { coverage, detail, left_out: Vec::new(), ended: None }
            }
        }
    }

    /// Until when the newest extract covers anything.
    fn newest_covered(&self) -> Moment {
        let covered = known_facts(self.book.record(), self.known).filter_map(|fact| match fact.content {
            Content::Coverage { until, .. } => Some(until.unwrap_or(Moment::MAX)),
            _ => None,
        });
        covered.max().unwrap_or(Moment::MAX)
    }

    /// The files that say that kind of fact and of which rows were used, and that cover nothing, since none of them was whole.
    fn not_whole(&self, kind: Kind) -> Vec<&str> {
        // What no such file ever covers is not wanting where this one does not.
        let of_it = |file: &&FileRead| file.covers.contains(&kind) && file.used > 0;
        let covers = |file: &FileRead| {
            known_facts(self.book.record(), self.known).any(|fact| {
                matches!(fact.content, Content::Coverage { .. })
                    && self.book.names.source(fact.from.source).eq_ignore_ascii_case(&file.file)
            })
        };
        let files = self.settings.files.iter().filter(of_it).filter(|file| !covers(file));
        files.map(|file| file.file.as_str()).collect()
    }

    /// The columns that are wanting in files that would say that kind of fact, or say it whole.
    fn columns_lacking(&self, kind: Kind) -> Vec<(&FileRead, &ColumnLacking)> {
        let of_file = |file| FileRead::lacking_of(file, kind).map(move |column| (file, column));
        self.settings.files.iter().filter(|file| file.used > 0).flat_map(of_file).collect()
    }

    /// The rejected rows of one file. What a restricted child is called or known by is not shown among them.
    pub fn rejected_page(&self, id: &str, wanted: PageWanted) -> Result<RejectedPage, PageError> {
        let file =
            self.settings.files.iter().find(|file| file.file == id).ok_or(PageError::NotFound { what: "file" })?;
        let (rows, paging) = page_of(file.rejected_rows.iter().collect(), ROWS_PER_PAGE, wanted);
        let hidden = self.hidden_words();
        let rows = rows.into_iter().map(|row| RejectedRow {
            row: row.row,
            column: Some(row.column.clone()).filter(|column| !column.is_empty()),
            value: shown(&hidden, &row.value),
            reason: shown(&hidden, &row.reason),
        });
        Ok(RejectedPage { source: source(file), rows: rows.collect(), paging })
    }

    /// The names and ids of those whom the viewer may not see.
    fn hidden_words(&self) -> Vec<&str> {
        let hidden = self.board.iter().filter(|entry| !self.sight.sees(entry));
        let mut words = Vec::new();
        for entry in hidden {
            let (given, family) = self.names(entry.child);
            words.extend([given, family, Some(say::plain(self.book.names.child(entry.child)))].into_iter().flatten());
        }
        words
    }
}

/// What is not known for want of columns, a sentence each.
fn lacking_words(lacking: &[(&FileRead, &ColumnLacking)]) -> String {
    let says = |(file, of): &(&FileRead, &ColumnLacking)| {
        format!(" {} has no column {}: it is not known {}.", file.file, of.column, of.not_known)
    };
    lacking.iter().map(says).collect()
}

/// That those files were read and say nothing by what they lack.
fn not_whole_words(files: &[&str]) -> String {
    match files {
        [one] => format!("{one} was read and is not whole: nothing is concluded from what is not in it."),
        _ => format!("{} were read and are not whole: nothing is concluded from what is not in them.", listed(files)),
    }
}

/// So many of them in a sentence, and how many more there are.
fn listed_to(names: &[String], at_most: usize) -> String {
    match names.len().saturating_sub(at_most) {
        0 => listed(names),
        more => format!("{} and {} more", names[..at_most].join(", "), number(more as u64)),
    }
}

/// That text, unless one of those words stands in it.
fn shown(hidden: &[&str], text: &str) -> String {
    match hidden.iter().any(|word| text.contains(word)) {
        true => "not shown: access is restricted".to_owned(),
        false => text.to_owned(),
    }
}

/// "31 of 212 workers, who are not in the list".
fn of_workers(not_listed: u64, all: u64) -> String {
    let are = if not_listed == 1 { "is" } else { "are" };
    format!("{} of {}, who {are} not in the list", number(not_listed), plural(all, "worker", "workers"))
}

fn flatten(condition: &Condition, out: &mut Vec<Condition>) {
    match condition {
        Condition::All(list) => list.iter().for_each(|one| flatten(one, out)),
        plain => out.push(plain.clone()),
    }
}

/// What rows mean of which nobody can tell whose they are. Each may be one more row of a child who has others, all of them
/// ended: such a child stays counted for certain, since one bad row would else leave no count of a whole authority. There
/// are no more of these children than such rows, and that is said. So it is of workers who may be away.
pub fn rows_of_nobody(file: &FileRead) -> Option<String> {
    let (whose, whose_all, may) = match file.file.to_lowercase().strip_suffix(".csv")? {
        "ssd_involvements" => (
            "child",
            "children",
            "have a worker whom this record does not show, though the other rows about them there have ended",
        ),
        "ssd_cin_episodes" => (
            "child",
            "children",
            "have an open referral that this record does not show, though the other rows about them there have ended",
        ),
        "ssd_cin_visits" => ("child", "children", "have had a visit that this record does not show"),
        "keyworker_casework" => ("child", "children", "have casework that this record does not show"),
        "keyworker_absences" => ("worker", "workers", "be away whom nothing here shows, and count all the same"),
        _ => return None,
    };
    let rows: BTreeSet<u64> = file.rejected_rows.iter().filter(|row| row.is_anyones).map(|row| row.row).collect();
    let count = rows.len() as u64;
    let (rows, at_most) = (plural(count, "row", "rows"), plural(count, whose, whose_all));
    let names = if count == 1 { "names" } else { "name" };
    (count > 0)
        .then(|| format!("{rows} of {} {names} no {whose} that can be told. At most {at_most} may {may}.", file.file))
}

fn source(file: &FileRead) -> SourceFile {
    SourceFile {
        id: file.file.clone(),
        file: file.file.clone(),
        newest: file.made.map(say::day),
        rows: file.rows,
        used: file.used,
        passed_over: file.passed_over,
        rejected: file.rejected,
        unknown: file.in_part,
        mended: (file.mended > 0).then(|| {
            let was = if file.mended == 1 { "was" } else { "were" };
            let rows = plural(file.mended, "row", "rows");
            format!(
                "{rows} {was} put right by hand, and what was written then is read instead (keyworker rejected --all)"
            )
        }),
        lacking: file
            .lacking
            .iter()
            .map(|of| format!("no column {}: it is not known {}", of.column, of.not_known))
            .collect(),
    }
}
