//! The pages over a hand-made record of thirteen children, with figures worked out by hand.
//!
//! The present is Thu 2 July 2026, 09:00. In the week before: Fri 26 June, Mon 29 June, Tue 30 June and Wed 1 July are
//! working days.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use record::{Book, Calendar, Day, Moment};
use standing::{Board, Plan};
use tower::ServiceExt;
use web::view::*;
use web::{AsAt, FileRead, Live, Point, Policies, Queries, RejectedRowRead, Settings, Versioned, Viewer};

const HIDDEN_NAMES: [&str; 3] = ["Zephyrine", "Hiddenchild", "hid-11"];

/// Everything is recorded from the beginning on; what is said of a child follows.
const RECORD: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"unit_details","unit":"x:A","when":"2020-01-01","name":"Testshire","level":"authority"}
{"kind":"unit_details","unit":"x:D1","when":"2020-01-01","name":"North","level":"district","parent":"x:A"}
{"kind":"unit_details","unit":"x:T1","when":"2020-01-01","name":"North One","level":"team","parent":"x:D1"}
{"kind":"unit_details","unit":"x:T2","when":"2020-01-01","name":"North Two","level":"team","parent":"x:D1"}
{"kind":"worker_details","worker":"x:ada","when":"2020-01-01","name":"Ada Testworker","profession":"social worker","team":"x:T1"}
{"kind":"registered","worker":"x:ada","when":"2020-01-01"}
{"kind":"worker_details","worker":"x:bo","when":"2020-01-01","name":"Bo Leaver","profession":"social worker","team":"x:T1"}
{"kind":"registered","worker":"x:bo","when":"2020-01-01"}
{"kind":"worker_details","worker":"x:cy","when":"2020-01-01","name":"Cy Managerson","profession":"team manager","team":"x:T1"}
{"kind":"registered","worker":"x:cy","when":"2020-01-01"}
{"kind":"worker_details","worker":"x:di","when":"2020-01-01","name":"Di Unwell","profession":"social worker","team":"x:T1"}
{"kind":"registered","worker":"x:di","when":"2020-01-01"}
{"kind":"absence_started","worker":"x:di","when":"2026-06-15","absence":"a1","absence_kind":"sickness"}
{"kind":"child_details","child":"x:1","when":"2026-06-01","given_name":"One","family_name":"Held","born":"2016-05-01"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"involvement_started","child":"x:1","when":"2026-06-01","involvement":"i1","worker":"x:ada","role":"lead","team":"x:T1","accepted":true}
{"id":"000000000000000000000000000000e1","kind":"involvement_ended","child":"x:1","when":"2026-06-18","recorded":"2026-06-18T17:00:00+01:00","involvement":"i1"}
{"kind":"corrected","child":"x:1","when":"2026-06-25","recorded":"2026-06-25T10:00:00+01:00","by":"B Manager","replaces":"000000000000000000000000000000e1","reason":"the wrong child's row"}
{"kind":"child_details","child":"x:2","when":"2026-06-01","given_name":"Two","family_name":"Leaves","born":"2015-05-01"}
{"kind":"family_group","child":"x:2","when":"2026-06-01","family":"f2"}
{"kind":"referral_received","child":"x:2","when":"2026-06-01","referral":"r2","team":"x:T1"}
{"kind":"involvement_started","child":"x:2","when":"2026-06-01","involvement":"i2","worker":"x:bo","role":"lead","team":"x:T1","accepted":true}
{"kind":"child_details","child":"x:3","when":"2026-06-01","given_name":"Three","family_name":"Leaves","born":"2013-05-01"}
{"kind":"family_group","child":"x:3","when":"2026-06-01","family":"f2"}
{"kind":"referral_received","child":"x:3","when":"2026-06-01","referral":"r3","team":"x:T1"}
{"kind":"involvement_started","child":"x:3","when":"2026-06-01","involvement":"i3","worker":"x:bo","role":"lead","team":"x:T1","accepted":true}
{"kind":"child_details","child":"x:4","when":"2026-06-23","given_name":"Four","family_name":"Opened","born":"2026-02-01"}
{"kind":"family_group","child":"x:4","when":"2026-06-23","family":"f4"}
{"kind":"referral_received","child":"x:4","when":"2026-06-23","referral":"r4","team":"x:T1"}
{"kind":"child_details","child":"x:5","when":"2026-06-01","given_name":"Five","family_name":"Ended","born":"2010-05-01"}
{"kind":"referral_received","child":"x:5","when":"2026-06-01","referral":"r5","team":"x:T1"}
{"kind":"involvement_started","child":"x:5","when":"2026-06-01","involvement":"i5","worker":"x:ada","role":"lead","team":"x:T1","accepted":true}
{"kind":"involvement_ended","child":"x:5","when":"2026-06-26","involvement":"i5","reason":"left role"}
{"kind":"put_on_duty","child":"x:5","when":"2026-06-26"}
{"kind":"child_details","child":"x:6","when":"2026-06-01","given_name":"Six","family_name":"Sick","born":"2018-05-01"}
{"kind":"referral_received","child":"x:6","when":"2026-06-01","referral":"r6","team":"x:T1"}
{"kind":"involvement_started","child":"x:6","when":"2026-06-01","involvement":"i6","worker":"x:di","role":"lead","team":"x:T1","accepted":true}
{"kind":"child_details","child":"x:7","when":"2026-06-01","given_name":"Seven","family_name":"Managed","born":"2017-05-01"}
{"kind":"referral_received","child":"x:7","when":"2026-06-01","referral":"r7","team":"x:T1"}
{"kind":"need_identified","child":"x:7","when":"2026-06-01"}
{"kind":"status_started","child":"x:7","when":"2026-06-10","status":"child protection plan","spell":"s7"}
{"kind":"involvement_started","child":"x:7","when":"2026-06-01","involvement":"i7","worker":"x:cy","role":"lead","team":"x:T1","accepted":true}
{"kind":"child_details","child":"x:8","when":"2026-06-01","given_name":"Eight","family_name":"Blank","born":"2014-05-01"}
{"kind":"referral_received","child":"x:8","when":"2026-06-01","referral":"r8","team":"x:T1"}
{"kind":"involvement_started","child":"x:8","when":"2026-06-01","involvement":"i8","role":"lead","team":"x:T1","accepted":true}
{"kind":"child_details","child":"x:9","when":"2026-06-30","given_name":"Nine","family_name":"Offered","born":"2014-06-01"}
{"kind":"referral_received","child":"x:9","when":"2026-06-30","referral":"r9","team":"x:T1"}
{"kind":"allocation_offered","child":"x:9","when":"2026-07-01T10:00:00+01:00","involvement":"i9","worker":"x:ada","role":"lead","team":"x:T1"}
{"kind":"child_details","child":"x:10","when":"2026-07-01","given_name":"Ten","family_name":"New","born":"2014-07-01"}
{"kind":"referral_received","child":"x:10","when":"2026-07-01","referral":"r10","team":"x:T1"}
{"kind":"child_details","child":"x:hid-11","when":"2026-06-01","given_name":"Zephyrine","family_name":"Hiddenchild","born":"2012-05-01"}
{"kind":"family_group","child":"x:hid-11","when":"2026-06-01","family":"f4"}
{"kind":"referral_received","child":"x:hid-11","when":"2026-06-01","referral":"r11","team":"x:T1"}
{"kind":"access_restricted","child":"x:hid-11","when":"2026-06-20"}
{"kind":"child_details","child":"x:12","when":"2026-05-01","given_name":"Twelve","family_name":"Closed","born":"2014-05-01"}
{"kind":"referral_received","child":"x:12","when":"2026-05-01","referral":"r12","team":"x:T2"}
{"kind":"case_closed","child":"x:12","when":"2026-06-15","referral":"r12"}
{"kind":"child_details","child":"x:13","when":"2026-06-25","given_name":"Thirteen","family_name":"Nowhere","born":"2014-05-01"}
{"kind":"referral_received","child":"x:13","when":"2026-06-25","referral":"r13"}
"#;

fn book() -> Book {
    let mut book = Book::default();
    if let Err(errors) = intake::jsonl::read(RECORD.as_bytes(), &mut book, "by hand") {
        panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
    book
}

fn at_nine(day: &str) -> Moment {
    day.parse::<Day>().unwrap().at(9, 0, 0).unwrap()
}

/// The pages, and the hand of their clock.
fn live() -> (Arc<Live>, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(at_nine("2026-07-02").second()));
    let hand = Arc::clone(&clock);
    let row = |value: &str| RejectedRowRead {
        row: 7,
        column: "pers_surname".into(),
        value: value.into(),
        reason: "there is no such day".into(),
        is_anyones: false,
    };
    let policies = Policies {
        packs: ["pg", "mon", "counts", "ap"].map(|id| policy::shipped::find(id).unwrap().read().unwrap()).to_vec(),
        counted_only: Vec::new(),
        tray: "pg/unallocated".into(),
    };
    let settings = Settings {
        authority: "Testshire Council".into(),
        made_up: None,
        base: Calendar::england_and_wales(),
        now: Box::new(move || Moment::from_second(hand.load(Ordering::Relaxed))),
        threads: 2,
        stale_after: 7,
        feeds: |_| Vec::new(),
        files: vec![FileRead {
            file: "ssd_person.csv".into(),
            rows: 10,
            used: 8,
            rejected: 2,
            rejected_rows: vec![row("Hiddenchild"), row("Testname")],
            ..FileRead::default()
        }],
    };
    (Arc::new(Live::new(settings, policies, book()).unwrap()), clock)
}

fn viewer() -> Viewer {
    Viewer::on_this_machine()
}

fn end_of(day: &str) -> Option<Point> {
    Some(Point::read("a test", day).unwrap())
}

fn tray_at(live: &Live, team: &str, at: AsAt) -> TrayPage {
    live.team_tray(&viewer(), team, &at, &TrayFilter::default()).unwrap().page
}

fn tray(live: &Live, team: &str) -> TrayPage {
    tray_at(live, team, AsAt::default())
}

type Line = (Band, String, String, Option<String>, Option<u64>);

/// Each child of the tray: band, initials, why, since, days.
fn lines(page: &TrayPage) -> Vec<Line> {
    let children = page.lines.iter().flat_map(|line| line.children.iter().map(move |child| (line.band, child)));
    children
        .map(|(band, one)| {
            let since = one.since.as_ref().map(|day| day.date.clone());
            (band, one.child.initials.clone(), one.why.clone(), since, one.days)
        })
        .collect()
}

fn line(band: Band, who: &str, why: &str, since: Option<&str>, days: Option<u64>) -> Line {
    (band, who.into(), why.into(), since.map(str::to_owned), days)
}

#[test]
fn a_tray_has_each_child_once_with_why_and_since_when() {
    let (live, _) = live();
    let page = tray(&live, "x:T1");
    assert_eq!(
        lines(&page),
        [
            line(
                Band::Breach,
                "S.M.",
                "Held by Cy Managerson (team manager), so not counted by ‘Unallocated (practice guide)’",
                Some("2026-06-10"),
                Some(22)
            ),
            // All three were to be notified on the day on which they were counted: 25, 27 and 30 June.
            line(Band::Overdue, "F.O.", "No worker since the referral", Some("2026-06-23"), Some(9)),
            line(Band::Overdue, "S.S.", "Worker on sick leave for 10 working days", Some("2026-06-27"), Some(5)),
            line(
                Band::Overdue,
                "F.E.",
                "Worker's involvement ended: the worker left the role",
                Some("2026-06-27"),
                Some(5)
            ),
            line(Band::CannotBeKnown, "E.B.", "Whether there is a worker cannot be told", None, None),
            // Nine has an offer, and no worker that is about to go: that is a heading of its own.
            line(Band::Offered, "N.O.", "Offered to Ada Testworker on Wed 1 July 2026, not accepted yet", None, None),
            line(Band::Coming, "T.N.", "No worker since the referral", Some("2026-07-03"), None),
        ]
    );
    assert_eq!(page.open_children, Count::new(10, 0));
    assert_eq!(page.without.value().unwrap(), &TrayCount { children: 4, possible: 1, families: 4 });
    let four = &page.lines[1];
    assert_eq!(four.priority, ["Under one year old, or not yet born", "Under five years old"]);
    let NextThing::Due { what, due, owner, clause, .. } = &four.children[0].next else {
        panic!("{:?}", four.children[0].next)
    };
    assert_eq!((what.as_str(), owner.as_str(), clause.as_str()), ("Tell the service manager", "Team manager", "PG-12"));
    assert_eq!(due.to_string(), "Thu 25 June 2026, 7 days overdue");
    assert_eq!(page.lines[3].children[0].meanwhile.as_deref(), Some("On duty"));
    assert!(page.lines[4].children[0].possible_because.as_ref().unwrap().contains("cannot be read"));
    let breach = &page.lines[0].children[0].breaches[0];
    assert_eq!((breach.clause.as_str(), breach.since.as_ref().unwrap().date.as_str()), ("AP-29", "2026-06-10"));
    assert_eq!(lines(&tray(&live, "not-recorded")).len(), 1);
    assert!(tray(&live, "x:T2").lines.is_empty());
}

#[test]
fn filters_hold_what_their_facets_say() {
    let (live, _) = live();
    let page = tray(&live, "x:T1");
    for facet in page.kinds.iter().chain(&page.reasons) {
        let id = Some(facet.term.id.clone());
        let is_kind = page.kinds.iter().any(|kind| kind.term == facet.term);
        let (kind, reason) = if is_kind { (id, None) } else { (None, id) };
        let filter = TrayFilter { kind, reason, ..TrayFilter::default() };
        let narrowed = live.team_tray(&viewer(), "x:T1", &AsAt::default(), &filter).unwrap().page;
        assert_eq!(narrowed.group_total(), facet.children, "{}", facet.term.label);
    }
    assert_eq!(page.reasons.iter().map(|facet| facet.children).sum::<u64>(), 7);
}

#[test]
fn figures_are_those_of_the_board() {
    let (live, _) = live();
    let page = live.authority(&viewer(), &AsAt::default()).unwrap().page;
    assert_eq!(page.open_children, Count::new(11, 0));
    assert_eq!(page.without.now.value(), Some(&Count::new(4, 1)));
    assert_eq!(page.breaches.now.value(), Some(&Count::new(1, 0)));
    // Six, long sick, and Seven, with a manager; who holds Eight cannot be read.
    assert_eq!(page.in_name_only.now.value(), Some(&Count::new(2, 1)));
    assert_eq!(page.overdue.now.value(), Some(&Count::new(4, 0)));
    let longest = page.longest.value().unwrap().as_ref().unwrap();
    assert_eq!((longest.days, longest.child.initials.as_str()), (9, "F.O."));
    // A week before, at 09:00 on Thu 25 June: Four is counted from that day's first second, and nobody else yet.
    assert_eq!(page.without.week_ago.value(), Some(&Count::new(1, 1)));
    let rows: Vec<(&str, u64)> =
        page.units.iter().map(|row| (row.unit.name.as_str(), row.without.value().unwrap().at_least())).collect();
    assert_eq!(rows, [("North", 3), ("Team not recorded", 1)]);
    let district = live.service(&viewer(), "x:D1", &AsAt::default()).unwrap().page;
    let team = &district.units[0];
    // Ada and Bo are at work and hold children; Di is sick, and a manager holds none.
    assert_eq!((team.unit.name.as_str(), team.workers.value()), ("North One", Some(&2)));

    let book = book();
    let packs = ["pg", "mon", "counts", "ap"].map(|id| policy::shipped::find(id).unwrap().read().unwrap());
    let plan = Arc::new(Plan::new(&packs.iter().collect::<Vec<_>>()));
    let now = at_nine("2026-07-02");
    let board = Board::new(&book, Arc::clone(&plan), &Calendar::england_and_wales(), now, 1);
    let matrix = live.definitions(&viewer(), &AsAt::default(), &Chosen::default()).unwrap().page;
    assert_eq!(matrix.rows.len(), plan.definitions.len());
    for row in &matrix.rows {
        let place = plan.definition(&row.definition.id).unwrap();
        let values = board.iter().filter(|entry| !entry.restricted).map(|entry| entry.timeline.counted(place, now));
        let (certain, possible) = values
            .fold((0, 0), |(yes, may), value| (yes + u64::from(value.is_yes()), may + u64::from(value.is_unknown())));
        assert_eq!(row.total.value(), Some(&Count::new(certain, possible)), "{}", row.definition.id);
        let summed = row
            .cells
            .iter()
            .filter_map(Known::value)
            .fold((0, 0), |sum, cell| (sum.0 + cell.at_least(), sum.1 + cell.at_least_possible()));
        assert_eq!(summed, (certain, possible), "{}", row.definition.id);
    }
}

#[test]
fn two_definitions_differ_by_named_children_and_reasons() {
    let (live, _) = live();
    let chosen = Chosen { pair: Some(("ap/unallocated".into(), "pg/unallocated".into())), page: PageWanted::All };
    let page = live.definitions(&viewer(), &AsAt::default(), &chosen).unwrap().page;
    let compared = page.compared.unwrap();
    let seven = compared.moves.iter().find(|moved| moved.child.id == "x:7").unwrap();
    assert_eq!((seven.under_first, seven.under_second), (Some(Certainty::Certain), None));
    assert_eq!(
        seven.reason,
        "Not counted by the second: held by Cy Managerson (team manager) since Mon 1 June 2026 (PG-01, PG-02, PG-03). \
         Counted by the first: Cy Managerson (team manager) is not of a grade that it counts (AP-01, AP-03, AP-04, AP-36)."
    );
    assert_eq!(compared.moves.len() as u64, compared.only_first + compared.only_second + compared.differ_in_certainty);
}

#[test]
fn a_child_page_says_who_since_when_and_how_the_date_came_about() {
    let (live, _) = live();
    let page = |id: &str| live.child(&viewer(), id, &AsAt::default(), PageWanted::default()).unwrap().page;
    let five = page("x:5");
    assert_eq!(five.sentence(), "Five, 16 years, has had no worker for 5 days.");
    let letter = five.duties.iter().find(|duty| duty.what == "Letter to the family").unwrap();
    assert_eq!(letter.due.as_ref().unwrap().to_string(), "Tue 7 July 2026, in 3 working days");
    assert_eq!(
        letter.why.arithmetic,
        [
            "It is so from 00:00 on Tue 30 June 2026.",
            "Day 0 is Tue 30 June 2026, which is not counted.",
            "5 working days, 1: Wed 1 July, 2: Thu 2 July, 3: Fri 3 July, 4: Mon 6 July, 5: Tue 7 July.",
            "Passed over: 2 days of weekends.",
            "Due by the end of Tue 7 July 2026.",
        ]
    );
    assert!(letter.why.clauses[0].says.contains("five working days"));
    assert!(letter.why.facts[0].what.starts_with("Involvement ended"));
    let story: Vec<&str> = five.story.iter().map(String::as_str).collect();
    assert_eq!(story, ["Without a worker that counts for 5 days in all, in 1 stretch.", "Has had 1 worker."]);
    let seven = page("x:7");
    assert_eq!(seven.sentence(), "Seven, 9 years, has a worker in name only: Cy Managerson.");
    let StandingNow::InNameOnly { because, .. } = &seven.now else { panic!("{:?}", seven.now) };
    assert_eq!(because, "held in a manager's name");
    assert!(seven.involvements[0].does_not_count.is_some());
    let ten = page("x:10");
    let StandingNow::Without { because, .. } = &ten.now else { panic!("{:?}", ten.now) };
    let allowed = "nobody has been named since the referral; the policy allows 1 working day (Thu 2 July 2026); counts \
                   from Fri 3 July 2026";
    assert_eq!(because, allowed);
    let nine = page("x:9");
    assert_eq!(nine.sentence(), "Nine, 12 years, is offered to Ada Testworker, who has not accepted.");
    let twelve = page("x:12");
    assert_eq!(twelve.now, StandingNow::NotOpen { because: "Closed on Mon 15 June 2026.".into() });
    // The corrected fact stays on the record and says so.
    let one = page("x:1");
    let corrected = one.record.iter().filter_map(|line| line.correction.as_ref()).collect::<Vec<_>>();
    assert_eq!(corrected, ["No longer holds since Thu 25 June 2026, 10:00, by B Manager: the wrong child's row"]);
}

#[test]
fn what_was_known_before_a_correction_is_another_answer() {
    let (live, _) = live();
    let as_at = end_of("2026-06-22");
    let then = AsAt { as_at, known_at: end_of("2026-06-22") };
    let since_corrected = AsAt { as_at, known_at: None };
    let has_one = |at: AsAt| lines(&tray_at(&live, "x:T1", at)).iter().any(|(_, who, ..)| who == "O.H.");
    assert!(has_one(then) && !has_one(since_corrected));
    // The duties that it opened then are shown as withdrawn now.
    let page = live.child(&viewer(), "x:1", &AsAt::default(), PageWanted::default()).unwrap().page;
    let withdrawn = page.history.iter().filter(|duty| matches!(duty.state, DutyState::Withdrawn { .. })).count();
    assert!(withdrawn >= 3, "{:?}", page.history);
    // Asked again, the past board is the kept one and says the same.
    assert!(has_one(then));
}

#[test]
fn a_child_of_whom_nothing_was_known_yet_is_in_no_count() {
    let (live, _) = live();
    // Eight of the children were first heard of on 1 June or before; Four, Nine, Ten and Thirteen later.
    let at = AsAt { as_at: None, known_at: end_of("2026-06-10") };
    let page = live.authority(&viewer(), &at).unwrap().page;
    assert_eq!(
        page.open_children,
        Count::new(8, 0),
        "One, Two, Three, Five to Eight, and Twelve, not known to be closed"
    );
    // Twelve had nobody and was not known to be closed; Eight's worker cannot be read.
    assert_eq!(page.without.now.value(), Some(&Count::new(1, 1)));
    assert!(live.child(&viewer(), "x:4", &at, PageWanted::default()).is_err());
    // Before anything was recorded nothing is known, and nobody is not the same as not known.
    let at = AsAt { as_at: None, known_at: end_of("2019-01-01") };
    let answer = live.authority(&viewer(), &at).unwrap();
    assert_eq!(answer.frame.nothing_before.unwrap().date, "2026-05-01");
    let nothing = "nothing about any child was on this record before Fri 1 May 2026";
    assert_eq!(answer.page.without.now.why_not(), nothing);
    assert_eq!(answer.page.longest.why_not(), nothing);
    assert_eq!(answer.page.breaches.now.why_not(), nothing);
    assert_eq!(tray_at(&live, "x:T1", at).without.why_not(), nothing);
    let all = live.children(&viewer(), &at, &ChildrenFilter::default()).unwrap().page;
    assert_eq!(all.not_known.as_deref(), Some(nothing));
}

#[test]
fn before_any_policy_nothing_is_counted_and_nothing_is_nought() {
    let (live, _) = live();
    let at = AsAt { as_at: end_of("1990-01-01"), known_at: None };
    let answer = live.authority(&viewer(), &at).unwrap();
    assert!(answer.frame.policies.is_empty());
    assert_eq!(answer.page.without.now.why_not(), "no policy was in force");
    assert!(answer.page.trend.iter().all(|point| point.count.value().is_none()));
    let page = tray_at(&live, "x:T1", at);
    assert!(page.lines.is_empty() && page.without.value().is_none());
    let filter = ChildrenFilter { definition: Some("pg/unallocated".into()), ..ChildrenFilter::default() };
    let list = live.children(&viewer(), &at, &filter).unwrap().page;
    assert!(list.not_known.is_some() && list.lines.is_empty());
}

#[tokio::test]
async fn a_handbook_can_be_had_without_anything_about_children() {
    let (live, _) = live();
    let with = live.policy(&viewer(), Versioned { id: "pg", version: None }, &AsAt::default(), false).unwrap().page;
    let figures = |page: &web::view::PolicyPage| page.clauses.iter().map(|clause| clause.stands.len()).sum::<usize>();
    assert!(figures(&with) > 0 && !with.without_data);
    let without = live.policy(&viewer(), Versioned { id: "pg", version: None }, &AsAt::default(), true).unwrap().page;
    assert!(figures(&without) == 0 && without.without_data);
    // Every clause and every rule is there all the same (AP-43).
    assert_eq!(without.clauses.len(), with.clauses.len());
    let letter = without.clauses.iter().find(|clause| clause.id == "PG-09").unwrap();
    let rule = letter.rules.iter().find(|rule| rule.title == "Letter to the family").unwrap();
    assert!(rule.says.contains(&"due within 5 working days".to_owned()), "{:?}", rule.says);
    for address in ["/handbook/pg?without-data=1", "/api/v1/handbook/pg?without-data=1"] {
        let (status, text) = fetch(&live, address).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!text.contains("This caseload today") && !text.contains("/child/"), "{address}");
    }
    let (_, text) = fetch(&live, "/handbook/pg").await;
    assert!(text.contains("This caseload today"), "the figures are on the page of those who may see children");
    assert_eq!(fetch(&live, "/handbook/pg?without-data=yes").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_rule_of_several_clauses_is_told_under_the_first_of_them() {
    let (live, _) = live();
    let page = live.policy(&viewer(), Versioned { id: "pg", version: None }, &AsAt::default(), true).unwrap().page;
    let rules: Vec<_> =
        page.clauses.iter().flat_map(|clause| clause.rules.iter().map(|rule| (&clause.id, rule))).collect();
    let again: Vec<_> = rules.iter().filter(|(_, rule)| rule.told_under.is_some()).collect();
    assert!(!again.is_empty(), "some rule of the practice guide follows two clauses");
    for (clause, rule) in &rules {
        assert_eq!(rule.says.is_empty(), rule.told_under.is_some(), "{clause}: {}", rule.title);
        if let Some(under) = &rule.told_under {
            let there = rules.iter().find(|(id, other)| *id == under && other.title == rule.title).unwrap();
            assert!(there.1.told_under.is_none() && *clause != under);
        }
    }
}

#[tokio::test]
async fn every_policy_that_ships_has_a_handbook_in_force_or_not() {
    let (live, _) = live();
    let others = live.policies(&viewer(), &AsAt::default()).unwrap().page.others;
    assert!(others.iter().any(|(policy, _)| policy.id == "combined" && !policy.governs), "{others:?}");
    for (policy, _) in &others {
        let (status, text) = fetch(&live, &policy.handbook()).await;
        assert_eq!(status, StatusCode::OK, "{}", policy.id);
        assert!(text.contains("Not in force here") && !text.contains("This caseload today"), "{}", policy.id);
        assert!(!text.contains(">Followed<"), "{}: nobody follows it here", policy.id);
    }
    assert_eq!(fetch(&live, "/handbook/no-such").await.0, StatusCode::NOT_FOUND);
}

#[test]
fn a_leaver_taken_live_is_coming_and_then_in_the_tray() {
    let (live, clock) = live();
    let coming = |page: &TrayPage| -> Vec<(String, Option<String>)> {
        let lines =
            lines(page).into_iter().filter(|(_, _, why, ..)| why.contains("leaves") || why.contains("left the auth"));
        lines.map(|(band, who, why, since, _)| (format!("{band:?} {who} {why}"), since)).collect()
    };
    assert!(coming(&tray(&live, "x:T1")).is_empty());
    let trend_before = live.authority(&viewer(), &AsAt::default()).unwrap().page.trend;
    let leaving = "{\"keyworker\":\"facts\",\"version\":1}\n{\"kind\":\"worker_left\",\"worker\":\"x:bo\",\
                   \"when\":\"2026-07-31\",\"recorded\":\"2026-07-02T08:59:00+01:00\"}\n";
    let taken = live.take(|names| {
        let mut facts = Vec::new();
        intake::jsonl::read_facts(leaving.as_bytes(), names, "live", |fact| facts.push(fact)).map(|_| facts)
    });
    assert_eq!(taken.unwrap(), 1);
    let from = Some("2026-08-01".to_owned());
    let page = tray(&live, "x:T1");
    assert_eq!(
        coming(&page),
        [
            ("Coming T.L. Worker leaves the authority".into(), from.clone()),
            ("Coming T.L. Worker leaves the authority".into(), from.clone())
        ]
    );
    assert_eq!(page.lines.iter().filter(|line| line.children.len() == 2).count(), 1, "one line for the family");
    let two = live.child(&viewer(), "x:2", &AsAt::default(), PageWanted::default()).unwrap().page;
    let StandingNow::Held { until: Some(until), .. } = &two.now else { panic!("{:?}", two.now) };
    assert_eq!(until, "From Sat 1 August 2026 there will be none: worker leaves the authority.");
    assert_eq!(live.authority(&viewer(), &AsAt::default()).unwrap().page.trend, trend_before);

    clock.store(at_nine("2026-08-03").second(), Ordering::Relaxed);
    let page = tray(&live, "x:T1");
    let left = coming(&page);
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|(line, since)| line.ends_with("Worker left the authority") && *since == from), "{left:?}");
    // Four, Five, Six, Ten and Bo's two, and Eight possibly.
    assert_eq!(page.without.value().unwrap(), &TrayCount { children: 7, possible: 1, families: 6 });
}

#[test]
fn facts_that_cannot_be_read_change_nothing() {
    let (live, _) = live();
    let before = lines(&tray(&live, "x:T1"));
    assert_eq!(live.take(|_| Err("no")), Err("no"));
    assert_eq!(lines(&tray(&live, "x:T1")), before);
}

#[test]
fn a_restriction_taken_live_hides_the_child_from_past_answers_too() {
    let (live, _) = live();
    let then = AsAt { as_at: end_of("2026-06-30"), known_at: end_of("2026-06-30") };
    let has_four = |at: AsAt| lines(&tray_at(&live, "x:T1", at)).iter().any(|(_, who, ..)| who == "F.O.");
    let trend =
        |at: AsAt| live.authority(&viewer(), &at).unwrap().page.trend.last().unwrap().count.value().unwrap().at_least();
    assert!(has_four(then));
    let before = (trend(then), trend(AsAt::default()));
    let restricted = "{\"keyworker\":\"facts\",\"version\":1}\n{\"kind\":\"access_restricted\",\"child\":\"x:4\",\"when\":\"2026-07-02\"}\n";
    let taken = live.take(|names| {
        let mut facts = Vec::new();
        intake::jsonl::read_facts(restricted.as_bytes(), names, "live", |fact| facts.push(fact)).map(|_| facts)
    });
    assert!(taken.is_ok());
    assert!(!has_four(then) && !has_four(AsAt::default()));
    assert_eq!((trend(then), trend(AsAt::default())), (before.0 - 1, before.1 - 1));
    assert!(live.child(&viewer(), "x:4", &then, PageWanted::default()).is_err());
}

async fn fetch(live: &Arc<Live>, address: &str) -> (StatusCode, String) {
    let router = web::router(Arc::clone(live) as Arc<dyn Queries>, web::Hosts::loopback());
    let request = Request::builder().uri(address).header("host", "localhost").body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// Follows every link from the first page, as this viewer, at the present and as known before the restriction.
#[tokio::test]
async fn a_restricted_child_is_nowhere() {
    let (live, _) = live();
    let mut queue = VecDeque::from(["/authority".to_owned(), "/authority?known-at=2026-06-15".to_owned()]);
    let mut seen: HashSet<String> = queue.iter().cloned().collect();
    let (mut visited, mut children) = (0, 0);
    while let Some(address) = queue.pop_front() {
        // Every week links to weeks before it: the walk ends by itself only in the year in which policies begin.
        if visited >= 700 {
            break;
        }
        let (status, body) = fetch(&live, &address).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        for name in HIDDEN_NAMES {
            assert!(!body.contains(name), "{name} stands on {address}");
        }
        visited += 1;
        children += u32::from(address.starts_with("/child/"));
        for part in body.split("href=\"").skip(1) {
            let link = part.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
            let link = link.split('#').next().unwrap().to_owned();
            if link.starts_with('/') && !link.starts_with("/assets/") && seen.insert(link.clone()) {
                queue.push_back(link);
            }
        }
    }
    assert!(visited > 200 && children > 20, "{visited} pages, {children} of children");
    for address in ["/child/x:hid-11", "/child/x:hid-11?known-at=2026-06-15", "/child/x:hid-11?as-at=2026-06-10"] {
        let (status, body) = fetch(&live, address).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(
            body,
            fetch(&live, &address.replace("hid-11", "no-such")).await.1,
            "the page tells that there is one"
        );
    }
    let (_, rejected) = fetch(&live, "/data/ssd_person.csv/rejected").await;
    assert!(rejected.contains("Testname") && rejected.contains("access is restricted"));
}

/// A team's tray has all its children without a worker (PG-05). It passes over children by when they are out of it for good;
/// a list asks each child. They agree on every day.
#[test]
fn a_tray_has_whom_the_list_of_its_bands_has() {
    let (live, _) = live();
    let mut most = 0;
    for day in 0..120 {
        let day = "2026-05-15".parse::<Day>().unwrap().plus_days(day);
        let at = AsAt { as_at: end_of(&day.to_string()), known_at: None };
        let mut in_tray: Vec<String> = tray_at(&live, "x:T1", at)
            .lines
            .iter()
            .flat_map(|line| &line.children)
            .map(|child| child.child.id.clone())
            .collect();
        let mut listed: Vec<String> = Vec::new();
        for band in Band::ALL {
            let of_team = ChildrenFilter { unit: Some("x:T1".into()), band: Some(band), ..ChildrenFilter::default() };
            let lines = live.children(&viewer(), &at, &of_team).unwrap().page.lines;
            listed.extend(lines.into_iter().map(|line| line.child.id));
        }
        in_tray.sort();
        listed.sort();
        assert_eq!(in_tray, listed, "{day}");
        most = most.max(listed.len());
    }
    assert!(most >= 7, "{most}");
}

/// The number over time (AP-13, AP-14): each column of the trend is what the headline says when asked at that instant, and the
/// last two are now and a week ago.
#[test]
fn the_trend_compares_like_with_like() {
    let (live, _) = live();
    let page = live.authority(&viewer(), &AsAt::default()).unwrap().page;
    let [.., week_before, now] = page.trend.as_slice() else { panic!("{:?}", page.trend) };
    assert_eq!((now.when.as_str(), &now.count), ("Now", &page.without.now));
    assert_eq!((week_before.when.as_str(), &week_before.count), ("Thu 25 June 2026, 09:00", &page.without.week_ago));
    for point in page.trend.iter().filter(|point| !point.as_at.is_empty()) {
        let at = AsAt { as_at: Some(Point::read("a test", &point.as_at).unwrap()), known_at: None };
        assert_eq!(live.authority(&viewer(), &at).unwrap().page.without.now, point.count, "{}", point.when);
    }
}

/// What a list cannot be narrowed to is refused, and the page says what it can be: another list would be taken for it.
#[tokio::test]
async fn a_filter_that_there_is_not_is_refused_and_said() {
    let (live, _) = live();
    for (address, status, words) in [
        ("/children?state=zzz", 400, "open, overdue, cannot-be-known, breach"),
        ("/children?kind=zzz", 400, "child-protection-plan, looked-after"),
        ("/children?reason=zzz", 400, "opened, ended, left"),
        ("/children?clause=ZZ-99", 404, "There is no such clause"),
        ("/children?definition=zzz", 404, "There is no such definition"),
        ("/children?unit=zzz", 404, "There is no such unit"),
        ("/children?page=99999", 404, "This list has 1 page, and no page 99,999"),
        ("/team/x:T1?kind=zzz", 400, "child-protection-plan, looked-after"),
        ("/team/x:T1?reason=zzz", 400, "opened, ended, left"),
        ("/definitions?first=pg%2Funallocated&second=zzz", 404, "There is no such definition"),
        ("/definitions?first=pg%2Funallocated&second=mon%2Funallocated&page=7", 404, "no page 7"),
    ] {
        let (answered, body) = fetch(&live, address).await;
        assert_eq!(answered.as_u16(), status, "{address}");
        assert!(body.contains(words), "{address}: {body}");
    }
}

#[test]
fn in_name_only_stands_beside_the_official_count_by_its_causes() {
    let (live, _) = live();
    let page = live.in_name_only(&viewer(), &AsAt::default(), None).unwrap().page;
    let count = |counted: &CountedBy| *counted.count.value().unwrap();
    // Four, Five, Nine, Ten and Thirteen have no open row, an offer being none; Eight's names nobody who can be read.
    assert_eq!((page.open_children.value(), count(&page.official)), (Some(&Count::new(11, 0)), Count::new(5, 1)));
    // Six is in the name of somebody long sick, Seven in a manager's; who holds Eight cannot be read.
    assert_eq!(count(&page.in_name_only), Count::new(2, 1));
    assert_eq!(count(&page.in_truth), Count::new(7, 1));
    let also = page.also_counted.as_ref().unwrap();
    // The practice guide counts Six as well; of Seven it knows nothing.
    assert_eq!((also.definition.id.as_str(), also.counted, also.not_counted), ("pg/unallocated", 1, 1));
    let cause = |id: &str| page.causes.iter().find(|cause| cause.counted.definition.id == id).unwrap();
    let lines = |id: &str| -> Vec<(String, Option<String>, String)> {
        let lines = cause(id).lines.iter();
        lines
            .map(|line| {
                let since = line.since.as_ref().map(|day| day.date.clone());
                (line.child.initials.clone(), since, line.holder.clone())
            })
            .collect()
    };
    let said = |who: &str, since: &str, holder: &str| (who.to_owned(), Some(since.to_owned()), holder.to_owned());
    // Sick from Mon 15 June: the tenth working day is Fri 26 June.
    assert_eq!(lines("in-name/away")[0], said("S.S.", "2026-06-27", "Di Unwell (social worker)"));
    assert_eq!(lines("in-name/manager")[0], said("S.M.", "2026-06-01", "Cy Managerson (team manager)"));
    assert_eq!(count(&cause("in-name/gone").counted).certain, Some(0));
    // What a figure says its list has.
    for counted in page.causes.iter().map(|cause| &cause.counted).chain([&page.official, &page.in_truth]) {
        let list = live.children(&viewer(), &AsAt::default(), &counted.children).unwrap().page;
        let (certain, possible) = (count(counted).at_least(), count(counted).at_least_possible());
        assert_eq!(list.paging.lines, certain + possible, "{}", counted.definition.label);
    }
    let district = live.in_name_only(&viewer(), &AsAt::default(), Some("x:D1")).unwrap().page;
    assert_eq!((district.unit.name.as_str(), count(&district.official)), ("North", Count::new(4, 1)));
}

#[test]
fn whole_stories_add_up_over_episodes() {
    let (live, _) = live();
    let page = live.whole_stories(&viewer(), &AsAt::default(), None, PageWanted::default()).unwrap().page;
    let told: Vec<(&str, u32, u32)> =
        page.lines.iter().map(|line| (line.child.initials.as_str(), line.days_without, line.workers)).collect();
    // Since 23 June (Four), 25 June (Thirteen), and 27 June (Five and Six: nobody since Fri 26 June).
    assert_eq!(told, [("F.O.", 9, 0), ("T.N.", 7, 0), ("F.E.", 5, 1), ("S.S.", 5, 1)]);
}

#[test]
fn breaches_stand_rule_by_rule() {
    let (live, _) = live();
    let page = live.breaches(&viewer(), &AsAt::default(), None).unwrap().page;
    let broken: Vec<(&str, u64, Vec<&str>)> = page
        .rules
        .iter()
        .filter(|rule| rule.at_least() > 0)
        .map(|rule| {
            (rule.title.as_str(), rule.at_least(), rule.lines.iter().map(|l| l.child.initials.as_str()).collect())
        })
        .collect();
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert_eq!((broken[0].1, &broken[0].2), (1, &vec!["S.M."]));
    let rule = &page.rules[0];
    assert_eq!(rule.lines[0].since.as_ref().unwrap().date, "2026-06-10");
    let certain = rule.filter.that_are(Certainty::Certain);
    let list = live.children(&viewer(), &AsAt::default(), &certain).unwrap().page;
    assert_eq!(list.paging.lines, rule.at_least());
}

#[test]
fn what_was_read_adds_up() {
    let (live, _) = live();
    let page = live.import(&viewer(), &AsAt::default()).unwrap().page;
    assert!(page.adds_up);
    assert_eq!((page.rows, page.used + page.passed_over + page.rejected), (10, 10));
    assert_eq!(page.workers, 4);
    // The hidden child is in no figure.
    assert_eq!(page.children, 12);
}

#[test]
fn one_of_anything_is_said_in_the_singular() {
    let count = |certain, possible| Count::new(certain, possible);
    assert_eq!(count(1, 0).of_open(), "1 open child");
    assert_eq!(count(12, 1).of_open(), "12 open children (1 more may be open)");
    assert_eq!(count(0, 1).of_open(), "1 child of whom it is not known whether the case is open");
    assert_eq!(count(0, 3).of_open(), "3 children of whom it is not known whether their cases are open");
    assert_eq!(count(0, 0).of_open(), "0 open children");
}

#[test]
fn no_policy_in_force_is_said_of_breaches() {
    let (live, _) = live();
    let page = live.breaches(&viewer(), &AsAt { as_at: end_of("2001-06-30"), ..AsAt::default() }, None).unwrap().page;
    assert!(!page.governed);
    assert_eq!(page.not_known.as_deref(), Some("no policy was in force"));
}
