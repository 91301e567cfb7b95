//! The two answers to one history, side by side.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};

use policy::Pack;
use record::words::Post;
use record::{Book, Calendar, ChildId, Day, Kind, Moment, Subject, Tri};
use standing::plan::Ruled;
use standing::{Closed, DueAt, DutyRecord, DutyState, Evaluator, Plan, Timeline, Towards};

use super::conditions::{both, not};
use super::definitions::{Definition, Holding, Walk};
use super::duties::{self, Agency, DueOn, Duty, Stands};
use super::history::{History, child, exception, other_child};
use super::world::{Undated, Versions, World};

/// One thing that the two say differently.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What kind of difference it is: histories that differ in the same kind likely have one cause.
    pub kind: String,
    /// What the reference says.
    pub reference: String,
    /// What the evaluator says.
    pub evaluator: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n    expected  {}\n    got       {}", self.kind, self.reference, self.evaluator)
    }
}

/// A duty in the words of both.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    rule: (String, String),
    agency: Option<Agency>,
    since: Moment,
    occurrence: u32,
    opened: Moment,
    due: DueOn,
    closed: Option<(Moment, Stands)>,
    /// How it stands, how many due dates have gone by, and when it was due as far as that is known, at each instant asked, and where it turns: as it opens, with
    /// the last second of its due day and just after.
    at: Vec<Option<(Stands, usize, Option<Day>)>>,
}

/// The evaluator under test, with packs that ship.
pub struct Tested {
    pub(super) plan: Plan,
    base: Calendar,
    /// The pack that has taken in the others, where it is that one.
    pub(super) taken_in_by: Option<&'static str>,
    /// Where it is the practice guide in two versions: which days are whose.
    versions: Option<Versions>,
}

/// The packs whose rules the reference knows.
const COVERED: [&str; 7] = ["pg", "as", "mon", "base", "counts", "ap", "comparison"];

impl Tested {
    /// The packs side by side, each read from its file.
    pub fn new() -> Tested {
        Tested::of(&COVERED, None)
    }

    /// The pack that takes in the others.
    pub fn combined() -> Tested {
        Tested::of(&["combined"], Some("combined"))
    }

    /// A pack of the gates and the breach that no pack that ships has.
    pub fn written() -> Tested {
        let text = "keyworker-pack = 1\n[pack]\nid = \"written\"\ntitle = \"Written\"\nversion = \"1\"\nfrom = 2020-01-01\n\
            source = \"a test\"\nbuilds-on = [\"pg\"]\ncounts-by = \"pg/unallocated\"\n\
            [[clause]]\nid = \"W-1\"\nsays = \"what is asked\"\ndoes = \"Held against it\"\n\
            [[gate]]\nid = \"never\"\ntitle = \"T\"\nclause = \"W-1\"\nbefore = { fact = \"case_closed\" }\n\
            while = { definition = \"pg/unallocated\" }\nnever = true\n\
            [[gate]]\nid = \"fresh\"\ntitle = \"T\"\nclause = \"W-1\"\nbefore = { fact = \"left_unallocated\" }\nwhile = \"open\"\n\
            [[gate.step]]\nid = \"risk\"\nsays = \"S\"\nclause = \"W-1\"\nwithin = { working-days = 3 }\n\
            met-by = { fact = \"management_oversight\", made-by = [\"team manager\"] }\n\
            [[gate.step]]\nid = \"room\"\nsays = \"S\"\nclause = \"W-1\"\nwithin = { days = 2 }\nmet-by = { fact = \"capacity_asked\" }\n\
            [[gate]]\nid = \"how-fresh\"\ntitle = \"T\"\nclause = \"W-1\"\nbefore = { fact = \"case_closed\" }\nwhile = \"open\"\n\
            [[gate.step]]\nid = \"down\"\nsays = \"S\"\nclause = \"W-1\"\nwithin = \"not stated\"\nmet-by = { fact = \"step_down_agreed\" }\n\
            [[gate.step]]\nid = \"sum\"\nsays = \"S\"\nclause = \"W-1\"\nwithin = { working-days = 2 }\nmet-by = { fact = \"closure_summary\" }\n\
            [[breach]]\nid = \"nobody\"\ntitle = \"T\"\nclause = \"W-1\"\nwhile = { definition = \"pg/unallocated\" }\nto = [\"team manager\"]\n\
            [[breach.exception]]\nby = [\"head of service\"]\nclause = \"W-1\"\n\
            [[suitability]]\nid = \"trained\"\nsays = \"S\"\nclause = \"W-1\"\nfor = \"open\"\nparts = [\"lead\", \"key worker\"]\n\
            needs = [\"training\"]\ntraining = [\"achieving best evidence\"]\n\
            [[suitability]]\nid = \"trained-twice\"\nsays = \"S\"\nclause = \"W-1\"\nparts = [\"lead\", \"key worker\"]\n\
            for = { status = [\"section 47 enquiry\", \"child protection plan\"] }\nengaged = \"by the authority\"\n\
            needs = [\"training\", \"named support\"]\ntraining = [\"achieving best evidence\", \"practice educator\"]\n\
            [[suitability]]\nid = \"agency\"\nsays = \"S\"\nclause = \"W-1\"\nfor = \"open\"\nparts = [\"lead\", \"key worker\"]\n\
            professions = [\"social worker\"]\nengaged = \"through an agency\"\nneeds = [\"refused\"]\n\
            [[suitability]]\nid = \"agency-support\"\nsays = \"S\"\nclause = \"W-1\"\nfor = \"open\"\nparts = [\"lead\", \"key worker\"]\n\
            professions = [\"young people's advisor\", \"nurse\", \"community worker\"]\nengaged = \"through an agency\"\n\
            needs = [\"named support\"]\n";
        let pack = Pack::read("written.toml", text).unwrap_or_else(|problems| panic!("{problems}"));
        Tested {
            plan: Plan::new(&[&pack]).with_each_team(),
            base: Calendar::england_and_wales(),
            taken_in_by: Some("written"),
            versions: None,
        }
    }

    /// The practice guide in two versions: the second, which counts otherwise and asks for the manager's review every seven
    /// days, takes the place of the first, which begins on a day; perhaps before the first is over.
    pub fn versions(first: &str, until: &str, next: &str) -> Tested {
        let day = |text: &str| text.parse().unwrap_or_else(|_| panic!("{text} is no day"));
        let days = Versions { first: day(first), until: day(until), next: day(next) };
        let shipped = policy::shipped::find("pg").unwrap_or_else(|| panic!("no practice guide ships"));
        // The tests inside the pack ask about days on which one of the two is not in force.
        let text =
            shipped.text.split("# ── tests").next().unwrap_or_default().replace("in-force = \"not stated\"\n", "");
        let first = text.replace("from = 2020-01-01", &format!("from = {first}\nuntil = {until}"));
        let second = text.replace("from = 2020-01-01", &format!("from = {next}"));
        let second = second
            .replace("version = \"17\"", "version = \"0\"")
            .replace("every = { days = 10 }", "every = { days = 7 }")
            .replace("counts-from = \"named\"", "counts-from = \"accepted\"")
            .replace("after = { working-days = 10 }", "after = { working-days = 5 }");
        let written = ["every = { days = 7 }", "version = \"0\"", "\"accepted\"", "after = { working-days = 5 }"];
        assert!(written.iter().all(|words| second.contains(words)), "the pack is written otherwise");
        let read = |text: &str| Pack::read("pg.toml", text).unwrap_or_else(|problems| panic!("{problems}"));
        let plan = Plan::new(&[&read(&first), &read(&second)]).with_each_team();
        Tested { plan, base: Calendar::england_and_wales(), taken_in_by: None, versions: Some(days) }
    }

    /// Whether it is that one.
    pub(super) fn is_written(&self) -> bool {
        self.taken_in_by == Some("written")
    }

    fn of(ids: &[&str], taken_in_by: Option<&'static str>) -> Tested {
        let packs: Vec<Pack> = policy::shipped::ALL
            .iter()
            .filter(|shipped| ids.contains(&shipped.id))
            .map(|shipped| shipped.read().unwrap_or_else(|problems| panic!("{}: {problems}", shipped.id)))
            .collect();
        Tested {
            plan: Plan::new(&packs.iter().collect::<Vec<_>>()).with_each_team(),
            base: Calendar::england_and_wales(),
            taken_in_by,
            versions: None,
        }
    }

    /// How the plan calls that rule, and in which pack it is; nothing where it has none of that pack.
    pub(super) fn name_of(&self, pack: &str, id: &str) -> Option<(String, String)> {
        match self.taken_in_by {
            None if self.versions.is_some() && pack != "pg" => None,
            None => Some((pack.to_owned(), id.to_owned())),
            Some(by) if by == pack => Some((pack.to_owned(), id.to_owned())),
            Some("written") if pack != "pg" => None,
            Some(_) if ["counts", "comparison"].contains(&pack) => None,
            Some(by) => Some((by.to_owned(), format!("{pack}/{id}"))),
        }
    }

    /// Everything that the two say differently of that history.
    pub fn differences(&self, history: &History) -> Vec<Difference> {
        let (book, calendar) = (history.book(), history.calendar(&self.base));
        let identities = identities(&book, history.known);
        let undated = Undated::of(&book, &identities, history.known);
        let mut world = World::of(&book, &calendar, &identities, history.known, &undated);
        world.taken_in_by = self.taken_in_by;
        world.versions = self.versions;
        let (first, last) = history.days();
        let walk = Walk::new(&world, first, last);
        let tested_world = standing::World::new(&book, &self.plan, &self.base, history.known);
        let facts: Vec<&[record::Fact]> = identities.iter().map(|id| book.about(Subject::Child(*id))).collect();
        let mut evaluator = Evaluator::new(&self.plan, &tested_world).weighing();
        let answer = panic::catch_unwind(AssertUnwindSafe(|| evaluator.timeline(&facts)));
        let Ok(timeline) = answer else {
            return vec![difference("the evaluator panics".to_owned(), &"an answer", &"none")];
        };

        let mut all = Vec::new();
        // What follows from a difference is no other difference: open, then counts and holding, then duties.
        compare_values("open", &walk, walk.open(), &timeline.open, &mut all);
        if all.is_empty() {
            self.compare_counts(&walk, &timeline, &mut all);
            compare_holding(&walk, &timeline, &mut all);
            self.compare_owner(&walk, &timeline, &mut all);
        }
        if all.is_empty() {
            self.compare_each_team(&walk, &timeline, (&tested_world, &facts), &mut all);
        }
        if all.is_empty() && self.versions.is_some() {
            self.compare_duties(&world, &walk, &timeline, &calendar, &mut all);
        } else if all.is_empty() {
            self.compare_priority(&walk, &timeline, &facts, history.known, &mut all);
            if self.is_written() {
                self.compare_excepted(&walk, &timeline, &mut all);
            }
            self.compare_suitability(&walk, &timeline, &mut evaluator, &book, &mut all);
            self.compare_gates(&walk, &timeline, &mut evaluator, (&book, &facts), &mut all);
            self.compare_duties(&world, &walk, &timeline, &calendar, &mut all);
        }
        all
    }

    /// Every duty of the packs compared, and whether the policy gives it a day.
    pub fn duties(&self) -> Vec<(String, String, bool)> {
        let dated = |due: &policy::pack::Due| {
            !matches!(due, policy::pack::Due::NotStated | policy::pack::Due::Every { every: None, .. })
        };
        let all = self.plan.duties.iter();
        all.map(|duty| (self.plan.packs[duty.pack].id.clone(), duty.rule.id.clone(), dated(&duty.rule.due))).collect()
    }

    /// Every definition and breach of the packs compared.
    pub fn counts(&self) -> Vec<(String, String)> {
        let name = |pack: usize, id: &str| (self.plan.packs[pack].id.clone(), id.to_owned());
        let written = |place: &usize| self.plan.each_team() != Some(*place);
        let definitions = (0..self.plan.definitions.len()).filter(written).map(|place| &self.plan.definitions[place]);
        let definitions = definitions.map(|one| name(one.pack, &one.rule.id));
        let breaches = self.plan.breaches.iter().map(|one| name(one.pack, &one.rule.id));
        definitions.chain(breaches).collect()
    }

    fn compare_counts(&self, walk: &Walk<'_, '_>, timeline: &Timeline, all: &mut Vec<Difference>) {
        for of in Definition::ALL {
            let (pack, id) = of.name();
            let Some((pack, id)) = self.name_of(pack, id) else { continue };
            let expected = walk.counted(of);
            let signal = if of.is_breach() {
                let is =
                    |breach: &Ruled<policy::Breach>| breach.rule.id == id && self.plan.packs[breach.pack].id == pack;
                self.plan.breaches.iter().position(is).map(|place| &timeline.breaches[place])
            } else {
                self.plan.definition(&format!("{pack}/{id}")).map(|place| &timeline.counts[place])
            };
            let Some(signal) = signal else { panic!("no {pack}/{id} in the packs") };
            let before = all.len();
            compare_values(&format!("{pack}/{id}"), walk, &expected, signal, all);
            if all.len() == before
                && !of.is_breach()
                && let Some(place) = self.plan.definition(&format!("{pack}/{id}"))
            {
                self.compare_since(place, of, walk, timeline, all);
            }
        }
    }

    /// Since which day those counted for certain have had no worker, and from which they are counted. What began before the
    /// walk has no day in either.
    fn compare_since(
        &self,
        place: usize,
        of: Definition,
        walk: &Walk<'_, '_>,
        timeline: &Timeline,
        all: &mut Vec<Difference>,
    ) {
        let first = walk.instants[0];
        let day = |began: Option<Moment>| began.filter(|began| *began > first).map(|began| began.plus_seconds(1).day());
        let (since, from) = (walk.counted_without_since(of), walk.counted_from(of));
        for (index, at) in walk.instants.iter().enumerate().filter(|(index, _)| from[*index].is_some()) {
            let got = [timeline.without_since(place, *at), timeline.counted_from_day(&self.plan, place, *at)];
            let said = ["since", "counted from"].into_iter().zip([since[index], from[index]]).zip(got);
            for ((what, expected), got) in said {
                let (expected, got) = (day(expected), got.filter(|day| *day > first.day()));
                if got != expected {
                    let (pack, id) = of.name();
                    all.push(difference(format!("{pack}/{id} {what}"), &format!("{expected:?} at {at}"), &got));
                    return;
                }
            }
        }
    }

    /// The breach from which a head of service can grant an exception.
    fn compare_excepted(&self, walk: &Walk<'_, '_>, timeline: &Timeline, all: &mut Vec<Difference>) {
        let place = self.plan.breaches.iter().position(|breach| breach.rule.id == "nobody");
        let Some(place) = place else { panic!("no breach to be excepted from") };
        let excepted = walk.each(|at| walk.world.excepted(exception(), &[Post::HeadOfService], at));
        let holds = both(walk.definition(Definition::Pg), not(excepted));
        let keeps_from = [(Kind::CaseClosed, None), (Kind::InvolvementStarted, None)];
        let expected = walk.as_told(both(holds, walk.governed("written")), &keeps_from);
        compare_values("written/nobody", walk, &expected, &timeline.breaches[place], all);
    }

    fn compare_duties(
        &self,
        world: &World<'_>,
        walk: &Walk<'_, '_>,
        timeline: &Timeline,
        calendar: &Calendar,
        all: &mut Vec<Difference>,
    ) {
        let last = walk.instants[walk.instants.len() - 1];
        let asked: Vec<Moment> = (1..=6).map(|part| walk.instants[(walk.instants.len() - 1) * part / 6]).collect();
        let mut expected: Vec<Said> = duties::duties(world, walk)
            .iter()
            .filter_map(|duty| Some(said_by_reference(duty, self.name_of(duty.pack, duty.id)?, &asked, last, calendar)))
            .collect();
        let mut got: Vec<Said> = timeline
            .duties
            .iter()
            .filter(|duty| duty.opened <= last)
            .map(|duty| self.said_by_evaluator(duty, &asked, calendar, last))
            .collect();
        let key = |said: &Said| (said.rule.clone(), said.agency, said.since, said.occurrence, said.opened);
        expected.sort_by_key(key);
        got.sort_by_key(key);
        for said in &expected {
            let name = format!("{}/{}", said.rule.0, said.rule.1);
            match got.iter().position(|other| key(other) == key(said)) {
                None => all.push(difference(format!("duty {name} missing"), said, &"nothing")),
                Some(place) => {
                    let other = got.remove(place);
                    if other != *said {
                        let what = if other.due != said.due {
                            "due"
                        } else if other.closed != said.closed {
                            "closed"
                        } else {
                            "state"
                        };
                        all.push(difference(format!("duty {name} {what}"), said, &other));
                    }
                }
            }
        }
        for other in &got {
            all.push(difference(format!("duty {}/{} too many", other.rule.0, other.rule.1), &"nothing", other));
        }
    }

    fn said_by_evaluator(&self, duty: &DutyRecord, asked: &[Moment], calendar: &Calendar, last: Moment) -> Said {
        let rule = &self.plan.duties[usize::from(duty.duty)];
        let closed = |closed: Closed| match closed {
            Closed::Met => Stands::Met,
            Closed::MetLate(days) => Stands::MetLate(days as i32),
            Closed::MetPerhapsLate => Stands::MetPerhapsLate,
            Closed::Missed => Stands::Missed,
            Closed::NoLongerNeeded => Stands::NoLongerNeeded,
            Closed::Replaced => Stands::Replaced,
            Closed::CannotBeKnown => Stands::CannotBeKnown,
        };
        let stands = |at: Moment| match duty.state(at) {
            DutyState::ToCome => None,
            DutyState::Overdue => Some(Stands::Overdue),
            DutyState::Open => Some(Stands::Open),
            DutyState::CannotBeKnown => Some(Stands::CannotBeKnown),
            DutyState::Closed(how) => Some(closed(how)),
        };
        Said {
            rule: (self.plan.packs[rule.pack].id.clone(), rule.rule.id.clone()),
            agency: match duty.towards {
                Towards::Child => None,
                Towards::Agency(kind, name) => Some(Agency::Known(kind, name)),
                Towards::AgenciesNotRecorded => Some(Agency::NotRecorded),
            },
            since: duty.since,
            occurrence: u32::from(duty.occurrence) + 1,
            opened: duty.opened,
            due: match duty.due {
                DueAt::Day(day) => DueOn::Day(day),
                DueAt::Moment(at) => DueOn::Instant(at),
                DueAt::NotStated => DueOn::NotStated,
                DueAt::NotKnown => DueOn::NotKnown,
            },
            closed: duty.closed.filter(|(when, _)| *when <= last).map(|(when, how)| (when, closed(how))),
            at: asked
                .iter()
                .copied()
                .chain(turns(duty.opened, Some(duty.due.last()), last))
                .map(|at| Some((stands(at)?, duty.gone_by(at, calendar.into()) as usize, duty.due_by(at).day())))
                .collect(),
        }
    }
}

/// The identities of the child.
fn identities(book: &Book, known: Moment) -> Vec<ChildId> {
    let people = record::People::of(book, known);
    let mut identities: Vec<ChildId> = people.identities(child()).to_vec();
    if identities.is_empty() {
        identities.push(child());
    }
    debug_assert!(identities.iter().all(|id| [child(), other_child()].contains(id)));
    identities
}

/// The instants up to the last walked at which a duty that opens and is due then may turn.
fn turns(opened: Moment, due: Option<Moment>, last: Moment) -> impl Iterator<Item = Moment> {
    let turns = [Some(opened), due, due.map(|end| end.plus_seconds(1))];
    turns.into_iter().flatten().filter(move |at| (opened..=last).contains(at))
}

fn said_by_reference(duty: &Duty, rule: (String, String), asked: &[Moment], last: Moment, calendar: &Calendar) -> Said {
    let closed = duty.met.map(|(met, _)| met).or(duty.ended);
    Said {
        rule,
        agency: duty.agency,
        since: duty.spell,
        occurrence: duty.occurrence,
        opened: duty.opened,
        due: duty.due,
        closed: closed.map(|when| (when, duty.stands(when))),
        at: asked
            .iter()
            .copied()
            .chain(turns(duty.opened, duty.due.last(), last))
            .map(|at| {
                let due = duty.surely_due(at).or(duty.due.day());
                (at >= duty.opened).then(|| (duty.stands(at), duty.gone_by(at, calendar).len(), due))
            })
            .collect(),
    }
}

pub(super) fn compare_values(
    name: &str,
    walk: &Walk<'_, '_>,
    expected: &[Tri],
    signal: &[standing::Step],
    all: &mut Vec<Difference>,
) {
    for (at, value) in walk.instants.iter().zip(expected) {
        let got = standing::signal::value_at(signal, *at);
        if got != *value {
            all.push(difference(
                format!("{name} {value:?} and not {got:?}"),
                &format!("{value:?} at {at}"),
                &steps(signal),
            ));
            return;
        }
    }
    let (first, last) = (walk.instants[0], walk.instants[walk.instants.len() - 1]);
    let between = |at: Moment| at > first && at <= last && walk.instants.binary_search(&at).is_err();
    for pair in signal.windows(2) {
        if pair[0].value != pair[1].value && between(pair[1].from) {
            all.push(difference(format!("{name} changes at an odd instant"), &"nothing", &steps(signal)));
            return;
        }
    }
}

fn compare_holding(walk: &Walk<'_, '_>, timeline: &Timeline, all: &mut Vec<Difference>) {
    for (at, value) in walk.instants.iter().zip(walk.holding()) {
        let got = match timeline.holding_at(*at) {
            standing::Holding::Closed | standing::Holding::OpenNotKnown => None,
            standing::Holding::Held => Some(Holding::Held),
            standing::Holding::Unknown => Some(Holding::Unknown),
            standing::Holding::Offered => Some(Holding::Offered),
            standing::Holding::Partner => Some(Holding::Partner),
            standing::Holding::Duty => Some(Holding::Duty),
            standing::Holding::TeamOnly => Some(Holding::TeamOnly),
            standing::Holding::Nobody => Some(Holding::Nobody),
        };
        if got != value {
            let kind = format!("holding {value:?} and not {got:?}");
            let steps: Vec<String> =
                timeline.holding.iter().map(|step| format!("{:?} from {}", step.holding, step.from)).collect();
            all.push(difference(kind, &format!("{value:?} at {at}"), &steps));
            return;
        }
    }
}

fn steps(signal: &[standing::Step]) -> String {
    signal.iter().map(|step| format!("{:?} from {}", step.value, step.from)).collect::<Vec<_>>().join(", ")
}

pub(super) fn difference(kind: String, reference: &dyn fmt::Debug, evaluator: &dyn fmt::Debug) -> Difference {
    Difference { kind, reference: format!("{reference:?}"), evaluator: format!("{evaluator:?}") }
}
