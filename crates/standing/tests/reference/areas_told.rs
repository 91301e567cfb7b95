//! Who is told of an area that stands out, rung by rung ("Areas", "Ladders"): every rule about areas has these same rungs.
//! Written with the evaluator at hand, unlike its neighbours: it walks nothing, and works each rung out by itself.

use record::words::Post;
use record::{Calendar, Content, Day, Fact, Kind, Moment, Ref, UnitId, When};

use super::days::{first_day, later, working_days_after};

/// The rungs as a pack writes them.
pub const WRITTEN: &str = r#"
[[area.rung]]
id = "director"
title = "T"
clause = "A-1"
owner = "head of service"
to = ["director"]
opens = { when-unmet = "head" }
[[area.rung]]
id = "head"
title = "T"
clause = "A-1"
owner = "service manager"
to = ["head of service"]
due = { within = { working-days = 2 } }
acknowledged-by = "head of service"
acknowledge = { within = { days = 1 } }
[[area.rung]]
id = "both"
title = "T"
clause = "A-1"
owner = "head of service"
to = ["deputy director", "director"]
opens = { after = { days = 3 } }
due = { within = { days = 2 } }
"#;

/// One stretch in which a unit stands out.
pub struct Stretch<'a> {
    /// What is on record of the unit and that rule.
    pub told: Vec<&'a Fact>,
    /// Whether the kind is recorded of that unit at an instant.
    pub covered: &'a dyn Fn(Kind, Moment) -> bool,
    /// The instants at which that may change.
    pub turns: Vec<Moment>,
    /// Which days are working days.
    pub calendar: &'a Calendar,
    /// Its first instant.
    pub from: Moment,
    /// The first instant at which it is over.
    pub to: Moment,
}

/// A rung, as far as it is worked out.
struct Rung {
    id: &'static str,
    opened: Moment,
    due: Day,
    met: Option<(Moment, When)>,
    /// From when on it is known to be unmet, if nothing met it by then.
    unmet: Option<Moment>,
}

impl<'a> Stretch<'a> {
    /// What is on record of that unit by that rule.
    pub fn told(facts: &[&'a Fact], of: Ref) -> Vec<&'a Fact> {
        let is_of = |fact: &&&Fact| match fact.content {
            Content::AreaNoticeGiven { rule, .. } | Content::AreaNoticeAcknowledged { rule, .. } => rule == of,
            _ => false,
        };
        facts.iter().filter(is_of).copied().collect()
    }

    /// How each rung stands at that instant, in the order of their names.
    pub fn stand(&self, at: Moment) -> Vec<String> {
        let day = first_day(self.from);
        let head = self.rung(
            "head",
            self.from,
            self.from,
            working_days_after(self.calendar, day, 2),
            Kind::AreaNoticeGiven,
            &[Post::HeadOfService],
        );
        let opened = later(day, 3);
        let both = self.rung(
            "both",
            opened.start(),
            self.from,
            later(opened, 2),
            Kind::AreaNoticeGiven,
            &[Post::DeputyDirector, Post::Director],
        );
        let known = head.met.map(|(met, _)| {
            let due = later(first_day(met), 1);
            self.rung("head-acknowledged", met, met, due, Kind::AreaNoticeAcknowledged, &[Post::HeadOfService])
        });
        let late = head.unmet.filter(|unmet| head.met.is_none_or(|(met, _)| met > *unmet));
        let director = late.map(|unmet| {
            let opens = unmet.plus_seconds(1);
            self.rung("director", opens, opens, first_day(opens), Kind::AreaNoticeGiven, &[Post::Director])
        });
        let all = [Some(both), director, Some(head), known].into_iter().flatten();
        all.filter(|rung| rung.opened < self.to).map(|rung| rung.stands(at)).collect()
    }

    /// A rung of which all those posts must be told, from an instant on, its date with it.
    fn rung(&self, id: &'static str, opened: Moment, from: Moment, due: Day, kind: Kind, posts: &[Post]) -> Rung {
        let says = |fact: &&&Fact, post: Post| match fact.content {
            Content::AreaNoticeGiven { to, .. } | Content::AreaNoticeAcknowledged { to, .. } => {
                fact.content.kind() == kind && to == post
            }
            _ => false,
        };
        let lies = |when: When, from: Moment| match when {
            When::On(day) => day >= from.day() && day.start() < self.to,
            When::At(at) => at >= from && at < self.to,
            When::Unknown => false,
        };
        let first = |post: Post, from: Moment| {
            let of_it = self.told.iter().filter(|fact| says(fact, post) && lies(fact.when, from));
            of_it.map(|fact| (fact.when.as_start(), fact.when)).min_by_key(|(at, _)| *at)
        };
        let each: Vec<_> = posts.iter().map(|post| first(*post, from)).collect();
        let met = each.iter().copied().collect::<Option<Vec<_>>>();
        let met = met.and_then(|all| all.into_iter().max_by_key(|(at, _)| *at));
        let met = met.and_then(|(at, when)| Some((at?.max(opened), when)));
        // Past the end of the due day it is known that a post was not told, where the record would show it.
        let last = due.end();
        let seen = || {
            let looks = self.turns.iter().filter(|at| **at >= opened && **at <= last).copied();
            looks.chain([opened, last]).all(|at| (self.covered)(kind, at))
        };
        let may_be = |post: Post| {
            self.told.iter().any(|fact| says(&fact, post) && fact.when == When::Unknown && fact.recorded >= opened)
        };
        let by_then = |post: Post| first(post, opened).is_some_and(|(at, _)| at.is_some_and(|at| at <= last));
        let lacks = |post: &&Post| posts.len() == 1 || !by_then(**post);
        let unmet = posts.iter().filter(lacks).any(|post| seen() && !may_be(*post));
        Rung { id, opened, due, met, unmet: unmet.then_some(last) }
    }
}

impl Rung {
    fn stands(&self, at: Moment) -> String {
        let how = if at < self.opened {
            "ToCome".to_owned()
        } else if let Some((_, when)) = self.met.filter(|(met, _)| *met <= at) {
            let late = when.day().map_or(0, |day| day.number() - self.due.number());
            match self.unmet {
                _ if late <= 0 => "Closed(Met)".to_owned(),
                Some(_) => format!("Closed(MetLate({late}))"),
                None => "Closed(MetPerhapsLate)".to_owned(),
            }
        } else if at <= self.due.end() {
            "Open".to_owned()
        } else if self.unmet.is_some() {
            "Overdue".to_owned()
        } else {
            "CannotBeKnown".to_owned()
        };
        format!("{} {} {} {how}", self.id, self.opened, self.due)
    }
}

/// Whether coverage of that kind, of all units or of one of those, holds at an instant.
pub fn covered(record: &[&Fact], kind: Kind, units: &[UnitId], at: Moment) -> bool {
    record.iter().any(|fact| match fact.content {
        Content::Coverage { covers, unit, until, .. } => {
            covers.is_none_or(|covers| covers == kind)
                && unit.is_none_or(|unit| units.contains(&unit))
                && fact.when.as_start().is_none_or(|from| from <= at)
                && until.is_none_or(|until| at < until)
        }
        _ => false,
    })
}

/// The instants at which coverage begins or ends.
pub fn turns(record: &[&Fact]) -> Vec<Moment> {
    let of = |fact: &&Fact| match fact.content {
        Content::Coverage { until, .. } => [fact.when.as_start(), until],
        _ => [None, None],
    };
    record.iter().flat_map(of).flatten().collect()
}
