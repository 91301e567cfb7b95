//! Which kind of case a child is, and at which stage: read from a pack of our own that is evaluated beside the
//! council's, so that kinds are cut at any instant like every count.

use policy::Pack;
use record::{Moment, Tri};
use standing::{Plan, Timeline};

use crate::view::Term;

/// The pack's id.
pub const PACK: &str = "shown";
const TEXT: &str = include_str!("shown.toml");

/// The kind of case that a child is: the first that applies, the most closely watched first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseKind {
    ChildProtectionPlan,
    LookedAfter,
    Section47,
    PrivatelyFostered,
    InNeed,
    BeingAssessed,
    NotAssessed,
    NotKnown,
}

impl CaseKind {
    pub const ALL: [CaseKind; 8] = [
        CaseKind::ChildProtectionPlan,
        CaseKind::LookedAfter,
        CaseKind::Section47,
        CaseKind::PrivatelyFostered,
        CaseKind::InNeed,
        CaseKind::BeingAssessed,
        CaseKind::NotAssessed,
        CaseKind::NotKnown,
    ];

    pub fn id(self) -> &'static str {
        match self {
            CaseKind::ChildProtectionPlan => "child-protection-plan",
            CaseKind::LookedAfter => "looked-after",
            CaseKind::Section47 => "section-47",
            CaseKind::PrivatelyFostered => "privately-fostered",
            CaseKind::InNeed => "in-need",
            CaseKind::BeingAssessed => "being-assessed",
            CaseKind::NotAssessed => "not-assessed",
            CaseKind::NotKnown => "not-known",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            CaseKind::ChildProtectionPlan => "Child protection plan",
            CaseKind::LookedAfter => "Looked after",
            CaseKind::Section47 => "Section 47 enquiry",
            CaseKind::PrivatelyFostered => "Privately fostered",
            CaseKind::InNeed => "Child in need",
            CaseKind::BeingAssessed => "Being assessed",
            CaseKind::NotAssessed => "Not assessed yet",
            CaseKind::NotKnown => "Kind not known",
        }
    }

    pub fn term(self) -> Term {
        Term::new(self.id(), self.label())
    }

    pub fn from_id(id: &str) -> Option<CaseKind> {
        CaseKind::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// Where in the plan the pages' own definitions stand.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    kinds: [usize; 6],
    pub in_transfer: usize,
    pub awaiting_closure: usize,
    pub payments_only: usize,
    pub on_duty: usize,
    pub partner: usize,
}

/// The pages' own pack.
pub fn pack() -> Pack {
    match Pack::read("shown.toml", TEXT) {
        Ok(pack) => pack,
        Err(problems) => unreachable!("the pages' own pack is checked by a test: {problems:?}"),
    }
}

impl Shown {
    /// Finds the definitions of [`pack`] in a plan that holds it.
    pub fn of(plan: &Plan) -> Shown {
        let place = |id: &str| match plan.definition(&format!("{PACK}/{id}")) {
            Some(place) => place,
            None => unreachable!("the plan is made with the pages' own pack"),
        };
        Shown {
            kinds: [
                place("child-protection-plan"),
                place("looked-after"),
                place("section-47"),
                place("privately-fostered"),
                place("in-need"),
                place("being-assessed"),
            ],
            in_transfer: place("in-transfer"),
            awaiting_closure: place("awaiting-closure"),
            payments_only: place("payments-only"),
            on_duty: place("on-duty"),
            partner: place("partner"),
        }
    }

    /// The kind of case at that instant.
    pub fn kind(&self, timeline: &Timeline, at: Moment) -> CaseKind {
        let values = self.kinds.map(|place| timeline.counted(place, at));
        match values.iter().position(|value| value.is_yes()) {
            Some(place) => CaseKind::ALL[place],
            None if values.contains(&Tri::Unknown) => CaseKind::NotKnown,
            None => CaseKind::NotAssessed,
        }
    }

    /// The stage, where it is one of note.
    pub fn stage(&self, timeline: &Timeline, at: Moment) -> Option<&'static str> {
        let stages = [
            (self.in_transfer, "In transfer"),
            (self.awaiting_closure, "Awaiting closure"),
            (self.payments_only, "Payments only"),
        ];
        stages.into_iter().find(|(place, _)| timeline.counted(*place, at).is_yes()).map(|(_, words)| words)
    }

    /// The kinds with their places, for drawing them over time.
    pub fn kinds(&self) -> impl Iterator<Item = (CaseKind, usize)> {
        CaseKind::ALL.into_iter().zip(self.kinds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_own_pack_reads_and_has_every_definition_that_is_looked_for() {
        let pack = pack();
        let shown = Shown::of(&Plan::new(&[&pack]));
        let mut places: Vec<usize> = shown.kinds.to_vec();
        places.extend([shown.in_transfer, shown.awaiting_closure, shown.payments_only, shown.on_duty, shown.partner]);
        places.sort_unstable();
        assert_eq!(places, (0..pack.definitions.len()).collect::<Vec<_>>());
        for kind in CaseKind::ALL {
            assert_eq!(CaseKind::from_id(kind.id()), Some(kind));
        }
    }
}
