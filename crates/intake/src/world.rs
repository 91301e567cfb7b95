//! What is known of workers, teams and the record itself: facts that are not about a child.

use record::words::{AbsenceKind, Profession, UnitLevel, Word as _};
use record::{ActorId, Book, Content, Fact, Kind, Moment, Names, Provenance, SourceId, Subject, Tri, When, WorkerId};

use crate::block::RefMaker;
use crate::columns::Time;
use crate::coverage;
use crate::digest::{Digester, Ids, Kinds, cheap};
use crate::doubts;
use crate::report::Noted;
use crate::run::Collected;
use crate::site::{BlankRegistration, Site};
use crate::staff::{StaffRow, register_number};
use crate::tables::Table;
use crate::text::folded;

/// Numbers the teams and workers that the files about them name, before any other file is read.
pub(crate) fn register(all: &mut Collected<'_>, site: &Site) {
    let departments = &all.tables[Table::Department as usize].staff;
    let mut named_twice = Vec::new();
    for row in departments {
        let number = all.teams.intern(row.id.as_bytes());
        all.team_names.insert(row.id.clone(), number);
        all.team_names.insert(folded(&row.id), number);
    }
    for row in departments {
        let number = all.teams.intern(row.id.as_bytes());
        let Some(name) = &row.texts[0] else { continue };
        // A name that two teams share names neither; an id goes before a name.
        match all.team_names.get(&folded(name)) {
            Some(other) if *other != number => named_twice.push(folded(name)),
            _ => {
                all.team_names.insert(folded(name), number);
            }
        }
    }
    for name in named_twice.iter().filter(|name| departments.iter().all(|row| folded(&row.id) != **name)) {
        all.team_names.remove(name);
    }
    let parents = departments.iter().filter_map(|row| row.texts[1].clone());
    let said = site.teams.parents.iter().flat_map(|(id, parent)| [id.clone(), parent.clone()]);
    let named = site.teams.levels.keys().chain(site.teams.names.keys()).chain(site.teams.aliases.values()).cloned();
    for id in parents.chain(said).chain(named).collect::<Vec<_>>() {
        let number = all.teams.intern(id.as_bytes());
        all.team_names.entry(folded(&id)).or_insert(number);
        all.team_names.entry(id).or_insert(number);
    }
    for (alias, id) in &site.teams.aliases {
        let number = all.teams.intern(id.as_bytes());
        all.team_names.insert(alias.clone(), number);
    }
    for table in [Table::Professionals, Table::Workers, Table::Absences] {
        for row in &all.tables[table as usize].staff {
            let id = if table == Table::Absences { row.texts[0].as_deref() } else { Some(row.id.as_str()) };
            if let Some(id) = id {
                all.workers.intern(id.as_bytes());
            }
        }
    }
}

/// How facts are stamped.
pub(crate) struct Stamp {
    pub recorded: Moment,
    pub by: ActorId,
    pub ids: Ids,
    /// By table.
    pub sources: Vec<SourceId>,
    /// The same of what is in doubt.
    pub doubts: Vec<SourceId>,
    pub wanted: Kinds,
}

impl Stamp {
    pub fn fact(&self, table: Table, slot: u8, row: u32, about: Subject, when: When, content: Content) -> Fact {
        let from = Provenance { source: self.sources[table as usize], row };
        let id = cheap(table as u8, slot, row);
        Fact { id, about, when, recorded: self.recorded, by: self.by, from, content }
    }
}

/// What the facts of the world are put together with.
pub(crate) struct Builder<'a> {
    stamp: &'a Stamp,
    pub site: &'a Site,
    pub taken: Moment,
    names: Names,
    facts: Vec<Fact>,
}

impl Builder<'_> {
    fn push(&mut self, table: Table, slot: u8, row: u32, about: Subject, when: When, content: Content) {
        if self.stamp.wanted.has(content.kind()) {
            self.facts.push(self.stamp.fact(table, slot, row, about, when, content));
        }
    }

    /// A fact that no row says by itself: a later extract that says otherwise takes nothing back that anybody said.
    fn push_of_no_row(&mut self, table: Table, slot: u8, number: u32, about: Subject, content: Content) {
        if self.stamp.wanted.has(content.kind()) {
            let fact = self.stamp.fact(table, slot, number, about, When::Unknown, content);
            self.facts.push(Fact { from: Provenance { row: 0, ..fact.from }, ..fact });
        }
    }

    fn text(&mut self, text: Option<&String>) -> Option<record::TextId> {
        text.map(|text| self.names.add_text(text))
    }

    fn worker(&mut self, id: &str) -> WorkerId {
        self.names.add_worker(&format!("{}:{id}", self.site.source))
    }
}

/// The book of everything but children.
pub(crate) fn build(all: &mut Collected<'_>, site: &Site, stamp: &Stamp, taken: Moment, names: Names) -> Book {
    let mut builder = Builder { stamp, site, taken, names, facts: Vec::new() };
    units(all, &mut builder);
    workers(all, &mut builder);
    coverage::say(all, &mut builder);
    absences(all, &mut builder);
    let Builder { names, mut facts, .. } = builder;
    if let Ids::Digest(key) = stamp.ids {
        // Facts about one identity must be digested together, and each table's facts of a unit are.
        facts.sort_by_key(|fact| fact.about);
        let mut digester = Digester::new(key, &names);
        facts.chunk_by_mut(|a, b| a.about == b.about).for_each(|facts| digester.give(facts));
    }
    let mut book = Book::default();
    book.names = names;
    facts.into_iter().for_each(|fact| book.append(fact));
    book
}

fn units(all: &Collected<'_>, builder: &mut Builder<'_>) {
    let (site, departments) = (builder.site, &all.tables[Table::Department as usize].staff);
    let id_of = |team: &str| format!("{}:{team}", site.source);
    let is_parent = |id: &str| {
        departments.iter().any(|row| row.texts[1].as_deref() == Some(id))
            || site.teams.parents.values().any(|p| p == id)
    };
    // As many departments as an authority has: the scan of parents is short.
    let parents: rustc_hash::FxHashSet<&str> = departments.iter().filter_map(|row| row.texts[1].as_deref()).collect();
    let mut rows: rustc_hash::FxHashMap<&str, &StaffRow> = rustc_hash::FxHashMap::default();
    let mut parent_names: rustc_hash::FxHashMap<&str, (&StaffRow, Option<&String>)> = rustc_hash::FxHashMap::default();
    for row in departments {
        rows.entry(&row.id).or_insert(row);
        if let Some(parent) = &row.texts[1] {
            let known = parent_names.entry(parent).or_insert((row, None));
            if known.1.is_none() && row.texts[2].is_some() {
                *known = (row, row.texts[2].as_ref());
            }
        }
    }
    for team in all.teams.iter() {
        let row = rows.get(team).copied();
        let parent = site.teams.parents.get(team).or_else(|| row.and_then(|row| row.texts[1].as_ref()));
        let parent = parent.filter(|parent| parent.as_str() != team).cloned();
        let from_row = row.and_then(|row| row.texts[0].as_ref());
        let name =
            site.teams.names.get(team).or(from_row).or_else(|| parent_names.get(team).and_then(|(_, name)| *name));
        let above = parents.contains(team) || (row.is_none() && is_parent(team));
        let level = match (site.teams.levels.get(team), row, above) {
            (Some(level), ..) => Some(*level),
            (None, _, true) => site.teams.parent_level,
            // The dataset's table of departments lists teams.
            (None, Some(_), false) => Some(UnitLevel::Team),
            (None, None, false) => None,
        };
        let unit = builder.names.add_unit(&id_of(team));
        let (name, parent) = (name.cloned(), parent.map(|parent| builder.names.add_unit(&id_of(&parent))));
        let name = builder.text(name.as_ref());
        if name.is_none() && level.is_none() && parent.is_none() {
            continue;
        }
        let number = row.or_else(|| parent_names.get(team).map(|(row, _)| *row)).map_or(0, |row| row.row);
        let slot = u8::from(row.is_none());
        let content = Content::UnitDetails { name, level, parent };
        builder.push(Table::Department, slot, number, Subject::Unit(unit), When::Unknown, content);
    }
}

fn workers(all: &mut Collected<'_>, builder: &mut Builder<'_>) {
    let professionals = std::mem::take(&mut all.tables[Table::Professionals as usize].staff);
    let listed = std::mem::take(&mut all.tables[Table::Workers as usize].staff);
    let mut ours: rustc_hash::FxHashMap<&str, &StaffRow> = listed.iter().map(|row| (row.id.as_str(), row)).collect();
    for row in &professionals {
        let own = ours.remove(row.id.as_str());
        worker(all, builder, Some(row), own);
    }
    for row in listed.iter().filter(|row| ours.contains_key(row.id.as_str())) {
        worker(all, builder, None, Some(row));
    }
    // A pool that the site file names by its id is one, though no table of workers has it. Of any other worker whom none
    // has, nothing is said: neither what they are nor whether they are registered.
    let known: rustc_hash::FxHashSet<&str> = professionals.iter().chain(&listed).map(|row| row.id.as_str()).collect();
    for (number, id) in (0u32..).zip(all.workers.iter()) {
        if !known.contains(id) && builder.site.is_pool(id, None) {
            let about = Subject::Worker(builder.worker(id));
            let profession = Some(Profession::Pool);
            let details = Content::WorkerDetails { name: None, job_title: None, profession, team: None };
            builder.push_of_no_row(Table::Professionals, 6, number, about, details);
        }
    }
    let names = professionals.iter().map(|row| (row.id.as_str(), row.texts[0].as_deref())).collect();
    not_listed(all, builder, &listed, &names);
}

/// A list of who joined and left that does not have a worker may leave out those who left: whether this one has is not
/// known. A pool is no person, and leaves nowhere.
fn not_listed(
    all: &mut Collected<'_>,
    builder: &mut Builder<'_>,
    listed: &[StaffRow],
    names: &rustc_hash::FxHashMap<&str, Option<&str>>,
) {
    if coverage::since(all, builder.site, Table::Workers, builder.taken.day()).is_none() {
        return;
    }
    let listed: rustc_hash::FxHashSet<&str> = listed.iter().map(|row| row.id.as_str()).collect();
    let is_pool = |id: &str| builder.site.is_pool(id, names.get(id).copied().flatten());
    let missing: Vec<(u32, String)> = (0u32..)
        .zip(all.workers.iter())
        .filter(|(_, id)| !listed.contains(id) && !is_pool(id))
        .map(|(number, id)| (number, id.to_owned()))
        .collect();
    for (number, id) in missing {
        all.tables[Table::Workers as usize].notes.example(Noted::NotListed, &id);
        let about = Subject::Worker(builder.worker(&id));
        let content = Content::NotCovered { covers: Some(Kind::WorkerLeft) };
        builder.push_of_no_row(Table::Workers, 6, number, about, content);
    }
}

/// One worker, from the row that the dataset has and from our own.
fn worker(all: &mut Collected<'_>, builder: &mut Builder<'_>, row: Option<&StaffRow>, own: Option<&StaffRow>) {
    let Some(id) = row.or(own).map(|row| row.id.clone()) else { return };
    let site = builder.site;
    let id_in_record = builder.worker(&id);
    let about = Subject::Worker(id_in_record);
    let name = row.and_then(|row| row.texts[0].as_ref());
    let title = row.and_then(|row| row.texts[2].as_ref());
    let by_title = title.and_then(|title| site.profession(title));
    let is_said = own.is_some_and(|own| own.texts[1].as_deref().and_then(Profession::from_name).is_some());
    if let Some(title) = title.filter(|_| by_title.is_none() && !is_said) {
        *all.tables[Table::Professionals as usize].unmapped_titles.entry(title.clone()).or_default() += 1;
    }
    let stated_by = |own: &StaffRow| own.texts[1].as_deref().and_then(Profession::from_name);
    let is_pool = site.is_pool(&id, name.map(String::as_str));
    let profession = |own: Option<&StaffRow>| {
        // Where our own rows contradict one another, a title does not decide between them.
        let by_title = by_title.filter(|_| !own.is_some_and(|own| own.disputed));
        if is_pool { Some(Profession::Pool) } else { own.and_then(stated_by).or(by_title) }
    };
    let team = row.and_then(|row| row.texts[3].as_ref());
    let team = team.and_then(|team| all.team_names.get(team).or_else(|| all.team_names.get(&folded(team))));
    let team = team.map(|number| builder.names.add_unit(&format!("{}:{}", site.source, all.teams.text(*number))));
    let (name, job_title) = (builder.text(name), builder.text(title));
    let from = |row: &StaffRow, table| (table, row.row);
    let (table, number) = match (row, own) {
        (Some(row), _) => from(row, Table::Professionals),
        (None, Some(own)) => from(own, Table::Workers),
        (None, None) => return,
    };
    let details =
        |own: Option<&StaffRow>| Content::WorkerDetails { name, job_title, profession: profession(own), team };
    // Who was here before may have been something else then.
    let was_another = |own: &StaffRow| own.earlier.iter().any(|earlier| details(Some(earlier)) != details(Some(own)));
    match own.filter(|own| was_another(own)) {
        Some(own) => stays(own).for_each(|stay| {
            builder.push(Table::Workers, 0, stay.row, about, stay.times[0].when(), details(Some(stay)));
        }),
        None => builder.push(table, 0, number, about, When::Unknown, details(own)),
    }
    // A column that is not there is no blank cell: nobody is known to have no number.
    let gives_numbers = all.tables[Table::Professionals as usize].speaks_of(Kind::Registered);
    registration(builder, about, row, own, gives_numbers);
    let engagement = |own: Option<&StaffRow>| {
        let agency = own.map(|own| own.agency).filter(|agency| !agency.is_unknown());
        let agency = agency.or_else(|| row.map(|row| row.agency)).unwrap_or(Tri::Unknown);
        let weekly_hours_hundredths = own.and_then(|own| own.number);
        let is_said = !agency.is_unknown() || weekly_hours_hundredths.is_some();
        is_said.then_some(Content::Engagement { agency, weekly_hours_hundredths })
    };
    let Some(own) = own else {
        if let Some(content) = engagement(None) {
            builder.push(table, 1, number, about, When::Unknown, content);
        }
        return;
    };
    // Of whom nobody says what they are, that they joined tells nothing: a pool's account has a first day as well.
    if stays(own).all(|stay| profession(Some(stay)).is_none()) && stays(own).any(|stay| !stay.times[0].is_missing()) {
        let content = Content::NotCovered { covers: Some(Kind::WorkerDetails) };
        builder.push_of_no_row(Table::Workers, 7, own.row, about, content);
    }
    for of in stays(own) {
        if let Some(content) = engagement(Some(of)) {
            let since = if own.earlier.is_empty() { When::Unknown } else { of.times[0].when() };
            builder.push(Table::Workers, 1, of.row, about, since, content);
        }
        stay(builder, about, of);
    }
}

/// A worker's times with the authority, in order.
fn stays(own: &StaffRow) -> impl Iterator<Item = &StaffRow> {
    own.earlier.iter().chain([own])
}

/// First and last day with the authority. A leaving was known when it was recorded, where the file says when that was.
fn stay(builder: &mut Builder<'_>, about: Subject, own: &StaffRow) {
    let [joined, left, leaving_recorded, ..] = own.times;
    if !joined.is_missing() {
        builder.push(Table::Workers, 2, own.row, about, joined.when(), Content::WorkerJoined {});
    }
    if !left.is_missing() && builder.stamp.wanted.has(Kind::WorkerLeft) {
        let mut fact = builder.stamp.fact(Table::Workers, 3, own.row, about, left.when(), Content::WorkerLeft {});
        let recorded = leaving_recorded.when().as_start().unwrap_or(fact.recorded);
        fact.recorded = fact.recorded.min(recorded);
        builder.facts.push(fact);
    }
}

fn registration(
    builder: &mut Builder<'_>,
    about: Subject,
    row: Option<&StaffRow>,
    own: Option<&StaffRow>,
    gives_numbers: bool,
) {
    let blank_says_no = gives_numbers && builder.site.blank_registration == BlankRegistration::NotRegistered;
    let number = row.and_then(register_number);
    let text = builder.text(number);
    let [.., from, until] = own.map_or([Time::MISSING; 5], |own| own.times);
    // A number, or a day, that cannot be read: whether the worker was registered is not known at any time.
    if [from, until].contains(&Time::UNKNOWN) || row.is_some_and(|row| row.times[0] == Time::UNKNOWN) {
        return;
    }
    if let Some(own) = own.filter(|_| !from.is_missing()) {
        builder.push(Table::Workers, 4, own.row, about, from.when(), Content::Registered { number: text, until: None });
    } else if let (Some(row), Some(_)) = (row, number) {
        let content = Content::Registered { number: text, until: None };
        builder.push(Table::Professionals, 2, row.row, about, When::Unknown, content);
    } else if let Some(row) = row.filter(|_| blank_says_no) {
        builder.push(Table::Professionals, 3, row.row, about, When::Unknown, Content::NotRegistered {});
    }
    if let Some(own) = own.filter(|_| !until.is_missing()) {
        // The last day registered is a day registered.
        let when = until.day().map_or(When::Unknown, |day| When::On(day.plus_days(1)));
        builder.push(Table::Workers, 5, own.row, about, when, Content::NotRegistered {});
    }
}

fn absences(all: &mut Collected<'_>, builder: &mut Builder<'_>) {
    let keys = RefMaker::new(&builder.site.source, "keyworker_absences");
    for row in std::mem::take(&mut all.tables[Table::Absences as usize].staff) {
        let worker = builder.worker(row.texts[0].as_deref().unwrap_or_default());
        let about = Subject::Worker(worker);
        let absence = keys.of(row.id.as_bytes());
        let kind = row.texts[1].as_deref().and_then(AbsenceKind::from_name).unwrap_or(AbsenceKind::NotKnown);
        let [first, returned, likely_end, ..] = row.times;
        let content = Content::AbsenceStarted { absence, absence_kind: kind, likely_end: likely_end.day() };
        builder.push(Table::Absences, 0, row.row, about, first.when(), content);
        if !returned.is_missing() {
            let content = Content::AbsenceEnded { absence };
            builder.push(Table::Absences, 1, row.row, about, returned.when(), content);
        }
    }
    for (row, id) in std::mem::take(&mut all.absences_in_doubt) {
        let about = Subject::Worker(builder.worker(&id));
        // Named by what cannot be read, so that no row that can be read ends it.
        let absence = keys.of(format!("{}\n{id}\n{row}", doubts::source("keyworker_absences")).as_bytes());
        let content = Content::AbsenceStarted { absence, absence_kind: AbsenceKind::NotKnown, likely_end: None };
        let (table, slot) = (Table::Absences, doubts::ABSENCE);
        let fact = builder.stamp.fact(table, slot, row, about, When::Unknown, content);
        let fact = builder.stamp.in_doubt(fact, table, slot);
        builder.facts.extend(Some(fact).filter(|_| builder.stamp.wanted.has(Kind::AbsenceStarted)));
    }
}

impl Builder<'_> {
    /// Coverage is said of the kinds that are wanted, whether or not facts about the record are.
    pub fn push_always(&mut self, table: Table, slot: u8, about: Subject, when: When, content: Content) {
        let Content::Coverage { covers: Some(kind), .. } = content else { return };
        if self.stamp.wanted.has(kind) {
            self.facts.push(self.stamp.fact(table, slot, 0, about, when, content));
        }
    }
}
