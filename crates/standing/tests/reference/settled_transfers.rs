//! What ends a transfer, and being on duty, settled from the page: who is named, or accepts, next, or on the day itself, or
//! is there already. Both must answer so.

use record::words::{Role, TransferSide};
use record::{Content, Moment, Ref, Tri, UnitId};

use super::history::{unit, worker};
use super::settled::{ALL_SINCE_2025, both_agree, referral, story};

fn in_team(team: Option<UnitId>) -> Content {
    let (involvement, worker, role) = (Ref(5), Some(worker(0)), Role::Lead);
    Content::InvolvementStarted { involvement, worker, role, team, accepted: Tri::Yes }
}

fn offered_by(team: Option<UnitId>) -> Content {
    Content::AllocationOffered { involvement: Ref(5), worker: worker(0), role: Role::Lead, team }
}

const ACCEPTED: Content = Content::AllocationAccepted { involvement: Ref(5) };
const ENDED: Content = Content::InvolvementEnded { involvement: Ref(5), reason: None };

fn signed(to: Option<UnitId>) -> Content {
    Content::TransferSigned { to, side: TransferSide::Both }
}

fn at(text: &str) -> Moment {
    text.parse::<record::When>().unwrap().as_end().unwrap()
}

#[test]
fn a_transfer_ends_with_who_is_there_for_the_receiving_team() {
    let (theirs, ours) = (Some(unit(2)), Some(unit(0)));
    let morning = "2026-04-29T10:16:00+01:00";
    type Case = (&'static str, Vec<(&'static str, Content)>, [(&'static str, Tri); 3]);
    let cases: Vec<Case> = vec![
        (
            "nobody is named",
            vec![(morning, signed(theirs))],
            [("2026-04-28", Tri::No), ("2026-04-29", Tri::Yes), ("2026-05-20", Tri::Yes)],
        ),
        (
            "begins on the day of the signing, at a time that nobody gave",
            vec![(morning, signed(theirs)), ("2026-04-29", in_team(theirs))],
            [("2026-04-28", Tri::No), ("2026-04-29", Tri::No), ("2026-05-20", Tri::No)],
        ),
        (
            "began on the day before, for the receiving team",
            vec![("2026-04-28", in_team(theirs)), (morning, signed(theirs))],
            [("2026-04-28", Tri::No), ("2026-04-29", Tri::No), ("2026-05-20", Tri::No)],
        ),
        (
            "began on the day before, for the giving team",
            vec![("2026-04-28", in_team(ours)), (morning, signed(theirs))],
            [("2026-04-28", Tri::No), ("2026-04-29", Tri::Yes), ("2026-05-20", Tri::Yes)],
        ),
        (
            "began before, for a team that nobody gave",
            vec![("2026-04-28", in_team(None)), (morning, signed(theirs))],
            [("2026-04-28", Tri::No), ("2026-04-29", Tri::Unknown), ("2026-05-20", Tri::Unknown)],
        ),
        (
            "was there for the receiving team, and is so no more",
            vec![("2026-04-20", in_team(theirs)), ("2026-04-27", ENDED), (morning, signed(theirs))],
            [("2026-04-28", Tri::No), ("2026-04-29", Tri::Yes), ("2026-05-20", Tri::Yes)],
        ),
        (
            "was offered the child before by the giving team, and accepted after",
            vec![("2026-04-28", offered_by(ours)), (morning, signed(theirs)), ("2026-05-04T09:00:00+01:00", ACCEPTED)],
            [("2026-04-28", Tri::No), ("2026-05-03", Tri::Yes), ("2026-05-04", Tri::No)],
        ),
        (
            "was offered the child before by the receiving team",
            vec![("2026-04-28", offered_by(theirs)), (morning, signed(theirs))],
            [("2026-04-28", Tri::No), ("2026-04-29", Tri::No), ("2026-05-20", Tri::No)],
        ),
        (
            "began after a transfer to a team that nobody gave",
            vec![(morning, signed(None)), ("2026-05-04", in_team(ours))],
            [("2026-04-28", Tri::No), ("2026-05-03", Tri::Yes), ("2026-05-04", Tri::No)],
        ),
    ];
    for (who, facts, expected) in cases {
        let facts: Vec<_> = [("2026-04-01", referral(1))].into_iter().chain(facts).collect();
        both_agree(&story(ALL_SINCE_2025, &facts), |world, _| {
            for (day, value) in expected {
                assert_eq!(world.in_transfer(at(day)), value, "who {who}, at the end of {day}");
            }
        });
    }
}

#[test]
fn who_began_on_the_day_of_the_duty_ends_it_at_whatever_time_it_was() {
    for (started, expected) in
        [("2026-04-29", Tri::No), ("2026-04-28", Tri::Yes), ("2026-04-29T09:00:00+01:00", Tri::Yes)]
    {
        let facts = [
            ("2026-04-01", referral(1)),
            ("2026-04-29T10:00:00+01:00", Content::PutOnDuty {}),
            (started, in_team(Some(unit(0)))),
        ];
        both_agree(&story(ALL_SINCE_2025, &facts), |world, _| {
            assert_eq!(world.on_duty(at("2026-05-20")), expected, "{started}");
        });
    }
}
