//! From a fact to the tray, and the tray itself, at 4,000 and at 40,000 open children:
//! `cargo bench -p web --bench tray`.
//!
//! Teams are as large in the one as in the other, as they are in life: a larger authority has more teams. A last line
//! shows a tray of forty times that size.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use record::words::{EndReason, Profession, Role, Sex, UnitLevel, VisitPart, Words};
use record::{
    ActorId, Book, Calendar, ChildId, Content, Day, Fact, FactId, Kind, Moment, Provenance, Ref, Subject, Tri, UnitId,
    When, WorkerId,
};
use web::view::TrayFilter;
use web::{AsAt, Live, Policies, Queries, Settings, Viewer};

const CHILDREN_PER_TEAM: u32 = 40;
const CHILDREN_PER_WORKER: u32 = 15;
const ROUNDS: u32 = 200;

struct Made {
    book: Book,
    by: ActorId,
    from: Provenance,
    facts: u128,
    recorded: Moment,
}

impl Made {
    fn fact(&mut self, about: Subject, when: When, content: Content) -> Fact {
        self.facts += 1;
        let (id, recorded) = (FactId(self.facts.to_be_bytes()), self.recorded);
        Fact { id, about, when, recorded, by: self.by, from: self.from, content }
    }

    fn put(&mut self, about: Subject, when: When, content: Content) {
        let fact = self.fact(about, when, content);
        self.book.append(fact);
    }
}

fn today() -> Day {
    Day::new(2026, 7, 2).unwrap()
}

fn involvement(child: u32) -> Ref {
    Ref(u64::from(child) * 8 + 1)
}

/// A caseload: each child with a referral, an assessment, a worker and a year of visits; six in a hundred without one.
fn caseload(children: u32, children_per_team: u32) -> Made {
    let mut book = Book::default();
    let by = book.names.add_actor("a benchmark");
    let from = Provenance { source: book.names.add_source("made.csv"), row: 1 };
    let mut made = Made { book, by, from, facts: 0, recorded: today().start() };
    for kind in Kind::ALL {
        let content = Content::Coverage { covers: Some(*kind), unit: None, until: None, but: None };
        made.put(Subject::Record, When::On(Day::FIRST), content);
    }
    let teams: Vec<UnitId> =
        (0..children.div_ceil(children_per_team)).map(|n| made.book.names.add_unit(&format!("x:T{n}"))).collect();
    let district = made.book.names.add_unit("x:D");
    for team in &teams {
        let content = Content::UnitDetails { name: None, level: Some(UnitLevel::Team), parent: Some(district) };
        made.put(Subject::Unit(*team), When::Unknown, content);
    }
    let workers: Vec<WorkerId> =
        (0..children.div_ceil(CHILDREN_PER_WORKER)).map(|n| made.book.names.add_worker(&format!("x:W{n}"))).collect();
    for (n, worker) in workers.iter().enumerate() {
        let name = Some(made.book.names.add_text(&format!("Testworker {n}")));
        let team = Some(teams[n * CHILDREN_PER_WORKER as usize / children_per_team as usize]);
        let profession = Some(Profession::SocialWorker);
        made.put(
            Subject::Worker(*worker),
            When::Unknown,
            Content::WorkerDetails { name, job_title: None, profession, team },
        );
        made.put(Subject::Worker(*worker), When::Unknown, Content::Registered { number: None, until: None });
    }
    for n in 0..children {
        child(&mut made, n, &teams, &workers, children_per_team);
    }
    made
}

fn child(made: &mut Made, n: u32, teams: &[UnitId], workers: &[WorkerId], children_per_team: u32) {
    let child = Subject::Child(made.book.names.add_child(&format!("x:C{n}")));
    let opened = today().plus_days(-30 - (n % 600) as i32);
    let reference = u64::from(n) * 8;
    let team = Some(teams[(n / children_per_team) as usize]);
    let (given, family) = (made.book.names.add_text("Zeb"), made.book.names.add_text("Testcase"));
    let details = Content::ChildDetails {
        given_name: Some(given),
        family_name: Some(family),
        born: Some(today().plus_days(-400 - (n % 5000) as i32)),
        expected: None,
        sex: Some(Sex::Female),
        ethnicity: None,
        disabled: Tri::Unknown,
        special_educational_needs: Tri::Unknown,
    };
    made.put(child, When::Unknown, details);
    made.put(child, When::Unknown, Content::FamilyGroup { family: Ref(u64::from(n / 2)) });
    let referral = Content::ReferralReceived { referral: Ref(reference), team, district_received: None };
    made.put(child, When::On(opened), referral);
    let assessment = Ref(reference + 2);
    made.put(child, When::On(opened), Content::AssessmentStarted { assessment });
    let completed = Content::AssessmentCompleted {
        assessment,
        in_need: Tri::Yes,
        needs_social_worker: Tri::Yes,
        advisor_may_hold: Tri::No,
    };
    made.put(child, When::On(opened.plus_days(25)), completed);
    let started = Content::InvolvementStarted {
        involvement: involvement(n),
        worker: Some(workers[(n / CHILDREN_PER_WORKER) as usize]),
        role: Role::Lead,
        team,
        accepted: Tri::Yes,
    };
    made.put(child, When::On(opened), started);
    for visit in 0..12 {
        let parts = Words::of(&[VisitPart::Seen]);
        let day = opened.plus_days(visit * 28).min(today());
        made.put(child, When::On(day), Content::Visit { parts, done_by: None, plan: None });
    }
    if n.is_multiple_of(16) {
        let ended = Content::InvolvementEnded { involvement: involvement(n), reason: Some(EndReason::LeftRole) };
        made.put(child, When::On(today().plus_days(-3 - (n % 20) as i32)), ended);
    }
}

fn live(book: Book) -> Live {
    let packs = policy::shipped::ALL.iter().filter(|pack| pack.id != "comparison");
    let policies = Policies {
        packs: packs.map(|pack| pack.read().unwrap()).collect(),
        counted_only: Vec::new(),
        tray: "pg/unallocated".into(),
    };
    let settings = Settings {
        authority: "Benchmark Council".into(),
        made_up: None,
        base: Calendar::england_and_wales(),
        now: Box::new(|| today().at(9, 0, 0).unwrap()),
        threads: 2,
        stale_after: 7,
        feeds: |_| Vec::new(),
        files: Vec::new(),
    };
    Live::new(settings, policies, book).unwrap()
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

struct Measured {
    made: Duration,
    take: Duration,
    take_warm: Duration,
    take_worker: Duration,
    tray: Duration,
    authority: Duration,
}

/// A child's involvement ends, and the tray shows it: for a child of another team each time.
fn measure(children: u32, per_team: u32) -> Measured {
    let mut made = caseload(children, per_team);
    let started = Instant::now();
    let live = live(std::mem::take(&mut made.book));
    let made_in = started.elapsed();
    let (viewer, at, filter) = (Viewer::on_this_machine(), AsAt::default(), TrayFilter::default());
    let tray = |team: u32| live.team_tray(&viewer, &format!("x:T{team}"), &at, &filter).unwrap().page;
    let teams = children / per_team;
    let (mut takes, mut trays, mut takes_worker) = (Vec::new(), Vec::new(), Vec::new());
    let mut takes_warm = Vec::new();
    for round in 0..ROUNDS {
        let team = round * 7 % teams;
        // Another child each time, and one who has a worker: not the first of sixteen.
        let place = 1 + round / teams * 2;
        let n = team * per_team + place + u32::from((team * per_team + place).is_multiple_of(16));
        let before = tray(team).without.value().unwrap().children;
        let about = Subject::Child(ChildId::from_index(n as usize));
        let ended = Content::InvolvementEnded { involvement: involvement(n), reason: Some(EndReason::LeftRole) };
        let fact = made.fact(about, When::On(today().plus_days(-6)), ended);
        let started = Instant::now();
        live.take(|_| Ok::<_, ()>(vec![fact])).unwrap();
        takes.push(started.elapsed());
        let page = tray(team);
        trays.push(started.elapsed() - takes[takes.len() - 1]);
        assert_eq!(page.without.value().unwrap().children, before + 1, "the tray does not show it");
        // The same child once more: what it needs is now in the processor's caches, whatever the caseload.
        let visit = Content::Visit { parts: Words::of(&[VisitPart::Seen]), done_by: None, plan: None };
        let fact = made.fact(about, When::On(today().plus_days(-1)), visit);
        let started = Instant::now();
        live.take(|_| Ok::<_, ()>(vec![fact])).unwrap();
        takes_warm.push(started.elapsed());
        let about = Subject::Worker(WorkerId::from_index((round * 31 % (children / CHILDREN_PER_WORKER)) as usize));
        let fact = made.fact(about, When::On(today().plus_days(30)), Content::WorkerLeft {});
        let started = Instant::now();
        live.take(|_| Ok::<_, ()>(vec![fact])).unwrap();
        takes_worker.push(started.elapsed());
    }
    let pages = (0..9).map(|_| {
        let started = Instant::now();
        assert_eq!(live.authority(&viewer, &at).unwrap().page.trend.len(), 13);
        started.elapsed()
    });
    Measured {
        authority: middle(pages.collect()),
        made: made_in,
        take: middle(takes),
        take_warm: middle(takes_warm),
        take_worker: middle(takes_worker),
        tray: middle(trays),
    }
}

fn main() {
    let small = measure(4_000, CHILDREN_PER_TEAM);
    let large = measure(40_000, CHILDREN_PER_TEAM);
    let ratio = |large: Duration, small: Duration| large.as_secs_f64() / small.as_secs_f64();
    let line = |what: &str, of: fn(&Measured) -> Duration| {
        let (small, large) = (of(&small), of(&large));
        println!("{what:<36} {small:>12.1?} {large:>12.1?} {:>8.2}", ratio(large, small));
    };
    println!("{:<36} {:>12} {:>12} {:>8}", "", "4,000", "40,000", "ratio");
    line("the image made", |of| of.made);
    line("a child's fact taken", |of| of.take);
    line("another of the same child", |of| of.take_warm);
    line("a worker's fact taken (15 children)", |of| of.take_worker);
    line("the tray page after it", |of| of.tray);
    line("the authority's page", |of| of.authority);
    let wide = measure(40_000, 40 * CHILDREN_PER_TEAM);
    println!("a tray of a team of {} children at 40,000: {:.1?}", 40 * CHILDREN_PER_TEAM, wide.tray);
}
