//! A list asks first who is counted and looks at the rest of those children only: it must say what whole timelines say.

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

/// An extract as an analyst gets it: made-up children with a referral each, workers one after another, some of them with
/// an end before their start, and visits. Seeded; only the columns that the analyst's script reads.
struct Made {
    referrals: Vec<(String, Day, String)>,
    /// Child, team, start, end where there is one.
    workers: Vec<(String, String, Day, Option<Day>)>,
    /// Child, day, whether seen.
    visits: Vec<(String, Day, bool)>,
    on_a_plan: Vec<String>,
}

fn made(children: i32, today: Day) -> Made {
    let mut state = 7_u64;
    let mut up_to = |most: i32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % u64::from(most.unsigned_abs().max(1))) as i32
    };
    let mut made = Made { referrals: Vec::new(), workers: Vec::new(), visits: Vec::new(), on_a_plan: Vec::new() };
    for number in 0..children {
        let (child, age) = (format!("P{number}"), 1 + up_to(400));
        let opened = today.plus_days(-age);
        let team = format!("T{}", up_to(3));
        made.referrals.push((child.clone(), opened, team.clone()));
        let several = 1 + up_to(3);
        for place in 0..several {
            // Four days of slack: where the case is young, the start comes after the end now and then.
            let start = opened.plus_days(age * place / several + up_to(4));
            let is_last = place + 1 == several;
            let end = if is_last {
                today.plus_days(-up_to((age / 2 + 1).min(60)))
            } else {
                opened.plus_days(age * (place + 1) / several)
            };
            made.workers.push((child.clone(), team.clone(), start, (!is_last || up_to(100) < 40).then_some(end)));
        }
        for _ in 0..up_to(6) {
            made.visits.push((child.clone(), opened.plus_days(up_to(age)), up_to(100) < 85));
        }
        if up_to(100) < 12 {
            made.on_a_plan.push(child);
        }
    }
    made
}

impl Made {
    fn write(&self, folder: &Path) {
        let write = |name: &str, header: &str, rows: Vec<String>| {
            std::fs::write(folder.join(name), format!("{header}\n{}\n", rows.join("\n"))).unwrap();
        };
        let each = self.referrals.iter();
        write(
            "ssd_person.csv",
            "pers_person_id,pers_dob",
            each.clone().map(|(child, ..)| format!("{child},2015-01-01")).collect(),
        );
        let rows = each.map(|(child, opened, team)| format!("R{child},{child},{opened},,{team}")).collect();
        let header = "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date,cine_referral_team";
        write("ssd_cin_episodes.csv", header, rows);
        write(
            "ssd_department.csv",
            "dept_team_id,dept_team_name",
            (0..3).map(|team| format!("T{team},Team {team}")).collect(),
        );
        write(
            "ssd_professionals.csv",
            "prof_professional_id,prof_professional_job_title",
            vec!["W1,Social Worker".to_owned()],
        );
        let rows = self.workers.iter().enumerate().map(|(place, (child, team, start, end))| {
            format!(
                "{place},W1,CW,{team},{child},{start},{},R{child}",
                end.map_or(String::new(), |end| end.to_string())
            )
        });
        let header = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_professional_team,\
                      invo_person_id,invo_involvement_start_date,invo_involvement_end_date,invo_referral_id";
        write("ssd_involvements.csv", header, rows.collect());
        let rows = self.visits.iter().enumerate();
        let rows =
            rows.map(|(place, (child, day, seen))| format!("{place},{child},{day},{}", if *seen { "Y" } else { "N" }));
        let header = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen";
        write("ssd_cin_visits.csv", header, rows.collect());
        let rows = self.on_a_plan.iter().map(|child| format!("CP{child},{child},R{child},2026-06-29,"));
        let header = "cppl_cp_plan_id,cppl_person_id,cppl_referral_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date";
        write("ssd_cp_plans.csv", header, rows.collect());
    }

    /// What the script of `shared/peers` makes of it, in plain words: no open row, and the last row's end, or else the
    /// opening, more than a working day ago.
    fn list(&self, today: Day) -> Vec<String> {
        let mut list = Vec::new();
        for (child, opened, team) in &self.referrals {
            let rows = || self.workers.iter().filter(|(of, ..)| of == child);
            if rows().any(|(.., end)| end.is_none()) {
                continue;
            }
            let since = rows().filter_map(|(.., end)| *end).max().unwrap_or(*opened);
            let from = working_days_after(since, 1).plus_days(1);
            if from > today {
                continue;
            }
            let seen = self
                .visits
                .iter()
                .filter(|(of, _, seen)| of == child && *seen)
                .map(|(_, day, _)| day.plus_days(28))
                .max();
            let on_a_plan = self.on_a_plan.contains(child);
            list.push(format!(
                "{child},{team},{since},{from},{},{},{},{},{},{on_a_plan}",
                working_days_after(from, 5),
                from.plus_days(7),
                from.plus_days(10),
                from.plus_days(14),
                seen.map_or(from, |seen| seen.max(from)),
            ));
        }
        list.sort_unstable();
        list
    }
}

#[test]
fn the_comparison_list_is_the_analysts() {
    let folder = tempfile::tempdir().unwrap();
    let today: Day = "2026-06-30".parse().unwrap();
    let made = made(400, today);
    let backwards = made.workers.iter().filter(|(.., start, end)| end.is_some_and(|end| end < *start)).count();
    assert!(backwards > 10, "{backwards} rows that end before they begin");
    made.write(folder.path());
    let extract = Path::display(folder.path()).to_string();
    let asked =
        ["standing", "--extract", &extract, "--policy", "comparison", "--as-at", "2026-06-30", "--list", "analyst"];
    let list = answer(&asked);
    let mut listed: Vec<&str> = list.lines().skip(1).collect();
    listed.sort_unstable();
    let expected = made.list(today);
    assert!(expected.len() > 100, "{} children", expected.len());
    let differs = listed.iter().zip(&expected).find(|(ours, theirs)| ours != theirs);
    assert_eq!(differs, None, "{} children and {}", listed.len(), expected.len());
    assert_eq!(listed.len(), expected.len());
}

/// The bank holidays of England and Wales from the summer of 2025 to that of 2026, as the script has them.
const HOLIDAYS: [&str; 9] = [
    "2025-05-26",
    "2025-08-25",
    "2025-12-25",
    "2025-12-26",
    "2026-01-01",
    "2026-04-03",
    "2026-04-06",
    "2026-05-04",
    "2026-05-25",
];

fn working_days_after(day: Day, days: u32) -> Day {
    let (mut at, mut left) = (day, days);
    while left > 0 {
        at = at.plus_days(1);
        let is_weekend = at.weekday() >= 5;
        left -= u32::from(!is_weekend && !HOLIDAYS.contains(&at.to_string().as_str()));
    }
    at
}
