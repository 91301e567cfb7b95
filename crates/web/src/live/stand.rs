//! How a child stands by a definition: counted, possibly counted, or about to be; why, and since when.

use policy::Cause;
use record::words::{AbsenceKind, Word};
use record::{ChildId, Content, Day, Fact, Tri};
use standing::since::{days_since, first_day};
use standing::{Because, Entry, Holding, Step};

use super::question::Question;
use super::say;

/// Why a child is, or may be, or is about to be without a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Opened,
    Ended,
    Left,
    Absent,
    OfferEnded,
    Offered,
    InNameOnly,
    CannotBeTold,
    Other,
}

impl Reason {
    pub const ALL: [Reason; 9] = [
        Reason::Opened,
        Reason::Ended,
        Reason::Left,
        Reason::Absent,
        Reason::OfferEnded,
        Reason::Offered,
        Reason::InNameOnly,
        Reason::CannotBeTold,
        Reason::Other,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Reason::Opened => "opened",
            Reason::Ended => "ended",
            Reason::Left => "left",
            Reason::Absent => "absent",
            Reason::OfferEnded => "offer-ended",
            Reason::Offered => "offered",
            Reason::InNameOnly => "in-name-only",
            Reason::CannotBeTold => "cannot-be-told",
            Reason::Other => "other",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Reason::Opened => "No worker since the referral",
            Reason::Ended => "Worker's involvement ended",
            Reason::Left => "Worker left the authority",
            Reason::Absent => "Worker absent for too long",
            Reason::OfferEnded => "Offer declined or withdrawn",
            Reason::Offered => "Offered, not accepted yet",
            Reason::InNameOnly => "Held by somebody who does not count",
            Reason::CannotBeTold => "Cannot be told from the data",
            Reason::Other => "Another reason",
        }
    }
}

/// How a child stands by one definition, where it is counted or about to be.
#[derive(Clone, Copy, Debug)]
pub struct Stand {
    /// Counted for certain or possibly; no for one who is about to be.
    pub value: Tri,
    /// The step from which it is counted, where there is one.
    pub step: Option<Step>,
    pub reason: Reason,
    /// The first day without a worker that counts; for one who is about to be counted, the day from which it counts.
    pub since: Option<Day>,
    /// Whether it is not known how it was just before: then the child may have been without a worker for longer.
    pub at_least: bool,
}

impl Question<'_> {
    /// How the child stands by that definition: counted, possibly counted, or about to be; nothing where neither.
    pub fn stand(&self, entry: &Entry, definition: usize) -> Option<Stand> {
        if let Some(step) = entry.timeline.counted_why_since(self.plan(), definition, self.at) {
            return Some(self.counted_stand(entry, definition, step));
        }
        if !self.is_open(entry) {
            return None;
        }
        if let Some(step) = entry.timeline.comes_to_be_counted(self.plan(), definition, self.at) {
            let reason = self.reason(entry.child, step.because);
            let since = first_day(step.from);
            return Some(Stand { value: Tri::No, step: Some(step), reason, since, at_least: false });
        }
        let offered = entry.timeline.holding_at(self.at) == Holding::Offered;
        offered.then_some(Stand { value: Tri::No, step: None, reason: Reason::Offered, since: None, at_least: false })
    }

    fn counted_stand(&self, entry: &Entry, definition: usize, step: Step) -> Stand {
        let fact = self.fact(entry.child, step.because);
        let reason = if step.value.is_yes() { reason_of(fact) } else { Reason::CannotBeTold };
        let since = entry.timeline.without_since(definition, self.at);
        let at_least = entry.timeline.without_since_at_the_latest(definition, self.at);
        Stand { value: step.value, step: Some(step), reason, since, at_least }
    }

    fn reason(&self, child: ChildId, because: Because) -> Reason {
        reason_of(self.fact(child, because))
    }

    /// Calendar days without a worker.
    pub fn days(&self, stand: &Stand) -> Option<u64> {
        let since = stand.since.filter(|_| !stand.value.is_no())?;
        Some(u64::from(days_since(since, self.today)))
    }

    /// Why, in words, for a line of a tray.
    pub fn why(&self, entry: &Entry, stand: &Stand) -> String {
        let fact = stand.step.and_then(|step| self.fact(entry.child, step.because));
        let coming = stand.value.is_no();
        match (stand.reason, fact.map(|fact| fact.content)) {
            // Who holds the child is plain, whatever a policy would make of it.
            (Reason::CannotBeTold, _) if self.is_ungoverned(entry) => crate::words::sentence(&self.holder_words(entry)),
            (Reason::CannotBeTold, _) => match self.would_count(entry) {
                Some((from, _)) => format!("From {}, if nothing was done", say::day(from)),
                None => "Whether there is a worker cannot be told".to_owned(),
            },
            (Reason::Offered, _) => self.offer_words(entry),
            (Reason::Left, _) if coming => "Worker leaves the authority".to_owned(),
            (Reason::Left, _) => "Worker left the authority".to_owned(),
            (Reason::Absent, Some(Content::AbsenceStarted { absence_kind, .. })) => {
                let days = self.absence_days(entry);
                let leave = absence_words(absence_kind);
                match fact.and_then(|fact| fact.when.day()) {
                    Some(day) if coming => {
                        format!("Worker on {leave} since {}, by then for {days} working days", say::day(day))
                    }
                    _ => format!("Worker on {leave} for {days} working days"),
                }
            }
            (Reason::Opened, _) => "No worker since the referral".to_owned(),
            (Reason::Ended, Some(Content::InvolvementEnded { reason: Some(reason), .. })) => {
                format!("Worker's involvement ended: {}", say::end_reason(reason))
            }
            (Reason::Ended, _) => "Worker's involvement ended".to_owned(),
            (Reason::Other, Some(Content::WorkerDetails { profession: Some(profession), .. })) => {
                format!("The worker listed is a {}, who does not count", profession.name())
            }
            (Reason::Other, Some(content)) => self.fact_words(&content),
            (reason, _) => reason.label().to_owned(),
        }
    }

    /// Who was offered the case, and when.
    fn offer_words(&self, entry: &Entry) -> String {
        match self.offered(entry) {
            Some(one) => {
                let name = one.worker.map_or_else(|| "a worker".to_owned(), |worker| self.worker_name(worker));
                let when = one.offered.or(one.started);
                let when = when.map_or_else(String::new, |at| format!(" on {}", say::day(at.day())));
                format!("Offered to {name}{when}, not accepted yet")
            }
            None => "Offered, not accepted yet".to_owned(),
        }
    }

    /// After how many working days of absence a worker stops counting by the policy by which the tray counts the child.
    fn absence_days(&self, entry: &Entry) -> u32 {
        let plan = self.plan();
        let pack = plan.definitions[self.own(entry, self.tray)].pack;
        let of_pack = plan.workers.iter().filter(|of| of.pack == pack).flat_map(|of| &of.rule.stops);
        let mut days = of_pack.filter_map(|stop| match stop.on {
            policy::StopOn::Absence { after, .. } => after.working_days(),
            policy::StopOn::LeftAuthority => None,
        });
        days.next().unwrap_or(10)
    }
}

/// The reason that a fact stands for.
fn reason_of(fact: Option<&Fact>) -> Reason {
    match fact.and_then(|fact| standing::explain::cause(&fact.content)) {
        Some(Cause::Opened) => Reason::Opened,
        Some(Cause::InvolvementEnded) => Reason::Ended,
        Some(Cause::LeftAuthority) => Reason::Left,
        Some(Cause::Absence) => Reason::Absent,
        Some(Cause::OfferEnded) => Reason::OfferEnded,
        Some(Cause::Other) | None => Reason::Other,
    }
}

/// What kind of leave it is.
pub fn absence_words(kind: AbsenceKind) -> &'static str {
    match kind {
        AbsenceKind::Sickness => "sick leave",
        AbsenceKind::AnnualLeave => "annual leave",
        AbsenceKind::Maternity => "maternity or paternity leave",
        AbsenceKind::Training => "training",
        AbsenceKind::Other => "leave",
        AbsenceKind::NotKnown => "leave of a kind that is not known",
    }
}
