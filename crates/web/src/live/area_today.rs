//! What rules about whole areas ask of somebody today (AP-14): to tell a post that a unit stands above its limit, and to
//! acknowledge having been told; and, of a child who may never be left, that leaving is no way.

use std::rc::Rc;

use decide::posts::Roster;
use decide::ways::{self, Does, Way};
use decide::{ActKind, Actor, Possible, Why};
use policy::{Duty, Event};
use record::book::known_facts;
use record::words::{Post, Word};
use record::{Content, Kind, Moment, Ref, UnitId, WorkerId};
use standing::areas::{AreaState, areas_of};
use standing::{DutyState, Entry};

use super::question::Question;
use super::say;
use super::whose::Theirs;
use crate::at::escaped;
use crate::view::{AreaThing, ToPress};

impl Question<'_> {
    /// What rules about areas ask of that worker at that instant.
    pub fn area_things(&self, me: WorkerId) -> Vec<AreaThing> {
        let units = &self.board.world().units;
        let roster = Roster::read(self.book, self.board.world(), self.known, self.at);
        if self.nothing_before().is_some() || roster.held_by(me).is_empty() {
            return Vec::new();
        }
        let plan = self.plan();
        let mine = |post: Post, unit: UnitId| {
            let answer = Rc::new(roster.answer(post, Some(unit)));
            answer.of(me).copied().map(|mine| Theirs::Post(mine, Rc::clone(&answer)))
        };
        let governing = plan.governing_somebody(units, self.at);
        // What a unit's children add up to is worked out only where something of it would be theirs.
        let is_asked = |rule: usize, unit: UnitId| {
            let of = &plan.areas[rule];
            let mut posts = of.rule.rungs.iter().flat_map(|rung| to_of(rung).chain([rung.owner]));
            governing.contains(&of.pack) && posts.any(|post| mine(post, unit).is_some())
        };
        let mut things = Vec::new();
        for state in areas_of(self.board, self.at, is_asked).iter().filter(|state| state.above.is_yes()) {
            let of = &plan.areas[state.rule];
            let rule = format!("{}/{}", plan.packs[of.pack].id, of.rule.id);
            for rung in &state.rungs {
                let Some(asks) = of.rule.rungs.get(usize::from(rung.record.duty)) else { continue };
                let is_open = matches!(rung.record.state(self.at), DutyState::Open | DutyState::Overdue);
                let event = asks.met_by.iter().flatten().find(|event| is_notice(event));
                if let (true, Some(why), Some(event)) = (is_open, mine(asks.owner, state.unit), event) {
                    let due = self.due(asks, &rung.record);
                    let does = self.area_press(state.unit, event.fact, &rule, to_of(asks).next());
                    things.push(self.area_thing(state, asks.title.clone(), due, &why, does));
                }
            }
            for (post, at) in self.not_acknowledged(state, &rule) {
                let Some(why) = mine(post, state.unit) else { continue };
                let does = self.area_press(state.unit, Kind::AreaNoticeAcknowledged, &rule, Some(post));
                let told = say::day_of(at).map_or_else(String::new, |day| format!(" on {day}"));
                let what = format!("The {} was told{told}, and has not acknowledged it", self.post(post));
                things.push(self.area_thing(state, what, None, &why, does));
            }
        }
        things
    }

    /// The posts that were told of it in that stretch and have not acknowledged it since, each with when it was told last.
    fn not_acknowledged(&self, state: &AreaState, rule: &str) -> Vec<(Post, Moment)> {
        let Some((pack, id)) = rule.split_once('/') else { return Vec::new() };
        let (name, since) = (Ref::of_rule(pack, id), state.since.unwrap_or(Moment::MIN));
        let mut open: Vec<(Post, Moment)> = Vec::new();
        let mut facts: Vec<_> = known_facts(self.book.unit(state.unit), self.known).collect();
        facts.sort_by_key(|fact| (fact.when.as_end(), fact.recorded));
        for fact in facts {
            let Some(at) = fact.when.as_end().filter(|at| *at >= since) else { continue };
            match fact.content {
                Content::AreaNoticeGiven { rule, to, .. } if rule == name && fact.when.as_start() <= Some(self.at) => {
                    open.retain(|(post, _)| *post != to);
                    open.push((to, at));
                }
                Content::AreaNoticeAcknowledged { rule, to, .. } if rule == name => {
                    open.retain(|(post, _)| *post != to);
                }
                _ => {}
            }
        }
        open
    }

    fn area_thing(
        &self,
        state: &AreaState,
        what: String,
        due: Option<crate::view::Due>,
        why: &Theirs,
        does: ToPress,
    ) -> AreaThing {
        let rule = &self.plan().areas[state.rule].rule;
        AreaThing {
            unit: self.units.linked(state.unit),
            stands: rule.title.clone(),
            what,
            clauses: rule.cites.0.clone(),
            due,
            why: self.why_theirs(why, Some(state.unit)),
            does,
        }
    }

    fn area_press(&self, unit: UnitId, kind: Kind, rule: &str, to: Option<Post>) -> ToPress {
        let to = to.map_or_else(String::new, |post| format!("&to={}", escaped(post.name())));
        let path = format!("/unit/{}/record/{}", escaped(self.book.names.unit(unit)), kind.name());
        let label = if kind == Kind::AreaNoticeGiven { "Record who was told" } else { "Acknowledge" };
        ToPress { label: label.to_owned(), path: format!("{path}?rule={}{to}", escaped(rule)) }
    }

    /// The ways without leaving, where the child may never be left, whatever would be said of why: by the first of them, and
    /// all.
    pub(super) fn without_leaving(
        &self,
        entry: &Entry,
        me: WorkerId,
        (first, all): (Option<Way>, Vec<Way>),
    ) -> (Option<Way>, Vec<Way>) {
        let leaves = |way: &Way| way.does == Does::Act(ActKind::Leave);
        if !all.iter().any(leaves) || !self.may_never_be_left(entry, me) {
            return (first, all);
        }
        let left: Vec<Way> = all.into_iter().filter(|way| !leaves(way)).collect();
        (first.filter(|way| !leaves(way)).or_else(|| ways::first(&left, &[])), left)
    }

    /// Whether a policy refuses for the child's kind that the child be left, and not for a step that could still be taken.
    fn may_never_be_left(&self, entry: &Entry, me: WorkerId) -> bool {
        let against = self.with_state(|state| {
            let possible = Possible::of(entry.child, state, &Actor { worker: me })?;
            Some(possible.against(ActKind::Leave))
        });
        let is_of_kind = |why: &Why| matches!(why, Why::Forbidden { .. } | Why::Breach { .. });
        against.is_some_and(|grounds| grounds.iter().any(|ground| is_of_kind(&ground.why)))
    }
}

/// Whether something that meets a rung is that somebody was told, or acknowledged it.
fn is_notice(event: &Event) -> bool {
    matches!(event.fact, Kind::AreaNoticeGiven | Kind::AreaNoticeAcknowledged)
}

/// To which posts a rung is told.
fn to_of(rung: &Duty) -> impl Iterator<Item = Post> + '_ {
    let notices = rung.met_by.iter().flatten().filter(|event| is_notice(event));
    notices.flat_map(|event| event.given_to.unwrap_or_default().iter().collect::<Vec<_>>())
}
