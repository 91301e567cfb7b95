//! What stands on every page: whose data, by which policy, as at when, as known when, and how old it is.

use crate::view::{PageWanted, with_query};
use serde::Serialize;

use crate::view::{ActingNow, Known};
use crate::words::Day;

/// A page's content in its frame, both read from one image of the record so that they agree.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    /// What stands on every page.
    pub frame: Frame,
    /// What this page is for.
    pub page: T,
}

/// What stands on every page.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// The authority's name.
    pub authority: String,
    /// Said on every page where the data is made up: "A made-up authority: no child here is real."
    pub made_up: Option<String>,
    /// The policies in force at the time that is asked about. Empty means that no policy was in force then, which is an
    /// answer of its own.
    pub policies: Vec<PolicyInForce>,
    /// When it was true.
    pub as_at: Asked,
    /// What was known by then.
    pub known_at: Asked,
    /// Where the knowledge asked about is of a time before anything was recorded: the day of the first record. Then nobody
    /// in a list does not mean nobody.
    pub nothing_before: Option<Day>,
    /// What rows mean of which nobody can tell whose they are, a sentence each: beside every figure of every page.
    pub rows_of_nobody: Vec<String>,
    /// The newest extract that was read, where one was.
    pub newest_extract: Known<ExtractAge>,
    /// Who acts, where anything can be done through these pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acting: Option<ActingNow>,
}

/// One of the two times, as a page says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Whether it is now.
    pub is_now: bool,
    /// `Fri 3 July 2026, 09:12`, or `the end of Tue 30 June 2026`.
    pub words: String,
}

/// A policy that was in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyInForce {
    /// The pack's id.
    pub id: String,
    /// What the council calls it.
    pub title: String,
    /// Which version.
    pub version: String,
    /// The day from which that version holds.
    pub from: Day,
    /// Whether the document says that day; else it is only the first about which the pack can be asked.
    pub from_is_stated: bool,
    /// The same as the rest of a sentence: `in force from Wed 1 April 2026`.
    pub in_force: String,
    /// Whether it governs: its duties, ladders and decisions are asked for. Else it is only counted by.
    pub governs: bool,
    /// Whether it is in force or counted by at all; else it is there to be read.
    pub asked: bool,
    /// Whether some team, or all, had adopted it on the day asked about.
    pub adopted: bool,
    /// Whether policies have been adopted, and that one by nobody on the day asked about.
    pub adopted_by_nobody: bool,
    /// Whether it only counts, beside whatever governs: it asks nothing of anybody.
    pub beside: bool,
    /// Whether other versions of it are given too: an address then says which is meant.
    pub several: bool,
}

/// How old the newest extract is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExtractAge {
    /// The day on which it was made.
    pub taken: Day,
    /// `2 days old`.
    pub age: String,
    /// Whether it is older than the council expects, and so said more loudly.
    pub stale: bool,
    /// What it does not have and an earlier one had: `who works with each child is as of 14 November 2026`.
    pub older: Vec<String>,
    /// Whether the page is about a later day: what happened since is not known.
    pub page_is_later: bool,
    /// Whether people record here what happens, beside what comes with extracts.
    pub recorded_here: bool,
}

impl Frame {
    /// The policies that govern, or those that are only counted by.
    pub fn that_govern(&self, governs: bool) -> Vec<&PolicyInForce> {
        self.policies.iter().filter(|policy| policy.governs == governs).collect()
    }
}

impl PolicyInForce {
    /// What a policy that is only counted by is, and what would make it govern; nothing of one that governs.
    pub fn only_counted(&self) -> Option<String> {
        if self.beside {
            return Some("Counted beside every policy: it asks nothing of anybody, and governs nobody.".to_owned());
        }
        if !self.asked && self.adopted {
            return Some(format!(
                "Adopted, and not in force here, since the pages were started without it: nothing is asked or counted by it. It \
                 governs once they are started with it (keyworker serve --policy {}).",
                self.id
            ));
        }
        if !self.asked {
            return Some(format!(
                "Not in force here: it can be read, and nothing is asked or counted by it. It governs where the pages \
                 are started with it (keyworker serve --policy {}), or once it has been adopted (keyworker policy adopt).",
                self.id
            ));
        }
        if self.several && !self.governs && self.adopted {
            return Some("This version governs nobody on this day: another is adopted.".to_owned());
        }
        if self.adopted_by_nobody {
            return Some(
                "Counted, not governing: policies have been adopted here, and this one by no team on this day. Whom it counts is \
                 shown beside the others, and its duties, ladders and decisions are asked of nobody. It governs once it has \
                 been adopted (keyworker policy adopt)."
                    .to_owned(),
            );
        }
        (!self.governs).then(|| {
            format!(
                "Counted, not governing: whom it counts is shown beside the others, and its duties, ladders and \
                 decisions are asked of nobody. It governs where the pages are started with it (keyworker serve \
                 --policy {}); of several policies named so, the record says which one each team has adopted.",
                self.id
            )
        })
    }

    /// Its page.
    pub fn path(&self) -> String {
        self.address("policy", None)
    }

    /// Its handbook.
    pub fn handbook(&self) -> String {
        self.address("handbook", None)
    }

    /// Its handbook without anything about children.
    pub fn handbook_without_data(&self) -> String {
        self.address("handbook", Some("1"))
    }

    /// The page of that clause, in this version.
    pub fn clause(&self, clause: &str) -> String {
        let version = self.several.then_some(self.version.as_str());
        let path = format!("/clause/{}", crate::at::escaped(clause));
        with_query(&path, [("version", version)], PageWanted::default())
    }

    fn address(&self, page: &str, without_data: Option<&str>) -> String {
        let version = self.several.then_some(self.version.as_str());
        let path = format!("/{page}/{}", crate::at::escaped(&self.id));
        with_query(&path, [("without-data", without_data), ("version", version)], PageWanted::default())
    }
}
