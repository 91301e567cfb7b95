//! Several children of one authority: those of several histories, told together; and exceptions.

use record::words::Post;
use record::{ChildId, Content, Day, Fact, FactId, Kind, Ref, Subject, Tri, When};

use super::super::history::{History, child, exception, unit, worker};
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

/// The history of that seed, and exceptions that were granted from what it breaks.
pub fn excepted(seed: u64) -> History {
    let mut history = random(seed);
    let mut dice = Dice::new(seed.rotate_left(16) ^ 0xe5ce);
    for _ in 0..1 + dice.below(3) {
        let day = first_day(&history).plus_days(dice.below(25) as i32);
        let hour = day.at(dice.of(&[0, 9, 17]), 30, 1).map(When::At);
        let when = dice.of(&[Some(When::On(day)), Some(When::On(day)), hour, Some(When::Unknown)]);
        let when = when.unwrap_or(When::On(day));
        let post = dice.of(&[Some(Post::HeadOfService), Some(Post::HeadOfService), Some(Post::TeamManager), None]);
        let until = dice.percent(60).then(|| day.plus_days(dice.below(12) as i32 - 1));
        let rule = if dice.percent(90) { exception() } else { Ref(7) };
        let recorded = when.as_end().unwrap_or(day.end());
        history.add(
            Subject::Child(child()),
            when,
            recorded,
            Content::ExceptionGranted { rule, post, until, reason: None },
        );
    }
    trained(&mut history, &mut dice);
    history
}

/// The same, with who was told of the units that stand out, and who acknowledged it; some of it recorded only from a day on.
pub fn told_of_areas(seed: u64) -> History {
    use record::words::Post::{DeputyDirector, Director, HeadOfService};
    let mut history = several(seed);
    let mut dice = Dice::new(seed.rotate_left(20) ^ 0x701d);
    let first = first_day(&history);
    if dice.percent(50) {
        let from = first.plus_days(dice.below(20) as i32 - 4);
        let unit = dice.percent(40).then(|| unit(dice.below(6)));
        let until = dice.percent(20).then(|| from.plus_days(dice.below(12) as i32).start());
        for kind in [Kind::AreaNoticeGiven, Kind::AreaNoticeAcknowledged] {
            let content = Content::Coverage { covers: Some(kind), unit, until, but: None };
            history.add(Subject::Record, When::On(from), from.end(), content);
        }
    }
    for _ in 0..dice.below(32) {
        let day = first.plus_days(dice.below(30) as i32);
        let hour = day.at(dice.of(&[0, 9, 17]), 40, 2).map(When::At);
        let when = dice.of(&[Some(When::On(day)), hour, hour, Some(When::Unknown)]).unwrap_or(When::On(day));
        let rule = Ref::of_rule("areas", super::super::areas::RULES[dice.below(8)].id);
        let to = dice.of(&[HeadOfService, HeadOfService, Director, Director, DeputyDirector]);
        let content = if dice.percent(70) {
            Content::AreaNoticeGiven { rule, to, done_by: None }
        } else {
            Content::AreaNoticeAcknowledged { rule, to, done_by: None }
        };
        history.add(Subject::Unit(unit(dice.below(6))), when, when.as_end().unwrap_or(day.end()), content);
    }
    history
}

/// What training workers have, and whether they are engaged through an agency.
fn trained(history: &mut History, dice: &mut Dice) {
    use record::words::Accreditation::{AchievingBestEvidence, PracticeEducator};
    for number in 0..4 {
        for _ in 0..dice.below(4) {
            let day = first_day(history).plus_days(dice.below(40) as i32 - 10);
            let when = if dice.percent(85) { When::On(day) } else { When::Unknown };
            let content = if dice.percent(60) {
                let accreditation = dice.of(&[AchievingBestEvidence, AchievingBestEvidence, PracticeEducator]);
                let until = dice.percent(60).then(|| day.plus_days(dice.below(20) as i32 - 2));
                Content::Accredited { accreditation, until }
            } else {
                let agency = dice.of(&[Tri::Yes, Tri::Yes, Tri::No, Tri::Unknown]);
                Content::Engagement { agency, weekly_hours_hundredths: None }
            };
            history.add(Subject::Worker(worker(number)), when, day.end(), content);
        }
    }
}

/// When the child was first known, or the first fact with a date.
pub(super) fn first_day(history: &History) -> Day {
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
