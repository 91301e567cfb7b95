//! One line: its members, and the fact that they say.

use std::borrow::Cow;
use std::fmt;

use record::fields::Source;
use record::kinds::About;
use record::{
    ActorId, CarerId, ChildId, Content, Day, Fact, FactId, Kind, Moment, Names, Provenance, Ref, Subject, TextId,
    UnitId, When, WorkerId,
};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{HEADER, LineError, VERSION};

/// The members that every fact may have, besides whom it is about and the fields of its kind.
pub(super) const ENVELOPE: [&str; 7] = ["id", "kind", "when", "recorded", "by", "source", "row"];

/// The members that say whom a fact is about.
pub(super) const SUBJECTS: [&str; 4] = ["child", "worker", "unit", "carer"];

/// References and fact ids written by hand are at most this long, in characters.
pub(super) const LONGEST_KEY: usize = 200;

/// How much of a value an error shows, in characters.
const SHOWN: usize = 80;

/// The members that say whom a fact of that kind is about.
pub(super) fn subjects_of(kind: Kind) -> &'static [&'static str] {
    match kind.about() {
        About::Child => &SUBJECTS[0..1],
        About::Worker => &SUBJECTS[1..2],
        About::Unit => &SUBJECTS[2..3],
        About::Carer => &SUBJECTS[3..4],
        About::Record => &[],
        About::Any => &SUBJECTS,
    }
}

/// What is the matter with a first line.
pub(super) enum Header {
    /// It is a header of a newer form.
    Newer,
    /// It is a header, and cannot be read.
    Bad,
    /// It is something else.
    Missing,
}

/// Checks the first line.
pub(super) fn header(text: &str, number: u64) -> Result<(), (LineError, Header)> {
    let error = |problem: String, of: Header| {
        let (field, value) = (None, shown(text));
        let instead = format!("write {HEADER} on the first line");
        (LineError { line: number, column: 1, field, value, problem, instead }, of)
    };
    let missing = || error("the file does not begin with the header of a file of facts".to_owned(), Header::Missing);
    let members = Members::of(text).map_err(|_| missing())?;
    let Some(says) = members.get("keyworker") else { return Err(missing()) };
    let version = members.get("version").and_then(|value| value.get().parse::<u32>().ok());
    match version {
        Some(VERSION) if says.get() == "\"facts\"" && members.list.len() == 2 => Ok(()),
        Some(newer) if newer > VERSION => {
            let problem = format!("the file is of version {newer}; this Keyworker reads version {VERSION}");
            let (mut told, of) = error(problem, Header::Newer);
            told.instead = "install a newer Keyworker, or ask for the file in the older version".to_owned();
            Err((told, of))
        }
        _ => Err(error("the header cannot be read".to_owned(), Header::Bad)),
    }
}

/// The fact of that line, and the column of its id; or everything that is wrong with it.
pub(super) fn fact(text: &str, number: u64, names: &mut Names, origin: &str) -> Result<(Fact, u32), Vec<LineError>> {
    let members = match Members::of(text) {
        Ok(members) => members,
        Err(error) => return Err(vec![not_json(text, number, &error)]),
    };
    let mut line = Line { text, number, members, names, errors: Vec::new(), current: None };
    match line.fact(origin) {
        Some(fact) if line.errors.is_empty() => {
            let column = line.members.get("id").map_or(1, |value| line.column(value));
            Ok((fact, column))
        }
        _ => Err(line.errors),
    }
}

fn not_json(text: &str, number: u64, error: &serde_json::Error) -> LineError {
    // The library ends its sentence with a place of its own; ours is said already.
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    let column = text.get(..error.column().saturating_sub(1)).map_or(1, |before| before.chars().count() as u32 + 1);
    LineError {
        line: number,
        column,
        field: None,
        value: shown(text),
        problem: format!("the line is not one JSON object ({said})"),
        instead: "write one fact a line, as {\"kind\":…, …}".to_owned(),
    }
}

/// The members of an object, in their order, as written.
struct Members<'t> {
    list: Vec<(Cow<'t, str>, &'t RawValue)>,
}

impl<'t> Members<'t> {
    fn of(text: &'t str) -> Result<Members<'t>, serde_json::Error> {
        serde_json::from_str(text)
    }

    fn get(&self, name: &str) -> Option<&'t RawValue> {
        self.list.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members<'de>, D::Error> {
        struct Listing;
        impl<'de> Visitor<'de> for Listing {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut list = Vec::new();
                while let Some(name) = map.next_key::<Name<'de>>()? {
                    list.push((name.0, map.next_value()?));
                }
                Ok(Members { list })
            }
        }
        deserializer.deserialize_map(Listing)
    }
}

/// A member's name, borrowed from the line where it has no escapes.
#[derive(Deserialize)]
struct Name<'t>(#[serde(borrow)] Cow<'t, str>);

struct Line<'t, 'n> {
    text: &'t str,
    number: u64,
    members: Members<'t>,
    names: &'n mut Names,
    errors: Vec<LineError>,
    /// The field being read: its name, and its value where it has one.
    current: Option<(&'static str, &'t RawValue)>,
}

impl<'t> Line<'t, '_> {
    fn fact(&mut self, origin: &str) -> Option<Fact> {
        self.refuse_repeated();
        let kind = self.kind()?;
        self.refuse_unknown(kind);
        let about = self.about(kind);
        let when = self.when();
        let recorded = self.recorded(when);
        let by = self.string("by").unwrap_or(Cow::Borrowed("not stated"));
        let by: ActorId = self.names.add_actor(&by);
        let from = self.provenance(origin);
        let id = self.id();
        let Ok(content) = Content::read(kind, self);
        Some(Fact { id, about: about?, when: when?, recorded: recorded?, by, from, content })
    }

    fn error(&mut self, field: Option<&str>, at: Option<&RawValue>, problem: String, instead: String) {
        let column = at.map_or(1, |value| self.column(value));
        let (field, value) = (field.map(str::to_owned), at.map(|value| shown(value.get())).unwrap_or_default());
        self.errors.push(LineError { line: self.number, column, field, value, problem, instead });
    }

    fn column(&self, value: &RawValue) -> u32 {
        // The value borrows from the line, so how far it is from the line's beginning is its place in it.
        let offset = (value.get().as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        self.text.get(..offset).map_or(1, |before| before.chars().count() as u32 + 1)
    }

    fn refuse_repeated(&mut self) {
        for index in 1..self.members.list.len() {
            let (name, value) = &self.members.list[index];
            if self.members.list[..index].iter().any(|(earlier, _)| earlier == name) {
                let (name, value) = (name.to_string(), *value);
                self.error(Some(&name), Some(value), "it is written twice".to_owned(), "write it once".to_owned());
            }
        }
    }

    fn kind(&mut self) -> Option<Kind> {
        let Some(value) = self.members.get("kind") else {
            let instead = "write \"kind\" and one of the kinds in docs/schema/facts-v1.schema.json".to_owned();
            self.error(Some("kind"), None, "it is missing".to_owned(), instead);
            return None;
        };
        let name = self.string("kind")?;
        let kind = Kind::from_name(&name);
        if kind.is_none() {
            let instead = suggestion(&name, Kind::NAMES.iter().copied())
                .unwrap_or_else(|| "the kinds are listed in docs/schema/facts-v1.schema.json".to_owned());
            self.error(Some("kind"), Some(value), "there is no such kind of fact".to_owned(), instead);
        }
        kind
    }

    fn refuse_unknown(&mut self, kind: Kind) {
        let fields = || kind.fields().iter().map(|field| field.name);
        let known = || ENVELOPE.into_iter().chain(subjects_of(kind).iter().copied()).chain(fields());
        let unknown: Vec<(String, &RawValue)> = (self.members.list.iter())
            .filter(|(name, _)| !known().any(|known| known == name))
            .map(|(name, value)| (name.to_string(), *value))
            .collect();
        for (name, value) in unknown {
            let instead = suggestion(&name, known()).unwrap_or_else(|| match fields().collect::<Vec<_>>() {
                none if none.is_empty() => "this kind has no fields of its own".to_owned(),
                fields => format!("the fields of this kind are {}", fields.join(", ")),
            });
            self.error(Some(&name), Some(value), format!("a '{}' has no such field", kind.name()), instead);
        }
    }

    fn about(&mut self, kind: Kind) -> Option<Subject> {
        let given: Vec<&'static str> =
            subjects_of(kind).iter().copied().filter(|name| self.members.get(name).is_some()).collect();
        let subject = match (kind.about(), given.as_slice()) {
            (About::Record, _) | (About::Any, []) => return Some(Subject::Record),
            (_, [one]) => *one,
            (_, []) => {
                let whom = subjects_of(kind)[0];
                let problem = format!("a '{}' is about a {whom}, and none is named", kind.name());
                self.error(Some(whom), None, problem, format!("write \"{whom}\":\"source:id\""));
                return None;
            }
            (_, [_, second, ..]) => {
                let (second, at) = (*second, self.members.get(second));
                let instead = "name whom it is about once".to_owned();
                self.error(Some(second), at, "the fact is about two at once".to_owned(), instead);
                return None;
            }
        };
        let name = self.identity(subject)?;
        Some(match subject {
            "child" => Subject::Child(self.names.add_child(&name)),
            "worker" => Subject::Worker(self.names.add_worker(&name)),
            "unit" => Subject::Unit(self.names.add_unit(&name)),
            _ => Subject::Carer(self.names.add_carer(&name)),
        })
    }

    /// Nothing, with an error, where it is missing or cannot be read.
    fn when(&mut self) -> Option<When> {
        let Some(value) = self.members.get("when") else {
            let instead = "write \"when\":\"2026-04-15\", a time in London, or null where it is not known".to_owned();
            self.error(Some("when"), None, "it is missing".to_owned(), instead);
            return None;
        };
        if value.get() == "null" {
            return Some(When::Unknown);
        }
        let text = self.string("when")?;
        let when = text.parse().ok();
        match when {
            None => self.not_a_date("when", value),
            Some(when) if self.is_skipped("when", value, &text, when) => return None,
            Some(_) => {}
        }
        when
    }

    /// Whether the clocks in London skip that time, with an error where they do.
    fn is_skipped(&mut self, field: &str, value: &RawValue, text: &str, when: When) -> bool {
        let skipped = record::time::is_skipped(text, when);
        if skipped {
            let instead = "write the time that they showed, or the time with its offset: 2026-03-29T01:30Z".to_owned();
            self.error(Some(field), Some(value), record::time::SKIPPED.to_owned(), instead);
        }
        skipped
    }

    fn not_a_date(&mut self, field: &str, value: &RawValue) {
        let instead = "write 2026-04-15, or 2026-04-15T16:00 for a time in London".to_owned();
        self.error(Some(field), Some(value), "there is no such date or time".to_owned(), instead);
    }

    fn recorded(&mut self, when: Option<When>) -> Option<Moment> {
        let Some(value) = self.members.get("recorded").filter(|value| value.get() != "null") else {
            if when == Some(When::Unknown) {
                let instead = "write when it was recorded, as 2026-04-15T16:00".to_owned();
                self.error(
                    Some("recorded"),
                    None,
                    "it is missing, and when it was so is not known".to_owned(),
                    instead,
                );
            }
            return when.and_then(When::as_start);
        };
        let text = self.string("recorded")?;
        self.instant("recorded", value, &text)
    }

    /// A date and time; a date alone is no instant.
    fn instant(&mut self, field: &str, value: &RawValue, text: &str) -> Option<Moment> {
        match text.parse() {
            Ok(When::At(moment)) => (!self.is_skipped(field, value, text, When::At(moment))).then_some(moment),
            Ok(_) => {
                let instead = format!("write the time too, as {text}T16:00");
                self.error(Some(field), Some(value), "it is a date without a time".to_owned(), instead);
                None
            }
            Err(_) => {
                self.not_a_date(field, value);
                None
            }
        }
    }

    fn provenance(&mut self, origin: &str) -> Provenance {
        let source = self.string("source");
        let row = match self.members.get("row").filter(|value| value.get() != "null") {
            Some(value) => value.get().parse().unwrap_or_else(|_| {
                let instead = "write the data row, counted from 1, or 0 where there is none".to_owned();
                self.error(Some("row"), Some(value), "it is no whole number".to_owned(), instead);
                0
            }),
            None if source.is_some() => 0,
            None => u32::try_from(self.number).unwrap_or(u32::MAX),
        };
        Provenance { source: self.names.add_source(source.as_deref().unwrap_or(origin)), row }
    }

    fn id(&mut self) -> FactId {
        if self.members.get("id").is_none_or(|value| value.get() == "null") {
            return digest_id("a line of facts", self.text.trim());
        }
        self.key("id").map_or(FactId([0; 16]), |key| fact_id(&key))
    }

    /// A member's text; nothing where it is missing or `null`, nor, with an error, where it is something else.
    fn string(&mut self, name: &str) -> Option<Cow<'t, str>> {
        let value = self.members.get(name).filter(|value| value.get() != "null")?;
        self.text_of(name, value)
    }

    fn text_of(&mut self, name: &str, value: &'t RawValue) -> Option<Cow<'t, str>> {
        match serde_json::from_str::<Name<'t>>(value.get()) {
            Ok(text) => Some(text.0),
            Err(_) => {
                self.error(Some(name), Some(value), "it is not a text".to_owned(), "write it in quotes".to_owned());
                None
            }
        }
    }

    /// An identity in its source: a text that is not empty.
    fn identity(&mut self, name: &str) -> Option<Cow<'t, str>> {
        let value = self.members.get(name)?;
        let text = self.text_of(name, value)?;
        if text.trim().is_empty() {
            let instead = "write the source and the id in it, as \"lcs:P1\"".to_owned();
            self.error(Some(name), Some(value), "it names nobody".to_owned(), instead);
            return None;
        }
        Some(text)
    }

    /// A short text that stands for a thing or a fact.
    fn key(&mut self, name: &str) -> Option<Cow<'t, str>> {
        let value = self.members.get(name)?;
        let text = self.text_of(name, value)?;
        let length = text.chars().count();
        if (1..=LONGEST_KEY).contains(&length) {
            return Some(text);
        }
        let problem = format!("it has {length} characters");
        let instead = format!("write any text of 1 to {LONGEST_KEY} characters, the same for the same thing");
        self.error(Some(name), Some(value), problem, instead);
        None
    }

    /// The name and value of the field being read.
    fn value(&self) -> Option<(&'static str, &'t RawValue)> {
        self.current
    }

    fn current_identity(&mut self) -> Cow<'t, str> {
        self.value().and_then(|(name, _)| self.identity(name)).unwrap_or_default()
    }

    fn word_of(&mut self, name: &str, value: &'t RawValue, list: &'static [&'static str]) -> Option<usize> {
        let text = self.text_of(name, value)?;
        let place = list.iter().position(|word| *word == text);
        if place.is_none() {
            let instead =
                suggestion(&text, list.iter().copied()).unwrap_or_else(|| format!("write one of: {}", list.join(", ")));
            self.error(Some(name), Some(value), "it is none of the words that may stand here".to_owned(), instead);
        }
        place
    }
}

/// Reads the fields of a kind. Where one cannot be read the error is kept and any value stands in for it, so that the
/// next field is looked at too; the fact is not used then.
impl Source for Line<'_, '_> {
    type Error = std::convert::Infallible;

    fn field(&mut self, name: &'static str, optional: bool) -> Result<bool, Self::Error> {
        let value = self.members.get(name).filter(|value| value.get() != "null");
        self.current = value.map(|value| (name, value));
        if value.is_none() && !optional {
            let instead = "write it, as docs/schema/facts-v1.schema.json says".to_owned();
            self.error(Some(name), None, "it is missing".to_owned(), instead);
        }
        Ok(value.is_some())
    }

    fn child(&mut self) -> Result<ChildId, Self::Error> {
        let name = self.current_identity();
        Ok(self.names.add_child(&name))
    }

    fn worker(&mut self) -> Result<WorkerId, Self::Error> {
        let name = self.current_identity();
        Ok(self.names.add_worker(&name))
    }

    fn unit(&mut self) -> Result<UnitId, Self::Error> {
        let name = self.current_identity();
        Ok(self.names.add_unit(&name))
    }

    fn carer(&mut self) -> Result<CarerId, Self::Error> {
        let name = self.current_identity();
        Ok(self.names.add_carer(&name))
    }

    fn reference(&mut self) -> Result<Ref, Self::Error> {
        let key = self.value().and_then(|(name, _)| self.key(name)).unwrap_or_default();
        let hexadecimal = key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = hexadecimal.then(|| u64::from_str_radix(&key, 16).ok()).flatten();
        Ok(number.map_or_else(|| Ref::to("jsonl", "", &key), Ref))
    }

    fn fact(&mut self) -> Result<FactId, Self::Error> {
        let key = self.value().and_then(|(name, _)| self.key(name)).unwrap_or_default();
        Ok(fact_id(&key))
    }

    fn text(&mut self) -> Result<TextId, Self::Error> {
        let text = self.value().and_then(|(name, value)| self.text_of(name, value)).unwrap_or_default();
        Ok(self.names.add_text(&text))
    }

    fn day(&mut self) -> Result<Day, Self::Error> {
        let Some((name, value)) = self.value() else { return Ok(Day::FIRST) };
        let text = self.text_of(name, value);
        Ok(text.map_or(Day::FIRST, |text| {
            text.parse().unwrap_or_else(|_| {
                let instead = "write a date, as 2026-04-15".to_owned();
                self.error(Some(name), Some(value), "there is no such date".to_owned(), instead);
                Day::FIRST
            })
        }))
    }

    fn moment(&mut self) -> Result<Moment, Self::Error> {
        let Some((name, value)) = self.value() else { return Ok(Moment::MIN) };
        let text = self.text_of(name, value);
        Ok(text.and_then(|text| self.instant(name, value, &text)).unwrap_or(Moment::MIN))
    }

    fn flag(&mut self) -> Result<bool, Self::Error> {
        let Some((name, value)) = self.value() else { return Ok(false) };
        Ok(match value.get() {
            "true" => true,
            "false" => false,
            other => {
                let instead = match other {
                    "\"yes\"" | "\"true\"" => "write true, without quotation marks",
                    "\"no\"" | "\"false\"" => "write false, without quotation marks",
                    _ => "write true or false, or leave the field out where it is not known",
                };
                self.error(Some(name), Some(value), "it is neither true nor false".to_owned(), instead.to_owned());
                false
            }
        })
    }

    fn number(&mut self) -> Result<i32, Self::Error> {
        let Some((name, value)) = self.value() else { return Ok(0) };
        Ok(value.get().parse().unwrap_or_else(|_| {
            let instead = "write a whole number without quotes".to_owned();
            self.error(Some(name), Some(value), "it is no whole number that fits".to_owned(), instead);
            0
        }))
    }

    fn word(&mut self, list: &'static [&'static str]) -> Result<usize, Self::Error> {
        let Some((name, value)) = self.value() else { return Ok(0) };
        Ok(self.word_of(name, value, list).unwrap_or(0))
    }

    fn words(&mut self, list: &'static [&'static str]) -> Result<u32, Self::Error> {
        let Some((name, value)) = self.value() else { return Ok(0) };
        let Ok(words) = serde_json::from_str::<Vec<&RawValue>>(value.get()) else {
            let instead = format!("write a list in square brackets of any of: {}", list.join(", "));
            self.error(Some(name), Some(value), "it is not a list".to_owned(), instead);
            return Ok(0);
        };
        let mut bits = 0;
        for word in words {
            let Some(place) = self.word_of(name, word, list) else { continue };
            if bits & (1 << place) != 0 {
                self.error(Some(name), Some(word), "it is in the list twice".to_owned(), "write it once".to_owned());
            }
            bits |= 1 << place;
        }
        Ok(bits)
    }
}

/// The fact id of 32 hexadecimal digits, or the one that any other text stands for.
fn fact_id(key: &str) -> FactId {
    key.parse().unwrap_or_else(|()| digest_id("the name of a fact", key))
}

fn digest_id(of: &str, text: &str) -> FactId {
    let mut hasher = blake3::Hasher::new_derive_key("Keyworker 2026 id of a fact in JSON Lines");
    hasher.update(of.as_bytes()).update(&[0]).update(text.as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    FactId(id)
}

/// 'did you mean …?', where one of those is near.
fn suggestion(found: &str, known: impl Iterator<Item = &'static str>) -> Option<String> {
    let found = found.to_lowercase().replace('-', "_");
    let near = known
        .map(|word| (strsim::damerau_levenshtein(&found, &word.replace([' ', '-'], "_")), word))
        .min_by_key(|(distance, _)| *distance)?;
    let limit = (found.chars().count().min(near.1.len()) / 3).max(1);
    (near.0 <= limit).then(|| format!("did you mean '{}'?", near.1))
}

/// The beginning of a value.
fn shown(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
