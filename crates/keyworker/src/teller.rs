//! Makes a child's story from its timeline: each answer as data, and beside it the same in sentences.

use decide::Decisions;
use policy::Cites;
use record::book::known_facts;
use record::words::Word;
use record::{Book, Content, Fact, Moment, Tri};
use serde_json::Value;
use standing::age::Ends;
use standing::explain::{self as why, CountedWhy, Question};
use standing::{Because, Closed, DueAt, DutyRecord, DutyState, Holding, Plan, Timeline, World, born, differ};

use crate::each_team;
use crate::failure::Failure;
use crate::say;
use crate::story::{
    self, AbsenceTold, Breach, CauseTold, Coming, Condition, Count, DutyTold, FactorTold, GraceTold, MayBeOwed,
    PriorityTold, Stretch, Towards, Withdrawn,
};
use crate::table::plural;

/// What the parts of a story are told from.
pub struct Teller<'a> {
    pub plan: &'a Plan,
    pub world: &'a World,
    pub book: &'a Book,
    pub facts: &'a [&'a [Fact]],
    pub timeline: &'a Timeline,
    /// Until when the extracts cover each kind of fact.
    pub ends: &'a Ends,
    /// The instant asked about.
    pub at: Moment,
}

impl Teller<'_> {
    pub(crate) fn fact(&self, because: Because) -> Option<&Fact> {
        standing::fact_of(because, self.facts, self.book)
    }

    pub(crate) fn data(&self, fact: Option<&Fact>) -> Result<Option<Value>, Failure> {
        fact.map(|fact| story::fact(fact, self.book)).transpose()
    }

    fn say(&self, fact: &Fact) -> String {
        say::fact(fact, self.book)
    }

    /// How one definition counts the child, and why.
    pub fn count(&self, place: usize) -> Result<Count, Failure> {
        let rule = &self.plan.definitions[place].rule;
        let because = |because| self.fact(because).copied();
        let why = why::counted_why(self.plan, self.world, self.timeline, place, self.at, because);
        let counted = self.timeline.counted(place, self.at);
        let conditions = self.conditions(place, counted);
        let mut rests_on =
            why::rests_on(self.plan, self.world, self.facts, Question::Count { definition: place, at: self.at });
        // A worker's leaving or absence is no fact about the child, and decides the answer all the same.
        let decided = self
            .timeline
            .counted_why_since(self.plan, place, self.at)
            .filter(|step| matches!(step.because, Because::Worker(..)));
        rests_on.extend(decided.and_then(|step| self.fact(step.because)).copied());
        let told = (self.book, self.world);
        rests_on.extend(standing::since::record_begins(self.plan, told, self.timeline, place, self.at).copied());
        let coming = self.coming(place);
        let may_count = self.may_count(place, counted);
        let mut said = self.say_count(place, counted, why.as_ref(), coming.as_ref(), &conditions);
        said.extend(may_count.iter().map(|one| format!("- {}", one.not_known)));
        if !counted.is_no() {
            said.extend(rests_on.iter().map(|fact| format!("- {}", self.say(fact))));
        }
        Ok(Count {
            definition: self.plan.definition_name(place),
            title: rule.title.clone(),
            clauses: story::clauses(&rule.cites),
            counted: counted_name(counted),
            since: self.timeline.without_since(place, self.at),
            since_at_the_latest: self.timeline.without_since_at_the_latest(place, self.at),
            days: self.timeline.days_without(place, self.at),
            counted_from: why.as_ref().and_then(|why| story::instant(why.from)),
            counted_from_day: self.timeline.counted_from_day(self.plan, place, self.at),
            cause: self.cause(place, why.as_ref())?,
            grace: why.as_ref().and_then(grace_told),
            absence: why.as_ref().and_then(absence_told),
            coming: coming.as_ref().map(|coming| self.coming_told(coming)).transpose()?,
            rests_on: rests_on.iter().map(|fact| story::fact(fact, self.book)).collect::<Result<_, _>>()?,
            stretches: self.stretches(place),
            said,
            may_count,
            conditions: conditions.iter().map(|part| self.condition(part)).collect::<Result<_, _>>()?,
        })
    }

    /// From when on, if nothing else is recorded, the definition will count a child whom it does not count now.
    fn coming(&self, place: usize) -> Option<(CountedWhy, Option<Fact>)> {
        let open = standing::signal::value_at(&self.timeline.open, self.at).is_yes();
        if !open || !self.timeline.counted(place, self.at).is_no() {
            return None;
        }
        let step = self.timeline.comes_to_be_counted(self.plan, place, self.at)?;
        let because = |because| self.fact(because).copied();
        let why = why::counted_why(self.plan, self.world, self.timeline, place, step.from, because)?;
        Some((why, because(step.because)))
    }

    fn coming_told(&self, (why, because): &(CountedWhy, Option<Fact>)) -> Result<Coming, Failure> {
        Ok(Coming {
            from_day: standing::since::first_day(why.from),
            from: story::instant(why.from),
            because: self.data(because.as_ref())?,
            grace: grace_told(why),
            absence: absence_told(why),
        })
    }

    fn cause(&self, place: usize, why: Option<&CountedWhy>) -> Result<Option<CauseTold>, Failure> {
        let step = self.timeline.counted_why_since(self.plan, place, self.at);
        let Some((why, fact)) = why.zip(step.and_then(|step| self.fact(step.because))) else { return Ok(None) };
        Ok(Some(CauseTold {
            kind: why.cause.map(Word::name),
            day: fact.when.day().map(|day| day.to_string()),
            at: self.timeline.without_from(place, self.at).and_then(story::instant),
            fact: story::fact(fact, self.book)?,
        }))
    }

    /// The conditions that keep the child from being counted for certain.
    fn conditions(&self, place: usize, counted: Tri) -> Vec<differ::Part> {
        let parts = differ::parts(self.plan, self.world, self.facts, place, self.at).into_iter();
        parts.filter(|part| !counted.is_yes() && !part.value.is_yes()).collect()
    }

    fn condition(&self, part: &differ::Part) -> Result<Condition, Failure> {
        Ok(Condition {
            asks: part.words.clone(),
            holds: if part.value.is_no() { "no" } else { "not known" },
            from: part.since.and_then(|step| story::instant(step.from)),
            because: self.data(part.since.and_then(|step| self.fact(step.because)))?,
        })
    }

    fn say_count(
        &self,
        place: usize,
        counted: Tri,
        why: Option<&CountedWhy>,
        coming: Option<&(CountedWhy, Option<Fact>)>,
        conditions: &[differ::Part],
    ) -> Vec<String> {
        let mut said = Vec::new();
        let from = why.map(|why| why.from).filter(|from| *from > Moment::MIN);
        match (from, counted) {
            (_, Tri::No) => said.push("not counted".to_owned()),
            (Some(from), value) => said.push(format!("{}, from {}", counted_name(value), begins(from))),
            (None, value) => said.push(counted_name(value).to_owned()),
        }
        said.extend(each_team::own_policy(self.plan, self.timeline, place, self.at));
        said.extend(
            self.timeline
                .told_until(self.plan, place, self.at)
                .map(|until| format!("only after {}: what was done since is not on record yet", say::day(until.day()))),
        );
        let since = self.timeline.without_since(place, self.at).zip(self.timeline.days_without(place, self.at));
        if let Some((since, days)) = since {
            let days = plural(u64::from(days), "day", "days");
            let without = match standing::since::counts_without_worker(self.plan, place) {
                true => "without a worker that counts",
                false => "so",
            };
            said.push(match self.timeline.without_since_at_the_latest(place, self.at) {
                true => format!(
                    "{without} since {} at the latest: at least {days}. How it was just before is not known",
                    say::day(since)
                ),
                false => format!("{without} since {}: {days}", say::day(since)),
            });
        }
        let because =
            self.timeline.counted_why_since(self.plan, place, self.at).and_then(|step| self.fact(step.because));
        said.extend(because.map(|fact| format!("because: {}", self.say(fact))));
        if let Some(from) = from {
            said.extend(self.since_in_force(place, from).or_else(|| self.by_another_version(place, from)));
        }
        said.extend(why.into_iter().flat_map(say_counted));
        if let Some((why, because)) = coming {
            let from = standing::since::first_day(why.from).map_or_else(|| say::instant(why.from), say::day);
            let because = because.as_ref().map_or_else(String::new, |fact| format!(": {}", self.say(fact)));
            said.push(format!("if nothing else is recorded, will need a worker from {from}{because}"));
            said.extend(say_counted(why));
        }
        said.extend(conditions.iter().map(|part| {
            format!("- '{}' {}", part.words, if part.value.is_no() { "does not hold" } else { "is not known" })
        }));
        said
    }

    /// That the child is counted from the first day on which a policy is in force, or governs its team, whatever was so before.
    fn since_in_force(&self, place: usize, from: Moment) -> Option<String> {
        let pack = self.plan.definitions[place].pack;
        if self.plan.each_team() == Some(place) {
            let governs = self.timeline.own.iter().any(|step| step.from == from);
            return governs.then(|| "from that day on this policy governs the child's team".to_owned());
        }
        let since = self.plan.in_force_since(pack, self.at.day())?;
        (since == from).then(|| format!("'{}' is in force from that day on", self.plan.packs[pack].title))
    }

    /// That the child is counted from the day on which another version of the policy took the place of the one before.
    fn by_another_version(&self, place: usize, from: Moment) -> Option<String> {
        let pack = self.plan.definitions[place].pack;
        let before = from.plus_seconds(-1);
        if !self.plan.in_force_on(pack, before.day()) {
            return None;
        }
        let [before, own] = [before, from].map(|at| self.timeline.version_at(self.plan, pack, at));
        let (before, own) = (&self.plan.packs[before], &self.plan.packs[own]);
        (before.version != own.version).then(|| {
            format!("by version {} of '{}'; version {} did not count the child", own.version, own.title, before.version)
        })
    }

    /// The stretches in which the child is counted, each cut to the days on which the policy is in force.
    fn stretches(&self, place: usize) -> Vec<Stretch> {
        let signal = &self.timeline.counts[place];
        let ends = signal.iter().skip(1).map(|step| step.from).chain([Moment::MAX]);
        let counted = signal.iter().zip(ends).filter(|(step, _)| !step.value.is_no());
        let in_force = self.plan.stretches_in_force(self.plan.definitions[place].pack);
        let told = counted.flat_map(|(step, to)| {
            let within = in_force.iter().map(move |(first, over)| (step.from.max(*first), to.min(*over)));
            within.filter(|(from, to)| from < to).map(|(from, to)| stretch(counted_name(step.value), from, to))
        });
        told.collect()
    }

    /// That the child has died, where it is on record by then. A case stays open until somebody closes it.
    pub fn died(&self) -> Option<String> {
        let known = |facts: &[Fact]| known_facts(facts, self.world.known).find(|fact| self.is_death(fact)).copied();
        let died = self.facts.iter().find_map(|facts| known(facts))?;
        Some(match died.when.day() {
            Some(day) => format!("The child died on {}", say::day(day)),
            None => "The child died, on a day that is not recorded".to_owned(),
        })
    }

    fn is_death(&self, fact: &Fact) -> bool {
        matches!(fact.content, Content::Died {}) && fact.when.as_start().is_none_or(|at| at <= self.at)
    }

    /// Who holds the child, as a line for people; of one who is not open, from when on it will be.
    pub fn held(&self) -> String {
        match self.timeline.holding_at(self.at) {
            Holding::Held => "Held by: a worker".to_owned(),
            Holding::OpenNotKnown => "Whether the case is open is not known".to_owned(),
            Holding::Closed => {
                let opens = self.timeline.open.iter().find(|step| step.from > self.at && step.value.is_yes());
                let opens = opens.and_then(|step| standing::since::first_day(step.from));
                opens.map_or_else(|| "Not open".to_owned(), |day| format!("Not open yet: opens on {}", say::day(day)))
            }
            other => format!("Held by: {}", other.name()),
        }
    }

    /// Who held the child, over the whole of time.
    pub fn holdings(&self) -> Vec<Stretch> {
        let steps = &self.timeline.holding;
        let ends = steps.iter().skip(1).map(|step| step.from).chain([Moment::MAX]);
        steps.iter().zip(ends).map(|(step, to)| stretch(step.holding.name(), step.from, to)).collect()
    }

    /// Time without a worker and workers met, added up over all episodes; by the definitions that ever counted the child,
    /// that by each team's own policy among them only where it is told.
    pub fn whole_story(&self, by_team: bool) -> Vec<story::WholeStory> {
        let is_told = |place: &usize| by_team || self.plan.each_team() != Some(*place);
        let counted = |place: &usize| {
            is_told(place)
                && self.timeline.counts[*place].iter().any(|step| step.value.is_yes() && step.from <= self.at)
        };
        let told = self.plan.definitions_on(self.at.day()).into_iter().filter(counted).map(|place| {
            let of = standing::story::story(self.timeline, place, self.facts, self.book, self.at, self.world.known);
            let without = standing::since::counts_without_worker(self.plan, place);
            let counted = if without { "without a worker" } else { "counted" };
            let count = |number: u32, one: &str, many: &str| plural(u64::from(number), one, many);
            let said = format!(
                "{}: {} {counted} in {}, the longest {}; open {} in {}; {} and {} met; longest from one worker's end to the next: {}",
                self.plan.definition_name(place),
                count(of.days_without, "day", "days"),
                count(of.times_without, "stretch", "stretches"),
                count(of.longest_days_without, "day", "days"),
                count(of.days_open, "day", "days"),
                count(of.openings, "episode", "episodes"),
                count(of.workers, "worker", "workers"),
                count(of.duty_workers, "duty worker", "duty workers"),
                count(of.longest_limbo_days, "day", "days"),
            );
            story::WholeStory {
                definition: self.plan.definition_name(place),
                openings: of.openings,
                days_open: of.days_open,
                times_without: of.times_without,
                days_without: of.days_without,
                longest_days_without: of.longest_days_without,
                workers: of.workers,
                duty_workers: of.duty_workers,
                longest_limbo_days: of.longest_limbo_days,
                said,
            }
        });
        told.collect()
    }

    /// How pressing the child's need is, each factor with its evidence (PG-04).
    pub fn priority(&self) -> Result<Option<PriorityTold>, Failure> {
        if self.plan.priorities.is_empty() {
            return Ok(None);
        }
        let pressing = standing::priority::pressing(self.plan, self.timeline, self.facts, self.at, self.world.known);
        let mut said = vec![format!("weight {}", pressing.weight)];
        if let Some((set, because)) = pressing.set {
            let by_hand = self.fact(because).map_or_else(String::new, |fact| format!(": {}", self.say(fact)));
            said.push(format!("set by hand to {set}, which comes first{by_hand}"));
        }
        let mut factors = Vec::new();
        for factor in &pressing.factors {
            let of = &self.plan.priorities[factor.rule];
            let (from, because) = factor.since;
            let fact = self.fact(because);
            let evidence = fact.map_or_else(String::new, |fact| format!(": {}", self.say(fact)));
            let weight = match of.rule.weight.value() {
                Some(weight) if factor.value.is_yes() => format!("+{weight}"),
                None if factor.value.is_yes() => "weight not stated,".to_owned(),
                _ => "not known".to_owned(),
            };
            said.push(format!("- {weight} {} ({}){evidence}", of.rule.says, of.rule.cites));
            factors.push(FactorTold {
                factor: format!("{}/{}", self.plan.packs[of.pack].id, of.rule.id),
                title: of.rule.says.clone(),
                clauses: story::clauses(&of.rule.cites),
                weight: of.rule.weight.value(),
                holds: if factor.value.is_yes() { "yes" } else { "not known" },
                from: story::instant(from),
                because: self.data(fact)?,
            });
        }
        let set_by_hand = pressing.set.map(|(set, _)| set);
        Ok(Some(PriorityTold { weight: pressing.weight, set_by_hand, factors, said }))
    }

    /// One duty: when it is due and how that was counted, and how it stands.
    pub fn duty(&self, duty: &DutyRecord) -> Result<DutyTold, Failure> {
        let rule = &self.plan.duties[usize::from(duty.duty)].rule;
        let owner = self.timeline.owner_of(self.plan, duty, self.at);
        let state = duty.state(self.at);
        let met_by = self.fact(duty.met_by).filter(|_| matches!(state, DutyState::Closed(_)));
        let hidden = matches!(
            state,
            DutyState::CannotBeKnown | DutyState::Closed(Closed::CannotBeKnown | Closed::MetPerhapsLate)
        );
        let may_have_met = self.fact(duty.in_doubt).filter(|_| hidden);
        let entered = met_by.filter(|fact| fact.when.day().is_some_and(|done| fact.recorded.day() > done));
        let due = duty.due_by(self.at).day();
        let days_overdue = due.filter(|_| state == DutyState::Overdue);
        let days_overdue = days_overdue.map(|due| standing::since::days_since(due, self.at.day()));
        let towards = self.towards(duty);
        let stands = state_of_duty(duty, days_overdue, self.at, self.world.calendars());
        let counting = why::due_counting(self.world.calendars(), rule, duty, self.at);
        let to = towards.as_ref().map(|to| format!(", {}", say_towards(to))).unwrap_or_default();
        let by = due_words(duty.due_by(self.at));
        let known_as_of = self.ends.known_as_of(self.plan, duty, self.at);
        let so_far = known_as_of.map(|day| format!(", as far as is known on {}", say::day(day))).unwrap_or_default();
        let mut said =
            vec![format!("{}{to} ({}, {}): {by}, {stands}{so_far}", rule.title, rule.cites, self.plan.title_of(owner))];
        said.push(format!("opened {}; {}", say::instant(duty.opened), say::counting(&counting)));
        let began = self.fact(duty.began);
        said.extend(began.map(|fact| format!("began with: {}", self.say(fact))));
        said.extend(met_by.map(|fact| format!("met by: {}", self.say(fact))));
        said.extend(may_have_met.map(|fact| format!("may have been met by: {}", self.say(fact))));
        said.extend(entered.map(|fact| format!("entered: {}", say::instant(fact.recorded))));
        Ok(DutyTold {
            duty: self.duty_name(duty),
            title: rule.title.clone(),
            clauses: story::clauses(&rule.cites),
            owner: owner.name(),
            towards,
            occurrence: duty.occurrence,
            opened: duty.opened.to_string(),
            due,
            counting: story::counting(&counting),
            state: state_name(state),
            ended: duty.closed.filter(|_| matches!(state, DutyState::Closed(_))).map(|(at, _)| at.to_string()),
            days_late: match state {
                DutyState::Closed(Closed::MetLate(days)) => Some(days),
                _ => None,
            },
            days_overdue,
            known_as_of,
            gone_by: duty.gone_by(self.at, self.world.calendars()),
            began: self.data(began)?,
            met_by: self.data(met_by)?,
            may_have_met: self.data(may_have_met)?,
            entered: entered.map(|fact| fact.recorded.to_string()),
            said,
            stands: state,
        })
    }

    fn duty_name(&self, duty: &DutyRecord) -> String {
        let of = &self.plan.duties[usize::from(duty.duty)];
        format!("{}/{}", self.plan.packs[of.pack].id, of.rule.id)
    }

    fn towards(&self, duty: &DutyRecord) -> Option<Towards> {
        match duty.towards {
            standing::Towards::Child => None,
            standing::Towards::Agency(kind, name) => {
                let name = name.map(|name| self.book.names.text(name).to_owned());
                Some(Towards { agency: Some(kind.name()), name })
            }
            standing::Towards::AgenciesNotRecorded => Some(Towards { agency: None, name: None }),
        }
    }

    /// What no policy allows, and is so.
    pub fn breaches(&self) -> Result<Vec<Breach>, Failure> {
        let fact = |because| self.fact(because);
        let decisions = Decisions { plan: self.plan, names: &self.book.names, fact: &fact };
        let all = self.plan.breaches_on(self.at.day()).into_iter();
        let held = all.filter_map(|place| {
            let signal = &self.timeline.breaches[place];
            let step = standing::signal::step_at(signal, self.at).filter(|step| step.value.is_yes())?;
            Some((place, step, self.timeline.breach_since_at_the_latest(place, self.at)))
        });
        held.map(|(place, step, since_at_the_latest)| {
            let of = &self.plan.breaches[place];
            let since = self.timeline.breach_since(self.plan, place, self.at);
            let from = since.map_or_else(|| "the beginning".to_owned(), |_| say::instant(step.from));
            let latest = if since_at_the_latest { " at the latest" } else { "" };
            let clauses = self.timeline.breach_clauses(self.plan, place, self.at);
            let lacks = decisions.lacked(self.timeline, place, self.at);
            let lacks: Vec<String> = lacks.into_iter().map(|(words, cites)| format!("{words} ({cites})")).collect();
            // Of a decision, what it lacked says the clauses.
            let why = match self.plan.gate_of(place) {
                Some(gate) => format!("{}: {}", gate.title, lacks.join("; ")),
                None => format!("{} ({})", of.rule.title, clauses.join(", ")),
            };
            Ok(Breach {
                breach: format!("{}/{}", self.plan.packs[of.pack].id, of.rule.id),
                title: of.rule.title.clone(),
                clauses: clauses.into_iter().map(str::to_owned).collect(),
                since: since.map(|day| day.to_string()),
                since_at_the_latest,
                from: story::instant(step.from),
                because: self.data(self.fact(step.because))?,
                lacks,
                said: format!("BREACH since {from}{latest}: {why}"),
            })
        })
        .collect()
    }

    /// The duties that would be owed at one age and not at another, where the child's is not known.
    pub fn may_be_owed(&self) -> Vec<MayBeOwed> {
        let duty = |place: usize| {
            let of = &self.plan.duties[place];
            let (title, cites) = (&of.rule.title, &of.rule.cites);
            MayBeOwed {
                duty: format!("{}/{}", self.plan.packs[of.pack].id, of.rule.id),
                title: title.clone(),
                clauses: story::clauses(cites),
                said: format!(
                    "{title} ({cites}): cannot be known whether it is owed, since when the child was born is not on record"
                ),
            }
        };
        born::hang_on_age(self.plan, self.timeline, self.at).into_iter().map(duty).collect()
    }

    /// A duty that a later record took away.
    pub fn withdrawn(&self, one: &why::Withdrawn) -> Withdrawn {
        let rule = &self.plan.duties[usize::from(one.duty.duty)].rule;
        let cites: &Cites = &rule.cites;
        let due = one.duty.due.day();
        let by = due_words(one.duty.due);
        Withdrawn {
            duty: self.duty_name(&one.duty),
            title: rule.title.clone(),
            clauses: story::clauses(cites),
            opened: one.duty.opened.to_string(),
            due: due.map(|day| day.to_string()),
            withdrawn_at: one.at.to_string(),
            said: format!("{} ({cites}), {by}: withdrawn by a record of {}", rule.title, say::instant(one.at)),
        }
    }
}

/// The working days that were counted before the child was: of an absence, and of a grace.
/// When something begins: with the last second of a day it begins on the next.
fn begins(from: Moment) -> String {
    let first = standing::since::first_day(from).filter(|day| *day != from.day());
    first.map_or_else(|| say::instant(from), say::day)
}

fn say_counted(why: &CountedWhy) -> Vec<String> {
    let absence = why.absence.as_ref().map(|(stop, counting)| {
        format!("{} ({}); the worker does not count from 00:00 on the day after", say::counting(counting), stop.cites)
    });
    let grace = why.grace.as_ref().map(|(grace, days)| {
        let words = differ::grace_words(grace.more_than_working_days);
        let shown = say::counting(&why::Counting::WorkingDays(days.clone()));
        format!("{words} ({}): {shown}; counts from 00:00 on the day after", grace.cites)
    });
    absence.into_iter().chain(grace).collect()
}

fn grace_told(why: &CountedWhy) -> Option<GraceTold> {
    let (grace, days) = why.grace.as_ref()?;
    Some(GraceTold {
        clauses: story::clauses(&grace.cites),
        more_than_working_days: grace.more_than_working_days.value()?,
        counting: story::counting(&why::Counting::WorkingDays(days.clone())),
    })
}

fn absence_told(why: &CountedWhy) -> Option<AbsenceTold> {
    let (stop, counting) = why.absence.as_ref()?;
    let working_days = match counting {
        why::Counting::Absence { days, .. } => days.counted.len(),
        _ => 0,
    };
    Some(AbsenceTold { clauses: story::clauses(&stop.cites), working_days, counting: story::counting(counting) })
}

/// How a duty stands, as people say it: "overdue by 12 days, 1 due date gone by".
pub fn state_of_duty(
    duty: &DutyRecord,
    days_overdue: Option<u32>,
    at: Moment,
    calendars: standing::Calendars<'_>,
) -> String {
    let state = duty.state(at);
    let days = |days: u32| plural(u64::from(days), "day", "days");
    let mut said = match (state, days_overdue) {
        (DutyState::Closed(Closed::MetLate(late)), _) if late > 0 => format!("met {} late", days(late)),
        (state, Some(overdue)) if overdue > 0 => format!("{} by {}", state_name(state), days(overdue)),
        (state, _) => state_name(state).to_owned(),
    };
    // Of a duty that is due once, its being late says it already.
    let gone_by = duty.gone_by(at, calendars);
    if duty.every.is_some() && gone_by > 0 {
        said.push_str(&format!(", {} gone by", plural(u64::from(gone_by), "due date", "due dates")));
    }
    said
}

fn stretch(what: &str, from: Moment, to: Moment) -> Stretch {
    Stretch { what: what.to_owned(), from: story::instant(from), to: story::instant(to) }
}

fn counted_name(value: Tri) -> &'static str {
    match value {
        Tri::Yes => "certain",
        Tri::Unknown => "possible",
        Tri::No => "no",
    }
}

fn say_towards(towards: &Towards) -> String {
    match (towards.agency, &towards.name) {
        (Some(kind), Some(name)) => format!("{kind} ({name})"),
        (Some(kind), None) => kind.to_owned(),
        (None, _) => "agencies not recorded".to_owned(),
    }
}

/// By when, as people say it.
pub fn due_words(due: DueAt) -> String {
    match due {
        DueAt::Day(day) => format!("due {}", say::day(day)),
        // A time is always said: the day alone would be read as its end.
        DueAt::Moment(at) => format!("due {}", say::time(at)),
        DueAt::NotStated => "no date given".to_owned(),
        DueAt::NotKnown => "due on a day that is not known".to_owned(),
    }
}

/// A duty's state as people say it.
pub fn state_name(state: DutyState) -> &'static str {
    match state {
        DutyState::Overdue => "overdue",
        DutyState::Open => "open",
        DutyState::CannotBeKnown | DutyState::Closed(Closed::CannotBeKnown) => "cannot be known",
        DutyState::ToCome => "to come",
        DutyState::Closed(Closed::Met) => "met",
        DutyState::Closed(Closed::MetLate(_)) => "met late",
        DutyState::Closed(Closed::MetPerhapsLate) => "met, whether late is not known",
        DutyState::Closed(Closed::Missed) => "missed",
        DutyState::Closed(Closed::NoLongerNeeded) => "no longer needed",
        DutyState::Closed(Closed::Replaced) => "set anew",
    }
}
