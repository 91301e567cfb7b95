//! `policy governs`: which policy governs which team, as the page of the policies says it.

use web::view::GovernedAlike;
use web::words::listed;
use web::{AsAt, PageError, Queries, Viewer};

use crate::Surroundings;
use crate::arguments::Governs;
use crate::failure::Failure;
use crate::serve::{Shown, live};
use crate::table::{fitted, indented};

/// So wide are lines where nobody says how wide they may be.
const WIDE: u16 = 120;

/// Runs the command.
pub fn run(asked: &Governs, around: &mut Surroundings<'_>) -> Result<u8, Failure> {
    let authority = store::Reader::open(&asked.store)?.authority()?;
    let policy = asked.asked.policy.clone();
    let live = live(&asked.store, Shown { authority, made_up: None, policy, now: Some(around.now) })?;
    let said = [("as-at", &asked.asked.as_at), ("known-at", &asked.asked.known_at)];
    let query: Vec<(String, String)> =
        said.into_iter().filter_map(|(name, said)| Some((name.to_owned(), said.clone()?))).collect();
    let unread = |error: PageError| Failure::Usage(error.to_string(), String::new());
    let at = AsAt::from_query(&query).map_err(unread)?;
    let answer = live.policies(&Viewer::on_this_machine(), &at).map_err(unread)?;
    if asked.asked.json {
        around.json(&serde_json::json!({ "as_at": answer.frame.as_at.words, "teams": answer.page.teams }))?;
        return Ok(0);
    }
    writeln!(around.out, "As at {}\n", answer.frame.as_at.words)?;
    if answer.page.teams.is_empty() {
        writeln!(around.out, "No team has an open child.")?;
        return Ok(0);
    }
    let mut rows = fitted(
        &["Team", "Open", "Policy", "From", "Until", "Adopted", "Counted by"],
        Some(around.columns.unwrap_or(WIDE)),
    );
    let groups = answer.page.governed_alike();
    for group in &groups {
        rows.add_row(cells(group));
    }
    writeln!(around.out, "{rows}")?;
    // A column of many names would make every line as long as they are: they stand below.
    for group in groups.iter().filter(|group| group.teams.len() > 1) {
        let names = names(group);
        let line = format!("{} teams: {}", names.len(), listed(&names));
        write!(around.out, "{}", indented(&line, 0, Some(around.columns.unwrap_or(WIDE))))?;
    }
    for group in &groups {
        for wrong in &group.of.wrong {
            write!(around.out, "{}", indented(&format!("{}: {wrong}.", listed(&names(group))), 0, around.columns))?;
        }
    }
    Ok(0)
}

fn names<'g>(group: &GovernedAlike<'g>) -> Vec<&'g str> {
    group.teams.iter().map(|team| team.team.name.as_str()).collect()
}

/// Teams that are governed alike stand together, as on the page.
fn cells(group: &GovernedAlike<'_>) -> [String; 7] {
    let (team, open, names) = (group.of, group.open_children(), names(group));
    let named = match names.as_slice() {
        [one] => (*one).to_owned(),
        [first, others @ ..] => format!("{first} and {} more", others.len()),
        [] => String::new(),
    };
    let policies = team.policies.iter().map(|policy| format!("{} {}", policy.id, policy.version));
    let policies: Vec<String> = policies.collect();
    let day = |day: &Option<web::words::Day>| day.as_ref().map_or_else(|| "\u{2013}".to_owned(), ToString::to_string);
    let counted: Vec<&str> = team.counted_by.iter().map(|term| term.id.as_str()).collect();
    let or = |list: String, none: &str| if list.is_empty() { none.to_owned() } else { list };
    let open = match open.at_least_possible() {
        0 => open.at_least().to_string(),
        possible => format!("{} and {possible} possibly", open.at_least()),
    };
    [
        named,
        open,
        or(policies.join(", "), "none"),
        day(&team.since),
        day(&team.until),
        team.adopted.clone().unwrap_or_else(|| "nothing adopted".to_owned()),
        or(counted.join(", "), "nobody is counted"),
    ]
}
