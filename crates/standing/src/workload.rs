//! How much a worker carries, as a policy weighs it, line by line: each child held and why it weighs so much, fixed parts, and
//! what is a full load for this worker (AP-26). What is not known widens the range and is never guessed.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use policy::{FixedPoints, Stated, Workload};
use record::words::Role;
use record::{Book, ChildId, Day, FactId, Kind, Moment, Ref, Tri, WorkerId};
use rustc_hash::FxHashMap;

use crate::board::{Board, Entry};
use crate::governed::governed;
use crate::person::{Person, Share};
use crate::plan::Plan;
use crate::signal::{Because, step_at, value_at};
use crate::timeline::Involved;

/// Hundredths of a point, at the least and at the most; nothing at the most where nobody can say how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// For certain.
    pub least: u64,
    /// With everything that is not known.
    pub most: Option<u64>,
}

/// A worker's load at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The place in [`Plan::workloads`] of the rules by which it is weighed.
    pub rule: usize,
    /// Each child whom the worker holds, or may hold.
    pub children: Vec<ChildLoad>,
    /// Each child whom the worker was offered and has not answered: it adds nothing yet.
    pub offered: Vec<ChildLoad>,
    /// What the worker carries beside children.
    pub fixed: Vec<FixedLoad>,
    /// The sum of children and fixed parts.
    pub sum: Range,
    /// What is a full load for this worker.
    pub capacity: Range,
    /// How that comes about, step by step.
    pub steps: Vec<CapacityStep>,
    /// Whether the threshold is reached: it warns, and does not forbid.
    pub warns: Tri,
    /// Whether the sum is beyond the limit; nothing where the policy has none.
    pub beyond: Option<Tri>,
    /// Up to how much of a full load was authorised, by those who may.
    pub authorised: Vec<Share>,
}

/// What one child weighs.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildLoad {
    /// The child.
    pub child: ChildId,
    /// The family, where one is known.
    pub family: Option<Ref>,
    /// In which parts, by which involvement, and whether the worker has it. An involvement that is missing is the one that is
    /// asked about as if it were there.
    pub parts: Vec<(Role, Option<Ref>, Tri)>,
    /// The lines of points that are so, or may be.
    pub lines: Vec<Line>,
    /// How many percent of the points count: fewer for each further child of a family. Nothing where the policy leaves it open.
    pub percent: Option<u32>,
    /// What it adds.
    pub points: Range,
}

/// A line of points of one child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place among the points of the policy's workload.
    pub line: usize,
    /// Yes, or not known: one that is not known may add its points.
    pub value: Tri,
    /// Since when it is so of the child, and because of which of the child's facts.
    pub since: (Moment, Because),
}

/// A fixed part.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedLoad {
    /// Its place among the fixed parts of the policy's workload.
    pub line: usize,
    /// Yes, or not known.
    pub value: Tri,
    /// Those whom the worker supervises, each adding the points, where it is by them.
    pub whom: Vec<(WorkerId, Tri)>,
    /// What it adds.
    pub points: Range,
}

/// A step from a full load to what it is for this worker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CapacityStep {
    /// What.
    pub why: Why,
    /// What is a full load after it.
    pub after: Range,
}

/// Why a full load is another for this worker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Why {
    /// The policy's own number.
    Full,
    /// The worker has left, or may have.
    Left(Tri),
    /// Pro rata by hours; nothing where the hours are not on record, or the policy's are not stated.
    Hours(Option<(u32, FactId)>),
    /// A smaller load for a profession, by its place in the policy's workload; until that civil day, where it ends.
    Own {
        /// The place.
        own: usize,
        /// Yes, or not known.
        value: Tri,
        /// The last civil day, where one is known.
        until: Option<Day>,
    },
    /// Percent taken off.
    Adjusted(Share),
    /// Nothing would record it if percent were taken off.
    NotCovered,
}

impl Range {
    /// Nothing.
    pub const NONE: Range = Range { least: 0, most: Some(0) };

    /// Both of them.
    #[must_use]
    pub fn plus(self, other: Range) -> Range {
        let most = self.most.zip(other.most).map(|(one, other)| one + other);
        Range { least: self.least + other.least, most }
    }

    /// So many points; nobody knows how many where the policy leaves it open.
    fn of(points: Stated<u32>, value: Tri, times: (u64, u64)) -> Range {
        let whole = points.value().map(|points| u64::from(points) * 100);
        let certain = if value.is_yes() { times.0 } else { 0 };
        Range { least: whole.unwrap_or(0) * certain, most: whole.map(|whole| whole * times.1) }
    }

    /// Whether it is known exactly.
    pub fn is_known(self) -> bool {
        self.most == Some(self.least)
    }
}

impl Load {
    /// The load in percent of what is a full load for this worker, at the least and at the most; nothing where there is no
    /// room at all.
    pub fn percent(&self) -> Option<(u64, Option<u64>)> {
        let least = match self.capacity.most {
            Some(0) => return None,
            Some(most) => self.sum.least * 100 / most,
            None => 0,
        };
        // Where everything is known it is one number, as far as whole percent go.
        if self.is_known() {
            return Some((least, Some(least)));
        }
        let capacity = Some(self.capacity.least).filter(|least| *least > 0);
        Some((least, self.sum.most.zip(capacity).map(|(most, capacity)| (most * 100).div_ceil(capacity))))
    }

    /// The same at the least, rounded up: so much would have to be authorised. Nothing where there is no room at all.
    pub fn percent_rounded_up(&self) -> Option<u64> {
        match self.capacity.most {
            Some(0) => None,
            Some(most) => Some((self.sum.least * 100).div_ceil(most)),
            None => Some(0),
        }
    }

    /// Whether everything is known of it.
    pub fn is_known(&self) -> bool {
        self.sum.is_known() && self.capacity.is_known()
    }
}

impl Plan {
    /// The place in [`crate::Timeline::points`] of the first line of points of that workload.
    fn first_line(&self, rule: usize) -> usize {
        self.workloads[..rule].iter().map(|of| of.rule.points.len()).sum()
    }
}

/// Weighs workers at one instant, reading each of them once.
pub struct Weigher<'a> {
    board: &'a Board,
    book: &'a Book,
    at: Moment,
    people: RefCell<FxHashMap<WorkerId, Rc<Person>>>,
    supervised: OnceCell<FxHashMap<WorkerId, Vec<WorkerId>>>,
}

impl<'a> Weigher<'a> {
    /// Weighs by what the board knows.
    pub fn new(board: &'a Board, book: &'a Book, at: Moment) -> Weigher<'a> {
        Weigher { board, book, at, people: RefCell::default(), supervised: OnceCell::new() }
    }

    /// What is on record of that worker.
    pub fn person(&self, worker: WorkerId) -> Rc<Person> {
        let known = self.board.world().known;
        let read = || Rc::new(Person::read(self.book, worker, self.at, known));
        Rc::clone(self.people.borrow_mut().entry(worker).or_insert_with(read))
    }

    /// The places in [`Plan::workloads`] of the policies by which that worker's load is weighed: those that govern the worker's
    /// own team.
    pub fn rules_for(&self, worker: WorkerId) -> Vec<usize> {
        let (plan, units) = (self.board.plan(), &self.board.world().units);
        let governs = governed(plan, units, self.person(worker).team, self.at).packs;
        (0..plan.workloads.len()).filter(|place| governs.contains(&plan.workloads[*place].pack)).collect()
    }

    /// The children of whom that worker has the lead or is the key worker, for certain or perhaps; in order.
    pub fn holds(&self, worker: WorkerId) -> Vec<(&'a Entry, Tri)> {
        let main = |one: &&Involved| one.worker == Some(worker) && matches!(one.role, Role::Lead | Role::KeyWorker);
        let held = |entry: &'a Entry| {
            let parts = entry.timeline.involved.iter().filter(main).map(|one| Part::of(one, entry, self.at).held);
            (entry, parts.fold(Tri::No, Tri::or))
        };
        let mut all: Vec<(&Entry, Tri)> =
            self.board.of_worker(worker).map(held).filter(|(_, held)| !held.is_no()).collect();
        all.sort_by_key(|(entry, _)| entry.child);
        all
    }

    /// How much that worker carries, by the rules at that place; as if they had that part in that child's case too, where one is
    /// named.
    pub fn load(&self, rule: usize, worker: WorkerId, with: Option<(ChildId, Role)>) -> Load {
        let (children, offered) = self.children(rule, worker, with, false);
        self.weighed(rule, worker, children, offered)
    }

    /// The same, as if the worker took every offer that waits for their answer too: what room is left for one more.
    pub fn load_if_offers_are_taken(&self, rule: usize, worker: WorkerId, with: Option<(ChildId, Role)>) -> Load {
        let (children, offered) = self.children(rule, worker, with, true);
        self.weighed(rule, worker, children, offered)
    }

    fn weighed(&self, rule: usize, worker: WorkerId, mut children: Vec<ChildLoad>, offered: Vec<ChildLoad>) -> Load {
        let of = &self.board.plan().workloads[rule].rule;
        share(of, &mut children);
        let fixed: Vec<FixedLoad> = (0..of.fixed.len()).filter_map(|line| self.fixed(of, line, worker)).collect();
        let person = self.person(worker);
        let (steps, exact) = self.capacity(of, &person);
        let points = children.iter().map(|child| child.points).chain(fixed.iter().map(|line| line.points));
        let sum = points.fold(Range::NONE, Range::plus);
        let may = |share: &&Share| of.exceptions.iter().any(|one| share.post.is_none_or(|post| one.by.has(post)));
        let authorised: Vec<Share> = person.authorised.iter().filter(may).copied().collect();
        Load {
            rule,
            warns: of.warns_at.value().map_or(Tri::Unknown, |percent| exact.reached(sum, percent)),
            beyond: of.forbids_at.map(|limit| beyond(limit, sum, &exact, &authorised)),
            children,
            offered,
            fixed,
            sum,
            capacity: exact.range(),
            steps,
            authorised,
        }
    }

    /// The children whom the worker holds, and those whom they were offered; all of them as held, where offers are taken.
    fn children(
        &self,
        rule: usize,
        worker: WorkerId,
        with: Option<(ChildId, Role)>,
        offers_are_taken: bool,
    ) -> (Vec<ChildLoad>, Vec<ChildLoad>) {
        let mut entries: Vec<&Entry> = self.board.of_worker(worker).collect();
        let added = with.and_then(|(child, part)| Some((self.board.get(child)?, part)));
        if let Some((entry, _)) = added
            && !entries.iter().any(|known| known.child == entry.child)
        {
            entries.push(entry);
        }
        entries.sort_by_key(|entry| entry.child);
        let (mut held, mut offered) = (Vec::new(), Vec::new());
        for entry in entries {
            let own = entry.timeline.involved.iter().filter(|one| one.worker == Some(worker));
            let stands: Vec<Part> = own.map(|one| Part::of(one, entry, self.at)).collect();
            let such = |is: fn(&Part) -> Tri| {
                stands
                    .iter()
                    .map(move |part| (part.role, Some(part.involvement), is(part)))
                    .filter(|(.., is)| !is.is_no())
            };
            let mut parts: Vec<(Role, Option<Ref>, Tri)> = such(|part| part.held).collect();
            parts.extend(added.filter(|(one, _)| one.child == entry.child).map(|(_, part)| (part, None, Tri::Yes)));
            let asked: Vec<(Role, Option<Ref>, Tri)> = such(|part| part.offered).collect();
            if offers_are_taken {
                parts.extend(asked);
            } else if !asked.is_empty() {
                offered.push(self.child(rule, entry, asked));
            }
            if !parts.is_empty() {
                held.push(self.child(rule, entry, parts));
            }
        }
        (held, offered)
    }

    /// What that child weighs, as the only one of its family.
    fn child(&self, rule: usize, entry: &Entry, parts: Vec<(Role, Option<Ref>, Tri)>) -> ChildLoad {
        let plan = self.board.plan();
        let (of, first) = (&plan.workloads[rule].rule, plan.first_line(rule));
        let mut lines = Vec::new();
        let mut points = Range::NONE;
        for (line, rule) in of.points.iter().enumerate() {
            let in_part = parts.iter().fold(Tri::No, |all, (role, _, has)| {
                let fits = if *role == Role::NotKnown { Tri::Unknown } else { Tri::from(rule.parts.has(*role)) };
                all.or(has.and(fits))
            });
            let step = entry.timeline.points.get(first + line).and_then(|signal| step_at(signal, self.at));
            let Some(step) = step else { continue };
            let value = in_part.and(step.value);
            if !value.is_no() {
                lines.push(Line { line, value, since: (step.from, step.because) });
                points = points.plus(Range::of(rule.points, value, (1, 1)));
            }
        }
        ChildLoad { child: entry.child, family: entry.family, parts, lines, percent: Some(100), points }
    }

    /// That fixed part of the worker; nothing where it is not theirs.
    fn fixed(&self, of: &Workload, line: usize, worker: WorkerId) -> Option<FixedLoad> {
        let (rule, person): (&FixedPoints, _) = (&of.fixed[line], self.person(worker));
        let is_of = |of: Option<record::words::Words<_>>, profession| match (of, profession) {
            (None, _) => Tri::Yes,
            (Some(_), None) => Tri::Unknown,
            (Some(of), Some(profession)) => Tri::from(of.has(profession)),
        };
        let posted = rule.posts.map_or(Tri::Yes, |posts| {
            let holds = person.posts.iter().any(|(post, ..)| posts.has(*post));
            let seen = person.is_covered(Kind::PostHeld, self.board.world(), self.at);
            if holds {
                Tri::Yes
            } else if seen {
                Tri::No
            } else {
                Tri::Unknown
            }
        });
        let value = is_of(rule.professions, person.known.profession).and(posted);
        let mut whom = Vec::new();
        if rule.supervises.is_some() {
            let all = self.supervised().get(&worker).into_iter().flatten();
            let all = all.map(|other| (*other, is_of(rule.supervises, self.person(*other).known.profession)));
            whom.extend(all.filter(|(_, value)| !value.is_no()));
        }
        let certain = whom.iter().filter(|(_, value)| value.is_yes()).count() as u64;
        let times = if rule.supervises.is_some() { (certain, whom.len() as u64) } else { (1, 1) };
        (!value.is_no() && times.1 > 0).then(|| FixedLoad {
            line,
            value,
            whom,
            points: Range::of(rule.points, value, times),
        })
    }

    /// Whom each supervises: those who have not left for certain.
    fn supervised(&self) -> &FxHashMap<WorkerId, Vec<WorkerId>> {
        self.supervised.get_or_init(|| {
            let mut all: FxHashMap<WorkerId, Vec<WorkerId>> = FxHashMap::default();
            for worker in self.book.worker_ids() {
                let person = self.person(worker);
                if let Some(supervisor) = person.supervisor.filter(|_| !person.has_left(self.at).is_yes()) {
                    all.entry(supervisor).or_default().push(worker);
                }
            }
            all
        })
    }

    /// What is a full load for that worker, step by step.
    fn capacity(&self, of: &Workload, person: &Person) -> (Vec<CapacityStep>, Exact) {
        let full = of.full.value().map(u64::from);
        let mut exact = Exact { least: Fraction::of(full.unwrap_or(0)), most: full.map(Fraction::of) };
        let mut steps = vec![CapacityStep { why: Why::Full, after: exact.range() }];
        let mut step = |why: Why, least: (u64, u64), most: (u64, u64)| {
            exact.least = exact.least.times(least);
            exact.most = exact.most.map(|of| of.times(most));
            steps.push(CapacityStep { why, after: exact.range() });
        };
        const WHOLE: (u64, u64) = (1, 1);
        let left = person.has_left(self.at);
        if !left.is_no() {
            step(Why::Left(left), (0, 1), if left.is_yes() { (0, 1) } else { WHOLE });
        }
        match (person.hours, of.full_time_hours.value()) {
            // More than full time is full time: nobody is asked for more than a full load.
            (Some((hours, fact)), Some(full)) if full > 0 => {
                let part = (u64::from(hours).min(u64::from(full) * 100), u64::from(full) * 100);
                step(Why::Hours(Some((hours, fact))), part, part);
            }
            _ => step(Why::Hours(None), (0, 1), WHOLE),
        }
        let own = self.own(of, person);
        let why = |one: &Own| Why::Own { own: one.own, value: one.value, until: one.until };
        // Of several that are so, the smallest; of those that may be, the smallest too, where it is smaller still.
        let certain =
            own.iter().filter(|one| one.value.is_yes() && one.percent.is_some()).min_by_key(|one| one.percent);
        let percent = certain.and_then(|one| one.percent).unwrap_or(100);
        if let Some(one) = certain {
            let part = (u64::from(percent), 100);
            step(why(one), part, part);
        }
        let smaller = own.iter().filter(|one| one.percent.unwrap_or(0) < percent);
        if let Some(one) = smaller.min_by_key(|one| one.percent.unwrap_or(0)) {
            step(why(one), (u64::from(one.percent.unwrap_or(0)), u64::from(percent)), WHOLE);
        }
        let mut off = (0_u32, 0_u32);
        for share in &person.adjustments {
            let before = (100 - off.0.min(100), 100 - off.1.min(100));
            off.0 += share.percent;
            off.1 += if share.value.is_yes() { share.percent } else { 0 };
            let after = (100 - off.0.min(100), 100 - off.1.min(100));
            // Several that run at once add up: each step is from what was left before it.
            let part =
                |after: u32, before: u32| if before == 0 { (0, 1) } else { (u64::from(after), u64::from(before)) };
            step(Why::Adjusted(*share), part(after.0, before.0), part(after.1, before.1));
        }
        if !person.is_covered(Kind::WorkloadAdjusted, self.board.world(), self.at) {
            step(Why::NotCovered, (0, 1), WHOLE);
        }
        (steps, exact)
    }

    /// The smaller loads of the worker's profession that run, or may.
    fn own(&self, of: &Workload, person: &Person) -> Vec<Own> {
        let calendars = self.board.world().calendars();
        let mut found = Vec::new();
        for (own, rule) in of.own.iter().enumerate() {
            let is_theirs = person.known.profession.map_or(Tri::Unknown, |own| Tri::from(rule.professions.has(own)));
            let until = rule.until.and_then(|until| Some(calendars.later(person.joined?.0, until.value()?)));
            let runs = match (rule.until, until) {
                (None, _) => Tri::Yes,
                (Some(_), None) => Tri::Unknown,
                (Some(_), Some(until)) => Tri::from(self.at <= until.end()),
            };
            let value = is_theirs.and(runs);
            if !value.is_no() {
                found.push(Own { own, value, until, percent: rule.percent.value() });
            }
        }
        found
    }
}

/// A smaller load that runs, or may.
struct Own {
    own: usize,
    value: Tri,
    until: Option<Day>,
    /// Nothing where the policy leaves it open.
    percent: Option<u32>,
}

/// A worker's part in a child's case at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Which.
    pub role: Role,
    /// By which involvement.
    pub involvement: Ref,
    /// Whether they have it: from its start or acceptance, whichever is first, to its end, while the child is open.
    pub held: Tri,
    /// Whether they were offered it and have not answered.
    pub offered: Tri,
}

impl Part {
    /// How that involvement with that child stands at that instant.
    pub fn of(one: &Involved, entry: &Entry, at: Moment) -> Part {
        let by = |from: Option<Moment>| from.map_or(Tri::Unknown, |from| Tri::from(from <= at));
        let over = match one.ended {
            Some(end) => Tri::from(end <= at),
            None if one.is_ended => Tri::Unknown,
            None => Tri::No,
        };
        let goes_on = over.negated().and(value_at(&entry.timeline.open, at));
        let begun = if one.has_begun { by(one.started.into_iter().chain(one.accepted).min()) } else { Tri::No };
        let asked = match one.offered {
            None if one.has_begun => Tri::No,
            offered => by(offered),
        };
        let offered = asked.and(begun.negated()).and(goes_on);
        Part { role: one.role, involvement: one.involvement, held: begun.and(goes_on), offered }
    }
}

/// Of each family one child counts whole, the one who may weigh most; every further one counts in part.
fn share(of: &Workload, children: &mut [ChildLoad]) {
    let mut order: Vec<usize> = (0..children.len()).collect();
    order.sort_by_key(|place| {
        let Range { least, most } = children[*place].points;
        std::cmp::Reverse((most.is_none(), most, least, std::cmp::Reverse(*place)))
    });
    let mut families: Vec<Ref> = Vec::new();
    for place in order {
        let Some(family) = children[place].family else { continue };
        if !families.contains(&family) {
            families.push(family);
            continue;
        }
        let child = &mut children[place];
        child.percent = of.sibling_percent.value();
        let part = |points: u64, percent: u32| points * u64::from(percent) / 100;
        child.points = Range {
            least: part(child.points.least, child.percent.unwrap_or(0)),
            most: child.points.most.map(|most| part(most, child.percent.unwrap_or(100))),
        };
    }
}

/// A number of hundredths of a point as a fraction, so that nothing is lost between the steps.
#[derive(Clone, Copy)]
struct Fraction {
    number: u128,
    of: u128,
}

impl Fraction {
    fn of(points: u64) -> Fraction {
        Fraction { number: u128::from(points) * 100, of: 1 }
    }

    fn times(self, (part, whole): (u64, u64)) -> Fraction {
        Fraction { number: self.number * u128::from(part), of: self.of * u128::from(whole) }
    }

    fn floor(self) -> u64 {
        u64::try_from(self.number / self.of).unwrap_or(u64::MAX)
    }

    /// How so many hundredths of a point compare with that percentage of it.
    fn compare(self, points: u64, percent: u32) -> std::cmp::Ordering {
        (u128::from(points) * 100 * self.of).cmp(&(u128::from(percent) * self.number))
    }
}

/// What is a full load, exactly.
struct Exact {
    least: Fraction,
    most: Option<Fraction>,
}

impl Exact {
    fn range(&self) -> Range {
        Range { least: self.least.floor(), most: self.most.map(Fraction::floor) }
    }

    /// Whether so much is that percentage of it or more.
    fn reached(&self, sum: Range, percent: u32) -> Tri {
        let certain = self.most.is_some_and(|most| most.compare(sum.least, percent).is_ge());
        let never = sum.most.is_some_and(|most| self.least.compare(most, percent).is_lt());
        if certain {
            Tri::Yes
        } else if never {
            Tri::No
        } else {
            Tri::Unknown
        }
    }

    /// Whether so much is more than that percentage of it.
    fn exceeded(&self, sum: Range, percent: u32) -> Tri {
        let certain = self.most.is_some_and(|most| most.compare(sum.least, percent).is_gt());
        let never = sum.most.is_some_and(|most| self.least.compare(most, percent).is_le());
        if certain {
            Tri::Yes
        } else if never {
            Tri::No
        } else {
            Tri::Unknown
        }
    }
}

/// Whether the sum is beyond the limit, or beyond what was authorised where that is more.
fn beyond(limit: Stated<u32>, sum: Range, exact: &Exact, authorised: &[Share]) -> Tri {
    let Some(limit) = limit.value() else { return Tri::Unknown };
    let is_certain = |share: &&Share| share.value.is_yes() && share.post.is_some();
    let certain = authorised.iter().filter(is_certain).map(|share| share.percent).fold(limit, u32::max);
    let possible = authorised.iter().map(|share| share.percent).fold(limit, u32::max);
    match (exact.exceeded(sum, certain), exact.exceeded(sum, possible)) {
        (Tri::No, _) => Tri::No,
        (_, Tri::Yes) => Tri::Yes,
        _ => Tri::Unknown,
    }
}
