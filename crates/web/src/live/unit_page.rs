//! A unit as the record has it: what it is called and what it belongs to, who holds posts for it, its capacity issues (AP-14),
//! and what may be recorded of it.

use decide::posts::tenures;
use record::book::known_facts;
use record::words::Tri;
use record::{Content, Fact, Kind, Moment, Ref, Subject, UnitId};

use super::question::Question;
use super::say;
use super::worker_page::worker_path;
use crate::acts::Of;
use crate::error::PageError;
use crate::forms::Doing;
use crate::view::with_query;
use crate::view::*;
use crate::words::sentence;

impl Question<'_> {
    /// The unit's page.
    ///
    /// # Errors
    /// Where no unit has that id.
    pub fn unit_page(&self, id: &str) -> Result<UnitPage, PageError> {
        let found = Of::Unit.find_known(self.book, id);
        let Some(Subject::Unit(unit)) = found else { return Err(PageError::NotFound { what: "unit" }) };
        let mut posts: Vec<PostLine> = Vec::new();
        for worker in self.book.worker_ids() {
            for one in tenures(self.book, worker, self.known, self.at).into_iter().filter(|one| one.unit == Some(unit))
            {
                let path = worker_path(self.book.names.worker(worker));
                let end = Doing::Record(Of::Worker, Kind::PostEnded).path(self.book.names.worker(worker));
                let says = [("post", Some(one.post.to_string())), ("unit", Some(id.to_owned()))];
                posts.push(PostLine {
                    rank: record::words::Word::index(one.post),
                    post: self.post_begins(one.post),
                    worker: NamedWorker { name: self.worker_name(worker), path },
                    how: match (one.stands_in, one.by_profession) {
                        (true, _) => Some("stands in".to_owned()),
                        (_, true) => Some("by profession".to_owned()),
                        _ => None,
                    },
                    until: one.until.map(say::day),
                    end: (self.may_add() && !one.by_profession).then(|| {
                        with_query(
                            &end,
                            says.iter().map(|(name, value)| (*name, value.as_deref())),
                            PageWanted::default(),
                        )
                    }),
                });
            }
        }
        posts.sort_by(|one, other| {
            (std::cmp::Reverse(one.rank), &one.worker.name).cmp(&(std::cmp::Reverse(other.rank), &other.worker.name))
        });
        let mut facts: Vec<&Fact> = known_facts(self.book.unit(unit), self.known).collect();
        facts.sort_by_key(|fact| std::cmp::Reverse((fact.when.as_start().unwrap_or(Moment::MIN), fact.recorded)));
        Ok(UnitPage {
            unit: self.units.linked(unit),
            above: self.units.above(Some(unit), self.board),
            below: self.units.below(Some(unit)).into_iter().map(|unit| self.units.linked(unit)).collect(),
            posts,
            issues: self.issues_of(unit),
            records: if self.may_add() { self.records(id, Of::Unit) } else { Vec::new() },
            record: facts.into_iter().map(|fact| self.fact_line(fact)).collect(),
        })
    }

    /// The capacity issues of every unit, those that nobody has decided about first.
    pub fn capacity_page(&self) -> CapacityPage {
        let mut issues: Vec<IssueLine> = self.book.unit_ids().flat_map(|unit| self.issues_of(unit)).collect();
        issues.sort_by_key(|issue| (issue.over, !issue.decided.is_empty(), issue.order));
        let raise = self.may_add();
        let units = if raise {
            self.units.all().filter(|unit| !self.book.unit(*unit).is_empty()).collect()
        } else {
            Vec::new()
        };
        let raise = units.into_iter().map(|unit: UnitId| ToPress {
            label: self.units.name(unit),
            path: Doing::Record(Of::Unit, Kind::CapacityIssueRaised).path(self.book.names.unit(unit)),
        });
        CapacityPage { issues, raise: raise.collect() }
    }

    fn issues_of(&self, unit: UnitId) -> Vec<IssueLine> {
        let facts: Vec<&Fact> = known_facts(self.book.unit(unit), self.known).collect();
        let raised = facts.iter().filter_map(|fact| match fact.content {
            Content::CapacityIssueRaised { issue, what, evidence, done_by } => {
                Some((*fact, issue, what, evidence, done_by))
            }
            _ => None,
        });
        let mut issues: Vec<IssueLine> = raised
            .filter(|(fact, ..)| fact.when.as_start().is_none_or(|from| from <= self.at))
            .map(|(fact, issue, what, evidence, by)| {
                let decided = self.decided_about(&facts, issue);
                let decide = Doing::Record(Of::Unit, Kind::CapacityIssueDecided).path(self.book.names.unit(unit));
                let says = issue.to_string();
                let over = decided.iter().any(|one| one.over);
                IssueLine {
                    unit: self.units.linked(unit),
                    what: self.text(what),
                    evidence: evidence.map(|text| self.text(text)),
                    raised: say::when(fact),
                    by: by.map(|worker| self.worker_name(worker)),
                    on_risk_register: decided.iter().rev().find_map(|one| one.on_risk_register),
                    over,
                    decide: (self.may_add() && !over)
                        .then(|| with_query(&decide, [("issue", Some(says.as_str()))], PageWanted::default())),
                    order: fact.when.as_start().map_or(0, |at| at.second()),
                    decided,
                }
            })
            .collect();
        issues.sort_by_key(|issue| (issue.over, issue.order));
        issues
    }

    fn decided_about(&self, facts: &[&Fact], of: Ref) -> Vec<IssueDecided> {
        let mut decided: Vec<(Moment, IssueDecided)> = Vec::new();
        for fact in facts {
            let Content::CapacityIssueDecided { issue, decision, on_risk_register, over, post, done_by } = fact.content
            else {
                continue;
            };
            if issue != of {
                continue;
            }
            let who = done_by.map(|worker| self.worker_name(worker));
            let who = match (who, post) {
                (Some(who), Some(post)) => Some(format!("{who}, {}", self.post(post))),
                (who, post) => who.or_else(|| post.map(|post| self.post_begins(post))),
            };
            let line = IssueDecided {
                says: self.text(decision),
                when: say::when(fact),
                by: who,
                on_risk_register: match on_risk_register {
                    Tri::Yes => Some(true),
                    Tri::No => Some(false),
                    Tri::Unknown => None,
                },
                over: over == Tri::Yes,
            };
            decided.push((fact.when.as_start().unwrap_or(Moment::MIN), line));
        }
        decided.sort_by_key(|(at, _)| *at);
        decided.into_iter().map(|(_, line)| line).collect()
    }

    /// The open issues of that unit that a form can mean.
    pub fn issues_to_choose(&self, unit: UnitId) -> Vec<(String, String)> {
        let facts: Vec<&Fact> = known_facts(self.book.unit(unit), self.known).collect();
        let open = facts.iter().filter_map(|fact| match fact.content {
            Content::CapacityIssueRaised { issue, what, .. } => {
                let over = self.decided_about(&facts, issue).iter().any(|one| one.over);
                (!over)
                    .then(|| (issue.to_string(), format!("{}, raised {}", sentence(&self.text(what)), say::when(fact))))
            }
            _ => None,
        });
        open.collect()
    }
}
