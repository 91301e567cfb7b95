//! The plain states of a child over time: open, on duty, assessed in need, in transfer and the rest.

use policy::State;
use record::words::{Role, Status, Words};
use record::{Kind, Moment, Tri};

use crate::gather::{Gathered, Opening, Toggle};
use crate::signal::{Because, Signal, Step, constant, push};
use crate::world::Cover;

/// A stretch during which the child is open; not known to be before `certain_from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) from: Moment,
    /// Whether the instant of its beginning is known.
    pub(crate) known: bool,
    pub(crate) to: Moment,
    pub(crate) because: Because,
    pub(crate) ended_because: Because,
}

/// The stretches during which the child is open, joined where referrals overlap.
pub(crate) fn openings(gathered: &Gathered, out: &mut Vec<Open>) {
    out.clear();
    for opened in &gathered.opened {
        let closing =
            gathered.closed.iter().filter(|closed| closes(closed, opened)).min_by_key(|c| c.at.unwrap_or(Moment::MAX));
        let from = opened.at.unwrap_or(Moment::MIN);
        let to = closing.map_or(Moment::MAX, |closed| closed.at.unwrap_or(from));
        if to > from || closing.is_none() {
            out.push(Open {
                from,
                known: opened.at.is_some(),
                to,
                because: Because::Child(opened.fact),
                ended_because: closing.map_or(Because::Nothing, |closed| Because::Child(closed.fact)),
            });
        }
    }
    out.sort_by_key(|open| (open.from, open.to));
    let mut kept = 0;
    for index in 0..out.len() {
        let next = out[index];
        if kept > 0 && next.from <= out[kept - 1].to {
            if next.to > out[kept - 1].to {
                out[kept - 1].to = next.to;
                out[kept - 1].ended_because = next.ended_because;
            }
        } else {
            out[kept] = next;
            kept += 1;
        }
    }
    out.truncate(kept);
}

/// Whether that closing closes that opening: it names it or none, and does not come before it.
fn closes(closed: &Opening, opened: &Opening) -> bool {
    let names = closed.referral.is_none() || closed.referral == opened.referral;
    names && opened.at.zip(closed.at).is_none_or(|(from, to)| to >= from)
}

/// What a kind of fact that nobody recorded says: no from when on it is recorded, not known before and without.
pub(crate) fn default_no(cover: &Cover, kind: Kind, out: &mut Signal) {
    constant(Tri::Unknown, out);
    match cover.from(kind) {
        None => {}
        Some(from) if from <= Moment::MIN => constant(Tri::No, out),
        Some(from) => out.push(Step { from, value: Tri::No, because: Because::Nothing }),
    }
}

/// The signal `base`, with stretches of `overlay` laid over it: each stretch is yes, or the value given.
fn lay(base: &[Step], stretches: &[(Moment, Moment, Tri, Because, Because)], out: &mut Signal) {
    out.clear();
    let mut from = Moment::MIN;
    let copy = |from: Moment, to: Moment, because: Because, out: &mut Signal| {
        if from >= to {
            return;
        }
        for (i, step) in base.iter().enumerate() {
            let until = base.get(i + 1).map_or(Moment::MAX, |next| next.from);
            if until > from && step.from < to {
                let at = step.from.max(from);
                let because = if at == from && at > Moment::MIN { because } else { step.because };
                push(out, Step { from: at, value: step.value, because });
            }
        }
    };
    let mut ended = Because::Nothing;
    for (start, end, value, because, ended_because) in stretches {
        copy(from, *start, ended, out);
        if end > start {
            push(out, Step { from: *start, value: *value, because: *because });
        }
        from = from.max(*end);
        ended = *ended_because;
    }
    copy(from, Moment::MAX, ended, out);
}

/// Computes one plain state.
pub(crate) struct States<'a> {
    pub(crate) gathered: &'a Gathered,
    pub(crate) cover: &'a Cover,
    pub(crate) opens: &'a [Open],
    /// When a lead or key worker accepted, in order.
    pub(crate) accepted: &'a [Moment],
    /// When a worker was named, in order.
    pub(crate) named: &'a [Moment],
}

impl States<'_> {
    pub(crate) fn state(&self, state: State, out: &mut Signal) {
        match state {
            State::Open => self.open(out),
            State::OnDuty => self.toggled(&self.gathered.duty, Kind::PutOnDuty, self.accepted, out),
            State::TeamHeld => self.toggled(&self.gathered.team_held, Kind::TeamHeld, self.accepted, out),
            State::LeftByDecision => self.toggled(&self.gathered.left, Kind::LeftUnallocated, self.accepted, out),
            State::PartnerHeld => self.toggled(&self.gathered.partner, Kind::PartnerHeld, &[], out),
            State::PaymentsOnly => self.toggled(&self.gathered.payments, Kind::PaymentsOnly, &[], out),
            State::AwaitingClosure => self.toggled(&self.gathered.closure, Kind::ClosureProposed, &[], out),
            State::InTransfer => self.toggled(&self.gathered.transfer, Kind::TransferSigned, self.named, out),
            State::WouldBeDuty => self.answered(out),
            State::BeingAssessed => self.being_assessed(out),
            State::AssessedInNeed => self.concluded(|one| one.in_need, out),
            State::NeedsSocialWorker => self.concluded(|one| one.needs_social_worker, out),
        }
    }

    pub(crate) fn status(&self, statuses: Words<Status>, out: &mut Signal) {
        let mut stretches: Vec<(Moment, Moment, Tri, Because, Because)> = Vec::new();
        for begun in self.gathered.statuses.iter().filter(|begun| statuses.has(begun.status)) {
            let ended =
                self.gathered.statuses_ended.iter().find(|e| e.spell == begun.spell && e.status == begun.status);
            let because = Because::Child(begun.fact);
            let ended_because = ended.map_or(Because::Nothing, |ended| Because::Child(ended.fact));
            match (begun.at, ended.map(|ended| ended.at)) {
                (Some(from), None) => stretches.push((from, Moment::MAX, Tri::Yes, because, ended_because)),
                (Some(from), Some(Some(to))) => stretches.push((from, to, Tri::Yes, because, ended_because)),
                // An end without a date: it has ended at some time after it began.
                (Some(from), Some(None)) => stretches.push((from, Moment::MAX, Tri::Unknown, because, ended_because)),
                (None, None) => stretches.push((Moment::MIN, Moment::MAX, Tri::Unknown, because, ended_because)),
                (None, Some(Some(to))) => stretches.push((Moment::MIN, to, Tri::Unknown, because, ended_because)),
                (None, Some(None)) => stretches.push((Moment::MIN, Moment::MAX, Tri::Unknown, because, ended_because)),
            }
        }
        self.any_of(Kind::StatusStarted, &stretches, out);
    }

    /// Stretches may overlap: yes where any says yes, else not known where any does, else the default.
    fn any_of(&self, kind: Kind, stretches: &[(Moment, Moment, Tri, Because, Because)], out: &mut Signal) {
        default_no(self.cover, kind, out);
        let (mut one, mut base, mut joined) = (Vec::new(), std::mem::take(out), Vec::new());
        for (from, to, value, because, ended_because) in stretches.iter().filter(|(from, to, ..)| from < to) {
            constant(Tri::No, &mut one);
            push(&mut one, Step { from: *from, value: *value, because: *because });
            if *to < Moment::MAX {
                push(&mut one, Step { from: *to, value: Tri::No, because: *ended_because });
            }
            crate::signal::combine(&base, &one, Tri::or, &mut joined);
            std::mem::swap(&mut base, &mut joined);
        }
        *out = base;
    }

    fn open(&self, out: &mut Signal) {
        let mut base = Vec::new();
        default_no(self.cover, Kind::ReferralReceived, &mut base);
        // From the first referral on record on, the child is closed where no referral is open, whatever the coverage.
        if let Some(first) = self.opens.iter().map(|open| open.from).min() {
            base.retain(|step| step.from <= first);
            push(&mut base, Step { from: first, value: Tri::No, because: Because::Nothing });
        }
        let stretches: Vec<_> = self
            .opens
            .iter()
            .map(|open| {
                let value = if open.known { Tri::Yes } else { Tri::Unknown };
                (open.from, open.to, value, open.because, open.ended_because)
            })
            .collect();
        lay(&base, &stretches, out);
    }

    /// On from its fact until its off, the closing of the case, or the first of `stops` at or after it.
    fn toggled(&self, toggles: &[Toggle], kind: Kind, stops: &[Moment], out: &mut Signal) {
        if toggles.is_empty() {
            default_no(self.cover, kind, out);
            return;
        }
        let mut stretches: Vec<(Moment, Moment, Tri, Because, Because)> = Vec::new();
        for (index, on) in toggles.iter().enumerate().filter(|(_, toggle)| toggle.value.is_yes()) {
            let off = toggles[index + 1..].iter().find(|other| other.value.is_no());
            let mut to = off.map_or(Moment::MAX, |off| off.at);
            let mut because = off.map_or(Because::Nothing, |off| Because::Child(off.fact));
            if let Some(stop) = stops.iter().find(|stop| **stop >= on.at).filter(|stop| **stop < to) {
                (to, because) = (*stop, Because::Nothing);
            }
            if let Some(open) = self.closing_after(on.at).filter(|open| open.to < to) {
                (to, because) = (open.to, open.ended_because);
            }
            stretches.push((on.at, to, Tri::Yes, Because::Child(on.fact), because));
        }
        self.any_of(kind, &stretches, out);
    }

    /// The closing that ends what began at that instant.
    fn closing_after(&self, at: Moment) -> Option<&Open> {
        self.opens.iter().find(|open| open.to > at && open.to < Moment::MAX)
    }

    /// The manager's last answer, until the case is closed; not known while unanswered (MON-06).
    fn answered(&self, out: &mut Signal) {
        let closings = self
            .opens
            .iter()
            .filter(|open| open.to < Moment::MAX)
            .map(|open| (open.to, Tri::Unknown, open.ended_because));
        self.successive(
            Tri::Unknown,
            self.gathered.answers.iter().map(|a| (a.at, a.value, Because::Child(a.fact))).chain(closings).collect(),
            out,
        );
    }

    /// Steps in order of time; what is later replaces what is earlier.
    fn successive(&self, first: Tri, mut steps: Vec<(Moment, Tri, Because)>, out: &mut Signal) {
        steps.sort_by_key(|(at, ..)| *at);
        constant(first, out);
        for (from, value, because) in steps {
            push(out, Step { from, value, because });
        }
    }

    fn being_assessed(&self, out: &mut Signal) {
        let mut stretches = Vec::new();
        for begun in self.gathered.assessments.iter().filter(|one| !one.completed) {
            let done = self
                .gathered
                .assessments
                .iter()
                .find(|one| one.completed && one.assessment == begun.assessment && one.at >= begun.at);
            let (mut to, mut because) =
                done.map_or((Moment::MAX, Because::Nothing), |d| (d.at, Because::Child(d.fact)));
            if let Some(open) = self.closing_after(begun.at).filter(|open| open.to < to) {
                (to, because) = (open.to, open.ended_because);
            }
            stretches.push((begun.at, to, Tri::Yes, Because::Child(begun.fact), because));
        }
        self.any_of(Kind::AssessmentStarted, &stretches, out);
    }

    /// What the newest completed assessment concluded; no before any is completed, and again once the case is closed.
    fn concluded(&self, conclusion: fn(&crate::gather::Assessed) -> Tri, out: &mut Signal) {
        let mut base = Vec::new();
        default_no(self.cover, Kind::AssessmentCompleted, &mut base);
        let mut steps: Vec<(Moment, Tri, Because)> = self
            .gathered
            .assessments
            .iter()
            .filter(|one| one.completed)
            .map(|one| (one.at, conclusion(one), Because::Child(one.fact)))
            .collect();
        if steps.is_empty() {
            *out = base;
            return;
        }
        steps.extend(self.opens.iter().filter(|o| o.to < Moment::MAX).map(|o| (o.to, Tri::No, o.ended_because)));
        steps.sort_by_key(|(at, ..)| *at);
        out.clear();
        let first = steps[0].0;
        out.extend(base.into_iter().filter(|step| step.from < first));
        for (from, value, because) in steps {
            push(out, Step { from, value, because });
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

/// Whether that part makes a worker the child's own.
pub(crate) fn is_main(role: Role) -> bool {
    matches!(role, Role::Lead | Role::KeyWorker)
}
