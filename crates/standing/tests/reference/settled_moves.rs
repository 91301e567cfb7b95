//! A child who moves to a team that another policy governs, settled from the page: a move begins nothing anew. Both must answer so.

use record::words::{OversightPart, Post, Recipient, TransferSide, UnitLevel, Words};
use record::{Content, Day, Ref, Subject, UnitId, When};

use super::duties::{DueOn, Stands, duties};
use super::history::{History, pack_text, unit, version_text};
use super::settled::{ALL_SINCE_2025, both_agree, story};

const PG: usize = 0;
const AS: usize = 1;
const AP: usize = 5;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A child without a worker since Monday 2 March, in the one team until the day of the move, and in the other from then on.
fn moved(on: &str, casework: &[(&str, Content)], adopted: &[(&str, usize, Option<UnitId>)]) -> History {
    let referred = Content::ReferralReceived { referral: Ref(1), team: Some(unit(0)), district_received: None };
    let signed = Content::TransferSigned { to: Some(unit(2)), side: TransferSide::Both };
    let mut facts = vec![("2026-03-02", referred), (on, signed)];
    facts.extend(casework.iter().copied());
    let mut history = story(ALL_SINCE_2025, &facts);
    for number in [0, 2] {
        let content = Content::UnitDetails { name: None, level: Some(UnitLevel::Team), parent: None };
        let from = day("2025-01-01");
        history.add(Subject::Unit(unit(number)), When::On(from), from.start(), content);
    }
    for (at, place, unit) in adopted {
        let (pack, version) = (pack_text(*place), version_text(*place));
        let content = Content::PackAdopted { pack, version, unit: *unit, digest: Ref(9) };
        history.add(Subject::Record, When::On(day(at)), day(at).start(), content);
    }
    history
}

/// From which day on that duty is open, by when it is due, and how it stands at the end of March.
fn asked(history: &History, pack: &str, id: &str) -> Vec<(String, String, Stands)> {
    let all = both_agree(history, duties);
    let found = all.into_iter().filter(|duty| (duty.pack, duty.id) == (pack, id));
    let due = |due: DueOn| due.day().map_or_else(|| "none".to_owned(), |day| day.to_string());
    let at = day("2026-03-31").end();
    let opened = found.filter(|duty| duty.opened <= at);
    opened.map(|duty| (duty.opened.day().to_string(), due(duty.due), duty.stands(at))).collect()
}

fn one(opened: &str, due: &str, stands: Stands) -> Vec<(String, String, Stands)> {
    vec![(opened.to_owned(), due.to_owned(), stands)]
}

fn review() -> Content {
    let parts = Words::of(&[OversightPart::RiskAssessment]);
    Content::ManagementOversight { parts, done_by: None, post: Some(Post::DutyTeamManager) }
}

fn each_its_own() -> [(&'static str, usize, Option<UnitId>); 2] {
    [("2026-01-01", AP, Some(unit(0))), ("2026-01-01", AS, Some(unit(2)))]
}

#[test]
fn what_was_due_before_the_move_is_due_on_its_day_and_anything_else_on_its_own() {
    // AS-07: two weeks without a worker; AS-05: child seen; AS-06: weekly.
    for (on, two_weeks, weekly) in [
        ("2026-03-10", ("2026-03-16", "2026-03-16"), "2026-03-10"),
        ("2026-03-16", ("2026-03-16", "2026-03-16"), "2026-03-16"),
        ("2026-03-20", ("2026-03-20", "2026-03-20"), "2026-03-20"),
    ] {
        let history = moved(on, &[], &each_its_own());
        let expected = one(two_weeks.0, two_weeks.1, Stands::Overdue);
        assert_eq!(asked(&history, "as", "two-weeks-senior-manager"), expected, "{on}");
        assert_eq!(asked(&history, "as", "weekly-review"), one(on, weekly, Stands::Overdue), "{on}");
        assert_eq!(asked(&history, "as", "child-seen"), one(on, "2026-03-30", Stands::Overdue), "{on}");
    }
}

#[test]
fn what_met_it_before_the_move_met_it() {
    let reviewed = [("2026-03-11", review()), ("2026-03-18", review())];
    let history = moved("2026-03-20", &reviewed, &each_its_own());
    assert_eq!(asked(&history, "as", "weekly-review"), one("2026-03-20", "2026-03-25", Stands::Overdue));
    // PG-07: written in time, and asked of nobody again; and written late, when another team had the child.
    let letter = Content::LetterSent { to: Recipient::Parent, agency: None };
    let adopted = [("2026-01-01", AP, Some(unit(0))), ("2026-01-01", PG, Some(unit(2)))];
    for (sent, expected) in [
        ("2026-03-09", Vec::new()),
        ("2026-03-18", Vec::new()),
        ("2026-03-20", one("2026-03-20", "2026-03-20", Stands::Met)),
        ("2026-03-24", one("2026-03-20", "2026-03-20", Stands::MetLate(4))),
    ] {
        let history = moved("2026-03-20", &[(sent, letter)], &adopted);
        assert_eq!(asked(&history, "pg", "family-letter"), expected, "{sent}");
    }
}

#[test]
fn what_comes_while_another_policy_governs_begins_nothing() {
    // AS-16: an increased concern starts the ladder.
    for (came, expected) in [("2026-03-18", 0), ("2026-03-24", 1)] {
        let history = moved("2026-03-20", &[(came, Content::ConcernIncreased {})], &each_its_own());
        assert_eq!(asked(&history, "as", "concern-service-manager").len(), expected, "{came}");
    }
}

#[test]
fn nothing_is_due_before_the_new_team_adopted_its_policy() {
    let of = |adopted: &str| {
        let adopted = [("2026-01-01", AP, Some(unit(0))), ("2026-01-01", PG, None), (adopted, AS, Some(unit(2)))];
        asked(&moved("2026-03-20", &[], &adopted), "as", "weekly-review")
    };
    assert_eq!(of("2026-03-15"), one("2026-03-20", "2026-03-22", Stands::Overdue));
    assert_eq!(of("2026-03-20"), one("2026-03-20", "2026-03-27", Stands::Overdue));
    // The team adopts it while the child is there.
    assert_eq!(of("2026-03-23"), one("2026-03-23", "2026-03-30", Stands::Overdue));
}

#[test]
fn a_child_who_comes_back_is_owed_what_it_was_owed_there() {
    let back = Content::TransferSigned { to: Some(unit(0)), side: TransferSide::Both };
    let adopted = [("2026-01-01", AS, Some(unit(0))), ("2026-01-01", AP, Some(unit(2)))];
    let history = moved("2026-03-12", &[("2026-03-23", back)], &adopted);
    let weekly = asked(&history, "as", "weekly-review");
    let due = |opened: &str, due: &str, stands| (opened.to_owned(), due.to_owned(), stands);
    let expected = [due("2026-03-02", "2026-03-09", Stands::Missed), due("2026-03-23", "2026-03-23", Stands::Overdue)];
    assert_eq!(weekly, expected);
}
