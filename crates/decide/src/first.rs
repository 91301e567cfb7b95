//! Which of several rows that are open at once comes first: whom a page names as a child's worker, and whom a decision takes
//! for the lead. An old row that nobody closed is no reason to name whoever came before.

use std::cmp::Reverse;

use record::book::known_facts;
use record::words::{AbsenceKind, Role, Word as _, Words};
use record::{Book, Content, Day, Fact, Moment, Tri, WorkerId};
use standing::person::Person;
use standing::timeline::Involved;

/// The order of rows that are open at once; the least comes first.
pub type Order = (Reverse<Tri>, Role, Reverse<Option<Moment>>);

/// Where a row stands among those that are open at that instant: whoever is there comes before whoever is away or has left, then
/// the lead before the key worker, then whoever began last. Whether a row counts by a policy is for whoever asks to put before it.
pub fn order(book: &Book, known: Moment, at: Moment, one: &Involved) -> Order {
    let there = one.worker.map_or(Tri::Unknown, |worker| is_there(book, worker, known, at));
    (Reverse(there), one.role, Reverse(one.started.or(one.accepted).or(one.offered)))
}

/// The instants at which it may change by a worker's absences and leaving who comes first.
pub fn changes(book: &Book, known: Moment, worker: WorkerId) -> Vec<Moment> {
    let facts = known_facts(book.worker(worker), known);
    let change = |fact: &Fact| match fact.content {
        Content::AbsenceStarted { .. } | Content::AbsenceEnded { .. } => fact.when.day().map(Day::start),
        Content::WorkerLeft {} => fact.when.day().map(|last| last.end().plus_seconds(1)),
        _ => None,
    };
    facts.filter_map(change).collect()
}

/// Whether that worker is at the authority and not away.
fn is_there(book: &Book, worker: WorkerId, known: Moment, at: Moment) -> Tri {
    let person = Person::read(book, worker, at, known);
    if person.last_day.is_some_and(|(last, _)| last.end() < at) {
        return Tri::No;
    }
    let may_have_left = if person.may_have_left.is_some() { Tri::Unknown } else { Tri::No };
    let away = standing::away(book, worker, known, at, Words::of(AbsenceKind::ALL)).is;
    away.or(may_have_left).negated()
}
