//! Who acts, and in which posts.

use record::book::known_facts;
use record::words::{Post, Profession, Words};
use record::{Book, Content, Day, Fact, Moment, UnitId, WorkerId};

use crate::State;

/// Whoever gives a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The worker, by the identity under which they sign in.
    pub worker: WorkerId,
}

/// The posts that the worker holds for that team at that instant, or in which they stand in: those on record, and what
/// their profession says of their own team. A child of no team is everybody's whose post is for all units.
pub fn posts(state: State<'_>, worker: WorkerId, team: Option<UnitId>, at: Moment) -> Words<Post> {
    let for_team = |unit: Option<UnitId>| match (unit, team) {
        (None, _) => true,
        (Some(unit), Some(team)) => state.world.units.belongs_to(team, unit),
        (Some(_), None) => false,
    };
    let fitting = held(state.book, state.world.known, worker, at).into_iter().filter(|(_, unit)| for_team(*unit));
    fitting.fold(Words::NONE, |posts, (post, _)| posts.with(post))
}

/// Every post that the worker holds at that instant, or in which they stand in, each for a unit and those below it, or for
/// all where there is none.
pub fn held(book: &Book, known: Moment, worker: WorkerId, at: Moment) -> Vec<(Post, Option<UnitId>)> {
    let mut held: Vec<(Post, Option<UnitId>)> = Vec::new();
    let mut of_profession: Option<(Post, Option<UnitId>)> = None;
    // What has no date is taken as the first: an extract lists professions without saying since when.
    let begun = |fact: &&Fact| fact.when.as_start().is_none_or(|from| from <= at);
    let mut facts: Vec<&Fact> = known_facts(book.worker(worker), known).filter(begun).collect();
    facts.sort_by_key(|fact| fact.when.as_start());
    for fact in facts {
        match fact.content {
            Content::PostHeld { post, unit, until, .. } => {
                held.retain(|one| *one != (post, unit));
                if until.is_none_or(|until| at <= until.end()) {
                    held.push((post, unit));
                }
            }
            Content::PostEnded { post, unit } => held.retain(|one| *one != (post, unit)),
            Content::WorkerDetails { profession, team, .. } => {
                of_profession = profession.and_then(of).map(|post| (post, team));
            }
            _ => {}
        }
    }
    if left(book, known, worker, at).is_some_and(|last| last.end() < at) {
        return Vec::new();
    }
    let own = of_profession.filter(|one| one.1.is_some() && !held.contains(one));
    held.into_iter().chain(own).collect()
}

/// The worker's last civil day with the authority, where one is on record and no joining since, by that instant, undoes it.
/// It may lie ahead (PG-02).
pub(crate) fn last_day(state: State<'_>, worker: WorkerId, at: Moment) -> Option<Day> {
    left(state.book, state.world.known, worker, at)
}

fn left(book: &Book, known: Moment, worker: WorkerId, at: Moment) -> Option<Day> {
    let mut last = None;
    let mut facts: Vec<&Fact> = known_facts(book.worker(worker), known).collect();
    facts.sort_by_key(|fact| fact.when.as_start());
    for fact in facts {
        match fact.content {
            Content::WorkerLeft {} => last = fact.when.day(),
            Content::WorkerJoined {} if fact.when.as_start().is_some_and(|from| from <= at) => last = None,
            _ => {}
        }
    }
    last
}

/// The post that goes with a profession.
const fn of(profession: Profession) -> Option<Post> {
    Some(match profession {
        Profession::SocialWorker | Profession::NewlyQualifiedSocialWorker | Profession::SeniorPractitioner => {
            Post::SocialWorker
        }
        Profession::AssistantTeamManager => Post::AssistantTeamManager,
        Profession::TeamManager => Post::TeamManager,
        Profession::ServiceManager => Post::ServiceManager,
        Profession::IndependentReviewingOfficer => Post::IndependentReviewingOfficer,
        _ => return None,
    })
}
