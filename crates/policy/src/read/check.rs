//! What no single rule shows: rules that contradict each other.

use super::Reader;
use super::rules::never_together;
use crate::pack::{Condition, Definition, Due, Duty, Event, Pack};
use crate::reader::Table;

impl<'m> Reader<'m> {
    /// Two rules that ask the same of the same post in the same stretch: by different days, and nothing says which of them
    /// binds; or word for word.
    pub(super) fn check(&self, root: &Table<'_, 'm>, pack: &Pack) {
        for (index, later) in pack.duties.iter().enumerate() {
            for earlier in &pack.duties[..index] {
                if !ask_the_same(earlier, later) || settled(pack, earlier, later) {
                    continue;
                }
                let always = earlier.during == later.during;
                let wherever = |one: &Duty, other: &Duty| one.during.implies(&other.during, &pack.definitions);
                if !always && !wherever(earlier, later) && !wherever(later, earlier) {
                    continue;
                }
                if !always && earlier.due == later.due {
                    // The narrower of the two is asked already; nothing that it says is wrong.
                    continue;
                }
                if earlier.due == later.due {
                    let says = format!("'{}' and '{}' are one duty under two names", earlier.id, later.id);
                    let help = "leave one out; one rule may cite several clauses".to_owned();
                    self.mistakes.add(root.place_of_id("duty", &later.id), says, Some(help));
                } else {
                    let says = format!("'{}' and '{}' ask the same of the same post, and differ", earlier.id, later.id);
                    let mut help = format!(
                        "say which binds: [[winner]] between = [\"{}\", \"{}\"], binds = \"…\", clause = \"…\"",
                        earlier.id, later.id
                    );
                    if !always {
                        help.push_str("; or make the narrower a [[duty.interval]] of the other");
                    }
                    self.mistakes.add(root.place_of_id("duty", &later.id), says, Some(help));
                }
            }
        }
        self.empty(root, pack);
        self.forbidden(root, pack);
        self.refused(root, pack);
    }

    /// A rule that can never apply, since it asks for the opposite of what a definition says that it rests on.
    fn empty(&self, root: &Table<'_, 'm>, pack: &Pack) {
        let definitions = pack.definitions.iter().map(|rule| ("definition", &rule.id, &rule.counts));
        let duties = pack.duties.iter().map(|rule| ("duty", &rule.id, &rule.during));
        let breaches = pack.breaches.iter().map(|rule| ("breach", &rule.id, &rule.during));
        let gates = pack.gates.iter().map(|rule| ("gate", &rule.id, &rule.during));
        let suitability = pack.suitability.iter().map(|rule| ("suitability", &rule.id, &rule.during));
        let priorities = pack.priorities.iter().map(|rule| ("priority", &rule.id, &rule.when));
        let rules = definitions.chain(duties).chain(breaches).chain(gates).chain(suitability).chain(priorities);
        for (what, id, condition) in rules {
            let (mut alone, mut with_definitions) = (Vec::new(), Vec::new());
            parts_of(condition, &[], &mut alone);
            parts_of(condition, &pack.definitions, &mut with_definitions);
            // What can be seen without the definitions was said where it stands.
            if let (None, Some(why)) = (never_together(&alone), never_together(&with_definitions)) {
                let says = format!("'{id}' can never apply: with the definitions that it names, {why}");
                let help = "leave out what contradicts the definition, or name another".to_owned();
                self.mistakes.add(root.place_of_id(what, id), says, Some(help));
            }
        }
    }

    /// What a gate always forbids, and another rule asks for, or says how to do.
    fn forbidden(&self, root: &Table<'_, 'm>, pack: &Pack) {
        for never in pack.gates.iter().filter(|gate| gate.never) {
            let forbids = |events: &[Event]| {
                let each = |event: &Event| never.before.iter().any(|other| event.is_always(other));
                !events.is_empty() && events.iter().all(each)
            };
            let within = |during: &Condition| during.implies(&never.during, &pack.definitions);
            let help = || Some("say which children each is about, so that none has both".to_owned());
            for duty in pack.duties.iter().filter(|duty| within(&duty.during)) {
                if duty.met_by.iter().any(|part| forbids(part)) && duty.met_when.is_none() {
                    let says = format!("'{}' asks for what '{}' forbids", duty.id, never.id);
                    self.mistakes.add(root.place_of_id("duty", &duty.id), says, help());
                }
            }
            for gate in pack.gates.iter().filter(|gate| !gate.never && forbids(&gate.before) && within(&gate.during)) {
                let says = format!("'{}' says what a decision needs that '{}' forbids", gate.id, never.id);
                self.mistakes.add(root.place_of_id("gate", &gate.id), says, help());
            }
        }
    }

    /// What is needed of somebody whom another rule refuses outright.
    fn refused(&self, root: &Table<'_, 'm>, pack: &Pack) {
        for rule in &pack.suitability {
            let moot = pack.suitability.iter().find(|other| rule.is_moot_beside(other, &pack.definitions));
            if let Some(refuses) = moot {
                let says = format!("'{}' needs something of whom '{}' refuses", rule.id, refuses.id);
                let help = "leave one out, or say whom each is about".to_owned();
                self.mistakes.add(root.place_of_id("suitability", &rule.id), says, Some(help));
            }
        }
    }
}

impl<'m> Reader<'m> {
    /// A clause that no rule follows, and of which nobody said what Keyworker does about it.
    pub(super) fn unanswered(&self, root: &Table<'_, 'm>, pack: &Pack) {
        if self.mistakes.of_a_clause() {
            return;
        }
        // A rule with a mistake is not in the pack, and may be the one that follows the clause: it cites it all the same.
        let cited = if self.mistakes.none() { Vec::new() } else { root.cited() };
        let followed: Vec<&str> = pack
            .rules()
            .into_iter()
            .filter(|rule| rule.what != "test")
            .flat_map(|rule| &rule.cites.0)
            .map(String::as_str)
            .chain(cited.iter().map(String::as_str))
            .collect();
        for clause in pack.clauses.iter().filter(|clause| !followed.contains(&clause.id.as_str())) {
            let (says, help) = match &clause.does {
                None => (
                    format!("no rule follows clause '{}', and it does not say what Keyworker does about it", clause.id),
                    "write does = \"…\"; begin it with 'No rule' where none is meant to follow",
                ),
                Some(does) if !does.starts_with("No rule") => (
                    format!("'does' of clause '{}' promises something, and no rule follows the clause", clause.id),
                    "write the rule, or begin 'does' with 'No rule' and say why",
                ),
                Some(_) => continue,
            };
            self.mistakes.add(root.place_of_id("clause", &clause.id), says, Some(help.to_owned()));
        }
    }
}

/// What must hold wherever the condition does: the parts of every 'all', and of the definitions that it names.
fn parts_of<'p>(condition: &'p Condition, definitions: &'p [Definition], parts: &mut Vec<&'p Condition>) {
    match condition {
        Condition::All(list) => list.iter().for_each(|one| parts_of(one, definitions, parts)),
        plain => {
            parts.push(plain);
            if let Condition::Definition(place) = plain
                && let Some(named) = definitions.get(*place)
            {
                parts_of(&named.counts, definitions, parts);
            }
        }
    }
}

/// Whether both are of the same post, open alike and are met by the same; where each holds is asked beside it.
fn ask_the_same(one: &Duty, other: &Duty) -> bool {
    let begun = |duty: &Duty| (duty.opens, duty.per_agency, duty.ladder);
    let plain = |duty: &Duty| duty.intervals.is_empty() && duty.varied_by.is_none() && duty.owners.is_empty();
    // A day that a decision set stands beside an interval; neither takes the other's place.
    let kind = |duty: &Duty| match duty.due {
        Due::Every { .. } => 0,
        Due::SetBy(_) => 1,
        Due::Within(_) | Due::WhenOpened | Due::NotStated => 2,
    };
    kind(one) == kind(other)
        && (one.owner, begun(one)) == (other.owner, begun(other))
        && (&one.on, &one.waiting) == (&other.on, &other.waiting)
        && (&one.lasts_while, one.lasts_from_next_day) == (&other.lasts_while, other.lasts_from_next_day)
        && (&one.met_by, &one.met_when, &one.met_from) == (&other.met_by, &other.met_when, &other.met_from)
        && one.in_doubt_when == other.in_doubt_when
        && plain(one)
        && plain(other)
}

fn settled(pack: &Pack, one: &Duty, other: &Duty) -> bool {
    let names = |a: usize, b: usize| pack.duties[a].id == one.id && pack.duties[b].id == other.id;
    pack.winners.iter().any(|winner| names(winner.binds, winner.beside) || names(winner.beside, winner.binds))
}
