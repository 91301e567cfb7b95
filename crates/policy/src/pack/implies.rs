//! Whether one condition holds wherever another does, as far as their words alone show it.

use record::words::{Word, Words};

use super::{Condition, Definition, Event, Need, Suitability};

impl Condition {
    /// Whether wherever this is so, that is so too. No where the words alone do not show it.
    pub(crate) fn implies(&self, other: &Condition, definitions: &[Definition]) -> bool {
        if self == other {
            return true;
        }
        // A count is of open children in whom its condition holds; a grace only makes it later.
        if let Condition::Definition(place) = self
            && definitions.get(*place).is_some_and(|of| of.counts.implies(other, definitions))
        {
            return true;
        }
        match (self, other) {
            (Condition::Any(parts), _) => !parts.is_empty() && parts.iter().all(|one| one.implies(other, definitions)),
            (_, Condition::All(parts)) => parts.iter().all(|part| self.implies(part, definitions)),
            (_, Condition::Any(parts)) if parts.iter().any(|part| self.implies(part, definitions)) => true,
            (Condition::All(parts), _) => parts.iter().any(|one| one.implies(other, definitions)),
            (_, Condition::Definition(place)) => {
                let of = definitions.get(*place).filter(|of| of.grace.is_empty());
                of.is_some_and(|of| self.implies(&of.counts, definitions))
            }
            (Condition::Status(one), Condition::Status(other)) => is_within(*one, *other),
            (Condition::Placement(one), Condition::Placement(other)) => is_within(*one, *other),
            (Condition::AgeFrom(one), Condition::AgeFrom(other)) => one >= other,
            (Condition::AgeUnder(one), Condition::AgeUnder(other)) => one <= other,
            _ => false,
        }
    }
}

impl Event {
    /// Whether whatever is this event is that one too.
    pub(crate) fn is_always(&self, other: &Event) -> bool {
        self == other || *other == Event::any(self.fact)
    }
}

impl Suitability {
    /// Whether that rule refuses, outright, everybody for whom this one asks for something.
    pub(crate) fn is_moot_beside(&self, refuses: &Suitability, definitions: &[Definition]) -> bool {
        let professions = match (self.professions, refuses.professions) {
            (_, None) => true,
            (Some(one), Some(other)) => is_within(one, other),
            (None, Some(_)) => false,
        };
        refuses.needs.has(Need::Refused)
            && !self.needs.has(Need::Refused)
            && !self.needs.is_empty()
            && professions
            && (refuses.engaged.is_none() || refuses.engaged == self.engaged)
            && is_within(self.parts, refuses.parts)
            && self.during.implies(&refuses.during, definitions)
    }
}

fn is_within<W: Word>(one: Words<W>, other: Words<W>) -> bool {
    other.has_all(one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::State;
    use record::words::Status;

    #[test]
    fn what_is_asked_beside_something_else_is_narrower_and_what_may_be_either_is_wider() {
        let open = Condition::State(State::Open);
        let status = |of: &[Status]| Condition::Status(Words::of(of));
        let (plan, either) =
            (status(&[Status::ChildProtectionPlan]), status(&[Status::ChildProtectionPlan, Status::LookedAfter]));
        let both = Condition::All(vec![open.clone(), plan.clone()]);
        let any = Condition::Any(vec![open.clone(), plan.clone()]);
        let implies = |one: &Condition, other: &Condition| one.implies(other, &[]);
        assert!(implies(&plan, &either) && !implies(&either, &plan));
        assert!(implies(&both, &open) && implies(&both, &either) && !implies(&open, &both));
        assert!(implies(&open, &any) && implies(&both, &any) && !implies(&any, &open));
        assert!(implies(&both, &Condition::All(vec![either, open.clone()])));
        assert!(!implies(&Condition::Not(Box::new(open.clone())), &open));
        assert!(implies(&Condition::AgeFrom(12), &Condition::AgeFrom(5)));
        assert!(!implies(&Condition::AgeFrom(5), &Condition::AgeFrom(12)));
    }
}
