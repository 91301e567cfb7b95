//! The worked examples, asked of the reference: this is where the naive one earns trust.

#![allow(clippy::unwrap_used, reason = "these are tests, and their helpers are part of them")]

use record::words::{AbsenceKind, DutyAnswer, EndReason, Post, Profession, Role, Status, TransferSide};
use record::{Calendar, ChildId, Content, Day, FactId, Moment, Ref, Subject, Tri, When, WorkerId};

use super::definitions::{Definition, Walk};
use super::duties::{Duty, Stands, duties};
use super::history::{History, child, team, worker};
use super::world::{Undated, World};

/// An instant or a date in London.
fn when(text: &str) -> When {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn moment(text: &str) -> Moment {
    when(text).as_start().unwrap()
}

struct Story {
    history: History,
    about: ChildId,
}

impl Story {
    /// A record that covers every kind of fact.
    fn new() -> Story {
        let mut story = Story { history: History::of_people(), about: child() };
        story.tell(
            Subject::Record,
            "2025-01-01",
            Content::Coverage { covers: None, unit: None, until: None, but: None },
        );
        story
    }

    fn tell(&mut self, about: Subject, at: &str, content: Content) -> FactId {
        self.history.add(about, when(at), when(at).as_end().unwrap(), content)
    }

    fn child(&mut self, at: &str, content: Content) -> &mut Story {
        self.tell(Subject::Child(self.about), at, content);
        self
    }

    fn worker(&mut self, which: usize, at: &str, content: Content) -> &mut Story {
        self.tell(Subject::Worker(worker(which)), at, content);
        self
    }

    fn opened(&mut self, at: &str) -> &mut Story {
        self.child(at, Content::ReferralReceived { referral: Ref(1), team: None, district_received: None })
    }

    fn holds(&mut self, at: &str, involvement: u64, who: WorkerId, role: Role) -> &mut Story {
        let content = Content::InvolvementStarted {
            involvement: Ref(involvement),
            worker: Some(who),
            role,
            team: Some(team()),
            accepted: Tri::Yes,
        };
        self.child(at, content)
    }

    fn ended(&mut self, at: &str, involvement: u64, reason: EndReason) -> &mut Story {
        self.child(at, Content::InvolvementEnded { involvement: Ref(involvement), reason: Some(reason) })
    }

    fn sick(&mut self, from: &str, absence: u64, until: Option<&str>) -> &mut Story {
        let absence = Ref(absence);
        let content = Content::AbsenceStarted { absence, absence_kind: AbsenceKind::Sickness, likely_end: None };
        self.worker(0, from, content);
        if let Some(until) = until {
            self.worker(0, until, Content::AbsenceEnded { absence });
        }
        self
    }

    fn ask<T>(&self, answer: impl FnOnce(&World<'_>, &Walk<'_, '_>) -> T) -> T {
        self.ask_as_known(Day::LAST.start(), answer)
    }

    fn ask_as_known<T>(&self, known: Moment, answer: impl FnOnce(&World<'_>, &Walk<'_, '_>) -> T) -> T {
        let (book, calendar) = (self.history.book(), Calendar::england_and_wales());
        let undated = Undated::of(&book, &[self.about], known);
        let world = World::of(&book, &calendar, &[self.about], known, &undated);
        let about_workers = world.workers.iter().flat_map(|(_, facts)| facts);
        let days: Vec<Day> = world.child.iter().chain(about_workers).filter_map(|fact| fact.when.day()).collect();
        let first = days.iter().min().copied().unwrap().plus_days(-1);
        let last = days.iter().max().copied().unwrap().plus_days(75);
        answer(&world, &Walk::new(&world, first, last))
    }

    /// The stretches in which the child is counted for certain: from when, until when.
    fn counted(&self, of: Definition) -> Vec<(Moment, Option<Moment>)> {
        self.ask(|_, walk| {
            let values = walk.definition(of);
            let spells = super::definitions::spells(&values, |value| value.is_yes());
            spells.into_iter().map(|(from, to)| (walk.instants[from], walk.instants.get(to).copied())).collect()
        })
    }

    fn duties(&self, id: &str) -> Vec<Duty> {
        self.ask(|world, walk| {
            duties(world, walk).into_iter().filter(|duty| duty.pack == "pg" && duty.id == id).collect()
        })
    }

    fn due(&self, id: &str) -> Vec<Day> {
        self.duties(id).iter().filter_map(|duty| duty.due.day()).collect()
    }
}

fn from(text: &str) -> Vec<(Moment, Option<Moment>)> {
    vec![(moment(text), None)]
}

fn between(from: &str, to: &str) -> Vec<(Moment, Option<Moment>)> {
    vec![(moment(from), Some(moment(to)))]
}

#[test]
fn w1_opened_before_good_friday() {
    let mut story = Story::new();
    story.opened("2026-04-01T10:00");
    assert_eq!(story.counted(Definition::Pg), from("2026-04-03"));
}

#[test]
fn w2_w3_over_easter_and_what_is_due() {
    let mut story = Story::new();
    story.opened("2026-04-02T16:00");
    assert_eq!(story.counted(Definition::Pg), from("2026-04-08"));
    assert_eq!(story.due("family-letter"), [day("2026-04-15")]);
    assert_eq!(story.due("manager-review"), [day("2026-04-18")]);
    assert_eq!(story.due("inform-head-of-service"), [day("2026-04-18")]);
    assert_eq!(story.due("notify-service-manager"), [day("2026-04-08")]);
    assert_eq!(story.duties("inform-head-of-service")[0].opened, moment("2026-04-18"));
}

#[test]
fn w4_over_christmas() {
    let mut story = Story::new();
    story.opened("2026-12-24T11:00");
    assert_eq!(story.counted(Definition::Pg), from("2026-12-30"));
    assert_eq!(story.due("family-letter"), [day("2027-01-07")]);
    assert_eq!(story.due("manager-review"), [day("2027-01-09")]);
}

#[test]
fn w5_w6_named_in_time_and_accepted_late() {
    let offer =
        Content::AllocationOffered { involvement: Ref(5), worker: worker(0), role: Role::Lead, team: Some(team()) };
    let details = Content::WorkerDetails {
        name: None,
        job_title: None,
        profession: Some(Profession::SocialWorker),
        team: Some(team()),
    };
    let mut story = Story::new();
    story.opened("2026-04-02T16:00").child("2026-04-02T16:00", Content::NeedIdentified {});
    story.worker(0, "2026-01-01", details).child("2026-04-07T17:00", offer);
    let mut late = Story { history: story.history.clone(), about: story.about };
    story.child("2026-04-07T17:00", Content::AllocationAccepted { involvement: Ref(5) });
    assert_eq!(story.counted(Definition::Pg), []);
    late.child("2026-04-09T09:00", Content::AllocationAccepted { involvement: Ref(5) });
    assert_eq!(late.counted(Definition::Pg), []);
    assert_eq!(late.counted(Definition::Ap), between("2026-04-02T16:00", "2026-04-09T09:00"));
}

fn held_since_winter() -> Story {
    let mut story = Story::new();
    story.opened("2026-01-12T09:00").holds("2026-01-12T09:00", 5, worker(0), Role::Lead);
    story
}

#[test]
fn w7_w8_w32_sick_over_easter() {
    let mut story = held_since_winter();
    story.sick("2026-03-23", 9, None);
    assert_eq!(story.counted(Definition::Pg), from("2026-04-08"));
    let mut back = held_since_winter();
    back.sick("2026-03-23", 9, Some("2026-04-07"));
    assert_eq!(back.counted(Definition::Pg), []);
    assert_eq!(back.duties("family-letter"), []);
    let mut later = held_since_winter();
    later.sick("2026-03-23", 9, Some("2026-04-16"));
    assert_eq!(later.counted(Definition::Pg), between("2026-04-08", "2026-04-16"));
    let end = day("2026-05-01").end();
    let letter = &later.duties("family-letter")[0];
    assert_eq!((letter.due.day(), letter.stands(end)), (Some(day("2026-04-15")), Stands::Missed));
    let review = &later.duties("manager-review")[0];
    assert_eq!((review.due.day(), review.stands(end)), (Some(day("2026-04-18")), Stands::NoLongerNeeded));
}

#[test]
fn w9_sick_from_a_saturday() {
    let mut story = held_since_winter();
    story.sick("2026-05-02", 9, None);
    assert_eq!(story.counted(Definition::Pg), from("2026-05-19"));
}

#[test]
fn w10_left_without_a_successor() {
    let mut story = held_since_winter();
    story.worker(0, "2026-08-28", Content::WorkerLeft {});
    assert_eq!(story.counted(Definition::Pg), from("2026-08-29"));
    assert_eq!(story.due("family-letter"), [day("2026-09-07")]);
    assert_eq!(story.due("manager-review"), [day("2026-09-08")]);
    let mut ended = held_since_winter();
    ended.ended("2026-08-28", 5, EndReason::LeftAuthority);
    assert_eq!(ended.counted(Definition::Pg), from("2026-08-29"));
}

#[test]
fn w33_each_spell_of_sickness_counts_by_itself() {
    let mut story = held_since_winter();
    story.sick("2026-03-02", 8, Some("2026-03-12")).sick("2026-03-13", 9, None);
    assert_eq!(story.counted(Definition::Pg), from("2026-03-27"));
}

#[test]
fn what_was_done_late_is_met_late() {
    // Rule 8: a review held late is so many days late, and the next is counted from it.
    let mut story = Story::new();
    story.opened("2026-04-02T16:00");
    let parts = record::words::Words::NONE;
    let held = Content::ManagementOversight { parts, done_by: None, post: Some(Post::TeamManager) };
    story.child("2026-04-21T10:00", held);
    let reviews = story.duties("manager-review");
    let far = day("2026-05-02").end();
    assert_eq!(reviews[0].stands(far), Stands::MetLate(3));
    assert_eq!(reviews[0].gone_by(far, &Calendar::england_and_wales()), [day("2026-04-18")]);
    assert_eq!((reviews[1].due.day(), reviews[1].stands(far)), (Some(day("2026-05-01")), Stands::Overdue));
}

/// The eleven children of the table, each with a story of its own.
fn eleven() -> Vec<Story> {
    let (family_support, advisor, social_worker) = (1, 2, 3);
    let mut all: Vec<Story> = (0..11).map(|_| Story::new()).collect();
    for story in &mut all {
        let profession = |profession| Content::WorkerDetails {
            name: None,
            job_title: None,
            profession: Some(profession),
            team: Some(team()),
        };
        story.worker(0, "2025-06-01", profession(Profession::SocialWorker));
        story.worker(0, "2025-06-01", Content::Registered { number: None, until: None });
        story.worker(family_support, "2025-06-01", profession(Profession::FamilySupportWorker));
        story.worker(family_support, "2025-06-01", Content::NotRegistered {});
        story.worker(advisor, "2025-06-01", profession(Profession::YoungPeoplesAdvisor));
        story.worker(advisor, "2025-06-01", Content::NotRegistered {});
        story.worker(social_worker, "2025-06-01", profession(Profession::SocialWorker));
        story.worker(social_worker, "2025-06-01", Content::Registered { number: None, until: None });
    }
    let assessed = |story: &mut Story, on: &str, needs: bool| {
        let assessment = Ref(20);
        story.child("2026-02-02", Content::AssessmentStarted { assessment });
        let content = Content::AssessmentCompleted {
            assessment,
            in_need: Tri::Yes,
            needs_social_worker: needs.into(),
            advisor_may_hold: Tri::Unknown,
        };
        story.child(on, content);
    };
    for (index, story) in all.iter_mut().enumerate() {
        if index == 2 {
            story
                .opened("2026-06-25T10:00")
                .child("2026-06-25T11:00", Content::AssessmentStarted { assessment: Ref(20) });
            continue;
        }
        story.opened("2026-02-02T09:00");
        assessed(story, if index == 5 { "2026-03-02" } else { "2026-05-01" }, index != 1 && index != 5);
    }
    let change = EndReason::StandardTransfer;
    let duty = |answer| Content::DutyQuestionAnswered { answer, done_by: None };
    let lead = Role::Lead;
    all[0].holds("2026-02-03", 5, worker(0), lead).ended("2026-06-10", 5, change);
    all[0].child("2026-06-10", Content::PutOnDuty {}).child("2026-06-11", duty(DutyAnswer::WouldNotBeDuty));
    all[1]
        .holds("2026-02-03", 5, worker(0), lead)
        .ended("2026-05-01", 5, change)
        .child("2026-05-01", Content::PutOnDuty {});
    all[3].holds("2026-02-03", 5, worker(0), lead).child("2026-06-01", Content::ClosureProposed {});
    all[3].ended("2026-06-12", 5, change).child("2026-06-15", duty(DutyAnswer::WouldBeDuty));
    all[4].holds("2026-02-03", 5, worker(0), lead).ended("2026-05-29", 5, change);
    all[4]
        .child("2026-05-29", Content::PartnerHeld { agency: None })
        .child("2026-06-15", duty(DutyAnswer::WouldBeDuty));
    all[5]
        .holds("2026-02-03", 5, worker(0), lead)
        .ended("2026-03-02", 5, change)
        .child("2026-03-02", Content::PaymentsOnly {});
    all[6].holds("2026-02-03", 5, worker(0), lead).ended("2026-06-26", 5, change);
    all[6].child("2026-06-26", Content::TransferSigned { to: None, side: TransferSide::Both });
    all[6].child("2026-06-29", duty(DutyAnswer::WouldBeDuty));
    all[7].child("2026-02-03", Content::StatusStarted { status: Status::LookedAfter, spell: Ref(30) });
    all[7].holds("2026-02-03", 5, worker(family_support), lead);
    all[8].holds("2026-02-03", 5, worker(advisor), lead);
    all[9].child("2026-02-03", Content::StatusStarted { status: Status::ChildProtectionPlan, spell: Ref(30) });
    all[9].holds("2026-02-03", 5, worker(social_worker), lead);
    all[10].holds("2026-02-03", 5, worker(social_worker), lead).child("2026-06-15", Content::ClosureProposed {});
    all
}

fn counted_of(stories: &[Story], of: Definition, at: Moment) -> Vec<usize> {
    let counts = |story: &Story| {
        story.ask(|_, walk| {
            let values = walk.definition(of);
            walk.instants
                .iter()
                .zip(values)
                .take_while(|(instant, _)| **instant <= at)
                .last()
                .is_some_and(|(_, v)| v.is_yes())
        })
    };
    (1..=stories.len()).filter(|number| counts(&stories[number - 1])).collect()
}

#[test]
fn w25_to_w30_w36_to_w38_one_caseload_several_counts() {
    let (stories, june) = (eleven(), day("2026-06-30").end());
    let counted = |of| counted_of(&stories, of, june);
    assert_eq!(counted(Definition::Mon), [1], "W25");
    assert_eq!(counted(Definition::Pg), [1, 2, 3, 4, 5, 6, 7], "W26");
    assert_eq!(counted(Definition::NoSocialWorker), [1, 2, 3, 4, 5, 6, 7, 8, 9], "W27");
    assert_eq!(counted(Definition::NoWorker), [1, 2, 3, 4, 5, 6, 7], "W28");
    assert_eq!(counted(Definition::NoWorkerDisputed), [1, 2, 3], "W29");
    assert_eq!(counted(Definition::DeAllocatedEarly), [4], "W30");
    assert_eq!(counted(Definition::Ap), [1, 2, 3, 4, 5, 6, 7, 8], "W36");
    assert_eq!(counted(Definition::Government), [8], "W37");
    assert_eq!(counted_of(&stories, Definition::Pg, day("2026-06-29").end()), [1, 2, 3, 4, 5, 6], "W38");
    let seventh = stories[6].counted(Definition::Pg);
    assert_eq!(seventh, from("2026-06-30"), "W38: it counts from Tue 30 Jun 00:00");
}

#[test]
fn w31_known_then_and_known_now() {
    let mut story = Story::new();
    story.opened("2026-02-02T09:00").holds("2026-02-03", 5, worker(1), Role::Lead);
    let wrong = story.tell(Subject::Worker(worker(1)), "2025-06-01", Content::NotRegistered {});
    let recorded = moment("2026-07-09T10:00");
    let about = Subject::Worker(worker(1));
    let right =
        story.history.add(about, when("2026-05-01"), recorded, Content::Registered { number: None, until: None });
    let correction = Content::Corrected { replaces: wrong, with: Some(right), reason: None };
    story.history.add(about, When::At(recorded), recorded, correction);
    story.child("2026-06-24", Content::Visit { parts: record::words::Words::NONE, done_by: None, plan: None });
    let counted = |known: Moment| {
        story.ask_as_known(known, |_, walk| {
            let values = walk.definition(Definition::NoSocialWorker);
            let at = day("2026-06-30").end();
            walk.instants.iter().zip(values).find(|(instant, _)| **instant == at).map(|(_, value)| value)
        })
    };
    assert_eq!(counted(moment("2026-07-01")), Some(Tri::Yes));
    assert_eq!(counted(moment("2026-07-10")), Some(Tri::No));
}
