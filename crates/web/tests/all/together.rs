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
{"kind":"worker_details","worker":"x:Kim","when":"2020-01-01","name":"Kim Wren","profession":"social worker","team":"x:South"}
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

/// Three of one family, one of whom was told of already; and a fourth child, of nobody's family.
const FAMILY: &str = r#"{"kind":"family_group","child":"x:1","when":"2015-02-03","family":"f1"}
{"kind":"family_group","child":"x:2","when":"2015-02-03","family":"f1"}
{"kind":"child_details","child":"x:3","when":"2015-02-03","given_name":"Third","family_name":"Inventwood","born":"2015-02-03"}
{"kind":"referral_received","child":"x:3","when":"2026-03-02T09:00","referral":"r3","team":"x:North"}
{"kind":"family_group","child":"x:3","when":"2015-02-03","family":"f1"}
{"kind":"notice_given","child":"x:3","when":"2026-03-06T10:00","by":"x:Mina","to":"service manager"}
{"kind":"child_details","child":"x:4","when":"2015-02-03","given_name":"Fourth","family_name":"Alone","born":"2015-02-03"}
{"kind":"referral_received","child":"x:4","when":"2026-03-02T09:00","referral":"r4","team":"x:North"}
"#;

#[tokio::test]
async fn what_is_asked_for_brothers_and_sisters_is_one_line_and_one_form() {
    let facts = FACTS.replace(r#"{"kind":"put_on_duty","child":"x:2","when":"2026-03-03T09:00"}"#, FAMILY);
    let place = Place::new(&facts);
    let page = place.page("/api/v1/today?acting=x:Mina&list=all").await;
    let lines = page["page"]["now"]["children"].as_array().unwrap().clone();
    let ids = |one: &serde_json::Value| -> Vec<String> {
        let siblings = one["siblings"].as_array().cloned().unwrap_or_default();
        let all = std::iter::once(one["child"].clone()).chain(siblings);
        all.map(|child| child["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut families: Vec<Vec<String>> = lines.iter().map(ids).collect();
    families.sort();
    assert_eq!(families, [vec!["x:1", "x:2"], vec!["x:3"], vec!["x:4"]], "{lines:#?}");
    // Every child is counted, each thing is told once, and what is pressed is for both.
    assert_eq!(page["page"]["now"]["of_children"], 4);
    let both = lines.iter().find(|one| ids(one).len() == 2).unwrap();
    assert_eq!(both["first"]["does"]["path"], "/child/x%3A1/record/notice_given?to=service%20manager&also=x%3A2");
    let drawn = place.html("x:Mina", "/today?list=all").await;
    assert!(drawn.has("Record the notice<span class=\"govuk-visually-hidden\"> for T.M. and O.I."), "{}", drawn.text());
    // Mina has one post and it stands above the page: no line says it again.
    assert!(!drawn.text().contains("You are team manager"), "{}", drawn.text());
    let done = place
        .fill(
            "x:Mina",
            "/child/x%3A1/record/notice_given?to=service%20manager&also=x%3A2",
            &[("when", "now"), ("to", "service manager"), ("also", "x:2")],
        )
        .await;
    assert_eq!(done.status, 303, "{}", done.text());
    let after = place.page("/api/v1/today?acting=x:Mina&list=all").await["page"]["now"].to_string();
    assert!(!after.contains("x%3A1/record/notice_given") && after.contains("x%3A4/record/notice_given"), "{after}");
}

#[tokio::test]
async fn what_is_due_can_be_done_from_the_childs_page_by_who_has_a_part_in_it() {
    let place = Place::new(FACTS);
    let mina = place.html("x:Mina", "/child/x:1").await;
    let press = "href=\"/child/x%3A1/record/notice_given?to=service%20manager\">Record the notice";
    assert_eq!(mina.body.matches(press).count(), 2, "beside what comes next, and beside the duty: {}", mina.text());
    assert!(mina.has("href=\"/child/x%3A1/allocate\">Who could take this child"), "{}", mina.text());
    // Who has no part in it is offered none of it, and neither is anybody as at an earlier day.
    for (who, path) in [("x:Kim", "/child/x:1"), ("x:Mina", "/child/x:1?as-at=2026-03-08")] {
        let seen = place.html(who, path).await;
        assert!(!seen.body.contains("kw-duty__does"), "{who} {path}: {}", seen.text());
    }
}

#[tokio::test]
async fn whatever_a_page_offers_to_press_opens() {
    let posts = r#"{"kind":"post_held","worker":"x:Sal","when":"2020-01-01","post":"service manager","unit":"x:East","stands_in":false}
{"kind":"worker_details","worker":"x:Hana","when":"2020-01-01","name":"Hana"}
{"kind":"post_held","worker":"x:Hana","when":"2020-01-01","post":"head of service","stands_in":false}
{"kind":"post_held","worker":"x:Mina","when":"2020-01-01","post":"duty team manager","unit":"x:North","stands_in":false}
{"kind":"carer_details","carer":"x:Pat","when":"2020-01-01","name":"Pat Testcarer","carer_kind":"foster carer","team":"x:North"}
{"kind":"service_entry_joined","carer":"x:Pat","when":"2026-03-01","service":"fostering","entry":"00000000000000c1","children_placed":true}
"#;
    let facts = format!("{FACTS}{posts}");
    let mut opened = std::collections::BTreeSet::new();
    for packs in [vec![pack("pg")], vec![pack("pg"), pack("as")], vec![pack("pg"), pack("ap")]] {
        let place = Place::under(&facts, packs, Vec::new());
        for who in ["x:Mina", "x:Sal", "x:Hana", "x:Bea"] {
            for page in ["/today?list=all", "/child/x:1", "/child/x:2", "/team/x:North/duty", "/child/x:1/allocate"] {
                let seen = place.html(who, page).await;
                assert_eq!(seen.status, 200, "{page}: {}", seen.text());
                let links = seen.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
                let forms = links.filter(|link| link.contains("/act/") || link.contains("/record/"));
                for link in forms.map(|link| link.replace("&#38;", "&").replace("&amp;", "&")) {
                    let form = place.html(who, &link).await;
                    assert_eq!(form.status, 200, "{who}, from {page}: {link}: {}", form.text());
                    opened.insert(link.split('?').next().unwrap_or_default().to_owned());
                    if let Some((_, post)) = link.split_once("post=") {
                        opened.insert(format!("post {}", post.split('&').next().unwrap_or_default()));
                    }
                }
            }
        }
    }
    // Not by offering nothing.
    for wanted in [
        "/child/x%3A1/act/oversee",
        "/carer/x%3APat/act/oversee-carer",
        "post team%20manager",
        "post service%20manager",
    ] {
        assert!(opened.contains(wanted), "{wanted}: {opened:#?}");
    }
}

#[tokio::test]
async fn a_child_who_was_typed_can_be_typed_anew_after_a_refusal() {
    let place = Place::new(FACTS);
    let path = "/child/x:1/act/same-family";
    assert!(place.html("x:Mina", path).await.has("<input class=\"govuk-input"));
    // Of themselves nobody is a brother or sister: refused, and what was typed stands in the same line.
    let refused = place.fill("x:Mina", path, &[("when", "now"), ("sibling", "x:1")]).await;
    assert_ne!(refused.status, 303, "{}", refused.text());
    let line = refused.body.split("<input").find(|input| input.contains("name=\"sibling\"")).unwrap_or_default();
    assert!(line.contains("value=\"x:1\"") && !line.contains("hidden"), "{line}");
}
