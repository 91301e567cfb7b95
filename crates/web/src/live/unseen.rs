//! Rules that nobody would see begin, or be met, since nothing records what begins or meets them: 0 of them is no answer.

use policy::Pack;
use policy::plain::Told;
use record::Kind;
use record::book::known_facts;
use rustc_hash::FxHashSet;
use standing::begins;
use standing::plan::Plan;

use super::kinds_said::says;
use super::question::Question;
use crate::words::listed;

/// The duties of the policies that begin for nobody, or of which nobody sees whether they are met, by their place in the plan, each
/// with what is recorded nowhere.
pub struct Unseen(Vec<Vec<Kind>>);

/// What a plan's rule at that place lacks, where that says which kinds are recorded.
type Lacks = fn(&Plan, usize, &dyn Fn(Kind) -> bool) -> Vec<Kind>;

impl Unseen {
    /// What that duty wants.
    pub fn of(&self, duty: usize) -> &[Kind] {
        self.0.get(duty).map_or(&[], Vec::as_slice)
    }
}

impl Question<'_> {
    /// The duties that begin for nobody: no coverage speaks of what begins them, and nobody has written it down either.
    pub fn unseen(&self) -> Unseen {
        self.lacking(begins::unseen)
    }

    /// The duties of which nobody can tell that they were not met, for want of what meets them.
    pub fn unshown(&self) -> Unseen {
        self.lacking(begins::unshown)
    }

    fn lacking(&self, lacks: Lacks) -> Unseen {
        let (plan, world) = (self.plan(), self.board.world());
        let covered = |kind: Kind| world.is_recorded(kind);
        let mut found: Vec<Vec<Kind>> = (0..plan.duties.len()).map(|duty| lacks(plan, duty, &covered)).collect();
        let mut wanted: FxHashSet<Kind> = found.iter().flatten().copied().collect();
        if wanted.is_empty() {
            return Unseen(found);
        }
        let mut written: FxHashSet<Kind> = FxHashSet::default();
        for child in self.book.child_ids() {
            let kinds = known_facts(self.book.child(child), self.known).map(|fact| fact.content.kind());
            written.extend(kinds.filter(|kind| wanted.contains(kind)));
        }
        wanted.retain(|kind| !written.contains(kind));
        let recorded = |kind: Kind| covered(kind) || written.contains(&kind);
        for (duty, kinds) in found.iter_mut().enumerate().filter(|(_, kinds)| !kinds.is_empty()) {
            *kinds = lacks(plan, duty, &recorded);
        }
        Unseen(found)
    }

    /// What that rule of the policy wants to begin, or to be seen met; nothing where it is no duty.
    pub fn wants(&self, unseen: &Unseen, pack: &Pack, told: &Told) -> Vec<Kind> {
        let plan = self.plan();
        let is_duty = ["duty", "rung of a ladder"].contains(&told.what);
        let is_it = |of: &standing::plan::Ruled<policy::Duty>| {
            let info = &plan.packs[of.pack];
            info.is(&pack.id, &pack.version) && of.rule.id == told.id
        };
        let place = plan.duties.iter().position(is_it).filter(|_| is_duty);
        place.map_or_else(Vec::new, |place| unseen.of(place).to_vec())
    }

    /// Why nothing is known of the duties of a clause: where all of them, or the ladders that they are of, begin for nobody.
    pub fn clause_unseen(&self, unseen: &Unseen, clause: &str) -> Option<String> {
        let plan = self.plan();
        let cited =
            plan.duties.iter().enumerate().filter(|(_, of)| {
                of.rule.cites.0.iter().any(|id| id == clause) && plan.in_force_on(of.pack, self.today)
            });
        let kinds: Vec<&[Kind]> = cited.map(|(place, _)| unseen.of(place)).collect();
        let none_begins = !kinds.is_empty() && kinds.iter().all(|kinds| !kinds.is_empty());
        none_begins.then(|| nothing_records(&kinds.concat()))
    }
}

/// "nothing records when concerns increased".
pub fn nothing_records(kinds: &[Kind]) -> String {
    let mut kinds = kinds.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let said: Vec<String> = kinds.into_iter().map(|kind| says(kind).into_owned()).collect();
    format!("nothing records {}", listed(&said))
}
