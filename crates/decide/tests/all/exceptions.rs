//! Exceptions made with an act: only where the policy lets a post that the actor holds make one, with reason and last day on record;
//! and offers that wait, which leave no last space to a second manager.

use decide::{Act, Exception, House, Why};
use policy::Pack;
use record::words::{Post, Role};
use record::{Content, Ref, Subject};

use crate::scene;
use crate::scene::{OPENED, PEOPLE, Scene};

/// A full load is ten points and twelve the most, of which each child has four; no child on duty is offered to anybody. A service
/// manager may make an exception from either, and nobody from the third rule.
fn ours() -> Pack {
    let text = "keyworker-pack = 1
        [pack]
        id = \"ours\"
        title = \"Ours\"
        version = \"1\"
        from = 2020-01-01
        source = \"a test\"
        counts-by = \"none\"
        [[clause]]
        id = \"OUR-1\"
        says = \"Ten points are a full load, and twelve the most\"
        does = \"Weighs\"
        [[clause]]
        id = \"OUR-2\"
        says = \"No child is on duty; a service manager may make an exception\"
        does = \"Refuses\"
        [[clause]]
        id = \"OUR-3\"
        says = \"No child is offered to anybody in this team without a plan\"
        does = \"Refuses\"
        [workload]
        clause = \"OUR-1\"
        full-load = 10
        full-time-hours = 37
        warns-at-percent = 100
        forbids-at-percent = 120
        [[workload.points]]
        says = \"Every child\"
        clause = \"OUR-1\"
        when = \"open\"
        points = 4
        [[workload.exception]]
        clause = \"OUR-1\"
        by = [\"service manager\"]
        [[breach]]
        id = \"no-duty\"
        clause = \"OUR-2\"
        title = \"A child is on duty\"
        while = \"on duty\"
        to = [\"service manager\"]
        [[breach.exception]]
        clause = \"OUR-2\"
        by = [\"service manager\"]
        [[breach]]
        id = \"no-offer\"
        clause = \"OUR-3\"
        title = \"A looked-after child is offered\"
        while = { all = [{ since = { event = { fact = \"allocation_offered\" }, until = [{ fact = \"case_closed\" }] } }, { status = [\"looked after\"] }] }
        to = [\"service manager\"]
        ";
    Pack::read("ours.toml", text).unwrap()
}

fn scene(children: usize, more: &str) -> Scene {
    let history = format!("{PEOPLE}{OPENED}{more}\nWed 1 Jan 2020 Bea works 37 hours a week");
    let mut scene = Scene::under(&[ours()], &history);
    for number in 0..children {
        let lines = "Mon 5 Jan 2026 09:00 referral received
            Wed 7 Jan 2026 09:00 Bea started as lead, accepted";
        scene.another_child(&format!("child {number}"), None, lines);
    }
    scene
}

fn until(scene: &mut Scene, day: &str) -> Exception {
    Exception { reason: scene.text("the children must not part"), until: scene::day(day) }
}

#[test]
fn an_exception_is_made_with_the_act_by_whom_the_policy_lets() {
    let at = "Tue 3 Mar 2026 09:00";
    // Who does what, with what more in the child's history; what is refused without the exception, and what with it.
    let (offer, duty) = ("offer", "duty");
    let load = "ours/workload: OUR-1";
    type Case<'c> = (&'c str, &'c str, &'c str, &'c str, &'c [&'c str], Result<Post, &'c [&'c str]>);
    let cases: [Case<'_>; 7] = [
        ("Sal", offer, "", "2026-03-31", &[load], Ok(Post::ServiceManager)),
        // On its own day still; a day that is over holds nothing.
        ("Sal", offer, "", "2026-03-03", &[load], Ok(Post::ServiceManager)),
        ("Sal", offer, "", "2026-03-02", &[load], Err(&[load, "house: "])),
        ("Mina", offer, "", "2026-03-31", &[load], Err(&[load])),
        ("Sal", duty, "", "2026-03-31", &["ours/no-duty: OUR-2"], Ok(Post::ServiceManager)),
        ("Mina", duty, "", "2026-03-31", &["ours/no-duty: OUR-2"], Err(&["ours/no-duty: OUR-2"])),
        // From what the policy lets nobody except, nobody does; the other ground goes, and nothing is done.
        (
            "Sal",
            offer,
            "Mon 2 Mar 2026 10:00 looked after began",
            "2026-03-31",
            &[load, "ours/no-offer: OUR-3"],
            Err(&["ours/no-offer: OUR-3"]),
        ),
    ];
    for (who, what, more, day, without, with) in cases {
        let mut scene = scene(3, more);
        let act = match what {
            "offer" => scene.offer("Bea", Role::Lead),
            _ => Act::PutOnDuty { answer: None },
        };
        let said = format!("{who} {what} until {day}, {more}");
        assert_eq!(scene.act(who, at, act).unwrap_err(), without, "{said}");
        let exception = until(&mut scene, day);
        let answer = scene.ask_excepting(who, at, act, exception);
        match with {
            Err(grounds) => assert_eq!(scene.told(&answer.unwrap_err()), grounds, "{said}"),
            Ok(post) => {
                let drafts = answer.unwrap_or_else(|refusal| panic!("{said}: {:?}", scene.told(&refusal))).drafts;
                let excepted = drafts.last().unwrap();
                let (last, reason) = (Some(exception.until), Some(exception.reason));
                match what {
                    "offer" => {
                        assert_eq!(excepted.about, Subject::Worker(scene.worker("Bea")), "{said}");
                        // Four children of four points each, of ten.
                        let wanted = Content::LoadAuthorised { percent: 160, until: last, post: Some(post), reason };
                        assert_eq!(excepted.content, wanted, "{said}");
                    }
                    _ => {
                        let rule = Ref::of_rule("ours", "no-duty");
                        let wanted = Content::ExceptionGranted { rule, post: Some(post), until: last, reason };
                        assert_eq!(excepted.content, wanted, "{said}");
                    }
                }
            }
        }
    }
    // With nothing in the way there is nothing to except, and nobody puts one on record by the way.
    let mut free = scene(0, "");
    let (act, exception) = (free.offer("Bea", Role::Lead), until(&mut free, "2026-03-31"));
    let refused = free.ask_excepting("Sal", at, act, exception).unwrap_err();
    assert!(matches!(refused.grounds[..], [decide::Ground { why: Why::House(House::NothingToExcept) }]), "{refused:?}");
}

#[test]
fn offers_that_wait_take_the_last_space_too() {
    // How many children Bea holds, how many others she was offered, and what stands against offering her one more.
    let beyond: &[&str] = &["ours/workload: OUR-1"];
    for (holds, offered, expected) in
        [(0, 0, [].as_slice()), (2, 0, &[]), (1, 1, &[]), (0, 2, &[]), (2, 1, beyond), (0, 3, beyond), (3, 0, beyond)]
    {
        let mut scene = scene(holds, "");
        for number in 0..offered {
            let lines = "Mon 5 Jan 2026 09:00 referral received
                Mon 2 Mar 2026 09:00 offered to Bea as lead";
            scene.another_child(&format!("offered {number}"), None, lines);
        }
        let bea = scene.offer("Bea", Role::Lead);
        let refused = scene.act("Mina", "Tue 3 Mar 2026 09:00", bea).err().unwrap_or_default();
        assert_eq!(refused, expected, "holds {holds}, offered {offered}");
        // Whoever accepts takes no more than what they hold already and this: what else they were offered they may decline.
        if refused.is_empty() {
            let involvement = scene.involvement("Bea");
            assert_eq!(scene.act("Bea", "Tue 3 Mar 2026 10:00", Act::Accept { involvement }), Ok(()));
        }
    }
}
