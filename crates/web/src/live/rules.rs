//! The policies by which the pages answer, made ready: those that are asked now, and those that were asked as known earlier.

use std::sync::Arc;

use policy::Pack;
use record::Moment;
use standing::Plan;

use super::in_name::{self, InName};
use super::kind::{self, Shown};
use super::{Live, Policies, SettingsError};

/// Policies made ready.
pub struct Rules {
    pub packs: Vec<Pack>,
    /// Of those that are counted and do not govern, the whole policy.
    pub counted_only: Vec<Pack>,
    pub plan: Arc<Plan>,
    pub shown: Shown,
    pub in_name: InName,
    /// The definition by which trays count, where what the teams have adopted does not say by which.
    pub tray: usize,
    /// Policies whose breaches are told on the page of breaches only, by their place in the plan.
    pub told_only: Vec<usize>,
}

impl Rules {
    /// # Errors
    /// Where the trays' definition is in none of the packs.
    pub fn of(Policies { packs, counted_only, tray }: Policies) -> Result<Rules, SettingsError> {
        // What the pages say beside every policy: kinds and stages, and who is held in name only.
        let own = [kind::pack(), in_name::pack()];
        let of_ours = own.iter().filter(|pack| packs.iter().all(|given| given.id != pack.id));
        let given: Vec<Pack> = packs.iter().map(|pack| with_breaches(pack, &counted_only)).collect();
        let plan = Arc::new(Plan::new(&given.iter().chain(of_ours).collect::<Vec<_>>()).with_each_team());
        let taken = given.iter().zip(&packs).enumerate();
        let told_only = taken.filter(|(_, (with, given))| with.breaches.len() > given.breaches.len());
        let told_only = told_only.map(|(place, _)| place).collect();
        let tray = plan.definition(&tray).ok_or(SettingsError::NoSuchDefinition(tray))?;
        let (shown, in_name) = (Shown::of(&plan), InName::of(&plan));
        Ok(Rules { packs, counted_only, plan, shown, in_name, tray, told_only })
    }
}

impl Live {
    /// The policies that were asked as known at that instant.
    pub(super) fn rules(&self, known: Moment) -> &Rules {
        self.earlier.iter().find(|(before, _)| known < *before).map_or(&self.rules, |(_, rules)| rules)
    }
}

/// The policy with what it never allows, where it is only counted by and was given without: that is told as what would be,
/// and is in no tray and no figure.
fn with_breaches(pack: &Pack, counted_only: &[Pack]) -> Pack {
    let mut pack = pack.clone();
    if let Some(whole) = counted_only.iter().find(|whole| whole.id == pack.id).filter(|_| pack.breaches.is_empty()) {
        pack.breaches.clone_from(&whole.breaches);
    }
    pack
}
