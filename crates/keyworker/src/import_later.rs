//! `import` into a store that has an earlier extract: what the later one changes, found before anything is written.

use std::collections::{HashMap, HashSet};

use intake::later::{Difference, Gone, Later, MuchChanged, Vanished, table_of, whole_in_themselves};
use intake::tables::Table;
use intake::{Extract, FileUse};
use record::book::known_facts;
use record::{Content, Fact, FactId, Moment, Names, Subject, When};
use store::Store;

use crate::Surroundings;
use crate::failure::Failure;
use crate::held::HeldBook;
use crate::import_changes::Change;
use crate::lacking;
use crate::say;

/// What a store has of earlier imports.
pub struct Held {
    /// The facts, those about children read when it is their turn.
    pub book: HeldBook,
    /// When the newest extract that was read into it was taken; nothing where none was.
    pub taken: Option<Moment>,
    /// The newest instant at which a fact of an extract was recorded.
    recorded: Moment,
    /// The prefix of the identities of the extracts' children.
    source: Option<String>,
    /// Facts of rows that were gone, of which was said that they stand.
    kept: HashSet<FactId>,
}

/// The name under which a store keeps of which facts was said that they stand though their rows are gone.
const KEPT: &str = "left-standing";

/// Keeps in the store of which facts of rows that are gone was said that they stand.
pub fn keep(store: &mut Store, difference: &Difference) -> Result<(), Failure> {
    let ids: Vec<String> = difference.kept.iter().map(|(_, id)| id.to_string()).collect();
    Ok(store.set(KEPT, Some(ids.join(" ").as_str()).filter(|ids| !ids.is_empty()))?)
}

/// What a later extract changes, and what must be known of it beside.
pub struct Compared {
    /// The facts to append, and how many are what.
    pub difference: Difference,
    /// When the earlier extract was taken.
    pub earlier: Moment,
    /// Each fact that would change, where nothing is written.
    pub changes: Vec<Change>,
    /// Tables of which very much changes at once.
    pub much: Vec<MuchChanged>,
    /// When this extract was taken: what is covered is covered until then.
    pub taken: Moment,
    /// Tables whose rows came under other ids than before.
    pub renumbered: Vec<Table>,
    /// Tables that earlier extracts had, and that this one has not, or not whole, each with the instant until which it is covered:
    /// nothing where it never was.
    pub ended: Vec<(Table, Option<Moment>)>,
    /// Tables from which nothing was taken, since they lack columns that they had: each with these.
    pub columns_gone: Vec<(Table, Vec<&'static str>)>,
}

impl Held {
    /// What that store holds.
    pub fn of(store: &Store) -> Result<Held, Failure> {
        let (mut taken, mut recorded, mut source): (Option<Moment>, _, Option<String>) = (None, Moment::MIN, None);
        let book = HeldBook::of(store, |fact, names| {
            if table_of(names, fact).is_some() {
                recorded = recorded.max(fact.recorded);
                if let (Subject::Child(child), None) = (fact.about, &source) {
                    source = names.child(child).split_once(':').map(|(source, _)| source.to_owned());
                }
            }
            if matches!(fact.content, Content::Imported { .. }) {
                taken = taken.max(fact.when.as_start());
            }
        })?;
        let kept = store.reader()?.setting(KEPT)?.unwrap_or_default();
        let kept = kept.split_whitespace().filter_map(|id| id.parse().ok()).collect();
        Ok(Held { book, taken, recorded, source, kept })
    }

    /// Makes sure that what is recorded now was not known at the last import: moves a clock on that is a few seconds
    /// behind, and refuses one that is wrong.
    pub fn set_clock(&self, around: &mut Surroundings<'_>) -> Result<(), Failure> {
        /// Two imports in one second, or a clock that was put right by a little.
        const SLACK: i64 = 60;
        if self.taken.is_none() || around.now > self.recorded {
            return Ok(());
        }
        if self.recorded.second() - around.now.second() > SLACK {
            return Err(Failure::Usage(
                format!(
                    "this machine's clock says {}, and the store's last import was recorded on {}",
                    say::instant(around.now),
                    say::instant(self.recorded)
                ),
                "put the clock right: what was known when hangs on it".into(),
            ));
        }
        around.now = self.recorded.plus_seconds(1);
        Ok(())
    }

    /// Refuses an extract that cannot follow those that the store has.
    pub fn refuse_others(&self, extract: &Extract, source: &str) -> Result<(), Failure> {
        if let Some(own) = self.source.as_deref().filter(|own| *own != source) {
            return Err(Failure::Usage(
                format!("this store holds extracts of the source '{own}', and this one is of '{source}'"),
                format!("write source = \"{own}\" in the site file if they are one system's; else name another store"),
            ));
        }
        let Some(newest) = self.taken.filter(|newest| extract.taken() < *newest) else { return Ok(()) };
        Err(Failure::Usage(
            format!(
                "this extract was taken on {}, and the store has one taken on {}: an earlier one would correct it wrongly",
                say::instant(extract.taken()),
                say::instant(newest)
            ),
            "say when it was taken with --taken, or read the extracts into a new store in the order of time".into(),
        ))
    }

    /// The tables of that extract without a column that the newest reading of the same file had. What a column said would else
    /// read as taken back by every row. `names` are those of the extract, which
    /// began with the store's.
    pub fn columns_gone(&self, extract: &Extract, names: &Names) -> Vec<(Table, Vec<&'static str>)> {
        let had = |table: Table, column: &str| {
            let of_table = |fact: &&Fact| table_of(names, fact) == Some(table);
            let mut lacked = self.book.book.record().iter().filter(of_table).filter_map(|fact| match fact.content {
                Content::Imported { columns_lacking, used: 1.., .. } => Some(columns_lacking),
                _ => None,
            });
            let lacked = lacked.next_back().flatten().map(|text| names.text(text));
            lacked.is_some_and(|lacked| !lacking::of_text(lacked).any(|name| name == column))
        };
        let gone = extract.reconciliation().files.iter().filter_map(|file| {
            let FileUse::Read(table) = file.used_as else { return None };
            let columns = file.lacking.iter().map(|lacking| lacking.name()).filter(|column| had(table, column));
            Some((table, columns.collect::<Vec<_>>())).filter(|(_, columns)| !columns.is_empty())
        });
        gone.collect()
    }

    /// What that extract changes; of the tables that are `left` nothing, and what they said stands. `names` are those of the
    /// extract, which began with the store's.
    pub fn compare(
        &self,
        extract: &Extract,
        left: &[Table],
        names: &mut Names,
        key: [u8; 32],
        vanished: Option<Vanished>,
        (by, now): (&str, Moment),
    ) -> Result<Compared, Failure> {
        let taken = extract.taken();
        let whole: Vec<Table> = extract.whole().iter().copied().filter(|table| !left.contains(table)).collect();
        let reason = names.add_text(&format!("the extract taken on {} says otherwise", say::instant(taken)));
        let by = names.add_actor(by);
        // Each file that was read is on record, and so is what it covered.
        // Of a file of which no row was used nothing is on record, but that it was there.
        let said = |fact: &&Fact| !matches!(fact.content, Content::Imported { used: 0, .. });
        let read = self.book.book.record().iter().filter(said).filter_map(|fact| table_of(names, fact));
        let mut earlier: Vec<Table> = read.collect();
        earlier.sort_unstable();
        earlier.dedup();
        let absences = extract.world().facts().filter_map(|fact| match fact.content {
            Content::AbsenceStarted { absence, .. } => Some(absence),
            _ => None,
        });
        let mut later = Later {
            names,
            key,
            recorded: now,
            before: self.recorded,
            taken,
            by,
            reason,
            vanished: vanished.unwrap_or(Vanished::Correct),
            // Whoever says now that they are to be taken back has thought better of it.
            kept_before: if vanished == Some(Vanished::Correct) { HashSet::new() } else { self.kept.clone() },
            whole: whole_in_themselves(&whole, &earlier),
            left: left.to_vec(),
            renumbered: Vec::new(),
            absences: absences.collect(),
        };
        let mut difference = self.identities(extract, &later)?;
        later.renumbered = difference.renumbered();
        if !later.renumbered.is_empty() {
            // Whether ids can be relied on shows only once all rows were looked at.
            difference = self.identities(extract, &later)?;
        }
        let mut kept: Vec<Table> = difference.kept.iter().map(|(table, _)| *table).collect();
        kept.sort_unstable();
        kept.dedup();
        let record = extract.world().record().to_vec();
        difference.add(later.compare_coverage(self.book.book.record(), record, &kept));
        let covered_until = |table: Table| {
            if !table.spec().covers() {
                return self.taken;
            }
            let covered = known_facts(self.book.book.record(), Moment::MAX).filter_map(|fact| match fact.content {
                Content::Coverage { until, .. } if table_of(names, fact) == Some(table) => until,
                _ => None,
            });
            covered.max()
        };
        let ended = earlier.into_iter().filter(|table| !extract.whole().contains(table) && !left.contains(table));
        let ended = ended.map(|table| (table, covered_until(table))).collect();
        let (earlier, much) = (self.taken.unwrap_or(taken), difference.much_changed());
        Ok(Compared {
            difference,
            earlier,
            changes: Vec::new(),
            much,
            taken,
            renumbered: later.renumbered,
            ended,
            columns_gone: Vec::new(),
        })
    }

    fn identities(&self, extract: &Extract, later: &Later<'_>) -> Result<Difference, Failure> {
        let (mut difference, mut room) = (Difference::default(), Vec::new());
        let mut seen: HashSet<Subject> = HashSet::default();
        let mut said_of: HashMap<Subject, Vec<Fact>> = HashMap::default();
        let mut subjects: Vec<Subject> = Vec::new();
        for fact in extract.world().facts().filter(|fact| fact.about != Subject::Record) {
            let said = said_of.entry(fact.about).or_insert_with(|| {
                subjects.push(fact.about);
                Vec::new()
            });
            said.push(*fact);
        }
        for about in subjects {
            seen.insert(about);
            let said = said_of.remove(&about).unwrap_or_default();
            difference.add(later.compare(about, self.book.about(about, &mut room)?, said));
        }
        for child in 0..extract.children() {
            let mut said = Vec::new();
            let about = Subject::Child(extract.facts(child, &mut said));
            seen.insert(about);
            difference.add(later.compare(about, self.book.about(about, &mut room)?, said));
        }
        let units = self.book.book.unit_ids().map(Subject::Unit);
        let workers = self.book.book.worker_ids().map(Subject::Worker);
        let children = self.book.child_ids().map(Subject::Child);
        for about in units.chain(workers).chain(children).filter(|about| !seen.contains(about)) {
            difference.add(later.compare(about, self.book.about(about, &mut room)?, Vec::new()));
        }
        Ok(difference)
    }
}

/// How a row that is gone is shown to whoever imports: its file, row, whom it is about, what it said first and when, and
/// which new row it may be.
pub fn told(gone: &Gone, names: &Names) -> [String; 6] {
    let about = id_of(gone.about, names);
    let perhaps = gone.perhaps.map(|(row, when)| format!("row {row}, of {}", on(when))).unwrap_or_default();
    let file = format!("{}.csv", gone.table.spec().name);
    [file, gone.row.to_string(), about.to_owned(), gone.kind.name().replace('_', " "), on(gone.when), perhaps]
}

/// The id of whom a fact is about; empty for the record itself.
pub fn id_of(about: Subject, names: &Names) -> &str {
    match about {
        Subject::Child(child) => names.child(child),
        Subject::Worker(worker) => names.worker(worker),
        Subject::Unit(unit) => names.unit(unit),
        Subject::Carer(carer) => names.carer(carer),
        Subject::Record => "",
    }
}

/// The day, in a list.
fn on(when: When) -> String {
    match when {
        When::Unknown => "on a day that is not known".to_owned(),
        when => when.day().map(|day| day.to_string()).unwrap_or_default(),
    }
}
