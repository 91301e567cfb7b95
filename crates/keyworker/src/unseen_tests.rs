//! What the handbook says of a clause whose duties nothing can begin, and of one that counts for its own cause alone.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

use record::{Day, Moment};
use web::view::{ClauseLine, Coverage, Followed, Known};
use web::{AsAt, Live, Queries, Versioned, Viewer};

use crate::command;
use crate::serve::{Shown, live};

fn end() -> Moment {
    "2026-06-30".parse::<Day>().unwrap().end()
}

/// The pages of a store of these facts, by that policy.
fn pages(facts: &str, policy: &str) -> Live {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (store, file) = (at("s.keyworker"), at("facts.jsonl"));
    std::fs::write(&file, format!("{{\"keyworker\":\"facts\",\"version\":1}}\n{facts}")).unwrap();
    let (code, _, err) = command::run(&["import", "--store", &store, "--facts", &file], end());
    assert_eq!(code, 0, "{err}");
    let shown =
        Shown { authority: "Testshire".into(), made_up: None, policy: vec![policy.to_owned()], now: Some(end()) };
    live(Path::new(&store), shown).unwrap()
}

fn clause(pages: &Live, id: &str) -> ClauseLine {
    pages.clause(&Viewer::on_this_machine(), Versioned { id, version: None }, &AsAt::default()).unwrap().page.clause
}

const CHILD: &str = r#"{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1"}"#;

/// Coverage of what an extract says, and of neither the district's receipt nor increased concerns.
fn covered(kinds: &[&str]) -> String {
    kinds
        .iter()
        .map(|kind| format!("{{\"kind\":\"coverage\",\"when\":\"2020-01-01\",\"covers\":\"{kind}\"}}\n"))
        .collect()
}

const EXTRACT: [&str; 10] = [
    "referral_received",
    "case_closed",
    "involvement_started",
    "involvement_ended",
    "allocation_offered",
    "allocation_accepted",
    "assessment_completed",
    "status_started",
    "visit",
    "management_oversight",
];

/// AS-08, AS-16: a nought of what nothing begins is no answer, and the clause is not followed.
#[test]
fn what_nothing_records_the_beginning_of_is_not_followed() {
    let extract = pages(&format!("{}{CHILD}\n", covered(&EXTRACT)), "as");
    for (id, wants) in [("AS-08", "when the district received a referral"), ("AS-16", "when concerns increased")] {
        let clause = clause(&extract, id);
        assert_eq!(clause.followed, Followed::CannotBeKnown, "{id}");
        assert_eq!(clause.cannot_see.as_deref(), Some(format!("nothing records {wants}").as_str()), "{id}");
        assert!(!clause.stands.is_empty());
        for figure in &clause.stands {
            assert!(matches!(&figure.children, Known::Unknown(why) if why.contains(wants)), "{id}: {figure:?}");
        }
        let data = extract.data_cannot_say(&Viewer::on_this_machine(), &AsAt::default()).unwrap().page;
        let row = data.kinds.iter().find(|kind| kind.what.to_lowercase().contains(wants)).unwrap();
        assert!(row.coverage == Coverage::Not && row.clauses.iter().any(|clause| clause == id), "{row:?}");
    }
    // A weekly review begins with having no worker, which is recorded.
    let weekly = clause(&extract, "AS-06");
    assert_eq!((weekly.followed, weekly.cannot_see), (Followed::Fully, None));
    // Where all is recorded, so is what begins them.
    let whole = pages(&format!("{{\"kind\":\"coverage\",\"when\":\"2020-01-01\"}}\n{CHILD}\n"), "as");
    for id in ["AS-08", "AS-16"] {
        let clause = clause(&whole, id);
        assert_eq!((clause.followed, clause.cannot_see), (Followed::Fully, None), "{id}");
        assert!(clause.stands.iter().all(|figure| matches!(figure.children, Known::Known(_))), "{id}");
    }
}

/// AP-39, AP-42: what begins and of which nobody can tell that it was not done is followed in part, and says so.
#[test]
fn what_nothing_records_the_meeting_of_is_followed_in_part() {
    let extract = pages(&format!("{}{CHILD}\n", covered(&EXTRACT)), "ap");
    for (id, wants) in [("AP-39", "absence"), ("AP-42", "action"), ("AP-30", "action")] {
        let clause = clause(&extract, id);
        assert_eq!(clause.followed, Followed::Partly, "{id}");
        let why = clause.cannot_see.unwrap_or_default();
        assert!(why.starts_with("nothing records ") && why.contains(wants), "{id}: {why}");
    }
    let whole = pages(&format!("{{\"kind\":\"coverage\",\"when\":\"2020-01-01\"}}\n{CHILD}\n"), "ap");
    for id in ["AP-30", "AP-42"] {
        let clause = clause(&whole, id);
        assert_eq!((clause.followed, clause.cannot_see), (Followed::Fully, None), "{id}");
    }
}

/// PG-01 to PG-03: each clause shows whom it alone counts, and its link lists these.
#[test]
fn each_clause_of_a_count_shows_whom_it_alone_counts() {
    let facts = r#"{"kind":"coverage","when":"2020-01-01"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1"}
{"kind":"referral_received","child":"x:2","when":"2026-06-01","referral":"r2"}
{"kind":"worker_joined","worker":"x:W","when":"2020-01-01"}
{"kind":"allocation_offered","child":"x:2","when":"2026-06-01","involvement":"i1","worker":"x:W","role":"lead"}
{"kind":"worker_left","worker":"x:W","when":"2026-06-10"}
"#;
    let pages = pages(facts, "pg");
    let viewer = Viewer::on_this_machine();
    for (id, children) in [("PG-01", vec!["x:1"]), ("PG-02", vec!["x:2"]), ("PG-03", vec![])] {
        let clause = clause(&pages, id);
        let figure = clause.stands.iter().find(|figure| figure.label.starts_with("counted by")).unwrap();
        let certain = figure.children.value().and_then(|count| count.certain);
        assert_eq!(certain, Some(children.len() as u64), "{id}: {:?}", clause.stands);
        let listed = pages.children(&viewer, &AsAt::default(), &figure.filter).unwrap().page.lines;
        assert_eq!(listed.iter().map(|line| line.child.id.as_str()).collect::<Vec<_>>(), children, "{id}");
    }
}
