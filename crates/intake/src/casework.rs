//! `keyworker_casework.csv`: what the dataset has no table for, one row for each thing that happened.
//!
//! Columns: record_id, child_id, kind, at, worker_id, by_role, recipient, detail, detail_date. What `detail` and
//! `recipient` hold depends on the kind, and is said beside each kind below.

use record::words::{
    DutyAnswer, LeftReason, OversightPart, Post, Recipient, Role, Status, TransferSide, Tri, VisitPart, Word, Words,
};
use record::{Content, Kind, Ref, TextId, UnitId, WorkerId};

use crate::block::{Reader, RefMaker, Stop};
use crate::columns::{Row, Time, parts_of};
use crate::index::NONE;
use crate::report::Outcome;
use crate::tables::{END, OWN, START};
use crate::text::{self, folded};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal,)+) => {
        /// What a row of the casework file records.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum CaseworkKind { $($(#[doc = $doc])+ $kind,)+ }

        impl CaseworkKind {
            /// Every kind.
            pub const ALL: &'static [CaseworkKind] = &[$(CaseworkKind::$kind,)+];
            /// Their names as the `kind` column has them, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name,)+];
        }
    };
}

kinds! {
    /// `detail`: what it holds, comma-separated (risk assessment, safety plan, initial plan, actions, decision, support to
    /// allocate); blank, it is not known what it held. `detail_date`: when the child is next seen.
    Oversight = "management oversight",
    /// `detail_date`: when the manager next reviews the case.
    NextReview = "next review",
    /// `detail_date`: when the plan is next reviewed. `detail`: how that is overseen.
    NextPlanReview = "next plan review",
    /// `detail`: seen, seen alone, bedroom seen, nobody in, agencies consulted; comma-separated.
    Visit = "visit",
    /// `recipient`: parent, carer, child, referrer, school, health, other agency, adopter, foster carer. `detail`: which.
    LetterSent = "letter sent",
    /// `recipient` as for a letter sent; `detail`: why.
    LetterWithheld = "letter withheld",
    /// `recipient`: the post notified.
    NoticeGiven = "notice given",
    /// `detail`: workload capacity, staff absence, vacancy, or any other reason.
    LeftUnallocated = "decision to leave unallocated",
    /// `detail`: 'would be duty' or 'would not be duty'.
    DutyQuestion = "duty question",
    /// No detail.
    PutOnDuty = "put on duty",
    /// No detail.
    TakenOffDuty = "taken off duty",
    /// `worker_id`: the duty worker.
    DutyWorker = "duty worker assigned",
    /// `detail`: the team's id or name.
    TeamHeld = "team held",
    /// No detail.
    TeamHeldEnded = "team held ended",
    /// `detail`: the agency.
    Partner = "worked by partner",
    /// No detail.
    PartnerEnded = "partner ended",
    /// No detail.
    PaymentsOnly = "payments only",
    /// No detail.
    PaymentsOnlyEnded = "payments only ended",
    /// No detail.
    ClosureProposed = "closure proposed",
    /// No detail.
    ClosureWithdrawn = "closure withdrawn",
    /// `recipient` (or `detail`): the receiving team's id or name.
    ReadyToTransfer = "ready to transfer",
    /// `recipient` (or `detail`): the receiving team; `detail`: giving, receiving or both; both where it says neither.
    TransferSigned = "transfer signed",
    /// No detail.
    TransferEnded = "transfer ended",
    /// `worker_id`: to whom; `detail`: the team; `recipient`: the part (lead where it is blank).
    OfferMade = "offer made",
    /// `worker_id`: who answers. `detail`: 'offer' and the record_id of the offer, or 'involvement' and the id of an
    /// involvement; otherwise the newest offer to that worker is meant.
    OfferAccepted = "offer accepted",
    /// `detail` as for an offer accepted.
    OfferDeclined = "offer declined",
    /// No detail.
    NeedIdentified = "need identified",
    /// `detail`: yes, no or not said: whether the newest completed assessment finds that the child needs an allocated social worker.
    NeedsSocialWorker = "needs social worker",
    /// No detail.
    PermanencyAgreed = "permanency agreed",
    /// `recipient`: what kind of agency, as for a letter sent. `detail`: which.
    AgencyInvolved = "agency involved",
    /// As for an agency involved.
    AgencyEnded = "agency no longer involved",
    /// No detail.
    SafetyPlanning = "safety planning agreed",
}

use CaseworkKind as K;

const KIND: usize = OWN;
const WORKER: usize = OWN + 1;
const POST: usize = OWN + 2;
const RECIPIENT: usize = OWN + 3;
const DETAIL: usize = OWN + 4;

/// Where [`Row::code`] holds what.
const POST_AT: u32 = 8;
const WORDS_AT: u32 = 16;

impl CaseworkKind {
    /// Whether it is about a letter.
    pub fn is_letter(self) -> bool {
        matches!(self, K::LetterSent | K::LetterWithheld)
    }

    /// Whether it is an offer or an answer to one.
    pub fn is_of_offer(self) -> bool {
        matches!(self, K::OfferMade | K::OfferAccepted | K::OfferDeclined)
    }

    /// The one kind that is named among those cells, however they are written, if one is.
    pub(crate) fn named_among<'c>(cells: impl Iterator<Item = &'c [u8]>) -> Option<CaseworkKind> {
        let mut named = cells.filter_map(|cell| kind_named(&folded(&text::decode(cell))).0);
        let first = named.next()?;
        named.all(|other| other == first).then_some(first)
    }

    pub(crate) fn of(row: &Row) -> CaseworkKind {
        let at = (row.code & 0xff) as usize;
        CaseworkKind::ALL.get(at).copied().unwrap_or(CaseworkKind::Oversight)
    }

    /// The kinds of fact that a file with such rows is taken to record: what the row says, and what is its counterpart.
    pub(crate) fn records(self) -> &'static [Kind] {
        match self {
            K::Oversight => &[Kind::ManagementOversight, Kind::NextSeenSet],
            K::NextReview => &[Kind::NextReviewSet],
            K::NextPlanReview => &[Kind::NextPlanReviewSet],
            K::Visit => &[Kind::Visit],
            K::LetterSent | K::LetterWithheld => &[Kind::LetterSent, Kind::LetterWithheld],
            K::NoticeGiven => &[Kind::NoticeGiven],
            K::LeftUnallocated => &[Kind::LeftUnallocated],
            K::DutyQuestion => &[Kind::DutyQuestionAnswered],
            K::PutOnDuty | K::TakenOffDuty => &[Kind::PutOnDuty, Kind::TakenOffDuty],
            K::DutyWorker => &[Kind::DutyWorkerAssigned],
            K::TeamHeld | K::TeamHeldEnded => &[Kind::TeamHeld, Kind::TeamHeldEnded],
            K::Partner | K::PartnerEnded => &[Kind::PartnerHeld, Kind::PartnerHeldEnded],
            K::PaymentsOnly | K::PaymentsOnlyEnded => &[Kind::PaymentsOnly, Kind::PaymentsOnlyEnded],
            K::ClosureProposed | K::ClosureWithdrawn => &[Kind::ClosureProposed, Kind::ClosureWithdrawn],
            K::ReadyToTransfer | K::TransferSigned | K::TransferEnded => {
                &[Kind::ReadyToTransfer, Kind::TransferSigned, Kind::TransferEnded]
            }
            K::OfferMade | K::OfferAccepted | K::OfferDeclined => {
                &[Kind::AllocationOffered, Kind::AllocationAccepted, Kind::AllocationDeclined]
            }
            K::NeedIdentified => &[Kind::NeedIdentified],
            K::NeedsSocialWorker | K::PermanencyAgreed => &[],
            K::AgencyInvolved | K::AgencyEnded => &[Kind::AgencyInvolved, Kind::AgencyInvolvementEnded],
            K::SafetyPlanning => &[Kind::SafetyPlanningAgreed],
        }
    }
}

/// Whether `other` of that row is a team and not a text.
pub(crate) fn has_team(row: &Row) -> bool {
    matches!(K::of(row), K::TeamHeld | K::ReadyToTransfer | K::TransferSigned | K::OfferMade)
}

pub(crate) fn read(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let key = reader.key();
    let written = reader.cell(KIND);
    let name = folded(&text::decode(written));
    let (kind, near) = kind_named(&name);
    // A kind that is misspelt is taken for the one to which it is nearest, if to any: for what is in doubt, and no more.
    reader.memo.kind = kind.or(near);
    let child = reader.person()?;
    let Some(kind) = kind else {
        let near = near.map(|near| format!(": did you mean '{}'?", CaseworkKind::NAMES[near as usize]));
        let reason = format!("unknown: no such kind of record{}", near.unwrap_or_default());
        return Err(reader.stop(KIND, written, Outcome::Unknown, reason));
    };
    let start = reader.beginning(START);
    let start = reader.happened(START, start);
    let post = reader.cell(POST);
    let post = match Post::from_name(&folded(&text::decode(post))) {
        Some(post) => post.index() as u32 + 1,
        None if post.is_empty() => 0,
        None => {
            reader.refuse(POST, post, format!("unknown post: write one of {}", Post::NAMES.join(", ")));
            0
        }
    };
    let mut row =
        Row { child, row: reader.row, start, end: Time::MISSING, key, worker: NONE, other: NONE, code: kind as u32 };
    row.worker = reader.worker(WORKER);
    let words = particulars(reader, kind, &mut row)?;
    row.code |= post << POST_AT | words << WORDS_AT;
    reader.out.rows.push(row);
    Ok(())
}

/// The kind of that name, or else the one of the name that is most like it, if any is.
fn kind_named(name: &str) -> (Option<CaseworkKind>, Option<CaseworkKind>) {
    if let Some(at) = CaseworkKind::NAMES.iter().position(|known| *known == name) {
        return (Some(K::ALL[at]), None);
    }
    let distances = CaseworkKind::NAMES.iter().map(|known| strsim::damerau_levenshtein(name, known));
    let nearest = distances.zip(K::ALL).min_by_key(|(distance, _)| *distance);
    (None, nearest.filter(|(distance, _)| *distance <= 3).map(|(_, kind)| *kind))
}

/// What only this kind has. Returns the words of its detail or recipient, as bits or as a place plus one.
fn particulars(reader: &mut Reader<'_, '_>, kind: CaseworkKind, row: &mut Row) -> Result<u32, Stop> {
    match kind {
        K::Oversight => {
            row.end = reader.ending(END);
            let (bits, is_all) = many::<OversightPart>(reader, &[]);
            Ok(bits | u32::from(!is_all) << OversightPart::RestNotKnown.index())
        }
        K::NextReview | K::NextPlanReview => {
            row.end = reader.ending(END);
            if row.end.day().is_none() {
                return Err(reader.stop(END, b"", Outcome::Rejected, "the date of the next review is needed"));
            }
            row.other = reader.text_number(DETAIL);
            Ok(0)
        }
        K::Visit => {
            let (bits, is_all) = many::<VisitPart>(
                reader,
                &[("bedroom", VisitPart::Bedroom), ("alone", VisitPart::SeenAlone), ("agencies", VisitPart::Agencies)],
            );
            // A child who was seen alone was seen.
            let holds = |part: VisitPart| bits & 1 << part.index() != 0;
            let bits = bits | u32::from(holds(VisitPart::SeenAlone)) << VisitPart::Seen.index();
            // What it does not say, or says in words that nobody knows, is not known; nobody in is nobody seen.
            let said = holds(VisitPart::SeenAlone) || holds(VisitPart::Seen) || holds(VisitPart::NobodyIn);
            let seen = u32::from(!is_all && !said) << VisitPart::SeenNotKnown.index();
            Ok(bits | seen | u32::from(!is_all) << VisitPart::RestNotKnown.index())
        }
        K::LetterSent | K::LetterWithheld | K::AgencyInvolved | K::AgencyEnded => {
            row.other = reader.text_number(DETAIL);
            needed::<Recipient>(reader, RECIPIENT)
        }
        K::NoticeGiven => needed::<Post>(reader, RECIPIENT),
        K::LeftUnallocated => {
            let detail = reader.cell(DETAIL);
            let other = (!detail.is_empty()).then_some(LeftReason::Other);
            let reason = LeftReason::from_name(&folded(&text::decode(detail))).or(other);
            Ok(reason.map_or(0, |reason| reason.index() as u32 + 1))
        }
        K::DutyQuestion => {
            let detail = reader.cell(DETAIL);
            match folded(&text::decode(detail)).as_str() {
                "would be duty" | "would be a duty case" => Ok(DutyAnswer::WouldBeDuty.index() as u32 + 1),
                "would not be duty" | "would not be a duty case" => Ok(DutyAnswer::WouldNotBeDuty.index() as u32 + 1),
                _ => {
                    let reason = "no answer that is known: write 'would be duty' or 'would not be duty'";
                    Err(reader.stop(DETAIL, detail, Outcome::Rejected, reason))
                }
            }
        }
        K::DutyWorker | K::OfferMade if row.worker == NONE => {
            Err(reader.stop(WORKER, b"", Outcome::Rejected, "the worker's id is needed"))
        }
        K::OfferMade => {
            row.other = reader.team(DETAIL);
            if reader.cell(RECIPIENT).is_empty() {
                return Ok(Role::Lead.index() as u32 + 1);
            }
            needed::<Role>(reader, RECIPIENT)
        }
        K::OfferAccepted | K::OfferDeclined => {
            let named = offer(reader);
            if let Some(Ref(offer)) = named {
                row.key = offer;
            } else if row.worker == NONE {
                let reason = "who answered is needed: write the worker's id, or which offer it was under detail";
                return Err(reader.stop(WORKER, b"", Outcome::Rejected, reason));
            }
            Ok(u32::from(named.is_some()))
        }
        K::TeamHeld => {
            row.other = reader.team(DETAIL);
            Ok(0)
        }
        K::ReadyToTransfer | K::TransferSigned => {
            let side = TransferSide::from_name(&folded(&text::decode(reader.cell(DETAIL))));
            let team_in_detail = reader.cell(RECIPIENT).is_empty() && side.is_none();
            row.other = reader.team(if team_in_detail { DETAIL } else { RECIPIENT });
            Ok(side.unwrap_or(TransferSide::Both).index() as u32 + 1)
        }
        K::Partner => {
            row.other = reader.text_number(DETAIL);
            Ok(0)
        }
        K::NeedsSocialWorker => {
            if reader.cell(DETAIL).eq_ignore_ascii_case(b"not said") {
                return Err(Stop(Outcome::NotNeeded));
            }
            match reader.yes(DETAIL) {
                Tri::Unknown => Err(reader.stop(DETAIL, b"", Outcome::Rejected, "write yes, no or not said")),
                said => Ok(said as u32),
            }
        }
        _ => Ok(0),
    }
}

/// The offer, or the involvement, that the detail names, where it names one.
fn offer(reader: &mut Reader<'_, '_>) -> Option<Ref> {
    let detail = reader.text(DETAIL)?;
    let of_involvement = |id: &str| RefMaker::new(&reader.shared.site.source, "ssd_involvements").of(id.as_bytes());
    let by_id = detail.strip_prefix("offer ").map(|id| reader.sheet.keys.of(id.as_bytes()));
    by_id.or_else(|| detail.strip_prefix("involvement ").map(of_involvement))
}

/// A step of an offer, in the order in which steps at one time stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OfferStep {
    Made,
    Declined,
    Accepted,
}

/// Which step of an offer the row is, if any.
pub(crate) fn step_of_offer(row: &Row) -> Option<OfferStep> {
    match K::of(row) {
        K::OfferMade => Some(OfferStep::Made),
        K::OfferDeclined => Some(OfferStep::Declined),
        K::OfferAccepted => Some(OfferStep::Accepted),
        _ => None,
    }
}

/// The part that was offered.
pub(crate) fn role_offered(row: &Row) -> Option<Role> {
    word(row)
}

/// Whether an answer says itself which offer it answers.
pub(crate) fn names_its_offer(row: &Row) -> bool {
    row.code >> WORDS_AT == 1
}

fn needed<W: Word>(reader: &mut Reader<'_, '_>, place: usize) -> Result<u32, Stop> {
    let cell = reader.cell(place);
    match W::from_name(&folded(&text::decode(cell))) {
        Some(word) => Ok(word.index() as u32 + 1),
        None => {
            let reason = format!("not a word that is known: write one of {}", W::NAMES.join(", "));
            Err(reader.stop(place, cell, Outcome::Rejected, reason))
        }
    }
}

/// The words of the detail as bits, and whether they say all. One that is not known is noted, and the others stand; where
/// there is none, or one cannot be read, nobody knows what else it held.
fn many<W: Word>(reader: &mut Reader<'_, '_>, also: &[(&str, W)]) -> (u32, bool) {
    let detail = reader.cell(DETAIL);
    let written = text::decode(detail).into_owned();
    let (mut bits, mut is_all) = (0, written.contains(|letter: char| letter.is_alphanumeric()));
    for name in written.split([',', ';', '|']).map(folded).filter(|name| !name.is_empty()) {
        let other = || also.iter().find(|(known, _)| *known == name).map(|(_, word)| *word);
        match W::from_name(&name).or_else(other) {
            Some(word) => bits |= 1 << word.index(),
            None => {
                let reason = format!("'{name}' is not known: write any of {}", W::NAMES.join(", "));
                reader.refuse(DETAIL, detail, reason);
                is_all = false;
            }
        }
    }
    (bits, is_all)
}

/// How the numbers of a row become the record's ids.
pub(crate) struct Ids<'a> {
    pub worker: &'a dyn Fn(u32) -> Option<WorkerId>,
    pub team: &'a dyn Fn(u32) -> Option<UnitId>,
    pub text: &'a dyn Fn(u32) -> Option<TextId>,
}

fn word<W: Word>(row: &Row) -> Option<W> {
    W::ALL.get(((row.code >> WORDS_AT) as usize).checked_sub(1)?).copied()
}

/// What the row says; the second where it says two things.
pub(crate) fn contents(row: &Row, ids: &Ids<'_>, newest_assessment: Option<(Ref, Tri)>) -> [Option<Content>; 2] {
    let (by, key, bits) = ((ids.worker)(row.worker), Ref(row.key), row.code >> WORDS_AT);
    let post = Post::ALL.get(((row.code >> POST_AT & 0xff) as usize).wrapping_sub(1)).copied();
    let day = row.end.day();
    let (team, text) = ((ids.team)(row.other), (ids.text)(row.other));
    let one = match K::of(row) {
        K::Oversight => {
            let known = OversightPart::ALL.iter().filter(|part| bits & 1 << part.index() != 0);
            let parts = known.fold(Words::NONE, |parts, part| parts.with(*part));
            let next = day.map(|on| Content::NextSeenSet { on });
            return [Some(Content::ManagementOversight { parts, done_by: by, post }), next];
        }
        K::NextReview => day.map(|on| Content::NextReviewSet { on }),
        K::NextPlanReview => day.map(|on| Content::NextPlanReviewSet { on, overseen: text }),
        K::Visit => Some(Content::Visit { parts: parts_of(bits as u8), done_by: by, plan: None }),
        K::LetterSent => word(row).map(|to| Content::LetterSent { to, agency: text }),
        K::LetterWithheld => word(row).map(|to| Content::LetterWithheld { to, reason: text, done_by: by }),
        K::NoticeGiven => word(row).map(|to| Content::NoticeGiven { to, done_by: by }),
        K::AgencyInvolved => word(row).map(|agency_kind| Content::AgencyInvolved { agency_kind, agency: text }),
        K::AgencyEnded => word(row).map(|agency_kind| Content::AgencyInvolvementEnded { agency_kind, agency: text }),
        K::SafetyPlanning => Some(Content::SafetyPlanningAgreed { post }),
        K::LeftUnallocated => Some(Content::LeftUnallocated { done_by: by, post, reason: word(row) }),
        K::DutyQuestion => word(row).map(|answer| Content::DutyQuestionAnswered { answer, done_by: by }),
        K::PutOnDuty => Some(Content::PutOnDuty {}),
        K::TakenOffDuty => Some(Content::TakenOffDuty {}),
        K::DutyWorker => by.map(|worker| Content::DutyWorkerAssigned { worker }),
        K::TeamHeld => Some(Content::TeamHeld { team }),
        K::TeamHeldEnded => Some(Content::TeamHeldEnded {}),
        K::Partner => Some(Content::PartnerHeld { agency: text }),
        K::PartnerEnded => Some(Content::PartnerHeldEnded {}),
        K::PaymentsOnly => Some(Content::PaymentsOnly {}),
        K::PaymentsOnlyEnded => Some(Content::PaymentsOnlyEnded {}),
        K::ClosureProposed => Some(Content::ClosureProposed {}),
        K::ClosureWithdrawn => Some(Content::ClosureWithdrawn {}),
        K::ReadyToTransfer => Some(Content::ReadyToTransfer { to: team }),
        K::TransferSigned => word(row).map(|side| Content::TransferSigned { to: team, side }),
        K::TransferEnded => Some(Content::TransferEnded {}),
        K::OfferMade => match (by, word(row)) {
            (Some(worker), Some(role)) => Some(Content::AllocationOffered { involvement: key, worker, role, team }),
            _ => None,
        },
        K::OfferAccepted => Some(Content::AllocationAccepted { involvement: key }),
        K::OfferDeclined => Some(Content::AllocationDeclined { involvement: key }),
        K::NeedIdentified => Some(Content::NeedIdentified {}),
        K::NeedsSocialWorker => {
            // The newest completed assessment is said again, with what its own table has no column for.
            let (assessment, in_need) = newest_assessment.unwrap_or((key, Tri::Unknown));
            let needs_social_worker = if bits == Tri::Yes as u32 { Tri::Yes } else { Tri::No };
            let advisor_may_hold = Tri::Unknown;
            Some(Content::AssessmentCompleted { assessment, in_need, needs_social_worker, advisor_may_hold })
        }
        K::PermanencyAgreed => Some(Content::StatusStarted { status: Status::PermanencyAgreed, spell: key }),
    };
    [one, None]
}

/// What a row says of somebody's working with the child.
pub(crate) enum Work {
    /// Nothing: somebody was told how things stand.
    None,
    /// That somebody did then.
    Once,
    /// That somebody does from then on, until a row says otherwise.
    GoesOn,
}

/// What that row says of it.
pub(crate) fn work(row: &Row) -> Work {
    match K::of(row) {
        kind if kind.is_letter() => Work::None,
        K::PutOnDuty | K::DutyWorker | K::TeamHeld | K::Partner | K::PaymentsOnly => Work::GoesOn,
        // Of an answer it is not asked here which offer it answers.
        K::OfferMade | K::OfferAccepted => Work::GoesOn,
        _ => Work::Once,
    }
}

/// Whether that row says that what went on is over.
pub(crate) fn ends_work(row: &Row) -> bool {
    matches!(K::of(row), K::TakenOffDuty | K::TeamHeldEnded | K::PartnerEnded | K::PaymentsOnlyEnded)
}

/// Whether that row restates an assessment.
pub(crate) fn restates_assessment(row: &Row) -> bool {
    K::of(row) == K::NeedsSocialWorker
}
