//! An exception that whoever acts makes with an act: where a policy lets one of their posts make it, with the reason, in that post's
//! authority, and until a day. It stands on record beside what was done because of it.

use record::words::{Post, Words};
use record::{Content, Subject};

use crate::act::{Command, Exception};
use crate::actor::posts;
use crate::case::Case;
use crate::house::House;
use crate::refusal::{Ground, Why};
use crate::staff::team;
use crate::{Draft, State};

/// The highest of the posts that the actor holds, and in which a policy lets them make an exception from that ground; nothing
/// where it lets nobody, or others.
pub fn authority(ground: &Ground, command: &Command, state: State<'_>, actor: &crate::Actor) -> Option<Post> {
    let plan = state.plan;
    let (may, unit) = match ground.why {
        Why::Breach { breach } => {
            let Subject::Child(child) = command.about else { return None };
            let entry = state.board.and_then(|board| board.get(child));
            let team = entry.and_then(|entry| entry.timeline.team_at(state.now));
            (by(&plan.breaches[breach].rule.exceptions), team)
        }
        // Nobody gives themselves more than a full load (AP-05), and what has no measure cannot be authorised.
        Why::TooMuch { worker, percent: Some(percent), workload, .. } if worker != actor.worker && percent <= MOST => {
            (by(&plan.workloads[workload].rule.exceptions), team(state, worker))
        }
        _ => return None,
    };
    let held = posts(state, actor.worker, unit, state.now).shared(may);
    match command.post {
        Some(post) => held.has(post).then_some(post),
        None => held.iter().last(),
    }
}

/// The largest load, in percent of a full one, that can be authorised (AP-26).
const MOST: u64 = 500;

fn by(exceptions: &[policy::Exception]) -> Words<Post> {
    exceptions.iter().fold(Words::NONE, |all, one| all.joined(one.by))
}

/// Takes out of the grounds those from which the actor makes an exception, and gives the facts that say so.
pub(crate) fn made(exception: Exception, grounds: &mut Vec<Ground>, command: &Command, case: &Case<'_>) -> Vec<Draft> {
    let Exception { reason, until } = exception;
    if until < case.state.now.day() {
        grounds.push(Ground::house(House::ExceptionOver { until }));
        return Vec::new();
    }
    let plan = case.state.plan;
    let mut drafts = Vec::new();
    let mut draft = |about: Subject, content: Content| drafts.push(Draft { about, when: command.when, content });
    grounds.retain(|ground| {
        let Some(post) = authority(ground, command, case.state, &case.actor) else { return true };
        let (until, reason, post) = (Some(until), Some(reason), Some(post));
        match ground.why {
            Why::Breach { breach } => {
                let of = &plan.breaches[breach];
                let rule = record::Ref::of_rule(&plan.packs[of.pack].id, &of.rule.id);
                draft(Subject::Child(case.child), Content::ExceptionGranted { rule, post, until, reason });
            }
            Why::TooMuch { worker, percent: Some(percent), .. } => {
                let percent = i32::try_from(percent).unwrap_or(i32::MAX);
                draft(Subject::Worker(worker), Content::LoadAuthorised { percent, until, post, reason });
            }
            _ => return true,
        }
        false
    });
    if drafts.is_empty() && grounds.is_empty() {
        grounds.push(Ground::house(House::NothingToExcept));
    }
    drafts
}
