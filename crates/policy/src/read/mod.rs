//! From a pack's text to a checked pack, or to every mistake in it.

mod about;
mod adoption;
mod check;
mod duty;
mod event;
mod ladder;
mod list;
mod merge;
mod rules;
mod test;
mod workload;

pub use event::event_kinds;
use record::words::{Post, Word};
use record::{Day, Ref};
use toml::de::{DeTable, DeValue};

use crate::adoption::Adoption;
use crate::pack::{Cites, Clause, Length, OwnCalendar, Pack, Stated};
use crate::problem::Problems;
use crate::reader::{Mistakes, Table, Value, a_type, as_count, as_text, instead};

/// The language version that this reader understands.
const LANGUAGE: u32 = 1;
/// No policy counts further than ten years ahead.
const MOST_DAYS: u32 = 3660;
/// What a pack that counts nobody is counted by.
const NO_COUNT: &str = "none";
/// The national calendar's name in lengths; every other is the pack's own.
const NATIONAL: &str = "England and Wales";

/// Where a pack finds those that it builds on: by id, or nothing where there is none.
pub type Library<'l> = &'l dyn Fn(&str) -> Option<Pack>;

/// Where an adoption file finds the packs that it names: every version of the pack of that id.
pub type Versions<'l> = &'l dyn Fn(&str) -> Vec<Pack>;

pub(crate) fn read(file: &str, text: &str, library: Library<'_>) -> Result<Pack, Problems> {
    walk(file, text, "the pack", library, |reader, root| reader.pack(root))
}

pub(crate) fn read_rules(file: &str, text: &str, library: Library<'_>) -> Result<Pack, Problems> {
    walk(file, text, "the pack", library, |reader, root| Reader { with_tests: false, ..reader }.pack(root))
}

pub(crate) fn read_adoption(
    file: &str,
    text: &str,
    versions: Versions<'_>,
    ids: &[String],
) -> Result<Adoption, Problems> {
    walk(file, text, "the adoption file", &|_| None, |reader, root| reader.adoption(root, versions, ids))
}

pub(crate) fn id_in(text: &str) -> Option<String> {
    let (tree, _) = DeTable::parse_recoverable(text);
    let DeValue::Table(head) = tree.get_ref().get("pack")?.get_ref() else { return None };
    match head.get("id")?.get_ref() {
        DeValue::String(id) => Some(id.clone().into_owned()),
        _ => None,
    }
}

/// Walks the file's tree; what comes of it counts only where there is no mistake.
fn walk<T>(
    file: &str,
    text: &str,
    what: &str,
    library: Library<'_>,
    read: impl for<'m> FnOnce(Reader<'m>, Table<'_, 'm>) -> Option<T>,
) -> Result<T, Problems> {
    let mistakes = Mistakes::default();
    let (tree, syntax) = DeTable::parse_recoverable(text);
    // Where a heading is not closed, what follows it falls to the heading before: its keys are there twice only for that.
    let follows = |error: &&toml::de::Error| error.message().starts_with("duplicate key");
    let of_its_own = syntax.iter().any(|error| !follows(&error));
    for error in syntax.iter().filter(|error| !(of_its_own && follows(error))) {
        let help =
            "each line is a heading ([pack], [[duty]]) or key = value; texts stand between quotation marks".to_owned();
        mistakes.add(error.span().unwrap_or(0..0), format!("this is not TOML: {}", error.message()), Some(help));
    }
    let found = if syntax.is_empty() {
        let root = Table::new(what, 0..text.find('\n').unwrap_or(text.len()), tree.get_ref(), &mistakes);
        let names = Names::default();
        read(Reader { mistakes: &mistakes, library, text, tree: tree.get_ref(), with_tests: true, names }, root)
    } else {
        None
    };
    let problems = mistakes.take();
    match found {
        Some(found) if problems.is_empty() => Ok(found),
        _ => Err(Problems { file: file.to_owned(), text: text.to_owned(), problems }),
    }
}

/// Names of rules read so far, by place: what later rules may refer to. A rule with a mistake keeps its name here, so that
/// one mistake does not look like two.
#[derive(Default)]
struct Names {
    clauses: Vec<String>,
    calendars: Vec<String>,
    workers: Vec<String>,
    definitions: Vec<String>,
    /// The places of the definitions that lead in the packs that this one builds on.
    leading_below: Vec<usize>,
    duties: Vec<String>,
    breaches: Vec<String>,
    ladders: Vec<String>,
    /// The digests of the packs that this one builds on.
    digests_below: Vec<Ref>,
    /// Packs to build on that are not there: what would be theirs is not missed again.
    missing: Vec<String>,
    /// All definitions and duties that the file writes, read or not: one that stands further down is no misspelling.
    ahead: Vec<String>,
    /// Rules to which nothing refers: each only needs a name of its own.
    others: Vec<String>,
    /// Rules with a mistake of their own. They are in none of the lists above, so that a place in a list of names is one in
    /// the pack; what refers to them is not read either, and nothing more is said of it.
    unread: Vec<String>,
    /// Whether the file writes how workloads are weighed, right or not.
    weighs: bool,
}

struct Reader<'m> {
    mistakes: &'m Mistakes,
    library: Library<'m>,
    /// The file as it was written.
    text: &'m str,
    /// The same, as it was taken apart.
    tree: &'m DeTable<'m>,
    /// Whether the pack's tests are read.
    with_tests: bool,
    names: Names,
}

impl<'m> Reader<'m> {
    fn pack(mut self, root: Table<'_, 'm>) -> Option<Pack> {
        if let Some(value) = root.need("keyworker-pack", "begin the file with keyworker-pack = 1")
            && as_count("'keyworker-pack'", value, u32::MAX, self.mistakes).is_some_and(|version| version != LANGUAGE)
        {
            let help = format!("this Keyworker reads version {LANGUAGE} of the language");
            self.mistakes.add(value.span(), "this version of the language is not known", Some(help));
        }
        self.mistakes.called(titles(&root));
        let head = root
            .need("pack", "say in [pack] which pack it is")
            .and_then(|value| Table::of("[pack]", value, self.mistakes));
        let mut pack = self.head(head.as_ref());
        self.build_on(head.as_ref(), &mut pack);
        let mut rest = pack;
        let clauses: Vec<_> = root.tables("clause", "clause").into_iter().filter_map(|t| self.clause(t)).collect();
        // The council's own clauses come before those that it builds on, as people read them.
        rest.clauses = clauses.into_iter().chain(rest.clauses).collect();
        self.calendars(&root, &mut rest);
        self.names.ahead = ids_of(&root, "definition").chain(ids_of(&root, "duty")).collect();
        let workers = root.tables("worker", "worker rule");
        rest.workers.extend(self.each(workers, |names| &mut names.workers, Self::worker));
        let definitions = root.tables("definition", "definition");
        let own = self.names.definitions.len();
        rest.definitions.extend(self.each(definitions, |names| &mut names.definitions, Self::definition));
        rest.leading = self.leading(head.as_ref(), own);
        let duties = root.tables("duty", "duty");
        rest.duties.extend(self.each(duties, |names| &mut names.duties, Self::duty));
        self.ladders(&root, &mut rest);
        let breaches = root.tables("breach", "breach");
        rest.breaches.extend(self.each(breaches, |names| &mut names.breaches, Self::breach));
        self.about(&root, &mut rest);
        self.settle(&root, &mut rest);
        self.check(&root, &rest);
        self.unanswered(&root, &rest);
        root.finish();
        rest.digest = crate::digest::of(self.tree, &self.names.digests_below);
        let head = head?;
        if rest.clauses.is_empty() {
            let help = "list each clause that a rule follows as [[clause]]".to_owned();
            self.mistakes.add(head.span.clone(), "the pack has no clause", Some(help));
        }
        head.finish();
        Some(rest)
    }

    /// The rules that can be read. The names of the others leave the list that they joined.
    fn each<'t, R>(
        &mut self,
        tables: Vec<Table<'t, 'm>>,
        names: impl Fn(&mut Names) -> &mut Vec<String>,
        mut read: impl FnMut(&mut Self, Table<'t, 'm>) -> Option<R>,
    ) -> Vec<R> {
        let mut rules = Vec::with_capacity(tables.len());
        for table in tables {
            let before = names(&mut self.names).len();
            match read(self, table) {
                Some(rule) => rules.push(rule),
                None => {
                    let unread = names(&mut self.names).split_off(before);
                    self.names.unread.extend(unread);
                }
            }
        }
        rules
    }

    /// The pack with its head alone; what is missing in the head is a mistake, and the pack then never leaves here.
    fn head(&self, head: Option<&Table<'_, 'm>>) -> Pack {
        let mut pack = Pack::empty();
        let Some(head) = head else { return pack };
        pack.id = self.id(head, &mut Vec::new()).unwrap_or_default();
        pack.title = head.text("title", "").unwrap_or_default();
        pack.version = head.text("version", "say which edition of the policy this is").unwrap_or_default();
        pack.source = head.text("source", "say which document the clauses are from").unwrap_or_default();
        let from = head.need("from", "give the first day on which it is in force: from = 2026-04-01");
        let from = from.and_then(|value| self.day(value));
        let until = head.get("until").and_then(|value| self.day(value).map(|day| (day, value.span())));
        if let (Some(from), Some((until, span))) = (from, &until)
            && until < &from
        {
            let help = format!("give {from} or a later day, or leave 'until' out while it goes on");
            self.mistakes.add(span.clone(), "the pack ends before it begins", Some(help));
        }
        let companions = head.get("companions").map(|value| head.texts("companions", value)).unwrap_or_default();
        pack.companions = companions.into_iter().map(|(text, _)| text.to_owned()).collect();
        pack.from = from.unwrap_or(pack.from);
        pack.from_is_stated = match head.get("in-force").map(|value| (value, is_not_stated(value))) {
            None => true,
            Some((_, true)) => false,
            Some((value, false)) => {
                let help =
                    "write in-force = \"not stated\" where the document gives no day, or leave it out".to_owned();
                self.mistakes.add(value.span(), "'in-force' says only that the document gives no day", Some(help));
                true
            }
        };
        pack.until = until.map(|(day, _)| day);
        pack
    }

    /// The place of the definition by which trays and the first figure count; the pack's own begin at `own`.
    fn leading(&self, head: Option<&Table<'_, 'm>>, own: usize) -> Option<usize> {
        let head = head?;
        if let Some(value) = head.get("counts-by") {
            return match value.get_ref() {
                DeValue::String(text) if text == NO_COUNT => None,
                _ => self.refer("definition", value, &self.names.definitions),
            };
        }
        if own < self.names.definitions.len() {
            return Some(own);
        }
        // One that cannot be read would lead, as it stands.
        if !self.names.unread.is_empty() {
            return None;
        }
        if let [_, _, ..] = self.names.leading_below[..] {
            let below: Vec<&str> =
                self.names.leading_below.iter().map(|place| self.names.definitions[*place].as_str()).collect();
            let help = format!("write in [pack] counts-by = one of \"{}\"", below.join("\", \""));
            let says = "the packs that it builds on count in several ways, and it does not say by which it counts";
            self.mistakes.add(head.span.clone(), says, Some(help));
        }
        self.names.leading_below.first().copied()
    }

    fn clause(&mut self, table: Table<'_, 'm>) -> Option<Clause> {
        let id = table.need("id", "give the clause's number").and_then(|value| {
            let id = as_text("'id' of a clause", value, self.mistakes)?;
            if self.names.clauses.iter().any(|known| known == id) {
                let help = "give each clause once, with all that it says; several rules may cite it".to_owned();
                self.mistakes.add(value.span(), format!("clause '{id}' is given twice"), Some(help));
            }
            self.names.clauses.push(id.to_owned());
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
        let value = table.need("clause", "every rule cites the clause that it follows, by its id: clause = \"…\"")?;
        let cited = table.texts("clause", value);
        let known: Vec<&str> = self.names.clauses.iter().map(String::as_str).collect();
        for (id, span) in &cited {
            // Where a pack below is missing its clauses are too, and that was said.
            if !known.contains(id) && self.names.missing.is_empty() {
                let help = if known.is_empty() { "list it as [[clause]]".into() } else { instead(id, &known) };
                self.mistakes.add(span.clone(), format!("clause '{id}' is not in this pack"), Some(help));
            }
        }
        if cited.is_empty() {
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

    /// `{ working-days = 5 }`: a number with its unit; working days may name a calendar of the pack.
    fn length(&self, what: &str, value: &Value<'_>) -> Option<Length> {
        const UNITS: [&str; 5] = ["hours", "days", "weeks", "months", "working-days"];
        let help = || Some("write the number with its unit: { working-days = 5 }".to_owned());
        if let DeValue::Integer(number) = value.get_ref() {
            let written = number.as_str();
            let help =
                format!("write the number with its unit: {{ working-days = {written} }} or {{ days = {written} }}");
            self.mistakes.add(value.span(), format!("{what} is a number without a unit"), Some(help));
            return None;
        }
        if matches!(value.get_ref(), DeValue::Float(_)) {
            self.mistakes.add(value.span(), format!("{what} is a number without a unit"), help());
            return None;
        }
        if let DeValue::String(text) = value.get_ref() {
            let help = length_in_words(text).map_or_else(help, |written| Some(format!("write {written}")));
            self.mistakes.add(value.span(), format!("{what} is a text, '{text}'"), help);
            return None;
        }
        let table = Table::of(what, value, self.mistakes)?;
        if let Some(counting) = table.get("counting") {
            let help = "write due = { within = { working-days = 5 }, counting = \"first day counted\" }".to_owned();
            let says = "'counting' stands beside 'within', and not inside the length";
            self.mistakes.add(counting.span(), says, Some(help));
            return None;
        }
        let calendar = table.get("calendar");
        let Some((unit, unit_span, number)) = table.only_but("calendar") else {
            self.mistakes.add(value.span(), format!("{what} needs one number with one unit"), help());
            return None;
        };
        if let Some(calendar) = calendar.filter(|_| unit != "working-days") {
            let says = format!("'{unit}' are counted by no calendar");
            self.mistakes.add(calendar.span(), says, Some("leave 'calendar' out".into()));
        }
        let most = match unit {
            "hours" => 24 * MOST_DAYS,
            "weeks" => MOST_DAYS / 7,
            "months" => 120,
            _ => MOST_DAYS,
        };
        let count = as_count(&format!("'{unit}'"), number, most, self.mistakes);
        match unit {
            "hours" => count.map(Length::Hours),
            "days" => count.map(Length::Days),
            "weeks" => count.map(Length::Weeks),
            "months" => count.map(Length::Months),
            "working-days" => match calendar {
                None => count.map(Length::WorkingDays),
                Some(name) => self.calendar(name).zip(count).map(|(calendar, count)| match calendar {
                    0 => Length::WorkingDays(count),
                    own => Length::WorkingDaysOf(count, own - 1),
                }),
            },
            _ => {
                self.mistakes.add(unit_span, format!("'{unit}' is not a unit"), Some(instead(unit, &UNITS)));
                None
            }
        }
    }

    /// A calendar's place among the pack's own, counted from 1; 0 for the national one.
    fn calendar(&self, value: &Value<'_>) -> Option<u8> {
        let name = as_text("'calendar'", value, self.mistakes)?;
        if name == NATIONAL {
            return Some(0);
        }
        let found = self.names.calendars.iter().position(|known| known == name);
        if found.is_none() {
            let known: Vec<&str> =
                self.names.calendars.iter().map(String::as_str).chain(std::iter::once(NATIONAL)).collect();
            let says = format!("there is no calendar '{name}'");
            self.mistakes.add(value.span(), says, Some(instead(name, &known)));
        }
        found.and_then(|place| u8::try_from(place + 1).ok())
    }

    /// Calendars of the pack's own: days that are closed beside the bank holidays.
    fn calendars(&mut self, root: &Table<'_, 'm>, pack: &mut Pack) {
        for table in root.tables("calendar", "calendar") {
            let mut names = std::mem::take(&mut self.names.calendars);
            let id = self.id(&table, &mut names);
            self.names.calendars = names;
            let cites = self.cites(&table);
            let closed = table.need("closed", "list the days on which it is closed: closed = [2026-12-29]");
            let closed: Vec<Day> = match closed.map(|value| (value.get_ref(), value)) {
                Some((DeValue::Array(list), _)) => {
                    let mut days: Vec<Day> = Vec::new();
                    for (value, day) in list.iter().filter_map(|value| Some((value, self.day(value)?))) {
                        if days.contains(&day) {
                            let says = format!("{day} stands twice in 'closed'");
                            self.mistakes.add(value.span(), says, Some("leave one out".into()));
                        }
                        days.push(day);
                    }
                    days
                }
                Some((other, value)) => {
                    let says = format!("'closed' is {}, not a list of dates", a_type(other));
                    self.mistakes.add(value.span(), says, Some("write closed = [2026-12-29, 2026-12-30]".into()));
                    Vec::new()
                }
                None => Vec::new(),
            };
            table.finish();
            pack.calendars.extend(id.zip(cites).map(|(id, cites)| OwnCalendar { id, cites, closed }));
        }
    }

    /// A length, or that the policy leaves it open.
    fn stated_length(&self, what: &str, value: &Value<'_>) -> Option<Stated<Length>> {
        if is_not_stated(value) {
            return Some(Stated::LeftOpen);
        }
        self.length(what, value).map(Stated::As)
    }

    /// A whole number between 1 and `most`, or that the policy leaves it open.
    fn stated_count(&self, what: &str, value: &Value<'_>, most: u32) -> Option<Stated<u32>> {
        if is_not_stated(value) {
            return Some(Stated::LeftOpen);
        }
        as_count(what, value, most, self.mistakes).map(Stated::As)
    }

    fn working_days(&self, what: &str, value: &Value<'_>) -> Option<Stated<u32>> {
        // What a length may be written as elsewhere would be refused here: only what is accepted is offered.
        let number = match value.get_ref() {
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            _ => None,
        };
        if let Some(number) = number {
            let help = format!("write the number with its unit: {{ working-days = {number} }}");
            self.mistakes.add(value.span(), format!("{what} is a number without a unit"), Some(help));
            return None;
        }
        match self.stated_length(what, value)? {
            Stated::LeftOpen => Some(Stated::LeftOpen),
            Stated::As(Length::WorkingDays(days)) => Some(Stated::As(days)),
            Stated::As(Length::WorkingDaysOf(days, _)) => {
                let help = format!(
                    "write {{ working-days = {days} }}, and say in the clause's 'does' (\"In part:\") that these are not the council's own"
                );
                let says = format!(
                    "{what} is counted in the working days of England and Wales: no calendar can be named there"
                );
                self.mistakes.add(value.span(), says, Some(help));
                None
            }
            Stated::As(other) => {
                let help = "write { working-days = … }, with the number of the policy".to_owned();
                self.mistakes.add(
                    value.span(),
                    format!("{what} is counted in working days, not '{other}'"),
                    Some(help),
                );
                None
            }
        }
    }

    /// Whether that is the name of a rule of a pack that is not there, or of one that has a mistake of its own: that was
    /// said. A rung is named after its ladder.
    fn would_be_missing(&self, name: &str) -> bool {
        let is_of =
            |ladder: &str| name.strip_prefix(ladder).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        name.split_once('/').is_some_and(|(pack, _)| self.names.missing.iter().any(|missing| missing == pack))
            || self.names.unread.iter().any(|unread| is_of(unread))
    }

    fn refer(&self, what: &str, value: &Value<'_>, names: &[String]) -> Option<usize> {
        let name = as_text("the name of a rule", value, self.mistakes)?;
        let found = names.iter().position(|known| known == name);
        if found.is_none() && !self.would_be_missing(name) {
            // A name that two rules share is offered once.
            let mut known: Vec<&str> = Vec::new();
            // Of the rules that cannot be read, whatever they are, one of nearly that name may be meant.
            let near = |unread: &&String| strsim::damerau_levenshtein(unread, name) <= 2;
            for name in names.iter().chain(self.names.unread.iter().filter(near)) {
                if !known.contains(&name.as_str()) {
                    known.push(name);
                }
            }
            if self.names.ahead.iter().any(|id| id == name) {
                let says = format!("'{name}' does not stand above this, so it cannot be referred to here");
                let help =
                    "a rule refers only to those above it: move it up; two that refer to each other mean nothing";
                self.mistakes.add(value.span(), says, Some(help.to_owned()));
                return None;
            }
            let below = name.split_once('/').map(|(pack, _)| pack);
            let help = match below.filter(|pack| !known.iter().any(|id| id.starts_with(&format!("{pack}/")))) {
                Some(pack) => format!("a rule of another pack needs that pack in [pack]: builds-on = [\"{pack}\"]"),
                None if known.is_empty() => nothing_to_refer_to(what),
                None => instead(name, &known),
            };
            self.mistakes.add(value.span(), format!("there is no {what} '{name}'"), Some(help));
        }
        found
    }
}

/// What the council calls its posts; what cannot be read there is a mistake when the table itself is read.
fn titles(root: &Table<'_, '_>) -> Vec<(Post, String)> {
    let Some(DeValue::Table(table)) = root.get("titles").map(|value| value.get_ref()) else { return Vec::new() };
    let titled = table.iter().filter_map(|(post, title)| match title.get_ref() {
        DeValue::String(title) => Some((Post::from_name(post.get_ref())?, title.clone().into_owned())),
        _ => None,
    });
    titled.collect()
}

/// The ids of the tables in the list under that key, whatever else is wrong with them.
fn ids_of<'t>(root: &Table<'t, '_>, key: &'static str) -> impl Iterator<Item = String> + use<'t> {
    let list = match root.get(key).map(|value| value.get_ref()) {
        Some(DeValue::Array(list)) => list.iter().collect(),
        _ => Vec::new(),
    };
    list.into_iter().filter_map(|item| match item.get_ref() {
        DeValue::Table(table) => match table.get("id")?.get_ref() {
            DeValue::String(id) => Some(id.clone().into_owned()),
            _ => None,
        },
        _ => None,
    })
}

/// What to write where a rule of that kind is referred to and the pack has none.
fn nothing_to_refer_to(what: &str) -> String {
    match what {
        "worker rule" => "the pack has no worker rule yet: write one as [[worker]], above",
        "duty" => "the pack has no duty: write one as [[duty]], above; or name the pack whose it is in builds-on",
        _ => "there is none above: write one as [[definition]]; or name the pack whose it is in builds-on",
    }
    .to_owned()
}

/// Whether the policy leaves that number open.
fn is_not_stated(value: &Value<'_>) -> bool {
    matches!(value.get_ref(), DeValue::String(text) if text == "not stated")
}

/// `{ months = 4 }` for "4 months", `{ weeks = 2 }` for "two weeks"; nothing where no length is meant.
fn length_in_words(text: &str) -> Option<String> {
    const NUMBERS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let text = text.trim().to_lowercase().replace('-', " ");
    let (number, unit) = text.split_once(' ')?;
    let number = NUMBERS.iter().position(|word| *word == number).map(|at| at as u32).or(number.parse().ok())?;
    let unit = match unit.trim().trim_end_matches('s') {
        "hour" => "hours",
        "day" | "calendar day" => "days",
        "week" => "weeks",
        "month" => "months",
        "year" => {
            return number
                .checked_mul(12)
                .filter(|months| *months > 0)
                .map(|months| format!("{{ months = {months} }}"));
        }
        "working day" | "workday" => "working-days",
        _ => return None,
    };
    (number > 0).then(|| format!("{{ {unit} = {number} }}"))
}
