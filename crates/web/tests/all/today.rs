//! Each person's day by role: whose a thing is, from when, why, and what is pressed.

use record::{Moment, When};
use serde_json::Value;
use web::view::PageWanted;
use web::{AsAt, Live, Queries, Viewer};

use crate::by_hand::{live_by, packs};

const PLACE: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:County","when":"2020-01-01","level":"authority"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","parent":"x:County"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","parent":"x:East"}
{"kind":"unit_details","unit":"x:South","when":"2020-01-01","level":"team","parent":"x:East"}
{"kind":"worker_details","worker":"x:Mina","when":"2020-01-01","name":"Mina","profession":"team manager","team":"x:North"}
{"kind":"worker_details","worker":"x:Sue","when":"2020-01-01","name":"Sue","profession":"team manager","team":"x:South"}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","name":"Bea","profession":"social worker","team":"x:North"}
"#;

const SERVICE_MANAGER: &str = r#"{"kind":"worker_details","worker":"x:Sven","when":"2020-01-01","name":"Sven"}
{"kind":"post_held","worker":"x:Sven","when":"2020-01-01","post":"service manager","unit":"x:East","stands_in":false}
"#;

const ABOVE: &str = r#"{"kind":"worker_details","worker":"x:Sena","when":"2020-01-01","name":"Sena"}
{"kind":"post_held","worker":"x:Sena","when":"2020-01-01","post":"senior manager","stands_in":false}
{"kind":"worker_details","worker":"x:Hed","when":"2020-01-01","name":"Hed"}
{"kind":"post_held","worker":"x:Hed","when":"2020-01-01","post":"head of service","stands_in":false}
{"kind":"worker_details","worker":"x:Ada","when":"2020-01-01","name":"Ada"}
{"kind":"post_held","worker":"x:Ada","when":"2020-01-01","post":"assistant director","stands_in":false}
{"kind":"worker_details","worker":"x:Dede","when":"2020-01-01","name":"Dede"}
{"kind":"post_held","worker":"x:Dede","when":"2020-01-01","post":"deputy director","stands_in":false}
"#;

/// A child of the practice guide's worked example: referred on Thu 2 April 2026, nobody named, without a worker from Wed 8.
const CHILD: &str = r#"{"kind":"child_details","child":"x:1","when":"2015-02-03","given_name":"Testy","family_name":"Madeup","born":"2015-02-03"}
{"kind":"referral_received","child":"x:1","when":"2026-04-02T16:00","referral":"r1","team":"x:North"}
{"kind":"need_identified","child":"x:1","when":"2026-04-02T16:00"}
"#;

fn at(text: &str) -> Moment {
    match text.parse().unwrap() {
        When::At(at) => at,
        other => panic!("{other:?}"),
    }
}

fn live(pack: &str, facts: &[&str], now: &str) -> Live {
    let now = at(now);
    live_by(
        &format!("{pack}/unallocated"),
        &format!("{PLACE}{}", facts.concat()),
        packs([pack, "base"]),
        Vec::new(),
        move || now,
    )
}

fn page(live: &Live, who: &str) -> Value {
    let page = live.today(&Viewer::on_this_machine(), &AsAt::default(), Some(who), true).unwrap();
    serde_json::to_value(&page.page).unwrap()
}

/// The things of one list, each as `child kind what (clause), due, since | why | what is pressed`.
fn things(page: &Value, list: &str) -> Vec<String> {
    let mut found = Vec::new();
    for child in page[list]["children"].as_array().unwrap() {
        for thing in [&child["first"]].into_iter().chain(child["also"].as_array().unwrap()) {
            let text = |name: &str| thing[name].as_str().unwrap_or_default().to_owned();
            let mut said = format!("{} {} {}", child["child"]["id"].as_str().unwrap(), text("kind"), text("what"));
            for clause in thing["clauses"].as_array().unwrap() {
                said.push_str(&format!(" ({})", clause.as_str().unwrap()));
            }
            if let Some(due) = thing["due"]["day"]["words"].as_str() {
                said.push_str(&format!(", due {due}, {}", thing["due"]["distance_words"].as_str().unwrap()));
            }
            if let Some(since) = thing["since"]["words"].as_str() {
                said.push_str(&format!(", since {since}"));
            }
            said.push_str(&format!(" | {} | {}", text("why"), thing["does"]["path"].as_str().unwrap_or("nothing")));
            found.push(said);
        }
    }
    found
}

/// The lists of somebody's page, as one text: a line a thing, each after the list that it stands in.
fn day(live: &Live, who: &str) -> String {
    let page = page(live, who);
    let mut said = String::new();
    for list in ["now", "week", "undated", "cannot_be_known"] {
        for thing in things(&page, list) {
            said.push_str(&format!("{list}: {thing}\n"));
        }
    }
    for one in page["watching"].as_array().unwrap() {
        let text = |name: &str| one[name].as_str().unwrap();
        said.push_str(&format!(
            "watching: {} {}. {}\n",
            one["child"]["id"].as_str().unwrap(),
            text("did"),
            text("open")
        ));
    }
    said
}

fn same(title: &str, found: &str, expected: &str) {
    let lines =
        |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(found), lines(expected), "{title}:\n{found}");
}

fn pg(facts: &[&str], now: &str) -> Live {
    live("pg", &[&[SERVICE_MANAGER, ABOVE, CHILD], facts].concat(), now)
}

fn assessment(facts: &[&str], now: &str) -> Live {
    live("as", &[&[SERVICE_MANAGER, ABOVE, CHILD], facts].concat(), now)
}

#[test]
fn a_team_manager_sees_what_the_practice_guide_asks_that_day_worst_first_and_in_one_form_what_one_form_does() {
    let live = pg(&[], "2026-04-09T09:00");
    same("PG-06, PG-07, PG-12; W3's letter", &day(&live, "x:Mina"), "
        now: x:1 overdue Tell the service manager (PG-12), due Wed 8 April 2026, 1 day overdue | You are team manager of North. | /child/x%3A1/record/notice_given?to=service%20manager
        now: x:1 overdue Record a safety plan; give the duty worker a first plan; say when the child is next seen; say when the manager reviews; say when the plan is next reviewed (PG-07) (PG-06), due Wed 8 April 2026, 1 day overdue | You are team manager of North. | /child/x%3A1/act/oversee?parts=safety%20plan&parts=initial%20plan
        week: x:1 coming Letter to the family (PG-09), due Wed 15 April 2026, in 4 working days | You are team manager of North. | /child/x%3A1/record/letter_sent?to=parent
    ");
    // Nothing of it is another team's, or a colleague's without a post.
    for who in ["x:Sue", "x:Bea"] {
        same(who, &day(&live, who), "");
    }
    let page = page(&live, "x:Mina");
    assert_eq!((&page["now"]["of_children"], &page["now"]["of_things"]), (&Value::from(1), &Value::from(6)));
    assert_eq!(page["acting"]["posts"], Value::from(vec!["team manager of North"]));
}

#[test]
fn who_is_to_be_told_sees_it_at_once_and_until_it_is_acknowledged() {
    same("PG-12", &day(&pg(&[], "2026-04-08T09:00"), "x:Sven"), "
        now: x:1 told ‘Tell the service manager’: the team manager has not done it yet (PG-12), since Wed 8 April 2026 | You are service manager of East. | /child/x%3A1/record/notice_acknowledged?to=service%20manager
    ");
    let told = "{\"kind\":\"notice_given\",\"child\":\"x:1\",\"when\":\"2026-04-08T10:00\",\"to\":\"service manager\",\"done_by\":\"x:Mina\"}\n";
    let live = pg(&[told], "2026-04-08T11:00");
    same("PG-12 given", &day(&live, "x:Sven"), "
        now: x:1 told Notice was given to the service manager, since Wed 8 April 2026 | You are service manager of East. | /child/x%3A1/record/notice_acknowledged?to=service%20manager
    ");
    assert!(day(&live, "x:Mina").contains("watching: x:1 You told the service manager on Wed 8 April 2026, 10:00. The service manager has not acknowledged it."));
    let answered = "{\"kind\":\"notice_acknowledged\",\"child\":\"x:1\",\"when\":\"2026-04-08T12:00\",\"to\":\"service manager\",\"done_by\":\"x:Sven\"}\n";
    let live = pg(&[told, answered], "2026-04-10T13:00");
    same(
        "PG-12 acknowledged",
        &day(&live, "x:Sven"),
        "
        watching: x:1 You acknowledged it as service manager on Wed 8 April 2026, 12:00. Still no worker: 8 days.
    ",
    );
    assert!(!day(&live, "x:Mina").contains("watching"));
    // A worker who accepts settles what was waiting.
    let offered = "{\"kind\":\"allocation_offered\",\"child\":\"x:1\",\"when\":\"2026-04-09T09:00\",\"involvement\":\"o1\",\"worker\":\"x:Bea\",\"role\":\"lead\",\"team\":\"x:North\"}\n{\"kind\":\"allocation_accepted\",\"child\":\"x:1\",\"when\":\"2026-04-09T10:00\",\"involvement\":\"o1\"}\n{\"kind\":\"involvement_started\",\"child\":\"x:1\",\"when\":\"2026-04-09T10:00\",\"involvement\":\"o1\",\"worker\":\"x:Bea\",\"role\":\"lead\",\"team\":\"x:North\",\"accepted\":true}\n";
    same("settled", &day(&pg(&[told, offered], "2026-04-10T13:00"), "x:Sven"), "");
}

#[test]
fn on_day_ten_the_service_manager_tells_the_head_of_service_and_each_rung_above_knows() {
    let live = pg(&[], "2026-04-18T09:00");
    same("PG-13, PG-14", &day(&live, "x:Sven"), "
        now: x:1 due_today Service manager's review and support to find a worker (PG-13), due Sat 18 April 2026, today | You are service manager of East. | /child/x%3A1/act/oversee?parts=support%20to%20allocate&post=service%20manager
        now: x:1 due_today Tell the head of service (PG-14), due Sat 18 April 2026, today | You are service manager of East. | /child/x%3A1/record/notice_given?to=head%20of%20service
        now: x:1 told ‘Tell the service manager’: the team manager has not done it yet (PG-12), since Wed 8 April 2026 | You are service manager of East. | /child/x%3A1/record/notice_acknowledged?to=service%20manager
    ");
    same("PG-14, PG-15", &day(&live, "x:Hed"), "
        now: x:1 told ‘Tell the head of service’: the service manager has not done it yet (PG-14), since Sat 18 April 2026 | You are head of service of the whole authority. | /child/x%3A1/record/notice_acknowledged?to=head%20of%20service
        undated: x:1 undated Tell the deputy director (PG-15) | You are head of service of the whole authority. | /child/x%3A1/record/notice_given?to=deputy%20director
        undated: x:1 undated Agree the safety planning with the deputy director (PG-15) | You are head of service of the whole authority. | /child/x%3A1/record/safety_planning_agreed
    ");
    same("PG-15", &day(&live, "x:Dede"), "
        now: x:1 told ‘Tell the deputy director’: the head of service has not done it yet (PG-15), since Sat 18 April 2026 | You are deputy director of the whole authority. | /child/x%3A1/record/notice_acknowledged?to=deputy%20director
    ");
    let page = page(&live, "x:Dede");
    assert_eq!(page["others"][0]["whose"], Value::from("Team manager: Mina"));
}

#[test]
fn what_belongs_to_somebody_who_is_away_falls_to_who_stands_in_and_then_to_the_post_above() {
    const AWAY: &str = "{\"kind\":\"absence_started\",\"worker\":\"x:Mina\",\"when\":\"2026-04-06\",\"absence\":\"a1\",\"absence_kind\":\"annual leave\",\"likely_end\":\"2026-04-17\"}\n";
    const ASHA: &str = "{\"kind\":\"worker_details\",\"worker\":\"x:Asha\",\"when\":\"2020-01-01\",\"name\":\"Asha\"}\n{\"kind\":\"post_held\",\"worker\":\"x:Asha\",\"when\":\"2026-04-01\",\"post\":\"team manager\",\"unit\":\"x:North\",\"until\":\"2026-04-30\",\"stands_in\":true}\n";
    let first = |live: &Live, who: &str| day(live, who).lines().next().unwrap_or_default().to_owned();
    let line = |why: &str| {
        format!(
            "now: x:1 overdue Tell the service manager (PG-12), due Wed 8 April 2026, 1 day overdue | {why} | /child/x%3A1/record/notice_given?to=service%20manager"
        )
    };
    let both = pg(&[AWAY, ASHA], "2026-04-09T09:00");
    assert_eq!(
        first(&both, "x:Asha"),
        line("You stand in for Mina, who is away until Fri 17 April 2026, team manager of North.")
    );
    assert_eq!(first(&both, "x:Mina"), "");
    assert_eq!(
        page(&both, "x:Asha")["acting"]["posts"][0],
        Value::from("standing in as team manager of North until Thu 30 April 2026")
    );
    assert_eq!(page(&both, "x:Sven")["others"][0]["whose"], Value::from("Team manager: Asha, standing in"));
    // While the holder is there, who stands in has nothing.
    assert_eq!(first(&pg(&[ASHA], "2026-04-09T09:00"), "x:Asha"), "");
    let above = pg(&[AWAY], "2026-04-09T09:00");
    assert_eq!(
        first(&above, "x:Sven"),
        line("Mina, who is away until Fri 17 April 2026, team manager of North; it comes to you as service manager.")
    );
    // A duty team manager whom nobody named: it comes to the team's, in whose post it does not count.
    let live = assessment(&[], "2026-04-10T09:00");
    let weekly = page(&live, "x:Mina")["now"]["children"][0]["first"].clone();
    assert_eq!(
        weekly["why"],
        Value::from("Nobody on record is duty team manager of North; it comes to you as team manager.")
    );
    assert_eq!(weekly["only_as"], Value::from("duty team manager"));
}

#[test]
fn after_two_weeks_the_senior_manager_decides_and_the_assistant_director_is_briefed_again_when_that_changes() {
    same("AS-07 on day 13", &day(&assessment(&[], "2026-04-15T09:00"), "x:Sena"), "
        week: x:1 coming Senior manager reviews and decides (AS-07), due Thu 16 April 2026, tomorrow | You are senior manager of the whole authority. | nothing
        week: x:1 coming Brief the assistant director (AS-07), due Thu 16 April 2026, tomorrow | You are senior manager of the whole authority. | nothing
    ");
    let live = assessment(&[], "2026-04-16T09:00");
    same("AS-07", &day(&live, "x:Sena"), "
        now: x:1 due_today Senior manager reviews and decides (AS-07), due Thu 16 April 2026, today | You are senior manager of the whole authority. | /child/x%3A1/act/oversee?parts=decision&post=senior%20manager
        now: x:1 due_today Brief the assistant director (AS-07), due Thu 16 April 2026, today | You are senior manager of the whole authority. | /child/x%3A1/record/notice_given?to=assistant%20director
    ");
    same("AS-07, who is briefed", &day(&live, "x:Ada"), "
        now: x:1 told ‘Brief the assistant director’: the senior manager has not done it yet (AS-07), since Thu 16 April 2026 | You are assistant director of the whole authority. | /child/x%3A1/record/notice_acknowledged?to=assistant%20director
    ");
    let decided = "{\"kind\":\"notice_given\",\"child\":\"x:1\",\"when\":\"2026-04-16T10:00\",\"to\":\"assistant director\",\"done_by\":\"x:Sena\"}\n{\"kind\":\"management_oversight\",\"child\":\"x:1\",\"when\":\"2026-04-17T10:00\",\"parts\":[\"decision\"],\"done_by\":\"x:Sena\",\"post\":\"senior manager\"}\n";
    let live = assessment(&[decided], "2026-04-20T09:00");
    same("AS-07, decided", &day(&live, "x:Sena"), "
        undated: x:1 undated Tell the assistant director what was decided (AS-07) | You are senior manager of the whole authority. | /child/x%3A1/record/notice_given?to=assistant%20director
        watching: x:1 You reviewed and decided on Fri 17 April 2026, 10:00. Still no worker: 18 days.
    ");
    same("AS-07, to acknowledge", &day(&live, "x:Ada"), "
        now: x:1 told ‘Tell the assistant director what was decided’: the senior manager has not done it yet (AS-07), since Fri 17 April 2026 | You are assistant director of the whole authority. | /child/x%3A1/record/notice_acknowledged?to=assistant%20director
        now: x:1 to_decide Acknowledge: Brief the assistant director (AS-07) | You are assistant director of the whole authority. | /child/x%3A1/record/notice_acknowledged?to=assistant%20director
    ");
}

#[test]
fn a_breach_comes_first_to_the_posts_that_are_told_of_it_and_duty_s_records_wait_for_the_manager() {
    let live = assessment(&[], "2026-04-03T09:00");
    let breach = page(&live, "x:Sven")["now"]["children"][0]["first"].clone();
    assert_eq!(breach["what"], Value::from("Without a worker, and no decision by a service manager"));
    assert_eq!(
        (&breach["kind"], &breach["since"]["words"]),
        (&Value::from("breach"), &Value::from("Thu 2 April 2026"))
    );
    assert_eq!(
        (&breach["does"]["label"], &breach["or"]["label"]),
        (&Value::from("Find a worker"), &Value::from("Decide to leave"))
    );
    assert!(!day(&live, "x:Mina").contains("breach"), "AS-03 is told to the service manager");
    // To leave is no way for a child who may never be left (AS-01), of whom all else is told as before.
    let plan = "{\"kind\":\"status_started\",\"child\":\"x:1\",\"when\":\"2026-04-02\",\"status\":\"child protection plan\",\"spell\":\"s1\"}\n";
    let never = page(&assessment(&[plan], "2026-04-03T09:00"), "x:Sven").to_string();
    assert!(never.contains("without a worker, and no decision by a service manager"), "{never}");
    assert!(never.contains("Find a worker") && !never.contains("/act/leave"), "{never}");
    // AS-14: what duty recorded waits until it was considered.
    let visited = "{\"kind\":\"visit\",\"child\":\"x:1\",\"when\":\"2026-04-07T11:00\",\"parts\":[\"seen\"]}\n";
    let wants = "Consider what duty recorded, and whether the plan must change (AS-14) | You are team manager of North. | /child/x%3A1/record/information_considered?post=team%20manager";
    assert!(day(&assessment(&[visited], "2026-04-07T12:00"), "x:Mina").contains(wants));
    let considered = "{\"kind\":\"information_considered\",\"child\":\"x:1\",\"when\":\"2026-04-08T11:00\",\"post\":\"team manager\"}\n";
    assert!(!day(&assessment(&[visited, considered], "2026-04-08T12:00"), "x:Mina").contains("Consider"));
}

#[test]
fn when_concerns_increase_each_rung_stands_with_whose_it_is() {
    let concern = "{\"kind\":\"concern_increased\",\"child\":\"x:1\",\"when\":\"2026-04-07T11:00\"}\n";
    let live = assessment(&[concern], "2026-04-07T12:00");
    let has = |who: &str, kind: &str, what: &str, path: &str| {
        let day = day(&live, who);
        let line =
            day.lines().find(|line| line.contains(what)).unwrap_or_else(|| panic!("{who} has no {what}:\n{day}"));
        assert!(line.starts_with(&format!("now: x:1 {kind} {what}")) && line.ends_with(path), "{line}");
    };
    has("x:Mina", "due_today", "A worker accepts (AS-10)", "/child/x%3A1/allocate?part=lead");
    has(
        "x:Mina",
        "to_decide",
        "Renewed efforts to find a worker, in the team and across the service (AS-16)",
        "/child/x%3A1/act/ask-for-room",
    );
    has(
        "x:Mina",
        "to_decide",
        "Escalate to the service manager (AS-16)",
        "/child/x%3A1/record/notice_given?to=service%20manager",
    );
    has("x:Sven", "due_today", "Ask the other districts (AS-10)", "/child/x%3A1/act/ask-for-room?asked=district");
    has(
        "x:Sven",
        "to_decide",
        "Alert the senior manager (AS-16)",
        "/child/x%3A1/record/notice_given?to=senior%20manager",
    );
    has(
        "x:Sena",
        "to_decide",
        "Make the assistant director aware (AS-16)",
        "/child/x%3A1/record/notice_given?to=assistant%20director",
    );
    has(
        "x:Ada",
        "told",
        "‘Make the assistant director aware’: the senior manager has not done it yet (AS-16)",
        "notice_acknowledged?to=assistant%20director",
    );
}

#[test]
fn a_reviewing_officer_sees_the_children_who_name_them_or_those_of_their_district_and_is_told_which() {
    const LOOKED_AFTER: &str = "{\"kind\":\"status_started\",\"child\":\"x:1\",\"when\":\"2026-04-02T16:00\",\"status\":\"looked after\",\"spell\":\"s1\"}\n";
    const IRIS: &str = "{\"kind\":\"worker_details\",\"worker\":\"x:Iris\",\"when\":\"2020-01-01\",\"name\":\"Iris\"}\n{\"kind\":\"post_held\",\"worker\":\"x:Iris\",\"when\":\"2020-01-01\",\"post\":\"independent reviewing officer\",\"unit\":\"x:East\",\"stands_in\":false}\n{\"kind\":\"worker_details\",\"worker\":\"x:Ian\",\"when\":\"2020-01-01\",\"name\":\"Ian\"}\n";
    const NAMED: &str = "{\"kind\":\"reviewing_officer_assigned\",\"child\":\"x:1\",\"when\":\"2026-04-02T17:00\",\"officer\":\"x:Ian\"}\n";
    let live = assessment(&[LOOKED_AFTER, IRIS], "2026-04-03T09:00");
    let told = |why: &str| {
        format!(
            "now: x:1 told ‘Tell the independent reviewing officer’: the team manager has not done it yet (AS-20), since Thu 2 April 2026 | {why} | /child/x%3A1/record/notice_acknowledged?to=independent%20reviewing%20officer"
        )
    };
    let weekly = |why: &str, post: &str| {
        format!(
            "week: x:1 coming Reviewing officer's weekly oversight, with the steps taken to find a worker (AS-21), due Thu 9 April 2026, in 6 days | {why} | /child/x%3A1/act/oversee?parts=steps%20to%20allocate{post}"
        )
    };
    let of_district = "You are independent reviewing officer of East; the record does not name this child’s own.";
    let found = day(&live, "x:Iris");
    assert!(found.contains(&told(of_district)), "{found}");
    assert!(found.contains(&weekly(of_district, "&post=independent%20reviewing%20officer")), "{found}");
    let live = assessment(&[LOOKED_AFTER, IRIS, NAMED], "2026-04-03T09:00");
    let own = "You are the child’s independent reviewing officer.";
    let found = day(&live, "x:Ian");
    assert!(found.contains(&told(own)) && found.contains(&weekly(own, "")), "{found}");
    same("Iris", &day(&live, "x:Iris"), "");
    // It counts only in that post, which nothing on record gives to Ian.
    assert_eq!(
        page(&live, "x:Ian")["week"]["children"][0]["first"]["only_as"],
        Value::from("independent reviewing officer")
    );
}

#[test]
fn a_social_worker_answers_offers_and_sees_their_own_children_s_dates_and_nobody_else_s() {
    const OFFER: &str = "{\"kind\":\"allocation_offered\",\"child\":\"x:1\",\"when\":\"2026-04-07T09:00\",\"involvement\":\"o1\",\"worker\":\"x:Bea\",\"role\":\"lead\",\"team\":\"x:North\"}\n";
    let live = pg(&[OFFER], "2026-04-07T10:00");
    let thing = page(&live, "x:Bea")["now"]["children"][0]["first"].clone();
    assert_eq!(
        (&thing["kind"], &thing["what"]),
        (&Value::from("offer"), &Value::from("You are asked to take this child as lead"))
    );
    assert!(thing["does"]["path"].as_str().unwrap().starts_with("/child/x%3A1/act/accept?involvement="), "{thing}");
    assert!(thing["or"]["path"].as_str().unwrap().starts_with("/child/x%3A1/act/decline?involvement="), "{thing}");
    same("not who was not asked", &day(&live, "x:Mina"), "");
    // W: an assessment of a referral of Thu 2 April is due 45 working days later, Wed 10 June (three bank holidays on the way).
    const HELD: &str = "{\"kind\":\"assessment_started\",\"child\":\"x:1\",\"when\":\"2026-04-07T09:00\",\"assessment\":\"s1\"}\n{\"kind\":\"involvement_started\",\"child\":\"x:1\",\"when\":\"2026-04-07T09:00\",\"involvement\":\"o1\",\"worker\":\"x:Bea\",\"role\":\"lead\",\"team\":\"x:North\",\"accepted\":true}\n";
    let live = pg(&[HELD], "2026-06-08T09:00");
    same("BASE-01", &day(&live, "x:Bea"), "
        week: x:1 coming Complete the assessment (BASE-01), due Wed 10 June 2026, in 2 working days | You are the child’s worker. | /child/x%3A1/record/assessment_completed
    ");
    same("whose it is not", &day(&live, "x:Mina"), "");
}

#[test]
fn a_row_that_nobody_closed_of_a_worker_who_left_makes_nothing_theirs() {
    const ROWS: &str = r#"{"kind":"worker_details","worker":"x:Old","when":"2020-01-01","name":"Old","profession":"social worker","team":"x:North"}
{"kind":"assessment_started","child":"x:1","when":"2026-04-07T09:00","assessment":"s1"}
{"kind":"involvement_started","child":"x:1","when":"2026-04-07T09:00","involvement":"o0","worker":"x:Old","role":"lead","team":"x:North"}
{"kind":"involvement_started","child":"x:1","when":"2026-05-07T09:00","involvement":"o1","worker":"x:Bea","role":"lead","team":"x:North"}
"#;
    const LEFT: &str = "{\"kind\":\"worker_left\",\"worker\":\"x:Old\",\"when\":\"2026-05-20\"}\n";
    for (case, more, old) in [("still there", "", 1), ("left", LEFT, 0)] {
        let live = pg(&[ROWS, more], "2026-06-08T09:00");
        assert_eq!(day(&live, "x:Bea").lines().filter(|line| line.contains("BASE-01")).count(), 1, "{case}");
        assert_eq!(day(&live, "x:Old").lines().filter(|line| line.contains("BASE-01")).count(), old, "{case}");
    }
}

#[test]
fn business_support_sees_the_letters_of_its_teams() {
    const BOB: &str = "{\"kind\":\"worker_details\",\"worker\":\"x:Bob\",\"when\":\"2020-01-01\",\"name\":\"Bob\"}\n{\"kind\":\"post_held\",\"worker\":\"x:Bob\",\"when\":\"2020-01-01\",\"post\":\"business support\",\"unit\":\"x:East\",\"stands_in\":false}\n";
    same("PG-09", &day(&pg(&[BOB], "2026-04-15T09:00"), "x:Bob"), "
        now: x:1 due_today Letter to the family (PG-09), due Wed 15 April 2026, today | Letters go out through business support of East. | /child/x%3A1/record/letter_sent?to=parent
    ");
}

#[test]
fn what_a_team_holds_is_reviewed_by_both_managers_and_a_delayed_closing_reaches_the_senior_manager() {
    const HELD: &str =
        "{\"kind\":\"team_held\",\"child\":\"x:1\",\"when\":\"2026-04-03T09:00\",\"team\":\"x:North\"}\n";
    let live = live("ap", &[SERVICE_MANAGER, ABOVE, CHILD, HELD], "2026-04-07T09:00");
    assert!(day(&live, "x:Mina").contains("Line manager's review of a case that a team holds (AP-04)"));
    assert!(day(&live, "x:Mina").contains("Bring the child's plan up to date: a team holds the case (AP-04)"));
    assert!(day(&live, "x:Sena").contains("Senior manager's review of a case that a team holds (AP-04) | You are senior manager of the whole authority. | /child/x%3A1/act/oversee?post=senior%20manager"));
    const READY: &str = "{\"kind\":\"involvement_started\",\"child\":\"x:1\",\"when\":\"2026-04-07T09:00\",\"involvement\":\"o1\",\"worker\":\"x:Bea\",\"role\":\"lead\",\"team\":\"x:North\",\"accepted\":true}\n{\"kind\":\"closure_proposed\",\"child\":\"x:1\",\"when\":\"2026-04-08T09:00\"}\n";
    let ready = |more: &str| self::live("ap", &[SERVICE_MANAGER, ABOVE, CHILD, READY, more], "2026-04-09T09:00");
    let line = "Close the case, or report the delay (AP-28)";
    assert!(day(&ready(""), "x:Mina").contains(line));
    let told = "{\"kind\":\"notice_given\",\"child\":\"x:1\",\"when\":\"2026-04-08T12:00\",\"to\":\"senior manager\",\"done_by\":\"x:Mina\"}\n";
    assert!(!day(&ready(told), "x:Mina").contains(line));
    assert!(
        day(&ready(told), "x:Sena").contains("told Notice was given to the senior manager, since Wed 8 April 2026")
    );
}

#[test]
fn nothing_of_a_child_whom_nobody_here_may_see_is_on_anybody_s_page() {
    const RESTRICTED: &str = "{\"kind\":\"access_restricted\",\"child\":\"x:1\",\"when\":\"2026-04-02T17:00\"}\n";
    let live = pg(&[RESTRICTED], "2026-04-09T09:00");
    for who in ["x:Mina", "x:Sven"] {
        same(who, &day(&live, who), "");
        assert_eq!(page(&live, who)["now"]["of_things"], Value::from(0));
    }
}

#[test]
fn the_page_of_a_service_names_the_posts_without_anybody_and_where_their_things_go() {
    let gaps = |facts: &[&str]| {
        let live = live("pg", facts, "2026-04-09T09:00");
        let area = live.service(&Viewer::on_this_machine(), "x:East", &AsAt::default()).unwrap().page;
        let said = area.post_gaps.iter().map(|gap| {
            let teams: Vec<&str> = gap.teams.iter().map(|team| team.name.as_str()).collect();
            format!(
                "{}: {}; to {}; {}",
                gap.post,
                gap.why,
                gap.goes_to.as_deref().unwrap_or("nobody"),
                teams.join(", ")
            )
        });
        said.collect::<Vec<_>>()
    };
    assert_eq!(gaps(&[CHILD]), ["Service manager: nobody on record; to nobody; North"]);
    assert_eq!(gaps(&[CHILD, ABOVE]), ["Service manager: nobody on record; to Sena, senior manager; North"]);
    assert_eq!(gaps(&[CHILD, SERVICE_MANAGER]), Vec::<String>::new());
}

#[test]
fn without_somebody_who_acts_the_page_asks_who_and_a_stranger_is_nobody() {
    let live = pg(&[], "2026-04-09T09:00");
    let viewer = Viewer::on_this_machine();
    assert!(live.today(&viewer, &AsAt::default(), None, false).unwrap().page.acting.is_none());
    assert!(live.today(&viewer, &AsAt::default(), Some("x:Stranger"), false).is_err());
}

#[test]
fn what_cannot_wait_until_the_offices_open_falls_to_whoever_is_there_out_of_hours() {
    // W17: the visit ends on Sat 28 March 2026 at 18:30; the clocks go forward that night.
    let olu = r#"{"kind":"worker_details","worker":"x:Olu","when":"2020-01-01","name":"Olu"}
{"kind":"post_held","worker":"x:Olu","when":"2020-01-01","post":"out-of-hours social worker","unit":"x:East","stands_in":false}
{"kind":"post_held","worker":"x:Sue","when":"2020-01-01","post":"duty team manager","unit":"x:East","stands_in":false}
"#;
    let child = r#"{"kind":"child_details","child":"x:17","when":"2015-02-03","given_name":"Testy","born":"2015-02-03"}
{"kind":"referral_received","child":"x:17","when":"2026-03-27T09:00","referral":"r17","team":"x:North"}
{"kind":"district_received","child":"x:17","when":"2026-03-27"}
"#;
    let visit = r#"{"kind":"visit","child":"x:17","when":"2026-03-28T18:30","parts":["seen","bedroom seen"]}"#
        .to_owned()
        + "\n";
    let now = |facts: &[&str], at: &str, who: &str| -> Vec<String> {
        things(&page(&live("as", facts, at), who), "now").into_iter().filter(|thing| thing.contains("AS-09")).collect()
    };
    let [before, after] = [&[PLACE, olu, child][1..], &[olu, child, &visit][..]];
    // On the Friday nothing of it is there; on Sunday both that are due by the hour are, and say why.
    assert_eq!(now(before, "2026-03-27T12:00", "x:Olu"), Vec::<String>::new());
    let due = "due Sun 29 March 2026";
    let sunday = now(after, "2026-03-29T10:00", "x:Olu");
    assert!(sunday.len() == 2 && sunday.iter().all(|thing| thing.contains(due)), "{sunday:#?}");
    assert!(sunday.iter().any(|thing| thing.contains("the offices are closed today")), "{sunday:#?}");
    // Who is the duty manager has them again once the offices open, and whoever is out of hours has not.
    let monday = |who| now(after, "2026-03-30T09:30", who);
    assert!(now(after, "2026-03-29T10:00", "x:Sue").is_empty() && !monday("x:Sue").is_empty());
    assert_eq!(monday("x:Olu"), Vec::<String>::new());
    // A child who is to be seen before then is theirs on a working day's evening, too.
    let see = |at: &str| {
        let all = things(&page(&live("as", before, at), "x:Olu"), "now");
        all.into_iter().filter(|thing| thing.contains("child and bedroom seen")).collect::<Vec<_>>()
    };
    // Due on the Thursday; on the Friday the offices have it, and on the Saturday it is theirs again, late as it is.
    for (at, why) in [
        ("2026-04-09T20:00", Some("it cannot wait until the offices open on Fri 10 April 2026")),
        ("2026-04-10T09:30", None),
        ("2026-04-11T12:00", Some("the offices are closed today")),
    ] {
        let shown = see(at);
        assert_eq!(shown.len(), usize::from(why.is_some()), "{at}: {shown:#?}");
        assert!(shown.iter().zip(why).all(|(one, why)| one.contains(why)), "{at}: {shown:#?}");
    }
}

#[test]
fn an_offer_that_nobody_answers_is_the_managers_to_ask_after_from_the_second_working_day() {
    let offered = format!(
        "{CHILD}{}",
        r#"{"kind":"allocation_offered","child":"x:1","when":"2026-04-09T10:00","involvement":"00000000000000b1","worker":"x:Bea","role":"lead","team":"x:North"}
"#
    );
    let of = |at: &str, who: &str| {
        let all = things(&page(&live("pg", &[SERVICE_MANAGER, &offered], at), who), "now");
        all.into_iter().filter(|thing| thing.contains("has not answered")).collect::<Vec<_>>()
    };
    // Thu 9 April is day 0, Fri 10 the first working day.
    assert_eq!(of("2026-04-10T17:00", "x:Mina"), Vec::<String>::new());
    let monday = of("2026-04-13T09:00", "x:Mina");
    assert!(monday.len() == 1 && monday[0].contains("/act/withdraw?involvement=00000000000000b1"), "{monday:?}");
    assert_eq!((of("2026-04-13T09:00", "x:Bea").len(), of("2026-04-13T09:00", "x:Sven").len()), (0, 0));
}

#[test]
fn whoever_turns_18_and_whoever_is_referred_again_after_nobody_held_them_is_said() {
    let remarks = |facts: &str, at: &str| {
        let live = live("ap", &[facts], at);
        let page = live.child(&Viewer::on_this_machine(), "x:1", &AsAt::default(), PageWanted::default()).unwrap();
        let said = serde_json::to_value(&page.page).unwrap()["remarks"].clone();
        said.as_array().into_iter().flatten().map(|one| one.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let born = CHILD.replace("2015-02-03", "2008-07-01");
    assert_eq!(remarks(&born, "2026-04-01T12:00"), Vec::<String>::new(), "91 days before");
    let soon = "Turns 18 in 90 days, on Wed 1 July 2026: the case is to be closed or handed on by then.";
    assert_eq!(remarks(&born, "2026-04-02T18:00"), [soon]);
    let is = "Turned 18 on Wed 1 July 2026 and is an adult: the case is still open.";
    assert_eq!(remarks(&born, "2026-07-01T00:00"), [is]);
    // AP-37.
    let closed = |on: &str, held: &str| {
        format!(
            r#"{CHILD}{held}{{"kind":"case_closed","child":"x:1","when":"{on}T10:00","referral":"r1"}}
{{"kind":"referral_received","child":"x:1","when":"2027-04-20T09:00","referral":"r2","team":"x:North"}}
"#
        )
    };
    let held = r#"{"kind":"involvement_started","child":"x:1","when":"2026-04-06T09:00","involvement":"00000000000000a1","worker":"x:Bea","role":"lead","team":"x:North","accepted":true}
{"kind":"involvement_ended","child":"x:1","when":"2026-05-04T10:00","involvement":"00000000000000a1"}
"#;
    let again = |on: &str, held: &str| remarks(&closed(on, held), "2027-04-21T09:00").len();
    assert_eq!([again("2026-04-20", ""), again("2026-04-19", ""), again("2026-05-04", held)], [1, 0, 0]);
}
