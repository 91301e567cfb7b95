//! Rows in which ids stand in each other's columns, where the columns of the file are as they should be.
//!
//! A worker's id where the child's is wanted would make up a child, and leave the true one as though the row were not
//! there. Such a row is rejected, and is then one of which it must be found out whose it is, like any other that cannot
//! be read. A child's id where the worker's is wanted would make up a worker: who it is is then not known. A row that
//! names one child and the referral of another contradicts itself, and leaves both not known. A child of whom there is
//! nothing but a referral, though persons are listed, may be somebody's misspelt id.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::Shared;
use crate::casework::CaseworkKind;
use crate::columns::{OfChild as _, Row};
use crate::index::NONE;
use crate::lost::{MOST_UNREAD, Unread};
use crate::referrals::{Whose, child_by_other_rows};
use crate::repeated::reread;
use crate::report::{Noted, Outcome, Rejected};
use crate::rows::CHILD_FOR_WORKER;
use crate::run::{Collected, Opened, Plan, TableData};
use crate::swapped::{Known, forget_who_is_not_named};
use crate::tables::{OWN, PERSON, SPECS, Table};
use crate::text;

/// What is wrong with a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mistake {
    /// Whose row it is cannot be read where it should stand.
    NotAChild,
    /// Of this child there is nothing but referrals, though persons are listed.
    OnlyReferred,
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
    /// For each child, whether there is nothing of them but referrals, though persons are listed.
    only_referred: Vec<bool>,
    /// The referrals of those that are, by other rows, another child's, each with that child.
    others_referrals: FxHashMap<u64, u32>,
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
        let only_referred = only_referred(all, known, &is_child);
        let episodes = all.tables[Table::CinEpisodes as usize].rows.iter().flatten();
        let keys: FxHashSet<u64> =
            episodes.filter(|row| only_referred[row.child as usize]).map(|row| row.key).collect();
        let others_referrals = if keys.is_empty() { FxHashMap::default() } else { child_by_other_rows(all, &keys) };
        Who { is_child, is_worker, worker_is_child, child_is_worker, only_referred, others_referrals, alike }
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
        match is_sure {
            true => Some(Mistake::NotAChild),
            false if table != Table::CinEpisodes || !self.only_referred[row.child as usize] => None,
            false => Some(match self.others_referrals.get(&row.key) {
                Some(other) => Mistake::AnothersReferral(*other),
                None => Mistake::OnlyReferred,
            }),
        }
    }
}

/// For each child, whether only referrals name them: neither the list of persons nor a row of another table.
fn only_referred(all: &Collected<'_>, known: Known, is_child: &[bool]) -> Vec<bool> {
    let mut only = vec![false; all.people.len()];
    // Of a list that is not whole it is not known who is not in it.
    if known.base != Table::Person || all.tables[Table::Person as usize].problem.is_some() {
        return only;
    }
    let episodes = &all.tables[Table::CinEpisodes as usize];
    episodes.rows.iter().flatten().for_each(|row| only[row.child as usize] = !is_child[row.child as usize]);
    if only.contains(&true) {
        for (data, spec) in all.tables.iter().zip(SPECS).filter(|(_, spec)| spec.table != Table::CinEpisodes) {
            let visits = data.visits.iter().flatten().map(|visit| visit.child);
            let rows = data.rows.iter().flatten().map(|row| row.child).filter(|_| spec.is_about_children());
            rows.chain(visits).for_each(|child| only[child as usize] = false);
        }
    }
    only
}

/// Looks at every row whose child or worker is not known, and rejects those in which another's id stands.
pub(crate) fn settle(all: &mut Collected<'_>, plan: &Plan<'_>, files: &[Opened], known: Known) {
    if !all.tables[known.base as usize].read || known.people == 0 {
        return;
    }
    let who = Who::of(all, known);
    let swaps = who.is_child.contains(&false) || who.worker_is_child.contains(&true);
    let is_used =
        |row: &Row| !swaps || who.mistake(Table::CinEpisodes, row).is_none_or(|mistake| mistake == Mistake::NotAWorker);
    let whose = Whose::of(all, is_used);
    let mut made_up = MadeUp::default();
    let is_looked_at = |file: &&Opened| {
        let table = file.sheet.spec.table;
        table != known.base && file.sheet.spec.is_about_children() && !all.tables[table as usize].given_up
    };
    let files: Vec<&Opened> = files.iter().filter(is_looked_at).collect();
    let data: Vec<&TableData> = files.iter().map(|file| &all.tables[file.sheet.spec.table as usize]).collect();
    let contradicted = whose.contradicted(&data, plan.threads);
    for (file, contradicted) in files.into_iter().zip(contradicted) {
        let table = file.sheet.spec.table;
        let data = &all.tables[table as usize];
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

/// What that says of each, in their order, on several threads.
pub(crate) fn each_beside<T: Sync, U: Send>(all: &[T], threads: usize, say: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let next = AtomicUsize::new(0);
    let some = || {
        let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|place| *place < all.len());
        std::iter::from_fn(take).map(|place| (place, say(&all[place]))).collect::<Vec<_>>()
    };
    let mut said = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(all.len())).map(|_| scope.spawn(some)).collect();
        let mut said = some();
        for other in others {
            said.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        said
    });
    said.sort_by_key(|(place, _)| *place);
    said.into_iter().map(|(_, said)| said).collect()
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
        let (people, workers, teams, spells) = (&all.people, &all.workers, &all.team_names, &all.spells);
        let shared = Shared { site: plan.site, latest: plan.latest, taken: plan.taken, people, workers, teams, spells };
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
    let casework = out().filter(|_| spec.table == Table::Casework);
    let kinds: FxHashMap<u32, CaseworkKind> = casework.map(|row| (row.row, CaseworkKind::of(row))).collect();
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
            Mistake::NotAChild | Mistake::OnlyReferred | Mistake::AnothersReferral(_) => Outcome::Rejected,
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
            Mistake::OnlyReferred => (
                PERSON,
                "neither ssd_person nor any other file has a child with this id: put the id right, or the child into \
                 ssd_person. Until then it is only possible that there is such a child",
            ),
            Mistake::NotAWorker => (
                worker_place(spec.table),
                "a child's id stands where a worker's is wanted: who the worker is is not known",
            ),
        };
        let line = &line[..];
        let (key, kind) = (sheet.keys.of(text::trim(line)).0, kinds.get(&row).copied());
        let mut child = None;
        match mistake {
            Mistake::NotAChild if data.unread.len() < MOST_UNREAD => {
                data.unread.push(Unread::of(row, key, outcome, line, kind));
            }
            Mistake::NotAChild => data.unread_beyond += 1,
            Mistake::AnothersReferral(of_referral) => {
                let named = whom.get(&row).copied().filter(|child| is_known(*child));
                let both = named.into_iter().chain([of_referral]);
                data.lost.extend(both.map(|child| Row::lost(child, row, key, spec.table, outcome)));
                child = Some(of_referral).filter(|_| named.is_none());
            }
            Mistake::OnlyReferred => {
                child = whom.get(&row).copied();
                data.lost.extend(child.map(|child| Row::lost(child, row, key, spec.table, outcome)));
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
            Mistake::NotAChild | Mistake::OnlyReferred | Mistake::AnothersReferral(_) => all.people.text(child),
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
