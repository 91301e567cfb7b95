//! Breaches, ladders, gates, and the rules about workers, letters and areas.

use record::Kind;
use record::words::{Accreditation, LeftReason, Post, Profession, Recipient, Role, Service, UnitLevel, Words};

use super::{Cites, Condition, Duty, Event, Length, Stated};

/// What must never be.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// Its name within the pack.
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// The clauses that it breaks.
    pub cites: Cites,
    /// While what.
    pub during: Condition,
    /// For whom it comes first.
    pub to: Words<Post>,
    /// Who may grant an exception from it.
    pub exceptions: Vec<Exception>,
}

/// Who may grant an exception from a breach.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception {
    /// The clauses that it follows.
    pub cites: Cites,
    /// Any of these posts.
    pub by: Words<Post>,
}

/// A ladder that a child's case climbs; its rungs are duties that name it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    /// Its name within the pack.
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// The duties that are its rungs, from the lowest: their places in the pack.
    pub rungs: Vec<usize>,
}

/// What a decision needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// Its name within the pack.
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// The decision.
    pub before: Vec<Event>,
    /// Where it applies.
    pub during: Condition,
    /// While what such a decision lacked is held against it; until it is over, where nothing is said.
    pub breach_while: Option<Condition>,
    /// The posts that may decide; anybody where nothing is said.
    pub by: Option<Words<Post>>,
    /// The posts that may stand in.
    pub stand_in: Words<Post>,
    /// Whether the decision is forbidden.
    pub never: bool,
    /// The only reasons for which it may be taken; any where nothing is said.
    pub reasons: Option<Words<LeftReason>>,
    /// What must be done before, in this order.
    pub steps: Vec<Step>,
}

/// A step before a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name within the gate.
    pub id: String,
    /// What it is, for people.
    pub says: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// Where it is asked; of every decision where nothing is said.
    pub only_where: Option<Condition>,
    /// What shows that it was done.
    pub met_by: Vec<Event>,
    /// Whether one record is needed for each of several units.
    pub each: Option<Each>,
    /// How fresh it must be.
    pub within: Option<Stated<Length>>,
}

record::words! {
    /// For each of which units a step needs a record of its own.
    Each {
        OtherTeamOfDistrict = "other team of the district",
        OtherDistrict = "other district",
    }

    /// What a candidate needs.
    Need {
        /// May not hold the child at all.
        Refused = "refused",
        /// Another, who is a social worker, must lead.
        LeadSocialWorker = "lead social worker",
        NamedSupport = "named support",
        Supervisor = "supervisor",
        Experience = "experience",
        Registration = "registration",
        /// The accreditations that the rule names.
        Training = "training",
    }

    /// What speaks for a candidate, and refuses nobody.
    SpeaksFor {
        Sibling = "holds a brother or sister",
    }

    /// By whom a worker is engaged.
    Engaged {
        Authority = "by the authority",
        Agency = "through an agency",
    }

    /// Which of several letters it is.
    LetterKind {
        First = "first",
        Update = "update",
        Named = "worker named",
    }

    /// What a letter must hold.
    LetterPart {
        HowToContact = "how to contact the team",
        HowOftenVisited = "how often the duty worker visits",
        WhyNobody = "why there is no worker",
        WhatIsDelayed = "what is delayed",
        Meanwhile = "what is arranged meanwhile",
        ManagerToContact = "the manager to contact",
        WhoIsNamed = "who is named",
    }
}

/// Who may hold whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Suitability {
    /// Its name within the pack.
    pub id: String,
    /// What it asks, for people.
    pub says: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// For which children.
    pub during: Condition,
    /// For which parts.
    pub parts: Words<Role>,
    /// The professions that it is about; all where nothing is said.
    pub professions: Option<Words<Profession>>,
    /// How those are engaged whom it is about; however they are where nothing is said.
    pub engaged: Option<Engaged>,
    /// What such a candidate needs; nothing where the rule says what speaks for one.
    pub needs: Words<Need>,
    /// What speaks for such a candidate.
    pub speaks_for: Words<SpeaksFor>,
    /// Every accreditation that the candidate needs, where training is among that.
    pub training: Words<Accreditation>,
}

/// What raises a child's priority (PG-04).
#[derive(Clone, Debug, PartialEq)]
pub struct Priority {
    /// Its name within the pack.
    pub id: String,
    /// What it is, for people.
    pub says: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// When it counts.
    pub when: Condition,
    /// How much it weighs.
    pub weight: Stated<u32>,
}

/// A letter and what it must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// Its name within the pack.
    pub id: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// To whom.
    pub to: Words<Recipient>,
    /// While what.
    pub during: Condition,
    /// Which of several.
    pub kind: LetterKind,
    /// What it must hold.
    pub says: Words<LetterPart>,
    /// Whether it goes only where it is safe.
    pub safe: bool,
}

/// What is looked at over a whole area.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Its name within the pack.
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// Over which level of unit.
    pub over: UnitLevel,
    /// Whom it counts: a definition's place in the pack.
    pub counts: usize,
    /// Above what.
    pub more_than: MoreThan,
    /// Who is told of it, by when and by whom: climbed once in each stretch in which a unit stands above. What one waits for
    /// is its place among these.
    pub rungs: Vec<Duty>,
}

impl Area {
    /// Everybody who is told, by whichever rung.
    pub fn told(&self) -> Words<Post> {
        let events = self.rungs.iter().flat_map(Duty::ways).filter(|event| event.fact == Kind::AreaNoticeGiven);
        events.filter_map(|event| event.given_to).fold(Words::NONE, Words::joined)
    }
}

/// Above what a count stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoreThan {
    /// So many children.
    Children(u32),
    /// That percentage of those asked about.
    Percent(u32),
    /// One in that many of those asked about.
    OneIn(u32),
    /// The policy does not say above what.
    NotStated,
}

/// A service with a manager of its own (AS-22).
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceRule {
    /// Which service.
    pub kind: Service,
    /// Who answers for it.
    pub owner: Post,
    /// The clauses that it follows.
    pub cites: Cites,
}

/// Which of two rules binds where both ask for the same thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Winner {
    /// The clauses that it follows.
    pub cites: Cites,
    /// The duty that binds: its place in the pack.
    pub binds: usize,
    /// The duty that is shown beside it: its place in the pack.
    pub beside: usize,
}
