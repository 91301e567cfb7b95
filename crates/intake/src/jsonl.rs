//! Facts as JSON Lines: the public form of the record, one line a fact.
//!
//! The first line is the header, `{"keyworker":"facts","version":1}`. Each further line is one fact:
//!
//! ```json
//! {"id":"00ff…","kind":"referral_received","child":"lcs:P1","when":"2026-04-02T16:00:00+01:00",
//!  "recorded":"2026-04-02T16:05:00+01:00","by":"A Testperson","source":"referrals.csv","row":7,"referral":"7f3a…"}
//! ```
//!
//! (on one line). `child`, `worker`, `unit` or `carer` names whom it is about; a fact about the record itself names
//! nobody. `when` is a civil date in London, an instant, or `null` where it is not known. A time without an offset is
//! London's: one that the clocks skip in spring is refused; of one that they show twice in autumn the first is meant,
//! and for the second the offset is written (`2026-10-25T01:30+00:00`). The fields of its kind follow; a field that is missing or `null` is not known. Every field and word is listed in the published schema,
//! `docs/schema/facts-v1.schema.json`, which [`schema`] makes from the declaration of the kinds.
//!
//! What a history written by hand may leave out: `id` (made from the line's own text, so that reading it again is the
//! same fact), `recorded` (the instant of `when`, or the start of that day), `by` ("not stated"), `source` (the file),
//! `row` (the line where `source` is left out too, otherwise 0). References and fact ids may be any short text: the
//! same text is the same thing. Empty lines are passed over.
//!
//! Reading never stops at the first error: every line is looked at, and every error says where, what, and what to
//! write instead. What [`write`] writes, [`read`] reads back the same, and it is the same text each time.

mod line;
mod schema;
mod write;

use std::fmt;
use std::io::{BufRead, Read as _};

use record::{Book, Fact, FactId, Names};
use rustc_hash::FxHashMap;

pub use schema::schema;
pub use write::{Unwritable, write, write_fact};

/// The first line of every file of facts.
pub const HEADER: &str = r#"{"keyworker":"facts","version":1}"#;

/// The version of the form.
pub const VERSION: u32 = 1;

/// A longer line is no fact: it is passed over, with an error, without being held in memory.
const LONGEST_LINE_BYTES: usize = 1 << 20;

/// Errors kept; of those beyond it only the count is.
const MOST_ERRORS: usize = 10_000;

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Lines, with the header and empty ones.
    pub lines: u64,
    /// Facts.
    pub facts: u64,
}

/// Something on a line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// The line, counted from 1.
    pub line: u64,
    /// The character in the line at which the value begins, counted from 1.
    pub column: u32,
    /// The field, where it is one's.
    pub field: Option<String>,
    /// The value, or its beginning where it is long.
    pub value: String,
    /// What is wrong with it.
    pub problem: String,
    /// What to write instead.
    pub instead: String,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)?;
        if let Some(field) = &self.field {
            write!(f, ", '{field}'")?;
        }
        write!(f, ": {}", self.problem)?;
        if !self.value.is_empty() {
            write!(f, " (found {})", self.value)?;
        }
        if self.instead.is_empty() { Ok(()) } else { write!(f, ": {}", self.instead) }
    }
}

impl std::error::Error for LineError {}

/// Reads facts into the book. `origin` names the file, for facts that do not say where they come from. With any error
/// no fact is added.
///
/// # Errors
/// Every error on every line, in order; past ten thousand the last one says how many more there are.
pub fn read(reader: impl BufRead, book: &mut Book, origin: &str) -> Result<Summary, Vec<LineError>> {
    let mut facts = Vec::new();
    let summary = read_facts(reader, &mut book.names, origin, |fact| facts.push(fact))?;
    facts.into_iter().for_each(|fact| book.append(fact));
    Ok(summary)
}

/// Reads facts one after the other and hands each on, holding of each no more than its id. Names are added to `names`.
/// `each` gets the good facts of a file with errors too: use what it got only where the answer is no error.
///
/// # Errors
/// As [`read`].
pub fn read_facts(
    mut reader: impl BufRead,
    names: &mut Names,
    origin: &str,
    mut each: impl FnMut(Fact),
) -> Result<Summary, Vec<LineError>> {
    let mut errors = Errors::default();
    let mut summary = Summary::default();
    let mut first_with: FxHashMap<FactId, u64> = FxHashMap::default();
    let mut headed = false;
    let mut bytes = Vec::new();
    loop {
        let number = summary.lines + 1;
        let text = match next_line(&mut reader, &mut bytes, number) {
            Ok(None) => break,
            Ok(Some(text)) => text,
            Err(NotALine::Unreadable(error)) => {
                errors.push(error);
                break;
            }
            Err(NotALine::Bad(error)) => {
                summary.lines = number;
                errors.push(error);
                continue;
            }
        };
        summary.lines = number;
        let text = if number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        if text.trim().is_empty() {
            continue;
        }
        if !headed {
            headed = true;
            match line::header(text, number) {
                Ok(()) => continue,
                // A newer form may mean anything: its lines are not read as if they were ours.
                Err((error, line::Header::Newer)) => {
                    errors.push(error);
                    break;
                }
                Err((error, line::Header::Bad)) => {
                    errors.push(error);
                    continue;
                }
                Err((error, line::Header::Missing)) => errors.push(error),
            }
        }
        match line::fact(text, number, names, origin) {
            Ok((fact, column)) => {
                summary.facts += 1;
                match first_with.insert(fact.id, number) {
                    None => each(fact),
                    Some(earlier) => errors.push(LineError {
                        line: number,
                        column,
                        field: Some("id".to_owned()),
                        value: fact.id.to_string(),
                        problem: format!("this is the fact of line {earlier} again"),
                        instead: "take one of the two lines out, or give each an id of its own".to_owned(),
                    }),
                }
            }
            Err(found) => found.into_iter().for_each(|error| errors.push(error)),
        }
    }
    if !headed && errors.list.is_empty() {
        errors.push(LineError {
            line: 1,
            column: 1,
            field: None,
            value: String::new(),
            problem: "the file is empty".to_owned(),
            instead: format!("write {HEADER} on its first line"),
        });
    }
    if errors.list.is_empty() { Ok(summary) } else { Err(errors.all()) }
}

enum NotALine {
    /// The line is no text; the next one may be.
    Bad(LineError),
    /// The file cannot be read further.
    Unreadable(LineError),
}

/// The next line without its end; nothing after the last.
fn next_line<'b>(reader: &mut impl BufRead, bytes: &'b mut Vec<u8>, number: u64) -> Result<Option<&'b str>, NotALine> {
    let error = |column: usize, problem: String, instead: &str| LineError {
        line: number,
        column: column as u32,
        field: None,
        value: String::new(),
        problem,
        instead: instead.to_owned(),
    };
    let unreadable =
        |why: std::io::Error| NotALine::Unreadable(error(1, format!("the file cannot be read further: {why}"), ""));
    bytes.clear();
    let read = reader.by_ref().take(LONGEST_LINE_BYTES as u64 + 1).read_until(b'\n', bytes).map_err(unreadable)?;
    if read == 0 {
        return Ok(None);
    }
    if bytes.len() > LONGEST_LINE_BYTES && bytes.last() != Some(&b'\n') {
        reader.skip_until(b'\n').map_err(unreadable)?;
        let problem = format!("the line is longer than {LONGEST_LINE_BYTES} bytes");
        return Err(NotALine::Bad(error(1, problem, "write one fact a line")));
    }
    let is_utf_16 = bytes.starts_with(&[0xff, 0xfe])
        || bytes.starts_with(&[0xfe, 0xff])
        || bytes.get(..4).is_some_and(|four| four.contains(&0));
    if number == 1 && is_utf_16 {
        // Every line would be wrong in the same way: it is said once.
        let instead = "open it in a text editor and save it as UTF-8";
        return Err(NotALine::Unreadable(error(1, "the file is in UTF-16".to_owned(), instead)));
    }
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(bad) => {
            let column = String::from_utf8_lossy(&bytes[..bad.valid_up_to()]).chars().count() + 1;
            let problem = "the line is not UTF-8 text".to_owned();
            Err(NotALine::Bad(error(column, problem, "save the file as UTF-8")))
        }
    }
}

/// Errors up to a bound, and how many more there were.
#[derive(Default)]
struct Errors {
    list: Vec<LineError>,
    more: u64,
}

impl Errors {
    fn push(&mut self, error: LineError) {
        if self.list.len() < MOST_ERRORS {
            self.list.push(error);
        } else {
            self.more += 1;
        }
    }

    fn all(mut self) -> Vec<LineError> {
        if let Some(last) = self.list.last().filter(|_| self.more > 0) {
            self.list.push(LineError {
                line: last.line,
                column: 1,
                field: None,
                value: String::new(),
                problem: format!("{} more errors follow", self.more),
                instead: "put these right first".to_owned(),
            });
        }
        self.list
    }
}
