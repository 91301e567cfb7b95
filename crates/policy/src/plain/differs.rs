//! What differs between two packs, or between two versions of one, in words.

use super::words::any_of;
use super::{AREA, GATE, Told, rules};
use crate::pack::{Column, ColumnShows, Pack};

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about: "clause PG-09", "duty family-letter (Letter to the family)".
    pub what: String,
    /// What the one says and the other does not; nothing where it is the other's alone.
    pub one: Vec<String>,
    /// What the other says and the one does not.
    pub other: Vec<String>,
}

/// What differs: the head, then the clauses, then the rules with their numbers.
pub fn differences(one: &Pack, other: &Pack) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |what: String, a: Option<Vec<String>>, b: Option<Vec<String>>| {
        let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|line| !those.contains(line)).cloned().collect()
        };
        let difference = Difference { what, one: only(&a, &b), other: only(&b, &a) };
        if !difference.one.is_empty() || !difference.other.is_empty() {
            found.push(difference);
        }
    };
    compare("the pack".to_owned(), Some(head(one)), Some(head(other)));
    let clauses = |pack: &Pack| {
        let each = pack.clauses.iter().map(|clause| (clause.id.clone(), said(clause)));
        each.collect::<Vec<_>>()
    };
    for (id, a, b) in paired(clauses(one), clauses(other)) {
        compare(format!("clause {id}"), a, b);
    }
    let keyed = |pack: &Pack| {
        let each = rules(pack).into_iter().map(|rule| {
            let mut says = vec![format!("follows {}", rule.clauses.join(", "))];
            says.extend((rule.title != rule.id).then(|| format!("is called '{}'", rule.title)));
            says.extend(parts_named(pack, &rule));
            says.extend(rule.says);
            (format!("{} {}", rule.what, rule.id), says)
        });
        each.collect::<Vec<_>>()
    };
    for (what, a, b) in paired(keyed(one), keyed(other)) {
        compare(what, a, b);
    }
    for (what, a, b) in paired(lists(one), lists(other)) {
        compare(what, a, b);
    }
    found
}

fn head(pack: &Pack) -> Vec<String> {
    let mut says = vec![
        format!("is called '{}'", pack.title),
        format!("is named {}", pack.id),
        format!("is version {}", pack.version),
        match pack.from_is_stated {
            true => format!("is in force from {}", pack.from),
            false => format!("can be asked from {}, and does not say from when it is in force", pack.from),
        },
    ];
    says.push(format!("is made from '{}'", pack.source));
    let counts =
        pack.leading().map_or_else(|| "counts nobody".to_owned(), |rule| format!("counts by '{}'", rule.title));
    says.push(counts);
    says.extend(pack.until.map(|until| format!("is in force until {until}")));
    says.extend(pack.companions.iter().map(|name| format!("is read together with '{name}'")));
    says.extend(pack.builds_on.iter().map(|name| format!("builds on {name}")));
    says.extend(pack.titles.iter().map(|(post, title)| format!("calls the {post} '{title}'")));
    says
}

/// By which names a record speaks of the parts of a rule: of a gate's steps, and of an area's rungs.
fn parts_named(pack: &Pack, rule: &Told) -> Option<String> {
    let ids: Vec<&str> = match rule.what {
        GATE => pack
            .gates
            .iter()
            .filter(|gate| gate.id == rule.id)
            .flat_map(|gate| &gate.steps)
            .map(|step| &*step.id)
            .collect(),
        AREA => pack
            .areas
            .iter()
            .filter(|area| area.id == rule.id)
            .flat_map(|area| &area.rungs)
            .map(|rung| &*rung.id)
            .collect(),
        _ => Vec::new(),
    };
    (!ids.is_empty()).then(|| format!("its parts are named {}", ids.join(", ")))
}

/// The lists that can be asked for, column by column.
fn lists(pack: &Pack) -> Vec<(String, Lines)> {
    let duty = |place: usize| pack.duties.get(place).map_or("?", |duty| duty.title.as_str());
    let column = |(place, column): (usize, &Column)| {
        let shows = match &column.shows {
            ColumnShows::Child => "the child".to_owned(),
            ColumnShows::Team => "the team".to_owned(),
            ColumnShows::Since => "since when there is no worker".to_owned(),
            ColumnShows::CountedFrom => "from when the child is counted".to_owned(),
            ColumnShows::DutyDue(place) => format!("when '{}' is due", duty(*place)),
            ColumnShows::Status(of) => format!("whether: {}", any_of(*of)),
        };
        format!("column {}, '{}': {shows}", place + 1, column.name)
    };
    let each = pack.lists.iter().map(|list| {
        let of = pack.definitions.get(list.definition).map_or("?", |rule| rule.title.as_str());
        let columns = list.columns.iter().enumerate().map(column);
        (format!("list {}", list.id), std::iter::once(format!("lists '{of}'")).chain(columns).collect())
    });
    each.collect()
}

fn said(clause: &crate::Clause) -> Vec<String> {
    let does = clause.does.iter().map(|does| format!("Keyworker: {does}"));
    std::iter::once(format!("says: {}", clause.says)).chain(does).collect()
}

type Lines = Vec<String>;

/// Both sides by name: those of the one in its order, then those that the other alone has.
fn paired(one: Vec<(String, Lines)>, other: Vec<(String, Lines)>) -> Vec<(String, Option<Lines>, Option<Lines>)> {
    let find = |name: &str| other.iter().find(|(of, _)| of == name).map(|(_, lines)| lines.clone());
    let alone: Vec<_> = other.iter().filter(|(name, _)| !one.iter().any(|(of, _)| of == name)).cloned().collect();
    let both = one.into_iter().map(|(name, lines)| {
        let found = find(&name);
        (name, Some(lines), found)
    });
    let both: Vec<_> = both.collect();
    both.into_iter().chain(alone.into_iter().map(|(name, lines)| (name, None, Some(lines)))).collect()
}
