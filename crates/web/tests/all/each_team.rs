//! Where teams follow different policies, pages count by each team's own; all days by hand.
//!
//! North One follows the practice guide, North Two the procedure for assessment and support, North Three has adopted nothing.
//! A child whose worker was offered and has not accepted is counted by the second alone (AS-01, AS-03: who has accepted
//! counts; PG-01: whoever is named); one without any from the referral of Mon 22 June on by both, by the first from
//! Wed 24 June (PG-01: after more than one working day). The child x:7 was offered on 1 June, the offer was declined on 10 June, and it went
//! from North One to North Two on 22 June at 10:00.

//! The present is Tue 30 June 2026, 09:00.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use record::Day;
use tower::ServiceExt;
use web::view::*;
use web::{AsAt, Live, Queries, Versioned, Viewer};

use crate::by_hand;

const RECORD: &str = include_str!("each-team.jsonl");

const OWN: &str = "each_team/own_policy";

fn live_of(record: &str) -> Live {
    let now = || "2026-06-30".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    by_hand::live(record, by_hand::packs(["pg", "as"]), Vec::new(), now)
}

fn live() -> Live {
    live_of(RECORD)
}

fn viewer() -> Viewer {
    Viewer::on_this_machine()
}

fn on(day: &str) -> AsAt {
    AsAt::from_query(&[("as-at".to_owned(), day.to_owned())]).unwrap()
}

fn authority(live: &Live, at: &AsAt) -> AreaPage {
    live.authority(&viewer(), at).unwrap().page
}

/// For certain, and possibly.
fn parts(count: &Known<Count>) -> (u64, u64) {
    let count = count.value().unwrap_or_else(|| panic!("{}", count.why_not()));
    (count.at_least(), count.at_least_possible())
}

/// The children of a list: for certain, and possibly, each with the days without a worker.
fn listed(live: &Live, filter: ChildrenFilter) -> (Vec<(String, Option<u64>)>, Vec<String>) {
    let lines = live.children(&viewer(), &AsAt::default(), &filter).unwrap().page.lines;
    let (certain, possible): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.certainty == Certainty::Certain);
    let mut certain: Vec<_> = certain.into_iter().map(|line| (line.child.id, line.days)).collect();
    let mut possible: Vec<_> = possible.into_iter().map(|line| line.child.id).collect();
    certain.sort();
    possible.sort();
    (certain, possible)
}

fn by(definition: &str) -> ChildrenFilter {
    ChildrenFilter { definition: Some(definition.to_owned()), ..ChildrenFilter::default() }
}

fn ids(list: &[(&str, u64)]) -> Vec<(String, Option<u64>)> {
    list.iter().map(|(id, days)| ((*id).to_owned(), Some(*days))).collect()
}

#[test]
fn each_child_is_counted_by_the_policy_of_its_team() {
    let live = live();
    let page = authority(&live, &AsAt::default());
    assert_eq!(page.counted_by.id, OWN);
    assert_eq!(parts(&page.without.now), (4, 2));
    // Since 1 June there are 29 days to the 30th, since 22 June there are 8. x:7 has had none since the offer ended by the
    // first policy, and since the referral by the second, which governs it now.
    let own = ids(&[("x:2", 29), ("x:3", 8), ("x:4", 8), ("x:7", 29)]);
    let ungoverned = vec!["x:5".to_owned(), "x:6".to_owned()];
    assert_eq!(listed(&live, page.without.children.clone()), (own, ungoverned.clone()));
    let longest = page.longest.value().cloned().unwrap().unwrap();
    assert_eq!((longest.child.id.as_str(), longest.days), ("x:2", 29));
    // A definition that is named counts the whole authority.
    let of_pg = ids(&[("x:3", 8), ("x:4", 8), ("x:5", 29), ("x:7", 19)]);
    assert_eq!(listed(&live, by("pg/unallocated")), (of_pg, Vec::new()));
    let of_as = ids(&[("x:1", 29), ("x:2", 29), ("x:3", 8), ("x:4", 8), ("x:5", 29), ("x:7", 29)]);
    assert_eq!(listed(&live, by("as/unallocated")), (of_as, Vec::new()));
    // The same on the page of definitions, and its comparison says of whom it is not known, and why.
    let pair = Some((OWN.to_owned(), "as/unallocated".to_owned()));
    let chosen = Chosen { pair, page: PageWanted::All };
    let matrix = live.definitions(&viewer(), &AsAt::default(), &chosen).unwrap().page;
    assert_eq!((matrix.rows[0].definition.id.as_str(), parts(&matrix.rows[0].total)), (OWN, (4, 2)));
    let moves = matrix.compared.unwrap().moves;
    let reason = |id: &str| moves.iter().find(|one| one.child.id == id).unwrap().reason.clone();
    assert!(reason("x:5").contains("no policy governs the child's team"), "{}", reason("x:5"));
    assert!(
        reason("x:1").starts_with("Not counted by the first: ") && reason("x:1").contains("(PG-01"),
        "{}",
        reason("x:1")
    );
    // What is overdue and never allowed is by the same policies, and not known where none governs.
    let state = |state: &str| ChildrenFilter { state: Some(state.to_owned()), ..ChildrenFilter::default() };
    // x:8 has had a worker since the third day, and by the second policy alone is to be seen within 28 days of its referral: by
    // Mon 29 June (AS-05).
    assert_eq!(parts(&page.overdue.now), (5, 2));
    let certain = |state: &str| {
        listed(
            &live,
            ChildrenFilter {
                state: Some(state.to_owned()),
                certainty: Some(Certainty::Certain),
                ..ChildrenFilter::default()
            },
        )
        .0
    };
    let names = |list: Vec<(String, Option<u64>)>| list.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(names(certain("overdue")), ["x:2", "x:3", "x:4", "x:7", "x:8"]);
    let possible = ChildrenFilter { certainty: Some(Certainty::Possible), ..state("overdue") };
    let lines = live.children(&viewer(), &AsAt::default(), &possible).unwrap().page.lines;
    assert!(lines.iter().all(|line| line.why.starts_with("No policy governs the child's team")), "{lines:?}");
    assert_eq!(listed(&live, possible).1, ungoverned);
    // AS-03: nobody decided that the three may be without a worker; the practice guide has no such rule.
    assert_eq!(parts(&page.breaches.now), (3, 2));
    assert_eq!(names(certain("breach")), ["x:2", "x:4", "x:7"]);
}

#[test]
fn a_tray_asks_what_its_own_policy_asks() {
    let live = live();
    let tray = |team: &str| live.team_tray(&viewer(), team, &AsAt::default(), &TrayFilter::default()).unwrap().page;
    let next = |page: &TrayPage, id: &str| {
        let mut children = page.lines.iter().flat_map(|line| &line.children);
        children.find(|one| one.child.id == id).map(|one| one.next.clone()).unwrap()
    };
    let clause = |next: NextThing| match next {
        NextThing::Due { clause, .. } | NextThing::PutRight { clause, .. } => clause,
        other => panic!("{other:?}"),
    };
    let of_guide = tray("x:T1");
    assert_eq!(of_guide.without.value().map(|count| (count.children, count.possible)), Some((1, 0)));
    assert_eq!(of_guide.counted_for.len(), 1);
    assert_eq!(of_guide.counted_for[0].definition.as_ref().unwrap().id, "pg/unallocated");
    assert!(clause(next(&of_guide, "x:3")).starts_with("PG-"));
    let of_procedure = tray("x:T2");
    assert_eq!(of_procedure.without.value().map(|count| (count.children, count.possible)), Some((3, 0)));
    // What is late waits for what is never allowed: nobody decided that these two may be without a worker (AS-03).
    assert!(matches!(next(&of_procedure, "x:4"), NextThing::PutRight { clause, .. } if clause == "AS-03"));
    assert!(clause(next(&of_procedure, "x:7")).starts_with("AS-"));
    let of_none = tray("x:T3");
    assert_eq!(of_none.without.value().map(|count| (count.children, count.possible)), Some((2, 2)));
    assert!(of_none.counted_for[0].not_governed().is_some());
    // Who holds the child is said all the same.
    let lines = of_none.lines.iter().flat_map(|line| &line.children);
    let whys: Vec<&str> = lines.map(|one| one.why.as_str()).collect();
    assert!(whys.iter().any(|why| why.starts_with("Held by Ann Made-Up")), "{whys:?}");
    let says = "No policy governs the child's team, so it is not known what is due.";
    assert!(matches!(next(&of_none, "x:5"), NextThing::CannotBeKnown { why } if why == says));
}

#[test]
fn a_childs_page_says_by_which_policy() {
    let live = live();
    let child = |id: &str| live.child(&viewer(), id, &AsAt::default(), PageWanted::default()).unwrap().page;
    let moved = child("x:7");
    let own = moved.own_policy.unwrap();
    assert!(own.contains("Management of unallocated cases") && own.contains("Without an allocated worker"), "{own}");
    let StandingNow::Without { since, days, because, .. } = moved.now else { panic!("{:?}", moved.now) };
    assert_eq!((since.unwrap().to_string(), days), ("Mon 1 June 2026".to_owned(), Some(29)));
    assert_eq!(because, "nobody has been named since the referral");
    // Who holds a child is plain, though no policy says whether that one counts; whether another is without cannot be told.
    let held = child("x:6");
    assert!(matches!(held.now, StandingNow::Held { .. }), "{:?}", held.now);
    let says = "No policy governs the child's team, so it is not known by which policy the child counts.";
    assert!(held.unknown.contains(&says.to_owned()), "{:?}", held.unknown);
    let open = child("x:5");
    assert!(matches!(open.now, StandingNow::CannotBeTold { because } if because == says));
}

#[test]
fn the_weeks_before_are_by_the_policies_of_their_day() {
    let live = live();
    let page = authority(&live, &AsAt::default());
    let weeks: Vec<&Known<Count>> = page.trend.iter().map(|point| &point.count).collect();
    // At 09:00 on the Tuesdays: 9 June, x:2 alone (x:7 has a name); 16 June, x:7 too, still by the practice guide;
    // 23 June, x:4 (referred the day before) and not x:3, whom the practice guide does not count yet; 30 June.
    let last: Vec<(u64, u64)> = weeks[weeks.len() - 4..].iter().map(|count| parts(count)).collect();
    assert_eq!(last, [(1, 2), (2, 2), (3, 2), (4, 2)]);
    assert_eq!(parts(&page.without.week_ago), (3, 2));
    // The first of the thirteen weeks, 7 April, is after the adoption; a day before it nothing governs.
    assert_eq!(parts(weeks[0]), (0, 0));
    let before = authority(&live, &on("2026-03-31"));
    assert_eq!((before.counted_by.id.as_str(), before.without.now.value()), (OWN, None));
    // Who is held in name only is by no policy: it is counted as on its own page, whatever was adopted.
    let in_name = live.in_name_only(&viewer(), &on("2026-03-31"), None).unwrap().page.in_name_only;
    assert_eq!(parts(&before.in_name_only.now), parts(&in_name.count));
    // The figure of a week is the list behind it.
    let then = on("2026-06-16T09:00");
    let list = live.children(&viewer(), &then, &page.without.children).unwrap().page;
    assert_eq!(list.lines.len(), 4);
}

#[test]
fn the_handbook_counts_a_policy_over_the_teams_that_it_governs() {
    let live = live();
    let figure = |pack: &str, clause: &str| {
        let page = live.policy(&viewer(), Versioned { id: pack, version: None }, &AsAt::default(), false).unwrap().page;
        let line = page.clauses.into_iter().find(|line| line.id == clause).unwrap();
        let figure =
            line.stands.into_iter().find(|figure| figure.label.contains("in the teams that it governs")).unwrap();
        let (certain, possible) = listed(&live, figure.filter.clone());
        (parts(&figure.children), certain.len(), possible.len())
    };
    assert_eq!(figure("pg", "PG-01"), ((1, 0), 1, 0));
    assert_eq!(figure("as", "AS-03"), ((3, 0), 3, 0));
}

#[test]
fn where_one_policy_governs_all_it_counts_as_ever() {
    let pg = r#""pack":"pg","version":"17""#;
    let third =
        format!("{{\"kind\":\"pack_adopted\",\"when\":\"2026-04-01\",{pg},\"unit\":\"x:T3\",\"digest\":\"d3\"}}\n");
    let alike = RECORD.replace(r#""pack":"as","version":"2024-08-12""#, pg) + &third;
    let live = live_of(&alike);
    for at in [AsAt::default(), on("2026-03-31")] {
        let page = authority(&live, &at);
        assert_eq!((page.counted_by.id.as_str(), page.counted_for.len()), ("pg/unallocated", 0));
    }
    assert_eq!(parts(&authority(&live, &AsAt::default()).without.now), (4, 0));
    // Nothing adopted: the same.
    let nothing: String =
        RECORD.lines().filter(|line| !line.contains("pack_adopted")).map(|line| format!("{line}\n")).collect();
    let live = live_of(&nothing);
    assert_eq!(authority(&live, &AsAt::default()).counted_by.id, "pg/unallocated");
    assert!(live.children(&viewer(), &AsAt::default(), &by(OWN)).is_err(), "nobody counts by it");
    // Another policy for everybody from 15 June on: it counts from then on, and the other until then.
    let everybody = |pack: &str, from: &str| {
        format!("{{\"kind\":\"pack_adopted\",\"when\":\"{from}\",{pack},\"digest\":\"d4\"}}\n")
    };
    let later =
        nothing + &everybody(pg, "2026-04-01") + &everybody(r#""pack":"as","version":"2024-08-12""#, "2026-06-15");
    let live = live_of(&later);
    assert_eq!(authority(&live, &AsAt::default()).counted_by.id, "as/unallocated");
    assert_eq!(authority(&live, &on("2026-06-14")).counted_by.id, "pg/unallocated");
    // Pages that were started with one of two policies count by that one, as they were asked to.
    let now = || "2026-06-30".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    let live = by_hand::live(RECORD, by_hand::packs(["pg"]), Vec::new(), now);
    assert_eq!(authority(&live, &AsAt::default()).counted_by.id, "pg/unallocated");
}

#[tokio::test]
async fn pages_say_by_which_policies() {
    let live = Arc::new(live());
    let mut said = Vec::new();
    for address in ["/authority", "/children?definition=each_team/own_policy", "/whole-story", "/api/v1/authority"] {
        let router = web::router(Arc::clone(&live) as Arc<dyn Queries>, web::Hosts::loopback());
        let request = Request::builder().uri(address).header("host", "localhost").body(Body::empty()).unwrap();
        let body = to_bytes(router.oneshot(request).await.unwrap().into_body(), usize::MAX).await.unwrap();
        said.push(String::from_utf8(body.to_vec()).unwrap());
    }
    for page in &said[..3] {
        assert!(page.contains(r#"href="/policies">each team’s own policy</a>: "#), "{page}");
        assert!(page.contains("Practice guide for children without a named worker in 1 team ("), "{page}");
        assert!(page.contains(r#"href="/children?definition=as%2Funallocated""#), "{page}");
        assert!(page.contains("No policy governs 1 team with 2 open children: of these it is not known"), "{page}");
    }
    let api: serde_json::Value = serde_json::from_str(&said[3]).unwrap();
    let counted_for = api["page"]["counted_for"].as_array().unwrap();
    assert_eq!(counted_for.len(), 3);
    assert_eq!(counted_for[2]["policy"], serde_json::Value::Null);
}

/// Every figure of a policy's page opens into its children, and is of the teams that the policy governs: x:4 and x:2, x:7 of
/// North Two have no worker by AS-01, and nobody of another team is a child of its figures.
#[test]
fn figures_of_clauses_are_of_the_teams_that_their_policy_governs() {
    let live = live();
    let mut opened = 0;
    for (policy, team) in [("pg", ["x:1", "x:3"].as_slice()), ("as", ["x:2", "x:4", "x:7", "x:8"].as_slice())] {
        let page =
            live.policy(&viewer(), Versioned { id: policy, version: None }, &AsAt::default(), false).unwrap().page;
        for figure in page.clauses.iter().flat_map(|clause| &clause.stands) {
            let Known::Known(count) = &figure.children else { continue };
            let (certain, possible) = listed(&live, figure.filter.clone());
            let told = (certain.len() as u64, possible.len() as u64);
            assert_eq!(told, (count.at_least(), count.at_least_possible()), "{policy}: {figure:?}");
            opened += told.0;
            if figure.filter.definition.is_some() {
                assert!(
                    certain.iter().all(|(id, _)| team.contains(&id.as_str())),
                    "{policy}: {} {certain:?}",
                    figure.label
                );
            }
        }
    }
    assert!(opened > 20, "{opened}");
}

/// W36, AP-01: the child's only worker is of a grade that the policy does not count, and is told as who holds the child.
#[test]
fn who_holds_a_child_and_does_not_count_is_not_nobody() {
    let facts = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"worker_details","worker":"x:ann","when":"2020-01-01","name":"Ann Made-Up","profession":"social worker"}
{"kind":"worker_details","worker":"x:fay","when":"2020-01-01","name":"Fay Odd","profession":"family support worker"}
{"kind":"referral_received","child":"x:1","when":"2026-03-02","referral":"r1","team":"x:T1"}
{"kind":"need_identified","child":"x:1","when":"2026-03-02"}
{"kind":"involvement_started","child":"x:1","when":"2026-03-03","involvement":"i1","worker":"x:ann","role":"lead","accepted":true,"team":"x:T1"}
{"kind":"involvement_ended","child":"x:1","when":"2026-05-01","involvement":"i1"}
{"kind":"involvement_started","child":"x:1","when":"2026-05-01","involvement":"i2","worker":"x:fay","role":"lead","accepted":true,"team":"x:T1"}
"#;
    let now = || "2026-06-30".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    let live = by_hand::live_by("ap/unallocated", facts, by_hand::packs(["ap"]), Vec::new(), now);
    let page = live.child(&viewer(), "x:1", &AsAt::default(), PageWanted::default()).unwrap().page;
    let StandingNow::Without { because, .. } = page.now else { panic!("{:?}", page.now) };
    assert!(
        because.ends_with("and the child is held by Fay Odd (family support worker), which does not count"),
        "{because}"
    );
}

/// W31, CNT-05: an adoption that was recorded later was not known, so that the policies answer that were asked then.
#[test]
fn as_known_before_an_adoption_the_pages_count_by_what_was_asked_then() {
    let later = RECORD
        .replace("\"kind\":\"pack_adopted\",", "\"kind\":\"pack_adopted\",\"recorded\":\"2026-06-20T12:00:00+01:00\",");
    let before = record::When::At("2026-06-20".parse::<Day>().unwrap().at(12, 0, 0).unwrap()).as_start().unwrap();
    let usual = || web::Policies {
        packs: by_hand::packs(["pg"]).to_vec(),
        counted_only: Vec::new(),
        tray: "pg/unallocated".into(),
    };
    let live = live_of(&later).with_earlier(vec![(before, usual())]).unwrap();
    let known = |day: &str| AsAt::from_query(&[("known-at".to_owned(), day.to_owned())]).unwrap();
    assert_eq!(authority(&live, &known("2026-06-19")).counted_by.id, "pg/unallocated");
    assert_eq!(authority(&live, &known("2026-06-21")).counted_by.id, OWN);
}
