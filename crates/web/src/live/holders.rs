//! Who is on record for a child, how each of them stands by one rule about who counts, and why: in words, with dates.

use std::cmp::Reverse;

use policy::{CountsFrom, StopOn, WorkerRule};
use record::words::{AbsenceKind, Profession, Role, Word};
use record::{Content, Moment, Tri, WorkerId};
use standing::Entry;
use standing::board::lists;
use standing::timeline::Involved;
use standing::who_counts::{Asked, ByRule as Stands, NotKnown};

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
        let on_record = entry.timeline.maybe_involved_at(self.at).filter(asked);
        let on_record = on_record.map(|one| self.one_by_rule(entry, place, &ruled.rule, one));
        let successors = (ruled.rule.from == CountsFrom::Named).then(|| self.successors(entry)).into_iter().flatten();
        on_record.chain(successors).collect()
    }

    fn one_by_rule(&self, entry: &Entry, place: usize, rule: &WorkerRule, one: &Involved) -> ByRule {
        let stands = self.asked(entry, |asked| asked.by_rule(place, one));
        let Some(worker) = one.worker else {
            return not_known("a worker is recorded who cannot be read".to_owned());
        };
        let name = self.worker_and_profession(worker);
        match stands {
            Stands::Counts => counts(held_words(rule, one, &name)),
            Stands::CountsUnaccepted => ByRule { way: Way::Offered, ..counts(self.offered_words(one, &name)) },
            Stands::NotAccepted => ByRule { way: Way::Offered, ..never(self.offered_words(one, &name)) },
            Stands::OtherPart => ByRule { way: Way::Beside, ..never(format!("{name} is only a {}", one.role.name())) },
            Stands::Unfit(because) => {
                let grade = rule.professions.zip(self.staff.get(worker).profession);
                let by_grade = grade.is_some_and(|(counted, is)| !counted.has(is));
                ByRule { by_grade, ..never(self.why_unfit(rule, worker, because)) }
            }
            Stands::NoTeam => never(format!("{name} is recorded without a team")),
            Stands::NotKnown(what) => not_known(what.says(&name)),
        }
    }

    /// Asks who counts.
    fn asked<T>(&self, entry: &Entry, ask: impl FnOnce(&Asked<'_>) -> T) -> T {
        let facts = lists(self.book, self.board.people(), entry.child);
        let (plan, world) = (self.plan(), self.board.world());
        ask(&Asked { plan, world, book: self.book, facts: &facts, at: self.at })
    }

    /// Whether the worker has accepted by then.
    pub fn accepted(&self, entry: &Entry, one: &Involved) -> Tri {
        self.asked(entry, |asked| asked.accepted(one))
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
        let definition = &self.plan().definitions[self.own(entry, self.tray)].rule;
        let places = self.plan().worker_rules_of(&definition.counts);
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
            (Some(Content::Registered { until: Some(until), .. }), _) => {
                let says = "whose registration with Social Work England ran out with";
                format!("{name}, {says} {}, is not registered", say::day(until))
            }
            (Some(Content::NotRegistered {}), _) => format!("{name} is not registered with Social Work England"),
            _ => format!("{name} does not count by it"),
        }
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
                Role::NotKnown => others.push(NotKnown::Part.says(&name)),
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
