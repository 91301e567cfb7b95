//! What one worker has: each child with their part and what is owed for it, tasks, offers, and what they carry line by line.

use decide::{Telling, Weighs, load_said, points};
use record::words::{OversightPart, VisitPart, Word};
use record::{Content, Fact, Kind, Moment, Tri, WorkerId};
use standing::tasks::Task;
use standing::timeline::Involved;
use standing::workload::{Load, Part, Range, Weigher};
use standing::{DutyRecord, DutyState, Entry};

use super::candidates::load_shown;
use super::holders::is_main;
use super::owed::AHEAD_DAYS;
use super::question::Question;
use super::say;
use super::unseen::nothing_records;
use crate::error::PageError;
use crate::view::*;
use crate::words::{how_long, listed, uncapitalised};

/// So many of what is due next are named for a child; what has gone by is named in full.
const NEXT: usize = 3;

/// A child in whose case a worker has a part, or may have.
pub(super) struct Held<'a> {
    pub entry: &'a Entry,
    /// The parts, each with whether it is theirs.
    pub parts: Vec<(&'a Involved, Tri)>,
}

impl Held<'_> {
    /// Whether it is theirs as lead or key worker: not known where that is all that is known of it.
    pub fn is_main(&self) -> Tri {
        let main = self.parts.iter().filter(|(one, _)| is_main(one.role));
        main.map(|(_, value)| *value).fold(Tri::No, Tri::or)
    }
}

impl<'a> Question<'a> {
    /// The worker of that id.
    ///
    /// # Errors
    /// Where nothing is on record of anybody of that id.
    pub(super) fn worker_asked(&self, id: &str) -> Result<WorkerId, PageError> {
        let known = self.book.names.find_worker(id).filter(|worker| !self.book.worker(*worker).is_empty());
        known.ok_or(PageError::NotFound { what: "worker" })
    }

    /// The worker as lines have them.
    pub(super) fn worker_ref(&self, worker: WorkerId) -> WorkerRef {
        WorkerRef {
            id: self.book.names.worker(worker).to_owned(),
            name: self.worker_name(worker),
            what: self.staff.get(worker).profession.map(|profession| profession.name().to_owned()),
        }
    }

    /// Those of the clauses that a policy has that governs.
    pub(super) fn clauses_had(&self, ids: &[&str]) -> Vec<String> {
        let has = |id: &str| {
            let packs = self.packs_today().filter(|pack| self.governs(&pack.id));
            packs.flat_map(|pack| &pack.clauses).any(|clause| clause.id == id)
        };
        ids.iter().filter(|id| has(id)).map(|id| (*id).to_owned()).collect()
    }

    /// The children in whose cases the worker has a part, or may have, whom the viewer may see: those as whose lead or key
    /// worker first.
    pub(super) fn caseload(&self, worker: WorkerId) -> Vec<Held<'a>> {
        let mut all: Vec<Held<'a>> = Vec::new();
        for entry in self.board.of_worker(worker) {
            let Some(entry) = self.board.get(entry.child).filter(|entry| self.sight.sees(entry)) else { continue };
            let own = entry.timeline.involved.iter().filter(|one| one.worker == Some(worker));
            let parts = own.map(|one| (one, Part::of(one, entry, self.at).held)).filter(|(_, held)| !held.is_no());
            let parts: Vec<_> = parts.collect();
            if !parts.is_empty() {
                all.push(Held { entry, parts });
            }
        }
        all.sort_by_key(|held| (std::cmp::Reverse(held.is_main()), held.entry.child));
        all
    }

    /// A child of a worker as the pages about the worker show it.
    pub(super) fn case_line(&self, held: &Held<'_>, loads: &[Load]) -> CaseLine {
        let mut parts: Vec<&str> = held.parts.iter().map(|(one, _)| one.role.name()).collect();
        parts.dedup();
        let since = held.parts.iter().filter_map(|(one, _)| self.part_since(held.entry, one)).min();
        let points = loads.iter().filter_map(|load| {
            load.children.iter().find(|child| child.child == held.entry.child).map(|child| weight(child.points))
        });
        CaseLine {
            child: self.child(held.entry),
            kind: self.kind_words(held.entry).to_owned(),
            part: listed(&parts),
            perhaps: !held.parts.iter().any(|(_, value)| value.is_yes()),
            since: since.and_then(say::day_of),
            points: points.collect(),
            stands: self.stands_without(held.entry),
            owed: self.owed_for(held.entry),
            seen: self.last_seen(held.entry),
            overseen: self.last_overseen(held.entry),
        }
    }

    fn part_since(&self, entry: &Entry, one: &Involved) -> Option<Moment> {
        if is_main(one.role) { self.holds_since(entry, one) } else { one.started.into_iter().chain(one.accepted).min() }
    }

    /// That the child counts as without a worker by the tray's definition although somebody is on record, or comes to.
    fn stands_without(&self, entry: &Entry) -> Option<String> {
        let stand = self.stand(entry, self.tray).filter(|_| self.in_force(self.tray))?;
        let why = uncapitalised(&self.why(entry, &stand));
        match (stand.value, stand.since) {
            (Tri::Yes, _) => {
                let long = self.days(&stand).map(|days| format!(" for {}", how_long(days, stand.at_least)));
                Some(format!("Counts as without a worker{}: {why}", long.unwrap_or_default()))
            }
            (Tri::Unknown, _) => Some(format!("May count as without a worker: {}", self.why_unknown(entry, self.tray))),
            (Tri::No, Some(from)) if stand.step.is_some() => {
                Some(format!("Counts as without a worker from {}: {why}", say::day(from)))
            }
            (Tri::No, _) => None,
        }
    }

    /// What is owed for the child by the policies that ask: what is overdue, what is due next.
    pub(super) fn owed_for(&self, entry: &Entry) -> OwedFor {
        let mut owed = OwedFor::default();
        if self.is_closed(entry) {
            return owed;
        }
        let soon = self.today.plus_days(AHEAD_DAYS);
        let (mut late, mut next): (Vec<&DutyRecord>, Vec<&DutyRecord>) = (Vec::new(), Vec::new());
        for duty in entry.timeline.duties.iter().filter(|duty| self.is_owed(duty)) {
            let has_day = duty.due_by(self.at).day().is_some();
            match duty.state(self.at) {
                DutyState::Overdue => late.push(duty),
                DutyState::CannotBeKnown => owed.not_known += 1,
                DutyState::Open if !has_day => owed.undated += 1,
                DutyState::Open => next.push(duty),
                DutyState::ToCome if has_day && duty.opened.day() <= soon => next.push(duty),
                DutyState::ToCome | DutyState::Closed(_) => {}
            }
        }
        let order = |duty: &&DutyRecord| (duty.due_by(self.at).last(), duty.duty, duty.occurrence);
        late.sort_by_key(order);
        next.sort_by_key(order);
        owed.more = next.len().saturating_sub(NEXT) as u64;
        next.truncate(NEXT);
        owed.overdue = late.into_iter().filter_map(|duty| self.owed_line(entry, duty)).collect();
        owed.next = next.into_iter().filter_map(|duty| self.owed_line(entry, duty)).collect();
        owed
    }

    pub(super) fn owed_line(&self, entry: &Entry, duty: &DutyRecord) -> Option<OwedLine> {
        let rule = self.rule(duty);
        Some(OwedLine {
            what: format!("{}{}", rule.title, self.towards(duty.towards)),
            clause: rule.cites.first().to_owned(),
            due: self.due(rule, duty)?,
            owner: self.owner(entry, duty),
            known_as_of: self.known_as_of(duty),
            begins: (duty.state(self.at) == DutyState::ToCome).then(|| say::day(duty.opened.day())),
        })
    }

    /// When the child was last seen: "Wed 4 March 2026, 5 days ago, by Bea Rose".
    pub(super) fn last_seen(&self, entry: &Entry) -> Known<String> {
        self.last_of(entry, Kind::Visit, |content| match content {
            Content::Visit { parts, done_by, .. } if parts.has(VisitPart::Seen) || parts.has(VisitPart::SeenAlone) => {
                Some((*done_by, String::new()))
            }
            _ => None,
        })
    }

    /// When a manager last oversaw the case.
    fn last_overseen(&self, entry: &Entry) -> Known<String> {
        self.last_of(entry, Kind::ManagementOversight, |content| match content {
            Content::ManagementOversight { parts, done_by, post } => {
                let mut said = post.map(|post| format!(" as {}", self.post(post))).unwrap_or_default();
                if parts.has(OversightPart::Decision) {
                    said.push_str(", with a decision");
                }
                Some((*done_by, said))
            }
            _ => None,
        })
    }

    fn last_of(
        &self,
        entry: &Entry,
        kind: Kind,
        is_it: impl Fn(&Content) -> Option<(Option<WorkerId>, String)>,
    ) -> Known<String> {
        let by_now = |fact: &&Fact| fact.when.as_start().is_some_and(|from| from <= self.at);
        let found = self.facts(entry.child).filter(by_now);
        let found = found.filter_map(|fact| is_it(&fact.content).map(|of| (fact, of)));
        let Some((fact, (by, more))) = found.max_by_key(|(fact, _)| (fact.when.as_start(), fact.recorded)) else {
            let team = entry.timeline.team_at(self.at);
            return match self.board.world().covered_from(kind, team) {
                Some(from) if from <= self.at => Known::Known(match say::day_of(from) {
                    Some(day) => format!("not on record since {day}, when the record of it begins"),
                    None => "not on record".to_owned(),
                }),
                _ => Known::Unknown(nothing_records(&[kind])),
            };
        };
        let ago = fact.when.day().map(|day| match say::days_between(day, self.today) {
            0 => ", today".to_owned(),
            1 => ", yesterday".to_owned(),
            days => format!(", {} ago", how_long(days, false)),
        });
        let by = by.map(|worker| format!(", by {}", self.worker_name(worker))).unwrap_or_default();
        let on = fact.when.day().map_or_else(|| say::when(fact), |day| say::day(day).to_string());
        Known::Known(format!("{on}{}{by}{more}", ago.unwrap_or_default()))
    }

    /// What is a worker's to do by name, for children whom the viewer may see: what is due first first.
    pub(super) fn tasks_of_worker(&self, worker: WorkerId) -> Vec<(&'a Entry, Task)> {
        let mut all: Vec<(&'a Entry, Task)> = Vec::new();
        for team in self.board.teams() {
            let owed = self.owed(team);
            if !owed.named.contains(&worker) {
                continue;
            }
            for one in &owed.children {
                let Some(entry) = self.board.get(one.child).filter(|entry| self.sight.sees(entry)) else { continue };
                let own = one.tasks.iter().filter(|task| task.worker == Some(worker));
                all.extend(own.map(|task| (entry, *task)));
            }
        }
        all.sort_by_key(|(entry, task)| (task.due.unwrap_or(record::Day::LAST), entry.child, task.fact));
        all
    }

    /// A task with the forms that record what becomes of it; where somebody covers, each of them can be given it.
    pub(super) fn worker_task(&self, entry: &Entry, task: &Task, cover: &[WorkerId]) -> WorkerTask {
        let of = || ("task", task.task.to_string());
        let mut does = vec![ToPress {
            label: "Record that it is done".to_owned(),
            path: self.form(entry, "record", Kind::TaskDone.name(), [of()]),
        }];
        let given = |to: Option<WorkerId>| {
            let who = to.map(|worker| ("worker", self.book.names.worker(worker).to_owned()));
            let name = to.map_or_else(|| "somebody".to_owned(), |worker| self.worker_name(worker));
            ToPress {
                label: format!("Give it to {name}"),
                path: self.form(entry, "record", Kind::TaskTaken.name(), [Some(of()), who].into_iter().flatten()),
            }
        };
        if cover.is_empty() {
            does.push(given(None));
        }
        does.extend(cover.iter().map(|worker| given(Some(*worker))));
        WorkerTask {
            child: self.child(entry),
            what: self.book.names.text(task.what).to_owned(),
            due: self.task_due(task),
            set: self.task_set(task),
            does,
        }
    }

    /// The offers of a child that wait for an answer, or may.
    pub(super) fn offers_of<'e>(&self, entry: &'e Entry) -> impl Iterator<Item = (&'e Involved, Tri)> {
        let at = self.at;
        let offered = entry.timeline.involved.iter().map(move |one| (one, Part::of(one, entry, at).offered));
        offered.filter(|(one, value)| !value.is_no() && !one.lapsed && one.worker.is_some())
    }

    /// An offer as the pages show it.
    pub(super) fn offer_line(&self, entry: &Entry, one: &Involved, value: Tri, loads: &[Load]) -> Option<WorkerOffer> {
        let since = one.offered.filter(|at| *at > Moment::MIN);
        let points = loads.iter().filter_map(|load| {
            load.offered.iter().find(|child| child.child == entry.child).map(|child| weight(child.points))
        });
        Some(WorkerOffer {
            child: self.child(entry),
            worker: self.worker_ref(one.worker?),
            part: one.role.name(),
            since: since.and_then(say::day_of),
            days: since.map(|at| say::days_between(at.day(), self.today)),
            perhaps: value.is_unknown(),
            points: points.collect(),
        })
    }

    /// The offers that wait for that worker's answer, the oldest first.
    pub(super) fn offers_to(&self, worker: WorkerId, loads: &[Load]) -> Vec<WorkerOffer> {
        let mut all: Vec<(Option<Moment>, WorkerOffer)> = Vec::new();
        for entry in self.board.of_worker(worker).filter(|entry| self.sight.sees(entry)) {
            for (one, value) in self.offers_of(entry).filter(|(one, _)| one.worker == Some(worker)) {
                all.extend(self.offer_line(entry, one, value, loads).map(|line| (one.offered, line)));
            }
        }
        all.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.child.id.cmp(&b.child.id)));
        all.into_iter().map(|(_, line)| line).collect()
    }

    /// What that worker carries, by each policy that asks anything of their team.
    pub(super) fn loads_of(&self, weigher: &Weigher<'_>, worker: WorkerId) -> Vec<Load> {
        let asked = |rule: &usize| self.asks(self.plan().workloads[*rule].pack);
        weigher.rules_for(worker).into_iter().filter(asked).map(|rule| weigher.load(rule, worker, None)).collect()
    }

    /// A load without its lines.
    pub(super) fn load_in_short(&self, load: &Load) -> LoadShown {
        self.telling_initials(|telling| load_shown(load, false, telling))
    }

    /// A load with every line explained; a line about a child leads to it.
    pub(super) fn load_in_full(&self, load: &Load) -> LoadInFull {
        let of_child = load.children.iter().chain(&load.offered);
        let children = of_child.map(|of| self.board.get(of.child).filter(|entry| self.sight.sees(entry)));
        let children: Vec<Option<ChildRef>> = children.map(|entry| entry.map(|entry| self.child(entry))).collect();
        let said = self.telling_initials(|telling| load_said(load, telling));
        let explained = said.into_iter().enumerate().map(|(place, said)| {
            let child = children.get(place).cloned().flatten();
            // The child's initials become the link.
            let parts = child.as_ref().and_then(|child| said.says.split_once(child.initials.as_str()));
            let (before, says) = match parts {
                Some((before, after)) => (before.to_owned(), after.to_owned()),
                None => (String::new(), said.says.clone()),
            };
            let weighs = match said.weighs {
                Weighs::Against => "against",
                Weighs::NotKnown => "not known",
                Weighs::For | Weighs::Neither => "neither",
            };
            LoadLine { before, child, says, weighs, clauses: said.clauses }
        });
        let pack = &self.plan().packs[self.plan().workloads[load.rule].pack];
        LoadInFull { title: pack.title.clone(), load: self.load_in_short(load), explained: explained.collect() }
    }

    /// What is needed to say a load, or who could take a child: other children by their initials.
    pub(super) fn telling_initials<R>(&self, tell: impl FnOnce(&Telling<'_>) -> R) -> R {
        tell(&Telling {
            book: self.book,
            people: self.board.people(),
            plan: self.plan(),
            known: self.known,
            worker: &|worker| self.worker_name(worker),
            child: &|child| {
                let seen = self.board.get(child).filter(|entry| self.sight.sees(entry));
                seen.map(|entry| self.child(entry).initials)
            },
            unit: &|unit| self.units.team(Some(unit)).name,
        })
    }
}

/// "8", "8 to 14", "8 or more".
pub(super) fn weight(range: Range) -> String {
    match range.most {
        Some(most) if most == range.least => points(most),
        Some(most) => format!("{} to {}", points(range.least), points(most)),
        None => format!("{} or more", points(range.least)),
    }
}
