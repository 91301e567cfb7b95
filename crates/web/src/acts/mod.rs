//! The way in: what a page or a program asks to be done, and what it is told.
//!
//! One shape for both. What an act says, which words it takes and what a refusal holds come from the declarations in `decide`
//! and `record`; [`document`] makes the API's description from the same.

mod body;
pub mod document;
mod of;
pub(crate) mod route;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::forms::drafts::Drafts;
use crate::forms::{FormAsked, Whom};
use crate::queries::{Answer, Viewer};
use crate::view::{ActingPage, FormPage, WorkerPage};

pub(crate) use body::{EXCEPTION_REASON, EXCEPTION_UNTIL, Reading, TOO_LONG, nobody, read};
pub use of::Of;

/// What is asked: the members of the object that was sent.
pub type Members = Map<String, Value>;

/// A request to do something, as it was sent.
#[derive(Clone, Debug)]
pub struct ActAsked {
    /// The worker who acts, by the identity that the record has.
    pub acting: Option<String>,
    /// The same for every sending of one request, another for every other.
    pub key: String,
    /// The position of the record that whoever asks has read: what came later on whom it rests is a change that they have
    /// not seen. Where it is missing, what was decided on is what was read.
    pub seen: Option<u64>,
    /// What is asked.
    pub members: Members,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Done {
    /// The position of the log before it.
    pub before: u64,
    /// The last position of the log that it reached: a reading from there on knows it.
    pub position: u64,
    /// Whether it had been done before, under the same key: nothing was written this time.
    pub repeated: bool,
    /// The kinds of fact that it made, in their order.
    pub facts: Vec<&'static str>,
    /// Whom it put on record, by the id that they have from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The offer or involvement that it began, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub involvement: Option<String>,
}

/// Why nothing was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotDone {
    /// What was sent cannot be read.
    Unreadable(Vec<Unread>),
    /// The policies or the house refuse it, each on its ground.
    Refused(Vec<Ground>),
    /// Somebody changed what it rests on since it was read: look again, and send it again under another key.
    Changed {
        /// Who.
        by: String,
    },
    /// The key was used for another request.
    KeyReused,
    /// Nobody says who acts, or the record does not know them.
    NobodyActs,
    /// This server only shows: nothing can be written through it.
    ReadOnly,
    /// The record could not be written.
    Failed,
}

/// A part of what was sent that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// Its name; empty for the whole.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to send instead.
    pub instead: String,
}

/// A ground of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// The rule, as `pack/rule`, or `house`.
    pub rule: String,
    /// The clauses that it follows.
    pub clauses: Vec<String>,
    /// What stands against it.
    pub says: String,
    /// What would make it possible.
    pub possible: String,
    /// Whether the policy lets whoever acts make an exception from it: with a reason and a last day, sent with the same act.
    pub exception: bool,
}

/// The way in; implemented over the memory image and the one writer.
pub trait Acts: Drafts + Send + Sync + 'static {
    /// Does it, or says why not.
    ///
    /// # Errors
    /// See [`NotDone`]; nothing is written then.
    fn act(&self, viewer: &Viewer, asked: &ActAsked) -> Result<Done, NotDone>;

    /// A form for one act, for whoever acts.
    fn form(&self, viewer: &Viewer, asked: &FormAsked) -> Answer<FormPage>;

    /// What was recorded about that child or worker after one position up to another, a line each.
    fn made(&self, viewer: &Viewer, about: Whom<'_>, span: (u64, u64)) -> Vec<String>;

    /// Who could act, by the posts that they hold; those whose name or id has these words, where any are given.
    fn who_acts(&self, viewer: &Viewer, from: &str, search: &str) -> Answer<ActingPage>;

    /// What the child of that id is called, for whoever may see it.
    fn called(&self, viewer: &Viewer, child: &str) -> String;

    /// Whether the record has that worker.
    fn knows(&self, worker: &str) -> bool;

    /// A worker, and what may be recorded of them.
    fn worker(&self, viewer: &Viewer, worker: &str) -> Answer<WorkerPage>;
}
