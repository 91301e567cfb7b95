//! `demo`: a made-up authority, written as an extract and read back through the same import as real data.

use std::path::PathBuf;

use record::{Day, Moment};
use synth::{Civil, Plan, SsdVersion};

use crate::Surroundings;
use crate::arguments::{Demo, Reading};
use crate::failure::Failure;
use crate::import::{How, Known, import_extract, open_or_create};
use crate::import_said::reconcile;
use crate::policies;
use crate::serve::{Shown, live, serve};
use crate::table::plural;

/// What the made-up council says of its extract.
const SITE: &str = include_str!("demo-site.toml");
/// The authority's name: no council is called so.
const AUTHORITY: &str = "Exampleshire County Council (made up)";

/// Runs the command.
pub fn run(asked: &Demo, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let folder = match &asked.folder {
        Some(folder) => folder.clone(),
        None => fresh_folder(around)?,
    };
    let file = |error| Failure::File { path: folder.clone(), error };
    std::fs::create_dir_all(&folder).map_err(file)?;
    let (extract_folder, store_path, site_path) =
        (folder.join("extract"), folder.join("demo.keyworker"), folder.join("site.toml"));
    if store_path.exists() || extract_folder.exists() {
        let help = "name an empty folder, or leave --folder out".to_owned();
        return Err(Failure::Usage(format!("there is a demo in {} already", folder.display()), help));
    }
    std::fs::create_dir_all(&extract_folder).map_err(file)?;
    std::fs::write(&site_path, SITE).map_err(file)?;

    let today = match &asked.as_at {
        Some(text) => {
            text.parse::<Day>().map_err(|error| Failure::Usage(format!("--as-at: {error}"), String::new()))?
        }
        None => around.now.day(),
    };
    let plan = plan(asked, today);
    let children = plural(u64::from(plan.open_children), "open child", "open children");
    writeln!(around.out, "Making up an authority: {children}, 24 teams in 3 districts, two years of history.")?;
    writeln!(
        around.out,
        "  Nobody in it is real. That about {:.0}% have no worker is our assumption, not a figure.",
        plan.assumed_share_without_worker * 100.0
    )?;
    let bar = around.progress.then(|| crate::facts::progress_bar("writing the extract", 0));
    let mut progress = |_: &str, done: u64, of: u64| {
        if let Some(bar) = &bar {
            bar.set_length(of);
            bar.set_position(done);
        }
    };
    let summary = synth::write_extract(&plan, &extract_folder, &mut progress)
        .map_err(|error| Failure::Unreadable(error.to_string()))?;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let rows: u64 = summary.rows.values().sum();
    writeln!(
        around.out,
        "Wrote it as a Standard Safeguarding Dataset extract: {rows} rows in {}",
        extract_folder.display()
    )?;

    let taken = today.start().plus_seconds(6 * 3600);
    let reading = Reading { site: Some(site_path.clone()), taken: Some(format!("{today}T06:00")), threads: 2 };
    let mut store = open_or_create(&store_path, AUTHORITY, around)?;
    let known = Known::of(&store)?;
    let how = How { reading: &reading, by: "demo", vanished: None, dry_run: false };
    let (extract, _, done) = import_extract(&mut store, &known, &extract_folder, how, around)?;
    writeln!(around.out, "Read it back like any council's:\n")?;
    reconcile(&extract, around.out)?;
    writeln!(around.out, "{} facts in {}\n", done.added, store_path.display())?;
    drop((store, extract));
    let made_up = "This authority is made up. Nobody in it is real.".to_owned();
    let now = asked.as_at.as_ref().map(|_| Moment::max(taken, today.start().plus_seconds(9 * 3600)));
    let packs = policies::load(&[])?;
    let live = live(&store_path, Shown { authority: AUTHORITY.to_owned(), made_up: Some(made_up), packs, now })?;
    writeln!(around.out, "Try, for example:")?;
    writeln!(around.out, "  keyworker count --store {}", store_path.display())?;
    writeln!(
        around.out,
        "  keyworker standing --extract {} --site {} --policy pg",
        extract_folder.display(),
        site_path.display()
    )?;
    if asked.no_serve {
        return Ok(0);
    }
    serve(live, asked.port, around)
}

fn plan(asked: &Demo, today: Day) -> Plan {
    let (year, month, day) = today.ymd();
    Plan {
        seed: asked.seed,
        open_children: asked.children,
        as_at: Civil { year, month, day },
        version: SsdVersion::V145,
        ..Plan::default()
    }
}

/// A new folder for a demo that nobody asked to keep.
fn fresh_folder(around: &mut Surroundings<'_>) -> Result<PathBuf, Failure> {
    let mut random = [0; 4];
    (around.random)(&mut random);
    let name = format!("keyworker-demo-{:08x}", u32::from_be_bytes(random));
    Ok(std::env::temp_dir().join(name))
}
