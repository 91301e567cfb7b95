//! Drafts: what is typed and not sent, or sent in vain, is found again by whoever typed it and by nobody else.

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;

use crate::place;
use crate::place::{Place, Seen, pack};

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:County","when":"2020-01-01","level":"authority"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","parent":"x:County"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","parent":"x:East"}
{"kind":"worker_details","worker":"x:Mina","when":"2020-01-01","name":"Mina Rose","profession":"team manager","team":"x:North"}
{"kind":"worker_details","worker":"x:Sal","when":"2020-01-01","name":"Sal Hill","profession":"service manager","team":"x:East"}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","name":"Bea Lark","profession":"social worker","team":"x:North"}
{"kind":"child_details","child":"x:1","when":"2015-02-03","given_name":"Testy","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:1","when":"2026-03-02T09:00","referral":"r1","team":"x:North"}
{"kind":"child_details","child":"x:2","when":"2015-02-03","given_name":"Other","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:2","when":"2026-03-02T09:00","referral":"r2","team":"x:North"}
{"kind":"status_started","child":"x:2","when":"2026-03-03","status":"child protection plan","spell":"s2"}
"#;

const OVERSEE: &str = "/child/x:1/act/oversee";
const WORDS: &str = "Late at school;\nnobody answers <the door> 🏠";

fn place() -> Place {
    Place::new(FACTS)
}

/// What stands in the longest answer of an oversight's form.
fn worries(page: &Seen) -> String {
    let (_, after) = page.body.split_once("name=\"worries\"").unwrap_or_else(|| panic!("{}", page.text()));
    let (_, text) = after.split_once(">\n").unwrap();
    let (text, _) = text.split_once("</textarea>").unwrap();
    text.replace("&#60;", "<").replace("&#62;", ">")
}

/// Keeps a draft by the button.
async fn keep(place: &Place, who: &str, path: &str, fields: &[(&str, &str)]) -> Seen {
    let drawn = place.html(who, path).await;
    send(place, who, path, &drawn, "/draft", fields).await
}

/// Sends a form that was drawn, with all that it carries, to its own address or to one below it.
async fn send(place: &Place, who: &str, path: &str, drawn: &Seen, below: &str, fields: &[(&str, &str)]) -> Seen {
    let hidden = ["key", "seen", "draft-link", "draft-by"].map(|name| (name, drawn.hidden(name).replace("&#38;", "&")));
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend_from_slice(fields);
    place.form(who, &format!("{}{below}", path.split('?').next().unwrap()), &all).await
}

/// The same as the script does.
async fn script(place: &Place, drawn: &Seen, fields: &[(&str, &str)]) -> (u16, Value) {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let hidden =
        ["key", "seen", "draft-link", "draft-by"].map(|name| format!("{name}={}", escaped(&drawn.hidden(name))));
    let typed = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    let body: Vec<String> = hidden.into_iter().chain(typed).collect();
    let request = Request::post(format!("{OVERSEE}/draft"))
        .header("host", "localhost")
        .header("cookie", "keyworker-acting=x%3AMina")
        .header("sec-fetch-site", "same-origin")
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded");
    let (status, value) = place.send(request.body(Body::from(body.join("&"))).unwrap()).await;
    (status.as_u16(), value)
}

/// The part of Today that lists drafts.
fn listed(today: &Seen) -> String {
    let text = today.text();
    let Some((_, after)) = text.split_once("Drafts of yours") else { return String::new() };
    after.split("In the next seven days").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_draft_is_kept_by_the_button_found_again_gone_on_with_and_thrown_away() {
    let place = place();
    let typed = [("worries", WORDS), ("risk", "high"), ("parts", "support to allocate"), ("colour", "red")];
    let kept = keep(&place, "x:Mina", OVERSEE, &typed).await;
    assert_eq!((kept.status, kept.location.as_str()), (303, "/child/x%3A1/act/oversee"), "{}", kept.text());
    let again = place.html("x:Mina", OVERSEE).await;
    assert!(again.text().contains("You kept a draft of this on Mon 9 March 2026, 09:01"), "{}", again.text());
    assert_eq!(worries(&again), WORDS);
    assert!(
        again.has("value=\"high\" checked") && again.has("value=\"support to allocate\" checked"),
        "{}",
        again.body
    );
    let twin = place.send(as_data("x:Mina", OVERSEE)).await.1;
    assert_eq!(twin["page"]["draft"]["kept"]["path"], "/child/x%3A1/act/oversee", "{twin}");
    // Nobody else is shown it: on the form, in the data, on their own day, or on hers.
    let hers = listed(&place.html("x:Mina", "/today").await);
    assert!(hers.contains("T.M., 11") && hers.contains("Record a management oversight"), "{hers}");
    assert!(
        !hers.contains("Testy") && !hers.contains("school"),
        "a list says initials, and not what was typed: {hers}"
    );
    for path in ["/today", "/today?acting=x:Mina", OVERSEE] {
        let page = place.html("x:Sal", path).await;
        assert!(!page.text().contains("raft of") && !page.has("Late at school"), "{path}: {}", page.text());
    }
    assert_eq!(place.send(as_data("x:Sal", "/today?acting=x:Mina")).await.1["page"]["drafts"], Value::Null);
    assert!(!place.html("", "/today?acting=x:Mina").await.text().contains("Drafts of yours"));
    // Nothing of it is on the record.
    assert!(!place.html("x:Mina", "/child/x:1?page=all").await.has("Late at school"));
    // What is kept later stands in its place; what is thrown away is gone.
    keep(&place, "x:Mina", OVERSEE, &[("worries", "Other words")]).await;
    let again = place.html("x:Mina", OVERSEE).await;
    assert_eq!(worries(&again), "Other words");
    assert!(!again.has("value=\"high\" checked"), "what was taken out is not filled in");
    let thrown = send(&place, "x:Mina", OVERSEE, &again, "/draft", &[("throw", "1")]).await;
    assert_eq!(thrown.status, 303);
    assert_eq!(worries(&place.html("x:Mina", OVERSEE).await), "");
    assert_eq!(listed(&place.html("x:Mina", "/today").await), "");
}

fn as_data(who: &str, path: &str) -> Request<Body> {
    let request = Request::get(format!("/api/v1{path}")).header("host", "localhost").header("keyworker-acting", who);
    request.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn each_send_that_is_not_done_keeps_the_draft_and_one_that_is_done_takes_it_away() {
    let place = Place::under(FACTS, vec![pack("pg"), pack("ap")], Vec::new());
    let words = ("note", "My own words");
    let close = "/child/x:2/act/close";
    let concern = "/child/x:1/record/concern_increased";
    let now = ("when", "now");
    // Why it is not done, by whom it is sent, what else is sent, and with which status it comes back.
    let refused: (&str, &str, &[(&str, &str)], u16) = (close, "x:Mina", &[now], 422);
    let unreadable: (&str, &str, &[(&str, &str)], u16) = (concern, "x:Mina", &[("when", "then")], 400);
    let nobody: (&str, &str, &[(&str, &str)], u16) = (concern, "", &[now], 303);
    for (path, sender, more, status) in [refused, unreadable, nobody] {
        let drawn = place.html("x:Mina", path).await;
        let fields = [&[words], more].concat();
        let sent = send(&place, sender, path, &drawn, "", &fields).await;
        assert_eq!(sent.status, status, "{path}: {}", sent.text());
        assert_eq!(sent.text().contains("Kept as a draft"), status != 303, "{path}: {}", sent.text());
        if status == 303 {
            assert!(sent.location.starts_with("/acting?from=%2Fchild"), "{}", sent.location);
        }
        let again = place.html("x:Mina", path).await;
        assert!(again.has("\nMy own words</textarea>") && again.text().contains("You kept a draft"), "{status}");
        let who = place.html("x:Bea", path).await;
        assert!(!who.has("My own words"), "{status}");
        let thrown = send(&place, "x:Mina", path, &again, "/draft", &[("throw", "1")]).await;
        assert_eq!(thrown.status, 303);
    }
    // A lost race; what is gone on with and done leaves no draft.
    let received = "/child/x:1/record/information_received";
    let drawn = place.html("x:Sal", received).await;
    assert_eq!(place.fill("x:Mina", received, &[now]).await.status, 303);
    let changed = send(&place, "x:Sal", received, &drawn, "", &[words, now]).await;
    assert_eq!(changed.status, 409, "{}", changed.text());
    assert!(listed(&place.html("x:Sal", "/today").await).contains("Information came in"));
    let on = send(&place, "x:Sal", received, &changed, "", &[words, now]).await;
    assert_eq!(on.status, 303, "{}", on.text());
    assert_eq!(listed(&place.html("x:Sal", "/today").await), "");
    assert!(!place.html("x:Sal", received).await.text().contains("draft of this"));
}

#[tokio::test]
async fn of_several_the_draft_is_kept_for_those_for_whom_it_was_not_done() {
    let place = Place::under(FACTS, vec![pack("pg"), pack("ap")], Vec::new());
    let path = "/child/x:1/act/close?also=x%3A2";
    let drawn = place.html("x:Mina", path).await;
    let sent = send(&place, "x:Mina", path, &drawn, "", &[("also", "x:2"), ("note", "Both go"), ("when", "now")]).await;
    assert_eq!(sent.status, 422, "{}", sent.text());
    let today = listed(&place.html("x:Mina", "/today").await);
    assert!(today.contains("Close the case"), "{today}");
    let first = place.html("x:Mina", path).await;
    assert!(first.has("\nBoth go</textarea>") && first.has("value=\"x:2\" checked"), "{}", first.body);
}

#[tokio::test]
async fn a_draft_of_the_form_as_another_link_opens_it_is_named_and_not_filled_in() {
    let place = place();
    let from_link = "/child/x:1/record/visit?parts=seen&done_by=x%3ABea";
    keep(&place, "x:Mina", from_link, &[("parts", "seen"), ("note", "At the door")]).await;
    let plain = place.html("x:Mina", "/child/x:1/record/visit").await;
    assert!(!plain.has("At the door") && plain.text().contains("opened from another place"), "{}", plain.text());
    assert!(plain.has("href=\"/child/x%3A1/record/visit?parts=seen&#38;done_by=x%3ABea\""), "{}", plain.body);
    assert!(place.html("x:Mina", from_link).await.has("\nAt the door</textarea>"));
    // Each is kept by itself.
    keep(&place, "x:Mina", "/child/x:1/record/visit", &[("note", "Another visit")]).await;
    assert!(place.html("x:Mina", from_link).await.has("\nAt the door</textarea>"));
    assert_eq!(listed(&place.html("x:Mina", "/today").await).matches("A visit to the child").count(), 2);
}

#[tokio::test]
async fn the_script_is_told_in_a_line_and_comes_too_late_for_what_was_done() {
    let place = place();
    let drawn = place.html("x:Mina", OVERSEE).await;
    let (status, told) = script(&place, &drawn, &[("worries", WORDS)]).await;
    assert_eq!(status, 200);
    assert_eq!(told["said"], "Kept as a draft, Mon 9 March 2026, 09:00. Nobody else is shown it.", "{told}");
    assert_eq!(worries(&place.html("x:Mina", OVERSEE).await), WORDS);
    let typed = [("decision", "See her"), ("when", "now")];
    let done = send(&place, "x:Mina", OVERSEE, &drawn, "", &typed).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let (status, told) = script(&place, &drawn, &[("worries", WORDS)]).await;
    assert_eq!((status, told["said"].as_str()), (200, Some("")), "{told}");
    assert_eq!(listed(&place.html("x:Mina", "/today").await), "");
    // Whoever it was drawn for typed it, though somebody else has come to this machine since.
    let bea = place.html("x:Bea", OVERSEE).await;
    script(&place, &bea, &[("worries", "Bea's own")]).await;
    assert_eq!(worries(&place.html("x:Bea", OVERSEE).await), "Bea&#39;s own");
    assert_eq!(worries(&place.html("x:Mina", OVERSEE).await), "");
    // Too long is not read to its end, and said.
    let (status, told) = script(&place, &drawn, &[("worries", &"a".repeat(1 << 20))]).await;
    assert_eq!(status, 403);
    assert!(told["error"].as_str().unwrap().contains("longer than a megabyte"), "{told}");
}

#[tokio::test]
async fn a_draft_about_a_child_whom_one_may_not_see_is_neither_kept_nor_shown() {
    let place = place();
    let drawn = place.html("x:Mina", "/child/x:2/act/oversee").await;
    send(&place, "x:Mina", "/child/x:2/act/oversee", &drawn, "/draft", &[("worries", WORDS)]).await;
    assert!(listed(&place.html("x:Mina", "/today").await).contains("O.M."));
    let restricted = "{\"keyworker\":\"facts\",\"version\":1}\n{\"kind\":\"access_restricted\",\"child\":\"x:2\",\"when\":\"2026-03-04\"}\n";
    let mut book = record::Book::default();
    intake::jsonl::read(restricted.as_bytes(), &mut book, "by hand").unwrap();
    place
        .live
        .take(|names| {
            let child = names.find_child("x:2").unwrap();
            let about = record::Subject::Child(child);
            Ok::<_, std::convert::Infallible>(book.facts().map(|fact| record::Fact { about, ..*fact }).collect())
        })
        .unwrap();
    assert_eq!(listed(&place.html("x:Mina", "/today").await), "");
    let sent = send(&place, "x:Mina", "/child/x:2/act/oversee", &drawn, "/draft", &[("worries", "More")]).await;
    assert_eq!(sent.status, 404);
    let unknown = send(&place, "x:Mina", "/child/x:99/act/oversee", &drawn, "/draft", &[("worries", "More")]).await;
    assert_eq!(
        (unknown.status, unknown.text()),
        (404, sent.text()),
        "it says no more than of a child who is not there"
    );
}

#[tokio::test]
async fn who_is_put_on_record_and_whoever_else_a_form_is_about_have_drafts_too() {
    let place = place();
    for (path, field, who) in [
        ("/child/new/act/register", "note", "A child who is not on record yet"),
        ("/worker/x:Bea/record/engagement", "note", "Bea Lark"),
        ("/unit/x:North/record/capacity_issue_raised", "what", "North"),
    ] {
        let kept = keep(&place, "x:Mina", path, &[(field, "Half a sentence")]).await;
        assert_eq!(kept.status, 303, "{path}: {}", kept.text());
        let today = listed(&place.html("x:Mina", "/today").await);
        assert!(today.contains(who), "{path}: {today}");
        assert!(place.html("x:Mina", &kept.location).await.has("Half a sentence"), "{path}");
    }
    let nobody = place.html("x:Mina", "/worker/x:Bea/record/engagement").await;
    let sent = send(&place, "x:Mina", "/worker/x:Nobody/record/engagement", &nobody, "/draft", &[("note", "x")]).await;
    assert_eq!(sent.status, 404);
}

#[tokio::test]
async fn where_nothing_can_be_written_no_draft_is_kept_and_that_is_said() {
    let mut book = record::Book::default();
    intake::jsonl::read(FACTS.as_bytes(), &mut book, "by hand").unwrap();
    let settings = web::Settings {
        authority: "Testshire Council".into(),
        made_up: None,
        base: record::Calendar::england_and_wales(),
        now: Box::new(|| place::at("2026-03-09T09:00")),
        threads: 1,
        stale_after: 7,
        feeds: |_| Vec::new(),
        files: Vec::new(),
    };
    let policies = web::Policies { packs: vec![pack("pg")], counted_only: Vec::new(), tray: "pg/unallocated".into() };
    let live = std::sync::Arc::new(web::Live::new(settings, policies, book).unwrap());
    let only_read = web::router(live.clone(), web::Hosts::loopback());
    let without_pen = web::acting_router(live.clone(), live, web::Hosts::loopback());
    for router in [only_read, without_pen] {
        let request = Request::post(format!("{OVERSEE}/draft"))
            .header("host", "localhost")
            .header("cookie", "keyworker-acting=x%3AMina")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from("worries=words"))
            .unwrap();
        let answer = tower::ServiceExt::oneshot(router, request).await.unwrap();
        assert_eq!(answer.status().as_u16(), 403);
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 22).await.unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains("only read here, so no draft was kept"));
    }
}

#[tokio::test]
async fn a_form_alone_may_run_our_own_script() {
    let place = place();
    for (path, runs) in [(OVERSEE, true), ("/today", false), ("/child/x:1", false)] {
        let request = Request::get(path).header("host", "localhost").header("cookie", "keyworker-acting=x%3AMina");
        let answer = place.ask(request.body(Body::empty()).unwrap()).await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(policy.contains("script-src 'self'; connect-src 'self';"), runs, "{path}: {policy}");
        let page = place.html("x:Mina", path).await;
        assert_eq!(page.body.matches("<script").count(), usize::from(runs), "{path}");
        if let Some((_, after)) = page.body.split_once("<script src=\"") {
            let address = after.split('"').next().unwrap();
            let asset = place.ask(Request::get(address).header("host", "localhost").body(Body::empty()).unwrap()).await;
            assert_eq!(asset.headers()["content-type"], "text/javascript; charset=utf-8");
        }
    }
    // What another site sends is not read.
    let request = Request::post(format!("{OVERSEE}/draft"))
        .header("host", "localhost")
        .header("cookie", "keyworker-acting=x%3AMina")
        .header("sec-fetch-site", "cross-site");
    let answer = place.ask(request.body(Body::from("worries=theirs&draft-by=x%3AMina")).unwrap()).await;
    assert_eq!(answer.status().as_u16(), 403);
    assert_eq!(worries(&place.html("x:Mina", OVERSEE).await), "");
}
