//! What whoever fills a form in has to know: how the child stands, what the last oversight said and what of it was done, which
//! steps of a decision are missing, what is offered, what speaks for and against the worker who is chosen.

use decide::ActKind;
use decide::ways::act_towards;
use record::words::{Role, Word};
use record::{Content, Fact, Kind, Ref, Subject};
use standing::{DutyState, Entry};

use super::forms::Drawn;
use super::question::Question;
use super::say;
use crate::forms::Doing;
use crate::view::{AskedLine, BesideForm, ChildDecision};
use crate::words::sentence;

/// So much of what is due stands beside a form.
const DUE: usize = 5;

impl Question<'_> {
    /// What stands beside that form.
    pub fn beside_form(&self, drawn: &Drawn<'_>) -> Vec<BesideForm> {
        if drawn.asked.doing.name() == Kind::Corrected.name() {
            return self.made_with(drawn).into_iter().collect();
        }
        let (Doing::Act(kind), Some(entry)) = (drawn.asked.doing, drawn.child) else { return Vec::new() };
        let mut parts = match kind {
            ActKind::Oversee => vec![self.child_now(entry), self.due_now(entry)],
            ActKind::Offer => vec![self.chosen(drawn, entry)],
            ActKind::Accept | ActKind::Decline => vec![self.terms(drawn, entry)],
            _ => Vec::new(),
        };
        if matches!(kind, ActKind::CheckTransfer | ActKind::SignTransfer) {
            parts.extend(self.work_found(entry));
        }
        if matches!(kind, ActKind::Oversee | ActKind::Leave) {
            parts.push(self.last_oversight(entry));
        }
        let decisions = self.decisions(entry).into_iter().filter(|one| one.taken.is_none());
        let mut steps: Vec<BesideForm> = decisions.filter(|one| self.is_decided_by(one, kind)).map(steps_of).collect();
        steps.append(&mut parts);
        steps.retain(|part| !part.lines.is_empty());
        steps
    }

    /// What was recorded together with the record that is taken back, and stays unless it is taken back too.
    fn made_with(&self, drawn: &Drawn<'_>) -> Option<BesideForm> {
        let about = drawn.about?;
        let of = self.fact_of(about, drawn.filled("replaces"))?;
        let same =
            |fact: &&Fact| fact.id != of.id && (fact.recorded, fact.by, fact.from) == (of.recorded, of.by, of.from);
        let facts: Vec<&Fact> = match about {
            Subject::Child(child) => self.facts(child).filter(same).collect(),
            other => self.book.about(other).iter().filter(same).collect(),
        };
        let lines = facts.into_iter().map(|fact| self.fact_words(&fact.content)).collect::<Vec<_>>();
        let title = "Recorded together with it, and stays unless it is taken back too".to_owned();
        (!lines.is_empty()).then_some(BesideForm { title, lines })
    }

    fn child_now(&self, entry: &Entry) -> BesideForm {
        let mut lines = vec![format!("{}.", self.stands(entry)), format!("{}.", sentence(self.kind_words(entry)))];
        let breaches = self.breach_marks(entry).into_iter().map(|mark| mark.words);
        lines.extend(breaches.map(|words| format!("{}.", words.trim_end_matches('.'))));
        BesideForm { title: format!("{} now", self.called(entry)), lines }
    }

    fn due_now(&self, entry: &Entry) -> BesideForm {
        let mut due: Vec<_> = self.live(entry).filter(|duty| duty.state(self.at) != DutyState::CannotBeKnown).collect();
        due.sort_by_key(|duty| duty.due_by(self.at).last());
        let lines = due.into_iter().take(DUE).map(|duty| {
            let rule = self.rule(duty);
            let when = self.due(rule, duty).map_or_else(|| "no day is stated".to_owned(), |due| due.to_string());
            format!("{}: {when}", rule.title)
        });
        BesideForm { title: "What is due".to_owned(), lines: lines.collect() }
    }

    /// What the newest oversight said, and which of what it asked for was done.
    fn last_oversight(&self, entry: &Entry) -> BesideForm {
        let is_oversight = |fact: &&Fact| matches!(fact.content, Content::ManagementOversight { .. });
        let newest =
            self.facts(entry.child).filter(is_oversight).max_by_key(|fact| (fact.when.as_start(), fact.recorded));
        let Some(newest) = newest else {
            return BesideForm { title: "The last oversight".to_owned(), lines: vec!["None is on record.".to_owned()] };
        };
        // What one oversight made was recorded by one person at one instant.
        let same = |fact: &&Fact| (fact.recorded, fact.by, fact.from) == (newest.recorded, newest.by, newest.from);
        let mut lines = Vec::new();
        for fact in self.facts(entry.child).filter(same) {
            lines.push(match fact.content {
                Content::OversightSays { of, says } => format!("{}: {}", sentence(of.name()), self.text(says)),
                Content::RiskJudged { level } => format!("Risk: {}", level.name()),
                Content::NextSeenSet { on } => format!("To be seen by {}", say::day(on)),
                Content::NextReviewSet { on } => format!("To be reviewed by {}", say::day(on)),
                Content::Noted { says, .. } => self.text(says),
                Content::TaskSet { task, what, .. } => {
                    format!("{}: {}", self.text(what), self.task_stands(entry, task))
                }
                _ => continue,
            });
        }
        if lines.is_empty() {
            lines.push("What it said is not on this record.".to_owned());
        }
        BesideForm { title: format!("The last oversight, {}", say::when(newest)), lines }
    }

    fn task_stands(&self, entry: &Entry, task: Ref) -> &'static str {
        let mut ended = self.facts(entry.child).filter_map(|fact| match fact.content {
            Content::TaskDone { task: of, .. } if of == task => Some("done"),
            Content::TaskDropped { task: of, .. } if of == task => Some("no longer to be done"),
            _ => None,
        });
        ended.next().unwrap_or("not done yet")
    }

    /// Whether whoever was offered the part has said that they will take it, with a transfer's second signature.
    pub fn will_take(&self, entry: &Entry, one: &standing::timeline::Involved) -> bool {
        let names = &self.book.names;
        let Some(worker) = one.worker else { return false };
        self.facts(entry.child).any(|fact| {
            matches!(fact.content, Content::SuccessorIdentified { worker: of } if of == worker)
                && names.actor(fact.by) == names.worker(worker)
                && fact.when.as_start() >= one.offered
        })
    }

    /// What was offered, with what has to be said of it.
    fn terms(&self, drawn: &Drawn<'_>, entry: &Entry) -> BesideForm {
        let asked = drawn.filled("involvement");
        let terms = self.facts(entry.child).filter_map(|fact| match fact.content {
            Content::AllocationTerms { involvement, what, actions, review } => {
                Some((involvement, what, actions, review))
            }
            _ => None,
        });
        let open = |of: Ref| entry.timeline.involved_at(self.at).any(|one| one.involvement == of);
        let mine = terms.filter(|(of, ..)| if asked.is_empty() { open(*of) } else { of.to_string() == asked });
        let lines = mine.last().map_or_else(Vec::new, |(_, what, actions, review)| {
            vec![
                format!("What is allocated: {}", self.text(what)),
                format!("What is to be done: {}", self.text(actions)),
                format!("How it is reviewed and supervised: {}", self.text(review)),
            ]
        });
        BesideForm { title: "What you are asked to take".to_owned(), lines }
    }

    /// What speaks for and against the worker who is chosen, as the page of who could take the child has it.
    fn chosen(&self, drawn: &Drawn<'_>, entry: &Entry) -> BesideForm {
        let (worker, part) = (drawn.filled("worker"), Role::from_name(drawn.filled("part")).unwrap_or(Role::Lead));
        let acting = drawn.writes.acting.map(|worker| self.book.names.worker(worker).to_owned());
        let nothing = BesideForm { title: String::new(), lines: Vec::new() };
        if worker.is_empty() {
            return nothing;
        }
        let id = self.book.names.child(entry.child);
        let Ok(found) = self.candidates_page(id, part, acting.as_deref()) else { return nothing };
        let Some(line) = found.candidates.into_iter().find(|line| line.worker == worker) else { return nothing };
        let lines = line.said.into_iter().map(|said| match said.weighs {
            "against" => format!("Against: {}", said.says),
            "for" => format!("For: {}", said.says),
            _ => sentence(&said.says),
        });
        BesideForm { title: line.name, lines: lines.collect() }
    }

    /// Whether that decision is taken by that act.
    fn is_decided_by(&self, one: &ChildDecision, kind: ActKind) -> bool {
        let plan = self.plan();
        plan.gates.iter().any(|gate| {
            format!("{}/{}", plan.packs[gate.pack].id, gate.rule.id) == one.rule
                && gate.rule.before.iter().any(|event| act_towards(event.fact) == Some(kind))
        })
    }
}

/// Each thing that is asked before a decision, and how it stands.
fn steps_of(decision: ChildDecision) -> BesideForm {
    let lines = decision.asks.into_iter().filter(|one| one.stands != "not asked").map(step);
    BesideForm { title: format!("Asked before it: {}", decision.title), lines: lines.collect() }
}

fn step(one: AskedLine) -> String {
    let units = one.units.iter().map(|of| match of.answer {
        Some(answer) => format!("{} {answer}", of.unit),
        None => format!("{}: {}", of.unit, of.stands),
    });
    let units: Vec<String> = units.collect();
    let shown = if units.is_empty() { one.shown_by.join("; ") } else { units.join(", ") };
    let shown = if shown.is_empty() { shown } else { format!(" – {shown}") };
    format!("{}: {} ({}){shown}", sentence(one.stands), one.says, one.clauses.join(", "))
}
