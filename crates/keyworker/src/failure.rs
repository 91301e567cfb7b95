//! What can go wrong in a command, and what to do about it.

use std::path::PathBuf;

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The reader of our output is gone.
    #[error("the output was closed")]
    Closed,
    /// The output could not be written.
    #[error("the answer could not be written: {0}")]
    Output(std::io::Error),
    /// A file could not be opened or written.
    #[error("{path}: {error}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// What was asked for is not there.
    #[error("{0}")]
    NotThere(String, String),
    /// Something that was named cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The command line asks for what does not go together.
    #[error("{0}")]
    Usage(String, String),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        if error.kind() == std::io::ErrorKind::BrokenPipe { Failure::Closed } else { Failure::Output(error) }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        std::io::Error::from(error).into()
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Failure {
        std::io::Error::other(error).into()
    }
}

impl Failure {
    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        match self {
            Failure::NotThere(_, help) | Failure::Usage(_, help) if !help.is_empty() => Some(help),
            _ => None,
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Closed => 0,
            Failure::Usage(..) | Failure::NotThere(..) => 2,
            _ => 3,
        }
    }
}
