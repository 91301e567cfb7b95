//! Whole areas: where a count, or a share of those asked about, stands above what the policy allows (AP-14).

use policy::MoreThan;
use record::{Content, Fact, FactId, Moment, Ref, Tri, UnitId};

use crate::board::Board;
use crate::duties::{DutyRun, Told};
use crate::gather::{Found, Gathered};
use crate::governed::governed;
use crate::plan::Plan;
use crate::signal::{Because, Signal, Spell, Step, combine, constant, push, spells, value_at};
use crate::timeline::{DutyRecord, Timeline};

/// How a rule about an area stands for one unit at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaState {
    /// The rule's place in [`Plan::areas`].
    pub rule: usize,
    /// The unit.
    pub unit: UnitId,
    /// Children counted for certain, counted possibly, and among whom it is counted.
    pub certain: u32,
    /// Counted possibly.
    pub possible: u32,
    /// Among whom it is counted, for certain.
    pub among: u32,
    /// Whether it stands above.
    pub above: Tri,
    /// Since when without a break, where it does.
    pub since: Option<Moment>,
    /// The rungs of that stretch, where it does: those that will open if nothing changes, too.
    pub rungs: Vec<RungState>,
}

/// How a rung of a rule about areas stands for one unit at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RungState {
    /// When it opens, when it is due and how it ends; its duty is its place among the rule's rungs.
    pub record: DutyRecord,
    /// The fact that met it.
    pub met_by: Option<FactId>,
}

/// How many children of a unit are counted, and among how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Counted for certain.
    pub certain: u32,
    /// Counted possibly.
    pub possible: u32,
    /// Among those asked about, for certain.
    pub among: u32,
    /// Of whom it is not known whether they are among them.
    pub may_be_among: u32,
    /// Of these, those who are counted, at least possibly.
    pub may_be_among_and_counted: u32,
}

impl Sums {
    /// What one child adds at that instant.
    fn of(timeline: &Timeline, counts: usize, at: Moment) -> Sums {
        let (counted, among) = (timeline.counted(counts, at), value_at(&timeline.among[counts], at));
        let one = u32::from;
        Sums {
            certain: one(counted.is_yes()),
            possible: one(counted.is_unknown()),
            among: one(among.is_yes()),
            may_be_among: one(among.is_unknown()),
            may_be_among_and_counted: one(among.is_unknown() && !counted.is_no()),
        }
    }

    /// The same with each number and another's put together.
    fn each_with(self, other: Sums, join: fn(u32, u32) -> u32) -> Sums {
        Sums {
            certain: join(self.certain, other.certain),
            possible: join(self.possible, other.possible),
            among: join(self.among, other.among),
            may_be_among: join(self.may_be_among, other.may_be_among),
            may_be_among_and_counted: join(self.may_be_among_and_counted, other.may_be_among_and_counted),
        }
    }
}

/// Every rule about areas, for every unit of its level, at that instant.
pub fn areas(board: &Board, at: Moment) -> Vec<AreaState> {
    areas_of(board, at, |_, _| true)
}

/// The same of those rules, by their place in [`Plan::areas`], and those units alone: each costs what its children do.
pub fn areas_of(board: &Board, at: Moment, asked: impl Fn(usize, UnitId) -> bool) -> Vec<AreaState> {
    let plan = board.plan();
    let mut found = Vec::new();
    for (rule, of) in plan.areas.iter().enumerate() {
        for unit in board.world().units.of_level(of.rule.over).into_iter().filter(|unit| asked(rule, *unit)) {
            let governs = governs(board, of.pack, unit);
            if !value_at(&governs, at).is_yes() {
                continue;
            }
            let children: Vec<&Timeline> = of_unit(board, unit);
            let inside = children.iter().filter(|timeline| belongs(board, timeline, unit, at));
            let sums = inside.fold(Sums::default(), |sums, timeline| {
                sums.each_with(Sums::of(timeline, of.rule.counts, at), u32::saturating_add)
            });
            let above = above(of.rule.more_than, sums);
            // The stretch is looked for only where the unit stands above: it costs each change of each child's count.
            let stretch = above.is_yes().then(|| {
                let mut signal = Signal::new();
                combine(&over_time(board, plan, rule, unit, &children), &governs, Tri::and, &mut signal);
                spells(&signal).find(|spell| spell.from <= at && at < spell.to)
            });
            let stretch = stretch.flatten();
            let rungs = stretch.map_or_else(Vec::new, |stretch| rungs(board, rule, unit, &stretch));
            let Sums { certain, possible, among, .. } = sums;
            let since = stretch.map(|stretch| stretch.from);
            found.push(AreaState { rule, unit, certain, possible, among, above, since, rungs });
        }
    }
    found
}

/// While that version of a pack governs the unit or one below it: what it says of areas it says of these, and from then on.
fn governs(board: &Board, pack: usize, unit: UnitId) -> Signal {
    let (plan, units) = (board.plan(), &board.world().units);
    let mut changes: Vec<Moment> = vec![Moment::MIN];
    for info in plan.versions(pack).map(|version| &plan.packs[version]) {
        changes.push(info.from.start());
        changes.extend(info.until.map(|until| until.plus_days(1).start()));
    }
    changes.extend(units.adopted_at());
    changes.sort_unstable();
    changes.dedup();
    let below = board.teams().flatten().filter(|team| units.belongs_to(*team, unit));
    let all: Vec<UnitId> = std::iter::once(unit).chain(below).collect();
    let mut out = Signal::new();
    constant(Tri::No, &mut out);
    for from in changes {
        let so = all.iter().any(|one| governed(plan, units, Some(*one), from).packs.contains(&pack));
        push(&mut out, Step { from, value: so.into(), because: Because::Nothing });
    }
    out
}

/// The rungs of that stretch, each a duty in every way but that what meets it was told of the unit.
fn rungs(board: &Board, rule: usize, unit: UnitId, stretch: &Spell) -> Vec<RungState> {
    let (plan, world) = (board.plan(), board.world());
    let of = &plan.areas[rule];
    let name = Ref::of_rule(&plan.packs[of.pack].id, &of.rule.id);
    let is_of_rule = |fact: &&Fact| match fact.content {
        Content::AreaNoticeGiven { rule, .. } | Content::AreaNoticeAcknowledged { rule, .. } => rule == name,
        _ => false,
    };
    let told: Vec<&Fact> = world.notices(unit).iter().filter(is_of_rule).collect();
    let mut records = Vec::new();
    for (place, rung) in of.rule.rungs.iter().enumerate() {
        let found = Found::among(told.iter().copied(), &rung.met_by);
        let run = DutyRun {
            place: u16::try_from(place).unwrap_or(u16::MAX),
            rule: rung,
            governed_from: Moment::MIN,
            gathered: &Gathered::default(),
            found: &found,
            cover: world.cover(Some(unit)),
            calendars: world.calendars(),
            intervals: Vec::new(),
            aim: None,
            in_doubt_when: None,
            counted_since: None,
            waiting: None,
            met_since: None,
            told: Told::NotSimply,
            closings: &[],
        };
        run.spell(stretch, &mut records);
    }
    let met_by = |record: &DutyRecord| match record.met_by {
        Because::Child(place) => told.get(place as usize).map(|fact| fact.id),
        _ => None,
    };
    records.into_iter().map(|record| RungState { met_by: met_by(&record), record }).collect()
}

fn of_unit(board: &Board, unit: UnitId) -> Vec<&Timeline> {
    let under = |team: &Option<UnitId>| team.is_some_and(|team| board.world().units.belongs_to(team, unit));
    let teams: Vec<Option<UnitId>> = board.teams().filter(under).collect();
    let mut children: Vec<_> = teams.iter().flat_map(|team| board.of_team(*team)).collect();
    children.sort_by_key(|entry| entry.child);
    children.dedup_by_key(|entry| entry.child);
    children.into_iter().map(|entry| &entry.timeline).collect()
}

fn belongs(board: &Board, timeline: &Timeline, unit: UnitId, at: Moment) -> bool {
    timeline.team_at(at).is_some_and(|team| board.world().units.belongs_to(team, unit))
}

/// Whether a count stands above; not known where it would if those counted possibly were, or may not if more are among
/// those asked about than are known to be.
pub fn above(more_than: MoreThan, sums: Sums) -> Tri {
    let Sums { certain, possible, among, .. } = sums;
    let stands = |count: u32, among: u32| match more_than {
        MoreThan::Children(most) => count > most,
        MoreThan::NotStated => false,
        MoreThan::OneIn(many) => u64::from(count) * u64::from(many) > u64::from(among) && count > 0,
        MoreThan::Percent(most) => u64::from(count) * 100 > u64::from(among) * u64::from(most) && count > 0,
    };
    if more_than == MoreThan::NotStated {
        // Nobody says above what: any child may be one too many.
        return if certain + possible > 0 { Tri::Unknown } else { Tri::No };
    }
    // Of the most that it can be counted among; and of the fewest, with whoever is counted.
    let for_certain = stands(certain, among + sums.may_be_among);
    match (for_certain, stands(certain + possible, among + sums.may_be_among_and_counted)) {
        (true, _) => Tri::Yes,
        (false, true) => Tri::Unknown,
        (false, false) => Tri::No,
    }
}

/// Whether a unit stands above, over time. The cost grows with the changes of its children's counts.
fn over_time(board: &Board, plan: &Plan, rule: usize, unit: UnitId, children: &[&Timeline]) -> Signal {
    let counts = plan.areas[rule].rule.counts;
    let more_than = plan.areas[rule].rule.more_than;
    // What each child ceases to add and adds instead, at each instant.
    let mut changes: Vec<(Moment, Sums, Sums)> = Vec::new();
    for timeline in children {
        let mut instants: Vec<Moment> = vec![Moment::MIN];
        instants.extend(timeline.teams.iter().map(|(from, _)| *from));
        instants.extend(timeline.counts[counts].iter().chain(&timeline.among[counts]).map(|step| step.from));
        instants.sort_unstable();
        instants.dedup();
        let mut before = Sums::default();
        for from in instants {
            let inside = belongs(board, timeline, unit, from);
            let now = if inside { Sums::of(timeline, counts, from) } else { Sums::default() };
            changes.push((from, before, now));
            before = now;
        }
    }
    changes.sort_unstable_by_key(|(from, ..)| *from);
    let mut out = Signal::new();
    constant(Tri::No, &mut out);
    let mut sums = Sums::default();
    for (index, (from, before, now)) in changes.iter().enumerate() {
        sums = sums.each_with(*now, u32::saturating_add).each_with(*before, u32::saturating_sub);
        if changes.get(index + 1).is_none_or(|next| next.0 != *from) {
            push(&mut out, Step { from: *from, value: above(more_than, sums), because: Because::Nothing });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_stands_above_for_certain_only_without_those_counted_possibly() {
        let cases = [
            (MoreThan::Children(10), 10, 0, 50, Tri::No),
            (MoreThan::Children(10), 11, 0, 50, Tri::Yes),
            (MoreThan::Children(10), 9, 2, 50, Tri::Unknown),
            (MoreThan::Percent(14), 7, 0, 50, Tri::No),
            (MoreThan::Percent(14), 8, 0, 50, Tri::Yes),
            (MoreThan::Percent(14), 7, 1, 50, Tri::Unknown),
            (MoreThan::Percent(14), 0, 0, 0, Tri::No),
            (MoreThan::OneIn(7), 1, 0, 7, Tri::No),
            (MoreThan::OneIn(7), 2, 0, 13, Tri::Yes),
            (MoreThan::OneIn(7), 2, 0, 14, Tri::No),
            (MoreThan::OneIn(7), 1, 1, 7, Tri::Unknown),
            (MoreThan::NotStated, 1, 0, 9, Tri::Unknown),
            (MoreThan::NotStated, 0, 0, 9, Tri::No),
        ];
        for (more_than, certain, possible, among, expected) in cases {
            let sums = Sums { certain, possible, among, ..Sums::default() };
            assert_eq!(above(more_than, sums), expected, "{more_than:?} {sums:?}");
        }
    }

    #[test]
    fn a_share_of_those_who_may_be_asked_about_is_above_for_certain_only_if_it_is_above_with_all_of_them() {
        let sums = |certain, possible, among, may_be_among, counted| {
            let may_be_among_and_counted = counted;
            Sums { certain, possible, among, may_be_among, may_be_among_and_counted }
        };
        let above = |sums| above(MoreThan::Percent(14), sums);
        // 1 of 6 is above 14 in a hundred, 1 of 7 too; 1 of 8 is not.
        assert_eq!(above(sums(1, 0, 6, 1, 0)), Tri::Yes);
        assert_eq!(above(sums(1, 0, 6, 2, 0)), Tri::Unknown);
        // Whoever is counted is among them: 1 of 7 may be so, and 1 of 8 not.
        assert_eq!(above(sums(0, 1, 6, 3, 1)), Tri::Unknown);
        assert_eq!(above(sums(0, 1, 7, 3, 1)), Tri::No);
    }
}
