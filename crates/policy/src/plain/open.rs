//! What the policy leaves open: every number that a pack writes as "not stated", in words.

use crate::pack::{AbsentFor, Cites, Condition, Due, Duty, MoreThan, Opens, Pack, Stated, StopOn};

/// The values that the policy leaves open, in words, in the order of the pack's lists.
pub fn left_open(pack: &Pack) -> Vec<String> {
    let mut open = Vec::new();
    let mut say = |title: &str, what: &str, cites: &Cites| open.push(format!("{title}: {what} is not said ({cites})"));
    for rule in &pack.workers {
        for stop in &rule.stops {
            if matches!(stop.on, StopOn::Absence { after: AbsentFor::NotStated, .. }) {
                say(rule.title(), "after how long an absence a worker no longer counts", &stop.cites);
            }
        }
    }
    for rule in &pack.definitions {
        for grace in rule.grace.iter().filter(|grace| grace.more_than_working_days.is_left_open()) {
            say(&rule.title, "after how long it counts", &grace.cites);
        }
        if rule.counts.leaves_open() || rule.among.leaves_open() {
            say(&rule.title, IN_CONDITION, &rule.cites);
        }
    }
    let conditions = pack.breaches.iter().map(|rule| (&rule.title, &rule.during, &rule.cites));
    let conditions = conditions.chain(pack.gates.iter().map(|rule| (&rule.title, &rule.during, &rule.cites)));
    let conditions = conditions.chain(pack.suitability.iter().map(|rule| (&rule.says, &rule.during, &rule.cites)));
    let conditions = conditions.chain(pack.priorities.iter().map(|rule| (&rule.says, &rule.when, &rule.cites)));
    conditions.filter(|(_, when, _)| when.leaves_open()).for_each(|(title, _, cites)| say(title, IN_CONDITION, cites));
    pack.duties.iter().for_each(|rule| duty(rule, &mut say));
    for rule in &pack.gates {
        if rule.breach_while.as_ref().is_some_and(Condition::leaves_open) {
            say(&rule.title, IN_CONDITION, &rule.cites);
        }
        for step in rule.steps.iter().filter(|step| step.within.is_some_and(|within| within.is_left_open())) {
            say(&step.says, "how fresh it must be", &step.cites);
        }
        for step in rule.steps.iter().filter(|step| step.only_where.as_ref().is_some_and(Condition::leaves_open)) {
            say(&step.says, "a number on which it rests whether it is asked", &step.cites);
        }
    }
    pack.priorities.iter().filter(|rule| rule.weight.is_left_open()).for_each(|rule| {
        say(&rule.says, "how much it weighs", &rule.cites);
    });
    for rule in &pack.areas {
        if rule.more_than == MoreThan::NotStated {
            say(&rule.title, "above what it stands out", &rule.cites);
        }
        let mut of_it = |title: &str, what: &str, cites: &Cites| say(&format!("{} ({title})", rule.title), what, cites);
        rule.rungs.iter().for_each(|rung| duty(rung, &mut of_it));
    }
    if let Some(load) = &pack.workload {
        let numbers = [
            ("how much a full load is", load.full),
            ("how many hours full time is", load.full_time_hours),
            ("from when on it warns", load.warns_at),
            ("beyond what nothing more may be given", load.forbids_at.unwrap_or(Stated::As(0))),
            ("how much a further child of a family weighs", load.sibling_percent),
        ];
        for (what, _) in numbers.iter().filter(|(_, number)| number.is_left_open()) {
            say("Weighted workload", what, &load.cites);
        }
        let points = load.points.iter().map(|line| (&line.says, line.points, &line.cites));
        let points = points.chain(load.fixed.iter().map(|line| (&line.says, line.points, &line.cites)));
        for (title, _, cites) in points.filter(|(_, points, _)| points.is_left_open()) {
            say(title, "how many points", cites);
        }
        for line in load.points.iter().filter(|line| line.when.leaves_open()) {
            say(&line.says, IN_CONDITION, &line.cites);
        }
        for one in &load.own {
            if one.percent.is_left_open() || one.until.is_some_and(|until| until.is_left_open()) {
                say("A smaller load", "how much smaller, or for how long,", &one.cites);
            }
        }
    }
    open
}

const IN_CONDITION: &str = "a number on which it rests";

fn duty(rule: &Duty, say: &mut impl FnMut(&str, &str, &Cites)) {
    let conditions = std::iter::once(&rule.during).chain(&rule.waiting).chain(&rule.lasts_while).chain(&rule.met_when);
    let counted_since = rule.due.from().and_then(|from| from.since.as_ref());
    let conditions = conditions.chain(rule.met_from.since()).chain(&rule.in_doubt_when).chain(counted_since);
    if conditions.into_iter().any(Condition::leaves_open) {
        say(&rule.title, IN_CONDITION, &rule.cites);
    }
    for one in rule.owners.iter().filter(|one| one.when.leaves_open()) {
        say(&rule.title, "while what it is somebody else's", &one.cites);
    }
    if rule.opens == Opens::AfterNotStated {
        say(&rule.title, "when it opens", &rule.cites);
    }
    match &rule.due {
        Due::NotStated | Due::Every { every: None, .. } => say(&rule.title, "by when", &rule.cites),
        Due::Every { steps, .. } if steps.iter().any(Stated::is_left_open) => {
            say(&rule.title, "one of its first intervals", &rule.cites);
        }
        _ => {}
    }
    for interval in &rule.intervals {
        if interval.every.is_left_open() || interval.when.leaves_open() {
            say(&rule.title, "an interval of its own", &interval.cites);
        }
    }
}
