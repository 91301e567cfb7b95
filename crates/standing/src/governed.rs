//! Which policy governs a team at an instant, by which version, since when and by whose decision; and where none does.

use record::{Day, Moment, UnitId};

use crate::plan::Plan;
use crate::units::{Adoption, Units};

/// Who governs a team at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Governed<'u> {
    /// The adoption that holds for the team; nothing where none does.
    pub adoption: Option<&'u Adoption>,
    /// The versions that govern, by their places among the plan's packs: the adopted one, or, where nothing was ever
    /// adopted, every one that is asked and in force.
    pub packs: Vec<usize>,
    /// The last civil day on which it is so, where another adoption follows or the version ends.
    pub until: Option<Day>,
    /// What is wrong.
    pub lacks: Option<Lacks<'u>>,
    /// Other packs adopted for the same unit from the same instant on, of which that one, recorded last, takes the place.
    pub set_aside: Vec<&'u Adoption>,
}

/// Why no policy governs a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks<'u> {
    /// Something was adopted elsewhere, and nothing for this team.
    NothingAdopted,
    /// The version that was adopted is not among those that are asked.
    NotGiven(&'u Adoption),
    /// The version that was adopted is not in force on the day.
    NotInForce(&'u Adoption),
    /// Nothing was adopted, and no policy that is asked is in force on the day.
    NoneInForce,
}

/// Which policy governs that team at that instant; a child of no team, where there is none.
pub fn governed<'u>(plan: &Plan, units: &'u Units, team: Option<UnitId>, at: Moment) -> Governed<'u> {
    let day = at.day();
    let mut found = Governed {
        adoption: units.adoption(team, at),
        packs: Vec::new(),
        until: None,
        lacks: None,
        set_aside: Vec::new(),
    };
    let next = units.adopted_at().filter(|next| *next > at).find(|next| units.adoption(team, *next) != found.adoption);
    let before = next.map(|next| next.plus_seconds(-1).day());
    let Some(adoption) = found.adoption else {
        if units.any_adopted() {
            found.lacks = Some(Lacks::NothingAdopted);
            found.until = before;
            return found;
        }
        let in_force = |place: &usize| plan.packs[*place].in_force(day) && plan.version_on(*place, day) == *place;
        found.packs = (0..plan.packs.len()).filter(in_force).collect();
        found.lacks = found.packs.is_empty().then_some(Lacks::NoneInForce);
        return found;
    };
    found.set_aside = units.set_aside(adoption).collect();
    let place = plan.packs.iter().position(|pack| pack.is(&adoption.pack, &adoption.version));
    let ends = place.and_then(|place| plan.packs[place].until);
    found.until = before.into_iter().chain(ends.filter(|ends| *ends >= day)).min();
    match place {
        None => found.lacks = Some(Lacks::NotGiven(adoption)),
        Some(place) if !plan.packs[place].in_force(day) => found.lacks = Some(Lacks::NotInForce(adoption)),
        Some(place) => found.packs.push(place),
    }
    found
}
