//! What was recorded here and belongs in the council's case system too (AS-28): each record as a clean case note, whether it was
//! carried back, and how it stands beside the newest extract, both ways.

use std::collections::BTreeMap;

use record::book::known_facts;
use record::{ActorId, Content, Day, Fact, FactId, Kind, Moment, SourceId, Subject};
use rustc_hash::FxHashMap;
use standing::Entry;

use super::question::Question;
use super::say;
use crate::acts::Of;
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

/// Of each fact that a request made, its commit and its position in the log.
type Log = FxHashMap<FactId, (store::Sequence, store::Position)>;

/// What one person recorded of somebody at one go.
struct Made<'f> {
    facts: Vec<&'f Fact>,
    /// By which they stand in order: when it was recorded, and of one second, its place in the log.
    order: (Moment, u64),
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
        let mut page = CarryPage {
            nothing_recorded: true,
            day: day.map(say::day),
            day_id: day.map(|day| day.to_string()),
            ..CarryPage::default()
        };
        let Some(source) = source else { return Ok(page) };
        let log = self.writes.map(super::acts::Writes::requested).unwrap_or_default();
        let mut waiting: BTreeMap<Day, u64> = BTreeMap::new();
        let mut nothing_recorded = true;
        let mut notes_of = |facts: &[&Fact]| -> Option<(Order, Vec<CaseNote>)> {
            let made = made(facts, source, &log);
            nothing_recorded &= made.is_empty();
            for one in made.iter().filter(|one| one.carried.is_none()) {
                *waiting.entry(one.facts[0].recorded.day()).or_default() += 1;
            }
            let wanted = |one: &&Made<'_>| match day {
                Some(day) => one.facts[0].recorded.day() == day,
                None => one.carried.is_none(),
            };
            let first = made.iter().find(wanted)?.order;
            Some((first, made.iter().filter(wanted).map(|one| self.case_note(one, facts, source)).collect()))
        };
        let mut children: Vec<(Order, CarryChild)> = Vec::new();
        for entry in self.board.iter().filter(|entry| self.sight.sees(entry)) {
            let facts: Vec<&Fact> = self.facts(entry.child).collect();
            if !facts.iter().any(|fact| fact.from.source == source) {
                continue;
            }
            self.reconcile(entry, &facts, source, &mut page);
            if let Some((first, notes)) = notes_of(&facts) {
                let team = self.units.team(entry.timeline.team_at(self.at));
                let (child, called) = (self.child(entry), self.called(entry));
                children.push((first, CarryChild { child, called, team, notes }));
            }
        }
        let mut others: Vec<(Order, CarryOther)> = Vec::new();
        for about in self.all_others() {
            let facts: Vec<&Fact> = known_facts(self.book.about(about), self.known).collect();
            if facts.iter().any(|fact| fact.from.source == source)
                && let Some((first, notes)) = notes_of(&facts)
                && let Some(other) = self.carry_other(about, notes)
            {
                others.push((first, other));
            }
        }
        children.sort_by_key(|(order, _)| *order);
        others.sort_by_key(|(order, _)| *order);
        page.nothing_recorded = nothing_recorded;
        page.waiting = waiting.values().sum();
        page.days = waiting
            .into_iter()
            .map(|(day, records)| CarryDay { id: day.to_string(), day: say::day(day), records })
            .collect();
        let (mut left, mut more) = (SHOWN, 0);
        let mut shorten = |notes: &mut Vec<CaseNote>| {
            more += notes.len().saturating_sub(left) as u64;
            notes.truncate(left);
            left -= notes.len();
            !notes.is_empty()
        };
        page.children = children
            .into_iter()
            .map(|(_, one)| one)
            .filter_map(|mut one| shorten(&mut one.notes).then_some(one))
            .collect();
        page.others = others
            .into_iter()
            .map(|(_, one)| one)
            .filter_map(|mut one| shorten(&mut one.notes).then_some(one))
            .collect();
        page.more = more;
        page.key =
            self.writes.filter(|writes| writes.acting.is_some() && self.asked.is_now()).map(|writes| writes.key());
        Ok(page)
    }

    /// Every worker, unit and carer on record.
    fn all_others(&self) -> impl Iterator<Item = Subject> {
        let carers = (0..self.book.names.carers.len()).map(|place| Subject::Carer(record::CarerId::from_index(place)));
        let workers = self.book.worker_ids().map(Subject::Worker);
        workers.chain(self.book.unit_ids().map(Subject::Unit)).chain(carers)
    }

    fn carry_other(&self, about: Subject, notes: Vec<CaseNote>) -> Option<CarryOther> {
        let names = &self.book.names;
        let (of, id, called) = match about {
            Subject::Worker(worker) => (Of::Worker, names.worker(worker), self.worker_name(worker)),
            Subject::Unit(unit) => (Of::Unit, names.unit(unit), self.units.name(unit)),
            Subject::Carer(carer) => (Of::Carer, names.carer(carer), self.carer(carer).name),
            Subject::Child(_) | Subject::Record => return None,
        };
        let path = format!("/{}/{}", of.name(), crate::at::escaped(id));
        Some(CarryOther { of: of.name(), id: id.to_owned(), path, called, notes })
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

/// By which records stand in order.
type Order = (Moment, u64);

/// What makes facts one record: the commit that made them; where no log says so, who recorded them and in which second.
#[derive(PartialEq, Eq, Hash)]
enum Go {
    Commit(store::Sequence),
    Instant(Moment, ActorId),
}

/// What was recorded here, what was done at one go together, in the order in which it was recorded.
fn made<'f>(facts: &[&'f Fact], source: SourceId, log: &Log) -> Vec<Made<'f>> {
    let mut made: Vec<Made<'f>> = Vec::new();
    let mut places: FxHashMap<Go, usize> = FxHashMap::default();
    let own = facts.iter().enumerate().filter(|(_, fact)| {
        fact.from.source == source && !matches!(fact.content, Content::CarriedBack { .. } | Content::Corrected { .. })
    });
    let mut own: Vec<(u64, Go, &Fact)> = own
        .map(|(place, fact)| match log.get(&fact.id) {
            Some((commit, position)) => (*position, Go::Commit(*commit), *fact),
            None => (place as u64, Go::Instant(fact.recorded, fact.by), *fact),
        })
        .collect();
    own.sort_by_key(|(position, _, fact)| (fact.recorded, *position));
    for (position, go, fact) in own {
        let place = *places.entry(go).or_insert_with(|| {
            made.push(Made { facts: Vec::new(), order: (fact.recorded, position), carried: None });
            made.len() - 1
        });
        made[place].facts.push(fact);
    }
    let carried: FxHashMap<FactId, &Fact> = facts
        .iter()
        .filter_map(|fact| match fact.content {
            Content::CarriedBack { fact: of, .. } => Some((of, *fact)),
            _ => None,
        })
        .collect();
    for one in &mut made {
        let all: Option<Vec<&Fact>> = one.facts.iter().map(|fact| carried.get(&fact.id).copied()).collect();
        one.carried = all.and_then(|all| all.into_iter().max_by_key(|fact| fact.recorded));
    }
    made
}
