//! What no policy allows and is so, rule by rule; and whole areas that stand above what a policy allows (AP-14).

use policy::Condition;
use policy::MoreThan;
use record::words::{UnitLevel, Word};
use record::{Moment, Tri};
use standing::Entry;
use standing::areas::{RungState, areas_of};
use standing::signal::step_at;
use standing::since::{Counted, first_day};
use standing::{Closed, DutyState as State};

use super::holders::ByRule;
use super::question::Question;
use super::say;
use crate::error::PageError;
use crate::view::*;
use crate::words::{listed, plural};

/// The state of open children, or of those who may be, of whom something is so that is never allowed.
pub const BREACH: &str = "breach";
/// The state of closed cases of which something is so that is never allowed, as a closing that was not as the policy asks.
pub const CLOSED_BREACH: &str = "closed-breach";
/// How many children of each rule the page names; the rest are behind its figure.
const NAMED: usize = 5;

impl Question<'_> {
    /// The page.
    pub fn breaches_page(&self, unit: Option<&str>) -> Result<BreachesPage, PageError> {
        let (unit, teams) = self.unit_asked(unit)?;
        let plan = self.plan();
        let none = match self.in_force(self.tray) {
            true => "no policy in force here says what is never allowed",
            false => "no policy was in force",
        };
        let ruled = !self.ruling.is_empty();
        let not_known =
            self.nothing_before().map(|day| format!("nothing about any child was on this record before {day}"));
        let not_known = not_known.or_else(|| (!ruled).then(|| none.to_owned()));
        let entries: Vec<&Entry> = teams.iter().flat_map(|team| self.of_team(*team)).collect();
        let mut rules = Vec::new();
        for place in self.ruling.iter().copied() {
            if not_known.is_none() && !self.is_over_nobody(plan.breaches[place].pack) {
                rules.push((place, self.breach_rule(place, &unit, &entries)));
            }
        }
        // What is broken before what is not; of that what may never be, before what somebody has still to do; then by number.
        rules.sort_by_key(|(place, rule)| {
            let count = rule.children.value().copied().unwrap_or_default();
            let closed = rule.closed.as_ref().map(|closed| closed.cases.at_least());
            let (certain, possible) = (count.at_least(), count.at_least_possible());
            std::cmp::Reverse((certain > 0, plan.may_never_be(*place), certain, possible, closed))
        });
        let rules: Vec<BreachRule> = rules.into_iter().map(|(_, rule)| rule).collect();
        Ok(BreachesPage {
            areas: if not_known.is_none() { self.area_rules(&teams, None) } else { Vec::new() },
            as_at: self.as_at_words(),
            // A list of counts asks for nothing: it governs nobody.
            governed: self.in_force(self.tray) || rules.iter().any(|rule| rule.governs),
            not_known,
            rules,
            unit,
        })
    }

    fn breach_rule(&self, place: usize, unit: &UnitRef, entries: &[&Entry]) -> BreachRule {
        let of = &self.plan().breaches[place];
        let mut so: Vec<(&Entry, Moment)> = Vec::new();
        let (mut possible, mut closed) = (0, Counted::default());
        for entry in entries {
            closed.join(Counted::one(self.closed_in_breach(entry, std::iter::once(place), None)));
            match step_at(&entry.timeline.breaches[place], self.at).filter(|_| !self.is_closed(entry)) {
                Some(step) if step.value.is_yes() => so.push((entry, step.from)),
                Some(step) if step.value.is_unknown() => possible += 1,
                _ => {}
            }
        }
        let in_state = |state: &str| ChildrenFilter {
            breach: Some(self.breach_name(place)),
            state: Some(state.to_owned()),
            ..ChildrenFilter::of_unit(unit)
        };
        so.sort_by_key(|(entry, from)| (*from, entry.child));
        let lines = so.iter().take(NAMED).map(|(entry, _)| InNameLine {
            child: self.child(entry),
            kind: self.kind_words(entry).to_owned(),
            team: entry.timeline.team_at(self.at).map(|team| self.units.team(Some(team))),
            holder: match self.lacked(entry, place) {
                lacked if lacked.is_empty() => self.why_in_breach(entry, &of.rule.during),
                lacked => crate::words::sentence(&lacked.join("; ")),
            },
            since: entry.timeline.breach_since(self.plan(), place, self.at).map(say::day),
            certainty: Certainty::Certain,
        });
        BreachRule {
            title: of.rule.title.clone(),
            policy: self.plan().packs[of.pack].title.clone(),
            governs: self.governs(&self.plan().packs[of.pack].id),
            clauses: of.rule.cites.0.clone(),
            children: self.seen_in_breach(std::iter::once(&of.rule), Counted { certain: so.len() as u64, possible }),
            lines: lines.collect(),
            filter: in_state(BREACH),
            closed: self.has_closed(place, closed).then(|| ClosedCases {
                cases: Count::new(closed.certain, closed.possible),
                filter: in_state(CLOSED_BREACH),
            }),
        }
    }

    /// What addresses and lists call a rule about breaches: `pack/breach`, in every version of the pack.
    pub fn breach_name(&self, place: usize) -> String {
        let of = &self.plan().breaches[place];
        format!("{}/{}", self.plan().packs[of.pack].id, of.rule.id)
    }

    /// Whether any of those rules is broken of an open child, or one who may be; of a clause, whether by that one.
    pub fn open_in_breach(&self, entry: &Entry, rules: impl Iterator<Item = usize>, clause: Option<&str>) -> Tri {
        if self.is_closed(entry) {
            return Tri::No;
        }
        rules.map(|place| self.breach_value(entry, place, clause)).max().unwrap_or(Tri::No)
    }

    /// Whether any of those rules is broken of a closed case, which is in no figure of children in breach. Of a rule about
    /// closing that may be unknown; what else holds of a closed case holds for certain or is over.
    pub fn closed_in_breach(&self, entry: &Entry, rules: impl Iterator<Item = usize>, clause: Option<&str>) -> Tri {
        if !self.is_closed(entry) {
            return Tri::No;
        }
        let of_rule = |place: usize| match self.breach_value(entry, place, clause) {
            Tri::Unknown if !self.plan().is_of_closing(place) => Tri::No,
            value => value,
        };
        rules.map(of_rule).max().unwrap_or(Tri::No)
    }

    /// Whether closed cases have a row of their own under that rule: where it is about closing, or any stands there.
    pub fn has_closed(&self, place: usize, closed: Counted) -> bool {
        self.plan().is_of_closing(place) || closed != Counted::default()
    }

    /// Who is on record, each with why that one does not count by the rule that is broken, and the clause of it; where it
    /// asks for no worker, with why nobody counts by the tray's definition.
    fn why_in_breach(&self, entry: &Entry, during: &Condition) -> String {
        let holder = self.holder_words(entry);
        let against = self.none_counts(entry, during);
        if !against.is_empty() {
            return crate::words::sentence(&against.join("; "));
        }
        match self.stand(entry, self.tray).filter(|stand| stand.value.is_yes()) {
            Some(stand) => match holder.strip_prefix("held by ") {
                Some(name) => format!("{name}: {}", crate::words::uncapitalised(&self.why(entry, &stand))),
                None => self.why(entry, &stand),
            },
            None => crate::words::sentence(&holder),
        }
    }

    /// Those on record for the child who do not count by the worker rules of a condition: why, with the rule's clauses.
    fn none_counts(&self, entry: &Entry, condition: &Condition) -> Vec<String> {
        let mut said: Vec<(String, String)> = Vec::new();
        for place in self.plan().worker_rules_of(condition) {
            let ruled = &self.plan().workers[place];
            // A rule for those who count once somebody is named to support them says nothing of other grades.
            let of_it = |one: &ByRule| one.counts.is_no() && !(ruled.rule.supported && one.by_grade);
            let against = self.by_rule(entry, place).into_iter().filter(of_it);
            for one in against {
                if !said.iter().any(|(says, _)| *says == one.says) {
                    said.push((one.says, ruled.rule.cites.to_string()));
                }
            }
        }
        said.into_iter().map(|(says, cites)| format!("{says}, and so does not count ({cites})")).collect()
    }

    /// A rung of a unit that stands above, once it has opened.
    fn area_rung(&self, area: &policy::Area, rung: &RungState) -> Option<AreaRung> {
        let rule = area.rungs.get(usize::from(rung.record.duty))?;
        let stands = match rung.record.state(self.at) {
            State::ToCome => return None,
            State::Open => "open",
            State::Overdue => "overdue",
            State::CannotBeKnown | State::Closed(Closed::CannotBeKnown) => "whether it was done is not known",
            State::Closed(Closed::Met) => "done in time",
            State::Closed(Closed::MetLate(_)) => "done late",
            State::Closed(Closed::MetPerhapsLate) => "done; whether in time is not known",
            State::Closed(Closed::Missed) => "not done",
            State::Closed(Closed::NoLongerNeeded | Closed::Replaced) => "no longer needed",
        };
        let due = self.due(rule, &rung.record);
        Some(AreaRung { what: rule.title.clone(), owner: self.post_begins(rule.owner), due, stands })
    }

    /// The rules about whole areas above which any unit stands, or may, that has these teams.
    pub(super) fn areas_over(&self, teams: &[Option<record::UnitId>]) -> Vec<AreaRule> {
        let mut rules = if self.nothing_before().is_none() { self.area_rules(teams, None) } else { Vec::new() };
        rules.retain(|rule| !rule.units.is_empty());
        rules
    }

    /// The rules about whole areas: those units of these teams that stand above, or may; of one version of a pack, or of all
    /// that govern somebody.
    pub(super) fn area_rules(&self, teams: &[Option<record::UnitId>], only: Option<usize>) -> Vec<AreaRule> {
        let plan = self.plan();
        let within = |unit: record::UnitId| {
            let mut known = teams.iter().flatten();
            known.any(|team| *team == unit || self.board.world().units.belongs_to(*team, unit))
        };
        let governing = plan.governing_somebody(&self.board.world().units, self.at);
        let is_so = |pack: usize| governing.contains(&pack) && only.is_none_or(|only| only == pack);
        let states = areas_of(self.board, self.at, |rule, unit| is_so(plan.areas[rule].pack) && within(unit));
        let in_force = plan.areas.iter().enumerate().filter(|(_, of)| is_so(of.pack));
        let rules = in_force.map(|(place, of)| {
            let asked: Vec<_> = states.iter().filter(|state| state.rule == place).collect();
            let above = asked.iter().filter(|state| !state.above.is_no()).map(|state| AreaUnit {
                unit: self.units.linked(state.unit),
                count: self.told(
                    of.rule.counts,
                    Counted { certain: u64::from(state.certain), possible: u64::from(state.possible) },
                ),
                among: u64::from(state.among),
                certainty: if state.above == Tri::Yes { Certainty::Certain } else { Certainty::Possible },
                since: state.since.and_then(first_day).map(say::day),
                rungs: state.rungs.iter().filter_map(|rung| self.area_rung(&of.rule, rung)).collect(),
            });
            let of_each = match of.rule.more_than {
                MoreThan::Children(most) => plural(u64::from(most), "child", "children"),
                MoreThan::Percent(most) => format!("{most}% of the children"),
                MoreThan::OneIn(many) => format!("one in {many} of the children"),
                MoreThan::NotStated => "a number that the policy does not state".to_owned(),
            };
            let counted = &plan.definitions[of.rule.counts].rule.title;
            let blind = self.told(of.rule.counts, Counted::default()).more_not_known;
            let units = &self.board.world().units;
            let nobody_says = units.of_level(of.rule.over).is_empty() && units.any_without_level();
            let nobody_says = nobody_says.then(|| level_not_said(of.rule.over));
            AreaRule {
                title: of.rule.title.clone(),
                more_not_known: nobody_says.or(blind),
                clauses: of.rule.cites.0.clone(),
                allows: format!("No more than {of_each} of a {}, counted by ‘{counted}’", of.rule.over.name()),
                told: listed(&of.rule.told().iter().map(|post| self.post_begins(post)).collect::<Vec<_>>()),
                units: above.collect(),
                asked: asked.len() as u64,
            }
        });
        rules.collect()
    }
}

/// Why it is not known which units a rule about areas is about.
const fn level_not_said(level: UnitLevel) -> &'static str {
    match level {
        UnitLevel::Authority => "nothing says which unit is the authority",
        UnitLevel::Service => "nothing says which units are services",
        UnitLevel::District => "nothing says which units are districts",
        UnitLevel::Team => "nothing says which units are teams",
    }
}
