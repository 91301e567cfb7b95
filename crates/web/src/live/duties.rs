//! A child's duties, now and ended, each with why its date is what it is.

use standing::board::lists;
use standing::since::first_day;
use standing::{Closed, DueAt, DutyRecord, DutyState as State, Entry, Towards, World};

use super::kind;
use super::question::Question;
use super::say;
use crate::view::{ClauseWords, DutyLine, DutyState, Why};
use crate::words::plural;

impl Question<'_> {
    /// The duties of every policy that was in force when they opened.
    pub fn all_duties<'q>(&'q self, entry: &'q Entry) -> impl Iterator<Item = &'q DutyRecord> {
        let plan = self.plan();
        entry.timeline.duties.iter().filter(move |duty| {
            let pack = &plan.packs[plan.duties[usize::from(duty.duty)].pack];
            pack.id != kind::PACK
                && pack.in_force(duty.opened.day())
                && plan.in_force_on(plan.duties[usize::from(duty.duty)].pack, self.today)
        })
    }

    /// Those that are owed, or may be.
    pub fn live<'q>(&'q self, entry: &'q Entry) -> impl Iterator<Item = &'q DutyRecord> {
        self.all_duties(entry).filter(|duty| duty.is_live(self.at))
    }

    /// Duties that are open, worst first.
    pub fn duties_now(&self, entry: &Entry) -> Vec<DutyLine> {
        let mut live: Vec<&DutyRecord> = self.live(entry).collect();
        let rank = |state| match state {
            State::Overdue => 0,
            State::Open => 1,
            _ => 2,
        };
        live.sort_by_key(|duty| (rank(duty.state(self.at)), duty.due_by(self.at), duty.duty, duty.towards));
        let presses = self.presses(entry);
        live.into_iter().map(|duty| DutyLine { does: presses(duty), ..self.duty_line(entry, duty) }).collect()
    }

    /// Duties that have ended, newest first, those that a correction took away among them.
    pub fn duties_ended(&self, entry: &Entry) -> Vec<DutyLine> {
        let ended = self.all_duties(entry).filter(|duty| matches!(duty.state(self.at), State::Closed(_)));
        let mut lines: Vec<_> = ended
            .filter_map(|duty| Some((duty.closed?.0, self.duty_line(entry, duty))))
            .chain(self.withdrawn(entry))
            .collect();
        lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        lines.into_iter().map(|(_, line)| line).collect()
    }

    fn withdrawn(&self, entry: &Entry) -> Vec<(record::Moment, DutyLine)> {
        let facts = lists(self.book, self.board.people(), entry.child);
        let (plan, base) = (self.plan(), &self.settings.base);
        let world_at = |known| World::new(self.book, plan, base, known);
        let withdrawn = standing::explain::withdrawn(plan, &facts, self.board.world(), world_at);
        let in_force = |pack: usize| plan.packs[pack].id != kind::PACK && plan.in_force_on(pack, self.today);
        let told = withdrawn.into_iter().filter(|one| one.at <= self.at.max(self.known));
        told.filter(|one| in_force(plan.duties[usize::from(one.duty.duty)].pack))
            .map(|one| {
                let by = format!("what began it was corrected or taken away on {}", say::instant(one.at));
                let state = DutyState::Withdrawn { by };
                (one.at, DutyLine { state, known_as_of: None, gone_by: Vec::new(), ..self.duty_line(entry, &one.duty) })
            })
            .collect()
    }

    /// Whose the duty is at the instant asked about.
    pub(super) fn owner(&self, entry: &Entry, duty: &DutyRecord) -> String {
        self.post_begins(entry.timeline.owner_of(self.plan(), duty, self.at))
    }

    fn duty_line(&self, entry: &Entry, duty: &DutyRecord) -> DutyLine {
        let rule = self.rule(duty);
        let state = self.duty_state(entry, duty);
        let hidden = matches!(state, DutyState::CannotBeKnown { .. });
        let pack = &self.plan().packs[self.plan().duties[usize::from(duty.duty)].pack];
        DutyLine {
            id: format!("{}/{}/{}/{}", pack.id, rule.id, duty.opened.day(), duty.occurrence),
            clause: rule.cites.first().to_owned(),
            what: format!("{}{}", rule.title, self.towards(duty.towards)),
            owner: self.owner(entry, duty),
            opened: say::day(first_day(duty.opened).unwrap_or_else(|| duty.opened.day())),
            due: if hidden { None } else { self.due(rule, duty) },
            state,
            known_as_of: self.known_as_of(duty),
            gone_by: self.gone_by(duty),
            why: self.why_due(entry, duty),
            does: None,
        }
    }

    /// Of one that is overdue or was missed, as of which day it is known what was done towards it, where the newest extract
    /// does not say.
    pub(super) fn known_as_of(&self, duty: &DutyRecord) -> Option<crate::words::Day> {
        self.ends.known_as_of(self.plan(), duty, self.at).map(say::day)
    }

    pub(super) fn towards(&self, towards: Towards) -> String {
        match towards {
            Towards::Child => String::new(),
            Towards::Agency(kind, name) => {
                let kind = record::words::Word::name(kind);
                name.map_or_else(|| format!(": {kind}"), |name| format!(": {kind} ({})", self.book.names.text(name)))
            }
            Towards::AgenciesNotRecorded => ": which agencies are involved is not recorded".to_owned(),
        }
    }

    fn duty_state(&self, entry: &Entry, duty: &DutyRecord) -> DutyState {
        let done = || self.fact(entry.child, duty.met_by).and_then(|fact| fact.when.day());
        let ended = duty.closed.map_or(self.today, |(at, _)| at.day());
        match duty.state(self.at) {
            State::Open | State::Overdue | State::ToCome => DutyState::Open,
            State::CannotBeKnown | State::Closed(Closed::CannotBeKnown) => {
                DutyState::CannotBeKnown { why: self.cannot_be_known(duty) }
            }
            State::Closed(Closed::Met) => DutyState::Met { on: say::day(done().unwrap_or(ended)) },
            State::Closed(Closed::MetLate(days)) => DutyState::MetLate {
                on: say::day(done().unwrap_or(ended)),
                late: match days {
                    0 => "late on the day itself".to_owned(),
                    days => format!("{} late", plural(u64::from(days), "day", "days")),
                },
            },
            State::Closed(Closed::MetPerhapsLate) => {
                let on = say::day(done().unwrap_or(ended));
                let why = match duty.due {
                    DueAt::NotKnown => "The day from which its due day is counted is not known.".to_owned(),
                    _ => self.cannot_be_known(duty),
                };
                DutyState::MetPerhapsLate { on, why }
            }
            State::Closed(Closed::Missed) => DutyState::Missed { ended: say::day(ended) },
            State::Closed(Closed::NoLongerNeeded) => DutyState::NoLongerNeeded { ended: say::day(ended) },
            State::Closed(Closed::Replaced) => DutyState::Replaced { on: say::day(ended) },
        }
    }

    /// The due dates of a recurring duty that went by unmet, where there is more than the one shown.
    fn gone_by(&self, duty: &DutyRecord) -> Vec<crate::words::Day> {
        duty.dates_gone_by(self.at, self.board.world().calendars()).into_iter().map(say::day).collect()
    }

    fn why_due(&self, entry: &Entry, duty: &DutyRecord) -> Why {
        let rule = self.rule(duty);
        let facts = [duty.began, duty.met_by];
        let told = facts.into_iter().filter_map(|because| self.fact(entry.child, because));
        let mut lines: Vec<&record::Fact> = Vec::new();
        for fact in told {
            if !lines.iter().any(|known| known.id == fact.id) {
                lines.push(fact);
            }
        }
        let mut arithmetic = Vec::new();
        if duty.since > record::Moment::MIN {
            let (hour, minute) = duty.since.clock();
            let from = say::day(duty.since.day());
            arithmetic.push(format!("It is so from {hour:02}:{minute:02} on {from}."));
        }
        arithmetic.extend(self.arithmetic(rule, duty));
        Why {
            facts: lines.into_iter().map(|fact| self.fact_line(fact)).collect(),
            // A duty keeps the version that it opened under, and that version's words.
            clauses: clause_words(self.rules.packs.get(self.plan().duties[usize::from(duty.duty)].pack), rule),
            arithmetic,
        }
    }

    /// The clauses of those ids, in the words of the policies as they are on that day.
    pub fn clause_words(&self, ids: &[String]) -> Vec<ClauseWords> {
        let all = self.packs_today().flat_map(|pack| &pack.clauses);
        let cited = all.filter(|clause| ids.contains(&clause.id));
        cited.map(|clause| ClauseWords { id: clause.id.clone(), says: clause.says.clone() }).collect()
    }
}

/// The clauses that a duty follows, in the words of its pack.
fn clause_words(pack: Option<&policy::Pack>, rule: &policy::Duty) -> Vec<ClauseWords> {
    let cited = pack.into_iter().flat_map(|pack| &pack.clauses).filter(|clause| rule.cites.0.contains(&clause.id));
    cited.map(|clause| ClauseWords { id: clause.id.clone(), says: clause.says.clone() }).collect()
}
