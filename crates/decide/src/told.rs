//! What a manager weighs of a candidate, and what a load is made of, in words: each with its clauses and facts.

use policy::{Stated, Workload};
use record::book::known_facts;
use record::words::{Profession, Role, Word};
use record::{Book, ChildId, Content, Day, FactId, Moment, People, Ref, Tri, UnitId, WorkerId, month_name};
use standing::board::lists;
use standing::person::{Absence, Share};
use standing::workload::{CapacityStep, ChildLoad, Load, Range, Why};
use standing::{Plan, fact_of};

use crate::candidates::{Candidate, Help, Near, Weighed};

/// What a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// What the worker is, and of which team.
    Remit,
    /// Registration with Social Work England.
    Registration,
    /// Experience.
    Experience,
    /// Who supervises.
    Supervision,
    /// Accredited training.
    Accreditation,
    /// What the worker carries.
    Load,
    /// Absence, now or coming.
    Absence,
    /// Leaving.
    Leaving,
    /// Siblings of the child whom the worker holds.
    Siblings,
    /// Earlier work with this child, and offers not taken.
    Earlier,
}

impl Topic {
    /// As programs are told.
    pub const fn name(self) -> &'static str {
        match self {
            Topic::Remit => "remit",
            Topic::Registration => "registration",
            Topic::Experience => "experience",
            Topic::Supervision => "supervision",
            Topic::Accreditation => "accreditation",
            Topic::Load => "load",
            Topic::Absence => "absence",
            Topic::Leaving => "leaving",
            Topic::Siblings => "siblings",
            Topic::Earlier => "earlier work",
        }
    }
}

/// How a statement weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weighs {
    /// It speaks for the worker.
    For,
    /// It stands against the worker, and forbids nothing.
    Against,
    /// It is what is so.
    Neither,
    /// It is not known.
    NotKnown,
}

impl Weighs {
    /// As programs are told.
    pub const fn name(self) -> &'static str {
        match self {
            Weighs::For => "for",
            Weighs::Against => "against",
            Weighs::Neither => "neither",
            Weighs::NotKnown => "not known",
        }
    }
}

/// A statement with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// What it is about.
    pub topic: Topic,
    /// How it weighs.
    pub weighs: Weighs,
    /// What it says.
    pub says: String,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// The facts that it rests on.
    pub facts: Vec<FactId>,
}

/// What is needed to say it.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// The facts.
    pub book: &'a Book,
    /// Which identities are one child.
    pub people: &'a People,
    /// The policies.
    pub plan: &'a Plan,
    /// The instant of knowledge.
    pub known: Moment,
    /// What a worker is called.
    pub worker: &'a dyn Fn(WorkerId) -> String,
    /// What a child is called, to whoever looks; nothing where they may not see the child. What such a child adds to a load
    /// is told, or the sum would be wrong, and nothing else of it.
    pub child: &'a dyn Fn(ChildId) -> Option<String>,
    /// What a unit is called.
    pub unit: &'a dyn Fn(UnitId) -> String,
}

impl crate::Calls for Telling<'_> {
    fn worker(&self, worker: WorkerId) -> String {
        (self.worker)(worker)
    }

    fn unit(&self, unit: UnitId) -> String {
        (self.unit)(unit)
    }
}

/// "12", "12.5" or "4.75" points, of hundredths.
pub fn points(hundredths: u64) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match (part, part % 10) {
        (0, _) => whole.to_string(),
        (_, 0) => format!("{whole}.{}", part / 10),
        _ => format!("{whole}.{part:02}"),
    }
}

/// "12", "12 to 20", or "12 or more, nobody can say how many".
pub fn range(range: Range) -> String {
    match range.most {
        Some(most) if most == range.least => points(most),
        Some(most) => format!("{} to {}", points(range.least), points(most)),
        None => format!("{} or more, the policy does not say how many", points(range.least)),
    }
}

/// "3 March 2026".
fn day(day: Day) -> String {
    let (year, month, date) = day.ymd();
    format!("{date} {} {year}", month_name(month))
}

fn on(at: Option<Moment>) -> String {
    at.map_or_else(|| "a day that is not known".to_owned(), |at| day(at.day()))
}

/// "hours a week", of hundredths.
fn hours(hundredths: u32) -> String {
    points(u64::from(hundredths))
}

impl Help {
    /// What would make it possible.
    pub fn says(self, asked: Role) -> String {
        let with = match (self.support, self.lead) {
            (true, false) => "with somebody named to support and supervise",
            (false, true) => "with a social worker who leads",
            _ => "with a social worker who leads, and somebody named to support and supervise",
        };
        if self.part == asked {
            format!("Possible {with}.")
        } else {
            format!("Possible as {} {with}.", self.part.name())
        }
    }
}

impl Near {
    /// As people read it.
    pub const fn says(self) -> &'static str {
        match self {
            Near::Team => "the child's own team",
            Near::District => "another team of the district",
            Near::Elsewhere => "another district",
            Near::NotKnown => "not on record how near",
        }
    }
}

impl Candidate {
    /// What a manager weighs, each with its clauses and facts.
    pub fn said(&self, telling: &Telling<'_>) -> Vec<Said> {
        let mut said = Vec::new();
        let mut say = |topic, weighs, says: String, clauses: &[&str], facts: Vec<FactId>| {
            // What no policy that is asked has is nobody's reason.
            let has = |clause: &str| telling.plan.packs.iter().any(|pack| pack.clauses.iter().any(|id| id == clause));
            let clauses = clauses.iter().filter(|clause| has(clause)).map(|clause| (*clause).to_owned()).collect();
            said.push(Said { topic, weighs, says, clauses, facts });
        };
        let person = &self.person;
        let one = |fact: Option<FactId>| fact.into_iter().collect::<Vec<_>>();
        let team = person.team.map_or_else(|| "no team on record".to_owned(), |team| (telling.unit)(team));
        match person.known.profession {
            Some(of) => {
                say(Topic::Remit, Weighs::Neither, format!("{of}, {team}"), &["AP-01", "AP-06"], one(person.details));
            }
            None => {
                let says = format!("what they are is not on record; {team}");
                say(Topic::Remit, Weighs::NotKnown, says, &["AP-01", "AP-06"], one(person.details));
            }
        }
        if person.agency.is_yes() {
            let facts = person.hours.iter().map(|(_, fact)| *fact).collect();
            say(Topic::Remit, Weighs::Neither, "engaged through an agency".into(), &[], facts);
        }
        let registered = [
            (Tri::Yes, Weighs::Neither, "registered with Social Work England"),
            (Tri::No, Weighs::Against, "not registered with Social Work England"),
            (Tri::Unknown, Weighs::NotKnown, "not on record whether they are registered"),
        ];
        // Nobody asks an advisor for it.
        let asks = !matches!(
            person.known.profession,
            Some(Profession::YoungPeoplesAdvisor | Profession::FamilySupportWorker | Profession::CommunityWorker)
        );
        let last_day = person.registered_until.map(|until| match person.known.registered {
            Tri::No => format!(": it ran out with {}", day(until)),
            _ => format!(", until {}", day(until)),
        });
        let last_day = last_day.filter(|_| !person.known.registered.is_unknown()).unwrap_or_default();
        for (value, weighs, says) in registered {
            if asks && value == person.known.registered {
                say(Topic::Registration, weighs, format!("{says}{last_day}"), &["AP-23"], one(person.registration));
            }
        }
        match person.known.experienced {
            Tri::Yes => {
                let says = "experience in child protection and court work confirmed".to_owned();
                say(Topic::Experience, Weighs::For, says, &["AP-05", "AP-25"], one(person.experience));
            }
            _ => {
                let says = "experience not on record".to_owned();
                say(Topic::Experience, Weighs::NotKnown, says, &["AP-05", "AP-25"], Vec::new());
            }
        }
        let (weighs, says) = match (person.supervisor, person.known.supervised) {
            (Some(supervisor), _) => (Weighs::Neither, format!("supervised by {}", (telling.worker)(supervisor))),
            (None, Tri::No) => (Weighs::Against, "no supervisor".to_owned()),
            (None, _) => (Weighs::NotKnown, "supervisor not on record".to_owned()),
        };
        say(Topic::Supervision, weighs, says, &["AP-05"], one(person.supervision));
        for accredited in &person.accreditations {
            let until = accredited.until.map(|until| format!(", until {}", day(until))).unwrap_or_default();
            let says = format!("accredited: {}{until}", accredited.accreditation);
            say(Topic::Accreditation, Weighs::For, says, &["AP-21"], vec![accredited.fact]);
        }
        let (certain, perhaps) = self.holds;
        let perhaps = if perhaps > 0 { format!(", and perhaps {perhaps} more") } else { String::new() };
        let children = if certain == 1 { "child" } else { "children" };
        let says = format!("holds {certain} {children} as lead or key worker{perhaps}");
        say(Topic::Load, Weighs::Neither, says, &["AP-26"], Vec::new());
        for absence in &person.absences {
            let (weighs, says) = away(absence);
            say(Topic::Absence, weighs, says, &["PG-03", "AP-38"], vec![absence.fact]);
        }
        if let Some((last, fact)) = person.last_day {
            say(Topic::Leaving, Weighs::Against, format!("last day {}", day(last)), &["PG-02"], vec![fact]);
        } else if let Some(fact) = person.may_have_left {
            let says = "left on a day that is not known".to_owned();
            say(Topic::Leaving, Weighs::NotKnown, says, &["PG-02"], vec![fact]);
        }
        for (certain, weighs, holds) in [(true, Weighs::For, "holds"), (false, Weighs::NotKnown, "perhaps holds")] {
            let of_them = self.siblings.iter().filter(|(_, held)| held.is_yes() == certain);
            let named: Vec<String> = of_them.filter_map(|(sibling, _)| (telling.child)(*sibling)).collect();
            let says = match named.as_slice() {
                [] => continue,
                [one] => format!("{holds} a sibling: {one}"),
                several => format!("{holds} {} siblings: {}", several.len(), several.join(", ")),
            };
            say(Topic::Siblings, weighs, says, &[], Vec::new());
        }
        for (part, has_begun) in &self.now {
            let says =
                if *has_begun { format!("is {part} of this child") } else { format!("was offered it as {part}") };
            say(Topic::Earlier, Weighs::Neither, says, &["AP-09"], Vec::new());
        }
        for earlier in &self.earlier {
            let says = format!("was {} of this child from {} to {}", earlier.part, on(earlier.from), on(earlier.to));
            let facts = telling.facts_of(self.child, earlier.involvement);
            say(Topic::Earlier, Weighs::For, says, &["AP-22"], facts);
        }
        for declined in &self.declined {
            let when = declined.when.day().map_or_else(|| "a day that is not known".to_owned(), day);
            let who = if declined.by_the_worker { "declined this child" } else { "did not take this child" };
            say(Topic::Earlier, Weighs::Against, format!("{who} on {when}"), &["AP-03"], vec![declined.fact]);
        }
        for weighed in &self.loads {
            said.push(carried(weighed, telling));
        }
        said
    }
}

fn away(absence: &Absence) -> (Weighs, String) {
    let until = match (absence.returns, absence.likely) {
        (Some(returns), _) => format!(", back on {}", day(returns)),
        (None, Some(likely)) => format!(", likely until {}", day(likely)),
        (None, None) => ", no likely end on record".to_owned(),
    };
    match (absence.now, absence.first) {
        (Tri::Yes, Some(first)) => (Weighs::Against, format!("away ({}) since {}{until}", absence.kind, day(first))),
        (Tri::No, Some(first)) => {
            (Weighs::Against, format!("will be away ({}) from {}{until}", absence.kind, day(first)))
        }
        _ => (Weighs::NotKnown, format!("perhaps away ({}){until}: its days are not known", absence.kind)),
    }
}

/// The load before and after, whether it warns, and what is not known of it.
fn carried(weighed: &Weighed, telling: &Telling<'_>) -> Said {
    let (before, after) = (&weighed.before, &weighed.after);
    let of = &telling.plan.workloads[after.rule];
    let mut says = format!("load {}, with this child {}", range(before.sum), range(after.sum));
    says.push_str(&of_capacity(after));
    let warns = of.rule.warns_at.value();
    let warning = warns.map(|percent| format!(": at {percent} percent and beyond it warns, and does not forbid"));
    let weighs = match (after.beyond, after.warns) {
        (Some(Tri::Yes), _) => {
            says.push_str("; beyond the limit");
            Weighs::Against
        }
        (_, Tri::Yes) => {
            says.push_str(&warning.unwrap_or_default());
            Weighs::Against
        }
        (Some(Tri::Unknown), _) | (_, Tri::Unknown) => {
            says.push_str("; not known whether that is too much");
            Weighs::NotKnown
        }
        _ => Weighs::Neither,
    };
    let open = before.offered.iter().filter(|one| !after.children.iter().any(|held| held.child == one.child));
    let open = open.map(|one| one.points).fold((0, Range::NONE), |(count, sum), one| (count + 1, sum.plus(one)));
    if open.0 > 0 {
        let offers = if open.0 == 1 { "offer waits".to_owned() } else { "offers wait".to_owned() };
        says.push_str(&format!("; {} {offers} for an answer and would add {}", open.0, range(open.1)));
    }
    let mut clauses = vec!["AP-26".to_owned()];
    clauses.extend(of.rule.cites.0.iter().cloned());
    let facts = after.children.iter().flat_map(|child| telling.facts_of_child(child)).collect();
    Said { topic: Topic::Load, weighs, says, clauses, facts }
}

/// " of 100 points, 62 percent", and what is not known of the capacity.
fn of_capacity(load: &Load) -> String {
    let percent = match load.percent() {
        None => "no room at all".to_owned(),
        Some((least, Some(most))) if least == most => format!("{least} percent"),
        Some((least, Some(most))) => format!("{least} to {most} percent"),
        Some((least, None)) => format!("{least} percent or more"),
    };
    let most = load.capacity.most.map_or_else(
        || "a number of points that is not stated".to_owned(),
        |most| {
            let at_most = if load.capacity.is_known() { "" } else { "at most " };
            format!("{at_most}{} points", points(most))
        },
    );
    let unknown = load.steps.iter().filter_map(|step| match step.why {
        Why::Hours(None) => Some("their hours are not on record"),
        Why::NotCovered => Some("what is taken off is not on record"),
        Why::Own { value: Tri::Unknown, .. } => Some("whether a smaller load is theirs is not known"),
        Why::Left(Tri::Unknown) => Some("they may have left"),
        Why::Adjusted(Share { value: Tri::Unknown, .. }) => Some("since when part is taken off is not known"),
        _ => None,
    });
    let unknown: Vec<&str> = unknown.collect();
    let unknown = if unknown.is_empty() { String::new() } else { format!(" ({})", unknown.join("; ")) };
    format!(" of {most}, {percent}{unknown}")
}

/// A load line by line: each child, the fixed parts, the sum, and how what is a full load comes about.
pub fn load_said(load: &Load, telling: &Telling<'_>) -> Vec<Said> {
    let of = &telling.plan.workloads[load.rule].rule;
    let mut said = Vec::new();
    let mut say = |weighs, says: String, clauses: Vec<String>, facts: Vec<FactId>| {
        let mut all = clauses;
        all.dedup();
        said.push(Said { topic: Topic::Load, weighs, says, clauses: all, facts });
    };
    let of_children = load
        .children
        .iter()
        .map(|child| (child, ""))
        .chain(load.offered.iter().map(|child| (child, "offered, not answered, adds nothing yet: ")));
    for (child, before) in of_children {
        let weighs = if child.points.is_known() { Weighs::Neither } else { Weighs::NotKnown };
        let Some(name) = (telling.child)(child.child) else {
            say(
                weighs,
                format!("{before}a child whom you may not see: {}", range(child.points)),
                of.cites.0.clone(),
                Vec::new(),
            );
            continue;
        };
        let clauses = child.lines.iter().flat_map(|line| of.points[line.line].cites.0.clone());
        let clauses = clauses.chain((child.percent != Some(100)).then(|| of.cites.0.clone()).into_iter().flatten());
        let says = format!("{before}{}", child_said(of, child, &name));
        say(weighs, says, clauses.collect(), telling.facts_of_child(child));
    }
    for line in &load.fixed {
        let rule = &of.fixed[line.line];
        let whom: Vec<String> = line.whom.iter().map(|(worker, _)| (telling.worker)(*worker)).collect();
        let whom = if whom.is_empty() { String::new() } else { format!(" (supervises {})", whom.join(", ")) };
        let weighs = if line.points.is_known() { Weighs::Neither } else { Weighs::NotKnown };
        say(weighs, format!("{}{whom}: {}", rule.says, range(line.points)), rule.cites.0.clone(), Vec::new());
    }
    let weighs = match (load.beyond, load.warns) {
        (Some(Tri::Yes), _) | (_, Tri::Yes) => Weighs::Against,
        (Some(Tri::Unknown), _) | (_, Tri::Unknown) => Weighs::NotKnown,
        _ => Weighs::Neither,
    };
    say(weighs, format!("sum {}{}", range(load.sum), of_capacity(load)), of.cites.0.clone(), Vec::new());
    for step in &load.steps {
        let (says, clauses, facts) = step_said(of, step);
        say(Weighs::Neither, says, clauses, facts);
    }
    for share in &load.authorised {
        let until = share.until.map(|until| format!(" until {}", day(until))).unwrap_or_default();
        let post =
            share.post.map_or_else(|| "in a post that is not on record".to_owned(), |post| format!("by the {post}"));
        let clauses = of.exceptions.iter().flat_map(|one| one.cites.0.clone()).collect();
        say(
            Weighs::Neither,
            format!("up to {} percent authorised {post}{until}", share.percent),
            clauses,
            vec![share.fact],
        );
    }
    said
}

fn child_said(of: &Workload, child: &ChildLoad, name: &str) -> String {
    let parts: Vec<&str> = child.parts.iter().map(|(role, ..)| role.name()).collect();
    let lines: Vec<String> = child
        .lines
        .iter()
        .map(|line| {
            let rule = &of.points[line.line];
            let points = match rule.points {
                Stated::As(points) => points.to_string(),
                Stated::LeftOpen => "points that the policy does not state".to_owned(),
            };
            let perhaps = if line.value.is_yes() { "" } else { "perhaps " };
            format!("{perhaps}{} {points}", rule.says)
        })
        .collect();
    let lines = if lines.is_empty() { "nothing weighs".to_owned() } else { lines.join(", ") };
    let further = match child.percent {
        Some(100) => String::new(),
        Some(percent) => format!("; {percent} percent of it, as a further child of the family"),
        None => "; less, as a further child of the family: the policy does not say how much".to_owned(),
    };
    format!("{name} ({}): {lines}{further}: {}", parts.join(", "), range(child.points))
}

fn step_said(of: &Workload, step: &CapacityStep) -> (String, Vec<String>, Vec<FactId>) {
    let after = range(step.after);
    let cites = || of.cites.0.clone();
    match step.why {
        Why::Full => (format!("a full load: {after}"), cites(), Vec::new()),
        Why::Left(Tri::Unknown) => (format!("they may have left: {after}"), vec!["PG-02".into()], Vec::new()),
        Why::Left(_) => (format!("they have left: {after}"), vec!["PG-02".into()], Vec::new()),
        Why::Hours(Some((worked, fact))) => {
            let full = of.full_time_hours.value().unwrap_or_default();
            (format!("{} of {full} hours a week: {after}", hours(worked)), cites(), vec![fact])
        }
        Why::Hours(None) => (format!("their hours are not on record: {after}"), cites(), Vec::new()),
        Why::Own { own, value, until } => {
            let rule = &of.own[own];
            let percent = rule
                .percent
                .value()
                .map_or_else(|| "a part that is not stated".to_owned(), |of| format!("{of} percent"));
            let until = until.map(|until| format!(" until {}", day(until))).unwrap_or_default();
            let perhaps = if value.is_yes() { "" } else { "perhaps " };
            (
                format!("{perhaps}{percent} of it{until}, as theirs is a smaller load: {after}"),
                rule.cites.0.clone(),
                Vec::new(),
            )
        }
        Why::Adjusted(share) => {
            let until = share.until.map(|until| format!(" until {}", day(until))).unwrap_or_default();
            let perhaps = if share.value.is_yes() { "" } else { "perhaps " };
            let says = format!("{perhaps}{} percent taken off{until}: {after}", share.percent);
            (says, vec!["AP-26".into()], vec![share.fact])
        }
        Why::NotCovered => {
            (format!("nothing records whether anything is taken off: {after}"), vec!["AP-26".into()], Vec::new())
        }
    }
}

impl Telling<'_> {
    /// The facts of that involvement of the child.
    fn facts_of(&self, child: ChildId, involvement: Ref) -> Vec<FactId> {
        let facts = lists(self.book, self.people, child).into_iter().flat_map(|list| known_facts(list, self.known));
        let of = facts.filter(|fact| match fact.content {
            Content::AllocationOffered { involvement: of, .. }
            | Content::AllocationAccepted { involvement: of }
            | Content::InvolvementStarted { involvement: of, .. }
            | Content::InvolvementEnded { involvement: of, .. } => of == involvement,
            _ => false,
        });
        of.map(|fact| fact.id).collect()
    }

    /// The facts by which the worker holds the child, and those because of which it weighs what it does.
    fn facts_of_child(&self, child: &ChildLoad) -> Vec<FactId> {
        if (self.child)(child.child).is_none() {
            return Vec::new();
        }
        let facts = lists(self.book, self.people, child.child);
        let mut found: Vec<FactId> = Vec::new();
        for involvement in child.parts.iter().filter_map(|(_, involvement, _)| *involvement) {
            found.extend(self.facts_of(child.child, involvement));
        }
        found
            .extend(child.lines.iter().filter_map(|line| fact_of(line.since.1, &facts, self.book)).map(|fact| fact.id));
        found.dedup();
        found
    }
}
