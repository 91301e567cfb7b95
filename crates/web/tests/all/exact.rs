//! Pages that say exactly what is so: each reader's finding in a record made for it, with its days counted by hand.
//!

//! The present is Thu 2 July 2026, 09:00.

use policy::Pack;
use record::Day;
use web::view::*;
use web::{AsAt, Live, Queries, Versioned, Viewer};

use crate::by_hand;
use crate::by_hand::{pack, packs};

/// What is recorded of workers and units in each of these records.
const WORKERS: &str = r#"{"kind":"unit_details","unit":"x:T1","when":"2020-01-01","name":"North One","level":"team"}
{"kind":"worker_details","worker":"x:ada","when":"2020-01-01","name":"Ada Testworker","profession":"social worker","team":"x:T1"}
{"kind":"worker_details","worker":"x:bo","when":"2020-01-01","name":"Bo Leaver","profession":"social worker","team":"x:T1"}
{"kind":"worker_details","worker":"x:cy","when":"2020-01-01","name":"Cy Managerson","profession":"team manager","team":"x:T1"}
{"kind":"worker_details","worker":"x:di","when":"2020-01-01","name":"Di Unwell","profession":"social worker","team":"x:T1"}
"#;
const COVERED: &str = r#"{"kind":"coverage","when":"2020-01-01"}
"#;

fn live_with(packs: Vec<Pack>, counted_only: Vec<Pack>, lines: &str) -> Live {
    let facts = format!("{{\"keyworker\":\"facts\",\"version\":1}}\n{WORKERS}{lines}");
    by_hand::live(&facts, packs, counted_only, || "2026-07-02".parse::<Day>().unwrap().at(9, 0, 0).unwrap())
}

fn live(lines: &str) -> Live {
    live_with(packs(["pg", "mon", "counts", "ap"]), Vec::new(), lines)
}

fn viewer() -> Viewer {
    Viewer::on_this_machine()
}

fn child(live: &Live, id: &str) -> ChildPage {
    live.child(&viewer(), id, &AsAt::default(), PageWanted::default()).unwrap().page
}

fn tray(live: &Live) -> TrayPage {
    live.team_tray(&viewer(), "x:T1", &AsAt::default(), &TrayFilter::default()).unwrap().page
}

fn listed(live: &Live, filter: ChildrenFilter) -> ChildrenPage {
    live.children(&viewer(), &AsAt::default(), &filter).unwrap().page
}

/// An extract alone: it tells who is open and who holds whom, and nothing of leaving, absence or casework.
const FIRST_DAY: &str = r#"{"kind":"coverage","when":"2020-01-01","covers":"referral_received"}
{"kind":"coverage","when":"2020-01-01","covers":"involvement_started"}
{"kind":"coverage","when":"2020-01-01","covers":"worker_details"}
{"kind":"coverage","when":"2020-01-01","covers":"child_details"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"referral_received","child":"x:2","when":"2026-06-01","referral":"r2","team":"x:T1"}
{"kind":"involvement_started","child":"x:2","when":"2026-06-01","involvement":"i2","worker":"x:ada","role":"lead","team":"x:T1","accepted":true}
"#;

#[test]
fn what_cannot_be_known_to_be_overdue_has_its_own_number_and_its_own_group() {
    let live = live(FIRST_DAY);
    let area = live.authority(&viewer(), &AsAt::default()).unwrap().page;
    assert_eq!(area.overdue.now.value(), Some(&Count::new(0, 1)));
    let groups: Vec<(Band, u64)> = tray(&live).groups.iter().map(|group| (group.band, group.children)).collect();
    assert!(groups.contains(&(Band::Overdue, 0)) && groups.contains(&(Band::CannotBeKnown, 1)), "{groups:?}");
    // The list behind each part of the figure has as many children as the figure says.
    let overdue = |certainty| ChildrenFilter {
        state: Some("overdue".into()),
        certainty: Some(certainty),
        ..ChildrenFilter::default()
    };
    assert!(listed(&live, overdue(Certainty::Certain)).lines.is_empty());
    let possible = listed(&live, overdue(Certainty::Possible));
    assert_eq!(possible.heading, "1 child of whom it cannot be known whether something is overdue");
    assert!(possible.lines[0].why.contains("the record does not cover"), "{}", possible.lines[0].why);
}

#[test]
fn how_many_workers_are_at_work_is_not_known_where_nothing_says_who_has_left() {
    let of = |lines: &str| {
        let page = live(lines).authority(&viewer(), &AsAt::default()).unwrap().page;
        let row = page.units.into_iter().find(|row| row.unit.name == "North One").unwrap();
        (row.workers, row.held_for_each_worker)
    };
    let why = "no file says which workers have left or are away, so nobody can tell how many there are at work";
    assert_eq!(of(FIRST_DAY), (Known::Unknown(why.into()), Known::Unknown(why.into())));
    let told = format!("{COVERED}{FIRST_DAY}");
    assert_eq!(of(&told), (Known::Known(3), Known::Known("0.3".into())));
    // A list that does not have one of them may have left out those who left.
    let unlisted = r#"{"kind":"not_covered","worker":"x:bo","when":"2020-01-01","covers":"worker_left"}"#;
    let why = "2 workers are at work, and of 1 more no list says whether they have left or are away";
    assert_eq!(of(&format!("{told}{unlisted}\n")), (Known::Unknown(why.into()), Known::Unknown(why.into())));
}

#[test]
fn whether_a_worker_who_is_in_no_list_has_left_is_not_known_and_said() {
    let unlisted = r#"{"kind":"not_covered","worker":"x:ada","when":"2020-01-01","covers":"worker_left"}"#;
    let live = live(&format!("{COVERED}{FIRST_DAY}{unlisted}\n"));
    let StandingNow::CannotBeTold { because } = child(&live, "x:2").now else { panic!("told") };
    assert!(
        because.contains("Ada Testworker (social worker) is not in the list that says which workers have left"),
        "{because}"
    );
    let page = live.in_name_only(&viewer(), &AsAt::default(), None).unwrap().page;
    let gone = page.causes.iter().find(|cause| cause.counted.definition.id == "in-name/gone").unwrap();
    assert_eq!(gone.counted.count.value(), Some(&Count::new(0, 1)));
    let data = live.data_cannot_say(&viewer(), &AsAt::default()).unwrap().page;
    let leaving = data.kinds.iter().find(|kind| kind.what == "When workers leave").unwrap();
    assert_eq!((leaving.coverage, leaving.children_affected), (Coverage::Partly, 1));
    assert!(leaving.detail.contains(", but not of 1 of 4 workers, who is not in the list"), "{}", leaving.detail);
}

#[test]
fn tray_and_child_page_name_one_worker_to_whom_the_child_is_offered() {
    let live = live(
        r#"{"kind":"coverage","when":"2020-01-01"}
{"kind":"referral_received","child":"x:1","when":"2026-06-30","referral":"r1","team":"x:T1"}
{"kind":"need_identified","child":"x:1","when":"2026-06-30"}
{"kind":"allocation_offered","child":"x:1","when":"2026-06-30T10:00:00+01:00","involvement":"i1","worker":"x:ada","role":"lead","team":"x:T1"}
{"kind":"allocation_offered","child":"x:1","when":"2026-07-01T10:00:00+01:00","involvement":"i2","worker":"x:bo","role":"key worker","team":"x:T1"}
"#,
    );
    let page = child(&live, "x:1");
    let StandingNow::Offered { to, .. } = &page.now else { panic!("{:?}", page.now) };
    assert_eq!(to, "Bo Leaver");
    assert_eq!(tray(&live).lines[0].children[0].why, "Offered to Bo Leaver on Wed 1 July 2026, not accepted yet");
    let worker = page.ribbon.lanes.iter().find(|lane| lane.label == "Worker").unwrap();
    assert_eq!(worker.spans.last().unwrap().label, "Offered to Bo Leaver");
    // By the policy that asks for acceptance the child is counted, and the page says by what.
    let chosen = Chosen { pair: Some(("pg/unallocated".into(), "ap/unallocated".into())), page: PageWanted::All };
    let compared = live.definitions(&viewer(), &AsAt::default(), &chosen).unwrap().page.compared.unwrap();
    let reason = &compared.moves[0].reason;
    assert!(reason.contains(" Counted by the second: who has not accepted does not count (AP-"), "{reason}");
}

#[test]
fn a_record_without_a_name_says_that_it_is_not_stated() {
    let page = child(&live(FIRST_DAY), "x:2");
    assert!(page.record.iter().all(|line| line.recorded.ends_with(", by whom is not stated")), "{:?}", page.record);
}

#[test]
fn who_is_lead_and_key_worker_is_named_once() {
    let live = live(
        r#"{"kind":"coverage","when":"2020-01-01"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"involvement_started","child":"x:1","when":"2026-06-01","involvement":"i1","worker":"x:ada","role":"lead","team":"x:T1","accepted":true}
{"kind":"involvement_started","child":"x:1","when":"2026-06-01","involvement":"i2","worker":"x:ada","role":"key worker","team":"x:T1","accepted":true}
"#,
    );
    let page = child(&live, "x:1");
    let worker = page.ribbon.lanes.iter().find(|lane| lane.label == "Worker").unwrap();
    assert_eq!(worker.spans.iter().map(|span| span.label.as_str()).collect::<Vec<_>>(), ["Ada Testworker"]);
}

/// A row as a case system has it, where nobody is asked whether they accepted.
fn row(id: &str, worker: &str, role: &str, from: &str) -> String {
    format!(
        "{{\"kind\":\"involvement_started\",\"child\":\"x:1\",\"when\":\"{from}\",\"involvement\":\"{id}\",\"worker\":\"x:{worker}\",\"role\":\"{role}\",\"team\":\"x:T1\"}}\n"
    )
}

/// What the rows are, the rows, who is named, since when, and the others that are said.
type RowsCase = (&'static str, Vec<String>, &'static str, &'static str, &'static [&'static str]);

#[test]
fn of_several_open_rows_that_count_who_is_there_comes_first_then_the_newest_and_the_others_are_said() {
    const OPEN: &str = "{\"kind\":\"coverage\",\"when\":\"2020-01-01\"}\n{\"kind\":\"referral_received\",\"child\":\"x:1\",\"when\":\"2026-05-01\",\"referral\":\"r1\",\"team\":\"x:T1\"}\n";
    // On leave, which takes nobody off a child by that policy.
    const AWAY: &str = "{\"kind\":\"absence_started\",\"worker\":\"x:WHO\",\"when\":\"2026-06-29\",\"absence\":\"a1\",\"absence_kind\":\"annual leave\"}\n";
    const LEFT: &str = "{\"kind\":\"worker_left\",\"worker\":\"x:WHO\",\"when\":\"2026-06-20\"}\n";
    let (ada, bo) = (row("i1", "ada", "lead", "2026-05-04"), row("i2", "bo", "lead", "2026-06-08"));
    let cases: [RowsCase; 8] = [
        ("one row", vec![ada.clone()], "Ada Testworker", "2026-05-04", &[]),
        ("both there", vec![ada.clone(), bo.clone()], "Bo Leaver", "2026-06-08", &["Ada Testworker 2026-05-04"]),
        // Whichever row was written first.
        ("the newest first", vec![bo.clone(), ada.clone()], "Bo Leaver", "2026-06-08", &["Ada Testworker 2026-05-04"]),
        (
            "the oldest is away",
            vec![ada.clone(), bo.clone(), AWAY.replace("WHO", "ada")],
            "Bo Leaver",
            "2026-06-08",
            &["Ada Testworker 2026-05-04"],
        ),
        (
            "the newest is away",
            vec![ada.clone(), bo.clone(), AWAY.replace("WHO", "bo")],
            "Ada Testworker",
            "2026-05-04",
            &["Bo Leaver 2026-06-08"],
        ),
        (
            "who has left does not count, and the row is open all the same",
            vec![ada.clone(), bo.clone(), LEFT.replace("WHO", "bo")],
            "Ada Testworker",
            "2026-05-04",
            &["Bo Leaver 2026-06-08"],
        ),
        // A lead and a key worker are as it should be.
        (
            "two parts",
            vec![row("i3", "bo", "key worker", "2026-06-08"), ada.clone()],
            "Ada Testworker",
            "2026-05-04",
            &[],
        ),
        (
            "three rows",
            vec![ada, bo, row("i4", "di", "lead", "2026-06-22")],
            "Di Unwell",
            "2026-06-22",
            &["Bo Leaver 2026-06-08", "Ada Testworker 2026-05-04"],
        ),
    ];
    for (case, lines, who, since, others) in cases {
        let page = child(&live(&(OPEN.to_owned() + &lines.concat())), "x:1");
        let StandingNow::Held { by, since: from, also_open, .. } = &page.now else { panic!("{case}: {:?}", page.now) };
        assert_eq!((by.as_str(), from.as_ref().unwrap().date.as_str()), (who, since), "{case}");
        let found = also_open.iter().map(|one| format!("{} {}", one.of, one.since.as_ref().unwrap().date));
        assert_eq!(found.collect::<Vec<_>>(), others, "{case}");
        let label = &page.ribbon.lanes[0].spans.last().unwrap().label;
        assert!(label.starts_with(who), "{case}: {label}");
        assert_eq!(page.also_open().is_some(), !others.is_empty(), "{case}");
    }
    let two = child(
        &live(&format!("{OPEN}{}{}", row("i1", "ada", "lead", "2026-05-04"), row("i2", "bo", "lead", "2026-06-08"))),
        "x:1",
    );
    let said = two.also_open();
    assert_eq!(
        said.as_deref(),
        Some("One more row is still open, of Ada Testworker since Mon 4 May 2026: end it, or put it right.")
    );
}

/// On a child protection plan in a manager's name, who leaves in two weeks: a breach (AP-29), and no duty.
const IN_BREACH: &str = r#"{"kind":"coverage","when":"2020-01-01"}
{"kind":"registered","worker":"x:cy","when":"2020-01-01"}
{"kind":"worker_left","worker":"x:cy","when":"2026-07-15"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"need_identified","child":"x:1","when":"2026-06-01"}
{"kind":"involvement_started","child":"x:1","when":"2026-06-01","involvement":"i1","worker":"x:cy","role":"lead","team":"x:T1","accepted":true}
{"kind":"status_started","child":"x:1","when":"2026-06-10","status":"child protection plan","spell":"s1"}
"#;

#[test]
fn a_breach_is_itself_the_next_thing_and_has_one_since() {
    // The policy that asks for duties of its own is only counted by: what it never allows is shown all the same.
    let mut ap = pack("ap");
    ap.duties.clear();
    ap.ladders.clear();
    ap.gates.clear();
    let live = live_with(vec![pack("pg"), ap], vec![pack("ap")], IN_BREACH);
    let by = live.authority(&viewer(), &AsAt::default()).unwrap().page.breaches_by.unwrap();
    assert!(by.starts_with("by ‘") && by.ends_with("which does not govern"), "{by}");
    let page = child(&live, "x:1");
    let NextForChild::PutRight { what, to } = &page.next else { panic!("{:?}", page.next) };
    assert_eq!(what, "a section 47 enquiry or child protection plan without a suitably skilled social worker");
    assert_eq!(to, "Team manager, service manager and senior manager");
    assert!(!page.breaches[0].asks.is_empty());
    let tray = tray(&live);
    let row = &tray.lines[0].children[0];
    assert_eq!(tray.lines[0].band, Band::Breach);
    assert!(matches!(&row.next, NextThing::PutRight { clause, .. } if clause == "AP-29"), "{:?}", row.next);
    assert_eq!((row.since.as_ref().unwrap().date.as_str(), row.days), ("2026-06-10", Some(22)));
    assert_eq!(
        row.why,
        "Held by Cy Managerson (team manager), so not counted by ‘Unallocated (practice guide)’. From Thu 16 July 2026: \
         worker leaves the authority"
    );
}

#[test]
fn a_duty_that_is_only_overdue_is_not_tagged_as_a_breach() {
    let live = live(
        r#"{"kind":"coverage","when":"2020-01-01"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"need_identified","child":"x:1","when":"2026-06-01"}
{"kind":"status_started","child":"x:1","when":"2026-06-10","status":"child protection plan","spell":"s1"}
"#,
    );
    let of_state =
        |state: &str| listed(&live, ChildrenFilter { state: Some(state.into()), ..ChildrenFilter::default() });
    assert_eq!(of_state("overdue").lines[0].band, Some(Band::Overdue));
    assert_eq!(of_state("breach").lines[0].band, Some(Band::Breach));
}

#[test]
fn a_list_of_those_held_in_name_only_says_for_how_long() {
    let live = live(IN_BREACH);
    let page = listed(&live, ChildrenFilter { definition: Some(IN_NAME_ONLY.into()), ..ChildrenFilter::default() });
    assert_eq!((page.days_are(), page.lines[0].days), (Some("In name only"), Some(31)));
    // Nobody in the list of all open children is without a worker: there is no column of dashes.
    assert_eq!(listed(&live, ChildrenFilter::default()).days_are(), None);
}

/// Two absences that touch are one (NAME-04): together they are longer than ten working days, and each alone is not.
#[test]
fn whose_absences_touch_holds_nobody_in_truth_by_their_days_together() {
    let says = |second: &str| {
        let lines = format!(
            r#"{{"kind":"coverage","when":"2020-01-01"}}
{{"kind":"worker_details","worker":"x:di","when":"2026-01-05","name":"Di Odd","profession":"social worker"}}
{{"kind":"absence_started","worker":"x:di","when":"2026-06-08","absence":"a1","absence_kind":"sickness"}}
{{"kind":"absence_ended","worker":"x:di","when":"2026-06-22","absence":"a1"}}
{{"kind":"absence_started","worker":"x:di","when":"{second}","absence":"a2","absence_kind":"sickness"}}
{{"kind":"referral_received","child":"x:1","when":"2026-03-02","referral":"r1","team":"x:T1"}}
{{"kind":"involvement_started","child":"x:1","when":"2026-03-03","involvement":"i1","worker":"x:di","role":"lead","team":"x:T1","accepted":true}}
"#
        );
        child(&live(&lines), "x:1").involvements[0].does_not_count.clone()
    };
    let away = "Held in the name of someone absent for more than ten working days.";
    assert_eq!(says("2026-06-22").as_deref(), Some(away));
    assert_eq!(says("2026-06-23"), None);
}

#[test]
fn working_days_of_absence_are_counted_out_before_they_are_over_and_after() {
    let live = live(
        r#"{"kind":"coverage","when":"2020-01-01"}
{"kind":"absence_started","worker":"x:di","when":"2026-06-15","absence":"a1","absence_kind":"sickness"}
{"kind":"absence_started","worker":"x:bo","when":"2026-06-22","absence":"a2","absence_kind":"sickness"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"involvement_started","child":"x:1","when":"2026-06-01","involvement":"i1","worker":"x:di","role":"lead","team":"x:T1","accepted":true}
{"kind":"referral_received","child":"x:2","when":"2026-06-01","referral":"r2","team":"x:T1"}
{"kind":"involvement_started","child":"x:2","when":"2026-06-01","involvement":"i2","worker":"x:bo","role":"lead","team":"x:T1","accepted":true}
"#,
    );
    let steps = |id: &str| {
        let page = child(&live, id);
        page.counts.into_iter().find(|count| count.id == "pg/unallocated").unwrap().arithmetic
    };
    assert_eq!(
        steps("x:1"),
        [
            "The first day of the absence is Mon 15 June 2026.",
            "10 working days, 1: Mon 15 June, 2: Tue 16 June, 3: Wed 17 June, 4: Thu 18 June, 5: Fri 19 June, \
             6: Mon 22 June, 7: Tue 23 June, 8: Wed 24 June, 9: Thu 25 June, 10: Fri 26 June.",
            "Passed over: 2 days of weekends.",
            "The worker does not count from Sat 27 June 2026 on (PG-03).",
            "Counted from Sat 27 June 2026.",
        ]
    );
    let coming = steps("x:2");
    assert_eq!(coming.last().map(String::as_str), Some("Will be counted from Sat 4 July 2026."), "{coming:?}");
}

#[test]
fn a_policy_that_is_only_counted_by_does_not_say_that_it_is_followed() {
    let mut counted = pack("as");
    counted.duties.clear();
    counted.ladders.clear();
    counted.gates.clear();
    counted.breaches.clear();
    let live = live_with(vec![pack("pg"), counted], vec![pack("as")], COVERED);
    let page = live.policy(&viewer(), Versioned { id: "as", version: None }, &AsAt::default(), true).unwrap();
    let governing: Vec<(&str, bool)> =
        page.frame.policies.iter().map(|policy| (policy.id.as_str(), policy.governs)).collect();
    assert_eq!(governing, [("pg", true), ("as", false)]);
    assert!(page.page.policy.only_counted().unwrap().contains("--policy as"));
    let says = |followed| page.page.clauses.iter().filter(|clause| clause.followed == followed).count();
    assert_eq!((says(Followed::Fully), says(Followed::Partly)), (0, 0), "nothing of it is followed");
    assert!(says(Followed::Counted) > 0 && says(Followed::NotGoverning) > 0);
    let rules = || page.page.clauses.iter().flat_map(|clause| &clause.rules);
    assert!(rules().any(|rule| rule.what == "count" && rule.runs));
    assert!(rules().any(|rule| rule.what == "duty") && rules().all(|rule| rule.what != "duty" || !rule.runs));
    let pg = live.policy(&viewer(), Versioned { id: "pg", version: None }, &AsAt::default(), true).unwrap().page;
    assert!(pg.policy.only_counted().is_none() && pg.clauses.iter().any(|clause| clause.followed == Followed::Fully));
}

#[test]
fn where_another_policy_is_adopted_nobody_is_said_to_be_in_breach_of_none() {
    // Before anything is adopted, AP is counted by, and one child is in breach of it; after, it is over nobody.
    let adopted = r#"{"kind":"pack_adopted","when":"2026-01-01","pack":"pg","version":"17","digest":"d"}"#;
    for (lines, told) in [(IN_BREACH.to_owned(), true), (format!("{IN_BREACH}{adopted}\n"), false)] {
        let live = live_with(["pg", "ap"].map(pack).to_vec(), vec![pack("ap")], &lines);
        let page = live.breaches(&viewer(), &AsAt::default(), None).unwrap().page;
        assert_eq!(page.that_govern(false).iter().any(|rule| rule.clauses.contains(&"AP-29".to_owned())), told);
    }
}

#[test]
fn what_was_read_and_leaves_a_status_out_is_not_what_would_settle_it() {
    let covered = r#"{"kind":"coverage","when":"2020-01-01","covers":"visit","but":["looked after"]}"#;
    let live = live(&format!("{FIRST_DAY}{covered}\n"));
    let page = live.data_cannot_say(&viewer(), &AsAt::default()).unwrap().page;
    let visits = page.kinds.iter().find(|kind| kind.detail.contains("but not of")).unwrap();
    assert_eq!(visits.coverage, Coverage::Partly);
    let advice = visits.would_buy.as_deref().unwrap_or_default();
    assert!(advice.starts_with("A source that says it of ‘looked after’ would"), "{advice}");
}

/// The newest extract had no file of involvements: what is known of them is as old as the one before, and every page says so.
#[test]
fn a_table_that_the_newest_extract_lacks_is_as_old_as_the_one_before() {
    let covered = |until: &str| {
        let kinds = [("referral_received", "2026-07-02T06:00"), ("involvement_started", until)];
        let lines = kinds.map(|(kind, until)| {
            format!(
                "{{\"kind\":\"coverage\",\"when\":\"2020-01-01\",\"covers\":\"{kind}\",\"until\":\"{until}+01:00\"}}\n"
            )
        });
        let live = live(&lines.concat());
        let frame = live.authority(&viewer(), &AsAt::default()).unwrap().frame;
        let Known::Known(extract) = frame.newest_extract else { panic!("an extract was read") };
        assert_eq!(extract.taken.to_string(), "Thu 2 July 2026");
        extract.older
    };
    assert_eq!(covered("2026-07-02T06:00"), Vec::<String>::new());
    assert_eq!(covered("2026-06-18T06:00"), ["who works with each child is as of Thu 18 June 2026"]);
}

/// The newest extract came without casework: oversight that was overdue when casework was last read may have been given since
/// (PG-06, PG-07), and the duty says so.
#[test]
fn what_is_overdue_by_an_older_table_is_so_as_far_as_is_known_on_its_day() {
    let oversight_until = |until: &str| {
        let duties = child(&with_casework_until(until, ""), "x:1").duties;
        let oversight = duties.iter().find(|duty| duty.id.starts_with("pg/initial-plan")).unwrap();
        assert!(oversight.is_overdue(), "{oversight:?}");
        oversight.known_as_of.as_ref().map(ToString::to_string)
    };
    assert_eq!(oversight_until("2026-07-02T06:00"), None);
    assert_eq!(oversight_until("2026-06-18T06:00").as_deref(), Some("Thu 18 June 2026"));
}

/// The child was referred on 4 May; the newest extract is of 2 July, and the newest with casework is of that instant.
fn with_casework_until(until: &str, more: &str) -> Live {
    let covered = format!(
        r#"{{"kind":"coverage","when":"2020-01-01","until":"{until}+01:00"}}
{{"kind":"coverage","when":"2020-01-01","covers":"referral_received","until":"2026-07-02T06:00+01:00"}}
{{"kind":"coverage","when":"2020-01-01","covers":"involvement_started","until":"2026-07-02T06:00+01:00"}}
{{"kind":"referral_received","child":"x:1","when":"2026-05-04","referral":"r1","team":"x:T1"}}
"#
    );
    live(&(covered + more))
}

/// The worker accepted on 24 June, so that no plan was owed any more (PG-06): one may have been given, late, after the newest
/// casework of 18 June, or on the day itself before the worker accepted. Of casework after that there was none.
#[test]
fn what_was_missed_by_an_older_table_was_so_as_far_as_is_known_on_its_day() {
    let missed_by = |accepted: &str, until: &str| {
        let held = format!(
            r#"{{"kind":"involvement_started","child":"x:1","when":"{accepted}","involvement":"i1","worker":"x:ada","role":"lead","team":"x:T1","accepted":true}}
"#
        );
        let history = child(&with_casework_until(until, &held), "x:1").history;
        let plan = history.into_iter().find(|duty| duty.id.starts_with("pg/initial-plan")).unwrap();
        assert!(matches!(plan.state, DutyState::Missed { .. }), "{plan:?}");
        plan.known_as_of.map(|day| day.to_string())
    };
    let missed = |until: &str| missed_by("2026-06-24", until);
    assert_eq!(missed("2026-06-18T06:00").as_deref(), Some("Thu 18 June 2026"));
    assert_eq!(
        (missed("2026-06-24T06:00"), missed("2026-06-25T06:00"), missed("2026-07-02T06:00")),
        (None, None, None)
    );
    // At 14:00, and casework is known until six in the morning of the same day, or until a minute before.
    let at_two = |until: &str| missed_by("2026-06-24T14:00+01:00", until);
    assert_eq!(at_two("2026-06-24T06:00").as_deref(), Some("Wed 24 June 2026"));
    assert_eq!((at_two("2026-06-24T13:59:59"), at_two("2026-06-24T18:00")), (None, None));
}

/// In the tray, at the head of the child's page and in the list of what is overdue, as beside the duty itself.
#[test]
fn lines_about_what_is_overdue_say_as_of_which_day_it_is_known() {
    let said = |until: &str| {
        let live = with_casework_until(until, "");
        let tray = tray(&live);
        let next = &tray.lines[0].children[0].next;
        let NextThing::Due { due, known_as_of, .. } = next else { panic!("{next:?}") };
        assert!(due.is_overdue(), "{due}");
        let NextForChild::Due { known_as_of: at_the_head, .. } = child(&live, "x:1").next else { panic!("due") };
        assert_eq!(at_the_head, *known_as_of);
        let state = Some("overdue".to_owned());
        let filter = ChildrenFilter { state, certainty: Some(Certainty::Certain), ..ChildrenFilter::default() };
        let why = listed(&live, filter).lines.remove(0).why;
        assert_eq!(why.contains(", as known on Thu 18 June 2026: "), known_as_of.is_some(), "{why}");
        known_as_of.as_ref().map(ToString::to_string)
    };
    assert_eq!(said("2026-06-18T06:00").as_deref(), Some("Thu 18 June 2026"));
    assert_eq!(said("2026-07-02T06:00"), None);
}

/// Tables that have each a part, by status, are each as old as they are; a visit of a child who is looked after may stand in
/// the table that is missing.
#[test]
fn what_one_of_several_tables_says_is_as_old_as_that_one() {
    let older = |kind: &str, of_plans: &str, of_looked_after: &str| {
        let one = |until: &str, but: &str| {
            format!(
                "{{\"kind\":\"coverage\",\"when\":\"2020-01-01\",\"covers\":\"{kind}\",\"until\":\"{until}+01:00\",\"but\":[\"{but}\"]}}\n"
            )
        };
        let lines = one(of_plans, "looked after") + &one(of_looked_after, "child protection plan");
        let newest = "{\"kind\":\"coverage\",\"when\":\"2020-01-01\",\"covers\":\"referral_received\",\"until\":\"2026-07-02T06:00+01:00\"}\n";
        let frame = live(&(lines + newest)).authority(&viewer(), &AsAt::default()).unwrap().frame;
        let Known::Known(extract) = frame.newest_extract else { panic!("an extract was read") };
        extract.older
    };
    let (old, new) = ("2026-06-18T06:00", "2026-07-02T06:00");
    assert_eq!(older("status_started", new, new), Vec::<String>::new());
    assert_eq!(
        older("status_started", old, new),
        ["which children have a child protection plan is as of Thu 18 June 2026"]
    );
    assert_eq!(
        older("visit", new, old),
        ["which visits were made to children who are looked after is as of Thu 18 June 2026"]
    );
    assert_eq!(older("visit", old, old), ["which visits were made is as of Thu 18 June 2026"]);
}

/// The involvement ended on a day that nobody gave, and the worker left on 12 June (PG-02).
const AT_THE_LATEST: &str = r#"{"kind":"referral_received","child":"x:7","when":"2026-05-04","referral":"r7","team":"x:T1"}
{"kind":"involvement_started","child":"x:7","when":"2026-05-05","involvement":"i7","worker":"x:bo","role":"lead","team":"x:T1","accepted":true}
{"kind":"involvement_ended","child":"x:7","when":null,"recorded":"2026-06-05T12:00","involvement":"i7"}
{"kind":"worker_left","worker":"x:bo","when":"2026-06-12"}
"#;

#[test]
fn a_since_that_is_the_latest_that_it_can_be_is_said_so_wherever_it_stands() {
    let live = live(&format!("{COVERED}{AT_THE_LATEST}"));
    let page = child(&live, "x:7");
    assert!(matches!(page.now, StandingNow::Without { days: Some(19), at_least: true, .. }), "{:?}", page.now);
    assert!(page.sentence().contains("has had no worker for at least 19 days"), "{}", page.sentence());
    let tray = tray(&live);
    let line = tray.lines.iter().flat_map(|family| &family.children).next().unwrap();
    assert!(line.at_least && line.days == Some(19), "{line:?}");
    let area = live.authority(&viewer(), &AsAt::default()).unwrap().page;
    let longest = area.longest.value().and_then(Option::as_ref).unwrap();
    assert!(longest.at_least && longest.days == 19);
    let page = listed(&live, ChildrenFilter { definition: Some("pg/unallocated".into()), ..ChildrenFilter::default() });
    assert!(page.lines[0].at_least && page.lines[0].days == Some(19));
}

/// On a child protection plan, held by a social worker who left on 15 June.
const LEFT_WITH_A_PLAN: &str = r#"{"kind":"referral_received","child":"x:8","when":"2026-05-04","referral":"r8","team":"x:T1"}
{"kind":"status_started","child":"x:8","when":"2026-05-20","status":"child protection plan","spell":"s8"}
{"kind":"involvement_started","child":"x:8","when":"2026-05-05","involvement":"i8","worker":"x:bo","role":"lead","team":"x:T1","accepted":true}
{"kind":"worker_left","worker":"x:bo","when":"2026-06-15"}
"#;

#[test]
fn a_rule_about_named_support_is_no_reason_against_another_grade() {
    let live = live(&format!("{COVERED}{LEFT_WITH_A_PLAN}"));
    let page = live.breaches(&viewer(), &AsAt::default(), None).unwrap().page;
    let rules = page.rules.iter().filter(|rule| rule.clauses.iter().any(|clause| clause == "AP-19"));
    let holders: Vec<&str> = rules.flat_map(|rule| &rule.lines).map(|line| line.holder.as_str()).collect();
    assert!(!holders.is_empty());
    for holder in holders {
        assert!(holder.contains("Bo Leaver (social worker) left on Mon 15 June 2026"), "{holder}");
        assert!(!holder.contains("not of a grade"), "{holder}");
    }
}

#[test]
fn teams_that_are_governed_alike_stand_together() {
    let lines = r#"{"kind":"unit_details","unit":"x:T2","when":"2020-01-01","name":"East Two","level":"team"}
{"kind":"unit_details","unit":"x:T3","when":"2020-01-01","name":"South Three","level":"team"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
{"kind":"referral_received","child":"x:2","when":"2026-06-01","referral":"r2","team":"x:T2"}
{"kind":"referral_received","child":"x:3","when":"2026-06-01","referral":"r3","team":"x:T3"}
{"kind":"pack_adopted","unit":"x:T3","when":"2026-01-01","pack":"mon","version":"5.3.9","digest":"d"}
"#;
    let live = live_with(packs(["pg", "mon"]), Vec::new(), &format!("{COVERED}{lines}"));
    let page = live.policies(&viewer(), &AsAt::default()).unwrap().page;
    let together: Vec<Vec<&str>> = page
        .governed_alike()
        .iter()
        .map(|group| group.teams.iter().map(|team| team.team.name.as_str()).collect())
        .collect();
    assert_eq!(together, [vec!["East Two", "North One"], vec!["South Three"]]);
    assert_eq!(page.governed_alike()[0].open_children(), Count::new(2, 0));
}

#[test]
fn a_story_says_when_a_stretch_began_that_is_older_than_the_picture() {
    let lines = r#"{"kind":"referral_received","child":"x:9","when":"2022-03-01","referral":"r9","team":"x:T1"}
"#;
    let ribbon = child(&live(&format!("{COVERED}{lines}")), "x:9").ribbon;
    let worker = ribbon.lanes.iter().find(|lane| lane.label == "Worker").unwrap();
    assert!(ribbon.from.civil().year() > 2022);
    assert_eq!((worker.spans.len(), worker.spans[0].from.date.as_str()), (1, "2022-03-01"));
}

/// Referred on Tue 30 June, the child comes to be counted with Thu 2 July (PG-01): by an extract of the day before, whether nobody
/// was found in time is not known; what is due if so is said all the same.
#[test]
fn who_would_be_counted_only_since_the_newest_extract_is_possibly_without_a_worker() {
    let told = |until: &str| {
        let covered = format!(r#"{{"kind":"coverage","when":"2020-01-01","until":"{until}+01:00"}}"#);
        let referral =
            r#"{"kind":"referral_received","child":"x:1","when":"2026-06-30","referral":"r1","team":"x:T1"}"#;
        live(&format!("{covered}\n{referral}\n"))
    };
    let same_day = told("2026-07-02T06:00");
    assert!(matches!(child(&same_day, "x:1").now, StandingNow::Without { .. }));
    let day_before = told("2026-07-01T06:00");
    let StandingNow::CannotBeTold { because } = child(&day_before, "x:1").now else { panic!("certain") };
    assert!(because.contains("only after Wed 1 July 2026"), "{because}");
    let page = child(&day_before, "x:1");
    let reason = &page.counts.iter().find(|count| count.id == "pg/unallocated").unwrap().reason;
    assert!(reason.contains("nly after Wed 1 July 2026, and what was done since"), "{reason}");
    let line = tray(&day_before).lines.remove(0);
    let of = &line.children[0];
    assert_eq!((of.why.as_str(), of.would_count), ("From Thu 2 July 2026, if nothing was done", true));
    let why = "What was done after Wed 1 July 2026 is not on record yet. A newer extract would settle it.";
    assert_eq!(of.possible_because.as_deref(), Some(why));
    assert!(matches!(of.next, NextThing::Due { .. }), "{:?}", of.next);
}

/// Whoever was to leave after the newest extract's last day may have been followed by another, of whom nothing is on record yet.
#[test]
fn who_left_only_since_the_newest_extract_is_not_said_to_leave_the_child_with_nobody() {
    for (until, holding, may) in
        [("2026-07-01T06:00", SpanStyle::Unknown, true), ("2026-07-02T06:00", SpanStyle::Nobody, false)]
    {
        let lines = format!(
            r#"{{"kind":"coverage","when":"2020-01-01","until":"{until}+01:00"}}
{{"kind":"worker_details","worker":"x:w","when":"2020-01-01","name":"Wren Madeup","profession":"social worker"}}
{{"kind":"worker_left","worker":"x:w","when":"2026-07-01","recorded":"2026-06-20T09:00:00+01:00"}}
{{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}}
{{"kind":"involvement_started","child":"x:1","when":"2026-06-01","involvement":"i1","worker":"x:w","role":"lead","team":"x:T1","accepted":true}}
"#
        );
        let page = child(&live(&lines), "x:1");
        let line = &page.involvements[0];
        assert_eq!((line.does_not_count.is_some(), line.may_not_count.is_some()), (true, may), "{until}");
        let worker = page.ribbon.lanes.iter().find(|lane| lane.label == "Worker").unwrap();
        let last = worker.spans.last().unwrap();
        assert_eq!(last.style, holding, "{until}: {}", last.label);
    }
}
