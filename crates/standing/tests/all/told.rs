//! What would come to be so only after the record's last day: possibly, until somebody says more.

use policy::{history, shipped};
use record::{Book, Calendar, ChildId, Content, Day, Fact, FactId, Kind, Moment, Subject, Tri, When};
use standing::{Evaluator, Plan, Timeline, World};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The history, with what it covers ending on that day: of that kind alone, or of every kind.
fn read(lines: &str, only: Option<Kind>, until: &str) -> (Book, ChildId) {
    let lines: Vec<String> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let (told, child) = history::read(&lines).unwrap();
    let mut book = Book::default();
    book.names = told.names.clone();
    let covers = |fact: &Fact| matches!(fact.content, Content::Coverage { .. });
    for fact in told.facts().filter(|fact| !covers(fact)) {
        book.append(*fact);
    }
    let any = *told.facts().next().unwrap();
    for (number, kind) in (0_u8..).zip(Kind::ALL) {
        let ends = only.is_none_or(|only| only == *kind).then(|| day(until).start().plus_seconds(7200));
        let content = Content::Coverage { covers: Some(*kind), unit: None, until: ends, but: None };
        let (id, about) = (FactId([number.wrapping_add(9); 16]), Subject::Record);
        book.append(Fact { id, about, when: When::On(day("2020-01-01")), content, ..any });
    }
    (book, child)
}

fn ask<T>(id: &str, (book, child): &(Book, ChildId), ask: impl FnOnce(&Plan, &Timeline) -> T) -> T {
    let pack = shipped::find(id).unwrap().read().unwrap_or_else(|problems| panic!("{problems}"));
    let (plan, calendar) = (Plan::new(&[&pack]), Calendar::england_and_wales());
    let world = World::new(book, &plan, &calendar, Moment::MAX);
    let timeline = Evaluator::new(&plan, &world).timeline(&[book.child(*child)]);
    ask(&plan, &timeline)
}

/// Nobody from Mon 6 July 2026 on: PG counts after one working day, from Wed 8 July.
const NOBODY: &str = "Wed 1 Jul 2020 Anna is a social worker
    Mon 6 Jul 2026 09:00 referral received in North";

#[test]
fn what_would_come_to_be_so_after_the_last_day_told_of_is_possible() {
    let later = &format!("{NOBODY}\nThu 9 Jul 2026 11:00 visit, seen");
    let cases: &[(&str, Option<Kind>, &str, &str, Tri)] = &[
        // Counted while it was told of: that goes on, however old the extract.
        (NOBODY, None, "2026-07-08", "2026-07-08", Tri::Yes),
        (NOBODY, None, "2026-07-08", "2026-08-31", Tri::Yes),
        // An extract of the day before: it would be counted with the next day, if nobody was found.
        (NOBODY, None, "2026-07-07", "2026-07-07", Tri::No),
        (NOBODY, None, "2026-07-07", "2026-07-08", Tri::Unknown),
        // Only what would keep the child from being counted has to be told: who works with the child, and closings.
        (NOBODY, Some(Kind::InvolvementStarted), "2026-07-07", "2026-07-08", Tri::Unknown),
        (NOBODY, Some(Kind::CaseClosed), "2026-07-07", "2026-07-08", Tri::Unknown),
        (NOBODY, Some(Kind::InvolvementEnded), "2026-07-07", "2026-07-08", Tri::Yes),
        (NOBODY, Some(Kind::Visit), "2026-07-07", "2026-07-08", Tri::Yes),
        // Something is on record of the child since: it tells of the time until then.
        (later, None, "2026-07-07", "2026-07-09", Tri::Yes),
    ];
    for (lines, only, until, asked, expected) in cases {
        let told = read(lines, *only, until);
        let at = day(asked).end();
        let got = ask("pg", &told, |plan, timeline| {
            let place = plan.definition("pg/unallocated").unwrap();
            // Why it is possible is said where, and only where, that is why.
            assert_eq!(timeline.told_until(plan, place, at).is_some(), *expected == Tri::Unknown, "{until} {asked}");
            timeline.counted(place, at)
        });
        assert_eq!(got, *expected, "{only:?} told of until {until}, asked on {asked}");
        let (book, child) = &told;
        let pack = shipped::find("pg").unwrap().read().unwrap_or_else(|problems| panic!("{problems}"));
        let plan = Plan::new(&[&pack]);
        let world = World::new(book, &plan, &Calendar::england_and_wales(), Moment::MAX);
        let place = plan.definition("pg/unallocated").unwrap();
        let quick = Evaluator::new(&plan, &world).counted(&[book.child(*child)], place, at);
        assert_eq!(quick, *expected, "the list says what the timeline does: {until} {asked}");
    }
}

#[test]
fn what_is_coming_is_seen_coming_all_the_same() {
    let told = read(NOBODY, None, "2026-07-07");
    ask("pg", &told, |plan, timeline| {
        let place = plan.definition("pg/unallocated").unwrap();
        let coming = timeline.comes_to_be_counted(plan, place, day("2026-07-07").end()).unwrap();
        assert_eq!(coming.from, day("2026-07-08").start());
        // What is owed if nothing has happened is worked out: it says itself what is known of it.
        assert!(timeline.duties.iter().any(|duty| duty.opened >= day("2026-07-08").start()));
    });
}

#[test]
fn a_breach_that_would_begin_after_it_is_possible_too() {
    let plan_began = format!(
        "{NOBODY}\nTue 7 Jul 2026 10:00 child protection plan began\nMon 6 Jul 2026 09:10 Anna started as lead in North, accepted\nFri 10 Jul 2026 Anna left the authority"
    );
    let told = read(&plan_began, None, "2026-07-07");
    ask("ap", &told, |plan, timeline| {
        let breach = plan.breaches.iter().position(|of| of.rule.id == "protection-unallocated").unwrap();
        let at = day("2026-07-11").end();
        assert_eq!(standing::signal::value_at(&timeline.breaches[breach], at), Tri::Unknown);
        assert_eq!(timeline.breach_told_until(breach, at), Some(day("2026-07-07").end()));
        assert_eq!(timeline.would_be_broken(breach, at), Tri::Yes);
    });
}
