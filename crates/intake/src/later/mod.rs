//! Extract after extract: what a later one says, as the facts that a record lacks and the corrections of those it has.
//!
//! One identity is compared at a time: the facts that the record holds of it with those that the later extract gives.
//! What both say is left alone. A row whose values changed gives facts that correct the earlier ones, so that 'as known
//! then' stays and 'as known now' is what the later extract alone says. Rows are known by their ids and, where a system
//! numbers its rows anew, by what they say. A row that is not there any more is given back to the caller, who asks.

mod absent;
mod broken;
mod order;
mod rows;
mod stands;

pub use absent::whole_in_themselves;
use record::{ActorId, Content, Fact, FactId, Kind, Moment, Names, Provenance, Ref, Subject, TextId, When};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, HashSet};

use crate::digest::Digester;
use crate::doubts;
use crate::tables::{SPECS, Table};
use rows::{Pairing, Said};
use stands::Standing;

/// What to do with rows of the earlier extract that the later one does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vanished {
    /// Take back what they said: a correction that nothing stands in the place of.
    Correct,
    /// Leave standing what they said.
    Keep,
}

/// A row of an earlier extract that is not in the later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its table.
    pub table: Table,
    /// The data row in the earlier file, counted from 1.
    pub row: u32,
    /// Whom it is about.
    pub about: Subject,
    /// What its first fact says.
    pub kind: Kind,
    /// When that was so.
    pub when: When,
    /// A row of the later file that is new and says the same but for its date, so that it may be this one, corrected: its
    /// place, and its date. Only for rows that are known by what they say; where several fit, the nearest in time.
    pub perhaps: Option<(u32, When)>,
}

/// A table of which very much changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MuchChanged {
    /// Which.
    pub table: Table,
    /// How many facts of it stood.
    pub stood: u64,
    /// How many of these another stands in the place of, or are taken back.
    pub changed: u64,
    /// The latter by kind, those of which most change first.
    pub kinds: Vec<(Kind, u64)>,
}

/// What a later extract changes.
#[derive(Debug, Default)]
pub struct Difference {
    /// The facts to append, each correction after the fact that stands in the place of the corrected one.
    pub facts: Vec<Fact>,
    /// Facts that the record has and the later extract says again; what is covered is counted beside them.
    pub same: u64,
    /// Facts that are new and correct none.
    pub new: u64,
    /// Facts that another stands in the place of.
    pub corrected: u64,
    /// Facts that are taken back without another: an end date that is no more there, or all of a row that is gone.
    pub taken_back: u64,
    /// Facts said again only so that of two of one day the one that the extract says last stays the newest.
    pub restated: u64,
    /// Facts of rows that are gone, left standing as their whole table is not in the later extract, or not whole.
    pub not_asked: u64,
    /// Facts left as they were, since they rest on a table that is not in the later extract, or not whole: by the table
    /// whose rows they are.
    pub left: FxHashMap<Table, u64>,
    /// Facts that say what the record covers from when to when, and say it anew.
    pub coverage: u64,
    /// Rows that are gone from tables that are there, less those of which was said before that they stand.
    pub gone: Vec<Gone>,
    /// Facts of rows that are gone and were left standing, by table: this time, or since it was said before.
    pub kept: Vec<(Table, FactId)>,
    /// By table and kind: facts that stood, and of these those that another stands in the place of or that are taken back.
    changed: FxHashMap<(Table, Kind), (u64, u64)>,
    /// By table: facts of rows found again under their id, and rows found again under another.
    found: FxHashMap<Table, (u64, u64)>,
}

impl Difference {
    /// Takes another's facts and counts in.
    pub fn add(&mut self, mut other: Difference) {
        self.facts.append(&mut other.facts);
        self.gone.append(&mut other.gone);
        self.kept.append(&mut other.kept);
        self.same += other.same;
        self.new += other.new;
        self.corrected += other.corrected;
        self.taken_back += other.taken_back;
        self.restated += other.restated;
        self.not_asked += other.not_asked;
        self.coverage += other.coverage;
        for (table, left) in other.left {
            *self.left.entry(table).or_default() += left;
        }
        for (of, (stood, changed)) in other.changed {
            let known = self.changed.entry(of).or_default();
            (known.0, known.1) = (known.0 + stood, known.1 + changed);
        }
        for (table, (same, moved)) in other.found {
            let found = self.found.entry(table).or_default();
            (found.0, found.1) = (found.0 + same, found.1 + moved);
        }
    }

    /// The tables of which so much changes that it looks like a mistake in the later extract: more than a tenth of the
    /// facts that stood, and more than twenty.
    pub fn much_changed(&self) -> Vec<MuchChanged> {
        let mut by_table: BTreeMap<Table, MuchChanged> = BTreeMap::new();
        for ((table, kind), (stood, changed)) in &self.changed {
            let of_table = by_table.entry(*table).or_insert(MuchChanged {
                table: *table,
                stood: 0,
                changed: 0,
                kinds: Vec::new(),
            });
            (of_table.stood, of_table.changed) = (of_table.stood + stood, of_table.changed + changed);
            of_table.kinds.extend(Some((*kind, *changed)).filter(|_| *changed > 0));
        }
        let mut much: Vec<MuchChanged> =
            by_table.into_values().filter(|of| of.changed > 20 && of.changed * 10 > of.stood).collect();
        much.iter_mut().for_each(|of| of.kinds.sort_by_key(|(kind, changed)| (std::cmp::Reverse(*changed), *kind)));
        much
    }

    /// The tables whose rows came under other ids than before, so often that an id says nothing of which row it is.
    pub fn renumbered(&self) -> Vec<Table> {
        let few = |(same, moved): &(u64, u64)| moved * 20 <= same + moved;
        let mut tables: Vec<Table> =
            self.found.iter().filter(|(_, found)| !few(found)).map(|(table, _)| *table).collect();
        tables.sort_unstable();
        tables
    }
}

impl Difference {
    fn note_changed(&mut self, slot: &stands::Slot<'_>) {
        self.changed.entry((slot.table, slot.fact.content.kind())).or_default().1 += 1;
    }
}

/// A later extract, to be compared with a record one identity at a time.
pub struct Later<'a> {
    /// The names behind the ids of both.
    pub names: &'a Names,
    /// The key under which facts get their ids.
    pub key: [u8; 32],
    /// The instant of this import.
    pub recorded: Moment,
    /// The instant of the newest import before it. What this one brings was not known then.
    pub before: Moment,
    /// When the later extract was taken.
    pub taken: Moment,
    /// Who imports.
    pub by: ActorId,
    /// Why a fact is corrected: which extract says otherwise.
    pub reason: TextId,
    /// What becomes of rows that are gone.
    pub vanished: Vanished,
    /// Facts of rows that were gone before, of which was said then that they stand: nobody is asked about them again.
    pub kept_before: HashSet<FactId>,
    /// Tables that the later extract has, whole: what is not in them is gone. Of any other nothing is concluded.
    pub whole: Vec<Table>,
    /// Tables of the later extract from which nothing is taken: what they said stands. They are none of the whole ones.
    pub left: Vec<Table>,
    /// Tables whose rows are known by what they say alone, since their ids are known to shift.
    pub renumbered: Vec<Table>,
    /// The absences that the later extract has, of whichever worker.
    pub absences: HashSet<Ref>,
}

/// The table whose file a fact came from; nothing for what was recorded otherwise.
pub fn table_of(names: &Names, fact: &Fact) -> Option<Table> {
    let stem = doubts::file_of(names.source(fact.from.source)).strip_suffix(".csv")?;
    SPECS.iter().find(|spec| spec.name == stem).map(|spec| spec.table)
}

impl Later<'_> {
    /// Compares one identity: all the facts that the record holds of it, in their order, with all that the later extract
    /// says, in the order in which a first import would append them.
    pub fn compare(&self, about: Subject, held: &[Fact], said: Vec<Fact>) -> Difference {
        let standing = Standing::of(held, |fact| table_of(self.names, fact));
        let of_table = |fact: &Fact| table_of(self.names, fact).filter(|table| !self.left.contains(table));
        let mut said: Vec<Said> =
            said.into_iter().filter_map(|fact| Some(Said { table: of_table(&fact)?, fact })).collect();
        let left = absent::leave(&standing, &mut said, &self.whole, &|fact| doubts::is_in_doubt(self.names, fact));
        let mut difference = Difference::default();
        for (slot, left) in standing.slots.iter().zip(&left) {
            difference.changed.entry((slot.table, slot.fact.content.kind())).or_default().0 += 1;
            if *left {
                *difference.left.entry(slot.table).or_default() += 1;
            }
        }
        let mut pairing = Pairing::new(&standing, said, left);
        if !pairing.is_same() {
            pairing.match_rows(&self.renumbered, self.whole.contains(&Table::Involvements));
        }
        let restated = order::to_restate(&standing, &pairing);
        difference.found = pairing.found();
        self.write(about, &standing, &pairing, &restated, &mut difference);
        difference
    }

    fn write(
        &self,
        about: Subject,
        standing: &Standing<'_>,
        pairing: &Pairing<'_>,
        restated: &[bool],
        difference: &mut Difference,
    ) {
        let mut ids: Vec<Fact> = pairing.said.iter().map(|said| said.fact).collect();
        let changes = restated.contains(&true) || pairing.kept.contains(&None);
        if changes {
            Digester::new(self.key, self.names).give(&mut ids);
        }
        let mut given: Vec<FactId> = Vec::new();
        for (place, said) in pairing.said.iter().enumerate() {
            let replaces = match (pairing.kept[place], restated[place]) {
                (Some(_), false) => {
                    difference.same += 1;
                    continue;
                }
                (Some(slot), true) => {
                    difference.restated += 1;
                    standing.slots[slot].live
                }
                (None, _) => pairing.replaced_by(place).and_then(|slot| standing.slots[slot].live),
            };
            // What was erased is not brought back by an extract that still has it.
            let Some(id) = standing.free_id(ids[place].id, &given) else { continue };
            given.push(id);
            let mut fact = Fact { id, ..said.fact };
            if replaces.is_some() || fact.recorded <= self.before {
                fact.recorded = self.recorded;
            }
            difference.facts.push(fact);
            match replaces {
                Some(replaces) => {
                    if let (None, Some(slot)) = (pairing.kept[place], pairing.replaced_by(place)) {
                        difference.corrected += 1;
                        difference.note_changed(&standing.slots[slot]);
                    }
                    difference.facts.push(self.correction(about, replaces, Some(id), fact.from));
                }
                None => difference.new += 1,
            }
        }
        self.take_back(about, standing, pairing, difference);
    }

    /// What stands and is said no more: taken back where its row is there and says less, and asked about where the row
    /// is gone.
    fn take_back(&self, about: Subject, standing: &Standing<'_>, pairing: &Pairing<'_>, difference: &mut Difference) {
        let mut proposed = FxHashSet::default();
        for (place, slot) in standing.slots.iter().enumerate() {
            let Some(live) = slot.live.filter(|_| !pairing.is_said(place)) else { continue };
            let is_gone = pairing.is_gone(place);
            // What stood for rows that could not be used, or for what no row said (rows are counted from 1): nobody's row is
            // gone where it is said no more.
            let was_in_doubt = doubts::is_in_doubt(self.names, slot.fact) || slot.fact.from.row == 0;
            if is_gone && !self.whole.contains(&slot.table) {
                difference.not_asked += 1;
                continue;
            }
            // An absence that is another worker's now is there: its worker was put right.
            let is_asked = is_gone && !was_in_doubt && !self.is_anothers(slot.fact);
            if is_asked && self.kept_before.contains(&slot.fact.id) {
                difference.kept.push((slot.table, slot.fact.id));
                continue;
            }
            if is_asked && pairing.is_first_of_row(place) {
                let Fact { from, when, content, .. } = *slot.fact;
                let kind = content.kind();
                let perhaps = pairing.perhaps(place, &mut proposed);
                difference.gone.push(Gone { table: slot.table, row: from.row, about, kind, when, perhaps });
            }
            if is_asked && self.vanished == Vanished::Keep {
                difference.kept.push((slot.table, slot.fact.id));
                continue;
            }
            difference.taken_back += 1;
            if !was_in_doubt {
                difference.note_changed(slot);
            }
            difference.facts.push(self.correction(about, live, None, slot.fact.from));
        }
    }

    fn is_anothers(&self, fact: &Fact) -> bool {
        let (Content::AbsenceStarted { absence, .. } | Content::AbsenceEnded { absence }) = fact.content else {
            return false;
        };
        self.absences.contains(&absence) && !self.renumbered.contains(&Table::Absences)
    }

    fn correction(&self, about: Subject, replaces: FactId, with: Option<FactId>, from: Provenance) -> Fact {
        // The id follows from what it says, like that of any imported fact.
        let mut bytes = replaces.0.to_vec();
        bytes.extend(with.map_or([0; 16], |with| with.0));
        bytes.extend(self.recorded.second().to_be_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&blake3::keyed_hash(&self.key, &bytes).as_bytes()[..16]);
        Fact {
            id: FactId(id),
            about,
            when: When::At(self.taken),
            recorded: self.recorded,
            by: self.by,
            from,
            content: Content::Corrected { replaces, with, reason: Some(self.reason) },
        }
    }

    /// Compares what is said of the record itself: from when to when each table says what its kinds are.
    ///
    /// Where the later extract has a table whole, its word stands in the place of the earlier one's. The coverage of a
    /// table that it lacks ends where it ended. `kept` are tables of which rows that are gone were left standing: what
    /// was covered before stays covered with them.
    pub fn compare_coverage(&self, held: &[Fact], said: Vec<Fact>, kept: &[Table]) -> Difference {
        let coverage: Vec<Fact> = held.iter().filter(|fact| is_about_coverage(fact)).copied().collect();
        let standing = Standing::of(&coverage, |fact| table_of(self.names, fact));
        let covers = |fact: &Fact| match fact.content {
            Content::Coverage { covers, .. } => covers,
            _ => None,
        };
        let mut difference = Difference::default();
        let mut replaced = vec![false; standing.slots.len()];
        for fact in said {
            let is_of_it =
                |table: &Table| matches!(fact.content, Content::Coverage { .. }) && !self.left.contains(table);
            let Some(table) = table_of(self.names, &fact).filter(is_of_it) else { continue };
            let of_it = |slot: &stands::Slot<'_>| slot.table == table && covers(slot.fact) == covers(&fact);
            let same = |slot: &stands::Slot<'_>| slot.fact.when == fact.when && slot.fact.content == fact.content;
            let mut earlier: Vec<usize> = (0..replaced.len()).filter(|at| of_it(&standing.slots[*at])).collect();
            let with = if let Some(at) = earlier.iter().position(|at| same(&standing.slots[*at])) {
                let at = earlier.remove(at);
                replaced[at] = true;
                standing.slots[at].fact.id
            } else {
                let Some(id) = standing.free_id(fact.id, &[]) else { continue };
                difference.facts.push(Fact { id, recorded: self.recorded, ..fact });
                difference.coverage += 1;
                id
            };
            for at in earlier {
                let slot = &standing.slots[at];
                let reaches_back = slot.fact.when.as_start() < fact.when.as_start();
                replaced[at] = true;
                if let Some(live) = slot.live.filter(|_| !(kept.contains(&table) && reaches_back)) {
                    difference.facts.push(self.correction(Subject::Record, live, Some(with), fact.from));
                }
            }
        }
        for (slot, _) in standing.slots.iter().zip(&replaced).filter(|(_, replaced)| !**replaced) {
            if let Some(live) = slot.live.filter(|_| self.whole.contains(&slot.table)) {
                difference.coverage += 1;
                difference.facts.push(self.correction(Subject::Record, live, None, slot.fact.from));
            }
        }
        difference
    }
}

/// Coverage, and what was corrected of it.
fn is_about_coverage(fact: &Fact) -> bool {
    matches!(fact.content, Content::Coverage { .. } | Content::Corrected { .. })
}
