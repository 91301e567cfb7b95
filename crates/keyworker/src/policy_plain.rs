//! `policy explain`, `handbook` and `diff`: what a pack says, in plain words, without any child's data (AP-43).

use policy::plain::{self, Told};
use policy::{Clause, Pack, shipped};
use serde_json::{Value, json};

use crate::Surroundings;
use crate::failure::Failure;
use crate::policies;
use crate::say;
use crate::table::indented;

/// One rule: what it asks, and each of its clauses. Or one clause, by its id: every rule that follows it.
pub fn explain(name: &str, asked: Option<&str>, as_json: bool, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let (name, asked) = in_two(name, asked)?;
    let pack = policies::one(name)?;
    let rules = plain::rules(&pack);
    let rule = asked.strip_prefix(&format!("{}/", pack.id)).unwrap_or(asked);
    let found: Vec<&Told> = rules.iter().filter(|told| told.id == rule).collect();
    if !found.is_empty() {
        return explain_rules(&pack, &found, as_json, around);
    }
    if let Some(clause) = pack.clauses.iter().find(|clause| clause.id.eq_ignore_ascii_case(asked)) {
        let follow: Vec<&Told> = rules.iter().filter(|told| told.clauses.contains(&clause.id)).collect();
        return explain_clause(&pack, clause, &follow, as_json, around);
    }
    let known: Vec<&str> = rules.iter().map(|told| told.id.as_str()).collect();
    let clauses: Vec<&str> = pack.clauses.iter().map(|clause| clause.id.as_str()).collect();
    let help = format!("its rules are {}; its clauses are {}", known.join(", "), clauses.join(", "));
    Err(Failure::NotThere(format!("{} has no rule '{rule}', and no clause of that id", pack.id), help))
}

fn explain_rules(pack: &Pack, found: &[&Told], as_json: bool, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    if as_json {
        let each = found.iter().map(|told| {
            let clauses = pack.clauses.iter().filter(|clause| told.clauses.contains(&clause.id)).map(clause_data);
            json!({ "pack": pack.id, "rule": rule_data(told), "clauses": clauses.collect::<Vec<_>>() })
        });
        around.json(&each.collect::<Vec<_>>())?;
        return Ok(0);
    }
    for (place, told) in found.iter().enumerate() {
        if place > 0 {
            writeln!(around.out)?;
        }
        write_rule(told, around)?;
        for clause in pack.clauses.iter().filter(|clause| told.clauses.contains(&clause.id)) {
            writeln!(around.out)?;
            write_clause(clause, 2, around)?;
        }
    }
    Ok(0)
}

/// The clause first, then every rule that follows it; where none does, the clause says why.
fn explain_clause(
    pack: &Pack,
    clause: &Clause,
    follow: &[&Told],
    as_json: bool,
    around: &mut Surroundings<'_>,
) -> Result<u8, Failure> {
    if as_json {
        let rules: Vec<Value> = follow.iter().map(|told| rule_data(told)).collect();
        around.json(&json!({ "pack": pack.id, "clause": clause_data(clause), "rules": rules }))?;
        return Ok(0);
    }
    write_clause(clause, 0, around)?;
    for told in follow {
        writeln!(around.out)?;
        write_rule(told, around)?;
    }
    Ok(0)
}

fn write_rule(told: &Told, around: &mut Surroundings<'_>) -> Result<(), Failure> {
    writeln!(around.out, "{} ({}, {})", told.title, told.what, told.clauses.join(", "))?;
    for line in &told.says {
        write!(around.out, "{}", indented(&format!("- {line}"), 2, around.columns))?;
    }
    Ok(())
}

fn write_clause(clause: &Clause, by: usize, around: &mut Surroundings<'_>) -> Result<(), Failure> {
    write!(around.out, "{}", indented(&format!("{}: {}", clause.id, clause.says), by, around.columns))?;
    if let Some(does) = &clause.does {
        write!(around.out, "{}", indented(&format!("Keyworker: {does}"), by + 2, around.columns))?;
    }
    Ok(())
}

/// The pack and what is asked of it. Where no rule is named beside the pack and no such file is there, `counts/no-worker` is
/// the rule no-worker of counts, and `PG-08` that clause of the pack that ships with it.
fn in_two<'a>(name: &'a str, rule: Option<&'a str>) -> Result<(&'a str, &'a str), Failure> {
    if let Some(rule) = rule {
        return Ok((name, rule));
    }
    let is_there = shipped::find(name).is_some() || std::path::Path::new(name).exists();
    let named = || name.split_once('/').or_else(|| Some((pack_of_clause(name)?, name)));
    if let Some(two) = Some(()).filter(|()| !is_there).and_then(|()| named()) {
        return Ok(two);
    }
    let (says, help) = match is_there {
        true => (
            "which rule is to be explained is not said".to_owned(),
            format!("name it after the pack: keyworker policy explain {name} RULE"),
        ),
        false => (
            format!("there is no policy pack '{name}', and no pack that ships has a clause of that id"),
            "name the pack and its rule or clause: keyworker policy explain pg PG-08".to_owned(),
        ),
    };
    Err(Failure::Usage(says, help))
}

/// The pack that ships and has that clause as its own, and not from a pack that it builds on.
fn pack_of_clause(id: &str) -> Option<&'static str> {
    let has = |pack: &Pack| pack.clauses.iter().any(|clause| clause.id.eq_ignore_ascii_case(id));
    let own = |pack: &&shipped::Shipped| pack.read().is_ok_and(|pack| pack.builds_on.is_empty() && has(&pack));
    shipped::ALL.iter().find(own).map(|pack| pack.id)
}

fn rule_data(told: &Told) -> Value {
    json!({ "id": told.id, "kind": told.what, "title": told.title, "clauses": told.clauses, "says": told.says })
}

fn clause_data(clause: &Clause) -> Value {
    json!({ "id": clause.id, "says": clause.says, "does": clause.does })
}

/// The handbook for programs: its clauses, and its rules once each, with the clauses that they follow.
pub fn handbook_as_data(name: &str, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let pack = policies::one(name)?;
    let above = above(&pack);
    let rules: Vec<Value> = plain::rules(&pack).iter().map(rule_data).collect();
    around.json(&json!({
        "pack": pack.id, "title": pack.title, "version": pack.version, "from": pack.from.to_string(),
        "until": pack.until.map(|until| until.to_string()), "source": pack.source, "left_open": above.left_open,
        "not_loaded": above.not_loaded, "clauses": pack.clauses.iter().map(clause_data).collect::<Vec<_>>(), "rules": rules,
    }))?;
    Ok(0)
}

/// Each clause: what it says, what Keyworker does about it, which rules follow it.
pub fn handbook(name: &str, html: bool, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let pack = policies::one(name)?;
    let text = if html { as_html(&pack) } else { as_markdown(&pack) };
    write!(around.out, "{text}")?;
    Ok(0)
}

/// What differs between two packs, what the one says with a minus before it, what the other says with a plus.
pub fn diff(one: &str, other: &str, as_json: bool, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let names = [one, other];
    let ((one, of_one), (other, of_other)) = (policies::rules_of(one)?, policies::rules_of(other)?);
    for (name, mistakes) in names.into_iter().zip([of_one, of_other]).filter(|(_, mistakes)| *mistakes > 0) {
        let plural = if mistakes == 1 { "" } else { "s" };
        writeln!(
            around.err,
            "{name} cannot be used yet: {mistakes} mistake{plural} in its tests ('keyworker policy check {name}' names them). \
             Its rules are compared all the same."
        )?;
    }
    let found = plain::differences(&one, &other);
    if as_json {
        let each = found.iter().map(|one| json!({ "what": one.what, "one": one.one, "other": one.other }));
        around.json(&each.collect::<Vec<_>>())?;
        return Ok(u8::from(!found.is_empty()));
    }
    for difference in &found {
        writeln!(around.out, "{}", difference.what)?;
        for (sign, lines) in [('-', &difference.one), ('+', &difference.other)] {
            for line in lines {
                write!(around.out, "{}", indented(&format!("{sign} {line}"), 2, around.columns))?;
            }
        }
    }
    if found.is_empty() {
        writeln!(around.out, "nothing differs between {} and {}", one.id, other.id)?;
    }
    Ok(u8::from(!found.is_empty()))
}

/// What stands above a pack's clauses: its edition, and what is missing.
struct Above {
    edition: String,
    left_open: Vec<String>,
    not_loaded: Vec<String>,
}

fn above(pack: &Pack) -> Above {
    let edition = format!("Version {}, {}. {}.", pack.version, pack.in_force_words(say::day), pack.source);
    Above { edition, left_open: plain::left_open(pack), not_loaded: pack.companions.clone() }
}

/// The sentences about a rule, its name first, where its first clause stands; at its other clauses only where to read it.
fn rule_line(pack: &Pack, told: &Told, at: &str) -> String {
    let first = pack.clauses.iter().find(|clause| told.clauses.contains(&clause.id));
    match first.filter(|first| first.id != at) {
        Some(first) => format!("{} ({}): see {}", told.title, told.what, first.id),
        None => format!("{} ({}): {}", told.title, told.what, told.says.join("; ")),
    }
}

fn as_markdown(pack: &Pack) -> String {
    let above = above(pack);
    let mut text = format!("# {}\n\n{}\n", pack.title, above.edition);
    for (heading, lines) in
        [("Left open by the policy", &above.left_open), ("Named by it, and not loaded", &above.not_loaded)]
    {
        if !lines.is_empty() {
            text.push_str(&format!("\n**{heading}**\n\n"));
            lines.iter().for_each(|line| text.push_str(&format!("- {line}\n")));
        }
    }
    let rules = plain::rules(pack);
    for clause in &pack.clauses {
        text.push_str(&format!("\n## {}\n\n{}\n", clause.id, clause.says));
        if let Some(does) = &clause.does {
            text.push_str(&format!("\n*What Keyworker does:* {does}\n"));
        }
        let following: Vec<&Told> = rules.iter().filter(|told| told.clauses.contains(&clause.id)).collect();
        if !following.is_empty() {
            text.push('\n');
        }
        following.iter().for_each(|told| text.push_str(&format!("- {}\n", rule_line(pack, told, &clause.id))));
    }
    text
}

fn as_html(pack: &Pack) -> String {
    const STYLE: &str = "body{font:1rem/1.5 Arial,sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem;color:#0b0c0c}\
        h2{margin:2rem 0 .5rem}.does{border-left:.3rem solid #b1b4b6;padding-left:1rem}li{margin:.3rem 0}\
        section{break-inside:avoid}";
    let above = above(pack);
    let title = escaped(&pack.title);
    let mut text = format!(
        "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style></head>\n<body><main><h1>{title}</h1>\n<p>{}</p>\n",
        escaped(&above.edition)
    );
    let list = |lines: &mut dyn Iterator<Item = String>| -> String {
        let items: String = lines.map(|line| format!("<li>{}</li>", escaped(&line))).collect();
        format!("<ul>{items}</ul>\n")
    };
    for (heading, lines) in
        [("Left open by the policy", &above.left_open), ("Named by it, and not loaded", &above.not_loaded)]
    {
        if !lines.is_empty() {
            text.push_str(&format!("<h2>{heading}</h2>\n{}", list(&mut lines.iter().cloned())));
        }
    }
    let rules = plain::rules(pack);
    for clause in &pack.clauses {
        let id = escaped(&clause.id);
        text.push_str(&format!("<section id=\"{id}\"><h2>{id}</h2>\n<p>{}</p>\n", escaped(&clause.says)));
        if let Some(does) = &clause.does {
            text.push_str(&format!("<p class=\"does\"><strong>What Keyworker does:</strong> {}</p>\n", escaped(does)));
        }
        let mut following = rules
            .iter()
            .filter(|told| told.clauses.contains(&clause.id))
            .map(|told| rule_line(pack, told, &clause.id))
            .peekable();
        if following.peek().is_some() {
            text.push_str(&list(&mut following));
        }
        text.push_str("</section>\n");
    }
    text.push_str("</main></body></html>\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
