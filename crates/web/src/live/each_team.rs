//! Where teams follow different policies: by which of them everybody is counted, and of whom it is not known.

use record::{Moment, Tri, UnitId};
use standing::each_team::CountedBy;
use standing::signal::value_at;
use standing::since::Counted;
use standing::{Board, Entry};

use super::question::Question;
use super::roll::Roll;
use super::versions::version_name;
use crate::view::{Count, CountedFor, Term};

/// The definition by which trays and figures count as at that instant: `given`, but where what the teams with children
/// then have adopted says another.
pub fn tray_at(board: &Board, roll: &Roll, given: usize, at: Moment) -> usize {
    let (plan, units) = (board.plan(), &board.world().units);
    let on_day = |place: usize| plan.definition_on(place, at.day());
    if !plan.has_all_adopted(units) {
        return on_day(given);
    }
    let is_there = |entry: &Entry, team: Option<UnitId>| entry.timeline.team_at(at) == team;
    let has_any = |team: &Option<UnitId>| {
        let mut children = roll.of_team(*team, at).filter_map(|(child, _)| board.get(child));
        children.any(|entry| is_there(entry, *team))
    };
    on_day(plan.leading_over(units, board.teams().filter(has_any), at).unwrap_or(given))
}

/// Whether any policy governs any team then that was adopted.
pub fn any_governs(board: &Board, at: Moment) -> bool {
    !board.plan().governing_any(&board.world().units, at).is_empty()
}

impl Question<'_> {
    /// Whether trays and figures count by each team's own policy.
    pub fn by_each_team(&self) -> bool {
        self.plan().each_team() == Some(self.tray)
    }

    /// The definition by which the child is counted where that one is by each team's own policy; else that one.
    pub fn own(&self, entry: &Entry, definition: usize) -> usize {
        match self.plan().each_team() == Some(definition) {
            true => entry.timeline.definition_at(self.plan(), definition, self.at),
            false => definition,
        }
    }

    /// Why that definition says nothing of the child where it is by each team's own policy: none governs the child's team,
    /// or one that counts nobody.
    pub fn says_nothing_of(&self, entry: &Entry, definition: usize) -> Option<&'static str> {
        if self.plan().each_team() != Some(definition) {
            return None;
        }
        entry.timeline.counted_by(self.at)?.says_nothing()
    }

    /// By which policy's definition the child is counted, as a sentence, where it is by each team's own.
    pub fn own_policy_words(&self, entry: &Entry) -> Option<String> {
        if !self.by_each_team() {
            return None;
        }
        let plan = self.plan();
        Some(match self.says_nothing_of(entry, self.tray) {
            Some(why) => format!("{}.", crate::words::sentence(why)),
            None => {
                let own = &plan.definitions[self.own(entry, self.tray)];
                let policy = &plan.packs[own.pack].title;
                format!("‘{policy}’ governs the child’s team and counts by ‘{}’.", own.rule.title)
            }
        })
    }

    /// Whether it is not known by which policy an open child stands in trays and figures, nor what is due or never allowed.
    pub fn is_ungoverned(&self, entry: &Entry) -> bool {
        self.by_each_team()
            && entry.timeline.counted_by(self.at) == Some(CountedBy::NotKnown)
            && !value_at(&entry.timeline.open, self.at).is_no()
    }

    /// That, where it is so, as what is not known of every figure about duties and breaches.
    pub fn at_least_not_known(&self, entry: &Entry, value: Tri) -> Tri {
        if self.is_ungoverned(entry) { value.or(Tri::Unknown) } else { value }
    }

    /// By which policies these teams are counted, where it is by each team's own: those of most teams first, and last those
    /// that none governs. Empty where one definition counts everybody.
    pub fn counted_for(&self, teams: &[Option<UnitId>]) -> Vec<CountedFor> {
        let mut found: Vec<CountedFor> = Vec::new();
        for team in teams.iter().filter(|_| self.by_each_team()) {
            let open = self.tally(*team).open;
            if open == Counted::default() {
                continue;
            }
            let (policy, definition) = self.governs_team(*team);
            let open = Count::new(open.certain, open.possible);
            match found.iter_mut().find(|known| known.policy == policy) {
                Some(known) => {
                    known.teams += 1;
                    known.open_children = Count::new(
                        known.open_children.at_least() + open.at_least(),
                        known.open_children.at_least_possible() + open.at_least_possible(),
                    );
                }
                None => found.push(CountedFor { policy, definition, teams: 1, open_children: open }),
            }
        }
        found.sort_by_key(|one| (one.policy.is_none(), std::cmp::Reverse(one.teams)));
        found
    }

    /// Whether the policy of that id, or that version of one ([`version_name`]), governs the team that owns the child's case.
    pub fn is_governed_by(&self, entry: &Entry, policy: &str) -> bool {
        let governing = self.board.world().units.governing(entry.timeline.team_at(self.at), self.at);
        governing.is_some_and(|(id, version)| id == policy || version_name(id, version) == policy)
    }

    /// Whether teams follow different policies and that pack governs some: what it counts is told of these alone, as what it
    /// asks and never allows is.
    pub fn is_over_some_teams(&self, pack: usize) -> bool {
        let (plan, units) = (self.plan(), &self.board.world().units);
        self.by_each_team()
            && plan.governing_any(units, self.at).iter().any(|place| plan.packs[*place].id == plan.packs[pack].id)
    }

    /// Whether policies were adopted and that pack never was: it asks and forbids nothing of anybody, so that 0 of whom
    /// something is overdue or in breach would be no answer.
    pub fn is_over_nobody(&self, pack: usize) -> bool {
        let units = &self.board.world().units;
        units.any_adopted() && !units.packs_ever_adopted().any(|id| *id == self.plan().packs[pack].id)
    }

    /// The policy that governs that team, and the definition by which it counts.
    fn governs_team(&self, team: Option<UnitId>) -> (Option<Term>, Option<Term>) {
        let (plan, units) = (self.plan(), &self.board.world().units);
        let governs = |adopted: (&str, &str)| plan.packs.iter().find(|pack| pack.is(adopted.0, adopted.1));
        let policy = || units.governing(team, self.at).and_then(governs).map(|pack| Term::new(&pack.id, &pack.title));
        match plan.counted_by(units, team, self.at) {
            CountedBy::Definition(place) => (policy(), Some(self.definition(place))),
            CountedBy::Nobody => (policy(), None),
            CountedBy::NotKnown => (None, None),
        }
    }
}
