//! Drafts: what somebody typed and did not send, as they alone are shown it.

use serde::Serialize;

/// What is kept as a draft of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FormDraft {
    /// What the link filled in that led to the form.
    pub link: String,
    /// For whom it is drawn, by the worker's id.
    pub by: String,
    /// The draft with which it is filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<KeptBefore>,
    /// Drafts of the same form with something else filled in by the link.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<KeptBefore>,
    /// What is said of what was kept just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

/// A draft that was kept before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptBefore {
    /// Where it is gone on with.
    pub path: String,
    /// When it was kept.
    pub when: String,
}

/// A draft, as a line of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftLine {
    /// Whom it is about: a child by initials and age.
    pub who: String,
    /// Their page.
    pub who_path: String,
    /// What the form does.
    pub what: String,
    /// Where it is gone on with.
    pub path: String,
    /// When it was kept.
    pub when: String,
}
