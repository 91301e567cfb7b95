//! What a rule about a whole area asks stands on the day of whoever is to tell of it, and of whoever was told (AP-14).

use serde_json::Value;

use crate::place::{Place, pack};

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"unit_details","unit":"x:C","when":"2020-01-01","name":"Testshire","level":"authority"}
{"kind":"unit_details","unit":"x:D","when":"2020-01-01","name":"North","level":"district","parent":"x:C"}
{"kind":"unit_details","unit":"x:T1","when":"2020-01-01","name":"North One","level":"team","parent":"x:D"}
{"kind":"unit_details","unit":"x:T2","when":"2020-01-01","name":"North Two","level":"team","parent":"x:D"}
{"kind":"worker_details","worker":"x:Hal","when":"2020-01-01","name":"Hal Moor","profession":"other"}
{"kind":"post_held","worker":"x:Hal","when":"2020-01-01","post":"head of service","unit":"x:C","stands_in":false}
{"kind":"worker_details","worker":"x:Mina","when":"2020-01-01","name":"Mina Rose","profession":"team manager","team":"x:T1"}
{"kind":"worker_details","worker":"x:Ola","when":"2020-01-01","name":"Ola Fern","profession":"team manager","team":"x:T2"}
{"kind":"referral_received","child":"x:1","when":"2026-02-02","referral":"r1","team":"x:T1"}
{"kind":"referral_received","child":"x:2","when":"2026-02-02","referral":"r2","team":"x:T1"}
"#;

async fn areas(place: &Place, who: &str) -> Vec<Value> {
    let page = place.page(&format!("/api/v1/today?acting={who}")).await["page"].clone();
    page["areas"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_unit_above_its_limit_is_on_the_day_of_who_tells_and_then_of_who_was_told_until_it_is_acknowledged() {
    let place = Place::under(FACTS, vec![pack("pg"), pack("combined")], vec![pack("pg")]);
    for who in ["x:Mina", "x:Ola"] {
        assert!(areas(&place, who).await.is_empty(), "{who}");
    }
    let told = areas(&place, "x:Hal").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["unit"]["name"], &told[0]["clauses"][0]), (&Value::from("North One"), &Value::from("COM-03")));
    assert!(told[0]["why"].as_str().unwrap().contains("You are head of service"), "{told:?}");
    let path = told[0]["does"]["path"].as_str().unwrap().to_owned();
    assert_eq!(
        path, "/unit/x%3AT1/record/area_notice_given?rule=combined%2Fteam-short&to=head%20of%20service",
        "the form, filled in"
    );
    let today = place.html("x:Hal", "/today").await;
    assert!(
        today.text().contains("Units above their limit North One") && today.has("area_notice_given?"),
        "{}",
        today.text()
    );
    assert!(today.has("class=\"kw-late\">due "), "it is overdue, and said");
    // What is recorded by the form is done, and waits to be acknowledged by the post that was told.
    let sent = [("rule", "combined/team-short"), ("to", "head of service"), ("when", "now")];
    let done = place.fill("x:Mina", &path, &sent).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let told = areas(&place, "x:Hal").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["what"], "The head of service was told on Mon 9 March 2026, and has not acknowledged it");
    let path = told[0]["does"]["path"].as_str().unwrap().to_owned();
    assert!(path.starts_with("/unit/x%3AT1/record/area_notice_acknowledged?rule="), "{path}");
    assert!(areas(&place, "x:Mina").await.is_empty());
    let done = place.fill("x:Hal", &path, &sent).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(areas(&place, "x:Hal").await.is_empty());
}
