//! Several children of one authority: those of several histories, told together.

use record::{ChildId, Content, Day, Fact, FactId, Subject, When};

use super::super::history::{History, child};
use super::{Dice, random};

/// The history of that seed, and beside its child those of a few others, at about the same time.
pub fn several(seed: u64) -> History {
    let mut history = random(seed);
    let mut dice = Dice::new(seed.rotate_left(32) ^ 0xa2ea);
    for number in 0..1 + dice.below(4) {
        let other = random(dice.roll());
        let shift = first_day(&history).number() - first_day(&other).number() + dice.below(10) as i32;
        let has_units = history.facts.iter().any(|fact| matches!(fact.about, Subject::Unit(_)));
        for fact in &other.facts {
            match fact.about {
                Subject::Child(of) if of == child() => {}
                Subject::Unit(_) if !has_units => {}
                _ => continue,
            }
            // Who is who was said of the first two.
            if !matches!(fact.content, Content::SameAs { .. } | Content::NotSameAs { .. }) {
                history.facts.push(told(fact, number, shift));
            }
        }
    }
    history
}

/// When the child was first known, or the first fact with a date.
fn first_day(history: &History) -> Day {
    let of_child = |fact: &&Fact| matches!(fact.about, Subject::Child(_));
    let days = history.facts.iter().filter(of_child).filter_map(|fact| fact.when.day());
    days.min().unwrap_or(Day::from_number(20_454))
}

/// The same of another child, so many days later; its id stands apart from those of the other histories.
fn told(fact: &Fact, number: usize, shift: i32) -> Fact {
    let moved = |id: FactId| {
        let mut id = id;
        id.0[8] = number as u8 + 1;
        id
    };
    let about = match fact.about {
        Subject::Child(_) => Subject::Child(ChildId::from_index(2 + number)),
        other => other,
    };
    let when = match fact.when {
        When::On(day) => When::On(day.plus_days(shift)),
        When::At(moment) => When::At(moment.plus_seconds(i64::from(shift) * 86_400)),
        When::Unknown => When::Unknown,
    };
    let content = match fact.content {
        Content::Corrected { replaces, with, reason } => {
            Content::Corrected { replaces: moved(replaces), with: with.map(moved), reason }
        }
        other => other,
    };
    let recorded = fact.recorded.plus_seconds(i64::from(shift) * 86_400);
    Fact { id: moved(fact.id), about, when, recorded, content, ..*fact }
}
