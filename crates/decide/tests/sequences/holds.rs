//! What must hold of every child at every instant, whatever anybody tried.

use std::collections::{BTreeMap, BTreeSet};

use policy::Opens;
use record::book::known_facts;
use record::words::{Role, Status};
use record::{ChildId, Content, Fact, Moment, Tri};
use standing::signal::value_at;
use standing::timeline::Involved;
use standing::{Closed, Holding, Timeline};

use crate::town::Town;

/// A way in which a record can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Broken {
    /// Not in exactly one holding, or in another than the record says (MON-02).
    Holding,
    /// Owned by no team while open (AP-16).
    Owner,
    /// Several with the lead, or several key workers (AP-09).
    Parts,
    /// Somebody is involved after the closing (AP-22).
    AfterClosing,
    /// A child protection case without a worker, and nothing that governs says so (AS-01, AP-29).
    Silent,
    /// A rung twice, or before the one that it waits for.
    Ladder,
}

impl Broken {
    /// Whether what an extract says, or a correction, can break it, and no decision is to blame: it is so then, and shown.
    pub fn may_happen(self) -> bool {
        matches!(self, Broken::Parts | Broken::AfterClosing | Broken::Owner)
    }
}

/// Everything that is broken, each with the first instant at which it is.
pub fn broken(town: &Town) -> BTreeMap<(ChildId, Broken), String> {
    let mut found = BTreeMap::new();
    for entry in town.board.iter() {
        let (child, timeline) = (entry.child, &entry.timeline);
        for at in instants(timeline) {
            for (broken, says) in at_instant(town, child, timeline, at) {
                found.entry((child, broken)).or_insert(format!("{says} at {at}"));
            }
        }
        if let Some(says) = ladders(town, timeline) {
            found.insert((child, Broken::Ladder), says);
        }
    }
    found
}

/// The instants at which something changes, and the second after each.
fn instants(timeline: &Timeline) -> BTreeSet<Moment> {
    let holding = timeline.holding.iter().map(|step| step.from);
    let open = timeline.open.iter().map(|step| step.from);
    let parts = timeline.involved.iter().flat_map(|one| [one.offered, one.started, one.accepted, one.ended]);
    // And a week after, when every policy says what it says of a child without a worker.
    let holding = holding.filter(|at| *at > Moment::MIN).flat_map(|at| [at, at.plus_seconds(8 * 86_400)]);
    let all = holding.chain(open).chain(parts.flatten()).filter(|at| *at > Moment::MIN && *at < Moment::MAX);
    all.flat_map(|at| [at, at.plus_seconds(1)]).collect()
}

fn at_instant(town: &Town, child: ChildId, timeline: &Timeline, at: Moment) -> Vec<(Broken, String)> {
    let mut found = Vec::new();
    let (open, holding) = (value_at(&timeline.open, at), timeline.holding_at(at));
    let right = match holding {
        Holding::Closed => open == Tri::No,
        Holding::OpenNotKnown => open == Tri::Unknown,
        _ => open == Tri::Yes,
    };
    let main =
        |one: &&Involved| is_main(one.role) && one.accepted.is_some_and(|from| from <= at) && one.worker.is_some();
    let holders: Vec<&Involved> = timeline.involved_at(at).filter(main).collect();
    let there = holders.iter().any(|one| one.started.is_some_and(|from| from < at) && !leaves(town, one));
    let right = right
        && match holding {
            // Whoever leaves the authority that day holds the child until it is over (PG-02).
            Holding::Held => {
                let today = |one: &&Involved| {
                    one.ended.is_some_and(|to| to.day() == at.day() && (to >= at || leaves(town, one)))
                };
                let mut ended = timeline.involved.iter().filter(|one| is_main(one.role) && one.accepted.is_some());
                !holders.is_empty() || ended.any(|one| today(&one) || one.ended == Some(at.plus_seconds(-1)))
            }
            // What ends at an instant is over from the next second.
            Holding::Offered => {
                let before = timeline.maybe_involved_at(at.plus_seconds(-1));
                is_corrected(town, child)
                    || timeline.maybe_involved_at(at).chain(before).any(|one| one.offered.is_some())
            }
            Holding::Nobody | Holding::Duty | Holding::TeamOnly | Holding::Partner => !there,
            _ => true,
        };
    if !right {
        found.push((Broken::Holding, format!("open {open:?}, {}, {} accepted", holding.name(), holders.len())));
    }
    if open.is_yes() && timeline.team_at(at).is_none() {
        found.push((Broken::Owner, "open and of no team".to_owned()));
    }
    for part in [Role::Lead, Role::KeyWorker] {
        let has = holders.iter().filter(|one| one.role == part).count();
        // At the very instant of a handover both are named; of one of which only the day is on record, on that day.
        let today = (Some(at.day().start()), Some(at.day().end()));
        let handed_over =
            holders.iter().any(|one| one.started == Some(at) || one.started == today.0 || one.ended == today.1);
        if has > 1 && !handed_over {
            found.push((Broken::Parts, format!("{has} with the part {part}")));
        }
    }
    let closed_before = value_at(&timeline.open, at.plus_seconds(-1)).is_no();
    let involved = timeline.involved_at(at).count();
    // What is put on the day of an opening, without a time, begins with that day.
    let opens_today = value_at(&timeline.open, at.day().end()).is_yes();
    if open.is_no() && closed_before && !opens_today && involved > 0 {
        found.push((Broken::AfterClosing, format!("{involved} involved, and not open")));
    }
    let is_without = without(holding) && without(timeline.holding_at(at.plus_seconds(-1)));
    if open.is_yes() && is_without && is_protected(town, child, at) && !is_said(town, timeline, at) {
        found.push((Broken::Silent, format!("protected, {}, and nothing says so", holding.name())));
    }
    found
}

/// Whether a correction took back something of that child: of an offer, what its worker said may be left.
fn is_corrected(town: &Town, child: ChildId) -> bool {
    let extract = town.book.names.find_actor("an extract");
    let taken_back = |fact: &&&Fact| matches!(fact.content, Content::Corrected { .. }) && Some(fact.by) == extract;
    town.facts(child).iter().flat_map(|list| list.iter()).filter(|fact| taken_back(&fact)).count() > 0
}

fn is_main(part: Role) -> bool {
    matches!(part, Role::Lead | Role::KeyWorker)
}

fn without(holding: Holding) -> bool {
    matches!(holding, Holding::Nobody | Holding::Duty | Holding::TeamOnly | Holding::Offered | Holding::Partner)
}

fn leaves(town: &Town, one: &Involved) -> bool {
    let facts = town.book.worker(one.worker.unwrap());
    facts.iter().any(|fact| matches!(fact.content, Content::WorkerLeft {}))
}

/// Whether a child protection plan goes on at that instant, by the facts alone.
fn is_protected(town: &Town, child: ChildId, at: Moment) -> bool {
    let facts = town.facts(child);
    let known = || facts.iter().flat_map(|list| known_facts(list, Moment::MAX));
    let begun = known().filter_map(|fact| match fact.content {
        Content::StatusStarted { status: Status::ChildProtectionPlan, spell }
            if fact.when.as_end().is_some_and(|from| from < at) =>
        {
            Some(spell)
        }
        _ => None,
    });
    let is_over = |of| {
        known().any(|fact| {
            matches!(fact.content, Content::StatusEnded { spell, .. } if spell == of)
                && fact.when.as_start().is_none_or(|to| to <= at)
        })
    };
    begun.into_iter().any(|spell| !is_over(spell))
}

/// Whether a policy that governs says that there is no worker: as a breach, by whom it counts, or as a duty.
fn is_said(town: &Town, timeline: &Timeline, at: Moment) -> bool {
    let plan = town.board.plan();
    let mut governing = plan.packs.iter().enumerate().filter(|(_, info)| info.in_force(at.day())).peekable();
    governing.peek().is_none()
        || governing.any(|(pack, info)| {
            let cites = |place: usize| {
                plan.breaches[place].rule.cites.0.iter().any(|cited| cited == "AS-01" || cited == "AP-29")
            };
            let own = (0..plan.breaches.len()).filter(|place| plan.breaches[*place].pack == pack);
            let mut never = own.filter(|place| plan.gate_of(*place).is_none() && cites(*place));
            never.any(|place| !timeline.would_be_broken(place, at).is_no())
                || info.leading.is_some_and(|leading| !timeline.counted(leading, at).is_no())
                || (info.id == "pg" && is_in_grace(timeline, at))
        })
}

/// Whether the practice guide says nothing yet: somebody is named, or it is not a working day since, as it is within a week
/// (PG-01).
fn is_in_grace(timeline: &Timeline, at: Moment) -> bool {
    let since = timeline.holding.iter().rev().filter(|step| step.from <= at).take_while(|step| without(step.holding));
    let named = timeline.holding_at(at) == Holding::Offered;
    named || since.last().is_none_or(|step| at < step.from.plus_seconds(7 * 86_400))
}

/// Each rung once in a stretch or for an event, and after the one that it waits for.
fn ladders(town: &Town, timeline: &Timeline) -> Option<String> {
    let plan = town.board.plan();
    let rungs = timeline.duties.iter().filter(|one| plan.duties[usize::from(one.duty)].rule.ladder.is_some());
    let mut seen = BTreeSet::new();
    for one in rungs {
        let rule = &plan.duties[usize::from(one.duty)].rule;
        if !seen.insert((one.duty, one.towards, one.began, one.since)) {
            return Some(format!("{} twice since {}", rule.id, one.since));
        }
        let (Opens::WhenMet(below) | Opens::WhenUnmet(below)) = rule.opens else { continue };
        let is_below = |other: &&standing::DutyRecord| {
            // An acknowledgement begins with what met the rung.
            let tied = other.began == one.began || other.met_by == one.began;
            usize::from(other.duty) == below && other.since == one.since && tied
        };
        let Some(below) = timeline.duties.iter().find(is_below) else {
            return Some(format!("{} without the rung below", rule.id));
        };
        let met =
            below.closed.filter(|(_, how)| matches!(how, Closed::Met | Closed::MetLate(_) | Closed::MetPerhapsLate));
        let in_order = match rule.opens {
            Opens::WhenMet(_) => met.is_some_and(|(at, _)| at <= one.opened),
            _ => below.due.last() < one.opened && met.is_none_or(|(at, _)| at >= one.opened),
        };
        if !in_order || below.opened > one.opened {
            return Some(format!("{} opened {} before its turn", rule.id, one.opened));
        }
    }
    None
}
