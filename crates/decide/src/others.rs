//! What is recorded of units and of carers: what a unit is called and what it belongs to, who was told that it stands out, a lack
//! of capacity and what the leadership decides about it (AP-14); who a carer is, who supervises them, and what other services do
//! for them (AP-08, AS-24, AS-25).

use record::book::known_facts;
use record::words::{Post, Tri, Words};
use record::{CarerId, Content, Fact, Kind, Ref, Subject, UnitId, WorkerId};
use standing::suitability;

use crate::act::{Act, Command, What};
use crate::actor::{Actor, held, posts};
use crate::carrying;
use crate::house::House;
use crate::identity::against_correcting;
use crate::posts::{Roster, above, last_day};
use crate::refusal::{Ground, Refusal};
use crate::spells::tied;
use crate::{Decided, Draft, State};

/// The kinds of fact that are recorded of a unit one by one.
pub const RECORDED_OF_UNITS: &[Kind] = &[
    Kind::UnitDetails,
    Kind::AreaNoticeGiven,
    Kind::AreaNoticeAcknowledged,
    Kind::CapacityIssueRaised,
    Kind::CapacityIssueDecided,
    Kind::Corrected,
    Kind::CarriedBack,
];

/// The kinds of fact that are recorded of a foster carer or an adopter one by one.
pub const RECORDED_OF_CARERS: &[Kind] = &[
    Kind::CarerDetails,
    Kind::CarerSupervised,
    Kind::ServiceEntryJoined,
    Kind::ServiceEntryUpdated,
    Kind::ServiceEntryLeft,
    Kind::Signposted,
    Kind::ConsultationOffered,
    Kind::DutyAccessExplained,
    Kind::Noted,
    Kind::Corrected,
    Kind::CarriedBack,
];

/// Decides what is recorded of that unit.
pub(crate) fn of_unit(
    unit: UnitId,
    command: &Command,
    state: State<'_>,
    actor: &Actor,
    refs: &mut dyn FnMut() -> Ref,
) -> Result<Decided, Refusal> {
    if let What::Act(Act::GiveOver { to }) = command.what {
        return crate::give_over::decided(unit, to, command, state, actor);
    }
    let (content, mut broken) = recorded(command, state, RECORDED_OF_UNITS)?;
    let is_new = state.book.unit(unit).is_empty();
    let mine = posts(state, actor.worker, Some(unit), state.now);
    let done_by = Some(actor.worker);
    let mut content = content;
    match content {
        Content::UnitDetails { parent, .. } => {
            let over = |of: Option<UnitId>| !posts(state, actor.worker, of, state.now).shared(organisers()).is_empty();
            // Whoever moves a unit answers for where it was and for where it goes.
            let goes = parent.is_none_or(|parent| over(Some(parent)));
            if !goes || (!is_new && !over(Some(unit))) || (parent.is_none() && is_new && !over(None)) {
                broken.push(House::NotOverUnit);
            }
            if parent.is_some_and(|parent| state.world.units.belongs_to(parent, unit)) {
                broken.push(House::BelongsToItself);
            }
        }
        _ if is_new => broken.push(House::NobodysAct),
        Content::Corrected { replaces, reason, .. } => {
            let facts = known_facts(state.book.unit(unit), state.world.known);
            let manages = !mine.shared(organisers()).is_empty();
            broken.extend(against_correcting(replaces, reason, facts, state, actor, manages));
        }
        Content::AreaNoticeGiven { rule, to, .. } => {
            if mine.is_empty() {
                broken.push(House::NotOverUnit);
            }
            content = Content::AreaNoticeGiven { rule, to, done_by };
        }
        Content::AreaNoticeAcknowledged { rule, to, .. } => {
            if !answers(to, unit, state, actor) {
                broken.push(House::NotTheirsToAcknowledge { post: to });
            }
            content = Content::AreaNoticeAcknowledged { rule, to, done_by };
        }
        Content::CarriedBack { .. } if mine.is_empty() => broken.push(House::NotOverUnit),
        Content::CapacityIssueRaised { issue, what, evidence, .. } => {
            content = Content::CapacityIssueRaised { issue, what, evidence, done_by };
        }
        Content::CapacityIssueDecided { issue, decision, on_risk_register, over, .. } => {
            let deciding = mine.shared(leadership());
            if deciding.is_empty() {
                broken.push(House::NotLeadership);
            }
            broken.extend(against_issue(issue, state.book.unit(unit), state));
            let post = command.post.or(deciding.iter().last());
            content = Content::CapacityIssueDecided { issue, decision, on_risk_register, over, post, done_by };
        }
        _ => {}
    }
    if let Some(post) = command.post
        && !mine.has(post)
    {
        broken.push(House::NotInPost { post });
    }
    made(Subject::Unit(unit), content, broken, command, state, actor, refs)
}

/// Decides what is recorded of that carer.
pub(crate) fn of_carer(
    carer: CarerId,
    command: &Command,
    state: State<'_>,
    actor: &Actor,
    refs: &mut dyn FnMut() -> Ref,
) -> Result<Decided, Refusal> {
    if let What::Act(act) = command.what {
        return oversee(carer, &act, command, state, actor, refs);
    }
    let (content, mut broken) = recorded(command, state, RECORDED_OF_CARERS)?;
    let about = Subject::Carer(carer);
    let facts = state.book.about(about);
    if facts.is_empty() && content.kind() != Kind::CarerDetails {
        broken.push(House::NobodysAct);
    }
    let team = match content {
        Content::CarerDetails { team, .. } if facts.is_empty() => team,
        _ => team_of_carer(facts, state),
    };
    let mine = posts(state, actor.worker, team, state.now);
    match command.post {
        Some(post) if !mine.has(post) => broken.push(House::NotInPost { post }),
        _ if mine.is_empty() => broken.push(House::NotTheirCarer),
        _ => {}
    }
    if let Content::Corrected { replaces, reason, .. } = content {
        let manages = !mine.shared(crate::whose::managers()).is_empty();
        broken.extend(against_correcting(
            replaces,
            reason,
            known_facts(facts, state.world.known),
            state,
            actor,
            manages,
        ));
    }
    if let Content::CarerSupervised { worker: Some(worker) } = content {
        let at = command.when.as_start().unwrap_or(state.now);
        let known = suitability::Known::of(state.book, worker, at, state.world.known);
        if known.is_social_worker() == Tri::No {
            broken.push(House::NoSocialWorker { worker });
        }
        let last = last_day(state.book, worker, state.world.known, at).filter(|last| last.end() < at);
        broken.extend(last.map(|last| House::Gone { worker, last }));
    }
    made(about, content, broken, command, state, actor, refs)
}

/// Records an oversight of that carer: by a manager of the team, or of the service, that answers for them (AS-23, AS-25).
fn oversee(
    carer: CarerId,
    act: &Act,
    command: &Command,
    state: State<'_>,
    actor: &Actor,
    refs: &mut dyn FnMut() -> Ref,
) -> Result<Decided, Refusal> {
    let Some(oversight) = crate::oversight::of_carer(act) else { return Err(refused([House::NotOfWorkers])) };
    let about = Subject::Carer(carer);
    let facts = state.book.about(about);
    let mut broken = Vec::new();
    match command.when.as_start() {
        None => broken.push(House::NoDate),
        Some(from) if from > state.now => broken.push(House::Future),
        Some(_) => {}
    }
    if facts.is_empty() {
        broken.push(House::NobodysAct);
    }
    let mine = posts(state, actor.worker, team_of_carer(facts, state), state.now);
    let overseeing = mine.shared(crate::whose::overseers());
    if let Some(post) = command.post.filter(|post| !mine.has(*post)) {
        broken.push(House::NotInPost { post });
    }
    if overseeing.is_empty() {
        broken.push(House::ForManagers { clause: "AS-25" });
    }
    broken.extend(crate::oversight::against(&oversight, state.now.day()));
    if !broken.is_empty() {
        return Err(refused(broken));
    }
    // AS-25 asks the team manager for it: of several posts that is the one, where nothing else is said.
    let as_manager = overseeing.has(Post::TeamManager).then_some(Post::TeamManager);
    let post = command.post.or(as_manager).or(overseeing.iter().last());
    let made = crate::oversight::made(&oversight, actor.worker, post, refs);
    let drafts = made.into_iter().map(|content| Draft { about, when: command.when, content }).collect();
    Ok(Decided { drafts, rests_on: vec![about, Subject::Worker(actor.worker)] })
}

/// What is to be recorded, and what the house holds against it whoever records it.
fn recorded(command: &Command, state: State<'_>, kinds: &[Kind]) -> Result<(Content, Vec<House>), Refusal> {
    let What::Record(content) = command.what else { return Err(refused([House::NotOfWorkers])) };
    let mut broken = Vec::new();
    let kind = content.kind();
    if !kinds.contains(&kind) {
        broken.push(House::NotRecorded { kind });
    }
    match command.when.as_start() {
        None => broken.push(House::NoDate),
        Some(from) if from > state.now => broken.push(House::Future),
        Some(_) => {}
    }
    Ok((content, broken))
}

fn made(
    about: Subject,
    content: Content,
    mut broken: Vec<House>,
    command: &Command,
    state: State<'_>,
    actor: &Actor,
    refs: &mut dyn FnMut() -> Ref,
) -> Result<Decided, Refusal> {
    let own: [&[Fact]; 1] = [state.book.about(about)];
    let at = command.when.as_start().unwrap_or(state.now);
    let content = match content {
        Content::CarriedBack { fact, .. } => {
            broken.extend(carrying::against(fact, &own, state.world.known));
            Content::CarriedBack { fact, done_by: Some(actor.worker) }
        }
        other => other,
    };
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
    let rests_on = vec![about, Subject::Worker(actor.worker)];
    Ok(Decided { drafts: vec![Draft { about, when: command.when, content }], rests_on })
}

pub(crate) fn refused(broken: impl IntoIterator<Item = House>) -> Refusal {
    Refusal { grounds: broken.into_iter().map(Ground::house).collect() }
}

/// Whether the actor answers for that post of the unit: holds it, stands in, has it fallen to them, or holds one above.
fn answers(post: Post, unit: UnitId, state: State<'_>, actor: &Actor) -> bool {
    let mine = posts(state, actor.worker, Some(unit), state.now);
    std::iter::successors(Some(post), |post| above(*post)).any(|post| mine.has(post)) || {
        let roster = Roster::read(state.book, state.world, state.world.known, state.now);
        roster.answer(post, Some(unit)).of(actor.worker).is_some()
    }
}

/// What stands against deciding about that issue of the unit.
fn against_issue(issue: Ref, facts: &[Fact], state: State<'_>) -> Option<House> {
    let known = || known_facts(facts, state.world.known);
    let raised =
        known().any(|fact| matches!(fact.content, Content::CapacityIssueRaised { issue: of, .. } if of == issue));
    let over = known().any(|fact| {
        matches!(fact.content, Content::CapacityIssueDecided { issue: of, over, .. } if of == issue && over == Tri::Yes)
    });
    match (raised, over) {
        (false, _) => Some(House::NoSuchIssue),
        (true, true) => Some(House::IssueOver),
        (true, false) => None,
    }
}

pub(crate) fn team_of_carer(facts: &[Fact], state: State<'_>) -> Option<UnitId> {
    let mut details: Vec<&Fact> = known_facts(facts, state.world.known)
        .filter(|fact| matches!(fact.content, Content::CarerDetails { .. }))
        .collect();
    details.sort_by_key(|fact| fact.when.as_start());
    // What is left out stays as it was.
    details.iter().rev().find_map(|fact| match fact.content {
        Content::CarerDetails { team, .. } => team,
        _ => None,
    })
}

/// What stands against that actor's giving, or ending, that post of the worker for that unit: whoever holds a post above it, for
/// the same units or for more, and nobody of themselves.
pub(crate) fn against_post(
    worker: WorkerId,
    post: Post,
    unit: Option<UnitId>,
    state: State<'_>,
    actor: &Actor,
) -> Option<House> {
    if actor.worker == worker {
        return Some(House::OwnPost);
    }
    let mine = held(state.book, state.world.known, actor.worker, state.now);
    let covers = |of: Option<UnitId>| match (of, unit) {
        (None, _) => true,
        (Some(of), Some(unit)) => state.world.units.belongs_to(unit, of),
        (Some(_), None) => false,
    };
    let ranks: Vec<Post> = std::iter::successors(above(post), |post| above(*post)).collect();
    let may = mine.iter().any(|(own, of)| ranks.contains(own) && covers(*of));
    (!may).then_some(House::NotYoursToGive { post })
}

/// The posts that say what units there are.
pub(crate) fn organisers() -> Words<Post> {
    Words::of(&[
        Post::ServiceManager,
        Post::SeniorManager,
        Post::HeadOfService,
        Post::AssistantDirector,
        Post::DeputyDirector,
        Post::Director,
        Post::BusinessSupport,
    ])
}

/// The leadership team (AP-14).
fn leadership() -> Words<Post> {
    Words::of(&[Post::AssistantDirector, Post::DeputyDirector, Post::Director])
}
