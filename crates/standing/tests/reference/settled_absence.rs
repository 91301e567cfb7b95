//! How long an absence is likely to last, and since when that has been on record (AP-39), settled from the page: both must
//! answer so.

use record::words::{AbsenceKind, Post, Profession};
use record::{Content, Day, FactId, Kind, Moment, Ref, Subject, Tri, When};

use super::duties::{DueOn, Stands, duties};
use super::history::{History, worker};
use super::settled::{ALL_SINCE_2025, both_agree, referral, starts, story, tell};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A child whom a social worker has held since April, and what was decided of the worker's absence.
fn held(covered: &[(Option<Kind>, &str)], decided: &[&str]) -> History {
    let mut facts = vec![
        ("2026-04-13", referral(1)),
        ("2026-04-13", Content::NeedIdentified {}),
        ("2026-04-14", starts(5, Tri::Yes)),
    ];
    facts.extend(decided.iter().map(|at| (*at, Content::AbsenceDecided { post: Some(Post::TeamManager) })));
    let mut history = story(covered, &facts);
    let profession = Some(Profession::SocialWorker);
    let details = Content::WorkerDetails { name: None, job_title: None, profession, team: None };
    tell(&mut history, Subject::Worker(worker(0)), "2026-01-01", details);
    history
}

/// The worker is on record, at the end of that day, as off sick from the first day, likely until the last.
fn off_sick(history: &mut History, recorded: &str, first: &str, likely: Option<&str>) -> FactId {
    let absence_kind = AbsenceKind::Sickness;
    let content = Content::AbsenceStarted { absence: Ref(7), absence_kind, likely_end: likely.map(day) };
    let first = if first == "not known" { When::Unknown } else { When::On(day(first)) };
    history.add(Subject::Worker(worker(0)), first, day(recorded).end(), content)
}

/// The same, in the place of what was recorded before.
fn corrected(history: &mut History, wrong: FactId, recorded: &str, first: &str, likely: Option<&str>) -> FactId {
    let with = off_sick(history, recorded, first, likely);
    let at = day(recorded).end();
    let content = Content::Corrected { replaces: wrong, with: Some(with), reason: None };
    history.add(Subject::Worker(worker(0)), When::At(at), at, content);
    with
}

/// By when it is to be decided at once what becomes of the case, and how that stands at the end of a day; both agree.
fn at_once(history: &History, at: &str) -> Vec<(Day, Stands)> {
    let at: Moment = day(at).end();
    let all = both_agree(history, duties);
    let rule = all.iter().filter(|duty| (duty.pack, duty.id) == ("ap", "absence-decision-at-once"));
    let opened = rule.filter(|duty| duty.opened <= at);
    opened
        .map(|duty| match duty.due {
            DueOn::Day(due) => (due, duty.stands(at)),
            _ => panic!("it is due on a day: {duty:?}"),
        })
        .collect()
}

#[test]
fn to_extend_a_long_absence_begins_nothing_anew() {
    let mut history = held(ALL_SINCE_2025, &["2026-06-01"]);
    let first = off_sick(&mut history, "2026-06-01", "2026-06-01", Some("2026-06-30"));
    let second = corrected(&mut history, first, "2026-06-09", "2026-06-01", Some("2026-07-31"));
    corrected(&mut history, second, "2026-06-12", "2026-06-02", Some("2026-08-31"));
    // The first day away is the one that stands.
    assert_eq!(at_once(&history, "2026-06-26"), [(day("2026-06-02"), Stands::Overdue)]);
    history.known = day("2026-06-11").end();
    assert_eq!(at_once(&history, "2026-06-11"), [(day("2026-06-01"), Stands::Met)]);
    history.known = day("2026-06-08").end();
    assert_eq!(at_once(&history, "2026-06-08"), [(day("2026-06-01"), Stands::Met)]);
}

#[test]
fn what_was_decided_earlier_in_the_same_absence_is_decided() {
    for (decided, expected) in [
        ("2026-05-31", Stands::Overdue),
        ("2026-06-01", Stands::Met),
        ("2026-06-03", Stands::Met),
        ("2026-06-09", Stands::Met),
        ("2026-06-10", Stands::MetLate(1)),
    ] {
        let mut history = held(ALL_SINCE_2025, &[decided]);
        let short = off_sick(&mut history, "2026-06-01", "2026-06-01", Some("2026-06-08"));
        corrected(&mut history, short, "2026-06-09", "2026-06-01", Some("2026-07-31"));
        assert_eq!(at_once(&history, "2026-06-12"), [(day("2026-06-09"), expected)], "{decided}");
    }
    // The decision of another absence is none.
    let mut history = held(ALL_SINCE_2025, &["2026-05-06"]);
    let before = Content::AbsenceStarted { absence: Ref(8), absence_kind: AbsenceKind::Sickness, likely_end: None };
    tell(&mut history, Subject::Worker(worker(0)), "2026-05-04", before);
    tell(&mut history, Subject::Worker(worker(0)), "2026-05-11", Content::AbsenceEnded { absence: Ref(8) });
    let short = off_sick(&mut history, "2026-06-01", "2026-06-01", None);
    corrected(&mut history, short, "2026-06-09", "2026-06-01", Some("2026-07-31"));
    assert_eq!(at_once(&history, "2026-06-12"), [(day("2026-06-09"), Stands::Overdue)]);
}

#[test]
fn what_was_not_long_is_long_from_the_correction_on() {
    for (before, first) in [
        (Some("2026-06-08"), "2026-06-01"),
        (Some("2026-06-14"), "2026-06-01"),
        (None, "2026-06-01"),
        (Some("2026-06-30"), "not known"),
        // Long by the first day that stands, and not by its own.
        (Some("2026-06-16"), "2026-06-03"),
    ] {
        let mut history = held(ALL_SINCE_2025, &[]);
        let long = off_sick(&mut history, "2026-06-01", "2026-06-01", Some("2026-06-30"));
        let short = corrected(&mut history, long, "2026-06-03", first, before);
        let long = corrected(&mut history, short, "2026-06-09", "2026-06-01", Some("2026-06-15"));
        corrected(&mut history, long, "2026-06-11", "2026-06-01", Some("2026-07-31"));
        let since = day("2026-06-09");
        assert_eq!(at_once(&history, "2026-06-12"), [(since, Stands::Overdue)], "{before:?} {first}");
    }
}

#[test]
fn what_was_recorded_after_it_as_a_double_is_no_earlier_word() {
    let mut history = held(ALL_SINCE_2025, &[]);
    let stands = off_sick(&mut history, "2026-06-03", "2026-06-01", Some("2026-06-30"));
    let double = off_sick(&mut history, "2026-06-05", "2026-06-01", Some("2026-06-08"));
    let at = day("2026-06-08").end();
    let content = Content::Corrected { replaces: double, with: Some(stands), reason: None };
    history.add(Subject::Worker(worker(0)), When::At(at), at, content);
    assert_eq!(at_once(&history, "2026-06-12"), [(day("2026-06-03"), Stands::Overdue)]);
}

#[test]
fn what_came_on_record_once_the_absence_had_lasted_so_long_is_no_newer() {
    for (recorded, due) in [("2026-06-14", "2026-06-14"), ("2026-06-15", "2026-06-15"), ("2026-06-22", "2026-06-15")] {
        let mut history = held(ALL_SINCE_2025, &[]);
        off_sick(&mut history, recorded, "2026-06-01", Some("2026-07-31"));
        assert_eq!(at_once(&history, "2026-06-26"), [(day(due), Stands::Overdue)], "{recorded}");
    }
    // Extended only once it had lasted so long.
    let mut history = held(ALL_SINCE_2025, &["2026-06-15"]);
    let short = off_sick(&mut history, "2026-06-01", "2026-06-01", Some("2026-06-08"));
    assert_eq!(at_once(&history, "2026-06-26"), []);
    corrected(&mut history, short, "2026-06-22", "2026-06-01", Some("2026-07-31"));
    assert_eq!(at_once(&history, "2026-06-26"), [(day("2026-06-15"), Stands::Met)]);
}

#[test]
fn an_absence_that_was_over_before_it_had_lasted_so_long_was_never_long() {
    for (back, expected) in [("2026-06-15", None), ("2026-06-16", Some((day("2026-06-15"), Stands::Missed)))] {
        let mut history = held(ALL_SINCE_2025, &[]);
        off_sick(&mut history, "2026-06-22", "2026-06-01", Some("2026-07-31"));
        tell(&mut history, Subject::Worker(worker(0)), back, Content::AbsenceEnded { absence: Ref(7) });
        assert_eq!(at_once(&history, "2026-06-26"), Vec::from_iter(expected), "{back}");
    }
}

#[test]
fn what_was_due_before_decisions_were_recorded_cannot_be_known() {
    // As on the day of going live: the absences come all at once, what was decided before is nowhere.
    let kinds = [
        Kind::ReferralReceived,
        Kind::CaseClosed,
        Kind::InvolvementStarted,
        Kind::InvolvementEnded,
        Kind::NeedIdentified,
        Kind::AllocationAccepted,
        Kind::AbsenceStarted,
    ];
    let mut covered: Vec<_> = kinds.iter().map(|kind| (Some(*kind), "2025-01-01")).collect();
    covered.push((Some(Kind::AbsenceDecided), "2026-06-22"));
    for (first, expected) in [
        ("2026-06-01", (day("2026-06-15"), Stands::CannotBeKnown)),
        // It may have been decided since the first day of the absence, unseen.
        ("2026-06-10", (day("2026-06-22"), Stands::CannotBeKnown)),
        ("2026-06-22", (day("2026-06-22"), Stands::Overdue)),
    ] {
        let mut history = held(&covered, &[]);
        off_sick(&mut history, "2026-06-22", first, Some("2026-07-31"));
        assert_eq!(at_once(&history, "2026-06-26"), [expected], "{first}");
    }
}

#[test]
fn an_absence_from_no_known_day_on_may_have_lasted_so_long_before_it_came_on_record() {
    let mut history = held(ALL_SINCE_2025, &[]);
    off_sick(&mut history, "2026-06-22", "not known", Some("2026-07-31"));
    let away = both_agree(&history, |world, _| {
        ["2026-05-01", "2026-06-26"].map(|at| {
            let kinds = [AbsenceKind::Sickness];
            world.likely_away_for(worker(0), &kinds, 14, day(at).end())
        })
    });
    assert_eq!(away, [Tri::Unknown, Tri::Unknown]);
    assert_eq!(at_once(&history, "2026-06-26"), []);
}
