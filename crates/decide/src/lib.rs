//! What may be done? A command, what is true, the policies and who acts go in; the facts that it makes come out, or a
//! refusal that names each clause and what would make it possible.
//!
//! Pure: no clock, no file, no randomness. This room never knows where facts are kept, how a command was sent, or how a
//! refusal is shown. It is the only way to write: pages and programs give the same commands.
//!
//! A command is refused on two grounds. The house's own rules ([`house`]) are those in which no council's policy can
//! differ: nobody accepts an offer but the worker to whom it was made, a closed case has no involvements, nothing happened
//! tomorrow. All else is the policies': the facts that the command would make are laid on the child's own, the child is
//! evaluated again, and what a gate does not allow, or what would be a breach from then on, is the refusal ([`by_policy`]).
//! So a new rule in a pack is kept here without a line of code.

mod act;
mod actor;
mod by_policy;
mod case;
mod expand;
pub mod house;
pub mod posts;
mod refusal;
mod spells;
mod staff;
pub mod ways;

pub use act::{Act, ActKind, Command, RECORDED, What};
pub use actor::{Actor, posts};
pub use by_policy::suits;
pub use house::House;
pub use refusal::{Ground, Refusal, Told, Why};
pub use staff::RECORDED_OF_WORKERS;

use record::{Book, Content, Moment, People, Subject, When};
use standing::{Plan, World};

use case::Case;

/// What is true, as a command finds it.
#[derive(Clone, Copy)]
pub struct State<'a> {
    /// The facts.
    pub book: &'a Book,
    /// Which identities are one child.
    pub people: &'a People,
    /// The policies.
    pub plan: &'a Plan,
    /// What is known of workers, units and coverage.
    pub world: &'a World,
    /// Whether the pack at that place of the plan asks anything of anybody: one that is only counted by refuses nothing.
    pub asks: &'a dyn Fn(usize) -> bool,
    /// The present instant.
    pub now: Moment,
}

/// A fact that a command makes; whoever appends it gives it its id, its author and the instant at which it was recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draft {
    /// Whom it is about.
    pub about: Subject,
    /// When it was so.
    pub when: When,
    /// What it says.
    pub content: Content,
}

/// What a command makes, all of it or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The facts, in the order in which they are appended.
    pub drafts: Vec<Draft>,
    /// Whom the decision rests on: should a fact about any of them come between, it has to be decided again.
    pub rests_on: Vec<Subject>,
}

/// Decides. `refs` gives references that nothing else has, for what the command begins.
///
/// # Errors
/// Every ground on which the command is refused, at once.
pub fn decide(
    command: &Command,
    state: State<'_>,
    actor: &Actor,
    refs: &mut dyn FnMut() -> record::Ref,
) -> Result<Decided, Refusal> {
    let child = match command.about {
        Subject::Child(child) => child,
        Subject::Worker(worker) => return staff::decide(worker, command, state, actor, refs),
        Subject::Unit(_) | Subject::Carer(_) | Subject::Record => {
            return Err(Refusal { grounds: vec![Ground::house(House::NobodysAct)] });
        }
    };
    let case = Case::of(child, command, state, actor)?;
    let mut grounds = house::before(command, &case);
    let drafts = match expand::drafts(command, &case, refs) {
        Ok(drafts) => drafts,
        Err(found) => {
            grounds.extend(found);
            Vec::new()
        }
    };
    if grounds.is_empty() {
        grounds.extend(by_policy::against(command, &case, &drafts));
    }
    if grounds.is_empty() { Ok(Decided { rests_on: case.rests_on(&drafts), drafts }) } else { Err(Refusal { grounds }) }
}
