//! How old what is known is: the end of what the extracts cover, and what the newest of them lacks.

use std::collections::BTreeMap;

use record::book::known_facts;
use record::kinds::About;
use record::words::{Status, Word as _, Words};
use record::{Book, Content, Day, Kind, Moment, SourceId};

use crate::{Closed, DutyRecord, DutyState, Plan};

/// Kinds of fact of which one table has all, and what they say together.
const SAID: [(&str, &[Kind]); 12] = [
    ("which children are open", &[Kind::ReferralReceived, Kind::CaseClosed]),
    ("who works with each child", &[Kind::InvolvementStarted, Kind::InvolvementEnded]),
    ("which assessments were made", &[Kind::AssessmentStarted, Kind::AssessmentCompleted]),
    ("where looked-after children are placed", &[Kind::PlacementStarted, Kind::PlacementEnded]),
    ("who the children are", &[Kind::ChildDetails, Kind::Died]),
    ("which children are brothers and sisters", &[Kind::FamilyGroup]),
    ("who the workers are, and whether they are registered", &SHARED),
    ("which workers have left", &[Kind::WorkerJoined, Kind::WorkerLeft]),
    ("who is away", &[Kind::AbsenceStarted, Kind::AbsenceEnded]),
    (
        "what else is recorded of workers",
        &[Kind::SupervisionNamed, Kind::Accredited, Kind::WorkloadAdjusted, Kind::ExperienceConfirmed],
    ),
    ("which teams there are", &[Kind::UnitDetails]),
    (
        "which entries other services have",
        &[
            Kind::ServiceEntryJoined,
            Kind::ServiceEntryUpdated,
            Kind::ServiceEntryLeft,
            Kind::Signposted,
            Kind::ConsultationOffered,
            Kind::DutyAccessExplained,
        ],
    ),
];

/// Kinds of fact of which several tables have each the part that is about some statuses: what they say of all children,
/// and how that begins of those who have some of the statuses.
const SAID_BY_STATUS: [(&str, &str, &[Kind]); 3] = [
    ("which plans children have, and who is looked after", "which children", &[Kind::StatusStarted, Kind::StatusEnded]),
    ("which visits were made", "which visits were made to children who", &[Kind::Visit]),
    ("which plan reviews were held", "which plan reviews were held of children who", &[Kind::PlanReviewHeld]),
];

/// What is done for a child, by the name of each sort of record. What stands in none of these tables is one more sort.
const DONE: [(&str, &[Kind]); 11] = [
    ("management oversight", &[Kind::ManagementOversight]),
    ("letters", &[Kind::LetterSent, Kind::LetterWithheld]),
    ("notices", &[Kind::NoticeGiven, Kind::NoticeAcknowledged]),
    ("the days that an oversight set", &[Kind::NextSeenSet, Kind::NextReviewSet, Kind::NextPlanReviewSet]),
    ("decisions to leave a child without a worker", &[Kind::LeftUnallocated]),
    ("offers to workers", &[Kind::AllocationOffered, Kind::AllocationAccepted, Kind::AllocationDeclined]),
    ("duty", &[Kind::PutOnDuty, Kind::TakenOffDuty, Kind::DutyWorkerAssigned, Kind::DutyQuestionAnswered]),
    (
        "children held by a team, by a partner or for payments",
        &[
            Kind::TeamHeld,
            Kind::TeamHeldEnded,
            Kind::PartnerHeld,
            Kind::PartnerHeldEnded,
            Kind::PaymentsOnly,
            Kind::PaymentsOnlyEnded,
        ],
    ),
    (
        "transfers and proposals to close",
        &[
            Kind::ClosureProposed,
            Kind::ClosureWithdrawn,
            Kind::ReadyToTransfer,
            Kind::TransferSigned,
            Kind::TransferEnded,
        ],
    ),
    ("needs that a manager identified", &[Kind::NeedIdentified]),
    ("involved agencies", &[Kind::AgencyInvolved, Kind::AgencyInvolvementEnded]),
];

/// How many sorts of record one sentence names.
const NAMED_AT_MOST: usize = 3;

/// Something that the newest extract lacks, or does not hold whole, and that is as old as an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Older {
    /// What: "who works with each child".
    pub what: String,
    /// The civil day as of which it is.
    pub as_of: Day,
}

/// Kinds of fact of which several tables have each a part, without saying which: they are as old as the oldest of these.
const SHARED: [Kind; 4] = [Kind::WorkerDetails, Kind::Engagement, Kind::Registered, Kind::NotRegistered];

/// One source's word that it covers a kind of fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    /// The kind; every kind where there is none.
    covers: Option<Kind>,
    /// The statuses of which it says nothing.
    but: Words<Status>,
    source: SourceId,
    /// Its end, the end of time where it goes on.
    until: Moment,
}

/// Until when the extracts cover each kind of fact, as known at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The end of the newest extract; nothing where none says.
    newest: Option<Moment>,
    stretches: Vec<Stretch>,
}

impl Ends {
    /// Of what that book covers, as known at that instant.
    pub fn of(book: &Book, known: Moment) -> Ends {
        let (mut newest, mut stretches) = (None, Vec::new());
        for fact in known_facts(book.record(), known) {
            if let Content::Coverage { covers, until, but, .. } = fact.content {
                let (but, source) = (but.unwrap_or(Words::NONE), fact.from.source);
                newest = newest.max(until);
                stretches.push(Stretch { covers, but, source, until: until.unwrap_or(Moment::MAX) });
            }
        }
        Ends { newest, stretches }
    }

    /// The end of the newest extract, of any kind of fact; nothing where none says.
    pub fn newest(&self) -> Option<Moment> {
        self.newest
    }

    /// Until when that kind of fact is covered, of that status where one is asked; nothing where nothing ever covered it.
    fn until(&self, kind: Kind, status: Option<Status>) -> Option<Moment> {
        let says = |stretch: &&Stretch| status.is_none_or(|status| !stretch.but.has(status));
        let of_all = self.stretches.iter().filter(|stretch| stretch.covers.is_none()).filter(says);
        let own = self.stretches.iter().filter(|stretch| stretch.covers == Some(kind)).filter(says);
        let mut of_sources: BTreeMap<SourceId, Moment> = BTreeMap::new();
        for stretch in own {
            let until = of_sources.entry(stretch.source).or_insert(stretch.until);
            *until = stretch.until.max(*until);
        }
        let own = of_sources.into_values();
        let own = if SHARED.contains(&kind) { own.min() } else { own.max() };
        own.max(of_all.map(|stretch| stretch.until).max())
    }

    /// The instant as of which the oldest of these is, where its day is before the newest extract's.
    fn oldest(&self, kinds: impl IntoIterator<Item = (Kind, Option<Status>)>) -> Option<Moment> {
        let newest = self.newest?.day();
        let ends = kinds.into_iter().filter_map(|(kind, status)| self.until(kind, status));
        ends.min().filter(|oldest| oldest.day() < newest)
    }

    /// What is older than the newest extract: one of each sort, and for all that is done for a child one of each day.
    pub fn older(&self) -> Vec<Older> {
        let said = SAID.iter().filter_map(|(what, kinds)| {
            let as_of = self.oldest(kinds.iter().map(|kind| (*kind, None)))?.day();
            Some(Older { what: (*what).to_owned(), as_of })
        });
        let by_status = SAID_BY_STATUS.iter().flat_map(|(all, some, kinds)| self.older_by_status(all, some, kinds));
        said.chain(by_status).chain(self.older_of_what_was_done()).collect()
    }

    /// Each table has the part that is about its own statuses, and says nothing of the others.
    fn older_by_status(&self, all: &str, some: &str, kinds: &[Kind]) -> Vec<Older> {
        let is_covered = |status: &&Status| kinds.iter().any(|kind| self.until(*kind, Some(**status)).is_some());
        let covered: Vec<Status> = Status::ALL.iter().filter(is_covered).copied().collect();
        let mut days: BTreeMap<Day, Vec<Status>> = BTreeMap::new();
        for status in &covered {
            if let Some(as_of) = self.oldest(kinds.iter().map(|kind| (*kind, Some(*status)))) {
                days.entry(as_of.day()).or_default().push(*status);
            }
        }
        let older = days.into_iter().map(|(as_of, statuses)| {
            let stand: Vec<&str> = statuses.iter().map(|status| stands(*status)).collect();
            let what = if statuses == covered { all.to_owned() } else { format!("{some} {}", stand.join(" or ")) };
            Older { what, as_of }
        });
        older.collect()
    }

    /// One table has all that is done for a child: it is said once, however many sorts of record that is.
    fn older_of_what_was_done(&self) -> Vec<Older> {
        let mut days: BTreeMap<Day, Vec<&str>> = BTreeMap::new();
        let elsewhere = |kind: Kind| {
            SAID.iter().any(|(_, kinds)| kinds.contains(&kind))
                || SAID_BY_STATUS.iter().any(|(.., kinds)| kinds.contains(&kind))
                || DONE.iter().any(|(_, kinds)| kinds.contains(&kind))
        };
        let others: Vec<Kind> = Kind::ALL
            .iter()
            .filter(|kind| matches!(kind.about(), About::Child) && !elsewhere(**kind))
            .copied()
            .collect();
        for (name, kinds) in DONE.into_iter().chain([("other records", others.as_slice())]) {
            if let Some(as_of) = self.oldest(kinds.iter().map(|kind| (*kind, None))) {
                days.entry(as_of.day()).or_default().push(name);
            }
        }
        let older = days.into_iter().map(|(as_of, names)| {
            let what = match names.split_at_checked(NAMED_AT_MOST) {
                Some((named, more)) if more.len() > 1 => {
                    format!("{} and {} more sorts of record", named.join(", "), more.len())
                }
                _ => names.join(", "),
            };
            Older { what: format!("what was done for each child ({what})"), as_of }
        });
        older.collect()
    }

    /// Of a duty that is overdue at that instant, or that was missed, the civil day as of which it is known what was done
    /// towards it, where that is before the newest extract: it may have been done since, though late. Of one that was
    /// missed, only where that instant comes before the last at which it was owed. Nothing where it is as new as the newest
    /// extract, or where no extract said any of what meets it.
    pub fn known_as_of(&self, plan: &Plan, duty: &DutyRecord, at: Moment) -> Option<Day> {
        let owed_until = match duty.state(at) {
            DutyState::Overdue => at,
            // The reason for it is over with that instant.
            DutyState::Closed(Closed::Missed) => duty.closed?.0.plus_seconds(-1),
            _ => return None,
        };
        let known = self.oldest_of_what_meets(plan, &plan.duties[usize::from(duty.duty)].rule);
        known.filter(|known| *known < owed_until).map(Moment::day)
    }

    /// The instant as of which the oldest is of what meets that duty. A visit under any plan may stand in the table of any.
    fn oldest_of_what_meets(&self, plan: &Plan, duty: &policy::Duty) -> Option<Moment> {
        let mut of_condition = Vec::new();
        duty.met_when.iter().for_each(|condition| plan.kinds_of_condition(condition, &mut of_condition));
        let events = duty.ways().map(|way| (way.fact, way.plan.or(way.status)));
        let kinds = events.chain(of_condition.into_iter().map(|kind| (kind, None)));
        let each = kinds.flat_map(|(kind, statuses)| {
            let by_status = SAID_BY_STATUS.iter().any(|(.., kinds)| kinds.contains(&kind));
            let statuses: Vec<Status> = statuses.filter(|_| by_status).map_or_else(
                || Status::ALL.iter().filter(|_| by_status).copied().collect(),
                |statuses| statuses.iter().collect(),
            );
            let whole = (!by_status).then_some((kind, None));
            whole.into_iter().chain(statuses.into_iter().map(move |status| (kind, Some(status))))
        });
        self.oldest(each)
    }
}

/// How a child stands who has that status, as a sentence about several goes on.
fn stands(status: Status) -> &'static str {
    match status {
        Status::ChildInNeed => "have a child in need plan",
        Status::Section47 => "are in a section 47 enquiry",
        Status::ChildProtectionPlan => "have a child protection plan",
        Status::LookedAfter => "are looked after",
        Status::PrivatelyFostered => "are privately fostered",
        Status::PreProceedings => "are in pre-proceedings",
        Status::CareProceedings => "are in care proceedings",
        Status::SecureAccommodation => "are in secure accommodation",
        Status::PermanencyAgreed => "have permanency agreed",
        Status::SocialWorkerNoLongerContinuous => "no longer need one social worker throughout",
        Status::CourtDirectedWork => "have court-directed work",
        Status::CareLeaver => "are care leavers",
    }
}
