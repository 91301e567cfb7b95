//! What a page answers when it cannot answer: each kind with what its reader may know, apart from what the log keeps.

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is no such thing, or the viewer may not know that there is.
    #[error("not found: {what}")]
    NotFound {
        /// What was looked for, as a noun: "child", "team".
        what: &'static str,
    },
    /// The list is there, and not that page of it.
    #[error("no such page: {message}")]
    NoSuchPage {
        /// How many pages there are.
        message: String,
    },
    /// The viewer may know that it exists and may not see it.
    #[error("not allowed")]
    NotAllowed {
        /// Why, with the clause, and who can be asked.
        because: String,
    },
    /// What was sent is not taken: it did not come from these pages, or is too long.
    #[error("not sent from here: {message}")]
    NotSent {
        /// What is wrong.
        message: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The record could not be written.
    #[error("not written")]
    NotWritten,
    /// The address asks for something that cannot be read.
    #[error("bad request: {message}")]
    Bad {
        /// What is wrong.
        message: String,
        /// What to write instead.
        write: String,
    },
    /// Something failed that the reader can do nothing about.
    #[error("internal")]
    Internal {
        /// For the log alone. It must not name a child.
        private: String,
    },
}

impl PageError {
    /// A bad request: what is wrong, and what to write instead.
    pub fn bad(message: impl Into<String>, write: impl Into<String>) -> PageError {
        PageError::Bad { message: message.into(), write: write.into() }
    }

    /// A failure whose detail only the log keeps.
    pub fn internal(private: impl Into<String>) -> PageError {
        PageError::Internal { private: private.into() }
    }
}
