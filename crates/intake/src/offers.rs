//! Offers of the casework file, and the involvements that they became.
//!
//! The two files know nothing of one another: an offer is found again among the involvements by its child, worker, part
//! and time. An accepted offer that is found nowhere goes on until somebody else accepts. Where the row of the involvement
//! that it became may be one that cannot be read, whether it goes on is not known.
//!
//! Whether a worker had accepted by the start of an involvement is what the answer to the offer says, and not what the
//! site file says of every row of that role.

use record::words::{Role, Word as _};
use record::{Day, Tri, When};

use crate::casework::{self, OfferStep};
use crate::columns::{Row, Time};
use crate::extract::Extract;
use crate::facts::accepted_by_role;
use crate::index::NONE;
use crate::report::{FileUse, Notice};
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
    /// What offers say of whether the worker had accepted by the start of an involvement, by the involvement's row.
    said: Vec<(u32, Said)>,
}

/// What an offer says of whether its worker had accepted by the start of an involvement. Of several offers to one worker,
/// what comes last here counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Declined,
    NotKnown,
    /// The worker accepted at that time, which is later than the start as far as it is written.
    Later(i64),
    ByThen,
}

impl Offers {
    /// The reference of the involvement of which that row of the casework file speaks, if it speaks of an offer.
    pub fn involvement_of(&self, row: &Row) -> Option<u64> {
        self.keys.iter().find(|(offer, _)| *offer == row.row).map(|(_, involvement)| *involvement)
    }

    fn said_of(&self, involvement: &Row) -> Option<Said> {
        self.said.iter().find(|(row, _)| *row == involvement.row).map(|(_, said)| *said)
    }

    /// Whether the worker of that involvement had accepted by its start: by the answer to an offer, where there was one, and
    /// otherwise by what the site file says of the role.
    pub fn accepted_by_start(&self, involvement: &Row, by_role: Tri) -> Tri {
        match self.said_of(involvement) {
            Some(Said::Declined | Said::Later(_)) => Tri::No,
            Some(Said::NotKnown) => by_role.and(Tri::Unknown),
            Some(Said::ByThen) | None => by_role,
        }
    }

    /// Whether its worker has accepted by the start that the row has here, which lies after the involvement's own.
    pub fn accepted_by(&self, involvement: &Row, by_role: Tri) -> Tri {
        match self.said_of(involvement) {
            Some(Said::Later(at)) if at <= involvement.start.order() => Tri::Yes,
            _ => self.accepted_by_start(involvement, by_role),
        }
    }

    /// Whether the answer to an offer contradicts that the worker had accepted by the start of that involvement. A start
    /// without a time does not contradict an acceptance later on its day.
    fn contradicts(&self, involvement: &Row) -> bool {
        let is_by_date = matches!(involvement.start.when(), When::On(_));
        match self.said_of(involvement) {
            Some(Said::Later(at)) => {
                let next_day = involvement.start.day().map(|day| day.plus_days(1).start().second());
                !is_by_date || next_day.is_none_or(|next_day| at >= next_day)
            }
            Some(Said::Declined | Said::NotKnown) => true,
            Some(Said::ByThen) | None => false,
        }
    }
}

/// An offer with what came of it, as far as the casework file says.
struct Offer {
    /// Its row; of an acceptance whose offer is not there, that of the acceptance.
    made: usize,
    /// Whether its own row is there.
    is_there: bool,
    answers: Vec<usize>,
    worker: u32,
    role: Option<Role>,
    from: Day,
    /// When it was first accepted, whether or not that can be read.
    accepted_at: Option<Time>,
    /// The day on which it was accepted; the last day of all where that is not known, nothing where it was not.
    accepted: Option<Day>,
    is_declined: bool,
    /// The day on which it was last declined, where that can be read.
    declined: Option<Day>,
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

    /// What it says of whether the worker had accepted by the start of that involvement of the same worker; nothing of one
    /// that it did not become, and that was over before or began well after. `is_it`: it became that involvement.
    fn says_of(&self, involvement: &Row, is_it: bool) -> Option<Said> {
        let start = involvement.start.day();
        if is_it {
            return Some(match (self.accepted_at, start) {
                (Some(at), Some(_)) if at.day().is_some() => match at.order() {
                    at if at <= involvement.start.order() => Said::ByThen,
                    at => Said::Later(at),
                },
                _ => Said::NotKnown,
            });
        }
        let goes_on = involvement.end.day().is_none_or(|end| end >= self.from);
        if self.accepted.is_some() || !goes_on || !self.is_of(involvement) {
            return None;
        }
        if !self.is_declined {
            // Nobody answered, and it had begun when the offer was made.
            return start.is_none_or(|start| start < self.from).then_some(Said::NotKnown);
        }
        let (Some(start), Some(declined)) = (start, self.declined) else { return Some(Said::NotKnown) };
        let (soon_after, long_before) = (declined.plus_days(SOON), self.from.plus_days(-SOON));
        match start {
            start if start > soon_after => None,
            // The worker may have accepted all the same; or had held the child long before.
            start if start > declined || start < long_before => Some(Said::NotKnown),
            _ => Some(Said::Declined),
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
        let became = became(&offers, &involvements, &rows);
        let is_lost = self.has_lost_involvement(child);
        let keys = rows.iter().map(|row| (row.row, row.key)).collect();
        let without_offer = without_offer(&rows, &offers, &involvements);
        let said = said_of_starts(&offers, &became, &involvements);
        let mut found = Offers { keys, in_doubt: Vec::new(), without_offer, said };
        let is_answer_lost = self.has_lost_answer(child);
        for (offer, became) in offers.iter().zip(became) {
            let key = became.map_or(rows[offer.made].key, |involvement| involvements[involvement].key);
            // A refusal that was followed by an acceptance ends nothing, and what was accepted is not accepted again.
            let is_over = |row: &Row| match (casework::step_of_offer(row), offer.accepted_at) {
                (Some(OfferStep::Declined), Some(accepted)) => {
                    row.start.day().is_some() && row.start.order() < accepted.order()
                }
                (Some(OfferStep::Accepted), Some(accepted)) => row.start.order() != accepted.order(),
                _ => false,
            };
            for row in offer.answers.iter().chain([&offer.made]).filter(|row| !is_over(&rows[**row])) {
                found.keys[*row].1 = key;
            }
            if !offer.is_there {
                continue;
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
    /// Says which involvements the site file takes for accepted, though the answer to an offer says otherwise.
    pub(crate) fn note_answered_otherwise(&mut self) {
        let rows = self.answered_otherwise();
        let files = &mut self.reconciliation.files;
        let report = files.iter_mut().find(|report| report.used_as == FileUse::Read(Table::Involvements));
        let Some(report) = report.filter(|_| !rows.is_empty()) else { return };
        report.notices.push(Notice {
            what: match rows.len() {
                1 => {
                    "involvement counts as accepted by the site file, and by keyworker_casework.csv its offer was accepted \
                     later, declined or not answered: what is said there counts"
                }
                _ => {
                    "involvements count as accepted by the site file, and by keyworker_casework.csv their offers were \
                     accepted later, declined or not answered: what is said there counts"
                }
            },
            count: rows.len() as u64,
            examples: rows.iter().take(20).map(|row| format!("row {row}")).collect(),
        });
    }

    /// The rows of involvements that were accepted by what the site file says of their role, and of which the answer to an
    /// offer says otherwise.
    fn answered_otherwise(&self) -> Vec<u32> {
        let of = |wanted: Table| self.rows.iter().find(|(table, _)| *table == wanted).map(|(_, rows)| rows);
        let (Some(casework), Some(involvements)) = (of(Table::Casework), of(Table::Involvements)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for child in (0..self.children()).filter(|child| casework.count(*child) > 0) {
            let offers = self.offers(child);
            if !offers.said.is_empty() {
                involvements.each(child, |row| {
                    found.extend(Some(row.row).filter(|_| accepted_by_role(row).is_yes() && offers.contradicts(row)));
                });
            }
        }
        found.sort_unstable();
        found
    }

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
            && !offers.iter().any(|offer| offer.is_there && offer.answers.contains(at))
            && !involvements.iter().any(|involvement| holds(&involvement))
    };
    rows.iter().enumerate().filter(is_alone).map(|(_, row)| *row).collect()
}

/// The offers among those rows, which are in the order of time, each with its answers; and each acceptance whose offer is
/// not there, as one that was made by then.
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
        let is_there = step(*made) == Some(OfferStep::Made);
        let answers: Vec<usize> =
            if is_there { (0..rows.len()).filter(|at| answered[*at] == Some(*made)).collect() } else { vec![*made] };
        let of =
            |wanted: OfferStep| answers.iter().filter(move |at| step(**at) == Some(wanted)).map(|at| rows[*at].start);
        let readable = of(OfferStep::Accepted).filter(|at| at.day().is_some()).min_by_key(|at| at.order());
        let accepted_at = readable.or_else(|| of(OfferStep::Accepted).next());
        let worker = rows[*made].worker;
        let from = rows[*made].start.day().unwrap_or(Day::FIRST);
        let later = rows[made + 1..].iter().enumerate();
        let next = later.filter(|(at, row)| step(made + 1 + at) == Some(OfferStep::Made) && row.worker == worker);
        let next = next.filter_map(|(_, row)| row.start.day()).next().unwrap_or(Day::LAST);
        Offer {
            made: *made,
            is_there,
            worker,
            role: casework::role_offered(&rows[*made]).filter(|_| is_there),
            from,
            is_declined: accepted_at.is_none() && of(OfferStep::Declined).next().is_some(),
            declined: of(OfferStep::Declined).filter_map(Time::day).max(),
            accepted: accepted_at.map(|at| at.day().unwrap_or(Day::LAST)),
            accepted_at,
            // Of what began long after an acceptance, one whose offer is not there says nothing.
            next: if is_there { next } else { from },
            answers,
        }
    };
    let is_alone = |at: &usize| step(*at) == Some(OfferStep::Accepted) && answered[*at].is_none();
    let alone: Vec<usize> = (0..rows.len()).filter(is_alone).collect();
    made.iter().chain(&alone).map(offer).collect()
}

/// What the offers say of each of those involvements' starts, by its row.
fn said_of_starts(offers: &[Offer], became: &[Option<usize>], involvements: &[Row]) -> Vec<(u32, Said)> {
    let said = involvements.iter().enumerate().filter_map(|(at, row)| {
        let says = offers.iter().zip(became).filter_map(|(offer, became)| {
            let is_it = *became == Some(at);
            let is_theirs = offer.worker == row.worker && row.worker != NONE;
            if is_it || is_theirs { offer.says_of(row, is_it) } else { None }
        });
        Some((row.row, says.max()?))
    });
    said.collect()
}

/// For each offer, the involvement that it became. What fits best is found first; but for what fits in time, no
/// involvement is taken twice. An acceptance whose offer is not there may name the involvement itself.
fn became(offers: &[Offer], involvements: &[Row], rows: &[Row]) -> Vec<Option<usize>> {
    let named = |offer: &Offer| {
        let row = Some(&rows[offer.made]).filter(|row| !offer.is_there && casework::names_its_offer(row))?;
        involvements.iter().position(|involvement| involvement.key == row.key)
    };
    let mut found: Vec<Option<usize>> = offers.iter().map(named).collect();
    for class in 0..=Fit::WORST {
        for (place, offer) in offers.iter().enumerate().filter(|(_, offer)| !offer.is_declined) {
            if found[place].is_some() {
                continue;
            }
            let is_theirs = |row: &Row| row.worker == offer.worker && (offer.is_there || row.worker != NONE);
            let fits = (0..involvements.len()).filter(|at| is_theirs(&involvements[*at]));
            let fits = fits.filter_map(|at| Some((offer.fit(&involvements[at])?, at)));
            let free = |at: usize| class == 0 || !found.contains(&Some(at));
            let best = fits.filter(|(fit, at)| fit.class() == class && free(*at)).min();
            found[place] = best.map(|(_, at)| at);
        }
    }
    found
}
