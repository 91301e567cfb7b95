//! A fact in plain words, for explanations. Made from the declaration of its kind, so that no kind can be forgotten.

use crate::fact::{Fact, FactId};
use crate::fields::Sink;
use crate::ids::{CarerId, ChildId, Names, Ref, TextId, UnitId, WorkerId};
use crate::time::{Day, Moment};

/// What the fact says, without when or from where: "involvement started: worker lcs:W7, role lead".
pub fn describe(fact: &Fact, names: &Names) -> String {
    let mut words = Words { names, text: fact.content.kind().name().replace('_', " "), field: "", first: true };
    fact.content.write(&mut words);
    words.text
}

struct Words<'n> {
    names: &'n Names,
    text: String,
    field: &'static str,
    first: bool,
}

impl Words<'_> {
    fn say(&mut self, value: &str) {
        self.text.push_str(if self.first { ": " } else { ", " });
        self.first = false;
        self.text.push_str(&self.field.replace('_', " "));
        self.text.push(' ');
        self.text.push_str(value);
    }
}

impl Sink for Words<'_> {
    fn field(&mut self, name: &'static str) {
        self.field = name;
    }
    fn absent(&mut self) {}
    fn present(&mut self) {}
    fn child(&mut self, child: ChildId) {
        let name = self.names.child(child).to_owned();
        self.say(&name);
    }
    fn worker(&mut self, worker: WorkerId) {
        let name = self.names.worker(worker).to_owned();
        self.say(&name);
    }
    fn unit(&mut self, unit: UnitId) {
        let name = self.names.unit(unit).to_owned();
        self.say(&name);
    }
    fn carer(&mut self, carer: CarerId) {
        let name = self.names.carer(carer).to_owned();
        self.say(&name);
    }
    // References tie facts together for the program; people are told the facts themselves.
    fn reference(&mut self, _: Ref) {}
    fn fact(&mut self, _: FactId) {}
    fn text(&mut self, text: TextId) {
        let text = self.names.text(text).to_owned();
        self.say(&text);
    }
    fn day(&mut self, day: Day) {
        self.say(&format!("{day:?}"));
    }
    fn moment(&mut self, moment: Moment) {
        self.say(&moment.to_string());
    }
    fn flag(&mut self, flag: bool) {
        self.say(if flag { "yes" } else { "no" });
    }
    fn number(&mut self, number: i32) {
        self.say(&number.to_string());
    }
    fn word(&mut self, word: &'static str) {
        self.say(word);
    }
    fn words(&mut self, words: &mut dyn Iterator<Item = &'static str>) {
        let words: Vec<_> = words.collect();
        if !words.is_empty() {
            self.say(&words.join(" and "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Provenance, Subject};
    use crate::kinds::Content;
    use crate::time::When;
    use crate::words::{EndReason, Tri};

    #[test]
    fn a_fact_is_said_in_its_own_words() {
        let mut names = Names::default();
        let (child, worker, team) = (names.add_child("x:1"), names.add_worker("x:W7"), names.add_unit("x:T1"));
        let from = Provenance { source: names.add_source("a.csv"), row: 1 };
        let by = names.add_actor("a test");
        let recorded = Moment::from_second(0);
        let fact = |content| Fact {
            id: FactId([0; 16]),
            about: Subject::Child(child),
            when: When::Unknown,
            recorded,
            by,
            from,
            content,
        };
        let started = Content::InvolvementStarted {
            involvement: Ref(1),
            worker: Some(worker),
            role: crate::words::Role::Lead,
            team: Some(team),
            accepted: Tri::Unknown,
        };
        assert_eq!(describe(&fact(started), &names), "involvement started: worker x:W7, role lead, team x:T1");
        let ended = Content::InvolvementEnded { involvement: Ref(1), reason: Some(EndReason::LeftRole) };
        assert_eq!(describe(&fact(ended), &names), "involvement ended: reason left role");
        assert_eq!(describe(&fact(Content::PutOnDuty {}), &names), "put on duty");
    }
}
