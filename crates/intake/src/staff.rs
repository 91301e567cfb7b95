//! Rows about workers and teams. There are few of them, so they are kept as text until the whole picture is there.

pub(crate) mod again;

use std::collections::BTreeSet;

use record::words::{AbsenceKind, Profession, Word as _};
use rustc_hash::FxHashSet;

use crate::block::{Reader, Stop};
use crate::columns::Time;
use crate::dates;
use crate::index::NONE;
use crate::report::{Noted, Outcome};
use crate::run::{Collected, Opened};
use crate::tables::Table;
use crate::text::{self, folded};

/// A row about a worker or a team. What its fields hold is its table's affair; the first time of a professional is not known
/// where their registration's number cannot be read.
#[derive(Debug)]
pub(crate) struct StaffRow {
    pub row: u32,
    pub id: String,
    pub texts: [Option<String>; 4],
    pub times: [Time; 5],
    pub agency: record::Tri,
    pub number: Option<i32>,
    /// Whether several rows of a worker say different things of their profession.
    pub disputed: bool,
}

/// The number under which that row of the dataset says that its worker is registered. Where Mosaic holds none, the
/// dataset's own query writes XX and the worker's id.
pub(crate) fn register_number(row: &StaffRow) -> Option<&String> {
    row.texts[1].as_ref().filter(|number| !number.starts_with("XX"))
}

/// Keeps a row of any table about workers and teams.
pub(crate) fn keep(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let id = row_id(reader)?;
    let row = reader.row;
    let (texts, times, agency) = ([const { None }; 4], [Time::MISSING; 5], record::Tri::Unknown);
    let mut kept = StaffRow { row, id, texts, times, agency, number: None, disputed: false };
    match reader.sheet.spec.table {
        Table::Department => kept.texts = [reader.text(1), reader.text(2), reader.text(3), None],
        Table::Professionals => {
            kept.texts = [reader.text(1), reader.text(2), reader.text(4), reader.text(5)];
            kept.agency = reader.yes(3);
            let number = reader.cell(2);
            if !number.is_empty() && !is_registration_number(&text::decode(number)) {
                let reason = "not a registration number: whether this worker is registered is not known";
                reader.refuse(2, number, reason);
                kept.texts[1] = None;
                kept.times[0] = Time::UNKNOWN;
            } else if reader.failed_cell(2).is_some() {
                kept.times[0] = Time::UNKNOWN;
            }
        }
        Table::Workers => worker(reader, &mut kept),
        _ => absence(reader, &mut kept)?,
    }
    reader.out.staff.push(kept);
    Ok(())
}

/// The row's id. An absence needs none: its worker and first day say which it is.
fn row_id(reader: &mut Reader<'_, '_>) -> Result<String, Stop> {
    let cell = reader.row_id();
    let is_absence = reader.sheet.spec.table == Table::Absences;
    if is_absence && dates::is_date_or_time(cell) {
        reader.refuse(0, cell, "a date stands where an id is wanted: the row is known by its worker and first day");
        return Ok(String::new());
    }
    reader.must_be_id(0, cell)?;
    match reader.text(0).filter(|_| !cell.is_empty()) {
        Some(id) => Ok(id),
        None if is_absence => {
            reader.out.note(Noted::WithoutId);
            Ok(String::new())
        }
        None => Err(reader.stop(0, b"", Outcome::Rejected, "no id: of what the row speaks cannot be known")),
    }
}

/// Whether that may be a number in a register of social workers: three digits and more, few letters, and no date. Registers
/// number in several ways (`SW12345`, `W/1234567`), and where there is none one system writes `XX` and the worker's id.
fn is_registration_number(text: &str) -> bool {
    let count = |of: fn(&char) -> bool| text.chars().filter(of).count();
    let date = count(|c| matches!(c, '/' | '-' | '.')) > 1;
    text.starts_with("XX") || count(char::is_ascii_digit) >= 3 && count(|c| c.is_alphabetic()) <= 4 && !date
}

/// What to say of a file of workers that says since when they are registered, and has no column for until when.
pub(crate) fn registration_has_no_end(file: &Opened) -> Option<String> {
    let header = &file.sheet.header;
    let has_no_end =
        file.sheet.spec.table == Table::Workers && header.column(7).is_some() && header.column(8).is_none();
    has_no_end.then(|| {
        "there is no column registered_until: of workers with a day under registered_from it is not known whether they still \
         are registered"
            .to_owned()
    })
}

/// Texts: employer, profession. Times: joined, left, leaving recorded, registered from and until.
fn worker(reader: &mut Reader<'_, '_>, kept: &mut StaffRow) {
    kept.texts[0] = reader.text(4);
    let profession = reader.cell(6);
    match Profession::from_name(&folded(&text::decode(profession))) {
        Some(profession) => kept.texts[1] = Some(profession.name().to_owned()),
        None if profession.is_empty() => {}
        None => reader.refuse(6, profession, format!("unknown: write one of {}", Profession::NAMES.join(", "))),
    }
    let (joined, mut left) = (reader.time(1), reader.ending(2));
    if let (Some(first), Some(last)) = (joined.day(), left.day())
        && last < first
    {
        let cell = reader.cell(2);
        let reason = format!("before they joined ({first}): that they left is used, and when is not known");
        reader.refuse(2, cell, reason);
        left = Time::UNKNOWN;
    }
    let (from, until) = (reader.time(7), reader.ending(8));
    // Without the column it is not known of anybody whether the registration goes on.
    let may_have_ended = !from.is_missing() && reader.sheet.header.column(8).is_none();
    kept.times = [joined, left, reader.time(3), from, if may_have_ended { Time::UNKNOWN } else { until }];
    kept.agency = reader.yes(5);
    let hours = reader.cell(9);
    if !hours.is_empty() {
        let read = text::decode(hours).parse::<f64>().ok().filter(|hours| (0.0..=100.0).contains(hours));
        match read {
            Some(hours) => kept.number = Some((hours * 100.0).round() as i32),
            None => reader.refuse(9, hours, "not hours a week: write a number such as 37 or 18.5"),
        }
    }
}

const NOBODYS: &str =
    "no worker's id: whose absence it is cannot be known, and somebody may be away whom nothing here shows";

/// Of a row of absences that cannot be used, and in which one worker or more stand whom another file has, each may have been
/// away, on days that are not known. Says how many rows name no worker that can be told: the other rows that cannot be used,
/// and those whose worker no other file has, which may be a misspelt id. Nobody is taken to be away for them.
pub(crate) fn settle_absences(all: &mut Collected<'_>) {
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
    let is_nobodys = |row: &&StaffRow| row.texts[0].as_deref().is_some_and(|worker| !known.contains(worker));
    let nobodys: Vec<u32> = absences.staff.iter().filter(is_nobodys).map(|row| row.row).collect();
    // Where no other file names any worker, nothing can be told by that.
    let nobodys = if known.is_empty() { Vec::new() } else { nobodys };
    let (mut in_doubt, mut told): (Vec<(u32, String)>, u64) = (Vec::new(), 0);
    for row in &unread {
        let named: BTreeSet<String> = row.cells(None).map(|cell| text::decode(cell).into_owned()).collect();
        let workers = named.into_iter().filter(|cell| known.contains(cell.as_str()));
        let before = in_doubt.len();
        in_doubt.extend(workers.map(|worker| (row.row, worker)));
        told += u64::from(in_doubt.len() > before);
    }
    let rows = unused.saturating_sub(told) + nobodys.len() as u64;
    let example = nobodys.first().map(|row| format!(" (as row {row}, whose worker no other file has)"));
    let example = example.unwrap_or_default();
    all.absences_in_doubt = in_doubt;
    let warning = match rows {
        0 => return,
        1 => format!(
            "1 row names no worker that can be told{example}. At most 1 worker may be away whom nothing here shows, and counts"
        ),
        some => format!(
            "{some} rows name no worker that can be told{example}. At most {some} workers may be away whom nothing here \
             shows, and count"
        ),
    };
    all.tables[Table::Absences as usize].warnings.push(warning);
}

/// Texts: worker, kind. Times: first day, returned, likely end.
fn absence(reader: &mut Reader<'_, '_>, kept: &mut StaffRow) -> Result<(), Stop> {
    let Some(worker) = reader.text(1) else {
        return Err(reader.stop(1, b"", Outcome::Rejected, NOBODYS));
    };
    let worker_cell = reader.cell(1);
    reader.must_be_id(1, worker_cell)?;
    let written = reader.cell(2);
    let kind = match folded(&text::decode(written)).as_str() {
        "maternity" | "paternity" => AbsenceKind::Maternity,
        name => AbsenceKind::from_name(name).unwrap_or_else(|| {
            let words = "sickness, annual leave, maternity, training, other";
            reader.refuse(
                2,
                written,
                format!("unknown kind: it may be sickness, and is read as not known. Write one of {words}"),
            );
            AbsenceKind::NotKnown
        }),
    };
    let (start, end) = reader.spell(3, 4);
    kept.texts = [Some(worker), Some(kind.name().to_owned()), None, None];
    kept.times = [start, end, reader.time(5), Time::MISSING, Time::MISSING];
    Ok(())
}
