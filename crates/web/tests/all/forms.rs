//! Acts in the browser: who acts, forms, what is kept when nothing is done, lost races, and what a child's page says can be done.

use serde_json::{Value, json};

use crate::place;
use crate::place::{Place, Seen};

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:County","when":"2020-01-01","level":"authority"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","parent":"x:County"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","parent":"x:East"}
{"kind":"unit_details","unit":"x:South","when":"2020-01-01","level":"team","parent":"x:East"}
{"kind":"worker_details","worker":"x:Mina","when":null,"recorded":"2026-03-02T10:00","name":"Mina Rose","profession":"team manager","team":"x:North"}
{"kind":"post_held","worker":"x:Mina","when":"2020-01-01","post":"duty team manager","unit":"x:North","stands_in":false}
{"kind":"worker_details","worker":"x:Sal","when":"2020-01-01","name":"Sal Hill","profession":"service manager","team":"x:East"}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","name":"Bea Lark","profession":"social worker","team":"x:North"}
{"kind":"worker_details","worker":"x:Kim","when":"2020-01-01","name":"Kim Wren","profession":"social worker","team":"x:South"}
{"kind":"worker_details","worker":"x:Gus","when":"2020-01-01","name":"Gus Gone","profession":"social worker","team":"x:North"}
{"kind":"worker_left","worker":"x:Gus","when":"2025-01-01"}
{"kind":"worker_details","worker":"x:Tray","when":"2020-01-01","name":"Duty Tray","profession":"pool","team":"x:North"}
{"kind":"worker_details","worker":"x:Ned","when":"2020-01-01","name":"Ned Nurse","profession":"nurse","team":"x:North"}
{"kind":"carer_details","carer":"x:Pat","when":"2020-01-01","name":"Pat Madeup","carer_kind":"foster carer","team":"x:North"}
{"kind":"child_details","child":"x:1","when":"2015-02-03","given_name":"Testy","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:1","when":"2026-03-02T09:00","referral":"r1","team":"x:North"}
{"kind":"need_identified","child":"x:1","when":"2026-03-02T09:00"}
{"kind":"child_details","child":"x:2","when":"2015-02-03","given_name":"Other","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:2","when":"2026-03-02T09:00","referral":"r2","team":"x:North"}
{"kind":"status_started","child":"x:2","when":"2026-03-03","status":"child protection plan","spell":"s2"}
"#;

const OFFER: [(&str, &str); 6] = [
    ("worker", "x:Bea"),
    ("part", "lead"),
    ("what", "Testy's plan"),
    ("actions", "see her this week"),
    ("review", "in supervision"),
    ("when", "now"),
];

fn place() -> Place {
    Place::new(FACTS)
}

/// The allocation policy governs too.
fn under_ap() -> Place {
    let pack = |id: &str| policy::shipped::find(id).unwrap().read().unwrap();
    Place::under(FACTS, vec![pack("pg"), pack("ap")], Vec::new())
}

/// The offer or involvement that the child's page links to for that act.
async fn involvement(place: &Place, who: &str, act: &str) -> String {
    let page = place.html(who, "/child/x:1").await;
    let from = format!("/child/x%3A1/act/{act}?involvement=");
    let (_, after) = page.body.split_once(&from).unwrap_or_else(|| panic!("no {act} on {}", page.text()));
    after[..16].to_owned()
}

#[tokio::test]
async fn who_acts_is_said_once_kept_as_an_id_and_shown_on_every_page() {
    let place = place();
    let looking = place.html("", "/authority").await;
    assert!(looking.text().contains("Only looking · say who you are"), "{}", looking.text());
    assert!(looking.has("href=\"/acting?from=%2Fauthority\""));
    let asked = place.html("", "/acting?from=/child/x%3A1").await;
    assert!(asked.text().contains("Nobody is checked yet"), "{}", asked.text());
    for (name, shown) in
        [("Mina Rose", true), ("Bea Lark", true), ("Ned Nurse", true), ("Gus Gone", false), ("Duty Tray", false)]
    {
        assert_eq!(asked.has(name), shown, "{name}");
    }
    let text = asked.text();
    let groups =
        ["Service manager (1)", "Duty team manager (1)", "Team manager (1)", "Social worker (2)", "Holds no post (1)"];
    let places: Vec<usize> =
        groups.iter().map(|group| text.find(group).unwrap_or_else(|| panic!("{group}: {text}"))).collect();
    assert!(places.is_sorted(), "{text}");
    // The words searched for are in the body, and find by name and by id.
    for (search, found) in [("lark bea", "Bea Lark"), ("kim", "Kim Wren"), ("nobody at all", "Nobody on record")] {
        let page = place.form("", "/acting", &[("search", search), ("from", "/child/x%3A1")]).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains(found) && !page.has("Sal Hill"), "{search}: {}", page.text());
    }
    let chosen = place.form("", "/acting", &[("worker", "x:Mina"), ("from", "/child/x%3A1")]).await;
    assert_eq!((chosen.status, chosen.location.as_str()), (303, "/child/x%3A1"));
    assert_eq!(chosen.cookie, "keyworker-acting=x%3AMina; Path=/; HttpOnly; SameSite=Strict");
    let acting = place.html("x:Mina", "/authority").await;
    assert!(
        acting.text().contains("Acting as Mina Rose, duty team manager of North and team manager of North · change"),
        "{}",
        acting.text()
    );
    assert!(place.form("x:Mina", "/acting", &[("nobody", "1")]).await.cookie.contains("Max-Age=0"));
    let elsewhere = place.form("", "/acting", &[("worker", "x:Mina"), ("from", "//elsewhere.example")]).await;
    assert_eq!(elsewhere.location, "/authority");
    // Nobody whom the record does not know acts.
    assert_eq!(place.form("", "/acting", &[("worker", "x:Stranger")]).await.cookie, "");
    assert!(place.html("x:Stranger", "/authority").await.text().contains("Only looking"));
    let form = place.html("", "/child/x:1/act/offer").await;
    assert_eq!((form.status, form.location.as_str()), (303, "/acting?from=%2Fchild%2Fx%3A1%2Fact%2Foffer"));
}

#[tokio::test]
async fn where_nothing_can_be_written_nothing_says_so() {
    let place = place();
    let live: std::sync::Arc<dyn web::Queries> = std::sync::Arc::new(by_itself());
    for (path, status) in [
        ("/authority", 200),
        ("/child/x:1", 200),
        ("/acting", 404),
        ("/child/x:1/act/offer", 404),
        ("/worker/x:Bea", 404),
    ] {
        let router = web::router(std::sync::Arc::clone(&live), web::Hosts::loopback());
        let request =
            axum::http::Request::get(path).header("host", "localhost").header("cookie", "keyworker-acting=x%3AMina");
        let answer =
            tower::ServiceExt::oneshot(router, request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{path}");
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 23).await.unwrap();
        let body = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(!body.contains("/acting") && !body.contains("/act/"), "{path}: {body}");
    }
    drop(place);
}

fn by_itself() -> web::Live {
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
    let packs = vec![policy::shipped::find("pg").unwrap().read().unwrap()];
    let policies = web::Policies { packs, counted_only: Vec::new(), tray: "pg/unallocated".into() };
    web::Live::new(settings, policies, book).unwrap()
}

#[tokio::test]
async fn every_act_and_every_recorded_kind_has_a_form_that_asks_each_of_its_fields() {
    let place = place();
    let acts = decide::ActKind::ALL.iter().map(|kind| {
        let of = web::acts::Of::act(*kind);
        let puts_on_record = matches!(kind, decide::ActKind::Register | decide::ActKind::TakeOn);
        let id = match (puts_on_record, of) {
            (true, _) => "new",
            (false, web::acts::Of::Worker) => "x:Bea",
            (false, web::acts::Of::Unit) => "x:North",
            (false, web::acts::Of::Carer) => "x:Pat",
            (false, _) => "x:1",
        };
        (format!("/{}/{id}/act/{}", of.name(), kind.name()), kind.fields(), None)
    });
    let recorded = [
        (web::acts::Of::Child, "x:1"),
        (web::acts::Of::Worker, "x:Bea"),
        (web::acts::Of::Unit, "x:North"),
        (web::acts::Of::Carer, "new"),
    ];
    let recorded = recorded.into_iter().flat_map(|(of, id)| {
        let kinds = of.kinds().iter().filter(move |kind| id != "new" || **kind == record::Kind::CarerDetails);
        kinds.map(move |kind| (format!("/{}/{id}/record/{}", of.name(), kind.name()), kind.fields(), Some(*kind)))
    });
    for (path, fields, kind) in acts.chain(recorded) {
        let form = place.html("x:Mina", &path).await;
        assert_eq!(form.status, 200, "{path}: {}", form.text());
        assert!(form.has("name=\"when_day\"") && form.has("method=\"post\""), "{path}");
        for field in fields {
            let is_filled = kind.is_some_and(|kind| decide::is_filled_in(kind, field.name));
            // Where there is no offer yet there is none to choose, and that is said.
            let none = form.has(&format!("id=\"field-{}\">There is none", field.name));
            let asked = form.has(&format!("id=\"field-{}\"", field.name))
                && (none || form.has(&format!("name=\"{}\"", field.name)));
            // A post is asked of the actor too, who holds two here.
            assert!(asked != is_filled || field.name == "post", "{path}: {}", field.name);
        }
        let data = place.page(&format!("/api/v1{path}")).await;
        assert_eq!(data, Value::Null, "who only looks is sent to say who they are");
    }
    for path in [
        "/child/x:1/act/dance",
        "/child/x:1/record/imported",
        "/worker/x:Bea/record/visit",
        "/child/x:9/act/offer",
        "/worker/x:9/record/worker_left",
    ] {
        assert_eq!(place.html("x:Mina", path).await.status, 404, "{path}");
    }
    assert_eq!(place.html("x:Mina", "/child/x:1/act/offer?as-at=2026-01-01").await.status, 400);
    assert_eq!(place.html("x:Mina", "/child/x:1/act/offer?boss=1").await.status, 400);
}

#[tokio::test]
async fn a_form_offers_what_is_on_record_and_the_childs_own_team_first() {
    let place = place();
    let offer = place.html("x:Mina", "/child/x:1/act/offer?worker=x:Kim").await;
    let (_, form) = offer.body.split_once("class=\"kw-form\"").unwrap();
    let order = [
        "<optgroup label=\"North\">",
        "Bea Lark, social worker",
        "Mina Rose, team manager",
        "Ned Nurse",
        "<optgroup label=\"East\">",
        "Sal Hill",
        "<optgroup label=\"South\">",
        "Kim Wren",
    ];
    let places: Vec<usize> =
        order.iter().map(|part| form.find(part).unwrap_or_else(|| panic!("{part}: {}", offer.body))).collect();
    assert!(places.is_sorted(), "{places:?}");
    // What speaks for and against whoever is chosen stands beside it.
    assert!(offer.text().contains("Kim Wren Social worker, South"), "{}", offer.text());
    assert!(offer.has("<option value=\"x:Kim\" selected>") && !offer.has("Gus Gone") && !offer.has("Duty Tray"));
    assert!(offer.has("value=\"lead\"") && !offer.has("value=\"not known\""));
    // Mina holds two posts, so the form asks in which; Bea holds one.
    assert!(offer.has("name=\"post\""));
    let visit = place.html("x:Bea", "/child/x:1/record/visit").await;
    assert!(!visit.has("name=\"post\"") && visit.has("type=\"checkbox\"") && visit.has("Bedroom seen"));
    assert!(!visit.has("not known what else"));
    let closing = place.html("x:Mina", "/child/x:1/act/close").await;
    assert!(closing.text().contains("The referral of Mon 2 March 2026, 09:00"), "{}", closing.text());
    let asked = place.html("x:Mina", "/child/x:1/act/ask-for-room").await;
    assert!(asked.has("<optgroup label=\"Districts\">") && !asked.has("value=\"authority\""));
}

#[tokio::test]
async fn an_offer_is_made_accepted_and_said_above_the_childs_page() {
    let place = place();
    let done = place.fill("x:Mina", "/child/x:1/act/offer", &OFFER).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(done.location.starts_with("/child/x%3A1?done=") && done.location.ends_with("#done"), "{}", done.location);
    let page = place.html("x:Mina", done.location.split('#').next().unwrap()).await;
    assert!(page.has("id=\"done\"") && page.has("tabindex=\"-1\""));
    assert!(page.text().contains("Recorded Allocation offered: Bea Lark, lead"), "{}", page.text());
    // Said once: the address that leads elsewhere does not keep it, and who only looks at the page is not told.
    assert!(!place.html("x:Mina", "/child/x:1").await.has("id=\"done\""));
    let offer = involvement(&place, "x:Bea", "accept").await;
    let path = format!("/child/x:1/act/accept?involvement={offer}");
    let form = place.html("x:Bea", &path).await;
    assert!(form.text().contains("Bea Lark, lead, offered Mon 9 March 2026"), "{}", form.text());
    let done = place.send_drawn("x:Bea", &path, &form, &[("involvement", &offer), ("when", "now")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let page = place.html("x:Mina", "/child/x:1").await;
    assert!(page.text().contains("by Bea Lark"), "{}", page.text());
    assert!(page.has(&format!("/act/end?involvement={offer}")), "the involvement has its own acts");
}

#[tokio::test]
async fn what_is_refused_keeps_what_was_typed_and_says_each_clause() {
    let place = under_ap();
    let typed = [("referral", ""), ("when", "then"), ("when_day", "8/3/2026"), ("when_time", "16.30")];
    let refused = place.fill("x:Mina", "/child/x:2/act/close", &typed).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("This cannot be done now"), "{}", refused.text());
    assert!(refused.has("href=\"/clause/AP-37\"") && refused.has("autofocus"), "{}", refused.body);
    assert!(
        refused.has("value=\"8/3/2026\"") && refused.has("value=\"16.30\"") && refused.has("value=\"then\" checked")
    );
    assert!(refused.has("<title>Error: Close the case, O.M."), "{}", refused.body);
    // Only who was asked can answer.
    let place = self::place();
    place.fill("x:Mina", "/child/x:1/act/offer", &OFFER).await;
    let offer = involvement(&place, "x:Bea", "accept").await;
    let refused =
        place.fill("x:Kim", &format!("/child/x:1/act/accept?involvement={offer}"), &[("involvement", &offer)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.has("/clause/AP-03") && refused.text().contains("Ask Bea Lark to answer"), "{}", refused.text());
}

#[tokio::test]
async fn what_cannot_be_read_is_said_beside_its_field_and_at_the_top() {
    let place = place();
    let typed = [("worker", ""), ("what", "A\r\nB"), ("when", "then"), ("when_day", "31/2/2026"), ("colour", "red")];
    let form = place.fill("x:Mina", "/child/x:1/act/offer", &typed).await;
    assert_eq!(form.status, 400, "{}", form.text());
    for field in ["worker", "part", "when"] {
        assert!(
            form.has(&format!("href=\"#field-{field}\"")) && form.has(&format!("id=\"field-{field}-error\"")),
            "{field}: {}",
            form.body
        );
    }
    assert!(form.text().contains("Write the day as 15/4/2026"), "{}", form.text());
    assert!(form.has("\nA\nB</textarea>") && form.has("value=\"31/2/2026\""), "{}", form.body);
    // A day that is missing is not now.
    let form = place.fill("x:Mina", "/child/x:1/record/concern_increased", &[("when", "then")]).await;
    assert_eq!(form.status, 400, "{}", form.text());
}

#[tokio::test]
async fn a_form_that_another_page_sends_is_not_read() {
    let place = place();
    let drawn = place.html("x:Mina", "/child/x:1/act/put-on-duty").await;
    let body = format!("key={}&seen={}&when=now", drawn.hidden("key"), drawn.hidden("seen"));
    let cases: [(&[(&str, &str)], u16); 7] = [
        (&[("sec-fetch-site", "cross-site"), ("origin", "http://elsewhere.example")], 403),
        (&[("sec-fetch-site", "same-site"), ("origin", "http://localhost")], 403),
        (&[("sec-fetch-site", "none")], 403),
        (&[("origin", "http://elsewhere.example")], 403),
        (&[("origin", "null")], 403),
        (&[], 403),
        (&[("origin", "http://localhost")], 303),
    ];
    for (headers, status) in cases {
        let mut request = axum::http::Request::post("/child/x:1/act/put-on-duty")
            .header("host", "localhost")
            .header("cookie", "keyworker-acting=x%3AMina")
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = place.ask(request.body(axum::body::Body::from(body.clone())).unwrap()).await;
        assert_eq!(answer.status().as_u16(), status, "{headers:?}");
    }
    // Without its key it could be done twice; and what is too long is not read to its end.
    let answer = place.form("x:Mina", "/child/x:1/act/take-off-duty", &[("when", "now")]).await;
    assert_eq!(answer.status, 403);
    let long = "a".repeat(1 << 20);
    assert_eq!(place.form("x:Mina", "/child/x:1/act/take-off-duty", &[("key", &long)]).await.status, 403);
    assert_eq!(
        place.form("", "/child/x:1/act/take-off-duty", &[("when", "now")]).await.status,
        303,
        "who acts is asked first"
    );
}

#[tokio::test]
async fn nothing_is_done_about_a_child_whom_one_may_not_see() {
    let restricted = "{\"kind\":\"access_restricted\",\"child\":\"x:2\",\"when\":\"2026-03-04\"}\n";
    let place = Place::new(&format!("{FACTS}{restricted}"));
    assert_eq!(place.html("x:Mina", "/child/x:2/act/put-on-duty").await.status, 404);
    let sent = [("key", "0123456789"), ("seen", "1"), ("when", "now")];
    assert_eq!(place.form("x:Mina", "/child/x:2/act/put-on-duty", &sent).await.status, 404);
    let act = json!({ "act": "put-on-duty", "child": "x:2" });
    let (status, told) = place.act("x:Mina", "key-0001", act.clone()).await;
    assert_eq!((status, &told["unreadable"][0]["field"]), (400, &json!("child")), "{told}");
    let (_, unknown) = place.act("x:Mina", "key-0002", json!({ "act": "put-on-duty", "child": "x:99" })).await;
    assert_eq!(told, unknown, "it says no more than of a child who is not there");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_done_once() {
    let place = place();
    let path = "/child/x:1/act/offer";
    let drawn = place.html("x:Mina", path).await;
    let first = place.send_drawn("x:Mina", path, &drawn, &OFFER).await;
    let again = place.send_drawn("x:Mina", path, &drawn, &OFFER).await;
    assert_eq!((first.status, again.status), (303, 303));
    assert_eq!(first.location, again.location, "what was done is said again");
    let text = place.html("x:Mina", "/child/x:1").await.text();
    assert_eq!(text.matches("Allocation offered: Bea Lark").count(), 1, "{text}");
    // Gone back to and changed, it is another act, which is said before it is done.
    let mut other = OFFER;
    other[1] = ("part", "co-worker");
    let before = place.send_drawn("x:Mina", path, &drawn, &other).await;
    assert_eq!(before.status, 409, "{}", before.text());
    assert!(
        before.text().contains("This form was sent before") && before.has("value=\"co-worker\" checked"),
        "{}",
        before.text()
    );
    let on = place.send_drawn("x:Mina", path, &before, &other).await;
    assert_eq!(on.status, 303, "{}", on.text());
}

#[tokio::test]
async fn what_somebody_did_meanwhile_is_shown_beside_what_was_about_to_be_done() {
    let place = place();
    let path = "/child/x:1/act/offer";
    let mut kims = OFFER;
    kims[0] = ("worker", "x:Kim");
    kims[2] = ("what", "my own words");
    // Whether it could still be done (a co-worker beside the lead), or not any more (another lead).
    for (part, then) in [("lead", 422), ("co-worker", 303)] {
        kims[1] = ("part", part);
        let drawn = place.html("x:Sal", path).await;
        let done = place
            .fill(
                "x:Mina",
                path,
                &[&OFFER[..1], &[("part", if part == "lead" { "lead" } else { "involved" })], &OFFER[2..]].concat(),
            )
            .await;
        assert_eq!(done.status, 303, "{}", done.text());
        let changed = place.send_drawn("x:Sal", path, &drawn, &kims).await;
        let text = changed.text();
        assert_eq!(changed.status, 409, "{text}");
        assert!(text.contains("Mina Rose was before you") && text.contains("Allocation offered: Bea Lark"), "{text}");
        assert!(text.contains("Go on with it") && text.contains("Let it go"), "{text}");
        assert!(changed.has("\nmy own words</textarea>") && changed.has("<option value=\"x:Kim\" selected>"));
        assert_ne!(changed.hidden("key"), drawn.hidden("key"));
        let on = place.send_drawn("x:Sal", path, &changed, &kims).await;
        assert_eq!(on.status, then, "{part}: {}", on.text());
    }
}

#[tokio::test]
async fn of_the_child_s_acts_each_is_possible_or_says_by_which_clause_not() {
    let acts = async |place: &Place, who: &str, child: &str| {
        let request = axum::http::Request::get(format!("/api/v1/child/{child}"))
            .header("host", "localhost")
            .header("keyworker-acting", who);
        place.send(request.body(axum::body::Body::empty()).unwrap()).await.1["page"].clone()
    };
    let refused = |page: &Value| -> Vec<String> {
        let groups = page["acts"]["groups"].as_array().unwrap().clone();
        let all: Vec<Value> = groups.iter().flat_map(|group| group["acts"].as_array().unwrap().clone()).collect();
        // Five are of workers, units or carers, or put somebody on record who is not.
        assert_eq!(all.len(), decide::ActKind::ALL.len() - 5);
        let not = all.iter().filter(|act| !act["refused"].as_array().unwrap().is_empty());
        not.map(|act| format!("{} {}", act["act"].as_str().unwrap(), act["refused"][0]["clauses"][0].as_str().unwrap()))
            .collect()
    };
    let place = place();
    let mina = acts(&place, "x:Mina", "x:1").await;
    assert_eq!(
        refused(&mina),
        [
            "accept AP-03",
            "decline AP-03",
            "withdraw AP-03",
            "take-off-duty MON-02",
            "end AP-22",
            "check-transfer AP-17"
        ]
    );
    let recorded: usize =
        mina["acts"]["records"].as_array().unwrap().iter().map(|group| group["kinds"].as_array().unwrap().len()).sum();
    // Two speak of one record, and are done from it; two are for those above her.
    assert_eq!(recorded, decide::RECORDED.len() - 4);
    // Kim is of another team.
    let kim = acts(&place, "x:Kim", "x:1").await;
    assert_eq!(refused(&kim).iter().filter(|line| line.ends_with("PG-05")).count(), 12, "{:?}", refused(&kim));
    assert_eq!(kim["acts"]["not_recorded"][0]["clauses"], json!(["PG-05"]));
    assert_eq!(acts(&place, "x:Stranger", "x:1").await["acts"], Value::Null);
    place.fill("x:Mina", "/child/x:1/act/offer", &OFFER).await;
    let bea = acts(&place, "x:Bea", "x:1").await;
    let own: Vec<&Value> = bea["involvements"][0]["acts"].as_array().unwrap().iter().collect();
    let names: Vec<(&str, bool)> =
        own.iter().map(|act| (act["act"].as_str().unwrap(), act["refused"].as_array().unwrap().is_empty())).collect();
    assert_eq!(names, [("accept", true), ("decline", true), ("withdraw", false)]);
    // A policy that governs refuses on the page what it refuses when it is sent.
    let page = acts(&under_ap(), "x:Mina", "x:2").await;
    // What goes on by law stands against closing under any policy.
    assert!(refused(&page).contains(&"close AS-18".to_owned()), "{:?}", refused(&page));
    assert!(refused(&page).iter().any(|line| line.starts_with("leave ")), "{:?}", refused(&page));
    // In words on the page, greyed; and nothing for who looks, or looks at another day.
    let html = place.html("x:Kim", "/child/x:1").await;
    assert!(html.text().contains("Not now: You hold no post for this child today. PG-05"), "{}", html.text());
    for (who, path) in [("", "/child/x:1"), ("x:Mina", "/child/x:1?as-at=2026-03-05")] {
        assert!(!place.html(who, path).await.has("What can be done"), "{path}");
    }
}

#[tokio::test]
async fn what_people_write_comes_out_as_they_wrote_it() {
    let place = place();
    let long = "A very long account. ".repeat(400);
    let texts = [
        "<script>alert(1)</script> & \"quotes\" 'n' more",
        "👩🏽‍👧 seen at home 🏠",
        "הילדה נראתה בבית (home)",
        "line one\nline two",
        long.trim(),
    ];
    for text in texts {
        let typed = [("parts", "actions"), ("next_plan_review", "1/4/2026"), ("overseen", text), ("when", "now")];
        let done = place.fill("x:Mina", "/child/x:1/act/oversee", &typed).await;
        assert_eq!(done.status, 303, "{text}: {}", done.text());
        let page = place.html("x:Mina", "/child/x:1?page=all").await;
        let escaped = text
            .replace('&', "&#38;")
            .replace('<', "&#60;")
            .replace('>', "&#62;")
            .replace('"', "&#34;")
            .replace('\'', "&#39;");
        assert!(page.has(&escaped) && !page.has("<script>alert"), "{escaped}");
        // And when it is sent back.
        let kept = place.fill("x:Mina", "/child/x:1/act/oversee", &[("overseen", text), ("when", "then")]).await;
        assert!(kept.status == 400 && kept.has(&escaped), "{escaped}");
    }
}

#[tokio::test]
async fn a_worker_s_own_page_says_what_may_be_recorded_and_records_it() {
    let place = place();
    let page = place.html("x:Mina", "/worker/x:Bea").await;
    assert!(
        page.text().contains("Social worker of North") && page.has("/worker/x%3ABea/record/worker_left"),
        "{}",
        page.text()
    );
    let typed = [("when", "then"), ("when_day", "30 April 2026")];
    let done = place.fill("x:Mina", "/worker/x:Bea/record/worker_left", &typed).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let page = place.html("x:Mina", done.location.split('#').next().unwrap()).await;
    assert!(
        page.text().contains("Recorded Worker left") && page.text().contains("Thu 30 April 2026"),
        "{}",
        page.text()
    );
    let hours = [("agency", ""), ("weekly_hours_hundredths", "37.5"), ("when", "now")];
    assert_eq!(place.fill("x:Mina", "/worker/x:Bea/record/engagement", &hours).await.status, 303);
    let refused = place.fill("x:Bea", "/worker/x:Kim/record/worker_left", &typed).await;
    assert!(refused.status == 422 && refused.has("/clause/AP-27"), "{}", refused.text());
    assert!(!place.html("", "/worker/x:Bea").await.has("/record/"));
    let _: Seen = page;
}

#[tokio::test]
async fn a_fact_that_names_somebody_elses_post_is_recorded_by_who_does_not_hold_it() {
    let place = place();
    let typed = [("post", "team manager"), ("when", "now")];
    let done = place.fill("x:Bea", "/child/x:1/record/discussed_with_manager", &typed).await;
    assert_eq!(done.status, 303, "{}", done.text());
}
