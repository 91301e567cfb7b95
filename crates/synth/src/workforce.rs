//! The authority's districts, teams, posts and workers, over the years that the extract reaches back.
//!
//! Children are given to a post in a team, and a post has one worker after another. So a worker who leaves leaves all
//! of the post's children at once, as in life, and caseloads come out of the posts' sizes.

mod files;

use crate::dates::{Calendar, Day};
use crate::dice::Dice;
use crate::names;
use crate::proportions as share;
use crate::{OpenKind, Plan};

/// How far back posts have had workers: longer than the longest episode.
const DAYS_BACK: i32 = 13 * 365;

/// What a team does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TeamKind {
    Assessment,
    Safeguarding,
    LookedAfter,
    Disability,
}

/// The kinds of team in a district, in the order in which a district gets them.
const TEAM_KINDS: [TeamKind; 8] = [
    TeamKind::Assessment,
    TeamKind::Safeguarding,
    TeamKind::LookedAfter,
    TeamKind::Disability,
    TeamKind::Safeguarding,
    TeamKind::Assessment,
    TeamKind::Safeguarding,
    TeamKind::LookedAfter,
];

/// What a person is employed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grade {
    SocialWorker,
    NewlyQualified,
    SeniorPractitioner,
    AssistantTeamManager,
    TeamManager,
    ServiceManager,
    YoungPeoplesAdvisor,
    FamilySupportWorker,
    SocialWorkAssistant,
    PersonalAdviser,
    ReviewingOfficer,
    Pool,
    OutsideAgency,
}

impl Grade {
    /// The job title, as the case system has it.
    fn title(self) -> &'static str {
        match self {
            Grade::SocialWorker => "Social Worker",
            Grade::NewlyQualified => "Newly Qualified Social Worker (ASYE)",
            Grade::SeniorPractitioner => "Senior Practitioner",
            Grade::AssistantTeamManager => "Assistant Team Manager",
            Grade::TeamManager => "Team Manager",
            Grade::ServiceManager => "Service Manager",
            Grade::YoungPeoplesAdvisor => "Young People's Advisor",
            Grade::FamilySupportWorker => "Family Support Worker",
            Grade::SocialWorkAssistant => "Social Work Assistant",
            Grade::PersonalAdviser => "Personal Adviser",
            Grade::ReviewingOfficer => "Independent Reviewing Officer",
            Grade::Pool => "Team inbox",
            Grade::OutsideAgency => "Outside agency",
        }
    }

    /// The profession in the optional file of workers.
    fn profession(self) -> &'static str {
        match self {
            Grade::SocialWorker => "social worker",
            Grade::NewlyQualified => "newly qualified social worker",
            Grade::SeniorPractitioner => "senior practitioner",
            Grade::AssistantTeamManager => "assistant team manager",
            Grade::TeamManager => "team manager",
            Grade::ServiceManager => "service manager",
            Grade::YoungPeoplesAdvisor => "young people's advisor",
            Grade::FamilySupportWorker => "family support worker",
            Grade::SocialWorkAssistant => "social work assistant",
            Grade::PersonalAdviser => "leaving care worker",
            Grade::Pool => "pool",
            Grade::ReviewingOfficer | Grade::OutsideAgency => "other",
        }
    }

    /// Whether the job asks for a registered social worker.
    pub fn is_registered(self) -> bool {
        matches!(
            self,
            Grade::SocialWorker
                | Grade::NewlyQualified
                | Grade::SeniorPractitioner
                | Grade::AssistantTeamManager
                | Grade::TeamManager
                | Grade::ServiceManager
                | Grade::ReviewingOfficer
        )
    }

    /// Whether this is a person who can be away.
    fn is_person(self) -> bool {
        !matches!(self, Grade::Pool | Grade::OutsideAgency)
    }
}

/// A worker, a pool name, or an outside agency that the case system lists among its professionals.
pub(crate) struct Worker {
    pub name: String,
    pub grade: Grade,
    pub registered: bool,
    pub joined: Day,
    /// The last day, where it is over or its date is set.
    pub left: Option<Day>,
    leaving_recorded: Option<Day>,
    registered_until: Option<Day>,
    agency: bool,
    hours_percent: u8,
    unit: Unit,
    /// Children held on the last 30 September before the day of the extract, which is how the dataset counts.
    pub caseload_30_september: u32,
}

/// Where somebody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Team(u32),
    Review,
    LeavingCare,
    FrontDoor,
}

impl Unit {
    /// The unit's id as letters and a number.
    pub fn id(self) -> (&'static str, u64) {
        match self {
            Unit::Team(team) => ("T", u64::from(team) + 1),
            Unit::Review => ("U", 1),
            Unit::LeavingCare => ("U", 2),
            Unit::FrontDoor => ("U", 3),
        }
    }
}

/// Who is looked for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wanted {
    /// Whether only a post of a registered social worker will do.
    pub registered: bool,
    /// Somebody who is not to be found, such as the worker from whom the child is taken.
    pub other_than: Option<u32>,
}

impl Wanted {
    /// Any registered social worker.
    pub const REGISTERED: Wanted = Wanted { registered: true, other_than: None };
}

/// One worker's time in a post.
#[derive(Clone, Copy)]
pub(crate) struct Occupancy {
    pub worker: u32,
    pub from: Day,
    /// The last day; far away for somebody who stays.
    pub until: Day,
}

pub(crate) struct Post {
    registered: bool,
    occupancies: Vec<Occupancy>,
}

impl Post {
    /// Who has the post on that day.
    pub fn on(&self, day: Day) -> Option<Occupancy> {
        self.occupancies.iter().find(|o| o.from <= day && day <= o.until).copied()
    }
}

pub(crate) struct Team {
    pub district: u32,
    pub kind: TeamKind,
    pub name: String,
    /// Posts with the running total of their sizes, so that a post is found by one throw.
    posts: Vec<(u32, f64)>,
    pub manager: u32,
    pub assistant_manager: u32,
    pub support: Vec<u32>,
    pub pool: u32,
}

pub(crate) struct Workforce {
    pub workers: Vec<Worker>,
    pub posts: Vec<Post>,
    pub teams: Vec<Team>,
    pub service_managers: Vec<u32>,
    pub reviewing_officers: Vec<u32>,
    pub personal_advisers: Vec<u32>,
    pub health_visitors: Vec<u32>,
    pub schools: Vec<u32>,
    pub front_door: u32,
    districts: u32,
}

/// The name of a district.
pub(crate) fn district_name(district: u32) -> String {
    const POINTS: [&str; 8] = [
        "North Exampleshire",
        "South Exampleshire",
        "East Exampleshire",
        "West Exampleshire",
        "Mid Exampleshire",
        "Upper Exampleshire",
        "Lower Exampleshire",
        "Exampleshire Coast",
    ];
    match POINTS.get(district as usize) {
        Some(name) => (*name).to_owned(),
        None => format!("Exampleshire District {}", district + 1),
    }
}

/// The name of the authority.
pub(crate) const AUTHORITY: &str = "Exampleshire County Council";

struct Hiring<'a> {
    dice: Dice,
    calendar: &'a Calendar,
    as_at: Day,
    workers: Vec<Worker>,
    posts: Vec<Post>,
}

impl Hiring<'_> {
    fn hire(&mut self, grade: Grade, unit: Unit, joined: Day, left: Option<Day>) -> u32 {
        let dice = &mut self.dice;
        let notice = dice.between(20, 85);
        let leaving_recorded = left.map(|day| self.calendar.on_or_before(day - notice).max(joined));
        // A last day that nobody has recorded yet is not known to anyone.
        let known = leaving_recorded.is_some_and(|day| day <= self.as_at);
        let in_first_year = self.as_at - joined < 365;
        let grade = if grade == Grade::SocialWorker && in_first_year && dice.chance(0.4) {
            Grade::NewlyQualified
        } else {
            grade
        };
        let name = match grade {
            Grade::Pool | Grade::OutsideAgency => String::new(),
            _ => format!("{} {}", names::forename(dice), names::surname(dice)),
        };
        let lapsed = dice.chance(0.01);
        let lapsed_days = dice.between(3, 200);
        self.workers.push(Worker {
            name,
            grade,
            registered: grade.is_registered() && !dice.chance(share::ASSUMED_REGISTRATION_MISSING),
            joined,
            left: if known { left } else { None },
            leaving_recorded: if known { leaving_recorded } else { None },
            registered_until: (lapsed && left.is_none_or(|day| day > self.as_at)).then(|| self.as_at - lapsed_days),
            agency: grade.is_registered() && dice.chance(share::AGENCY),
            hours_percent: dice.pick(&share::ASSUMED_HOURS),
            unit,
            caseload_30_september: 0,
        });
        self.workers.len() as u32 - 1
    }

    fn name_last(&mut self, name: String) {
        if let Some(worker) = self.workers.last_mut() {
            worker.name = name;
            worker.hours_percent = 0;
        }
    }

    /// Fills a post from long ago until after the day of the extract.
    fn post(&mut self, grade: Grade, team: u32) -> u32 {
        let mut from = self.as_at - DAYS_BACK;
        // The first worker was there already, somewhere in the middle of a stay.
        let mut occupancies = Vec::new();
        while from <= self.as_at {
            let until = self.calendar.on_or_before(from + self.dice.wait(365.0 / share::TURNOVER)).max(from);
            let left = (until < self.as_at + 90).then_some(until);
            let worker = self.hire(grade, Unit::Team(team), from, left);
            occupancies.push(Occupancy { worker, from, until });
            let (shortest, longest) = share::ASSUMED_EMPTY_DAYS;
            let empty =
                if self.dice.chance(share::ASSUMED_POST_LEFT_EMPTY) { self.dice.between(shortest, longest) } else { 1 };
            from = self.calendar.on_or_after(until + empty);
        }
        self.posts.push(Post { registered: grade.is_registered(), occupancies });
        self.posts.len() as u32 - 1
    }
}

impl Workforce {
    /// The posts and people that the plan's children need.
    pub fn new(plan: &Plan, calendar: &Calendar, as_at: Day) -> Workforce {
        let mut hiring =
            Hiring { dice: Dice::new(plan.seed, 0), calendar, as_at, workers: Vec::new(), posts: Vec::new() };
        let long_ago = as_at - DAYS_BACK;
        let front_door = hiring.hire(Grade::Pool, Unit::FrontDoor, long_ago, None);
        hiring.name_last("Referral Coordinator".to_owned());
        let mut teams: Vec<Team> = (0..plan.teams).map(|team| new_team(team, plan.districts)).collect();
        let expected = expected_children(plan, &teams);
        for (number, team) in teams.iter_mut().enumerate() {
            staff(&mut hiring, team, number as u32, expected[number]);
        }
        let many = |each: f64| (f64::from(plan.open_children) / each).ceil() as u32;
        let mut group = |count: u32, grade: Grade, unit: Unit| -> Vec<u32> {
            (0..count).map(|_| hiring.hire(grade, unit, long_ago, None)).collect()
        };
        let service_managers = group(plan.districts, Grade::ServiceManager, Unit::FrontDoor);
        // A reviewing officer has some sixty children of the fifth who are looked after or on a plan.
        let reviewing_officers = group(many(320.0), Grade::ReviewingOfficer, Unit::Review);
        let personal_advisers = group(many(700.0), Grade::PersonalAdviser, Unit::LeavingCare);
        let outside = |hiring: &mut Hiring<'_>, count: u32, what: &str| -> Vec<u32> {
            (1..=count)
                .map(|number| {
                    let id = hiring.hire(Grade::OutsideAgency, Unit::FrontDoor, long_ago, None);
                    hiring.name_last(format!("{what} {number}"));
                    id
                })
                .collect()
        };
        let health_visitors = outside(&mut hiring, plan.districts * 2, "Example Health Visiting Team");
        let schools = outside(&mut hiring, plan.districts * 6, "Example School");
        Workforce {
            workers: hiring.workers,
            posts: hiring.posts,
            teams,
            service_managers,
            reviewing_officers,
            personal_advisers,
            health_visitors,
            schools,
            front_door,
            districts: plan.districts,
        }
    }

    /// The teams of a kind in a district; all of its teams where it has none of that kind.
    pub fn teams_of(&self, district: u32, kind: TeamKind) -> Vec<u32> {
        teams_of(&self.teams, district, kind)
    }

    /// A post of the team that somebody has on that day, by the posts' sizes. None where every throw met an empty post.
    pub fn pick_post(&self, dice: &mut Dice, team: u32, day: Day, who: Wanted) -> Option<(u32, Occupancy)> {
        let posts = &self.teams[team as usize].posts;
        let total = posts.last()?.1;
        for _ in 0..24 {
            let along = dice.unit() * total;
            let (post, _) = posts[posts.partition_point(|entry| entry.1 <= along).min(posts.len() - 1)];
            let found = &self.posts[post as usize];
            if who.registered && !found.registered {
                continue;
            }
            if let Some(occupancy) = found.on(day).filter(|occupancy| who.other_than != Some(occupancy.worker)) {
                return Some((post, occupancy));
            }
        }
        None
    }
}

fn new_team(number: u32, districts: u32) -> Team {
    let district = number % districts;
    let place = (number / districts) as usize;
    let kind = TEAM_KINDS[place % TEAM_KINDS.len()];
    let before = (0..place).filter(|&other| TEAM_KINDS[other % TEAM_KINDS.len()] == kind).count();
    let what = match kind {
        TeamKind::Assessment => "Assessment",
        TeamKind::Safeguarding => "Family Safeguarding",
        TeamKind::LookedAfter => "Children Looked After",
        TeamKind::Disability => "Disabled Children",
    };
    let name = format!("{} {what} {}", district_name(district), before + 1);
    Team { district, kind, name, posts: Vec::new(), manager: 0, assistant_manager: 0, support: Vec::new(), pool: 0 }
}

fn teams_of(teams: &[Team], district: u32, kind: TeamKind) -> Vec<u32> {
    let of = |wanted: Option<TeamKind>| -> Vec<u32> {
        let matches = |team: &Team| team.district == district && wanted.is_none_or(|kind| team.kind == kind);
        (0..teams.len() as u32).filter(|&number| matches(&teams[number as usize])).collect()
    };
    let exact = of(Some(kind));
    if exact.is_empty() { of(None) } else { exact }
}

/// Of the children in need who are past their assessment, those whom a disabled children's team holds.
pub(crate) const ASSUMED_IN_DISABILITY_TEAM: f64 = 0.09;

/// How many open children each team should have.
fn expected_children(plan: &Plan, teams: &[Team]) -> Vec<f64> {
    let mut expected = vec![0.0; teams.len()];
    let share_without = plan.assumed_share_without_worker.clamp(0.0, 0.9);
    let in_district = f64::from(plan.open_children) * (1.0 - share_without) / f64::from(plan.districts);
    for district in 0..plan.districts {
        for (kind, part) in share::OPEN_KINDS {
            let parts = match kind {
                OpenKind::AwaitingAssessment | OpenKind::BeingAssessed => vec![(TeamKind::Assessment, 1.0)],
                OpenKind::InNeed => vec![
                    (TeamKind::Disability, ASSUMED_IN_DISABILITY_TEAM),
                    (TeamKind::Safeguarding, 1.0 - ASSUMED_IN_DISABILITY_TEAM),
                ],
                OpenKind::ChildProtection => vec![(TeamKind::Safeguarding, 1.0)],
                OpenKind::LookedAfter | OpenKind::PrivatelyFostered => vec![(TeamKind::LookedAfter, 1.0)],
            };
            for (team_kind, of_kind) in parts {
                let holders = teams_of(teams, district, team_kind);
                for &team in &holders {
                    expected[team as usize] += in_district * part * of_kind / holders.len() as f64;
                }
            }
        }
    }
    expected
}

/// Gives a team its posts, managers, support workers and pool name.
fn staff(hiring: &mut Hiring<'_>, team: &mut Team, number: u32, expected: f64) {
    let long_ago = hiring.as_at - DAYS_BACK;
    let unit = Unit::Team(number);
    team.pool = hiring.hire(Grade::Pool, unit, long_ago, None);
    hiring.name_last(format!("Duty Team ({})", team.name));
    team.manager = hiring.hire(Grade::TeamManager, unit, long_ago, None);
    team.assistant_manager = hiring.hire(Grade::AssistantTeamManager, unit, long_ago, None);
    for _ in 0..2 {
        let support = hiring.hire(Grade::FamilySupportWorker, unit, long_ago, None);
        team.support.push(support);
    }
    team.support.push(hiring.hire(Grade::SocialWorkAssistant, unit, long_ago, None));
    // Young people's advisors and family support workers hold children too, in teams where that is usual.
    let (advisors, helpers) = match team.kind {
        TeamKind::LookedAfter => (0.12, 0.0),
        TeamKind::Safeguarding | TeamKind::Disability => (0.0, 0.06),
        TeamKind::Assessment => (0.0, 0.0),
    };
    let grades = [
        (Grade::SocialWorker, 0.8 - advisors - helpers),
        (Grade::SeniorPractitioner, 0.17),
        (Grade::AssistantTeamManager, 0.03),
        (Grade::YoungPeoplesAdvisor, advisors),
        (Grade::FamilySupportWorker, helpers),
    ];
    let mean_hours: f64 = share::ASSUMED_HOURS.iter().map(|(percent, part)| f64::from(*percent) / 100.0 * part).sum();
    let mut total = 0.0;
    while total < expected - share::AVERAGE_CASELOAD / 4.0 || team.posts.is_empty() {
        let size = f64::from(hiring.dice.bands(&share::CASELOADS)).max(1.0);
        // The first post of a team is a social worker's, so that every team can hold any child.
        let grade = if team.posts.is_empty() { Grade::SocialWorker } else { hiring.dice.pick(&grades) };
        let post = hiring.post(grade, number);
        // Part-timers hold less; a post's size counts by the mean of the hours worked.
        total += size * mean_hours;
        team.posts.push((post, total));
    }
}
