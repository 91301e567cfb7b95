//! What an area's page keeps of its sums is what would be counted anew: after each of many facts, at each of many instants.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use record::{Day, Moment};
use web::{AsAt, Live, Point, Queries, Viewer};

use crate::by_hand;

const HEAD: &str = "{\"keyworker\":\"facts\",\"version\":1}\n";
const STEPS: u32 = 150;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// Two teams of a district, four workers, and twelve children, whom some of the workers hold.
fn beginning() -> String {
    let mut lines = String::from("{\"kind\":\"coverage\",\"when\":\"2020-01-01\"}\n");
    lines.push_str("{\"kind\":\"unit_details\",\"unit\":\"x:D\",\"when\":\"2020-01-01\",\"name\":\"North\",\"level\":\"district\"}\n");
    for team in 0..2 {
        lines.push_str(&format!(
            "{{\"kind\":\"unit_details\",\"unit\":\"x:T{team}\",\"when\":\"2020-01-01\",\"name\":\"Team {team}\",\"level\":\"team\",\"parent\":\"x:D\"}}\n"
        ));
    }
    for worker in 0..4 {
        lines.push_str(&format!(
            "{{\"kind\":\"worker_details\",\"worker\":\"x:w{worker}\",\"when\":\"2020-01-01\",\"profession\":\"social worker\",\"team\":\"x:T{}\"}}\n",
            worker % 2
        ));
    }
    for child in 0..12 {
        let team = child % 2;
        lines.push_str(&format!(
            "{{\"kind\":\"referral_received\",\"child\":\"x:{child}\",\"when\":\"2026-05-{:02}\",\"referral\":\"r{child}\",\"team\":\"x:T{team}\"}}\n",
            child + 1
        ));
        if child % 3 > 0 {
            lines.push_str(&format!(
                "{{\"kind\":\"involvement_started\",\"child\":\"x:{child}\",\"when\":\"2026-05-20\",\"involvement\":\"i{child}\",\"worker\":\"x:w{}\",\"role\":\"lead\",\"team\":\"x:T{team}\",\"accepted\":true}}\n",
                child % 4
            ));
        }
    }
    lines
}

/// A fact that came in at that instant.
fn fact(step: u32, now: Moment, dice: &mut Dice) -> String {
    let (child, worker, team) = (dice.below(12), dice.below(4), dice.below(2));
    let day = now.day().plus_days(dice.below(30) as i32 - 12);
    let about_child = |rest: &str| format!("\"child\":\"x:{child}\",\"when\":\"{day}\",{rest}");
    let (kind, rest) = match dice.below(11) {
        0 => ("involvement_ended", about_child(&format!("\"involvement\":\"i{child}\""))),
        1 | 2 => (
            "involvement_started",
            about_child(&format!(
                "\"involvement\":\"n{step}\",\"worker\":\"x:w{worker}\",\"role\":\"lead\",\"team\":\"x:T{team}\",\"accepted\":true"
            )),
        ),
        3 => (
            "allocation_offered",
            about_child(&format!(
                "\"involvement\":\"o{step}\",\"worker\":\"x:w{worker}\",\"role\":\"lead\",\"team\":\"x:T{team}\""
            )),
        ),
        4 => ("visit", about_child("\"parts\":[\"seen\"]")),
        5 => ("case_closed", about_child(&format!("\"referral\":\"r{child}\""))),
        6 => ("status_started", about_child(&format!("\"status\":\"child protection plan\",\"spell\":\"s{step}\""))),
        7 => ("worker_left", format!("\"worker\":\"x:w{worker}\",\"when\":\"{day}\"")),
        8 => ("worker_joined", format!("\"worker\":\"x:w{worker}\",\"when\":\"{day}\"")),
        9 => (
            "absence_started",
            format!(
                "\"worker\":\"x:w{worker}\",\"when\":\"{day}\",\"absence\":\"a{step}\",\"absence_kind\":\"sickness\""
            ),
        ),
        _ => ("access_restricted", format!("\"child\":\"x:{}\",\"when\":\"{day}\"", child % 3)),
    };
    format!("{{\"kind\":\"{kind}\",{rest},\"recorded\":\"{now}\"}}\n")
}

fn live(lines: &str, clock: &Arc<AtomicI64>) -> Live {
    let hand = Arc::clone(clock);
    let now = move || Moment::from_second(hand.load(Ordering::Relaxed));
    by_hand::live(&format!("{HEAD}{lines}"), by_hand::packs(["pg", "ap"]), Vec::new(), now)
}

fn pages(live: &Live, at: &AsAt) -> [String; 2] {
    let viewer = Viewer::on_this_machine();
    let (authority, district) =
        (live.authority(&viewer, at).unwrap().page, live.service(&viewer, "x:D", at).unwrap().page);
    [authority, district].map(|page| serde_json::to_string_pretty(&page).unwrap())
}

#[test]
fn sums_that_are_kept_are_those_that_would_be_counted_anew() {
    let mut dice = Dice(20_261_122);
    let start = "2026-06-15".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    let clock = Arc::new(AtomicI64::new(start.second()));
    let mut lines = beginning();
    let kept = live(&lines, &clock);
    let fixed = AsAt { as_at: Some(Point::read("a test", "2026-06-20").unwrap()), known_at: None };
    let mut different = std::collections::BTreeSet::new();
    for step in 0..STEPS {
        // Time goes on by nothing, by minutes, or by up to two days.
        let on = [0, 1 + dice.below(3600), dice.below(2 * 86_400)][dice.below(3) as usize];
        let now = Moment::from_second(clock.fetch_add(on as i64, Ordering::Relaxed) + on as i64);
        if dice.below(3) > 0 {
            let line = fact(step, now, &mut dice);
            lines.push_str(&line);
            let taken = kept.take(|names| {
                let mut facts = Vec::new();
                let text = format!("{HEAD}{line}");
                intake::jsonl::read_facts(text.as_bytes(), names, "live", |fact| facts.push(fact)).map(|_| facts)
            });
            assert_eq!(taken.unwrap(), 1, "{line}");
        }
        let anew = live(&lines, &clock);
        for at in [AsAt::default(), fixed] {
            let (told, wanted) = (pages(&kept, &at), pages(&anew, &at));
            assert_eq!(told, wanted, "after {step} steps, at {now}:\n{lines}");
            different.insert(told);
        }
    }
    assert!(different.len() > 40, "only {} different pages were compared", different.len());
}
