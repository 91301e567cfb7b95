//! Each person's day by role: whose a thing is, from when, why, and what is pressed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[allow(dead_code, reason = "each test file uses its own part of it")]
mod by_hand;

use by_hand::{live_by, packs};
use record::{Moment, When};
use serde_json::Value;
use web::{AsAt, Live, Queries, Viewer};

const PLACE: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:County","when":"2020-01-01","level":"authority"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","parent":"x:County"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","parent":"x:East"}
{"kind":"unit_details","unit":"x:South","when":"2020-01-01","level":"team","parent":"x:East"}
{"kind":"worker_details","worker":"x:Mina","when":"2020-01-01","name":"Mina","profession":"team manager","team":"x:North"}
{"kind":"worker_details","worker":"x:Sue","when":"2020-01-01","name":"Sue","profession":"team manager","team":"x:South"}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","name":"Bea","profession":"social worker","team":"x:North"}
"#;

const SERVICE_MANAGER: &str = r#"{"kind":"worker_details","worker":"x:Sven","when":"2020-01-01","name":"Sven"}
{"kind":"post_held","worker":"x:Sven","when":"2020-01-01","post":"service manager","unit":"x:East","stands_in":false}
"#;

const ABOVE: &str = r#"{"kind":"worker_details","worker":"x:Sena","when":"2020-01-01","name":"Sena"}
{"kind":"post_held","worker":"x:Sena","when":"2020-01-01","post":"senior manager","stands_in":false}
{"kind":"worker_details","worker":"x:Hed","when":"2020-01-01","name":"Hed"}
{"kind":"post_held","worker":"x:Hed","when":"2020-01-01","post":"head of service","stands_in":false}
{"kind":"worker_details","worker":"x:Ada","when":"2020-01-01","name":"Ada"}
{"kind":"post_held","worker":"x:Ada","when":"2020-01-01","post":"assistant director","stands_in":false}
{"kind":"worker_details","worker":"x:Dede","when":"2020-01-01","name":"Dede"}
{"kind":"post_held","worker":"x:Dede","when":"2020-01-01","post":"deputy director","stands_in":false}
"#;

/// A child of the practice guide's worked example: referred on Thu 2 April 2026, nobody named, without a worker from Wed 8.
const CHILD: &str = r#"{"kind":"child_details","child":"x:1","when":"2015-02-03","given_name":"Testy","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:1","when":"2026-04-02T16:00","referral":"r1","team":"x:North"}
{"kind":"need_identified","child":"x:1","when":"2026-04-02T16:00"}
"#;

fn at(text: &str) -> Moment {
    match text.parse().unwrap() {
        When::At(at) => at,
        other => panic!("{other:?}"),
    }
}

fn live(pack: &str, facts: &[&str], now: &str) -> Live {
    let now = at(now);
    let tray = if pack == "base" { "counts/no-worker".to_owned() } else { format!("{pack}/unallocated") };
    let mut of = packs([pack]).to_vec();
    if pack == "base" {
        of.extend(packs(["counts"]));
    }
    live_by(&tray, &format!("{PLACE}{}", facts.concat()), of, Vec::new(), move || now)
}

fn page(live: &Live, who: &str) -> Value {
    let page = live.today(&Viewer::on_this_machine(), &AsAt::default(), Some(who), true).unwrap();
    serde_json::to_value(&page.page).unwrap()
}

/// The things of one list, each as `child kind what (clause), due, since | why | what is pressed`.
fn things(page: &Value, list: &str) -> Vec<String> {
    let mut found = Vec::new();
    for child in page[list]["children"].as_array().unwrap() {
        for thing in [&child["first"]].into_iter().chain(child["also"].as_array().unwrap()) {
            let text = |name: &str| thing[name].as_str().unwrap_or_default().to_owned();
            let mut said = format!("{} {} {}", child["child"]["id"].as_str().unwrap(), text("kind"), text("what"));
            if let Some(clause) = thing["clause"].as_str() {
                said.push_str(&format!(" ({clause})"));
            }
            if let Some(due) = thing["due"]["day"]["words"].as_str() {
                said.push_str(&format!(", due {due}, {}", thing["due"]["distance_words"].as_str().unwrap()));
            }
            if let Some(since) = thing["since"]["words"].as_str() {
                said.push_str(&format!(", since {since}"));
            }
            said.push_str(&format!(" | {} | {}", text("why"), thing["does"]["path"].as_str().unwrap_or("nothing")));
            found.push(said);
        }
    }
    found
}

fn dump(title: &str, live: &Live, who: &str) {
    let page = page(live, who);
    println!("== {title}: {who}");
    for list in ["now", "week", "undated", "cannot_be_known"] {
        for thing in things(&page, list) {
            println!("{list}: {thing}");
        }
    }
    for one in page["others"].as_array().unwrap() {
        println!("others: {one}");
    }
    for one in page["watching"].as_array().unwrap() {
        println!("watching: {one}");
    }
}

#[test]
fn draft() {
    let pg = |facts: &[&str], now: &str| live("pg", &[&[SERVICE_MANAGER, ABOVE, CHILD], facts].concat(), now);
    for who in ["x:Mina", "x:Sven", "x:Hed", "x:Sue", "x:Bea"] {
        dump("pg thu 9 apr", &pg(&[], "2026-04-09T09:00"), who);
    }
    for who in ["x:Sven", "x:Hed", "x:Dede"] {
        dump("pg sat 18 apr", &pg(&[], "2026-04-18T09:00"), who);
    }
    let as_ = |facts: &[&str], now: &str| live("as", &[&[SERVICE_MANAGER, ABOVE, CHILD], facts].concat(), now);
    for who in ["x:Mina", "x:Sven", "x:Sena", "x:Ada"] {
        dump("as thu 16 apr", &as_(&[], "2026-04-16T09:00"), who);
    }
}
