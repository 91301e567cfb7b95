//! Writes the teams, the workers, and who was away.

use super::{AUTHORITY, Unit, Workforce, district_name};
use crate::Error;
use crate::dates::{Calendar, Day};
use crate::dice::Dice;
use crate::proportions as share;
use crate::tables::{Extract, Sheet};

impl Workforce {
    /// Writes the teams.
    pub fn write_departments(&self, sheet: &mut Sheet) -> Result<(), Error> {
        for district in 0..self.districts {
            let name = district_name(district);
            sheet.id("D", u64::from(district) + 1, 1).text(&name).text("EX").text(AUTHORITY).end()?;
        }
        for (number, team) in self.teams.iter().enumerate() {
            let parent = district_name(team.district);
            sheet.id("T", number as u64 + 1, 2).text(&team.name);
            sheet.id("D", u64::from(team.district) + 1, 1).text(&parent).end()?;
        }
        for (unit, name) in [
            (Unit::Review, "Safeguarding and Review Unit"),
            (Unit::LeavingCare, "Leaving Care Service"),
            (Unit::FrontDoor, "Referral and Access Point"),
        ] {
            let (letter, number) = unit.id();
            sheet.id(letter, number, 2).text(name).text("EX").text(AUTHORITY).end()?;
        }
        Ok(())
    }

    /// Writes the professionals and the optional file of workers; last, since caseloads are known only then.
    pub fn write_workers(&self, seed: u64, extract: &mut Extract) -> Result<(), Error> {
        let mut dice = Dice::new(seed, 1);
        for (number, worker) in self.workers.iter().enumerate() {
            let number = number as u64 + 1;
            let unit = match worker.unit {
                Unit::Team(team) => self.teams[team as usize].name.clone(),
                Unit::Review => "Safeguarding and Review Unit".to_owned(),
                Unit::LeavingCare => "Leaving Care Service".to_owned(),
                Unit::FrontDoor => "Referral and Access Point".to_owned(),
            };
            let sheet = &mut extract.ssd_professionals;
            sheet.id("W", number, 4).id("S", number, 4).text(&worker.name);
            match worker.registered {
                true => sheet.id("SW9", number, 6),
                false => sheet.blank(),
            };
            // The dataset's agency flag is empty in its first version; the optional file says who is agency.
            sheet.blank().text(worker.grade.title()).number(u64::from(worker.caseload_30_september)).text(&unit);
            match worker.hours_percent {
                0 => sheet.blank(),
                100 => sheet.text("1.0"),
                percent => sheet.text(&format!("0.{}", percent / 10)),
            };
            sheet.end()?;
            let registered_from = worker.joined - dice.between(0, 1800);
            let sheet = &mut extract.keyworker_workers;
            sheet.id("W", number, 4).day(worker.joined).maybe_day(worker.left).maybe_day(worker.leaving_recorded);
            sheet.text(if worker.agency { "Madeup Staffing Ltd" } else { AUTHORITY }).flag(worker.agency);
            sheet.text(worker.grade.profession()).maybe_day(worker.registered.then_some(registered_from));
            sheet.maybe_day(worker.registered_until.filter(|_| worker.registered));
            match worker.hours_percent {
                0 => sheet.blank(),
                percent => sheet.text(&format!("{:.1}", f64::from(percent) * 0.37)),
            };
            sheet.end()?;
        }
        Ok(())
    }

    /// Writes who was away, and since when, from the start of the history.
    pub fn write_absences(
        &self,
        seed: u64,
        calendar: &Calendar,
        history: Day,
        as_at: Day,
        sheet: &mut Sheet,
    ) -> Result<(), Error> {
        let mut dice = Dice::new(seed, 2);
        let mut written = 0;
        for (number, worker) in self.workers.iter().enumerate() {
            if !worker.grade.is_person() {
                continue;
            }
            let from = worker.joined.max(history);
            let until = worker.left.unwrap_or(as_at).min(as_at);
            let mut free = from;
            while free <= until {
                let spells = share::SICK_SPELLS_A_YEAR + 3.4;
                let first = calendar.on_or_after(free + dice.wait(365.0 / spells));
                if first > until {
                    break;
                }
                let kind = dice.pick(&[
                    ("sickness", share::SICK_SPELLS_A_YEAR),
                    ("annual leave", 2.9),
                    ("training", 0.46),
                    ("maternity", 0.03),
                    ("other", 0.01),
                ]);
                let days = match kind {
                    "sickness" => dice.bands(&share::ASSUMED_SICK_DAYS),
                    "annual leave" => dice.bands(&[(1, 3, 0.3), (5, 5, 0.5), (10, 10, 0.2)]),
                    "training" => dice.between(1, 3),
                    "maternity" => dice.between(120, 230),
                    _ => dice.between(1, 8),
                };
                let back = calendar.add(first - 1, days + 1);
                let returned = (back <= as_at && worker.left.is_none_or(|left| back <= left)).then_some(back);
                written += 1;
                sheet.id("AB", written, 6).id("W", number as u64 + 1, 4).text(kind).day(first).maybe_day(returned);
                let likely = returned.is_none() && (kind != "sickness" || dice.chance(0.6));
                sheet.maybe_day(likely.then_some(back)).end()?;
                free = back;
            }
        }
        Ok(())
    }
}
