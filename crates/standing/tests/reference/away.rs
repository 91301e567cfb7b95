//! Whether a worker has left the authority, or is away, at an instant.

use record::words::AbsenceKind;
use record::{Content, Day, Fact, FactId, Kind, Moment, Tri, WorkerId};

use super::days;
use super::world::{World, any};

impl World<'_> {
    /// From 00:00 on the day after the worker's last day, until they join again.
    pub fn has_left(&self, worker: WorkerId, at: Moment) -> Tri {
        let facts = self.worker(worker);
        any(facts.iter().filter(|fact| matches!(fact.content, Content::WorkerLeft {})).map(|left| {
            let gone = left.when.day().map_or(Tri::Unknown, |day| (days::midnight_after(day) <= at).into());
            let back = any(facts.iter().filter(|fact| matches!(fact.content, Content::WorkerJoined {})).map(
                |joined| match (left.when.day(), joined.when.day()) {
                    (Some(last), Some(first)) => (last < first && first.start() <= at).into(),
                    // A joining without a date is taken as the worker's first: it takes no leaving back.
                    (Some(_), None) => Tri::No,
                    _ => Tri::Unknown,
                },
            ));
            gone.and(back.negated())
        }))
    }

    /// That nothing says so of the worker is not known where such facts are not recorded of them.
    pub(super) fn as_covered(&self, worker: WorkerId, kind: Kind, value: Tri) -> Tri {
        let lacking = self.worker(worker).iter().any(|fact| match fact.content {
            Content::NotCovered { covers: None } => true,
            Content::NotCovered { covers: Some(covered) } => covered == kind,
            _ => false,
        });
        if lacking { value.or(Tri::Unknown) } else { value }
    }

    /// Whether that is the worker's last day.
    pub(super) fn last_day(&self, worker: WorkerId, day: Day) -> bool {
        self.worker(worker)
            .iter()
            .any(|fact| matches!(fact.content, Content::WorkerLeft {}) && fact.when.day() == Some(day))
    }

    /// Away for one of those reasons, and for that many working days: from 00:00 on the day after the N-th (at once: on the
    /// first day) until 00:00 on the day of return. Days on end count on, whichever absence they belong to.
    pub(super) fn away_for(&self, worker: WorkerId, kinds: &[AbsenceKind], working_days: u32, at: Moment) -> Tri {
        let for_certain = self.is_long_away(worker, kinds, working_days, at, true);
        let possibly = self.is_long_away(worker, kinds, working_days, at, false);
        if for_certain {
            Tri::Yes
        } else if possibly {
            Tri::Unknown
        } else {
            Tri::No
        }
    }

    /// Away for one of those reasons, and on record as likely to be for longer than that many days: from that recording on,
    /// or once it has been as many days.
    pub(super) fn likely_away_for(&self, worker: WorkerId, kinds: &[AbsenceKind], days: i32, at: Moment) -> Tri {
        let facts = self.worker(worker);
        any(facts.iter().filter_map(|fact| {
            let Content::AbsenceStarted { absence, absence_kind, likely_end: Some(likely) } = fact.content else {
                return None;
            };
            if !kinds.contains(&absence_kind) && absence_kind != AbsenceKind::NotKnown {
                return None;
            }
            let back = facts
                .iter()
                .find(|other| matches!(other.content, Content::AbsenceEnded { absence: of } if of == absence));
            let back_day = back.and_then(|back| back.when.day());
            let mut first = fact.when.day();
            if first.is_some_and(|first| likely.number() - first.number() < days) {
                return None;
            }
            let contradicts = first.zip(back_day).is_some_and(|(first, back)| back < first);
            let sure = absence_kind != AbsenceKind::NotKnown
                && first.is_some()
                && !contradicts
                && (back.is_none() || back_day.is_some());
            if contradicts {
                first = back_day;
            }
            let begun = first.is_none_or(|first| {
                let away_for = at.day().number() - first.number();
                away_for >= days || away_for >= 0 && self.on_record_as_long(worker, fact, days, at)
            });
            let over = !contradicts && back_day.is_some_and(|back| at.day() >= back);
            Some(if !begun || over {
                Tri::No
            } else if sure {
                Tri::Yes
            } else {
                Tri::Unknown
            })
        }))
    }

    /// Whether, on the day of that instant, some version of that absence had been recorded, since when each says that it is
    /// long. The one that stands is the last of them.
    fn on_record_as_long(&self, worker: WorkerId, stands: &Fact, days: i32, at: Moment) -> bool {
        if stands.recorded.day() <= at.day() {
            return true;
        }
        let all = self.all_of_workers.iter().find(|(id, _)| *id == worker).map_or(&[][..], |(_, facts)| facts);
        let place = |of: &Fact| all.iter().position(|fact| fact.id == of.id);
        let earlier = |fact: &Fact| (fact.recorded, place(fact)) < (stands.recorded, place(stands));
        let versions: Vec<&Fact> =
            all.iter().copied().filter(|fact| earlier(fact) && became(all, fact.id, stands.id, all.len())).collect();
        let is_long = |fact: &Fact| match (fact.when.day(), fact.content) {
            (Some(first), Content::AbsenceStarted { likely_end: Some(likely), .. }) => {
                likely.number() - first.number() >= days
            }
            _ => false,
        };
        versions.iter().any(|since| {
            let later = |fact: &&&Fact| (fact.recorded, place(fact)) >= (since.recorded, place(since));
            since.recorded.day() <= at.day() && versions.iter().filter(later).all(|fact| is_long(fact))
        })
    }

    fn is_long_away(
        &self,
        worker: WorkerId,
        kinds: &[AbsenceKind],
        working_days: u32,
        at: Moment,
        certain: bool,
    ) -> bool {
        let away = |day: Day| self.is_away(worker, kinds, day, certain);
        if away(at.day()) != Away::Yes {
            return away(at.day()) == Away::SinceNobodyKnowsWhen;
        }
        let mut first = at.day();
        loop {
            match away(first.plus_days(-1)) {
                Away::No => break,
                Away::Yes => first = first.plus_days(-1),
                Away::SinceNobodyKnowsWhen => return true,
            }
        }
        let stops = match working_days {
            0 => first.start(),
            _ => days::midnight_after(days::working_day_of_absence(self.calendar, first, working_days)),
        };
        stops <= at
    }

    /// Whether some absence says that the worker is away on that day, for certain, or else may be.
    fn is_away(&self, worker: WorkerId, kinds: &[AbsenceKind], day: Day, certain: bool) -> Away {
        let facts = self.worker(worker);
        let mut answer = Away::No;
        for fact in facts {
            let Content::AbsenceStarted { absence, absence_kind, .. } = fact.content else { continue };
            let kind_not_known = absence_kind == AbsenceKind::NotKnown;
            if !kinds.contains(&absence_kind) && !kind_not_known {
                continue;
            }
            let first = fact.when.day();
            let back: Option<Option<Day>> = facts.iter().find_map(|end| match end.content {
                Content::AbsenceEnded { absence: of } if of == absence => Some(end.when.day()),
                _ => None,
            });
            // Back before the first day away: from the earlier day on, nobody knows whether the worker is away.
            let contradicts = first.zip(back.flatten()).is_some_and(|(first, back)| back < first);
            if certain && (kind_not_known || first.is_none() || back == Some(None) || contradicts) {
                continue;
            }
            let begun = first.is_none_or(|first| first <= day) || contradicts && back.flatten() <= Some(day);
            let over = !contradicts && back.flatten().is_some_and(|back| back <= day);
            if begun && !over {
                answer = match first {
                    None => return Away::SinceNobodyKnowsWhen,
                    Some(_) => Away::Yes,
                };
            }
        }
        answer
    }
}

/// Whether corrections, at most so many in a row, put the second in the place of the first.
fn became(all: &[&Fact], first: FactId, second: FactId, at_most: usize) -> bool {
    at_most > 0
        && all.iter().any(|fact| match fact.content {
            Content::Corrected { replaces, with: Some(with), .. } if replaces == first => {
                with == second || became(all, with, second, at_most - 1)
            }
            _ => false,
        })
}

/// Whether a worker is away on a day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Away {
    No,
    Yes,
    /// Yes, and perhaps for all time before.
    SinceNobodyKnowsWhen,
}
