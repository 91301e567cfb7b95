//! What can go wrong with a store, said so that whoever installed it knows what to do.

use std::path::PathBuf;

use crate::verify::Broken;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no record at {0}: check the path, or make a record there first")]
    Missing(PathBuf),
    /// A record is to be made where a file already is.
    #[error("{0} already exists: choose another path, or open what is there")]
    Exists(PathBuf),
    /// The file is something else.
    #[error("{0} is not a Keyworker record: check the path; nothing in it was changed")]
    NotARecord(PathBuf),
    /// A newer Keyworker made it.
    #[error(
        "{path} was written by a newer Keyworker (format {found}; this one knows up to {known}): install the newer version; nothing was changed"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this version knows.
        known: i64,
    },
    /// Another process has it open for writing.
    #[error("{0} is in use by another Keyworker: stop that one first (two writers would break the record)")]
    Locked(PathBuf),
    /// The file is damaged.
    #[error(
        "{path} is damaged ({what}): stop using it, keep a copy of the file and of those beside it that end in -wal and -shm, and restore the newest backup"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// The chain does not hold.
    #[error(
        "the record's chain is broken: {0}. Somebody or something changed the file outside Keyworker; compare it with a backup"
    )]
    Broken(Broken),
    /// A fact cannot be kept as it is.
    #[error("the fact cannot be kept: {0}")]
    Unfit(String),
    /// An instruction names something that the record does not hold.
    #[error("the record holds no {0}")]
    Unknown(String),
    /// The database refused.
    #[error("the database refused: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The file system refused.
    #[error("the file could not be used: {0}")]
    Io(#[from] std::io::Error),
}

impl StoreError {
    /// Says damage, busyness and foreign files in our words; what remains is the database's own error.
    pub(crate) fn at(self, path: &std::path::Path) -> StoreError {
        use rusqlite::ErrorCode;
        let StoreError::Sql(error) = self else { return self };
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path: path.to_owned(), what: error.to_string() },
            Some(ErrorCode::NotADatabase) => StoreError::NotARecord(path.to_owned()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked(path.to_owned()),
            _ => StoreError::Sql(error),
        }
    }
}
