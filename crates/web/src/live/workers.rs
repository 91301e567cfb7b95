//! What is on record of the workers at an instant, and who holds a child in name only.
//!
//! A child is held in name only where the tray's definition does not count it, and every worker on record for it is a
//! pool name, a manager, one who has left, one absent for more than ten working days, or one who is known to have no
//! registration while the child is looked after or on a child protection plan. Where what a holder is, is not recorded,
//! the child is so possibly. The full form, with unseen children and managers who may hold, comes with issue 3.

use std::cell::RefCell;

use record::book::known_facts;
use record::words::{AbsenceKind, Profession, Role};
use record::{Book, Calendar, Content, Day, Kind, Moment, Tri, UnitId, WorkerId};
use rustc_hash::FxHashMap;
use standing::{Entry, Holding};

use super::question::Question;

/// After how many working days an absence leaves a child without anybody in truth.
const LONG_ABSENCE_WORKING_DAYS: u32 = 10;

/// Why a holder is none in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hollow {
    Pool,
    Manager,
    Gone,
    Absent,
    Unregistered,
}

impl Hollow {
    pub const ALL: [Hollow; 5] = [Hollow::Pool, Hollow::Manager, Hollow::Gone, Hollow::Absent, Hollow::Unregistered];

    pub fn id(self) -> &'static str {
        match self {
            Hollow::Pool => "pool",
            Hollow::Manager => "manager",
            Hollow::Gone => "gone",
            Hollow::Absent => "absent",
            Hollow::Unregistered => "unregistered",
        }
    }

    pub fn says(self) -> &'static str {
        match self {
            Hollow::Pool => "held in the name of a pool, which is no person",
            Hollow::Manager => "held in a manager's name",
            Hollow::Gone => "held in the name of someone who has left the authority",
            Hollow::Absent => "held in the name of someone absent for more than ten working days",
            Hollow::Unregistered => "held by someone who is not registered with Social Work England",
        }
    }

    pub fn from_id(id: &str) -> Option<Hollow> {
        Hollow::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// A worker as on record at an instant.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkerNow {
    pub profession: Option<Profession>,
    pub team: Option<UnitId>,
    pub registered: Tri,
    pub has_left: bool,
    pub has_joined: bool,
    pub absent: Option<(AbsenceKind, Day)>,
    pub long_absent: bool,
}

/// The workers at one instant, each read once.
pub struct Staff<'a> {
    book: &'a Book,
    calendar: &'a Calendar,
    known: Moment,
    at: Moment,
    read: RefCell<FxHashMap<WorkerId, WorkerNow>>,
}

impl<'a> Staff<'a> {
    pub fn new(book: &'a Book, calendar: &'a Calendar, known: Moment, at: Moment) -> Staff<'a> {
        Staff { book, calendar, known, at, read: RefCell::default() }
    }

    pub fn get(&self, worker: WorkerId) -> WorkerNow {
        *self.read.borrow_mut().entry(worker).or_insert_with(|| self.read(worker))
    }

    fn read(&self, worker: WorkerId) -> WorkerNow {
        let mut now = WorkerNow { has_joined: true, ..WorkerNow::default() };
        let (mut left, mut joined): (Option<Day>, Option<Day>) = (None, None);
        let mut absences: Vec<(record::Ref, AbsenceKind, Day)> = Vec::new();
        let mut returned: Vec<(record::Ref, Day)> = Vec::new();
        let (mut details_from, mut registered_from) = (Moment::MIN, Moment::MIN);
        for fact in known_facts(self.book.worker(worker), self.known) {
            // What is so from an unknown day on has always been so as far as anybody knows.
            let from = fact.when.as_start().unwrap_or(Moment::MIN);
            let begun = from <= self.at;
            match fact.content {
                Content::WorkerDetails { profession, team, .. } if begun && from >= details_from => {
                    details_from = from;
                    now.profession = profession;
                    now.team = team.or(now.team);
                }
                Content::Registered { .. } | Content::NotRegistered {} if begun && from >= registered_from => {
                    registered_from = from;
                    now.registered = Tri::from(matches!(fact.content, Content::Registered { .. }));
                }
                Content::WorkerLeft {} => left = fact.when.day().max(left),
                Content::WorkerJoined {} => joined = fact.when.day().max(joined),
                Content::AbsenceStarted { absence, absence_kind, .. } if begun => {
                    absences.extend(fact.when.day().map(|day| (absence, absence_kind, day)));
                }
                Content::AbsenceEnded { absence } => returned.extend(fact.when.day().map(|day| (absence, day))),
                _ => {}
            }
        }
        let came_back = |left: Day| joined.is_some_and(|joined| joined > left && joined.start() <= self.at);
        now.has_left = left.is_some_and(|day| day.plus_days(1).start() <= self.at && !came_back(day));
        now.has_joined = joined.is_none_or(|day| day.start() <= self.at);
        let is_back = |of: record::Ref| returned.iter().any(|(absence, day)| *absence == of && day.start() <= self.at);
        now.absent = absences.into_iter().filter(|(of, ..)| !is_back(*of)).map(|(_, kind, day)| (kind, day)).next();
        now.long_absent = now.absent.is_some_and(|(_, first)| {
            let last = self.calendar.nth_of_absence(first, LONG_ABSENCE_WORKING_DAYS);
            last.plus_days(1).start() <= self.at
        });
        now
    }

    /// Every worker of the record.
    pub fn everybody(&self) -> impl Iterator<Item = WorkerNow> {
        self.book.worker_ids().map(|worker| self.get(worker))
    }
}

impl WorkerNow {
    pub fn is_manager(&self) -> bool {
        matches!(self.profession, Some(Profession::TeamManager | Profession::ServiceManager))
    }

    /// Whether the worker is at work and of a profession that holds children; nothing where that is not recorded.
    pub fn can_hold(&self) -> Option<bool> {
        let holds = match self.profession? {
            Profession::SocialWorker
            | Profession::StudentSocialWorker
            | Profession::NewlyQualifiedSocialWorker
            | Profession::SeniorPractitioner
            | Profession::AssistantTeamManager
            | Profession::YoungPeoplesAdvisor => true,
            Profession::TeamManager
            | Profession::ServiceManager
            | Profession::FamilySupportWorker
            | Profession::SocialWorkAssistant
            | Profession::Trainee
            | Profession::LeavingCareWorker
            | Profession::IndependentReviewingOfficer
            | Profession::Nurse
            | Profession::CommunityWorker
            | Profession::Pool
            | Profession::Other => false,
        };
        Some(holds && self.has_joined && !self.has_left && self.absent.is_none())
    }
}

impl Question<'_> {
    /// Why in-name-only cannot be said at all; nothing where it can.
    pub fn workers_not_covered(&self) -> Option<String> {
        let covered = self.board.world().covered_from(Kind::WorkerDetails, None).is_some();
        (!covered).then(|| "no file says what the workers are".to_owned())
    }

    /// Whether the child is held in name only, and why.
    pub fn in_name_only(&self, entry: &Entry) -> (Tri, Option<Hollow>) {
        let at = self.at;
        let timeline = &entry.timeline;
        let open = standing::signal::value_at(&timeline.open, at);
        let held = matches!(timeline.holding_at(at), Holding::Held | Holding::Unknown);
        if !open.is_yes() || !held || !timeline.counted(self.tray, at).is_no() {
            return (Tri::No, None);
        }
        let protected = [self.shown.child_protection_plan, self.shown.looked_after];
        let protected = protected.into_iter().any(|place| timeline.counted(place, at).is_yes());
        let (mut all, mut cause, mut led) = (Tri::Yes, None, false);
        for one in timeline.involved_at(at).filter(|one| one.role != Role::Involved) {
            let Some(worker) = one.worker else { return (Tri::No, None) };
            let (value, why) = hollow(&self.staff.get(worker), protected);
            led |= matches!(one.role, Role::Lead | Role::KeyWorker);
            all = all.and(value);
            cause = cause.or(why);
        }
        if led && !all.is_no() { (all, cause) } else { (Tri::No, None) }
    }

    /// Since when the child has been held in name only, for certain and without a break: what of its workers and of its
    /// own case changed is asked again at each change before, the newest first.
    pub fn in_name_only_since(&self, entry: &Entry) -> Option<Moment> {
        let timeline = &entry.timeline;
        let asked = [self.tray, self.shown.child_protection_plan, self.shown.looked_after];
        let signals = asked.into_iter().flat_map(|place| timeline.counts[place].iter().map(|step| step.from));
        let holding = timeline.holding.iter().map(|step| step.from);
        let parts = timeline.involved.iter().flat_map(|one| [one.offered, one.started, one.accepted, one.ended]);
        let workers = timeline.involved.iter().filter_map(|one| one.worker).flat_map(|worker| self.changes_of(worker));
        let mut changes: Vec<Moment> = signals.chain(holding).chain(parts.flatten()).chain(workers).collect();
        changes.retain(|at| *at <= self.at && *at > Moment::MIN);
        changes.sort_unstable();
        changes.dedup();
        let so = |at: &Moment| self.at(*at).in_name_only(entry).0.is_yes();
        changes.into_iter().rev().take_while(so).last()
    }

    /// The instants at which what a worker is may change.
    pub fn changes_of(&self, worker: WorkerId) -> Vec<Moment> {
        let calendar = &self.board.world().calendar;
        let mut changes = Vec::new();
        for fact in known_facts(self.book.worker(worker), self.known) {
            changes.extend(fact.when.as_start());
            let after = fact.when.day().map(|day| match fact.content {
                Content::AbsenceStarted { .. } => calendar.nth_of_absence(day, LONG_ABSENCE_WORKING_DAYS).plus_days(1),
                _ => day.plus_days(1),
            });
            changes.extend(after.map(Day::start));
        }
        changes
    }
}

/// Whether that worker holds nobody in truth.
pub fn hollow(worker: &WorkerNow, protected: bool) -> (Tri, Option<Hollow>) {
    let cause = match worker.profession {
        Some(Profession::Pool) => Some(Hollow::Pool),
        _ if worker.is_manager() => Some(Hollow::Manager),
        _ if worker.has_left => Some(Hollow::Gone),
        _ if worker.long_absent => Some(Hollow::Absent),
        _ if protected && worker.registered.is_no() => Some(Hollow::Unregistered),
        _ => None,
    };
    match cause {
        Some(cause) => (Tri::Yes, Some(cause)),
        None if worker.profession.is_none() => (Tri::Unknown, None),
        None => (Tri::No, None),
    }
}
