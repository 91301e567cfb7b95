//! From what a rule asks for to the act that does it: every duty and every breach of every shipped pack.

use std::collections::BTreeMap;

use decide::ways::{self, Way};
use policy::{Pack, shipped};
use record::words::Word;
use standing::Plan;

fn said(way: &Way) -> String {
    let says: Vec<String> = way.says.iter().map(|(field, word)| format!("{field}={word}")).collect();
    let posts: Vec<&str> = way.posts.iter().map(Word::name).collect();
    let asked = if says.is_empty() { String::new() } else { format!("?{}", says.join("&")) };
    let by = if posts.is_empty() { String::new() } else { format!(" by {}", posts.join(" or ")) };
    format!("{}{asked}{by}", way.does.name())
}

/// Each duty and breach of each pack, as `pack/rule`, with what can be done about it first or why nothing can.
fn list() -> BTreeMap<String, Result<String, String>> {
    let packs: Vec<Pack> = shipped::ALL.iter().map(|one| one.read().unwrap()).collect();
    let mut found = BTreeMap::new();
    for pack in &packs {
        let plan = Plan::new(&[pack]);
        for of in &plan.duties {
            let way = ways::to_meet(&plan, &of.rule).map(|ways| said(&ways::first(&ways, &[]).unwrap()));
            found.insert(format!("{}/{}", pack.id, of.rule.id), way.map_err(|none| none.to_string()));
        }
        for (place, of) in plan.breaches.iter().enumerate() {
            let way = ways::to_end(&plan, place).map(|ways| said(&ways::first(&ways, &[]).unwrap()));
            found.insert(format!("{}/!{}", pack.id, of.rule.id), way.map_err(|none| none.to_string()));
        }
    }
    found
}

#[test]
fn every_duty_and_breach_has_something_that_can_be_done_or_a_reason_why_not() {
    let list = list();
    for (rule, way) in &list {
        match way {
            Ok(way) => println!("{rule}: {way}"),
            Err(reason) => println!("{rule}: nothing here: {reason}"),
        }
    }
    let of = |rule: &str| list.get(rule).unwrap_or_else(|| panic!("no rule {rule}")).clone();
    for (rule, way) in [
        ("as/weekly-review", "oversee?parts=risk assessment by duty team manager"),
        ("as/child-seen", "visit?parts=seen"),
        ("as/referral-visit", "visit?parts=seen&parts=bedroom seen&parts=agencies consulted"),
        ("as/family-letter", "letter_sent?to=parent"),
        // Which of the three it is, whoever writes has to say.
        ("as/tell-agency", "letter_sent"),
        ("as/two-weeks-senior-manager", "oversee?parts=decision by senior manager"),
        ("as/two-weeks-assistant-director", "notice_given?to=assistant director"),
        ("as/two-weeks-assistant-director-acknowledged", "notice_acknowledged?to=assistant director"),
        ("as/immediate-allocate", "offer?part=lead"),
        ("as/immediate-ask-districts", "ask-for-room?asked=district"),
        ("as/!must-keep-a-worker", "offer?part=lead"),
        ("as/!no-decision", "offer?part=lead"),
        ("as/consider", "information_considered by team manager or duty team manager"),
        ("pg/notify-service-manager", "notice_given?to=service manager"),
        ("pg/service-manager-support", "oversee?parts=support to allocate by service manager"),
        ("pg/inform-head-of-service", "notice_given?to=head of service"),
        ("pg/agree-safety-planning", "safety_planning_agreed"),
        ("pg/set-next-seen", "oversee"),
        ("as/adoption-update", "service_entry_updated?service=adoption support"),
        ("as/adoption-signpost", "signposted?service=adoption support"),
        ("as/placed-duty-access", "duty_access_explained"),
        ("ap/team-held-plan", "plan_updated"),
        ("ap/team-held-senior-review", "oversee by senior manager"),
        ("ap/add-social-worker", "offer?part=lead"),
        ("ap/close-without-delay", "close"),
        ("ap/absence-decision", "absence_decided"),
        ("base/initial-conference", "meeting_held?meeting=initial child protection conference"),
        ("base/protection-review", "plan_review_held?plan=child protection plan"),
    ] {
        assert_eq!(of(rule), Ok(way.to_owned()), "{rule}");
    }
    // That a decision was taken wrongly is undone by nothing.
    let without: Vec<&str> = list.iter().filter(|(_, way)| way.is_err()).map(|(rule, _)| rule.as_str()).collect();
    for rule in without {
        assert!(rule.contains("/!gate/"), "{rule}: {}", of(rule).unwrap_err());
    }
}

#[test]
fn of_a_duty_with_several_parts_the_one_that_is_left_comes_first() {
    let pack = shipped::find("as").unwrap().read().unwrap();
    let plan = Plan::new(&[&pack]);
    let rule = &plan.duties.iter().find(|of| of.rule.id == "referral-visit").unwrap().rule;
    let ways = ways::to_meet(&plan, rule).unwrap();
    let first = |left: &[usize]| said(&ways::first(&ways, left).unwrap());
    assert_eq!(first(&[0, 1, 2]), "visit?parts=seen&parts=bedroom seen&parts=agencies consulted");
    assert_eq!(first(&[1, 2]), "visit?parts=agencies consulted");
    assert_eq!(first(&[2]), "brief_assessment");
}
