//! The pages and their JSON twins, rendered on the server and useful without JavaScript.
//!
//! This room turns answers into pages: it knows [`view`] models, templates and how days and numbers are said. It must
//! never know a rule: it counts no working day, compares no date with a deadline and decides nothing about a child. What
//! it shows it asks through [`Queries`], with the viewer as the first argument, and it writes nothing about a child into
//! a log. It reads no clock: what "now" is, the answer says.

pub mod acts;
mod asked;
pub mod assets;
mod at;
mod draw;
mod error;
pub mod forms;
pub mod live;
mod pages;
mod queries;
mod router;
pub mod view;
pub mod words;

pub use at::{AsAt, Point};
pub use error::PageError;
pub use live::{FileRead, Live, Policies, RejectedRowRead, Settings, SettingsError};
pub use queries::{Answer, Queries, Versioned, Viewer};
pub use router::{Hosts, acting_router, router};
