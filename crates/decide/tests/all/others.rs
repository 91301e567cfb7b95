//! Who is put on record, who is given a post, what is recorded of units and carers, who acknowledges, and what is written down:
//! each with what it is refused for.

use decide::{Act, What};
use record::words::{Post, Profession, Recipient, Service};
use record::{Content, Day, Kind, Ref, Subject, Tri, When};

use crate::scene::{OPENED, PEOPLE, Scene, day, instant};

const MORE: &str = "Wed 1 Jan 2020 Hana acts as head of service for County
    Wed 1 Jan 2020 Dev acts as deputy director for County
    Wed 1 Jan 2020 Avi acts as assistant director for County
    Wed 1 Jan 2020 Bo acts as business support for County
    ";

fn scene() -> Scene {
    Scene::new(&["pg", "as"], &format!("{PEOPLE}{MORE}{OPENED}"))
}

fn register(scene: &mut Scene, born: Option<Day>, team: &str) -> Act {
    Act::Register {
        given_name: scene.text("Wren"),
        family_name: Some(scene.text("Testchild")),
        born,
        expected: None,
        sex: None,
        disabled: Tri::Unknown,
        special_educational_needs: Tri::No,
        sibling: Some(scene.child),
        team: scene.unit(team),
        district_received: None,
        another: Tri::Unknown,
    }
}

#[test]
fn a_child_who_is_new_is_put_on_record_once_by_somebody_of_the_team() {
    let mut scene = scene();
    let now = instant("Mon 9 Mar 2026 10:00");
    let new = Subject::Child(scene.book.names.add_child("here:new"));
    let known = Subject::Child(scene.child);
    for (who, about, born, team, expected) in [
        ("Bea", new, Some(day("2019-05-01")), "South", &["house: PG-05"][..]),
        ("Sven", new, Some(day("2019-05-01")), "North", &["house: PG-05"]),
        ("Mina", known, Some(day("2019-05-01")), "North", &["house: AP-03"]),
        ("Mina", new, Some(day("2026-05-01")), "North", &["house: "]),
        // A team owns a case, and no district does; of 25 years nobody is a child in need.
        ("Dev", new, Some(day("2019-05-01")), "East", &["house: AP-16"]),
        ("Mina", new, Some(day("2001-03-09")), "North", &["house: AP-03"]),
        ("Mina", new, Some(day("2019-05-01")), "North", &[]),
        // Twice is once too often.
        ("Mina", new, Some(day("2019-05-01")), "North", &["house: AP-03"]),
    ] {
        let act = register(&mut scene, born, team);
        let answer = scene.act_when(who, now, When::At(now), None, about, What::Act(act));
        assert_eq!(answer.err().unwrap_or_default(), expected, "{who} of {team}");
    }
    let facts = scene.book.about(new);
    let kinds: Vec<Kind> = facts.iter().map(|fact| fact.content.kind()).collect();
    assert_eq!(kinds, [Kind::ChildDetails, Kind::ReferralReceived, Kind::DistrictReceived, Kind::FamilyGroup]);
    // The sibling had no family on record, and has the same now.
    let family = |subject| {
        scene.book.about(subject).iter().find_map(|fact| match fact.content {
            Content::FamilyGroup { family } => Some(family),
            _ => None,
        })
    };
    assert!(family(new).is_some() && family(new) == family(known));
}

#[test]
fn a_worker_who_joins_is_put_on_record_by_a_manager_of_the_team() {
    let mut scene = scene();
    let now = instant("Mon 9 Mar 2026 10:00");
    let new = Subject::Worker(scene.book.names.add_worker("here:Zed"));
    let bea = Subject::Worker(scene.worker("Bea"));
    let act = Act::TakeOn {
        name: scene.text("Zed Maker"),
        job_title: None,
        profession: Profession::SocialWorker,
        team: scene.unit("North"),
    };
    for (who, about, expected) in [
        ("Sven", new, &["house: PG-05"][..]),
        ("Bea", new, &["house: PG-05"]),
        ("Mina", bea, &["house: AP-03"]),
        ("Mina", Subject::Child(scene.child), &["house: "]),
        ("Mina", new, &[]),
    ] {
        // A first day may lie ahead.
        let answer = scene.act_when(who, now, When::On(day("2026-04-01")), None, about, What::Act(act));
        let refused = answer.err().unwrap_or_default();
        let first: Vec<&str> = refused.iter().take(expected.len().max(1)).map(String::as_str).collect();
        assert!(first == expected || about == Subject::Child(scene.child) && !refused.is_empty(), "{who}: {refused:?}");
    }
    let kinds: Vec<Kind> = scene.book.about(new).iter().map(|fact| fact.content.kind()).collect();
    assert_eq!(kinds, [Kind::WorkerDetails, Kind::WorkerJoined]);
}

#[test]
fn a_post_is_given_and_ended_by_whoever_is_above_it_and_nobody_of_themselves() {
    let mut scene = scene();
    let (north, county) = (Some(scene.unit("North")), Some(scene.unit("County")));
    let held = |post, unit| Content::PostHeld { post, unit, until: None, stands_in: false };
    let ended = |post, unit| Content::PostEnded { post, unit };
    for (place, (who, worker, content, expected)) in [
        // Of their own team, a post below their own.
        ("Mina", "Bea", held(Post::PracticeSupervisor, north), &[][..]),
        ("Mina", "Bea", held(Post::TeamManager, north), &["house: PG-05"]),
        ("Mina", "Bea", held(Post::ServiceManager, north), &["house: PG-05"]),
        ("Sven", "Bea", held(Post::DutyTeamManager, north), &["house: PG-05"]),
        ("Sal", "Bea", held(Post::TeamManager, north), &[]),
        ("Sal", "Bea", held(Post::HeadOfService, county), &["house: PG-05"]),
        ("Sal", "Bea", held(Post::TeamManager, None), &["house: PG-05"]),
        ("Dev", "Bea", held(Post::AssistantDirector, county), &[]),
        ("Dev", "Dev", held(Post::ServiceManager, county), &["house: PG-05"]),
        ("Bo", "Bea", held(Post::TeamManager, north), &["house: PG-05"]),
        // A post ends as it was given, and once.
        ("Sal", "Bea", ended(Post::TeamManager, county), &["house: PG-05"]),
        ("Sal", "Bea", ended(Post::TeamManager, north), &[]),
        ("Sal", "Bea", ended(Post::TeamManager, north), &["house: PG-05"]),
        ("Bea", "Bea", ended(Post::PracticeSupervisor, north), &["house: PG-05"]),
    ]
    .into_iter()
    .enumerate()
    {
        let at = format!("Mon 9 Mar 2026 10:{place:02}");
        let refused = scene.record_of(who, &at, worker, "2026-03-09", content).err().unwrap_or_default();
        let n = expected.len();
        assert!(
            refused.len() >= n && refused[..n] == *expected && (n > 0 || refused.is_empty()),
            "case {place}: {refused:?}"
        );
    }
    let bea = scene.worker("Bea");
    let posts = decide::held(&scene.book, record::Moment::MAX, bea, instant("Mon 9 Mar 2026 12:00"));
    assert!(posts.contains(&(Post::PracticeSupervisor, north)) && !posts.contains(&(Post::TeamManager, north)));
}

#[test]
fn a_capacity_issue_is_raised_by_anybody_and_decided_by_the_leadership() {
    let mut scene = scene();
    let north = Subject::Unit(scene.unit("North"));
    let (what, said) =
        (scene.text("Two workers short since February"), scene.text("One agency worker for three months"));
    let raised = Content::CapacityIssueRaised { issue: Ref(0), what, evidence: None, done_by: None };
    let decided = |issue, over| Content::CapacityIssueDecided {
        issue,
        decision: said,
        on_risk_register: Tri::Yes,
        over,
        post: None,
        done_by: None,
    };
    let record = |scene: &mut Scene, who: &str, at: &str, content| {
        let at = instant(at);
        scene.act_when(who, at, When::At(at), None, north, What::Record(content)).err().unwrap_or_default()
    };
    assert!(record(&mut scene, "Bea", "Mon 9 Mar 2026 10:00", raised).is_empty());
    let issue = scene.book.about(north).iter().find_map(|fact| match fact.content {
        Content::CapacityIssueRaised { issue, done_by, .. } => Some((issue, done_by)),
        _ => None,
    });
    let (issue, by) = issue.unwrap();
    assert_eq!(by, Some(scene.worker("Bea")));
    for (who, at, of, over, expected) in [
        ("Mina", "Mon 9 Mar 2026 11:00", issue, Tri::No, &["house: AP-14"][..]),
        ("Hana", "Mon 9 Mar 2026 11:01", issue, Tri::No, &["house: AP-14"]),
        ("Avi", "Mon 9 Mar 2026 11:02", Ref(77), Tri::No, &["house: AP-14"]),
        ("Avi", "Mon 9 Mar 2026 11:03", issue, Tri::No, &[]),
        ("Dev", "Mon 9 Mar 2026 11:04", issue, Tri::Yes, &[]),
        ("Dev", "Mon 9 Mar 2026 11:05", issue, Tri::Yes, &["house: AP-14"]),
    ] {
        assert_eq!(record(&mut scene, who, at, decided(of, over)), expected, "{who} {at}");
    }
}

#[test]
fn units_are_named_and_moved_by_whoever_is_over_both_places() {
    let mut scene = scene();
    let (north, east, west) = (scene.unit("North"), scene.unit("East"), scene.unit("West"));
    let new = scene.book.names.add_unit("here:Third");
    let name = Some(scene.text("Another name"));
    for (place, (who, unit, parent, expected)) in [
        ("Mina", north, Some(east), &["house: PG-05"][..]),
        ("Sal", north, Some(east), &[]),
        ("Sal", north, Some(west), &[]),
        ("Sal", east, Some(east), &["house: AP-16"]),
        ("Sal", new, Some(east), &[]),
        ("Mina", scene.book.names.add_unit("here:Fourth"), Some(north), &["house: PG-05"]),
        ("Bo", scene.book.names.add_unit("here:Fifth"), Some(west), &[]),
    ]
    .into_iter()
    .enumerate()
    {
        let at = instant(&format!("Mon 9 Mar 2026 10:{place:02}"));
        let content = Content::UnitDetails { name, level: None, parent };
        let answer = scene.act_when(who, at, When::At(at), None, Subject::Unit(unit), What::Record(content));
        assert_eq!(answer.err().unwrap_or_default(), expected, "case {place}");
    }
}

#[test]
fn a_carer_has_a_supervising_social_worker_and_what_a_service_does_is_recorded() {
    // AP-08, AS-24, AS-25: who answers for the carer's team records it; only a social worker supervises.
    let mut scene = scene();
    let carer = Subject::Carer(scene.book.names.add_carer("here:Carer"));
    let (name, north) = (Some(scene.text("Pat Testcarer")), Some(scene.unit("North")));
    let details = Content::CarerDetails { name, carer_kind: Some(Recipient::FosterCarer), team: north };
    let by = |worker: &str, scene: &Scene| Content::CarerSupervised { worker: Some(scene.worker(worker)) };
    let (bea, yara) = (by("Bea", &scene), by("Yara", &scene));
    let service = Service::Fostering;
    let joined = Content::ServiceEntryJoined { entry: Ref(0), service, children_placed: Tri::Yes };
    let (told, left) = (Content::ServiceEntryUpdated { service }, Content::ServiceEntryLeft { entry: Ref(0), service });
    for (place, (who, content, expected)) in [
        ("Mina", bea, &["house: "][..]),
        ("Sven", details, &["house: AP-08"]),
        ("Mina", details, &[]),
        ("Mina", yara, &["house: AP-08"]),
        ("Sven", bea, &["house: AP-08"]),
        ("Mina", bea, &[]),
        ("Mina", told, &["house: "]),
        ("Mina", joined, &[]),
        ("Mina", joined, &["house: "]),
        ("Mina", told, &[]),
        ("Mina", Content::DutyAccessExplained { service }, &[]),
        ("Mina", left, &[]),
        ("Mina", left, &["house: "]),
        ("Mina", Content::ConcernIncreased {}, &["house: "]),
    ]
    .into_iter()
    .enumerate()
    {
        let at = instant(&format!("Mon 9 Mar 2026 10:{place:02}"));
        let answer = scene.act_when(who, at, When::At(at), None, carer, What::Record(content));
        let refused = answer.err().unwrap_or_default();
        assert!(refused.iter().take(1).eq(expected.iter().take(1)), "case {place}: {refused:?}");
    }
}

#[test]
fn a_carer_with_children_placed_is_risk_assessed_by_a_manager_and_then_it_is_owed_no_more() {
    // AS-23, AS-25.
    let mut scene = scene();
    let carer = Subject::Carer(scene.book.names.add_carer("here:Carer"));
    let (name, north) = (Some(scene.text("Pat Testcarer")), Some(scene.unit("North")));
    let details = Content::CarerDetails { name, carer_kind: Some(Recipient::FosterCarer), team: north };
    let joined = Content::ServiceEntryJoined { entry: Ref(0), service: Service::Fostering, children_placed: Tri::Yes };
    for (minute, content) in [(0, details), (1, joined)] {
        let at = instant(&format!("Mon 9 Mar 2026 10:0{minute}"));
        scene.act_when("Mina", at, When::At(at), None, carer, What::Record(content)).unwrap();
    }
    let owed = |scene: &Scene, at: &str| {
        let calendar = record::Calendar::england_and_wales();
        let world = standing::World::new(&scene.book, &scene.plan, &calendar, instant(at));
        let timeline = standing::Evaluator::new(&scene.plan, &world).timeline(&[scene.book.about(carer)]);
        let of = |duty: &&standing::DutyRecord| {
            let rule = &scene.plan.duties[usize::from(duty.duty)].rule;
            rule.title.starts_with("Risk assessment") && rule.cites.0.iter().any(|clause| clause == "AS-25")
        };
        timeline.owed(instant(at)).filter(of).count()
    };
    assert_eq!(owed(&scene, "Mon 9 Mar 2026 10:30"), 1);
    // Mina is the duty team manager too: what she assesses counts as the team manager's all the same.
    let at = instant("Mon 9 Mar 2026 10:45");
    let post = Content::PostHeld {
        post: Post::DutyTeamManager,
        unit: Some(scene.unit("North")),
        stands_in: false,
        until: None,
    };
    let mina = Subject::Worker(scene.worker("Mina"));
    scene.act_when("Sal", at, When::At(at), None, mina, What::Record(post)).unwrap();
    let says = Some(scene.text("The placement is strained."));
    let whole = Act::OverseeCarer {
        worries: says,
        strengths: None,
        risk: Some(record::words::RiskLevel::Medium),
        needed: says,
        decision: None,
    };
    let part = Act::OverseeCarer { worries: says, strengths: None, risk: None, needed: None, decision: None };
    let nothing = Act::OverseeCarer { worries: None, strengths: None, risk: None, needed: None, decision: None };
    let at = instant("Mon 9 Mar 2026 11:00");
    for (who, act, expected) in [
        ("Bea", whole, &["house: AS-25"][..]),
        ("Mina", part, &["house: AS-04, AS-15"]),
        ("Mina", nothing, &["house: AS-04, PG-07"]),
        ("Mina", whole, &[]),
    ] {
        let refused = scene.act_when(who, at, When::At(at), None, carer, What::Act(act)).err().unwrap_or_default();
        assert!(refused.iter().zip(expected).all(|(one, other)| one == other), "{who}: {refused:?}");
        assert_eq!(refused.len(), expected.len(), "{who}: {refused:?}");
    }
    assert_eq!(owed(&scene, "Mon 9 Mar 2026 12:00"), 0);
}

#[test]
fn a_notice_is_acknowledged_by_whom_it_was_given_to_or_whoever_answers_for_the_post() {
    let mut scene = scene();
    let acknowledged = |to| Content::NoticeAcknowledged { to, done_by: None };
    // Nobody acknowledges what they were not told.
    let early = scene.record("Sal", "Mon 9 Mar 2026 09:00", acknowledged(Post::ServiceManager)).unwrap_err();
    assert_eq!(early, ["house: AS-16"]);
    for to in [Post::ServiceManager, Post::SeniorManager, Post::AssistantDirector] {
        scene.record("Mina", "Mon 9 Mar 2026 09:30", Content::NoticeGiven { to, done_by: None }).unwrap();
    }
    for (place, (who, to, expected)) in [
        ("Mina", Post::ServiceManager, &["house: AS-16"][..]),
        ("Sal", Post::ServiceManager, &[]),
        // Nobody holds it: it falls to whoever is above.
        ("Sal", Post::SeniorManager, &["house: AS-16"]),
        ("Hana", Post::SeniorManager, &[]),
        // Whoever is above may.
        ("Dev", Post::ServiceManager, &[]),
        ("Sal", Post::AssistantDirector, &["house: AS-16"]),
        ("Avi", Post::AssistantDirector, &[]),
    ]
    .into_iter()
    .enumerate()
    {
        let at = format!("Mon 9 Mar 2026 10:{place:02}");
        let refused = scene.record(who, &at, acknowledged(to)).err().unwrap_or_default();
        assert_eq!(refused, expected, "case {place}: {who} for {to}");
    }
}

#[test]
fn what_is_written_down_stands_beside_what_it_was_written_with() {
    let mut scene = scene();
    let at = instant("Mon 9 Mar 2026 10:00");
    let says = scene.text("The kitchen was warm, and tea was on the table.");
    let note = Some(says);
    let child = Subject::Child(scene.child);
    let seen = record::words::Words::of(&[record::words::VisitPart::Seen]);
    let visit = Content::Visit { parts: seen, done_by: None, plan: None };
    let made = scene.ask_noted("Mina", at, child, What::Record(visit), note).unwrap();
    let kinds: Vec<Kind> = made.drafts.iter().map(|draft| draft.content.kind()).collect();
    assert_eq!(kinds, [Kind::Visit, Kind::Noted]);
    assert!(matches!(made.drafts[1].content, Content::Noted { of: Some(Kind::Visit), says } if Some(says) == note));
    assert_eq!(made.drafts[0].when, made.drafts[1].when);
    // By itself it was written with nothing.
    let alone = Content::Noted { of: Some(Kind::Visit), says };
    let made = scene.ask_noted("Mina", at, child, What::Record(alone), None).unwrap();
    assert!(matches!(made.drafts[..], [decide::Draft { content: Content::Noted { of: None, .. }, .. }]));
}
