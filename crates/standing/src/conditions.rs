//! The conditions of a plan, each kept once: what several rules ask of a child is worked out once for each child.

use policy::Condition;

use crate::plan::Plan;

/// Where a condition stands among those of a plan.
pub(crate) type Place = usize;

/// What a condition is made of, its parts by their places.
#[derive(Clone, Debug)]
pub(crate) enum MadeOf {
    /// That count.
    Definition(usize),
    /// Nothing else that is here: it is worked out by itself.
    Alone,
    Lasting(Place),
    /// That is so, and that was so as it began.
    Begun(Place, Place),
    Not(Place),
    /// Since an event, until that comes to be so.
    Since(Place),
    All(Parts),
    Any(Parts),
}

/// What is joined by 'all' or 'any'.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// In the order in which they are written, which is that of what a change is put down to.
    pub(crate) each: Vec<Place>,
    /// Those for which little has to be looked at: they often settle it, and spare the rest.
    pub(crate) cheap: Vec<Place>,
}

/// What a duty asks, by its places.
#[derive(Clone, Debug)]
pub(crate) struct OfDuty {
    pub(crate) during: Place,
    pub(crate) lasts_while: Option<Place>,
    pub(crate) waiting: Option<Place>,
    pub(crate) counted_since: Option<Place>,
    pub(crate) met_since: Option<Place>,
    pub(crate) met_when: Option<Place>,
    pub(crate) in_doubt_when: Option<Place>,
    pub(crate) intervals: Vec<Place>,
    pub(crate) owners: Vec<Place>,
}

/// What a definition asks, by its places.
#[derive(Clone, Debug)]
pub(crate) struct OfDefinition {
    pub(crate) among: Place,
    /// Nothing where a grace delays the count: it is then of that definition alone.
    pub(crate) counts: Option<Place>,
}

/// Every condition that rules of a plan ask over time, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    /// As the packs write them.
    pub(crate) written: Vec<Condition>,
    pub(crate) made_of: Vec<MadeOf>,
    pub(crate) definitions: Vec<OfDefinition>,
    pub(crate) breaches: Vec<Place>,
    pub(crate) duties: Vec<OfDuty>,
    pub(crate) priorities: Vec<Place>,
    /// The lines of points of every workload, one after the other.
    pub(crate) points: Vec<Place>,
}

impl Conditions {
    /// Those of that plan's rules.
    pub(crate) fn of(plan: &Plan) -> Conditions {
        let mut all = Conditions::default();
        for of in &plan.definitions {
            let among = all.place(&of.rule.among);
            let counts = of.rule.grace.is_empty().then(|| all.place(&of.rule.counts));
            all.definitions.push(OfDefinition { among, counts });
        }
        for of in &plan.breaches {
            let place = all.place(&of.rule.during);
            all.breaches.push(place);
        }
        for of in &plan.duties {
            let rule = &of.rule;
            let of_duty = OfDuty {
                during: all.place(&rule.during),
                lasts_while: rule.lasts_while.as_ref().map(|of| all.place(of)),
                waiting: rule.waiting.as_ref().map(|of| all.place(of)),
                counted_since: rule.due.from().and_then(|from| from.since.as_ref()).map(|of| all.place(of)),
                met_since: rule.met_from.since().map(|of| all.place(of)),
                met_when: rule.met_when.as_ref().map(|of| all.place(of)),
                in_doubt_when: rule.in_doubt_when.as_ref().map(|of| all.place(of)),
                intervals: rule.intervals.iter().map(|interval| all.place(&interval.when)).collect(),
                owners: rule.owners.iter().map(|owner| all.place(&owner.when)).collect(),
            };
            all.duties.push(of_duty);
        }
        for of in &plan.priorities {
            let place = all.place(&of.rule.when);
            all.priorities.push(place);
        }
        for line in plan.workloads.iter().flat_map(|of| &of.rule.points) {
            let place = all.place(&line.when);
            all.points.push(place);
        }
        all
    }

    fn parts(&mut self, written: &[Condition]) -> Parts {
        let each: Vec<Place> = written.iter().map(|one| self.place(one)).collect();
        let cheap = each.iter().copied().filter(|part| self.is_cheap(*part)).collect();
        Parts { each, cheap }
    }

    /// Whether little has to be looked at to work that condition out.
    fn is_cheap(&self, place: Place) -> bool {
        let plain = |of: &Condition| {
            matches!(of, Condition::State(_) | Condition::Status(_) | Condition::AgeFrom(_) | Condition::AgeUnder(_))
        };
        match &self.made_of[place] {
            MadeOf::Definition(_) => true,
            MadeOf::Alone => plain(&self.written[place]),
            MadeOf::Not(of) => plain(&self.written[*of]),
            _ => false,
        }
    }

    /// Where that condition stands; it is taken in, after its parts, where it is new.
    fn place(&mut self, condition: &Condition) -> Place {
        if let Some(known) = self.written.iter().position(|other| other == condition) {
            return known;
        }
        let made_of = match condition {
            Condition::Definition(place) => MadeOf::Definition(*place),
            // Each placement lasts by itself: more is asked than what the condition says at each instant.
            Condition::Lasting(lasting) if lasting.of.as_placement().is_some() => MadeOf::Alone,
            Condition::Lasting(lasting) => MadeOf::Lasting(self.place(&lasting.of)),
            Condition::Since(since) if since.until_when.is_some() => {
                since.until_when.as_ref().map_or(MadeOf::Alone, |when| MadeOf::Since(self.place(when)))
            }
            Condition::Begun(begun) => MadeOf::Begun(self.place(&begun.of), self.place(&begun.when)),
            Condition::Not(inner) => MadeOf::Not(self.place(inner)),
            Condition::All(list) => MadeOf::All(self.parts(list)),
            Condition::Any(list) => MadeOf::Any(self.parts(list)),
            _ => MadeOf::Alone,
        };
        self.written.push(condition.clone());
        self.made_of.push(made_of);
        self.written.len() - 1
    }
}
