//! Conditions, events and due days in plain words.

use record::words::{Post, Word, Words};

use crate::pack::{
    AbsentFor, Condition, CountsFrom, Due, Event, First, Length, Opens, Pack, Pick, Stated, StopOn, WorkerRule,
};

/// "a or b".
pub(super) fn any_of<W: Word>(words: Words<W>) -> String {
    joined(words.iter().map(|word| word.name().to_owned()), "or")
}

/// "a or b", each as the council calls it.
pub(super) fn any_post(pack: &Pack, posts: Words<Post>) -> String {
    joined(posts.iter().map(|post| pack.title_of(post).to_owned()), "or")
}

/// "a", and in brackets where there are several: "(a or b)", so that what is joined to it stays apart.
fn one_or_several<W: Word>(words: Words<W>) -> String {
    let said = any_of(words);
    if words.iter().nth(1).is_some() { format!("({said})") } else { said }
}

/// "a, b and c".
pub(super) fn all_of<W: Word>(words: Words<W>) -> String {
    joined(words.iter().map(|word| word.name().to_owned()), "and")
}

pub(super) fn joined(words: impl Iterator<Item = String>, last: &str) -> String {
    let words: Vec<String> = words.collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// The condition in plain words.
pub fn condition(pack: &Pack, of: &Condition) -> String {
    let worker = |rule: &usize| pack.workers.get(*rule).map_or("?", |rule| rule.title());
    let parts = |list: &[Condition], with| {
        let several = |one: &Condition| matches!(one, Condition::All(_) | Condition::Any(_));
        let bracketed = |one: &Condition| {
            let said = condition(pack, one);
            if several(one) { format!("({said})") } else { said }
        };
        joined(list.iter().map(bracketed), with)
    };
    match of {
        Condition::State(state) => state.name().to_owned(),
        Condition::Status(statuses) => one_or_several(*statuses),
        Condition::Without(rule) => format!("no worker counts as '{}'", worker(rule)),
        Condition::Definition(place) => {
            format!("counted by '{}'", pack.definitions.get(*place).map_or("?", |rule| rule.title.as_str()))
        }
        Condition::AgeFrom(years) => format!("{years} years old or older"),
        Condition::AgeUnder(years) => {
            format!("under {years} year{} old, or unborn", if *years == 1 { "" } else { "s" })
        }
        Condition::Placement(marks) => format!("in a placement: {}", one_or_several(*marks)),
        Condition::Service { of, children_placed } => {
            let placed = if *children_placed { ", with children placed" } else { "" };
            format!("an entry with {}{placed}", any_of(*of))
        }
        Condition::Team(units) => format!("the case is with {}", joined(units.iter().cloned(), "or")),
        Condition::Lasting(lasting) => {
            let least = if lasting.longer { "longer than" } else { "at least" };
            let one = if lasting.of.as_placement().is_some() { ", one and the same," } else { "" };
            format!("({}){one} for {least} {}", condition(pack, &lasting.of), pack.stated_length(lasting.length))
        }
        Condition::Begun(begun) => {
            format!("({}), and as that began: ({})", condition(pack, &begun.of), condition(pack, &begun.when))
        }
        Condition::Since(since) => {
            let within = since.within.map(|within| format!(", for {}", pack.stated_length(within))).unwrap_or_default();
            let until =
                if since.until.is_empty() { String::new() } else { format!(", until {}", events(pack, &since.until)) };
            let or = if since.until.is_empty() { "" } else { "or " };
            let when = since.until_when.as_ref().map(|when| format!(", {or}until {}", condition(pack, when)));
            format!("since {}{within}{until}{}", events(pack, &since.event), when.unwrap_or_default())
        }
        Condition::Often(often) => {
            let times = if often.times == Stated::As(1) { "time" } else { "times" };
            let within = pack.stated_length(often.within);
            format!("{} {} {times} within {within}", events(pack, &often.event), often.times)
        }
        Condition::All(list) => parts(list, "and"),
        Condition::Any(list) => parts(list, "or"),
        Condition::Not(inner) => match inner.as_ref() {
            Condition::Without(rule) => format!("a worker counts as '{}'", worker(rule)),
            inner @ (Condition::All(_) | Condition::Any(_)) => format!("not ({})", condition(pack, inner)),
            inner => format!("not {}", condition(pack, inner)),
        },
    }
}

/// Events in plain words: "letter sent to parent or carer, or letter withheld".
pub fn events(pack: &Pack, of: &[Event]) -> String {
    of.iter().map(|one| event(pack, one)).collect::<Vec<_>>().join(", or ")
}

fn event(pack: &Pack, of: &Event) -> String {
    let mut said = of.fact.name().replace('_', " ");
    let mut add = |before: &str, words: Option<String>| {
        if let Some(words) = words {
            said.push_str(&format!(" {before}{words}"));
        }
    };
    add("", of.visit.map(all_of).map(|parts| format!("({parts})")));
    add("of ", of.plan.map(any_of));
    add("holding ", of.holds.map(all_of));
    add("by ", of.made_by.map(|by| any_post(pack, by)));
    add("to ", of.to.map(any_of));
    add("to ", of.given_to.map(|to| any_post(pack, to)));
    add("of ", of.status.map(any_of));
    add("of ", of.meeting.map(any_of));
    add("of ", of.action.map(|action| format!("'{}'", any_of(action))));
    add("of a ", of.asked.map(any_of));
    add("", of.same_unit.then(|| "of the same unit".to_owned()));
    add("which ", of.answer.map(any_of));
    add("because of ", of.reason.map(any_of));
    add("of ", of.service.map(any_of));
    add("", of.placement.map(any_of));
    add("as ", of.part.map(any_of));
    add("by the side: ", of.side.map(any_of));
    add("to be ", of.risk.map(any_of));
    said
}

/// When a duty is due, in plain words.
pub(super) fn due(pack: &Pack, of: &Due) -> String {
    match of {
        Due::Within(within) => {
            let first = if within.first_day_counted { ", the first day counted" } else { "" };
            let goes_on = if within.goes_on { "; what met it since that day counts too" } else { "" };
            format!("due within {}{first}{}{goes_on}", pack.length(within.length), counted_from(pack, of))
        }
        Due::WhenOpened => "due on the day on which it opens".to_owned(),
        Due::NotStated => "the policy gives no day".to_owned(),
        Due::Every { every, steps, first, goes_on, .. } => {
            every_words(pack, *every, steps, *first, *goes_on) + &counted_from(pack, of)
        }
        Due::SetBy(kind) => format!("due on the day that '{}' names, each time anew", kind.name().replace('_', " ")),
    }
}

/// What a due day is counted from, where it is not the beginning of the duty's stretch.
fn counted_from(pack: &Pack, due: &Due) -> String {
    let Some(from) = due.from() else { return String::new() };
    if let Some(since) = &from.since {
        return format!(", counted from the beginning of: {}", condition(pack, since));
    }
    let of: Vec<String> = from.of.iter().map(|one| events(pack, one)).collect();
    let pick = match (from.pick, of.len()) {
        (_, 1) => "the newest",
        (Pick::Latest, _) => "the latest of",
        (Pick::Earliest, _) => "the earliest of",
    };
    let since = match from.until.as_slice() {
        [] => String::new(),
        until => format!(", unless it came before {}", events(pack, until)),
    };
    let at_most = from
        .at_most
        .map_or_else(String::new, |at_most| format!(", if it is no longer than {} before", pack.length(at_most)));
    let otherwise = match (from.own_day, from.until.is_empty()) {
        (true, _) => "; else from its own day",
        (false, false) => "; where the record shows that none counts, from its own day",
        (false, true) => "",
    };
    format!(", counted from {pick} {}{since}{at_most}{otherwise}", of.join("; "))
}

fn every_words(pack: &Pack, every: Option<Length>, steps: &[Stated<Length>], first: First, goes_on: bool) -> String {
    let Some(every) = every else { return "again and again; the policy gives no interval".to_owned() };
    let goes_on = if goes_on { "; what met it before it began counts too" } else { "" };
    let every = pack.length(every);
    if !steps.is_empty() {
        let steps: Vec<String> = steps.iter().map(|step| pack.stated_length(*step)).collect();
        return format!("due after {}, then every {every}{goes_on}", steps.join(", then after "));
    }
    let first = match first {
        First::OneInterval => "first after one interval",
        First::AtOnce => "first at once",
    };
    format!("due every {every}, {first}{goes_on}")
}

/// When a duty opens, in plain words; nothing where it opens at once.
pub(super) fn opens(pack: &Pack, of: Opens) -> Option<String> {
    let title = |place: usize| pack.duties.get(place).map_or("?", |duty| duty.title.as_str());
    match of {
        Opens::AtOnce => None,
        Opens::After(length) => Some(format!("opens {} later", pack.length(length))),
        Opens::AfterNotStated => Some("opens later; the policy does not say when".to_owned()),
        Opens::WhenMet(place) => Some(format!("opens when '{}' is met", title(place))),
        Opens::WhenUnmet(place) => Some(format!("opens when '{}' is overdue and unmet", title(place))),
    }
}

/// Who counts as a worker, a sentence for each thing that is asked.
pub(super) fn worker(rule: &WorkerRule) -> Vec<String> {
    let from = match rule.from {
        CountsFrom::Named => "from the moment of being named",
        CountsFrom::Accepted => "from the moment of accepting",
        CountsFrom::Row => "from the beginning of the row, whoever is in it; an offer is none",
        CountsFrom::OpenRow => "for as long as the row is open",
    };
    let mut says = vec![format!("a {} counts, {from}", any_of(rule.parts))];
    says.extend(rule.professions.map(|of| format!("only where the worker is a {}", any_of(of))));
    says.extend(rule.registered.then(|| "only where the worker is registered with Social Work England".to_owned()));
    says.extend(rule.recorded.then(|| "only where person and team are recorded".to_owned()));
    says.extend(rule.need_identified.then(|| "only once the need was identified".to_owned()));
    says.extend(rule.supported.then(|| "only once somebody is named who supports the worker".to_owned()));
    says.extend(rule.stops.iter().map(|stop| match stop.on {
        StopOn::LeftAuthority => format!("no longer once the worker has left the authority ({})", stop.cites),
        StopOn::Absence { kinds, after } => {
            let kinds = any_of(kinds);
            let after = match after {
                AbsentFor::AtOnce => "from the first day of absence".to_owned(),
                AbsentFor::WorkingDays(days) => format!("after {} of absence", Length::WorkingDays(days)),
                AbsentFor::LikelyLongerThan(days) => {
                    let long = Length::Days(days);
                    let likely = format!("from where an absence is on record as likely to last longer than {long}");
                    format!("{likely} or, if that was recorded later, has lasted {long}")
                }
                AbsentFor::NotStated => "after an absence whose length the policy does not state".to_owned(),
            };
            format!("no longer {after} ({kinds}), until the return ({})", stop.cites)
        }
    }));
    says
}
