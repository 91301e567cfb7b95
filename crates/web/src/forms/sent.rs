//! What was typed into a form, as the members that a program would send; and what could not be read, said to people.

use record::fields::{FieldInfo, FieldType};
use serde_json::Value;

use super::{Doing, NEW};
use crate::acts::{EXCEPTION_REASON, EXCEPTION_UNTIL, Members, TOO_LONG, Unread};
use crate::at::Point;

/// Reads a body of the type that browsers send forms in; nothing where it is none.
pub fn pairs(body: &[u8]) -> Option<Vec<(String, String)>> {
    let text = std::str::from_utf8(body).ok()?;
    let decoded = |part: &str| {
        let spaced = part.replace('+', " ");
        let text = percent_encoding::percent_decode_str(&spaced).decode_utf8().ok()?;
        // Browsers send the ends of lines as two characters.
        Some(text.replace("\r\n", "\n"))
    };
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decoded(name)?, decoded(value)?))
    };
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

/// The first value of that name; nothing where it is not there, or empty.
pub fn value<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
}

/// The members that say the same.
pub fn members(doing: Doing, about: &str, pairs: &[(String, String)]) -> Members {
    let mut members = Members::new();
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put(if matches!(doing, Doing::Act(_)) { "act" } else { "record" }, doing.name().into());
    if about != NEW {
        put(doing.of().name(), about.into());
    }
    if let Some(note) = value(pairs, "note").filter(|_| doing.takes_note()) {
        put("note", note.into());
    }
    if let Some(when) = when(pairs) {
        put("when", when.into());
    }
    if let Some(post) = value(pairs, "post").filter(|_| !doing.has_own_post()) {
        put("post", post.into());
    }
    if let Some(reason) = value(pairs, EXCEPTION_REASON) {
        put(EXCEPTION_REASON, reason.into());
    }
    if let Some(until) = value(pairs, EXCEPTION_UNTIL) {
        put(EXCEPTION_UNTIL, civil(until).unwrap_or_else(|| until.to_owned()).into());
    }
    for field in doing.asks() {
        if let FieldType::Words(_) = field.of {
            let all = pairs.iter().filter(|(name, value)| name == field.name && !value.is_empty());
            let all: Vec<Value> = all.map(|(_, value)| value.as_str().into()).collect();
            if !all.is_empty() {
                put(field.name, all.into());
            }
        } else if let Some(typed) = value(pairs, field.name) {
            put(field.name, as_sent(field, typed).into());
        }
    }
    members
}

/// When it was, as a program would say it; nothing for now. Now and a day besides is neither, and is refused as what was typed:
/// whoever wrote a day meant it, and whoever chose now meant that.
fn when(pairs: &[(String, String)]) -> Option<String> {
    let (day, time) = (value(pairs, "when_day"), value(pairs, "when_time"));
    let typed = || instant(day.unwrap_or("no day"), time.unwrap_or_default());
    match value(pairs, "when") {
        Some("then") => Some(typed()),
        None | Some("now") if day.is_none() && time.is_none() => None,
        None => Some(typed()),
        Some("now") => Some(format!("now, and {}", typed())),
        Some(other) => Some(other.to_owned()),
    }
}

/// A day and, where one was typed, a time of it. What cannot be read stays as it was typed, and is refused as that.
fn instant(day: &str, time: &str) -> String {
    let mut time = time.trim().replace('.', ":");
    // A time in four figures, as many write it.
    if time.len() == 4 && time.bytes().all(|byte| byte.is_ascii_digit()) {
        time.insert(2, ':');
    }
    let hours = if time.find(':') == Some(1) { format!("0{time}") } else { time };
    match (civil(day), hours.as_str()) {
        (Some(day), "") => day,
        (Some(day), hours) => format!("{day}T{hours}"),
        (None, "") => day.to_owned(),
        (None, hours) => format!("{day} {hours}"),
    }
}

/// The civil day that somebody typed, in figures.
fn civil(typed: &str) -> Option<String> {
    match Point::read("day", typed) {
        Ok(Point::EndOf(date)) => Some(date.to_string()),
        _ => None,
    }
}

fn as_sent(field: &FieldInfo, typed: &str) -> String {
    match field.of {
        FieldType::Day => civil(typed).unwrap_or_else(|| typed.to_owned()),
        FieldType::Moment => match typed.trim().rsplit_once([' ', 'T']) {
            Some((day, time)) if time.contains([':', '.']) => instant(day.trim_end_matches(','), time),
            _ => typed.to_owned(),
        },
        FieldType::Number if field.name == HOURS => hundredths(typed).unwrap_or_else(|| typed.to_owned()),
        _ => typed.to_owned(),
    }
}

/// Hours a week are kept in hundredths, which nobody types.
const HOURS: &str = "weekly_hours_hundredths";

fn hundredths(typed: &str) -> Option<String> {
    let (whole, part) = typed.trim().split_once('.').unwrap_or((typed.trim(), ""));
    let is_short = part.len() <= 2 && part.bytes().chain(whole.bytes()).all(|byte| byte.is_ascii_digit());
    let whole: i32 = whole.parse().ok().filter(|_| is_short)?;
    let part: i32 = format!("{part:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(part).map(|all| all.to_string())
}

/// What somebody is told beside a field that could not be read.
pub fn told(doing: Doing, unread: &Unread) -> String {
    let field = doing.asks().find(|field| field.name == unread.field);
    let missing = unread.problem == "it is missing";
    let said = match (unread.field.as_str(), field.map(|field| field.of)) {
        ("when", _) => {
            "There is no such day or time, or one was written beside now. Write the day as 15/4/2026 and the time as 16:00, or \
             choose now and leave both empty."
        }
        (EXCEPTION_REASON, _) => "Write why the exception is made.",
        (EXCEPTION_UNTIL, _) => "Write the last day on which it holds, as 15/4/2026.",
        (HOURS, _) => "Write the hours as a number, such as 37 or 37.5.",
        (_, Some(FieldType::Day)) if missing => "Write the day.",
        (_, Some(FieldType::Day)) => "There is no such day. Write it as 15/4/2026 or 15 April 2026.",
        (_, Some(FieldType::Moment)) => "Write the day and the time, such as 15/4/2026 16:00.",
        (_, Some(FieldType::Number)) => "Write a whole number.",
        (_, Some(FieldType::Text)) if unread.problem == TOO_LONG => {
            "Nothing longer than 100,000 characters can be kept. Shorten it, or record it in parts."
        }
        (_, Some(FieldType::Text)) => "Write something here.",
        (_, Some(FieldType::Words(_))) => "Choose at least one of the list.",
        (_, Some(FieldType::Worker)) => "Choose somebody in the list.",
        (_, Some(_)) => "Choose one of the list.",
        (_, None) => return format!("{}: {}.", crate::words::sentence(&unread.field), unread.problem),
    };
    said.to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use crate::acts::Of;
    use serde_json::json;

    fn said(doing: Doing, body: &str) -> Value {
        Value::Object(members(doing, "x:1", &pairs(body.as_bytes()).unwrap()))
    }

    #[test]
    fn what_is_typed_becomes_what_a_program_would_send() {
        let visit = Doing::record(Of::Child, "visit").unwrap();
        let oversee = Doing::act(Of::Child, "oversee").unwrap();
        let referral = Doing::record(Of::Child, "referral_received").unwrap();
        let engaged = Doing::record(Of::Worker, "engagement").unwrap();
        let discussed = Doing::record(Of::Child, "discussed_with_manager").unwrap();
        for (doing, body, wanted) in [
            (visit, "when=now&parts=seen&parts=bedroom+seen&done_by=", json!({ "parts": ["seen", "bedroom seen"] })),
            (visit, "when=then&when_day=15%2F4%2F2026&when_time=9.30", json!({ "when": "2026-04-15T09:30" })),
            (visit, "when=then&when_day=15+April+2026", json!({ "when": "2026-04-15" })),
            (visit, "when=then&when_day=15/4/26&when_time=0930", json!({ "when": "2026-04-15T09:30" })),
            (visit, "when=then&when_day=15/4/2026&when_time=930", json!({ "when": "2026-04-15T930" })),
            // Now is nothing that is sent; a day that is missing is not now, nor is one that was written, nor any other word.
            (visit, "when=now&when_day=&when_time=", json!({})),
            (visit, "when=now&when_day=15/4/2026", json!({ "when": "now, and 2026-04-15" })),
            (visit, "when=now&when_time=9.30", json!({ "when": "now, and no day 09:30" })),
            (visit, "when_day=15/4/2026", json!({ "when": "2026-04-15" })),
            (visit, "when=later", json!({ "when": "later" })),
            (visit, "when=then", json!({ "when": "no day" })),
            (visit, "when=then&when_day=31/2/2026&when_time=9:00", json!({ "when": "31/2/2026 09:00" })),
            (
                oversee,
                "next_seen=15/4/2026&overseen=one%0D%0Atwo",
                json!({ "next_seen": "2026-04-15", "overseen": "one\ntwo" }),
            ),
            (oversee, "next_seen=tomorrow&seen=5&key=k", json!({ "next_seen": "tomorrow" })),
            (oversee, "post=team+manager", json!({ "post": "team manager" })),
            (referral, "district_received=15/4/2026+16:05", json!({ "district_received": "2026-04-15T16:05" })),
            (referral, "referral=0000000000000001", json!({})),
            (
                engaged,
                "weekly_hours_hundredths=37.5&agency=no",
                json!({ "weekly_hours_hundredths": "3750", "agency": "no" }),
            ),
            (engaged, "weekly_hours_hundredths=a+lot", json!({ "weekly_hours_hundredths": "a lot" })),
            (discussed, "post=team+manager", json!({ "post": "team manager" })),
        ] {
            let mut found = said(doing, body);
            for envelope in ["act", "record", "child", "worker"] {
                found.as_object_mut().unwrap().remove(envelope);
            }
            assert_eq!(found, wanted, "{body}");
        }
        assert_eq!(pairs(b"a=%ff"), None, "no text");
        assert_eq!(said(visit, "")["record"], json!("visit"));
        assert_eq!(said(engaged, "")["worker"], json!("x:1"));
    }
}
