//! Packs that build on others: their rules join, and which of two binds is said.

use record::words::Post;
use toml::de::DeValue;

use super::Reader;
use super::duty::all_or_nothing;
use crate::pack::{Clause, Duty, Pack, Winner};
use crate::reader::{Table, as_text};

impl<'m> Reader<'m> {
    /// Takes in the packs that this one builds on; their rules keep their names, after the pack's own and a stroke.
    pub(super) fn build_on(&mut self, head: Option<&Table<'_, 'm>>, pack: &mut Pack) {
        let Some(head) = head else { return };
        let Some(value) = head.get("builds-on") else { return };
        for (id, span) in head.texts("builds-on", value) {
            if pack.builds_on.iter().any(|known| known == id) {
                self.mistakes.add(span, format!("'{id}' is named twice"), Some("leave one out".into()));
                continue;
            }
            match (self.library)(id) {
                Some(below) => {
                    self.join(&below, pack);
                    self.names.digests_below.push(below.digest);
                    pack.builds_on.push(below.id);
                }
                None => {
                    let help = "name a pack that ships, or give its file too; it must have no mistake and not build on this one";
                    self.mistakes.add(span, format!("there is no pack '{id}' to build on"), Some(help.to_owned()));
                    self.names.missing.push(id.to_owned());
                }
            }
        }
    }

    fn join(&mut self, below: &Pack, pack: &mut Pack) {
        let moved = pack.sizes();
        self.names.leading_below.extend(below.leading.map(|place| place + moved.definitions));
        let named = |id: &str| format!("{}/{id}", below.id);
        let fresh = |clause: &&Clause| !pack.clauses.iter().any(|known| known.id == clause.id);
        let clauses: Vec<Clause> = below.clauses.iter().filter(fresh).cloned().collect();
        self.names.clauses.extend(clauses.iter().map(|clause| clause.id.clone()));
        pack.clauses.extend(clauses);
        for calendar in &below.calendars {
            let mut calendar = calendar.clone();
            calendar.id = named(&calendar.id);
            self.names.calendars.push(calendar.id.clone());
            pack.calendars.push(calendar);
        }
        for rule in &below.workers {
            let mut rule = rule.clone();
            rule.id = named(&rule.id);
            self.names.workers.push(rule.id.clone());
            pack.workers.push(rule);
        }
        macro_rules! join {
            ($list:ident, $how:ident, $names:ident) => {
                for rule in &below.$list {
                    let mut rule = moved.$how(rule);
                    rule.id = named(&rule.id);
                    self.names.$names.push(rule.id.clone());
                    pack.$list.push(rule);
                }
            };
        }
        join!(definitions, definition, definitions);
        join!(duties, duty, duties);
        join!(breaches, breach, breaches);
        join!(ladders, ladder, ladders);
        join!(gates, gate, others);
        join!(suitability, suitability, others);
        join!(priorities, priority, others);
        join!(letters, letter, others);
        join!(areas, area, others);
        join!(lists, list, others);
        pack.winners.extend(below.winners.iter().map(|rule| moved.winner(rule)));
        pack.services.extend(below.services.iter().cloned());
        pack.titles.extend(below.titles.iter().cloned());
        if let Some(workload) = &below.workload {
            pack.workload = Some(moved.workload(workload));
        }
    }

    /// Values that the pack states for rules that it builds on, and which of two rules binds.
    pub(super) fn settle(&mut self, root: &Table<'_, 'm>, pack: &mut Pack) {
        let mut set = Vec::new();
        for table in root.tables("set", "value that is set") {
            self.set(table, pack, &mut set);
        }
        for table in root.tables("winner", "statement of which rule binds") {
            let span = table.span.clone();
            if let Some(winner) = self.winner(table) {
                let (binds, beside) = (&pack.duties[winner.binds], &pack.duties[winner.beside]);
                let pair = |known: &&Winner| {
                    (known.binds, known.beside) == (winner.binds, winner.beside)
                        || (known.binds, known.beside) == (winner.beside, winner.binds)
                };
                let problem = if pack.winners.iter().any(|known| pair(&known)) {
                    Some(("is said twice", "leave one of the two [[winner]]s out"))
                } else if !meet_alike(binds, beside) {
                    Some((
                        "needs no saying: nothing meets both of them",
                        "name two rules that the same fact would meet, or leave it out",
                    ))
                } else {
                    None
                };
                if let Some((says, help)) = problem {
                    let says = format!("which of '{}' and '{}' binds {says}", binds.id, beside.id);
                    self.mistakes.add(span, says, Some(help.to_owned()));
                    continue;
                }
                pack.duties[winner.beside].yields_to = Some(winner.binds);
                pack.winners.push(winner);
            }
        }
    }

    fn set(&mut self, table: Table<'_, 'm>, pack: &mut Pack, before: &mut Vec<(usize, &'static str)>) -> Option<()> {
        let rule = table.need("rule", "say whose value it is: rule = \"as/progress\"");
        let rule = rule.and_then(|value| self.refer("duty", value, &self.names.duties));
        for key in ["due", "owner"] {
            let Some((rule, value)) = rule.zip(table.get(key)) else { continue };
            if before.contains(&(rule, key)) {
                let says = format!("'{key}' of '{}' is set twice", self.names.duties[rule]);
                self.mistakes.add(value.span(), says, Some("leave one of the two out".to_owned()));
            }
            before.push((rule, key));
        }
        let cites = self.cites(&table);
        let due = table.get("due").map(|value| self.due_of(value));
        let owner = table.get("owner").map(|value| table.word::<Post>("owner", value));
        if due.is_none() && owner.is_none() {
            let help = "write due = { within = { working-days = 5 } }, or owner = \"…\"".to_owned();
            self.mistakes.add(table.span.clone(), format!("{} sets nothing", table.what), Some(help));
        }
        table.finish();
        let duty = &mut pack.duties[rule?];
        duty.cites.0.extend(cites?.0);
        if let Some(due) = all_or_nothing(due)? {
            duty.due = due;
        }
        if let Some(owner) = all_or_nothing(owner)? {
            duty.owner = owner;
            duty.owners.clear();
        }
        Some(())
    }

    fn winner(&self, table: Table<'_, 'm>) -> Option<Winner> {
        let cites = self.cites(&table);
        let binds = table.need("binds", "say which rule binds: binds = \"as/weekly-review\"");
        let binds = binds.and_then(|value| self.refer("duty", value, &self.names.duties));
        let beside =
            table.need("between", "name the two rules: between = [\"as/weekly-review\", \"pg/manager-review\"]");
        let (mut both, mut span, mut named) = (Vec::new(), table.span.clone(), 0);
        if let Some(value) = beside {
            span = value.span();
            match value.get_ref() {
                DeValue::Array(list) => {
                    named = list.len();
                    for item in list {
                        if as_text("the name of a rule", item, self.mistakes).is_some() {
                            both.extend(self.refer("duty", item, &self.names.duties));
                        }
                    }
                }
                _ => {
                    let help = "write between = [\"…\", \"…\"]".to_owned();
                    self.mistakes.add(value.span(), "'between' needs a list of two rules", Some(help));
                }
            }
        }
        table.finish();
        // That it is said which binds is no longer missing, whatever else it does not say.
        let binds = binds.or_else(|| both.first().copied())?;
        if both.len() < named {
            // What is wrong with the other was said.
            return None;
        }
        let other: Vec<usize> = both.iter().copied().filter(|place| *place != binds).collect();
        if both.len() != 2 || other.len() != 1 {
            let help = "name two rules in 'between', and one of them in 'binds'".to_owned();
            self.mistakes.add(span, "which of which two rules binds is not clear", Some(help));
            return None;
        }
        Some(Winner { cites: cites.unwrap_or_default(), binds, beside: other[0] })
    }
}

/// Whether some kind of fact meets both.
fn meet_alike(one: &Duty, other: &Duty) -> bool {
    let kinds = |duty: &Duty| duty.met_by.iter().flatten().map(|event| event.fact).collect::<Vec<_>>();
    let of_other = kinds(other);
    kinds(one).iter().any(|kind| of_other.contains(kind))
}
