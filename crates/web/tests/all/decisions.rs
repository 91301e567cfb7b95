//! A decision that is not as the policy asks says what it lacked, step by step, and is a breach of the clauses of that alone;
//! what nobody can know of it is possible, and certain of nothing.
//!
//! The present is Thu 2 July 2026, 09:00. A service manager, or somebody else, decided on Mon 15 June at 10:00 to leave the

//! child x:1 of North One without a worker (AS-03): after asking North Two (AS-02) and a risk assessment (AS-04), or not.

use record::{Day, Kind};
use web::view::*;
use web::{AsAt, Live, Queries, Versioned, Viewer};

use crate::by_hand;

const UNITS: &str = r#"{"kind":"unit_details","unit":"x:D","when":"2020-01-01","name":"North","level":"district"}
{"kind":"unit_details","unit":"x:T1","when":"2020-01-01","name":"North One","level":"team","parent":"x:D"}
{"kind":"unit_details","unit":"x:T2","when":"2020-01-01","name":"North Two","level":"team","parent":"x:D"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:T1"}
"#;
const ASKED: &str = r#"{"kind":"capacity_asked","child":"x:1","when":"2026-06-12T09:00:00+01:00","asked":"team","whom":"x:T2","answer":"has no room"}
"#;
const ASSESSED: &str = r#"{"kind":"management_oversight","child":"x:1","when":"2026-06-15T09:00:00+01:00","parts":["risk assessment"],"post":"team manager"}
"#;
const GATE: &str = "as/gate/leave-without-a-worker";

fn decided(by: &str) -> String {
    format!(
        "{{\"kind\":\"left_unallocated\",\"child\":\"x:1\",\"when\":\"2026-06-15T10:00:00+01:00\",{by}\"reason\":\"workload capacity\"}}\n"
    )
}

/// Pages over those facts, on a record that covers every kind, or every kind but that one.
fn live(facts: &[&str], unseen: Option<Kind>) -> Live {
    let kinds = Kind::ALL.iter().filter(|kind| Some(**kind) != unseen && **kind != Kind::Coverage);
    let covers =
        kinds.map(|kind| format!("{{\"kind\":\"coverage\",\"when\":\"2020-01-01\",\"covers\":\"{}\"}}\n", kind.name()));
    let record =
        format!("{{\"keyworker\":\"facts\",\"version\":1}}\n{}{UNITS}{}", covers.collect::<String>(), facts.concat());
    let now = || "2026-07-02".parse::<Day>().unwrap().at(9, 0, 0).unwrap();
    by_hand::live(&record, by_hand::packs(["pg", "as"]), Vec::new(), now)
}

fn page(live: &Live) -> ChildPage {
    live.child(&Viewer::on_this_machine(), "x:1", &AsAt::default(), PageWanted::default()).unwrap().page
}

/// How many are in breach by each clause of the decision: for certain, and possibly.
fn figures(live: &Live) -> String {
    let page = live
        .policy(&Viewer::on_this_machine(), Versioned { id: "as", version: None }, &AsAt::default(), false)
        .unwrap()
        .page;
    let of = |clause: &&ClauseLine| ["AS-02", "AS-03", "AS-04"].contains(&clause.id.as_str());
    let said = page.clauses.iter().filter(of).map(|clause| {
        let figure = clause.stands.iter().find(|figure| figure.filter.state.as_deref() == Some("breach")).unwrap();
        let count = figure.children.value().unwrap();
        let listed = |certainty| {
            let filter = figure.filter.that_are(certainty);
            live.children(&Viewer::on_this_machine(), &AsAt::default(), &filter).unwrap().page.lines.len() as u64
        };
        let (certain, possible) = (listed(Certainty::Certain), listed(Certainty::Possible));
        assert_eq!((count.at_least(), count.at_least_possible()), (certain, possible), "{}", clause.id);
        format!("{} {certain}/{possible}", clause.id)
    });
    said.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_decision_breaks_the_clauses_of_what_it_lacked_and_no_other() {
    let service = decided("\"post\":\"service manager\",");
    let team = decided("\"post\":\"team manager\",");
    let nobody = decided("");
    type Case<'c> = (&'c str, &'c [&'c str], Option<Kind>, &'c str, &'c str, &'c str);
    let cases: [Case<'_>; 6] = [
        (
            "who decided may not, and nothing records who was asked",
            &[ASSESSED, &team],
            Some(Kind::CapacityAsked),
            "AS-02 0/1, AS-03 1/0, AS-04 0/0",
            "decided by the team manager, who may not",
            "decider not allowed, teams-asked not known [North Two not known], districts-asked done, risk-assessed done",
        ),
        (
            "a team was not asked",
            &[ASSESSED, &service],
            None,
            "AS-02 1/0, AS-03 0/0, AS-04 0/0",
            "not done before it: every other team of the district has answered",
            "decider allowed, teams-asked missing [North Two missing], districts-asked done, risk-assessed done",
        ),
        (
            "no risk assessment",
            &[ASKED, &service],
            None,
            "AS-02 0/0, AS-03 1/0, AS-04 1/0",
            "not done before it: a risk assessment is recorded as a management oversight",
            "decider allowed, teams-asked done [North Two has no room], districts-asked done, risk-assessed missing",
        ),
        (
            "everything",
            &[ASKED, ASSESSED, &service],
            None,
            "AS-02 0/0, AS-03 0/0, AS-04 0/0",
            "",
            "decider allowed, teams-asked done [North Two has no room], districts-asked done, risk-assessed done",
        ),
        (
            "nobody recorded in which post",
            &[ASKED, ASSESSED, &nobody],
            None,
            "AS-02 0/0, AS-03 0/1, AS-04 0/0",
            "",
            "decider not known, teams-asked done [North Two has no room], districts-asked done, risk-assessed done",
        ),
        (
            "two things at once",
            &[&team],
            None,
            "AS-02 1/0, AS-03 1/0, AS-04 1/0",
            "decided by the team manager, who may not; not done before it: every other team of the district has answered; \
             a risk assessment is recorded as a management oversight",
            "decider not allowed, teams-asked missing [North Two missing], districts-asked done, risk-assessed missing",
        ),
    ];
    for (what, facts, unseen, clauses, lacks, steps) in cases {
        let live = live(facts, unseen);
        assert_eq!(figures(&live), clauses, "{what}");
        let page = page(&live);
        let mark = page.breaches.iter().find(|mark| mark.words.starts_with("The decision"));
        let words = mark.map_or("", |mark| mark.words.split_once(": ").unwrap().1);
        assert_eq!(words, lacks, "{what}");
        let decision = page.decisions.iter().find(|one| one.rule == "as/leave-without-a-worker").unwrap();
        assert_eq!(decision.taken.as_deref(), Some("Mon 15 June 2026, 10:00"), "{what}");
        let asks = decision.asks.iter().map(|one| {
            let units: Vec<String> =
                one.units.iter().map(|of| format!("{} {}", of.unit, of.answer.unwrap_or(of.stands))).collect();
            let units = if units.is_empty() { String::new() } else { format!(" [{}]", units.join(", ")) };
            format!("{} {}{units}", one.step.as_deref().unwrap_or(one.part), one.stands)
        });
        assert_eq!(asks.collect::<Vec<_>>().join(", "), steps, "{what}");
        let rules = live.breaches(&Viewer::on_this_machine(), &AsAt::default(), None).unwrap().page.rules;
        let rule = rules.iter().find(|rule| rule.filter.breach.as_deref() == Some(GATE)).unwrap();
        assert_eq!(rule.lines.first().map_or("", |line| &line.holder).to_lowercase(), lacks, "{what}");
    }
}

#[test]
fn a_child_without_a_decision_is_told_what_one_would_need() {
    let page = page(&live(&[ASKED], None));
    assert!(page.decisions_taken(true).is_empty());
    let open = page.decisions_taken(false);
    let one = open.iter().find(|one| one.rule == "as/leave-without-a-worker").unwrap();
    let asks: Vec<String> = one.asks.iter().map(|one| format!("{}: {}", one.stands, one.says)).collect();
    assert_eq!(
        asks,
        [
            "open: Decided by the service manager, and the senior manager, head of service, assistant director, deputy director or \
             director may stand in",
            "done: Every other team of the district has answered",
            "done: Every other district has answered: there is no other",
            "missing: A risk assessment is recorded as a management oversight",
        ]
    );
}

#[test]
fn the_data_page_names_the_clause_that_wants_a_record_of_who_was_asked() {
    let live = live(&[], Some(Kind::CapacityAsked));
    let page = live.data_cannot_say(&Viewer::on_this_machine(), &AsAt::default()).unwrap().page;
    let kind = page.kinds.iter().find(|kind| kind.what == "Capacity asked").unwrap();
    assert!(kind.clauses.iter().any(|clause| clause == "AS-02"), "{:?}", kind.clauses);
}
