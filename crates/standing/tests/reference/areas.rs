//! Whole areas: how many of a unit's children a definition counts, and whether that is more than allowed ("Areas").

use record::words::{Status, UnitLevel};
use record::{Book, Moment, Ref, Tri, UnitId};

use super::areas_told::{Stretch, covered, turns};
use super::conditions::both;
use super::definitions::{Definition, Walk};
use super::world::known_at;

/// Above what a unit stands out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoreThan {
    /// So many children.
    Children(u32),
    /// So many in a hundred of those asked about.
    Percent(u32),
    /// One in so many of them.
    OneIn(u32),
    /// The policy does not say.
    NotStated,
}

/// One rule about areas.
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// The level of its units.
    pub over: UnitLevel,
    /// Whom it counts.
    pub counts: Definition,
    /// Above what.
    pub more_than: MoreThan,
}

const fn rule(id: &'static str, over: UnitLevel, counts: Definition, more_than: MoreThan) -> Rule {
    Rule { id, over, counts, more_than }
}

/// COM-03, and of every other level and measure one that no pack that ships has.
pub const RULES: [Rule; 8] = [
    rule("team-short", UnitLevel::Team, Definition::Pg, MoreThan::OneIn(7)),
    rule("team-many", UnitLevel::Team, Definition::As, MoreThan::Children(1)),
    rule("team-any", UnitLevel::Team, Definition::NoWorker, MoreThan::NotStated),
    rule("district-half", UnitLevel::District, Definition::Mon, MoreThan::Percent(50)),
    rule("district-many", UnitLevel::District, Definition::Ap, MoreThan::Children(1)),
    rule("whole-government", UnitLevel::Authority, Definition::Government, MoreThan::Percent(33)),
    rule("whole-closing", UnitLevel::Authority, Definition::DeAllocatedEarly, MoreThan::Percent(40)),
    rule("whole-two", UnitLevel::Authority, Definition::Pg, MoreThan::Children(2)),
];

/// How a rule stands for one unit at an instant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stands {
    /// The rule's id.
    pub id: String,
    /// The unit.
    pub unit: UnitId,
    /// How many it counts for certain.
    pub certain: u32,
    /// How many it counts possibly.
    pub possible: u32,
    /// Among how many.
    pub among: u32,
    /// Whether the unit stands out.
    pub above: Tri,
    /// Since when without a break, where it does; nothing where that was before the walk begins.
    pub since: Option<Moment>,
    /// How each rung of that stretch stands; none where it began before the walk does.
    pub rungs: Vec<String>,
}

/// Every unit of each rule's level, as at each of those instants.
pub fn stand(
    children: &[Walk<'_, '_>],
    asked: &[Moment],
    (book, known): (&Book, Moment),
) -> Vec<(Moment, Vec<Stands>)> {
    let record = known_at(book.record(), known);
    let mut instants: Vec<Moment> = children.iter().flat_map(|walk| walk.instants.iter().copied()).collect();
    instants.sort();
    instants.dedup();
    let Some(world) = children.first().map(|walk| walk.world) else { return Vec::new() };
    let mut all: Vec<(Moment, Vec<Stands>)> = asked.iter().map(|at| (*at, Vec::new())).collect();
    for rule in &RULES {
        let of_each: Vec<OfChild> = children.iter().map(|walk| OfChild::of(walk, rule.counts, &instants)).collect();
        for unit in world.of_level(rule.over) {
            let says = |at: Moment| world.says_of_units("2020-01-01", at);
            let mut over_time: Vec<Stands> =
                (0..instants.len()).map(|place| rule.counted(unit, &of_each, place)).collect();
            for (stands, at) in over_time.iter_mut().zip(&instants) {
                stands.above = stands.above.and(says(*at).into());
            }
            let facts = known_at(book.unit(unit), known);
            let above = world.above(unit);
            let told = Stretch::told(&facts, Ref::of_rule("areas", rule.id));
            let is_covered = |kind, at| covered(&record, kind, &above, at);
            for (at, stands) in all.iter_mut().filter(|(at, _)| says(*at)) {
                let place = instants.partition_point(|instant| instant <= at).saturating_sub(1);
                let mut now = over_time[place].clone();
                if now.above.is_yes() {
                    let before = over_time[..place].iter().rposition(|stands| !stands.above.is_yes());
                    now.since = before.map(|before| instants[before + 1]);
                    let over = over_time[place..].iter().position(|stands| !stands.above.is_yes());
                    let stretch = now.since.map(|from| Stretch {
                        told: told.clone(),
                        covered: &is_covered,
                        turns: turns(&record),
                        calendar: world.calendar,
                        from,
                        to: over.map_or(Moment::MAX, |over| instants[place + over]),
                    });
                    now.rungs = stretch.map_or_else(Vec::new, |stretch| stretch.stand(*at));
                }
                stands.push(now);
            }
        }
    }
    all
}

/// What one child adds, at each instant of all children's.
struct OfChild {
    counted: Vec<Tri>,
    among: Vec<Tri>,
    /// The team that owns the case, and all that it belongs to.
    units: Vec<Vec<UnitId>>,
}

impl OfChild {
    fn of(walk: &Walk<'_, '_>, counts: Definition, instants: &[Moment]) -> OfChild {
        // Nothing of a child changes between two instants of its own.
        let at = |values: &[Tri]| -> Vec<Tri> {
            let own = |at: &Moment| walk.instants.partition_point(|own| own <= at).saturating_sub(1);
            instants.iter().map(|at| values[own(at)]).collect()
        };
        let units = |at: &Moment| walk.world.owner(*at).map_or_else(Vec::new, |team| walk.world.above(team));
        OfChild {
            counted: at(&walk.told(counts)),
            among: at(&walk.among(counts)),
            units: instants.iter().map(units).collect(),
        }
    }
}

impl Rule {
    fn counted(&self, unit: UnitId, children: &[OfChild], place: usize) -> Stands {
        let of_unit = || children.iter().filter(|child| child.units[place].contains(&unit));
        let how_many = |wanted: Tri| of_unit().filter(|child| child.counted[place] == wanted).count() as u32;
        let (certain, possible) = (how_many(Tri::Yes), how_many(Tri::Unknown));
        let among = of_unit().filter(|child| child.among[place].is_yes()).count() as u32;
        let may_be_among = || of_unit().filter(|child| child.among[place].is_unknown());
        let at_most = among + may_be_among().count() as u32;
        let with_those_counted = among + may_be_among().filter(|child| !child.counted[place].is_no()).count() as u32;
        let is_above = |counted: u32, among: u32| match self.more_than {
            MoreThan::Children(most) => (counted > most).into(),
            // None of none is not more than any share of it.
            MoreThan::Percent(share) => (counted > 0 && counted * 100 > share * among).into(),
            MoreThan::OneIn(many) => (counted > 0 && counted * many > among).into(),
            MoreThan::NotStated if counted > 0 => Tri::Unknown,
            MoreThan::NotStated => Tri::No,
        };
        let may_be = is_above(certain + possible, with_those_counted).and(Tri::Unknown);
        let above = is_above(certain, at_most).or(may_be);
        Stands { id: self.id.to_owned(), unit, certain, possible, among, above, since: None, rungs: Vec::new() }
    }
}

impl Walk<'_, '_> {
    /// The denominator of that definition: among whom it counts.
    pub fn among(&self, of: Definition) -> Vec<Tri> {
        let open = self.open().to_vec();
        let among = match of {
            Definition::Mon => both(open, self.each(|at| self.world.assessed_in_need(at))),
            Definition::DeAllocatedEarly => both(open, self.each(|at| self.world.awaiting_closure(at))),
            Definition::Government => {
                let statuses = [Status::LookedAfter, Status::ChildProtectionPlan];
                both(open, self.each(|at| self.world.status(&statuses, at)))
            }
            Definition::OnDutyShouldNotBe => both(open, self.each(|at| self.world.on_duty(at))),
            _ => open,
        };
        // Of a closed child nothing is possible.
        let closed = |(value, open): (Tri, &Tri)| if value.is_unknown() && open.is_no() { Tri::No } else { value };
        among.into_iter().zip(self.open()).map(closed).collect()
    }
}
