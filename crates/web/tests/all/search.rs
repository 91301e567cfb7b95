//! Finding a child, a worker or a team by what they are called: in the body of a request, and in no address.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use record::{Moment, When};
use tower::ServiceExt;
use web::{Hosts, Queries};

use crate::by_hand::{live, packs};

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","name":"East","level":"district"}
{"kind":"unit_details","unit":"x:T7","when":"2020-01-01","name":"Northgate","level":"team","parent":"x:East"}
{"kind":"worker_details","worker":"x:W1","when":"2020-01-01","name":"Noor Testworker","profession":"social worker","team":"x:T7"}
{"kind":"child_details","child":"x:C100","when":"2015-02-03","given_name":"Zoë","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:C100","when":"2026-04-02T16:00","referral":"r1","team":"x:T7"}
{"kind":"child_details","child":"x:C200","when":"2015-02-03","given_name":"Zoe","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:C200","when":"2026-04-02T16:00","referral":"r2","team":"x:T7"}
{"kind":"access_restricted","child":"x:C200","when":"2026-04-02T17:00"}
{"kind":"child_details","child":"x:C300","when":"2015-02-03","given_name":"<b>Zora</b>","family_name":"مثال","born":"2015-02-03"}
{"kind":"referral_received","child":"x:C300","when":"2026-01-05T16:00","referral":"r3","team":"x:T7"}
{"kind":"case_closed","child":"x:C300","when":"2026-02-05T16:00"}
"#;

async fn send(request: axum::http::request::Builder, body: String) -> (u16, String) {
    let now: Moment = match "2026-04-09T09:00".parse().unwrap() {
        When::At(at) => at,
        other => panic!("{other:?}"),
    };
    let live: Arc<dyn Queries> = Arc::new(live(FACTS, packs(["pg"]), Vec::new(), move || now));
    let request = request.header("host", "localhost").body(Body::from(body)).unwrap();
    let answer = web::router(live, Hosts::loopback()).oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 22).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn search(path: &str, text: &str) -> (u16, String) {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    send(request, format!("q={text}")).await
}

#[tokio::test]
async fn what_is_found_is_grouped_and_leads_on_by_ids_alone() {
    for (asked, finds, finds_not) in [
        (
            "zo",
            vec![
                "Zoë Madeup",
                "/child/x%3AC100",
                "/child/x%3AC300",
                "Children whose cases are closed",
                "Closed on Thu 5 February 2026",
            ],
            vec!["C200"],
        ),
        ("ZOE+mad", vec!["/child/x%3AC100"], vec!["C200", "C300"]),
        ("madeup+zo%C3%AB", vec!["/child/x%3AC100"], vec!["C300"]),
        ("c300", vec!["&#60;b&#62;Zora&#60;/b&#62; مثال"], vec!["<b>Zora", "C100"]),
        ("noor", vec!["Noor Testworker", "/today?acting=x%3AW1", "Social worker", "/team/x%3AT7"], vec!["/child/"]),
        ("northg", vec!["/team/x%3AT7"], vec!["/child/"]),
        ("c200", vec!["Nobody and nothing that you may see is called that."], vec!["Zoe"]),
        ("z", vec!["Write at least two letters"], vec!["/child/"]),
        ("", vec!["A name or an id"], vec!["/child/", "Nobody and nothing"]),
    ] {
        let (status, page) = search("/search", asked).await;
        assert_eq!(status, 200, "{asked}");
        let main = page.split_once("<main").unwrap().1;
        for one in finds {
            assert!(main.contains(one), "{asked} finds no {one}: {main}");
        }
        for one in finds_not {
            assert!(!main.contains(one), "{asked} finds {one}: {main}");
        }
        let addresses = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        assert!(addresses.clone().all(|address| !address.to_lowercase().contains("zo")), "a name is in an address");
    }
}

#[tokio::test]
async fn the_same_as_data_and_nothing_by_an_address() {
    let (status, body) = search("/api/v1/search", "zo").await;
    let page: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &page["page"]["open"]["of"], &page["page"]["closed"]["of"]), (200, &1.into(), &1.into()));
    assert_eq!(send(Request::get("/search"), String::new()).await.0, 200);
    assert_eq!(send(Request::get("/search?q=zo"), String::new()).await.0, 400);
}
