//! A team gives everything that it owns to another: as teams are merged. What is split off goes child by child, with the kind of
//! fact that this makes of each of them.

use record::book::known_facts;
use record::words::UnitLevel;
use record::{Content, Day, Fact, Subject, Tri, UnitId, When, WorkerId};
use standing::signal::value_at;

use crate::act::Command;
use crate::actor::{Actor, posts};
use crate::house::House;
use crate::others::{organisers, refused, team_of_carer};
use crate::posts::tenures;
use crate::refusal::Refusal;
use crate::staff::team;
use crate::{Decided, Draft, State};

/// Decides that the unit gives what it owns to the other: whoever orders it answers for both (AP-16).
pub(crate) fn decided(
    from: UnitId,
    to: UnitId,
    command: &Command,
    state: State<'_>,
    actor: &Actor,
) -> Result<Decided, Refusal> {
    let mut broken = Vec::new();
    match command.when.as_start() {
        None => broken.push(House::NoDate),
        Some(at) if at > state.now => broken.push(House::Future),
        Some(_) => {}
    }
    let over = |of: UnitId| !posts(state, actor.worker, Some(of), state.now).shared(organisers()).is_empty();
    if !over(from) || !over(to) {
        broken.push(House::NotOverUnit);
    }
    if from == to {
        broken.push(House::OwnTeam);
    }
    if [from, to].iter().any(|unit| state.world.units.level(*unit) != Some(UnitLevel::Team)) {
        broken.push(House::NoTeam);
    }
    if !broken.is_empty() {
        return Err(refused(broken));
    }
    let draft = |about: Subject, content: Content| Draft { about, when: command.when, content };
    let mut drafts = children(from, to, state, &draft);
    for worker in state.book.worker_ids() {
        let about = Subject::Worker(worker);
        drafts.extend(of_worker(worker, (from, to), state).into_iter().map(|content| draft(about, content)));
        drafts.extend(of_rota(worker, (from, to), command.when, state));
    }
    for carer in state.book.carer_ids() {
        let about = Subject::Carer(carer);
        if team_of_carer(state.book.about(about), state) == Some(from) {
            drafts.push(draft(about, Content::CarerDetails { name: None, carer_kind: None, team: Some(to) }));
        }
    }
    let mut rests_on: Vec<Subject> = drafts.iter().map(|draft| draft.about).collect();
    rests_on.extend([Subject::Unit(from), Subject::Unit(to), Subject::Worker(actor.worker)]);
    rests_on.sort_unstable();
    rests_on.dedup();
    Ok(Decided { drafts, rests_on })
}

/// The children whom the unit owns, open or perhaps.
fn children(from: UnitId, to: UnitId, state: State<'_>, draft: &dyn Fn(Subject, Content) -> Draft) -> Vec<Draft> {
    let Some(board) = state.board else { return Vec::new() };
    let owned = board.iter().filter(|entry| {
        entry.timeline.team_at(state.now) == Some(from) && value_at(&entry.timeline.open, state.now) != Tri::No
    });
    owned.map(|entry| draft(Subject::Child(entry.child), Content::TeamChanged { team: to })).collect()
}

/// What is said of a worker: of which team they are, and the posts that they hold for it.
fn of_worker(worker: WorkerId, (from, to): (UnitId, UnitId), state: State<'_>) -> Vec<Content> {
    let mut said = Vec::new();
    let facts = || known_facts(state.book.worker(worker), state.world.known);
    if team(state, worker) == Some(from) {
        let details = facts().filter(|fact| matches!(fact.content, Content::WorkerDetails { .. }));
        let newest: Option<&Fact> = details.max_by_key(|fact| (fact.when.as_start(), fact.recorded));
        if let Some(Content::WorkerDetails { name, job_title, profession, .. }) = newest.map(|fact| fact.content) {
            said.push(Content::WorkerDetails { name, job_title, profession, team: Some(to) });
        }
    }
    let held = tenures(state.book, worker, state.world.known, state.now);
    for one in held.iter().filter(|one| one.unit == Some(from) && !one.by_profession) {
        said.push(Content::PostEnded { post: one.post, unit: Some(from) });
        said.push(Content::PostHeld { post: one.post, unit: Some(to), until: one.until, stands_in: one.stands_in });
    }
    said
}

/// The days of the team's rota to come on which the worker is, handed on. A turn that was put on record as of later than the giving
/// over is handed on as of then: what is said of it afterwards is what holds.
fn of_rota(worker: WorkerId, (from, to): (UnitId, UnitId), when: When, state: State<'_>) -> Vec<Draft> {
    let about = Subject::Worker(worker);
    let mut turns: Vec<&Fact> = known_facts(state.book.worker(worker), state.world.known)
        .filter(|fact| matches!(fact.content, Content::DutyRostered { .. } | Content::DutyRosterCleared { .. }))
        .collect();
    turns.sort_by_key(|fact| (fact.when.as_start(), fact.recorded));
    let mut days: Vec<(Day, When)> = Vec::new();
    for fact in turns {
        match fact.content {
            Content::DutyRostered { team, on } if team == from && on >= state.now.day() => days.push((on, fact.when)),
            Content::DutyRosterCleared { team, on } if team == from => days.retain(|(day, _)| *day != on),
            _ => {}
        }
    }
    let handed = |(on, said): (Day, When)| {
        let when = if said.as_start() > when.as_start() { said } else { when };
        let draft = |content: Content| Draft { about, when, content };
        [draft(Content::DutyRosterCleared { team: from, on }), draft(Content::DutyRostered { team: to, on })]
    };
    days.into_iter().flat_map(handed).collect()
}
