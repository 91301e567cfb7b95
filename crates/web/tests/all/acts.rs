//! What is done through the API: written, shown at once, done once, refused by clause, and lost races said.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::place::Place;

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:County","when":"2020-01-01","level":"authority"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","parent":"x:County"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","parent":"x:East"}
{"kind":"worker_details","worker":"x:Mina","when":null,"recorded":"2026-03-02T10:00","profession":"team manager","team":"x:North"}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","profession":"social worker","team":"x:North"}
{"kind":"worker_details","worker":"x:Kim","when":"2020-01-01","profession":"social worker","team":"x:North"}
{"kind":"child_details","child":"x:1","when":"2015-02-03","given_name":"Testy","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:1","when":"2026-03-02T09:00","referral":"r1","team":"x:North"}
{"kind":"need_identified","child":"x:1","when":"2026-03-02T09:00"}
"#;

fn offer(worker: &str) -> Value {
    json!({ "act": "offer", "child": "x:1", "worker": worker, "part": "lead", "what": "Testy's plan",
            "actions": "see her this week", "review": "in supervision" })
}

#[tokio::test]
async fn an_offer_that_is_accepted_is_on_the_childs_page_at_once() {
    let place = Place::new(FACTS);
    let (status, done) = place.act("x:Mina", "key-0001", offer("x:Bea")).await;
    assert_eq!((status, &done["facts"]), (200, &json!(["allocation_offered", "allocation_terms"])), "{done}");
    let accept = json!({ "act": "accept", "child": "x:1", "involvement": done["involvement"] });
    let (status, told) = place.act("x:Kim", "key-0002", accept.clone()).await;
    assert_eq!((status, &told["refused"][0]["clauses"]), (422, &json!(["AP-03"])), "{told}");
    assert!(told["refused"][0]["possible"].as_str().unwrap().contains("Bea"), "{told}");
    let (status, done) = place.act("x:Bea", "key-0003", accept).await;
    assert_eq!((status, &done["facts"]), (200, &json!(["allocation_accepted", "involvement_started"])), "{done}");
    let page = place.page("/api/v1/child/x:1").await.to_string();
    assert!(page.contains("Bea"), "{page}");
}

#[tokio::test]
async fn a_request_sent_twice_is_done_once_and_its_key_serves_no_other() {
    let place = Place::new(FACTS);
    let (_, first) = place.act("x:Mina", "key-0001", offer("x:Bea")).await;
    let (status, again) = place.act("x:Mina", "key-0001", offer("x:Bea")).await;
    assert_eq!((status, &again["repeated"], &again["position"]), (200, &json!(true), &first["position"]), "{again}");
    // Another body under the same key, whether it could be done or not.
    let visit = json!({ "record": "visit", "child": "x:1", "parts": ["seen"] });
    for other in [offer("x:Kim"), visit] {
        assert_eq!(place.act("x:Mina", "key-0001", other).await, (409, json!("key_reused")));
    }
    // Under another key it is another request.
    let (status, told) = place.act("x:Mina", "key-0002", offer("x:Bea")).await;
    assert_eq!((status, &told["refused"][0]["clauses"]), (422, &json!(["AP-09"])), "{told}");
}

#[tokio::test]
async fn what_cannot_be_read_is_said_all_at_once_and_nothing_is_done_by_nobody() {
    let place = Place::new(FACTS);
    let wrong = json!({ "act": "offer", "child": "x:9", "worker": "x:Nobody", "part": "boss", "when": "31/02/2026", "colour": "red" });
    let (status, told) = place.act("x:Mina", "key-0001", wrong).await;
    let mut fields: Vec<&str> =
        told["unreadable"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    fields.sort_unstable();
    assert_eq!((status, fields), (400, vec!["child", "colour", "part", "when", "worker"]), "{told}");
    assert_eq!(place.act("x:Stranger", "key-0002", offer("x:Bea")).await, (403, json!("nobody_acts")));
    assert_eq!(place.act("x:Mina", "short", offer("x:Bea")).await.0, 400);
    let (status, told) = place.act("x:Mina", "key-0003", json!({ "record": "imported", "child": "x:1" })).await;
    assert_eq!((status, &told["unreadable"][0]["field"]), (400, &json!("record")), "{told}");
    let skipped = json!({ "record": "visit", "child": "x:1", "parts": ["seen"], "when": "2026-03-29T01:30" });
    assert_eq!(place.act("x:Mina", "key-0006", skipped).await.1["unreadable"][0]["field"], json!("when"));
    let (status, told) =
        place.act("x:Mina", "key-0005", json!({ "record": "visit", "child": "x:1", "parts": ["seen", 7] })).await;
    assert_eq!((status, &told["unreadable"][0]["field"]), (400, &json!("parts")), "{told}");
    // What a browser's form on another page could send is not read.
    let form = Request::post("/api/v1/acts")
        .header("host", "localhost")
        .header("content-type", "text/plain")
        .header("idempotency-key", "key-0004")
        .header("keyworker-acting", "x:Mina")
        .body(Body::from(offer("x:Bea").to_string()))
        .unwrap();
    assert_eq!(place.send(form).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_worker_s_leaving_is_recorded_and_of_two_at_once_one_is_told_who_was_first() {
    let place = Place::new(FACTS);
    let left = json!({ "record": "worker_left", "worker": "x:Bea", "when": "2026-03-31" });
    assert_eq!(place.act("x:Kim", "key-0001", left.clone()).await.1["refused"][0]["clauses"], json!(["AP-27"]));
    assert_eq!(place.act("x:Mina", "key-0002", left).await.0, 200);
    // Many at once: whatever the order, one offer is made, and whoever lost is told why.
    let keys: Vec<String> = (0..6).map(|number| format!("race-{number:04}")).collect();
    let tries = keys.iter().map(|key| place.act("x:Mina", key, offer("x:Kim")));
    let mut done = 0;
    for (status, told) in futures_of(tries).await {
        match status {
            200 => done += 1,
            409 => assert_eq!(told["changed"]["by"], json!("x:Mina")),
            422 => assert_eq!(told["refused"][0]["clauses"], json!(["AP-09"]), "{told}"),
            other => panic!("{other}: {told}"),
        }
    }
    assert_eq!(done, 1);
}

/// All of them together.
async fn futures_of<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = all.map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        for (one, answer) in &mut waiting {
            if answer.is_none()
                && let std::task::Poll::Ready(value) = one.as_mut().poll(context)
            {
                *answer = Some(value);
            }
        }
        if waiting.iter().all(|(_, answer)| answer.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting.into_iter().filter_map(|(_, answer)| answer).collect()
}

#[tokio::test]
async fn the_document_says_every_act_and_its_fields() {
    let place = Place::new(FACTS);
    let document = place.page("/api/openapi.json").await;
    let recorded: usize = web::acts::Of::ALL.iter().map(|of| of.kinds().len()).sum();
    let bodies =
        document["paths"]["/api/v1/acts"]["post"]["requestBody"]["content"]["application/json"]["schema"]["oneOf"]
            .as_array()
            .unwrap()
            .clone();
    assert_eq!(bodies.len(), decide::ActKind::ALL.len() + recorded);
    let offer = bodies.iter().find(|body| body["title"] == "offer").unwrap();
    assert_eq!(offer["required"], json!(["act", "child", "worker", "part"]));
    assert_eq!(offer["properties"]["part"]["enum"][0], json!("lead"));
}
