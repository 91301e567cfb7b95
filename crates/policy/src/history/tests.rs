//! Every phrase says its own kind, and every mistake says what to write.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use record::words::Word;

use super::*;

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn wrong(text: &str) -> (String, String) {
    let found = read(&lines(text)).unwrap_err();
    assert_eq!(found.len(), 1, "{found:?}");
    (found[0].says.clone(), found[0].help.clone().unwrap_or_default())
}

#[test]
fn a_history_becomes_facts() {
    let text = "Wed 1 Jan 2020 Anna is a social worker
        Thu 2 Apr 2026 16:00 referral received in North
        Tue 7 Apr 2026 17:00 offered to Anna as key worker
        Thu 9 Apr 2026 09:00 Anna accepted
        10 Apr 2026 management oversight by duty team manager: risk assessment, safety plan and actions
        11 Apr 2026 next seen set for Tue 14 Apr 2026
        nothing recorded of visit";
    let (book, child) = read(&lines(text)).unwrap();
    let facts = book.child(child);
    assert_eq!(facts.len(), 5);
    let Content::AllocationOffered { involvement, role, .. } = facts[1].content else { panic!("{:?}", facts[1]) };
    assert_eq!((facts[2].content, role.name()), (Content::AllocationAccepted { involvement }, "key worker"));
    assert_eq!(facts[0].when.to_string(), "2026-04-02T16:00:00+01:00");
    assert_eq!(format!("{:?}", facts[4].content), "NextSeenSet { on: Tue 2026-04-14 }");
    let Content::ManagementOversight { parts, post, .. } = facts[3].content else { panic!("{:?}", facts[3]) };
    assert_eq!((parts.iter().count(), post.unwrap().name()), (3, "duty team manager"));
    // Every kind but visits is covered.
    assert_eq!(book.record().len(), Kind::ALL.len() - 1);
}

#[test]
fn hours_are_written_as_people_say_them() {
    for (written, hundredths) in [("37", 3700), ("18.5", 1850), ("7.25", 725), ("0", 0)] {
        let (book, _) = read(&lines(&format!("1 Apr 2026 Anna works {written} hours a week"))).unwrap();
        let anna = book.names.find_worker("Anna").unwrap();
        let Content::Engagement { agency, weekly_hours_hundredths } = book.worker(anna)[0].content else { panic!() };
        assert_eq!((agency, weekly_hours_hundredths), (record::Tri::Unknown, Some(hundredths)), "{written}");
    }
    for written in ["18.555", "-1", "18.", "many"] {
        assert!(read(&lines(&format!("1 Apr 2026 Anna works {written} hours a week"))).is_err(), "{written}");
    }
}

#[test]
fn a_second_involvement_of_a_worker_is_another() {
    let text = "1 Apr 2026 Anna started as lead
        2 Apr 2026 Anna ended because managing caseloads
        3 Apr 2026 offered to Anna as lead
        4 Apr 2026 Anna started as lead, accepted";
    let (book, child) = read(&lines(text)).unwrap();
    let refs: Vec<Ref> = book
        .child(child)
        .iter()
        .map(|fact| match fact.content {
            Content::InvolvementStarted { involvement, .. }
            | Content::InvolvementEnded { involvement, .. }
            | Content::AllocationOffered { involvement, .. } => involvement,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(refs[0] == refs[1] && refs[1] != refs[2] && refs[2] == refs[3]);
}

#[test]
fn every_phrase_says_its_own_kind_and_no_other() {
    for pattern in PATTERNS.iter() {
        let example: Vec<String> = pattern
            .items
            .iter()
            .map(|item| match item {
                Item::Literal(word) => word.clone(),
                Item::Flag(_, _, no) => no.join(" "),
                Item::Who => "Somebody".to_owned(),
                Item::Hole(_, of) => match of {
                    FieldType::Word(list) | FieldType::Words(list) => list[list.len() - 1].to_owned(),
                    FieldType::Day => "Wed 1 Apr 2026".to_owned(),
                    FieldType::Number => "14".to_owned(),
                    _ => "Somebody".to_owned(),
                },
            })
            .collect();
        let example = example.join(" ");
        let line = pattern::words(&example);
        let (kind, bound) = said(&line).unwrap_or_else(|wrong| panic!("{example}: {wrong:?}"));
        assert_eq!(kind, pattern.kind, "{example}");
        assert!(
            pattern.items.iter().all(|item| !matches!(item, Item::Who)) || kind.about() != About::Child,
            "{example}"
        );
        // Everything that the kind needs is in its phrase, or follows from the lines before.
        let reference = Some(Ref(1));
        let mut names = Names::default();
        let read = Content::read(kind, &mut Line { names: &mut names, bound: &bound, field: "", at: &[], reference });
        assert_eq!(read.map(|content| content.kind()), Ok(kind), "{example}");
    }
}

#[test]
fn what_can_happen_to_a_child_can_be_said() {
    // Left out on purpose: who may see a child, which identities are one, families, what an offer says in free words, and
    // what the record says of itself and of what it lacks.
    let left_out = |kind: &Kind| {
        matches!(kind, Kind::AccessRestricted | Kind::AccessRestrictionEnded | Kind::FamilyGroup)
            || matches!(kind, Kind::SameAs | Kind::NotSameAs | Kind::Corrected | Kind::Erased)
            || matches!(kind, Kind::NotCovered | Kind::AllocationTerms | Kind::OversightSays)
            || matches!(kind, Kind::TaskSet | Kind::TaskTaken | Kind::TaskDone | Kind::TaskDropped)
            || matches!(kind, Kind::DutyRostered | Kind::DutyRosterCleared | Kind::Noted | Kind::CarriedBack)
            || matches!(kind, Kind::CapacityIssueRaised | Kind::CapacityIssueDecided)
            || matches!(kind, Kind::TransferWorkFound | Kind::AnotherAuthority)
            || kind.about() == About::Carer
            || kind.about() == About::Record
    };
    for kind in Kind::ALL.iter().filter(|kind| !left_out(kind)) {
        assert!(phrases::PHRASES.iter().any(|(of, _)| of == kind), "no phrase says {}", kind.name());
    }
}

#[test]
fn a_wrong_line_says_what_to_write() {
    assert_eq!(wrong("referral received").0, "the line does not begin with a date");
    assert_eq!(wrong("Tue 1 Apr 2026 referral received").0, "1 Apr 2026 is a Wed, not a Tue");
    assert_eq!(wrong("31 Feb 2026 referral received").0, "'31 Feb 2026' is not a date");
    assert_eq!(wrong("1 Apr 2026 25:00 referral received").0, "'25:00' is not a time on that day");
    let (says, help) = wrong("1 Apr 2026 referal received");
    assert_eq!(says, "'referal received' is nothing that a history can say");
    assert!(help.starts_with("did you mean 'referral received"), "{help}");
    let (says, help) = wrong("1 Apr 2026 letter sent to perent");
    assert_eq!((says.as_str(), help.as_str()), ("'perent' cannot stand here", "did you mean 'parent'?"));
    let (says, help) = wrong("1 Apr 2026 offered to Anna");
    assert_eq!(says, "'offered to Anna' breaks off");
    assert!(help.starts_with("write offered to NAME as ROLE[ in NAME]; ROLE: 'lead', 'key worker'"), "{help}");
    assert_eq!(
        wrong("1 Apr 2026 Anna accepted").0,
        "this ends or goes on with what no line above begins: 'offered to Anna as lead'"
    );
    assert_eq!(wrong("nothing recorded of vist").1, "did you mean 'visit'?");
    assert_eq!(words().len(), phrases::PHRASES.len());
}

#[test]
fn a_day_that_is_wrong_hides_nothing_behind_it() {
    let found = read(&lines("Tue 1 Apr 2026 10:00 CP plan started")).unwrap_err();
    let says: Vec<&str> = found.iter().map(|one| one.says.as_str()).collect();
    assert_eq!(says, ["1 Apr 2026 is a Wed, not a Tue", "'CP plan started' is nothing that a history can say"]);
    let help: Vec<&str> = found.iter().filter_map(|one| one.help.as_deref()).collect();
    assert_eq!(help, ["write Wed 1 Apr 2026, or another date", "write 'child protection plan began'"]);
    // A weekday that is wrong within the line is said as such too.
    assert_eq!(wrong("1 Apr 2026 child born Mon 22 Jun 2014").0, "22 Jun 2014 is a Sun, not a Mon");
}

#[test]
fn what_people_shorten_is_written_out_in_the_help() {
    for (written, whole) in [
        ("ICPC held", "initial child protection conference held"),
        ("CIN started", "child in need began"),
        ("LAC began", "looked after began"),
        ("looked after started", "looked after began"),
    ] {
        assert_eq!(wrong(&format!("1 Apr 2026 {written}")).1, format!("write '{whole}'"));
    }
}

#[test]
fn a_visit_seen_alone_and_not_seen_is_questioned() {
    assert_eq!(wrong("1 Apr 2026 visit: seen alone").1, "write 'visit: seen, seen alone'");
    assert!(read(&lines("1 Apr 2026 visit: seen, seen alone")).is_ok());
}
