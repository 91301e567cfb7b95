//! A list asks first who is counted and looks at the rest of those children only: it must say what whole timelines say.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

use record::Day;

fn answer(args: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let now: Day = "2026-06-30".parse().unwrap();
    let code = keyworker::run(
        std::iter::once("keyworker").chain(args.iter().copied()).map(Into::into),
        &mut keyworker::Surroundings {
            now: now.end(),
            out: &mut out,
            err: &mut err,
            random: &mut |bytes| bytes.fill(7),
            progress: false,
            columns: None,
        },
    );
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).unwrap()
}

#[test]
fn a_list_holds_the_children_and_dates_that_whole_timelines_give() {
    let folder = tempfile::tempdir().unwrap();
    let plan = synth::Plan {
        open_children: 300,
        districts: 1,
        teams: 3,
        assumed_share_without_worker: 0.3,
        ..synth::Plan::default()
    };
    synth::write_extract(&plan, folder.path(), &mut |_, _, _| ()).unwrap();
    let extract = Path::display(folder.path()).to_string();
    let mut seen_in_all = 0;
    for (as_at, threads) in [("2026-06-30", "1"), ("2026-06-15", "2"), ("2026-05-26", "3")] {
        let asked =
            ["standing", "--extract", &extract, "--policy", "comparison", "--as-at", as_at, "--threads", threads];
        let list = answer(&[&asked[..], &["--list", "analyst"]].concat());
        let table: serde_json::Value = serde_json::from_str(&answer(&[&asked[..], &["--json"]].concat())).unwrap();
        let certain = table["children"].as_array().unwrap().iter().filter(|row| row["counted"] == "certain");
        let mut expected: Vec<String> = certain
            .map(|row| {
                let plain = |key: &str| row[key].as_str().map_or("", |id| id.split_once(':').map_or(id, |(_, id)| id));
                let (since, from) =
                    (row["cause_day"].as_str().unwrap_or(""), row["counted_from"].as_str().unwrap_or(""));
                let from = from.get(..10).unwrap_or("");
                format!("{},{},{since},{from}", plain("child"), plain("team"))
            })
            .collect();
        expected.sort_unstable();
        let first_four = |line: &str| line.splitn(5, ',').take(4).collect::<Vec<_>>().join(",");
        let mut listed: Vec<String> = list.lines().skip(1).map(first_four).collect();
        listed.sort_unstable();
        assert_eq!(listed, expected, "as at {as_at}");
        seen_in_all += listed.len();
        // The date by which the child must be seen comes from visits, which the first question leaves out.
        let seen = list.lines().next().unwrap().split(',').position(|name| name == "seen_due").unwrap();
        assert!(list.lines().skip(1).all(|line| line.split(',').nth(seen).is_some_and(|day| !day.is_empty())));
    }
    assert!(seen_in_all > 20, "{seen_in_all} children in all");
}
