//! Clauses that no single rule carries: what several rules, or the evaluation itself, make true of the packs that ship.

use policy::{Pack, history, shipped};
use record::words::Role;
use record::{Book, Calendar, ChildId, Content, Day, Fact, FactId, Moment, Subject, Tri, When};
use standing::priority::pressing;
use standing::{Evaluator, Holding, Plan, Timeline, World};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn pack(id: &str) -> Pack {
    shipped::find(id).unwrap().read().unwrap_or_else(|problems| panic!("{problems}"))
}

fn read(lines: &str) -> (Book, ChildId) {
    let lines: Vec<String> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    history::read(&lines).unwrap()
}

/// What that pack says of the child of that history, as known at that instant.
fn known<T>(id: &str, (book, child): &(Book, ChildId), at: Moment, ask: impl FnOnce(&Plan, &Timeline) -> T) -> T {
    let (plan, calendar) = (Plan::new(&[&pack(id)]), Calendar::england_and_wales());
    let world = World::new(book, &plan, &calendar, at);
    let facts: [&[Fact]; 1] = [book.child(*child)];
    let timeline = Evaluator::new(&plan, &world).weighing().timeline(&facts);
    ask(&plan, &timeline)
}

fn told<T>(id: &str, lines: &str, ask: impl FnOnce(&Plan, &Timeline) -> T) -> T {
    known(id, &read(lines), Moment::MAX, ask)
}

/// Whether the child is counted by `pack/definition` at the end of that day.
fn counted(definition: &str, lines: &str, asked: &str) -> Tri {
    let (id, _) = definition.split_once('/').unwrap();
    told(id, lines, |plan, timeline| timeline.counted(plan.definition(definition).unwrap(), day(asked).end()))
}

/// The breaches of the pack that hold at the end of that day, by their names.
fn broken(plan: &Plan, timeline: &Timeline, asked: &str) -> Vec<String> {
    let at = day(asked).end();
    let all = plan.breaches.iter().zip(&timeline.breaches);
    all.filter(|(_, signal)| standing::signal::value_at(signal, at).is_yes())
        .map(|(of, _)| of.rule.id.clone())
        .collect()
}

const NEED: &str = "Wed 1 Jan 2020 Anna is a social worker
    Wed 1 Jan 2020 Bea is a social worker
    Mon 2 Mar 2026 09:00 referral received in North
    Mon 2 Mar 2026 09:00 need identified
    ";

#[test]
fn a_leaving_that_is_known_beforehand_shows_the_breach_that_is_to_come() {
    // AP-02: exceptions that are, and those that are about to be.
    let leaver = format!(
        "{NEED}Mon 2 Mar 2026 09:00 child protection plan began
        Mon 2 Mar 2026 10:00 Anna started as lead in North, accepted"
    );
    let (mut book, child) = read(&leaver);
    let worker = book.child(child).iter().find_map(|fact| match fact.content {
        Content::InvolvementStarted { worker, .. } => worker,
        _ => None,
    });
    let announced = day("2026-06-01").start();
    let fact = Fact {
        id: FactId([7; 16]),
        about: Subject::Worker(worker.unwrap()),
        when: When::On(day("2026-06-12")),
        recorded: announced,
        ..book.child(child)[0]
    };
    book.append(Fact { content: Content::WorkerLeft {}, ..fact });
    let story = (book, child);
    known("ap", &story, announced, |plan, timeline| {
        assert!(broken(plan, timeline, "2026-06-12").is_empty());
        assert_eq!(broken(plan, timeline, "2026-06-13"), ["protection-unallocated"]);
        let cites = plan.breaches.iter().find(|of| of.rule.id == "protection-unallocated").map(|of| &of.rule.cites.0);
        assert!(cites.is_some_and(|cites| cites.contains(&"AP-29".to_owned())));
        let calendar = Calendar::england_and_wales();
        let world = World::new(&story.0, plan, &calendar, announced);
        assert_eq!(timeline.next_change(announced, world.calendars()), Some(day("2026-06-13").start()));
    });
    known("ap", &story, announced.plus_seconds(-1), |plan, timeline| {
        assert!(broken(plan, timeline, "2026-06-13").is_empty(), "nobody knew yet");
    });
}

#[test]
fn lead_and_key_worker_hold_and_nobody_else_does() {
    // AP-09: co-workers and those involved are not who answers for the child.
    for (role, without) in [("lead", Tri::No), ("key worker", Tri::No), ("co-worker", Tri::Yes), ("involved", Tri::Yes)]
    {
        let lines = format!("{NEED}Mon 2 Mar 2026 10:00 Anna started as {role} in North, accepted");
        assert_eq!(counted("ap/unallocated", &lines, "2026-03-03"), without, "{role}");
    }
}

#[test]
fn the_standards_for_visits_are_the_same_whether_somebody_holds_the_child_or_not() {
    // AP-12.
    let child = format!(
        "{NEED}Mon 2 Mar 2026 looked after began
        Mon 2 Mar 2026 placement began
        Fri 6 Mar 2026 visit: seen
        Mon 2 Mar 2026 child protection plan began"
    );
    let days = |lines: &str| {
        told("base", lines, |plan, timeline| {
            let named =
                timeline.duties.iter().map(|duty| (plan.duties[usize::from(duty.duty)].rule.id.clone(), duty.due));
            named.collect::<Vec<_>>()
        })
    };
    let alone = days(&child);
    let visits = alone.iter().filter(|(rule, _)| rule.ends_with("visit")).count();
    assert!(visits >= 3, "{alone:?}");
    assert_eq!(days(&format!("{child}\nMon 2 Mar 2026 10:00 Anna started as lead in North, accepted")), alone);
}

#[test]
fn a_team_owns_the_case_at_every_instant_and_another_only_with_the_second_signature() {
    // AP-16.
    let moved = |lines: &str| {
        let lines = format!("{NEED}Mon 2 Mar 2026 10:00 Anna started as lead in North, accepted\n{lines}");
        told("ap", &lines, |_, timeline| {
            let first = timeline.team_at(day("2026-03-02").end()).unwrap();
            ["2026-06-01", "2026-06-02", "2026-06-03", "2026-07-01"].map(|asked| {
                let owner = timeline.team_at(day(asked).end()).unwrap_or_else(|| panic!("nobody owns it on {asked}"));
                owner != first
            })
        })
    };
    let giving = "Mon 1 Jun 2026 10:00 transfer signed by giving to South";
    assert_eq!(moved(giving), [false; 4]);
    let both = format!("{giving}\nWed 3 Jun 2026 10:00 transfer signed by receiving to South");
    assert_eq!(moved(&both), [false, false, true, true]);
    let at_once = "Tue 2 Jun 2026 10:00 transfer signed by both to South\nWed 3 Jun 2026 10:00 transfer ended";
    assert_eq!(moved(at_once), [false, true, true, true]);
}

#[test]
fn closing_the_case_ends_every_involvement_and_none_comes_back_with_the_next_referral() {
    // AP-22.
    let lines = format!(
        "{NEED}Mon 2 Mar 2026 10:00 Anna started as lead in North, accepted
        Mon 2 Mar 2026 10:00 Bea started as involved in North, accepted
        Mon 1 Jun 2026 12:00 case closed
        Mon 6 Jul 2026 09:00 referral received in North"
    );
    told("ap", &lines, |plan, timeline| {
        let closed = day("2026-06-01").at(12, 0, 0);
        let roles: Vec<_> = timeline.involved.iter().map(|one| (one.role, one.is_ended, one.ended)).collect();
        assert_eq!(roles, [(Role::Lead, true, closed), (Role::Involved, true, closed)]);
        assert_eq!(timeline.holding_at(day("2026-05-31").end()), Holding::Held);
        assert_eq!(timeline.holding_at(day("2026-07-06").end()), Holding::Nobody);
        assert!(timeline.counted(plan.definition("ap/unallocated").unwrap(), day("2026-07-06").end()).is_yes());
    });
}

#[test]
fn a_child_more_at_risk_comes_before_one_less_so() {
    // PG-16: by the priority of PG-04, which a manager's own word comes before.
    let weight = |lines: &str| {
        let story = read(&format!("Mon 2 Mar 2026 09:00 referral received\n{lines}"));
        let at = day("2026-06-01").end();
        known("pg", &story, Moment::MAX, |plan, timeline| {
            pressing(plan, timeline, &[story.0.child(story.1)], at, Moment::MAX).order()
        })
    };
    let (plain, plan) = (weight(""), weight("Mon 2 Mar 2026 child protection plan began"));
    let and_more = weight("Mon 2 Mar 2026 child protection plan began\nMon 25 May 2026 concern increased");
    assert!(plain < plan && plan < and_more, "{plain} {plan} {and_more}");
    assert!(weight("Mon 1 Jun 2026 priority set to 1000") > and_more);
}

/// The count and the days without a worker, as known at that instant.
fn reported(definition: &str, story: &(Book, ChildId), asked: &str, at: Moment) -> (Tri, Option<i32>) {
    let (id, _) = definition.split_once('/').unwrap();
    known(id, story, at, |plan, timeline| {
        let (place, end) = (plan.definition(definition).unwrap(), day(asked).end());
        let since = timeline.without_since(place, end);
        (timeline.counted(place, end), since.map(|since| day(asked).number() - since.number()))
    })
}

#[test]
fn a_past_report_is_made_again_as_it_was_known_then_and_as_it_is_known_now() {
    // CNT-05, MON-01, PG-17: who without a worker and for how long, of a past day, by what was known at any instant.
    let lines = "Mon 2 Mar 2026 09:00 referral received
        Mon 2 Mar 2026 09:00 Anna started as lead, accepted
        Fri 1 May 2026 assessment completed: in need, needs a social worker
        Mon 1 Jun 2026 duty question answered: would not be a duty case
        Mon 1 Jun 2026 10:00 Anna ended";
    let (mut book, child) = read(lines);
    let (then, later) = (day("2026-06-12").end(), day("2026-07-01").start());
    let before = [("pg/unallocated", 11), ("mon/unallocated", 11)];
    let story = (book.clone(), child);
    for (definition, days) in before {
        assert_eq!(reported(definition, &story, "2026-06-12", then), (Tri::Yes, Some(days)), "{definition}");
    }
    // Weeks later somebody finds that the involvement had never ended.
    let wrong =
        *book.child(child).iter().find(|fact| matches!(fact.content, Content::InvolvementEnded { .. })).unwrap();
    let content = Content::Corrected { replaces: wrong.id, with: None, reason: None };
    book.append(Fact { id: FactId([9; 16]), when: When::At(later), recorded: later, content, ..wrong });
    let story = (book, child);
    for (definition, days) in before {
        assert_eq!(
            reported(definition, &story, "2026-06-12", then),
            (Tri::Yes, Some(days)),
            "{definition} as known then"
        );
        assert_eq!(reported(definition, &story, "2026-06-12", later).0, Tri::No, "{definition} as known now");
    }
}

#[test]
fn a_holder_who_is_no_social_worker_is_not_nobody() {
    // CNT-05: the published figure had read such holders as nobody; each reading of the same facts says its own.
    let lines = "Wed 1 Jan 2020 Finn is a family support worker
        Mon 2 Mar 2026 09:00 referral received
        Mon 2 Mar 2026 09:00 Finn started as lead, accepted";
    assert_eq!(counted("counts/no-worker", lines, "2026-03-03"), Tri::No);
    assert_eq!(counted("as/not-qualified", lines, "2026-03-03"), Tri::Yes);
}
