//! Absences of which it cannot be told whose they are.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use crate::block::{self, Shared};
use crate::index::NONE;
use crate::repeated::reread;
use crate::report::{Noted, Outcome, Rejected};
use crate::run::{Collected, Opened, Plan};
use crate::tables::Table;
use crate::text;

/// The place of the column with the worker's id.
const WORKER: usize = 1;

/// What such rows mean, as every page and command says it.
const MAY_BE_AWAY: &str = "may be away whom nothing here shows, and count all the same";

/// A row that is used, and whose worker no other file has.
struct Nobodys {
    worker: String,
    /// Whether it is used in part for another reason.
    in_part: bool,
}

/// Of a row of absences that cannot be used, and in which one worker or more stand whom another file has, each may have been
/// away, on days that are not known. Says how many rows name no worker that can be told: the other rows that cannot be used,
/// and those whose worker no other file has, which may be a misspelt id, and which are listed as used in part. Nobody is taken to
/// be away for them.
pub(crate) fn settle(all: &mut Collected<'_>, plan: &Plan<'_>, files: &[Opened]) {
    let unread = std::mem::take(&mut all.tables[Table::Absences as usize].unread);
    let absences = &all.tables[Table::Absences as usize];
    let unused = absences.counts.rejected.saturating_sub(absences.notes.counts[Noted::HeaderAgain as usize]);
    let lists = [Table::Professionals, Table::Workers].map(|table| &all.tables[table as usize]);
    let mut known: FxHashSet<&str> = lists.iter().flat_map(|data| &data.staff).map(|row| row.id.as_str()).collect();
    for table in [Table::CinEpisodes, Table::Involvements, Table::Casework] {
        let named = all.tables[table as usize].rows.iter().flatten().map(|row| row.worker);
        let named: FxHashSet<u32> = named.filter(|worker| *worker != NONE).collect();
        known.extend(named.into_iter().map(|worker| all.workers.text(worker)));
    }
    let mut nobodys = BTreeMap::new();
    // Where no other file names any worker, nothing can be told by that.
    for row in absences.staff.iter().filter(|_| !known.is_empty()) {
        if let Some(worker) = row.texts[0].as_ref().filter(|worker| !known.contains(worker.as_str())) {
            nobodys.insert(row.row, Nobodys { worker: worker.clone(), in_part: row.disputed });
        }
    }
    let (mut in_doubt, mut told): (Vec<(u32, String)>, u64) = (Vec::new(), 0);
    for row in &unread {
        let named: BTreeSet<String> = row.cells(None).map(|cell| text::decode(cell).into_owned()).collect();
        let workers = named.into_iter().filter(|cell| known.contains(cell.as_str()));
        let before = in_doubt.len();
        in_doubt.extend(workers.map(|worker| (row.row, worker)));
        told += u64::from(in_doubt.len() > before);
    }
    let rows = unused.saturating_sub(told) + nobodys.len() as u64;
    let example = nobodys.keys().next().map(|row| format!(" (as row {row}, whose worker no other file has)"));
    let example = example.unwrap_or_default();
    all.absences_in_doubt = in_doubt;
    if let Some(file) = files.iter().find(|file| file.sheet.spec.table == Table::Absences && !nobodys.is_empty()) {
        list(all, plan, file, &nobodys);
    }
    let warning = match rows {
        0 => return,
        1 => format!("1 row names no worker that can be told{example}. At most 1 worker {MAY_BE_AWAY}"),
        some => {
            format!("{some} rows name no worker that can be told{example}. At most {some} workers {MAY_BE_AWAY}")
        }
    };
    all.tables[Table::Absences as usize].warnings.push(warning);
}

/// Lists those rows, which are used but for who is away. The file is read again for them.
fn list(all: &mut Collected<'_>, plan: &Plan<'_>, file: &Opened, nobodys: &BTreeMap<u32, Nobodys>) {
    let Plan { site, latest, taken, .. } = *plan;
    let (people, workers, teams, spells) = (&all.people, &all.workers, &all.team_names, &all.spells);
    let shared = Shared { site, latest, taken, people, workers, teams, spells };
    let (mut listed, mut whole) = (Vec::new(), 0);
    let mut wanted = |line: block::Line<'_>, base: u32| {
        let row = base + line.row;
        let Some(nobodys) = nobodys.get(&row) else { return false };
        listed.push(Rejected {
            file: file.sheet.file.clone(),
            row,
            offset: line.offset,
            column: file.sheet.spec.column(WORKER),
            value: text::bounded(nobodys.worker.as_bytes(), 200),
            reason: "no other file has this worker: an id that may be misspelt, so that somebody may be away whom nothing here \
                     shows"
                .to_owned(),
            outcome: Outcome::InPart,
            line: text::bounded(text::trim(line.line), block::KEPT_BYTES),
            was: line.was.map(str::to_owned),
            child: None,
        });
        true
    };
    let read = reread(&shared, file, plan.block_bytes, &mut wanted, &mut |out, base| {
        let used = out.settled.iter().filter(|(_, outcome, _)| *outcome == Outcome::Used);
        whole += used.filter(|(row, ..)| nobodys.get(&(base + row)).is_some_and(|one| !one.in_part)).count() as u64;
    });
    if read.is_err() {
        return;
    }
    let counts = &mut all.tables[Table::Absences as usize].counts;
    counts.used -= whole;
    counts.in_part += whole;
    listed.into_iter().for_each(|row| all.bin.take(row));
}
