//! A team's duty board: who is on the rota, what is to be done for its children, and who has it (AS-05, AS-12, PG-06).

use decide::posts::rostered;
use record::words::{Post, Word};
use record::{Content, Day, Kind, Moment, UnitId, WorkerId};
use standing::Entry;
use standing::tasks::{How, Task, tasks};

use super::owed::{AHEAD_DAYS, Item, OfChild};
use super::question::Question;
use super::say;
use super::today::{Asked, Placed, Thing};
use super::whose::Theirs;
use super::worker_page::worker_path;
use crate::error::PageError;
use crate::view::*;
use crate::words::Distance;

/// So many days of the rota are shown.
const ROTA_DAYS: i32 = 7;

impl Question<'_> {
    /// The child's tasks that are to be done. One whose worker has left the authority is nobody's again: whoever is on duty has it.
    pub fn tasks_to_do(&self, entry: &Entry) -> Vec<Task> {
        let is_task = |content: &Content| content.kind() == Kind::TaskSet;
        if !self.facts(entry.child).any(|fact| is_task(&fact.content)) {
            return Vec::new();
        }
        let mut found = self.tasks_of(entry);
        found.retain(Task::is_open);
        for task in &mut found {
            task.worker = task.worker.filter(|worker| !self.staff.get(*worker).has_left.is_yes());
        }
        found
    }

    fn tasks_of(&self, entry: &Entry) -> Vec<Task> {
        tasks(&standing::board::lists(self.book, self.board.people(), entry.child), self.known, self.at)
    }

    /// What kind of thing a task is today, and by what it stands in order.
    pub(super) fn task_thing(&self, task: &Task) -> (ThingKind, Moment) {
        let soon = self.today.plus_days(AHEAD_DAYS);
        let kind = match task.due {
            None => ThingKind::Undated,
            Some(due) if due < self.today => ThingKind::Overdue,
            Some(due) if due == self.today => ThingKind::DueToday,
            Some(due) if due <= soon => ThingKind::Coming,
            Some(_) => ThingKind::Later,
        };
        (kind, task.due.map_or_else(|| task.set.as_start().unwrap_or(Moment::MIN), Day::end))
    }

    /// By when a task is to be done, and how far off that is, in calendar days.
    pub(super) fn task_due(&self, task: &Task) -> Option<Due> {
        let days = |due: Day| Distance::Days(i64::from(due.number() - self.today.number()));
        task.due.map(|due| Due::new(say::day(due), days(due)))
    }

    /// A task as somebody's thing to do, with what can be pressed.
    pub(super) fn task_said(&self, entry: &Entry, task: &Task, me: WorkerId, blank: TodayThing) -> TodayThing {
        let of = ("task", task.task.to_string());
        let press = |kind: Kind, label: &str, more: Option<(&'static str, String)>| ToPress {
            label: label.to_owned(),
            path: self.form(entry, "record", kind.name(), [Some(of.clone()), more].into_iter().flatten()),
        };
        let is_known = me.index() < self.book.names.workers.len();
        let mine = (task.worker != Some(me) && is_known)
            .then(|| press(Kind::TaskTaken, "Take it", Some(("worker", self.book.names.worker(me).to_owned()))));
        let other = || press(Kind::TaskTaken, "Give it to somebody", None);
        TodayThing {
            what: self.task_words(task),
            clauses: self.clauses_of_tasks(),
            due: self.task_due(task),
            since: task.due.is_none().then(|| task.set.as_start().and_then(say::day_of)).flatten(),
            does: Some(press(Kind::TaskDone, "Record that it is done", None)),
            or: Some(mine.unwrap_or_else(other)),
            ..blank
        }
    }

    /// What is to be done, and the training that it needs (AP-21).
    fn task_words(&self, task: &Task) -> String {
        let needs = task.training.map_or_else(String::new, |of| format!(" (needs training in {})", of.name()));
        format!("{}{needs}", self.book.names.text(task.what))
    }

    /// The clauses that ask for tasks, of the policies that govern.
    fn clauses_of_tasks(&self) -> Vec<String> {
        let has = |id: &&str| {
            let packs = self.packs_today().filter(|pack| self.governs(&pack.id));
            packs.flat_map(|pack| &pack.clauses).any(|clause| clause.id == *id)
        };
        ["AS-12", "PG-06"].iter().filter(|id| has(id)).map(|id| (*id).to_owned()).collect()
    }

    /// The child's tasks as its page shows them: what is to be done, and what was.
    pub fn tasks_shown(&self, entry: &Entry) -> Vec<TaskLine> {
        let lines = self.tasks_of(entry).into_iter().map(|task| {
            let press = |kind: Kind, label: &str| ToPress {
                label: label.to_owned(),
                path: self.form(entry, "record", kind.name(), [("task", task.task.to_string())]),
            };
            let says = |text: Option<record::TextId>| text.map(|text| self.book.names.text(text).to_owned());
            TaskLine {
                what: self.task_words(&task),
                due: self.task_due(&task).filter(|_| task.is_open()),
                whose: self.task_whose(&task),
                set: self.task_set(&task),
                ended: task.ended.map(|ended| TaskEnded {
                    done: ended.how == How::Done,
                    with_the_case: ended.how == How::WithTheCase,
                    on: ended.when.day().map(say::day),
                    late: task.due.zip(ended.when.day()).is_some_and(|(due, on)| on > due),
                    says: says(ended.says),
                }),
                does: if task.is_open() && !self.is_closed(entry) {
                    vec![
                        press(Kind::TaskDone, "Record that it is done"),
                        press(Kind::TaskTaken, "Give it to somebody"),
                        press(Kind::TaskDropped, "No longer to be done"),
                    ]
                } else {
                    Vec::new()
                },
            }
        });
        lines.collect()
    }

    /// "Set on Mon 9 March 2026 by Mina Example".
    pub(super) fn task_set(&self, task: &Task) -> String {
        let on = task
            .set
            .day()
            .map_or_else(|| "on a day that is not known".to_owned(), |day| format!("on {}", say::day(day)));
        let actor = self.book.names.actor(task.by);
        let by = self.book.names.find_worker(actor).map(|worker| self.worker_name(worker));
        format!("Set {on} {}", by.map_or_else(|| say::by(actor), |name| format!("by {name}")))
    }

    fn task_whose(&self, task: &Task) -> String {
        match task.worker {
            Some(worker) if self.staff.get(worker).has_left.is_yes() => {
                format!("{}, who has left: whoever is on duty", self.worker_name(worker))
            }
            Some(worker) => self.worker_name(worker),
            None => "Whoever is on duty".to_owned(),
        }
    }

    /// The duty board of a team, for whoever looks at it; `acting` is the worker's id, where it is known who does.
    ///
    /// # Errors
    /// Where nobody on record has that id.
    pub fn duty_board(&self, team: Option<UnitId>, acting: Option<&str>) -> Result<DutyBoardPage, PageError> {
        let not_there = PageError::NotFound { what: "worker" };
        let me = acting.map(|id| self.book.names.find_worker(id).ok_or(not_there)).transpose()?;
        let nobody = WorkerId::from_index(self.book.names.workers.len());
        let mut asked = Asked::new(self, me.unwrap_or(nobody));
        let owed = self.owed(team);
        let mut placed: Vec<Placed<'_>> = Vec::new();
        let (mut unassigned, mut of_tasks) = (0, 0);
        for one in &owed.children {
            let Some(entry) = self.board.get(one.child).filter(|entry| self.sight.sees(entry)) else { continue };
            of_tasks += one.tasks.len() as u64;
            unassigned += one.tasks.iter().filter(|task| task.worker.is_none()).count() as u64;
            let things = self.duty_things(entry, one, team, &mut asked);
            if !things.is_empty() {
                placed.push(Placed { entry, team, things, others: Vec::new(), one: one.clone() });
            }
        }
        let list = |is_of: &dyn Fn(ThingKind) -> bool| self.list(&placed, &asked, true, usize::MAX, is_of);
        Ok(DutyBoardPage {
            team: self.units.team(team),
            above: self.units.above(team, self.board),
            day: say::day(self.today),
            acting: me.map(|me| self.worker_name(me)),
            not_known: self.not_countable(self.tray),
            rota: (0..ROTA_DAYS).map(|days| self.rota_day(team, self.today.plus_days(days))).collect(),
            staff: self.team_staff(team),
            now: list(&|kind| kind <= ThingKind::DueToday),
            coming: list(&|kind| kind == ThingKind::Coming),
            later: list(&|kind| kind == ThingKind::Later),
            undated: list(&|kind| matches!(kind, ThingKind::Undated | ThingKind::ToDecide | ThingKind::CannotBeKnown)),
            tasks: of_tasks,
            unassigned,
        })
    }

    /// What duty has to do for a child: its tasks, and the duties of whoever is on duty.
    fn duty_things(&self, entry: &Entry, one: &OfChild, team: Option<UnitId>, asked: &mut Asked<'_>) -> Vec<Thing> {
        let mut things: Vec<Thing> = Vec::new();
        for item in &one.items {
            let (kind, order, says) = match *item {
                Item::Task(place) => {
                    let task = &one.tasks[place];
                    let (kind, order) = self.task_thing(task);
                    (kind, order, format!("{}.", self.task_whose(task)))
                }
                Item::Duty(place, post @ (Post::DutySocialWorker | Post::DutyTeamManager)) => {
                    let (kind, order) = self.thing_of(&entry.timeline.duties[place]);
                    let answer = asked.answer(post, one, team);
                    (kind, order, format!("{}.", self.whose(&answer, team)))
                }
                _ => continue,
            };
            things.push(Thing { kind, order, item: *item, why: Theirs::Whoevers(says) });
        }
        things.sort_by_key(|thing| (thing.kind, thing.order));
        things
    }

    pub(super) fn rota_day(&self, team: Option<UnitId>, day: Day) -> RotaDay {
        let on = team.map(|team| rostered(self.book, team, day, self.known)).unwrap_or_default();
        let line = |worker: WorkerId| {
            let id = self.book.names.worker(worker);
            RotaLine {
                name: self.worker_name(worker),
                path: worker_path(id),
                away: day == self.today && self.staff.get(worker).absent.is_yes(),
                off: rota_path(id, Kind::DutyRosterCleared, self.team_written(team), day),
            }
        };
        RotaDay { day: say::day(day), on: on.into_iter().map(line).collect() }
    }

    fn team_written(&self, team: Option<UnitId>) -> &str {
        team.map_or("", |team| self.book.names.unit(team))
    }

    /// Who is of the team and has not left, each with the form that puts them on the rota for the day.
    fn team_staff(&self, team: Option<UnitId>) -> Vec<RotaLine> {
        let is_of = |worker: &WorkerId| {
            let now = self.staff.get(*worker);
            let is_pool = now.profession.is_none_or(|of| of == record::words::Profession::Pool);
            team.is_some() && now.team == team && !is_pool && !now.has_left.is_yes()
        };
        let mut staff: Vec<RotaLine> = self
            .book
            .worker_ids()
            .filter(is_of)
            .map(|worker| {
                let id = self.book.names.worker(worker);
                let off = rota_path(id, Kind::DutyRostered, self.team_written(team), self.today);
                let away = self.staff.get(worker).absent.is_yes();
                RotaLine { name: self.worker_name(worker), path: worker_path(id), away, off }
            })
            .collect();
        staff.sort_by(|one, other| one.name.cmp(&other.name));
        staff
    }
}

/// The form that puts a worker on a team's rota for a day, or takes them off it.
fn rota_path(worker: &str, kind: Kind, team: &str, day: Day) -> String {
    let path = format!("{}/record/{}", worker_path(worker), kind.name());
    let on = day.to_string();
    with_query(&path, [("team", Some(team)), ("on", Some(on.as_str()))], PageWanted::default())
}
