//! `count`: how many by which definition, beside the question, the instant and what is not known (CNT-06); and the
//! children in whom two counts differ, each with the reason (CNT-04, CNT-05).

use policy::Siblings;
use record::{Book, Calendar, Fact, Kind, Moment, Tri};
use serde::Serialize;
use standing::each_team::CountedBy;
use standing::explain::Question;
use standing::families::{Families, family};
use standing::since::{Counted, blind, first_day};
use standing::{Plan, Standing, Timeline, World, differ};

use crate::Surroundings;
use crate::arguments::Count;
use crate::asked::{Instants, instant};
use crate::each_team::{self, CountedFor, Teams};
use crate::facts::Loaded;
use crate::failure::Failure;
use crate::policies;
use crate::say;
use crate::stale;
use crate::standing::not_in_force;
use crate::story::{as_text, moment_text};
use crate::table::{fitted, indented, plural};

/// One count, with all that must stand beside a figure.
#[derive(Debug, Serialize)]
struct Figure {
    definition: String,
    title: String,
    question: String,
    clauses: Vec<String>,
    #[serde(serialize_with = "moment_text")]
    as_at: Moment,
    #[serde(serialize_with = "as_text")]
    known_at: Option<Moment>,
    /// Where the count is about a day after the newest data was taken: the end of that day.
    #[serde(serialize_with = "as_text")]
    nothing_known_after: Option<Moment>,
    /// What the newest extract lacks, so that it is as old as an earlier one: a sentence each.
    older: Vec<String>,
    /// By which policies each team's children are counted, where it is by each team's own; not there where one definition
    /// counts everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    counted_for: Vec<CountedFor>,
    /// Nothing where no policy is in force at that day, or where of everybody it is not known whether they are among them.
    among: Option<u64>,
    certain: Option<u64>,
    possible: Option<u64>,
    /// Children of whom it is not known whether they are among those asked about.
    among_not_known: Option<u64>,
    /// Of how many families those counted are, where the definition counts brothers and sisters together.
    #[serde(skip_serializing_if = "Option::is_none")]
    families: Option<FamiliesTold>,
    note: Option<String>,
    /// Of these, what ends a worker's counting: the lack of it makes no child possible. A figure that would be nought is
    /// not known then.
    blind: Vec<&'static str>,
    /// Kinds of fact that this data does not record, on which the definition rests.
    cannot_see: Vec<&'static str>,
    #[serde(skip)]
    unseen: Vec<Kind>,
}

/// Of how many families the children are whom a definition counts.
#[derive(Debug, Serialize)]
struct FamiliesTold {
    certain: u64,
    possible: u64,
    /// Children counted for certain whose family is not on record.
    children_without: u64,
    /// The same of those counted possibly.
    possibly_without: u64,
    #[serde(skip)]
    words: String,
}

/// A child in whom two counts differ.
#[derive(Debug, Serialize)]
struct Moved {
    child: String,
    /// By the first count.
    first: &'static str,
    /// By the second.
    second: &'static str,
    /// Why, in plain words.
    because: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Difference {
    first: Figure,
    second: Figure,
    differs_by: &'static str,
    children: Vec<Moved>,
}

/// Runs the command.
pub fn run(asked: &Count, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    if asked.areas {
        return crate::areas::run(asked, around);
    }
    let packs = policies::load(&asked.asked.policy)?;
    let plan = Plan::new(&packs.iter().collect::<Vec<_>>());
    let instants = Instants::read(&asked.asked, around.now)?;
    let base = Calendar::england_and_wales();
    let loaded = Loaded::open(&asked.from, &|kind| plan.needs(kind), instants.known, around)?;
    stale::warn(&asked.from, &loaded, &instants, around)?;
    let packs = policies::in_force(&asked.asked.policy, loaded.world(), instants.known)?.packs;
    let plan = each_team::plan(&packs, loaded.world(), instants.known);
    let world = World::new(loaded.world(), &plan, &base, instants.known);
    let known_at = asked.asked.known_at.as_ref().map(|_| instants.known);
    let context = Context {
        plan: &plan,
        loaded: &loaded,
        threads: asked.from.reading.threads,
        at: instants.at,
        nothing_known_after: stale::nothing_known_after(&loaded, &instants),
        older: stale::older(&loaded, &instants),
    };
    let day = instants.at.day();
    let teams = Teams::of_everybody(&loaded, &plan, &world, asked.from.reading.threads, instants.at);
    let chosen = || match asked.definition.as_deref() {
        Some(name) => policies::definition(&plan, Some(name), day),
        None => teams.definition(&plan, &world, instants.at),
    };
    match (&asked.against, &asked.against_known_at) {
        (None, None) => {
            let places: Vec<usize> = match &asked.definition {
                Some(name) => vec![policies::definition(&plan, Some(name), day)?],
                None => {
                    // What counts where none is named comes first, where it is each team's own policy.
                    let by_team = teams.definition(&plan, &world, instants.at).ok();
                    let by_team = by_team.filter(|place| plan.each_team() == Some(*place));
                    let written = |place: &usize| plan.each_team() != Some(*place);
                    by_team.into_iter().chain(plan.definitions_on(day).into_iter().filter(written)).collect()
                }
            };
            let mut figures = context.figures(&places, &world, known_at);
            for (figure, place) in figures.iter_mut().zip(&places) {
                figure.counted_for = teams.counted_for(&plan, &world, *place, instants.at);
            }
            if asked.asked.json {
                around.json(&figures)?;
            } else {
                let columns = around.columns;
                write!(around.out, "{}", said(&figures, &instants, known_at, columns))?;
                for sentence in crate::beside::rows_of_nobody(&asked.from, &loaded)? {
                    write!(around.out, "\n{}", indented(&sentence, 0, columns))?;
                }
            }
        }
        (Some(other), None) => {
            let first = chosen()?;
            let second = policies::definition(&plan, Some(other), day)?;
            let difference = context.by_definition(first, second, &world, known_at);
            say_difference(&difference, asked.asked.json, around)?;
        }
        (None, Some(then)) => {
            let place = chosen()?;
            let then = instant("against-known-at", then)?;
            loaded.refuse_before_anything(then)?;
            let difference = context.by_knowledge(place, &world, then, instants.known, &base)?;
            say_difference(&difference, asked.asked.json, around)?;
        }
        (Some(_), Some(_)) => {
            let help = "ask for one and then the other: a difference has one cause at a time";
            return Err(Failure::Usage("--against and --against-known-at do not go together".into(), help.into()));
        }
    }
    Ok(0)
}

struct Context<'a> {
    plan: &'a Plan,
    loaded: &'a Loaded,
    threads: usize,
    at: Moment,
    nothing_known_after: Option<Moment>,
    older: Vec<String>,
}

impl Context<'_> {
    fn figures(&self, places: &[usize], world: &World, known: Option<Moment>) -> Vec<Figure> {
        // Whose child it is is read of those alone whom such a definition counts, or may.
        let together = |place: usize| self.plan.definitions[place].rule.siblings == Siblings::Together;
        let asked = |standing: &Standing| {
            places.iter().zip(&standing.of).any(|(place, (_, counted))| together(*place) && !counted.is_no())
        };
        let family = |_, facts: &[&[Fact]], _: &Timeline| family(facts.iter().copied(), world.known);
        let found = self.loaded.evaluate_those(self.plan, world, self.threads, (places, self.at), asked, family);
        let of = |i: usize| found.iter().map(move |(standing, _)| standing.of[i]);
        let mut figures: Vec<Figure> =
            places.iter().enumerate().map(|(i, place)| self.figure(*place, world, known, of(i))).collect();
        for (i, figure) in figures.iter_mut().enumerate().filter(|(i, _)| together(places[*i])) {
            let mut families = Families::default();
            found.iter().for_each(|(standing, family)| families.add(*family, standing.of[i].1));
            let count = families.count();
            figure.families = (figure.note.is_none() && figure.certain.is_some()).then(|| FamiliesTold {
                certain: count.certain,
                possible: count.possible,
                children_without: count.not_known,
                possibly_without: count.possibly_not_known,
                words: count.to_string(),
            });
        }
        figures
    }

    /// What those definitions say of every child, in the children's order.
    fn values(&self, places: &[usize], world: &World) -> Vec<Standing> {
        let found = self.loaded.evaluate_those(
            self.plan,
            world,
            self.threads,
            (places, self.at),
            |_| false,
            |_, _, _| None::<()>,
        );
        found.into_iter().map(|(standing, _)| standing).collect()
    }

    fn figure(
        &self,
        place: usize,
        world: &World,
        known: Option<Moment>,
        values: impl Iterator<Item = (Tri, Tri)>,
    ) -> Figure {
        let blind = blind(self.plan, world, place, self.at);
        let rule = &self.plan.definitions[place].rule;
        let note = not_in_force(self.plan, world, place, self.at);
        let unseen = kinds_unseen(self.plan, world, place, self.at, self.loaded.world());
        let mut figure = Figure {
            definition: self.plan.definition_name(place),
            title: rule.title.clone(),
            question: rule.question.clone(),
            clauses: rule.cites.0.clone(),
            as_at: self.at,
            known_at: known,
            nothing_known_after: self.nothing_known_after,
            older: self.older.clone(),
            counted_for: Vec::new(),
            among: None,
            certain: None,
            possible: None,
            among_not_known: None,
            families: None,
            note,
            blind: blind.iter().map(|kind| kind.name()).collect(),
            cannot_see: unseen.iter().map(|kind| kind.name()).collect(),
            unseen,
        };
        if figure.note.is_none() {
            let (mut among, mut count) = (Counted::default(), Counted::default());
            for (of, counted) in values {
                among.join(Counted::one(of));
                count.join(Counted::one(counted));
            }
            figure.among = crate::beside::denominator(among);
            figure.among_not_known = Some(among.possible);
            let told = count.told(&blind);
            (figure.certain, figure.possible) = (told.certain, told.possible);
        }
        figure
    }

    /// The same facts under two definitions: for each child that moves, the conditions that the other does not share.
    fn by_definition(&self, first: usize, second: usize, world: &World, known: Option<Moment>) -> Difference {
        let differs = |standing: &Standing| standing.of[0].1 != standing.of[1].1;
        let each = |child, facts: &[&[Fact]], timeline: &Timeline| {
            Some(Moved {
                child: self.name(child),
                first: tri_name(timeline.counted(first, self.at)),
                second: tri_name(timeline.counted(second, self.at)),
                because: self.reasons(world, (facts, timeline), first, second),
            })
        };
        let asked = (&[first, second][..], self.at);
        let found = self.loaded.evaluate_those(self.plan, world, self.threads, asked, differs, each);
        let figure =
            |i: usize, place| self.figure(place, world, known, found.iter().map(|(standing, _)| standing.of[i]));
        let (first, second) = (figure(0, first), figure(1, second));
        let mut children: Vec<Moved> = found.into_iter().filter_map(|(_, moved)| moved).collect();
        children.sort_by(|a, b| a.child.cmp(&b.child));
        Difference { first, second, differs_by: "definition", children }
    }

    fn reasons(
        &self,
        world: &World,
        (facts, timeline): (&[&[Fact]], &Timeline),
        first: usize,
        second: usize,
    ) -> Vec<String> {
        let (a, b) = (
            differ::parts(self.plan, world, facts, first, self.at),
            differ::parts(self.plan, world, facts, second, self.at),
        );
        let title = |place: usize| self.plan.definitions[place].rule.title.clone();
        let own = |place: usize| each_team::own_policy(self.plan, timeline, place, self.at);
        let mut told: Vec<String> = [first, second].into_iter().filter_map(own).collect();
        for (parts, others, of) in [(&b, &a, second), (&a, &b, first)] {
            for part in parts.iter().filter(|part| !part.value.is_yes()) {
                if others.iter().any(|other| other.words == part.words && other.value == part.value) {
                    continue;
                }
                let since = part.since.filter(|step| step.from > Moment::MIN);
                let fact = since.and_then(|step| standing::fact_of(step.because, facts, self.loaded.world()));
                let verdict = if part.value.is_no() { "does not hold" } else { "is not known" };
                let since = since.and_then(|step| first_day(step.from));
                let since = since.map(|day| format!(" since {}", say::day(day))).unwrap_or_default();
                let fact = fact.map(|fact| format!(" ({})", say::fact(fact, self.loaded.world()))).unwrap_or_default();
                told.push(format!("'{}' asks '{}', which {verdict}{since}{fact}", title(of), part.words));
            }
        }
        told
    }

    /// The same definition as known at two instants: for each child that moves, the records made in between.
    fn by_knowledge(
        &self,
        place: usize,
        world_now: &World,
        then: Moment,
        now: Moment,
        base: &Calendar,
    ) -> Result<Difference, Failure> {
        let Loaded::Book { book, .. } = self.loaded else {
            let help = "an extract knows one instant only: import it into a store first".to_owned();
            return Err(Failure::Usage("--against-known-at needs a store or a file of facts".into(), help));
        };
        let world_then = World::new(book, self.plan, base, then);
        let (before, after) = (self.values(&[place], &world_then), self.values(&[place], world_now));
        let question = Question::Count { definition: place, at: self.at };
        let mut children = Vec::new();
        for (index, (first, second)) in before.iter().zip(&after).enumerate() {
            let (a, b) = (first.of[0].1, second.of[0].1);
            if a == b {
                continue;
            }
            children.push(self.loaded.facts_of(index, &mut Vec::new(), |child, facts| {
                let late = differ::recorded_since(book, self.plan, base, facts, question, then, now);
                let of_then = self.not_known(place, &world_then, facts);
                let of_now = self.not_known(place, world_now, facts);
                let said = [("first", of_then), ("second", of_now)];
                let mut because: Vec<String> = Vec::new();
                because.extend(said.iter().filter_map(|(which, why)| Some(format!("By the {which}: {}", (*why)?))));
                because.extend(late.iter().map(|fact| recorded_line(fact, book)));
                let by = |why: Option<&str>, value| why.map_or_else(|| tri_name(value), |_| NOT_KNOWN);
                Moved { child: self.name(child), first: by(of_then, a), second: by(of_now, b), because }
            }));
        }
        let figure = |world, known, told: &[Standing]| {
            self.figure(place, world, known, told.iter().map(|standing| standing.of[0]))
        };
        let known_now = Some(now).filter(|now| *now < Moment::MAX);
        let (first, second) = (figure(&world_then, Some(then), &before), figure(world_now, known_now, &after));
        Ok(Difference { first, second, differs_by: "what was recorded in between", children })
    }

    /// Why that knowledge does not say whether the definition counts a child who is open, or may be: it is by each team's own
    /// policy, and none governed.
    fn not_known(&self, place: usize, world: &World, facts: &[&[Fact]]) -> Option<&'static str> {
        if self.plan.each_team() != Some(place) {
            return None;
        }
        let timeline = standing::Evaluator::new(self.plan, world).timeline(facts);
        if standing::signal::value_at(&timeline.open, self.at).is_no() {
            return None;
        }
        match each_team::none_governs(self.plan, world, place, self.at) {
            true => Some("no policy that was adopted governed any team, so it is not known by which policy"),
            false => timeline.counted_by(self.at).filter(|by| *by == CountedBy::NotKnown)?.says_nothing(),
        }
    }

    fn name(&self, child: record::ChildId) -> String {
        self.loaded.world().names.child(child).to_owned()
    }
}

/// A record made later: what, by whom, when, and why where it is a correction.
fn recorded_line(fact: &Fact, book: &record::Book) -> String {
    let names = &book.names;
    format!("{}, recorded {}, {}", say::fact(fact, book), say::by(names.actor(fact.by)), say::instant(fact.recorded))
}

/// How a count stands that no policy says.
const NOT_KNOWN: &str = "not known";

fn tri_name(value: Tri) -> &'static str {
    match value {
        Tri::Yes => "counted",
        Tri::Unknown => "possibly",
        Tri::No => "not counted",
    }
}

/// The kinds of fact on which a definition rests and of which this record has no coverage.
fn kinds_unseen(plan: &Plan, world: &World, place: usize, at: Moment, book: &Book) -> Vec<Kind> {
    let covered = |kind: Kind| {
        book.record().iter().any(|fact| {
            matches!(fact.content, record::Content::Coverage { covers, .. } if covers.is_none_or(|of| of == kind))
        })
    };
    let rests_on = match plan.each_team() == Some(place) {
        true => plan.leading_governing(&world.units, at),
        false => vec![place],
    };
    let mut kinds: Vec<Kind> = rests_on.into_iter().flat_map(|place| plan.kinds_of(place)).collect();
    kinds.retain(|kind| !covered(*kind));
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

impl Figure {
    /// Those counted for certain, and possibly.
    fn counted(&self) -> [String; 2] {
        [self.certain, self.possible].map(|count| match count {
            None if self.note.is_none() => "not known".to_owned(),
            count => number(count),
        })
    }

    /// Among how many, for certain; and of how many more it is not known.
    fn denominator(&self) -> String {
        let not_known = self.among_not_known.unwrap_or(0);
        match (self.among, not_known) {
            (among, 0) => number(among),
            (None, not_known) => format!("not known ({not_known})"),
            (Some(among), not_known) => format!("{among} + {not_known} not known"),
        }
    }
}

fn number(count: Option<u64>) -> String {
    count.map_or_else(|| "–".to_owned(), |count| count.to_string())
}

/// Each definition's question once, then the figures, then what this data cannot say.
fn said(figures: &[Figure], instants: &Instants, known: Option<Moment>, columns: Option<u16>) -> String {
    let mut text = format!("As at {}", say::instant(instants.at));
    if let Some(known) = known {
        text.push_str(&format!(", as known at {}", say::instant(known)));
    }
    text.push_str("\n\n");
    let mut rows = fitted(&["Definition", "Counted", "Possibly", "Among", "Clauses"], columns);
    for figure in figures {
        text.push_str(&indented(&format!("{}: {}", figure.definition, figure.question), 0, columns));
        if let Some(by) = each_team::said(&figure.counted_for) {
            text.push_str(&indented(&by, 2, columns));
        }
        if let Some(note) = &figure.note {
            text.push_str(&indented(note, 2, columns));
        }
        if let Some(families) = &figure.families {
            text.push_str(&indented(&format!("The children counted are of {}.", families.words), 2, columns));
        }
        let [certain, possible] = figure.counted();
        let numbers = [certain, possible, figure.denominator()];
        rows.add_row([figure.definition.clone()].into_iter().chain(numbers).chain([figure.clauses.join(", ")]));
    }
    text.push_str(&format!("\n{rows}\n"));
    // A figure does not hide that there may be more: which these are, by what is not recorded.
    let mut blind: Vec<(&[&'static str], Vec<&str>)> = Vec::new();
    for figure in figures.iter().filter(|figure| figure.note.is_none() && !figure.blind.is_empty()) {
        match blind.iter_mut().find(|(kinds, _)| *kinds == figure.blind) {
            Some((_, names)) => names.push(&figure.definition),
            None => blind.push((&figure.blind, vec![&figure.definition])),
        }
    }
    for (kinds, names) in blind {
        let line = format!("{}: {}", names.join(", "), crate::beside::more_not_known(kinds.iter().copied()));
        text.push_str(&format!("\n{}", indented(&line, 0, columns)));
    }
    let mut unseen: Vec<Kind> = figures.iter().flat_map(|figure| &figure.unseen).copied().collect();
    unseen.sort_unstable();
    unseen.dedup();
    if !unseen.is_empty() {
        let kinds: Vec<String> = unseen.into_iter().map(say::kind).collect();
        let line = format!("This data does not record: {}. These counts cannot see it.", kinds.join(", "));
        text.push_str(&format!("\n{}", indented(&line, 0, columns)));
    }
    text
}

fn say_difference(difference: &Difference, as_json: bool, around: &mut Surroundings<'_>) -> Result<(), Failure> {
    if as_json {
        around.json(difference)?;
        return Ok(());
    }
    for (which, figure) in [("First ", &difference.first), ("Second", &difference.second)] {
        let known = figure.known_at.map(|known| format!(", as known at {}", say::instant(known))).unwrap_or_default();
        let ([certain, possible], among) = (figure.counted(), figure.denominator());
        let at = say::instant(figure.as_at);
        let line =
            format!("{which}  {}: {certain} and {possible} possibly, among {among}, as at {at}{known}", figure.title);
        write!(around.out, "{}", indented(&line, 0, around.columns))?;
    }
    let columns = around.columns;
    let children = plural(difference.children.len() as u64, "child differs", "children differ");
    writeln!(around.out, "\n{children}, by {}.", difference.differs_by)?;
    for moved in &difference.children {
        writeln!(around.out, "\n{}: {} by the first, {} by the second", moved.child, moved.first, moved.second)?;
        for reason in &moved.because {
            write!(around.out, "{}", indented(reason, 2, columns))?;
        }
    }
    Ok(())
}
