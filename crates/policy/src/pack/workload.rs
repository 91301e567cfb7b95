//! How workloads are weighed: what each child weighs, what else a worker carries, how much a full load is, and for whom it
//! is less.

use record::words::{Post, Profession, Role, Words};

use super::{Cites, Condition, Exception, Length, Stated};

/// How workloads are weighed (AP-26).
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// The clauses that it follows.
    pub cites: Cites,
    /// Points of a full load.
    pub full: Stated<u32>,
    /// Hours a week of a full-time worker.
    pub full_time_hours: Stated<u32>,
    /// Percent of a worker's own full load from which on it warns.
    pub warns_at: Stated<u32>,
    /// Percent of a worker's own full load beyond which nothing more may be given, where the policy has such a limit.
    pub forbids_at: Option<Stated<u32>>,
    /// Percent of the points for the second and each further child of a family.
    pub sibling_percent: Stated<u32>,
    /// Points for each child held.
    pub points: Vec<Points>,
    /// Points for what some workers carry beside children.
    pub fixed: Vec<FixedPoints>,
    /// Loads that are smaller for some.
    pub own: Vec<OwnLoad>,
    /// Who may authorise a load beyond the limit.
    pub exceptions: Vec<Exception>,
}

/// Points for each child held.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// What they are for.
    pub says: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// For which children.
    pub when: Condition,
    /// For which parts in a child's case.
    pub parts: Words<Role>,
    /// How many.
    pub points: Stated<u32>,
}

/// Points for what a worker carries beside children: all that it asks of the worker must be so.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedPoints {
    /// What they are for.
    pub says: String,
    /// The clauses that it follows.
    pub cites: Cites,
    /// For which professions; any where nothing is said.
    pub professions: Option<Words<Profession>>,
    /// For whoever holds one of these posts; whether or not where nothing is said.
    pub posts: Option<Words<Post>>,
    /// Once for each worker of these professions whom they supervise; once where nothing is said.
    pub supervises: Option<Words<Profession>>,
    /// How many.
    pub points: Stated<u32>,
}

/// A load that is smaller for some workers.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnLoad {
    /// The clauses that it follows.
    pub cites: Cites,
    /// For which professions.
    pub professions: Words<Profession>,
    /// Percent of a full load.
    pub percent: Stated<u32>,
    /// For how long after joining; for good where nothing is said.
    pub until: Option<Stated<Length>>,
}
