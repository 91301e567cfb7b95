//! The whole story: time without a worker, and workers met, added up over all of a child's episodes.

use serde::Serialize;

use crate::view::{ChildRef, CountedFor, PageWanted, Paging, Term, UnitRef, with_query};

/// A list of children by what their whole story adds up to.
#[derive(Debug, Clone, Serialize)]
pub struct StoriesPage {
    /// Of which unit.
    pub unit: UnitRef,
    /// The instant that is asked about, in words.
    pub as_at: String,
    /// By which definition a child is without a worker.
    pub counted_by: Term,
    /// By which policies its teams are counted, where it is by each team's own; empty where one definition counts everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted_for: Vec<CountedFor>,
    /// Why it cannot be said at all.
    pub not_known: Option<String>,
    /// The open children of this page who were ever without a worker, the longest first.
    pub lines: Vec<StoryLine>,
    /// Which page.
    pub paging: Paging,
}

impl StoriesPage {
    /// The address of one of its pages.
    pub fn path(&self, page: u64) -> String {
        let unit = self.unit.id_within_authority();
        with_query("/whole-story", [("unit", unit)], PageWanted::Number(page))
    }
}

/// A child's story in figures, over all its episodes. Days are civil days, added up.
#[derive(Debug, Clone, Serialize)]
pub struct StoryLine {
    /// Who.
    pub child: ChildRef,
    /// Which kind of case.
    pub kind: String,
    /// Where.
    pub team: Option<UnitRef>,
    /// How often the child came to be open.
    pub openings: u32,
    /// Days open.
    pub days_open: u32,
    /// How often without a worker.
    pub times_without: u32,
    /// Days without a worker.
    pub days_without: u32,
    /// The longest of these times.
    pub longest_days_without: u32,
    /// Different workers who held the child.
    pub workers: u32,
    /// Different duty workers.
    pub duty_workers: u32,
    /// The longest time from one worker's end to the next one's acceptance, or until now.
    pub longest_limbo_days: u32,
}
