//! The answer to 'what is true?' for one child: everything that a policy says of it, over the whole of time.
//!
//! A snapshot is a cut through it ([`Timeline::at`]), an overdue list is a cut at now, a trend is many cuts. No truth
//! that time alone changes is stored anywhere, so nothing has to be run at night to mark something overdue.

use policy::Length;
use record::words::{EndReason, Post, Recipient, Role};
use record::{Day, Moment, Ref, TextId, Tri, UnitId, WorkerId};

use crate::duties::Calendars;
use crate::each_team::OwnStep;
use crate::gates::Decided;
use crate::plan::Plan;
use crate::signal::{Because, Signal, Step, step_at, value_at};
use crate::since::{WithoutSince, day_begun};
use crate::told::NotToldSince;
use crate::versions::VersionStep;

/// Who holds a child: at every instant exactly one of these while the child is open (MON-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holding {
    /// The child is not open.
    Closed,
    /// Whether the child is open is not known.
    OpenNotKnown,
    /// A lead or key worker has accepted and has not left the authority.
    Held,
    /// The record cannot say whether there is one.
    Unknown,
    /// A worker is named and has not accepted.
    Offered,
    /// A partner agency works with the child.
    Partner,
    /// The duty system.
    Duty,
    /// A team without a named worker.
    TeamOnly,
    /// Nobody.
    Nobody,
}

impl Holding {
    /// As people say it.
    pub const fn name(self) -> &'static str {
        match self {
            Holding::Closed => "closed",
            Holding::OpenNotKnown => "not known whether open",
            Holding::Held => "held",
            Holding::Unknown => "not known",
            Holding::Offered => "offered, awaiting acceptance",
            Holding::Partner => "worked by a partner",
            Holding::Duty => "on duty",
            Holding::TeamOnly => "held by a team only",
            Holding::Nobody => "nobody",
        }
    }
}

/// From that instant on, that holding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldingStep {
    /// The instant.
    pub from: Moment,
    /// Who holds the child from then on.
    pub holding: Holding,
}

/// A worker's involvement, as the record has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Involved {
    /// The offer or involvement, as its facts name it.
    pub involvement: Ref,
    /// The worker; nothing where the source has none that can be read.
    pub worker: Option<WorkerId>,
    /// The part played.
    pub role: Role,
    /// The team recorded with it.
    pub team: Option<UnitId>,
    /// When the worker was named.
    pub offered: Option<Moment>,
    /// When it started; nothing where it has not, or the day is not known.
    pub started: Option<Moment>,
    /// When the worker accepted; nothing where that is not recorded.
    pub accepted: Option<Moment>,
    /// Whether it has started, or was accepted, at all: otherwise it is an offer.
    pub has_begun: bool,
    /// When it ended; nothing while it goes on, or where the day is not known.
    pub ended: Option<Moment>,
    /// Whether it has ended at all.
    pub is_ended: bool,
    /// Whether it is an offer that nobody answered, and that ended as another lead or key worker accepted.
    pub lapsed: bool,
    /// Why it ended, where recorded.
    pub reason: Option<EndReason>,
}

impl Involved {
    /// Whether it has ended on a day that is not known.
    pub fn ended_on_no_known_day(&self) -> bool {
        self.is_ended && self.ended.is_none()
    }
}

/// When a duty is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DueAt {
    /// By the end of that civil day.
    Day(Day),
    /// By that instant.
    Moment(Moment),
    /// The policy gives no number.
    NotStated,
    /// The day that it is counted from is not known.
    NotKnown,
}

impl DueAt {
    /// The last instant at which it is not overdue; never, without a date.
    pub fn last(self) -> Moment {
        match self {
            DueAt::Day(day) => day.end(),
            DueAt::Moment(moment) => moment,
            DueAt::NotStated | DueAt::NotKnown => Moment::MAX,
        }
    }

    /// The civil day, where there is one.
    pub fn day(self) -> Option<Day> {
        match self {
            DueAt::Day(day) => Some(day),
            DueAt::Moment(moment) => Some(moment.day()),
            DueAt::NotStated | DueAt::NotKnown => None,
        }
    }
}

/// How a duty came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closed {
    /// Done in time.
    Met,
    /// Done that many calendar days after its due day (0 where a due instant passed within the day).
    MetLate(u32),
    /// Done after its due day, or one that is not known, where it may have been met in time before without being seen.
    MetPerhapsLate,
    /// Its reason ended while it was overdue.
    Missed,
    /// Its reason ended before it was due.
    NoLongerNeeded,
    /// Another day was set for the same duty.
    Replaced,
    /// It would count as missed, but the record does not cover the evidence.
    CannotBeKnown,
}

/// How a duty stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutyState {
    /// Past its due day, unmet, and the evidence would have been seen.
    Overdue,
    /// Opened, and not yet past its due day.
    Open,
    /// It would be overdue, but the record does not cover the evidence.
    CannotBeKnown,
    /// It will open if nothing changes.
    ToCome,
    /// It has ended.
    Closed(Closed),
}

/// Whom a duty is towards, where it is one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Towards {
    /// The child and family as a whole.
    Child,
    /// An involved agency.
    Agency(Recipient, Option<TextId>),
    /// The agencies involved, of which the record names none.
    AgenciesNotRecorded,
}

/// A duty: one occurrence of one rule for one child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRecord {
    /// The rule's place in the plan.
    pub duty: u16,
    /// Whom it is towards.
    pub towards: Towards,
    /// The fact that began it: with the rule, whom it is towards and the occurrence, its identity.
    pub began: Because,
    /// Which occurrence of a recurring duty, from 0.
    pub occurrence: u16,
    /// The first instant of the stretch in which its condition holds; its day is day 0 of the count.
    pub since: Moment,
    /// When it opened.
    pub opened: Moment,
    /// When it is due.
    pub due: DueAt,
    /// What its due day is counted from: the day on which a recurring duty was last met, else the day of `since`.
    pub counted_from: Day,
    /// The instant at which it ended, and how; nothing while it goes on for all that is known.
    pub closed: Option<(Moment, Closed)>,
    /// The fact that met it.
    pub met_by: Because,
    /// After that instant it is known to be unmet, if nothing met it: its due day is over (or it has none, and has
    /// opened), and the record would have shown what met it. [`Moment::MAX`] where that can never be known.
    pub known_unmet_after: Moment,
    /// A fact that may have met it while it was open, but that it has no date or does not give a post that is asked.
    pub in_doubt: Because,
    /// For a recurring duty: the interval at which further due dates follow.
    pub every: Option<Length>,
    /// For a recurring duty whose interval is another after its due day: from when on, and which; nothing where the policy
    /// states none. In order of time; empty for nearly every duty.
    pub every_later: Vec<(Moment, Option<Length>)>,
}

impl DutyRecord {
    /// How it stands at that instant.
    pub fn state(&self, at: Moment) -> DutyState {
        if at < self.opened {
            return DutyState::ToCome;
        }
        if let Some((when, how)) = self.closed
            && when <= at
        {
            return DutyState::Closed(how);
        }
        if self.is_hidden() {
            return DutyState::CannotBeKnown;
        }
        if at <= self.due.last() {
            return DutyState::Open;
        }
        if at > self.known_unmet_after { DutyState::Overdue } else { DutyState::CannotBeKnown }
    }

    /// Whether it has no due day, and the record would not have shown what met it.
    pub(crate) fn is_hidden(&self) -> bool {
        self.due.last() == Moment::MAX && self.known_unmet_after == Moment::MAX
    }

    /// When it was due, as far as that is known at an instant. A recurring duty that may have been met unseen, and is known
    /// to be unmet since, was due again by the end of this day, whenever that was: it lies later than [`DutyRecord::due`],
    /// which is when it was due if it was not.
    pub fn due_by(&self, at: Moment) -> DueAt {
        let unseen = self.every.is_some() && self.known_unmet_after > self.due.last();
        let unmet = matches!(
            self.state(at),
            DutyState::Overdue | DutyState::Closed(Closed::Missed) | DutyState::Closed(Closed::MetLate(_))
        );
        if unseen && unmet { DueAt::Day(self.known_unmet_after.day()) } else { self.due }
    }

    /// How many due dates are known to have gone by unmet at that instant (rule 8).
    pub fn gone_by(&self, at: Moment, calendars: Calendars<'_>) -> u32 {
        if matches!(
            self.state(at),
            DutyState::CannotBeKnown | DutyState::Closed(Closed::CannotBeKnown | Closed::MetPerhapsLate)
        ) {
            return 0;
        }
        // What met it in time, though its stretch began again only later, let no date go by.
        if self.closed.is_some_and(|(when, how)| how == Closed::Met && when <= at && self.every.is_none()) {
            return 0;
        }
        let until = self.closed.map_or(at, |(when, _)| when.min(at));
        match (self.due_by(at), self.every) {
            (DueAt::Day(first), Some(_)) => self.dates_before(first, until.day(), calendars).count() as u32,
            _ => u32::from(until > self.due.last()),
        }
    }

    /// The due dates of a recurring duty that are known to have gone by unmet at that instant, in order; none of a duty that
    /// is due once.
    pub fn dates_gone_by(&self, at: Moment, calendars: Calendars<'_>) -> Vec<Day> {
        match (self.due_by(at), self.every) {
            (DueAt::Day(first), Some(_)) => {
                let days = std::iter::successors(Some(first), |due| self.date_after(*due, calendars));
                days.take(self.gone_by(at, calendars) as usize).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The due dates from the first on, whose days are over on that day.
    fn dates_before<'c>(&'c self, first: Day, until: Day, calendars: Calendars<'c>) -> impl Iterator<Item = Day> + 'c {
        let days = std::iter::successors(Some(first), move |due| self.date_after(*due, calendars));
        days.take_while(move |due| *due < until && *due < Day::LAST)
    }

    /// From when on, later than that instant, one more due date is known to have gone by, of a duty that is overdue then.
    fn next_gone_by(&self, at: Moment, calendars: Calendars<'_>) -> Option<Moment> {
        let (DueAt::Day(first), Some(_), DutyState::Overdue) = (self.due_by(at), self.every, self.state(at)) else {
            return None;
        };
        let mut days = std::iter::successors(Some(first), |due| self.date_after(*due, calendars));
        let next = days.find(|due| *due >= at.day()).filter(|due| *due < Day::LAST)?;
        let over = next.plus_days(1).start();
        self.closed.is_none_or(|(when, _)| over < when).then_some(over)
    }

    /// The due date that follows one that went by: at the interval in force as its day was over, set anew where another comes
    /// into force before the next is over.
    fn date_after(&self, due: Day, calendars: Calendars<'_>) -> Option<Day> {
        let over = due.end();
        let before = self.every_later.iter().rev().find(|(from, _)| *from <= over);
        let in_force = before.map_or(self.every, |(_, every)| *every);
        let mut next = in_force.map(|every| calendars.later(due, every));
        for (from, every) in self.every_later.iter().filter(|(from, _)| *from > over) {
            if next.is_some_and(|next| *from > next.end()) {
                break;
            }
            next = every.map(|every| calendars.later(due, every).max(day_begun(*from)));
        }
        next
    }

    /// Whether it can be owed at that instant: open, overdue, or not to be known.
    pub fn is_live(&self, at: Moment) -> bool {
        matches!(self.state(at), DutyState::Open | DutyState::Overdue | DutyState::CannotBeKnown)
    }
}

/// Everything that a plan says of one child, over the whole of time.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Date of birth, where known.
    pub born: Option<Day>,
    /// Expected date of birth of an unborn child.
    pub expected: Option<Day>,
    /// Whether the child is open.
    pub open: Signal,
    /// Who holds the child.
    pub holding: Vec<HoldingStep>,
    /// The team that owns the case, from when on.
    pub teams: Vec<(Moment, UnitId)>,
    /// The involvements, in the order of their facts.
    pub involved: Vec<Involved>,
    /// For each definition of the plan: whether the child is counted.
    pub counts: Vec<Signal>,
    /// For each definition of the plan: whether the child is among those asked about.
    pub among: Vec<Signal>,
    /// Where a pack is there in several versions: which of them the child is counted by, from when on; a list for each pack.
    pub versions: Vec<Vec<VersionStep>>,
    /// Where each team's own policy counts: by what the child is counted, from when on; empty where nothing was adopted.
    pub own: Vec<OwnStep>,
    /// What every definition says by itself, whichever version of its pack is in force and whatever is told; empty where that
    /// is what it counts.
    pub(crate) by_itself: Vec<Signal>,
    /// Where a definition would come to count the child only after the last day that is told of.
    pub(crate) not_told: Vec<NotToldSince>,
    /// The same of breaches.
    pub(crate) breaches_not_told: Vec<NotToldSince>,
    /// Since when the child was without a worker, for each count that began later than that.
    pub without: Vec<WithoutSince>,
    /// For each breach of the plan: whether it holds.
    pub breaches: Vec<Signal>,
    /// The decisions on record that a gate of the plan stands before, in the order of the gates, whatever they lacked. A gate
    /// of a pack that did not govern as it was taken holds nothing against a decision.
    pub decided: Vec<Decided>,
    /// For each factor of priority of the plan: whether it holds; empty where the evaluator was not asked to weigh.
    pub factors: Vec<Signal>,
    /// For each line of points of the plan's workloads, one after the other: whether it is so of the child; empty where the
    /// evaluator was not asked to weigh.
    pub points: Vec<Signal>,
    /// Every duty, by rule, then by opening.
    pub duties: Vec<DutyRecord>,
    /// For each duty rule that has them and asks something of the child: when another owns it, in the order of the rule.
    pub owners: Vec<(u16, Vec<Signal>)>,
}

/// Of teams in the order in which they were named, the one that owns the case at that instant; before the first, the first.
pub(crate) fn team_of(teams: &[(Moment, UnitId)], at: Moment) -> Option<UnitId> {
    let current = teams.iter().rev().find(|(from, _)| *from <= at);
    current.or_else(|| teams.first()).map(|(_, team)| *team)
}

/// One stretch in which nothing that a plan says of the child changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Its first instant.
    pub from: Moment,
    /// The first instant after it.
    pub to: Moment,
    /// Who holds the child.
    pub holding: Holding,
    /// The definitions by which the child is counted for certain, as bits by their place in the plan.
    pub certain: u64,
    /// The definitions by which the child is counted possibly.
    pub possible: u64,
    /// The breaches that hold.
    pub breaches: u64,
}

impl Timeline {
    /// Whose that duty is at an instant: its owner's, or another's while the rule says so for certain.
    pub fn owner_of(&self, plan: &Plan, duty: &DutyRecord, at: Moment) -> Post {
        let rule = &plan.duties[usize::from(duty.duty)].rule;
        let signals = self.owners.iter().find(|(of, _)| *of == duty.duty).map(|(_, signals)| signals);
        let acting = signals.and_then(|signals| signals.iter().position(|signal| value_at(signal, at).is_yes()));
        acting.and_then(|place| rule.owners.get(place)).map_or(rule.owner, |one| one.owner)
    }

    /// Whether the child is counted by that definition at that instant.
    pub fn counted(&self, definition: usize, at: Moment) -> Tri {
        value_at(&self.counts[definition], at)
    }

    /// Since when the child is counted (or possibly counted) without a break at that instant, and why.
    pub fn counted_since(&self, definition: usize, at: Moment) -> Option<Step> {
        step_at(&self.counts[definition], at).filter(|step| !step.value.is_no()).copied()
    }

    /// Who holds the child at that instant.
    pub fn holding_at(&self, at: Moment) -> Holding {
        self.holding.iter().rev().find(|step| step.from <= at).map_or(Holding::Closed, |step| step.holding)
    }

    /// The team that owns the case at that instant.
    pub fn team_at(&self, at: Moment) -> Option<UnitId> {
        team_of(&self.teams, at)
    }

    /// When the case last came to another team than it had before, by that instant; nothing where it never did.
    pub fn moved_by(&self, at: Moment) -> Option<Moment> {
        let moves = self.teams.windows(2).filter(|pair| pair[0].1 != pair[1].1).map(|pair| pair[1].0);
        moves.filter(|moved| *moved <= at).max()
    }

    /// The last instant of which everything is told that keeps the child from being counted by that definition, where it
    /// would come to be counted only after that, and so possibly is at that instant.
    pub fn told_until(&self, plan: &Plan, definition: usize, at: Moment) -> Option<Moment> {
        self.not_told_since(plan, definition, at).map(|one| one.told_until)
    }

    /// The same with the instant from which it would count the child.
    pub fn not_told_since(&self, plan: &Plan, definition: usize, at: Moment) -> Option<NotToldSince> {
        self.counted_since(definition, at).filter(|step| step.value.is_unknown())?;
        NotToldSince::of(&self.not_told, self.definition_at(plan, definition, at), at).copied()
    }

    /// The first instant after that one at which the definition will come to count the child if nothing else happens, and why.
    pub fn comes_to_be_counted(&self, plan: &Plan, definition: usize, after: Moment) -> Option<Step> {
        let told = self.counts[definition].iter().find(|step| step.from > after && step.value.is_yes()).copied();
        let would = self.not_told.iter().filter(|one| one.from > after);
        let would = would.filter(|one| self.definition_at(plan, definition, one.from) == one.rule);
        let would = would.filter_map(|one| step_at(self.by_itself.get(one.rule)?, one.from).copied());
        told.into_iter().chain(would).min_by_key(|step| step.from)
    }

    /// [`Timeline::told_until`] of a breach, which would hold only since after that.
    pub fn breach_told_until(&self, breach: usize, at: Moment) -> Option<Moment> {
        NotToldSince::of(&self.breaches_not_told, breach, at).map(|one| one.told_until)
    }

    /// Whether the breach holds at that instant if nothing has happened that is not on record.
    pub fn would_be_broken(&self, breach: usize, at: Moment) -> Tri {
        if self.breach_told_until(breach, at).is_some() { Tri::Yes } else { value_at(&self.breaches[breach], at) }
    }

    /// What the definitions say each by itself, whichever version of its pack is in force, and as if nothing had happened that
    /// is not on record.
    pub(crate) fn own_counts(&self) -> &[Signal] {
        if self.by_itself.is_empty() { &self.counts } else { &self.by_itself }
    }

    /// The workers who hold the child at that instant, or are named for it.
    pub fn involved_at(&self, at: Moment) -> impl Iterator<Item = &Involved> {
        self.maybe_involved_at(at).filter(|one| !one.ended_on_no_known_day())
    }

    /// The workers who hold the child at that instant, or are named for it, or may: theirs has ended, and nobody knows when.
    pub fn maybe_involved_at(&self, at: Moment) -> impl Iterator<Item = &Involved> {
        self.involved.iter().filter(move |one| {
            let begun = one.offered.into_iter().chain(one.started).min().is_none_or(|from| from <= at);
            begun && one.ended.is_none_or(|to| to > at)
        })
    }

    /// The duties that are owed at that instant.
    pub fn owed(&self, at: Moment) -> impl Iterator<Item = &DutyRecord> {
        self.duties.iter().filter(move |duty| duty.is_live(at))
    }

    /// The next instant after `at` at which something changes by itself, if nothing else is recorded: a state, who holds the
    /// child and in which part, a duty that opens, is over or comes to be known as unmet, one more of its due dates gone by.
    pub fn next_change(&self, at: Moment, calendars: Calendars<'_>) -> Option<Moment> {
        let signals = self.counts.iter().chain(&self.among).chain(&self.breaches);
        let signals = signals.chain(&self.factors).chain(&self.points).chain([&self.open]);
        let owners = self.owners.iter().flat_map(|(_, signals)| signals);
        let steps = signals.chain(owners).flat_map(|signal| signal.iter().map(|step| step.from));
        let holding = self.holding.iter().map(|step| step.from);
        let teams = self.teams.iter().map(|(from, _)| *from);
        let parts = self.involved.iter().flat_map(|one| [one.offered, one.started, one.accepted, one.ended]);
        let duties = self.duties.iter().flat_map(|duty| {
            let dated = duty.due.last() < Moment::MAX;
            let over = [duty.due.last(), duty.known_unmet_after].into_iter();
            let over = over.filter(move |last| dated && *last < Moment::MAX);
            let closed = duty.closed.map(|(when, _)| when);
            // What is closed is not late any more.
            let over = over.map(|last| last.plus_seconds(1)).filter(move |at| closed.is_none_or(|closed| *at < closed));
            over.chain([duty.opened]).chain(closed)
        });
        let gone_by = self.duties.iter().filter_map(|duty| duty.next_gone_by(at, calendars));
        let changes = steps.chain(holding).chain(teams).chain(parts.flatten()).chain(duties).chain(gone_by);
        changes.filter(|change| *change > at && *change < Moment::MAX).min()
    }

    /// The stretches in which nothing changes but duties.
    pub fn intervals(&self) -> Vec<Interval> {
        let mut changes: Vec<Moment> = self.holding.iter().map(|step| step.from).collect();
        for signal in self.counts.iter().chain(&self.breaches) {
            changes.extend(signal.iter().map(|step| step.from));
        }
        changes.sort_unstable();
        changes.dedup();
        let ends = changes.iter().skip(1).copied().chain([Moment::MAX]);
        let bits = |signals: &[Signal], at: Moment, value: Tri| {
            signals.iter().enumerate().fold(0, |bits, (i, s)| bits | u64::from(value_at(s, at) == value) << (i % 64))
        };
        changes
            .iter()
            .zip(ends)
            .map(|(from, to)| Interval {
                from: *from,
                to,
                holding: self.holding_at(*from),
                certain: bits(&self.counts, *from, Tri::Yes),
                possible: bits(&self.counts, *from, Tri::Unknown),
                breaches: bits(&self.breaches, *from, Tri::Yes),
            })
            .collect()
    }
}
