//! What no shipped pack says: small packs written for one question each, over histories in words.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use policy::{Pack, history};
use record::{Calendar, Day, Fact, Moment, Tri};
use standing::{Evaluator, Plan, Timeline, World};

/// A pack whose worker rules are 'accepted' and 'named', and what is written after them.
fn pack(rules: &str) -> Pack {
    let text = format!(
        "keyworker-pack = 1\n[pack]\nid = \"written\"\ntitle = \"Written\"\nversion = \"1\"\nfrom = 2020-01-01\nsource = \"a test\"\n\
         [[clause]]\nid = \"W-1\"\nsays = \"what is asked\"\n\
         [[worker]]\nid = \"accepted\"\nclause = \"W-1\"\nparts = [\"lead\", \"key worker\"]\ncounts-from = \"accepted\"\n\
         [[worker]]\nid = \"named\"\nclause = \"W-1\"\nparts = [\"lead\", \"key worker\"]\ncounts-from = \"named\"\n{rules}"
    );
    Pack::read("written.toml", &text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The pack with one count of that condition.
fn counting(condition: &str) -> Pack {
    pack(&format!(
        "[[definition]]\nid = \"counted\"\ntitle = \"Counted\"\nquestion = \"Who?\"\nclause = \"W-1\"\namong = \"open\"\ncounts = {condition}\n"
    ))
}

/// The timeline of the child of that history by the pack, and whatever is asked of it.
fn told<T>(pack: &Pack, lines: &str, ask: impl FnOnce(&Plan, &Timeline, &mut Evaluator<'_>, &[&[Fact]]) -> T) -> T {
    let lines: Vec<String> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let (book, child) = history::read(&lines).unwrap();
    let (plan, calendar) = (Plan::new(&[pack]), Calendar::england_and_wales());
    let world = World::new(&book, &plan, &calendar, Moment::MAX);
    let facts: [&[Fact]; 1] = [book.child(child)];
    let mut evaluator = Evaluator::new(&plan, &world);
    let timeline = evaluator.timeline(&facts);
    ask(&plan, &timeline, &mut evaluator, &facts)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Since when, and from which day counted, at the end of that day; and that the short way to the count agrees.
fn since(condition: &str, lines: &str, asked: &str) -> Option<(String, String)> {
    told(&counting(condition), lines, |_, timeline, evaluator, facts| {
        let at = day(asked).end();
        assert_eq!(evaluator.counted(facts, timeline.counts.len() - 1, at), timeline.counted(0, at), "the short way");
        let since = timeline.without_since(0, at)?;
        Some((since.to_string(), timeline.counted_from_day(0, at).unwrap().to_string()))
    })
}

fn days(since: &str, counted: &str) -> Option<(String, String)> {
    Some((day(since).to_string(), day(counted).to_string()))
}

#[test]
fn since_is_found_inside_lasting() {
    // D1: open and without a worker for 24 hours, from a referral on Friday 5 June at 16:00.
    let condition = "{ lasting = { of = { all = [\"open\", { without = \"accepted\" }] }, for = { hours = 24 } } }";
    let history = "Fri 5 Jun 2026 16:00 referral received";
    assert_eq!(since(condition, history, "2026-06-05"), None);
    assert_eq!(since(condition, history, "2026-06-06"), days("2026-06-05", "2026-06-06"));
    // A worker who came and went: the stretch that lasts now, not the one before.
    let history = "Mon 1 Jun 2026 10:00 referral received
        Wed 3 Jun 2026 09:00 Anna started as lead, accepted
        Tue 9 Jun 2026 12:00 Anna ended";
    assert_eq!(since(condition, history, "2026-06-12"), days("2026-06-09", "2026-06-10"));
}

#[test]
fn since_is_found_inside_any_and_its_other_conditions_set_no_day() {
    // Two ways of having no worker, and an age: counted from the twelfth birthday, without a worker since eight days before.
    let condition = "{ all = [\"open\", { any = [{ without = \"accepted\" }, { without = \"named\" }] }, { age-from = { years = 12 } }] }";
    let history = "Mon 1 Jun 2026 10:00 referral received
        Mon 1 Jun 2026 child born Sun 22 Jun 2014
        Mon 1 Jun 2026 10:00 Anna started as lead, accepted
        Sun 14 Jun 2026 12:00 Anna ended";
    assert_eq!(since(condition, history, "2026-06-30"), days("2026-06-14", "2026-06-22"));
}

#[test]
fn of_several_ways_only_those_that_are_so_and_of_several_workers_the_last_to_be_missing() {
    // Named since 10 June and never accepted; a protection plan began on the 20th.
    let history = "Mon 1 Jun 2026 10:00 referral received
        Wed 10 Jun 2026 09:00 offered to Anna as lead
        Sat 20 Jun 2026 12:00 child protection plan began";
    let plan = "{ status = [\"child protection plan\"] }";
    // Neither: nobody was both not named and not accepted on the 20th; by 'accepted' alone since the opening.
    let both = format!("{{ all = [\"open\", {plan}, {{ without = \"accepted\" }}, {{ without = \"named\" }}] }}");
    assert_eq!(since(&both, history, "2026-06-30"), None);
    let either = format!(
        "{{ all = [\"open\", {plan}, {{ any = [{{ without = \"accepted\" }}, {{ without = \"named\" }}] }}] }}"
    );
    assert_eq!(since(&either, history, "2026-06-30"), days("2026-06-01", "2026-06-20"));
    // A way that is not so sets no day: looked after and not accepted it never was.
    let history = "Mon 1 Jun 2026 10:00 referral received
        Mon 1 Jun 2026 10:00 offered to Anna as lead
        Wed 17 Jun 2026 12:00 Anna declined
        Sat 20 Jun 2026 12:00 child protection plan began";
    let ways = format!(
        "{{ all = [\"open\", {{ any = [{{ all = [{{ status = [\"looked after\"] }}, {{ without = \"accepted\" }}] }}, {{ all = [{plan}, {{ without = \"named\" }}] }}] }}] }}"
    );
    assert_eq!(since(&ways, history, "2026-06-30"), days("2026-06-17", "2026-06-20"));
    // Of two that must both be missing, the later: accepted since 1 June, named since 17 June.
    assert_eq!(since(&both, history, "2026-06-30"), days("2026-06-17", "2026-06-20"));
    // Not with is without.
    let not_with = format!("{{ all = [\"open\", {plan}, {{ not = {{ with = \"named\" }} }}] }}");
    assert_eq!(since(&not_with, history, "2026-06-30"), days("2026-06-17", "2026-06-20"));
}

#[test]
fn longer_than_is_a_day_more_than_at_least() {
    // D2: on duty from Mon 2 February; a duty within four months would be late from 3 June.
    let history = "Mon 2 Feb 2026 09:00 referral received
        Mon 2 Feb 2026 10:00 put on duty";
    let from = |length: &str| {
        let condition = format!("{{ lasting = {{ of = \"on duty\", {length} }} }}");
        told(&counting(&condition), history, |_, timeline, _, _| {
            timeline.counts[0].iter().find(|step| step.value == Tri::Yes).unwrap().from
        })
    };
    assert_eq!(from("for = { months = 4 }"), day("2026-06-02").start());
    assert_eq!(from("longer-than = { months = 4 }"), day("2026-06-03").start());
    let at = day("2026-02-03").at(10, 0, 0).unwrap();
    assert_eq!(from("for = { hours = 24 }"), at);
    assert_eq!(from("longer-than = { hours = 24 }"), at.plus_seconds(1));
}
