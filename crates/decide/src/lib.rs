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
mod against;
mod by_policy;
pub mod candidates;
mod carrying;
mod case;
mod closing;
mod decided;
mod exception;
mod expand;
pub mod first;
mod give_over;
pub mod house;
mod house_told;
mod identity;
mod others;
mod oversight;
mod overtaken;
mod owned;
mod possible;
pub mod posts;
mod refusal;
mod register;
mod sensible;
mod spells;
mod staff;
mod told;
pub mod transfer;
pub mod ways;
mod whose;

pub use act::{Act, ActKind, Command, Exception, RECORDED, What, is_filled_in};
pub use actor::{Actor, held, posts};
pub use carrying::CARRIED_BEFORE;
pub use decided::{Asked, AskedOf, DecisionTold, Decisions, Stands, decisions_taken};
pub use exception::authority;
pub use house::House;
pub use identity::HERE;
pub use others::{RECORDED_OF_CARERS, RECORDED_OF_UNITS};
pub use possible::{Possible, Touches};
pub use refusal::{Calls, Ground, Refusal, Told, Why};
pub use staff::RECORDED_OF_WORKERS;
pub use told::{Said, Telling, Topic, Weighs, load_said, points};

use record::{Book, Content, Moment, People, Subject, When};
use standing::{Board, Plan, World};

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
    /// Every child, for what workers carry beside the one whom a command is about; without it no load is weighed.
    pub board: Option<&'a Board>,
    /// Whether the pack at that place of the plan asks anything of anybody: one that is only counted by refuses nothing.
    pub asks: &'a dyn Fn(usize) -> bool,
    /// The present instant.
    pub now: Moment,
}

impl<'a> State<'a> {
    /// What the board knows, with every child at hand.
    pub fn of(book: &'a Book, board: &'a Board, asks: &'a dyn Fn(usize) -> bool, now: Moment) -> State<'a> {
        let (people, plan, world) = (board.people(), board.plan(), board.world());
        State { book, people, plan, world, board: Some(board), asks, now }
    }
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
    if command.exception.is_some() && !matches!((command.about, command.what), (Subject::Child(_), What::Act(_))) {
        return Err(Refusal { grounds: vec![Ground::house(House::NothingToExcept)] });
    }
    let mut decided = match command.about {
        Subject::Child(child) => of_case(command, &Case::of(child, command, state, actor)?, refs)?,
        Subject::Worker(worker) => staff::decide(worker, command, state, actor, refs)?,
        Subject::Unit(unit) => others::of_unit(unit, command, state, actor, refs)?,
        Subject::Carer(carer) => others::of_carer(carer, command, state, actor, refs)?,
        Subject::Record => return Err(Refusal { grounds: vec![Ground::house(House::NobodysAct)] }),
    };
    // What is written down with it stands beside it, of the same time.
    if let Some(says) = command.note {
        let of = decided.drafts.first().map(|draft| draft.content.kind());
        let content = record::Content::Noted { of, says };
        decided.drafts.push(Draft { about: command.about, when: command.when, content });
    }
    Ok(decided)
}

/// Decides about a child who was looked up.
fn of_case(command: &Command, case: &Case<'_>, refs: &mut dyn FnMut() -> record::Ref) -> Result<Decided, Refusal> {
    let mut grounds = against::before(command, case);
    let mut drafts = match expand::drafts(command, case, refs) {
        Ok(drafts) => drafts,
        Err(found) => {
            grounds.extend(found);
            Vec::new()
        }
    };
    if grounds.is_empty() {
        grounds.extend(by_policy::against(command, case, &drafts));
        if let Some(exception) = command.exception {
            drafts.extend(exception::made(exception, &mut grounds, command, case));
        }
    }
    if grounds.is_empty() { Ok(Decided { rests_on: case.rests_on(&drafts), drafts }) } else { Err(Refusal { grounds }) }
}
