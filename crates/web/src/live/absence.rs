//! The worksheet for a worker's absence: what the policies count from it, each case with what is due next and whether it was
//! decided what becomes of it, who could cover, and the report made from all that (AP-38, AP-39, PG-03).

use std::collections::BTreeMap;

use decide::posts::rostered;
use policy::{AbsentFor, Due as DueRule, Duty, StopOn};
use record::words::{AbsenceKind, Word};
use record::{Content, Day, Fact, Kind, Moment, Tri, UnitId, WorkerId};
use standing::explain::Counting;
use standing::governed::governed;
use standing::person::{Absence, Person};
use standing::workload::Weigher;
use standing::{Closed, DutyRecord, DutyState, Entry};

use super::caseload::Held;
use super::question::Question;
use super::say;
use super::worker_page::worker_path;
use crate::error::PageError;
use crate::forms::Doing;
use crate::view::*;
use crate::words::{Distance, listed, number, plural};

/// The working days of an absence after which a worker counts no more, as the governing policies have them.
#[derive(Default)]
struct Counted {
    clauses: Vec<String>,
    /// The definitions that count a child as without a worker by it.
    definitions: Vec<String>,
    /// The first day from which they are counted.
    first: Option<Day>,
}

impl Question<'_> {
    /// The worksheet of the worker of that id.
    ///
    /// # Errors
    /// Where nothing is on record of anybody of that id.
    pub fn absence_page(&self, worker: &str) -> Result<AbsencePage, PageError> {
        let worker = self.worker_asked(worker)?;
        let weigher = Weigher::new(self.board, self.book, self.at);
        let person = weigher.person(worker);
        let mut absences: Vec<&Absence> = person.absences.iter().collect();
        absences.sort_by_key(|absence| (absence.first, absence.fact));
        let is_away = !absences.is_empty();
        let loads = self.loads_of(&weigher, worker);
        let held = if is_away { self.caseload(worker) } else { Vec::new() };
        let first = absences.iter().filter_map(|absence| self.spell_first(worker, absence)).min();
        let mut cases: Vec<AbsenceCase> = held
            .iter()
            .map(|one| AbsenceCase {
                case: self.case_line(one, &loads),
                decision: self.decision_for(worker, &person, one, first),
                does: self.absence_acts(worker, one.entry),
            })
            .collect();
        // What is to be decided first comes first.
        cases.sort_by_key(|one| {
            let due = one.decision.due().map(|due| due.day.date.clone());
            (one.decision.order(), due.is_none(), due, one.case.child.id.clone())
        });
        let on_duty = self.on_duty_for(worker, person.team);
        let tasks = if is_away { self.tasks_of_worker(worker) } else { Vec::new() };
        let mut page = AbsencePage {
            worker: self.worker_ref(worker),
            team: person.team.map(|team| self.units.team(Some(team))),
            above: self.units.above(person.team, self.board),
            day: say::day(self.today),
            absences: absences.iter().map(|absence| self.spell(worker, &person, absence)).collect(),
            not_known: self.absence_not_known(worker, &person),
            report: Vec::new(),
            cases,
            tasks: tasks.into_iter().map(|(entry, task)| self.worker_task(entry, &task, &on_duty)).collect(),
            cover: self.cover(worker, &person, &held),
            returned: absences.iter().any(|absence| absence.now.is_yes()).then(|| ToPress {
                label: "Record the return".to_owned(),
                path: format!("{}/record/{}", worker_path(self.book.names.worker(worker)), Kind::AbsenceEnded.name()),
            }),
            revise: is_away.then(|| ToPress {
                label: "Change how long it is likely to last".to_owned(),
                path: Doing::Act(decide::ActKind::ReviseAbsence).path(self.book.names.worker(worker)),
            }),
        };
        page.report = report(&page);
        Ok(page)
    }

    /// Why it is not known whether the worker is away, where it is not.
    fn absence_not_known(&self, worker: WorkerId, person: &Person) -> Option<String> {
        let covered = self.board.world().covered_from(Kind::AbsenceStarted, person.team);
        if self.staff.get(worker).absence_not_covered {
            return Some("the list that says who is away does not have them".to_owned());
        }
        covered.is_none_or(|from| from > self.at).then(|| "no file says who is away at that time".to_owned())
    }

    /// The first day of the absence, with those that it overlaps or touches.
    fn spell_first(&self, worker: WorkerId, absence: &Absence) -> Option<Day> {
        let away =
            || standing::away(self.book, worker, self.known, self.at, record::words::Words::of(AbsenceKind::ALL));
        let joined = if absence.now.is_yes() { away().since } else { None };
        joined.or(absence.first)
    }

    fn spell(&self, worker: WorkerId, person: &Person, absence: &Absence) -> AbsenceSpell {
        let (stands, first) = match (absence.now, absence.first) {
            (Tri::Yes, first) => ("now", first),
            (Tri::No, first) => ("to come", first),
            (Tri::Unknown, first) => ("not known", first),
        };
        let calendar = &self.board.world().calendar;
        let so_far = first.filter(|_| absence.now.is_yes());
        let so_far = so_far.map(|first| calendar.between(first.plus_days(-1), self.today).max(0).unsigned_abs());
        let (marks, without_rule) = self.absence_marks(worker, person, absence);
        AbsenceSpell {
            stands,
            kind: absence.kind.name(),
            first: first.map(say::day),
            working_days: so_far,
            likely: absence.likely.map(|day| self.on_day(day)),
            returns: absence.returns.map(|day| self.on_day(day)),
            marks,
            without_rule,
        }
    }

    /// The packs that govern the worker's team and ask something.
    fn packs_for(&self, person: &Person) -> Vec<usize> {
        let (plan, units) = (self.plan(), &self.board.world().units);
        let mut packs = governed(plan, units, person.team, self.at).packs;
        // Who is held in name only is found beside every policy, and is none.
        let in_name = &plan.packs[plan.definitions[self.in_name.only].pack].id;
        let is_given = |id: &str| id != in_name && self.rules.packs.iter().any(|pack| pack.id == id);
        packs.retain(|pack| self.asks(*pack) && is_given(&plan.packs[*pack].id));
        packs
    }

    /// The days that the governing policies count from the absence, and what none of them counts or asks of it.
    fn absence_marks(&self, worker: WorkerId, person: &Person, absence: &Absence) -> (Vec<AbsenceMark>, Vec<String>) {
        let packs = self.packs_for(person);
        let (mut marks, mut without) = (Vec::new(), Vec::new());
        let Some(first) = self.spell_first(worker, absence) else {
            return (marks, vec!["The first day is not known, so no day can be counted from it.".to_owned()]);
        };
        if packs.is_empty() {
            return (marks, vec!["No policy governs the worker's team, so nothing is counted or asked.".to_owned()]);
        }
        if absence.kind == AbsenceKind::NotKnown {
            let says = "Why they are away is not on record, so it is not known whether a policy counts its days.";
            return (marks, vec![says.to_owned()]);
        }
        let kind = absence.kind.name();
        let (counted, any) = self.working_days_counted(worker, &packs, absence, first);
        if counted.is_empty() && any {
            without.push(format!("The working days after which a worker counts no more are not counted for {kind}."));
        } else if counted.is_empty() {
            without.push("No policy that governs the worker's team counts the working days of an absence.".to_owned());
        }
        marks.extend(counted.into_iter().map(|(days, of)| self.mark_of_days(days, of, absence, first)));
        let asked: Vec<&Duty> = self.decision_duties(&packs).collect();
        let mut of_kind: Vec<&Duty> = asked.iter().copied().filter(|rule| self.asked_of(rule, absence.kind)).collect();
        of_kind.sort_by_key(|rule| !matches!(rule.due, DueRule::Within(_)));
        if asked.is_empty() {
            without.push("No policy that governs the worker's team asks what becomes of the cases.".to_owned());
        } else if of_kind.is_empty() {
            without.push(format!("What becomes of the cases is not asked where the reason is {kind}."));
        }
        let at_once = of_kind.iter().find(|rule| matches!(rule.due, DueRule::WhenOpened));
        let is_long = at_once.is_some_and(|rule| self.is_on_record_as_long(rule, worker));
        for rule in &of_kind {
            let DueRule::Within(within) = &rule.due else { continue };
            let calendars = self.board.world().calendars();
            let last = match within.first_day_counted {
                true => calendars.last_of(first, within.length),
                false => calendars.later(first, within.length),
            };
            let then = match (at_once, is_long) {
                (None, _) => "By then it is decided for each child what becomes of the case.",
                (Some(_), true) => "It is on record as likely to last longer, so the decision is due at once.",
                (Some(_), false) => {
                    "By then it is decided for each child what becomes of the case; at once, where it is on record as likely to last longer."
                }
            };
            let counting = Counting::Calendar { from: first, length: within.length, to: last };
            marks.push(AbsenceMark {
                what: format!("{} have passed", crate::words::sentence(&within.length.to_string())),
                on: self.on_day(last),
                then: then.to_owned(),
                counted: say::steps(&counting),
                clauses: rule.cites.0.clone(),
            });
        }
        marks.sort_by(|one, other| one.on.day.date.cmp(&other.on.day.date));
        (marks, without)
    }

    /// The rules by which a worker counts no more after so many working days of that absence, by the number of days; and
    /// whether there are any, of whatever kind of absence.
    fn working_days_counted(
        &self,
        worker: WorkerId,
        packs: &[usize],
        absence: &Absence,
        first: Day,
    ) -> (BTreeMap<u32, Counted>, bool) {
        let plan = self.plan();
        let (mut found, mut any): (BTreeMap<u32, Counted>, bool) = (BTreeMap::new(), false);
        for (place, ruled) in plan.workers.iter().enumerate().filter(|(_, ruled)| packs.contains(&ruled.pack)) {
            for stop in &ruled.rule.stops {
                let StopOn::Absence { kinds, after: AbsentFor::WorkingDays(days @ 1..) } = stop.on else { continue };
                any = true;
                if !kinds.has(absence.kind) {
                    continue;
                }
                let of = found.entry(days).or_default();
                let joined = standing::away(self.book, worker, self.known, self.at, kinds).since;
                of.first = of.first.or(joined.filter(|_| absence.now.is_yes())).or(Some(first));
                of.clauses.extend(stop.cites.0.iter().cloned());
                let counts = |definition: &usize| {
                    let of = &plan.definitions[*definition];
                    of.pack == ruled.pack && plan.worker_rules_of(&of.rule.counts).contains(&place)
                };
                let titles = (0..plan.definitions.len()).filter(counts);
                of.definitions.extend(titles.map(|place| plan.definitions[place].rule.title.clone()));
            }
        }
        for of in found.values_mut() {
            of.clauses.sort();
            of.clauses.dedup();
            of.definitions.sort();
            of.definitions.dedup();
        }
        (found, any)
    }

    fn mark_of_days(&self, days: u32, of: Counted, absence: &Absence, first: Day) -> AbsenceMark {
        let calendar = &self.board.world().calendar;
        let first = of.first.unwrap_or(first);
        let last = calendar.nth_of_absence(first, days);
        let from = last.plus_days(1);
        let by = match of.definitions.as_slice() {
            [] => String::new(),
            titles => format!(" by {}", listed(&titles.iter().map(|title| format!("‘{title}’")).collect::<Vec<_>>())),
        };
        let then = match absence.returns {
            Some(back) if back <= from => {
                format!("They are on record as back on {}, before that counts.", say::day(back))
            }
            _ if from <= self.today => format!("Since {} they count no more as a child's worker{by}.", say::day(from)),
            _ => format!("From {} they count no more as a child's worker{by}, unless they are back.", say::day(from)),
        };
        let count = calendar.between(self.today, last);
        let counted = Counting::Absence { first, days: calendar.explain_after(first.plus_days(-1), days) };
        AbsenceMark {
            what: format!("{} run out", plural(u64::from(days), "working day", "working days")),
            on: OnDay::new(say::day(last), if count == 0 { self.days_to(last) } else { Distance::WorkingDays(count) }),
            then,
            counted: say::steps(&counted),
            clauses: of.clauses,
        }
    }

    /// The duties of those packs that a decision on an absence meets.
    fn decision_duties<'q>(&'q self, packs: &'q [usize]) -> impl Iterator<Item = &'q Duty> {
        let duties = self.plan().duties.iter().filter(|ruled| packs.contains(&ruled.pack));
        duties.map(|ruled| &ruled.rule).filter(|rule| is_decision(rule))
    }

    /// Whether a duty about an absence is asked of that kind.
    fn asked_of(&self, rule: &Duty, kind: AbsenceKind) -> bool {
        let rules = self.plan().worker_rules_of(&rule.during).into_iter();
        let mut stops = rules.flat_map(|place| &self.plan().workers[place].rule.stops);
        stops.any(|stop| matches!(stop.on, StopOn::Absence { kinds, .. } if kinds.has(kind)))
    }

    /// Whether the worker counts no more by the rule of a duty that opens once an absence is on record as long.
    fn is_on_record_as_long(&self, rule: &Duty, worker: WorkerId) -> bool {
        let rules = self.plan().worker_rules_of(&rule.during).into_iter();
        let mut fits = rules.filter_map(|place| self.board.world().fits_at(place, worker, self.at));
        fits.any(|step| step.value.is_no())
    }

    /// Whether it was decided what becomes of that case in this absence, or by when it is to be.
    fn decision_for(&self, worker: WorkerId, person: &Person, held: &Held<'_>, first: Option<Day>) -> AbsenceDecision {
        let entry = held.entry;
        if held.is_main().is_no() {
            let why = "They are neither its lead nor its key worker: nothing is asked.".to_owned();
            return AbsenceDecision::NotAsked { why };
        }
        let from = first.map_or(Moment::MIN, Day::start);
        let within =
            |fact: &&Fact| fact.when.as_end().is_some_and(|at| at >= from) && fact.when.as_start() <= Some(self.at);
        let decided = |fact: &&Fact| matches!(fact.content, Content::AbsenceDecided { .. });
        let made = self.facts(entry.child).filter(decided).filter(within);
        if let Some(fact) = made.max_by_key(|fact| (fact.when.as_start(), fact.recorded)) {
            return AbsenceDecision::Made { says: self.decided_words(fact) };
        }
        let asked = entry.timeline.duties.iter().filter(|duty| self.is_owed(duty) && is_decision(self.rule(duty)));
        let mut asked: Vec<&DutyRecord> = asked.collect();
        asked.sort_by_key(|duty| (duty.due_by(self.at).last(), duty.duty));
        let live = asked.iter().find(|duty| matches!(duty.state(self.at), DutyState::Overdue | DutyState::Open));
        let to_come = || asked.iter().find(|duty| duty.state(self.at) == DutyState::ToCome);
        let hidden = asked.iter().find(|duty| duty.state(self.at) == DutyState::CannotBeKnown);
        let met = asked.iter().find(|duty| {
            let is_met = matches!(duty.state(self.at), DutyState::Closed(Closed::Met | Closed::MetLate(_)));
            is_met && duty.closed.is_some_and(|(when, _)| when >= from)
        });
        if let (Some(duty), None) = (hidden, live) {
            return AbsenceDecision::NotKnown { why: self.cannot_be_known(duty) };
        }
        if let (Some(duty), None) = (met, live) {
            let says = self
                .fact(entry.child, duty.met_by)
                .map(|fact| format!("{}, {}", self.fact_words(&fact.content), say::when(fact)));
            return AbsenceDecision::Met { says: says.unwrap_or_else(|| "Met".to_owned()) };
        }
        match live.copied().or_else(|| to_come().copied()) {
            Some(duty) => AbsenceDecision::Owed {
                due: self.due(self.rule(duty), duty),
                what: self.rule(duty).title.clone(),
                clause: self.rule(duty).cites.first().to_owned(),
                to_come: duty.state(self.at) == DutyState::ToCome,
            },
            None => AbsenceDecision::NotAsked { why: self.why_not_asked(worker, person) },
        }
    }

    fn why_not_asked(&self, worker: WorkerId, person: &Person) -> String {
        let packs = self.packs_for(person);
        let asked: Vec<&Duty> = self.decision_duties(&packs).collect();
        let kinds = person.absences.iter().map(|absence| absence.kind);
        let of_kind = |kind: AbsenceKind| asked.iter().any(|rule| self.asked_of(rule, kind));
        match (asked.is_empty(), kinds.into_iter().any(of_kind)) {
            (true, _) => "No policy that governs here asks for a decision.".to_owned(),
            (false, false) => "No decision is asked for an absence of this kind.".to_owned(),
            (false, true) => match self.staff.get(worker).has_left.is_yes() {
                true => "They have left: there is no absence to decide on.".to_owned(),
                false => "Nothing is asked for this child now.".to_owned(),
            },
        }
    }

    /// "On Tue 10 March 2026, 09:00, by Mina Example as team manager".
    fn decided_words(&self, fact: &Fact) -> String {
        let actor = self.book.names.actor(fact.by);
        let by = self.book.names.find_worker(actor).map(|worker| format!("by {}", self.worker_name(worker)));
        let post = match fact.content {
            Content::AbsenceDecided { post: Some(post) } => format!(" as {}", self.post(post)),
            _ => String::new(),
        };
        format!("On {}, {}{post}", say::when(fact), by.unwrap_or_else(|| say::by(actor)))
    }

    /// Who is on the rota of that team and at work, without the worker.
    fn on_duty_for(&self, worker: WorkerId, team: Option<UnitId>) -> Vec<WorkerId> {
        let on = team.map(|team| rostered(self.book, team, self.today, self.known)).unwrap_or_default();
        on.into_iter().filter(|one| *one != worker && !self.staff.get(*one).absent.is_yes()).collect()
    }

    /// What can be pressed for a child of somebody who is away: the holder stays who it is (AP-38).
    fn absence_acts(&self, worker: WorkerId, entry: &Entry) -> Vec<ToPress> {
        let on_duty = self.on_duty_for(worker, entry.timeline.team_at(self.at));
        let task = |label: String, to: Option<WorkerId>| {
            let fields = to.map(|to| ("worker", self.book.names.worker(to).to_owned()));
            ToPress { label, path: self.form(entry, "record", Kind::TaskSet.name(), fields) }
        };
        let mut does: Vec<ToPress> = match on_duty.as_slice() {
            [] => vec![task("Set a task for whoever is on duty".to_owned(), None)],
            some => some
                .iter()
                .map(|to| task(format!("Set a cover task for {}", self.worker_name(*to)), Some(*to)))
                .collect(),
        };
        does.push(ToPress {
            label: "Record what was decided".to_owned(),
            path: self.form(entry, "record", Kind::AbsenceDecided.name(), []),
        });
        let path = format!("{}/allocate", self.child(entry).path());
        does.push(ToPress { label: "Offer it to somebody else".to_owned(), path });
        does
    }

    /// Who is on duty that day in each team of the worker's children, the worker's own first.
    fn cover(&self, worker: WorkerId, person: &Person, held: &[Held<'_>]) -> Vec<CoverLine> {
        let mut teams: Vec<Option<UnitId>> = held.iter().map(|one| one.entry.timeline.team_at(self.at)).collect();
        teams.sort_unstable();
        teams.dedup();
        teams.sort_by_key(|team| *team != person.team);
        let own = worker_path(self.book.names.worker(worker));
        let line = |team: Option<UnitId>| {
            let mut on = self.rota_day(team, self.today).on;
            on.retain(|one| one.path != own);
            CoverLine { team: self.units.team(team), on }
        };
        teams.into_iter().map(line).collect()
    }
}

/// Whether a decision on an absence meets the duty.
fn is_decision(rule: &Duty) -> bool {
    rule.ways().any(|way| way.fact == Kind::AbsenceDecided)
}

/// What is said to whoever must know, a sentence each: the senior manager where the absence is long (AP-39).
fn report(page: &AbsencePage) -> Vec<String> {
    let who = match (&page.worker.what, &page.team) {
        (Some(what), Some(team)) => format!("{}, {what} of {},", page.worker.name, team.name),
        (Some(what), None) => format!("{}, {what},", page.worker.name),
        (None, _) => page.worker.name.clone(),
    };
    let mut said: Vec<String> = page.absences.iter().map(|spell| format!("{who} {}.", spell.words())).collect();
    if said.is_empty() {
        return said;
    }
    let main = page.cases.len() as u64;
    let count = |is: &dyn Fn(&AbsenceCase) -> bool| page.cases.iter().filter(|one| is(one)).count() as u64;
    said.push(match main {
        0 => "No child is theirs that can be seen here.".to_owned(),
        _ => format!("They have a part in {}.", plural(main, "child's case", "children's cases")),
    });
    let made = count(&|one| matches!(one.decision, AbsenceDecision::Made { .. }));
    let met = count(&|one| matches!(one.decision, AbsenceDecision::Met { .. }));
    let owed = count(&|one| matches!(one.decision, AbsenceDecision::Owed { .. }));
    let not_known = count(&|one| matches!(one.decision, AbsenceDecision::NotKnown { .. }));
    if made + met + owed + not_known > 0 {
        let mut parts = vec![format!("decided for {}", number(made)), format!("not yet for {}", number(owed))];
        if met > 0 {
            parts.push(format!("met otherwise for {}", number(met)));
        }
        if not_known > 0 {
            parts.push(format!("not known for {}", number(not_known)));
        }
        let mut days: Vec<&Due> = page.cases.iter().filter_map(|one| one.decision.due()).collect();
        days.sort_by(|one, other| one.day.date.cmp(&other.day.date));
        let first = days.first().map(|due| format!("; the first is due {due}")).unwrap_or_default();
        said.push(format!("What becomes of the case is {}{first}.", listed(&parts)));
    }
    let late = count(&|one| !one.case.owed.overdue.is_empty());
    if late > 0 {
        said.push(format!("For {} something is overdue.", plural(late, "child", "children")));
    }
    let without = count(&|one| one.case.stands.is_some());
    if without > 0 {
        let says =
            plural(without, "child counts, may count or comes to count", "children count, may count or come to count");
        said.push(format!("{says} as without a worker: see each."));
    }
    if !page.tasks.is_empty() {
        said.push(format!("{} theirs by name.", plural(page.tasks.len() as u64, "task is", "tasks are")));
    }
    for line in &page.cover {
        let names: Vec<&str> = line.on.iter().filter(|one| !one.away).map(|one| one.name.as_str()).collect();
        said.push(match names.as_slice() {
            [] => format!("Nobody is on duty in {} today.", line.team.name),
            _ => format!("On duty in {} today: {}.", line.team.name, listed(&names)),
        });
    }
    said
}
