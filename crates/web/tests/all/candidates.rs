//! Who could take a child, and what a worker carries: for programs and as a page.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use record::{Moment, When};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::by_hand;

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","name":"East"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","parent":"x:East","name":"North"}
{"kind":"worker_details","worker":"x:Mina","when":"2020-01-01","name":"Mina Manager","profession":"team manager","team":"x:North"}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","name":"Bea <b>Made</b>","profession":"social worker","team":"x:North"}
{"kind":"supervision_named","worker":"x:Bea","when":"2020-01-01","supervisor":"x:Mina"}
{"kind":"experience_confirmed","worker":"x:Bea","when":"2020-01-01"}
{"kind":"engagement","worker":"x:Bea","when":"2020-01-01","agency":false,"weekly_hours_hundredths":3700}
{"kind":"worker_details","worker":"x:Yara","when":"2020-01-01","name":"Yara Advisor","profession":"young people's advisor","team":"x:North"}
{"kind":"supervision_named","worker":"x:Yara","when":"2020-01-01","supervisor":"x:Mina"}
{"kind":"experience_confirmed","worker":"x:Yara","when":"2020-01-01"}
{"kind":"child_details","child":"x:1","when":"2015-02-03","given_name":"Testy","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:1","when":"2026-03-02T09:00","referral":"r1","team":"x:North"}
{"kind":"need_identified","child":"x:1","when":"2026-03-02T09:00"}
{"kind":"status_started","child":"x:1","when":"2026-03-02T10:00","status":"looked after","spell":"s1"}
{"kind":"child_details","child":"x:2","when":"2016-02-03","given_name":"Hidden","family_name":"Madeup","born":"2016-02-03"}
{"kind":"referral_received","child":"x:2","when":"2026-01-05T09:00","referral":"r2","team":"x:North"}
{"kind":"status_started","child":"x:2","when":"2026-01-05T10:00","status":"child protection plan","spell":"s2"}
{"kind":"involvement_started","child":"x:2","when":"2026-01-06","involvement":"i2","worker":"x:Bea","role":"lead","team":"x:North","accepted":true}
{"kind":"access_restricted","child":"x:2","when":"2026-01-07"}
"#;

fn at(text: &str) -> Moment {
    match text.parse().unwrap() {
        When::At(at) => at,
        other => panic!("{other:?}"),
    }
}

async fn ask(path: &str) -> (u16, String) {
    let packs = by_hand::packs(["combined"]);
    let live = by_hand::live_by("combined/pg/unallocated", FACTS, packs, Vec::new(), || at("2026-03-09T09:00"));
    let router = web::router(Arc::new(live), web::Hosts::loopback());
    let request = Request::get(path).header("host", "localhost").body(Body::empty()).unwrap();
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 22).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn json(path: &str) -> Value {
    let (status, body) = ask(path).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str::<Value>(&body).unwrap()["page"].clone()
}

#[tokio::test]
async fn a_program_is_told_who_could_take_a_child_and_by_which_clause_the_others_may_not() {
    let page = json("/api/v1/child/x:1/candidates?part=lead&acting=x:Mina").await;
    assert_eq!((&page["part"], &page["against_all"]), (&json!("lead"), &json!([])), "{page}");
    let all = page["candidates"].as_array().unwrap();
    let told: Vec<(&str, &str)> =
        all.iter().map(|one| (one["worker"].as_str().unwrap(), one["stands"].as_str().unwrap())).collect();
    assert_eq!(told, [("x:Bea", "possible"), ("x:Yara", "refused"), ("x:Mina", "refused")]);
    let bea = &all[0]["loads"][0];
    let (before, after) = (&bea["before"], &bea["after"]);
    assert_eq!((&before["least"], &after["least"], &after["full_most"]), (&json!(8.0), &json!(14.0), &json!(100.0)));
    assert_eq!((&after["percent_most"], &after["warns"]), (&json!(14), &json!("no")));
    let yara = &all[1];
    assert_eq!(yara["grounds"][0]["clauses"], json!(["AP-07", "AP-11"]), "{yara}");
    assert_eq!(yara["help"], json!("Possible as key worker with a social worker who leads."));
    // Every statement that rests on facts names them.
    let remit = all[0]["said"].as_array().unwrap().iter().find(|said| said["about"] == "remit").unwrap();
    assert_eq!((&remit["clauses"], remit["facts"].as_array().unwrap().len()), (&json!(["AP-01", "AP-06"]), 1));
    // Who holds no post for the child is told so, once.
    let page = json("/api/v1/child/x:1/candidates?acting=x:Yara").await;
    assert_eq!(page["against_all"][0]["clauses"], json!(["PG-05"]), "{page}");
}

#[tokio::test]
async fn a_load_is_told_line_by_line() {
    let page = json("/api/v1/worker/x:Bea/workload").await;
    assert_eq!((&page["holds"], &page["may_hold_more"]), (&json!(1), &json!(0)), "{page}");
    let lines: Vec<&str> =
        page["loads"][0]["lines"].as_array().unwrap().iter().map(|line| line["says"].as_str().unwrap()).collect();
    assert_eq!(
        lines,
        [
            // Access to the child is restricted: what it adds is told, and neither who it is nor why it weighs that.
            "a child whom you may not see: 8",
            "sum 8 of 100 points, 8 percent",
            "a full load: 100",
            "37 of 37 hours a week: 100"
        ]
    );
    // Hours that nobody recorded are not known, and nothing is made up for them.
    let page = json("/api/v1/worker/x:Yara/workload").await;
    let load = &page["loads"][0];
    assert_eq!(
        (&load["full_least"], &load["full_most"], &load["warns"]),
        (&json!(0.0), &json!(100.0), &json!("not known"))
    );
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    for (path, expected) in [
        ("/api/v1/child/x:9/candidates", 404),
        ("/api/v1/child/x:1/candidates?part=boss", 400),
        ("/api/v1/child/x:1/candidates?acting=x:Nobody", 404),
        ("/api/v1/child/x:1/candidates?colour=red", 400),
        ("/api/v1/worker/x:Nobody/workload", 404),
    ] {
        assert_eq!(ask(path).await.0, expected, "{path}");
    }
}

#[tokio::test]
async fn the_page_shows_who_may_be_asked_what_they_carry_and_two_side_by_side() {
    let (status, page) = ask("/child/x:1/allocate?compare=x:Bea&compare=x:Yara").await;
    assert_eq!(status, 200);
    for shown in [
        "Who could take this child as lead",
        "Bea &#60;b&#62;Made",
        "8 of 100 → 14 of 100",
        "<meter ",
        "/clause/AP-07",
        "Possible as key worker with a social worker who leads.",
        "Side by side",
        "/child/x%3A1/act/offer?worker=x%3ABea&#38;part=lead",
        "2 workers to whom an offer would be refused",
    ] {
        assert!(page.contains(shown), "no '{shown}' in {page}");
    }
    assert!(!page.contains("Testy"), "the child's name is on the child's page alone");
}
