//! What is on record of the workers at an instant, and why one of them holds nobody in truth.

use std::cell::RefCell;

use record::book::known_facts;
use record::words::{AbsenceKind, Profession, Word as _, Words};
use record::{Book, Calendar, Content, Day, Kind, Moment, Tri, UnitId, WorkerId};
use rustc_hash::FxHashMap;
use standing::since::{Counted, blind, blind_to};
use standing::suitability::is_registered;

use super::question::Question;
use crate::view::{Count, Known};

/// After how many working days an absence leaves a child without anybody in truth.
const LONG_ABSENCE_WORKING_DAYS: u32 = 10;
/// Such an absence: any but leave (NAME-04).
const LONG_ABSENCES: &[AbsenceKind] =
    &[AbsenceKind::Sickness, AbsenceKind::Maternity, AbsenceKind::Training, AbsenceKind::Other];

/// Why a holder is none in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hollow {
    Pool,
    Manager,
    Gone,
    Absent,
    Unregistered,
    Unseen,
}

impl Hollow {
    /// In the order in which one is said where several are so.
    pub const ALL: [Hollow; 6] =
        [Hollow::Pool, Hollow::Manager, Hollow::Gone, Hollow::Absent, Hollow::Unregistered, Hollow::Unseen];

    /// What is said where none of them is known to be so by itself, and nobody holds the child in truth.
    pub const NONE_KNOWN: &'static str =
        "held by nobody in truth: which of the possible reasons it is, cannot be told from the data";

    /// The definition that finds it.
    pub fn definition(self) -> &'static str {
        match self {
            Hollow::Pool => "in-name/pool",
            Hollow::Manager => "in-name/manager",
            Hollow::Gone => "in-name/gone",
            Hollow::Absent => "in-name/away",
            Hollow::Unregistered => "in-name/unregistered",
            Hollow::Unseen => "in-name/not-seen",
        }
    }

    pub fn says(self) -> &'static str {
        match self {
            Hollow::Pool => "held in the name of a pool, which is no person",
            Hollow::Manager => "held in a manager's name",
            Hollow::Gone => "held in the name of someone who has left the authority",
            Hollow::Absent => "held in the name of someone absent for more than ten working days",
            Hollow::Unregistered => "held by someone who is not registered with Social Work England",
            Hollow::Unseen => "held, and not seen by anybody in time",
        }
    }
}

/// A worker as on record at an instant.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkerNow {
    pub profession: Option<Profession>,
    pub team: Option<UnitId>,
    pub registered: Tri,
    /// Not known where the list that says who has left does not have them.
    pub has_left: Tri,
    /// Whether the lists that say who has left, and who is away, do not have them.
    pub leaving_not_covered: bool,
    pub absence_not_covered: bool,
    pub has_joined: bool,
    /// Not known where a day of an absence is not, or the list that says who is away does not have them.
    pub absent: Tri,
    /// Whether that is so, other than on leave, for more working days than a worker in truth may be away.
    pub long_absent: Tri,
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
        let mut may_have_left = false;
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
                    now.registered = match fact.content {
                        Content::Registered { until, .. } => is_registered(fact.when, until, self.at),
                        _ => Tri::No,
                    };
                }
                Content::WorkerLeft {} => {
                    left = fact.when.day().max(left);
                    may_have_left |= fact.when.day().is_none();
                }
                Content::NotCovered { covers } => {
                    let names = |kind: Kind| covers.is_none_or(|covered| covered == kind);
                    now.leaving_not_covered |= names(Kind::WorkerLeft);
                    now.absence_not_covered |= names(Kind::AbsenceStarted);
                }
                Content::WorkerJoined {} => joined = fact.when.day().max(joined),
                _ => {}
            }
        }
        let came_back = |left: Day| joined.is_some_and(|joined| joined > left && joined.start() <= self.at);
        let has_left = left.is_some_and(|day| day.plus_days(1).start() <= self.at && !came_back(day));
        now.has_left =
            if has_left || !(may_have_left || now.leaving_not_covered) { Tri::from(has_left) } else { Tri::Unknown };
        now.has_joined = joined.is_none_or(|day| day.start() <= self.at);
        let away = |kinds: &[AbsenceKind]| standing::away(self.book, worker, self.known, self.at, Words::of(kinds));
        let not_covered = now.absence_not_covered;
        let lacking = |away: Tri| if away.is_no() && not_covered { Tri::Unknown } else { away };
        now.absent = lacking(away(AbsenceKind::ALL).is);
        let not_on_leave = away(LONG_ABSENCES);
        let is_long =
            |first: Day| self.calendar.nth_of_absence(first, LONG_ABSENCE_WORKING_DAYS).plus_days(1).start() <= self.at;
        now.long_absent = lacking(not_on_leave.since.map_or(not_on_leave.is, |first| is_long(first).into()));
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

    /// Whether facts of that kind are not recorded of this worker, though they are of others.
    pub fn lacks(&self, kind: Kind) -> bool {
        match kind {
            Kind::WorkerLeft => self.leaving_not_covered,
            Kind::AbsenceStarted => self.absence_not_covered,
            _ => false,
        }
    }

    /// Whether those of the worker's profession hold children; nothing where that is not recorded.
    pub fn holds_cases(&self) -> Option<bool> {
        Some(match self.profession? {
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
        })
    }

    /// Whether the worker is at work and of a profession that holds children; nothing where that is not recorded, and not
    /// known where nothing says whether they have left or are away.
    pub fn can_hold(&self) -> Option<Tri> {
        let holds = self.holds_cases()?;
        if !holds || !self.has_joined || self.has_left.is_yes() || self.absent.is_yes() {
            return Some(Tri::No);
        }
        let may_be_away = self.has_left.is_unknown() || self.absent.is_unknown();
        Some(if may_be_away { Tri::Unknown } else { Tri::Yes })
    }
}

impl Question<'_> {
    /// Why in-name-only cannot be said at all; nothing where it can.
    pub fn workers_not_covered(&self) -> Option<String> {
        let covered = self.board.world().covered_from(Kind::WorkerDetails, None).is_some();
        (!covered).then(|| "no file says what the workers are".to_owned())
    }

    /// A figure of that definition: where it would be nought and nobody recorded when a worker ceases to count, it is not
    /// known.
    pub fn seen(&self, definition: usize, counted: Counted) -> Known<Count> {
        known(self.told(definition, counted))
    }

    /// The same as a count, which may be known of neither part.
    pub fn told(&self, definition: usize, counted: Counted) -> Count {
        told(counted, &blind(self.plan(), self.board.world(), definition, self.at))
    }

    /// A figure of those rules about breaches.
    pub fn seen_in_breach<'r>(
        &self,
        rules: impl Iterator<Item = &'r policy::Breach>,
        counted: Counted,
    ) -> Known<Count> {
        known(self.told_in_breach(rules, counted))
    }

    /// The same as a count, which may be known of neither part.
    pub fn told_in_breach<'r>(&self, rules: impl Iterator<Item = &'r policy::Breach>, counted: Counted) -> Count {
        let mut kinds: Vec<Kind> =
            rules.flat_map(|rule| blind_to(self.plan(), self.board.world(), &rule.during, self.at)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        told(counted, &kinds)
    }
}

/// A count of which neither part is known is not known.
fn known(count: Count) -> Known<Count> {
    match (count.certain, count.possible, count.more_not_known) {
        (None, None, Some(why)) => Known::Unknown(why.to_owned()),
        _ => Known::Known(count),
    }
}

fn told(counted: Counted, blind: &[Kind]) -> Count {
    let told = counted.told(blind);
    let says = |kind: Kind| told.blind.contains(&kind);
    let more_not_known = match (says(Kind::WorkerLeft), says(Kind::AbsenceStarted)) {
        (true, true) => Some("no file says when workers leave or are absent"),
        (true, false) => Some("no file says when workers leave"),
        (false, true) => Some("no file says when workers are absent"),
        (false, false) => None,
    };
    Count { certain: told.certain, possible: told.possible, more_not_known }
}

/// Whether that worker holds nobody in truth.
pub fn hollow(worker: &WorkerNow, protected: bool) -> (Tri, Option<Hollow>) {
    let cause = match worker.profession {
        Some(Profession::Pool) => Some(Hollow::Pool),
        _ if worker.is_manager() => Some(Hollow::Manager),
        _ if worker.has_left.is_yes() => Some(Hollow::Gone),
        _ if worker.long_absent.is_yes() => Some(Hollow::Absent),
        _ if protected && worker.registered.is_no() => Some(Hollow::Unregistered),
        _ => None,
    };
    match cause {
        Some(cause) => (Tri::Yes, Some(cause)),
        None if worker.profession.is_none() || worker.has_left.is_unknown() || worker.long_absent.is_unknown() => {
            (Tri::Unknown, None)
        }
        None => (Tri::No, None),
    }
}
