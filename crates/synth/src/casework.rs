//! What was done about a child while nobody was allocated, for the optional file of casework.

use crate::dates::Day;
use crate::dice::Dice;
use crate::family::Child;
use crate::holding::{Gap, Held};
use crate::proportions as share;
use crate::story::{Course, Episode, World};
use crate::tables::Extract;
use crate::workforce::Wanted;
use crate::{Error, WithoutWorker};

/// A row of the casework file, before its id and time are given.
#[derive(Default)]
struct Note<'a> {
    kind: &'a str,
    day: Option<Day>,
    /// The time of the day in minutes; somewhen in office hours where it is none.
    minute: Option<i32>,
    worker: Option<u32>,
    by_role: &'a str,
    recipient: &'a str,
    detail: &'a str,
    detail_date: Option<Day>,
}

/// Writes casework rows of one child.
pub(crate) struct Casework<'a> {
    pub world: &'a World,
    pub extract: &'a mut Extract,
    pub child: &'a Child,
    /// The episode's first and last day: nothing is done for it outside them.
    pub span: (Day, Day),
    /// Shared by brothers and sisters, so that one visit or letter is for all of them.
    pub dice: Dice,
}

impl Casework<'_> {
    fn write(&mut self, note: Note<'_>) -> Result<(), Error> {
        let (opened, last) = self.span;
        let meant = note.day.unwrap_or(last).max(opened);
        // Offices do little on other days. An episode that ended on such a day was still worked on then; what the next working
        // day after the extract would bring has not come yet.
        let day = self.world.calendar.on_or_after(meant);
        if day > self.world.as_at {
            return Ok(());
        }
        let day = day.min(last);
        let minute = self.dice.pick(&[
            ((8 * 60, 12 * 60), 0.45),
            ((12 * 60, 17 * 60 + 30), 0.5),
            ((17 * 60 + 30, 20 * 60), 0.05),
        ]);
        let minute = note.minute.unwrap_or(self.dice.between(minute.0, minute.1));
        if day < self.world.history || meant > last {
            return Ok(());
        }
        let sheet = &mut self.extract.keyworker_casework;
        sheet.id("C", sheet.rows + 1, 7).id("EX", self.child.number, 6).text(note.kind).moment(day, minute);
        match note.worker {
            Some(worker) => sheet.id("W", u64::from(worker) + 1, 4),
            None => sheet.blank(),
        };
        sheet.text(note.by_role).text(note.recipient).text(note.detail).maybe_day(note.detail_date).end()
    }

    /// What goes with an episode, whoever holds it.
    pub fn of_episode(&mut self, episode: &Episode, course: Course, held: &Held) -> Result<(), Error> {
        if let Some(assessed) = episode.assessed {
            let detail = match course {
                Course::Protection | Course::Care => "yes",
                Course::Assessment => self.dice.pick(&[("no", 0.95), ("not said", 0.05)]),
                _ => self.dice.pick(&[("yes", 0.86), ("no", 0.09), ("not said", 0.05)]),
            };
            let worker = held.worker_on(assessed);
            let day = Some(assessed);
            self.write(Note {
                kind: "needs social worker",
                day,
                worker,
                by_role: "social worker",
                detail,
                ..Note::default()
            })?;
        }
        if let Some(pair) = episode.phases.get(..2) {
            let team = format!("T{:02}", pair[1].team + 1);
            let day = pair[1].from;
            let manager = Some(self.world.workforce.teams[pair[0].team as usize].manager);
            let note = |kind, day| Note {
                kind,
                day: Some(day),
                worker: manager,
                by_role: "team manager",
                detail: &team,
                ..Note::default()
            };
            self.write(note("ready to transfer", day - 6))?;
            self.write(note("transfer signed", day - 1))?;
        }
        if let Some((entered, ended)) = episode.care
            && course == Course::Care
        {
            let agreed = entered + self.dice.between(150, 420);
            if agreed < ended.unwrap_or(self.world.as_at) && self.dice.chance(0.7) {
                let by_role = "independent reviewing officer";
                self.write(Note { kind: "permanency agreed", day: Some(agreed), by_role, ..Note::default() })?;
            }
        }
        self.closure(episode, course, held)?;
        self.offers(held)
    }

    /// Closures proposed, and some withdrawn.
    fn closure(&mut self, episode: &Episode, course: Course, held: &Held) -> Result<(), Error> {
        let proposed = |day: Day, worker| Note {
            kind: "closure proposed",
            day: Some(day),
            worker,
            by_role: "social worker",
            ..Note::default()
        };
        if let Some(closed) = episode.closed {
            // Where the worker was taken off early, the time without one has its own proposal.
            let early = held.gaps.iter().any(|gap| gap.story == WithoutWorker::AwaitingClosure);
            if course != Course::NoFurtherAction && !early && self.dice.chance(0.85) {
                let day = (closed - self.dice.between(2, 12)).max(episode.referral);
                self.write(proposed(day, held.worker_on(day)))?;
            }
        } else if course == Course::InNeed && self.world.as_at - episode.referral > 120 && self.dice.chance(0.04) {
            let day = self.world.as_at - self.dice.between(1, 25);
            self.write(proposed(day, held.worker_on(day)))?;
            if self.dice.chance(0.3) {
                let by_role = "team manager";
                self.write(Note { kind: "closure withdrawn", day: Some(day + 5), by_role, ..Note::default() })?;
            }
        }
        Ok(())
    }

    /// Offers to workers, from the last year only: before that the made-up authority did not record them.
    fn offers(&mut self, held: &Held) -> Result<(), Error> {
        for holding in held.holdings.iter().filter(|h| h.from > self.world.as_at - 365) {
            let team = format!("T{:02}", holding.team + 1);
            let before = self.dice.pick(&[(0, 0.7), (1, 0.2), (2, 0.07), (4, 0.03)]);
            let made = self.world.calendar.on_or_before(holding.from - before);
            let manager = "team manager";
            let (morning, afternoon) = (self.dice.between(9 * 60, 12 * 60), self.dice.between(13 * 60, 17 * 60));
            let note = |kind, day, minute, by_role| Note {
                kind,
                day: Some(day),
                minute: Some(minute),
                worker: Some(holding.worker),
                by_role,
                detail: &team,
                ..Note::default()
            };
            // Offered, declined and offered again on three working days, of which the first is in the episode: what lay
            // before it would be written on its first day, all at one instant.
            let declined = self.world.calendar.on_or_before(made - 1);
            let first = self.world.calendar.on_or_before(declined - 1);
            if self.dice.chance(0.03) && first >= self.span.0 {
                self.write(note("offer made", first, morning, manager))?;
                self.write(note("offer declined", declined, afternoon, "social worker"))?;
            }
            self.write(note("offer made", made, morning, manager))?;
            self.write(note("offer accepted", holding.from, afternoon, "social worker"))?;
        }
        Ok(())
    }

    /// What was done in a time without a worker. Gives the days on which duty saw the child, or tried to.
    pub fn of_gap(&mut self, gap: &Gap) -> Result<Vec<(Day, bool)>, Error> {
        let until = gap.until.unwrap_or(self.world.as_at);
        if until < self.world.history || until - gap.from < 2 {
            return Ok(Vec::new());
        }
        let team = &self.world.workforce.teams[gap.team as usize];
        let (manager, team_id) = (team.manager, format!("T{:02}", gap.team + 1));
        let service = self.world.workforce.service_managers[team.district as usize];
        self.begin(gap, manager, service, &team_id)?;
        if self.dice.chance(0.8) {
            let detail = self.dice.pick(&[("would not be duty", 0.78), ("would be duty", 0.22)]);
            let note =
                Note { kind: "duty question", worker: Some(manager), by_role: "team manager", ..Note::default() };
            self.write(Note { day: Some(gap.from + 1), detail, ..note })?;
        }
        self.letters(gap, until)?;
        // The first working day on which it is plain that the child is without a worker: one is allowed for naming another.
        let plain = self.world.calendar.on_or_after(self.world.calendar.add(gap.from - 1, 1) + 1);
        let well_begun = self.dice.chance(0.5);
        self.notices(plain, until, manager, well_begun)?;
        let first = if well_begun { plain } else { gap.from.max(self.world.history) + self.dice.between(1, 7) };
        self.oversight(first, until, manager, well_begun)?;
        let (helps, helped) = (self.dice.chance(0.7), plain + self.dice.between(4, 8));
        if helps && helped <= until {
            self.support(helped, service)?;
        }
        self.duty_visits(gap, until)
    }

    fn begin(&mut self, gap: &Gap, manager: u32, service: u32, team_id: &str) -> Result<(), Error> {
        use WithoutWorker::*;
        let by_manager = |kind, detail| Note {
            kind,
            day: Some(gap.from),
            worker: Some(manager),
            by_role: "team manager",
            detail,
            ..Note::default()
        };
        match gap.story {
            NotYetAllocated => self.write(by_manager("need identified", ""))?,
            NoSuccessor | LeftOnDuty => {
                if gap.story == LeftOnDuty || self.dice.chance(0.4) {
                    let reason = self.dice.pick(&[
                        ("no capacity in the team", 0.5),
                        ("worker left and the post is being filled", 0.3),
                        ("higher risks allocated first", 0.2),
                    ]);
                    let day = Some(gap.from + self.dice.between(0, 4));
                    let decision =
                        Note { kind: "decision to leave unallocated", day, worker: Some(service), ..Note::default() };
                    self.write(Note { by_role: "service manager", detail: reason, ..decision })?;
                }
                self.write(by_manager("put on duty", ""))?;
            }
            AwaitingClosure => {
                let day = Some((gap.from - self.dice.between(1, 9)).max(self.world.history));
                let proposed = Note { kind: "closure proposed", day, worker: gap.last_worker, ..Note::default() };
                self.write(Note { by_role: "social worker", ..proposed })?;
            }
            InTransfer => {
                self.write(by_manager("ready to transfer", team_id))?;
                self.write(by_manager("transfer signed", team_id))?;
                self.write(by_manager("team held", team_id))?;
            }
            WorkedByPartner => self.write(by_manager("worked by partner", "Example Family Partnership"))?,
            PaymentsOnly => self.write(by_manager("payments only", ""))?,
            OfferOpen => {
                let day = self.world.calendar.on_or_before(self.world.as_at - self.dice.between(0, 4)).max(gap.from);
                let found = self.world.workforce.pick_post(&mut self.dice, gap.team, day, Wanted::REGISTERED);
                let worker = found.map(|(_, occupancy)| occupancy.worker);
                let offer = Note { kind: "offer made", day: Some(day), worker, detail: team_id, ..Note::default() };
                self.write(Note { by_role: "team manager", ..offer })?;
            }
        }
        Ok(())
    }

    /// Letters to the family mostly in time, and to those who work with it.
    fn letters(&mut self, gap: &Gap, until: Day) -> Result<(), Error> {
        let working = self.dice.pick(&[(2, 0.2), (3, 0.25), (4, 0.25), (5, 0.16), (8, 0.08), (11, 0.06)]);
        let day = self.world.calendar.add(gap.from, working + 1);
        let sent = |day, recipient| Note {
            kind: "letter sent",
            day: Some(day),
            by_role: "business support",
            recipient,
            ..Note::default()
        };
        if day > until || self.dice.chance(0.06) {
            return Ok(());
        }
        if self.dice.chance(0.03) {
            let detail = "not safe to write to this address";
            return self.write(Note {
                kind: "letter withheld",
                day: Some(day),
                recipient: "parent",
                detail,
                ..Note::default()
            });
        }
        self.write(sent(day, "parent"))?;
        let age = self.child.age_on(day);
        if age >= 12 && self.dice.chance(0.5) {
            self.write(sent(day, "child"))?;
        }
        for (recipient, likely) in [("referrer", 0.25), (if age >= 5 { "school" } else { "health" }, 0.55)] {
            if self.dice.chance(likely) {
                self.write(sent(day + 1, recipient))?;
            }
        }
        Ok(())
    }

    /// Those above are told: at once where a time without a worker was well begun, else mostly some days later.
    fn notices(&mut self, plain: Day, until: Day, manager: u32, well_begun: bool) -> Result<(), Error> {
        let ladder = [
            (0, if well_begun { 0 } else { 3 }, 0.93, "service manager"),
            (10, 13, 0.85, "head of service"),
            (20, 26, 0.6, "deputy director"),
            (42, 50, 0.5, "director"),
        ];
        for (earliest, latest, likely, recipient) in ladder {
            let day = plain + self.dice.between(earliest, latest);
            if day <= until && self.dice.chance(likely) {
                let notice = Note { kind: "notice given", day: Some(day), worker: Some(manager), ..Note::default() };
                self.write(Note { by_role: "team manager", recipient, ..notice })?;
            }
        }
        Ok(())
    }

    /// The service manager helps to find a worker within the service.
    fn support(&mut self, day: Day, service: u32) -> Result<(), Error> {
        let oversight = Note { kind: "management oversight", day: Some(day), worker: Some(service), ..Note::default() };
        self.write(Note { by_role: "service manager", detail: "support to allocate, actions", ..oversight })
    }

    /// Management oversight every seven to ten days; about one in eight is missed, the first where it was not well begun.
    fn oversight(&mut self, first: Day, until: Day, manager: u32, well_begun: bool) -> Result<(), Error> {
        let mut day = first.max(self.world.history);
        let mut begins_well = well_begun;
        while day <= until {
            let next = self.dice.pick(&[(7, 0.6), (10, 0.3), (14, 0.1)]);
            if std::mem::take(&mut begins_well) || !self.dice.chance(0.12) {
                let whole = "risk assessment, safety plan, initial plan, actions";
                let detail = match well_begun && day == first {
                    true => whole,
                    false => self.dice.pick(&[
                        (whole, 0.3),
                        ("risk assessment, safety plan, actions", 0.3),
                        ("risk assessment, actions", 0.2),
                        ("risk assessment", 0.1),
                        ("actions", 0.1),
                    ]),
                };
                let by_role =
                    self.dice.pick(&[("team manager", 0.6), ("duty team manager", 0.35), ("service manager", 0.05)]);
                let seen = Some(self.world.calendar.on_or_after(day + self.dice.between(7, 28)));
                let minute = Some(self.dice.between(9 * 60, 17 * 60));
                let by_manager = Note { day: Some(day), minute, worker: Some(manager), by_role, ..Note::default() };
                self.write(Note { kind: "management oversight", detail, detail_date: seen, ..by_manager })?;
                let by_manager = Note { day: Some(day), minute, worker: Some(manager), by_role, ..Note::default() };
                self.write(Note { kind: "next review", detail_date: Some(day + next), ..by_manager })?;
                if well_begun && day == first || self.dice.chance(0.15) {
                    let planned =
                        Note { kind: "next plan review", day: Some(day), worker: Some(manager), ..Note::default() };
                    let detail = "chaired by the duty team manager";
                    self.write(Note { by_role, detail, detail_date: Some(day + 42), ..planned })?;
                }
            }
            day = self.world.calendar.on_or_before(day + next).max(day + 1);
        }
        Ok(())
    }

    fn duty_visits(&mut self, gap: &Gap, until: Day) -> Result<Vec<(Day, bool)>, Error> {
        let mut visits = Vec::new();
        let mut day = gap.from.max(self.world.history) + self.dice.between(3, 24);
        let mut met: Option<u32> = None;
        while day <= until {
            day = self.world.calendar.on_or_after(day);
            if day > until {
                break;
            }
            // The same duty worker comes again about half of the time.
            if met.is_none() || self.dice.chance(0.5) {
                met = self
                    .world
                    .workforce
                    .pick_post(&mut self.dice, gap.team, day, Wanted::REGISTERED)
                    .map(|(_, o)| o.worker);
                // A small team may have nobody on duty that day who could be assigned.
                if met.is_some() {
                    let by_role = "duty team manager";
                    self.write(Note {
                        kind: "duty worker assigned",
                        day: Some(day - 1),
                        worker: met,
                        by_role,
                        ..Note::default()
                    })?;
                }
            }
            let detail = match self.dice.chance(share::ASSUMED_SEEN) {
                false => "nobody in",
                true if self.child.age_on(day) >= 4 => self.dice.pick(&[
                    ("seen", 0.3),
                    ("seen, bedroom", 0.2),
                    ("seen alone", 0.3),
                    ("seen alone, bedroom", 0.2),
                ]),
                true => self.dice.pick(&[("seen", 0.6), ("seen, bedroom", 0.4)]),
            };
            let by_role = "duty social worker";
            self.write(Note { kind: "visit", day: Some(day), worker: met, by_role, detail, ..Note::default() })?;
            visits.push((day, detail != "nobody in"));
            day = day + if detail == "nobody in" { self.dice.between(2, 6) } else { self.dice.between(12, 32) };
        }
        let ends = match gap.story {
            WithoutWorker::NoSuccessor | WithoutWorker::LeftOnDuty => Some("taken off duty"),
            WithoutWorker::WorkedByPartner => Some("partner ended"),
            _ => None,
        };
        if let (Some(kind), Some(ended)) = (ends, gap.until) {
            self.write(Note { kind, day: Some(ended), by_role: "team manager", ..Note::default() })?;
        }
        Ok(visits)
    }
}
