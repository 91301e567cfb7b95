//! Packs made ready for evaluation: their rules in flat lists, with what each kind of fact is needed for.

use policy::{
    Breach, Cites, Condition, CountsFrom, Definition, Due, Duty, MetBy, Pack, State, Stop, StopOn, WorkerRule,
};
use record::words::{Role, Words};
use record::{Day, Kind};

/// Rules of one or several packs, side by side.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The packs, in the order in which they were given.
    pub packs: Vec<PackInfo>,
    /// Who counts as a worker.
    pub workers: Vec<Ruled<WorkerRule>>,
    /// Counts. A reference inside a pack has become a place in these lists.
    pub definitions: Vec<Ruled<Definition>>,
    /// Duties.
    pub duties: Vec<Ruled<Duty>>,
    /// Breaches.
    pub breaches: Vec<Ruled<Breach>>,
    /// For each kind of fact, by its number: the duties (and which of their ways of being met) that it can meet.
    pub(crate) meets: Vec<Vec<(u16, MetBy)>>,
    /// Who holds a child, whatever the policy: a lead or key worker who has accepted and not left.
    pub(crate) held: WorkerRule,
    /// Who is named for a child, whatever the policy.
    pub(crate) named: WorkerRule,
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
    /// The last, if it has one.
    pub until: Option<Day>,
}

impl PackInfo {
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

impl Plan {
    /// The rules of these packs.
    pub fn new(packs: &[&Pack]) -> Plan {
        let mut plan = Plan {
            packs: Vec::new(),
            workers: Vec::new(),
            definitions: Vec::new(),
            duties: Vec::new(),
            breaches: Vec::new(),
            meets: vec![Vec::new(); 256],
            held: holder("held", CountsFrom::Accepted),
            named: holder("named", CountsFrom::Named),
        };
        for pack in packs {
            plan.add(pack);
        }
        plan
    }

    /// The worker rules of the packs, then the two that every evaluation needs.
    pub(crate) fn worker_rules(&self) -> impl Iterator<Item = &WorkerRule> {
        self.workers.iter().map(|of| &of.rule).chain([&self.held, &self.named])
    }

    fn add(&mut self, pack: &Pack) {
        let place = self.packs.len();
        let (workers, definitions) = (self.workers.len(), self.definitions.len());
        let moved = |condition: &Condition| shifted(condition, workers, definitions);
        self.packs.push(PackInfo {
            id: pack.id.clone(),
            title: pack.title.clone(),
            version: pack.version.clone(),
            from: pack.from,
            until: pack.until,
        });
        self.workers.extend(pack.workers.iter().map(|rule| Ruled { pack: place, rule: rule.clone() }));
        for rule in &pack.definitions {
            let rule = Definition { among: moved(&rule.among), counts: moved(&rule.counts), ..rule.clone() };
            self.definitions.push(Ruled { pack: place, rule });
        }
        for rule in &pack.duties {
            for way in &rule.met_by {
                self.meets[usize::from(way.fact.number())].push((self.duties.len() as u16, way.clone()));
            }
            self.duties.push(Ruled { pack: place, rule: Duty { during: moved(&rule.during), ..rule.clone() } });
        }
        for rule in &pack.breaches {
            self.breaches.push(Ruled { pack: place, rule: Breach { during: moved(&rule.during), ..rule.clone() } });
        }
    }

    /// The place of the definition that people call `pack/definition`, or `pack` alone for a pack's first.
    pub fn definition(&self, name: &str) -> Option<usize> {
        let (pack, id) = name.split_once('/').map_or((name, None), |(pack, id)| (pack, Some(id)));
        self.definitions.iter().position(|of| self.packs[of.pack].id == pack && id.is_none_or(|id| of.rule.id == id))
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
            Condition::AgeFrom(_) => out.push(Kind::ChildDetails),
            Condition::Definition(place) => self.kinds_of_condition(&self.definitions[*place].rule.counts, out),
            Condition::All(list) | Condition::Any(list) => {
                list.iter().for_each(|one| self.kinds_of_condition(one, out));
            }
            Condition::Not(inner) => self.kinds_of_condition(inner, out),
            Condition::Without(rule) => {
                out.push(Kind::InvolvementStarted);
                let Some(Ruled { rule, .. }) = self.workers.get(*rule) else { return };
                out.extend(rule.need_identified.then_some(Kind::NeedIdentified));
                out.extend(rule.registered.then_some(Kind::Registered));
                out.extend(rule.professions.is_some().then_some(Kind::WorkerDetails));
                out.extend(rule.stops.iter().map(|stop| match stop.on {
                    StopOn::LeftAuthority => Kind::WorkerLeft,
                    StopOn::Absence { .. } => Kind::AbsenceStarted,
                }));
            }
        }
    }

    /// Whether facts of that kind can change any answer of these rules, or what is shown beside every answer.
    pub fn needs(&self, kind: Kind) -> bool {
        let set = self.duties.iter().any(|duty| matches!(duty.rule.due, Due::SetBy(by) if by == kind));
        set || !self.meets[usize::from(kind.number())].is_empty() || !EVIDENCE_ONLY.contains(&kind)
    }
}

/// The kind of fact that a plain state rests on.
const fn kind_of(state: State) -> Kind {
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
    }
}

/// A lead or key worker who has not left the authority.
fn holder(id: &str, from: CountsFrom) -> WorkerRule {
    let cites = Cites(vec!["MON-02".to_owned()]);
    WorkerRule {
        id: id.to_owned(),
        cites: cites.clone(),
        parts: Words::of(&[Role::Lead, Role::KeyWorker]),
        from,
        professions: None,
        registered: false,
        recorded: false,
        need_identified: false,
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

/// The condition with its references moved to their places in the plan.
fn shifted(condition: &Condition, workers: usize, definitions: usize) -> Condition {
    let all = |list: &[Condition]| list.iter().map(|one| shifted(one, workers, definitions)).collect();
    match condition {
        Condition::Without(rule) => Condition::Without(rule + workers),
        Condition::Definition(rule) => Condition::Definition(rule + definitions),
        Condition::All(list) => Condition::All(all(list)),
        Condition::Any(list) => Condition::Any(all(list)),
        Condition::Not(one) => Condition::Not(Box::new(shifted(one, workers, definitions))),
        plain => plain.clone(),
    }
}
