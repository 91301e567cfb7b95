//! What the store costs beside the bare database, as ratios in one run. `cargo bench -p store -- 40000 400000`.
//!
//! * import: facts into the log, against the same rows inserted into a plain table in one transaction, and against the
//!   database's own shell (where there is one) importing what a file would hold of them, without salts and digests.
//! * open: the whole book, against stepping through the same rows and looking at nothing.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a benchmark measures time and may stop")]

use std::time::{Duration, Instant};

use record::{
    Content, Day, Fact, FactId, Moment, Names, Provenance, Ref, Subject, Tri, When,
    words::{Role, Status, VisitPart, Words},
};
use rusqlite::{Connection, params};
use store::Store;

fn main() {
    let counts: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![40_000, 400_000] } else { counts };
    for count in counts {
        run(count);
    }
}

fn run(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (names, facts) = made_up(count);
    let path = folder.path().join("a.keyworker");
    let mut number = 0_u64;
    let mut random = |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(8) {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            chunk.copy_from_slice(&number.to_le_bytes()[..chunk.len()]);
        }
    };
    let mut store = Store::create(&path, "Testshire", &mut random).unwrap();
    let import = timed(|| {
        store
            .import(&names, facts.iter().copied(), "a benchmark", Moment::from_second(1_790_000_000), &mut random)
            .unwrap();
    });
    store.scrub().unwrap();
    drop(store);
    let plain = plain_insert(&path, &folder.path().join("plain.sqlite"));
    let shell = shell_import(&path, folder.path());
    let reader = store::Reader::open(&path).unwrap();
    let scan = (0..5).map(|_| timed(|| bare_scan(&path))).min().unwrap_or_default();
    let open = |threads: usize| {
        let one = || {
            let mut book = None;
            let time = timed(|| book = Some(reader.load(threads).unwrap().0));
            assert_eq!(book.map(|book| book.len()), Some(count as u64));
            time
        };
        (0..5).map(|_| one()).min().unwrap_or_default()
    };
    let (one, two) = (open(1), open(2));
    let verify = timed(|| assert_eq!(reader.verify().unwrap().facts, count as u64));
    let bytes = std::fs::metadata(&path).unwrap().len();
    let each = |time: Duration| time.as_nanos() / count as u128;
    println!("{count} facts, {} bytes a fact on disk", bytes / count as u64);
    println!("  plain inserts   {:>6} ns a row", each(plain));
    println!("  import          {:>6} ns a fact   {:.2} times plain inserts", each(import), ratio(import, plain));
    match shell {
        Some(shell) => println!(
            "  sqlite3 .import {:>6} ns a row    import is {:.2} times that",
            each(shell),
            ratio(import, shell)
        ),
        None => println!("  sqlite3 .import is not measured: no shell here"),
    }
    println!("  bare scan       {:>6} ns a row", each(scan));
    println!("  open, 1 thread  {:>6} ns a fact   {:.2} times a bare scan", each(one), ratio(one, scan));
    println!("  open, 2 threads {:>6} ns a fact   {:.2} times a bare scan", each(two), ratio(two, scan));
    println!("  verify          {:>6} ns a fact", each(verify));
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// The log's own rows, into a table without anything around it.
fn plain_insert(log: &std::path::Path, into: &std::path::Path) -> Duration {
    type PlainRow = (i64, Vec<u8>, i64, i64, i64, Option<i64>, i64, i64, i64, i64, Vec<u8>, Vec<u8>, Vec<u8>);
    let log = Connection::open(log).unwrap();
    let mut select = log.prepare("SELECT * FROM log").unwrap();
    let rows: Vec<PlainRow> = select
        .query_map([], |r| {
            Ok((
                r.get(0)?,
                r.get(1)?,
                r.get(2)?,
                r.get(3)?,
                r.get(4)?,
                r.get(5)?,
                r.get(6)?,
                r.get(7)?,
                r.get(8)?,
                r.get(9)?,
                r.get(10)?,
                r.get(11)?,
                r.get(12)?,
            ))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    // Only the writing is measured.
    let start = Instant::now();
    let mut plain = Connection::open(into).unwrap();
    plain.pragma_update(None, "journal_mode", "wal").unwrap();
    plain.execute_batch("CREATE TABLE log (a, b, c, d, e, f, g, h, i, j, k, l, m)").unwrap();
    let transaction = plain.transaction().unwrap();
    let mut insert = transaction.prepare("INSERT INTO log VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)").unwrap();
    for r in &rows {
        insert.execute(params![r.0, r.1, r.2, r.3, r.4, r.5, r.6, r.7, r.8, r.9, r.10, r.11, r.12]).unwrap();
    }
    drop(insert);
    transaction.commit().unwrap();
    start.elapsed()
}

/// The shell's own import of a file; nothing where there is no shell.
fn shell_import(log: &std::path::Path, folder: &std::path::Path) -> Option<Duration> {
    let shell = |database: &std::path::Path, commands: &str| {
        let done =
            std::process::Command::new("sqlite3").current_dir(folder).arg(database).arg(commands).status().ok()?;
        done.success().then_some(())
    };
    let csv = "SELECT hex(fact), about, kind, version, happened, recorded, by, source, row, hex(content) FROM log";
    let file = std::process::Command::new("sqlite3").arg("-csv").arg(log).arg(csv).output().ok()?;
    std::fs::write(folder.join("rows.csv"), file.stdout).ok()?;
    let into = folder.join("shell.sqlite");
    shell(&into, "CREATE TABLE log (a, b, c, d, e, f, g, h, i, j)")?;
    let start = Instant::now();
    shell(&into, ".import --csv rows.csv log")?;
    Some(start.elapsed())
}

fn bare_scan(path: &std::path::Path) {
    let log = Connection::open(path).unwrap();
    let mut select = log.prepare("SELECT * FROM log").unwrap();
    let mut rows = select.query([]).unwrap();
    while rows.next().unwrap().is_some() {}
}

/// About a dozen facts a child, of the kinds that an extract brings.
fn made_up(count: usize) -> (Names, Vec<Fact>) {
    let mut names = Names::default();
    let (by, source) = (names.add_actor("import"), names.add_source("made-up.csv"));
    let workers: Vec<_> = (0..200).map(|n| names.add_worker(&format!("lcs:W{n}"))).collect();
    let teams: Vec<_> = (0..24).map(|n| names.add_unit(&format!("lcs:T{n}"))).collect();
    let given: Vec<_> = (0..500).map(|n| names.add_text(&format!("Bramble{n}"))).collect();
    let day = |n: usize| Day::from_number(19_000 + (n % 900) as i32);
    let facts = (0..count)
        .map(|n| {
            let child = names.add_child(&format!("lcs:P{}", n / 12));
            let reference = Ref::to("lcs", "row", &n.to_string());
            let (worker, team) = (workers[n * 7 % 200], teams[n * 5 % 24]);
            let content = match n % 12 {
                0 => Content::ChildDetails {
                    given_name: Some(given[n % 500]),
                    family_name: Some(given[n / 3 % 500]),
                    born: Some(day(n)),
                    expected: None,
                    sex: None,
                    ethnicity: None,
                    disabled: Tri::No,
                    special_educational_needs: Tri::Unknown,
                },
                1 => Content::ReferralReceived { referral: reference, team: Some(team), district_received: None },
                2 => Content::AssessmentStarted { assessment: reference },
                3 => Content::StatusStarted { status: Status::ChildInNeed, spell: reference },
                4 => Content::StatusEnded { status: Status::ChildInNeed, spell: reference },
                5 | 6 => Content::InvolvementStarted {
                    involvement: reference,
                    worker: Some(worker),
                    role: Role::Lead,
                    team: Some(team),
                    accepted: Tri::Yes,
                },
                7 => Content::InvolvementEnded { involvement: reference, reason: None },
                _ => Content::Visit { parts: Words::of(&[VisitPart::Seen]), done_by: Some(worker), plan: None },
            };
            let mut id = [0; 16];
            id[..8].copy_from_slice(&reference.0.to_le_bytes());
            id[8..].copy_from_slice(&(n as u64).to_le_bytes());
            Fact {
                id: FactId(id),
                about: Subject::Child(child),
                when: When::On(day(n)),
                recorded: Moment::from_second(1_790_000_000),
                by,
                from: Provenance { source, row: n as u32 },
                content,
            }
        })
        .collect();
    (names, facts)
}
