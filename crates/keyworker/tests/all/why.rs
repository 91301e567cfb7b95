//! Every answer can say why: the facts that it rests on are enough for it, and none of them can be spared.

use intake::{Extract, Ids, Kinds, ReadOptions, Site};
use policy::shipped;
use record::{Calendar, Day, Fact, Moment, Names};
use standing::explain::{Question, answer, rests_on};
use standing::{Evaluator, Plan, World};

use crate::command;

#[test]
fn the_facts_an_answer_rests_on_are_enough_and_none_can_be_spared() {
    let folder = tempfile::tempdir().unwrap();
    let made_up = synth::Plan { open_children: 60, ..synth::Plan::default() };
    synth::write_extract(&made_up, folder.path(), &mut |_, _, _| {}).unwrap();
    let as_at: Day = "2026-06-30".parse().unwrap();
    let site = Site::from_toml(include_str!("../../src/demo-site.toml")).unwrap();
    let options = ReadOptions {
        ids: Ids::Cheap,
        wanted: Kinds::ALL,
        taken: Some(as_at.end()),
        ..ReadOptions::new(site, as_at.end(), "a test")
    };
    let extract = Extract::read(folder.path(), &options, Names::default(), &|_| ()).unwrap();
    let pack = shipped::find("pg").unwrap().read().unwrap();
    let plan = Plan::new(&[&pack]);
    let world = World::new(extract.world(), &plan, &Calendar::england_and_wales(), Moment::MAX);
    let mut evaluator = Evaluator::new(&plan, &world);
    let (mut asked, mut counted) = (0, 0);
    for child in 0..extract.children() {
        let mut facts: Vec<Fact> = Vec::new();
        extract.facts(child, &mut facts);
        let timeline = evaluator.timeline(&[&facts]);
        let mut questions = vec![Question::Count { definition: 0, at: as_at.end() }];
        let duties = timeline.duties.iter().take(3);
        questions.extend(duties.map(|d| Question::Duty { duty: d.duty, towards: d.towards, opened: d.opened }));
        for question in questions {
            let told = answer(&timeline, question);
            let kept = rests_on(&plan, &world, &[&facts], question);
            assert!(kept.len() < facts.len().max(2), "an answer that rests on everything explains nothing");
            assert_eq!(answer(&evaluator.timeline(&[&kept]), question), told, "the facts given are not enough");
            for spared in 0..kept.len() {
                let mut fewer = kept.clone();
                fewer.remove(spared);
                assert_ne!(answer(&evaluator.timeline(&[&fewer]), question), told, "a fact given could be spared");
            }
            asked += 1;
            counted += usize::from(!kept.is_empty());
        }
    }
    assert!(asked > 100 && counted > 50, "{asked} asked, {counted} of them rest on facts");
}

/// A closing that was not as the policy asks (AS-18) is told of a closed case, and since the day of the closing, in the
/// table as in the data.
#[test]
fn a_child_as_a_table_has_its_breaches() {
    let facts = include_str!("../../../web/tests/all/closed.jsonl");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("facts.jsonl").display().to_string();
    std::fs::write(&path, facts).unwrap();
    let ask = |more: &[&str]| {
        let asked = ["standing", "--facts", &path, "--policy", "as", "--as-at", "2026-06-30", "--child", "x:1"];
        let (code, out, err) = command::run(&[&asked, more].concat(), "2026-07-01".parse::<Day>().unwrap().start());
        assert_eq!(code, 0, "{err}");
        out
    };
    let story: serde_json::Value = serde_json::from_str(&ask(&["--json"])).unwrap();
    let breach = &story["breaches"][0];
    assert_eq!([&breach["breach"], &breach["since"]], ["as/gate/close-in-order", "2026-04-10"]);
    let table = ask(&[]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(table.contains("BREACH since the end of Fri 10 April 2026: Closing the case"), "{table}");
}

/// A decision is told step by step, and its breach by what it lacked: who decided might not, and whom anybody asked is not on
/// record (AS-02), so that AS-03 alone is broken for certain.
#[test]
fn a_decision_says_each_step_and_its_breach_what_it_lacked() {
    let kinds = record::Kind::ALL.iter().filter(|kind| **kind != record::Kind::CapacityAsked);
    let covers =
        kinds.map(|kind| format!("{{\"kind\":\"coverage\",\"when\":\"2020-01-01\",\"covers\":\"{}\"}}\n", kind.name()));
    let facts = r#"{"kind":"unit_details","unit":"x:D","when":"2020-01-01","name":"North","level":"district"}
{"kind":"unit_details","unit":"x:A","when":"2020-01-01","name":"Alpha","level":"team","parent":"x:D"}
{"kind":"unit_details","unit":"x:B","when":"2020-01-01","name":"Beta","level":"team","parent":"x:D"}
{"kind":"referral_received","child":"x:3","when":"2026-01-01","referral":"r3","team":"x:A"}
{"kind":"management_oversight","child":"x:3","when":"2026-06-15T09:00:00+01:00","parts":["risk assessment"],"post":"team manager"}
{"kind":"left_unallocated","child":"x:3","when":"2026-06-15T10:00:00+01:00","post":"team manager","reason":"workload capacity"}
"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.jsonl").display().to_string();
    let head = "{\"keyworker\":\"facts\",\"version\":1}\n";
    std::fs::write(&file, format!("{head}{}{facts}", covers.collect::<String>())).unwrap();
    let now: Moment = "2026-06-30".parse::<Day>().unwrap().end();
    let ask = |command: &[&str]| {
        let rest = ["--facts", &file, "--policy", "as", "--child", "x:3"];
        let (code, out, err) = command::run(&[command, &rest].concat(), now);
        assert_eq!(code, 0, "{err}");
        out
    };
    let said = ask(&["explain"]).split_whitespace().collect::<Vec<_>>().join(" ");
    for line in [
        "BREACH since Mon 15 June 2026 at 10:00: The decision to leave a child without a worker: decided by the team manager, who \
         may not (AS-03)",
        "The decision to leave a child without a worker [as/leave-without-a-worker], taken Mon 15 June 2026 at 10:00: not as the \
         policy asks not allowed: decided by the team manager; it is for the service manager to decide, and the senior manager,",
        "not known: every other team of the district has answered (AS-02): Beta not known",
        "done: a risk assessment is recorded as a management oversight (AS-03, AS-04)",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    for command in [&["explain", "--json"][..], &["standing", "--json"]] {
        let story: serde_json::Value = serde_json::from_str(&ask(command)).unwrap();
        let of = |breach: &serde_json::Value| breach["breach"] == "as/gate/leave-without-a-worker";
        let breach = story["breaches"].as_array().unwrap().iter().find(|breach| of(breach)).unwrap();
        assert_eq!(breach["clauses"], serde_json::json!(["AS-03"]));
        let decision = &story["decisions"][0];
        let stands: Vec<_> = decision["asks"].as_array().unwrap().iter().map(|one| one["stands"].clone()).collect();
        assert_eq!(stands, ["not allowed", "not known", "done", "done"], "{decision}");
        assert_eq!(decision["fact"]["post"], "team manager");
        assert_eq!(
            decision["asks"][1]["units"][0],
            serde_json::json!({
                "unit": "x:B", "stands": "not known", "answer": null, "because": null,
            })
        );
    }
}

/// Which units stand above what a policy allows, by which rule and clause, since when, and how each rung stands (AP-14).
#[test]
fn the_units_above_their_limit_are_told_with_their_rungs() {
    let facts = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"unit_details","unit":"x:A","when":"2020-01-01","name":"Alpha","level":"team"}
{"kind":"unit_details","unit":"x:B","when":"2020-01-01","name":"Beta","level":"team"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r1","team":"x:A"}
{"kind":"referral_received","child":"x:2","when":"2026-06-01","referral":"r2","team":"x:A"}
"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.jsonl").display().to_string();
    std::fs::write(&file, facts).unwrap();
    let ask = |policy: &str, more: &[&str]| {
        let asked = ["count", "--areas", "--facts", &file, "--policy", policy];
        let (code, out, err) = command::run(&[&asked, more].concat(), "2026-07-01".parse::<Day>().unwrap().start());
        assert_eq!(code, 0, "{err}");
        out
    };
    let said = ask("combined", &[]).split_whitespace().collect::<Vec<_>>().join(" ");
    for line in [
        "Alpha stands above since Wed 3 June 2026: Many children of one team without a worker (COM-03): no more than one in 7 of \
         the children of a team, counted by",
        "here 2 of 2",
        "head of service: due Fri 5 June 2026, overdue by",
        "Beta does not stand above: ",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let told: serde_json::Value = serde_json::from_str(&ask("combined", &["--json"])).unwrap();
    let (alpha, beta) = (&told[0], &told[1]);
    assert_eq!([&alpha["unit"], &alpha["above"], &alpha["area"]], ["x:A", "yes", "combined/team-short"]);
    assert_eq!([&alpha["clauses"][0], &alpha["rungs"][0]["state"]], ["COM-03", "overdue"]);
    assert_eq!(alpha["rungs"][0]["due"], "2026-06-05");
    assert_eq!((&beta["above"], beta["rungs"].as_array().unwrap().len()), (&"no".into(), 0));
    assert!(ask("pg", &[]).starts_with("No policy in force that is asked here says"));
}

/// A count that asks for no worker says nothing of one: a child with a worker is counted as referred again, and never 'without a
/// worker'; whoever has none still is.
#[test]
fn a_count_that_asks_for_no_worker_says_nothing_of_one() {
    let facts = r#"{"keyworker":"facts","version":1}
{"kind":"coverage","when":"2020-01-01"}
{"kind":"unit_details","unit":"x:T","when":"2020-01-01","name":"North One","level":"team"}
{"kind":"worker_details","worker":"x:W","when":"2020-01-01","profession":"social worker"}
{"kind":"referral_received","child":"x:1","when":"2026-01-05","referral":"r1","team":"x:T"}
{"kind":"case_closed","child":"x:1","when":"2026-03-02","referral":"r1"}
{"kind":"referral_received","child":"x:1","when":"2026-06-01","referral":"r2","team":"x:T"}
{"kind":"involvement_started","child":"x:1","when":"2026-06-08","involvement":"i1","worker":"x:W","role":"lead","accepted":true}
"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.jsonl").display().to_string();
    std::fs::write(&file, facts).unwrap();
    let now: Moment = "2026-06-30".parse::<Day>().unwrap().end();
    let asked = ["explain", "--facts", &file, "--policy", "ap", "--child", "x:1"];
    let (code, out, err) = command::run(&asked, now);
    assert_eq!(code, 0, "{err}");
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("ap/re-referred: 29 days counted in 1 stretch"), "{said}");
    assert!(said.contains("ap/unallocated: 85 days without a worker in 2 stretches"), "{said}");
    assert!(said.contains("so since Mon 1 June 2026: "), "{said}");
}
