//! A clause's page: each figure is what it says, and the list behind it has as many; all counted by hand.
//! The present is Tue 30 June 2026, 09:00.

use record::{Day, Moment};
use web::view::*;
use web::{AsAt, Live, Queries, Versioned, Viewer};

use crate::by_hand;

const TEAMS: &str = include_str!("each-team.jsonl");

/// Each child by what is wrong with whoever is named: a pool (x:P), nobody who is still here (x:G), somebody long sick (x:S), a
/// manager (x:M), a manager and nobody who is registered, with a plan (x:U); of x:B a manager leads and the key worker has
/// left; x:O has nobody in any row, and x:A a social worker who is there. All were seen last week.
const IN_NAME: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"worker_details","worker":"x:tray","when":"2020-01-01","name":"Tray","profession":"pool"}
{"kind":"worker_details","worker":"x:gone","when":"2020-01-01","name":"Gia Gone","profession":"social worker"}
{"kind":"worker_left","worker":"x:gone","when":"2026-05-29"}
{"kind":"worker_details","worker":"x:sick","when":"2020-01-01","name":"Sam Sick","profession":"social worker"}
{"kind":"absence_started","worker":"x:sick","when":"2026-06-01","absence":"a1","absence_kind":"sickness"}
{"kind":"worker_details","worker":"x:man","when":"2020-01-01","name":"Mo Manager","profession":"team manager"}
{"kind":"worker_details","worker":"x:ann","when":"2020-01-01","name":"Ann Made-Up","profession":"social worker"}
{"kind":"registered","worker":"x:ann","when":"2020-01-01","number":"1"}
{"kind":"not_registered","worker":"x:man","when":"2020-01-01"}
{"kind":"status_started","child":"x:U","when":"2026-06-22","spell":"p1","status":"child protection plan"}
"#;

fn now() -> Moment {
    "2026-06-30".parse::<Day>().unwrap().at(9, 0, 0).unwrap()
}

fn viewer() -> Viewer {
    Viewer::on_this_machine()
}

fn in_name() -> Live {
    let held = [("P", "tray"), ("G", "gone"), ("S", "sick"), ("M", "man"), ("U", "man"), ("B", "man"), ("A", "ann")];
    let mut facts = IN_NAME.to_owned();
    for child in ["P", "G", "S", "M", "U", "B", "A", "O"] {
        facts += &format!(
            "{{\"kind\":\"child_details\",\"child\":\"x:{child}\",\"when\":\"2026-05-04\",\"born\":\"2016-05-04\"}}\n"
        );
        facts += &format!(
            "{{\"kind\":\"referral_received\",\"child\":\"x:{child}\",\"when\":\"2026-05-04\",\"referral\":\"r{child}\",\"team\":\"x:T1\"}}\n"
        );
        facts += &format!("{{\"kind\":\"need_identified\",\"child\":\"x:{child}\",\"when\":\"2026-05-04\"}}\n");
        facts +=
            &format!("{{\"kind\":\"visit\",\"child\":\"x:{child}\",\"when\":\"2026-06-24\",\"parts\":[\"seen\"]}}\n");
    }
    let started = |child: &str, worker: &str, role: &str| {
        format!(
            "{{\"kind\":\"involvement_started\",\"child\":\"x:{child}\",\"when\":\"2026-05-04\",\"involvement\":\"i{child}{role}\",\
             \"worker\":\"x:{worker}\",\"role\":\"{role}\",\"accepted\":true,\"team\":\"x:T1\"}}\n"
        )
    };
    held.iter().for_each(|(child, worker)| facts += &started(child, worker, "lead"));
    facts += &started("B", "gone", "key worker");
    by_hand::live(&facts, by_hand::packs(["pg", "ap", "in-name"]), Vec::new(), now)
}

/// The figures of a clause: what each says, how many for certain and possibly, and who stands in the list behind it.
fn figures(live: &Live, clause: &str) -> Vec<(String, (u64, u64), Vec<String>)> {
    let page = live.clause(&viewer(), Versioned { id: clause, version: None }, &AsAt::default()).unwrap().page;
    let figures = page.clause.stands.into_iter().map(|figure| {
        let count = *figure.children.value().unwrap_or_else(|| panic!("{}", figure.children.why_not()));
        let lines = live.children(&viewer(), &AsAt::default(), &figure.filter).unwrap().page.lines;
        let certain = lines.iter().filter(|line| line.certainty == Certainty::Certain).count() as u64;
        let mut listed: Vec<String> = lines.iter().map(|line| line.child.id.replace("x:", "")).collect();
        listed.sort();
        let told = (count.at_least(), count.at_least_possible());
        assert_eq!((certain, listed.len() as u64), (told.0, told.0 + told.1), "{clause}: {}", figure.label);
        (figure.label, told, listed)
    });
    figures.collect()
}

fn counted(live: &Live, clause: &str, label: &str) -> ((u64, u64), String) {
    let figures = figures(live, clause);
    let found = figures.iter().find(|(known, ..)| known == label);
    let (_, told, listed) = found.unwrap_or_else(|| panic!("{clause}: no ‘{label}’ among {figures:?}"));
    (*told, listed.join(" "))
}

/// NAME-02 to NAME-07, each of its own cause: who is with nobody for another is not counted by this one.
#[test]
fn who_is_held_in_name_only_is_counted_by_the_clause_of_each_cause() {
    let live = in_name();
    let by_clause = |clause: &str| counted(&live, clause, "counted by ‘In name only’, by this clause");
    for (clause, certain, who) in [
        ("NAME-02", 1, "P"),
        ("NAME-03", 1, "G"),
        ("NAME-04", 1, "S"),
        ("NAME-05", 3, "B M U"),
        ("NAME-06", 1, "U"),
        ("NAME-07", 0, ""),
    ] {
        assert_eq!(by_clause(clause), ((certain, 0), who.to_owned()), "{clause}");
    }
    // A count of another count says the clauses of what that follows.
    let in_truth = |clause: &str| counted(&live, clause, "counted by ‘Without a worker in truth’, by this clause").1;
    assert_eq!((in_truth("NAME-01"), in_truth("NAME-07")), ("O".to_owned(), String::new()));
    // The list says why the child stands in it, and not what else is so.
    let filter = ChildrenFilter {
        definition: Some("in-name/in-name-only".to_owned()),
        clause: Some("NAME-06".to_owned()),
        ..ChildrenFilter::default()
    };
    let lines = live.children(&viewer(), &AsAt::default(), &filter).unwrap().page.lines;
    assert!(lines[0].why.starts_with("Held by someone who is not registered"), "{}", lines[0].why);
}

/// PG-01 to PG-03 are each of another cause; AP-01, AP-04 and AP-36 say together who counts, and nobody knows which of them
/// a child without a worker is counted by.
#[test]
fn clauses_that_say_together_who_counts_have_no_count_each() {
    let live = in_name();
    let whole =
        "counted by ‘Unallocated (allocation policy)’ (the whole count, which follows this clause among others)";
    for clause in ["AP-01", "AP-03", "AP-04", "AP-36"] {
        assert_eq!(counted(&live, clause, whole), ((6, 0), "B G M O P U".to_owned()), "{clause}");
    }
    let by_clause =
        |clause: &str| counted(&live, clause, "counted by ‘Unallocated (practice guide)’, by this clause").1;
    assert_eq!((by_clause("PG-02").as_str(), by_clause("PG-03").as_str()), ("G", "S"));
    assert_eq!(by_clause("PG-01"), "O P");
    // Of one clause alone, the count is that clause's.
    let advisors = "counted by ‘Held by a young people's advisor alone’";
    assert_eq!(counted(&live, "AP-07", advisors), ((0, 0), String::new()));
}

/// CNT-04, NAME-01: what is counted beside every policy is counted of every team's children, whoever governs the team. x:1 and x:2 are
/// offered to somebody, which is no row of the case system; x:6 and x:8 are held.
#[test]
fn what_is_counted_beside_the_policies_counts_the_whole_authority() {
    let live = by_hand::live(TEAMS, by_hand::packs(["pg", "as", "counts", "in-name"]), Vec::new(), now);
    let by = |clause: &str, label: &str| counted(&live, clause, label);
    for label in ["counted by ‘No registered social worker’", "counted by ‘No worker of any profession’"] {
        assert_eq!(by("CNT-04", label), ((6, 0), "1 2 3 4 5 7".to_owned()), "{label}");
    }
    let rows = "counted by ‘Without a worker, by the case system's rows’";
    assert_eq!(by("NAME-01", rows), ((6, 0), "1 2 3 4 5 7".to_owned()));
}

/// A clause of which rules look at a part says so: AP-04, AP-05, AP-09, AP-25. What the product does without a rule of a policy is in the
/// handbook too (CNT-05, CNT-06, AP-22).
#[test]
fn what_is_not_looked_at_whole_is_partly_followed() {
    // Nothing is adopted: whoever is asked about is asked by this policy.
    let nobodys: Vec<&str> = TEAMS.lines().filter(|line| !line.contains("pack_adopted")).collect();
    let packs = by_hand::packs(["ap", "counts"]);
    let live = by_hand::live_by("ap/unallocated", &nobodys.join("\n"), packs, Vec::new(), now);
    let clause =
        |id: &str| live.clause(&viewer(), Versioned { id, version: None }, &AsAt::default()).unwrap().page.clause;
    for id in ["AP-04", "AP-05", "AP-09", "AP-25", "AP-22", "CNT-05", "CNT-06"] {
        assert_eq!(clause(id).followed, Followed::Partly, "{id}: {}", clause(id).does);
    }
    for id in ["AP-06", "AP-10", "CNT-04"] {
        assert_eq!(clause(id).followed, Followed::Fully, "{id}");
    }
    let said = clause("AP-22").does;
    assert!(
        said.contains("signed in Keyworker ends, with the second signature") && said.contains("is not checked"),
        "{said}"
    );
    // Where policies are adopted, one that nobody adopted asks nothing of anybody; what only counts counts all the same.
    let live = by_hand::live_by("ap/unallocated", TEAMS, by_hand::packs(["ap", "counts"]), Vec::new(), now);
    let followed = |id: &str| {
        live.clause(&viewer(), Versioned { id, version: None }, &AsAt::default()).unwrap().page.clause.followed
    };
    assert_eq!((followed("AP-10"), followed("CNT-04")), (Followed::Counted, Followed::Fully));
}

/// MON-03: nobody adopted the monitoring return, so that of its rules nothing is said of today; where nothing is adopted, what would be is.
#[test]
fn of_a_policy_that_is_over_nobody_no_nought_is_said() {
    let asked = |facts: &str| {
        let mut counted = by_hand::pack("mon");
        let whole = counted.clone();
        counted.breaches.clear();
        let [pg, procedure] = by_hand::packs(["pg", "as"]).try_into().unwrap();
        let live = by_hand::live(facts, vec![pg, procedure, counted], vec![whole], now);
        figures(&live, "MON-03").into_iter().map(|(label, ..)| label).collect::<Vec<_>>()
    };
    assert_eq!(asked(TEAMS), Vec::<String>::new());
    let nothing: String =
        TEAMS.lines().filter(|line| !line.contains("pack_adopted")).map(|line| format!("{line}\n")).collect();
    assert_eq!(asked(&nothing), ["in breach"]);
}
