//! Each team's own policy on the command line: what counts where no definition is named, and by which policies that is.

use std::collections::BTreeMap;

use policy::Pack;
use record::{Book, Moment, UnitId};
use serde::Serialize;
use standing::each_team::CountedBy;
use standing::since::Counted;
use standing::units::Units;
use standing::{Plan, Standing, World};

use crate::facts::Loaded;
use crate::failure::Failure;
use crate::policies;
use crate::table::plural;

/// Teams whom one policy governs, or none.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct CountedFor {
    /// The policy's id; nothing for teams that none governs.
    policy: Option<String>,
    #[serde(skip)]
    title: String,
    /// The definition by which it counts; nothing where it counts nobody.
    definition: Option<String>,
    /// How many teams with open children it governs; the children of no team stand for one.
    teams: u64,
    /// Their open children.
    open: u64,
    /// Their children of whom it is not known whether they are open.
    open_not_known: u64,
}

/// The plan of those packs, with the count by each team's own policy where they are all that anything ever adopted.
pub fn plan(packs: &[Pack], book: &Book, known: Moment) -> Plan {
    let plan = Plan::new(&packs.iter().collect::<Vec<_>>());
    match plan.has_all_adopted(&Units::read(book, known)) {
        true => plan.with_each_team(),
        false => plan,
    }
}

/// The open children of each team.
pub struct Teams(BTreeMap<Option<UnitId>, Counted>);

impl Teams {
    /// Those of some children.
    pub fn of<'s>(children: impl Iterator<Item = &'s Standing>) -> Teams {
        let mut teams: BTreeMap<Option<UnitId>, Counted> = BTreeMap::new();
        for child in children.filter(|child| !child.open.is_no()) {
            teams.entry(child.team).or_default().join(Counted::one(child.open));
        }
        Teams(teams)
    }

    /// Those of everybody at that instant; none are looked for where the plan does not count by each team's own policy.
    pub fn of_everybody(loaded: &Loaded, plan: &Plan, world: &World, threads: usize, at: Moment) -> Teams {
        if plan.each_team().is_none() {
            return Teams(BTreeMap::new());
        }
        let found = loaded.evaluate_those(plan, world, threads, (&[], at), |_| false, |_, _, _| None::<()>);
        Teams::of(found.iter().map(|(standing, _)| standing))
    }

    /// The place of the definition that counts where none is named, as it is on the day of that instant.
    pub fn definition(&self, plan: &Plan, world: &World, at: Moment) -> Result<usize, Failure> {
        match plan.leading_over(&world.units, self.0.keys().copied(), at) {
            Some(place) => Ok(plan.definition_on(place, at.day())),
            None => policies::definition(plan, None, at.day()),
        }
    }

    /// By which policies they are counted, where it is by each team's own: those of most teams first, and last those that
    /// none governs.
    pub fn counted_for(&self, plan: &Plan, world: &World, definition: usize, at: Moment) -> Vec<CountedFor> {
        let mut found: Vec<CountedFor> = Vec::new();
        for (team, open) in self.0.iter().filter(|_| plan.each_team() == Some(definition)) {
            let by = plan.counted_by(&world.units, *team, at);
            let adopted = world.units.governing(*team, at).filter(|_| by != CountedBy::NotKnown);
            let pack = adopted.and_then(|(id, version)| plan.packs.iter().find(|pack| pack.is(id, version)));
            let policy = pack.map(|pack| pack.id.clone());
            let place = match found.iter().position(|known| known.policy == policy) {
                Some(place) => place,
                None => {
                    let definition = match by {
                        CountedBy::Definition(place) => Some(plan.definition_name(place)),
                        CountedBy::Nobody | CountedBy::NotKnown => None,
                    };
                    let title = pack.map(|pack| pack.title.clone()).unwrap_or_default();
                    found.push(CountedFor { policy, title, definition, teams: 0, open: 0, open_not_known: 0 });
                    found.len() - 1
                }
            };
            let known = &mut found[place];
            known.teams += 1;
            known.open += open.certain;
            known.open_not_known += open.possible;
        }
        found.sort_by_key(|one| (one.policy.is_none(), std::cmp::Reverse(one.teams)));
        found
    }
}

/// Whether no policy governs some of them.
pub fn is_of_none(counted_for: &[CountedFor]) -> bool {
    counted_for.iter().any(|one| one.policy.is_none())
}

/// "Counted by each team's own policy: 'Practice guide' in 14 teams (pg/unallocated), …", and whom none governs.
pub fn said(counted_for: &[CountedFor]) -> Option<String> {
    if counted_for.is_empty() {
        return None;
    }
    let each = counted_for.iter().filter(|one| one.policy.is_some()).map(|one| {
        let by = one.definition.as_deref().unwrap_or("which counts nobody");
        format!("'{}' in {} ({by})", one.title, plural(one.teams, "team", "teams"))
    });
    let each: Vec<String> = each.collect();
    let mut said = match each.is_empty() {
        true => "Counted by each team's own policy.".to_owned(),
        false => format!("Counted by each team's own policy: {}.", each.join(", ")),
    };
    for one in counted_for.iter().filter(|one| one.policy.is_none()) {
        let not_known = match one.open_not_known {
            0 => String::new(),
            some => format!(" and {some} of whom it is not known whether they are open"),
        };
        said.push_str(&format!(
            " No policy governs {} with {}{not_known}: of these it is not known by which policy they count.",
            plural(one.teams, "team", "teams"),
            plural(one.open, "open child", "open children"),
        ));
    }
    Some(said)
}

/// Whether each team's own policy is told of one child: the teams of the record and the child's own are not all governed by
/// one pack then.
pub fn is_told(plan: &Plan, world: &World, child_of: Option<UnitId>, at: Moment) -> bool {
    let teams = world.units.of_level(record::words::UnitLevel::Team).into_iter().map(Some);
    let leading = plan.leading_over(&world.units, teams.chain([child_of]), at);
    leading.is_some() && leading == plan.each_team()
}

/// Whether a definition says nothing of anybody as at that instant, since it is by each team's own policy and none governs.
pub fn none_governs(plan: &Plan, world: &World, definition: usize, at: Moment) -> bool {
    plan.each_team() == Some(definition) && plan.governing_any(&world.units, at).is_empty()
}

/// What is said of a child by that definition beside whether it is counted: nothing where it is by no team's own policy.
pub fn own_policy(plan: &Plan, timeline: &standing::Timeline, definition: usize, at: Moment) -> Option<String> {
    let by = timeline.counted_by(at).filter(|_| plan.each_team() == Some(definition))?;
    Some(match (by.says_nothing(), by) {
        (Some(why), _) => why.to_owned(),
        (None, CountedBy::Definition(place)) => format!("by its team's own policy, {}", plan.definition_name(place)),
        (None, _) => return None,
    })
}
