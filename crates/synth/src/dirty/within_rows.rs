//! Damage to single rows.

use std::collections::BTreeSet;

use super::sheet::{RawFile, cells};
use super::{Damage, Entry, Usable, cut};
use crate::dice::Dice;

/// Where a damage goes: a file, a column of it, and how many rows.
pub(super) struct Target {
    pub file: &'static str,
    column: &'static str,
    rows: usize,
}

const fn target(file: &'static str, column: &'static str, rows: usize) -> Target {
    Target { file, column, rows }
}

const INVOLVEMENTS: &str = "ssd_involvements.csv";
const START: &str = "invo_involvement_start_date";
const END: &str = "invo_involvement_end_date";
const WORKER: &str = "invo_professional_id";
const PERSON: &str = "invo_person_id";
const ID: &str = "invo_involvements_id";

/// The files and columns that a damage to rows goes to; none for a damage to a whole file.
pub(super) fn targets(kind: Damage) -> &'static [Target] {
    const STARTS: &[Target] =
        &[target(INVOLVEMENTS, START, 5), target("ssd_cin_episodes.csv", "cine_referral_date", 2)];
    const ENDS: &[Target] = &[target(INVOLVEMENTS, END, 5)];
    const WORKERS: &[Target] = &[target(INVOLVEMENTS, WORKER, 5)];
    const ROWS: &[Target] = &[target(INVOLVEMENTS, ID, 5), target("ssd_person.csv", "pers_person_id", 2)];
    const CHILDREN: &[Target] = &[target(INVOLVEMENTS, PERSON, 3), target("ssd_cin_episodes.csv", "cine_person_id", 1)];
    const BESIDE_WORKERS: &[Target] = &[
        target(INVOLVEMENTS, PERSON, 3),
        target("ssd_cin_episodes.csv", "cine_person_id", 2),
        target("keyworker_casework.csv", "child_id", 2),
    ];
    const HAPPENINGS: &[Target] =
        &[target("ssd_cin_visits.csv", "cinv_cin_visit_date", 2), target("keyworker_casework.csv", "at", 2)];
    const CELLS: &[Target] = &[target(INVOLVEMENTS, ID, 3), target("ssd_cin_visits.csv", "cinv_cin_visit_id", 3)];
    const CODES: &[Target] = &[
        target(INVOLVEMENTS, "invo_professional_role_id", 4),
        target("ssd_cin_episodes.csv", "cine_cin_primary_need_code", 3),
        target("ssd_cin_visits.csv", "cinv_cin_visit_seen", 3),
    ];
    const NAMES: &[Target] = &[target("ssd_person.csv", "pers_forename", 3), target(INVOLVEMENTS, WORKER, 3)];
    const TEXTS: &[Target] = &[target("ssd_contacts.csv", "cont_contact_source_desc", 2)];
    const ONE_TEXT: &[Target] = &[target("ssd_contacts.csv", "cont_contact_source_desc", 1)];
    match kind {
        Damage::TooFewCells | Damage::TooManyCells => CELLS,
        Damage::NulByte => TEXTS,
        Damage::VeryLongCell => ONE_TEXT,
        Damage::ImpossibleDate | Damage::AmericanDate | Damage::UkDate | Damage::FarFutureDate => STARTS,
        Damage::OpenWrittenAs1900 | Damage::NeverEndingInvolvement | Damage::EndBeforeStart => ENDS,
        Damage::UnknownCode => CODES,
        Damage::UnknownWorker | Damage::NotAvailable | Damage::BlankWorker | Damage::MinusOneWorker => WORKERS,
        Damage::OverlappingInvolvement | Damage::DuplicateDifferent => WORKERS,
        Damage::NonBreakingSpace => NAMES,
        Damage::BlankChild => CHILDREN,
        Damage::StartAfterExtract => STARTS,
        Damage::DuplicateIdentical => ROWS,
        Damage::IdsSwappedInRow => BESIDE_WORKERS,
        Damage::HappenedAfterExtract => HAPPENINGS,
        _ => &[],
    }
}

/// Damages some rows that are not used yet, and says which. A file that lacks a column is left alone.
pub(super) fn apply(
    kind: Damage,
    target: &Target,
    file: &mut RawFile,
    used: &BTreeSet<u64>,
    dice: &mut Dice,
) -> Vec<Entry> {
    let Some(column) = file.place(target.column) else { return Vec::new() };
    let mut used = used.clone();
    let mut entries = Vec::new();
    // Enough throws to find a row that fits even where few do; and then every row in turn.
    let rows = file.lines.len();
    let mut tries = (0..rows.min(400)).map(|_| dice.place(rows)).collect::<Vec<_>>();
    tries.extend(0..rows);
    for line in tries {
        if entries.len() == target.rows {
            break;
        }
        if used.contains(&(line as u64 + 1)) {
            continue;
        }
        if let Some(entry) = damage(kind, target, file, line, column, dice) {
            used.insert(line as u64 + 1);
            used.extend(entry.row);
            entries.push(entry);
        }
    }
    entries
}

/// Damages one row, if it is a row that this damage can be done to.
fn damage(
    kind: Damage,
    target: &Target,
    file: &mut RawFile,
    line: usize,
    column: usize,
    dice: &mut Dice,
) -> Option<Entry> {
    let before = file.cell(line, column).to_vec();
    match kind {
        Damage::TooFewCells | Damage::TooManyCells => return Some(other_length(kind, file, line)),
        Damage::OverlappingInvolvement | Damage::DuplicateIdentical | Damage::DuplicateDifferent => {
            return added_row(kind, file, line, dice);
        }
        _ => {}
    }
    let (after, usable): (Vec<u8>, Usable) = match kind {
        Damage::NulByte => (with_inside(&before, b"\0")?, Usable::WithoutCell),
        Damage::VeryLongCell => (b"very long ".repeat(100_000), Usable::WithoutCell),
        Damage::ImpossibleDate => (b"2026-02-30".to_vec(), Usable::No),
        Damage::AmericanDate => (b"04/13/2026".to_vec(), Usable::No),
        Damage::FarFutureDate => (a_hundred_years_later(&before)?, Usable::No),
        Damage::UkDate => (day_first(&before)?, Usable::BySite),
        Damage::OpenWrittenAs1900 if before.is_empty() => (b"1900-01-01".to_vec(), Usable::BySite),
        Damage::NeverEndingInvolvement if followed(file, line, &before) => (Vec::new(), Usable::Whole),
        Damage::EndBeforeStart => {
            let start = file.place(START)?;
            (a_year_earlier(file.cell(line, start))?, Usable::No)
        }
        Damage::UnknownCode => unknown_code(target.column, &before)?,
        Damage::UnknownWorker => (b"W9999999".to_vec(), Usable::WithoutCell),
        Damage::NotAvailable => (b"#N/A".to_vec(), Usable::WithoutCell),
        Damage::BlankWorker => (Vec::new(), Usable::WithoutCell),
        Damage::MinusOneWorker => (b"-1".to_vec(), Usable::WithoutCell),
        Damage::BlankChild => (Vec::new(), Usable::No),
        Damage::StartAfterExtract | Damage::HappenedAfterExtract => (b"2026-12-05".to_vec(), Usable::WithoutCell),
        Damage::IdsSwappedInRow => (worker_beside(file, line, column)?, Usable::No),
        Damage::NonBreakingSpace => ([&before[..], "\u{a0}".as_bytes()].concat(), Usable::Whole),
        _ => return None,
    };
    if after == before {
        return None;
    }
    if kind == Damage::IdsSwappedInRow {
        let worker = worker_column(file)?;
        file.set(line, worker, &before);
    }
    file.set(line, column, &after);
    Some(Entry {
        damage: kind,
        file: file.name.clone(),
        row: Some(line as u64 + 1),
        clean_row: Some(line as u64 + 1),
        made_from: None,
        column: Some(target.column.to_owned()),
        before: cut(&before),
        after: cut(&after),
        usable,
    })
}

fn worker_column(file: &RawFile) -> Option<usize> {
    [WORKER, "cine_referral_worker_id", "worker_id"].into_iter().find_map(|column| file.place(column))
}

/// The worker of a row that names one, and a child.
fn worker_beside(file: &RawFile, line: usize, child: usize) -> Option<Vec<u8>> {
    let worker = file.cell(line, worker_column(file)?);
    (worker.starts_with(b"W") && !file.cell(line, child).is_empty()).then(|| worker.to_vec())
}

/// Takes the last two cells away, or adds one.
fn other_length(kind: Damage, file: &mut RawFile, line: usize) -> Entry {
    let before = file.lines[line].clone();
    let all = cells(&before);
    let after = match kind {
        Damage::TooFewCells => all[..all.len() - 2].join(&b","[..]),
        _ => [&before[..], b",surplus"].concat(),
    };
    file.lines[line] = after.clone();
    Entry {
        damage: kind,
        file: file.name.clone(),
        row: Some(line as u64 + 1),
        clean_row: Some(line as u64 + 1),
        made_from: None,
        column: None,
        before: cut(&before),
        after: cut(&after),
        usable: Usable::No,
    }
}

/// Adds a row at the end that is made from another.
fn added_row(kind: Damage, file: &mut RawFile, line: usize, dice: &mut Dice) -> Option<Entry> {
    let before = file.lines[line].clone();
    let mut column = None;
    let role = file.place("invo_professional_role_id");
    let allocated = role.is_some_and(|role| [&b"CW"[..], b"ALLOCATED CASE WORKER"].contains(&file.cell(line, role)));
    if kind == Damage::OverlappingInvolvement && !allocated {
        return None;
    }
    file.lines.push(before.clone());
    let new = file.lines.len() - 1;
    if kind != Damage::DuplicateIdentical {
        let (worker, id, person) = (file.place(WORKER), file.place(ID), file.place(PERSON));
        let other = dice.place(new);
        let found = match (worker, id, person) {
            (Some(worker), Some(id), Some(_)) => Some((worker, id, file.cell(other, worker).to_vec())),
            _ => None,
        };
        // The other worker must be somebody, and somebody else.
        let fits = found
            .filter(|(worker, _, name)| name.starts_with(b"W") && name.is_ascii() && name != file.cell(line, *worker));
        let Some((worker, id, name)) = fits.filter(|(_, _, name)| name != b"W9999999") else {
            file.lines.pop();
            return None;
        };
        file.set(new, worker, &name);
        if kind == Damage::OverlappingInvolvement {
            file.set(new, id, format!("IX{:06}", new + 1).as_bytes());
        }
        column = Some(WORKER.to_owned());
    }
    Some(Entry {
        damage: kind,
        file: file.name.clone(),
        row: Some(new as u64 + 1),
        clean_row: None,
        made_from: Some(line as u64 + 1),
        column,
        before: cut(&before),
        after: cut(&file.lines[new]),
        usable: if kind == Damage::DuplicateDifferent { Usable::No } else { Usable::Whole },
    })
}

/// Whether an ended involvement is followed by another of the same child in the next row.
fn followed(file: &RawFile, line: usize, end: &[u8]) -> bool {
    let (Some(person), Some(role)) = (file.place(PERSON), file.place("invo_professional_role_id")) else {
        return false;
    };
    !end.is_empty()
        && line + 1 < file.lines.len()
        && file.cell(line, person) == file.cell(line + 1, person)
        && file.cell(line, role) == file.cell(line + 1, role)
}

fn unknown_code(column: &str, before: &[u8]) -> Option<(Vec<u8>, Usable)> {
    if before.is_empty() {
        return None;
    }
    Some(match column {
        "invo_professional_role_id" => (b"ZZ99".to_vec(), Usable::BySite),
        "cine_cin_primary_need_code" => (b"N77".to_vec(), Usable::WithoutCell),
        _ => (b"Q".to_vec(), Usable::WithoutCell),
    })
}

/// Puts something into the middle of a cell that has no quotation marks.
fn with_inside(before: &[u8], what: &[u8]) -> Option<Vec<u8>> {
    let middle = before.len() / 2;
    (before.len() > 4 && before.is_ascii() && !before.contains(&b'"'))
        .then(|| [&before[..middle], what, &before[middle..]].concat())
}

/// The year of a date such as `2026-06-30`, and what follows it.
fn year(date: &[u8]) -> Option<(i32, &[u8])> {
    let digits = std::str::from_utf8(date.get(..4)?).ok()?;
    (date.get(4) == Some(&b'-')).then_some(())?;
    Some((digits.parse().ok()?, &date[4..]))
}

fn a_hundred_years_later(date: &[u8]) -> Option<Vec<u8>> {
    let (year, rest) = year(date)?;
    // 29 February would not be a day in most other years.
    (!rest.starts_with(b"-02-29")).then(|| [format!("{:04}", year + 100).as_bytes(), rest].concat())
}

fn a_year_earlier(date: &[u8]) -> Option<Vec<u8>> {
    let (year, rest) = year(date)?;
    (!rest.starts_with(b"-02-29")).then(|| [format!("{:04}", year - 1).as_bytes(), rest].concat())
}

/// A date day first, for days after the twelfth, which cannot be taken for a month.
fn day_first(date: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(date.get(..10)?).ok()?;
    let (year, month, day) = (text.get(..4)?, text.get(5..7)?, text.get(8..10)?);
    let after_twelfth = text.as_bytes()[4] == b'-' && day.parse::<u8>().ok()? > 12;
    after_twelfth.then(|| format!("{day}/{month}/{year}").into_bytes())
}
