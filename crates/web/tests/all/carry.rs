//! Carrying back what was recorded here (AS-28): of workers, units and carers as of children; what was done at one go together,
//! in the order of the log; and what could not be marked, said.

use serde_json::{Value, json};

use crate::place::Place;

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:County","when":"2020-01-01","level":"authority"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","parent":"x:County"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","name":"North","parent":"x:East"}
{"kind":"unit_details","unit":"x:South","when":"2020-01-01","level":"team","name":"South","parent":"x:East"}
{"kind":"worker_details","worker":"x:Mina","when":"2020-01-01","name":"Mina Rose","profession":"team manager","team":"x:North"}
{"kind":"worker_details","worker":"x:Ola","when":"2020-01-01","name":"Ola Fern","profession":"team manager","team":"x:South"}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","name":"Bea Lark","profession":"social worker","team":"x:North"}
{"kind":"worker_details","worker":"x:Bo","when":"2020-01-01","name":"Bo Reed","team":"x:North"}
{"kind":"post_held","worker":"x:Bo","when":"2020-01-01","post":"business support","unit":"x:North","stands_in":false}
{"kind":"carer_details","carer":"x:Pat","when":"2020-01-01","name":"Pat Testcarer","carer_kind":"foster carer","team":"x:North"}
{"kind":"child_details","child":"x:1","when":"2015-02-03","given_name":"Testy","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:1","when":"2026-03-02T09:00","referral":"r1","team":"x:North"}
"#;

async fn done(place: &Place, who: &str, body: Value) {
    let key = format!("key-{}", place.clock.load(std::sync::atomic::Ordering::Relaxed));
    let (status, told) = place.act(who, &format!("{key}-{who}"), body).await;
    assert_eq!(status, 200, "{told}");
}

/// Records of the same second, one after the other.
async fn in_one_second(place: &Place, all: &[(&str, Value)]) {
    for (nth, (who, body)) in all.iter().enumerate() {
        let (status, told) = place.act(who, &format!("one-second-{nth}"), body.clone()).await;
        assert_eq!(status, 200, "{told}");
        place.clock.fetch_sub(60, std::sync::atomic::Ordering::Relaxed);
    }
}

async fn page(place: &Place, path: &str) -> Value {
    place.page(&format!("/api/v1{path}")).await["page"].clone()
}

fn notes(one: &Value) -> Vec<(String, Vec<String>)> {
    let all = one["notes"].as_array().unwrap().iter();
    all.map(|note| {
        let ids = serde_json::from_value(note["ids"].clone()).unwrap();
        (note["text"].as_str().unwrap().to_owned(), ids)
    })
    .collect()
}

#[tokio::test]
async fn what_was_recorded_of_workers_units_and_carers_is_carried_back_once() {
    let place = Place::new(FACTS);
    done(&place, "x:Mina", json!({ "record": "experience_confirmed", "worker": "x:Bea", "note": "Two years." })).await;
    done(&place, "x:Bea", json!({ "record": "capacity_issue_raised", "unit": "x:North", "what": "Two posts empty" }))
        .await;
    done(&place, "x:Mina", json!({ "record": "carer_supervised", "carer": "x:Pat", "worker": "x:Bea" })).await;
    let listed = page(&place, "/carry-back").await;
    let others = listed["others"].as_array().unwrap().clone();
    let whom: Vec<(&str, &str)> =
        others.iter().map(|one| (one["of"].as_str().unwrap(), one["called"].as_str().unwrap())).collect();
    assert_eq!(whom, [("worker", "Bea Lark"), ("unit", "North"), ("carer", "Pat Testcarer")]);
    assert_eq!((listed["waiting"].as_u64(), listed["children"].as_array().unwrap().len()), (Some(3), 0));
    let text = place.html("x:Bo", "/carry-back/notes.txt").await.body;
    assert!(text.contains("== Pat Testcarer (x:Pat) ==") && text.contains("Two posts empty"), "{text}");
    for one in &others {
        let (of, id) = (one["of"].as_str().unwrap(), one["id"].as_str().unwrap());
        let (text, ids) = notes(one)[0].clone();
        assert!(text.contains("Recorded by"), "{text}");
        // Who has nothing to do with them does not say so, of whomever it is.
        let said = json!({ "record": "carried_back", of: id, "fact": ids[0] });
        let (status, told) = place.act("x:Ola", &format!("ola-{of}-1"), said.clone()).await;
        assert_eq!(status, 422, "{of}: {told}");
        // What is on nobody's record, or on another's.
        let elsewhere = notes(&others[usize::from(of == "worker")])[0].1[0].clone();
        for wrong in ["00000000000000000000000000000000", elsewhere.as_str()] {
            let said = json!({ "record": "carried_back", of: id, "fact": wrong });
            let (status, told) = place.act("x:Bo", &format!("wrong-{of}-{wrong}"), said).await;
            assert_eq!((status, &told["refused"][0]["clauses"]), (422, &json!(["AS-28"])), "{of}: {told}");
        }
        // By the page.
        let drawn = place.html("x:Bo", "/carry-back").await;
        let key = drawn.hidden("key");
        let whom = [("key", key.as_str()), (of, id)];
        let fields: Vec<(&str, &str)> = whom.into_iter().chain(ids.iter().map(|id| ("fact", id.as_str()))).collect();
        let sent = place.form("x:Bo", "/carry-back", &fields).await;
        assert_eq!((sent.status, sent.location.as_str()), (303, "/carry-back?marked=1"), "{of}: {}", sent.text());
        assert!(place.html("x:Bo", &sent.location).await.text().contains("1 record was marked as carried back"));
        let (status, told) = place.act("x:Bo", &format!("again-{of}-1"), said).await;
        assert_eq!((status, &told["refused"][0]["says"]), (422, &json!("It was carried back before.")), "{of}");
    }
    assert_eq!(page(&place, "/carry-back").await["waiting"], json!(0));
    let of_day = page(&place, "/carry-back?day=2026-03-09").await;
    let carried = of_day["others"][0]["notes"][0]["carried"].as_str().unwrap().to_owned();
    assert!(carried.starts_with("Carried back on") && carried.ends_with("by Bo Reed"), "{carried}");
}

#[tokio::test]
async fn what_two_people_did_in_one_second_is_a_note_each_in_the_order_of_the_log() {
    let place = Place::new(FACTS);
    let visit = |says: &str| json!({ "record": "visit", "child": "x:1", "parts": ["seen"], "note": says });
    in_one_second(&place, &[("x:Mina", visit("First")), ("x:Bo", visit("Second")), ("x:Mina", visit("Third"))]).await;
    let listed = page(&place, "/carry-back").await;
    let told = notes(&listed["children"][0]);
    assert_eq!((listed["waiting"].as_u64(), told.len()), (Some(3), 3), "{told:?}");
    for ((text, ids), (says, by)) in told.iter().zip([("First", "Mina"), ("Second", "Bo"), ("Third", "Mina")]) {
        assert!(text.contains(says) && text.contains(&format!("Recorded by {by}")), "{text}");
        assert_eq!((ids.len(), text.matches("Visit: seen").count()), (2, 1), "the visit with its note: {text}");
    }
}

#[tokio::test]
async fn children_of_whom_something_was_recorded_in_one_second_stand_in_the_order_of_the_log() {
    let register = |name: &str| json!({ "act": "register", "given_name": name, "team": "x:North" });
    let place = Place::new(FACTS);
    let names = ["Wren", "Ash", "Linnet", "Elm", "Robin", "Oak"];
    let all: Vec<(&str, Value)> = names.iter().map(|name| ("x:Mina", register(name))).collect();
    in_one_second(&place, &all).await;
    let listed = page(&place, "/carry-back").await;
    let called: Vec<&str> =
        listed["children"].as_array().unwrap().iter().map(|one| one["called"].as_str().unwrap()).collect();
    assert_eq!(called, names, "and not by ids that were drawn");
}

#[tokio::test]
async fn a_page_whose_marking_failed_in_part_says_how_many_were_marked_and_of_whom_not_and_why() {
    let place = Place::new(FACTS);
    for says in ["One", "Two"] {
        done(&place, "x:Mina", json!({ "record": "visit", "child": "x:1", "parts": ["seen"], "note": says })).await;
    }
    let listed = page(&place, "/carry-back").await;
    let told = notes(&listed["children"][0]);
    let key = place.html("x:Bo", "/carry-back").await.hidden("key");
    let nobodys = "0".repeat(32);
    let mut fields = vec![("key", key.as_str()), ("child", "x:1"), ("fact", nobodys.as_str())];
    fields.extend(told[0].1.iter().map(|id| ("fact", id.as_str())));
    let sent = place.form("x:Bo", "/carry-back", &fields).await;
    let text = sent.text();
    assert_eq!(sent.status, 422, "{text}");
    assert!(text.contains("Not everything was marked") && sent.has("<title>Error: To carry back"), "{text}");
    let said = "Of Testy , 1 record was marked as carried back, and 1 record was not: There is no such record of them.";
    assert!(text.contains(said), "{text}");
    assert!(text.contains("1 record is to be carried back"), "what is left stands below: {text}");
    // Nothing at all, by somebody who has nothing to do with the child.
    let mut fields = vec![("key", "another-key-1"), ("child", "x:1")];
    fields.extend(told[1].1.iter().map(|id| ("fact", id.as_str())));
    let sent = place.form("x:Ola", "/carry-back", &fields).await;
    let text = sent.text();
    assert_eq!(sent.status, 422, "{text}");
    assert!(text.contains("0 records were marked as carried back, and 1 record was not:"), "{text}");
}
