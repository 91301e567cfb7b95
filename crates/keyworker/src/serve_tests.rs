//! The pages and the command line say the same figures, of an extract that leaves much unknown.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

use record::{Day, Moment};
use serde_json::Value;
use web::view::{Certainty, ChildrenFilter, Chosen, Count, Coverage, Known, NextForChild, PageWanted};
use web::{AsAt, Live, Queries, Viewer};

use crate::command;
use crate::serve::{Shown, live};

const AS_AT: &str = "2026-06-29";

fn end() -> Moment {
    AS_AT.parse::<Day>().unwrap().end()
}

fn run(args: &[&str]) -> String {
    let (code, out, err) = command::run(args, end());
    assert_eq!(code, 0, "{args:?}: {err}");
    out
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&run(&[args, &["--json"]].concat())).unwrap()
}

/// Writes other cells into some of the data rows of a file.
fn spoil(file: &Path, which: impl Fn(usize) -> bool, cells: &[(&str, &str)]) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(file).unwrap();
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let header = rows[0].clone();
    for (_, row) in rows.iter_mut().skip(1).enumerate().filter(|(place, _)| which(*place)) {
        for (column, value) in cells {
            let place = header.iter().position(|name| name == column).unwrap();
            row[place] = (*value).to_owned();
        }
    }
    let mut writer = csv::Writer::from_path(file).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.flush().unwrap();
}

/// A store of a made-up authority of which the data leaves much unknown, and its folder.
fn spoilt(folder: &Path, absences: bool) -> String {
    let extract = folder.join("extract");
    std::fs::create_dir_all(&extract).unwrap();
    let made_up = synth::Plan { open_children: 90, assumed_share_without_worker: 0.2, ..synth::Plan::default() };
    synth::write_extract(&made_up, &extract, &mut |_, _, _| ()).unwrap();
    // Nobody records who has left, nor, where so wanted, who is away.
    std::fs::remove_file(extract.join("keyworker_workers.csv")).unwrap();
    if !absences {
        std::fs::remove_file(extract.join("keyworker_absences.csv")).unwrap();
    }
    if absences {
        // Of some absences nobody can tell whose they are, and one worker stands in a row that breaks off.
        let file = extract.join("keyworker_absences.csv");
        spoil(&file, |place| place % 3 == 1, &[("worker_id", "")]);
        let text = std::fs::read_to_string(&file).unwrap();
        let worker = text.lines().nth(1).unwrap().split(',').nth(1).unwrap();
        // Another is misspelt in two rows that are used.
        let misspelt = "B99997,zz?,sickness,2026-06-01,,\nB99998,zz?,sickness,2026-06-10,,\n";
        std::fs::write(&file, format!("{text}{misspelt}B99999,{worker}\n")).unwrap();
    }
    let involvements = extract.join("ssd_involvements.csv");
    spoil(&involvements, |place| place % 11 == 3, &[("invo_professional_id", "#N/A")]);
    let nobodys = [("invo_person_id", ""), ("invo_involvements_id", ""), ("invo_referral_id", "")];
    spoil(&involvements, |place| place % 97 == 5, &nobodys);
    let (extract, site) = (extract.display().to_string(), folder.join("site.toml"));
    std::fs::write(&site, include_str!("demo-site.toml")).unwrap();
    let (store, site) = (folder.join("spoilt.keyworker").display().to_string(), site.display().to_string());
    run(&[
        "import",
        "--extract",
        &extract,
        "--site",
        &site,
        "--store",
        &store,
        "--taken",
        AS_AT,
        "--authority",
        "Testshire",
    ]);
    store
}

fn pages(store: &str) -> Live {
    let shown = Shown { authority: "Testshire".into(), made_up: None, policy: Vec::new(), now: Some(end()) };
    live(Path::new(store), shown).unwrap()
}

/// A page's figure as the command has it: for certain, possibly, and whether how many more is not known.
fn figure(count: &Known<Count>) -> (Option<u64>, Option<u64>, bool) {
    match count {
        Known::Known(count) => (count.certain, count.possible, count.more_not_known.is_some()),
        Known::Unknown(_) => (None, None, true),
    }
}

#[test]
fn pages_and_command_line_say_the_same_figures_and_the_same_of_what_is_not_known() {
    let (viewer, now) = (Viewer::on_this_machine(), AsAt::default());
    let (mut blind, mut blind_and_possible, mut nought) = (0, 0, 0);
    for absences in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let store = spoilt(folder.path(), absences);
        let live = pages(&store);
        let matrix = live.definitions(&viewer, &now, &Chosen::default()).unwrap().page;
        let in_name = live.in_name_only(&viewer, &now, None).unwrap().page;
        let causes = in_name.causes.iter().chain(&in_name.early).map(|cause| &cause.counted);
        let in_name: Vec<_> =
            [&in_name.official, &in_name.in_truth, &in_name.in_name_only].into_iter().chain(causes).collect();
        let twin = serde_json::to_value(&matrix).unwrap();
        let mut compared = 0;
        for said in json(&["count", "--store", &store, "--as-at", AS_AT]).as_array().unwrap() {
            let name = said["definition"].as_str().unwrap();
            let is_blind = !said["blind"].as_array().unwrap().is_empty();
            let expected = (said["certain"].as_u64(), said["possible"].as_u64(), is_blind);
            let row = matrix.rows.iter().position(|row| row.definition.id == name).unwrap();
            assert_eq!(figure(&matrix.rows[row].total), expected, "{name} on the page of definitions");
            for counted in in_name.iter().filter(|counted| counted.definition.id == name) {
                assert_eq!(figure(&counted.count), expected, "{name} on the page of those in name only");
            }
            let of_twin = &twin["rows"][row]["total"];
            if of_twin["state"] == "known" {
                assert_eq!(of_twin["value"]["certain"], said["certain"], "{name} in the twin");
                assert_eq!(of_twin["value"]["possible"], said["possible"], "{name} in the twin");
                assert_eq!(of_twin["value"]["more_not_known"].is_string(), is_blind, "{name} in the twin");
            }
            let standing = json(&["standing", "--store", &store, "--as-at", AS_AT, "--definition", name]);
            assert_eq!((&standing["certain"], &standing["possible"]), (&said["certain"], &said["possible"]), "{name}");
            assert_eq!((&standing["among"], &standing["blind"]), (&said["among"], &said["blind"]), "{name}");
            let list = |certainty| {
                let definition = Some(name.to_owned());
                let filter = ChildrenFilter { definition, page: PageWanted::All, ..ChildrenFilter::default() };
                live.children(&viewer, &now, &filter.that_are(certainty)).unwrap().page
            };
            for (certainty, count) in [(Certainty::Certain, expected.0), (Certainty::Possible, expected.1)] {
                let list = list(certainty);
                assert_eq!(list.paging.lines, count.unwrap_or(0), "{name}");
                assert_eq!(list.not_known.is_some(), count.is_none(), "{name}");
                assert_eq!(list.more_not_known.is_some(), is_blind && count.is_some(), "{name}");
            }
            // Of whom nobody can tell is said even where others are possible.
            let text = run(&["standing", "--store", &store, "--as-at", AS_AT, "--definition", name]);
            assert_eq!(text.contains("How many more is not known"), is_blind, "{name}: {text}");
            blind += usize::from(is_blind);
            blind_and_possible += usize::from(is_blind && expected.1.is_some_and(|possible| possible > 0));
            nought += usize::from(expected.0.is_none());
            compared += 1;
        }
        assert_eq!(compared, matrix.rows.len());
        // The front page says the same of the tray's definition.
        let area = live.authority(&viewer, &now).unwrap().page;
        let by_tray = matrix.rows.iter().find(|row| row.definition.id == area.counted_by.id).unwrap();
        assert_eq!(figure(&area.without.now), figure(&by_tray.total));
        assert!(area.without.now.value().is_none_or(|count| count.more_not_known.is_some()));
    }
    assert!(blind > 10 && blind_and_possible > 3 && nought > 3, "{blind}, {blind_and_possible}, {nought}");
}

/// The tray, a child's page and the list of the command name one duty as the next, whichever way several are due at once and
/// whatever cannot be known.
#[test]
fn the_next_thing_due_is_one_duty_wherever_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = spoilt(folder.path(), true);
    let (mut due, mut hidden, mut put_right) = (0, 0, 0);
    for policy in ["pg", "ap", "as"] {
        let shown = Shown { authority: "T".into(), made_up: None, policy: vec![policy.to_owned()], now: Some(end()) };
        let live = live(Path::new(&store), shown).unwrap();
        let said = json(&["standing", "--store", &store, "--as-at", AS_AT, "--policy", policy]);
        for row in said["children"].as_array().unwrap().iter().filter(|row| row["counted"] == "certain") {
            let next = &row["next"];
            let id = row["child"].as_str().unwrap();
            let page = live.child(&Viewer::on_this_machine(), id, &AsAt::default(), PageWanted::All).unwrap().page;
            let is_put_right = matches!(page.next, NextForChild::PutRight { .. });
            assert_eq!(is_put_right, row["put_right"].is_array(), "{policy} {id}: {}", row["put_right"]);
            match page.next {
                NextForChild::Due { what, due: by, .. } => {
                    let named = next["duty"].as_str().unwrap();
                    assert_eq!(what[1..], named[1..], "{policy} {id}: {next}");
                    assert_eq!(serde_json::to_value(&by.day).unwrap()["date"], next["due"], "{policy} {id}");
                    due += 1;
                }
                NextForChild::CannotBeKnown { why } => {
                    assert_eq!(next["state"], "cannot be known", "{policy} {id}: {why}");
                    assert!(why.contains(&format!("‘{}’", next["duty"].as_str().unwrap())), "{policy} {id}: {why}");
                    hidden += 1;
                }
                // What is never allowed comes before whatever is due.
                NextForChild::PutRight { .. } => put_right += 1,
                NextForChild::Nothing => {
                    assert!(next.is_null() || next["due"].is_null(), "{policy} {id}: {next}");
                }
            }
        }
    }
    assert!(due > 5 && hidden > 3 && put_right > 3, "{due} due, {hidden} hidden, {put_right} to put right");
}

#[test]
fn rows_of_nobody_stand_beside_every_figure() {
    let folder = tempfile::tempdir().unwrap();
    let store = spoilt(folder.path(), true);
    let frame = pages(&store).authority(&Viewer::on_this_machine(), &AsAt::default()).unwrap().frame;
    let absences = std::fs::read_to_string(folder.path().join("extract/keyworker_absences.csv")).unwrap();
    let nobodys = absences.lines().filter(|line| matches!(line.split(',').nth(1), Some("" | "zz?"))).count();
    assert!(nobodys > 1 && frame.rows_of_nobody.len() == 2, "{nobodys}: {:?}", frame.rows_of_nobody);
    let of_workers = format!(
        "{nobodys} rows of keyworker_absences.csv name no worker that can be told. At most {nobodys} workers may be away whom \
         nothing here shows, and count all the same."
    );
    assert!(frame.rows_of_nobody.contains(&of_workers), "{:?}", frame.rows_of_nobody);
    // The page of what the data cannot say names the workers that no other file has, with their rows.
    let page = pages(&store).data_cannot_say(&Viewer::on_this_machine(), &AsAt::default()).unwrap().page;
    let of_absences = page.rows_of_nobody.iter().find(|file| file.says == of_workers).unwrap();
    let first = absences.lines().count() - 3;
    assert_eq!(of_absences.workers.replace(',', ""), format!("zz? (rows {first} and {})", first + 1));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let extract = folder.path().join("extract").display().to_string();
    let site = folder.path().join("site.toml").display().to_string();
    let of_store = ["--store", &store];
    let of_extract = ["--extract", &extract, "--site", &site, "--taken", AS_AT];
    for from in [&of_store[..], &of_extract[..]] {
        for command in ["count", "standing"] {
            let text = words(&run(&[&[command], from, &["--as-at", AS_AT]].concat()));
            for sentence in &frame.rows_of_nobody {
                assert!(text.contains(&words(sentence)), "{command} {from:?}: {text}");
            }
        }
    }
}

#[test]
fn the_page_of_an_import_accounts_for_the_same_rows_as_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let store = spoilt(folder.path(), true);
    let extract = folder.path().join("extract").display().to_string();
    let site = folder.path().join("site.toml").display().to_string();
    let again = json(&["import", "--extract", &extract, "--site", &site, "--store", &store, "--taken", AS_AT]);
    let page = pages(&store).import(&Viewer::on_this_machine(), &AsAt::default()).unwrap().page;
    let sum = |members: &[&str]| -> u64 {
        let files = again["files"].as_array().unwrap();
        files.iter().flat_map(|file| members.iter().map(|member| file[member].as_u64().unwrap())).sum()
    };
    assert_eq!(page.rows, sum(&["read"]));
    assert_eq!((page.used, page.unknown), (sum(&["used", "in_part"]), sum(&["in_part"])));
    assert_eq!(page.rejected, sum(&["rejected", "unknown"]));
    assert_eq!(page.passed_over, sum(&["repeated", "not_needed"]));
    assert!(again["files"].as_array().unwrap().iter().any(|file| file["not_needed"].as_u64() > Some(0)));
    // The second reading of the same changed nothing, and says so: the newest import is still the first.
    let changed = page.changed.unwrap();
    assert!(changed.is_first && !changed.kinds.is_empty());
}

#[test]
fn a_record_read_one_child_at_a_time_is_the_whole_record() {
    let folder = tempfile::tempdir().unwrap();
    let store = spoilt(folder.path(), true);
    // A later extract that ends some involvements: children's facts then stand in several places of the log.
    let extract = folder.path().join("extract");
    let involvements = extract.join("ssd_involvements.csv");
    spoil(&involvements, |place| place % 40 == 7, &[("invo_involvement_end_date", "2026-06-26")]);
    let (extract, site) = (extract.display().to_string(), folder.path().join("site.toml").display().to_string());
    let taken = ["--taken", AS_AT, "--vanished", "correct", "--changed", "correct"];
    let args = ["import", "--store", &store, "--extract", &extract, "--site", &site];
    let said = json(&[&args[..], &taken].concat());
    assert!(said["facts_added"].as_u64() > Some(5), "{}", said["difference"]);
    let (whole, _) = store::Reader::open(Path::new(&store)).unwrap().load(1).unwrap();
    let mut seen = 0;
    let held = crate::held::HeldBook::of(&store::Store::open(Path::new(&store)).unwrap(), |_, _| seen += 1).unwrap();
    assert_eq!(seen, whole.facts().count());
    assert!(held.child_ids().eq(whole.child_ids()));
    let mut room = Vec::new();
    let children = whole.child_ids().map(record::Subject::Child);
    let workers = whole.worker_ids().map(record::Subject::Worker);
    for about in children.chain(workers).chain([record::Subject::Record]) {
        assert_eq!(held.about(about, &mut room).unwrap(), whole.about(about), "{about:?}");
    }
}

#[test]
fn a_file_that_was_read_and_is_not_whole_is_not_said_to_be_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let (extract, site) = (folder.path().join("extract"), folder.path().join("site.toml"));
    let made_up = synth::Plan { open_children: 30, ..synth::Plan::default() };
    synth::write_extract(&made_up, &extract, &mut |_, _, _| ()).unwrap();
    for other in ["ssd_cp_visits.csv", "ssd_cla_visits.csv", "keyworker_casework.csv"] {
        std::fs::remove_file(extract.join(other)).unwrap();
    }
    let visits = extract.join("ssd_cin_visits.csv");
    let text = std::fs::read_to_string(&visits).unwrap();
    std::fs::write(&visits, &text[..text.trim_end().len() - 12]).unwrap();
    std::fs::write(&site, include_str!("demo-site.toml")).unwrap();
    let [extract, site, store] =
        [extract, site, folder.path().join("cut.keyworker")].map(|path| path.display().to_string());
    run(&["import", "--extract", &extract, "--site", &site, "--store", &store, "--taken", AS_AT, "--authority", "T"]);
    let page = pages(&store).data_cannot_say(&Viewer::on_this_machine(), &AsAt::default()).unwrap().page;
    let said = |what: &str| {
        let kind = page.kinds.iter().find(|kind| kind.what == what).unwrap();
        (kind.coverage, kind.detail.clone())
    };
    let cut = "ssd_cin_visits.csv was read and is not whole: nothing is concluded from what is not in it.";
    assert_eq!(said("Visits"), (Coverage::Partly, cut.to_owned()));
    // What no file says at all is still said to be in none.
    assert_eq!(said("Letters sent"), (Coverage::Not, "In no file that was read.".to_owned()));
}

/// A made-up authority's store, from an extract in which those columns of those files have other names; with the import's answer.
fn renamed(folder: &Path, columns: &[(&str, &str)]) -> (String, String) {
    let extract = folder.join("extract");
    std::fs::create_dir_all(&extract).unwrap();
    synth::write_extract(&synth::Plan { open_children: 90, ..synth::Plan::default() }, &extract, &mut |_, _, _| ())
        .unwrap();
    for (file, column) in columns {
        let file = extract.join(file);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.lines().next().unwrap().contains(column));
        std::fs::write(&file, text.replacen(column, &format!("{column}_x"), 1)).unwrap();
    }
    let site = folder.join("site.toml");
    std::fs::write(&site, include_str!("demo-site.toml")).unwrap();
    let [extract, site, store] = [extract, site, folder.join("s.keyworker")].map(|path| path.display().to_string());
    let said = run(&[
        "import",
        "--extract",
        &extract,
        "--site",
        &site,
        "--store",
        &store,
        "--authority",
        "X",
        "--taken",
        AS_AT,
    ]);
    (store, said)
}

/// PG-01, PG-11: a column that is not there is named with what follows, on the page and by the commands, and nobody is
/// unregistered, or a child under twelve, for want of it.
#[test]
fn what_is_not_known_for_want_of_a_column_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, _) = renamed(folder.path(), &[]);
    let places = folder.path().join("lacking");
    std::fs::create_dir(&places).unwrap();
    let (store, said) = renamed(
        &places,
        &[
            ("ssd_person.csv", "pers_dob"),
            ("ssd_professionals.csv", "prof_social_worker_registration_no"),
            ("ssd_professionals.csv", "prof_professional_job_title"),
            ("keyworker_workers.csv", "registered_from"),
            ("keyworker_workers.csv", "profession"),
        ],
    );
    let born = "pers_dob (when a child was born)";
    assert!(said.contains(born) && said.contains("pers_dob_x"), "{said}");
    let details = |store: &str| {
        let page = pages(store).data_cannot_say(&Viewer::on_this_machine(), &AsAt::default()).unwrap().page;
        // Every file was read to its end, whatever it can say.
        let cut = page.kinds.iter().find(|kind| kind.detail.contains("whole"));
        assert!(cut.is_none(), "{:?}", cut.map(|kind| &kind.detail));
        let kind = |what: &str| page.kinds.iter().find(|kind| kind.what.contains(what)).cloned().unwrap();
        [kind("when it was born"), kind("registration")]
    };
    let [who, registered] = details(&whole);
    assert_eq!((who.coverage, registered.coverage), (Coverage::Known, Coverage::Known));
    let [who, registered] = details(&store);
    assert_eq!((who.coverage, registered.coverage), (Coverage::Partly, Coverage::Not));
    assert!(who.children_affected > 0 && who.detail.contains("no column pers_dob"), "{}", who.detail);
    assert!(registered.detail.contains("not known who is registered"), "{}", registered.detail);
    let certain = |store: &str, definition: &str| {
        let asked = ["count", "--store", store, "--policy", "counts", "--policy", "pg", "--as-at", AS_AT];
        let figures = json(&asked);
        let figure = figures.as_array().unwrap().iter().find(|figure| figure["definition"] == definition).unwrap();
        figure["certain"].as_u64().unwrap_or_default()
    };
    let no_social_worker = "counts/no-social-worker";
    assert!(certain(&store, no_social_worker) <= certain(&whole, no_social_worker));
    // Who may be a pool is not known to count; who is one had never been certain to.
    let asked = ["standing", "--store", &store, "--policy", "pg", "--as-at", AS_AT];
    let standing = json(&asked);
    let children = standing["children"].as_array().unwrap();
    let child = children.iter().find(|child| child["counted"] == "certain").unwrap()["child"].as_str().unwrap();
    let story = json(&["explain", "--store", &store, "--child", child, "--policy", "pg", "--as-at", AS_AT]);
    assert_eq!(story["may_be_owed"][0]["duty"], "pg/child-letter", "{}", story["may_be_owed"]);
}
