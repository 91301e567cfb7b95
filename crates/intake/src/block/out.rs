//! What comes of a block: its rows in their compact shapes, what was met in them, and what became of each.

use crate::columns::{Person, Row, Visit};
use crate::coverage::Days;
use crate::dates::OrderSaid;
use crate::index::{self, Index};
use crate::lost::Unread;
use crate::report::{Counts, Noted, Outcome, Rejected};
use rustc_hash::FxHashMap;

/// The ids of a block's rows, as far as finding repeated ones needs them.
#[derive(Debug)]
pub(crate) enum Keys {
    /// Whole numbers, each greater than the one before: none of them is repeated within.
    Rising { first: u64, last: u64 },
    /// Any other.
    Listed(Vec<u64>),
    /// There are none.
    Empty,
}

/// What came of a block.
pub(crate) struct BlockOut {
    pub visits: Vec<Visit>,
    pub rows: Vec<Row>,
    pub persons: Vec<Person>,
    pub counts: Counts,
    pub rejected: Vec<Rejected>,
    /// Identities that were not known before, and texts.
    pub new_people: Index,
    pub new_workers: Index,
    pub new_teams: Index,
    pub texts: Index,
    pub spells: Vec<(u64, u32)>,
    /// The rows that name a referral, each with it.
    pub referrals: Vec<(u32, u64)>,
    /// The referral of each open involvement that names one.
    pub open_referrals: Vec<u64>,
    pub notes: [u64; Noted::COUNT],
    pub unknown_roles: FxHashMap<String, u64>,
    /// Whether the file ends within its last row: rows are missing.
    pub is_cut: bool,
    /// How many rows end before they begin or without having begun, and the first of them.
    pub backwards: (u64, u32),
    /// What its dates say of the order in which they are written.
    pub order: OrderSaid,
    /// The first day of each row.
    pub days: Days,
    pub not_utf8: bool,
    pub keys: Keys,
    pub staff: Vec<crate::staff::StaffRow>,
    /// Rows that were rejected or not understood and whose child can be read: what is known of the child is not used.
    pub lost: Vec<Row>,
    /// Rows that were rejected or not understood and whose child cannot be read where it should stand.
    pub unread: Vec<Unread>,
    /// What became of each row, and whose it is, where only some are wanted.
    pub settled: Vec<(u32, Outcome, Option<u32>)>,
    /// Rows in whose place others were read.
    pub mended: Vec<String>,
    pub(super) listed: Vec<u64>,
    pub(super) rising: bool,
}

impl BlockOut {
    pub(super) fn new() -> BlockOut {
        BlockOut {
            visits: Vec::new(),
            rows: Vec::new(),
            persons: Vec::new(),
            counts: Counts::default(),
            rejected: Vec::new(),
            new_people: Index::default(),
            new_workers: Index::default(),
            new_teams: Index::default(),
            texts: Index::default(),
            spells: Vec::new(),
            referrals: Vec::new(),
            open_referrals: Vec::new(),
            notes: [0; Noted::COUNT],
            unknown_roles: FxHashMap::default(),
            is_cut: false,
            backwards: (0, 0),
            order: OrderSaid::default(),
            days: Days::default(),
            not_utf8: false,
            keys: Keys::Empty,
            staff: Vec::new(),
            lost: Vec::new(),
            unread: Vec::new(),
            settled: Vec::new(),
            mended: Vec::new(),
            listed: Vec::new(),
            rising: true,
        }
    }

    /// Notes what a row is known by, as [`key_of`] gives it.
    #[inline]
    pub(super) fn note_number(&mut self, key: u64) {
        self.rising &= key >> 63 == 0 && self.listed.last().is_none_or(|last| *last < key);
        self.listed.push(key);
    }

    /// Notes a row that ends before it begins, or without having begun.
    pub fn note_backwards(&mut self, row: u32) {
        self.backwards = (self.backwards.0 + 1, if self.backwards.0 == 0 { row } else { self.backwards.1 });
    }

    pub fn note(&mut self, noted: Noted) {
        self.notes[noted as usize] += 1;
    }
}

/// A number for the id of a row: the number that it is, or a hash that no such number equals.
pub(crate) fn key_of(id: &[u8]) -> u64 {
    let number = match id {
        [b'1'..=b'9', ..] if id.len() <= 18 => id.iter().try_fold(0u64, |number, byte| {
            let digit = byte.wrapping_sub(b'0');
            (digit < 10).then(|| number * 10 + u64::from(digit))
        }),
        [b'0'] => Some(0),
        _ => None,
    };
    number.unwrap_or_else(|| index::hash(id) | 1 << 63)
}
