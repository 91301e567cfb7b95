//! Events: a kind of fact, and what it must say.

use record::words::{
    LeftReason, Meeting, OversightPart, PlacementMark, PolicyAction, Post, Recipient, RiskLevel, Role, RoomAnswer,
    Service, Status, TransferSide, UnitLevel, VisitPart, Word, Words,
};
use record::{Content, Kind, Tri};

/// A kind of fact, and what it must say. What is asked and the fact does not say is no match.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The kind of fact.
    pub fact: Kind,
    /// A visit with all of these.
    pub visit: Option<Words<VisitPart>>,
    /// About any of these plans.
    pub plan: Option<Words<Status>>,
    /// An oversight with all of these.
    pub holds: Option<Words<OversightPart>>,
    /// Made by any of these posts.
    pub made_by: Option<Words<Post>>,
    /// To any of these recipients.
    pub to: Option<Words<Recipient>>,
    /// Given to, or acknowledged by, any of these posts.
    pub given_to: Option<Words<Post>>,
    /// The beginning or end of any of these statuses.
    pub status: Option<Words<Status>>,
    /// Any of these meetings.
    pub meeting: Option<Words<Meeting>>,
    /// Any of these actions.
    pub action: Option<Words<PolicyAction>>,
    /// Asked of any of these levels of unit.
    pub asked: Option<Words<UnitLevel>>,
    /// Of an asking for room: with any of these answers.
    pub answer: Option<Words<RoomAnswer>>,
    /// For any of these reasons.
    pub reason: Option<Words<LeftReason>>,
    /// Of any of these services.
    pub service: Option<Words<Service>>,
    /// A placement with any of these marks.
    pub placement: Option<Words<PlacementMark>>,
    /// A worker in any of these parts.
    pub part: Option<Words<Role>>,
    /// Signed by any of these sides of a transfer.
    pub side: Option<Words<TransferSide>>,
    /// A risk judged to be any of these.
    pub risk: Option<Words<RiskLevel>>,
    /// Of what ends something: it ends only what the same unit began.
    pub same_unit: bool,
}

impl Event {
    /// Any fact of that kind.
    pub const fn any(fact: Kind) -> Event {
        Event {
            fact,
            visit: None,
            plan: None,
            holds: None,
            made_by: None,
            to: None,
            given_to: None,
            status: None,
            meeting: None,
            action: None,
            asked: None,
            answer: None,
            reason: None,
            service: None,
            placement: None,
            part: None,
            side: None,
            risk: None,
            same_unit: false,
        }
    }

    /// Whether a fact of that content, known to be of this event's kind, is such an event.
    pub fn matches_of_its_kind(&self, content: &Content) -> bool {
        self.says(content, false)
    }

    /// Whether a fact of that content is such an event.
    pub fn matches(&self, content: &Content) -> bool {
        content.kind() == self.fact && self.says(content, false)
    }

    /// Whether that fact is such an event; not known where only the post of whoever made it is missing, or where a visit,
    /// an oversight or a placement does not say whether it was such a one.
    pub fn may_match(&self, content: &Content) -> Tri {
        match content.kind() == self.fact {
            true if self.says(content, false) => Tri::Yes,
            true if self.asks_what_may_be_missing() && self.says(content, true) => Tri::Unknown,
            _ => Tri::No,
        }
    }

    /// Whether that fact ends, as such an event, what the other began; not known where one of them does not say of which unit
    /// it is, and this ends only what is of the same.
    pub fn may_end(&self, begun: &Content, content: &Content) -> Tri {
        let of = |content: &Content| if let Content::CapacityAsked { whom, .. } = content { *whom } else { None };
        let is_of_it = match (of(begun), of(content)) {
            _ if !self.same_unit => Tri::Yes,
            (Some(begun), Some(ended)) => Tri::from(begun == ended),
            _ => Tri::Unknown,
        };
        self.may_match(content).and(is_of_it)
    }

    /// Whether it asks for anything that a fact of its kind may leave unsaid.
    fn asks_what_may_be_missing(&self) -> bool {
        self.made_by.is_some() || self.visit.is_some() || self.holds.is_some() || self.placement.is_some()
    }

    /// Whether it says what is asked, where what it does not give (the post, what a visit or an oversight held) passes for anything or for
    /// nothing.
    fn says(&self, content: &Content, may_be: bool) -> bool {
        let made_by = |post: Option<Post>| may_be && post.is_none() || is_among(self.made_by, post);
        match *content {
            Content::Visit { parts, plan, .. } => {
                self.visit.is_none_or(|wanted| parts.has_all(wanted) || may_be && may_hold(parts, wanted))
                    && is_among(self.plan, plan)
            }
            Content::ManagementOversight { parts, post, .. } => {
                let may_hold = may_be && parts.has(OversightPart::RestNotKnown);
                made_by(post) && self.holds.is_none_or(|wanted| parts.has_all(wanted) || may_hold)
            }
            Content::PlanReviewHeld { plan } | Content::PlanUpdated { plan } => is_among(self.plan, plan),
            Content::LetterSent { to, .. } | Content::LetterWithheld { to, .. } => is_among(self.to, Some(to)),
            Content::NoticeGiven { to, .. }
            | Content::NoticeAcknowledged { to, .. }
            | Content::AreaNoticeGiven { to, .. }
            | Content::AreaNoticeAcknowledged { to, .. } => is_among(self.given_to, Some(to)),
            Content::StatusStarted { status, .. } | Content::StatusEnded { status, .. } => {
                is_among(self.status, Some(status))
            }
            Content::MeetingHeld { meeting } => is_among(self.meeting, Some(meeting)),
            Content::ActionApplied { action } | Content::ActionNotApplied { action, .. } => {
                is_among(self.action, Some(action))
            }
            Content::TransferSigned { side, .. } => is_among(self.side, Some(side)),
            Content::RiskJudged { level } => is_among(self.risk, Some(level)),
            Content::CapacityAsked { asked, answer, .. } => {
                is_among(self.asked, Some(asked)) && is_among(self.answer, Some(answer))
            }
            Content::LeftUnallocated { post, reason, .. } => made_by(post) && is_among(self.reason, reason),
            Content::PlacementStarted { marks, unsure, .. } => self.placement.is_none_or(|wanted| {
                marks.has_any(wanted) || may_be && unsure.is_some_and(|unsure| unsure.has_any(wanted))
            }),
            Content::AllocationOffered { role, .. } | Content::InvolvementStarted { role, .. } => {
                is_among(self.part, Some(role))
            }
            Content::ServiceEntryJoined { service, .. }
            | Content::ServiceEntryUpdated { service }
            | Content::ServiceEntryLeft { service, .. }
            | Content::Signposted { service }
            | Content::ConsultationOffered { service }
            | Content::DutyAccessExplained { service } => is_among(self.service, Some(service)),
            Content::SafetyPlanningAgreed { post }
            | Content::DiscussedWithManager { post }
            | Content::InformationConsidered { post }
            | Content::ClosureReviewed { post }
            | Content::AbsenceDecided { post }
            | Content::ExceptionGranted { post, .. }
            | Content::VisitIntervalSet { post, .. } => made_by(post),
            _ => true,
        }
    }
}

/// Whether a visit may have held all of that, as far as it says what it held.
fn may_hold(parts: Words<VisitPart>, wanted: Words<VisitPart>) -> bool {
    let may_have_been = |part: &VisitPart| {
        parts.has(*part)
            || parts.has(VisitPart::SeenNotKnown)
            || parts.has(VisitPart::RestNotKnown) && *part != VisitPart::Seen
    };
    VisitPart::ALL.iter().filter(|part| wanted.has(**part)).all(may_have_been)
}

/// Whether that is among what is asked; anything is, where nothing is asked.
fn is_among<W: Word>(asked: Option<Words<W>>, said: Option<W>) -> bool {
    asked.is_none_or(|wanted| said.is_some_and(|said| wanted.has(said)))
}
