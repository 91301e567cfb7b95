//! Rows with the id of an earlier one: passed over where they say the same again, rejected where they say something else.
//!
//! Of rows with one id the first is used. Where a later one says of the same child that it goes on, and the first that it
//! is over, or the other way round, neither is certain. Rows about workers are `staff::again`'s.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::{self, BlockOut, Keys, Line, Shared};
use crate::casework::CaseworkKind;
use crate::columns::{OfChild, Row, Time};
use crate::report::{Outcome, Rejected};
use crate::run::{Collected, Opened, Plan, open_again};
use crate::staff::again;
use crate::tables::Table;
use crate::text;

impl Collected<'_> {
    /// Finds rows with the id of an earlier one. Rare, so the file is read again for them, and only then.
    pub(crate) fn settle_repeated(&mut self, plan: &Plan<'_>, file: &Opened) {
        if again::is_told_so(file.sheet.spec.table) {
            return self.settle_staff(plan, file);
        }
        let table = file.sheet.spec.table as usize;
        let keys = std::mem::take(&mut self.tables[table].keys);
        if all_rising(&keys) {
            return;
        }
        let Plan { site, latest, taken, .. } = *plan;
        let (people, workers, teams, spells) = (&self.people, &self.workers, &self.team_names, &self.spells);
        let shared = Shared { site, latest, taken, people, workers, teams, spells };
        let again = |wanted: &mut dyn FnMut(Line<'_>, u32) -> bool, each: &mut dyn FnMut(BlockOut, u32)| {
            reread(&shared, file, plan.block_bytes, wanted, each)
        };
        let mut all = Vec::new();
        if keys.iter().any(|keys| matches!(keys, Keys::Rising { .. })) {
            let read = again(
                &mut |line, _| {
                    all.push(line.key());
                    false
                },
                &mut |_, _| {},
            );
            if read.is_err() {
                return;
            }
        } else {
            all = keys
                .into_iter()
                .flat_map(|keys| if let Keys::Listed(list) = keys { list } else { Vec::new() })
                .collect();
        }
        all.sort_unstable();
        let repeated: FxHashSet<u64> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        drop(all);
        if repeated.is_empty() {
            return;
        }
        let mut first: FxHashMap<Vec<u8>, (u32, blake3::Hash)> = FxHashMap::default();
        let mut later: BTreeMap<u32, Option<Rejected>> = BTreeMap::new();
        let mut outcomes: Vec<(u32, Outcome, Option<u32>)> = Vec::new();
        // For each row that says something else than an earlier one of its id: that earlier one, and what it is known by.
        let mut conflicts: BTreeMap<u32, (u32, u64)> = BTreeMap::new();
        let place = file.sheet.id_place();
        let mut wanted = |line: Line<'_>, base: u32| {
            if !repeated.contains(&line.key()) {
                return false;
            }
            let digest = blake3::hash(text::trim(line.line));
            let id = if text::is_blank(line.id) { digest.as_bytes() } else { line.id };
            let row = base + line.row;
            let Some((first_row, said)) = first.get(id) else {
                first.insert(id.to_vec(), (row, digest));
                return false;
            };
            if *said != digest {
                conflicts.insert(row, (*first_row, file.sheet.keys.of(text::trim(line.line)).0));
            }
            let conflict = (*said != digest).then(|| Rejected {
                file: file.sheet.file.clone(),
                row,
                offset: line.offset,
                column: file.sheet.spec.column(place),
                value: text::bounded(line.id, 200),
                reason: format!(
                    "the id of row {first_row}, which says something else: the first is used, and not this one"
                ),
                outcome: Outcome::Rejected,
                line: text::bounded(text::trim(line.line), 4096),
                was: None,
                child: None,
            });
            later.insert(row, conflict);
            true
        };
        // Rows that say of one child again what goes on: that it ended, as the first row may say, is then not certain.
        let mut goes_on: FxHashSet<u32> = FxHashSet::default();
        // Those that say that it is over: that it goes on, as the first row may say, is not certain then either.
        let mut is_over: FxHashSet<u32> = FxHashSet::default();
        // What rows of the casework file record.
        let mut kinds: FxHashMap<u32, CaseworkKind> = FxHashMap::default();
        let is_casework = file.sheet.spec.table == Table::Casework;
        let read = again(&mut wanted, &mut |out, base| {
            let casework = out.rows.iter().filter(|_| is_casework);
            kinds.extend(casework.map(|row| (base + row.row, CaseworkKind::of(row))));
            for row in &out.rows {
                let list = if row.end.is_missing() { &mut goes_on } else { &mut is_over };
                list.insert(base + row.row);
            }
            outcomes.extend(out.settled.iter().map(|(row, outcome, child)| (base + row, *outcome, *child)));
        });
        if read.is_err() {
            return;
        }
        let data = &mut self.tables[table];
        data.lost.retain(|lost| !later.contains_key(&lost.row));
        let firsts: FxHashSet<u32> = conflicts.values().map(|(first, _)| *first).collect();
        let mut whose: FxHashMap<u32, u32> = FxHashMap::default();
        let rows = data.rows.iter().flatten().map(|row| (row.row, row.child));
        let persons = data.persons.iter().flatten().map(|row| (row.row, row.child));
        whose.extend(rows.chain(persons).filter(|(row, _)| firsts.contains(row)));
        let mut in_doubt: FxHashSet<u32> = FxHashSet::default();
        for (row, outcome, child) in outcomes {
            let Some(conflict) = later.get_mut(&row) else { continue };
            *data.counts.slot(outcome) -= 1;
            *data.counts.slot(if conflict.is_some() { Outcome::Rejected } else { Outcome::Repeated }) += 1;
            let (Some(conflict), Some(child)) = (conflict, child) else { continue };
            conflict.child = Some(format!("{}:{}", site.source, self.people.text(child)));
            if let Some((first, _)) = conflicts.get(&row)
                && whose.get(first) == Some(&child)
                && is_over.contains(&row)
            {
                in_doubt.insert(*first);
            }
            // Of one child, what the first row says is used, unless this one says that it goes on; of another, the id says
            // nothing of this row.
            if let Some((first, key)) = conflicts.get(&row)
                && (whose.get(first) != Some(&child) || goes_on.contains(&row))
            {
                let lost = Row::lost(child, row, *key, file.sheet.spec.table, Outcome::Rejected);
                data.lost.push(lost.of_kind(kinds.get(&row).copied()));
            }
        }
        // What ends in a row of the casework file is a day that was set, and no end.
        if file.sheet.spec.table != Table::Casework {
            let open = data.rows.iter_mut().flatten().filter(|row| row.end.is_missing());
            open.filter(|row| in_doubt.contains(&row.row)).for_each(|row| row.end = Time::UNKNOWN);
        }
        remove(&mut data.visits, &later);
        remove(&mut data.rows, &later);
        remove(&mut data.persons, &later);
        data.staff.retain(|row| !later.contains_key(&row.row));
        // What was noted about a row that is now passed over as a whole no longer matters.
        self.bin.kept.retain(|kept| kept.file != file.sheet.file || !later.contains_key(&kept.row));
        later.into_values().flatten().for_each(|conflict| self.bin.take(conflict));
    }
}

fn remove<T: OfChild>(parts: &mut [Vec<T>], rows: &BTreeMap<u32, Option<Rejected>>) {
    for part in parts {
        part.retain(|row| !rows.contains_key(&row.row()));
    }
}

/// Whether the ids of all blocks are numbers that rise from the first row to the last.
fn all_rising(keys: &[Keys]) -> bool {
    let mut before = None;
    keys.iter().all(|keys| match keys {
        Keys::Empty => true,
        Keys::Listed(_) => false,
        Keys::Rising { first, last } => {
            let rises = before.is_none_or(|before| before < *first);
            before = Some(*last);
            rises
        }
    })
}

/// Reads a file again, on this thread, for the rows that are wanted.
pub(crate) fn reread(
    shared: &Shared<'_>,
    file: &Opened,
    block_bytes: usize,
    wanted: &mut dyn FnMut(Line<'_>, u32) -> bool,
    each: &mut dyn FnMut(BlockOut, u32),
) -> std::io::Result<()> {
    let mut source = open_again(&file.path, block_bytes)?;
    let (mut bytes, mut base) = (Vec::new(), 0);
    while let Some(block) = source.next_block(&mut bytes)? {
        let mut only = |line: Line<'_>| wanted(line, base);
        let out = block::read(shared, &file.sheet, block, &bytes, Some(&mut only));
        let read = out.counts.read as u32;
        each(out, base);
        base += read;
    }
    Ok(())
}
