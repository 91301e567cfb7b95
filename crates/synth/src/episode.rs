//! Writes one child: who the child is, and every episode with all that happened in it.

use crate::care::{self, InCare, OnPlan};
use crate::casework::Casework;
use crate::dates::Day;
use crate::dice::Dice;
use crate::family::{Child, Family};
use crate::holding::Held;
use crate::proportions as share;
use crate::story::{Course, Episode, World};
use crate::tables::Extract;
use crate::workforce::Wanted;
use crate::{Error, ROLE_NAMES};

/// What brothers and sisters have in common, as seeds: the same throws for each of them, so that one visit or letter is
/// for all.
#[derive(Clone, Copy)]
pub(crate) struct Shared {
    pub seed: u64,
    pub stream: u64,
}

impl Shared {
    fn dice(self, episode: usize, what: u64) -> Dice {
        Dice::new(self.seed, self.stream + 2 + episode as u64 * 4 + what)
    }
}

/// Writes a child and its episodes.
pub(crate) fn write_child(
    world: &World,
    dice: &mut Dice,
    shared: Shared,
    extract: &mut Extract,
    family: &Family,
    family_number: u64,
    child: &Child,
) -> Result<(), Error> {
    person(dice, extract, child)?;
    let sheet = &mut extract.ssd_family;
    sheet.id("FM", sheet.rows + 1, 6).id("F", family_number, 6).id("EX", child.number, 6).end()?;
    if child.disabled {
        let first = dice.pick(&share::ASSUMED_DISABILITIES);
        disability(extract, child, first)?;
        let second = dice.pick(&share::ASSUMED_DISABILITIES);
        if dice.chance(0.35) && second != first {
            disability(extract, child, second)?;
        }
    }
    let last = family.episodes.len() - 1;
    for (place, (episode, held)) in family.episodes.iter().enumerate() {
        // A child who was not born yet was not there in an episode long ago.
        if place < last && child.born > episode.referral {
            continue;
        }
        let course = if place == last { child.course } else { episode.course };
        Writing { world, shared, place, extract, child, episode, held, course }.write(dice)?;
    }
    Ok(())
}

fn person(dice: &mut Dice, extract: &mut Extract, child: &Child) -> Result<(), Error> {
    let sheet = &mut extract.ssd_person;
    sheet.blank().id("EX", child.number, 6);
    // 999 is no authority's number, so that no such pupil number can be a real pupil's.
    let has_number = !child.unborn && child.born.0 % 5 != 0;
    match has_number {
        true => sheet.id("X999", child.number, 9),
        false => sheet.blank(),
    };
    let gender = match child.sex {
        "M" => "01",
        "F" => "02",
        _ => "00",
    };
    sheet.text(child.forename).text(&child.surname).text(child.sex).text(gender).text(child.ethnicity);
    sheet.maybe_day((!child.unborn).then_some(child.born)).blank();
    sheet.text(if has_number { "" } else { dice.pick(&[("UN1", 0.4), ("UN2", 0.1), ("UN5", 0.4), ("UN6", 0.1)]) });
    sheet.flag(child.send).maybe_day(child.unborn.then_some(child.born)).blank();
    sheet.flag(child.sex == "F" && child.age_on(Day(20_600)) >= 15 && dice.chance(0.03));
    sheet.text(if child.unaccompanied { "AFG" } else { "" }).end()
}

fn disability(extract: &mut Extract, child: &Child, code: &str) -> Result<(), Error> {
    let sheet = &mut extract.ssd_disability;
    sheet.id("DI", sheet.rows + 1, 6).id("EX", child.number, 6).text(code).end()
}

/// One episode of one child being written.
struct Writing<'a> {
    world: &'a World,
    shared: Shared,
    place: usize,
    extract: &'a mut Extract,
    child: &'a Child,
    episode: &'a Episode,
    held: &'a Held,
    course: Course,
}

impl Writing<'_> {
    fn write(&mut self, dice: &mut Dice) -> Result<(), Error> {
        let mut shared = self.shared.dice(self.place, 0);
        let need = match (self.child.disabled, self.child.unaccompanied) {
            (_, true) => "N8",
            (true, _) if dice.chance(0.5) => "N2",
            _ => shared.pick(&share::ASSUMED_PRIMARY_NEEDS),
        };
        let referral = self.referral(&mut shared, need)?;
        if self.course == Course::NoFurtherAction {
            return Ok(());
        }
        self.assessment(dice, &mut shared, referral)?;
        self.involvements(dice, &mut shared, referral)?;
        let last_day = self.episode.last_day(self.world);
        let first_phase = self.episode.phases.first().map_or(0, |phase| phase.team);
        let (world, child, held) = (self.world, self.child, self.held);
        let mut shared = self.shared.dice(self.place, 1);
        match (self.course, self.episode.protection, self.episode.care) {
            (Course::Protection, Some(plan), _) => {
                let team = first_phase;
                OnPlan { world, child, held, referral, plan, team, last_day }.write(dice, &mut shared, self.extract)?;
                self.in_need_visits(dice, &mut shared, self.episode.referral, plan.conference - 1)?;
                if let Some(ended) = plan.ended {
                    self.in_need_visits(dice, &mut shared, ended + 1, last_day)?;
                }
            }
            (Course::Care, _, Some((entered, ended))) => {
                if self.child.unaccompanied {
                    self.immigration()?;
                }
                InCare { world, child, held, referral, need, entered, ended }.write(dice, &mut shared, self.extract)?;
                self.in_need_visits(dice, &mut shared, self.episode.referral, entered - 1)?;
            }
            _ => {
                self.in_need_visits(dice, &mut shared, self.episode.referral, last_day)?;
                self.enquiries(dice, &mut shared, referral, first_phase)?;
                self.in_need_plan(&mut shared, referral)?;
            }
        }
        self.pre_proceedings(&mut shared)?;
        self.casework(dice)
    }

    /// The contact and the referral; gives the referral's number.
    fn referral(&mut self, shared: &mut Dice, need: &str) -> Result<u64, Error> {
        let (world, episode, child) = (self.world, self.episode, self.child.number);
        let (code, source, _) = share::REFERRAL_SOURCES[shared.weighted(share::REFERRAL_SOURCES.iter().map(|s| s.2))];
        let no_further_action = self.course == Course::NoFurtherAction;
        let outcome =
            |yes: bool| if yes { "{\"OUTCOME_NFA_FLAG\":\"Y\"}" } else { "{\"OUTCOME_SINGLE_ASSESSMENT_FLAG\":\"Y\"}" };
        let contact = world.calendar.on_or_before(episode.referral - shared.pick(&[(0, 0.75), (1, 0.25)]));
        let sheet = &mut self.extract.ssd_contacts;
        sheet.id("CO", sheet.rows + 1, 6).id("EX", child, 6).day(contact).text(code).text(source);
        sheet.text("{\"OUTCOME_NEW_REFERRAL_FLAG\":\"Y\"}").end()?;
        let sheet = &mut self.extract.ssd_cin_episodes;
        let number = sheet.rows + 1;
        sheet.id("R", number, 6).id("EX", child, 6).day(episode.referral).text(need).text(code).text(source);
        sheet
            .text(outcome(no_further_action))
            .flag(no_further_action)
            .text(episode.close_reason)
            .maybe_day(episode.closed);
        let team = episode.phases.first().map_or(0, |phase| phase.team);
        sheet.id("T", u64::from(team) + 1, 2);
        // Referrals are received in the name of the front door's pool or of the duty team, as some authorities do.
        let receiver =
            if shared.chance(0.5) { world.workforce.front_door } else { world.workforce.teams[team as usize].pool };
        care::maybe_worker(sheet, Some(receiver)).end()?;
        Ok(number)
    }

    fn assessment(&mut self, dice: &mut Dice, shared: &mut Dice, referral: u64) -> Result<(), Error> {
        let Some(started) = self.episode.assessment else { return Ok(()) };
        let child = self.child.number;
        let team = self.episode.phases.first().map_or(0, |phase| phase.team);
        let worker = self.episode.assessed.and_then(|day| self.held.worker_on(day)).or(self.held.worker_on(started));
        let sheet = &mut self.extract.ssd_cin_assessments;
        let number = sheet.rows + 1;
        sheet.id("A", number, 6).id("EX", child, 6).id("R", referral, 6).day(started);
        match self.episode.assessed {
            None => sheet.blank().blank().blank().blank(),
            Some(authorised) => {
                let nothing_follows = self.course == Course::Assessment;
                sheet.flag(!self.child.unborn && dice.chance(0.96)).day(authorised);
                sheet.text(match nothing_follows {
                    true => "{\"OUTCOME_NFA_FLAG\":\"Y\",\"OUTCOME_PROV_OF_SERVICES_FLAG\":\"N\"}",
                    false => "{\"OUTCOME_NFA_FLAG\":\"N\",\"OUTCOME_PROV_OF_SERVICES_FLAG\":\"Y\"}",
                });
                sheet.flag(nothing_follows)
            }
        };
        sheet.id("T", u64::from(team) + 1, 2);
        care::maybe_worker(sheet, worker).end()?;
        if self.episode.assessed.is_none() {
            return Ok(());
        }
        let mut factors =
            vec![shared.pick(&[("3B", 0.35), ("4B", 0.3), ("1B", 0.1), ("2B", 0.1), ("16A", 0.1), ("20", 0.05)])];
        for (code, likely) in [("17A", 0.2), ("4A", 0.15), ("15A", 0.06), ("18C", 0.1), ("24A", 0.04)] {
            if shared.chance(likely) {
                factors.push(code);
            }
        }
        if self.course == Course::PrivateFostering {
            factors.push("8B");
        }
        if self.child.unaccompanied {
            factors.push("9A");
        }
        let sheet = &mut self.extract.ssd_assessment_factors;
        sheet.id("AF", sheet.rows + 1, 6).id("A", number, 6).text(&format!("[\"{}\"]", factors.join("\", \""))).end()
    }

    fn involvements(&mut self, dice: &mut Dice, shared: &mut Dice, referral: u64) -> Result<(), Error> {
        for holding in &self.held.holdings {
            self.involvement(
                "CW",
                holding.worker,
                ("T", holding.team + 1),
                holding.from,
                holding.until,
                holding.reason,
                referral,
            )?;
        }
        let (world, episode) = (self.world, self.episode);
        let last_phase = episode.phases[episode.phases.len() - 1];
        let team = &world.workforce.teams[last_phase.team as usize];
        if self.course != Course::Assessment && self.course != Course::Awaiting {
            if shared.chance(0.12) {
                let support = *shared.one_of(&team.support);
                let until = if shared.chance(0.4) { Some(last_phase.from + 60) } else { episode.closed };
                let until = until.filter(|&day| day < episode.last_day(world)).or(episode.closed);
                self.involvement("FSW", support, ("T", last_phase.team + 1), last_phase.from, until, "", referral)?;
            }
            if shared.chance(0.04)
                && let Some((_, occupancy)) =
                    world.workforce.pick_post(shared, last_phase.team, last_phase.from, Wanted::REGISTERED)
            {
                let until = Some(occupancy.until).filter(|&day| day <= episode.last_day(world)).or(episode.closed);
                self.involvement(
                    "COWK",
                    occupancy.worker,
                    ("T", last_phase.team + 1),
                    last_phase.from,
                    until,
                    "",
                    referral,
                )?;
            }
        }
        let reviewing = *shared.one_of(&world.workforce.reviewing_officers);
        match (self.course, episode.protection, episode.care) {
            (Course::Protection, Some(plan), _) => {
                self.involvement("CPCH", reviewing, ("U", 1), plan.conference, plan.ended, "", referral)?;
            }
            (Course::Care, _, Some((entered, ended))) => {
                // A child who came into care this week may have no reviewing officer yet.
                let named = entered + shared.between(0, 5);
                if named <= ended.unwrap_or(world.as_at) {
                    self.involvement("IRO", reviewing, ("U", 1), named, ended, "", referral)?;
                }
                let sixteen = self.child.born + 16 * 365 + 4;
                if sixteen < ended.unwrap_or(world.as_at) {
                    let adviser = *dice.one_of(&world.workforce.personal_advisers);
                    let from = sixteen.max(entered) + 10;
                    if from < ended.unwrap_or(world.as_at) {
                        self.involvement("16PLUS", adviser, ("U", 2), from, ended, "", referral)?;
                    }
                }
            }
            _ => {}
        }
        if dice.chance(0.22) {
            let age = self.child.age_on(episode.referral);
            let (role, agencies) = match age < 5 {
                true => ("KAHV", &world.workforce.health_visitors),
                false => ("KASC", &world.workforce.schools),
            };
            let agency = *dice.one_of(agencies);
            self.involvement(role, agency, ("U", 3), episode.referral, episode.closed, "", referral)?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "they are the columns of the row")]
    fn involvement(
        &mut self,
        role: &str,
        worker: u32,
        team: (&str, u32),
        from: Day,
        until: Option<Day>,
        reason: &str,
        referral: u64,
    ) -> Result<(), Error> {
        let name = ROLE_NAMES.iter().find(|entry| entry.0 == role).map_or(role, |entry| entry.1);
        let sheet = &mut self.extract.ssd_involvements;
        sheet.id("I", sheet.rows + 1, 7).id("W", u64::from(worker) + 1, 4);
        sheet.text(if self.world.role_codes { role } else { name });
        sheet
            .id(team.0, u64::from(team.1), 2)
            .id("EX", self.child.number, 6)
            .day(from)
            .maybe_day(until.map(|day| day.max(from)));
        sheet.text(reason).id("R", referral, 6).end()
    }

    fn in_need_visits(&mut self, dice: &mut Dice, shared: &mut Dice, from: Day, until: Day) -> Result<(), Error> {
        let every = match self.course {
            Course::PrivateFostering => care::VISITS_PRIVATELY_FOSTERED,
            _ => care::VISITS_IN_NEED,
        };
        let worked_from = self.held.holdings.first().map_or(until + 1, |holding| holding.from);
        for day in care::visit_days(self.world, shared, from.max(worked_from), until, every, self.held) {
            care::in_need_visit(dice, self.extract, self.child, day, None)?;
        }
        Ok(())
    }

    /// Enquiries that led to no conference; a few are going on.
    fn enquiries(&mut self, dice: &mut Dice, shared: &mut Dice, referral: u64, team: u32) -> Result<(), Error> {
        if !shared.chance(share::ASSUMED_ENQUIRY_WITHOUT_CONFERENCE) {
            return Ok(());
        }
        let last = self.episode.last_day(self.world);
        let from = self.world.calendar.on_or_after(self.episode.referral + shared.between(0, 60));
        // What would have begun after the last day has not begun.
        if from > last {
            return Ok(());
        }
        let until = self.world.calendar.add(from, dice.between(4, 12));
        let until = (until <= last).then_some(until).or(self.episode.closed);
        let worker = self.held.worker_on(from);
        care::enquiry_row(self.extract, referral, self.child.number, from, until, true, team, worker)
    }

    fn in_need_plan(&mut self, shared: &mut Dice, referral: u64) -> Result<(), Error> {
        let in_need = matches!(self.course, Course::InNeed | Course::PrivateFostering);
        let (true, Some(assessed)) = (in_need, self.episode.assessed) else { return Ok(()) };
        let from = self.world.calendar.add(assessed, shared.between(0, 10));
        let last = self.episode.last_day(self.world);
        if from >= last || shared.chance(0.04) {
            return Ok(());
        }
        let phase = self.episode.phases[self.episode.phases.len() - 1];
        let worker = self.held.worker_on(last);
        let sheet = &mut self.extract.ssd_cin_plans;
        sheet.id("NP", sheet.rows + 1, 6).id("R", referral, 6).id("EX", self.child.number, 6).day(from);
        sheet.maybe_day(self.episode.closed).id("T", u64::from(phase.team) + 1, 2);
        care::maybe_worker(sheet, worker).end()
    }

    fn immigration(&mut self) -> Result<(), Error> {
        let sheet = &mut self.extract.ssd_immigration_status;
        sheet.id("IM", sheet.rows + 1, 6).id("EX", self.child.number, 6).day(self.episode.referral).blank();
        sheet.text("UASC").end()
    }

    /// Pre-proceedings for some children on plans; some are over, some go on.
    fn pre_proceedings(&mut self, shared: &mut Dice) -> Result<(), Error> {
        let (Course::Protection, Some(plan)) = (self.course, self.episode.protection) else { return Ok(()) };
        let end = plan.ended.unwrap_or(self.world.as_at);
        let decided = self.world.calendar.on_or_after(plan.conference + shared.between(60, 240));
        if !shared.chance(0.15) || decided + 20 > end {
            return Ok(());
        }
        let over = shared.chance(0.4).then(|| decided + 112).filter(|&day| day <= end);
        let sheet = &mut self.extract.ssd_pre_proceedings;
        let number = sheet.rows + 1;
        sheet.id("PP", number, 6).id("EX", self.child.number, 6).id("PF", number, 6).day(decided).day(decided + 14);
        sheet.text(over.map_or("", |_| "Pre-proceedings ended, child in need plan")).maybe_day(over).number(0);
        sheet.text("Enter pre-proceedings").number(0).number(0).day(decided + 3).blank().number(1).flag(true).text("Y");
        for _ in 0..8 {
            sheet.blank();
        }
        sheet.end()
    }

    /// Casework, and the visits that duty made while nobody was allocated.
    fn casework(&mut self, dice: &mut Dice) -> Result<(), Error> {
        let shared = self.shared.dice(self.place, 2);
        let mut seen_by_duty = Vec::new();
        {
            let span = (self.episode.referral, self.episode.last_day(self.world));
            let mut casework =
                Casework { world: self.world, extract: self.extract, child: self.child, span, dice: shared };
            for gap in &self.held.gaps {
                seen_by_duty.extend(casework.of_gap(gap)?);
            }
            casework.of_episode(self.episode, self.course, self.held)?;
        }
        // A duty visit is in the case system too, whatever other file says who made it.
        for (day, seen) in seen_by_duty {
            care::in_need_visit(dice, self.extract, self.child, day, Some(seen))?;
        }
        Ok(())
    }
}
