//! `count --areas`: which units stand above what a policy allows for a whole area, and who is told of it (AP-14).

use std::sync::Arc;

use policy::MoreThan;
use record::words::Word;
use record::{Book, Calendar, Day, Moment, Tri};
use serde::Serialize;
use standing::areas::{AreaState, RungState, areas};
use standing::since::first_day;
use standing::{Board, Plan};

use crate::Surroundings;
use crate::adopt::unit_name;
use crate::arguments::Count;
use crate::asked::Instants;
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::policies::{self, InForce};
use crate::say;
use crate::stale;
use crate::story::{as_text, clauses};
use crate::table::indented;
use crate::teller::{due_words, state_name, state_of_duty};

/// How a rule about areas stands for one unit.
#[derive(Debug, Serialize)]
struct AreaTold {
    area: String,
    title: String,
    clauses: Vec<String>,
    /// The unit, with its source.
    unit: String,
    name: String,
    /// What it may not stand above, in words.
    allows: String,
    /// By which definition children are counted.
    counted_by: String,
    certain: u32,
    possible: u32,
    among: u32,
    /// `yes`, `no` or `not known`.
    above: &'static str,
    /// The first civil day since when it has stood above without a break.
    #[serde(serialize_with = "as_text")]
    since: Option<Day>,
    rungs: Vec<RungTold>,
    said: Vec<String>,
}

/// A rung of a unit that stands above.
#[derive(Debug, Serialize)]
struct RungTold {
    rung: String,
    title: String,
    clauses: Vec<String>,
    owner: &'static str,
    /// The civil day by which it is due; nothing where the policy sets none.
    #[serde(serialize_with = "as_text")]
    due: Option<Day>,
    state: &'static str,
    said: String,
}

/// Runs the command.
pub fn run(asked: &Count, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let instants = Instants::read(&asked.asked, around.now)?;
    let loaded = Loaded::open(&asked.from, &|_| true, instants.known, around)?;
    stale::warn(&asked.from, &loaded, &instants, around)?;
    let InForce { packs, .. } = policies::in_force(&asked.asked.policy, loaded.world(), instants.known)?;
    let plan = Arc::new(Plan::new(&packs.iter().collect::<Vec<_>>()));
    let book = loaded.into_book();
    let base = Calendar::england_and_wales();
    let board = Board::new(&book, plan, &base, instants.known, asked.from.reading.threads);
    let (plan, at) = (board.plan(), instants.at);
    let governing = plan.governing_somebody(&board.world().units, at);
    let in_force = |pack: usize| governing.contains(&pack);
    let mut states = areas(&board, at);
    states.retain(|state| in_force(plan.areas[state.rule].pack));
    // Who stands above comes first, and who may next.
    states.sort_by_key(|state| (state.rule, std::cmp::Reverse(state.above)));
    let told: Vec<AreaTold> = states.iter().map(|state| area_told(&board, &book, state, at)).collect();
    if asked.asked.json {
        around.json(&told)?;
        return Ok(0);
    }
    let columns = around.columns;
    if plan.areas.iter().all(|of| !in_force(of.pack)) {
        let none = "No policy in force that is asked here says what is allowed for a whole area.";
        write!(around.out, "{}", indented(none, 0, columns))?;
    } else if told.is_empty() {
        write!(around.out, "{}", indented("The record has no unit of which a policy asks it.", 0, columns))?;
    }
    for one in &told {
        for (place, line) in one.said.iter().enumerate() {
            write!(around.out, "{}", indented(line, if place == 0 { 0 } else { 2 }, columns))?;
        }
    }
    Ok(0)
}

fn area_told(board: &Board, book: &Book, state: &AreaState, at: Moment) -> AreaTold {
    let plan = board.plan();
    let of = &plan.areas[state.rule];
    let counts = &plan.definitions[of.rule.counts];
    let most = match of.rule.more_than {
        MoreThan::Children(most) => format!("{most} children"),
        MoreThan::Percent(most) => format!("{most}% of the children"),
        MoreThan::OneIn(many) => format!("one in {many} of the children"),
        MoreThan::NotStated => "a number that the policy does not state".to_owned(),
    };
    let allows = format!("no more than {most} of a {}, counted by '{}'", of.rule.over.name(), counts.rule.title);
    let rungs: Vec<RungTold> = state.rungs.iter().map(|rung| rung_told(board, &of.rule, rung, at)).collect();
    let (stands, above) = match state.above {
        Tri::Yes => ("stands above", "yes"),
        Tri::Unknown => ("may stand above", "not known"),
        Tri::No => ("does not stand above", "no"),
    };
    let since = state.since.and_then(first_day);
    let name = unit_name(book, state.unit);
    let from = since.map(|day| format!(" since {}", say::day(day))).unwrap_or_default();
    let possibly = if state.possible > 0 { format!(" and {} possibly", state.possible) } else { String::new() };
    let first = format!(
        "{name} {stands}{from}: {} ({}): {allows}; here {}{possibly} of {}",
        of.rule.title, of.rule.cites, state.certain, state.among
    );
    AreaTold {
        area: format!("{}/{}", plan.packs[of.pack].id, of.rule.id),
        title: of.rule.title.clone(),
        clauses: clauses(&of.rule.cites),
        unit: book.names.unit(state.unit).to_owned(),
        allows,
        counted_by: format!("{}/{}", plan.packs[counts.pack].id, counts.rule.id),
        certain: state.certain,
        possible: state.possible,
        among: state.among,
        above,
        since,
        said: std::iter::once(first).chain(rungs.iter().map(|rung| rung.said.clone())).collect(),
        rungs,
        name,
    }
}

fn rung_told(board: &Board, area: &policy::Area, rung: &RungState, at: Moment) -> RungTold {
    let (rule, record) = (&area.rungs[usize::from(rung.record.duty)], &rung.record);
    let state = record.state(at);
    let due = record.due_by(at);
    let late = due.day().filter(|_| state == standing::DutyState::Overdue);
    let late = late.map(|day| standing::since::days_since(day, at.day()));
    let stands = state_of_duty(record, late, at, board.world().calendars());
    let owner = board.plan().title_of(rule.owner);
    RungTold {
        rung: rule.id.clone(),
        title: rule.title.clone(),
        clauses: clauses(&rule.cites),
        owner: rule.owner.name(),
        due: due.day(),
        state: state_name(state),
        said: format!("{} ({}), {owner}: {}, {stands}", rule.title, rule.cites, due_words(due)),
    }
}
