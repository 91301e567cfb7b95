//! Damage to a file as a whole.

use std::path::Path;

use super::sheet::{RawFile, cells, put};
use super::{Damage, Entry, Ledger, Usable, cut};
use crate::Error;

/// The file that each damage goes to. No two share a file, and none is one that rows are damaged in.
fn file_of(kind: Damage) -> &'static str {
    match kind {
        Damage::TruncatedFile => "ssd_cla_visits.csv",
        Damage::Utf8ByteOrderMark => "ssd_department.csv",
        Damage::Utf16 => "ssd_family.csv",
        Damage::Windows1252 => "ssd_professionals.csv",
        Damage::ColumnsReordered => "ssd_cp_plans.csv",
        Damage::ValuesUnderWrongColumn => "ssd_legal_status.csv",
        Damage::MissingColumn => "ssd_cin_plans.csv",
        Damage::ExtraColumn => "ssd_s47_enquiry.csv",
        Damage::UnclosedQuote => "ssd_disability.csv",
        Damage::SwappedIds => "ssd_cp_visits.csv",
        Damage::SwappedDates => "ssd_cin_assessments.csv",
        Damage::MonthFirstColumn => "ssd_cla_episodes.csv",
        Damage::ReturnsForNewlines => "ssd_cp_reviews.csv",
        _ => "ssd_pre_proceedings.csv",
    }
}

/// Does the damage to its file and writes it down.
pub(super) fn apply(kind: Damage, folder: &Path, ledger: &mut Ledger) -> Result<(), Error> {
    let name = file_of(kind);
    if ledger.whole_file_damaged(name) || ledger.rows_of(name).next().is_some() {
        return Err(Error::NoPlace(format!("{name} is damaged already")));
    }
    let missing = || Error::NoPlace(format!("there is no {name}, or it has no rows"));
    let mut file = RawFile::read(folder, name)?.filter(|file| file.lines.len() > 1).ok_or_else(missing)?;
    let mut lines = file.lines.len() as u64;
    let whole = |column: Option<&str>, usable| Entry {
        damage: kind,
        file: name.to_owned(),
        row: None,
        clean_row: None,
        made_from: None,
        column: column.map(str::to_owned),
        before: String::new(),
        after: String::new(),
        usable,
    };
    let bytes = match kind {
        Damage::TruncatedFile => truncated(&mut file, kind, ledger),
        Damage::Utf8ByteOrderMark => {
            ledger.entries.push(whole(None, Usable::Whole));
            [b"\xEF\xBB\xBF", &file.bytes()[..]].concat()
        }
        Damage::Utf16 => {
            ledger.entries.push(whole(None, Usable::Whole));
            let text = String::from_utf8_lossy(&file.bytes()).into_owned();
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
        Damage::Windows1252 => windows_1252(&mut file, ledger)?,
        Damage::ColumnsReordered => {
            ledger.entries.push(whole(None, Usable::Whole));
            for line in std::iter::once(&mut file.header).chain(&mut file.lines) {
                let mut all = cells(line);
                all.reverse();
                *line = all.join(&b","[..]);
            }
            file.bytes()
        }
        Damage::ValuesUnderWrongColumn => {
            let mut names = cells(&file.header);
            let wrong = String::from_utf8_lossy(names[1]).into_owned();
            names.swap(1, 3);
            let header = names.join(&b","[..]);
            ledger.entries.push(whole(Some(&wrong), Usable::No));
            file.header = header;
            file.bytes()
        }
        Damage::MissingColumn => {
            let gone = cells(&file.header)
                .get(3)
                .map(|name| String::from_utf8_lossy(name).into_owned())
                .ok_or_else(missing)?;
            ledger.entries.push(whole(Some(&gone), Usable::No));
            for line in std::iter::once(&mut file.header).chain(&mut file.lines) {
                let mut all = cells(line);
                all.remove(3);
                *line = all.join(&b","[..]);
            }
            file.bytes()
        }
        Damage::ExtraColumn => {
            ledger.entries.push(whole(Some("local_extra_column"), Usable::Whole));
            file.header.extend_from_slice(b",local_extra_column");
            for line in &mut file.lines {
                line.extend_from_slice(b",local value");
            }
            file.bytes()
        }
        Damage::UnclosedQuote => unclosed(&mut file, ledger),
        Damage::SwappedIds | Damage::SwappedDates => {
            let [one, other] = if kind == Damage::SwappedIds {
                ["cppv_cp_visit_id", "cppv_person_id"]
            } else {
                ["cina_assessment_start_date", "cina_assessment_auth_date"]
            };
            let (Some(one_place), Some(other_place)) = (file.place(one), file.place(other)) else {
                return Err(missing());
            };
            ledger.entries.push(whole(Some(one), Usable::No));
            for line in &mut file.lines {
                let mut all = cells(line);
                all.swap(one_place, other_place);
                *line = all.join(&b","[..]);
            }
            file.bytes()
        }
        Damage::MonthFirstColumn => {
            let column = "clae_cla_episode_start_date";
            let place = file.place(column).ok_or_else(missing)?;
            ledger.entries.push(whole(Some(column), Usable::BySite));
            for line in 0..file.lines.len() {
                if let Some(date) = month_first(file.cell(line, place)) {
                    file.set(line, place, &date);
                }
            }
            file.bytes()
        }
        Damage::ReturnsForNewlines => {
            ledger.entries.push(whole(None, Usable::Whole));
            file.bytes().into_iter().map(|byte| if byte == b'\n' { b'\r' } else { byte }).collect()
        }
        _ => {
            ledger.entries.push(whole(None, Usable::No));
            lines = 0;
            Vec::new()
        }
    };
    ledger.data_lines.insert(name.to_owned(), lines);
    put(folder, name, &bytes)
}

fn row_entry(damage: Damage, file: &RawFile, line: usize, before: &[u8], after: &[u8], usable: Usable) -> Entry {
    Entry {
        damage,
        file: file.name.clone(),
        row: Some(line as u64 + 1),
        clean_row: Some(line as u64 + 1),
        made_from: None,
        column: None,
        before: cut(before),
        after: cut(after),
        usable,
    }
}

/// `2026-04-13` as `04/13/2026`, with the time that follows it; none where it is another form.
fn month_first(date: &[u8]) -> Option<Vec<u8>> {
    let (year, month, day) = (date.get(..4)?, date.get(5..7)?, date.get(8..10)?);
    Some([&[month, day, year].join(&b"/"[..]), &date[10..]].concat())
}

/// Cuts the last row in the middle, with no line end after it.
fn truncated(file: &mut RawFile, kind: Damage, ledger: &mut Ledger) -> Vec<u8> {
    let last = file.lines.len() - 1;
    let before = file.lines[last].clone();
    let after = before[..before.len() / 2].to_vec();
    ledger.entries.push(row_entry(kind, file, last, &before, &after, Usable::No));
    file.lines[last] = after;
    let mut bytes = file.bytes();
    bytes.pop();
    bytes
}

/// Writes every letter outside ASCII as one byte. All the letters that this crate's names use are in that code page, at
/// the same place as in Latin-1.
fn windows_1252(file: &mut RawFile, ledger: &mut Ledger) -> Result<Vec<u8>, Error> {
    let mut entries = Vec::new();
    for line in 0..file.lines.len() {
        let before = file.lines[line].clone();
        if before.is_ascii() {
            continue;
        }
        let text = String::from_utf8_lossy(&before).into_owned();
        let after: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
        entries.push(row_entry(Damage::Windows1252, file, line, &before, &after, Usable::Whole));
        file.lines[line] = after;
    }
    if entries.is_empty() {
        return Err(Error::NoPlace(format!("{} has no letter outside ASCII", file.name)));
    }
    ledger.entries.extend(entries);
    Ok(file.bytes())
}

/// Opens a quotation mark some rows before the end.
fn unclosed(file: &mut RawFile, ledger: &mut Ledger) -> Vec<u8> {
    let at = file.lines.len().saturating_sub(6);
    for line in at..file.lines.len() {
        let before = file.lines[line].clone();
        if line > at {
            ledger.entries.push(row_entry(Damage::UnclosedQuote, file, line, &before, &before, Usable::IfRecovered));
            continue;
        }
        let mut all = cells(&before);
        let opened = [b"\"", all[1]].concat();
        all[1] = &opened;
        let after = all.join(&b","[..]);
        ledger.entries.push(row_entry(Damage::UnclosedQuote, file, line, &before, &after, Usable::No));
        file.lines[line] = after;
    }
    file.bytes()
}
