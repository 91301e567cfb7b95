//! Facts to lines: one way to write each, so that the same facts are the same text.

use std::fmt::Write as _;
use std::io::{self, Write};

use record::fields::Sink;
use record::{CarerId, ChildId, Day, Fact, FactId, Moment, Names, Ref, Subject, TextId, UnitId, When, WorkerId};

use super::HEADER;

/// A fact that the form cannot say.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// An instant outside the years 1900 to 2100.
    #[error("fact {0} holds an instant outside the years 1900 to 2100, which no line can say")]
    Instant(FactId),
    /// The file system refused.
    #[error("the lines could not be written: {0}")]
    Io(#[from] io::Error),
}

/// Writes the header and a line for each fact; says how many. The ids are those of `names`.
///
/// # Errors
/// Where a fact cannot be said, or the file system refuses.
pub fn write<'f>(
    mut to: impl Write,
    names: &Names,
    facts: impl IntoIterator<Item = &'f Fact>,
) -> Result<u64, Unwritable> {
    writeln!(to, "{HEADER}")?;
    let mut line = String::new();
    let mut count = 0;
    for fact in facts {
        line.clear();
        write_fact(fact, names, &mut line)?;
        line.push('\n');
        to.write_all(line.as_bytes())?;
        count += 1;
    }
    to.flush()?;
    Ok(count)
}

/// Appends the line of one fact, without its end.
///
/// # Errors
/// Where the fact cannot be said.
pub fn write_fact(fact: &Fact, names: &Names, line: &mut String) -> Result<(), Unwritable> {
    let mut writer = LineWriter { line, names, beyond: false, name: "" };
    let _ = write!(writer.line, r#"{{"id":"{}","kind":"{}""#, fact.id, fact.content.kind().name());
    let subject = match fact.about {
        Subject::Child(id) => Some(("child", names.child(id))),
        Subject::Worker(id) => Some(("worker", names.worker(id))),
        Subject::Unit(id) => Some(("unit", names.unit(id))),
        Subject::Carer(id) => Some(("carer", names.carer(id))),
        Subject::Record => None,
    };
    if let Some((member, name)) = subject {
        writer.member(member);
        writer.string(name);
    }
    writer.member("when");
    match fact.when {
        When::Unknown => writer.line.push_str("null"),
        When::On(day) => writer.day_text(day),
        When::At(moment) => writer.moment_text(moment),
    }
    writer.member("recorded");
    writer.moment_text(fact.recorded);
    writer.member("by");
    writer.string(names.actor(fact.by));
    writer.member("source");
    writer.string(names.source(fact.from.source));
    writer.member("row");
    let _ = write!(writer.line, "{}", fact.from.row);
    fact.content.write(&mut writer);
    let beyond = writer.beyond;
    line.push('}');
    if beyond { Err(Unwritable::Instant(fact.id)) } else { Ok(()) }
}

struct LineWriter<'a> {
    line: &'a mut String,
    names: &'a Names,
    /// An instant was outside what a line can say.
    beyond: bool,
    /// The field that is being written.
    name: &'static str,
}

impl LineWriter<'_> {
    fn member(&mut self, name: &str) {
        self.line.push(',');
        self.string(name);
        self.line.push(':');
    }

    /// A text in quotes, with what JSON wants escaped escaped.
    fn string(&mut self, text: &str) {
        self.line.push('"');
        for character in text.chars() {
            match character {
                '"' => self.line.push_str("\\\""),
                '\\' => self.line.push_str("\\\\"),
                '\n' => self.line.push_str("\\n"),
                '\r' => self.line.push_str("\\r"),
                '\t' => self.line.push_str("\\t"),
                control if control < ' ' => {
                    let _ = write!(self.line, "\\u{:04x}", u32::from(control));
                }
                other => self.line.push(other),
            }
        }
        self.line.push('"');
    }

    fn named(&mut self, name: &str) {
        let field = self.name;
        self.member(field);
        self.string(name);
    }

    fn day_text(&mut self, day: Day) {
        let _ = write!(self.line, "\"{day}\"");
    }

    fn moment_text(&mut self, moment: Moment) {
        self.beyond |= moment < Day::FIRST.start() || moment > Day::LAST.end();
        let _ = write!(self.line, "\"{moment}\"");
    }

    fn begun(&mut self) {
        let field = self.name;
        self.member(field);
    }
}

/// A field is begun with its value, so that one that is missing leaves nothing on the line.
impl Sink for LineWriter<'_> {
    fn field(&mut self, name: &'static str) {
        self.name = name;
    }

    fn absent(&mut self) {}

    fn present(&mut self) {}

    fn child(&mut self, child: ChildId) {
        self.named(self.names.child(child));
    }

    fn worker(&mut self, worker: WorkerId) {
        self.named(self.names.worker(worker));
    }

    fn unit(&mut self, unit: UnitId) {
        self.named(self.names.unit(unit));
    }

    fn carer(&mut self, carer: CarerId) {
        self.named(self.names.carer(carer));
    }

    fn reference(&mut self, reference: Ref) {
        self.begun();
        let _ = write!(self.line, "\"{reference}\"");
    }

    fn fact(&mut self, fact: FactId) {
        self.begun();
        let _ = write!(self.line, "\"{fact}\"");
    }

    fn text(&mut self, text: TextId) {
        self.named(self.names.text(text));
    }

    fn day(&mut self, day: Day) {
        self.begun();
        self.day_text(day);
    }

    fn moment(&mut self, moment: Moment) {
        self.begun();
        self.moment_text(moment);
    }

    fn flag(&mut self, flag: bool) {
        self.begun();
        self.line.push_str(if flag { "true" } else { "false" });
    }

    fn number(&mut self, number: i32) {
        self.begun();
        let _ = write!(self.line, "{number}");
    }

    fn word(&mut self, word: &'static str) {
        self.named(word);
    }

    fn words(&mut self, words: &mut dyn Iterator<Item = &'static str>) {
        self.begun();
        self.line.push('[');
        for (index, word) in words.enumerate() {
            if index > 0 {
                self.line.push(',');
            }
            self.string(word);
        }
        self.line.push(']');
    }
}
