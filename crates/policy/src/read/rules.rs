//! Worker rules, definitions and conditions.

use record::Kind;
use record::words::{AbsenceKind, Word};
use toml::de::DeValue;

use super::Reader;
use super::duty::all_or_nothing;
use crate::pack::{
    AbsentFor, Begun, Condition, CountsFrom, Definition, Grace, Lasting, Length, Often, Siblings, Since, State, Stated,
    Stop, StopOn, WorkerRule,
};
use crate::reader::{Table, Value, a_type, as_count, as_text, instead, one_of};

impl<'m> Reader<'m> {
    pub(super) fn worker(&mut self, table: Table<'_, 'm>) -> Option<WorkerRule> {
        let mut names = std::mem::take(&mut self.names.workers);
        let id = self.id(&table, &mut names);
        self.names.workers = names;
        let title = table.text_if_given("title");
        let cites = self.cites(&table);
        let parts = table.need("parts", "say which parts count: parts = [\"lead\", \"key worker\"]");
        let parts = parts.map(|value| table.words("parts", value));
        let from = table.need("counts-from", "say from when it counts: \"named\" or \"accepted\"");
        let from = from.and_then(|value| table.word::<CountsFrom>("counts-from", value));
        let professions = table.get("professions").map(|value| table.words("professions", value));
        let (registered, recorded) = (table.flag("registered"), table.flag("recorded"));
        let need_identified = table.flag("need-identified");
        let supported = table.flag("supported");
        let stops: Vec<_> = table.tables("stops", "stop").into_iter().filter_map(|t| self.stop(t)).collect();
        table.finish();
        Some(WorkerRule {
            id: id?,
            title,
            cites: cites?,
            parts: parts?,
            from: from?,
            professions,
            registered,
            recorded,
            need_identified,
            supported,
            stops,
        })
    }

    fn stop(&self, table: Table<'_, 'm>) -> Option<Stop> {
        const KINDS: [&str; 2] = ["left the authority", "absence"];
        let cites = self.cites(&table);
        let value = table.need("on", "say what ends the counting: \"left the authority\" or \"absence\"")?;
        let on = match as_text("'on' of a stop", value, self.mistakes)? {
            "left the authority" => Some(StopOn::LeftAuthority),
            "absence" => {
                let kinds = table.need("kinds", "say which absences: kinds = [\"sickness\"]");
                let kinds = kinds.map(|value| table.words::<AbsenceKind>("kinds", value));
                let help = "say after how many working days of absence: after = { working-days = … }, or \"at once\"";
                let after = table.need("after", help);
                let after = after.and_then(|value| self.absent_for(value));
                kinds.zip(after).map(|(kinds, after)| StopOn::Absence { kinds, after })
            }
            other => {
                let help = Some(instead(other, &KINDS));
                self.mistakes.add(value.span(), format!("'{other}' does not end a worker's counting"), help);
                return None;
            }
        };
        table.finish();
        Some(Stop { cites: cites?, on: on? })
    }

    /// `{ working-days = 10 }`, `{ likely-longer-than = { weeks = 2 } }`, `"at once"` or `"not stated"`.
    fn absent_for(&self, value: &Value<'_>) -> Option<AbsentFor> {
        if let DeValue::Table(inner) = value.get_ref()
            && inner.iter().any(|(key, _)| key.get_ref() == "likely-longer-than")
        {
            let table = Table::of("'after' of a stop", value, self.mistakes)?;
            let length = table.get("likely-longer-than")?;
            table.finish();
            return match self.length("'likely-longer-than'", length)? {
                Length::Days(days) => Some(AbsentFor::LikelyLongerThan(days)),
                Length::Weeks(weeks) => Some(AbsentFor::LikelyLongerThan(weeks * 7)),
                other => {
                    let says =
                        format!("how long an absence is likely to last is counted in days or weeks, not '{other}'");
                    self.mistakes.add(length.span(), says, Some("write { weeks = 2 }".into()));
                    None
                }
            };
        }
        if matches!(value.get_ref(), DeValue::String(text) if text == "at once") {
            return Some(AbsentFor::AtOnce);
        }
        Some(match self.working_days("'after' of a stop", value)? {
            Stated::As(days) => AbsentFor::WorkingDays(days),
            Stated::LeftOpen => AbsentFor::NotStated,
        })
    }

    pub(super) fn definition(&mut self, table: Table<'_, 'm>) -> Option<Definition> {
        // A definition may refer to earlier ones only, so that none goes round in a circle: its own name joins last.
        let mut names = self.names.definitions.clone();
        let id = self.id(&table, &mut names);
        let title = table.text("title", "name it for people");
        let question = table.text("question", "say the question that the count answers (CNT-06)");
        let cites = self.cites(&table);
        let among = table.need("among", "say among whom it counts: among = \"open\"");
        let among = among.and_then(|value| self.condition("'among'", value));
        let counts = table.need("counts", "say when a child is counted: counts = { without = \"named\" }");
        let counts_span = counts.map_or(0..0, |value| value.span());
        let counts = counts.and_then(|value| self.condition("'counts'", value));
        let siblings = table.get("siblings").map(|value| table.word::<Siblings>("siblings", value));
        let grace: Vec<_> = table.tables("grace", "grace").into_iter().filter_map(|t| self.grace(t)).collect();
        if !grace.is_empty() && counts.as_ref().is_some_and(|counts| !has_without(counts)) {
            let says = "a grace needs a condition 'without' to be counted from";
            self.mistakes.add(counts_span, says, Some("write counts = { without = \"…\" }".into()));
        }
        for (index, one) in grace.iter().enumerate() {
            if grace[..index].iter().any(|other| other.since.has_any(one.since)) {
                let says = format!("{} gives the same cause two graces", table.what);
                self.mistakes.add(table.span.clone(), says, Some("name each cause in one grace only".into()));
            }
        }
        table.finish();
        self.names.definitions = names;
        Some(Definition {
            id: id?,
            title: title?,
            question: question?,
            cites: cites?,
            among: among?,
            counts: counts?,
            grace,
            siblings: all_or_nothing(siblings)?.unwrap_or(Siblings::Singly),
        })
    }

    fn grace(&self, table: Table<'_, 'm>) -> Option<Grace> {
        let cites = self.cites(&table);
        let since = table.need("since", "say for which causes: since = [\"opened\", \"involvement ended\"]");
        let since = since.map(|value| table.words("since", value));
        let more_than = table.need("more-than", "say how long: more-than = { working-days = 1 }");
        let more_than = more_than.and_then(|value| self.working_days("'more-than' of a grace", value));
        table.finish();
        Some(Grace { cites: cites?, since: since?, more_than_working_days: more_than? })
    }

    pub(super) fn condition(&self, what: &str, value: &Value<'_>) -> Option<Condition> {
        const WORDS: [&str; 17] = [
            "status",
            "without",
            "with",
            "definition",
            "age-from",
            "age-under",
            "placement",
            "service",
            "service-with-children-placed",
            "team",
            "lasting",
            "begun",
            "since",
            "often",
            "all",
            "any",
            "not",
        ];
        if let DeValue::String(state) = value.get_ref() {
            let found = State::from_name(state).map(Condition::State);
            if found.is_none() {
                let says = format!("'{state}' is not a state");
                self.mistakes.add(value.span(), says, Some(instead(state, State::NAMES)));
            }
            return found;
        }
        let table = Table::of(what, value, self.mistakes)?;
        let Some((word, span, inner)) = table.only() else {
            let help = format!("write one of {}; join several with all = [ … ] or any = [ … ]", one_of(&WORDS));
            self.mistakes.add(value.span(), format!("{what} needs one condition"), Some(help));
            return None;
        };
        match word {
            "status" => Some(Condition::Status(table.words("status", inner))),
            "without" => self.refer("worker rule", inner, &self.names.workers).map(Condition::Without),
            "definition" => self.refer("earlier definition", inner, &self.names.definitions).map(Condition::Definition),
            "with" => self
                .refer("worker rule", inner, &self.names.workers)
                .map(|rule| Condition::Not(Box::new(Condition::Without(rule)))),
            "age-from" => self.years(inner).map(Condition::AgeFrom),
            "age-under" => self.years(inner).map(Condition::AgeUnder),
            "placement" => Some(Condition::Placement(table.words("placement", inner))),
            "service" => Some(Condition::Service { of: table.words("service", inner), children_placed: false }),
            "service-with-children-placed" => Some(Condition::Service {
                of: table.words("service-with-children-placed", inner),
                children_placed: true,
            }),
            "team" => {
                let units = table.texts("team", inner).into_iter().map(|(unit, _)| unit.to_owned()).collect::<Vec<_>>();
                (!units.is_empty()).then_some(Condition::Team(units))
            }
            "lasting" => self.lasting(inner),
            "begun" => self.begun(inner),
            "since" => self.since(inner).map(|since| Condition::Since(Box::new(since))),
            "often" => self.often(inner).map(|often| Condition::Often(Box::new(often))),
            "all" => self.all(what, inner),
            "any" => self.any(what, inner),
            "not" => self.condition("'not'", inner).map(|inner| Condition::Not(Box::new(inner))),
            _ => {
                let help = Some(instead(word, &WORDS));
                self.mistakes.add(span, format!("'{word}' is not a condition"), help);
                None
            }
        }
    }

    /// A condition that must not be asked of a child before the referral, or after the closing.
    pub(super) fn while_open(&self, what: &str, value: &Value<'_>) -> Option<Condition> {
        let condition = self.condition(what, value)?;
        if condition.asks_for_worker() && !asks_open(&condition) {
            let says =
                format!("{what} is yes before the referral and after the closing too: the child has no worker then");
            let help = "put 'open' beside it: { all = [\"open\", { without = \"…\" }] }".to_owned();
            self.mistakes.add(value.span(), says, Some(help));
        }
        Some(condition)
    }

    fn conditions(&self, what: &str, value: &Value<'_>) -> Option<Vec<Condition>> {
        let DeValue::Array(list) = value.get_ref() else {
            let says = format!("a list of conditions is wanted, and this is {}", a_type(value.get_ref()));
            self.mistakes.add(value.span(), says, Some("write [ …, … ]".into()));
            return None;
        };
        if list.is_empty() {
            self.mistakes.add(value.span(), "this list of conditions is empty", Some("name at least one".into()));
        }
        let read: Vec<_> = list.iter().map(|value| self.condition(what, value)).collect();
        read.into_iter().collect()
    }

    /// `all = [ … ]`, which must be able to hold.
    fn all(&self, what: &str, value: &Value<'_>) -> Option<Condition> {
        let list = self.conditions(what, value)?;
        if let Some(why) = never(&list) {
            let help = "leave one of the two out, or write any = [ … ] where either will do".to_owned();
            self.mistakes.add(value.span(), format!("this can never hold: {why}"), Some(help));
        }
        Some(Condition::All(list))
    }

    /// `any = [ … ]`, which must be able to fail.
    fn any(&self, what: &str, value: &Value<'_>) -> Option<Condition> {
        let list = self.conditions(what, value)?;
        if list.iter().any(|one| list.contains(&Condition::Not(Box::new(one.clone())))) {
            let help = "leave the condition out, or write all = [ … ]".to_owned();
            self.mistakes.add(value.span(), "this always holds: one of these and its opposite", Some(help));
        }
        Some(Condition::Any(list))
    }

    /// `{ of = …, for = { days = 14 } }`, or `longer-than` in the place of `for`.
    fn lasting(&self, value: &Value<'_>) -> Option<Condition> {
        let table = Table::of("'lasting'", value, self.mistakes)?;
        let of = table.need("of", "say what has lasted: of = { definition = \"…\" }");
        let of = of.and_then(|value| self.condition("'of'", value).map(|of| (of, value.span())));
        let longer = table.get("longer-than");
        let length = match longer {
            Some(value) => {
                if let Some(least) = table.get("for") {
                    let help = "'for' is at least that long, 'longer-than' more than that: leave one out".to_owned();
                    self.mistakes.add(least.span(), "'lasting' has two lengths", Some(help));
                }
                self.stated_length("'longer-than'", value)
            }
            None => {
                let help = "say for how long: for = { days = 14 } (at least), or longer-than = { days = 14 }";
                table.need("for", help).and_then(|value| self.stated_length("'for'", value))
            }
        };
        table.finish();
        let (of, span) = of?;
        if of.asks_for_worker() && !asks_open(&of) {
            let says = "before the referral too the child has no worker, so this has lasted from the first day on";
            let help = "put 'open' inside: of = { all = [\"open\", { without = \"…\" }] }".to_owned();
            self.mistakes.add(span, says, Some(help));
        }
        Some(Condition::Lasting(Box::new(Lasting { of, length: length?, longer: longer.is_some() })))
    }

    /// `{ of = …, when = … }`.
    fn begun(&self, value: &Value<'_>) -> Option<Condition> {
        let table = Table::of("'begun'", value, self.mistakes)?;
        let of = table.need("of", "say what has begun: of = \"open\"");
        let of = of.and_then(|value| self.while_open("'of'", value));
        let when = table.need("when", "say what was so as it began: when = { since = … }");
        let when = when.and_then(|value| self.condition("'when'", value).map(|when| (when, value.span())));
        table.finish();
        let (of, (when, span)) = (of?, when?);
        let settled = when == of || when == Condition::Not(Box::new(of.clone()));
        if settled {
            let says = "as something begins it is so, so this asks nothing".to_owned();
            self.mistakes.add(span, says, Some("name in 'when' what else was so as it began".into()));
        }
        Some(Condition::Begun(Box::new(Begun { of, when })))
    }

    /// `{ event = …, within = { months = 12 }, until = … }`.
    fn since(&self, value: &Value<'_>) -> Option<Since> {
        let table = Table::of("'since'", value, self.mistakes)?;
        let event = table.need("event", "say since what: event = { fact = \"concern_increased\" }");
        let event = event.map(|value| self.events(value)).unwrap_or_default();
        let within = table.get("within").map(|value| self.stated_length("'within'", value));
        let until = table.get("until").map(|value| self.endings(value)).unwrap_or_default();
        if until.iter().any(|event| event.same_unit) && event.iter().any(|event| event.fact != Kind::CapacityAsked) {
            let says = "what begins this is of no unit, so nothing ends what the same unit began".to_owned();
            self.mistakes.add(
                value.span(),
                says,
                Some("leave 'unit' out, or write event = { fact = \"capacity_asked\" }".into()),
            );
        }
        let until_when = table.get("until-when").map(|value| self.condition("'until-when'", value));
        table.finish();
        let until_when = match until_when {
            None => None,
            Some(condition) => Some(condition?),
        };
        let within = match within {
            None => None,
            Some(length) => Some(length?),
        };
        (!event.is_empty()).then_some(Since { event, within, until, until_when })
    }

    /// `{ event = …, times = 2, within = { months = 24 } }`.
    fn often(&self, value: &Value<'_>) -> Option<Often> {
        let table = Table::of("'often'", value, self.mistakes)?;
        let event = table.need("event", "say what happened often: event = { fact = \"referral_received\" }");
        let event = event.map(|value| self.events(value)).unwrap_or_default();
        let times = table.need("times", "say how many times: times = 2");
        let times = times.and_then(|value| self.stated_count("'times'", value, 100));
        let within = table.need("within", "say within how long: within = { months = 24 }");
        let within = within.and_then(|value| self.stated_length("'within'", value));
        table.finish();
        (!event.is_empty()).then_some(Often { event, times: times?, within: within? })
    }

    fn years(&self, value: &Value<'_>) -> Option<u32> {
        if let DeValue::Integer(number) = value.get_ref() {
            let help = format!("write {{ years = {number} }}");
            self.mistakes.add(value.span(), "an age has no unit", Some(help));
            return None;
        }
        let table = Table::of("an age", value, self.mistakes)?;
        match table.only() {
            Some(("years", _, number)) => as_count("'years'", number, 25, self.mistakes),
            _ => {
                self.mistakes.add(value.span(), "an age is in years", Some("write { years = 12 }".into()));
                None
            }
        }
    }
}

/// Whether the condition has a 'without' that a grace can be counted from.
fn has_without(condition: &Condition) -> bool {
    match condition {
        Condition::Without(_) => true,
        Condition::All(list) => list.iter().any(has_without),
        _ => false,
    }
}

/// Whether the condition is yes only while the child is open, or asks for no worker where it need not be.
fn asks_open(condition: &Condition) -> bool {
    match condition {
        Condition::State(State::Open) => true,
        Condition::All(list) => list.iter().any(asks_open),
        Condition::Any(list) => list.iter().all(|one| asks_open(one) || !one.asks_for_worker()),
        Condition::Not(inner) => matches!(inner.as_ref(), Condition::Without(_)),
        Condition::Lasting(lasting) => asks_open(&lasting.of),
        Condition::Begun(begun) => asks_open(&begun.of),
        _ => false,
    }
}

/// Why these cannot all hold at once, where that can be seen from the words alone.
fn never(list: &[Condition]) -> Option<&'static str> {
    let mut parts = Vec::new();
    flatten(list, &mut parts);
    never_together(&parts)
}

/// The same of conditions of which none is an 'all'.
pub(super) fn never_together(parts: &[&Condition]) -> Option<&'static str> {
    let opposite = |one: &&Condition| parts.contains(&&Condition::Not(Box::new((*one).clone())));
    if parts.iter().any(opposite) {
        return Some("it asks for something and for its opposite");
    }
    let from =
        parts.iter().filter_map(|one| if let Condition::AgeFrom(years) = one { Some(*years) } else { None }).max();
    let under =
        parts.iter().filter_map(|one| if let Condition::AgeUnder(years) = one { Some(*years) } else { None }).min();
    from.zip(under).is_some_and(|(from, under)| from >= under).then_some("nobody is at once of that age and younger")
}

/// The conditions of an 'all', and of every 'all' inside it.
fn flatten<'c>(list: &'c [Condition], parts: &mut Vec<&'c Condition>) {
    for one in list {
        match one {
            Condition::All(inner) => flatten(inner, parts),
            plain => parts.push(plain),
        }
    }
}
