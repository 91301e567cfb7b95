//! What differs between two packs, or between two versions of one, in words.

use super::{Told, rules};
use crate::pack::Pack;

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
    let keyed = |told: Vec<Told>| {
        let each = told.into_iter().map(|rule| {
            let mut says = vec![format!("follows {}", rule.clauses.join(", "))];
            says.extend((rule.title != rule.id).then(|| format!("is called '{}'", rule.title)));
            says.extend(rule.says);
            (format!("{} {}", rule.what, rule.id), says)
        });
        each.collect::<Vec<_>>()
    };
    for (what, a, b) in paired(keyed(rules(one)), keyed(rules(other))) {
        compare(what, a, b);
    }
    found
}

fn head(pack: &Pack) -> Vec<String> {
    let mut says = vec![
        format!("is called '{}'", pack.title),
        format!("is version {}", pack.version),
        format!("is in force from {}", pack.from),
    ];
    says.extend(pack.until.map(|until| format!("is in force until {until}")));
    says.extend(pack.companions.iter().map(|name| format!("is read together with '{name}'")));
    says.extend(pack.builds_on.iter().map(|name| format!("builds on {name}")));
    says
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
