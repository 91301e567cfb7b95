//! What a page says of why: each reason in a record made for it, with its days counted by hand.
//!

//! The present is Thu 2 July 2026, 09:00.

use record::Day;
use web::view::*;
use web::{AsAt, Live, Queries, Viewer};

use crate::by_hand;

const RECORD: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"worker_details","worker":"x:bo","when":"2020-01-01","name":"Bo Leaver","profession":"social worker"}
{"kind":"worker_left","worker":"x:bo","when":"2026-06-15"}
{"kind":"worker_details","worker":"x:di","when":"2020-01-01","name":"Di Unwell","profession":"social worker"}
{"kind":"absence_started","worker":"x:di","when":"2026-06-15","absence":"a1","absence_kind":"sickness"}
{"kind":"worker_details","worker":"x:ada","when":"2020-01-01","name":"Ada Testworker","profession":"social worker"}
{"kind":"worker_details","worker":"x:cy","when":"2020-01-01","name":"Cy Managerson","profession":"team manager"}
{"kind":"referral_received","child":"x:left","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"involvement_started","child":"x:left","when":"2026-06-01","involvement":"i1","worker":"x:bo","role":"lead","team":"x:T1","accepted":true}
{"kind":"referral_received","child":"x:sick","when":"2026-06-01","referral":"r2","team":"x:T1"}
{"kind":"involvement_started","child":"x:sick","when":"2026-06-01","involvement":"i2","worker":"x:di","role":"lead","team":"x:T1","accepted":true}
{"kind":"referral_received","child":"x:beside","when":"2026-06-01","referral":"r3","team":"x:T1"}
{"kind":"involvement_started","child":"x:beside","when":"2026-06-01","involvement":"i3","worker":"x:ada","role":"co-worker","team":"x:T1","accepted":true}
{"kind":"allocation_offered","child":"x:beside","when":"2026-06-29T10:00:00+01:00","involvement":"i3b","worker":"x:ada","role":"lead","team":"x:T1"}
{"kind":"referral_received","child":"x:part","when":"2026-07-01","referral":"r4","team":"x:T1"}
{"kind":"involvement_started","child":"x:part","when":"2026-07-01","involvement":"i4","worker":"x:ada","role":"not known","team":"x:T1"}
{"kind":"referral_received","child":"x:grace","when":"2026-07-01","referral":"r5","team":"x:T1"}
{"kind":"referral_received","child":"x:asked","when":"2026-03-02","referral":"r6","team":"x:T1"}
{"kind":"assessment_started","child":"x:asked","when":"2026-03-02","assessment":"as6"}
{"kind":"assessment_completed","child":"x:asked","when":"2026-04-10","assessment":"as6","in_need":true,"needs_social_worker":true,"advisor_may_hold":false}
{"kind":"referral_received","child":"x:silent","when":"2026-03-02","referral":"r7","team":"x:T1"}
{"kind":"assessment_started","child":"x:silent","when":"2026-03-02","assessment":"as7"}
{"kind":"assessment_completed","child":"x:silent","when":"2026-04-10","assessment":"as7","in_need":true}
{"kind":"duty_question_answered","child":"x:silent","when":"2026-04-13","answer":"would not be a duty case"}
{"kind":"referral_received","child":"x:accept","when":"2026-06-01","referral":"r8","team":"x:T1"}
{"kind":"involvement_started","child":"x:accept","when":"2026-06-01","involvement":"i8","worker":"x:ada","role":"lead","team":"x:T1"}
{"kind":"referral_received","child":"x:name","when":"2026-06-01","referral":"r9","team":"x:T1"}
{"kind":"involvement_started","child":"x:name","when":"2026-06-08","involvement":"i9","worker":"x:cy","role":"lead","team":"x:T1","accepted":true}
{"kind":"child_details","child":"x:unborn","when":"2026-06-01","expected":"2026-12-01"}
{"kind":"referral_received","child":"x:unborn","when":"2026-06-01","referral":"r10","team":"x:T1"}
{"kind":"visit","child":"x:unborn","when":"2026-06-02","parts":["seen","seen alone","bedroom seen"]}
"#;

fn live() -> Live {
    let now = || "2026-07-02".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    by_hand::live(RECORD, by_hand::packs(["pg", "mon", "counts", "ap"]), Vec::new(), now)
}

fn moves(first: &str, second: &str) -> Comparison {
    let chosen = Chosen { pair: Some((first.into(), second.into())), page: PageWanted::All };
    live().definitions(&Viewer::on_this_machine(), &AsAt::default(), &chosen).unwrap().page.compared.unwrap()
}

fn reason(compared: &Comparison, child: &str) -> String {
    let found = compared.moves.iter().find(|moved| moved.child.id == child);
    found.unwrap_or_else(|| panic!("{child} does not move")).reason.clone()
}

fn child(id: &str) -> ChildPage {
    live().child(&Viewer::on_this_machine(), id, &AsAt::default(), PageWanted::default()).unwrap().page
}

#[test]
fn who_moves_is_told_by_the_one_thing_asked_with_its_days() {
    let compared = moves("pg/unallocated", "counts/no-worker");
    assert_eq!(
        reason(&compared, "x:left"),
        "Not counted by the second: held by Bo Leaver (social worker) since Mon 1 June 2026 (CNT-04). Counted by the \
         first: Bo Leaver (social worker) left on Mon 15 June 2026 (PG-01, PG-02, PG-03)."
    );
    // Ten working days of sickness from Mon 15 June, which counts: Fri 26 June.
    assert_eq!(
        reason(&compared, "x:sick"),
        "Not counted by the second: held by Di Unwell (social worker) since Mon 1 June 2026 (CNT-04). Counted by the \
         first: Di Unwell (social worker) has been off sick since Mon 15 June 2026, 10 working days on Fri 26 June 2026 \
         (PG-01, PG-02, PG-03)."
    );
    // An offer is an offer, for the policy to which it is enough and for the one to which it is not.
    assert_eq!(
        reason(&compared, "x:beside"),
        "Not counted by the first: offered to Ada Testworker (social worker) on Mon 29 June 2026, not accepted (PG-01, \
         PG-02, PG-03). Counted by the second: who has not accepted does not count (CNT-04)."
    );
    assert_eq!(
        reason(&compared, "x:grace"),
        "Not counted by the first: without a worker since Wed 1 July 2026; the policy allows 1 working day (Thu 2 July \
         2026); counts from Fri 3 July 2026 (PG-01, PG-02, PG-03)."
    );
}

#[test]
fn a_possible_child_is_told_with_what_would_settle_it() {
    let live = live();
    let filter = |definition: &str| ChildrenFilter {
        definition: Some(definition.into()),
        certainty: Some(Certainty::Possible),
        ..ChildrenFilter::default()
    };
    let why = |definition: &str, child: &str| {
        let list = live.children(&Viewer::on_this_machine(), &AsAt::default(), &filter(definition)).unwrap().page;
        let line = list.lines.into_iter().find(|line| line.child.id == child);
        line.unwrap_or_else(|| panic!("{child} is not possible by {definition}")).why
    };
    assert_eq!(
        why("mon/unallocated", "x:asked"),
        "The manager has not answered whether the child would be a duty case if there were a worker."
    );
    assert_eq!(
        why("mon/unallocated", "x:silent"),
        "The assessment completed on Fri 10 April 2026 does not say whether the child needs a social worker."
    );
    assert_eq!(why("counts/no-worker", "x:accept"), "Whether Ada Testworker (social worker) accepted is not recorded.");
    assert_eq!(
        why("counts/no-worker", "x:part"),
        "Ada Testworker (social worker) is recorded in a part that the site file does not explain, or in a row that may not go on."
    );
}

#[test]
fn who_is_recorded_in_a_part_not_explained_is_not_nobody() {
    let page = child("x:part");
    let StandingNow::CannotBeTold { because } = &page.now else { panic!("{:?}", page.now) };
    assert_eq!(
        because,
        "Ada Testworker (social worker) is recorded in a part that the site file does not explain, or in a row that may not go on."
    );
    let said = serde_json::to_string(&page).unwrap();
    assert!(!said.contains("nobody has been named"), "{said}");
}

#[test]
fn the_days_of_grace_and_what_follows_are_said() {
    let page = child("x:grace");
    let StandingNow::Without { since, days, because, .. } = &page.now else { panic!("{:?}", page.now) };
    assert_eq!((since.as_ref().unwrap().date.as_str(), *days), ("2026-07-01", Some(1)));
    assert_eq!(
        because,
        "nobody has been named since the referral; the policy allows 1 working day (Thu 2 July 2026); counts from Fri 3 \
         July 2026"
    );
}

#[test]
fn in_name_only_is_so_since_the_later_of_what_makes_it_so() {
    // The manager has held the child since 8 June, and a manager counts for nothing from the first day on.
    let page = child("x:name");
    let StandingNow::InNameOnly { only_since, .. } = &page.now else { panic!("{:?}", page.now) };
    assert_eq!(only_since.as_ref().unwrap().date, "2026-06-08");
    let filter = ChildrenFilter { definition: Some("in-name/in-name-only".into()), ..ChildrenFilter::default() };
    let list = live().children(&Viewer::on_this_machine(), &AsAt::default(), &filter).unwrap().page;
    let lines: Vec<&str> = list.lines.iter().map(|line| line.why.as_str()).collect();
    // Those whom the practice guide counts too are in name only all the same: the case system's rows show a worker.
    assert_eq!(
        lines,
        [
            "Held in the name of someone who has left the authority: Bo Leaver (social worker). In name only since Tue 16 June 2026.",
            "Held in the name of someone absent for more than ten working days: Di Unwell (social worker). In name only since Sat \
             27 June 2026.",
            "Held in a manager's name: Cy Managerson (team manager). In name only since Mon 8 June 2026.",
            "What the holder is, is not recorded: Ada Testworker (social worker) is recorded in a part that the site file \
             does not explain, or in a row that may not go on."
        ]
    );
}

#[test]
fn an_unborn_child_is_said_to_be_so_once() {
    let page = child("x:unborn");
    assert_eq!(page.sentence(), "Unborn child, expected Tue 1 December 2026, has had no worker for 31 days.");
    assert_eq!(
        (page.child.initials.as_str(), page.child.age.as_str()),
        ("Unborn child", "expected Tue 1 December 2026")
    );
    assert!(page.record.iter().any(|line| line.what == "Visit: seen, seen alone, bedroom seen"), "{:?}", page.record);
}

#[test]
fn a_worker_with_whom_no_team_is_recorded_is_said_to_be_so() {
    let held = |team: &str| {
        let facts = format!(
            r#"{{"keyworker":"facts","version":1}}
{{"kind":"coverage","when":"2020-01-01"}}
{{"kind":"worker_details","worker":"x:ada","when":"2020-01-01","name":"Ada Testworker","profession":"social worker"}}
{{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}}
{{"kind":"need_identified","child":"x:1","when":"2026-06-01"}}
{{"kind":"involvement_started","child":"x:1","when":"2026-06-01","involvement":"i1","worker":"x:ada","role":"lead"{team},"accepted":true}}
"#
        );
        let now = || "2026-07-02".parse::<Day>().unwrap().start();
        let live = by_hand::live_by("ap/unallocated", &facts, by_hand::packs(["ap", "counts"]), Vec::new(), now);
        let at = AsAt::default();
        let page = live.child(&Viewer::on_this_machine(), "x:1", &at, PageWanted::default()).unwrap().page;
        page.involvements[0].role.clone()
    };
    let role = held("");
    assert_eq!(role, "Lead, social worker, no team recorded");
    let role = held(r#","team":"x:T1""#);
    assert_eq!(role, "Lead, social worker");
}

/// A duty without a date is not said to be due: what is not known of it is a whole sentence all the same.
#[test]
fn of_a_duty_without_a_date_it_is_said_in_a_whole_sentence_what_is_not_known() {
    let kinds = record::Kind::ALL.iter().filter(|kind| **kind != record::Kind::ManagementOversight);
    let covers =
        kinds.map(|kind| format!("{{\"kind\":\"coverage\",\"when\":\"2020-01-01\",\"covers\":\"{}\"}}\n", kind.name()));
    let rest: Vec<&str> = RECORD.lines().skip(2).collect();
    let head = RECORD.lines().next().unwrap();
    let entry = r#"{"kind":"referral_received","child":"x:conference","when":"2026-06-01","referral":"r11","team":"x:T1"}
{"kind":"service_entry_joined","child":"x:conference","when":"2026-06-02","entry":"e11","service":"family group conference"}"#;
    let record = format!("{head}\n{}{}\n{entry}\n", covers.collect::<String>(), rest.join("\n"));
    let now = || "2026-07-02".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    let live = by_hand::live(&record, by_hand::packs(["pg", "as"]), Vec::new(), now);
    let page = live.child(&Viewer::on_this_machine(), "x:conference", &AsAt::default(), PageWanted::default());
    let page = page.unwrap().page;
    let whys: Vec<String> = page.duties.iter().filter(|duty| duty.due.is_none()).map(DutyLine::ended).collect();
    let of_it =
        "Whether ‘Manage and watch the family group conference work’ was done is not known: the record does not cover";
    assert!(whys.iter().any(|why| why.starts_with(of_it)), "{whys:#?}");
}

/// W6: offered on Tue 7 April at 17:00, accepted on Thu 9 April at 09:00. Whoever asks for an acceptance has the child held since
/// then (AP-03), and who asks for a name since the offer.
#[test]
fn who_accepted_holds_the_child_since_then() {
    let record = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"worker_details","worker":"x:una","when":"2020-01-01","name":"Una Able","profession":"social worker"}
{"kind":"referral_received","child":"x:1","when":"2026-04-02T16:00:00+01:00","referral":"r1","team":"x:T1"}
{"kind":"need_identified","child":"x:1","when":"2026-04-02T16:00:00+01:00"}
{"kind":"allocation_offered","child":"x:1","when":"2026-04-07T17:00:00+01:00","involvement":"i1","worker":"x:una","role":"lead","team":"x:T1"}
{"kind":"allocation_accepted","child":"x:1","when":"2026-04-09T09:00:00+01:00","involvement":"i1"}
"#;
    let now = || "2026-04-10".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    let reason = |page: &ChildPage, id: &str| page.counts.iter().find(|count| count.id == id).unwrap().reason.clone();
    for (tray, since) in [("ap/unallocated", "Thu 9 April 2026"), ("pg/unallocated", "Tue 7 April 2026")] {
        let live = by_hand::live_by(tray, record, by_hand::packs(["pg", "ap", "as", "counts"]), Vec::new(), now);
        let page = live.child(&Viewer::on_this_machine(), "x:1", &AsAt::default(), PageWanted::default()).unwrap().page;
        let StandingNow::Held { since: Some(held), .. } = &page.now else { panic!("{:?}", page.now) };
        assert_eq!(held.to_string(), since, "{tray}");
        for (id, since) in [
            ("ap/unallocated", "Thu 9 April 2026"),
            ("as/unallocated", "Thu 9 April 2026"),
            ("counts/no-worker", "Thu 9 April 2026"),
            ("pg/unallocated", "Tue 7 April 2026"),
        ] {
            assert!(reason(&page, id).ends_with(&format!("since {since}.")), "{id}: {}", reason(&page, id));
        }
    }
}
