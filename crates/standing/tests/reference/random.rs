//! Random histories of one child and some workers, each from a seed.
//!
//! Dates cluster around Christmas 2025, Easter and the May bank holidays of 2026, and both changes of the clocks.

use record::words::{
    DutyAnswer, EndReason, OversightPart, Post, Recipient, Role, Status, TransferSide, VisitPart, Word, Words,
};
use record::{Content, Day, FactId, Kind, Moment, Ref, Subject, TextId, Tri, UnitId, When, WorkerId};

use super::history::{History, child, other_child, team, worker};

mod away;
mod casework;
mod covered;
mod decisions;
mod governed;
mod judged;
mod several;
mod waiting;
mod weights;
mod workers;

use covered::COVERED;
pub use governed::governed;
pub use several::{excepted, told_of_areas};

/// A small generator of numbers (splitmix64), so that a seed means the same for ever.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From that seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below that number.
    pub fn below(&mut self, number: usize) -> usize {
        (self.roll() % number.max(1) as u64) as usize
    }

    /// That many times in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of these.
    pub fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// The stretches in which dates fall.
const WINDOWS: [(&str, i32); 6] = [
    ("2025-12-15", 30),
    ("2026-03-16", 38),
    ("2026-04-24", 40),
    ("2026-10-12", 24),
    ("2026-03-20", 80),
    // The first day of the practice guide, the procedure and the combined pack lies within it.
    ("2019-12-16", 40),
];

/// What a history is mostly about.
#[derive(Clone, Copy)]
enum Theme {
    Any,
    Counts,
    Casework,
    Workers,
    /// What the procedure for assessment and support asks for.
    Support,
    /// What the allocation policy asks for.
    Policy,
    /// Placements, plans and their long clocks.
    Care,
}

struct Maker {
    theme: Theme,
    dice: Dice,
    history: History,
    first: Day,
    length: i32,
    refs: u64,
    about: Subject,
    undated: usize,
    /// Whether ends may lie before their beginnings.
    muddled: bool,
    late: bool,
    opened: Day,
}

/// A random history from that seed.
pub fn random(seed: u64) -> History {
    let mut dice = Dice::new(seed);
    let (first, length) = dice.of(&WINDOWS);
    let first: Day = first.parse().unwrap_or(Day::FIRST);
    let undated = if dice.percent(20) { 12 } else { 0 };
    let late = dice.percent(25);
    let muddled = dice.percent(20);
    let history = History::new();
    let theme = dice.of(&[
        Theme::Any,
        Theme::Any,
        Theme::Any,
        Theme::Counts,
        Theme::Casework,
        Theme::Casework,
        Theme::Workers,
        Theme::Support,
        Theme::Support,
        Theme::Policy,
        Theme::Policy,
        Theme::Care,
    ]);
    // The clocks of plans and placements run for months.
    let length = match theme {
        Theme::Care => dice.of(&[90, 160, 160, 250, 430]),
        _ => length,
    };
    let mut maker = Maker {
        theme,
        dice,
        history,
        first,
        length,
        refs: 0,
        about: Subject::Child(child()),
        undated,
        muddled,
        late,
        opened: first,
    };
    maker.coverage();
    maker.opening();
    let events = match maker.dice.below(10) {
        0 => 0,
        1..=5 => 1 + maker.dice.below(4),
        _ => 3 + maker.dice.below(9),
    };
    for _ in 0..events {
        maker.event();
    }
    maker.about_workers();
    if maker.dice.percent(15) {
        maker.correction();
    }
    if maker.late && maker.dice.percent(70) {
        let (day, offset) = (maker.first, maker.dice.below(maker.length as usize + 10) as i32);
        maker.history.known = day.plus_days(offset).end();
    }
    // With dice of their own, so that what came before stays what it was.
    maker.dice = Dice::new(!seed);
    maker.decisions();
    maker.weights();
    maker.dice = Dice::new(seed.rotate_left(24) ^ 0xa3a9);
    maker.away();
    maker.dice = Dice::new(seed.rotate_left(40) ^ 0x5e7);
    maker.set_again();
    maker.supported();
    maker.dice = Dice::new(seed.rotate_left(12) ^ 0x3a17);
    maker.waiting();
    maker.dice = Dice::new(seed.rotate_left(52) ^ 0xa520);
    maker.reviewing_officer();
    maker.dice = Dice::new(seed.rotate_left(33) ^ 0x116d);
    maker.judged();
    maker.history
}

impl Maker {
    fn day(&mut self) -> Day {
        self.first.plus_days(self.dice.below(self.length as usize) as i32)
    }

    fn after(&mut self, day: Day, at_most: usize) -> Day {
        let days = self.dice.below(at_most + 1) as i32;
        day.plus_days(days)
    }

    /// When what began that day ended: now and then, by mistake, before it.
    fn end_of(&mut self, day: Day, at_most: usize) -> Day {
        if self.muddled && self.dice.percent(30) {
            return day.plus_days(-1 - self.dice.below(9) as i32);
        }
        self.after(day, at_most)
    }

    /// On that day, with or without a time; sometimes the source does not say.
    fn when(&mut self, day: Day) -> When {
        if self.dice.percent(self.undated) {
            return When::Unknown;
        }
        if self.dice.percent(45) {
            return When::On(day);
        }
        // Each has a minute and a second of its own, so that nothing but dates falls together by accident.
        let number = self.history.facts.len();
        let hour = self.dice.of(&[0, 1, 2, 9, 12, 17, 22]);
        let (minute, second) =
            if self.dice.percent(4) { (0, 0) } else { ((number * 7 % 59) as u8, (number % 57 + 1) as u8) };
        day.at(hour, minute, second).map_or(When::On(day), When::At)
    }

    fn reference(&mut self) -> Ref {
        self.refs += 1;
        Ref(self.refs)
    }

    fn worker(&mut self) -> WorkerId {
        worker(self.dice.below(3))
    }

    fn tri(&mut self) -> Tri {
        self.dice.of(&[Tri::Yes, Tri::Yes, Tri::Yes, Tri::No, Tri::Unknown])
    }

    fn recorded(&mut self, when: When) -> Moment {
        let by = when.as_end().unwrap_or(self.first.end());
        if self.late && self.dice.percent(40) { by.plus_seconds(self.dice.below(12) as i64 * 86_400 + 60) } else { by }
    }

    fn put(&mut self, when: When, content: Content) -> FactId {
        let recorded = self.recorded(when);
        self.history.add(self.about, when, recorded, content)
    }

    fn add(&mut self, day: Day, content: Content) {
        let when = self.when(day);
        self.put(when, content);
    }

    fn coverage(&mut self) {
        let long_before = self.first.plus_days(-40);
        let middle = self.day();
        let about = std::mem::replace(&mut self.about, Subject::Record);
        let cover = |maker: &mut Maker, covers: Option<Kind>, from: Day, until: Option<Day>| {
            let until = until.and_then(|day| day.at(13, 0, 0));
            let by_status = matches!(covers, Some(Kind::StatusStarted | Kind::Visit | Kind::PlanReviewHeld));
            let left_out = [Status::ChildInNeed, Status::ChildProtectionPlan, Status::LookedAfter, Status::Section47];
            let but = (by_status && maker.dice.percent(40))
                .then(|| Words::of(&[maker.dice.of(&left_out), maker.dice.of(&left_out)]));
            maker.history.add(
                Subject::Record,
                When::On(from),
                long_before.start(),
                Content::Coverage { covers, unit: None, until, but },
            );
        };
        match self.dice.below(20) {
            0 | 1 => {}
            2..=4 => {
                for kind in COVERED {
                    if self.dice.percent(60) {
                        cover(self, Some(*kind), long_before, None);
                    }
                }
            }
            5 => cover(self, None, middle, None),
            6 => cover(self, None, long_before, Some(middle)),
            7 => {
                for kind in COVERED {
                    let from = if self.dice.percent(30) { self.day() } else { long_before };
                    let until = if self.dice.percent(20) { Some(self.day()) } else { None };
                    if self.dice.percent(90) {
                        cover(self, Some(*kind), from, until);
                    }
                    if matches!(kind, Kind::StatusStarted | Kind::Visit | Kind::PlanReviewHeld) && self.dice.percent(50)
                    {
                        let from = self.day();
                        cover(self, Some(*kind), from, None);
                    }
                }
            }
            _ => cover(self, None, long_before, None),
        }
        if self.dice.percent(3) {
            let (day, name) = (self.day(), TextId::from_index(0));
            self.put(When::On(self.first), Content::HolidayAnnounced { day, name });
        }
        self.about = about;
    }

    fn opening(&mut self) {
        if self.dice.percent(3) {
            return;
        }
        let day = self.first.plus_days(self.dice.below(8) as i32);
        self.opened = day;
        let referral = self.reference();
        self.add(day, Content::ReferralReceived { referral, team: None, district_received: None });
        if self.dice.percent(25) {
            let day = self.end_of(day, 20);
            let referral = if self.dice.percent(50) { Some(referral) } else { None };
            self.add(day, Content::CaseClosed { referral });
            if self.dice.percent(50) {
                let (day, referral) = (self.after(day, 6), self.reference());
                self.add(day, Content::ReferralReceived { referral, team: None, district_received: None });
            }
        } else if self.dice.percent(6) {
            let (day, referral) = (self.after(day, 12), self.reference());
            self.add(day, Content::ReferralReceived { referral, team: None, district_received: None });
        }
        if self.dice.percent(45) {
            let day = self.day();
            let birth = day.birthday(-12).plus_days(self.dice.of(&[0, 0, 0, -900, 900]));
            let (born, expected) =
                self.dice.of(&[(true, false), (true, false), (true, false), (false, true), (false, false)]);
            self.put(
                When::On(self.first),
                Content::ChildDetails {
                    given_name: None,
                    family_name: None,
                    born: born.then_some(birth),
                    expected: expected.then_some(day),
                    sex: None,
                    ethnicity: None,
                    disabled: Tri::Unknown,
                    special_educational_needs: Tri::Unknown,
                },
            );
        }
        if self.dice.percent(4) {
            self.put(When::On(self.first), Content::SameAs { other: other_child() });
        }
    }

    fn event(&mut self) {
        if self.dice.percent(5) {
            self.about = Subject::Child(other_child());
        }
        let kind = match self.theme {
            Theme::Any if self.dice.percent(15) => 20 + self.dice.below(3),
            Theme::Any => self.dice.below(20),
            Theme::Support => self.dice.of(&[0, 8, 20, 20, 20, 20]),
            Theme::Policy => self.dice.of(&[0, 0, 7, 8, 12, 21, 21, 21, 21, 21]),
            Theme::Care => self.dice.of(&[0, 7, 22, 22, 22, 22, 22]),
            Theme::Counts => self.dice.of(&[0, 0, 7, 7, 8, 9, 11, 11]),
            Theme::Casework => self.dice.of(&[0, 12, 13, 13, 14, 14, 14, 14, 14, 14]),
            Theme::Workers => 0,
        };
        match kind {
            0..=6 => self.involvement(),
            7 => self.assessment(),
            8 => self.status(),
            9 | 10 => self.toggle(),
            11 => {
                let answer = self.dice.of(&[DutyAnswer::WouldBeDuty, DutyAnswer::WouldNotBeDuty]);
                let day = self.day();
                self.add(day, Content::DutyQuestionAnswered { answer, done_by: None });
            }
            12 => self.agency(),
            13 => self.set_date(),
            20 => self.support(),
            21 => self.policy(),
            22 => self.care(),
            _ => self.casework(),
        }
        self.about = Subject::Child(child());
    }

    fn involvement(&mut self) {
        let (involvement, who, day) = (self.reference(), self.worker(), self.day());
        let role = self.dice.of(&[Role::Lead, Role::Lead, Role::Lead, Role::KeyWorker, Role::CoWorker, Role::Involved]);
        let team = if self.dice.percent(85) { Some(team()) } else { None };
        if self.dice.percent(6) {
            self.add(day, Content::SuccessorIdentified { worker: who });
            return;
        }
        let mut day = day;
        if self.dice.percent(35) {
            self.add(day, Content::AllocationOffered { involvement, worker: who, role, team });
            let offered = day;
            day = self.after(day, 4);
            match self.dice.below(10) {
                0..=3 => {
                    let day = if self.muddled { self.end_of(offered, 4) } else { day };
                    self.add(day, Content::AllocationDeclined { involvement });
                    return;
                }
                4..=6 => self.add(day, Content::AllocationAccepted { involvement }),
                7 => {
                    self.add(day, Content::AllocationAccepted { involvement });
                    self.start(day, involvement, Some(who), role, team);
                }
                8 => self.start(day, involvement, Some(who), role, team),
                _ => return,
            }
        } else {
            let known = !self.dice.percent(10);
            self.start(day, involvement, known.then_some(who), role, team);
        }
        if self.dice.percent(60) {
            let end = self.end_of(day, 16);
            let reason = self.end_reason();
            self.add(end, Content::InvolvementEnded { involvement, reason });
            if self.dice.percent(50) {
                // A handover: the same day, the next day, or a few later.
                let next = end.plus_days(self.dice.of(&[0, 1, 1, 1, 2, 4]));
                let (involvement, who) = (self.reference(), self.worker());
                self.start(next, involvement, Some(who), role, team);
            }
        }
    }

    fn end_reason(&mut self) -> Option<EndReason> {
        let reasons =
            [EndReason::StandardTransfer, EndReason::LeftAuthority, EndReason::LeftRole, EndReason::DeAllocated];
        if self.dice.percent(20) { None } else { Some(self.dice.of(&reasons)) }
    }

    fn start(&mut self, day: Day, involvement: Ref, worker: Option<WorkerId>, role: Role, team: Option<UnitId>) {
        let accepted = self.tri();
        self.add(day, Content::InvolvementStarted { involvement, worker, role, team, accepted });
    }

    fn assessment(&mut self) {
        let (assessment, day) = (self.reference(), self.day());
        self.add(day, Content::AssessmentStarted { assessment });
        if self.dice.percent(75) {
            let at_most = if matches!(self.theme, Theme::Care) { 90 } else { 15 };
            let day = self.after(day, at_most);
            let (in_need, needs_social_worker) = (self.tri(), self.tri());
            let advisor_may_hold = Tri::Unknown;
            self.add(day, Content::AssessmentCompleted { assessment, in_need, needs_social_worker, advisor_may_hold });
        }
    }

    fn status(&mut self) {
        if self.dice.percent(25) {
            let day = self.day();
            return self.add(day, Content::NeedIdentified {});
        }
        let status = if self.dice.percent(25) {
            self.dice.of(Status::ALL)
        } else {
            self.dice.of(&[Status::ChildProtectionPlan, Status::LookedAfter, Status::Section47, Status::ChildInNeed])
        };
        let (spell, day) = (self.reference(), self.day());
        self.add(day, Content::StatusStarted { status, spell });
        if self.dice.percent(50) {
            let day = self.end_of(day, 15);
            self.add(day, Content::StatusEnded { status, spell });
        }
    }

    fn toggle(&mut self) {
        let (day, end) = (self.day(), self.dice.percent(45));
        let later = self.after(day, 14);
        let (begins, ends) = match self.dice.below(7) {
            0 => (Content::PutOnDuty {}, Content::TakenOffDuty {}),
            1 => (Content::TeamHeld { team: Some(team()) }, Content::TeamHeldEnded {}),
            2 => (Content::PartnerHeld { agency: None }, Content::PartnerHeldEnded {}),
            3 => (Content::PaymentsOnly {}, Content::PaymentsOnlyEnded {}),
            4 => (Content::ClosureProposed {}, Content::ClosureWithdrawn {}),
            5 => (Content::ReadyToTransfer { to: self.receiving() }, Content::TransferEnded {}),
            _ => {
                (Content::TransferSigned { to: self.receiving(), side: TransferSide::Both }, Content::TransferEnded {})
            }
        };
        self.add(day, begins);
        if end {
            self.add(later, ends);
        }
    }

    fn receiving(&mut self) -> Option<UnitId> {
        self.dice.of(&[None, Some(team())])
    }

    fn agency_name(&mut self) -> Option<TextId> {
        self.dice.of(&[None, Some(0), Some(0), Some(1)]).map(TextId::from_index)
    }

    fn agency(&mut self) {
        let (agency_kind, agency) =
            (self.dice.of(&[Recipient::School, Recipient::School, Recipient::Health]), self.agency_name());
        let day = self.day();
        // Who is involved is never without a date: what would follow is not said.
        let undated = std::mem::take(&mut self.undated);
        self.add(day, Content::AgencyInvolved { agency_kind, agency });
        if self.dice.percent(30) {
            let day = self.after(day, 12);
            self.add(day, Content::AgencyInvolvementEnded { agency_kind, agency });
        }
        self.undated = undated;
    }

    fn set_date(&mut self) {
        let day = self.day();
        let on = self.after(day, 14);
        let content = match self.dice.below(3) {
            0 => Content::NextSeenSet { on },
            1 => Content::NextReviewSet { on },
            _ => Content::NextPlanReviewSet { on, overseen: None },
        };
        self.add(day, content);
    }

    fn casework(&mut self) {
        // Much is done in the first days, as it should be.
        let day = if self.dice.percent(40) { self.opened.plus_days(1 + self.dice.below(6) as i32) } else { self.day() };
        let recipients = [
            Recipient::Parent,
            Recipient::Carer,
            Recipient::Child,
            Recipient::Child,
            Recipient::School,
            Recipient::School,
            Recipient::Health,
            Recipient::OtherAgency,
            Recipient::Referrer,
        ];
        let content = match self.dice.below(12) {
            0..=3 => {
                let mut parts = Words::NONE;
                for part in OversightPart::ALL {
                    let chance = if *part == OversightPart::RestNotKnown { 8 } else { 35 };
                    if self.dice.percent(chance) {
                        parts = parts.with(*part);
                    }
                }
                let posts = [
                    Post::TeamManager,
                    Post::TeamManager,
                    Post::DutyTeamManager,
                    Post::ServiceManager,
                    Post::SeniorManager,
                ];
                let post = if self.dice.percent(90) { Some(self.dice.of(&posts)) } else { None };
                Content::ManagementOversight { parts, done_by: None, post }
            }
            4 | 5 => Content::LetterSent { to: self.dice.of(&recipients), agency: self.agency_name() },
            6 => Content::LetterWithheld { to: self.dice.of(&recipients), reason: None, done_by: None },
            7 => {
                let posts = [
                    Post::ServiceManager,
                    Post::HeadOfService,
                    Post::DeputyDirector,
                    Post::HeadOfService,
                    Post::Director,
                ];
                Content::NoticeGiven { to: self.dice.of(&posts), done_by: None }
            }
            8 => {
                let parts =
                    self.dice.of(&[&[VisitPart::Seen][..], &[VisitPart::NobodyIn], &[], &[VisitPart::SeenNotKnown]]);
                let rest = if self.dice.percent(10) { &[VisitPart::RestNotKnown][..] } else { &[] };
                let parts = Words::of(&[parts, rest].concat());
                Content::Visit { parts, done_by: None, plan: None }
            }
            _ if self.dice.percent(50) => Content::SafetyPlanningAgreed { post: None },
            _ => Content::PlanReviewHeld { plan: None },
        };
        self.add(day, content);
    }

    /// A fact was wrong: it was on another day, or never.
    fn correction(&mut self) {
        if self.history.facts.is_empty() {
            return;
        }
        let number = self.dice.below(self.history.facts.len());
        let wrong = self.history.facts[number];
        if matches!(wrong.content, Content::Coverage { .. }) {
            return;
        }
        let later = wrong.recorded.plus_seconds(86_400 * (1 + self.dice.below(15) as i64) + 5);
        let with = self.dice.percent(60).then(|| {
            let shift = self.dice.of(&[-3, -1, 1, 2, 5]);
            let when = match wrong.when {
                When::On(day) => When::On(day.plus_days(shift)),
                When::At(moment) => When::At(moment.plus_seconds(i64::from(shift) * 86_400)),
                When::Unknown => When::On(self.day()),
            };
            self.history.add(wrong.about, when, later, wrong.content)
        });
        self.history.add(
            wrong.about,
            When::At(later),
            later,
            Content::Corrected { replaces: wrong.id, with, reason: None },
        );
    }
}
