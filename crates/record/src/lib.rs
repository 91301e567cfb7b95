//! The record: facts, the identities they are about, and the time they live in.
//!
//! This is the floor of the house. It knows what a fact is, who a child, a worker and a team are in which source,
//! what a working day is, and how London's civil time meets the instant. It never knows a policy, a database, a file,
//! a clock or a source of randomness: whoever asks brings those along as arguments.
//!
//! * [`time`]: [`Moment`] (an instant), [`Day`] (a civil date in London) and [`When`] (one, the other, or not known).
//! * [`calendar`]: working days of England and Wales, and the arithmetic that shows its working.
//! * [`words`]: the closed lists of words that facts use (roles, professions, statuses), as the field says them.
//! * [`kinds`]: every kind of fact, declared once; the codecs, the schema and the docs come from that declaration.
//! * [`book`]: the facts of one authority in memory, by whom they are about, as known at any instant.

pub mod book;
pub mod calendar;
mod declare;
pub mod describe;
pub mod fact;
pub mod fields;
pub mod ids;
pub mod kinds;
pub mod time;
pub mod words;

pub use book::{Book, People};
pub use calendar::{Calendar, WorkingDays};
pub use fact::{Fact, FactId, Provenance, Subject};
pub use ids::{ActorId, CarerId, ChildId, Names, Ref, SourceId, TextId, UnitId, WorkerId};
pub use kinds::{Content, Kind};
pub use time::{Day, Moment, When, month_name};
pub use words::Tri;
