//! Events: a kind of fact, and what it must say.

use record::Kind;
use record::kinds::About;
use record::words::{OversightPart, VisitPart, Words};
use toml::de::DeValue;

use super::Reader;
use crate::pack::Event;
use crate::reader::{Table, Value, as_text, instead};

impl<'m> Reader<'m> {
    /// One event or a list of them: any of these.
    pub(super) fn events(&self, value: &Value<'_>) -> Vec<Event> {
        let found = self.endings(value);
        if found.iter().any(|event| event.same_unit) {
            let says = "'unit' says of which unit something ends, and this ends nothing".to_owned();
            self.mistakes.add(value.span(), says, Some("leave it out; it stands in 'until' of 'since'".into()));
        }
        found
    }

    /// One event or a list of them, any of which ends something.
    pub(super) fn endings(&self, value: &Value<'_>) -> Vec<Event> {
        match value.get_ref() {
            DeValue::Array(list) => {
                if list.is_empty() {
                    self.mistakes.add(
                        value.span(),
                        "this list of events is empty",
                        Some("write { fact = \"…\" }".into()),
                    );
                }
                list.iter().filter_map(|value| self.event(value)).collect()
            }
            _ => self.event(value).into_iter().collect(),
        }
    }

    fn event(&self, value: &Value<'_>) -> Option<Event> {
        let table = Table::of("an event", value, self.mistakes)?;
        let fact = table.need("fact", "say which kind of fact").and_then(|value| self.kind(value, &event_kinds()));
        macro_rules! words {
            ($key:literal) => {
                table.get($key).map(|value| table.words($key, value))
            };
        }
        let event = Event {
            fact: fact?,
            visit: words!("visit"),
            plan: words!("plan"),
            holds: words!("holds"),
            made_by: words!("made-by"),
            to: words!("to"),
            given_to: words!("given-to"),
            status: words!("status"),
            meeting: words!("meeting"),
            action: words!("action"),
            asked: words!("asked"),
            answer: words!("answer"),
            reason: words!("reason"),
            service: words!("service"),
            placement: words!("placement"),
            part: words!("part"),
            side: words!("side"),
            risk: words!("risk"),
            same_unit: self.same_unit(&table),
        };
        let of_visit = event.visit.is_some_and(|parts| parts.has_any(Words::of(&NOT_KNOWN)));
        let of_oversight = event.holds.is_some_and(|parts| parts.has(OversightPart::RestNotKnown));
        for (key, not_known, what, such_as) in
            [("visit", of_visit, "a visit", "seen"), ("holds", of_oversight, "an oversight", "safety plan")]
        {
            if let Some(value) = table.get(key).filter(|_| not_known) {
                let says = format!("a rule cannot ask for what is not known of {what}");
                let help = format!("write what it must have held, as in [\"{such_as}\"]");
                self.mistakes.add(value.span(), says, Some(help));
            }
        }
        let of_nobody = Words::of(&[VisitPart::Seen, VisitPart::NobodyIn]);
        if let (true, Some(value)) = (event.visit.is_some_and(|parts| parts.has_all(of_nobody)), table.get("visit")) {
            let says = "no visit is both: a child who was seen was in".to_owned();
            self.mistakes.add(value.span(), says, Some("leave out 'seen' or 'nobody in'".into()));
        }
        for (key, given) in asked(&event) {
            if given && !can_say(event.fact, key) {
                let says = format!("'{key}' says nothing about '{}'", event.fact.name());
                self.mistakes.add(value.span(), says, Some("leave it out".into()));
            }
        }
        table.finish();
        Some(event)
    }

    /// `unit = "the same"`.
    fn same_unit(&self, table: &Table<'_, 'm>) -> bool {
        let Some(value) = table.get("unit") else { return false };
        match as_text("'unit'", value, self.mistakes) {
            Some("the same") => true,
            Some(other) => {
                let says = format!("an event cannot be of the unit '{other}'");
                self.mistakes.add(value.span(), says, Some("write unit = \"the same\"".into()));
                false
            }
            None => false,
        }
    }

    pub(super) fn kind(&self, value: &Value<'_>, allowed: &[Kind]) -> Option<Kind> {
        let name = as_text("the kind of fact", value, self.mistakes)?;
        let names: Vec<&str> = allowed.iter().map(|kind| kind.name()).collect();
        let found = allowed.iter().find(|kind| kind.name() == name).copied();
        if found.is_none() {
            let says = format!("'{name}' is not a kind of fact that can stand here");
            self.mistakes.add(value.span(), says, Some(instead(name, &names)));
        }
        found
    }
}

/// What facts say of a visit of which little is known, and no rule asks for.
const NOT_KNOWN: [VisitPart; 2] = [VisitPart::SeenNotKnown, VisitPart::RestNotKnown];

/// The kinds of fact that happen to a child, and so can begin, end or meet something.
pub fn event_kinds() -> Vec<Kind> {
    let speaks_of_itself = |kind: &Kind| {
        matches!(kind, Kind::ChildDetails | Kind::FamilyGroup | Kind::SameAs | Kind::NotSameAs)
            || matches!(kind, Kind::AccessRestricted | Kind::AccessRestrictionEnded | Kind::Corrected | Kind::Erased)
            || matches!(kind, Kind::Noted | Kind::CarriedBack)
    };
    let happens = |kind: &&Kind| matches!(kind.about(), About::Child | About::Any) && !speaks_of_itself(kind);
    Kind::ALL.iter().filter(happens).copied().collect()
}

/// What is asked of the fact, by the key that asks it.
fn asked(event: &Event) -> [(&'static str, bool); 18] {
    [
        ("visit", event.visit.is_some()),
        ("plan", event.plan.is_some()),
        ("holds", event.holds.is_some()),
        ("made-by", event.made_by.is_some()),
        ("to", event.to.is_some()),
        ("given-to", event.given_to.is_some()),
        ("status", event.status.is_some()),
        ("meeting", event.meeting.is_some()),
        ("action", event.action.is_some()),
        ("asked", event.asked.is_some()),
        ("answer", event.answer.is_some()),
        ("reason", event.reason.is_some()),
        ("service", event.service.is_some()),
        ("placement", event.placement.is_some()),
        ("part", event.part.is_some()),
        ("side", event.side.is_some()),
        ("risk", event.risk.is_some()),
        ("unit", event.same_unit),
    ]
}

/// Whether facts of that kind say anything about that key; as [`Event::matches`] reads them.
fn can_say(kind: Kind, key: &str) -> bool {
    match key {
        "visit" => kind == Kind::Visit,
        "plan" => matches!(kind, Kind::Visit | Kind::PlanReviewHeld | Kind::PlanUpdated),
        "holds" => kind == Kind::ManagementOversight,
        "made-by" => matches!(
            kind,
            Kind::ManagementOversight
                | Kind::LeftUnallocated
                | Kind::SafetyPlanningAgreed
                | Kind::DiscussedWithManager
                | Kind::InformationConsidered
                | Kind::ClosureReviewed
                | Kind::AbsenceDecided
                | Kind::ExceptionGranted
                | Kind::VisitIntervalSet
        ),
        "to" => matches!(kind, Kind::LetterSent | Kind::LetterWithheld),
        "given-to" => matches!(kind, Kind::NoticeGiven | Kind::NoticeAcknowledged),
        "status" => matches!(kind, Kind::StatusStarted | Kind::StatusEnded),
        "meeting" => kind == Kind::MeetingHeld,
        "action" => matches!(kind, Kind::ActionApplied | Kind::ActionNotApplied),
        "asked" | "answer" | "unit" => kind == Kind::CapacityAsked,
        "reason" => kind == Kind::LeftUnallocated,
        "service" => matches!(
            kind,
            Kind::ServiceEntryJoined
                | Kind::ServiceEntryUpdated
                | Kind::ServiceEntryLeft
                | Kind::Signposted
                | Kind::ConsultationOffered
                | Kind::DutyAccessExplained
        ),
        "placement" => kind == Kind::PlacementStarted,
        "side" => kind == Kind::TransferSigned,
        "risk" => kind == Kind::RiskJudged,
        "part" => matches!(kind, Kind::AllocationOffered | Kind::InvolvementStarted),
        _ => false,
    }
}
