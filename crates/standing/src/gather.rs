//! One child's facts, sorted by what they speak of: the first pass of every evaluation.

mod evidence;
mod involvement;
mod transfers;

use std::cell::OnceCell;

use record::words::{Recipient, Role, Status, TransferSide, Words};
use record::{Content, Day, Fact, FactId, Kind, Moment, Ref, TextId, Tri, UnitId, When, WorkerId};

use crate::plan::{KindSet, Plan};
use crate::states::is_main;
pub(crate) use evidence::{Evidence, Found, InDoubt, Noted};
pub(crate) use involvement::{Ended, Involvement, undated};

/// That a worker was named to follow the one who holds the child.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Successor {
    /// The first and the last instant at which it can have been; nothing where the day is not known.
    pub(crate) at: Option<Moment>,
    pub(crate) until: Option<Moment>,
    pub(crate) worker: WorkerId,
    pub(crate) fact: u32,
}

/// Something that is on from one fact until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Toggle {
    /// Nothing where the day is not known.
    pub(crate) at: Option<Moment>,
    /// Offs sort before ons at the same instant.
    pub(crate) value: Tri,
    pub(crate) fact: u32,
}

/// The manager's answer to the duty question (MON-06).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    /// The first and the last instant at which it can have been given; nothing where the day is not known.
    pub(crate) at: Option<(Moment, Moment)>,
    /// Whether it would be a duty case.
    pub(crate) value: Tri,
    pub(crate) fact: u32,
}

/// A day that a fact of that kind set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) kind: Kind,
    pub(crate) when: When,
    /// The last instant at which it can have been: what was recorded has been.
    pub(crate) latest: Moment,
    pub(crate) on: Day,
    pub(crate) fact: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Agency {
    pub(crate) kind: Recipient,
    pub(crate) name: Option<TextId>,
    pub(crate) from: Moment,
    pub(crate) to: Moment,
    pub(crate) fact: u32,
}

/// The states that one fact begins and another ends: the list of each has its place in [`Gathered`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnOff {
    Duty,
    TeamHeld,
    Partner,
    Payments,
    Closure,
    Transfer,
    Left,
}

impl OnOff {
    const COUNT: usize = OnOff::Left as usize + 1;
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening {
    pub(crate) referral: Option<Ref>,
    /// Nothing where the day is not known.
    pub(crate) at: Option<Moment>,
    /// Of a closing: the first instant at which it can have been.
    pub(crate) earliest: Option<Moment>,
    pub(crate) fact: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelled {
    pub(crate) status: Status,
    pub(crate) spell: Ref,
    pub(crate) at: Option<Moment>,
    /// Of an end: the first instant at which it can have been.
    pub(crate) earliest: Option<Moment>,
    pub(crate) fact: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Assessed {
    pub(crate) assessment: Ref,
    /// The first instant at which it can have been; nothing where the day is not known, here and below.
    pub(crate) at: Option<Moment>,
    /// From when on it has been.
    pub(crate) over: Option<Moment>,
    pub(crate) completed: bool,
    pub(crate) in_need: Tri,
    pub(crate) needs_social_worker: Tri,
    pub(crate) fact: u32,
}

/// The lists that one child's facts are sorted into. Kept and reused from child to child.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) born: Option<(Day, u32)>,
    pub(crate) expected: Option<Day>,
    pub(crate) opened: Vec<Opening>,
    pub(crate) closed: Vec<Opening>,
    pub(crate) involvements: Vec<Involvement>,
    pub(crate) successors: Vec<Successor>,
    pub(crate) statuses: Vec<Spelled>,
    /// The statuses among them.
    pub(crate) had: Words<Status>,
    pub(crate) statuses_ended: Vec<Spelled>,
    pub(crate) assessments: Vec<Assessed>,
    /// When a need was identified, or may have been.
    pub(crate) need: Vec<(Option<Moment>, Tri)>,
    /// What began and ended each of those states.
    toggles: [Vec<Toggle>; OnOff::COUNT],
    /// The manager's answers to the duty question.
    pub(crate) answers: Vec<Answer>,
    pub(crate) teams: Vec<(Moment, UnitId, u32)>,
    /// What meets duties, for each thing that they ask by its place in the plan.
    found: Vec<Found>,
    /// What was looked for.
    looked_for: Vec<usize>,
    /// In the order of their first possible instants; those without a date come first.
    pub(crate) noted: Vec<Noted>,
    /// The kinds of all facts.
    pub(crate) kinds: KindSet,
    /// The first and the last instant of anything that happened, where anything has a day; a birth is none of it.
    pub(crate) span: Option<(Moment, Moment)>,
    /// Whether the child is disabled, and has special educational needs, as the newest details say.
    pub(crate) disabled: Tri,
    pub(crate) special_needs: Tri,
    pub(crate) set: Vec<Setting>,
    pub(crate) agencies: Vec<Agency>,
    agencies_ended: Vec<(Recipient, Option<TextId>, Moment)>,
    signatures: Vec<(Moment, TransferSide, Option<UnitId>, u32)>,
    /// The receiving teams of what began a transfer, each with its fact.
    receiving: Vec<(u32, UnitId)>,
    replaced: Vec<FactId>,
    /// The places among the noted facts by which a lead or key worker accepted, or may have, and whether they did; worked
    /// out when first asked for.
    accepts: OnceCell<Vec<(usize, Tri)>>,
    /// The places of the facts whose days contradict each other, and are read as not known.
    undated: Vec<u32>,
}

impl Gathered {
    fn clear(&mut self) {
        self.born = None;
        self.expected = None;
        self.opened.clear();
        self.closed.clear();
        self.involvements.clear();
        self.successors.clear();
        self.statuses.clear();
        self.had = Words::NONE;
        self.statuses_ended.clear();
        self.assessments.clear();
        self.need.clear();
        self.toggles.iter_mut().for_each(Vec::clear);
        self.answers.clear();
        self.teams.clear();
        self.noted.clear();
        self.kinds = KindSet::default();
        self.span = None;
        self.disabled = Tri::Unknown;
        self.special_needs = Tri::Unknown;
        self.set.clear();
        self.agencies.clear();
        self.agencies_ended.clear();
        self.signatures.clear();
        self.receiving.clear();
        self.replaced.clear();
        self.undated.clear();
        self.accepts.take();
    }

    /// Sorts the facts known at `known`.
    pub(crate) fn read(&mut self, facts: &[&[Fact]], known: Moment, plan: &Plan) {
        self.clear();
        self.forget_found(plan);
        for fact in facts.iter().copied().flatten() {
            if let Content::Corrected { replaces, .. } = fact.content
                && fact.recorded <= known
            {
                self.replaced.push(replaces);
            }
        }
        self.take_all(facts, known, plan);
        self.disbelieve(facts, known, plan);
        self.finish();
    }

    fn take_all(&mut self, facts: &[&[Fact]], known: Moment, plan: &Plan) {
        for (place, fact) in facts.iter().copied().flatten().enumerate() {
            if fact.recorded <= known && (self.replaced.is_empty() || !self.replaced.contains(&fact.id)) {
                let place = place as u32;
                if self.undated.contains(&place) {
                    self.take(&Fact { when: When::Unknown, ..*fact }, place, plan);
                } else {
                    self.take(fact, place, plan);
                }
            }
        }
    }

    /// Where an involvement ends before it begins either day may be wrong: everything is read once more, as if the
    /// source had given neither. Few children have such a one, and only they cost it.
    fn disbelieve(&mut self, facts: &[&[Fact]], known: Moment, plan: &Plan) {
        let all = self.involvements.iter();
        let contradictory = all.filter(|one| one.contradictions().next().is_some());
        let written: Vec<_> = contradictory.map(|one| (one.reference, [one.ended, one.declined])).collect();
        if written.is_empty() {
            return;
        }
        let contradictions = self.involvements.iter().flat_map(Involvement::contradictions);
        let undated: Vec<u32> = contradictions.flat_map(|(end, began)| [end.fact, began]).collect();
        let replaced = std::mem::take(&mut self.replaced);
        self.clear();
        (self.undated, self.replaced) = (undated, replaced);
        self.take_all(facts, known, plan);
        for (reference, ends) in written {
            self.involvement(reference, Role::Lead).written = ends;
        }
    }

    fn take(&mut self, fact: &Fact, place: u32, plan: &Plan) {
        let (start, end) = (fact.when.as_start(), fact.when.as_end());
        let is_day = matches!(fact.when, When::On(_));
        let on = |value: Tri| Toggle { at: start, value, fact: place };
        let off = || Toggle { at: end, value: Tri::No, fact: place };
        match fact.content {
            Content::ChildDetails { born, expected, disabled, special_educational_needs, .. } => {
                // A birth is known once any source gives it; the newest word counts.
                self.born = born.map(|day| (day, place)).or(self.born);
                self.expected = expected.or(self.expected);
                let newest = |said: Tri, before: Tri| if said.is_unknown() { before } else { said };
                self.disabled = newest(disabled, self.disabled);
                self.special_needs = newest(special_educational_needs, self.special_needs);
            }
            Content::ReferralReceived { referral, team, .. } => {
                self.opened.push(Opening { referral: Some(referral), at: start, earliest: start, fact: place });
                // A referral whose day cannot be read belongs to its team all the same.
                self.teams.extend(team.map(|team| (start.unwrap_or(Moment::MIN), team, place)));
            }
            Content::CaseClosed { referral } => {
                self.closed.push(Opening { referral, at: end, earliest: start, fact: place });
            }
            Content::NeedIdentified {} => self.need.push((start, Tri::Yes)),
            Content::AssessmentStarted { assessment } => {
                self.need.push((start, Tri::Yes));
                self.assessments.push(Assessed {
                    assessment,
                    at: start,
                    over: end,
                    completed: false,
                    in_need: Tri::Unknown,
                    needs_social_worker: Tri::Unknown,
                    fact: place,
                });
            }
            Content::AssessmentCompleted { assessment, in_need, needs_social_worker, .. } => {
                if !in_need.is_no() {
                    self.need.push((start, in_need));
                }
                let completed = true;
                self.assessments.push(Assessed {
                    assessment,
                    at: start,
                    over: end,
                    completed,
                    in_need,
                    needs_social_worker,
                    fact: place,
                });
            }
            Content::StatusStarted { status, spell } => {
                self.need.push((start, Tri::Yes));
                self.had = self.had.with(status);
                self.statuses.push(Spelled { status, spell, at: start, earliest: start, fact: place });
            }
            Content::StatusEnded { status, spell } => {
                self.statuses_ended.push(Spelled { status, spell, at: end, earliest: start, fact: place });
            }
            Content::AllocationOffered { involvement, worker, role, team } => {
                let found = self.involvement(involvement, role);
                found.role = role;
                found.worker = Some(worker);
                found.team = team.or(found.team);
                found.offered = Some((start, place));
                found.days[0] = start.filter(|_| is_day);
            }
            Content::AllocationAccepted { involvement } => {
                let found = self.involvement(involvement, Role::Lead);
                found.accepted_at = Some((start, place));
                found.days[2] = start.filter(|_| is_day);
            }
            Content::SupportNamed { involvement, .. } => {
                let found = self.involvement(involvement, Role::Lead);
                found.may_be_supported |= start.is_none();
                found.supported = found.supported.into_iter().chain(start.map(|at| (at, place))).min();
            }
            Content::AllocationDeclined { involvement } => {
                self.involvement(involvement, Role::Lead).declined = Some(Ended::of(fact, None, place));
            }
            Content::InvolvementStarted { involvement, worker, role, team, accepted } => {
                let found = self.involvement(involvement, role);
                found.role = role;
                found.worker = worker;
                found.team = team.or(found.team);
                found.started = Some((start, place));
                found.days[1] = start.filter(|_| is_day);
                found.accepted = accepted;
            }
            Content::InvolvementEnded { involvement, reason } => {
                self.involvement(involvement, Role::Lead).ended = Some(Ended::of(fact, reason, place));
            }
            Content::SuccessorIdentified { worker } => {
                self.successors.push(Successor { at: start, until: end, worker, fact: place });
            }
            Content::PutOnDuty {} => self.toggle(OnOff::Duty, on(Tri::Yes)),
            Content::TakenOffDuty {} => self.toggle(OnOff::Duty, off()),
            Content::TeamHeld { team } => {
                self.toggle(OnOff::TeamHeld, on(Tri::Yes));
                self.teams.extend(start.zip(team).map(|(at, team)| (at, team, place)));
            }
            Content::TeamChanged { team } => self.teams.extend(start.map(|at| (at, team, place))),
            Content::TeamHeldEnded {} => self.toggle(OnOff::TeamHeld, off()),
            Content::PartnerHeld { .. } => self.toggle(OnOff::Partner, on(Tri::Yes)),
            Content::PartnerHeldEnded {} => self.toggle(OnOff::Partner, off()),
            Content::PaymentsOnly {} => self.toggle(OnOff::Payments, on(Tri::Yes)),
            Content::PaymentsOnlyEnded {} => self.toggle(OnOff::Payments, off()),
            Content::ClosureProposed {} => self.toggle(OnOff::Closure, on(Tri::Yes)),
            Content::ClosureWithdrawn {} => self.toggle(OnOff::Closure, off()),
            Content::ReadyToTransfer { to } => {
                self.toggle(OnOff::Transfer, on(Tri::Yes));
                self.receiving.extend(to.map(|to| (place, to)));
            }
            Content::TransferSigned { to, side } => {
                self.toggle(OnOff::Transfer, on(Tri::Yes));
                self.receiving.extend(to.map(|to| (place, to)));
                self.signatures.extend(start.map(|at| (at, side, to, place)));
            }
            Content::TransferEnded {} => self.toggle(OnOff::Transfer, off()),
            Content::LeftUnallocated { .. } => self.toggle(OnOff::Left, on(Tri::Yes)),
            Content::DutyQuestionAnswered { answer, .. } => {
                let would_be = answer == record::words::DutyAnswer::WouldBeDuty;
                self.answers.push(Answer { at: start.zip(end), value: Tri::from(would_be), fact: place });
            }
            Content::NextSeenSet { on } | Content::NextReviewSet { on } | Content::NextPlanReviewSet { on, .. } => {
                let (kind, latest) = (fact.content.kind(), end.unwrap_or(fact.recorded));
                self.set.push(Setting { kind, when: fact.when, latest, on, fact: place });
            }
            Content::AgencyInvolved { agency_kind, agency } => self.agencies.push(Agency {
                kind: agency_kind,
                name: agency,
                from: start.unwrap_or(Moment::MIN),
                to: Moment::MAX,
                fact: place,
            }),
            Content::AgencyInvolvementEnded { agency_kind, agency } => {
                self.agencies_ended.extend(end.map(|at| (agency_kind, agency, at)));
            }
            _ => {}
        }
        if let Some(at) = start.filter(|_| !matches!(fact.content, Content::ChildDetails { .. })) {
            self.spans(at);
        }
        self.note(fact, start, place, plan);
        // A referral that says when the district received it says what the record of that receipt says (AS-08).
        if let Content::ReferralReceived { referral, district_received: Some(at), .. } = fact.content {
            self.spans(at);
            let content = Content::DistrictReceived { referral: Some(referral) };
            let received = Fact { when: When::At(at), content, ..*fact };
            self.note(&received, Some(at), place, plan);
        }
    }

    fn spans(&mut self, at: Moment) {
        self.span = Some(self.span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
    }

    /// The team to which the transfer goes that this fact began, where it says.
    pub(crate) fn receiving(&self, fact: u32) -> Option<UnitId> {
        self.receiving.iter().find(|(of, _)| *of == fact).map(|(_, team)| *team)
    }

    /// What began and ended that state, in order of time; offs before ons at the same instant.
    pub(crate) fn toggles(&self, of: OnOff) -> &[Toggle] {
        &self.toggles[of as usize]
    }

    fn toggle(&mut self, of: OnOff, toggle: Toggle) {
        self.toggles[of as usize].push(toggle);
    }

    /// An ending ends what began before it by its date, whatever the order of entry, and nothing that began with it; an agency that is recorded twice is
    /// one agency, and its letter one letter.
    fn join_agencies(&mut self) {
        for agency in &mut self.agencies {
            let of_it =
                self.agencies_ended.iter().filter(|(kind, name, _)| *kind == agency.kind && *name == agency.name);
            let ended = of_it.map(|(.., at)| *at).filter(|at| *at > agency.from).min();
            agency.to = ended.unwrap_or(Moment::MAX);
        }
        self.agencies.sort_by_key(|agency| (agency.kind, agency.name, agency.from, agency.fact));
        self.agencies.dedup_by(|later, earlier| {
            let same = later.kind == earlier.kind && later.name == earlier.name && later.from <= earlier.to;
            if same {
                earlier.to = earlier.to.max(later.to);
            }
            same
        });
        self.agencies.sort_by_key(|agency| (agency.from, agency.fact));
    }

    fn involvement(&mut self, reference: Ref, role: Role) -> &mut Involvement {
        // A child has a few involvements: looking through them costs less than any index.
        let place = self.involvements.iter().rposition(|one| one.reference == reference);
        let place = place.unwrap_or_else(|| {
            self.involvements.push(Involvement {
                reference,
                role,
                worker: None,
                team: None,
                offered: None,
                started: None,
                accepted: Tri::Unknown,
                accepted_at: None,
                supported: None,
                may_be_supported: false,
                declined: None,
                lapsed: false,
                ended: None,
                days: [None; 3],
                first_named: None,
                first_known: None,
                first_accepted: None,
                written: [None; 2],
            });
            self.involvements.len() - 1
        });
        &mut self.involvements[place]
    }

    /// An offer that nobody answered lapses where a lead or key worker accepts at or after it: an answer that was never
    /// typed must not hide a child who later has nobody.
    fn lapse_offers(&mut self) {
        for place in 0..self.involvements.len() {
            let one = &self.involvements[place];
            let unanswered = one.accepted_at.is_none() && one.started.is_none() && one.declined.is_none();
            let Some(offered) = one.offered.and_then(|(at, _)| at).filter(|_| unanswered && is_main(one.role)) else {
                continue;
            };
            let others = self.involvements.iter().enumerate().filter(|(other, of)| *other != place && is_main(of.role));
            let accepted = others.filter_map(|(_, of)| {
                let fact = of.accepted_at.or(of.started).map(|(_, fact)| fact)?;
                Some((of.first_accepted?, fact))
            });
            if let Some((at, fact)) = accepted.filter(|(at, _)| *at >= offered).min() {
                let (at, reason) = (Some(at), None);
                self.involvements[place].declined = Some(Ended { at, by_date: false, reason, fact });
                self.involvements[place].lapsed = true;
            }
        }
    }

    fn finish(&mut self) {
        // An end or an acceptance of what never began says nothing about who holds the child.
        self.involvements.retain(|one| one.offered.is_some() || one.started.is_some());
        self.involvements.iter_mut().for_each(Involvement::note_first_days);
        self.lapse_offers();
        for one in &self.involvements {
            let begun = one.accepted_at.or(one.started).and_then(|(at, fact)| Some((at?, fact)));
            if let (Some((at, fact)), Some(team), Role::Lead | Role::KeyWorker) = (begun, one.team, one.role) {
                self.teams.push((at, team, fact));
            }
        }
        self.teams.sort_by_key(|(at, _, fact)| (*at, *fact));
        self.moved_by_signatures();
        for list in self.toggles.iter_mut().filter(|list| list.len() > 1) {
            list.sort_unstable();
        }
        // Of two answers at one instant the one recorded last is the manager's word.
        self.answers.sort_by_key(|answer| (answer.at.map(|(from, _)| from), answer.fact));
        self.join_agencies();
        self.assessments.sort_by_key(|one| (one.at, one.completed, one.fact));
        self.order_noted();
        self.set.sort_by_key(|one| (one.kind, one.when.as_start(), one.fact));
        self.successors.sort_by_key(|one| one.at);
        self.need.sort_unstable();
    }
}
