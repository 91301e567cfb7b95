//! What facts may meet duties, and which are asked for as events: by the rules of the plan, not by what they speak of.

use record::words::Recipient;
use record::{Content, Fact, Kind, Moment, TextId, When};

use super::Gathered;
use crate::plan::Plan;

/// A fact that may meet a duty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence {
    /// Which of the parts that together meet the duty.
    pub(crate) part: u8,
    pub(crate) when: When,
    /// The first instant at which it can have been done.
    pub(crate) at: Moment,
    pub(crate) agency: Option<(Recipient, Option<TextId>)>,
    /// Whether facts of its kind end stretches, and so can meet a duty at the very instant of its stretch's end.
    pub(crate) ends: bool,
    pub(crate) fact: u32,
}

/// A fact that would meet a duty but for its date or for the post of whoever made it, which the record does not give.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InDoubt {
    pub(crate) duty: u16,
    pub(crate) part: u8,
    pub(crate) when: When,
    /// The last instant at which it can have been: what was recorded has been.
    pub(crate) latest: Moment,
    pub(crate) agency: Option<(Recipient, Option<TextId>)>,
    pub(crate) fact: u32,
}

/// A fact that some condition or duty asks for as an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noted {
    pub(crate) kind: Kind,
    pub(crate) when: When,
    pub(crate) content: Content,
    pub(crate) fact: u32,
}

impl Gathered {
    /// Whether there is any noted fact of that kind: most children have few of the many kinds that rules ask about.
    pub(crate) fn has_noted(&self, kind: Kind) -> bool {
        let number = usize::from(kind.number());
        self.noted_kinds[number >> 6] & 1 << (number & 63) != 0
    }

    /// What may meet the duty at that place of the plan, in order of time.
    pub(crate) fn evidence(&self, duty: u16) -> &[Evidence] {
        self.evidence.get(usize::from(duty)).map_or(&[], Vec::as_slice)
    }

    /// Notes the fact where some rule asks for such events, and for each duty that it may have a part in meeting.
    pub(super) fn take_evidence(&mut self, fact: &Fact, place: u32, plan: &Plan) {
        let kind = usize::from(fact.content.kind().number());
        if plan.notes[kind] {
            self.noted_kinds[kind >> 6] |= 1 << (kind & 63);
            let kind = fact.content.kind();
            self.noted.push(Noted { kind, when: fact.when, content: fact.content, fact: place });
        }
        for (duty, part, event) in &plan.meets[kind] {
            let matches = event.may_match(&fact.content);
            if matches.is_no() {
                continue;
            }
            let (duty, part, when, agency) = (*duty, *part, fact.when, agency_of(&fact.content));
            let Some(at) = when.as_start().filter(|_| matches.is_yes()) else {
                let latest = when.as_end().unwrap_or(fact.recorded);
                self.in_doubt.push(InDoubt { duty, part, when, latest, agency, fact: place });
                continue;
            };
            // One fact meets a part of a duty once, however many of its ways it fits.
            let again = |last: &Evidence| last.fact == place && last.part == part;
            let of_duty = &mut self.evidence[usize::from(duty)];
            if !of_duty.last().is_some_and(again) {
                if of_duty.is_empty() {
                    self.met.push(duty);
                }
                let ends = ends_stretches(event.fact);
                of_duty.push(Evidence { part, when, at, agency, ends, fact: place });
            }
        }
    }

    /// Puts the facts for each duty, and those that are asked for as events, in the order of time.
    pub(super) fn order_evidence(&mut self) {
        for duty in &self.met {
            let of_duty = &mut self.evidence[usize::from(*duty)];
            if !of_duty.is_sorted_by_key(|one| (one.at, one.fact)) {
                of_duty.sort_by_key(|one| (one.at, one.fact));
            }
        }
        if !self.noted.is_sorted_by_key(|one| (one.when.as_start(), one.fact)) {
            self.noted.sort_by_cached_key(|one| (one.when.as_start(), one.fact));
        }
    }
}

/// Whether facts of that kind end what a duty is for: there is a worker, an assessment is done, the case is closed.
const fn ends_stretches(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AllocationAccepted
            | Kind::InvolvementStarted
            | Kind::AssessmentCompleted
            | Kind::TransferEnded
            | Kind::CaseClosed
    )
}

/// The agency that a fact speaks of, where it speaks of one.
fn agency_of(content: &Content) -> Option<(Recipient, Option<TextId>)> {
    match *content {
        Content::LetterSent { to, agency } => Some((to, agency)),
        Content::LetterWithheld { to, .. } => Some((to, None)),
        Content::AgencyAgreed { agency_kind, agency } | Content::AgencyReported { agency_kind, agency } => {
            Some((agency_kind, agency))
        }
        _ => None,
    }
}
