//! From when on the files say what their kinds of fact are, so that their absence means something then and of these alone.
//!
//! A file covers the time from its first row on, since what came before it may have been recorded nowhere; of the casework
//! file each kind of record from its own first row on. A first row that lies far before all others begins nothing: a year
//! that was mistyped would else turn everything since then into something that was not done. The site file may say
//! otherwise.

use record::words::{Status, Words};
use record::{Content, Day, Kind, Subject, When};

use crate::casework::CaseworkKind;
use crate::report::Noted;
use crate::run::{Collected, TableData};
use crate::site::{BlankRegistration, Site};
use crate::tables::{CASEWORK_ALSO, NO_COVERAGE, SPECS, Table};
use crate::world::Builder;

/// Tables whose rows carry no date of their own: what they say is said of the whole time.
const UNDATED: &[Table] = &[Table::Department, Table::Professionals, Table::Person, Table::Family];

/// After so many days without a row, half a year, the rows before may be stray. Nearly every file of a whole authority has
/// some row each week; half a year of nothing is either a kind that is rarely recorded, of which a single stray row is all
/// that is passed over, or a mistake.
const LONG: i32 = 183;
/// The stray ones are one day alone, or at most one in so many of all days on which there are rows.
const TO_ONE_STRAY: usize = 100;

/// The days on which a file has rows, a bit each.
#[derive(Default)]
pub(crate) struct Days(Vec<u64>);

impl Days {
    #[inline]
    pub fn mark(&mut self, day: i32) {
        if self.0.is_empty() {
            self.0.resize((Day::LAST.number() - Day::FIRST.number()) as usize / 64 + 1, 0);
        }
        let at = (day - Day::FIRST.number()) as usize;
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub fn add(&mut self, more: &Days) {
        if self.0.is_empty() {
            self.0.clone_from(&more.0);
        } else {
            self.0.iter_mut().zip(&more.0).for_each(|(word, more)| *word |= more);
        }
    }

    fn each(&self) -> impl Iterator<Item = Day> {
        (0i32..).step_by(64).zip(&self.0).flat_map(|(base, word)| {
            let set = (0..64).filter(move |bit| word >> bit & 1 == 1);
            set.map(move |bit| Day::from_number(Day::FIRST.number() + base + bit))
        })
    }

    /// The first day.
    fn first(&self) -> Option<Day> {
        self.each().next()
    }

    /// The first day that is believed to begin something; what comes after `taken` has not been.
    fn begin(&self, taken: Day) -> Option<Day> {
        let days: Vec<Day> = self.each().take_while(|day| *day <= taken).collect();
        let is_far = |at: &usize| days[*at].number() - days[*at - 1].number() > LONG;
        let are_few = |at: &usize| *at == 1 || *at * TO_ONE_STRAY <= days.len();
        let begin = (1..days.len()).take_while(are_few).filter(is_far).last().unwrap_or(0);
        days.get(begin).copied()
    }

    /// That day, where others lie before it.
    fn stray_before(&self, taken: Day) -> Option<Day> {
        self.begin(taken).filter(|begin| self.first() < Some(*begin))
    }
}

/// Whether rows of that table say from when on it says what its kinds are.
pub(crate) fn has_beginning(table: Table) -> bool {
    !UNDATED.contains(&table) && table.spec().covers()
}

/// Whether the casework file says, from when on it has such rows or, of visits, the site file says so, that there is nothing where
/// it has none.
pub(crate) fn is_covered(kind: CaseworkKind) -> bool {
    kind.records().iter().any(|kind| Table::Casework.spec().feeds.contains(kind) || CASEWORK_ALSO.contains(kind))
}

/// From when on a table says what its kinds are; nothing where it was not read to its end, or says nothing. In the casework
/// file each kind of record has a day of its own.
pub(crate) fn since(all: &Collected<'_>, site: &Site, table: Table, taken: Day) -> Option<Day> {
    let data = &all.tables[table as usize];
    let of_rows = || match table {
        table if UNDATED.contains(&table) => (data.counts.read > 0).then_some(Day::FIRST),
        // A list of workers says of each who is on it all that there is, however long ago the first of them joined.
        Table::Workers => data.days.first(),
        _ => data.days.begin(taken),
    };
    site.history_of(table).or_else(of_rows).filter(|_| data.is_whole())
}

/// The days on which the casework file has rows, by kind of record; nothing of a kind of which it has none.
struct Recorded(Vec<Option<Days>>);

impl Recorded {
    fn of(data: &TableData) -> Recorded {
        let mut days: Vec<Option<Days>> = CaseworkKind::ALL.iter().map(|_| None).collect();
        for row in data.rows.iter().flatten() {
            let days = days[CaseworkKind::of(row) as usize].get_or_insert_default();
            row.start.day().into_iter().for_each(|day| days.mark(day.number()));
        }
        Recorded(days)
    }

    /// The days on which that kind of fact was recorded; nothing where the file has no row that would.
    fn on(&self, kind: Kind) -> Option<Days> {
        let of_kind = CaseworkKind::ALL.iter().zip(&self.0).filter(|(of, _)| of.records().contains(&kind));
        of_kind.filter_map(|(_, days)| days.as_ref()).fold(None, |all, days| {
            let mut all = all.unwrap_or_else(Days::default);
            all.add(days);
            Some(all)
        })
    }

    /// From when on the file records that kind of fact. A kind of which it has no row is not taken as recorded, unless the
    /// site file says so: that nobody wrote a letter, and that letters are not listed, look the same.
    fn since(&self, kind: Kind, site: &Site, taken: Day) -> Option<Day> {
        let of_rows = || self.on(kind).and_then(|days| site.history_of(Table::Casework).or(days.begin(taken)));
        told(kind, site).or_else(of_rows)
    }
}

/// From when on the casework file has that kind of fact, where the site file says so of its kind of record. Where it says one
/// day of letters that were sent and another of those withheld, both are there from the later on.
fn told(kind: Kind, site: &Site) -> Option<Day> {
    let records = |of: &&CaseworkKind| of.records().contains(&kind);
    CaseworkKind::ALL.iter().filter(records).filter_map(|of| site.history_of_casework(*of)).max()
}

/// Says from when to when each table says what its kinds are, and of which statuses.
pub(crate) fn say(all: &mut Collected<'_>, builder: &mut Builder<'_>) {
    let (site, taken) = (builder.site, builder.taken.day());
    for spec in SPECS {
        let data = &all.tables[spec.table as usize];
        if !data.is_whole() {
            continue;
        }
        let of_table = since(all, site, spec.table, taken);
        let casework = (spec.table == Table::Casework).then(|| Recorded::of(data));
        let of_kind = |kind: Kind| match spec.table {
            Table::Casework => casework.as_ref().and_then(|of| of.since(kind, site, taken)),
            // A row about a disability says nothing of a child's other details.
            Table::Disability => None,
            _ => of_table,
        };
        let fed = spec.feeds.iter().filter(|kind| !NO_COVERAGE.contains(&(spec.table, **kind)));
        // Of what other files record, the casework file says that there is none where the site file says so of it.
        let also = CASEWORK_ALSO.iter().filter(|kind| spec.table == Table::Casework && told(**kind, site).is_some());
        for (slot, kind) in (0..).zip(fed.chain(also)) {
            let Some(since) = of_kind(*kind).filter(|since| *since <= taken) else { continue };
            let says_registration = match spec.table {
                Table::Professionals => site.blank_registration == BlankRegistration::NotRegistered,
                _ => data.counts.read > 0,
            };
            // A column that is not there is no blank cell: nothing follows from it.
            if !data.speaks_of(*kind) {
                continue;
            }
            // Where a blank number means nothing, that there is no registration on record means nothing either.
            if matches!(kind, Kind::Registered | Kind::NotRegistered) && !says_registration {
                continue;
            }
            let but = Some(left_to_others(spec.table, *kind)).filter(|but| !but.is_empty());
            let content = Content::Coverage { covers: Some(*kind), unit: None, until: Some(builder.taken), but };
            builder.push_always(spec.table, 100 + slot, Subject::Record, When::On(since), content);
        }
        let stray = match casework {
            Some(casework) => casework.stray(data, site, taken),
            None => stray(data, site, spec.table, taken),
        };
        let notes = &mut all.tables[spec.table as usize].notes;
        stray.iter().for_each(|row| notes.example(Noted::FarBefore, row));
    }
}

/// The rows that lie so far before all others that what their file covers begins after them, each with its date: of a file
/// of which the site file does not say when it begins.
fn stray(data: &TableData, site: &Site, table: Table, taken: Day) -> Vec<String> {
    let is_told = site.history_of(table).is_some() || table == Table::Workers;
    let Some(since) = data.days.stray_before(taken).filter(|_| !is_told) else { return Vec::new() };
    let rows = data.rows.iter().flatten().map(|row| (row.row, row.start.day()));
    let visits = data.visits.iter().flatten().map(|visit| (visit.row, visit.time().day()));
    let staff = data.staff.iter().map(|row| (row.row, row.times[0].day()));
    let early = rows.chain(visits).chain(staff).filter(|(_, day)| day.is_some_and(|day| day < since));
    early.filter_map(|(row, day)| Some(format!("row {row} of {}", day?))).collect()
}

impl Recorded {
    /// The same of the casework file, with the kind of each row.
    fn stray(&self, data: &TableData, site: &Site, taken: Day) -> Vec<String> {
        if site.history_of(Table::Casework).is_some() {
            return Vec::new();
        }
        let kinds = Table::Casework.spec().feeds.iter().filter(|kind| told(**kind, site).is_none());
        let begins = kinds.filter_map(|kind| Some((*kind, self.on(*kind)?.stray_before(taken)?)));
        let begins: Vec<(Kind, Day)> = begins.collect();
        if begins.is_empty() {
            return Vec::new();
        }
        let early = data.rows.iter().flatten().filter_map(|row| {
            let (of, day) = (CaseworkKind::of(row), row.start.day()?);
            let is_early = begins.iter().any(|(kind, since)| day < *since && of.records().contains(kind));
            is_early.then(|| format!("row {} of {day} ({})", row.row, CaseworkKind::NAMES[of as usize]))
        });
        early.collect()
    }
}

/// The statuses of which a table says nothing by that kind of fact: those that others of its sort are about. Of a status
/// that none of them is about they say, all together, that there is none.
fn left_to_others(table: Table, kind: Kind) -> Words<Status> {
    let Some(own) = crate::facts::about(table) else { return Words::NONE };
    let others = SPECS.iter().filter(|other| other.feeds.contains(&kind));
    let others = others.filter_map(|other| crate::facts::about(other.table));
    // No table has the reviews of a child in need's plan.
    let nowhere = Some(Status::ChildInNeed).filter(|_| kind == Kind::PlanReviewHeld);
    others.chain(nowhere).filter(|status| *status != own).fold(Words::NONE, Words::with)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_covered_begins_on_a_day_with_rows_and_leaves_few_before_it() {
        let mut dice = 7u64;
        let mut below = |end: i32| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) as i32 % end
        };
        let taken = Day::from_number(20_000);
        for _ in 0..2_000 {
            let (rows, spread) = (below(400), 1 + below(9_000));
            let (mut days, mut more) = (Days::default(), Days::default());
            for row in 0..rows {
                let day = taken.number() + 100 - below(spread) * below(3);
                if row % 2 == 0 { days.mark(day) } else { more.mark(day) }
            }
            days.add(&more);
            let until: Vec<Day> = days.each().take_while(|day| *day <= taken).collect();
            let Some(begin) = days.begin(taken) else {
                assert!(until.is_empty());
                continue;
            };
            let before = until.iter().filter(|day| **day < begin).count();
            assert!(until.contains(&begin) && days.first() <= Some(begin));
            assert!(before <= 1 || before * TO_ONE_STRAY <= until.len(), "{before} of {}", until.len());
        }
    }
}
