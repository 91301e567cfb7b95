//! The packs that a pack may build on: those given with it, those that ship, and those in the same folder.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use policy::{Pack, Problems, shipped};

/// Where packs to build on are looked for.
#[derive(Default)]
pub struct Below {
    /// Those given by file: what each is called, and its text.
    given: Vec<(String, String)>,
    folders: Vec<PathBuf>,
    /// The packs that are being read just now: none can build on one of them.
    reading: RefCell<Vec<String>>,
}

impl Below {
    /// Of packs given by these names or files, with their texts.
    pub fn of(texts: &[(String, String)]) -> Below {
        let mut below = Below::default();
        for (name, text) in texts.iter().filter(|(name, _)| !shipped::ALL.iter().any(|pack| pack.file == name)) {
            below.given.push((name.clone(), text.clone()));
            let folder = Path::new(name).parent().map_or_else(PathBuf::new, Path::to_owned);
            let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
            if !below.folders.contains(&folder) {
                below.folders.push(folder);
            }
        }
        below
    }

    /// Reads and checks a pack.
    ///
    /// # Errors
    /// Every mistake in its text.
    pub fn read(&self, file: &str, text: &str) -> Result<Pack, Problems> {
        self.while_reading(text, || Pack::read_with(file, text, &|id| self.find(id)))
    }

    /// The same of its rules alone, whatever its tests say.
    ///
    /// # Errors
    /// Every mistake outside its tests.
    pub fn rules(&self, file: &str, text: &str) -> Result<Pack, Problems> {
        self.while_reading(text, || Pack::rules_in(file, text, &|id| self.find(id)))
    }

    fn while_reading(&self, text: &str, read: impl FnOnce() -> Result<Pack, Problems>) -> Result<Pack, Problems> {
        self.reading.borrow_mut().push(Pack::id_in(text).unwrap_or_default());
        let read = read();
        self.reading.borrow_mut().pop();
        read
    }

    /// The pack of that id, to build on: nothing where there is none, where it has a mistake, or where that would go
    /// round in a circle. One that was given comes before one that ships, and that before one that only lies beside it.
    pub fn find(&self, id: &str) -> Option<Pack> {
        if self.reading.borrow().iter().any(|open| open == id) {
            return None;
        }
        let is_it = |(_, text): &&(String, String)| Pack::id_in(text).as_deref() == Some(id);
        if let Some((file, text)) = self.given.iter().find(is_it) {
            return self.read(file, text).ok();
        }
        if let Some(pack) = shipped::find(id) {
            return pack.read().ok();
        }
        let (file, text) = self.folders.iter().find_map(|folder| in_folder(folder, id))?;
        self.read(&file, &text).ok()
    }
}

impl Below {
    /// Every version of the pack of that id, for whom it is adopted: those given, and one that ships with another version;
    /// where there is none of these, one that lies beside them.
    pub fn versions(&self, id: &str) -> Vec<Pack> {
        let is_it = |(_, text): &&(String, String)| Pack::id_in(text).as_deref() == Some(id);
        let given = self.given.iter().filter(is_it).filter_map(|(file, text)| self.read(file, text).ok());
        let shipped = shipped::find(id).and_then(|pack| pack.read().ok());
        let mut found: Vec<Pack> = Vec::new();
        for pack in given.chain(shipped) {
            if !found.iter().any(|known| known.version == pack.version) {
                found.push(pack);
            }
        }
        if found.is_empty() {
            found.extend(self.find(id));
        }
        found
    }
}

/// The file in that folder that holds the pack of that id, and its text. The file of that name is looked at first.
fn in_folder(folder: &Path, id: &str) -> Option<(String, String)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort_by_key(|file| (file.file_stem().is_none_or(|stem| stem != id), file.clone()));
    files.into_iter().find_map(|file| {
        let text = crate::text::read(&file).ok()?;
        (Pack::id_in(&text).as_deref() == Some(id)).then(|| (file.display().to_string(), text))
    })
}
