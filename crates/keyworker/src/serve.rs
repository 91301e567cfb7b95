//! `serve`: the pages of a store, on this machine only.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use record::{Book, Calendar, Content, Moment};
use web::live::{FileRead, Live, Policies, RejectedRowRead, Settings};

use crate::Surroundings;
use crate::arguments::Serve;
use crate::asked::instant;
use crate::beside::{AbsencesTold, Listed};
use crate::failure::Failure;
use crate::kinds_fed;
use crate::policies::{self, InForce};

/// What the pages are made of.
pub struct Shown {
    /// The authority's name.
    pub authority: String,
    /// Said on every page where the data is made up.
    pub made_up: Option<String>,
    /// The policies by name or file; where none is named, those of the record.
    pub policy: Vec<String>,
    /// A fixed present instant, for demonstrations.
    pub now: Option<Moment>,
}

/// Runs the command.
pub fn run(asked: &Serve, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let now = asked.now.as_deref().map(|text| instant("now", text)).transpose()?;
    let authority = store::Reader::open(&asked.store)?.authority()?;
    let made_up = now.map(|_| "Shown as if today were another day.".to_owned());
    // Opened before it is read: nothing comes between what is shown and what is written.
    let store = asked.acts.then(|| store::Store::open(&asked.store)).transpose()?;
    let live = live(&asked.store, Shown { authority, made_up, policy: asked.policy.clone(), now })?;
    serve(live, store, asked.port, around)
}

/// The pages' image of that store.
pub fn live(store: &Path, shown: Shown) -> Result<Live, Failure> {
    let reader = store::Reader::open(store)?;
    let (book, tip) = reader.load(2)?;
    let files = files(&book, &reader)?;
    let policies = |known: Moment| {
        let InForce { packs, counted_only } = policies::in_force(&shown.policy, &book, known)?;
        let tray = packs.iter().find_map(|pack| Some(format!("{}/{}", pack.id, pack.leading()?.id)));
        let tray = tray.ok_or_else(|| {
            let says = "none of these policies says who needs a worker, so no tray can be shown".to_owned();
            Failure::NotThere(says, "give one that does beside them: --policy pg".to_owned())
        })?;
        Ok::<_, Failure>(Policies { packs, counted_only, tray })
    };
    let now_asked = policies(Moment::MAX)?;
    // As known before an adoption was recorded, those are asked that were asked then; named policies are asked always.
    let changed = if shown.policy.is_empty() { policies::changed_at(&book) } else { Vec::new() };
    let earlier = changed.into_iter().map(|at| Ok((at, policies(at.plus_seconds(-1))?)));
    let earlier = earlier.collect::<Result<Vec<_>, Failure>>()?;
    let fixed = shown.now;
    let settings = Settings {
        authority: shown.authority,
        made_up: shown.made_up,
        base: Calendar::england_and_wales(),
        now: Box::new(move || fixed.unwrap_or_else(crate::now)),
        threads: 2,
        files,
        feeds: kinds_fed::files,
        stale_after: crate::stale::threshold(&reader)?,
    };
    let live = Live::new(settings, now_asked, book).and_then(|live| live.with_earlier(earlier));
    live.map(|live| live.read_up_to(tip.position)).map_err(|error| Failure::Usage(error.to_string(), String::new()))
}

/// What became of the files that were read into the store, the newest reading of each.
pub fn files(book: &Book, reader: &store::Reader) -> Result<Vec<FileRead>, Failure> {
    let mut files: Vec<FileRead> = Vec::new();
    for fact in book.record() {
        let Content::Imported { file, rows, rejected, used, in_part, passed_over, columns_lacking, .. } = fact.content
        else {
            continue;
        };
        let lacking = columns_lacking.map(|text| book.names.text(text)).unwrap_or_default();
        let name = book.names.text(file);
        let count = |number: i32| u64::try_from(number).unwrap_or(0);
        let read = FileRead {
            file: name.to_owned(),
            made: fact.when.day(),
            rows: count(rows),
            used: count(used),
            in_part: count(in_part),
            passed_over: count(passed_over),
            rejected: count(rejected),
            rejected_rows: Vec::new(),
            mended: 0,
            covers: kinds_fed::covered_by(name, lacking),
            lacking: kinds_fed::lacking(name, lacking),
        };
        files.retain(|known| known.file != read.file);
        files.push(read);
    }
    let newest = crate::rejected::Newest::of(book);
    let told = AbsencesTold::of(book);
    let (mended, wrong): (Vec<_>, Vec<_>) = reader.rejected(None)?.into_iter().partition(store::KeptRow::is_mended);
    let rows: BTreeSet<(String, i64)> = mended.into_iter().map(|kept| (kept.row.file, kept.row_id)).collect();
    for file in &mut files {
        file.mended = rows.iter().filter(|(of, _)| *of == file.file).count() as u64;
    }
    for kept in wrong.into_iter().filter(|kept| newest.has(kept)) {
        let row = kept.row;
        if let Some(file) = files.iter_mut().find(|file| file.file == row.file) {
            let is_anyones = told.is_anyones(&Listed {
                file: &row.file,
                row: row.row,
                child: row.child.as_deref(),
                line: &row.line,
                column: &row.column,
                value: &row.value,
                in_part: row.outcome == intake::Outcome::InPart.name(),
            });
            let (column, value, reason) = (row.column, row.value, row.reason);
            file.rejected_rows.push(RejectedRowRead { row: u64::from(row.row), column, value, reason, is_anyones });
        }
    }
    Ok(files)
}

/// Serves until the program is stopped, and writes to that store where there is one. Only this machine can connect: there is
/// no sign-in yet.
pub fn serve(live: Live, store: Option<store::Store>, port: u16, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::WARN).finish();
    // Another subscriber may be set already where commands are run one after the other, as tests do.
    let _ = tracing::subscriber::set_global_default(log);
    let runtime = tokio::runtime::Runtime::new()?;
    let live = Arc::new(live);
    let app = match store {
        None => web::router(live, web::Hosts::loopback()),
        Some(store) => {
            write_through(&live, store)?;
            web::acting_router(Arc::clone(&live) as Arc<dyn web::Queries>, live, web::Hosts::loopback())
        }
    };
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
            Failure::Usage(format!("port {port} cannot be used: {error}"), "name another with --port".to_owned())
        })?;
        let address = listener.local_addr()?;
        writeln!(around.out, "The pages are at http://{address}/ (this machine only; stop with Ctrl-C).")?;
        around.out.flush()?;
        axum::serve(listener, app).with_graceful_shutdown(stopped()).await?;
        Ok(0)
    })
}

/// Has acts written to that store, and shown as soon as they are.
fn write_through(live: &Arc<Live>, store: store::Store) -> Result<(), Failure> {
    // Without a random source nothing can be written that nobody could guess.
    let random = || |bytes: &mut [u8]| getrandom::fill(bytes).expect("the system's random source answers");
    let shown = Arc::downgrade(live);
    let publish = Box::new(move |published: &store::Published| {
        if let Some(live) = shown.upgrade() {
            live.publish(published);
        }
    });
    let reader = store.reader()?;
    let writer = store::Writer::start(store, Box::new(random()), publish)?;
    live.write_through(writer.handle(), reader, Box::new(random()));
    Ok(())
}

async fn stopped() {
    // Where the signal cannot be listened for, the program is stopped the hard way; nothing is lost by it.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
