//! What no shipped pack says: small packs written for one question each, over histories in words.

use policy::{Pack, history};
use record::{Book, Calendar, Content, Day, Fact, FactId, Moment, Ref, Tri, When};
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
    told(&counting(condition), lines, |plan, timeline, evaluator, facts| {
        let at = day(asked).end();
        assert_eq!(evaluator.counted(facts, timeline.counts.len() - 1, at), timeline.counted(0, at), "the short way");
        let since = timeline.without_since(0, at)?;
        Some((since.to_string(), timeline.counted_from_day(plan, 0, at).unwrap().to_string()))
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
fn what_opens_later_is_due_that_long_after_it_opens() {
    let rules = "[[duty]]\nid = \"brief\"\ntitle = \"Brief\"\nclause = \"W-1\"\nowner = \"team manager\"\nwhile = \"open\"\n\
        opens = { after = { days = 10 } }\ndue = { within = { working-days = 5 } }\nmet-by = { fact = \"visit\" }\n";
    told(&pack(rules), "Mon 1 Jun 2026 10:00 referral received", |_, timeline, _, _| {
        let [duty] = timeline.duties.as_slice() else { panic!("{:?}", timeline.duties) };
        assert_eq!((duty.opened, duty.due.day()), (day("2026-06-11").start(), Some(day("2026-06-18"))));
    });
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

/// What the first count says at the end of that day.
fn counted(pack: &Pack, lines: &str, asked: &str) -> Tri {
    told(pack, lines, |_, timeline, _, _| timeline.counted(0, day(asked).end()))
}

#[test]
fn a_number_that_the_policy_leaves_open_makes_nothing_certain() {
    let history = "Mon 1 Jun 2026 10:00 referral received
        Wed 3 Jun 2026 12:00 concern increased";
    let lasting = counting("{ lasting = { of = \"open\", for = \"not stated\" } }");
    let event = "event = { fact = \"concern_increased\" }";
    let since = counting(&format!("{{ since = {{ {event}, within = \"not stated\" }} }}"));
    let times = counting(&format!("{{ often = {{ {event}, times = \"not stated\", within = {{ months = 1 }} }} }}"));
    let within = counting(&format!("{{ often = {{ {event}, times = 2, within = \"not stated\" }} }}"));
    for (pack, before, after) in [(&lasting, "2026-05-31", "2026-06-01"), (&since, "2026-06-02", "2027-06-03")] {
        assert_eq!((counted(pack, history, before), counted(pack, history, after)), (Tri::No, Tri::Unknown));
    }
    // Once may be often where nobody says how often, for the time that is said; twice ever, where nobody says within what.
    let asked = ["2026-06-02", "2026-06-03", "2026-07-03", "2026-07-04"];
    assert_eq!(asked.map(|asked| counted(&times, history, asked)), [Tri::No, Tri::Unknown, Tri::Unknown, Tri::No]);
    assert_eq!(asked.map(|asked| counted(&within, history, asked)), [Tri::No; 4]);
    let twice = format!("{history}\n Fri 3 Jul 2026 12:00 concern increased");
    assert_eq!(asked.map(|asked| counted(&within, &twice, asked)), [Tri::No, Tri::No, Tri::Unknown, Tri::Unknown]);
}

#[test]
fn a_grace_that_nobody_states_is_never_over_for_certain_and_may_be_at_once() {
    let rules = |more_than: &str| {
        pack(&format!(
            "[[definition]]\nid = \"c\"\ntitle = \"C\"\nquestion = \"Who?\"\nclause = \"W-1\"\namong = \"open\"\n\
             counts = {{ all = [\"open\", {{ without = \"named\" }}] }}\n\
             [[definition.grace]]\nclause = \"W-1\"\nsince = [\"opened\"]\nmore-than = {more_than}\n"
        ))
    };
    let history = "Mon 1 Jun 2026 10:00 referral received
        Mon 8 Jun 2026 10:00 offered to Anna as lead
        Wed 10 Jun 2026 10:00 Anna started as lead, accepted
        Mon 15 Jun 2026 10:00 Anna ended";
    let asked = ["2026-05-31", "2026-06-01", "2026-06-07", "2026-06-09", "2026-06-16"];
    let open = rules("\"not stated\"");
    // After the end of an involvement, a cause without a grace, it counts at once.
    assert_eq!(
        asked.map(|asked| counted(&open, history, asked)),
        [Tri::No, Tri::Unknown, Tri::Unknown, Tri::No, Tri::Yes]
    );
    let one_day = rules("{ working-days = 1 }");
    assert_eq!(asked.map(|asked| counted(&one_day, history, asked)), [Tri::No, Tri::No, Tri::Yes, Tri::No, Tri::Yes]);
}

#[test]
fn sickness_ends_a_workers_counting_at_once_or_nobody_knows_when() {
    let rules = |after: &str| {
        pack(&format!(
            "[[worker]]\nid = \"present\"\ntitle = \"A worker who is there\"\nclause = \"W-1\"\nparts = [\"lead\"]\ncounts-from = \"named\"\n\
             [[worker.stops]]\nclause = \"W-1\"\non = \"absence\"\nkinds = [\"sickness\"]\nafter = {after}\n\
             [[definition]]\nid = \"c\"\ntitle = \"C\"\nquestion = \"Who?\"\nclause = \"W-1\"\namong = \"open\"\n\
             counts = {{ all = [\"open\", {{ without = \"present\" }}] }}\n"
        ))
    };
    let history = "Mon 1 Jun 2026 10:00 referral received
        Mon 1 Jun 2026 10:00 Anna started as lead, accepted
        Sat 6 Jun 2026 Anna absent sickness
        Wed 10 Jun 2026 Anna returned";
    let asked = ["2026-06-05", "2026-06-06", "2026-06-09", "2026-06-10"];
    let said = |after: &str| asked.map(|asked| counted(&rules(after), history, asked));
    assert_eq!(said("\"at once\""), [Tri::No, Tri::Yes, Tri::Yes, Tri::No]);
    assert_eq!(said("\"not stated\""), [Tri::No, Tri::Unknown, Tri::Unknown, Tri::No]);
    // The first working day of absence is Monday 8 June.
    assert_eq!(said("{ working-days = 1 }"), [Tri::No, Tri::No, Tri::Yes, Tri::No]);
}

#[test]
fn a_duty_whose_time_nobody_states_stands_open_and_is_never_late() {
    let rules = |more: &str| {
        pack(&format!(
            "[[duty]]\nid = \"see\"\ntitle = \"See\"\nclause = \"W-1\"\nowner = \"team manager\"\nwhile = \"open\"\n\
             met-by = {{ fact = \"visit\", visit = [\"seen\"] }}\n{more}\n"
        ))
    };
    let stands = |pack: &Pack, lines: &str, asked: &str| {
        told(pack, lines, |_, timeline, _, _| {
            let at = day(asked).end();
            let duties = timeline.duties.iter().filter(|duty| duty.opened <= at);
            duties.map(|duty| format!("{:?} {:?}", duty.due, duty.state(at))).collect::<Vec<_>>()
        })
    };
    let history = "Mon 1 Jun 2026 10:00 referral received
        Mon 8 Jun 2026 visit: seen";
    for more in [
        "opens = { after = \"not stated\" }\ndue = { within = { days = 2 } }",
        "due = { within = \"not stated\" }",
        "due = { within = \"not stated\", from = { fact = \"referral_received\" } }",
    ] {
        let pack = rules(more);
        assert_eq!(stands(&pack, history, "2026-06-07"), ["NotStated Open"], "{more}");
        assert_eq!(stands(&pack, history, "2026-06-08"), ["NotStated Closed(Met)"], "{more}");
    }
    // A first interval, or one while something is so, that nobody states: the others are as they are said.
    let steps = rules("due = { every = { days = 7 }, steps = [\"not stated\"] }");
    let met_then_weekly = ["NotStated Closed(Met)", "Day(Mon 2026-06-15) Open"];
    assert_eq!(stands(&steps, history, "2026-06-09"), met_then_weekly);
    let interval = rules(
        "due = { every = { days = 7 }, first = \"one interval\" }\n\
         [[duty.interval]]\nclause = \"W-1\"\nwhen = \"on duty\"\nevery = \"not stated\"",
    );
    let on_duty = format!("{history}\n Tue 9 Jun 2026 10:00 put on duty");
    assert_eq!(
        stands(&interval, &on_duty, "2026-07-01"),
        ["Day(Mon 2026-06-08) Closed(Met)", "Day(Mon 2026-06-15) Closed(Replaced)", "NotStated Open"]
    );
}

#[test]
fn a_step_that_must_be_fresh_without_a_number_is_not_known_once_it_was_done() {
    let pack = pack(
        "[[gate]]\nid = \"leave\"\ntitle = \"Leave\"\nclause = \"W-1\"\nbefore = { fact = \"left_unallocated\" }\nwhile = \"open\"\n\
         [[gate.step]]\nid = \"spoken\"\nsays = \"Spoken of lately\"\nclause = \"W-1\"\n\
         met-by = { fact = \"information_considered\" }\nwithin = \"not stated\"\n",
    );
    let step =
        |lines: &str| told(&pack, lines, |_, timeline, _, _| format!("{:?}", timeline.decided[0].decision.steps));
    let done = "Mon 1 Jun 2026 10:00 referral received
        Mon 1 Jun 2026 12:00 information considered
        Mon 8 Jun 2026 10:00 left unallocated";
    assert_eq!(step(done), "[NotKnown]");
    assert_eq!(step(&done.replace("Mon 1 Jun 2026 12:00 information considered", "")), "[Missing([])]");
}

#[test]
fn which_team_has_the_case_is_known_over_time_and_a_unit_that_nobody_knows_makes_it_unknown() {
    let history = "1 Jan 2026 unit Duty is a team of West
        1 Jan 2026 unit North is a team of East
        Mon 2 Feb 2026 10:00 referral received in Duty
        Mon 9 Feb 2026 10:00 Anna started as lead in Duty, accepted
        Mon 16 Feb 2026 10:00 Bea started as lead in North, accepted";
    let asked = ["2026-02-01", "2026-02-02", "2026-02-09", "2026-02-16"];
    let with = |teams: &str| {
        let pack = counting(&format!("{{ all = [\"open\", {{ team = {teams} }}] }}"));
        asked.map(|asked| counted(&pack, history, asked))
    };
    // A worker of the duty team who has accepted does not take the case away from it.
    assert_eq!(with("[\"Duty\"]"), [Tri::No, Tri::Yes, Tri::Yes, Tri::No]);
    assert_eq!(with("[\"West\"]"), [Tri::No, Tri::Yes, Tri::Yes, Tri::No], "the unit above");
    assert_eq!(with("[\"Duty\", \"East\"]"), [Tri::No, Tri::Yes, Tri::Yes, Tri::Yes]);
    assert_eq!(with("[\"Dutty\"]"), [Tri::No, Tri::Unknown, Tri::Unknown, Tri::Unknown], "misspelt");
    assert_eq!(with("[\"Duty\", \"Nrth\"]"), [Tri::No, Tri::Yes, Tri::Yes, Tri::Unknown]);
    let nowhere = counting("{ all = [\"open\", { team = [\"Duty\"] }] }");
    let history = history.replace(" in Duty", "");
    assert_eq!(counted(&nowhere, &history, "2026-02-10"), Tri::Unknown, "no team recorded");
}

#[test]
fn whose_a_duty_is_changes_with_the_state_and_its_days_do_not() {
    let pack = pack(
        "[[duty]]\nid = \"see\"\ntitle = \"See\"\nclause = \"W-1\"\nowner = \"social worker\"\nwhile = \"open\"\n\
         due = { every = { days = 28 }, first = \"one interval\" }\nmet-by = { fact = \"visit\", visit = [\"seen\"] }\n\
         [[duty.owner-while]]\nclause = \"W-1\"\nwhen = \"on duty\"\nowner = \"duty social worker\"\n\
         [[duty.owner-while]]\nclause = \"W-1\"\nwhen = { without = \"accepted\" }\nowner = \"team manager\"\n",
    );
    let history = "Mon 1 Jun 2026 10:00 referral received
        Wed 3 Jun 2026 10:00 put on duty
        Mon 8 Jun 2026 10:00 taken off duty
        Wed 10 Jun 2026 10:00 Anna started as lead, accepted";
    told(&pack, history, |plan, timeline, _, _| {
        assert_eq!(timeline.duties.len(), 1, "one duty, whoever acts");
        let duty = &timeline.duties[0];
        let of = |asked: &str| timeline.owner_of(plan, duty, day(asked).end()).to_string();
        assert_eq!(of("2026-06-02"), "team manager");
        assert_eq!(of("2026-06-03"), "duty social worker", "the first that is so");
        assert_eq!(of("2026-06-09"), "team manager");
        assert_eq!(of("2026-06-10"), "social worker");
    });
    // Where it is not known whether there is a worker, the duty stays with its owner.
    let unseen = format!("{history}\n nothing recorded of involvement started");
    told(&pack, &unseen, |plan, timeline, _, _| {
        let of = |asked: &str| timeline.owner_of(plan, &timeline.duties[0], day(asked).end()).to_string();
        assert_eq!(of("2026-06-02"), "social worker");
    });
}

/// Two versions of a pack with a weekly duty and one that comes once; the second from 1 July on.
fn two_versions() -> [Pack; 2] {
    let rules = "[[duty]]\nid = \"seen\"\ntitle = \"Seen\"\nclause = \"W-1\"\nowner = \"team manager\"\n\
         while = { all = [\"open\", { without = \"accepted\" }] }\n\
         met-by = { fact = \"visit\" }\ndue = { every = { days = 7 }, first = \"one interval\" }\n\
         [[duty]]\nid = \"letter\"\ntitle = \"Letter\"\nclause = \"W-1\"\nowner = \"team manager\"\n\
         while = { all = [\"open\", { without = \"accepted\" }] }\n\
         met-by = { fact = \"letter_sent\" }\ndue = { within = { working-days = 5 } }\n";
    let first = pack(rules);
    let mut second = first.clone();
    second.version = "2".to_owned();
    second.from = day("2026-07-01");
    [Pack { until: Some(day("2026-06-30")), ..first }, second]
}

/// The version, the rule, when it opened and whether it is still owed, of each duty by both versions at the end of that day.
fn owed_by_versions(lines: &str, asked: &str) -> Vec<String> {
    let lines: Vec<String> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let (book, child) = history::read(&lines).unwrap();
    let [first, second] = two_versions();
    let (plan, calendar) = (Plan::new(&[&first, &second]), Calendar::england_and_wales());
    let world = World::new(&book, &plan, &calendar, Moment::MAX);
    let timeline = Evaluator::new(&plan, &world).timeline(&[book.child(child)]);
    let told = timeline.owed(day(asked).end()).map(|duty| {
        let rule = &plan.duties[usize::from(duty.duty)];
        format!("{} {} {}", plan.packs[rule.pack].version, rule.rule.id, duty.opened.day())
    });
    told.collect()
}

#[test]
fn a_duty_keeps_the_version_in_force_as_it_opened() {
    let history = "Mon 22 Jun 2026 10:00 referral received\nThu 2 Jul 2026 10:00 visit: seen";
    let open = |lines: &str, at| owed_by_versions(lines, at);
    assert_eq!(open(history, "2026-07-01"), ["1 seen 2026-06-22", "1 letter 2026-06-22"]);
    // What opens after the change is by the new version; the letter goes on by its own.
    assert_eq!(open(history, "2026-07-03"), ["1 letter 2026-06-22", "2 seen 2026-07-02"]);
}

#[test]
fn a_child_who_was_there_before_the_first_version_is_owed_its_duties_from_its_first_day() {
    let owed = owed_by_versions("Mon 2 Dec 2019 10:00 referral received", "2020-01-02");
    assert_eq!(owed, ["1 seen 2020-01-01", "1 letter 2020-01-01"]);
}

#[test]
fn the_next_change_is_whatever_comes_first_by_itself() {
    let [_, second] = two_versions();
    let history =
        "nothing recorded of visit\nMon 6 Jul 2026 10:00 referral received\nMon 3 Aug 2026 Anna started as co-worker";
    let (calendar, none) = (Calendar::england_and_wales(), Book::default());
    told(&second, history, |plan, timeline, _, _| {
        let world = World::new(&none, plan, &calendar, Moment::MAX);
        let next = |timeline: &Timeline, at: &str| {
            timeline.next_change(day(at).end(), world.calendars()).map(|next| next.day())
        };
        // The days of both duties are over.
        assert_eq!(next(timeline, "2026-07-08"), Some(day("2026-07-14")));
        // A part to come, which changes nothing of who holds the child.
        assert_eq!(next(timeline, "2026-07-20"), Some(day("2026-08-03")));
        assert_eq!(next(timeline, "2026-08-04"), None);
        // Late for certain only later than its day.
        let mut known_later = timeline.clone();
        known_later.duties[0].known_unmet_after = day("2026-07-21").end();
        assert_eq!(next(&known_later, "2026-07-20"), Some(day("2026-07-22")));
    });
}

#[test]
fn each_due_date_that_goes_by_is_a_change() {
    // Without a worker from Monday 1 June: due on each following Monday, and nobody ever does it.
    let pack = pack(
        "[[duty]]\nid = \"weekly\"\ntitle = \"Reviewed\"\nclause = \"W-1\"\nwhile = { all = [\"open\", { without = \"named\" }] }\n\
         due = { every = { days = 7 }, first = \"one interval\" }\nowner = \"team manager\"\n\
         met-by = { fact = \"management_oversight\" }\n",
    );
    let history = "Mon 1 Jun 2026 10:00 referral received\nMon 20 Jul 2026 09:00 Anna started as lead, accepted";
    let (calendar, none) = (Calendar::england_and_wales(), Book::default());
    told(&pack, history, |plan, timeline, _, _| {
        let world = World::new(&none, plan, &calendar, Moment::MAX);
        for (asked, next, gone_by) in [
            ("2026-06-01", "2026-06-09", 0),
            ("2026-06-08", "2026-06-09", 0),
            ("2026-06-09", "2026-06-16", 1),
            ("2026-06-15", "2026-06-16", 1),
            ("2026-07-06", "2026-07-07", 4),
            // The date of Monday 13 July goes by; that of Monday 20 July is not over as the reason for it ends.
            ("2026-07-07", "2026-07-14", 5),
            ("2026-07-14", "2026-07-20", 6),
        ] {
            let at = day(asked).end();
            let change = timeline.next_change(at, world.calendars()).map(|change| change.day());
            assert_eq!(change, Some(day(next)), "as at {asked}");
            assert_eq!(timeline.duties[0].gone_by(at, world.calendars()), gone_by, "as at {asked}");
        }
    });
}

#[test]
fn a_pool_is_no_worker_met_and_ends_no_limbo() {
    // Anna left on Friday 12 June, so 13 June is the first day without anybody; a pool stood on the row until Cara accepted
    // on Monday 13 July.
    let history = "Mon 1 Jun 2026 10:00 referral received
        Mon 1 Jun 2026 12:00 Anna started as lead, accepted
        Fri 12 Jun 2026 Anna left the authority
        Mon 15 Jun 2026 09:00 Tray started as lead, accepted
        Mon 15 Jun 2026 Tray is a pool
        Mon 13 Jul 2026 09:00 Tray ended
        Mon 13 Jul 2026 09:00 Cara started as lead, accepted";
    let lines: Vec<String> = history.lines().map(|line| line.trim().to_owned()).collect();
    let (book, child) = history::read(&lines).unwrap();
    let pack = counting("{ without = \"accepted\" }");
    let (plan, calendar) = (Plan::new(&[&pack]), Calendar::england_and_wales());
    let world = World::new(&book, &plan, &calendar, Moment::MAX);
    let facts: [&[Fact]; 1] = [book.child(child)];
    let timeline = Evaluator::new(&plan, &world).timeline(&facts);
    for (asked, workers, limbo) in
        [("2026-06-12", 1, 0), ("2026-06-20", 1, 7), ("2026-07-10", 1, 27), ("2026-08-01", 2, 30)]
    {
        let story = standing::story::story(&timeline, 0, &facts, &book, day(asked).end(), Moment::MAX);
        assert_eq!((story.workers, story.longest_limbo_days), (workers, limbo), "as at {asked}");
    }
}

#[test]
fn what_began_on_no_known_day_is_no_while_the_child_is_closed() {
    // Everywhere else a closed child is counted by nothing; a breach asks for no opening.
    let rules = ["being assessed", "on duty"].map(|state| {
        format!(
            "[[breach]]\nid = \"{}\"\ntitle = \"T\"\nclause = \"W-1\"\nwhile = \"{state}\"\nto = [\"team manager\"]\n",
            state.replace(' ', "-")
        )
    });
    let pack = pack(&rules.concat());
    let history = "Mon 23 Mar 2026 10:00 referral received\nMon 30 Mar 2026 case closed\nFri 3 Apr 2026 10:00 referral received\n\
                   Mon 20 Apr 2026 case closed";
    let lines: Vec<String> = history.lines().map(str::to_owned).collect();
    let (mut book, child) = history::read(&lines).unwrap();
    let first = book.child(child)[0];
    for (number, content) in [(1, Content::AssessmentStarted { assessment: Ref(99) }), (2, Content::PutOnDuty {})] {
        book.append(Fact { id: FactId([number; 16]), when: When::Unknown, content, ..first });
    }
    let (plan, calendar) = (Plan::new(&[&pack]), Calendar::england_and_wales());
    let world = World::new(&book, &plan, &calendar, Moment::MAX);
    let facts: [&[Fact]; 1] = [book.child(child)];
    let timeline = Evaluator::new(&plan, &world).timeline(&facts);
    let (may_be, no) = (Tri::Unknown, Tri::No);
    for (asked, value) in
        [("2026-03-29", may_be), ("2026-03-30", no), ("2026-04-02", no), ("2026-04-03", may_be), ("2026-04-20", no)]
    {
        let got = timeline.breaches.iter().map(|breach| standing::signal::value_at(breach, day(asked).end()));
        assert_eq!(got.collect::<Vec<_>>(), [value, value], "at the end of {asked}");
    }
}

/// The day on which each duty of that pack is due, and how it stands at the end of that day.
fn owed(rules: &str, lines: &str, at: &str) -> Vec<(Option<String>, String)> {
    told(&pack(rules), lines, |_, timeline, _, _| {
        let says = |duty: &standing::DutyRecord| {
            (duty.due.day().map(|day| day.to_string()), format!("{:?}", duty.state(day(at).end())))
        };
        timeline.duties.iter().map(says).collect()
    })
}

#[test]
fn a_due_day_is_counted_from_the_beginning_of_what_is_so_as_the_duty_opens() {
    // Marked on 20 March, of a child who came to be looked after on 2 March; and of one who never did.
    let rules = "[[duty]]\nid = \"plan\"\ntitle = \"Plan\"\nclause = \"W-1\"\nowner = \"team manager\"\n\
        while = { since = { event = { fact = \"contact_arranged\" } } }\n\
        due = { within = { days = 28 }, from = { since = { status = [\"looked after\"] } } }\n\
        met-by = { fact = \"plan_updated\" }\n";
    let history =
        "Mon 2 Feb 2026 10:00 referral received\nMon 2 Mar 2026 looked after began\nFri 20 Mar 2026 contact arranged";
    let due = |lines: &str| owed(rules, lines, "2026-04-01")[0].clone();
    assert_eq!(due(history), (Some("2026-03-30".to_owned()), "Overdue".to_owned()));
    let never = history.replace("looked after", "child in need");
    assert_eq!(due(&never), (None, "Open".to_owned()));
}

#[test]
fn what_waits_is_due_when_opened_on_the_day_on_which_it_opens_and_is_met_by_what_came_on_that_day() {
    let rules = "[[duty]]\nid = \"look\"\ntitle = \"Look\"\nclause = \"W-1\"\nowner = \"team manager\"\n\
        while = { all = [\"open\", { since = { event = { fact = \"contact_arranged\" } } }] }\n\
        on = { fact = \"information_received\" }\nwaiting = { since = \"open\" }\ndue = \"when opened\"\n\
        met-by = { fact = \"information_considered\" }\n";
    let history = "Mon 2 Mar 2026 10:00 referral received\nTue 3 Mar 2026 09:00 information received from school\n\
        Mon 9 Mar 2026 15:00 contact arranged\nMon 9 Mar 2026 information considered by team manager";
    let looked = |lines: &str, at| owed(rules, lines, at);
    let on_the_day = [(Some("2026-03-09".to_owned()), "Closed(Met)".to_owned())];
    assert_eq!(looked(history, "2026-03-09"), on_the_day);
    // The day before is before the stretch: then nothing waits.
    assert_eq!(looked(&history.replace("Mon 9 Mar 2026 information", "Sun 8 Mar 2026 information"), "2026-03-09"), []);
    // Whether it was met is known only where the record would show what came before.
    let unseen = format!("nothing recorded of information considered\n{}", history.rsplit_once('\n').unwrap().0);
    let not_known = [(Some("2026-03-09".to_owned()), "CannotBeKnown".to_owned())];
    assert_eq!(looked(&unseen, "2026-03-10"), not_known);
}

#[test]
fn a_step_that_is_asked_only_where_something_is_so() {
    let gate = "[[gate]]\nid = \"close\"\ntitle = \"T\"\nclause = \"W-1\"\nbefore = { fact = \"case_closed\" }\nwhile = \"open\"\n\
        [[gate.step]]\nid = \"told\"\nsays = \"S\"\nclause = \"W-1\"\nonly-where = { all = [\"open\", { status = [\"looked after\"] }] }\n\
        met-by = { fact = \"notice_given\" }\n\
        [[gate.step]]\nid = \"summary\"\nsays = \"S\"\nclause = \"W-1\"\nmet-by = { fact = \"closure_summary\" }\n";
    let steps = |lines: &str| {
        told(&pack(gate), lines, |_, timeline, _, _| {
            let steps = timeline.decided[0].decision.steps.clone();
            steps.iter().map(|step| format!("{step:?}").split('(').next().unwrap().to_owned()).collect::<Vec<_>>()
        })
    };
    // What ends with the closing itself was so as the decision was taken.
    let history = "Mon 2 Mar 2026 10:00 referral received\nMon 2 Mar 2026 looked after began\n\
        Wed 4 Mar 2026 10:00 closure summary completed\nThu 5 Mar 2026 10:00 notice given to senior manager\nFri 6 Mar 2026 10:00 case closed";
    assert_eq!(steps(history), ["Done", "OutOfOrder"]);
    let in_need = history.replace("looked after", "child in need");
    assert_eq!(steps(&in_need), ["NotAsked", "Done"]);
    let unseen =
        format!("nothing recorded of status started\n{}", in_need.replace("\nMon 2 Mar 2026 child in need began", ""));
    assert_eq!(steps(&unseen), ["Done", "NotKnown"]);
    let not_told = unseen.replace("\nThu 5 Mar 2026 10:00 notice given to senior manager", "");
    assert_eq!(steps(&not_told), ["NotKnown", "Done"]);
}
