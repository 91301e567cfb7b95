//! Forms through which people act: what they ask, what stands against an act, what was recorded, and who acts.

use serde::Serialize;

use crate::view::{FactLine, FormDraft, UnitRef};

/// Whoever acts, as every page's header says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActingNow {
    /// `Mina Rose, team manager of North`; nobody, where these pages are only looked at.
    pub who: Option<String>,
}

/// A form for one act, or one fact to be recorded.
#[derive(Debug, Clone, Serialize)]
pub struct FormPage {
    /// Whom it is about.
    pub about: About,
    /// Its own address, where it is sent.
    pub path: String,
    /// What it does, as a heading.
    pub title: String,
    /// What that means, as a sentence.
    pub says: String,
    /// What its button says.
    pub button: String,
    /// What it asks.
    pub fields: Vec<FormField>,
    /// The same for every sending of this form.
    pub key: String,
    /// The position of the record that it was drawn from.
    pub seen: u64,
    /// What whoever fills it in has to know of the child.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<BesideForm>,
    /// The handover from duty, where an offer is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handover: Option<String>,
    /// What is kept as a draft of it.
    pub draft: FormDraft,
    /// Why what was sent was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// A part of what stands beside a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BesideForm {
    /// What it is about.
    pub title: String,
    /// What is said of it, a line each.
    pub lines: Vec<String>,
}

/// Whom a form is about.
#[derive(Debug, Clone, Serialize)]
pub struct About {
    /// The page to go back to.
    pub path: String,
    /// What the child is called on its page, or the worker's name.
    pub called: String,
    /// The units above.
    pub above: Vec<UnitRef>,
    /// In words, for the browser's tab, which others may see: initials, or the worker's name.
    pub short: String,
}

/// One thing that a form asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormField {
    /// Its name, as it is sent.
    pub name: String,
    /// Of the first of several that belong together: what they are, and what is to be said of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<(String, String)>,
    /// What it asks.
    pub label: String,
    /// What helps to answer; empty where nothing does.
    pub hint: String,
    /// Whether it may be left empty.
    pub optional: bool,
    /// How it is answered.
    pub input: Input,
    /// What is wrong with what was sent, and what to write instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// How a field is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Input {
    /// A line of text.
    Line {
        /// What stands in it.
        value: String,
    },
    /// Several lines of text.
    Text {
        /// What stands in it.
        value: String,
    },
    /// A date, typed.
    Date {
        /// What stands in it.
        value: String,
    },
    /// One of a few.
    Radios {
        /// Which.
        choices: Vec<Choice>,
    },
    /// Any of some.
    Checkboxes {
        /// Which.
        choices: Vec<Choice>,
    },
    /// One of many, in groups.
    Select {
        /// Which; a group without a name stands by itself.
        groups: Vec<ChoiceGroup>,
    },
    /// Said by the link that led here.
    Fixed {
        /// As it is sent.
        value: String,
        /// As it is said.
        says: String,
    },
    /// Now, or a day with or without a time.
    When {
        /// Whether a day is meant.
        then: bool,
        /// The day, as typed.
        day: String,
        /// The time, as typed.
        time: String,
    },
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// As it is sent.
    pub value: String,
    /// As it is said.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Choices that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceGroup {
    /// What they have in common; empty where nothing.
    pub label: String,
    /// Which.
    pub choices: Vec<Choice>,
}

/// Why what was sent was not done.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Problem {
    /// Something in it cannot be read: the fields say what.
    Unreadable {
        /// What belongs to no field.
        more: Vec<String>,
    },
    /// It is refused, by each of these.
    Refused {
        /// The grounds.
        grounds: Vec<GroundLine>,
    },
    /// Somebody changed what it rests on since the form was drawn.
    Changed {
        /// What was recorded meanwhile.
        since: Vec<FactLine>,
        /// By whom the first of it was.
        by: String,
    },
    /// The form was sent before, and done, saying something else.
    SentBefore,
    /// It was sent for several, and not done for all of them.
    Several {
        /// For whom it was done.
        done: Vec<String>,
        /// For whom it was not, and why.
        not_done: Vec<NotDoneFor>,
    },
}

/// Somebody for whom it was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotDoneFor {
    /// Who.
    pub who: String,
    /// What stands against it.
    pub grounds: Vec<GroundLine>,
}

impl FormPage {
    /// Whether it was sent before, and something came between: whoever sends it again goes on with it.
    pub fn goes_on(&self) -> bool {
        matches!(self.problem, Some(Problem::Changed { .. } | Problem::SentBefore))
    }

    /// The fields with something wrong in them.
    pub fn wrong(&self) -> impl Iterator<Item = (&FormField, &str)> {
        self.fields.iter().filter_map(|field| Some((field, field.error.as_deref()?)))
    }
}

impl FormField {
    /// The id that a label and the list of errors lead to.
    pub fn id(&self) -> String {
        format!("field-{}", self.name)
    }

    /// What a reader is told with it: its hint, and its error.
    pub fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id()));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id()));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    /// Whether several boxes answer it together.
    pub fn is_group(&self) -> bool {
        matches!(self.input, Input::Radios { .. } | Input::Checkboxes { .. } | Input::When { .. })
    }
}

/// A ground of a refusal, as a page says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroundLine {
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// What stands against it.
    pub says: String,
    /// What would make it possible.
    pub possible: String,
}

impl GroundLine {
    /// One that no clause says.
    pub fn plain(says: &str) -> GroundLine {
        GroundLine { clauses: Vec::new(), says: says.to_owned(), possible: String::new() }
    }
}

/// What one person may do about a child at present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChildActs {
    /// Every act, in groups.
    pub groups: Vec<ActGroup>,
    /// What may be recorded, in groups; nothing where nothing may be.
    pub records: Vec<RecordGroup>,
    /// Why nothing may be recorded.
    pub not_recorded: Vec<GroundLine>,
}

/// Acts that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActGroup {
    /// What they have in common.
    pub label: &'static str,
    /// The acts.
    pub acts: Vec<ActLine>,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActLine {
    /// Its name in the API.
    pub act: &'static str,
    /// What it does.
    pub label: &'static str,
    /// Its form.
    pub path: String,
    /// What stands against it, whatever would be said with it; nothing where it may be possible.
    pub refused: Vec<GroundLine>,
}

/// What may be recorded that belongs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordGroup {
    /// What it has in common.
    pub label: &'static str,
    /// Each kind.
    pub kinds: Vec<RecordLink>,
}

/// A kind of fact that may be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordLink {
    /// Its name in the API.
    pub kind: &'static str,
    /// What is recorded.
    pub label: &'static str,
    /// Its form.
    pub path: String,
}

/// Where people say who they are.
#[derive(Debug, Clone, Serialize)]
pub struct ActingPage {
    /// Where they came from and go back to.
    pub from: String,
    /// The words that were searched for.
    pub search: String,
    /// Workers, by the posts that they hold.
    pub groups: Vec<PostGroup>,
    /// Whether somebody acts already.
    pub acts: bool,
}

/// Workers who hold one post.
#[derive(Debug, Clone, Serialize)]
pub struct PostGroup {
    /// The post, or that they hold none.
    pub label: String,
    /// Who.
    pub workers: Vec<WorkerLine>,
}

/// A worker to choose.
#[derive(Debug, Clone, Serialize)]
pub struct WorkerLine {
    /// The identity on record.
    pub id: String,
    /// The name.
    pub name: String,
    /// The units for which the post is held, or the team.
    pub of: String,
}

/// A worker, for those who act.
#[derive(Debug, Clone, Serialize)]
pub struct WorkerPage {
    /// The name.
    pub name: String,
    /// What is known of them, a line each.
    pub known: Vec<String>,
    /// What may be recorded of them; nothing for who only looks.
    pub records: Vec<RecordGroup>,
    /// The record, newest first.
    pub record: Vec<FactLine>,
}
