//! Who is on record for a child, how each of them stands by one rule about who counts, and why: in words, with dates.

use std::cmp::Reverse;

use policy::{CountsFrom, StopOn, WorkerRule};
use record::words::{AbsenceKind, Profession, Role, Word};
use record::{Content, Fact, Kind, Moment, Tri, WorkerId};
use standing::Entry;
use standing::timeline::Involved;

use super::question::Question;
use super::say;
use super::stand::absence_words;
use crate::view::AlsoOpen;
use crate::words::{listed, plural};

/// In which way somebody is on record for a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As the child's worker.
    Held,
    /// Offered to, or named to follow, and not accepted.
    Offered,
    /// Beside the child's worker.
    Beside,
}

/// How somebody on record for a child stands by a rule about who counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByRule {
    /// In which way this one is on record.
    pub way: Way,
    /// Whether that worker counts.
    pub counts: Tri,
    /// Why, as a part of a sentence: "Bo Leaver (social worker) left on Mon 15 June 2026".
    pub says: String,
    /// Whether it is the worker's grade that the rule does not count.
    pub by_grade: bool,
}

fn counts(says: String) -> ByRule {
    ByRule { way: Way::Held, counts: Tri::Yes, says, by_grade: false }
}

fn never(says: String) -> ByRule {
    ByRule { way: Way::Held, counts: Tri::No, says, by_grade: false }
}

fn not_known(says: String) -> ByRule {
    ByRule { way: Way::Held, counts: Tri::Unknown, says, by_grade: false }
}

/// Whether a part is that of the child's own worker.
pub fn is_main(role: Role) -> bool {
    matches!(role, Role::Lead | Role::KeyWorker)
}

impl Question<'_> {
    /// Everybody on record for the child then, as they stand by the worker rule at that place of the plan.
    pub fn by_rule(&self, entry: &Entry, place: usize) -> Vec<ByRule> {
        let Some(ruled) = self.plan().workers.get(place) else { return Vec::new() };
        // Who is only involved is nobody's candidate for the child's worker, unless the rule says so.
        let asked = |one: &&Involved| one.role != Role::Involved || ruled.rule.parts.has(one.role);
        let on_record = entry.timeline.involved_at(self.at).filter(asked);
        let on_record = on_record.map(|one| self.one_by_rule(entry, place, &ruled.rule, one));
        let successors = (ruled.rule.from == CountsFrom::Named).then(|| self.successors(entry)).into_iter().flatten();
        on_record.chain(successors).collect()
    }

    fn one_by_rule(&self, entry: &Entry, place: usize, rule: &WorkerRule, one: &Involved) -> ByRule {
        let Some(worker) = one.worker else {
            return not_known("a worker is recorded who cannot be read".to_owned());
        };
        let name = self.worker_and_profession(worker);
        match one.role {
            Role::NotKnown => return not_known(part_not_explained(&name)),
            role if !rule.parts.has(role) => {
                return ByRule { way: Way::Beside, ..never(format!("{name} is only a {}", role.name())) };
            }
            _ => {}
        }
        if one.offered.or(one.started).or(one.accepted).is_none() {
            return not_known(format!("the day on which {name} began is not recorded"));
        }
        let fit = self.board.world().fits_at(place, worker, self.at);
        match fit
            .map_or_else(|| Tri::from(rule.professions.is_none() && !rule.registered).or(Tri::Unknown), |fit| fit.value)
        {
            Tri::Yes => {}
            Tri::No => {
                let grade = rule.professions.zip(self.staff.get(worker).profession);
                let by_grade = grade.is_some_and(|(counted, is)| !counted.has(is));
                return ByRule { by_grade, ..never(self.why_unfit(rule, worker, fit.map(|fit| fit.because))) };
            }
            Tri::Unknown => return not_known(self.not_known_of(rule, worker)),
        }
        if rule.recorded && one.team.is_none() {
            return never(format!("{name} is recorded without a team"));
        }
        if rule.need_identified && !self.need_was_identified(entry) {
            return not_known(format!("that a need was identified is not recorded, though {name} is"));
        }
        let accepted = self.accepted(entry, one);
        match (rule.from, accepted) {
            (CountsFrom::Row, Tri::No) if one.started.is_some() => counts(held_words(rule, one, &name)),
            (CountsFrom::Accepted | CountsFrom::Row, Tri::No) => {
                ByRule { way: Way::Offered, ..never(self.offered_words(one, &name)) }
            }
            (CountsFrom::Accepted, Tri::Unknown) => not_known(format!("whether {name} accepted is not recorded")),
            (_, Tri::No) => ByRule { way: Way::Offered, ..counts(self.offered_words(one, &name)) },
            _ => counts(held_words(rule, one, &name)),
        }
    }

    /// Whether the worker has accepted by then.
    pub fn accepted(&self, entry: &Entry, one: &Involved) -> Tri {
        if one.accepted.is_some_and(|at| at <= self.at) {
            return Tri::Yes;
        }
        // What is only offered is accepted by nobody until a record says so.
        let Some(started) = one.started.filter(|at| *at <= self.at) else { return Tri::No };
        let said = self.facts(entry.child).find_map(|fact| match fact.content {
            Content::InvolvementStarted { worker, accepted, .. }
                if worker == one.worker && fact.when.as_start() == Some(started) =>
            {
                Some(accepted)
            }
            _ => None,
        });
        if said == Some(Tri::No) { Tri::No } else { Tri::Unknown }
    }

    /// The newest offer, or start, of a lead's or key worker's part that nobody has accepted: whom every page names as
    /// the one to whom the child is offered.
    pub fn offered<'q>(&'q self, entry: &'q Entry) -> Option<&'q Involved> {
        let leads = entry.timeline.involved_at(self.at).filter(|one| is_main(one.role));
        let open = leads.filter(|one| self.accepted(entry, one).is_no());
        open.max_by_key(|one| one.offered.max(one.started))
    }

    /// An offer, or a start, that nobody has accepted.
    fn offered_words(&self, one: &Involved, name: &str) -> String {
        let on = |at: Moment| say::day(at.day());
        match (one.offered, one.started.filter(|at| *at <= self.at)) {
            (_, Some(at)) => format!("{name} started on {} and has not accepted", on(at)),
            (Some(at), None) => format!("offered to {name} on {}, not accepted", on(at)),
            (None, None) => format!("offered to {name}, not accepted"),
        }
    }

    /// Workers named to follow and not yet on record for the child.
    fn successors(&self, entry: &Entry) -> Vec<ByRule> {
        let mut named: Vec<ByRule> = Vec::new();
        for fact in self.facts(entry.child) {
            let (Content::SuccessorIdentified { worker }, Some(from)) = (fact.content, fact.when.as_start()) else {
                continue;
            };
            let followed = entry.timeline.involved.iter().any(|one| {
                let begun = one.started.or(one.offered).filter(|at| *at >= from && *at <= self.at);
                begun.is_some() && (one.worker == Some(worker) || is_main(one.role))
            });
            if from <= self.at && !followed {
                let name = self.worker_and_profession(worker);
                let says = format!("{name} was named to follow on {}", say::when(fact));
                named.push(ByRule { way: Way::Offered, ..counts(says) });
            }
        }
        named
    }

    /// Who is on record as the child's worker, whoever counts by the tray's rules first, or else the one to whom the child was
    /// offered last.
    pub fn first_on_record<'q>(&'q self, entry: &'q Entry) -> Option<&'q Involved> {
        self.holding(entry).into_iter().next().or_else(|| self.offered(entry))
    }

    /// The same, but that one to whom the child is offered and who counts comes before whoever is on record and does not.
    pub fn first_who_counts<'q>(&'q self, entry: &'q Entry) -> Option<&'q Involved> {
        let (holds, offered) = (self.holding(entry).into_iter().next(), self.offered(entry));
        let (Some(first), Some(other)) = (holds, offered) else { return holds.or(offered) };
        let is_left_behind = self.by_tray(entry, first).is_no() && !self.by_tray(entry, other).is_no();
        Some(if is_left_behind { other } else { first })
    }

    /// Those on record as holding the child, without those whom the tray's rules do not count, where others do or may: a row
    /// that nobody closed stands beside the worker who came after. Who counts comes first, then in the order of every decision
    /// ([`decide::first`]).
    pub fn holding<'q>(&'q self, entry: &'q Entry) -> Vec<&'q Involved> {
        let leads = entry.timeline.involved_at(self.at).filter(|one| is_main(one.role));
        let mut holds: Vec<&Involved> = leads.filter(|one| !self.accepted(entry, one).is_no()).collect();
        if holds.len() < 2 {
            return holds;
        }
        let mut known: Vec<(Tri, &Involved)> = holds.iter().map(|one| (self.by_tray(entry, one), *one)).collect();
        if known.iter().any(|(counts, _)| !counts.is_no()) {
            known.retain(|(counts, _)| !counts.is_no());
        }
        known.sort_by_cached_key(|(counts, one)| {
            (Reverse(*counts), decide::first::order(self.book, self.known, self.at, one))
        });
        holds.clear();
        holds.extend(known.into_iter().map(|(_, one)| one));
        holds
    }

    /// Other rows of the same part that are open beside that one, of somebody else, the newest first: at most one of them can be
    /// as it should be, so that the others are to be put right.
    pub fn also_open(&self, entry: &Entry, first: &Involved) -> Vec<AlsoOpen> {
        let others =
            entry.timeline.involved_at(self.at).filter(|one| one.role == first.role && one.worker != first.worker);
        let mut others: Vec<&Involved> = others.filter(|one| !self.accepted(entry, one).is_no()).collect();
        others.sort_by_key(|one| Reverse(on_record_since(one)));
        let line =
            |one: &Involved| AlsoOpen { of: self.name_of(one), since: on_record_since(one).and_then(say::day_of) };
        others.into_iter().map(line).collect()
    }

    /// Whether one on record counts by any of the worker rules on which the tray's definition rests.
    fn by_tray(&self, entry: &Entry, one: &Involved) -> Tri {
        let rules = self.tray_rules(entry).into_iter();
        let counts = rules.map(|(place, rule)| self.one_by_rule(entry, place, rule, one).counts);
        counts.max().unwrap_or(Tri::Unknown)
    }

    /// Since when that worker has held the child, by the tray's rules; where no policy governs the child, since accepting.
    pub fn holds_since(&self, entry: &Entry, one: &Involved) -> Option<Moment> {
        let rules = if self.is_ungoverned(entry) { Vec::new() } else { self.tray_rules(entry) };
        let by_rule = rules.iter().filter_map(|(_, rule)| held_since(rule.from, one)).min();
        by_rule.or_else(|| held_since(CountsFrom::Accepted, one))
    }

    /// When any of those on record begins or ceases to be one whom the tray's rules count, or, of several, who comes first.
    pub fn tray_changes(&self, entry: &Entry) -> Vec<Moment> {
        let workers = || entry.timeline.involved.iter().filter(|one| is_main(one.role)).filter_map(|one| one.worker);
        let rules = self.tray_rules(entry).into_iter();
        let world = self.board.world();
        let fit = rules.flat_map(|(place, _)| workers().flat_map(move |worker| world.fit_changes(place, worker)));
        let first = workers().flat_map(|worker| decide::first::changes(self.book, self.known, worker));
        fit.chain(first).collect()
    }

    /// The worker rules on which the tray's definition of the child rests, with their places.
    fn tray_rules(&self, entry: &Entry) -> Vec<(usize, &WorkerRule)> {
        let mut places = Vec::new();
        let definition = &self.plan().definitions[self.own(entry, self.tray)].rule;
        self.asks_for(&definition.counts, &mut places);
        places.into_iter().filter_map(|place| Some((place, &self.plan().workers.get(place)?.rule))).collect()
    }

    /// The name of the worker of an involvement.
    pub fn name_of(&self, one: &Involved) -> String {
        one.worker.map_or_else(|| "one who cannot be read".to_owned(), |worker| self.worker_name(worker))
    }

    /// Why a worker on record does not count by a rule.
    fn why_unfit(&self, rule: &WorkerRule, worker: WorkerId, because: Option<standing::Because>) -> String {
        let name = self.worker_and_profession(worker);
        let fact = because.and_then(|because| standing::fact_of(because, &[], self.book));
        let day = fact.and_then(|fact| fact.when.day());
        match (fact.map(|fact| fact.content), day) {
            (Some(Content::WorkerLeft {}), Some(day)) => format!("{name} left on {}", say::day(day)),
            (Some(Content::WorkerLeft {}), None) => format!("{name} left the authority"),
            (Some(Content::AbsenceStarted { absence_kind, .. }), Some(day)) => {
                let away = match absence_kind {
                    AbsenceKind::Sickness => "off sick".to_owned(),
                    kind => format!("on {}", absence_words(kind)),
                };
                let many = stop_after(rule, absence_kind);
                let last = self.board.world().calendar.nth_of_absence(day, many);
                let many = plural(u64::from(many), "working day", "working days");
                format!("{name} has been {away} since {}, {many} on {}", say::day(day), say::day(last))
            }
            (Some(Content::WorkerDetails { profession: Some(Profession::Pool), .. }), _) => {
                format!("‘{}’ is a pool name, and no person", self.worker_name(worker))
            }
            (Some(Content::WorkerDetails { .. }), _) => format!("{name} is not of a grade that it counts"),
            (Some(Content::NotRegistered {}), _) => format!("{name} is not registered with Social Work England"),
            _ => format!("{name} does not count by it"),
        }
    }

    /// What is not recorded of a worker, so that nobody can tell whether that worker counts.
    fn not_known_of(&self, rule: &WorkerRule, worker: WorkerId) -> String {
        let (name, now) = (self.worker_and_profession(worker), self.staff.get(worker));
        if rule.professions.is_some() && now.profession.is_none() {
            return format!("the profession of {name} is not recorded");
        }
        if rule.registered && now.registered.is_unknown() {
            return format!("whether {name} is registered with Social Work England is not recorded");
        }
        if now.leaving_not_covered && rule.stops.iter().any(|stop| stop.on == StopOn::LeftAuthority) {
            return format!("{name} is not in the list that says which workers have left");
        }
        if now.absence_not_covered && rule.stops.iter().any(|stop| matches!(stop.on, StopOn::Absence { .. })) {
            return format!("{name} is not in the list that says which workers are away");
        }
        format!("the day on which {name} left or came to be absent is not recorded")
    }

    /// Whether the record says for that opening that a need was identified (AP-03).
    fn need_was_identified(&self, entry: &Entry) -> bool {
        let by_now = |fact: &&Fact| fact.when.as_start().is_some_and(|from| from <= self.at);
        let facts = || self.facts(entry.child).filter(by_now);
        let closed = facts().filter(|fact| fact.content.kind() == Kind::CaseClosed);
        let closed = closed.filter_map(|fact| fact.when.as_end()).filter(|to| *to <= self.at).max();
        let since_then = |fact: &Fact| closed.is_none_or(|to| fact.when.as_start().is_some_and(|from| from > to));
        facts().filter(|fact| since_then(fact)).any(|fact| match fact.content {
            Content::AssessmentCompleted { in_need, .. } => in_need.is_yes(),
            content => matches!(content.kind(), Kind::NeedIdentified | Kind::AssessmentStarted | Kind::StatusStarted),
        })
    }

    /// A worker's name, with the profession where one is recorded.
    pub fn worker_and_profession(&self, worker: WorkerId) -> String {
        let name = self.worker_name(worker);
        match self.staff.get(worker).profession {
            Some(profession) => format!("{name} ({})", profession.name()),
            None => name,
        }
    }

    /// Everybody on record for the child then: first those who hold it, whoever comes first among them.
    fn on_record<'q>(&'q self, entry: &'q Entry) -> Vec<&'q Involved> {
        let mut all = self.holding(entry);
        let is_first = |one: &Involved, all: &[&Involved]| all.iter().any(|first| std::ptr::eq(*first, one));
        let others: Vec<&Involved> = entry.timeline.involved_at(self.at).filter(|one| !is_first(one, &all)).collect();
        all.extend(others);
        all
    }

    /// Who is on record for the child, in words: who holds it, to whom it is offered, who is only a co-worker.
    pub fn holder_words(&self, entry: &Entry) -> String {
        let (mut held, mut others, mut beside) = (Vec::new(), Vec::new(), Vec::new());
        for one in self.on_record(entry) {
            let name = one
                .worker
                .map_or_else(|| "a worker who cannot be read".to_owned(), |one| self.worker_and_profession(one));
            match one.role {
                Role::NotKnown => others.push(part_not_explained(&name)),
                Role::CoWorker => beside.push(name),
                role if is_main(role) && self.accepted(entry, one).is_no() => {
                    others.push(self.offered_words(one, &name))
                }
                role if is_main(role) => held.push(name),
                _ => {}
            }
        }
        if !held.is_empty() {
            others.insert(0, format!("held by {}", listed(&held)));
        }
        match (others.is_empty(), beside.is_empty()) {
            (false, _) => listed(&others),
            (true, false) => format!("only a co-worker is recorded: {}", listed(&beside)),
            (true, true) => "no worker is recorded".to_owned(),
        }
    }
}

/// The workers of those rows in their order; who is recorded as lead and as key worker is one person.
pub fn workers_of(rows: &[&Involved]) -> Vec<WorkerId> {
    let mut workers: Vec<WorkerId> = Vec::new();
    for worker in rows.iter().filter_map(|one| one.worker) {
        if !workers.contains(&worker) {
            workers.push(worker);
        }
    }
    workers
}

fn part_not_explained(name: &str) -> String {
    format!("{name} is recorded in a part that the site file does not explain")
}

/// Since when an involvement has been on record.
pub fn on_record_since(one: &Involved) -> Option<Moment> {
    one.accepted.into_iter().chain(one.started).chain(one.offered).min()
}

/// Since when the worker has been the child's by a rule that counts from there: whom it counts once they have accepted is not
/// held since the offer.
fn held_since(from: CountsFrom, one: &Involved) -> Option<Moment> {
    let since = match from {
        CountsFrom::Named | CountsFrom::OpenRow => None,
        CountsFrom::Accepted => one.accepted.or(one.started),
        CountsFrom::Row => one.accepted.into_iter().chain(one.started).min(),
    };
    since.or_else(|| on_record_since(one))
}

fn held_words(rule: &WorkerRule, one: &Involved, name: &str) -> String {
    let since = held_since(rule.from, one).and_then(say::day_of);
    since.map_or_else(|| format!("held by {name}"), |day| format!("held by {name} since {day}"))
}

/// After how many working days of absence of that kind a worker stops counting by a rule.
fn stop_after(rule: &WorkerRule, kind: AbsenceKind) -> u32 {
    let of_kind = rule.stops.iter().find_map(|stop| match &stop.on {
        StopOn::Absence { kinds, after } if kinds.has(kind) => after.working_days(),
        _ => None,
    });
    of_kind.unwrap_or(0)
}
