//! The ledger of a damaged extract is exact: what differs is in it, what is in it differs, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use synth::dirty::{self, Damage, Entry, Ledger, Usable};
use synth::{Plan, SsdVersion};

use crate::whole::{files, made};

fn clean() -> tempfile::TempDir {
    of_version(SsdVersion::V145)
}

fn of_version(version: SsdVersion) -> tempfile::TempDir {
    made(&Plan { open_children: 700, version, ..Plan::default() }).0
}

/// Data lines of a file, without the header; and the header.
fn lines(bytes: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut lines: Vec<Vec<u8>> = bytes.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    if lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    let header = if lines.is_empty() { Vec::new() } else { lines.remove(0) };
    (header, lines)
}

/// A file as it would be had the damage to the whole of it not been done; none where that cannot be undone.
fn undone(damage: Damage, clean: &[u8], dirty: &[u8]) -> Option<Vec<u8>> {
    let reverse = |line: &str| {
        let record = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(line.as_bytes())
            .records()
            .next()
            .unwrap()
            .unwrap();
        record.iter().rev().map(str::to_owned).collect::<Vec<_>>()
    };
    Some(match damage {
        Damage::Utf8ByteOrderMark => dirty.strip_prefix(b"\xEF\xBB\xBF").unwrap().to_vec(),
        Damage::Utf16 => {
            let units: Vec<u16> = dirty.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            assert_eq!(units[0], 0xFEFF);
            String::from_utf16(&units[1..]).unwrap().into_bytes()
        }
        Damage::ColumnsReordered => {
            let text = String::from_utf8(dirty.to_vec()).unwrap();
            let rows: Vec<String> = text.lines().map(|line| reverse(line).join(",")).collect();
            assert_ne!(text.as_bytes(), clean);
            rows.join("\n").into_bytes().into_iter().chain(*b"\n").collect()
        }
        Damage::ValuesUnderWrongColumn => {
            let (clean_header, clean_lines) = lines(clean);
            let (header, dirty_lines) = lines(dirty);
            assert_ne!(header, clean_header);
            assert_eq!(clean_lines, dirty_lines);
            let sorted = |header: &[u8]| header.split(|&b| b == b',').map(<[u8]>::to_vec).collect::<BTreeSet<_>>();
            assert_eq!(sorted(&header), sorted(&clean_header));
            clean.to_vec()
        }
        Damage::SwappedIds | Damage::SwappedDates => {
            let (one, other) = if damage == Damage::SwappedIds { (0, 1) } else { (2, 3) };
            let text = String::from_utf8(dirty.to_vec()).unwrap();
            let header = text.lines().next().unwrap().split(',').collect::<Vec<_>>();
            let names =
                ["cppv_cp_visit_id", "cppv_person_id", "cina_assessment_start_date", "cina_assessment_auth_date"];
            let place = |name: &str| header.iter().position(|cell| *cell == name).unwrap();
            let (one, other) = (place(names[one]), place(names[other]));
            let lines = text.lines().enumerate().map(|(at, line)| {
                let mut cells: Vec<&str> = line.split(',').collect();
                if at > 0 {
                    cells.swap(one, other);
                }
                cells.join(",") + "\n"
            });
            lines.collect::<String>().into_bytes()
        }
        Damage::MonthFirstColumn => {
            let text = String::from_utf8(dirty.to_vec()).unwrap();
            let turned = |cell: &str| match cell.split('/').collect::<Vec<_>>()[..] {
                [month, day, rest] => format!("{}-{month}-{day}{}", &rest[..4], &rest[4..]),
                _ => cell.to_owned(),
            };
            let lines = text.lines().map(|line| line.split(',').map(turned).collect::<Vec<_>>().join(",") + "\n");
            assert!(
                text.contains("/13/") && text.contains("/05/"),
                "some dates are of one month, and some may be of two"
            );
            lines.collect::<String>().into_bytes()
        }
        Damage::ReturnsForNewlines => {
            assert!(!dirty.contains(&b'\n'));
            dirty.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect()
        }
        Damage::ExtraColumn => {
            let text = String::from_utf8(dirty.to_vec()).unwrap();
            text.replace(",local_extra_column\n", "\n").replace(",local value\n", "\n").into_bytes()
        }
        _ => return None,
    })
}

#[test]
fn the_ledger_is_exactly_the_difference_between_the_clean_and_the_dirty_folder() {
    for version in [SsdVersion::Before145, SsdVersion::V145] {
        compare_folders(&of_version(version));
    }
}

fn compare_folders(clean: &tempfile::TempDir) {
    let dirty = tempfile::tempdir().unwrap();
    let ledger = dirty::make(clean.path(), dirty.path(), 11).unwrap();
    assert_eq!(ledger.not_done, vec![]);
    let done: BTreeSet<Damage> = ledger.entries.iter().map(|entry| entry.damage).collect();
    assert_eq!(done, Damage::ALL.iter().copied().collect(), "some damage was not done");

    let dirty_files: BTreeMap<String, Vec<u8>> = files(dirty.path()).into_iter().collect();
    for (name, clean_bytes) in files(clean.path()) {
        let dirty_bytes = &dirty_files[&name];
        let entries: Vec<&Entry> = ledger.entries.iter().filter(|entry| entry.file == name).collect();
        if entries.is_empty() {
            assert!(clean_bytes == *dirty_bytes, "{name} differs and is not in the ledger");
            continue;
        }
        assert!(clean_bytes != *dirty_bytes, "{name} is in the ledger and does not differ");
        if let Some(whole) = entries.iter().find(|entry| entry.row.is_none()) {
            assert_eq!(entries.len(), 1, "{name}: a damage to the whole and another");
            match (whole.damage, undone(whole.damage, &clean_bytes, dirty_bytes)) {
                (_, Some(bytes)) => assert!(bytes == clean_bytes, "{name}: more was done than {:?}", whole.damage),
                (Damage::EmptyFile, None) => assert!(dirty_bytes.is_empty()),
                (Damage::MissingColumn, None) => {
                    let missing = whole.column.as_deref().unwrap();
                    assert!(!String::from_utf8_lossy(&lines(dirty_bytes).0).contains(missing));
                    assert_eq!(lines(dirty_bytes).1.len(), lines(&clean_bytes).1.len());
                }
                (other, None) => panic!("{other:?} damages no whole file"),
            }
            continue;
        }
        compare_rows(&name, &lines(&clean_bytes), &lines(dirty_bytes), &entries);
        assert_eq!(ledger.data_lines[&name], lines(dirty_bytes).1.len() as u64);
    }
}

fn compare_rows(name: &str, clean: &(Vec<u8>, Vec<Vec<u8>>), dirty: &(Vec<u8>, Vec<Vec<u8>>), entries: &[&Entry]) {
    assert_eq!(clean.0, dirty.0, "{name}: the header");
    let differing = (0..dirty.1.len()).filter(|&row| clean.1.get(row) != dirty.1.get(row)).map(|row| row as u64 + 1);
    // A row behind an open quotation mark is as it was; all that is damaged about it is where it stands.
    let changed = entries.iter().filter(|entry| entry.usable != Usable::IfRecovered);
    let listed: BTreeSet<u64> = changed.clone().filter_map(|entry| entry.row).collect();
    assert_eq!(differing.collect::<BTreeSet<_>>(), listed, "{name}");
    assert_eq!(changed.count(), listed.len(), "{name}: a row is damaged twice");
    for entry in entries {
        let row = entry.row.unwrap() as usize - 1;
        match (entry.clean_row, entry.made_from) {
            (Some(same), None) => assert_eq!(same as usize, row + 1),
            (None, Some(from)) => {
                assert!(row >= clean.1.len(), "{name}: an added row is not at the end");
                let source = &clean.1[from as usize - 1];
                assert_eq!(*source == dirty.1[row], entry.damage == Damage::DuplicateIdentical);
            }
            other => panic!("{name}: {other:?}"),
        }
        if let (Some(column), true) = (&entry.column, entry.clean_row.is_some()) {
            let header = String::from_utf8(dirty.0.clone()).unwrap();
            let place = header.split(',').position(|cell| cell == column).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&dirty.1[row][..]);
            let record = reader.byte_records().next().unwrap().unwrap();
            let cell: String = String::from_utf8_lossy(&record[place]).chars().take(80).collect();
            assert_eq!(cell, entry.after, "{name} row {row}");
            assert_ne!(entry.before, entry.after);
        }
    }
}

/// Does one damage to a clean folder, and gives the entries.
fn alone(clean: &Path, kind: Damage) -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    dirty::copy(clean, folder.path()).unwrap();
    let mut ledger = Ledger::default();
    dirty::apply(kind, folder.path(), 5, &mut ledger).unwrap();
    (folder, ledger)
}

#[test]
fn each_damage_can_be_done_alone_and_touches_only_the_files_that_it_names() {
    let clean = clean();
    let before: BTreeMap<String, Vec<u8>> = files(clean.path()).into_iter().collect();
    for kind in Damage::ALL {
        let (folder, ledger) = alone(clean.path(), *kind);
        assert!(!ledger.entries.is_empty() && ledger.entries.iter().all(|entry| entry.damage == *kind), "{kind:?}");
        let named: BTreeSet<&str> = ledger.entries.iter().map(|entry| entry.file.as_str()).collect();
        for (name, bytes) in files(folder.path()) {
            assert_eq!(bytes != before[&name], named.contains(name.as_str()), "{kind:?} and {name}");
        }
    }
}

#[test]
fn what_the_names_say_is_what_is_in_the_cells() {
    let clean = clean();
    let after = |kind: Damage| {
        let (_folder, ledger) = alone(clean.path(), kind);
        ledger.entries.into_iter().map(|entry| (entry.before, entry.after, entry.usable)).collect::<Vec<_>>()
    };
    assert!(after(Damage::ImpossibleDate).iter().all(|entry| entry.1 == "2026-02-30" && entry.2 == Usable::No));
    assert!(after(Damage::AmericanDate).iter().all(|entry| entry.1 == "04/13/2026"));
    for (before, day_first, usable) in after(Damage::UkDate) {
        let (year, month, day) = (&before[..4], &before[5..7], &before[8..10]);
        assert_eq!(day_first, format!("{day}/{month}/{year}"));
        assert!(day.parse::<u8>().unwrap() > 12 && usable == Usable::BySite);
    }
    assert!(after(Damage::OpenWrittenAs1900).iter().all(|entry| entry.0.is_empty() && entry.1 == "1900-01-01"));
    assert!(after(Damage::NeverEndingInvolvement).iter().all(|entry| !entry.0.is_empty() && entry.1.is_empty()));
    assert!(after(Damage::BlankWorker).iter().all(|entry| !entry.0.is_empty() && entry.1.is_empty()));
    assert!(after(Damage::NonBreakingSpace).iter().all(|entry| entry.1 == format!("{}\u{a0}", entry.0)));
    assert!(after(Damage::BlankChild).iter().all(|entry| entry.1.is_empty() && !entry.0.is_empty()));
    assert!(after(Damage::StartAfterExtract).iter().all(|entry| entry.1 == "2026-12-05"));
    assert!(after(Damage::HappenedAfterExtract).iter().all(|entry| entry.1 == "2026-12-05"));
    let swapped = after(Damage::IdsSwappedInRow);
    assert!(swapped.len() == 7 && swapped.iter().all(|entry| entry.0.starts_with("EX") && entry.1.starts_with('W')));
    assert!(after(Damage::NulByte).iter().all(|entry| entry.1.contains('\0')));
    let (folder, ledger) = alone(clean.path(), Damage::VeryLongCell);
    let longest = std::fs::read(folder.path().join(&ledger.entries[0].file)).unwrap();
    assert!(longest.split(|&byte| byte == b'\n').any(|line| line.len() >= 1_000_000));
}

#[test]
fn the_same_seed_does_the_same_damage() {
    let clean = clean();
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let ledgers = [&first, &second].map(|folder| dirty::make(clean.path(), folder.path(), 3).unwrap());
    assert_eq!(ledgers[0], ledgers[1]);
    assert!(files(first.path()) == files(second.path()));
}

#[test]
fn a_folder_with_no_place_for_a_damage_says_so_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ssd_person.csv"), "pers_person_id\nEX000001\n").unwrap();
    let mut ledger = Ledger::default();
    let error = dirty::apply(Damage::BlankWorker, folder.path(), 1, &mut ledger).unwrap_err();
    assert!(error.to_string().contains("BlankWorker"), "{error}");
    assert_eq!(ledger, Ledger::default());
}

#[test]
fn a_huge_file_has_the_bytes_that_were_asked_for_and_sound_rows() {
    let folder = tempfile::tempdir().unwrap();
    let rows = dirty::huge(folder.path(), 2_000_000, 4).unwrap();
    let path = folder.path().join("ssd_involvements.csv");
    let size = std::fs::metadata(&path).unwrap().len();
    assert!((2_000_000..2_000_200).contains(&size), "{size}");
    let table = crate::read::Table::read(folder.path(), "ssd_involvements");
    assert_eq!(table.rows.len() as u64, rows);
    let ids: BTreeSet<&str> = table.column("invo_involvements_id").into_iter().collect();
    assert_eq!(ids.len() as u64, rows);
    for row in &table.rows {
        let start = crate::read::day(table.get(row, "invo_involvement_start_date"));
        assert!(start < crate::read::day(table.get(row, "invo_involvement_end_date")));
    }
}
