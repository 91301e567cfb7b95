//! One form for several children, a record that is taken back, and what a form says after it was refused or done.

use policy::Pack;

use crate::place::{Place, pack};

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:County","when":"2020-01-01","level":"authority"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","parent":"x:County"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","parent":"x:East","name":"North team"}
{"kind":"unit_details","unit":"x:South","when":"2020-01-01","level":"team","parent":"x:East","name":"South team"}
{"kind":"worker_details","worker":"x:Mina","when":"2020-01-01","name":"Mina Rose","profession":"team manager","team":"x:North"}
{"kind":"worker_details","worker":"x:Sal","when":"2020-01-01","name":"Sal Hill","profession":"service manager","team":"x:East"}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","name":"Bea Lark","profession":"social worker","team":"x:North"}
{"kind":"worker_details","worker":"x:Dan","when":"2020-01-01","name":"Dan Ash","profession":"social worker","team":"x:North"}
{"kind":"child_details","child":"x:1","when":"2015-02-03","given_name":"Testy","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:1","when":"2026-03-02T09:00","referral":"r1","team":"x:North"}
{"kind":"child_details","child":"x:2","when":"2015-02-03","given_name":"Other","family_name":"Inventwood","born":"2015-02-03"}
{"kind":"referral_received","child":"x:2","when":"2026-03-02T09:00","referral":"r2","team":"x:North"}
{"kind":"put_on_duty","child":"x:2","when":"2026-03-03T09:00"}
"#;

#[tokio::test]
async fn what_is_done_for_several_is_decided_for_each_and_each_failure_is_said_by_itself() {
    let place = Place::new(FACTS);
    let tray = place.html("x:Mina", "/team/x:North").await;
    assert!(tray.has("id=\"several\"") && tray.body.contains("name=\"child\" value=\"x:1\""), "{}", tray.text());
    // From what was chosen there to the form of the first, for the other too.
    let chosen = place.html("x:Mina", "/several?do=act/put-on-duty&child=x:1&child=x:2&child=x:1").await;
    assert_eq!((chosen.status, chosen.location.as_str()), (303, "/child/x%3A1/act/put-on-duty?also=x%3A2"));
    for (wrong, says) in [
        ("/several?do=act/put-on-duty", "No child was chosen"),
        ("/several?child=x:1", "Nothing was chosen that is to be done"),
        ("/several?do=act/close-the-office&child=x:1", "what is done"),
    ] {
        let seen = place.html("x:Mina", wrong).await;
        assert!(seen.status == 400 && seen.text().contains(says), "{wrong}: {}", seen.text());
    }
    let path = "/child/x:1/act/put-on-duty?also=x:2";
    let after = place.fill("x:Mina", path, &[("when", "now"), ("also", "x:2")]).await;
    // Done for the one, and for the other refused by its clause, with the form again for that one.
    assert!(
        after.text().contains("The case is on duty already") && after.text().contains("MON-02"),
        "{}",
        after.text()
    );
    let kinds = async |id: &str| {
        let page = place.page(&format!("/api/v1/child/{id}")).await;
        page["page"]["record"].to_string().matches("\"Put on duty\"").count()
    };
    assert_eq!((kinds("x:1").await, kinds("x:2").await), (1, 1));
}

#[tokio::test]
async fn a_record_is_taken_back_by_whoever_made_it_or_a_manager_and_stands_as_taken_back() {
    let place = Place::new(FACTS);
    let done =
        place.fill("x:Mina", "/child/x:1/record/noted", &[("when", "now"), ("says", "Meant for another child")]).await;
    assert_eq!(done.status, 303);
    let page = place.html("x:Mina", "/child/x:1").await;
    let (_, link) = page.body.split_once("record/corrected?replaces=").unwrap_or_else(|| panic!("{}", page.text()));
    let fact = link.split(['"', '&']).next().unwrap();
    let path = format!("/child/x:1/record/corrected?replaces={fact}");
    assert!(place.html("x:Mina", &path).await.text().contains("Meant for another child"));
    let unsaid = place.fill("x:Mina", &path, &[("when", "now"), ("replaces", fact)]).await;
    assert!(unsaid.status != 303 && unsaid.text().contains("reason"), "{}", unsaid.text());
    let reason = [("when", "now"), ("replaces", fact), ("reason", "It is about a namesake")];
    let other = place.fill("x:Bea", &path, &reason).await;
    assert!(other.status != 303, "neither hers nor her team's to manage: {}", other.text());
    assert_eq!(place.fill("x:Sal", &path, &reason).await.status, 303);
    let page = place.html("x:Mina", "/child/x:1").await.text();
    assert!(page.contains("It is about a namesake"), "{page}");
    let twice = place.fill("x:Sal", &path, &reason).await;
    assert!(twice.status != 303, "{}", twice.text());
}

#[tokio::test]
async fn a_team_that_gives_everything_over_is_told_what_it_gave_and_to_whom() {
    let place = Place::new(FACTS);
    let given = place.fill("x:Sal", "/unit/x:North/act/give-over", &[("when", "now"), ("to", "x:South")]).await;
    assert_eq!(given.status, 303, "{}", given.text());
    let after = place.html("x:Sal", given.location.split('#').next().unwrap()).await.text();
    assert!(
        after.contains("South team has from now on what North team had: 2 children, 3 workers and 0 carers"),
        "{after}"
    );
}

/// A policy under which no child is on duty, from which a team manager may make an exception.
fn lenient() -> Pack {
    let text = r#"keyworker-pack = 1
        [pack]
        id = "ours"
        title = "Ours"
        version = "1"
        from = 2020-01-01
        source = "a test"
        counts-by = "none"
        [[clause]]
        id = "OUR-2"
        says = "No child is on duty; a team manager may make an exception"
        does = "Refuses"
        [[breach]]
        id = "no-duty"
        clause = "OUR-2"
        title = "A child is on duty"
        while = "on duty"
        to = ["team manager"]
        [[breach.exception]]
        clause = "OUR-2"
        by = ["team manager"]
        "#;
    Pack::read("lenient.toml", text).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

#[tokio::test]
async fn where_a_policy_lets_whoever_acts_the_refused_form_asks_for_the_exceptions_reason_and_last_day() {
    let place = Place::under(FACTS, vec![pack("pg"), lenient()], Vec::new());
    let path = "/child/x:1/act/put-on-duty";
    let drawn = place.html("x:Mina", path).await;
    assert!(!drawn.body.contains("name=\"exception_reason\""), "nobody has refused anything yet");
    let refused = place.fill("x:Mina", path, &[("when", "now")]).await;
    let says = refused.text();
    assert!(says.contains("You may make an exception") && refused.body.contains("name=\"exception_reason\""), "{says}");
    let half = [("when", "now"), ("exception_reason", "The family moved abroad")];
    assert_ne!(place.fill("x:Mina", path, &half).await.status, 303, "without its last day");
    let whole = [half[0], half[1], ("exception_until", "31/3/2026")];
    let bea = place.fill("x:Bea", path, &whole).await;
    assert!(bea.status != 303, "{}", bea.text());
    let done = place.fill("x:Mina", path, &whole).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let page = place.html("x:Mina", "/child/x:1").await.text();
    assert!(page.contains("The family moved abroad"), "{page}");
}
