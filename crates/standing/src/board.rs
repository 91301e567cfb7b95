//! Every child of an authority, evaluated and kept: what pages read.
//!
//! A fact about a child evaluates that child again; a fact about a worker, the children whose facts name that worker.
//! Neither costs more because there are more children. What time alone changes costs nothing: every reading is a cut
//! through the timelines at the instant asked about.

use std::collections::BTreeSet;
use std::sync::Arc;

use record::book::known_facts;
use record::{Book, Calendar, ChildId, Content, Fact, Moment, People, Ref, Subject, UnitId, WorkerId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::evaluate::Evaluator;
use crate::families;
use crate::plan::Plan;
use crate::timeline::Timeline;
use crate::world::{World, ancestry, is_notice, parents};

/// A child on the board.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The identity under which the child's answers are given.
    pub child: ChildId,
    /// Everything that the plan says of the child.
    pub timeline: Timeline,
    /// The family, where one is known: siblings share it.
    pub family: Option<Ref>,
    /// Whether only named people may see the child.
    pub restricted: bool,
}

/// Every child of an authority under one plan, as known at one instant.
#[derive(Clone, Debug)]
pub struct Board {
    plan: Arc<Plan>,
    world: World,
    people: People,
    parents: FxHashMap<UnitId, UnitId>,
    entries: Vec<Option<Entry>>,
    by_team: FxHashMap<Option<UnitId>, BTreeSet<ChildId>>,
    by_worker: FxHashMap<WorkerId, FxHashSet<ChildId>>,
    by_family: FxHashMap<Ref, Vec<ChildId>>,
}

/// Whether that fact says, or takes back, which identities are one child.
pub fn is_of_identity(book: &Book, fact: &Fact) -> bool {
    let says = |content: &Content| matches!(content, Content::SameAs { .. } | Content::NotSameAs { .. });
    match (fact.about, fact.content) {
        (Subject::Child(child), Content::Corrected { replaces, .. }) => {
            book.child(child).iter().any(|one| one.id == replaces && says(&one.content))
        }
        (_, content) => says(&content),
    }
}

impl Board {
    /// Evaluates every child of the book, on that many threads.
    pub fn new(book: &Book, plan: Arc<Plan>, base: &Calendar, known: Moment, threads: usize) -> Board {
        let world = World::new(book, &plan, base, known);
        let people = People::of(book, known);
        let children: Vec<ChildId> = book.child_ids().filter(|child| people.person(*child) == *child).collect();
        let share = children.len().div_ceil(threads.max(1)).max(1);
        let evaluated: Vec<Vec<Entry>> = std::thread::scope(|scope| {
            let shares: Vec<_> = children
                .chunks(share)
                .map(|children| {
                    let (plan, world, people) = (&plan, &world, &people);
                    scope.spawn(move || {
                        let mut evaluator = Evaluator::new(plan, world).weighing();
                        children.iter().map(|child| entry(book, people, &mut evaluator, *child, known)).collect()
                    })
                })
                .collect();
            shares
                .into_iter()
                .map(|share| share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        let mut board = Board {
            plan,
            world,
            people,
            parents: parents(book, known),
            entries: Vec::new(),
            by_team: FxHashMap::default(),
            by_worker: FxHashMap::default(),
            by_family: FxHashMap::default(),
        };
        for entry in evaluated.into_iter().flatten() {
            board.put(entry);
        }
        board
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is known of workers, units and coverage.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Which identities are one child.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// The child, by any of its identities.
    pub fn get(&self, child: ChildId) -> Option<&Entry> {
        self.entries.get(self.people.person(child).index())?.as_ref()
    }

    /// Every child.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().flatten()
    }

    /// The children who at any time belonged to that team.
    pub fn of_team(&self, team: Option<UnitId>) -> impl Iterator<Item = &Entry> {
        self.by_team.get(&team).into_iter().flatten().filter_map(|child| self.get(*child))
    }

    /// The teams that any child ever belonged to.
    pub fn teams(&self) -> impl Iterator<Item = Option<UnitId>> {
        self.by_team.keys().copied()
    }

    /// The children of that family.
    pub fn family(&self, family: Ref) -> impl Iterator<Item = &Entry> {
        self.by_family.get(&family).into_iter().flatten().filter_map(|child| self.get(*child))
    }

    /// The children whose facts name that worker.
    pub fn of_worker(&self, worker: WorkerId) -> impl Iterator<Item = &Entry> {
        self.by_worker.get(&worker).into_iter().flatten().filter_map(|child| self.get(*child))
    }

    /// The unit and all that it belongs to, itself first.
    pub fn ancestry(&self, unit: UnitId) -> Vec<UnitId> {
        ancestry(unit, &self.parents)
    }

    /// What each unit belongs to.
    pub fn parent(&self, unit: UnitId) -> Option<UnitId> {
        self.parents.get(&unit).copied()
    }

    /// Takes in a fact that was appended to the book. The board then knows what was recorded up to that fact.
    pub fn take(&mut self, book: &Book, base: &Calendar, fact: &Fact) {
        self.world.known = self.world.known.max(fact.recorded);
        let whole = is_of_identity(book, fact);
        match fact.about {
            Subject::Child(child) if !whole => self.again(book, [self.people.person(child)].into_iter().collect()),
            Subject::Worker(worker) => {
                let plan = Arc::clone(&self.plan);
                self.world.refresh(book, &plan, worker);
                let held = self.by_worker.get(&worker).cloned().unwrap_or_default();
                self.again(book, held);
            }
            Subject::Unit(unit) if is_notice(&fact.content) => self.world.refresh_notices(book, unit),
            // Coverage, holidays, units and merges are rare and touch everybody.
            _ => *self = Board::new(book, Arc::clone(&self.plan), base, self.world.known, 2),
        }
    }

    fn again(&mut self, book: &Book, children: FxHashSet<ChildId>) {
        let plan = Arc::clone(&self.plan);
        let evaluated: Vec<Entry> = {
            let mut evaluator = Evaluator::new(&plan, &self.world).weighing();
            let known = self.world.known;
            children.into_iter().map(|child| entry(book, &self.people, &mut evaluator, child, known)).collect()
        };
        for entry in evaluated {
            self.put(entry);
        }
    }

    /// Puts a child where its teams, workers and family lead to it, in place of what stood there.
    fn put(&mut self, entry: Entry) {
        let (child, index) = (entry.child, entry.child.index());
        if self.entries.len() <= index {
            self.entries.resize_with(index + 1, || None);
        }
        if let Some(before) = self.entries[index].take() {
            for team in teams(&before.timeline) {
                self.by_team.entry(team).or_default().remove(&child);
            }
            for worker in before.timeline.involved.iter().filter_map(|one| one.worker) {
                self.by_worker.entry(worker).or_default().remove(&child);
            }
            if let Some(family) = before.family {
                self.by_family.entry(family).or_default().retain(|other| *other != child);
            }
        }
        for team in teams(&entry.timeline) {
            self.by_team.entry(team).or_default().insert(child);
        }
        for worker in entry.timeline.involved.iter().filter_map(|one| one.worker) {
            self.by_worker.entry(worker).or_default().insert(child);
        }
        if let Some(family) = entry.family {
            self.by_family.entry(family).or_default().push(child);
        }
        self.entries[index] = Some(entry);
    }
}

fn teams(timeline: &Timeline) -> BTreeSet<Option<UnitId>> {
    if timeline.teams.is_empty() {
        return [None].into_iter().collect();
    }
    timeline.teams.iter().map(|(_, team)| Some(*team)).collect()
}

/// A child's lists of facts, one for each identity.
pub fn lists<'b>(book: &'b Book, people: &People, child: ChildId) -> Vec<&'b [Fact]> {
    match people.identities(child) {
        [] => vec![book.child(child)],
        several => several.iter().map(|one| book.child(*one)).collect(),
    }
}

fn entry(book: &Book, people: &People, evaluator: &mut Evaluator<'_>, child: ChildId, known: Moment) -> Entry {
    let facts = lists(book, people, child);
    let family = families::family(facts.iter().copied(), known);
    let mut restricted = false;
    for fact in facts.iter().flat_map(|list| known_facts(list, known)) {
        match fact.content {
            Content::AccessRestricted {} => restricted = true,
            Content::AccessRestrictionEnded {} => restricted = false,
            _ => {}
        }
    }
    Entry { child, timeline: evaluator.timeline(&facts), family, restricted }
}
