//! `demo`: a made-up authority, written as an extract and read back through the same import as real data.

use std::path::{Path, PathBuf};

use record::Day;
use synth::{Civil, Plan, SsdVersion};

use crate::Surroundings;
use crate::arguments::{Demo, Reading};
use crate::failure::Failure;
use crate::import::{How, Known, import_extract, open_or_create};
use crate::import_said::reconcile;
use crate::serve::{Shown, live, serve};
use crate::table::plural;

/// What the made-up council says of its extract.
const SITE: &str = include_str!("demo-site.toml");
/// The authority's name: no council is called so.
const AUTHORITY: &str = "Exampleshire County Council (made up)";

/// Runs the command. `program` is how it was called, so that what it proposes can be typed as it stands.
pub fn run(asked: &Demo, program: &str, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
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
        "Wrote it as a Standard Safeguarding Dataset extract: {} in {}",
        plural(rows, "row", "rows"),
        extract_folder.display()
    )?;

    let reading = Reading { site: Some(site_path.clone()), taken: Some(format!("{today}T00:00")), threads: 2 };
    let mut store = open_or_create(&store_path, AUTHORITY, around)?;
    let known = Known::of(&store)?;
    let how = How { reading: &reading, by: "demo", vanished: None, changed: None, dry_run: false, mend: None };
    let (extract, _, done) = import_extract(&mut store, &known, &extract_folder, how, around)?;
    writeln!(around.out, "Read it back like any council's:\n")?;
    reconcile(&extract, &[], around.out)?;
    writeln!(around.out, "{} in {}\n", plural(done.added, "fact", "facts"), store_path.display())?;
    drop((store, extract));
    let made_up = "This authority is made up. Nobody in it is real.".to_owned();
    let now = asked.as_at.as_ref().map(|_| today.start().plus_seconds(9 * 3600));
    let (authority, made_up, policy) = (AUTHORITY.to_owned(), Some(made_up), Vec::new());
    // Opened before it is read: nothing comes between what is shown and what is written.
    let store = (!asked.no_serve).then(|| store::Store::open(&store_path)).transpose()?;
    let live = live(&store_path, Shown { authority, made_up, policy, now })?;
    let (program, shell) = (in_shell(program), |path: &Path| in_shell(&path.display().to_string()));
    writeln!(around.out, "Try, for example, from the folder in which you stand:")?;
    writeln!(around.out, "  {program} count --store {}", shell(&store_path))?;
    writeln!(
        around.out,
        "  {program} standing --extract {} --site {} --policy pg",
        shell(&extract_folder),
        shell(&site_path)
    )?;
    if asked.no_serve {
        return Ok(0);
    }
    serve(live, store, asked.port, around)
}

/// A word as a shell takes it: in quotes where it has more than letters, digits and the signs of a path.
fn in_shell(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/._-+:=@%,".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The authority as it was at the end of the day before, of which the extract is taken at midnight: whenever the demonstration is
/// made, nothing in it lies after that instant.
fn plan(asked: &Demo, today: Day) -> Plan {
    let (year, month, day) = today.plus_days(-1).ymd();
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

#[cfg(test)]
mod tests {
    use super::in_shell;

    #[test]
    fn a_path_with_a_space_is_quoted_and_a_plain_one_is_not() {
        assert_eq!(in_shell("target/debug/keyworker"), "target/debug/keyworker");
        assert_eq!(in_shell("/tmp/my demo"), "'/tmp/my demo'");
        assert_eq!(in_shell("/tmp/it's"), "'/tmp/it'\\''s'");
    }
}
