//! A history in words: one fact a line, as a pack's tests write it.
//!
//! `Wed 1 Apr 2026 10:00 referral received`, `Tue 7 Apr 2026 offered to Anna as lead`. The words of each kind of fact are
//! a closed list ([`words`]); what a kind can say comes from its declaration in `record`. Pure: text in, facts out.

mod pattern;
mod phrases;
mod refs;

use record::fields::{FieldType, Source};
use record::kinds::About;
use record::words::{Post, VisitPart, Word};
use record::{
    Book, CarerId, ChildId, Content, Day, Fact, FactId, Kind, Moment, Names, Provenance, Ref, Subject, TextId, UnitId,
    When, WorkerId,
};

use crate::reader::{instead, one_of};
use pattern::{Bound, Item, PATTERNS, Short, follow, listed};
use refs::Refs;

/// A line that says nothing readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The line's place among those of the history, from 0.
    pub line: usize,
    /// What is wrong.
    pub says: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// How a line begins that takes a kind of fact out of what the record covers.
const NOTHING_OF: &str = "nothing recorded of ";

/// The facts of a history about one child. Everything is covered but what a line says is not.
///
/// # Errors
/// Every line that cannot be read, with what to write instead.
pub fn read(lines: &[String]) -> Result<(Book, ChildId), Vec<Unread>> {
    let mut book = Book::default();
    let child = book.names.add_child("child");
    let (mut refs, mut unread, mut uncovered) = (Refs::default(), Vec::new(), Vec::new());
    let mut facts = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let read = match line.strip_prefix(NOTHING_OF) {
            Some(kind) => kind_named(kind).map(|kind| uncovered.push(kind)).map_err(|wrong| vec![wrong]),
            None => fact(line, child, &mut book.names, &mut refs).map(|fact| facts.push(fact)),
        };
        for (says, help) in read.err().into_iter().flatten() {
            unread.push(Unread { line: place, says, help });
        }
    }
    if !unread.is_empty() {
        return Err(unread);
    }
    facts.extend(persons(&book.names, &facts));
    facts.extend(coverage(&uncovered));
    let by = book.names.add_actor("history");
    let from = Provenance { source: book.names.add_source("history"), row: 0 };
    for (number, (about, when, content)) in facts.into_iter().enumerate() {
        let mut id = [0; 16];
        id[8..].copy_from_slice(&(number as u64).to_be_bytes());
        let recorded = when.as_start().unwrap_or(Moment::MIN);
        book.append(Fact { id: FactId(id), about, when, recorded, by, from, content });
    }
    Ok((book, child))
}

/// The words of every kind of fact, one phrase each, with the lists that stand in them.
pub fn words() -> Vec<(&'static str, String)> {
    phrases::PHRASES.iter().map(|(kind, phrase)| (kind.name(), shown(*kind, phrase))).collect()
}

type Said = (Subject, When, Content);
type Wrong = (String, Option<String>);

fn kind_named(words: &str) -> Result<Kind, Wrong> {
    let names: Vec<String> = Kind::NAMES.iter().map(|name| name.replace('_', " ")).collect();
    let found = names.iter().position(|name| name == words.trim());
    found.map(|place| Kind::ALL[place]).ok_or_else(|| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        (format!("'{}' is not a kind of fact", words.trim()), Some(instead(words.trim(), &names)))
    })
}

/// A name of which no line says what it is is a person: one who joined, on no known day.
fn persons(names: &Names, facts: &[Said]) -> Vec<Said> {
    let described = |worker: WorkerId| {
        let is_it = |(about, _, content): &Said| {
            *about == Subject::Worker(worker) && matches!(content, Content::WorkerDetails { .. })
        };
        facts.iter().any(is_it)
    };
    let workers = (0..names.workers.len()).map(WorkerId::from_index).filter(|worker| !described(*worker));
    workers.map(|worker| (Subject::Worker(worker), When::Unknown, Content::WorkerJoined {})).collect()
}

/// What the record covers, from the first day on: all kinds but those.
fn coverage(uncovered: &[Kind]) -> Vec<Said> {
    let covers = |covers| {
        (Subject::Record, When::On(Day::FIRST), Content::Coverage { covers, unit: None, until: None, but: None })
    };
    if uncovered.is_empty() {
        return vec![covers(None)];
    }
    Kind::ALL.iter().filter(|kind| !uncovered.contains(kind)).map(|kind| covers(Some(*kind))).collect()
}

/// One line: when, and what. A day that is wrong hides nothing that is wrong behind it.
fn fact(line: &str, child: ChildId, names: &mut Names, refs: &mut Refs) -> Result<Said, Vec<Wrong>> {
    let written = pattern::words(line);
    let (when, rest) = when(&written);
    let (when, (kind, bound)) = match (when, said(rest)) {
        (Ok(when), Ok(said)) => (when, said),
        // Where no date is found there is no telling where the words of the fact begin.
        (Err(wrong), _) if rest.is_empty() => return Err(vec![wrong]),
        (when, said) => return Err(when.err().into_iter().chain(said.err()).collect()),
    };
    content(kind, &bound, child, names, refs)
        .map(|(about, content)| (about, when, content))
        .map_err(|wrong| vec![wrong])
}

/// What a line says, and of whom.
fn content(
    kind: Kind,
    bound: &Bound<'_>,
    child: ChildId,
    names: &mut Names,
    refs: &mut Refs,
) -> Result<(Subject, Content), Wrong> {
    let reference = refs.of(kind, bound)?;
    let mut source = Line { names, bound, field: "", at: &[], reference };
    let content = Content::read(kind, &mut source).map_err(|says| (says, None))?;
    if let Content::Visit { parts, .. } = content
        && parts.has(VisitPart::SeenAlone)
        && !parts.has(VisitPart::Seen)
    {
        let says = "a visit 'seen alone' without 'seen' meets nothing that asks for 'seen'".to_owned();
        return Err((says, Some("write 'visit: seen, seen alone'".to_owned())));
    }
    let who = bound.iter().find(|(name, _)| *name == "who").and_then(|(_, said)| said.first().copied());
    let about = match (kind.about(), who) {
        (About::Worker, Some(name)) => Subject::Worker(names.add_worker(name)),
        (About::Unit, Some(name)) => Subject::Unit(names.add_unit(name)),
        _ => Subject::Child(child),
    };
    Ok((about, content))
}

/// The date with which a line begins, and the time where it gives one; and the rest of the line.
fn when<'l, 'w>(written: &'l [&'w str]) -> (Result<When, Wrong>, &'l [&'w str]) {
    let help =
        || Some("begin with the day, and the time if it matters: Wed 1 Apr 2026 10:00 referral received".to_owned());
    let year =
        written.iter().take(4).position(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(year) = year else { return (Err(("the line does not begin with a date".to_owned(), help())), &[]) };
    let day = pattern::day(&written[..=year]);
    let rest = &written[year + 1..];
    let time = rest.first().and_then(|word| word.split_once(':'));
    let rest = if time.is_some() { &rest[1..] } else { rest };
    let day = match day {
        Ok(day) => day,
        Err(says) => {
            let meant = pattern::day(&written[usize::from(year == 3)..=year]).ok();
            let meant = meant
                .map(|day| format!("write {} {}, or another date", day.weekday_name(), written[1..=year].join(" ")));
            return (Err((says, meant.or_else(help))), rest);
        }
    };
    let Some((hour, minute)) = time else { return (Ok(When::On(day)), rest) };
    let at = hour.parse().ok().zip(minute.parse().ok()).and_then(|(hour, minute)| day.at(hour, minute, 0));
    let at = at
        .map(When::At)
        .ok_or_else(|| (format!("'{hour}:{minute}' is not a time on that day"), Some("write 09:30".to_owned())));
    (at, rest)
}

/// Which kind of fact a line says, and what of each field.
fn said<'l>(line: &[&'l str]) -> Result<(Kind, Bound<'l>), Wrong> {
    let mut nearest: Option<(Short, Kind)> = None;
    for pattern in PATTERNS.iter() {
        let mut bound = Bound::new();
        match follow(&pattern.items, line, &mut bound) {
            Ok(()) => return Ok((pattern.kind, bound)),
            Err(short) if nearest.as_ref().is_none_or(|(known, _)| short.left < known.left) => {
                nearest = Some((short, pattern.kind));
            }
            Err(_) => {}
        }
    }
    let text = line.join(" ");
    if let Some(meant) = in_full(line) {
        return Err((format!("'{text}' is nothing that a history can say"), Some(format!("write '{meant}'"))));
    }
    let Some((short, kind)) = nearest.filter(|(short, _)| short.left < line.len()) else {
        let near = PATTERNS.iter().min_by_key(|pattern| strsim::damerau_levenshtein(&pattern.literal(), &text));
        let phrase = near.and_then(|near| phrases::PHRASES.iter().find(|(of, _)| *of == near.kind));
        let near = phrase.map(|(kind, phrase)| {
            format!("did you mean '{}'? 'keyworker policy words' lists all that can be said", shown(*kind, phrase))
        });
        return Err((format!("'{text}' is nothing that a history can say"), near));
    };
    let left = line[line.len() - short.left..].join(" ");
    let phrase = phrases::PHRASES.iter().find(|(of, _)| *of == kind).map_or("", |(_, phrase)| phrase);
    if let Some(Item::Hole(_, FieldType::Day)) = &short.wanted {
        let left = &line[line.len() - short.left..];
        let written = left.iter().position(|word| word.len() == 4 && word.parse::<u32>().is_ok());
        if let Some(Err(says)) = written.map(|year| pattern::day(&left[..=year])) {
            return Err((says, Some("write the date with its own weekday, or without one".to_owned())));
        }
    }
    let says = match left.as_str() {
        "" => format!("'{text}' breaks off"),
        left => format!("'{left}' cannot stand here"),
    };
    let help = match &short.wanted {
        // A post is never guessed by spelling: another post is another person.
        Some(Item::Hole(_, FieldType::Word(list))) if *list == Post::NAMES => format!("write {}", one_of(list)),
        Some(Item::Hole(_, FieldType::Word(list) | FieldType::Words(list))) => instead(&left, list),
        _ => format!("write {}", shown(kind, phrase)),
    };
    Err((says, Some(help)))
}

/// The line with its abbreviations written out and its statuses begun, where it can be read so.
fn in_full(line: &[&str]) -> Option<String> {
    const SHORT: [(&str, &str); 11] = [
        ("cp plan", "child protection plan"),
        ("cpp", "child protection plan"),
        ("cin plan", "child in need"),
        ("cin", "child in need"),
        ("icpc", "initial child protection conference"),
        ("lac", "looked after"),
        ("cla", "looked after"),
        ("s47", "section 47 enquiry"),
        ("section 47", "section 47 enquiry"),
        ("pf", "privately fostered"),
        ("plo", "pre-proceedings"),
    ];
    let text = line.join(" ");
    let starts = |short: &&(&str, &str)| {
        let rest = text.get(..short.0.len()).filter(|begins| begins.eq_ignore_ascii_case(short.0));
        rest.is_some() && text[short.0.len()..].chars().next().is_none_or(|next| next == ' ')
    };
    let whole =
        SHORT.iter().find(starts).map_or(text.clone(), |(short, whole)| format!("{whole}{}", &text[short.len()..]));
    let begun = whole.strip_suffix(" started").map(|status| format!("{status} began"));
    [Some(whole), begun].into_iter().flatten().filter(|meant| *meant != text).find(|meant| {
        let words = pattern::words(meant);
        PATTERNS.iter().any(|pattern| follow(&pattern.items, &words, &mut Bound::new()).is_ok())
    })
}

/// A phrase as people read it: names as NAME, dates as DATE, closed lists by their field's name with the words behind.
fn shown(kind: Kind, phrase: &str) -> String {
    let (mut text, mut lists, mut rest) = (String::new(), Vec::new(), phrase);
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (hole, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        let (name, said) = hole.split_once('=').unwrap_or((hole, ""));
        if let Some((yes, no)) = said.split_once('|') {
            text.push_str(&format!("({yes} | {no})"));
            continue;
        }
        let of = kind.fields().iter().find(|field| field.name == name).map(|field| field.of);
        match of {
            Some(FieldType::Word(list)) => {
                let name = name.replace('_', "-").to_uppercase();
                lists.push(format!("{name}: {}", one_of(list)));
                text.push_str(&name);
            }
            Some(FieldType::Words(list)) => {
                let name = name.replace('_', "-").to_uppercase();
                lists.push(format!("{name}: any of {}", one_of(list)));
                text.push_str(&name);
            }
            Some(FieldType::Day) => text.push_str("DATE"),
            Some(FieldType::Number) => text.push_str("NUMBER"),
            _ if name == "rule" => text.push_str("PACK/RULE"),
            _ => text.push_str("NAME"),
        }
    }
    text.push_str(rest);
    for list in lists {
        text.push_str("; ");
        text.push_str(&list);
    }
    text
}

/// A line as the source of a fact's fields.
struct Line<'l, 'n> {
    names: &'n mut Names,
    bound: &'l Bound<'l>,
    /// The field that is read, and its words.
    field: &'static str,
    at: &'l [&'l str],
    reference: Option<Ref>,
}

impl Line<'_, '_> {
    fn one(&self) -> Result<&str, String> {
        self.at.first().copied().ok_or_else(|| "a name is missing".to_owned())
    }
}

impl Source for Line<'_, '_> {
    type Error = String;

    fn field(&mut self, name: &'static str, optional: bool) -> Result<bool, String> {
        let found = self.bound.iter().find(|(known, _)| *known == name);
        self.field = name;
        self.at = found.map_or(&[], |(_, said)| said.as_slice());
        // What ties facts together is never written: it follows from the lines before.
        let tied = self.reference.is_some() && found.is_none();
        Ok(found.is_some() || (tied && !optional))
    }
    fn child(&mut self) -> Result<ChildId, String> {
        Err("a history is about one child".to_owned())
    }
    fn worker(&mut self) -> Result<WorkerId, String> {
        let name = self.one()?.to_owned();
        Ok(self.names.add_worker(&name))
    }
    fn unit(&mut self) -> Result<UnitId, String> {
        let name = self.one()?.to_owned();
        Ok(self.names.add_unit(&name))
    }
    fn carer(&mut self) -> Result<CarerId, String> {
        Err("a history is about one child".to_owned())
    }
    fn reference(&mut self) -> Result<Ref, String> {
        self.reference.ok_or_else(|| "nothing above begins what this line ends".to_owned())
    }
    fn fact(&mut self) -> Result<FactId, String> {
        Err("a history names no facts".to_owned())
    }
    fn text(&mut self) -> Result<TextId, String> {
        let name = self.one()?.to_owned();
        Ok(self.names.add_text(&name))
    }
    fn day(&mut self) -> Result<Day, String> {
        pattern::day(self.at)
    }
    fn moment(&mut self) -> Result<Moment, String> {
        Err("a history gives one time a line".to_owned())
    }
    fn flag(&mut self) -> Result<bool, String> {
        Ok(self.one()? == "yes")
    }
    fn number(&mut self) -> Result<i32, String> {
        pattern::number(self.field, self.one()?).ok_or_else(|| "this is not a number".to_owned())
    }
    fn word(&mut self, list: &'static [&'static str]) -> Result<usize, String> {
        let found = listed(self.at, list).into_iter().find(|(taken, _)| *taken == self.at.len());
        found.map(|(_, place)| place).ok_or_else(|| format!("write {}", one_of(list)))
    }
    fn words(&mut self, list: &'static [&'static str]) -> Result<u32, String> {
        let (mut bits, mut taken) = (0, 0);
        while let Some((more, place)) = listed(&self.at[taken..], list).first() {
            bits |= 1 << place;
            taken += more;
        }
        Ok(bits)
    }
}

#[cfg(test)]
mod tests;
