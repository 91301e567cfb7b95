//! Rows about workers and teams. There are few of them, so they are kept as text until the whole picture is there.

pub(crate) mod again;
pub(crate) mod nobodys;

use record::words::{AbsenceKind, Profession, Word as _};

use crate::block::{Reader, Stop};
use crate::columns::Time;
use crate::dates;
use crate::report::{Noted, Outcome};
use crate::run::Opened;
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
    /// Whether several rows say different things: of a worker, of their profession; of an absence, of anything.
    pub disputed: bool,
    /// A worker's earlier times with the authority, where their rows give several that do not overlap.
    pub earlier: Vec<StaffRow>,
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
    let mut kept = StaffRow { row, id, texts, times, agency, number: None, disputed: false, earlier: Vec::new() };
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
