//! What facts may meet duties, and which are asked for as events: by the rules of the plan, not by what they speak of.

use policy::Event;
use record::words::Recipient;
use record::{Content, Fact, Kind, Moment, Ref, TextId, Tri, When};

use super::Gathered;
use crate::plan::Plan;
use crate::states::is_main;

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
    pub(crate) part: u8,
    pub(crate) when: When,
    /// The last instant at which it can have been: what was recorded has been.
    pub(crate) latest: Moment,
    pub(crate) agency: Option<(Recipient, Option<TextId>)>,
    pub(crate) fact: u32,
}

/// What meets the duties that ask for the same.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order of the first possible instants.
    pub(crate) evidence: Vec<Evidence>,
    /// In the order of the facts; nearly always empty.
    pub(crate) in_doubt: Vec<InDoubt>,
    /// Whether it was looked for among the facts of the child at hand.
    is_found: bool,
}

/// A fact that some rule asks for as an event, or that may meet a duty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noted {
    pub(crate) kind: Kind,
    pub(crate) when: When,
    /// The first instant at which it can have been; nothing where the day is not known.
    pub(crate) at: Option<Moment>,
    /// The last instant at which it can have been: what was recorded has been.
    pub(crate) latest: Moment,
    pub(crate) content: Content,
    pub(crate) fact: u32,
}

impl Found {
    /// What of those facts meets each of those parts.
    pub(crate) fn among<'f>(facts: impl Iterator<Item = &'f Fact>, parts: &[Vec<Event>]) -> Found {
        let mut found = Found { is_found: true, ..Found::default() };
        for (place, fact) in facts.enumerate() {
            let of_it = |events: &Vec<Event>| events.iter().any(|event| event.matches(&fact.content));
            for part in parts.iter().enumerate().filter(|(_, events)| of_it(events)).map(|(part, _)| part as u8) {
                let (when, agency, fact_place) = (fact.when, None, place as u32);
                match fact.when.as_start() {
                    Some(at) => found.evidence.push(Evidence { part, when, at, agency, ends: false, fact: fact_place }),
                    None => {
                        let latest = fact.recorded;
                        found.in_doubt.push(InDoubt { part, when, latest, agency, fact: fact_place });
                    }
                }
            }
        }
        found.evidence.sort_by_key(|one| (one.at, one.fact));
        found
    }
}

impl Gathered {
    /// Whether there is any fact of that kind: most children have few of the many kinds that rules ask about.
    pub(crate) fn has_any(&self, kind: Kind) -> bool {
        self.kinds.has(kind)
    }

    /// The facts by which a lead or key worker accepted, or may have, and whether they did: an acceptance, a start recorded as
    /// accepted that no acceptance precedes, and one of which nothing says whether it was accepted.
    pub(crate) fn accepted(&self) -> impl Iterator<Item = (&Noted, Tri)> {
        let accepted = self.accepts.get_or_init(|| {
            let accepts = self.noted.iter().map(|noted| self.accepts(noted)).enumerate();
            accepts.filter(|(_, accepts)| !accepts.is_no()).collect()
        });
        accepted.iter().map(|(place, accepts)| (&self.noted[*place], *accepts))
    }

    fn accepts(&self, noted: &Noted) -> Tri {
        let is_held_by = |of: Ref| self.involvements.iter().any(|one| one.reference == of && is_main(one.role));
        match noted.content {
            Content::AllocationAccepted { involvement } => is_held_by(involvement).into(),
            Content::InvolvementStarted { role, accepted, .. } if !is_main(role) || accepted.is_no() => Tri::No,
            Content::InvolvementStarted { accepted, .. } if !self.has_any(Kind::AllocationAccepted) => accepted,
            Content::InvolvementStarted { involvement, accepted, .. } => {
                let own = Content::AllocationAccepted { involvement };
                let mut answers = self.noted.iter().filter(|other| other.content == own);
                let precedes = |other: &Noted| other.when.as_start() <= noted.when.as_start();
                let is_another = if accepted.is_unknown() { answers.next().is_some() } else { answers.any(precedes) };
                if is_another { Tri::No } else { accepted }
            }
            _ => Tri::No,
        }
    }

    /// Looks for what may meet the duties that ask for that, by its place in the plan, unless it was looked for before:
    /// most duties never open for a child, and many ask for the same.
    pub(crate) fn find(&mut self, asked: usize, plan: &Plan) {
        let Some(found) = self.found.get_mut(asked).filter(|found| !found.is_found) else { return };
        found.is_found = true;
        self.looked_for.push(asked);
        let asked = &plan.asked[asked];
        if !asked.kinds.has_any(self.kinds) {
            return;
        }
        for noted in &self.noted {
            if !asked.kinds.has(noted.kind) {
                continue;
            }
            for (part, events) in asked.parts.iter().enumerate() {
                let of_kind = events.iter().filter(|event| event.fact == noted.kind);
                let matches = of_kind.map(|event| event.may_match(&noted.content)).max().unwrap_or(Tri::No);
                if matches.is_no() {
                    continue;
                }
                let (part, agency) = (part as u8, agency_of(&noted.content));
                let Noted { when, latest, fact, .. } = *noted;
                match noted.at.filter(|_| matches.is_yes()) {
                    Some(at) => {
                        let ends = ends_stretches(noted.kind);
                        found.evidence.push(Evidence { part, when, at, agency, ends, fact });
                    }
                    None => found.in_doubt.push(InDoubt { part, when, latest, agency, fact }),
                }
            }
        }
        found.in_doubt.sort_by_key(|one| one.fact);
    }

    /// What was found for the duties that ask for that.
    pub(crate) fn found(&self, asked: usize) -> &Found {
        const NOTHING: &Found = &Found { evidence: Vec::new(), in_doubt: Vec::new(), is_found: true };
        self.found.get(asked).unwrap_or(NOTHING)
    }

    /// Makes room for what meets the duties of that plan, empty for the next child.
    pub(super) fn forget_found(&mut self, plan: &Plan) {
        for asked in self.looked_for.drain(..) {
            let found = &mut self.found[asked];
            found.evidence.clear();
            found.in_doubt.clear();
            found.is_found = false;
        }
        self.found.resize_with(plan.asked.len(), Found::default);
    }

    /// Notes the fact where some rule asks for such events, or may be met by one.
    pub(super) fn note(&mut self, fact: &Fact, at: Option<Moment>, place: u32, plan: &Plan) {
        let kind = fact.content.kind();
        self.kinds.add(kind);
        if plan.keeps.has(kind) {
            let latest = fact.when.as_end().unwrap_or(fact.recorded);
            self.noted.push(Noted { kind, when: fact.when, at, latest, content: fact.content, fact: place });
        }
    }

    /// Puts the facts that were noted in the order of time.
    pub(super) fn order_noted(&mut self) {
        if !self.noted.is_sorted_by_key(|one| (one.at, one.fact)) {
            self.noted.sort_unstable_by_key(|one| (one.at, one.fact));
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
