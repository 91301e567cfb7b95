//! Duties for the days that facts set (`set-by`): each by the next entry, which may set the one after.

use record::{Content, Day, Fact, Kind, Moment, When};

use super::super::doubts;
use super::super::duty::{Agency, Duty};
use super::super::world::World;
use super::{Rule, Spell, evidence, for_agency, meets, within};

/// The duties of one stretch. `duty` makes one that opens then and is due on that day.
pub(super) fn of_spell(
    world: &World<'_>,
    rule: &Rule,
    agency: Option<Agency>,
    spell: &Spell,
    kind: Kind,
    duty: &dyn Fn(Moment, Option<Day>, u32) -> Duty,
) -> Vec<Duty> {
    let sets = sets(world, kind, spell);
    let mut list = Vec::new();
    for (index, (set, on)) in sets.iter().enumerate() {
        let opened = set.as_start().unwrap_or(spell.from).max(spell.from);
        let mut one = duty(opened, Some(*on), 1);
        one.spell = opened;
        let replaced_at = sets.get(index + 1).and_then(|(next, _)| Some(next.as_start()?.max(spell.from)));
        if let Some(next) = replaced_at {
            // One that the end of the spell took first was not replaced.
            one.replaced = spell.to.is_none_or(|to| next < to);
            one.ended = Some(next);
        }
        // What was done before, or on the one day that is all that is known of the setting, is what the setting
        // followed on.
        let follows = |met: When| match (met, set) {
            (When::At(met), When::At(set)) => met > *set,
            _ => met.day() > set.day(),
        };
        // What was done at the instant of the next setting, or on the one day that is all that is known of it,
        // was done for this one.
        let until = sets.get(index + 1).and_then(|(next, _)| next.as_end());
        let within = |fact: &Fact| {
            within(fact.when, spell.from, spell)
                && fact.when.as_start().is_some_and(|start| until.is_none_or(|until| start <= until))
        };
        let mut meetings: Vec<(Moment, Day)> = (world.child.iter())
            .filter(|fact| meets(rule, agency, fact) && within(fact) && follows(fact.when))
            .filter_map(|fact| Some((fact.when.as_start()?.max(opened), fact.when.day()?)))
            .collect();
        meetings.sort();
        one.met = meetings.first().copied();
        if one.met.is_some() {
            (one.ended, one.replaced) = (spell.to, false);
        }
        let over = one.met.map(|(at, _)| at).or(match until {
            Some(until) => Some(spell.to.map_or(until.plus_seconds(1), |to| to.min(until.plus_seconds(1)))),
            None => spell.to,
        });
        // What is in doubt may be what it was set for only if it can have followed the setting.
        let may_follow = |fact: &Fact| {
            let latest = if fact.when == When::Unknown { When::At(fact.recorded) } else { fact.when };
            for_agency(agency, fact) && follows(latest)
        };
        one.covered &= doubts::last(world, &rule.met_by, &may_follow, opened, over).is_none();
        // One without a date may have replaced it.
        one.covered &= !undated_sets(world, kind).any(|(latest, _)| latest >= opened);
        // One that another replaces as it opens was never open.
        if replaced_at.is_none_or(|at| at > opened) {
            list.push(one);
        }
    }
    for (latest, on) in undated_sets(world, kind) {
        if latest < spell.from || on < spell.from.day() {
            continue;
        }
        let mut one = duty(spell.from, Some(on), 1);
        // What came after it was recorded came after it.
        one.met = evidence(world, rule, agency, spell, spell.from).into_iter().find(|(met, _)| *met > latest);
        one.covered = false;
        list.push(one);
    }
    list
}

/// What set a day at an unknown time: until when it can have been, and the day.
fn undated_sets<'w>(world: &'w World<'_>, kind: Kind) -> impl Iterator<Item = (Moment, Day)> + 'w {
    let of_kind = move |fact: &&&Fact| fact.content.kind() == kind && fact.when == When::Unknown;
    world.child.iter().filter(of_kind).filter_map(|fact| match fact.content {
        Content::NextSeenSet { on } | Content::NextReviewSet { on } | Content::NextPlanReviewSet { on, .. } => {
            Some((fact.recorded, on))
        }
        _ => None,
    })
}

/// The facts that set a day within the spell, in order.
fn sets(world: &World<'_>, kind: Kind, spell: &Spell) -> Vec<(When, Day)> {
    let mut all: Vec<(Moment, When, Day)> = Vec::new();
    for fact in &world.child {
        let on = match fact.content {
            Content::NextSeenSet { on } | Content::NextReviewSet { on } | Content::NextPlanReviewSet { on, .. } => on,
            _ => continue,
        };
        if fact.content.kind() == kind && within(fact.when, spell.from, spell) {
            all.extend(fact.when.as_start().map(|start| (start, fact.when, on)));
        }
    }
    // Of two at one instant the last appended is the newest: the sort keeps their order.
    all.sort_by_key(|(start, ..)| *start);
    all.into_iter().map(|(_, when, on)| (when, on)).collect()
}
