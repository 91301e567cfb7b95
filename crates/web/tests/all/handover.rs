//! The handover from duty: each line from the record, what is not there said as that, and a link while it is of use.

use crate::place::Place;

const FACTS: &str = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2000-01-01"}
{"kind":"unit_details","unit":"x:County","when":"2020-01-01","level":"authority"}
{"kind":"unit_details","unit":"x:East","when":"2020-01-01","level":"district","parent":"x:County"}
{"kind":"unit_details","unit":"x:North","when":"2020-01-01","level":"team","name":"North","parent":"x:East"}
{"kind":"worker_details","worker":"x:Mina","when":"2020-01-01","name":"Mina Rose","profession":"team manager","team":"x:North"}
{"kind":"worker_details","worker":"x:Bea","when":"2020-01-01","name":"Bea Lark","profession":"social worker","team":"x:North"}
{"kind":"worker_details","worker":"x:Dee","when":"2020-01-01","name":"Dee Bright","profession":"social worker","team":"x:North"}
{"kind":"child_details","child":"x:1","when":"2015-02-03","given_name":"Testy","family_name":"Madeup","born":"2015-02-03"}
{"kind":"family_group","child":"x:1","when":"2026-01-02","family":"f1"}
{"kind":"referral_received","child":"x:1","when":"2026-01-02T09:00","referral":"r1","team":"x:North"}
{"kind":"need_identified","child":"x:1","when":"2026-01-02T09:00"}
{"kind":"visit","child":"x:1","when":"2025-12-01","parts":["seen"],"done_by":"x:Dee"}
{"kind":"involvement_started","child":"x:1","when":"2026-01-03","involvement":"i1","worker":"x:Dee","role":"lead","team":"x:North","accepted":true}
{"kind":"involvement_ended","child":"x:1","when":"2026-02-27","involvement":"i1","reason":"left role"}
{"kind":"child_details","child":"x:2","when":"2015-02-03","given_name":"Other","family_name":"Madeup","born":"2015-02-03"}
{"kind":"family_group","child":"x:2","when":"2026-01-02","family":"f1"}
{"kind":"referral_received","child":"x:2","when":"2026-01-02T09:00","referral":"r2","team":"x:North"}
{"kind":"child_details","child":"x:3","when":"2015-02-03","given_name":"Quiet","family_name":"Case","born":"2015-02-03"}
{"kind":"referral_received","child":"x:3","when":"2026-01-02T09:00","referral":"r3","team":"x:North"}
{"kind":"capacity_asked","child":"x:1","when":"2026-03-02T10:00","asked":"team","whom":"x:North","answer":"has no room"}
{"kind":"put_on_duty","child":"x:1","when":"2026-03-02T11:00"}
{"kind":"duty_worker_assigned","child":"x:1","when":"2026-03-02T11:30","worker":"x:Dee"}
{"kind":"visit","child":"x:1","when":"2026-03-04","parts":["seen","bedroom seen"],"done_by":"x:Dee"}
{"kind":"agency_involved","child":"x:1","when":"2025-11-01","agency_kind":"school","agency":"Hill School"}
{"kind":"agency_agreed","child":"x:1","when":"2026-03-05","agency_kind":"school","agency":"Hill School"}
{"kind":"information_received","child":"x:1","when":"2026-03-05T09:00","agency_kind":"school"}
{"kind":"information_considered","child":"x:1","when":"2026-03-05T15:00","post":"team manager"}
{"kind":"information_received","child":"x:1","when":"2026-03-08T09:00","agency_kind":"health"}
{"kind":"letter_sent","child":"x:1","when":"2026-03-05","to":"parent"}
{"kind":"letter_withheld","child":"x:1","when":"2026-03-05","to":"child","reason":"not safe to send"}
{"kind":"notice_given","child":"x:1","when":"2026-03-06","to":"service manager"}
"#;

const PATH: &str = "/child/x:1/handover";

const OFFER: [(&str, &str); 6] = [
    ("worker", "x:Bea"),
    ("part", "lead"),
    ("what", "Testy's plan"),
    ("actions", "see her this week"),
    ("review", "in supervision"),
    ("when", "now"),
];

/// What the page says under that heading.
fn under(text: &str, heading: &str, next: &str) -> String {
    let (_, after) = text.split_once(heading).unwrap_or_else(|| panic!("no {heading}: {text}"));
    after.split(next).next().unwrap().to_owned()
}

#[tokio::test]
async fn each_part_tells_what_is_on_record_with_its_day_and_by_whom() {
    let place = Place::new(FACTS);
    let oversight = [
        ("worries", "Late at school"),
        ("strengths", "An aunt near by"),
        ("risk", "medium"),
        ("needed", "See her at home"),
        ("safety_plan", "The aunt fetches her"),
        ("initial_plan", "Duty visits each week"),
        ("next_seen", "16/3/2026"),
        ("action_1", "Ring the school"),
        ("action_1_by", "13/3/2026"),
        ("note", ""),
        ("when", "now"),
    ];
    let done = place.fill("x:Mina", "/child/x:1/act/oversee", &oversight).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let visit = [("parts", "seen"), ("note", "At the door, <b>well</b>"), ("when", "now")];
    assert_eq!(place.fill("x:Mina", "/child/x:1/record/visit", &visit).await.status, 303);
    let page = place.html("x:Mina", PATH).await;
    let text = page.text();
    assert_eq!(page.status, 200);
    assert!(page.has("<title>Handover of T.M."), "a title says initials");
    assert!(!page.body.split_once("<title>").unwrap().1.split("</title>").next().unwrap().contains("Testy"));
    let why = under(&text, "How long without a worker, and why", "Brothers and sisters");
    assert!(why.contains("Without a worker since Sat 28 February 2026 and still, for 9 days."), "{why}");
    assert!(why.contains("the worker left the role and nobody has followed."), "{why}");
    // Of each part what it tells, and what it leaves to the time before.
    for (heading, next, says, not) in [
        ("Brothers and sisters", "What is due next", "O.M. , 11 years", "Quiet"),
        ("What was asked and decided", "Who was on duty", "has no room", "Visit"),
        ("Who was on duty for the child", "Visits", "Duty worker assigned: Dee Bright", "None is on record"),
        ("Visits", "Management oversight", "Visit: seen, bedroom seen, by Dee Bright Wed 4 March 2026", "1 December"),
        ("Visits", "Management oversight", "At the door, &#60;b&#62;well", "<b>well"),
        ("Visits", "Management oversight", "One more is on record from before that time", "None is"),
        ("Management oversight Management", "Safety plan The aunt", "Worries: Late at school", "Hill School"),
        ("Management oversight Management", "Safety plan The aunt", "Risk: medium", "Hill School"),
        ("Safety plan The aunt", "Initial plan for the duty worker", "fetches her Mon 9 March 2026", "Duty visits"),
        ("Initial plan for the duty worker", "Information that came in", "Duty visits each week", "aunt"),
        ("Information that came in", "Agencies", "Considered Thu 5 March 2026, 15:00, recorded", "None is"),
        ("Information that came in", "Agencies", "That anybody considered it is not on record", "None is"),
        (
            "Agencies, and what was agreed",
            "Letters",
            "Agency involved: agency kind school, agency Hill School Sat 1 November 2025",
            "None is",
        ),
        (
            "Agencies, and what was agreed",
            "Letters",
            "Agency agreed: agency kind school, agency Hill School",
            "None is",
        ),
        ("Letters", "Who was told", "Letter withheld: to child, reason not safe to send", "None is"),
        ("Tasks", "Policies in force", "To be done by", "None is"),
        ("Tasks", "Policies in force", "Ring the school", "None is"),
    ] {
        let found = under(&text, heading, next);
        assert!(found.contains(says), "{heading}: no ‘{says}’ in ‘{found}’");
        assert!(!found.contains(not), "{heading}: ‘{not}’ in ‘{found}’");
    }
    let by = under(&text, "Management oversight Management", "Safety plan The aunt");
    assert!(by.contains("recorded Mon 9 March 2026, 09:01, by Mina Rose"), "{by}");
    // Who is to be told, each by name, with what is on record of it.
    let told = under(&text, "Who has to be told", "What was asked and decided");
    assert!(told.contains("Last on record: Letter sent: to parent, Thu 5 March 2026"), "{told}");
    assert!(told.contains("The independent reviewing officer") && told.contains("is not on record"), "{told}");
    let agencies = under(&told, "The agencies", "The independent");
    assert!(
        agencies.contains("Letter to the agency: school (Hill School): Tue 10 March 2026")
            && agencies.contains("PG-09"),
        "{told}"
    );
    // What is due has its clause.
    let due = under(&text, "What is due next", "Who has to be told");
    assert!(due.contains("PG-"), "{due}");
    let twin = place.page("/api/v1/child/x:1/handover").await;
    let parts: Vec<&str> =
        twin["page"]["parts"].as_array().unwrap().iter().map(|part| part["id"].as_str().unwrap()).collect();
    let all = [
        "decided",
        "duty",
        "visits",
        "oversights",
        "safety-plan",
        "initial-plan",
        "information",
        "agencies",
        "letters",
        "notices",
    ];
    assert_eq!(parts, all);
}

#[tokio::test]
async fn what_is_not_on_record_is_said_as_that_and_not_as_not_done() {
    // Nothing covers visits: that none is on record says nothing of whether there was one.
    let but = FACTS.replace(
        "{\"kind\":\"coverage\",\"when\":\"2000-01-01\"}",
        "{\"kind\":\"coverage\",\"when\":\"2000-01-01\",\"covers\":\"referral_received\"}",
    );
    for (facts, says) in
        [(FACTS, "None is on record."), (&but, "None is on record. The record does not cover all of that time:")]
    {
        let place = Place::new(facts);
        let text = place.html("", "/child/x:3/handover").await.text();
        let visits = under(&text, "Visits", "Management oversight");
        assert!(visits.contains(says), "{visits}");
        assert_eq!(visits.contains("does not cover"), says.contains("does not cover"), "{visits}");
        assert!(under(&text, "Safety plan", "Initial plan").contains("What it says is not on record."));
        assert!(text.contains("No task is on record."), "{text}");
    }
}

#[tokio::test]
async fn it_is_linked_while_it_is_of_use_and_where_an_offer_is_answered() {
    let place = Place::new(FACTS);
    let linked = async |child: &str| place.html("x:Mina", &format!("/child/{child}")).await.has("/handover\"");
    assert!(linked("x:1").await, "duty holds the case");
    assert!(!linked("x:2").await, "nobody is offered, nor duty");
    let offered = place.fill("x:Mina", "/child/x:1/act/offer", &OFFER).await;
    assert_eq!(offered.status, 303, "{}", offered.text());
    let today = place.html("x:Bea", "/today").await;
    assert!(
        today.has("href=\"/child/x%3A1/handover\"") && today.text().contains("Handover from duty"),
        "{}",
        today.text()
    );
    let page = place.html("x:Bea", "/child/x:1").await;
    let (_, after) = page.body.split_once("/child/x%3A1/act/accept?involvement=").unwrap();
    let offer = after[..16].to_owned();
    let path = format!("/child/x:1/act/accept?involvement={offer}");
    let form = place.html("x:Bea", &path).await;
    assert!(form.has("href=\"/child/x%3A1/handover\""), "{}", form.text());
    assert!(!place.html("x:Mina", "/child/x:1/act/oversee").await.has("/handover\""));
    let handover = place.html("x:Bea", PATH).await.text();
    assert!(handover.contains("Offered to Bea Lark on Mon 9 March 2026, not accepted."), "{handover}");
    let done = place.send_drawn("x:Bea", &path, &form, &[("involvement", &offer), ("when", "now")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let handover = place.html("x:Bea", PATH).await.text();
    assert!(handover.contains("Bea Lark accepted it on Mon 9 March 2026, as lead."), "{handover}");
    let why = under(&handover, "How long without a worker, and why", "Brothers and sisters");
    assert!(why.contains("since Sat 28 February 2026 until Mon 9 March 2026, for 9 days"), "{why}");
    // For 28 days, and no longer; the page itself stays.
    for (days, is_linked) in [(28, true), (1, false)] {
        place.clock.fetch_add(days * 86_400, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(linked("x:1").await, is_linked, "after {days} more days");
    }
    assert_eq!(place.html("x:Bea", PATH).await.status, 200);
}

#[tokio::test]
async fn nobody_is_handed_over_whom_one_may_not_see() {
    let restricted = "{\"kind\":\"access_restricted\",\"child\":\"x:1\",\"when\":\"2026-03-04\"}\n";
    let place = Place::new(&format!("{FACTS}{restricted}"));
    assert_eq!(place.html("x:Mina", PATH).await.status, 404);
    let other = place.html("x:Mina", "/child/x:2/handover").await;
    assert!(other.status == 200 && !other.has("T.M."), "nor as a brother or sister: {}", other.text());
    assert_eq!(place.html("x:Mina", "/child/x:99/handover").await.status, 404);
}
