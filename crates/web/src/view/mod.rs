//! What a page shows, as plain data: text, numbers and days that are already said. No rule lives here and nothing of
//! the core is named; whoever implements [`crate::Queries`] turns its answers into these. The same structs are the
//! pages' JSON twins under `/api/v1`.

mod absence;
mod area;
mod breaches;
mod candidates;
mod child;
mod children;
mod data;
mod decisions;
mod definitions;
mod draft;
mod duty_board;
mod each_team;
mod form;
mod frame;
mod handbook;
mod handover;
mod in_name;
mod others;
mod people;
mod search;
mod story;
mod supervision;
mod team_week;
mod today;
mod tray;

pub use absence::*;
pub use area::*;
pub use breaches::*;
pub use candidates::*;
pub use child::*;
pub(crate) use children::with_query;
pub use children::*;
pub use data::*;
pub use decisions::*;
pub use definitions::*;
pub use draft::*;
pub use duty_board::*;
pub use each_team::*;
pub use form::*;
pub use frame::*;
pub use handbook::*;
pub use handover::*;
pub use in_name::*;
pub use others::*;
pub use people::*;
pub use search::*;
pub use story::*;
pub use supervision::*;
pub use team_week::*;
pub use today::*;
pub use tray::*;

use serde::Serialize;

use crate::words;

/// A thing with a stable id and the name that the council calls it by: a kind, a reason, a definition, a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// The id that an address carries.
    pub id: String,
    /// What a page says.
    pub label: String,
}

impl Term {
    /// A term.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Term {
        Term { id: id.into(), label: label.into() }
    }
}

/// Something that the data may not say. Unknown is not nought and not no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "value", rename_all = "snake_case")]
pub enum Known<T> {
    /// It is known.
    Known(T),
    /// It is not, and why, as the rest of a sentence: "no extract says when workers are absent".
    Unknown(String),
}

impl<T> Known<T> {
    /// The value, where it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Known::Known(value) => Some(value),
            Known::Unknown(_) => None,
        }
    }

    /// Why it is not known; empty where it is.
    pub fn why_not(&self) -> &str {
        match self {
            Known::Known(_) => "",
            Known::Unknown(why) => why,
        }
    }
}

/// Why of some counts it is not known how many more there are, each reason once.
pub(crate) fn or_more<'a>(counts: impl Iterator<Item = &'a Known<Count>>) -> Vec<&'a str> {
    each_once(counts.filter_map(Known::value).filter_map(|count| count.more_not_known))
}

/// What is not empty, each once, in order.
pub(crate) fn each_once<'a>(reasons: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut once = Vec::new();
    for reason in reasons {
        if !reason.is_empty() && !once.contains(&reason) {
            once.push(reason);
        }
    }
    once
}

/// A count in two parts, since some children cannot be told either way from the data; and whether there may be more of
/// whom the data does not even say that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Children who are counted whatever the missing data would say; nothing where it is not known whether there is any.
    pub certain: Option<u64>,
    /// Further children who may be counted, depending on data that is missing; nothing likewise.
    pub possible: Option<u64>,
    /// Why how many more there are is not known, as the rest of a sentence: "no file says when workers leave".
    pub more_not_known: Option<&'static str>,
}

impl Default for Count {
    fn default() -> Count {
        Count::new(0, 0)
    }
}

impl Count {
    /// A count beyond which there is nobody.
    pub fn new(certain: u64, possible: u64) -> Count {
        Count { certain: Some(certain), possible: Some(possible), more_not_known: None }
    }

    /// Those known to be counted for certain: at least so many.
    pub fn at_least(&self) -> u64 {
        self.certain.unwrap_or(0)
    }

    /// Those known to be counted possibly: at least so many.
    pub fn at_least_possible(&self) -> u64 {
        self.possible.unwrap_or(0)
    }

    /// Whether nobody is known to be counted, for certain or possibly.
    pub fn is_of_nobody(&self) -> bool {
        self.at_least() + self.at_least_possible() == 0
    }

    /// The count in words: "12", "12 and 3 possible, or more", "not known, 3 possible, or more".
    pub fn words(&self) -> String {
        let mut said = self.certain.map_or_else(|| "not known".to_owned(), words::number);
        match self.at_least_possible() {
            0 => {}
            possible if self.certain.is_some() => said.push_str(&format!(" and {} possible", words::number(possible))),
            possible => said.push_str(&format!(", {} possible", words::number(possible))),
        }
        if self.more_not_known.is_some() && !self.is_of_nobody() {
            said.push_str(", or more");
        }
        said
    }

    /// The open children as a denominator: those who are, and those of whom it is not known.
    pub fn of_open(&self) -> String {
        let open = words::plural(self.at_least(), "open child", "open children");
        let not_known = |one, many| words::plural(self.at_least_possible(), one, many);
        match (self.at_least(), self.at_least_possible()) {
            (_, 0) => open,
            (0, 1) => "1 child of whom it is not known whether the case is open".to_owned(),
            (0, _) => not_known("", "children of whom it is not known whether their cases are open"),
            _ => format!("{open} ({})", not_known("more may be open", "more may be open")),
        }
    }
}

/// Whether a child is counted for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Counted whatever the missing data would say.
    Certain,
    /// Counted or not, depending on data that is missing.
    Possible,
}

impl Certainty {
    /// As an address carries it.
    pub fn id(self) -> &'static str {
        match self {
            Certainty::Certain => "certain",
            Certainty::Possible => "possible",
        }
    }

    /// Reads what an address carries.
    pub fn from_id(id: &str) -> Option<Certainty> {
        [Certainty::Certain, Certainty::Possible].into_iter().find(|certainty| certainty.id() == id)
    }
}

/// How urgent a child's next duty is, worst first: breaches before lateness, lateness before what is due, what is due
/// before what is merely so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Something that the policy never allows is so.
    Breach,
    /// A duty's date has gone by.
    Overdue,
    /// Whether there is a worker, or whether what was due was done, is not on record.
    CannotBeKnown,
    /// Due by the end of today.
    Today,
    /// Due after today and by the end of Sunday.
    ThisWeek,
    /// Due after this week, or with nothing due.
    Later,
    /// Offered to a worker who has not accepted.
    Offered,
    /// About to count as without a worker: a leaver, sickness reaching its day, a day of grace.
    Coming,
}

impl Band {
    /// Every band, worst first.
    pub const ALL: [Band; 8] = [
        Band::Breach,
        Band::Overdue,
        Band::CannotBeKnown,
        Band::Today,
        Band::ThisWeek,
        Band::Later,
        Band::Offered,
        Band::Coming,
    ];

    /// As an address carries it.
    pub fn id(self) -> &'static str {
        match self {
            Band::Breach => "breach",
            Band::Overdue => "overdue",
            Band::CannotBeKnown => "cannot-be-known",
            Band::Today => "today",
            Band::ThisWeek => "this-week",
            Band::Later => "later",
            Band::Offered => "offered",
            Band::Coming => "coming",
        }
    }

    /// What a page says.
    pub fn label(self) -> &'static str {
        match self {
            Band::Breach => "Breach",
            Band::Overdue => "Overdue",
            Band::CannotBeKnown => "Cannot be known",
            Band::Today => "Due today",
            Band::ThisWeek => "Due this week",
            Band::Later => "Later",
            Band::Offered => "Offered",
            Band::Coming => "Coming",
        }
    }

    /// What the band holds, in a sentence.
    pub fn says(self) -> &'static str {
        match self {
            Band::Breach => "A policy never allows this. Act on these first.",
            Band::Overdue => "A date has gone by and what was due has not been done.",
            Band::CannotBeKnown => {
                "The record does not say whether there is a worker, or whether what was due has been done."
            }
            Band::Today => "Due by the end of the day.",
            Band::ThisWeek => "Due after today, by the end of Sunday.",
            Band::Later => "Nothing is due before next week.",
            Band::Offered => "A worker is named for them and has not accepted yet.",
            Band::Coming => "Not counted yet: from the day shown they are without a worker, if nothing changes.",
        }
    }

    /// Whether its children are not counted as without a worker yet.
    pub fn is_not_yet(self) -> bool {
        matches!(self, Band::Offered | Band::Coming)
    }

    /// Reads what an address carries.
    pub fn from_id(id: &str) -> Option<Band> {
        Band::ALL.into_iter().find(|band| band.id() == id)
    }
}

/// A date by which something is due, said with how far off it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The day by whose end it is due.
    pub day: words::Day,
    /// The time of that day, `19:30`, where the clause counts hours.
    pub time: Option<String>,
    /// How far off, as counted by the caller.
    pub distance: words::Distance,
    /// The distance as people say it: `in 3 working days`, `2 days overdue`.
    pub distance_words: String,
}

impl Due {
    /// A date with its distance.
    pub fn new(day: words::Day, distance: words::Distance) -> Due {
        Due { day, time: None, distance, distance_words: distance.words() }
    }

    /// Due at a time of the day, for clauses that count hours.
    pub fn at_time(mut self, time: impl Into<String>) -> Due {
        self.time = Some(time.into());
        self
    }

    /// Whether the date has gone by.
    pub fn is_overdue(&self) -> bool {
        self.distance.is_overdue()
    }
}

impl std::fmt::Display for Due {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.time {
            Some(time) => write!(out, "{}, {time}, {}", self.day, self.distance_words),
            None => write!(out, "{}, {}", self.day, self.distance_words),
        }
    }
}

/// Which of several pages of a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Paging {
    /// The page that is shown, from 1.
    pub page: u64,
    /// How many pages there are, at least 1.
    pub pages: u64,
    /// How many lines there are in all.
    pub lines: u64,
}

impl Paging {
    /// The paging of `lines` lines, `per_page` on each, at the page that was asked for (or the nearest there is).
    pub fn of(lines: u64, per_page: u64, wanted: PageWanted) -> Paging {
        let pages = match wanted {
            PageWanted::All => 1,
            PageWanted::Number(_) => lines.div_ceil(per_page.max(1)).max(1),
        };
        let page = match wanted {
            PageWanted::All => 1,
            PageWanted::Number(number) => number.clamp(1, pages),
        };
        Paging { page, pages, lines }
    }

    /// The numbers to link to: first, last and those around the present one; `None` stands for a gap.
    pub fn numbers(&self) -> Vec<Option<u64>> {
        let near = |number: u64| number == 1 || number == self.pages || number.abs_diff(self.page) <= 1;
        let mut numbers = Vec::new();
        for number in 1..=self.pages {
            if near(number) {
                numbers.push(Some(number));
            } else if numbers.last() != Some(&None) {
                numbers.push(None);
            }
        }
        numbers
    }
}

/// Which page of a list somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "number", rename_all = "snake_case")]
pub enum PageWanted {
    /// A page by its number, from 1.
    Number(u64),
    /// Everything on one page, to be printed.
    All,
}

impl Default for PageWanted {
    fn default() -> PageWanted {
        PageWanted::Number(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paging_stays_within_its_pages_and_leaves_gaps() {
        let paging = |lines, wanted| Paging::of(lines, 10, wanted);
        assert_eq!(paging(0, PageWanted::Number(1)), Paging { page: 1, pages: 1, lines: 0 });
        assert_eq!(paging(10, PageWanted::Number(2)).page, 1);
        assert_eq!(paging(11, PageWanted::Number(2)).page, 2);
        assert_eq!(paging(500, PageWanted::All).pages, 1);
        let numbers = paging(200, PageWanted::Number(10)).numbers();
        assert_eq!(numbers, [Some(1), None, Some(9), Some(10), Some(11), None, Some(20)]);
        assert_eq!(paging(30, PageWanted::Number(1)).numbers(), [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn bands_run_worst_first_and_read_back_from_an_address() {
        assert!(Band::ALL.is_sorted());
        assert!(Band::ALL.into_iter().all(|band| Band::from_id(band.id()) == Some(band)));
        assert_eq!(Band::from_id("urgent"), None);
    }
}
