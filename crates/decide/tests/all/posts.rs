//! Who answers for a post on a day: holders, absences, who stands in, and the post above where nobody is there.

use decide::posts::{Answer, How, Roster};
use record::words::{Post, Word};
use record::{Calendar, WorkerId};
use standing::World;

use crate::scene::{Scene, instant};

const UNITS: &str = "Wed 1 Jan 2020 unit County is an authority
    Wed 1 Jan 2020 unit East is a district of County
    Wed 1 Jan 2020 unit North is a team of East
    Wed 1 Jan 2020 unit South is a team of East
    Mon 2 Mar 2026 09:00 referral received in North
    ";

/// Who answers for the post on that day, and how it came to them: `Mina (holds)`.
fn answers(lines: &str, post: Post, named: &[&str], at: &str) -> (String, String) {
    let scene = Scene::new(&["pg"], &format!("{UNITS}{lines}"));
    let world = World::new(&scene.book, &scene.plan, &Calendar::england_and_wales(), instant("Fri 1 Jan 2027"));
    let roster = Roster::read(&scene.book, &world, world.known, instant(at));
    let named: Vec<WorkerId> = named.iter().map(|name| scene.worker(name)).collect();
    let team = Some(scene.unit("North"));
    let answer: Answer = if named.is_empty() && post != Post::SocialWorker {
        roster.answer(post, team)
    } else {
        roster.answer_for(post, &named, team)
    };
    let name = |worker| scene.book.names.worker(worker).to_owned();
    let holders = answer.holders.iter().map(|one| {
        let away = match (one.away.is_yes(), one.away_until) {
            (true, Some(day)) => format!(" away until {day}"),
            (true, None) => " away".to_owned(),
            (false, _) => String::new(),
        };
        format!("{}{away}", name(one.worker))
    });
    let answering = answer.answering.iter().map(|one| {
        let how = match one.how {
            How::Named => "named".to_owned(),
            How::Holds => "holds".to_owned(),
            How::StandsIn => "stands in".to_owned(),
            How::OutOfHours => "out of hours".to_owned(),
            How::Wider => "wider".to_owned(),
            How::Above(post) => post.name().to_owned(),
        };
        format!("{} ({how})", name(one.worker))
    });
    (holders.collect::<Vec<_>>().join(", "), answering.collect::<Vec<_>>().join(", "))
}

/// What it is about, the history, the post, whom the child's record names, the day; who holds it, and who answers.
type Case<'c> = (&'c str, String, Post, &'c [&'c str], &'c str, &'c str, &'c str);

#[test]
fn a_post_falls_to_who_stands_in_and_then_to_the_post_above_and_says_so() {
    let mina = "Wed 1 Jan 2020 Mina is a team manager in North\n";
    let sven = "Wed 1 Jan 2020 Sven acts as service manager for East\n";
    let away = "Mon 6 Apr 2026 Mina absent: annual leave likely until 17 Apr 2026\n";
    let stand_in = "Wed 1 Apr 2026 Asha stands in as team manager for North until 30 Apr 2026\n";
    let all = format!("{mina}{sven}{away}{stand_in}");
    // Sat 4 April 2026 is in the Easter weekend; Mon 6 April a bank holiday.
    let duty = "Wed 1 Jan 2020 Sven acts as duty team manager for East\n";
    let olu = "Wed 1 Jan 2020 Olu acts as out-of-hours social worker for East\n";
    let both = format!("{duty}{olu}");
    let out_of_hours = |what, post, on, who, answers| (what, both.clone(), post, &[] as &[&str], on, who, answers);
    let cases: [Case<'_>; 22] = [
        out_of_hours("offices are open", Post::DutyTeamManager, "Thu 2 Apr 2026", "Sven", "Sven (holds)"),
        out_of_hours("a weekend", Post::DutyTeamManager, "Sat 4 Apr 2026", "Sven", "Olu (out of hours)"),
        out_of_hours("a bank holiday", Post::DutySocialWorker, "Mon 6 Apr 2026", "", "Olu (out of hours)"),
        out_of_hours("no duty of theirs", Post::TeamManager, "Sat 4 Apr 2026", "", ""),
        (
            "a weekend, and nobody is out of hours",
            duty.into(),
            Post::DutyTeamManager,
            &[],
            "Sat 4 Apr 2026",
            "Sven",
            "Sven (holds)",
        ),
        ("who holds it", mina.into(), Post::TeamManager, &[], "Thu 2 Apr 2026", "Mina", "Mina (holds)"),
        (
            "who stands in has nothing while the holder is there",
            all.clone(),
            Post::TeamManager,
            &[],
            "Thu 2 Apr 2026",
            "Mina",
            "Mina (holds)",
        ),
        (
            "the holder is away",
            all.clone(),
            Post::TeamManager,
            &[],
            "Wed 8 Apr 2026",
            "Mina away until 2026-04-17",
            "Asha (stands in)",
        ),
        (
            "the one who stood in stands in no more",
            format!("{all}Mon 20 Apr 2026 Mina absent: sickness\n"),
            Post::TeamManager,
            &[],
            "Mon 4 May 2026",
            "Mina away",
            "Sven (service manager)",
        ),
        (
            "the holder is back",
            format!("{all}Fri 10 Apr 2026 Mina returned\n"),
            Post::TeamManager,
            &[],
            "Fri 10 Apr 2026",
            "Mina",
            "Mina (holds)",
        ),
        (
            "who stands in is away too",
            format!("{all}Tue 7 Apr 2026 Asha absent: sickness\n"),
            Post::TeamManager,
            &[],
            "Wed 8 Apr 2026",
            "Mina away until 2026-04-17",
            "Sven (service manager)",
        ),
        (
            "nobody on record, and somebody above",
            sven.into(),
            Post::TeamManager,
            &[],
            "Wed 8 Apr 2026",
            "",
            "Sven (service manager)",
        ),
        (
            "nobody on record, and somebody stands in",
            stand_in.into(),
            Post::TeamManager,
            &[],
            "Wed 8 Apr 2026",
            "",
            "Asha (stands in)",
        ),
        ("nobody at all", String::new(), Post::TeamManager, &[], "Wed 8 Apr 2026", "", ""),
        (
            "nobody but of another team",
            "Wed 1 Jan 2020 Sue is a team manager in South\n".into(),
            Post::TeamManager,
            &[],
            "Wed 8 Apr 2026",
            "",
            "",
        ),
        (
            "a worker who has left holds nothing",
            format!("{mina}Tue 31 Mar 2026 Mina left the authority\n"),
            Post::TeamManager,
            &[],
            "Wed 1 Apr 2026",
            "",
            "",
        ),
        (
            "the nearest unit's before the whole authority's",
            format!("{sven}Wed 1 Jan 2020 Wide acts as service manager\n"),
            Post::ServiceManager,
            &[],
            "Wed 8 Apr 2026",
            "Sven",
            "Sven (holds)",
        ),
        (
            "of the whole authority where the nearest is away",
            format!("{sven}Wed 1 Jan 2020 Wide acts as service manager\nTue 7 Apr 2026 Sven absent: sickness\n"),
            Post::ServiceManager,
            &[],
            "Wed 8 Apr 2026",
            "Sven away",
            "Wide (wider)",
        ),
        (
            "a duty post that nobody has goes to the team's manager",
            mina.into(),
            Post::DutySocialWorker,
            &[],
            "Wed 8 Apr 2026",
            "",
            "Mina (team manager)",
        ),
        (
            "a child's own social worker, and nobody else of that profession",
            format!(
                "{mina}Wed 1 Jan 2020 Bea is a social worker in North\nWed 1 Jan 2020 Kim is a social worker in North\n"
            ),
            Post::SocialWorker,
            &["Bea"],
            "Wed 8 Apr 2026",
            "Bea",
            "Bea (named)",
        ),
        (
            "a child without one",
            format!("{mina}Wed 1 Jan 2020 Kim is a social worker in North\n"),
            Post::SocialWorker,
            &[],
            "Wed 8 Apr 2026",
            "",
            "Mina (team manager)",
        ),
        (
            "a reviewing officer's goes past the managers who run the case",
            format!("{mina}{sven}Wed 1 Jan 2020 Hed acts as head of service\n"),
            Post::IndependentReviewingOfficer,
            &[],
            "Wed 8 Apr 2026",
            "",
            "Hed (head of service)",
        ),
    ];
    for (says, lines, post, named, at, holders, answering) in cases {
        assert_eq!(answers(&lines, post, named, at), (holders.to_owned(), answering.to_owned()), "{says}");
    }
}

#[test]
fn a_child_s_worker_who_is_away_hands_over_to_the_team_s_manager_for_the_day() {
    let lines = "Wed 1 Jan 2020 Mina is a team manager in North
        Wed 1 Jan 2020 Bea is a social worker in North
        Tue 7 Apr 2026 Bea absent: sickness likely until 10 Apr 2026
        ";
    let (holders, answering) = answers(lines, Post::SocialWorker, &["Bea"], "Wed 8 Apr 2026");
    assert_eq!((holders.as_str(), answering.as_str()), ("Bea away until 2026-04-10", "Mina (team manager)"));
}

#[test]
fn what_a_worker_holds_is_what_is_on_record_and_what_their_profession_says_of_their_team() {
    let scene = Scene::new(
        &["pg"],
        &format!(
            "{UNITS}Wed 1 Jan 2020 Mina is a team manager in North
            Wed 1 Jan 2025 Mina acts as duty team manager for East until 31 Dec 2026
            Wed 1 Jan 2025 Mina stands in as service manager for East
            Fri 1 May 2026 Mina acts no longer as service manager for East"
        ),
    );
    let world = World::new(&scene.book, &scene.plan, &Calendar::england_and_wales(), instant("Fri 1 Jan 2027"));
    let held = |at: &str| {
        let held = Roster::read(&scene.book, &world, world.known, instant(at)).held_by(scene.worker("Mina"));
        held.iter().map(|one| (one.post, one.stands_in, one.by_profession)).collect::<Vec<_>>()
    };
    let profession = (Post::TeamManager, false, true);
    let duty = (Post::DutyTeamManager, false, false);
    assert_eq!(held("Wed 8 Apr 2026"), [duty, (Post::ServiceManager, true, false), profession]);
    assert_eq!(held("Fri 1 May 2026"), [duty, profession]);
    assert_eq!(held("Fri 1 Jan 2027"), [profession]);
}
