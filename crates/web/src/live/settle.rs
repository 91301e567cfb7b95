//! What would settle it, where it cannot be told whether a definition counts a child: the answer, conclusion, part or day
//! that the record does not give, read from the conditions that came out as not known.

use policy::{Condition, State};
use record::{Content, Day, Kind, Tri, When};
use standing::board::lists;
use standing::since::first_day;
use standing::{Entry, differ};

use super::kinds_said::says;
use super::question::Question;
use super::say;
use crate::words::{listed, sentence};

/// What to do where the newest extract ends before the day asked about.
pub const NEWER: &str = "A newer extract would settle it.";

/// That nothing is on record yet of what came after that day.
pub fn not_on_record_since(day: Day) -> String {
    format!("What was done after {} is not on record yet.", say::day(day))
}

impl Question<'_> {
    /// The conditions of a definition as they stand for the child.
    pub fn parts(&self, entry: &Entry, definition: usize) -> Vec<differ::Part> {
        let facts = lists(self.book, self.board.people(), entry.child);
        differ::parts(self.plan(), self.board.world(), &facts, definition, self.at)
    }

    /// From which day the child would be counted by the tray's rules, and the day up to which it is told whether anything
    /// was done, where the first comes after the second.
    pub fn would_count(&self, entry: &Entry) -> Option<(Day, Day)> {
        let one = entry.timeline.not_told_since(self.plan(), self.tray, self.at)?;
        Some((first_day(one.from)?, one.told_until.day()))
    }

    /// What is not on record, so that it cannot be told whether that definition counts the child: sentences.
    pub fn why_unknown(&self, entry: &Entry, definition: usize) -> String {
        if !self.is_open(entry) {
            return "Whether the case is open is not recorded for that time.".to_owned();
        }
        if let Some(until) = entry.timeline.told_until(self.plan(), definition, self.at) {
            let day = say::day(until.day());
            return format!(
                "The child would come to be counted only after {day}: what was done since is not on record yet. {NEWER}"
            );
        }
        if let Some(why) = self.says_nothing_of(entry, definition) {
            return format!("{}.", sentence(why));
        }
        let unknown = self.parts(entry, definition).into_iter().filter(|part| part.value.is_unknown());
        let mut said: Vec<String> = Vec::new();
        for words in unknown.map(|part| self.would_settle(entry, &part.condition)) {
            if !said.contains(&words) {
                said.push(words);
            }
        }
        if said.is_empty() {
            said.push(self.days_not_given(entry));
        }
        said.iter().map(|words| format!("{}.", sentence(words))).collect::<Vec<_>>().join(" ")
    }

    /// What is not on record, so that one condition is not known, as a part of a sentence.
    pub fn would_settle(&self, entry: &Entry, condition: &Condition) -> String {
        match condition {
            Condition::Not(inner) => self.would_settle(entry, inner),
            Condition::State(State::Open) => "whether the case is open is not recorded for that time".to_owned(),
            Condition::State(State::AssessedInNeed) => {
                self.not_concluded(entry, "whether the child is in need", |content| match content {
                    Content::AssessmentCompleted { in_need, .. } => Some(*in_need),
                    _ => None,
                })
            }
            Condition::State(State::NeedsSocialWorker) => {
                self.not_concluded(entry, "whether the child needs a social worker", |content| match content {
                    Content::AssessmentCompleted { needs_social_worker, .. } => Some(*needs_social_worker),
                    _ => None,
                })
            }
            Condition::State(State::WouldBeDuty) => {
                "the manager has not answered whether the child would be a duty case if there were a worker".to_owned()
            }
            Condition::State(state) => self.not_seen(entry, standing::plan::kind_of(*state)),
            Condition::Status(_) => self.not_seen(entry, Kind::StatusStarted),
            Condition::AgeFrom(_) | Condition::AgeUnder(_) => "the date of birth is not recorded".to_owned(),
            Condition::Placement(_) => self.not_seen(entry, Kind::PlacementStarted),
            Condition::Service { .. } => self.not_seen(entry, Kind::ServiceEntryJoined),
            Condition::Team(_) => "which team has the case, or a unit that is asked for, is not recorded".to_owned(),
            Condition::Lasting(lasting) => self.would_settle(entry, &lasting.of),
            Condition::Begun(_) => {
                let mut parts = Vec::new();
                self.each_settling(entry, condition, &mut parts);
                listed(&parts)
            }
            Condition::Since(since) => self.events_not_seen(entry, &since.event),
            Condition::Often(often) => self.events_not_seen(entry, &often.event),
            Condition::Without(place) => self.holder_not_known(entry, *place),
            Condition::Any(_) | Condition::All(_) => {
                let mut parts = Vec::new();
                self.each_settling(entry, condition, &mut parts);
                listed(&parts)
            }
            Condition::Definition(_) => self.days_not_given(entry),
        }
    }

    /// The same of each part of a condition, said once however often it stands in it.
    fn each_settling(&self, entry: &Entry, condition: &Condition, out: &mut Vec<String>) {
        match condition {
            Condition::Any(list) | Condition::All(list) => {
                list.iter().for_each(|one| self.each_settling(entry, one, out));
            }
            Condition::Not(inner) => self.each_settling(entry, inner, out),
            Condition::Lasting(lasting) => self.each_settling(entry, &lasting.of, out),
            Condition::Begun(begun) => {
                [&begun.of, &begun.when].iter().for_each(|one| self.each_settling(entry, one, out))
            }
            other => {
                let says = self.would_settle(entry, other);
                if !out.contains(&says) {
                    out.push(says);
                }
            }
        }
    }

    fn covered_by_now(&self, entry: &Entry, kind: Kind) -> bool {
        let team = entry.timeline.team_at(self.at);
        self.board.world().covered_from(kind, team).is_some_and(|from| from <= self.at)
    }

    fn events_not_seen(&self, entry: &Entry, events: &[policy::Event]) -> String {
        let mut parts: Vec<String> = events.iter().map(|event| self.not_seen(entry, event.fact)).collect();
        parts.dedup();
        listed(&parts)
    }

    fn not_seen(&self, entry: &Entry, kind: Kind) -> String {
        if self.covered_by_now(entry, kind) {
            return self.days_not_given(entry);
        }
        let what = says(kind);
        // "which children are on duty" is one thing; "plans, looked-after periods and enquiries" are several.
        let is = if what.starts_with("which") || what.starts_with("who") { "is" } else { "are" };
        format!("{what} {is} not recorded for that time")
    }

    /// The newest completed assessment, and that it does not say.
    fn not_concluded(&self, entry: &Entry, what: &str, said: impl Fn(&Content) -> Option<Tri>) -> String {
        let completed = self.facts(entry.child).filter(|fact| said(&fact.content).is_some());
        let newest = completed.max_by_key(|fact| fact.when.as_start().filter(|from| *from <= self.at));
        match newest {
            Some(fact) if matches!(fact.when, When::Unknown) => {
                format!("an assessment is recorded without the day on which it was completed, so {what} is not known")
            }
            Some(fact) => format!("the assessment completed on {} does not say {what}", say::when(fact)),
            None => format!("no assessment is recorded that concludes {what}"),
        }
    }

    fn holder_not_known(&self, entry: &Entry, place: usize) -> String {
        if !self.covered_by_now(entry, Kind::InvolvementStarted) {
            return "who holds a child is not recorded for that time".to_owned();
        }
        let open = self.by_rule(entry, place).into_iter().filter(|one| one.counts.is_unknown());
        let mut said: Vec<String> = open.map(|one| one.says).collect();
        let ended = entry.timeline.involved.iter().filter(|one| one.is_ended && one.ended.is_none());
        said.extend(ended.map(|one| {
            let name = one.worker.map_or_else(|| "a worker who cannot be read".to_owned(), |one| self.worker_name(one));
            format!("the day on which the involvement of {name} ended is not recorded")
        }));
        said.dedup();
        if said.is_empty() { self.days_not_given(entry) } else { listed(&said) }
    }

    /// The facts that are recorded without a day: any of them may have happened at any time.
    fn days_not_given(&self, entry: &Entry) -> String {
        let undated = self.facts(entry.child).filter(|fact| {
            let timeless = matches!(fact.content.kind(), Kind::ChildDetails | Kind::FamilyGroup);
            matches!(fact.when, When::Unknown) && !timeless
        });
        let mut said: Vec<String> = undated.map(|fact| fact.content.kind().name().replace('_', " ")).collect();
        said.sort_unstable();
        said.dedup();
        if said.is_empty() {
            return "who held the child before these records begin is not recorded".to_owned();
        }
        format!("the day is not recorded of: {}", listed(&said))
    }
}
