//! A history, one line a fact.

use record::{Content, Subject};

use super::history::History;

/// One line a fact: of whom, when, what; and when it was recorded, where that is not at once.
pub fn history(history: &History) -> String {
    let mut text = String::new();
    for fact in &history.facts {
        let about = match fact.about {
            Subject::Child(id) => format!("child {}", id.index()),
            Subject::Worker(id) => format!("worker {}", ["A", "B", "C", "D"].get(id.index()).unwrap_or(&"?")),
            Subject::Unit(id) => format!("unit {}", id.index()),
            Subject::Record => "record".to_owned(),
            other => format!("{other:?}"),
        };
        let late = fact.when.as_end().is_none_or(|end| end != fact.recorded) && !matches!(fact.about, Subject::Record);
        let recorded = if late { format!("   (recorded {})", fact.recorded) } else { String::new() };
        let number = u64::from_be_bytes(fact.id.0[..8].try_into().unwrap_or_default());
        let when = fact.when.day().map_or(String::new(), |day| format!("{} ", day.weekday_name()));
        text += &format!(
            "  {number:>2}  {about:<9} {when}{:<26} {}{recorded}\n",
            fact.when.to_string(),
            content(&fact.content)
        );
    }
    if history.known != record::Day::LAST.start() {
        text += &format!("  as known at {}\n", history.known);
    }
    text
}

/// What the fact says, without what it leaves open.
fn content(content: &Content) -> String {
    let said = format!("{content:?}");
    let (head, fields) = said.split_once('{').unwrap_or((&said, ""));
    let fields: Vec<&str> = fields
        .trim_end_matches('}')
        .split(", ")
        .map(str::trim)
        .filter(|field| !field.is_empty() && !field.ends_with(": None"))
        .collect();
    format!("{} {}", head.trim(), fields.join(", ")).replace("00000000000000", "")
}
