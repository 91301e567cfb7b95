//! Teams that are governed by different packs, and a child who moves between them.

use record::words::TransferSide;
use record::{Content, Day, Ref, Subject, When};

use super::super::history::{History, PACKS, child, pack_text, unit, version_text};
use super::several::first_day;
use super::{Dice, random};

/// The history of that seed, in which each of three teams adopts a pack or none, and the child goes from team to team.
pub fn governed(seed: u64) -> History {
    let mut history = random(seed);
    let mut dice = Dice::new(seed.rotate_left(8) ^ 0x60e4);
    let first = first_day(&history);
    for team in 0..3 {
        for _ in 0..dice.below(3) {
            let place = dice.of(&[0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 7]);
            let version = version_text(if dice.percent(85) { place } else { PACKS.len() });
            let of = if dice.percent(90) { Some(unit(team)) } else { None };
            let day = first.plus_days(if dice.percent(60) { -20 } else { dice.below(30) as i32 });
            let content = Content::PackAdopted { pack: pack_text(place), version, unit: of, digest: Ref(9) };
            history.add(Subject::Record, When::On(day), day.start(), content);
        }
    }
    let referral = history.facts.iter_mut().find_map(|fact| match &mut fact.content {
        Content::ReferralReceived { team, .. } => Some(team),
        _ => None,
    });
    if let Some(team) = referral {
        *team = Some(unit(dice.below(3)));
    }
    for _ in 0..1 + dice.below(3) {
        let day = first.plus_days(dice.below(30) as i32);
        let to = Some(unit(dice.below(3)));
        let when = moment_of(&mut dice, day);
        let recorded = when.as_end().unwrap_or(day.end());
        let content = Content::TransferSigned { to, side: TransferSide::Both };
        history.add(Subject::Child(child()), when, recorded, content);
    }
    history
}

fn moment_of(dice: &mut Dice, day: Day) -> When {
    let hour = dice.of(&[0, 9, 14, 17]);
    let at = day.at(hour, 15, 0).map(When::At);
    dice.of(&[Some(When::On(day)), Some(When::On(day)), at]).unwrap_or(When::On(day))
}
