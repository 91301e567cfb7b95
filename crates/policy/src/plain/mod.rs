//! What a pack says, in plain words, from the pack alone: for the handbook, for one rule, for what differs between two.

mod differs;
mod load;
mod open;
mod words;

use record::Day;
use record::words::{Word, Words};

use crate::pack::{
    Area, Breach, Cites, Definition, Duty, Gate, Length, MetFrom, MoreThan, Opens, OwnerWhile, Pack, Siblings, Stated,
};
use words::{all_of, any_of, any_post, due, joined, opens, worker};

pub use differs::{Difference, differences};
pub use open::left_open;
pub use words::{condition, events};

/// A rule in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What kind of rule it is: "duty".
    pub what: &'static str,
    /// Its name within the pack.
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// What it asks, a sentence each.
    pub says: Vec<String>,
}

/// What kind of rule a gate is, for people.
const GATE: &str = "what a decision needs";
/// What kind of rule one about areas is.
const AREA: &str = "what is looked at over an area";

/// Every rule of the pack in plain words, in the order of its lists.
pub fn rules(pack: &Pack) -> Vec<Told> {
    let mut told = Vec::new();
    let mut add = |what: &'static str, id: &str, title: &str, cites: &Cites, says: Vec<String>| {
        told.push(Told { what, id: id.to_owned(), title: title.to_owned(), clauses: cites.0.clone(), says });
    };
    for rule in &pack.workers {
        let cites = with(&rule.cites, rule.stops.iter().map(|stop| &stop.cites));
        add("who counts as a worker", &rule.id, rule.title(), &cites, worker(rule));
    }
    for rule in &pack.definitions {
        let cites = with(&rule.cites, rule.grace.iter().map(|grace| &grace.cites));
        add("count", &rule.id, &rule.title, &cites, definition(pack, rule));
    }
    for rule in &pack.breaches {
        let cites = with(&rule.cites, rule.exceptions.iter().map(|one| &one.cites));
        add("what must never be", &rule.id, &rule.title, &cites, breach(pack, rule));
    }
    for rule in &pack.duties {
        let what = if rule.ladder.is_some() { "rung of a ladder" } else { "duty" };
        let varied = rule.varied_by.iter().map(|one| &one.cites);
        let cites = with(
            &rule.cites,
            rule.intervals.iter().map(|one| &one.cites).chain(rule.owners.iter().map(|one| &one.cites)).chain(varied),
        );
        add(what, &rule.id, &rule.title, &cites, duty(pack, rule));
    }
    for rule in &pack.ladders {
        let rungs = rule.rungs.iter().filter_map(|place| pack.duties.get(*place));
        // When each rung stands open and is due: the summary alone shows how fast it is climbed.
        let timed = |rung: &Duty| {
            let times = opens(pack, rung.opens).into_iter().chain([due(pack, &rung.due)]);
            format!("rung: {} ({})", rung.title, times.collect::<Vec<_>>().join("; "))
        };
        let rungs = rungs.map(timed).collect();
        add("ladder", &rule.id, &rule.title, &rule.cites, rungs);
    }
    for rule in &pack.gates {
        let cites = with(&rule.cites, rule.steps.iter().map(|step| &step.cites));
        add(GATE, &rule.id, &rule.title, &cites, gate(pack, rule));
    }
    for rule in &pack.suitability {
        let whom = rule.professions.map_or("anybody".to_owned(), any_of);
        let engaged = rule.engaged.map(|engaged| format!(" engaged {engaged}")).unwrap_or_default();
        let mut says = vec![
            format!("for a child: {}", condition(pack, &rule.during)),
            match rule.needs.is_empty() {
                true => format!("it speaks for {whom}{engaged} as {}: {}", any_of(rule.parts), all_of(rule.speaks_for)),
                false => format!("{whom}{engaged} as {}: {}", any_of(rule.parts), all_of(rule.needs)),
            },
        ];
        says.extend((!rule.training.is_empty()).then(|| format!("training: accredited in {}", all_of(rule.training))));
        add("who may hold whom", &rule.id, &rule.says, &rule.cites, says);
    }
    for rule in &pack.priorities {
        let says = vec![format!("adds {} while: {}", rule.weight, condition(pack, &rule.when))];
        add("what raises priority", &rule.id, &rule.says, &rule.cites, says);
    }
    for rule in &pack.letters {
        let mut says = vec![
            format!("the letter '{}'", rule.kind),
            format!("to {}, while: {}", any_of(rule.to), condition(pack, &rule.during)),
            format!("must hold {}", all_of(rule.says)),
        ];
        says.extend(rule.safe.then(|| "only where it is safe".to_owned()));
        add("letter", &rule.id, &rule.id, &rule.cites, says);
    }
    for rule in &pack.areas {
        let above = match rule.more_than {
            MoreThan::Children(children) => format!("more than {children} children"),
            MoreThan::Percent(percent) => format!("more than {percent} percent"),
            MoreThan::OneIn(many) => format!("more than one in {many}"),
            MoreThan::NotStated => "more than the policy states".to_owned(),
        };
        let counted = pack.definitions.get(rule.counts).map_or("?", |rule| rule.title.as_str());
        let mut says = vec![format!("holds for a {} with {above} counted by '{counted}'", rule.over.name())];
        says.extend(rule.rungs.iter().map(|rung| area_rung(pack, rule, rung)));
        let cites = with(&rule.cites, rule.rungs.iter().map(|rung| &rung.cites));
        add(AREA, &rule.id, &rule.title, &cites, says);
    }
    for rule in &pack.services {
        let says = vec![format!("{}: the service is managed by {}", rule.kind, pack.whose(rule.owner))];
        add("service", rule.kind.name(), rule.kind.name(), &rule.cites, says);
    }
    for rule in &pack.calendars {
        let day = |day: &Day| {
            let (year, _, date) = day.ymd();
            format!("{} {date} {} {year}", day.weekday_name(), day.month_name())
        };
        let closed = joined(rule.closed.iter().map(day), "and");
        let says = vec![format!("working days of England and Wales, but for {closed}")];
        add("calendar", &rule.id, "Working days of its own", &rule.cites, says);
    }
    if let Some(workload) = &pack.workload {
        let parts = workload.points.iter().map(|line| &line.cites).chain(workload.fixed.iter().map(|line| &line.cites));
        let parts = parts.chain(workload.own.iter().map(|own| &own.cites));
        let cites = with(&workload.cites, parts.chain(workload.exceptions.iter().map(|one| &one.cites)));
        add("workload", "workload", "Weighted workload", &cites, load::told(pack, workload));
    }
    for rule in &pack.winners {
        let title = |place: usize| pack.duties.get(place).map_or("?", |duty| duty.title.as_str());
        let says = vec![format!("'{}' binds; '{}' is shown beside it", title(rule.binds), title(rule.beside))];
        let id = pack.duties.get(rule.beside).map_or("", |duty| duty.id.as_str());
        add("which rule binds", id, "Which of two rules binds", &rule.cites, says);
    }
    told
}

/// "rung: The head of service is told (the duty of the team manager; due within 2 working days; met by area notice given to the
/// head of service)".
fn area_rung(pack: &Pack, area: &Area, rung: &Duty) -> String {
    let opens = match rung.opens {
        Opens::WhenMet(place) | Opens::WhenUnmet(place) => area.rungs.get(place).map(|before| {
            let how =
                if matches!(rung.opens, Opens::WhenMet(_)) { "once this is done" } else { "once this is overdue" };
            format!("{how}: {}", before.title)
        }),
        plain => opens(pack, plain),
    };
    let whose = format!("the duty of {}", pack.whose(rung.owner));
    let ways: Vec<String> = rung.met_by.iter().map(|one| events(pack, one)).collect();
    let met = format!("met by {}", ways.join(", together with "));
    let said: Vec<String> = std::iter::once(whose).chain(opens).chain([due(pack, &rung.due), met]).collect();
    format!("rung: {} ({})", rung.title, said.join("; "))
}

/// The clauses of a rule and of its parts, each once: its intervals, its steps, its days of grace.
fn with<'c>(rule: &Cites, parts: impl Iterator<Item = &'c Cites>) -> Cites {
    let mut clauses = rule.0.clone();
    for clause in parts.flat_map(|part| &part.0) {
        if !clauses.contains(clause) {
            clauses.push(clause.clone());
        }
    }
    Cites(clauses)
}

fn definition(pack: &Pack, rule: &Definition) -> Vec<String> {
    let mut says = vec![
        rule.question.clone(),
        format!("among: {}", condition(pack, &rule.among)),
        format!("counted while: {}", condition(pack, &rule.counts)),
    ];
    says.extend(rule.grace.iter().map(|grace| {
        let days = match grace.more_than_working_days {
            Stated::As(days) => format!("more than {}", Length::WorkingDays(days)),
            Stated::LeftOpen => "a time that the policy does not state".to_owned(),
        };
        format!("after {}: only after {days} ({})", any_of(grace.since), grace.cites)
    }));
    let together = "brothers and sisters are counted together: the number of families stands beside that of children";
    says.extend((rule.siblings == Siblings::Together).then(|| together.to_owned()));
    says
}

fn breach(pack: &Pack, rule: &Breach) -> Vec<String> {
    let mut says = vec![
        format!("a breach while: {}", condition(pack, &rule.during)),
        format!("comes first for {}", any_post(pack, rule.to)),
    ];
    says.extend(
        rule.exceptions.iter().map(|one| format!("but for an exception by {} ({})", any_post(pack, one.by), one.cites)),
    );
    says
}

fn duty(pack: &Pack, rule: &Duty) -> Vec<String> {
    let mut says =
        vec![format!("the duty of {}", pack.whose(rule.owner)), format!("while: {}", condition(pack, &rule.during))];
    let meanwhile = |one: &OwnerWhile| {
        let (owner, when) = (pack.whose(one.owner), condition(pack, &one.when));
        format!("that of {owner} while: {when} ({})", one.cites)
    };
    says.splice(1..1, rule.owners.iter().map(meanwhile));
    says.extend((!rule.on.is_empty()).then(|| format!("each time: {}", events(pack, &rule.on))));
    says.extend(rule.waiting.as_ref().map(|one| {
        let since = condition(pack, one);
        format!("and once for each that came before and still waits as it begins, counted from when it came or, where that is later, from the beginning of: {since}")
    }));
    says.extend(rule.lasts_while.as_ref().map(|one| {
        let from = if rule.lasts_from_next_day { " if that was still so on the next day" } else { "" };
        format!("once begun it goes on{from} while: {}", condition(pack, one))
    }));
    says.extend(rule.per_agency.then(|| "once for each agency involved".to_owned()));
    says.extend(opens(pack, rule.opens));
    says.push(due(pack, &rule.due));
    says.extend(rule.intervals.iter().map(|one| {
        format!("every {} while: {} ({})", pack.stated_length(one.every), condition(pack, &one.when), one.cites)
    }));
    says.extend(rule.varied_by.iter().map(|one| {
        let only = if one.only_shorter { ", if that is sooner" } else { "" };
        let by = one.event.iter().filter_map(|event| event.made_by).fold(Words::NONE, Words::joined);
        let by = if by.is_empty() { String::new() } else { format!(" by {}", any_post(pack, by)) };
        format!("or as often as is set for the child{by}{only} ({})", one.cites)
    }));
    let ways: Vec<String> = rule.met_by.iter().map(|one| events(pack, one)).collect();
    let only = match &rule.met_from {
        MetFrom::ItsStretch => String::new(),
        MetFrom::ItsOpening => ", from its opening on and not before".to_owned(),
        MetFrom::Since(of) => format!(", from the beginning of this on: {}", condition(pack, of)),
    };
    says.extend((!ways.is_empty()).then(|| format!("met by {}{only}", ways.join(", together with "))));
    says.extend(rule.met_when.as_ref().map(|one| format!("met when: {}", condition(pack, one))));
    says.extend(rule.in_doubt_when.as_ref().map(|one| {
        format!("whether it is still owed cannot be known once, before its due day is over: {}", condition(pack, one))
    }));
    let binds = rule.yields_to.and_then(|place| pack.duties.get(place));
    says.extend(binds.map(|other| format!("shown beside '{}', which binds", other.title)));
    says
}

fn gate(pack: &Pack, rule: &Gate) -> Vec<String> {
    let mut says =
        vec![format!("before: {}", events(pack, &rule.before)), format!("while: {}", condition(pack, &rule.during))];
    let held = rule.breach_while.as_ref();
    says.extend(held.map(|one| format!("what it lacks is a breach only while: {}", condition(pack, one))));
    says.extend(rule.never.then(|| "is never allowed".to_owned()));
    says.extend(rule.by.map(|by| format!("decided by {}", any_post(pack, by))));
    says.extend((!rule.stand_in.is_empty()).then(|| format!("{} may stand in", any_post(pack, rule.stand_in))));
    says.extend(rule.reasons.map(|of| format!("only because of {}", any_of(of))));
    says.extend(rule.steps.iter().enumerate().map(|(place, step)| {
        let within =
            step.within.map(|within| format!(", no older than {}", pack.stated_length(within))).unwrap_or_default();
        let each = step.each.map(|each| format!(", for each {each}")).unwrap_or_default();
        let only = step.only_where.as_ref().map(|one| format!(", asked only where: {}", condition(pack, one)));
        format!(
            "step {}: {}{each}{within} ({}), shown by {}{}",
            place + 1,
            step.says,
            step.cites,
            events(pack, &step.met_by),
            only.unwrap_or_default()
        )
    }));
    says
}
