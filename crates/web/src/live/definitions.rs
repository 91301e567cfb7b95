//! Definitions side by side, and the children who move between two of them, each with the reason.

use record::Tri;
use standing::board::lists;
use standing::{Because, Entry, differ};

use super::area::NO_POLICY;
use super::kind::CaseKind;
use super::question::Question;
use super::say;
use super::tally::{add, one};
use super::tray::page_of;
use crate::error::PageError;
use crate::view::*;
use crate::words::plural;

const MOVES_PER_PAGE: u64 = 25;

impl Question<'_> {
    /// The matrix, and the comparison where two are chosen.
    pub fn definitions_page(&self, chosen: &Chosen) -> Result<DefinitionsPage, PageError> {
        let definitions: Vec<usize> = self.definitions().collect();
        let mut cells = vec![[Count::default(); CaseKind::ALL.len()]; definitions.len()];
        let mut open = [0u64; CaseKind::ALL.len()];
        for entry in self.everybody() {
            let kind = self.kind(entry) as usize;
            open[kind] += u64::from(self.is_open(entry));
            for (row, place) in cells.iter_mut().zip(&definitions) {
                add(&mut row[kind], one(entry.timeline.counted(*place, self.at)));
            }
        }
        let shown: Vec<usize> = (0..CaseKind::ALL.len())
            .filter(|kind| open[*kind] > 0 || cells.iter().any(|row| row[*kind] != Count::default()))
            .collect();
        let open_children: u64 = open.iter().sum();
        let rows = definitions.iter().zip(&cells).map(|(place, row)| {
            let known = |count: Count| {
                if self.in_force(*place) { Known::Known(count) } else { Known::Unknown(NO_POLICY.to_owned()) }
            };
            let mut total = Count::default();
            row.iter().for_each(|count| add(&mut total, *count));
            let rule = &self.plan().definitions[*place].rule;
            DefinitionRow {
                definition: self.definition(*place),
                says: rule.question.clone(),
                clauses: rule.cites.0.clone(),
                cells: shown.iter().map(|kind| known(row[*kind])).collect(),
                total: known(total),
            }
        });
        let compared = chosen.pair.as_ref().map(|(first, second)| {
            self.compared(self.find_definition(first)?, self.find_definition(second)?, chosen.page)
        });
        Ok(DefinitionsPage {
            question: format!(
                "Of the {} as at {}, whom does each definition count?",
                plural(open_children, "child open", "children open"),
                self.as_at_words()
            ),
            kinds: shown
                .iter()
                .map(|kind| KindColumn { kind: CaseKind::ALL[*kind].term(), open_children: open[*kind] })
                .collect(),
            open_children,
            rows: rows.collect(),
            compared: compared.transpose()?,
        })
    }

    fn compared(&self, first: usize, second: usize, wanted: PageWanted) -> Result<Comparison, PageError> {
        let mut comparison = Comparison {
            first: self.definition(first),
            second: self.definition(second),
            first_count: Count::default(),
            second_count: Count::default(),
            both: 0,
            only_first: 0,
            only_second: 0,
            differ_in_certainty: 0,
            moves: Vec::new(),
            paging: Paging::of(0, MOVES_PER_PAGE, wanted),
        };
        if !self.in_force(first) || !self.in_force(second) {
            return Ok(comparison);
        }
        let mut moves: Vec<(u8, &Entry, Tri, Tri)> = Vec::new();
        for entry in self.everybody() {
            let (of_first, of_second) =
                (entry.timeline.counted(first, self.at), entry.timeline.counted(second, self.at));
            add(&mut comparison.first_count, one(of_first));
            add(&mut comparison.second_count, one(of_second));
            match (of_first, of_second) {
                (Tri::Yes, Tri::Yes) => comparison.both += 1,
                (one, other) if one == other => {}
                (_, Tri::No) => {
                    comparison.only_first += 1;
                    moves.push((0, entry, of_first, of_second));
                }
                (Tri::No, _) => {
                    comparison.only_second += 1;
                    moves.push((1, entry, of_first, of_second));
                }
                _ => {
                    comparison.differ_in_certainty += 1;
                    moves.push((2, entry, of_first, of_second));
                }
            }
        }
        moves.sort_by_key(|(rank, entry, ..)| (*rank, self.kind(entry), entry.child));
        let (moves, paging) = page_of(moves, MOVES_PER_PAGE, wanted);
        comparison.paging = paging;
        comparison.moves = moves
            .into_iter()
            .map(|(_, entry, of_first, of_second)| Move {
                child: self.child(entry),
                kind: self.kind(entry).label().to_owned(),
                under_first: certainty(of_first),
                under_second: certainty(of_second),
                reason: self.why_moves(entry, (first, of_first), (second, of_second)),
            })
            .collect();
        Ok(comparison)
    }

    /// Why the one that counts less does: the condition that it asks and that does not hold, or is not known.
    fn why_moves(&self, entry: &Entry, first: (usize, Tri), second: (usize, Tri)) -> String {
        let (less, which) = if first.1 < second.1 { (first.0, "first") } else { (second.0, "second") };
        let cites = &self.plan().definitions[less].rule.cites;
        let failing = self.failing(entry, less);
        format!("The {which} asks for {} ({cites}).", crate::words::listed(&failing))
    }

    /// The conditions of a definition that do not hold for the child, or are not known, each with since when.
    pub fn failing(&self, entry: &Entry, definition: usize) -> Vec<String> {
        let facts = lists(self.book, self.board.people(), entry.child);
        let parts = differ::parts(self.plan(), self.board.world(), &facts, definition, self.at);
        let worst = parts.iter().map(|part| part.value).min().unwrap_or(Tri::Yes);
        let grace = self.plan().definitions[definition].rule.grace.first();
        let failing = parts.into_iter().filter(|part| part.value == worst && !part.value.is_yes());
        let said: Vec<String> = failing
            .map(|part| {
                let mut words = asked(&part.words);
                if let Some(grace) = grace.filter(|_| words.starts_with("no ") || words.starts_with("having no ")) {
                    words.push_str(&format!(" for {}", differ::grace_words(grace.more_than_working_days)));
                }
                // Where only the coverage began, or time went by, there is no day to name.
                let since = part.since.filter(|step| step.because != Because::Nothing);
                let since = since.and_then(|step| say::day_of(step.from));
                let since = since.map_or_else(String::new, |day| format!(" since {day}"));
                let holds = if worst.is_no() { "is not so" } else { "is not known" };
                format!("‘{words}’, which {holds}{since}{}", self.instead(entry, &part))
            })
            .collect();
        if said.is_empty() { vec!["what holds only at other times".to_owned()] } else { said }
    }

    /// The worker who stands against 'no worker', by name.
    fn instead(&self, entry: &Entry, part: &differ::Part) -> String {
        let of_workers = part.words.starts_with("no ") && part.value.is_no();
        let has = entry.timeline.involved_at(self.at).any(|one| one.role != record::words::Role::Involved);
        if of_workers && has { format!(": {}", self.holder_words(entry)) } else { String::new() }
    }

    /// Why the child is or is not counted by a definition, in words, and since when.
    pub fn count_words(
        &self,
        entry: &Entry,
        definition: usize,
    ) -> (Option<Certainty>, Option<crate::words::Day>, String) {
        if !self.in_force(definition) {
            return (None, None, "No policy was in force.".to_owned());
        }
        let value = entry.timeline.counted(definition, self.at);
        if value.is_yes() {
            let facts = lists(self.book, self.board.people(), entry.child);
            let fact_of = |because| standing::fact_of(because, &facts, self.book).copied();
            let why = standing::explain::counted_why(
                self.plan(),
                self.board.world(),
                &entry.timeline,
                definition,
                self.at,
                fact_of,
            );
            let step = entry.timeline.counted_since(definition, self.at);
            let because = step.and_then(|step| fact_of(step.because));
            let mut words = because.map_or_else(
                || "By everything that is recorded.".to_owned(),
                |fact| format!("{}, {}.", self.fact_words(&fact.content), say::when(&fact)),
            );
            if let Some((grace, days)) = why.as_ref().and_then(|why| why.grace.as_ref()) {
                let last = days.counted.last().map_or_else(String::new, |day| say::day(*day).to_string());
                let many = differ::grace_words(grace.more_than_working_days);
                words
                    .push_str(&format!(" It counts after {many} ({}): {last} was the last day of grace.", grace.cites));
            }
            return (Some(Certainty::Certain), step.and_then(|step| say::day_of(step.from)), words);
        }
        let failing = crate::words::listed(&self.failing(entry, definition));
        (certainty(value), None, format!("It asks for {failing}."))
    }
}

/// A certainty as pages have it; nothing where the child is not counted.
pub fn certainty(value: Tri) -> Option<Certainty> {
    match value {
        Tri::Yes => Some(Certainty::Certain),
        Tri::Unknown => Some(Certainty::Possible),
        Tri::No => None,
    }
}

/// A condition's words as a sentence asks for them.
fn asked(words: &str) -> String {
    words.replace("a worker of a grade that counts", "a worker of a permitted grade")
}
