//! The policies in plain clauses, and how this caseload stands on each.

use policy::plain::{self, Told};
use policy::{Cites, Pack};
use record::{Moment, Tri, UnitId};
use rustc_hash::FxHashMap;
use standing::governed::{Lacks, governed};
use standing::since::Counted;
use standing::units::Adoption;
use standing::{DutyState, Entry, cited};

use super::breaches::{BREACH, CLOSED_BREACH};
use super::question::Question;
use super::unseen::{Unseen, nothing_records};
use super::versions::version_name;
use super::{kind, say};
use crate::error::PageError;
use crate::queries::Versioned;
use crate::view::*;
use crate::words::every_unit_but;

/// In the order in which a clause's figures are said.
const STATES: [(&str, &str); 5] = [
    (BREACH, "in breach"),
    (CLOSED_BREACH, "closed cases in breach"),
    ("overdue", "with something overdue"),
    ("open", "with something open"),
    ("cannot-be-known", "of whom it cannot be known"),
];

impl Question<'_> {
    /// The policies in force.
    pub fn policies_page(&self) -> PoliciesPage {
        let clauses = |id: &str| self.pack(id).map_or(0, |pack| pack.clauses.len() as u64);
        let policies = self.policies_in_force().into_iter().map(|policy| {
            let clauses = clauses(&policy.id);
            (policy, clauses)
        });
        let others = policy::shipped::ALL.iter().filter(|shipped| self.pack(shipped.id).is_none());
        let others = others.filter_map(|shipped| {
            let pack = shipped.read().ok()?;
            Some((self.policy(&pack), pack.clauses.len() as u64))
        });
        // What the pages bring along is counted, whichever policies they were started with.
        let (along, others): (Vec<_>, Vec<_>) = others.partition(|(policy, _)| policy.beside);
        let policies = policies.chain(along).collect();
        PoliciesPage { policies, others, teams: self.governed_teams() }
    }

    /// Which policy governs whom: every team that has an open child, or may.
    fn governed_teams(&self) -> Vec<GovernedTeam> {
        let teams = self.units.teams_within(None, self.board);
        let mut lines: Vec<GovernedTeam> = teams.into_iter().filter_map(|team| self.governed_team(team)).collect();
        lines.sort_by_key(|line| line.wrong.is_empty());
        lines
    }

    fn governed_team(&self, team: Option<UnitId>) -> Option<GovernedTeam> {
        let open = self.tally(team).open;
        if open == Counted::default() {
            return None;
        }
        let (plan, names) = (self.plan(), &self.book.names);
        let found = governed(plan, &self.board.world().units, team, self.at);
        let given: Vec<usize> = found.packs.iter().copied().filter(|pack| *pack < self.rules.packs.len()).collect();
        let given: Vec<usize> = given
            .into_iter()
            .filter(|pack| {
                let id = &plan.packs[*pack].id;
                found.adoption.is_some() || self.governs(id) && !self.is_beside(id)
            })
            .collect();
        let whom = |adoption: &Adoption| {
            let unit = adoption.unit.map_or_else(|| self.every_unit(), |unit| self.units.name(unit));
            format!("for {unit}, {}", say::by(names.actor(adoption.by)))
        };
        let version = |adoption: &Adoption| format!("version {} of ‘{}’", adoption.version, adoption.pack);
        let mut wrong: Vec<String> = Vec::new();
        wrong.extend(found.lacks.map(|lacks| match lacks {
            Lacks::NothingAdopted => {
                "No policy governs: others have adopted one, and nothing was adopted here".to_owned()
            }
            Lacks::NotGiven(adoption) => {
                format!("No policy governs: {} was adopted, and the pages were started without it", version(adoption))
            }
            Lacks::NotInForce(adoption) => {
                format!("No policy governs: {} was adopted, and is not in force on this day", version(adoption))
            }
            Lacks::NoneInForce => "No policy was in force".to_owned(),
        }));
        wrong.extend(found.set_aside.iter().map(|other| {
            format!("Adopted twice from the same day: {} too, which what was recorded last sets aside", version(other))
        }));
        let leading = given.iter().filter_map(|pack| plan.packs[*pack].leading);
        Some(GovernedTeam {
            team: self.units.team(team),
            open_children: Count::new(open.certain, open.possible),
            policies: given.iter().map(|pack| self.policy(&self.rules.packs[*pack])).collect(),
            since: found.adoption.filter(|adoption| adoption.from > Moment::MIN).map(|of| say::day(of.from.day())),
            until: found.until.map(say::day),
            adopted: found.adoption.map(whom),
            counted_by: leading.map(|place| self.definition(place)).collect(),
            wrong,
        })
    }

    /// "every unit but North": whom what was adopted for all governs, without those that have adopted one of their own.
    fn every_unit(&self) -> String {
        let adopted = self.board.world().units.adopted_by(self.at);
        let mut own: Vec<String> = adopted.filter_map(|one| Some(self.units.name(one.unit?))).collect();
        own.sort();
        every_unit_but(&own)
    }

    /// One policy.
    pub fn policy_page(&self, asked: Versioned<'_>, without_data: bool) -> Result<PolicyPage, PageError> {
        let place = self.place_of(asked);
        let not_asked = match place {
            Some(_) => None,
            None => policy::shipped::find(asked.id)
                .filter(|_| asked.version.is_none())
                .and_then(|shipped| shipped.read().ok()),
        };
        let given = place.map(|place| &self.rules.packs[place]);
        let pack = given.or(not_asked.as_ref()).ok_or(PageError::NotFound { what: "policy" })?;
        // Of a policy that nobody asks, no child stands anyhow.
        let without_data = without_data || not_asked.is_some();
        let told = place.filter(|place| !without_data && self.is_told_of_children(*place));
        let stands = told.map(|place| self.standing_of_clauses(place));
        let (rules, unseen) = (self.told_rules(pack), [self.unseen(), self.unshown()]);
        let line = |clause| self.clause_line(pack, clause, (&rules, &unseen), stands.as_ref());
        Ok(PolicyPage {
            policy: self.policy(pack),
            versions: place.map(|place| self.other_versions(place)).unwrap_or_default(),
            not_loaded: pack.companions.clone(),
            left_open: plain::left_open(pack),
            clauses: told_once(pack.clauses.iter().map(line).collect()),
            parts: parts(pack),
            without_data,
        })
    }

    /// One clause.
    pub fn clause_page(&self, asked: Versioned<'_>) -> Result<ClausePage, PageError> {
        let packs = &self.rules.packs;
        let has = |place: &usize| packs[*place].clauses.iter().any(|clause| clause.id == asked.id);
        let found = match asked.version {
            Some(version) => (0..packs.len()).find(|place| has(place) && packs[*place].version == version),
            None => {
                let today = self.packs_today().filter_map(|pack| packs.iter().position(|one| one == pack));
                let today: Vec<usize> = today.collect();
                // A clause that only another version has is found all the same.
                today.into_iter().find(has).or_else(|| (0..packs.len()).find(has))
            }
        };
        let place = found.ok_or(PageError::NotFound { what: "clause" })?;
        let pack = &packs[place];
        let clause =
            pack.clauses.iter().find(|clause| clause.id == asked.id).ok_or(PageError::NotFound { what: "clause" })?;
        let stands = self.is_told_of_children(place).then(|| self.standing_of_clauses(place));
        let clause =
            self.clause_line(pack, clause, (&self.told_rules(pack), &[self.unseen(), self.unshown()]), stands.as_ref());
        let has = |(policy, _): &(PolicyInForce, String)| {
            let of = packs.iter().find(|pack| pack.id == policy.id && pack.version == policy.version);
            of.is_some_and(|pack| pack.clauses.iter().any(|one| one.id == asked.id))
        };
        let versions = self.other_versions(place).into_iter().filter(has).collect();
        Ok(ClausePage { policy: self.policy(pack), versions, clause })
    }

    /// Every rule of the policy in plain words, each with whether it runs: of one that is only counted by, what it would
    /// ask besides does not.
    fn told_rules(&self, pack: &Pack) -> Vec<(Told, bool)> {
        let running = plain::rules(pack);
        let whole = self.rules.counted_only.iter().find(|whole| whole.id == pack.id);
        let rules = whole.map_or_else(|| running.clone(), plain::rules);
        let runs = |told: &Told| running.iter().any(|one| (one.what, &one.id) == (told.what, &told.id));
        rules.into_iter().map(|told| (told.clone(), runs(&told))).collect()
    }

    /// A clause, the rules that follow it, and how the caseload stands on it where that may be said.
    fn clause_line(
        &self,
        pack: &Pack,
        clause: &policy::Clause,
        (rules, [unseen, unshown]): (&[(Told, bool)], &[Unseen; 2]),
        stands: Option<&Stands>,
    ) -> ClauseLine {
        let following: Vec<&(Told, bool)> =
            rules.iter().filter(|(told, _)| told.clauses.contains(&clause.id)).collect();
        let runs = following.iter().any(|(_, runs)| *runs);
        // 'No rule:' says that nothing of it is done; 'No rule of its own: …' says what is.
        let done = clause.does.as_ref().is_some_and(|does| !does.starts_with("No rule:"));
        // What begins for nobody, since nothing records what begins it, is not followed.
        let wants: Vec<Vec<record::Kind>> = following
            .iter()
            .filter(|(told, _)| told.what != "ladder")
            .map(|(told, _)| self.wants(unseen, pack, told))
            .collect();
        let none_begins = !wants.is_empty() && wants.iter().all(|kinds| !kinds.is_empty());
        // What begins, and of which nobody can tell that it was not done, is followed in part.
        let begin = following.iter().filter(|(told, _)| self.wants(unseen, pack, told).is_empty());
        let untold: Vec<record::Kind> = begin.flat_map(|(told, _)| self.wants(unshown, pack, told)).collect();
        let some_do_not = !untold.is_empty() || wants.iter().any(|kinds| !kinds.is_empty());
        let in_part = clause.does.as_ref().is_some_and(|does| does.starts_with("In part:"));
        let cannot_see = some_do_not.then(|| nothing_records(&[wants.concat(), untold].concat()));
        let followed = match (self.governs(&pack.id), following.is_empty(), done) {
            (true, false, _) if none_begins => Followed::CannotBeKnown,
            (true, false, _) if some_do_not || in_part => Followed::Partly,
            (true, false, _) => Followed::Fully,
            (true, true, true) => Followed::Partly,
            (_, true, false) => Followed::NotYet,
            (false, ..) if runs => Followed::Counted,
            (false, ..) => Followed::NotGoverning,
        };
        let following = following.into_iter().map(|(told, runs)| RuleLine {
            title: told.title.clone(),
            what: told.what.to_owned(),
            says: told.says.clone(),
            told_under: None,
            runs: *runs,
        });
        ClauseLine {
            id: clause.id.clone(),
            says: clause.says.clone(),
            does: clause.does.clone().unwrap_or_else(|| "Nothing of its own yet.".to_owned()),
            followed,
            cannot_see,
            rules: following.collect(),
            areas: stands.map(|stands| stands.of_areas(&clause.id)).unwrap_or_default(),
            stands: stands.map(|stands| self.figures(clause, stands, unseen)).unwrap_or_default(),
        }
    }

    pub(super) fn policy(&self, pack: &Pack) -> PolicyInForce {
        debug_assert_ne!(pack.id, kind::PACK);
        PolicyInForce {
            id: pack.id.clone(),
            title: pack.title.clone(),
            version: pack.version.clone(),
            from: say::day(pack.from),
            from_is_stated: pack.from_is_stated,
            in_force: say::in_force(pack),
            governs: self.governs(&pack.id) && self.version_governs(pack),
            asked: self.is_asked(&pack.id),
            adopted: self.is_adopted(&pack.id),
            adopted_by_nobody: self.is_adopted_by_nobody(&pack.id),
            beside: self.is_beside(&pack.id),
            several: self.versions(&pack.id).len() > 1,
        }
    }

    /// How the caseload stands on a clause.
    fn figures(&self, clause: &policy::Clause, stands: &Stands, unseen: &Unseen) -> Vec<ClauseFigure> {
        let mut figures = Vec::new();
        let none_begins = self.clause_unseen(unseen, &clause.id);
        for (state, label) in STATES {
            if state == CLOSED_BREACH {
                figures.extend(self.closed_figure(clause, stands));
                continue;
            }
            if self.can_be(&clause.id, state) {
                let children = stands.by_state.get(&(clause.id.clone(), state)).copied().unwrap_or_default();
                let children = match state {
                    BREACH => {
                        let cited = self.breaches_of_somebody(&clause.id);
                        self.seen_in_breach(cited.map(|place| &self.plan().breaches[place].rule), children)
                    }
                    _ => match &none_begins {
                        Some(why) if children == Counted::default() => Known::Unknown(why.clone()),
                        _ => Known::Known(Count::new(children.certain, children.possible)),
                    },
                };
                let (of, state) = (Some(clause.id.clone()), Some(state.to_owned()));
                let governed_by = stands.governed_by.clone();
                let filter = ChildrenFilter { clause: of, state, governed_by, ..ChildrenFilter::default() };
                figures.push(ClauseFigure { label: label.to_owned(), children, filter });
            }
        }
        for place in self.definitions().filter(|place| self.in_force(*place)) {
            if self.plan().definitions[place].rule.cites.0.contains(&clause.id) {
                figures.push(self.figure_of_count(clause, place, stands));
            }
        }
        figures
    }

    /// Whom a definition counts by one of its clauses; where the clause cannot be told from the others, whom it counts at all.
    fn figure_of_count(&self, clause: &policy::Clause, place: usize, stands: &Stands) -> ClauseFigure {
        let plan = self.plan();
        let of = &plan.definitions[place];
        let told_apart = cited::told_by(plan, place, &clause.id).is_some();
        let by_it = if told_apart { ", by this clause" } else { "" };
        let with_others = match !told_apart && of.rule.cites.0.len() > 1 {
            true => " (the whole count, which follows this clause among others)",
            false => "",
        };
        let over_some = self.is_over_some_teams(of.pack);
        let in_teams = match (over_some, told_apart) {
            (true, true) => ", in the teams that it governs",
            (true, false) => " in the teams that it governs",
            (false, _) => "",
        };
        let label = format!("counted by ‘{}’{by_it}{in_teams}{with_others}", of.rule.title);
        // What the policy of a team asks and never allows is over the teams that it governs, and so is what it counts by.
        let own_teams = Some(self.tray).filter(|_| over_some && plan.packs[of.pack].leading == Some(place));
        let counted = match own_teams {
            Some(_) => stands.of_own_teams.get(&clause.id),
            None => stands.by_count.get(&(place, clause.id.clone())),
        };
        ClauseFigure {
            label,
            children: self.seen(place, counted.copied().unwrap_or_default()),
            filter: ChildrenFilter {
                definition: Some(self.definition(own_teams.unwrap_or(place)).id),
                clause: (told_apart || own_teams.is_some()).then(|| clause.id.clone()),
                governed_by: stands
                    .governed_by
                    .clone()
                    .or_else(|| (over_some && own_teams.is_none()).then(|| plan.packs[of.pack].id.clone())),
                ..ChildrenFilter::default()
            },
        }
    }

    /// The closed cases that stand in breach under a clause: a figure of its own, in none of open children.
    fn closed_figure(&self, clause: &policy::Clause, stands: &Stands) -> Option<ClauseFigure> {
        let of = (clause.id.clone(), CLOSED_BREACH);
        let closed = stands.by_state.get(&of).copied().unwrap_or_default();
        if !self.breaches_of_somebody(&clause.id).any(|place| self.has_closed(place, closed)) {
            return None;
        }
        let label = match (closed.certain, closed.possible) {
            (1, 0) => "closed case in breach",
            _ => "closed cases in breach",
        };
        let (clause, state) = (Some(of.0), Some(CLOSED_BREACH.to_owned()));
        Some(ClauseFigure {
            label: label.to_owned(),
            children: Known::Known(Count::new(closed.certain, closed.possible)),
            filter: ChildrenFilter {
                clause,
                state,
                governed_by: stands.governed_by.clone(),
                ..ChildrenFilter::default()
            },
        })
    }

    /// Whether the definition counts the child by that clause, where the clause can be told from its others; else whether it
    /// counts the child at all.
    pub fn counted_by_clause(&self, entry: &Entry, definition: usize, clause: &str) -> Tri {
        let (plan, own) = (self.plan(), self.own(entry, definition));
        let is_cited = || plan.definitions[own].rule.cites.0.iter().any(|id| id == clause);
        if self.says_nothing_of(entry, definition).is_some() || !is_cited() {
            return Tri::No;
        }
        let cause = |place: usize| {
            let because = entry.timeline.counted_since(place, self.at)?.because;
            standing::explain::cause(&self.fact(entry.child, because)?.content)
        };
        let counted = cited::counted_by(plan, &entry.timeline, (own, clause), self.at, cause);
        counted.and(entry.timeline.counted(definition, self.at))
    }

    /// Whether a clause can have children in that state at all.
    fn can_be(&self, clause: &str, state: &str) -> bool {
        let plan = self.plan();
        let cited = |cites: &Cites| cites.0.iter().any(|id| id == clause);
        let is_asked = |pack: usize| plan.in_force_on(pack, self.today) && !self.is_over_nobody(pack);
        match state {
            BREACH => self.breaches_of_somebody(clause).next().is_some(),
            _ => plan.duties.iter().any(|of| cited(&of.rule.cites) && is_asked(of.pack)),
        }
    }

    /// The rules about breaches that follow a clause, without those of policies that are over nobody.
    fn breaches_of_somebody<'q>(&'q self, clause: &'q str) -> impl Iterator<Item = usize> + 'q {
        let asked = self.breaches_asked(Some(clause));
        asked.filter(|place| !self.is_over_nobody(self.plan().breaches[*place].pack))
    }

    /// Under which clauses of the policy that governs its team the child is counted.
    fn stands_by_own_policy(&self, entry: &Entry, stands: &mut Stands) {
        let counted = entry.timeline.counted(self.tray, self.at);
        let own = self.own(entry, self.tray);
        if counted.is_no() || own == self.tray {
            return;
        }
        for clause in &self.plan().definitions[own].rule.cites.0 {
            let by_it = Counted::one(self.counted_by_clause(entry, self.tray, clause));
            stands.of_own_teams.entry(clause.clone()).or_default().join(by_it);
        }
    }

    /// How many children stand how under every clause, in one walk through the caseload.
    fn standing_of_clauses(&self, of: usize) -> Stands {
        let plan = self.plan();
        // Where several versions govern, each is told of those whom it governs.
        let only = self.told_apart(of);
        let governed_by = only.map(|place| &self.rules.packs[place]).map(|pack| version_name(&pack.id, &pack.version));
        let areas = self.area_rules(&self.all_teams(), only);
        let mut stands = Stands { areas, governed_by, ..Stands::default() };
        let mut of_child: Vec<(String, &'static str)> = Vec::new();
        let cited = self.ruling.iter().flat_map(|place| &plan.breaches[*place].rule.cites.0);
        let mut breached: Vec<&str> = cited.map(String::as_str).collect();
        breached.sort_unstable();
        breached.dedup();
        let definitions: Vec<usize> = self.definitions().filter(|place| self.in_force(*place)).collect();
        let over_some: Vec<bool> = (0..plan.packs.len()).map(|pack| self.is_over_some_teams(pack)).collect();
        for entry in self.everybody() {
            if stands.governed_by.as_ref().is_some_and(|name| !self.is_governed_by(entry, name)) {
                continue;
            }
            if self.by_each_team() {
                self.stands_by_own_policy(entry, &mut stands);
            }
            for place in definitions.iter().copied() {
                let of = &plan.definitions[place];
                if entry.timeline.counted(place, self.at).is_no()
                    || over_some[of.pack] && !self.is_governed_by(entry, &plan.packs[of.pack].id)
                {
                    continue;
                }
                for clause in &of.rule.cites.0 {
                    let by_it = Counted::one(self.counted_by_clause(entry, place, clause));
                    stands.by_count.entry((place, clause.clone())).or_default().join(by_it);
                }
            }
            for clause in &breached {
                let open = Counted::one(self.in_breach(entry, Some(clause)));
                let closed =
                    Counted::one(self.closed_in_breach(entry, self.breaches_asked(Some(clause)), Some(clause)));
                for (state, one) in [(BREACH, open), (CLOSED_BREACH, closed)] {
                    if one != Counted::default() {
                        stands.by_state.entry(((*clause).to_owned(), state)).or_default().join(one);
                    }
                }
            }
            if !self.is_open(entry) {
                continue;
            }
            of_child.clear();
            for duty in &entry.timeline.duties {
                let of = &plan.duties[usize::from(duty.duty)];
                let state = match duty.state(self.at) {
                    DutyState::Overdue => "overdue",
                    DutyState::Open => "open",
                    DutyState::CannotBeKnown => "cannot-be-known",
                    DutyState::ToCome | DutyState::Closed(_) => continue,
                };
                if plan.in_force_on(of.pack, self.today) {
                    of_child.extend(of.rule.cites.0.iter().map(|clause| (clause.clone(), state)));
                }
            }
            of_child.sort_unstable();
            of_child.dedup();
            for of in &of_child {
                stands.by_state.entry(of.clone()).or_default().join(Counted::one(Tri::Yes));
            }
        }
        stands
    }
}

/// The documents of a policy: what its clauses' ids begin with, in their order, each by the title of the policy that it
/// comes from.
fn parts(pack: &Pack) -> Vec<HandbookPart> {
    /// So much of a clause says which it is.
    const LETTERS: usize = 90;
    let below: Vec<Pack> = pack.builds_on.iter().filter_map(|id| policy::shipped::find(id)?.read().ok()).collect();
    let mut parts: Vec<HandbookPart> = Vec::new();
    for clause in &pack.clauses {
        let id = clause.id.split_once('-').map_or(clause.id.as_str(), |(id, _)| id);
        let line = (clause.id.clone(), crate::words::beginning(&clause.says, LETTERS));
        if let Some(part) = parts.iter_mut().find(|part| part.id == id) {
            part.clauses.push(line);
            continue;
        }
        let from = below.iter().find(|below| below.clauses.iter().any(|known| known.id == clause.id));
        let title = from.map_or(&pack.title, |from| &from.title).clone();
        parts.push(HandbookPart { id: id.to_owned(), title, clauses: vec![line] });
    }
    parts
}

/// A rule that follows several clauses is told under the first of them.
fn told_once(mut clauses: Vec<ClauseLine>) -> Vec<ClauseLine> {
    let mut told: FxHashMap<(String, Vec<String>), String> = FxHashMap::default();
    for clause in &mut clauses {
        for rule in &mut clause.rules {
            match told.get(&(rule.title.clone(), rule.says.clone())) {
                Some(under) => {
                    rule.told_under = Some(under.clone());
                    rule.says.clear();
                }
                None => {
                    told.insert((rule.title.clone(), rule.says.clone()), clause.id.clone());
                }
            }
        }
    }
    clauses
}

/// Children by clause and state, and by definition and clause.
#[derive(Default)]
struct Stands {
    by_state: FxHashMap<(String, &'static str), Counted>,
    by_count: FxHashMap<(usize, String), Counted>,
    /// By each team's own policy, by clause.
    of_own_teams: FxHashMap<String, Counted>,
    /// The rules about whole areas.
    areas: Vec<AreaRule>,
    /// The version whose children alone these are, where several govern.
    governed_by: Option<String>,
}

impl Stands {
    fn of_areas(&self, clause: &str) -> Vec<String> {
        self.areas.iter().filter(|rule| rule.clauses.iter().any(|id| id == clause)).map(AreaRule::stands).collect()
    }
}
