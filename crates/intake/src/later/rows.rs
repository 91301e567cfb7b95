//! Which row of a later extract is which row of an earlier one: by id, and by what the rows say where ids shift.

use std::collections::VecDeque;

use record::fields::Sink;
use record::{CarerId, ChildId, Content, Day, Fact, FactId, Kind, Moment, Ref, TextId, UnitId, When, WorkerId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::broken;
use super::stands::Standing;
use crate::tables::Table;

/// A fact that the later extract says, and its table.
#[derive(Clone, Copy)]
pub(super) struct Said {
    pub table: Table,
    pub fact: Fact,
}

/// What tells the rows of one identity in one extract apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Row {
    /// The row's own reference, from its id.
    Known(Table, Ref),
    /// The table has one row of each identity.
    Only(Table),
    /// The row's place in the file of one import: it has no reference that its facts carry.
    Placed(Table, Moment, u32),
}

/// A row: its facts' places.
struct Group {
    row: Row,
    facts: Vec<usize>,
}

/// Two extracts' facts of one identity, row by row.
pub(super) struct Pairing<'s> {
    standing: &'s Standing<'s>,
    /// What the later extract says, in its order; with the references of the earlier one, once rows are matched.
    pub said: Vec<Said>,
    /// For each of those: the fact that says the same already.
    pub kept: Vec<Option<usize>>,
    is_said: Vec<bool>,
    /// For each fact that stands: whether it is left as it was, whatever the later extract says.
    left: Vec<bool>,
    earlier: Vec<Group>,
    later: Vec<Group>,
    /// For each row of the later extract, the row of the earlier; and the other way round.
    row_before: Vec<Option<usize>>,
    row_after: Vec<Option<usize>>,
    replaced: Vec<Option<usize>>,
    moved: FxHashMap<Table, u64>,
}

/// A key by which rows are matched; rows that it does not fit have none.
type KeyOf<'k> = &'k dyn Fn(&Row, &[&Fact]) -> Vec<Vec<u8>>;

impl<'s> Pairing<'s> {
    /// Groups both into rows, and keeps what is the same to the letter.
    pub fn new(standing: &'s Standing<'s>, said: Vec<Said>, left: Vec<bool>) -> Pairing<'s> {
        let earlier = groups(standing.slots.iter().map(|slot| (slot.table, slot.fact)));
        let later = groups(said.iter().map(|said| (said.table, &said.fact)));
        let mut pairing = Pairing {
            standing,
            kept: Vec::new(),
            is_said: Vec::new(),
            left,
            row_before: vec![None; later.len()],
            row_after: vec![None; earlier.len()],
            replaced: vec![None; said.len()],
            said,
            earlier,
            later,
            moved: FxHashMap::default(),
        };
        pairing.keep_same();
        pairing
    }

    /// Whether both say the same to the letter.
    pub fn is_same(&self) -> bool {
        self.kept.iter().all(Option::is_some) && self.is_said.iter().all(|said| *said)
    }

    /// Whether the later extract still says what that fact says.
    pub fn is_said(&self, slot: usize) -> bool {
        self.is_said[slot]
    }

    /// Whether the row of that fact is not in the later extract.
    pub fn is_gone(&self, slot: usize) -> bool {
        self.group_of(slot).is_some_and(|group| self.row_after[group].is_none())
    }

    /// Whether that fact is the first that is said no more of its row.
    pub fn is_first_of_row(&self, slot: usize) -> bool {
        let group = self.group_of(slot).map(|group| &self.earlier[group]);
        group.and_then(|group| group.facts.iter().find(|at| !self.is_said[**at])) == Some(&slot)
    }

    /// The fact of the same row in whose place that one comes.
    pub fn replaced_by(&self, said: usize) -> Option<usize> {
        self.replaced[said]
    }

    /// A row of the later extract that is new and says what that fact's row said, on another day: the nearest that is not
    /// proposed yet. Its place in its file, and its date.
    pub fn perhaps(&self, slot: usize, proposed: &mut FxHashSet<usize>) -> Option<(u32, When)> {
        let group = &self.earlier[self.group_of(slot)?];
        let Row::Placed(table, ..) = group.row else { return None };
        let undated = |fact: &Fact| content_letters(&Fact { when: When::Unknown, ..*fact }, true);
        let was: Vec<&Fact> = group.facts.iter().map(|at| self.standing.slots[*at].fact).collect();
        let day = was.first()?.when.day()?;
        let said = |at: &usize| &self.said[*at].fact;
        let fits = |place: &usize| {
            let later = &self.later[*place];
            matches!(later.row, Row::Placed(of, ..) if of == table)
                && self.row_before[*place].is_none()
                && !proposed.contains(place)
                && later.facts.len() == was.len()
                && later.facts.iter().map(said).zip(&was).all(|(now, was)| undated(now) == undated(was))
        };
        let away = |place: &usize| {
            let now = said(self.later[*place].facts.first()?).when.day()?;
            Some((day.number() - now.number()).unsigned_abs())
        };
        let places = (0..self.later.len()).filter(fits);
        let (_, nearest) = places.filter_map(|place| Some((away(&place)?, place))).min()?;
        proposed.insert(nearest);
        let fact = said(self.later[nearest].facts.first()?);
        Some((fact.from.row, fact.when))
    }

    /// By table: rows found under the id that they had, and rows found under another.
    pub fn found(&self) -> FxHashMap<Table, (u64, u64)> {
        let mut found: FxHashMap<Table, (u64, u64)> = FxHashMap::default();
        for (group, before) in self.later.iter().zip(&self.row_before) {
            if let (Row::Known(table, _), true) = (group.row, before.is_some() || self.is_same()) {
                found.entry(table).or_default().0 += 1;
            }
        }
        for (table, moved) in &self.moved {
            let found = found.entry(*table).or_default();
            (found.0, found.1) = (found.0.saturating_sub(*moved), *moved);
        }
        found
    }

    fn group_of(&self, slot: usize) -> Option<usize> {
        self.earlier.iter().position(|group| group.facts.contains(&slot))
    }

    fn keep_same(&mut self) {
        let mut waiting: FxHashMap<Vec<u8>, VecDeque<usize>> = FxHashMap::default();
        for (place, slot) in self.standing.slots.iter().enumerate() {
            waiting.entry(letters(slot.table, slot.fact, false)).or_default().push_back(place);
        }
        self.is_said.clone_from(&self.left);
        let find = |said: &Said| waiting.get_mut(&letters(said.table, &said.fact, false)).and_then(VecDeque::pop_front);
        self.kept = self.said.iter().map(find).collect();
        for slot in self.kept.iter().flatten() {
            self.is_said[*slot] = true;
        }
    }

    /// Finds each row of the later extract among those of the earlier one, by what is surest first; gives its facts the
    /// references that the record has; and says which fact comes in the place of which.
    pub fn match_rows(&mut self, renumbered: &[Table], has_involvements: bool) {
        let whole = |facts: &[&Fact]| {
            let mut all: Vec<Vec<u8>> = facts.iter().map(|fact| content_letters(fact, true)).collect();
            all.sort_unstable();
            all.concat()
        };
        let begun = |facts: &[&Fact]| {
            // Of the kinds of one row the one that begins it has the lowest number.
            let first = facts.iter().min_by_key(|fact| fact.content.kind().number());
            first.map_or(Vec::new(), |fact| content_letters(fact, true))
        };
        let known = |row: &Row, said: Vec<u8>, with_ref: bool| match row {
            Row::Known(table, own) if with_ref => with(*table, Some(*own), &said),
            Row::Known(table, _) => with(*table, None, &said),
            _ => Vec::new(),
        };
        let one = |key: Vec<u8>| if key.is_empty() { Vec::new() } else { vec![key] };
        self.stage(&|row, _| match row {
            Row::Only(table) => vec![with(*table, None, &[])],
            _ => Vec::new(),
        });
        self.stage(&|row, facts| one(known(row, whole(facts), true)));
        self.stage(&|row, facts| one(known(row, whole(facts), false)));
        self.stage(&|row, facts| one(known(row, begun(facts), true)));
        self.stage(&|row, facts| one(known(row, begun(facts), false)));
        // Where a system numbers its rows anew, an id says nothing of which row it is.
        let shifted: FxHashSet<Table> = self.moved.keys().chain(renumbered).copied().collect();
        self.stage(&|row, _| match row {
            Row::Known(table, own) if !shifted.contains(table) => vec![with(*table, Some(*own), &[])],
            _ => Vec::new(),
        });
        self.match_unread();
        self.give_references();
        // Rows without a reference of their own: the same to the letter, then but for the references of offers, then
        // what is of one kind on one day.
        let placed = |row: &Row, key: Vec<u8>| match row {
            Row::Placed(table, ..) => vec![with(*table, None, &key)],
            _ => Vec::new(),
        };
        let letter =
            |facts: &[&Fact]| facts.iter().map(|fact| content_letters(fact, false)).collect::<Vec<_>>().concat();
        self.stage(&|row, facts| placed(row, letter(facts)));
        self.stage(&|row, facts| placed(row, whole(facts)));
        if !has_involvements {
            self.keep_involvements_of_offers();
        }
        self.give_references_of_offers();
        self.stage(&|row, facts| placed(row, facts.first().map_or(Vec::new(), |fact| day_letters(fact))));
        self.match_undated();
        self.keep_same();
        self.pair_changed();
    }

    /// Matches rows that are not matched yet and have the same key, in their order.
    fn stage(&mut self, key_of: KeyOf<'_>) {
        let mut waiting: FxHashMap<Vec<u8>, VecDeque<usize>> = FxHashMap::default();
        for (place, group) in self.earlier.iter().enumerate().filter(|(place, _)| self.row_after[*place].is_none()) {
            let facts: Vec<&Fact> = group.facts.iter().map(|at| self.standing.slots[*at].fact).collect();
            for key in key_of(&group.row, &facts) {
                waiting.entry(key).or_default().push_back(place);
            }
        }
        for place in 0..self.later.len() {
            if self.row_before[place].is_some() {
                continue;
            }
            let group = &self.later[place];
            let facts: Vec<&Fact> = group.facts.iter().map(|at| &self.said[*at].fact).collect();
            // A row that came under an id that was taken has one that was made from it.
            let rows = match group.row {
                Row::Known(table, own) => aliases(own).map(|own| Row::Known(table, own)).to_vec(),
                row => vec![row],
            };
            let found =
                rows.iter().flat_map(|row| key_of(row, &facts)).find_map(|key| waiting.get_mut(&key)?.pop_front());
            if let Some(before) = found {
                self.pair(place, before);
            }
        }
    }

    /// Notes that this row of the later extract is that one of the earlier.
    fn pair(&mut self, place: usize, before: usize) {
        (self.row_before[place], self.row_after[before]) = (Some(before), Some(place));
        if let (Row::Known(table, was), Row::Known(_, own)) = (self.earlier[before].row, self.later[place].row)
            && !aliases(own).contains(&was)
        {
            *self.moved.entry(table).or_default() += 1;
        }
    }

    /// A row of which a value could not be read, then or now, and that comes under another id: it is the row of its table
    /// that says the same but for that.
    fn match_unread(&mut self) {
        let table_of = |group: &Group| match group.row {
            Row::Known(table, _) => Some(table),
            _ => None,
        };
        for before in 0..self.earlier.len() {
            let was = &self.earlier[before];
            let Some(table) = table_of(was).filter(|_| self.row_after[before].is_none()) else { continue };
            let said: Vec<&Fact> = was.facts.iter().map(|at| self.standing.slots[*at].fact).collect();
            let new = (0..self.later.len()).filter(|place| self.row_before[*place].is_none());
            let same = new.filter(|place| table_of(&self.later[*place]) == Some(table)).filter_map(|place| {
                let now: Vec<&Fact> = self.later[place].facts.iter().map(|at| &self.said[*at].fact).collect();
                Some((broken::unread(&said, &now)?, place))
            });
            if let Some((_, place)) = same.min() {
                self.pair(place, before);
            }
        }
    }

    /// A row without a day got one: it is the row that says the same, is new and has a day.
    fn match_undated(&mut self) {
        let first = |group: &Group| group.facts.first().copied();
        let mut new: Vec<usize> = Vec::new();
        for before in 0..self.earlier.len() {
            let (Row::Placed(table, ..), None) = (self.earlier[before].row, self.row_after[before]) else { continue };
            let Some(was) = first(&self.earlier[before]).map(|at| self.standing.slots[at].fact) else { continue };
            if was.when != When::Unknown {
                continue;
            }
            if new.is_empty() {
                let is_new = |place: &usize| self.row_before[*place].is_none();
                new.extend((0..self.later.len()).filter(is_new));
            }
            let says_it = |place: &usize| {
                let group = &self.later[*place];
                let fact = first(group).map(|at| self.said[at].fact).filter(|fact| fact.when != When::Unknown);
                matches!(group.row, Row::Placed(of, ..) if of == table)
                    && fact.is_some_and(|fact| fact.content == was.content)
            };
            if let Some(at) = new.iter().position(says_it) {
                let place = new.remove(at);
                (self.row_before[place], self.row_after[before]) = (Some(before), Some(place));
            }
        }
    }

    /// A row that was found keeps the reference that the record has for it. One that is new and comes under a reference
    /// that another row has gets one of its own.
    fn give_references(&mut self) {
        let mut taken: FxHashSet<Ref> = self.earlier.iter().filter_map(|group| own_of(&group.row)).collect();
        let mut references: FxHashMap<Ref, Ref> = FxHashMap::default();
        for (group, before) in self.later.iter().zip(&self.row_before) {
            if let (Some(own), Some(before)) = (own_of(&group.row), before) {
                references.extend(own_of(&self.earlier[*before].row).map(|was| (own, was)));
            }
        }
        for (group, _) in self.later.iter().zip(&self.row_before).filter(|(_, before)| before.is_none()) {
            let Some(own) = own_of(&group.row) else { continue };
            let free = aliases(own).into_iter().find(|alias| !taken.contains(alias)).unwrap_or(own);
            taken.insert(free);
            references.insert(own, free);
        }
        self.refer(&references);
    }

    /// An offer is known by its row in the casework file, whose ids may shift as well. Two offers never become one: a
    /// reference is given once.
    fn give_references_of_offers(&mut self) {
        let mut rows: FxHashSet<Ref> = self.earlier.iter().filter_map(|group| own_of(&group.row)).collect();
        rows.extend(self.said.iter().filter(|said| is_known(said.table)).filter_map(|said| own_ref(said.fact.content)));
        let of_offer = |content: Content| own_ref(content).filter(|own| !rows.contains(own));
        let (mut references, mut given): (FxHashMap<Ref, Ref>, FxHashSet<Ref>) = Default::default();
        for (group, before) in self.later.iter().zip(&self.row_before) {
            let (Row::Placed(..), Some(before)) = (group.row, before) else { continue };
            for (at, was) in group.facts.iter().zip(&self.earlier[*before].facts) {
                let own = of_offer(self.said[*at].fact.content);
                let was = of_offer(self.standing.slots[*was].fact.content);
                if let (Some(own), Some(was)) = (own, was)
                    && !references.contains_key(&own)
                    && given.insert(was)
                {
                    references.insert(own, was);
                }
            }
        }
        given.extend(self.standing.slots.iter().filter_map(|slot| of_offer(slot.fact.content)));
        let new: Vec<Ref> = self.said.iter().filter_map(|said| of_offer(said.fact.content)).collect();
        for own in new {
            references.entry(own).or_insert_with(|| {
                let free = aliases(own).into_iter().find(|alias| !given.contains(alias)).unwrap_or(own);
                given.insert(free);
                free
            });
        }
        self.refer(&references);
    }

    /// Where the later extract's involvements are not there, or not whole, an offer goes on being the involvement that
    /// it became by an earlier one.
    fn keep_involvements_of_offers(&mut self) {
        let known: FxHashSet<Ref> = self.later.iter().filter_map(|group| own_of(&group.row)).collect();
        let unsaid = self.earlier.iter().zip(&self.row_after).filter(|(_, after)| after.is_none());
        let unsaid: FxHashSet<Ref> = unsaid.filter_map(|(group, _)| own_of(&group.row)).collect();
        let mut references: FxHashMap<Ref, Ref> = FxHashMap::default();
        for (group, before) in self.later.iter().zip(&self.row_before) {
            let (Row::Placed(..), Some(before)) = (group.row, before) else { continue };
            for (at, was) in group.facts.iter().zip(&self.earlier[*before].facts) {
                let own = own_ref(self.said[*at].fact.content).filter(|own| !known.contains(own));
                let was = own_ref(self.standing.slots[*was].fact.content).filter(|was| unsaid.contains(was));
                if let (Some(own), Some(was)) = (own, was) {
                    references.entry(own).or_insert(was);
                }
            }
        }
        self.refer(&references);
    }

    fn refer(&mut self, references: &FxHashMap<Ref, Ref>) {
        for said in &mut self.said {
            if let Some(own) = own_ref_mut(&mut said.fact.content)
                && let Some(was) = references.get(own)
            {
                *own = *was;
            }
        }
    }

    /// Within a row, a fact that is new comes in the place of one of its kind that is said no more.
    fn pair_changed(&mut self) {
        for (group, before) in self.later.iter().zip(&self.row_before) {
            let Some(before) = before else { continue };
            let mut lost: Vec<usize> =
                self.earlier[*before].facts.iter().copied().filter(|slot| !self.is_said[*slot]).collect();
            for said in group.facts.iter().filter(|said| self.kept[**said].is_none()) {
                let kind = self.said[*said].fact.content.kind();
                let of_kind = |slot: &usize| self.standing.slots[*slot].fact.content.kind() == kind;
                if let Some(at) = lost.iter().position(of_kind) {
                    let slot = lost.remove(at);
                    self.replaced[*said] = Some(slot);
                    self.is_said[slot] = true;
                }
            }
        }
    }
}

/// The references under which a row of that reference may stand in the record.
fn aliases(own: Ref) -> [Ref; 4] {
    let again = |times: u8| Ref::to("another row", "under the same id", &format!("{own} {times}"));
    [own, again(1), again(2), again(3)]
}

fn own_of(row: &Row) -> Option<Ref> {
    match row {
        Row::Known(_, own) => Some(*own),
        _ => None,
    }
}

fn groups<'f>(facts: impl Iterator<Item = (Table, &'f Fact)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: FxHashMap<Row, usize> = FxHashMap::default();
    for (at, (table, fact)) in facts.enumerate() {
        let row = row_of(table, fact);
        let place = *places.entry(row).or_insert_with(|| {
            groups.push(Group { row, facts: Vec::new() });
            groups.len() - 1
        });
        groups[place].facts.push(at);
    }
    groups
}

/// Whether each row of that table has a reference of its own, which all of its facts carry.
fn is_known(table: Table) -> bool {
    use Table::*;
    matches!(
        table,
        CinEpisodes
            | ClaEpisodes
            | CinAssessments
            | S47Enquiry
            | CpPlans
            | CinPlans
            | PreProceedings
            | Permanence
            | Involvements
            | Absences
    )
}

fn row_of(table: Table, fact: &Fact) -> Row {
    let table = says_it(table, fact.content.kind());
    match own_ref(fact.content) {
        Some(own) if is_known(table) => Row::Known(table, own),
        _ if matches!(table, Table::Person | Table::Professionals | Table::Workers | Table::Department) => {
            Row::Only(table)
        }
        _ => Row::Placed(table, fact.recorded, fact.from.row),
    }
}

/// What a child or a worker is, several tables say together; which of them was the last to say it makes no difference.
fn says_it(table: Table, kind: Kind) -> Table {
    match (table, kind) {
        (Table::Disability, _) => Table::Person,
        (Table::Workers, Kind::WorkerDetails) => Table::Professionals,
        (table, _) => table,
    }
}

fn own_ref(mut content: Content) -> Option<Ref> {
    own_ref_mut(&mut content).copied()
}

/// The reference that a row's fact has from its row's id. A family's is no row's: all of its children share it.
pub(super) fn own_ref_mut(content: &mut Content) -> Option<&mut Ref> {
    match content {
        Content::ReferralReceived { referral, .. } => Some(referral),
        Content::CaseClosed { referral } => referral.as_mut(),
        Content::AssessmentStarted { assessment } | Content::AssessmentCompleted { assessment, .. } => Some(assessment),
        Content::StatusStarted { spell, .. } | Content::StatusEnded { spell, .. } => Some(spell),
        Content::AllocationOffered { involvement, .. }
        | Content::AllocationAccepted { involvement }
        | Content::AllocationDeclined { involvement }
        | Content::InvolvementStarted { involvement, .. }
        | Content::InvolvementEnded { involvement, .. } => Some(involvement),
        Content::AbsenceStarted { absence, .. } | Content::AbsenceEnded { absence } => Some(absence),
        _ => None,
    }
}

fn with(table: Table, own: Option<Ref>, said: &[u8]) -> Vec<u8> {
    let mut key = vec![table as u8];
    key.extend(own.into_iter().flat_map(|own| own.0.to_be_bytes()));
    key.extend_from_slice(said);
    key
}

fn letters(table: Table, fact: &Fact, blank: bool) -> Vec<u8> {
    with(says_it(table, fact.content.kind()), None, &content_letters(fact, blank))
}

fn day_letters(fact: &Fact) -> Vec<u8> {
    let mut letters = Letters(vec![fact.content.kind().number()]);
    letters.when(fact.when);
    letters.0
}

/// What a fact says, as bytes; where it is `blank`, but for the reference that it has from its row's id.
fn content_letters(fact: &Fact, blank: bool) -> Vec<u8> {
    let mut content = fact.content;
    if blank && let Some(own) = own_ref_mut(&mut content) {
        *own = Ref(0);
    }
    let mut letters = Letters(vec![content.kind().number()]);
    letters.when(fact.when);
    content.write(&mut letters);
    letters.0
}

/// Content as bytes, in the numbers that names have here.
struct Letters(Vec<u8>);

impl Letters {
    fn number(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    fn when(&mut self, when: When) {
        match when {
            When::On(day) => self.number(i64::from(day.number())),
            When::At(moment) => {
                self.0.push(b'm');
                self.number(moment.second());
            }
            When::Unknown => self.0.push(b'u'),
        }
    }
}

macro_rules! ids {
    ($($method:ident: $id:ty;)+) => {$(
        fn $method(&mut self, id: $id) {
            self.number(id.index() as i64);
        }
    )+};
}

impl Sink for Letters {
    ids! {
        child: ChildId;
        worker: WorkerId;
        unit: UnitId;
        carer: CarerId;
        text: TextId;
    }
    fn field(&mut self, _name: &'static str) {}
    fn absent(&mut self) {
        self.0.push(b'-');
    }
    fn present(&mut self) {
        self.0.push(b'+');
    }
    fn reference(&mut self, reference: Ref) {
        self.0.extend_from_slice(&reference.0.to_be_bytes());
    }
    fn fact(&mut self, fact: FactId) {
        self.0.extend_from_slice(&fact.0);
    }
    fn day(&mut self, day: Day) {
        Letters::number(self, i64::from(day.number()));
    }
    fn moment(&mut self, moment: Moment) {
        Letters::number(self, moment.second());
    }
    fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }
    fn number(&mut self, number: i32) {
        Letters::number(self, i64::from(number));
    }
    fn word(&mut self, word: &'static str) {
        self.0.extend_from_slice(word.as_bytes());
        self.0.push(b'.');
    }
    fn words(&mut self, words: &mut dyn Iterator<Item = &'static str>) {
        words.for_each(|word| self.word(word));
        self.0.push(b'.');
    }
}
