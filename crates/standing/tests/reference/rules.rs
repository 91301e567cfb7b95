//! The duties and rungs of the packs `base`, `as`, `ap` and `mon`, written down again by hand from their clauses.

use std::sync::LazyLock;

use record::words::{
    Meeting, OversightPart, Post, Recipient, RiskLevel, RoomAnswer, Service, Status, UnitLevel, VisitPart, Words,
};
use record::{Content, Kind, Moment, Tri};

use super::conditions::{Event, both, by, either, not, until_held_or_closed};
use super::days::Length::{self, Days, Months, WorkingDays};
use super::definitions::{Definition, Walk};
use super::workers;
use super::world::World;

mod allocation;
mod base;
pub use allocation::still_needed;

/// What is so at each instant of a walk.
pub type Stream = Box<dyn Fn(&Walk<'_, '_>) -> Vec<Tri> + Send + Sync>;

/// When a duty opens within its stretch.
#[derive(Clone, Copy, Debug)]
pub enum Opens {
    /// With it.
    AtOnce,
    /// So long after its day.
    After(Length),
    /// When that duty of the same stretch or event is met.
    WhenMet(&'static str),
}

/// When a duty is due.
pub enum Due {
    /// On the day on which it opens.
    WhenOpened,
    /// The policy gives no number.
    NotStated,
    /// Within that length of its day.
    Within(Length),
    /// Within that many elapsed hours of its event.
    Hours(i64),
    /// Within that length of an event before it.
    From(Length, Counted),
    /// Again and again.
    Every(Recurring),
}

/// The event that a due day is counted from: the newest of any of these.
#[derive(Default)]
pub struct Counted {
    /// In the place of every event: from where this came to be so.
    pub since: Option<Stream>,
    /// Which.
    pub of: Vec<Event>,
    /// What makes those before it count no more.
    pub until: Vec<Event>,
    /// `at-most`.
    pub at_most: Option<Length>,
    /// `otherwise = "its own day"`.
    pub own_day: bool,
}

/// How a duty comes again and again.
#[derive(Default)]
pub struct Recurring {
    /// What the first is counted from, where that is not its own day.
    pub from: Option<Counted>,
    /// The interval, where the policy gives one.
    pub every: Option<Length>,
    /// The first intervals, where they differ.
    pub steps: Vec<Length>,
    /// What meets it before the stretch counts too.
    pub goes_on: bool,
    /// Intervals that take the place of its own, the first of those that hold.
    pub intervals: Vec<(Stream, Length)>,
    /// Whether a `visit_interval_set` may make it shorter.
    pub varied: bool,
}

/// One rule of a pack.
pub struct Rule {
    /// The pack.
    pub pack: &'static str,
    /// The rule's id.
    pub id: &'static str,
    /// `while`.
    pub holds: Stream,
    /// `lasts-while`.
    pub lasts: Option<Stream>,
    /// `lasts-on = "next day"`.
    pub lasts_from_next_day: bool,
    /// `on`.
    pub on: Vec<Event>,
    /// `waiting`.
    pub waiting: Option<Stream>,
    /// When it opens.
    pub opens: Opens,
    /// When it is due.
    pub due: Due,
    /// What a pack that takes it in states in the place of that ("Packs on packs").
    pub stated: Option<(&'static str, Due)>,
    /// One for each agency.
    pub per_agency: bool,
    /// All of these meet it together, each by any of its events.
    pub met_by: Vec<Vec<Event>>,
    /// `met-when`.
    pub met_when: Option<Stream>,
    /// `in-doubt-when`.
    pub in_doubt_when: Option<Stream>,
    /// `met-from = "its opening"`.
    pub from_opening: bool,
    /// `met-from = { since = … }`.
    pub met_since: Option<Stream>,
    /// `goes-on`: what met it since the day counted from counts.
    pub goes_on: bool,
}

impl Rule {
    fn new(pack: &'static str, id: &'static str, holds: Stream, due: Due, met_by: Vec<Event>) -> Rule {
        Rule {
            pack,
            id,
            holds,
            lasts: None,
            lasts_from_next_day: false,
            on: Vec::new(),
            waiting: None,
            opens: Opens::AtOnce,
            due,
            stated: None,
            per_agency: false,
            met_by: vec![met_by],
            met_when: None,
            in_doubt_when: None,
            goes_on: false,
            from_opening: false,
            met_since: None,
        }
    }

    /// When it is due by the pack that has taken in the others, or by its own.
    pub fn due_by(&self, taken_in_by: Option<&str>) -> &Due {
        let stated = self.stated.as_ref().filter(|(pack, _)| Some(*pack) == taken_in_by);
        stated.map_or(&self.due, |(_, due)| due)
    }

    fn stated_by(self, pack: &'static str, due: Due) -> Rule {
        Rule { stated: Some((pack, due)), ..self }
    }

    fn on(self, on: Vec<Event>) -> Rule {
        Rule { on, ..self }
    }

    fn opens(self, opens: Opens) -> Rule {
        Rule { opens, ..self }
    }

    /// Met by each of its events together.
    fn all(self) -> Rule {
        Rule { met_by: self.met_by.into_iter().flatten().map(|event| vec![event]).collect(), ..self }
    }

    /// Met by these together, each by any of its events.
    fn each_of(self, met_by: Vec<Vec<Event>>) -> Rule {
        Rule { met_by, ..self }
    }

    fn waiting(self, since: Stream) -> Rule {
        Rule { waiting: Some(since), ..self }
    }

    fn per_agency(self) -> Rule {
        Rule { per_agency: true, ..self }
    }

    fn met_since(self, since: Stream) -> Rule {
        Rule { met_since: Some(since), ..self }
    }

    fn met_when(self, when: Stream) -> Rule {
        Rule { met_when: Some(when), ..self }
    }
}

/// Every rule, those that wait for another after it.
pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut all = base::statutory();
    all.extend(monitoring());
    all.extend(assessment_and_support());
    all.extend(ladders());
    all.extend(other_services());
    all.extend(allocation::allocation_policy());
    all.extend(allocation::seven_actions());
    all
});

pub(super) fn counted(of: Definition) -> Stream {
    Box::new(move |walk| walk.definition(of))
}

fn open_and(statuses: &'static [Status]) -> Stream {
    Box::new(move |walk| walk.open_with_status(statuses))
}

fn every(length: Option<Length>) -> Due {
    Due::Every(Recurring { every: length, ..Recurring::default() })
}

fn visit(parts: &'static [VisitPart]) -> Event {
    let asked = Words::of(parts);
    Event::saying(Kind::Visit, move |content| matches!(content, Content::Visit { parts, .. } if parts.has_all(asked)))
}

pub(super) fn oversight(posts: &'static [Post], holds: &'static [OversightPart]) -> Event {
    let asked = Words::of(holds);
    Event::saying(Kind::ManagementOversight, move |content| {
        let Content::ManagementOversight { parts, post, .. } = content else { return false };
        parts.has_all(asked) && (posts.is_empty() || by(*post, posts))
    })
}

pub(super) fn notice(to_whom: Post) -> Event {
    Event::saying(
        Kind::NoticeGiven,
        move |content| matches!(content, Content::NoticeGiven { to, .. } if *to == to_whom),
    )
}

fn acknowledged(by_whom: Post) -> Event {
    Event::saying(
        Kind::NoticeAcknowledged,
        move |content| matches!(content, Content::NoticeAcknowledged { to, .. } if *to == by_whom),
    )
}

fn letter(recipients: &'static [Recipient]) -> Event {
    Event::saying(
        Kind::LetterSent,
        move |content| matches!(content, Content::LetterSent { to, .. } if recipients.contains(to)),
    )
}

fn withheld(recipients: &'static [Recipient]) -> Event {
    Event::saying(
        Kind::LetterWithheld,
        move |content| matches!(content, Content::LetterWithheld { to, .. } if recipients.contains(to)),
    )
}

fn letter_or_not(recipients: &'static [Recipient]) -> Vec<Event> {
    vec![letter(recipients), withheld(recipients)]
}

fn meeting(which: Meeting) -> Event {
    Event::saying(
        Kind::MeetingHeld,
        move |content| matches!(content, Content::MeetingHeld { meeting } if *meeting == which),
    )
}

pub(super) fn plan_review(of: Status) -> Event {
    Event::saying(
        Kind::PlanReviewHeld,
        move |content| matches!(content, Content::PlanReviewHeld { plan: Some(plan) } if *plan == of),
    )
    .about(of)
}

fn plan_updated(of: Status) -> Event {
    Event::saying(
        Kind::PlanUpdated,
        move |content| matches!(content, Content::PlanUpdated { plan: Some(plan) } if *plan == of),
    )
    .about(of)
}

fn considered(posts: &'static [Post]) -> Event {
    Event::saying(
        Kind::InformationConsidered,
        move |content| matches!(content, Content::InformationConsidered { post } if posts.is_empty() || by(*post, posts)),
    )
}

/// A unit of that level was asked whether it has room, and answered.
pub(super) fn asked(level: UnitLevel) -> Event {
    Event::saying(Kind::CapacityAsked, move |content| {
        matches!(content, Content::CapacityAsked { asked, answer, .. }
                if *asked == level && *answer != RoomAnswer::Waiting)
    })
}

pub(super) fn status_event(kind: Kind, of: Status) -> Event {
    Event::saying(kind, move |content| match content {
        Content::StatusStarted { status, .. } | Content::StatusEnded { status, .. } => *status == of,
        _ => false,
    })
    .about(of)
}

fn monitoring() -> Vec<Rule> {
    let on_duty = || -> Stream { Box::new(|walk| walk.each(|at| walk.world.on_duty(at))) };
    let answered = || vec![Event::any(Kind::DutyQuestionAnswered)];
    vec![
        // MON-06.
        Rule::new("mon", "answer-question", on_duty(), Due::NotStated, answered())
            .on(vec![Event::any(Kind::PutOnDuty)]),
        Rule::new("mon", "answer-again", on_duty(), Due::NotStated, answered())
            .on(vec![Event::any(Kind::AssessmentCompleted)]),
    ]
}

const TEAM_MANAGERS: &[Post] = &[Post::TeamManager, Post::DutyTeamManager];
const PARENTS: &[Recipient] = &[Recipient::Parent, Recipient::Carer];
const AGENCIES: &[Recipient] = &[Recipient::School, Recipient::Health, Recipient::OtherAgency];

fn assessment_and_support() -> Vec<Rule> {
    let unallocated = || counted(Definition::As);
    let new_referral = || counted(Definition::NewReferral);
    let and = |statuses: &'static [Status]| -> Stream {
        Box::new(move |walk| both(walk.definition(Definition::As), walk.status(statuses)))
    };
    let (in_need, looked_after) = (&[Status::ChildInNeed], &[Status::LookedAfter]);
    let bedroom = || visit(&[VisitPart::Seen, VisitPart::Bedroom]);
    let saw = || visit(&[VisitPart::Seen]);
    let risk = &[OversightPart::RiskAssessment];
    let duty = |id, holds, due, met_by| Rule::new("as", id, holds, due, met_by);
    let seen = Recurring { every: Some(Days(28)), goes_on: true, varied: true, ..Recurring::default() };
    let discussed = Event::saying(
        Kind::DiscussedWithManager,
        |content| matches!(content, Content::DiscussedWithManager { post } if by(*post, TEAM_MANAGERS)),
    );
    vec![
        // AS-05: it goes on as the child's own clock.
        Rule {
            lasts: Some(Box::new(|walk| walk.open().to_vec())),
            lasts_from_next_day: true,
            ..duty("child-seen", unallocated(), Due::Every(seen), vec![visit(&[VisitPart::Seen])])
        },
        duty(
            "plan-progress",
            unallocated(),
            every(None),
            vec![Event::any(Kind::PlanUpdated), Event::any(Kind::PlanReviewHeld)],
        ),
        duty(
            "family-contact",
            unallocated(),
            every(None),
            vec![saw(), letter(&[Recipient::Parent, Recipient::Carer, Recipient::Child])],
        ),
        // AS-06, AS-15.
        duty("weekly-review", unallocated(), every(Some(Days(7))), vec![oversight(&[Post::DutyTeamManager], risk)]),
        // AS-08.
        Rule {
            goes_on: true,
            ..duty(
                "referral-visit",
                Box::new(|walk| {
                    let received = Event::any(Kind::DistrictReceived);
                    let received = walk.since(&received, None, &[Event::any(Kind::CaseClosed)]);
                    both(walk.definition(Definition::NewReferral), received)
                }),
                Due::From(
                    WorkingDays(7),
                    Counted { of: vec![Event::any(Kind::DistrictReceived)], ..Counted::default() },
                ),
                vec![bedroom(), visit(&[VisitPart::Agencies]), Event::any(Kind::BriefAssessment)],
            )
        }
        .all(),
        // AS-09.
        duty("discuss-visit", new_referral(), Due::Hours(24), vec![discussed]).on(vec![saw()]),
        duty("risk-after-visit", new_referral(), Due::Hours(24), vec![oversight(&[], risk)]).on(vec![saw()]),
        // AS-12.
        duty("duty-actions", unallocated(), Due::NotStated, vec![oversight(TEAM_MANAGERS, &[OversightPart::Actions])]),
        // AS-13.
        duty("duty-worker", unallocated(), Due::NotStated, vec![Event::any(Kind::DutyWorkerAssigned)]),
        duty("referrer-letter", unallocated(), Due::NotStated, letter_or_not(&[Recipient::Referrer])),
        duty("family-letter", unallocated(), Due::NotStated, Vec::new())
            .each_of(vec![letter_or_not(&[Recipient::Parent]), vec![letter(PARENTS), withheld(&[Recipient::Carer])]]),
        duty(
            "carer-letter",
            and(&[Status::LookedAfter, Status::PrivatelyFostered]),
            Due::NotStated,
            letter_or_not(&[Recipient::Carer]),
        ),
        // AS-14.
        duty("consider", unallocated(), Due::NotStated, vec![considered(TEAM_MANAGERS)])
            .on(vec![Event::any(Kind::Visit), Event::any(Kind::InformationReceived)]),
        // AS-17.
        duty(
            "need-plan",
            and(in_need),
            every(None),
            vec![plan_review(Status::ChildInNeed), plan_updated(Status::ChildInNeed)],
        )
        .all()
        // COM-02.
        .stated_by("combined", every(Some(Months(3)))),
        // AS-19.
        duty("tell-agency", and(in_need), Due::NotStated, vec![letter(AGENCIES)]).per_agency(),
        // AS-05, AS-19.
        duty("keep-agency-informed", unallocated(), every(None), vec![letter(AGENCIES)]).per_agency(),
        // AS-20.
        duty(
            "tell-reviewing-officer",
            and(looked_after),
            Due::WhenOpened,
            vec![notice(Post::IndependentReviewingOfficer)],
        ),
        Rule::new(
            "as",
            "reviewing-officer-acknowledges",
            and(looked_after),
            Due::NotStated,
            vec![acknowledged(Post::IndependentReviewingOfficer)],
        )
        .opens(Opens::WhenMet("tell-reviewing-officer")),
        // AS-21.
        duty(
            "reviewing-officer-weekly",
            and(looked_after),
            every(Some(Days(7))),
            vec![oversight(&[Post::IndependentReviewingOfficer], &[OversightPart::StepsToAllocate])],
        ),
        duty(
            "care-plan",
            and(looked_after),
            every(None),
            vec![plan_review(Status::LookedAfter), plan_updated(Status::LookedAfter)],
        )
        .all(),
    ]
}

/// A risk that was judged to be immediate; or one that was judged to be less.
fn risk_judged(immediate: bool) -> Event {
    let is_so = move |level: RiskLevel| (level == RiskLevel::Immediate) == immediate;
    Event::saying(Kind::RiskJudged, move |content| matches!(content, Content::RiskJudged { level } if is_so(*level)))
}

/// Whether a risk was judged immediate, and nothing lower since; of the opening that goes on.
pub fn is_judged_immediate(world: &World<'_>, at: Moment) -> Tri {
    world.since(&risk_judged(true), None, &[risk_judged(false), Event::any(Kind::CaseClosed)], at)
}

fn ladders() -> Vec<Rule> {
    let unallocated = || counted(Definition::As);
    let immediate = || -> Stream {
        Box::new(|walk| {
            let gap = not(walk.with(&workers::AS_ALLOCATED));
            let concern = walk.since_until(&Event::any(Kind::ConcernIncreased), &until_held_or_closed(), &gap);
            // An enquiry that ended since nobody held the child.
            let ended = status_event(Kind::StatusEnded, Status::Section47);
            let ended = walk.since_until(&ended, &until_held_or_closed(), &gap);
            // Judged immediate since nobody held the child, or whenever that was, where nothing lower was judged since.
            let judged = walk.since_until(&risk_judged(true), &until_held_or_closed(), &gap);
            let newest = walk.each(|at| is_judged_immediate(walk.world, at));
            let judged = either(judged, newest);
            let enquiry = either(walk.status(&[Status::Section47]), ended);
            both(walk.definition(Definition::As), either(enquiry, either(judged, concern)))
        })
    };
    let two_weeks_without = || -> Stream { Box::new(|walk| walk.lasting(&walk.definition(Definition::As), Days(14))) };
    let concern = |id, opens, met_by| {
        Rule::new("as", id, unallocated(), Due::NotStated, vec![met_by])
            .on(vec![Event::any(Kind::ConcernIncreased)])
            .opens(opens)
    };
    let two_weeks = |id, met_by| {
        let rule = Rule::new("as", id, unallocated(), Due::WhenOpened, vec![met_by]).opens(Opens::After(Days(14)));
        Rule { from_opening: true, ..rule }
    };
    let (service, senior, assistant) = (Post::ServiceManager, Post::SeniorManager, Post::AssistantDirector);
    vec![
        // AS-07.
        two_weeks("two-weeks-senior-manager", oversight(&[Post::SeniorManager], &[OversightPart::Decision])),
        two_weeks("two-weeks-assistant-director", notice(assistant)),
        Rule::new(
            "as",
            "two-weeks-assistant-director-acknowledged",
            unallocated(),
            Due::NotStated,
            vec![acknowledged(assistant)],
        )
        .opens(Opens::WhenMet("two-weeks-assistant-director")),
        Rule::new("as", "tell-assistant-director", two_weeks_without(), Due::NotStated, vec![notice(assistant)])
            .on(vec![oversight(&[Post::SeniorManager], &[OversightPart::Decision])]),
        // AS-10.
        Rule::new("as", "immediate-allocate", immediate(), Due::WhenOpened, Vec::new())
            .met_when(Box::new(|walk| walk.with(&workers::AS_ALLOCATED))),
        Rule::new("as", "immediate-ask-districts", immediate(), Due::WhenOpened, vec![asked(UnitLevel::District)]),
        // AS-16.
        concern("concern-renew", Opens::AtOnce, Event::any(Kind::CapacityAsked)),
        concern("concern-service-manager", Opens::AtOnce, notice(service)),
        concern(
            "concern-service-manager-acknowledged",
            Opens::WhenMet("concern-service-manager"),
            acknowledged(service),
        ),
        concern("concern-senior-manager", Opens::AtOnce, notice(senior)),
        concern("concern-senior-manager-acknowledged", Opens::WhenMet("concern-senior-manager"), acknowledged(senior)),
        concern("concern-assistant-director", Opens::AtOnce, notice(assistant)),
        concern(
            "concern-assistant-director-acknowledged",
            Opens::WhenMet("concern-assistant-director"),
            acknowledged(assistant),
        ),
    ]
}

fn other_services() -> Vec<Rule> {
    let with = |services: &'static [Service]| -> Stream {
        Box::new(move |walk| walk.each(|at| walk.world.in_service(services, false, at)))
    };
    let placed = || -> Stream {
        let services = [Service::AdoptionSupport, Service::Fostering];
        Box::new(move |walk| walk.each(|at| walk.world.in_service(&services, true, at)))
    };
    let adoption = &[Service::AdoptionSupport];
    let risk = &[OversightPart::RiskAssessment];
    let by_service = |kind| {
        Event::saying(kind, |content| match content {
            Content::Signposted { service } | Content::ConsultationOffered { service } => {
                *service == Service::AdoptionSupport
            }
            _ => false,
        })
    };
    let duty = |id, holds, due, met_by| Rule::new("as", id, holds, due, vec![met_by]);
    let update = |id, services: &'static [Service]| {
        let told = Event::saying(
            Kind::ServiceEntryUpdated,
            move |content| matches!(content, Content::ServiceEntryUpdated { service } if services.contains(service)),
        );
        duty(id, with(services), every(None), told)
    };
    vec![
        // AS-22.
        duty(
            "conference-oversight",
            with(&[Service::FamilyGroupConference]),
            every(None),
            oversight(&[Post::FamilyGroupConferenceManager], &[]),
        ),
        // AS-23.
        duty("adoption-risk", with(adoption), Due::NotStated, oversight(&[Post::AdoptionSupportManager], risk)),
        duty("adoption-signpost", with(adoption), Due::NotStated, by_service(Kind::Signposted)),
        duty("adoption-consultation", with(adoption), Due::NotStated, by_service(Kind::ConsultationOffered)),
        // AS-24: each by itself.
        update("conference-update", &[Service::FamilyGroupConference]),
        update("adoption-update", &[Service::AdoptionSupport]),
        update("fostering-update", &[Service::Fostering]),
        update("family-centre-update", &[Service::FamilyCentre]),
        update("other-service-update", &[Service::Other]),
        // AS-25.
        duty(
            "placed-risk",
            placed(),
            Due::NotStated,
            oversight(&[Post::TeamManager, Post::AdoptionSupportManager], risk),
        ),
        duty("placed-duty-access", placed(), Due::NotStated, Event::any(Kind::DutyAccessExplained)),
    ]
}
