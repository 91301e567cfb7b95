//! Workloads against a second, naive computation: every way in which what is not known could be is played through, and the
//! load of each way is added up by the language's page alone.

use std::sync::Arc;

use policy::Pack;
use record::words::{AbsenceKind, EndReason, Profession, Role, Status};
use record::{
    Book, Calendar, ChildId, Content, Day, Fact, FactId, Moment, Provenance, Ref, Subject, Tri, When, WorkerId,
};
use standing::workload::Weigher;
use standing::{Board, Plan};

const PACK: &str = r#"
keyworker-pack = 1
[pack]
id = "ours"
title = "Ours"
version = "1"
from = 2020-01-01
source = "a test"
counts-by = "none"
[[clause]]
id = "OUR-1"
says = "Workloads are weighed"
does = "Weighs"
[workload]
clause = "OUR-1"
full-load = 20
full-time-hours = 37
warns-at-percent = 80
forbids-at-percent = 110
sibling-percent = 60
[[workload.points]]
says = "Child in need"
clause = "OUR-1"
when = { status = ["child in need"] }
points = 5
[[workload.points]]
says = "Looked after"
clause = "OUR-1"
when = { status = ["looked after"] }
points = 7
[[workload.points]]
says = "Beside another"
clause = "OUR-1"
when = "open"
parts = ["co-worker"]
points = 2
[[workload.fixed]]
says = "Supervising"
clause = "OUR-1"
supervises = ["newly qualified social worker"]
points = 3
[[workload.own]]
clause = "OUR-1"
professions = ["newly qualified social worker"]
percent = 90
until = { months = 12 }
[[workload.own]]
clause = "OUR-1"
professions = ["assistant team manager"]
percent = 20
[[workload.exception]]
clause = "OUR-1"
by = ["service manager"]
"#;

const WORKERS: usize = 3;
const CHILDREN: usize = 5;

/// Numbers that come again with the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, many: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % many
    }
    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

fn asked() -> Day {
    Day::new(2026, 7, 1).unwrap()
}

/// A day within half a year around the one asked about; now and then none.
fn around(dice: &mut Dice, from: i32, to: i32) -> When {
    if dice.one_in(9) {
        return When::Unknown;
    }
    When::On(asked().plus_days(from + dice.below((to - from) as u64) as i32))
}

struct Made {
    book: Book,
    facts: Vec<(Subject, When, Content)>,
}

fn made(seed: u64) -> Made {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let mut facts: Vec<(Subject, When, Content)> = Vec::new();
    let day = |ago: i32| When::On(asked().plus_days(-ago));
    let coverage = Content::Coverage { covers: None, unit: None, until: None, but: None };
    facts.push((Subject::Record, When::On(Day::FIRST), coverage));
    let mut next = 0_u64;
    let mut fresh = || {
        next += 1;
        Ref(next)
    };
    for number in 0..WORKERS {
        let who = Subject::Worker(WorkerId::from_index(number));
        let grades = [
            Some(Profession::SocialWorker),
            Some(Profession::NewlyQualifiedSocialWorker),
            Some(Profession::AssistantTeamManager),
            None,
        ];
        let profession = dice.of(&grades);
        facts.push((who, day(900), Content::WorkerDetails { name: None, job_title: None, profession, team: None }));
        if !dice.one_in(4) {
            let joined = if dice.one_in(5) { When::Unknown } else { day(dice.of(&[30, 364, 365, 366, 800])) };
            facts.push((who, joined, Content::WorkerJoined {}));
        }
        if !dice.one_in(4) {
            let hours = dice.of(&[Some(3700), Some(1850), Some(4200), Some(0), None]);
            let content = Content::Engagement { agency: Tri::Unknown, weekly_hours_hundredths: hours };
            facts.push((who, day(800), content));
        }
        for _ in 0..dice.below(3) {
            let until = dice.of(&[None, Some(asked()), Some(asked().plus_days(-1))]);
            let percent = dice.of(&[10, 25, 70]);
            let when = if dice.one_in(4) { When::Unknown } else { day(dice.of(&[-1, 0, 60])) };
            facts.push((who, when, Content::WorkloadAdjusted { percent, until, reason: None }));
        }
        if dice.one_in(2) {
            let supervisor = Some(WorkerId::from_index((number + 1) % WORKERS));
            facts.push((who, day(700), Content::SupervisionNamed { supervisor }));
        }
        // What has nothing to do with it.
        let absence =
            Content::AbsenceStarted { absence: fresh(), absence_kind: AbsenceKind::Sickness, likely_end: None };
        facts.push((who, day(3), absence));
    }
    for number in 0..CHILDREN {
        let who = Subject::Child(ChildId::from_index(number));
        facts.push((
            who,
            day(400),
            Content::ReferralReceived { referral: fresh(), team: None, district_received: None },
        ));
        if dice.one_in(2) {
            let family = Ref(1000 + dice.below(2));
            facts.push((who, When::Unknown, Content::FamilyGroup { family }));
        }
        for status in [Status::ChildInNeed, Status::LookedAfter] {
            if dice.one_in(2) {
                let spell = fresh();
                facts.push((who, around(&mut dice, -200, 10), Content::StatusStarted { status, spell }));
                if dice.one_in(3) {
                    facts.push((who, around(&mut dice, 11, 60), Content::StatusEnded { status, spell }));
                } else if dice.one_in(4) {
                    facts.push((who, When::Unknown, Content::StatusEnded { status, spell }));
                }
            }
        }
        for _ in 0..1 + dice.below(2) {
            let involvement = fresh();
            let worker = WorkerId::from_index(dice.below(WORKERS as u64) as usize);
            let role = dice.of(&[Role::Lead, Role::Lead, Role::KeyWorker, Role::CoWorker, Role::Involved]);
            if dice.one_in(4) {
                let content = Content::AllocationOffered { involvement, worker, role, team: None };
                facts.push((who, day(5), content));
                continue;
            }
            let start = around(&mut dice, -100, 5);
            let accepted = dice.of(&[Tri::Yes, Tri::No, Tri::Unknown]);
            let content = Content::InvolvementStarted { involvement, worker: Some(worker), role, team: None, accepted };
            facts.push((who, start, content));
            let reason = Some(EndReason::ManagingCaseloads);
            if dice.one_in(3) {
                let end = dice.of(&[6, 20]);
                facts.push((who, day(-end), Content::InvolvementEnded { involvement, reason }));
            } else if dice.one_in(5) {
                facts.push((who, When::Unknown, Content::InvolvementEnded { involvement, reason }));
            }
        }
    }
    let mut book = Book::default();
    for number in 0..CHILDREN {
        book.names.add_child(&format!("x:{number}"));
    }
    for number in 0..WORKERS {
        book.names.add_worker(&format!("x:w{number}"));
    }
    let (by, from) = (book.names.add_actor("a"), Provenance { source: book.names.add_source("s"), row: 0 });
    for (number, (about, when, content)) in facts.iter().enumerate() {
        let mut id = [0; 16];
        id[8..].copy_from_slice(&(number as u64).to_be_bytes());
        let (about, when, content) = (*about, *when, *content);
        book.append(Fact { id: FactId(id), about, when, recorded: Moment::MIN, by, from, content });
    }
    Made { book, facts }
}

/// One way in which everything that is not known could be.
struct Way {
    bits: u64,
    used: u32,
}

impl Way {
    fn pick(&mut self, value: Tri) -> bool {
        if !value.is_unknown() {
            return value.is_yes();
        }
        self.used += 1;
        self.bits >> (self.used - 1) & 1 == 1
    }
}

fn begun(when: When, at: Moment) -> Tri {
    when.as_start().map_or(Tri::Unknown, |start| Tri::from(start <= at))
}

fn over(when: When, at: Moment) -> Tri {
    when.as_end().map_or(Tri::Unknown, |end| Tri::from(end <= at))
}

/// The points of that worker in hundredths, what is a full load in hundredths, and whether two siblings weigh.
fn exact(made: &Made, worker: WorkerId, at: Moment, way: &mut Way) -> (f64, f64, bool) {
    let of = |who: Subject| made.facts.iter().filter(move |(about, ..)| *about == who);
    let mut weights: Vec<(Option<Ref>, f64)> = Vec::new();
    for number in 0..CHILDREN {
        let own = || of(Subject::Child(ChildId::from_index(number)));
        let (mut main, mut beside) = (false, false);
        for (_, start, content) in own() {
            let Content::InvolvementStarted { involvement, worker: Some(who), role, .. } = *content else { continue };
            if who != worker {
                continue;
            }
            let end = own().find(
                |(.., end)| matches!(end, Content::InvolvementEnded { involvement: of, .. } if *of == involvement),
            );
            let is_over = end.map_or(Tri::No, |(_, end, _)| over(*end, at));
            // One pick for each: none may hang on another, so that all ways have the same number of them.
            let held = way.pick(begun(*start, at).and(is_over.negated()));
            main |= held && matches!(role, Role::Lead | Role::KeyWorker);
            beside |= held && role == Role::CoWorker;
        }
        let mut weight = if beside { 200.0 } else { 0.0 };
        for (asked, points) in [(Status::ChildInNeed, 500.0), (Status::LookedAfter, 700.0)] {
            let started =
                own().find(|(.., of)| matches!(of, Content::StatusStarted { status, .. } if *status == asked));
            let ended = own().find(|(.., of)| matches!(of, Content::StatusEnded { status, .. } if *status == asked));
            let is = started.map_or(Tri::No, |(_, when, _)| begun(*when, at));
            let is = is.and(ended.map_or(Tri::No, |(_, when, _)| over(*when, at)).negated());
            if way.pick(is) && main {
                weight += points;
            }
        }
        let family = own().find_map(|(.., of)| match of {
            Content::FamilyGroup { family } => Some(*family),
            _ => None,
        });
        weights.push((family, weight));
    }
    weights.sort_by(|one, other| other.1.total_cmp(&one.1));
    let (mut families, mut sum, mut siblings) = (Vec::new(), 0.0, false);
    for (family, weight) in weights.into_iter().filter(|(_, weight)| *weight > 0.0) {
        let further = family.is_some_and(|family| families.contains(&family));
        siblings |= further;
        sum += if further { weight * 0.6 } else { weight };
        families.extend(family);
    }
    for number in (0..WORKERS).map(WorkerId::from_index) {
        let own = || of(Subject::Worker(number));
        let is_theirs = own().any(|(.., of)| *of == Content::SupervisionNamed { supervisor: Some(worker) });
        let is_new =
            profession(made, number).map_or(Tri::Unknown, |of| Tri::from(of == Profession::NewlyQualifiedSocialWorker));
        if is_theirs && way.pick(is_new) {
            sum += 300.0;
        }
    }
    (sum, full_load(made, worker, at, way), siblings)
}

fn profession(made: &Made, worker: WorkerId) -> Option<Profession> {
    made.facts.iter().find_map(|(about, _, of)| match of {
        Content::WorkerDetails { profession, .. } if *about == Subject::Worker(worker) => *profession,
        _ => None,
    })
}

fn full_load(made: &Made, worker: WorkerId, at: Moment, way: &mut Way) -> f64 {
    let own = || made.facts.iter().filter(|(about, ..)| *about == Subject::Worker(worker));
    let mut full = 2000.0;
    let hours = own().find_map(|(.., of)| match of {
        Content::Engagement { weekly_hours_hundredths, .. } => *weekly_hours_hundredths,
        _ => None,
    });
    match hours {
        Some(hours) => full *= f64::from(hours.min(3700)) / 3700.0,
        // Nobody knows how many: none at the least, all at the most.
        None if !way.pick(Tri::Unknown) => full = 0.0,
        None => {}
    }
    let joined = own().find_map(|(_, when, of)| matches!(of, Content::WorkerJoined {}).then_some(*when));
    let first_year = match joined.and_then(When::day) {
        Some(day) => Tri::from(at <= day.plus_months(12).end()),
        None => Tri::Unknown,
    };
    // A profession that nobody knows may be any: none with a smaller load, or one of these.
    match profession(made, worker) {
        None => {
            let (new, assistant) = (way.pick(first_year), way.pick(Tri::Unknown));
            let (is_new, is_assistant) = (way.pick(Tri::Unknown), assistant);
            full *= if is_assistant {
                0.2
            } else if new && is_new {
                0.9
            } else {
                1.0
            };
        }
        Some(Profession::NewlyQualifiedSocialWorker) if way.pick(first_year) => full *= 0.9,
        Some(Profession::AssistantTeamManager) => full *= 0.2,
        Some(_) => {}
    }
    let mut off = 0;
    for (_, when, content) in own() {
        let Content::WorkloadAdjusted { percent, until, .. } = content else { continue };
        let runs = begun(*when, at).and(Tri::from(until.is_none_or(|until| at <= until.end())));
        if way.pick(runs) {
            off += percent;
        }
    }
    full * f64::from(100 - off.min(100)) / 100.0
}

fn all(values: impl Iterator<Item = bool>) -> Tri {
    let values: Vec<bool> = values.collect();
    match (values.iter().all(|value| *value), values.iter().any(|value| *value)) {
        (true, _) => Tri::Yes,
        (_, false) => Tri::No,
        _ => Tri::Unknown,
    }
}

#[test]
fn every_way_in_which_it_could_be_lies_within_what_is_said() {
    let pack = Pack::read("ours.toml", PACK).unwrap();
    let plan = Arc::new(Plan::new(&[&pack]));
    let at = asked().end();
    let (mut known, mut ranges, mut warned) = (0, 0, [0; 3]);
    for seed in 0..400 {
        let made = made(seed);
        let board = Board::new(&made.book, Arc::clone(&plan), &Calendar::england_and_wales(), Moment::MAX, 1);
        let weigher = Weigher::new(&board, &made.book, at);
        for worker in (0..WORKERS).map(WorkerId::from_index) {
            let load = weigher.load(0, worker, None);
            let mut first = Way { bits: 0, used: 0 };
            exact(&made, worker, at, &mut first);
            if first.used > 14 {
                continue;
            }
            let ways: Vec<(f64, f64, bool)> =
                (0..1_u64 << first.used).map(|bits| exact(&made, worker, at, &mut Way { bits, used: 0 })).collect();
            let least = |of: fn(&(f64, f64, bool)) -> f64| ways.iter().map(of).fold(f64::MAX, f64::min);
            let most = |of: fn(&(f64, f64, bool)) -> f64| ways.iter().map(of).fold(0.0, f64::max);
            let shown = || format!("seed {seed}, worker {}: {load:#?}", worker.index());
            let near = |one: f64, other: u64| (one - other as f64).abs() < 1.001;
            let siblings = ways.iter().any(|way| way.2);
            // Who of a family counts whole is settled by the most, so that the lines add up: the least may be a little less.
            let least_sum = load.sum.least as f64;
            assert!(
                near(least(|way| way.0), load.sum.least) || siblings && least_sum <= least(|way| way.0),
                "{}",
                shown()
            );
            assert!(near(most(|way| way.0), load.sum.most.unwrap()), "{} not {}", shown(), most(|way| way.0));
            assert!(near(least(|way| way.1), load.capacity.least), "{} not {}", shown(), least(|way| way.1));
            assert!(near(most(|way| way.1), load.capacity.most.unwrap()), "{} not {}", shown(), most(|way| way.1));
            let warns = all(ways.iter().map(|way| way.0 * 100.0 >= 80.0 * way.1 - 0.001));
            let beyond = all(ways.iter().map(|way| way.0 * 100.0 > 110.0 * way.1 + 0.001));
            assert!(load.warns == warns || siblings && load.warns.is_unknown(), "{warns:?}: {}", shown());
            assert!(load.beyond == Some(beyond) || siblings && load.beyond == Some(Tri::Unknown), "{}", shown());
            // The lines add up to the sum.
            let lines = load.children.iter().map(|child| child.points).chain(load.fixed.iter().map(|line| line.points));
            assert_eq!(lines.map(|points| points.least).sum::<u64>(), load.sum.least);
            known += usize::from(load.is_known());
            ranges += usize::from(!load.is_known());
            warned[if warns.is_yes() {
                0
            } else if warns.is_no() {
                1
            } else {
                2
            }] += 1;
        }
    }
    // What is compared is of every kind.
    assert!(known > 100 && ranges > 100 && warned.iter().all(|count| *count > 50), "{known}, {ranges}, {warned:?}");
}
