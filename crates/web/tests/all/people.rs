//! A team's week, a supervision sheet and an absence worksheet, over a team whose days are all by hand.
//!
//! The present is Mon 9 March 2026, 09:00. In North, Bea holds Amy (a child in need), since Thu 5 March Ben (child protection)
//! whom Dan held until then, and a child whom nobody may see. Cara is newly qualified and off sick since Mon 2 March, without a
//! likely end: the tenth working day is Fri 13 March, two weeks have passed on Mon 16 March. Dan leaves on Fri 20 March and is
//! asked to take Dot, who has nobody. Eve of South holds Fin, whose closing was proposed on Fri 20 February, and is on leave.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;
use web::Live;

use crate::by_hand;
use crate::place::{Place, at};

const FACTS: &str = include_str!("people.jsonl");

fn live(packs: &[&str]) -> Live {
    let tray =
        if packs[0] == "combined" { "combined/pg/unallocated".to_owned() } else { format!("{}/unallocated", packs[0]) };
    let packs = packs.iter().map(|id| by_hand::pack(id)).collect();
    by_hand::live_by(&tray, FACTS, packs, Vec::new(), || at("2026-03-09T09:00"))
}

async fn answer(live: Live, path: &str) -> (u16, String) {
    let router = web::router(Arc::new(live), web::Hosts::loopback());
    let request = Request::get(path).header("host", "localhost").body(Body::empty()).unwrap();
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 22).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn under(packs: &[&str], path: &str) -> Value {
    let (status, body) = answer(live(packs), &format!("/api/v1{path}")).await;
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str::<Value>(&body).unwrap()["page"].clone()
}

async fn ask(path: &str) -> Value {
    under(&["combined"], path).await
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

fn worker<'v>(week: &'v Value, id: &str) -> &'v Value {
    let all = week["workers"].as_array().unwrap();
    all.iter().find(|one| one["worker"]["id"] == id).unwrap_or_else(|| panic!("no {id} in {week}"))
}

/// Each line as "Topic: what it says, the day".
fn lines(list: &Value) -> Vec<String> {
    let line = |one: &Value| {
        let until = one["until"]["day"]["date"].as_str().map(|day| format!(" {day}")).unwrap_or_default();
        format!("{}: {}{until}", one["topic"].as_str().unwrap(), one["says"].as_str().unwrap())
    };
    list.as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn a_week_tells_each_worker_s_load_now_and_seven_days_ago_as_their_workload_tells_it() {
    let week = ask("/team/x:North/week").await;
    assert_eq!((&week["day"]["date"], &week["week_ago"]["date"]), (&json!("2026-03-09"), &json!("2026-03-02")));
    for id in ["x:Bea", "x:Cara", "x:Dan"] {
        let load = &worker(&week, id)["loads"][0];
        let now = ask(&format!("/worker/{id}/workload")).await;
        let then = ask(&format!("/worker/{id}/workload?as-at=2026-03-02T09:00:00Z")).await;
        for name in ["least", "most", "full_least", "full_most", "percent_least", "warns"] {
            assert_eq!(load["now"][name], now["loads"][0][name], "{id} {name} now");
            assert_eq!(load["before"]["value"][name], then["loads"][0][name], "{id} {name} a week ago");
        }
    }
    // Bea: 5 for Amy, 8 for Ben, 8 for the child who is not shown, 5 for supervising Cara; 20 percent of the load is off.
    let bea = &worker(&week, "x:Bea")["loads"][0];
    assert_eq!((&bea["now"]["least"], &bea["now"]["full_most"]), (&json!(26.0), &json!(80.0)), "{bea}");
    assert_eq!(bea["before"]["value"]["least"], json!(18.0));
}

#[tokio::test]
async fn a_week_tells_whom_each_worker_came_to_hold_and_holds_no_more() {
    let week = ask("/team/x:North/week").await;
    let moved = |id: &str| {
        let change = &worker(&week, id)["change"]["value"];
        (ids(&change["gained"]), ids(&change["lost"]), ids(&change["perhaps"]))
    };
    assert_eq!(moved("x:Bea"), (vec!["x:2"], vec![], vec![]));
    assert_eq!(moved("x:Dan"), (vec![], vec!["x:2"], vec![]));
    assert_eq!(moved("x:Cara"), (vec![], vec![], vec![]));
    let holds = |id: &str| worker(&week, id)["holds"].as_u64().unwrap();
    assert_eq!((holds("x:Bea"), holds("x:Cara"), holds("x:Dan")), (2, 2, 0), "who may not be seen is not counted");
    // Who left before the week and holds nobody is not of it; who only manages stands apart.
    assert!(week["workers"].as_array().unwrap().iter().all(|one| one["worker"]["id"] != "x:Fay"));
    assert_eq!(ids(&week["without_cases"]), ["x:Mina"]);
    let others = week["others"].as_array().unwrap();
    assert_eq!((others.len(), &others[0]["worker"]["id"], &others[0]["children"]), (1, &json!("x:Eve"), &json!(1)));
    // As at the Wednesday before, Ben is still Dan's; a week before that too.
    let before = ask("/team/x:North/week?as-at=2026-03-04").await;
    assert_eq!(worker(&before, "x:Dan")["holds"], 1);
    assert_eq!(worker(&before, "x:Bea")["change"]["value"]["gained"], json!([]));
    // As known on the Wednesday before, nobody knew yet that Ben would go to Bea.
    let known = ask("/team/x:North/week?known-at=2026-03-04").await;
    assert_eq!((&worker(&known, "x:Dan")["holds"], &worker(&known, "x:Bea")["holds"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_week_tells_what_is_about_to_change_and_what_cannot_be_known() {
    let week = ask("/team/x:North/week").await;
    assert_eq!(
        lines(&worker(&week, "x:Bea")["coming"]),
        [
            "Accreditation: Accreditation runs out (achieving best evidence); the last day 2026-04-30",
            "Adjustment: 20 percent of a full load taken off (a course); the last day 2026-03-31",
            "Authorised load: Up to 120 percent of a full load authorised by the service manager; the last day 2026-03-20",
        ]
    );
    assert_eq!(
        lines(&worker(&week, "x:Cara")["coming"]),
        [
            "Absence: Away (sickness) since Mon 2 March 2026, 6 working days with this one; no likely end on record",
            "Smaller load: A smaller load for what they are ends; the last day 2026-06-01",
        ]
    );
    let dan = worker(&week, "x:Dan");
    assert_eq!(lines(&dan["coming"]), ["Leaving: Leaves; the last day 2026-03-20"]);
    let offer = &dan["offers"][0];
    assert_eq!(
        (&offer["child"]["id"], &offer["part"], &offer["days"], &offer["points"][0]),
        (&json!("x:4"), &json!("lead"), &json!(3), &json!("5"))
    );
    assert_eq!(week["offers"][0]["worker"]["name"], "Dan Leaver");
    // Before a file says who holds whom, nothing is said of a change.
    let facts = FACTS.replace(r#""kind":"coverage","when":"2000-01-01""#, r#""kind":"coverage","when":"2026-03-05""#);
    let packs = by_hand::packs(["combined"]);
    let late = by_hand::live_by("combined/pg/unallocated", &facts, packs, Vec::new(), || at("2026-03-09T09:00"));
    let (_, body) = answer(late, "/api/v1/team/x:North/week").await;
    let page = &serde_json::from_str::<Value>(&body).unwrap()["page"];
    let bea = worker(page, "x:Bea");
    let why = "no file says who held whom before Thu 5 March 2026";
    assert_eq!(bea["change"], json!({"state": "unknown", "value": why}));
    assert_eq!(bea["loads"][0]["before"], json!({"state": "unknown", "value": why}));
}

#[tokio::test]
async fn a_week_counts_children_without_a_worker_as_the_tray_does_and_lists_who_is_ready() {
    for when in ["", "?as-at=2026-03-13", "?as-at=2026-03-14", "?as-at=2026-03-21"] {
        let week = ask(&format!("/team/x:North/week{when}")).await;
        let tray = ask(&format!("/team/x:North{when}")).await;
        let count = &week["without"]["value"];
        let both = count["certain"].as_u64().unwrap() + count["possible"].as_u64().unwrap();
        assert_eq!(json!(both), tray["without"]["value"]["children"], "{when}");
    }
    let week = ask("/team/x:North/week").await;
    let ready = &week["ready"];
    assert_eq!(
        (
            &ready[0]["child"]["id"],
            &ready[0]["stage"],
            &ready[0]["since"]["date"],
            &ready[0]["days"],
            &ready[0]["held"]
        ),
        (&json!("x:7"), &json!("Awaiting closure"), &json!("2026-02-20"), &json!(17), &json!("Eve Elsewhere"))
    );
    assert_eq!(ready.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_supervision_sheet_holds_everything_that_is_looked_at_together() {
    let sheet = ask("/worker/x:Bea/supervision").await;
    assert_eq!(sheet["supervisor"]["value"]["name"], "Mina Manager");
    let cases = sheet["cases"].as_array().unwrap();
    let mut held: Vec<_> = cases.iter().map(|case| case["child"]["id"].as_str().unwrap()).collect();
    held.sort_unstable();
    assert_eq!(held, ["x:1", "x:2"], "who may not be seen is not listed");
    let amy = cases.iter().find(|case| case["child"]["id"] == "x:1").unwrap();
    assert_eq!(
        (&amy["part"], &amy["since"]["date"], &amy["points"]),
        (&json!("lead"), &json!("2026-01-06"), &json!(["5"]))
    );
    assert_eq!(amy["seen"]["value"], "Wed 4 March 2026, 5 days ago, by Bea <b>Made</b>");
    assert_eq!(
        amy["overseen"]["value"],
        "Fri 20 February 2026, 17 days ago, by Mina Manager as team manager, with a decision"
    );
    let ben = cases.iter().find(|case| case["child"]["id"] == "x:2").unwrap();
    assert_eq!(ben["seen"]["value"], "not on record since Sat 1 January 2000, when the record of it begins");
    assert_eq!(
        (&sheet["tasks"][0]["what"], &sheet["tasks"][0]["due"]["distance_words"]),
        (&json!("Ring the school"), &json!("3 days overdue"))
    );
    assert_eq!(
        lines(&sheet["about"]),
        [
            "Engagement: Not through an agency, 37 hours a week",
            "Registration: With Social Work England, on record since Sat 1 February 2020. The record holds no day on which it runs out",
            "Accreditation: Achieving best evidence, the last day on which it holds 2026-04-30",
            "Accreditation: Practice educator, the last day on which it holds 2027-04-30",
            "Experience: In child protection and court work, confirmed",
            "Adjustment: 20 percent of a full load taken off (a course); the last day 2026-03-31",
            "Authorised load: Up to 120 percent of a full load authorised by the service manager; the last day 2026-03-20",
            "Absence: None now, and none to come is on record",
        ]
    );
    // The same lines as the workload has, each with the child as pages say it.
    let load = ask("/worker/x:Bea/workload").await;
    let told = load["loads"][0]["lines"].as_array().unwrap();
    let explained = sheet["loads"][0]["explained"].as_array().unwrap();
    assert_eq!(told.len(), explained.len());
    for (told, explained) in told.iter().zip(explained) {
        let rest = explained["says"].as_str().unwrap();
        assert!(told["says"].as_str().unwrap().ends_with(rest), "{told} {explained}");
        assert_eq!(told["clauses"], explained["clauses"]);
    }
    assert_eq!(explained.iter().filter(|line| line["child"].is_object()).count(), 2);
    // The worker sees what the manager sees.
    let other = Place::under(FACTS, vec![by_hand::pack("pg"), by_hand::pack("ap")], Vec::new());
    let of_bea = other.html("x:Bea", "/worker/x:Bea/supervision").await;
    let of_mina = other.html("x:Mina", "/worker/x:Bea/supervision").await;
    let main = |page: &str| page.split("<main").nth(1).unwrap().to_owned();
    assert_eq!(main(&of_bea.body), main(&of_mina.body));
}

/// Everything that a sheet says is due, by child: of what is overdue and of what is next, each "what date".
fn owed(case: &Value) -> Vec<String> {
    let both = ["overdue", "next"].into_iter().flat_map(|list| case["owed"][list].as_array().unwrap());
    // What begins only later is not on the child's page yet.
    let both = both.filter(|one| one["begins"].is_null());
    both.map(|one| format!("{} {}", one["what"].as_str().unwrap(), one["due"]["day"]["date"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn what_is_owed_on_a_sheet_is_on_the_child_s_page_with_the_same_date() {
    for (id, path) in [("x:Bea", "supervision"), ("x:Cara", "supervision")] {
        let sheet = ask(&format!("/worker/{id}/{path}")).await;
        let mut any = 0;
        for case in sheet["cases"].as_array().unwrap() {
            let child = ask(&format!("/child/{}", case["child"]["id"].as_str().unwrap())).await;
            let lines = |name: &str| child[name].as_array().unwrap().clone();
            let on_page: Vec<String> = lines("duties")
                .iter()
                .filter_map(|duty| Some(format!("{} {}", duty["what"].as_str()?, duty["due"]["day"]["date"].as_str()?)))
                .collect();
            let overdue = lines("duties")
                .iter()
                .filter(|duty| {
                    duty["state"]["state"] == "open"
                        && duty["due"]["distance_words"].as_str().is_some_and(|far| far.ends_with("overdue"))
                })
                .count();
            assert_eq!(case["owed"]["overdue"].as_array().unwrap().len(), overdue, "{case}");
            for one in owed(case) {
                any += 1;
                assert!(on_page.contains(&one), "{one} is not among {on_page:?}");
            }
        }
        assert!(any > 0, "{id}: something is owed");
    }
}

/// Each mark as "what day by which clauses".
fn marks(page: &Value, absence: usize) -> Vec<String> {
    let all = page["absences"][absence]["marks"].as_array().unwrap();
    let clauses = |mark: &Value| {
        let all: Vec<&str> = mark["clauses"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        all.join(" ")
    };
    all.iter()
        .map(|mark| {
            format!(
                "{}: {} {}",
                mark["what"].as_str().unwrap(),
                mark["on"]["day"]["date"].as_str().unwrap(),
                clauses(mark)
            )
        })
        .collect()
}

#[tokio::test]
async fn an_absence_is_counted_by_the_policies_that_govern_and_by_no_number_of_ours() {
    let page = under(&["pg", "ap"], "/worker/x:Cara/absence").await;
    assert_eq!(
        marks(&page, 0),
        ["10 working days run out: 2026-03-13 PG-03", "2 weeks have passed: 2026-03-16 AP-38 AP-39"]
    );
    assert_eq!(page["absences"][0]["without_rule"], json!([]));
    let ten = &page["absences"][0]["marks"][0];
    assert_eq!(ten["on"]["far"], "in 4 working days");
    assert_eq!(
        ten["then"],
        "From Sat 14 March 2026 they count no more as a child's worker by ‘Unallocated (practice guide)’, unless they are back."
    );
    // The tray counts Cara's children from that day, and no sooner.
    let counted = |page: Value| page["without"]["value"]["children"].as_u64().unwrap();
    let before = counted(under(&["pg", "ap"], "/team/x:North?as-at=2026-03-13").await);
    assert_eq!(counted(under(&["pg", "ap"], "/team/x:North?as-at=2026-03-14").await), before + 2);
    // The decision is due on the day of the mark, for whom none was made; it is another duty's day for neither.
    let decision = |page: &Value, id: &str| {
        let cases = page["cases"].as_array().unwrap();
        cases.iter().find(|one| one["case"]["child"]["id"] == id).unwrap()["decision"].clone()
    };
    let cat = decision(&page, "x:3");
    assert_eq!(
        (&cat["state"], &cat["due"]["day"]["date"], &cat["clause"]),
        (&json!("owed"), &json!("2026-03-16"), &json!("AP-38"))
    );
    let eli = decision(&page, "x:5");
    assert_eq!(eli, json!({"state": "made", "says": "On Thu 5 March 2026, 11:00, by Mina Manager as team manager"}));
    // A policy without such a rule is said to have none.
    let guide = under(&["pg"], "/worker/x:Cara/absence").await;
    assert_eq!(marks(&guide, 0), ["10 working days run out: 2026-03-13 PG-03"]);
    let none = "No policy that governs the worker's team asks what becomes of the cases.";
    assert_eq!(guide["absences"][0]["without_rule"], json!([none]));
    assert_eq!(decision(&guide, "x:3")["state"], "not_asked");
    let policy = under(&["ap"], "/worker/x:Cara/absence").await;
    assert_eq!(marks(&policy, 0), ["2 weeks have passed: 2026-03-16 AP-38 AP-39"]);
    let none = "No policy that governs the worker's team counts the working days of an absence.";
    assert_eq!(policy["absences"][0]["without_rule"], json!([none]));
    // Who is held in name only is found beside every policy, and is no policy's count of days.
    let beside = under(&["pg", "in-name"], "/worker/x:Cara/absence").await;
    assert_eq!(marks(&beside, 0), ["10 working days run out: 2026-03-13 PG-03"]);
    // Leave is counted by none of them, and an absence that is to come, for other reasons, by the second alone.
    let leave = under(&["pg", "ap"], "/worker/x:Eve/absence").await;
    assert_eq!(marks(&leave, 0), Vec::<String>::new());
    assert_eq!(leave["absences"][0]["without_rule"].as_array().unwrap().len(), 2, "{leave}");
    let coming = under(&["pg", "ap"], "/worker/x:Gil/absence").await;
    assert_eq!(
        (&coming["absences"][0]["stands"], marks(&coming, 0)),
        (&json!("to come"), vec!["2 weeks have passed: 2026-04-06 AP-38 AP-39".to_owned()])
    );
    // Another number in the policy is another day on the page.
    let mut pack = by_hand::pack("pg");
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/pg.toml")).unwrap();
    let text = text.replace("after = { working-days = 10 }", "after = { working-days = 4 }");
    pack = policy::Pack::read("pg.toml", &text).unwrap_or(pack);
    let changed = by_hand::live_by("pg/unallocated", FACTS, vec![pack], Vec::new(), || at("2026-03-09T09:00"));
    let (_, body) = answer(changed, "/api/v1/worker/x:Cara/absence").await;
    let changed = &serde_json::from_str::<Value>(&body).unwrap()["page"];
    assert_eq!(marks(changed, 0), ["4 working days run out: 2026-03-05 PG-03"]);
    assert_eq!(changed["absences"][0]["marks"][0]["on"]["far"], "2 working days ago");
}

#[tokio::test]
async fn the_report_of_an_absence_adds_up_its_cases() {
    let page = under(&["pg", "ap"], "/worker/x:Cara/absence").await;
    let report: Vec<&str> = page["report"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    assert_eq!(
        report[0],
        "Cara New, newly qualified social worker of North, has been away (sickness) since Mon 2 March 2026, 6 working days with \
         this one; no likely end is on record."
    );
    assert_eq!(report[1], "They have a part in 2 children's cases.");
    assert_eq!(
        report[2],
        "What becomes of the case is decided for 1 and not yet for 1; the first is due Mon 16 March 2026, in 7 days."
    );
    assert!(report.contains(&"1 task is theirs by name."), "{report:?}");
    assert!(report.contains(&"On duty in North today: Bea <b>Made</b>."), "{report:?}");
    // Who is not away has no report.
    let (status, body) = answer(live(&["pg"]), "/worker/x:Bea/absence").await;
    assert_eq!(status, 200);
    assert!(body.contains("is not away, and no absence to come is on record"), "{body}");
    assert!(!body.contains("In short"), "{body}");
}

#[tokio::test]
async fn what_is_pressed_on_the_worksheet_leads_to_forms_that_are_filled_in_and_is_on_it_afterwards() {
    let place = Place::under(FACTS, vec![by_hand::pack("pg"), by_hand::pack("ap")], Vec::new());
    let path = "/worker/x%3ACara/absence";
    let sheet = place.html("x:Mina", path).await;
    assert_eq!(sheet.status, 200);
    for link in [
        "/child/x%3A3/record/task_set?worker=x%3ABea",
        "/child/x%3A3/record/absence_decided",
        "/child/x%3A3/allocate",
        "/worker/x%3ACara/record/absence_ended",
    ] {
        assert!(sheet.has(&format!("href=\"{link}\"")), "no {link} in {}", sheet.body);
        assert_eq!(place.html("x:Mina", &link.replace("&#38;", "&")).await.status, 200, "{link}");
    }
    assert!(sheet.has("href=\"/child/x%3A3/record/task_taken?task="), "{}", sheet.body);
    assert!(sheet.text().contains("Give it to Bea"), "{}", sheet.text());
    let form = place.html("x:Mina", "/child/x%3A3/record/task_set?worker=x%3ABea").await;
    assert!(form.has(r#"value="x:Bea" selected"#), "{}", form.body);
    let sent = place.fill("x:Mina", "/child/x%3A3/record/absence_decided", &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let sheet = place.html("x:Mina", path).await;
    assert!(sheet.text().contains("decided for 2 and not yet for 0"), "{}", sheet.text());
    // Cover changes no holder (AP-38).
    let fields = [("what", "See the child"), ("due", "2026-03-12"), ("worker", "x:Bea")];
    let sent = place.fill("x:Mina", "/child/x%3A3/record/task_set", &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let week = place.page("/api/v1/team/x:North/week").await["page"].clone();
    assert_eq!((&worker(&week, "x:Cara")["holds"], &worker(&week, "x:Bea")["holds"]), (&json!(2), &json!(2)));
    // Who only looks has nothing to press.
    let looked = answer(live(&["pg", "ap"]), path).await.1;
    assert!(!looked.contains("/record/"), "{looked}");
}

#[tokio::test]
async fn the_pages_say_initials_and_no_name_and_lead_to_each_other() {
    for path in ["/team/x:North/week", "/worker/x:Bea/supervision", "/worker/x:Cara/absence"] {
        let (status, page) = answer(live(&["pg", "ap"]), path).await;
        assert_eq!(status, 200, "{path}");
        for name in ["Madeup", "Amy", "Secret", "Hidden", "<b>Made"] {
            assert!(!page.contains(name), "{path} says {name}");
        }
    }
    for (path, link) in [
        ("/team/x:North", "/team/x%3ANorth/week"),
        ("/team/x:North/duty", "/team/x%3ANorth/week"),
        ("/team/x:North/week", "/worker/x%3ABea/supervision"),
        ("/team/x:North/week", "/worker/x%3ACara/absence"),
        ("/worker/x:Bea/supervision", "/worker/x%3ABea/absence"),
    ] {
        let (_, page) = answer(live(&["pg", "ap"]), path).await;
        assert!(page.contains(&format!("href=\"{link}")), "{path} does not lead to {link}");
        assert_eq!(answer(live(&["pg", "ap"]), link).await.0, 200, "{link}");
    }
    let place = Place::new(FACTS);
    let page = place.html("x:Mina", "/worker/x%3ABea").await;
    assert!(page.has("/worker/x%3ABea/supervision") && page.has("/worker/x%3ABea/absence"), "{}", page.body);
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    for (path, expected) in [
        ("/team/x:Nowhere/week", 404),
        ("/worker/x:Nobody/supervision", 404),
        ("/worker/x:Nobody/absence", 404),
        ("/worker/x:Bea/absence?colour=red", 400),
        ("/team/not-recorded/week", 200),
        ("/team/x:North/week?as-at=1990-01-01", 200),
        ("/worker/x:Cara/absence?as-at=1990-01-01", 200),
        ("/worker/x:Bea/supervision?known-at=1990-01-01", 200),
    ] {
        assert_eq!(answer(live(&["combined"]), path).await.0, expected, "{path}");
    }
}
