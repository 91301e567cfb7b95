//! Visits, child protection plans and care: the rows that a status brings with it.

use crate::Error;
use crate::dates::Day;
use crate::dice::Dice;
use crate::family::Child;
use crate::holding::Held;
use crate::proportions as share;
use crate::story::{ProtectionPlan, World};
use crate::tables::Extract;

/// The standards that visits are about as frequent as, in days: the looked-after one is the regulations' six weeks, the
/// others are those of many local procedures (two weeks on a plan, four weeks in need, six weeks privately fostered).
pub(crate) const VISITS_IN_NEED: i32 = 28;
pub(crate) const VISITS_ON_PLAN: i32 = 14;
pub(crate) const VISITS_IN_CARE: i32 = 42;
pub(crate) const VISITS_PRIVATELY_FOSTERED: i32 = 42;

/// Days of visits in a stretch of time: mostly within the standard, some late, none while nobody was allocated (duty
/// visits are casework), and only few on a weekend.
pub(crate) fn visit_days(world: &World, dice: &mut Dice, from: Day, until: Day, every: i32, held: &Held) -> Vec<Day> {
    let mut days = Vec::new();
    let start = from.max(world.history - every);
    let mut day = start + dice.between(0, every / 3);
    while day <= until {
        // What would fall on a weekend was made on some day of the week before, so that Fridays do not stand out.
        let visit = if dice.chance(0.015) { day } else { world.office_day(dice, day).max(from) };
        let follows = days.last().is_none_or(|last| *last < visit);
        if !held.is_gap(visit) && visit >= world.history && visit <= world.as_at && follows {
            days.push(visit);
        }
        let on_time = dice.chance(share::ASSUMED_VISIT_ON_TIME);
        day = day + if on_time { dice.between(every * 7 / 10, every) } else { every + dice.between(1, every) };
    }
    days
}

/// Whether the child was seen, alone, and the bedroom.
fn seen(dice: &mut Dice, child: &Child, day: Day) -> (bool, bool, bool) {
    let seen = !child.unborn && child.born <= day && dice.chance(share::ASSUMED_SEEN);
    let alone = seen && child.age_on(day) >= 4 && dice.chance(0.7);
    (seen, alone, seen && dice.chance(0.5))
}

/// Writes a visit to a child in need.
pub(crate) fn in_need_visit(
    dice: &mut Dice,
    extract: &mut Extract,
    child: &Child,
    day: Day,
    known: Option<bool>,
) -> Result<(), Error> {
    let (thrown, alone, bedroom) = seen(dice, child, day);
    let was_seen = known.unwrap_or(thrown) && !child.unborn;
    let sheet = &mut extract.ssd_cin_visits;
    sheet.id("CV", sheet.rows + 1, 6).id("EX", child.number, 6).day(day);
    sheet.flag(was_seen).flag(was_seen && alone).flag(was_seen && bedroom).end()
}

/// A child on a plan: the enquiry, the conference, the plan, its reviews and visits.
pub(crate) struct OnPlan<'a> {
    pub world: &'a World,
    pub child: &'a Child,
    pub held: &'a Held,
    pub referral: u64,
    pub plan: ProtectionPlan,
    pub team: u32,
    pub last_day: Day,
}

impl OnPlan<'_> {
    pub fn write(&self, dice: &mut Dice, shared: &mut Dice, extract: &mut Extract) -> Result<(), Error> {
        let (child, plan) = (self.child.number, self.plan);
        let worker = self.held.worker_on(plan.enquiry);
        let enquiry = extract.ssd_s47_enquiry.rows + 1;
        let conference = extract.ssd_initial_cp_conference.rows + 1;
        let number = extract.ssd_cp_plans.rows + 1;
        let ends = (plan.enquiry + dice.between(5, 12)).min(plan.conference);
        enquiry_row(extract, self.referral, child, plan.enquiry, Some(ends), false, self.team, worker)?;
        let sheet = &mut extract.ssd_initial_cp_conference;
        sheet.id("IC", conference, 6).id("M", conference, 6).id("E", enquiry, 6).id("EX", child, 6).id("P", number, 6);
        sheet.id("R", self.referral, 6).flag(false).day(plan.target).day(plan.conference).flag(true);
        sheet.text("{\"OUTCOME_CP_FLAG\":\"Y\"}").id("T", u64::from(self.team) + 1, 2);
        maybe_worker(sheet, worker).end()?;
        let first = dice.pick(&share::ASSUMED_CATEGORIES);
        let latest = if dice.chance(0.1) { dice.pick(&share::ASSUMED_CATEGORIES) } else { first };
        let sheet = &mut extract.ssd_cp_plans;
        sheet
            .id("P", number, 6)
            .id("R", self.referral, 6)
            .id("IC", conference, 6)
            .id("EX", child, 6)
            .day(plan.conference);
        sheet.maybe_day(plan.ended).flag(false).text(first).text(latest).end()?;
        let until = plan.ended.unwrap_or(self.world.as_at).min(self.last_day);
        for day in visit_days(self.world, shared, plan.conference, until, VISITS_ON_PLAN, self.held) {
            let (seen, alone, bedroom) = seen(dice, self.child, day);
            let sheet = &mut extract.ssd_cp_visits;
            sheet.id("PV", sheet.rows + 1, 6).id("EX", child, 6).id("P", number, 6).day(day);
            sheet.flag(seen).flag(alone).flag(bedroom).end()?;
        }
        self.reviews(shared, extract, number, until)
    }

    /// The first review within three months of the conference, the next within six months of the last.
    fn reviews(&self, dice: &mut Dice, extract: &mut Extract, plan: u64, until: Day) -> Result<(), Error> {
        let mut due = self.plan.conference + 91;
        loop {
            let held = review_day(self.world, dice, due);
            let held = (held <= until).then_some(held);
            // A review whose day has not come is listed with its due date, while the plan goes on.
            if held.is_none() && self.plan.ended.is_some() {
                return Ok(());
            }
            let goes_on = self.plan.ended.is_none() || due + 120 < until;
            let sheet = &mut extract.ssd_cp_reviews;
            let row = sheet.rows + 1;
            sheet.id("PR", row, 6).id("EX", self.child.number, 6).id("P", plan, 6).day(due).maybe_day(held);
            match held {
                Some(_) => sheet.id("RM", row, 6).flag(goes_on).flag(dice.chance(0.97)).text("PN1").end()?,
                None => sheet.blank().blank().blank().blank().end()?,
            }
            let Some(held) = held else { return Ok(()) };
            due = held + 182;
        }
    }
}

/// The day on which a review that is due then is held.
fn review_day(world: &World, dice: &mut Dice, due: Day) -> Day {
    let early = if dice.chance(share::ASSUMED_REVIEW_ON_TIME) { dice.between(0, 14) } else { -dice.between(1, 30) };
    world.calendar.on_or_before(due - early)
}

/// Writes a section 47 enquiry.
#[expect(clippy::too_many_arguments, reason = "they are the columns of the row")]
pub(crate) fn enquiry_row(
    extract: &mut Extract,
    referral: u64,
    child: u64,
    from: Day,
    until: Option<Day>,
    no_further_action: bool,
    team: u32,
    worker: Option<u32>,
) -> Result<(), Error> {
    let sheet = &mut extract.ssd_s47_enquiry;
    sheet.id("E", sheet.rows + 1, 6).id("R", referral, 6).id("EX", child, 6).day(from).maybe_day(until);
    match until {
        Some(_) if no_further_action => sheet.flag(true).text("{\"OUTCOME_NFA_FLAG\":\"Y\"}"),
        Some(_) => sheet.flag(false).text("{\"OUTCOME_CP_CONFERENCE_FLAG\":\"Y\"}"),
        None => sheet.blank().blank(),
    };
    sheet.id("T", u64::from(team) + 1, 2);
    maybe_worker(sheet, worker).end()
}

/// A cell with a worker's id, or an empty one.
pub(crate) fn maybe_worker(sheet: &mut crate::tables::Sheet, worker: Option<u32>) -> &mut crate::tables::Sheet {
    match worker {
        Some(worker) => sheet.id("W", u64::from(worker) + 1, 4),
        None => sheet.blank(),
    }
}

/// A looked-after child: placements, episodes, legal status, reviews and visits.
pub(crate) struct InCare<'a> {
    pub world: &'a World,
    pub child: &'a Child,
    pub held: &'a Held,
    pub referral: u64,
    pub need: &'static str,
    pub entered: Day,
    pub ended: Option<Day>,
}

impl InCare<'_> {
    pub fn write(&self, dice: &mut Dice, shared: &mut Dice, extract: &mut Extract) -> Result<(), Error> {
        let until = self.ended.unwrap_or(self.world.as_at);
        // One period of care has one number; the table of periods does not exist, so the first placement's is taken.
        let period = extract.ssd_cla_placement.rows + 1;
        let statuses = self.legal_statuses(dice, until);
        for (place, (status, from)) in statuses.iter().enumerate() {
            let last = statuses.get(place + 1).map(|next| next.1).or(self.ended);
            let sheet = &mut extract.ssd_legal_status;
            sheet
                .id("L", sheet.rows + 1, 6)
                .id("EX", self.child.number, 6)
                .text(status)
                .day(*from)
                .maybe_day(last)
                .end()?;
        }
        let placements = self.placements(dice, extract, period, until)?;
        self.episodes(dice, extract, period, &statuses, &placements)?;
        self.reviews(shared, extract, period, until)?;
        let weekly: Vec<Day> = placements.iter().map(|placement| placement.1 + shared.between(2, 7)).collect();
        let mut days = visit_days(self.world, shared, self.entered, until, VISITS_IN_CARE, self.held);
        // A visit within a week of the start of each placement.
        days.extend(
            weekly.into_iter().map(|day| self.world.calendar.on_or_before(day)).filter(|&day| {
                day >= self.world.history && day >= self.entered && day <= until && !self.held.is_gap(day)
            }),
        );
        days.sort();
        days.dedup();
        for day in days {
            let (seen, alone, _) = seen(dice, self.child, day);
            let sheet = &mut extract.ssd_cla_visits;
            sheet.id("LV", sheet.rows + 1, 6).id("LA", period, 6).id("EX", self.child.number, 6).day(day);
            sheet.flag(seen).flag(alone).end()?;
        }
        Ok(())
    }

    /// Accommodation by agreement or an interim order first; for many a full order, for some a placement order later.
    fn legal_statuses(&self, dice: &mut Dice, until: Day) -> Vec<(&'static str, Day)> {
        let first =
            if self.child.unaccompanied { "V2" } else { dice.pick(&[("V2", 0.42), ("C1", 0.55), ("L2", 0.03)]) };
        let mut statuses = vec![(first, self.entered)];
        let mut add = |dice: &mut Dice, status, low, high, likely| {
            let last = statuses[statuses.len() - 1].1;
            let day = last + dice.between(low, high);
            if day < until && dice.chance(likely) {
                statuses.push((status, day));
            }
        };
        match first {
            "L2" => add(dice, "C1", 5, 8, 1.0),
            "V2" if !self.child.unaccompanied => add(dice, "C1", 30, 200, 0.4),
            _ => {}
        }
        if !self.child.unaccompanied {
            add(dice, "C2", 150, 320, 0.8);
        }
        if self.child.age_on(self.entered) < 5 {
            add(dice, "E1", 30, 90, 0.25);
        }
        statuses
    }

    /// Placements one after another; each row's number and first day are given back.
    fn placements(
        &self,
        dice: &mut Dice,
        extract: &mut Extract,
        period: u64,
        until: Day,
    ) -> Result<Vec<(u64, Day)>, Error> {
        let kinds = [
            ("U6", "PR1", 0.34),
            ("U4", "PR4", 0.2),
            ("U3", "PR1", 0.16),
            ("K2", "PR4", 0.14),
            ("P1", "PR0", 0.08),
            ("H5", "PR4", 0.08),
        ];
        let mut placements = Vec::new();
        let mut from = self.entered;
        loop {
            let kind = dice.weighted(kinds.iter().map(|kind| kind.2));
            let stays = dice.wait(430.0).max(4);
            let moves = self.world.calendar.on_or_after(from + stays);
            let last = if moves < until { Some(moves) } else { self.ended };
            let sheet = &mut extract.ssd_cla_placement;
            let number = sheet.rows + 1;
            sheet.id("PL", number, 6).id("LA", period, 6).id("EX", self.child.number, 6).day(from).text(kinds[kind].0);
            match kinds[kind].0 {
                "K2" => sheet.id("SC9", number % 100_000, 6),
                _ => sheet.blank(),
            };
            sheet.text(&format!("{}.{}", dice.between(0, 60), dice.between(0, 9))).text(kinds[kind].1).text("ZZ99 9ZZ");
            sheet.maybe_day(last);
            let reason = if moves < until { dice.pick(&[("CARPL", 0.5), ("CREQB", 0.3), ("STAND", 0.2)]) } else { "" };
            sheet.text(reason).end()?;
            placements.push((number, from));
            if moves >= until {
                return Ok(placements);
            }
            from = moves;
        }
    }

    /// A new episode begins with every change of placement or of legal status.
    fn episodes(
        &self,
        dice: &mut Dice,
        extract: &mut Extract,
        period: u64,
        statuses: &[(&'static str, Day)],
        placements: &[(u64, Day)],
    ) -> Result<(), Error> {
        let mut starts: Vec<(Day, &str)> = placements.iter().map(|(_, day)| (*day, "P")).collect();
        starts.extend(statuses.iter().map(|(_, day)| (*day, "L")));
        starts.sort();
        starts.dedup_by_key(|start| start.0);
        for (place, (from, why)) in starts.iter().enumerate() {
            let next = starts.get(place + 1).map(|start| start.0);
            let placement = placements.iter().rev().find(|(_, day)| day <= from).map_or(placements[0].0, |p| p.0);
            let sheet = &mut extract.ssd_cla_episodes;
            sheet.id("CE", sheet.rows + 1, 6).id("EX", self.child.number, 6).id("PL", placement, 6).day(*from);
            sheet.text(if place == 0 { "S" } else { why }).text(self.need).maybe_day(next.or(self.ended));
            let left = self.ended.map_or("", |_| {
                dice.pick(&[("E4A", 0.4), ("E4B", 0.1), ("E47", 0.2), ("E5", 0.15), ("E12", 0.08), ("E8", 0.07)])
            });
            sheet.text(if next.is_some() { "X1" } else { left }).id("LA", period, 6).id("R", self.referral, 6);
            let end = next.or(self.ended).unwrap_or(self.world.as_at);
            let contact = self.world.calendar.on_or_before(end - dice.between(1, 60));
            sheet.maybe_day((contact >= *from).then_some(contact)).day(self.entered).end()?;
        }
        Ok(())
    }

    /// The first review within 20 working days, the second within three months of it, the others within six.
    fn reviews(&self, dice: &mut Dice, extract: &mut Extract, period: u64, until: Day) -> Result<(), Error> {
        let mut due = self.world.calendar.add(self.entered, 20);
        let mut nth = 0;
        loop {
            let held = review_day(self.world, dice, due).max(self.entered + 1);
            let held = (held <= until).then_some(held);
            if held.is_none() && self.ended.is_some() {
                return Ok(());
            }
            let sheet = &mut extract.ssd_cla_reviews;
            sheet.id("LR", sheet.rows + 1, 6).id("LA", period, 6).day(due).maybe_day(held).flag(false);
            sheet.text(held.map_or("", |_| "PN1")).end()?;
            let Some(held) = held else { return Ok(()) };
            nth += 1;
            due = held + if nth == 1 { 91 } else { 182 };
        }
    }
}
