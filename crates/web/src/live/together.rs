//! What one person has to do for brothers and sisters, said once: one line a family, and one form for all of whom the same is asked.

use record::words::Post;
use record::{Moment, Ref};
use standing::{DutyRecord, Entry};

use super::owed::{Item, OfChild};
use super::question::Question;
use super::today::{Asked, BESIDE, CANDIDATES, FIRST, Placed};
use crate::at::escaped;
use crate::forms::{Doing, route::ALSO};
use crate::view::{ChildRef, OthersLine, ThingKind, ToPress, TodayChild, TodayList, TodayThing, UnitRef};

/// The lines of a list as they come together, worst first.
pub(super) struct Together {
    lines: Vec<Line>,
    most: usize,
}

struct Line {
    family: Option<Ref>,
    children: Vec<ChildRef>,
    team: Option<UnitRef>,
    /// Each thing as it stands for the first of those children of whom it is asked.
    things: Vec<(TodayThing, Vec<usize>)>,
}

impl Together {
    /// At most so many lines.
    pub fn of(most: usize) -> Together {
        Together { lines: Vec::new(), most }
    }

    /// Whether a child of that family would still be shown: on a line of their own, or with a brother or sister.
    pub fn takes(&self, family: Option<Ref>) -> bool {
        self.lines.len() < self.most || (family.is_some() && self.lines.iter().any(|line| line.family == family))
    }

    /// A child with what is to be done, worst first. It joins a brother's or sister's line where the worst is the same.
    pub fn add(&mut self, family: Option<Ref>, child: ChildRef, team: Option<UnitRef>, things: Vec<TodayThing>) {
        let Some(worst) = things.first() else { return };
        let joins = self.lines.iter().position(|line| {
            family.is_some() && line.family == family && line.team == team && line.find(worst, &child) == Some(0)
        });
        let place = match joins {
            Some(place) => place,
            None if self.lines.len() < self.most => {
                self.lines.push(Line { family, children: Vec::new(), team, things: Vec::new() });
                self.lines.len() - 1
            }
            None => return,
        };
        let line = &mut self.lines[place];
        let (own, of_others) = (line.children.len(), line.things.len());
        for thing in things {
            match line.find(&thing, &child).filter(|of| *of < of_others) {
                Some(of) => line.things[of].1.push(own),
                None => line.things.push((thing, vec![own])),
            }
        }
        line.children.push(child);
    }

    /// The lines, as a page shows them.
    pub fn lines(self) -> Vec<TodayChild> {
        self.lines.into_iter().filter_map(Line::shown).collect()
    }
}

impl Line {
    /// The place of the same thing, asked for another child of the line.
    fn find(&self, thing: &TodayThing, child: &ChildRef) -> Option<usize> {
        self.things.iter().position(|(other, of)| {
            // A thing of the child who is being added is no other's.
            let Some(from) = self.children.get(of[0]) else { return false };
            presses(other).all(is_for_several) && as_for(other, from, child) == *thing
        })
    }

    fn shown(self) -> Option<TodayChild> {
        let Line { children, team, mut things, .. } = self;
        things.sort_by_key(|(thing, _)| thing.kind);
        let shown = things.into_iter().map(|(mut thing, of)| {
            let also: Vec<&str> = of[1..].iter().map(|place| children[*place].id.as_str()).collect();
            for press in [&mut thing.does, &mut thing.or].into_iter().flatten().filter(|press| !is_candidates(press)) {
                press.path = with_also(&press.path, &also);
            }
            if of.len() < children.len() {
                thing.of = of.iter().map(|place| children[*place].clone()).collect();
            }
            thing
        });
        let mut shown = shown.collect::<Vec<_>>().into_iter();
        let (first, also) = (shown.next()?, shown.collect());
        let mut children = children.into_iter();
        Some(TodayChild { child: children.next()?, siblings: children.collect(), team, first, also })
    }
}

fn presses(thing: &TodayThing) -> impl Iterator<Item = &ToPress> {
    [&thing.does, &thing.or, &thing.first_read].into_iter().flatten()
}

/// The same thing, asked for another child.
fn as_for(thing: &TodayThing, from: &ChildRef, to: &ChildRef) -> TodayThing {
    let mut thing = thing.clone();
    for press in [&mut thing.does, &mut thing.or, &mut thing.first_read].into_iter().flatten() {
        if let Some(rest) = press.path.strip_prefix(&format!("{}/", from.path())) {
            press.path = format!("{}/{rest}", to.path());
        }
    }
    thing
}

/// Whether what is pressed leads to a form that does the same for several children at once.
fn is_for_several(press: &ToPress) -> bool {
    Doing::of_path(&press.path).is_some_and(Doing::for_several) || is_candidates(press)
}

/// Whether what is pressed leads to the candidates, from where one form asks for whom else the offer is.
fn is_candidates(press: &ToPress) -> bool {
    press.path.split('?').next().is_some_and(|path| path.ends_with(&format!("/{CANDIDATES}")))
}

fn with_also(path: &str, also: &[&str]) -> String {
    also.iter().fold(path.to_owned(), |path, id| {
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}{ALSO}={}", escaped(id))
    })
}

impl Question<'_> {
    /// What others owe for the children who are shown first.
    pub(super) fn others(&self, placed: &[Placed<'_>], now: &TodayList, asked: &mut Asked<'_>) -> Vec<OthersLine> {
        let mut lines: Vec<OthersLine> = Vec::new();
        for (family, shown) in
            now.children.iter().take(FIRST).enumerate().flat_map(|(at, line)| line.all().map(move |one| (at, one)))
        {
            let Some(of) = placed.iter().find(|one| self.book.names.child(one.entry.child) == shown.id) else {
                continue;
            };
            let mut theirs: Vec<(ThingKind, Moment, &DutyRecord, Post)> = Vec::new();
            for (item, post) in &of.others {
                if let Item::Duty(place, _) = item {
                    let duty = &of.entry.timeline.duties[*place];
                    let (kind, order) = self.thing_of(duty);
                    if matches!(kind, ThingKind::Overdue | ThingKind::DueToday | ThingKind::Coming) {
                        theirs.push((kind, order, duty, *post));
                    }
                }
            }
            theirs.sort_by_key(|(kind, order, duty, _)| (*kind, *order, duty.duty));
            for (_, _, duty, post) in theirs.into_iter().take(3) {
                let rule = self.rule(duty);
                let answer = asked.answer(post, &of.one, of.team);
                let line = OthersLine {
                    child: shown.clone(),
                    siblings: Vec::new(),
                    what: format!("{}{}", rule.title, self.towards(duty.towards)),
                    clause: rule.cites.first().to_owned(),
                    due: self.due(rule, duty),
                    whose: self.whose(&answer, of.team),
                    family,
                };
                match lines.iter_mut().find(|before| before.is_same(&line)) {
                    Some(before) => before.siblings.push(line.child),
                    None => lines.push(line),
                }
            }
        }
        lines.truncate(BESIDE);
        lines
    }
    /// What whoever acts can press for each duty that is owed for the child now, as on their Today; nothing where they have no part
    /// in the child's case.
    pub(super) fn presses(&self, entry: &Entry) -> impl Fn(&DutyRecord) -> Option<ToPress> {
        let me = self.writes.filter(|_| self.asked.is_now()).and_then(|writes| writes.acting);
        let team = entry.timeline.team_at(self.at);
        let asked = me.map(|me| Asked::new(self, me)).filter(|asked| {
            let of_child = |one: &OfChild| one.child == entry.child && asked.named_in(one);
            asked.covers(team) || self.owed(team).children.iter().any(of_child)
        });
        move |duty| {
            let asked = asked.as_ref()?;
            self.press_to_meet(entry, duty, asked, team)
        }
    }
}
