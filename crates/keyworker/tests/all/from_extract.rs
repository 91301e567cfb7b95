//! Extracts of one child, written by hand, and what the command line then says.

use serde_json::Value;

use crate::command;
use crate::council::{Place, at_nine};

const INVOLVEMENTS: &str = "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_person_id,\
                            invo_involvement_start_date,invo_involvement_end_date,invo_professional_team\n";

/// A council with the tables of one child, who was referred on 30 April at 16:00.
fn tables(referral_end: &str, involvement: &str, casework: Option<&str>) -> Vec<(&'static str, String)> {
    let mut tables = vec![
        ("ssd_person", "pers_person_id,pers_dob\nP1,2015-02-03\n".to_owned()),
        (
            "ssd_professionals",
            "prof_professional_id,prof_professional_job_title,prof_social_worker_registration_no\nW1,Social Worker,SW1\n"
                .to_owned(),
        ),
        (
            "ssd_cin_episodes",
            format!(
                "cine_referral_id,cine_person_id,cine_referral_date,cine_close_date\nR1,P1,2026-04-30T16:00,{referral_end}\n"
            ),
        ),
        ("ssd_involvements", format!("{INVOLVEMENTS}{involvement}")),
    ];
    let header = "record_id,child_id,kind,at,worker_id\nK0,P1,need identified,2026-04-30T16:00,\n";
    tables.extend(casework.map(|rows| ("keyworker_casework", format!("{header}{rows}"))));
    tables
}

fn import(place: &Place, day: u8, tables: &[(&'static str, String)]) -> String {
    let (code, out, err) = place.import(day, tables.iter().map(|(name, text)| (*name, text)), &[]);
    assert_eq!(code, 0, "{out}{err}");
    out + &err
}

fn ask(place: &Place, day: u8, args: &[&str]) -> Value {
    let store = place.path("s.keyworker").display().to_string();
    let (code, out, err) = command::run(&[args, &["--store", &store, "--json"]].concat(), at_nine(day));
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The stretches in which the allocation policy counts the child, but for the time before the record begins.
fn unallocated(place: &Place, day: u8) -> Vec<String> {
    let story = ask(place, day, &["explain", "--policy", "ap", "--child", "x:P1"]);
    let counts = story["counts"].as_array().unwrap();
    let count = counts.iter().find(|count| count["definition"] == "ap/unallocated").unwrap();
    let said = |end: &Value| end.as_str().unwrap_or("-").to_owned();
    let before = |one: &&Value| one["to"].as_str().is_some_and(|to| to.starts_with("2020-01-01"));
    let stretches = count["stretches"].as_array().unwrap().iter().filter(|one| !before(one));
    stretches.map(|one| [said(&one["what"]), said(&one["from"]), said(&one["to"])].join(" ")).collect()
}

/// AP-03: a worker who accepted on 6 May holds the child from then on, though the site file says of every row of that role
/// that it is accepted.
#[test]
fn a_recorded_answer_goes_before_what_the_site_file_says_of_the_role() {
    const MADE: &str = "K1,P1,offer made,2026-05-01T17:00,W1\n";
    let held = |casework: &str, start: &str| {
        let place = Place::new("history-from = 2020-01-01\n");
        let row = format!("1,W1,CW,P1,{start},,T1\n");
        let said = import(&place, 1, &tables("", &row, Some(casework)));
        assert_eq!(said.contains("what is said there counts: row 1"), start == "2026-05-01", "{casework}{said}");
        unallocated(&place, 1)
    };
    let accepted = format!("{MADE}K2,P1,offer accepted,2026-05-06T09:00,W1\n");
    let until_then = ["certain 2026-04-30T16:00:00+01:00 2026-05-06T09:00:00+01:00"];
    assert_eq!(held(&accepted, "2026-05-01"), until_then);
    assert_eq!(held(&accepted, "2026-05-06"), until_then);
    let declined = format!("{MADE}K2,P1,offer declined,2026-05-06T09:00,W1\n");
    assert_eq!(held(&declined, "2026-05-01"), ["certain 2026-04-30T16:00:00+01:00 -"]);
    // Nobody answered: the worker may have accepted as the involvement began.
    let unanswered = held(MADE, "2026-05-01");
    assert!(
        unanswered.last().is_some_and(|last| last.starts_with("possible ") && last.ends_with(" -")),
        "{unanswered:?}"
    );
}

/// Where the casework is not there in a later extract, what its answers said stands.
#[test]
fn an_answer_stands_where_the_casework_can_no_longer_be_read() {
    let place = Place::new("history-from = 2020-01-01\n");
    let row = "1,W1,CW,P1,2026-05-01,,T1\n";
    let casework = "K1,P1,offer made,2026-05-01T17:00,W1\nK2,P1,offer accepted,2026-05-06T09:00,W1\n";
    import(&place, 1, &tables("", row, Some(casework)));
    let before = unallocated(&place, 1);
    import(&place, 2, &tables("", row, None));
    assert_eq!(unallocated(&place, 2), before);
}

#[test]
fn of_children_who_are_all_possibly_open_it_is_not_known_how_many_are() {
    let place = Place::new("history-from = 2020-01-01\n");
    import(&place, 1, &tables("#N/A", "1,W1,CW,P1,2026-05-01,,T1\n", None));
    for definition in ["pg/unallocated", "counts/no-worker"] {
        let answer = ask(&place, 1, &["standing", "--definition", definition]);
        assert_eq!((&answer["open"], &answer["among"]), (&Value::Null, &Value::Null), "{definition}");
    }
    let place = Place::new("history-from = 2020-01-01\n");
    import(&place, 1, &tables("2026-05-05", "1,W1,CW,P1,2026-05-01,2026-05-05,T1\n", None));
    assert_eq!(ask(&place, 1, &["standing"])["open"], 0, "nobody is open, nor may be");
}
