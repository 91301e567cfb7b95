//! The counts of the packs, one instant at a time ("Counts", "Holding"), and the walk over the instants.

use std::cell::RefCell;

use record::words::Status;
use record::{Day, Kind, Moment, Tri, When};

use super::conditions::both;
use super::days;
use super::units::first_day;
use super::workers::{self, Cause, Rule};
use super::world::World;

/// Every definition of the packs, and the breach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Definition {
    /// PG-01 to PG-03.
    Pg,
    /// MON-04 to MON-06.
    Mon,
    /// CNT-04: no registered social worker.
    NoSocialWorker,
    /// CNT-04: no worker of any profession.
    NoWorker,
    /// CNT-01, CNT-02.
    NoWorkerDisputed,
    /// CNT-03.
    DeAllocatedEarly,
    /// AP-01, AP-03.
    Ap,
    /// AP-06.
    Government,
    /// AP-29, a breach.
    ProtectionUnallocated,
    /// CMP-01.
    Comparison,
    /// AS-01, AS-03.
    As,
    /// AS-26.
    NotQualified,
    /// AS-27.
    NewReferral,
    /// AP-37.
    ReReferred,
    /// AP-07.
    AdvisorAlone,
    /// AP-30, AP-42.
    ActionsApply,
    /// MON-02.
    OnDutyShouldNotBe,
    /// BASE-06, BASE-07.
    LookedAfterVisits,
    /// AS-01, a breach.
    MustKeepAWorker,
    /// AS-03, a breach.
    NoDecision,
    /// AP-10, a breach.
    ProtectionByAdvisor,
    /// MON-03, a breach.
    NoNextAction,
    /// PG-01 to PG-03 in the second of two versions.
    PgSecond,
}

impl Definition {
    /// All of them.
    pub const ALL: [Definition; 22] = [
        Definition::Pg,
        Definition::Mon,
        Definition::NoSocialWorker,
        Definition::NoWorker,
        Definition::NoWorkerDisputed,
        Definition::DeAllocatedEarly,
        Definition::Ap,
        Definition::Government,
        Definition::ProtectionUnallocated,
        Definition::Comparison,
        Definition::As,
        Definition::NotQualified,
        Definition::NewReferral,
        Definition::ReReferred,
        Definition::AdvisorAlone,
        Definition::ActionsApply,
        Definition::OnDutyShouldNotBe,
        Definition::LookedAfterVisits,
        Definition::MustKeepAWorker,
        Definition::NoDecision,
        Definition::ProtectionByAdvisor,
        Definition::NoNextAction,
    ];

    /// Whether it is a breach, which counts nobody.
    pub fn is_breach(self) -> bool {
        matches!(
            self,
            Definition::ProtectionUnallocated
                | Definition::MustKeepAWorker
                | Definition::NoDecision
                | Definition::ProtectionByAdvisor
                | Definition::NoNextAction
        )
    }

    /// Its pack and its id in the pack.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Definition::Pg | Definition::PgSecond => ("pg", "unallocated"),
            Definition::Mon => ("mon", "unallocated"),
            Definition::NoSocialWorker => ("counts", "no-social-worker"),
            Definition::NoWorker => ("counts", "no-worker"),
            Definition::NoWorkerDisputed => ("counts", "no-worker-disputed"),
            Definition::DeAllocatedEarly => ("counts", "de-allocated-early"),
            Definition::Ap => ("ap", "unallocated"),
            Definition::Government => ("ap", "government"),
            Definition::ProtectionUnallocated => ("ap", "protection-unallocated"),
            Definition::Comparison => ("comparison", "unallocated"),
            Definition::As => ("as", "unallocated"),
            Definition::NotQualified => ("as", "not-qualified"),
            Definition::NewReferral => ("as", "new-referral"),
            Definition::ReReferred => ("ap", "re-referred"),
            Definition::AdvisorAlone => ("ap", "held-by-advisor-alone"),
            Definition::ActionsApply => ("ap", "actions-apply"),
            Definition::OnDutyShouldNotBe => ("mon", "on-duty-should-not-be"),
            Definition::LookedAfterVisits => ("base", "looked-after-visits"),
            Definition::MustKeepAWorker => ("as", "must-keep-a-worker"),
            Definition::NoDecision => ("as", "no-decision"),
            Definition::ProtectionByAdvisor => ("ap", "protection-held-by-advisor"),
            Definition::NoNextAction => ("mon", "no-next-action"),
        }
    }
}

/// In whose hands an open child is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Holding {
    Held,
    Unknown,
    Offered,
    Partner,
    Duty,
    TeamOnly,
    Nobody,
}

/// What a spell without a worker is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Level {
    /// One of an open child, in which surely no worker counts.
    Certain,
    /// The same, of a child who may be open.
    WereItOpen,
    /// One in which no worker counts for certain, of a child who may be open.
    Possible,
}

impl Level {
    fn holds(self, open: Tri, without: Tri) -> bool {
        match self {
            Level::Certain => open.and(without).is_yes(),
            Level::WereItOpen => !open.is_no() && without.is_yes(),
            Level::Possible => !open.and(without).is_no(),
        }
    }

    fn lowest(self) -> Tri {
        match self {
            Level::Certain => Tri::Yes,
            Level::WereItOpen | Level::Possible => Tri::Unknown,
        }
    }
}

/// The instants walked, and what each answers.
pub struct Walk<'w, 'f> {
    pub(super) world: &'w World<'f>,
    /// Every instant at which anything could change.
    pub instants: Vec<Moment>,
    open: Vec<Tri>,
    /// Where the unbroken opening at each instant began, where the child is open.
    openings: Vec<Option<usize>>,
    /// The same with 'not known' taken as open; a recorded opening begins it anew.
    possible_openings: Vec<Option<usize>>,
    /// Where a referral on record opens the child.
    recorded_openings: Vec<bool>,
    /// What each definition answers, once it was asked.
    answers: RefCell<Vec<Option<Vec<Tri>>>>,
    /// Where the child is without a worker by each rule, once it was asked.
    without: RefCell<Vec<(Rule, Vec<Tri>)>>,
    /// Where each pack governs, once it was asked.
    governed: RefCell<Vec<(&'static str, Vec<Tri>)>>,
}

impl<'w, 'f> Walk<'w, 'f> {
    /// From the first day to the last.
    pub fn new(world: &'w World<'f>, first: Day, last: Day) -> Walk<'w, 'f> {
        let named: Vec<Moment> = world
            .child
            .iter()
            .chain(world.workers.iter().flat_map(|(_, facts)| facts))
            .chain(&world.record)
            .map(|fact| fact.when)
            .chain(world.written.iter().map(|(_, when)| *when))
            .filter_map(When::as_start)
            .filter(|at| at.day() >= first && at.day() <= last)
            .collect();
        let instants = days::instants(first, last, &named);
        let open: Vec<Tri> = instants.iter().map(|at| world.open(*at)).collect();
        let openings = stretches(&open, |open| open.is_yes());
        let mut possible_openings = stretches(&open, |open| !open.is_no());
        let on_record: Vec<Tri> = instants.iter().map(|at| world.open_on_record(*at)).collect();
        let recorded_openings: Vec<bool> = (0..instants.len())
            .map(|index| index > 0 && !on_record[index].is_no() && on_record[index - 1].is_no())
            .collect();
        let mut latest = None;
        for (index, opening) in possible_openings.iter_mut().enumerate() {
            latest = if recorded_openings[index] { Some(index) } else { latest };
            *opening = opening.map(|began| latest.map_or(began, |latest| latest.max(began)));
        }
        Walk {
            world,
            instants,
            open,
            openings,
            possible_openings,
            recorded_openings,
            answers: RefCell::new(vec![None; Definition::ALL.len() + 1]),
            without: RefCell::default(),
            governed: RefCell::default(),
        }
    }

    /// Whether the child is open at each instant.
    pub fn open(&self) -> &[Tri] {
        &self.open
    }

    /// What that definition answers at every instant: yes is counted for certain, not known is possibly.
    pub fn definition(&self, of: Definition) -> Vec<Tri> {
        if let Some(known) = &self.answers.borrow()[of as usize] {
            return known.clone();
        }
        let mut answer = self.answer(of);
        if of.is_breach() {
            answer = both(answer, self.governed(of.name().0));
        } else {
            // Of a closed child nothing is possible.
            let closed = |(value, open): (Tri, &Tri)| if value.is_unknown() && open.is_no() { Tri::No } else { value };
            answer = answer.into_iter().zip(&self.open).map(closed).collect();
        }
        self.answers.borrow_mut()[of as usize] = Some(answer.clone());
        answer
    }

    fn answer(&self, of: Definition) -> Vec<Tri> {
        let world = self.world;
        let all = 0..self.instants.len();
        let point = |index: usize| self.instants[index];
        match of {
            Definition::Pg => self.with_grace(&workers::PG_NAMED),
            Definition::PgSecond => self.with_grace(&workers::PG_SECOND),
            Definition::Comparison => self.with_grace(&workers::OPEN_ROW),
            Definition::NoSocialWorker => self.open_without(&workers::REGISTERED),
            Definition::NoWorker => self.open_without(&workers::ANY),
            Definition::Ap => self.open_without(&workers::AP_ALLOCATED),
            Definition::Mon => all
                .zip(self.open_without(&workers::MON_NAMED))
                .map(|(index, value)| {
                    let at = point(index);
                    value
                        .and(world.assessed_in_need(at))
                        .and(world.needs_social_worker(at))
                        .and(world.would_be_duty_case(at).negated())
                })
                .collect(),
            Definition::NoWorkerDisputed => all
                .zip(self.definition(Definition::NoWorker))
                .map(|(index, value)| {
                    let at = point(index);
                    value
                        .and(world.in_transfer(at).negated())
                        .and(world.awaiting_closure(at).negated())
                        .and(world.partner_held(at).negated())
                        .and(world.payments_only(at).negated())
                })
                .collect(),
            Definition::DeAllocatedEarly => all
                .zip(self.open_without(&workers::ANY))
                .map(|(index, value)| value.and(world.awaiting_closure(point(index))))
                .collect(),
            Definition::Government => {
                let statuses = [Status::LookedAfter, Status::ChildProtectionPlan];
                all.zip(self.open_without(&workers::AP_SOCIAL_WORKER))
                    .map(|(index, value)| value.and(world.status(&statuses, point(index))))
                    .collect()
            }
            Definition::ProtectionUnallocated => {
                let statuses = [Status::Section47, Status::ChildProtectionPlan];
                let nobody = self.definition(Definition::Ap).into_iter();
                let no_social_worker = self.open_without(&workers::AP_SOCIAL_WORKER).into_iter();
                let unskilled = self.open_without(&workers::AP_SKILLED).into_iter();
                let unsupported = self.open_without(&workers::AP_SUPPORTED);
                let alone = unskilled.zip(unsupported).map(|(unskilled, unsupported)| unskilled.and(unsupported));
                let no_social_worker = no_social_worker.zip(alone).map(|(none, alone)| none.or(alone));
                all.zip(nobody.zip(no_social_worker))
                    .map(|(index, (a, b))| a.or(b).and(world.status(&statuses, point(index))))
                    .collect()
            }
            Definition::As => self.open_without(&workers::AS_ALLOCATED),
            Definition::NotQualified => self.open_without(&workers::AS_QUALIFIED),
            other => self.by_conditions(other),
        }
    }

    /// Since when, at every instant, the child has been open with surely no worker that counts by that definition; for
    /// what was so before the walk begins, its first instant. Nothing where that is not so.
    pub fn without_since(&self, of: Definition) -> Vec<Option<Moment>> {
        let rule = match of {
            Definition::Pg => &workers::PG_NAMED,
            Definition::PgSecond => &workers::PG_SECOND,
            Definition::Comparison => &workers::OPEN_ROW,
            Definition::NoSocialWorker => &workers::REGISTERED,
            Definition::NoWorker | Definition::NoWorkerDisputed | Definition::DeAllocatedEarly => &workers::ANY,
            Definition::Mon => &workers::MON_NAMED,
            Definition::Ap | Definition::ProtectionUnallocated => &workers::AP_ALLOCATED,
            Definition::Government => &workers::AP_SOCIAL_WORKER,
            Definition::As | Definition::NewReferral => &workers::AS_ALLOCATED,
            Definition::NotQualified => &workers::AS_QUALIFIED,
            Definition::AdvisorAlone => &workers::AP_ANY_SOCIAL_WORKER,
            Definition::ActionsApply => &workers::AP_ALLOCATED,
            // One that asks for no worker has its own first day.
            other => return self.since_itself(other),
        };
        let began = stretches(&self.open_without(rule), |value| value.is_yes());
        began.into_iter().map(|from| from.map(|index| self.instants[index])).collect()
    }

    fn since_itself(&self, of: Definition) -> Vec<Option<Moment>> {
        let began = stretches(&self.definition(of), |value| value.is_yes());
        began.into_iter().map(|from| from.map(|index| self.instants[index])).collect()
    }

    /// Where that pack governs the team that owns the case.
    pub fn governed(&self, pack: &'static str) -> Vec<Tri> {
        let pack = self.world.taken_in_by.unwrap_or(pack);
        if let Some((_, known)) = self.governed.borrow().iter().find(|(of, _)| *of == pack) {
            return known.clone();
        }
        let answer: Vec<Tri> = self.instants.iter().map(|at| self.world.governs(pack, *at).into()).collect();
        self.governed.borrow_mut().push((pack, answer.clone()));
        answer
    }

    /// Where what that pack asks for goes on: from where it governs until another pack does. A version of it that nobody
    /// asks about takes nothing back.
    pub fn asked_for(&self, pack: &'static str) -> Vec<Tri> {
        let own = self.governed(pack);
        let pack = self.world.taken_in_by.unwrap_or(pack);
        let mut goes_on = false;
        let each = own.into_iter().zip(&self.instants).map(|(own, at)| {
            goes_on = own.is_yes() || goes_on && self.world.adopted_any_version(pack, *at);
            goes_on.into()
        });
        each.collect()
    }

    /// The stretches in which that pack asks for something of the child: each with the instant at which the child came under it,
    /// and where it would have, had the child been with that team all along.
    pub fn reaches(&self, pack: &'static str) -> Vec<Reach> {
        let asked = self.asked_for(pack);
        let pack = self.world.taken_in_by.unwrap_or(pack);
        let each = spells(&asked, |value| value.is_yes()).into_iter().map(|(from, to)| {
            let team = self.world.owner(self.instants[from]);
            let mut goes_on = false;
            let of_team: Vec<bool> = self.instants[..from]
                .iter()
                .map(|at| {
                    let governs = self.world.governs_team(pack, team, *at);
                    goes_on = governs || goes_on && self.world.any_version_for(pack, team, *at);
                    goes_on
                })
                .collect();
            let back = of_team.iter().rev().take_while(|governs| **governs).count();
            let reach = (0..self.instants.len()).map(|index| (from - back..to).contains(&index).into());
            Reach { came: self.instants[from], over: reach.collect() }
        });
        each.collect()
    }

    /// What that definition counts, each day by the version of its pack that is in force for the child then.
    pub fn counted(&self, of: Definition) -> Vec<Tri> {
        self.by_version(of, |of| self.told(of))
    }

    /// Since when the child had no worker, by the version that is in force at each instant.
    pub fn counted_without_since(&self, of: Definition) -> Vec<Option<Moment>> {
        self.by_version(of, |of| self.without_since(of))
    }

    /// From when on the child has been counted at each instant: of the unbroken days on which a version is in force, and never
    /// before it had no worker. Nothing where it is not counted for certain, or none is in force: but of a pack that ships the
    /// first day breaks nothing off, since no document says it of a day within a history. The written one says it.
    pub fn counted_from(&self, of: Definition) -> Vec<Option<Moment>> {
        let versions = self.world.versions.filter(|_| of == Definition::Pg);
        let counted = self.counted(of).into_iter().zip(self.counted_without_since(of));
        let first = first_day(self.world.taken_in_by.unwrap_or(of.name().0));
        let mut unbroken = None;
        let each = self.instants.iter().zip(counted).map(|(at, (counted, since))| {
            let in_force = match versions {
                Some(versions) => versions.in_force(at.day()) != (false, false),
                None => self.world.taken_in_by != Some("written") || at.day() >= first,
            };
            unbroken = (counted.is_yes() && in_force).then(|| unbroken.unwrap_or(*at));
            let answered = unbroken.filter(|_| versions.is_some() || at.day() >= first);
            answered.map(|from| since.map_or(from, |since| from.max(since)))
        });
        each.collect()
    }

    fn by_version<T: Clone>(&self, of: Definition, said: impl Fn(Definition) -> Vec<T>) -> Vec<T> {
        let first = said(of);
        if of != Definition::Pg || self.world.versions.is_none() {
            return first;
        }
        let second = said(Definition::PgSecond);
        let each = self.instants.iter().zip(first.into_iter().zip(second));
        each.map(|(at, (first, second))| if self.world.counts_by_second(*at) { second } else { first }).collect()
    }

    /// Whose hands the child is in, while the child is open for certain.
    pub fn holding(&self) -> Vec<Option<Holding>> {
        let world = self.world;
        let lacking = self.instants.iter().map(|at| world.has_worker(&workers::HELD, &[], *at).negated()).collect();
        // Who held the child may do so still, or another, where nobody has told yet.
        let lacking = self.as_told(lacking, &[(Kind::InvolvementStarted, None)]);
        (0..self.instants.len())
            .map(|index| {
                let at = self.instants[index];
                if !self.open[index].is_yes() {
                    return None;
                }
                let held = lacking[index].negated();
                let named = world.has_worker(&workers::NAMED, &[], at);
                Some(if held.is_yes() {
                    Holding::Held
                } else if held.is_unknown() || named.is_unknown() {
                    Holding::Unknown
                } else if named.is_yes() {
                    Holding::Offered
                } else if world.partner_held(at).is_yes() {
                    Holding::Partner
                } else if world.on_duty(at).is_yes() {
                    Holding::Duty
                } else if world.team_held(at).is_yes() {
                    Holding::TeamOnly
                } else {
                    Holding::Nobody
                })
            })
            .collect()
    }

    pub(super) fn open_without(&self, rule: &Rule) -> Vec<Tri> {
        self.open.iter().zip(self.without_but(rule, &[])).map(|(open, without)| open.and(without)).collect()
    }

    /// Without a worker, had the offers `unmade` not been made.
    pub(super) fn without_but(&self, rule: &Rule, unmade: &[usize]) -> Vec<Tri> {
        let known =
            |answers: &[(Rule, Vec<Tri>)]| answers.iter().find(|(of, _)| of == rule).map(|(_, value)| value.clone());
        if unmade.is_empty()
            && let Some(known) = known(&self.without.borrow())
        {
            return known;
        }
        let answer: Vec<Tri> =
            self.instants.iter().map(|at| self.world.has_worker(rule, unmade, *at).negated()).collect();
        if unmade.is_empty() {
            self.without.borrow_mut().push((rule.clone(), answer.clone()));
        }
        answer
    }

    /// Open and without a worker for more than one working day (PG-01, CMP-01), or at once for a cause without grace.
    fn with_grace(&self, rule: &Rule) -> Vec<Tri> {
        let mut answer = vec![Tri::No; self.instants.len()];
        let without = self.without_but(rule, &[]);
        for level in [Level::Possible, Level::WereItOpen, Level::Certain] {
            for (start, end) in self.spells(&without, level) {
                let from = self.spell_counts_from(rule, level, start, &[]);
                let counted = self.instants[start..end].iter().zip(&mut answer[start..end]);
                counted.filter(|(at, _)| **at >= from).for_each(|(_, value)| *value = level.lowest());
            }
        }
        answer
    }

    /// The stretches without a worker. A recorded opening begins another, whatever was not known before.
    fn spells(&self, without: &[Tri], level: Level) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        let holds: Vec<Tri> =
            self.open.iter().zip(without).map(|(open, without)| level.holds(*open, *without).into()).collect();
        for (start, end) in spells(&holds, |holds| holds.is_yes()) {
            let opened = |index: &usize| self.recorded_openings[*index];
            let mut from = start;
            for index in (start + 1..end).filter(opened) {
                all.push((from, index));
                from = index;
            }
            all.push((from, end));
        }
        all
    }

    /// From when the spell that begins at that instant counts.
    fn spell_counts_from(&self, rule: &Rule, level: Level, start: usize, unmade: &[usize]) -> Moment {
        let at = self.instants[start];
        if start == 0 {
            // It began before anything that is recorded: from the beginning.
            return at;
        }
        let openings = if level == Level::Certain { &self.openings } else { &self.possible_openings };
        let opening = openings[start].unwrap_or(start);
        // Whoever may have held the child unseen may have ended the day before.
        let unseen = |index: usize| self.world.may_be_held_unseen(self.instants[index]);
        if level != Level::Possible && opening < start && unseen(start - 1) {
            let day = at.plus_seconds(-1).day();
            return at.max(days::midnight_after(days::working_days_after(self.world.calendar, day, 1)));
        }
        let (stopped, causes, offers) = self.last_stopped(rule, level, opening, start, unmade);
        let grace = |index: usize| {
            let day = self.instants[index].day();
            days::midnight_after(days::working_days_after(self.world.calendar, day, 1))
        };
        if causes.iter().any(|cause| matches!(cause, Cause::Left | Cause::Absence | Cause::Other)) {
            return at;
        }
        if causes.contains(&Cause::OfferEnded) {
            // The offer is taken not to have been made: the spell counts from where it would then have counted.
            let unmade: Vec<usize> = unmade.iter().copied().chain(offers).collect();
            let without = self.without_but(rule, &unmade);
            let spell = self.spells(&without, level).into_iter().find(|(from, to)| *from <= start && start < *to);
            return spell.map_or(at, |(from, _)| at.max(self.spell_counts_from(rule, level, from, &unmade)));
        }
        at.max(grace(stopped))
    }

    /// The last instant, in this opening and up to `start`, at which an involvement stopped counting, why, and which
    /// of those that stopped for an offer's end; the opening itself where none did.
    fn last_stopped(
        &self,
        rule: &Rule,
        level: Level,
        opening: usize,
        start: usize,
        unmade: &[usize],
    ) -> (usize, Vec<Cause>, Vec<usize>) {
        let involvements = &self.world.involvements;
        let counting = |which: usize, index: usize| {
            let value = self.world.counts(rule, &involvements[which], self.instants[index]);
            match level {
                Level::Certain | Level::WereItOpen => !value.is_no(),
                Level::Possible => value.is_yes(),
            }
        };
        for index in (opening + 1..=start).rev() {
            let (mut causes, mut offers) = (Vec::new(), Vec::new());
            for (which, one) in involvements.iter().enumerate() {
                let made = !unmade.contains(&which);
                if made && counting(which, index - 1) && !counting(which, index) {
                    let these = self.world.causes(rule, one, self.instants[index - 1], self.instants[index]);
                    if these.contains(&Cause::OfferEnded) {
                        offers.push(which);
                    }
                    causes.extend(these);
                }
            }
            if !causes.is_empty() {
                return (index, causes, offers);
            }
        }
        (opening, Vec::new(), Vec::new())
    }
}

/// For each instant in an unbroken stretch of those that hold: where the stretch began.
pub(super) fn stretches(values: &[Tri], holds: impl Fn(Tri) -> bool) -> Vec<Option<usize>> {
    let mut from = None;
    let mut all = Vec::new();
    for (index, value) in values.iter().enumerate() {
        from = if holds(*value) { from.or(Some(index)) } else { None };
        all.push(from);
    }
    all
}

/// A stretch in which a pack asks for something of the child.
pub struct Reach {
    /// When the child came under it.
    pub came: Moment,
    /// At each instant of the walk, whether it asks, had the child been with the team of that stretch all along.
    pub over: Vec<Tri>,
}

/// The unbroken stretches of those that hold: the first index, and the one after the last.
pub fn spells(values: &[Tri], holds: impl Fn(Tri) -> bool) -> Vec<(usize, usize)> {
    let (mut all, mut from) = (Vec::new(), None);
    for (index, value) in values.iter().enumerate() {
        match (holds(*value), from) {
            (true, None) => from = Some(index),
            (false, Some(start)) => {
                all.push((start, index));
                from = None;
            }
            _ => {}
        }
    }
    if let Some(start) = from {
        all.push((start, values.len()));
    }
    all
}
