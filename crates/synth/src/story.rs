//! The dates of an episode: when it was referred, assessed, planned, and closed.

use crate::OpenKind;
use crate::dates::{Calendar, Day};
use crate::dice::Dice;
use crate::holding::Phase;
use crate::proportions::{self as share, EndedKind};
use crate::workforce::{ASSUMED_IN_DISABILITY_TEAM, TeamKind, Workforce};

/// What every part of the writing needs to know.
pub(crate) struct World {
    pub calendar: Calendar,
    pub as_at: Day,
    /// From when on visits, reviews and casework are written.
    pub history: Day,
    pub workforce: Workforce,
    pub role_codes: bool,
    pub districts: u32,
    /// How much commoner times without a worker are than the chances in `proportions.rs` say.
    pub gap_scale: f64,
}

impl World {
    /// The chance that a change on that day leaves some days with nobody: scaled to the plan's share, and growing over
    /// the history.
    pub fn gap_chance(&self, day: Day, chance: f64) -> f64 {
        let along = f64::from(day - self.history) / f64::from(self.as_at - self.history);
        let trend = share::ASSUMED_GAPS_AT_FIRST + (1.0 - share::ASSUMED_GAPS_AT_FIRST) * along.clamp(0.0, 1.0);
        (chance * self.gap_scale * trend).min(0.85)
    }

    /// The day itself where offices are open, now and then a weekend's, or else a working day before it. Going back by
    /// some days at random keeps Fridays from doubling.
    pub fn any_day(&self, dice: &mut Dice, day: Day) -> Day {
        if dice.chance(0.06) { day } else { self.office_day(dice, day) }
    }

    /// The day itself where offices are open, or else a working day of the week before it.
    pub fn office_day(&self, dice: &mut Dice, day: Day) -> Day {
        if self.calendar.is_working(day) {
            return day;
        }
        // From a weekend to any day of the week before it; from a bank holiday to some days earlier.
        let friday = day - (day.weekday() - 4).max(0);
        self.calendar.on_or_before(friday - dice.between(0, 4))
    }
}

/// How far an episode went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Course {
    NoFurtherAction,
    Awaiting,
    Assessment,
    InNeed,
    Protection,
    Care,
    PrivateFostering,
}

/// A section 47 enquiry that led to a conference and a plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProtectionPlan {
    pub enquiry: Day,
    pub target: Day,
    /// The day of the conference, on which the plan began.
    pub conference: Day,
    pub ended: Option<Day>,
}

/// One episode of a family, with its dates. `closed` is none while it is open.
#[derive(Clone, Debug)]
pub(crate) struct Episode {
    pub course: Course,
    pub referral: Day,
    pub assessment: Option<Day>,
    pub assessed: Option<Day>,
    pub protection: Option<ProtectionPlan>,
    pub care: Option<(Day, Option<Day>)>,
    pub closed: Option<Day>,
    pub close_reason: &'static str,
    pub phases: Vec<Phase>,
}

impl Episode {
    /// The last day on which anything can have happened in it.
    pub fn last_day(&self, world: &World) -> Day {
        self.closed.unwrap_or(world.as_at)
    }
}

/// The calendar days that so many working days take, a little generously.
fn calendar_days(working: i32) -> i32 {
    working * 7 / 5 + 6
}

/// Within how many days of the referral an assessment has begun.
const LONGEST_WAIT: i32 = 20;

/// An episode that is open on the day of the extract.
pub(crate) fn open_episode(world: &World, dice: &mut Dice, kind: OpenKind) -> Episode {
    let (calendar, today) = (&world.calendar, world.as_at);
    let working = dice.bands(&share::ASSESSMENT_WORKING_DAYS);
    let mut episode = Episode {
        course: Course::InNeed,
        referral: today,
        assessment: None,
        assessed: None,
        protection: None,
        care: None,
        closed: None,
        close_reason: "",
        phases: Vec::new(),
    };
    match kind {
        OpenKind::AwaitingAssessment => {
            episode.course = Course::Awaiting;
            let (one, other) = (dice.between(0, LONGEST_WAIT - 1), dice.between(0, LONGEST_WAIT - 1));
            episode.referral = world.any_day(dice, today - one.min(other));
        }
        OpenKind::BeingAssessed => {
            episode.course = Course::Assessment;
            let age = loop {
                let lasts = dice.bands_while_open(&share::ASSESSMENT_WORKING_DAYS);
                let age = dice.between(1, (lasts * 7 / 5).max(1));
                // The younger the referral, the likelier it still waits and is of the kind above: both together come in
                // evenly.
                if dice.between(0, LONGEST_WAIT - 1) < age {
                    break age;
                }
            };
            episode.referral = world.any_day(dice, today - age);
            let started = calendar.add(episode.referral, dice.between(0, 1));
            episode.assessment = Some(if started > today { episode.referral } else { started });
        }
        OpenKind::InNeed | OpenKind::PrivatelyFostered => {
            let lasts = dice.bands_while_open(&share::EPISODE_DAYS);
            let day = today - dice.between(0, lasts);
            let assessed = world.office_day(dice, day);
            assessed_on(world, dice, &mut episode, working, assessed);
            if kind == OpenKind::PrivatelyFostered {
                episode.course = Course::PrivateFostering;
            }
        }
        OpenKind::ChildProtection => {
            let lasts = dice.bands_while_open(&share::PLAN_DAYS);
            let day = today - dice.between(1, lasts);
            let conference = world.office_day(dice, day);
            protect(world, dice, &mut episode, conference, None);
        }
        OpenKind::LookedAfter => {
            let days = dice.wait(share::ASSUMED_MEAN_DAYS_IN_CARE).min(share::ASSUMED_LONGEST_DAYS_IN_CARE);
            let entered = today - days;
            episode.course = Course::Care;
            episode.care = Some((entered, None));
            let day = (entered - dice.between(0, 400)).max(today - 3_900);
            episode.referral = world.any_day(dice, day);
        }
    }
    if episode.assessed.is_none() && !matches!(episode.course, Course::Awaiting | Course::Assessment) {
        assess(world, dice, &mut episode, working, today - 1);
    }
    episode
}

/// An episode that closed on `closed`, or a little before where its own length asks for it.
pub(crate) fn ended_episode(world: &World, dice: &mut Dice, kind: EndedKind, closed: Day) -> Episode {
    let calendar = &world.calendar;
    let closed = world.office_day(dice, closed);
    let working = dice.bands(&share::ASSESSMENT_WORKING_DAYS);
    let mut episode = Episode {
        course: Course::InNeed,
        referral: closed,
        assessment: None,
        assessed: None,
        protection: None,
        care: None,
        closed: Some(closed),
        close_reason: dice.pick(&[("RC7", 0.86), ("RC5", 0.08), ("RC3", 0.03), ("RC4", 0.02), ("RC6", 0.01)]),
        phases: Vec::new(),
    };
    match kind {
        EndedKind::NoFurtherAction => {
            episode.course = Course::NoFurtherAction;
            episode.close_reason = "RC7";
            let day = closed - dice.between(0, 2);
            episode.referral = world.any_day(dice, day);
        }
        EndedKind::AssessedOnly => {
            episode.course = Course::Assessment;
            episode.close_reason = dice.pick(&[("RC8", 0.72), ("RC9", 0.28)]);
            let assessed = calendar.before(closed, dice.between(0, 3));
            assessed_on(world, dice, &mut episode, working, assessed);
        }
        EndedKind::InNeed => {
            let lasts = dice.bands(&share::EPISODE_DAYS).max(calendar_days(working) + 10);
            let day = closed - lasts;
            episode.referral = world.any_day(dice, day);
        }
        EndedKind::ChildProtection => {
            let day = closed - dice.between(14, 90);
            let ended = world.office_day(dice, day);
            let day = ended - dice.bands(&share::PLAN_DAYS);
            let conference = world.office_day(dice, day);
            protect(world, dice, &mut episode, conference, Some(ended));
        }
        EndedKind::LookedAfter => {
            let day = closed - dice.between(0, 30);
            let ended = world.office_day(dice, day);
            let days = dice.wait(500.0).clamp(calendar_days(working) + 40, share::ASSUMED_LONGEST_DAYS_IN_CARE - 800);
            episode.course = Course::Care;
            episode.care = Some((ended - days, Some(ended)));
            let day = ended - days - dice.between(0, 300);
            episode.referral = world.any_day(dice, day);
        }
    }
    if episode.assessed.is_none() && kind != EndedKind::NoFurtherAction {
        assess(world, dice, &mut episode, working, closed);
    }
    episode
}

/// Gives the episode a conference on that day, the enquiry before it, and a referral before that.
fn protect(world: &World, dice: &mut Dice, episode: &mut Episode, conference: Day, ended: Option<Day>) {
    let calendar = &world.calendar;
    // Most conferences are held within the 15 working days of the strategy discussion, the others some days later.
    let on_time = dice.chance(share::ASSUMED_CONFERENCE_ON_TIME);
    let took = if on_time { dice.between(9, 15) } else { dice.between(16, 30) };
    let day = conference - took * 7 / 5;
    let enquiry = world.office_day(dice, day);
    episode.course = Course::Protection;
    episode.protection = Some(ProtectionPlan { enquiry, target: calendar.add(enquiry, 15), conference, ended });
    let day = enquiry - dice.between(0, 45);
    episode.referral = world.any_day(dice, day);
}

/// Gives the episode an assessment of that many working days, or of fewer where it was authorised no later than `latest`: on
/// any day until then, so that no day stands out.
fn assess(world: &World, dice: &mut Dice, episode: &mut Episode, working: i32, latest: Day) {
    let calendar = &world.calendar;
    let mut authorised = calendar.add(episode.referral, working);
    if authorised > latest {
        let day = episode.referral + dice.between(0, latest - episode.referral);
        authorised = world.office_day(dice, day).max(episode.referral);
    }
    episode.assessment = Some(calendar.add(episode.referral, dice.between(0, 1)).min(authorised));
    episode.assessed = Some(authorised);
}

/// Gives the episode an assessment that was authorised on that working day, and the referral so many working days before.
fn assessed_on(world: &World, dice: &mut Dice, episode: &mut Episode, working: i32, assessed: Day) {
    let calendar = &world.calendar;
    let before = calendar.before(assessed, working);
    // Now and then a referral comes at a weekend, from which as many working days are counted as from the Friday.
    let weekend = working > 0 && before.weekday() == 4 && dice.chance(0.085);
    episode.referral = if weekend { before + dice.between(1, 2) } else { before };
    episode.assessment = Some(calendar.add(episode.referral, dice.between(0, 1)).min(assessed));
    episode.assessed = Some(assessed);
}

/// Says which teams have the episode, from when to when.
pub(crate) fn route(world: &World, dice: &mut Dice, episode: &mut Episode, district: u32) {
    let teams = |kind| world.workforce.teams_of(district, kind);
    let assessing = *dice.one_of(&teams(TeamKind::Assessment));
    let last = episode.closed;
    let first = Phase { team: assessing, from: episode.referral, until: last, registered: true, changes_a_year: 0.4 };
    let (kind, registered) = match episode.course {
        Course::NoFurtherAction | Course::Awaiting | Course::Assessment => {
            episode.phases = vec![first];
            return;
        }
        Course::InNeed if dice.chance(ASSUMED_IN_DISABILITY_TEAM) => (TeamKind::Disability, false),
        Course::InNeed => (TeamKind::Safeguarding, false),
        Course::Protection => (TeamKind::Safeguarding, dice.chance(0.97)),
        Course::Care => (TeamKind::LookedAfter, dice.chance(0.88)),
        Course::PrivateFostering => (TeamKind::LookedAfter, false),
    };
    // The long-term team takes over some days after the assessment; a looked-after child's once care has begun.
    let mut moves = world.calendar.add(episode.assessed.unwrap_or(episode.referral), dice.between(0, 6));
    if let Some((entered, _)) = episode.care {
        moves = moves.max(world.calendar.add(entered, dice.between(3, 25)));
    }
    let end = last.unwrap_or(world.as_at);
    if moves >= end {
        episode.phases = vec![first];
        return;
    }
    let team = *dice.one_of(&teams(kind));
    let changes_a_year = match episode.course {
        Course::Care => share::FITTED_CHANGES_A_YEAR,
        _ => share::ASSUMED_CHANGES_A_YEAR,
    };
    episode.phases = vec![
        Phase { until: Some(moves), ..first },
        Phase { team, from: moves, until: last, registered, changes_a_year },
    ];
}
