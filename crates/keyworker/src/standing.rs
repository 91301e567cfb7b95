//! `standing`: who has no worker that counts, since when, and what is due.

use std::fs::File;
use std::io::{BufWriter, Write};

use policy::{ColumnShows, List, Pack};
use record::words::Word;
use record::{Calendar, Content, Fact, Moment, Tri};
use serde::Serialize;
use standing::{Because, DutyState, Plan, Timeline, World};

use crate::Surroundings;
use crate::arguments::Standing;
use crate::asked::Instants;
use crate::explain;
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::policies;
use crate::table::{plural, table};

/// One child whom the definition counts.
#[derive(Debug, Serialize)]
struct Row {
    /// Its id, with its source.
    child: String,
    /// The owning team's id, with its source.
    team: Option<String>,
    /// `certain` or `possible`.
    counted: &'static str,
    /// The day of what left the child without a worker.
    since: Option<String>,
    /// The instant from which it is counted.
    counted_from: Option<String>,
    /// Whole days since then.
    days: Option<i64>,
    /// Who holds the child.
    holding: &'static str,
    /// What is due next, or overdue longest.
    next: Option<Next>,
    /// Duties past their day, unmet.
    overdue: usize,
    /// Duties of which this data cannot say whether they were met.
    cannot_be_known: usize,
}

#[derive(Debug, Serialize)]
struct Next {
    duty: String,
    clause: String,
    owner: &'static str,
    due: String,
    state: &'static str,
}

/// The answer about everybody.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    definition: String,
    question: &'a str,
    as_at: String,
    known_at: Option<String>,
    open: u64,
    certain: u64,
    possible: u64,
    children: &'a [Row],
}

/// Runs the command.
pub fn run(asked: &Standing, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let packs = policies::load(&asked.asked.policy)?;
    let plan = Plan::new(&packs.iter().collect::<Vec<_>>());
    let instants = Instants::read(&asked.asked, around.now)?;
    let base = Calendar::england_and_wales();
    if asked.child.is_some() {
        return explain::one_child(asked, &plan, &instants, &base, around);
    }
    let loaded = Loaded::open(&asked.from, &|kind| plan.needs(kind), instants.known, around)?;
    let world = World::new(loaded.world(), &plan, &base, instants.known);
    let threads = asked.from.reading.threads;
    if let Some(name) = &asked.list {
        return listed(asked, name, &packs, &plan, &loaded, &world, &instants, around);
    }
    let definition = policies::definition(&plan, asked.definition.as_deref())?;
    if let Some(answer) = not_in_force(&plan, definition, instants.at) {
        writeln!(around.out, "{answer}")?;
        return Ok(0);
    }
    let each = |child, facts: &[&[Fact]], timeline: &Timeline| {
        let value = timeline.counted(definition, instants.at);
        let open = standing::signal::value_at(&timeline.open, instants.at).is_yes();
        let row =
            (!value.is_no()).then(|| row(&plan, &loaded, &world, child, facts, timeline, definition, instants.at));
        (open || row.is_some()).then_some((open, row))
    };
    let found = loaded.evaluate(&plan, &world, threads, each);
    let open = found.iter().filter(|(open, _)| *open).count() as u64;
    let mut rows: Vec<Row> = found.into_iter().filter_map(|(_, row)| row).collect();
    rows.sort_by(|a, b| (a.counted, &a.counted_from, &a.child).cmp(&(b.counted, &b.counted_from, &b.child)));
    let certain = rows.iter().filter(|row| row.counted == "certain").count() as u64;
    let rule = &plan.definitions[definition].rule;
    let answer = Answer {
        definition: plan.definition_name(definition),
        question: &rule.question,
        as_at: instants.at.to_string(),
        known_at: asked.asked.known_at.as_ref().map(|_| instants.known.to_string()),
        open,
        certain,
        possible: rows.len() as u64 - certain,
        children: &rows,
    };
    if asked.asked.json {
        let mut out = output(asked, around)?;
        serde_json::to_writer_pretty(&mut out, &answer)?;
        writeln!(out)?;
        return Ok(out.flush().map(|()| 0)?);
    }
    let mut out = output(asked, around)?;
    write!(out, "{}", said(&answer, &rule.title))?;
    out.flush()?;
    Ok(0)
}

/// Where the answer goes.
fn output<'o>(asked: &Standing, around: &'o mut Surroundings<'_>) -> Result<Box<dyn Write + 'o>, Failure> {
    match &asked.output {
        None => Ok(Box::new(&mut *around.out)),
        Some(path) => {
            let file = File::create(path).map_err(|error| Failure::File { path: path.clone(), error })?;
            Ok(Box::new(BufWriter::new(file)))
        }
    }
}

/// The answer where the definition's pack is not in force on that day.
pub fn not_in_force(plan: &Plan, definition: usize, at: Moment) -> Option<String> {
    let pack = &plan.packs[plan.definitions[definition].pack];
    (!pack.in_force(at.day())).then(|| {
        let until = pack.until.map(|day| format!(" until {day:?}")).unwrap_or_default();
        format!("No policy in force: '{}' holds from {:?}{until}.", pack.title, pack.from)
    })
}

fn said(answer: &Answer<'_>, title: &str) -> String {
    let mut text = format!("{title}\n{}\nAs at {}", answer.question, answer.as_at);
    if let Some(known) = &answer.known_at {
        text.push_str(&format!(", as known at {known}"));
    }
    let possible = if answer.possible > 0 {
        format!(", and {} possibly, since the data cannot say", answer.possible)
    } else {
        String::new()
    };
    let open = plural(answer.open, "open child", "open children");
    text.push_str(&format!(": {} of {open} for certain{possible}.\n\n", answer.certain));
    let mut rows = table(&[
        "Child",
        "Team",
        "Counted",
        "Since",
        "From",
        "Days",
        "Held by",
        "Next due",
        "Whose",
        "Overdue",
        "Not known",
    ]);
    for row in answer.children {
        let next = row.next.as_ref();
        rows.add_row([
            row.child.clone(),
            row.team.clone().unwrap_or_default(),
            row.counted.to_owned(),
            row.since.clone().unwrap_or_default(),
            row.counted_from.as_deref().map(|from| from[..10].to_owned()).unwrap_or_default(),
            row.days.map(|days| days.to_string()).unwrap_or_default(),
            row.holding.to_owned(),
            next.map(|next| format!("{} {} ({})", next.due, next.duty, next.clause)).unwrap_or_default(),
            next.map(|next| next.owner.to_owned()).unwrap_or_default(),
            row.overdue.to_string(),
            row.cannot_be_known.to_string(),
        ]);
    }
    if !answer.children.is_empty() {
        text.push_str(&format!("{rows}\n"));
    }
    text
}

#[allow(clippy::too_many_arguments)]
fn row(
    plan: &Plan,
    loaded: &Loaded,
    world: &World,
    child: record::ChildId,
    facts: &[&[Fact]],
    timeline: &Timeline,
    definition: usize,
    at: Moment,
) -> Row {
    let names = &loaded.world().names;
    let step = timeline.counted_since(definition, at);
    let since = step.and_then(|step| since(step.because, facts, loaded));
    let from = step.map(|step| step.from).filter(|from| *from > Moment::MIN);
    let pack = plan.definitions[definition].pack;
    let mut owed: Vec<_> = timeline.owed(at).filter(|duty| plan.duties[usize::from(duty.duty)].pack == pack).collect();
    owed.sort_by_key(|duty| (duty.due, duty.duty));
    let state = |wanted: DutyState| owed.iter().filter(|duty| duty.state(at) == wanted).count();
    let next = owed.iter().find(|duty| duty.state(at) != DutyState::CannotBeKnown).map(|duty| {
        let rule = &plan.duties[usize::from(duty.duty)].rule;
        Next {
            duty: rule.title.clone(),
            clause: rule.cites.to_string(),
            owner: rule.owner.name(),
            due: duty.due.day().map_or_else(|| "no date given".to_owned(), |day| day.to_string()),
            state: explain::state_name(duty.state(at)),
        }
    });
    let _ = world;
    Row {
        child: names.child(child).to_owned(),
        team: timeline.team_at(at).map(|team| names.unit(team).to_owned()),
        counted: if timeline.counted(definition, at) == Tri::Yes { "certain" } else { "possible" },
        since,
        counted_from: from.map(|from| from.to_string()),
        days: from.map(|from| i64::from(at.day().number() - from.day().number())),
        holding: timeline.holding_at(at).name(),
        next,
        overdue: state(DutyState::Overdue),
        cannot_be_known: state(DutyState::CannotBeKnown),
    }
}

/// The civil day of the fact that left a child without a worker.
fn since(because: Because, facts: &[&[Fact]], loaded: &Loaded) -> Option<String> {
    let fact = standing::fact_of(because, facts, loaded.world())?;
    fact.when.day().map(|day| day.to_string())
}

/// A list that a pack lays out, as CSV.
#[allow(clippy::too_many_arguments)]
fn listed(
    asked: &Standing,
    name: &str,
    packs: &[Pack],
    plan: &Plan,
    loaded: &Loaded,
    world: &World,
    instants: &Instants,
    around: &mut Surroundings<'_>,
) -> Result<u8, Failure> {
    let found = packs.iter().find_map(|pack| pack.lists.iter().find(|list| list.id == name).map(|list| (pack, list)));
    let Some((pack, list)) = found else {
        let known: Vec<_> = packs.iter().flat_map(|pack| &pack.lists).map(|list| list.id.as_str()).collect();
        let help = if known.is_empty() { "these packs lay out none".to_owned() } else { known.join(", ") };
        return Err(Failure::NotThere(format!("there is no list '{name}'"), help));
    };
    let place = packs.iter().position(|other| other.id == pack.id).unwrap_or(0);
    let first = |of: &dyn Fn(&Pack) -> usize| packs[..place].iter().map(of).sum::<usize>();
    let definition = first(&|pack| pack.definitions.len()) + list.definition;
    let duties = first(&|pack| pack.duties.len());
    let each = |child, facts: &[&[Fact]], timeline: &Timeline| {
        let child = loaded.world().names.child(child);
        let cells = cells(list, definition, duties, child, facts, timeline, loaded, world, instants.at);
        Some((child.to_owned(), cells))
    };
    let threads = asked.from.reading.threads;
    let mut rows = loaded.evaluate_counted(plan, world, threads, (definition, instants.at), each);
    rows.sort_unstable();
    let mut out = csv::Writer::from_writer(output(asked, around)?);
    out.write_record(list.columns.iter().map(|column| &column.name))?;
    for (_, cells) in &rows {
        out.write_record(cells)?;
    }
    out.flush()?;
    Ok(0)
}

#[allow(clippy::too_many_arguments)]
fn cells(
    list: &List,
    definition: usize,
    duties: usize,
    child: &str,
    facts: &[&[Fact]],
    timeline: &Timeline,
    loaded: &Loaded,
    world: &World,
    at: Moment,
) -> Vec<String> {
    let step = timeline.counted_since(definition, at);
    let plain = |name: &str| name.split_once(':').map_or(name, |(_, plain)| plain).to_owned();
    let cell = |shows: &ColumnShows| match shows {
        ColumnShows::Child => plain(child),
        ColumnShows::Team => {
            timeline.team_at(at).map(|team| plain(loaded.world().names.unit(team))).unwrap_or_default()
        }
        ColumnShows::Since => step.and_then(|step| since(step.because, facts, loaded)).unwrap_or_default(),
        ColumnShows::CountedFrom => step.map(|step| step.from.day().to_string()).unwrap_or_default(),
        ColumnShows::DutyDue(duty) => {
            let place = (duties + duty) as u16;
            let current = timeline.duties.iter().rev().find(|one| one.duty == place && one.opened <= at);
            current.and_then(|one| one.due.day()).map(|day| day.to_string()).unwrap_or_default()
        }
        ColumnShows::Status(statuses) => match status_at(*statuses, facts, world.known, at) {
            Tri::Yes => "true".to_owned(),
            Tri::No => "false".to_owned(),
            Tri::Unknown => String::new(),
        },
    };
    list.columns.iter().map(|column| cell(&column.shows)).collect()
}

/// Whether any of those statuses has begun and not ended.
fn status_at(
    statuses: record::words::Words<record::words::Status>,
    facts: &[&[Fact]],
    known: Moment,
    at: Moment,
) -> Tri {
    let all = || facts.iter().flat_map(|list| record::book::known_facts(list, known));
    let ended = |spell| {
        all().any(|fact| {
            matches!(fact.content, Content::StatusEnded { spell: of, .. } if of == spell)
                && fact.when.as_end().is_none_or(|end| end <= at)
        })
    };
    let on = all().any(|fact| match fact.content {
        Content::StatusStarted { status, spell } => {
            statuses.has(status) && fact.when.as_start().is_some_and(|start| start <= at) && !ended(spell)
        }
        _ => false,
    });
    Tri::from(on)
}
