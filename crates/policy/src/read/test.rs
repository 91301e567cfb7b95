//! A pack's own tests: histories in words, questions and answers.

use std::ops::Range;

use record::words::{Role, Word};
use toml::de::DeValue;

use super::Reader;
use crate::history;
use crate::pack::{Ask, MayHold, Pack, Question, Test};
use crate::reader::{Table, Value, as_text, instead};

impl<'m> Reader<'m> {
    pub(super) fn test(&mut self, table: Table<'_, 'm>, pack: &Pack) -> Option<Test> {
        let says = table.text("says", "say what the test shows");
        let cites = self.cites(&table);
        let history = table.need("history", "write the history, one fact a line, between three quotes");
        let history = history.map(|value| self.history(value)).unwrap_or_default();
        let asks = table.tables("ask", "question");
        if asks.is_empty() {
            let help = "write [[test.ask]] with as-at, question and answer".to_owned();
            self.mistakes.add(table.span.clone(), format!("{} asks nothing", table.what), Some(help));
        }
        let asks: Vec<_> = asks.into_iter().map(|table| self.ask(table, pack, &history)).collect();
        table.finish();
        Some(Test { says: says?, cites: cites?, history, asks: asks.into_iter().collect::<Option<_>>()? })
    }

    fn ask(&self, table: Table<'_, 'm>, pack: &Pack, history: &[String]) -> Option<Ask> {
        let as_at = table.need("as-at", "say at the end of which day it is asked: as-at = 2026-04-08");
        let as_at = as_at.and_then(|value| {
            let day = self.day(value)?;
            let outside = match pack.until {
                _ if day < pack.from => Some(format!("the pack is in force from {} on only", pack.from)),
                Some(until) if until < day => Some(format!("the pack is in force until {until} only")),
                _ => None,
            };
            if let Some(says) = outside {
                let help = "ask about a day on which it is in force; before and after it has no answer".to_owned();
                self.mistakes.add(value.span(), says, Some(help));
            }
            Some(day)
        });
        let question = table.need("question", "write the question: question = \"counted by unallocated\"");
        let question = question.and_then(|value| self.question(value, pack, history));
        let answer = table.need("answer", "write the answer, line by line, or \"none\"");
        let answer = answer.map(|value| self.lines("'answer'", value));
        table.finish();
        if let (Some(Question::CountedBy(_)), Some([(line, span), ..])) = (&question, answer.as_deref()) {
            let known = ["yes", "no", "possibly"];
            if !known.iter().any(|word| line.split([',', ' ']).next() == Some(word)) {
                let says = format!("a count never answers '{line}'");
                let help =
                    "write no, possibly, or yes, since Thu 2 April 2026, counted from Wed 8 April 2026".to_owned();
                self.mistakes.add(span.clone(), says, Some(help));
            }
        }
        Some(Ask { as_at: as_at?, question: question?, answer: answer?.into_iter().map(|(line, _)| line).collect() })
    }

    /// The lines of a history; each that cannot be read is a mistake in its own place.
    fn history(&self, value: &Value<'_>) -> Vec<String> {
        let (lines, places): (Vec<_>, Vec<_>) = self.lines("'history'", value).into_iter().unzip();
        if let Err(unread) = history::read(&lines) {
            for one in unread {
                self.mistakes.add(places[one.line].clone(), one.says, one.help);
            }
        }
        lines
    }

    /// The lines of a text that say something, each with its place.
    fn lines(&self, what: &str, value: &Value<'_>) -> Vec<(String, Range<usize>)> {
        let DeValue::String(text) = value.get_ref() else {
            as_text(what, value, self.mistakes);
            return Vec::new();
        };
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        // The places are looked for in the file as it was written; where an escape stands in the way, it is the whole text.
        let (mut from, whole) = (value.span().start, value.span());
        let placed = lines.into_iter().map(|line| {
            let found = self.text.get(from..whole.end).and_then(|rest| rest.find(line));
            let place = found.map_or(whole.clone(), |at| from + at..from + at + line.len());
            from = found.map_or(from, |_| place.end);
            (line.to_owned(), place)
        });
        placed.collect()
    }

    fn question(&self, value: &Value<'_>, pack: &Pack, history: &[String]) -> Option<Question> {
        const QUESTIONS: [&str; 11] = [
            "counted by DEFINITION",
            "duties",
            "duty ID",
            "ladder ID",
            "gate ID",
            "breaches",
            "priority",
            "letters",
            "area ID",
            "may NAME hold as PART",
            "load of NAME",
        ];
        let text = as_text("'question'", value, self.mistakes)?.trim();
        let (asks, of) = match text.strip_prefix("counted by ") {
            Some(definition) => ("counted by", definition.trim()),
            None => text.split_once(' ').map_or((text, ""), |(asks, of)| (asks, of.trim())),
        };
        let named = |what: &str, names: &[String]| {
            let found = names.iter().any(|known| known == of);
            if !found && !self.would_be_missing(of) {
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                let help = if known.is_empty() { format!("the pack has no {what}") } else { instead(of, &known) };
                self.mistakes.add(value.span(), format!("there is no {what} '{of}' to ask about"), Some(help));
            }
            found.then(|| of.to_owned())
        };
        match (asks, of) {
            ("duties", "") => Some(Question::Duties),
            ("breaches", "") => Some(Question::Breaches),
            ("priority", "") => Some(Question::Priority),
            ("letters", "") => Some(Question::Letters),
            ("may", _) => self.may_hold(of, value, history).map(Question::MayHold),
            ("load", _) => self.load_of(of, value, pack, history).map(Question::Load),
            ("counted by", _) => named("definition", &self.names.definitions).map(Question::CountedBy),
            ("duty", _) => named("duty", &self.names.duties).map(Question::Duty),
            ("ladder", _) => named("ladder", &self.names.ladders).map(Question::Ladder),
            ("gate", _) => {
                let gates: Vec<String> = pack.gates.iter().map(|gate| gate.id.clone()).collect();
                named("gate", &gates).map(Question::Gate)
            }
            ("area", _) => {
                let areas: Vec<String> = pack.areas.iter().map(|area| area.id.clone()).collect();
                named("rule about areas", &areas).map(Question::Area)
            }
            _ => {
                self.mistakes.add(value.span(), format!("'{text}' is not a question"), Some(instead(text, &QUESTIONS)));
                None
            }
        }
    }

    /// `Anna hold as lead`, and perhaps `, Bea leading` and `, with named support`.
    fn may_hold(&self, text: &str, value: &Value<'_>, history: &[String]) -> Option<MayHold> {
        let wrong = |says: String, help: String| {
            self.mistakes.add(value.span(), says, Some(help));
            None
        };
        let whole = "write may Anna hold as lead, and perhaps ', Bea leading' and ', with named support'";
        let Some((worker, rest)) = text.split_once(" hold as ") else {
            return wrong(format!("'may {text}' is not a question"), whole.to_owned());
        };
        let mut rest = rest.split(',').map(str::trim);
        let part = rest.next().unwrap_or_default();
        let Some(part) = Role::from_name(part) else {
            return wrong(format!("'{part}' is not a part"), instead(part, Role::NAMES));
        };
        let mut asked = MayHold { worker: worker.trim().to_owned(), part, lead: None, support_named: false };
        for more in rest {
            match more.strip_suffix(" leading") {
                Some(lead) => asked.lead = Some(lead.to_owned()),
                None if more == "with named support" => asked.support_named = true,
                None => return wrong(format!("'{more}' says nothing of who may hold"), whole.to_owned()),
            }
        }
        let named = std::iter::once(&asked.worker).chain(&asked.lead).all(|name| self.is_named(name, value, history));
        named.then_some(asked)
    }

    /// `of Anna`, of a pack that says how workloads are weighed.
    fn load_of(&self, text: &str, value: &Value<'_>, pack: &Pack, history: &[String]) -> Option<String> {
        let Some(name) = text.strip_prefix("of ").map(str::trim) else {
            let says = format!("'load {text}' is not a question");
            self.mistakes.add(value.span(), says, Some("write load of Anna".to_owned()));
            return None;
        };
        if pack.workload.is_none() && !self.names.weighs {
            let help = "write [workload] with what a full load is, or ask something else".to_owned();
            self.mistakes.add(value.span(), "the pack does not say how workloads are weighed", Some(help));
        }
        self.is_named(name, value, history).then(|| name.to_owned())
    }

    fn is_named(&self, name: &str, value: &Value<'_>, history: &[String]) -> bool {
        let is_named = history.iter().any(|line| line.split_whitespace().any(|word| word == name));
        if !is_named {
            let help = format!("say above who that is: 1 Jan 2026 {name} is a social worker");
            self.mistakes.add(value.span(), format!("no line of the history names '{name}'"), Some(help));
        }
        is_named
    }
}
