//! Rows that are known by what they say, and whose day is another than it was: it came to be known, or was put right.

use record::{Fact, When};

use super::rows::{Group, Pairing, Row, content_letters};

/// So far a day is put right at most; a row of another day is another.
const MOVED_AT_MOST_DAYS: u32 = 31;

impl Pairing<'_> {
    /// A row without a day got one: it is the row that says the same, is new and has a day.
    pub(super) fn match_undated(&mut self) {
        let first = |group: &Group| group.facts.first().copied();
        let mut new: Vec<usize> = Vec::new();
        for before in 0..self.earlier.len() {
            let (Row::Placed(table, ..), None) = (self.earlier[before].row, self.row_after[before]) else { continue };
            let Some(was) = first(&self.earlier[before]).map(|at| self.standing.slots[at].fact) else { continue };
            if was.when != When::Unknown {
                continue;
            }
            if new.is_empty() {
                let is_new = |place: &usize| self.row_before[*place].is_none();
                new.extend((0..self.later.len()).filter(is_new));
            }
            let says_it = |place: &usize| {
                let group = &self.later[*place];
                let fact = first(group).map(|at| self.said[at].fact).filter(|fact| fact.when != When::Unknown);
                matches!(group.row, Row::Placed(of, ..) if of == table)
                    && fact.is_some_and(|fact| fact.content == was.content)
            };
            if let Some(at) = new.iter().position(says_it) {
                let place = new.remove(at);
                (self.row_before[place], self.row_after[before]) = (Some(before), Some(place));
            }
        }
    }

    /// A row whose day was put right: it is the nearest that says the same but for that, is new, and is of a day on which the
    /// record of the earlier one had been made. What came only after is another, though the earlier dropped out of the file.
    pub(super) fn match_moved(&mut self) {
        let undated = |fact: &Fact| content_letters(&Fact { when: When::Unknown, ..*fact }, true);
        let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
        for before in 0..self.earlier.len() {
            let was = &self.earlier[before];
            let (Row::Placed(table, ..), None) = (was.row, self.row_after[before]) else { continue };
            let said: Vec<&Fact> = was.facts.iter().map(|at| self.standing.slots[*at].fact).collect();
            let Some((first, day)) = said.first().and_then(|first| Some((first, first.when.day()?))) else { continue };
            for place in (0..self.later.len()).filter(|place| self.row_before[*place].is_none()) {
                let group = &self.later[place];
                let now: Vec<&Fact> = group.facts.iter().map(|at| &self.said[*at].fact).collect();
                let Some(moved_to) = now.first().and_then(|fact| fact.when.day()) else { continue };
                let away = (day.number() - moved_to.number()).unsigned_abs();
                let is_one = matches!(group.row, Row::Placed(of, ..) if of == table) && now.len() == said.len();
                let says_it = || now.iter().zip(&said).all(|(now, was)| undated(now) == undated(was));
                if is_one && away <= MOVED_AT_MOST_DAYS && moved_to <= first.recorded.day() && says_it() {
                    pairs.push((away, before, place));
                }
            }
        }
        pairs.sort_unstable();
        for (_, before, place) in pairs {
            if self.row_after[before].is_none() && self.row_before[place].is_none() {
                self.pair(place, before);
            }
        }
    }
}
