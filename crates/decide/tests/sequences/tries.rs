//! What sequences are made of: something that somebody tries, or that happens, with when and by whom.

use proptest::prelude::*;
use record::words::{
    AbsenceKind, AuthorityAnswer, DutyAnswer, EndReason, LeftReason, Post, Recipient, Role, Status, TransferSide,
    VisitPart, Word, Words,
};
use record::{Content, Ref, Tri, When};

use crate::town::NAMES;

/// One step of a sequence.
#[derive(Clone, Copy, Debug)]
pub struct Try {
    /// Which of the children on record, by a number that is read as a choice.
    pub child: usize,
    /// Who; whoever would usually do it, where nobody is named.
    pub who: Option<&'static str>,
    /// How many minutes after the last.
    pub minutes: u32,
    pub dated: Dated,
    pub what: Tried,
}

/// The time that is put on it.
#[derive(Clone, Copy, Debug)]
pub enum Dated {
    Now,
    MinutesAgo(u32),
    MinutesAhead(u32),
    DayAgo(u8),
    NotAtAll,
}

/// What; numbers are read as choices of what there is.
#[derive(Clone, Copy, Debug)]
pub enum Tried {
    Offer {
        to: &'static str,
        part: Role,
        other_team: bool,
        supported: bool,
        said: bool,
    },
    Accept {
        which: usize,
    },
    Decline {
        which: usize,
    },
    Withdraw {
        which: usize,
    },
    End {
        which: usize,
        reason: EndReason,
    },
    PutOnDuty {
        answer: Option<DutyAnswer>,
    },
    TakeOffDuty,
    AskForRoom {
        district: bool,
    },
    Leave {
        reason: Option<LeftReason>,
    },
    Oversee {
        how: Oversight,
    },
    Sign {
        side: TransferSide,
        other_team: bool,
    },
    Close {
        one_referral: bool,
    },
    Register {
        north: bool,
        unborn: bool,
        sibling: bool,
        again: bool,
    },
    Family {
        other: usize,
    },
    TakeOn {
        north: bool,
    },
    Revise {
        whose: &'static str,
        days: i32,
    },
    /// One team gives everything to another, or to itself.
    GiveOver {
        north: bool,
        away: bool,
    },
    /// As it is: what ties it to others is filled in.
    Record(Content),
    ReadyToTransfer,
    /// Something recorded names a team beside: a referral, or the team's holding.
    NamesTeam {
        referred: bool,
        other_team: bool,
    },
    /// The receiving team looks through the work: all of it, or a part.
    Check {
        whole: bool,
    },
    /// Another authority is asked, or answers.
    Elsewhere {
        answer: AuthorityAnswer,
    },
    Support {
        which: usize,
        by: &'static str,
    },
    TaskTaken {
        which: usize,
        by: &'static str,
    },
    TaskDone {
        which: usize,
    },
    TaskDropped {
        which: usize,
    },
    CarryBack {
        which: usize,
    },
    Note,
    Staff {
        whose: &'static str,
        what: OfWorker,
    },
    // No act says these.
    Dies,
    IsBorn,
    SameAs {
        other: usize,
    },
    NotSameAs {
        other: usize,
    },
    Corrected {
        which: usize,
    },
}

/// What an oversight says.
#[derive(Clone, Copy, Debug)]
pub enum Oversight {
    Nothing,
    RiskOnly,
    Whole,
    Tasks,
}

/// What is recorded of a worker.
#[derive(Clone, Copy, Debug)]
pub enum OfWorker {
    Leaves { days: i32 },
    Joins,
    Away { days: i32, kind: AbsenceKind },
    Back,
    Rostered { days: i32 },
    Cleared { days: i32 },
    Given { post: Post, stands_in: bool },
    Ended { post: Post },
    Moves,
    Unregistered,
    Registered,
    Supervised { by: &'static str },
    LessWork { percent: i32 },
}

use Tried::*;

const PARTS: [Role; 7] =
    [Role::Lead, Role::Lead, Role::KeyWorker, Role::CoWorker, Role::Involved, Role::Lead, Role::NotKnown];
const STATUSES: [Status; 5] = [
    Status::ChildProtectionPlan,
    Status::LookedAfter,
    Status::ChildInNeed,
    Status::Section47,
    Status::PrivatelyFostered,
];
const POSTS: [Post; 4] = [Post::TeamManager, Post::PracticeSupervisor, Post::ServiceManager, Post::DutyTeamManager];

fn name() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(&NAMES[..])
}

fn worker() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(&["Bea", "Kim", "Yara", "Nia", "Zed", "Mina"][..])
}

fn which() -> impl Strategy<Value = usize> + Clone {
    0_usize..4
}

fn status() -> impl Strategy<Value = Status> + Clone {
    prop::sample::select(&STATUSES[..])
}

/// About a child: who works with it.
fn holding() -> BoxedStrategy<Tried> {
    use prop::bool::weighted;
    let part = prop::sample::select(&PARTS[..]);
    let reasons = [EndReason::ManagingCaseloads, EndReason::LeftRole, EndReason::Absence, EndReason::CaseClosed];
    let offer = (worker(), part, weighted(0.2), any::<bool>(), weighted(0.9));
    prop_oneof![
        6 => offer.prop_map(|(to, part, other_team, supported, said)| Offer { to, part, other_team, supported, said }),
        7 => which().prop_map(|which| Accept { which }),
        1 => which().prop_map(|which| Decline { which }),
        1 => which().prop_map(|which| Withdraw { which }),
        3 => (which(), prop::sample::select(reasons.to_vec())).prop_map(|(which, reason)| End { which, reason }),
        2 => prop::sample::select(&[None, Some(DutyAnswer::WouldBeDuty), Some(DutyAnswer::WouldNotBeDuty)][..])
            .prop_map(|answer| PutOnDuty { answer }),
        1 => Just(TakeOffDuty),
        1 => any::<bool>().prop_map(|district| AskForRoom { district }),
        2 => prop::sample::select(&[Some(LeftReason::WorkloadCapacity), Some(LeftReason::Vacancy), None][..])
            .prop_map(|reason| Leave { reason }),
        2 => prop::sample::select(&[Oversight::Nothing, Oversight::RiskOnly, Oversight::Whole, Oversight::Tasks][..])
            .prop_map(|how| Oversee { how }),
        2 => (prop::sample::select(&[TransferSide::Giving, TransferSide::Receiving, TransferSide::Both][..]), weighted(0.9))
            .prop_map(|(side, other_team)| Sign { side, other_team }),
        3 => any::<bool>().prop_map(|one_referral| Close { one_referral }),
        1 => (which(), worker()).prop_map(|(which, by)| Support { which, by }),
    ]
    .boxed()
}

/// About a child: what is recorded as it is.
fn recorded() -> BoxedStrategy<Tried> {
    let parts = Words::of(&[VisitPart::Seen, VisitPart::SeenAlone]);
    let tri = || prop::sample::select(&[Tri::Yes, Tri::No, Tri::Unknown][..]);
    let plain = [
        Content::ReferralReceived { referral: Ref(0), team: None, district_received: None },
        Content::NeedIdentified {},
        Content::AssessmentStarted { assessment: Ref(0) },
        Content::ContinuingSupportConsidered {},
        Content::NeedsAddressed {},
        Content::ClosureProposed {},
        Content::ClosureWithdrawn {},
        Content::ClosureSummary {},
        Content::ClosureReviewed { post: None },
        Content::StepDownAgreed {},
        Content::TransferEnded {},
        Content::TeamHeld { team: None },
        Content::TeamHeldEnded {},
        Content::PartnerHeld { agency: None },
        Content::PartnerHeldEnded {},
        Content::Visit { parts, done_by: None, plan: None },
        Content::ConcernIncreased {},
        Content::PlanReviewHeld { plan: None },
        Content::LetterSent { to: Recipient::Parent, agency: None },
        // Not recorded by anybody: it belongs to an act.
        Content::CaseClosed { referral: None },
    ];
    prop_oneof![
        6 => prop::sample::select(plain.to_vec()).prop_map(Record),
        2 => status().prop_map(|status| Record(Content::StatusStarted { status, spell: Ref(0) })),
        1 => status().prop_map(|status| Record(Content::StatusEnded { status, spell: Ref(0) })),
        1 => (tri(), tri()).prop_map(|(in_need, needs_social_worker)| Record(Content::AssessmentCompleted {
            assessment: Ref(0), in_need, needs_social_worker, advisor_may_hold: Tri::Unknown,
        })),
        2 => told().prop_map(|to| Record(Content::NoticeGiven { to, done_by: None })),
        2 => told().prop_map(|to| Record(Content::NoticeAcknowledged { to, done_by: None })),
        1 => Just(ReadyToTransfer),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(referred, other_team)| NamesTeam { referred, other_team }),
        1 => any::<bool>().prop_map(|whole| Check { whole }),
        1 => prop::sample::select(AuthorityAnswer::ALL).prop_map(|answer| Elsewhere { answer }),
        1 => (which(), worker()).prop_map(|(which, by)| TaskTaken { which, by }),
        1 => which().prop_map(|which| TaskDone { which }),
        1 => which().prop_map(|which| TaskDropped { which }),
        1 => which().prop_map(|which| CarryBack { which }),
        1 => Just(Note),
    ]
    .boxed()
}

/// About workers, and who is put on record.
fn others() -> BoxedStrategy<Tried> {
    let kind = prop::sample::select(&[AbsenceKind::Sickness, AbsenceKind::AnnualLeave][..]);
    let post = || prop::sample::select(&POSTS[..]);
    let what = prop_oneof![
        2 => (-3_i32..20).prop_map(|days| OfWorker::Leaves { days }),
        2 => Just(OfWorker::Joins),
        2 => (1_i32..60, kind).prop_map(|(days, kind)| OfWorker::Away { days, kind }),
        2 => Just(OfWorker::Back),
        1 => (0_i32..3).prop_map(|days| OfWorker::Rostered { days }),
        1 => (0_i32..3).prop_map(|days| OfWorker::Cleared { days }),
        2 => (post(), any::<bool>()).prop_map(|(post, stands_in)| OfWorker::Given { post, stands_in }),
        2 => post().prop_map(|post| OfWorker::Ended { post }),
        1 => Just(OfWorker::Moves),
        1 => Just(OfWorker::Unregistered),
        1 => Just(OfWorker::Registered),
        1 => name().prop_map(|by| OfWorker::Supervised { by }),
        1 => (-10_i32..120).prop_map(|percent| OfWorker::LessWork { percent }),
    ];
    let register = (any::<bool>(), any::<bool>(), any::<bool>(), prop::bool::weighted(0.2));
    prop_oneof![
        2 => which().prop_map(|other| Family { other }),
        4 => register.prop_map(|(north, unborn, sibling, again)| Register { north, unborn, sibling, again }),
        1 => any::<bool>().prop_map(|north| TakeOn { north }),
        2 => (worker(), -5_i32..50).prop_map(|(whose, days)| Revise { whose, days }),
        1 => (any::<bool>(), prop::bool::weighted(0.8)).prop_map(|(north, away)| GiveOver { north, away }),
        9 => (name(), what).prop_map(|(whose, what)| Staff { whose, what }),
    ]
    .boxed()
}

fn happens() -> BoxedStrategy<Tried> {
    prop_oneof![
        2 => Just(Dies),
        2 => Just(IsBorn),
        2 => which().prop_map(|other| SameAs { other }),
        2 => which().prop_map(|other| NotSameAs { other }),
        3 => (0_usize..12).prop_map(|which| Corrected { which }),
    ]
    .boxed()
}

fn minutes() -> impl Strategy<Value = u32> {
    prop_oneof![6 => 1_u32..180, 3 => 180_u32..6000, 1 => 6000_u32..60_000]
}

fn dated() -> impl Strategy<Value = Dated> {
    prop_oneof![
        20 => Just(Dated::Now),
        3 => (1_u32..20_000).prop_map(Dated::MinutesAgo),
        1 => (0_u8..10).prop_map(Dated::DayAgo),
        1 => (1_u32..3000).prop_map(Dated::MinutesAhead),
        1 => Just(Dated::NotAtAll),
    ]
}

/// One step by itself.
fn single() -> impl Strategy<Value = Vec<Try>> {
    let what = prop_oneof![12 => holding(), 6 => recorded(), 5 => others(), 1 => happens()];
    let who = prop_oneof![3 => Just(None), 1 => name().prop_map(Some)];
    let made = |(child, who, minutes, dated, what)| vec![Try { child, who, minutes, dated, what }];
    (0_usize..3, who, minutes(), dated(), what).prop_map(made)
}

/// Steps of one child that people take one after the other, of which some may be left out, so that sequences get somewhere.
fn several() -> impl Strategy<Value = Vec<Try>> {
    let offer = |to, other_team| Offer { to, part: Role::Lead, other_team, supported: true, said: true };
    let spell = Ref(0);
    let protected = Record(Content::StatusStarted { status: Status::ChildProtectionPlan, spell });
    let ended = Record(Content::StatusEnded { status: Status::ChildProtectionPlan, spell });
    let (yes, assessment) = (Tri::Yes, Ref(0));
    let assessed =
        Content::AssessmentCompleted { assessment, in_need: yes, needs_social_worker: yes, advisor_may_hold: Tri::No };
    let sign = |side| Sign { side, other_team: true };
    let moved = [
        offer("Bea", false),
        Accept { which: 0 },
        protected,
        ReadyToTransfer,
        Check { whole: true },
        sign(TransferSide::Giving),
        offer("Kim", true),
        Accept { which: 0 },
        sign(TransferSide::Receiving),
        Record(Content::TransferEnded {}),
    ];
    let closed = [
        offer("Bea", false),
        Accept { which: 0 },
        protected,
        Record(Content::AssessmentStarted { assessment }),
        Record(assessed),
        ended,
        Record(Content::StepDownAgreed {}),
        Record(Content::NeedsAddressed {}),
        Record(Content::ContinuingSupportConsidered {}),
        Record(Content::ClosureProposed {}),
        Record(Content::ClosureSummary {}),
        Record(Content::ClosureReviewed { post: None }),
        Close { one_referral: false },
        Record(Content::ReferralReceived { referral: Ref(0), team: None, district_received: None }),
    ];
    let left = [
        offer("Nia", false),
        Accept { which: 0 },
        AskForRoom { district: false },
        AskForRoom { district: true },
        Oversee { how: Oversight::Whole },
        Leave { reason: Some(LeftReason::WorkloadCapacity) },
        PutOnDuty { answer: Some(DutyAnswer::WouldBeDuty) },
        Oversee { how: Oversight::Tasks },
        TaskTaken { which: 0, by: "Bea" },
        TaskDone { which: 0 },
        offer("Bea", false),
        Accept { which: 0 },
        TakeOffDuty,
    ];
    let away = [
        Staff { whose: "Bea", what: OfWorker::Away { days: 3, kind: AbsenceKind::Sickness } },
        Revise { whose: "Bea", days: 30 },
        Staff { whose: "Bea", what: OfWorker::Back },
        Staff { whose: "Bea", what: OfWorker::Leaves { days: 5 } },
        TakeOn { north: true },
        offer("Zed", false),
        Accept { which: 0 },
        Staff { whose: "Bea", what: OfWorker::Joins },
    ];
    let undone = [
        offer("Bea", false),
        Decline { which: 0 },
        offer("Bea", false),
        Withdraw { which: 0 },
        Oversee { how: Oversight::Tasks },
        TaskDropped { which: 0 },
        Record(Content::TeamHeld { team: None }),
        Record(Content::TeamHeldEnded {}),
        Staff { whose: "Nia", what: OfWorker::Given { post: Post::PracticeSupervisor, stands_in: true } },
        Staff { whose: "Nia", what: OfWorker::Ended { post: Post::PracticeSupervisor } },
        offer("Bea", false),
        Accept { which: 0 },
        End { which: 0, reason: EndReason::LeftRole },
    ];
    let flows = [moved.to_vec(), closed.to_vec(), left.to_vec(), away.to_vec(), undone.to_vec()];
    let flows = prop::sample::select(flows.to_vec()).prop_flat_map(|flow| {
        let kept = prop::collection::vec(prop::bool::weighted(0.93), flow.len());
        kept.prop_map(move |kept| flow.iter().zip(kept).filter(|(_, kept)| *kept).map(|(one, _)| *one).collect())
    });
    let tries = |(child, flow, minutes): (usize, Vec<Tried>, u32)| -> Vec<Try> {
        let one = |what| Try { child, who: None, minutes, dated: Dated::Now, what };
        flow.into_iter().map(one).collect()
    };
    (0_usize..3, flows, 1_u32..3000).prop_map(tries)
}

/// A whole sequence.
pub fn sequence() -> impl Strategy<Value = Vec<Try>> {
    let parts = prop::collection::vec(prop_oneof![5 => single().boxed(), 1 => several().boxed()], 1..30);
    parts.prop_map(|parts| parts.into_iter().flatten().collect())
}

impl Dated {
    /// That, as it is at that instant.
    pub fn when(self, now: record::Moment) -> When {
        match self {
            Dated::Now => When::At(now),
            Dated::MinutesAgo(minutes) => When::At(now.plus_seconds(-60 * i64::from(minutes))),
            Dated::MinutesAhead(minutes) => When::At(now.plus_seconds(60 * i64::from(minutes))),
            Dated::DayAgo(days) => When::On(now.day().plus_days(-i32::from(days))),
            Dated::NotAtAll => When::Unknown,
        }
    }
}

/// Who is told things: few, so that some of what is acknowledged was told.
fn told() -> impl Strategy<Value = Post> {
    prop_oneof![Just(Post::ServiceManager), Just(Post::SeniorManager), Just(Post::TeamManager)]
}
