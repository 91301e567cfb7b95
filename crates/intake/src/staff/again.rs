//! Several rows of one worker, or of one absence: what they agree on is used, and what they say differently is not known,
//! whichever of them comes first. Rows that say the same again are passed over, and rows of times with the authority that do
//! not overlap are each one of them.

use std::collections::BTreeMap;

use record::words::{AbsenceKind, Word as _};
use record::{Day, Tri};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{StaffRow, register_number};
use crate::block::{self, Shared};
use crate::columns::Time;
use crate::repeated::reread;
use crate::report::{Noted, Outcome, Rejected};
use crate::run::{Collected, Opened, Plan};
use crate::tables::{ID, Table};
use crate::text::{self, folded};

/// What becomes of a row that is one of several.
enum Fate {
    /// It says again what an earlier one says.
    Again,
    /// It and another say different things of those columns.
    Disputed { with: u32, of: Vec<&'static str> },
}

/// Whether rows of that table are about a worker or an absence, and may say together what each says.
pub(crate) fn is_told_so(table: Table) -> bool {
    matches!(table, Table::Professionals | Table::Workers | Table::Absences)
}

impl Collected<'_> {
    /// Makes one of several rows of one worker or of one absence.
    pub(crate) fn settle_staff(&mut self, plan: &Plan<'_>, file: &Opened) {
        let table = file.sheet.spec.table;
        let data = &mut self.tables[table as usize];
        data.keys.clear();
        let mut groups: FxHashMap<(String, Option<String>, Option<Day>), Vec<StaffRow>> = FxHashMap::default();
        for row in std::mem::take(&mut data.staff) {
            // An id of one employee stands at each of their absences: which one is meant, its worker and first day say.
            let (worker, first) = match table {
                Table::Absences => (row.texts[0].clone(), row.times[0].day()),
                _ => (None, None),
            };
            groups.entry((row.id.clone(), worker, first)).or_default().push(row);
        }
        let mut fates = BTreeMap::new();
        data.staff = groups.into_values().filter_map(|rows| one_of(table, rows, &mut fates)).collect();
        data.staff.sort_unstable_by_key(|row| row.row);
        if table == Table::Absences {
            let of_several = name_absences(&mut data.staff);
            data.notes.counts[Noted::IdOfSeveral as usize] += of_several;
        }
        if !fates.is_empty() {
            self.account(plan, file, &fates);
        }
    }

    /// Counts and lists the rows that turned out to be one of several. The file is read again for them.
    fn account(&mut self, plan: &Plan<'_>, file: &Opened, fates: &BTreeMap<u32, Fate>) {
        let Plan { site, latest, taken, .. } = *plan;
        let (people, workers, teams, spells) = (&self.people, &self.workers, &self.team_names, &self.spells);
        let shared = Shared { site, latest, taken, people, workers, teams, spells };
        let (mut disputed, mut outcomes) = (Vec::new(), Vec::new());
        let mut wanted = |line: block::Line<'_>, base: u32| {
            let row = base + line.row;
            let Some(fate) = fates.get(&row) else { return false };
            if let Fate::Disputed { with, of } = fate {
                disputed.push(Rejected {
                    file: file.sheet.file.clone(),
                    row,
                    offset: line.offset,
                    column: file.sheet.spec.column(ID),
                    value: text::bounded(line.id, 200),
                    reason: format!(
                        "row {with} has this too and says otherwise of {}: what is right is not known, and what both say is \
                         used",
                        of.join(", ")
                    ),
                    outcome: Outcome::InPart,
                    line: text::bounded(text::trim(line.line), block::KEPT_BYTES),
                    was: line.was.map(str::to_owned),
                    child: None,
                });
            }
            true
        };
        let read = reread(&shared, file, plan.block_bytes, &mut wanted, &mut |out, base| {
            outcomes.extend(out.settled.iter().map(|(row, outcome, _)| (base + row, *outcome)));
        });
        if read.is_err() {
            return;
        }
        let counts = &mut self.tables[file.sheet.spec.table as usize].counts;
        for (row, outcome) in outcomes {
            let Some(fate) = fates.get(&row) else { continue };
            *counts.slot(outcome) -= 1;
            *counts.slot(if matches!(fate, Fate::Again) { Outcome::Repeated } else { Outcome::InPart }) += 1;
        }
        // What was noted about a row that is passed over as a whole no longer matters.
        let is_again = |row: &u32| matches!(fates.get(row), Some(Fate::Again));
        self.bin.kept.retain(|kept| kept.file != file.sheet.file || !is_again(&kept.row));
        disputed.into_iter().for_each(|row| self.bin.take(row));
    }
}

/// Those rows as one, and what becomes of each where there are several.
fn one_of(table: Table, mut rows: Vec<StaffRow>, fates: &mut BTreeMap<u32, Fate>) -> Option<StaffRow> {
    let mut distinct: Vec<StaffRow> = Vec::new();
    for row in rows.drain(..) {
        if distinct.iter().any(|other| other.says_the_same(&row)) {
            fates.insert(row.row, Fate::Again);
        } else {
            distinct.push(row);
        }
    }
    let mut rows = distinct;
    if rows.len() < 2 {
        return rows.pop();
    }
    if table == Table::Workers
        && let Some(stays) = apart(&rows)
    {
        return several_stays(rows, stays, fates);
    }
    let (agreed, of) = match table {
        Table::Professionals => professional(&rows),
        Table::Workers => worker(&rows),
        _ => absence(&rows),
    };
    let (first, second) = (rows[0].row, rows[1].row);
    // Rows that complete one another, such as one with a title and one without, are used as they stand.
    for row in rows.iter().filter(|_| !of.is_empty()) {
        let with = if row.row == first { second } else { first };
        fates.insert(row.row, Fate::Disputed { with, of: of.clone() });
    }
    Some(agreed)
}

/// A first and a last day with the authority; nothing where the cell is blank.
type Stay = (Option<Day>, Option<Day>);

/// The times with the authority that a worker's rows give, in order, where these are several and none overlaps another: who
/// left and came back has a row for each.
fn apart(rows: &[StaffRow]) -> Option<Vec<Stay>> {
    let of = |row: &StaffRow| {
        let [joined, left, ..] = row.times;
        let is_known = [joined, left].iter().all(|time| time.is_missing() || time.day().is_some());
        is_known.then(|| (joined.day(), left.day()))
    };
    let mut stays = rows.iter().map(of).collect::<Option<Vec<Stay>>>()?;
    stays.sort_unstable();
    stays.dedup();
    let is_before = |one: &Stay, next: &Stay| one.1.zip(next.0).is_some_and(|(left, joined)| left < joined);
    let are_apart = stays.len() > 1 && stays.windows(2).all(|pair| is_before(&pair[0], &pair[1]));
    are_apart.then_some(stays)
}

/// A worker with those times: the rows of each as one, the newest with the others as its earlier ones. Whether they are
/// registered is asked of the worker and not of each time.
fn several_stays(rows: Vec<StaffRow>, stays: Vec<Stay>, fates: &mut BTreeMap<u32, Fate>) -> Option<StaffRow> {
    let mut of_each: Vec<Vec<StaffRow>> = stays.iter().map(|_| Vec::new()).collect();
    for row in rows {
        let of = (row.times[0].day(), row.times[1].day());
        let place = stays.iter().position(|stay| *stay == of)?;
        of_each[place].push(row);
    }
    let mut all: Vec<StaffRow> = of_each.into_iter().filter_map(|rows| one_of(Table::Workers, rows, fates)).collect();
    let mut disputes = Disputes::default();
    let (from, until) = disputes.registration(&all);
    for (place, row) in all.iter().enumerate().filter(|_| !disputes.0.is_empty()) {
        let with = all[usize::from(place == 0)].row;
        fates.insert(row.row, Fate::Disputed { with, of: disputes.0.clone() });
    }
    let mut newest = all.pop()?;
    (newest.times[3], newest.times[4]) = (from, until);
    newest.earlier = all;
    Some(newest)
}

impl StaffRow {
    fn says_the_same(&self, other: &StaffRow) -> bool {
        (&self.id, &self.texts, self.times, self.agency, self.number)
            == (&other.id, &other.texts, other.times, other.agency, other.number)
    }
}

/// What of some columns the rows say differently.
#[derive(Default)]
struct Disputes(Vec<&'static str>);

impl Disputes {
    /// What all say that say anything of that column; nothing where they differ.
    fn stated<T: PartialEq>(&mut self, column: &'static str, said: impl Iterator<Item = Option<T>>) -> Option<T> {
        let mut said = said.flatten();
        let first = said.next()?;
        if said.all(|other| other == first) {
            return Some(first);
        }
        self.0.push(column);
        None
    }

    /// The same of a text, in which capitals make no difference.
    fn text(&mut self, column: &'static str, rows: &[StaffRow], place: usize) -> Option<String> {
        self.stated(column, rows.iter().map(|row| row.texts[place].as_deref().map(folded)))?;
        rows.iter().find_map(|row| row.texts[place].clone())
    }

    /// When something was, of which a blank cell says nothing.
    fn time(&mut self, column: &'static str, rows: &[StaffRow], place: usize) -> Time {
        let said = rows.iter().map(|row| Some(row.times[place]).filter(|time| !time.is_missing()));
        let before = self.0.len();
        let agreed = self.stated(column, said);
        agreed.unwrap_or(if self.0.len() > before { Time::UNKNOWN } else { Time::MISSING })
    }

    /// When something ended, of which a blank cell says that it goes on.
    fn ending<'r>(&mut self, column: &'static str, mut rows: impl Iterator<Item = &'r StaffRow>, place: usize) -> Time {
        let Some(first) = rows.next().map(|row| row.times[place]) else { return Time::MISSING };
        if rows.all(|row| row.times[place] == first) {
            return first;
        }
        self.0.push(column);
        Time::UNKNOWN
    }

    /// Since when and until when a worker is registered.
    fn registration(&mut self, rows: &[StaffRow]) -> (Time, Time) {
        let from = self.time("registered_from", rows, 3);
        // Where a row says nothing of a registration, neither does it say that it goes on.
        let of_registered = rows.iter().filter(|row| from.is_missing() || !row.times[3].is_missing());
        (from, self.ending("registered_until", of_registered, 4))
    }

    fn agency(&mut self, column: &'static str, rows: &[StaffRow]) -> Tri {
        let said = rows.iter().map(|row| Some(row.agency).filter(|agency| !agency.is_unknown()));
        self.stated(column, said).unwrap_or(Tri::Unknown)
    }
}

/// A worker of the dataset. A row without a number beside one with a number disagrees about whether they are registered.
fn professional(rows: &[StaffRow]) -> (StaffRow, Vec<&'static str>) {
    let mut disputes = Disputes::default();
    let name = disputes.text("prof_professional_name", rows, 0);
    let registered = |row: &StaffRow| (register_number(row).cloned(), row.times[0]);
    let is_agreed = rows.iter().all(|row| registered(row) == registered(&rows[0]));
    if !is_agreed {
        disputes.0.push("prof_social_worker_registration_no");
    }
    let (number, registration) = if is_agreed { registered(&rows[0]) } else { (None, Time::UNKNOWN) };
    let title = disputes.text("prof_professional_job_title", rows, 2);
    let team = disputes.text("prof_professional_department", rows, 3);
    let agency = disputes.agency("prof_agency_worker_flag", rows);
    let mut times = [Time::MISSING; 5];
    times[0] = registration;
    let (row, id) = (rows[0].row, rows[0].id.clone());
    let texts = [name, number, title, team];
    (StaffRow { row, id, texts, times, agency, number: None, disputed: false, earlier: Vec::new() }, disputes.0)
}

/// A worker of our own file. Who has a row with a last day and one without may have left. (A row whose last day lies before
/// its first gives none that is known, so that it disagrees with any other.)
fn worker(rows: &[StaffRow]) -> (StaffRow, Vec<&'static str>) {
    let mut disputes = Disputes::default();
    let employer = disputes.text("employer", rows, 0);
    let before = disputes.0.len();
    let profession = disputes.text("profession", rows, 1);
    let disputed = disputes.0.len() > before;
    let joined = disputes.time("joined", rows, 0);
    let left = disputes.ending("left", rows.iter(), 1);
    // A day that is in dispute was recorded no earlier than everything else here.
    let recorded = disputes.time("leaving_recorded", rows, 2);
    let (from, until) = disputes.registration(rows);
    let agency = disputes.agency("agency", rows);
    let number = disputes.stated("hours_per_week", rows.iter().map(|row| row.number));
    let (row, id) = (rows[0].row, rows[0].id.clone());
    let (texts, times) = ([employer, profession, None, None], [joined, left, recorded, from, until]);
    (StaffRow { row, id, texts, times, agency, number, disputed, earlier: Vec::new() }, disputes.0)
}

/// An absence of one worker from one day: of which kind, and whether it is over, is not known where rows differ.
fn absence(rows: &[StaffRow]) -> (StaffRow, Vec<&'static str>) {
    let mut disputes = Disputes::default();
    let not_known = || Some(AbsenceKind::NotKnown.name().to_owned());
    let kind = disputes.text("kind", rows, 1).or_else(not_known);
    let first = disputes.ending("first_day", rows.iter(), 0);
    let returned = disputes.ending("returned_on", rows.iter(), 1);
    let likely_end = disputes.time("likely_end", rows, 2);
    let (row, id) = (rows[0].row, rows[0].id.clone());
    let texts = [rows[0].texts[0].clone(), kind, None, None];
    let times = [first, returned, likely_end, Time::MISSING, Time::MISSING];
    let disputed = !disputes.0.is_empty();
    (StaffRow { row, id, texts, times, agency: Tri::Unknown, number: None, disputed, earlier: Vec::new() }, disputes.0)
}

/// Gives each absence what it is known by: its id, and where it has none, or an earlier absence has that id too, its
/// worker and first day. Returns how many have an id that is several absences'.
fn name_absences(rows: &mut [StaffRow]) -> u64 {
    let mut in_order: Vec<usize> = (0..rows.len()).collect();
    // By what they say and not by their order in the file, so that a later extract gives them the same.
    in_order.sort_by_key(|at| {
        let row = &rows[*at];
        (row.times[0].day().is_none(), row.times[0].day(), row.texts[0].clone())
    });
    let (mut named, mut of_several): (FxHashSet<String>, FxHashSet<String>) = Default::default();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    for at in in_order {
        let row = &mut rows[at];
        if !row.id.is_empty() && named.insert(row.id.clone()) {
            continue;
        }
        if !row.id.is_empty() {
            of_several.insert(row.id.clone());
        }
        let first = row.times[0].day().map_or_else(|| "not known".to_owned(), |day| day.to_string());
        // A line's end stands in no id.
        row.id = format!("{}\n{}\n{first}", row.id, row.texts[0].as_deref().unwrap_or_default());
    }
    ids.iter().filter(|id| of_several.contains(*id)).count() as u64
}
