//! The duties of the pack `base`: what runs for every child by regulations and statutory guidance.

use record::Kind;
use record::words::{Meeting, PlacementMark, Status, VisitPart};

use super::super::conditions::{Event, both, either, not};
use super::super::days::Length::{Days, Months, WorkingDays};
use super::super::definitions::{Definition, Walk};
use super::{Counted, Due, Recurring, Rule, counted, meeting, open_and, plan_review, status_event, visit};

/// Each of them.
pub(super) fn statutory() -> Vec<Rule> {
    let plan = || open_and(&[Status::ChildProtectionPlan]);
    let seen = || vec![visit(&[VisitPart::Seen])];
    // No review since the child came to be looked after.
    let unreviewed = |walk: &Walk<'_, '_>| {
        let ended = [status_event(Kind::StatusEnded, Status::LookedAfter)];
        not(walk.since(&plan_review(Status::LookedAfter), None, &ended))
    };
    let placed = |walk: &Walk<'_, '_>, marks: &[PlacementMark]| walk.each(|at| walk.world.placed(marks, at));
    let interim = &[PlacementMark::TemporaryApproval, PlacementMark::InterimOrderWithParents];
    let visits = Recurring {
        every: Some(Days(42)),
        intervals: vec![
            // BASE-08.
            (
                Box::new(move |walk| both(placed(walk, &[PlacementMark::WithParentsUnassessed]), unreviewed(walk))),
                Days(7),
            ),
            // BASE-09.
            (Box::new(move |walk| both(placed(walk, interim), unreviewed(walk))), Days(7)),
            (Box::new(move |walk| placed(walk, interim)), Days(28)),
            // BASE-11.
            (Box::new(move |walk| placed(walk, &[PlacementMark::CareOrderWithParents])), Days(42)),
            // BASE-07.
            (Box::new(move |walk| walk.placed_for(&[PlacementMark::UntilEighteen], Months(12))), Months(3)),
        ],
        ..Recurring::default()
    };
    let fostered = Recurring {
        every: Some(Days(42)),
        intervals: vec![(
            Box::new(|walk| walk.lasting(&walk.status(&[Status::PrivatelyFostered]), Months(12))),
            Days(84),
        )],
        ..Recurring::default()
    };
    // BASE-03, BASE-04: the conference of this plan.
    let conference = || Counted {
        since: None,
        of: vec![meeting(Meeting::InitialConference)],
        until: vec![
            status_event(Kind::StatusEnded, Status::ChildProtectionPlan),
            meeting(Meeting::StrategyDiscussion),
            Event::any(Kind::CaseClosed),
        ],
        at_most: None,
        own_day: true,
    };
    let stepped = |steps| Recurring { every: Some(Months(6)), steps, ..Recurring::default() };
    vec![
        // BASE-01.
        Rule::new(
            "base",
            "assessment",
            Box::new(|walk| walk.each(|at| walk.world.being_assessed(at))),
            Due::From(
                WorkingDays(45),
                Counted {
                    since: None,
                    of: vec![Event::any(Kind::ReferralReceived)],
                    until: vec![Event::any(Kind::AssessmentCompleted)],
                    at_most: None,
                    own_day: false,
                },
            ),
            vec![Event::any(Kind::AssessmentCompleted)],
        ),
        // BASE-02: it goes on once the enquiry has ended, and may then be owed or not.
        Rule {
            in_doubt_when: Some(Box::new(|walk| not(walk.status(&[Status::Section47, Status::ChildProtectionPlan])))),
            ..Rule::new(
                "base",
                "initial-conference",
                Box::new(|walk| walk.open().to_vec()),
                Due::From(
                    WorkingDays(15),
                    Counted {
                        since: None,
                        of: vec![meeting(Meeting::StrategyDiscussion)],
                        until: vec![
                            status_event(Kind::StatusEnded, Status::Section47),
                            meeting(Meeting::InitialConference),
                            Event::any(Kind::CaseClosed),
                            Event::any(Kind::ReferralReceived),
                        ],
                        at_most: Some(WorkingDays(15)),
                        own_day: true,
                    },
                ),
                vec![meeting(Meeting::InitialConference)],
            )
            .on(vec![status_event(Kind::StatusStarted, Status::Section47)])
        },
        // BASE-03.
        Rule::new(
            "base",
            "first-core-group",
            plan(),
            Due::From(WorkingDays(10), conference()),
            vec![meeting(Meeting::CoreGroup)],
        ),
        // BASE-04.
        Rule::new(
            "base",
            "protection-review",
            plan(),
            Due::Every(Recurring { from: Some(conference()), ..stepped(vec![Months(3)]) }),
            vec![plan_review(Status::ChildProtectionPlan)],
        ),
        // BASE-05.
        Rule::new(
            "base",
            "looked-after-review",
            Box::new(|walk| {
                let placed = walk.definition(Definition::LookedAfterVisits);
                both(walk.open().to_vec(), either(walk.status(&[Status::LookedAfter]), placed))
            }),
            Due::Every(stepped(vec![WorkingDays(20), Months(3)])),
            vec![plan_review(Status::LookedAfter)],
        ),
        // BASE-06.
        Rule::new("base", "placement-visit", counted(Definition::LookedAfterVisits), Due::Within(Days(7)), seen())
            .on(vec![Event::any(Kind::PlacementStarted)]),
        // BASE-07.
        Rule {
            lasts: Some(Box::new(move |walk| {
                let breaks = placed(walk, &[PlacementMark::ShortBreaks]);
                both(walk.open_with_status(&[Status::LookedAfter]), not(breaks))
            })),
            ..Rule::new(
                "base",
                "looked-after-visit",
                counted(Definition::LookedAfterVisits),
                Due::Every(visits),
                seen(),
            )
        },
        // BASE-10.
        Rule::new(
            "base",
            "private-fostering-visit",
            open_and(&[Status::PrivatelyFostered]),
            Due::Every(fostered),
            seen(),
        ),
    ]
}
