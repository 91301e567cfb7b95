//! How the command line says days, instants, facts and arithmetic to people. Programs are given data (`docs/json.md`).

use record::describe::describe;
use record::{Book, Day, Fact, Kind, Moment};
use standing::explain::Counting;

/// "Tue 16 June 2026".
pub fn day(day: Day) -> String {
    let (year, _, date) = day.ymd();
    format!("{} {date} {} {year}", day.weekday_name(), day.month_name())
}

/// An instant: the day alone where it is a day's first second, "the end of" the day where it is the last.
pub fn instant(at: Moment) -> String {
    if at <= Moment::MIN || at >= Moment::MAX {
        return at.to_string();
    }
    let on = at.day();
    match at {
        _ if at == on.start() => day(on),
        _ if at == on.end() => format!("the end of {}", day(on)),
        _ => time(at),
    }
}

/// An instant with its time of day, whichever that is.
pub fn time(at: Moment) -> String {
    let (hour, minute) = at.clock();
    format!("{} at {hour:02}:{minute:02}", day(at.day()))
}

/// A fact on one line: what it says, when, and where it came from. Rows of one file have other numbers in the next extract, so
/// the day on which the row was read stands beside its number.
pub fn fact(fact: &Fact, book: &Book) -> String {
    let when = fact.when.day().map_or_else(|| "day not known".to_owned(), day);
    let source = book.names.source(fact.from.source);
    let row = || format!(" row {}, {}", fact.from.row, read(fact, book));
    let row = if fact.from.row > 0 { row() } else { String::new() };
    format!("{}, {when} [{source}{row}]", describe(fact, &book.names))
}

/// On which day a fact's row was read. Of a leaving a source may say that it recorded it before anybody read it there: then that
/// day is said too, and which reading was the first to have it where only one followed.
fn read(fact: &Fact, book: &Book) -> String {
    let is_reading = |of: &&Fact| of.content.kind() == Kind::Imported && of.from.source == fact.from.source;
    let mut readings: Vec<Moment> = book.record().iter().filter(is_reading).map(|of| of.recorded).collect();
    readings.retain(|at| *at >= fact.recorded);
    readings.sort_unstable();
    readings.dedup();
    let recorded = day(fact.recorded.day());
    match readings[..] {
        [] if fact.content.kind() == Kind::WorkerLeft => format!("recorded on {recorded}"),
        [] => format!("read on {recorded}"),
        [first, ..] if first == fact.recorded => format!("read on {recorded}"),
        [only] => format!("recorded on {recorded} and read on {}", day(only.day())),
        _ => format!("recorded on {recorded} and read later"),
    }
}

/// By whom a fact was recorded, as the rest of a sentence; JSON Lines may leave it out.
pub fn by(actor: &str) -> String {
    if actor == "not stated" { "by whom is not stated".to_owned() } else { format!("by {actor}") }
}

/// The arithmetic of a date, in a sentence.
pub fn counting(counting: &Counting) -> String {
    let days = |days: &[Day]| days.iter().map(|one| day(*one)).collect::<Vec<_>>().join(", ");
    match counting {
        Counting::SameDay(on) => format!("on the day itself, {}", day(*on)),
        Counting::WorkingDays(working) | Counting::Absence { days: working, .. } => {
            let count = crate::table::plural(working.counted.len() as u64, "working day", "working days");
            let from = match counting {
                Counting::Absence { first, .. } => format!("of absence since {}", day(*first)),
                _ => format!("from {}", day(working.from)),
            };
            let mut text = format!("{count} {from}: {}", days(&working.counted));
            let over = working.passed_over.iter().filter(|(_, why)| why != "weekend");
            let over: Vec<String> = over.map(|(on, name)| format!("{} {name}", day(*on))).collect();
            if !over.is_empty() {
                text.push_str(&format!("; passed over: {}", over.join(", ")));
            }
            if let Some(from) = working.unlisted_from {
                text.push_str(&format!("; no list of bank holidays from {} on", day(from)));
            }
            text
        }
        Counting::Calendar { from, length, to } => format!("{length} from {}: {}", day(*from), day(*to)),
        Counting::NotBefore { from, length, would_be, floor } => format!(
            "{length} from {} would be {}; not before {}, the day on which it began",
            day(*from),
            day(*would_be),
            day(*floor)
        ),
        Counting::Hours { from, hours, to } => {
            format!("{hours} elapsed hours from {}: {}", instant(*from), instant(*to))
        }
        Counting::Set(on) => format!("the day that was set, {}", day(*on)),
        Counting::NotStated => "the policy gives no number".to_owned(),
        Counting::NotKnown => "the day that it is counted from is not on the record".to_owned(),
        Counting::Unseen { first, to } => format!(
            "{} if it was not done before without being seen; whenever that was, due again by {}",
            day(*first),
            day(*to)
        ),
        Counting::FirstDayCounted { from, length, to } => {
            format!("{length} from {}, that day counted: {}", day(*from), day(*to))
        }
    }
}

/// What a record lacks where it does not cover that kind of fact: "workers' leaving".
pub fn kind(kind: Kind) -> String {
    let said = match kind {
        Kind::ReferralReceived => "referrals",
        Kind::InvolvementStarted => "who works with a child",
        Kind::AllocationOffered => "who was offered a child",
        Kind::AllocationAccepted => "who accepted a child",
        Kind::AssessmentStarted => "when assessments start",
        Kind::AssessmentCompleted => "what assessments conclude",
        Kind::StatusStarted => "statuses such as child protection plans",
        Kind::ChildDetails => "dates of birth",
        Kind::NeedIdentified => "when a manager identified the need",
        Kind::Registered => "workers' registration",
        Kind::WorkerDetails => "workers' professions",
        Kind::WorkerLeft => "workers' leaving",
        Kind::AbsenceStarted => "workers' absence",
        Kind::DutyQuestionAnswered => "whether a manager would call it a duty case",
        Kind::PutOnDuty => "who is on duty",
        Kind::TeamHeld => "what a team holds without a worker",
        Kind::PartnerHeld => "what a partner agency holds",
        Kind::PaymentsOnly => "who has payments only",
        Kind::ClosureProposed => "proposals to close",
        Kind::TransferSigned => "transfers",
        Kind::LeftUnallocated => "decisions to leave a child without a worker",
        other => return other.name().replace('_', " "),
    };
    said.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_are_said_as_people_say_them() {
        let on: Day = "2026-06-16".parse().unwrap();
        assert_eq!(day(on), "Tue 16 June 2026");
        assert_eq!(instant(on.start()), "Tue 16 June 2026");
        assert_eq!(instant(on.end()), "the end of Tue 16 June 2026");
        assert_eq!(instant(on.at(16, 5, 0).unwrap()), "Tue 16 June 2026 at 16:05");
        // The clocks go forward on 29 March 2026: that day too begins at 00:00.
        let change: Day = "2026-03-29".parse().unwrap();
        assert_eq!(instant(change.start()), "Sun 29 March 2026");
        assert_eq!(instant(change.end()), "the end of Sun 29 March 2026");
    }
}
