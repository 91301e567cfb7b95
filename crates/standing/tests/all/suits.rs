//! Who may hold whom by training and by how they are engaged: no pack that ships asks for either.

use policy::{Pack, history, plain};
use record::words::{Role, Word};
use record::{Calendar, Day, Fact, Moment, Tri};
use standing::suitability::{Candidate, ComesWith, Known, asked, findings, speaks_for};
use standing::{Evaluator, Plan, World};

/// Section 47 enquiries are led by those with the training; who is engaged through an agency does not hold looked-after
/// children, and others only with named support.
const PACK: &str = r#"keyworker-pack = 1
[pack]
id = "x"
title = "X"
version = "1"
from = 2020-01-01
source = "a test"
counts-by = "none"
[[clause]]
id = "X-01"
says = "Who may hold whom."
[[suitability]]
id = "interviews"
says = "Section 47 enquiries are for those accredited in achieving best evidence"
clause = "X-01"
for = { status = ["section 47 enquiry"] }
parts = ["lead", "key worker"]
needs = ["training"]
training = ["achieving best evidence"]
[[suitability]]
id = "students"
says = "A student is beside a practice educator's own case alone"
clause = "X-01"
for = { status = ["section 47 enquiry"] }
parts = ["co-worker"]
engaged = "by the authority"
needs = ["training"]
training = ["achieving best evidence", "practice educator"]
[[suitability]]
id = "agency-looked-after"
says = "Nobody engaged through an agency holds a looked-after child"
clause = "X-01"
for = { status = ["looked after"] }
parts = ["lead", "key worker"]
engaged = "through an agency"
needs = ["refused"]
[[suitability]]
id = "agency-support"
says = "Whoever is engaged through an agency has named support"
clause = "X-01"
for = "open"
parts = ["lead", "key worker"]
engaged = "through an agency"
needs = ["named support"]
[[suitability]]
id = "together"
says = "Brothers and sisters have one worker where that can be"
clause = "X-01"
for = { status = ["looked after"] }
parts = ["lead", "key worker"]
engaged = "by the authority"
speaks-for = ["holds a brother or sister"]
"#;

/// What is found of Anna at the end of 1 June 2026: each rule, with what lacks and what is not known.
fn found(lines: &str, part: Role, support_named: bool) -> Vec<String> {
    let pack = Pack::read("x.toml", PACK).unwrap_or_else(|problems| panic!("{problems}"));
    let lines: Vec<String> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let (book, child) = history::read(&lines).unwrap();
    let (plan, calendar) = (Plan::new(&[&pack]), Calendar::england_and_wales());
    let world = World::new(&book, &plan, &calendar, Moment::MAX);
    let facts: [&[Fact]; 1] = [book.child(child)];
    let mut evaluator = Evaluator::new(&plan, &world);
    let timeline = evaluator.timeline(&facts);
    let worker = book.names.find_worker("Anna").unwrap();
    let candidate = Candidate { worker, part, lead: None, support_named };
    let at = "2026-06-01".parse::<Day>().unwrap().end();
    let told = |words: record::words::Words<policy::Need>| words.iter().map(Word::name).collect::<Vec<_>>().join(", ");
    findings(&plan, &mut evaluator, &timeline, &book, &candidate, at)
        .iter()
        .map(|one| {
            let rule = &plan.suitability[one.rule].rule.id;
            format!("{rule}: lacks [{}], not known [{}]", told(one.lacking), told(one.not_known))
        })
        .collect()
}

#[test]
fn training_and_engagement_are_by_the_newest_word_and_not_known_without_one() {
    let enquiry = "Mon 5 Jan 2026 10:00 referral received\nMon 5 Jan 2026 section 47 enquiry began";
    let looked_after = "Mon 5 Jan 2026 10:00 referral received\nMon 5 Jan 2026 looked after began";
    let own = "1 Jan 2026 Anna works 37 hours a week, not through an agency\n";
    let agency = "1 Jan 2026 Anna works through an agency\n";
    let (lacks, unsure) = ("interviews: lacks [training], not known []", "interviews: lacks [], not known [training]");
    let none: &[&str] = &[];
    let lead = Role::Lead;
    type Case<'c> = (&'c str, &'c str, &'c str, Role, bool, &'c [&'c str]);
    let cases: &[Case<'_>] = &[
        ("nothing says whether she is trained", enquiry, own, lead, false, &[unsure]),
        ("accredited", enquiry, "1 Feb 2026 Anna is accredited in achieving best evidence", lead, true, none),
        (
            "until the last day",
            enquiry,
            "1 Feb 2026 Anna is accredited in achieving best evidence until 1 Jun 2026",
            lead,
            true,
            none,
        ),
        (
            "it lapsed on the day before",
            enquiry,
            "1 Feb 2026 Anna is accredited in achieving best evidence until 31 May 2026",
            lead,
            true,
            &[lacks],
        ),
        (
            "it lapsed and was renewed",
            enquiry,
            "1 Feb 2024 Anna is accredited in achieving best evidence until 31 Jan 2026
             1 May 2026 Anna is accredited in achieving best evidence",
            lead,
            true,
            none,
        ),
        (
            "a newer word shortens it",
            enquiry,
            "1 Feb 2024 Anna is accredited in achieving best evidence until 31 Dec 2026
             1 May 2026 Anna is accredited in achieving best evidence until 15 May 2026",
            lead,
            true,
            &[lacks],
        ),
        (
            "it ends before it begins",
            enquiry,
            "1 Feb 2026 Anna is accredited in achieving best evidence until 31 Jan 2026",
            lead,
            true,
            &[unsure],
        ),
        ("to come", enquiry, "2 Jun 2026 Anna is accredited in achieving best evidence", lead, true, &[unsure]),
        ("in something else", enquiry, "1 Feb 2026 Anna is accredited in practice educator", lead, true, &[unsure]),
        (
            "of two she has one, and the other lapsed",
            enquiry,
            "1 Jan 2026 Anna works 37 hours a week, not through an agency
             1 Feb 2026 Anna is accredited in achieving best evidence
             1 Feb 2026 Anna is accredited in practice educator until 31 Mar 2026",
            Role::CoWorker,
            false,
            &["students: lacks [training], not known []"],
        ),
        ("a child of another kind", looked_after, own, lead, false, none),
        (
            "through an agency",
            looked_after,
            agency,
            lead,
            true,
            &["agency-looked-after: lacks [refused], not known []"],
        ),
        (
            "nothing says how she is engaged",
            looked_after,
            "1 Jan 2026 Anna is a social worker",
            lead,
            true,
            &["agency-looked-after: lacks [], not known [refused]"],
        ),
        (
            "the newest word does not say",
            looked_after,
            "1 Jan 2026 Anna works 37 hours a week, not through an agency
             1 May 2026 Anna works 20 hours a week",
            lead,
            true,
            &["agency-looked-after: lacks [], not known [refused]"],
        ),
        (
            "no longer through an agency",
            looked_after,
            &(agency.to_owned() + "1 Jun 2026 Anna works not through an agency"),
            lead,
            false,
            none,
        ),
        (
            "named support is there, or it is not",
            "Mon 5 Jan 2026 10:00 referral received",
            agency,
            lead,
            false,
            &["agency-support: lacks [named support], not known []"],
        ),
        ("named support", "Mon 5 Jan 2026 10:00 referral received", agency, lead, true, none),
        ("in another part", looked_after, agency, Role::CoWorker, false, none),
    ];
    for (says, child, worker, part, support, expected) in cases {
        assert_eq!(found(&format!("{child}\n{worker}"), *part, *support), *expected, "{says}");
    }
}

#[test]
fn the_handbook_says_which_training_and_of_whom() {
    let pack = Pack::read("x.toml", PACK).unwrap_or_else(|problems| panic!("{problems}"));
    let says: Vec<String> = plain::rules(&pack).into_iter().flat_map(|told| told.says).collect();
    for sentence in [
        "anybody as lead or key worker: training",
        "training: accredited in achieving best evidence and practice educator",
        "anybody engaged through an agency as lead or key worker: refused",
        "it speaks for anybody engaged by the authority as lead or key worker: holds a brother or sister",
    ] {
        assert!(says.iter().any(|one| one == sentence), "{sentence}: {says:#?}");
    }
}

#[test]
fn to_hold_a_brother_or_sister_speaks_for_somebody_where_the_policy_says_so_and_refuses_nobody() {
    let looked_after = "Mon 5 Jan 2026 10:00 referral received\nMon 5 Jan 2026 looked after began\n";
    let in_need = "Mon 5 Jan 2026 10:00 referral received\nMon 5 Jan 2026 child in need began\n";
    let own = "1 Jan 2026 Anna works not through an agency\n";
    type Case<'c> = (&'c str, &'c str, &'c str, Role, &'c [Tri], Option<Tri>);
    let cases: &[Case<'_>] = &[
        ("one", looked_after, own, Role::Lead, &[Tri::Yes], Some(Tri::Yes)),
        ("one of two for certain", looked_after, own, Role::KeyWorker, &[Tri::Unknown, Tri::Yes], Some(Tri::Yes)),
        ("perhaps", looked_after, own, Role::Lead, &[Tri::Unknown], Some(Tri::Unknown)),
        ("none", looked_after, own, Role::Lead, &[], None),
        ("in another part", looked_after, own, Role::CoWorker, &[Tri::Yes], None),
        ("another kind of child", in_need, own, Role::Lead, &[Tri::Yes], None),
        (
            "nothing says how she is engaged",
            looked_after,
            "1 Jan 2026 Anna is a social worker",
            Role::Lead,
            &[Tri::Yes],
            Some(Tri::Unknown),
        ),
        ("through an agency", looked_after, "1 Jan 2026 Anna works through an agency", Role::Lead, &[Tri::Yes], None),
    ];
    let pack = Pack::read("x.toml", PACK).unwrap_or_else(|problems| panic!("{problems}"));
    let (plan, calendar) = (Plan::new(&[&pack]), Calendar::england_and_wales());
    let at = "2026-06-01".parse::<Day>().unwrap().end();
    for (says, child, worker, part, siblings, expected) in cases {
        let lines: Vec<String> = format!("{child}{worker}").lines().map(|line| line.trim().to_owned()).collect();
        let (book, child) = history::read(&lines).unwrap();
        let world = World::new(&book, &plan, &calendar, Moment::MAX);
        let facts: [&[Fact]; 1] = [book.child(child)];
        let mut evaluator = Evaluator::new(&plan, &world);
        let timeline = evaluator.timeline(&facts);
        let known = Known::of(&book, book.names.find_worker("Anna").unwrap(), at, Moment::MAX);
        let comes = ComesWith { part: *part, lead: None, support_named: true };
        let asked = asked(&plan, &mut evaluator, &timeline, at);
        let spoken = speaks_for(&plan, &asked, &known, &comes, siblings);
        let named: Vec<_> = spoken.iter().map(|(rule, _)| plan.suitability[*rule].rule.id.as_str()).collect();
        assert_eq!(spoken.first().map(|(_, value)| *value), *expected, "{says}");
        assert!(named.iter().all(|id| *id == "together"), "{says}: {named:?}");
        let found = findings(
            &plan,
            &mut evaluator,
            &timeline,
            &book,
            &Candidate {
                worker: book.names.find_worker("Anna").unwrap(),
                part: *part,
                lead: None,
                support_named: true,
            },
            at,
        );
        assert!(found.iter().all(|one| plan.suitability[one.rule].rule.id != "together"), "{says}");
    }
}
