//! What is owed for each child of a team, and by which post: kept for each team while nothing changes it, as the sums of
//! [`super::sums`] are, so that somebody's page of the day goes through no child again.

use policy::Event;
use record::words::{OversightPart, Post, Words};
use record::{ChildId, Content, Fact, Kind, Moment, UnitId, WorkerId};
use rustc_hash::{FxHashMap, FxHashSet};
use standing::tasks::Task;
use standing::timeline::Involved;
use standing::{DutyRecord, DutyState, Entry, Plan};

use super::holders::{is_main, workers_of};
use super::question::Question;

/// How many days ahead somebody's page looks.
pub const AHEAD_DAYS: i32 = 7;

/// What is owed for one child.
#[derive(Clone, Debug)]
pub struct OfChild {
    pub child: ChildId,
    pub items: Vec<Item>,
    /// Whether the child has no worker that counts, or may have none, or something is so that is never allowed.
    pub needs: bool,
    /// The lead and key workers.
    pub workers: Vec<WorkerId>,
    /// The duty worker to whom the child's tasks were given.
    pub duty_worker: Option<WorkerId>,
    /// The reviewing officer whom the record names.
    pub officer: Option<WorkerId>,
    /// What somebody did about it since a worker last accepted, newest last.
    pub said: Vec<(WorkerId, Fact)>,
    /// What is to be done for it, that an oversight or somebody set.
    pub tasks: Vec<Task>,
}

/// One thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A duty, by its place in the timeline, and whose it is.
    Duty(usize, Post),
    /// A breach, by its place in the plan.
    Breach(usize),
    /// An offer that waits for an answer, by its place among the involved, and to whom it was made.
    Offer(usize, WorkerId),
    /// A task that is to be done, by its place among the child's.
    Task(usize),
    /// A post that was given notice and has not acknowledged it.
    Told(Post, Moment),
    /// A post that is owed notice, which nobody has given, and by which duty.
    ToBeTold(Post, usize),
}

/// What is owed for a team's children.
#[derive(Clone, Debug, Default)]
pub struct Owed {
    pub children: Vec<OfChild>,
    /// The workers whom any of those children's records name.
    pub named: FxHashSet<WorkerId>,
    /// The posts that owe something, or are told of something, now.
    pub posts: Words<Post>,
}

impl OfChild {
    /// The workers whom the child's own record names for that post.
    pub fn named(&self, post: Post) -> Vec<WorkerId> {
        match post {
            Post::SocialWorker => self.workers.clone(),
            Post::DutySocialWorker => self.duty_worker.into_iter().collect(),
            Post::IndependentReviewingOfficer => self.officer.into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

impl Owed {
    /// Whether something of that post is owed or told for a child whose own record names nobody for it. A child's social worker
    /// is no post that somebody holds for a team.
    pub fn lacks_somebody_named(&self, post: Post, plan: &Plan) -> bool {
        let is_of = |one: &OfChild, item: &Item| match *item {
            Item::Duty(_, of) | Item::Told(of, _) | Item::ToBeTold(of, _) => of == post,
            Item::Breach(place) => plan.breaches[place].rule.to.has(post),
            Item::Task(place) => post == Post::DutySocialWorker && one.tasks[place].worker.is_none(),
            Item::Offer(..) => false,
        };
        let lacks = |one: &OfChild| one.named(post).is_empty() && one.items.iter().any(|item| is_of(one, item));
        post != Post::SocialWorker && self.children.iter().any(lacks)
    }

    /// Takes in a child.
    pub fn add(&mut self, one: OfChild, plan: &Plan) {
        self.named.extend(one.workers.iter().copied().chain(one.duty_worker).chain(one.officer));
        self.named.extend(one.said.iter().map(|(by, _)| *by));
        for item in &one.items {
            match *item {
                Item::Duty(_, post) | Item::Told(post, _) | Item::ToBeTold(post, _) => {
                    self.posts = self.posts.with(post);
                }
                Item::Breach(place) => self.posts = self.posts.joined(plan.breaches[place].rule.to),
                Item::Task(place) => match one.tasks[place].worker {
                    Some(worker) => drop(self.named.insert(worker)),
                    None => self.posts = self.posts.with(Post::DutySocialWorker),
                },
                Item::Offer(_, worker) => {
                    self.named.insert(worker);
                }
            }
        }
        self.children.push(one);
    }
}

/// For each duty of the plan, the posts that are told where it is met.
pub struct Tells(Vec<Words<Post>>);

impl Tells {
    pub fn of(plan: &Plan) -> Tells {
        let told = |event: &Event| event.given_to.filter(|_| event.fact == Kind::NoticeGiven).unwrap_or_default();
        let of_rule = |rule: &policy::Duty| rule.ways().map(told).fold(Words::NONE, Words::joined);
        Tells(plan.duties.iter().map(|of| of_rule(&of.rule)).collect())
    }

    fn by(&self, duty: &DutyRecord) -> Words<Post> {
        self.0[usize::from(duty.duty)]
    }
}

impl Question<'_> {
    /// Whether a pack asks anything of anybody: one that is only counted by does not.
    pub fn asks(&self, pack: usize) -> bool {
        let id = &self.plan().packs[pack].id;
        !self.rules.counted_only.iter().any(|counted| counted.id == *id)
    }

    /// What is owed for the child; nothing where nothing is.
    pub fn owed_of(&self, entry: &Entry, tells: &Tells) -> Option<OfChild> {
        if self.is_closed(entry) {
            return None;
        }
        let soon = self.today.plus_days(AHEAD_DAYS);
        let mut items = Vec::new();
        let mut owed_notice: FxHashMap<Post, usize> = FxHashMap::default();
        let mut may_tell = false;
        for (place, duty) in entry.timeline.duties.iter().enumerate() {
            if !self.is_owed(duty) {
                continue;
            }
            may_tell |= !tells.by(duty).is_empty();
            match duty.state(self.at) {
                DutyState::Overdue | DutyState::Open | DutyState::CannotBeKnown => {
                    items.push(Item::Duty(place, entry.timeline.owner_of(self.plan(), duty, self.at)));
                    for post in tells.by(duty).iter() {
                        owed_notice.entry(post).or_insert(place);
                    }
                }
                DutyState::ToCome if duty.opened.day() <= soon => {
                    items.push(Item::Duty(place, entry.timeline.owner_of(self.plan(), duty, self.at)));
                }
                DutyState::ToCome | DutyState::Closed(_) => {}
            }
        }
        let breaches: Vec<usize> = self.breaches(entry).map(|(place, _)| place).collect();
        let needs = !breaches.is_empty() || !self.counted(entry).is_no();
        items.extend(breaches.into_iter().map(Item::Breach));
        for (place, one) in entry.timeline.involved.iter().enumerate() {
            if let Some(worker) = one.worker.filter(|_| self.is_offer(one) && !self.will_take(entry, one)) {
                items.push(Item::Offer(place, worker));
            }
        }
        let tasks = self.tasks_to_do(entry);
        items.extend((0..tasks.len()).map(Item::Task));
        let is_of = |post: Post| items.iter().any(|item| matches!(item, Item::Duty(_, of) if *of == post));
        let reads = !tasks.is_empty()
            || needs
            || may_tell
            || is_of(Post::DutySocialWorker)
            || is_of(Post::IndependentReviewingOfficer);
        if items.is_empty() && !reads {
            return None;
        }
        let workers = self.workers(entry);
        let (duty_worker, officer, said) = (None, None, Vec::new());
        let mut one = OfChild { child: entry.child, items, needs, workers, duty_worker, officer, said, tasks };
        if reads {
            self.read_facts(&mut one, &owed_notice);
        }
        let has_any = !one.items.is_empty() || !one.said.is_empty();
        has_any.then_some(one)
    }

    /// Whose the child's own duties are, whoever comes first on its page first: a row that nobody closed, of one who does not
    /// count, names nobody beside one who does.
    fn workers(&self, entry: &Entry) -> Vec<WorkerId> {
        let mut rows = self.holding(entry);
        if rows.is_empty() {
            // Who began and did not accept is named too where nobody else is.
            let begun = entry.timeline.involved_at(self.at).filter(|one| !self.is_offer(one));
            rows.extend(begun.filter(|one| is_main(one.role)));
        }
        workers_of(&rows)
    }

    /// Whether it is an offer that waits for an answer.
    fn is_offer(&self, one: &Involved) -> bool {
        let begun = one.started.is_some() || one.accepted.is_some() || one.offered.is_none();
        let by_now = one.offered.is_some_and(|at| at <= self.at);
        !begun && by_now && !one.lapsed && !one.is_ended && one.ended.is_none_or(|at| at > self.at)
    }

    /// Whether the duty is one of a policy that asks, in force as it opened and on that day.
    pub(super) fn is_owed(&self, duty: &DutyRecord) -> bool {
        let plan = self.plan();
        let pack = plan.duties[usize::from(duty.duty)].pack;
        plan.packs[pack].id != super::kind::PACK
            && self.asks(pack)
            && plan.packs[pack].in_force(duty.opened.day())
            && plan.in_force_on(pack, self.today)
    }

    /// Whom the child's record names, which notices wait, and who did what: since a worker last accepted, and no longer than
    /// the case is open.
    fn read_facts(&self, one: &mut OfChild, owed_notice: &FxHashMap<Post, usize>) {
        let mut facts: Vec<&Fact> =
            self.facts(one.child).filter(|fact| fact.when.as_start().is_some_and(|from| from <= self.at)).collect();
        facts.sort_by_key(|fact| (fact.when.as_start(), fact.recorded));
        let mut given: FxHashMap<Post, Moment> = FxHashMap::default();
        let mut acknowledged: FxHashMap<Post, Moment> = FxHashMap::default();
        for fact in facts {
            let at = fact.when.as_end().unwrap_or(self.at).min(self.at);
            let mut said_by = None;
            match fact.content {
                Content::DutyWorkerAssigned { worker } => one.duty_worker = Some(worker),
                Content::ReviewingOfficerAssigned { officer } => one.officer = officer,
                Content::AllocationAccepted { .. } | Content::CaseClosed { .. } => {
                    given.clear();
                    one.said.clear();
                    one.duty_worker = None;
                }
                Content::NoticeGiven { to, done_by } => {
                    given.insert(to, at);
                    said_by = Some(done_by);
                }
                Content::NoticeAcknowledged { to, done_by } => {
                    given.remove(&to);
                    acknowledged.insert(to, at);
                    said_by = Some(done_by);
                }
                Content::LeftUnallocated { done_by, .. } => said_by = Some(done_by),
                Content::ManagementOversight { parts, done_by, .. } => {
                    let weighs = parts.has(OversightPart::Decision) || parts.has(OversightPart::SupportToAllocate);
                    said_by = weighs.then_some(done_by);
                }
                Content::AllocationOffered { .. }
                | Content::SafetyPlanningAgreed { .. }
                | Content::CapacityAsked { .. } => {
                    said_by = Some(None);
                }
                _ => {}
            }
            if let Some(done_by) = said_by {
                let names = &self.book.names;
                let by = done_by.or_else(|| names.find_worker(names.actor(fact.by)));
                one.said.extend(by.map(|by| (by, *fact)));
            }
        }
        let mut told: Vec<Item> = given.into_iter().map(|(post, at)| Item::Told(post, at)).collect();
        let entry = self.board.get(one.child);
        for (post, place) in owed_notice {
            let opened = entry.map(|entry| entry.timeline.duties[*place].opened);
            let knows = acknowledged.get(post).zip(opened).is_some_and(|(at, opened)| *at >= opened);
            // What was given before this notice came to be owed was another.
            let is_it = |at: Moment| opened.is_none_or(|opened| at >= opened);
            let is_given = told.iter().any(|item| matches!(item, Item::Told(of, at) if of == post && is_it(*at)));
            if !knows && !is_given {
                told.push(Item::ToBeTold(*post, *place));
            }
        }
        // Where the policy asks for the acknowledgement itself, that is the thing.
        let asks_for = |post: Post| {
            one.items.iter().any(|item| match item {
                Item::Duty(place, of) if *of == post => entry.is_some_and(|entry| {
                    let duty = &entry.timeline.duties[*place];
                    let is_it = |way: &Event| way.fact == Kind::NoticeAcknowledged;
                    duty.is_live(self.at) && self.rule(duty).ways().any(is_it)
                }),
                _ => false,
            })
        };
        told.retain(|item| !matches!(item, Item::Told(post, _) if asks_for(*post)));
        told.sort_by_key(|item| match item {
            Item::Told(post, _) => (0, *post),
            Item::ToBeTold(post, _) => (1, *post),
            _ => (2, Post::Director),
        });
        one.items.extend(told);
    }

    /// The instants of the child's facts after this one on the same day: what they change, no timeline says.
    pub fn next_fact(&self, entry: &Entry) -> Moment {
        let later = self.facts(entry.child).filter_map(|fact| fact.when.as_start()).filter(|from| *from > self.at);
        later.min().unwrap_or(Moment::MAX)
    }

    /// What is owed for the team's children, of those whom the viewer may see.
    pub fn owed(&self, team: Option<UnitId>) -> std::sync::Arc<Owed> {
        let kept = self.owed_kept(team);
        let tells = Tells::of(self.plan());
        let hidden: Vec<OfChild> = self.restricted_of(team).filter_map(|entry| self.owed_of(entry, &tells)).collect();
        if hidden.is_empty() {
            return kept;
        }
        let mut with = Owed::clone(&kept);
        hidden.into_iter().for_each(|one| with.add(one, self.plan()));
        std::sync::Arc::new(with)
    }
}
