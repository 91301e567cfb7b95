//! The authority's page and a service's or district's: four figures, where the need is, where the room is, the trend.

use record::{Kind, Moment, Tri, UnitId};
use rustc_hash::FxHashMap;
use standing::since::Counted;

use super::question::Question;
use super::say;
use super::tally::{LongestWithout, Tally};
use crate::at::Point;
use crate::view::{
    AreaPage, ChildrenFilter, Count, Headline, IN_NAME_ONLY, Known, Longest, TrendPoint, UnitRef, UnitRow,
};
use crate::words::{listed, plural};

const WEEKS: i32 = 13;
const WEEK_SECONDS: i64 = 7 * 86_400;

/// Workers at work who may hold children, by team.
struct Room {
    by_team: FxHashMap<UnitId, u64>,
    /// The same of those who may have left, or be away: no list says.
    may_be: FxHashMap<UnitId, u64>,
    not_known: Option<String>,
}

/// Everything that the area's page counts, by team.
struct Area {
    now: FxHashMap<Option<UnitId>, Tally>,
    room: Room,
}

/// A count beyond which there is nobody.
fn all(counted: Counted) -> Count {
    Count::new(counted.certain, counted.possible)
}

impl Question<'_> {
    /// The page of that unit; of the whole authority where it is none.
    pub fn area(&self, unit: Option<UnitId>) -> AreaPage {
        let teams = self.units.teams_within(unit, self.board);
        let area = Area { now: teams.iter().map(|team| (*team, self.tally(*team))).collect(), room: self.room() };
        let week_ago = self.at(self.weeks_before(1));
        let (mut now, mut before) = (Tally::default(), Tally::default());
        let mut risen: Vec<(i64, Option<UnitId>)> = Vec::new();
        for team in &teams {
            let (of_now, of_then) = (&area.now[team], week_ago.tally(*team));
            risen.push((of_now.without.certain as i64 - of_then.without.certain as i64, *team));
            now.add(of_now);
            before.add(&of_then);
        }
        let unit_ref = unit.map_or_else(|| self.units.authority(), |unit| self.units.linked(unit));
        let of_unit = ChildrenFilter::of_unit(&unit_ref);
        let state = Some("overdue".to_owned());
        let definition = Some(self.definition(self.tray).id);
        AreaPage {
            counted_by: self.definition(self.tray),
            counted_for: self.counted_for(&teams),
            open_children: all(now.open),
            without: Headline {
                now: self.counted_known(now.without),
                week_ago: week_ago.counted_known(before.without),
                children: ChildrenFilter { definition, ..of_unit.clone() },
            },
            longest: self.longest_known(&now),
            breaches: Headline {
                now: self.breaches_known(now.breaches),
                week_ago: week_ago.breaches_known(before.breaches),
                children: ChildrenFilter { state: Some("breach".to_owned()), ..of_unit.clone() },
            },
            breaches_by: self.breaches_by(),
            in_name_only: Headline {
                now: self.hollow_known(now.in_name_only),
                week_ago: week_ago.hollow_known(before.in_name_only),
                children: ChildrenFilter { definition: Some(IN_NAME_ONLY.to_owned()), ..of_unit.clone() },
            },
            overdue: Headline {
                now: self.if_in_force(all(now.overdue)),
                week_ago: week_ago.if_in_force(all(before.overdue)),
                children: ChildrenFilter { state, ..of_unit },
            },
            changes: self.changes(&now, &before, &risen, week_ago.in_force(self.tray)),
            post_gaps: self.post_gaps(&teams),
            // Of the whole authority, whose units are many, the page about breaches tells it.
            areas_over: if unit.is_some() { self.areas_over(&teams) } else { Vec::new() },
            units: self.unit_rows(unit, &area),
            trend: self.trend(&teams),
            above: unit.map_or_else(Vec::new, |unit| self.units.above(Some(unit), self.board)),
            unit: unit_ref,
        }
    }

    /// The same time of the same weekday so many weeks before.
    pub(super) fn weeks_before(&self, weeks: i32) -> Moment {
        let day = self.today.plus_days(-7 * weeks);
        if weeks == 0 || self.at == self.today.end() {
            return if weeks == 0 { self.at } else { day.end() };
        }
        let (hour, minute) = self.at.clock();
        let second = u8::try_from(self.at.second().rem_euclid(60)).unwrap_or(0);
        // In the night in which the clocks go forward an hour is missing: then by elapsed time.
        day.at(hour, minute, second).unwrap_or_else(|| self.at.plus_seconds(-WEEK_SECONDS * i64::from(weeks)))
    }

    /// A figure of the tray's policy, known where that was in force and anything was on record.
    pub fn if_in_force<T>(&self, figure: T) -> Known<T> {
        self.not_countable(self.tray).map_or(Known::Known(figure), Known::Unknown)
    }

    /// A figure of the tray's definition.
    pub fn counted_known(&self, figure: Counted) -> Known<Count> {
        self.not_countable(self.tray).map_or_else(|| self.seen(self.tray, figure), Known::Unknown)
    }

    fn breaches_known(&self, figure: Counted) -> Known<Count> {
        let plan = self.plan();
        let rules = || self.breaches_asked(None).map(|place| &plan.breaches[place].rule);
        match (self.nothing_before(), rules().next().is_some(), self.not_countable(self.tray)) {
            (None, true, _) => self.seen_in_breach(rules(), figure),
            (_, _, Some(why)) => Known::Unknown(why),
            _ => Known::Unknown("no policy in force here says what is never allowed".to_owned()),
        }
    }

    /// By which policies breaches are counted, where none of those governs.
    pub(super) fn breaches_by(&self) -> Option<String> {
        let plan = self.plan();
        let mut packs: Vec<usize> = self.breaches_asked(None).map(|place| plan.breaches[place].pack).collect();
        packs.dedup();
        if packs.is_empty() || packs.iter().any(|pack| self.governs(&plan.packs[*pack].id)) {
            return None;
        }
        let titles: Vec<&str> = packs.iter().map(|pack| plan.packs[*pack].title.as_str()).collect();
        Some(format!("by ‘{}’, which does not govern", listed(&titles)))
    }

    /// A figure of who is held in name only, which is by no policy: it needs none in force, and none adopted.
    fn hollow_known(&self, figure: Counted) -> Known<Count> {
        match self.not_countable(self.in_name.only).or_else(|| self.workers_not_covered()) {
            Some(why) => Known::Unknown(why),
            None => self.seen(self.in_name.only, figure),
        }
    }

    /// The longest; not known where nobody is without a worker for certain and somebody may be.
    fn longest_known(&self, tally: &Tally) -> Known<Option<Longest>> {
        let longest = self.longest(tally);
        if longest.is_none() && tally.without.possible > 0 {
            return Known::Unknown("of those who may be without a worker it is not known since when".to_owned());
        }
        let more = self.told(self.tray, tally.without).more_not_known;
        match more.filter(|_| longest.is_none()) {
            Some(why) => Known::Unknown(self.not_countable(self.tray).unwrap_or_else(|| why.to_owned())),
            None => self.if_in_force(longest),
        }
    }

    fn longest(&self, tally: &Tally) -> Option<Longest> {
        let LongestWithout { days, since, at_least, child } = tally.longest?;
        Some(Longest { days, since: say::day(since), at_least, child: self.child(self.board.get(child)?) })
    }

    fn unit_rows(&self, unit: Option<UnitId>, area: &Area) -> Vec<UnitRow> {
        let mut rows: Vec<UnitRow> = Vec::new();
        for below in self.units.below(unit) {
            let teams = self.units.teams_within(Some(below), self.board);
            if !teams.is_empty() {
                rows.push(self.unit_row(self.units.linked(below), &teams, area));
            }
        }
        // Children who belong to the unit itself and to none of its teams, and those whose team is not on record.
        let own = unit.and_then(|unit| area.now.get(&Some(unit)).map(|tally| (Some(unit), tally)));
        let nowhere = unit.is_none().then(|| area.now.get(&None).map(|tally| (None, tally))).flatten();
        for (team, tally) in own.into_iter().chain(nowhere) {
            if (tally.open, tally.without) != Default::default() {
                let mut linked = self.units.team(team);
                if team.is_some() {
                    linked.name = format!("{}, team not recorded", linked.name);
                }
                rows.push(self.unit_row(linked, &[team], area));
            }
        }
        rows.sort_by_key(|row| {
            let without = row.without.value().map_or(0, Count::at_least);
            let longest = row.longest.value().and_then(Option::as_ref).map_or(0, |longest| longest.days);
            std::cmp::Reverse((row.breaches.value().map(Count::at_least), without, longest))
        });
        rows
    }

    fn unit_row(&self, unit: UnitRef, teams: &[Option<UnitId>], area: &Area) -> UnitRow {
        let mut tally = Tally::default();
        teams.iter().filter_map(|team| area.now.get(team)).for_each(|of_team| tally.add(of_team));
        let workers = teams.iter().flatten().filter_map(|team| area.room.by_team.get(team)).sum::<u64>();
        let may_be = teams.iter().flatten().filter_map(|team| area.room.may_be.get(team)).sum::<u64>();
        let unlisted = || (may_be > 0).then(|| unlisted_words(workers, may_be));
        let not_known = area.room.not_known.clone().or_else(|| self.at_work_not_covered(teams)).or_else(unlisted);
        let known_workers = not_known.map_or(Known::Known(workers), Known::Unknown);
        UnitRow {
            unit,
            within: None,
            open_children: all(tally.open),
            without: self.counted_known(tally.without),
            longest: self.longest_known(&tally),
            breaches: self.breaches_known(tally.breaches),
            overdue: self.if_in_force(all(tally.overdue)),
            in_name_only: self.hollow_known(tally.in_name_only),
            held_for_each_worker: match &known_workers {
                Known::Unknown(why) => Known::Unknown(why.clone()),
                Known::Known(0) => Known::Unknown("for some, no worker who holds children is recorded".to_owned()),
                Known::Known(_) if tally.held_not_known > tally.held => {
                    Known::Unknown("whether workers have accepted is not recorded for most children".to_owned())
                }
                Known::Known(workers) => Known::Known(format!("{:.1}", tally.held as f64 / *workers as f64)),
            },
            workers: known_workers,
        }
    }

    /// Why it cannot be told who of those teams' workers is at work: nothing on record says who has left, or who is away.
    fn at_work_not_covered(&self, teams: &[Option<UnitId>]) -> Option<String> {
        let covered = |kind: Kind, team: &Option<UnitId>| {
            self.board.world().covered_from(kind, *team).is_some_and(|from| from <= self.at)
        };
        let everywhere = |kind: Kind| teams.iter().all(|team| covered(kind, team));
        let what = match (everywhere(Kind::WorkerLeft), everywhere(Kind::AbsenceStarted)) {
            (true, true) => return None,
            (false, true) => "have left",
            (true, false) => "are away",
            (false, false) => "have left or are away",
        };
        Some(format!("no file says which workers {what}, so nobody can tell how many there are at work"))
    }

    fn room(&self) -> Room {
        let (by_team, may_be) = (FxHashMap::default(), FxHashMap::default());
        let mut room = Room { by_team, may_be, not_known: self.workers_not_covered() };
        for worker in self.staff.everybody() {
            let Some(team) = worker.team else { continue };
            match worker.can_hold() {
                Some(Tri::Yes) => *room.by_team.entry(team).or_default() += 1,
                Some(Tri::Unknown) => *room.may_be.entry(team).or_default() += 1,
                Some(Tri::No) | None => {}
            }
        }
        room
    }

    /// What is getting worse or better, in sentences.
    fn changes(&self, now: &Tally, before: &Tally, risen: &[(i64, Option<UnitId>)], known: bool) -> Vec<String> {
        if !known || !self.in_force(self.tray) {
            return Vec::new();
        }
        let mut said = Vec::new();
        let is_without = ["child is without a worker than", "children are without a worker than"];
        let is_overdue = ["child has something overdue than", "children have something overdue than"];
        let is_in_breach = ["child has a breach than", "children have a breach than"];
        said.extend(since_a_week_ago(now.without, before.without, is_without));
        said.extend(since_a_week_ago(now.overdue, before.overdue, is_overdue));
        said.extend(since_a_week_ago(now.breaches, before.breaches, is_in_breach));
        if let Some((more, team)) =
            risen.iter().max_by_key(|(more, _)| *more).filter(|(more, _)| *more > 0 && risen.len() > 1)
        {
            let more = plural(more.unsigned_abs(), "child more", "children more");
            said.push(format!("The largest rise is in {}: {more} without a worker.", self.units.team(*team).name));
        }
        said.extend(self.sight.hidden_sentence());
        said
    }

    /// The count now and at the same time of the same weekday in each of the weeks before, the oldest first.
    fn trend(&self, teams: &[Option<UnitId>]) -> Vec<TrendPoint> {
        let thens: Vec<Question<'_>> = (0..WEEKS).rev().map(|weeks| self.at(self.weeks_before(weeks))).collect();
        let instants: Vec<Moment> = thens.iter().map(|then| then.at).collect();
        let mut counts = vec![Counted::default(); thens.len()];
        for team in teams {
            for (sum, count) in counts.iter_mut().zip(self.counts_at(*team, &instants)) {
                sum.join(count);
            }
        }
        let points = thens.iter().zip(counts).map(|(then, count)| {
            let is_now = then.at == self.at;
            let point = match self.asked.as_at {
                asked if is_now => asked,
                Some(Point::EndOf(_)) => Some(Point::EndOf(say::date(then.today))),
                _ => jiff::Timestamp::from_second(then.at.second()).ok().map(Point::Instant),
            };
            TrendPoint {
                day: say::day(then.today),
                when: point.map_or_else(|| "Now".to_owned(), |point| crate::words::sentence(&point.words())),
                as_at: point.map(Point::written).unwrap_or_default(),
                count: then.counted_known(count),
            }
        });
        points.collect()
    }
}

/// How many more or fewer they are for certain, whoever of those counted possibly are among them; nothing where that cannot be
/// told. `of` is what is said of one child, and of several.
fn since_a_week_ago(now: Counted, before: Counted, of: [&str; 2]) -> Option<String> {
    let most = |count: Counted| count.certain + count.possible;
    let (change, which) = match () {
        () if now.certain > most(before) => (now.certain - most(before), "more"),
        () if most(now) < before.certain => (before.certain - most(now), "fewer"),
        () => return None,
    };
    let number = crate::words::number(change);
    let number = if now.possible + before.possible > 0 { format!("At least {number}") } else { number };
    Some(format!("{number} {which} {} a week ago.", of[usize::from(change != 1)]))
}

/// Why it cannot be told how many workers are at work: beside those who are, some may be.
fn unlisted_words(at_work: u64, may_be: u64) -> String {
    format!(
        "{} at work, and of {} more no list says whether they have left or are away",
        plural(at_work, "worker is", "workers are"),
        crate::words::number(may_be)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_in_a_week_is_said_only_as_far_as_it_is_known() {
        let cases = [
            ((187, 0), (181, 0), Some("6 more children differ a week ago.")),
            ((181, 0), (182, 0), Some("1 fewer child differs a week ago.")),
            ((181, 0), (181, 0), None),
            // An older extract: whoever is only possible may be one of them, or none.
            ((187, 60), (181, 0), Some("At least 6 more children differ a week ago.")),
            ((140, 107), (157, 6), None),
            ((140, 3), (157, 6), Some("At least 14 fewer children differ a week ago.")),
        ];
        for (now, before, expected) in cases {
            let counted = |(certain, possible)| Counted { certain, possible };
            let said = since_a_week_ago(counted(now), counted(before), ["child differs", "children differ"]);
            assert_eq!(said.as_deref(), expected, "{now:?} {before:?}");
        }
    }
}
