//! Forms: the same commands as programs give, filled in by people.
//!
//! What a form asks comes from the declarations of acts and facts ([`labels`] says it in words); what was typed becomes the
//! members that a program would send ([`sent`]), so that both are read and decided by one way in.

pub mod drafts;
pub mod labels;
pub(crate) mod route;
pub(crate) mod sent;
pub mod several;

use decide::{ActKind, is_filled_in};
use record::Kind;
use record::fields::{FieldInfo, FieldType};

use crate::acts::Of;
use labels::Called;

/// What stands in an address, and in a form, for whoever is put on record by it.
pub const NEW: &str = "new";

/// What a form does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// An act.
    Act(ActKind),
    /// A fact to be recorded of whoever that is.
    Record(Of, Kind),
}

impl Doing {
    /// The act of that name, about whoever that is.
    pub fn act(of: Of, name: &str) -> Option<Doing> {
        ActKind::from_name(name).filter(|kind| Of::act(*kind) == of).map(Doing::Act)
    }

    /// The kind of that name that is recorded of whoever that is.
    pub fn record(of: Of, name: &str) -> Option<Doing> {
        of.kinds().iter().find(|kind| kind.name() == name).map(|kind| Doing::Record(of, *kind))
    }

    /// What the form at that address does, where it is one about a child.
    pub fn of_path(path: &str) -> Option<Doing> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        match *path.strip_prefix("/child/")?.split('/').collect::<Vec<_>>().as_slice() {
            [_, "act", name] => Doing::act(Of::Child, name),
            [_, "record", name] => Doing::record(Of::Child, name),
            _ => None,
        }
    }

    /// Whom it is about.
    pub fn of(self) -> Of {
        match self {
            Doing::Act(kind) => Of::act(kind),
            Doing::Record(of, _) => of,
        }
    }

    /// Whether it may put somebody on record.
    pub fn puts_on_record(self) -> bool {
        matches!(
            self,
            Doing::Act(ActKind::Register | ActKind::TakeOn) | Doing::Record(_, Kind::UnitDetails | Kind::CarerDetails)
        )
    }

    /// Whether it can be done for several children at once: where it is tied to nothing of one child's own.
    pub fn for_several(self) -> bool {
        self.of() == Of::Child
            && !self.puts_on_record()
            && self
                .asks()
                .all(|field| field.optional || !matches!(field.of, FieldType::Ref | FieldType::Fact | FieldType::Child))
            && !matches!(self, Doing::Record(_, Kind::ChildDetails | Kind::Died))
    }

    /// Whether a form asks what is written down with it: not where it asks for that in words of its own.
    pub fn takes_note(self) -> bool {
        !matches!(
            self,
            Doing::Record(_, Kind::Noted | Kind::Corrected)
                | Doing::Act(ActKind::Offer | ActKind::Oversee | ActKind::OverseeCarer)
        )
    }

    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Doing::Act(kind) => kind.name(),
            Doing::Record(_, kind) => kind.name(),
        }
    }

    /// What it is called.
    pub fn called(self) -> Called {
        match self {
            Doing::Act(kind) => labels::act(kind),
            Doing::Record(_, kind) => {
                let plain = Called { title: kind.name(), says: "", button: "Record", group: "" };
                labels::recorded(kind).unwrap_or(plain)
            }
        }
    }

    /// The fields that somebody has to say: not those that are filled in.
    pub fn asks(self) -> impl Iterator<Item = &'static FieldInfo> {
        let (fields, kind) = match self {
            Doing::Act(kind) => (kind.fields(), None),
            Doing::Record(_, kind) => (kind.fields(), Some(kind)),
        };
        fields.iter().filter(move |field| kind.is_none_or(|kind| !is_filled_in(kind, field.name)))
    }

    /// Whether the actor's post can be said with it: not where the fact has a post of its own.
    pub fn has_own_post(self) -> bool {
        self.asks().any(|field| field.name == "post")
    }

    /// Its form's address.
    pub fn path(self, about: &str) -> String {
        let (of, about) = (self.of().name(), crate::at::escaped(about));
        match self {
            Doing::Act(kind) => format!("/{of}/{about}/act/{}", kind.name()),
            Doing::Record(_, kind) => format!("/{of}/{about}/record/{}", kind.name()),
        }
    }

    /// The address of whom it is about.
    pub fn about_path(self, about: &str) -> String {
        format!("/{}/{}", self.of().name(), crate::at::escaped(about))
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
    /// What the link filled in that led to it, as an address carries it.
    pub link: String,
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
    /// Whether it was refused on a ground from which a policy lets whoever acts make an exception.
    pub may_except: bool,
}

/// Whose page something is said on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whom<'a> {
    /// What they are.
    pub of: Of,
    /// The identity that the record has.
    pub id: &'a str,
}
