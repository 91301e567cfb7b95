//! What is on record of a worker, in lines: registration, accreditations, supervision, what is taken off their load, absences,
//! leaving; each with the day on which it changes, where one is known (AP-23, AP-26).

use decide::points;
use record::book::known_facts;
use record::words::Word;
use record::{Content, Day, Fact, FactId, Kind, Moment, TextId, Tri, WorkerId};
use standing::person::{Absence, Person, Share};
use standing::workload::{Load, Why};

use super::question::Question;
use super::say;
use crate::view::{AboutLine, OnDay};
use crate::words::{Distance, plural, sentence};

/// What runs out within so many calendar days is about to change a load: an accreditation takes months to renew.
const RUNS_OUT_WITHIN_DAYS: i32 = 92;

impl Question<'_> {
    /// How far off a civil day is, in calendar days.
    pub(super) fn days_to(&self, on: Day) -> Distance {
        Distance::Days(i64::from(on.number() - self.today.number()))
    }

    /// A civil day with how far off it is, in calendar days.
    pub(super) fn on_day(&self, on: Day) -> OnDay {
        OnDay::new(say::day(on), self.days_to(on))
    }

    /// A line about a worker, with those of the clauses that a policy has that governs.
    fn about(&self, topic: &'static str, says: String, until: Option<Day>, clauses: &[&str]) -> AboutLine {
        let until = until.map(|until| self.on_day(until));
        AboutLine { topic, says, not_known: false, until, clauses: self.clauses_had(clauses) }
    }

    fn about_unknown(&self, topic: &'static str, says: &str, clauses: &[&str]) -> AboutLine {
        AboutLine { not_known: true, ..self.about(topic, says.to_owned(), None, clauses) }
    }

    /// Everything that a supervision sheet says of the worker beside who supervises them, what they hold and what they carry.
    pub(super) fn told_of_worker(&self, worker: WorkerId, person: &Person) -> Vec<AboutLine> {
        let mut lines = vec![self.engagement(person), self.registration(worker, person)];
        let covered = |kind: Kind| person.is_covered(kind, self.board.world(), self.at);
        for one in &person.accreditations {
            let says = match one.until {
                Some(_) => format!("{}, the last day on which it holds", sentence(one.accreditation.name())),
                None => format!("{}, without an end on record", sentence(one.accreditation.name())),
            };
            lines.push(self.about("Accreditation", says, one.until, &["AP-21", "AP-23"]));
        }
        if person.accreditations.is_empty() {
            lines.push(match covered(Kind::Accredited) {
                true => self.about("Accreditation", "None on record".to_owned(), None, &["AP-23"]),
                false => self.about_unknown("Accreditation", "Not known: nothing records accreditations", &["AP-23"]),
            });
        }
        lines.push(match person.known.experienced {
            Tri::Yes => {
                let says = "In child protection and court work, confirmed".to_owned();
                self.about("Experience", says, None, &["AP-05", "AP-25"])
            }
            _ => self.about_unknown("Experience", "Not on record", &["AP-05", "AP-25"]),
        });
        let adjusted = self.adjusted(worker, person);
        if adjusted.is_empty() {
            lines.push(match covered(Kind::WorkloadAdjusted) {
                true => self.about("Adjustment", "Nothing is taken off their load".to_owned(), None, &["AP-26"]),
                false => {
                    let says = "Not known: nothing records whether anything is taken off their load";
                    self.about_unknown("Adjustment", says, &["AP-26"])
                }
            });
        }
        lines.extend(adjusted);
        let away = self.away_lines(person);
        if away.is_empty() {
            let not_known = self.staff.get(worker).absence_not_covered
                || self.board.world().covered_from(Kind::AbsenceStarted, person.team).is_none();
            lines.push(match not_known {
                false => self.about("Absence", "None now, and none to come is on record".to_owned(), None, &["AP-38"]),
                true => self.about_unknown("Absence", "Not known: no file says when they are away", &["AP-38"]),
            });
        }
        lines.extend(away);
        lines.extend(self.leaving(person));
        lines
    }

    fn engagement(&self, person: &Person) -> AboutLine {
        let through = match person.agency {
            Tri::Yes => Some("Through an agency".to_owned()),
            Tri::No => Some("Not through an agency".to_owned()),
            Tri::Unknown => None,
        };
        let worked = person.hours.map(|(hundredths, _)| format!("{} hours a week", points(u64::from(hundredths))));
        let said: Vec<String> = through.into_iter().chain(worked).collect();
        if said.is_empty() {
            return self.about_unknown(
                "Engagement",
                "Hours, and whether through an agency, are not on record",
                &["AP-26"],
            );
        }
        self.about("Engagement", said.join(", "), None, &["AP-26"])
    }

    fn registration(&self, worker: WorkerId, person: &Person) -> AboutLine {
        let fact = person.registration.and_then(|id| self.worker_fact(worker, id));
        let since = fact.and_then(|fact| fact.when.day()).map(|day| format!(", on record since {}", say::day(day)));
        let since = since.unwrap_or_default();
        match person.known.registered {
            Tri::Yes => {
                let says = match person.registered_until {
                    Some(_) => format!("With Social Work England{since}; the last day on which it holds"),
                    None => format!("With Social Work England{since}. The record holds no day on which it runs out"),
                };
                self.about("Registration", says, person.registered_until, &["AP-23"])
            }
            Tri::No if person.registered_until.is_some() => {
                let says = "Not registered with Social Work England: it ran out; the last day was".to_owned();
                self.about("Registration", says, person.registered_until, &["AP-23"])
            }
            Tri::No => {
                self.about("Registration", format!("Not registered with Social Work England{since}"), None, &["AP-23"])
            }
            Tri::Unknown => self.about_unknown("Registration", "Not on record whether they are registered", &["AP-23"]),
        }
    }

    fn worker_fact(&self, worker: WorkerId, id: FactId) -> Option<&Fact> {
        known_facts(self.book.worker(worker), self.known).find(|fact| fact.id == id)
    }

    /// What is taken off the load, and up to what was authorised, each with its end and why.
    fn adjusted(&self, worker: WorkerId, person: &Person) -> Vec<AboutLine> {
        let why = |share: &Share| {
            let reason: Option<TextId> = self.worker_fact(worker, share.fact).and_then(|fact| match fact.content {
                Content::WorkloadAdjusted { reason, .. } | Content::LoadAuthorised { reason, .. } => reason,
                _ => None,
            });
            reason.map(|text| format!(" ({})", self.book.names.text(text))).unwrap_or_default()
        };
        let perhaps = |share: &Share| if share.value.is_yes() { "" } else { "perhaps " };
        let ends = |share: &Share| if share.until.is_some() { "; the last day" } else { "; no end on record" };
        let taken_off = person.adjustments.iter().map(|share| {
            let says = format!(
                "{} of a full load {}taken off{}{}",
                plural(u64::from(share.percent), "percent", "percent"),
                perhaps(share),
                why(share),
                ends(share)
            );
            self.about("Adjustment", says, share.until, &["AP-26"])
        });
        let authorised = person.authorised.iter().map(|share| {
            let by = share.post.map_or_else(
                || " in a post that is not on record".to_owned(),
                |post| format!(" by the {}", self.post(post)),
            );
            let says = format!(
                "Up to {} of a full load {}authorised{by}{}{}",
                plural(u64::from(share.percent), "percent", "percent"),
                perhaps(share),
                why(share),
                ends(share)
            );
            self.about("Authorised load", says, share.until, &["AP-26"])
        });
        taken_off.chain(authorised).collect()
    }

    /// Absences that go on or are to come.
    fn away_lines(&self, person: &Person) -> Vec<AboutLine> {
        let mut absences: Vec<&Absence> = person.absences.iter().collect();
        absences.sort_by_key(|absence| absence.first);
        let line = |absence: &&Absence| self.away_line(absence);
        absences.iter().map(line).collect()
    }

    fn away_line(&self, absence: &Absence) -> AboutLine {
        let kind = absence.kind.name();
        let (end, until) = match (absence.returns, absence.likely) {
            (Some(back), _) => ("; back", Some(back)),
            (None, Some(likely)) => ("; likely last day", Some(likely)),
            (None, None) => ("; no likely end on record", None),
        };
        let clauses = ["PG-03", "AP-38", "AP-39"];
        match (absence.now, absence.first) {
            (Tri::Yes, Some(first)) => {
                let days = self.board.world().calendar.between(first.plus_days(-1), self.today).max(0);
                let days = plural(days.unsigned_abs(), "working day", "working days");
                let says = format!("Away ({kind}) since {}, {days} with this one{end}", say::day(first));
                self.about("Absence", says, until, &clauses)
            }
            (Tri::No, Some(first)) => {
                let says = match until {
                    Some(until) => format!("Will be away ({kind}) from {}{end} {}", say::day(first), say::day(until)),
                    None => format!("Will be away ({kind}) from {}{end}", say::day(first)),
                };
                AboutLine { until: None, ..self.about("Absence", says, None, &clauses) }
            }
            _ => {
                let says = format!("Perhaps away ({kind}): its days are not known{end}");
                AboutLine { not_known: true, ..self.about("Absence", says, until, &clauses) }
            }
        }
    }

    /// That they have left or will: "Last day".
    fn leaving(&self, person: &Person) -> Option<AboutLine> {
        match (person.last_day, person.may_have_left) {
            (Some((last, _)), _) if last.end() < self.at => {
                Some(self.about("Leaving", format!("Left: the last day was {}", say::day(last)), None, &["PG-02"]))
            }
            (Some((last, _)), _) => {
                Some(self.about("Leaving", "Leaves; the last day".to_owned(), Some(last), &["PG-02"]))
            }
            (None, Some(_)) => {
                Some(self.about_unknown("Leaving", "May have left, on a day that is not known", &["PG-02"]))
            }
            (None, None) => None,
        }
    }

    /// What is about to change what that worker carries, or whom they may hold: what comes first first.
    pub(super) fn coming_for(&self, worker: WorkerId, person: &Person, loads: &[Load]) -> Vec<AboutLine> {
        let mut lines = self.away_lines(person);
        lines.extend(self.leaving(person));
        lines.extend(self.joins(worker));
        let soon = self.today.plus_days(RUNS_OUT_WITHIN_DAYS);
        for one in person.accreditations.iter().filter(|one| one.until.is_some_and(|until| until <= soon)) {
            let says = format!("Accreditation runs out ({}); the last day", one.accreditation.name());
            lines.push(self.about("Accreditation", says, one.until, &["AP-21", "AP-23"]));
        }
        lines.extend(self.adjusted(worker, person).into_iter().filter(|line| line.until.is_some()));
        for load in loads {
            for step in &load.steps {
                if let Why::Own { until: Some(until), value, .. } = step.why {
                    let perhaps = if value.is_yes() { "A" } else { "Perhaps a" };
                    let says = format!("{perhaps} smaller load for what they are ends; the last day");
                    let line = self.about("Smaller load", says, Some(until), &["AP-26"]);
                    if until <= soon && !lines.contains(&line) {
                        lines.push(line);
                    }
                }
            }
        }
        lines.extend(self.registration_ends(worker, person, soon));
        lines
    }

    /// That the registration ends on a day to come: as the register lists it, where it is not renewed by then; or by word that the
    /// worker is not registered from that day on.
    fn registration_ends(&self, worker: WorkerId, person: &Person, soon: Day) -> Option<AboutLine> {
        let facts = || known_facts(self.book.worker(worker), self.known);
        let to_come = |day: &Day| day.start() > self.at;
        let ends = facts().filter(|fact| matches!(fact.content, Content::NotRegistered {}));
        let first = ends.filter_map(|fact| fact.when.day()).filter(to_come).min();
        let renewed = |until: Day| {
            let anew = facts().filter(|fact| matches!(fact.content, Content::Registered { .. }));
            anew.filter_map(|fact| fact.when.day()).filter(to_come).any(|from| from <= until.plus_days(1))
        };
        let until = person.registered_until.filter(|_| person.known.registered.is_yes());
        let until = until.filter(|until| *until <= soon && !renewed(*until));
        if let Some(until) = until.filter(|until| first.is_none_or(|first| *until < first)) {
            return Some(self.about(
                "Registration",
                "Registration runs out; the last day".to_owned(),
                Some(until),
                &["AP-23"],
            ));
        }
        Some(self.about("Registration", "No longer registered from".to_owned(), Some(first?), &["AP-23"]))
    }

    /// That the worker joins on a day to come.
    fn joins(&self, worker: WorkerId) -> Option<AboutLine> {
        let now = self.staff.get(worker);
        if now.has_joined {
            return None;
        }
        let facts = known_facts(self.book.worker(worker), self.known);
        let joined = facts.filter(|fact| matches!(fact.content, Content::WorkerJoined {}));
        let first = joined.filter_map(|fact| fact.when.day()).filter(|day| day.start() > self.at).min()?;
        Some(self.about("Joining", "Joins; the first day".to_owned(), Some(first), &["AP-27"]))
    }

    /// That the worker has left, in words, where they have.
    pub(super) fn left_words(&self, person: &Person) -> Option<String> {
        let (last, _) = person.last_day.filter(|(last, _)| last.end() < self.at)?;
        Some(format!("Left: the last day was {}", say::day(last)))
    }

    /// Since when the record says who held whom in that team; nothing where it never does.
    pub(super) fn holding_covered_from(&self, team: Option<record::UnitId>) -> Option<Moment> {
        self.board.world().covered_from(Kind::InvolvementStarted, team)
    }
}
