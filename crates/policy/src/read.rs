//! From a pack's text to a checked pack, or to every mistake in it.

use record::words::{AbsenceKind, Post, Word, Words};
use record::{Day, Kind};
use toml::de::{DeTable, DeValue};

use crate::pack::{
    Breach, Cites, Clause, Column, ColumnShows, Condition, CountsFrom, Definition, Due, Duty, First, Grace, Length,
    List, MetBy, Pack, State, Stop, StopOn, WorkerRule,
};
use crate::problem::Problems;
use crate::reader::{Mistakes, Table, Value, a_type, as_count, as_text, instead, one_of};

/// The language version that this reader understands.
const LANGUAGE: u32 = 1;
/// No policy counts further than ten years ahead.
const MOST_DAYS: u32 = 3660;

pub(crate) fn read(file: &str, text: &str) -> Result<Pack, Problems> {
    let mistakes = Mistakes::default();
    let (tree, syntax) = DeTable::parse_recoverable(text);
    for error in &syntax {
        mistakes.add(error.span().unwrap_or(0..0), format!("this is not TOML: {}", error.message()), None);
    }
    let pack = if syntax.is_empty() {
        let root = Table::new("the pack", 0..text.find('\n').unwrap_or(text.len()), tree.get_ref(), &mistakes);
        Reader { mistakes: &mistakes, clauses: Vec::new(), workers: Vec::new(), definitions: Vec::new() }.pack(root)
    } else {
        None
    };
    let problems = mistakes.take();
    match pack {
        Some(pack) if problems.is_empty() => Ok(pack),
        _ => Err(Problems { file: file.to_owned(), text: text.to_owned(), problems }),
    }
}

struct Reader<'m> {
    mistakes: &'m Mistakes,
    clauses: Vec<String>,
    /// Names of rules read so far, by place: what later rules may refer to.
    workers: Vec<String>,
    definitions: Vec<String>,
}

impl<'m> Reader<'m> {
    fn pack(mut self, root: Table<'_, 'm>) -> Option<Pack> {
        if let Some(value) = root.need("keyworker-pack", "begin the file with keyworker-pack = 1")
            && as_count("'keyworker-pack'", value, u32::MAX, self.mistakes).is_some_and(|version| version != LANGUAGE)
        {
            let help = format!("this Keyworker reads version {LANGUAGE} of the language");
            self.mistakes.add(value.span(), "this version of the language is not known", Some(help));
        }
        let head = root
            .need("pack", "say in [pack] which pack it is")
            .and_then(|value| Table::of("[pack]", value, self.mistakes));
        let clauses: Vec<_> = root.tables("clause", "clause").into_iter().filter_map(|t| self.clause(t)).collect();
        let workers: Vec<_> = root.tables("worker", "worker rule").into_iter().filter_map(|t| self.worker(t)).collect();
        let definitions: Vec<_> =
            root.tables("definition", "definition").into_iter().filter_map(|t| self.definition(t)).collect();
        let mut names = Vec::new();
        let duties: Vec<_> = root.tables("duty", "duty").into_iter().filter_map(|t| self.duty(t, &mut names)).collect();
        let mut breach_names = Vec::new();
        let breaches: Vec<_> =
            root.tables("breach", "breach").into_iter().filter_map(|t| self.breach(t, &mut breach_names)).collect();
        let mut list_names = Vec::new();
        let lists: Vec<_> =
            root.tables("list", "list").into_iter().filter_map(|t| self.list(t, &names, &mut list_names)).collect();
        root.finish();
        let head = head?;
        let id = self.id(&head, &mut Vec::new());
        let title = head.text("title", "");
        let version = head.text("version", "say which edition of the policy this is");
        let source = head.text("source", "say which document the clauses are from");
        let from = head.need("from", "give the first day on which it is in force: from = 2026-04-01");
        let from = from.and_then(|value| self.day(value));
        let until = head.get("until").and_then(|value| self.day(value).map(|day| (day, value.span())));
        let companions = head.get("companions").map(|value| head.texts("companions", value)).unwrap_or_default();
        if let (Some(from), Some((until, span))) = (from, &until)
            && until < &from
        {
            self.mistakes.add(span.clone(), "the pack ends before it begins", None);
        }
        if clauses.is_empty() {
            let help = "list each clause that a rule follows as [[clause]]".to_owned();
            self.mistakes.add(head.span.clone(), "the pack has no clause", Some(help));
        }
        head.finish();
        Some(Pack {
            id: id?,
            title: title?,
            version: version?,
            from: from?,
            until: until.map(|(day, _)| day),
            source: source?,
            companions: companions.into_iter().map(|(text, _)| text.to_owned()).collect(),
            clauses,
            workers,
            definitions,
            duties,
            breaches,
            lists,
        })
    }

    fn clause(&mut self, table: Table<'_, 'm>) -> Option<Clause> {
        let id = table.need("id", "give the clause's number").and_then(|value| {
            let id = as_text("'id' of a clause", value, self.mistakes)?;
            if self.clauses.iter().any(|known| known == id) {
                self.mistakes.add(value.span(), format!("clause '{id}' is given twice"), None);
            }
            self.clauses.push(id.to_owned());
            Some(id.to_owned())
        });
        let says = table.text("says", "say in plain words what the clause asks");
        let does = table.text_if_given("does");
        table.finish();
        Some(Clause { id: id?, says: says?, does })
    }

    /// The id of a rule: lower-case words joined by hyphens, once only.
    fn id(&self, table: &Table<'_, 'm>, names: &mut Vec<String>) -> Option<String> {
        let value = table.need("id", "give it a short name: id = \"family-letter\"")?;
        let id = as_text(&format!("'id' of {}", table.what), value, self.mistakes)?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(plain) {
            let help = "use lower-case letters, digits and hyphens".to_owned();
            self.mistakes.add(value.span(), format!("'{id}' is not a short name"), Some(help));
        }
        if names.iter().any(|known| known == id) {
            let help = "give each rule a name of its own".to_owned();
            self.mistakes.add(value.span(), format!("'{id}' is the name of two rules"), Some(help));
        }
        names.push(id.to_owned());
        Some(id.to_owned())
    }

    fn cites(&self, table: &Table<'_, 'm>) -> Option<Cites> {
        let value = table.need("clause", "every rule cites the clause that it follows: clause = \"PG-09\"")?;
        let cited = table.texts("clause", value);
        let known: Vec<&str> = self.clauses.iter().map(String::as_str).collect();
        for (id, span) in &cited {
            if !known.contains(id) {
                let help = if known.is_empty() { "list it as [[clause]]".into() } else { instead(id, &known) };
                self.mistakes.add(span.clone(), format!("clause '{id}' is not in this pack"), Some(help));
            }
        }
        if cited.is_empty() {
            self.mistakes.add(value.span(), format!("{} cites no clause", table.what), None);
            return None;
        }
        Some(Cites(cited.into_iter().map(|(id, _)| id.to_owned()).collect()))
    }

    fn day(&self, value: &Value<'_>) -> Option<Day> {
        let day = match value.get_ref() {
            DeValue::Datetime(at) if at.time.is_none() => {
                at.date.and_then(|date| Day::new(i32::from(date.year), date.month, date.day))
            }
            _ => None,
        };
        if day.is_none() {
            self.mistakes.add(value.span(), "this is not a date", Some("write it bare: 2026-04-01".into()));
        }
        day
    }

    /// `{ working-days = 5 }`: a number with its unit.
    fn length(&self, what: &str, value: &Value<'_>) -> Option<Length> {
        const UNITS: [&str; 5] = ["hours", "days", "weeks", "months", "working-days"];
        let help = || Some("write the number with its unit: { working-days = 5 }".to_owned());
        if matches!(value.get_ref(), DeValue::Integer(_) | DeValue::Float(_)) {
            self.mistakes.add(value.span(), format!("{what} is a number without a unit"), help());
            return None;
        }
        let table = Table::of(what, value, self.mistakes)?;
        let Some((unit, unit_span, number)) = table.only() else {
            self.mistakes.add(value.span(), format!("{what} needs one number with one unit"), help());
            return None;
        };
        let count = as_count(&format!("'{unit}'"), number, MOST_DAYS, self.mistakes);
        match unit {
            "hours" => count.map(Length::Hours),
            "days" => count.map(Length::Days),
            "weeks" => count.map(Length::Weeks),
            "months" => count.map(Length::Months),
            "working-days" => count.map(Length::WorkingDays),
            _ => {
                self.mistakes.add(unit_span, format!("'{unit}' is not a unit"), Some(instead(unit, &UNITS)));
                None
            }
        }
    }

    fn working_days(&self, what: &str, value: &Value<'_>) -> Option<u32> {
        match self.length(what, value)? {
            Length::WorkingDays(days) => Some(days),
            other => {
                let help = "write { working-days = 10 }".to_owned();
                self.mistakes.add(
                    value.span(),
                    format!("{what} is counted in working days, not '{other}'"),
                    Some(help),
                );
                None
            }
        }
    }

    fn worker(&mut self, table: Table<'_, 'm>) -> Option<WorkerRule> {
        let mut names = std::mem::take(&mut self.workers);
        let id = self.id(&table, &mut names);
        self.workers = names;
        let cites = self.cites(&table);
        let parts = table.need("parts", "say which parts count: parts = [\"lead\", \"key worker\"]");
        let parts = parts.map(|value| table.words("parts", value));
        let from = table.need("counts-from", "say from when it counts: \"named\" or \"accepted\"");
        let from = from.and_then(|value| table.word::<CountsFrom>("counts-from", value));
        let professions = table.get("professions").map(|value| table.words("professions", value));
        let (registered, recorded) = (table.flag("registered"), table.flag("recorded"));
        let need_identified = table.flag("need-identified");
        let stops: Vec<_> = table.tables("stops", "stop").into_iter().filter_map(|t| self.stop(t)).collect();
        table.finish();
        Some(WorkerRule {
            id: id?,
            cites: cites?,
            parts: parts?,
            from: from?,
            professions,
            registered,
            recorded,
            need_identified,
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
                let after = table.need("after", "say after how long: after = { working-days = 10 }");
                let working_days = after.and_then(|value| self.working_days("'after' of a stop", value));
                kinds.zip(working_days).map(|(kinds, working_days)| StopOn::Absence { kinds, working_days })
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

    fn definition(&mut self, table: Table<'_, 'm>) -> Option<Definition> {
        // A definition may refer to earlier ones only, so that none goes round in a circle: its own name joins last.
        let mut names = self.definitions.clone();
        let id = self.id(&table, &mut names);
        let title = table.text("title", "name it for people");
        let question = table.text("question", "say the question that the count answers (CNT-06)");
        let cites = self.cites(&table);
        let among = table.need("among", "say among whom it counts: among = \"open\"");
        let among = among.and_then(|value| self.condition("'among'", value));
        let counts = table.need("counts", "say when a child is counted: counts = { without = \"named\" }");
        let counts_span = counts.map_or(0..0, |value| value.span());
        let counts = counts.and_then(|value| self.condition("'counts'", value));
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
        self.definitions = names;
        Some(Definition {
            id: id?,
            title: title?,
            question: question?,
            cites: cites?,
            among: among?,
            counts: counts?,
            grace,
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

    fn condition(&self, what: &str, value: &Value<'_>) -> Option<Condition> {
        const WORDS: [&str; 8] = ["status", "without", "definition", "age-from", "all", "any", "not", "state"];
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
            "without" => self.refer("worker rule", inner, &self.workers).map(Condition::Without),
            "definition" => self.refer("earlier definition", inner, &self.definitions).map(Condition::Definition),
            "age-from" => self.years(inner).map(Condition::AgeFrom),
            "all" => self.conditions(what, inner).map(Condition::All),
            "any" => self.conditions(what, inner).map(Condition::Any),
            "not" => self.condition("'not'", inner).map(|inner| Condition::Not(Box::new(inner))),
            _ => {
                let help = Some(instead(word, &WORDS));
                self.mistakes.add(span, format!("'{word}' is not a condition"), help);
                None
            }
        }
    }

    fn conditions(&self, what: &str, value: &Value<'_>) -> Option<Vec<Condition>> {
        let DeValue::Array(list) = value.get_ref() else {
            let says = format!("a list of conditions is wanted, and this is {}", a_type(value.get_ref()));
            self.mistakes.add(value.span(), says, Some("write [ …, … ]".into()));
            return None;
        };
        if list.is_empty() {
            self.mistakes.add(value.span(), "this list of conditions is empty", None);
        }
        let read: Vec<_> = list.iter().map(|value| self.condition(what, value)).collect();
        read.into_iter().collect()
    }

    fn refer(&self, what: &str, value: &Value<'_>, names: &[String]) -> Option<usize> {
        let name = as_text("the name of a rule", value, self.mistakes)?;
        let found = names.iter().position(|known| known == name);
        if found.is_none() {
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let help = if known.is_empty() { format!("the pack has no {what}") } else { instead(name, &known) };
            self.mistakes.add(value.span(), format!("there is no {what} '{name}'"), Some(help));
        }
        found
    }

    fn years(&self, value: &Value<'_>) -> Option<u32> {
        let table = Table::of("an age", value, self.mistakes)?;
        match table.only() {
            Some(("years", _, number)) => as_count("'years'", number, 25, self.mistakes),
            _ => {
                self.mistakes.add(value.span(), "an age is in years", Some("write { years = 12 }".into()));
                None
            }
        }
    }

    fn duty(&self, table: Table<'_, 'm>, names: &mut Vec<String>) -> Option<Duty> {
        let id = self.id(&table, names);
        let title = table.text("title", "say what is to be done");
        let cites = self.cites(&table);
        let owner = table.need("owner", "say whose duty it is: owner = \"team manager\"");
        let owner = owner.and_then(|value| table.word::<Post>("owner", value));
        let during = table.need("while", "say while what: while = { definition = \"…\" }");
        let during = during.and_then(|value| self.condition("'while'", value));
        let opens_after = table.get("opens").map(|value| self.after("'opens'", value));
        let due = self.due(&table);
        let per_agency = match table.text_if_given("per").as_deref() {
            None => false,
            Some("agency") => true,
            Some(other) => {
                let span = table.get("per").map_or(0..0, |value| value.span());
                let says = format!("there cannot be a duty for each '{other}'");
                self.mistakes.add(span, says, Some("write per = \"agency\"".into()));
                false
            }
        };
        let met_by = table.need("met-by", "say what meets it: met-by = { fact = \"letter_sent\", to = [\"parent\"] }");
        let met_by: Vec<_> = met_by.map(|value| self.met_bys(value)).unwrap_or_default();
        if matches!(due, Some(Due::Every { .. } | Due::SetBy(_))) && opens_after.is_some() {
            let says = format!("{} opens with its own days, so 'opens' says nothing", table.what);
            self.mistakes.add(table.span.clone(), says, Some("leave 'opens' out".into()));
        }
        table.finish();
        let opens_after = match opens_after {
            None => None,
            Some(length) => Some(length?),
        };
        Some(Duty {
            id: id?,
            title: title?,
            cites: cites?,
            owner: owner?,
            during: during?,
            opens_after,
            due: due?,
            per_agency,
            met_by,
        })
    }

    /// `{ after = { days = 10 } }`.
    fn after(&self, what: &str, value: &Value<'_>) -> Option<Length> {
        let table = Table::of(what, value, self.mistakes)?;
        let after = table.need("after", "write { after = { days = 10 } }");
        let length = after.and_then(|value| self.length("'after'", value));
        table.finish();
        length
    }

    fn due(&self, table: &Table<'_, 'm>) -> Option<Due> {
        const WAYS: [&str; 4] = ["within", "every", "set-by", "when opened"];
        let value = table.need("due", "say when: due = { within = { working-days = 5 } }, or \"not stated\"")?;
        if let DeValue::String(word) = value.get_ref() {
            return match word.as_ref() {
                "when opened" => Some(Due::WhenOpened),
                "not stated" => Some(Due::NotStated),
                other => {
                    let help = Some(instead(other, &["when opened", "not stated"]));
                    self.mistakes.add(value.span(), format!("'{other}' is not when a duty is due"), help);
                    None
                }
            };
        }
        let due = Table::of("'due'", value, self.mistakes)?;
        let found = if let Some(within) = due.get("within") {
            self.length("'within'", within).map(Due::Within)
        } else if let Some(every) = due.get("every") {
            let first = due.need("first", "say when it is first due: \"one interval\" or \"at once\"");
            let first = first.and_then(|value| due.word::<First>("first", value));
            let goes_on = due.flag("goes-on");
            let every = self.length("'every'", every);
            every.zip(first).map(|(every, first)| Due::Every { every, first, goes_on })
        } else if let Some(kind) = due.get("set-by") {
            self.kind(kind, &[Kind::NextSeenSet, Kind::NextReviewSet, Kind::NextPlanReviewSet]).map(Due::SetBy)
        } else {
            self.mistakes.add(value.span(), "'due' does not say when", Some(format!("write {}", one_of(&WAYS))));
            None
        };
        due.finish();
        found
    }

    fn kind(&self, value: &Value<'_>, allowed: &[Kind]) -> Option<Kind> {
        let name = as_text("the kind of fact", value, self.mistakes)?;
        let names: Vec<&str> = allowed.iter().map(|kind| kind.name()).collect();
        let found = allowed.iter().find(|kind| kind.name() == name).copied();
        if found.is_none() {
            let says = format!("'{name}' is not a kind of fact that can stand here");
            self.mistakes.add(value.span(), says, Some(instead(name, &names)));
        }
        found
    }

    fn met_bys(&self, value: &Value<'_>) -> Vec<MetBy> {
        match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|value| self.met_by(value)).collect(),
            _ => self.met_by(value).into_iter().collect(),
        }
    }

    fn met_by(&self, value: &Value<'_>) -> Option<MetBy> {
        const FACTS: [Kind; 8] = [
            Kind::Visit,
            Kind::ManagementOversight,
            Kind::LetterSent,
            Kind::LetterWithheld,
            Kind::NoticeGiven,
            Kind::PlanReviewHeld,
            Kind::SafetyPlanningAgreed,
            Kind::DutyWorkerAssigned,
        ];
        let table = Table::of("'met-by'", value, self.mistakes)?;
        let fact = table.need("fact", "say which kind of fact").and_then(|value| self.kind(value, &FACTS));
        let met = MetBy {
            fact: fact?,
            to: table.get("to").map(|value| table.words("to", value)),
            given_to: table.get("given-to").map(|value| table.words("given-to", value)),
            made_by: table.get("made-by").map(|value| table.words("made-by", value)),
            visit: table.get("visit").map(|value| table.words("visit", value)),
            holds: table.get("holds").map(|value| table.words("holds", value)),
        };
        let misplaced = [
            ("to", met.to.is_some(), matches!(met.fact, Kind::LetterSent | Kind::LetterWithheld)),
            ("given-to", met.given_to.is_some(), met.fact == Kind::NoticeGiven),
            (
                "made-by",
                met.made_by.is_some(),
                matches!(met.fact, Kind::ManagementOversight | Kind::SafetyPlanningAgreed),
            ),
            ("visit", met.visit.is_some(), met.fact == Kind::Visit),
            ("holds", met.holds.is_some(), met.fact == Kind::ManagementOversight),
        ];
        for (key, given, fits) in misplaced {
            if given && !fits {
                let says = format!("'{key}' says nothing about '{}'", met.fact.name());
                self.mistakes.add(value.span(), says, Some("leave it out".into()));
            }
        }
        table.finish();
        Some(met)
    }

    fn breach(&self, table: Table<'_, 'm>, names: &mut Vec<String>) -> Option<Breach> {
        let id = self.id(&table, names);
        let title = table.text("title", "say what must never be");
        let cites = self.cites(&table);
        let during = table.need("while", "say while what it is a breach");
        let during = during.and_then(|value| self.condition("'while'", value));
        let to = table.need("to", "say for whom it comes first: to = [\"team manager\"]");
        let to: Option<Words<Post>> = to.map(|value| table.words("to", value));
        table.finish();
        Some(Breach { id: id?, title: title?, cites: cites?, during: during?, to: to? })
    }

    fn list(&self, table: Table<'_, 'm>, duties: &[String], names: &mut Vec<String>) -> Option<List> {
        let id = self.id(&table, names);
        let definition = table.need("of", "say which definition it lists");
        let definition = definition.and_then(|value| self.refer("definition", value, &self.definitions));
        let columns = table.tables("columns", "column");
        if columns.is_empty() {
            self.mistakes.add(table.span.clone(), format!("{} has no columns", table.what), None);
        }
        let columns: Vec<_> = columns.into_iter().filter_map(|t| self.column(t, duties)).collect();
        table.finish();
        Some(List { id: id?, definition: definition?, columns })
    }

    fn column(&self, table: Table<'_, 'm>, duties: &[String]) -> Option<Column> {
        const PLAIN: [&str; 4] = ["child", "team", "since", "counted from"];
        let name = table.text("name", "give the column a heading");
        let shows = if let Some(duty) = table.get("due") {
            self.refer("duty", duty, duties).map(ColumnShows::DutyDue)
        } else if let Some(status) = table.get("status") {
            Some(ColumnShows::Status(table.words("status", status)))
        } else {
            let help = "write shows = \"child\", or due = \"…\", or status = \"…\"";
            table.need("shows", help).and_then(|value| {
                let shows = match as_text("'shows'", value, self.mistakes)? {
                    "child" => ColumnShows::Child,
                    "team" => ColumnShows::Team,
                    "since" => ColumnShows::Since,
                    "counted from" => ColumnShows::CountedFrom,
                    other => {
                        let says = format!("a column cannot show '{other}'");
                        self.mistakes.add(value.span(), says, Some(instead(other, &PLAIN)));
                        return None;
                    }
                };
                Some(shows)
            })
        };
        table.finish();
        Some(Column { name: name?, shows: shows? })
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
