//! Offers of the casework file, and the involvements that they became.
//!
//! The two files know nothing of one another: an offer is found again among the involvements by its child, worker, part
//! and time. An accepted offer that is found nowhere goes on until somebody else accepts. Where the row of the involvement
//! that it became may be one that cannot be read, whether it goes on is not known.

use record::Day;
use record::words::{Role, Word as _};

use crate::casework::{self, OfferStep};
use crate::columns::Row;
use crate::extract::Extract;
use crate::index::NONE;
use crate::rows::ROLE_NOT_KNOWN;
use crate::tables::Table;

/// An involvement that begins within so many days after an offer was accepted is the one that the offer became.
const SOON: i32 = 7;

/// What is known of the offers of one child.
#[derive(Default)]
pub(crate) struct Offers {
    /// The reference of the involvement, by the row of the casework file.
    keys: Vec<(u32, u64)>,
    /// The same of offers whose involvement's row may be one that cannot be read.
    pub in_doubt: Vec<(u32, u64)>,
    /// Acceptances whose offer is not there, nor an involvement that it can have become: somebody may hold the child.
    pub without_offer: Vec<Row>,
}

impl Offers {
    /// The reference of the involvement of which that row of the casework file speaks, if it speaks of an offer.
    pub fn involvement_of(&self, row: &Row) -> Option<u64> {
        self.keys.iter().find(|(offer, _)| *offer == row.row).map(|(_, involvement)| *involvement)
    }
}

/// An offer with what came of it, as far as the casework file says.
struct Offer {
    made: usize,
    answers: Vec<usize>,
    worker: u32,
    role: Option<Role>,
    from: Day,
    /// The day on which it was accepted; the last day of all where that is not known, nothing where it was not.
    accepted: Option<Day>,
    is_declined: bool,
    /// The day of the next offer to that worker.
    next: Day,
}

/// How well an involvement fits an offer, the best first; of several that fit alike, the one with the lower number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It begins with the offer, or soon after its acceptance.
    InTime(i64),
    /// It had begun when the offer was made, and went on.
    Earlier(i64),
    /// It begins later, and no other offer to that worker lies between.
    Later(i64),
    /// It begins on a day that cannot be read.
    OnNoDay,
}

impl Fit {
    const WORST: u8 = 3;

    fn class(self) -> u8 {
        match self {
            Fit::InTime(_) => 0,
            Fit::Earlier(_) => 1,
            Fit::Later(_) => 2,
            Fit::OnNoDay => Fit::WORST,
        }
    }
}

impl Offer {
    /// Whether that part can be the one that was offered.
    fn is_of(&self, involvement: &Row) -> bool {
        let main = |role: Role| matches!(role, Role::Lead | Role::KeyWorker);
        let part = Role::ALL.get((involvement.code & 3) as usize).copied();
        match (self.role, part.filter(|_| involvement.code & ROLE_NOT_KNOWN == 0)) {
            (Some(offered), Some(part)) => offered == part || main(offered) && main(part),
            _ => true,
        }
    }

    fn fit(&self, involvement: &Row) -> Option<Fit> {
        if !self.is_of(involvement) {
            return None;
        }
        let goes_on = involvement.end.day().is_none_or(|end| end >= self.from);
        let Some(start) = involvement.start.day() else { return goes_on.then_some(Fit::OnNoDay) };
        let at = involvement.start.order();
        // Of an offer that nobody answered, what follows it is what it became.
        let soon = self.accepted.map_or(Day::LAST, |day| day.min(Day::LAST.plus_days(-SOON)).plus_days(SOON));
        match () {
            () if self.from <= start && start <= soon && (self.accepted.is_some() || start < self.next) => {
                Some(Fit::InTime(at))
            }
            () if start < self.from && goes_on && self.accepted.is_some() => Some(Fit::Earlier(-at)),
            () if soon < start && start < self.next => Some(Fit::Later(at)),
            () => None,
        }
    }
}

impl Extract {
    /// Which involvement each row of the casework file speaks of that speaks of an offer.
    ///
    /// An answer belongs to the offer that it names, or to the newest one to that worker made by then.
    pub(crate) fn offers(&self, child: usize) -> Offers {
        let mut rows: Vec<Row> = Vec::new();
        for (_, table) in self.rows.iter().filter(|(table, _)| *table == Table::Casework) {
            table.each(child, |row| rows.extend(Some(*row).filter(|row| casework::step_of_offer(row).is_some())));
        }
        if rows.is_empty() {
            return Offers::default();
        }
        rows.sort_by_key(|row| (row.start.order(), casework::step_of_offer(row)));
        let mut involvements: Vec<Row> = Vec::new();
        for (_, table) in self.rows.iter().filter(|(table, _)| *table == Table::Involvements) {
            table.each(child, |row| involvements.push(*row));
        }
        let offers = with_answers(&rows);
        let became = became(&offers, &involvements);
        let is_lost = self.has_lost_involvement(child);
        let keys = rows.iter().map(|row| (row.row, row.key)).collect();
        let without_offer = without_offer(&rows, &offers, &involvements);
        let mut found = Offers { keys, in_doubt: Vec::new(), without_offer };
        let is_answer_lost = self.has_lost_answer(child);
        for (offer, became) in offers.iter().zip(became) {
            let key = became.map_or(rows[offer.made].key, |involvement| involvements[involvement].key);
            for row in offer.answers.iter().chain([&offer.made]) {
                found.keys[*row].1 = key;
            }
            // The row may be one of somebody who cannot be read, or whose id is nobody's.
            let is_listed = |row: &Row| row.worker != NONE && self.is_listed(row.worker);
            // An offer to somebody who is nobody may have been to whoever then held the child.
            let is_nobodys = !is_listed(&rows[offer.made]);
            let mut unread = involvements.iter().filter(|row| is_nobodys || !is_listed(row));
            let may_be_lost = is_lost || unread.any(|row| offer.fit(row).is_some());
            // Nor is it known what became of one whose answer may be the row that cannot be read.
            let may_be_answered = is_answer_lost && offer.accepted.is_none();
            if became.is_none() && !offer.is_declined && (may_be_lost || may_be_answered) {
                found.in_doubt.push((rows[offer.made].row, key));
            }
        }
        found
    }

    /// Whether a table of workers has that worker; yes of all, where no such table was read.
    fn is_listed(&self, worker: u32) -> bool {
        self.listed_workers == 0 || (worker as usize) < self.listed_workers
    }

    /// Whether a row about who holds that child, or may be, cannot be read; or none can.
    fn has_lost_involvement(&self, child: usize) -> bool {
        // A file that is missing, not whole or without a row says nothing of what became of an offer.
        let read = self.reconciliation().of(Table::Involvements).map_or(0, |report| report.counts.read);
        let mut is_lost = read == 0 || !self.whole().contains(&Table::Involvements);
        self.lost.each(child, |row| is_lost |= row.lost_table() == Table::Involvements && !row.says_open());
        is_lost
    }
}

impl Extract {
    /// Whether a row of that child that is, or may be, an offer or an answer to one cannot be used.
    fn has_lost_answer(&self, child: usize) -> bool {
        let mut is_lost = false;
        self.lost.each(child, |row| is_lost |= row.lost_table() == Table::Casework && row.may_be_of_offer());
        is_lost
    }
}

/// The acceptances among those rows that answer no offer that is there, by somebody who by the involvements did not hold
/// the child then or later.
fn without_offer(rows: &[Row], offers: &[Offer], involvements: &[Row]) -> Vec<Row> {
    let is_alone = |(at, row): &(usize, &Row)| {
        let day = row.start.day().unwrap_or(Day::LAST);
        let holds = |involvement: &&Row| {
            let goes_on = involvement.end.is_missing() || involvement.end.day().is_some_and(|end| end >= day);
            involvement.key == row.key || involvement.worker == row.worker && row.worker != NONE && goes_on
        };
        casework::step_of_offer(row) == Some(OfferStep::Accepted)
            && !offers.iter().any(|offer| offer.answers.contains(at))
            && !involvements.iter().any(|involvement| holds(&involvement))
    };
    rows.iter().enumerate().filter(is_alone).map(|(_, row)| *row).collect()
}

/// The offers among those rows, which are in the order of time, each with its answers.
fn with_answers(rows: &[Row]) -> Vec<Offer> {
    let step = |at: usize| casework::step_of_offer(&rows[at]);
    let made: Vec<usize> = (0..rows.len()).filter(|at| step(*at) == Some(OfferStep::Made)).collect();
    let offer_of = |answer: usize| {
        let row = &rows[answer];
        if casework::names_its_offer(row) {
            return made.iter().copied().find(|at| rows[*at].key == row.key);
        }
        made.iter().copied().rev().find(|at| *at < answer && rows[*at].worker == row.worker)
    };
    let answered: Vec<Option<usize>> =
        (0..rows.len()).map(|at| if made.contains(&at) { None } else { offer_of(at) }).collect();
    let offer = |made: &usize| {
        let answers: Vec<usize> = (0..rows.len()).filter(|at| answered[*at] == Some(*made)).collect();
        let of = |wanted: OfferStep| answers.iter().filter(move |at| step(**at) == Some(wanted));
        let accepted = of(OfferStep::Accepted).map(|at| rows[*at].start.day().unwrap_or(Day::LAST)).min();
        let worker = rows[*made].worker;
        let later = rows[made + 1..].iter().enumerate();
        let next = later.filter(|(at, row)| step(made + 1 + at) == Some(OfferStep::Made) && row.worker == worker);
        Offer {
            made: *made,
            worker,
            role: casework::role_offered(&rows[*made]),
            from: rows[*made].start.day().unwrap_or(Day::FIRST),
            is_declined: accepted.is_none() && of(OfferStep::Declined).next().is_some(),
            accepted,
            next: next.filter_map(|(_, row)| row.start.day()).next().unwrap_or(Day::LAST),
            answers,
        }
    };
    made.iter().map(offer).collect()
}

/// For each offer, the involvement that it became. What fits best is found first; but for what fits in time, no
/// involvement is taken twice.
fn became(offers: &[Offer], involvements: &[Row]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; offers.len()];
    for class in 0..=Fit::WORST {
        for (place, offer) in offers.iter().enumerate().filter(|(_, offer)| !offer.is_declined) {
            if found[place].is_some() {
                continue;
            }
            let fits = (0..involvements.len()).filter(|at| involvements[*at].worker == offer.worker);
            let fits = fits.filter_map(|at| Some((offer.fit(&involvements[at])?, at)));
            let free = |at: usize| class == 0 || !found.contains(&Some(at));
            let best = fits.filter(|(fit, at)| fit.class() == class && free(*at)).min();
            found[place] = best.map(|(_, at)| at);
        }
    }
    found
}
