//! What comes of the rules in [`super::rules`]: each stretch, each event in it, each occurrence.

use std::collections::BTreeMap;

use record::words::Status;
use record::{Content, Day, Fact, Kind, Moment, Tri, When};

use super::conditions::{Event, both};
use super::days::{self, Length};
use super::definitions::{Reach, Walk, spells};
use super::doubts;
use super::duties::{agencies, involved};
use super::duty::{Agency, DueOn, Duty, due_as_the_child_came};
use super::rules::{Counted, Due, Opens, RULES, Recurring, Rule};
use super::world::World;

/// A stretch in which a rule holds, or an event in one.
#[derive(Clone, Copy)]
struct Occasion<'r> {
    /// Where its pack asks.
    reach: &'r Reach,
    /// The first instant of the stretch: with the place of the event, what rungs of one ladder share.
    stretch: Moment,
    /// The event and its place among those of the stretch.
    event: Option<(usize, When)>,
    /// Of an event that waited from before the stretch: the day that it is counted from.
    waited: Option<Day>,
    /// Its first instant.
    from: Moment,
    /// The first instant after it.
    to: Option<Moment>,
}

impl Occasion<'_> {
    fn lasts_at(&self, at: Moment) -> bool {
        self.to.is_none_or(|to| at < to)
    }
}

/// A duty, with the occasion from which it comes.
struct Found<'r> {
    occasion: Occasion<'r>,
    duty: Duty,
}

/// Every duty of `base`, `as`, `ap` and `mon` for that child, within the walk.
pub fn duties(world: &World<'_>, walk: &Walk<'_, '_>) -> Vec<Duty> {
    let packs: BTreeMap<&str, Vec<Reach>> = RULES.iter().map(|rule| (rule.pack, walk.reaches(rule.pack))).collect();
    let mut found: Vec<Found<'_>> = Vec::new();
    for rule in RULES.iter() {
        packs[rule.pack].iter().for_each(|reach| of_reach(world, walk, rule, reach, &mut found));
    }
    let come = |found: Found<'_>| found.duty.come_with_the_child(found.occasion.reach.came);
    found.into_iter().filter_map(come).collect()
}

/// The duties of that rule in one stretch in which its pack asks, as if it had asked since the child's team has had it.
fn of_reach<'r>(world: &World<'_>, walk: &Walk<'_, '_>, rule: &Rule, reach: &'r Reach, found: &mut Vec<Found<'r>>) {
    let runs = both((rule.holds)(walk), reach.over.clone());
    if !rule.per_agency {
        of_rule(world, walk, rule, None, &runs, reach, found);
        return;
    }
    let agencies = agencies(world);
    for agency in &agencies {
        let runs: Vec<Tri> =
            runs.iter().zip(&walk.instants).map(|(runs, at)| runs.and(involved(world, *agency, *at))).collect();
        of_rule(world, walk, rule, Some(*agency), &runs, reach, found);
    }
    for (from, to) in spells(&runs, |value| value.is_yes()) {
        let covered = world.covers_at(Kind::AgencyInvolved, &[], walk.instants[from]);
        let named = |at: &Moment| agencies.iter().any(|agency| !involved(world, *agency, *at).is_no());
        if !covered && !walk.instants[from..to].iter().any(named) {
            let only: Vec<Tri> = (0..runs.len()).map(|index| (from..to).contains(&index).into()).collect();
            of_rule(world, walk, rule, Some(Agency::NotRecorded), &only, reach, found);
        }
    }
}

fn of_rule<'r>(
    world: &World<'_>,
    walk: &Walk<'_, '_>,
    rule: &Rule,
    agency: Option<Agency>,
    runs: &[Tri],
    reach: &'r Reach,
    found: &mut Vec<Found<'r>>,
) {
    for (from, to) in stretches(walk, rule, runs, reach) {
        if to.is_some_and(|to| to <= reach.came) {
            continue;
        }
        // An event from before the child came begins nothing but where it waits.
        let is_begun_anew = !rule.on.is_empty() && rule.waiting.is_none();
        let from = if is_begun_anew { from.max(reach.came) } else { from };
        let stretch = Occasion { reach, stretch: from, event: None, waited: None, from, to };
        let occasions = if rule.on.is_empty() { vec![stretch] } else { of_events(world, walk, rule, &stretch) };
        for occasion in occasions {
            let duties = of_occasion(world, walk, rule, agency, &occasion, found);
            found.extend(duties.into_iter().map(|duty| Found { occasion, duty }));
        }
    }
}

/// While `while` holds; once begun, until `lasts-while` no longer does.
fn stretches(walk: &Walk<'_, '_>, rule: &Rule, runs: &[Tri], reach: &Reach) -> Vec<(Moment, Option<Moment>)> {
    let mut runs = runs.to_vec();
    if let Some(lasts) = &rule.lasts {
        let lasts = both(lasts(walk), reach.over.clone());
        // Where the stretch of the condition itself began that is at hand; nothing where it lasts on already.
        let mut began = Some(0);
        for index in 1..runs.len() {
            if runs[index].is_yes() {
                if !runs[index - 1].is_yes() {
                    began = Some(index);
                }
                continue;
            }
            // It was so on the day after its first, and not only up to that day.
            let next_day = |from: usize| days::midnight_after(days::first_day(walk.instants[from]));
            let long = !rule.lasts_from_next_day || began.is_none_or(|from| walk.instants[index] > next_day(from));
            if runs[index - 1].is_yes() && lasts[index].is_yes() && long {
                (runs[index], began) = (Tri::Yes, None);
            }
        }
    }
    let of = spells(&runs, |value| value.is_yes());
    of.into_iter().map(|(from, to)| (walk.instants[from], walk.instants.get(to).copied())).collect()
}

/// Each event that waits as the stretch begins, and then each within it, in its order.
fn of_events<'r>(world: &World<'_>, walk: &Walk<'_, '_>, rule: &Rule, stretch: &Occasion<'r>) -> Vec<Occasion<'r>> {
    let came = |is: &dyn Fn(When) -> bool| {
        let mut events: Vec<When> = world.events(&rule.on).map(|fact| fact.when).filter(|when| is(*when)).collect();
        events.sort_by_key(|when| when.as_start());
        events
    };
    let first_day = days::first_day(stretch.from);
    let since = rule.waiting.as_ref().map(|since| {
        let since = both(since(walk), stretch.reach.over.clone());
        began(walk, &since, stretch.from).unwrap_or(first_day)
    });
    let waiting = came(&|when| since.is_some() && waits(world, rule, stretch, when));
    let waiting = waiting.into_iter().map(|when| (when, when.day().zip(since).map(|(day, since)| day.max(since))));
    let within = came(&|when| happened_within(when, stretch.from, stretch));
    let all = waiting.chain(within.into_iter().map(|when| (when, None)));
    let occasion = |(place, (when, waited)): (usize, (When, Option<Day>))| {
        let from = when.as_start().unwrap_or(stretch.from).max(stretch.from);
        Occasion { event: Some((place, when)), waited, from, ..*stretch }
    };
    all.enumerate().map(occasion).collect()
}

/// Whether what came then still waits as the stretch begins: it came since the last closing, and nothing has met it.
fn waits(world: &World<'_>, rule: &Rule, stretch: &Occasion<'_>, when: When) -> bool {
    let (Some(start), Some(end)) = (when.as_start(), when.as_end()) else { return false };
    let closed = world.closed_since(Some(end.plus_seconds(-1)), stretch.from).is_yes();
    let on_or_after = |other: When| match other {
        When::On(day) => day >= start.day(),
        When::At(at) => at >= start,
        When::Unknown => false,
    };
    let met = rule
        .met_by
        .iter()
        .all(|part| world.events(part).any(|fact| on_or_after(fact.when) && is_earlier(fact.when, stretch.from)));
    is_earlier(when, stretch.from) && !closed && !met
}

/// Whether it was before that instant: a date without a time, on an earlier day.
fn is_earlier(when: When, than: Moment) -> bool {
    match when {
        When::On(day) => day < than.day(),
        When::At(moment) => moment < than,
        When::Unknown => false,
    }
}

/// The first day of the stretch that goes on at that instant; nothing where it does not, or has for ever.
fn began(walk: &Walk<'_, '_>, values: &[Tri], at: Moment) -> Option<Day> {
    let now = walk.instants.partition_point(|instant| *instant <= at).checked_sub(1)?;
    let first = (0..=now).rev().take_while(|place| values[*place].is_yes()).last()?;
    (first > 0).then(|| days::first_day(walk.instants[first]))
}

/// At or after that instant (a date without a time: on or after its day) and before the end.
fn happened_within(when: When, from: Moment, occasion: &Occasion<'_>) -> bool {
    let late_enough = match when {
        When::On(day) => day >= from.day(),
        When::At(moment) => moment >= from,
        When::Unknown => false,
    };
    late_enough && when.as_start().is_some_and(|start| occasion.lasts_at(start))
}

/// Whether what ends a stretch can meet its duties, at the very instant at which it ends.
fn may_end_a_stretch(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AllocationAccepted
            | Kind::InvolvementStarted
            | Kind::AssessmentCompleted
            | Kind::TransferEnded
            | Kind::CaseClosed
    )
}

/// Whether that fact can meet a duty from that instant on.
fn counts(fact: &Fact, from: Moment, occasion: &Occasion<'_>) -> bool {
    let ends_it =
        may_end_a_stretch(fact.content.kind()) && occasion.to.is_some() && occasion.to == fact.when.as_start();
    happened_within(fact.when, from, occasion) || ends_it
}

fn for_agency(agency: Option<Agency>, fact: &Fact) -> bool {
    let (kind, name) = match fact.content {
        Content::LetterSent { to, agency } => (to, agency),
        Content::AgencyAgreed { agency_kind, agency } | Content::AgencyReported { agency_kind, agency } => {
            (agency_kind, agency)
        }
        _ => return true,
    };
    match agency {
        Some(Agency::Known(of, named)) => of == kind && (named.is_none() || name.is_none() || named == name),
        _ => true,
    }
}

/// The instants at which those events meet a duty, in order, with the days on which they were.
fn met_by(
    world: &World<'_>,
    events: &[Event],
    agency: Option<Agency>,
    from: Moment,
    occasion: &Occasion<'_>,
) -> Vec<(Moment, Day)> {
    let mut all: Vec<(Moment, Day)> = world
        .events(events)
        .filter(|fact| for_agency(agency, fact) && counts(fact, from, occasion))
        .filter_map(|fact| Some((fact.when.as_start()?.max(from), fact.when.day()?)))
        .collect();
    all.sort();
    all
}

/// Every meeting of a rule, in order: of each event, or of all together, each anew after the meeting before.
fn meetings(
    world: &World<'_>,
    rule: &Rule,
    agency: Option<Agency>,
    from: Moment,
    occasion: &Occasion<'_>,
) -> Vec<(Moment, Day)> {
    let of_each: Vec<Vec<(Moment, Day)>> =
        rule.met_by.iter().map(|part| met_by(world, part, agency, from, occasion)).collect();
    if let [alone] = of_each.as_slice() {
        return alone.clone();
    }
    let (mut all, mut after): (Vec<(Moment, Day)>, Option<Moment>) = (Vec::new(), None);
    loop {
        let next = of_each
            .iter()
            .map(|met| met.iter().find(|(at, _)| after.is_none_or(|after| *at > after)).copied())
            .collect::<Option<Vec<_>>>()
            .and_then(|firsts| firsts.into_iter().max());
        let Some(next) = next else { return all };
        after = Some(next.0);
        all.push(next);
    }
}

fn of_occasion(
    world: &World<'_>,
    walk: &Walk<'_, '_>,
    rule: &Rule,
    agency: Option<Agency>,
    occasion: &Occasion<'_>,
    found: &[Found<'_>],
) -> Vec<Duty> {
    // What began with the last second of a day has its first day on the next.
    let own = occasion.event.and_then(|(_, when)| when.day());
    let first_day = own.map_or(days::first_day(occasion.from), |day| day.max(days::first_day(occasion.stretch)));
    let first_day = occasion.waited.unwrap_or(first_day);
    let opened = match rule.opens {
        Opens::AtOnce => occasion.from,
        Opens::After(length) => length.after(world.calendar, first_day).start(),
        Opens::WhenMet(other) => {
            let place = |occasion: &Occasion<'_>| (occasion.stretch, occasion.event.map(|(place, _)| place));
            let before = found.iter().find(|found| {
                (found.duty.pack, found.duty.id) == (rule.pack, other) && place(&found.occasion) == place(occasion)
            });
            let Some((met, _)) = before.and_then(|found| found.duty.met) else { return Vec::new() };
            met
        }
    };
    let last = walk.instants[walk.instants.len() - 1];
    if !occasion.lasts_at(opened) || opened > last {
        return Vec::new();
    }
    let waited = matches!(rule.opens, Opens::WhenMet(_));
    let from = if waited || rule.from_opening { opened } else { occasion.from };
    let later = matches!((&rule.opens, rule.due_by(world.taken_in_by)), (Opens::After(_), Due::Within(_)));
    let first_day = if waited || later { days::first_day(opened) } else { first_day };
    let kinds: Vec<(Kind, Vec<Status>)> =
        rule.met_by.iter().flatten().map(|event| (event.kind, world.about_event(event))).collect();
    let duty = |opened: Moment, due: DueOn, occurrence: u32| Duty {
        pack: rule.pack,
        id: rule.id,
        agency,
        spell: occasion.from,
        opened,
        due,
        occurrence,
        every: None,
        lengths: Vec::new(),
        met: None,
        ended: occasion.to,
        replaced: false,
        known_after: None,
        covered: is_covered(world, walk, rule, agency, occasion, from, opened, due, occasion.to, occurrence),
        owed: is_owed(walk, rule, opened, due, occasion.to),
    };
    let due = match rule.due_by(world.taken_in_by) {
        Due::Every(recurring) => {
            let meetings = meetings(world, rule, agency, from, occasion);
            let base = last_before(world, rule, agency, occasion).filter(|_| recurring.goes_on);
            let doubt = |one: &Duty| {
                let end = one.met.map(|(at, _)| at).or(one.ended);
                let of = |part: &Vec<Event>| {
                    part.iter().filter_map(|event| doubt(world, event, agency, one.opened, end)).max()
                };
                if let [alone] = rule.met_by.as_slice() {
                    return of(alone);
                }
                // Of what is asked for together, one part that surely did not come is enough.
                let until = one.due.last().map_or(end.unwrap_or(Moment::MAX), |last| last.max(one.opened));
                let came = |part: &Vec<Event>| {
                    let came = met_by(world, part, agency, from, occasion);
                    let fresh = |at: Moment| if one.occurrence > 1 { at > one.opened } else { at >= one.opened };
                    came.iter().any(|(at, _)| fresh(*at) && *at <= until)
                };
                rule.met_by.iter().filter(|part| !came(part)).map(of).min().flatten()
            };
            let counted = recurring.from.as_ref();
            let base =
                base.or(counted.and_then(|counted| day_counted(walk, occasion.reach, counted, first_day, opened)));
            let clock = Clock { world, walk, recurring, occasion, first_day, doubt: &doubt };
            return clock.occurrences(opened, base, &meetings, &kinds, &duty);
        }
        Due::WhenOpened if matches!(rule.opens, Opens::AtOnce) && occasion.waited.is_none() => DueOn::Day(first_day),
        Due::WhenOpened => DueOn::Day(days::first_day(opened)),
        Due::NotStated => DueOn::NotStated,
        Due::Within(length) => DueOn::Day(length.after(world.calendar, first_day)),
        Due::Hours(hours) => {
            let event = occasion.event.and_then(|(_, when)| when.as_end()).unwrap_or(opened);
            DueOn::Instant(event.plus_seconds(hours * 3600))
        }
        Due::From(length, counted) => day_counted(walk, occasion.reach, counted, first_day, opened)
            .map_or(DueOn::NotKnown, |day| DueOn::Day(length.after(world.calendar, day))),
    };
    let due = due_as_the_child_came(opened, due, occasion.reach.came);
    let mut one = duty(opened, due, occasion.event.map_or(1, |(place, _)| place as u32 + 1));
    let since = match rule.due_by(world.taken_in_by) {
        Due::From(_, counted) if rule.goes_on => {
            day_counted(walk, occasion.reach, counted, first_day, opened).map(Day::start)
        }
        // What came since the event that waits counts.
        _ => occasion.event.filter(|_| occasion.waited.is_some()).and_then(|(_, when)| when.as_start()),
    };
    let so = rule.met_since.as_ref().map(|since| both(since(walk), occasion.reach.over.clone()));
    let since = so.and_then(|so| began(walk, &so, opened)).map(Day::start).or(since);
    let since = since.map_or(from, |since| since.min(from));
    let by_fact = meetings(world, rule, agency, since, occasion).first().copied();
    let by_condition = rule.met_when.as_ref().and_then(|when| came_to_be(walk, &when(walk), opened, occasion));
    // What was done before the duty opened meets it as it opens.
    one.met = by_fact.map(|(at, day)| (at.max(opened), day)).into_iter().chain(by_condition).min();
    let end = one.met.map(|(at, _)| at).or(one.ended);
    let seen_from = if since < from { since } else { opened };
    one.covered = is_covered(world, walk, rule, agency, occasion, since, seen_from, due, end, one.occurrence);
    one.owed = is_owed(walk, rule, seen_from, due, end);
    vec![one]
}

/// The day that a due day is counted from: of the newest event that still counts, or its own.
fn day_counted(walk: &Walk<'_, '_>, reach: &Reach, counted: &Counted, own: Day, opened: Moment) -> Option<Day> {
    let world = walk.world;
    if let Some(since) = &counted.since {
        return began(walk, &both(since(walk), reach.over.clone()), opened);
    }
    let undated = |events: &[Event]| world.events(events).any(|fact| fact.when == When::Unknown);
    if undated(&counted.until) {
        return None;
    }
    let until = world.events(&counted.until).filter_map(|fact| fact.when.as_start()).filter(|start| *start <= opened);
    let until = until.max();
    let come = |when: &When| when.as_start().is_some_and(|at| at <= opened || at.day() == opened.day());
    let fresh = |when: &When| until.is_none_or(|until| when.as_end().is_some_and(|end| end >= until));
    // What lies longer ago than that is another occasion's.
    let near = |when: &When| match (counted.at_most, when.day()) {
        (Some(length), Some(day)) => length.after(world.calendar, day) >= own,
        _ => true,
    };
    let newest = world.events(&counted.of).map(|fact| fact.when);
    let newest = newest.filter(|when| come(when) && fresh(when) && near(when));
    if let Some(day) = newest.filter_map(When::day).max() {
        return Some(day);
    }
    let unseen =
        |event: &Event, from: Moment| !world.covers_throughout(event.kind, &world.about_event(event), from, opened);
    let sure = until.is_some_and(|from| !counted.of.iter().any(|event| unseen(event, from))) && !undated(&counted.of);
    (counted.own_day || sure).then_some(own)
}

/// The first instant at which the condition is so, from the opening to the end of the stretch with that instant.
fn came_to_be(walk: &Walk<'_, '_>, values: &[Tri], opened: Moment, occasion: &Occasion<'_>) -> Option<(Moment, Day)> {
    let mut all = walk.instants.iter().zip(values);
    let (at, _) =
        all.find(|(at, value)| **at >= opened && occasion.to.is_none_or(|to| **at <= to) && value.is_yes())?;
    Some((*at, at.day()))
}

#[allow(clippy::too_many_arguments, reason = "what is asked of the record is what the duty is")]
fn is_covered(
    world: &World<'_>,
    walk: &Walk<'_, '_>,
    rule: &Rule,
    agency: Option<Agency>,
    occasion: &Occasion<'_>,
    from: Moment,
    opened: Moment,
    due: DueOn,
    end: Option<Moment>,
    occurrence: u32,
) -> bool {
    // Without a due day: what would be seen as it opens would be seen, and what came at any time came.
    let covered_until = due.last().map_or(opened, |last| last.max(opened));
    let until = due.last().map_or(end.unwrap_or(Moment::MAX), |last| last.max(opened));
    let known = rule.met_when.as_ref().is_none_or(|when| {
        let values = when(walk);
        let mut all = walk.instants.iter().zip(&values);
        !all.any(|(at, value)| (opened..=until).contains(at) && value.is_unknown())
    });
    let again = matches!(rule.due_by(world.taken_in_by), Due::Every(_));
    let sure = |event: &Event| again || doubt(world, event, agency, opened, end).is_none();
    let covers = |part: &Vec<Event>| {
        part.iter().all(|event| {
            world.covers_throughout(event.kind, &world.about_event(event), opened, covered_until) && sure(event)
        })
    };
    // Of what is asked for together, one part that did not come is enough to know it unmet.
    let missed = |part: &Vec<Event>| {
        let came = met_by(world, part, agency, from, occasion);
        // What met the one before does not meet the next.
        let fresh = |at: Moment| !again || at > opened || at == opened && occurrence == 1;
        covers(part) && came.iter().all(|(at, _)| !fresh(*at) || *at > until)
    };
    let evidence = match rule.met_by.as_slice() {
        [alone] => covers(alone),
        parts => parts.iter().any(missed),
    };
    known && agency != Some(Agency::NotRecorded) && evidence
}

/// Whether nothing from the opening to the end of the due day may have taken the duty away.
fn is_owed(walk: &Walk<'_, '_>, rule: &Rule, opened: Moment, due: DueOn, end: Option<Moment>) -> bool {
    let until = due.last().map_or(end.unwrap_or(Moment::MAX), |last| last.max(opened));
    rule.in_doubt_when.as_ref().is_none_or(|when| {
        let values = when(walk);
        let mut all = walk.instants.iter().zip(&values);
        !all.any(|(at, value)| (opened..=until).contains(at) && !value.is_no())
    })
}

/// Until when evidence in doubt may have been that event while the duty was open.
fn doubt(
    world: &World<'_>,
    event: &Event,
    agency: Option<Agency>,
    opened: Moment,
    end: Option<Moment>,
) -> Option<Moment> {
    doubts::last(world, &|content| event.asks(content), &|fact| for_agency(agency, fact), opened, end)
}

/// The day on which it was last met before the occasion.
fn last_before(world: &World<'_>, rule: &Rule, agency: Option<Agency>, occasion: &Occasion<'_>) -> Option<Day> {
    let facts = rule.met_by.iter().flat_map(|part| world.events(part));
    let facts = facts.filter(|fact| for_agency(agency, fact) && is_earlier(fact.when, occasion.from));
    facts.filter_map(|fact| fact.when.day()).max()
}

/// A duty that comes again and again, on one occasion.
struct Clock<'c, 'w, 'f> {
    world: &'c World<'f>,
    walk: &'c Walk<'w, 'f>,
    recurring: &'c Recurring,
    occasion: &'c Occasion<'c>,
    first_day: Day,
    /// Until when evidence in doubt may have met that duty while it was open.
    doubt: &'c dyn Fn(&Duty) -> Option<Moment>,
}

impl Clock<'_, '_, '_> {
    fn occurrences(
        &self,
        opened: Moment,
        before: Option<Day>,
        meetings: &[(Moment, Day)],
        kinds: &[(Kind, Vec<Status>)],
        duty: &dyn Fn(Moment, DueOn, u32) -> Duty,
    ) -> Vec<Duty> {
        let held: Vec<Vec<Tri>> = self.recurring.intervals.iter().map(|(when, _)| when(self.walk)).collect();
        let (mut opened, mut from) = (opened, before.unwrap_or(self.first_day));
        let came = self.occasion.reach.came;
        let mut all = Vec::new();
        for (index, met) in meetings.iter().copied().map(Some).chain([None]).enumerate() {
            let step = self.recurring.steps.get(index).copied();
            let interval = |at: Moment| step.or_else(|| self.interval_at(&held, at));
            let mut now = interval(opened.max(came));
            // Of what met it before the stretch it is never due before its first day.
            let first = if index == 0 { self.first_day } else { from };
            let first = if opened < came { first.max(days::first_day(came)) } else { first };
            let due = |length: Option<Length>, earliest: Day| match length {
                Some(length) => DueOn::Day(length.after(self.world.calendar, from).max(earliest)),
                None => DueOn::NotStated,
            };
            let mut due_now = due(now, first);
            let ends = met.map(|(at, _)| at).or(self.occasion.to);
            let mut one_opened = opened;
            for at in &self.walk.instants {
                let on_the_way = *at > one_opened.max(came) && ends.is_none_or(|end| *at < end);
                let overdue = due_now.last().is_some_and(|last| *at > last);
                if !on_the_way || overdue || interval(*at) == now {
                    continue;
                }
                let before = now;
                now = interval(*at);
                let anew = due(now, days::first_day(*at));
                // Where that is the same day, nothing was set anew.
                if anew != due_now {
                    let old = duty(one_opened, due_now, index as u32 + 1);
                    let old = Duty { ended: Some(*at), replaced: true, ..old };
                    all.push(self.one(old, index, before, kinds));
                    (one_opened, due_now) = (*at, anew);
                }
            }
            let changes = self.recurring.varied || !self.recurring.intervals.is_empty();
            let open = |at: &Moment| changes && *at >= one_opened && ends.is_none_or(|end| *at < end);
            let lengths = self.walk.instants.iter().copied().filter(open).map(|at| (at, interval(at))).collect();
            let one = Duty { met, lengths, ..duty(one_opened, due_now, index as u32 + 1) };
            all.push(self.one(one, index, now, kinds));
            if let Some((at, day)) = met {
                (opened, from) = (at, day);
            }
        }
        all
    }

    fn one(&self, duty: Duty, index: usize, every: Option<Length>, kinds: &[(Kind, Vec<Status>)]) -> Duty {
        // Where it may have been met without the record's showing it, a later step may be what runs.
        let steps = self.recurring.steps.iter().skip(index).copied();
        let own = if self.recurring.steps.is_empty() { every } else { self.recurring.every };
        let due = duty.due.last().unwrap_or(Moment::MAX);
        let later: Vec<(Moment, Option<Length>)> = duty.lengths.iter().filter(|(at, _)| *at > due).copied().collect();
        let lengths: Vec<Length> = steps.chain(own).collect();
        let doubt = (self.doubt)(&duty);
        let from = doubt.map_or(duty.opened, |doubt| duty.opened.max(doubt));
        let known_after = own.and_then(|_| self.known_after(from, &lengths, &later, kinds));
        Duty { every, known_after, covered: duty.covered && doubt.is_none(), ..duty }
    }

    /// Whenever a recurring duty was last met, it was due again one interval, of several the longest, after coverage of
    /// its evidence began; another that came into force by then is one of them.
    fn known_after(
        &self,
        opened: Moment,
        lengths: &[Length],
        later: &[(Moment, Option<Length>)],
        kinds: &[(Kind, Vec<Status>)],
    ) -> Option<Moment> {
        let begins = self.world.record.iter().filter(|fact| matches!(fact.content, Content::Coverage { .. }));
        let begins = begins.filter_map(|fact| fact.when.as_start()).filter(|begin| *begin > opened).chain([opened]);
        begins
            .filter_map(|begin| {
                let after = |length: Length| length.after(self.world.calendar, begin.day()).end();
                let mut last = lengths.iter().map(|length| after(*length)).max()?;
                while let Some((_, length)) =
                    later.iter().find(|(at, length)| *at <= last && length.is_none_or(|length| after(length) > last))
                {
                    last = after((*length)?);
                }
                Some((begin, last))
            })
            .filter(|(begin, end)| {
                kinds.iter().all(|(kind, about)| self.world.covers_throughout(*kind, about, *begin, *end))
            })
            .map(|(_, end)| end)
            .min()
    }

    /// The interval in force at that instant.
    fn interval_at(&self, held: &[Vec<Tri>], at: Moment) -> Option<Length> {
        let index = self.walk.instants.partition_point(|instant| *instant <= at) - 1;
        let mut own = self.recurring.every;
        for (values, (_, length)) in held.iter().zip(&self.recurring.intervals) {
            if values[index].is_yes() {
                own = Some(*length);
                break;
            }
        }
        if !self.recurring.varied {
            return own;
        }
        let shorter = |set: i32| match own {
            Some(Length::Days(days)) => set < days,
            _ => true,
        };
        self.set_for_the_child(at).filter(|days| shorter(*days)).map(Length::Days).or(own)
    }

    /// The days of the newest `visit_interval_set`, until its own end date is over or the case closes.
    fn set_for_the_child(&self, at: Moment) -> Option<i32> {
        let mut newest: Option<(Moment, i32, Option<Day>)> = None;
        for fact in &self.world.child {
            if let (Content::VisitIntervalSet { days, until, .. }, Some(start)) = (fact.content, fact.when.as_start())
                && start <= at
                && newest.is_none_or(|(than, ..)| start >= than)
            {
                newest = Some((start, days, until));
            }
        }
        let (start, days, until) = newest?;
        let over = until.is_some_and(|until| at > until.end());
        let closed = self.world.closed_since(Some(start), at).is_yes();
        (!over && !closed).then_some(days)
    }
}
