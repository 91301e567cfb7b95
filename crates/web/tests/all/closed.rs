//! Children in breach are open, or may be; a closing that was not as the policy asks stands of closed cases, in a row and a
//! list of their own. Each figure is the list behind it, wherever it stands.
//!
//! The present is Thu 2 July 2026, 09:00. The child x:1 was closed on Fri 10 April, without a worker and without what AS-18
//! asks; x:3 likewise, and was referred again on 1 June. x:2 has had no worker since 1 June, and nobody decided on it (AS-03);
//! x:4 neither, and a service manager decided so without asking any other team (AS-02, AS-03, AS-04). Of x:5 nobody recorded

//! when the case was closed.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use record::Day;
use tower::ServiceExt;
use web::view::*;
use web::{AsAt, Live, Queries, Versioned, Viewer};

use crate::by_hand;

const RECORD: &str = include_str!("closed.jsonl");
const OF_CLOSING: &str = "as/gate/close-in-order";

fn live() -> Live {
    let now = || "2026-07-02".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    by_hand::live(RECORD, by_hand::packs(["pg", "as"]), Vec::new(), now)
}

fn viewer() -> Viewer {
    Viewer::on_this_machine()
}

/// The children of a list, for certain or possibly.
fn those(live: &Live, filter: &ChildrenFilter, certainty: Certainty) -> Vec<String> {
    let page = live.children(&viewer(), &AsAt::default(), &filter.that_are(certainty)).unwrap().page;
    let mut ids: Vec<String> = page.lines.into_iter().map(|line| line.child.id).collect();
    ids.sort();
    assert_eq!(page.paging.lines, ids.len() as u64);
    ids
}

/// That a figure is the list behind it; who are in it, for certain and possibly.
fn checked(live: &Live, count: &Count, filter: &ChildrenFilter) -> (Vec<String>, Vec<String>) {
    let (certain, possible) = (those(live, filter, Certainty::Certain), those(live, filter, Certainty::Possible));
    let listed = (certain.len() as u64, possible.len() as u64);
    assert_eq!((count.at_least(), count.at_least_possible()), listed, "{filter:?}");
    (certain, possible)
}

fn known(count: &Known<Count>) -> &Count {
    count.value().unwrap_or_else(|| panic!("{}", count.why_not()))
}

fn in_state(state: &str) -> ChildrenFilter {
    ChildrenFilter { state: Some(state.to_owned()), ..ChildrenFilter::default() }
}

#[test]
fn every_figure_of_children_in_breach_is_the_list_behind_it() {
    let live = live();
    let area = live.authority(&viewer(), &AsAt::default()).unwrap().page;
    let (certain, possible) = checked(&live, known(&area.breaches.now), &area.breaches.children);
    assert_eq!((certain, possible), (vec!["x:2".into(), "x:3".into(), "x:4".into()], vec!["x:5".to_owned()]));
    for unit in &area.units {
        checked(&live, known(&unit.breaches), &unit.breaches_filter());
    }
    let breaches = live.breaches(&viewer(), &AsAt::default(), None).unwrap().page;
    let mut of_rules = Vec::new();
    for rule in &breaches.rules {
        let (certain, _) = checked(&live, known(&rule.children), &rule.filter);
        assert!(rule.lines.iter().all(|line| line.child.id != "x:1"), "{}", rule.title);
        if let Some(closed) = &rule.closed {
            let (cases, _) = checked(&live, &closed.cases, &closed.filter);
            // Nobody's closing was sent back.
            let wanted: &[&str] = if rule.filter.breach.as_deref() == Some(OF_CLOSING) { &["x:1"] } else { &[] };
            assert_eq!(cases, wanted, "{}", rule.title);
        }
        of_rules.push((rule.filter.breach.clone().unwrap(), certain));
    }
    let of = |id: &str| of_rules.iter().find(|(known, _)| known == id).unwrap().1.clone();
    // Referred again, x:3 is an open child of whom the closing still stands.
    assert_eq!(of(OF_CLOSING), ["x:3"]);
    // Both rules cite AS-03, and each has its own children.
    assert_eq!(of("as/no-decision"), ["x:2", "x:3"]);
    assert_eq!(of("as/gate/leave-without-a-worker"), ["x:4"]);
    let page = live.policy(&viewer(), Versioned { id: "as", version: None }, &AsAt::default(), false).unwrap().page;
    let is_of_breach = |figure: &&ClauseFigure| figure.filter.state.as_deref().is_some_and(|it| it.ends_with("breach"));
    let mut said = Vec::new();
    for clause in &page.clauses {
        for figure in clause.stands.iter().filter(is_of_breach) {
            let (certain, _) = checked(&live, known(&figure.children), &figure.filter);
            said.push((clause.id.as_str(), figure.label.clone(), certain));
        }
        let alone =
            live.clause(&viewer(), Versioned { id: &clause.id, version: None }, &AsAt::default()).unwrap().page.clause;
        assert_eq!(format!("{:?}", alone.stands), format!("{:?}", clause.stands), "{}", clause.id);
    }
    let of = |id: &str| said.iter().filter(|(of, ..)| *of == id).collect::<Vec<_>>();
    assert_eq!(of("AS-03").len(), 1);
    assert_eq!(of("AS-03")[0].2, ["x:2", "x:3", "x:4"]);
    let closing = of("AS-18");
    assert_eq!((closing[0].1.as_str(), closing[0].2.clone()), ("in breach", vec!["x:3".to_owned()]));
    assert_eq!((closing[1].1.as_str(), closing[1].2.clone()), ("closed case in breach", vec!["x:1".to_owned()]));
}

#[test]
fn a_closed_case_in_breach_says_when_it_was_closed_and_asks_nobody_to_put_it_right() {
    let live = live();
    let page = live.child(&viewer(), "x:1", &AsAt::default(), PageWanted::default()).unwrap().page;
    assert!(matches!(page.next, NextForChild::Nothing), "{:?}", page.next);
    assert_eq!((page.kind.as_str(), page.breaches.len()), ("Closed", 1));
    assert_eq!(page.breaches[0].since.as_ref().unwrap().date, "2026-04-10");
    assert!(!page.has_breach_to_put_right());
    let open = live.child(&viewer(), "x:3", &AsAt::default(), PageWanted::default()).unwrap().page;
    assert!(open.kind != "Closed" && open.has_breach_to_put_right());
    let of_closing = open.breaches.iter().find(|mark| mark.clause == "AS-18").unwrap();
    assert_eq!(of_closing.since.as_ref().unwrap().date, "2026-04-10");
    let list = live.children(&viewer(), &AsAt::default(), &in_state("closed-breach")).unwrap().page;
    let line = &list.lines[0];
    assert!(list.heading.starts_with("1 closed case in breach"), "{}", list.heading);
    assert_eq!((line.child.id.as_str(), line.kind.as_str()), ("x:1", "Closed"));
    let (lacked, closed) = ("a closure summary was completed", ". Closed on Fri 10 April 2026.");
    assert!(line.why.contains(lacked) && line.why.ends_with(closed), "{}", line.why);
}

#[tokio::test]
async fn the_pages_say_closed_cases_and_an_address_without_sense_is_refused() {
    let live = Arc::new(live());
    let mut said = Vec::new();
    for (address, status) in [
        ("/breaches", StatusCode::OK),
        ("/clause/AS-18", StatusCode::OK),
        ("/child/x%3A1", StatusCode::OK),
        ("/children?certainty=certain&state=closed-breach&breach=as%2Fgate%2Fclose-in-order", StatusCode::OK),
        ("/children?state=breach&breach=as%2Fno-such-rule", StatusCode::NOT_FOUND),
        ("/children?state=overdue&breach=as%2Fno-decision", StatusCode::BAD_REQUEST),
    ] {
        let router = web::router(Arc::clone(&live) as Arc<dyn Queries>, web::Hosts::loopback());
        let request = Request::builder().uri(address).header("host", "localhost").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{address}");
        said.push(String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap());
    }
    assert!(said[0].contains("state=closed-breach&#38;breach=as%2Fgate%2Fclose-in-order"), "{}", said[0]);
    assert!(said[0].contains(">1 closed case<"), "{}", said[0]);
    assert!(said[1].contains("1 closed case in breach"), "{}", said[1]);
    assert!(!said[2].contains("put right now") && !said[2].contains("Not assessed yet"), "{}", said[2]);
    assert!(said[3].contains("1 closed case in breach: Closing the case"), "{}", said[3]);
}
