//! Whether a child has a worker who counts, by one rule, and since when not.

use policy::{Cause, CountsFrom, Grace, Stated, WorkerRule};
use record::words::{EndReason, Role};
use record::{Calendar, Day, Kind, Moment, Tri, WorkerId};

use crate::gather::{Ended, Gathered, Involvement, Successor, undated};
use crate::signal::{Because, Signal, Step, constant, push};
use crate::states::{Open, Openings, is_main};
use crate::world::{Cover, World};

/// A stretch during which a worker counts, for certain or possibly.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    from: Moment,
    to: Moment,
    certain: bool,
    /// Why it began.
    because: Because,
    end: End,
}

/// How a stretch ended.
#[derive(Clone, Copy, Debug, PartialEq)]
struct End {
    /// Nothing where what ended was not recorded: it may have been any.
    cause: Option<Cause>,
    /// The civil day from which a grace is counted.
    day: Option<Day>,
    because: Because,
    /// Whether only the date of the end is known: a holder from 00:00 the next day leaves no gap.
    by_date: bool,
}

const NO_END: End = End { cause: Some(Cause::Other), day: None, because: Because::Nothing, by_date: false };

/// A stretch during which no worker counts.
#[derive(Clone, Copy, Debug)]
struct Gap {
    from: Moment,
    to: Moment,
    cause: Option<Cause>,
    day: Option<Day>,
    because: Because,
    ended_because: Because,
    /// The last stretch before it that did not end with an offer: when it ended, how, and on which day.
    before_offers: Option<Base>,
}

/// The graces of a count, and whether what counts for certain is asked.
type Graces<'g> = (&'g [Grace], bool);

/// What a grace is counted from: when, the cause, its civil day, and the fact.
type Base = (Moment, Option<Cause>, Option<Day>, Because);

/// What bears on whether a need is identified; of one instant in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// The case was closed: what was identified before is over.
    Closed,
    Said(Tri),
    /// The case may have been closed, on a day that nobody gave.
    MayBeClosed,
}

/// Room for the work, kept from child to child.
#[derive(Debug, Default)]
pub(crate) struct Room {
    held: Vec<Held>,
    /// Whether a need is identified, where the rule asks; else always yes.
    need: Signal,
    gaps: Vec<Gap>,
    layers: [Signal; 2],
    /// Who counts when by rules asked before of the child at hand, without a grace, and what it came to.
    before: Vec<(Vec<Held>, Signal)>,
    /// How many of those are of this child.
    known: usize,
}

impl Room {
    /// Turns to another child.
    pub(crate) fn next_child(&mut self) {
        self.known = 0;
    }

    /// What the same stretches came to for another rule.
    fn known(&self) -> Option<&Signal> {
        self.before[..self.known].iter().find(|(held, _)| *held == self.held).map(|(_, out)| out)
    }

    fn keep(&mut self, out: &Signal) {
        if self.before.len() == self.known {
            self.before.push(<(Vec<Held>, Signal)>::default());
        }
        let (held, signal) = &mut self.before[self.known];
        held.clone_from(&self.held);
        signal.clone_from(out);
        self.known += 1;
    }
}

/// What the search for holders reads.
pub(crate) struct Holders<'a> {
    pub(crate) gathered: &'a Gathered,
    pub(crate) opens: &'a Openings,
    pub(crate) cover: &'a Cover,
    pub(crate) world: &'a World,
}

impl Holders<'_> {
    /// `{ without = rule }` over time, delayed by the graces.
    pub(crate) fn without(&self, place: usize, rule: &WorkerRule, grace: &[Grace], room: &mut Room, out: &mut Signal) {
        room.held.clear();
        constant(Tri::Yes, &mut room.need);
        if rule.need_identified {
            self.need(&mut room.need);
        }
        for one in &self.gathered.involvements {
            self.stretches(place, rule, one, room);
        }
        // Nobody is named to support whoever is only to come.
        if rule.from == CountsFrom::Named && !rule.supported {
            self.successors(place, rule, room);
        }
        self.unseen(room);
        room.held.sort_unstable_by_key(|held| (held.from, held.to));
        // Rules differ in much that most children's workers are all the same in.
        if grace.is_empty() {
            if let Some(known) = room.known() {
                out.clone_from(known);
                return;
            }
            self.without_any(grace, room, out);
            room.keep(out);
        } else {
            self.without_any(grace, room, out);
        }
    }

    /// When none of the stretches in the room covers the time, delayed by the graces.
    fn without_any(&self, grace: &[Grace], room: &mut Room, out: &mut Signal) {
        if room.held.iter().all(|held| held.certain)
            && grace.iter().all(|grace| !grace.more_than_working_days.is_left_open())
            && self.opens.certain == self.opens.dated
            && self.opens.first == self.opens.dated
        {
            gaps(&room.held, true, &mut room.gaps);
            self.delayed(&mut room.gaps, &self.opens.dated, (grace, true), out);
            return;
        }
        // Not known to be without, where one counts for certain; without for certain, where none counts even possibly.
        for (layer, least_certain) in [(0, false), (1, true)] {
            gaps(&room.held, least_certain, &mut room.gaps);
            // After a closing that nobody dated, a later opening is for certain one of its own; while a referral that
            // nobody dated may be open, it may be none.
            let opens = if least_certain { &self.opens.first } else { &self.opens.apart };
            self.delayed(&mut room.gaps, opens, (grace, !least_certain), &mut room.layers[layer]);
        }
        let [certain, possible] = &room.layers;
        crate::signal::combine(certain, possible, layered, out);
    }

    /// The time before involvements are recorded at all: anybody may have held the child, and whoever did may go on.
    fn unseen(&self, room: &mut Room) {
        let begins = self.cover.from(Kind::InvolvementStarted).unwrap_or(Moment::MAX);
        if begins <= Moment::MIN {
            return;
        }
        let open = self.opens.dated.iter().any(|open| open.from < begins && begins < open.to);
        let to = if open && begins < Moment::MAX {
            let closing = self.opens.closing_after(Some(begins)).map(|open| open.to);
            let there = self.gathered.involvements.iter().filter_map(|one| self.there_from(one, begins));
            there.chain(closing).min().unwrap_or(Moment::MAX)
        } else {
            begins
        };
        let day = (to < Moment::MAX).then(|| to.plus_seconds(-1).day());
        let end = End { cause: None, day, ..NO_END };
        room.held.push(Held { from: Moment::MIN, to, certain: false, because: Because::Nothing, end });
    }

    /// From when on, at or after that instant, a lead or key worker is there for certain: whoever held the child unseen
    /// before has handed over.
    fn there_from(&self, one: &Involvement, at: Moment) -> Option<Moment> {
        if !is_main(one.role) {
            return None;
        }
        let began = [one.started, one.accepted_at].into_iter().flatten().filter_map(|(at, _)| at).min()?;
        let closed = self.opens.closing_after(one.first_known).is_some_and(|open| open.to <= at);
        let may_be = one.first_known.and_then(|from| self.opens.may_close_after(from)).is_some_and(|from| from <= at);
        let goes_on = !closed && !may_be && one.ends().all(|end| end.at.is_some_and(|over| over > at));
        (began >= at || goes_on).then(|| began.max(at))
    }

    fn stretches(&self, place: usize, rule: &WorkerRule, one: &Involvement, room: &mut Room) {
        let part_not_known = one.role == Role::NotKnown;
        if !(rule.parts.has(one.role) || part_not_known) {
            return;
        }
        let (last, end) = self.end(place, rule, one);
        let Some((possible, mut certain)) = begin(rule, one) else { return };
        let mut ends = one.ends_for(rule.from).into_iter().flatten();
        if part_not_known || rule.recorded && one.team.is_none() || ends.any(|ended| ended.at.is_none()) {
            certain = Moment::MAX;
        }
        let mut because = one.started.or(one.offered).map_or(Because::Nothing, |(_, fact)| Because::Child(fact));
        let mut possible = possible;
        if rule.supported {
            let Some((may_be, is)) = self.supported(one) else { return };
            if let Some((at, fact)) = one.supported.filter(|(at, _)| *at > certain) {
                (certain, because) = (at, Because::Child(fact));
            }
            (possible, certain) = (possible.max(may_be), certain.max(is));
        }
        let certain = certain.clamp(possible, last.max(possible));
        // From a closing on that nobody dated, nothing is certain.
        let case_over = one.first_known.filter(|_| rule.from != CountsFrom::OpenRow);
        let case_over = case_over.and_then(|from| self.opens.may_close_after(from));
        let sure_until = case_over.map_or(last, |from| from.clamp(certain, last.max(certain)));
        let Room { held, need, .. } = room;
        for (from, to, is_certain) in
            [(possible, certain, false), (certain, sure_until, true), (sure_until, last, false)]
        {
            for (index, step) in need.iter().enumerate() {
                let needed_until = need.get(index + 1).map_or(Moment::MAX, |next| next.from);
                let (from, to) = (from.max(step.from), to.min(needed_until));
                if from >= to || step.value.is_no() {
                    continue;
                }
                let end = if to == last { end } else { NO_END };
                let first = held.len();
                self.fitting(place, rule, one.worker, Held { from, to, certain: true, because, end }, held);
                for held in &mut held[first..] {
                    held.certain &= is_certain && step.value.is_yes();
                }
            }
        }
    }

    /// From when on somebody may be named to support the worker, and from when on somebody is for certain; nothing where
    /// nobody ever was, as the record would show (AP-19).
    fn supported(&self, one: &Involvement) -> Option<(Moment, Moment)> {
        let is = one.supported.map(|(at, _)| at);
        let begins = self.cover.from(Kind::SupportNamed);
        let seen = begins.is_some_and(|begins| one.first_known.is_some_and(|first| begins <= first));
        if seen && !one.may_be_supported {
            return is.map(|at| (at, at));
        }
        Some((Moment::MIN, is.unwrap_or(Moment::MAX)))
    }

    /// Whether a need was identified since the case was last closed, over time (AP-03).
    fn need(&self, out: &mut Signal) {
        const KINDS: [Kind; 4] =
            [Kind::NeedIdentified, Kind::AssessmentStarted, Kind::AssessmentCompleted, Kind::StatusStarted];
        let undated = self.gathered.need.iter().any(|(at, _)| at.is_none());
        let unsaid = |since: Moment| {
            let from = |kind: Kind| self.cover.begins_of(kind, self.cover.left_out(kind));
            let seen = KINDS.iter().all(|kind| from(*kind).is_some_and(|from| from <= since));
            if seen && !undated { Tri::No } else { Tri::Unknown }
        };
        let closings = self.opens.closings().map(|open| (open.to, Need::Closed));
        let dated = || self.gathered.need.iter().filter_map(|(at, value)| Some(((*at)?, *value)));
        let needs = dated().map(|(at, value)| (at, Need::Said(value)));
        let doubts = dated().filter_map(|(at, _)| Some((self.opens.may_close_after(at)?, Need::MayBeClosed)));
        let mut steps: Vec<(Moment, Need)> = closings.chain(needs).chain(doubts).collect();
        // A need identified at the very instant of a closing was identified since.
        steps.sort_unstable();
        let mut value = unsaid(self.opens.first_referral.unwrap_or(Moment::MIN));
        constant(value, out);
        for (from, said) in steps {
            value = match said {
                Need::Closed => unsaid(from),
                Need::Said(said) => value.or(said),
                Need::MayBeClosed => value.and(Tri::Unknown),
            };
            push(out, Step { from, value, because: Because::Nothing });
        }
    }

    /// When the involvement is over, and how.
    fn end(&self, place: usize, rule: &WorkerRule, one: &Involvement) -> (Moment, End) {
        let mut end = (Moment::MAX, NO_END);
        let mut earlier = |at: Moment, how: End| {
            if at < end.0 {
                end = (at, how);
            }
        };
        let [ended, declined] = one.ends_for(rule.from);
        if let Some(Ended { at: Some(at), by_date, reason, fact, .. }) = ended {
            let day = at.day();
            let because = Because::Child(fact);
            let leaves = rule.stops.iter().any(|stop| stop.on == policy::StopOn::LeftAuthority);
            let last_day = || one.worker.is_some_and(|worker| self.world.is_last_day(place, worker, day));
            if leaves && (reason == Some(EndReason::LeftAuthority) || last_day()) {
                let how = End { cause: Some(Cause::LeftAuthority), day: Some(day), because, by_date: false };
                earlier(day.plus_days(1).start(), how);
            } else {
                earlier(at, End { cause: Some(Cause::InvolvementEnded), day: Some(day), because, by_date });
            }
        }
        if let Some(Ended { at: Some(at), by_date, fact, .. }) = declined {
            let (cause, because) = (Some(Cause::OfferEnded), Because::Child(fact));
            earlier(at, End { cause, day: Some(at.day()), because, by_date });
        }
        if rule.from != CountsFrom::OpenRow
            && let Some(open) = self.opens.closing_after(one.first_known)
        {
            let day = Some(open.to.day());
            earlier(open.to, End { cause: Some(Cause::Other), day, because: open.ended_because, by_date: false });
        }
        end
    }

    /// The parts of a stretch during which that worker can count.
    fn fitting(&self, place: usize, rule: &WorkerRule, worker: Option<WorkerId>, whole: Held, out: &mut Vec<Held>) {
        let Some(worker) = worker else {
            // Somebody is recorded who cannot be read: whether they count is not known.
            out.push(Held { certain: false, ..whole });
            return;
        };
        if self.world.always_fits(place, worker) {
            out.push(whole);
            return;
        }
        let Some(fit) = self.world.fit(place, worker) else {
            let any_row = matches!(rule.from, CountsFrom::OpenRow | CountsFrom::Row);
            out.push(Held { certain: any_row && rule.professions.is_none() && !rule.registered, ..whole });
            return;
        };
        for (index, step) in fit.steps.iter().enumerate() {
            let next = fit.steps.get(index + 1);
            let from = step.from.max(whole.from);
            let to = next.map_or(Moment::MAX, |next| next.from).min(whole.to);
            if from >= to || step.value.is_no() {
                continue;
            }
            let because = if step.from > whole.from { step.because } else { whole.because };
            // Of two causes at one instant, the one without a grace.
            let graced = matches!(whole.end.cause, Some(Cause::InvolvementEnded | Cause::OfferEnded));
            let at_once = |next: &Moment| *next == whole.to && graced;
            let stopped = next.filter(|next| next.from < whole.to || next.value.is_no() && at_once(&next.from));
            let end = stopped.map_or(whole.end, |next| End {
                cause: Some(next.cause),
                day: Some(next.from.day()),
                because: next.because,
                by_date: false,
            });
            out.push(Held { from, to, certain: step.value.is_yes(), because, end });
        }
    }

    /// A successor named before a worker left counts until that worker's own involvement, or another lead's, begins.
    fn successors(&self, place: usize, rule: &WorkerRule, room: &mut Room) {
        for Successor { at: named, worker, fact, .. } in &self.gathered.successors {
            let at = named.unwrap_or(Moment::MIN);
            let begun = |one: &Involvement| {
                let started = one.started.and_then(|(at, _)| at);
                let is_own = one.worker == Some(*worker);
                let named = one.first_named.filter(|_| is_own);
                let takes_over = started.filter(|_| is_own || is_main(one.role));
                named.into_iter().chain(takes_over).filter(|first| *first >= at).min()
            };
            // Whether one of a known day came after a naming of an unknown day is not known.
            let starts = self.gathered.involvements.iter().filter_map(begun).filter(|_| named.is_some()).min();
            let closing = self.opens.closing_after(*named).map(|open| open.to);
            let to = starts.into_iter().chain(closing).min().unwrap_or(Moment::MAX);
            let end = End { cause: Some(Cause::OfferEnded), ..NO_END };
            let first = room.held.len();
            let whole = Held { from: at, to, certain: true, because: Because::Child(*fact), end };
            self.fitting(place, rule, Some(*worker), whole, &mut room.held);
            // Named on a day that the source does not give: possibly at any time. So may have been the end of it.
            let may_have_ended = self.gathered.involvements.iter().any(|one| {
                let is_own = one.worker == Some(*worker);
                undated(one.started) && (is_own || is_main(one.role)) || undated(one.offered) && is_own
            });
            for held in &mut room.held[first..] {
                held.certain &= named.is_some() && !may_have_ended;
            }
            // From a closing on that nobody dated, not for certain.
            let Some(doubt) = named.and_then(|named| self.opens.may_close_after(named)) else { continue };
            for place in first..room.held.len() {
                let whole = room.held[place];
                if whole.from < doubt && doubt < whole.to {
                    room.held[place] = Held { to: doubt, end: NO_END, ..whole };
                    room.held.push(Held { from: doubt, certain: false, ..whole });
                } else {
                    room.held[place].certain &= whole.to <= doubt;
                }
            }
        }
    }

    /// From when the child would count had no offer been made since it was last opened or held, and because of what.
    fn had_nothing_been_offered(&self, gap: &Gap, opens: &[Open], graces: Graces<'_>) -> (Moment, Because) {
        let opened = opens.iter().rev().find(|open| open.from <= gap.from);
        let opened = opened.map(|open| (open.from, Some(Cause::Opened), Some(open.from.day()), open.because));
        let base: Option<Base> = gap.before_offers.into_iter().chain(opened).max_by_key(|(at, ..)| *at);
        base.map_or((gap.from, gap.because), |(at, cause, day, because)| {
            let from = self.graced(graces, cause, day).unwrap_or(at);
            (from, because)
        })
    }

    /// When the grace after that cause is over, where there is one: the longest of all, where it may have been any. One
    /// that the policy does not state may be over at once, and never is for certain.
    fn graced(&self, (graces, certain): Graces<'_>, cause: Option<Cause>, day: Option<Day>) -> Option<Moment> {
        let over = |grace: &Grace| match grace.more_than_working_days {
            Stated::As(days) => after(&self.world.calendar, day, days),
            Stated::LeftOpen if certain => Moment::MAX,
            Stated::LeftOpen => Moment::MIN,
        };
        match cause {
            Some(cause) => graces.iter().find(|grace| grace.since.has(cause)).map(over),
            None => graces.iter().map(over).max(),
        }
    }

    /// Yes within each gap, once its grace is over. A gap that reaches over an opening begins anew with it.
    fn delayed(&self, gaps: &mut Vec<Gap>, opens: &[Open], graces: Graces<'_>, out: &mut Signal) {
        for open in opens {
            let inside = gaps.iter().position(|gap| gap.from < open.from && open.from < gap.to);
            if let Some(index) = inside {
                let gap = gaps[index];
                gaps[index].to = open.from;
                gaps[index].ended_because = open.because;
                let day = Some(open.from.day());
                gaps.insert(
                    index + 1,
                    Gap { from: open.from, cause: Some(Cause::Opened), day, because: open.because, ..gap },
                );
            } else if let Some(gap) = gaps.iter_mut().find(|gap| gap.from == open.from) {
                gap.cause = Some(Cause::Opened);
                gap.day = Some(open.from.day());
                gap.because = open.because;
            }
        }
        constant(Tri::No, out);
        for gap in gaps.iter() {
            let (graced_until, because) = match self.graced(graces, gap.cause, gap.day) {
                Some(graced_until) => (graced_until, gap.because),
                None if gap.cause == Some(Cause::OfferEnded) => self.had_nothing_been_offered(gap, opens, graces),
                None => (gap.from, gap.because),
            };
            let from = gap.from.max(graced_until);
            let because = if gap.because == Because::Nothing { because } else { gap.because };
            if from < gap.to {
                push(out, Step { from, value: Tri::Yes, because });
                if gap.to < Moment::MAX {
                    push(out, Step { from: gap.to, value: Tri::No, because: gap.ended_because });
                }
            }
        }
    }
}

/// Yes where certain, else not known where possible.
fn layered(certain: Tri, possible: Tri) -> Tri {
    match (certain, possible) {
        (Tri::Yes, _) => Tri::Yes,
        (_, Tri::Yes) => Tri::Unknown,
        _ => Tri::No,
    }
}

/// 00:00 on the day after the n-th working day that follows that day (rule 6).
fn after(calendar: &Calendar, day: Option<Day>, working_days: u32) -> Moment {
    day.map_or(Moment::MIN, |day| calendar.after(day, working_days).plus_days(1).start())
}

/// From when the involvement may count by that rule, and from when it does for certain; nothing where it never does.
///
/// What happened on a day that the source does not give may have happened at any time.
fn begin(rule: &WorkerRule, one: &Involvement) -> Option<(Moment, Moment)> {
    match rule.from {
        CountsFrom::OpenRow => Some((Moment::MIN, Moment::MIN)),
        CountsFrom::Row => {
            // An offer that nobody has answered is no row.
            let begun = || [one.started, one.accepted_at].into_iter().flatten();
            let certain = begun().filter_map(|(at, _)| at).min().unwrap_or(Moment::MAX);
            let possible = if begun().any(|(at, _)| at.is_none()) { Moment::MIN } else { certain };
            (possible < Moment::MAX).then_some((possible, certain))
        }
        CountsFrom::Named => {
            let certain = one.first_named.unwrap_or(Moment::MAX);
            let possible = if one.named_on_unknown_day() { Moment::MIN } else { certain };
            Some((possible, certain))
        }
        CountsFrom::Accepted => {
            let certain = one.first_accepted.unwrap_or(Moment::MAX);
            let accepted_undated = undated(one.accepted_at) || undated(one.started) && one.accepted.is_yes();
            let from_start = one.start_in_doubt();
            let possible = match from_start {
                Some((at, _)) => at.or(one.offered.and_then(|(at, _)| at)).unwrap_or(Moment::MIN),
                // Nobody accepts before being named.
                None if accepted_undated && undated(one.offered) => Moment::MIN,
                None if accepted_undated => one.first_named.unwrap_or(Moment::MIN),
                None => certain,
            };
            (possible < Moment::MAX).then_some((possible.min(certain), certain))
        }
    }
}

/// The stretches that no holder covers: none at all, or none for certain.
fn gaps(held: &[Held], certain_only: bool, out: &mut Vec<Gap>) {
    out.clear();
    let first = Gap {
        from: Moment::MIN,
        to: Moment::MAX,
        cause: Some(Cause::Other),
        day: None,
        because: Because::Nothing,
        ended_because: Because::Nothing,
        before_offers: None,
    };
    let (mut reached, mut gap) = (Moment::MIN, first);
    let (mut by_date, mut before_offers) = (false, None::<Base>);
    for one in held.iter().filter(|one| one.certain || !certain_only) {
        let met = reached.plus_seconds(i64::from(by_date));
        if one.from > met {
            gap.to = one.from;
            gap.ended_because = one.because;
            gap.before_offers = before_offers;
            out.push(gap);
        }
        if one.end.cause != Some(Cause::OfferEnded) && before_offers.is_none_or(|(at, ..)| at < one.to) {
            before_offers = Some((one.to, one.end.cause, one.end.day, one.end.because));
        }
        let later = one.to > reached;
        // Of two at one instant, one without a grace; before it, one that nobody recorded.
        let at_once = gap.cause.is_some() && one.end.cause != Some(Cause::InvolvementEnded);
        let same_but_at_once = one.to == reached && (one.end.cause.is_none() || at_once);
        if later || same_but_at_once {
            reached = one.to;
            by_date = one.end.by_date;
            gap = Gap { from: one.to, cause: one.end.cause, day: one.end.day, because: one.end.because, ..first };
        }
    }
    if reached < Moment::MAX {
        gap.from = reached;
        gap.before_offers = before_offers;
        out.push(gap);
    }
}
