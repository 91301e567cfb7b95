//! `standing`: who has no worker that counts, since when, and what is due.

use std::fs::File;
use std::io::{BufWriter, Write};

use policy::{ColumnShows, List, Pack};
use record::words::Word;
use record::{Calendar, Content, Day, Fact, Moment, Tri};
use serde::Serialize;
use standing::age::Ends;
use standing::each_team::CountedBy;
use standing::next::next_due;
use standing::plan::PackInfo;
use standing::since::{Counted, blind, days_since};
use standing::{Because, DutyState, Plan, Timeline, World};

use crate::Surroundings;
use crate::arguments::Standing;
use crate::asked::Instants;
use crate::each_team::{self, CountedFor, Teams};
use crate::explain;
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::policies;
use crate::say;
use crate::stale;
use crate::story::as_text;
use crate::table::{indented, plural};
use crate::teller::state_name;

/// One child whom the definition counts.
#[derive(Debug, Serialize)]
struct Row {
    /// Its id, with its source.
    child: String,
    /// The owning team's id, with its source.
    team: Option<String>,
    /// `certain` or `possible`.
    counted: &'static str,
    /// The first civil day without a worker that counts.
    #[serde(serialize_with = "as_text")]
    since: Option<Day>,
    /// Whether it is not known how it was just before: then the days are the least.
    since_at_the_latest: bool,
    /// Calendar days since then.
    days: Option<u32>,
    /// The civil day of the record that left the child without a worker.
    #[serde(serialize_with = "as_text")]
    cause_day: Option<Day>,
    /// The instant from which it is counted.
    #[serde(serialize_with = "as_text")]
    counted_from: Option<Moment>,
    /// The first civil day from which it is counted.
    #[serde(serialize_with = "as_text")]
    counted_from_day: Option<Day>,
    /// By which definition it is counted, where each team's own policy counts; nothing within, where none governs.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted_by: Option<Option<String>>,
    /// The same in words, or that none governs.
    #[serde(skip)]
    own_policy: Option<String>,
    /// Who holds the child.
    holding: &'static str,
    /// What is so that the policy never allows, by name: it is put right before anything that is due.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    put_right: Vec<String>,
    /// What is due next, or overdue longest; of what cannot be known to be done, the first where nothing is overdue.
    next: Option<Next>,
    /// Duties past their day, unmet.
    overdue: usize,
    /// Duties of which this data cannot say whether they were met.
    cannot_be_known: usize,
}

#[derive(Debug, Serialize)]
struct Next {
    duty: String,
    clauses: Vec<String>,
    owner: &'static str,
    /// The same as the council calls it.
    #[serde(skip)]
    owner_called: String,
    #[serde(serialize_with = "as_text")]
    due: Option<Day>,
    /// How many calendar days it is overdue.
    days_overdue: Option<u32>,
    /// Where it is overdue: as of which day it is known what was done, where the newest extract does not say.
    #[serde(serialize_with = "as_text")]
    known_as_of: Option<Day>,
    state: &'static str,
}

/// The answer about everybody.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    definition: String,
    question: &'a str,
    as_at: String,
    known_at: Option<String>,
    /// Where the answer is about a day after the newest data was taken: the end of that day.
    nothing_known_after: Option<String>,
    /// What the newest extract lacks, so that it is as old as an earlier one: a sentence each.
    older: Vec<String>,
    /// By which policies each team's children are counted, where it is by each team's own; not there where one definition
    /// counts everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    counted_for: Vec<CountedFor>,
    /// All open children, whomever the definition counts among; nothing where of all of them that is not known.
    open: Option<u64>,
    /// The definition's own denominator: those whom it counts among (CNT-06).
    among: Option<u64>,
    /// Children of whom it is not known whether they are among those asked about.
    among_not_known: Option<u64>,
    certain: Option<u64>,
    /// Nothing where it is nought and the record does not say when a worker ceased to count.
    possible: Option<u64>,
    /// Kinds of fact that end a worker's counting by the definition, and that this data does not record.
    blind: Vec<&'static str>,
    /// Why there is no figure, where there is none.
    note: Option<String>,
    /// Whether those whom it counts among are all open children and nobody else.
    #[serde(skip)]
    among_all_open: bool,
    children: &'a [Row],
}

/// Runs the command.
pub fn run(asked: &Standing, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let packs = policies::load(&asked.asked.policy)?;
    let plan = Plan::new(&packs.iter().collect::<Vec<_>>());
    let instants = Instants::read(&asked.asked, around.now)?;
    let base = Calendar::england_and_wales();
    if asked.child.is_some() {
        return explain::one_child(asked, &instants, &base, around);
    }
    // The program ends with its answer: taking millions of rows down one by one would only keep people waiting.
    let loaded = Loaded::open(&asked.from, &|kind| plan.needs(kind), instants.known, around)?;
    let loaded = std::mem::ManuallyDrop::new(loaded);
    stale::warn(&asked.from, &loaded, &instants, around)?;
    let packs = policies::in_force(&asked.asked.policy, loaded.world(), instants.known)?.packs;
    let plan = each_team::plan(&packs, loaded.world(), instants.known);
    let world = World::new(loaded.world(), &plan, &base, instants.known);
    let threads = asked.from.reading.threads;
    if let Some(name) = &asked.list {
        return listed(asked, name, &packs, &plan, &loaded, &world, &instants, around);
    }
    let teams = Teams::of_everybody(&loaded, &plan, &world, threads, instants.at);
    let definition = match asked.definition.as_deref() {
        Some(name) => policies::definition(&plan, Some(name), instants.at.day())?,
        None => teams.definition(&plan, &world, instants.at)?,
    };
    let rule = &plan.definitions[definition].rule;
    let known = asked.asked.known_at.as_ref().map(|_| instants.known);
    let mut answer = Answer {
        definition: plan.definition_name(definition),
        question: &rule.question,
        as_at: instants.at.to_string(),
        known_at: known.map(|known| known.to_string()),
        nothing_known_after: stale::nothing_known_after(&loaded, &instants).map(|end| end.to_string()),
        older: stale::older(&loaded, &instants),
        counted_for: teams.counted_for(&plan, &world, definition, instants.at),
        open: None,
        among: None,
        among_not_known: None,
        certain: None,
        possible: None,
        blind: blind(&plan, &world, definition, instants.at).iter().map(|kind| kind.name()).collect(),
        note: not_in_force(&plan, &world, definition, instants.at),
        among_all_open: true,
        children: &[],
    };
    if let Some(note) = &answer.note {
        if asked.asked.json {
            return as_json(&answer, asked, around);
        }
        writeln!(around.out, "{note}")?;
        return Ok(0);
    }
    let ends = Ends::of(loaded.world(), instants.known);
    let each = |child, facts: &[&[Fact]], timeline: &Timeline| {
        Some(row((&plan, &ends), &loaded, child, facts, timeline, definition, instants.at))
    };
    let asked_of = |standing: &standing::Standing| !standing.of[0].1.is_no();
    let found = loaded.evaluate_those(&plan, &world, threads, (&[definition], instants.at), asked_of, each);
    let (mut open, mut among) = (Counted::default(), Counted::default());
    for (standing, _) in &found {
        open.join(Counted::one(standing.open));
        among.join(Counted::one(standing.of[0].0));
    }
    answer.open = crate::beside::denominator(open);
    answer.among = crate::beside::denominator(among);
    answer.among_not_known = Some(among.possible);
    answer.among_all_open = found.iter().all(|(standing, _)| standing.of[0].0 == standing.open);
    let mut rows: Vec<Row> = found.into_iter().filter_map(|(_, row)| row).collect();
    rows.sort_by(|a, b| (a.counted, a.counted_from, &a.child).cmp(&(b.counted, b.counted_from, &b.child)));
    let certain = rows.iter().filter(|row| row.counted == "certain").count() as u64;
    let told =
        Counted { certain, possible: rows.len() as u64 - certain }.told(&blind(&plan, &world, definition, instants.at));
    (answer.certain, answer.possible) = (told.certain, told.possible);
    answer.children = &rows;
    if asked.asked.json {
        return as_json(&answer, asked, around);
    }
    let columns = if asked.output.is_none() { around.columns } else { None };
    let mut text = said(&answer, &rule.title, instants.at, known, columns);
    for sentence in crate::beside::rows_of_nobody(&asked.from, &loaded)? {
        text.push_str(&format!("\n{}", indented(&sentence, 0, columns)));
    }
    let mut out = output(asked, around)?;
    write!(out, "{text}")?;
    out.flush()?;
    Ok(0)
}

/// The answer as data.
fn as_json(answer: &Answer<'_>, asked: &Standing, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let mut out = output(asked, around)?;
    serde_json::to_writer_pretty(&mut out, answer)?;
    writeln!(out)?;
    Ok(out.flush().map(|()| 0)?)
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
pub fn not_in_force(plan: &Plan, world: &World, definition: usize, at: Moment) -> Option<String> {
    if each_team::none_governs(plan, world, definition, at) {
        return Some("Not counted: no policy that was adopted governed any team.".to_owned());
    }
    let of = &plan.definitions[definition];
    let not_defined = || {
        let version = &plan.packs[plan.version_on(of.pack, at.day())];
        (!plan.is_counted_on(definition, at.day())).then(|| {
            let (title, version) = (&version.title, &version.version);
            format!(
                "Not counted: '{title}' has no definition '{}' in version {version}, which was in force.",
                of.rule.id
            )
        })
    };
    outside(plan, of.pack, at).or_else(not_defined)
}

/// The same of every pack that is asked.
pub fn packs_not_in_force(plan: &Plan, at: Moment) -> Vec<String> {
    let first = |pack: &usize| plan.versions(*pack).next() == Some(*pack);
    (0..plan.packs.len()).filter(first).filter_map(|pack| outside(plan, pack, at)).collect()
}

/// Where no version of that pack is in force: the days of all of them.
fn outside(plan: &Plan, pack: usize, at: Moment) -> Option<String> {
    if plan.in_force_on(pack, at.day()) {
        return None;
    }
    let mut versions: Vec<&PackInfo> = plan.versions(pack).map(|place| &plan.packs[place]).collect();
    versions.sort_by_key(|version| version.from);
    let days = |version: &&PackInfo| {
        let until = version.until.map(|day| format!(" until {}", say::day(day))).unwrap_or_default();
        let named = if versions.len() > 1 { format!(" (version {})", version.version) } else { String::new() };
        format!("from {}{until}{named}", say::day(version.from))
    };
    let days: Vec<String> = versions.iter().map(days).collect();
    Some(format!("No policy in force: '{}' holds {}.", plan.packs[pack].title, days.join(", and ")))
}

fn said(answer: &Answer<'_>, title: &str, at: Moment, known: Option<Moment>, columns: Option<u16>) -> String {
    let mut text = format!("{title}\n{}As at {}", indented(answer.question, 0, columns), say::instant(at));
    if let Some(known) = known {
        text.push_str(&format!(", as known at {}", say::instant(known)));
    }
    text.push_str(":\n");
    text.push_str(&indented(&share(answer), 0, columns));
    if let Some(by) = each_team::said(&answer.counted_for) {
        text.push_str(&indented(&by, 0, columns));
    }
    let widest = |of: fn(&Row) -> usize, least: usize| answer.children.iter().map(of).max().unwrap_or(0).max(least);
    let child = widest(|row| row.child.chars().count(), 5);
    let day = |day: Option<Day>| day.map_or_else(|| "not known".to_owned(), say::day);
    let line = |cells: [&str; 4]| {
        let [name, since, days, from] = cells;
        format!("{name:child$}  {since:21}  {days:>5}  {from}").trim_end().to_owned() + "\n"
    };
    for (counted, heading) in [("certain", "For certain"), ("possible", "Possibly")] {
        let mut rows = answer.children.iter().filter(|row| row.counted == counted).peekable();
        if rows.peek().is_none() {
            continue;
        }
        text.push_str(&format!("\n{heading}\n"));
        text.push_str(&line(["Child", "Without since", "Days", "Counted from"]));
        for row in rows {
            let (by, more) = if row.since_at_the_latest { ("by ", "+") } else { ("", "") };
            let days = row.days.map_or_else(|| "–".to_owned(), |days| format!("{days}{more}"));
            text.push_str(&line([&row.child, &format!("{by}{}", day(row.since)), &days, &day(row.counted_from_day)]));
            text.push_str(&indented(&row.said(), 2, columns));
        }
    }
    if answer.children.iter().any(|row| row.since_at_the_latest) {
        text.push_str("\n‘By’ a day and ‘+’ days: how it was just before is not known, so it may be longer.\n");
    }
    text
}

/// How many of whom: the count as a share of those whom the definition itself counts among (CNT-06), beside what cannot
/// be told, and beside all open children where these are others.
fn share(answer: &Answer<'_>) -> String {
    let number = |figure: Option<u64>| figure.unwrap_or(0);
    let among = match answer.among_all_open {
        _ if answer.among.is_none() => "a number of children that is not known".to_owned(),
        true => plural(number(answer.among), "open child", "open children"),
        false => format!("{} whom the definition counts among", plural(number(answer.among), "child", "children")),
    };
    let certain = answer.certain.map_or_else(|| "Not known how many".to_owned(), |certain| certain.to_string());
    let mut said = format!("{certain} of {among} for certain");
    if number(answer.possible) > 0 {
        let or = if each_team::is_of_none(&answer.counted_for) { ", or no policy governs" } else { "" };
        said.push_str(&format!(", and {} possibly, since the data cannot say{or}", number(answer.possible)));
    }
    said.push('.');
    if !answer.blind.is_empty() && answer.note.is_none() {
        said.push_str(&format!(" {}", crate::beside::more_not_known(answer.blind.iter().copied())));
    }
    if number(answer.among_not_known) > 0 {
        let (more, are) = match number(answer.among_not_known) {
            1 => ("1 more child".to_owned(), "is"),
            more => (format!("{more} more children"), "are"),
        };
        said.push_str(&format!(" Whether {more} {are} among them is not known."));
    }
    if !answer.among_all_open {
        let open = answer.open.map_or_else(|| "not known".to_owned(), |open| open.to_string());
        said.push_str(&format!(" Open in all: {open}."));
    }
    said
}

impl Row {
    /// Whose the child is and what is next, for the line below a child's own.
    fn said(&self) -> String {
        let team = self.team.as_deref().unwrap_or("team not known");
        let mut said = vec![format!("{team}: {}", self.holding)];
        said.extend(self.own_policy.clone());
        said.extend(self.put_right.iter().map(|breach| format!("never allowed: {breach}")));
        if let Some(next) = &self.next {
            let due = next.due.map_or_else(|| "no date given".to_owned(), |due| format!("due {}", say::day(due)));
            let late = next.days_overdue.map(|days| {
                if days == 0 {
                    ", overdue".to_owned()
                } else {
                    format!(", overdue by {}", plural(u64::from(days), "day", "days"))
                }
            });
            let unknown = state_name(DutyState::CannotBeKnown);
            let late = late.or_else(|| (next.state == unknown).then(|| format!(", {unknown}")));
            let (late, clauses) = (late.unwrap_or_default(), next.clauses.join(", "));
            let known = next.known_as_of.map_or_else(String::new, |day| format!(", as known on {}", say::day(day)));
            said.push(format!("next: {} ({clauses}), {}, {due}{late}{known}", next.duty, next.owner_called));
        }
        if self.overdue > 0 {
            said.push(format!("{} overdue", plural(self.overdue as u64, "duty", "duties")));
        }
        if self.cannot_be_known > 0 {
            said.push(format!("{} cannot be known", plural(self.cannot_be_known as u64, "duty", "duties")));
        }
        said.join("; ")
    }
}

fn row(
    (plan, ends): (&Plan, &Ends),
    loaded: &Loaded,
    child: record::ChildId,
    facts: &[&[Fact]],
    timeline: &Timeline,
    definition: usize,
    at: Moment,
) -> Row {
    let names = &loaded.world().names;
    let step = timeline.counted_why_since(plan, definition, at);
    let from = timeline.counted_from(plan, definition, at).filter(|from| *from > Moment::MIN);
    // A duty that opened under an earlier version of the policy goes on by it. By each team's own policy, only those that
    // governed the child have any.
    let by_team = plan.each_team() == Some(definition);
    let versions: Vec<usize> = plan.versions(plan.definitions[definition].pack).collect();
    let of_pack =
        |duty: &&standing::DutyRecord| by_team || versions.contains(&plan.duties[usize::from(duty.duty)].pack);
    let put_right = plan.breaches_on(at.day()).into_iter().filter(|place| {
        let is_so = standing::signal::step_at(&timeline.breaches[*place], at).is_some_and(|step| step.value.is_yes());
        is_so && (by_team || versions.contains(&plan.breaches[*place].pack))
    });
    let put_right = put_right.map(|place| {
        let clauses = timeline.breach_clauses(plan, place, at).join(", ");
        format!("{} ({clauses})", plan.breaches[place].rule.title)
    });
    let put_right = put_right.collect();
    let owed: Vec<_> = timeline.owed(at).filter(of_pack).collect();
    let state = |wanted: DutyState| owed.iter().filter(|duty| duty.state(at) == wanted).count();
    let next = next_due(plan, owed.iter().copied(), at).first().map(|duty| {
        let rule = &plan.duties[usize::from(duty.duty)].rule;
        Next {
            duty: rule.title.clone(),
            clauses: rule.cites.0.clone(),
            owner: timeline.owner_of(plan, duty, at).name(),
            owner_called: plan.title_of(timeline.owner_of(plan, duty, at)).to_owned(),
            due: duty.due_by(at).day(),
            days_overdue: duty
                .due_by(at)
                .day()
                .filter(|_| duty.state(at) == DutyState::Overdue)
                .map(|due| days_since(due, at.day())),
            known_as_of: ends.known_as_of(plan, duty, at),
            state: state_name(duty.state(at)),
        }
    });
    Row {
        child: names.child(child).to_owned(),
        team: timeline.team_at(at).map(|team| names.unit(team).to_owned()),
        counted: if timeline.counted(definition, at) == Tri::Yes { "certain" } else { "possible" },
        since: timeline.without_since(definition, at),
        since_at_the_latest: timeline.without_since_at_the_latest(definition, at),
        days: timeline.days_without(definition, at),
        cause_day: step.and_then(|step| cause_day(step.because, facts, loaded)),
        counted_from: from,
        counted_from_day: timeline.counted_from_day(plan, definition, at),
        counted_by: timeline.counted_by(at).filter(|_| by_team).map(|by| match by {
            CountedBy::Definition(own) => Some(plan.definition_name(own)),
            CountedBy::Nobody | CountedBy::NotKnown => None,
        }),
        own_policy: each_team::own_policy(plan, timeline, definition, at),
        holding: timeline.holding_at(at).name(),
        put_right,
        next,
        overdue: state(DutyState::Overdue),
        cannot_be_known: state(DutyState::CannotBeKnown),
    }
}

/// The civil day of the fact that left a child without a worker: what lists call 'since', and not [`Row::since`].
fn cause_day(because: Because, facts: &[&[Fact]], loaded: &Loaded) -> Option<Day> {
    standing::fact_of(because, facts, loaded.world())?.when.day()
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
    // Of several versions of a pack, its list is as the one in force lays it out.
    let as_is = |place: &usize| plan.version_on(*place, instants.at.day()) == *place;
    let found = (0..packs.len())
        .filter(as_is)
        .find_map(|place| packs[place].lists.iter().find(|list| list.id == name).map(|list| (place, list)));
    let Some((place, list)) = found else {
        let known: Vec<_> = packs.iter().flat_map(|pack| &pack.lists).map(|list| list.id.as_str()).collect();
        let help = if known.is_empty() { "these packs lay out none".to_owned() } else { known.join(", ") };
        return Err(Failure::NotThere(format!("there is no list '{name}'"), help));
    };
    let first = |of: &dyn Fn(&Pack) -> usize| packs[..place].iter().map(of).sum::<usize>();
    let definition = first(&|pack| pack.definitions.len()) + list.definition;
    let duties = first(&|pack| pack.duties.len());
    let each = |child, facts: &[&[Fact]], timeline: &Timeline| {
        let child = loaded.world().names.child(child);
        let cells = cells(list, plan, definition, duties, child, facts, timeline, loaded, world, instants.at);
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
    plan: &Plan,
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
        ColumnShows::Since => {
            let day = step.and_then(|step| cause_day(step.because, facts, loaded));
            day.map(|day| day.to_string()).unwrap_or_default()
        }
        ColumnShows::CountedFrom => {
            timeline.counted_from_day(plan, definition, at).map(|day| day.to_string()).unwrap_or_default()
        }
        ColumnShows::DutyDue(duty) => {
            let of = &plan.duties[duties + duty];
            // The same rule of an earlier version goes on by its own.
            let is_it = |place: u16| {
                let other = &plan.duties[usize::from(place)];
                other.rule.id == of.rule.id && plan.packs[other.pack].id == plan.packs[of.pack].id
            };
            let begun = timeline.duties.iter().filter(|one| one.opened <= at && is_it(one.duty));
            let current = begun.max_by_key(|one| one.opened);
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
