//! Who held a child, one after another, and when nobody did.

use crate::dates::Day;
use crate::dice::Dice;
use crate::proportions as share;
use crate::story::World;
use crate::workforce::Wanted;
use crate::{OpenKind, WithoutWorker};

/// One involvement of an allocated worker.
#[derive(Clone, Debug)]
pub(crate) struct Holding {
    pub worker: u32,
    pub team: u32,
    pub from: Day,
    /// The last day; none while it goes on.
    pub until: Option<Day>,
    /// Why the worker changed, as the looked-after return codes it: the reason for this worker following the last.
    pub reason: &'static str,
}

/// A time in which no allocated worker is involved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gap {
    /// The first day with nobody.
    pub from: Day,
    /// The last day with nobody; none while it goes on.
    pub until: Option<Day>,
    pub story: WithoutWorker,
    pub team: u32,
    /// Who held last, if anybody.
    pub last_worker: Option<u32>,
}

/// A stretch of an episode in one team.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Phase {
    pub team: u32,
    pub from: Day,
    /// The last day; none while the episode is open in this team.
    pub until: Option<Day>,
    /// Whether only a registered social worker is given the child.
    pub registered: bool,
    pub changes_a_year: f64,
}

/// The whole of an episode's holding.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    pub holdings: Vec<Holding>,
    pub gaps: Vec<Gap>,
    /// How the open holding is one in name only, where it is.
    pub in_name_only: Option<&'static str>,
}

impl Held {
    /// Whether nobody was involved on that day.
    pub fn is_gap(&self, day: Day) -> bool {
        self.gaps.iter().any(|gap| gap.from <= day && gap.until.is_none_or(|until| day <= until))
    }

    /// Who held on that day, or who held last before it.
    pub fn worker_on(&self, day: Day) -> Option<u32> {
        self.holdings.iter().rev().find(|h| h.from <= day).map(|h| h.worker)
    }
}

/// Holds a child through its phases. `stop` says from which day on nobody holds an open child, and why.
pub(crate) fn hold(world: &World, dice: &mut Dice, phases: &[Phase], stop: Option<(Day, WithoutWorker)>) -> Held {
    let mut held = Held::default();
    let Some(first) = phases.first() else { return held };
    if let Some((_, story @ (WithoutWorker::NotYetAllocated | WithoutWorker::OfferOpen))) = stop
        && stop.is_some_and(|(day, _)| day <= first.from)
    {
        held.gaps.push(Gap { from: first.from, until: None, story, team: first.team, last_worker: None });
        return held;
    }
    // A new child is allocated the same day or the next, or waits for days with nobody; and so at each change of team.
    let last = phases[phases.len() - 1].until.unwrap_or(world.as_at);
    let mut from = first.from;
    let mut reason = "FCONTA";
    for phase in phases {
        from = from.max(phase.from);
        from = if dice.chance(world.gap_chance(from, share::ASSUMED_GAP_AT_START)) {
            let waits = dice.bands(&share::ASSUMED_GAP_DAYS).min((last - from) / 2);
            world.calendar.on_or_before(from + waits).max(from)
        } else {
            world.calendar.add(from, dice.pick(&[(0, 0.6), (1, 0.4)])).min(last).max(from)
        };
        if phase.until.is_none() {
            from = there_by_then(world, dice, phase.from, from);
        }
        hold_phase(world, dice, *phase, &mut from, &mut reason, &mut held);
        reason = "TSPROC";
    }
    if let Some((day, story)) = stop {
        cut(&mut held, day, story, phases[phases.len() - 1].team);
    }
    gaps_between(dice, &mut held, first.from, phases[phases.len() - 1].until);
    leave_open(dice, &mut held);
    held
}

/// The day on which the next worker of an open child starts. Who has nobody on the day of the extract is decided by the plan's
/// share, and not here by accident: who would start later has started on some day since the one before ended.
fn there_by_then(world: &World, dice: &mut Dice, since: Day, from: Day) -> Day {
    if from <= world.as_at {
        return from;
    }
    let day = since + dice.between(0, world.as_at - since);
    world.office_day(dice, day).max(since)
}

/// Nobody closes the row of the worker before, now and then, where the next one took over at once.
fn leave_open(dice: &mut Dice, held: &mut Held) {
    let [.., before, now] = held.holdings.as_mut_slice() else { return };
    let followed_at_once = before.until.is_some_and(|until| now.from <= until + 1);
    if now.until.is_none() && followed_at_once && dice.chance(share::ASSUMED_ROW_LEFT_OPEN) {
        before.until = None;
    }
}

fn hold_phase(
    world: &World,
    dice: &mut Dice,
    phase: Phase,
    from: &mut Day,
    reason: &mut &'static str,
    held: &mut Held,
) {
    let calendar = &world.calendar;
    let last = phase.until.unwrap_or(world.as_at);
    let mut wanted = Wanted { registered: phase.registered, other_than: None };
    while *from <= last {
        let Some((_, occupancy)) = world.workforce.pick_post(dice, phase.team, *from, wanted) else {
            // In a team of one there is nobody else; and a team whose posts are all empty waits, or its manager holds.
            if wanted.other_than.take().is_none() {
                let next = calendar.add(*from, 5);
                if phase.until.is_none() && next > last {
                    let worker = world.workforce.teams[phase.team as usize].manager;
                    held.holdings.push(Holding { worker, team: phase.team, from: *from, until: None, reason });
                    held.in_name_only = Some("held by a manager");
                    return;
                }
                *from = next;
            }
            continue;
        };
        let changed = calendar.on_or_after(*from + dice.wait(365.0 / phase.changes_a_year));
        let until = occupancy.until.min(changed);
        let leaves = occupancy.until <= changed;
        // Some children stay in the name of somebody who has left, and nobody notices.
        let stays_in_name = leaves
            && phase.until.is_none()
            && until < world.as_at
            && world.as_at - until < 183
            && dice.chance(share::ASSUMED_LEFT_IN_NAME);
        let team = phase.team;
        let mut holding = Holding { worker: occupancy.worker, team, from: *from, until: Some(until), reason };
        if stays_in_name || until >= last {
            holding.until = phase.until;
            held.in_name_only = stays_in_name.then_some("left the authority");
            held.holdings.push(holding);
            // The next team's worker starts on the day on which this one's ends.
            *from = last;
            return;
        }
        held.holdings.push(holding);
        wanted.other_than = Some(occupancy.worker);
        *reason = if leaves { "LEFTRL" } else { dice.pick(&share::CHANGE_REASONS) };
        let gap = if leaves { share::ASSUMED_GAP_AFTER_LEAVING } else { share::ASSUMED_GAP_AFTER_CHANGE };
        *from = if dice.chance(world.gap_chance(until, gap)) {
            calendar.on_or_after(until + 1 + dice.bands(&share::ASSUMED_GAP_DAYS))
        } else if leaves || dice.chance(0.15) {
            calendar.add(until, 1)
        } else {
            until
        };
        if phase.until.is_none() {
            *from = there_by_then(world, dice, until, *from);
        }
        if !leaves && dice.chance(share::ASSUMED_HANDOVER_OVERLAP) {
            // The old worker stays on a few days for the handover.
            let stays = (until + dice.between(1, 6)).min(last).min(occupancy.until);
            if let Some(holding) = held.holdings.last_mut() {
                holding.until = Some(stays);
            }
        }
    }
}

/// Takes away whoever holds from that day on.
fn cut(held: &mut Held, day: Day, story: WithoutWorker, team: u32) {
    held.in_name_only = None;
    held.holdings.retain(|holding| holding.from < day);
    for holding in &mut held.holdings {
        if holding.until.is_none_or(|until| until >= day) {
            holding.until = Some(day - 1);
        }
    }
    let last_worker = held.holdings.last().map(|holding| holding.worker);
    let first_day = held.holdings.iter().filter_map(|h| h.until).max().map_or(day, |until| until + 1);
    held.gaps.push(Gap { from: first_day, until: None, story, team, last_worker });
}

/// Finds the stretches of more than a weekend in which nobody held.
fn gaps_between(dice: &mut Dice, held: &mut Held, opened: Day, closed: Option<Day>) {
    let mut gaps = Vec::new();
    let mut covered = opened - 1;
    let mut last: Option<&Holding> = None;
    for holding in &held.holdings {
        if holding.from > covered + 4 {
            let story = match last {
                None => WithoutWorker::NotYetAllocated,
                Some(last) if last.team != holding.team => WithoutWorker::InTransfer,
                Some(_) => dice.pick(&[
                    (WithoutWorker::NoSuccessor, 0.45),
                    (WithoutWorker::LeftOnDuty, 0.43),
                    (WithoutWorker::WorkedByPartner, 0.08),
                    (WithoutWorker::PaymentsOnly, 0.04),
                ]),
            };
            let last_worker = last.map(|last| last.worker);
            gaps.push(Gap { from: covered + 1, until: Some(holding.from - 1), story, team: holding.team, last_worker });
        }
        covered = covered.max(holding.until.or(closed).unwrap_or(Day(i32::MAX - 10)));
        last = Some(holding);
    }
    // A worker who went before the closing was taken off early.
    if let (Some(closed), Some(last)) = (closed, last)
        && closed > covered + 4
    {
        let story = WithoutWorker::AwaitingClosure;
        let last_worker = Some(last.worker);
        gaps.push(Gap { from: covered + 1, until: Some(closed), story, team: last.team, last_worker });
    }
    gaps.append(&mut held.gaps);
    held.gaps = gaps;
}

/// Puts an open child in the name of a manager or a pool, or says that the holder is not registered.
pub(crate) fn in_name_only(world: &World, dice: &mut Dice, kind: OpenKind, held: &mut Held) {
    if held.in_name_only.is_some() {
        return;
    }
    let Some(last) = held.holdings.last_mut().filter(|holding| holding.until.is_none()) else { return };
    let team = &world.workforce.teams[last.team as usize];
    let throw = dice.unit();
    if throw < share::ASSUMED_HELD_BY_MANAGER {
        last.worker = if dice.chance(0.6) { team.manager } else { team.assistant_manager };
        held.in_name_only = Some("held by a manager");
    } else if throw < share::ASSUMED_HELD_BY_MANAGER + share::ASSUMED_HELD_BY_POOL {
        last.worker = team.pool;
        held.in_name_only = Some("held by a pool name");
    } else if matches!(kind, OpenKind::ChildProtection | OpenKind::LookedAfter)
        && !world.workforce.workers[last.worker as usize].registered
    {
        held.in_name_only = Some("not registered, where that is required");
    }
}
