//! Packs made ready for evaluation: their rules in flat lists, with what each kind of fact is needed for.

use policy::{
    Area, Breach, Cites, Condition, CountsFrom, Definition, Due, Duty, Event, From, Gate, Ladder, Pack, Priority,
    State, Stop, StopOn, Suitability, WorkerRule, Workload,
};
use record::words::{Post, Role, Word, Words};
use record::{Day, Kind, Ref};

use crate::conditions::Conditions;

/// Rules of one or several packs, side by side.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The packs, in the order in which they were given.
    pub packs: Vec<PackInfo>,
    /// What the council calls a post, as any of its packs says.
    titles: Vec<(Post, String)>,
    /// Who counts as a worker.
    pub workers: Vec<Ruled<WorkerRule>>,
    /// Counts. A reference inside a pack has become a place in these lists.
    pub definitions: Vec<Ruled<Definition>>,
    /// Duties.
    pub duties: Vec<Ruled<Duty>>,
    /// Breaches.
    pub breaches: Vec<Ruled<Breach>>,
    /// Ladders; their rungs are among the duties.
    pub ladders: Vec<Ruled<Ladder>>,
    /// What decisions need.
    pub gates: Vec<Ruled<Gate>>,
    /// Who may hold whom.
    pub suitability: Vec<Ruled<Suitability>>,
    /// What raises a child's priority.
    pub priorities: Vec<Ruled<Priority>>,
    /// How workloads are weighed: at most one of each pack.
    pub workloads: Vec<Ruled<Workload>>,
    /// What is looked at over whole areas.
    pub areas: Vec<Ruled<Area>>,
    /// For each gate: the place of its breach, a decision taken that it does not allow.
    pub(crate) gate_breaches: Vec<usize>,
    /// The packs' own calendars: the days on which each is closed beside the bank holidays.
    pub(crate) calendars: Vec<Vec<Day>>,
    /// For each breach: the reference by which exceptions from it are granted.
    pub(crate) exceptions: Vec<Ref>,
    /// What duties ask to be met by, each once however many ask it.
    pub(crate) asked: Vec<Asked>,
    /// For each duty: which of those.
    pub(crate) asks: Vec<usize>,
    /// The kinds of fact that some condition or duty asks for as events, beside what meets duties.
    notes: KindSet,
    /// Those, and the kinds that may meet a duty.
    pub(crate) keeps: KindSet,
    /// What the rules ask over time, each condition once.
    pub(crate) conditions: Conditions,
    /// Who holds a child, whatever the policy: a lead or key worker who has accepted and not left.
    pub(crate) held: WorkerRule,
    /// Who is named for a child, whatever the policy.
    pub(crate) named: WorkerRule,
    /// The place of the count by each team's own policy, where it is asked about.
    pub(crate) each_team: Option<usize>,
}

/// What a plan keeps of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackInfo {
    /// The pack's id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The first civil day on which it is in force.
    pub from: Day,
    /// Whether that is the day of the document itself, and not only the first about which the pack can be asked.
    pub from_is_stated: bool,
    /// The last, if it has one.
    pub until: Option<Day>,
    /// The place among the plan's definitions of the one by which it counts, if it counts anybody.
    pub leading: Option<usize>,
    /// The ids of its clauses.
    pub clauses: Vec<String>,
}

impl PackInfo {
    /// Whether it is that version of that pack.
    pub fn is(&self, id: &str, version: &str) -> bool {
        self.id == id && self.version == version
    }

    /// Whether it is in force on that day; otherwise there is no answer by it.
    pub fn in_force(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A rule, and the place of its pack in [`Plan::packs`].
#[derive(Clone, Debug)]
pub struct Ruled<R> {
    /// The pack's place.
    pub pack: usize,
    /// The rule.
    pub rule: R,
}

/// What a duty asks to be met by: the events that are each of its parts.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) parts: Vec<Vec<Event>>,
    /// The kinds of those events.
    pub(crate) kinds: KindSet,
}

/// Kinds of fact, a bit for each number of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct KindSet([u64; 4]);

impl KindSet {
    /// These.
    pub(crate) fn of(kinds: impl IntoIterator<Item = Kind>) -> KindSet {
        let mut set = KindSet::default();
        kinds.into_iter().for_each(|kind| set.add(kind));
        set
    }

    /// Takes that kind in.
    pub(crate) fn add(&mut self, kind: Kind) {
        self.0[usize::from(kind.number() >> 6)] |= 1 << (kind.number() & 63);
    }

    /// Whether that kind is among them.
    pub(crate) fn has(self, kind: Kind) -> bool {
        self.0[usize::from(kind.number() >> 6)] & 1 << (kind.number() & 63) != 0
    }

    /// Whether any of those is among them.
    pub(crate) fn has_any(self, others: KindSet) -> bool {
        self.0.iter().zip(others.0).any(|(own, other)| own & other != 0)
    }

    /// With those too.
    pub(crate) fn with(mut self, others: KindSet) -> KindSet {
        self.0.iter_mut().zip(others.0).for_each(|(own, other)| *own |= other);
        self
    }
}

impl Plan {
    /// The rules of these packs.
    pub fn new(packs: &[&Pack]) -> Plan {
        let mut plan = Plan {
            packs: Vec::new(),
            titles: Vec::new(),
            workers: Vec::new(),
            definitions: Vec::new(),
            duties: Vec::new(),
            breaches: Vec::new(),
            ladders: Vec::new(),
            gates: Vec::new(),
            suitability: Vec::new(),
            priorities: Vec::new(),
            workloads: Vec::new(),
            areas: Vec::new(),
            gate_breaches: Vec::new(),
            calendars: Vec::new(),
            exceptions: Vec::new(),
            asked: Vec::new(),
            asks: Vec::new(),
            notes: KindSet::default(),
            keeps: KindSet::default(),
            conditions: Conditions::default(),
            held: holder("held", CountsFrom::Accepted),
            named: holder("named", CountsFrom::Named),
            each_team: None,
        };
        for pack in packs {
            plan.add(pack);
        }
        plan.conditions = Conditions::of(&plan);
        plan
    }

    /// What the council calls that post. Whatever people read says it by this.
    pub fn title_of(&self, post: Post) -> &str {
        self.titles.iter().find(|(of, _)| *of == post).map_or(post.name(), |(_, title)| title)
    }

    /// The worker rules of the packs, then the two that every evaluation needs.
    pub(crate) fn worker_rules(&self) -> impl Iterator<Item = &WorkerRule> {
        self.workers.iter().map(|of| &of.rule).chain([&self.held, &self.named])
    }

    fn add(&mut self, pack: &Pack) {
        let place = self.packs.len();
        let moved = policy::Moved {
            workers: self.workers.len(),
            definitions: self.definitions.len(),
            duties: self.duties.len(),
            ladders: self.ladders.len(),
            calendars: self.calendars.len(),
        };
        self.packs.push(PackInfo {
            id: pack.id.clone(),
            title: pack.title.clone(),
            version: pack.version.clone(),
            from: pack.from,
            from_is_stated: pack.from_is_stated,
            until: pack.until,
            leading: pack.leading.map(|place| place + moved.definitions),
            clauses: pack.clauses.iter().map(|clause| clause.id.clone()).collect(),
        });
        // A council has one name for a post, whichever of its packs says it; a pack's own comes after those that it takes in.
        for (post, title) in pack.titles.iter().rev() {
            if self.titles.iter().all(|(known, _)| known != post) {
                self.titles.push((*post, title.clone()));
            }
        }
        macro_rules! join {
            ($list:ident, $how:ident) => {
                self.$list.extend(pack.$list.iter().map(|rule| Ruled { pack: place, rule: moved.$how(rule) }));
            };
        }
        self.calendars.extend(pack.calendars.iter().map(|calendar| calendar.closed.clone()));
        self.workers.extend(pack.workers.iter().map(|rule| Ruled { pack: place, rule: rule.clone() }));
        join!(definitions, definition);
        join!(duties, duty);
        join!(breaches, breach);
        join!(ladders, ladder);
        join!(gates, gate);
        join!(suitability, suitability);
        join!(priorities, priority);
        join!(areas, area);
        self.workloads.extend(pack.workload.iter().map(|rule| Ruled { pack: place, rule: moved.workload(rule) }));
        self.exceptions.extend(pack.breaches.iter().map(|breach| Ref::of_rule(&pack.id, &breach.id)));
        for gate in &pack.gates {
            self.gate_breaches.push(self.breaches.len());
            let rule = breach_of(gate);
            self.exceptions.push(Ref::of_rule(&pack.id, &rule.id));
            self.breaches.push(Ruled { pack: place, rule });
        }
        for duty in moved.duties..self.duties.len() {
            let parts = &self.duties[duty].rule.met_by;
            let known = self.asked.iter().position(|asked| asked.parts == *parts);
            self.asks.push(known.unwrap_or(self.asked.len()));
            if known.is_none() {
                let kinds = KindSet::of(parts.iter().flatten().map(|event| event.fact));
                self.keeps = self.keeps.with(kinds);
                self.asked.push(Asked { parts: parts.clone(), kinds });
            }
        }
        self.notes = self.notes.with(KindSet::of(noted(pack)));
        self.keeps = self.keeps.with(self.notes);
    }

    /// The place of the definition that people call `pack/definition`, or `pack` alone for the one by which
    /// that pack counts.
    pub fn definition(&self, name: &str) -> Option<usize> {
        match name.split_once('/') {
            None => self.packs.iter().filter(|pack| pack.id == name).find_map(|pack| pack.leading),
            Some((pack, id)) => {
                self.definitions.iter().position(|of| self.packs[of.pack].id == pack && of.rule.id == id)
            }
        }
    }

    /// The place of the definition by which trays and the first figure count: the first pack's that has one.
    pub fn leading(&self) -> Option<usize> {
        self.packs.iter().find_map(|pack| pack.leading)
    }

    /// What people call the definition at that place: `pack/definition`.
    pub fn definition_name(&self, place: usize) -> String {
        let of = &self.definitions[place];
        format!("{}/{}", self.packs[of.pack].id, of.rule.id)
    }

    /// The kinds of fact on which a definition rests: what a record must cover for its count to see everything.
    pub fn kinds_of(&self, definition: usize) -> Vec<Kind> {
        let rule = &self.definitions[definition].rule;
        let mut kinds = vec![Kind::ReferralReceived];
        for condition in [&rule.counts, &rule.among] {
            self.kinds_of_condition(condition, &mut kinds);
        }
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Adds the kinds of fact on which a condition rests.
    pub fn kinds_of_condition(&self, condition: &Condition, out: &mut Vec<Kind>) {
        match condition {
            Condition::State(state) => out.push(kind_of(*state)),
            Condition::Status(_) => out.push(Kind::StatusStarted),
            Condition::AgeFrom(_) | Condition::AgeUnder(_) => out.push(Kind::ChildDetails),
            Condition::Team(_) => out.push(Kind::ReferralReceived),
            Condition::Placement(_) => out.push(Kind::PlacementStarted),
            Condition::Service { .. } => out.push(Kind::ServiceEntryJoined),
            Condition::Lasting(lasting) => self.kinds_of_condition(&lasting.of, out),
            Condition::Begun(begun) => {
                [&begun.of, &begun.when].iter().for_each(|one| self.kinds_of_condition(one, out))
            }
            Condition::Since(since) => {
                out.extend(since.event.iter().map(|event| event.fact));
                since.until_when.iter().for_each(|when| self.kinds_of_condition(when, out));
            }
            Condition::Often(often) => out.extend(often.event.iter().map(|event| event.fact)),
            Condition::Definition(place) => self.kinds_of_condition(&self.definitions[*place].rule.counts, out),
            Condition::All(list) | Condition::Any(list) => {
                list.iter().for_each(|one| self.kinds_of_condition(one, out));
            }
            Condition::Not(inner) => self.kinds_of_condition(inner, out),
            Condition::Without(rule) => {
                out.push(Kind::InvolvementStarted);
                let Some(Ruled { rule, .. }) = self.workers.get(*rule) else { return };
                // Who is named, or accepts, may be recorded beside the involvements alone.
                let accepted = rule.from == CountsFrom::Accepted;
                out.push(if accepted { Kind::AllocationAccepted } else { Kind::AllocationOffered });
                out.extend(rule.need_identified.then_some(Kind::NeedIdentified));
                out.extend(rule.supported.then_some(Kind::SupportNamed));
                out.extend(rule.registered.then_some(Kind::Registered));
                out.extend(rule.professions.is_some().then_some(Kind::WorkerDetails));
                out.extend(rule.stops.iter().map(|stop| match stop.on {
                    StopOn::LeftAuthority => Kind::WorkerLeft,
                    StopOn::Absence { .. } => Kind::AbsenceStarted,
                }));
            }
        }
    }

    /// Whether facts of that kind can change who is counted: more than meeting duties.
    pub fn decides_by(&self, kind: Kind) -> bool {
        self.notes.has(kind) || !EVIDENCE_ONLY.contains(&kind)
    }

    /// Whether facts of that kind can change any answer of these rules, or what is shown beside every answer.
    pub fn needs(&self, kind: Kind) -> bool {
        let set = self.duties.iter().any(|duty| matches!(duty.rule.due, Due::SetBy(by) if by == kind));
        set || self.keeps.has(kind) || !EVIDENCE_ONLY.contains(&kind)
    }
}

/// The kind of fact that a plain state rests on.
pub const fn kind_of(state: State) -> Kind {
    match state {
        State::Open => Kind::ReferralReceived,
        State::BeingAssessed => Kind::AssessmentStarted,
        State::AssessedInNeed | State::NeedsSocialWorker => Kind::AssessmentCompleted,
        State::OnDuty => Kind::PutOnDuty,
        State::TeamHeld => Kind::TeamHeld,
        State::PartnerHeld => Kind::PartnerHeld,
        State::PaymentsOnly => Kind::PaymentsOnly,
        State::AwaitingClosure => Kind::ClosureProposed,
        State::InTransfer => Kind::TransferSigned,
        State::WouldBeDuty => Kind::DutyQuestionAnswered,
        State::LeftByDecision => Kind::LeftUnallocated,
        State::Placed => Kind::PlacementStarted,
        State::Disabled | State::SpecialEducationalNeeds | State::Born => Kind::ChildDetails,
    }
}

/// A lead or key worker who has not left the authority.
fn holder(id: &str, from: CountsFrom) -> WorkerRule {
    let cites = Cites(vec!["MON-02".to_owned()]);
    WorkerRule {
        id: id.to_owned(),
        title: None,
        cites: cites.clone(),
        parts: Words::of(&[Role::Lead, Role::KeyWorker]),
        from,
        professions: None,
        registered: false,
        recorded: false,
        need_identified: false,
        supported: false,
        stops: vec![Stop { cites, on: StopOn::LeftAuthority }],
    }
}

/// Kinds of fact that matter only where a duty is met or set by them.
const EVIDENCE_ONLY: [Kind; 10] = [
    Kind::Visit,
    Kind::ManagementOversight,
    Kind::LetterSent,
    Kind::LetterWithheld,
    Kind::NoticeGiven,
    Kind::PlanReviewHeld,
    Kind::SafetyPlanningAgreed,
    Kind::NextSeenSet,
    Kind::NextReviewSet,
    Kind::NextPlanReviewSet,
];

impl Plan {
    /// The gate that the decision of that breach was taken against; nothing for a rule about what is so, which no decision
    /// breaks.
    pub fn gate_of(&self, breach: usize) -> Option<&Gate> {
        Some(&self.gates[self.gate_at(breach)?].rule)
    }

    /// The places of the worker rules of which a condition wants that nobody counts.
    pub fn worker_rules_of(&self, condition: &Condition) -> Vec<usize> {
        let mut places = Vec::new();
        let mut open = vec![condition];
        while let Some(condition) = open.pop() {
            match condition {
                Condition::Without(place) if *place < self.workers.len() => places.push(*place),
                Condition::All(list) | Condition::Any(list) => open.extend(list.iter().rev()),
                Condition::Lasting(lasting) => open.push(&lasting.of),
                Condition::Definition(place) => open.push(&self.definitions[*place].rule.counts),
                _ => {}
            }
        }
        places
    }

    /// The place of the gate that the decision of that breach was taken against, where it is one of a decision.
    pub fn gate_at(&self, breach: usize) -> Option<usize> {
        self.gate_breaches.iter().position(|of| *of == breach)
    }

    /// The place of the breach of a decision that the gate at that place does not allow.
    pub fn breach_of_gate(&self, gate: usize) -> usize {
        self.gate_breaches[gate]
    }

    /// Whether that breach is of what may never be, whatever anybody records: what is so of the child, or a decision that nobody
    /// may take. Others are the lack of something done, or a decision that was not taken as is asked.
    pub fn may_never_be(&self, breach: usize) -> bool {
        match self.gate_of(breach) {
            Some(gate) => gate.never,
            None => !lacks_an_event(&self.breaches[breach].rule.during, false),
        }
    }

    /// Whether that breach is of a closing: it stands of a case that is closed, from the closing on (AS-18).
    pub fn is_of_closing(&self, breach: usize) -> bool {
        self.gate_of(breach).is_some_and(|gate| gate.before.iter().any(|event| event.fact == Kind::CaseClosed))
    }
}

/// A decision taken that the gate does not allow is a breach like any other; when it holds is worked out from the gate. It
/// follows every clause that anything asked of the decision does: which of them are broken, what it lacked says.
fn breach_of(gate: &Gate) -> Breach {
    let mut clauses = gate.cites.0.clone();
    clauses.extend(gate.steps.iter().flat_map(|step| step.cites.0.clone()));
    let mut cites = Vec::new();
    for clause in clauses {
        if !cites.contains(&clause) {
            cites.push(clause);
        }
    }
    Breach {
        id: format!("gate/{}", gate.id),
        title: format!("{}: taken, and not as the policy asks", gate.title),
        cites: Cites(cites),
        during: Condition::Any(Vec::new()),
        to: gate.by.unwrap_or(Words::NONE),
        exceptions: Vec::new(),
    }
}

/// The kinds of fact that conditions and duties of the pack ask for as events, those that only meet duties left out.
fn noted(pack: &Pack) -> Vec<Kind> {
    let mut kinds = Vec::new();
    let mut walk = |condition: &Condition| events_of(condition, &mut kinds);
    pack.definitions.iter().for_each(|rule| [&rule.among, &rule.counts].into_iter().for_each(&mut walk));
    pack.breaches.iter().for_each(|rule| walk(&rule.during));
    pack.gates.iter().for_each(|rule| walk(&rule.during));
    pack.gates.iter().filter_map(|rule| rule.breach_while.as_ref()).for_each(&mut walk);
    pack.gates.iter().flat_map(|rule| &rule.steps).filter_map(|step| step.only_where.as_ref()).for_each(&mut walk);
    pack.suitability.iter().for_each(|rule| walk(&rule.during));
    pack.letters.iter().for_each(|rule| walk(&rule.during));
    pack.priorities.iter().for_each(|rule| walk(&rule.when));
    pack.workload.iter().flat_map(|rule| &rule.points).for_each(|line| walk(&line.when));
    for duty in &pack.duties {
        walk(&duty.during);
        duty.lasts_while.iter().chain(&duty.met_when).chain(&duty.in_doubt_when).for_each(&mut walk);
        duty.waiting
            .iter()
            .chain(duty.met_from.since())
            .chain(duty.due.from().and_then(|from| from.since.as_ref()))
            .for_each(&mut walk);
        duty.intervals.iter().for_each(|interval| walk(&interval.when));
        duty.owners.iter().for_each(|owner| walk(&owner.when));
    }
    for duty in &pack.duties {
        kinds.extend(duty.on.iter().map(|event| event.fact));
        kinds.extend(duty.varied_by.iter().flat_map(|by| &by.event).map(|event| event.fact));
        kinds.extend(duty.due.from().into_iter().flat_map(From::events).map(|event| event.fact));
    }
    for gate in &pack.gates {
        kinds.extend(gate.before.iter().map(|event| event.fact));
        kinds.extend(gate.steps.iter().flat_map(|step| &step.met_by).map(|event| event.fact));
    }
    if pack.breaches.iter().any(|breach| !breach.exceptions.is_empty()) {
        kinds.push(Kind::ExceptionGranted);
    }
    // An acceptance may be said by a start; it ends what `until` names, and makes what was done before it old.
    if kinds.contains(&Kind::AllocationAccepted) || kinds.contains(&Kind::LeftUnallocated) {
        kinds.extend([Kind::AllocationAccepted, Kind::InvolvementStarted]);
    }
    kinds
}

/// Whether a condition, or its opposite, holds for want of an event: something done, recorded, would end it.
fn lacks_an_event(condition: &Condition, opposite: bool) -> bool {
    match condition {
        Condition::All(list) | Condition::Any(list) => list.iter().any(|one| lacks_an_event(one, opposite)),
        Condition::Not(inner) => lacks_an_event(inner, !opposite),
        Condition::Since(_) | Condition::Often(_) => opposite,
        _ => false,
    }
}

/// The kinds of fact that a condition asks for as events.
fn events_of(condition: &Condition, out: &mut Vec<Kind>) {
    match condition {
        Condition::All(list) | Condition::Any(list) => list.iter().for_each(|one| events_of(one, out)),
        Condition::Not(inner) => events_of(inner, out),
        Condition::Lasting(lasting) => events_of(&lasting.of, out),
        Condition::Begun(begun) => [&begun.of, &begun.when].into_iter().for_each(|one| events_of(one, out)),
        Condition::Since(since) => {
            out.extend(since.event.iter().chain(&since.until).map(|event| event.fact));
            since.until_when.iter().for_each(|when| events_of(when, out));
        }
        Condition::Often(often) => out.extend(often.event.iter().map(|event| event.fact)),
        Condition::Placement(_) | Condition::State(State::Placed) => {
            out.extend([Kind::PlacementStarted, Kind::PlacementEnded]);
        }
        Condition::Service { .. } => out.extend([Kind::ServiceEntryJoined, Kind::ServiceEntryLeft]),
        Condition::State(_)
        | Condition::Status(_)
        | Condition::Without(_)
        | Condition::Definition(_)
        | Condition::Team(_)
        | Condition::AgeFrom(_)
        | Condition::AgeUnder(_) => {}
    }
}
