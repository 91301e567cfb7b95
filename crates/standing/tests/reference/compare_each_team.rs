//! The count by each team's own policy, as the two say it.

use record::{Fact, Moment};
use standing::{Evaluator, Timeline};

use super::compare::{Difference, Tested, compare_values, difference};
use super::definitions::Walk;

impl Tested {
    /// Who is counted, since when and from when; and the short answer about one instant.
    pub(super) fn compare_each_team(
        &self,
        walk: &Walk<'_, '_>,
        timeline: &Timeline,
        (world, facts): (&standing::World, &[&[Fact]]),
        all: &mut Vec<Difference>,
    ) {
        let Some(place) = self.plan.each_team() else { panic!("the plan does not count by each team's own policy") };
        if !walk.world.adopts_any() {
            if !timeline.counts[place].is_empty() {
                all.push(difference("each team: counts where nothing was adopted".to_owned(), &"nobody", &"somebody"));
            }
            return;
        }
        let expected = walk.own_policy();
        let values: Vec<record::Tri> = expected.iter().map(|own| own.counted).collect();
        let before = all.len();
        compare_values("each team", walk, &values, &timeline.counts[place], all);
        if all.len() > before {
            return;
        }
        let first = walk.instants[0];
        let day = |began: Option<Moment>| began.filter(|began| *began > first).map(|began| began.plus_seconds(1).day());
        for (at, own) in walk.instants.iter().zip(&expected).filter(|(_, own)| own.counted.is_yes()) {
            let within = |day: &record::Day| *day > first.day();
            let got = timeline.without_since(place, *at).filter(within);
            if got != day(own.since) {
                all.push(difference("each team since".to_owned(), &format!("{:?} at {at}", day(own.since)), &got));
                return;
            }
            let got = timeline.counted_from_day(&self.plan, place, *at).filter(within);
            if got != day(own.from) {
                all.push(difference("each team from".to_owned(), &format!("{:?} at {at}", day(own.from)), &got));
                return;
            }
        }
        let mut evaluator = Evaluator::new(&self.plan, world);
        for part in 1..=4 {
            let index = (walk.instants.len() - 1) * part / 4;
            let (at, own) = (walk.instants[index], expected[index]);
            let got = (evaluator.counted(facts, place, at), evaluator.standing(facts, &[place], at).of[0].1);
            if got != (own.counted, own.counted) {
                all.push(difference("each team at once".to_owned(), &format!("{:?} at {at}", own.counted), &got));
                return;
            }
        }
    }
}
