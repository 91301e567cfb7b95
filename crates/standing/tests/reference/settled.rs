//! Histories over which the evaluator and the reference once disagreed, with the answer that the page gives: both must
//! give it. Random histories come upon them seldom.

use record::words::{EndReason, Role, Status, Words};
use record::{Content, Kind, Moment, Ref, Subject, Tri, When};

use super::compare::Tested;
use super::definitions::{Definition, Holding, Walk};
use super::duties::{Stands, duties};
use super::history::{History, child, team, worker};
use super::world::{Undated, World};

fn when(text: &str) -> When {
    if text == "not known" { When::Unknown } else { text.parse().unwrap_or_else(|_| panic!("{text} is no day")) }
}

pub(super) fn tell(history: &mut History, about: Subject, at: &str, content: Content) {
    let when = when(at);
    let recorded = when.as_end().unwrap_or(Moment::MIN);
    history.add(about, when, recorded, content);
}

/// A record that covers everything, or those kinds alone, from that day, and what happened to the child.
pub(super) fn story(covered: &[(Option<Kind>, &str)], facts: &[(&str, Content)]) -> History {
    let mut history = History::of_people();
    for (covers, from) in covered {
        tell(
            &mut history,
            Subject::Record,
            from,
            Content::Coverage { covers: *covers, unit: None, until: None, but: None },
        );
    }
    for (at, content) in facts {
        tell(&mut history, Subject::Child(child()), at, *content);
    }
    history
}

pub(super) const ALL_SINCE_2025: &[(Option<Kind>, &str)] = &[(None, "2025-01-01")];

pub(super) fn referral(referral: u64) -> Content {
    Content::ReferralReceived { referral: Ref(referral), team: None, district_received: None }
}

pub(super) fn closed(referral: u64) -> Content {
    Content::CaseClosed { referral: Some(Ref(referral)) }
}

pub(super) fn offer(involvement: u64) -> Content {
    Content::AllocationOffered {
        involvement: Ref(involvement),
        worker: worker(0),
        role: Role::Lead,
        team: Some(team()),
    }
}

pub(super) fn starts(involvement: u64, accepted: Tri) -> Content {
    started_by(0, involvement, accepted)
}

fn started_by(who: usize, involvement: u64, accepted: Tri) -> Content {
    Content::InvolvementStarted {
        involvement: Ref(involvement),
        worker: Some(worker(who)),
        role: Role::Lead,
        team: Some(team()),
        accepted,
    }
}

/// That both answer alike, and what the reference's walk then says.
pub(super) fn both_agree<T>(history: &History, said: impl FnOnce(&World<'_>, &Walk<'_, '_>) -> T) -> T {
    let differences = Tested::new().differences(history);
    assert!(differences.is_empty(), "{differences:#?}");
    let (book, calendar) = (history.book(), history.calendar(&record::Calendar::england_and_wales()));
    let undated = Undated::of(&book, &[child()], history.known);
    let world = World::of(&book, &calendar, &[child()], history.known, &undated);
    let (first, last) = history.days();
    said(&world, &Walk::new(&world, first, last))
}

/// That both answer so as at the end of each of those days.
pub(super) fn both_say(history: &History, of: Definition, expected: &[(&str, Tri)]) {
    both_agree(history, |_, walk| {
        let values = walk.definition(of);
        for (day, value) in expected {
            let at = when(day).as_end();
            let index = walk.instants.iter().position(|instant| Some(*instant) == at);
            assert_eq!(index.map(|index| values[index]), Some(*value), "{of:?} at the end of {day}");
        }
    });
}

#[test]
fn a_start_without_a_date_follows_its_offer() {
    let history = story(
        ALL_SINCE_2025,
        &[("2026-04-20", referral(1)), ("2026-04-29", offer(5)), ("not known", starts(5, Tri::Yes))],
    );
    both_say(&history, Definition::Pg, &[("2026-04-28", Tri::Yes), ("2026-04-29", Tri::No)]);
    let accepted = [("2026-04-28", Tri::Yes), ("2026-04-29", Tri::Unknown)];
    both_say(&history, Definition::NoWorker, &accepted);
}

#[test]
fn whom_nobody_described_may_be_a_pool() {
    let facts = [("2026-04-20", referral(1)), ("2026-04-21", starts(5, Tri::Yes))];
    let mut history = story(ALL_SINCE_2025, &facts);
    history.facts.retain(|fact| fact.content.kind() != Kind::WorkerJoined);
    both_say(&history, Definition::NoWorker, &[("2026-04-20", Tri::Yes), ("2026-04-21", Tri::Unknown)]);
    // An open row is one, whoever is in it; and whoever joined is a person.
    both_say(&history, Definition::Comparison, &[("2026-04-21", Tri::No)]);
    let mut history = story(ALL_SINCE_2025, &facts);
    both_say(&history, Definition::NoWorker, &[("2026-04-21", Tri::No)]);
    // But not where what workers are is not on record at all: a pool's account has a first day too.
    let of_details = Content::NotCovered { covers: Some(Kind::WorkerDetails) };
    tell(&mut history, Subject::Worker(worker(0)), "not known", of_details);
    both_say(&history, Definition::NoWorker, &[("2026-04-21", Tri::Unknown)]);
}

#[test]
fn what_was_accepted_before_a_closing_ended_with_it_though_its_offer_has_no_date() {
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-03-19", referral(1)),
            ("2026-03-29", closed(1)),
            ("2026-04-02", referral(2)),
            ("not known", offer(5)),
            ("2026-03-28", Content::AllocationAccepted { involvement: Ref(5) }),
        ],
    );
    let again_without = [("2026-03-28", Tri::No), ("2026-04-02", Tri::Yes)];
    both_say(&history, Definition::NoWorker, &again_without);
}

#[test]
fn a_start_without_a_date_may_have_ended_a_successor() {
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-04-20", referral(1)),
            ("2026-05-05", Content::SuccessorIdentified { worker: worker(1) }),
            ("not known", starts(5, Tri::Yes)),
            ("2026-04-30", Content::InvolvementEnded { involvement: Ref(5), reason: None }),
        ],
    );
    both_say(&history, Definition::Pg, &[("2026-05-04", Tri::Yes), ("2026-05-05", Tri::Unknown)]);
}

#[test]
fn a_referral_without_a_date_may_have_opened_the_child_before() {
    let history = story(ALL_SINCE_2025, &[("not known", referral(1)), ("2026-04-20", referral(2))]);
    both_say(&history, Definition::Pg, &[("2026-04-20", Tri::Unknown), ("2026-04-22", Tri::Yes)]);
}

#[test]
fn where_a_referral_without_a_date_may_have_opened_the_child_an_ended_offer_gives_no_grace() {
    let history = story(
        ALL_SINCE_2025,
        &[
            ("not known", referral(1)),
            ("2026-05-08", referral(2)),
            ("2026-05-10", offer(5)),
            ("2026-05-11", Content::AllocationDeclined { involvement: Ref(5) }),
        ],
    );
    let from_the_decline = [("2026-05-10", Tri::No), ("2026-05-11", Tri::Unknown), ("2026-05-12", Tri::Yes)];
    both_say(&history, Definition::Pg, &from_the_decline);
}

#[test]
fn a_child_open_before_the_record_of_workers_begins_may_be_held_unseen_until_somebody_is_there() {
    let ended = Content::InvolvementEnded { involvement: Ref(6), reason: None };
    let history = story(
        &[(Some(Kind::ReferralReceived), "2025-01-01"), (Some(Kind::InvolvementStarted), "2026-01-09")],
        &[("2026-01-08", referral(1)), ("2026-01-14", starts(6, Tri::Yes)), ("2026-01-16", ended)],
    );
    let unseen = [("2026-01-08", Tri::Unknown), ("2026-01-13", Tri::Unknown), ("2026-01-14", Tri::No)];
    both_say(&history, Definition::NoWorker, &unseen);
    both_say(&history, Definition::NoWorker, &[("2026-01-17", Tri::Yes)]);
    // A child opened on its first day is not touched.
    let history = story(
        &[(Some(Kind::ReferralReceived), "2025-01-01"), (Some(Kind::InvolvementStarted), "2026-01-09")],
        &[("2026-01-09", referral(1))],
    );
    both_say(&history, Definition::NoWorker, &[("2026-01-09", Tri::Yes)]);
}

#[test]
fn an_opening_after_a_closing_without_a_date_is_possible_only_where_coverage_begins_later() {
    let history = story(
        &[(Some(Kind::InvolvementStarted), "2026-01-09")],
        &[("2025-12-17", referral(1)), ("not known", closed(1)), ("2026-01-08", referral(2))],
    );
    // Thu 8 Jan: who held the child on that day nobody wrote down, and may go on.
    both_say(&history, Definition::Pg, &[("2026-01-09", Tri::Unknown), ("2026-01-10", Tri::Unknown)]);
}

#[test]
fn who_would_be_counted_for_certain_if_open_is_counted_possibly_where_open_is_not_known() {
    let ended = Content::InvolvementEnded { involvement: Ref(3), reason: Some(EndReason::LeftRole) };
    let mut history = story(
        ALL_SINCE_2025,
        &[
            ("not known", referral(1)),
            ("2025-12-17", started_by(0, 3, Tri::Yes)),
            ("2025-12-19", ended),
            ("not known", started_by(1, 5, Tri::No)),
        ],
    );
    tell(&mut history, Subject::Worker(worker(1)), "2025-12-20", Content::WorkerLeft {});
    // Named at some time, and left with Sat 20 Dec: from the Sunday on surely nobody, at once if the child is open.
    let from_sunday = [("2025-12-19", Tri::No), ("2025-12-20", Tri::No), ("2025-12-21", Tri::Unknown)];
    both_say(&history, Definition::Pg, &from_sunday);
}

#[test]
fn an_acceptance_ends_a_teams_holding_though_the_start_was_dated_before() {
    let mut history = story(
        ALL_SINCE_2025,
        &[
            ("2026-05-01", referral(1)),
            ("2026-05-10", starts(2, Tri::Yes)),
            ("2026-05-10T17:46:16", Content::TeamHeld { team: Some(team()) }),
            ("2026-05-10T22:28:05", Content::AllocationAccepted { involvement: Ref(2) }),
        ],
    );
    tell(&mut history, Subject::Worker(worker(0)), "2026-05-10", Content::WorkerLeft {});
    let holding = both_agree(&history, |_, walk| {
        let next_day = walk.instants.iter().position(|at| Some(*at) == when("2026-05-11").as_start());
        next_day.and_then(|index| walk.holding()[index])
    });
    assert_eq!(holding, Some(Holding::Nobody));
}

#[test]
fn a_day_set_before_its_own_setting_is_overdue_as_the_duty_opens() {
    let set = Content::NextSeenSet { on: "2026-05-27".parse().unwrap() };
    let history = story(ALL_SINCE_2025, &[("2026-04-25", referral(1)), ("2026-05-31T22:21:04", set)]);
    let stood = both_agree(&history, |world, walk| {
        let duty = duties(world, walk).into_iter().find(|duty| duty.id == "seen-as-set");
        duty.map(|duty| duty.stands(duty.opened))
    });
    assert_eq!(stood, Some(Stands::Overdue));
}

#[test]
fn need_is_asked_since_the_case_was_last_closed() {
    let covered = [
        (Some(Kind::ReferralReceived), "2025-01-01"),
        (Some(Kind::InvolvementStarted), "2025-01-01"),
        (Some(Kind::NeedIdentified), "2025-01-01"),
        (Some(Kind::AssessmentStarted), "2025-01-01"),
        (Some(Kind::StatusStarted), "2025-01-01"),
    ];
    let facts = [
        ("2026-10-14", referral(1)),
        ("2026-10-26", closed(1)),
        ("2026-11-02", referral(2)),
        ("2026-11-03", starts(5, Tri::Yes)),
    ];
    // Covered before the closing: no need was identified after it. Covered only after it: one may have been.
    for (assessments_from, value) in [("2026-10-20", Tri::Yes), ("2026-10-28", Tri::Unknown)] {
        let covered = [&covered[..], &[(Some(Kind::AssessmentCompleted), assessments_from)]].concat();
        both_say(&story(&covered, &facts), Definition::Ap, &[("2026-11-02", Tri::Yes), ("2026-11-03", value)]);
    }
}

#[test]
fn a_referral_closed_as_it_was_received_says_that_the_child_is_closed() {
    let history = story(&[], &[("2026-10-12", referral(1)), ("2026-10-12T00:00:00", closed(1))]);
    let open = both_agree(&history, |_, walk| {
        ["2026-10-11", "2026-10-12"].map(|day| {
            let index = walk.instants.iter().position(|at| Some(*at) == when(day).as_end());
            index.map(|index| walk.open()[index])
        })
    });
    assert_eq!(open, [Some(Tri::Unknown), Some(Tri::No)]);
}

#[test]
fn a_need_of_an_earlier_opening_stood_while_that_opening_lasted() {
    // The start may have been in either opening. In the first a need was identified, in the second none (AP-03).
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-03-19", referral(1)),
            ("2026-03-20", Content::NeedIdentified {}),
            ("2026-03-29", closed(1)),
            ("2026-04-02", referral(2)),
            ("not known", starts(5, Tri::Yes)),
        ],
    );
    let only_in_the_first = [("2026-03-19", Tri::Yes), ("2026-03-20", Tri::Unknown), ("2026-04-02", Tri::Yes)];
    both_say(&history, Definition::Ap, &only_in_the_first);
}

#[test]
fn a_joining_without_a_date_takes_no_leaving_back() {
    let mut history = story(ALL_SINCE_2025, &[("2026-04-13", referral(1)), ("2026-04-14", starts(5, Tri::Yes))]);
    tell(&mut history, Subject::Worker(worker(0)), "2026-04-20", Content::WorkerLeft {});
    tell(&mut history, Subject::Worker(worker(0)), "not known", Content::WorkerJoined {});
    both_say(&history, Definition::Pg, &[("2026-04-20", Tri::No), ("2026-04-21", Tri::Yes)]);
}

#[test]
fn of_two_causes_at_one_instant_the_one_without_a_grace() {
    // Tue 16 Dec is the first day off sick; the tenth working day is Wed 31 Dec (Christmas Day and Boxing Day are none).
    let mut history = story(
        ALL_SINCE_2025,
        &[
            ("2025-12-16", referral(1)),
            ("2025-12-16", starts(5, Tri::Yes)),
            ("2026-01-01T00:00:00", Content::InvolvementEnded { involvement: Ref(5), reason: None }),
        ],
    );
    let absence_kind = record::words::AbsenceKind::Sickness;
    let absence = Content::AbsenceStarted { absence: Ref(7), absence_kind, likely_end: None };
    tell(&mut history, Subject::Worker(worker(0)), "2025-12-16", absence);
    both_say(&history, Definition::Pg, &[("2025-12-31", Tri::No), ("2026-01-01", Tri::Yes)]);
}

pub(super) fn ended(involvement: u64) -> Content {
    Content::InvolvementEnded { involvement: Ref(involvement), reason: None }
}

#[test]
fn an_involvement_that_ended_before_it_began_may_go_on() {
    let backwards = [("2026-04-13", referral(1)), ("2026-04-27", starts(5, Tri::Yes)), ("2026-04-20", ended(5))];
    let history = story(ALL_SINCE_2025, &backwards);
    // The start may have been in any year, and so may the end.
    let on_neither_day = [
        ("2026-04-13", Tri::Unknown),
        ("2026-04-20", Tri::Unknown),
        ("2026-04-27", Tri::Unknown),
        ("2026-05-30", Tri::Unknown),
    ];
    both_say(&history, Definition::NoWorker, &on_neither_day);
    // One working day of grace: Tuesday.
    both_say(&history, Definition::Pg, &on_neither_day[1..]);
    // A list of open rows reads an end, and nothing else.
    both_say(&history, Definition::Comparison, &[("2026-04-19", Tri::No), ("2026-04-22", Tri::Yes)]);
    // What else ends it ends it for certain: here, that the worker left.
    let mut left = story(ALL_SINCE_2025, &backwards);
    tell(&mut left, Subject::Worker(worker(0)), "2026-05-01", Content::WorkerLeft {});
    both_say(&left, Definition::Pg, &[("2026-05-01", Tri::Unknown), ("2026-05-02", Tri::Yes)]);
}

#[test]
fn a_referral_closed_before_it_was_received_may_be_open() {
    let history = story(ALL_SINCE_2025, &[("2026-04-27", referral(1)), ("2026-04-20", closed(1))]);
    let open = [("2026-04-19", Tri::No), ("2026-04-20", Tri::Unknown), ("2026-05-30", Tri::Unknown)];
    both_say(&history, Definition::NoWorker, &open);
    // The grace runs from the earlier day: more than one working day is Wednesday.
    both_say(&history, Definition::Pg, &[("2026-04-21", Tri::No), ("2026-04-22", Tri::Unknown)]);
    // A closing that names no referral and comes before it ended something else.
    let named_none = Content::CaseClosed { referral: None };
    let history = story(ALL_SINCE_2025, &[("2026-04-27", referral(1)), ("2026-04-20", named_none)]);
    both_say(&history, Definition::NoWorker, &[("2026-04-26", Tri::No), ("2026-04-27", Tri::Yes)]);
}

#[test]
fn a_status_that_ended_before_it_began_may_go_on() {
    let (status, spell) = (record::words::Status::LookedAfter, Ref(9));
    let history = story(
        ALL_SINCE_2025,
        &[
            ("2026-04-13", referral(1)),
            ("2026-04-27", Content::StatusStarted { status, spell }),
            ("2026-04-20", Content::StatusEnded { status, spell }),
        ],
    );
    let goes_on = [("2026-04-19", Tri::No), ("2026-04-20", Tri::Unknown), ("2026-05-30", Tri::Unknown)];
    both_say(&history, Definition::Government, &goes_on);
}

#[test]
fn an_absence_of_a_kind_not_known_or_that_ended_before_it_began_may_be_sickness() {
    use record::words::AbsenceKind;
    // Ten working days from Mon 13 Apr are over with Fri 24 Apr; from Mon 20 Apr with Fri 1 May.
    for (kind, back, expected) in [
        (AbsenceKind::NotKnown, None, [Tri::No, Tri::No, Tri::Unknown]),
        (AbsenceKind::Sickness, Some("2026-04-13"), [Tri::No, Tri::Unknown, Tri::Unknown]),
        (AbsenceKind::Training, Some("2026-04-13"), [Tri::No, Tri::No, Tri::No]),
    ] {
        let mut history = story(ALL_SINCE_2025, &[("2026-04-07", referral(1)), ("2026-04-07", starts(5, Tri::Yes))]);
        let absence = Content::AbsenceStarted { absence: Ref(7), absence_kind: kind, likely_end: None };
        tell(&mut history, Subject::Worker(worker(0)), "2026-04-20", absence);
        if let Some(back) = back {
            tell(&mut history, Subject::Worker(worker(0)), back, Content::AbsenceEnded { absence: Ref(7) });
        }
        let [before, between, after] = expected;
        let days = [("2026-04-24", before), ("2026-04-25", between), ("2026-05-02", after)];
        both_say(&history, Definition::Pg, &days);
    }
}

#[test]
fn what_began_on_no_known_day_is_no_while_the_child_is_closed() {
    let begun = [Content::AssessmentStarted { assessment: Ref(6) }, Content::PutOnDuty {}];
    let [assessed, duty] = begun.map(|begun| {
        story(
            ALL_SINCE_2025,
            &[
                ("2026-03-23", referral(1)),
                ("2026-03-30", closed(1)),
                ("2026-04-03", referral(2)),
                ("2026-04-20", closed(2)),
                ("not known", begun),
            ],
        )
    });
    let expected = [
        ("2026-03-29", Tri::Unknown),
        ("2026-03-30", Tri::No),
        ("2026-04-02", Tri::No),
        ("2026-04-03", Tri::Unknown),
        ("2026-04-20", Tri::No),
    ];
    for (at, value) in expected {
        let at = when(at).as_end().unwrap_or(Moment::MIN);
        both_agree(&assessed, |world, _| assert_eq!(world.being_assessed(at), value, "being assessed at {at}"));
        both_agree(&duty, |world, _| assert_eq!(world.on_duty(at), value, "on duty at {at}"));
    }
}

#[test]
fn an_involvement_that_names_no_team_is_not_known_to_be_recorded() {
    // AP-03: the person and the team are recorded; where the record has no team, the source may have one.
    for (team, expected) in [(Some(team()), Tri::No), (None, Tri::Unknown)] {
        let (involvement, worker, accepted) = (Ref(5), Some(worker(0)), Tri::Yes);
        let started = Content::InvolvementStarted { involvement, worker, role: Role::Lead, team, accepted };
        let mut history = story(
            ALL_SINCE_2025,
            &[("2026-04-20", referral(1)), ("2026-04-20", Content::NeedIdentified {}), ("2026-04-21", started)],
        );
        let profession = Some(record::words::Profession::SocialWorker);
        let is_one = Content::WorkerDetails { name: None, job_title: None, profession, team: None };
        tell(&mut history, Subject::Worker(record::WorkerId::from_index(0)), "2026-01-01", is_one);
        both_say(&history, Definition::Ap, &[("2026-04-20", Tri::Yes), ("2026-04-21", expected)]);
    }
}

#[test]
fn a_closing_without_a_date_may_have_ended_what_began_before_the_next_referral() {
    let facts = |closing: &'static str| {
        [
            ("2026-03-02", referral(1)),
            ("2026-03-10", Content::PutOnDuty {}),
            ("2026-03-11", Content::AssessmentStarted { assessment: Ref(6) }),
            (closing, closed(1)),
            ("2026-04-03", referral(2)),
            ("2026-04-04", Content::TeamHeld { team: None }),
        ]
    };
    // Until there is another referral, the child is open only if the closing has not been.
    for (closing, expected) in [("2026-03-20", [Tri::No, Tri::No]), ("not known", [Tri::Yes, Tri::Unknown])] {
        let history = story(ALL_SINCE_2025, &facts(closing));
        for (at, value) in [("2026-04-02", expected[0]), ("2026-04-03", expected[1])] {
            let at = when(at).as_end().unwrap_or(Moment::MIN);
            both_agree(&history, |world, _| assert_eq!(world.on_duty(at), value, "on duty at {at}, closed {closing}"));
            both_agree(&history, |world, _| assert_eq!(world.being_assessed(at), value, "assessed at {at}"));
        }
        // What began after it is no less certain.
        let at = when("2026-04-04").as_end().unwrap_or(Moment::MIN);
        both_agree(&history, |world, _| assert_eq!(world.team_held(at), Tri::Yes));
    }
    // Nor is a worker of the case before known to hold the child still.
    let mut held = facts("not known").to_vec();
    held.push(("2026-03-12", starts(5, Tri::Yes)));
    let days = [("2026-04-02", Tri::No), ("2026-04-03", Tri::Unknown)];
    both_say(&story(ALL_SINCE_2025, &held), Definition::NoWorker, &days);
}

#[test]
fn a_status_is_absent_only_where_its_own_coverage_says_so() {
    let begins = "2026-01-01";
    let of = |statuses: &[Status]| Content::Coverage {
        covers: Some(Kind::StatusStarted),
        unit: None,
        until: None,
        but: Some(Words::of(statuses)),
    };
    let (plan, care) = (Status::ChildProtectionPlan, Status::LookedAfter);
    for (covered, expected) in [
        // The table of plans says nothing of the looked after, and the other way round.
        (vec![of(&[care])], Tri::Unknown),
        (vec![of(&[care]), of(&[plan])], Tri::No),
        (vec![], Tri::Unknown),
    ] {
        let kinds = [Kind::ReferralReceived, Kind::InvolvementStarted].map(|kind| (Some(kind), "2025-01-01"));
        let mut history = story(&kinds, &[("2026-04-20", referral(1)), ("2026-04-22", referral(2))]);
        covered.into_iter().for_each(|said| tell(&mut history, Subject::Record, begins, said));
        both_say(&history, Definition::Government, &[("2026-04-21", expected)]);
    }
}

#[test]
fn who_may_have_been_named_before_involvements_are_recorded_may_have_ended_a_transfer() {
    let ready = Content::ReadyToTransfer { to: None };
    for (from, expected) in [("2025-01-01", Tri::Yes), ("2026-04-25", Tri::Unknown)] {
        let since = "2025-01-01";
        let kinds = [(Kind::ReferralReceived, since), (Kind::TransferEnded, since), (Kind::InvolvementStarted, from)];
        let kinds = kinds.map(|(kind, from)| (Some(kind), from));
        let history = story(&kinds, &[("2026-04-20", referral(1)), ("2026-04-21", ready)]);
        let at = when("2026-04-22").as_end().unwrap_or(Moment::MIN);
        both_agree(&history, |world, _| assert_eq!(world.in_transfer(at), expected));
    }
}

#[test]
fn a_closing_beside_a_referral_of_no_known_day_may_have_ended_who_held_the_child() {
    // The other referral may have been open at the closing, or may have come after it.
    for (other, expected) in [("2026-03-01", Tri::No), ("not known", Tri::Unknown)] {
        let facts = [
            ("2026-02-02", referral(1)),
            ("2026-02-03", Content::NeedIdentified {}),
            ("2026-02-04", starts(5, Tri::Yes)),
            (other, referral(2)),
            ("2026-03-20", closed(1)),
        ];
        let days = [("2026-03-19", Tri::No), ("2026-03-20", expected)];
        both_say(&story(ALL_SINCE_2025, &facts), Definition::NoWorker, &days);
    }
}
