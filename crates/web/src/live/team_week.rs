//! A team's week: what each worker carries against what is a full load for them, what changed in seven days, and what is about
//! to change it (AP-27). A week ago is worked out as at that instant, from what is known at the present one: nothing is kept.

use std::collections::BTreeMap;

use record::book::known_facts;
use record::words::Profession;
use record::{Moment, Tri, UnitId, WorkerId};
use standing::since::{days_since, first_day};
use standing::workload::{Load, Weigher};

use super::holders::workers_of;
use super::question::Question;
use super::say;
use crate::view::*;
use crate::words::listed;

/// The same question a week before, with who weighs then and now.
struct Week<'w, 'a> {
    then: &'w Question<'a>,
    now: Weigher<'a>,
    before: Weigher<'a>,
    /// Why nothing can be said of a week ago; nothing where it can.
    not_known: Option<String>,
}

impl<'a> Question<'a> {
    /// The week of that team.
    pub fn team_week(&self, team: Option<UnitId>) -> TeamWeekPage {
        let then = self.at(self.weeks_before(1));
        let week = Week {
            now: Weigher::new(self.board, self.book, self.at),
            before: Weigher::new(self.board, self.book, then.at),
            not_known: then.holding_not_known(team),
            then: &then,
        };
        let members = self.members(team, &then);
        let mut lines: Vec<WorkerWeek> = Vec::new();
        let mut without_cases: Vec<WorkerRef> = Vec::new();
        for worker in &members {
            let line = self.worker_week(*worker, &week);
            let is_over = line.left.is_some() && line.holds + line.may_hold_more == 0;
            let moved = line.change.value().is_some_and(|change| !change.is_empty());
            let carries = line.holds + line.may_hold_more > 0 || moved || !line.offers.is_empty();
            // Who manages a team and holds nobody has no caseload to be looked at weekly.
            let can_hold = self.staff.get(*worker).holds_cases() != Some(false);
            match carries || (can_hold && !is_over) {
                true => lines.push(line),
                false if is_over => {}
                false => without_cases.push(line.worker),
            }
        }
        lines.sort_by(|one, other| {
            let percent = |line: &WorkerWeek| line.loads.iter().map(|load| load.now.percent_least).max().flatten();
            let order = |line: &WorkerWeek| (percent(line), line.holds, line.may_hold_more);
            order(other).cmp(&order(one)).then_with(|| one.worker.name.cmp(&other.worker.name))
        });
        let definition = Some(self.definition(self.tray).id);
        let unit = self.units.team(team);
        TeamWeekPage {
            above: self.units.above(team, self.board),
            day: say::day(self.today),
            week_ago: say::day(then.today),
            clauses: self.clauses_had(&["AP-27"]),
            workers_not_known: self.workers_not_covered(),
            workers: lines,
            without_cases,
            others: self.other_holders(team, &members),
            counted_by: self.definition(self.tray),
            counted_for: self.counted_for(&[team]),
            without: self.counted_known(self.tally(team).without),
            without_week_ago: then.counted_known(then.tally(team).without),
            without_children: ChildrenFilter { definition, ..ChildrenFilter::of_unit(&unit) },
            offers: self.offers_in(team),
            ready: self.ready_in(team),
            grown_up: self.grown_up_in(team),
            team: unit,
        }
    }

    /// Who is of the team, and who was when they left it or the authority and still held, or held a week ago, any child.
    fn members(&self, team: Option<UnitId>, then: &Question<'_>) -> Vec<WorkerId> {
        let is_of = |question: &Question<'_>, worker: WorkerId| {
            let now = question.staff.get(worker);
            team.is_some() && now.team == team && now.profession != Some(Profession::Pool)
        };
        let is_known = |worker: &WorkerId| known_facts(self.book.worker(*worker), self.known).next().is_some();
        let mut all: Vec<WorkerId> = self
            .book
            .worker_ids()
            .filter(is_known)
            .filter(|worker| {
                let left_before = then.staff.get(*worker).has_left.is_yes();
                is_of(self, *worker) && (!left_before || !self.caseload(*worker).is_empty())
            })
            .collect();
        all.sort_by_cached_key(|worker| self.worker_name(*worker));
        all
    }

    /// Why it cannot be known who held whom at that instant; nothing where it can.
    fn holding_not_known(&self, team: Option<UnitId>) -> Option<String> {
        if let Some(from) = self.nothing_before() {
            return Some(format!("nothing about any child was on this record before {from}"));
        }
        match self.holding_covered_from(team) {
            Some(from) if from <= self.at => None,
            Some(from) => Some(match say::day_of(from) {
                Some(day) => format!("no file says who held whom before {day}"),
                None => "no file says who held whom then".to_owned(),
            }),
            None => Some("no file says who holds whom".to_owned()),
        }
    }

    fn worker_week(&self, worker: WorkerId, week: &Week<'_, '_>) -> WorkerWeek {
        let person = week.now.person(worker);
        let loads = self.loads_of(&week.now, worker);
        let before = week.then.loads_of(&week.before, worker);
        let held = self.caseload(worker);
        let main = |value: Tri| held.iter().filter(|one| one.is_main() == value).count() as u64;
        WorkerWeek {
            worker: self.worker_ref(worker),
            left: self.left_words(&person),
            holds: main(Tri::Yes),
            may_hold_more: main(Tri::Unknown),
            loads: loads.iter().map(|load| self.load_week(load, &before, week)).collect(),
            change: match &week.not_known {
                Some(why) => Known::Unknown(why.clone()),
                None => Known::Known(self.moved(worker, week.then)),
            },
            coming: self.coming_for(worker, &person, &loads),
            offers: self.offers_to(worker, &loads),
        }
    }

    fn load_week(&self, load: &Load, before: &[Load], week: &Week<'_, '_>) -> LoadWeek {
        let pack = |load: &Load| &self.plan().packs[self.plan().workloads[load.rule].pack].id;
        let same = before.iter().find(|of| pack(of) == pack(load));
        let before = match (&week.not_known, same) {
            (Some(why), _) => Known::Unknown(why.clone()),
            (None, None) => Known::Unknown("the policy that weighs it did not govern then".to_owned()),
            (None, Some(before)) => Known::Known(week.then.load_in_short(before)),
        };
        LoadWeek { now: self.load_in_short(load), before }
    }

    /// Whom the worker holds now as lead or key worker and did not then, and the other way round.
    fn moved(&self, worker: WorkerId, then: &Question<'_>) -> Moved {
        let mut all: BTreeMap<record::ChildId, (Tri, Tri, ChildRef)> = BTreeMap::new();
        for one in self.caseload(worker) {
            all.insert(one.entry.child, (one.is_main(), Tri::No, self.child(one.entry)));
        }
        for one in then.caseload(worker) {
            let known = all.entry(one.entry.child).or_insert_with(|| (Tri::No, Tri::No, self.child(one.entry)));
            known.1 = one.is_main();
        }
        let mut moved = Moved::default();
        for (now, before, child) in all.into_values() {
            match (now, before) {
                _ if now == before => {}
                (Tri::Yes, Tri::No) => moved.gained.push(child),
                (Tri::No, Tri::Yes) => moved.lost.push(child),
                _ => moved.perhaps.push(child),
            }
        }
        moved
    }

    /// Who else holds children of the team who are open, those with the most first.
    fn other_holders(&self, team: Option<UnitId>, members: &[WorkerId]) -> Vec<OtherHolder> {
        let mut counts: BTreeMap<WorkerId, u64> = BTreeMap::new();
        for entry in self.of_team(team).filter(|entry| !self.is_closed(entry)) {
            for worker in workers_of(&self.holding(entry)) {
                if !members.contains(&worker) {
                    *counts.entry(worker).or_default() += 1;
                }
            }
        }
        let line = |(worker, children): (WorkerId, u64)| OtherHolder {
            worker: self.worker_ref(worker),
            of: self.staff.get(worker).team.map(|team| self.units.team(Some(team))),
            children,
        };
        let mut all: Vec<OtherHolder> = counts.into_iter().map(line).collect();
        all.sort_by(|one, other| {
            other.children.cmp(&one.children).then_with(|| one.worker.name.cmp(&other.worker.name))
        });
        all
    }

    fn offers_in(&self, team: Option<UnitId>) -> Vec<WorkerOffer> {
        let mut all: Vec<(Option<Moment>, WorkerOffer)> = Vec::new();
        for entry in self.of_team(team).filter(|entry| !self.is_closed(entry)) {
            for (one, value) in self.offers_of(entry) {
                all.extend(self.offer_line(entry, one, value, &[]).map(|line| (one.offered, line)));
            }
        }
        all.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.child.id.cmp(&b.child.id)));
        all.into_iter().map(|(_, line)| line).collect()
    }

    /// Children who wait to be closed or to be transferred.
    fn ready_in(&self, team: Option<UnitId>) -> Vec<ReadyLine> {
        let stages = [(self.shown.awaiting_closure, "Awaiting closure"), (self.shown.in_transfer, "In transfer")];
        let mut all: Vec<(Option<record::Day>, ReadyLine)> = Vec::new();
        for entry in self.of_team(team).filter(|entry| !self.is_closed(entry)) {
            for (place, stage) in stages {
                let Some(step) = entry.timeline.counted_since(place, self.at) else { continue };
                if !step.value.is_yes() {
                    continue;
                }
                let since = first_day(step.from);
                let held = workers_of(&self.holding(entry));
                let held: Vec<String> = held.into_iter().map(|worker| self.worker_name(worker)).collect();
                let owed = self.owed_for(entry);
                let line = ReadyLine {
                    child: self.child(entry),
                    stage,
                    since: since.map(say::day),
                    days: since.map(|since| u64::from(days_since(since, self.today))),
                    held: if held.is_empty() { "nobody".to_owned() } else { listed(&held) },
                    next: owed.overdue.into_iter().chain(owed.next).next(),
                };
                all.push((since, line));
            }
        }
        all.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.child.id.cmp(&b.child.id)));
        all.into_iter().map(|(_, line)| line).collect()
    }
}
