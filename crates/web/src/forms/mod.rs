//! Forms: the same commands as programs give, filled in by people.
//!
//! What a form asks comes from the declarations of acts and facts ([`labels`] says it in words); what was typed becomes the
//! members that a program would send ([`sent`]), so that both are read and decided by one way in.

pub mod labels;
pub(crate) mod route;
pub(crate) mod sent;

use decide::{ActKind, RECORDED, RECORDED_OF_WORKERS, is_filled_in};
use record::Kind;
use record::fields::FieldInfo;

use labels::Called;

/// What a form does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// An act about a child.
    Act(ActKind),
    /// A fact of a child to be recorded.
    Record(Kind),
    /// A fact of a worker to be recorded.
    RecordOfWorker(Kind),
}

impl Doing {
    /// The act of that name.
    pub fn act(name: &str) -> Option<Doing> {
        ActKind::from_name(name).map(Doing::Act)
    }

    /// The kind of that name that is recorded of children.
    pub fn record(name: &str) -> Option<Doing> {
        RECORDED.iter().find(|kind| kind.name() == name).map(|kind| Doing::Record(*kind))
    }

    /// The kind of that name that is recorded of workers.
    pub fn record_of_worker(name: &str) -> Option<Doing> {
        RECORDED_OF_WORKERS.iter().find(|kind| kind.name() == name).map(|kind| Doing::RecordOfWorker(*kind))
    }

    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Doing::Act(kind) => kind.name(),
            Doing::Record(kind) | Doing::RecordOfWorker(kind) => kind.name(),
        }
    }

    /// What it is called.
    pub fn called(self) -> Called {
        match self {
            Doing::Act(kind) => labels::act(kind),
            Doing::Record(kind) | Doing::RecordOfWorker(kind) => {
                let plain = Called { title: kind.name(), says: "", button: "Record", group: "" };
                labels::recorded(kind).unwrap_or(plain)
            }
        }
    }

    /// The fields that somebody has to say: not those that are filled in.
    pub fn asks(self) -> impl Iterator<Item = &'static FieldInfo> {
        let (fields, kind) = match self {
            Doing::Act(kind) => (kind.fields(), None),
            Doing::Record(kind) | Doing::RecordOfWorker(kind) => (kind.fields(), Some(kind)),
        };
        fields.iter().filter(move |field| kind.is_none_or(|kind| !is_filled_in(kind, field.name)))
    }

    /// Whether the actor's post can be said with it: not where the fact has a post of its own.
    pub fn has_own_post(self) -> bool {
        self.asks().any(|field| field.name == "post")
    }

    /// Its form's address.
    pub fn path(self, about: &str) -> String {
        let about = crate::at::escaped(about);
        match self {
            Doing::Act(kind) => format!("/child/{about}/act/{}", kind.name()),
            Doing::Record(kind) => format!("/child/{about}/record/{}", kind.name()),
            Doing::RecordOfWorker(kind) => format!("/worker/{about}/record/{}", kind.name()),
        }
    }

    /// The address of whom it is about.
    pub fn about_path(self, about: &str) -> String {
        let of = if matches!(self, Doing::RecordOfWorker(_)) { "worker" } else { "child" };
        format!("/{of}/{}", crate::at::escaped(about))
    }
}

/// A form to be drawn.
#[derive(Clone, Debug)]
pub struct FormAsked {
    /// Whom it is about, by the identity that the record has.
    pub about: String,
    /// What it does.
    pub doing: Doing,
    /// What is filled in: by the link that led here, or by whoever sent it.
    pub filled: Vec<(String, String)>,
    /// Of a form that was sent: what it is known by.
    pub sent: Option<Sent>,
}

/// What a form that was sent is known by.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// Its key, where it is sent again under the same.
    pub key: Option<String>,
    /// The position of the record that it was drawn from, where what came since has not been shown.
    pub seen: Option<u64>,
    /// The position after which whatever came is shown.
    pub since: Option<u64>,
}

/// Whose page something is said on, by the identity that the record has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom<'a> {
    /// A child's.
    Child(&'a str),
    /// A worker's.
    Worker(&'a str),
}
