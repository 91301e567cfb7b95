//! Fewer facts that still disagree: greedy removal, then dates made plain.

use record::{Content, When};

use super::history::History;

/// The history with as many facts removed as leaves `fails` true.
pub fn shrink(history: &History, fails: impl Fn(&History) -> bool) -> History {
    let mut best = history.clone();
    loop {
        let mut smaller = without_a_fact(&best, &fails);
        if smaller.is_none() {
            smaller = plainer(&best, &fails);
        }
        match smaller {
            Some(next) => best = next,
            None => return best,
        }
    }
}

fn without_a_fact(history: &History, fails: &impl Fn(&History) -> bool) -> Option<History> {
    (0..history.facts.len()).rev().find_map(|index| {
        let mut fewer = history.clone();
        let gone = fewer.facts.remove(index).id;
        // A correction of a fact that is gone says nothing.
        fewer.facts.retain(|fact| !matches!(fact.content, Content::Corrected { replaces, .. } if replaces == gone));
        fails(&fewer).then_some(fewer)
    })
}

fn plainer(history: &History, fails: &impl Fn(&History) -> bool) -> Option<History> {
    let known_for_ever = record::Day::LAST.start();
    if history.known != known_for_ever {
        let later = History { known: known_for_ever, ..history.clone() };
        if fails(&later) {
            return Some(later);
        }
    }
    (0..history.facts.len()).find_map(|index| {
        let When::At(moment) = history.facts[index].when else { return None };
        let mut plain = history.clone();
        plain.facts[index].when = When::On(moment.day());
        if history.facts[index].recorded >= moment {
            plain.facts[index].recorded = history.facts[index].recorded.max(moment.day().end());
        }
        fails(&plain).then_some(plain)
    })
}
