//! Makes the authority and writes it, family by family.

use std::path::Path;

use crate::dates::{Calendar, Civil, Day};
use crate::dice::Dice;
use crate::episode::{self, Shared};
use crate::family::{self, Family, Place};
use crate::proportions as share;
use crate::story::{Course, World};
use crate::tables::Extract;
use crate::workforce::Workforce;
use crate::{Error, Plan, SsdVersion, Summary};

/// Streams of chance: each family has its own, so that none depends on how many throws another needed.
const STREAMS_A_FAMILY: u64 = 64;
const FIRST_FAMILY: u64 = 16;
const CLOSED_FAMILIES: u64 = 1 << 40;
/// How often progress is told, in children.
const TELL_EVERY: u64 = 256;

/// Writes the authority of the plan into the folder, which is made if need be; files of the same names are replaced.
///
/// `progress` is told what is being written, how many of it are done, and about how many there will be. Memory holds the
/// workers and one family at a time.
///
/// # Errors
/// A plan that describes no authority (no district, fewer teams than districts, a day that does not exist, a share
/// outside 0 to 1), and whatever the operating system says about the folder.
pub fn write_extract(plan: &Plan, folder: &Path, progress: &mut dyn FnMut(&str, u64, u64)) -> Result<Summary, Error> {
    check(plan)?;
    std::fs::create_dir_all(folder).map_err(|cause| Error::Write { file: folder.to_owned(), cause })?;
    let mut extract = Extract::create(folder, plan.version)?;
    progress("workers", 0, 1);
    let mut world = found(plan);
    let mut summary = Summary::default();
    world.workforce.write_departments(&mut extract.ssd_department)?;
    let closed = closed_children(plan);
    let total = u64::from(plan.open_children) + closed;
    for (open, wanted) in [(true, u64::from(plan.open_children)), (false, closed)] {
        let until = summary.children + wanted;
        let mut stream = if open { FIRST_FAMILY } else { CLOSED_FAMILIES };
        while summary.children < until {
            let mut dice = Dice::new(plan.seed, stream);
            let place = Place { first: summary.children + 1, most: until - summary.children };
            let family = match open {
                true => family::open_family(&world, plan, &mut dice, &summary, place),
                false => family::closed_family(&world, &mut dice, place),
            };
            summary.families += 1;
            for child in &family.children {
                let shared = Shared { seed: plan.seed, stream };
                episode::write_child(&world, &mut dice, shared, &mut extract, &family, summary.families, child)?;
                summary.children += 1;
                if summary.children.is_multiple_of(TELL_EVERY) {
                    progress("children", summary.children, total);
                }
            }
            count(&mut world, &family, &mut summary);
            stream += STREAMS_A_FAMILY;
        }
    }
    progress("children", summary.children, total);
    world.workforce.write_workers(plan.seed, &mut extract)?;
    let (calendar, history, as_at) = (&world.calendar, world.history, world.as_at);
    world.workforce.write_absences(plan.seed, calendar, history, as_at, &mut extract.keyworker_absences)?;
    summary.rows = extract.finish()?.into_iter().collect();
    progress("workers", 1, 1);
    Ok(summary)
}

fn check(plan: &Plan) -> Result<(), Error> {
    let wrong = if !plan.as_at.is_real() || !(2000..=2100).contains(&plan.as_at.year) {
        format!("the day of the extract, {}, is not a day between 2000 and 2100", plan.as_at)
    } else if plan.districts == 0 || plan.teams < plan.districts {
        format!("{} districts and {} teams: there must be a district, and a team in each", plan.districts, plan.teams)
    } else if !(0.0..=1.0).contains(&plan.assumed_share_without_worker) {
        format!("the share of children without a worker is {}, not between 0 and 1", plan.assumed_share_without_worker)
    } else if plan.open_children == 0 || plan.years_of_history == 0 || plan.years_of_history > 10 {
        "there must be at least one open child, and from one to ten years of history".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::Plan(wrong))
}

fn found(plan: &Plan) -> World {
    let as_at = Day::from(plan.as_at);
    let calendar = Calendar::new(plan.as_at.year - 20, plan.as_at.year + 3);
    let history = as_at - plan.years_of_history as i32 * 365;
    let workforce = Workforce::new(plan, &calendar, as_at);
    let role_codes = plan.version == SsdVersion::V145;
    let gap_scale = plan.assumed_share_without_worker / share::ASSUMED_SHARE_OF_GAPS;
    World { calendar, as_at, history, workforce, role_codes, districts: plan.districts, gap_scale }
}

/// How many children there are whose last episode closed within the history: the episodes that end in that time, less
/// those that are earlier episodes of other children in the extract.
fn closed_children(plan: &Plan) -> u64 {
    let ended: f64 = share::ENDED_A_YEAR.iter().map(|(_, rate)| rate).sum();
    let open = f64::from(plan.open_children);
    let earlier = share::RE_REFERRED / (1.0 - share::RE_REFERRED);
    let closed = (ended * open * f64::from(plan.years_of_history) - earlier * open) / (1.0 + earlier);
    (closed * share::FITTED_CLOSED).max(0.0) as u64
}

/// Counts a family's open children and who holds them.
fn count(world: &mut World, family: &Family, summary: &mut Summary) {
    let children = family.children.len() as u64;
    let today = Civil::from(world.as_at);
    let year = if (today.month, today.day) > (9, 30) { today.year } else { today.year - 1 };
    let census = Day::from(Civil::new(year, 9, 30));
    for (episode, held) in &family.episodes {
        if episode.course == Course::NoFurtherAction {
            continue;
        }
        for holding in &held.holdings {
            if holding.from <= census && holding.until.is_none_or(|until| until >= census) {
                world.workforce.workers[holding.worker as usize].caseload_30_september += children as u32;
            }
        }
    }
    let Some(kind) = family.open else { return };
    for child in &family.children {
        *summary.open.entry(family::open_kind_of(child, kind)).or_default() += 1;
    }
    if let Some(story) = family.without_worker {
        *summary.without_worker.entry(story).or_default() += children;
    }
    if let Some((_, held)) = family.episodes.last()
        && let Some(why) = held.in_name_only
    {
        *summary.in_name_only.entry(why).or_default() += children;
    }
}
