//! What no single rule shows: rules that contradict each other.

use super::Reader;
use crate::pack::{Due, Duty, Pack};
use crate::reader::Table;

impl<'m> Reader<'m> {
    /// Two rules that ask the same of the same post at different intervals, and nothing says which of them binds.
    pub(super) fn check(&self, root: &Table<'_, 'm>, pack: &Pack) {
        for (index, later) in pack.duties.iter().enumerate() {
            for earlier in &pack.duties[..index] {
                if contradict(earlier, later) && !settled(pack, earlier, later) {
                    let says = format!("'{}' and '{}' ask the same of the same post, and differ", earlier.id, later.id);
                    let help = format!(
                        "say which binds: [[winner]] between = [\"{}\", \"{}\"], binds = \"…\", clause = \"…\"",
                        earlier.id, later.id
                    );
                    self.mistakes.add(root.place_of_id("duty", &later.id), says, Some(help));
                }
            }
        }
    }
}

impl<'m> Reader<'m> {
    /// A clause that no rule follows, and of which nobody said what Keyworker does about it.
    pub(super) fn unanswered(&self, root: &Table<'_, 'm>, pack: &Pack) {
        if !self.mistakes.none() {
            // A rule with a mistake is not in the pack, and may be the one that follows the clause.
            return;
        }
        let followed: Vec<&str> = pack
            .rules()
            .into_iter()
            .filter(|rule| rule.what != "test")
            .flat_map(|rule| &rule.cites.0)
            .map(String::as_str)
            .collect();
        for clause in pack.clauses.iter().filter(|clause| clause.does.is_none()) {
            if !followed.contains(&clause.id.as_str()) {
                let says =
                    format!("no rule follows clause '{}', and it does not say what Keyworker does about it", clause.id);
                let help = "write does = \"…\"; begin it with 'No rule' where none is meant to follow".to_owned();
                self.mistakes.add(root.place_of_id("clause", &clause.id), says, Some(help));
            }
        }
    }
}

/// Whether both come again and again, are met by the same, are of the same post in the same stretch, and yet differ.
fn contradict(one: &Duty, other: &Duty) -> bool {
    let (Due::Every { every: Some(a), .. }, Due::Every { every: Some(b), .. }) = (&one.due, &other.due) else {
        return false;
    };
    let same = one.owner == other.owner && one.met_by == other.met_by && one.during == other.during;
    same && a != b && one.intervals.is_empty() && other.intervals.is_empty()
}

fn settled(pack: &Pack, one: &Duty, other: &Duty) -> bool {
    let names = |a: usize, b: usize| pack.duties[a].id == one.id && pack.duties[b].id == other.id;
    pack.winners.iter().any(|winner| names(winner.binds, winner.beside) || names(winner.beside, winner.binds))
}
