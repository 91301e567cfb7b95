//! What the policies hold against a command.

use policy::Need;
use record::words::Role;
use record::{Tri, WorkerId};
use standing::gates::{Decision, StepState};
use standing::suitability::{Candidate, ComesWith, Finding, Known, lacking};
use standing::{Because, Timeline};

use crate::Draft;
use crate::act::{Act, Command, What};
use crate::case::{Case, has_begun};
use crate::first;
use crate::refusal::{Ground, Why};

/// The grounds of the policies that govern the child's team: on the facts that the command would make.
pub(crate) fn against(command: &Command, case: &Case<'_>, drafts: &[Draft]) -> Vec<Ground> {
    let mut found: Vec<Ground> = Vec::new();
    if let Some(candidate) = candidate(command, case) {
        let mut lacks = lacks(case, &candidate);
        // Of whoever may not have it at all nothing that could be recorded would help.
        if lacks.iter().any(|one| one.lacking.has(Need::Refused)) {
            lacks.iter_mut().for_each(|one| one.lacking = one.lacking.with(Need::Refused));
        }
        found.extend(lacks.into_iter().map(unsuitable));
        let is_offered = matches!(command.what, What::Act(Act::Offer { .. }));
        found.extend(too_much(case, candidate.worker, candidate.part, is_offered));
    }
    let own = case.as_facts(drafts);
    let mut lists = case.facts.clone();
    let before: usize = lists.iter().map(|list| list.len()).sum();
    lists.push(&own);
    let mut evaluator = case.evaluator.borrow_mut();
    let after = evaluator.timeline(&lists);
    let plan = case.state.plan;
    let is_new = |decision: &Decision| {
        matches!(decision.because, Because::Child(place) if place as usize >= before)
            && (case.state.asks)(plan.gates[decision.gate].pack)
    };
    for decision in after.decided.iter().map(|one| &one.decision).filter(|decision| is_new(decision)) {
        found.extend(against_decision(decision, case));
    }
    if decides(command) {
        found.extend(begun(case, &after).map(|breach| Ground { why: Why::Breach { breach } }));
    }
    found
}

fn unsuitable(Finding { rule, lacking, not_known }: Finding) -> Ground {
    Ground { why: Why::Unsuitable { rule, lacking, not_known } }
}

/// What the policies find lacking in the candidate for the child.
fn lacks(case: &Case<'_>, candidate: &Candidate) -> Vec<Finding> {
    let read = |worker: WorkerId| Known::of(case.state.book, worker, case.at, case.state.world.known);
    let lead = candidate.lead.filter(|lead| *lead != candidate.worker).map(|lead| read(lead).is_social_worker());
    let comes = ComesWith { part: candidate.part, lead, support_named: candidate.support_named };
    lacking(case.state.plan, case.asked(), &read(candidate.worker), &comes)
}

/// The limits of the policies that govern the worker's own team, beyond which that part would take their load for certain.
fn too_much(case: &Case<'_>, worker: WorkerId, part: Role, is_offered: bool) -> Vec<Ground> {
    let Some(weigher) = &case.weigher else { return Vec::new() };
    let plan = case.state.plan;
    let asked = |rule: &usize| {
        let of = &plan.workloads[*rule];
        of.rule.forbids_at.is_some() && (case.state.asks)(of.pack)
    };
    let rules = weigher.rules_for(worker).into_iter().filter(asked);
    let beyond = rules.filter_map(|workload| {
        // Whoever offers counts on every other offer being taken: else two could offer the last space.
        let load = |with| match is_offered {
            true => weigher.load_if_offers_are_taken(workload, worker, with),
            false => weigher.load(workload, worker, with),
        };
        let after = load(Some((case.child, part)));
        // What weighs nothing takes nobody beyond a limit.
        let weighs = || after.sum != load(None).sum;
        let is_beyond = after.beyond == Some(Tri::Yes) && weighs();
        let with_offers = is_offered && after.sum != weigher.load(workload, worker, Some((case.child, part))).sum;
        let percent = after.percent_rounded_up();
        is_beyond.then_some(Ground { why: Why::TooMuch { workload, worker, percent, with_offers } })
    });
    beyond.collect()
}

/// Whoever the command would have hold the child.
fn candidate(command: &Command, case: &Case<'_>) -> Option<Candidate> {
    let What::Act(act) = command.what else { return None };
    let (worker, part, support_named): (WorkerId, Role, bool) = match act {
        Act::Offer { worker, part, supported_by, .. } => (worker, part, supported_by.is_some()),
        Act::Accept { involvement } => {
            let one = case.involvement(involvement)?;
            (one.worker?, one.role, case.is_supported(involvement))
        }
        _ => return None,
    };
    // To be offered a part beside somebody who was offered the lead is enough; to take it, the lead has to have been taken.
    let accepts = matches!(act, Act::Accept { .. });
    let leads = |one: &&standing::timeline::Involved| one.role == Role::Lead && (has_begun(one) || !accepts);
    let others = case.ongoing().filter(leads).filter(|one| one.worker.is_some_and(|lead| lead != worker));
    let lead = others.min_by_key(|one| first::order(case.state.book, case.state.world.known, case.at, one));
    // Whoever takes the lead has nobody who leads beside them.
    let lead = lead.and_then(|one| one.worker).filter(|_| part != Role::Lead);
    Some(Candidate { worker, part, lead, support_named })
}

/// What a gate holds against a decision that is about to be taken.
fn against_decision(decision: &Decision, case: &Case<'_>) -> Vec<Ground> {
    let gate = decision.gate;
    let mut found: Vec<Why> = Vec::new();
    if decision.forbidden {
        found.push(Why::Forbidden { gate });
    }
    if !decision.may.is_yes() {
        found.push(Why::NotTheirs { gate, held: case.posts });
    }
    if !decision.reasoned.is_yes() {
        found.push(Why::Reason { gate });
    }
    let lacks = |state: &StepState| !matches!(state, StepState::Done(_) | StepState::NotAsked);
    let steps = decision.steps.iter().enumerate().filter(|(_, state)| lacks(state));
    // What is forbidden is not made possible by its steps.
    if !decision.forbidden {
        found.extend(steps.map(|(step, state)| Why::Step { gate, step, state: state.clone() }));
    }
    found.into_iter().map(|why| Ground { why }).collect()
}

/// Whether the act decides something, and does not only record what is so: what is so is recorded, and its breach shown.
const fn decides(command: &Command) -> bool {
    matches!(command.what, What::Act(act) if !matches!(act, Act::AskForRoom { .. } | Act::Oversee { .. } | Act::Decline { .. } | Act::Register { .. }))
}

/// The breaches that hold with the command and do not without, for certain: at its instant, or at one that has passed since where it
/// is put on an earlier day. What a gate says is said step by step.
fn begun<'c>(case: &'c Case<'_>, after: &'c Timeline) -> impl Iterator<Item = usize> + 'c {
    // The command is on record from its instant on; one that ends something at that instant is so from the next second.
    let instants = move |breach: usize| {
        // Where the breach would begin, and where without the command it ended.
        let of = |timeline: &'c Timeline| timeline.breaches[breach].iter().map(|step| step.from);
        let later = of(after).chain(of(&case.timeline));
        let later = later.filter(|from| *from > case.at && *from <= case.state.now);
        [case.at, case.at.plus_seconds(1)].into_iter().chain(later)
    };
    let plan = case.state.plan;
    (0..plan.breaches.len()).filter(move |breach| {
        plan.gate_of(*breach).is_none()
            && (case.state.asks)(plan.breaches[*breach].pack)
            && instants(*breach).any(|at| {
                let was = case.timeline.would_be_broken(*breach, at);
                was != Tri::Yes && after.would_be_broken(*breach, at) == Tri::Yes
            })
    })
}
