//! A pack's own tests, run: a history in words, a question, and what the pack answers.

use policy::{Ask, Pack, Question, Test, history};
use record::{Book, Calendar, ChildId, Fact, Moment, Tri};
use standing::gates::StepState;
use standing::{DutyRecord, DutyState, Evaluator, Plan, Timeline, Towards, World};

use crate::failure::Failure;
use crate::say;
use crate::table::plural;
use crate::teller::{due_words, state_of_duty};

/// A question of a test, and what the pack answers.
pub struct Answered<'p> {
    /// The test.
    pub test: &'p Test,
    /// The question, with the answer that is wanted.
    pub ask: &'p Ask,
    /// The answer that the pack gives.
    pub given: Vec<String>,
}

impl Answered<'_> {
    /// Whether the pack answers as it should: with the same lines, neither more nor fewer.
    pub fn holds(&self) -> bool {
        self.given == self.ask.answer
    }
}

/// Runs every test of the pack, by the pack alone.
///
/// # Errors
/// Where a history cannot be read; a pack that loads has none such.
pub fn run(pack: &Pack) -> Result<Vec<Answered<'_>>, Failure> {
    let plan = Plan::new(&[pack]);
    let base = Calendar::england_and_wales();
    let mut answered = Vec::new();
    for test in &pack.tests {
        let (book, child) = history::read(&test.history).map_err(|unread| {
            let says: Vec<String> = unread.into_iter().map(|one| one.says).collect();
            Failure::Unreadable(format!("{}: {}", test.says, says.join("; ")))
        })?;
        answered.extend(test.asks.iter().map(|ask| {
            // What happens later is not known on the day that is asked about.
            let world = World::new(&book, &plan, &base, ask.as_at.end());
            let asked = Asked { pack, plan: &plan, book: &book, child, world };
            Answered { test, ask, given: asked.answer(ask) }
        }));
    }
    Ok(answered)
}

pub(crate) struct Asked<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) plan: &'a Plan,
    pub(crate) book: &'a Book,
    pub(crate) child: ChildId,
    pub(crate) world: World,
}

impl Asked<'_> {
    pub(crate) fn answer(&self, ask: &Ask) -> Vec<String> {
        let facts: [&[Fact]; 1] = [self.book.child(self.child)];
        let mut evaluator = Evaluator::new(self.plan, &self.world).weighing();
        let timeline = evaluator.timeline(&facts);
        let at = ask.as_at.end();
        let lines = match &ask.question {
            Question::CountedBy(id) => self.counted(&timeline, id, at),
            Question::Duties => self.duties(&timeline, at, |_| true),
            Question::Duty(id) => self.duties(&timeline, at, |duty| self.plan.duties[duty].rule.id == *id),
            Question::Ladder(id) => self.duties(&timeline, at, |duty| {
                let ladder = self.plan.duties[duty].rule.ladder;
                ladder.is_some_and(|ladder| self.plan.ladders[ladder].rule.id == *id)
            }),
            Question::Gate(id) => self.gate(&mut evaluator, &timeline, id, at),
            Question::Breaches => self.breaches(&timeline, at),
            Question::Priority => self.priority(&timeline, &facts, at),
            Question::Letters => self.letters(&mut evaluator, &timeline, at),
            Question::MayHold(asked) => self.may_hold(&mut evaluator, &timeline, asked, at),
            Question::Area(id) => self.area(id, at),
            Question::Load(worker) => self.load(worker, at),
        };
        if lines.is_empty() { vec!["none".to_owned()] } else { lines }
    }

    fn counted(&self, timeline: &Timeline, id: &str, at: Moment) -> Vec<String> {
        let Some(place) = self.plan.definitions.iter().position(|of| of.rule.id == id) else { return Vec::new() };
        let line = match timeline.counted(place, at) {
            Tri::No => "no".to_owned(),
            Tri::Unknown => "possibly".to_owned(),
            Tri::Yes => {
                let since = timeline.without_since(place, at).map(|day| format!(", since {}", say::day(day)));
                let from = timeline
                    .counted_from_day(self.plan, place, at)
                    .map(|day| format!(", counted from {}", say::day(day)));
                format!("yes{}{}", since.unwrap_or_default(), from.unwrap_or_default())
            }
        };
        vec![line]
    }

    /// The duties that have opened or are to come, in the order of their rules.
    fn duties(&self, timeline: &Timeline, at: Moment, asked: impl Fn(usize) -> bool) -> Vec<String> {
        let duties = timeline.duties.iter().filter(|duty| asked(usize::from(duty.duty)));
        duties.map(|duty| self.duty(timeline, duty, at)).collect()
    }

    /// "family-letter: due Wed 15 April 2026, overdue by 2 days".
    fn duty(&self, timeline: &Timeline, duty: &DutyRecord, at: Moment) -> String {
        let rule = &self.plan.duties[usize::from(duty.duty)].rule;
        let towards = match duty.towards {
            Towards::Child => String::new(),
            Towards::Agency(kind, name) => {
                let name = name.map(|name| format!(" {}", self.book.names.text(name)));
                format!(", {kind}{}", name.unwrap_or_default())
            }
            Towards::AgenciesNotRecorded => ", agencies not recorded".to_owned(),
        };
        let binds = rule.yields_to.map(|other| format!("; {} binds", self.plan.duties[other].rule.id));
        let stands = self.duty_stands(duty, at);
        // Whose it is is told where that can change.
        let owner = (!rule.owners.is_empty()).then(|| format!("; for the {}", timeline.owner_of(self.plan, duty, at)));
        let (binds, owner) = (binds.unwrap_or_default(), owner.unwrap_or_default());
        format!("{}{towards}: {stands}{binds}{owner}", rule.id)
    }

    /// "due Wed 15 April 2026, overdue by 2 days".
    pub(crate) fn duty_stands(&self, duty: &DutyRecord, at: Moment) -> String {
        let state = duty.state(at);
        let due = duty.due_by(at).day().filter(|_| state == DutyState::Overdue);
        let overdue = due.map(|due| standing::since::days_since(due, at.day()));
        let stands = state_of_duty(duty, overdue, at, self.world.calendars());
        let opens = if state == DutyState::ToCome { format!(" {}", say::instant(duty.opened)) } else { String::new() };
        format!("{}, {stands}{opens}", due_words(duty.due_by(at)))
    }

    /// The newest decision that the gate stands before, or one that might be taken at that instant: step by step.
    fn gate(&self, evaluator: &mut Evaluator<'_>, timeline: &Timeline, id: &str, at: Moment) -> Vec<String> {
        let Some(place) = self.plan.gates.iter().position(|of| of.rule.id == id) else { return Vec::new() };
        let gate = &self.plan.gates[place].rule;
        let taken = timeline.decided_by(at).map(|one| &one.decision).filter(|one| one.gate == place);
        let taken = taken.max_by_key(|one| one.at).cloned();
        let mut lines = match &taken {
            Some(decision) => vec![format!("taken {}", say::instant(decision.at))],
            None => vec!["not taken".to_owned()],
        };
        let was_taken = taken.is_some();
        let Some(decision) = taken.or_else(|| evaluator.gate_at(timeline, place, at)) else {
            return vec!["does not apply".to_owned()];
        };
        for (step, state) in gate.steps.iter().zip(&decision.steps) {
            let how = match state {
                StepState::Done(_) => "done".to_owned(),
                StepState::Missing(units) if units.is_empty() => "missing".to_owned(),
                StepState::Missing(units) => {
                    let units: Vec<&str> = units.iter().map(|unit| self.book.names.unit(*unit)).collect();
                    format!("missing for {}", units.join(", "))
                }
                StepState::OutOfOrder(_) => "out of order".to_owned(),
                StepState::NotKnown => "not known".to_owned(),
                StepState::NotAsked => "not asked".to_owned(),
            };
            lines.push(format!("{}: {how}", step.id));
        }
        // Of a decision that nobody took there is nobody who decided, and no reason.
        if was_taken && gate.by.is_some() {
            lines.push(format!("whoever decided: {}", may(decision.may)));
        }
        if was_taken && gate.reasons.is_some() {
            lines.push(format!("the reason: {}", may(decision.reasoned)));
        }
        lines.extend(decision.forbidden.then(|| "forbidden".to_owned()));
        lines
    }

    fn breaches(&self, timeline: &Timeline, at: Moment) -> Vec<String> {
        let all = self.plan.breaches.iter().zip(&timeline.breaches).enumerate();
        let held = all.filter_map(|(place, (of, signal))| {
            let step = standing::signal::step_at(signal, at).filter(|step| !step.value.is_no())?;
            let possibly = if step.value.is_yes() { "" } else { "possibly, " };
            let latest = if timeline.breach_since_at_the_latest(place, at) { " at the latest" } else { "" };
            Some(format!("{}: {possibly}since {}{latest}", of.rule.id, say::instant(step.from)))
        });
        held.collect()
    }

    fn priority(&self, timeline: &Timeline, facts: &[&[Fact]], at: Moment) -> Vec<String> {
        let pressing = standing::priority::pressing(self.plan, timeline, facts, at, self.world.known);
        let mut lines = vec![format!("weight {}", pressing.weight)];
        lines.extend(pressing.set.map(|(set, _)| format!("set by hand to {set}")));
        lines.extend(pressing.factors.iter().map(|factor| {
            let rule = &self.plan.priorities[factor.rule].rule;
            match rule.weight.value() {
                _ if !factor.value.is_yes() => format!("not known {}", rule.id),
                Some(weight) => format!("+{weight} {}", rule.id),
                None => format!("weight not stated {}", rule.id),
            }
        }));
        lines
    }
}

fn may(value: Tri) -> &'static str {
    match value {
        Tri::Yes => "allowed",
        Tri::No => "not allowed",
        Tri::Unknown => "not known",
    }
}

/// A question that was answered otherwise than it should be: both answers side by side.
pub fn side_by_side(one: &Answered<'_>) -> String {
    let wanted = one.ask.answer.iter().map(|line| line.chars().count()).max().unwrap_or_default().clamp(10, 70);
    let mut text = format!(
        "{} ({})\n  as at {}: {}\n  {:wanted$}   {}\n",
        one.test.says,
        one.test.cites,
        say::day(one.ask.as_at),
        one.ask.question,
        "the test wants",
        "the pack answers"
    );
    for place in 0..one.ask.answer.len().max(one.given.len()) {
        let line = |lines: &[String]| lines.get(place).cloned().unwrap_or_default();
        let (left, right) = (line(&one.ask.answer), line(&one.given));
        let sign = if left == right { ' ' } else { '|' };
        text.push_str(format!("  {left:wanted$} {sign} {right}").trim_end());
        text.push('\n');
    }
    text
}

/// "12 tests, 30 questions, all answered as they should be".
pub fn summary(answered: &[Answered<'_>], tests: usize) -> String {
    let failed = answered.iter().filter(|one| !one.holds()).count();
    let how =
        if failed == 0 { "all answered as they should be".to_owned() } else { format!("{failed} answered otherwise") };
    format!(
        "{}, {}, {how}",
        plural(tests as u64, "test", "tests"),
        plural(answered.len() as u64, "question", "questions")
    )
}

#[cfg(test)]
#[path = "policy_test_tests.rs"]
mod tests;
