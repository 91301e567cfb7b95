//! Who counts as a worker at an instant ("Who counts as a worker"), and why one stopped counting.

use record::words::{AbsenceKind, EndReason, Profession, Role};
use record::{Content, Fact, Kind, Moment, Ref, Tri, UnitId, When, WorkerId};

use super::days;
use super::world::{World, any, before, begun, over};

/// From when an involvement counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// Once somebody is named.
    Named,
    /// Once accepted.
    Accepted,
    /// Whatever its beginning.
    OpenRow,
}

/// What a pack's `[[worker]]` asks.
#[derive(Clone, PartialEq)]
pub struct Rule {
    /// `parts`.
    pub parts: &'static [Role],
    /// `counts-from`.
    pub from: From,
    /// `professions`, where given.
    pub professions: Option<&'static [Profession]>,
    /// `registered = true`.
    pub registered: bool,
    /// `recorded = true`.
    pub recorded: bool,
    /// `need-identified = true`.
    pub need_identified: bool,
    /// `supported = true`.
    pub supported: bool,
    /// `stops` on 'left the authority'.
    pub stops_on_leaving: bool,
    /// `stops` on absence of those kinds after that many working days; at once after none.
    pub stops_on_absence: Option<(&'static [AbsenceKind], u32)>,
    /// `stops` on absence of those kinds that is likely to last longer than that many days.
    pub stops_when_likely: Option<(&'static [AbsenceKind], i32)>,
}

const PLAIN: Rule = Rule {
    parts: &[Role::Lead, Role::KeyWorker],
    from: From::Accepted,
    professions: None,
    registered: false,
    recorded: false,
    need_identified: false,
    supported: false,
    stops_on_leaving: false,
    stops_on_absence: None,
    stops_when_likely: None,
};

/// PG-01 to PG-03.
pub const PG_NAMED: Rule =
    Rule { from: From::Named, stops_on_leaving: true, stops_on_absence: Some((&[AbsenceKind::Sickness], 10)), ..PLAIN };
/// The same in a second version of the guide, made up: who has accepted, and five days of sickness.
pub const PG_SECOND: Rule =
    Rule { stops_on_leaving: true, stops_on_absence: Some((&[AbsenceKind::Sickness], 5)), ..PLAIN };
/// MON-06.
pub const MON_NAMED: Rule = PLAIN;
/// CNT-04: registered social workers.
pub const REGISTERED: Rule = Rule { registered: true, ..PLAIN };
/// CNT-04: any worker.
pub const ANY: Rule = PLAIN;
/// AP-01, AP-03.
pub const AP_ALLOCATED: Rule = Rule {
    parts: &[Role::Lead, Role::KeyWorker],
    professions: Some(&[
        Profession::SocialWorker,
        Profession::StudentSocialWorker,
        Profession::NewlyQualifiedSocialWorker,
        Profession::SeniorPractitioner,
        Profession::AssistantTeamManager,
        Profession::YoungPeoplesAdvisor,
        Profession::Nurse,
        Profession::CommunityWorker,
    ]),
    recorded: true,
    need_identified: true,
    stops_on_leaving: true,
    ..PLAIN
};
/// AP-06.
pub const AP_SOCIAL_WORKER: Rule = Rule {
    parts: &[Role::Lead, Role::KeyWorker],
    professions: Some(&[
        Profession::SocialWorker,
        Profession::StudentSocialWorker,
        Profession::NewlyQualifiedSocialWorker,
        Profession::SeniorPractitioner,
        Profession::AssistantTeamManager,
    ]),
    stops_on_leaving: true,
    ..PLAIN
};
/// AP-07, AP-11: those who count as young people's advisors.
pub const AP_ADVISOR: Rule = Rule {
    professions: Some(&[Profession::YoungPeoplesAdvisor, Profession::Nurse, Profession::CommunityWorker]),
    stops_on_leaving: true,
    ..PLAIN
};
/// AP-07: a social worker in any part.
pub const AP_ANY_SOCIAL_WORKER: Rule =
    Rule { parts: &[Role::Lead, Role::KeyWorker, Role::CoWorker, Role::Involved], ..AP_SOCIAL_WORKER };
/// AP-09: a social worker who works on the case.
pub const AP_JOINT_SOCIAL_WORKER: Rule =
    Rule { parts: &[Role::Lead, Role::KeyWorker, Role::CoWorker], ..AP_SOCIAL_WORKER };
/// AP-19, AP-20: a social worker of the grades that may hold child protection alone, in any part.
pub const AP_SKILLED: Rule = Rule {
    professions: Some(&[Profession::SocialWorker, Profession::SeniorPractitioner, Profession::AssistantTeamManager]),
    ..AP_ANY_SOCIAL_WORKER
};
/// AP-19: who may hold child protection with support that is named.
pub const AP_SUPPORTED: Rule = Rule {
    professions: Some(&[Profession::StudentSocialWorker, Profession::NewlyQualifiedSocialWorker]),
    supported: true,
    ..AP_SOCIAL_WORKER
};
/// AP-38, AP-39: a holder who is not away.
pub const AP_PRESENT: Rule = Rule {
    stops_on_leaving: true,
    stops_on_absence: Some((
        &[AbsenceKind::Sickness, AbsenceKind::Maternity, AbsenceKind::Training, AbsenceKind::Other],
        0,
    )),
    ..PLAIN
};
/// AP-39: a holder who is not away unplanned.
pub const AP_NOT_SUDDENLY_AWAY: Rule =
    Rule { stops_on_absence: Some((&[AbsenceKind::Sickness, AbsenceKind::Other], 0)), ..AP_PRESENT };
/// AP-39: a holder who is not likely to be away for more than two weeks.
pub const AP_NOT_LIKELY_AWAY: Rule = Rule {
    stops_on_leaving: true,
    stops_when_likely: Some((&[AbsenceKind::Sickness, AbsenceKind::Other], 14)),
    ..PLAIN
};
/// AS-01: accepted, with the authority, not long absent.
pub const AS_ALLOCATED: Rule = Rule {
    stops_on_leaving: true,
    stops_on_absence: Some((&[AbsenceKind::Sickness, AbsenceKind::Maternity, AbsenceKind::Other], 10)),
    ..PLAIN
};
/// AS-26: allocated, to somebody suitably qualified and registered.
pub const AS_QUALIFIED: Rule = Rule {
    professions: Some(&[
        Profession::SocialWorker,
        Profession::NewlyQualifiedSocialWorker,
        Profession::SeniorPractitioner,
        Profession::AssistantTeamManager,
    ]),
    registered: true,
    ..AS_ALLOCATED
};
/// CMP-01.
pub const OPEN_ROW: Rule = Rule { parts: &[Role::Lead], from: From::OpenRow, ..PLAIN };
/// Holding: a lead or key worker has accepted and has not left the authority.
pub const HELD: Rule = Rule { parts: &[Role::Lead, Role::KeyWorker], stops_on_leaving: true, ..PLAIN };

/// Holding: a lead or key worker is named.
pub const NAMED: Rule = Rule { from: From::Named, ..HELD };

/// What the facts with one `involvement` reference say, or that a successor was identified.
pub struct Involvement {
    /// The reference; none for a successor.
    pub reference: Option<Ref>,
    worker: Option<WorkerId>,
    role: Role,
    team: Option<UnitId>,
    offered: Option<When>,
    accepted: Vec<When>,
    started: Option<(When, Tri)>,
    ended: Vec<Over>,
    declined: Vec<Over>,
    successor: Option<When>,
}

/// That an involvement ended, or was declined.
struct Over {
    when: When,
    /// The day as it is written, believed or not.
    written: When,
    reason: Option<EndReason>,
}

/// Why an involvement stopped counting.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Cause {
    /// It ended, for any reason other than leaving.
    Ended,
    /// The worker left the authority.
    Left,
    /// The worker has been away for long enough.
    Absence,
    /// The offer was declined, withdrawn or lapsed.
    OfferEnded,
    /// Anything else.
    Other,
}

/// When the offer lapses, that nobody answered or started: another lead or key worker accepted at or after it.
fn lapse(all: &[Involvement], place: usize) -> Option<Moment> {
    let main = |one: &Involvement| matches!(one.role, Role::Lead | Role::KeyWorker);
    let one = &all[place];
    if !main(one) || one.started.is_some() || !one.accepted.is_empty() || !one.declined.is_empty() {
        return None;
    }
    let offered = one.offered?.as_start()?;
    let others = all.iter().enumerate().filter(|(other, of)| *other != place && main(of)).map(|(_, of)| of);
    let accepted = others.filter_map(|of| {
        let said = of.started.filter(|(_, accepted)| accepted.is_yes()).map(|(when, _)| when);
        of.accepted.iter().copied().chain(said).filter_map(When::as_start).min()
    });
    accepted.filter(|at| *at >= offered).min()
}

impl World<'_> {
    /// The part of that involvement, where a fact says it.
    pub fn involvement_role(&self, involvement: Ref) -> Option<Role> {
        self.involvements.iter().find(|one| one.reference == Some(involvement)).map(|one| one.role)
    }

    /// The child's involvements. One that nothing offers or starts has no part and no worker, and is none.
    pub fn read_involvements(&self) -> Vec<Involvement> {
        let mut refs = Vec::new();
        for fact in &self.child {
            if let Content::AllocationOffered { involvement, .. } | Content::InvolvementStarted { involvement, .. } =
                fact.content
                && !refs.contains(&involvement)
            {
                refs.push(involvement);
            }
        }
        let mut all: Vec<_> = refs.into_iter().map(|reference| self.involvement(reference)).collect();
        let lapses: Vec<Option<Moment>> = (0..all.len()).map(|place| lapse(&all, place)).collect();
        for (one, lapse) in all.iter_mut().zip(lapses) {
            one.declined.extend(lapse.map(|at| Over { when: When::At(at), written: When::At(at), reason: None }));
        }
        for fact in &self.child {
            if let Content::SuccessorIdentified { worker } = fact.content {
                all.push(Involvement {
                    worker: Some(worker),
                    role: Role::Lead,
                    successor: Some(fact.when),
                    ..Involvement::nothing(None)
                });
            }
        }
        all
    }

    fn involvement(&self, reference: Ref) -> Involvement {
        let mut one = Involvement::nothing(Some(reference));
        let over = |fact: &Fact, reason: Option<EndReason>| {
            let written = self.written.iter().find(|(id, _)| *id == fact.id).map_or(fact.when, |(_, when)| *when);
            Over { when: fact.when, written, reason }
        };
        for fact in &self.child {
            match fact.content {
                Content::AllocationOffered { involvement, worker, role, team } if involvement == reference => {
                    one.offered = Some(fact.when);
                    if one.started.is_none() {
                        one.role = role;
                    }
                    one.worker = one.worker.or(Some(worker));
                    one.team = one.team.or(team);
                }
                Content::InvolvementStarted { involvement, worker, role, team, accepted }
                    if involvement == reference =>
                {
                    one.started = Some((fact.when, accepted));
                    one.role = role;
                    one.worker = worker.or(one.worker);
                    one.team = team.or(one.team);
                }
                Content::AllocationAccepted { involvement } if involvement == reference => one.accepted.push(fact.when),
                Content::AllocationDeclined { involvement } if involvement == reference => {
                    one.declined.push(over(fact, None));
                }
                Content::InvolvementEnded { involvement, reason } if involvement == reference => {
                    one.ended.push(over(fact, reason));
                }
                _ => {}
            }
        }
        one
    }

    /// Whether that involvement counts under that rule at that instant.
    pub fn counts(&self, rule: &Rule, one: &Involvement, at: Moment) -> Tri {
        if !rule.parts.contains(&one.role) {
            return Tri::No;
        }
        let begun = one.begun(rule.from, at);
        let mut value = begun.and(any(self.reasons_to_stop(rule, one, at).map(|(_, over)| over)).negated());
        // An open row is open until it ends, whatever becomes of the case.
        if rule.from != From::OpenRow {
            value = value.and(self.closed_since(one.first(), at).negated());
        }
        value = value.and(match one.worker {
            None => Tri::Unknown,
            Some(worker) => self.is_suitable(rule, worker, at),
        });
        // A team that is not given may be on record where this came from.
        if rule.recorded && one.team.is_none() {
            value = value.and(Tri::Unknown);
        }
        if rule.need_identified {
            value = value.and(self.need_identified(at));
        }
        if rule.supported {
            value = value.and(self.supported(one, at));
        }
        value
    }

    fn is_suitable(&self, rule: &Rule, worker: WorkerId, at: Moment) -> Tri {
        let profession = self.profession(worker, at);
        // A list made from open rows does not look who is in them.
        if profession == Some(Profession::Pool) && rule.from != From::OpenRow {
            return Tri::No;
        }
        let fits = match (rule.professions, profession) {
            // Somebody of whom nothing says that they are a person may be a pool.
            (None, None) if rule.from != From::OpenRow && !self.is_person(worker) => Tri::Unknown,
            (None, _) => Tri::Yes,
            (Some(_), None) => Tri::Unknown,
            (Some(list), Some(profession)) => list.contains(&profession).into(),
        };
        if rule.registered { fits.and(self.registered(worker, at)) } else { fits }
    }

    /// Whether anything on record of them, at any time, is what no pool has.
    fn is_person(&self, worker: WorkerId) -> bool {
        let has = |kinds: &[Kind]| self.worker(worker).iter().any(|fact| kinds.contains(&fact.content.kind()));
        // A joining shows it where what the worker is would be on record.
        has(&[Kind::Registered, Kind::WorkerLeft, Kind::AbsenceStarted])
            || has(&[Kind::WorkerJoined]) && self.as_covered(worker, Kind::WorkerDetails, Tri::No).is_no()
    }

    /// What the worker is: what the newest details say; not known where they do not say.
    pub(super) fn profession(&self, worker: WorkerId, at: Moment) -> Option<Profession> {
        let details = self.worker(worker).iter().filter_map(|fact| match fact.content {
            Content::WorkerDetails { profession, .. } => Some((fact.when.as_start()?, fact.recorded, profession)),
            _ => None,
        });
        details.filter(|(start, ..)| *start <= at).max_by_key(|(start, recorded, _)| (*start, *recorded))?.2
    }

    /// Whether the worker is registered: what the newest word on it says; not known before the first.
    fn registered(&self, worker: WorkerId, at: Moment) -> Tri {
        let words = self.worker(worker).iter().filter_map(|fact| match fact.content {
            // Up to its last day; one that ends before it begins says nothing.
            Content::Registered { until, .. } => {
                let listed = match until {
                    Some(last) if last < fact.when.day()? => Tri::Unknown,
                    Some(last) => (at <= last.end()).into(),
                    None => Tri::Yes,
                };
                Some((fact.when.as_start()?, fact.recorded, listed))
            }
            Content::NotRegistered {} => Some((fact.when.as_start()?, fact.recorded, Tri::No)),
            _ => None,
        });
        words
            .filter(|(start, ..)| *start <= at)
            .max_by_key(|(start, recorded, _)| (*start, *recorded))
            .map_or(Tri::Unknown, |(.., registered)| registered)
    }

    /// Each thing that can end this involvement's counting, and whether it has.
    fn reasons_to_stop(
        &self,
        rule: &Rule,
        one: &Involvement,
        at: Moment,
    ) -> impl Iterator<Item = (Cause, Tri)> + use<> {
        let mut reasons = Vec::new();
        // An open row believes every end as it is written.
        let when = |over: &Over| if rule.from == From::OpenRow { over.written } else { over.when };
        for ended in &one.ended {
            let (when, reason) = (when(ended), ended.reason);
            // What ends because the worker leaves, or on the worker's last day, ends when the worker does: with the
            // midnight after that day (PG-02).
            let last_day = one.worker.is_some_and(|worker| when.day().is_some_and(|day| self.last_day(worker, day)));
            let leaving = reason == Some(EndReason::LeftAuthority) || last_day;
            match when.day() {
                Some(day) if rule.stops_on_leaving && leaving => {
                    reasons.push((Cause::Left, (days::midnight_after(day) <= at).into()));
                }
                _ => reasons.push((Cause::Ended, over(when, at))),
            }
        }
        reasons.extend(one.declined.iter().map(|declined| (Cause::OfferEnded, over(when(declined), at))));
        if let (Some(named), Some(worker)) = (one.successor, one.worker) {
            // A naming that came to nothing is like an offer that ended.
            reasons.push((Cause::OfferEnded, self.succeeded(named, worker, at)));
        }
        if let Some(worker) = one.worker {
            if rule.stops_on_leaving {
                reasons.push((Cause::Left, self.as_covered(worker, Kind::WorkerLeft, self.has_left(worker, at))));
            }
            if let Some((kinds, working_days)) = rule.stops_on_absence {
                let away = self.away_for(worker, kinds, working_days, at);
                reasons.push((Cause::Absence, self.as_covered(worker, Kind::AbsenceStarted, away)));
            }
            if let Some((kinds, days)) = rule.stops_when_likely {
                let away = self.likely_away_for(worker, kinds, days, at);
                reasons.push((Cause::Absence, self.as_covered(worker, Kind::AbsenceStarted, away)));
            }
        }
        reasons.into_iter()
    }

    /// A successor counts until that worker is offered the case or starts, or another lead or key worker starts.
    fn succeeded(&self, named: When, worker: WorkerId, at: Moment) -> Tri {
        any(self.child.iter().filter_map(|fact| {
            let ends = match fact.content {
                Content::InvolvementStarted { worker: who, role, .. } => {
                    who == Some(worker) || matches!(role, Role::Lead | Role::KeyWorker)
                }
                Content::AllocationOffered { worker: who, .. } => who == worker,
                _ => false,
            };
            let after = before(fact.when.as_start(), named.as_start()).negated();
            ends.then(|| begun(fact.when, at).and(after))
        }))
    }

    /// Whether the child has a worker under that rule, as the facts say, one instant at a time; `unmade` are the
    /// places of offers taken not to have been made.
    fn has_worker_on_record(&self, rule: &Rule, unmade: &[usize], at: Moment) -> Tri {
        let made = self.involvements.iter().enumerate().filter(|(place, _)| !unmade.contains(place));
        any(made.map(|(_, one)| self.counts(rule, one, at)))
    }

    /// Whether the child has a worker under that rule. Where an involvement ended on a date without a time and the
    /// next holder begins at 00:00 on the following day, there is no gap in the last second between.
    pub fn has_worker(&self, rule: &Rule, unmade: &[usize], at: Moment) -> Tri {
        let mut value = self.has_worker_on_record(rule, unmade, at);
        let last_second = at == at.day().end();
        if last_second && self.involvements.iter().any(|one| one.ended_on(at)) {
            let before = self.has_worker_on_record(rule, unmade, at.plus_seconds(-1));
            let after = self.has_worker_on_record(rule, unmade, at.plus_seconds(1));
            value = value.or(before.and(after));
        }
        let value = self.resting_on(value, &[Kind::InvolvementStarted], at);
        if value.is_no() && self.may_be_held_unseen(at) { Tri::Unknown } else { value }
    }

    /// Whether somebody who held the child before involvements were recorded may hold the child at that instant.
    pub fn may_be_held_unseen(&self, at: Moment) -> bool {
        let Some(begins) = self.coverage_begins(Kind::InvolvementStarted, &[]).filter(|begins| *begins <= at) else {
            return true;
        };
        let open_across = self.open_from_a_known_day(begins.plus_seconds(-1)) && self.open_from_a_known_day(begins);
        open_across && !self.closed_since(Some(begins), at).is_yes() && !self.somebody_is_there(begins, at)
    }

    /// Whether a lead or key worker was there for certain at the first instant, or came between the two.
    fn somebody_is_there(&self, from: Moment, to: Moment) -> bool {
        let main = |one: &&Involvement| matches!(one.role, Role::Lead | Role::KeyWorker) && one.successor.is_none();
        self.involvements.iter().filter(main).any(|one| {
            let begun = one.accepted.iter().copied().chain(one.started.map(|(when, _)| when));
            let Some(began) = begun.filter_map(When::as_start).min() else { return false };
            let mut ends = one.ended.iter().chain(&one.declined);
            let goes_on =
                ends.all(|end| over(end.when, from).is_no()) && !self.closed_since(one.first(), from).is_yes();
            (from..=to).contains(&began) || began < from && goes_on
        })
    }

    /// Why that involvement stopped counting between two instants that follow each other.
    pub fn causes(&self, rule: &Rule, one: &Involvement, before: Moment, at: Moment) -> Vec<Cause> {
        let then: Vec<_> = self.reasons_to_stop(rule, one, before).collect();
        let now: Vec<_> = self.reasons_to_stop(rule, one, at).collect();
        let mut causes: Vec<_> =
            then.iter().zip(&now).filter(|((_, then), (_, now))| then != now).map(|(_, (cause, _))| *cause).collect();
        if causes.is_empty() {
            causes.push(Cause::Other);
        }
        causes
    }
}

impl Involvement {
    fn nothing(reference: Option<Ref>) -> Involvement {
        Involvement {
            reference,
            worker: None,
            role: Role::Involved,
            team: None,
            offered: None,
            accepted: Vec::new(),
            started: None,
            ended: Vec::new(),
            declined: Vec::new(),
            successor: None,
        }
    }

    /// The first known day of it, which says in which opening it was: of its naming, or else of its acceptance.
    pub fn first(&self) -> Option<Moment> {
        let named = self.offered.into_iter().chain(self.started.map(|(when, _)| when)).chain(self.successor);
        let named = named.filter_map(When::as_start).min();
        named.or(self.accepted.iter().filter_map(|when| when.as_start()).min())
    }

    /// Whether a lead or key worker is named by it, in that team, at that instant.
    pub fn is_named_in(&self, team: UnitId, at: Moment) -> Tri {
        if !matches!(self.role, Role::Lead | Role::KeyWorker) || self.successor.is_some() {
            return Tri::No;
        }
        let of_team = self.team.map_or(Tri::Unknown, |own| (own == team).into());
        let ended = any(self.ended.iter().chain(&self.declined).map(|ended| over(ended.when, at)));
        let known = if self.worker.is_some() { Tri::Yes } else { Tri::Unknown };
        self.begun(From::Named, at).and(ended.negated()).and(of_team).and(known)
    }

    fn begun(&self, from: From, at: Moment) -> Tri {
        let offered = self.offered.map_or(Tri::No, |when| begun(when, at));
        let started = self.started.map_or(Tri::No, |(when, _)| match (when, self.offered) {
            // A start without a date came after the offer all the same.
            (When::Unknown, Some(_)) => offered.and(Tri::Unknown),
            (when, _) => begun(when, at),
        });
        match from {
            From::OpenRow => (self.successor.is_none()).into(),
            From::Named => offered.or(started).or(self.successor.map_or(Tri::No, |when| begun(when, at))),
            From::Accepted => {
                // An acceptance without a date came after the offer or the start all the same.
                let accepted = any(self.accepted.iter().map(|when| match when {
                    When::Unknown => offered.or(started).and(Tri::Unknown),
                    when => begun(*when, at),
                }));
                let with_start = match self.started {
                    Some((_, said)) if said.is_yes() || self.accepted.is_empty() => started.and(said),
                    _ => Tri::No,
                };
                accepted.or(with_start)
            }
        }
    }

    /// Whether it ended, on a date without a time, with this last second of a day.
    fn ended_on(&self, at: Moment) -> bool {
        let mut ends = self.ended.iter().chain(&self.declined).flat_map(|end| [end.when, end.written]);
        ends.any(|when| matches!(when, When::On(day) if day.end() == at))
    }
}
