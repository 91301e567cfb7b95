//! What was recorded here and belongs in the council's case system too (AS-28): each record as a clean case note, whether it was
//! carried back, and how it stands beside the newest extract, both ways.

use std::collections::BTreeMap;

use record::{Content, Day, Fact, FactId, Kind, Moment, SourceId};
use standing::Entry;

use super::question::Question;
use super::say;
use crate::error::PageError;
use crate::view::*;

/// So many case notes stand on one page, and so many rows of the extract.
const SHOWN: usize = 100;

/// The kinds that case systems hold too, and that an extract brings back.
const IN_EXTRACTS: [Kind; 12] = [
    Kind::ReferralReceived,
    Kind::CaseClosed,
    Kind::AssessmentStarted,
    Kind::AssessmentCompleted,
    Kind::StatusStarted,
    Kind::StatusEnded,
    Kind::InvolvementStarted,
    Kind::InvolvementEnded,
    Kind::Visit,
    Kind::PlanReviewHeld,
    Kind::MeetingHeld,
    Kind::ManagementOversight,
];

/// What one person recorded of one child at one instant.
struct Made<'f> {
    facts: Vec<&'f Fact>,
    /// When it was carried back, and by whom: of the last of its facts, where all were.
    carried: Option<&'f Fact>,
}

impl Question<'_> {
    /// What is to be carried back; of one day, all that was recorded on it.
    ///
    /// # Errors
    /// Where that is no day.
    pub fn carry_page(&self, day: Option<&str>) -> Result<CarryPage, PageError> {
        let no_day = || PageError::bad("There is no such day.", "Write it as 2026-04-15.");
        let day = day.map(|day| day.parse::<Day>().map_err(|_| no_day())).transpose()?;
        let source = self.book.names.find_source(super::acts::SOURCE);
        let mut page =
            CarryPage { day: day.map(say::day), day_id: day.map(|day| day.to_string()), ..CarryPage::default() };
        let Some(source) = source else { return Ok(page) };
        let mut waiting: BTreeMap<Day, u64> = BTreeMap::new();
        let mut children: Vec<(Moment, CarryChild)> = Vec::new();
        for entry in self.board.iter().filter(|entry| self.sight.sees(entry)) {
            let facts: Vec<&Fact> = self.facts(entry.child).collect();
            if !facts.iter().any(|fact| fact.from.source == source) {
                continue;
            }
            let made = made(&facts, source);
            for one in made.iter().filter(|one| one.carried.is_none()) {
                *waiting.entry(one.facts[0].recorded.day()).or_default() += 1;
            }
            self.reconcile(entry, &facts, source, &mut page);
            let wanted = |one: &&Made<'_>| match day {
                Some(day) => one.facts[0].recorded.day() == day,
                None => one.carried.is_none(),
            };
            let notes: Vec<CaseNote> =
                made.iter().filter(wanted).map(|one| self.case_note(one, &facts, source)).collect();
            if let Some(first) = made.iter().find(wanted) {
                let team = self.units.team(entry.timeline.team_at(self.at));
                let (child, called) = (self.child(entry), self.called(entry));
                children.push((first.facts[0].recorded, CarryChild { child, called, team, notes }));
            }
        }
        children.sort_by_key(|(at, one)| (*at, one.child.id.clone()));
        page.waiting = waiting.values().sum();
        page.days = waiting
            .into_iter()
            .map(|(day, records)| CarryDay { id: day.to_string(), day: say::day(day), records })
            .collect();
        let mut left = SHOWN;
        for (_, mut one) in children {
            if left == 0 {
                page.more += one.notes.len() as u64;
                continue;
            }
            page.more += one.notes.len().saturating_sub(left) as u64;
            one.notes.truncate(left);
            left -= one.notes.len();
            page.children.push(one);
        }
        page.key =
            self.writes.filter(|writes| writes.acting.is_some() && self.asked.is_now()).map(|writes| writes.key());
        Ok(page)
    }

    /// One record as a case note: who, when, and what, a line each, and nothing of this program's own.
    fn case_note(&self, one: &Made<'_>, facts: &[&Fact], source: SourceId) -> CaseNote {
        let first = one.facts[0];
        let by = self.book.names.actor(first.by);
        let by = self.book.names.find_worker(by).map_or_else(|| by.to_owned(), |worker| self.worker_name(worker));
        let mut text = format!("{}\n", say::when(first));
        for fact in &one.facts {
            match fact.content {
                Content::Noted { says, .. } => text.push_str(&self.text(says)),
                ref content => text.push_str(&self.fact_words(content)),
            }
            text.push('\n');
        }
        text.push_str(&format!("Recorded by {by} on {}.", say::instant(first.recorded)));
        let extract = one.facts.iter().filter(|fact| IN_EXTRACTS.contains(&fact.content.kind()));
        let in_extract = extract.into_iter().any(|fact| twin(fact, facts, |other| other.from.source != source));
        CaseNote {
            ids: one.facts.iter().map(|fact| fact.id.to_string()).collect(),
            text,
            carried: one.carried.map(|fact| {
                let by = match fact.content {
                    Content::CarriedBack { done_by: Some(worker), .. } => format!(" by {}", self.worker_name(worker)),
                    _ => String::new(),
                };
                format!("Carried back on {}{by}", say::when(fact))
            }),
            in_extract,
        }
    }

    /// What an extract brought of this child since people began to record here, and nobody recorded here.
    fn reconcile(&self, entry: &Entry, facts: &[&Fact], source: SourceId, page: &mut CarryPage) {
        let Some(began) = facts.iter().filter(|fact| fact.from.source == source).map(|fact| fact.recorded).min() else {
            return;
        };
        let elsewhere = facts.iter().filter(|fact| {
            fact.from.source != source
                && fact.recorded > began
                && IN_EXTRACTS.contains(&fact.content.kind())
                && fact.when.day().is_some_and(|day| day >= began.day())
        });
        for fact in elsewhere.filter(|fact| !twin(fact, facts, |other| other.from.source == source)) {
            page.only_in_extract_count += 1;
            if page.only_in_extract.len() < SHOWN {
                page.only_in_extract.push(OnlyInExtract { child: self.child(entry), fact: self.fact_line(fact) });
            }
        }
    }
}

/// Whether another fact, of those that are meant, says the same of the same day.
fn twin(fact: &Fact, facts: &[&Fact], meant: impl Fn(&Fact) -> bool) -> bool {
    let what = |content: &Content| match *content {
        Content::StatusStarted { status, .. } | Content::StatusEnded { status, .. } => {
            Some(record::words::Word::name(status))
        }
        Content::InvolvementStarted { role, .. } => Some(record::words::Word::name(role)),
        _ => None,
    };
    let own = |other: &&&Fact| {
        other.content.kind() == fact.content.kind()
            && other.when.day() == fact.when.day()
            && what(&other.content) == what(&fact.content)
    };
    facts.iter().filter(own).any(|other| meant(other))
}

/// What was recorded here, each act by itself, in its order.
fn made<'f>(facts: &[&'f Fact], source: SourceId) -> Vec<Made<'f>> {
    let mut made: Vec<Made<'f>> = Vec::new();
    let own = facts.iter().filter(|fact| {
        fact.from.source == source && !matches!(fact.content, Content::CarriedBack { .. } | Content::Corrected { .. })
    });
    for fact in own {
        match made.last_mut().filter(|one| (one.facts[0].recorded, one.facts[0].by) == (fact.recorded, fact.by)) {
            Some(one) => one.facts.push(fact),
            None => made.push(Made { facts: vec![fact], carried: None }),
        }
    }
    let carried = |of: FactId| {
        facts.iter().copied().find(|fact| matches!(fact.content, Content::CarriedBack { fact, .. } if fact == of))
    };
    for one in &mut made {
        let all: Option<Vec<&Fact>> = one.facts.iter().map(|fact| carried(fact.id)).collect();
        one.carried = all.and_then(|all| all.into_iter().max_by_key(|fact| fact.recorded));
    }
    made.sort_by_key(|one| one.facts[0].recorded);
    made
}
