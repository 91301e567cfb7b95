//! A family: its children, their details, and the episodes that they went through together.

use std::collections::BTreeMap;

use crate::dates::{Civil, Day};
use crate::dice::Dice;
use crate::holding::{self, Held};
use crate::proportions::{self as share, EndedKind};
use crate::story::{self, Course, Episode, World};
use crate::{OpenKind, Plan, Summary, WithoutWorker, names};

/// A child, as the person table has one.
pub(crate) struct Child {
    pub number: u64,
    pub forename: &'static str,
    pub surname: String,
    pub sex: &'static str,
    pub ethnicity: &'static str,
    /// The day of birth, or the expected one.
    pub born: Day,
    pub unborn: bool,
    pub send: bool,
    pub disabled: bool,
    pub unaccompanied: bool,
    /// How far this child's own last episode went: some brothers and sisters of a looked-after child are in need.
    pub course: Course,
}

impl Child {
    /// Age in whole years on that day; 0 before birth.
    pub fn age_on(&self, day: Day) -> i32 {
        let (born, on) = (Civil::from(self.born), Civil::from(day));
        (on.year - born.year - i32::from((on.month, on.day) < (born.month, born.day))).max(0)
    }
}

/// A family with all its episodes, the latest last, and who held it in each.
pub(crate) struct Family {
    pub children: Vec<Child>,
    pub episodes: Vec<(Episode, Held)>,
    /// The kind of the open episode; none for a family whose last episode is closed.
    pub open: Option<OpenKind>,
    pub without_worker: Option<WithoutWorker>,
}

/// The kind that one child of an open family counts as.
pub(crate) fn open_kind_of(child: &Child, family: OpenKind) -> OpenKind {
    let lesser = child.course == Course::InNeed && matches!(family, OpenKind::ChildProtection | OpenKind::LookedAfter);
    if lesser { OpenKind::InNeed } else { family }
}

/// The kind of the next open family: each as likely as it is still short of its share of the plan's children, so that
/// even the few privately fostered are there. `so_far` counts children, brothers and sisters under their own kind.
fn next_kind(plan: &Plan, dice: &mut Dice, so_far: &BTreeMap<OpenKind, u64>) -> OpenKind {
    let total = f64::from(plan.open_children);
    let short =
        |(kind, part): (OpenKind, f64)| (part * total - so_far.get(&kind).copied().unwrap_or(0) as f64).max(0.0);
    share::OPEN_KINDS[dice.weighted(share::OPEN_KINDS.into_iter().map(short))].0
}

/// How likely a family of each kind is to have no worker, so that children come to the plan's share.
fn chance_without_worker(plan: &Plan, kind: OpenKind) -> f64 {
    let risk = share::ASSUMED_RELATIVE_RISK_OF_NO_WORKER;
    let mean: f64 = share::OPEN_KINDS.iter().zip(risk).map(|((_, part), risk)| part * risk).sum();
    let place = share::OPEN_KINDS.iter().position(|(other, _)| *other == kind).unwrap_or(2);
    (plan.assumed_share_without_worker * risk[place] / mean).min(1.0)
}

/// Keeps the share near the plan's in a small authority, where families of several children make chance coarse: the more
/// children short of it so far, the likelier the next.
fn correction(plan: &Plan, so_far: &Summary) -> f64 {
    const SLACK: f64 = 6.0;
    let meant = plan.assumed_share_without_worker * so_far.open_children() as f64;
    ((meant + SLACK) / (so_far.children_without_worker() as f64 + SLACK)).clamp(0.4, 2.0)
}

/// Within how many days of a closing a family that comes again is referred.
const LONGEST_UNTIL_NEXT: i32 = 200;

/// Where a family stands among the children: its first child's number, and how many there may be.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub first: u64,
    pub most: u64,
}

/// A family with an open episode.
pub(crate) fn open_family(world: &World, plan: &Plan, dice: &mut Dice, so_far: &Summary, place: Place) -> Family {
    let Place { first, most } = place;
    let kind = next_kind(plan, dice, &so_far.open);
    let district = dice.place(world.districts as usize) as u32;
    let mut episode = story::open_episode(world, dice, kind);
    story::route(world, dice, &mut episode, district);
    let without = dice
        .chance(chance_without_worker(plan, kind) * correction(plan, so_far))
        .then(|| story_of(world, dice, &mut episode, kind));
    let mut held = holding::hold(world, dice, &episode.phases, without);
    if without.is_none() {
        holding::in_name_only(world, dice, kind, &mut held);
    }
    let mut family = Family {
        children: children(world, dice, &episode, first, most),
        episodes: vec![(episode, held)],
        open: Some(kind),
        without_worker: without.map(|(_, story)| story),
    };
    earlier_episodes(world, dice, &mut family, district);
    family
}

/// A family whose last episode closed within the history.
pub(crate) fn closed_family(world: &World, dice: &mut Dice, place: Place) -> Family {
    let Place { first, most } = place;
    let kind = dice.pick(&share::ENDED_A_YEAR);
    let district = dice.place(world.districts as usize) as u32;
    let closed = last_closing(world, dice);
    let mut episode = story::ended_episode(world, dice, kind, closed);
    story::route(world, dice, &mut episode, district);
    let held = hold_ended(world, dice, &episode);
    let mut family = Family {
        children: children(world, dice, &episode, first, most),
        episodes: vec![(episode, held)],
        open: None,
        without_worker: None,
    };
    earlier_episodes(world, dice, &mut family, district);
    family
}

/// The day of a family's last closing. Of those of long ago some have come again since, and are another family's earlier
/// episodes here: closings as a whole are as many on each day to the end.
fn last_closing(world: &World, dice: &mut Dice) -> Day {
    loop {
        let ago = dice.between(0, world.as_at - world.history);
        let come_again = share::RE_REFERRED * f64::from(ago.min(LONGEST_UNTIL_NEXT)) / f64::from(LONGEST_UNTIL_NEXT);
        if !dice.chance(come_again) {
            return world.as_at - ago;
        }
    }
}

fn hold_ended(world: &World, dice: &mut Dice, episode: &Episode) -> Held {
    // Nobody is allocated to a referral on which nothing follows.
    if episode.course == Course::NoFurtherAction {
        return Held::default();
    }
    holding::hold(world, dice, &episode.phases, None)
}

/// Why an open family has no worker, and from which day.
fn story_of(world: &World, dice: &mut Dice, episode: &mut Episode, kind: OpenKind) -> (Day, WithoutWorker) {
    use WithoutWorker::*;
    let opened = episode.referral;
    let story = match kind {
        OpenKind::AwaitingAssessment => dice.pick(&[(NotYetAllocated, 0.85), (OfferOpen, 0.15)]),
        OpenKind::BeingAssessed => dice.pick(&[(NotYetAllocated, 0.5), (NoSuccessor, 0.35), (OfferOpen, 0.15)]),
        OpenKind::ChildProtection | OpenKind::LookedAfter => {
            dice.pick(&[(NoSuccessor, 0.6), (OfferOpen, 0.2), (InTransfer, 0.2)])
        }
        OpenKind::InNeed | OpenKind::PrivatelyFostered => dice.pick(&[
            (NoSuccessor, 0.27),
            (LeftOnDuty, 0.3),
            (AwaitingClosure, 0.15),
            (InTransfer, 0.1),
            (WorkedByPartner, 0.07),
            (PaymentsOnly, 0.05),
            (OfferOpen, 0.06),
        ]),
    };
    if matches!(story, NotYetAllocated) || kind == OpenKind::AwaitingAssessment {
        return (opened, story);
    }
    // A child stays away from a worker no longer than since the assessment, or since the referral where it goes on.
    let days = dice.bands(&share::ASSUMED_DAYS_WITHOUT_WORKER);
    let since = episode.assessed.unwrap_or(opened).max(opened) + 1;
    let day = world.calendar.on_or_after((world.as_at - days).max(since));
    // Nobody is taken off a child on a weekend because the extract was taken on one.
    let day = if day > world.as_at { world.calendar.on_or_before(world.as_at) } else { day };
    (day.max(opened + 1).min(world.as_at), story)
}

/// Adds the episodes before, where the family was referred again within a year.
fn earlier_episodes(world: &World, dice: &mut Dice, family: &mut Family, district: u32) {
    while family.episodes.len() < 5 && dice.chance(share::RE_REFERRED) {
        let next = family.episodes[0].0.referral;
        if next < world.as_at - 4_000 {
            return;
        }
        let mut found = None;
        for _ in 0..12 {
            let kind = dice.pick(&[
                (EndedKind::NoFurtherAction, 0.12),
                (EndedKind::AssessedOnly, 0.55),
                (EndedKind::InNeed, 0.33),
            ]);
            let closed = next - dice.between(3, LONGEST_UNTIL_NEXT);
            let episode = story::ended_episode(world, dice, kind, closed);
            if episode.referral >= next - 360 {
                found = Some(episode);
                break;
            }
        }
        let Some(mut episode) = found else { return };
        story::route(world, dice, &mut episode, district);
        let held = hold_ended(world, dice, &episode);
        family.episodes.insert(0, (episode, held));
    }
}

/// A day of birth for a brother or sister: ten months to four years after the youngest or before the oldest, or, where
/// neither fits the years of childhood, a twin's.
fn beside(dice: &mut Dice, youngest: Day, oldest: Day, referral: Day, last: Day) -> Day {
    let apart = dice.between(310, 1_400);
    let later = youngest + apart;
    let earlier = oldest - apart;
    let earlier_fits = last - earlier < 17 * 365;
    match later < referral {
        true if !earlier_fits || dice.chance(0.6) => later,
        _ if youngest >= referral || (earlier_fits && !dice.chance(0.03)) => earlier,
        _ => youngest,
    }
}

/// The children of a family, aged to fit its last episode.
fn children(world: &World, dice: &mut Dice, episode: &Episode, first: u64, most: u64) -> Vec<Child> {
    let size = u64::from(dice.pick(&share::ASSUMED_FAMILY_SIZES)).min(most);
    let surname = names::surname(dice);
    let ethnicity = dice.pick(&share::ASSUMED_ETHNICITY);
    let last = episode.last_day(world);
    // Unaccompanied children have no brothers and sisters here, so that their share is of the families with one child.
    let alone = episode.course == Course::Care && size == 1 && dice.chance(share::UNACCOMPANIED * 3.4);
    let bands = if episode.course == Course::Care { &share::ASSUMED_AGES_LOOKED_AFTER } else { &share::ASSUMED_AGES };
    let years = if alone { dice.between(14, 17) } else { dice.bands(bands) };
    let mut used = Vec::new();
    let (mut youngest, mut oldest) = (None::<Day>, None::<Day>);
    (0..size)
        .map(|place| {
            let mut born = match (youngest, oldest) {
                (Some(youngest), Some(oldest)) => beside(dice, youngest, oldest, episode.referral, last),
                _ => last - years * 365 - years / 4 - dice.between(1, 364),
            };
            let course = if place > 0
                && matches!(episode.course, Course::Protection | Course::Care)
                && dice.chance(share::ASSUMED_SIBLING_ONLY_IN_NEED)
            {
                Course::InNeed
            } else {
                episode.course
            };
            let unborn = place == 0
                && episode.closed.is_none()
                && matches!(episode.course, Course::InNeed | Course::Protection | Course::Assessment)
                && world.as_at - episode.referral < 150
                && dice.chance(share::ASSUMED_UNBORN * 4.0);
            if unborn {
                born = world.as_at + dice.between(5, 150);
            } else if place == 0 && born > episode.referral - 1 {
                // Somebody who was referred was there to be referred, or was to be born soon.
                born = episode.referral - dice.between(1, 500);
            }
            let mut forename = names::forename(dice);
            while used.contains(&forename) {
                forename = names::forename(dice);
            }
            used.push(forename);
            youngest = Some(youngest.map_or(born, |other| other.max(born)));
            oldest = Some(oldest.map_or(born, |other| other.min(born)));
            let disabled = dice.chance(share::ASSUMED_DISABLED);
            let school_age = last - born > 4 * 365;
            Child {
                number: first + place,
                forename: if unborn { "Unborn" } else { forename },
                surname: if dice.chance(0.08) { names::surname(dice) } else { surname.clone() },
                sex: if unborn { "U" } else { dice.pick(&share::ASSUMED_SEX) },
                ethnicity: if unborn { "NOBT" } else { ethnicity },
                born,
                unborn,
                send: !unborn && school_age && dice.chance(if disabled { 0.7 } else { share::ASSUMED_SEND }),
                disabled: disabled && !unborn,
                unaccompanied: alone,
                course,
            }
        })
        .collect()
}
