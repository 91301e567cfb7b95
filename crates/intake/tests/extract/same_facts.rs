//! The same facts, however the extract is written and read; and a reconciliation that always adds up.

use intake::Kinds;
use proptest::prelude::*;
use record::Kind;

use super::*;

fn small() -> Files {
    let mut visits = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n".to_owned();
    let mut involvements = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                            invo_involvement_start_date,invo_involvement_end_date,invo_professional_team\n"
        .to_owned();
    let mut person = "pers_person_id,pers_forename,pers_surname\n".to_owned();
    for row in 0..40 {
        visits.push_str(&format!(
            "{row},P{},2026-01-{:02},{}\n",
            row * 7 % 13,
            row % 28 + 1,
            if row % 3 == 0 { "N" } else { "Y" }
        ));
        let role = if row % 5 == 0 { "\"ALLOCATED CASE WORKER\"" } else { "CW" };
        involvements.push_str(&format!(
            "I{row},W{},{role},P{},2026-02-{:02},,Team {}\n",
            row % 6,
            row % 17,
            row % 28 + 1,
            row % 3
        ));
    }
    for row in 0..9 {
        person.push_str(&format!("P{row},\"Bram\nble\",Fern {row}\n"));
    }
    text(&[("ssd_cin_visits.csv", &visits), ("ssd_involvements.csv", &involvements), ("ssd_person.csv", &person)])
}

fn sorted(extract: &Extract) -> Vec<String> {
    let mut said = all_said(extract);
    said.sort();
    said
}

#[test]
fn neither_blocks_nor_threads_change_anything() {
    let expected = read(&small(), &options(""));
    let (expected_facts, expected_counts) = (all_said(&expected), expected.reconciliation().total());
    assert!(expected_facts.len() > 80 && expected_counts.adds_up());
    for threads in [1, 2, 5] {
        for block_bytes in [16, 47, 100, 1000, 1 << 20] {
            let extract = read(&small(), &ReadOptions { threads, block_bytes, ..options("") });
            assert_eq!(all_said(&extract), expected_facts, "{threads} threads, {block_bytes} bytes");
            assert_eq!(extract.reconciliation().total(), expected_counts);
        }
    }
}

#[test]
fn digests_depend_on_what_is_said_and_on_nothing_else() {
    let ids = |files: &Files| {
        let extract = read(files, &ReadOptions { ids: Ids::Digest([7; 32]), ..options("") });
        let mut ids: Vec<String> = extract.world().facts().map(|fact| fact.id.to_string()).collect();
        let mut facts = Vec::new();
        for child in 0..extract.children() {
            extract.facts(child, &mut facts);
        }
        ids.extend(facts.iter().map(|fact| fact.id.to_string()));
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "no two facts share an id");
        ids
    };
    let files = small();
    let expected = ids(&files);
    assert_eq!(ids(&files), expected);
    // Rows the other way round, and columns too.
    let turned: Files = files
        .iter()
        .map(|(name, bytes)| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            if name.contains("person") {
                return (*name, text.into_bytes());
            }
            let turn = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
            let mut lines = text.lines();
            let header = turn(lines.next().unwrap()).to_uppercase();
            let rows: Vec<String> = lines.rev().map(turn).collect();
            (*name, format!("{header}\r\n{}\r\n", rows.join("\r\n")).into_bytes())
        })
        .collect();
    assert_eq!(ids(&turned), expected);
}

#[test]
fn both_versions_of_the_dataset_say_the_same() {
    let made = |version| {
        let folder = tempfile::tempdir().unwrap();
        let plan = synth::Plan { open_children: 40, districts: 1, teams: 2, version, ..synth::Plan::default() };
        synth::write_extract(&plan, folder.path(), &mut |_, _, _| ()).unwrap();
        let extract = read_folder(folder.path(), &options(SYNTH_SITE)).unwrap();
        let total = extract.reconciliation().total();
        assert!(total.adds_up() && total.used > 1000, "{total:?}");
        assert_eq!((total.rejected, total.unknown, total.in_part), (0, 0, 0), "{:#?}", extract.rejected());
        sorted(&extract)
    };
    assert_eq!(made(synth::SsdVersion::Before145), made(synth::SsdVersion::V145));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_of_any_kind_is_accounted_for(
        changes in prop::collection::vec((0usize..3, any::<prop::sample::Index>(), prop_oneof![any::<u8>(), Just(b'"'), Just(b'\n'), Just(b',')], 0u8..3), 0..12),
        block_bytes in 16usize..300,
    ) {
        let mut files = small();
        for (file, at, byte, how) in changes {
            let bytes = &mut files[file].1;
            if bytes.is_empty() { continue; }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at),
            }
        }
        let folder = write(&files);
        let one = read_folder(folder.path(), &ReadOptions { block_bytes, ..options("") });
        let Ok(one) = one else { return Ok(()); };
        for report in &one.reconciliation().files {
            prop_assert!(report.counts.adds_up(), "{report:?}");
        }
        let other = read_folder(folder.path(), &ReadOptions { threads: 2, ..options("") }).unwrap();
        let (left, right) = (all_said(&one), all_said(&other));
        let differs = left.iter().zip(&right).find(|(left, right)| left != right);
        prop_assert!(left == right, "{} and {} facts: {differs:?}", left.len(), right.len());
        prop_assert_eq!(one.rejected(), other.rejected());
    }
}

/// Visits of which most are written plainly, and the others in every way that the short way must leave to the long; one in so
/// many of them.
fn visits(ids: [&str; 3], line_end: &str, odd_every: usize) -> String {
    let mut rows = format!(
        "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen,cinv_cin_visit_seen_alone,\
         cinv_cin_visit_bedroom{line_end}"
    );
    let odd = [
        "",
        "N/A",
        "y",
        " Y",
        "2026-02-30",
        "31/01/2026",
        "2026-01-05 10:30",
        "1900-01-01",
        "2031-01-01",
        "007",
        "8,9",
    ];
    for row in 0..odd_every * 60 {
        let person = format!("{}{}", ids[row % 3], row / 7 % 20);
        let date = format!("20{:02}-{:02}-{:02}", 20 + row % 7, row % 12 + 1, row % 28 + 1);
        let said = |at: usize| ["Y", "N"][(row >> at) % 2].to_owned();
        let mut cells = [
            row.to_string(),
            person,
            date,
            said(0),
            said(1),
            if row % (odd_every / 2) == 0 { String::new() } else { said(2) },
        ];
        if row % odd_every == 0 {
            cells[row / odd_every % 6] = odd[row / odd_every / 6 % odd.len()].to_owned();
        }
        if row % 97 == 0 {
            cells[0] = "5".to_owned();
        }
        rows.push_str(&format!("{}{line_end}", cells.join(",")));
    }
    rows
}

#[test]
fn the_short_way_for_visits_says_what_the_long_way_says() {
    for ids in [["P", "Q1", "child-"], ["1", "23", "400"], ["P1234567", "n", "N"], ["P-\u{e9}", "R 1", "x"]] {
        for (line_end, odd_every) in [("\n", 11), ("\r\n", 11), ("\n", 211), ("\r\n", 211)] {
            let plain = visits(ids, line_end, odd_every);
            // A quote within a block, even in its last row, sends the whole of it the long way.
            let quoted = format!("{plain}\"700\",P9,2026-01-05,Y,Y,Y{line_end}");
            let plain = format!("{plain}700,P9,2026-01-05,Y,Y,Y{line_end}");
            let of = |text: &str| read(&[("ssd_cin_visits.csv", text.as_bytes().to_vec())], &options(""));
            let (short, long) = (of(&plain), of(&quoted));
            assert_eq!(all_said(&short), all_said(&long));
            assert!(all_said(&short).len() > 400);
            assert_eq!(short.reconciliation().total(), long.reconciliation().total());
            let refused = |extract: &Extract| -> Vec<(u32, &str, String, String)> {
                let each = extract.rejected().iter();
                each.map(|one| (one.row, one.column, one.value.clone(), one.reason.clone())).collect()
            };
            assert_eq!(refused(&short), refused(&long));
            assert!(!refused(&short).is_empty());
            let notices = |extract: &Extract| format!("{:?}", extract.reconciliation().files[0].notices);
            assert_eq!(notices(&short), notices(&long));
        }
    }
}

#[test]
fn some_kinds_of_a_childs_facts_are_those_among_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let plan = synth::Plan { open_children: 150, districts: 1, teams: 3, ..synth::Plan::default() };
    synth::write_extract(&plan, folder.path(), &mut |_, _, _| ()).unwrap();
    for ids in [Ids::Cheap, Ids::Digest([7; 32])] {
        let extract = read_folder(folder.path(), &ReadOptions { ids, ..options(SYNTH_SITE) }).unwrap();
        let visits = Kinds::of(&[Kind::Visit]);
        for kinds in
            [Kinds::ALL.without(&[Kind::Visit]), visits, Kinds::of(&[Kind::InvolvementEnded, Kind::CaseClosed])]
        {
            let (mut all, mut some, mut seen) = (Vec::new(), Vec::new(), 0);
            for child in 0..extract.children() {
                all.clear();
                some.clear();
                extract.facts(child, &mut all);
                extract.facts_of(child, kinds, &mut some);
                all.retain(|fact| kinds.has(fact.content.kind()));
                assert_eq!(all, some);
                seen += some.len();
            }
            assert!(seen > 300, "{seen}");
        }
    }
}

/// The most memory that a process held while it read a big file, in kilobytes.
fn peak_while_reading(megabytes: usize) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let file = std::fs::File::create(folder.path().join("ssd_cin_visits.csv")).unwrap();
    let mut file = std::io::BufWriter::new(file);
    use std::io::Write as _;
    writeln!(file, "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen,cinv_note").unwrap();
    let note = "n".repeat(960);
    for row in 0..megabytes * 1024 {
        // A date of every other row is refused, so that what is kept of that is bounded too.
        let date = if row % 2 == 0 { "2026-01-05" } else { "2026-02-30" };
        writeln!(file, "{row},P{},{date},Y,{note}", row % 1000).unwrap();
    }
    drop(file);
    let this = std::env::current_exe().unwrap();
    let output = std::process::Command::new(this)
        .args(["--exact", "same_facts::reads_the_folder_named_in_the_environment", "--nocapture"])
        .env("INTAKE_TEST_FOLDER", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = said.lines().find_map(|line| line.split("peak kB ").nth(1)).unwrap_or_else(|| panic!("{said}"));
    line.trim().parse().unwrap()
}

#[test]
fn reads_the_folder_named_in_the_environment() {
    let Some(folder) = std::env::var_os("INTAKE_TEST_FOLDER") else { return };
    let options = ReadOptions { threads: 2, kept: 1000, ..options("") };
    let extract = read_folder(Path::new(&folder), &options).unwrap();
    let total = extract.reconciliation().total();
    assert_eq!((total.used, total.in_part), (total.read / 2, total.read / 2));
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("peak kB {}", peak.trim().trim_end_matches(" kB"));
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_file() {
    let (small, big) = (peak_while_reading(8), peak_while_reading(80));
    // 36,000 more visits of sixteen bytes each, and no more than a little beside them.
    assert!(big < small + 12_000, "{small} kB for 8 MB, {big} kB for 80 MB");
}
