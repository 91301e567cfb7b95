//! What is recorded of a worker: joining and leaving, absence, supervision, registration, experience, workload.
//!
//! None of it is refused for what it does to children: that a worker leaves is so, whatever becomes of the caseload, and
//! shows as what is coming (PG-02, AS-01).

use record::book::known_facts;
use record::words::{Post, Words};
use record::{Content, Fact, Kind, Subject, UnitId, WorkerId};

use crate::act::{Act, Command, What};
use crate::actor::{Actor, last_day, posts};
use crate::carrying;
use crate::house::House;
use crate::identity::against_correcting;
use crate::others::against_post;
use crate::posts::tenures;
use crate::refusal::{Ground, Refusal};
use crate::spells::tied;
use crate::{Decided, Draft, State};

/// The kinds of fact that are recorded of a worker one by one.
pub const RECORDED_OF_WORKERS: &[Kind] = &[
    Kind::WorkerJoined,
    Kind::WorkerLeft,
    Kind::Registered,
    Kind::NotRegistered,
    Kind::AbsenceStarted,
    Kind::AbsenceEnded,
    Kind::Engagement,
    Kind::SupervisionNamed,
    Kind::Accredited,
    Kind::WorkloadAdjusted,
    Kind::LoadAuthorised,
    Kind::ExperienceConfirmed,
    Kind::DutyRostered,
    Kind::DutyRosterCleared,
    Kind::PostHeld,
    Kind::PostEnded,
    Kind::WorkerDetails,
    Kind::Noted,
    Kind::Corrected,
    Kind::CarriedBack,
];

/// Those that are known beforehand: the manager sees them coming.
const BEFOREHAND: [Kind; 6] =
    [Kind::WorkerJoined, Kind::WorkerLeft, Kind::AbsenceStarted, Kind::PostHeld, Kind::PostEnded, Kind::WorkerDetails];

/// Decides what is recorded of that worker.
pub(crate) fn decide(
    worker: WorkerId,
    command: &Command,
    state: State<'_>,
    actor: &Actor,
    refs: &mut dyn FnMut() -> record::Ref,
) -> Result<Decided, Refusal> {
    let content = match command.what {
        What::Record(content) => content,
        What::Act(Act::TakeOn { .. }) => return take_on(worker, command, state, actor),
        What::Act(Act::ReviseAbsence { likely_end }) => return revise(worker, likely_end, command, state, actor),
        What::Act(_) => return Err(refused([House::NotOfWorkers])),
    };
    let mut broken: Vec<House> = Vec::new();
    let kind = content.kind();
    if !RECORDED_OF_WORKERS.contains(&kind) {
        broken.push(House::NotRecorded { kind });
    }
    match command.when.as_start() {
        None => broken.push(House::NoDate),
        Some(from) if from > state.now && !BEFOREHAND.contains(&kind) => broken.push(House::Future),
        Some(_) => {}
    }
    let held = posts(state, actor.worker, team(state, worker), state.now);
    let managing = held.shared(managers());
    match (content, command.post) {
        (Content::Corrected { replaces, reason, .. }, _) => {
            let facts = known_facts(state.book.worker(worker), state.world.known);
            broken.extend(against_correcting(replaces, reason, facts, state, actor, !managing.is_empty()));
        }
        // A post is given by whoever is above it, whatever team the worker is of.
        (Content::PostHeld { post, unit, .. }, _) => {
            broken.extend(against_post(worker, post, unit, state, actor));
        }
        (Content::PostEnded { post, unit }, _) => {
            broken.extend(against_post(worker, post, unit, state, actor));
            let own = tenures(state.book, worker, state.world.known, command.when.as_end().unwrap_or(state.now));
            if !own.iter().any(|one| (one.post, one.unit) == (post, unit) && !one.by_profession) {
                broken.push(House::PostNotHeld { post });
            }
        }
        (_, Some(post)) if !held.has(post) => broken.push(House::NotInPost { post }),
        // Whoever carries records back need not manage: business support does it for a team.
        (Content::CarriedBack { .. }, _) if !held.is_empty() => {}
        _ if managing.is_empty() => broken.push(House::NotTheirManager { worker }),
        _ => {}
    }
    if let Content::WorkerDetails { team: Some(to), .. } = content
        && posts(state, actor.worker, Some(to), state.now).shared(managers()).is_empty()
    {
        broken.push(House::NotOverUnit);
    }
    let attests = matches!(
        kind,
        Kind::SupervisionNamed
            | Kind::ExperienceConfirmed
            | Kind::Accredited
            | Kind::Registered
            | Kind::WorkloadAdjusted
            | Kind::LoadAuthorised
    );
    if attests && actor.worker == worker {
        broken.push(House::OfOneself);
    }
    let at = command.when.as_start().unwrap_or(state.now);
    match content {
        Content::SupervisionNamed { supervisor: Some(supervisor) } if supervisor == worker => {
            broken.push(House::SupervisesThemselves { worker });
        }
        Content::SupervisionNamed { supervisor: Some(supervisor) } => {
            let last = last_day(state, supervisor, at).filter(|last| last.end() < at);
            broken.extend(last.map(|last| House::Gone { worker: supervisor, last }));
        }
        Content::CarriedBack { fact, .. } => {
            broken.extend(carrying::against(fact, &[state.book.worker(worker)], state.world.known));
        }
        Content::WorkerLeft {} => {
            broken.extend(last_day(state, worker, at).map(|last| House::LeavesAlready { worker, last }));
        }
        Content::WorkloadAdjusted { percent, .. } if !(0..=100).contains(&percent) => {
            broken.push(House::Percent { percent })
        }
        Content::LoadAuthorised { percent, .. } if !(100..=500).contains(&percent) => {
            broken.push(House::Percent { percent })
        }
        _ => {}
    }
    broken.extend(crate::sensible::of_worker(worker, content, command.when, state));
    // Whoever authorises it does so in their own post, whatever is sent.
    let content = match content {
        Content::LoadAuthorised { percent, until, reason, .. } => {
            Content::LoadAuthorised { percent, until, post: command.post.or(managing.iter().last()), reason }
        }
        Content::CarriedBack { fact, .. } => Content::CarriedBack { fact, done_by: Some(actor.worker) },
        other => other,
    };
    let own: [&[Fact]; 1] = [state.book.worker(worker)];
    let content = match tied(content, &own, (state.world.known, at), refs) {
        Ok(content) => content,
        Err(house) => {
            broken.push(house);
            content
        }
    };
    if !broken.is_empty() {
        return Err(refused(broken));
    }
    let about = Subject::Worker(worker);
    let mut rests_on = vec![about, Subject::Worker(actor.worker)];
    rests_on.sort_unstable();
    rests_on.dedup();
    Ok(Decided { drafts: vec![Draft { about, when: command.when, content }], rests_on })
}

/// Says anew how long the absence that goes on, or comes next, is likely to last: the beginning stands on record again, as it
/// was and with the other end, in place of the earlier one.
fn revise(
    worker: WorkerId,
    likely_end: Option<record::Day>,
    command: &Command,
    state: State<'_>,
    actor: &Actor,
) -> Result<Decided, Refusal> {
    let mut broken: Vec<House> = Vec::new();
    if posts(state, actor.worker, team(state, worker), state.now).shared(managers()).is_empty() {
        broken.push(House::NotTheirManager { worker });
    }
    let known = || known_facts(state.book.worker(worker), state.world.known);
    let over = |of| known().any(|fact| matches!(fact.content, Content::AbsenceEnded { absence } if absence == of));
    let open = known().filter(|fact| matches!(fact.content, Content::AbsenceStarted { absence, .. } if !over(absence)));
    // The one that goes on; where none does, the next to come.
    let open: Vec<&Fact> = open.collect();
    let begun = open.iter().filter(|fact| fact.when.as_start().is_none_or(|from| from <= state.now));
    let next = || open.iter().min_by_key(|fact| fact.when.as_start());
    let open = begun.max_by_key(|fact| fact.when.as_start()).or_else(next).copied();
    let Some(Fact { id, when: since, content: Content::AbsenceStarted { absence, absence_kind, .. }, .. }) =
        open.copied()
    else {
        broken.push(House::NothingBegun { kind: Kind::AbsenceEnded });
        return Err(refused(broken));
    };
    if let Some(day) = likely_end
        && since.as_start().is_some_and(|from| day < from.day())
    {
        broken.push(House::SetsThePast { day });
    }
    if !broken.is_empty() {
        return Err(refused(broken));
    }
    let about = Subject::Worker(worker);
    let drafts = vec![
        Draft { about, when: since, content: Content::AbsenceStarted { absence, absence_kind, likely_end } },
        Draft {
            about,
            when: command.when,
            content: Content::Corrected { replaces: id, with: None, reason: command.note },
        },
    ];
    Ok(Decided { drafts, rests_on: vec![about, Subject::Worker(actor.worker)] })
}

/// Puts a worker on record who joins: who they are, and the first day.
fn take_on(worker: WorkerId, command: &Command, state: State<'_>, actor: &Actor) -> Result<Decided, Refusal> {
    let What::Act(Act::TakeOn { name, job_title, profession, team }) = command.what else {
        return Err(refused([House::NotOfWorkers]));
    };
    let mut broken: Vec<House> = Vec::new();
    if command.when.as_start().is_none() {
        broken.push(House::NoDate);
    }
    if !state.book.worker(worker).is_empty() {
        broken.push(House::OnRecord);
    }
    if posts(state, actor.worker, Some(team), state.now).shared(managers()).is_empty() {
        broken.push(House::NotOverUnit);
    }
    if !broken.is_empty() {
        return Err(refused(broken));
    }
    let about = Subject::Worker(worker);
    let profession = Some(profession);
    let details = Content::WorkerDetails { name: Some(name), job_title, profession, team: Some(team) };
    let drafts = [details, Content::WorkerJoined {}].map(|content| Draft { about, when: command.when, content });
    Ok(Decided { drafts: drafts.to_vec(), rests_on: vec![about, Subject::Worker(actor.worker)] })
}

fn refused(broken: impl IntoIterator<Item = House>) -> Refusal {
    Refusal { grounds: broken.into_iter().map(Ground::house).collect() }
}

/// The posts that answer for workers (AP-23, AP-27, AP-38); business support enters what managers say.
fn managers() -> Words<Post> {
    Words::of(&[
        Post::AssistantTeamManager,
        Post::TeamManager,
        Post::DutyTeamManager,
        Post::ServiceManager,
        Post::SeniorManager,
        Post::HeadOfService,
        Post::AssistantDirector,
        Post::DeputyDirector,
        Post::Director,
        Post::BusinessSupport,
    ])
}

/// The worker's team, by the newest word on it.
pub(crate) fn team(state: State<'_>, worker: WorkerId) -> Option<UnitId> {
    let mut details: Vec<&Fact> = known_facts(state.book.worker(worker), state.world.known)
        .filter(|fact| matches!(fact.content, Content::WorkerDetails { .. }))
        .collect();
    details.sort_by_key(|fact| fact.when.as_start());
    details.last().and_then(|fact| match fact.content {
        Content::WorkerDetails { team, .. } => team,
        _ => None,
    })
}
