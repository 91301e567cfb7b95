//! `explain`: every date of one child, with the fact, the clause and the count of days behind it.

use record::describe::describe;
use record::words::Word;
use record::{Book, Calendar, Fact, Kind, Moment, Tri};
use serde::Serialize;
use standing::explain::{self as why, Question};
use standing::{Because, Closed, DutyRecord, DutyState, Evaluator, Plan, Timeline, Towards, World, differ};

use crate::Surroundings;
use crate::arguments::{Explain, Standing};
use crate::asked::Instants;
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::policies;
use crate::table::table;

/// Everything about one child, with its reasons.
#[derive(Debug, Serialize)]
struct Story {
    child: String,
    as_at: String,
    known_at: Option<String>,
    holding: &'static str,
    team: Option<String>,
    /// The next instant at which something changes by itself.
    next_change: Option<String>,
    counts: Vec<Count>,
    duties: Vec<DutyTold>,
    breaches: Vec<Breach>,
    withdrawn: Vec<WithdrawnTold>,
    /// Who held the child, over the whole of time.
    holdings: Vec<Stretch>,
}

#[derive(Debug, Serialize)]
struct Count {
    definition: String,
    title: String,
    clauses: String,
    counted: &'static str,
    from: Option<String>,
    because: Option<String>,
    /// The grace that was counted, step by step.
    counting: Option<String>,
    /// The facts about the child on which this answer rests: without any one of them it would be another.
    rests_on: Vec<String>,
    /// Every stretch over the whole of time in which the child is counted, for certain or possibly.
    stretches: Vec<Stretch>,
    /// Where the child is not counted: the conditions that do not hold.
    conditions: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Stretch {
    what: String,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Debug, Serialize)]
struct DutyTold {
    duty: String,
    title: String,
    clause: String,
    owner: &'static str,
    towards: Option<String>,
    occurrence: u16,
    opened: String,
    due: Option<String>,
    /// How the due date was counted.
    counting: String,
    state: &'static str,
    /// When it ended, for a duty that has.
    ended: Option<String>,
    /// How many calendar days late it was met.
    days_late: Option<u32>,
    /// How many due dates have gone by unmet.
    gone_by: u32,
    met_by: Option<String>,
    /// When what met it was entered, where that was on a later day than it was done.
    entered: Option<String>,
    began: Option<String>,
}

#[derive(Debug, Serialize)]
struct Breach {
    title: String,
    clauses: String,
    from: Option<String>,
}

#[derive(Debug, Serialize)]
struct WithdrawnTold {
    title: String,
    clause: String,
    opened: String,
    due: Option<String>,
    withdrawn_at: String,
}

/// Runs the command.
pub fn run(asked: &Explain, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let packs = policies::load(&asked.asked.policy)?;
    let plan = Plan::new(&packs.iter().collect::<Vec<_>>());
    let instants = Instants::read(&asked.asked, around.now)?;
    let base = Calendar::england_and_wales();
    let loaded = Loaded::open(&asked.from, &|_| true, instants.known, around)?;
    let story = story(&loaded, &asked.child, &plan, &instants, &base, asked.asked.known_at.is_some())?;
    if asked.asked.json {
        serde_json::to_writer_pretty(&mut *around.out, &story)?;
        writeln!(around.out)?;
    } else {
        write!(around.out, "{}", told(&story))?;
    }
    Ok(0)
}

/// `standing --child`: the same, as a table without the reasons.
pub fn one_child(
    asked: &Standing,
    plan: &Plan,
    instants: &Instants,
    base: &Calendar,
    around: &mut Surroundings<'_>,
) -> Result<u8, Failure> {
    let loaded = Loaded::open(&asked.from, &|_| true, instants.known, around)?;
    let child = asked.child.as_deref().unwrap_or_default();
    let story = story(&loaded, child, plan, instants, base, asked.asked.known_at.is_some())?;
    if asked.asked.json {
        serde_json::to_writer_pretty(&mut *around.out, &story)?;
        writeln!(around.out)?;
        return Ok(0);
    }
    writeln!(around.out, "{}, as at {}: {}", story.child, story.as_at, story.holding)?;
    let mut counts = table(&["Definition", "Counted", "From", "Because"]);
    for count in &story.counts {
        let cell = |text: &Option<String>| text.clone().unwrap_or_default();
        counts.add_row([count.definition.clone(), count.counted.to_owned(), cell(&count.from), cell(&count.because)]);
    }
    let mut duties = table(&["Duty", "Clause", "Whose", "Opened", "Due", "Stands"]);
    for duty in &story.duties {
        let due = duty.due.clone().unwrap_or_else(|| "no date given".to_owned());
        let cells = [duty.title.clone(), duty.clause.clone(), duty.owner.to_owned(), duty.opened.clone(), due];
        duties.add_row(cells.into_iter().chain([duty.state.to_owned()]));
    }
    writeln!(around.out, "\n{counts}\n\n{duties}")?;
    Ok(0)
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
    let book = loaded.world();
    let world = World::new(book, plan, base, instants.known);
    Ok(loaded.facts_of(index, &mut Vec::new(), |id, facts| {
        let timeline = Evaluator::new(plan, &world).timeline(facts);
        let at = instants.at;
        let told = Told { plan, world: &world, book, facts, timeline: &timeline, at };
        // An extract was recorded in one go: nothing in it can have been withdrawn by a later record.
        let withdrawn = match loaded {
            Loaded::Book { .. } => why::withdrawn(plan, facts, &world, |known| World::new(book, plan, base, known)),
            Loaded::Extract(_) => Vec::new(),
        };
        Story {
            child: book.names.child(id).to_owned(),
            as_at: at.to_string(),
            known_at: known_asked.then(|| instants.known.to_string()),
            holding: timeline.holding_at(at).name(),
            team: timeline.team_at(at).map(|team| book.names.unit(team).to_owned()),
            next_change: timeline.next_change(at).map(|change| change.to_string()),
            counts: (0..plan.definitions.len()).map(|place| told.count(place)).collect(),
            duties: timeline.duties.iter().map(|duty| told.duty(duty)).collect(),
            breaches: told.breaches(),
            withdrawn: withdrawn.iter().map(|one| told.withdrawn(one)).collect(),
            holdings: told.holdings(),
        }
    }))
}

/// What the parts of a story are told from.
struct Told<'a> {
    plan: &'a Plan,
    world: &'a World,
    book: &'a Book,
    facts: &'a [&'a [Fact]],
    timeline: &'a Timeline,
    at: Moment,
}

impl Told<'_> {
    fn fact(&self, because: Because) -> Option<&Fact> {
        standing::fact_of(because, self.facts, self.book)
    }

    fn line(&self, because: Because) -> Option<String> {
        self.fact(because).map(|fact| fact_line(fact, self.book))
    }

    fn count(&self, place: usize) -> Count {
        let rule = &self.plan.definitions[place].rule;
        let why = why::counted_why(self.plan, self.world, self.timeline, place, self.at, |because| {
            self.fact(because).copied()
        });
        let question = Question::Count { definition: place, at: self.at };
        let rests_on = why::rests_on(self.plan, self.world, self.facts, question);
        let counting = why.as_ref().and_then(|why| why.grace.as_ref()).map(|(grace, days)| {
            let shown = why::Counting::WorkingDays(days.clone());
            let words = differ::grace_words(grace.more_than_working_days);
            format!("{words} ({}): {shown}; counts from 00:00 on the day after", grace.cites)
        });
        let counted = self.timeline.counted(place, self.at);
        let conditions = differ::parts(self.plan, self.world, self.facts, place, self.at)
            .into_iter()
            .filter(|part| !counted.is_yes() && !part.value.is_yes())
            .map(|part| {
                format!("'{}' {}", part.words, if part.value.is_no() { "does not hold" } else { "is not known" })
            })
            .collect();
        Count {
            definition: self.plan.definition_name(place),
            title: rule.title.clone(),
            clauses: rule.cites.to_string(),
            counted: match counted {
                Tri::Yes => "certain",
                Tri::Unknown => "possible",
                Tri::No => "no",
            },
            from: why.as_ref().map(|why| why.from).filter(|from| *from > Moment::MIN).map(|from| from.to_string()),
            because: self.timeline.counted_since(place, self.at).and_then(|step| self.line(step.because)),
            counting,
            rests_on: rests_on.iter().map(|fact| fact_line(fact, self.book)).collect(),
            stretches: self.stretches(place),
            conditions,
        }
    }

    fn stretches(&self, place: usize) -> Vec<Stretch> {
        let signal = &self.timeline.counts[place];
        let ends = signal.iter().skip(1).map(|step| Some(step.from)).chain([None]);
        let counted = signal.iter().zip(ends).filter(|(step, _)| !step.value.is_no());
        counted
            .map(|(step, to)| Stretch {
                what: if step.value.is_yes() { "certain" } else { "possible" }.to_owned(),
                from: (step.from > Moment::MIN).then(|| step.from.to_string()),
                to: to.map(|to| to.to_string()),
            })
            .collect()
    }

    fn holdings(&self) -> Vec<Stretch> {
        let steps = &self.timeline.holding;
        let ends = steps.iter().skip(1).map(|step| Some(step.from)).chain([None]);
        let told = steps.iter().zip(ends).map(|(step, to)| Stretch {
            what: step.holding.name().to_owned(),
            from: (step.from > Moment::MIN).then(|| step.from.to_string()),
            to: to.map(|to| to.to_string()),
        });
        told.collect()
    }

    fn duty(&self, duty: &DutyRecord) -> DutyTold {
        let rule = &self.plan.duties[usize::from(duty.duty)].rule;
        let state = duty.state(self.at);
        let met_by = self.fact(duty.met_by).filter(|_| matches!(state, DutyState::Closed(_)));
        let entered = met_by.filter(|fact| fact.when.day().is_some_and(|done| fact.recorded.day() > done));
        DutyTold {
            duty: format!("{}/{}", self.plan.packs[self.plan.duties[usize::from(duty.duty)].pack].id, rule.id),
            title: rule.title.clone(),
            clause: rule.cites.to_string(),
            owner: rule.owner.name(),
            towards: self.towards(duty.towards),
            occurrence: duty.occurrence,
            opened: duty.opened.to_string(),
            due: duty.due.day().map(|day| day.to_string()),
            counting: why::due_counting(&self.world.calendar, rule, duty).to_string(),
            state: state_name(state),
            ended: duty.closed.filter(|_| matches!(state, DutyState::Closed(_))).map(|(at, _)| at.to_string()),
            days_late: match state {
                DutyState::Closed(Closed::MetLate(days)) => Some(days),
                _ => None,
            },
            gone_by: duty.gone_by(self.at, &self.world.calendar),
            met_by: met_by.map(|fact| fact_line(fact, self.book)),
            entered: entered.map(|fact| fact.recorded.to_string()),
            began: self.line(duty.began),
        }
    }

    fn towards(&self, towards: Towards) -> Option<String> {
        match towards {
            Towards::Child => None,
            Towards::Agency(kind, name) => {
                let name = name.map(|name| format!(" ({})", self.book.names.text(name))).unwrap_or_default();
                Some(format!("{}{name}", kind.name()))
            }
            Towards::AgenciesNotRecorded => Some("agencies not recorded".to_owned()),
        }
    }

    fn breaches(&self) -> Vec<Breach> {
        let held = self.plan.breaches.iter().zip(&self.timeline.breaches).filter_map(|(of, signal)| {
            let step = standing::signal::step_at(signal, self.at).filter(|step| step.value.is_yes())?;
            Some(Breach {
                title: of.rule.title.clone(),
                clauses: of.rule.cites.to_string(),
                from: (step.from > Moment::MIN).then(|| step.from.to_string()),
            })
        });
        held.collect()
    }

    fn withdrawn(&self, one: &why::Withdrawn) -> WithdrawnTold {
        let rule = &self.plan.duties[usize::from(one.duty.duty)].rule;
        WithdrawnTold {
            title: rule.title.clone(),
            clause: rule.cites.to_string(),
            opened: one.duty.opened.to_string(),
            due: one.duty.due.day().map(|day| day.to_string()),
            withdrawn_at: one.at.to_string(),
        }
    }
}

/// A fact on one line: what it says, when, and where it came from.
pub fn fact_line(fact: &Fact, book: &Book) -> String {
    let when = fact.when.day().map_or_else(|| "day not known".to_owned(), |day| format!("{day:?}"));
    let source = book.names.source(fact.from.source);
    let row = if fact.from.row > 0 { format!(" row {}", fact.from.row) } else { String::new() };
    format!("{}, {when} [{source}{row}]", describe(fact, &book.names))
}

/// A duty's state as people say it.
pub fn state_name(state: DutyState) -> &'static str {
    match state {
        DutyState::Overdue => "overdue",
        DutyState::Open => "open",
        DutyState::CannotBeKnown | DutyState::Closed(Closed::CannotBeKnown) => "cannot be known",
        DutyState::ToCome => "to come",
        DutyState::Closed(Closed::Met) => "met",
        DutyState::Closed(Closed::MetLate(_)) => "met late",
        DutyState::Closed(Closed::Missed) => "missed",
        DutyState::Closed(Closed::NoLongerNeeded) => "no longer needed",
    }
}

/// The kinds of fact on which a definition rests and of which this record has no coverage.
pub fn kinds_unseen(plan: &Plan, place: usize, book: &Book) -> Vec<String> {
    let needed = plan.kinds_of(place);
    let covered = |kind: Kind| {
        book.record().iter().any(|fact| {
            matches!(fact.content, record::Content::Coverage { covers, .. } if covers.is_none_or(|of| of == kind))
        })
    };
    needed.into_iter().filter(|kind| !covered(*kind)).map(|kind| kind.name().replace('_', " ")).collect()
}

fn told(story: &Story) -> String {
    let mut text = format!("{}\nAs at {}", story.child, story.as_at);
    if let Some(known) = &story.known_at {
        text.push_str(&format!(", as known at {known}"));
    }
    text.push_str(&format!("\nHeld by: {}", story.holding));
    if let Some(team) = &story.team {
        text.push_str(&format!("; team {team}"));
    }
    if let Some(next) = &story.next_change {
        text.push_str(&format!("\nNext change by itself: {next}"));
    }
    for breach in &story.breaches {
        let from = breach.from.as_deref().unwrap_or("the beginning");
        text.push_str(&format!("\nBREACH since {from}: {} ({})", breach.title, breach.clauses));
    }
    text.push_str("\n\nCounts\n");
    for count in &story.counts {
        text.push_str(&format!("\n  {} [{}] {}", count.title, count.definition, count.clauses));
        match (&count.from, count.counted) {
            (_, "no") => text.push_str("\n    not counted"),
            (Some(from), value) => text.push_str(&format!("\n    {value}, from {from}")),
            (None, value) => text.push_str(&format!("\n    {value}")),
        }
        for line in count.because.iter().map(|line| format!("because: {line}")).chain(count.counting.clone()) {
            text.push_str(&format!("\n    {line}"));
        }
        for line in count.conditions.iter().chain(count.rests_on.iter().filter(|_| count.counted != "no")) {
            text.push_str(&format!("\n    - {line}"));
        }
        text.push('\n');
    }
    text.push_str("\nDuties\n");
    for duty in &story.duties {
        let towards = duty.towards.as_ref().map(|towards| format!(", {towards}")).unwrap_or_default();
        let due = duty.due.as_ref().map_or_else(|| "no date given".to_owned(), |due| format!("due {due}"));
        text.push_str(&format!("\n  {}{towards} ({}, {}): {due}, {}", duty.title, duty.clause, duty.owner, duty.state));
        if let Some(days) = duty.days_late {
            text.push_str(&format!(", {days} days late"));
        }
        if duty.gone_by > 0 {
            text.push_str(&format!(", {} due dates gone by", duty.gone_by));
        }
        text.push_str(&format!("\n    opened {}; {}", duty.opened, duty.counting));
        for (word, line) in [("began with", &duty.began), ("met by", &duty.met_by), ("entered", &duty.entered)] {
            if let Some(line) = line {
                text.push_str(&format!("\n    {word}: {line}"));
            }
        }
        text.push('\n');
    }
    for one in &story.withdrawn {
        let due = one.due.as_deref().unwrap_or("no date given");
        text.push_str(&format!(
            "\n  {} ({}), due {due}: withdrawn by a record of {}\n",
            one.title, one.clause, one.withdrawn_at
        ));
    }
    text
}
