//! What may have ended without the record's showing it, and from which day a stretch counts that began with the end of one.

use record::words::{LeftReason, Post, Status};
use record::{Content, Day, Kind, Moment, Ref, Tri};

use super::duties::{DueOn, duties};
use super::gates::GATES;
use super::history::History;
use super::settled::{ALL_SINCE_2025, both_agree, closed, ended, offer, referral, starts, story};

const SINCE: &str = "2025-01-01";

fn end(text: &str) -> Moment {
    text.parse::<Day>().unwrap().end()
}

/// A record that covers those kinds.
fn covering(kinds: &[Kind], facts: &[(&str, Content)]) -> History {
    let kinds: Vec<_> = kinds.iter().map(|kind| (Some(*kind), SINCE)).collect();
    story(&kinds, facts)
}

#[test]
fn a_closing_that_was_proposed_may_have_been_withdrawn_where_no_withdrawal_would_be_seen() {
    // AP-28.
    let kinds = [Kind::ReferralReceived, Kind::ClosureProposed, Kind::CaseClosed, Kind::ClosureWithdrawn];
    let facts = [("2026-04-20", referral(1)), ("2026-04-21", Content::ClosureProposed {})];
    for (covered, expected) in [(4, Tri::Yes), (3, Tri::Unknown)] {
        let history = covering(&kinds[..covered], &facts);
        both_agree(&history, |world, _| assert_eq!(world.awaiting_closure(end("2026-04-22")), expected));
    }
    // The child is open, and so no case was closed. Of one of whom that is not known, it is not known what goes on.
    let without_closings = [Kind::ReferralReceived, Kind::ClosureProposed, Kind::ClosureWithdrawn];
    let history = covering(&without_closings, &facts);
    both_agree(&history, |world, _| assert_eq!(world.awaiting_closure(end("2026-04-22")), Tri::Yes));
    for (covered, expected) in [(&without_closings[1..], Tri::Unknown), (&kinds[1..], Tri::Yes)] {
        let history = covering(covered, &facts[1..]);
        both_agree(&history, |world, _| assert_eq!(world.awaiting_closure(end("2026-04-22")), expected));
    }
}

#[test]
fn what_an_acceptance_ends_may_be_over_from_a_start_that_may_be_one() {
    // MON-02, MON-06: a child on duty, whose team has it; an extract says that a worker started, and nothing of acceptances.
    let begun = [
        ("2026-04-20", referral(1)),
        ("2026-04-21", Content::PutOnDuty {}),
        ("2026-04-21", Content::TeamHeld { team: None }),
    ];
    let accepts = ("2026-04-30", Content::AllocationAccepted { involvement: Ref(5) });
    let none: &[(&str, Content)] = &[];
    let cases = [
        (("2026-04-23", starts(5, Tri::Yes)), none, [Tri::Yes, Tri::No, Tri::No]),
        (("2026-04-23", starts(5, Tri::No)), none, [Tri::Yes, Tri::Yes, Tri::Yes]),
        (("2026-04-23", starts(5, Tri::Unknown)), none, [Tri::Yes, Tri::Unknown, Tri::Unknown]),
        // That worker's involvement ended; what it may have ended is no more known to go on.
        (("2026-04-23", starts(5, Tri::Unknown)), &[("2026-04-27", ended(5))], [Tri::Yes, Tri::Unknown, Tri::Unknown]),
        // An acceptance on record says when it was.
        (("2026-04-23", starts(5, Tri::Unknown)), &[accepts], [Tri::Yes, Tri::Yes, Tri::No]),
        (("not known", starts(5, Tri::Unknown)), none, [Tri::Unknown; 3]),
    ];
    for (start, more, expected) in cases {
        let facts: Vec<_> = begun.iter().chain([&start]).chain(more).copied().collect();
        both_agree(&story(ALL_SINCE_2025, &facts), |world, _| {
            for (day, value) in ["2026-04-22", "2026-04-24", "2026-05-01"].into_iter().zip(expected) {
                assert_eq!(world.on_duty(end(day)), value, "on duty on {day}: {start:?}, {more:?}");
                assert_eq!(world.team_held(end(day)), value, "held by a team on {day}: {start:?}, {more:?}");
            }
        });
    }
}

/// Whether the breach of a decision to leave the child without a worker on 5 March holds as at the end of each of those days.
fn left_without_a_worker(history: &History, expected: &[(&str, Tri)]) {
    let gate = GATES.iter().find(|gate| gate.id() == "leave-without-a-worker").unwrap();
    both_agree(history, |_, walk| {
        let values = gate.breached(walk);
        for (day, value) in expected {
            let place = walk.instants.iter().position(|at| *at == end(day));
            assert_eq!(place.map(|place| values[place]), Some(*value), "{day}");
        }
    });
}

fn left() -> Content {
    Content::LeftUnallocated { done_by: None, post: Some(Post::Director), reason: Some(LeftReason::Vacancy) }
}

#[test]
fn a_breach_may_be_over_where_who_started_may_have_accepted() {
    // AS-02: an extract says that a worker started, and nothing of acceptances.
    let facts = [("2026-03-02", referral(1)), ("2026-03-05", left()), ("2026-03-09", starts(5, Tri::Unknown))];
    let expected = [("2026-03-05", Tri::Yes), ("2026-03-08", Tri::Yes), ("2026-03-09", Tri::Unknown)];
    left_without_a_worker(&story(ALL_SINCE_2025, &facts), &expected);
    let refused = [facts[0], facts[1], ("2026-03-09", starts(5, Tri::No))];
    left_without_a_worker(&story(ALL_SINCE_2025, &refused), &[("2026-03-09", Tri::Yes)]);
}

#[test]
fn a_breach_may_be_over_where_no_acceptance_would_be_seen() {
    // AS-02.
    let kinds = [
        Kind::ReferralReceived,
        Kind::CaseClosed,
        Kind::LeftUnallocated,
        Kind::CapacityAsked,
        Kind::ManagementOversight,
        Kind::InvolvementStarted,
        Kind::AllocationAccepted,
    ];
    let facts = [("2026-03-02", referral(1)), ("2026-03-05", left()), ("2026-03-09", offer(5))];
    for (covered, offered, decided) in
        [(7, Tri::Yes, Tri::Yes), (6, Tri::Unknown, Tri::Yes), (5, Tri::Unknown, Tri::Unknown)]
    {
        let history = covering(&kinds[..covered], &facts);
        left_without_a_worker(&history, &[("2026-03-08", decided), ("2026-03-09", offered)]);
    }
    // That the offer lapsed later, as another accepted, does not answer it.
    let another = [facts[0], facts[1], facts[2], ("2026-03-16", starts(6, Tri::Yes))];
    let expected = [("2026-03-08", Tri::Yes), ("2026-03-09", Tri::Unknown), ("2026-03-16", Tri::No)];
    left_without_a_worker(&covering(&kinds[..6], &another), &expected);
}

#[test]
fn what_is_due_is_counted_from_the_first_day_without_a_worker() {
    // AS-06: a worker who ended on Friday 12 June held until that day was over; at 17:00, the child has had none since then.
    let due_after = |ended_at| {
        let facts = [("2026-04-20", referral(1)), ("2026-04-20", starts(5, Tri::Yes)), (ended_at, ended(5))];
        both_agree(&story(ALL_SINCE_2025, &facts), |world, walk| {
            let all = duties(world, walk);
            let of = |id: &str| all.iter().find(|duty| (duty.pack, duty.id) == ("as", id)).map(|duty| duty.due);
            (of("weekly-review"), of("two-weeks-senior-manager"))
        })
    };
    let day = |text: &str| Some(DueOn::Day(text.parse().unwrap()));
    assert_eq!(due_after("2026-06-12T17:00:00+01:00"), (day("2026-06-19"), day("2026-06-26")));
    assert_eq!(due_after("2026-06-12"), (day("2026-06-20"), day("2026-06-27")));
}

#[test]
fn what_is_due_as_it_opens_is_due_on_the_first_day_without_a_worker() {
    // AS-10: to be allocated at once, of a child with an enquiry whose worker's last day was 12 June.
    let enquiry = Content::StatusStarted { status: Status::Section47, spell: Ref(50) };
    let facts = [
        ("2026-04-20", referral(1)),
        ("2026-04-20", starts(5, Tri::Yes)),
        ("2026-06-01", enquiry),
        ("2026-06-12", ended(5)),
        ("2026-06-20", closed(1)),
    ];
    let due = both_agree(&story(ALL_SINCE_2025, &facts), |world, walk| {
        let all = duties(world, walk);
        all.iter().find(|duty| duty.id == "immediate-ask-districts").map(|duty| duty.due)
    });
    assert_eq!(due, Some(DueOn::Day("2026-06-13".parse().unwrap())));
}
