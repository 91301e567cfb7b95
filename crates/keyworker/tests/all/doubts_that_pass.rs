//! What was in doubt of one extract and is put right in the next; and what is said of files that are not used, or of which
//! only the encoding is unusual.

use serde_json::Value;

use crate::command;
use crate::council::{Place, at_nine};

const INVOLVEMENTS: &str = "invo_involvements_id,invo_person_id,invo_involvement_start_date,invo_involvement_end_date,\
    invo_professional_id,invo_professional_role_id\n";
const EPISODES: &str =
    "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\nR1,P1,2026-01-05,\nR2,P2,2026-01-05,\n";
const WORKERS: &str = "worker_id,joined,left\nW1,2020-01-01,\nW2,2020-01-01,\n";
const ABSENCES: &str = "absence_id,worker_id,kind,first_day,returned_on\n";

/// The difference that a later import finds, and its exit code; nothing is answered beforehand.
fn later(place: &Place, tables: &[(&str, String)]) -> (u8, Value) {
    let import = |more: &[&str]| place.import(8, tables.iter().map(|(name, text)| (*name, text)), more);
    let (code, out, err) = import(&["--json", "--dry-run"]);
    assert_eq!(code, 0, "{out}{err}");
    let said: Value = serde_json::from_str(&out).unwrap();
    let (code, out, err) = import(&[]);
    assert!(code == 0 || err.contains("--vanished"), "{out}{err}");
    (code, said["difference"].clone())
}

fn first(place: &Place, tables: &[(&str, String)]) {
    let (code, out, err) = place.import(1, tables.iter().map(|(name, text)| (*name, text)), &[]);
    assert_eq!(code, 0, "{out}{err}");
}

fn rejected(place: &Place, more: &[&str]) -> (u8, String, String) {
    let store = place.path("s.keyworker").display().to_string();
    command::run(&[&["rejected", "--store", &store][..], more].concat(), at_nine(9))
}

#[test]
fn an_absence_of_a_misspelt_worker_is_put_right_without_a_question() {
    let tables = |worker: &str| {
        [
            ("ssd_cin_episodes", EPISODES.to_owned()),
            ("ssd_involvements", format!("{INVOLVEMENTS}1,P1,2026-01-06,,W1,CW\n2,P2,2026-01-06,,W2,CW\n")),
            ("keyworker_workers", WORKERS.to_owned()),
            (
                "keyworker_absences",
                format!("{ABSENCES}A1,{worker},sickness,2026-05-01,\nA2,W2,sickness,2026-05-01,2026-05-09\n"),
            ),
        ]
    };
    let place = Place::new("");
    first(&place, &tables("W1x"));
    let (code, found) = later(&place, &tables("W1"));
    assert_eq!((code, found["vanished"].as_array().unwrap().len()), (0, 0), "{found}");
}

#[test]
fn a_row_used_in_part_is_the_same_row_once_it_is_right_though_all_ids_have_shifted() {
    let rows = [
        // The row as it was, and as it is: its start, its role, its worker and its end could not be read.
        ("P1,31/31/2026,2026-03-01,W1,CW", "P1,2026-01-06,2026-03-01,W1,CW"),
        ("P1,31/31/2026,,W1,CW", "P1,2026-01-06,,W1,CW"),
        ("P1,2026-01-06,,W1,QQ", "P1,2026-01-06,,W1,CW"),
        ("P1,2026-01-06,,,CW", "P1,2026-01-06,,W1,CW"),
        ("P1,2026-01-06,31/31/2026,W1,CW", "P1,2026-01-06,2026-03-01,W1,CW"),
        // And the other way round: what could be read, and cannot any more.
        ("P1,2026-01-06,2026-03-01,W1,CW", "P1,31/31/2026,2026-03-01,W1,CW"),
    ];
    for (was, now) in rows {
        let tables = |row: &str, from: u32| {
            let mut text = format!("{INVOLVEMENTS}{from},{row}\n");
            for other in 1..9 {
                text += &format!("{},P2,2026-02-0{other},2026-04-0{other},W2,CW\n", from + other);
            }
            [("ssd_cin_episodes", EPISODES.to_owned()), ("ssd_involvements", text)]
        };
        let place = Place::new("");
        first(&place, &tables(was, 10));
        let (code, found) = later(&place, &tables(now, 500));
        assert_eq!((code, found["vanished"].as_array().unwrap().len()), (0, 0), "{was} -> {now}: {found}");
        assert_eq!(found["corrected"], 1, "{was} -> {now}: {found}");
    }
    // Another worker's row, or one that begins on another day, is another row.
    for now in ["P1,2026-01-06,2026-03-01,W2,CW", "P1,2026-01-06,2026-04-01,W1,CW"] {
        let table = |row: &str, id: u32| {
            let others =
                (1..9).fold(String::new(), |all, n| all + &format!("{},P2,2026-02-0{n},2026-04-0{n},W2,CW\n", id + n));
            [
                ("ssd_cin_episodes", EPISODES.to_owned()),
                ("ssd_involvements", format!("{INVOLVEMENTS}{id},{row}\n{others}")),
            ]
        };
        let place = Place::new("");
        first(&place, &table("P1,31/31/2026,2026-03-01,W1,CW", 10));
        let (_, found) = later(&place, &table(now, 500));
        assert_eq!(found["vanished"].as_array().unwrap().len(), 1, "{now}: {found}");
    }
}

#[test]
fn the_rows_of_a_file_that_is_refused_are_kept_and_listed() {
    let sound = [("ssd_cin_episodes", EPISODES.to_owned())];
    let involvements =
        format!("{INVOLVEMENTS}1,P1,2026-01-06,,W1,CW\n2,P2,2026-01-06,,W2,CW\n3,P9,2026-01-06,,W2,CW\n");
    let swapped = "invo_involvements_id,invo_person_id,invo_involvement_end_date,invo_involvement_start_date,invo_professional_id,\
        invo_professional_role_id\n1,P1,2026-01-06,,W1,CW\n2,P2,2026-01-06,,W2,CW\n3,P9,2026-01-06,,W2,CW\n";
    let cases = [
        (involvements.replace(',', ";"), "separated by ';'", false),
        (swapped.to_owned(), "swapped", true),
        (involvements.replace("invo_professional_role_id", "role"), "'invo_professional_role_id' is missing", true),
    ];
    for (file, why, has_columns) in cases {
        let place = Place::new("");
        let tables = [sound[0].clone(), ("ssd_involvements", file)];
        let (code, out, err) = place.import(1, tables.iter().map(|(name, text)| (*name, text)), &["--json"]);
        assert_eq!(code, 0, "{out}{err}");
        let said: Value = serde_json::from_str(&out).unwrap();
        let files = said["files"].as_array().unwrap();
        let file = files.iter().find(|file| file["file"] == "ssd_involvements.csv").unwrap();
        assert_eq!((&file["read"], &file["unknown"]), (&3.into(), &3.into()), "{why}: {file}");
        let (_, out, _) = rejected(&place, &["--json"]);
        let listed: Value = serde_json::from_str(&out).unwrap();
        let listed = listed.as_array().unwrap();
        let rows: Vec<u64> = listed.iter().map(|row| row["row"].as_u64().unwrap()).collect();
        assert_eq!(rows, [1, 2, 3], "{why}");
        for (row, child) in listed.iter().zip(["x:P1", "x:P2", "x:P9"]) {
            assert!(row["reason"].as_str().unwrap().contains(why), "{row}");
            assert_eq!(row["child"], child, "{why}: found by access and erasure");
        }
        // As they were, under the header that they had; what is wrong with the whole cannot be put right row by row.
        let csv = place.path("wrong.csv").display().to_string();
        let (code, out, err) = rejected(&place, &["--csv", &csv]);
        assert_eq!(code, 0, "{out}{err}");
        let written = std::fs::read_to_string(&csv).unwrap();
        assert_eq!(written.lines().count(), 4, "{written}");
        assert!(
            written.starts_with("rejected_row,what_is_wrong,invo_involvements_id") && written.contains("P9"),
            "{written}"
        );
        if has_columns && why != "swapped" {
            std::fs::write(&csv, written.replace("W1,CW", "W2,CW")).unwrap();
            let (_, out, err) = place.import(1, tables.iter().map(|(name, text)| (*name, text)), &["--mend", &csv]);
            assert!(out.contains("the whole file is not used"), "{out}{err}");
        }
        // The next extract has the file right: the rows are on the list no more.
        let (code, out, err) = place.import(2, [(tables[0].0, &tables[0].1), ("ssd_involvements", &involvements)], &[]);
        assert_eq!(code, 0, "{out}{err}");
        assert_eq!(rejected(&place, &["--json"]).1.trim(), "[]", "{why}");
    }
}

#[test]
fn the_rows_of_a_table_with_swapped_columns_are_read_once_each_is_put_right() {
    let place = Place::new("");
    let header = INVOLVEMENTS.replace("start_date,invo_involvement_end_date", "end_date,invo_involvement_start_date");
    let swapped = format!("{header}1,P1,2026-01-06,,W1,CW\n2,P2,2026-01-06,,W2,CW\n3,P1,2026-01-06,,W2,CW\n");
    let tables = [("ssd_cin_episodes", EPISODES.to_owned()), ("ssd_involvements", swapped)];
    first(&place, &tables);
    let csv = place.path("wrong.csv").display().to_string();
    rejected(&place, &["--csv", &csv]);
    let written = std::fs::read_to_string(&csv).unwrap();
    std::fs::write(&csv, written.replace(",2026-01-06,,", ",,2026-01-06,")).unwrap();
    let (code, out, err) =
        place.import(2, tables.iter().map(|(name, text)| (*name, text)), &["--mend", &csv, "--changed", "correct"]);
    assert!(code == 0 && out.contains("3 corrected rows: 3 used, 0 still wrong"), "{out}{err}");
}

#[test]
fn in_what_a_file_is_written_is_said_where_it_is_not_utf_8() {
    let place = Place::new("");
    let persons = "pers_person_id,pers_forename\nP1,Ann\nP2,Ren\u{e9}\n".to_owned();
    let tables = [("ssd_cin_episodes", EPISODES.to_owned()), ("ssd_person", persons.clone())];
    let (_, out, _) = place.import(1, tables.iter().map(|(name, text)| (*name, text)), &["--dry-run"]);
    assert!(!out.contains("Windows-1252") && !out.contains("UTF-16"), "{out}");
    // The same in two other encodings, which a text cannot hold.
    let latin: Vec<u8> = persons.chars().map(|letter| letter as u8).collect();
    let wide: Vec<u8> = [0xfeff].into_iter().chain(persons.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (bytes, said) in [(latin, "Windows-1252"), (wide, "UTF-16")] {
        let file = place.path("extract").join("ssd_person.csv");
        std::fs::write(&file, bytes).unwrap();
        let [store, extract, site] = [place.path("s.keyworker"), place.path("extract"), place.path("site.toml")]
            .map(|path| path.display().to_string());
        let asked = [
            "import",
            "--store",
            &store,
            "--extract",
            &extract,
            "--site",
            &site,
            "--taken",
            "2026-07-01T06:00",
            "--dry-run",
        ];
        let (code, out, err) = command::run(&asked, at_nine(1));
        assert!(
            code == 0 && out.lines().any(|line| line.starts_with("ssd_person.csv: ") && line.contains(said)),
            "{out}{err}"
        );
    }
}
