//! What a later extract would change, fact by fact, for whoever wants to see it before it is written.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use intake::later::Difference;
use record::fields::FieldType;
use record::{Content, Fact, FactId, Kind, Names, Subject, When};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::held::HeldBook;
use crate::import_later::id_of;
use crate::table::{plural, table};

/// What becomes of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Becomes {
    /// It is new.
    New,
    /// It comes in the place of another.
    Corrected,
    /// It is taken back, and nothing comes in its place.
    TakenBack,
    /// It is said again, so that it stays the newest word of its day.
    SaidAgain,
}

impl Becomes {
    fn name(self) -> &'static str {
        match self {
            Becomes::New => "new",
            Becomes::Corrected => "corrected",
            Becomes::TakenBack => "taken back",
            Becomes::SaidAgain => "said again",
        }
    }
}

/// A fact that a later extract changes.
#[derive(Clone, Debug)]
pub struct Change {
    about: Subject,
    becomes: Becomes,
    fact: Fact,
    /// The fact as the record has it, where another comes in its place.
    was: Option<Fact>,
}

impl Change {
    /// The fields that say something else than before, other than when: of a worker with both ids, of all else the name alone,
    /// since what it says may be a child's name.
    fn fields(&self, names: &Names) -> Vec<Changed> {
        let Some(was) = self.was else { return Vec::new() };
        let [before, now] = [&was, &self.fact].map(|fact| members(fact, names));
        let fields = self.fact.content.kind().fields().iter();
        let changed = fields.filter(|field| before.get(field.name) != now.get(field.name)).map(|field| {
            let id = |of: &Map<String, Value>| match field.of {
                FieldType::Worker => of.get(field.name).and_then(Value::as_str).map(str::to_owned),
                _ => None,
            };
            Changed {
                name: field.name,
                was: id(&before),
                is: id(&now),
                is_worker: matches!(field.of, FieldType::Worker),
            }
        });
        changed.collect()
    }
}

/// A field of a fact that says something else than before.
struct Changed {
    name: &'static str,
    was: Option<String>,
    is: Option<String>,
    is_worker: bool,
}

impl Changed {
    /// As a line of a list says it: "worker: W2, was W1"; "team".
    fn says(&self) -> String {
        let name = self.name.replace('_', " ");
        if !self.is_worker {
            return name;
        }
        let or_none = |id: &Option<String>| id.clone().unwrap_or_else(|| "nobody".to_owned());
        format!("{name}: {}, was {}", or_none(&self.is), or_none(&self.was))
    }
}

/// The fact as JSON Lines write it; nothing of one that they cannot say.
fn members(fact: &Fact, names: &Names) -> Map<String, Value> {
    let mut line = String::new();
    let written = intake::jsonl::write_fact(fact, names, &mut line);
    written.ok().and_then(|()| serde_json::from_str(&line).ok()).unwrap_or_default()
}

/// Every fact about children, workers and units that such a difference changes. `held` is what the record has.
pub fn changes(difference: &Difference, held: &HeldBook) -> Result<Vec<Change>, Failure> {
    let mut replaced: HashMap<FactId, FactId> = HashMap::new();
    let mut taken_back: Vec<(Subject, FactId)> = Vec::new();
    for fact in &difference.facts {
        match fact.content {
            Content::Corrected { replaces, with: Some(with), .. } => drop(replaced.insert(with, replaces)),
            Content::Corrected { replaces, with: None, .. } => taken_back.push((fact.about, replaces)),
            _ => {}
        }
    }
    let is_about_somebody =
        |fact: &&Fact| fact.about != Subject::Record && !matches!(fact.content, Content::Corrected { .. });
    // The facts of one identity come one after the other, and are read once.
    let (mut of, mut facts, mut room): (Option<Subject>, Vec<Fact>, _) = (None, Vec::new(), Vec::new());
    let mut find = |about: Subject, id: FactId| -> Result<Option<Fact>, Failure> {
        if of != Some(about) {
            (of, facts) = (Some(about), held.about(about, &mut room)?.to_vec());
        }
        Ok(facts.iter().find(|fact| fact.id == id).copied())
    };
    let mut changes = Vec::new();
    for fact in difference.facts.iter().filter(is_about_somebody) {
        let was = match replaced.get(&fact.id) {
            Some(was) => find(fact.about, *was)?,
            None => None,
        };
        let becomes = match was {
            None => Becomes::New,
            Some(was) if was.content == fact.content && was.when == fact.when => Becomes::SaidAgain,
            Some(_) => Becomes::Corrected,
        };
        changes.push(Change { about: fact.about, becomes, fact: *fact, was });
    }
    for (about, id) in taken_back.into_iter().filter(|(about, _)| *about != Subject::Record) {
        if let Some(fact) = find(about, id)? {
            changes.push(Change { about, becomes: Becomes::TakenBack, fact, was: None });
        }
    }
    Ok(changes)
}

/// Lists the changes of the first few whom they are about, by id.
pub fn tell(changes: &[Change], names: &Names, out: &mut dyn Write) -> Result<(), Failure> {
    /// So many are looked through on a screen; `--json` lists all.
    const SHOWN: usize = 20;
    let mut by_id: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_id.entry(id_of(change.about, names)).or_default().push(change);
    }
    if by_id.is_empty() {
        return Ok(());
    }
    let all = plural(by_id.len() as u64, "child, worker or unit", "children, workers and units");
    let which = if by_id.len() > SHOWN { format!("the first {SHOWN} of {all}; --json lists all") } else { all };
    writeln!(out, "\nWhat would change, of {which}:")?;
    let mut list = table(&["About", "", "Said", "Of", "Was of", "Says now", "File", "Row"]);
    for (id, changes) in by_id.iter().take(SHOWN) {
        for change in changes {
            let [file, row] = place(change, names);
            let was = change.was.map(|was| was.when).filter(|was| *was != change.fact.when).map(on).unwrap_or_default();
            let (kind, when) = (kind_of(change), on(change.fact.when));
            let fields = change.fields(names).iter().map(Changed::says).collect::<Vec<_>>().join("; ");
            list.add_row([(*id).to_owned(), change.becomes.name().to_owned(), kind, when, was, fields, file, row]);
        }
    }
    writeln!(out, "{list}")?;
    Ok(())
}

/// All of them.
pub fn as_json(changes: &[Change], names: &Names) -> Vec<Value> {
    let day = |when: When| when.day().map(|day| day.to_string());
    let field = |of: &Changed| match of.is_worker {
        true => json!({ "field": of.name, "is": of.is, "was": of.was }),
        false => json!({ "field": of.name }),
    };
    let change = |change: &Change| {
        let [file, _] = place(change, names);
        let row = Some(change.fact.from.row).filter(|row| *row > 0);
        json!({
            "about": id_of(change.about, names), "becomes": change.becomes.name(), "kind": kind_of(change),
            "when": day(change.fact.when), "was": change.was.map(|was| day(was.when)), "file": file, "row": row,
            "fields": change.fields(names).iter().map(field).collect::<Vec<_>>(),
        })
    };
    changes.iter().map(change).collect()
}

/// The day of what a fact says, in a list. What somebody is has none.
fn on(when: When) -> String {
    when.day().map_or_else(|| "no day".to_owned(), |day| day.to_string())
}

fn kind_of(change: &Change) -> String {
    let kind: Kind = change.fact.content.kind();
    kind.name().replace('_', " ")
}

fn place(change: &Change, names: &Names) -> [String; 2] {
    let row = Some(change.fact.from.row).filter(|row| *row > 0);
    [names.source(change.fact.from.source).to_owned(), row.map(|row| row.to_string()).unwrap_or_default()]
}
