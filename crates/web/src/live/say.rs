//! How the core's days, facts and arithmetic are said on a page.

use jiff::civil::Date;
use policy::{Due as DueRule, Duty, Length, Opens, Pack};
use record::fields::Sink;
use record::words::{EndReason, Word};
use record::{
    Book, CarerId, ChildId, Content, Day, Fact, FactId, Kind, Moment, Ref, Subject, TextId, Tri, UnitId, WorkerId,
};
use standing::explain::Counting;
use standing::{DueAt, DutyRecord};

use super::question::Question;
use crate::acts::Of;
use crate::forms::Doing;
use crate::view::{Due, FactLine};
use crate::words::{self, Distance, plural, sentence};

/// The civil date as pages have it.
pub fn date(day: Day) -> Date {
    let (year, month, day) = day.ymd();
    Date::new(year as i16, month as i8, day as i8).unwrap_or(Date::ZERO)
}

/// The day as pages say it.
pub fn day(day: Day) -> words::Day {
    words::day(date(day))
}

/// From when on a pack is in force, as far as its document says.
pub fn in_force(pack: &Pack) -> String {
    pack.in_force_words(|of| day(of).to_string())
}

/// The day of an instant, as pages say it; nothing for the beginning and the end of time.
pub fn day_of(at: Moment) -> Option<words::Day> {
    (at > Moment::MIN && at < Moment::MAX).then(|| day(at.day()))
}

/// An instant as pages say it.
pub fn instant(at: Moment) -> String {
    let (hour, minute) = at.clock();
    format!("{}, {hour:02}:{minute:02}", day(at.day()))
}

/// Whole days from one civil day to a later one; 0 where it is not later.
pub fn days_between(from: Day, to: Day) -> u64 {
    u64::try_from(to.number() - from.number()).unwrap_or(0)
}

/// Why an involvement ended, as pages say it.
pub fn end_reason(reason: EndReason) -> &'static str {
    match reason {
        EndReason::ManagingCaseloads => "to manage caseloads",
        EndReason::FirstContact => "after the first contact",
        EndReason::LeftRole => "the worker left the role",
        EndReason::Restructure => "a restructure",
        EndReason::StandardTransfer => "a transfer under the standard process",
        EndReason::Absence => "absence cover or return",
        EndReason::ChildRequested => "the child asked for a change",
        EndReason::ParentRequested => "a parent or carer asked for a change",
        EndReason::WorkerDied => "the worker died",
        EndReason::Other => "another reason",
        EndReason::LeftAuthority => "the worker left the authority",
        EndReason::CaseClosed => "the case was closed",
        EndReason::DeAllocated => "de-allocated",
    }
}

impl Question<'_> {
    /// When a duty is due, with how far off that is in the unit in which its clause counts; nothing without a number.
    pub fn due(&self, rule: &Duty, duty: &DutyRecord) -> Option<Due> {
        match duty.due_by(self.at) {
            DueAt::NotStated | DueAt::NotKnown => None,
            DueAt::Moment(at) => {
                let (hour, minute) = at.clock();
                let seconds = at.second() - self.at.second();
                // An hour that has begun to be late is late.
                let hours = if seconds < 0 { seconds.div_euclid(3600) } else { seconds / 3600 };
                Some(Due::new(day(at.day()), Distance::Hours(hours)).at_time(format!("{hour:02}:{minute:02}")))
            }
            DueAt::Day(due) => Some(Due::new(day(due), self.distance(rule, due))),
        }
    }

    fn distance(&self, rule: &Duty, due: Day) -> Distance {
        let days = i64::from(due.number() - self.today.number());
        let counts =
            |length: Option<Length>| matches!(length, Some(Length::WorkingDays(_) | Length::WorkingDaysOf(..)));
        let working = match &rule.due {
            DueRule::Within(within) => counts(Some(within.length)),
            DueRule::Every { every, .. } => counts(*every),
            DueRule::WhenOpened => matches!(rule.opens, Opens::After(length) if counts(Some(length))),
            DueRule::NotStated | DueRule::SetBy(_) => false,
        };
        let count = self.board.world().calendar.between(self.today, due);
        // On the weekend after a Friday no working day has gone by, and Friday's date has all the same.
        if working && (count != 0 || days == 0) { Distance::WorkingDays(count) } else { Distance::Days(days) }
    }

    /// A worker as pages say it: the name on record, or the id where there is none.
    pub fn worker_name(&self, worker: WorkerId) -> String {
        worker_name(self.book, self.known, worker)
    }

    /// A text in full, where what was written can be read; else as memory has it.
    pub fn text(&self, text: TextId) -> String {
        let held = self.book.names.text(text);
        let is_beginning = held.ends_with('…');
        let whole = self.writes.filter(|_| is_beginning).and_then(|writes| writes.text(text));
        whole.unwrap_or_else(|| held.to_owned())
    }

    /// What a fact says, in words.
    pub fn fact_words(&self, content: &Content) -> String {
        match content {
            Content::FamilyGroup { .. } => return "Belongs to a family whose children are known".to_owned(),
            Content::NextSeenSet { on } => return format!("To be seen next on {}, as set by an oversight", day(*on)),
            Content::NextReviewSet { on } => {
                return format!("Manager to review on {}, as set by an oversight", day(*on));
            }
            Content::Engagement { agency, weekly_hours_hundredths } => {
                return engaged(*agency, *weekly_hours_hundredths);
            }
            Content::OversightSays { of, says } => return format!("{}: {}", sentence(of.name()), self.text(*says)),
            Content::RiskJudged { level } => return format!("Risk: {}", level.name()),
            Content::Noted { says, .. } => return self.text(*says),
            Content::TaskSet { what, due, worker, training, .. } => {
                let due = due.map_or_else(String::new, |due| format!(", by {}", day(due)));
                let worker = worker.map_or_else(String::new, |worker| format!(", by {}", self.worker_name(worker)));
                let training = training.map_or_else(String::new, |of| format!(", with training in {}", of.name()));
                return format!("To be done: {}{worker}{due}{training}", self.text(*what));
            }
            Content::TaskTaken { worker, .. } => return format!("{} has the task", self.worker_name(*worker)),
            Content::CapacityAsked { whom: Some(whom), answer, .. } => {
                return format!("{} was asked for room: {}", self.units.name(*whom), answer.name());
            }
            Content::LeftUnallocated { done_by, post, reason } => {
                let by = done_by.map_or_else(String::new, |by| format!(" by {}", self.worker_name(by)));
                let post = post.map_or_else(String::new, |post| format!(", {}", self.post(post)));
                let why = reason.map_or_else(String::new, |reason| format!(": {}", reason.name()));
                return format!("It was decided{by}{post} to leave the child without a worker{why}");
            }
            Content::VisitIntervalSet { days, until, post } => {
                let until = until.map_or_else(String::new, |until| format!(" until {}", day(until)));
                let post = post.map_or_else(String::new, |post| format!(", as set by the {}", self.post(post)));
                return format!("To be seen every {days} days{until}{post}");
            }
            Content::AllocationTerms { what, actions, review, .. } => {
                let [what, actions, review] = [what, actions, review].map(|text| self.text(*text));
                return format!("Allocated: {what}. To be done: {actions}. Reviewed and supervised: {review}");
            }
            Content::TransferWorkFound { complete, not_needed, missing } => {
                return self.found_of_work(*complete, *not_needed, *missing);
            }
            Content::AnotherAuthority { authority, answer } => {
                return format!("{}: {}", self.text(*authority), answer.name());
            }
            Content::StatusStarted { status, .. } => return format!("{}: began", sentence(status.name())),
            Content::StatusEnded { status, .. } => return format!("{}: ended", sentence(status.name())),
            _ => {}
        }
        let mut said =
            Said { question: self, text: sentence(&content.kind().name().replace('_', " ")), field: "", fields: 0 };
        content.write(&mut said);
        said.text
    }

    /// A fact on a line: what, when, when recorded, and where it came from.
    pub fn fact_line(&self, fact: &Fact) -> FactLine {
        FactLine {
            what: self.fact_words(&fact.content),
            when: when(fact),
            recorded: recorded(self.book, fact),
            source: source(self.book, fact),
            take_back: self.take_back(fact),
        }
    }

    /// The form by which that record is taken back: for whoever acts, of what was made here.
    pub fn take_back(&self, fact: &Fact) -> Option<String> {
        let acts = self.asked.is_now() && self.writes.is_some_and(|writes| writes.acting.is_some());
        let names = &self.book.names;
        let no_record = matches!(fact.content, Content::Corrected { .. } | Content::CarriedBack { .. });
        if !acts || no_record || names.source(fact.from.source) != decide::HERE {
            return None;
        }
        let (of, id) = match fact.about {
            Subject::Child(child) => (Of::Child, names.child(child)),
            Subject::Worker(worker) => (Of::Worker, names.worker(worker)),
            Subject::Unit(unit) => (Of::Unit, names.unit(unit)),
            Subject::Carer(carer) => (Of::Carer, names.carer(carer)),
            Subject::Record => return None,
        };
        Some(format!("{}?replaces={}", Doing::Record(of, Kind::Corrected).path(id), fact.id))
    }

    /// The count of days that gave a due date, a step each.
    pub fn arithmetic(&self, rule: &Duty, duty: &DutyRecord) -> Vec<String> {
        let counting = standing::explain::due_counting(self.board.world().calendars(), rule, duty, self.at);
        let mut steps = steps(&counting);
        let as_shown = duty.due_by(self.at) == duty.due;
        if duty.every.is_some() && as_shown && rule.opens == Opens::AtOnce && duty.occurrence > 0 {
            steps.insert(0, format!("Counted from {}, when it was last done.", day(duty.counted_from)));
        }
        let due = duty.due_by(self.at);
        if let Some(by) = due.day() {
            let time = match due {
                DueAt::Moment(at) => format!("at {:02}:{:02} on", at.clock().0, at.clock().1),
                _ => "by the end of".to_owned(),
            };
            steps.push(format!("Due {time} {}.", day(by)));
        }
        steps
    }
}

/// How a worker is engaged, with hours as people say them: `Engaged: not through an agency, 22.2 hours a week`.
fn engaged(agency: Tri, hundredths: Option<i32>) -> String {
    let through = match agency {
        Tri::Yes => Some("through an agency".to_owned()),
        Tri::No => Some("not through an agency".to_owned()),
        Tri::Unknown => None,
    };
    let hours = hundredths.map(|all| {
        let hours = format!("{}.{:02}", all / 100, all % 100);
        format!("{} hours a week", hours.trim_end_matches('0').trim_end_matches('.'))
    });
    let said: Vec<String> = through.into_iter().chain(hours).collect();
    if said.is_empty() { "Engaged, how is not known".to_owned() } else { format!("Engaged: {}", said.join(", ")) }
}

/// A worker's name as known at an instant, or the id where there is none.
pub fn worker_name(book: &Book, known: Moment, worker: WorkerId) -> String {
    let named = record::book::known_facts(book.worker(worker), known).filter_map(|fact| match fact.content {
        Content::WorkerDetails { name, .. } => name,
        _ => None,
    });
    let name = named.last().map(|name| book.names.text(name)).filter(|name| !name.is_empty());
    name.map_or_else(|| format!("Worker {}", plain(book.names.worker(worker))), str::to_owned)
}

/// An id without the name of its source: `P123` of `lcs:P123`.
pub fn plain(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, plain)| plain)
}

/// When a fact happened, as a page says it.
pub fn when(fact: &Fact) -> String {
    match fact.when {
        record::When::On(on) => day(on).to_string(),
        record::When::At(at) => instant(at),
        record::When::Unknown => "day not known".to_owned(),
    }
}

/// When a fact was recorded and by whom.
pub fn recorded(book: &Book, fact: &Fact) -> String {
    let actor = book.names.actor(fact.by);
    let worker = book.names.find_worker(actor).map(|worker| worker_name(book, Moment::MAX, worker));
    format!("{}, {}", instant(fact.recorded), by(worker.as_deref().unwrap_or(actor)))
}

/// By whom something was recorded, as the rest of a sentence; a source may leave it out.
pub fn by(actor: &str) -> String {
    if actor == "not stated" { "by whom is not stated".to_owned() } else { format!("by {actor}") }
}

/// Where a fact came from.
pub fn source(book: &Book, fact: &Fact) -> String {
    let source = book.names.source(fact.from.source);
    match fact.from.row {
        0 => source.to_owned(),
        row => format!("{source}, row {}", words::number(u64::from(row))),
    }
}

/// The arithmetic, a sentence for each step.
pub fn steps(counting: &Counting) -> Vec<String> {
    match counting {
        Counting::SameDay(_) => vec!["Due on the day on which it opens.".to_owned()],
        Counting::WorkingDays(days) | Counting::Absence { days, .. } => {
            let mut steps = match counting {
                Counting::Absence { first, .. } => vec![format!("The first day of the absence is {}.", day(*first))],
                _ => vec![format!("Day 0 is {}, which is not counted.", day(days.from))],
            };
            let counted: Vec<String> =
                days.counted.iter().enumerate().map(|(nth, on)| format!("{}: {}", nth + 1, short(*on))).collect();
            let total = plural(days.counted.len() as u64, "working day", "working days");
            steps.push(format!("{total}, {}.", counted.join(", ")));
            let over = passed_over(&days.passed_over);
            if !over.is_empty() {
                steps.push(format!("Passed over: {over}."));
            }
            if let Some(from) = days.unlisted_from {
                steps.push(format!(
                    "No list of bank holidays is known from {} on: only weekends are passed over.",
                    day(from)
                ));
            }
            steps
        }
        Counting::Calendar { from, length, to } => {
            vec![format!(
                "{} from {}, weekends and bank holidays counted, is {}.",
                sentence(&length.to_string()),
                day(*from),
                day(*to)
            )]
        }
        Counting::NotBefore { from, length, would_be, floor } => vec![
            format!("{} from {} would be {}.", sentence(&length.to_string()), day(*from), day(*would_be)),
            format!("It is not due before {}, the day on which it began.", day(*floor)),
        ],
        Counting::Hours { from, hours, to } => {
            vec![format!("{hours} elapsed hours from {} is {}.", instant(*from), instant(*to))]
        }
        Counting::Set(on) => vec![format!("The oversight set {}.", day(*on))],
        Counting::NotStated => vec!["The policy gives no number of days.".to_owned()],
        Counting::NotKnown => vec!["The day that it is counted from is not on the record.".to_owned()],
        Counting::Unseen { first, to } => vec![
            format!(
                "It was due on {}, unless it was done after it opened and the record does not show it.",
                day(*first)
            ),
            format!("Whenever that may have been, it was due again by {}.", day(*to)),
        ],
        Counting::FirstDayCounted { from, length, to } => vec![format!(
            "{} from {}, that day counted, end on {}.",
            sentence(&length.to_string()),
            day(*from),
            day(*to)
        )],
    }
}

/// A working day in a row of them: "Thu 9 April".
fn short(on: Day) -> String {
    let said = day(on).words;
    said.rsplit_once(' ').map_or(said.clone(), |(rest, _)| rest.to_owned())
}

/// Bank holidays by name; weekends together.
fn passed_over(days: &[(Day, String)]) -> String {
    let weekend = days.iter().filter(|(_, why)| why == "weekend").count() as u64;
    let mut said: Vec<String> =
        days.iter().filter(|(_, why)| why != "weekend").map(|(on, name)| format!("{} ({name})", short(*on))).collect();
    if weekend > 0 {
        said.push(plural(weekend, "day of a weekend", "days of weekends"));
    }
    said.join(", ")
}

/// A fact's fields in words, with names in place of ids.
struct Said<'q, 'a> {
    question: &'q Question<'a>,
    text: String,
    field: &'static str,
    fields: usize,
}

impl Said<'_, '_> {
    fn say(&mut self, value: &str) {
        self.text.push_str(if self.fields == 0 { ": " } else { ", " });
        self.fields += 1;
        // These fields say nothing that their value does not say better.
        if !matches!(self.field, "parts" | "worker" | "role" | "status" | "role_held") {
            self.text.push_str(&self.field.replace("done_by", "by").replace('_', " "));
            self.text.push(' ');
        }
        self.text.push_str(value);
    }
}

impl Sink for Said<'_, '_> {
    fn field(&mut self, name: &'static str) {
        self.field = name;
    }
    fn absent(&mut self) {}
    fn present(&mut self) {}
    fn child(&mut self, child: ChildId) {
        let id = plain(self.question.book.names.child(child)).to_owned();
        self.say(&id);
    }
    fn worker(&mut self, worker: WorkerId) {
        let name = self.question.worker_name(worker);
        self.say(&name);
    }
    fn unit(&mut self, unit: UnitId) {
        let name = self.question.units.name(unit);
        self.say(&name);
    }
    fn carer(&mut self, carer: CarerId) {
        let name = plain(self.question.book.names.carer(carer)).to_owned();
        self.say(&name);
    }
    // References tie facts together for the program; people are told the facts themselves.
    fn reference(&mut self, _: Ref) {}
    fn fact(&mut self, _: FactId) {}
    fn text(&mut self, text: TextId) {
        let text = self.question.text(text);
        self.say(&text);
    }
    fn day(&mut self, on: Day) {
        self.say(&day(on).words);
    }
    fn moment(&mut self, at: Moment) {
        self.say(&instant(at));
    }
    fn flag(&mut self, flag: bool) {
        self.say(if flag { "yes" } else { "no" });
    }
    fn number(&mut self, number: i32) {
        self.say(&number.to_string());
    }
    fn word(&mut self, word: &'static str) {
        // A field that the source leaves open says nothing.
        if word != "unknown" && word != "not known" {
            self.say(word);
        }
    }
    fn words(&mut self, words: &mut dyn Iterator<Item = &'static str>) {
        let said: Vec<_> = words.collect();
        if !said.is_empty() {
            self.say(&said.join(", "));
        }
    }
}
