//! A decision about a child, held against what the policy asks of it: each step, who decided, the reason.

use serde::Serialize;

/// A decision on record, or one that might be taken.
#[derive(Debug, Clone, Serialize)]
pub struct ChildDecision {
    /// The rule, as `pack/rule`.
    pub rule: String,
    /// What the decision is.
    pub title: String,
    /// When it was taken, as its fact has it; nothing of one that might be.
    pub taken: Option<String>,
    /// Whether everything was there that is asked: `yes`, `no` or `not known`.
    pub as_asked: &'static str,
    /// The same, as the rest of a sentence.
    pub says: &'static str,
    /// Each thing that is asked of it.
    pub asks: Vec<AskedLine>,
}

/// One thing that is asked of a decision.
#[derive(Debug, Clone, Serialize)]
pub struct AskedLine {
    /// `step`, `decider`, `reason` or `never`.
    pub part: &'static str,
    /// The step's name within the rule.
    pub step: Option<String>,
    /// What it is.
    pub says: String,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// How it stands: `done`, `missing`, `out of order`, `not known`, `not asked`, `allowed`, `not allowed`, `open`.
    pub stands: &'static str,
    /// What shows it, in words, each with its day.
    pub shown_by: Vec<String>,
    /// Where it is asked of each of several units: each of them.
    pub units: Vec<AskedUnit>,
}

/// What is asked of one unit.
#[derive(Debug, Clone, Serialize)]
pub struct AskedUnit {
    /// The unit's name.
    pub unit: String,
    /// How it stands: `done`, `missing`, `not known`.
    pub stands: &'static str,
    /// What it answered, where it did.
    pub answer: Option<&'static str>,
    /// When it did.
    pub when: Option<String>,
}

impl AskedLine {
    /// How it stands, in words and with the colour of its tag.
    pub fn tag(&self) -> (&'static str, String) {
        (colour(self.stands), crate::words::sentence(self.stands))
    }
}

impl AskedUnit {
    /// What it answered and when, or how it stands.
    pub fn says(&self) -> String {
        match (self.answer, &self.when) {
            (Some(answer), Some(when)) => format!("{answer}, {when}"),
            (Some(answer), None) => answer.to_owned(),
            (None, _) if self.stands == "missing" => "no answer on record".to_owned(),
            (None, _) => self.stands.to_owned(),
        }
    }

    /// Whether no answer is there.
    pub fn is_missing(&self) -> bool {
        self.stands == "missing"
    }
}

impl ChildDecision {
    /// The colour of the tag that says whether it is as the policy asks.
    pub fn colour(&self) -> &'static str {
        match self.as_asked {
            "yes" => "green",
            "no" if self.taken.is_some() => "red",
            "no" => "grey",
            _ => "purple",
        }
    }

    /// The same in a word or two.
    pub fn tag(&self) -> &'static str {
        match (self.as_asked, self.taken.is_some()) {
            ("yes", true) => "As asked",
            ("no", true) => "Not as asked",
            ("yes", false) => "Could be taken",
            ("no", false) => "Not yet",
            _ => "Not known",
        }
    }
}

fn colour(stands: &str) -> &'static str {
    match stands {
        "done" | "allowed" => "green",
        "missing" | "not allowed" => "red",
        "out of order" => "orange",
        "not known" => "purple",
        _ => "grey",
    }
}
