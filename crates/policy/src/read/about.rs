//! Breaches, gates, and what a pack says about workers, letters, areas and services.

use record::Kind;
use record::words::{Accreditation, Post, Service, UnitLevel, Word, Words};
use toml::de::DeValue;

use super::duty::{all_or_nothing, every_one};
use super::{Names, Reader, is_not_stated};
use crate::pack::{
    Area, Breach, Each, Engaged, Event, Exception, Gate, Letter, LetterKind, MoreThan, Need, Pack, Priority,
    ServiceRule, Step, Suitability,
};
use crate::reader::{Table, Value, as_count, as_text, one_of, posts};

impl<'m> Reader<'m> {
    /// Everything of a pack to which no other rule refers.
    pub(super) fn about(&mut self, root: &Table<'_, 'm>, pack: &mut Pack) {
        let others: fn(&mut Names) -> &mut Vec<String> = |names| &mut names.others;
        pack.gates.extend(self.each(root.tables("gate", "gate"), others, Self::gate));
        let suitability = root.tables("suitability", "suitability rule");
        pack.suitability.extend(self.each(suitability, others, Self::suitability));
        let priorities = root.tables("priority", "priority factor");
        for table in priorities {
            let span = table.span.clone();
            let Some(factor) = self.priority(table) else { continue };
            if let Some(same) = pack.priorities.iter().find(|known| known.when == factor.when) {
                let says = format!("'{}' and '{}' weigh the same twice", same.id, factor.id);
                self.mistakes.add(span, says, Some("give each its own condition, or one of them both weights".into()));
            }
            pack.priorities.push(factor);
        }
        if let Some(value) = root.get("workload") {
            self.names.weighs = true;
            pack.workload = Table::of("[workload]", value, self.mistakes).and_then(|t| self.workload(t));
        }
        pack.letters.extend(self.each(root.tables("letter", "letter"), others, Self::letter));
        pack.areas.extend(self.each(root.tables("area", "area rule"), others, Self::area));
        pack.services.extend(root.tables("service", "service").into_iter().filter_map(|t| self.service(t)));
        if let Some(value) = root.get("titles") {
            self.titles(value, pack);
        }
        pack.lists.extend(self.each(root.tables("list", "list"), others, Self::list));
        let tests = root.tables("test", "test");
        if self.with_tests {
            let tests: Vec<_> = tests.into_iter().filter_map(|t| self.test(t, pack)).collect();
            pack.tests.extend(tests);
        }
    }

    /// The id of a rule to which no other refers.
    pub(super) fn own_id(&mut self, table: &Table<'_, 'm>) -> Option<String> {
        let mut names = std::mem::take(&mut self.names.others);
        let id = self.id(table, &mut names);
        self.names.others = names;
        id
    }

    pub(super) fn breach(&mut self, table: Table<'_, 'm>) -> Option<Breach> {
        let mut names = std::mem::take(&mut self.names.breaches);
        let id = self.id(&table, &mut names);
        self.names.breaches = names;
        let title = table.text("title", "say what must never be");
        let cites = self.cites(&table);
        let during = table.need("while", "say while what it is a breach");
        let during = during.and_then(|value| self.while_open("'while' of a breach", value));
        let to = table.need("to", "say for whom it comes first: to = [\"team manager\"]");
        let to: Option<Words<Post>> = to.map(|value| table.words("to", value));
        let exceptions = self.exceptions(&table);
        table.finish();
        Some(Breach { id: id?, title: title?, cites: cites?, during: during?, to: to?, exceptions: exceptions? })
    }

    /// Who may grant what the rule does not allow.
    pub(super) fn exceptions(&self, table: &Table<'_, 'm>) -> Option<Vec<Exception>> {
        every_one(table.tables("exception", "exception").into_iter().map(|table| {
            let cites = self.cites(&table);
            let by = table.need("by", "say who may grant it: by = [\"head of service\"]");
            let by = by.map(|value| table.words("by", value));
            table.finish();
            Some(Exception { cites: cites?, by: by? })
        }))
    }

    fn gate(&mut self, table: Table<'_, 'm>) -> Option<Gate> {
        let id = self.own_id(&table);
        let title = table.text("title", "say which decision it stands before");
        let cites = self.cites(&table);
        let before = table.need("before", "say before which decision: before = { fact = \"left_unallocated\" }");
        let before = before.map(|value| self.events(value)).unwrap_or_default();
        let during = table.need("while", "say where it applies: while = \"open\"");
        let during = during.and_then(|value| self.condition("'while'", value));
        let breach_while = table.get("breach-while").map(|value| self.condition("'breach-while'", value));
        let by = table.get("by").map(|value| table.words("by", value));
        let stand_in = table.get("stand-in").map_or(Words::NONE, |value| table.words("stand-in", value));
        let never = table.flag("never");
        let reasons = table.get("reasons").map(|value| table.words("reasons", value));
        let steps = table.tables("step", "step");
        if never && (!steps.is_empty() || by.is_some()) {
            let says = format!("{} is never open, so nobody and no step can open it", table.what);
            self.mistakes.add(table.span.clone(), says, Some("leave 'never' out, or all steps and 'by'".into()));
        }
        if !never && steps.is_empty() && by.is_none() && reasons.is_none() {
            let help = "give it 'by', 'reasons', [[gate.step]]s, or never = true".to_owned();
            self.mistakes.add(table.span.clone(), format!("{} asks for nothing", table.what), Some(help));
        }
        let mut names = Vec::new();
        let steps = every_one(steps.into_iter().map(|table| self.step(table, &mut names)));
        table.finish();
        Some(Gate {
            id: id?,
            title: title?,
            cites: cites?,
            before,
            during: during?,
            breach_while: all_or_nothing(breach_while)?,
            by,
            stand_in,
            never,
            reasons,
            steps: steps?,
        })
    }

    fn step(&self, table: Table<'_, 'm>, names: &mut Vec<String>) -> Option<Step> {
        let id = self.id(&table, names);
        let says = table.text("says", "say what must have been done");
        let cites = self.cites(&table);
        let met_by = table.need("met-by", "say what shows it: met-by = { fact = \"capacity_asked\" }");
        let met_by = met_by.map(|value| self.events(value)).unwrap_or_default();
        let each = table.get("each").map(|value| table.word::<Each>("each", value));
        if let (Some(Some(each)), Some(value)) = (each, table.get("met-by")) {
            self.asked_of_each(each, &met_by, value);
        }
        let within = table.get("within").map(|value| self.stated_length("'within'", value));
        let only_where = table.get("only-where").map(|value| self.condition("'only-where'", value));
        table.finish();
        let (each, within, only_where) = (all_or_nothing(each)?, all_or_nothing(within)?, all_or_nothing(only_where)?);
        Some(Step { id: id?, says: says?, cites: cites?, only_where, met_by, each, within })
    }

    /// What is asked of each unit is shown by what says which unit was asked; anything else would leave each missing for good.
    fn asked_of_each(&self, each: Each, met_by: &[Event], value: &Value<'_>) {
        let level = match each {
            Each::OtherTeamOfDistrict => UnitLevel::Team,
            Each::OtherDistrict => UnitLevel::District,
        };
        let help = || Some(format!("write met-by = {{ fact = \"capacity_asked\", asked = [\"{}\"] }}", level.name()));
        for event in met_by {
            if event.fact != Kind::CapacityAsked {
                let says = format!(
                    "'{}' does not say which unit was asked, and can show no '{}'",
                    event.fact.name(),
                    each.name()
                );
                self.mistakes.add(value.span(), says, help());
            } else if event.asked.is_some_and(|asked| !asked.has(level)) {
                let says = format!("what was asked of another level of unit can show no '{}'", each.name());
                self.mistakes.add(value.span(), says, help());
            }
        }
    }

    fn suitability(&mut self, table: Table<'_, 'm>) -> Option<Suitability> {
        let id = self.own_id(&table);
        let says = table.text("says", "say what it asks");
        let cites = self.cites(&table);
        let during = table.need("for", "say for which children: for = { status = [\"child protection plan\"] }");
        let during = during.and_then(|value| self.condition("'for'", value));
        let parts = table.need("parts", "say for which parts: parts = [\"lead\", \"key worker\"]");
        let parts = parts.map(|value| table.words("parts", value));
        let professions = table.get("professions").map(|value| table.words("professions", value));
        let speaks_for = table.get("speaks-for").map(|value| table.words("speaks-for", value));
        let help = "say what is needed: needs = [\"named support\"], or [\"refused\"]; or what speaks for a candidate, in 'speaks-for'";
        let needs = if speaks_for.is_some() { table.get("needs") } else { table.need("needs", help) };
        if let (Some(_), Some(value)) = (speaks_for, needs) {
            let says = "what is needed may refuse, and what speaks for somebody never does".to_owned();
            self.mistakes.add(value.span(), says, Some("write two rules, or leave one of the two out".into()));
        }
        let needs = needs.map(|value| {
            let needs: Words<Need> = table.words("needs", value);
            if needs.has(Need::Refused) && needs.iter().count() > 1 {
                let says = "who is refused cannot hold the child whatever else is there";
                self.mistakes.add(value.span(), says, Some("write needs = \"refused\" alone, or leave it out".into()));
            }
            needs
        });
        let needs = if speaks_for.is_some() { needs.or(Some(Words::NONE)) } else { needs };
        let engaged = table.get("engaged").map(|value| table.word::<Engaged>("engaged", value));
        let training = self.training(&table, needs);
        table.finish();
        Some(Suitability {
            id: id?,
            says: says?,
            cites: cites?,
            during: during?,
            parts: parts?,
            professions,
            engaged: all_or_nothing(engaged)?,
            needs: needs?,
            speaks_for: speaks_for.unwrap_or(Words::NONE),
            training,
        })
    }

    /// `training = ["achieving best evidence"]`, which goes with the need of it, and only with that.
    fn training(&self, table: &Table<'_, 'm>, needs: Option<Words<Need>>) -> Words<Accreditation> {
        let named = table.get("training");
        let training = named.map_or(Words::NONE, |value| table.words("training", value));
        match (needs, named) {
            (Some(needs), None) if needs.has(Need::Training) => {
                let help = format!("write training = [\"…\"]: one of {}", one_of(Accreditation::NAMES));
                self.mistakes.add(
                    table.span.clone(),
                    format!("{} does not say which training", table.what),
                    Some(help),
                );
            }
            (Some(needs), Some(value)) if !needs.has(Need::Training) => {
                let says = "'training' names what nobody needs here";
                let help = "write needs = [\"training\"], or leave 'training' out".to_owned();
                self.mistakes.add(value.span(), says, Some(help));
            }
            _ => {}
        }
        training
    }

    fn priority(&mut self, table: Table<'_, 'm>) -> Option<Priority> {
        let id = self.own_id(&table);
        let says = table.text("says", "say what raises the priority");
        let cites = self.cites(&table);
        let when = table.need("when", "say when it counts: when = { age-under = { years = 5 } }");
        let when = when.and_then(|value| self.condition("'when'", value));
        let weight = table.need("weight", "say how much it weighs: weight = 3");
        let weight = weight.and_then(|value| self.stated_count("'weight'", value, 1000));
        table.finish();
        Some(Priority { id: id?, says: says?, cites: cites?, when: when?, weight: weight? })
    }

    fn letter(&mut self, table: Table<'_, 'm>) -> Option<Letter> {
        let id = self.own_id(&table);
        let cites = self.cites(&table);
        let to = table.need("to", "say to whom: to = [\"parent\", \"carer\"]");
        let to = to.map(|value| table.words("to", value));
        let during = table.need("while", "say while what it is written");
        let during = during.and_then(|value| self.condition("'while'", value));
        let kind = table.need("kind", "say which letter: kind = \"first\"");
        let kind = kind.and_then(|value| table.word::<LetterKind>("kind", value));
        let says = table.need("says", "list what it must hold: says = [\"how to contact the team\"]");
        let says = says.map(|value| table.words("says", value));
        let safe = table.flag("safe");
        table.finish();
        Some(Letter { id: id?, cites: cites?, to: to?, during: during?, kind: kind?, says: says?, safe })
    }

    fn area(&mut self, table: Table<'_, 'm>) -> Option<Area> {
        let id = self.own_id(&table);
        let title = table.text("title", "say what stands out");
        let cites = self.cites(&table);
        let over = table.need("over", "say over which level: over = \"team\"");
        let over = over.and_then(|value| table.word::<UnitLevel>("over", value));
        let counts = table.need("counts", "say whom it counts: counts = \"unallocated\"");
        let counts = counts.and_then(|value| self.refer("definition", value, &self.names.definitions));
        let more_than = table.need("more-than", "say above what: more-than = { children = 10 }");
        let more_than = more_than.and_then(|value| self.more_than(value));
        let rungs = self.area_rungs(&table, cites.as_ref());
        table.finish();
        Some(Area {
            id: id?,
            title: title?,
            cites: cites?,
            over: over?,
            counts: counts?,
            more_than: more_than?,
            rungs: rungs?,
        })
    }

    fn more_than(&self, value: &Value<'_>) -> Option<MoreThan> {
        if is_not_stated(value) {
            return Some(MoreThan::NotStated);
        }
        let table = Table::of("'more-than'", value, self.mistakes)?;
        match table.only() {
            Some(("children", _, number)) => {
                as_count("'children'", number, 100_000, self.mistakes).map(MoreThan::Children)
            }
            Some(("percent", _, number)) => {
                let percent = as_count("'percent'", number, 100, self.mistakes)?;
                self.less_than_all(percent < 100, number, "{ percent = 15 }").then_some(MoreThan::Percent(percent))
            }
            Some(("one-in", _, number)) => {
                let one_in = as_count("'one-in'", number, 100_000, self.mistakes)?;
                self.less_than_all(one_in > 1, number, "{ one-in = 7 }").then_some(MoreThan::OneIn(one_in))
            }
            _ => {
                let help = "write { children = 10 }, { percent = 15 } or { one-in = 7 }".to_owned();
                self.mistakes.add(value.span(), "'more-than' is a number of children or a share of them", Some(help));
                None
            }
        }
    }

    /// Says that nothing is more than all of the children, where that is asked.
    fn less_than_all(&self, is_less: bool, value: &Value<'_>, write: &str) -> bool {
        if !is_less {
            let help = format!("write a share of them, such as {write}, or a number: {{ children = 10 }}");
            self.mistakes.add(value.span(), "there are never more than all of the children", Some(help));
        }
        is_less
    }

    fn service(&mut self, table: Table<'_, 'm>) -> Option<ServiceRule> {
        let kind = table.need("kind", "say which service: kind = \"adoption support\"");
        let kind = kind.and_then(|value| table.word::<Service>("kind", value));
        let owner = table.need("owner", "say who answers for it");
        let owner = owner.and_then(|value| table.word::<Post>("owner", value));
        let cites = self.cites(&table);
        table.finish();
        Some(ServiceRule { kind: kind?, owner: owner?, cites: cites? })
    }

    fn titles(&self, value: &Value<'_>, pack: &mut Pack) {
        let DeValue::Table(table) = value.get_ref() else {
            self.mistakes.add(value.span(), "[titles] is not a table", Some("write \"team manager\" = \"…\"".into()));
            return;
        };
        for (post, title) in table.iter() {
            let post_span = title.span();
            let Some(title) = as_text("a title", title, self.mistakes) else { continue };
            match Post::from_name(post.get_ref()) {
                Some(post) => {
                    // The name of another post may be a title only where that one has a title of its own.
                    let other =
                        Post::from_name(title).filter(|other| *other != post && !self.mistakes.has_title(*other));
                    if let Some(other) = other {
                        let says = format!("'{title}' is a post of its own, and would be told for two");
                        let help = format!("give '{other}' its own title in [titles] too");
                        self.mistakes.add(post_span.clone(), says, Some(help));
                    }
                    pack.titles.push((post, title.to_owned()));
                }
                None => {
                    let written = post.get_ref();
                    let help = match Post::from_name(title) {
                        Some(of) => format!("write it the other way round: \"{of}\" = \"{written}\""),
                        None => posts(title),
                    };
                    self.mistakes.add(post.span(), format!("'{written}' is not a post"), Some(help));
                }
            }
        }
    }
}
