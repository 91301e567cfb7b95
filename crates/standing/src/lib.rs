//! What is true? One child's facts, the world around, a policy and a calendar in; the child's whole timeline out.
//!
//! Pure: no clock, no file, no randomness; nothing here knows where facts are kept or how answers are shown. The
//! meaning of every rule is written down in `docs/policy-language.md`, and `tests/reference/` holds a second, naive
//! evaluator written from that page alone.
//!
//! ```text
//! let plan = Plan::new(&[&pack]);                       // rules, made ready once
//! let world = World::new(&book, &plan, &calendar, known); // workers, units and coverage, made ready once
//! let mut evaluator = Evaluator::new(&plan, &world);
//! let timeline = evaluator.timeline(&[book.child(child)]); // everything about one child, over the whole of time
//! timeline.counted(definition, at)                      // a snapshot is a cut
//! ```

pub mod age;
pub mod areas;
pub mod begins;
pub mod board;
pub mod born;
pub mod cited;
mod conditions;
pub mod differ;
mod duties;
pub mod each_team;
mod evaluate;
mod events;
pub mod explain;
pub mod families;
pub mod gates;
mod gather;
pub mod governed;
mod holders;
pub mod next;
pub mod person;
pub mod plan;
pub mod priority;
mod profile;
pub mod signal;
pub mod since;
mod states;
pub mod story;
pub mod suitability;
pub mod tasks;
pub mod timeline;
pub mod told;
pub mod units;
pub mod versions;
pub mod who_counts;
pub mod workload;
pub mod world;

pub use board::{Board, Entry};
pub use duties::Calendars;
pub use evaluate::{Evaluator, Standing, fact_of};
pub use plan::Plan;
pub use profile::{Away, away};
pub use signal::{Because, Signal, Spell, Step};
pub use timeline::{Closed, DueAt, DutyRecord, DutyState, Holding, Interval, Timeline, Towards};
pub use world::World;
