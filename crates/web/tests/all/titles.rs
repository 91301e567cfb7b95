//! What the council calls a post stands wherever people read of it; and a rule over districts says so where nothing says which
//! units are districts.
//!

//! The present is Thu 2 July 2026, 09:00. The child x:1 has had no worker since Mon 1 June.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use policy::Pack;
use record::Day;
use tower::ServiceExt;

use crate::by_hand;

const OURS: &str = r#"keyworker-pack = 1
[pack]
id = "ours"
title = "Our policy"
version = "1"
from = 2026-01-01
in-force = "not stated"
source = "A test"
builds-on = ["pg"]

[[clause]]
id = "O-1"
says = "Few children wait, and none is alone."
does = "An area and a breach."

[titles]
"team manager" = "practice lead"

[[breach]]
id = "alone"
title = "Nobody is there"
clause = "O-1"
while = { all = ["open", { definition = "pg/unallocated" }] }
to = ["team manager"]

[[area]]
id = "too-many"
title = "More than a tenth of a district waits"
clause = "O-1"
over = "district"
counts = "pg/unallocated"
more-than = { percent = 10 }
to = ["team manager"]
due = { within = { days = 2 } }
"#;

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"unit_details","unit":"x:D","when":"2020-01-01","name":"North"LEVEL}
{"kind":"unit_details","unit":"x:T","when":"2020-01-01","name":"North One","level":"team","parent":"x:D"}
{"kind":"worker_details","worker":"x:M","when":"2020-01-01","name":"Mina Example","profession":"team manager","team":"x:T"}
{"kind":"post_held","worker":"x:M","when":"2020-01-01","post":"team manager","unit":"x:T","stands_in":false}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T"}
"#;

async fn page(level: &str, path: &str) -> String {
    let pack = Pack::read("ours.toml", OURS).unwrap_or_else(|problems| panic!("{problems}"));
    let now = || "2026-07-02".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    let live = by_hand::live_by("ours/pg/unallocated", &FACTS.replace("LEVEL", level), vec![pack], Vec::new(), now);
    let app = web::router(Arc::new(live), web::Hosts::loopback());
    let asked = Request::builder().uri(path).header("host", "127.0.0.1").body(Body::empty()).unwrap();
    let answer = app.oneshot(asked).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(status.is_success(), "{path}: {status}\n{body}");
    body
}

#[tokio::test]
async fn the_councils_title_of_a_post_stands_wherever_people_read_of_it() {
    for path in ["/child/x:1", "/team/x:T", "/breaches", "/today?acting=x:M", "/handbook/ours"] {
        let body = page(r#","level":"district""#, path).await;
        assert!(body.contains("ractice lead"), "{path} does not say it\n{body}");
        // As the owner of something a post stands with a capital; in clauses it stands as the document has it.
        assert!(!body.contains("Team manager"), "{path}\n{body}");
    }
}

#[tokio::test]
async fn a_rule_over_districts_says_where_nothing_says_which_units_are_districts() {
    let body = page("", "/breaches").await;
    assert!(
        body.contains("Which units stand above it is not known: nothing says which units are districts."),
        "{body}"
    );
    assert!(!body.contains("None of 0"), "{body}");
    let body = page("", "/handbook/ours").await;
    assert!(body.contains("not known which units stand above it: nothing says which units are districts"), "{body}");
    let body = page(r#","level":"district""#, "/handbook/ours").await;
    assert!(body.contains("Units today: ‘More than a tenth of a district waits’: of 1, 1 stands above it."), "{body}");
}

#[tokio::test]
async fn a_day_that_is_not_the_documents_is_not_shown_as_one_of_force() {
    for path in ["/handbook/ours", "/policy/ours", "/policies", "/child/x:1"] {
        let body = page("", path).await;
        assert!(
            !body.contains("in force from Thu 1 January 2026") && !body.contains("version 1 from"),
            "{path}\n{body}"
        );
    }
    let body = page("", "/handbook/ours").await;
    let said = "can be asked from Thu 1 January 2026; the document does not say from when it is in force";
    assert!(body.contains(said), "{body}");
}

/// A style for buttons that look like links stands on nothing else: on a whole form it would underline all of its text.
#[tokio::test]
async fn what_is_styled_as_a_link_is_a_button() {
    let body = page("", "/definitions").await;
    assert!(!body.contains("<form method=\"get\" action=\"/definitions#moves\" class=\"kw-choose\">"), "{body}");
    for template in std::fs::read_dir("templates").unwrap() {
        let text = std::fs::read_to_string(template.unwrap().path()).unwrap();
        for (place, _) in text.match_indices("class=\"kw-choose\"") {
            assert!(text[..place].ends_with("<button "), "{}", &text[place.saturating_sub(60)..place + 20]);
        }
    }
}
