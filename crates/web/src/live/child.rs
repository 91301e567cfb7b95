//! A child's page: the sentence, what is next, by whose definition, who has held the child, the record.

use record::words::{Profession, Role, Word};
use record::{Content, Fact, Moment, Tri, WorkerId};
use standing::board::lists;
use standing::since::{days_since, first_day};
use standing::timeline::Involved;
use standing::{DutyState, Entry, Holding};

use super::holders::on_record_since;
use super::kind::CaseKind;
use super::possible::ActsOf;
use super::question::Question;
use super::say;
use super::settle::not_on_record_since;
use super::stand::{Reason, Stand};
use super::tray::page_of;
use super::worker_page::worker_path;
use super::workers::{Hollow, hollow};
use crate::view::*;
use crate::words::{listed, plural, sentence};

const RECORD_LINES_PER_PAGE: u64 = 30;

impl Question<'_> {
    /// The child's page.
    pub fn child_page(&self, entry: &Entry, wanted: PageWanted) -> ChildPage {
        let stand = if self.in_force(self.tray) { self.stand(entry, self.tray) } else { None };
        let mut acts = self.acts_of(entry);
        let (record, record_paging) = page_of(self.record(entry), RECORD_LINES_PER_PAGE, wanted);
        let team = entry.timeline.team_at(self.at);
        let mut above = self.units.above(team, self.board);
        above.push(self.units.team(team));
        let counts = self.definitions().map(|place| {
            let (counted, since, reason) = self.count_words(entry, place);
            let rule = &self.plan().definitions[place].rule;
            let title = rule.title.clone();
            let (id, clauses) = (self.definition(place).id, rule.cites.0.clone());
            let at_least = entry.timeline.without_since_at_the_latest(place, self.at);
            let arithmetic = self.days_before(entry, place);
            CountedUnder { id, title, counted, since, at_least, reason, arithmetic, clauses }
        });
        let counts = counts.collect();
        ChildPage {
            child: self.child(entry),
            called: self.called(entry),
            died: self.died(entry),
            remarks: self.remarks(entry),
            kind: self.kind_words(entry).to_owned(),
            stage: self.shown.stage(&entry.timeline, self.at).map(str::to_owned),
            above,
            now: self.standing_now(entry, stand.as_ref()),
            next: self.next_for(entry, stand.as_ref()),
            breaches: self.breach_marks(entry),
            decisions: self.decisions(entry),
            unknown: self.unknown(entry, stand.as_ref()),
            counts,
            tasks: self.tasks_shown(entry),
            duties: self.duties_now(entry),
            history: self.duties_ended(entry),
            ribbon: self.ribbon(entry),
            siblings: self.siblings(entry),
            handover: self.handover_path(entry),
            involvements: self.involvements(entry, acts.as_mut()),
            story: self.story(entry),
            story_by: self.definition(self.tray),
            own_policy: self.own_policy_words(entry),
            record,
            record_paging,
            acts: acts.map(|acts| acts.of_child),
        }
    }

    pub fn called(&self, entry: &Entry) -> String {
        let (given, _) = self.names(entry.child);
        if given.is_none() && entry.timeline.born.is_none() && entry.timeline.expected.is_some() {
            return "Unborn child".to_owned();
        }
        given.map_or_else(|| format!("Child {}", say::plain(self.book.names.child(entry.child))), str::to_owned)
    }

    fn standing_now(&self, entry: &Entry, stand: Option<&Stand>) -> StandingNow {
        match standing::signal::value_at(&entry.timeline.open, self.at) {
            Tri::No => return StandingNow::NotOpen { because: self.why_not_open(entry) },
            Tri::Unknown => return StandingNow::CannotBeTold { because: self.why_unknown(entry, self.tray) },
            Tri::Yes => {}
        }
        if let Some(in_name) = self.in_name_now(entry) {
            return in_name;
        }
        match stand {
            // Who holds the child is plain, whatever a policy would make of it.
            Some(_) if self.is_held_ungoverned(entry) => self.held_or_not_yet_counted(entry, None),
            Some(stand) if stand.value.is_unknown() => {
                StandingNow::CannotBeTold { because: self.why_unknown(entry, self.tray) }
            }
            Some(stand) if stand.value.is_yes() => StandingNow::Without {
                since: stand.since.map(say::day),
                days: self.days(stand),
                at_least: stand.at_least,
                because: self.because(entry, stand),
                meanwhile: self.meanwhile_sentence(entry),
            },
            stand => self.held_or_not_yet_counted(entry, stand),
        }
    }

    /// By whom the child is held in name only, since when, and why.
    fn in_name_now(&self, entry: &Entry) -> Option<StandingNow> {
        let first = self.first_on_record(entry).filter(|_| self.is_said_in_name_only(entry))?;
        let (by, since) = (self.name_of(first), self.holds_since(entry, first));
        // Each reason by itself may not be known where it is certain that one of them is so.
        let because = self.in_name_only(entry).1.map_or(Hollow::NONE_KNOWN, Hollow::says).to_owned();
        let only_since = self.in_name_only_since(entry).and_then(first_day).map(say::day);
        let (since, also_open) = (since.and_then(say::day_of), self.also_open(entry, first));
        Some(StandingNow::InNameOnly { by, since, only_since, because, also_open })
    }

    fn is_held_ungoverned(&self, entry: &Entry) -> bool {
        self.is_ungoverned(entry) && entry.timeline.holding_at(self.at) == Holding::Held
    }

    /// A child whom the tray's definition does not count now: held, or not yet counted, or not of those it counts.
    fn held_or_not_yet_counted(&self, entry: &Entry, stand: Option<&Stand>) -> StandingNow {
        if let Some(first) = self.first_who_counts(entry) {
            let (name, until) = (self.name_of(first), stand.and_then(|stand| self.until(entry, stand)));
            return match self.accepted(entry, first) {
                Tri::No => {
                    StandingNow::Offered { to: name, since: on_record_since(first).and_then(say::day_of), until }
                }
                _ => {
                    let since = self.holds_since(entry, first).and_then(say::day_of);
                    StandingNow::Held { by: name, since, until, also_open: self.also_open(entry, first) }
                }
            };
        }
        // Somebody is on record, and whether as the child's worker cannot be told: that is not nobody.
        if entry.timeline.involved_at(self.at).any(|one| one.role == Role::NotKnown) {
            let because = format!("{}.", sentence(&self.holder_words(entry)));
            return StandingNow::CannotBeTold { because };
        }
        let mut because = match stand {
            Some(stand) => self.because(entry, stand),
            None if !self.in_force(self.tray) => "no worker is recorded; no policy was in force then".to_owned(),
            None => format!("no worker is recorded; {} does not count the child", self.definition(self.tray).label),
        };
        if let Some(allowed) = stand.and_then(|_| self.allowed(entry, self.tray)) {
            because.push_str(&format!("; {allowed}"));
        }
        let empty_since = self.empty_since(entry).and_then(first_day);
        StandingNow::Without {
            since: empty_since.map(say::day),
            days: empty_since.map(|since| u64::from(days_since(since, self.today))),
            at_least: false,
            because,
            meanwhile: self.meanwhile_sentence(entry),
        }
    }

    /// Since when nobody is on record as holding the child.
    fn empty_since(&self, entry: &Entry) -> Option<Moment> {
        let empty = |holding| {
            matches!(holding, Holding::Nobody | Holding::Duty | Holding::TeamOnly | Holding::Partner | Holding::Offered)
        };
        let steps = entry.timeline.holding.iter().rev().skip_while(|step| step.from > self.at);
        steps.take_while(|step| empty(step.holding)).last().map(|step| step.from)
    }

    /// From when there will be no worker, and why.
    fn until(&self, entry: &Entry, stand: &Stand) -> Option<String> {
        let from = stand.since?;
        Some(format!("From {} there will be none: {}.", say::day(from), lower(&self.why(entry, stand))))
    }

    /// Why there is no worker, as the rest of a sentence.
    pub(super) fn because(&self, entry: &Entry, stand: &Stand) -> String {
        let fact = stand.step.and_then(|step| self.fact(entry.child, step.because));
        let worker = fact.and_then(|fact| match fact.about {
            record::Subject::Worker(worker) => Some(self.worker_name(worker)),
            _ => None,
        });
        let named = worker.map_or_else(|| "the worker".to_owned(), |name| format!("the worker, {name},"));
        let when = fact.and_then(|fact| fact.when.day()).map(say::day);
        match (stand.reason, when) {
            // Somebody may hold the child, or have been asked to, who does not count by this definition.
            (Reason::Opened, _) => match entry.timeline.holding_at(self.at) {
                Holding::Held => format!("the child is {}, which does not count", self.holder_words(entry)),
                Holding::Offered => "nobody has accepted the case since the referral".to_owned(),
                Holding::Unknown => "whether anybody has taken the case since the referral is not known".to_owned(),
                _ => "nobody has been named since the referral".to_owned(),
            },
            (Reason::Ended, _) => {
                let followed = match entry.timeline.holding_at(self.at) {
                    Holding::Held => format!("the child is {}, which does not count", self.holder_words(entry)),
                    Holding::Offered => "who follows has not accepted".to_owned(),
                    Holding::Unknown => "whether anybody has followed is not known".to_owned(),
                    _ => "nobody has followed".to_owned(),
                };
                format!("{} and {followed}", lower(&self.why(entry, stand)).replace("worker's", "the worker's"))
            }
            (Reason::Left, Some(day)) => format!("{named} left the authority: the last day was {day}"),
            (Reason::Left, None) => format!("{named} left the authority"),
            (Reason::Absent, Some(day)) => {
                format!("{named} has been away since {day}: {}", lower(&self.why(entry, stand)))
            }
            (Reason::OfferEnded, _) => "the offer was declined or withdrawn".to_owned(),
            (Reason::Offered, _) => "a worker was offered the case and has not accepted it".to_owned(),
            (Reason::Other, _) if fact.is_none() => "no worker is recorded".to_owned(),
            _ => lower(&self.why(entry, stand)),
        }
    }

    fn meanwhile_sentence(&self, entry: &Entry) -> Option<String> {
        let said = match self.meanwhile(entry)? {
            "On duty" => "The case is on duty.",
            "Held by the team" => "The team holds the case without a named worker.",
            other => return Some(format!("{other}.")),
        };
        Some(said.to_owned())
    }

    /// Which kind of case the child is; a closed one is of none any more, and one not open yet of none so far.
    pub fn kind_words(&self, entry: &Entry) -> &'static str {
        match (self.is_closed(entry), self.opened_and_closed(entry).1) {
            (false, _) => self.kind(entry).label(),
            (true, Some(_)) => "Closed",
            (true, None) => "Not open",
        }
    }

    /// Why the case is not open, as a sentence: closed when, or first referred when.
    pub fn why_not_open(&self, entry: &Entry) -> String {
        match self.opened_and_closed(entry) {
            (_, Some(closed)) => format!("Closed on {}.", say::day(closed.day())),
            (Some(opened), None) if opened > self.at => format!("First referred on {}.", say::day(opened.day())),
            _ => "No referral is recorded for that time.".to_owned(),
        }
    }

    /// When the child was first referred, and when the case was last closed by then.
    fn opened_and_closed(&self, entry: &Entry) -> (Option<Moment>, Option<Moment>) {
        let mut opened: Option<Moment> = None;
        let mut closed: Option<Moment> = None;
        for fact in self.facts(entry.child) {
            match fact.content {
                Content::ReferralReceived { .. } => {
                    opened = fact.when.as_start().map(|at| opened.map_or(at, |first| first.min(at))).or(opened);
                }
                Content::CaseClosed { .. } => {
                    closed = fact.when.as_end().filter(|at| *at <= self.at).max(closed);
                }
                _ => {}
            }
        }
        (opened, closed)
    }

    fn next_for(&self, entry: &Entry, stand: Option<&Stand>) -> NextForChild {
        match self.next_thing(entry, stand) {
            NextThing::Due { what, due, owner, known_as_of, .. } => {
                NextForChild::Due { what: lower(&what), due, owner, known_as_of }
            }
            NextThing::PutRight { what, to, .. } => NextForChild::PutRight { what: lower(&what), to },
            NextThing::Nothing => NextForChild::Nothing,
            NextThing::CannotBeKnown { why } => NextForChild::CannotBeKnown { why },
        }
    }

    fn unknown(&self, entry: &Entry, stand: Option<&Stand>) -> Vec<String> {
        let mut said = Vec::new();
        if stand.is_some_and(|stand| stand.value.is_unknown()) {
            said.push(self.why_unknown(entry, self.tray));
        }
        if stand.is_some_and(|stand| stand.value.is_yes() && stand.since.is_none()) {
            said.push("The day on which the child came to be without a worker is not recorded.".to_owned());
        }
        let since = stand.filter(|stand| stand.value.is_yes()).and_then(|stand| stand.since);
        if let Some(since) = since.filter(|_| entry.timeline.without_since_at_the_latest(self.tray, self.at)) {
            said.push(format!(
                "How it was before {} is not known: the child may have been without a worker for longer.",
                say::day(since)
            ));
        }
        if entry.timeline.born.is_none() && entry.timeline.expected.is_none() {
            said.push("The date of birth is not recorded, so what depends on age cannot be known.".to_owned());
        }
        if entry.timeline.team_at(self.at).is_none() {
            said.push("The team is not recorded.".to_owned());
        }
        if self.is_open(entry) && self.kind(entry) == CaseKind::NotKnown {
            said.push("Which kind of case the child is, is not recorded.".to_owned());
        }
        let unseen = self.live(entry).filter(|duty| duty.state(self.at) == DutyState::CannotBeKnown).count() as u64;
        if unseen > 0 {
            let duties = plural(unseen, "duty", "duties");
            said.push(format!("Of {duties} it cannot be known whether what was due was done: see below."));
        }
        said
    }

    pub(super) fn siblings(&self, entry: &Entry) -> Vec<Sibling> {
        let all = self.siblings_of(entry).into_iter();
        all.map(|other| Sibling { child: self.child(other), stands: self.stands(other) }).collect()
    }

    /// The open children of the same family whom whoever looks may see.
    pub(super) fn siblings_of(&self, entry: &Entry) -> Vec<&Entry> {
        let Some(family) = entry.family else { return Vec::new() };
        let others = self.board.family(family).filter(|other| other.child != entry.child);
        others.filter(|other| self.sight.sees(other) && self.is_open(other)).collect()
    }

    pub(super) fn stands(&self, entry: &Entry) -> String {
        let stand = if self.in_force(self.tray) { self.stand(entry, self.tray) } else { None };
        match stand.filter(|_| !self.is_held_ungoverned(entry)) {
            Some(stand) if stand.value.is_yes() => match self.days(&stand) {
                Some(days) => format!("No worker for {}", crate::words::how_long(days, stand.at_least)),
                None => "No worker, since when is not known".to_owned(),
            },
            Some(stand) if stand.value.is_unknown() => "Whether there is a worker cannot be told".to_owned(),
            _ => sentence(&self.holder_words(entry)),
        }
    }

    fn involvements(&self, entry: &Entry, mut acts: Option<&mut ActsOf>) -> Vec<InvolvementLine> {
        let begun = |one: &&Involved| one.started.into_iter().chain(one.offered).min().is_none_or(|at| at <= self.at);
        let mut all: Vec<&Involved> = entry.timeline.involved.iter().filter(begun).collect();
        all.sort_by_key(|one| std::cmp::Reverse((one.ended.unwrap_or(Moment::MAX), one.started.or(one.offered))));
        let mut line = |one: &Involved| {
            let mut line = self.involvement(entry, one);
            if let Some(acts) = &mut acts {
                line.acts = acts.of_involvement.remove(&one.involvement).unwrap_or_default();
                line.worker = one.worker.map(|worker| worker_path(self.book.names.worker(worker)));
            }
            line
        };
        all.into_iter().map(&mut line).collect()
    }

    fn involvement(&self, entry: &Entry, one: &Involved) -> InvolvementLine {
        let until = one.ended.filter(|at| *at <= self.at);
        let protected = self.asks_for_registration(entry);
        let now = one.worker.map(|worker| self.staff.get(worker));
        let mut role = vec![sentence(one.role.name())];
        role.extend(now.and_then(|now| now.profession).map(|of| of.name().to_owned()));
        match now.map(|now| now.registered) {
            Some(Tri::Yes) => role.push("registered".to_owned()),
            Some(Tri::No) => role.push("not registered".to_owned()),
            _ => {}
        }
        if one.accepted.is_none() && one.role != Role::Involved && one.started.is_none() {
            role.push(match self.will_take(entry, one) {
                true => "offered; takes it with the second signature of the transfer".to_owned(),
                false => "offered, not accepted".to_owned(),
            });
        }
        let goes_on = until.is_none() && !one.is_ended;
        // A policy that asks for person and team on record cannot count the worker for certain (AP-03).
        let asks_for_team = || self.plan().workers.iter().any(|of| of.rule.recorded && of.rule.parts.has(one.role));
        if goes_on && one.team.is_none() && asks_for_team() {
            role.push("no team recorded".to_owned());
        }
        let does_not_count = now.filter(|_| goes_on && one.role != Role::Involved).and_then(|now| {
            let (_, cause) = hollow(&now, protected);
            cause.map(|cause| sentence(cause.says()) + ".")
        });
        // What would come to be so only after the newest extract's last day is not known to be.
        let told = entry.timeline.told_until(self.plan(), self.in_name.only, self.at);
        let may_not_count = told.filter(|_| does_not_count.is_some()).map(|until| not_on_record_since(until.day()));
        let pool = now.is_some_and(|now| now.profession == Some(Profession::Pool));
        let name = one.worker.map_or_else(|| "A worker who cannot be read".to_owned(), |one| self.worker_name(one));
        InvolvementLine {
            who: if pool { format!("‘{name}’, a pool name") } else { name },
            role: role.join(", "),
            team: one.team.map(|team| self.units.name(team)),
            from: one.started.or(one.offered).and_then(say::day_of),
            until: until.and_then(say::day_of),
            ended_because: one.reason.filter(|_| until.is_some()).map(|why| sentence(say::end_reason(why))),
            does_not_count,
            may_not_count,
            acts: Vec::new(),
            worker: None,
        }
    }

    /// Time without a worker in all, and workers met.
    pub(super) fn story(&self, entry: &Entry) -> Vec<String> {
        let mut said = Vec::new();
        if self.in_force(self.tray) {
            let facts = lists(self.book, self.board.people(), entry.child);
            let whole = standing::story::story(&entry.timeline, self.tray, &facts, self.book, self.at, self.known);
            let without = standing::since::counts_without_worker(self.plan(), self.tray);
            let counted = if without { "Without a worker that counts" } else { "Counted" };
            said.push(match u64::from(whole.times_without) {
                0 if !without => "Never counted.".to_owned(),
                0 => "Never counted as without a worker.".to_owned(),
                stretches => format!(
                    "{counted} for {} in all, in {}.",
                    plural(u64::from(whole.days_without), "day", "days"),
                    plural(stretches, "stretch", "stretches")
                ),
            });
        }
        let person = |worker: &WorkerId| !standing::story::is_pool(self.book, *worker, self.known);
        let mut met: Vec<_> = self.involved_by_now(entry).filter_map(|one| one.worker).filter(person).collect();
        met.sort_unstable();
        met.dedup();
        let mut duty: Vec<_> = self
            .facts(entry.child)
            .filter(|fact| fact.when.as_start().is_some_and(|at| at <= self.at))
            .filter_map(|fact| match fact.content {
                Content::DutyWorkerAssigned { worker } => Some(worker),
                _ => None,
            })
            .collect();
        duty.sort_unstable();
        duty.dedup();
        let mut has_had = match met.len() {
            0 => vec!["no worker yet".to_owned()],
            workers => vec![plural(workers as u64, "worker", "workers")],
        };
        if !duty.is_empty() {
            has_had.push(plural(duty.len() as u64, "duty worker", "duty workers"));
        }
        said.push(format!("Has had {}.", listed(&has_had)));
        said
    }

    fn involved_by_now<'q>(&'q self, entry: &'q Entry) -> impl Iterator<Item = &'q Involved> {
        let at = self.at;
        let begun = move |one: &&Involved| one.started.is_some_and(|from| from <= at) && one.role != Role::Involved;
        entry.timeline.involved.iter().filter(begun)
    }

    /// The child's record, newest first; a corrected fact stays and says so.
    fn record(&self, entry: &Entry) -> Vec<RecordLine> {
        let known = |fact: &&Fact| fact.recorded <= self.known;
        let lists = lists(self.book, self.board.people(), entry.child);
        let all: Vec<&Fact> = lists.into_iter().flatten().filter(known).collect();
        let corrections: Vec<&Fact> =
            all.iter().copied().filter(|fact| matches!(fact.content, Content::Corrected { .. })).collect();
        // At a past day, what happened later had not happened yet.
        let happened = |fact: &&&Fact| self.at >= self.now || fact.when.as_start().is_none_or(|from| from <= self.at);
        let lines = all.iter().filter(|fact| !matches!(fact.content, Content::Corrected { .. })).filter(happened);
        let mut lines: Vec<&Fact> = lines.copied().collect();
        // What has no day of its own, such as who the child is, stands at the end.
        lines.sort_by_key(|fact| std::cmp::Reverse((fact.when.as_start().unwrap_or(Moment::MIN), fact.recorded)));
        let is_corrected = |of: &Fact| {
            corrections
                .iter()
                .any(|fact| matches!(fact.content, Content::Corrected { replaces, .. } if replaces == of.id))
        };
        lines
            .into_iter()
            .map(|fact| RecordLine {
                what: self.fact_words(&fact.content),
                when: say::when(fact),
                recorded: say::recorded(self.book, fact),
                source: say::source(self.book, fact),
                correction: self.correction(fact, &corrections),
                take_back: self.take_back(fact).filter(|_| !is_corrected(fact)),
            })
            .collect()
    }

    fn correction(&self, fact: &Fact, corrections: &[&Fact]) -> Option<String> {
        corrections.iter().find_map(|correction| match correction.content {
            Content::Corrected { replaces, with, reason } => {
                let why = reason.map_or_else(String::new, |why| format!(": {}", self.book.names.text(why)));
                let by = say::recorded(self.book, correction);
                if replaces == fact.id {
                    Some(format!("No longer holds since {by}{why}"))
                } else if with == Some(fact.id) {
                    Some(format!("Stands in the place of another since {by}{why}"))
                } else {
                    None
                }
            }
            _ => None,
        })
    }
}

/// The words with a small first letter, as the rest of a sentence.
pub fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
