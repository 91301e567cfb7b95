//! Whom an act or a record is about.

use decide::{ActKind, RECORDED, RECORDED_OF_CARERS, RECORDED_OF_UNITS, RECORDED_OF_WORKERS};
use record::kinds::About;
use record::{Book, Kind, Names, Subject};

/// Whom an act or a record is about, as requests and addresses name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A child.
    Child,
    /// A worker.
    Worker,
    /// A unit of the authority.
    Unit,
    /// A foster carer or an adopter.
    Carer,
}

impl Of {
    /// All of them.
    pub const ALL: [Of; 4] = [Of::Child, Of::Worker, Of::Unit, Of::Carer];

    /// As a request and an address name it.
    pub const fn name(self) -> &'static str {
        match self {
            Of::Child => "child",
            Of::Worker => "worker",
            Of::Unit => "unit",
            Of::Carer => "carer",
        }
    }

    /// What is recorded of it one by one.
    pub const fn kinds(self) -> &'static [Kind] {
        match self {
            Of::Child => RECORDED,
            Of::Worker => RECORDED_OF_WORKERS,
            Of::Unit => RECORDED_OF_UNITS,
            Of::Carer => RECORDED_OF_CARERS,
        }
    }

    /// Whom that act is about.
    pub fn act(kind: ActKind) -> Of {
        match kind.about() {
            About::Worker => Of::Worker,
            About::Carer => Of::Carer,
            About::Unit => Of::Unit,
            _ => Of::Child,
        }
    }

    /// Of whom that kind is recorded by itself; of nobody, where it is not.
    pub fn recorded(kind: Kind) -> Vec<Of> {
        Of::ALL.into_iter().filter(|of| of.kinds().contains(&kind)).collect()
    }

    /// The names of everything that is recorded by itself.
    pub fn every_recorded() -> Vec<&'static str> {
        let mut names: Vec<&str> = Of::ALL.iter().flat_map(|of| of.kinds()).map(|kind| kind.name()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whoever has that id on record.
    pub fn find(self, names: &Names, id: &str) -> Option<Subject> {
        match self {
            Of::Child => names.find_child(id).map(Subject::Child),
            Of::Worker => names.find_worker(id).map(Subject::Worker),
            Of::Unit => names.find_unit(id).map(Subject::Unit),
            Of::Carer => names.find_carer(id).map(Subject::Carer),
        }
    }

    /// The same of whom the record says something.
    pub fn find_known(self, book: &Book, id: &str) -> Option<Subject> {
        self.find(&book.names, id).filter(|subject| !book.about(*subject).is_empty())
    }
}
