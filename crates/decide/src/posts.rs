//! Who answers for a post of a team on a day: whoever holds it, whoever stands in while they are away, or else the post
//! above; and the other way round, which posts a worker holds.
//!
//! Nothing is guessed. Where nobody is on record for a post that is what is said, and what it owes goes to the post above,
//! which is told why.

use std::collections::BTreeMap;

use record::book::known_facts;
use record::words::{AbsenceKind, Post, Profession, Word, Words};
use record::{Book, Content, Day, Fact, FactId, Moment, Tri, UnitId, WorkerId};
use standing::World;
use standing::units::Units;

/// A post as a worker has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// Who.
    pub worker: WorkerId,
    /// Which post.
    pub post: Post,
    /// For which unit and those below it; for all where it is missing.
    pub unit: Option<UnitId>,
    /// Whether the worker stands in for whoever holds it.
    pub stands_in: bool,
    /// Whether it follows from the worker's profession, and no post is on record by itself.
    pub by_profession: bool,
    /// The last civil day, where one is on record.
    pub until: Option<Day>,
    /// The fact that says so.
    pub fact: FactId,
}

/// Somebody who has a post for a child, and whether they are at work that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub worker: WorkerId,
    /// By which post; nothing where the child's own record names them.
    pub tenure: Option<Tenure>,
    /// Whether they are absent that day.
    pub away: Tri,
    /// The last civil day of that absence, as far as one is on record as likely.
    pub away_until: Option<Day>,
}

/// How whoever answers came to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The child's own record names them.
    Named,
    /// They hold the post.
    Holds,
    /// They stand in for the holder, or where there is none.
    StandsIn,
    /// The offices are closed that day, and they are there out of hours.
    OutOfHours,
    /// They hold the same post for more units: nobody nearer is there.
    Wider,
    /// They hold the next post above that anybody is there for.
    Above(Post),
}

/// Somebody who answers for a post today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answering {
    /// Who.
    pub worker: WorkerId,
    /// By which post; nothing where the child's own record names them.
    pub tenure: Option<Tenure>,
    /// How it came to them.
    pub how: How,
}

/// Who answers for one post of one team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The post that is asked about.
    pub post: Post,
    /// Who has it on record, at work or not; whoever only stands in is not among them.
    pub holders: Vec<Holder>,
    /// Who answers for it that day. Nobody, where the record has nobody up to the top.
    pub answering: Vec<Answering>,
}

impl Answer {
    /// Whether the record names nobody who has the post.
    pub fn nobody_holds(&self) -> bool {
        self.holders.is_empty()
    }

    /// How it comes to that worker, where it does.
    pub fn of(&self, worker: WorkerId) -> Option<&Answering> {
        self.answering.iter().find(|one| one.worker == worker)
    }
}

/// Every post on record at one instant, as known at another.
pub struct Roster<'a> {
    book: &'a Book,
    units: &'a Units,
    known: Moment,
    at: Moment,
    /// Whether nobody works that day: a weekend, or a holiday.
    closed: bool,
    by_post: BTreeMap<(Post, Option<UnitId>), Vec<Tenure>>,
}

impl<'a> Roster<'a> {
    /// Reads the posts of every worker.
    pub fn read(book: &'a Book, world: &'a World, known: Moment, at: Moment) -> Roster<'a> {
        let mut by_post: BTreeMap<(Post, Option<UnitId>), Vec<Tenure>> = BTreeMap::new();
        for tenure in book.worker_ids().flat_map(|worker| tenures(book, worker, known, at)) {
            by_post.entry((tenure.post, tenure.unit)).or_default().push(tenure);
        }
        let closed = !world.calendar.is_working(at.day());
        Roster { book, units: &world.units, known, at, closed, by_post }
    }

    /// Whether the unit is that other one or belongs to it.
    pub fn belongs_to(&self, unit: UnitId, other: UnitId) -> bool {
        self.units.belongs_to(unit, other)
    }

    /// What that worker holds, and where they stand in.
    pub fn held_by(&self, worker: WorkerId) -> Vec<Tenure> {
        tenures(self.book, worker, self.known, self.at)
    }

    /// Whether that worker is absent that day, and until when as far as is on record.
    pub fn is_away(&self, worker: WorkerId) -> (Tri, Option<Day>) {
        let away = standing::away(self.book, worker, self.known, self.at, Words::of(AbsenceKind::ALL)).is;
        (away, if away.is_no() { None } else { likely_until(self.book, worker, self.known, self.at) })
    }

    /// Who answers for that post of the team.
    pub fn answer(&self, post: Post, team: Option<UnitId>) -> Answer {
        let line = self.line(team);
        let (holders, mut answering) = self.at_post(post, &line);
        if self.closed && matches!(post, Post::DutySocialWorker | Post::DutyTeamManager) {
            let rostered = answering.iter().any(|one| one.tenure.is_some_and(|of| of.until == Some(self.at.day())));
            let (_, out_of_hours) = self.at_post(Post::OutOfHours, &line);
            if !rostered && !out_of_hours.is_empty() {
                answering = out_of_hours.into_iter().map(|one| Answering { how: How::OutOfHours, ..one }).collect();
            }
        }
        self.or_above(Answer { post, holders, answering }, &line)
    }

    /// Who answers for that post of one child whose own record names those workers for it; without any, as for the team. A
    /// child's social worker is only who is named: nobody else is asked for being of that profession.
    pub fn answer_for(&self, post: Post, named: &[WorkerId], team: Option<UnitId>) -> Answer {
        if named.is_empty() && post != Post::SocialWorker {
            return self.answer(post, team);
        }
        let holders: Vec<Holder> = named.iter().map(|worker| self.holder(*worker, None)).collect();
        let there = holders.iter().filter(|one| !one.away.is_yes());
        let answering = there.map(|one| Answering { worker: one.worker, tenure: None, how: How::Named }).collect();
        let line = self.line(team);
        let mut answer = Answer { post, holders, answering };
        if answer.answering.is_empty() {
            answer.answering = self.standing_in(post, &line);
        }
        self.or_above(answer, &line)
    }

    fn line(&self, team: Option<UnitId>) -> Vec<Option<UnitId>> {
        let units = team.map_or_else(Vec::new, |team| self.units.line(team));
        units.into_iter().map(Some).chain([None]).collect()
    }

    fn holder(&self, worker: WorkerId, tenure: Option<Tenure>) -> Holder {
        let (away, away_until) = self.is_away(worker);
        Holder { worker, tenure, away, away_until }
    }

    fn of(&self, post: Post, unit: Option<UnitId>, stands_in: bool) -> impl Iterator<Item = &Tenure> {
        self.by_post.get(&(post, unit)).into_iter().flatten().filter(move |one| one.stands_in == stands_in)
    }

    /// Who has the post for the nearest unit on record, and who answers for it without going to another post.
    fn at_post(&self, post: Post, line: &[Option<UnitId>]) -> (Vec<Holder>, Vec<Answering>) {
        let mut levels = line.iter().map(|unit| -> Vec<Holder> {
            self.of(post, *unit, false).map(|one| self.holder(one.worker, Some(*one))).collect()
        });
        let holders = levels.by_ref().find(|level| !level.is_empty()).unwrap_or_default();
        let there = |level: &[Holder], how: How| -> Vec<Answering> {
            let at_work = level.iter().filter(|one| !one.away.is_yes());
            at_work.map(|one| Answering { worker: one.worker, tenure: one.tenure, how }).collect()
        };
        let mut answering = there(&holders, How::Holds);
        if answering.is_empty() {
            answering = self.standing_in(post, line);
        }
        if answering.is_empty() {
            answering =
                levels.map(|level| there(&level, How::Wider)).find(|level| !level.is_empty()).unwrap_or_default();
        }
        (holders, answering)
    }

    /// Who stands in for the post and is at work, for the nearest unit first.
    fn standing_in(&self, post: Post, line: &[Option<UnitId>]) -> Vec<Answering> {
        let mut levels = line.iter().map(|unit| -> Vec<Answering> {
            let there = self.of(post, *unit, true).filter(|one| !self.is_away(one.worker).0.is_yes());
            there.map(|one| Answering { worker: one.worker, tenure: Some(*one), how: How::StandsIn }).collect()
        });
        levels.find(|level| !level.is_empty()).unwrap_or_default()
    }

    /// Where nobody answers, whoever has the next post above.
    fn or_above(&self, mut answer: Answer, line: &[Option<UnitId>]) -> Answer {
        let mut next = above(answer.post);
        while let Some(post) = next.filter(|_| answer.answering.is_empty()) {
            let (_, found) = self.at_post(post, line);
            answer.answering = found.into_iter().map(|one| Answering { how: How::Above(post), ..one }).collect();
            next = above(post);
        }
        answer
    }
}

/// The post to which it goes where nobody is there for this one. A reviewing officer is independent of whoever runs the case,
/// and so answers to the head of service and not to the managers between.
pub const fn above(post: Post) -> Option<Post> {
    Some(match post {
        // Who is out of hours reaches the duty manager of the place.
        Post::DutySocialWorker | Post::OutOfHours => Post::DutyTeamManager,
        Post::SocialWorker
        | Post::PracticeSupervisor
        | Post::AssistantTeamManager
        | Post::DutyTeamManager
        | Post::SupervisingSocialWorker
        | Post::BusinessSupport => Post::TeamManager,
        Post::TeamManager | Post::FamilyGroupConferenceManager | Post::AdoptionSupportManager => Post::ServiceManager,
        Post::ServiceManager => Post::SeniorManager,
        Post::SeniorManager | Post::IndependentReviewingOfficer => Post::HeadOfService,
        Post::HeadOfService => Post::AssistantDirector,
        Post::AssistantDirector => Post::DeputyDirector,
        Post::DeputyDirector => Post::Director,
        Post::Director => return None,
    })
}

/// The posts that the worker has at that instant, for whichever units: those on record, and what their profession says of
/// their own team.
pub fn tenures(book: &Book, worker: WorkerId, known: Moment, at: Moment) -> Vec<Tenure> {
    let mut held: Vec<Tenure> = Vec::new();
    let mut of_profession: Option<Tenure> = None;
    // What has no date is taken as the first: an extract lists professions without saying since when.
    let begun = |fact: &&Fact| fact.when.as_start().is_none_or(|from| from <= at);
    let mut facts: Vec<&Fact> = known_facts(book.worker(worker), known).filter(begun).collect();
    facts.sort_by_key(|fact| fact.when.as_start());
    for fact in facts {
        match fact.content {
            Content::PostHeld { post, unit, until, stands_in } => {
                held.retain(|one| (one.post, one.unit) != (post, unit));
                if until.is_none_or(|until| at <= until.end()) {
                    let fact = fact.id;
                    held.push(Tenure { worker, post, unit, stands_in, by_profession: false, until, fact });
                }
            }
            // The duty rota makes a post of its day.
            Content::DutyRostered { team, on } if at.day() == on => {
                let (post, unit, until) = (Post::DutySocialWorker, Some(team), Some(on));
                let (stands_in, by_profession) = (false, false);
                held.push(Tenure { worker, post, unit, stands_in, by_profession, until, fact: fact.id });
            }
            Content::DutyRosterCleared { team, on } if at.day() == on => {
                held.retain(|one| (one.post, one.unit) != (Post::DutySocialWorker, Some(team)));
            }
            Content::PostEnded { post, unit } => held.retain(|one| (one.post, one.unit) != (post, unit)),
            Content::WorkerDetails { profession, team, .. } => {
                let unit = team.filter(|_| profession.is_some());
                of_profession = profession.and_then(of).filter(|_| unit.is_some()).map(|post| Tenure {
                    worker,
                    post,
                    unit,
                    stands_in: false,
                    by_profession: true,
                    until: None,
                    fact: fact.id,
                });
            }
            _ => {}
        }
    }
    if last_day(book, worker, known, at).is_some_and(|last| last.end() < at) {
        return Vec::new();
    }
    // A post on record says more than the profession that goes with it.
    let own = of_profession.filter(|own| held.iter().all(|one| (one.post, one.unit) != (own.post, own.unit)));
    held.extend(own);
    held
}

/// Who is on that team's duty rota for that civil day, as known at `known`, in the order of their ids (PG-05, PG-06).
pub fn rostered(book: &Book, team: UnitId, day: Day, known: Moment) -> Vec<WorkerId> {
    let is_on = |worker: &WorkerId| {
        let mut facts: Vec<&Fact> = known_facts(book.worker(*worker), known).collect();
        facts.sort_by_key(|fact| fact.when.as_start());
        let mut turns = facts.into_iter().rev().filter_map(|fact| match fact.content {
            Content::DutyRostered { team: of, on } if of == team && on == day => Some(true),
            Content::DutyRosterCleared { team: of, on } if of == team && on == day => Some(false),
            _ => None,
        });
        turns.next() == Some(true)
    };
    book.worker_ids().filter(is_on).collect()
}

/// The worker's last civil day with the authority, where one is on record and no joining since, by that instant, undoes it.
/// It may lie ahead (PG-02).
pub(crate) fn last_day(book: &Book, worker: WorkerId, known: Moment, at: Moment) -> Option<Day> {
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

/// The last day of the absence that goes on: the day before a return that is on record, else the likely one.
fn likely_until(book: &Book, worker: WorkerId, known: Moment, at: Moment) -> Option<Day> {
    let facts = || known_facts(book.worker(worker), known);
    let begun = facts().filter(|fact| fact.when.as_start().is_none_or(|from| from <= at));
    let going_on = begun.filter_map(|fact| match fact.content {
        Content::AbsenceStarted { absence, likely_end, .. } => {
            let mut back = facts().filter_map(|end| match end.content {
                Content::AbsenceEnded { absence: of } if of == absence => Some(end.when.day()),
                _ => None,
            });
            match back.next() {
                Some(Some(day)) if day.start() <= at => None,
                Some(Some(day)) => Some(Some(day.plus_days(-1))),
                Some(None) => None,
                None => Some(likely_end),
            }
        }
        _ => None,
    });
    going_on.last().flatten().filter(|day| day.end() >= at)
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
