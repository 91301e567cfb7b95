//! Random acts, sensible and not, one after the other: what must hold whatever anybody tries.
//!
//! `PROPTEST_CASES` says how many sequences, `SEED` which; a failure tells the shortest story that breaks something, with
//! every command and its answer.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod commands;
mod holds;
#[path = "../all/scene/mod.rs"]
mod scene;
mod town;
mod tries;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use decide::{Act, ActKind, Actor, Command, Possible, What};
use holds::{Broken, broken};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use record::kinds::About;
use record::{ChildId, Subject, UnitId, When};
use standing::signal::value_at;

use commands::Sent;
use town::{PLANS, POLICIES, Town};
use tries::{Try, sequence};

/// How often each act, or record, was accepted and refused.
type Table = BTreeMap<String, [u32; 2]>;
/// What is broken, and how.
type AllBroken = BTreeMap<(ChildId, Broken), String>;

#[test]
fn nothing_that_anybody_tries_breaks_the_record() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let cases = number("PROPTEST_CASES").unwrap_or(300);
    let mut seed = [7; 32];
    seed[..4].copy_from_slice(&number("SEED").unwrap_or(1).to_be_bytes());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 800, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let table = RefCell::new(Table::new());
    let run = runner.run(&(0..POLICIES.len(), sequence()), |(policies, tries)| {
        let mut story = format!("under {:?}:\n", POLICIES[policies]);
        play(policies, &tries, &mut story, &mut table.borrow_mut())
            .map_err(|wrong| TestCaseError::fail(format!("{wrong}\n{story}")))
    });
    // The story says it all.
    match run {
        Err(TestError::Fail(story, _)) => panic!("{story}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
        Ok(()) => {}
    }
    let mut blind = Vec::new();
    for (name, [accepted, refused]) in table.borrow().iter() {
        println!("{name:32} {accepted:6} of {:6}, {:3} %", accepted + refused, 100 * accepted / (accepted + refused));
        if *accepted == 0 || *refused == 0 {
            blind.push(name.clone());
        }
    }
    let untried = |kind: &&ActKind| !table.borrow().contains_key(kind.name());
    let of_cases = |kind: &&ActKind| matches!(kind.about(), About::Child | About::Worker | About::Unit);
    blind.extend(ActKind::ALL.iter().filter(of_cases).filter(untried).map(|kind| kind.name().to_owned()));
    blind.retain(|name| !ALWAYS_ONE.contains(&name.as_str()));
    assert!(blind.is_empty(), "never accepted, or never refused: {blind:?}");
}

/// What no act of its own records is refused to everybody.
const ALWAYS_ONE: [&str; 1] = ["case_closed"];

/// Plays a sequence; what is wrong, where something is.
fn play(policies: usize, tries: &[Try], story: &mut String, table: &mut Table) -> Result<(), String> {
    let mut town = Town::new(&PLANS[policies]);
    let mut before = broken(&town);
    for one in tries {
        town.now = town.now.plus_seconds(i64::from(one.minutes) * 60);
        let (now, length) = (town.now, town.book.len());
        match town.sent(one) {
            Sent::Happens(about, content) => {
                writeln!(story, "  {now} of child {}: {:?}", one.child % town.children.len(), one.what).unwrap();
                town.happens(about, When::At(now), content);
                let after = broken(&town);
                newly(&before, &after, |broken| !broken.may_happen())?;
                before = after;
            }
            Sent::Command(who, mut command) => {
                command.when = commands::dated(one, command.when, now);
                let name = match command.what {
                    What::Act(act) => act.kind().name(),
                    What::Record(content) => content.kind().name(),
                };
                let child = one.child % town.children.len();
                let done = give(&mut town, &who, &command);
                let answer = match &done {
                    Ok(Ok(())) => "done".to_owned(),
                    Ok(Err(grounds)) => format!("refused: {grounds:?}"),
                    Err(_) => "done, and wrong".to_owned(),
                };
                let when = command.when;
                writeln!(story, "  {now} {who}, of child {child}, {when:?}: {:?}: {answer}", one.what).unwrap();
                let done = done?;
                table.entry(name.to_owned()).or_default()[usize::from(done.is_err())] += 1;
                if done.is_err() && town.book.len() != length {
                    return Err("refused, and something was written".to_owned());
                }
                let after = broken(&town);
                newly(&before, &after, |_| true)?;
                before = after;
            }
        }
    }
    as_read_anew(&town)
}

/// What was not broken before, and is.
fn newly(before: &AllBroken, after: &AllBroken, asked: impl Fn(Broken) -> bool) -> Result<(), String> {
    let mut new =
        after.iter().filter(|((child, broken), _)| asked(*broken) && !before.contains_key(&(*child, *broken)));
    new.next().map_or(Ok(()), |((child, broken), says)| Err(format!("{broken:?} of {child:?}: {says}")))
}

/// Gives the command, and holds its answer against everything that is said of it; the grounds, where it is refused.
fn give(town: &mut Town, who: &str, command: &Command) -> Result<Result<(), Vec<String>>, String> {
    let answer = town.ask(who, command);
    if answer != town.ask(who, command) {
        return Err("asked twice, it is answered otherwise".to_owned());
    }
    as_possible(town, who, command, &answer)?;
    let decided = match answer {
        Ok(decided) => decided,
        Err(refusal) => {
            let plan = town.board.plan();
            let told = refusal.grounds.iter().map(|ground| ground.told(plan, &town.book.names));
            return Ok(Err(told.map(|told| format!("{}: {}", told.rule, told.clauses.join(", "))).collect()));
        }
    };
    let never = unprotected(town, command);
    let owned = owners(town);
    town.write(who, &decided.drafts);
    if let (Subject::Child(child), What::Act(Act::Register { .. })) = (command.about, command.what) {
        town.children.push(child);
    }
    // No decision leaves a child without a worker whom a policy never leaves so: only what happens does.
    if let Some(rule) = unprotected(town, command).into_iter().find(|rule| !never.contains(rule)) {
        return Err(format!("{rule} is broken by a decision"));
    }
    let may_move = matches!(command.what, What::Act(Act::SignTransfer { .. } | Act::GiveOver { .. }));
    if let Some((child, ..)) = owned.iter().find(|(child, team)| !may_move && owner(town, *child) != Some(*team)) {
        return Err(format!("{child:?} came to another team without a transfer"));
    }
    if once(command) && town.ask(who, command).is_ok() {
        return Err("sent again, it is done again".to_owned());
    }
    Ok(Ok(()))
}

/// Every open child, and whose it is.
fn owners(town: &Town) -> Vec<(ChildId, UnitId)> {
    let open =
        |child: &ChildId| town.timeline(*child).is_some_and(|timeline| value_at(&timeline.open, town.now).is_yes());
    let children = town.children.iter().copied().filter(open);
    children.filter_map(|child| Some((child, owner(town, child)?))).collect()
}

/// The team that has the child's case.
fn owner(town: &Town, child: ChildId) -> Option<UnitId> {
    town.timeline(child)?.team_at(town.now)
}

/// The rules about who is never without a worker that are broken at present of the child about whom a decision is.
fn unprotected(town: &Town, command: &Command) -> Vec<String> {
    let (Subject::Child(child), What::Act(_)) = (command.about, command.what) else { return Vec::new() };
    let Some(timeline) = town.timeline(child) else { return Vec::new() };
    let plan = town.board.plan();
    let cited =
        |place: &usize| plan.breaches[*place].rule.cites.0.iter().any(|cited| cited == "AS-01" || cited == "AP-29");
    let after = town.now.plus_seconds(1);
    let holds = |place: &usize| value_at(&timeline.breaches[*place], after).is_yes();
    let places = (0..plan.breaches.len()).filter(|place| plan.gate_of(*place).is_none()).filter(cited).filter(holds);
    places.map(|place| plan.breaches[place].rule.id.clone()).collect()
}

/// Whether it is an act that nobody can do twice, whatever key it is sent with.
fn once(command: &Command) -> bool {
    let What::Act(act) = command.what else { return false };
    // What is put on a day without a time may lie before what undid it on that day.
    let is_undone = matches!(act.kind(), ActKind::Offer | ActKind::PutOnDuty | ActKind::TakeOffDuty);
    let is_plain = !is_undone || matches!(command.when, When::At(_));
    is_plain
        && matches!(
            act.kind(),
            ActKind::Offer
                | ActKind::Accept
                | ActKind::Decline
                | ActKind::Withdraw
                | ActKind::End
                | ActKind::PutOnDuty
                | ActKind::TakeOffDuty
                | ActKind::Close
                | ActKind::Register
                | ActKind::TakeOn
        )
}

/// What is said to be impossible is refused; and where an act can be said in one way only, what is said to be possible is done.
fn as_possible(
    town: &Town,
    who: &str,
    command: &Command,
    answer: &Result<decide::Decided, decide::Refusal>,
) -> Result<(), String> {
    let (Subject::Child(child), What::Act(act)) = (command.about, command.what) else { return Ok(()) };
    if command.when != When::At(town.now) || town.timeline(child).is_none() {
        return Ok(());
    }
    let actor = Actor { worker: town.worker(who) };
    let Some(possible) = Possible::of(child, town.state(), &actor) else { return Ok(()) };
    let (against, one_way) = match act {
        Act::Accept { involvement } | Act::Decline { involvement } | Act::Withdraw { involvement } => {
            (possible.against_one(act.kind(), involvement), true)
        }
        Act::End { involvement, .. } => (possible.against_one(act.kind(), involvement), false),
        Act::Register { .. } => return Ok(()),
        _ if answer.is_err() && !matches!(act, Act::TakeOffDuty {} | Act::Close { referral: None }) => return Ok(()),
        _ => (possible.against(act.kind()), matches!(act, Act::TakeOffDuty {} | Act::Close { referral: None })),
    };
    let told =
        || against.iter().map(|ground| ground.told(town.board.plan(), &town.book.names).says).collect::<Vec<_>>();
    match answer {
        Ok(_) if !against.is_empty() => Err(format!("done, and said to be impossible: {:?}", told())),
        Err(refusal) if one_way && against.is_empty() => Err(format!("refused, and said to be possible: {refusal:?}")),
        _ => Ok(()),
    }
}

/// The board that took each fact in says what a fresh reading says.
fn as_read_anew(town: &Town) -> Result<(), String> {
    let anew = town.read_anew();
    for entry in town.board.iter() {
        let (old, new) = (&entry.timeline, &anew.get(entry.child).unwrap().timeline);
        let same = (&old.holding, &old.teams, &old.counts, &old.breaches, &old.duties)
            == (&new.holding, &new.teams, &new.counts, &new.breaches, &new.duties);
        if !same {
            return Err(format!("{:?} is otherwise when read anew", entry.child));
        }
    }
    Ok(())
}
