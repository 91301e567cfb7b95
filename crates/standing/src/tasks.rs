//! What is to be done for a child: the tasks that an oversight set, or that were set by themselves, who has each, and what came
//! of it (AS-12, PG-06).

use record::book::known_facts;
use record::words::Accreditation;
use record::{ActorId, Content, Day, Fact, FactId, Moment, Ref, TextId, When, WorkerId};

/// Something that is, or was, to be done for a child.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Task {
    /// By which it is known.
    pub task: Ref,
    /// What.
    pub what: TextId,
    /// The last civil day on which it is in time; nothing where none was set.
    pub due: Option<Day>,
    /// Who has it; whoever is on duty, where nobody does.
    pub worker: Option<WorkerId>,
    /// The accredited training without which nobody may do it (AP-21).
    pub training: Option<Accreditation>,
    /// When it was set.
    pub set: When,
    /// Who set it.
    pub by: ActorId,
    /// The fact that set it.
    pub fact: FactId,
    /// How it ended; nothing while it is to be done.
    pub ended: Option<Ended>,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ended {
    /// In which way.
    pub how: How,
    /// What came of it, or why it was dropped.
    pub says: Option<TextId>,
    /// When.
    pub when: When,
    /// The fact.
    pub fact: FactId,
}

/// In which way a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It was done.
    Done,
    /// It was dropped.
    Dropped,
    /// The case was closed while it was to be done (AP-22).
    WithTheCase,
}

impl Task {
    /// Whether it is to be done.
    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether its day has gone by, at that civil day.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.is_open() && self.due.is_some_and(|due| due < today)
    }
}

/// The child's tasks at that instant, as known at `known`: those that are to be done first, by the day on which each is due,
/// those without a day last; then those that ended, the newest first. `lists` are its facts, a list for each identity. What is
/// set for a case is to be done no more once the case is closed.
pub fn tasks(lists: &[&[Fact]], known: Moment, at: Moment) -> Vec<Task> {
    let so = |fact: &&Fact| fact.when.as_start().is_none_or(|from| from <= at);
    let facts = || lists.iter().flat_map(|list| known_facts(list, known)).filter(so);
    let mut tasks: Vec<Task> = facts().filter_map(set).collect();
    let mut rest: Vec<&Fact> = facts().collect();
    rest.sort_by_key(|fact| fact.when.as_start());
    let mut referrals: Vec<Ref> = Vec::new();
    for fact in rest {
        match fact.content {
            Content::ReferralReceived { referral, .. } => referrals.push(referral),
            Content::CaseClosed { referral } => {
                referrals.retain(|one| referral.is_some_and(|closed| closed != *one));
                // Nobody is left to do them.
                if referrals.is_empty() {
                    let before = |one: &&mut Task| one.is_open() && one.set.as_start() <= fact.when.as_end();
                    for one in tasks.iter_mut().filter(before) {
                        one.ended = Some(Ended { how: How::WithTheCase, says: None, when: fact.when, fact: fact.id });
                    }
                }
            }
            _ => {}
        }
        let (task, change): (Ref, Change) = match fact.content {
            Content::TaskDone { task, outcome } => (task, Change::Ends(How::Done, outcome)),
            Content::TaskDropped { task, reason } => (task, Change::Ends(How::Dropped, Some(reason))),
            Content::TaskTaken { task, worker } => (task, Change::Goes(worker)),
            _ => continue,
        };
        let Some(one) = tasks.iter_mut().find(|one| one.task == task && one.is_open()) else { continue };
        match change {
            Change::Ends(how, says) => one.ended = Some(Ended { how, says, when: fact.when, fact: fact.id }),
            Change::Goes(worker) => one.worker = Some(worker),
        }
    }
    let newest_first = |task: &Task| std::cmp::Reverse(task.ended.and_then(|ended| ended.when.as_start()));
    tasks.sort_by_key(|task| {
        (task.ended.is_some(), newest_first(task), task.due.unwrap_or(Day::LAST), task.set.as_start())
    });
    tasks
}

/// What becomes of a task.
enum Change {
    Ends(How, Option<TextId>),
    Goes(WorkerId),
}

fn set(fact: &Fact) -> Option<Task> {
    let Content::TaskSet { task, what, due, worker, training } = fact.content else { return None };
    Some(Task { task, what, due, worker, training, set: fact.when, by: fact.by, fact: fact.id, ended: None })
}
