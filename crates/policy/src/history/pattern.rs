//! Phrases taken apart once, and lines held against them.

use std::sync::LazyLock;

use record::fields::FieldType;
use record::{Day, Kind};

use super::phrases::PHRASES;

/// A phrase without anything left open: what was optional in it is there or is not.
pub(super) struct Pattern {
    pub(super) kind: Kind,
    pub(super) items: Vec<Item>,
}

impl Pattern {
    /// Its own words, without what fields say.
    pub(super) fn literal(&self) -> String {
        let literal = self.items.iter().filter_map(|item| match item {
            Item::Literal(word) => Some(word.as_str()),
            _ => None,
        });
        literal.collect::<Vec<_>>().join(" ")
    }
}

/// One part of a phrase.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// That word.
    Literal(String),
    /// What the field of that name says.
    Hole(&'static str, FieldType),
    /// Yes or no, each in its words.
    Flag(&'static str, Vec<String>, Vec<String>),
    /// Whom the fact is about.
    Who,
}

/// What a field says on a line: its name and its words.
pub(super) type Bound<'l> = Vec<(&'static str, Vec<&'l str>)>;

/// Every pattern.
pub(super) static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let whole = PHRASES.iter().flat_map(|(kind, phrase)| variants(phrase).into_iter().map(move |text| (*kind, text)));
    whole.map(|(kind, text)| Pattern { kind, items: items(kind, &text) }).collect()
});

/// The phrase with and without each of its optional parts, the fullest first.
fn variants(phrase: &str) -> Vec<String> {
    let Some((before, rest)) = phrase.split_once('[') else { return vec![phrase.to_owned()] };
    let (inner, after) = rest.split_once(']').unwrap_or((rest, ""));
    let after = variants(after);
    let with = after.iter().map(|after| format!("{before}{inner}{after}"));
    with.chain(after.iter().map(|after| format!("{before}{after}"))).collect()
}

fn items(kind: Kind, text: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        items.extend(words(before).into_iter().map(|word| Item::Literal(word.to_owned())));
        let (hole, after) = after.split_once('}').unwrap_or((after, ""));
        items.push(item(kind, hole));
        rest = after;
    }
    items.extend(words(rest).into_iter().map(|word| Item::Literal(word.to_owned())));
    items
}

fn item(kind: Kind, hole: &str) -> Item {
    let (name, said) = hole.split_once('=').unwrap_or((hole, ""));
    let Some(field) = kind.fields().iter().find(|field| field.name == name) else { return Item::Who };
    match said.split_once('|') {
        Some((yes, no)) => {
            let own = |text| words(text).into_iter().map(str::to_owned).collect();
            Item::Flag(field.name, own(yes), own(no))
        }
        None => Item::Hole(field.name, field.of),
    }
}

/// The words of a line that say something.
pub(super) fn words(text: &str) -> Vec<&str> {
    let bare = text.split_whitespace().map(|word| word.trim_end_matches([',', ':', ';']));
    bare.filter(|word| !matches!(*word, "" | "a" | "an" | "the" | "and")).collect()
}

/// Whether that is a name: one word that begins with a capital letter.
fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// How many of these words one word of the list takes, the longest first; with its place in the list.
pub(super) fn listed(words_left: &[&str], list: &[&str]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (place, name) in list.iter().enumerate() {
        let name = words(name);
        if !name.is_empty() && words_left.len() >= name.len() && words_left[..name.len()] == name[..] {
            found.push((name.len(), place));
        }
    }
    found.sort_unstable_by_key(|(length, _)| std::cmp::Reverse(*length));
    found
}

/// How far a line follows a pattern: all of it, with what its fields say; or how many words, and what is wanted next.
pub(super) fn follow<'l>(items: &[Item], line: &[&'l str], bound: &mut Bound<'l>) -> Result<(), Short> {
    let Some((first, rest)) = items.split_first() else {
        return if line.is_empty() { Ok(()) } else { Err(Short { left: line.len(), wanted: None }) };
    };
    let mut shortest = Short { left: line.len(), wanted: Some(first.clone()) };
    for taken in takes(first, line) {
        let before = bound.len();
        match first {
            Item::Literal(_) => {}
            Item::Hole(name, _) => bound.push((name, line[..taken].to_vec())),
            Item::Flag(name, yes, _) => {
                let is_yes = line[..taken] == yes[..];
                bound.push((name, vec![if is_yes { "yes" } else { "no" }]));
            }
            Item::Who => bound.push(("who", line[..taken].to_vec())),
        }
        match follow(rest, &line[taken..], bound) {
            Ok(()) => return Ok(()),
            Err(short) if short.left < shortest.left => shortest = short,
            Err(_) => {}
        }
        bound.truncate(before);
    }
    Err(shortest)
}

/// Where a line stops following a pattern.
pub(super) struct Short {
    /// How many of its words are left over.
    pub(super) left: usize,
    /// What the pattern wants there; nothing where it is at its end.
    pub(super) wanted: Option<Item>,
}

/// How many words that part of a phrase can take.
fn takes(item: &Item, line: &[&str]) -> Vec<usize> {
    let one = |fits: bool| if fits { vec![1] } else { Vec::new() };
    let first = line.first().copied().unwrap_or_default();
    match item {
        Item::Literal(word) => one(first == word),
        Item::Flag(_, yes, no) => {
            let said = [yes, no].into_iter().filter(|said| line.len() >= said.len() && line[..said.len()] == said[..]);
            said.map(Vec::len).collect()
        }
        Item::Who => one(is_name(first)),
        Item::Hole(name, of) => match of {
            FieldType::Word(list) => listed(line, list).into_iter().map(|(taken, _)| taken).collect(),
            FieldType::Words(list) => {
                let mut taken = 0;
                while let Some((more, _)) = listed(&line[taken..], list).first() {
                    taken += more;
                }
                if taken > 0 { vec![taken] } else { Vec::new() }
            }
            FieldType::Day => (3..=4).filter(|taken| line.get(..*taken).is_some_and(|it| day(it).is_ok())).collect(),
            FieldType::Number => one(number(name, first).is_some()),
            // A rule is called `pack/rule`; every other reference is to somebody by name.
            FieldType::Ref => one(is_name(first) || first.contains('/')),
            _ => one(is_name(first)),
        },
    }
}

/// The number that a field says. One that is kept in hundredths is written as people write it: 18.5.
pub(super) fn number(field: &str, written: &str) -> Option<i32> {
    if !field.ends_with("_hundredths") {
        return written.parse().ok();
    }
    let (whole, part) = written.split_once('.').unwrap_or((written, "0"));
    let digits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let part: i32 = format!("{part:0<2}").parse().ok().filter(|_| digits)?;
    whole.parse::<i32>().ok().filter(|whole| *whole >= 0)?.checked_mul(100)?.checked_add(part)
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A civil date as people write it: `Wed 1 Apr 2026`, the weekday or not.
pub(super) fn day(written: &[&str]) -> Result<Day, String> {
    let whole = written.join(" ");
    let three = |word: &str| word.get(..3).map(str::to_lowercase).unwrap_or_default();
    let named = written.first().map(|word| three(word)).filter(|word| WEEKDAYS.contains(&word.as_str()));
    let rest = if named.is_some() { &written[1..] } else { written };
    let read = match rest {
        [date, month, year] => {
            let month = MONTHS.iter().position(|known| *known == three(month)).and_then(|at| u8::try_from(at + 1).ok());
            let date = date.parse().ok().zip(month).zip(year.parse().ok());
            date.and_then(|((date, month), year)| Day::new(year, month, date))
        }
        _ => None,
    };
    let day = read.ok_or_else(|| format!("'{whole}' is not a date"))?;
    match named {
        Some(named) if named != day.weekday_name().to_lowercase() => {
            Err(format!("{} is a {}, not a {}", rest.join(" "), day.weekday_name(), written[0]))
        }
        _ => Ok(day),
    }
}
