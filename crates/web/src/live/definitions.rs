//! Definitions side by side, and the children who move between two of them, each with the reason.

use policy::{Condition, Siblings, State};
use record::{Content, Tri};
use standing::board::lists;
use standing::families::Families;
use standing::signal::value_at;
use standing::since::{Counted, first_day};
use standing::{Because, Entry, differ};

use super::holders::{ByRule, Way};
use super::kind::CaseKind;
use super::question::Question;
use super::say;
use super::tray::page_of;
use crate::error::PageError;
use crate::view::*;

const MOVES_PER_PAGE: u64 = 25;

impl Question<'_> {
    /// The matrix, and the comparison where two are chosen.
    pub fn definitions_page(&self, chosen: &Chosen) -> Result<DefinitionsPage, PageError> {
        let each_team = Some(self.tray).filter(|_| self.by_each_team());
        let definitions: Vec<usize> = each_team.into_iter().chain(self.definitions()).collect();
        let mut cells = vec![[Counted::default(); CaseKind::ALL.len()]; definitions.len()];
        let mut open = [Counted::default(); CaseKind::ALL.len()];
        let mut families = vec![Families::default(); definitions.len()];
        for entry in self.everybody() {
            let kind = self.kind(entry) as usize;
            open[kind].join(Counted::one(value_at(&entry.timeline.open, self.at)));
            for (row, place) in cells.iter_mut().zip(&definitions) {
                row[kind].join(Counted::one(entry.timeline.counted(*place, self.at)));
            }
            for (of, place) in families.iter_mut().zip(&definitions) {
                if self.plan().definitions[*place].rule.siblings == Siblings::Together {
                    of.add(entry.family, entry.timeline.counted(*place, self.at));
                }
            }
        }
        let shown: Vec<usize> = (0..CaseKind::ALL.len())
            .filter(|kind| open[*kind].certain > 0 || cells.iter().any(|row| row[*kind] != Counted::default()))
            .collect();
        let mut open_children = Counted::default();
        open.iter().for_each(|of_kind| open_children.join(*of_kind));
        let open_children = Count::new(open_children.certain, open_children.possible);
        let rows = definitions.iter().zip(&cells).zip(&families).map(|((place, row), families)| {
            let known =
                |count: Counted| self.not_countable(*place).map_or_else(|| self.seen(*place, count), Known::Unknown);
            let mut total = Counted::default();
            row.iter().for_each(|count| total.join(*count));
            let rule = &self.plan().definitions[*place].rule;
            let total = known(total);
            let together = rule.siblings == Siblings::Together && total.value().is_some();
            DefinitionRow {
                definition: self.definition(*place),
                says: rule.question.clone(),
                clauses: rule.cites.0.clone(),
                cells: shown.iter().map(|kind| known(row[*kind])).collect(),
                total,
                families: together.then(|| families.count().to_string()),
            }
        });
        let compared = chosen.pair.as_ref().map(|(first, second)| {
            self.compared(self.find_definition(first)?, self.find_definition(second)?, chosen.page)
        });
        Ok(DefinitionsPage {
            question: format!(
                "Of the {} as at {}, whom does each definition count?",
                // Before anything was known, nobody was known not to be open.
                self.nothing_before().map_or_else(|| open_children.of_open(), |_| "open children".to_owned()),
                self.as_at_words()
            ),
            kinds: shown
                .iter()
                .map(|kind| KindColumn {
                    kind: CaseKind::ALL[*kind].term(),
                    open_children: Count::new(open[*kind].certain, open[*kind].possible),
                })
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
        let (mut count_of_first, mut count_of_second) = (Counted::default(), Counted::default());
        for entry in self.everybody() {
            let (of_first, of_second) =
                (entry.timeline.counted(first, self.at), entry.timeline.counted(second, self.at));
            count_of_first.join(Counted::one(of_first));
            count_of_second.join(Counted::one(of_second));
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
        comparison.first_count = self.told(first, count_of_first);
        comparison.second_count = self.told(second, count_of_second);
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

    /// Why the one that counts less does, and what of the worker makes the other count the child all the same.
    fn why_moves(&self, entry: &Entry, first: (usize, Tri), second: (usize, Tri)) -> String {
        let ordered = [(first, "first"), (second, "second")];
        let [(less, of_less), (more, of_more)] = if first.1 < second.1 { ordered } else { [ordered[1], ordered[0]] };
        let cites = |place: usize| match &self.plan().definitions[self.own(entry, place)].rule.cites {
            none if none.0.is_empty() => String::new(),
            cites => format!(" ({cites})"),
        };
        let verb = if less.1.is_no() { "Not counted by" } else { "Counted only possibly by" };
        let failing = self.failing(entry, less.0);
        let mut said = format!("{verb} the {of_less}: {}{}.", failing.join("; "), cites(less.0));
        let against = if self.turns_on_the_worker(entry, less.0) { self.against(entry, more.0) } else { Vec::new() };
        let others: Vec<&str> = against
            .iter()
            .filter(|one| !failing.iter().any(|said| said.contains(&one.says)))
            .map(|one| one.says.as_str())
            .collect();
        let verb = if more.1.is_yes() { "Counted by" } else { "Counted possibly by" };
        // Who is offered the case is a worker by the one and none by the other: what was said of the offer holds for both.
        let offered = against.iter().any(|one| one.way == Way::Offered);
        match (others.is_empty(), offered) {
            (false, _) => said.push_str(&format!(" {verb} the {of_more}: {}{}.", others.join("; "), cites(more.0))),
            (true, true) => {
                let why = "who has not accepted does not count";
                said.push_str(&format!(" {verb} the {of_more}: {why}{}.", cites(more.0)));
            }
            (true, false) => {}
        }
        said
    }

    /// Whether who counts as the child's worker is among what stands against counting the child.
    fn turns_on_the_worker(&self, entry: &Entry, definition: usize) -> bool {
        let parts = self.parts(entry, definition);
        let worst = parts.iter().map(|part| part.value).min().unwrap_or(Tri::Yes);
        parts.iter().any(|part| part.value == worst && matches!(part.condition, Condition::Without(_)))
    }

    /// Those on record for the child who do not count by a definition that asks for a worker, each with why; who works
    /// beside another only where there is no other.
    fn against(&self, entry: &Entry, definition: usize) -> Vec<ByRule> {
        let parts = self.parts(entry, definition).into_iter();
        let places = parts.filter_map(|part| match part.condition {
            Condition::Without(place) => Some(place),
            _ => None,
        });
        let on_record: Vec<ByRule> = places.flat_map(|place| self.by_rule(entry, place)).collect();
        let alone = on_record.iter().all(|one| one.way == Way::Beside);
        on_record.into_iter().filter(|one| !one.counts.is_yes() && (alone || one.way != Way::Beside)).collect()
    }

    /// Why a definition does not count the child, or may not: one reason for each of its conditions that stands against.
    pub fn failing(&self, entry: &Entry, definition: usize) -> Vec<String> {
        if let Some(why) = self.says_nothing_of(entry, definition) {
            return vec![why.to_owned()];
        }
        if let Some(until) = entry.timeline.told_until(self.plan(), definition, self.at) {
            return vec![format!("only after {}, and what was done since is not on record yet", say::day(until.day()))];
        }
        let parts = self.parts(entry, definition);
        let worst = parts.iter().map(|part| part.value).min().unwrap_or(Tri::Yes);
        let failing = parts.iter().filter(|part| part.value == worst && !part.value.is_yes());
        let mut said: Vec<String> = Vec::new();
        for part in failing {
            let words = match worst {
                Tri::No => self.why_not(entry, definition, part),
                _ => self.would_settle(entry, &part.condition),
            };
            if !said.contains(&words) {
                said.push(words);
            }
        }
        if said.is_empty() { vec!["it holds only at other times".to_owned()] } else { said }
    }

    /// Why one condition does not hold: who is there, or which state the child is in, and since when.
    fn why_not(&self, entry: &Entry, definition: usize, part: &differ::Part) -> String {
        match &part.condition {
            Condition::Without(_) if let Some(gap) = part.since.filter(|step| step.value.is_yes()) => {
                self.not_counted_yet(entry, definition, gap.from)
            }
            Condition::Without(place) => {
                let those = self.by_rule(entry, *place).into_iter().filter(|one| one.counts.is_yes());
                let (held, offered): (Vec<ByRule>, Vec<ByRule>) = those.partition(|one| one.way == Way::Held);
                let those = if held.is_empty() { offered } else { held };
                let those: Vec<String> = those.into_iter().map(|one| one.says).collect();
                if those.is_empty() { self.holder_words(entry) } else { crate::words::listed(&those) }
            }
            Condition::Not(inner) => self.stage_words(entry, inner, true, part),
            condition => self.stage_words(entry, condition, false, part),
        }
    }

    /// What is so of the child where a condition is so, or is not.
    fn stage_words(&self, entry: &Entry, condition: &Condition, is_so: bool, part: &differ::Part) -> String {
        // Where only the coverage began, or time went by, there is no day to name.
        let since = part.since.filter(|step| step.because != Because::Nothing);
        let since = since.and_then(|step| first_day(step.from)).map(say::day);
        let with = |word: &str| since.as_ref().map_or_else(String::new, |day| format!(" {word} {day}"));
        let state = match condition {
            Condition::State(state) => *state,
            Condition::Status(statuses) => {
                let names: Vec<&str> = statuses.iter().map(record::words::Word::name).collect();
                let has = if is_so { "has" } else { "has no" };
                return format!("the child {has} {}{}", names.join(" or "), with("since"));
            }
            Condition::AgeFrom(years) => {
                return format!("the child is {} {years}", if is_so { "already" } else { "not yet" });
            }
            _ => return format!("‘{}’ does not hold{}", part.words, with("since")),
        };
        let what = match state {
            State::AssessedInNeed | State::NeedsSocialWorker => return self.concluded(entry, state),
            State::WouldBeDuty => {
                let not = if is_so { "" } else { " not" };
                return format!("the manager answered{} that the child would{not} be a duty case", with("on"));
            }
            State::Open => "open",
            State::BeingAssessed => "being assessed",
            State::OnDuty => "on duty",
            State::TeamHeld => "held by a team",
            State::PartnerHeld => "worked with by a partner agency",
            State::PaymentsOnly => "open for payments only",
            State::AwaitingClosure => "awaiting closure",
            State::InTransfer => "in transfer between teams",
            State::LeftByDecision => "left without a worker by a decision",
            State::Placed => "in a placement",
            State::Disabled => "disabled",
            State::Born => "born",
            State::SpecialEducationalNeeds => "recorded with special educational needs",
        };
        let (is, since) = if is_so { ("is", with("since")) } else { ("is not", String::new()) };
        format!("the child {is} {what}{since}")
    }

    /// What the newest completed assessment concluded, where it was not need.
    fn concluded(&self, entry: &Entry, state: State) -> String {
        let completed = self.facts(entry.child).filter(|fact| {
            let of_kind = matches!(fact.content, Content::AssessmentCompleted { .. });
            of_kind && fact.when.as_start().is_some_and(|from| from <= self.at)
        });
        let newest = completed.max_by_key(|fact| fact.when.as_start());
        let conclusion = |fact: &&record::Fact| match fact.content {
            Content::AssessmentCompleted { in_need, .. } if state == State::AssessedInNeed => in_need.is_no(),
            Content::AssessmentCompleted { needs_social_worker, .. } => needs_social_worker.is_no(),
            _ => false,
        };
        let what = match state {
            State::AssessedInNeed => "the child is not in need",
            _ => "no social worker is needed",
        };
        match newest.filter(conclusion) {
            Some(fact) => format!("the assessment completed on {} concluded that {what}", say::when(fact)),
            None => "no assessment has been completed since the child was opened".to_owned(),
        }
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
            let step = entry.timeline.counted_why_since(self.plan(), definition, self.at);
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
            let since = entry.timeline.without_since(definition, self.at);
            let from = entry.timeline.counted_from_day(self.plan(), definition, self.at);
            if let Some(from) = from.filter(|from| since != Some(*from)) {
                words.push_str(&format!(" Counted from {}.", say::day(from)));
            }
            return (Some(Certainty::Certain), since.map(say::day), words);
        }
        let failing = self.failing(entry, definition).join("; ");
        (certainty(value), None, format!("{}.", crate::words::sentence(&failing)))
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
