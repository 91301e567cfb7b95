//! A naive evaluator, written from `docs/policy-language.md` alone, to compare the real one with.
//!
//! It imports nothing but `record`. It walks the days and, within a day, the instants at which anything could change,
//! and answers at each by looking at all the facts anew. It is slow and obvious, and hard-codes the rules of the packs
//! in `packs/`, with the clause at each.
//!
//! * [`world`]: what was known at an instant: the child's facts, the workers', and what the record covers.
//! * [`days`]: stepping through days and counting working days one by one.
//! * [`states`]: the states of a child at an instant.
//! * [`workers`]: who counts as a worker at an instant, and why one stopped; [`away`]: who has left, or is away.
//! * [`definitions`]: the counts, with the grace of PG-01 and CMP-01, and holding.
//! * [`conditions`]: events, and the conditions of the language's second half.
//! * [`duty`]: a duty and how it stands; [`duties`]: what the practice guide and the comparison list ask; [`rules`]: what
//!   the other packs ask, and [`occasions`]: what comes of that.
//! * [`units`]: teams and districts, who owns a case and which pack governs it; [`gates`]: what a decision needs;
//!   [`suitability`]: who may hold whom; [`priority`]: how pressing a need is; [`each_team`]: the count by each team's own
//!   policy; [`told`]: what nobody can tell after the record's last day.
//! * [`history`]: histories, [`random`]: at random from a seed, [`shrink`]: fewer facts that still disagree, [`print`]:
//!   one line a fact.
//! * [`compare`]: the two answers to one history. It alone knows the evaluator.
//!
//! # How the page is read here, where a reader might miss it
//!
//! * The case is closed by a `case_closed` after which no referral is open, nor may be; one without a date makes `open`
//!   not known and ends nothing else; one while no referral is open closes nothing. A recorded closing is a no, covered
//!   or not.
//! * Of what has no date: a start and an acceptance follow their offer; a joining takes no leaving back.
//! * Involvements rest on coverage of `involvement_started`; `need-identified` on all four kinds that show it, since
//!   the last closing; `in transfer` on both of its kinds. An assessment that says no is a no, covered or not.
//! * Of details and registrations, the newest by their own date say what a worker is; before the first, and where the
//!   newest do not say, it is not known.
//! * An end on the worker's last day, for whatever reason, is the worker's leaving, for rules that stop on leaving.
//! * A successor stops where that worker is offered the case or starts, or another lead or key worker starts; then the
//!   spell counts as after an offer that ended.
//! * Open rows are looked at without asking who is in them, and no closing of the case ends them.
//! * A duty is met, while it is to come, as it opens. A duty of a set day is met by what follows the setting; a
//!   setting with a date alone takes the whole day. All kinds that could meet a duty must be covered to call it overdue.
//! * A letter to a kind of agency, unnamed, is one to each of that kind, and the other way round. 'Agencies not
//!   recorded' asks for coverage at the spell's first instant, and for no agency involved during it.

pub mod areas;
pub mod areas_told;
mod away;
pub mod compare;
pub mod compare_areas;
mod compare_each_team;
mod compare_gates;
mod compare_people;
pub mod conditions;
pub mod days;
pub mod definitions;
pub mod doubts;
pub mod duties;
pub mod duty;
pub mod each_team;
pub mod gates;
pub mod history;
pub mod occasions;
pub mod print;
pub mod priority;
pub mod random;
pub mod rules;
#[cfg(test)]
mod settled;
#[cfg(test)]
mod settled_absence;
#[cfg(test)]
mod settled_duties;
#[cfg(test)]
mod settled_gates;
#[cfg(test)]
mod settled_moves;
#[cfg(test)]
mod settled_transfers;
#[cfg(test)]
mod settled_unseen;
pub mod shrink;
pub mod states;
pub mod suitability;
pub mod told;
pub mod units;
#[cfg(test)]
mod worked;
pub mod workers;
pub mod world;
