//! Who is told of an area that stands out: rung by rung, each once, over the time for which it stands out.

use std::sync::Arc;

use policy::{Pack, history, plain};
use record::{Book, Calendar, ChildId, Day, Fact, Moment, Subject};
use standing::areas::areas;
use standing::{Board, DueAt, Plan};

const HEAD: &str = r#"keyworker-pack = 1
[pack]
id = "x"
title = "X"
version = "1"
from = 2020-01-01
source = "a test"
[[clause]]
id = "X-01"
says = "Many children without a worker."
[[worker]]
id = "named"
clause = "X-01"
parts = ["lead"]
counts-from = "named"
[[definition]]
id = "unallocated"
title = "Unallocated"
question = "Who has nobody?"
clause = "X-01"
among = "open"
counts = { all = ["open", { without = "named" }] }
[[area]]
id = "short"
title = "A team is short"
clause = "X-01"
over = "team"
counts = "unallocated"
more-than = { percent = 50 }
"#;

/// Up from the head of service to the director, and the members told in the end.
const RUNGS: &str = r#"
[[area.rung]]
id = "director"
title = "Tell the director"
clause = "X-01"
owner = "head of service"
to = ["director"]
opens = { when-unmet = "head" }
due = { within = { working-days = 1 } }
[[area.rung]]
id = "head"
title = "Tell the head of service"
clause = "X-01"
owner = "service manager"
to = ["head of service"]
due = { within = { working-days = 2 } }
acknowledged-by = "head of service"
acknowledge = { within = { days = 1 } }
[[area.rung]]
id = "both"
title = "Tell both deputies"
clause = "X-01"
owner = "head of service"
to = ["deputy director", "assistant director"]
opens = { after = { days = 14 } }
"#;

/// North stands out from Mon 1 June 2026: a referral, and nobody is named.
const NORTH: &str = "1 Jan 2026 unit North is a team\nMon 1 Jun 2026 10:00 referral received in North\n";

/// How each rung stands in North at the end of that day; nothing where North does not stand out.
fn told(rungs: &str, lines: &str, asked: &str) -> Vec<String> {
    let (board, plan) = board(rungs, lines);
    shown(&board, &plan, asked)
}

fn board(rungs: &str, lines: &str) -> (Board, Arc<Plan>) {
    let pack = Pack::read("x.toml", &(HEAD.to_owned() + rungs)).unwrap_or_else(|problems| panic!("{problems}"));
    let plan = Arc::new(Plan::new(&[&pack]));
    (Board::new(&book(lines), Arc::clone(&plan), &Calendar::england_and_wales(), Moment::MAX, 1), plan)
}

fn book(lines: &str) -> Book {
    let lines: Vec<String> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    history::read(&lines).unwrap().0
}

fn shown(board: &Board, plan: &Plan, asked: &str) -> Vec<String> {
    let at = asked.parse::<Day>().unwrap().end();
    let states = areas(board, at);
    assert_eq!(states.len(), 1);
    let stands = states[0].rungs.iter().map(|rung| {
        let id = &plan.areas[0].rule.rungs[usize::from(rung.record.duty)].id;
        let due = match rung.record.due {
            DueAt::Day(day) => day.to_string(),
            other => format!("{other:?}"),
        };
        format!("{id} {} {due} {:?}", rung.record.opened.day(), rung.record.state(at))
    });
    stands.collect()
}

#[test]
fn each_rung_opens_is_due_and_is_met_once_in_each_stretch() {
    let head = "Tue 2 Jun 2026 told head of service of x/short in unit North\n";
    let late = "Thu 4 Jun 2026 09:00 told head of service of x/short in unit North\n";
    let knows = "Tue 2 Jun 2026 acknowledged by head of service of x/short in unit North\n";
    let deputy = "Mon 15 Jun 2026 told deputy director of x/short in unit North\n";
    let assistant = "Tue 16 Jun 2026 told assistant director of x/short in unit North\n";
    let over = "Fri 5 Jun 2026 12:00 offered to Anna as lead in North\n";
    let again = "Fri 5 Jun 2026 12:00 offered to Anna as lead in North\nMon 8 Jun 2026 12:00 Anna declined\n";
    let cases: &[(&str, &[&str], &str, &[&str])] = &[
        ("before the referral", &[], "2026-05-31", &[]),
        (
            "as it begins",
            &[],
            "2026-06-01",
            &[
                "short-head 2026-06-01 2026-06-03 Open",
                "short-director 2026-06-04 2026-06-05 ToCome",
                "short-both 2026-06-15 2026-06-15 ToCome",
            ],
        ),
        (
            "told in time, not yet acknowledged",
            &[head],
            "2026-06-03",
            &[
                "short-head 2026-06-01 2026-06-03 Closed(Met)",
                "short-head-acknowledged 2026-06-02 2026-06-03 Open",
                "short-both 2026-06-15 2026-06-15 ToCome",
            ],
        ),
        (
            "acknowledged",
            &[head, knows],
            "2026-06-03",
            &[
                "short-head 2026-06-01 2026-06-03 Closed(Met)",
                "short-head-acknowledged 2026-06-02 2026-06-03 Closed(Met)",
                "short-both 2026-06-15 2026-06-15 ToCome",
            ],
        ),
        (
            "told of another rule, and of another unit",
            &[
                "1 Jan 2026 unit South is a district\nTue 2 Jun 2026 told head of service of x/other in unit North\n",
                "Tue 2 Jun 2026 told head of service of x/short in unit South\n",
            ],
            "2026-06-04",
            &[
                "short-head 2026-06-01 2026-06-03 Overdue",
                "short-director 2026-06-04 2026-06-05 Open",
                "short-both 2026-06-15 2026-06-15 ToCome",
            ],
        ),
        (
            "told late: the director is to be told all the same",
            &[late],
            "2026-06-06",
            &[
                "short-head 2026-06-01 2026-06-03 Closed(MetLate(1))",
                "short-head-acknowledged 2026-06-04 2026-06-05 Overdue",
                "short-director 2026-06-04 2026-06-05 Overdue",
                "short-both 2026-06-15 2026-06-15 ToCome",
            ],
        ),
        (
            "both must be told",
            &[head, knows, deputy],
            "2026-06-16",
            &[
                "short-head 2026-06-01 2026-06-03 Closed(Met)",
                "short-head-acknowledged 2026-06-02 2026-06-03 Closed(Met)",
                "short-both 2026-06-15 2026-06-15 Overdue",
            ],
        ),
        (
            "both were told",
            &[head, knows, deputy, assistant],
            "2026-06-16",
            &[
                "short-head 2026-06-01 2026-06-03 Closed(Met)",
                "short-head-acknowledged 2026-06-02 2026-06-03 Closed(Met)",
                "short-both 2026-06-15 2026-06-15 Closed(MetLate(1))",
            ],
        ),
        ("it no longer stands out", &[over], "2026-06-05", &[]),
        (
            "it stands out again: everything begins anew",
            &[head, again],
            "2026-06-08",
            &[
                "short-head 2026-06-08 2026-06-10 Open",
                "short-director 2026-06-11 2026-06-12 ToCome",
                "short-both 2026-06-22 2026-06-22 ToCome",
            ],
        ),
        (
            "nothing records who was told",
            &["nothing recorded of area notice given\n"],
            "2026-06-16",
            &["short-head 2026-06-01 2026-06-03 CannotBeKnown", "short-both 2026-06-15 2026-06-15 CannotBeKnown"],
        ),
    ];
    for (says, more, asked, expected) in cases {
        assert_eq!(told(RUNGS, &(NORTH.to_owned() + &more.concat()), asked), *expected, "{says}");
    }
}

#[test]
fn posts_beside_a_due_day_are_a_rung_each() {
    let plain = "to = [\"head of service\", \"director\"]\ndue = { within = { working-days = 2 } }\n";
    let head = "Tue 2 Jun 2026 told head of service of x/short in unit North\n";
    let expected =
        ["short-director 2026-06-01 2026-06-03 Overdue", "short-head-of-service 2026-06-01 2026-06-03 Closed(Met)"];
    let mut found = told(plain, &(NORTH.to_owned() + head), "2026-06-04");
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn a_notice_is_taken_in_without_evaluating_any_child_again() {
    let (mut board, plan) = board(RUNGS, NORTH);
    assert_eq!(shown(&board, &plan, "2026-06-04")[0], "short-head 2026-06-01 2026-06-03 Overdue");
    let lines = NORTH.to_owned() + "Tue 2 Jun 2026 told head of service of x/short in unit North";
    let book = book(&lines);
    let fact: Fact = *book.unit(book.unit_ids().next().unwrap()).last().unwrap();
    assert!(matches!(fact.about, Subject::Unit(_)));
    let before = std::ptr::from_ref(&board.get(ChildId::from_index(0)).unwrap().timeline.counts[0][0]);
    board.take(&book, &Calendar::england_and_wales(), &fact);
    assert_eq!(shown(&board, &plan, "2026-06-04")[0], "short-head 2026-06-01 2026-06-03 Closed(Met)");
    let after = std::ptr::from_ref(&board.get(ChildId::from_index(0)).unwrap().timeline.counts[0][0]);
    assert_eq!(before, after, "the child's timeline is the same");
}

#[test]
fn the_handbook_tells_the_rungs_and_what_they_wait_for() {
    let pack = Pack::read("x.toml", &(HEAD.to_owned() + RUNGS)).unwrap();
    let told = plain::rules(&pack).into_iter().find(|told| told.id == "short").unwrap();
    assert_eq!(
        told.says,
        [
            "holds for a team with more than 50 percent counted by 'Unallocated'",
            "rung: Tell the head of service (the duty of the service manager; due within 2 working days; met by area notice given to head of service)",
            "rung: Acknowledge: Tell the head of service (the duty of the head of service; once this is done: Tell the head of service; due within 1 day; met by area notice acknowledged to head of service)",
            "rung: Tell the director (the duty of the head of service; once this is overdue: Tell the head of service; due within 1 working day; met by area notice given to director)",
            "rung: Tell both deputies (the duty of the head of service; opens 14 days later; due on the day on which it opens; met by area notice given to assistant director, together with area notice given to deputy director)",
        ]
    );
}
