//! What is said of a child whose rows cannot be used: that there may be something, on a day that is not known.
//!
//! Such a fact is known by its source, which names the file as one of which something cannot be used. A later extract in
//! which the row can be read needs ask nobody about it: nothing that anybody said is taken back.

use record::words::{
    DutyAnswer, LeftReason, Meeting, OversightPart, PlacementMark, Post, Recipient, Role, Status, TransferSide,
    VisitPart, Word as _, Words,
};
use record::{Content, Fact, Names, Ref, Subject, Tri, WorkerId};

use crate::casework::CaseworkKind as K;
use crate::columns::Row;
use crate::extract::Extract;
use crate::facts::{VISITS, status_of};
use crate::lost::ANYONES;
use crate::offers::Offers;
use crate::tables::Table;
use crate::world::Stamp;

/// How the source of what is in doubt begins; the name of the file follows.
const SOURCE: &str = "what cannot be used of ";

/// The slots of what is in doubt. No row that is used fills these.
const SLOTS: std::ops::RangeInclusive<u8> = 8..=99;
/// The first slot of what a row of the casework file leaves in doubt.
const CASEWORK: u8 = 8;
/// The slots of what any other row leaves in doubt: that the child may be open, that somebody may hold the child, and that
/// there may have been a review or a visit.
const LOST: [u8; 3] = [99, 98, 95];
/// The same of rows that may be any child's.
const ANYONES_SLOTS: [u8; 2] = [97, 96];
/// The slot of what is said of an offer whose involvement's row cannot be read: whether it goes on is not known.
const OFFER: u8 = 94;
/// The slot of what an acceptance says whose offer is not there: that somebody may hold the child.
const ACCEPTED_WITHOUT_OFFER: u8 = 93;
/// The slot of an absence that a row may have told of, which cannot be used.
pub(crate) const ABSENCE: u8 = 92;

/// The slots of an involvement of which it is not known whether it goes on from an opening again of the case.
pub(crate) const GOES_ON: [u8; 2] = [91, 90];

/// A fact that is in doubt, without a day.
pub(crate) struct Doubt {
    pub table: Table,
    pub slot: u8,
    /// By which the fact has its id; where no row of the table is meant, another number.
    pub row: u32,
    pub content: Content,
}

/// Whether a fact of that slot is in doubt.
pub(crate) fn is_slot(slot: u8) -> bool {
    SLOTS.contains(&slot)
}

/// The name of the source of what is in doubt of that file.
pub(crate) fn source(file: &str) -> String {
    format!("{SOURCE}{file}")
}

/// The file that a source names, whether what it says is in doubt or not.
pub(crate) fn file_of(source: &str) -> &str {
    source.strip_prefix(SOURCE).unwrap_or(source)
}

/// Whether that fact stands for what cannot be used: nobody said it.
pub(crate) fn is_in_doubt(names: &Names, fact: &Fact) -> bool {
    names.source(fact.from.source).starts_with(SOURCE)
}

/// Of an absence that a row may have told of, which cannot be used: that data row, counted from 1, and the worker who stands
/// in it.
pub fn absence_in_doubt(names: &Names, fact: &Fact) -> Option<(u32, WorkerId)> {
    let (Content::AbsenceStarted { .. }, Subject::Worker(worker)) = (fact.content, fact.about) else { return None };
    is_in_doubt(names, fact).then_some((fact.from.row, worker))
}

impl Stamp {
    /// That fact as one that is in doubt.
    pub fn in_doubt(&self, mut fact: Fact, table: Table, slot: u8) -> Fact {
        fact.from.source = self.doubts[table as usize];
        if ANYONES_SLOTS.contains(&slot) || slot == OFFER {
            fact.from.row = ANYONES;
        }
        fact
    }
}

/// That somebody holds the child, or may: since when, in which part and whether it was accepted is not known.
fn somebody(involvement: Ref, worker: Option<WorkerId>) -> Content {
    let (role, team, accepted) = (Role::NotKnown, None, Tri::Unknown);
    Content::InvolvementStarted { involvement, worker, role, team, accepted }
}

/// That an assessment was completed; what it found is not known.
fn completed(assessment: Ref) -> Content {
    let (in_need, needs_social_worker, advisor_may_hold) = (Tri::Unknown, Tri::Unknown, Tri::Unknown);
    Content::AssessmentCompleted { assessment, in_need, needs_social_worker, advisor_may_hold }
}

impl Extract {
    /// What is in doubt of a child's offers.
    pub(crate) fn doubts_of_offers(&self, offers: &Offers, say: &mut impl FnMut(Doubt)) {
        for (row, involvement) in &offers.in_doubt {
            let content = Content::InvolvementEnded { involvement: Ref(*involvement), reason: None };
            say(Doubt { table: Table::Involvements, slot: OFFER, row: *row, content });
        }
        for row in &offers.without_offer {
            // Not the reference that the answer has: nothing is known of how what it says began.
            let involvement = Ref::to("accepted", "an offer that is not there", &Ref(row.key).to_string());
            let content = somebody(involvement, self.worker(row.worker));
            say(Doubt { table: Table::Casework, slot: ACCEPTED_WITHOUT_OFFER, row: row.row, content });
        }
    }
}

/// What a row that is not used leaves behind: that there is a referral, or somebody who holds the child, or was a
/// review, a status or an assessment, or whatever the row may have recorded; since when, who, and whether it is over, is
/// not known. A row that may be any child's is given by no number: it is not this child's for certain.
pub(crate) fn of_lost(child: usize, row: &Row, say: &mut impl FnMut(Doubt)) {
    let (table, key) = (row.lost_table(), Ref(row.key));
    if table == Table::Casework {
        let mut slots = CASEWORK..;
        return of_casework(row, |content| {
            let slot = slots.next().unwrap_or(CASEWORK);
            say(Doubt { table, slot, row: row.row, content });
        });
    }
    let mut say = |place: usize, content: Content| match row.row {
        ANYONES => say(Doubt { table, slot: ANYONES_SLOTS[place.min(1)], row: child as u32, content }),
        number => say(Doubt { table, slot: LOST[place], row: number, content }),
    };
    if row.says_open() {
        say(0, Content::ReferralReceived { referral: key, team: None, district_received: None });
        // A referral's own row may have said that it was closed, so that a later one comes again.
        if table == Table::CinEpisodes {
            say(1, Content::CaseClosed { referral: Some(key) });
        }
        return;
    }
    match (table, status_of(table)) {
        (Table::CpReviews, _) => say(2, Content::PlanReviewHeld { plan: Some(Status::ChildProtectionPlan) }),
        (Table::ClaReviews, _) => say(2, Content::PlanReviewHeld { plan: Some(Status::LookedAfter) }),
        (Table::CinAssessments, _) => {
            say(0, Content::AssessmentStarted { assessment: key });
            say(1, completed(key));
        }
        (Table::CinVisits | Table::CpVisits | Table::ClaVisits, _) => {
            let plan = VISITS.iter().find(|(of, _)| *of == table).map(|(_, plan)| *plan);
            say(2, may_have_been_seen(plan));
        }
        (Table::ClaPlacements, _) => {
            let (marks, unsure) = (Words::NONE, Some(Words::of(PlacementMark::ALL)));
            say(0, Content::PlacementStarted { placement: key, marks, unsure });
            say(1, Content::PlacementEnded { placement: key });
        }
        (Table::InitialConferences, _) => say(2, Content::MeetingHeld { meeting: Meeting::InitialConference }),
        (_, Some(status)) => {
            say(0, Content::StatusStarted { status, spell: key });
            say(1, Content::StatusEnded { status, spell: key });
        }
        _ => say(1, somebody(key, None)),
    }
}

fn may_have_been_seen(plan: Option<Status>) -> Content {
    Content::Visit { parts: Words::of(&[VisitPart::SeenNotKnown]), done_by: None, plan }
}

/// What a row of the casework file may have recorded, of each kind that it may have been of: all kinds, where that cannot
/// be read. What is set (the next review), who a duty worker is and which agency is involved is nothing that there can be
/// a doubt of without saying what it is.
fn of_casework(row: &Row, mut say: impl FnMut(Content)) {
    let key = Ref(row.key);
    let kinds = row.lost_kind();
    for kind in K::ALL.iter().copied().filter(|kind| kinds.is_none_or(|of| of == *kind)) {
        match kind {
            // What the next review is set by is an oversight.
            K::Oversight | K::NextReview | K::NextPlanReview => {
                let parts = Words::of(&[OversightPart::RestNotKnown]);
                say(Content::ManagementOversight { parts, done_by: None, post: None });
            }
            K::Visit => say(may_have_been_seen(None)),
            K::LetterSent => Recipient::ALL.iter().for_each(|to| say(Content::LetterSent { to: *to, agency: None })),
            K::LetterWithheld => Recipient::ALL
                .iter()
                .for_each(|to| say(Content::LetterWithheld { to: *to, reason: None, done_by: None })),
            K::NoticeGiven => Post::ALL.iter().for_each(|to| say(Content::NoticeGiven { to: *to, done_by: None })),
            K::LeftUnallocated => {
                let reasons = LeftReason::ALL.iter().copied().map(Some).chain([None]);
                reasons.for_each(|reason| say(Content::LeftUnallocated { done_by: None, post: None, reason }));
            }
            K::DutyQuestion => DutyAnswer::ALL
                .iter()
                .for_each(|answer| say(Content::DutyQuestionAnswered { answer: *answer, done_by: None })),
            K::PutOnDuty => say(Content::PutOnDuty {}),
            K::TakenOffDuty => say(Content::TakenOffDuty {}),
            K::TeamHeld => say(Content::TeamHeld { team: None }),
            K::TeamHeldEnded => say(Content::TeamHeldEnded {}),
            K::Partner => say(Content::PartnerHeld { agency: None }),
            K::PartnerEnded => say(Content::PartnerHeldEnded {}),
            K::PaymentsOnly => say(Content::PaymentsOnly {}),
            K::PaymentsOnlyEnded => say(Content::PaymentsOnlyEnded {}),
            K::ClosureProposed => say(Content::ClosureProposed {}),
            K::ClosureWithdrawn => say(Content::ClosureWithdrawn {}),
            K::ReadyToTransfer => say(Content::ReadyToTransfer { to: None }),
            K::TransferSigned => say(Content::TransferSigned { to: None, side: TransferSide::Both }),
            K::TransferEnded => say(Content::TransferEnded {}),
            // Once, whichever step it was of.
            K::OfferMade => say(somebody(key, None)),
            K::OfferAccepted | K::OfferDeclined if kinds.is_some() => say(somebody(key, None)),
            K::NeedIdentified => say(Content::NeedIdentified {}),
            K::NeedsSocialWorker => say(completed(key)),
            K::PermanencyAgreed => {
                let status = Status::PermanencyAgreed;
                say(Content::StatusStarted { status, spell: key });
                say(Content::StatusEnded { status, spell: key });
            }
            K::SafetyPlanning => say(Content::SafetyPlanningAgreed { post: None }),
            // A letter to an agency that is involved no more is owed to nobody.
            K::AgencyEnded if kinds.is_some() => {
                Recipient::ALL.iter().for_each(|to| say(Content::LetterSent { to: *to, agency: None }));
            }
            K::OfferAccepted | K::OfferDeclined | K::AgencyEnded | K::AgencyInvolved | K::DutyWorker => {}
        }
    }
}
