//! Serves the pages over a made-up authority, read back through the import: `cargo run -p web --example live -- 8098`,
//! with the number of open children after the port (2,500 where it is left out).

use std::error::Error;
use std::sync::Arc;

use intake::{Extract, Outcome, ReadOptions, Site};
use record::{Book, Calendar, Day, Moment};
use web::{FileRead, Live, Policies, RejectedRowRead, Settings};

/// What this council says of its extract: whoever is listed as the case worker has accepted, and who else is listed.
const SITE: &str = r#"source = "ex"
blank-registration = "not-registered"
[roles]
"CW" = { part = "lead", accepted = true }
"COWK" = { part = "co-worker", accepted = true }
"FSW" = { part = "involved" }
"CPCH" = { part = "not a worker" }
"KAHV" = { part = "not a worker" }
"KASC" = { part = "not a worker" }
"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(8098);
    let children: u32 = std::env::args().nth(2).and_then(|number| number.parse().ok()).unwrap_or(2_500);
    let folder = tempfile::tempdir()?;
    let plan = synth::Plan { open_children: children, ..synth::Plan::default() };
    synth::write_extract(&plan, folder.path(), &mut |_, _, _| {})?;
    println!("written");
    // One row goes wrong on purpose, so that there is a rejected row to look at.
    let visits = folder.path().join("ssd_cin_visits.csv");
    let text = std::fs::read_to_string(&visits)?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if let Some(line) = lines.get_mut(3) {
        *line = line.replacen("2026", "2026-13-", 1).replacen("2025", "2025-13-", 1).replacen("2024", "2024-13-", 1);
    }
    std::fs::write(&visits, lines.join("\n") + "\n")?;

    let taken = Day::new(2026, 6, 30).ok_or("a day")?;
    let now = taken.plus_days(2).at(9, 12, 0).ok_or("a time")?;
    let mut options = ReadOptions::new(Site::from_toml(SITE)?, now.plus_seconds(-3600), "import");
    options.taken = Some(taken.end());
    let extract = Extract::read(folder.path(), &options, record::Names::default(), &|_| {})?;
    let files = files(&extract, taken);
    let mut book = Book::default();
    book.names = extract.world().names.clone();
    extract.world().facts().for_each(|fact| book.append(*fact));
    let mut room = Vec::new();
    for child in 0..extract.children() {
        room.clear();
        extract.facts(child, &mut room);
        room.iter().for_each(|fact| book.append(*fact));
    }
    drop(extract);
    let packs: Result<Vec<_>, _> = policy::shipped::ALL
        .iter()
        .filter(|pack| pack.id != "comparison")
        .map(policy::shipped::Shipped::read)
        .collect();
    let policies = Policies {
        packs: packs.map_err(|problems| format!("{problems:?}"))?,
        counted_only: Vec::new(),
        tray: "pg/unallocated".into(),
    };
    let settings = Settings {
        authority: "Exampleshire Council".into(),
        made_up: Some("Made up: no child here is real".into()),
        base: Calendar::england_and_wales(),
        now: Box::new(move || -> Moment { now }),
        threads: 2,
        stale_after: 7,
        feeds: |_| Vec::new(),
        files,
    };
    println!("{} facts", book.len());
    let live = Live::new(settings, policies, book)?;
    let router = web::router(Arc::new(live), web::Hosts::loopback());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

/// The reconciliation as the pages show it.
fn files(extract: &Extract, made: Day) -> Vec<FileRead> {
    let reports = extract.reconciliation().files.iter().filter(|file| file.counts.read > 0);
    let told = reports.map(|file| {
        let of_file = extract.rejected().iter().filter(|row| *row.file == *file.name);
        let bad = of_file.filter(|row| matches!(row.outcome, Outcome::Rejected | Outcome::Unknown));
        FileRead {
            file: file.name.clone(),
            made: Some(made),
            covers: Vec::new(),
            lacking: Vec::new(),
            rows: file.counts.read,
            used: file.counts.used + file.counts.in_part,
            in_part: file.counts.in_part,
            passed_over: file.counts.repeated + file.counts.not_needed,
            rejected: file.counts.rejected + file.counts.unknown,
            mended: 0,
            rejected_rows: bad
                .map(|row| RejectedRowRead {
                    row: u64::from(row.row),
                    column: row.column.to_owned(),
                    value: row.value.clone(),
                    reason: row.reason.clone(),
                    is_anyones: false,
                })
                .collect(),
        }
    });
    told.collect()
}
