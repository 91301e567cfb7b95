//! Whole areas: where a count, or a share of those asked about, stands above what the policy allows (AP-14).

use policy::MoreThan;
use record::{Moment, Tri, UnitId};

use crate::board::Board;
use crate::plan::Plan;
use crate::signal::{Because, Signal, Step, constant, push, value_at};
use crate::timeline::Timeline;

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
}

/// Every rule about areas, for every unit of its level, at that instant.
pub fn areas(board: &Board, at: Moment) -> Vec<AreaState> {
    let plan = board.plan();
    let mut found = Vec::new();
    for (rule, of) in plan.areas.iter().enumerate() {
        for unit in board.world().units.of_level(of.rule.over) {
            let children: Vec<&Timeline> = of_unit(board, unit);
            let counts = of.rule.counts;
            let mut state = AreaState { rule, unit, certain: 0, possible: 0, among: 0, above: Tri::No, since: None };
            for timeline in &children {
                if !belongs(board, timeline, unit, at) {
                    continue;
                }
                match timeline.counted(counts, at) {
                    Tri::Yes => state.certain += 1,
                    Tri::Unknown => state.possible += 1,
                    Tri::No => {}
                }
                state.among += u32::from(value_at(&timeline.among[counts], at).is_yes());
            }
            state.above = above(of.rule.more_than, state.certain, state.possible, state.among);
            if state.above.is_yes() {
                let signal = over_time(board, plan, rule, unit, &children);
                state.since = signal.iter().rev().find(|step| step.from <= at).map(|step| step.from);
            }
            found.push(state);
        }
    }
    found
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

/// Whether a count stands above; not known where it would if those counted possibly were.
pub fn above(more_than: MoreThan, certain: u32, possible: u32, among: u32) -> Tri {
    let stands = |count: u32| match more_than {
        MoreThan::Children(most) => count > most,
        MoreThan::NotStated => false,
        MoreThan::Percent(most) => u64::from(count) * 100 > u64::from(among) * u64::from(most) && count > 0,
    };
    if more_than == MoreThan::NotStated {
        // Nobody says above what: any child may be one too many.
        return if certain + possible > 0 { Tri::Unknown } else { Tri::No };
    }
    match (stands(certain), stands(certain + possible)) {
        (true, _) => Tri::Yes,
        (false, true) => Tri::Unknown,
        (false, false) => Tri::No,
    }
}

/// Whether a unit stands above, over time. The cost grows with the changes of its children's counts.
fn over_time(board: &Board, plan: &Plan, rule: usize, unit: UnitId, children: &[&Timeline]) -> Signal {
    let counts = plan.areas[rule].rule.counts;
    let more_than = plan.areas[rule].rule.more_than;
    // What changes at each instant: counted for certain, possibly, and among whom.
    let mut changes: Vec<(Moment, [i32; 3])> = Vec::new();
    for timeline in children {
        let mut instants: Vec<Moment> = vec![Moment::MIN];
        instants.extend(timeline.teams.iter().map(|(from, _)| *from));
        instants.extend(timeline.counts[counts].iter().chain(&timeline.among[counts]).map(|step| step.from));
        instants.sort_unstable();
        instants.dedup();
        let mut before = [0; 3];
        for from in instants {
            let inside = belongs(board, timeline, unit, from);
            let counted = timeline.counted(counts, from);
            let among = value_at(&timeline.among[counts], from).is_yes();
            let now = [counted.is_yes(), counted.is_unknown(), among].map(|is| i32::from(is && inside));
            changes.push((from, [now[0] - before[0], now[1] - before[1], now[2] - before[2]]));
            before = now;
        }
    }
    changes.sort_unstable_by_key(|(from, _)| *from);
    let mut out = Signal::new();
    constant(Tri::No, &mut out);
    let mut sums = [0_i32; 3];
    for (index, (from, change)) in changes.iter().enumerate() {
        for (sum, by) in sums.iter_mut().zip(change) {
            *sum += by;
        }
        if changes.get(index + 1).is_none_or(|next| next.0 != *from) {
            let [certain, possible, among] = sums.map(|sum| u32::try_from(sum).unwrap_or(0));
            let value = above(more_than, certain, possible, among);
            push(&mut out, Step { from: *from, value, because: Because::Nothing });
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
            (MoreThan::NotStated, 1, 0, 9, Tri::Unknown),
            (MoreThan::NotStated, 0, 0, 9, Tri::No),
        ];
        for (more_than, certain, possible, among, expected) in cases {
            assert_eq!(
                above(more_than, certain, possible, among),
                expected,
                "{more_than:?} {certain} {possible} {among}"
            );
        }
    }
}
