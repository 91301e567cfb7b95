//! Conditions on what happened: since an event, so often within a time, for so long without a break; placements and
//! entries with services.

use policy::{Event, Exception, Lasting, Length, Often, Since, Stated};
use record::words::{PlacementMark, Service, Status, Words};
use record::{Content, Kind, Moment, Ref, Tri, When};

use crate::duties::Calendars;
use crate::gather::{Gathered, Noted};
use crate::signal::{Because, Signal, Step, combine, constant, push, value_at};
use crate::since::day_begun;
use crate::states::{Openings, Stretch, default_no, overlay, spells_of_status};
use crate::units::Units;
use crate::world::Cover;

/// What conditions on events are worked out from.
pub(crate) struct Events<'a> {
    pub(crate) gathered: &'a Gathered,
    pub(crate) opens: &'a Openings,
    pub(crate) cover: &'a Cover,
    pub(crate) calendars: Calendars<'a>,
    pub(crate) units: &'a Units,
}

/// When a child ceased to be looked after.
#[derive(Default)]
struct Ceased {
    /// For certain, and by which fact.
    known: Option<(Moment, Because)>,
    /// From when on the child may have ceased.
    doubt: Option<Moment>,
}

/// When, after an instant, a condition came to be so that was not so before.
struct Come {
    /// The step with which it did for certain.
    surely: Option<Step>,
    /// From when on it may have.
    perhaps: Option<Moment>,
}

impl Come {
    fn after(when: &[Step], from: Moment) -> Come {
        let mut come = Come { surely: None, perhaps: None };
        let (mut was_not, mut may_not_have_been) = (false, false);
        for (place, step) in when.iter().enumerate() {
            if when.get(place + 1).is_some_and(|next| next.from <= from) {
                continue;
            }
            match step.value {
                Tri::No => was_not = true,
                Tri::Yes if was_not => {
                    come.surely = Some(*step);
                    break;
                }
                Tri::Yes if !may_not_have_been => {}
                Tri::Yes | Tri::Unknown => {
                    may_not_have_been = true;
                    come.perhaps = come.perhaps.or(Some(step.from.max(from)));
                }
            }
        }
        come
    }
}

/// The facts that are any of those events.
pub(crate) fn matching<'g>(gathered: &'g Gathered, events: &'g [Event]) -> impl Iterator<Item = &'g Noted> {
    let any = events.iter().any(|event| gathered.has_any(event.fact));
    let noted = if any { gathered.noted.as_slice() } else { &[] };
    noted.iter().filter(|noted| {
        events.iter().any(|event| event.fact == noted.kind && event.matches_of_its_kind(&noted.content))
    })
}

/// The facts that are any of those events, or may be; and whether they are.
fn may_match<'g>(gathered: &'g Gathered, events: &'g [Event]) -> impl Iterator<Item = (&'g Noted, Tri)> {
    let any = events.iter().any(|event| gathered.has_any(event.fact));
    let noted = if any { gathered.noted.as_slice() } else { &[] };
    let matches = |noted: &Noted| events.iter().map(|event| event.may_match(&noted.content)).max().unwrap_or(Tri::No);
    noted.iter().map(move |noted| (noted, matches(noted))).filter(|(_, matches)| !matches.is_no())
}

impl Events<'_> {
    /// The facts that end what `until` names, or may: where it names an acceptance, those by which a lead or key worker
    /// accepted, of whom this says whether they did.
    fn ending<'s>(&'s self, until: &'s [Event]) -> Vec<(&'s Noted, Option<Tri>)> {
        let named = may_match(self.gathered, until).filter(|(noted, _)| noted.kind != Kind::AllocationAccepted);
        let held = until.iter().any(|event| event.fact == Kind::AllocationAccepted);
        let accepted = self.gathered.accepted().filter(|_| held).map(|(noted, accepts)| (noted, Some(accepts)));
        named.map(|(noted, _)| (noted, None)).chain(accepted).collect()
    }

    /// Since each event, until another, until something comes to be so (`when`), or for a length of time.
    pub(crate) fn since(&self, since: &Since, when: Option<&Signal>, out: &mut Signal) {
        // A length that nobody states ends nothing for certain.
        let within = since.within.and_then(Stated::value);
        let left_open = since.within.is_some_and(|within| within.is_left_open());
        self.unseen(&since.event, within, out);
        // Most children have no such event, and nothing to end.
        if may_match(self.gathered, &since.event).next().is_none() {
            return;
        }
        let endings = self.ending(&since.until);
        let mut stretches: Vec<Stretch> = Vec::new();
        for (noted, matches) in may_match(self.gathered, &since.event) {
            let because = Because::Child(noted.fact);
            let Some(from) = noted.when.as_start() else {
                stretches.push((Moment::MIN, Moment::MAX, Tri::Unknown, because, Because::Nothing));
                continue;
            };
            let does = |(end, accepts): &(&Noted, Option<Tri>)| {
                let may_end = since.until.iter().map(|event| event.may_end(&noted.content, &end.content));
                accepts.or_else(|| may_end.max()).unwrap_or(Tri::No)
            };
            let endings = endings.iter().map(|end| (end.0, does(end))).filter(|(_, does)| !does.is_no());
            let undated_end = endings.clone().any(|(end, _)| end.when == When::Unknown);
            let ends = endings.filter_map(|(end, does)| Some((end.when.as_end()?, end.fact, does)));
            let ends = ends.filter(|(at, ..)| *at >= from);
            let (mut to, mut ended) = ends
                .clone()
                .filter(|(.., does)| does.is_yes())
                .min_by_key(|(at, fact, _)| (*at, *fact))
                .map_or((Moment::MAX, Because::Nothing), |(at, fact, _)| (at, Because::Child(fact)));
            if let Some(over) = within.map(|within| self.over(from, within))
                && over < to
            {
                (to, ended) = (over, Because::Nothing);
            }
            let unsure = ends.filter(|(.., does)| does.is_unknown()).map(|(at, ..)| at).min();
            let mut doubt = unsure.unwrap_or(to).min(to);
            if let Some(come) = when.map(|when| Come::after(when, noted.when.as_end().unwrap_or(from))) {
                if let Some(step) = come.surely.filter(|step| step.from < to) {
                    (to, ended) = (step.from, step.because);
                }
                doubt = come.perhaps.unwrap_or(to).min(doubt).min(to);
            }
            let value = if undated_end || left_open { Tri::Unknown } else { matches };
            stretches.push((from, doubt, value, because, ended));
            stretches.push((doubt, to, Tri::Unknown, because, ended));
        }
        overlay(out, &stretches);
    }

    /// While at least so many events lie within the length.
    pub(crate) fn often(&self, often: &Often, out: &mut Signal) {
        let mut uncovered = Signal::new();
        let within = often.within.value();
        self.unseen(&often.event, within, &mut uncovered);
        // How many there are for certain, and how many there may be.
        let mut changes: Vec<(Moment, i32, i32, u32)> = Vec::new();
        let mut undated = 0;
        for (noted, matches) in may_match(self.gathered, &often.event) {
            match noted.when.as_start() {
                Some(from) => {
                    let certain = i32::from(matches.is_yes());
                    changes.push((from, certain, 1, noted.fact));
                    changes.extend(within.map(|within| (self.over(from, within), -certain, -1, noted.fact)));
                }
                None => undated += 1,
            }
        }
        changes.sort_unstable();
        let mut counted = Signal::new();
        // Where the policy leaves a number open, nothing is often for certain, and once may be often.
        let stated = within.and(often.times.value()).is_some();
        let times = often.times.value().unwrap_or(1) as i32;
        let value = |certain: i32, possible: i32| match (certain, possible) {
            (certain, _) if stated && certain >= times => Tri::Yes,
            (_, possible) if possible + undated >= times => Tri::Unknown,
            _ => Tri::No,
        };
        constant(value(0, 0), &mut counted);
        let (mut certain, mut possible) = (0, 0);
        for (index, (from, change, maybe, fact)) in changes.iter().enumerate() {
            certain += change;
            possible += maybe;
            // Several changes of one instant are one step.
            if changes.get(index + 1).is_none_or(|next| next.0 != *from) {
                push(
                    &mut counted,
                    Step { from: *from, value: value(certain, possible), because: Because::Child(*fact) },
                );
            }
        }
        combine(&counted, &uncovered, Tri::or, out);
    }

    /// Yes once the condition has held for that long without a break.
    pub(crate) fn lasting(&self, of: &Signal, lasting: &Lasting, out: &mut Signal) {
        constant(Tri::No, out);
        let (mut certain, mut possible): (Option<Moment>, Option<Moment>) = (None, None);
        for (index, step) in of.iter().enumerate() {
            let until = of.get(index + 1).map_or(Moment::MAX, |next| next.from);
            certain = if step.value.is_yes() { certain.or(Some(step.from)) } else { None };
            possible = if step.value.is_no() { None } else { possible.or(Some(step.from)) };
            push(out, Step { from: step.from, value: Tri::No, because: step.because });
            for (began, value) in [(possible, Tri::Unknown), (certain, Tri::Yes)] {
                let ripe = began.and_then(|began| self.ripe(began, lasting, value));
                let Some(from) = ripe.map(|ripe| ripe.max(step.from)) else { continue };
                if from < until {
                    push(out, Step { from, value, because: step.because });
                }
            }
        }
    }

    /// While one of those units, or one below it, has the case. Where the record does not know a unit that is asked for,
    /// a team that is none of the others may be it.
    pub(crate) fn team(&self, asked: &[String], out: &mut Signal) {
        constant(Tri::Unknown, out);
        let unknown = asked.iter().any(|id| self.units.called(id).is_empty());
        let other = if unknown { Tri::Unknown } else { Tri::No };
        for (from, team, fact) in &self.gathered.teams {
            let mut wanted = asked.iter().flat_map(|id| self.units.called(id));
            let has_it = wanted.any(|unit| self.units.belongs_to(*team, *unit));
            let value = if has_it { Tri::Yes } else { other };
            push(out, Step { from: *from, value, because: Because::Child(*fact) });
        }
    }

    /// While a placement with any of those marks goes on; any placement where none is asked.
    pub(crate) fn placement(&self, marks: Option<Words<PlacementMark>>, out: &mut Signal) {
        default_no(self.cover, &[Kind::PlacementStarted], out);
        overlay(out, self.placements(marks).as_flattened());
    }

    /// Yes once one and the same such placement has lasted that long: a change of placement begins anew (regulation 28(2)
    /// counts the year of each).
    pub(crate) fn placement_lasting(&self, marks: Option<Words<PlacementMark>>, lasting: &Lasting, out: &mut Signal) {
        let (mut one, mut lasted, mut joined) = (Signal::new(), Signal::new(), Signal::new());
        // One that nobody recorded, before placements are recorded.
        default_no(self.cover, &[Kind::PlacementStarted], &mut one);
        self.lasting(&one, lasting, out);
        for placement in self.placements(marks) {
            constant(Tri::No, &mut one);
            overlay(&mut one, &placement);
            self.lasting(&one, lasting, &mut lasted);
            combine(out, &lasted, Tri::or, &mut joined);
            std::mem::swap(out, &mut joined);
        }
    }

    /// When each of those placements goes on, for certain and then possibly.
    fn placements(&self, marks: Option<Words<PlacementMark>>) -> Vec<[Stretch; 2]> {
        let looked_after = self.looked_after();
        let mut placements: Vec<[Stretch; 2]> = Vec::new();
        for noted in &self.gathered.noted {
            let Content::PlacementStarted { placement, marks: has, unsure } = noted.content else { continue };
            let is_such = marks.map_or(Tri::Yes, |wanted| {
                let may_be = unsure.is_some_and(|unsure| unsure.has_any(wanted));
                if may_be { Tri::from(has.has_any(wanted)).or(Tri::Unknown) } else { has.has_any(wanted).into() }
            });
            if is_such.is_no() {
                continue;
            }
            let ended =
                self.gathered.noted.iter().find(
                    |other| matches!(other.content, Content::PlacementEnded { placement: of } if of == placement),
                );
            let because = Because::Child(noted.fact);
            let end = ended.map(|ended| (ended.when, Because::Child(ended.fact)));
            let (from, mut to, value, because, mut ended) = self.going_on(noted.when, because, end);
            let mut doubt = to;
            // One without a date is not known to go on, whatever ended.
            if from > Moment::MIN {
                let closing = self.opens.closing_after(Some(from)).map(|open| (open.to, open.ended_because));
                let care = self.ceased(from, &looked_after);
                let closed = self.opens.may_close_after(from);
                for (at, why) in closing.into_iter().chain(care.known) {
                    if at < to {
                        (to, ended) = (at, why);
                    }
                }
                doubt = care.doubt.into_iter().chain(closed).min().unwrap_or(to).min(to);
            }
            placements
                .push([(from, doubt, value.and(is_such), because, ended), (doubt, to, Tri::Unknown, because, ended)]);
        }
        placements
    }

    /// While the child is looked after, as the facts alone say.
    fn looked_after(&self) -> Signal {
        let mut out = Signal::new();
        constant(Tri::No, &mut out);
        overlay(&mut out, &spells_of_status(self.gathered, Words::of(&[Status::LookedAfter])));
        out
    }

    /// When, after that instant, the child ceased to be looked after: a spell of it ended and no other went on (BASE-07).
    fn ceased(&self, since: Moment, looked_after: &Signal) -> Ceased {
        let mut ceased = Ceased::default();
        for end in self.gathered.statuses_ended.iter().filter(|end| end.status == Status::LookedAfter) {
            let Some(at) = end.at else {
                // It may have been at any time at which no other spell went on for certain.
                let lapses = looked_after.iter().filter(|step| !step.value.is_yes() && step.from > since);
                let now = (!value_at(looked_after, since).is_yes()).then_some(since);
                ceased.doubt = [ceased.doubt, now.or(lapses.map(|step| step.from).min())].into_iter().flatten().min();
                continue;
            };
            // An ending ends only what began before it.
            if at <= since {
                continue;
            }
            match value_at(looked_after, at) {
                Tri::Yes => {}
                Tri::Unknown => ceased.doubt = Some(ceased.doubt.map_or(at, |doubt| doubt.min(at))),
                Tri::No if ceased.known.is_none_or(|(known, _)| at < known) => {
                    ceased.known = Some((at, Because::Child(end.fact)));
                }
                Tri::No => {}
            }
        }
        ceased
    }

    /// While an exception from that rule by somebody who may grant it is in force.
    pub(crate) fn excepted(&self, rule: Ref, exceptions: &[Exception], out: &mut Signal) {
        constant(Tri::No, out);
        let mut stretches: Vec<Stretch> = Vec::new();
        for noted in &self.gathered.noted {
            let Content::ExceptionGranted { rule: of, post, until, .. } = noted.content else { continue };
            if of != rule {
                continue;
            }
            // Granted by somebody whose post nobody recorded: whether they may is not known.
            let value = match post {
                None => Tri::Unknown,
                Some(post) => Tri::from(exceptions.iter().any(|exception| exception.by.has(post))),
            };
            let from = noted.when.as_start();
            let value = if from.is_none() { value.and(Tri::Unknown) } else { value };
            let closing = self.opens.closing_after(from).map_or(Moment::MAX, |open| open.to);
            let over = until.map_or(Moment::MAX, |until| until.end().plus_seconds(1));
            let doubt = from.and_then(|from| self.opens.may_close_after(from));
            let from = from.unwrap_or(Moment::MIN);
            let because = Because::Child(noted.fact);
            let to = over.min(closing).max(from);
            let doubt = doubt.unwrap_or(to).min(to);
            stretches.push((from, doubt, value, because, Because::Nothing));
            stretches.push((doubt, to, value.and(Tri::Unknown), because, Because::Nothing));
        }
        overlay(out, &stretches);
    }

    /// While an entry with any of those services goes on.
    pub(crate) fn service(&self, of: Words<Service>, children_placed: bool, out: &mut Signal) {
        default_no(self.cover, &[Kind::ServiceEntryJoined], out);
        let mut stretches: Vec<Stretch> = Vec::new();
        for noted in &self.gathered.noted {
            let Content::ServiceEntryJoined { entry, service, children_placed: placed } = noted.content else {
                continue;
            };
            if !of.has(service) || children_placed && placed.is_no() {
                continue;
            }
            let left = self
                .gathered
                .noted
                .iter()
                .find(|other| matches!(other.content, Content::ServiceEntryLeft { entry: of, .. } if of == entry));
            let end = left.map(|left| (left.when, Because::Child(left.fact)));
            let (from, to, value, because, ended) = self.going_on(noted.when, Because::Child(noted.fact), end);
            let value = if children_placed { value.and(placed) } else { value };
            stretches.push((from, to, value, because, ended));
        }
        overlay(out, &stretches);
    }

    /// From its beginning until its end. What ends before it begins contradicts itself: from the earlier of its two days on
    /// it is not known whether it goes on.
    fn going_on(&self, began: When, because: Because, ended: Option<(When, Because)>) -> Stretch {
        let end = ended.and_then(|(when, because)| Some((when.as_end()?, because)));
        let backwards = began.as_start().zip(end).is_some_and(|(from, (to, _))| to < from);
        let earlier = ended.filter(|_| backwards).and_then(|(when, _)| when.as_start());
        let from = earlier.or(began.as_start());
        let end = end.filter(|_| !backwards);
        let (to, ended_because) = end.unwrap_or((Moment::MAX, Because::Nothing));
        let dated = from.is_some() && !backwards && ended.is_none_or(|(when, _)| when != When::Unknown);
        let value = if dated { Tri::Yes } else { Tri::Unknown };
        (from.unwrap_or(Moment::MIN), to.max(from.unwrap_or(Moment::MIN)), value, because, ended_because)
    }

    /// Not known before the coverage of those events begins (and while one unseen may still count), no from then on.
    fn unseen(&self, events: &[Event], within: Option<Length>, out: &mut Signal) {
        constant(Tri::Unknown, out);
        let from = |event: &Event| self.cover.begins_of(event.fact, self.cover.statuses_of(event, self.gathered));
        let covered = events.iter().map(|event| from(event).unwrap_or(Moment::MAX)).max();
        let covered = covered.unwrap_or(Moment::MIN);
        if covered < Moment::MAX {
            let from = match within {
                Some(within) if covered > Moment::MIN => self.over(covered, within),
                _ => covered,
            };
            push(out, Step { from, value: Tri::No, because: Because::Nothing });
        }
    }

    /// When an event of that instant is longer ago than the length.
    fn over(&self, from: Moment, within: Length) -> Moment {
        match within {
            Length::Hours(hours) => from.plus_seconds(i64::from(hours) * 3600),
            length => self.calendars.later(from.day(), length).plus_days(1).start(),
        }
    }

    /// When what began at that instant has lasted that long, or longer, for certain or possibly. Where the policy does
    /// not say how long, it may have at once, and never has for certain.
    fn ripe(&self, began: Moment, lasting: &Lasting, value: Tri) -> Option<Moment> {
        let longer = i64::from(lasting.longer);
        Some(match lasting.length {
            Stated::LeftOpen if value.is_yes() => return None,
            Stated::LeftOpen => began,
            _ if began <= Moment::MIN => began,
            Stated::As(Length::Hours(hours)) => began.plus_seconds(i64::from(hours) * 3600 + longer),
            Stated::As(length) => {
                self.calendars.later(day_begun(began), length).plus_days(i32::from(lasting.longer)).start()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Calendar, Day};

    #[test]
    fn what_has_lasted_is_counted_from_its_unbroken_beginning() {
        let calendar = Calendar::england_and_wales();
        let (gathered, opens, cover) = (Gathered::default(), Openings::default(), Cover::default());
        let calendars = Calendars { national: &calendar, own: &[] };
        let units = Units::default();
        let events = Events { gathered: &gathered, opens: &opens, cover: &cover, calendars, units: &units };
        let day = |text: &str| text.parse::<Day>().unwrap_or(Day::FIRST).start();
        let mut of = Signal::new();
        constant(Tri::No, &mut of);
        for (from, value) in [("2026-07-01", Tri::Unknown), ("2026-07-06", Tri::Yes), ("2026-07-30", Tri::No)] {
            push(&mut of, Step { from: day(from), value, because: Because::Nothing });
        }
        let mut out = Signal::new();
        let lasting =
            Lasting { of: policy::Condition::All(Vec::new()), length: Stated::As(Length::Days(14)), longer: false };
        events.lasting(&of, &lasting, &mut out);
        let steps: Vec<_> = out.iter().map(|step| (step.from, step.value)).collect();
        let expected = [
            (Moment::MIN, Tri::No),
            (day("2026-07-15"), Tri::Unknown),
            (day("2026-07-20"), Tri::Yes),
            (day("2026-07-30"), Tri::No),
        ];
        assert_eq!(steps, expected);
    }
}
