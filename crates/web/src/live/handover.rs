//! The handover from duty: what the record has of the time in which a child needed a worker, line by line, for whoever is named
//! at last.

use decide::ways;
use record::words::{OversightTopic, Post, Recipient, Word};
use record::{Content, Fact, Kind, Moment};
use standing::signal::spells;
use standing::timeline::Involved;
use standing::{DutyRecord, DutyState, Entry, Towards};

use super::holders::is_main;
use super::question::Question;
use super::say;
use crate::error::PageError;
use crate::forms::Doing;
use crate::view::{HandoverLine, HandoverPage, HandoverPart, HandoverTold, ToldDuty};
use crate::words::{listed, sentence};

/// For so many days after a worker began, the handover is linked from the child's page.
const LINKED_DAYS: i32 = 28;

/// The parts of a handover, each with the kinds of fact that it tells, and whether only those of the time without a worker.
const PARTS: [(&str, &str, &[Kind], bool); 6] = [
    (
        "decided",
        "What was asked and decided",
        &[
            Kind::CapacityAsked,
            Kind::LeftUnallocated,
            Kind::DutyQuestionAnswered,
            Kind::ActionApplied,
            Kind::ActionNotApplied,
            Kind::ExceptionGranted,
            Kind::ContactArranged,
            Kind::PrioritySet,
            Kind::ConcernIncreased,
        ],
        true,
    ),
    (
        "duty",
        "Who was on duty for the child",
        &[Kind::PutOnDuty, Kind::DutyWorkerAssigned, Kind::TakenOffDuty, Kind::TeamHeld, Kind::PartnerHeld],
        true,
    ),
    ("visits", "Visits", &[Kind::Visit, Kind::BriefAssessment, Kind::DiscussedWithManager], true),
    ("oversights", "Management oversight", &[Kind::ManagementOversight], true),
    ("information", "Information that came in", &[Kind::InformationReceived], true),
    (
        "agencies",
        "Agencies, and what was agreed",
        &[Kind::AgencyInvolved, Kind::AgencyInvolvementEnded, Kind::AgencyAgreed, Kind::AgencyReported],
        false,
    ),
];

/// The parts that come after the plans.
const AFTER: [(&str, &str, &[Kind], bool); 2] = [
    ("letters", "Letters", &[Kind::LetterSent, Kind::LetterWithheld], true),
    ("notices", "Who was told", &[Kind::NoticeGiven, Kind::NoticeAcknowledged, Kind::SafetyPlanningAgreed], true),
];

/// Who is told that there is a worker at last, and by which letters, or notices to which post.
const TOLD: [(&str, &[Recipient], Option<Post>); 4] = [
    ("The child", &[Recipient::Child], None),
    ("The family", &[Recipient::Parent, Recipient::Carer], None),
    ("The agencies", &[Recipient::School, Recipient::Health, Recipient::OtherAgency, Recipient::Referrer], None),
    ("The independent reviewing officer", &[], Some(Post::IndependentReviewingOfficer)),
];

impl Question<'_> {
    /// The handover of the child of that id.
    ///
    /// # Errors
    /// Where there is no such child, or it is not theirs to see.
    pub fn handover_page(&self, child: &str) -> Result<HandoverPage, PageError> {
        let entry = self.find_child(child)?;
        let without = self.without_lately(entry);
        let from = without.map(|(from, _)| from).or_else(|| self.on_duty_since(entry));
        let team = entry.timeline.team_at(self.at);
        let mut above = self.units.above(team, self.board);
        above.push(self.units.team(team));
        let part = |of: &(&'static str, &'static str, &'static [Kind], bool)| self.part(entry, from, *of);
        let mut parts: Vec<HandoverPart> = PARTS.iter().map(part).collect();
        let plans = [
            ("safety-plan", "Safety plan", OversightTopic::SafetyPlan),
            ("initial-plan", "Initial plan for the duty worker", OversightTopic::InitialPlan),
        ];
        let after_oversights = parts.iter().position(|part| part.id == "information").unwrap_or(parts.len());
        let plans: Vec<HandoverPart> =
            plans.into_iter().map(|(id, title, of)| self.newest_plan(entry, id, title, of)).collect();
        parts.splice(after_oversights..after_oversights, plans);
        parts.extend(AFTER.iter().map(part));
        let (hidden, due): (Vec<_>, Vec<_>) = self
            .duties_now(entry)
            .into_iter()
            .partition(|line| matches!(line.state, crate::view::DutyState::CannotBeKnown { .. }));
        Ok(HandoverPage {
            child: self.child(entry),
            called: self.called(entry),
            above,
            day: say::day(self.today),
            stands: self.stands(entry),
            to: self.handed_to(entry),
            from: from.and_then(say::day_of),
            why: self.why_without(entry, without),
            parts,
            tasks: self.tasks_shown(entry),
            due,
            cannot_be_known: hidden.len() as u64,
            told: TOLD.iter().map(|of| self.told_of_worker_named(entry, *of)).collect(),
            siblings: self.siblings(entry),
        })
    }

    /// Its address, while it is of use: while somebody is offered the child, while duty holds the case, and for some weeks
    /// after a worker began.
    pub fn handover_path(&self, entry: &Entry) -> Option<String> {
        let begun = self.begun_lately(entry).is_some();
        let is_due = begun || self.offered(entry).is_some() || self.meanwhile(entry) == Some("On duty");
        (is_due && self.is_open(entry)).then(|| format!("{}/handover", self.child(entry).path()))
    }

    /// The same, beside the form in which an offer is answered.
    pub fn handover_beside(&self, doing: Doing, entry: Option<&Entry>) -> Option<String> {
        let answers = matches!(doing, Doing::Act(decide::ActKind::Accept | decide::ActKind::Decline));
        entry.filter(|_| answers).and_then(|entry| self.handover_path(entry))
    }

    /// Who began as lead or key worker in the last weeks, and goes on.
    fn begun_lately<'q>(&'q self, entry: &'q Entry) -> Option<&'q Involved> {
        let since = self.today.plus_days(-LINKED_DAYS).start();
        let begun = |one: &&Involved| one.accepted.max(one.started).is_some_and(|at| at >= since && at <= self.at);
        entry.timeline.involved_at(self.at).filter(|one| is_main(one.role) && one.has_begun).find(begun)
    }

    /// The last time without a worker, by the tray's definition: from when, and until when.
    fn without_lately(&self, entry: &Entry) -> Option<(Moment, Moment)> {
        let spell = spells(&entry.timeline.counts[self.tray]).filter(|spell| spell.from <= self.at).last()?;
        let from = entry.timeline.without_from(self.tray, spell.from).unwrap_or(spell.from);
        Some((from, spell.to.min(self.at)))
    }

    /// Since when the case is on duty, or last was.
    fn on_duty_since(&self, entry: &Entry) -> Option<Moment> {
        let put = self.so_far_of(entry).filter(|fact| matches!(fact.content, Content::PutOnDuty {}));
        put.filter_map(|fact| fact.when.as_start()).max()
    }

    /// The child's facts that had happened by then.
    fn so_far_of<'q>(&'q self, entry: &Entry) -> impl Iterator<Item = &'q Fact> {
        self.facts(entry.child).filter(|fact| fact.when.as_start().is_none_or(|from| from <= self.at))
    }

    fn handed_to(&self, entry: &Entry) -> Option<String> {
        let on = |at: Option<Moment>| at.and_then(say::day_of).map_or_else(String::new, |day| format!(" on {day}"));
        if let Some(one) = self.offered(entry) {
            let offered = on(one.offered.or(one.started));
            return Some(format!("Offered to {}{offered}, not accepted.", self.name_of(one)));
        }
        let one = self.begun_lately(entry)?;
        Some(format!("{} accepted it{}, as {}.", self.name_of(one), on(one.accepted.max(one.started)), one.role.name()))
    }

    fn why_without(&self, entry: &Entry, without: Option<(Moment, Moment)>) -> Vec<String> {
        let Some((from, to)) = without else {
            let by = self.definition(self.tray).label;
            return vec![format!("No time without a worker is on record, by ‘{by}’.")];
        };
        // As the page of the child said it while it was so.
        let last = Moment::from_second(to.second() - 1).max(from);
        let then = if to < self.at { self.at(last) } else { self.at(self.at) };
        let stand = then.stand(entry, then.tray);
        let days = stand.as_ref().and_then(|stand| then.days(stand));
        let at_least = stand.as_ref().is_some_and(|stand| stand.at_least);
        let since = standing::since::first_day(from)
            .map(say::day)
            .map_or_else(|| "a day that is not recorded".to_owned(), |day| day.to_string());
        let until = if to < self.at {
            say::day_of(to).map(|day| format!(" until {day}"))
        } else {
            Some(" and still".to_owned())
        };
        let long = days.map_or_else(String::new, |days| format!(", for {}", crate::words::how_long(days, at_least)));
        let mut said = vec![format!("Without a worker since {since}{}{long}.", until.unwrap_or_default())];
        said.extend(stand.map(|stand| sentence(&format!("Because {}.", then.because(entry, &stand)))));
        said.extend(self.story(entry));
        said
    }

    fn part(
        &self,
        entry: &Entry,
        from: Option<Moment>,
        (id, title, kinds, of_that_time): (&'static str, &'static str, &'static [Kind], bool),
    ) -> HandoverPart {
        let begins = from.map_or(Moment::MIN, |from| from.day().start());
        let in_time = |fact: &&Fact| !of_that_time || fact.when.as_start().is_none_or(|at| at >= begins);
        let all = self.so_far_of(entry).filter(|fact| kinds.contains(&fact.content.kind()));
        let (mut told, earlier): (Vec<&Fact>, Vec<&Fact>) = all.partition(in_time);
        told.sort_by_key(|fact| (fact.when.as_start(), fact.recorded));
        let none = told.is_empty().then(|| self.none_of(entry, kinds, begins));
        let lines = told.into_iter().map(|fact| self.handover_line(entry, fact)).collect();
        HandoverPart { id, title, lines, earlier: earlier.len() as u64, none }
    }

    /// That nothing is on record; or that it would not be, where nothing records it.
    fn none_of(&self, entry: &Entry, kinds: &[Kind], from: Moment) -> String {
        let (world, team) = (self.board.world(), entry.timeline.team_at(self.at));
        let blind: Vec<_> = kinds.iter().filter(|kind| !world.covers(**kind, team, from, self.at)).collect();
        if blind.is_empty() {
            return "None is on record.".to_owned();
        }
        let mut says: Vec<_> = blind.into_iter().map(|kind| super::kinds_said::says(*kind)).collect();
        says.dedup();
        format!("None is on record. The record does not cover all of that time: {}.", listed(&says))
    }

    /// A fact with what was written down or recorded with it, or what became of it.
    fn handover_line(&self, entry: &Entry, fact: &Fact) -> HandoverLine {
        let kind = fact.content.kind();
        let with = |other: &&Fact| (other.recorded, other.by, other.from) == (fact.recorded, fact.by, fact.from);
        let mut more: Vec<String> = Vec::new();
        for other in self.so_far_of(entry).filter(with) {
            more.extend(match other.content {
                Content::Noted { of, says } if of == Some(kind) => Some(self.text(says)),
                _ if kind == Kind::ManagementOversight => self.oversight_words(&other.content),
                _ => None,
            });
        }
        if kind == Kind::InformationReceived {
            more.push(self.considered(entry, fact));
        }
        self.line_of(fact, more)
    }

    fn line_of(&self, fact: &Fact, more: Vec<String>) -> HandoverLine {
        let line = self.fact_line(fact);
        HandoverLine { says: line.what, more, when: line.when, recorded: line.recorded }
    }

    /// What a fact says that an oversight made.
    fn oversight_words(&self, content: &Content) -> Option<String> {
        Some(match *content {
            Content::OversightSays { of, says } => format!("{}: {}", sentence(of.name()), self.text(says)),
            Content::RiskJudged { level } => format!("Risk: {}", level.name()),
            Content::NextSeenSet { on } => format!("To be seen by {}", say::day(on)),
            Content::NextReviewSet { on } => format!("To be reviewed by {}", say::day(on)),
            Content::NextPlanReviewSet { on, .. } => format!("Plan to be reviewed by {}", say::day(on)),
            Content::TaskSet { what, .. } => format!("To be done: {}", self.text(what)),
            _ => return None,
        })
    }

    /// Whether a manager has considered what came in, from then on.
    fn considered(&self, entry: &Entry, received: &Fact) -> String {
        let later = |fact: &&Fact| {
            matches!(fact.content, Content::InformationConsidered { .. })
                && fact.when.as_end() >= received.when.as_start()
        };
        match self.so_far_of(entry).filter(later).min_by_key(|fact| fact.when.as_end()) {
            Some(fact) => format!("Considered {}, recorded {}", say::when(fact), say::recorded(self.book, fact)),
            None => "That anybody considered it is not on record.".to_owned(),
        }
    }

    /// The newest of those plans, whenever it was made.
    fn newest_plan(&self, entry: &Entry, id: &'static str, title: &'static str, topic: OversightTopic) -> HandoverPart {
        let made = self.so_far_of(entry).filter_map(|fact| match fact.content {
            Content::OversightSays { of, says } if of == topic => Some((fact, says)),
            _ => None,
        });
        let mut made: Vec<_> = made.collect();
        made.sort_by_key(|(fact, _)| (fact.when.as_start(), fact.recorded));
        let newest = made.pop();
        HandoverPart {
            id,
            title,
            none: newest.is_none().then(|| "What it says is not on record.".to_owned()),
            lines: newest
                .into_iter()
                .map(|(fact, says)| HandoverLine { says: self.text(says), ..self.line_of(fact, Vec::new()) })
                .collect(),
            earlier: made.len() as u64,
        }
    }

    /// What is open of telling them that there is a worker, and what is on record of their having been told.
    fn told_of_worker_named(
        &self,
        entry: &Entry,
        (who, letters, notice): (&'static str, &[Recipient], Option<Post>),
    ) -> HandoverTold {
        let is_to = |content: &Content| match *content {
            Content::LetterSent { to, .. } => letters.contains(&to),
            Content::NoticeGiven { to, .. } => notice == Some(to),
            _ => false,
        };
        let is_named = |to: Option<&str>| {
            letters.iter().any(|one| to == Some(one.name())) || (to.is_some() && to == notice.map(Word::name))
        };
        let asks = |duty: &&DutyRecord| {
            // Of agencies each has a duty of its own, which says of which it is, and not its rule.
            let each = match duty.towards {
                Towards::Agency(kind, _) => Some(kind.name()),
                Towards::AgenciesNotRecorded => Some(Recipient::OtherAgency.name()),
                Towards::Child => None,
            };
            let ways = ways::to_meet(self.plan(), self.rule(duty)).unwrap_or_default();
            let tells = ways.iter().filter(|way| {
                matches!(way.does, ways::Does::Record(Kind::LetterSent | Kind::NoticeGiven | Kind::LetterWithheld))
            });
            tells.into_iter().any(|way| {
                let to = way.says.iter().find(|(name, _)| *name == "to").map(|(_, word)| *word);
                is_named(each.or(to))
            })
        };
        let open = self.live(entry).filter(|duty| duty.state(self.at) != DutyState::CannotBeKnown).filter(asks);
        let asked = open.map(|duty| {
            let rule = self.rule(duty);
            let due = self.due(rule, duty).map_or_else(|| "no day is stated".to_owned(), |due| due.to_string());
            let says = format!("{}{}: {due} ({})", rule.title, self.towards(duty.towards), self.owner(entry, duty));
            ToldDuty { says, clause: rule.cites.first().to_owned() }
        });
        let newest = self.so_far_of(entry).filter(|fact| is_to(&fact.content));
        let newest = newest.max_by_key(|fact| (fact.when.as_start(), fact.recorded));
        HandoverTold { who, asked: asked.collect(), newest: newest.map(|fact| self.line_of(fact, Vec::new())) }
    }
}
