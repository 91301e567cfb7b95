//! Walking a TOML tree so that every mistake is found in one go and none is passed over.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use record::words::{Post, Word, Words};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::Problem;

pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// Collects mistakes while the tree is walked.
#[derive(Default)]
pub(crate) struct Mistakes {
    found: RefCell<Vec<Problem>>,
    /// What the council calls its posts, as `[titles]` says.
    titles: RefCell<Vec<(Post, String)>>,
}

impl Mistakes {
    pub(crate) fn add(&self, span: Range<usize>, says: impl Into<String>, help: Option<String>) {
        self.found.borrow_mut().push(Problem { span, says: says.into(), help });
    }

    /// Whether there was none so far.
    pub(crate) fn none(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// Whether one so far is about what a rule cites: which clause it follows is not known then.
    pub(crate) fn of_a_clause(&self) -> bool {
        self.found.borrow().iter().any(|problem| problem.says.contains("clause"))
    }

    /// From here on these are what the council calls its posts.
    pub(crate) fn called(&self, titles: Vec<(Post, String)>) {
        self.titles.replace(titles);
    }

    /// The post that the council calls by that name.
    fn post_called(&self, written: &str) -> Option<Post> {
        let written = written.to_lowercase();
        self.titles.borrow().iter().find(|(_, title)| title.to_lowercase() == written).map(|(post, _)| *post)
    }

    /// Whether the council has a name of its own for that post.
    pub(crate) fn has_title(&self, post: Post) -> bool {
        self.titles.borrow().iter().any(|(of, _)| *of == post)
    }

    pub(crate) fn take(self) -> Vec<Problem> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|problem| (problem.span.start, problem.span.end));
        found.dedup();
        found
    }
}

/// 'a', 'b' or 'c'.
pub(crate) fn one_of(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("'{one}'"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|name| format!("'{name}'")).collect();
            format!("{} or '{last}'", first.join(", "))
        }
    }
}

/// What to write instead of `written`: the name that goes on from it, the nearest of the names, or all of them.
pub(crate) fn instead(written: &str, names: &[&str]) -> String {
    let mut longer = names.iter().filter(|name| written.len() >= 4 && name.starts_with(&written.to_lowercase()));
    if let (Some(name), None) = (longer.next(), longer.next()) {
        return format!("did you mean '{name}'?");
    }
    nearest(written, names).map_or_else(|| format!("write {}", one_of(names)), |name| format!("did you mean '{name}'?"))
}

/// The name that may be meant, where one is near enough.
pub(crate) fn nearest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let near = names.iter().map(|name| (strsim::damerau_levenshtein(&written.to_lowercase(), name), *name)).min();
    near.filter(|(distance, _)| *distance <= 1 + written.len() / 3).map(|(_, name)| name)
}

/// The clauses that a value cites, however deep it does.
fn cited_in(value: &DeValue<'_>, found: &mut Vec<String>) {
    match value {
        DeValue::Array(list) => list.iter().for_each(|one| cited_in(one.get_ref(), found)),
        DeValue::Table(table) => {
            for (key, value) in table.iter() {
                match (key.get_ref().as_ref(), value.get_ref()) {
                    ("clause", DeValue::String(text)) => found.push(text.to_string()),
                    ("clause", DeValue::Array(list)) => {
                        found.extend(list.iter().filter_map(|one| match one.get_ref() {
                            DeValue::String(text) => Some(text.to_string()),
                            _ => None,
                        }))
                    }
                    (_, value) => cited_in(value, found),
                }
            }
        }
        _ => {}
    }
}

/// A table being read: knows which of its keys were asked for, so that the others are mistakes.
pub(crate) struct Table<'t, 'm> {
    pub(crate) what: String,
    pub(crate) span: Range<usize>,
    entries: Vec<(Cow<'t, str>, Range<usize>, &'t Value<'t>)>,
    asked: RefCell<Vec<&'static str>>,
    pub(crate) mistakes: &'m Mistakes,
}

impl<'t, 'm> Table<'t, 'm> {
    pub(crate) fn new(
        what: impl Into<String>,
        span: Range<usize>,
        table: &'t DeTable<'t>,
        mistakes: &'m Mistakes,
    ) -> Self {
        let entries = table.iter().map(|(key, value)| (key.get_ref().clone(), key.span(), value)).collect();
        Table { what: what.into(), span, entries, asked: RefCell::default(), mistakes }
    }

    /// The table of that value; a mistake where it is something else.
    pub(crate) fn of(what: impl Into<String>, value: &'t Value<'t>, mistakes: &'m Mistakes) -> Option<Self> {
        let what = what.into();
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::new(what, value.span(), table, mistakes)),
            other => {
                let help = match other {
                    DeValue::String(text) if text == "not stated" => "what it is must be said here",
                    _ => "write it between { and }",
                };
                mistakes.add(value.span(), format!("{what} is {}, not a table", a_type(other)), Some(help.to_owned()));
                None
            }
        }
    }

    /// Every clause that anything here cites, as it is written, but for clauses themselves and tests.
    pub(crate) fn cited(&self) -> Vec<String> {
        let mut found = Vec::new();
        let own = self.entries.iter().filter(|(name, ..)| name != "clause" && name != "test");
        own.for_each(|(.., value)| cited_in(value.get_ref(), &mut found));
        found
    }

    /// The value under that key, if it is there.
    pub(crate) fn get(&self, key: &'static str) -> Option<&'t Value<'t>> {
        if !self.asked.borrow().contains(&key) {
            self.asked.borrow_mut().push(key);
        }
        self.entries.iter().find(|(name, ..)| name == key).map(|(.., value)| *value)
    }

    /// The value under that key; a mistake where it is missing.
    pub(crate) fn need(&self, key: &'static str, help: &str) -> Option<&'t Value<'t>> {
        let value = self.get(key);
        if value.is_none() {
            let help = (!help.is_empty()).then(|| help.to_owned());
            self.mistakes.add(self.span.clone(), format!("{} has no '{key}'", self.what), help);
        }
        value
    }

    /// The place of the table with that id in the list under that key; the whole where it is not there.
    pub(crate) fn place_of_id(&self, key: &str, id: &str) -> Range<usize> {
        let list = self.entries.iter().find(|(name, ..)| name == key).map(|(.., value)| value.get_ref());
        let Some(DeValue::Array(items)) = list else { return self.span.clone() };
        let is_it = |item: &&Value<'t>| match item.get_ref() {
            DeValue::Table(table) => table.iter().any(|(key, value)| {
                key.get_ref() == "id" && matches!(value.get_ref(), DeValue::String(of) if of == id)
            }),
            _ => false,
        };
        items.iter().find(is_it).map_or(self.span.clone(), |item| item.span())
    }

    /// Every key that was not asked for is a mistake. To be called last.
    pub(crate) fn finish(self) {
        let asked = self.asked.into_inner();
        for (name, span, _) in &self.entries {
            if !asked.iter().any(|key| key == name) {
                let help = instead(name, &asked);
                self.mistakes.add(span.clone(), format!("{} cannot have '{name}'", self.what), Some(help));
            }
        }
    }

    /// The only entry of a table that must have just one.
    pub(crate) fn only(&self) -> Option<(&str, Range<usize>, &'t Value<'t>)> {
        match self.entries.as_slice() {
            [(name, span, value)] => Some((name, span.clone(), value)),
            _ => None,
        }
    }

    /// The only entry beside that key, of a table that must have just one other.
    pub(crate) fn only_but(&self, key: &str) -> Option<(&str, Range<usize>, &'t Value<'t>)> {
        let mut others = self.entries.iter().filter(|(name, ..)| name != key);
        match (others.next(), others.next()) {
            (Some((name, span, value)), None) => Some((name, span.clone(), value)),
            _ => None,
        }
    }

    pub(crate) fn text(&self, key: &'static str, help: &str) -> Option<String> {
        self.need(key, help).and_then(|value| self.as_text(key, value)).map(str::to_owned)
    }

    pub(crate) fn text_if_given(&self, key: &'static str) -> Option<String> {
        self.get(key).and_then(|value| self.as_text(key, value)).map(str::to_owned)
    }

    pub(crate) fn flag(&self, key: &'static str) -> bool {
        match self.get(key).map(|value| (value.get_ref(), value.span())) {
            None => false,
            Some((DeValue::Boolean(flag), _)) => *flag,
            Some((other, span)) => {
                let says = format!("'{key}' of {} is {}", self.what, a_type(other));
                self.mistakes.add(span, says, Some("write true or false".into()));
                false
            }
        }
    }

    fn as_text(&self, key: &str, value: &'t Value<'t>) -> Option<&'t str> {
        let text = as_text(&format!("'{key}' of {}", self.what), value, self.mistakes)?;
        if text.trim().is_empty() {
            let help = "write what people will read there".to_owned();
            self.mistakes.add(value.span(), format!("'{key}' of {} is empty", self.what), Some(help));
            return None;
        }
        Some(text)
    }

    /// The texts under that key, one or several; with their places.
    pub(crate) fn texts(&self, key: &'static str, value: &'t Value<'t>) -> Vec<(&'t str, Range<usize>)> {
        match value.get_ref() {
            DeValue::Array(list) => {
                if list.is_empty() {
                    let help = "name at least one".to_owned();
                    self.mistakes.add(value.span(), format!("'{key}' of {} is an empty list", self.what), Some(help));
                }
                let mut texts: Vec<(&str, Range<usize>)> = Vec::new();
                for item in list.iter() {
                    let Some(text) = self.as_text(key, item) else { continue };
                    if texts.iter().any(|(known, _)| *known == text) {
                        let says = format!("'{text}' stands twice in '{key}' of {}", self.what);
                        self.mistakes.add(item.span(), says, Some("leave one out".into()));
                    } else {
                        texts.push((text, item.span()));
                    }
                }
                texts
            }
            _ => self.as_text(key, value).map(|text| (text, value.span())).into_iter().collect(),
        }
    }

    pub(crate) fn word<W: Word>(&self, key: &'static str, value: &'t Value<'t>) -> Option<W> {
        let text = self.as_text(key, value)?;
        self.known_word(key, text, value.span())
    }

    pub(crate) fn words<W: Word>(&self, key: &'static str, value: &'t Value<'t>) -> Words<W> {
        let words: Vec<W> =
            self.texts(key, value).into_iter().filter_map(|(text, span)| self.known_word(key, text, span)).collect();
        Words::of(&words)
    }

    fn known_word<W: Word>(&self, key: &str, text: &str, span: Range<usize>) -> Option<W> {
        let word = W::from_name(text);
        if W::NAMES == Post::NAMES {
            return self.known_post(key, text, span).and(word);
        }
        if word.is_none() {
            let says = format!("'{text}' is not a word for '{key}' of {}", self.what);
            self.mistakes.add(span, says, Some(instead(text, W::NAMES)));
        }
        word
    }

    /// The post of that name. It is never guessed by spelling: another post's duty is another person's.
    fn known_post(&self, key: &str, text: &str, span: Range<usize>) -> Option<Post> {
        match (Post::from_name(text), self.mistakes.post_called(text)) {
            (Some(post), Some(called)) if post != called && !self.mistakes.has_title(post) => {
                let says = format!("'{text}' is a post, and by [titles] your title for '{called}'");
                let help = format!("write '{called}' if that is meant; or give '{post}' its own title in [titles]");
                self.mistakes.add(span, says, Some(help));
                None
            }
            (Some(post), _) => Some(post),
            (None, Some(called)) => {
                let says = format!("'{text}' is your title for '{called}'");
                self.mistakes.add(span, says, Some(format!("write '{called}'; the handbook says '{text}'")));
                None
            }
            (None, None) => {
                let says = format!("'{text}' is not a word for '{key}' of {}", self.what);
                self.mistakes.add(span, says, Some(posts(text)));
                None
            }
        }
    }

    /// The tables of the list under that key, each with `what` it is.
    pub(crate) fn tables(&self, key: &'static str, what: &str) -> Vec<Table<'t, 'm>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|item| Table::of(a(what), item, self.mistakes)).collect(),
            other => {
                let says = format!("'{key}' of {} is {}", self.what, a_type(other));
                self.mistakes.add(value.span(), says, Some(format!("write each as [[{key}]]")));
                Vec::new()
            }
        }
    }
}

/// What to write where a post is wanted.
pub(crate) fn posts(written: &str) -> String {
    format!(
        "write {}; if '{written}' is the council's title for one of them, say so: [titles] \"POST\" = \"{written}\"",
        one_of(Post::NAMES)
    )
}

/// The text of that value; a mistake where it is something else.
pub(crate) fn as_text<'t>(what: &str, value: &'t Value<'t>, mistakes: &Mistakes) -> Option<&'t str> {
    match value.get_ref() {
        DeValue::String(text) => Some(text),
        other => {
            let help = match other {
                DeValue::Integer(number) => format!("write it between quotation marks: \"{}\"", number.as_str()),
                DeValue::Float(number) => format!("write it between quotation marks: \"{}\"", number.as_str()),
                DeValue::Datetime(date) => format!("write it between quotation marks: \"{date}\""),
                _ => "write a text between quotation marks".to_owned(),
            };
            mistakes.add(value.span(), format!("{what} is {}, not a text", a_type(other)), Some(help));
            None
        }
    }
}

/// The whole number of that value, between 1 and `most`; a mistake where it is something else.
pub(crate) fn as_count(what: &str, value: &Value<'_>, most: u32, mistakes: &Mistakes) -> Option<u32> {
    let number = match value.get_ref() {
        DeValue::Integer(integer) => i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok(),
        other => {
            let says = format!("{what} is {}, not a whole number", a_number(other));
            mistakes.add(value.span(), says, Some(format!("write 1 to {most}, without a point or quotation marks")));
            return None;
        }
    };
    match number.and_then(|number| u32::try_from(number).ok()) {
        Some(number) if (1..=most).contains(&number) => Some(number),
        _ => {
            mistakes.add(value.span(), format!("{what} is out of range"), Some(format!("write 1 to {most}")));
            None
        }
    }
}

fn a(what: &str) -> String {
    format!("a{} {what}", if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "n" } else { "" })
}

/// As [`a_type`], of what ought to be a whole number.
fn a_number(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::Float(_) => "a number with a point",
        other => a_type(other),
    }
}

pub(crate) fn a_type(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
