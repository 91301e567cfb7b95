//! The plain states of a child over time: open, on duty, assessed in need, in transfer and the rest.

use policy::State;
use record::words::{Role, Status, Words};
use record::{Kind, Moment, Tri};

use crate::gather::{Gathered, OnOff, Opening};
use crate::signal::{Because, Signal, Step, combine, constant, push};
use crate::world::Cover;

/// A stretch during which the child is open, or may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) from: Moment,
    pub(crate) to: Moment,
    pub(crate) because: Because,
    pub(crate) ended_because: Because,
}

/// When a child is open. Stretches are joined where they overlap.
#[derive(Debug, Default)]
pub(crate) struct Openings {
    /// The stretches that begin and, if they do, end on known days: the child is open.
    pub(crate) certain: Vec<Open>,
    /// The stretches that begin on a known day: what a grace is counted from.
    pub(crate) dated: Vec<Open>,
    /// The same, where one whose closing nobody dated is not joined with those that came after it, nor one that was
    /// closed before it was received; it is here from the earlier day on.
    pub(crate) apart: Vec<Open>,
    /// Those before which no referral without a date can have opened the child already; with those that were closed
    /// before they were received, from the earlier day on.
    pub(crate) first: Vec<Open>,
    /// The first referral on record, where one has a day or may have been first.
    pub(crate) first_referral: Option<Moment>,
    /// All stretches, those that began nobody knows when among them: what ends one of these closes the case.
    pub(crate) all: Vec<Open>,
    /// The stretches during which the case may have been closed by a closing without a date, in order.
    may_close: Vec<(Moment, Moment)>,
    /// When referrals were received, where such a closing is; in order.
    reopened: Vec<Moment>,
    /// The closings as far as the referrals of a known day say, where one of no known day may be open beside them: then each
    /// of them may have closed nothing. In order.
    closings_of_dated: Vec<Moment>,
}

impl Openings {
    pub(crate) fn read(&mut self, gathered: &Gathered) {
        self.certain.clear();
        self.dated.clear();
        self.apart.clear();
        self.all.clear();
        // The stretches of which it is not known when they began.
        let mut unsure: Vec<Open> = Vec::new();
        for opened in &gathered.opened {
            // A closing that names no referral may have come before one that nobody dated.
            let speaks_of = |closed: &&Opening| opened.at.is_some() || closed.referral == opened.referral;
            let closings = gathered.closed.iter().filter(|closed| closes(closed, opened)).filter(speaks_of);
            // One without a date may have been at any time before another.
            let undated_end = closings.clone().any(|closed| closed.at.is_none());
            let closing = closings.min_by_key(|closed| closed.at.unwrap_or(Moment::MAX));
            // Closed before it was received: either day may be wrong.
            let backwards = gathered.closed.iter().filter(|closed| contradicts(closed, opened));
            let doubt = backwards.filter_map(|closed| closed.earliest).min();
            let from = doubt.or(opened.at).unwrap_or(Moment::MIN);
            // Closed on a day that is not known: from its opening on it may be closed.
            let to = closing.map_or(Moment::MAX, |closed| closed.at.unwrap_or(Moment::MAX));
            if to <= from {
                continue;
            }
            let ended_because = closing.map_or(Because::Nothing, |closed| Because::Child(closed.fact));
            let open = Open { from, to, because: Because::Child(opened.fact), ended_because };
            self.all.push(open);
            let alone = Open { to: from.plus_seconds(1), ..open };
            if opened.at.is_none() || doubt.is_some() {
                unsure.push(open);
                self.apart.extend(doubt.map(|_| alone));
            } else {
                self.dated.push(open);
                self.apart.push(if undated_end { alone } else { open });
                if !undated_end {
                    self.certain.push(open);
                }
            }
        }
        join(&mut self.certain);
        join(&mut self.dated);
        join(&mut self.apart);
        join(&mut self.all);
        // One that was closed as it was received opened nothing, and is on record all the same.
        let referred = gathered.opened.iter().filter_map(|opened| opened.at);
        self.first_referral = self.all.iter().map(|open| open.from).chain(referred).min();
        self.read_undated_closings(gathered);
        self.closings_of_dated.clear();
        if !unsure.is_empty() {
            self.closings_of_dated.extend(self.dated.iter().map(|open| open.to).filter(|to| *to < Moment::MAX));
        }
        self.first.clear();
        self.first.extend(self.dated.iter().chain(unsure.iter().filter(|open| open.from > Moment::MIN)));
        self.first.retain(|open| !unsure.iter().any(|other| other.from < open.from && open.from <= other.to));
        if !unsure.is_empty() {
            join(&mut self.first);
        }
    }

    /// Where a closing without a date may have closed the case: from the referral that it names, or the first, wherever no
    /// other referral is open for certain.
    fn read_undated_closings(&mut self, gathered: &Gathered) {
        self.may_close.clear();
        for closed in gathered.closed.iter().filter(|closed| closed.at.is_none()) {
            let named = |opened: &&Opening| closed.referral.is_none() || opened.referral == closed.referral;
            let Some(from) = gathered.opened.iter().filter(named).map(|opened| opened.at.unwrap_or(Moment::MIN)).min()
            else {
                continue;
            };
            let mut from = from;
            // One that names no referral closes all that are open; the stretches that are open for certain end none that it names.
            for open in self.certain.iter().filter(|_| closed.referral.is_some()) {
                if open.to <= from {
                    continue;
                }
                if open.from > from {
                    self.may_close.push((from, open.from));
                }
                from = open.to;
            }
            if from < Moment::MAX {
                self.may_close.push((from, Moment::MAX));
            }
        }
        self.may_close.sort_unstable();
        self.reopened.clear();
        if !self.may_close.is_empty() {
            self.reopened.extend(gathered.opened.iter().filter_map(|opened| opened.at));
            self.reopened.sort_unstable();
        }
    }

    /// From when on it is not known whether the case's being closed ended what began at that instant. Of a closing without a
    /// date, the first referral after it: until then the child is open only if it has not. Of one with a date, where a referral
    /// of which nobody knows the day may have been open then: from that closing on.
    pub(crate) fn may_close_after(&self, at: Moment) -> Option<Moment> {
        let undated = self.may_close.iter().find(|(_, to)| *to > at).map(|(from, _)| (*from).max(at));
        let undated = undated.and_then(|closed| self.reopened.iter().copied().find(|reopened| *reopened > closed));
        let dated = self.closings_of_dated.iter().copied().find(|closed| *closed > at);
        undated.into_iter().chain(dated).min()
    }

    /// The closing that ends what began at that instant; what began on a day that is not known may be of the newest
    /// opening, and is over for certain only once the case is closed for good.
    pub(crate) fn closing_after(&self, at: Option<Moment>) -> Option<&Open> {
        match at {
            Some(at) => self.closings().find(|open| open.to > at),
            None => self.all.last().filter(|open| open.to < Moment::MAX),
        }
    }

    /// Where what began on a day that is not known may go on: until the case is first closed, and in each opening after
    /// that. Each with what ends it.
    pub(crate) fn may_go_on(&self) -> impl Iterator<Item = (Moment, Moment, Because)> {
        let whole = self.all.is_empty().then_some((Moment::MIN, Moment::MAX, Because::Nothing));
        let in_each = self.all.iter().enumerate().map(|(index, open)| {
            let from = if index == 0 { Moment::MIN } else { open.from };
            (from, open.to, open.ended_because)
        });
        in_each.chain(whole)
    }

    /// The instants at which the case was closed.
    pub(crate) fn closings(&self) -> impl Iterator<Item = &Open> {
        self.all.iter().filter(|open| open.to < Moment::MAX)
    }
}

/// Joins stretches that overlap or touch.
fn join(opens: &mut Vec<Open>) {
    opens.sort_by_key(|open| (open.from, open.to));
    let mut kept = 0;
    for index in 0..opens.len() {
        let next = opens[index];
        if kept > 0 && next.from <= opens[kept - 1].to {
            if next.to > opens[kept - 1].to {
                opens[kept - 1].to = next.to;
                opens[kept - 1].ended_because = next.ended_because;
            }
        } else {
            opens[kept] = next;
            kept += 1;
        }
    }
    opens.truncate(kept);
}

/// Whether that closing closes that opening: it names it or none, and does not come before it.
fn closes(closed: &Opening, opened: &Opening) -> bool {
    let names = closed.referral.is_none() || closed.referral == opened.referral;
    names && opened.at.zip(closed.at).is_none_or(|(from, to)| to >= from)
}

/// Whether that closing names that opening, and lies before it.
fn contradicts(closed: &Opening, opened: &Opening) -> bool {
    let names = closed.referral.is_some() && closed.referral == opened.referral;
    names && opened.at.zip(closed.at).is_some_and(|(from, to)| to < from)
}

/// What those kinds of fact, where nobody recorded one, say: no from when on all of them are recorded, not known before
/// and without.
pub(crate) fn default_no(cover: &Cover, kinds: &[Kind], out: &mut Signal) {
    no_from(kinds.iter().map(|kind| cover.from(*kind).unwrap_or(Moment::MAX)).max().unwrap_or(Moment::MIN), out);
}

/// No from that instant on, not known before.
fn no_from(from: Moment, out: &mut Signal) {
    constant(Tri::Unknown, out);
    if from < Moment::MAX {
        push(out, Step { from, value: Tri::No, because: Because::Nothing });
    }
}

/// From when, until when, what it says meanwhile, and why it began and ended.
pub(crate) type Stretch = (Moment, Moment, Tri, Because, Because);

fn stretch(open: &Open, value: Tri) -> Stretch {
    (open.from, open.to, value, open.because, open.ended_because)
}

/// Lays stretches over a signal: at every instant the greater of the two, in the order no < not known < yes.
pub(crate) fn overlay(signal: &mut Signal, stretches: &[Stretch]) {
    let (mut one, mut joined) = (Vec::new(), Vec::new());
    for (from, to, value, because, ended_because) in stretches.iter().filter(|(from, to, ..)| from < to) {
        constant(Tri::No, &mut one);
        push(&mut one, Step { from: *from, value: *value, because: *because });
        if *to < Moment::MAX {
            push(&mut one, Step { from: *to, value: Tri::No, because: *ended_because });
        }
        combine(signal, &one, Tri::or, &mut joined);
        std::mem::swap(signal, &mut joined);
    }
}

/// The spells of any of those statuses, as the facts alone say.
pub(crate) fn spells_of_status(gathered: &Gathered, statuses: Words<Status>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for begun in gathered.statuses.iter().filter(|begun| statuses.has(begun.status)) {
        let ended = gathered.statuses_ended.iter().find(|e| e.spell == begun.spell && e.status == begun.status);
        let because = Because::Child(begun.fact);
        let ended_because = ended.map_or(Because::Nothing, |ended| Because::Child(ended.fact));
        match (begun.at, ended.map(|ended| ended.at)) {
            // It ended before it began: either day may be wrong.
            (Some(from), Some(Some(to))) if to < from => {
                let doubt = ended.and_then(|ended| ended.earliest).unwrap_or(to);
                stretches.push((doubt, Moment::MAX, Tri::Unknown, ended_because, Because::Nothing));
            }
            (Some(from), None) => stretches.push((from, Moment::MAX, Tri::Yes, because, ended_because)),
            (Some(from), Some(Some(to))) => stretches.push((from, to, Tri::Yes, because, ended_because)),
            // An end without a date: it has ended at some time after it began.
            (Some(from), Some(None)) => stretches.push((from, Moment::MAX, Tri::Unknown, because, ended_because)),
            (None, None) => stretches.push((Moment::MIN, Moment::MAX, Tri::Unknown, because, ended_because)),
            (None, Some(Some(to))) => stretches.push((Moment::MIN, to, Tri::Unknown, because, ended_because)),
            (None, Some(None)) => stretches.push((Moment::MIN, Moment::MAX, Tri::Unknown, because, ended_because)),
        }
    }
    stretches
}

/// Computes one plain state.
pub(crate) struct States<'a> {
    pub(crate) gathered: &'a Gathered,
    pub(crate) cover: &'a Cover,
    pub(crate) opens: &'a Openings,
    /// When a lead or key worker accepted, in order.
    pub(crate) accepted: &'a [Stopping],
    /// When a worker was named, or accepted, in order: either ends a transfer.
    pub(crate) moved: &'a [Stopping],
}

/// What ends a state although no fact says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stopping {
    /// The first instant at which it can have been; nothing where the day is not known.
    pub(crate) at: Option<Moment>,
    /// The last.
    pub(crate) until: Moment,
    /// Whether it is known to have been.
    pub(crate) certain: bool,
}

impl Stopping {
    /// It may have been at any time.
    pub(crate) const ON_NO_DAY: Stopping = Stopping { at: None, until: Moment::MAX, certain: false };

    /// When it ends what began at that instant, if it does. Of a day without a time it comes after whatever began on that
    /// day: who is named on a day is there once the day is over.
    pub(crate) fn of(&self, from: Moment) -> Option<Moment> {
        self.at.filter(|_| self.until >= from).map(|at| at.max(from))
    }
}

impl States<'_> {
    pub(crate) fn state(&self, state: State, out: &mut Signal) {
        match state {
            State::Open => self.open(out),
            State::OnDuty => self.toggled(OnOff::Duty, &[Kind::PutOnDuty], Some(self.accepted), out),
            State::TeamHeld => self.toggled(OnOff::TeamHeld, &[Kind::TeamHeld], Some(self.accepted), out),
            State::LeftByDecision => self.toggled(OnOff::Left, &[Kind::LeftUnallocated], Some(self.accepted), out),
            State::PartnerHeld => self.toggled(OnOff::Partner, &[Kind::PartnerHeld], None, out),
            State::PaymentsOnly => self.toggled(OnOff::Payments, &[Kind::PaymentsOnly], None, out),
            State::AwaitingClosure => self.toggled(OnOff::Closure, &[Kind::ClosureProposed], None, out),
            State::InTransfer => {
                self.toggled(OnOff::Transfer, &[Kind::ReadyToTransfer, Kind::TransferSigned], Some(self.moved), out)
            }
            State::WouldBeDuty => self.answered(out),
            State::BeingAssessed => self.being_assessed(out),
            State::AssessedInNeed => self.concluded(|one| one.in_need, out),
            State::Disabled => constant(self.gathered.disabled, out),
            State::SpecialEducationalNeeds => constant(self.gathered.special_needs, out),
            State::Born => self.age_from(0, out),
            // Placements are events, and evaluated with them.
            State::Placed => constant(Tri::Unknown, out),
            State::NeedsSocialWorker => self.concluded(|one| one.needs_social_worker, out),
        }
    }

    pub(crate) fn status(&self, statuses: Words<Status>, out: &mut Signal) {
        let from = self.cover.begins_of(Kind::StatusStarted, statuses).unwrap_or(Moment::MAX);
        no_from(from, out);
        overlay(out, &spells_of_status(self.gathered, statuses));
    }

    /// Yes where any stretch says yes, else not known where any does, else what the coverage says.
    fn any_of(&self, kinds: &[Kind], stretches: &[Stretch], out: &mut Signal) {
        default_no(self.cover, kinds, out);
        overlay(out, stretches);
    }

    /// Yes while a referral of a known day is open; not known while one may be.
    fn open(&self, out: &mut Signal) {
        default_no(self.cover, &[Kind::ReferralReceived], out);
        // From the first referral on record on, the child is closed where no referral is open, whatever the coverage.
        if let Some(first) = self.opens.first_referral {
            out.retain(|step| step.from <= first);
            push(out, Step { from: first, value: Tri::No, because: Because::Nothing });
        }
        let stretches: Vec<_> = self.opens.certain.iter().map(|open| stretch(open, Tri::Yes)).collect();
        overlay(out, &stretches);
        if self.opens.certain != self.opens.all {
            let stretches: Vec<_> = self.opens.all.iter().map(|open| stretch(open, Tri::Unknown)).collect();
            overlay(out, &stretches);
        }
    }

    /// On from its fact until its off, the closing of the case, or the first of `stops` at or after it. What is undated
    /// may have been at any time; and what ends it may have come unseen before that kind of fact is recorded.
    fn toggled(&self, of: OnOff, kinds: &[Kind], stops: Option<&[Stopping]>, out: &mut Signal) {
        let stopped_by = stops.is_some().then_some(Kind::InvolvementStarted);
        let recorded = |kind: Kind| self.cover.from(kind).unwrap_or(Moment::MAX);
        let seen_from = ended_by(of).into_iter().chain(stopped_by).map(recorded).max().unwrap_or(Moment::MIN);
        let stops = stops.unwrap_or_default();
        let mut stretches: Vec<Stretch> = Vec::new();
        let toggles = self.gathered.toggles(of);
        let undated_off = toggles.iter().any(|toggle| toggle.value.is_no() && toggle.at.is_none());
        for (index, on) in toggles.iter().enumerate().filter(|(_, toggle)| toggle.value.is_yes()) {
            let because = Because::Child(on.fact);
            let Some(from) = on.at else {
                let parts = self.opens.may_go_on();
                stretches.extend(parts.map(|(from, to, ended)| (from, to, Tri::Unknown, because, ended)));
                continue;
            };
            let settled = self.is_settled(of, on.fact, from);
            if settled.is_yes() {
                continue;
            }
            let off = toggles[index + 1..].iter().find(|other| other.value.is_no());
            let mut to = off.and_then(|off| off.at).unwrap_or(Moment::MAX);
            let mut ended = off.map_or(Because::Nothing, |off| Because::Child(off.fact));
            let stop = stops.iter().filter(|stop| stop.certain).filter_map(|stop| stop.of(from)).min();
            if let Some(stop) = stop.filter(|stop| *stop < to) {
                (to, ended) = (stop, Because::Nothing);
            }
            if let Some(open) = self.opens.closing_after(Some(from)).filter(|open| open.to < to) {
                (to, ended) = (open.to, open.ended_because);
            }
            // From the first of what may have ended it on, it is not known to go on.
            let unsure_stops = stops.iter().filter(|stop| !stop.certain);
            let doubts = unsure_stops.filter_map(|stop| stop.at.map_or(Some(from), |_| stop.of(from)));
            let unsure = undated_off || from < seen_from;
            let doubts = doubts.chain(unsure.then_some(from)).chain(self.opens.may_close_after(from));
            let doubts = doubts.chain(self.may_be_closed_from(from)).chain(settled.is_unknown().then_some(from));
            let doubt = doubts.filter(|at| *at >= from).min();
            let doubt = doubt.unwrap_or(to).min(to);
            stretches.push((from, doubt, Tri::Yes, because, ended));
            stretches.push((doubt, to, Tri::Unknown, because, ended));
        }
        self.any_of(kinds, &stretches, out);
    }

    /// Whether what that fact begins is over as it begins: a transfer to a team in which a lead or key worker is named.
    fn is_settled(&self, of: OnOff, fact: u32, at: Moment) -> Tri {
        let Some(team) = self.gathered.receiving(fact).filter(|_| of == OnOff::Transfer) else { return Tri::No };
        let main = self.gathered.involvements.iter().filter(|one| is_main(one.role));
        let named = main.map(|one| {
            let closed = self.opens.closing_after(one.first_known).is_some_and(|open| open.to <= at);
            let may_be =
                one.first_known.and_then(|from| self.opens.may_close_after(from)).is_some_and(|from| from <= at);
            let goes_on = if closed {
                Tri::No
            } else if may_be {
                Tri::Unknown
            } else {
                Tri::Yes
            };
            one.is_named_in(team, at).and(goes_on)
        });
        named.fold(Tri::No, Tri::or)
    }

    /// From where what began at that instant may have ended with the case unseen ([`may_be_closed_from`]).
    fn may_be_closed_from(&self, from: Moment) -> Option<Moment> {
        // Nearly always closings are recorded, and when the child is open need not be worked out.
        if are_closings_recorded(self.cover, from) {
            return None;
        }
        let mut open = Signal::new();
        self.open(&mut open);
        may_be_closed_from(self.cover, &open, from)
    }

    /// The manager's last answer, until it is to be asked anew or the case is closed; not known while unanswered (MON-06).
    /// An undated answer may be the last at any instant: where it says otherwise, nothing is known.
    fn answered(&self, out: &mut Signal) {
        let answers = &self.gathered.answers;
        constant(Tri::Unknown, out);
        // It is asked anew with each spell on duty and each completed assessment; one without a date may be the newest.
        let put_on = self.gathered.toggles(OnOff::Duty).iter().filter(|put| put.value.is_yes());
        let asked = put_on.map(|put| (put.at, put.fact));
        let completed = self.gathered.assessments.iter().filter(|one| one.completed).map(|one| (one.at, one.fact));
        let asked: Vec<(Option<Moment>, u32)> = asked.chain(completed).collect();
        if asked.iter().any(|(at, _)| at.is_none()) {
            return;
        }
        let anew = asked.iter().filter_map(|(at, fact)| {
            let at = (*at)?;
            let newest = answers.iter().rev().filter_map(|answer| answer.at).find(|(from, _)| *from <= at);
            // What was answered on the day itself, at no given time, may be the answer.
            newest.filter(|(_, to)| *to < at).map(|_| (at, Tri::Unknown, Because::Child(*fact)))
        });
        let dated = answers.iter().filter_map(|a| Some((a.at?.0, a.value, Because::Child(a.fact))));
        let closings = self.opens.closings().map(|open| (open.to, Tri::Unknown, open.ended_because));
        let doubts = answers.iter().filter_map(|answer| self.opens.may_close_after(answer.at?.0));
        let doubts = doubts.map(|from| (from, Tri::Unknown, Because::Nothing));
        let mut steps: Vec<(Moment, Tri, Because)> = anew.chain(dated).chain(closings).chain(doubts).collect();
        steps.sort_by_key(|(at, ..)| *at);
        for (from, value, because) in steps {
            let agreed = answers.iter().filter(|answer| answer.at.is_none()).all(|answer| answer.value == value);
            push(out, Step { from, value: if agreed { value } else { Tri::Unknown }, because });
        }
    }

    fn being_assessed(&self, out: &mut Signal) {
        let mut stretches = Vec::new();
        for begun in self.gathered.assessments.iter().filter(|one| !one.completed) {
            let because = Because::Child(begun.fact);
            let completed = |one: &&crate::gather::Assessed| one.completed && one.assessment == begun.assessment;
            let mut completions = self.gathered.assessments.iter().filter(completed);
            let backwards = |one: &crate::gather::Assessed| one.over.is_some_and(|over| Some(over) < begun.at);
            let doubt = completions.clone().filter(|one| backwards(one)).filter_map(|one| one.at).min();
            let done = completions.find(|one| !backwards(one));
            let mut to = done.and_then(|done| done.over).unwrap_or(Moment::MAX);
            let mut ended = done.map_or(Because::Nothing, |done| Because::Child(done.fact));
            let Some(from) = begun.at else {
                let parts = self.opens.may_go_on();
                stretches.extend(parts.map(|(from, closed, by)| {
                    (from, to.min(closed), Tri::Unknown, because, if closed < to { by } else { ended })
                }));
                continue;
            };
            if let Some(open) = self.opens.closing_after(Some(from)).filter(|open| open.to < to) {
                (to, ended) = (open.to, open.ended_because);
            }
            let dated = doubt.is_none() && done.is_none_or(|done| done.at.is_some());
            let value = if dated { Tri::Yes } else { Tri::Unknown };
            let closed = self.opens.may_close_after(from).unwrap_or(to).min(to);
            stretches.push((doubt.unwrap_or(from), closed, value, because, ended));
            stretches.push((doubt.unwrap_or(from).max(closed), to, Tri::Unknown, because, ended));
        }
        self.any_of(&[Kind::AssessmentStarted], &stretches, out);
    }

    /// What the newest completed assessment concluded; no before any is completed, and again once the case is closed.
    fn concluded(&self, conclusion: fn(&crate::gather::Assessed) -> Tri, out: &mut Signal) {
        let mut base = Vec::new();
        default_no(self.cover, &[Kind::AssessmentCompleted], &mut base);
        let mut steps: Vec<(Moment, Option<Tri>, Because)> = self
            .gathered
            .assessments
            .iter()
            .filter(|one| one.completed)
            .filter_map(|one| Some((one.at?, Some(conclusion(one)), Because::Child(one.fact))))
            .collect();
        // Closing the case takes back what was concluded, to what the coverage alone says.
        steps.extend(self.opens.closings().map(|open| (open.to, None, open.ended_because)));
        steps.extend(base.iter().map(|step| (step.from, None, step.because)));
        // From where a closing without a date may have done so, it is not known.
        let doubts: Vec<Moment> = steps.iter().filter(|(_, value, _)| value.is_some()).map(|(at, ..)| *at).collect();
        let doubts = doubts.into_iter().filter_map(|at| self.opens.may_close_after(at));
        steps.extend(doubts.map(|from| (from, None, Because::Nothing)));
        steps.sort_by_key(|(at, value, _)| (*at, value.is_some()));
        out.clear();
        let (mut concluded, mut in_doubt_from) = (None, None);
        for (from, value, because) in steps {
            // The beginning of the coverage takes nothing back.
            let is_closing = value.is_none() && self.opens.closings().any(|open| open.to == from);
            if value.is_some() || is_closing {
                concluded = value;
                in_doubt_from = value.and_then(|_| self.opens.may_close_after(from));
            }
            let unsaid = crate::signal::value_at(&base, from);
            let in_doubt = in_doubt_from.is_some_and(|doubt| doubt <= from);
            let value = match concluded {
                Some(value) if in_doubt && value != unsaid => Tri::Unknown,
                Some(value) => value,
                None => unsaid,
            };
            // An undated conclusion may be the newest at any instant: where it says otherwise, nothing is known.
            let undated = self.gathered.assessments.iter().filter(|one| one.completed && one.at.is_none());
            let agreed = undated.map(conclusion).all(|other| other == value);
            push(out, Step { from, value: if agreed { value } else { Tri::Unknown }, because });
        }
    }

    /// From 00:00 on the birthday; not known without a date of birth.
    pub(crate) fn age_from(&self, years: u32, out: &mut Signal) {
        match self.gathered.born {
            Some((born, fact)) => {
                constant(Tri::No, out);
                let from = born.birthday(years as i32).start();
                push(out, Step { from, value: Tri::Yes, because: Because::Child(fact) });
            }
            None if self.gathered.expected.is_some() => constant(Tri::No, out),
            None => constant(Tri::Unknown, out),
        }
    }
}

/// The kind of fact that ends that state and no other; whatever else ends it is another's ending.
const fn ended_by(of: OnOff) -> Option<Kind> {
    match of {
        OnOff::Duty => Some(Kind::TakenOffDuty),
        OnOff::TeamHeld => Some(Kind::TeamHeldEnded),
        OnOff::Partner => Some(Kind::PartnerHeldEnded),
        OnOff::Payments => Some(Kind::PaymentsOnlyEnded),
        OnOff::Closure => Some(Kind::ClosureWithdrawn),
        OnOff::Transfer => Some(Kind::TransferEnded),
        OnOff::Left => None,
    }
}

/// Whether closings are recorded from that instant on.
fn are_closings_recorded(cover: &Cover, from: Moment) -> bool {
    cover.from(Kind::CaseClosed).is_some_and(|begins| begins <= from)
}

/// From where it is not known whether the case was closed since that instant, of a child of whom it is not known whether
/// there is a case: closings are recorded only from later on, and nothing says that the child is open.
pub(crate) fn may_be_closed_from(cover: &Cover, open: &[Step], from: Moment) -> Option<Moment> {
    if are_closings_recorded(cover, from) {
        return None;
    }
    let ends = open.iter().skip(1).map(|step| step.from).chain([Moment::MAX]);
    let unknown = open.iter().zip(ends).find(|(step, end)| step.value.is_unknown() && *end > from);
    unknown.map(|(step, _)| step.from.max(from))
}

/// Whether that part makes a worker the child's own.
pub(crate) fn is_main(role: Role) -> bool {
    matches!(role, Role::Lead | Role::KeyWorker)
}
