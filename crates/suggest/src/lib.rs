//! What would be best? Proposals with their reasons; a manager decides.
//!
//! Pure, as what it stands on. So far one question: which work could be released, and from whom, for a child who needs a worker
//! without delay where nobody has room (AS-10). Never that of a child whom the same clause keeps with a worker: with a child
//! protection plan, looked after, privately fostered, in a section 47 enquiry or before a court; and where the record cannot
//! say that a child is none of these, never that child's.

use decide::Why;
use decide::candidates::{Candidate, Candidates, Near, Stands};
use record::book::known_facts;
use record::words::{Status, Words};
use record::{Book, ChildId, Content, Day, Fact, Kind, Moment, Tri, WorkerId};
use standing::signal::value_at;
use standing::workload::Weigher;
use standing::{Board, Entry};

/// Why work could be released: the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Closure was proposed on that civil day, and not withdrawn.
    ClosureProposed(Option<Day>),
    /// A step-down was agreed at a review on that civil day.
    StepDownAgreed(Option<Day>),
    /// Only payments are made.
    PaymentsOnly,
    /// It was ready to transfer on that civil day.
    ReadyToTransfer(Option<Day>),
    /// The newest assessment concluded that no allocated social worker is required.
    NoSocialWorkerRequired(Option<Day>),
    /// It is not child protection, and nothing else speaks for it.
    InNeed,
}

impl Reason {
    /// How much it speaks for letting the work go: the least first.
    const fn rank(self) -> u8 {
        match self {
            Reason::ClosureProposed(_) => 0,
            Reason::StepDownAgreed(_) => 1,
            Reason::PaymentsOnly => 2,
            Reason::ReadyToTransfer(_) => 3,
            Reason::NoSocialWorkerRequired(_) => 4,
            Reason::InNeed => 5,
        }
    }
}

/// Work that could be released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// Who holds the child, and would have the room.
    pub worker: WorkerId,
    /// How near that worker's team is to the child who needs one.
    pub near: Near,
    /// Whose work it is.
    pub child: ChildId,
    /// Why.
    pub reason: Reason,
}

/// The statuses with which a child stays with a worker, whatever else is short (AS-01, AS-10).
pub fn kept() -> Words<Status> {
    Words::of(&[
        Status::Section47,
        Status::ChildProtectionPlan,
        Status::LookedAfter,
        Status::PrivatelyFostered,
        Status::PreProceedings,
        Status::CareProceedings,
        Status::SecureAccommodation,
        Status::CourtDirectedWork,
    ])
}

/// The work that could be released for the child whom those candidates are for: of those who could be asked, or could be but for
/// what they carry; what could go soonest first, then from the nearest team. Deterministic: equals stand by their ids.
pub fn releases(book: &Book, board: &Board, found: &Candidates, at: Moment) -> Vec<Release> {
    let weigher = Weigher::new(board, book, at);
    let mut all: Vec<Release> = Vec::new();
    for one in found.candidates.iter().filter(|one| could_take(one)) {
        for (entry, held) in weigher.holds(one.worker) {
            if entry.child == found.child || !held.is_yes() || !may_go(book, board, entry, at) {
                continue;
            }
            let reason = reason(&facts(book, board, entry, at));
            all.push(Release { worker: one.worker, near: one.near, child: entry.child, reason });
        }
    }
    all.sort_by(|one, other| {
        // Of one kind of reason the nearest team comes first, and then what has waited longest.
        let order = |of: &Release| (of.reason.rank(), of.near, of.reason);
        let named = |of: &Release| (book.names.worker(of.worker).to_owned(), book.names.child(of.child).to_owned());
        order(one).cmp(&order(other)).then_with(|| named(one).cmp(&named(other)))
    });
    all
}

/// Whether room is all that the worker may lack.
fn could_take(one: &Candidate) -> bool {
    let only_full = || one.grounds.iter().all(|ground| matches!(ground.why, Why::TooMuch { .. }));
    match one.stands {
        Stands::Possible => true,
        Stands::Refused => only_full(),
        Stands::NotOnRecord | Stands::Away => false,
    }
}

/// Whether the record says that nothing keeps the child with a worker.
fn may_go(book: &Book, board: &Board, entry: &Entry, at: Moment) -> bool {
    let team = entry.timeline.team_at(at);
    let covered = board.world().covered_from(Kind::StatusStarted, team);
    if value_at(&entry.timeline.open, at) != Tri::Yes || covered.is_none_or(|from| from > at) {
        return false;
    }
    let facts = facts(book, board, entry, at);
    let ended = |of| facts.iter().any(|fact| matches!(fact.content, Content::StatusEnded { spell, .. } if spell == of));
    !facts.iter().any(
        |fact| matches!(fact.content, Content::StatusStarted { status, spell } if kept().has(status) && !ended(spell)),
    )
}

/// What is known of the child by then, oldest first; what has no day stands at the beginning.
fn facts<'b>(book: &'b Book, board: &Board, entry: &Entry, at: Moment) -> Vec<&'b Fact> {
    let lists = standing::board::lists(book, board.people(), entry.child);
    let known = lists.into_iter().flat_map(|list| known_facts(list, board.world().known));
    let mut facts: Vec<&Fact> = known.filter(|fact| fact.when.as_start().is_none_or(|from| from <= at)).collect();
    facts.sort_by_key(|fact| fact.when.as_start());
    facts
}

/// What speaks most for letting it go.
fn reason(facts: &[&Fact]) -> Reason {
    let mut found = [None; 5];
    for fact in facts {
        let day = fact.when.day();
        match fact.content {
            Content::ClosureProposed {} => found[0] = Some(Reason::ClosureProposed(day)),
            Content::ClosureWithdrawn {} => found[0] = None,
            Content::StepDownAgreed {} => found[1] = Some(Reason::StepDownAgreed(day)),
            Content::PaymentsOnly {} => found[2] = Some(Reason::PaymentsOnly),
            Content::PaymentsOnlyEnded {} => found[2] = None,
            Content::ReadyToTransfer { .. } => found[3] = Some(Reason::ReadyToTransfer(day)),
            Content::TransferEnded {} | Content::TransferSigned { .. } => found[3] = None,
            Content::AssessmentCompleted { needs_social_worker, .. } => {
                found[4] = (needs_social_worker == Tri::No).then_some(Reason::NoSocialWorkerRequired(day));
            }
            // A new referral begins anew.
            Content::ReferralReceived { .. } => found = [None; 5],
            _ => {}
        }
    }
    found.into_iter().flatten().next().unwrap_or(Reason::InNeed)
}
