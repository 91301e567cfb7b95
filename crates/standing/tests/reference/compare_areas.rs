//! Whole areas, side by side: several children at once.

use std::sync::Arc;

use policy::Pack;
use record::{Calendar, ChildId, Moment, People, Tri};
use standing::areas::AreaState;
use standing::{Board, Plan};

use super::areas::{self, MoreThan, Rule, Stands};
use super::areas_told;
use super::compare::{Difference, difference};
use super::definitions::Walk;
use super::history::History;
use super::world::{Undated, World};

/// The evaluator under test, with the rules of [`areas::RULES`].
pub struct Areas {
    plan: Arc<Plan>,
    base: Calendar,
}

impl Areas {
    /// A pack of those rules, written in the language and built on those that ship.
    pub fn new() -> Areas {
        let head = "keyworker-pack = 1\n[pack]\nid = \"areas\"\ntitle = \"Areas\"\nversion = \"1\"\nfrom = 2020-01-01\n\
                    source = \"a test\"\nbuilds-on = [\"pg\", \"as\", \"ap\", \"mon\", \"counts\"]\n\
                    counts-by = \"pg/unallocated\"\n\
                    [[clause]]\nid = \"A-1\"\nsays = \"what is asked\"\ndoes = \"Shown for each unit\"\n";
        let text = areas::RULES.iter().fold(head.to_owned(), |text, rule| text + &written(rule));
        let pack = Pack::read("areas.toml", &text).unwrap_or_else(|problems| panic!("{problems}"));
        Areas { plan: Arc::new(Plan::new(&[&pack])), base: Calendar::england_and_wales() }
    }

    /// How each rung stands at that instant, in the order of their names.
    fn rungs(&self, state: &AreaState, at: Moment) -> Vec<String> {
        let rule = &self.plan.areas[state.rule].rule;
        let told = state.rungs.iter().map(|rung| {
            let id = rule.rungs[usize::from(rung.record.duty)].id.trim_start_matches(rule.id.as_str());
            let (id, due) = (id.trim_start_matches('-'), rung.record.due.day());
            let due = due.map_or("none".to_owned(), |due| due.to_string());
            format!("{id} {} {due} {:?}", rung.record.opened, rung.record.state(at))
        });
        let mut told: Vec<String> = told.collect();
        told.sort();
        told
    }

    /// Everything that the two say differently of that history; with how each rule stood, by the reference.
    pub fn differences(&self, history: &History) -> (Vec<Difference>, Vec<(String, Tri)>) {
        let (book, calendar) = (history.book(), history.calendar(&self.base));
        let people = People::of(&book, history.known);
        let persons: Vec<ChildId> = book.child_ids().filter(|child| people.person(*child) == *child).collect();
        let identities = |child: ChildId| match people.identities(child) {
            [] => vec![child],
            several => several.to_vec(),
        };
        let identities: Vec<Vec<ChildId>> = persons.iter().map(|child| identities(*child)).collect();
        let undated: Vec<Undated> = identities.iter().map(|all| Undated::of(&book, all, history.known)).collect();
        let known = identities.iter().zip(&undated);
        let worlds: Vec<World<'_>> =
            known.map(|(all, undated)| World::of(&book, &calendar, all, history.known, undated)).collect();
        let (first, last) = history.days();
        let walks: Vec<Walk<'_, '_>> = worlds.iter().map(|world| Walk::new(world, first, last)).collect();
        let Some(longest) = walks.iter().max_by_key(|walk| walk.instants.len()) else { return Default::default() };
        let asked: Vec<Moment> =
            (0..=12).map(|part| longest.instants[(longest.instants.len() - 1) * part / 12]).collect();
        let board = Board::new(&book, Arc::clone(&self.plan), &self.base, history.known, 1);
        let (mut all, mut stood) = (Vec::new(), Vec::new());
        for (at, mut expected) in areas::stand(&walks, &asked, (&book, history.known)) {
            let mut got: Vec<Stands> = standing::areas::areas(&board, at)
                .iter()
                .map(|state| Stands {
                    id: self.plan.areas[state.rule].rule.id.clone(),
                    unit: state.unit,
                    certain: state.certain,
                    possible: state.possible,
                    among: state.among,
                    above: state.above,
                    since: state.since.filter(|since| *since > first.start()),
                    rungs: match state.since {
                        Some(since) if since > first.start() => self.rungs(state, at),
                        _ => Vec::new(),
                    },
                })
                .collect();
            let key = |stands: &Stands| (stands.id.clone(), stands.unit);
            expected.sort_by_key(key);
            got.sort_by_key(key);
            stood.extend(expected.iter().map(|stands| (stands.id.clone(), stands.above)));
            let rungs = expected.iter().flat_map(|stands| &stands.rungs);
            stood.extend(rungs.map(|rung| (rung_stands(rung), Tri::Yes)));
            if expected.iter().map(key).ne(got.iter().map(key)) {
                all.push(difference("area units".to_owned(), &expected, &got));
            }
            let pairs = expected.iter().zip(&got);
            all.extend(
                pairs
                    .filter(|(one, other)| one != other)
                    .map(|(one, other)| difference(format!("area {}", one.id), &format!("{one:?} at {at}"), other)),
            );
        }
        (all, stood)
    }
}

/// "head MetLate", of "head 2026-06-01 … 2026-06-03 Closed(MetLate(1))".
fn rung_stands(told: &str) -> String {
    let (id, how) = (told.split(' ').next().unwrap_or_default(), told.rsplit(' ').next().unwrap_or_default());
    let how = how.trim_start_matches("Closed(").split(['(', ')']).next().unwrap_or_default();
    format!("{id} {how}")
}

fn written(rule: &Rule) -> String {
    let (pack, id) = rule.counts.name();
    let more_than = match rule.more_than {
        MoreThan::Children(most) => format!("{{ children = {most} }}"),
        MoreThan::Percent(share) => format!("{{ percent = {share} }}"),
        MoreThan::OneIn(many) => format!("{{ one-in = {many} }}"),
        MoreThan::NotStated => "\"not stated\"".to_owned(),
    };
    format!(
        "[[area]]\nid = \"{}\"\ntitle = \"T\"\nclause = \"A-1\"\nover = \"{}\"\ncounts = \"{pack}/{id}\"\n\
         more-than = {more_than}\n{}",
        rule.id,
        record::words::Word::name(rule.over),
        areas_told::WRITTEN,
    )
}
