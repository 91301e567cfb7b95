//! The whole story on a scale of days: who held the child, which kind of case it was, visits, reviews and letters.

use record::words::{Role, VisitPart};
use record::{Content, Day, Kind, Moment};
use standing::timeline::Involved;
use standing::{Closed, DutyRecord, DutyState, Entry, Holding};

use super::holders::workers_of;
use super::question::Question;
use super::say;
use crate::view::{Lane, Mark, MarkStyle, Ribbon, Span, SpanStyle};

/// No more than these days back are drawn.
const MOST_DAYS_BACK: i32 = 730;
/// At least so many days ahead are drawn, so that what is due stands on the scale.
const DAYS_AHEAD: i32 = 10;
const MOST_DAYS_AHEAD: i32 = 60;

impl Question<'_> {
    /// The child's story as far as the day asked about, and what is due after it.
    pub fn ribbon(&self, entry: &Entry) -> Ribbon {
        let first = entry.timeline.open.iter().find(|step| step.value.is_yes() && step.from > Moment::MIN);
        let first = first.map_or(self.today.plus_days(-30), |step| step.from.day());
        let from = first.max(self.today.plus_days(-MOST_DAYS_BACK)).min(self.today.plus_days(-7)).plus_days(-2);
        let due = self.live(entry).filter_map(|duty| duty.due_by(self.at).day()).max();
        let ahead = due.unwrap_or(self.today).min(self.today.plus_days(MOST_DAYS_AHEAD));
        let to = ahead.max(self.today.plus_days(DAYS_AHEAD));
        let mut lanes = vec![
            Lane { label: "Worker".into(), spans: self.holding_spans(entry, from), marks: Vec::new() },
            Lane { label: "Kind".into(), spans: self.kind_spans(entry, from), marks: Vec::new() },
        ];
        lanes.push(Lane { label: "Seen".into(), spans: Vec::new(), marks: self.marks(entry, from, to, true) });
        lanes.push(Lane {
            label: "Reviews, letters, notices".into(),
            spans: Vec::new(),
            marks: self.marks(entry, from, to, false),
        });
        lanes.retain(|lane| !lane.spans.is_empty() || !lane.marks.is_empty());
        Ribbon { from: say::day(from), to: say::day(to), now: say::day(self.today), lanes }
    }

    /// Who held the child, cut wherever anything changes that [`Question::held_as`] reads.
    fn holding_spans(&self, entry: &Entry, first: Day) -> Vec<Span> {
        let timeline = &entry.timeline;
        let mut changes: Vec<Moment> = timeline.holding.iter().map(|step| step.from).collect();
        for one in timeline.involved.iter().filter(|one| one.role != Role::Involved) {
            changes.extend([one.started, one.offered, one.accepted, one.ended].into_iter().flatten());
        }
        changes.extend(timeline.counts[self.in_name.only].iter().map(|step| step.from));
        changes.extend(self.tray_changes(entry));
        for version in self.plan().versions(self.plan().definitions[self.tray].pack) {
            // The policy counts nobody before a version is in force, and after the last.
            let pack = &self.plan().packs[version];
            changes.push(pack.from.start());
            changes.extend(pack.until.map(|last| last.plus_days(1).start()));
            let counts = self.plan().definition_in(self.tray, version).map(|place| &timeline.counts[place]);
            changes.extend(counts.into_iter().flatten().map(|step| step.from));
        }
        self.spans(changes, first, |at| self.at(at).held_as(entry))
    }

    /// How the child was held at the question's instant; nothing where it was closed.
    fn held_as(&self, entry: &Entry) -> Option<(SpanStyle, String)> {
        let holding = entry.timeline.holding_at(self.at);
        if self.is_said_in_name_only(entry) {
            let name = self.names_at(entry).or_else(|| self.first_on_record(entry).map(|one| self.name_of(one)));
            let name = name.unwrap_or("A worker".to_owned());
            let offered = if holding == Holding::Offered { "Offered to " } else { "" };
            return Some((SpanStyle::InNameOnly, format!("{offered}{name}, in name only")));
        }
        let said = match holding {
            Holding::Closed => return None,
            Holding::OpenNotKnown => (SpanStyle::Unknown, "Not known whether open".to_owned()),
            Holding::Unknown => (SpanStyle::Unknown, self.names_at(entry).unwrap_or("Cannot be told".to_owned())),
            Holding::Held if let Some(one) = self.offered_and_counts(entry) => {
                (SpanStyle::Offered, format!("Offered to {}", self.name_of(one)))
            }
            Holding::Held => {
                let name = self.names_at(entry).unwrap_or("A worker".to_owned());
                match self.counted(entry).is_yes() {
                    true => (SpanStyle::InNameOnly, format!("{name}, who does not count")),
                    false => (SpanStyle::Held, name),
                }
            }
            Holding::Offered => {
                let to = self.offered(entry).and_then(|one| one.worker);
                let name = to.map_or_else(String::new, |worker| format!(" to {}", self.worker_name(worker)));
                (SpanStyle::Offered, format!("Offered{name}"))
            }
            Holding::Partner => (SpanStyle::Duty, "A partner agency".to_owned()),
            Holding::Duty => (SpanStyle::Duty, "On duty".to_owned()),
            Holding::TeamOnly => (SpanStyle::Duty, "Held by the team".to_owned()),
            Holding::Nobody => (SpanStyle::Nobody, "No worker".to_owned()),
        };
        Some(said)
    }

    /// To whom the child is offered, where that one counts and whoever is on record as holding the child does not.
    fn offered_and_counts<'q>(&'q self, entry: &'q Entry) -> Option<&'q Involved> {
        self.first_who_counts(entry).filter(|one| self.accepted(entry, one).is_no())
    }

    /// The names of those on record as holding the child, whoever comes first among them first; whoever was only offered it does not hold it.
    fn names_at(&self, entry: &Entry) -> Option<String> {
        let workers = workers_of(&self.holding(entry));
        let names: Vec<String> = workers.into_iter().map(|worker| self.worker_name(worker)).collect();
        (!names.is_empty()).then(|| crate::words::listed(&names))
    }

    fn kind_spans(&self, entry: &Entry, first: Day) -> Vec<Span> {
        let timeline = &entry.timeline;
        let mut changes: Vec<Moment> = timeline.open.iter().map(|step| step.from).collect();
        for (_, place) in self.shown.kinds() {
            changes.extend(timeline.counts[place].iter().map(|step| step.from));
        }
        let style_at = |at: Moment| {
            let open = standing::signal::value_at(&timeline.open, at).is_yes();
            open.then(|| (SpanStyle::Status, self.shown.kind(timeline, at).label().to_owned()))
        };
        self.spans(changes, first, style_at)
    }

    /// Stretches between changes, joined where nothing differs, from the first day drawn to the day asked about. One that
    /// began before that day says when, though only the rest of it is drawn.
    fn spans(
        &self,
        mut changes: Vec<Moment>,
        first: Day,
        style_at: impl Fn(Moment) -> Option<(SpanStyle, String)>,
    ) -> Vec<Span> {
        changes.push(first.start());
        changes.retain(|at| *at > Moment::MIN && *at <= self.at);
        changes.sort_unstable();
        changes.dedup();
        let ends = changes.iter().skip(1).map(|to| Some(*to)).chain([None]);
        // What ended with the last second of a day ended on that day, and a gap of a second is none.
        let is_gap = |from: Moment, to: Moment| to.second() - from.second() <= 1;
        let mut drawn: Vec<(SpanStyle, String, Moment, Option<Moment>)> = Vec::new();
        for (from, to) in changes.iter().copied().zip(ends) {
            if to.is_some_and(|to| is_gap(from, to)) {
                continue;
            }
            let Some((style, label)) = style_at(from) else { continue };
            match drawn.last_mut() {
                Some((same, words, _, until @ Some(_)))
                    if *same == style && *words == label && until.is_some_and(|until| is_gap(until, from)) =>
                {
                    *until = to;
                }
                _ => drawn.push((style, label, from, to)),
            }
        }
        drawn.retain(|(.., to)| to.is_none_or(|to| to > first.start()));
        let day_from = |at: Moment| at.plus_seconds(1).day();
        let spans = drawn.into_iter().map(|(style, label, from, to)| Span {
            style,
            label,
            from: say::day(day_from(from)),
            until: to.map(|to| say::day(day_from(to))),
        });
        spans.collect()
    }

    /// What was done, and what is due or was missed: visits, or everything else.
    fn marks(&self, entry: &Entry, from: Day, to: Day, visits: bool) -> Vec<Mark> {
        let mut marks: Vec<(Day, MarkStyle, String)> = Vec::new();
        let mut late: Vec<record::FactId> = Vec::new();
        for duty in self.all_duties(entry).filter(|duty| self.of_visits(duty) == visits) {
            let title = self.rule(duty).title.clone();
            match (duty.state(self.at), duty.due_by(self.at).day()) {
                (DutyState::Overdue, Some(day)) => marks.push((day, MarkStyle::Missed, format!("{title}, overdue"))),
                (DutyState::Closed(Closed::Missed), Some(day)) => {
                    marks.push((day, MarkStyle::Missed, format!("{title}, not done")));
                }
                (DutyState::Closed(Closed::MetLate(_)), _) => {
                    if let Some(fact) = self.fact(entry.child, duty.met_by) {
                        late.push(fact.id);
                        let day = fact.when.day();
                        marks.extend(day.map(|day| (day, MarkStyle::Late, format!("{title}, done late"))));
                    }
                }
                (DutyState::Open, Some(day)) => marks.push((day, MarkStyle::Due, format!("{title}, due"))),
                _ => {}
            }
        }
        for fact in self.facts(entry.child).filter(|fact| !late.contains(&fact.id)) {
            let Some(day) = fact.when.day().filter(|day| *day <= self.today) else { continue };
            let style = match (fact.content, visits) {
                (Content::Visit { parts, .. }, true) if parts.has(VisitPart::Seen) => MarkStyle::Done,
                (Content::Visit { .. }, true) => MarkStyle::Event,
                (
                    Content::ManagementOversight { .. }
                    | Content::PlanReviewHeld { .. }
                    | Content::LetterSent { .. }
                    | Content::NoticeGiven { .. }
                    | Content::SafetyPlanningAgreed { .. },
                    false,
                ) => MarkStyle::Done,
                (
                    Content::ReferralReceived { .. }
                    | Content::CaseClosed { .. }
                    | Content::LetterWithheld { .. }
                    | Content::LeftUnallocated { .. },
                    false,
                ) => MarkStyle::Event,
                _ => continue,
            };
            marks.push((day, style, self.fact_words(&fact.content)));
        }
        marks.retain(|(day, ..)| *day >= from && *day <= to);
        marks.sort_by_key(|(day, ..)| *day);
        marks.into_iter().map(|(day, style, label)| Mark { style, label, day: say::day(day) }).collect()
    }

    fn of_visits(&self, duty: &DutyRecord) -> bool {
        self.rule(duty).ways().any(|way| way.fact == Kind::Visit)
    }
}
