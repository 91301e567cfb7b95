//! Rows in which ids stand in each other's columns, where the columns of the file are as they should be.
//!
//! A worker's id where the child's is wanted would make up a child, and leave the true one as though the row were not
//! there. Such a row is rejected, and is then one of which it must be found out whose it is, like any other that cannot
//! be read. A child's id where the worker's is wanted would make up a worker: who it is is then not known. A row that
//! names one child and the referral of another contradicts itself, and leaves both not known.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::Shared;
use crate::casework;
use crate::columns::{OfChild as _, Row};
use crate::index::NONE;
use crate::lost::{MOST_UNREAD, Unread};
use crate::referrals::Whose;
use crate::repeated::reread;
use crate::report::{Noted, Outcome, Rejected};
use crate::rows::CHILD_FOR_WORKER;
use crate::run::{Collected, Opened, Plan, TableData};
use crate::swapped::{Known, forget_who_is_not_named};
use crate::tables::{OWN, PERSON, Table};
use crate::text;

/// What is wrong with a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mistake {
    /// Whose row it is cannot be read where it should stand.
    NotAChild,
    /// The child stands where it should; the worker is a child.
    NotAWorker,
    /// The referral that the row names is this other child's.
    AnothersReferral(u32),
}

/// Who is known beyond doubt, by number.
struct Who {
    is_child: Vec<bool>,
    is_worker: Vec<bool>,
    /// For each worker, whether that id is a known child's.
    worker_is_child: Vec<bool>,
    /// For each child, whether that id is a known worker's.
    child_is_worker: Vec<bool>,
    /// Whether children and workers are numbered alike, so that an id of the one says nothing against the other.
    alike: bool,
}

impl Who {
    /// The children of the table that lists them, and the workers of those about workers.
    fn of(all: &Collected<'_>, known: Known) -> Who {
        let mut is_child = vec![false; all.people.len()];
        let base = &all.tables[known.base as usize];
        let persons = base.persons.iter().flatten().map(|person| person.child);
        persons
            .chain(base.rows.iter().flatten().map(|row| row.child))
            .for_each(|child| is_child[child as usize] = true);
        let is_worker: Vec<bool> = (0..all.workers.len()).map(|worker| worker < known.workers).collect();
        let in_people = |id: &str| all.people.find(id.as_bytes()).is_some_and(|child| is_child[child as usize]);
        let in_workers = |id: &str| all.workers.find(id.as_bytes()).is_some_and(|worker| is_worker[worker as usize]);
        let worker_is_child: Vec<bool> = all.workers.iter().map(in_people).collect();
        let child_is_worker: Vec<bool> =
            all.people.iter().zip(&is_child).map(|(id, listed)| !listed && in_workers(id)).collect();
        // Where no table lists the workers, those whom rows of known children name tell how workers are numbered.
        let mut sure = is_worker.clone();
        if known.workers == 0 {
            let rows = all.tables.iter().flat_map(|data| data.rows.iter().flatten());
            let of_known = rows.filter(|row| row.worker != NONE && is_child[row.child as usize]);
            of_known.for_each(|row| sure[row.worker as usize] = true);
        }
        let both = sure.iter().zip(&worker_is_child).filter(|(sure, child)| **sure && **child).count();
        let alike = both * 10 > sure.iter().filter(|sure| **sure).count();
        Who { is_child, is_worker, worker_is_child, child_is_worker, alike }
    }

    fn mistake(&self, table: Table, row: &Row) -> Option<Mistake> {
        let of_worker = |list: &[bool]| row.worker != NONE && list[row.worker as usize];
        let child_for_worker = of_worker(&self.worker_is_child) && !of_worker(&self.is_worker)
            || table == Table::CinEpisodes && row.code & CHILD_FOR_WORKER != 0;
        if self.is_child[row.child as usize] {
            return (child_for_worker && !self.alike).then_some(Mistake::NotAWorker);
        }
        let worker_for_child = self.child_is_worker[row.child as usize];
        let is_sure =
            if self.alike { child_for_worker && worker_for_child } else { child_for_worker || worker_for_child };
        is_sure.then_some(Mistake::NotAChild)
    }
}

/// Looks at every row whose child or worker is not known, and rejects those in which another's id stands.
pub(crate) fn settle(all: &mut Collected<'_>, plan: &Plan<'_>, files: &[Opened], known: Known) {
    if !all.tables[known.base as usize].read || known.people == 0 {
        return;
    }
    let who = Who::of(all, known);
    let swaps = who.is_child.contains(&false) || who.worker_is_child.contains(&true);
    let is_used = |row: &Row| !swaps || who.mistake(Table::CinEpisodes, row) != Some(Mistake::NotAChild);
    let whose = Whose::of(all, is_used);
    let mut made_up = MadeUp::default();
    for file in files {
        let table = file.sheet.spec.table;
        let data = &all.tables[table as usize];
        if table == known.base || !file.sheet.spec.is_about_children() || data.given_up {
            continue;
        }
        let contradicted = whose.contradicted(data);
        let another = |(row, child): &(u32, u32)| (*row, Mistake::AnothersReferral(*child));
        let mut found: BTreeMap<u32, Mistake> = contradicted.iter().flatten().map(another).collect();
        if swaps {
            for (row, mistake) in mistaken(data, table, &who) {
                let known = found.entry(row).or_insert(mistake);
                *known = if mistake == Mistake::NotAChild { mistake } else { *known };
            }
        }
        if !found.is_empty() {
            made_up.note(data, table, &found, &who);
            let is_known = |child: u32| who.is_child[child as usize] || whose.has_referral(child);
            reject(all, plan, file, &found, is_known);
        }
        all.tables[table as usize].warnings.extend(contradicted.err());
    }
    made_up.take_back(all, known);
}

/// The rows of a table that have a mistake, by their number.
fn mistaken(data: &TableData, table: Table, who: &Who) -> BTreeMap<u32, Mistake> {
    let of_rows = data.rows.iter().flatten().filter_map(|row| Some((row.row, who.mistake(table, row)?)));
    // No row of a visit, of which there are most, has a worker.
    let is_worker = |child: u32| !who.alike && who.child_is_worker[child as usize];
    let of_visits = data.visits.iter().flatten().filter(|visit| is_worker(visit.child));
    let of_lost = data.lost.iter().filter(|row| is_worker(row.child));
    let whole = of_visits.map(|visit| visit.row()).chain(of_lost.map(|row| row.row));
    whole.map(|row| (row, Mistake::NotAChild)).chain(of_rows).collect()
}

/// Takes those rows out of the table, or their workers out of those rows, and keeps each with its reason.
///
/// Where a row names one child and the referral of another, it leaves both not known, if there is the one whom it names.
fn reject(
    all: &mut Collected<'_>,
    plan: &Plan<'_>,
    file: &Opened,
    mistaken: &BTreeMap<u32, Mistake>,
    is_known: impl Fn(u32) -> bool,
) {
    let (spec, sheet) = (file.sheet.spec, &file.sheet);
    let (mut lines, mut outcomes) = (BTreeMap::new(), FxHashMap::default());
    {
        let (people, workers, teams, care) = (&all.people, &all.workers, &all.team_names, &all.care);
        let shared = Shared { site: plan.site, latest: plan.latest, taken: plan.taken, people, workers, teams, care };
        let mut wanted = |line: crate::block::Line<'_>, base: u32| {
            let row = base + line.row;
            if mistaken.contains_key(&row) {
                lines.insert(row, (line.line.to_vec(), line.offset, line.was.map(str::to_owned)));
            }
            mistaken.contains_key(&row)
        };
        let mut each = |out: crate::block::BlockOut, base: u32| {
            outcomes.extend(out.settled.iter().map(|(row, outcome, _)| (base + row, *outcome)));
        };
        // What cannot be opened again has been read once, and what was read of it stands as it is.
        if reread(&shared, file, plan.block_bytes, &mut wanted, &mut each).is_err() {
            return;
        }
    }
    let mut found = found(all, spec.table, mistaken);
    let data = &mut all.tables[spec.table as usize];
    let is_out = |row: u32| mistaken.get(&row).is_some_and(|mistake| *mistake != Mistake::NotAWorker);
    let out = || data.rows.iter().flatten().filter(|row| is_out(row.row));
    let is_step = |row: &&Row| spec.table == Table::Casework && casework::step_of_offer(row).is_some();
    let steps: FxHashSet<u32> = out().filter(is_step).map(|row| row.row).collect();
    let whom: FxHashMap<u32, u32> = out().map(|row| (row.row, row.child)).collect();
    data.rows.iter_mut().for_each(|part| part.retain(|row| !is_out(row.row)));
    data.visits.iter_mut().for_each(|part| part.retain(|visit| !is_out(visit.row())));
    data.lost.retain(|row| !is_out(row.row));
    for row in data.rows.iter_mut().flatten().filter(|row| mistaken.contains_key(&row.row)) {
        row.worker = NONE;
    }
    let is_kept = |kept: &Rejected| kept.file == sheet.file && is_out(kept.row);
    all.bin.kept.retain(|kept| !is_kept(kept));
    for (row, (line, offset, was)) in lines {
        let Some(before) = outcomes.get(&row).copied() else { continue };
        let mistake = mistaken[&row];
        let outcome = match mistake {
            Mistake::NotAChild | Mistake::AnothersReferral(_) => Outcome::Rejected,
            Mistake::NotAWorker if before == Outcome::Used => Outcome::InPart,
            Mistake::NotAWorker => before,
        };
        *data.counts.slot(before) -= 1;
        *data.counts.slot(outcome) += 1;
        let (place, reason) = match mistake {
            Mistake::NotAChild => (
                PERSON,
                "no child has this id, and a worker's or child's stands in the other's column: put each where it belongs. \
                 Whose row it is is not believed",
            ),
            Mistake::AnothersReferral(_) => (
                PERSON,
                "the referral in this row is another child's: one of the two is wrong, so whose row it is is not believed. \
                 Put right the child's id or the referral's",
            ),
            Mistake::NotAWorker => (
                worker_place(spec.table),
                "a child's id stands where a worker's is wanted: who the worker is is not known",
            ),
        };
        let line = &line[..];
        let (key, may_hold) = (sheet.keys.of(text::trim(line)).0, steps.contains(&row));
        let mut child = None;
        match mistake {
            Mistake::NotAChild if data.unread.len() < MOST_UNREAD => {
                data.unread.push(Unread::of(row, key, outcome, line, may_hold));
            }
            Mistake::NotAChild => data.unread_beyond += 1,
            Mistake::AnothersReferral(of_referral) => {
                let named = whom.get(&row).copied().filter(|child| is_known(*child));
                let both = named.into_iter().chain([of_referral]);
                data.lost.extend(both.map(|child| Row::lost(child, row, key, spec.table, outcome)));
                child = Some(of_referral).filter(|_| named.is_none());
            }
            Mistake::NotAWorker => {}
        }
        all.bin.take(Rejected {
            file: sheet.file.clone(),
            row,
            offset,
            column: spec.column(place),
            value: found.remove(&row).unwrap_or_default(),
            reason: reason.to_owned(),
            outcome,
            line: crate::block::kept_line(line, 0, line.len()),
            was,
            child: child.map(|child| format!("{}:{}", plan.site.source, all.people.text(child))),
        });
    }
}

/// Where a table about children has the worker whom a row names.
fn worker_place(table: Table) -> usize {
    if table == Table::Casework { OWN + 1 } else { OWN }
}

/// The id that stands in another's column, of each of those rows.
fn found(all: &Collected<'_>, table: Table, mistaken: &BTreeMap<u32, Mistake>) -> FxHashMap<u32, String> {
    let data = &all.tables[table as usize];
    let rows = data.rows.iter().flatten().chain(&data.lost).map(|row| (row.row, row.child, row.worker));
    let visits = data.visits.iter().flatten().map(|visit| (visit.row(), visit.child(), NONE));
    let id = |(row, child, worker): (u32, u32, u32)| {
        let text = match mistaken.get(&row)? {
            Mistake::NotAChild | Mistake::AnothersReferral(_) => all.people.text(child),
            Mistake::NotAWorker => all.workers.text(worker),
        };
        Some((row, text.to_owned()))
    };
    // A row that is only not understood is among those that are lost too, without its worker.
    visits.chain(rows).filter_map(id).filter(|(_, id)| !id.is_empty()).collect()
}

/// Children and workers of whom nothing but such rows speaks, with the table that met each first.
#[derive(Default)]
struct MadeUp {
    children: FxHashMap<u32, Table>,
    workers: FxHashMap<u32, Table>,
    any: bool,
}

impl MadeUp {
    fn note(&mut self, data: &TableData, table: Table, mistaken: &BTreeMap<u32, Mistake>, who: &Who) {
        self.any = true;
        let rows = data.rows.iter().flatten().map(|row| (row.row, row.child, row.worker));
        let visits = data.visits.iter().flatten().map(|visit| (visit.row(), visit.child(), NONE));
        for (row, child, worker) in rows.chain(visits).filter(|(row, ..)| mistaken.contains_key(row)) {
            if mistaken[&row] != Mistake::NotAWorker && !who.is_child[child as usize] {
                self.children.entry(child).or_insert(table);
            }
            if worker != NONE && !who.is_worker[worker as usize] {
                self.workers.entry(worker).or_insert(table);
            }
        }
    }

    /// Forgets those whom nothing else names, and what was noted of them.
    fn take_back(self, all: &mut Collected<'_>, known: Known) {
        if !self.any {
            return;
        }
        let named = |list: FxHashMap<u32, Table>, text: &dyn Fn(u32) -> String| -> Vec<(String, Table)> {
            list.into_iter().map(|(number, table)| (text(number), table)).collect()
        };
        let children = named(self.children, &|child| all.people.text(child).to_owned());
        let workers = named(self.workers, &|worker| all.workers.text(worker).to_owned());
        forget_who_is_not_named(all, known);
        let gone = |list: Vec<(String, Table)>, index: &crate::index::Index| -> Vec<(String, Table)> {
            list.into_iter().filter(|(id, _)| index.find(id.as_bytes()).is_none()).collect()
        };
        for (noted, list) in
            [(Noted::UnknownPerson, gone(children, &all.people)), (Noted::UnknownWorkerId, gone(workers, &all.workers))]
        {
            let ids: FxHashSet<&str> = list.iter().map(|(id, _)| id.as_str()).collect();
            for data in &mut all.tables {
                data.notes.examples[noted as usize].retain(|id| !ids.contains(id.as_str()));
            }
            for (_, table) in &list {
                let count = &mut all.tables[*table as usize].notes.counts[noted as usize];
                *count = count.saturating_sub(1);
            }
        }
    }
}
