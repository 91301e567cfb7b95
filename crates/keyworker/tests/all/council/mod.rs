//! A council whose extracts are written by hand and imported one after the other into one store.

use std::path::PathBuf;

use record::{Day, Moment};

use crate::command;

/// Its folder: the site file, the newest extract and the store.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// One whose site file says that, beside its source and its one role.
    pub fn new(site: &str) -> Place {
        let folder = tempfile::tempdir().unwrap();
        let site = format!("source = \"x\"\n{site}[roles]\nCW = {{ part = \"lead\", accepted = true }}\n");
        std::fs::write(folder.path().join("site.toml"), site).unwrap();
        Place { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Imports an extract of those tables (names without `.csv`), taken at six on that day of July and imported at nine,
    /// with further arguments: the exit code, the answer, and the errors.
    pub fn import<'t>(
        &self,
        day: u8,
        tables: impl IntoIterator<Item = (&'t str, &'t String)>,
        more: &[&str],
    ) -> (u8, String, String) {
        let extract = self.path("extract");
        let _ = std::fs::remove_dir_all(&extract);
        std::fs::create_dir(&extract).unwrap();
        for (name, text) in tables {
            std::fs::write(extract.join(format!("{name}.csv")), text).unwrap();
        }
        let [store, extract, site] =
            [self.path("s.keyworker"), extract, self.path("site.toml")].map(|path| path.display().to_string());
        let taken = format!("2026-07-{day:02}T06:00");
        let asked = ["import", "--store", &store, "--extract", &extract, "--site", &site, "--taken", &taken];
        command::run(&[&asked[..], more].concat(), at_nine(day))
    }
}

/// Nine on that day of July.
pub fn at_nine(day: u8) -> Moment {
    let day: Day = format!("2026-07-{day:02}").parse().unwrap();
    day.start().plus_seconds(9 * 3600)
}
