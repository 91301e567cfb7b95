//! What must be done ("Duties"): each spell, each occurrence, from all the facts.

use record::words::{OversightPart, Post, Recipient, VisitPart};
use record::{Content, Day, Fact, Kind, Moment, Tri, When};

use super::conditions::both;
use super::days;
use super::days::Length;
use super::definitions::{Definition, Walk, spells};
use super::doubts;
pub use super::duty::{Agency, DueOn, Duty, Stands, due_as_the_child_came};
use super::occasions;
use super::world::World;

mod as_set;

/// When a duty is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Due {
    WorkingDays(u32),
    Days(i32),
    WhenOpened,
    NotStated,
    /// Every so many days; at once where it was never met, and counting what met it before, where `goes_on`.
    Every {
        days: i32,
        goes_on: bool,
    },
    SetBy(Kind),
}

/// One rule of a pack.
#[derive(Clone, Copy)]
struct Rule {
    pack: &'static str,
    id: &'static str,
    of: Definition,
    /// `age-from` in the rule's `while`.
    age_from: Option<i32>,
    /// `opens = { after = { days = N } }`.
    opens_after: Option<i32>,
    /// `met-from = "its opening"`.
    from_opening: bool,
    due: Due,
    per_agency: bool,
    evidence: &'static [Kind],
    met_by: fn(&Content) -> bool,
    /// What must come as well, where two things together meet it; of the same kinds.
    and_by: Option<fn(&Content) -> bool>,
}

const PG: Rule = Rule {
    pack: "pg",
    id: "",
    of: Definition::Pg,
    age_from: None,
    opens_after: None,
    from_opening: false,
    due: Due::WhenOpened,
    per_agency: false,
    evidence: &[],
    met_by: |_| false,
    and_by: None,
};

const CMP: Rule = Rule { pack: "comparison", of: Definition::Comparison, ..PG };

/// Every duty of the packs.
const RULES: &[Rule] = &[
    // PG-12.
    Rule {
        id: "notify-service-manager",
        evidence: &[Kind::NoticeGiven],
        met_by: |content| matches!(content, Content::NoticeGiven { to: Post::ServiceManager, .. }),
        ..PG
    },
    // PG-07.
    Rule {
        id: "safety-plan",
        evidence: &[Kind::ManagementOversight],
        met_by: |content| holds(content, OversightPart::SafetyPlan),
        ..PG
    },
    // PG-06.
    Rule {
        id: "initial-plan",
        evidence: &[Kind::ManagementOversight],
        met_by: |content| holds(content, OversightPart::InitialPlan),
        ..PG
    },
    // PG-08.
    Rule {
        id: "manager-review",
        due: Due::Every { days: 10, goes_on: false },
        evidence: &[Kind::ManagementOversight],
        met_by: |content| made_by(content, &[Post::TeamManager, Post::DutyTeamManager]),
        ..PG
    },
    // PG-09, PG-11.
    Rule {
        id: "family-letter",
        due: Due::WorkingDays(5),
        evidence: &[Kind::LetterSent, Kind::LetterWithheld],
        met_by: |content| {
            matches!(
                content,
                Content::LetterSent { to: Recipient::Parent, .. }
                    | Content::LetterWithheld { to: Recipient::Parent, .. }
            )
        },
        and_by: Some(|content| {
            matches!(
                content,
                Content::LetterSent { to: Recipient::Parent | Recipient::Carer, .. }
                    | Content::LetterWithheld { to: Recipient::Carer, .. }
            )
        }),
        ..PG
    },
    // PG-09.
    Rule {
        id: "agency-letter",
        due: Due::WorkingDays(5),
        per_agency: true,
        evidence: &[Kind::LetterSent],
        met_by: |content| {
            matches!(
                content,
                Content::LetterSent { to: Recipient::School | Recipient::Health | Recipient::OtherAgency, .. }
            )
        },
        ..PG
    },
    // PG-11.
    Rule {
        id: "child-letter",
        age_from: Some(12),
        due: Due::WorkingDays(5),
        evidence: &[Kind::LetterSent, Kind::LetterWithheld],
        met_by: |content| {
            matches!(
                content,
                Content::LetterSent { to: Recipient::Child, .. } | Content::LetterWithheld { to: Recipient::Child, .. }
            )
        },
        ..PG
    },
    // PG-13.
    Rule {
        id: "service-manager-support",
        due: Due::Days(10),
        evidence: &[Kind::ManagementOversight],
        met_by: |content| made_by(content, &[Post::ServiceManager]) && holds(content, OversightPart::SupportToAllocate),
        ..PG
    },
    // PG-14.
    Rule {
        id: "inform-head-of-service",
        opens_after: Some(10),
        from_opening: true,
        evidence: &[Kind::NoticeGiven],
        met_by: |content| matches!(content, Content::NoticeGiven { to: Post::HeadOfService, .. }),
        ..PG
    },
    // PG-15.
    Rule {
        id: "inform-deputy-director",
        opens_after: Some(10),
        due: Due::NotStated,
        evidence: &[Kind::NoticeGiven],
        met_by: |content| matches!(content, Content::NoticeGiven { to: Post::DeputyDirector, .. }),
        ..PG
    },
    // PG-15.
    Rule {
        id: "agree-safety-planning",
        opens_after: Some(10),
        due: Due::NotStated,
        evidence: &[Kind::SafetyPlanningAgreed],
        met_by: |content| matches!(content, Content::SafetyPlanningAgreed { .. }),
        ..PG
    },
    // PG-07.
    Rule { id: "seen-as-set", due: Due::SetBy(Kind::NextSeenSet), evidence: &[Kind::Visit], met_by: seen, ..PG },
    // PG-07.
    Rule {
        id: "review-as-set",
        due: Due::SetBy(Kind::NextReviewSet),
        evidence: &[Kind::ManagementOversight],
        met_by: |content| made_by(content, &[Post::TeamManager, Post::DutyTeamManager]),
        ..PG
    },
    // PG-07.
    Rule {
        id: "plan-review-as-set",
        due: Due::SetBy(Kind::NextPlanReviewSet),
        evidence: &[Kind::PlanReviewHeld],
        met_by: |content| matches!(content, Content::PlanReviewHeld { .. }),
        ..PG
    },
    // PG-07.
    Rule {
        id: "set-next-seen",
        evidence: &[Kind::NextSeenSet],
        met_by: |content| matches!(content, Content::NextSeenSet { .. }),
        ..PG
    },
    Rule {
        id: "set-next-review",
        evidence: &[Kind::NextReviewSet],
        met_by: |content| matches!(content, Content::NextReviewSet { .. }),
        ..PG
    },
    Rule {
        id: "set-plan-review",
        evidence: &[Kind::NextPlanReviewSet],
        met_by: |content| matches!(content, Content::NextPlanReviewSet { .. }),
        ..PG
    },
    // CMP-02, the five.
    Rule {
        id: "letter",
        due: Due::WorkingDays(5),
        evidence: &[Kind::LetterSent],
        met_by: |content| matches!(content, Content::LetterSent { .. }),
        ..CMP
    },
    Rule {
        id: "weekly",
        due: Due::Days(7),
        evidence: &[Kind::ManagementOversight],
        met_by: |content| matches!(content, Content::ManagementOversight { .. }),
        ..CMP
    },
    Rule {
        id: "review",
        due: Due::Days(10),
        evidence: &[Kind::ManagementOversight],
        met_by: |content| matches!(content, Content::ManagementOversight { .. }),
        ..CMP
    },
    Rule {
        id: "escalation",
        due: Due::Days(14),
        evidence: &[Kind::NoticeGiven],
        met_by: |content| matches!(content, Content::NoticeGiven { .. }),
        ..CMP
    },
    Rule { id: "seen", due: Due::Every { days: 28, goes_on: true }, evidence: &[Kind::Visit], met_by: seen, ..CMP },
];

fn holds(content: &Content, part: OversightPart) -> bool {
    matches!(content, Content::ManagementOversight { parts, .. } if parts.has(part))
}

fn made_by(content: &Content, posts: &[Post]) -> bool {
    matches!(content, Content::ManagementOversight { post: Some(post), .. } if posts.contains(post))
}

fn seen(content: &Content) -> bool {
    matches!(content, Content::Visit { parts, .. } if parts.has(VisitPart::Seen))
}

/// Every duty of the packs for that child, within the walk.
pub fn duties(world: &World<'_>, walk: &Walk<'_, '_>) -> Vec<Duty> {
    let mut all = Vec::new();
    let definitions: Vec<(Definition, Vec<Tri>)> = [Definition::Pg, Definition::PgSecond, Definition::Comparison]
        .into_iter()
        .map(|of| (of, walk.definition(of)))
        .collect();
    for rule in RULES {
        let from = all.len();
        of_version(world, walk, &definitions, rule, &mut all);
        // What opens on the days of the second version is its own, and comes every seven days where it was ten.
        if world.versions.is_some() && rule.pack == PG.pack {
            let mut of_second = Vec::new();
            let second = match rule.due {
                Due::Every { goes_on, .. } => Rule { due: Due::Every { days: 7, goes_on }, ..*rule },
                _ => *rule,
            };
            let second = Rule { of: Definition::PgSecond, ..second };
            of_version(world, walk, &definitions, &second, &mut of_second);
            let mut of_first = all.split_off(from);
            of_first.retain(|duty| !world.counts_by_second(duty.opened));
            of_second.retain(|duty| world.counts_by_second(duty.opened));
            all.extend(of_first.into_iter().chain(of_second));
        }
    }
    all.extend(occasions::duties(world, walk));
    // What opens is of the version that governs as it opens.
    all.retain(|duty| world.governs(world.taken_in_by.unwrap_or(duty.pack), duty.opened));
    all.sort_by_key(|duty| (duty.pack, duty.id, duty.agency, duty.spell, duty.occurrence));
    all
}

/// Every duty of that rule, whenever it opens.
fn of_version(
    world: &World<'_>,
    walk: &Walk<'_, '_>,
    definitions: &[(Definition, Vec<Tri>)],
    rule: &Rule,
    all: &mut Vec<Duty>,
) {
    let mut runs: Vec<Tri> =
        definitions.iter().find(|(of, _)| *of == rule.of).map(|(_, values)| values.clone()).unwrap_or_default();
    if let Some(years) = rule.age_from {
        for (value, at) in runs.iter_mut().zip(&walk.instants) {
            *value = value.and(world.age_from(years, *at));
        }
    }
    for reach in walk.reaches(rule.pack) {
        of_reach(world, walk, rule, &both(runs.clone(), reach.over), reach.came, all);
    }
}

/// Every duty of that rule while its pack asks, of a child who came under it then.
fn of_reach(world: &World<'_>, walk: &Walk<'_, '_>, rule: &Rule, runs: &[Tri], came: Moment, all: &mut Vec<Duty>) {
    if !rule.per_agency {
        of_rule(world, walk, rule, None, runs, came, all);
        return;
    }
    let agencies = agencies(world);
    for agency in &agencies {
        let runs: Vec<Tri> =
            runs.iter().zip(&walk.instants).map(|(runs, at)| runs.and(involved(world, *agency, *at))).collect();
        of_rule(world, walk, rule, Some(*agency), &runs, came, all);
    }
    for (from, to) in spells(runs, |value| value.is_yes()) {
        // Whether the record covers it is asked where the spell begins; whether it names one, throughout.
        let covered = world.covers_at(Kind::AgencyInvolved, &[], walk.instants[from]);
        let named = |at: &Moment| agencies.iter().any(|agency| !involved(world, *agency, *at).is_no());
        if !covered && !walk.instants[from..to].iter().any(named) {
            let only: Vec<Tri> = (0..runs.len()).map(|index| (from..to).contains(&index).into()).collect();
            of_rule(world, walk, rule, Some(Agency::NotRecorded), &only, came, all);
        }
    }
}

fn of_rule(
    world: &World<'_>,
    walk: &Walk<'_, '_>,
    rule: &Rule,
    agency: Option<Agency>,
    runs: &[Tri],
    came: Moment,
    all: &mut Vec<Duty>,
) {
    for (from, to) in spells(runs, |value| value.is_yes()) {
        let spell = Spell {
            from: walk.instants[from],
            to: walk.instants.get(to).copied(),
            last: walk.instants[walk.instants.len() - 1],
            came,
        };
        if spell.lasts_at(came) {
            let duties = of_spell(world, rule, agency, &spell).into_iter();
            all.extend(duties.filter_map(|duty| duty.come_with_the_child(came)));
        }
    }
}

/// An unbroken stretch during which a duty's reason holds.
struct Spell {
    from: Moment,
    to: Option<Moment>,
    last: Moment,
    /// When the child came under the pack.
    came: Moment,
}

impl Spell {
    fn lasts_at(&self, at: Moment) -> bool {
        self.to.is_none_or(|to| at < to)
    }
}

fn of_spell(world: &World<'_>, rule: &Rule, agency: Option<Agency>, spell: &Spell) -> Vec<Duty> {
    let first_day = days::first_day(spell.from);
    let opened = rule.opens_after.map_or(spell.from, |after| days::later(first_day, after).start());
    if !spell.lasts_at(opened) || opened > spell.last {
        return Vec::new();
    }
    let duty = |opened: Moment, due: Option<Day>, occurrence: u32| Duty {
        pack: rule.pack,
        id: rule.id,
        agency,
        spell: spell.from,
        opened,
        due: due.map_or(DueOn::NotStated, DueOn::Day),
        occurrence,
        every: None,
        lengths: Vec::new(),
        met: None,
        ended: spell.to,
        replaced: false,
        known_after: None,
        owed: true,
        covered: agency != Some(Agency::NotRecorded)
            && rule.evidence.iter().all(|kind| {
                // Without a due day, what would be seen as it opens would be seen.
                let until = due.map_or(opened, |due| due.end().max(opened));
                world.covers_throughout(*kind, &world.about(*kind), opened, until)
            }),
    };
    let as_the_child_came =
        |opened: Moment, due: Day| due_as_the_child_came(opened, DueOn::Day(due), spell.came).day().unwrap_or(due);
    let met_from = if rule.from_opening { opened } else { spell.from };
    let within = evidence(world, rule, agency, spell, met_from);
    let once = |due: Option<Day>| {
        let due = due.map(|due| as_the_child_came(opened, due));
        let mut duty = duty(opened, due, 1);
        // What was done before the duty opened meets it as it opens.
        let parts: Vec<Rule> =
            [Some(rule.met_by), rule.and_by].into_iter().flatten().map(|met_by| Rule { met_by, ..*rule }).collect();
        let came = |part: &Rule| evidence(world, part, agency, spell, met_from).first().copied();
        let met: Option<Vec<(Moment, Day)>> = parts.iter().map(came).collect();
        duty.met = met.and_then(|met| met.into_iter().max()).map(|(at, day)| (at.max(opened), day));
        let until = duty.due.last().map_or(Moment::MAX, |last| last.max(opened));
        let in_time = |part: &&Rule| came(part).is_some_and(|(at, _)| at <= until);
        // One part that surely did not come in time is enough to know it unmet.
        let unmet = parts.iter().filter(|part| parts.len() == 1 || !in_time(part));
        duty.covered &= unmet.into_iter().any(|part| doubt(world, part, agency, &duty).is_none());
        vec![duty]
    };
    match rule.due {
        Due::WorkingDays(count) => once(Some(days::working_days_after(world.calendar, first_day, count))),
        Due::Days(count) => once(Some(days::later(first_day, count))),
        Due::WhenOpened => once(Some(days::first_day(opened))),
        Due::NotStated => once(None),
        Due::Every { days: every, goes_on } => {
            let doubt = |one: &Duty| doubt(world, rule, agency, one);
            let mut due = match last_before(world, rule, agency, spell).filter(|_| goes_on) {
                Some(day) => days::later(day, every).max(first_day),
                None if goes_on => first_day,
                None => days::later(first_day, every),
            };
            let (mut opened, mut list) = (opened, Vec::new());
            for (index, met) in within.iter().copied().map(Some).chain([None]).enumerate() {
                let mut one = duty(opened, Some(as_the_child_came(opened, due)), index as u32 + 1);
                one.every = Some(Length::Days(every));
                one.met = met;
                let doubt = doubt(&one);
                one.covered &= doubt.is_none();
                one.known_after = known_after(world, rule, doubt.map_or(opened, |doubt| opened.max(doubt)), every);
                list.push(one);
                if let Some((at, day)) = met {
                    opened = at.max(spell.from);
                    due = days::later(day, every);
                }
            }
            list
        }
        Due::SetBy(kind) => {
            let spell = Spell { from: spell.from.max(spell.came), ..*spell };
            as_set::of_spell(world, rule, agency, &spell, kind, &duty)
        }
    }
}

/// Until when evidence in doubt may have met the duty while it was open.
fn doubt(world: &World<'_>, rule: &Rule, agency: Option<Agency>, duty: &Duty) -> Option<Moment> {
    let end = duty.met.map(|(at, _)| at).or(duty.ended);
    doubts::last(world, &rule.met_by, &|fact| for_agency(agency, fact), duty.opened, end)
}

/// The end of the first interval, begun at the opening or where coverage begins after it, that is covered throughout:
/// whenever a recurring duty was last met, it was due again by then.
fn known_after(world: &World<'_>, rule: &Rule, opened: Moment, every: i32) -> Option<Moment> {
    let begins = world.record.iter().filter(|fact| matches!(fact.content, Content::Coverage { .. }));
    let begins = begins.filter_map(|fact| fact.when.as_start()).filter(|begin| *begin > opened).chain([opened]);
    begins
        .map(|begin| (begin, days::later(begin.day(), every).end()))
        .filter(|(begin, end)| {
            rule.evidence.iter().all(|kind| world.covers_throughout(*kind, &world.about(*kind), *begin, *end))
        })
        .map(|(_, end)| end)
        .min()
}

/// Whether it happened at or after that instant (a date without a time: on or after its day) and before the spell's end.
fn within(when: When, from: Moment, spell: &Spell) -> bool {
    let late_enough = match when {
        When::On(day) => day >= from.day(),
        When::At(moment) => moment >= from,
        When::Unknown => false,
    };
    late_enough && when.as_start().is_some_and(|start| spell.lasts_at(start))
}

/// What meets the duty from that instant on, in order: from when it counts as done, and the day on which it was.
fn evidence(world: &World<'_>, rule: &Rule, agency: Option<Agency>, spell: &Spell, from: Moment) -> Vec<(Moment, Day)> {
    let mut all: Vec<(Moment, Day)> = world
        .child
        .iter()
        .filter(|fact| meets(rule, agency, fact) && within(fact.when, from, spell))
        .filter_map(|fact| Some((fact.when.as_start()?.max(from), fact.when.day()?)))
        .collect();
    all.sort();
    all
}

/// The day on which it was last met before the spell.
fn last_before(world: &World<'_>, rule: &Rule, agency: Option<Agency>, spell: &Spell) -> Option<Day> {
    let earlier = |when: When| match when {
        When::On(day) => day < spell.from.day(),
        When::At(moment) => moment < spell.from,
        When::Unknown => false,
    };
    let facts = world.child.iter().filter(|fact| meets(rule, agency, fact) && earlier(fact.when));
    facts.filter_map(|fact| fact.when.day()).max()
}

fn meets(rule: &Rule, agency: Option<Agency>, fact: &Fact) -> bool {
    (rule.met_by)(&fact.content) && for_agency(agency, fact)
}

fn for_agency(agency: Option<Agency>, fact: &Fact) -> bool {
    match (agency, fact.content) {
        (Some(Agency::Known(kind, name)), Content::LetterSent { to, agency }) => {
            to == kind && (name.is_none() || agency.is_none() || name == agency)
        }
        _ => true,
    }
}

/// The agencies that the record names.
pub(super) fn agencies(world: &World<'_>) -> Vec<Agency> {
    let mut all: Vec<Agency> = world
        .child
        .iter()
        .filter_map(|fact| match fact.content {
            Content::AgencyInvolved { agency_kind, agency } => Some(Agency::Known(agency_kind, agency)),
            _ => None,
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Whether that agency is involved: since an `agency_involved` that no later ending has followed.
pub(super) fn involved(world: &World<'_>, which: Agency, at: Moment) -> Tri {
    let is = |content: &Content| match *content {
        Content::AgencyInvolved { agency_kind, agency } => {
            (Agency::Known(agency_kind, agency) == which).then_some(true)
        }
        Content::AgencyInvolvementEnded { agency_kind, agency } => {
            (Agency::Known(agency_kind, agency) == which).then_some(false)
        }
        _ => None,
    };
    world
        .child
        .iter()
        .filter(|fact| is(&fact.content) == Some(true))
        .map(|begin| {
            let ended = world.child.iter().filter(|fact| is(&fact.content) == Some(false)).any(|end| {
                end.when.as_end().is_some_and(|end| end <= at && begin.when.as_start().is_none_or(|start| start < end))
            });
            begin.when.as_start().map_or(Tri::Unknown, |start| (start <= at && !ended).into())
        })
        .fold(Tri::No, Tri::or)
}
