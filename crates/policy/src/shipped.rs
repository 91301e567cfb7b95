//! The packs that ship with the product.

use crate::pack::Pack;
use crate::problem::Problems;

/// A pack as it ships: its file's name and its text.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The pack's id.
    pub id: &'static str,
    /// The file's name under `packs/`.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Every pack that ships, in the order in which they are shown.
pub const ALL: &[Shipped] = &[
    Shipped { id: "pg", file: "packs/pg.toml", text: include_str!("../../../packs/pg.toml") },
    Shipped { id: "as", file: "packs/as.toml", text: include_str!("../../../packs/as.toml") },
    Shipped { id: "mon", file: "packs/mon.toml", text: include_str!("../../../packs/mon.toml") },
    Shipped { id: "base", file: "packs/base.toml", text: include_str!("../../../packs/base.toml") },
    Shipped { id: "counts", file: "packs/counts.toml", text: include_str!("../../../packs/counts.toml") },
    Shipped { id: "in-name", file: "packs/in-name.toml", text: include_str!("../../../packs/in-name.toml") },
    Shipped { id: "ap", file: "packs/ap.toml", text: include_str!("../../../packs/ap.toml") },
    Shipped { id: "comparison", file: "packs/comparison.toml", text: include_str!("../../../packs/comparison.toml") },
    Shipped { id: "combined", file: "packs/combined.toml", text: include_str!("../../../packs/combined.toml") },
];

/// The shipped pack of that id.
pub fn find(id: &str) -> Option<Shipped> {
    ALL.iter().copied().find(|pack| pack.id == id)
}

impl Shipped {
    /// Reads it.
    ///
    /// # Errors
    /// Never for a release: a test reads every shipped pack.
    pub fn read(&self) -> Result<Pack, Problems> {
        Pack::read(self.file, self.text)
    }
}
