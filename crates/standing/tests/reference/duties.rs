//! What must be done ("Duties"): each spell, each occurrence, from all the facts.

use record::words::{OversightPart, Post, Recipient, VisitPart};
use record::{Content, Day, Fact, Kind, Moment, TextId, Tri, When};

use super::days;
use super::definitions::{Definition, Walk, spells};
use super::world::World;

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
struct Rule {
    pack: &'static str,
    id: &'static str,
    of: Definition,
    /// `age-from` in the rule's `while`.
    age_from: Option<i32>,
    /// `opens = { after = { days = N } }`.
    opens_after: Option<i32>,
    due: Due,
    per_agency: bool,
    evidence: &'static [Kind],
    met_by: fn(&Content) -> bool,
}

const PG: Rule = Rule {
    pack: "pg",
    id: "",
    of: Definition::Pg,
    age_from: None,
    opens_after: None,
    due: Due::WhenOpened,
    per_agency: false,
    evidence: &[],
    met_by: |_| false,
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
                Content::LetterSent { to: Recipient::Parent | Recipient::Carer, .. }
                    | Content::LetterWithheld { to: Recipient::Parent | Recipient::Carer, .. }
            )
        },
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

/// For whom a duty of `per = "agency"` is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Agency {
    /// An agency on record.
    Known(Recipient, Option<TextId>),
    /// The record does not cover which agencies are involved, and names none.
    NotRecorded,
}

/// How a duty stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stands {
    /// Not yet past its due day, or without one.
    Open,
    /// Past its due day.
    Overdue,
    /// Done in time.
    Met,
    /// Done that many days late.
    MetLate(i32),
    /// Its reason ended while it was overdue.
    Missed,
    /// Its reason ended before it was due.
    NoLongerNeeded,
    /// Another day was set before it was due.
    Replaced,
    /// It would be overdue or missed, and the record does not cover the evidence.
    CannotBeKnown,
}

/// A duty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duty {
    /// The pack.
    pub pack: &'static str,
    /// The rule.
    pub id: &'static str,
    /// For which agency.
    pub agency: Option<Agency>,
    /// The first instant of the spell from which it comes.
    pub spell: Moment,
    /// From when it is open.
    pub opened: Moment,
    /// By the end of which day it is due.
    pub due: Option<Day>,
    /// The how-manieth of its spell, from 1.
    pub occurrence: u32,
    /// Days between due dates, where it comes again and again.
    every: Option<i32>,
    /// When it was done, and the day on which it was, where known.
    pub met: Option<(Moment, Day)>,
    /// When its reason ended, or another took its place.
    pub ended: Option<Moment>,
    /// Whether it is another that took its place.
    pub replaced: bool,
    /// Whether the record covers the evidence from its opening to the end of its due day.
    pub covered: bool,
    /// The last instant of the interval, begun where coverage of the evidence begins and covered throughout, after
    /// which a recurring duty is known to be unmet.
    pub known_after: Option<Moment>,
}

impl Duty {
    /// How it stands at that instant, at or after its opening.
    pub fn stands(&self, at: Moment) -> Stands {
        let past = |at: Moment| self.due.is_some_and(|due| at > due.end());
        let known = |stands: Stands, at: Moment| {
            let known = self.covered || self.known_after.is_some_and(|after| at > after);
            if known { stands } else { Stands::CannotBeKnown }
        };
        if let Some((met, day)) = self.met.filter(|(met, _)| *met <= at) {
            let _ = met;
            let late = self.due.map_or(0, |due| day.number() - due.number());
            return if late > 0 { Stands::MetLate(late) } else { Stands::Met };
        }
        if let Some(ended) = self.ended.filter(|ended| *ended <= at) {
            let in_time = if self.replaced { Stands::Replaced } else { Stands::NoLongerNeeded };
            return if past(ended) { known(Stands::Missed, ended) } else { in_time };
        }
        if past(at) { known(Stands::Overdue, at) } else { Stands::Open }
    }

    /// The due dates that have gone by unmet at that instant.
    pub fn gone_by(&self, at: Moment) -> Vec<Day> {
        let Some(due) = self.due else { return Vec::new() };
        let mut gone = Vec::new();
        let mut day = due;
        loop {
            let met_by_then = self.met.is_some_and(|(met, on)| met <= at && on <= day);
            let until = self.ended.map_or(at, |ended| ended.min(at));
            let past = match self.met {
                Some((met, on)) if met <= at => on > day,
                _ => until > day.end(),
            };
            if met_by_then || !past {
                return gone;
            }
            gone.push(day);
            let Some(every) = self.every else { return gone };
            day = days::later(day, every);
        }
    }
}

/// Every duty of the packs for that child, within the walk.
pub fn duties(world: &World<'_>, walk: &Walk<'_, '_>) -> Vec<Duty> {
    let mut all = Vec::new();
    let definitions: Vec<(Definition, Vec<Tri>)> =
        [Definition::Pg, Definition::Comparison].into_iter().map(|of| (of, walk.definition(of))).collect();
    for rule in RULES {
        let mut runs: Vec<Tri> =
            definitions.iter().find(|(of, _)| *of == rule.of).map(|(_, values)| values.clone()).unwrap_or_default();
        if let Some(years) = rule.age_from {
            for (value, at) in runs.iter_mut().zip(&walk.instants) {
                *value = value.and(world.age_from(years, *at));
            }
        }
        if !rule.per_agency {
            of_rule(world, walk, rule, None, &runs, &mut all);
            continue;
        }
        let agencies = agencies(world);
        for agency in &agencies {
            let runs: Vec<Tri> =
                runs.iter().zip(&walk.instants).map(|(runs, at)| runs.and(involved(world, *agency, *at))).collect();
            of_rule(world, walk, rule, Some(*agency), &runs, &mut all);
        }
        for (from, to) in spells(&runs, |value| value.is_yes()) {
            // Whether the record covers it is asked where the spell begins; whether it names one, throughout.
            let covered = world.covers_at(Kind::AgencyInvolved, walk.instants[from]);
            let named = |at: &Moment| agencies.iter().any(|agency| !involved(world, *agency, *at).is_no());
            if !covered && !walk.instants[from..to].iter().any(named) {
                let only: Vec<Tri> = (0..runs.len()).map(|index| (from..to).contains(&index).into()).collect();
                of_rule(world, walk, rule, Some(Agency::NotRecorded), &only, &mut all);
            }
        }
    }
    all.sort_by_key(|duty| (duty.pack, duty.id, duty.agency, duty.spell, duty.occurrence));
    all
}

fn of_rule(
    world: &World<'_>,
    walk: &Walk<'_, '_>,
    rule: &Rule,
    agency: Option<Agency>,
    runs: &[Tri],
    all: &mut Vec<Duty>,
) {
    for (from, to) in spells(runs, |value| value.is_yes()) {
        let spell = Spell {
            from: walk.instants[from],
            to: walk.instants.get(to).copied(),
            last: walk.instants[walk.instants.len() - 1],
        };
        all.extend(of_spell(world, rule, agency, &spell));
    }
}

/// An unbroken stretch during which a duty's reason holds.
struct Spell {
    from: Moment,
    to: Option<Moment>,
    last: Moment,
}

impl Spell {
    fn lasts_at(&self, at: Moment) -> bool {
        self.to.is_none_or(|to| at < to)
    }
}

fn of_spell(world: &World<'_>, rule: &Rule, agency: Option<Agency>, spell: &Spell) -> Vec<Duty> {
    let first_day = spell.from.day();
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
        due,
        occurrence,
        every: None,
        met: None,
        ended: spell.to,
        replaced: false,
        known_after: None,
        covered: agency != Some(Agency::NotRecorded)
            && due.is_none_or(|due| {
                rule.evidence.iter().all(|kind| world.covers_throughout(*kind, opened, due.end().max(opened)))
            }),
    };
    let within = evidence(world, rule, agency, spell, spell.from);
    let once = |due: Option<Day>| {
        let mut duty = duty(opened, due, 1);
        // What was done before the duty opened meets it as it opens.
        duty.met = within.first().map(|(at, day)| ((*at).max(opened), *day));
        vec![duty]
    };
    match rule.due {
        Due::WorkingDays(count) => once(Some(days::working_days_after(world.calendar, first_day, count))),
        Due::Days(count) => once(Some(days::later(first_day, count))),
        Due::WhenOpened => once(Some(opened.day())),
        Due::NotStated => once(None),
        Due::Every { days: every, goes_on } => {
            let mut due = match last_before(world, rule, agency, spell).filter(|_| goes_on) {
                Some(day) => days::later(day, every).max(first_day),
                None if goes_on => first_day,
                None => days::later(first_day, every),
            };
            let (mut opened, mut list) = (opened, Vec::new());
            for (index, met) in within.iter().copied().map(Some).chain([None]).enumerate() {
                let mut one = duty(opened, Some(due), index as u32 + 1);
                one.every = Some(every);
                one.known_after = known_after(world, rule, opened, every);
                one.met = met;
                list.push(one);
                if let Some((at, day)) = met {
                    opened = at.max(spell.from);
                    due = days::later(day, every);
                }
            }
            list
        }
        Due::SetBy(kind) => {
            let sets = sets(world, kind, spell);
            let mut list = Vec::new();
            for (index, (set, on)) in sets.iter().enumerate() {
                let opened = set.as_start().unwrap_or(spell.from).max(spell.from);
                let mut one = duty(opened, Some(*on), 1);
                one.spell = opened;
                if let Some((next, _)) = sets.get(index + 1) {
                    let next = next.as_start().map(|next| next.max(spell.from));
                    // One that the end of the spell took first was not replaced.
                    one.replaced = next.is_some_and(|next| spell.to.is_none_or(|to| next < to));
                    one.ended = next;
                }
                let ended = one.ended;
                // What was done before, or on the one day that is all that is known of the setting, is what the setting
                // followed on.
                let follows = |met: Moment, day: Day| match set {
                    When::On(set) => day > *set,
                    _ => met > opened,
                };
                one.met = evidence(world, rule, agency, spell, spell.from)
                    .into_iter()
                    .find(|(met, day)| follows(*met, *day) && ended.is_none_or(|ended| *met < ended));
                // One that another replaces as it opens was never open.
                if ended.is_none_or(|ended| ended > opened) {
                    list.push(one);
                }
            }
            list
        }
    }
}

/// The end of the first interval, begun at the opening or where coverage begins after it, that is covered throughout:
/// whenever a recurring duty was last met, it was due again by then.
fn known_after(world: &World<'_>, rule: &Rule, opened: Moment, every: i32) -> Option<Moment> {
    let begins = world.record.iter().filter(|fact| matches!(fact.content, Content::Coverage { .. }));
    let begins = begins.filter_map(|fact| fact.when.as_start()).filter(|begin| *begin > opened).chain([opened]);
    begins
        .map(|begin| (begin, days::later(begin.day(), every).end()))
        .filter(|(begin, end)| rule.evidence.iter().all(|kind| world.covers_throughout(*kind, *begin, *end)))
        .map(|(_, end)| end)
        .min()
}

/// The facts that set a day within the spell, in order.
fn sets(world: &World<'_>, kind: Kind, spell: &Spell) -> Vec<(When, Day)> {
    let mut all: Vec<(Moment, When, Day)> = Vec::new();
    for fact in &world.child {
        let on = match fact.content {
            Content::NextSeenSet { on } | Content::NextReviewSet { on } | Content::NextPlanReviewSet { on, .. } => on,
            _ => continue,
        };
        if fact.content.kind() == kind && within(fact.when, spell.from, spell) {
            all.extend(fact.when.as_start().map(|start| (start, fact.when, on)));
        }
    }
    // Of two at one instant the last appended is the newest: the sort keeps their order.
    all.sort_by_key(|(start, ..)| *start);
    all.into_iter().map(|(_, when, on)| (when, on)).collect()
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
    let for_agency = match (agency, fact.content) {
        (Some(Agency::Known(kind, name)), Content::LetterSent { to, agency }) => {
            to == kind && (name.is_none() || agency.is_none() || name == agency)
        }
        _ => true,
    };
    (rule.met_by)(&fact.content) && for_agency
}

/// The agencies that the record names.
fn agencies(world: &World<'_>) -> Vec<Agency> {
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
fn involved(world: &World<'_>, which: Agency, at: Moment) -> Tri {
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
