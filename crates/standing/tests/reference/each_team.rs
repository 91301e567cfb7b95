//! Each team's own policy: who is counted, instant by instant, by whatever pack governs the team that owns the case then.

use record::{Moment, Tri};

use super::definitions::{Definition, Walk};

/// What is said of the child at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own {
    /// By what the child is counted: nothing where no policy governs its team, and no definition where one does that
    /// counts nobody.
    pub by: Option<Option<Definition>>,
    /// Whether it is counted.
    pub counted: Tri,
    /// Since when it has had no worker, where it is counted for certain; what was so before the walk, from its beginning.
    pub since: Option<Moment>,
    /// From when on it is counted, then.
    pub from: Option<Moment>,
}

impl Walk<'_, '_> {
    /// The answer at every instant that is walked.
    pub fn own_policy(&self) -> Vec<Own> {
        let mut all: Vec<Own> = Vec::new();
        let mut unbroken = None;
        for (index, at) in self.instants.iter().enumerate() {
            let by = self.world.own_definition(*at);
            let counted = match by {
                None if self.open()[index].is_no() => Tri::No,
                None => Tri::Unknown,
                Some(None) => Tri::No,
                Some(Some(of)) => self.told(of)[index],
            };
            unbroken = counted.is_yes().then(|| unbroken.unwrap_or(*at));
            let since = match by {
                Some(Some(of)) if counted.is_yes() => self.without_since(of)[index],
                _ => None,
            };
            all.push(Own {
                by,
                counted,
                since,
                from: unbroken.map(|from| since.map_or(from, |since| from.max(since))),
            });
        }
        all
    }
}
