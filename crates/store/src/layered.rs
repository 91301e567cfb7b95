//! Names that are read as they are, and those that one command adds to them.
//!
//! A command says texts, and sometimes a child or a worker, that the record has not named yet. Their numbers come only with
//! the commit; until then they stand above the record's own, which is neither copied nor changed, whatever its size.

use record::{ActorId, CarerId, ChildId, Fact, Names, SourceId, TextId, UnitId, WorkerId};

use crate::error::StoreError;
use crate::names::List;
use crate::rows::renamed_by;
use crate::submit::Submission;

/// The record's names and a few more.
pub struct Layered<'n> {
    base: &'n Names,
    more: Names,
}

impl<'n> Layered<'n> {
    /// Those names, and none more yet.
    pub fn over(base: &'n Names) -> Layered<'n> {
        Layered { base, more: Names::default() }
    }

    /// The text's id.
    pub fn text(&mut self, text: &str) -> TextId {
        TextId::from_index(self.add(List::Texts, text))
    }

    /// The id of that child's identity, known or new.
    pub fn child(&mut self, name: &str) -> ChildId {
        ChildId::from_index(self.add(List::Children, name))
    }

    /// The id of that worker's identity, known or new.
    pub fn worker(&mut self, name: &str) -> WorkerId {
        WorkerId::from_index(self.add(List::Workers, name))
    }

    /// The id of that unit, known or new.
    pub fn unit(&mut self, name: &str) -> UnitId {
        UnitId::from_index(self.add(List::Units, name))
    }

    /// The id of that carer, known or new.
    pub fn carer(&mut self, name: &str) -> CarerId {
        CarerId::from_index(self.add(List::Carers, name))
    }

    /// The id of whoever records.
    pub fn actor(&mut self, name: &str) -> ActorId {
        ActorId::from_index(self.add(List::Actors, name))
    }

    /// The id of where facts come from.
    pub fn source(&mut self, name: &str) -> SourceId {
        SourceId::from_index(self.add(List::Sources, name))
    }

    /// The name of that number in that list.
    pub fn get(&self, list: List, number: usize) -> Option<&str> {
        let base = list.of(self.base);
        match number.checked_sub(base.len()) {
            None => base.get(number),
            Some(above) => list.of(&self.more).get(above),
        }
    }

    fn add(&mut self, list: List, name: &str) -> usize {
        let base = list.of(self.base);
        // What memory holds of a long text is its beginning, under a mark: the whole of one is found on disk alone.
        base.find(name).unwrap_or_else(|| base.len() + list.of_mut(&mut self.more).intern(name))
    }
}

impl Submission {
    /// Adds a fact whose ids are those of these names.
    ///
    /// # Errors
    /// Where the fact refers to a name that they lack.
    pub fn add_layered(&mut self, fact: &Fact, names: &Layered<'_>) -> Result<(), StoreError> {
        let fact = renamed_by(fact, &|list, number| names.get(list, number), &mut self.names)?;
        self.facts.push(fact);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use record::{Content, FactId, Moment, Provenance, Ref, Subject, When};

    #[test]
    fn a_submission_names_what_the_record_has_and_what_is_new() {
        let mut base = Names::default();
        let (child, worker) = (base.add_child("x:1"), base.add_worker("x:W1"));
        base.add_text("known");
        let mut names = Layered::over(&base);
        let (what, known) = (names.text("new"), names.text("known"));
        assert_eq!((names.text("new"), names.worker("x:W1")), (what, worker));
        let (by, source) = (names.actor("x:W1"), names.source("a screen"));
        let involvement = Ref(1);
        let fact = Fact {
            id: FactId([1; 16]),
            about: Subject::Child(child),
            when: When::Unknown,
            recorded: Moment::from_second(0),
            by,
            from: Provenance { source, row: 0 },
            content: Content::AllocationTerms { involvement, what, actions: known, review: what },
        };
        let mut submission = Submission::new("x:W1", fact.recorded);
        submission.add_layered(&fact, &names).unwrap();
        let Content::AllocationTerms { what, actions, review, .. } = submission.facts[0].content else { panic!() };
        let text = |id| submission.names.text(id);
        assert_eq!([text(what), text(actions), text(review)], ["new", "known", "new"]);
        assert_eq!(
            submission.names.child(match submission.facts[0].about {
                Subject::Child(child) => child,
                other => panic!("{other:?}"),
            }),
            "x:1"
        );
        assert!(base.find_text("new").is_none());
        let stray = Fact { content: Content::PartnerHeld { agency: Some(TextId::from_index(9)) }, ..fact };
        let mut submission = Submission::new("x:W1", fact.recorded);
        assert!(submission.add_layered(&stray, &Layered::over(&base)).is_err());
    }
}
