//! Who could take a child, and what a worker carries, turned into what is shown.

use decide::candidates::{Candidate, Candidates, Sought, Stands, candidates};
use decide::{Said, Telling, load_said};
use record::words::{Role, Word};
use record::{Tri, WorkerId};
use standing::Plan;
use standing::workload::{Load, Weigher};

use super::question::Question;
use crate::acts::Ground;
use crate::error::PageError;
use crate::view::{BeforeAfter, CandidateLine, CandidatesPage, LoadShown, Statement, UnitRef, WorkloadPage};
use crate::words::listed;

impl Question<'_> {
    /// Who could take that child in that part, were it offered by that worker.
    pub fn candidates_page(&self, child: &str, part: Role, acting: Option<&str>) -> Result<CandidatesPage, PageError> {
        let entry = self.find_child(child)?;
        let acting = acting.map(|worker| self.find_worker(worker)).transpose()?;
        let sought = Sought { child: entry.child, part, acting, post: None };
        let found = candidates(self.book, self.board, &|pack| self.asks(pack), self.at, &sought);
        let team = found.team.map(|team| self.units.team(Some(team)));
        let page = self.telling_initials(|telling| candidates_shown(&found, acting, team, telling));
        Ok(CandidatesPage { who: Some(self.child(entry)), ..page })
    }

    /// What that worker carries.
    pub fn workload_page(&self, worker: &str) -> Result<WorkloadPage, PageError> {
        let worker = self.find_worker(worker)?;
        let weigher = Weigher::new(self.board, self.book, self.at);
        Ok(self.telling_initials(|telling| workload_shown(worker, &weigher, &|pack| self.asks(pack), telling)))
    }

    fn find_worker(&self, id: &str) -> Result<WorkerId, PageError> {
        self.book.names.find_worker(id).ok_or(PageError::NotFound { what: "worker" })
    }
}

/// What is said where nothing asks who may hold the child.
pub const NOT_GOVERNED: &str = "No policy in force: none that is asked governed the child's team then, so no rule about who may hold whom \
                                is asked.";

/// What is said where none of the policies that govern the child's team has a rule about who may hold whom.
pub fn no_rule(plan: &Plan, packs: &[usize]) -> String {
    let titles: Vec<String> = packs.iter().map(|pack| format!("‘{}’", plan.packs[*pack].title)).collect();
    let has = if packs.len() == 1 { "has" } else { "have" };
    format!("{} {has} no rule about who may hold whom: nobody is refused by it.", listed(&titles))
}

/// Who could take a child, as it is shown.
pub fn candidates_shown(
    found: &Candidates,
    acting: Option<WorkerId>,
    team: Option<UnitRef>,
    telling: &Telling<'_>,
) -> CandidatesPage {
    let names = &telling.book.names;
    CandidatesPage {
        child: names.child(found.child).to_owned(),
        who: None,
        part: found.part.name(),
        team,
        acting: acting.map(telling.worker),
        note: match found.without_rule.as_slice() {
            _ if !found.is_governed => Some(NOT_GOVERNED.to_owned()),
            [] => None,
            packs => Some(no_rule(telling.plan, packs)),
        },
        against_all: grounds_shown(&found.against_all, found, telling),
        candidates: found.candidates.iter().map(|one| candidate_shown(one, found, telling)).collect(),
    }
}

/// What stands against an offer. Without a policy it is what no record can hold, and no clause says it.
fn grounds_shown(grounds: &[decide::Ground], found: &Candidates, telling: &Telling<'_>) -> Vec<Ground> {
    let shown = grounds.iter().map(|ground| {
        let mut shown = ground_shown(ground, telling);
        if !found.is_governed {
            shown.clauses.clear();
        }
        shown
    });
    shown.collect()
}

fn candidate_shown(one: &Candidate, found: &Candidates, telling: &Telling<'_>) -> CandidateLine {
    let mut said = one.said(telling);
    if !found.is_governed {
        // What is so of a worker is so without a policy; no clause asks it then.
        said.iter_mut().for_each(|of| of.clauses.clear());
    }
    CandidateLine {
        worker: telling.book.names.worker(one.worker).to_owned(),
        name: (telling.worker)(one.worker),
        stands: match one.stands {
            Stands::Possible => "possible",
            Stands::NotOnRecord => "not on record",
            Stands::Refused => "refused",
            Stands::Away => "away",
        },
        near: one.near.says(),
        grounds: grounds_shown(&one.grounds, found, telling),
        help: one.help.map(|help| help.says(found.part)),
        holds: one.holds.0,
        may_hold_more: one.holds.1,
        loads: one
            .loads
            .iter()
            .map(|of| {
                // What it is made of is told once, with this child, and of whoever could be asked.
                let lined = matches!(one.stands, Stands::Possible | Stands::Away);
                BeforeAfter {
                    before: load_shown(&of.before, false, telling),
                    after: load_shown(&of.after, lined, telling),
                }
            })
            .collect(),
        said: said.into_iter().map(statement).collect(),
    }
}

/// What a worker carries, as it is shown, by the policies that ask anything.
pub fn workload_shown(
    worker: WorkerId,
    weigher: &Weigher<'_>,
    asks: &dyn Fn(usize) -> bool,
    telling: &Telling<'_>,
) -> WorkloadPage {
    let held = weigher.holds(worker);
    let holds = held.iter().filter(|(_, held)| held.is_yes()).count();
    let rules = weigher.rules_for(worker).into_iter().filter(|rule| asks(telling.plan.workloads[*rule].pack));
    WorkloadPage {
        worker: telling.book.names.worker(worker).to_owned(),
        name: (telling.worker)(worker),
        holds,
        may_hold_more: held.len() - holds,
        loads: rules.map(|rule| load_shown(&weigher.load(rule, worker, None), true, telling)).collect(),
    }
}

/// A load as it is shown, with its lines or without.
pub(super) fn load_shown(load: &Load, lined: bool, telling: &Telling<'_>) -> LoadShown {
    let lines = if lined { load_said(load, telling) } else { Vec::new() };
    let points = |hundredths: u64| hundredths as f64 / 100.0;
    let percent = load.percent();
    let plan: &Plan = telling.plan;
    LoadShown {
        policy: plan.packs[plan.workloads[load.rule].pack].id.clone(),
        least: points(load.sum.least),
        most: load.sum.most.map(points),
        full_least: points(load.capacity.least),
        full_most: load.capacity.most.map(points),
        percent_least: percent.map(|(least, _)| least),
        percent_most: percent.and_then(|(_, most)| most),
        warns: said_of(load.warns),
        beyond: load.beyond.map(said_of),
        lines: lines.into_iter().map(statement).collect(),
    }
}

const fn said_of(value: Tri) -> &'static str {
    match value {
        Tri::Yes => "yes",
        Tri::No => "no",
        Tri::Unknown => "not known",
    }
}

fn statement(said: Said) -> Statement {
    Statement {
        about: said.topic.name(),
        weighs: said.weighs.name(),
        says: said.says,
        clauses: said.clauses,
        facts: said.facts.iter().map(ToString::to_string).collect(),
    }
}

fn ground_shown(ground: &decide::Ground, telling: &Telling<'_>) -> Ground {
    let told = ground.told(telling.plan, telling);
    Ground { rule: told.rule, clauses: told.clauses, says: told.says, possible: told.possible, exception: false }
}
