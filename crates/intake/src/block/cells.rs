//! A row's cells as the tables ask for them: trimmed, tidied, as dates, persons, workers and teams; what is wrong with
//! one is noted with its column, value and reason.

use std::borrow::Cow;

use record::{Day, Tri, When};

use super::{Issue, Reader, RefMaker, Stop, key_of};
use crate::columns::{Row, Time};
use crate::dates::{self, DateCell, Written};
use crate::index::{self, NONE};
use crate::records::MAX_CELL;
use crate::referrals;
use crate::report::{Noted, Outcome};
use crate::tables::{ID, PERSON, Table};
use crate::text;

impl<'b> Reader<'_, 'b> {
    /// The cell at that place, trimmed; empty where the file has no such column or the cell says 'nothing'.
    #[inline]
    pub fn cell(&mut self, place: usize) -> &'b [u8] {
        let Some(column) = self.sheet.header.column(place) else { return &[] };
        let cell = self.cells.get(column);
        match cell {
            [] => cell,
            // Nearly every cell: nothing to trim, and no way to say 'nothing' begins so.
            [b'0'..=b'9' | b'A'..=b'M' | b'O'..=b'Z', .., b'!'..=0xff] if cell.len() <= 64 => cell,
            _ => self.odd_cell(place, cell),
        }
    }

    fn odd_cell(&mut self, place: usize, cell: &'b [u8]) -> &'b [u8] {
        let cell = text::trim(cell);
        if cell.len() > MAX_CELL {
            self.refuse(place, cell, "longer than 64 KB: not used");
            return &[];
        }
        if text::is_blank(cell) { &[] } else { cell }
    }

    /// Notes a value that cannot be used. The row goes on without it.
    pub fn refuse(&mut self, place: usize, value: &[u8], reason: impl Into<Cow<'static, str>>) {
        // What reads as nothing is kept as it is written.
        let written = || self.sheet.header.column(place).map_or(&[][..], |column| text::trim(self.cells.get(column)));
        let value = text::bounded(if value.is_empty() { written() } else { value }, 200);
        let column = self.sheet.spec.column(place);
        self.memo.issues.push(Issue { column, value, reason: reason.into(), is_taken: true });
    }

    /// Notes a value that is wrong in a column from which nothing is taken.
    pub fn mention(&mut self, place: usize, value: &[u8], reason: impl Into<Cow<'static, str>>) {
        self.refuse(place, value, reason);
        self.memo.issues.last_mut().into_iter().for_each(|issue| issue.is_taken = false);
    }

    /// How many values of the row are refused so far.
    pub fn refused(&self) -> usize {
        self.memo.issues.len()
    }

    /// Notes a value without which the row cannot be used.
    pub fn stop(&mut self, place: usize, value: &[u8], outcome: Outcome, reason: impl Into<Cow<'static, str>>) -> Stop {
        self.refuse(place, value, reason);
        Stop(outcome)
    }

    /// The cell with its inner spaces put right, in UTF-8.
    pub fn tidied(&mut self, cell: &'b [u8]) -> Cow<'b, [u8]> {
        if self.plain || cell.iter().all(u8::is_ascii_graphic) {
            return Cow::Borrowed(cell);
        }
        match text::tidy(cell) {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => {
                if std::str::from_utf8(cell).is_ok() || cell.contains(&0xa0) {
                    self.out.note(Noted::Tidied);
                }
                Cow::Owned(text.into_bytes())
            }
        }
    }

    /// The cell as text, tidied; nothing where it is blank.
    pub fn text(&mut self, place: usize) -> Option<String> {
        let cell = self.cell(place);
        let text = self.tidied(cell);
        (!text.is_empty()).then(|| text::decode(&text).into_owned())
    }

    /// The cell's place among the block's texts.
    pub fn text_number(&mut self, place: usize) -> u32 {
        let cell = self.cell(place);
        let text = self.tidied(cell);
        if text.is_empty() { NONE } else { self.out.texts.intern(&text) }
    }

    /// The child.
    pub fn person(&mut self) -> Result<u32, Stop> {
        let cell = self.cell(PERSON);
        if cell.is_empty() {
            return Err(self.stop(PERSON, cell, Outcome::Rejected, "no child's id: whose row it is cannot be known"));
        }
        if self.memo.person.0 == cell {
            self.memo.child = Some(self.memo.person.1);
            return Ok(self.memo.person.1);
        }
        self.must_be_id(PERSON, cell)?;
        let id = self.tidied(cell);
        let before = self.memo.person.1;
        let number = index::number_after(before, self.shared.people, &mut self.out.new_people, &id);
        self.memo.child = Some(number);
        self.memo.person.0.clear();
        self.memo.person.0.extend_from_slice(cell);
        self.memo.person.1 = number;
        Ok(number)
    }

    /// Keeps that the row, which is used for the child whom it names, may be that other's.
    pub fn may_be_of(&mut self, other: u32) {
        let key = self.sheet.keys.of(text::trim(self.line)).0;
        self.out.lost.push(Row::lost(other, self.row, key, self.sheet.spec.table, Outcome::Rejected));
    }

    /// Refuses what stands in the place of an id and is none: a date, or the column's own name. It would make up a child.
    pub fn must_be_id(&mut self, place: usize, cell: &[u8]) -> Result<(), Stop> {
        if dates::is_date_or_time(cell) {
            self.out.note(Noted::DateForId);
            let reason = "a date stands where an id is wanted: are two columns swapped?";
            return Err(self.stop(place, cell, Outcome::Rejected, reason));
        }
        if self.sheet.spec.columns[place].names.iter().any(|name| cell.eq_ignore_ascii_case(name.as_bytes())) {
            self.out.note(Noted::HeaderAgain);
            return Err(self.stop(place, cell, Outcome::Rejected, "this looks like the header again"));
        }
        Ok(())
    }

    /// The worker in that column; none where it cannot be read.
    pub fn worker(&mut self, place: usize) -> u32 {
        let cell = self.cell(place);
        let id = self.tidied(cell);
        if id.is_empty() || self.shared.site.is_blank_worker(&text::decode(&id)) {
            return NONE;
        }
        if dates::is_date_or_time(&id) {
            self.refuse(place, cell, "a date stands where a worker's id is wanted: who it is is not known");
            return NONE;
        }
        index::number(self.shared.workers, &mut self.out.new_workers, &id)
    }

    /// The team in that column, by its id, its name or an alias of the site file.
    pub fn team(&mut self, place: usize) -> u32 {
        let cell = self.cell(place);
        if cell.is_empty() {
            return NONE;
        }
        if self.memo.team.0 == cell {
            return self.memo.team.1;
        }
        let id = self.tidied(cell);
        let text = text::decode(&id);
        let known = self.shared.teams.get(&*text).or_else(|| self.shared.teams.get(&text::folded(&text)));
        let number = known.copied().unwrap_or_else(|| index::LOCAL | self.out.new_teams.intern(text.as_bytes()));
        self.memo.team.0.clear();
        self.memo.team.0.extend_from_slice(cell);
        self.memo.team.1 = number;
        number
    }

    /// Notes the row's id, for finding repeated ones.
    pub fn row_id(&mut self) -> &'b [u8] {
        let cell = self.cell(ID);
        self.note_key(cell);
        cell
    }

    /// Notes what the row is known by, for finding repeated ones: the row itself where it has no id.
    pub fn note_key(&mut self, cell: &[u8]) {
        self.out.note_number(if cell.is_empty() { index::hash(self.line) | 1 << 63 } else { key_of(cell) });
    }

    /// The reference of what the row is about. A row without an id is known by what it says.
    pub fn key(&mut self) -> u64 {
        let cell = self.row_id();
        if cell.is_empty() {
            self.out.note(Noted::WithoutId);
            return self.sheet.keys.of(text::trim(self.line)).0;
        }
        let id = self.tidied(cell);
        self.sheet.keys.of(&id).0
    }

    /// Notes the referral that the row names, where its table has a column for it. Returns its reference.
    pub fn note_referral(&mut self) -> Option<u64> {
        let cell = self.cell(referrals::place(self.sheet.spec.table)?);
        if cell.is_empty() {
            return None;
        }
        let id = self.tidied(cell);
        let referral = RefMaker::new(&self.shared.site.source, Table::CinEpisodes.spec().name).of(&id).0;
        self.out.referrals.push((self.row, referral));
        Some(referral)
    }

    /// Yes, no, or not said.
    #[inline]
    pub fn yes(&mut self, place: usize) -> Tri {
        let Some(column) = self.sheet.header.column(place) else { return Tri::Unknown };
        match self.cells.get(column) {
            b"Y" | b"y" | b"1" => Tri::Yes,
            b"N" | b"n" | b"0" => Tri::No,
            [] => Tri::Unknown,
            _ => self.odd_yes(place),
        }
    }

    fn odd_yes(&mut self, place: usize) -> Tri {
        let cell = self.cell(place);
        match cell {
            [] => Tri::Unknown,
            b"Y" | b"y" | b"1" => Tri::Yes,
            b"N" | b"n" | b"0" => Tri::No,
            _ if cell.eq_ignore_ascii_case(b"yes") || cell.eq_ignore_ascii_case(b"true") => Tri::Yes,
            _ if cell.eq_ignore_ascii_case(b"no") || cell.eq_ignore_ascii_case(b"false") => Tri::No,
            _ => {
                self.refuse(place, cell, "neither Y nor N");
                Tri::Unknown
            }
        }
    }

    /// When something began or happened: missing where the cell is blank, unknown where it cannot be read.
    pub fn time(&mut self, place: usize) -> Time {
        let cell = self.cell(place);
        if let Some(day) = dates::plain(cell).filter(|day| *day <= self.shared.latest) {
            self.note_day(day);
            return Time::of(When::On(day));
        }
        match self.date(place, cell) {
            DateCell::Blank => Time::MISSING,
            DateCell::Known(when) => self.believed(place, cell, when).map_or(Time::UNKNOWN, |day| {
                self.note_day(day);
                Time::of(when)
            }),
            DateCell::Zero => {
                self.refuse(
                    place,
                    cell,
                    "1900-01-01 or 0 stands for 'no date': write the date, or leave the cell empty",
                );
                Time::UNKNOWN
            }
            DateCell::Bad(why) => {
                self.refuse(place, cell, why);
                Time::UNKNOWN
            }
        }
    }

    fn note_day(&mut self, day: Day) {
        let day = day.number();
        self.memo.first_day = Some(self.memo.first_day.map_or(day, |first| first.min(day)));
    }

    /// The cell as a date, and what it says of the order in which the file's dates are written. In a file in which other
    /// dates can only be written in the other order, one that could be meant either way is none.
    fn date(&mut self, place: usize, cell: &[u8]) -> DateCell {
        let order = self.shared.site.date_order;
        let written = cell;
        let cell = text::trim_all(written);
        if cell.len() < written.len() && written.contains(&0xa0) && !cell.is_empty() {
            self.out.note(Noted::Tidied);
        }
        let read = dates::read(cell, order);
        if cell.len() < 8 || cell[4] == b'-' || read == DateCell::Zero {
            return read;
        }
        let (column, order_said) = (1 << place, dates::written(cell, order));
        match order_said {
            Some(Written::InOrder) => self.out.order.this_way += 1,
            Some(Written::InOther) => {
                self.out.order.other_way += 1;
                self.out.order.other_columns |= column;
            }
            Some(Written::Either) if self.sheet.doubtful & column != 0 => {
                let reason = "day or month may come first: other dates of this file are written the other way round";
                return DateCell::Bad(format!("{reason}. Write 2026-04-15"));
            }
            Some(Written::Either) => self.out.order.either_columns |= column,
            None => {}
        }
        read
    }

    /// When something began that must have begun: unknown where the cell is blank, and noted.
    pub fn beginning(&mut self, place: usize) -> Time {
        let time = self.time(place);
        if !time.is_missing() {
            return time;
        }
        self.refuse(place, b"", "no date: that it began is used, and when is not known");
        Time::UNKNOWN
    }

    /// When something happened that has happened: a day after the extract was taken is none, and is noted. A time that is
    /// missing stays missing.
    pub fn happened(&mut self, place: usize, at: Time) -> Time {
        let taken = self.shared.taken;
        if at.day().is_none_or(|day| day <= taken) {
            return at;
        }
        let cell = self.cell(place);
        let reason = format!("after the extract was taken ({taken}): that it happened is used, and when is not known");
        self.refuse(place, cell, reason);
        Time::UNKNOWN
    }

    /// That beginning of a spell, if it can be one: what is in the extract about a child, and begins after it was taken,
    /// has begun, and when is not known. A worker's absence may be planned.
    fn begun_by_then(&mut self, place: usize, start: Time, first: Option<Day>) -> Time {
        let taken = self.shared.taken;
        if !self.sheet.spec.is_about_children() || first.is_none_or(|day| day <= taken) {
            return start;
        }
        let cell = self.cell(place);
        let reason = format!("after the extract was taken ({taken}): that it began is used, and when is not known");
        self.refuse(place, cell, reason);
        Time::UNKNOWN
    }

    /// What the cell holds where it says that the value was looked for and not found (`#N/A`), which [`Reader::cell`] reads
    /// as nothing.
    pub fn failed_cell(&self, place: usize) -> Option<&'b [u8]> {
        let cell = text::trim(self.cells.get(self.sheet.header.column(place)?));
        text::is_failed(cell).then_some(cell)
    }

    /// When something happened, if the row says that it did: missing where the cell is blank, and unknown, which is noted,
    /// where the date was looked for and not found.
    pub fn time_if_any(&mut self, place: usize) -> Time {
        let at = self.time(place);
        match self.failed_cell(place) {
            Some(cell) if at.is_missing() => {
                self.refuse(place, cell, "looked for and not found: whether it happened, and when, is not known");
                Time::UNKNOWN
            }
            _ => at,
        }
    }

    /// When something ended: missing while it goes on. A date that cannot be read ended it all the same; one in the
    /// far future has not. Of one that was looked for and not found it is not known.
    pub fn ending(&mut self, place: usize) -> Time {
        let cell = self.cell(place);
        match self.date(place, cell) {
            DateCell::Blank => match self.failed_cell(place) {
                Some(failed) => {
                    let reason = "looked for and not found: whether it has ended is not known. Leave the cell empty if it \
                                  has not";
                    self.refuse(place, failed, reason);
                    Time::UNKNOWN
                }
                None => Time::MISSING,
            },
            DateCell::Known(when) => self.believed(place, cell, when).map_or(Time::MISSING, |_| Time::of(when)),
            DateCell::Zero => {
                self.out.note(Noted::StillOpen);
                Time::MISSING
            }
            DateCell::Bad(_) if cell.starts_with(b"9999") || cell.starts_with(b"31/12/9999") => {
                self.refuse(place, cell, "a date that never comes: read as 'has not ended'; leave the cell empty");
                Time::MISSING
            }
            DateCell::Bad(_) if dates::says_going_on(cell) => {
                self.out.note(Noted::SaysOpen);
                Time::MISSING
            }
            DateCell::Bad(why) => {
                self.refuse(place, cell, format!("{why}. That it ended is used, and when is not known"));
                Time::UNKNOWN
            }
        }
    }

    /// The day, unless it lies more than a year after the extract was taken, which is noted.
    fn believed(&mut self, place: usize, cell: &[u8], when: When) -> Option<Day> {
        let day = when.day()?;
        if day <= self.shared.latest {
            return Some(day);
        }
        self.refuse(
            place,
            cell,
            format!("more than a year after the extract was taken ({} at most)", self.shared.latest),
        );
        None
    }

    /// The beginning and end of a spell. Where the end comes before the beginning either may be wrong: neither is known then,
    /// so that the spell may go on at any time, before the two days and between them too.
    pub fn spell(&mut self, from: usize, to: usize) -> (Time, Time) {
        match self.spell_as_written(from, to) {
            (_, _, true) => (Time::UNKNOWN, Time::UNKNOWN),
            (start, end, false) => (start, end),
        }
    }

    /// The beginning and end of a spell, and whether the end comes before the beginning, which is noted.
    pub fn spell_as_written(&mut self, from: usize, to: usize) -> (Time, Time, bool) {
        let (start, end) = (self.beginning(from), self.ending(to));
        let first_day = start.day();
        let (Some(first), Some(last)) = (first_day, end.day()) else {
            if !end.is_missing() && self.cell(from).is_empty() {
                self.out.note_backwards(self.row);
            }
            return (self.begun_by_then(from, start, first_day), end, false);
        };
        let backwards =
            last < first || matches!((start.when(), end.when()), (When::At(first), When::At(last)) if last < first);
        if !backwards {
            return (self.begun_by_then(from, start, first_day), end, false);
        }
        self.out.note_backwards(self.row);
        let cell = self.cell(from);
        self.refuse(
            from,
            cell,
            format!(
                "after its own end ({last}): either may be wrong, so when it began and whether it goes on is not known"
            ),
        );
        (start, end, true)
    }
}
