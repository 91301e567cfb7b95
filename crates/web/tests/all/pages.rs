//! Every page through the router, over a made-up caseload: what it says, in every state, whatever stands in a name.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt;

use crate::fixture::Fixture;

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answered {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The text between the tags of the first element that is opened so.
    fn inside(&self, open: &str, close: &str) -> &str {
        let from = self.body.find(open).unwrap_or_else(|| panic!("no {open} in {}", self.body));
        let rest = &self.body[from + open.len()..];
        let rest = if open.ends_with('>') { rest } else { &rest[rest.find('>').unwrap() + 1..] };
        &rest[..rest.find(close).unwrap()]
    }

    /// The value of the attribute that `before` ends with opening.
    fn attribute(&self, before: &str) -> &str {
        let from = self.body.find(before).unwrap_or_else(|| panic!("no {before} in {}", self.body));
        self.body[from + before.len()..].split('"').next().unwrap()
    }

    #[track_caller]
    fn says(&self, words: &str) {
        assert!(self.body.contains(words), "‘{words}’ is not said in:\n{}", self.body);
    }

    #[track_caller]
    fn says_not(&self, words: &str) {
        assert!(!self.body.contains(words), "‘{words}’ is said in:\n{}", self.body);
    }
}

async fn ask(fixture: Fixture, address: &str, headers: &[(&str, &str)]) -> Answered {
    let mut request = Request::builder().uri(address);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost:8099");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let router = web::router(Arc::new(fixture), web::Hosts::loopback());
    let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answered { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

async fn page(address: &str) -> Answered {
    let answered = ask(Fixture::default(), address, &[]).await;
    assert_eq!(answered.status, StatusCode::OK, "{address}: {}", answered.body);
    answered
}

const PAGES: [&str; 14] = [
    "/authority",
    "/service/d-north",
    "/team/t-2",
    "/team/t-2?page=all",
    "/child/c1000",
    "/children?definition=pg&certainty=certain",
    "/definitions?first=pg&second=mon",
    "/data",
    "/data/involvements/rejected",
    "/policies",
    "/policy/pg",
    "/handbook/pg",
    "/handbook/pg?without-data=1",
    "/clause/PG-09",
];

#[tokio::test]
async fn every_page_renders_with_its_frame_and_one_heading() {
    for address in PAGES {
        let answered = page(address).await;
        assert_eq!(answered.header("content-type"), "text/html; charset=utf-8", "{address}");
        assert_eq!(answered.body.matches("<h1").count(), 1, "{address}");
        for words in [
            "Northmere Council",
            "Policy in force: ",
            "Counted beside it, not governing: ",
            "as known <strong>now</strong>",
            "2 days old",
        ] {
            assert!(answered.body.contains(words), "{address} does not say ‘{words}’");
        }
        answered.says_not("Not now");
    }
}

#[tokio::test]
async fn every_page_has_a_json_twin_with_the_same_model() {
    for address in PAGES {
        let answered = page(&format!("/api/v1{address}")).await;
        assert_eq!(answered.header("content-type"), "application/json");
        assert!(answered.body.starts_with("{\"frame\":{\"authority\":\"Northmere Council\""), "{address}");
        answered.says("\"page\":{");
    }
    let missing = ask(Fixture::default(), "/api/v1/child/none", &[]).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    missing.says("\"error\":\"There is no such child, or it is not yours to see.\"");
}

#[tokio::test]
async fn every_link_keeps_both_times_and_a_banner_says_that_it_is_not_now() {
    for address in PAGES {
        let join = if address.contains('?') { '&' } else { '?' };
        let answered = page(&format!("{address}{join}as-at=2026-06-30&known-at=2026-07-02")).await;
        answered.says("Not now");
        answered.says("You are looking at <strong>the end of Tue 30 June 2026</strong>, as known at <strong>the end of Thu 2 July 2026</strong>");
        let back = answered.attribute("<a class=\"kw-past__link\" href=\"");
        assert!(!back.contains("as-at"), "back to now leads to {back}");
        for link in answered.body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let kept = link.contains("as-at=2026-06-30") && link.contains("known-at=2026-07-02");
            // The weeks of a trend lead to days of their own.
            let other_day =
                link.starts_with("/children") && link.contains("as-at=") && link.contains("known-at=2026-07-02");
            let exempt = link.starts_with('#') || link.starts_with("/assets/");
            let back = answered.body.contains(&format!("kw-past__link\" href=\"{link}\""));
            assert!(kept || other_day || exempt || back, "{address} has a link that loses the times: {link}");
        }
    }
}

#[tokio::test]
async fn before_any_policy_unknown_is_not_nobody() {
    let authority = page("/authority?as-at=1999-01-01").await;
    authority.says("No policy was in force at that time.");
    authority.says("kw-figure__value--unknown\">Not known");
    let tray = page("/team/t-2?as-at=1999-01-01").await;
    tray.says("Who needs a worker is not known: no policy was in force.");
    tray.says_not("No child of this team");
    let list = page("/children?definition=pg&as-at=1999-01-01").await;
    list.says("Not known: no policy was in force at that time.");
    list.says_not("Nobody.");
    page("/policies?as-at=1999-01-01").await.says("No policy was in force at that time.");
}

#[tokio::test]
async fn nothing_due_and_nobody_to_list_are_said() {
    page("/team/t-6").await.says("This team has no open children.");
    let mut fixture = Fixture::default();
    fixture.cases.retain(|case| case.team == 1);
    for case in &mut fixture.cases {
        case.hold();
    }
    let empty = ask(fixture, "/team/t-2", &[]).await;
    empty.says("No child of this team is counted as without a worker, of 49 open children.");
    let mut fixture = Fixture::default();
    let id = fixture.first_without();
    fixture.cases.iter_mut().for_each(|case| case.due_in = None);
    let child = ask(fixture, &format!("/child/{id}"), &[]).await;
    child.says("Next: nothing is due.");
    child.says("A child without a worker needs a next action, an owner and a date.");
}

#[tokio::test]
async fn the_tray_keeps_siblings_together_worst_first() {
    let tray = page("/team/t-2?page=all").await;
    let at = |id: &str| tray.body.find(&format!("id=\"band-{id}\"")).unwrap_or(usize::MAX);
    assert!(at("breach") < at("overdue") && at("overdue") < at("this-week") && at("this-week") < at("later"));
    assert!(at("later") < at("coming") && at("coming") < usize::MAX);
    let initials = tray.body.matches("kw-tray__initials").count();
    let rows = tray.body.matches("kw-tray__who").count();
    assert!(initials > rows, "{initials} children in {rows} families");
}

#[tokio::test]
async fn a_why_has_the_fact_the_clause_and_the_count() {
    let id = Fixture::default().first_without();
    let child = page(&format!("/child/{id}")).await;
    child.says("<h3 class=\"kw-why__heading\">The fact</h3>");
    child.says("professionals.csv, row 204");
    child.says("5 working days from");
    child.says("a letter goes to the family");
    for state in ["Met", "Met 3 days late", "Missed", "No longer needed", "Withdrawn", "Cannot be known"] {
        child.says(&format!("kw-duty__tag\">{state}</strong>"));
    }
    child.says("<title id=\"ribbon-title\">");
    child.says("The same story as a table");
}

#[tokio::test]
async fn what_stands_in_a_name_is_only_ever_text() {
    let long = "Ö".repeat(200);
    for (name, escaped) in [
        ("<script>alert(1)</script>", "&#60;script&#62;alert(1)&#60;/script&#62;"),
        ("\" onmouseover=\"x", "&#34; onmouseover=&#34;x"),
        ("\u{202e}zeb\u{202c}", "\u{202e}zeb\u{202c}"),
        ("עֶבֶד", "עֶבֶד"),
        ("👧🏽 Zeb", "👧🏽 Zeb"),
        ("O'Test & Sons", "O&#39;Test &#38; Sons"),
        (long.as_str(), long.as_str()),
    ] {
        let mut fixture = Fixture::default();
        let id = fixture.first_without();
        for case in fixture.cases.iter_mut() {
            case.first = name.into();
            case.worker = name.into();
        }
        let child = ask(fixture, &format!("/child/{id}"), &[]).await;
        assert_eq!(child.status, StatusCode::OK);
        let sentence = child.inside("<h1 class=\"kw-sentence\"", "</h1>");
        assert!(sentence.starts_with(escaped), "{sentence}");
        child.says_not("<script");
        child.says_not(" onmouseover=\"");
        assert!(!child.inside("<title>", "</title>").contains(escaped), "the tab says the name");
        let mut fixture = Fixture::default();
        fixture.cases.iter_mut().for_each(|case| (case.first, case.last) = (name.into(), name.into()));
        for address in ["/team/t-2", "/children", "/definitions?first=pg&second=mon", "/authority"] {
            let listed = ask(fixture.again(), address, &[]).await;
            assert_eq!(listed.status, StatusCode::OK);
            listed.says_not("<script");
            assert!(name.chars().count() < 9 || !listed.body.contains(escaped), "{address} says more than initials");
        }
    }
    page("/data/involvements/rejected").await.says("<code class=\"kw-value\">&#60;b&#62;#N/A&#60;/b&#62;</code>");
}

#[tokio::test]
async fn what_is_asked_for_in_an_address_is_only_ever_text() {
    let attack = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    for address in [
        format!("/team/t-2?kind={attack}"),
        format!("/team/{attack}"),
        format!("/child/{attack}"),
        format!("/children?definition={attack}&page=1"),
        format!("/authority?as-at={attack}"),
        format!("/authority?x={attack}"),
        format!("/{attack}"),
    ] {
        let answered = ask(Fixture::default(), &address, &[]).await;
        assert!(!answered.status.is_server_error(), "{address}");
        answered.says_not("<script");
        answered.says_not("\">alert");
    }
}

#[tokio::test]
async fn a_bad_address_says_what_to_write() {
    for (address, status, words) in [
        ("/authority?as-at=31/06/2026", 400, "2026-06-30, 30 June 2026 or 30/06/2026"),
        ("/authority?known-at=soon", 400, "‘soon’ is not a day"),
        ("/team/t-2?band=urgent", 400, "breach, overdue, cannot-be-known, today, this-week, later, offered, coming"),
        ("/team/t-2?page=0", 400, "page=all"),
        ("/team/t-2?page=minus", 400, "page=all"),
        ("/children?certainty=maybe", 400, "certain or possible"),
        ("/definitions?first=pg", 400, "two have to be chosen"),
        ("/child/none", 404, "There is no such child"),
        ("/team/none", 404, "There is no such team"),
        ("/nowhere", 404, "There is no such page"),
        ("/children?stat=overdue", 400, "asks with ‘stat’"),
        ("/children?stat=overdue", 400, "clause, state, breach, page"),
        ("/authority?page=2", 400, "It may be asked with as-at and known-at"),
        ("/team/t-2?page=999", 404, "no page 999"),
    ] {
        let answered = ask(Fixture::default(), address, &[]).await;
        assert_eq!(answered.status.as_u16(), status, "{address}");
        answered.says(words);
        answered.says("<h1");
    }
}

#[tokio::test]
async fn a_failure_says_nothing_of_its_cause() {
    let broken = Fixture { broken: true, ..Fixture::default() };
    let answered = ask(broken, "/authority", &[]).await;
    assert_eq!(answered.status, StatusCode::INTERNAL_SERVER_ERROR);
    answered.says("Sorry, this page failed");
    answered.says_not("secret");
    assert_eq!(answered.header("cache-control"), "no-store");
    let panicking = Fixture { cases: Vec::new(), panics: true, ..Fixture::default() };
    let answered = ask(panicking, "/authority", &[]).await;
    assert_eq!(answered.status, StatusCode::INTERNAL_SERVER_ERROR);
    answered.says("Sorry, this page failed");
}

#[tokio::test]
async fn headers_keep_the_browser_safe_on_every_answer() {
    for address in ["/authority", "/nowhere", "/api/v1/authority", "/assets/none", "/"] {
        let answered = ask(Fixture::default(), address, &[]).await;
        let policy = answered.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{address}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
        assert_eq!(answered.header("x-content-type-options"), "nosniff");
        assert_eq!(answered.header("referrer-policy"), "same-origin");
        assert_eq!(answered.header("x-frame-options"), "DENY");
        assert_eq!(answered.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn no_page_carries_script_or_inline_style() {
    for address in PAGES {
        let answered = page(address).await;
        for forbidden in ["<script", "<style", " style=", " onclick", "javascript:"] {
            answered.says_not(forbidden);
        }
    }
}

#[tokio::test]
async fn only_this_machines_own_names_are_answered() {
    for (host, status) in [
        ("localhost", 200),
        ("LOCALHOST:8080", 200),
        ("127.0.0.1:8099", 200),
        ("[::1]:8099", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:8099", 421),
        ("", 421),
    ] {
        let answered = ask(Fixture::default(), "/authority", &[("host", host)]).await;
        assert_eq!(answered.status.as_u16(), status, "{host}");
        assert_eq!(answered.body.contains("Northmere"), status == 200, "{host}");
    }
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_a_name_with_their_hash() {
    let authority = page("/authority").await;
    let sheet = authority.attribute("<link rel=\"stylesheet\" href=\"").to_owned();
    assert!(sheet.starts_with("/assets/keyworker-") && sheet.len() > "/assets/keyworker-.css".len() + 10, "{sheet}");
    let answered = page(&sheet).await;
    assert_eq!(answered.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(answered.header("cache-control"), "public, max-age=31536000, immutable");
    answered.says(".govuk-table");
    answered.says_not("GDS Transport");
    let etag = answered.header("etag").to_owned();
    let again = ask(Fixture::default(), &sheet, &[("if-none-match", &etag)]).await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let stale = ask(Fixture::default(), "/assets/keyworker-0000000000000000.css", &[]).await;
    assert_eq!(stale.status, StatusCode::NOT_FOUND);
    let licence = page(&web::assets::address("govuk-frontend-LICENSE.txt")).await;
    licence.says("The MIT License (MIT)");
}

#[tokio::test]
async fn home_leads_to_the_authority_and_keeps_the_times() {
    let answered = ask(Fixture::default(), "/?as-at=30%20June%202026", &[]).await;
    assert_eq!(answered.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(answered.header("location"), "/authority?as-at=2026-06-30");
}
