//! A pack's own tests.

use std::fmt;

use record::Day;
use record::words::Role;

use super::Cites;

/// A test of the pack: a small history, questions, and the answers that the pack must give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// What it shows, for people.
    pub says: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// The history, one fact a line, in words ([`crate::history`]).
    pub history: Vec<String>,
    /// The questions.
    pub asks: Vec<Ask>,
}

/// A question of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The civil day at whose end it is asked.
    pub as_at: Day,
    /// The question.
    pub question: Question,
    /// The answer, line by line; equal, neither more nor less.
    pub answer: Vec<String>,
}

/// What a test asks of the child of its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether that definition counts the child, and since when.
    CountedBy(String),
    /// Every duty.
    Duties,
    /// The duties of that rule.
    Duty(String),
    /// The duties that are rungs of that ladder.
    Ladder(String),
    /// What a decision needs: the newest one on record, or else one that might be taken then.
    Gate(String),
    /// What must never be, and is so.
    Breaches,
    /// How pressing the need is, factor by factor.
    Priority,
    /// Which letters are to be written, to whom and holding what.
    Letters,
    /// Whether somebody of the history may hold the child.
    MayHold(MayHold),
    /// How much somebody of the history carries, line by line, where its child is the only one.
    Load(String),
    /// How that rule about areas stands in each unit, where the child of the history is the only one.
    Area(String),
}

/// Whether somebody of a history may hold its child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MayHold {
    /// Who, by the name in the history.
    pub worker: String,
    /// In which part.
    pub part: Role,
    /// Another of the history who would lead.
    pub lead: Option<String>,
    /// Whether somebody would be named to support and supervise.
    pub support_named: bool,
}

impl fmt::Display for Question {
    /// As the pack writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Question::CountedBy(definition) => write!(f, "counted by {definition}"),
            Question::Duties => f.write_str("duties"),
            Question::Duty(duty) => write!(f, "duty {duty}"),
            Question::Ladder(ladder) => write!(f, "ladder {ladder}"),
            Question::Gate(gate) => write!(f, "gate {gate}"),
            Question::Breaches => f.write_str("breaches"),
            Question::Priority => f.write_str("priority"),
            Question::Letters => f.write_str("letters"),
            Question::Area(area) => write!(f, "area {area}"),
            Question::Load(worker) => write!(f, "load of {worker}"),
            Question::MayHold(MayHold { worker, part, lead, support_named }) => {
                write!(f, "may {worker} hold as {part}")?;
                if let Some(lead) = lead {
                    write!(f, ", {lead} leading")?;
                }
                if *support_named { f.write_str(", with named support") } else { Ok(()) }
            }
        }
    }
}
