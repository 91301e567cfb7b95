//! What a form offers to choose from the record: workers, units, and what is tied to the child.

use decide::{ActKind, Touches};
use record::fields::FieldInfo;
use record::words::{Profession, Word};
use record::{Content, Fact, FactId, Kind, Ref, Subject, UnitId};
use standing::timeline::Involved;

use super::forms::{Drawn, one_of, with_nothing};
use super::question::Question;
use super::say;
use crate::acts::Of;
use crate::forms::Doing;
use crate::view::{Choice, ChoiceGroup, Input, UnitKind};

impl Question<'_> {
    /// The workers who have not left, those of the child's team first, the others by team.
    pub fn workers_to_choose(&self, drawn: &Drawn<'_>, field: &FieldInfo) -> Input {
        let mut all: Vec<((bool, bool, String), String, Choice)> = Vec::new();
        for worker in self.book.worker_ids() {
            let now = self.staff.get(worker);
            if now.has_left.is_yes() || now.profession == Some(Profession::Pool) {
                continue;
            }
            let team = now.team.map_or_else(|| "Team not recorded".to_owned(), |team| self.units.name(team));
            let name = self.worker_name(worker);
            let order = (now.team != drawn.team || drawn.team.is_none(), now.team.is_none(), team.clone());
            let label = match now.profession {
                Some(profession) => format!("{name}, {}", profession.name()),
                None => name,
            };
            all.push((order, team, drawn.choice(field.name, self.book.names.worker(worker), label)));
        }
        all.sort_by(|(one, _, a), (other, _, b)| {
            one.cmp(other).then_with(|| a.label.to_lowercase().cmp(&b.label.to_lowercase()))
        });
        let grouped = grouped(all.into_iter().map(|(_, team, choice)| (team, choice)));
        Input::Select { groups: with_nothing(grouped, field.optional) }
    }

    /// The teams by what they belong to; districts too, where they can be asked; every unit where a post is held for it, and
    /// every one but teams where another belongs to it.
    pub fn units_to_choose(&self, drawn: &Drawn<'_>, field: &FieldInfo) -> Input {
        let mut all: Vec<((u8, String, String), Choice)> = Vec::new();
        for unit in self.book.unit_ids() {
            let kind = self.units.kind(unit);
            let (rank, group) = match kind {
                UnitKind::Team if field.name == "parent" => continue,
                UnitKind::Team => (1, self.belongs_to(unit)),
                UnitKind::District if matches!(field.name, "whom" | "unit" | "parent") => (0, "Districts".to_owned()),
                UnitKind::Service if matches!(field.name, "unit" | "parent") => (0, "Services".to_owned()),
                UnitKind::Authority if matches!(field.name, "unit" | "parent") => (0, "The authority".to_owned()),
                _ => continue,
            };
            let (name, id) = (self.units.name(unit), self.book.names.unit(unit));
            all.push(((rank, group, name.clone()), drawn.choice(field.name, id, name)));
        }
        all.sort_by(|one, other| one.0.cmp(&other.0));
        let grouped = grouped(all.into_iter().map(|((_, group, _), choice)| (group, choice)));
        Input::Select { groups: with_nothing(grouped, field.optional) }
    }

    fn belongs_to(&self, unit: UnitId) -> String {
        self.board.parent(unit).map_or_else(|| "Teams".to_owned(), |parent| self.units.name(parent))
    }

    /// What of the child the field can mean, said in words.
    pub fn references_to_choose(&self, drawn: &Drawn<'_>, field: &FieldInfo) -> Input {
        let filled = drawn.filled(field.name).to_owned();
        let choices: Vec<(String, String)> = match field.name {
            "involvement" => return self.involvements_to_choose(drawn, field),
            "referral" => self.referrals(drawn).collect(),
            "rule" if drawn.asked.doing.of() == Of::Unit => self.rules_of_areas(),
            "rule" => self.rules_with_exceptions(),
            "issue" => match drawn.about {
                Some(Subject::Unit(unit)) => self.issues_to_choose(unit),
                _ => Vec::new(),
            },
            "task" => self.tasks_to_choose(drawn),
            _ => Vec::new(),
        };
        let choices = choices.into_iter().map(|(value, label)| drawn.choice(field.name, &value, label)).collect();
        one_of(choices, field.optional, &filled)
    }

    fn involvements_to_choose(&self, drawn: &Drawn<'_>, field: &FieldInfo) -> Input {
        let Some(entry) = drawn.child else { return Input::Line { value: String::new() } };
        let touches = match drawn.asked.doing {
            Doing::Act(kind) => ActKind::touches(kind),
            _ => None,
        };
        let filled = drawn.filled(field.name).to_owned();
        let known = entry.timeline.involved.iter().find(|one| one.involvement.to_string() == filled);
        let fits = |one: &&Involved| match touches {
            None => true,
            Some(touches) => is_offer(one) == (touches == Touches::Offer),
        };
        let open: Vec<&Involved> = entry.timeline.involved_at(self.at).filter(fits).collect();
        // What a link said stays said; so does what is over by now.
        if let Some(one) = known.filter(|one| drawn.asked.sent.is_none() || !open.contains(one)) {
            return Input::Fixed { value: filled, says: self.involved_words(one) };
        }
        let alone = open.len() == 1;
        let choice = |one: &&Involved| {
            let value = one.involvement.to_string();
            let mut choice = drawn.choice(field.name, &value, self.involved_words(one));
            choice.chosen |= alone;
            choice
        };
        Input::Radios { choices: open.iter().map(choice).collect() }
    }

    /// `Bea Rose, lead, since Mon 9 March 2026`.
    fn involved_words(&self, one: &Involved) -> String {
        let who =
            one.worker.map_or_else(|| "A worker who cannot be read".to_owned(), |worker| self.worker_name(worker));
        let (how, from) =
            if is_offer(one) { ("offered", one.offered) } else { ("since", one.started.or(one.accepted)) };
        let from = from.and_then(say::day_of).map(|day| format!(", {how} {day}")).unwrap_or_default();
        format!("{who}, {}{from}", one.role.name())
    }

    /// What is to be done for the child: "Ring the school, by Fri 13 March 2026".
    fn tasks_to_choose(&self, drawn: &Drawn<'_>) -> Vec<(String, String)> {
        let tasks = drawn.child.map(|entry| self.tasks_to_do(entry)).unwrap_or_default();
        let said = tasks.into_iter().map(|task| {
            let by = task.due.map_or_else(String::new, |due| format!(", by {}", say::day(due)));
            (task.task.to_string(), format!("{}{by}", self.book.names.text(task.what)))
        });
        said.collect()
    }

    /// The child's referrals that are not closed by name.
    fn referrals(&self, drawn: &Drawn<'_>) -> impl Iterator<Item = (String, String)> {
        let facts = || drawn.child.into_iter().flat_map(|entry| self.facts(entry.child));
        let closed: Vec<Ref> = facts()
            .filter_map(|fact| match fact.content {
                Content::CaseClosed { referral } => referral,
                _ => None,
            })
            .collect();
        let open = facts().filter_map(move |fact| match fact.content {
            Content::ReferralReceived { referral, .. } if !closed.contains(&referral) => {
                Some((referral.to_string(), format!("The referral of {}", say::when(fact))))
            }
            _ => None,
        });
        open.collect::<Vec<_>>().into_iter()
    }

    /// The rules about whole areas.
    fn rules_of_areas(&self) -> Vec<(String, String)> {
        let plan = self.plan();
        let asked = plan.areas.iter().filter(|area| self.asks(area.pack));
        let mut rules: Vec<(String, String)> = asked
            .map(|area| (format!("{}/{}", plan.packs[area.pack].id, area.rule.id), area.rule.title.clone()))
            .collect();
        rules.sort();
        rules.dedup_by(|one, other| one.0 == other.0);
        rules
    }

    /// A child whom a link names, by what the child is called; else the child's id is written, and can be written anew after a refusal.
    pub fn child_to_name(&self, drawn: &Drawn<'_>, field: &FieldInfo) -> Input {
        let filled = drawn.filled(field.name).to_owned();
        let named = format!("{}=", field.name);
        let is_of_link =
            drawn.asked.sent.is_none() || drawn.asked.link.split(['?', '&']).any(|pair| pair.starts_with(&named));
        match self.find_child(&filled) {
            Ok(entry) if is_of_link => {
                let says = format!("{}, {}", self.called(entry), self.child(entry).age);
                Input::Fixed { value: filled, says }
            }
            _ => Input::Line { value: filled },
        }
    }

    /// The record that a link named, in words.
    pub fn fact_to_name(&self, drawn: &Drawn<'_>, field: &FieldInfo) -> Input {
        let filled = drawn.filled(field.name).to_owned();
        let found = drawn.about.and_then(|about| self.fact_of(about, &filled));
        match found {
            Some(fact) => {
                Input::Fixed { value: filled, says: format!("{}, {}", self.fact_words(&fact.content), say::when(fact)) }
            }
            None => Input::Line { value: filled },
        }
    }

    /// The fact of that id about that one, under any identity.
    pub fn fact_of(&self, about: Subject, id: &str) -> Option<&Fact> {
        let id: FactId = id.parse().ok()?;
        match about {
            Subject::Child(child) => self.facts(child).find(|fact| fact.id == id),
            other => self.book.about(other).iter().find(|fact| fact.id == id),
        }
    }

    /// What is so already of whom the form is about, as it would be typed: to be left, or put right.
    pub fn so_far(&self, doing: Doing, about: Subject) -> Vec<(String, String)> {
        let names = &self.book.names;
        let (Doing::Record(_, kind), mut so) = (doing, Vec::new()) else { return Vec::new() };
        let mut put = |name: &str, value: Option<String>| so.extend(value.map(|value| (name.to_owned(), value)));
        let unit = |unit: UnitId| names.unit(unit).to_owned();
        match (kind, about) {
            (Kind::UnitDetails, Subject::Unit(of)) => {
                put("name", Some(self.units.name(of)));
                put("level", self.units.level(of).map(|level| level.name().to_owned()));
                put("parent", self.board.parent(of).map(unit));
            }
            (Kind::WorkerDetails, Subject::Worker(worker)) => {
                let now = self.staff.get(worker);
                put("name", Some(self.worker_name(worker)));
                put("profession", now.profession.map(|profession| profession.name().to_owned()));
                put("team", now.team.map(unit));
            }
            (Kind::CarerDetails, Subject::Carer(carer)) => {
                let carer = self.carer(carer);
                put("name", Some(carer.name));
                put("carer_kind", carer.kind.map(|kind| kind.name().to_owned()));
                put("team", carer.team.map(unit));
            }
            _ => {}
        }
        so
    }

    /// The rules from which somebody may grant an exception.
    fn rules_with_exceptions(&self) -> Vec<(String, String)> {
        let plan = self.plan();
        let with = plan.breaches.iter().filter(|breach| !breach.rule.exceptions.is_empty());
        let mut rules: Vec<(String, String)> = with
            .map(|breach| (format!("{}/{}", plan.packs[breach.pack].id, breach.rule.id), breach.rule.title.clone()))
            .collect();
        rules.sort();
        rules.dedup_by(|one, other| one.0 == other.0);
        rules
    }
}

/// Whether it waits for an answer.
fn is_offer(one: &Involved) -> bool {
    one.started.is_none() && one.accepted.is_none() && one.offered.is_some()
}

fn grouped(choices: impl Iterator<Item = (String, Choice)>) -> Vec<ChoiceGroup> {
    let mut groups: Vec<ChoiceGroup> = Vec::new();
    for (label, choice) in choices {
        match groups.last_mut().filter(|group| group.label == label) {
            Some(group) => group.choices.push(choice),
            None => groups.push(ChoiceGroup { label, choices: vec![choice] }),
        }
    }
    groups
}
