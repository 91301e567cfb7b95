//! How pressing a need is, and who may hold the child, side by side.

use policy::pack::Need as Asked;
use record::words::{Role, Words};
use record::{Book, Moment};
use standing::priority::pressing;
use standing::suitability::findings;
use standing::{Evaluator, Timeline};

use super::compare::{Difference, Tested, compare_values, difference};
use super::definitions::Walk;
use super::history::worker;
use super::priority::{self, Factor, Pressing};
use super::suitability::{self, Candidate, Finding, Need};

impl Tested {
    /// Each factor at every instant, and what they come to at some.
    pub(super) fn compare_priority(
        &self,
        walk: &Walk<'_, '_>,
        timeline: &Timeline,
        facts: &[&[record::Fact]],
        known: Moment,
        all: &mut Vec<Difference>,
    ) {
        let Some((pack, _)) = self.name_of("pg", "") else { return };
        let before = all.len();
        let mut of_each: Vec<(Factor, Vec<record::Tri>)> = Vec::new();
        for factor in priority::factors() {
            let mut values = (factor.when)(walk);
            let id = self.name_of("pg", factor.id).map_or(String::new(), |(_, id)| id);
            let is = |other: &standing::plan::Ruled<policy::pack::Priority>| {
                other.rule.id == id && self.plan.packs[other.pack].id == pack
            };
            let Some(place) = self.plan.priorities.iter().position(is) else { panic!("no priority {id}") };
            // No policy weighs anything on a day on which it is not in force.
            let info = &self.plan.packs[self.plan.priorities[place].pack];
            let out_of_force = |at: &record::Moment| !info.in_force(at.day());
            let each = values.iter_mut().zip(&walk.instants);
            each.filter(|(_, at)| out_of_force(at)).for_each(|(value, _)| *value = record::Tri::No);
            compare_values(&format!("priority {id}"), walk, &values, &timeline.factors[place], all);
            of_each.push((factor, values));
        }
        if all.len() > before {
            return;
        }
        for part in 1..=8 {
            let place = (walk.instants.len() - 1) * part / 8;
            let expected = priority::pressing(walk, &of_each, place);
            let got = pressing(&self.plan, timeline, facts, walk.instants[place], known);
            let mut factors: Vec<(String, record::Tri)> = got
                .factors
                .iter()
                .map(|factor| (self.plan.priorities[factor.rule].rule.id.clone(), factor.value))
                .map(|(id, value)| (id.trim_start_matches("pg/").to_owned(), value))
                .collect();
            factors.sort();
            // What was set by hand comes first among children who are open, or may be.
            let asked = !walk.open()[place].is_no();
            let got = Pressing { weight: got.weight, set: got.set.map(|(set, _)| set).filter(|_| asked), factors };
            if expected != got {
                let at = walk.instants[place];
                all.push(difference("priority at an instant".to_owned(), &format!("{expected:?} at {at}"), &got));
                return;
            }
        }
    }

    /// Some candidates at some instants.
    pub(super) fn compare_suitability(
        &self,
        walk: &Walk<'_, '_>,
        timeline: &Timeline,
        evaluator: &mut Evaluator<'_>,
        book: &Book,
        all: &mut Vec<Difference>,
    ) {
        for part in 1..=6 {
            let place = (walk.instants.len() - 1) * part / 6;
            let candidate = Candidate {
                worker: worker(part % 4),
                part: [Role::Lead, Role::KeyWorker, Role::Lead, Role::CoWorker][part % 4],
                lead: [None, Some(worker(part % 3)), Some(worker(3 - part % 4))][part % 3],
                support_named: part % 2 == 0,
            };
            let asked = standing::suitability::Candidate {
                worker: candidate.worker,
                part: candidate.part,
                lead: candidate.lead,
                support_named: candidate.support_named,
            };
            let rules = if self.is_written() { &suitability::WRITTEN } else { &suitability::RULES };
            // A pack is asked only where it governs the child.
            let governs = walk.governed(if self.is_written() { "written" } else { "ap" })[place].is_yes();
            let found = || suitability::findings_by(rules, walk, &candidate, place);
            let expected = if governs { found() } else { Vec::new() };
            let found = findings(&self.plan, evaluator, timeline, book, &asked, walk.instants[place]);
            let mut got: Vec<Finding> = found
                .iter()
                .map(|finding| Finding {
                    id: self.plan.suitability[finding.rule].rule.id.trim_start_matches("ap/").to_owned(),
                    lacking: needs(finding.lacking),
                    not_known: needs(finding.not_known),
                })
                .collect();
            got.sort();
            if expected != got {
                let id = expected
                    .iter()
                    .find(|finding| !got.contains(finding))
                    .or(got.iter().find(|of| !expected.contains(of)));
                let kind = format!("may hold: {}", id.map_or("", |finding| &finding.id));
                let at = walk.instants[place];
                all.push(difference(kind, &format!("{expected:?} of {candidate:?} at {at}"), &got));
                return;
            }
        }
    }
}

fn needs(of: Words<Asked>) -> Vec<Need> {
    let mut all: Vec<Need> = of
        .iter()
        .map(|need| match need {
            Asked::Refused => Need::Refused,
            Asked::LeadSocialWorker => Need::LeadSocialWorker,
            Asked::NamedSupport => Need::NamedSupport,
            Asked::Supervisor => Need::Supervisor,
            Asked::Experience => Need::Experience,
            Asked::Training => Need::Training,
            Asked::Registration => panic!("no rule of the packs asks for registration"),
        })
        .collect();
    all.sort();
    all
}
