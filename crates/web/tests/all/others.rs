//! Who is put on record, notes, siblings done together, carrying back, other services, carers, units and capacity issues: through the
//! pages and through the API, as people and programs do it.

use record::words::{TransferItem, Word};
use serde_json::{Value, json};

use crate::place;
use crate::place::Place;

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"1900-01-01"}
{"kind":"unit_details","unit":"x:County","when":"2020-01-01","level":"authority","name":"Testshire"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","parent":"x:County","name":"East"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","parent":"x:East","name":"North"}
{"kind":"unit_details","unit":"x:South","when":"2020-01-01","level":"team","parent":"x:East","name":"South"}
{"kind":"worker_details","worker":"x:Mina","when":"2020-01-01","name":"Mina Rose","profession":"team manager","team":"x:North"}
{"kind":"worker_details","worker":"x:Sal","when":"2020-01-01","name":"Sal Hill","profession":"service manager","team":"x:North"}
{"kind":"post_held","worker":"x:Sal","when":"2020-01-01","post":"service manager","unit":"x:East","stands_in":false}
{"kind":"post_held","worker":"x:Avi","when":"2020-01-01","post":"assistant director","stands_in":false}
{"kind":"post_held","worker":"x:Bo","when":"2020-01-01","post":"business support","unit":"x:North","stands_in":false}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","name":"Bea Lark","profession":"social worker","team":"x:North"}
"#;

async fn done(place: &Place, who: &str, body: Value) -> Value {
    let (status, said) = act(place, who, body).await;
    assert_eq!(status, 200, "{said}");
    said
}

async fn act(place: &Place, who: &str, body: Value) -> (u16, Value) {
    let key = format!("key-{}", place.clock.load(std::sync::atomic::Ordering::Relaxed));
    place.act(who, &key, body).await
}

async fn wren(place: &Place) -> String {
    let new = json!({ "act": "register", "given_name": "Wren", "family_name": "Testchild", "born": "2019-05-01", "team": "x:North" });
    done(place, "x:Mina", new).await["about"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_child_is_put_on_record_by_a_form_and_stands_in_the_tray() {
    let place = Place::new(FACTS);
    let form = place.html("x:Mina", "/child/new/act/register?team=x%3ANorth").await;
    assert_eq!(form.status, 200, "{}", form.text());
    let fields = [("given_name", "Wren"), ("family_name", "Testchild"), ("born", "1/5/2019"), ("team", "x:North")];
    let sent = place.send_drawn("x:Mina", "/child/new/act/register", &form, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let page = sent.location.split('?').next().unwrap().to_owned();
    assert!(page.starts_with("/child/keyworker%3A"), "{page}");
    let shown = place.html("x:Mina", &sent.location).await;
    assert!(shown.text().contains("Referral received") && shown.text().contains("Wren"), "{}", shown.text());
    let tray = place.page("/api/v1/team/x:North").await;
    assert_eq!(
        tray["page"]["open_children"]["open"]["value"]["certain"]
            .as_u64()
            .or(tray["page"]["lines"].as_array().map(|l| l.len() as u64)),
        Some(1),
        "{tray}"
    );
    // A sibling whom a link names is said by name, and is of the same family then.
    let sibling = page.trim_start_matches("/child/").to_owned();
    let form = place.html("x:Mina", &format!("/child/new/act/register?sibling={sibling}&team=x%3ANorth")).await;
    assert!(form.text().contains("Wren, 6"), "{}", form.text());
    let fields = [("given_name", "Robin"), ("born", "1/5/2022"), ("team", "x:North"), ("sibling", "keyworker:x")];
    let wrong = place.send_drawn("x:Mina", "/child/new/act/register", &form, &fields).await;
    assert_eq!(wrong.status, 400, "a sibling who is not on record is a mistake");
    assert!(wrong.has("value=\"Robin\""), "what was typed is kept");
    // Somebody of another team does not.
    let refused = act(&place, "x:Nobody", json!({ "act": "register", "given_name": "A", "team": "x:North" })).await;
    assert_eq!(refused.0, 403);
    let bea = act(&place, "x:Bea", json!({ "act": "register", "given_name": "A", "team": "x:South" })).await;
    assert_eq!((bea.0, &bea.1["refused"][0]["clauses"]), (422, &json!(["PG-05"])));
    let odd =
        act(&place, "x:Mina", json!({ "act": "register", "child": "no source", "given_name": "A", "team": "x:North" }))
            .await;
    assert_eq!((odd.0, &odd.1["unreadable"][0]["field"]), (400, &json!("child")));
}

#[tokio::test]
async fn the_same_sent_again_names_the_same_child() {
    let place = Place::new(FACTS);
    let body = || json!({ "act": "register", "given_name": "Wren", "team": "x:North" });
    let first = place.act("x:Mina", "one and the same", body()).await.1;
    let second = place.act("x:Mina", "one and the same", body()).await.1;
    assert_eq!((first["repeated"].as_bool(), second["repeated"].as_bool()), (Some(false), Some(true)));
    assert!(first["about"].is_string() && first["about"] == second["about"], "{first} {second}");
    assert_eq!(second["facts"], json!(["child_details", "referral_received", "district_received"]));
}

#[tokio::test]
async fn what_is_written_down_with_a_record_stands_on_the_childs_page_as_it_was_typed() {
    let place = Place::new(FACTS);
    let child = wren(&place).await;
    let path = format!("/child/{}/record/visit", child.replace(':', "%3A"));
    let typed = "הילדה 👧🏽 said <b>the dog is called Biscuit</b>.\nShe showed me her room.";
    let sent = place.fill("x:Mina", &path, &[("parts", "seen"), ("note", typed)]).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let page = place.page(&format!("/api/v1/child/{child}")).await;
    let record = page["page"]["record"].as_array().unwrap();
    let noted = record
        .iter()
        .find(|line| line["what"].as_str().unwrap().contains("Biscuit"))
        .unwrap_or_else(|| panic!("{record:#?}"));
    assert!(noted["what"].as_str().unwrap().contains(typed), "{noted}");
    // By itself it is a note too, and nothing is asked beside it.
    let alone = place.html("x:Mina", &format!("/child/{child}/record/noted")).await;
    assert!(alone.has("name=\"says\"") && !alone.has("name=\"note\""));
}

#[tokio::test]
async fn what_is_done_for_siblings_is_decided_for_each() {
    let place = Place::new(FACTS);
    let child = wren(&place).await;
    let sibling = |name: &str| json!({ "act": "register", "given_name": name, "born": "2022-05-01", "team": "x:North", "sibling": child });
    let robin = done(&place, "x:Mina", sibling("Robin")).await["about"].as_str().unwrap().to_owned();
    let linnet = done(&place, "x:Mina", sibling("Linnet")).await["about"].as_str().unwrap().to_owned();
    done(&place, "x:Mina", json!({ "act": "put-on-duty", "child": robin })).await;
    let path = format!("/child/{}/act/put-on-duty", child.replace(':', "%3A"));
    let form = place.html("x:Mina", &path).await;
    assert!(form.text().contains("For whom else?") && form.has(&format!("value=\"{robin}\"")), "{}", form.text());
    // One is on duty already: it is refused for that one, and done for the others.
    let both = [("also", robin.as_str()), ("also", linnet.as_str())];
    let sent = place.send_drawn("x:Mina", &path, &form, &both).await;
    assert_eq!(sent.status, 422);
    let text = sent.text();
    assert!(text.contains("Recorded for Wren and Linnet.") && text.contains("Not recorded for Robin"), "{text}");
    assert!(text.contains("The case is on duty already."), "{text}");
    for (of, wanted) in [(&child, 1), (&linnet, 1), (&robin, 1)] {
        let page = place.page(&format!("/api/v1/child/{of}")).await;
        let record = page["page"]["record"].as_array().unwrap().clone();
        let put = record.iter().filter(|line| line["what"].as_str().unwrap().starts_with("Put on duty")).count();
        assert_eq!(put, wanted, "{of}");
    }
    // For all at once, it is said for how many.
    let path = format!("/child/{}/act/take-off-duty", child.replace(':', "%3A"));
    let sent = place.fill("x:Mina", &path, &[("also", &robin), ("also", &linnet)]).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let shown = place.html("x:Mina", &sent.location).await;
    assert!(shown.text().contains("The same for 2 other children"), "{}", shown.text());
    // What is tied to something of one child's own is for that child alone.
    let offer = json!({ "act": "offer", "child": child, "worker": "x:Bea", "part": "lead", "what": "a", "actions": "b", "review": "c" });
    done(&place, "x:Mina", offer).await;
    let accept = place.html("x:Bea", &format!("/child/{child}/act/accept")).await;
    assert!(!accept.text().contains("For whom else?") && accept.text().contains("What you are asked to take"));
}

#[tokio::test]
async fn what_was_recorded_here_is_carried_back_once_and_the_extract_is_held_beside_it() {
    let place = Place::new(FACTS);
    let child = wren(&place).await;
    done(&place, "x:Mina", json!({ "record": "visit", "child": child, "parts": ["seen"], "note": "Wren was well." }))
        .await;
    let page = place.page("/api/v1/carry-back").await["page"].clone();
    assert_eq!((page["waiting"].as_u64(), page["children"].as_array().unwrap().len()), (Some(2), 1));
    let text = page["children"][0]["notes"][1]["text"].as_str().unwrap();
    assert!(
        text.contains("Visit: seen") && text.contains("Wren was well.") && text.contains("Recorded by Mina Rose"),
        "{text}"
    );
    let ids: Vec<String> = serde_json::from_value(page["children"][0]["notes"][1]["ids"].clone()).unwrap();
    let drawn = place.html("x:Bo", "/carry-back").await;
    let key = drawn.hidden("key");
    let whom = [("key", key.as_str()), ("child", child.as_str())];
    let fields: Vec<(&str, &str)> = whom.into_iter().chain(ids.iter().map(|id| ("fact", id.as_str()))).collect();
    let sent = place.form("x:Bo", "/carry-back", &fields).await;
    assert_eq!((sent.status, sent.location.as_str()), (303, "/carry-back?marked=1"), "{}", sent.text());
    let page = place.page("/api/v1/carry-back").await["page"].clone();
    assert_eq!(page["waiting"].as_u64(), Some(1));
    // Of a day, all is there, with what became of it.
    let of_day = place.page("/api/v1/carry-back?day=2026-03-09").await["page"].clone();
    let carried = of_day["children"][0]["notes"][1]["carried"].as_str().unwrap().to_owned();
    assert!(carried.starts_with("Carried back on") && carried.contains("x:Bo") || carried.contains("Bo"), "{carried}");
    // Twice is refused, and so is what is not on record.
    for fact in [ids[0].as_str(), "00000000000000000000000000000000"] {
        let again = act(&place, "x:Bo", json!({ "record": "carried_back", "child": child, "fact": fact })).await;
        assert_eq!((again.0, &again.1["refused"][0]["clauses"]), (422, &json!(["AS-28"])), "{fact}");
    }
    let wrong = place.page("/api/v1/carry-back?day=tomorrow").await;
    assert_eq!(wrong["error"], json!("There is no such day."));
}

#[tokio::test]
async fn a_carer_without_a_supervising_social_worker_is_listed_and_a_service_says_what_it_owes() {
    // AP-08, AS-23 to AS-25.
    let place = Place::under(FACTS, vec![place::pack("as"), place::pack("pg")], Vec::new());
    let details = json!({ "record": "carer_details", "carer": "x:Pat", "name": "Pat Testcarer", "carer_kind": "foster carer", "team": "x:North" });
    done(&place, "x:Mina", details).await;
    let page = place.page("/api/v1/carers").await["page"].clone();
    assert_eq!((page["without"].as_u64(), page["carers"][0]["name"].as_str()), (Some(1), Some("Pat Testcarer")));
    done(&place, "x:Mina", json!({ "record": "carer_supervised", "carer": "x:Pat", "worker": "x:Bea" })).await;
    assert_eq!(place.page("/api/v1/carers").await["page"]["without"].as_u64(), Some(0));
    // A supervisor who leaves leaves the carer without one.
    done(&place, "x:Mina", json!({ "record": "worker_left", "worker": "x:Bea", "when": "2026-03-08" })).await;
    assert_eq!(place.page("/api/v1/carers").await["page"]["without"].as_u64(), Some(1));
    let joined =
        json!({ "record": "service_entry_joined", "carer": "x:Pat", "service": "fostering", "children_placed": true });
    done(&place, "x:Mina", joined).await;
    let of_fostering = |page: Value| {
        page["page"]["lists"].as_array().unwrap().iter().find(|list| list["service"] == "fostering").unwrap().clone()
    };
    let list = of_fostering(place.page("/api/v1/services").await);
    let owed: Vec<&str> =
        list["lines"][0]["owed"].as_array().unwrap().iter().map(|duty| duty["clause"].as_str().unwrap()).collect();
    assert!(owed.contains(&"AS-24") && owed.contains(&"AS-25"), "{owed:?}");
    assert_eq!(list["lines"][0]["told"], Value::Null);
    // Whoever answers for it has it on their Today, with the form; who does not, has not; and what is done goes from it.
    let theirs = async |who: &str| -> Vec<(String, String, String)> {
        let page = place.page(&format!("/api/v1/today?acting={who}")).await;
        let carers = page["page"]["carers"].as_array().cloned().unwrap_or_default();
        let text = |one: &Value| one.as_str().unwrap_or_default().to_owned();
        carers.iter().map(|one| (text(&one["carer"]), text(&one["what"]), text(&one["does"]["path"]))).collect()
    };
    let risk = (
        "P.T.",
        "Risk assessment for carers with children placed",
        "/carer/x%3APat/act/oversee-carer?post=team%20manager",
    );
    let has = |all: &[(String, String, String)]| {
        all.iter().any(|(who, what, path)| (who.as_str(), what.as_str(), path.as_str()) == risk)
    };
    let mina = theirs("x:Mina").await;
    assert!(has(&mina) && theirs("x:Kim").await.is_empty(), "{mina:?}");
    let drawn = place.html("x:Mina", "/today").await;
    assert!(drawn.has("Foster carers and adopters") && !drawn.text().contains("Pat Testcarer"), "{}", drawn.text());
    let form = [
        ("when", "now"),
        ("post", "team manager"),
        ("worries", "Two moves"),
        ("risk", "medium"),
        ("needed", "A visit"),
    ];
    assert_eq!(place.fill("x:Mina", risk.2, &form).await.status, 303);
    assert!(!has(&theirs("x:Mina").await));
    done(&place, "x:Mina", json!({ "record": "service_entry_updated", "carer": "x:Pat", "service": "fostering" }))
        .await;
    let list = of_fostering(place.page("/api/v1/services").await);
    assert!(list["lines"][0]["told"].is_object() || list["lines"][0]["told"].is_string(), "{list}");
    done(&place, "x:Mina", json!({ "record": "service_entry_left", "carer": "x:Pat", "service": "fostering" })).await;
    assert_eq!(of_fostering(place.page("/api/v1/services").await)["lines"], json!([]));
    let shown = place.html("x:Mina", "/carer/x:Pat").await;
    assert!(shown.text().contains("Pat Testcarer") && shown.has("<title>Carer P.T. "), "{}", shown.text());
}

#[tokio::test]
async fn a_capacity_issue_goes_from_whoever_raises_it_to_the_risk_register() {
    // AP-14.
    let place = Place::new(FACTS);
    let raised = json!({ "record": "capacity_issue_raised", "unit": "x:North", "what": "=Two workers short", "evidence": "since February" });
    done(&place, "x:Bea", raised).await;
    let page = place.page("/api/v1/capacity-issues").await["page"].clone();
    assert_eq!(
        (page["issues"][0]["what"].as_str(), page["issues"][0]["decided"].as_array().unwrap().len()),
        (Some("=Two workers short"), 0)
    );
    let shown = place.html("x:Avi", "/unit/x:North").await;
    assert!(
        shown.text().contains("Nobody has decided") && shown.text().contains("Team manager: Mina Rose"),
        "{}",
        shown.text()
    );
    let form = place.html("x:Avi", "/unit/x:North/record/capacity_issue_decided").await;
    assert!(form.text().contains("Two workers short, raised"), "{}", form.text());
    let mine = place.html("x:Mina", "/unit/x:North/record/capacity_issue_decided").await;
    let issue = mine.hidden("issue");
    let fields = [
        ("issue", issue.as_str()),
        ("decision", "One agency worker until June"),
        ("on_risk_register", "yes"),
        ("over", "no"),
    ];
    let refused = place.send_drawn("x:Mina", "/unit/x:North/record/capacity_issue_decided", &mine, &fields).await;
    assert!(refused.status == 422 && refused.text().contains("AP-14") && refused.has("One agency worker until June"));
    let sent = place.send_drawn("x:Avi", "/unit/x:North/record/capacity_issue_decided", &form, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let register = place.html("x:Avi", "/capacity-issues/risk-register.csv").await;
    assert!(
        register.body.lines().nth(1).unwrap().starts_with("North,'=Two workers short,since February"),
        "{}",
        register.body
    );
}

#[tokio::test]
async fn a_unit_is_named_anew_and_a_post_is_given_by_whoever_is_above() {
    let place = Place::new(FACTS);
    let form = place.html("x:Sal", "/unit/x:North/record/unit_details").await;
    assert!(form.has("value=\"North\""), "what is so already is filled in");
    let fields = [("name", "Northern Lights"), ("level", "team"), ("parent", "x:East")];
    let sent = place.send_drawn("x:Sal", "/unit/x:North/record/unit_details", &form, &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert!(place.html("", "/team/x:North").await.text().contains("Northern Lights"));
    let new = done(
        &place,
        "x:Sal",
        json!({ "record": "unit_details", "name": "Third team", "level": "team", "parent": "x:East" }),
    )
    .await;
    let unit = new["about"].as_str().unwrap().to_owned();
    let post =
        json!({ "record": "post_held", "worker": "x:Bea", "post": "team manager", "unit": unit, "stands_in": false });
    assert_eq!(act(&place, "x:Mina", post.clone()).await.0, 422);
    done(&place, "x:Sal", post).await;
    assert!(place.html("x:Sal", &format!("/unit/{unit}")).await.text().contains("Team manager: Bea Lark"));
}

#[tokio::test]
async fn how_long_an_absence_lasts_is_said_anew_and_what_was_said_stays_on_record() {
    // AP-39: a likely length is stated, and can be revised.
    let place = Place::new(FACTS);
    assert_eq!(
        act(&place, "x:Mina", json!({ "act": "revise-absence", "worker": "x:Bea", "likely_end": "2026-03-20" }))
            .await
            .0,
        422
    );
    let away = json!({ "record": "absence_started", "worker": "x:Bea", "when": "2026-03-09", "absence_kind": "sickness", "likely_end": "2026-03-13" });
    done(&place, "x:Mina", away).await;
    assert_eq!(
        act(&place, "x:Bea", json!({ "act": "revise-absence", "worker": "x:Bea", "likely_end": "2026-03-20" })).await.0,
        422
    );
    assert_eq!(
        act(&place, "x:Mina", json!({ "act": "revise-absence", "worker": "x:Bea", "likely_end": "2026-03-01" }))
            .await
            .0,
        422
    );
    done(&place, "x:Mina", json!({ "act": "revise-absence", "worker": "x:Bea", "likely_end": "2026-04-17" })).await;
    let sheet = place.html("x:Mina", "/worker/x:Bea/absence").await;
    assert!(sheet.text().contains("17 April 2026") && !sheet.text().contains("13 March 2026"), "{}", sheet.text());
    // The one absence ends by one return.
    done(&place, "x:Mina", json!({ "record": "absence_ended", "worker": "x:Bea", "when": "2026-03-09" })).await;
    assert_eq!(act(&place, "x:Mina", json!({ "record": "absence_ended", "worker": "x:Bea" })).await.0, 422);
}

#[tokio::test]
async fn what_could_be_released_is_proposed_and_never_the_work_of_a_child_who_must_keep_a_worker() {
    // AS-10.
    let held = |id: &str, more: &str| {
        format!(
            "{{\"kind\":\"referral_received\",\"child\":\"x:{id}\",\"when\":\"2026-01-05\",\"referral\":\"000000000000000{id}\",\"team\":\"x:North\"}}
{{\"kind\":\"involvement_started\",\"child\":\"x:{id}\",\"when\":\"2026-01-06\",\"involvement\":\"00000000000000a{id}\",\"worker\":\"x:Bea\",\"role\":\"lead\",\"team\":\"x:North\",\"accepted\":true}}
{more}"
        )
    };
    let began = |id: &str, status: &str| {
        format!(
            "{{\"kind\":\"status_started\",\"child\":\"x:{id}\",\"when\":\"2026-01-07\",\"status\":\"{status}\",\"spell\":\"00000000000000b{id}\"}}\n"
        )
    };
    let ended = |id: &str, status: &str| {
        format!(
            "{{\"kind\":\"status_ended\",\"child\":\"x:{id}\",\"when\":\"2026-02-02\",\"status\":\"{status}\",\"spell\":\"00000000000000b{id}\"}}\n"
        )
    };
    let facts = [
        FACTS.to_owned(),
        "{\"kind\":\"referral_received\",\"child\":\"x:1\",\"when\":\"2026-03-02\",\"referral\":\"0000000000000001\",\"team\":\"x:North\"}\n".to_owned(),
        held("2", &began("2", "child in need")),
        held("3", "{\"kind\":\"closure_proposed\",\"child\":\"x:3\",\"when\":\"2026-02-09\"}\n"),
        held("4", &began("4", "child protection plan")),
        held("5", &began("5", "looked after")),
        held("6", &began("6", "privately fostered")),
        held("7", &format!("{}{}", began("7", "section 47 enquiry"), ended("7", "section 47 enquiry"))),
        held("8", &began("8", "care proceedings")),
    ];
    let place = Place::new(&facts.concat());
    let page = place.page("/api/v1/child/x:1/release").await["page"].clone();
    let lines: Vec<String> = page["lines"]
        .as_array()
        .unwrap_or_else(|| panic!("{page}"))
        .iter()
        .map(|line| format!("{} {}", line["child"]["id"].as_str().unwrap(), line["reason"].as_str().unwrap()))
        .collect();
    let nothing = "Neither child protection, looked after nor privately fostered; nothing else speaks for it";
    let wanted = [
        "x:3 Closure was proposed on Mon 9 February 2026".to_owned(),
        format!("x:2 {nothing}"),
        format!("x:7 {nothing}"),
    ];
    assert_eq!(lines, wanted);
    let shown = place.html("x:Mina", "/child/x:1/release").await;
    assert!(shown.text().contains("a manager decides") && shown.has("/child/x%3A3/act/close"), "{}", shown.text());
    let who = place.html("x:Mina", "/child/x:1/allocate").await;
    assert!(who.has("/child/x%3A1/release"));
}

#[tokio::test]
async fn a_transfer_waits_on_the_day_of_whoever_is_to_check_and_sign_and_the_child_is_held_throughout() {
    // AP-16, AP-17, AP-22.
    let more = r#"{"kind":"worker_details","worker":"x:Tariq","when":"2020-01-01","name":"Tariq Vale","profession":"team manager","team":"x:South"}
{"kind":"worker_details","worker":"x:Lena","when":"2020-01-01","name":"Lena Ash","profession":"social worker","team":"x:South"}
{"kind":"referral_received","child":"x:1","when":"2026-01-05","referral":"0000000000000001","team":"x:North"}
{"kind":"involvement_started","child":"x:1","when":"2026-01-06","involvement":"00000000000000a1","worker":"x:Bea","role":"lead","team":"x:North","accepted":true}
"#;
    let place = Place::new(&format!("{FACTS}{more}"));
    let waiting = async |who: &str| -> Vec<String> {
        let page = place.page(&format!("/api/v1/today?acting={who}")).await["page"].clone();
        let all = page["transfers"].as_array().unwrap_or_else(|| panic!("{page}")).clone();
        let does = all.iter().flat_map(|one| one["does"].as_array().unwrap().clone());
        does.map(|press| press["label"].as_str().unwrap().to_owned()).collect()
    };
    let every = TransferItem::NAMES;
    let offer = json!({ "act": "offer", "child": "x:1", "worker": "x:Lena", "part": "lead", "team": "x:South", "what": "a", "actions": "b", "review": "c" });
    // Without a transfer another team's worker is not asked in that team's name.
    let early = act(&place, "x:Mina", offer.clone()).await;
    assert_eq!((early.0, &early.1["refused"][0]["clauses"]), (422, &json!(["AP-16", "AP-17"])));
    assert_eq!(
        act(&place, "x:Tariq", json!({ "act": "check-transfer", "child": "x:1", "complete": every })).await.0,
        422
    );
    // What she said of a transfer that came to nothing says nothing of the next.
    let ready = json!({ "record": "ready_to_transfer", "child": "x:1", "to": "x:South" });
    done(&place, "x:Mina", ready.clone()).await;
    let first = done(&place, "x:Tariq", offer.clone()).await["involvement"].clone();
    done(&place, "x:Lena", json!({ "act": "accept", "child": "x:1", "involvement": first })).await;
    done(&place, "x:Mina", json!({ "act": "withdraw", "child": "x:1", "involvement": first })).await;
    done(&place, "x:Mina", json!({ "record": "transfer_ended", "child": "x:1" })).await;
    done(&place, "x:Mina", ready).await;
    let checks = ["Check the work", "Sign for the receiving team"];
    assert_eq!(
        (waiting("x:Tariq").await, waiting("x:Mina").await),
        (checks.map(str::to_owned).to_vec(), vec!["Sign for the giving team".to_owned()])
    );
    assert_eq!(waiting("x:Bea").await, Vec::<String>::new());
    let part = json!({ "act": "check-transfer", "child": "x:1", "complete": every[1..], "missing": "The chronology ends in March" });
    assert_eq!(done(&place, "x:Tariq", part).await["facts"], json!(["transfer_work_found"]));
    // Both sides read what is left of the work, on their day and beside their forms.
    let left = ["Not found yet: assessments complete.", "The chronology ends in March"];
    for who in ["x:Tariq", "x:Mina"] {
        let shown = place.html(who, "/child/x:1/act/sign-transfer").await.text();
        let today = place.html(who, &format!("/today?acting={who}")).await.text();
        assert!(left.iter().all(|says| shown.contains(says) && today.contains(says)), "{who}: {shown}\n{today}");
    }
    let rest = json!({ "act": "check-transfer", "child": "x:1", "not_needed": every[..1] });
    assert_eq!(done(&place, "x:Tariq", rest).await["facts"], json!(["transfer_work_found", "transfer_checked"]));
    let involvement = done(&place, "x:Tariq", offer).await["involvement"].clone();
    let accept = json!({ "act": "accept", "child": "x:1", "involvement": involvement });
    assert_eq!(done(&place, "x:Lena", accept.clone()).await["facts"], json!(["successor_identified"]));
    // It is asked of her no more, and she cannot say it twice.
    let day = place.page("/api/v1/today?acting=x:Lena").await["page"].clone();
    assert_eq!(day["now"]["of_things"], json!(0), "{day}");
    let twice = act(&place, "x:Lena", accept).await;
    assert_eq!((twice.0, &twice.1["refused"][0]["clauses"]), (422, &json!(["AP-22"])));
    // Each side for itself.
    let sign = |side: &str| json!({ "act": "sign-transfer", "child": "x:1", "to": "x:South", "side": side });
    for (who, side) in [("x:Mina", "receiving"), ("x:Bea", "giving"), ("x:Tariq", "giving")] {
        let refused = act(&place, who, sign(side)).await;
        assert_eq!(
            (refused.0, &refused.1["refused"][0]["clauses"][0]),
            (422, &json!(if who == "x:Tariq" { "PG-05" } else { "AP-17" })),
            "{who}"
        );
    }
    done(&place, "x:Mina", sign("giving")).await;
    assert_eq!(place.page("/api/v1/child/x:1").await["page"]["now"]["by"], json!("Bea Lark"));
    let last = done(&place, "x:Tariq", sign("receiving")).await;
    assert_eq!(
        last["facts"],
        json!(["transfer_signed", "allocation_accepted", "involvement_started", "involvement_ended"])
    );
    let page = place.page("/api/v1/child/x:1").await["page"].clone();
    assert_eq!((&page["now"]["state"], &page["now"]["by"]), (&json!("held"), &json!("Lena Ash")), "{page}");
    assert_eq!((waiting("x:Tariq").await.len(), waiting("x:Mina").await.len()), (0, 0));
}

#[tokio::test]
async fn a_case_that_another_authority_is_asked_for_waits_on_its_managers_day_until_it_has_answered() {
    // AP-16.
    let more = r#"{"kind":"referral_received","child":"x:1","when":"2026-01-05","referral":"0000000000000001","team":"x:North"}
"#;
    let place = Place::new(&format!("{FACTS}{more}"));
    let line = async || -> String {
        let all = place.page("/api/v1/today?acting=x:Mina").await["page"]["transfers"].clone();
        let of =
            |one: &Value| format!("{}: {} ({})", one["to"], one["stands"], one["does"][0]["label"]).replace('"', "");
        all.as_array().unwrap().iter().map(of).collect::<Vec<_>>().join("; ")
    };
    let said = |answer: &str| json!({ "record": "another_authority", "child": "x:1", "authority": "Example County", "answer": answer });
    assert_eq!(line().await, "");
    done(&place, "x:Mina", said("asked, no answer yet")).await;
    assert_eq!(
        line().await,
        "Example County: asked, no answer yet; the case stays with the team here until there is one (Record its answer)"
    );
    let early = act(&place, "x:Mina", json!({ "act": "close", "child": "x:1" })).await;
    assert_eq!((early.0, &early.1["refused"][0]["clauses"]), (422, &json!(["AP-16"])));
    done(&place, "x:Mina", said("takes the case over")).await;
    assert_eq!(
        line().await,
        "Example County: it takes the case over; the case is still open here (Close the case here)"
    );
    done(&place, "x:Mina", said("does not take it over")).await;
    assert_eq!(line().await, "");
}
