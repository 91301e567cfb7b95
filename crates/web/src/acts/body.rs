//! What was sent, read as a command: every mistake at once, each with what to send instead.

use decide::{Act, ActKind, Command, Exception, What, is_filled_in};
use record::fields::{FieldInfo, Source};
use record::time::is_skipped;
use record::words::{Post, Word};
use record::{
    CarerId, ChildId, Content, Day, FactId, Kind, Moment, Names, Ref, Subject, TextId, UnitId, When, WorkerId,
};
use serde_json::Value;
use store::Layered;

use super::{Members, Of, Unread};

/// What every request may say beside its own fields and whom it is about.
const ENVELOPE: [&str; 7] = ["act", "record", "when", "post", "note", EXCEPTION_REASON, EXCEPTION_UNTIL];

/// Why whoever acts makes an exception, where a policy lets them.
pub(crate) const EXCEPTION_REASON: &str = "exception_reason";

/// Until when the exception holds, as a civil date.
pub(crate) const EXCEPTION_UNTIL: &str = "exception_until";

/// How many characters one text may have: some thirty printed pages.
const LONGEST_TEXT: usize = 100_000;

/// What is wrong with one that has more.
pub(crate) const TOO_LONG: &str = "it is longer than 100,000 characters";

/// What is wrong with a field that has to be sent.
const MISSING: &str = "it is missing";

/// What a command is read with beside what was sent.
pub(crate) struct Reading<'r, 'n> {
    /// The record's names.
    pub known: &'r Names,
    /// The same, with those that the command adds.
    pub names: &'r mut Layered<'n>,
    /// Draws an id that nobody has.
    pub fresh: &'r mut dyn FnMut() -> String,
    /// The present instant.
    pub now: Moment,
}

/// Reads a command out of the members that were sent.
///
/// # Errors
/// Everything that cannot be read.
pub(crate) fn read(members: &Members, with: Reading<'_, '_>) -> Result<Command, Vec<Unread>> {
    let Reading { known, names, fresh, now } = with;
    let mut body = Body { members, known, names, fresh, recorded: None, field: "", unread: Vec::new() };
    let command = body.command(now);
    match command {
        Some(command) if body.unread.is_empty() => Ok(command),
        _ => Err(body.unread),
    }
}

/// That member names somebody whom the record does not have, or of whom the viewer may not know.
pub(crate) fn nobody(name: &str) -> Unread {
    Unread {
        field: name.to_owned(),
        problem: "nobody on record is called so".to_owned(),
        instead: "send the id as the record has it, with its source: \"lcs:123\"".to_owned(),
    }
}

/// The text without what nobody can see and nobody meant: blanks around it, control characters, and marks that turn the direction of
/// whatever is written after it (a name from right to left needs none of them).
fn legible(text: &str) -> String {
    let is_hidden = |letter: char| {
        (letter.is_control() && !matches!(letter, '\n' | '\t'))
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.replace("\r\n", "\n").replace(is_hidden, "").trim().to_owned()
}

struct Body<'b, 'n> {
    members: &'b Members,
    known: &'b Names,
    names: &'b mut Layered<'n>,
    fresh: &'b mut dyn FnMut() -> String,
    /// The kind of fact that is being read, where it is one.
    recorded: Option<Kind>,
    /// The field that is being read.
    field: &'static str,
    unread: Vec<Unread>,
}

impl Body<'_, '_> {
    fn refuse(&mut self, field: &str, problem: impl Into<String>, instead: impl Into<String>) {
        self.unread.push(Unread { field: field.to_owned(), problem: problem.into(), instead: instead.into() });
    }

    fn command(&mut self, now: Moment) -> Option<Command> {
        let when = self.when(now);
        let (what, of, is_new) = match (self.text_at("act"), self.text_at("record")) {
            (Some(act), None) => {
                let Some(kind) = ActKind::from_name(&act) else {
                    self.refuse("act", "there is no such act", format!("send one of: {}", ActKind::NAMES.join(", ")));
                    return None;
                };
                let of = Of::act(kind);
                self.refuse_unknown(kind.fields(), of);
                let Ok(act) = Act::read(kind, self);
                (What::Act(act), of, matches!(kind, ActKind::Register | ActKind::TakeOn))
            }
            (None, Some(kind)) => {
                let found = Kind::from_name(&kind).map(|kind| (kind, Of::recorded(kind)));
                let Some((kind, all)) = found.filter(|(_, all)| !all.is_empty()) else {
                    let names = Of::every_recorded();
                    self.refuse(
                        "record",
                        "that is not recorded by itself",
                        format!("send one of: {}", names.join(", ")),
                    );
                    return None;
                };
                // What is recorded of several is of whom it names.
                let of = all.iter().find(|of| self.members.contains_key(of.name())).unwrap_or(&all[0]);
                self.refuse_unknown(kind.fields(), *of);
                self.recorded = Some(kind);
                let content = self.content(kind);
                (What::Record(content), *of, matches!(kind, Kind::UnitDetails | Kind::CarerDetails))
            }
            _ => {
                self.refuse("act", "what to do is said once", "send \"act\" or \"record\", and not both");
                return None;
            }
        };
        // A fact that names a post of somebody else's says nothing of the actor's.
        let own = |kind: Kind| kind.fields().iter().any(|field| field.name == "post") && !is_filled_in(kind, "post");
        let post = if self.recorded.is_some_and(own) { None } else { self.post() };
        let note = self.text_at("note").map(|note| self.names.text(&note));
        let exception = self.exception();
        self.field = of.name();
        let about = self.about(of, is_new);
        Some(Command { about: about?, when: when?, post, what, note, exception })
    }

    /// Whom it is about: somebody on record, or, where it puts them there, whoever is not.
    fn about(&mut self, of: Of, is_new: bool) -> Option<Subject> {
        if is_new {
            let name = match self.text_at(of.name()) {
                Some(name) if name.contains(':') || of.find(self.known, &name).is_some() => name,
                Some(_) => {
                    let instead = "send the id with its source, as \"lcs:123\", or leave it out for a new one";
                    self.refuse(of.name(), "it is no id that a record can have", instead);
                    return None;
                }
                None => (self.fresh)(),
            };
            return Some(match of {
                Of::Child => Subject::Child(self.names.child(&name)),
                Of::Worker => Subject::Worker(self.names.worker(&name)),
                Of::Unit => Subject::Unit(self.names.unit(&name)),
                Of::Carer => Subject::Carer(self.names.carer(&name)),
            });
        }
        self.find(of.name(), |known, name| of.find(known, name))
    }

    /// The fact's fields. References that tie it to others need not be sent: they are filled in.
    fn content(&mut self, kind: Kind) -> Content {
        let Ok(content) = Content::read(kind, self);
        content
    }

    fn refuse_unknown(&mut self, fields: &[FieldInfo], of: Of) {
        let known =
            |name: &str| fields.iter().any(|field| field.name == name) || ENVELOPE.contains(&name) || name == of.name();
        let unknown: Vec<String> = self.members.keys().filter(|name| !known(name)).cloned().collect();
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        let instead = if names.is_empty() {
            "leave it out: there is nothing more to say".to_owned()
        } else {
            format!("its own fields are {}", names.join(", "))
        };
        for name in unknown {
            self.refuse(&name, "there is no such field here", instead.clone());
        }
    }

    fn when(&mut self, now: Moment) -> Option<When> {
        let Some(text) = self.text_at("when") else { return Some(When::At(now)) };
        // A time that the clocks skip was never shown, and is not moved to another.
        let is_time = |when: &When| *when != When::Unknown && !is_skipped(&text, *when);
        let when = text.parse::<When>().ok().filter(is_time);
        if when.is_none() {
            let instead = "send 2026-04-15, or 2026-04-15T16:00 for a time in London, or leave it out for now";
            self.refuse("when", "there is no such date or time", instead);
        }
        when
    }

    /// The exception that is made with it: its reason and its last day belong together.
    fn exception(&mut self) -> Option<Exception> {
        let (reason, until) = (self.text_at(EXCEPTION_REASON), self.text_at(EXCEPTION_UNTIL));
        let (reason, until) = match (reason, until) {
            (None, None) => return None,
            (Some(reason), Some(until)) => (reason, until),
            (None, Some(_)) => {
                self.refuse(EXCEPTION_REASON, MISSING, "say why the exception is made");
                return None;
            }
            (Some(_), None) => {
                self.refuse(EXCEPTION_UNTIL, MISSING, "say the last day on which it holds: 2026-04-15");
                return None;
            }
        };
        match until.parse::<Day>() {
            Ok(until) => Some(Exception { reason: self.names.text(&reason), until }),
            Err(_) => {
                self.refuse(EXCEPTION_UNTIL, "there is no such date", "send 2026-04-15");
                None
            }
        }
    }

    fn post(&mut self) -> Option<Post> {
        let text = self.text_at("post")?;
        let post = Post::from_name(&text);
        if post.is_none() {
            self.refuse("post", "there is no such post", format!("send one of: {}", Post::NAMES.join(", ")));
        }
        post
    }

    /// The text of that member; nothing where it is not sent, or empty.
    fn text_at(&mut self, name: &str) -> Option<String> {
        match self.members.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.chars().nth(LONGEST_TEXT).is_some() => {
                self.refuse(name, TOO_LONG, "shorten it, or record it in parts");
                None
            }
            Some(Value::String(text)) => Some(legible(text)).filter(|text| !text.is_empty()),
            Some(_) => {
                self.refuse(name, "it is no text", "send it in quotes");
                None
            }
        }
    }

    fn text_here(&mut self) -> Option<String> {
        let field = self.field;
        self.text_at(field)
    }

    /// Whom that member names, who must be on record.
    fn find<T>(&mut self, name: &'static str, find: impl Fn(&Names, &str) -> Option<T>) -> Option<T> {
        let text = self.text_at(name);
        let found = text.as_deref().and_then(|text| find(self.known, text));
        if found.is_none() {
            let nobody = nobody(name);
            let problem = if text.is_some() { nobody.problem } else { MISSING.to_owned() };
            self.refuse(name, problem, nobody.instead);
        }
        found
    }
}

/// What cannot be read is kept, and any value stands in for it, so that the next field is looked at too.
impl Source for Body<'_, '_> {
    type Error = std::convert::Infallible;

    fn field(&mut self, name: &'static str, optional: bool) -> Result<bool, Self::Error> {
        self.field = name;
        let is_there = match self.members.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(_) => true,
        };
        let is_filled = self.recorded.is_some_and(|kind| is_filled_in(kind, name));
        if !is_there && !optional && !is_filled {
            self.refuse(name, MISSING, "send it");
        }
        Ok(is_there)
    }

    fn child(&mut self) -> Result<ChildId, Self::Error> {
        let field = self.field;
        Ok(self.find(field, |known, name| known.find_child(name)).unwrap_or(ChildId::from_index(0)))
    }

    fn worker(&mut self) -> Result<WorkerId, Self::Error> {
        let field = self.field;
        Ok(self.find(field, |known, name| known.find_worker(name)).unwrap_or(WorkerId::from_index(0)))
    }

    fn unit(&mut self) -> Result<UnitId, Self::Error> {
        let field = self.field;
        Ok(self.find(field, |known, name| known.find_unit(name)).unwrap_or(UnitId::from_index(0)))
    }

    fn carer(&mut self) -> Result<CarerId, Self::Error> {
        let field = self.field;
        Ok(self.find(field, |known, name| known.find_carer(name)).unwrap_or(CarerId::from_index(0)))
    }

    fn reference(&mut self) -> Result<Ref, Self::Error> {
        let field = self.field;
        let Some(text) = self.text_here() else { return Ok(Ref(0)) };
        // A rule is named by its pack; everything else by what an earlier answer gave.
        if let Some((pack, rule)) = text.split_once('/') {
            return Ok(Ref::of_rule(pack, rule));
        }
        let number = u64::from_str_radix(&text, 16).ok().filter(|_| text.len() == 16);
        if number.is_none() {
            self.refuse(field, "it is no reference", "send the 16 digits that the record gives, or pack/rule");
        }
        Ok(Ref(number.unwrap_or(0)))
    }

    fn fact(&mut self) -> Result<FactId, Self::Error> {
        let field = self.field;
        let id = self.text_here().and_then(|text| text.parse().ok());
        if id.is_none() {
            self.refuse(field, "it is no fact", "send its 32 digits");
        }
        Ok(id.unwrap_or(FactId([0; 16])))
    }

    fn text(&mut self) -> Result<TextId, Self::Error> {
        let text = self.text_here().unwrap_or_default();
        Ok(self.names.text(&text))
    }

    fn day(&mut self) -> Result<Day, Self::Error> {
        let field = self.field;
        let day = self.text_here().and_then(|text| text.parse().ok());
        if day.is_none() {
            self.refuse(field, "there is no such date", "send a date, as 2026-04-15");
        }
        Ok(day.unwrap_or(Day::FIRST))
    }

    fn moment(&mut self) -> Result<Moment, Self::Error> {
        let field = self.field;
        let moment = self.text_here().and_then(|text| match text.parse() {
            Ok(When::At(moment)) => Some(moment),
            _ => None,
        });
        if moment.is_none() {
            self.refuse(field, "it is no date and time", "send it as 2026-04-15T16:00");
        }
        Ok(moment.unwrap_or(Moment::MIN))
    }

    fn flag(&mut self) -> Result<bool, Self::Error> {
        let field = self.field;
        let flag = match self.members.get(field) {
            Some(Value::Bool(flag)) => Some(*flag),
            Some(Value::String(text)) if text == "yes" => Some(true),
            Some(Value::String(text)) if text == "no" => Some(false),
            _ => None,
        };
        if flag.is_none() {
            self.refuse(field, "it is neither yes nor no", "send true or false, or leave it out where it is not known");
        }
        Ok(flag.unwrap_or_default())
    }

    fn number(&mut self) -> Result<i32, Self::Error> {
        let field = self.field;
        let number = match self.members.get(field) {
            Some(Value::Number(number)) => number.as_i64().and_then(|number| i32::try_from(number).ok()),
            Some(Value::String(text)) => text.trim().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.refuse(field, "it is no whole number that fits", "send a whole number");
        }
        Ok(number.unwrap_or(0))
    }

    fn word(&mut self, list: &'static [&'static str]) -> Result<usize, Self::Error> {
        let field = self.field;
        let place = self.text_here().and_then(|text| list.iter().position(|word| *word == text));
        if place.is_none() && self.members.contains_key(field) {
            self.refuse(field, "that is none of its words", format!("send one of: {}", list.join(", ")));
        }
        Ok(place.unwrap_or(0))
    }

    fn words(&mut self, list: &'static [&'static str]) -> Result<u32, Self::Error> {
        let field = self.field;
        let sent: Vec<String> = match self.members.get(field) {
            // What is no text is said as it stands, and is none of the words.
            Some(Value::Array(words)) => {
                words.iter().map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned)).collect()
            }
            // A form with one box ticked sends it alone.
            Some(Value::String(word)) => vec![word.clone()],
            _ => Vec::new(),
        };
        let mut bits = 0;
        for word in sent {
            match list.iter().position(|known| *known == word) {
                Some(place) => bits |= 1 << place,
                None => self.refuse(
                    field,
                    format!("'{word}' is none of its words"),
                    format!("send any of: {}", list.join(", ")),
                ),
            }
        }
        Ok(bits)
    }
}
