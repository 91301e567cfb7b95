//! The tests inside the packs that ship, and that no rule of theirs stands there untested.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use standing::Closed;

use super::*;

/// The packs that are councils' policies or national; the comparison list is a script written as a pack, and is tested
/// against that script.
const TESTED: [&str; 8] = ["pg", "as", "ap", "mon", "base", "counts", "combined", "in-name"];

fn path(id: &str) -> PathBuf {
    Path::new("../../packs").join(format!("{id}.toml"))
}

fn text(id: &str) -> String {
    std::fs::read_to_string(path(id)).unwrap()
}

fn find(id: &str) -> Option<Pack> {
    TESTED.contains(&id).then(|| read(id, &text(id)).ok())?
}

fn read(id: &str, text: &str) -> Result<Pack, policy::Problems> {
    Pack::read_with(id, text, &find)
}

/// With `UPDATE_PACKS=1` the answers are written into the packs anew, to be read before they are committed.
#[test]
fn the_packs_answer_their_own_tests() {
    let mut failures = Vec::new();
    for id in TESTED {
        let written = text(id);
        let pack = read(id, &written).unwrap_or_else(|problems| panic!("{problems}"));
        let answered = run(&pack).unwrap();
        assert!(!answered.is_empty(), "{id} has no test");
        if std::env::var_os("UPDATE_PACKS").is_some() {
            std::fs::write(path(id), with_answers(&written, &answered)).unwrap();
        }
        failures.extend(answered.iter().filter(|one| !one.holds()).map(|one| format!("{id}: {}", side_by_side(one))));
    }
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n"));
}

/// The pack's text with each `answer` in turn as it is given.
fn with_answers(text: &str, answered: &[Answered<'_>]) -> String {
    let mut parts = text.split("\nanswer = ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, one) in parts.zip(answered) {
        let rest = match part.strip_prefix("\"\"\"") {
            Some(long) => long.split_once("\"\"\"").unwrap().1,
            None => part.split_once('\n').map_or("", |(_, rest)| rest),
        };
        let given = one.given.join("\n");
        let quoted = if one.given.len() == 1 { format!("\"{given}\"\n") } else { format!("\"\"\"\n{given}\n\"\"\"\n") };
        out.push_str(&format!("\nanswer = {quoted}{}", rest.trim_start_matches('\n').to_owned().as_str()));
    }
    out
}

/// Of each rule, whether the tests show it met and broken; the list is printed (`--nocapture`).
#[test]
fn every_rule_is_met_and_broken_in_the_tests_of_its_pack() {
    let mut lacking = Vec::new();
    for id in TESTED {
        let pack = find(id).unwrap();
        let seen = seen(&pack);
        let own = |rule: &str| !rule.contains('/') || id != "combined";
        let mut need = |rule: &str, ways: &[&'static str]| {
            let have = seen.get(rule).cloned().unwrap_or_default();
            println!("{id}/{rule}: {}", have.iter().copied().collect::<Vec<_>>().join(", "));
            let missing: Vec<_> = ways.iter().filter(|way| !have.contains(*way)).collect();
            if !missing.is_empty() && own(rule) {
                lacking.push(format!("{id}/{rule} is never {missing:?}"));
            }
        };
        pack.definitions.iter().for_each(|rule| need(&rule.id, &["counted", "not counted"]));
        pack.breaches.iter().for_each(|rule| need(&rule.id, &["broken", "kept"]));
        for duty in &pack.duties {
            // A duty to which the policy gives no day can be met and can stay open; it cannot be late.
            let ways: &[&str] = if duty.has_no_day() { &["met", "open"] } else { &["met", "late"] };
            need(&duty.id, ways);
        }
        for gate in &pack.gates {
            // What is never decided can never be allowed.
            let ways: &[&str] = if gate.never { &["not allowed"] } else { &["allowed", "not allowed"] };
            need(&gate.id, ways);
        }
        pack.priorities.iter().for_each(|rule| need(&rule.id, &["adds", "does not add"]));
        pack.letters.iter().for_each(|rule| need(&format!("letter {}", rule.id), &["wanted", "not wanted"]));
        pack.suitability
            .iter()
            .for_each(|rule| need(&format!("who {}", rule.id), &["finds something", "finds nothing"]));
        pack.areas.iter().for_each(|rule| need(&format!("area {}", rule.id), &["stands out", "does not stand out"]));
    }
    assert!(lacking.is_empty(), "{} rules\n{}", lacking.len(), lacking.join("\n"));
}

trait NoDay {
    fn has_no_day(&self) -> bool;
}

impl NoDay for policy::Duty {
    fn has_no_day(&self) -> bool {
        matches!(self.due, policy::Due::NotStated | policy::Due::Every { every: None, .. })
    }
}

/// What the pack's tests show of each rule, at the instants at which they ask.
fn seen(pack: &Pack) -> BTreeMap<String, BTreeSet<&'static str>> {
    let plan = Plan::new(&[pack]);
    let base = Calendar::england_and_wales();
    let mut seen: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    let mut saw = |rule: &str, way| seen.entry(rule.to_owned()).or_default().insert(way);
    for test in &pack.tests {
        let (book, child) = history::read(&test.history).unwrap();
        let facts: [&[Fact]; 1] = [book.child(child)];
        for ask in &test.asks {
            let at = ask.as_at.end();
            let world = World::new(&book, &plan, &base, at);
            let mut evaluator = Evaluator::new(&plan, &world).weighing();
            let timeline = evaluator.timeline(&facts);
            let told = || {
                let world = World::new(&book, &plan, &base, at);
                Asked { pack, plan: &plan, book: &book, child, world }.answer(ask)
            };
            match &ask.question {
                Question::CountedBy(id) => {
                    let place = plan.definitions.iter().position(|of| of.rule.id == *id).unwrap();
                    saw(id, if timeline.counted(place, at).is_yes() { "counted" } else { "not counted" });
                }
                Question::Breaches => {
                    for (of, signal) in plan.breaches.iter().zip(&timeline.breaches) {
                        let broken = standing::signal::value_at(signal, at).is_yes();
                        saw(&of.rule.id, if broken { "broken" } else { "kept" });
                    }
                }
                Question::Priority => {
                    let pressing = standing::priority::pressing(&plan, &timeline, &facts, at, at);
                    for (place, of) in plan.priorities.iter().enumerate() {
                        let adds = pressing.factors.iter().any(|one| one.rule == place && one.value.is_yes());
                        saw(&of.rule.id, if adds { "adds" } else { "does not add" });
                    }
                }
                Question::Gate(id) => {
                    let of_it = |one: &standing::gates::Decision| plan.gates[one.gate].rule.id == *id && one.at <= at;
                    let decision = timeline.decided.iter().map(|one| one.decision.clone()).find(of_it);
                    if let Some(allowed) = decision.map(|one| one.allowed()).filter(|allowed| !allowed.is_unknown()) {
                        saw(id, if allowed.is_yes() { "allowed" } else { "not allowed" });
                    }
                }
                Question::Letters => {
                    let told = told();
                    for rule in &pack.letters {
                        let wanted = told.iter().any(|line| line.starts_with(&format!("{},", rule.id)));
                        saw(&format!("letter {}", rule.id), if wanted { "wanted" } else { "not wanted" });
                    }
                }
                Question::MayHold(_) => {
                    let told = told();
                    for rule in &pack.suitability {
                        let finds = told.iter().any(|line| line.starts_with(&format!("{}: ", rule.id)));
                        saw(&format!("who {}", rule.id), if finds { "finds something" } else { "finds nothing" });
                    }
                }
                Question::Area(id) => {
                    let out = told().iter().any(|line| line.contains(": stands out"));
                    saw(&format!("area {id}"), if out { "stands out" } else { "does not stand out" });
                }
                question => {
                    for duty in &timeline.duties {
                        let rule = &plan.duties[usize::from(duty.duty)].rule;
                        let ladder = rule.ladder.map(|ladder| plan.ladders[ladder].rule.id.clone());
                        let asked = match question {
                            Question::Duty(id) => rule.id == *id,
                            Question::Ladder(id) => ladder.as_ref() == Some(id),
                            _ => true,
                        };
                        if !asked {
                            continue;
                        }
                        match duty.state(at) {
                            DutyState::Closed(Closed::Met) => saw(&rule.id, "met"),
                            DutyState::Closed(Closed::MetLate(_) | Closed::Missed) | DutyState::Overdue => {
                                saw(&rule.id, "late")
                            }
                            DutyState::Open => saw(&rule.id, "open"),
                            _ => false,
                        };
                    }
                }
            }
        }
    }
    seen
}

/// Taking any one rule out of a pack makes the pack unreadable or one of its own tests fail.
#[test]
fn every_rule_of_every_pack_matters_to_its_own_tests() {
    // A service has no answer but its tray.
    const NOT_ASKED: [&str; 3] = ["[[clause]]", "[[test", "[[service]]"];
    let mut idle = Vec::new();
    for id in TESTED {
        let written = text(id);
        let starts: Vec<usize> = written.match_indices("\n[").map(|(at, _)| at + 1).chain([written.len()]).collect();
        let mut rules = 0;
        for pair in starts.windows(2) {
            let block = &written[pair[0]..pair[1]];
            if !block.starts_with("[[") || NOT_ASKED.iter().any(|one| block.starts_with(one)) {
                continue;
            }
            rules += 1;
            let without = format!("{}{}", &written[..pair[0]], &written[pair[1]..]);
            let Ok(pack) = read(id, &without) else { continue };
            if run(&pack).unwrap().iter().all(Answered::holds) {
                idle.push(format!("{id}: {}", block.lines().take(3).collect::<Vec<_>>().join(" ")));
            }
        }
        assert!(rules >= 2, "{id} has {rules} rules");
    }
    assert!(idle.is_empty(), "{} rules matter to no test\n{}", idle.len(), idle.join("\n"));
}
