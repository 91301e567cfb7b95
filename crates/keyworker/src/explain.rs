//! `explain`: every date of one child, with the fact, the clause and the count of days behind it.

use record::{Book, Calendar, Day, Moment};
use standing::age::Ends;
use standing::explain as why;
use standing::{DutyState, Evaluator, Plan, World};

use crate::Surroundings;
use crate::arguments::{Explain, Standing};
use crate::asked::Instants;
use crate::each_team;
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::policies;
use crate::say;
use crate::stale;
use crate::standing::{not_in_force, packs_not_in_force};
use crate::story::{Count, Story};
use crate::table::{fitted, indented};
use crate::teller::Teller;

/// Runs the command.
pub fn run(asked: &Explain, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let instants = Instants::read(&asked.asked, around.now)?;
    let base = Calendar::england_and_wales();
    let loaded = Loaded::open(&asked.from, &|_| true, instants.known, around)?;
    stale::warn(&asked.from, &loaded, &instants, around)?;
    let packs = policies::in_force(&asked.asked.policy, loaded.world(), instants.known)?.packs;
    let plan = each_team::plan(&packs, loaded.world(), instants.known);
    let story = story(&loaded, &asked.child, &plan, &instants, &base, asked.asked.known_at.is_some())?;
    if asked.asked.json {
        around.json(&story)?;
    } else {
        write!(around.out, "{}", told(&story, &instants, asked.asked.known_at.is_some(), around.columns))?;
    }
    Ok(0)
}

/// `standing --child`: the same, as tables without the reasons.
pub fn one_child(
    asked: &Standing,
    instants: &Instants,
    base: &Calendar,
    around: &mut Surroundings<'_>,
) -> Result<u8, Failure> {
    let loaded = Loaded::open(&asked.from, &|_| true, instants.known, around)?;
    stale::warn(&asked.from, &loaded, instants, around)?;
    let packs = policies::in_force(&asked.asked.policy, loaded.world(), instants.known)?.packs;
    let plan = each_team::plan(&packs, loaded.world(), instants.known);
    let child = asked.child.as_deref().unwrap_or_default();
    let story = story(&loaded, child, &plan, instants, base, asked.asked.known_at.is_some())?;
    if asked.asked.json {
        around.json(&story)?;
        return Ok(0);
    }
    writeln!(around.out, "{}, as at {}", story.child, say::instant(instants.at))?;
    if let Some(died) = &story.died {
        writeln!(around.out, "{died}")?;
    }
    writeln!(around.out, "{}", story.held_said)?;
    for breach in &story.breaches {
        write!(around.out, "{}", indented(&breach.said, 0, around.columns))?;
    }
    for line in &story.not_in_force {
        write!(around.out, "{}", indented(line, 0, around.columns))?;
    }
    let mut counts = fitted(&["Definition", "Counted", "Since", "Days", "Counted from"], around.columns);
    let on = |day: Option<Day>| day.map_or_else(|| "–".to_owned(), say::day);
    let by = |count: &Count, said: String| if count.since_at_the_latest { format!("by {said}") } else { said };
    for count in &story.counts {
        let more = if count.since_at_the_latest { "+" } else { "" };
        let days = count.days.map_or_else(|| "–".to_owned(), |days| format!("{days}{more}"));
        let cells = [count.definition.clone(), count.counted.to_owned(), by(count, on(count.since)), days];
        counts.add_row(cells.into_iter().chain([on(count.counted_from_day)]));
    }
    writeln!(around.out, "\n{counts}")?;
    // A duty's own words are too long for a column: one line each, those that are owed first.
    for heading in ["Owed", "To come", "Ended"] {
        let mut duties = story.duties.iter().filter(|duty| heading_of(duty.stands) == heading).peekable();
        if duties.peek().is_some() {
            writeln!(around.out, "\n{heading}")?;
        }
        for line in duties.filter_map(|duty| duty.said.first()) {
            write!(around.out, "{}", indented(line, 2, around.columns))?;
        }
    }
    for one in &story.may_be_owed {
        write!(around.out, "\n{}", indented(&one.said, 0, around.columns))?;
    }
    Ok(0)
}

/// Under which heading a duty stands.
fn heading_of(state: DutyState) -> &'static str {
    match state {
        DutyState::Overdue | DutyState::Open | DutyState::CannotBeKnown => "Owed",
        DutyState::ToCome => "To come",
        DutyState::Closed(_) => "Ended",
    }
}

fn story(
    loaded: &Loaded,
    child: &str,
    plan: &Plan,
    instants: &Instants,
    base: &Calendar,
    known_asked: bool,
) -> Result<Story, Failure> {
    let index = loaded.find(child)?;
    let book: &Book = loaded.world();
    let world = World::new(book, plan, base, instants.known);
    let ends = Ends::of(book, instants.known);
    loaded.facts_of(index, &mut Vec::new(), |id, facts| {
        let team = Evaluator::new(plan, &world).standing(facts, &[], instants.at).team;
        let by_team = each_team::is_told(plan, &world, team, instants.at);
        let mut evaluator = Evaluator::new(plan, &world).weighing();
        let timeline = evaluator.timeline(facts);
        let at = instants.at;
        let teller = Teller { plan, world: &world, book, facts, timeline: &timeline, ends: &ends, at };
        // An extract was recorded in one go: nothing in it can have been withdrawn by a later record.
        let withdrawn = match loaded {
            Loaded::Book { .. } => why::withdrawn(plan, facts, &world, |known| World::new(book, plan, base, known)),
            Loaded::Extract(_) => Vec::new(),
        };
        // A count at an instant is by the version in force then; a duty that opened under one that has ended goes on.
        let own = plan.each_team().filter(|_| by_team);
        let written = plan.definitions_on(at.day()).into_iter().filter(|place| plan.each_team() != Some(*place));
        let asked = own.into_iter().chain(written).filter(|place| not_in_force(plan, &world, *place, at).is_none());
        let counts: Result<_, Failure> = asked.map(|place| teller.count(place)).collect();
        let has_begun =
            |duty: &&standing::DutyRecord| plan.packs[plan.duties[usize::from(duty.duty)].pack].from <= at.day();
        let duties: Result<_, Failure> =
            timeline.duties.iter().filter(has_begun).map(|duty| teller.duty(duty)).collect();
        Ok(Story {
            child: book.names.child(id).to_owned(),
            as_at: at.to_string(),
            known_at: known_asked.then(|| instants.known.to_string()),
            nothing_known_after: stale::nothing_known_after(loaded, instants).map(|end| end.to_string()),
            older: stale::older(loaded, instants),
            died: teller.died(),
            holding: timeline.holding_at(at).name(),
            held_said: teller.held(),
            team: timeline.team_at(at).map(|team| book.names.unit(team).to_owned()),
            next_change: timeline.next_change(at, world.calendars()).filter(|change| *change < Moment::MAX),
            not_in_force: packs_not_in_force(plan, at),
            counts: counts?,
            duties: duties?,
            breaches: teller.breaches()?,
            decisions: teller.decisions(&mut evaluator)?,
            whole_story: teller.whole_story(by_team),
            priority: teller.priority()?,
            withdrawn: withdrawn.iter().map(|one| teller.withdrawn(one)).collect(),
            may_be_owed: teller.may_be_owed(),
            holdings: teller.holdings(),
        })
    })
}

/// The story for people.
fn told(story: &Story, instants: &Instants, known_asked: bool, columns: Option<u16>) -> String {
    let mut text = format!("{}\nAs at {}", story.child, say::instant(instants.at));
    if known_asked {
        text.push_str(&format!(", as known at {}", say::instant(instants.known)));
    }
    if let Some(died) = &story.died {
        text.push_str(&format!("\n{died}"));
    }
    text.push_str(&format!("\n{}", story.held_said));
    if let Some(team) = &story.team {
        text.push_str(&format!("; team {team}"));
    }
    if let Some(next) = story.next_change {
        text.push_str(&format!("\nNext change by itself: {}", say::instant(next)));
    }
    text.push('\n');
    for breach in &story.breaches {
        text.push_str(&indented(&breach.said, 0, columns));
    }
    story.not_in_force.iter().for_each(|line| text.push_str(&indented(line, 0, columns)));
    text.push_str("\nCounts\n");
    for count in &story.counts {
        text.push('\n');
        let heading = format!("{} [{}] {}", count.title, count.definition, count.clauses.join(", "));
        text.push_str(&indented(&heading, 2, columns));
        count.said.iter().for_each(|line| text.push_str(&indented(line, 4, columns)));
    }
    if let Some(priority) = &story.priority {
        text.push_str("\nPriority\n\n");
        priority.said.iter().for_each(|line| text.push_str(&indented(line, 2, columns)));
    }
    if !story.whole_story.is_empty() {
        text.push_str("\nThe whole story\n\n");
        story.whole_story.iter().for_each(|of| text.push_str(&indented(&of.said, 2, columns)));
    }
    if !story.decisions.is_empty() {
        text.push_str("\nDecisions\n");
    }
    for decision in &story.decisions {
        text.push('\n');
        for (place, line) in decision.said.iter().enumerate() {
            text.push_str(&indented(line, if place == 0 { 2 } else { 4 }, columns));
        }
    }
    text.push_str("\nDuties\n");
    for duty in &story.duties {
        text.push('\n');
        for (place, line) in duty.said.iter().enumerate() {
            text.push_str(&indented(line, if place == 0 { 2 } else { 4 }, columns));
        }
    }
    for one in &story.may_be_owed {
        text.push('\n');
        text.push_str(&indented(&one.said, 2, columns));
    }
    for one in &story.withdrawn {
        text.push('\n');
        text.push_str(&indented(&one.said, 2, columns));
    }
    text
}
